/*
 * Before and after, side by side: what each call was and is decided, and what each role may do now
 * and could not do before.
 *
 * Statements are compared as grants: one action pattern on one resource pattern, under a condition.
 * A grant counts as had before when one statement of the other side covers it. Whether a pattern
 * covers a pattern is decided by taking the inner one's wildcards as ordinary characters: `ecr:*`
 * covers `ecr:Get*`, and `ecr:Get*` covers no `ecr:*`. That never takes a gain for nothing; it may
 * report one where two statements together covered it before.
 */
#include "fix/fix.h"
#include "base/map.h"
#include "fix/json_make.h"

typedef struct proof_side {
  const rc_model *model;
  const rc_roll_call_vec *calls;
} proof_side;

typedef struct comparison {
  rc_arena *arena;
  proof_side before, after;
  rc_proof *out;
} comparison;

/* ---- covering ----------------------------------------------------------------------------- */

/* One entry of an Action or Resource element; the whole list when it is a Not- element. */
typedef struct entry {
  const rc_policy_texts *texts;
  bool negated;
  uint32_t index;
} entry;

static bool has_wildcard(rc_str text) {
  return rc_hole_find_byte(text, '*', 0) != RC_NOT_FOUND ||
         rc_hole_find_byte(text, '?', 0) != RC_NOT_FOUND;
}

static bool has_same_text(const rc_policy_texts *texts, rc_str text) {
  for (RC_EACH(const rc_policy_text, known, *texts)) {
    if (rc_str_equal(known->text, text)) {
      return true;
    }
  }
  return false;
}

/* All but these covers all but those when it leaves out no more. */
static bool covers_negated(const rc_policy_texts *outer, bool outer_negated,
                           const rc_policy_texts *inner) {
  if (!outer_negated) {
    return has_same_text(outer, RC_STR("*"));
  }
  for (RC_EACH(const rc_policy_text, text, *outer)) {
    if (!has_same_text(inner, text->text)) {
      return false;
    }
  }
  return true;
}

static bool covers(const rc_policy_texts *outer, bool outer_negated, entry inner,
                   rc_match_mode mode) {
  if (inner.negated) {
    return covers_negated(outer, outer_negated, inner.texts);
  }
  rc_str text = inner.texts->items[inner.index].text;
  if (outer_negated && has_wildcard(text)) {
    return false;
  }
  for (RC_EACH(const rc_policy_text, pattern, *outer)) {
    rc_truth match = rc_str_equal(pattern->text, text)
                         ? RC_YES
                         : rc_text_match(pattern->pattern, text, mode);
    if (outer_negated ? match != RC_NO : match == RC_YES) {
      return !outer_negated;
    }
  }
  return outer_negated;
}

static rc_str condition_text(rc_arena *arena, const rc_statement *statement) {
  rc_made made = rc_made_from(arena, rc_value_get(statement->value, RC_STR("Condition")));
  return rc_made_compact(arena, &made);
}

/* Without a condition, or under the same one. */
static bool covers_condition(rc_arena *arena, const rc_statement *outer,
                             const rc_statement *inner) {
  if (rc_value_is_none(rc_value_get(outer->value, RC_STR("Condition")))) {
    return true;
  }
  return rc_str_equal(condition_text(arena, outer), condition_text(arena, inner));
}

static bool same_principal(const rc_principal_entry *a, const rc_principal_entry *b) {
  return a->kind == b->kind && rc_str_equal(a->text.text, b->text.text);
}

static bool covers_principal(const rc_statement *outer, const rc_principal_entry *inner) {
  if (inner == NULL) {
    return true;
  }
  for (RC_EACH(const rc_principal_entry, known, outer->principals)) {
    if (known->kind == RC_PRINCIPAL_ANY || same_principal(known, inner)) {
      return !outer->not_principal;
    }
  }
  return false;
}

/* One grant: what stands at these places of a statement. */
typedef struct grant {
  const rc_statement *statement;
  entry action, resource;
  const rc_principal_entry *principal; /* NULL in identity policies */
} grant;

