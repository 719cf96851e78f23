/*
 * `aws ecs describe-tasks` and `run-task`, one task out of them, and the "ECS Task State Change"
 * event that EventBridge delivers, which holds a task as its `detail`.
 */
#include "read/common_message.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get_nocase(object, rc_str_from_c(name));
}

static bool is_task(rc_value value) {
  return rc_value_kind(value) == RC_OBJECT && !rc_value_is_none(get(value, "taskArn")) &&
         (!rc_value_is_none(get(value, "containers")) ||
          !rc_value_is_none(get(value, "lastStatus")) ||
          !rc_value_is_none(get(value, "stoppedReason")));
}

static bool is_failure_list(rc_value value) {
  rc_value failure = rc_value_first(get(value, "failures"));
  return rc_value_kind(get(value, "tasks")) == RC_ARRAY &&
         !rc_value_is_none(get(failure, "reason"));
}

static int recognise(const rc_document *document) {
  rc_value value = document->value;
  if (rc_value_kind(value) == RC_ARRAY) {
    rc_value first = rc_value_first(value);
    return is_task(first) || is_task(get(first, "detail")) ? 80 : 0;
  }
  if (is_task(rc_value_first(get(value, "tasks"))) || is_task(get(value, "detail"))) {
    return 95;
  }
  return is_task(value) ? 90 : is_failure_list(value) ? 80 : 0;
}

/* Of a volume or a network interface: the name stands beside the text. */
static rc_status read_attachment(const rc_form *form, rc_value attachment, rc_str stop_code) {
  for (RC_CHILDREN(detail, rc_form_list(form, attachment, RC_STR("details")))) {
    if (rc_str_equal(rc_form_string(form, detail, RC_STR("name")), RC_STR("statusReason"))) {
      RC_TRY(rc_read_message(form, detail, RC_STR("value"), stop_code));
    }
  }
  return RC_OK;
}

static rc_status read_task(const rc_form *form, rc_value task) {
  rc_str stop_code = rc_form_string(form, task, RC_STR("stopCode"));
  /* Who stops a task may write anything as the reason. */
  if (!rc_str_equal(stop_code, RC_STR("UserInitiated"))) {
    RC_TRY(rc_read_message(form, task, RC_STR("stoppedReason"), stop_code));
  }
  for (RC_CHILDREN(attachment, rc_form_list(form, task, RC_STR("attachments")))) {
    RC_TRY(read_attachment(form, attachment, stop_code));
  }
  for (RC_CHILDREN(container, rc_form_list(form, task, RC_STR("containers")))) {
    RC_TRY(rc_read_message(form, container, RC_STR("reason"), stop_code));
  }
  return rc_read_deployment(form, task, RC_STR("taskDefinitionArn"));
}

static rc_status read_list(const rc_form *form, rc_value list) {
  for (RC_CHILDREN(value, list)) {
    rc_value task = is_task(value) ? value : get(value, "detail");
    if (is_task(task)) {
      RC_TRY(read_task(form, task));
    } else if (rc_value_kind(value) != RC_OBJECT) {
      (void)rc_form_is_object(form, value, RC_STR("tasks[]"));
    }
  }
  return rc_arena_status(form->model->arena);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  rc_value value = document->value;
  if (rc_value_kind(value) == RC_ARRAY) {
    return read_list(&form, value);
  }
  if (is_task(value) || is_task(get(value, "detail"))) {
    return read_task(&form, is_task(value) ? value : get(value, "detail"));
  }
  for (RC_CHILDREN(failure, rc_form_list(&form, value, RC_STR("failures")))) {
    RC_TRY(rc_read_message(&form, failure, RC_STR("reason"), RC_STR_NONE));
    RC_TRY(rc_read_message(&form, failure, RC_STR("detail"), RC_STR_NONE));
  }
  return read_list(&form, get(value, "tasks"));
}

const rc_reader rc_reader_ecs_tasks = {"ecs-tasks", "aws ecs describe-tasks", recognise, read};
