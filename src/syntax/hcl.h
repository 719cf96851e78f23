/*
 * HCL's native syntax, as Terraform files are written in it, and its templates.
 *
 * Children of each kind of node (see rc_kind), in the order of the file:
 *
 *   RC_DOCUMENT          attributes and blocks; of a template file: one RC_HCL_TEMPLATE
 *   RC_HCL_BODY          attributes and blocks, between braces
 *   RC_HCL_BLOCK         RC_HCL_NAME, labels (RC_STRING or RC_HCL_NAME), RC_HCL_BODY
 *   RC_HCL_ATTRIBUTE     RC_HCL_NAME, expression
 *   RC_HCL_NAME          a word by itself; in calls perhaps `provider::x::y`
 *   RC_NULL, RC_BOOL, RC_NUMBER   literals
 *   RC_STRING            a quoted string without interpolation
 *   RC_ARRAY             expressions
 *   RC_OBJECT            key, value, ...; a bare word as key is a RC_HCL_VARIABLE with RC_NODE_KEY
 *   RC_HCL_VARIABLE      the first word of a reference
 *   RC_HCL_GET           expression, RC_HCL_NAME (or RC_NUMBER: `a.0`)
 *   RC_HCL_INDEX         expression, expression
 *   RC_HCL_SPLAT         expression, what is taken of each item: an expression around RC_HCL_ITEM
 *   RC_HCL_ITEM          the item of the splat around it; of no bytes
 *   RC_HCL_CALL          RC_HCL_NAME, arguments; detail 1: the last one ends with `...`
 *   RC_HCL_UNARY         expression; detail: rc_hcl_operator
 *   RC_HCL_BINARY        two expressions; detail: rc_hcl_operator
 *   RC_HCL_CONDITIONAL   condition, then, else
 *   RC_HCL_PARENTHESES   expression
 *   RC_HCL_FOR           RC_HCL_NAME once or twice, collection, key of an object, value, condition;
 *                        detail: bits of rc_hcl_for
 *   RC_HCL_TEMPLATE      parts; detail: rc_hcl_quoting, and above it the blanks that begin every
 *                        line of a `<<-` heredoc
 *   RC_HCL_PARTS         parts: what a directive holds
 *     parts are RC_HCL_TEXT, RC_HCL_INTERPOLATION, RC_HCL_IF and RC_HCL_REPEAT
 *   RC_HCL_INTERPOLATION expression; detail: rc_hcl_strip of the mark
 *   RC_HCL_IF            condition, RC_HCL_PARTS once or twice; detail: rc_hcl_strip of each of
 *                        its two or three marks, two bits each
 *   RC_HCL_REPEAT        RC_HCL_NAME once or twice, collection, RC_HCL_PARTS; detail as above
 *   RC_ERROR             where an expression should be
 *
 * Comments and blanks are what stands between nodes.
 */
#ifndef RC_SYNTAX_HCL_H
#define RC_SYNTAX_HCL_H

#include "syntax/tree.h"

typedef enum rc_hcl_operator {
  RC_HCL_NO_OPERATOR,
  RC_HCL_OR,
  RC_HCL_AND,
  RC_HCL_EQUAL,
  RC_HCL_NOT_EQUAL,
  RC_HCL_LESS,
  RC_HCL_GREATER,
  RC_HCL_LESS_EQUAL,
  RC_HCL_GREATER_EQUAL,
  RC_HCL_ADD,
  RC_HCL_SUBTRACT,
  RC_HCL_MULTIPLY,
  RC_HCL_DIVIDE,
  RC_HCL_MODULO,
  RC_HCL_NOT,
  RC_HCL_NEGATE
} rc_hcl_operator;

enum rc_hcl_for { RC_HCL_FOR_OBJECT = 1, RC_HCL_FOR_TWO_NAMES = 2, RC_HCL_FOR_IF = 4,
                  RC_HCL_FOR_GROUPS = 8 };

typedef enum rc_hcl_quoting {
  RC_HCL_QUOTED,
  RC_HCL_HEREDOC,
  RC_HCL_INDENTED, /* `<<-` */
  RC_HCL_FILE      /* a template file: all of it */
} rc_hcl_quoting;
enum { RC_HCL_QUOTING_BITS = 2, RC_HCL_QUOTING_MASK = 3 };

/* `~` behind the opening or before the closing brace of a mark. */
enum rc_hcl_strip { RC_HCL_STRIP_LEFT = 1, RC_HCL_STRIP_RIGHT = 2 };

/**
 * Parses the bytes of `source` as a body. What is no HCL is in the notes; parsing goes on at the
 * next line or block.
 * Fails: RC_NOMEM, or RC_LIMIT (nesting, nodes). Never fails because of what the bytes say.
 */
RC_MUST_USE rc_status rc_hcl_parse(rc_arena *arena, const rc_source *source, rc_tree **out);

/** Parses the bytes of `source` as a template (`templatefile`): text with `${...}` and `%{...}`. */
RC_MUST_USE rc_status rc_hcl_parse_template(rc_arena *arena, const rc_source *source,
                                            rc_tree **out);

/** Parses `tree->text` as a template; `file`, `text` and perhaps `map` are set: a template that
 *  lies in a string of another file (`data "template_file"`). */
RC_MUST_USE rc_status rc_hcl_parse_template_text(rc_arena *arena, rc_tree *tree);

/** Parses `tree->text` as a body, as above. */
RC_MUST_USE rc_status rc_hcl_parse_text(rc_arena *arena, rc_tree *tree);

/** A configuration in JSON as a tree like one of HCL; its places are those of the JSON. */
RC_MUST_USE rc_status rc_hcl_of_json(rc_arena *arena, const rc_tree *json, rc_tree **out);

/* A character of a string or template text and the bytes that it was written with. */
typedef struct rc_hcl_piece {
  char bytes[4];
  uint32_t n_bytes;
  uint32_t n_taken;
} rc_hcl_piece;

/** The piece at `at`, below `text.len`. Backslashes escape only between quotes; `$${` and `%%{`
 *  stand for `${` and `%{` everywhere. Invalid UTF-8 becomes U+FFFD. */
rc_hcl_piece rc_hcl_piece_at(rc_str text, size_t at, bool quoted);

/** What stands between the quotes of a RC_STRING, undecoded. */
rc_str rc_hcl_body_of(rc_value string);

/** The text of a RC_STRING, RC_HCL_NAME or RC_HCL_VARIABLE; empty for other kinds. */
rc_str rc_hcl_word(rc_arena *arena, rc_value v);

#endif
