#include "syntax/json.h"

#include <string.h>

#include "base/utf8.h"
#include "syntax/json_parser.h"
#include "syntax/json_string.h"

enum {
  WORD = sizeof(uint64_t),
  BYTES_PER_NODE = 12, /* first guess: policies without indentation; indented ones have 30 */
};

static const uint64_t ONES = UINT64_C(0x0101010101010101);
static const uint64_t HIGHS = UINT64_C(0x8080808080808080);

/* Number of leading bytes, in memory order, whose high bit in `mask` is clear. */
static inline uint32_t bytes_before(uint64_t mask) {
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return (uint32_t)__builtin_ctzll(mask) >> 3;
#else
  unsigned char bytes[WORD];
  uint32_t n = 0;
  memcpy(bytes, &mask, WORD);
  while (n < WORD && (bytes[n] & 0x80) == 0) {
    n++;
  }
  return n;
#endif
}

static inline uint64_t load(const char *from) {
  uint64_t word;
  memcpy(&word, from, WORD);
  return word;
}

/* High bits set at zero bytes, and nowhere else. */
static inline uint64_t zero_bytes(uint64_t word) {
  return ~(((word & ~HIGHS) + ~HIGHS) | word) & HIGHS;
}

/* High bits set at bytes below `least`, at most 0x80. The lowest of them is right; above it there
 * can be false alarms, which do no harm where it is the first byte in memory, too. */
static inline uint64_t bytes_below(uint64_t word, unsigned char least) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return (word - ONES * least) & ~word & HIGHS;
#else
  return ~(((word & ~HIGHS) + (HIGHS - ONES * least)) | word) & HIGHS;
#endif
}

/* High bits set at bytes that end the plain part of a string; the first of them counts. */
static inline uint64_t string_stops(uint64_t word, uint64_t quotes) {
  return bytes_below(word, 0x20) | bytes_below(word ^ quotes, 1) |
         bytes_below(word ^ (ONES * '\\'), 1);
}

static inline bool stops_string(char c, char quote) {
  return c == quote || c == '\\' || (unsigned char)c < 0x20;
}

/* First offset at or after `at` of a quote, a backslash or a control character. */
static inline uint32_t find_string_stop(const rc_json_parser *p, uint32_t at, char quote) {
  uint64_t quotes = ONES * (unsigned char)quote;
  for (; p->len - at >= WORD; at += WORD) {
    uint64_t stops = string_stops(load(p->text + at), quotes);
    if (stops != 0) {
      return at + bytes_before(stops);
    }
  }
  while (at < p->len && !stops_string(p->text[at], quote)) {
    at++;
  }
  return at;
}

/* First offset at or after `at` that is no JSON blank. */
static inline uint32_t find_ink(const rc_json_parser *p, uint32_t at) {
  while (at < p->len && rc_json_is_blank(p->text[at])) {
    at++;
    while (p->len - at >= WORD) { /* indentation */
      uint64_t ink = load(p->text + at) ^ (ONES * ' ');
      if (ink != 0) {
        at += bytes_before(~zero_bytes(ink) & HIGHS);
        break;
      }
      at += WORD;
    }
  }
  return at;
}

static bool grow_nodes(rc_json_parser *p) {
  if (p->n_nodes >= RC_LIMIT_NODES_VALUE) {
    (void)rc_arena_hit(p->arena, RC_LIMIT_NODES);
    return false;
  }
  uint64_t cap = (uint64_t)p->cap_nodes * 2;
  cap = cap < RC_LIMIT_NODES_VALUE ? cap : RC_LIMIT_NODES_VALUE;
  rc_node *nodes = rc_arena_grow(p->arena, p->nodes, p->cap_nodes * sizeof *nodes,
                                 (size_t)cap * sizeof *nodes);
  if (nodes == NULL) {
    return false;
  }
  p->nodes = nodes;
  p->cap_nodes = (uint32_t)cap;
  return true;
}

/* A node below the innermost container; NULL when the arena failed. */
static inline rc_node *add_node(rc_json_parser *p, rc_kind kind, uint32_t start, uint32_t end,
                                uint32_t flags) {
  if (p->n_nodes >= p->cap_nodes && !grow_nodes(p)) {
    return NULL;
  }
  p->nodes[p->open].count++;
  rc_node *node = &p->nodes[p->n_nodes++];
  *node = (rc_node){start, end, p->n_nodes, p->open, 0, (uint8_t)kind, (uint8_t)flags, 0};
  return node;
}

