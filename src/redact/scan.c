/*
 * The walk over a text: cut into runs, and each run shown to the scanners that its bytes may
 * concern. One table lookup for each byte; everything dearer happens to few runs.
 */
#include <string.h>

#include "base/lanes.h"
#include "base/map.h"
#include "redact/pairs.h"

/* Traits of each byte; 0 ends a run. */
#define L RC_RUN_LOWER
#define U RC_RUN_UPPER
#define D RC_RUN_DIGIT
#define O RC_RUN_OTHER
#define DOT RC_RUN_DOT
#define COL RC_RUN_COLON
#define SLA RC_RUN_SLASH
#define EQ RC_RUN_EQUALS
#define DSH RC_RUN_DASH
#define UND RC_RUN_UNDERSCORE
#define PCT RC_RUN_PERCENT
#define BSL RC_RUN_BACKSLASH
#define AT RC_RUN_AT
static const uint16_t byte_traits[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, O, 0, O, O, PCT, O, 0, 0, 0, O, O, 0, DSH, DOT, SLA,
    D, D, D, D, D, D, D, D, D, D, COL, 0, 0, EQ, 0, O,
    AT, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, U, U, U, U, 0, BSL, 0, O, UND,
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, O, 0,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
};
#undef L
#undef U
#undef D
#undef O
#undef DOT
#undef COL
#undef SLA
#undef EQ
#undef DSH
#undef UND
#undef PCT
#undef BSL
#undef AT

typedef void run_scanner(rc_scan *scan, const rc_run *run);

/* Who is shown which runs: those of at least `shortest` bytes that have one of the traits. */
typedef struct interest {
  run_scanner *scanner;
  uint32_t traits;
  uint32_t shortest;
} interest;

static const interest interests[] = {
    {rc_scan_tokens, RC_RUN_LONG, 16},
    {rc_scan_aws, RC_RUN_DIGIT | RC_RUN_COLON | RC_RUN_DOT | RC_RUN_SLASH, 6},
    {rc_scan_urls, RC_RUN_COLON | RC_RUN_EQUALS | RC_RUN_AT | RC_RUN_PERCENT, 5},
    {rc_scan_people,
     RC_RUN_DIGIT | RC_RUN_DOT | RC_RUN_AT | RC_RUN_COLON | RC_RUN_SLASH | RC_RUN_BACKSLASH |
         RC_RUN_EQUALS,
     3},
    {rc_scan_pairs, RC_RUN_EQUALS | RC_RUN_COLON | RC_RUN_DASH | RC_RUN_SLASH, 1},
};

/* Shorter strings are guessed at by nobody. */
enum { SHORTEST_RANDOM = 10 };

void rc_scan_leaf(rc_scan *scan, uint16_t detector, rc_family family, uint8_t flags, size_t start,
                  size_t end) {
  RC_ASSERT(start <= end && end <= scan->text.len);
  if (start >= end || end > scan->text.len) {
    return;
  }
  rc_leaf *leaf = RC_VEC_ADD(scan->arena, scan->out);
  if (leaf == NULL) {
    return;
  }
  *leaf = (rc_leaf){.start = scan->map == NULL ? (uint32_t)start : scan->map[start],
                    .end = scan->map == NULL ? (uint32_t)end : scan->map[end],
                    .detector = detector,
                    .family = (uint8_t)family,
                    .flags = flags};
}

static uint32_t traits_of(rc_str text, uint32_t start, uint32_t end) {
  uint32_t traits = end - start >= 16 ? RC_RUN_LONG : 0;
  const unsigned char *bytes = (const unsigned char *)text.ptr;
  uint32_t i = start;
  for (; end - i >= 4; i += 4) {
    traits |= byte_traits[bytes[i]];
    traits |= byte_traits[bytes[i + 1]];
    traits |= byte_traits[bytes[i + 2]];
    traits |= byte_traits[bytes[i + 3]];
  }
  for (; i < end; i++) {
    traits |= byte_traits[bytes[i]];
  }
  return traits;
}

static void guess(rc_scan *scan, uint32_t start, uint32_t end) {
  if (end - start >= SHORTEST_RANDOM) {
    rc_run piece = {start, end, traits_of(scan->text, start, end)};
    rc_scan_random(scan, &piece);
  }
}

