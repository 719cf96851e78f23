#include "redact/encode.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void rc_buf_put_base64(rc_buf *buf, rc_str bytes) {
  for (size_t i = 0; i < bytes.len; i += 3) {
    size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
    uint32_t group = 0;
    for (size_t j = 0; j < 3; j++) {
      group = group << 8 | (j < n ? (unsigned char)bytes.ptr[i + j] : 0u);
    }
    for (size_t j = 0; j < 4; j++) {
      rc_buf_put_byte(buf, j <= n ? alphabet[group >> (18 - 6 * j) & 63u] : '=');
    }
  }
}

static uint32_t value_of(char letter) {
  if (letter >= 'A' && letter <= 'Z') {
    return (uint32_t)(letter - 'A');
  }
  if (letter >= 'a' && letter <= 'z') {
    return (uint32_t)(letter - 'a') + 26;
  }
  if (letter >= '0' && letter <= '9') {
    return (uint32_t)(letter - '0') + 52;
  }
  return letter == '+' ? 62 : letter == '/' ? 63 : UINT32_MAX;
}

bool rc_base64_read(rc_arena *arena, rc_str text, rc_str *out) {
  size_t padding = 0;
  while (padding < 2 && padding < text.len && text.ptr[text.len - 1 - padding] == '=') {
    padding++;
  }
  size_t size = text.len / 4 * 3 - padding;
  char *bytes = text.len % 4 == 0 && text.len > 0 ? rc_arena_bytes(arena, size) : NULL;
  *out = (rc_str){bytes, bytes == NULL ? 0 : size};
  for (size_t i = 0, at = 0; bytes != NULL && i < text.len; i += 4) {
    uint32_t group = 0;
    for (size_t j = i; j < i + 4; j++) {
      uint32_t value = j < text.len - padding ? value_of(text.ptr[j]) : 0;
      if (value == UINT32_MAX) {
        return false;
      }
      group = group << 6 | value;
    }
    for (unsigned shift = 16; at < size && shift <= 16; shift -= 8) {
      bytes[at++] = (char)(group >> shift & 255u);
    }
  }
  return bytes != NULL || text.len == 0;
}
