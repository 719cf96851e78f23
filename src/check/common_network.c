#include "check/common_network.h"

/* Reads `text` up to a dot, or all of it, as a number below 256. */
static bool take_octet(rc_str *text, uint64_t *out) {
  rc_str part = rc_str_cut(text, '.');
  return part.len <= 3 && rc_str_to_u64(part, out) && *out < 256;
}

/* RFC 1918 and RFC 6598. Some VPCs use other ranges, so that a public address is a likelihood. */
rc_address_kind rc_network_address(rc_str message) {
  rc_str mark = RC_STR("dial tcp ");
  size_t at = rc_str_find(message, mark, 0);
  rc_str text = at == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(message, at + mark.len);
  text = rc_str_cut(&text, ':');
  uint64_t a = 0, b = 0, c = 0, d = 0;
  if (!take_octet(&text, &a) || !take_octet(&text, &b) || !take_octet(&text, &c) ||
      !take_octet(&text, &d) || text.len > 0) {
    return RC_ADDRESS_NONE;
  }
  bool private_range = a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) ||
                       (a == 100 && b >= 64 && b < 128);
  return private_range ? RC_ADDRESS_PRIVATE : RC_ADDRESS_PUBLIC;
}
