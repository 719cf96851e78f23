#include "check/common_words.h"

const rc_check rc_check_explicit_deny;

static const rc_statement *deny_of(const rc_call *call) {
  const rc_statement_list *deciding = &rc_verdict_that_counts(call)->evaluation.deciding;
  return deciding->len > 0 ? deciding->items[0] : NULL;
}

static rc_str layer_words(const rc_case *about, rc_iam_layer layer, const rc_role *role,
                          const rc_call *call) {
  switch (layer) {
    case RC_LAYER_BOUNDARY:
      return RC_FILL(about->arena, "the permissions boundary of `{}`", role->name);
    case RC_LAYER_RESOURCE:
      return RC_FILL(about->arena, "the policy of `{}`",
                     call->target != NULL ? call->target->name : call->resource);
    case RC_LAYER_SCP:
      return rc_str_from_c("a service control policy");
    case RC_LAYER_RCP:
      return rc_str_from_c("a resource control policy");
    case RC_LAYER_ENDPOINT:
      return rc_str_from_c("a VPC endpoint policy");
    case RC_LAYER_SESSION:
      return rc_str_from_c("a session policy");
    case RC_LAYER_NONE:
    case RC_LAYER_IDENTITY:
    case RC_LAYER_TRUST:
      break;
  }
  return RC_FILL(about->arena, "a policy of `{}`", role->name);
}

static rc_span place_of(const rc_role *role, const rc_statement *deny, rc_span otherwise) {
  if (deny == NULL) {
    return otherwise;
  }
  return rc_place_of(role, deny, deny->action_value, otherwise);
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  const rc_role *role = rc_role_at(about, denied->role);
  const rc_evaluation *evaluation = &rc_verdict_that_counts(call)->evaluation;
  const rc_statement *deny = deny_of(call);
  rc_finding *finding = rc_report(
      about, findings, &rc_check_explicit_deny,
      denied->blocks_start ? RC_ERROR_SEVERITY : RC_WARNING, place_of(role, deny, call->cause),
      RC_FILL(about->arena, "{} denies {} to {}",
              layer_words(about, evaluation->layer, role, call),
              rc_words_actions(about, &denied->calls),
              rc_words_role(about, call->principal, denied->role)));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label = rc_str_from_c("denied here");
  finding->help = rc_str_from_c(
      "no Allow outweighs a Deny: narrow this statement so that it leaves out the call, or ask "
      "whoever set it");
  rc_relate_causes(about, finding, &denied->calls);
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("narrow the Deny by hand");
  return rc_arena_status(about->arena);
}

/* Everything that one Deny refuses a role is one finding, whatever needs it. */
static rc_status add_to_its_deny(const rc_case *about, const rc_denied *from, const rc_call *call,
                                 rc_denied_vec *by_deny) {
  rc_denied *group = NULL;
  for (RC_EACH(rc_denied, known, *by_deny)) {
    bool same = known->roll_call == from->roll_call && known->role == from->role &&
                deny_of(known->calls.items[0]) == deny_of(call);
    group = same ? known : group;
  }
  if (group == NULL) {
    group = RC_VEC_ADD(about->arena, by_deny);
    if (group == NULL) {
      return rc_arena_status(about->arena);
    }
    *group = (rc_denied){.roll_call = from->roll_call, .task = from->task, .role = from->role};
  }
  group->blocks_start = group->blocks_start || call->rule->blocks_start;
  const rc_call **added = RC_VEC_ADD(about->arena, &group->calls);
  if (added == NULL) {
    return rc_arena_status(about->arena);
  }
  *added = call;
  return RC_OK;
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  rc_denied_vec denials;
  rc_denied_vec by_deny = {0};
  RC_TRY(rc_find_denied(about, RC_DENIED_EXPLICIT, &denials));
  for (RC_EACH(const rc_denied, denied, denials)) {
    for (RC_EACH(const rc_call *, call, denied->calls)) {
      RC_TRY(add_to_its_deny(about, denied, *call, &by_deny));
    }
  }
  for (RC_EACH(const rc_denied, denied, by_deny)) {
    RC_TRY(say(about, findings, denied));
  }
  return RC_OK;
}

const rc_check rc_check_explicit_deny = {
    .code = "RC302",
    .name = "explicit-deny",
    .summary = "a Deny statement refuses a call that the launch needs; no Allow can mend that",
    .run = run,
};
