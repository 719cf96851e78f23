/*
 * Grants on a task role that only a launch needs: ECS pulls images with another role.
 */
#ifndef RC_CHECK_COMMON_LAUNCH_GRANT_H
#define RC_CHECK_COMMON_LAUNCH_GRANT_H

#include "check/common_words.h"

typedef struct rc_launch_grant {
  uint32_t role;
  const rc_statement *statement;
  rc_principal puller; /* who really pulls */
  rc_str service;      /* "ecr" */
  rc_span cause;       /* the image that made it a launch permission */
  rc_str cause_text;
} rc_launch_grant;
typedef struct rc_launch_grant_vec { RC_VEC_FIELDS(rc_launch_grant) } rc_launch_grant_vec;

/** Every statement of a task role that allows a call with which ECS pulls the task's image, unless
 *  some task of the input pulls with this very role. Each statement once. */
RC_MUST_USE rc_status rc_find_launch_grants(const rc_case *about, rc_launch_grant_vec *out);

/** True if this entry of an Action list allows a call of the pull and nothing beyond its
 *  service. */
bool rc_is_launch_entry(const rc_policy_text *entry);

#endif
