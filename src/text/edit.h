/*
 * Edits: replace these bytes by that text. Everything outside stays as it is.
 */
#ifndef RC_TEXT_EDIT_H
#define RC_TEXT_EDIT_H

#include "base/vec.h"
#include "text/source.h"

/* Replaces bytes start..end (an insertion when equal) of one file by `text`. */
typedef struct rc_edit {
  uint32_t start;
  uint32_t end;
  rc_str text;
} rc_edit;

/* Edits of one file. After rc_edits_normalise: ascending, not overlapping, none without effect;
 * several insertions at one place keep the order in which they were added. */
typedef struct rc_edits {
  RC_VEC_FIELDS(rc_edit)
} rc_edits;

/**
 * Sorts, drops duplicates and no-ops against `original`, and checks.
 * Returns false in `*ok` when two edits overlap or reach beyond the text; nothing is lost then.
 */
RC_MUST_USE rc_status rc_edits_normalise(rc_arena *arena, rc_str original, rc_edits *edits,
                                         bool *ok);

/** The text after normalised edits. */
rc_str rc_edits_apply(rc_arena *arena, rc_str original, const rc_edits *edits);

/**
 * One list that does what `first` (original -> middle) and then `second` (middle -> final) do.
 * Both normalised; so is the result. Each edit is trimmed to the bytes that really differ.
 */
RC_MUST_USE rc_status rc_edits_compose(rc_arena *arena, rc_str original, const rc_edits *first,
                                       const rc_edits *second, rc_edits *out);

typedef enum rc_unit {
  RC_BY_LINES,
  RC_BY_WORDS /* and single characters between them */
} rc_unit;

/**
 * Normalised edits that make `changed` of `original`: whole units, and few of them. Texts are
 * borrowed from `changed`. `out` must be empty.
 */
RC_MUST_USE rc_status rc_edits_between(rc_arena *arena, rc_str original, rc_str changed,
                                       rc_unit unit, rc_edits *out);

#endif
