/*
 * Single values: a member of the task definition, and bytes that a check has spelled out.
 */
#include "fix/in_template.h"
#include "fix/template_terraform.h"
#include "read/read.h"

/* `executionRoleArn`, or `ExecutionRoleArn` in files that begin names with a capital. */
static rc_str spelled_like_file(rc_arena *arena, rc_value object, rc_str field) {
  bool plain = !rc_value_is_none(rc_value_get(object, RC_STR("family"))) ||
               !rc_value_is_none(rc_value_get(object, RC_STR("containerDefinitions")));
  bool capital = !rc_value_is_none(rc_value_get(object, RC_STR("Family"))) ||
                 !rc_value_is_none(rc_value_get(object, RC_STR("ContainerDefinitions")));
  if (plain || !capital || field.len == 0 || field.ptr[0] < 'a' || field.ptr[0] > 'z') {
    return field;
  }
  char first = (char)(field.ptr[0] - 'a' + 'A');
  return RC_FILL(arena, "{}{}", ((rc_str){&first, 1}), rc_str_from(field, 1));
}

bool rc_edit_field(const rc_model *model, const rc_task *task, rc_str field, rc_str value,
                   rc_edits *out) {
  rc_arena *arena = model->arena;
  rc_value object = task->object;
  rc_value present = rc_value_get_nocase(object, field);
  bool is_there = rc_value_kind(present) == RC_STRING &&
                  rc_str_equal(rc_hole_display(arena, rc_value_string(arena, present)),
                               rc_hole_display(arena, value));
  if (is_there || !rc_edit_can_edit(object) ||
      !rc_edit_can_write(model, rc_value_span(object).file, value)) {
    return false;
  }
  if (rc_value_is_none(present)) {
    rc_made member = {.kind = RC_MADE_OBJECT};
    rc_made_member(arena, &member, spelled_like_file(arena, object, field), RC_MADE_STRING, value);
    rc_edit_insert_member(model, object, rc_value_get_nocase(object, RC_STR("family")), &member,
                          out);
  } else {
    rc_made made = {.kind = RC_MADE_STRING, .text = value};
    rc_edit_replace(model, present, &made, out);
  }
  return out->len > 0;
}

/* What is set to the ARN of a role that the template does not have yet comes with that role. */
rc_status rc_lower_field(rc_lowering *lowering, const rc_intent *intent) {
  if (intent->task >= lowering->model->tasks.len || intent->value.len == 0) {
    return RC_OK;
  }
  if (rc_terraform_task(lowering->model, intent->task) != NULL) {
    return rc_terraform_field(lowering, intent);
  }
  const rc_task *task = &lowering->model->tasks.items[intent->task];
  rc_edits edits = {0};
  if (task->bare_containers) {
    return RC_OK; /* the member belongs to something this file does not hold */
  }
  if (task->snapshot) {
    if (rc_edit_can_write(lowering->model, RC_NO_FILE, intent->value)) {
      rc_command_register(lowering, intent->task, intent->field, intent->value);
    }
  } else if (rc_edit_field(lowering->model, task, intent->field, intent->value, &edits) &&
             rc_stage(lowering, rc_value_span(task->object).file, &edits)) {
    rc_command_register(lowering, intent->task, intent->field, intent->value);
  }
  return rc_arena_status(lowering->arena);
}

/* The command that brings a changed file to AWS depends on what it holds. */
static void tell_of_replaced(rc_lowering *lowering, rc_span place) {
  const rc_model *model = lowering->model;
  for (uint32_t i = 0; i < model->tasks.len; i++) {
    rc_span task = rc_value_span(model->tasks.items[i].object);
    if (task.file == place.file && task.start <= place.start && place.end <= task.end) {
      rc_command_register(lowering, i, RC_STR_NONE, RC_STR_NONE);
    }
  }
  rc_str path = model->sources[place.file].path;
  for (RC_EACH(const rc_role, role, model->roles)) {
    for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
      if (policy->policy != NULL && policy->origin == RC_ORIGIN_SOURCE &&
          rc_value_span(policy->policy->document).file == place.file) {
        rc_command_document(lowering, &(rc_document_command){
                                          .use = RC_USE_INLINE,
                                          .owner = role->name,
                                          .policy_name = rc_inline_name(policy, path),
                                          .path = path,
                                          .previous = policy->policy->document,
                                          .replaces = true,
                                      });
      }
    }
  }
}

rc_status rc_lower_replace(rc_lowering *lowering, const rc_intent *intent) {
  rc_span place = intent->place;
  if (place.file >= lowering->model->n_sources ||
      place.end > lowering->model->sources[place.file].bytes.len || place.start > place.end ||
      rc_is_snapshot_file(lowering->model, place.file)) {
    return RC_OK;
  }
  rc_edits edits = {0};
  if (rc_is_of_template(lowering->model, place.file) ||
      rc_edit_is_plain_yaml(lowering->model, place.file)) {
    rc_edit_append_text(lowering->model, place, intent->value, &edits);
  } else {
    rc_edit *edit = RC_VEC_ADD(lowering->arena, &edits);
    if (edit != NULL) {
      *edit = (rc_edit){place.start, place.end, intent->value};
    }
  }
  if (rc_stage(lowering, place.file, &edits)) {
    tell_of_replaced(lowering, place);
  }
  return rc_arena_status(lowering->arena);
}
