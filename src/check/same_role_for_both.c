#include "check/common_words.h"

const rc_check rc_check_same_role_for_both;

/* The same text is the same role, unless the role's name itself is a placeholder that two fillings
 * may tell apart. */
static bool certainly_same(const rc_task *task) {
  return rc_field_is_set(task->execution_role) &&
         rc_str_equal(task->execution_role.text, task->task_role.text) &&
         !rc_hole_is_only(task->execution_role.text) &&
         !rc_hole_any(rc_arn_role_name(task->execution_role.text));
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_task *task) {
  rc_finding *finding = rc_report(
      about, findings, &rc_check_same_role_for_both, RC_WARNING,
      rc_value_span(task->task_role.value),
      RC_FILL(about->arena,
              "task {} uses role `{}` for the launch and for the application, which so holds every "
              "permission of the launch",
              rc_words_task(about, task), rc_arn_role_name(task->task_role.text)));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->label = rc_str_from_c("the application runs as this role");
  rc_relate(about, finding, rc_value_span(task->execution_role.value),
            rc_str_from_c("ECS launches the task with it"));
  finding->help = rc_str_from_c(
      "give the application a role of its own with what it calls itself, and none if it calls "
      "nothing");
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("split the role in two by hand");
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  for (RC_EACH(const rc_task, task, about->model->tasks)) {
    if (certainly_same(task)) {
      RC_TRY(say(about, findings, task));
    }
  }
  return RC_OK;
}

const rc_check rc_check_same_role_for_both = {
    .code = "RC701",
    .name = "same-role-for-both",
    .summary = "one role serves as execution role and as task role",
    .run = run,
};
