/*
 * Puts one call to the IAM engine for one role, and names what would settle an open answer.
 *
 * What the input does not mention is taken so: a policy of a resource in the caller's own account
 * is absent, for there it need not exist; one in another account, of a KMS key or a role's trust
 * policy exists unseen, for there it must, unless a template shows that it makes a key without one.
 * See docs/ARCHITECTURE.md for boundaries and SCPs.
 */
#include "launch/context.h"
#include "launch/suffix.h"

static const rc_policy_set unseen = {.applies = true, .complete = false};
static const rc_policy_set none = {.applies = true, .complete = true};

/* ---- who calls ------------------------------------------------------------------------------ */

static rc_str account_of_role(const rc_model *model, const rc_call *call, const rc_role *role) {
  rc_arn arn;
  if (role->account.len > 0) {
    return role->account;
  }
  if (rc_arn_parse(role->arn, &arn) && arn.account.len > 0) {
    return arn.account;
  }
  return call->of_task < model->links.len ? model->links.items[call->of_task].account
                                          : RC_STR_NONE;
}

static rc_caller caller_of(const rc_model *model, const rc_call *call, const rc_role *role) {
  if (call->principal == RC_BY_ECS_TASKS) {
    return (rc_caller){.kind = RC_CALLER_SERVICE, .arn = RC_ECS_TASKS_SERVICE};
  }
  return (rc_caller){.kind = RC_CALLER_ROLE,
                     .arn = role->arn,
                     .account = account_of_role(model, call, role)};
}

/* ---- the resource's side -------------------------------------------------------------------- */

/* A key that is made without a policy gets one that lets the identity policies of its account
 * decide. Source: AWS KMS Developer Guide, "Default key policy", of keys made by the API. */
static bool leaves_it_to_identities(const rc_model *model, const rc_resource *target) {
  return target != NULL && target->policy_known == RC_KNOWN_NOT && target->default_policy &&
         !model->open_key_policy;
}

static const rc_policy_set *resource_side(const rc_model *model, const rc_call *call,
                                          const rc_caller *caller) {
  const rc_resource *target = call->target;
  rc_truth same = rc_text_equal(call->resource_account, caller->account);
  bool must = call->rule->always_resource_policy || same == RC_NO;
  if (!call->rule->needs_resource_policy) {
    return NULL;
  }
  if (target != NULL && target->policy_known == RC_KNOWN_YES) {
    return &target->policy_set;
  }
  if (target != NULL && target->policy_known == RC_KNOWN_NO) {
    return same == RC_YES ? NULL : &none;
  }
  if (leaves_it_to_identities(model, target) && same != RC_UNKNOWN) {
    return same == RC_YES ? NULL : &none;
  }
  return must ? &unseen : NULL;
}

/* ---- one question to the engine ------------------------------------------------------------- */

static rc_request request_of(const rc_model *model, const rc_call *call, const rc_role *role) {
  rc_caller caller = caller_of(model, call, role);
  rc_request request = {
      .action = call->rule->action,
      .resource = call->evaluated,
      .resource_account = call->resource_account,
      .resource_requires_policy =
          call->rule->always_resource_policy && !leaves_it_to_identities(model, call->target),
      .caller = caller,
      .context = rc_call_context(model->arena, call, &caller),
  };
  if (call->principal == RC_BY_ECS_TASKS) {
    request.resource_policy = &role->trust_set;
  } else {
    request.identity = &role->identity_set;
    request.boundary = &role->boundary_set;
    request.resource_policy = resource_side(model, call, &caller);
    /* Anyone may pull from the registries of AWS itself; no policy of theirs is to be judged. */
    if (rc_ecr_account_is_aws(call->resource_account)) {
      request.resource_account = caller.account;
      request.resource_policy = NULL;
    }
  }
  return request;
}

static rc_status ask(const rc_model *model, const rc_call *call, const rc_role *role,
                     rc_evaluation *out) {
  rc_request request = request_of(model, call, role);
  return rc_evaluate(model->arena, &request, out);
}

rc_status rc_judge_endpoint(const rc_model *model, const rc_call *call,
                            const rc_policy_set *endpoint, bool gateway, rc_evaluation *out,
                            rc_truth *lets) {
  uint32_t index = call->verdict.role != RC_NO_INDEX ? call->verdict.role
                   : call->execution.asked           ? call->execution.role
                                                     : RC_NO_INDEX;
  rc_role unknown = {.arn = rc_hole_make(model->arena, RC_STR("<caller>")),
                     .account = rc_hole_make(model->arena, RC_STR("<account of the caller>"))};
  const rc_role *role = index < model->roles.len ? &model->roles.items[index] : &unknown;
  rc_request request = request_of(model, call, role);
  request.endpoint = endpoint;
  request.endpoint_is_gateway = gateway;
  RC_TRY(rc_evaluate(model->arena, &request, out));
  const rc_layer_verdict *said = &out->layers[RC_LAYER_ENDPOINT];
  *lets = rc_truth_and(said->allow, rc_truth_not(said->deny));
  return RC_OK;
}