/* Shows the bigram model what the leaves from number `first` on have left of the run. Leaves are
 * few, and their offsets are those of the file: with a map nothing can be told from them but that
 * there are some. */
static void guess_the_rest(rc_scan *scan, const rc_run *run, uint32_t first) {
  uint32_t last = scan->out->len;
  if (first == last) {
    rc_scan_random(scan, run);
    return;
  }
  if (scan->map != NULL) {
    return;
  }
  uint32_t at = run->start;
  for (uint32_t i = first; i < last && at < run->end; i++) {
    const rc_leaf leaf = scan->out->items[i];
    if (leaf.start >= at && leaf.start < run->end) {
      guess(scan, at, leaf.start);
    }
    at = leaf.end > at ? leaf.end : at;
  }
  if (at < run->end) {
    guess(scan, at, run->end);
  }
}

/* ---- runs that were seen ------------------------------------------------------------------ */

enum {
#ifdef RC_ARENA_DEBUG
  N_RUNS = 64, /* tests remember little of every text, and so forget much */
  N_PIECES = 64,
  MEMO_AT_LEAST = 1,
#else
  N_RUNS = 4096,
  N_PIECES = 8192,
  MEMO_AT_LEAST = 1 << 15, /* shorter texts do not repay it */
#endif
#ifdef __wasm__
  REMEMBERS = 0, /* the module is counted in bytes, and its texts are short */
#else
  REMEMBERS = 1,
#endif
  SHORTEST_NOTED = 3,
  LONGEST_NOTED = 128,
  RANDOM_BIT = 1 << 7
};
enum { ALL_INTERESTS = (1 << RC_COUNT_OF(interests)) - 1 };

/* The hash is compared first: the text that was noted is seldom near. */
typedef struct noted_run {
  uint32_t start, hash;
  uint16_t length;
  uint16_t traits;
  uint16_t quiet; /* scanners that found nothing and never will, as bits; and RANDOM_BIT */
} noted_run;

/* A piece of text that says what it says by itself alone, and says it again wherever it stands: its
 * leaves are those from number `first` on, which stay where they are. */
enum { SHORTEST_PIECE = 4, LONGEST_PIECE = 1024 };

typedef struct noted_piece {
  uint32_t start, hash;
  uint16_t length, kind;
  uint32_t first, n_leaves;
} noted_piece;

struct rc_run_memo {
  noted_run runs[N_RUNS]; /* by hash; the last one of each */
  noted_piece pieces[N_PIECES];
};

static_assert(RC_COUNT_OF(interests) <= 7, "a bit for each beside RANDOM_BIT");

rc_run_memo *rc_run_memo_new(rc_arena *arena, rc_str text) {
  return !REMEMBERS || text.len < MEMO_AT_LEAST ? NULL : RC_NEW(arena, rc_run_memo);
}

/* ---- pieces that were seen ---------------------------------------------------------------- */

static bool may_be_piece(const rc_scan *scan, size_t length) {
  return REMEMBERS && scan->memo != NULL && length >= SHORTEST_PIECE && length <= LONGEST_PIECE;
}

/* The two that may be known of a hash, the one noted last first. */
static noted_piece *pieces_of(const rc_scan *scan, rc_piece_kind kind, uint32_t hash) {
  return &scan->memo->pieces[(hash * 2 + kind * 2) % N_PIECES];
}

static bool is_piece(const rc_scan *scan, const noted_piece *piece, rc_piece_kind kind,
                     uint32_t hash, rc_str text) {
  return piece->hash == hash && piece->kind == kind && piece->length == text.len &&
         memcmp(scan->text.ptr + piece->start, text.ptr, text.len) == 0;
}

bool rc_scan_again(rc_scan *scan, rc_piece_kind kind, size_t start, size_t end) {
  if (!may_be_piece(scan, end - start)) {
    return false;
  }
  rc_str text = {scan->text.ptr + start, end - start};
  uint32_t hash = rc_hash(text);
  const noted_piece *piece = pieces_of(scan, kind, hash);
  if (!is_piece(scan, piece, kind, hash, text) && !is_piece(scan, ++piece, kind, hash, text)) {
    return false;
  }
  uint32_t shift = (uint32_t)start - piece->start;
  for (uint32_t i = 0; i < piece->n_leaves; i++) {
    rc_leaf *leaf = RC_VEC_ADD(scan->arena, scan->out);
    if (leaf != NULL) {
      *leaf = scan->out->items[piece->first + i];
      leaf->start += shift;
      leaf->end += shift;
    }
  }
  return true;
}

