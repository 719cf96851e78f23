#include "iam/text_match.h"

#include "iam/doubts.h"

#include <string.h>

enum {
  HEAD_COLONS = 5,        /* they part an ARN's first five segments from its resource */
  TABLE_TEXT_BYTES = 4096 /* twice the longest ARN: one row of the table for texts with holes */
};

#define NOWHERE SIZE_MAX

/* The work of going back. A star followed by a long run of characters can compare that run anew at
 * every character of the text, |run| x |text| in all; nobody writes that by accident. */
typedef struct effort {
  uint64_t wasted, most;
} effort;

enum { CHEAP_RUN = 16 }; /* so much in vain for each character of the text is linear enough */

static effort effort_for(rc_str text) {
  return (effort){0, RC_LIMIT_MATCH_WORK_VALUE + (uint64_t)CHEAP_RUN * text.len};
}

/* Counts one going back, and the parts of the pattern that fitted in vain before; false when that
 * is too much. */
static bool spend(effort *e, size_t parts) {
  e->wasted += parts + 1;
  return e->wasted <= e->most;
}

typedef enum part_kind { LITERAL, ANY, STAR, HOLE } part_kind;

/* What stands at one offset of a pattern. */
typedef struct part {
  part_kind kind;
  char byte; /* of a literal */
  size_t length;
} part;

/* One comparison: both sides, what the mode makes of wildcards, and where the heads end. */
typedef struct matcher {
  rc_str pattern, text;
  bool wildcards;
  bool nocase;
  bool head_rule;           /* in the head, wildcards stop at colons */
  bool final_star_crosses;  /* except a `*` at the end of its segment */
  bool liberal;             /* where holes leave a rule open, take the reading that matches more */
  bool pattern_holes_plain; /* holes in the pattern's head hold no colon */
  size_t pattern_head;      /* the head ends before this offset */
  size_t text_plain;        /* holes of the text before this offset hold no colon */
} matcher;

static char lower(char c) { return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

static bool bytes_equal(const matcher *m, char a, char b) {
  return m->nocase ? lower(a) == lower(b) : a == b;
}

/* Offset of the fifth colon outside holes, or NOWHERE. */
static size_t head_end(rc_str s) {
  int colons = 0;
  for (size_t at = 0; at < s.len; at++) {
    if (s.ptr[at] == RC_HOLE_OPEN) {
      size_t hole = rc_hole_length(s, at);
      at += hole > 0 ? hole - 1 : 0;
    } else if (s.ptr[at] == ':' && ++colons == HEAD_COLONS) {
      return at;
    }
  }
  return NOWHERE;
}

/* ---- units of both sides ---- */

static part part_at(const matcher *m, size_t at) {
  char byte = m->pattern.ptr[at];
  size_t hole = rc_hole_length(m->pattern, at);
  if (hole > 0) {
    return (part){HOLE, byte, hole};
  }
  if (m->wildcards && (byte == '*' || byte == '?')) {
    return (part){byte == '*' ? STAR : ANY, byte, 1};
  }
  char literal = byte == RC_LITERAL_STAR ? '*' : byte == RC_LITERAL_QUESTION ? '?' : byte;
  return (part){LITERAL, literal, 1};
}

static bool in_head(const matcher *m, size_t at) { return m->head_rule && at < m->pattern_head; }

/* May the `*` at `at` run over colons? */
static bool star_crosses(const matcher *m, size_t at) {
  if (!in_head(m, at)) {
    return true;
  }
  size_t next = at + 1;
  while (m->liberal && rc_hole_length(m->pattern, next) > 0) {
    next += rc_hole_length(m->pattern, next);
  }
  return m->final_star_crosses && (next == m->pattern.len || m->pattern.ptr[next] == ':');
}

static size_t text_unit(const matcher *m, size_t at) {
  size_t hole = rc_hole_length(m->text, at);
  return hole > 0 ? hole : 1;
}

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0u) == 0x80u; }

static bool is_four_byte_lead(char c) { return ((unsigned char)c & 0xF8u) == 0xF0u; }

