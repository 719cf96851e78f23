#include "aws/arn.h"
#include "aws/rcp.h"
#include "iam/action_index.h"
#include "iam/doubts.h"
#include "iam/plan.h"

/* ---- the caller ---- */

static rc_str or_hole(rc_arena *arena, rc_str text, const char *name) {
  return rc_str_is_empty(text) ? rc_hole_make(arena, rc_str_from_c(name)) : text;
}

static bool belongs_to_an_account(rc_caller_kind kind) {
  return kind != RC_CALLER_SERVICE && kind != RC_CALLER_ANONYMOUS && kind != RC_CALLER_PROVIDER;
}

/* Do the names of the caller's account and session matter? */
static bool some_name_principals(const rc_prepared *p, const rc_policy *beside) {
  return beside != NULL || p->layers[RC_PLACE_RCP].sets != NULL ||
         p->layers[RC_PLACE_RESOURCE].sets != NULL || p->layers[RC_PLACE_ENDPOINT].sets != NULL;
}

static void name_caller(rc_arena *arena, const rc_policy *beside, rc_prepared *p) {
  const rc_caller *caller = &p->request->caller;
  if (!belongs_to_an_account(caller->kind)) {
    return;
  }
  rc_arn arn = {.partition = RC_STR_NONE};
  (void)rc_arn_parse(caller->arn, &arn);
  rc_str account = caller->account.len > 0 ? caller->account : arn.account;
  p->account_told = account.len > 0;
  p->arn_told = caller->arn.len > 0;
  p->account = or_hole(arena, account, "account");
  p->arn = or_hole(arena, caller->arn, "caller");
  if (!some_name_principals(p, beside)) {
    return;
  }
  rc_str partition = or_hole(arena, arn.partition, "partition");
  p->account_arn = RC_FILL(arena, "arn:{}:iam::{}:root", partition, p->account);
  if (caller->kind == RC_CALLER_ROLE) {
    p->session_arn = RC_FILL(arena, "arn:{}:sts::{}:assumed-role/{}/{}", partition, p->account,
                             or_hole(arena, rc_arn_role_name(caller->arn), "role"),
                             or_hole(arena, caller->session_name, "session"));
  } else if (caller->kind == RC_CALLER_FEDERATED_USER) {
    p->parent_arn = caller->parent_arn.len > 0
                        ? caller->parent_arn
                        : RC_FILL(arena, "arn:{}:iam::{}:user/{}", partition, p->account,
                                  rc_hole_make(arena, RC_STR("parent")));
  }
}

/* ---- the resource ---- */

/* What ARNs of AWS's own resources have in place of an account: arn:aws:iam::aws:policy/NAME. */
static const rc_str aws_itself = RC_STR_INIT("aws");

/* AWS lets everyone read its managed policies, as if they were his own, and nobody change them.
 * Source: IAM User Guide, managed policies and inline policies. Of what other services have of
 * AWS's own nothing general is known. */
static rc_truth as_if_own(const rc_request *request, const rc_arn *arn) {
  static const rc_str readings[] = {RC_STR_INIT("iam:Get"), RC_STR_INIT("iam:List"),
                                    RC_STR_INIT("iam:Generate")};
  if (!rc_str_equal(arn->service, RC_STR("iam"))) {
    return RC_UNKNOWN;
  }
  for (size_t i = 0; i < RC_COUNT_OF(readings); i++) {
    rc_str beginning = rc_str_slice(request->action, 0, readings[i].len);
    if (rc_str_equal_nocase(beginning, readings[i])) {
      return RC_YES;
    }
  }
  return rc_hole_any(request->action) ? RC_UNKNOWN : RC_NO;
}