void rc_scan_note(rc_scan *scan, rc_piece_kind kind, size_t start, size_t end, uint32_t first) {
  if (may_be_piece(scan, end - start) && rc_arena_status(scan->arena) == RC_OK) {
    uint32_t hash = rc_hash((rc_str){scan->text.ptr + start, end - start});
    noted_piece *piece = pieces_of(scan, kind, hash);
    piece[1] = piece[0];
    *piece = (noted_piece){.start = (uint32_t)start,
                           .hash = hash,
                           .length = (uint16_t)(end - start),
                           .kind = (uint16_t)kind,
                           .first = first,
                           .n_leaves = scan->out->len - first};
  }
}

/* ---- all scanners of a run ---------------------------------------------------------------- */

/* Scanners that are not concerned. */
static uint16_t quiet_from_start(uint32_t traits, uint32_t length) {
  uint32_t quiet = 0;
  for (uint32_t i = 0; i < RC_COUNT_OF(interests); i++) {
    bool concerned = (traits & interests[i].traits) != 0 && length >= interests[i].shortest;
    quiet |= (uint32_t)!concerned << i;
  }
  return (uint16_t)quiet;
}

/* Shows a run to those who are not quiet; returns who is now. */
static uint16_t scan_quietly(rc_scan *scan, const rc_run *run, uint16_t quiet) {
  uint32_t length = run->end - run->start;
  uint32_t first = scan->out->len;
  uint32_t now = quiet;
  if (rc_pair_is_service(scan->text, run->start)) {
    quiet = quiet_from_start(run->traits, length);
  }
  for (uint32_t left = ~(uint32_t)quiet & ALL_INTERESTS; left != 0; left &= left - 1) {
    uint32_t i = rc_lowest_bit(left);
    uint32_t before = scan->out->len;
    scan->asks_around = false;
    interests[i].scanner(scan, run);
    now |= (uint32_t)(!scan->asks_around && scan->out->len == before) << i;
  }
  if (length < SHORTEST_RANDOM) {
    return (uint16_t)now;
  }
  if ((quiet & RANDOM_BIT) != 0 && scan->out->len == first) {
    (void)rc_scan_announced(scan, run);
    return (uint16_t)now;
  }
  scan->asks_around = scan->out->len != first;
  guess_the_rest(scan, run, first);
  bool is_quiet = !scan->asks_around && scan->out->len == first;
  return (uint16_t)(now | (is_quiet ? RANDOM_BIT : 0));
}

/* ---- times ---------------------------------------------------------------------------------- */

static size_t digits_at(const char *bytes, size_t at, size_t end) {
  size_t n = 0;
  while (at + n < end && bytes[at + n] >= '0' && bytes[at + n] <= '9') {
    n++;
  }
  return n;
}

/* `2024-03-01T12:34:56`: so many bytes at `bytes`. */
static bool begins_as_time(const char *bytes) {
  enum { DIGITS = 0xdb6f }; /* of the first sixteen bytes */
  static const char mask[] = "0000-00-00T00:00:00";
  bool seen = bytes[10] == 'T' && bytes[4] == '-';
  if (RC_LANES_WIDE) {
    return seen && rc_lanes_bits(rc_lanes_within(rc_lanes_load(bytes), '0', '9')) == DIGITS &&
           bytes[7] == '-' && bytes[13] == ':' && bytes[16] == ':' &&
           digits_at(bytes, 17, 19) == 2;
  }
  for (size_t i = 0; seen && i < sizeof mask - 1; i++) {
    bool digit = bytes[i] >= '0' && bytes[i] <= '9';
    seen = mask[i] == '0' ? digit : bytes[i] == mask[i];
  }
  return seen;
}

/* `2024-03-01T12:34:56.789Z` and nothing else, as lines of logs begin: rc_token_begins matches all
 * of it, and nobody else finds anything in it. */