static bool is_covered(rc_arena *arena, const grant *inner, const rc_policy_list *policies) {
  const rc_statement *own = inner->statement;
  for (RC_EACH(const rc_policy *, policy, *policies)) {
    for (RC_EACH(const rc_statement, outer, (*policy)->statements)) {
      if (outer->valid && outer->deny == own->deny && !outer->effect_unknown &&
          !outer->uncertain &&
          covers(&outer->actions, outer->not_action, inner->action, RC_MATCH_NOCASE) &&
          (!own->has_resource || covers(&outer->resources, outer->not_resource, inner->resource,
                                        RC_MATCH_RESOURCE)) &&
          covers_principal(outer, inner->principal) && covers_condition(arena, outer, own)) {
        return true;
      }
    }
  }
  return false;
}

/* ---- changes ------------------------------------------------------------------------------ */

/* Whose policies are compared: a role's own, its trust, or a resource's. */
typedef struct subject {
  rc_str holder;   /* of the grants, where the policy names no principal */
  rc_str resource; /* where the policy names none */
  uint32_t role;   /* index after; of a trust policy the role that is assumed */
  const rc_resource *target; /* after; of a resource policy */
} subject;

static bool names_role(const comparison *about, const rc_call *call,
                       const rc_principal_entry *principal) {
  const rc_model *model = about->after.model;
  return call->verdict.role < model->roles.len &&
         rc_str_equal(model->roles.items[call->verdict.role].arn, principal->text.text);
}

static bool decides(const rc_call *call, const rc_statement *statement) {
  for (RC_EACH(const rc_statement *, deciding, call->verdict.evaluation.deciding)) {
    if (*deciding == statement) {
      return true;
    }
  }
  return false;
}

static bool same_shown(rc_arena *arena, rc_str a, rc_str b) {
  return rc_str_equal(a, b) ||
         rc_str_equal(rc_hole_display(arena, a), rc_hole_display(arena, b));
}

/* Does this call need just this grant? */
static bool call_needs(const comparison *about, const subject *of, const grant *granted,
                       const rc_call *call) {
  const rc_statement *statement = granted->statement;
  if (statement->deny || granted->action.negated ||
      !rc_str_equal_nocase(call->rule->action,
                           statement->actions.items[granted->action.index].text)) {
    return false;
  }
  if (of->target != NULL) {
    return call->target == of->target && granted->principal != NULL &&
           names_role(about, call, granted->principal);
  }
  if (granted->principal != NULL) {
    return call->principal == RC_BY_ECS_TASKS && call->verdict.role == of->role &&
           granted->principal->kind == RC_PRINCIPAL_SERVICE &&
           rc_str_equal(granted->principal->text.text, RC_ECS_TASKS_SERVICE) &&
           decides(call, statement);
  }
  return call->verdict.role == of->role && !granted->resource.negated &&
         same_shown(about->arena, call->resource,
                    statement->resources.items[granted->resource.index].text);
}

static bool is_planned(const comparison *about, const subject *of, const grant *granted) {
  for (RC_EACH(const rc_roll_call, roll_call, *about->after.calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      if (call_needs(about, of, granted, call)) {
        return true;
      }
    }
  }
  return false;
}

static rc_str shown_entry(rc_arena *arena, entry of, rc_str otherwise) {
  if (of.texts->len == 0) {
    return otherwise;
  }
  if (!of.negated) {
    return of.texts->items[of.index].text;
  }
  rc_buf text;
  rc_buf_init(&text, arena);
  for (uint32_t i = 0; i < of.texts->len; i++) {
    rc_buf_put(&text, i == 0 ? RC_STR("all but ") : RC_STR(", "));
    rc_buf_put(&text, of.texts->items[i].text);
  }
  return rc_buf_str(&text);
}

