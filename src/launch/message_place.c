/* From offsets in a decoded error text back to the user's bytes. */
#include "launch/message_parts.h"

#include "base/utf8.h"

static uint32_t hex_value(rc_str digits) {
  uint32_t value = 0;
  for (size_t i = 0; i < digits.len; i++) {
    char c = digits.ptr[i];
    uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
    value = value << 4 | (digit & 15);
  }
  return value;
}

/* One step over the written form of a string: bytes read, and bytes they stand for. */
typedef struct step {
  size_t raw, decoded;
} step;

static step escape_step(rc_str raw, size_t at) {
  if (at + 1 >= raw.len || raw.ptr[at + 1] != 'u' || at + 6 > raw.len) {
    return (step){2, 1};
  }
  char room[4];
  uint32_t code = hex_value(rc_str_slice(raw, at + 2, at + 6));
  bool high = code >= 0xD800 && code < 0xDC00;
  if (high && at + 12 <= raw.len && raw.ptr[at + 6] == '\\' && raw.ptr[at + 7] == 'u') {
    uint32_t low = hex_value(rc_str_slice(raw, at + 8, at + 12));
    if (low >= 0xDC00 && low < 0xE000) {
      return (step){12, 4};
    }
  }
  return (step){6, rc_utf8_encode(code, room)};
}

static step next_step(rc_str raw, size_t at) {
  if (raw.ptr[at] == '\\') {
    return escape_step(raw, at);
  }
  rc_utf8_char c = rc_utf8_decode(rc_str_from(raw, at));
  return (step){c.n_bytes, c.valid ? c.n_bytes : 3}; /* invalid bytes are read as U+FFFD */
}

/* Offset in the written form, opening quote included, of the byte `target` of the text. */
static uint32_t raw_offset(rc_str raw, size_t target) {
  size_t at = 1;
  size_t decoded = 0;
  while (at + 1 < raw.len) {
    step one = next_step(raw, at);
    if (decoded + one.decoded > target) {
      break;
    }
    at += one.raw;
    decoded += one.decoded;
  }
  return (uint32_t)(at < raw.len ? at : raw.len);
}

rc_span rc_message_span(const rc_message_text *text, size_t start, size_t end) {
  if (text->tree == NULL) {
    return (rc_span){text->span.file, text->span.start + (uint32_t)start,
                     text->span.start + (uint32_t)end};
  }
  const rc_node *node = rc_value_node(text->value);
  if (node->kind != RC_STRING) {
    return text->span;
  }
  bool escaped = (node->flags & RC_NODE_ESCAPED) != 0;
  rc_str raw = rc_value_raw(text->value);
  uint32_t from = escaped ? raw_offset(raw, start) : (uint32_t)start + 1;
  uint32_t to = escaped ? raw_offset(raw, end) : (uint32_t)end + 1;
  return rc_tree_span(text->tree, node->start + from, node->start + to);
}