/* Who owns the resource: told, or in its ARN. An action without a resource asks nobody else. */
static rc_truth in_same_account(const rc_prepared *p) {
  rc_str owner = p->request->resource_account;
  rc_arn arn;
  if (rc_str_equal(p->request->resource, RC_STR("*"))) {
    return RC_YES;
  }
  bool parsed = rc_arn_parse(p->request->resource, &arn);
  if (parsed && rc_str_equal(arn.account, aws_itself) && !p->request->as_simulator) {
    return as_if_own(p->request, &arn);
  }
  if (rc_str_is_empty(owner) && parsed) {
    owner = arn.account;
  }
  return rc_str_is_empty(owner) ? RC_UNKNOWN : rc_text_equal(owner, p->account);
}

/* Permissions work within one partition only; the account's number in another one is another
 * account's. A placeholder is taken for the caller's partition: what is deployed with him lies
 * there. AWS's simulator compares patterns, and is not known to mind. Source: facts
 * iam-evaluation 8. */
static bool lie_apart(const rc_request *request) {
  rc_arn caller;
  rc_arn resource;
  return belongs_to_an_account(request->caller.kind) && !request->as_simulator &&
         rc_arn_parse(request->caller.arn, &caller) &&
         rc_arn_parse(request->resource, &resource) && !rc_hole_any(caller.partition) &&
         !rc_hole_any(resource.partition) && !rc_str_equal(caller.partition, resource.partition);
}

/* ---- the organisation ---- */

/* Their path is reserved: AWS makes all roles there. */
static bool is_service_linked(rc_str role_arn) {
  return rc_str_contains(role_arn, RC_STR(":role/aws-service-role/"));
}

static bool caller_is_service_linked(const rc_caller *caller) {
  return caller->kind == RC_CALLER_ROLE &&
         (caller->service_linked || is_service_linked(caller->arn));
}

static bool scps_bind(const rc_request *request) {
  const rc_caller *caller = &request->caller;
  return belongs_to_an_account(caller->kind) && !caller->in_management_account &&
         !caller_is_service_linked(caller);
}

static bool rcps_bind(const rc_request *request) {
  bool protected = RC_DOUBT_RCP_WITHOUT_RESOURCE ||
                   !rc_str_equal(request->resource, RC_STR("*"));
  return protected && !request->resource_in_management_account &&
         !request->resource_is_aws_managed && !caller_is_service_linked(&request->caller) &&
         !is_service_linked(request->resource) && rc_rcp_reaches(request->action);
}

/* ---- the layers ---- */

/* The policy of the resource is a role's trust policy. */
static bool is_trust(const rc_request *request) {
  const rc_policy_set *set = request->resource_policy;
  if (set != NULL && set->applies && set->policies.len > 0) {
    return set->policies.items[0]->kind == RC_POLICY_TRUST;
  }
  return request->resource_requires_policy &&
         rc_str_equal_nocase(rc_str_slice(request->action, 0, 4), RC_STR("sts:"));
}

static bool some_apply(const rc_policy_set *sets, uint32_t n) {
  for (uint32_t i = 0; sets != NULL && i < n; i++) {
    if (sets[i].applies) {
      return true;
    }
  }
  return false;
}

static void bind(rc_prepared *p, int place, rc_iam_layer id, const rc_policy_set *sets,
                 uint32_t n) {
  bool applies = some_apply(sets, n);
  p->layers[place] = (rc_bound_layer){id, applies ? n : 0, applies ? sets : NULL};
}

static void bind_layers(rc_prepared *p) {
  const rc_request *q = p->request;
  bind(p, RC_PLACE_RCP, RC_LAYER_RCP, rcps_bind(q) ? q->rcp_levels : NULL, q->n_rcp_levels);
  bind(p, RC_PLACE_SCP, RC_LAYER_SCP, scps_bind(q) ? q->scp_levels : NULL, q->n_scp_levels);
  bind(p, RC_PLACE_ENDPOINT, RC_LAYER_ENDPOINT, q->endpoint, 1);
  bind(p, RC_PLACE_RESOURCE, is_trust(q) ? RC_LAYER_TRUST : RC_LAYER_RESOURCE,
       q->resource_policy, 1);
  bind(p, RC_PLACE_IDENTITY, RC_LAYER_IDENTITY, q->identity, 1);
  bind(p, RC_PLACE_BOUNDARY, RC_LAYER_BOUNDARY, q->boundary, 1);
  bind(p, RC_PLACE_SESSION, RC_LAYER_SESSION, q->session, 1);
}

