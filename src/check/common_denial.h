/*
 * Why a call of the plan is denied, told once: each check asks for its own kind of denial, so that
 * one denial becomes one finding, by the check that explains it best.
 *
 * Only certain denials count. A call that is allowed, undecided, or that nothing shows to be needed
 * has none.
 */
#ifndef RC_CHECK_COMMON_DENIAL_H
#define RC_CHECK_COMMON_DENIAL_H

#include "check/check.h"

typedef enum rc_denial {
  RC_DENIED_NO_ROLE,      /* the task names no role that could make the call */
  RC_DENIED_TRUST,        /* ECS may not assume the role */
  RC_DENIED_EXPLICIT,     /* a Deny statement applies */
  RC_DENIED_CEILING,      /* the permissions boundary does not let it through */
  RC_DENIED_RESOURCE,     /* the policy of the repository, secret or key does not let the role in */
  RC_DENIED_TOKEN_SCOPED, /* the role allows an action without resource type on ARNs only */
  RC_DENIED_LOG_ARN,      /* the role allows it on the log group's ARN without `:*` */
  RC_DENIED_WRONG_ROLE,   /* the task's other role has the permission */
  RC_DENIED_NOT_ALLOWED   /* no statement of the role allows it */
} rc_denial;

typedef struct rc_call_list { RC_VEC_FIELDS(const rc_call *) } rc_call_list;

/* Calls that are denied for the same reason and needed by the same thing: one finding's worth. */
typedef struct rc_denied {
  const rc_roll_call *roll_call;
  const rc_task *task;
  uint32_t role; /* who is denied; RC_NO_INDEX for RC_DENIED_NO_ROLE without candidate */
  bool blocks_start; /* for one of the calls at least */
  rc_call_list calls; /* never empty */
} rc_denied;

typedef struct rc_denied_vec { RC_VEC_FIELDS(rc_denied) } rc_denied_vec;

/** All denials of this kind, grouped, in the order of the plan. */
RC_MUST_USE rc_status rc_find_denied(const rc_case *about, rc_denial kind, rc_denied_vec *out);

/** Calls `say` for each of them. */
RC_MUST_USE rc_status rc_say_each_denied(const rc_case *about, rc_finding_vec *findings,
                                         rc_denial kind,
                                         rc_status (*say)(const rc_case *about,
                                                          rc_finding_vec *findings,
                                                          const rc_denied *denied));

/** The verdict that counts: the caller's, or the candidate's while the task names no role. */
const rc_verdict *rc_verdict_that_counts(const rc_call *call);

/** The Allow statement of `role` that covers the call's action but certainly not its resource;
 *  NULL if there is none. */
const rc_statement *rc_find_near_miss(const rc_case *about, uint32_t role, const rc_call *call);

/** The Resource entry of `statement` that is the ARN of the call's log group without what must
 *  follow it; NULL if none is. */
const rc_policy_text *rc_find_bare_log_group(const rc_statement *statement,
                                             const rc_call *call);

/** The Allow statement behind RC_DENIED_LOG_ARN. */
const rc_statement *rc_find_log_group_near_miss(const rc_case *about, uint32_t role,
                                                const rc_call *call);

/** The verdict of the task's other role on the call. */
const rc_verdict *rc_other_verdict(const rc_call *call);

/** What IAM is asked about: not always what a grant names. */
static inline rc_str rc_resource_asked(const rc_call *call) {
  return call->evaluated.len > 0 ? call->evaluated : call->resource;
}

static inline const rc_role *rc_role_at(const rc_case *about, uint32_t role) {
  return &about->model->roles.items[role];
}

#endif
