/*
 * The roll call: every AWS call that must succeed before the container runs, in launch order, who
 * makes it, and whether that role may.
 *
 * data/calls says which feature of a task causes which call; this module derives the features of a
 * task, joins the table, and asks the IAM engine. Nothing else in the program knows that a pull
 * needs ecr:BatchGetImage.
 */
#ifndef RC_LAUNCH_ROLL_CALL_H
#define RC_LAUNCH_ROLL_CALL_H

#include "model/model.h"

typedef enum rc_phase {
  RC_PHASE_REGISTER,
  RC_PHASE_PLACE,
  RC_PHASE_PROVISION_NETWORK,
  RC_PHASE_ASSUME_ROLE,
  RC_PHASE_REGISTRY_AUTH,
  RC_PHASE_MANIFEST,
  RC_PHASE_LAYERS,
  RC_PHASE_SECRETS,
  RC_PHASE_ENV_FILES,
  RC_PHASE_LOGS,
  RC_PHASE_VOLUMES,
  RC_PHASE_START,
  RC_PHASE_RUN, /* after the start: ECS Exec, FireLens output */
  RC_N_PHASES
} rc_phase;

rc_str rc_phase_name(rc_phase phase); /* "registry-auth", the words of facts/launch-errors.md */
bool rc_phase_parse(rc_str name, rc_phase *out);

typedef enum rc_principal {
  RC_BY_EXECUTION_ROLE,
  RC_BY_TASK_ROLE,
  RC_BY_INSTANCE_ROLE,
  RC_BY_DEPLOYER,
  RC_BY_ECS_TASKS /* the service itself: sts:AssumeRole; reported under the role's own column */
} rc_principal;

rc_str rc_principal_name(rc_principal principal); /* "execution-role" ... */

/* A name and what stands for it: `{repository}` in the templates of data/. */
typedef struct rc_named_text {
  rc_str name;
  rc_str text;
} rc_named_text;

/* A context key that the request is known to carry. `value` is a template; one that names a value
 * the task does not tell leaves the key unknown. An empty template does so for this call alone. */
typedef struct rc_context_rule {
  rc_str key;
  rc_str value;
} rc_context_rule;

/* One row of data/calls, generated at build time. */
typedef struct rc_call_rule {
  rc_str id;      /* "ecr-token": the row's name in docs */
  rc_str feature; /* which feature brings it */
  rc_phase phase;
  rc_str principal; /* "puller", "execution", "task", "logger": resolved per launch type */
  rc_str action;
  rc_str resource; /* template: arn:{partition}:ecr:{region}:{account}:repository/{repository} */
  rc_str evaluated; /* template of what IAM puts to the policies, where that is not `resource` */
  rc_str condition_key, condition_value; /* worth adding to the grant; templates, may be empty:
                                            a call has them filled in */
  bool blocks_start; /* false: the launch goes on without it (ECS Exec) */
  bool needs_resource_policy; /* cross-account or KMS: the resource side must allow too */
  bool always_resource_policy; /* in the same account too: KMS keys, role trust */
  bool open_by_default;        /* everybody may who is not denied it, if the resource has none */
  rc_str policy_lookup; /* row of data/commands that shows the policy of the resource */
  rc_str source;
  const rc_context_rule *context; /* beyond what every call of this kind of caller carries */
  uint32_t n_context;
} rc_call_rule;

extern const rc_call_rule rc_call_rules[];
extern const size_t rc_n_call_rules;

/* The verdict on one call for one role. */
typedef struct rc_verdict {
  bool asked;    /* false: there is no such role to ask, or the call is not one that a role makes */
  uint32_t role; /* index in the model; RC_NO_INDEX: no role is set */
  rc_evaluation evaluation;
  rc_missing_vec missing;
} rc_verdict;

typedef struct rc_call {
  const rc_call_rule *rule;
  uint32_t of_task;   /* index in the model */
  uint32_t container; /* index in the task, or RC_NO_INDEX */
  rc_principal principal;
  rc_str resource;  /* what a grant should name; may hold holes */
  rc_str evaluated; /* what IAM evaluates: the log stream where `resource` ends in `:*`; a secret
                       named without its random suffix ends in the hole `??????` in both */
  rc_str resource_account; /* empty: unknown */
  rc_str resource_region;  /* empty: unknown */
  rc_str condition_key, condition_value; /* of the rule, filled in; both empty or both set */
  const rc_named_text *values; /* what the templates of the rule were filled with */
  uint32_t n_values;
  rc_span cause;   /* what in the task definition asks for it */
  rc_str cause_text; /* "image of container `web`" */
  const rc_resource *target; /* the resource in the model, if the input describes it */
  rc_known required; /* NOT: needed only if something unseen is so (customer key?); YES: needed */
  rc_missing_vec required_missing; /* what would tell, when `required` is NOT */
  rc_verdict verdict;   /* for the caller */
  rc_verdict execution; /* the same call if the execution role (or its candidate) made it */
  rc_verdict task;      /* and if the task role did */
} rc_call;
typedef struct rc_call_vec { RC_VEC_FIELDS(rc_call) } rc_call_vec;

typedef struct rc_roll_call {
  uint32_t task;
  rc_principal puller; /* who pulls private ECR images */
  rc_call_vec calls;   /* launch order; each (principal, action, resource) once */
  rc_missing_vec missing; /* what would settle who pulls, when unclear */
} rc_roll_call;
typedef struct rc_roll_call_vec { RC_VEC_FIELDS(rc_roll_call) } rc_roll_call_vec;

/** Plans and judges every task of a linked model. */
RC_MUST_USE rc_status rc_roll_calls(const rc_model *model, rc_roll_call_vec *out);

/** The same judgement of one call for one role; for checks that ask "what if". */
RC_MUST_USE rc_status rc_judge(const rc_model *model, const rc_call *call, uint32_t role,
                               rc_verdict *out);

/** What the policy of a VPC endpoint says of a call, whatever the policies of the caller say:
 *  UNKNOWN where that depends on what the input does not show. `*out` has the deciding statements.
 */
RC_MUST_USE rc_status rc_judge_endpoint(const rc_model *model, const rc_call *call,
                                        const rc_policy_set *endpoint, bool gateway,
                                        rc_evaluation *out, rc_truth *lets);

/* What the plans of all tasks need from each role. */
typedef struct rc_needs {
  bool *marks; /* for each role, one for each rule of a call */
  uint32_t n_roles;
} rc_needs;

RC_MUST_USE rc_status rc_needs_of(const rc_model *model, const rc_roll_call_vec *roll_calls,
                                  rc_needs *out);

/** True if the plan of any task needs `action` (a concrete name) from this role. */
bool rc_needs_action(const rc_needs *needs, uint32_t role, rc_str action);

#endif
