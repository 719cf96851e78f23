/*
 * Strings with holes.
 *
 * Templates rarely hold literal ARNs. A value that is only partly known is an ordinary rc_str in
 * which each unknown part, a *hole*, stands as the byte FE, the hole's name, the byte FF. Neither
 * byte occurs in UTF-8, so that equality of values is equality of bytes, joining is joining of
 * bytes, and the same hole always equals itself. A hole's name is the text as the user wrote it
 * (`<IMAGE>`, `${name}`, `{{ tag }}`): dropping the two marks gives back the user's spelling.
 *
 * INVARIANT: marks are balanced and never nest; names hold neither mark. Text from outside enters
 * through functions that replace invalid UTF-8, which includes stray FE and FF, by U+FFFD.
 */
#ifndef RC_BASE_HOLE_H
#define RC_BASE_HOLE_H

#include "base/str.h"

#define RC_HOLE_OPEN '\xFE'
#define RC_HOLE_CLOSE '\xFF'

/** A string that is one hole with this name (copied into the arena). */
rc_str rc_hole_make(rc_arena *arena, rc_str name);

bool rc_hole_any(rc_str text);

/** True if the whole of `text` is exactly one hole. */
bool rc_hole_is_only(rc_str text);

/** Length in bytes of the hole that starts at `at` (marks included), 0 if none starts there. */
size_t rc_hole_length(rc_str text, size_t at);

/** As rc_str_find_byte, passing over the inside of holes. */
size_t rc_hole_find_byte(rc_str text, char byte, size_t from);

/** The user's spelling: the text without the marks. Returns `text` itself when it has no hole. */
rc_str rc_hole_display(rc_arena *arena, rc_str text);

/**
 * Finds placeholders in literal text and makes them holes: `${name}`, `{{ name }}`, `<NAME>`,
 * `$NAME`. Behind `<` stands a letter, and only letters, digits, `_`, `-`, `.` and blanks up to
 * the `>`; a bare `$` is followed by an upper-case letter or `_`. At most 128 bytes each.
 * With `policy_variables`, `${...}` that is an IAM policy variable (its name holds a `:`, or is
 * one of `*`, `?`, `$`) is left as it is; in IAM documents those belong to the language.
 * Invalid UTF-8 becomes U+FFFD. Returns `text` itself when there is nothing to change.
 */
rc_str rc_hole_from_placeholders(rc_arena *arena, rc_str text, bool policy_variables);

/** Length of the placeholder, as above, that starts at `at`; 0 if none does. */
size_t rc_hole_placeholder_length(rc_str text, size_t at, bool policy_variables);

#endif