static bool is_time(rc_str text, uint32_t start, uint32_t end) {
  enum { SECONDS = 19, MOST_DIGITS = 9 };
  size_t length = end - start;
  const char *bytes = text.ptr + start;
  if (length < SECONDS || !begins_as_time(bytes)) {
    return false;
  }
  size_t at = SECONDS;
  if (at < length && bytes[at] == '.') {
    size_t n = digits_at(bytes, at + 1, length);
    if (n == 0 || n > MOST_DIGITS) {
      return false;
    }
    at += 1 + n;
  }
  if (at < length && bytes[at] == 'Z') {
    return at + 1 == length;
  }
  return at == length && (end == text.len || text.ptr[end] != ','); /* `,789` belongs to it */
}

/* `9e3779b1`, `v2`: short, no sign in it, and a small letter, so that it is part of no number. No
 * scanner finds anything in these. */
static bool is_plain_word(rc_str text, uint32_t start, uint32_t end) {
  enum { PLAIN = RC_RUN_LOWER | RC_RUN_UPPER | RC_RUN_DIGIT };
  uint32_t traits = end - start < SHORTEST_RANDOM ? traits_of(text, start, end) : 0;
  return (traits & RC_RUN_LOWER) != 0 && (traits & ~(uint32_t)PLAIN) == 0;
}

static void scan_run(rc_scan *scan, uint32_t start, uint32_t end) {
  uint32_t length = end - start;
  if (length == 1 && scan->text.ptr[start] == ':') { /* every third run of JSON */
    rc_run run = {start, end, RC_RUN_COLON};
    rc_scan_pairs(scan, &run);
    return;
  }
  if (is_time(scan->text, start, end) && !rc_pair_is_service(scan->text, start)) {
    if (start == 0 || scan->text.ptr[start - 1] != '\n') { /* else it is no part of any value */
      rc_scan_leaf(scan, RC_DETECT_KEPT_TIME, RC_FAMILY_KEEP, 0, start, end);
    }
    return;
  }
  if (RC_SPENDS_BYTES && is_plain_word(scan->text, start, end) &&
      !rc_pair_is_service(scan->text, start)) {
    return;
  }
  if (!REMEMBERS || scan->memo == NULL || length < SHORTEST_NOTED || length > LONGEST_NOTED) {
    rc_run run = {start, end, traits_of(scan->text, start, end)};
    (void)scan_quietly(scan, &run, quiet_from_start(run.traits, length));
    return;
  }
  const char *bytes = scan->text.ptr + start;
  uint32_t hash = rc_hash((rc_str){bytes, length});
  noted_run *noted = &scan->memo->runs[hash % N_RUNS];
  if (noted->hash != hash || noted->length != length ||
      memcmp(scan->text.ptr + noted->start, bytes, length) != 0) {
    uint32_t traits = traits_of(scan->text, start, end);
    *noted = (noted_run){.start = start,
                         .hash = hash,
                         .length = (uint16_t)length,
                         .traits = (uint16_t)traits,
                         .quiet = quiet_from_start(traits, length)};
  }
  rc_run run = {start, end, noted->traits};
  noted->quiet = scan_quietly(scan, &run, noted->quiet);
}

/* Of 64 bytes: those of runs, and the letters among them. */
typedef struct run_bits {
  uint64_t in_run, letters;
} run_bits;

static run_bits bits_of(const char *block) {
  run_bits bits = {0, 0};
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    rc_lanes x = rc_lanes_load(block + i);
    rc_lanes lower = rc_lanes_lower(x);
    rc_lanes ends = rc_lanes_within(x, '\0', ' ');
    ends = rc_lanes_or(ends, rc_lanes_within(x, '\'', ')'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '"'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, ','));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, ';'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '<'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '>'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '`'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '|'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '\x7f'));
    ends = rc_lanes_or(ends, rc_lanes_equal(lower, '{'));
    ends = rc_lanes_or(ends, rc_lanes_equal(lower, '}'));
    bits.in_run |= rc_lanes_bits(ends) << i;
    bits.letters |= rc_lanes_bits(rc_lanes_within(lower, 'a', 'z')) << i;
  }
  bits.in_run = ~bits.in_run;
  return bits;
}

/* Shorter runs of nothing but letters concern no scanner. */
static_assert(SHORTEST_RANDOM <= 16, "those of RC_RUN_LONG are longer");


