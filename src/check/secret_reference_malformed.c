#include "check/common_secret_reference.h"
#include "check/common_words.h"

const rc_check rc_check_secret_reference_malformed;

static rc_status report_flaw(const rc_case *about, rc_finding_vec *findings,
                             const rc_container *container, rc_str name, const rc_field *field,
                             const rc_secret_flaw *flaw) {
  rc_finding *finding = rc_report(
      about, findings, &rc_check_secret_reference_malformed, RC_ERROR_SEVERITY,
      rc_value_span(field->value),
      RC_FILL(about->arena, "the reference of `{}` in container `{}` {}", name,
              container->name.text, rc_str_from_c(flaw->problem)));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = true;
  finding->label = rc_str_from_c("cannot be resolved");
  finding->help = rc_str_from_c(flaw->help);
  finding->applicability = flaw->append == NULL ? RC_FIX_DISPLAY : RC_FIX_SAFE;
  finding->fix_summary = flaw->append == NULL
                             ? rc_str_from_c("correct the reference by hand")
                             : RC_FILL(about->arena, "append `{}`", rc_str_from_c(flaw->append));
  rc_intent *intent =
      flaw->append == NULL ? NULL : rc_intend(about, finding, RC_INTENT_REPLACE);
  if (intent != NULL) {
    intent->place = rc_end_of_text(field->value);
    intent->value = rc_str_from_c(flaw->append);
  }
  return rc_arena_status(about->arena);
}

static rc_status look_at_all(const rc_case *about, rc_finding_vec *findings,
                             const rc_container *container, const rc_name_from_vec *references) {
  for (RC_EACH(const rc_name_from, reference, *references)) {
    rc_secret_flaw flaw = rc_judge_secret_reference(reference->value_from.text);
    if (flaw.problem != NULL && rc_field_present(reference->value_from)) {
      RC_TRY(report_flaw(about, findings, container, reference->name.text,
                         &reference->value_from, &flaw));
    }
  }
  return RC_OK;
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  for (RC_EACH(const rc_task, task, about->model->tasks)) {
    for (RC_EACH(const rc_container, container, task->containers)) {
      RC_TRY(look_at_all(about, findings, container, &container->secrets));
      RC_TRY(look_at_all(about, findings, container, &container->log.secret_options));
    }
  }
  return RC_OK;
}

const rc_check rc_check_secret_reference_malformed = {
    .code = "RC202",
    .name = "secret-reference-malformed",
    .summary = "a secret reference has a form that ECS cannot resolve",
    .run = run,
};
