/*
 * Inside of the JSON parser; only json*.c include this.
 *
 * json.c walks over what is JSON, json_recover.c takes over at the first byte that is not and
 * leaves the parser where it can go on, json_notes.c holds what is said about it. The parser is a
 * loop over a state and the innermost open container; nothing recurses.
 */
#ifndef RC_SYNTAX_JSON_PARSER_H
#define RC_SYNTAX_JSON_PARSER_H

#include "syntax/json.h"

/* What may come next. */
typedef enum rc_json_state {
  RC_JSON_TOP,        /* a value of the document, or the end */
  RC_JSON_FIRST_KEY,  /* behind `{` */
  RC_JSON_KEY,        /* behind a member's comma */
  RC_JSON_COLON,      /* behind a member's name */
  RC_JSON_MEMBER,     /* a member's value */
  RC_JSON_FIRST_ITEM, /* behind `[` */
  RC_JSON_ITEM,       /* behind an item's comma */
  RC_JSON_AFTER,      /* behind a member or item */
} rc_json_state;

/* X(identifier, severity, once per file, message, help). Those said once carry a count. */
#define RC_JSON_SLIPS(X)                                                                           \
  X(BOM, TOLERATED, true, "the file begins with a byte order mark",                                \
    "save it as UTF-8 without BOM; some readers refuse it")                                        \
  X(COMMENT, TOLERATED, true, "comment in a JSON file",                                            \
    "JSON has no comments; the AWS CLI does not accept them")                                      \
  X(TRAILING_COMMA, TOLERATED, true, "trailing comma",                                             \
    "remove the comma; the AWS CLI does not accept it")                                            \
  X(SEVERAL_VALUES, TOLERATED, true, "several JSON values in one file",                            \
    "each is read by itself")                                                                      \
  X(MARK, TOLERATED, true, "templating mark",                                                      \
    "what it stands for is unknown here; render the template to have it checked")                  \
  X(UTF16, ERROR, true, "this file is UTF-16, not UTF-8",                                          \
    "save it as UTF-8")                                                                            \
  X(UTF8, ERROR, true, "this byte is not valid UTF-8",                                             \
    "save the file as UTF-8")                                                                      \
  X(NOT_JSON, ERROR, false, "expected a JSON value",                                               \
    "a document begins with `{` or `[`")                                                           \
  X(UNQUOTED_NAME, ERROR, true, "this member name is not quoted",                                  \
    "put it in double quotes")                                                                     \
  X(OTHER_QUOTES, ERROR, true, "JSON strings stand in double quotes",                              \
    "replace the quotes by `\"`")                                                                  \
  X(OTHER_BLANK, ERROR, true, "this blank is not one that JSON knows",                             \
    "replace it by an ordinary space; it often comes from copying out of a web page")              \
  X(NUL, ERROR, true, "NUL byte",                                                                  \
    "remove it; the file may be damaged or not be text")                                           \
  X(ELLIPSIS, ERROR, true, "something is left out here",                                           \
    "write it out, or remove the dots")                                                            \
  X(UNQUOTED_TEXT, ERROR, false, "this text is not quoted",                                        \
    "put it in double quotes")                                                                     \
  X(LITERAL_CASE, ERROR, false, "expected a value in JSON's spelling",                             \
    "JSON writes `true`, `false` and `null`, in lower case")                                       \
  X(NOT_A_NUMBER, ERROR, false, "JSON has no such value",                                          \
    "JSON numbers are finite; use `null`")                                                         \
  X(BAD_NUMBER, ERROR, false, "this is not a JSON number",                                         \
    "no leading zero or `+`, and a digit on both sides of the point")                              \
  X(NO_VALUE_MEMBER, ERROR, false, "this member has no value",                                     \
    "write `\"name\": value`")                                                                     \
  X(NO_VALUE_ITEM, ERROR, false, "expected a value",                                               \
    "remove the extra comma")                                                                      \
  X(EXTRA_COMMA, ERROR, false, "expected a member name in double quotes",                          \
    "remove the extra comma")                                                                      \
  X(NO_NAME, ERROR, false, "expected a member name in double quotes",                              \
    "write `\"name\": value`")                                                                     \
  X(NO_COLON, ERROR, false, "expected `:` after this member name",                                 \
    "write `\"name\": value`")                                                                     \
  X(EXTRA_COLON, ERROR, false, "expected a value",                                                 \
    "remove the extra `:`")                                                                        \
  X(NO_COMMA_OBJECT, ERROR, false, "expected `,` or `}` after this member",                        \
    "separate members by `,`")                                                                     \
  X(NO_COMMA_ARRAY, ERROR, false, "expected `,` or `]` after this item",                           \
    "separate items by `,`")                                                                       \
  X(COMMA_BETWEEN_VALUES, ERROR, false, "expected the end of the file or another value",           \
    "several values belong in an array, or on lines of their own without commas")                  \
  X(STRAY_CLOSER, ERROR, false, "nothing is open that this bracket would close",                   \
    "remove it")                                                                                   \
  X(WRONG_CLOSER_OBJECT, ERROR, false, "expected `}`, found `]`",                                  \
    "what begins with `{` ends with `}`")                                                          \
  X(WRONG_CLOSER_ARRAY, ERROR, false, "expected `]`, found `}`",                                   \
    "what begins with `[` ends with `]`")                                                          \
  X(OPEN_OBJECT, ERROR, false, "this `{` is not closed",                                           \
    "close it with `}`")                                                                           \
  X(OPEN_ARRAY, ERROR, false, "this `[` is not closed",                                            \
    "close it with `]`")                                                                           \
  X(OPEN_COMMENT, ERROR, false, "this comment is not closed",                                      \
    "close it with `*/`")                                                                          \
  X(OPEN_STRING, ERROR, false, "this string is not closed",                                        \
    "add the closing `\"`")                                                                        \
  X(OPEN_STRING_LINE, ERROR, false, "this string is not closed on its line",                       \
    "add the closing `\"`")                                                                        \
  X(LINE_BREAK, ERROR, false, "line break inside a string",                                        \
    "write it as `\\n`")                                                                           \
  X(CONTROL, ERROR, true, "control character inside a string",                                     \
    "write it as an escape: a tab is `\\t`, others are `\\u00XX`")                                 \
  X(BAD_ESCAPE, ERROR, false, "unknown escape in a string",                                        \
    "a backslash itself is written `\\\\`; escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX") \
  X(LONE_SURROGATE, ERROR, false, "half of a surrogate pair in a string",                          \
    "characters beyond U+FFFF are written as two escapes, `\\uD83D\\uDE00`")

