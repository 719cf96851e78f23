/*
 * From what all detectors found to what is done: leaves that do not overlap.
 */
#ifndef RC_REDACT_RESOLVE_H
#define RC_REDACT_RESOLVE_H

#include "base/map.h"
#include "redact/detect.h"

typedef struct rc_resolve_options {
  const rc_map *keep;    /* values that the user wants to stay; may be NULL */
  bool only_secrets;     /* what merely identifies stays */
} rc_resolve_options;

/**
 * `found` (sorted in place) are the leaves of `text` as the detectors emitted them. `out` gets
 * those that count, sorted, none overlapping: what must go, and RC_FAMILY_KEEP. `names` gets the
 * NAME leaves, sorted, with what `out` covers cut away.
 *
 * What must go: the longest wins, then the surer, and what overlaps in part is taken together. What
 * must stay wins if it covers what should go and is as sure, and is cut out of it if it is surer.
 * Placeholders of ours and values of the documentation stay. Line ends are in no leaf.
 */
RC_MUST_USE rc_status rc_leaves_resolve(rc_arena *arena, rc_str text,
                                        const rc_resolve_options *options, rc_leaves *found,
                                        rc_leaves *out, rc_leaves *names);

/** The hosts, names and tags of images, and whole references, among `found`, sorted, told apart by
 *  their detectors. */
RC_MUST_USE rc_status rc_leaves_of_forms(rc_arena *arena, const rc_leaves *found, rc_leaves *out);

/** Puts `more`, which must go, among `leaves`. They win over what must stay, and are taken together
 *  with what must go where they overlap it. */
RC_MUST_USE rc_status rc_leaves_add(rc_arena *arena, rc_str text, rc_leaves *leaves,
                                    const rc_leaves *more);

#endif
