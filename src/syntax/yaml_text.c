/*
 * What the bytes of a scalar mean: quotes, escapes, folding, indentation, chomping.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "syntax/yaml_parser.h"

typedef struct sink {
  rc_arena *arena;
  const rc_tree *tree;
  rc_str text; /* of the file */
  rc_yaml_piece_vec *pieces;
} sink;

static void put_piece(sink *s, rc_str text, uint32_t at, bool verbatim) {
  rc_yaml_piece *piece = text.len == 0 ? NULL : RC_VEC_ADD(s->arena, s->pieces);
  if (piece != NULL) {
    *piece = (rc_yaml_piece){text, at, verbatim};
  }
}

/* Bytes of the file as they stand, but for invalid UTF-8. */
static void put(sink *s, uint32_t from, uint32_t to) {
  while (from < to) {
    rc_str text = rc_str_slice(s->text, from, to);
    size_t invalid = rc_utf8_find_invalid(text);
    put_piece(s, rc_str_slice(text, 0, invalid), from, true);
    if (invalid == RC_NOT_FOUND) {
      return;
    }
    from += (uint32_t)invalid;
    put_piece(s, RC_STR("\xEF\xBF\xBD"), from, false);
    from++;
  }
}

static void put_break(sink *s, uint32_t at) {
  put_piece(s, RC_STR("\n"), at, at < s->text.len && s->text.ptr[at] == '\n');
}

static char byte_at(const sink *s, uint32_t at) {
  return at < s->text.len ? s->text.ptr[at] : '\0';
}

/* ---- plain and quoted ----------------------------------------------------------------------- */

/* From a line break to the next ink: one break is a space, of more all but the first stay. */
static uint32_t put_folded_breaks(sink *s, uint32_t at, uint32_t end) {
  uint32_t first = at;
  uint32_t n = 0;
  while (at < end && (rc_yaml_is_blank(byte_at(s, at)) || rc_yaml_is_break(byte_at(s, at)))) {
    if (!rc_yaml_is_break(byte_at(s, at))) {
      at++;
      continue;
    }
    if (n++ > 0) {
      put_break(s, at);
    }
    at = rc_yaml_behind_break(s->text, at);
  }
  if (n == 1) {
    put_piece(s, RC_STR(" "), first, false);
  }
  return at;
}

/* Behind the blanks at `at`; they are kept unless the line ends behind them. */
static uint32_t put_blanks(sink *s, uint32_t at, uint32_t end) {
  uint32_t from = at;
  while (at < end && rc_yaml_is_blank(byte_at(s, at))) {
    at++;
  }
  if (at >= end || !rc_yaml_is_break(byte_at(s, at))) {
    put(s, from, at);
  }
  return at;
}

static uint32_t hex_of(const sink *s, uint32_t at, uint32_t n) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < n; i++) {
    char c = byte_at(s, at + i);
    bool letter = (c | 0x20) >= 'a';
    value = value << 4 | (uint32_t)(letter ? (c | 0x20) - 'a' + 10 : c - '0');
  }
  return value;
}

static bool is_hex(char c) {
  char lower = (char)(c | 0x20);
  return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f');
}

static void put_character(sink *s, uint32_t code, uint32_t at) {
  char *bytes = rc_arena_bytes(s->arena, 4);
  if (bytes != NULL) {
    put_piece(s, (rc_str){bytes, rc_utf8_encode(code, bytes)}, at, false);
  }
}

