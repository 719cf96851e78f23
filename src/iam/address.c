#include "iam/address.h"

#include <string.h>

enum { GROUPS = 8, NONE = -1 };

/* Up to three digits that count, leading zeros beside: 192.000.2.1 and /008 are accepted. */
static bool parse_decimal(rc_str s, uint32_t high, uint32_t *out) {
  uint64_t value;
  if (!rc_str_to_u64(s, &value) || value > high) {
    return false;
  }
  *out = (uint32_t)value;
  return true;
}

static bool parse_v4(rc_str s, uint8_t out[4]) {
  for (int i = 0; i < 4; i++) {
    size_t point = rc_str_find_byte(s, '.', 0);
    uint32_t octet;
    if ((point == RC_NOT_FOUND) != (i == 3) ||
        !parse_decimal(rc_str_slice(s, 0, point), 255, &octet)) {
      return false;
    }
    out[i] = (uint8_t)octet;
    s = i == 3 ? s : rc_str_from(s, point + 1);
  }
  return true;
}

static bool parse_group(rc_str s, uint16_t *out) {
  if (s.len == 0 || s.len > 4) {
    return false;
  }
  uint32_t value = 0;
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : NONE;
    if (digit == NONE) {
      return false;
    }
    value = value * 16 + (uint32_t)digit;
  }
  *out = (uint16_t)value;
  return true;
}

/* The groups of an IPv6 address as they stand, and where `::` stands among them. */
typedef struct groups {
  uint16_t values[GROUPS];
  int len;
  int gap; /* NONE: there is no `::` */
} groups;

static bool add_group(groups *g, uint16_t value) {
  if (g->len == GROUPS) {
    return false;
  }
  g->values[g->len++] = value;
  return true;
}

/* A group, or at the end an IPv4 address, which is two. */
static bool add_text(groups *g, rc_str s, bool last) {
  uint8_t octets[4];
  uint16_t value;
  if (last && parse_v4(s, octets)) {
    return add_group(g, (uint16_t)(octets[0] << 8 | octets[1])) &&
           add_group(g, (uint16_t)(octets[2] << 8 | octets[3]));
  }
  return parse_group(s, &value) && add_group(g, value);
}

static size_t count_colons(rc_str s, size_t at) {
  size_t end = at;
  while (end < s.len && s.ptr[end] == ':') {
    end++;
  }
  return end - at;
}

/*
 * Between groups stand colons: one parts them, two or three are the gap. Alone at the beginning, a
 * colon stands behind a group 0 that was left out; alone at the end, it means nothing.
 */
static bool read_groups(rc_str s, groups *g) {
  *g = (groups){.gap = NONE};
  for (size_t at = 0; at < s.len;) {
    size_t colons = count_colons(s, at);
    if (colons > 3 || (colons > 1 && g->gap != NONE)) {
      return false;
    }
    if (colons > 1) {
      g->gap = g->len;
    } else if (colons == 1 && at == 0 && !add_group(g, 0)) {
      return false;
    }
    at += colons;
    size_t end = rc_str_find_byte(s, ':', at);
    end = end == RC_NOT_FOUND ? s.len : end;
    if (end > at && !add_text(g, rc_str_slice(s, at, end), end == s.len)) {
      return false;
    }
    at = end;
  }
  return g->gap == NONE ? g->len == GROUPS : g->len < GROUPS;
}

static bool parse_v6(rc_str s, uint8_t out[16]) {
  groups g;
  if (rc_str_find_byte(s, ':', 0) == RC_NOT_FOUND || !read_groups(s, &g)) {
    return false;
  }
  memset(out, 0, 16);
  for (int i = 0; i < g.len; i++) {
    int place = g.gap != NONE && i >= g.gap ? GROUPS - g.len + i : i;
    out[place * 2] = (uint8_t)(g.values[i] >> 8);
    out[place * 2 + 1] = (uint8_t)(g.values[i] & 0xFF);
  }
  return true;
}

static bool parse_plain(rc_str text, rc_network *out) {
  memset(out, 0, sizeof *out);
  out->v6 = !parse_v4(text, out->bytes);
  out->prefix = out->v6 ? 128 : 32;
  return !out->v6 || parse_v6(text, out->bytes);
}

bool rc_address_parse(rc_str text, rc_network *out) {
  static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (!parse_plain(text, out)) {
    return false;
  }
  if (out->v6 && memcmp(out->bytes, mapped, sizeof mapped) == 0) {
    memmove(out->bytes, out->bytes + 12, 4);
    out->v6 = false;
    out->prefix = 32;
  }
  return true;
}

bool rc_network_parse(rc_str text, rc_network *out) {
  size_t slash = rc_str_find_byte(text, '/', 0);
  if (!parse_plain(rc_str_slice(text, 0, slash), out)) {
    return false;
  }
  if (slash == RC_NOT_FOUND) {
    return true;
  }
  rc_str prefix = rc_str_from(text, slash + 1);
  if (rc_str_starts_with(prefix, RC_STR("+"))) {
    prefix = rc_str_from(prefix, 1);
  }
  return parse_decimal(prefix, out->v6 ? 128 : 32, &out->prefix);
}

/* The bits of byte `i` that belong to the prefix. */
static uint8_t prefix_mask(const rc_network *network, uint32_t i) {
  uint32_t bits = network->prefix > i * 8 ? network->prefix - i * 8 : 0;
  return (uint8_t)(bits >= 8 ? 0xFFu : 0xFF00u >> bits);
}

bool rc_network_contains(const rc_network *network, const rc_network *address) {
  if (network->v6 != address->v6) {
    return false;
  }
  for (uint32_t i = 0; i < (network->v6 ? 16u : 4u); i++) {
    uint8_t mask = prefix_mask(network, i);
    bool host_bits = network->v6 && (network->bytes[i] & ~mask) != 0;
    if (host_bits || ((network->bytes[i] ^ address->bytes[i]) & mask) != 0) {
      return false;
    }
  }
  return true;
}
