/*
 * The condition keys that a call carries, as far as they are known beforehand (data/calls).
 */
#ifndef RC_LAUNCH_CONTEXT_H
#define RC_LAUNCH_CONTEXT_H

#include "launch/template.h"

/** Context of a call that `caller` makes. Not complete: what is not listed is unknown. */
rc_context rc_call_context(rc_arena *arena, const rc_call *call, const rc_caller *caller);

#endif