/* Bytes of the UTF-16 code unit that begins at `at`, 0 if none does. A character outside the
 * basic plane is two units: they are taken to be its first and its last two bytes. */
static size_t code_unit(rc_str s, size_t at) {
  if (is_four_byte_lead(s.ptr[at])) {
    return s.len - at < 2 ? 1 : 2;
  }
  if (is_continuation(s.ptr[at])) {
    bool second_half = at >= 2 && is_four_byte_lead(s.ptr[at - 2]);
    return second_half ? (s.len - at < 2 ? 1 : 2) : 0;
  }
  size_t end = at + 1;
  while (end < s.len && is_continuation(s.ptr[end])) {
    end++;
  }
  return end - at;
}

/* ---- yes for certain ---- */

static bool same_hole(const matcher *m, size_t p, size_t length, size_t t) {
  return rc_hole_length(m->text, t) == length &&
         memcmp(m->pattern.ptr + p, m->text.ptr + t, length) == 0;
}

/* Bytes of the text that the part at `p` takes at `t` whatever the holes are, 0 if it does not. */
static size_t take(const matcher *m, part piece, size_t p, size_t t) {
  if (t >= m->text.len) {
    return 0;
  }
  if (piece.kind == HOLE) {
    return same_hole(m, p, piece.length, t) ? piece.length : 0;
  }
  if (m->text.ptr[t] == RC_HOLE_OPEN) {
    return 0;
  }
  if (piece.kind == ANY) {
    bool stopped = m->text.ptr[t] == ':' && in_head(m, p);
    return stopped ? 0 : code_unit(m->text, t);
  }
  return bytes_equal(m, piece.byte, m->text.ptr[t]) ? 1 : 0;
}

/* May a `*` that stops at colons take the unit of the text at `t`? */
static bool stays_in_segment(const matcher *m, size_t t) {
  return m->text.ptr[t] == RC_HOLE_OPEN ? t < m->text_plain : m->text.ptr[t] != ':';
}

/* A `*` that was passed: where to go on in the pattern, and how far into the text it has run. */
typedef struct star {
  size_t pattern, text;
} star;

/*
 * Greedy matching that goes back only to the last star, as usual, but to two of them: the last one
 * that stops at colons, and the last one that does not. That is enough: between two stars that
 * cross, the pattern's colons are the text's colons, so each segment is matched on its own and a
 * star in an earlier segment cannot mend a later one; and for a star that crosses, the earliest end
 * of what stands before it is always the best. UNKNOWN: given up.
 */
static rc_truth matches_certainly(const matcher *m) {
  effort spent = effort_for(m->text);
  star near = {NOWHERE, 0};
  star far = {NOWHERE, 0};
  size_t p = 0;
  size_t t = 0;
  for (;;) {
    if (p < m->pattern.len) {
      part piece = part_at(m, p);
      if (piece.kind == STAR) {
        bool crosses = star_crosses(m, p);
        *(crosses ? &far : &near) = (star){++p, t};
        if (crosses) {
          near.pattern = NOWHERE;
        }
        continue;
      }
      size_t taken = take(m, piece, p, t);
      if (taken > 0) {
        p += piece.length;
        t += taken;
        continue;
      }
      if (t == m->text.len) {
        return RC_NO; /* the text is too short, and a star that takes more leaves less */
      }
    } else if (t == m->text.len) {
      return RC_YES;
    }
    star *back = &near;
    if (near.pattern == NOWHERE || !stays_in_segment(m, near.text)) {
      near.pattern = NOWHERE;
      back = &far;
    }
    if (back->pattern == NOWHERE) {
      return RC_NO;
    }
    if (!spend(&spent, p - back->pattern)) {
      return RC_UNKNOWN;
    }
    back->text += text_unit(m, back->text);
    p = back->pattern;
    t = back->text;
  }
}

/* ---- a match is possible ---- */

static bool hole_may_hold(const matcher *m, size_t t, char byte) {
  return byte != ':' || t >= m->text_plain;
}