/* The escape at `at`; returns the offset behind it. */
static uint32_t put_escape(sink *s, uint32_t at, uint32_t end) {
  static const char written[] = "0abt\tnvfre \"/\\N_LP";
  static const uint32_t meant[] = {0,    7,   8,   '\t', '\t', '\n', 0x0B, 0x0C,   '\r',
                                   0x1B, ' ', '"', '/',  '\\', 0x85, 0xA0, 0x2028, 0x2029};
  char c = byte_at(s, at + 1);
  uint32_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (rc_yaml_is_break(c)) { /* the line is continued, without a blank */
    at = rc_yaml_behind_break(s->text, at + 1);
    while (at < end && rc_yaml_is_blank(byte_at(s, at))) {
      at++;
    }
    return at;
  }
  bool hex = digits > 0;
  for (uint32_t i = 0; i < digits; i++) {
    hex = hex && is_hex(byte_at(s, at + 2 + i));
  }
  if (hex) {
    uint32_t code = hex_of(s, at + 2, digits);
    put_character(s, code > 0x10FFFF ? 0xFFFD : code, at);
    return at + 2 + digits;
  }
  for (size_t i = 0; i < RC_COUNT_OF(meant) && at + 1 < end; i++) {
    if (written[i] == c) {
      put_character(s, meant[i], at);
      return at + 2;
    }
  }
  put(s, at, at + 1);
  return at + 1;
}

/* Text from `at` to `end` in quotes of the kind `quote`, or in none (NUL). */
static void put_flow(sink *s, uint32_t at, uint32_t end, char quote) {
  uint32_t from = at;
  while (at < end) {
    char c = byte_at(s, at);
    bool escape = c == '\\' && quote == '"';
    bool doubled = c == '\'' && quote == '\'' && at + 1 < end;
    if (!escape && !doubled && !rc_yaml_is_blank(c) && !rc_yaml_is_break(c)) {
      at++;
      continue;
    }
    put(s, from, at);
    if (escape) {
      at = put_escape(s, at, end);
    } else if (doubled) {
      put(s, at, at + 1);
      at += 2;
    } else {
      at = rc_yaml_is_blank(c) ? put_blanks(s, at, end) : put_folded_breaks(s, at, end);
    }
    from = at;
  }
  put(s, from, at);
}

/* ---- block ---------------------------------------------------------------------------------- */

typedef struct block {
  bool folded, strip, keep;
  uint32_t indent;
  uint32_t start, end; /* of its lines */
} block;

static uint32_t column_of(rc_str text, uint32_t at) {
  uint32_t line = at;
  while (line > 0 && !rc_yaml_is_break(text.ptr[line - 1])) {
    line--;
  }
  return at - line;
}

static uint32_t first_indent(const sink *s, uint32_t line, uint32_t end) {
  while (line < end) {
    uint32_t at = line;
    while (at < end && byte_at(s, at) == ' ') {
      at++;
    }
    uint32_t line_end = rc_yaml_line_end(s->text, at);
    if (at < line_end) {
      return at - line;
    }
    line = rc_yaml_behind_break(s->text, line_end);
    if (line == line_end) {
      break;
    }
  }
  return 0;
}

static block block_of(const sink *s, rc_value v) {
  const rc_node *node = rc_value_node(v);
  block b = {.folded = byte_at(s, node->start) == '>', .end = node->end};
  uint32_t header_end = rc_yaml_line_end(s->text, node->start);
  uint32_t step = 0;
  for (uint32_t at = node->start + 1; at < header_end; at++) {
    char c = byte_at(s, at);
    if (rc_yaml_is_blank(c) || c == '#') {
      break;
    }
    b.strip = b.strip || c == '-';
    b.keep = b.keep || c == '+';
    step = step == 0 && c >= '1' && c <= '9' ? (uint32_t)(c - '0') : step;
  }
  b.start = rc_yaml_behind_break(s->text, header_end);
  b.start = b.start < b.end ? b.start : b.end;
  rc_value parent = rc_value_parent(v);
  uint32_t outer = rc_value_kind(parent) == RC_DOCUMENT
                       ? 0
                       : column_of(s->text, rc_value_node(parent)->start);
  b.indent = step > 0 ? outer + step : first_indent(s, b.start, b.end);
  return b;
}

static void put_blank_lines(sink *s, uint32_t at, uint32_t end) {
  while (at < end) {
    uint32_t line_end = rc_yaml_line_end(s->text, at);
    if (line_end >= end) {
      return;
    }
    put_break(s, line_end);
    at = rc_yaml_behind_break(s->text, line_end);
  }
}