/* ---- what is missing ------------------------------------------------------------------------ */

typedef struct question {
  const rc_model *model;
  const rc_call *call;
  const rc_role *role;
  rc_verdict *verdict;
} question;

#define MISS(q, id, ...) RC_MISS((q)->model->arena, &(q)->verdict->missing, id, __VA_ARGS__)

/* A placeholder where the role's name should be: first of all it must be known which role it is. */
static bool miss_role(const question *q) {
  bool hidden = rc_hole_is_only(q->role->name);
  if (hidden) {
    MISS(q, "placeholder", {RC_STR("text"), q->role->name});
  }
  return hidden;
}

static void miss_identity(const question *q) {
  const rc_role *role = q->role;
  rc_named_text name = {RC_STR("role-name"), role->name};
  if (!role->defined && miss_role(q)) {
    return;
  }
  if (!role->defined || role->damaged || (!role->inline_complete && !role->attached_complete)) {
    MISS(q, "role-policies", name);
  } else if (!role->inline_complete) {
    MISS(q, "inline-list", name);
  } else if (!role->attached_complete) {
    MISS(q, "attached-list", name);
  }
  for (RC_EACH(const rc_attached_policy, policy, role->attached)) {
    if (policy->policy == NULL) {
      MISS(q, "attached-policy", {RC_STR("policy-arn"), policy->arn});
    }
  }
  for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
    if (policy->policy == NULL) {
      MISS(q, "inline-policy", name, {RC_STR("policy-name"), policy->name});
    }
  }
}

static void miss_resource_policy(const question *q) {
  const rc_call *call = q->call;
  if (call->principal == RC_BY_ECS_TASKS && miss_role(q)) {
    return;
  }
  if (call->principal == RC_BY_ECS_TASKS) {
    MISS(q, "trust-policy", {RC_STR("role-name"), q->role->name});
  } else if (call->rule->policy_lookup.len > 0) {
    rc_named_texts values = {0};
    rc_bind(q->model->arena, &values, RC_STR("resource"), call->evaluated);
    for (uint32_t i = 0; i < call->n_values; i++) {
      rc_bind(q->model->arena, &values, call->values[i].name, call->values[i].text);
    }
    rc_miss(q->model->arena, &q->verdict->missing, call->rule->policy_lookup, values.items,
            values.len);
  }
}

/* A placeholder of the user, or one of our own for what nothing in the input tells; that is where a
 * template is deployed, too. */
static void miss_hole(const question *q, rc_str hole) {
  static const struct {
    rc_str hole, id;
  } own[] = {
      {RC_STR_INIT("<account>"), RC_STR_INIT("task-account")},
      {RC_STR_INIT("<region>"), RC_STR_INIT("task-region")},
      {RC_STR_INIT("${AWS::AccountId}"), RC_STR_INIT("task-account")},
      {RC_STR_INIT("${AWS::Region}"), RC_STR_INIT("task-region")},
      {RC_STR_INIT("${data.aws_caller_identity.current.account_id}"), RC_STR_INIT("task-account")},
      {RC_STR_INIT("${data.aws_region.current.name}"), RC_STR_INIT("task-region")},
      {RC_STR_INIT("??????"), RC_STR_INIT("secret-suffix")},
  };
  rc_str shown = rc_hole_display(q->model->arena, hole);
  for (size_t i = 0; i < RC_COUNT_OF(own); i++) {
    if (rc_str_equal(own[i].hole, shown)) {
      rc_miss(q->model->arena, &q->verdict->missing, own[i].id, q->call->values,
              q->call->n_values);
      return;
    }
  }
  MISS(q, "placeholder", {RC_STR("text"), shown});
}

static uint32_t miss_holes_of(const question *q, rc_str text) {
  uint32_t n = 0;
  for (size_t at = 0; at < text.len; at++) {
    size_t length = rc_hole_length(text, at);
    if (length > 0) {
      miss_hole(q, rc_str_slice(text, at, at + length));
      at += length - 1;
      n++;
    }
  }
  return n;
}

static void miss_account(const question *q) {
  rc_str owner = q->call->resource_account;
  uint32_t n = miss_holes_of(q, owner);
  rc_caller caller = caller_of(q->model, q->call, q->role);
  n += miss_holes_of(q, caller.account);
  if (caller.account.len == 0) {
    MISS(q, "task-account", {RC_STR("role-name"), q->role->name});
  } else if (n == 0 && owner.len == 0) {
    (void)miss_holes_of(q, q->call->resource);
  }
}

