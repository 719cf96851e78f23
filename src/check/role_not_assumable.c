#include "check/common_words.h"

const rc_check rc_check_role_not_assumable;

/* The first principal that an Allow of the trust policy names: the slip is mostly there. */
static const rc_principal_entry *named_principal(const rc_role *role) {
  if (role->trust == NULL) {
    return NULL;
  }
  for (RC_EACH(const rc_statement, statement, role->trust->statements)) {
    if (!statement->deny && statement->principals.len > 0) {
      return &statement->principals.items[0];
    }
  }
  return NULL;
}

static rc_span place_of(const rc_role *role, const rc_denied *denied, bool by_deny) {
  const rc_call *call = denied->calls.items[0];
  const rc_evaluation *evaluation = &rc_verdict_that_counts(call)->evaluation;
  const rc_principal_entry *named = named_principal(role);
  if (by_deny && evaluation->deciding.len > 0) {
    return rc_place_of(role, evaluation->deciding.items[0], RC_VALUE_NONE, call->cause);
  }
  if (named != NULL && !rc_value_is_none(named->text.value)) {
    return rc_value_span(named->text.value);
  }
  return rc_span_is_none(role->span) ? call->cause : role->span;
}

static rc_str message_of(const rc_case *about, const rc_role *role, bool by_deny) {
  const rc_principal_entry *named = named_principal(role);
  if (by_deny) {
    return RC_FILL(about->arena, "the trust policy of role `{}` denies `{}`", role->name,
                   RC_TASKS_SERVICE);
  }
  if (named == NULL) {
    return RC_FILL(about->arena, "the trust policy of role `{}` lets nobody assume it", role->name);
  }
  return RC_FILL(about->arena, "the trust policy of role `{}` does not let `{}` assume it",
                 role->name, RC_TASKS_SERVICE);
}

static void intend_trust(const rc_case *about, rc_finding *finding, const rc_denied *denied) {
  rc_intent *intent = rc_intend(about, finding, RC_INTENT_TRUST);
  if (intent != NULL) {
    intent->task = denied->roll_call->task;
    intent->role = denied->role;
    intent->value = RC_TASKS_SERVICE;
  }
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  const rc_role *role = rc_role_at(about, denied->role);
  bool by_deny = rc_verdict_that_counts(call)->evaluation.decision == RC_EXPLICIT_DENY;
  rc_finding *finding =
      rc_report(about, findings, &rc_check_role_not_assumable, RC_ERROR_SEVERITY,
                place_of(role, denied, by_deny), message_of(about, role, by_deny));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label =
      rc_str_from_c(by_deny ? "this statement denies it" : "not the service that starts tasks");
  finding->help = RC_FILL(about->arena, "{}: ECS assumes execution and task roles as `{}`",
                          rc_str_from_c(by_deny ? "change the Deny, no Allow outweighs it"
                                                : "let it assume the role"),
                          RC_TASKS_SERVICE);
  rc_relate_causes(about, finding, &denied->calls);
  finding->applicability = by_deny ? RC_FIX_DISPLAY : RC_FIX_SAFE;
  finding->fix_summary =
      RC_FILL(about->arena, "let `{}` assume `{}`", RC_TASKS_SERVICE, role->name);
  if (!by_deny) {
    intend_trust(about, finding, denied);
  }
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  return rc_say_each_denied(about, findings, RC_DENIED_TRUST, say);
}

const rc_check rc_check_role_not_assumable = {
    .code = "RC301",
    .name = "role-not-assumable",
    .summary = "the role's trust policy does not let ECS tasks assume it",
    .run = run,
};