/* May the star or hole at `p` take the unit of the text at `t`? */
static bool absorbs(const matcher *m, part piece, size_t p, size_t t) {
  if (m->text.ptr[t] != ':') {
    return true;
  }
  return piece.kind == STAR ? star_crosses(m, p) : !(m->pattern_holes_plain && in_head(m, p));
}

/* Marks in `next` where the text may stand behind the part at `p` if it stands at `t` before. */
static void step(const matcher *m, part piece, size_t p, size_t t, unsigned char *next) {
  if (piece.kind == STAR || piece.kind == HOLE) {
    next[t] = 1;
    return;
  }
  if (t == m->text.len) {
    return;
  }
  bool hole = m->text.ptr[t] == RC_HOLE_OPEN;
  if (hole && (piece.kind == ANY || hole_may_hold(m, t, piece.byte))) {
    next[t] = 1;
  }
  size_t taken = hole ? 0 : take(m, piece, p, t);
  if (taken > 0) {
    next[t + taken] = 1;
  }
}

/* From the offsets in `now`, those reached by empty holes of the text and, where a star or hole of
 * the pattern stands at `p`, by what it takes. */
static void close_row(const matcher *m, const part *piece, size_t p, unsigned char *now) {
  for (size_t t = 0; t < m->text.len; t++) {
    bool hole = now[t] && m->text.ptr[t] == RC_HOLE_OPEN;
    bool taken = now[t] && piece != NULL && (piece->kind == STAR || piece->kind == HOLE) &&
                 absorbs(m, *piece, p, t);
    if (hole || taken) {
      now[t + text_unit(m, t)] = 1;
    }
  }
}

static bool is_over_limit(const matcher *m) {
  return m->text.len > TABLE_TEXT_BYTES ||
         (uint64_t)m->pattern.len * m->text.len > RC_LIMIT_MATCH_WORK_VALUE;
}

/* Is there a common string of both, each hole taken as any string by itself? One row of the table
 * per part of the pattern: the offsets in the text that can be reached. */
static bool matches_possibly(const matcher *m) {
  unsigned char rows[2][TABLE_TEXT_BYTES + 1];
  unsigned char *now = rows[0];
  unsigned char *next = rows[1];
  memset(now, 0, m->text.len + 1);
  now[0] = 1;
  for (size_t p = 0; p < m->pattern.len;) {
    part piece = part_at(m, p);
    close_row(m, &piece, p, now);
    memset(next, 0, m->text.len + 1);
    for (size_t t = 0; t <= m->text.len; t++) {
      if (now[t]) {
        step(m, piece, p, t, next);
      }
    }
    unsigned char *swap = now;
    now = next;
    next = swap;
    p += piece.length;
  }
  close_row(m, NULL, 0, now);
  return now[m->text.len] != 0;
}

/* ---- modes ---- */

static bool begins_as_arn(rc_str s) { return rc_str_starts_with(s, RC_STR("arn:")); }

static matcher matcher_make(rc_str pattern, rc_str text, rc_match_mode mode) {
  bool arn_modes = mode == RC_MATCH_RESOURCE || mode == RC_MATCH_ARN;
  size_t pattern_end = arn_modes ? head_end(pattern) : NOWHERE;
  size_t text_end = arn_modes ? head_end(text) : NOWHERE;
  return (matcher){
      .pattern = pattern,
      .text = text,
      .wildcards = mode != RC_MATCH_EXACT && mode != RC_MATCH_EXACT_NOCASE,
      .nocase = mode == RC_MATCH_NOCASE || mode == RC_MATCH_EXACT_NOCASE,
      .head_rule = arn_modes,
      .final_star_crosses = RC_DOUBT_FINAL_STAR_CROSSES_COLONS && mode == RC_MATCH_RESOURCE,
      .pattern_holes_plain = pattern_end != NOWHERE && begins_as_arn(pattern),
      .pattern_head = pattern_end == NOWHERE ? pattern.len : pattern_end,
      .text_plain = text_end != NOWHERE && begins_as_arn(text) ? text_end : 0,
  };
}

/* Holes without their names: which hole it is makes no difference where each may be anything, and
 * names are long. `*mark` is an offset outside of holes and moves along. Bytes that `out` has no
 * room for stay as they are. */
