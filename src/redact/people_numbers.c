/*
 * Numbers of people: cards, bank accounts, telephones. Checksums decide where there are any, words
 * beside them where there are none. Numbers in groups get a leaf for each group, so that the marks
 * between them stay.
 *
 * Sources: ISO/IEC 7812-1 for cards, ISO 13616 for bank accounts, ITU-T E.164 for telephones.
 */
#include "redact/people.h"

enum { MOST_DIGITS = 36, MOST_GROUPS = 9, GROUP_FLAGS = RC_LEAF_SECRET | RC_LEAF_WEAK };

/* ---- cards ---------------------------------------------------------------------------------- */

static bool is_luhn(rc_str digits) {
  unsigned sum = 0;
  for (size_t i = 0; i < digits.len; i++) {
    unsigned value = (unsigned)(digits.ptr[digits.len - 1 - i] - '0') * (i % 2 == 1 ? 2u : 1u);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

static unsigned leading(rc_str digits, size_t n) {
  unsigned value = 0;
  for (size_t i = 0; i < n; i++) {
    value = value * 10 + (unsigned)(digits.ptr[i] - '0');
  }
  return value;
}

/* The issuers' first digits and lengths. */
static bool is_issued(rc_str digits) {
  unsigned two = leading(digits, 2), three = leading(digits, 3), four = leading(digits, 4);
  size_t n = digits.len;
  return (digits.ptr[0] == '4' && (n == 13 || n == 16 || n == 19)) ||
         (n == 16 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))) ||
         (n == 15 && (two == 34 || two == 37)) ||
         (n >= 16 && (four == 6011 || two == 65 || (three >= 644 && three <= 649))) ||
         (n == 16 && four >= 3528 && four <= 3589) ||
         (n == 14 && (two == 36 || two == 38 || (three >= 300 && three <= 305))) ||
         (n >= 16 && two == 62);
}

static bool is_card(rc_str digits) {
  return digits.len >= 13 && digits.len <= 19 && is_issued(digits) && is_luhn(digits);
}

static bool touches_word(const rc_scan *scan, size_t start, size_t end) {
  char before = rc_scan_before(scan, start), next = rc_scan_byte(scan, end);
  return rc_is_word_byte(before) || before == '_' || rc_is_word_byte(next) || next == '_' ||
         (next == '.' && rc_is_digit_byte(rc_scan_byte(scan, end + 1))) ||
         (before == '.' && start > 1 && rc_is_digit_byte(scan->text.ptr[start - 2]));
}

/* Of the numbers that programs count with, one in ten has the checksum: the usual issuers' need no
 * word beside them, unless one says what else they are. */
static bool is_named_card(const rc_scan *scan, size_t start, rc_str digits) {
  bool usual = digits.len == 16 && (digits.ptr[0] == '4' || digits.ptr[0] == '5');
  return rc_places_context(scan, start,
                           "card cc pan credit debit visa mastercard amex discover payment") ||
         (usual && !rc_places_context(scan, start,
                                      "id ids order seq sequence offset trace span request bytes "
                                      "size count time timestamp ts nanos number invoice version"));
}

size_t rc_people_card(rc_scan *scan, size_t start, size_t end) {
  rc_str digits = rc_scan_slice(scan, start, end);
  if (!touches_word(scan, start, end) && is_card(digits) && is_named_card(scan, start, digits)) {
    rc_scan_leaf(scan, RC_DETECT_CREDIT_CARD, RC_FAMILY_NUMBER, RC_LEAF_SECRET, start, end);
  }
  return end;
}

typedef struct groups {
  char digits[MOST_DIGITS];
  size_t n; /* digits */
  size_t start[MOST_GROUPS], end[MOST_GROUPS];
  size_t count;
} groups;

/* At most `most` groups of `is` bytes with one `mark` between them. */
static groups read_groups(const rc_scan *scan, size_t at, char mark, bool (*is)(char),
                          size_t most) {
  groups result = {.n = 0};
  while (result.count < most) {
    size_t start = at;
    while (is(rc_scan_byte(scan, at)) && result.n < MOST_DIGITS) {
      result.digits[result.n++] = scan->text.ptr[at++];
    }
    if (at == start) {
      break;
    }
    result.start[result.count] = start;
    result.end[result.count++] = at;
    if (rc_scan_byte(scan, at) != mark) {
      break;
    }
    at++;
  }
  return result;
}

static void take_groups(rc_scan *scan, uint16_t detector, const groups *g) {
  for (size_t i = 0; i < g->count; i++) {
    rc_str group = rc_scan_slice(scan, g->start[i], g->end[i]);
    rc_scan_leaf(scan, detector, rc_str_is_digits(group) ? RC_FAMILY_NUMBER : RC_FAMILY_OPAQUE,
                 GROUP_FLAGS, g->start[i], g->end[i]);
  }
}

/* Digits in at most four groups with `mark` between them, the first one of four. */
static size_t count_digits(const rc_scan *scan, size_t start, char mark) {
  size_t n = 4, at = start + 4;
  for (int group = 1; group < 4 && rc_scan_byte(scan, at) == mark; group++) {
    for (at++; rc_is_digit_byte(rc_scan_byte(scan, at)) && n < MOST_DIGITS; at++) {
      n++;
    }
  }
  return n;
}

size_t rc_people_card_groups(rc_scan *scan, size_t start) {
  char mark = rc_scan_byte(scan, start + 4);
  if ((mark != ' ' && mark != '-') || count_digits(scan, start, mark) < 14) { /* a date */
    return start;
  }
  for (size_t most = 3; most <= 4; most++) {
    groups g = read_groups(scan, start, mark, rc_is_digit_byte, most);
    size_t last = g.count > 0 ? g.end[g.count - 1] : start;
    bool shape = g.count == most && (most == 4 ? g.n == 16 : g.n == 15 || g.n == 14);
    if (shape && !touches_word(scan, start, last) && is_card((rc_str){g.digits, g.n})) {
      take_groups(scan, RC_DETECT_CREDIT_CARD, &g);
      return last;
    }
  }
  return start;
}

