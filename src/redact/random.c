/*
 * What looks drawn at random: a string whose letters follow each other as they do in no words.
 *
 * Hexadecimal digits are left out. Nothing in them tells a key from a digest; their names do.
 */
#include "redact/bigrams.h"
#include "redact/lexicon.h"
#include "redact/prose.h"

enum {
  SHORTEST = 16,    /* what is guessed at without a name */
  LONGEST = 512,    /* of a longer string the beginning decides */
  FEWEST_LETTERS = 4,
  SHORTEST_HEX = 6, /* of a word of hexadecimal digits between others */
  CDK_DIGITS = 8,
  DIGEST_DIGITS = 20,
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

enum { UPPER = 1, LOWER = 2, NUMERAL = 4, BEYOND_HEX = 8, PART = 16 };

/* What a byte adds to a string; 0 ends it. */
#define HU (UPPER | PART)
#define HL (LOWER | PART)
#define FU (UPPER | BEYOND_HEX | PART)
#define FL (LOWER | BEYOND_HEX | PART)
#define N (NUMERAL | PART)
#define P PART
static const uint8_t sorts[256] = {
     0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
     0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
     0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  P,  0,  P,  0,  0,
     N,  N,  N,  N,  N,  N,  N,  N,  N,  N,  0,  0,  0,  0,  0,  0,
     0, HU, HU, HU, HU, HU, HU, FU, FU, FU, FU, FU, FU, FU, FU, FU,
    FU, FU, FU, FU, FU, FU, FU, FU, FU, FU, FU,  0,  0,  0,  0,  P,
     0, HL, HL, HL, HL, HL, HL, FL, FL, FL, FL, FL, FL, FL, FL, FL,
    FL, FL, FL, FL, FL, FL, FL, FL, FL, FL, FL,  0,  0,  0,  0,  0,
};
#undef HU
#undef HL
#undef FU
#undef FL
#undef N
#undef P

static unsigned sort_of(char c) { return sorts[(unsigned char)c]; }
static bool is_letter(char c) { return (sort_of(c) & (UPPER | LOWER)) != 0; }

/* Rows and columns of the costs; bytes beyond ASCII are in no part. */
static const uint8_t symbols[128] = {
    53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53,
    53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53,
    53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53, 53,
    52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 53, 53, 53, 53, 53, 53,
    53, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 53, 53, 53, 53, 53,
    53,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 53, 53, 53, 53, 53,
};

static unsigned symbol_of(char c, bool fold) {
  unsigned symbol = symbols[(unsigned char)c & 127];
  return fold && symbol >= 26 && symbol < DIGIT ? symbol - 26 : symbol;
}

/* Behind the hexadecimal digits from `at` on. */
static size_t hex_end(rc_str text, size_t at) {
  unsigned sort;
  while (at < text.len && (sort = sort_of(text.ptr[at])) != 0 && sort != PART &&
         (sort & BEYOND_HEX) == 0) {
    at++;
  }
  return at;
}

/* Behind the letters and digits from `at` on. */
static size_t word_end(rc_str text, size_t at) {
  while (at < text.len && (sort_of(text.ptr[at]) & ~(unsigned)PART) != 0) {
    at++;
  }
  return at;
}

/* Where a digest ends that begins at `at` and says nothing of the rest, or `at`: the tail of
 * `stacksets-exec-b5520cb2730c2f54`, the eight digits behind CDK's names (`Subnet691E08A3`), and
 * the asset in `AssetParameters8f06a3db22794ebc7ff8...Bucket`. */
static size_t digest_end(rc_str text, size_t at, size_t word) {
  size_t end = hex_end(text, at);
  size_t length = end - at;
  bool begins = at == 0 || sort_of(text.ptr[at - 1]) == PART;
  bool tail = end == word;
  if (length < SHORTEST_HEX ||
      !((tail && (begins || length == CDK_DIGITS)) || length >= DIGEST_DIGITS)) {
    return at;
  }
  for (size_t i = at; i < end; i++) {
    if ((sort_of(text.ptr[i]) & NUMERAL) != 0) {
      return end;
    }
  }
  return at;
}

/* The mean over the bytes of what they cost beyond chance, and how many bytes were judged. */
static int score_of(rc_str text, rc_alphabet alphabet, size_t *judged) {
  bool fold = alphabet == RC_ALPHABET_SINGLE;
  int sum = 0;
  unsigned before = MARK;
  size_t n = 0;
  size_t word = 0;   /* where the one under way ends */
  size_t looked = 0; /* up to where digests have been looked for */
  for (size_t i = 0; i < text.len; i++) {
    word = i >= word ? word_end(text, i) : word;
    bool may_begin = before == MARK || text.len - i >= DIGEST_DIGITS || word - i == CDK_DIGITS;
    size_t digest = may_begin && i >= looked ? digest_end(text, i, word) : i;
    looked = digest > i ? digest : looked;
    if (digest > i) {
      i = digest - 1;
      before = MARK;
      continue;
    }
    unsigned symbol = symbol_of(text.ptr[i], fold);
    int chance = symbol < DIGIT    ? chances[alphabet].letter
                 : symbol == DIGIT ? chances[alphabet].digit
                                   : chances[alphabet].mark;
    sum += rc_bigram_costs[before][symbol] - chance;
    before = symbol;
    n++;
  }
  *judged = n;
  return n == 0 ? INT16_MIN : sum * 16 / (int)n;
}

/* A string without `/`, `.`, `=` and the like in it. */
typedef struct part {
  size_t start, end;
  unsigned sorts; /* of all its bytes */
} part;

/* `2024-01-01T00` is none, whatever follows its only letter. */
static bool has_letters(rc_str text, const part *p) {
  int letters = 0;
  for (size_t i = p->start; i < p->end && letters < FEWEST_LETTERS; i++) {
    letters += is_letter(text.ptr[i]) ? 1 : 0;
  }
  return letters == FEWEST_LETTERS;
}

/* A word that has been renamed (`n12n`, and `N3n` behind a small letter too): what it stands in was
 * judged when the word was there, and the rest of it alone would look random sooner. */
static bool holds_placeholder(rc_str text, const part *p) {
  for (size_t i = p->start; i + 2 < p->end; i++) {
    char c = text.ptr[i];
    unsigned before = i == p->start ? 0 : sort_of(text.ptr[i - 1]) & (UPPER | LOWER);
    size_t end = i + 1;
    if ((c != 'n' && c != 'N') || (before != 0 && !(c == 'N' && (before & LOWER) != 0))) {
      continue;
    }
    while (end < p->end && (sort_of(text.ptr[end]) & NUMERAL) != 0) {
      end++;
    }
    bool closed = end > i + 1 && end < p->end && (text.ptr[end] | 0x20) == 'n';
    if (closed && (end + 1 == p->end || (sort_of(text.ptr[end + 1]) & LOWER) == 0)) {
      return true;
    }
  }
  return false;
}

/* Nearly every identifier costs less than chance, whatever digests in it add. */
static bool is_usual(rc_str text, rc_alphabet alphabet) {
  bool fold = alphabet == RC_ALPHABET_SINGLE;
  int sum = 0;
  unsigned before = MARK;
  for (size_t i = 0; i < text.len; i++) {
    unsigned symbol = symbol_of(text.ptr[i], fold);
    sum += rc_bigram_costs[before][symbol];
    before = symbol;
  }
  return sum < chances[alphabet].letter * (int)text.len * 3 / 4;
}

/* Does `text` cost more by the model than strings of its length that are written? */
static bool costs_much(rc_str text, rc_alphabet alphabet) {
  size_t length = 0;
  int score = score_of(text, alphabet, &length);
  size_t at = 0;
  while (at + 1 < RC_BIGRAM_LENGTHS && length >= lengths[at + 1]) {
    at++;
  }
  return length >= lengths[0] && score > rc_bigram_cuts[alphabet][at];
}

static bool is_random(rc_str text, const part *p) {
  bool both = (p->sorts & (UPPER | LOWER)) == (UPPER | LOWER);
  size_t length = p->end - p->start;
  if (length < lengths[0] || (p->sorts & BEYOND_HEX) == 0 ||
      !((p->sorts & NUMERAL) != 0 || both)) {
    return false;
  }
  rc_alphabet alphabet = !both                         ? RC_ALPHABET_SINGLE
                         : (p->sorts & NUMERAL) != 0 ? RC_ALPHABET_MIXED
                                                       : RC_ALPHABET_LETTERS;
  rc_str value = rc_str_slice(text, p->start, length > LONGEST ? p->start + LONGEST : p->end);
  if (is_usual(value, alphabet) || !has_letters(text, p) || holds_placeholder(text, p)) {
    return false;
  }
  /* Words stay words with the shift key down: `cANNOTpULLcONTAINER`. */
  return costs_much(value, alphabet) &&
         (alphabet != RC_ALPHABET_LETTERS || costs_much(value, RC_ALPHABET_SINGLE));
}

/* The next string in text[at..end); false if there is none. */
static bool next_part(rc_str text, size_t at, size_t end, part *out) {
  while (at < end && sort_of(text.ptr[at]) == 0) {
    at++;
  }
  unsigned all = 0;
  size_t from = at;
  for (unsigned sort; at < end && (sort = sort_of(text.ptr[at])) != 0; at++) {
    all |= sort;
  }
  *out = (part){from, at, all};
  return from < at;
}

bool rc_looks_random(rc_str text) {
  part p = {0, 0, 0};
  while (next_part(text, p.end, text.len, &p)) {
    if (is_random(text, &p)) {
      return true;
    }
  }
  return false;
}

/* `sha512-...`, `sha256:...`: a digest of something public, in whatever alphabet. */
static bool is_digest(rc_str text, size_t run_start, size_t from) {
  static const rc_str names[] = {RC_STR_INIT("sha512"), RC_STR_INIT("sha384"),
                                 RC_STR_INIT("sha256"), RC_STR_INIT("sha1"), RC_STR_INIT("h1:")};
  size_t window = from > run_start + 8 ? from - 8 : run_start;
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (rc_str_starts_with(rc_str_from(text, from), names[i]) ||
        rc_str_starts_with(rc_str_from(text, run_start), names[i]) ||
        rc_str_find(rc_str_slice(text, window, from), names[i], 0) != RC_NOT_FOUND) {
      return true;
    }
  }
  return false;
}

