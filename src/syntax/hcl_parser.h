/*
 * Inside of the HCL parser; only hcl*.c include this.
 *
 * HCL's expressions are left-recursive, and a node comes before its children in a tree. So the
 * parser first builds linked items, whose order does not matter, and lays them out at the end.
 *
 * A slip breaks off the attribute or directive it is in: `broken` makes every construct around it
 * close itself, and the body goes on behind the line.
 */
#ifndef RC_SYNTAX_HCL_PARSER_H
#define RC_SYNTAX_HCL_PARSER_H

#include "syntax/hcl.h"

#define RC_HCL_NONE UINT32_MAX

typedef struct rc_hcl_item {
  uint32_t start, end;
  uint32_t first, last, next; /* children and siblings */
  uint16_t detail;
  uint16_t height; /* levels below it: a chain of operators is deep without brackets */
  uint8_t kind, flags;
} rc_hcl_item;
typedef struct rc_hcl_item_vec { RC_VEC_FIELDS(rc_hcl_item) } rc_hcl_item_vec;

/* X(identifier, message, help) */
#define RC_HCL_SLIPS(X)                                                                           \
  X(UTF8, "this byte is not valid UTF-8", "save the file as UTF-8")                               \
  X(NO_ITEM, "expected an attribute or a block", "write `name = value` or `name { ... }`")        \
  X(NO_VALUE_OR_BODY, "expected `=` or `{` behind this name",                                     \
    "write `name = value` or `name { ... }`")                                                     \
  X(LINE_END, "expected the end of the line behind this value", "start a new line")               \
  X(OPEN_BLOCK, "this block is not closed", "close it with `}`")                                  \
  X(STRAY_CLOSER, "nothing is open that this brace would close", "remove it")                     \
  X(NO_EXPRESSION, "expected a value", "write a literal, a reference, or a call of a function")   \
  X(NO_NAME, "expected a name behind the dot", "write `reference.name`")                          \
  X(OPEN_PARENTHESES, "expected `)`", "close the parentheses")                                    \
  X(OPEN_INDEX, "expected `]`", "close the index")                                                \
  X(OPEN_LIST, "expected `,` or `]` behind this item", "separate items by `,`")                   \
  X(OPEN_CALL, "expected `,` or `)` behind this argument", "separate arguments by `,`")           \
  X(NO_KEY_VALUE, "expected `=` or `:` behind this key", "write `key = value`")                   \
  X(OPEN_OBJECT, "expected `,`, a line break or `}` behind this value",                           \
    "separate members by lines or `,`")                                                           \
  X(NO_ELSE, "expected `:` and the value for the other case",                                     \
    "write `condition ? value : other`")                                                          \
  X(BAD_FOR, "expected `for name in list : value`", "write `[for x in list : x]`")                \
  X(OPEN_STRING, "this string is not closed on its line", "add the closing `\"`")                 \
  X(OPEN_HEREDOC, "this heredoc is not closed", "end it with its word on a line of its own")      \
  X(BAD_HEREDOC, "expected a word and a line break behind `<<`", "write `<<EOT`")                 \
  X(OPEN_MARK, "expected `}`", "close the template mark")                                         \
  X(BAD_DIRECTIVE, "expected `if`, `else`, `endif`, `for` or `endfor` here",                      \
    "a literal `%{` is written `%%{`")                                                            \
  X(OPEN_DIRECTIVE, "this directive is not closed", "end it with `%{ endif }` or `%{ endfor }`")

typedef enum rc_hcl_slip {
#define RC_HCL_SLIP_ENUM(id, message, help) RC_HCL_SLIP_##id,
  RC_HCL_SLIPS(RC_HCL_SLIP_ENUM)
#undef RC_HCL_SLIP_ENUM
  RC_HCL_N_SLIPS
} rc_hcl_slip;

typedef struct rc_hcl_parser {
  rc_arena *arena;
  rc_tree *tree;
  const char *text;
  uint32_t len, at;
  rc_hcl_item_vec items;
  bool newlines; /* a line break ends what stands here */
  bool broken;   /* a slip was met: go up to the next attribute or block */
  uint32_t depth;
  uint32_t brackets; /* open in the present attribute */
  struct { RC_VEC_FIELDS(rc_syntax_note) } notes;
} rc_hcl_parser;

static inline char rc_hcl_byte(const rc_hcl_parser *p, uint32_t at) {
  return at < p->len ? p->text[at] : '\0';
}
RC_INLINE bool rc_hcl_ends(const rc_hcl_parser *p) {
  return p->broken || p->arena->status != RC_OK;
}

/* hcl.c */

/** A new item that begins at `start`; RC_HCL_NONE when the arena failed. */
uint32_t rc_hcl_open(rc_hcl_parser *p, rc_kind kind, uint32_t start);
/** Makes `child` the last child of `parent`, and lets `parent` end where it does. */
void rc_hcl_adopt(rc_hcl_parser *p, uint32_t parent, uint32_t child);
void rc_hcl_close(rc_hcl_parser *p, uint32_t item, uint32_t end);
void rc_hcl_set_detail(rc_hcl_parser *p, uint32_t item, uint32_t detail);
void rc_hcl_set_flags(rc_hcl_parser *p, uint32_t item, uint32_t flags);
/** A step down; false, and the limit is noted, when there are too many. */
bool rc_hcl_enter(rc_hcl_parser *p);
/** Notes a slip at `start` and breaks off. */
void rc_hcl_break(rc_hcl_parser *p, rc_hcl_slip slip, uint32_t start, uint32_t end);
/** Passes over blanks and comments, and over line breaks where they mean nothing. */
void rc_hcl_skip(rc_hcl_parser *p);
/** Passes over line breaks, too, whatever they mean. */
void rc_hcl_skip_lines(rc_hcl_parser *p);
/** Takes `c` if it comes next, behind blanks. */
bool rc_hcl_take(rc_hcl_parser *p, char c);
/** End of the word at `at`, or `at` if none begins there. */
uint32_t rc_hcl_word_end(const rc_hcl_parser *p, uint32_t at);
/** True if `word` and nothing longer stands at `at`. */
bool rc_hcl_is_word(const rc_hcl_parser *p, uint32_t at, const char *word);
/** The word at `p->at` as an item; RC_HCL_NONE if there is none. */
uint32_t rc_hcl_take_word(rc_hcl_parser *p, rc_kind kind);

/* hcl_expression.c */

/** An expression at `p->at`. Never RC_HCL_NONE unless the arena failed. */
uint32_t rc_hcl_expression(rc_hcl_parser *p);
/** Into brackets in which line breaks end something, or do not. False: too deep. */
bool rc_hcl_enter_brackets(rc_hcl_parser *p, bool newlines, bool *saved);
/** Out again. Brackets in which something broke stay open: recovery begins inside them. */
void rc_hcl_leave_brackets(rc_hcl_parser *p, bool saved);
/** `name in collection` or `key, value in collection`, behind `for`, into `item`. */
void rc_hcl_for_intro(rc_hcl_parser *p, uint32_t item, bool *two);

/* hcl_template.c */

/** The quoted string at `p->at`: a RC_STRING or a RC_HCL_TEMPLATE. */
uint32_t rc_hcl_quoted(rc_hcl_parser *p);
/** The heredoc at `p->at`. */
uint32_t rc_hcl_heredoc(rc_hcl_parser *p);
/** All of the text. */
uint32_t rc_hcl_template_file(rc_hcl_parser *p);

#endif
