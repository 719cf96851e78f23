/*
 * What stands inside the quotes of a JSON string, piece by piece.
 *
 * A piece is one character of the decoded text and the bytes it was written with. Decoding never
 * fails: what JSON forbids (unknown escapes, lone surrogates, invalid UTF-8) has a replacement, and
 * the parser has reported it.
 */
#ifndef RC_SYNTAX_JSON_STRING_H
#define RC_SYNTAX_JSON_STRING_H

#include "syntax/tree.h"

typedef struct rc_json_piece {
  char bytes[4];
  uint32_t n_bytes; /* of the decoded character */
  uint32_t n_taken; /* bytes it was written with */
  bool valid;
} rc_json_piece;

/** The piece at `at`, which must be below `body.len`. A backslash that begins no escape stands for
 *  itself; a lone surrogate and an invalid byte become U+FFFD. */
rc_json_piece rc_json_piece_at(rc_str body, size_t at);

/** The written string without its quotes: `"`, `'`, a back quote or typographic ones. An unquoted
 *  name is returned whole. `string` must be a RC_STRING. */
rc_str rc_json_body_of(rc_value string);

#endif
