#define _GNU_SOURCE /* strptime, timegm */

#include "oracle/values.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/utf8.h"

/* ---- texts ---- */

rc_str oracle_quote(rc_arena *arena, rc_str s) {
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t i = 0; i < s.len; i++) {
    rc_buf_put_c(&out, s.ptr[i] == '*' || s.ptr[i] == '?' ? ORACLE_QUOTE : "");
    rc_buf_put_byte(&out, s.ptr[i]);
  }
  return rc_buf_str(&out);
}

rc_str oracle_lower(rc_arena *arena, rc_str s) {
  rc_buf out;
  rc_buf_init(&out, arena);
  bool after_letter = false;
  for (rc_utf8_char c; s.len > 0; s = rc_str_from(s, c.n_bytes)) {
    c = rc_utf8_decode(s);
    bool capital = (c.code >= 'A' && c.code <= 'Z') ||
                   (c.code >= 0xC0 && c.code <= 0xDE && c.code != 0xD7) ||
                   (c.code >= 0x391 && c.code <= 0x3A9);
    bool before_letter = s.len > c.n_bytes && (unsigned char)s.ptr[c.n_bytes] >= 'A';
    uint32_t small = c.code == 0x3A3 && after_letter && !before_letter ? 0x3C2 /* final sigma */
                     : capital                                         ? c.code + 32
                     : c.code == 0x212A                                ? 'k'
                     : c.code == 0x1E9E                                ? 0xDF
                                                                       : c.code;
    char bytes[4];
    rc_buf_put(&out, (rc_str){bytes, rc_utf8_encode(small, bytes)});
    after_letter = c.code >= 'A';
  }
  return rc_buf_str(&out);
}

/* Bytes of the UTF-16 unit that begins here: of four-byte characters, either half. */
static size_t unit(rc_str t) {
  unsigned char c = (unsigned char)t.ptr[0];
  return c < 0x80 ? 1 : c >= 0xE0 && c < 0xF0 ? 3 : 2;
}

bool oracle_glob(rc_str p, rc_str t, int colons) {
  bool segments = colons < ORACLE_NO_SEGMENTS;
  if (p.len == 0) {
    return t.len == 0;
  }
  if (p.ptr[0] == '*') {
    bool stays = segments && p.len > 1 && p.ptr[1] != ':';
    for (p = rc_str_from(p, 1); !oracle_glob(p, t, colons); t = rc_str_from(t, unit(t))) {
      if (t.len == 0 || (stays && t.ptr[0] == ':')) {
        return false;
      }
    }
    return true;
  }
  if (p.ptr[0] == '?') {
    return t.len > 0 && !(segments && t.ptr[0] == ':') &&
           oracle_glob(rc_str_from(p, 1), rc_str_from(t, unit(t)), colons);
  }
  p = rc_str_from(p, p.ptr[0] == *ORACLE_QUOTE);
  return t.len > 0 && p.ptr[0] == t.ptr[0] &&
         oracle_glob(rc_str_from(p, 1), rc_str_from(t, 1), colons + (p.ptr[0] == ':'));
}

bool oracle_is_arn(rc_str text) {
  return oracle_glob(RC_STR("arn:*:*:*:*:*"), text, ORACLE_NO_SEGMENTS);
}

int oracle_arn_matches(rc_str pattern, rc_str text) {
  bool six = true, match = true;
  if (rc_str_equal(pattern, RC_STR("*"))) {
    return 1;
  }
  for (int i = 0; i < 6; i++) {
    six = six && (i == 5 || rc_str_find_byte(pattern, ':', 0) != RC_NOT_FOUND);
    rc_str p = i < 5 ? rc_str_cut(&pattern, ':') : pattern;
    rc_str t = i < 5 ? rc_str_cut(&text, ':') : text;
    six = six && (i > 0 || oracle_glob(p, RC_STR("arn"), ORACLE_NO_SEGMENTS));
    match = match && oracle_glob(p, t, ORACLE_NO_SEGMENTS);
  }
  return six ? match : -1;
}

