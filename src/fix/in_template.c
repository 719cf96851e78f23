#include "fix/in_template.h"

#include "read/read.h"

static const rc_template_writer *writer_of(rc_value place) {
  static const rc_template_writer *const writers[] = {
      [RC_SYNTAX_JSON] = &rc_cfn_writer,
      [RC_SYNTAX_YAML] = &rc_cfn_writer,
      [RC_SYNTAX_HCL] = &rc_terraform_writer,
  };
  size_t syntax = rc_value_is_none(place) ? RC_COUNT_OF(writers) : (size_t)place.tree->syntax;
  return syntax < RC_COUNT_OF(writers) ? writers[syntax] : NULL;
}

uint32_t rc_template_file(const rc_model *model, uint32_t role, uint32_t task) {
  if (role < model->roles.len) {
    const rc_role *there = &model->roles.items[role];
    return there->by_template ? there->span.file : RC_NO_FILE;
  }
  bool shown = task < model->tasks.len && !rc_value_is_none(model->tasks.items[task].object);
  uint32_t file = shown ? rc_value_span(model->tasks.items[task].object).file : RC_NO_FILE;
  return rc_is_of_template(model, file) ? file : RC_NO_FILE;
}

/* Each change by itself: those in each other's way wait for the next round. */
rc_status rc_template_allow(rc_lowering *lowering, uint32_t role, const rc_new_role *about) {
  const rc_model *model = lowering->model;
  rc_edits edits = {0};
  if (role == RC_NO_INDEX) {
    rc_value place = rc_value_written(model->tasks.items[about->task].object, NULL);
    const rc_template_writer *writer = writer_of(place);
    if (writer != NULL && about->service.len > 0) {
      RC_TRY(writer->add_role(lowering, about, &edits));
      (void)rc_stage(lowering, place.tree->file, &edits);
    }
    return rc_arena_status(lowering->arena);
  }
  const rc_role *there = &model->roles.items[role];
  const rc_template_writer *writer = writer_of(there->home);
  if (writer != NULL && about->managed->len > 0) {
    RC_TRY(writer->attach(lowering, there, about->managed, &edits));
    (void)rc_stage(lowering, there->home.tree->file, &edits);
  }
  if (writer != NULL && about->grants->len > 0) {
    edits = (rc_edits){0};
    RC_TRY(writer->add_policy(lowering, there, about->grants, &edits));
    (void)rc_stage(lowering, there->home.tree->file, &edits);
  }
  return rc_arena_status(lowering->arena);
}