/* Both ends of runs are where a bit differs from the one before it. */
static void scan_runs(rc_scan *scan, size_t start, size_t end) {
  char room[RC_LANES_BLOCK];
  size_t from = 0; /* of the run under way */
  uint64_t before = 0;
  for (size_t base = start; base < end; base += RC_LANES_BLOCK) {
    run_bits bits = bits_of(rc_lanes_block(scan->text.ptr + base, scan->text.len - base, room));
    bits.in_run &= rc_lanes_first(end - base);
    uint64_t others = bits.in_run & ~bits.letters;
    uint64_t edges = bits.in_run ^ (bits.in_run << 1 | before);
    for (; edges != 0; edges &= edges - 1) {
      uint32_t at = rc_lowest_bit(edges);
      if ((bits.in_run >> at & 1) != 0) {
        from = base + at;
        continue;
      }
      size_t length = base + at - from;
      uint64_t own = at == 0 ? 0 : UINT64_MAX >> (RC_LANES_BLOCK - at) & others;
      bool short_word = length < SHORTEST_RANDOM && from >= base && own >> (from - base) == 0;
      if (!short_word) {
        scan_run(scan, (uint32_t)from, (uint32_t)(base + at));
      }
    }
    before = bits.in_run >> 63;
  }
  if (before != 0) {
    scan_run(scan, (uint32_t)from, (uint32_t)end);
  }
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* Lines of logs begin with what no other line has: a time, a number, the identifier of a request.
 * What stands behind these stamps is a message, and said again and again. */
enum { MOST_STAMPS = 4, SHORTEST_MESSAGE = 8 };

/* Of 64 bytes: those of stamps, the digits among them, and blanks. Stamps are made of hexadecimal
 * digits, and of what times and their brackets are written with: no word that any scanner looks for
 * in front of something is written with these alone. */
typedef struct stamp_bits {
  uint64_t stamps, digits, blanks;
  uint64_t splits; /* those of stamps that end runs */
} stamp_bits;

/* The stamps of a line, each one blank before the next. */
typedef struct line_stamps {
  size_t starts[MOST_STAMPS], ends[MOST_STAMPS];
  uint32_t n;
  bool are_runs; /* each is one run */
  size_t message; /* where it begins, behind one blank; the line's end if it has none */
} line_stamps;

static stamp_bits stamp_bits_of(const char *block) {
  stamp_bits bits = {0};
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    rc_lanes x = rc_lanes_load(block + i);
    rc_lanes brackets = rc_lanes_or(rc_lanes_equal(x, '['), rc_lanes_equal(x, ']'));
    rc_lanes stamps = rc_lanes_or(rc_lanes_within(x, '+', ':'), /* digits, and `+ , - . / :` */
                                  rc_lanes_within(rc_lanes_lower(x), 'a', 'f'));
    stamps = rc_lanes_or(stamps, rc_lanes_or(rc_lanes_equal(x, 'T'), rc_lanes_equal(x, 'Z')));
    stamps = rc_lanes_or(stamps, brackets);
    rc_lanes blanks = rc_lanes_or(rc_lanes_equal(x, ' '), rc_lanes_equal(x, '\t'));
    bits.stamps |= rc_lanes_bits(stamps) << i;
    bits.digits |= rc_lanes_bits(rc_lanes_within(x, '0', '9')) << i;
    bits.blanks |= rc_lanes_bits(blanks) << i;
    bits.splits |= rc_lanes_bits(rc_lanes_or(brackets, rc_lanes_equal(x, ','))) << i;
  }
  return bits;
}

/* What begins with these reads the same behind any stamp. */
static bool begins_message(char c) {
  return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '[' || c == '{' || c == '"';
}

/* The first byte that is no blank at or behind start + at, of which the block at `start` may show
 * some. */
static size_t behind_blanks(rc_str text, size_t start, uint32_t at, size_t end, uint64_t blanks) {
  uint64_t others = ~blanks >> at;
  size_t first = start + (others == 0 ? RC_LANES_BLOCK : at + rc_lowest_bit(others));
  while (first < end && (text.ptr[first] == ' ' || text.ptr[first] == '\t')) {
    first++;
  }
  return first;
}

