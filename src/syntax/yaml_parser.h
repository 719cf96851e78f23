/*
 * Inside of the YAML parser; only yaml*.c include this.
 *
 * yaml.c reads the stream and block collections, yaml_flow.c what stands in brackets,
 * yaml_scalar.c finds where scalars end, yaml_text.c decodes them.
 */
#ifndef RC_SYNTAX_YAML_PARSER_H
#define RC_SYNTAX_YAML_PARSER_H

#include "base/map.h"
#include "syntax/yaml.h"

/* X(identifier, message, help) */
#define RC_YAML_SLIPS(X)                                                                          \
  X(TAB, "tab in the indentation", "YAML is indented by spaces: replace the tab")                 \
  X(INDENT, "this line is indented unlike those that it stands among",                            \
    "align it with the keys or items that it belongs to")                                         \
  X(NO_COLON, "expected `:` behind this key", "write `key: value`")                               \
  X(COLON, "`: ` inside a value without quotes", "put the value in quotes")                       \
  X(NO_KEY, "expected a key", "write `key: value`; keys are plain text here")                     \
  X(ITEM, "a list cannot begin behind a key on its line", "begin it on the next line")            \
  X(STRAY, "no value begins with this character", "put the value in quotes")                      \
  X(BEHIND, "expected the end of the line behind this value",                                     \
    "put the whole value in quotes")                                                              \
  X(OPEN_QUOTE, "this string is not closed", "add the closing quote")                             \
  X(OPEN_LIST, "this `[` is not closed", "close it with `]`")                                     \
  X(OPEN_MAPPING, "this `{` is not closed", "close it with `}`")                                  \
  X(NO_COMMA, "expected `,` or the closing bracket", "separate items by `,`")                     \
  X(HEADER, "expected the end of the line behind `|` or `>`",                                     \
    "an indentation from 1 to 9 and one of `+` and `-` may stand there")                          \
  X(ALIAS, "no anchor of this name stands before it", "define it with `&name` further up")        \
  X(ESCAPE, "unknown escape in a string", "a backslash itself is written `\\\\`")                 \
  X(UTF8, "this byte is not valid UTF-8", "save the file as UTF-8")                               \
  X(FOREIGN, "this file is a template of another engine, not YAML",                               \
    "render it first and have the result checked")

typedef enum rc_yaml_slip {
#define RC_YAML_SLIP_ENUM(id, message, help) RC_YAML_##id,
  RC_YAML_SLIPS(RC_YAML_SLIP_ENUM)
#undef RC_YAML_SLIP_ENUM
  RC_YAML_N_SLIPS
} rc_yaml_slip;

typedef struct rc_yaml_parser {
  rc_arena *arena;
  const char *text;
  uint32_t len;
  uint32_t at;
  uint32_t line;     /* where the line of `at` begins */
  uint32_t last_end; /* of what was read so far */
  rc_tree *tree;
  struct { RC_VEC_FIELDS(rc_node) } nodes;
  rc_node_id open; /* innermost container; INVARIANT: it and those around it have no end yet */
  uint32_t depth;
  uint32_t flow; /* how many brackets are open */
  struct { RC_VEC_FIELDS(rc_str) } tags;
  rc_map tag_numbers;
  struct { RC_VEC_FIELDS(rc_node_id) } anchored; /* by number of the anchor's name */
  rc_map anchors;
  struct { RC_VEC_FIELDS(rc_alias) } aliases;
  struct { RC_VEC_FIELDS(rc_syntax_note) } notes;
  bool bad_utf8;
  bool foreign;       /* of another template engine: reading stops */
  bool quotes_broken; /* a string ran to the end of the file: the next ones end on their lines */
} rc_yaml_parser;

/* Tag and anchor in front of a value. */
typedef struct rc_yaml_props {
  uint16_t tag;
  uint32_t anchor; /* RC_MAP_NONE: none */
  uint32_t end;    /* behind them */
  bool any;
} rc_yaml_props;

/** The byte at `at`, NUL behind the end. */
static inline char rc_yaml_byte(const rc_yaml_parser *p, uint32_t at) {
  return at < p->len ? p->text[at] : '\0';
}
static inline bool rc_yaml_is_break(char c) { return c == '\n' || c == '\r'; }
static inline bool rc_yaml_is_blank(char c) { return c == ' ' || c == '\t'; }
/** True if `at` is behind the end, or at a blank or line break. */
static inline bool rc_yaml_is_gap(const rc_yaml_parser *p, uint32_t at) {
  return at >= p->len || rc_yaml_is_blank(p->text[at]) || rc_yaml_is_break(p->text[at]);
}
static inline bool rc_yaml_is_flow_mark(char c) {
  return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}
static inline bool rc_yaml_goes_on(const rc_yaml_parser *p) {
  return !p->foreign && rc_arena_status(p->arena) == RC_OK;
}
static inline rc_str rc_yaml_text_of(const rc_yaml_parser *p) {
  return (rc_str){p->text, p->len};
}
/** Offset behind the line break at `at`; `at` itself if there is none. */
uint32_t rc_yaml_behind_break(rc_str text, uint32_t at);
/** Offset of the line break at or behind `at`, or the end. */
uint32_t rc_yaml_line_end(rc_str text, uint32_t at);

/* yaml.c */

void rc_yaml_note(rc_yaml_parser *p, rc_yaml_slip slip, uint32_t start, uint32_t end);
/** Passes over blanks, comments and line ends. */
void rc_yaml_to_token(rc_yaml_parser *p);
/** True at the end of the file and at a line `---` or `...`. */
bool rc_yaml_document_ends(const rc_yaml_parser *p);
/** Adds a node; false when the arena failed. A container stays open until rc_yaml_close. */
bool rc_yaml_leaf(rc_yaml_parser *p, rc_kind kind, uint32_t start, uint32_t end, uint32_t flags,
                  const rc_yaml_props *props);
bool rc_yaml_open(rc_yaml_parser *p, rc_kind kind, uint32_t start, const rc_yaml_props *props);
void rc_yaml_close(rc_yaml_parser *p, uint32_t end, uint32_t flags);
/** Makes the leaf that was added last the first key of a new mapping, which may take its tag. */
bool rc_yaml_open_before_key(rc_yaml_parser *p, bool takes_tag);
/** Reads tag and anchor at `p->at`, if there are any. */
rc_yaml_props rc_yaml_read_props(rc_yaml_parser *p);
/** Reads an alias at `p->at`. */
void rc_yaml_read_alias(rc_yaml_parser *p);

/* yaml_flow.c */

/** Reads the collection whose bracket stands at `p->at`. */
void rc_yaml_read_flow(rc_yaml_parser *p, const rc_yaml_props *props);

/* yaml_scalar.c */

/** Reads a quoted or plain scalar; block scalars apart. Lines of a plain one that are indented by
 *  `indent` or less do not belong to it; with `one_line` only the first does. */
void rc_yaml_read_scalar(rc_yaml_parser *p, int64_t indent, bool one_line, uint32_t flags,
                         const rc_yaml_props *props);
/** Reads the block scalar whose `|` or `>` stands at `p->at`. */
void rc_yaml_read_block_scalar(rc_yaml_parser *p, int64_t indent, const rc_yaml_props *props);

#endif
