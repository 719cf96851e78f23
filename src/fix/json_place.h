/*
 * Looking at the bytes around a value: lines, indentation, commas, comments. For src/fix/ only.
 */
#ifndef RC_FIX_JSON_PLACE_H
#define RC_FIX_JSON_PLACE_H

#include "base/str.h"

/** Is there a line end in bytes from..to? */
bool rc_text_has_newline(rc_str text, size_t from, size_t to);

/** Blanks and tabs only. */
bool rc_text_is_blank(rc_str text);

/** Where the line that holds byte `at` begins. */
size_t rc_text_line_start(rc_str text, size_t at);

/** The blanks and tabs at the beginning of that line. */
rc_str rc_text_indent(rc_str text, size_t at);

/** True if nothing but blanks stands before `at` on its line. */
bool rc_text_begins_line(rc_str text, size_t at);

/** How lines of the text end: "\n", "\r\n" or "\r". */
rc_str rc_text_newline(rc_str text);

/** Just behind the line end that follows `at` directly, else `at`. */
size_t rc_text_skip_newline(rc_str text, size_t at);

/* What stands between a value and the next one or the closing bracket. */
typedef struct rc_gap {
  bool has_comma;
  size_t comma_at;
  size_t tail; /* end of what belongs to the value's line: the comma, comments; no blanks */
} rc_gap;

/** Looks at bytes from..to, which hold no value. */
rc_gap rc_text_gap(rc_str text, size_t from, size_t to);

#endif
