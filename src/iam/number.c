#include "iam/number.h"

enum { EXPONENT_DIGITS = 15 };

static size_t skip_digits(rc_str s, size_t at) {
  while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9') {
    at++;
  }
  return at;
}

static size_t skip_sign(rc_str s, size_t at, bool *negative) {
  if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-')) {
    *negative = s.ptr[at] == '-';
    return at + 1;
  }
  *negative = false;
  return at;
}

/* Reads `[eE][+-]?d+` to the end of `s`; an empty rest is exponent 0. */
static bool parse_exponent(rc_str s, size_t at, int64_t *out) {
  *out = 0;
  if (at == s.len) {
    return true;
  }
  if (s.ptr[at] != 'e' && s.ptr[at] != 'E') {
    return false;
  }
  bool negative;
  at = skip_sign(s, at + 1, &negative);
  uint64_t value;
  while (at + 1 < s.len && s.ptr[at] == '0') {
    at++;
  }
  if (s.len - at > EXPONENT_DIGITS || !rc_str_to_u64(rc_str_from(s, at), &value)) {
    return false;
  }
  *out = negative ? -(int64_t)value : (int64_t)value;
  return true;
}

bool rc_number_parse(rc_str text, rc_number *out) {
  size_t start = skip_sign(text, 0, &out->negative);
  size_t point = skip_digits(text, start);
  size_t end = point;
  out->whole = rc_str_slice(text, start, point);
  out->fraction = RC_STR_NONE;
  if (point < text.len && text.ptr[point] == '.') {
    end = skip_digits(text, point + 1);
    out->fraction = rc_str_slice(text, point + 1, end);
  }
  return out->whole.len + out->fraction.len > 0 && parse_exponent(text, end, &out->exponent);
}

/* The digits of both parts in one row. */
static char digit_at(const rc_number *n, size_t at) {
  if (at < n->whole.len) {
    return n->whole.ptr[at];
  }
  at -= n->whole.len;
  return at < n->fraction.len ? n->fraction.ptr[at] : '0';
}

static size_t n_digits(const rc_number *n) { return n->whole.len + n->fraction.len; }

/* Index of the first digit that is not 0; the number of digits if there is none. */
static size_t first_digit(const rc_number *n) {
  size_t at = 0;
  while (at < n_digits(n) && digit_at(n, at) == '0') {
    at++;
  }
  return at;
}

static int compare_magnitudes(const rc_number *a, const rc_number *b) {
  size_t a_first = first_digit(a);
  size_t b_first = first_digit(b);
  int64_t a_size = (int64_t)a->whole.len - (int64_t)a_first + a->exponent;
  int64_t b_size = (int64_t)b->whole.len - (int64_t)b_first + b->exponent;
  if (a_size != b_size) {
    return a_size < b_size ? -1 : 1;
  }
  for (size_t i = 0; a_first + i < n_digits(a) || b_first + i < n_digits(b); i++) {
    char x = digit_at(a, a_first + i);
    char y = digit_at(b, b_first + i);
    if (x != y) {
      return x < y ? -1 : 1;
    }
  }
  return 0;
}

static int sign(const rc_number *n) {
  return first_digit(n) == n_digits(n) ? 0 : n->negative ? -1 : 1;
}

int rc_number_compare(const rc_number *a, const rc_number *b) {
  int a_sign = sign(a);
  int b_sign = sign(b);
  if (a_sign != b_sign) {
    return a_sign < b_sign ? -1 : 1;
  }
  return a_sign == 0 ? 0 : a_sign * compare_magnitudes(a, b);
}
