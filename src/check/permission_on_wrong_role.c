#include "check/common_words.h"

const rc_check rc_check_permission_on_wrong_role;

/* The statement of the other role that carries the permission; NULL when only a resource policy
 * does. */
static const rc_statement *wrong_grant(const rc_denied *denied) {
  const rc_verdict *other = rc_other_verdict(denied->calls.items[0]);
  return other->evaluation.deciding.len > 0 ? other->evaluation.deciding.items[0] : NULL;
}

static rc_str help_of(const rc_case *about, const rc_denied *denied, rc_str right, rc_str wrong) {
  const rc_call *call = denied->calls.items[0];
  const rc_statement *grant = wrong_grant(denied);
  rc_str exposed = RC_STR_NONE;
  if (grant != NULL && call->principal == RC_BY_EXECUTION_ROLE) {
    exposed = rc_words_exposure(about, grant, rc_service_of(call->rule->action));
  }
  if (exposed.len == 0) {
    return RC_FILL(about->arena, "allow it to {}, which ECS asks; what {} has is not used for this",
                   right, wrong);
  }
  return RC_FILL(about->arena,
                 "allow it to {}, which ECS asks; what stands on {} is never used by the launch, "
                 "and lets whatever runs in the containers {}",
                 right, wrong, exposed);
}

static void relate_grant(const rc_case *about, rc_finding *finding, const rc_denied *denied,
                         rc_str wrong) {
  const rc_statement *grant = wrong_grant(denied);
  const rc_role *other = rc_role_at(about, rc_other_verdict(denied->calls.items[0])->role);
  rc_span place = grant == NULL
                      ? rc_place_of_role(other)
                      : rc_place_of(other, grant, grant->action_value, rc_place_of_role(other));
  if (!rc_span_is_none(place)) {
    rc_relate(about, finding, place, RC_FILL(about->arena, "granted to {} instead", wrong));
  }
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  bool by_execution = call->principal == RC_BY_EXECUTION_ROLE;
  rc_str right = rc_words_role(about, call->principal, denied->role);
  rc_str wrong = rc_words_role(about, by_execution ? RC_BY_TASK_ROLE : RC_BY_EXECUTION_ROLE,
                               rc_other_verdict(call)->role);
  rc_finding *finding =
      rc_report(about, findings, &rc_check_permission_on_wrong_role,
                denied->blocks_start ? RC_ERROR_SEVERITY : RC_WARNING, call->cause,
                RC_FILL(about->arena, "{} may call {}, but {} makes {} and may not", wrong,
                        rc_words_actions(about, &denied->calls), right,
                        rc_str_from_c(denied->calls.len > 1 ? "the calls" : "the call")));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label = RC_FILL(about->arena, "ECS asks {} for this",
                           rc_str_from_c(by_execution ? "the execution role" : "the task role"));
  finding->help = help_of(about, denied, right, wrong);
  relate_grant(about, finding, denied, wrong);
  rc_relate_causes(about, finding, &denied->calls);
  rc_offer_grant(about, finding, denied);
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  return rc_say_each_denied(about, findings, RC_DENIED_WRONG_ROLE, say);
}

const rc_check rc_check_permission_on_wrong_role = {
    .code = "RC103",
    .name = "permission-on-wrong-role",
    .summary = "the permission stands on the task's other role, which does not make the call",
    .run = run,
};
