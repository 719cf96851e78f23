/*
 * Small edits of existing JSON, written as a careful person would write them.
 *
 * Each function adds byte edits of the user's file to `out`; bytes outside stay as they are.
 * Indentation, line ends, blanks around colons and commas and the layout of objects and lists are
 * those of the neighbours. Comments stay with the line they stand on. What is built lives in the
 * arena; a failed arena yields edits that must not be used (check rc_arena_status).
 */
#ifndef RC_FIX_JSON_EDIT_H
#define RC_FIX_JSON_EDIT_H

#include "fix/json_make.h"
#include "text/edit.h"

/** False where an edit would be a guess: the parser met errors, the value breaks off, or templating
 *  marks stand between its members. */
bool rc_json_can_edit(rc_value value);

/** How things inside and around `container` are written. */
rc_json_style rc_json_style_of(rc_value container);

/** Adds the children of `made` (a list or an object like `container`) behind the last child. */
void rc_json_append(rc_arena *arena, rc_value container, const rc_made *made, rc_edits *out);

/** Adds the one member of `made` behind the member whose value is `after`, or as the first one. */
void rc_json_insert_member(rc_arena *arena, rc_value object, rc_value after, const rc_made *made,
                           rc_edits *out);

/** Writes `made` in the place of `value`. */
void rc_json_replace(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out);

/** Turns a single value into a list of it and the children of `made`; its own bytes stay. */
void rc_json_wrap(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out);

/** Removes the children for which `gone` says so: `gone[i]` speaks of the i-th item of an array or
 *  the i-th member of an object. */
void rc_json_remove(rc_arena *arena, rc_value container, const bool *gone, rc_edits *out);

#endif
