/*
 * What the three checks of the resource side share: the policy of a repository, a key or a secret
 * must name the role, and certainly does not.
 */
#ifndef RC_CHECK_COMMON_RESOURCE_SIDE_H
#define RC_CHECK_COMMON_RESOURCE_SIDE_H

#include "check/common_words.h"

typedef struct rc_resource_side {
  const rc_check *check;
  rc_resource_kind kind;
  const char *noun; /* "repository" */
  const char *why;  /* the rule behind it, for the help */
} rc_resource_side;

/** Reports every call that the policy of a resource of this kind keeps the role from. */
RC_MUST_USE rc_status rc_report_resource_side(const rc_case *about, rc_finding_vec *findings,
                                              const rc_resource_side *side);

#endif
