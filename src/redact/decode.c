#include "redact/decode.h"

#include <string.h>

uint32_t rc_crc32(rc_str bytes) {
  /* Half a byte at a time: 16 entries instead of 256, and tokens are short. */
  static const uint32_t table[16] = {
      0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
      0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
      0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < bytes.len; i++) {
    crc ^= (uint8_t)bytes.ptr[i];
    crc = crc >> 4 ^ table[crc & 15];
    crc = crc >> 4 ^ table[crc & 15];
  }
  return ~crc;
}

bool rc_is_base62(uint32_t value, rc_str digits) {
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (size_t i = digits.len; i > 0; i--) {
    if (digits.ptr[i - 1] != alphabet[value % 62]) return false;
    value /= 62;
  }
  return value == 0;
}

bool rc_hex_to_u32(rc_str digits, uint32_t *out) {
  uint32_t value = 0;
  if (digits.len == 0 || digits.len > 8) return false;
  for (size_t i = 0; i < digits.len; i++) {
    char c = digits.ptr[i];
    uint32_t digit = 0;
    if (c >= '0' && c <= '9') digit = (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f') digit = (uint32_t)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F') digit = (uint32_t)(c - 'A') + 10;
    else return false;
    value = value << 4 | digit;
  }
  *out = value;
  return true;
}

static uint32_t bech32_step(uint32_t sum, uint32_t value) {
  static const uint32_t generator[5] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                        0x2a1462b3};
  uint32_t top = sum >> 25;
  sum = (sum & 0x1ffffff) << 5 ^ value;
  for (uint32_t i = 0; i < 5; i++) {
    if (top >> i & 1) sum ^= generator[i];
  }
  return sum;
}

static char to_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c; }

bool rc_bech32_is_valid(rc_str text) {
  static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  size_t one = rc_str_find_last_byte(text, '1');
  if (one == RC_NOT_FOUND || one == 0 || text.len - one < 7) return false;
  uint32_t sum = 1;
  for (size_t i = 0; i < one; i++) sum = bech32_step(sum, (uint8_t)to_lower(text.ptr[i]) >> 5);
  sum = bech32_step(sum, 0);
  for (size_t i = 0; i < one; i++) sum = bech32_step(sum, (uint8_t)to_lower(text.ptr[i]) & 31);
  for (size_t i = one + 1; i < text.len; i++) {
    char c = to_lower(text.ptr[i]);
    const char *at = c == 0 ? NULL : memchr(alphabet, c, 32);
    if (at == NULL) return false;
    sum = bech32_step(sum, (uint32_t)(at - alphabet));
  }
  return sum == 1;
}

static int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

size_t rc_base64_decode(rc_str text, char *out, size_t capacity) {
  size_t n = 0;
  uint32_t bits = 0, n_bits = 0;
  for (size_t i = 0; i < text.len && n < capacity; i++) {
    int value = base64_value(text.ptr[i]);
    if (value < 0) break;
    bits = (bits << 6 | (uint32_t)value) & 0xffff;
    n_bits += 6;
    if (n_bits < 8) continue;
    n_bits -= 8;
    out[n++] = (char)(bits >> n_bits & 0xff);
  }
  return n;
}