typedef enum rc_json_slip {
#define RC_JSON_SLIP_ENUM(id, severity, once, message, help) RC_JSON_##id,
  RC_JSON_SLIPS(RC_JSON_SLIP_ENUM)
#undef RC_JSON_SLIP_ENUM
  RC_JSON_N_SLIPS
} rc_json_slip;

typedef struct rc_json_parser {
  rc_arena *arena;
  const char *text;
  uint32_t len;
  uint32_t at;
  rc_json_state state;
  bool relaxed;     /* a templating mark was passed: the comma before or behind it may lack */
  bool bad_utf8;    /* strings must be searched for invalid bytes, or for holes */
  rc_node *nodes;   /* INVARIANT: node `open` and its ancestors have no `next` and no `end` yet */
  uint32_t n_nodes;
  uint32_t cap_nodes;
  rc_node_id open;  /* innermost container; 0: the document */
  uint32_t depth;
  uint32_t open_arrays;
  uint32_t comma;    /* the last one between members or items */
  uint32_t last_end; /* end of the value, name or container read last */
  uint32_t break_agreed; /* up to here line breaks in the string are known to be meant */
  rc_tree *tree;
  struct {
    RC_VEC_FIELDS(rc_syntax_note)
  } notes;
  uint32_t times[RC_JSON_N_SLIPS];
  uint32_t note_of[RC_JSON_N_SLIPS]; /* the note that stands for all of its kind */
} rc_json_parser;

static inline rc_kind rc_json_open_kind(const rc_json_parser *p) {
  return (rc_kind)p->nodes[p->open].kind;
}

/** The byte at `at`, NUL behind the end. */
RC_INLINE char rc_json_byte(const rc_json_parser *p, uint32_t at) {
  return at < p->len ? p->text[at] : '\0';
}

static inline bool rc_json_is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* json.c */

/** Adds a leaf to the innermost container. Fails: the arena's status. */
void rc_json_add_leaf(rc_json_parser *p, rc_kind kind, uint32_t start, uint32_t end,
                      uint32_t flags);
/** Closes the innermost container, which ends at `end`. */
void rc_json_close(rc_json_parser *p, uint32_t end, uint32_t flags);
/** Takes the leaf added last off again. */
void rc_json_remove_leaf(rc_json_parser *p);
/** Reads the string whose opening `quote` stands at `p->at` and adds it. */
void rc_json_read_string(rc_json_parser *p, char quote, uint32_t flags);
/** Goes on, from `p->at`, with a string that began at `start`, and adds it. */
void rc_json_read_string_rest(rc_json_parser *p, char quote, uint32_t start, uint32_t flags);

/* json_recover.c */

/** Takes over at a byte that is not JSON in the present state. Consumes bytes, or goes to a state
 *  that will. */
void rc_json_recover(rc_json_parser *p);
/** Decides what the line break at `p->at` inside a string means. False: the string ends here. */
bool rc_json_line_break_is_meant(rc_json_parser *p, char quote);
/** Where a string that breaks off at `p->at` (the line's end) should have ended. */
uint32_t rc_json_broken_string_end(const rc_json_parser *p, uint32_t start);
/** Passes over a comment or a foreign blank at `p->at`; false if there is none. */
bool rc_json_skip_foreign(rc_json_parser *p);
/** Closes what the end of the file left open. */
void rc_json_finish(rc_json_parser *p);
/** Length of the templating mark at `at`, 0 if none stands there. */
uint32_t rc_json_mark_length(rc_str text, uint32_t at);
/** True if the mark at `at` steers the template (`{{ if x }}`, `{% for %}`, `{{/x}}`, a comment)
 *  and so stands for no value itself. */
bool rc_json_is_control_mark(rc_str text, uint32_t at);

/* json_notes.c */

void rc_json_note(rc_json_parser *p, rc_json_slip slip, uint32_t start, uint32_t end);
/** As above with a help text of its own. */
void rc_json_note_help(rc_json_parser *p, rc_json_slip slip, uint32_t start, uint32_t end,
                       rc_str help);
/** Puts the notes in the order of the file, adds the counts, and hands them to the tree. */
void rc_json_finish_notes(rc_json_parser *p);

/* json_sniff.c */

/** True for text in UTF-16: by its BOM, or by a NUL in every other byte. */
bool rc_json_is_utf16(rc_str text);

/* json.c, for json_embedded.c: parses `tree->text`; file, text and map are set. */
rc_status rc_json_parse_text(rc_arena *arena, rc_tree *tree);

#endif
