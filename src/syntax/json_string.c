#include "syntax/json_string.h"

#include "base/utf8.h"

static const rc_str smart_open = RC_STR_INIT("\xE2\x80\x9C");
static const rc_str smart_close = RC_STR_INIT("\xE2\x80\x9D");

static uint32_t hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return (uint32_t)(c - '0');
  }
  if (c >= 'a' && c <= 'f') {
    return (uint32_t)(c - 'a') + 10;
  }
  return c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10 : 16;
}

/* The code unit of the `\uXXXX` at `at`, or UINT32_MAX. */
static uint32_t code_unit(rc_str body, size_t at) {
  if (body.len - at < 6 || body.ptr[at] != '\\' || body.ptr[at + 1] != 'u') {
    return UINT32_MAX;
  }
  uint32_t unit = 0;
  for (size_t i = at + 2; i < at + 6; i++) {
    uint32_t digit = hex_value(body.ptr[i]);
    if (digit > 15) {
      return UINT32_MAX;
    }
    unit = unit << 4 | digit;
  }
  return unit;
}

static rc_json_piece from_code(uint32_t code, uint32_t n_taken, bool valid) {
  rc_json_piece piece = {.n_taken = n_taken, .valid = valid};
  piece.n_bytes = rc_utf8_encode(code, piece.bytes);
  return piece;
}

static rc_json_piece unicode_escape(rc_str body, size_t at) {
  uint32_t unit = code_unit(body, at);
  if (unit == UINT32_MAX) {
    return from_code('\\', 1, false);
  }
  if (unit < 0xD800 || unit > 0xDFFF) {
    return from_code(unit, 6, true);
  }
  uint32_t low = unit < 0xDC00 && body.len - at >= 12 ? code_unit(body, at + 6) : UINT32_MAX;
  if (low < 0xDC00 || low > 0xDFFF) {
    return from_code(0xFFFD, 6, false);
  }
  return from_code(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), 12, true);
}

static rc_json_piece escape(rc_str body, size_t at) {
  static const char written[] = "\"\\/bfnrt";
  static const char meant[] = "\"\\/\b\f\n\r\t";
  char c = at + 1 < body.len ? body.ptr[at + 1] : '\0';
  if (c == 'u') {
    return unicode_escape(body, at);
  }
  for (size_t i = 0; i < sizeof written - 1; i++) {
    if (written[i] == c) {
      return from_code((unsigned char)meant[i], 2, true);
    }
  }
  if (c == '\'' || c == '`') { /* as single-quoted strings write their own quote */
    return from_code((unsigned char)c, 2, false);
  }
  return from_code('\\', 1, false);
}

rc_json_piece rc_json_piece_at(rc_str body, size_t at) {
  unsigned char first = (unsigned char)body.ptr[at];
  if (first == '\\') {
    return escape(body, at);
  }
  if (first < 0x80) {
    return (rc_json_piece){{(char)first}, 1, 1, first >= 0x20};
  }
  rc_utf8_char c = rc_utf8_decode(rc_str_from(body, at));
  return from_code(c.code, c.n_bytes, c.valid);
}

/* The text between quotes of `width` bytes each, where the last one may lack. Also an empty text
 * points into `raw`: its place counts. */
static rc_str between(rc_str raw, size_t width, bool closed) {
  bool cut = closed && raw.len >= 2 * width;
  return (rc_str){raw.ptr + width, raw.len - (cut ? 2 : 1) * width};
}

rc_str rc_json_body_of(rc_value string) {
  rc_str raw = rc_value_raw(string);
  char first = raw.len > 0 ? raw.ptr[0] : '\0';
  if (first == '"' || first == '\'' || first == '`') {
    /* A string that broke off has no closing quote: what looks like one is escaped. */
    return between(raw, 1, (rc_value_node(string)->flags & RC_NODE_INCOMPLETE) == 0);
  }
  if (rc_str_starts_with(raw, smart_open) || rc_str_starts_with(raw, smart_close)) {
    return between(raw, 3, rc_str_ends_with(raw, smart_open) || rc_str_ends_with(raw, smart_close));
  }
  return raw;
}
