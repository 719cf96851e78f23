#include "check/common_words.h"

const rc_check rc_check_task_role_missing;

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  rc_finding *finding = rc_report(
      about, findings, &rc_check_task_role_missing,
      denied->blocks_start ? RC_ERROR_SEVERITY : RC_WARNING, call->cause,
      RC_FILL(about->arena, "task {} names no task role, but {} needs one to call {}",
              rc_words_task(about, denied->task), rc_words_causes(about, &denied->calls),
              rc_words_actions(about, &denied->calls)));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label = rc_str_from_c("done with the task role");
  finding->help =
      rc_str_from_c("set `taskRoleArn` to a role of the application's own; no other role serves");
  if (rc_field_present(denied->task->task_role)) {
    rc_relate(about, finding, rc_value_span(denied->task->task_role.value),
              rc_str_from_c("no role is named here"));
  }
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("set `taskRoleArn`");
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  rc_denied_vec denials;
  RC_TRY(rc_find_denied(about, RC_DENIED_NO_ROLE, &denials));
  for (RC_EACH(const rc_denied, denied, denials)) {
    if (denied->calls.items[0]->principal == RC_BY_TASK_ROLE &&
        !rc_field_is_set(denied->task->task_role) && !denied->task->bare_containers) {
      RC_TRY(say(about, findings, denied));
    }
  }
  return RC_OK;
}

const rc_check rc_check_task_role_missing = {
    .code = "RC105",
    .name = "task-role-missing",
    .summary = "a feature of the task acts with the task role, and none is named",
    .run = run,
};
