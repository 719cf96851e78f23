/*
 * Finding patterns in long texts.
 *
 * Every pattern has five bytes in a row that it cannot match without (the build picks rare ones).
 * One pass looks the four bytes at every other place up in a bit table; only where they are known
 * a pattern is tried. Holes stretch over a bounded distance, so that the whole stays linear.
 */
#include "launch/message_parts.h"

#include <assert.h>
#include <string.h>

enum {
  LONGEST_WORD = 4096, /* what <name> may stand for: no blanks */
  LONGEST_TEXT = 8192, /* what <...> may stand for, of RC_MESSAGE_MOST_LINES at most */
  LONGEST_BLANK = 80,  /* a wrapped line's indentation */
  LONGEST_ESCAPE = 24  /* of a terminal */
};

static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static char fold(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

bool rc_message_is_far(rc_str text, size_t from, size_t to) {
  size_t n_lines = 0;
  size_t n_words = 0;
  for (size_t at = from; at < to && n_lines <= RC_MESSAGE_MOST_LINES; at++) {
    if (n_words > RC_MESSAGE_MOST_WORDS) {
      return true;
    }
    n_lines += text.ptr[at] == '\n';
    n_words = text.ptr[at] == '\n' ? 0
              : at > 0 && is_blank(text.ptr[at - 1]) && !is_blank(text.ptr[at]) ? n_words + 1
                                                                                : n_words;
  }
  return n_lines > RC_MESSAGE_MOST_LINES || n_words > RC_MESSAGE_MOST_WORDS;
}

static size_t count_lines(rc_str text, size_t from, size_t to) {
  size_t n = 0;
  for (size_t at = from; at < to; at++) {
    n += text.ptr[at] == '\n';
  }
  return n;
}

/* Length of the terminal's escape sequence at `at`, such as a colour; 0 if none stands there. */
static size_t escape_length(rc_str text, size_t at) {
  if (text.ptr[at] != '\x1B' || at + 1 >= text.len || text.ptr[at + 1] != '[') {
    return 0;
  }
  size_t n = 2;
  while (n < LONGEST_ESCAPE && at + n < text.len &&
         (is_digit(text.ptr[at + n]) || text.ptr[at + n] == ';')) {
    n++;
  }
  return at + n < text.len ? n + 1 : 0;
}

rc_str rc_message_skip_escapes(rc_str text) {
  size_t length = 1;
  while (text.len > 0 && length > 0) {
    length = escape_length(text, 0);
    text = rc_str_from(text, length);
  }
  return text;
}

/* Length of what may stand where a pattern has a blank: white space, colours, and the bar that
 * Terraform draws in front of each line of an error. */
static size_t blank_length(rc_str text, size_t at) {
  if (is_blank(text.ptr[at])) {
    return 1;
  }
  return rc_str_starts_with(rc_str_from(text, at), RC_STR("\xE2\x94\x82"))
             ? 3
             : escape_length(text, at);
}

/* Length of the apostrophe at `at`: ', the typographic ones, or as JSON writes it; 0 if none. */
static size_t apostrophe_length(rc_str text, size_t at) {
  rc_str rest = rc_str_from(text, at);
  if (rc_str_starts_with(rest, RC_STR("'"))) {
    return 1;
  }
  if (rc_str_starts_with(rest, RC_STR("\\u0027"))) {
    return 6;
  }
  bool typographic = rc_str_starts_with(rest, RC_STR("\xE2\x80\x99")) ||
                     rc_str_starts_with(rest, RC_STR("\xE2\x80\x98"));
  return typographic ? 3 : 0;
}

/* Bytes of `text` at `at` that the pattern's character `c` takes; 0: it does not match. */
static size_t take_char(rc_str text, size_t at, char c) {
  if (at >= text.len) {
    return 0;
  }
  if (c == '\'') {
    return apostrophe_length(text, at);
  }
  if (c != ' ') {
    size_t escape = escape_length(text, at);
    return at + escape < text.len && fold(text.ptr[at + escape]) == fold(c) ? escape + 1 : 0;
  }
  size_t n = 0;
  size_t step = 1;
  while (n < LONGEST_BLANK && at + n < text.len && step > 0) {
    step = blank_length(text, at + n);
    n += step;
  }
  return n;
}

/* Where the literal ends when it stands at `at`, else RC_NOT_FOUND. */
static size_t literal_end(rc_str text, size_t at, rc_str literal) {
  for (size_t i = 0; i < literal.len; i++) {
    size_t n = take_char(text, at, literal.ptr[i]);
    if (n == 0) {
      return RC_NOT_FOUND;
    }
    at += n;
  }
  return at;
}

/* Where the literal begins when it ends before `at`, else RC_NOT_FOUND. */
static size_t literal_start(rc_str text, size_t at, rc_str literal) {
  for (size_t i = literal.len; i > 0; i--) {
    char c = literal.ptr[i - 1];
    size_t n = 0;
    if (c == ' ') {
      while (n < LONGEST_BLANK && n < at && is_blank(text.ptr[at - n - 1])) {
        n++;
      }
    } else if (c == '\'' && at >= 3 && apostrophe_length(text, at - 3) == 3) {
      n = 3;
    } else {
      n = at > 0 && fold(text.ptr[at - 1]) == fold(c) ? 1 : 0;
    }
    if (n == 0) {
      return RC_NOT_FOUND;
    }
    at -= n;
  }
  return at;
}

/* Where `<...>` of a pattern has looked already: so many attempts behind each other do not look at
 * the same bytes again. A pattern has at most one such hole. */
enum { MEMORY_SLOTS = 64 };
typedef struct searched {
  uint32_t pattern;
  size_t from, to; /* its literal begins nowhere between these */
  size_t n_lines;  /* that end there */
} searched;

typedef struct scan {
  const rc_message_filter *filter;
  rc_str text;
  searched memory[MEMORY_SLOTS];
} scan;

static bool is_paragraph_end(rc_str text, size_t at) {
  return text.ptr[at] == '\n' && at + 1 < text.len && text.ptr[at + 1] == '\n';
}

/* A hole for a word from `at`: finds where `literal` begins behind it. `*end` is where it ends. */
static size_t word_end(rc_str text, size_t at, rc_str literal, size_t *end) {
  for (size_t i = at; i < text.len && i - at <= LONGEST_WORD && !is_blank(text.ptr[i]); i++) {
    *end = literal_end(text, i + 1, literal);
    if (*end != RC_NOT_FOUND) {
      return i + 1;
    }
  }
  return RC_NOT_FOUND;
}

/* The same for `<...>`, which ends with the paragraph. */
static size_t text_end(scan *s, uint32_t pattern, size_t at, rc_str literal, size_t *end) {
  searched *known = &s->memory[pattern % MEMORY_SLOTS];
  if (known->pattern != pattern || at < known->from || at > known->to) {
    *known = (searched){pattern, at, at, 0};
  }
  known->n_lines -= count_lines(s->text, known->from, at);
  known->from = at;
  for (; known->to < s->text.len && known->to - at <= LONGEST_TEXT &&
         known->n_lines <= RC_MESSAGE_MOST_LINES;
       known->to++) {
    size_t i = known->to;
    *end = literal_end(s->text, i, literal);
    if (*end != RC_NOT_FOUND) {
      return i;
    }
    if (is_paragraph_end(s->text, i)) {
      return RC_NOT_FOUND;
    }
    known->n_lines += s->text.ptr[i] == '\n';
  }
  return RC_NOT_FOUND;
}

/* A hole at the pattern's end takes one word. */
static size_t last_word_end(rc_str text, size_t at) {
  size_t i = at;
  while (i < text.len && i - at < LONGEST_WORD && !is_blank(text.ptr[i])) {
    i++;
  }
  return i;
}

static void capture(rc_message_match *match, rc_str name, rc_str text) {
  if (match->n_captures < RC_MOST_CAPTURES && !rc_str_equal(name, RC_STR("..."))) {
    match->captures[match->n_captures++] = (rc_message_capture){name, text};
  }
}

/* Matches the pattern's holes, each with the literal behind it, from `at` on. */
static bool match_holes(scan *s, uint32_t index, size_t at, rc_str pattern,
                        rc_message_match *match) {
  rc_str text = s->text;
  while (pattern.len > 0) {
    size_t close = rc_str_find_byte(pattern, '>', 0);
    rc_str name = rc_str_slice(pattern, 1, close);
    rc_str rest = rc_str_from(pattern, close + 1);
    rc_str literal = rc_str_slice(rest, 0, rc_str_find_byte(rest, '<', 0));
    bool is_word = !rc_str_equal(name, RC_STR("..."));
    size_t end = RC_NOT_FOUND;
    size_t until = literal.len == 0 ? (end = last_word_end(text, at))
                   : is_word        ? word_end(text, at, literal, &end)
                                    : text_end(s, index, at, literal, &end);
    if (until == RC_NOT_FOUND || (is_word && until == at)) {
      return false;
    }
    capture(match, name, rc_str_slice(text, at, until));
    at = end;
    pattern = rc_str_from(rest, literal.len);
  }
  match->end = at;
  return true;
}

/* Quotation marks begin with bytes beyond ASCII: those are no part of a word. */
static bool is_word(char c) { return is_digit(c) || (fold(c) >= 'a' && fold(c) <= 'z'); }

/* Is what ends at `at` the end of an escape: `\n`, `\u001b`, or `[31m` of a terminal? */
static bool ends_escape(rc_str text, size_t at) {
  size_t from = at - 1;
  while (from > 0 && at - from < LONGEST_ESCAPE &&
         (is_digit(text.ptr[from - 1]) || text.ptr[from - 1] == ';')) {
    from--;
  }
  if (from > 0 && text.ptr[from - 1] == '[') {
    return true;
  }
  from = at - 1;
  while (from > 0 && at - from < 6 && is_word(text.ptr[from])) {
    from--;
  }
  return text.ptr[from] == '\\' && (at - from == 2 || at - from == 6);
}

/* A word that goes on is another one: redaction may have replaced it as a whole. */
static bool cuts_word(rc_str text, const rc_message_match *match) {
  size_t start = match->start;
  size_t end = match->end;
  bool before = start > 0 && is_word(text.ptr[start]) && is_word(text.ptr[start - 1]) &&
                !ends_escape(text, start);
  return before || (end < text.len && is_word(text.ptr[end]) && is_word(text.ptr[end - 1]));
}

/* Tries a pattern whose gram stands at `at`. */
static bool match_pattern(scan *s, size_t at, const rc_message_gram *gram,
                          rc_message_match *match) {
  rc_str text = s->text;
  const rc_message_pattern *pattern = &rc_message_patterns[gram->pattern];
  size_t hole = rc_str_find_byte(pattern->text, '<', 0);
  rc_str literal = rc_str_slice(pattern->text, 0, hole);
  *match =
      (rc_message_match){.rule = &rc_message_rules[pattern->rule], .pattern = pattern};
  match->start = literal_start(text, at, rc_str_slice(literal, 0, gram->offset));
  if (match->start == RC_NOT_FOUND) {
    return false;
  }
  size_t end = literal_end(text, at, rc_str_from(literal, gram->offset));
  return end != RC_NOT_FOUND &&
         match_holes(s, gram->pattern, end, rc_str_from(pattern->text, literal.len), match) &&
         !cuts_word(text, match);
}

/* The upper 16 bits are those that all of a gram's bytes take part in. */
static uint32_t hash_of(uint32_t gram) { return (gram * UINT32_C(2654435761)) >> 16; }

static uint32_t bucket_of(uint32_t hash) { return hash / (65536 / RC_MESSAGE_BUCKETS); }

static uint32_t gram_at(const unsigned char *p) {
  return ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24) |
         UINT32_C(0x20202020);
}

