/*
 * What there is to say of values that files give to parameters and variables.
 */
#ifndef RC_TEMPLATE_GIVEN_H
#define RC_TEMPLATE_GIVEN_H

#include "base/vec.h"
#include "text/source.h"

typedef struct rc_given_note {
  rc_span span;   /* the name, where the value is given */
  rc_span hidden; /* the value, if nobody may see it; else RC_SPAN_NONE */
  rc_str message; /* what is amiss with it; may be empty */
  rc_str help;
} rc_given_note;
typedef struct rc_given_notes { RC_VEC_FIELDS(rc_given_note) } rc_given_notes;

#endif
