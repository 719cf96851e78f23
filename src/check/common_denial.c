#include "check/common_denial.h"

const rc_verdict *rc_verdict_that_counts(const rc_call *call) {
  bool unset = call->verdict.role == RC_NO_INDEX && call->principal == RC_BY_EXECUTION_ROLE;
  return unset && call->execution.asked ? &call->execution : &call->verdict;
}

const rc_verdict *rc_other_verdict(const rc_call *call) {
  return call->principal == RC_BY_EXECUTION_ROLE ? &call->task : &call->execution;
}

/* ---- near misses ---------------------------------------------------------------------------- */

const rc_statement *rc_find_near_miss(const rc_case *about, uint32_t role, const rc_call *call) {
  const rc_policy_set *set = &rc_role_at(about, role)->identity_set;
  for (RC_EACH(const rc_policy *, policy, set->policies)) {
    for (RC_EACH(const rc_statement, statement, (*policy)->statements)) {
      if (statement->valid && !statement->deny &&
          rc_statement_covers_action(statement, call->rule->action) == RC_YES &&
          rc_statement_covers_resource(statement, rc_resource_asked(call)) == RC_NO) {
        return statement;
      }
    }
  }
  return NULL;
}

/* `arn:...:log-group:NAME` of `arn:...:log-group:NAME:*` and of `...:log-stream:*`. */
static rc_str log_group_of(rc_str resource) {
  size_t at = 0;
  for (int colons = 0; colons < 7; colons++) {
    at = rc_hole_find_byte(resource, ':', at);
    if (at == RC_NOT_FOUND) {
      return RC_STR_NONE;
    }
    at++;
  }
  return rc_str_slice(resource, 0, at - 1);
}

const rc_policy_text *rc_find_bare_log_group(const rc_statement *statement,
                                             const rc_call *call) {
  rc_str group = log_group_of(call->resource);
  if (call->rule->phase != RC_PHASE_LOGS || rc_str_is_empty(group) || statement->not_resource) {
    return NULL;
  }
  for (RC_EACH(const rc_policy_text, entry, statement->resources)) {
    if (rc_text_match(entry->text, group, RC_MATCH_RESOURCE) == RC_YES) {
      return entry;
    }
  }
  return NULL;
}

const rc_statement *rc_find_log_group_near_miss(const rc_case *about, uint32_t role,
                                                const rc_call *call) {
  const rc_policy_set *set = &rc_role_at(about, role)->identity_set;
  for (RC_EACH(const rc_policy *, policy, set->policies)) {
    for (RC_EACH(const rc_statement, statement, (*policy)->statements)) {
      if (statement->valid && !statement->deny &&
          rc_statement_covers_action(statement, call->rule->action) == RC_YES &&
          rc_find_bare_log_group(statement, call) != NULL) {
        return statement;
      }
    }
  }
  return NULL;
}

/* ---- the sides of a denial ------------------------------------------------------------------ */

static bool known_text(rc_str text) { return text.len > 0 && !rc_hole_any(text); }

static bool crosses_accounts(const rc_role *role, const rc_call *call) {
  return known_text(role->account) && known_text(call->resource_account) &&
         !rc_str_equal(role->account, call->resource_account);
}

/* Certain that no Allow of these policies applies, whatever the request's context is. */
static rc_status lacks_allow(const rc_case *about, const rc_policy_set *set, const rc_role *role,
                             const rc_call *call, bool *lacks) {
  rc_request request = {
      .action = call->rule->action,
      .resource = rc_resource_asked(call),
      .resource_account = call->resource_account,
      .caller = {.kind = RC_CALLER_ROLE, .arn = role->arn, .account = role->account},
  };
  *lacks = false;
  if (!set->complete) {
    return RC_OK;
  }
  for (RC_EACH(const rc_policy *, policy, set->policies)) {
    for (RC_EACH(const rc_statement, statement, (*policy)->statements)) {
      rc_truth applies = RC_NO;
      if (!statement->deny) {
        RC_TRY(rc_statement_applies(about->arena, statement, &request, &applies));
      }
      if (applies != RC_NO) {
        return RC_OK;
      }
    }
  }
  *lacks = true;
  return RC_OK;
}

