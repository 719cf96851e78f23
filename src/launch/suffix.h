/*
 * The six random characters behind a secret's name, when no input shows them.
 */
#ifndef RC_LAUNCH_SUFFIX_H
#define RC_LAUNCH_SUFFIX_H

#include "launch/roll_call.h"

/** True if `resource` ends in the hole `??????`. */
bool rc_has_open_suffix(rc_str resource);

/** The call about a secret whose suffix is like any other: the hole becomes the text `??????`,
 *  which `*` and six `?` match and no letters do. */
rc_call rc_call_with_any_suffix(rc_arena *arena, const rc_call *call);

/** True if a statement of the sets (NULL: no such layer) matches some suffixes and not others. */
bool rc_suffix_is_spelled_out(rc_arena *arena, rc_str resource, const rc_policy_set *const *sets,
                              size_t n_sets);

#endif