static rc_status add_change(const comparison *about, const subject *of, const grant *changed,
                            rc_grant_change_vec *into) {
  bool gained = into == &about->out->gained;
  bool any = changed->principal != NULL && changed->principal->text.text.len == 0;
  rc_grant_change change = {
      .role = changed->principal == NULL ? of->holder
              : any                      ? RC_STR("*")
                                         : changed->principal->text.text,
      .action = shown_entry(about->arena, changed->action, RC_STR_NONE),
      .resource = shown_entry(about->arena, changed->resource, of->resource),
      .planned = gained && is_planned(about, of, changed),
      .wide = changed->statement->policy->managed_arn.len > 0,
  };
  if (changed->statement->deny) {
    change.action = RC_FILL(about->arena, "{} (no longer denied)", change.action);
  }
  for (RC_EACH(rc_grant_change, known, *into)) {
    if (rc_str_equal(known->role, change.role) && rc_str_equal(known->action, change.action) &&
        rc_str_equal(known->resource, change.resource)) {
      known->planned = known->planned && change.planned;
      return RC_OK;
    }
  }
  rc_grant_change *added = RC_VEC_ADD(about->arena, into);
  if (added == NULL) {
    return rc_arena_status(about->arena);
  }
  *added = change;
  return RC_OK;
}

/* ---- comparing lists of policies ---------------------------------------------------------- */

static uint32_t n_entries(const rc_policy_texts *texts, bool negated) {
  return negated || texts->len == 0 ? 1 : texts->len;
}

static rc_status compare_principal(const comparison *about, const subject *of,
                                   const rc_statement *statement,
                                   const rc_principal_entry *principal,
                                   const rc_policy_list *others, rc_grant_change_vec *into) {
  uint32_t n_actions = n_entries(&statement->actions, statement->not_action);
  uint32_t n_resources = n_entries(&statement->resources, statement->not_resource);
  for (uint32_t i = 0; i < n_actions && statement->actions.len > 0; i++) {
    for (uint32_t j = 0; j < n_resources; j++) {
      grant one = {
          .statement = statement,
          .action = {&statement->actions, statement->not_action, i},
          .resource = {&statement->resources, statement->not_resource, j},
          .principal = principal,
      };
      if (!is_covered(about->arena, &one, others)) {
        RC_TRY(add_change(about, of, &one, into));
      }
    }
  }
  return rc_arena_status(about->arena);
}

static rc_status compare_statement(const comparison *about, const subject *of,
                                   const rc_statement *statement, const rc_policy_list *others,
                                   rc_grant_change_vec *into) {
  if (!statement->has_principal) {
    return compare_principal(about, of, statement, NULL, others, into);
  }
  for (RC_EACH(const rc_principal_entry, principal, statement->principals)) {
    RC_TRY(compare_principal(about, of, statement, principal, others, into));
  }
  return RC_OK;
}

/* Most statements are not touched; they are told by their bytes. */
static rc_status known_statements(rc_arena *arena, const rc_policy_list *policies, rc_map *out) {
  for (RC_EACH(const rc_policy *, policy, *policies)) {
    for (RC_EACH(const rc_statement, statement, (*policy)->statements)) {
      RC_TRY(rc_map_add(arena, out, rc_value_raw(statement->value), 1, NULL));
    }
  }
  return RC_OK;
}

/* Statements of `these` with this effect that `others` do not cover. */
static rc_status compare_lists(const comparison *about, const subject *of, bool deny,
                               const rc_policy_list *these, const rc_policy_list *others,
                               rc_grant_change_vec *into) {
  rc_map known = {0};
  RC_TRY(known_statements(about->arena, others, &known));
  for (RC_EACH(const rc_policy *, policy, *these)) {
    for (RC_EACH(const rc_statement, statement, (*policy)->statements)) {
      if (statement->valid && statement->deny == deny &&
          rc_map_get(&known, rc_value_raw(statement->value)) == RC_MAP_NONE) {
        RC_TRY(compare_statement(about, of, statement, others, into));
      }
    }
  }
  return RC_OK;
}

/* An Allow more is a gain, and so is a Deny less. */
static rc_status compare_both_ways(const comparison *about, const subject *of,
                                   const rc_policy_list *before, const rc_policy_list *after) {
  rc_proof *out = about->out;
  RC_TRY(compare_lists(about, of, false, after, before, &out->gained));
  RC_TRY(compare_lists(about, of, true, before, after, &out->gained));
  return compare_lists(about, of, false, before, after, &out->lost);
}