/* The engine names one layer; where two must allow and both lack it, both are told, so that nobody
 * mends one only to meet the other. */
static rc_status add_other_sides(const rc_case *about, const rc_call *call, uint32_t role_index,
                                 rc_iam_layer told, unsigned *kinds) {
  const rc_role *role = rc_role_at(about, role_index);
  const rc_resource *target = call->target;
  bool across = crosses_accounts(role, call);
  bool lacks = false;
  if (told != RC_LAYER_RESOURCE && target != NULL && target->policy_known != RC_KNOWN_NOT &&
      (across ? call->rule->needs_resource_policy : call->rule->always_resource_policy)) {
    rc_policy_set set = target->policy_set;
    set.complete = true;
    RC_TRY(lacks_allow(about, &set, role, call, &lacks));
    *kinds |= lacks ? 1u << RC_DENIED_RESOURCE : 0;
  }
  if (told != RC_LAYER_BOUNDARY && role->boundary_set.applies) {
    RC_TRY(lacks_allow(about, &role->boundary_set, role, call, &lacks));
    *kinds |= lacks ? 1u << RC_DENIED_CEILING : 0;
  }
  if (told == RC_LAYER_BOUNDARY || (told == RC_LAYER_RESOURCE && across)) {
    RC_TRY(lacks_allow(about, &role->identity_set, role, call, &lacks));
    *kinds |= lacks ? 1u << RC_DENIED_NOT_ALLOWED : 0;
  }
  return RC_OK;
}

/* Of the ways in which a role can lack an Allow, the one that says most. */
static rc_denial lacking(const rc_case *about, const rc_call *call, uint32_t role) {
  const rc_verdict *other = rc_other_verdict(call);
  if (call->rule->phase == RC_PHASE_REGISTRY_AUTH &&
      rc_str_equal(call->rule->resource, RC_STR("*")) &&
      rc_find_near_miss(about, role, call) != NULL) {
    return RC_DENIED_TOKEN_SCOPED;
  }
  if (rc_find_log_group_near_miss(about, role, call) != NULL) {
    return RC_DENIED_LOG_ARN;
  }
  if (other->asked && other->role != role && other->evaluation.decision == RC_ALLOWED) {
    return RC_DENIED_WRONG_ROLE;
  }
  return RC_DENIED_NOT_ALLOWED;
}

/* A task that names no role is denied; what the candidate would lack is told beside it. */
static bool has_no_role(const rc_call *call) {
  return call->verdict.role == RC_NO_INDEX &&
         call->verdict.evaluation.decision == RC_IMPLICIT_DENY;
}

static rc_status denials_of(const rc_case *about, const rc_call *call, unsigned *kinds) {
  const rc_verdict *verdict = rc_verdict_that_counts(call);
  rc_decision decision = verdict->evaluation.decision;
  rc_iam_layer layer = verdict->evaluation.layer;
  *kinds = 0;
  if (call->required != RC_KNOWN_YES) {
    return RC_OK;
  }
  *kinds = has_no_role(call) ? 1u << RC_DENIED_NO_ROLE : 0;
  if (verdict->role == RC_NO_INDEX || decision == RC_ALLOWED || decision == RC_UNDECIDED) {
    return RC_OK;
  }
  if (call->principal == RC_BY_ECS_TASKS) {
    *kinds |= 1u << RC_DENIED_TRUST;
  } else if (decision == RC_EXPLICIT_DENY) {
    *kinds |= 1u << RC_DENIED_EXPLICIT;
  } else if (layer == RC_LAYER_NONE) { /* another partition: no side could help */
    *kinds |= 1u << RC_DENIED_NOT_ALLOWED;
  } else {
    RC_TRY(add_other_sides(about, call, verdict->role, layer, kinds));
    *kinds |= layer == RC_LAYER_RESOURCE ? 1u << RC_DENIED_RESOURCE
              : layer == RC_LAYER_IDENTITY ? 1u << lacking(about, call, verdict->role)
                                           : 1u << RC_DENIED_CEILING;
  }
  return RC_OK;
}

