#include "base/buf.h"
#include "base/utf8.h"
#include "syntax/json_parser.h"
#include "syntax/json_string.h"

/* Text and, for each of its bytes and its end, the place in the file. */
typedef struct mapped_text {
  char *bytes;
  uint32_t *map;
  uint32_t len;
} mapped_text;

/* Decoding never lengthens but for invalid bytes, which become three. */
static bool reserve(rc_arena *arena, size_t n_raw, bool may_grow, mapped_text *out) {
  size_t cap = may_grow ? n_raw * 3 : n_raw;
  *out = (mapped_text){.bytes = rc_arena_bytes(arena, cap + 1),
                       .map = RC_NEW_ARRAY(arena, uint32_t, cap + 1)};
  return out->bytes != NULL && out->map != NULL;
}

static uint32_t file_offset(const rc_tree *tree, size_t at) {
  return tree->map == NULL ? (uint32_t)at : tree->map[at];
}

/* A hole, or a text without escapes, goes over as it is. Length in bytes, 0 for what is decoded. */
static size_t plain_length(rc_value string, rc_str body, size_t at) {
  if (!string.tree->holes) {
    return 0;
  }
  bool escaped = (rc_value_node(string)->flags & RC_NODE_ESCAPED) != 0;
  return escaped ? rc_hole_length(body, at) : body.len - at;
}

static void put_plain(const rc_tree *tree, size_t from, size_t n, mapped_text *out) {
  for (size_t i = 0; i < n; i++) {
    out->map[out->len] = file_offset(tree, from + i);
    out->bytes[out->len++] = tree->text.ptr[from + i];
  }
}

static rc_status decode_string(rc_arena *arena, rc_value string, mapped_text *out) {
  const rc_tree *tree = string.tree;
  rc_str body = rc_json_body_of(string);
  size_t base = (size_t)(body.ptr - tree->text.ptr);
  bool invalid = rc_utf8_find_invalid(body) != RC_NOT_FOUND;
  if (!reserve(arena, body.len, invalid, out)) {
    return rc_arena_status(arena);
  }
  for (size_t at = 0; at < body.len;) {
    size_t plain = plain_length(string, body, at);
    if (plain > 0) {
      put_plain(tree, base + at, plain, out);
      at += plain;
      continue;
    }
    rc_json_piece piece = rc_json_piece_at(body, at);
    for (uint32_t i = 0; i < piece.n_bytes; i++) {
      out->map[out->len] = file_offset(tree, base + at);
      out->bytes[out->len++] = piece.bytes[i];
    }
    at += piece.n_taken;
  }
  out->map[out->len] = file_offset(tree, base + body.len);
  return RC_OK;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  char lower = (char)(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The byte of a `%XX` at `at`, or -1. */
static int percent_byte(const mapped_text *text, uint32_t at) {
  if (text->len - at < 3 || text->bytes[at] != '%') {
    return -1;
  }
  int high = hex_digit(text->bytes[at + 1]);
  int low = hex_digit(text->bytes[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* True if the text is a percent-encoded object: `%7B`, behind encoded blanks. */
static bool is_percent_encoded(const mapped_text *text) {
  uint32_t at = 0;
  int byte = percent_byte(text, at);
  while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') {
    at += 3;
    byte = percent_byte(text, at);
  }
  return byte == '{';
}

/* Decodes in place: each byte's map entry is that of its `%`. */
static void decode_percent(mapped_text *text) {
  uint32_t len = 0;
  for (uint32_t at = 0; at < text->len; len++) {
    int byte = percent_byte(text, at);
    text->map[len] = text->map[at];
    text->bytes[len] = byte < 0 ? text->bytes[at] : (char)byte;
    at += byte < 0 ? 1 : 3;
  }
  text->map[len] = text->map[text->len];
  text->len = len;
}

rc_status rc_json_parse_embedded(rc_arena *arena, rc_value string, rc_tree **out) {
  *out = NULL;
  RC_ASSERT(rc_value_kind(string) == RC_STRING);
  rc_tree *tree = RC_NEW(arena, rc_tree);
  mapped_text text;
  if (tree == NULL) {
    return rc_arena_status(arena);
  }
  RC_TRY(decode_string(arena, string, &text));
  tree->embedding = RC_EMBEDDED_JSON_STRING;
  if (is_percent_encoded(&text)) {
    decode_percent(&text);
    tree->embedding = RC_EMBEDDED_PERCENT;
  }
  tree->file = rc_value_span(string).file;
  tree->text = (rc_str){text.bytes, text.len};
  tree->map = text.map;
  tree->outer = string.tree;
  tree->literal = tree->holes = string.tree->holes;
  RC_TRY(rc_json_parse_text(arena, tree));
  *out = tree;
  return RC_OK;
}

/* As JSON inside quotes; the quotes that rc_buf_put_json adds are taken off. */
static rc_str escape_json(rc_arena *arena, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  rc_buf_put_json(&out, text);
  rc_str quoted = rc_buf_str(&out);
  return quoted.len < 2 ? RC_STR_NONE : rc_str_slice(quoted, 1, quoted.len - 1);
}

/* RFC 3986: all but the unreserved characters, as IAM encodes policy documents. */
static rc_str escape_percent(rc_arena *arena, rc_str text) {
  static const char hex[] = "0123456789ABCDEF";
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      rc_buf_put_byte(&out, (char)c);
    } else {
      rc_buf_put(&out, (rc_str){(const char[]){'%', hex[c >> 4], hex[c & 15]}, 3});
    }
  }
  return rc_buf_str(&out);
}

rc_str rc_json_escape_for(rc_arena *arena, const rc_tree *tree, rc_str text) {
  for (; tree != NULL && tree->embedding != RC_EMBEDDED_NOT; tree = tree->outer) {
    text = tree->embedding == RC_EMBEDDED_PERCENT ? escape_percent(arena, text)
                                                  : escape_json(arena, text);
  }
  return text;
}