static rc_status one_policy(rc_arena *arena, const rc_policy *policy, rc_policy_list *out) {
  if (policy == NULL) {
    return RC_OK;
  }
  const rc_policy **added = RC_VEC_ADD(arena, out);
  if (added == NULL) {
    return rc_arena_status(arena);
  }
  *added = policy;
  return RC_OK;
}

static rc_status compare_single(const comparison *about, const subject *of,
                                const rc_policy *before, const rc_policy *after) {
  rc_policy_list old = {0};
  rc_policy_list new = {0};
  RC_TRY(one_policy(about->arena, before, &old));
  RC_TRY(one_policy(about->arena, after, &new));
  return compare_both_ways(about, of, &old, &new);
}

/* ---- roles and resources ------------------------------------------------------------------ */

static rc_status compare_role(const comparison *about, uint32_t index) {
  static const rc_role nobody = {.span = {RC_NO_FILE, 0, 0}};
  const rc_role *after = &about->after.model->roles.items[index];
  rc_str id = after->arn.len > 0 ? after->arn : after->name;
  uint32_t found = rc_model_find_role(about->before.model, id);
  const rc_role *before = found == RC_NO_INDEX ? &nobody : &about->before.model->roles.items[found];
  subject of = {.holder = after->name, .resource = id, .role = index};
  RC_TRY(compare_both_ways(about, &of, &before->identity_set.policies,
                           &after->identity_set.policies));
  return compare_single(about, &of, before->trust, after->trust);
}

static const rc_resource *resource_before(const comparison *about, const rc_resource *after) {
  for (RC_EACH(const rc_resource, before, about->before.model->resources)) {
    if (before->kind == after->kind && rc_str_equal(before->name, after->name) &&
        rc_str_equal(before->account, after->account) &&
        rc_str_equal(before->region, after->region)) {
      return before;
    }
  }
  return NULL;
}

static rc_status compare_resource(const comparison *about, const rc_resource *after) {
  const rc_resource *before = resource_before(about, after);
  rc_str id = after->arn.len > 0 ? after->arn : after->name;
  subject of = {.holder = id, .resource = id, .role = RC_NO_INDEX, .target = after};
  return compare_single(about, &of, before == NULL ? NULL : before->policy, after->policy);
}

static rc_status compare_grants(const comparison *about) {
  for (uint32_t i = 0; i < about->after.model->roles.len; i++) {
    RC_TRY(compare_role(about, i));
  }
  for (RC_EACH(const rc_resource, resource, about->after.model->resources)) {
    if (resource->policy != NULL) {
      RC_TRY(compare_resource(about, resource));
    }
  }
  return RC_OK;
}

/* ---- calls -------------------------------------------------------------------------------- */

/* The plan of one task before, by resource. Few calls of a plan have one resource in common; a plan
 * has as many resources as a task has images, secrets and log groups. */
typedef struct plan_before {
  const rc_roll_call *roll_call; /* NULL: there was no such task */
  rc_map slots;                  /* of a resource: its place in `first` */
  uint32_t *first;               /* index of a call, plus one */
  uint32_t *next;                /* for each call: the next with its resource, plus one */
} plan_before;

static rc_status index_calls(rc_arena *arena, plan_before *index) {
  uint32_t n = index->roll_call == NULL ? 0 : index->roll_call->calls.len;
  if (n == 0) {
    return RC_OK;
  }
  index->first = RC_NEW_ARRAY(arena, uint32_t, n);
  index->next = RC_NEW_ARRAY(arena, uint32_t, n);
  if (index->first == NULL || index->next == NULL) {
    return rc_arena_status(arena);
  }
  for (uint32_t i = n; i-- > 0;) { /* from behind: chains are in the order of the plan */
    uint32_t slot = 0;
    RC_TRY(rc_map_add(arena, &index->slots, index->roll_call->calls.items[i].resource,
                      index->slots.len, &slot));
    index->next[i] = index->first[slot];
    index->first[slot] = i + 1;
  }
  return RC_OK;
}