/* base64 goes on behind `/`, and ends in `=`: the leaf takes in the neighbours that are no words.
 */
static bool joins(rc_str text, const part *p) {
  unsigned all = UPPER | LOWER | NUMERAL;
  return p->end - p->start < 4 || (p->sorts & all) == all || is_random(text, p);
}

/* `Bearer X` without a header's name before it. */
static bool hide_behind_scheme(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  size_t from = run->start;
  while (from > 0 && run->start - from < 4 && text.ptr[from - 1] == ' ') {
    from--;
  }
  size_t word = from;
  while (word > 0 && from - word < 8 && is_letter(text.ptr[word - 1])) {
    word--;
  }
  static const rc_str schemes[] = {RC_STR_INIT("bearer"), RC_STR_INIT("basic")};
  rc_str before = rc_str_slice(text, word, from);
  size_t which = from == run->start                          ? RC_COUNT_OF(schemes)
                 : rc_str_equal_nocase(before, schemes[0]) ? 0
                 : rc_str_equal_nocase(before, schemes[1]) ? 1
                                                           : RC_COUNT_OF(schemes);
  if (which == RC_COUNT_OF(schemes) ||
      (which == 0 && (run->end - run->start < SHORTEST || (run->traits & RC_RUN_DIGIT) == 0))) {
    return false;
  }
  uint32_t leaves = scan->out->len;
  if (which == 1) { /* only what decodes to a login */
    rc_scan_login(scan, run->start, run->end);
  } else {
    rc_scan_secret(scan, NULL, RC_DETECT_BEARER_HEADER, run->start, run->end);
  }
  return scan->out->len > leaves;
}

