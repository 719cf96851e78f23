#include "check/common_words.h"

const rc_check rc_check_image_reference_malformed;

static bool is_capital(char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }

/* `REPOSITORY_URI`, `XXXXXXXXXXXX`: words that people replace before they use a template. */
static bool is_unfilled(rc_str part) {
  size_t capitals = 0;
  size_t digits = 0;
  for (size_t i = 0; i < part.len; i++) {
    capitals += is_capital(part.ptr[i]);
    digits += part.ptr[i] >= '0' && part.ptr[i] <= '9';
  }
  return capitals >= 4 && capitals + digits == part.len;
}

static bool looks_unfilled(const rc_image *image) {
  return is_unfilled(image->repository) || is_unfilled(image->account);
}

static rc_status say(const rc_case *about, rc_finding_vec *findings,
                     const rc_container *container) {
  bool unfilled = looks_unfilled(&container->image_parts);
  rc_str problem = unfilled ? rc_str_from_c("it looks like a placeholder that was not filled in")
                            : container->image_parts.problem;
  rc_finding *finding =
      rc_report(about, findings, &rc_check_image_reference_malformed,
                unfilled ? RC_WARNING : RC_ERROR_SEVERITY, rc_value_span(container->image.value),
                RC_FILL(about->arena, "image `{}` of container `{}` is malformed: {}",
                        container->image.text, container->name.text, problem));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = !unfilled;
  finding->label = container->image_parts.problem;
  finding->help = rc_str_from_c(
      unfilled ? "fill it in, or write placeholders as `<NAME>` or `${NAME}`, which are understood"
               : "write `host/name:tag` or `host/name@sha256:...`; names are lower case, and a "
                 "private ECR host reads `<account>.dkr.ecr.<region>.amazonaws.com`");
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("correct the reference by hand");
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  for (RC_EACH(const rc_task, task, about->model->tasks)) {
    for (RC_EACH(const rc_container, container, task->containers)) {
      if (container->image_parts.problem.len > 0 && rc_field_is_set(container->image)) {
        RC_TRY(say(about, findings, container));
      }
    }
  }
  return RC_OK;
}

const rc_check rc_check_image_reference_malformed = {
    .code = "RC601",
    .name = "image-reference-malformed",
    .summary = "an image reference is not one that a registry can resolve",
    .run = run,
};