static rc_str without_names(rc_str text, char *out, size_t *mark) {
  size_t len = 0;
  size_t moved = *mark;
  if (text.len > TABLE_TEXT_BYTES || !rc_hole_any(text)) {
    return text;
  }
  for (size_t at = 0; at < text.len;) {
    size_t hole = rc_hole_length(text, at);
    out[len++] = text.ptr[at];
    if (hole > 0) {
      out[len++] = RC_HOLE_CLOSE;
      moved -= at < *mark ? hole - 2 : 0;
    }
    at += hole > 0 ? hole : 1;
  }
  *mark = moved;
  return (rc_str){out, len};
}

/* What both sides begin with, the same holes among it, is the same text whatever the holes are: it
 * can be left out, and a hole in it no longer counts as any string twice. */
static void drop_shared_start(matcher *m) {
  size_t n = 0;
  while (n < m->pattern.len && n < m->text.len) {
    part piece = part_at(m, n);
    bool same = piece.kind == HOLE ? same_hole(m, n, piece.length, n)
                                   : piece.kind == LITERAL && m->pattern.ptr[n] == m->text.ptr[n];
    if (!same) {
      break;
    }
    n += piece.length;
  }
  /* A hole that may have held all the colons of the head leaves none for the rest. */
  bool head_over = !m->pattern_holes_plain && rc_hole_any(rc_str_slice(m->pattern, 0, n));
  m->pattern_head = head_over || m->pattern_head < n ? 0 : m->pattern_head - n;
  m->text_plain = m->text_plain < n ? 0 : m->text_plain - n;
  m->pattern = rc_str_from(m->pattern, n);
  m->text = rc_str_from(m->text, n);
}

static bool may_match(matcher *m, bool *over_limit) {
  char pattern[TABLE_TEXT_BYTES];
  char text[TABLE_TEXT_BYTES];
  drop_shared_start(m);
  m->pattern = without_names(m->pattern, pattern, &m->pattern_head);
  m->text = without_names(m->text, text, &m->text_plain);
  if (is_over_limit(m)) {
    *over_limit = true;
    return true;
  }
  m->liberal = true;
  size_t first_hole = rc_str_find_byte(m->pattern, RC_HOLE_OPEN, 0);
  if (!m->pattern_holes_plain && first_hole < m->pattern_head) {
    m->pattern_head = first_hole; /* this hole may hold all the colons of the head */
  }
  return matches_possibly(m);
}

/* Whatever its holes are, what both sides begin with is the same string, and what stands behind it
 * has to match. False: a match may be possible. */
static bool differs_behind_shared(const matcher *m) {
  size_t p = 0;
  size_t t = 0;
  while (p < m->pattern.len && t < m->text.len) {
    part piece = part_at(m, p);
    size_t taken = piece.kind == LITERAL || piece.kind == HOLE ? take(m, piece, p, t) : 0;
    if (taken == 0) {
      break;
    }
    p += piece.length;
    t += taken;
  }
  matcher rest = *m;
  rest.pattern = rc_str_from(m->pattern, p);
  rest.text = rc_str_from(m->text, t);
  rest.head_rule = rest.pattern_holes_plain = false; /* more may match without these rules */
  rest.text_plain = 0;
  return p > 0 && !is_over_limit(&rest) && !matches_possibly(&rest);
}

rc_truth rc_text_is_arn(rc_str text) {
  if (head_end(text) != NOWHERE && begins_as_arn(text)) {
    return RC_YES;
  }
  matcher m = matcher_make(RC_STR("arn:*:*:*:*:*"), text, RC_MATCH_PLAIN);
  bool over_limit = false;
  return rc_hole_any(text) && may_match(&m, &over_limit) ? RC_UNKNOWN : RC_NO;
}