/* Forty signs of base64 within a few lines of an access key identifier. */
static bool is_secret_key(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  size_t around = 300;
  if (run->end - run->start != 40 ||
      (run->traits & (RC_RUN_UPPER | RC_RUN_LOWER | RC_RUN_DIGIT)) !=
          (RC_RUN_UPPER | RC_RUN_LOWER | RC_RUN_DIGIT)) {
    return false;
  }
  for (size_t i = run->start; i < run->end; i++) {
    char c = text.ptr[i];
    if (c != '/' && (sort_of(c) == 0 || c == '-' || c == '_')) {
      return false;
    }
  }
  scan->asks_around = true;
  rc_scan_looks(scan, run->start > around ? run->start - around : 0, run->end + around);
  rc_str window =
      rc_str_slice(text, run->start > around ? run->start - around : 0, run->end + around);
  for (size_t i = 0; i < rc_n_words_key; i++) {
    if (rc_str_contains(window, rc_words_key[i])) {
      return true;
    }
  }
  return false;
}

/* A run may begin in the midst of a sequence that colours it. */
static size_t behind_colour(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  size_t at = run->start;
  bool is_behind_escape = at >= 2 && text.ptr[at - 1] == '[' && text.ptr[at - 2] == '\033';
  while (at < run->end && sort_of(text.ptr[at]) == (NUMERAL | PART)) {
    at++;
  }
  if (at == run->end || text.ptr[at] != 'm') {
    return run->start;
  }
  scan->asks_around = true;
  return is_behind_escape ? at + 1 : run->start;
}