/* ---- bank accounts -------------------------------------------------------------------------- */

static bool is_upper_or_digit(char c) { return rc_is_digit_byte(c) || (c >= 'A' && c <= 'Z'); }

/* The first four bytes count last, letters as two digits; the whole leaves 1. */
static bool is_iban(rc_str text) {
  unsigned rest = 0;
  if (text.len < 15 || text.len > 34) {
    return false;
  }
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[(i + 4) % text.len];
    rest = rc_is_digit_byte(c) ? rest * 10 + (unsigned)(c - '0')
                               : rest * 100 + (unsigned)(c - 'A') + 10;
    rest %= 97;
  }
  return rest == 1;
}

size_t rc_people_iban(rc_scan *scan, size_t start) {
  groups g = read_groups(scan, start, ' ', is_upper_or_digit, MOST_GROUPS);
  if (rc_is_word_byte(rc_scan_before(scan, start))) {
    return start;
  }
  size_t digits = 0;
  for (size_t i = 0; i < g.n; i++) {
    digits += rc_is_digit_byte(g.digits[i]);
  }
  /* Words may follow in capitals: the last groups need not belong to it. */
  for (; g.count > 0; g.count--) {
    bool grouped = g.count > 1;
    bool even = g.count == 1 || g.end[0] - g.start[0] == 4;
    if (even && digits >= 10 && is_iban((rc_str){g.digits, g.n}) &&
        !rc_is_word_byte(rc_scan_byte(scan, g.end[g.count - 1]))) {
      g.start[0] += grouped ? 2 : 4; /* the country stays, and in one piece the check digits */
      take_groups(scan, RC_DETECT_PHONE_OR_IBAN, &g);
      return g.end[g.count - 1];
    }
    g.n -= g.end[g.count - 1] - g.start[g.count - 1];
  }
  return start;
}

/* ---- telephones ----------------------------------------------------------------------------- */

static const char phone_words[] = "phone telephone tel mobile cell fax sms whatsapp call pager";

static bool separates(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/';
}

/* Digits in groups, with one or two marks between them. */
static groups read_phone(const rc_scan *scan, size_t at) {
  groups result = {.n = 0};
  while (result.count < MOST_GROUPS && result.n < 16) {
    size_t start = at;
    while (rc_is_digit_byte(rc_scan_byte(scan, at)) && result.n < MOST_DIGITS) {
      result.digits[result.n++] = scan->text.ptr[at++];
    }
    if (at == start) {
      break;
    }
    result.start[result.count] = start;
    result.end[result.count++] = at;
    for (int marks = 0; marks < 2 && separates(rc_scan_byte(scan, at)); marks++) {
      at++;
    }
  }
  return result;
}

/* The word stands before it in the line, or in the line before `Value: `. */
static bool is_called_phone(rc_scan *scan, size_t at) {
  if (rc_places_context(scan, at, phone_words)) {
    return true;
  }
  size_t line = at;
  while (line > 0 && at - line < RC_PLACES_BACK && scan->text.ptr[line - 1] != '\n') {
    line--;
  }
  rc_str before = rc_str_trim(rc_scan_slice(scan, line, at));
  bool is_value = line > 0 && rc_str_equal_nocase(rc_str_slice(before, 0, 6), RC_STR("value:")) &&
                  before.len <= 8; /* and a quote */
  if (is_value) {
    rc_scan_looks_back(scan, line, RC_PLACES_BACK);
  }
  return is_value && rc_places_context(scan, line - 1, phone_words);
}

size_t rc_people_phone(rc_scan *scan, size_t start) {
  char before = rc_scan_before(scan, start);
  groups g = read_phone(scan, start + 1);
  if (rc_is_word_byte(before) || before == '+' || g.count == 0 || g.n < 8 || g.n > 15) {
    return start;
  }
  size_t last = g.end[g.count - 1];
  bool grouped = g.count >= 3 && g.n >= 10 && g.end[0] - g.start[0] <= 3;
  if (rc_is_word_byte(rc_scan_byte(scan, last)) ||
      (!grouped && !is_called_phone(scan, start))) {
    return start;
  }
  if (g.count > 1) {
    g.start[0] = g.end[0]; /* the country stays */
  }
  take_groups(scan, RC_DETECT_PHONE_OR_IBAN, &g);
  return last;
}

/* `+1 (`: a country's code and the parenthesis around the area. */
static bool behind_country(const rc_scan *scan, size_t start) {
  size_t at = start - 1;
  while (at > 0 && start - at < 3 && scan->text.ptr[at - 1] == ' ') {
    at--;
  }
  size_t digits = 0;
  while (at > 0 && digits < 3 && rc_is_digit_byte(scan->text.ptr[at - 1])) {
    at--;
    digits++;
  }
  return digits > 0 && rc_scan_before(scan, at) == '+';
}

size_t rc_people_local_phone(rc_scan *scan, size_t start, size_t end) {
  bool area = end - start == 3;
  if (area && (rc_scan_before(scan, start) != '(' || rc_scan_byte(scan, end) != ')')) {
    return start;
  }
  if (touches_word(scan, start, end) || !((area && behind_country(scan, start)) ||
                                          is_called_phone(scan, start))) {
    return start;
  }
  groups g = read_phone(scan, start);
  if (g.count < 3 || g.n < 10) {
    return start;
  }
  take_groups(scan, RC_DETECT_PHONE_OR_IBAN, &g);
  return g.end[g.count - 1];
}
