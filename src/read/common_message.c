#include "read/common_message.h"

rc_status rc_read_message(const rc_form *form, rc_value object, rc_str name, rc_str stop_code) {
  rc_value value = rc_value_get_nocase(object, name);
  if (rc_value_kind(value) != RC_STRING || rc_value_raw(value).len <= 2) {
    return RC_OK;
  }
  rc_message_text *message = RC_VEC_ADD(form->model->arena, &form->model->messages);
  if (message == NULL) {
    return rc_arena_status(form->model->arena);
  }
  *message = (rc_message_text){
      .text = rc_value_string(form->model->arena, value),
      .span = rc_value_span(value),
      .tree = value.tree,
      .value = value,
      .stop_code = stop_code,
  };
  return rc_arena_status(form->model->arena);
}

rc_status rc_read_deployment(const rc_form *form, rc_value object, rc_str task_definition) {
  rc_field definition = rc_form_text(form, object, task_definition);
  if (!rc_field_is_set(definition)) {
    return rc_arena_status(form->model->arena);
  }
  rc_value overrides = rc_form_object(form, object, RC_STR("overrides"));
  rc_deployment *deployment = RC_VEC_ADD(form->model->arena, &form->model->deployments);
  if (deployment == NULL) {
    return rc_arena_status(form->model->arena);
  }
  *deployment = (rc_deployment){
      .task_definition_arn = definition.text,
      .launch_type = rc_launch_type_parse(rc_form_string(form, object, RC_STR("launchType"))),
      .platform_version = rc_form_string(form, object, RC_STR("platformVersion")),
      .execute_command = rc_form_bool(form, object, RC_STR("enableExecuteCommand")),
      .execution_role_override = rc_form_text(form, overrides, RC_STR("executionRoleArn")),
      .task_role_override = rc_form_text(form, overrides, RC_STR("taskRoleArn")),
      .span = rc_value_span(definition.value),
  };
  return rc_arena_status(form->model->arena);
}