typedef void gram_visitor(rc_message_filter *filter, rc_message_gram gram);

/* The rare five characters begin with one gram and end with another: with several, if a blank is
 * the last, for in the text it may be any of these. */
static void visit_grams(rc_message_filter *filter, gram_visitor *visit) {
  static const char blanks[] = {' ', '\n', '\r', '\t'};
  for (size_t i = 0; i < rc_n_message_patterns; i++) {
    const rc_message_pattern *pattern = &rc_message_patterns[i];
    unsigned char rare[5];
    memcpy(rare, pattern->text.ptr + pattern->rare, sizeof rare);
    uint16_t index = (uint16_t)i, behind = (uint16_t)(pattern->rare + 1);
    visit(filter, (rc_message_gram){gram_at(rare), index, pattern->rare});
    size_t n = rare[4] == ' ' ? sizeof blanks : 1;
    for (size_t blank = 0; blank < n; blank++) {
      rare[4] = n == 1 ? rare[4] : (unsigned char)blanks[blank];
      visit(filter, (rc_message_gram){gram_at(rare + 1), index, behind});
    }
  }
}

static void count(rc_message_filter *filter, rc_message_gram gram) {
  uint32_t hash = hash_of(gram.gram);
  filter->words[hash >> 6] |= UINT64_C(1) << (hash & 63);
  filter->starts[bucket_of(hash) + 2]++;
}