/* Whether the resource has a hole of which the call says already what would fill it: until that is
 * known, nobody can look at the resource's policy either. */
static bool is_told_elsewhere(const rc_call *call) {
  return call->required_missing.len > 0 && rc_hole_any(call->evaluated);
}

static void miss_all(const question *q) {
  const rc_evaluation *evaluation = &q->verdict->evaluation;
  if (evaluation->missing_identity) {
    miss_identity(q);
  }
  if (evaluation->missing_boundary) {
    MISS(q, "boundary-policy", {RC_STR("policy-arn"), q->role->boundary_arn});
  }
  if (is_told_elsewhere(q->call)) {
    return;
  }
  if (evaluation->missing_resource_policy) {
    miss_resource_policy(q);
  }
  if (evaluation->missing_account) {
    miss_account(q);
  }
  for (RC_EACH(const rc_str, key, evaluation->missing_keys)) {
    MISS(q, "context-key", {RC_STR("key"), *key});
  }
  if (evaluation->missing_session_name) {
    MISS(q, "session-name", {RC_STR("role-name"), q->role->name});
  }
  if (evaluation->missing_canonical_id) {
    MISS(q, "canonical-user", {RC_STR("role-name"), q->role->name});
  }
  if (evaluation->unreadable_policy) {
    MISS(q, "readable-policy", {RC_STR("action"), q->call->rule->action});
  }
  if (evaluation->hole_in_the_way && miss_holes_of(q, q->call->evaluated) == 0) {
    MISS(q, "policy-placeholder", {RC_STR("role-name"), q->role->name});
  }
  if (q->verdict->missing.len == 0) {
    MISS(q, "role-policies", {RC_STR("role-name"), q->role->name});
  }
}

/* ---- the verdict ---------------------------------------------------------------------------- */

/* Six characters that nobody knows come after the name. A hole may be any text and leaves a policy
 * on `name-??????` open; but unless a policy spells the characters out, all of them fare alike. */
static rc_status ask_about_suffix(const rc_model *model, const rc_call *call, const rc_role *role,
                                  rc_evaluation *out) {
  rc_caller caller = caller_of(model, call, role);
  const rc_policy_set *const sets[] = {&role->identity_set, &role->boundary_set,
                                       resource_side(model, call, &caller)};
  if (out->decision != RC_UNDECIDED || !rc_has_open_suffix(call->evaluated) ||
      rc_suffix_is_spelled_out(model->arena, call->evaluated, sets, RC_COUNT_OF(sets))) {
    return RC_OK;
  }
  rc_call any = rc_call_with_any_suffix(model->arena, call);
  return ask(model, &any, role, out);
}

/* A task without a role may do nothing. A list of containers alone does not tell which roles its
 * task has. */
static rc_status judge_without_role(const rc_model *model, const rc_call *call, rc_verdict *out) {
  bool hidden = call->of_task < model->tasks.len &&
                model->tasks.items[call->of_task].bare_containers;
  out->evaluation.decision = hidden ? RC_UNDECIDED : RC_IMPLICIT_DENY;
  if (hidden) {
    rc_miss(model->arena, &out->missing, RC_STR("task-definition"), NULL, 0);
  }
  return rc_arena_status(model->arena);
}

/* What no statement allows the resource may allow alone, if it does so to everybody by default. */
static void leave_it_to_resource(const rc_call *call, rc_evaluation *evaluation) {
  const rc_layer_verdict *boundary = &evaluation->layers[RC_LAYER_BOUNDARY];
  if (call->rule->open_by_default && evaluation->decision == RC_IMPLICIT_DENY &&
      (!boundary->applies || boundary->allow != RC_NO)) {
    evaluation->decision = RC_UNDECIDED;
    evaluation->missing_resource_policy = true;
  }
}

rc_status rc_judge(const rc_model *model, const rc_call *call, uint32_t role_index,
                   rc_verdict *out) {
  *out = (rc_verdict){.role = role_index};
  if (role_index == RC_NO_INDEX) {
    return judge_without_role(model, call, out);
  }
  const rc_role *role = &model->roles.items[role_index];
  out->asked = true;
  RC_TRY(ask(model, call, role, &out->evaluation));
  RC_TRY(ask_about_suffix(model, call, role, &out->evaluation));
  leave_it_to_resource(call, &out->evaluation);
  if (out->evaluation.decision == RC_UNDECIDED) {
    miss_all(&(question){model, call, role, out});
  }
  return rc_arena_status(model->arena);
}
