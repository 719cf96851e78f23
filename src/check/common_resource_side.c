#include "check/common_resource_side.h"

static rc_span policy_place(const rc_resource *target, rc_span otherwise) {
  if (target->policy == NULL || rc_value_is_none(target->policy->document)) {
    return otherwise;
  }
  rc_value statements = rc_value_get(target->policy->document, RC_STR("Statement"));
  return rc_value_is_none(statements) ? otherwise : rc_value_span(rc_value_key(statements));
}

static void intend_all(const rc_case *about, rc_finding *finding, const rc_denied *denied) {
  for (RC_EACH(const rc_call *, call, denied->calls)) {
    rc_intent *intent = rc_intend(about, finding, RC_INTENT_RESOURCE_ALLOW);
    if (intent == NULL) {
      return;
    }
    intent->task = denied->roll_call->task;
    intent->role = denied->role;
    intent->action = (*call)->rule->action;
    intent->resource = (*call)->resource;
    intent->condition_key = (*call)->condition_key;
    intent->condition_value = (*call)->condition_value;
    intent->target = (*call)->resource;
  }
}

/* A grant in a resource policy names the role by its ARN: without one nothing can be written. */
static void offer_fix(const rc_case *about, rc_finding *finding, const rc_denied *denied) {
  const rc_role *role = rc_role_at(about, denied->role);
  bool nameable = role->arn.len > 0 && !rc_hole_any(role->arn);
  finding->applicability = nameable ? RC_FIX_SAFE : RC_FIX_DISPLAY;
  finding->fix_summary = RC_FILL(about->arena, "allow {} to `{}` in the policy of `{}`",
                                 rc_words_count(about, &denied->calls), role->name,
                                 denied->calls.items[0]->target->name);
  if (nameable) {
    intend_all(about, finding, denied);
  }
}

static rc_str message_of(const rc_case *about, const rc_resource_side *side,
                         const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  rc_str noun = rc_str_from_c(side->noun);
  rc_str role = rc_words_role(about, call->principal, denied->role);
  rc_str actions = rc_words_actions(about, &denied->calls);
  if (call->target->policy_known == RC_KNOWN_NO) {
    return RC_FILL(about->arena, "{} `{}` has no policy, so {} of another account may not call {}",
                   noun, call->target->name, role, actions);
  }
  return RC_FILL(about->arena, "the policy of {} `{}` does not let {} call {}", noun,
                 call->target->name, role, actions);
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_resource_side *side,
                     const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  rc_finding *finding = rc_report(
      about, findings, side->check, denied->blocks_start ? RC_ERROR_SEVERITY : RC_WARNING,
      policy_place(call->target, call->cause), message_of(about, side, denied));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label = rc_str_from_c(call->target->policy == NULL ? "needs a policy on the other side"
                                                              : "does not allow it");
  finding->help = rc_str_from_c(side->why);
  rc_relate_causes(about, finding, &denied->calls);
  offer_fix(about, finding, denied);
  return rc_arena_status(about->arena);
}

/* Denials group by what needs them; one thing may still touch two resources (a secret and its
 * key), and each has a policy of its own. */
static rc_status say_each_target(const rc_case *about, rc_finding_vec *findings,
                                 const rc_resource_side *side, const rc_denied *denied) {
  for (uint32_t i = 0; i < denied->calls.len; i++) {
    const rc_resource *target = denied->calls.items[i]->target;
    bool first = target != NULL && target->kind == side->kind;
    rc_denied part = *denied;
    part.calls = (rc_call_list){0};
    for (uint32_t j = 0; j < denied->calls.len && first; j++) {
      if (denied->calls.items[j]->target == target) {
        first = j >= i;
        const rc_call **added = RC_VEC_ADD(about->arena, &part.calls);
        if (added == NULL) {
          return rc_arena_status(about->arena);
        }
        *added = denied->calls.items[j];
      }
    }
    if (first) {
      RC_TRY(say(about, findings, side, &part));
    }
  }
  return RC_OK;
}

rc_status rc_report_resource_side(const rc_case *about, rc_finding_vec *findings,
                                  const rc_resource_side *side) {
  rc_denied_vec denials;
  RC_TRY(rc_find_denied(about, RC_DENIED_RESOURCE, &denials));
  for (RC_EACH(const rc_denied, denied, denials)) {
    RC_TRY(say_each_target(about, findings, side, denied));
  }
  return RC_OK;
}