/* Actions that nobody needs a permission for. Source: AWS STS API reference, GetCallerIdentity. */
static bool is_free(const rc_request *request) {
  rc_caller_kind kind = request->caller.kind;
  return kind != RC_CALLER_ANONYMOUS && kind != RC_CALLER_PROVIDER &&
         rc_str_equal_nocase(request->action, RC_STR("sts:GetCallerIdentity"));
}

/* ---- room for the values of policy variables ---- */

typedef struct room {
  size_t longest_text, most_variables, longest_value;
} room;

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static void measure(room *r, const rc_policy *policy) {
  r->longest_text = larger(r->longest_text, policy->longest_variable_text);
  r->most_variables = larger(r->most_variables, policy->most_variables);
}

static void measure_sets(room *r, const rc_policy_set *sets, uint32_t n) {
  for (uint32_t i = 0; sets != NULL && i < n; i++) {
    for (uint32_t k = 0; k < sets[i].policies.len; k++) {
      measure(r, sets[i].policies.items[k]);
    }
  }
}

static void make_room(rc_arena *arena, const rc_policy *beside, rc_prepared *p) {
  const rc_request *q = p->request;
  room r = {.longest_value = larger(p->arn.len, p->account.len)};
  measure_sets(&r, q->identity, 1);
  measure_sets(&r, q->boundary, 1);
  measure_sets(&r, q->session, 1);
  measure_sets(&r, q->resource_policy, 1);
  measure_sets(&r, q->endpoint, 1);
  measure_sets(&r, q->scp_levels, q->n_scp_levels);
  measure_sets(&r, q->rcp_levels, q->n_rcp_levels);
  if (beside != NULL) {
    measure(&r, beside);
  }
  if (r.most_variables == 0) {
    return;
  }
  for (uint32_t i = 0; i < q->context.n_keys; i++) {
    for (uint32_t k = 0; k < q->context.keys[i].n_values; k++) {
      r.longest_value = larger(r.longest_value, q->context.keys[i].values[k].len);
    }
  }
  uint64_t wanted = r.longest_text + (uint64_t)r.most_variables * r.longest_value;
  p->room_size = wanted < RC_LIMIT_MATCH_WORK_VALUE ? (size_t)wanted : RC_LIMIT_MATCH_WORK_VALUE;
  p->room = rc_arena_bytes(arena, p->room_size);
}

/* ---- all of it ---- */

rc_status rc_prepare_into(rc_arena *arena, const rc_request *request, const rc_policy *beside,
                          rc_prepared *out) {
  *out = (rc_prepared){.request = request};
  bind_layers(out);
  name_caller(arena, beside, out);
  out->same_account = in_same_account(out);
  out->is_free = is_free(request);
  out->apart = lie_apart(request);
  out->action_is_plain = !rc_hole_any(request->action);
  out->plain_resource = rc_str_find_byte(request->resource, RC_HOLE_OPEN, 0);
  if (out->plain_resource == RC_NOT_FOUND) {
    out->plain_resource = request->resource.len;
  }
  out->action_hash = rc_action_hash(request->action);
  out->service_hash = rc_action_service_hash(request->action);
  make_room(arena, beside, out);
  return rc_arena_status(arena);
}

const rc_prepared *rc_request_prepare(rc_arena *arena, const rc_request *request) {
  rc_prepared *prepared = RC_NEW(arena, rc_prepared);
  if (prepared == NULL || rc_prepare_into(arena, request, NULL, prepared) != RC_OK) {
    return NULL;
  }
  prepared->plan = rc_plan_make(arena, prepared);
  return rc_arena_status(arena) == RC_OK ? prepared : NULL;
}