/* ---- groups --------------------------------------------------------------------------------- */

static bool belongs(const rc_denied *group, const rc_call *call) {
  const rc_call *first = group->calls.items[0];
  bool same_cause = first->cause.file == call->cause.file &&
                    first->cause.start == call->cause.start && first->cause.end == call->cause.end;
  bool both_log = first->rule->phase == RC_PHASE_LOGS && call->rule->phase == RC_PHASE_LOGS;
  return group->role == rc_verdict_that_counts(call)->role && first->container == call->container &&
         (same_cause || both_log || rc_str_equal(first->rule->feature, call->rule->feature));
}

/* A group holds calls of one container only, so a call is compared with the groups of its own
 * container: those of a task with thousands of containers are as many. */
typedef struct grouping {
  const rc_case *about;
  const rc_roll_call *roll_call;
  uint32_t *first; /* for each container, and behind them for the task: its first group, plus one */
  struct { RC_VEC_FIELDS(uint32_t) } next; /* for each group: the next of its container, plus one */
} grouping;

static const rc_task *task_of(const grouping *g) {
  return &g->about->model->tasks.items[g->roll_call->task];
}

static rc_status start_roll_call(grouping *g, const rc_roll_call *roll_call) {
  g->roll_call = roll_call;
  g->first = RC_NEW_ARRAY(g->about->arena, uint32_t, (size_t)task_of(g)->containers.len + 1);
  return g->first == NULL ? rc_arena_status(g->about->arena) : RC_OK;
}

/* The group that `call` belongs to; a new one if there is none; NULL when memory is. */
static rc_denied *group_of(grouping *g, const rc_call *call, rc_denied_vec *out) {
  uint32_t n_containers = task_of(g)->containers.len;
  uint32_t *link = &g->first[call->container == RC_NO_INDEX ? n_containers : call->container];
  for (; *link != 0; link = &g->next.items[*link - 1]) {
    if (belongs(&out->items[*link - 1], call)) {
      return &out->items[*link - 1];
    }
  }
  *link = out->len + 1; /* before `next` grows, and moves */
  uint32_t *next = RC_VEC_ADD(g->about->arena, &g->next);
  rc_denied *group = next == NULL ? NULL : RC_VEC_ADD(g->about->arena, out);
  if (group != NULL) {
    *group = (rc_denied){.roll_call = g->roll_call,
                         .task = task_of(g),
                         .role = rc_verdict_that_counts(call)->role};
  }
  return group;
}

static rc_status add_call(grouping *g, const rc_call *call, rc_denied_vec *out) {
  rc_denied *group = group_of(g, call, out);
  const rc_call **added = group == NULL ? NULL : RC_VEC_ADD(g->about->arena, &group->calls);
  if (added == NULL) {
    return rc_arena_status(g->about->arena);
  }
  group->blocks_start = group->blocks_start || call->rule->blocks_start;
  *added = call;
  return RC_OK;
}

rc_status rc_find_denied(const rc_case *about, rc_denial kind, rc_denied_vec *out) {
  grouping groups = {.about = about};
  *out = (rc_denied_vec){0};
  for (RC_EACH(const rc_roll_call, roll_call, *about->roll_calls)) {
    groups.first = NULL;
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      unsigned kinds = 0;
      RC_TRY(denials_of(about, call, &kinds));
      if ((kinds & (1u << kind)) == 0) {
        continue;
      }
      if (groups.first == NULL) {
        RC_TRY(start_roll_call(&groups, roll_call));
      }
      RC_TRY(add_call(&groups, call, out));
    }
  }
  return RC_OK;
}

rc_status rc_say_each_denied(const rc_case *about, rc_finding_vec *findings, rc_denial kind,
                             rc_status (*say)(const rc_case *about, rc_finding_vec *findings,
                                              const rc_denied *denied)) {
  rc_denied_vec denials;
  RC_TRY(rc_find_denied(about, kind, &denials));
  for (RC_EACH(const rc_denied, denied, denials)) {
    RC_TRY(say(about, findings, denied));
  }
  return RC_OK;
}