/* The same call before; by another caller if the fix changed who makes it. */
static const rc_call *call_before(const plan_before *index, const rc_call *after) {
  const rc_call *by_other = NULL;
  uint32_t slot = rc_map_get(&index->slots, after->resource);
  for (uint32_t i = slot == RC_MAP_NONE ? 0 : index->first[slot]; i != 0; i = index->next[i - 1]) {
    const rc_call *call = &index->roll_call->calls.items[i - 1];
    if (rc_str_equal(call->rule->action, after->rule->action)) {
      if (call->principal == after->principal) {
        return call;
      }
      by_other = by_other == NULL ? call : by_other;
    }
  }
  return by_other;
}

static rc_str task_name(const rc_model *model, uint32_t index) {
  const rc_task *task = &model->tasks.items[index];
  if (task->family.text.len > 0) {
    return task->family.text;
  }
  return task->containers.len > 0 ? task->containers.items[0].name.text : RC_STR_NONE;
}

/* The plans before, by the task's place in the model; NULL where a task has none. */
static rc_status plans_by_task(const comparison *about, const rc_roll_call ***out) {
  *out = RC_NEW_ARRAY(about->arena, const rc_roll_call *, about->before.model->tasks.len + 1);
  if (*out == NULL) {
    return rc_arena_status(about->arena);
  }
  for (RC_EACH(const rc_roll_call, roll_call, *about->before.calls)) {
    (*out)[roll_call->task] = roll_call;
  }
  return RC_OK;
}

/* A call that must be allowed must not be denied; and what was allowed must not become doubtful. */
static bool holds_for(const rc_call *call, rc_decision before, rc_decision after) {
  if (call->required != RC_KNOWN_YES || !call->rule->blocks_start || after == RC_ALLOWED) {
    return true;
  }
  return after == RC_UNDECIDED && before != RC_ALLOWED;
}

static rc_status compare_calls(const comparison *about, const rc_roll_call *before,
                               const rc_roll_call *roll_call) {
  plan_before index = {.roll_call = before};
  RC_TRY(index_calls(about->arena, &index));
  for (RC_EACH(const rc_call, call, roll_call->calls)) {
    const rc_call *old = call_before(&index, call);
    rc_proof_call *line = RC_VEC_ADD(about->arena, &about->out->calls);
    if (line == NULL) {
      return rc_arena_status(about->arena);
    }
    *line = (rc_proof_call){
        .task = task_name(about->after.model, roll_call->task),
        .action = call->rule->action,
        .resource = call->resource,
        .principal = call->principal,
        .before = old == NULL ? RC_UNDECIDED : old->verdict.evaluation.decision,
        .after = call->verdict.evaluation.decision,
        .is_new = old == NULL,
    };
    about->out->holds = about->out->holds && holds_for(call, line->before, line->after);
  }
  return RC_OK;
}

static rc_status compare_plans(const comparison *about) {
  const rc_roll_call **before = NULL;
  uint32_t n_before = about->before.model->tasks.len;
  RC_TRY(plans_by_task(about, &before));
  for (RC_EACH(const rc_roll_call, roll_call, *about->after.calls)) {
    uint32_t task = roll_call->task;
    RC_TRY(compare_calls(about, task < n_before ? before[task] : NULL, roll_call));
  }
  return RC_OK;
}

rc_status rc_prove(rc_arena *arena, const rc_model *before, const rc_roll_call_vec *calls_before,
                   const rc_model *after, const rc_roll_call_vec *calls_after, rc_proof *out) {
  *out = (rc_proof){.holds = true};
  comparison about = {arena, {before, calls_before}, {after, calls_after}, out};
  RC_TRY(compare_plans(&about));
  RC_TRY(compare_grants(&about));
  for (RC_EACH(const rc_grant_change, change, out->gained)) {
    out->holds = out->holds && (change->planned || change->wide);
  }
  return rc_arena_status(arena);
}