/* The break behind a line becomes a space where both lines begin with ink; blank lines between
 * them then stand for themselves. */
static void put_block(sink *s, const block *b) {
  uint32_t blanks = b->start;
  uint32_t last_break = UINT32_MAX; /* behind the last line with ink */
  bool plain_before = false;
  for (uint32_t line = b->start; line < b->end;) {
    uint32_t at = line;
    while (at < b->end && at - line < b->indent && byte_at(s, at) == ' ') {
      at++;
    }
    uint32_t line_end = rc_yaml_line_end(s->text, at);
    line_end = line_end < b->end ? line_end : b->end;
    uint32_t next = rc_yaml_behind_break(s->text, line_end);
    if (at < line_end) {
      bool plain = !rc_yaml_is_blank(byte_at(s, at));
      bool fold = b->folded && plain && plain_before;
      if (last_break != UINT32_MAX && !fold) {
        put_break(s, last_break);
      } else if (last_break != UINT32_MAX && blanks == line) {
        put_piece(s, RC_STR(" "), last_break, false);
      }
      put_blank_lines(s, blanks, line);
      put(s, at, line_end);
      plain_before = plain;
      last_break = line_end;
      blanks = next;
    }
    line = next > line ? next : b->end;
  }
  if (last_break != UINT32_MAX && !b->strip && last_break < s->text.len) {
    put_break(s, last_break);
  }
  if (b->keep) {
    put_blank_lines(s, blanks, b->end);
  }
}

/* ---- the scalar ----------------------------------------------------------------------------- */

static bool is_scalar(rc_value v) {
  rc_kind kind = rc_value_kind(v);
  return !rc_value_is_none(v) && (kind == RC_STRING || kind == RC_NUMBER || kind == RC_BOOL);
}

static char quote_of(rc_value v) {
  char c = rc_value_raw(v).len > 0 ? rc_value_raw(v).ptr[0] : '\0';
  return rc_value_kind(v) == RC_STRING && (c == '"' || c == '\'') ? c : '\0';
}

rc_status rc_yaml_pieces(rc_arena *arena, rc_value scalar, rc_yaml_piece_vec *out) {
  *out = (rc_yaml_piece_vec){0};
  if (!is_scalar(scalar)) {
    return RC_OK;
  }
  const rc_node *node = rc_value_node(scalar);
  sink s = {arena, scalar.tree, scalar.tree->text, out};
  char quote = quote_of(scalar);
  uint32_t start = node->start + (quote != '\0');
  uint32_t end = node->end;
  if (quote != '\0' && (node->flags & RC_NODE_INCOMPLETE) == 0) {
    end--;
  }
  char first = byte_at(&s, node->start);
  bool escaped = (node->flags & RC_NODE_ESCAPED) != 0;
  if (!escaped) {
    put_piece(&s, rc_str_slice(s.text, start, end), start, true);
  } else if (quote == '\0' && (first == '|' || first == '>')) {
    block b = block_of(&s, scalar);
    put_block(&s, &b);
  } else {
    put_flow(&s, start, end, quote);
  }
  return rc_arena_status(arena);
}

rc_str rc_yaml_string(rc_arena *arena, rc_value scalar) {
  if (is_scalar(scalar) && (rc_value_node(scalar)->flags & RC_NODE_ESCAPED) == 0) {
    rc_str raw = rc_value_raw(scalar);
    return quote_of(scalar) != '\0' && raw.len >= 2 ? rc_str_slice(raw, 1, raw.len - 1) : raw;
  }
  rc_yaml_piece_vec pieces;
  if (rc_yaml_pieces(arena, scalar, &pieces) != RC_OK) {
    return RC_STR_NONE;
  }
  rc_buf out;
  rc_buf_init(&out, arena);
  for (RC_EACH(const rc_yaml_piece, piece, pieces)) {
    rc_buf_put(&out, piece->text);
  }
  return rc_buf_str(&out);
}