static line_stamps stamps_of(rc_str text, size_t start, size_t end) {
  char room[RC_LANES_BLOCK];
  line_stamps found = {.n = 0, .message = end};
  if ((text.ptr[start] < '0' || text.ptr[start] > '9') && text.ptr[start] != '[') {
    return found;
  }
  stamp_bits bits = stamp_bits_of(rc_lanes_block(text.ptr + start, text.len - start, room));
  uint64_t line = rc_lanes_first(end - start);
  uint32_t at = 0;
  while (found.n < MOST_STAMPS && at < RC_LANES_BLOCK) {
    uint64_t others = ~(bits.stamps & line) >> at;
    uint32_t length = others == 0 ? RC_LANES_BLOCK : rc_lowest_bit(others);
    uint32_t behind = at + length;
    if (length == 0 || behind + 1 >= RC_LANES_BLOCK || ((bits.blanks & line) >> behind & 1) == 0 ||
        (bits.digits >> at & ~(UINT64_MAX << length)) == 0) {
      break;
    }
    found.starts[found.n] = start + at;
    found.ends[found.n++] = start + behind;
    at = behind + 1;
  }
  size_t first = at == 0 ? end : behind_blanks(text, start, at, end, bits.blanks & line);
  if (end - first >= SHORTEST_MESSAGE && begins_message(text.ptr[first])) {
    found.message = start + at;
    found.are_runs = (bits.splits & rc_lanes_first(at)) == 0;
  }
  return found;
}

/* Bytes start..end, remembered as a piece if they may be: what has been read of pairs is before
 * them, or values of what stands before still count. */
static void scan_piece(rc_scan *scan, rc_piece_kind kind, size_t start, size_t end) {
  uint32_t first = scan->out->len;
  bool is_alone = end < scan->text.len && scan->pairs_read <= start;
  if (is_alone && rc_scan_again(scan, kind, start, end)) {
    return;
  }
  scan->line_start = (uint32_t)start;
  scan->line_end = (uint32_t)end;
  scan->asks_afar = false;
  if (kind == RC_PIECE_LINE) {
    rc_scan_login_line(scan, start, end);
  }
  scan_runs(scan, start, end);
  if (is_alone && start > 0 && !scan->asks_afar) {
    rc_scan_note(scan, kind, start, end, first);
  }
}

static void scan_line(rc_scan *scan, size_t start, size_t end) {
  line_stamps found = {.message = end};
  if (start > 0) {
    found = stamps_of(scan->text, start, end);
  }
  if (found.message == end) {
    scan_piece(scan, RC_PIECE_LINE, start, end);
    return;
  }
  /* No line of a file of logins begins so. */
  if (found.are_runs) {
    for (uint32_t i = 0; i < found.n; i++) {
      scan_run(scan, (uint32_t)found.starts[i], (uint32_t)found.ends[i]);
    }
  } else {
    scan_runs(scan, start, found.message);
  }
  scan_piece(scan, RC_PIECE_MESSAGE, found.message, end);
}

/* A walk over the ends of lines, 64 bytes at a time. */
typedef struct line_ends {
  rc_str text;
  size_t base, end;
  uint64_t left; /* those of the 64 bytes before `base` that were not told */
} line_ends;

static size_t next_end(line_ends *walk) {
  char room[RC_LANES_BLOCK];
  while (walk->left == 0) {
    if (walk->base >= walk->end) {
      return walk->end;
    }
    const char *block =
        rc_lanes_block(walk->text.ptr + walk->base, walk->text.len - walk->base, room);
    for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
      walk->left |= rc_lanes_bits(rc_lanes_equal(rc_lanes_load(block + i), '\n')) << i;
    }
    walk->left &= rc_lanes_first(walk->end - walk->base);
    walk->base += RC_LANES_BLOCK;
  }
  uint32_t bit = rc_lowest_bit(walk->left);
  walk->left &= walk->left - 1;
  return walk->base - RC_LANES_BLOCK + bit;
}

void rc_scan_range(rc_scan *scan, size_t start, size_t end) {
  if (!REMEMBERS || !rc_scan_goes_by_lines(scan)) {
    scan_runs(scan, start, end);
    return;
  }
  line_ends ends = {.text = scan->text, .base = start, .end = end};
  while (start < end) {
    size_t line_end = next_end(&ends);
    if (line_end > start) {
      scan_line(scan, start, line_end);
    }
    start = line_end + 1;
  }
}

void rc_scan_text(rc_scan *scan) {
  rc_scan_blocks(scan);
  rc_scan_range(scan, 0, scan->text.len);
}
