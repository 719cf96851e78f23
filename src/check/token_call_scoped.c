#include "check/common_words.h"

const rc_check rc_check_token_call_scoped;

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  const rc_role *role = rc_role_at(about, denied->role);
  const rc_statement *near = rc_find_near_miss(about, denied->role, call);
  rc_finding *finding = rc_report(
      about, findings, &rc_check_token_call_scoped, RC_ERROR_SEVERITY,
      rc_place_of(role, near, near->resource_value, call->cause),
      RC_FILL(about->arena, "`{}` is allowed to {} on ARNs only, and it has no resource",
              call->rule->action, rc_words_role(about, call->principal, denied->role)));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label = rc_str_from_c("never matches this call");
  finding->help = RC_FILL(about->arena,
                          "allow `{}` in a statement of its own with `\"Resource\": \"*\"`: that "
                          "is "
                          "as narrow as this action gets",
                          call->rule->action);
  rc_relate_causes(about, finding, &denied->calls);
  finding->applicability = RC_FIX_SAFE;
  finding->fix_summary =
      RC_FILL(about->arena, "allow `{}` on `*` to `{}`", call->rule->action, role->name);
  rc_intend_allow(about, finding, denied, denied->role, RC_STR_NONE);
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  return rc_say_each_denied(about, findings, RC_DENIED_TOKEN_SCOPED, say);
}

const rc_check rc_check_token_call_scoped = {
    .code = "RC104",
    .name = "token-call-scoped",
    .summary = "the registry token is allowed on ARNs, but its action has no resource type",
    .run = run,
};
