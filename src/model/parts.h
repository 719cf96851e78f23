/*
 * What the files of this room share: the steps of rc_model_link. Nothing outside includes it.
 */
#ifndef RC_MODEL_PARTS_H
#define RC_MODEL_PARTS_H

#include "model/codes.h"
#include "model/model.h"

/** Enters a resource under every key that leads to it. */
RC_MUST_USE rc_status rc_model_index_resource(rc_model *model, uint32_t index);

/** The resource with exactly this kind, name, account and Region; RC_NO_INDEX if there is none. */
uint32_t rc_model_exact_resource(const rc_model *model, const rc_resource *like);

/** The key under which a role with this name and account stands; account may be empty. */
rc_str rc_model_role_key(rc_arena *arena, rc_str account, rc_str name);

/** How a task role is called that only a flag speaks of. */
extern const rc_str rc_model_task_role_name;

/** Documents that a flag gave to "the execution role" go to the roles that the tasks name. */
RC_MUST_USE rc_status rc_model_bind_flags(rc_model *model);
/** Makes one of what was named with more and with less detail. Indices change. */
RC_MUST_USE rc_status rc_model_join(rc_model *model);
/** Adds all that `from` says to `to`. */
RC_MUST_USE rc_status rc_model_absorb_role(rc_model *model, rc_role *to, const rc_role *from);
/** Listings and key policies without an owner find the only one there is. */
RC_MUST_USE rc_status rc_model_bind_unowned(rc_model *model);
/** Finds the contents of attached policies and boundaries. */
RC_MUST_USE rc_status rc_model_find_contents(rc_model *model);
/** Builds the policy sets that the engine takes. */
RC_MUST_USE rc_status rc_model_build_sets(rc_model *model);
/** Notes the documents that nothing binds. */
void rc_model_note_loose(rc_model *model);

#endif