/* ArnLike, where a side does not show its six components. */
static rc_truth match_shapeless_arn(rc_str pattern, rc_str text, bool *over_limit) {
  bool holes = rc_hole_any(pattern) || rc_hole_any(text);
  if (!holes) {
    return RC_NO;
  }
  if (rc_str_equal(pattern, text) && rc_hole_is_only(text)) {
    return RC_YES; /* where an ARN is asked for, a value that is all hole is taken to be one */
  }
  matcher m = matcher_make(pattern, text, RC_MATCH_PLAIN);
  return may_match(&m, over_limit) ? RC_UNKNOWN : RC_NO;
}

rc_truth rc_pattern_is_arn(rc_str pattern) {
  size_t colon = rc_str_find_byte(pattern, ':', 0);
  rc_str first = rc_str_slice(pattern, 0, colon);
  if (rc_str_equal(pattern, RC_STR("*"))) {
    return RC_YES;
  }
  if (head_end(pattern) != NOWHERE) {
    return rc_text_match(first, RC_STR("arn"), RC_MATCH_PLAIN);
  }
  return rc_hole_any(pattern) ? RC_UNKNOWN : RC_NO;
}

/* ---- what most comparisons are: plain characters and wildcards, nothing else ---- */

static bool is_special(char c) { return (unsigned char)c >= (unsigned char)RC_LITERAL_STAR; }

/* Where wildcards stop at colons: before the offset `head` of the pattern. */
typedef struct segments {
  size_t head;
  bool final_star_crosses;
} segments;

static segments segments_of(rc_str pattern, rc_match_mode mode) {
  if (mode != RC_MATCH_RESOURCE && mode != RC_MATCH_ARN) {
    return (segments){0, true};
  }
  size_t head = head_end(pattern);
  return (segments){head == NOWHERE ? pattern.len : head,
                    RC_DOUBT_FINAL_STAR_CROSSES_COLONS && mode == RC_MATCH_RESOURCE};
}

static bool plain_star_crosses(rc_str pattern, size_t at, segments s) {
  return at >= s.head || (s.final_star_crosses &&
                          (at + 1 == pattern.len || pattern.ptr[at + 1] == ':'));
}

/* From the offset `from` that both sides share, with two stars to go back to as
 * matches_certainly has them. UNKNOWN: something special was met, and only the long way tells. A NO
 * is certain nevertheless: what was not looked at lies behind a plain difference. */
static rc_truth glob_plainly(rc_str pattern, rc_str text, size_t from, bool nocase, segments s) {
  effort spent = effort_for(text);
  size_t p = from;
  size_t t = from;
  star near = {NOWHERE, 0};
  star far = {NOWHERE, 0};
  for (;;) {
    char c = p < pattern.len ? pattern.ptr[p] : '\0';
    if (p < pattern.len && c == '*') {
      bool crosses = plain_star_crosses(pattern, p, s);
      if (crosses && p + 1 == pattern.len) {
        return RC_YES;
      }
      *(crosses ? &far : &near) = (star){++p, t};
      near.pattern = crosses ? NOWHERE : near.pattern;
      continue;
    }
    if ((p < pattern.len && is_special(c)) || (t < text.len && is_special(text.ptr[t]))) {
      return RC_UNKNOWN;
    }
    if (t == text.len) {
      return p == pattern.len ? RC_YES : RC_NO;
    }
    char d = text.ptr[t];
    if (p < pattern.len && c == '?' && (unsigned char)d >= 0x80) {
      return RC_UNKNOWN; /* a code unit may be several bytes */
    }
    bool any = c == '?' && (d != ':' || p >= s.head);
    bool same = c == d && (c != '?' || any);
    if (p < pattern.len && (same || any || (nocase && lower(c) == lower(d)))) {
      p++;
      t++;
      continue;
    }
    bool stays = near.pattern != NOWHERE && text.ptr[near.text] != ':';
    star *back = stays ? &near : &far;
    near.pattern = stays ? near.pattern : NOWHERE;
    if (back->pattern == NOWHERE) {
      return RC_NO;
    }
    if (!spend(&spent, p - back->pattern)) {
      return RC_UNKNOWN; /* the long way gives up, too, and says so */
    }
    p = back->pattern;
    t = ++back->text;
  }
}

/* So many bytes, a multiple of eight, are the same on both sides, and none of them means more than
 * itself. */