void rc_json_add_leaf(rc_json_parser *p, rc_kind kind, uint32_t start, uint32_t end,
                      uint32_t flags) {
  (void)add_node(p, kind, start, end, flags);
  p->last_end = end;
  p->relaxed = false;
  p->state = p->open == 0                  ? RC_JSON_TOP
             : (flags & RC_NODE_KEY) != 0 ? RC_JSON_COLON
                                          : RC_JSON_AFTER;
}

void rc_json_remove_leaf(rc_json_parser *p) {
  p->nodes[p->open].count--;
  p->n_nodes--;
}

static void open_container(rc_json_parser *p, rc_kind kind) {
  if (p->depth >= RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(p->arena, RC_LIMIT_NESTING);
    return;
  }
  if (add_node(p, kind, p->at, p->at + 1, 0) == NULL) {
    return;
  }
  p->open = p->n_nodes - 1;
  p->depth++;
  p->open_arrays += (uint32_t)(kind == RC_ARRAY);
  p->state = kind == RC_ARRAY ? RC_JSON_FIRST_ITEM : RC_JSON_FIRST_KEY;
  p->relaxed = false;
  p->at++;
}

void rc_json_close(rc_json_parser *p, uint32_t end, uint32_t flags) {
  rc_node *node = &p->nodes[p->open];
  node->end = end;
  node->next = p->n_nodes;
  node->flags |= (uint8_t)flags;
  p->open_arrays -= (uint32_t)(node->kind == RC_ARRAY);
  p->depth--;
  p->open = node->parent;
  p->state = p->open == 0 ? RC_JSON_TOP : RC_JSON_AFTER;
  p->last_end = end;
  p->relaxed = false;
}

/* Passes over the backslash and what it escapes. */
static void read_escape(rc_json_parser *p, char quote) {
  rc_str rest = {p->text + p->at, p->len - p->at};
  rc_json_piece piece = rc_json_piece_at(rest, 0);
  bool own_quote = quote != '"' && rc_json_byte(p, p->at + 1) == quote;
  if (!piece.valid && !own_quote) {
    bool surrogate = piece.n_taken == 6;
    rc_json_note(p, surrogate ? RC_JSON_LONE_SURROGATE : RC_JSON_BAD_ESCAPE, p->at,
                 p->at + (surrogate ? 6 : 2));
  }
  p->at += piece.n_taken;
}

/* Handles the byte at `p->at` that ended the plain part. False: the string ends here. */
static bool read_special(rc_json_parser *p, char quote, uint32_t *flags) {
  char c = p->text[p->at];
  if (c == '\\') {
    *flags |= RC_NODE_ESCAPED;
    read_escape(p, quote);
    return true;
  }
  if (c == '\n' || c == '\r') {
    return rc_json_line_break_is_meant(p, quote);
  }
  rc_json_note(p, c == '\0' ? RC_JSON_NUL : RC_JSON_CONTROL, p->at, p->at + 1);
  p->at++;
  return true;
}

/* As find_string_stop, passing over holes. */
static uint32_t find_stop_behind_holes(const rc_json_parser *p, uint32_t at, char quote) {
  while (at < p->len && !stops_string(p->text[at], quote)) {
    size_t hole = rc_hole_length((rc_str){p->text, p->len}, at);
    at += hole > 0 ? (uint32_t)hole : 1;
  }
  return at;
}

void rc_json_read_string_rest(rc_json_parser *p, char quote, uint32_t start, uint32_t flags) {
  for (;;) {
    p->at = p->tree->holes ? find_stop_behind_holes(p, p->at, quote)
                           : find_string_stop(p, p->at, quote);
    if (p->at >= p->len) {
      rc_json_note(p, RC_JSON_OPEN_STRING, start, p->len);
      flags |= RC_NODE_INCOMPLETE;
      break;
    }
    if (p->text[p->at] == quote) {
      p->at++;
      break;
    }
    if (!read_special(p, quote, &flags)) {
      p->at = rc_json_broken_string_end(p, start);
      rc_json_note(p, RC_JSON_OPEN_STRING_LINE, start, p->at);
      flags |= RC_NODE_INCOMPLETE;
      break;
    }
  }
  rc_str raw = {p->text + start, p->at - start};
  if (p->bad_utf8 && !p->tree->holes && rc_utf8_find_invalid(raw) != RC_NOT_FOUND) {
    flags |= RC_NODE_ESCAPED;
  }
  rc_json_add_leaf(p, RC_STRING, start, p->at, flags);
}

