/*
 * Unified diffs, as `git apply` and `patch -p1` read them.
 */
#ifndef RC_TEXT_DIFF_H
#define RC_TEXT_DIFF_H

#include "base/buf.h"
#include "text/edit.h"

/* Styling of a line by its kind; the report gives escape codes, NULL means none. */
typedef struct rc_diff_style {
  const char *header, *hunk, *removed, *added, *reset;
} rc_diff_style;

/**
 * Appends the diff of `path` that normalised `edits` make of `original`: three lines of context,
 * hunks merged where they touch, "\ No newline at end of file" where it applies, CR kept. Paths
 * are written a/... and b/...; names that need it are quoted as git does. `is_new`: against
 * /dev/null. Nothing is written when nothing changes. `style` may be NULL.
 */
void rc_diff_put(rc_buf *out, rc_str path, rc_str original, const rc_edits *edits, bool is_new,
                 const rc_diff_style *style);

#endif
