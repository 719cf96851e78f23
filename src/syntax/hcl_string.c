#include "syntax/hcl.h"

#include "base/buf.h"
#include "base/utf8.h"

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  char lower = (char)(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static rc_hcl_piece piece_of_byte(char byte, uint32_t n_taken) {
  return (rc_hcl_piece){.bytes = {byte}, .n_bytes = 1, .n_taken = n_taken};
}

static rc_hcl_piece replacement(uint32_t n_taken) {
  return (rc_hcl_piece){.bytes = {'\xEF', '\xBF', '\xBD'}, .n_bytes = 3, .n_taken = n_taken};
}

/* `\uXXXX` or `\UXXXXXXXX`; a backslash that begins neither stands for itself. */
static rc_hcl_piece unicode_escape(rc_str text, size_t at, uint32_t n_digits) {
  uint32_t code = 0;
  for (uint32_t i = 0; i < n_digits; i++) {
    int digit = at + 2 + i < text.len ? hex_digit(text.ptr[at + 2 + i]) : -1;
    if (digit < 0) {
      return piece_of_byte('\\', 1);
    }
    code = code << 4 | (uint32_t)digit;
  }
  rc_hcl_piece piece = {.n_taken = n_digits + 2};
  bool valid = code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
  if (!valid) {
    return replacement(piece.n_taken);
  }
  piece.n_bytes = (uint32_t)rc_utf8_encode(code, piece.bytes);
  return piece;
}

static rc_hcl_piece escape(rc_str text, size_t at) {
  switch (at + 1 < text.len ? text.ptr[at + 1] : '\0') {
    case 'n': return piece_of_byte('\n', 2);
    case 'r': return piece_of_byte('\r', 2);
    case 't': return piece_of_byte('\t', 2);
    case '"': return piece_of_byte('"', 2);
    case '\\': return piece_of_byte('\\', 2);
    case 'u': return unicode_escape(text, at, 4);
    case 'U': return unicode_escape(text, at, 8);
    default: return piece_of_byte('\\', 1);
  }
}

rc_hcl_piece rc_hcl_piece_at(rc_str text, size_t at, bool quoted) {
  char c = text.ptr[at];
  if (c == '\\' && quoted) {
    return escape(text, at);
  }
  bool doubled = (c == '$' || c == '%') && at + 2 < text.len && text.ptr[at + 1] == c &&
                 text.ptr[at + 2] == '{';
  if ((unsigned char)c < 0x80) {
    return piece_of_byte(c, doubled ? 2 : 1);
  }
  rc_utf8_char decoded = rc_utf8_decode(rc_str_from(text, at));
  if (!decoded.valid) {
    return replacement((uint32_t)decoded.n_bytes);
  }
  rc_hcl_piece piece = {.n_bytes = (uint32_t)decoded.n_bytes, .n_taken = (uint32_t)decoded.n_bytes};
  for (uint32_t i = 0; i < piece.n_bytes; i++) {
    piece.bytes[i] = text.ptr[at + i];
  }
  return piece;
}

rc_str rc_hcl_body_of(rc_value string) {
  rc_str raw = rc_value_raw(string);
  bool quoted = raw.len > 0 && raw.ptr[0] == '"';
  bool closed = raw.len > 1 && raw.ptr[raw.len - 1] == '"';
  return quoted ? rc_str_slice(raw, 1, raw.len - (closed ? 1 : 0)) : raw;
}

rc_str rc_hcl_word(rc_arena *arena, rc_value v) {
  rc_kind kind = rc_value_kind(v);
  if (kind == RC_HCL_NAME || kind == RC_HCL_VARIABLE) {
    return rc_value_raw(v);
  }
  if (kind != RC_STRING) {
    return RC_STR_NONE;
  }
  rc_str body = rc_hcl_body_of(v);
  if ((rc_value_node(v)->flags & RC_NODE_ESCAPED) == 0 &&
      rc_utf8_find_invalid(body) == RC_NOT_FOUND) {
    return body;
  }
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t at = 0; at < body.len;) {
    rc_hcl_piece piece = rc_hcl_piece_at(body, at, true);
    rc_buf_put(&out, (rc_str){piece.bytes, piece.n_bytes});
    at += piece.n_taken;
  }
  return rc_buf_str(&out);
}
