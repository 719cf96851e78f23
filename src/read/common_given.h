/*
 * What there is to say of values that files give to parameters and variables.
 */
#ifndef RC_READ_COMMON_GIVEN_H
#define RC_READ_COMMON_GIVEN_H

#include "model/model.h"

/** Reports what is amiss, and keeps what nobody may see from being shown. */
void rc_say_given(rc_model *model, const rc_given_notes *notes);

#endif
