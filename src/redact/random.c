/*
 * What looks drawn at random: a string whose letters follow each other as they do in no words.
 *
 * Hexadecimal digits are left out. Nothing in them tells a key from a digest; their names do.
 */
#include "redact/bigrams.h"
#include "redact/lexicon.h"

enum {
  SHORTEST = 16,    /* what is guessed at without a name */
  LONGEST = 512,    /* of a longer string the beginning decides */
  DIGIT = 52,
  MARK = 53
};

static const uint16_t lengths[RC_BIGRAM_LENGTHS] = {12, 14, 16, 18, 20, 24, 28, 32, 40, 56};

/* What a letter, a digit and a mark cost when all signs of the alphabet are equally likely: 16 *
 * ln of the alphabet's size, of a tenth and of half of it. */
static const struct {
  int letter, digit, mark;
} chances[RC_N_ALPHABETS] = {
    [RC_ALPHABET_MIXED] = {66, 29, 55},
    [RC_ALPHABET_SINGLE] = {57, 20, 46},
    [RC_ALPHABET_LETTERS] = {63, 0, 52},
};

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_part(char c) {
  return is_upper(c) || is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '+';
}

typedef struct traits {
  bool upper, lower, digit, beyond_hex;
} traits;

static traits traits_of(rc_str text) {
  traits found = {false, false, false, false};
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    found.upper = found.upper || is_upper(c);
    found.lower = found.lower || is_lower(c);
    found.digit = found.digit || is_digit(c);
    found.beyond_hex = found.beyond_hex || (c > 'f' && is_lower(c)) || (c > 'F' && is_upper(c));
  }
  return found;
}

static int symbol_of(char c, bool fold) {
  if (is_lower(c)) {
    return c - 'a';
  }
  if (is_upper(c)) {
    return fold ? c - 'A' : c - 'A' + 26;
  }
  return is_digit(c) ? DIGIT : MARK;
}

static int score_of(rc_str text, rc_alphabet alphabet) {
  bool fold = alphabet == RC_ALPHABET_SINGLE;
  int sum = 0;
  int before = MARK;
  for (size_t i = 0; i < text.len; i++) {
    int symbol = symbol_of(text.ptr[i], fold);
    int chance = symbol < DIGIT    ? chances[alphabet].letter
                 : symbol == DIGIT ? chances[alphabet].digit
                                   : chances[alphabet].mark;
    sum += rc_bigram_costs[before][symbol] - chance;
    before = symbol;
  }
  return sum * 16 / (int)text.len;
}

/* One string without `/`, `.`, `=` and the like in it. */
static bool is_random(rc_str text) {
  traits has = traits_of(text);
  if (text.len < lengths[0] || !has.beyond_hex || !(has.digit || (has.upper && has.lower))) {
    return false;
  }
  rc_alphabet alphabet = !(has.upper && has.lower) ? RC_ALPHABET_SINGLE
                         : has.digit               ? RC_ALPHABET_MIXED
                                                   : RC_ALPHABET_LETTERS;
  size_t at = 0;
  while (at + 1 < RC_BIGRAM_LENGTHS && text.len >= lengths[at + 1]) {
    at++;
  }
  return score_of(rc_str_slice(text, 0, LONGEST), alphabet) > rc_bigram_cuts[alphabet][at];
}

/* The next string in text[*at..end); false if there is none. */
static bool next_part(rc_str text, size_t *at, size_t end, size_t *from) {
  while (*at < end && !is_part(text.ptr[*at])) {
    ++*at;
  }
  *from = *at;
  while (*at < end && is_part(text.ptr[*at])) {
    ++*at;
  }
  return *from < *at;
}

bool rc_looks_random(rc_str text) {
  size_t at = 0;
  size_t from;
  while (next_part(text, &at, text.len, &from)) {
    if (is_random(rc_str_slice(text, from, at))) {
      return true;
    }
  }
  return false;
}

/* `sha512-...`, `sha256:...`: a digest of something public, in whatever alphabet. */
static bool is_digest(rc_str text, size_t run_start, size_t from) {
  static const rc_str names[] = {RC_STR_INIT("sha512"), RC_STR_INIT("sha384"),
                                 RC_STR_INIT("sha256"), RC_STR_INIT("sha1")};
  size_t window = from > run_start + 8 ? from - 8 : run_start;
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (rc_str_starts_with(rc_str_from(text, from), names[i]) ||
        rc_str_find(rc_str_slice(text, window, from), names[i], 0) != RC_NOT_FOUND) {
      return true;
    }
  }
  return false;
}

/* base64 goes on behind `/`, and ends in `=`: the leaf takes the neighbours in that are no words. */
static bool joins(rc_str text, size_t from, size_t end) {
  rc_str part = rc_str_slice(text, from, end);
  traits has = traits_of(part);
  int sorts = (has.upper ? 1 : 0) + (has.lower ? 1 : 0) + (has.digit ? 1 : 0);
  return part.len < 4 || sorts == 3 || (part.len >= lengths[0] && is_random(part));
}

void rc_scan_random(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  size_t at = run->start;
  size_t from;
  size_t start = 0; /* of the leaf under way; `end` is 0 while there is none */
  size_t end = 0;
  while (next_part(text, &at, run->end, &from)) {
    bool adjacent = end > 0 && from == end + 1 && text.ptr[end] == '/';
    if (adjacent && joins(text, from, at)) {
      end = at;
      continue;
    }
    if (end > 0) {
      rc_scan_leaf(scan, RC_DETECT_RANDOM_STRING, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, start, end);
      end = 0;
    }
    if (at - from < SHORTEST) {
      continue;
    }
    if (is_digest(text, run->start, from)) {
      return; /* and what stands behind its slashes */
    }
    if (is_random(rc_str_slice(text, from, at))) {
      start = from;
      end = at;
    }
  }
  if (end > 0) {
    while (end < run->end && text.ptr[end] == '=') {
      end++;
    }
    rc_scan_leaf(scan, RC_DETECT_RANDOM_STRING, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, start, end);
  }
}
