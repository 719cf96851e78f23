/*
 * The grammar of `valueFrom`. Source: ECS Developer Guide, Secrets Manager and Parameter Store
 * pages; facts required-calls 9a.
 */
#ifndef RC_CHECK_COMMON_SECRET_REFERENCE_H
#define RC_CHECK_COMMON_SECRET_REFERENCE_H

#include "base/hole.h"

/* What is wrong with a reference, and what to append to mend it. */
typedef struct rc_secret_flaw {
  const char *problem; /* NULL: nothing that is certain */
  const char *help;
  const char *append; /* NULL: only a person can tell */
} rc_secret_flaw;

rc_secret_flaw rc_judge_secret_reference(rc_str text);

#endif
