#include "iam/binary.h"

enum { NOT_A_DIGIT = 64 };

static uint32_t digit(char c) {
  if (c >= 'A' && c <= 'Z') {
    return (uint32_t)(c - 'A');
  }
  if (c >= 'a' && c <= 'z') {
    return (uint32_t)(c - 'a') + 26;
  }
  if (c >= '0' && c <= '9') {
    return (uint32_t)(c - '0') + 52;
  }
  return c == '+' ? 62 : c == '/' ? 63 : NOT_A_DIGIT;
}

static size_t padding(rc_str text) {
  return rc_str_ends_with(text, RC_STR("==")) ? 2 : rc_str_ends_with(text, RC_STR("=")) ? 1 : 0;
}

bool rc_binary_is_valid(rc_str text) {
  if (text.len % 4 != 0) {
    return false;
  }
  for (size_t i = 0; i < text.len - padding(text); i++) {
    if (digit(text.ptr[i]) == NOT_A_DIGIT) {
      return false;
    }
  }
  return true;
}

/* The digit at `i`, without those of its low bits that stand for nothing before the padding. */
static uint32_t significant(rc_str text, size_t i) {
  size_t pad = padding(text);
  uint32_t value = digit(text.ptr[i]);
  return i + pad + 1 == text.len ? value >> (2 * pad) : value;
}

bool rc_binary_equal(rc_str a, rc_str b) {
  if (!rc_binary_is_valid(a) || !rc_binary_is_valid(b) || a.len != b.len ||
      padding(a) != padding(b)) {
    return false;
  }
  for (size_t i = 0; i < a.len - padding(a); i++) {
    if (significant(a, i) != significant(b, i)) {
      return false;
    }
  }
  return true;
}