void rc_json_read_string(rc_json_parser *p, char quote, uint32_t flags) {
  uint32_t start = p->at;
  p->at = start + 1;
  if (p->bad_utf8) {
    rc_json_read_string_rest(p, quote, start, flags);
    return;
  }
  p->at = find_string_stop(p, start + 1, quote);
  if (p->at < p->len && p->text[p->at] == quote) {
    p->at++;
    rc_json_add_leaf(p, RC_STRING, start, p->at, flags);
    return;
  }
  rc_json_read_string_rest(p, quote, start, flags);
}

static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

static uint32_t digits_end(const rc_json_parser *p, uint32_t at) {
  while (is_digit(rc_json_byte(p, at))) {
    at++;
  }
  return at;
}

/* End of the JSON number at `at`, or `at` when there is none. */
static uint32_t number_end(const rc_json_parser *p, uint32_t at) {
  uint32_t start = at;
  at += (uint32_t)(rc_json_byte(p, at) == '-');
  uint32_t whole = at;
  at = digits_end(p, at);
  if (at == whole || (p->text[whole] == '0' && at - whole > 1)) {
    return start;
  }
  if (rc_json_byte(p, at) == '.') {
    uint32_t fraction = at + 1;
    at = digits_end(p, fraction);
    if (at == fraction) {
      return start;
    }
  }
  if ((rc_json_byte(p, at) | 0x20) == 'e') {
    uint32_t exponent = at + 1;
    exponent += (uint32_t)(rc_json_byte(p, exponent) == '-' || rc_json_byte(p, exponent) == '+');
    at = digits_end(p, exponent);
    if (at == exponent) {
      return start;
    }
  }
  return at;
}

/* True if a number or literal may end before `at`. */
static bool ends_word(const rc_json_parser *p, uint32_t at) {
  char c = rc_json_byte(p, at);
  return at >= p->len || c == ',' || rc_json_is_blank(c) || c == '}' || c == ']' || c == '/' ||
         c == '#' || c == ';' || rc_json_is_control_mark((rc_str){p->text, p->len}, at);
}

static void read_number(rc_json_parser *p) {
  uint32_t end = number_end(p, p->at);
  if (end == p->at || !ends_word(p, end)) {
    rc_json_recover(p);
    return;
  }
  uint32_t start = p->at;
  p->at = end;
  rc_json_add_leaf(p, RC_NUMBER, start, end, 0);
}

static void read_literal(rc_json_parser *p, rc_str word, rc_kind kind, uint32_t flags) {
  uint32_t end = p->at + (uint32_t)word.len;
  if (p->len - p->at < word.len || memcmp(p->text + p->at, word.ptr, word.len) != 0 ||
      !ends_word(p, end)) {
    rc_json_recover(p);
    return;
  }
  uint32_t start = p->at;
  p->at = end;
  rc_json_add_leaf(p, kind, start, end, flags);
}

static void open_object(rc_json_parser *p) {
  rc_str text = {p->text, p->len};
  if (rc_json_byte(p, p->at + 1) == '{' || rc_json_byte(p, p->at + 1) == '%') {
    if (rc_json_mark_length(text, p->at) > 0) {
      rc_json_recover(p);
      return;
    }
  }
  open_container(p, RC_OBJECT);
}

static inline void read_value(rc_json_parser *p) {
  switch (p->text[p->at]) {
    case '"': rc_json_read_string(p, '"', 0); return;
    case '{': open_object(p); return;
    case '[': open_container(p, RC_ARRAY); return;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': read_number(p); return;
    case 't': read_literal(p, RC_STR("true"), RC_BOOL, RC_NODE_TRUE); return;
    case 'f': read_literal(p, RC_STR("false"), RC_BOOL, 0); return;
    case 'n': read_literal(p, RC_STR("null"), RC_NULL, 0); return;
    default: rc_json_recover(p); return;
  }
}

/* A value of the document. Says once that there are several, at the second. */
static void read_top(rc_json_parser *p) {
  uint32_t start = p->at;
  uint32_t n_values = p->nodes[0].count;
  read_value(p);
  if (n_values == 1 && p->nodes[0].count == 2) {
    rc_json_note(p, RC_JSON_SEVERAL_VALUES, start, start + 1);
  }
}

/* A key, and the colon that usually stands right behind it. */
static inline void read_quoted_key(rc_json_parser *p) {
  rc_json_read_string(p, '"', RC_NODE_KEY);
  if (p->state == RC_JSON_COLON && rc_json_byte(p, p->at) == ':') {
    p->at++;
    p->state = RC_JSON_MEMBER;
  }
}

static inline void read_first(rc_json_parser *p, char closer) {
  if (p->text[p->at] == closer) {
    p->at++;
    rc_json_close(p, p->at, 0);
  } else if (closer == ']') {
    read_value(p);
  } else if (p->text[p->at] == '"') {
    read_quoted_key(p);
  } else {
    rc_json_recover(p);
  }
}

