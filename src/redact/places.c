/*
 * Small questions about names, and the leaves that places have in common.
 */
#include "redact/places.h"

#include <string.h>

#include "aws/image.h"
#include "base/lanes.h"

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

enum { LONGEST_WORD = 96 };

bool rc_places_has(const rc_places_table *table, rc_str text) {
  char folded[LONGEST_WORD];
  size_t n = text.len;
  if (n == 0 || n > table->longest || n > LONGEST_WORD) {
    return false;
  }
  const char *words = table->lists[n].words;
  size_t low = 0, high = table->lists[n].count;
  for (size_t i = 0; i < n && high > 0; i++) {
    folded[i] = lower(text.ptr[i]);
  }
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = memcmp(words + middle * n, folded, n);
    if (order == 0) {
      return true;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

/* ---- templates ------------------------------------------------------------------------------ */

enum { LONGEST_TEMPLATE = 96 };

static bool stands_in_template(char c) {
  return rc_is_word_byte(c) || c == '_' || c == '.' || c == ':' || c == '-' || c == ' ' ||
         c == '/' || c == '$' || c == '#' || c == '|' || c == '!' || c == '?' || c == '*' ||
         c == '@' || c == '=';
}

/* Where `close` ends, if nothing but the bytes of templates stands before it. */
static size_t closed_by(rc_str text, size_t at, size_t limit, rc_str close, bool escapes) {
  size_t end = limit - at > LONGEST_TEMPLATE ? at + LONGEST_TEMPLATE : limit;
  for (size_t i = at; i < end; i++) {
    if (text.ptr[i] == close.ptr[0]) {
      return i > at && i + close.len <= limit &&
                     rc_str_starts_with(rc_str_from(text, i), close)
                 ? i + close.len
                 : 0;
    }
    if (!stands_in_template(text.ptr[i]) && !(escapes && text.ptr[i] == '\\')) {
      return 0;
    }
  }
  return 0;
}

size_t rc_places_hole(rc_str text, size_t at, size_t limit) {
  static const struct {
    rc_str open, close;
    bool escapes; /* `${AWS::Account\u0049d}`, in a string of a language with escapes */
  } forms[] = {{RC_STR_INIT("${"), RC_STR_INIT("}"), true},
               {RC_STR_INIT("$("), RC_STR_INIT(")"), false},
               {RC_STR_INIT("{{"), RC_STR_INIT("}}"), false},
               {RC_STR_INIT("{"), RC_STR_INIT("}"), false},
               {RC_STR_INIT("<"), RC_STR_INIT(">"), false}};
  if (at >= limit || !rc_begins_hole(text.ptr[at])) {
    return at;
  }
  for (size_t i = 0; i < RC_COUNT_OF(forms); i++) {
    if (rc_str_starts_with(rc_str_slice(text, at, limit), forms[i].open)) {
      size_t end = closed_by(text, at + forms[i].open.len, limit, forms[i].close, forms[i].escapes);
      if (end > 0) {
        return end;
      }
    }
  }
  return at;
}

/* ---- what stands before --------------------------------------------------------------------- */

static bool begins_nocase(rc_str text, const char *word, size_t length) {
  if (text.len < length) {
    return false;
  }
  for (size_t i = 0; i < length; i++) {
    if (lower(text.ptr[i]) != word[i]) {
      return false;
    }
  }
  return true;
}

static bool is_one_of(rc_str text, const char *words) {
  while (*words != '\0') {
    size_t length = 0;
    while (words[length] != '\0' && words[length] != ' ') {
      length++;
    }
    if (begins_nocase(text, words, length)) {
      return true;
    }
    words += length + (words[length] == ' ' ? 1 : 0);
  }
  return false;
}

/* Where words begin in a block of 64 bytes: behind what is no letter, and where camelCase begins
 * one. Nothing up to the last line's end counts. */
static uint64_t word_starts(const char *block) {
  uint64_t lower = 0;
  uint64_t upper = 0;
  uint64_t ends = 0;
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    rc_lanes x = rc_lanes_load(block + i);
    lower |= rc_lanes_bits(rc_lanes_within(x, 'a', 'z')) << i;
    upper |= rc_lanes_bits(rc_lanes_within(x, 'A', 'Z')) << i;
    ends |= rc_lanes_bits(rc_lanes_equal(x, '\n')) << i;
  }
  uint64_t starts = (lower | upper) & (~((lower | upper) << 1) | (upper & lower << 1));
  return ends == 0 ? starts : starts & ~((UINT64_C(2) << rc_highest_bit(ends)) - 1);
}

static_assert((int)RC_PLACES_BACK == (int)RC_LANES_BLOCK, "one block is looked at");

bool rc_places_context(const rc_scan *scan, size_t at, const char *words) {
  char room[RC_LANES_BLOCK];
  size_t start = at > RC_PLACES_BACK ? at - RC_PLACES_BACK : 0;
  rc_str before = rc_scan_slice(scan, start, at);
  uint32_t initials = 0; /* most words begin like none of these */
  for (size_t i = 0; words[i] != '\0'; i++) {
    initials |= i == 0 || words[i - 1] == ' ' ? UINT32_C(1) << (words[i] & 31) : 0;
  }
  uint64_t starts = word_starts(rc_lanes_block(before.ptr, before.len, room));
  for (; starts != 0; starts &= starts - 1) {
    uint32_t i = rc_lowest_bit(starts);
    if ((initials >> (before.ptr[i] & 31) & 1) != 0 && is_one_of(rc_str_from(before, i), words)) {
      return true;
    }
  }
  return false;
}

/* ---- accounts ------------------------------------------------------------------------------- */

bool rc_places_reads_as_time(rc_str digits) {
  const char *d = digits.ptr;
  int century = (d[0] - '0') * 10 + d[1] - '0';
  int month = (d[4] - '0') * 10 + d[5] - '0', day = (d[6] - '0') * 10 + d[7] - '0';
  int hour = (d[8] - '0') * 10 + d[9] - '0', minute = (d[10] - '0') * 10 + d[11] - '0';
  return (century == 19 || century == 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
         hour < 24 && minute < 60;
}

bool rc_places_is_dashed_account(rc_str text) {
  if (text.len != 14) {
    return false;
  }
  for (size_t i = 0; i < text.len; i++) {
    bool dash = i == 4 || i == 9;
    if (dash ? text.ptr[i] != '-' : !rc_is_digit_byte(text.ptr[i])) {
      return false;
    }
  }
  return true;
}

void rc_places_account(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  bool known = rc_ecr_account_is_aws(rc_scan_slice(scan, start, end));
  rc_scan_leaf(scan, known ? RC_DETECT_KEPT_VOCABULARY : detector,
               known ? RC_FAMILY_KEEP : RC_FAMILY_ACCOUNT, 0, start, end);
}

/* ---- names ---------------------------------------------------------------------------------- */

typedef struct token {
  size_t start, end;
  size_t digits, letters, others; /* `others`: letters beyond f */
  size_t longest;                 /* most letters in a row */
  size_t changes;                 /* from letters to digits and back */
} token;

static token token_at(const rc_scan *scan, size_t at, size_t limit) {
  token result = {.start = at, .end = at};
  size_t row = 0;
  for (; result.end < limit && rc_is_word_byte(scan->text.ptr[result.end]); result.end++) {
    char c = scan->text.ptr[result.end];
    result.digits += rc_is_digit_byte(c);
    result.letters += !rc_is_digit_byte(c);
    result.others += !rc_is_hex_byte(c);
    bool was_digit = result.end > at && rc_is_digit_byte(scan->text.ptr[result.end - 1]);
    result.changes += result.end > at && was_digit != rc_is_digit_byte(c);
    row = rc_is_digit_byte(c) ? 0 : row + 1;
    result.longest = row > result.longest ? row : result.longest;
  }
  return result;
}

/* 8-4-4-4-12 */
static bool is_uuid(const rc_scan *scan, size_t at, size_t limit) {
  if (limit - at < 36 || (limit - at > 36 && rc_is_word_byte(scan->text.ptr[at + 36]))) {
    return false;
  }
  for (size_t i = 0; i < 36; i++) {
    char c = scan->text.ptr[at + i];
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !rc_is_hex_byte(c)) {
      return false;
    }
  }
  return true;
}

enum {
  SHORTEST_WORD = 3, /* shorter ones are never renamed: names.h */
  TASK_DIGITS = 32,  /* of the identifier of a task */
  SHORTEST_KEY = 32  /* what is as long and looks drawn may be more than a name */
};

/* Tasks, revisions, generated suffixes: no words in them, and nothing that identifies. Were their
 * letters taken for words (`bad`, `feed`), those would be renamed in all texts. More than three
 * letters in a row may be somebody's word: `mike2019`, `acme2b2c`. */
static bool is_drawn(const token *t) {
  size_t length = t->end - t->start;
  return (length >= 7 && t->others == 0 && t->digits > 0) ||
         (length >= 8 && t->digits >= 2 && t->letters >= 2 && t->others > 0 && t->longest <= 3 &&
          t->changes > 1 && t->digits * 5 >= length);
}

static void name_piece(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  for (size_t i = start; i < end; i++) {
    if (rc_is_letter_byte(scan->text.ptr[i]) || (unsigned char)scan->text.ptr[i] >= 0x80) {
      rc_scan_leaf(scan, detector, RC_FAMILY_NAME, 0, start, end);
      return;
    }
  }
}

/* What at `at` is no name: its end, its leaf emitted. `at` if it is one. */
static size_t other_than_name(rc_scan *scan, size_t at, size_t limit) {
  size_t hole = rc_places_hole(scan->text, at, limit);
  if (hole > at || !rc_is_word_byte(scan->text.ptr[at])) {
    return hole;
  }
  size_t digits = 0;
  size_t id = rc_places_resource_id(rc_scan_slice(scan, 0, limit), at, &digits);
  if (id > 0) {
    rc_scan_leaf(scan, RC_DETECT_AWS_RESOURCE_ID, RC_FAMILY_RESOURCE_ID, 0, digits, at + id);
    return at + id;
  }
  if (is_uuid(scan, at, limit)) {
    return at + 36;
  }
  token t = token_at(scan, at, limit);
  if (t.letters == 0) {
    if (t.digits == 12 && !rc_places_reads_as_time(rc_scan_slice(scan, t.start, t.end))) {
      rc_places_account(scan, RC_DETECT_AWS_ACCOUNT, t.start, t.end);
    }
    return t.end;
  }
  if (t.others == 0 && t.end - t.start == TASK_DIGITS) {
    rc_scan_leaf(scan, RC_DETECT_AWS_ARN, RC_FAMILY_HEX, 0, t.start, t.end);
    return t.end;
  }
  if (t.end - t.start >= SHORTEST_KEY && rc_looks_random(rc_scan_slice(scan, t.start, t.end))) {
    rc_scan_leaf(scan, RC_DETECT_RANDOM_STRING, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, t.start, t.end);
    return t.end;
  }
  if (is_drawn(&t)) {
    if (t.longest < SHORTEST_WORD) {
      rc_scan_leaf(scan, RC_DETECT_KEPT_TRACE, RC_FAMILY_KEEP, 0, t.start, t.end);
    }
    return t.end;
  }
  return at;
}

void rc_places_name(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  size_t from = start, at = start;
  while (at < end) {
    size_t next = other_than_name(scan, at, end);
    if (next > at) {
      name_piece(scan, detector, from, at);
      from = at = next;
      continue;
    }
    at = rc_is_word_byte(scan->text.ptr[at]) ? token_at(scan, at, end).end : at + 1;
  }
  name_piece(scan, detector, from, end);
}

/* ---- secrets and users ---------------------------------------------------------------------- */

/* Short, or letters of one case with a few digits behind: such a word may stand anywhere. */
static bool is_weak(rc_str value) {
  size_t letters = 0;
  while (letters < value.len && rc_is_letter_byte(value.ptr[letters])) {
    letters++;
  }
  size_t i = letters;
  while (i < value.len && rc_is_digit_byte(value.ptr[i])) {
    i++;
  }
  return value.len < 8 || (i == value.len && letters > 0 && value.len < 16 && i - letters <= 4);
}

void rc_places_secret(rc_scan *scan, uint16_t detector, rc_family family, size_t start,
                      size_t end) {
  if (start >= end || rc_is_stand_in(rc_scan_slice(scan, start, end))) {
    return;
  }
  size_t from = start;
  for (size_t at = start; at <= end;) {
    size_t next = at < end ? rc_places_hole(scan->text, at, end) : end + 1;
    if (next == at) {
      at++;
      continue;
    }
    if (from < at) {
      bool weak = is_weak(rc_scan_slice(scan, from, at));
      rc_scan_leaf(scan, detector, family,
                   (uint8_t)(RC_LEAF_SECRET | (weak ? RC_LEAF_WEAK : 0)), from, at);
    }
    from = at = next;
  }
}

void rc_places_user(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  rc_str name = rc_scan_slice(scan, start, end);
  if (name.len > 0 && !RC_PLACES_HAS(public_users, name) && !rc_is_stand_in(name) &&
      rc_places_hole(scan->text, start, end) == start) {
    rc_scan_leaf(scan, detector, RC_FAMILY_USER, 0, start, end);
  }
}
