#include "check/common_words.h"

const rc_check rc_check_boundary_blocks;

static rc_span boundary_place(const rc_role *role, rc_span otherwise) {
  if (role->boundary == NULL || role->boundary->managed_arn.len > 0) {
    return otherwise;
  }
  rc_value statements = rc_value_get(role->boundary->document, RC_STR("Statement"));
  rc_value key = rc_value_is_none(statements) ? RC_VALUE_NONE : rc_value_key(statements);
  return rc_value_is_none(key) ? otherwise : rc_value_span(key);
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  const rc_role *role = rc_role_at(about, denied->role);
  rc_str actions = rc_words_actions(about, &denied->calls);
  rc_finding *finding = rc_report(
      about, findings, &rc_check_boundary_blocks,
      denied->blocks_start ? RC_ERROR_SEVERITY : RC_WARNING, boundary_place(role, call->cause),
      RC_FILL(about->arena, "the permissions boundary of `{}` does not let {} through", role->name,
              actions));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label = rc_str_from_c("allows nothing of the kind");
  finding->help = RC_FILL(about->arena,
                          "{} may do what its policies and its boundary both allow: ask whoever "
                          "owns the boundary to allow {} there too",
                          rc_words_role(about, call->principal, denied->role), actions);
  rc_relate_causes(about, finding, &denied->calls);
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = RC_FILL(about->arena, "allow {} in the boundary by hand",
                                 rc_words_count(about, &denied->calls));
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  return rc_say_each_denied(about, findings, RC_DENIED_CEILING, say);
}

const rc_check rc_check_boundary_blocks = {
    .code = "RC303",
    .name = "boundary-blocks",
    .summary = "the role's permissions boundary does not let a needed call through",
    .run = run,
};