bool rc_scan_announced(rc_scan *scan, const rc_run *run) {
  if (run->start <= 5 || scan->text.ptr[run->start - 1] != ' ') {
    return false;
  }
  return hide_behind_scheme(scan, run) || rc_scan_prose(scan, run);
}

void rc_scan_random(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  if (is_secret_key(scan, run)) {
    rc_scan_leaf(scan, RC_DETECT_AWS_SECRET_ACCESS_KEY, RC_FAMILY_AWS_SECRET, RC_LEAF_SECRET,
                 run->start, run->end);
    return;
  }
  if (rc_scan_announced(scan, run)) {
    return;
  }
  bool both = (run->traits & RC_RUN_UPPER) != 0 && (run->traits & RC_RUN_LOWER) != 0;
  if (run->end - run->start < SHORTEST || ((run->traits & RC_RUN_DIGIT) == 0 && !both)) {
    return; /* no part of it is longer, or more mixed */
  }
  size_t start = 0; /* of the leaf under way; `end` is 0 while there is none */
  size_t end = 0;
  part p = {0, behind_colour(scan, run), 0};
  while (next_part(text, p.end, run->end, &p)) {
    if (p.start > 0 && text.ptr[p.start - 1] == '\\' && p.end > p.start + 1 &&
        rc_str_find_byte(RC_STR("nrtbfuUx"), text.ptr[p.start], 0) != RC_NOT_FOUND) {
      p.start++; /* the letter of an escape */
    }
    bool adjacent = end > 0 && p.start == end + 1 && text.ptr[end] == '/';
    if (adjacent && joins(text, &p)) {
      end = p.end;
      continue;
    }
    if (end > 0) {
      rc_scan_leaf(scan, RC_DETECT_RANDOM_STRING, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, start, end);
      end = 0;
    }
    if (p.end - p.start < SHORTEST || !is_random(text, &p)) {
      continue;
    }
    if (rc_is_key_id(rc_str_slice(text, p.start, p.end))) { /* of the old alphabet */
      rc_scan_leaf(scan, RC_DETECT_AWS_ACCESS_KEY_ID, RC_FAMILY_KEY_ID, RC_LEAF_SECRET, p.start,
                   p.end);
      continue;
    }
    if (is_digest(text, run->start, p.start)) {
      return; /* and what stands behind its slashes */
    }
    start = p.start;
    end = p.end;
  }
  if (end > 0) {
    while (end < run->end && text.ptr[end] == '=') {
      end++;
    }
    rc_scan_leaf(scan, RC_DETECT_RANDOM_STRING, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, start, end);
  }
}