static void place(rc_message_filter *filter, rc_message_gram gram) {
  filter->grams[filter->starts[bucket_of(hash_of(gram.gram)) + 1]++] = gram;
}

/* While grams are placed, a bucket's start is found one further on: it moves to where the next one
 * starts. */
void rc_message_filter_init(rc_message_filter *filter) {
  assert(rc_n_message_patterns <= RC_MESSAGE_PATTERNS);
  memset(filter->words, 0, sizeof filter->words);
  memset(filter->starts, 0, sizeof filter->starts);
  visit_grams(filter, count);
  for (size_t bucket = 1; bucket <= RC_MESSAGE_BUCKETS + 1; bucket++) {
    filter->starts[bucket] = (uint16_t)(filter->starts[bucket] + filter->starts[bucket - 1]);
  }
  visit_grams(filter, place);
}

static rc_status try_patterns(scan *s, size_t at, uint32_t gram, rc_message_visitor *visit,
                              void *context) {
  const rc_message_filter *filter = s->filter;
  uint32_t bucket = bucket_of(hash_of(gram));
  for (size_t i = filter->starts[bucket]; i < filter->starts[bucket + 1]; i++) {
    rc_message_match match;
    if (filter->grams[i].gram == gram && match_pattern(s, at, &filter->grams[i], &match)) {
      RC_TRY(visit(context, &match));
    }
  }
  return RC_OK;
}

rc_status rc_message_scan(const rc_message_filter *filter, rc_str text,
                          rc_message_visitor *visit, void *context) {
  const unsigned char *p = (const unsigned char *)text.ptr;
  scan s = {.filter = filter, .text = text};
  for (size_t at = 0; at + 4 <= text.len; at += 2) {
    uint32_t gram = gram_at(p + at);
    uint32_t hash = hash_of(gram);
    if ((filter->words[hash >> 6] >> (hash & 63) & 1) != 0) {
      RC_TRY(try_patterns(&s, at, gram, visit, context));
    }
  }
  return RC_OK;
}

rc_str rc_message_capture_of(const rc_message_match *match, rc_str name) {
  for (uint32_t i = 0; i < match->n_captures; i++) {
    if (rc_str_equal(match->captures[i].name, name)) {
      return match->captures[i].text;
    }
  }
  return RC_STR_NONE;
}
