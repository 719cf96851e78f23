/*
 * Fixes in Terraform configurations: what no editor of single values can do. For src/fix/ only.
 *
 * Files of a module are written in its own words. Where a module has several instances, or a block
 * several resources, an edit holds for all of them: it is made only if it says the same in each.
 */
#ifndef RC_FIX_TERRAFORM_H
#define RC_FIX_TERRAFORM_H

#include "fix/lowering.h"

/** The block that creates the task; NULL if none in a configuration does. */
const rc_tf_resource *rc_terraform_task(const rc_model *model, uint32_t task);

/** True if the block that creates the role creates others in the same module: `count`,
 *  `for_each`. */
bool rc_terraform_is_repeated(const rc_model *model, const rc_role *role);

/** `text` as each role of a block with `for_each` would say it, by `each.key` in the place of its
 *  own key; empty where it does not. */
rc_str rc_terraform_by_key(const rc_model *model, const rc_role *role, rc_str text);

/** True if the block that the document stands in has the role's `for_each`. */
bool rc_terraform_repeats_with(const rc_model *model, const rc_role *role, rc_value document);

/** True if what is written at `place` in the role's own block would refer to a resource that refers
 *  to the role: Terraform refuses such a ring. */
bool rc_terraform_makes_ring(const rc_model *model, const rc_role *role, rc_span place,
                             const rc_planned_vec *planned);

/** True if the file is one of a configuration. */
bool rc_is_terraform(const rc_model *model, uint32_t file);

/** Adds the data sources that the texts of `edits` refer to and the module does not have. */
void rc_terraform_complete(rc_lowering *lowering, uint32_t file, rc_edits *edits);

/** Sets an argument of the task's block. */
RC_MUST_USE rc_status rc_terraform_field(rc_lowering *lowering, const rc_intent *intent);

#endif