/* ---- numbers and dates ---- */

static const char *c_text(rc_arena *arena, rc_str s) {
  return RC_FILL(arena, "{}{}", s, (rc_str){"", 1}).ptr;
}

/* Does `s` have the shape `f`? In it `9` is a digit, `f` one or more; others are themselves. */
static bool shaped(rc_str s, const char *f) {
  size_t i = 0;
  for (; *f != '\0'; f++, i++) {
    bool digit = i < s.len && isdigit((unsigned char)s.ptr[i]);
    if (*f == '9' || *f == 'f' ? !digit : i >= s.len || s.ptr[i] != *f) {
      return false;
    }
    while (*f == 'f' && i + 1 < s.len && isdigit((unsigned char)s.ptr[i + 1])) {
      i++;
    }
  }
  return i == s.len;
}

static rc_str unsigned_part(rc_str s) {
  return rc_str_from(s, s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'));
}

/* 64 bits of mantissa are enough for the numbers of the cases. */
bool oracle_read_number(rc_arena *arena, rc_str s, long double *out) {
  rc_str exponent = unsigned_part(s);
  size_t e = strcspn(c_text(arena, exponent), "eE");
  rc_str mantissa = rc_str_slice(exponent, 0, e);
  *out = strtold(c_text(arena, s), NULL);
  return (shaped(mantissa, "f") || shaped(mantissa, "f.f") || shaped(mantissa, "f.") ||
          shaped(mantissa, ".f")) &&
         (e == exponent.len || shaped(unsigned_part(rc_str_from(exponent, e + 1)), "f"));
}

bool oracle_read_date(rc_arena *arena, rc_str s, long double *out) {
  char full[] = "1970-01-01T00:00:00", again[sizeof full + 10];
  static const char shape[] = "9999-99-99T99:99:99";
  size_t n = 0;
  int hours = 0, minutes = 0;
  if (!shaped(s, "9999") && (shaped(unsigned_part(s), "f") || shaped(unsigned_part(s), "f.f"))) {
    *out = (int64_t)(strtold(c_text(arena, s), NULL) * 1000); /* seconds since 1970 */
    return true;
  }
  for (; n < s.len && n < sizeof shape - 1 &&
         (shape[n] == '9' ? isdigit((unsigned char)s.ptr[n]) : s.ptr[n] == shape[n]); n++) {
    full[n] = s.ptr[n];
  }
  rc_str zone = rc_str_from(s, n);
  size_t fraction = n == 19 && zone.len > 1 && zone.ptr[0] == '.'
                        ? 1 + strspn(c_text(arena, rc_str_from(zone, 1)), "0123456789")
                        : 0;
  rc_str part = rc_str_slice(zone, 0, fraction < 4 ? fraction : 4);
  zone = rc_str_from(zone, fraction);
  rc_str offset = unsigned_part(zone);
  bool zone_good = n < 13 ? zone.len == 0
                          : zone.len == 0 || rc_str_equal(zone, RC_STR("Z")) ||
                                (offset.len < zone.len &&
                                 (shaped(offset, "99:99") || shaped(offset, "9999") ||
                                  shaped(offset, "99")));
  sscanf(c_text(arena, offset), offset.len == 5 ? "%2d:%2d" : "%2d%2d", &hours, &minutes);
  struct tm tm = {.tm_year = 0};
  bool real = strptime(full, "%Y-%m-%dT%H:%M:%S", &tm) != NULL;
  int64_t seconds = timegm(&tm);
  (void)strftime(again, sizeof again, "%Y-%m-%dT%H:%M:%S", &tm);
  int west = zone.len > 0 && zone.ptr[0] == '-' ? -1 : 1;
  *out = (seconds - west * (hours * 60 + minutes) * 60) * 1000 +
         (int)(strtold(c_text(arena, RC_FILL(arena, "0{}", part)), NULL) * 1000 + 0.5L);
  return real && strcmp(full, again) == 0 && n >= 4 && n % 3 == 1 && fraction != 1 && zone_good &&
         hours < 24 && minutes < 60;
}

/* ---- addresses and bytes ---- */

static bool read_v6(rc_arena *arena, rc_str s, unsigned char out[16]) {
  size_t gap = rc_str_find(s, RC_STR(":::"), 0);
  bool lone_start = rc_str_starts_with(s, RC_STR(":")) && !rc_str_starts_with(s, RC_STR("::"));
  bool lone_end = s.len > 2 && rc_str_ends_with(s, RC_STR(":")) &&
                  !rc_str_ends_with(s, RC_STR("::"));
  s = rc_str_slice(s, 0, s.len - lone_end);
  rc_str tail = gap == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(s, gap + 1);
  return inet_pton(AF_INET6,
                   c_text(arena, RC_FILL(arena, "{}{}{}", lone_start ? RC_STR("0") : RC_STR_NONE,
                                         rc_str_slice(s, 0, gap), tail)),
                   out) == 1;
}

bool oracle_read_network(rc_arena *arena, rc_str s, oracle_network *out) {
  size_t slash = rc_str_find_byte(s, '/', 0);
  rc_str address = rc_str_slice(s, 0, slash);
  unsigned v4[4];
  *out = (oracle_network){.v6 = rc_str_contains(address, RC_STR(":")), .bits = 128};
  if (out->v6 && !read_v6(arena, address, out->bytes)) {
    return false;
  }
  if (!out->v6) {
    memset(out->bytes + 10, 255, 2);
    if (!shaped(address, "f.f.f.f") ||
        sscanf(c_text(arena, address), "%3u.%3u.%3u.%3u", v4, v4 + 1, v4 + 2, v4 + 3) != 4) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      out->bytes[12 + i] = (unsigned char)v4[i];
      if (v4[i] > 255) {
        return false;
      }
    }
  }
  if (slash != RC_NOT_FOUND) {
    rc_str bits = unsigned_part(rc_str_from(s, slash + 1));
    out->bits = (out->v6 ? 0 : 96) + (int)strtol(c_text(arena, bits), NULL, 10);
    return shaped(bits, "f") && out->bits <= 128;
  }
  return true;
}

