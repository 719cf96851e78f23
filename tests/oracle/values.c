#define _GNU_SOURCE /* timegm */

#include "oracle/values.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *c_text(rc_arena *arena, rc_str s) {
  char *copy = rc_arena_zeroed(arena, s.len + 1, 1);
  memcpy(copy, s.len > 0 ? s.ptr : "", s.len);
  return copy;
}

/* Does `s` have the shape `f`? In it `9` is a digit, `f` one or more; other characters themselves.
 */
static bool shaped(rc_str s, const char *f) {
  size_t i = 0;
  for (; *f != '\0'; f++) {
    bool digit = i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
    if (*f == '9' || *f == 'f' ? !digit : i >= s.len || s.ptr[i] != *f) {
      return false;
    }
    i++;
    while (*f == 'f' && i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9') {
      i++;
    }
  }
  return i == s.len;
}

static rc_str unsigned_part(rc_str s) {
  return rc_str_from(s, s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+') ? 1 : 0);
}

/* 64 bits of mantissa are enough for the numbers of the cases. */
bool oracle_read_number(rc_arena *arena, rc_str s, long double *out) {
  rc_str body = unsigned_part(s);
  size_t e =
      rc_str_find_byte(body, body.len > 0 && rc_str_contains(body, RC_STR("E")) ? 'E' : 'e', 0);
  rc_str mantissa = rc_str_slice(body, 0, e);
  bool good = shaped(mantissa, "f") || shaped(mantissa, "f.f") || shaped(mantissa, "f.") ||
              shaped(mantissa, ".f");
  *out = strtold(c_text(arena, s), NULL);
  return good && (e == RC_NOT_FOUND || shaped(unsigned_part(rc_str_from(body, e + 1)), "f"));
}

/* Milliseconds since 1970. */
bool oracle_read_date(rc_arena *arena, rc_str s, int64_t *out) {
  static const char *const shapes[] = {"9999", "9999-99", "9999-99-99", "9999-99-99T99",
                                       "9999-99-99T99:99", "9999-99-99T99:99:99",
                                       "9999-99-99T99:99:99.f"};
  static const char *const zones[] = {"", "Z", "+99:99", "-99:99", "+9999", "-9999", "+99", "-99"};
  if (!shaped(s, "9999") && (shaped(unsigned_part(s), "f") || shaped(unsigned_part(s), "f.f"))) {
    *out = (int64_t)(strtold(c_text(arena, s), NULL) * 1000);
    return true;
  }
  size_t t = rc_str_find_byte(s, 'T', 0);
  size_t z = t == RC_NOT_FOUND ? s.len : t;
  while (z < s.len && strchr("Z+-", s.ptr[z]) == NULL) {
    z++;
  }
  rc_str zone = rc_str_from(s, z);
  bool good = false;
  for (int i = 0; i < 7; i++) {
    good = good || shaped(rc_str_slice(s, 0, z), shapes[i]);
  }
  bool zone_good = false;
  for (int i = 0; i < 8; i++) {
    zone_good = zone_good || shaped(zone, zones[i]);
  }
  struct tm read = {.tm_mon = 1, .tm_mday = 1};
  int zone_hour = 0, zone_minute = 0;
  char fraction[4] = "";
  sscanf(c_text(arena, rc_str_slice(s, 0, z)), "%4d-%2d-%2dT%2d:%2d:%2d.%3[0-9]", &read.tm_year,
         &read.tm_mon, &read.tm_mday, &read.tm_hour, &read.tm_min, &read.tm_sec, fraction);
  sscanf(c_text(arena, unsigned_part(zone)), zone.len == 6 ? "%2d:%2d" : "%2d%2d", &zone_hour,
         &zone_minute);
  read.tm_year -= 1900;
  read.tm_mon--;
  struct tm whole = read;
  int64_t seconds = timegm(&whole);
  strncat(fraction, "000", 3 - strlen(fraction));
  int west = zone.len > 0 && zone.ptr[0] == '-' ? -1 : 1;
  *out = (seconds - west * (zone_hour * 60 + zone_minute) * 60) * 1000 + strtol(fraction, NULL, 10);
  return good && zone_good && zone_hour < 24 && zone_minute < 60 && whole.tm_mon == read.tm_mon &&
         whole.tm_mday == read.tm_mday && whole.tm_hour == read.tm_hour &&
         whole.tm_min == read.tm_min && whole.tm_sec == read.tm_sec;
}

/* An address as 16 bytes; `*v6` tells the family. Odd spellings are made plain ones first. */
static bool read_address(rc_arena *arena, rc_str s, unsigned char out[16], bool *v6) {
  memset(out, 0, 16);
  int a, b, c, d, end = 0;
  const char *text = c_text(arena, s);
  *v6 = strchr(text, ':') != NULL;
  if (!*v6) {
    bool good = shaped(s, "f.f.f.f") && sscanf(text, "%d.%d.%d.%d%n", &a, &b, &c, &d, &end) == 4;
    if (good) {
      memcpy(
          out,
          (unsigned char[]){(unsigned char)a, (unsigned char)b, (unsigned char)c, (unsigned char)d},
          4);
    }
    return good && a < 256 && b < 256 && c < 256 && d < 256;
  }
  char plain[100] = "";
  bool leads = text[0] == ':' && text[1] != ':';
  size_t gap = rc_str_find(s, RC_STR(":::"), 0);
  rc_str head = rc_str_slice(s, 0, gap == RC_NOT_FOUND ? s.len : gap);
  rc_str tail = gap == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(s, gap + 1);
  snprintf(plain, sizeof plain, "%s%s%s", leads ? "0" : "", c_text(arena, head),
           c_text(arena, tail));
  size_t len = strlen(plain);
  if (len > 2 && plain[len - 1] == ':' && plain[len - 2] != ':') {
    plain[len - 1] = '\0';
  }
  return inet_pton(AF_INET6, plain, out) == 1;
}

/* 1 inside, 0 outside, -1 the request's address cannot be read. */
int oracle_in_network(rc_arena *arena, rc_str value, rc_str network) {
  unsigned char a[16], n[16];
  bool a6, n6;
  static const unsigned char mapped[12] = {[10] = 255, [11] = 255};
  if (!read_address(arena, value, a, &a6)) {
    return -1;
  }
  if (a6 && memcmp(a, mapped, 12) == 0) {
    memmove(a, a + 12, 4);
    a6 = false;
  }
  size_t slash = rc_str_find_byte(network, '/', 0);
  rc_str prefix =
      slash == RC_NOT_FOUND ? RC_STR_NONE : unsigned_part(rc_str_from(network, slash + 1));
  if (!read_address(arena, rc_str_slice(network, 0, slash), n, &n6) || a6 != n6 ||
      (slash != RC_NOT_FOUND && !shaped(prefix, "f"))) {
    return 0;
  }
  int bits = slash == RC_NOT_FOUND ? (n6 ? 128 : 32) : (int)strtol(c_text(arena, prefix), NULL, 10);
  bool inside = bits <= (n6 ? 128 : 32);
  for (int i = 0; i < (n6 ? 128 : 32); i++) {
    bool x = a[i / 8] >> (7 - i % 8) & 1;
    bool y = n[i / 8] >> (7 - i % 8) & 1;
    inside = inside && (i < bits ? x == y : !(n6 && y));
  }
  return inside;
}

/* The bytes, as text; NULL if `s` is not base64. */
static const char *decode_base64(rc_arena *arena, rc_str s, size_t *n) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *out = rc_arena_zeroed(arena, s.len + 3, 1);
  size_t pad = rc_str_ends_with(s, RC_STR("==")) ? 2 : rc_str_ends_with(s, RC_STR("=")) ? 1 : 0;
  uint32_t bits = 0;
  *n = 0;
  for (size_t i = 0; i < s.len; i++) {
    const char *at = memchr(digits, s.ptr[i], 64);
    if (at == NULL && i + pad < s.len) {
      return NULL;
    }
    bits = bits << 6 | (at == NULL ? 0 : (uint32_t)(at - digits));
    for (int k = 0; i % 4 == 3 && k < 3; k++) {
      out[(*n)++] = (char)(bits >> (16 - 8 * k) & 0xFF);
    }
  }
  *n -= *n >= pad ? pad : 0;
  return s.len % 4 == 0 ? out : NULL;
}

bool oracle_same_bytes(rc_arena *arena, rc_str a, rc_str b) {
  size_t n, m;
  const char *x = decode_base64(arena, a, &n);
  const char *y = decode_base64(arena, b, &m);
  return x != NULL && y != NULL && n == m && memcmp(x, y, n) == 0;
}
