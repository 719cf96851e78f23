/*
 * What a detector that knows nothing of a syntax found, cut to where it may be replaced: JSON stays
 * JSON, and a template in YAML or HCL stays one.
 */
#ifndef RC_REDACT_REDACT_FIT_H
#define RC_REDACT_REDACT_FIT_H

#include "redact/detect.h"

/** Cuts leaves where strings and numbers begin and end, and drops punctuation. Both sorted. */
void rc_fit_json(rc_arena *arena, const rc_tree *tree, rc_str text, const rc_leaves *leaves,
                 rc_leaves *out);

/** Cuts leaves to what stands in scalars and comments of YAML, in strings and comments of HCL:
 *  tags, marks of blocks, functions and references are no values. Names may overlap each other. */
RC_MUST_USE rc_status rc_fit_template(rc_arena *arena, const rc_tree *tree,
                                      const rc_leaves *leaves, rc_leaves *out);

/** Sees to it that an image reference stays well formed, or malformed for the same reason, and a
 *  reference (an ARN, what `valueFrom` names) of as many parts. What has
 *  no form of its own (secrets, base64) becomes digits in a name in which upper case cannot stand;
 *  else it is cut around what separates the parts of a name, and around what cannot stand in a tag.
 *  `parts`: of rc_leaves_of_forms; ARNs are found. `out` may share the items of `leaves`. */
RC_MUST_USE rc_status rc_fit_forms(rc_arena *arena, rc_str text, const rc_leaves *parts,
                                    const rc_leaves *leaves, rc_leaves *out);

#endif