/* IPv4 within IPv6 counts as IPv4 for who asks; IPv6 networks with host bits hold nothing. */
bool oracle_contains(const oracle_network *network, oracle_network address) {
  static const unsigned char mapped[12] = {[10] = 255, [11] = 255};
  bool inside = network->v6 == (address.v6 && memcmp(address.bytes, mapped, 12) != 0);
  for (int i = 0; i < 128; i++) {
    bool x = address.bytes[i / 8] >> (7 - i % 8) & 1;
    bool y = network->bytes[i / 8] >> (7 - i % 8) & 1;
    inside = inside && (i < network->bits ? x == y : !(network->v6 && y));
  }
  return inside;
}

/* The same base64 for the same bytes: what the last digit says beyond them is dropped. NULL if it
 * is none. */
static const char *plain_base64(rc_arena *arena, rc_str s) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *text = (char *)c_text(arena, s);
  size_t pad = rc_str_ends_with(s, RC_STR("==")) ? 2 : rc_str_ends_with(s, RC_STR("="));
  if (s.len % 4 != 0 || strspn(text, digits) != s.len - pad) {
    return NULL;
  }
  if (pad > 0) {
    char *last = &text[s.len - pad - 1];
    *last = digits[(strchr(digits, *last) - digits) & (pad == 2 ? 0x30 : 0x3C)];
  }
  return text;
}

bool oracle_same_bytes(rc_arena *arena, rc_str a, rc_str b) {
  const char *x = plain_base64(arena, a), *y = plain_base64(arena, b);
  return x != NULL && y != NULL && strcmp(x, y) == 0;
}
