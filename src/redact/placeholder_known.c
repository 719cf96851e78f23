/*
 * Values that are not replaced: placeholders by their looks, and what the documentation uses.
 */
#include <string.h>

#include "redact/placeholder_parts.h"
#include "redact/tables.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_base32(char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); }
static bool is_word(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* ---- reading ------------------------------------------------------------------------------- */

bool rc_read_ip4(rc_str text, uint32_t *out) {
  uint32_t address = 0;
  size_t at = 0;
  for (int i = 0; i < 4; i++) {
    if (i > 0 && (at >= text.len || text.ptr[at++] != '.')) {
      return false;
    }
    uint32_t octet = 0;
    size_t from = at;
    for (; at < text.len && at - from < 3 && is_digit(text.ptr[at]); at++) {
      octet = octet * 10 + (uint32_t)(text.ptr[at] - '0');
    }
    if (at == from || octet > 255) {
      return false;
    }
    address = address << 8 | octet;
  }
  *out = address;
  return at == text.len;
}

static int hex_value(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  char lower = (char)(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The groups of one side of a `::`, at most `room` of them; an IPv4 address may be the last two.
 * Returns their number, or -1. */
static int read_groups(rc_str text, uint16_t *groups, int room) {
  int n = 0;
  while (text.len > 0) {
    rc_str group = rc_str_cut(&text, ':');
    uint32_t value = 0;
    if (text.len == 0 && rc_read_ip4(group, &value)) {
      if (n + 2 > room) {
        return -1;
      }
      groups[n++] = (uint16_t)(value >> 16);
      groups[n++] = (uint16_t)(value & 0xffff);
      return n;
    }
    if (n == room || group.len == 0 || group.len > 4) {
      return -1;
    }
    value = 0;
    for (size_t i = 0; i < group.len; i++) {
      int digit = hex_value(group.ptr[i]);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | (uint32_t)digit;
    }
    groups[n++] = (uint16_t)value;
  }
  return n;
}

bool rc_read_ip6(rc_str text, rc_ip6 *out) {
  uint16_t left[8] = {0};
  uint16_t right[8] = {0};
  if (text.len < 2 || text.len > 45 ||
      (text.ptr[text.len - 1] == ':' && text.ptr[text.len - 2] != ':')) {
    return false;
  }
  size_t gap = rc_str_find(text, RC_STR("::"), 0);
  int n_left = read_groups(rc_str_slice(text, 0, gap == RC_NOT_FOUND ? text.len : gap), left, 8);
  int n_right = 0;
  if (gap == RC_NOT_FOUND) {
    if (n_left != 8) {
      return false;
    }
  } else {
    n_right = n_left < 0 ? -1 : read_groups(rc_str_from(text, gap + 2), right, 7 - n_left);
    if (n_right < 0) {
      return false;
    }
  }
  for (int i = 0; i < n_right; i++) {
    left[8 - n_right + i] = right[i];
  }
  uint64_t halves[2] = {0, 0};
  for (int i = 0; i < 8; i++) {
    halves[i / 4] = halves[i / 4] << 16 | left[i];
  }
  *out = (rc_ip6){halves[0], halves[1]};
  return true;
}

bool rc_account_of_key(rc_str key, uint64_t *account) {
  if (key.len < 14 || key.ptr[4] == 'I' || key.ptr[4] == 'J') {
    return false;
  }
  uint64_t bits = 0;
  for (size_t i = 4; i < 14; i++) {
    char c = key.ptr[i];
    if (!is_base32(c)) {
      return false;
    }
    bits = bits << 5 | (uint64_t)(is_digit(c) ? c - '2' + 26 : c - 'A');
  }
  bits >>= 2; /* 48 of the 50 bits */
  *account = (bits & 0x7fffffffff80u) >> 7;
  return (bits >> 47) == 1 && *account < 1000000000000u;
}

/* ---- looks of placeholders ----------------------------------------------------------------- */

static bool all_digits(rc_str text, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    if (!is_digit(text.ptr[i])) {
      return false;
    }
  }
  return true;
}

static bool is_numbered(rc_str text, rc_str head) {
  return text.len > head.len && text.len <= head.len + 12 && rc_str_starts_with(text, head) &&
         all_digits(text, head.len, text.len);
}

/* AAAABBBBCCCC of three different digits, or one digit four times, four more, and what they lack
 * to 9999: as many as are ever needed, and next to none of the real ones. */
static bool looks_like_account(rc_str text) {
  char d[12];
  if (text.len == 14 && text.ptr[4] == '-' && text.ptr[9] == '-') {
    memcpy(d, text.ptr, 4);
    memcpy(d + 4, text.ptr + 5, 4);
    memcpy(d + 8, text.ptr + 10, 4);
  } else if (text.len == 12) {
    memcpy(d, text.ptr, 12);
  } else {
    return false;
  }
  bool blocks = true;
  bool opposite = true;
  for (int i = 0; i < 12; i++) {
    if (!is_digit(d[i])) {
      return false;
    }
    blocks = blocks && d[i] == d[i - i % 4];
    opposite = opposite && (i < 4 ? d[i] == d[0] : i < 8 || d[i] - '0' == 9 - (d[i - 4] - '0'));
  }
  return opposite || (blocks && d[0] != d[4] && d[4] != d[8] && d[0] != d[8]);
}

static bool looks_like_key(rc_str text) {
  if (text.len < 20 || text.len > 28 || !rc_str_ends_with(text, RC_STR("EXAMPLE"))) {
    return false;
  }
  for (size_t i = 0; i < text.len - 7; i++) {
    if (!is_base32(text.ptr[i])) {
      return false;
    }
  }
  return text.ptr[0] == 'A';
}

/* `first`, zeros, and at most five digits behind them. */
static bool is_padded(rc_str text, char first) {
  if (text.len < 8 || text.ptr[0] != first || !all_digits(text, 0, text.len)) {
    return false;
  }
  for (size_t i = 1; i + 5 < text.len; i++) {
    if (text.ptr[i] != '0') {
      return false;
    }
  }
  return true;
}

/* EXAMPLE and a number; a published prefix may stand before it. */
static bool looks_like_opaque(rc_str text) {
  size_t digits = text.len;
  while (digits > 0 && is_digit(text.ptr[digits - 1])) {
    digits--;
  }
  size_t n = text.len - digits;
  return (n == 4 || n == 8) && digits >= 7 && digits <= 40 &&
         rc_str_ends_with(rc_str_slice(text, 0, digits), RC_STR("EXAMPLE"));
}

static bool looks_like_unique_id(rc_str text) {
  return text.len >= 15 && text.len <= 24 &&
         rc_str_starts_with(rc_str_from(text, 4), RC_STR("EXAMPLE")) &&
         all_digits(text, 11, text.len);
}

static bool looks_like_host(rc_str text) {
  rc_str name = text;
  rc_str label = rc_str_cut(&name, '.');
  return is_numbered(label, RC_STR("h")) && (rc_str_equal(name, RC_STR("example.com")) ||
                                             rc_str_equal(name, RC_STR("example.internal")));
}

static bool looks_like_email(rc_str text) {
  rc_str domain = text;
  rc_str local = rc_str_cut(&domain, '@');
  return is_numbered(local, RC_STR("mail")) && rc_str_equal(domain, RC_STR("example.com"));
}

static bool looks_like_ip(rc_str text) {
  uint32_t ip4;
  rc_ip6 ip6;
  if (rc_read_ip4(text, &ip4)) {
    return ip4 >> 28 == 15 || ip4 >> 17 == (198u << 24 | 18u << 16) >> 17 ||
           rc_is_documentation(RC_FAMILY_IP, text);
  }
  return rc_read_ip6(text, &ip6) && (ip6.high >> 32 == RC_IP6_DOCUMENTATION ||
                                     ip6.high >> 44 == RC_IP6_DOCUMENTATION_WIDE >> 12);
}

static bool looks_like_mac(rc_str text) {
  if (text.len != 17 || !rc_str_starts_with(text, RC_STR("02"))) {
    return false;
  }
  for (size_t i = 2; i < 17; i++) {
    bool fits = i % 3 == 2 ? text.ptr[i] == ':' || text.ptr[i] == '-'
                           : is_digit(text.ptr[i]) && (i >= 8 || text.ptr[i] == '0');
    if (!fits) {
      return false;
    }
  }
  return true;
}

static bool looks_like_suffix(rc_str text) {
  return text.len == 6 && rc_str_starts_with(text, RC_STR("rc")) && is_digit(text.ptr[5]) &&
         is_digit(text.ptr[3]) && is_digit(text.ptr[4]) && is_word(text.ptr[2]);
}

static bool looks_like_word(rc_str text) {
  size_t n = text.len;
  return n >= 3 && (text.ptr[0] | 0x20) == 'n' && (text.ptr[n - 1] | 0x20) == 'n' &&
         all_digits(text, 1, n - 1);
}

bool rc_is_placeholder(rc_family family, rc_str value) {
  switch (family) {
    case RC_FAMILY_ACCOUNT: return looks_like_account(value);
    case RC_FAMILY_KEY_ID: return looks_like_key(value);
    case RC_FAMILY_UNIQUE_ID: return looks_like_unique_id(value);
    case RC_FAMILY_AWS_SECRET: return is_numbered(value, RC_STR(RC_AWS_SECRET_HEAD));
    case RC_FAMILY_NAME: return looks_like_word(value);
    case RC_FAMILY_HOST: return looks_like_host(value);
    case RC_FAMILY_IP: return looks_like_ip(value);
    case RC_FAMILY_EMAIL: return looks_like_email(value);
    case RC_FAMILY_USER: return is_numbered(value, RC_STR("user"));
    case RC_FAMILY_UUID:
      return value.len == 36 && rc_str_starts_with(value, RC_STR(RC_UUID_HEAD)) &&
             all_digits(value, 24, 36);
    case RC_FAMILY_RESOURCE_ID:
    case RC_FAMILY_HEX: return is_padded(value, '0');
    case RC_FAMILY_NUMBER: return is_padded(value, '1');
    case RC_FAMILY_SUFFIX: return looks_like_suffix(value);
    case RC_FAMILY_BLOB:
      return value.len >= 16 && value.len <= 20 && rc_str_starts_with(value, RC_STR(RC_BLOB_HEAD));
    case RC_FAMILY_PEM:
      return value.len >= 36 && value.len <= 40 && rc_str_starts_with(value, RC_STR(RC_PEM_HEAD));
    case RC_FAMILY_BASIC:
      return value.len >= 24 && value.len <= 28 && rc_str_starts_with(value, RC_STR(RC_BASIC_HEAD));
    case RC_FAMILY_JWT:
      return value.len <= 80 && rc_str_starts_with(value, RC_STR(RC_JWT_HEAD));
    case RC_FAMILY_MAC: return looks_like_mac(value);
    case RC_FAMILY_OPAQUE: return looks_like_opaque(value);
    default: return false;
  }
}

/* ---- placeholders inside texts ------------------------------------------------------------- */

static bool is_base64(char c) {
  return is_word(c) || c == '+' || c == '/' || c == '-' || c == '_' || c == '.';
}

/* `at` is where EXAMPLE begins. */
static bool find_around_example(rc_str text, size_t at, size_t *start, size_t *end) {
  size_t stop = at + 7;
  while (stop < text.len && is_digit(text.ptr[stop])) {
    stop++;
  }
  if (stop - at >= 11) {
    bool unique = at >= 4 && looks_like_unique_id(rc_str_slice(text, at - 4, stop));
    *start = unique ? at - 4 : at;
    *end = stop;
    return true;
  }
  *start = at >= 13 ? at - 13 : 0;
  *end = at + 7;
  return looks_like_key(rc_str_slice(text, *start, *end));
}

bool rc_find_placeholder(rc_str text, size_t from, size_t *start, size_t *end) {
  static const char *const heads[] = {RC_BLOB_HEAD, RC_PEM_MARK, RC_BASIC_HEAD, RC_JWT_HEAD,
                                      RC_AWS_SECRET_HEAD};
  bool found = false;
  size_t at = rc_str_find(text, RC_STR("EXAMPLE"), from);
  for (; at != RC_NOT_FOUND && !found; at = rc_str_find(text, RC_STR("EXAMPLE"), at + 7)) {
    found = find_around_example(text, at, start, end) && *start >= from;
  }
  for (size_t i = 0; i < RC_COUNT_OF(heads); i++) {
    at = rc_str_find(text, rc_str_from_c(heads[i]), from);
    if (at != RC_NOT_FOUND && (!found || at < *start)) {
      found = true;
      *start = at;
      for (*end = at; *end < text.len && is_base64(text.ptr[*end]); (*end)++) {
      }
    }
  }
  return found;
}

/* ---- documentation ------------------------------------------------------------------------- */

/* The host itself or one below it. */
static bool is_host_below(rc_str host, rc_str top) {
  if (!rc_str_equal_nocase(rc_str_from(host, host.len < top.len ? 0 : host.len - top.len), top)) {
    return false;
  }
  return host.len == top.len || host.ptr[host.len - top.len - 1] == '.';
}

static bool fits(const rc_documentation_value *row, rc_family family, rc_str value) {
  if (family == RC_FAMILY_HOST || family == RC_FAMILY_EMAIL) {
    return is_host_below(value, row->text);
  }
  if (family == RC_FAMILY_IP) {
    uint32_t address;
    return rc_read_ip4(value, &address) && (address ^ row->base) >> (32 - row->length) == 0;
  }
  return row->is_ending ? rc_str_ends_with(value, row->text) : rc_str_equal(value, row->text);
}

bool rc_is_documentation(rc_family family, rc_str value) {
  if (family == RC_FAMILY_EMAIL) {
    size_t at = rc_str_find_last_byte(value, '@');
    value = at == RC_NOT_FOUND ? value : rc_str_from(value, at + 1);
  }
  rc_family listed = family == RC_FAMILY_EMAIL ? RC_FAMILY_HOST : family;
  for (uint32_t i = 0; i < rc_n_documentation_values; i++) {
    const rc_documentation_value *row = &rc_documentation_values[i];
    if (row->family == listed && fits(row, family, value)) {
      return true;
    }
  }
  return false;
}