static size_t shared_plainly(rc_str pattern, rc_str text) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  size_t n = 0;
  uint64_t a;
  uint64_t b;
  for (; pattern.len - n >= sizeof a && text.len - n >= sizeof b; n += sizeof a) {
    memcpy(&a, pattern.ptr + n, sizeof a);
    memcpy(&b, text.ptr + n, sizeof b);
    uint64_t stars = a ^ (ones * '*');
    uint64_t questions = a ^ (ones * '?');
    uint64_t wild = ((stars - ones) & ~stars) | ((questions - ones) & ~questions);
    if (a != b || ((wild | a) & (ones * 0x80)) != 0) {
      break;
    }
  }
  return n;
}

/* The answer where it is that simple, else UNKNOWN. */
static rc_truth match_plainly(rc_str pattern, rc_str text, rc_match_mode mode) {
  bool nocase = mode == RC_MATCH_NOCASE || mode == RC_MATCH_EXACT_NOCASE;
  bool wildcards = mode != RC_MATCH_EXACT && mode != RC_MATCH_EXACT_NOCASE;
  for (size_t i = shared_plainly(pattern, text); i < pattern.len; i++) {
    char c = pattern.ptr[i];
    if (wildcards && (c == '*' || c == '?')) {
      return glob_plainly(pattern, text, i, nocase, segments_of(pattern, mode));
    }
    if (is_special(c) || (i < text.len && is_special(text.ptr[i]))) {
      return RC_UNKNOWN;
    }
    if (i == text.len || (c != text.ptr[i] && !(nocase && lower(c) == lower(text.ptr[i])))) {
      return RC_NO;
    }
  }
  return pattern.len == text.len                ? RC_YES
         : is_special(text.ptr[pattern.len]) ? RC_UNKNOWN
                                                : RC_NO;
}

bool rc_text_is_plain(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (is_special(text.ptr[i])) {
      return false;
    }
  }
  return true;
}

rc_pattern_shape rc_pattern_shape_of_resource(rc_str pattern) {
  segments s = segments_of(pattern, RC_MATCH_RESOURCE);
  for (size_t i = 0; i < pattern.len; i++) {
    bool last = i + 1 == pattern.len;
    if (pattern.ptr[i] == '*' && last && plain_star_crosses(pattern, i, s)) {
      return i == 0 ? RC_SHAPE_ANY : RC_SHAPE_BEGINS;
    }
    if (pattern.ptr[i] == '*' || pattern.ptr[i] == '?') {
      return RC_SHAPE_OTHER;
    }
  }
  return RC_SHAPE_EXACT;
}

rc_truth rc_text_match_within(rc_str pattern, rc_str text, rc_match_mode mode, bool *over_limit) {
  if (mode == RC_MATCH_ARN) {
    if (rc_text_is_arn(text) != RC_YES || rc_pattern_is_arn(pattern) != RC_YES) {
      return match_shapeless_arn(pattern, text, over_limit);
    }
    if (rc_str_equal(pattern, RC_STR("*"))) {
      return RC_YES;
    }
  }
  rc_truth plain = match_plainly(pattern, text, mode);
  if (plain != RC_UNKNOWN) {
    return plain;
  }
  matcher m = matcher_make(pattern, text, mode);
  rc_truth certainly = matches_certainly(&m);
  if (certainly != RC_NO) {
    *over_limit = *over_limit || certainly == RC_UNKNOWN;
    return certainly;
  }
  if (!rc_hole_any(pattern) && !rc_hole_any(text)) {
    return RC_NO;
  }
  if (differs_behind_shared(&m)) {
    return RC_NO;
  }
  return may_match(&m, over_limit) ? RC_UNKNOWN : RC_NO;
}

rc_truth rc_text_match(rc_str pattern, rc_str text, rc_match_mode mode) {
  bool over_limit = false;
  return rc_text_match_within(pattern, text, mode, &over_limit);
}

rc_truth rc_text_equal(rc_str a, rc_str b) { return rc_text_match(a, b, RC_MATCH_EXACT); }
