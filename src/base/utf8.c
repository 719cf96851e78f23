#include "base/utf8.h"

#include <string.h>

rc_utf8_char rc_utf8_decode(rc_str text) {
  static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *p = (const unsigned char *)text.ptr;
  const rc_utf8_char invalid = {0xFFFD, 1, false};
  if (text.len == 0) {
    return (rc_utf8_char){0xFFFD, 0, false};
  }
  if (p[0] < 0x80) {
    return (rc_utf8_char){p[0], 1, true};
  }
  uint32_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
  if (p[0] < 0xC2 || p[0] > 0xF4 || text.len < n) {
    return invalid;
  }
  uint32_t code = p[0] & (0x7Fu >> n);
  for (uint32_t i = 1; i < n; i++) {
    if ((p[i] & 0xC0) != 0x80) {
      return invalid;
    }
    code = code << 6 | (p[i] & 0x3F);
  }
  if (code < smallest[n] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return invalid;
  }
  return (rc_utf8_char){code, n, true};
}

size_t rc_utf8_find_invalid(rc_str text) {
  size_t at = 0;
  while (at < text.len) {
    uint64_t eight;
    if (text.len - at >= sizeof eight) {
      memcpy(&eight, text.ptr + at, sizeof eight);
      if ((eight & UINT64_C(0x8080808080808080)) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    rc_utf8_char c = rc_utf8_decode(rc_str_from(text, at));
    if (!c.valid) {
      return at;
    }
    at += c.n_bytes;
  }
  return RC_NOT_FOUND;
}

uint32_t rc_utf8_encode(uint32_t code, char out[4]) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    code = 0xFFFD;
  }
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  uint32_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (uint32_t i = n - 1; i > 0; i--) {
    out[i] = (char)(0x80 | (code & 0x3F));
    code >>= 6;
  }
  out[0] = (char)((0xF00u >> n & 0xFFu) | code);
  return n;
}

size_t rc_utf8_count(rc_str text) {
  size_t count = 0;
  for (size_t at = 0; at < text.len; count++) {
    at += rc_utf8_decode(rc_str_from(text, at)).n_bytes;
  }
  return count;
}

typedef struct code_range {
  uint32_t first, last;
} code_range;

static const code_range zero_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0900, 0x0902}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

static const code_range double_width[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x2705, 0x2705},   {0x270A, 0x270B},
    {0x2728, 0x2728},   {0x274C, 0x274C},   {0x2753, 0x2757},   {0x2795, 0x2797},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335},
    {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F4FC}, {0x1F4FF, 0x1F53D},
    {0x1F54B, 0x1F567}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6D0, 0x1F6DF},
    {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static bool in_ranges(const code_range *ranges, size_t n, uint32_t code) {
  size_t low = 0;
  size_t high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (code > ranges[middle].last) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < n && code >= ranges[low].first;
}

uint32_t rc_utf8_width(uint32_t code) {
  if (code < 0x300) {
    return 1;
  }
  if (in_ranges(zero_width, RC_COUNT_OF(zero_width), code)) {
    return 0;
  }
  return in_ranges(double_width, RC_COUNT_OF(double_width), code) ? 2 : 1;
}
