#include "base/limits.h"

static const rc_limit limit_table[RC_N_LIMITS] = {
#define RC_LIMIT_ROW(id, name, value, unit, why) [RC_LIMIT_##id] = {name, value, unit, why},
    RC_LIMITS(RC_LIMIT_ROW)
#undef RC_LIMIT_ROW
};

const rc_limit *rc_limit_info(rc_limit_id id) { return &limit_table[id]; }