static inline void read_key(rc_json_parser *p) {
  if (p->text[p->at] == '"') {
    read_quoted_key(p);
  } else {
    rc_json_recover(p);
  }
}

static inline void read_colon(rc_json_parser *p) {
  if (p->text[p->at] == ':') {
    p->at++;
    p->state = RC_JSON_MEMBER;
  } else {
    rc_json_recover(p);
  }
}

static inline void read_after(rc_json_parser *p) {
  bool array = rc_json_open_kind(p) == RC_ARRAY;
  char c = p->text[p->at];
  if (c == ',') {
    p->comma = p->at++;
    p->state = array ? RC_JSON_ITEM : RC_JSON_KEY;
    if (!array && rc_json_byte(p, p->at) == '"') {
      read_quoted_key(p);
    }
  } else if (c == (array ? ']' : '}')) {
    p->at++;
    rc_json_close(p, p->at, 0);
  } else {
    rc_json_recover(p);
  }
}

static inline bool may_be_foreign(char c) {
  return c == '/' || c == '#' || (unsigned char)c < 0x20 || (unsigned char)c >= 0x80;
}

static void parse(rc_json_parser *p) {
  while (p->arena->status == RC_OK) {
    p->at = find_ink(p, p->at);
    if (p->at >= p->len) {
      rc_json_finish(p);
      return;
    }
    if (may_be_foreign(p->text[p->at]) && rc_json_skip_foreign(p)) {
      continue;
    }
    switch (p->state) {
      case RC_JSON_TOP: read_top(p); break;
      case RC_JSON_FIRST_KEY: read_first(p, '}'); break;
      case RC_JSON_KEY: read_key(p); break;
      case RC_JSON_COLON: read_colon(p); break;
      case RC_JSON_FIRST_ITEM: read_first(p, ']'); break;
      case RC_JSON_MEMBER:
      case RC_JSON_ITEM: read_value(p); break;
      case RC_JSON_AFTER: read_after(p); break;
    }
  }
}

/* False: the text is in no encoding that can be read on. */
static bool check_encoding(rc_json_parser *p, rc_str text) {
  if (p->tree->holes) {
    p->bad_utf8 = rc_hole_any(text);
    return true;
  }
  if (rc_json_is_utf16(text)) {
    rc_json_note(p, RC_JSON_UTF16, 0, 2);
    return false;
  }
  if (rc_str_starts_with(text, RC_STR("\xEF\xBB\xBF"))) {
    rc_json_note(p, RC_JSON_BOM, 0, 3);
    p->at = 3;
  }
  size_t invalid = rc_utf8_find_invalid(text);
  if (invalid != RC_NOT_FOUND) {
    rc_json_note(p, RC_JSON_UTF8, (uint32_t)invalid, (uint32_t)invalid + 1);
    p->bad_utf8 = true;
  }
  return true;
}

rc_status rc_json_parse_text(rc_arena *arena, rc_tree *tree) {
  rc_str text = tree->text;
  if (text.len > RC_LIMIT_FILE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_FILE_BYTES);
  }
  rc_json_parser p = {.arena = arena, .text = text.ptr, .len = (uint32_t)text.len, .tree = tree};
  size_t cap = text.len / BYTES_PER_NODE + 16;
  p.cap_nodes = (uint32_t)(cap < RC_LIMIT_NODES_VALUE ? cap : RC_LIMIT_NODES_VALUE);
  p.nodes = rc_arena_alloc(arena, p.cap_nodes * sizeof *p.nodes);
  if (p.nodes == NULL) {
    return rc_arena_status(arena);
  }
  p.nodes[0] = (rc_node){.end = p.len, .kind = RC_DOCUMENT};
  p.n_nodes = 1;
  if (check_encoding(&p, text)) {
    parse(&p);
  }
  p.nodes[0].next = p.n_nodes;
  rc_json_finish_notes(&p);
  tree->nodes = p.nodes;
  tree->n_nodes = p.n_nodes;
  return rc_arena_status(arena);
}

rc_status rc_json_parse(rc_arena *arena, const rc_source *source, rc_tree **out) {
  *out = NULL;
  rc_tree *tree = RC_NEW(arena, rc_tree);
  if (tree == NULL) {
    return rc_arena_status(arena);
  }
  tree->file = source->file;
  tree->text = source->bytes;
  RC_TRY(rc_json_parse_text(arena, tree));
  *out = tree;
  return RC_OK;
}
