#include "check/common_secret_text.h"
#include "check/common_words.h"

const rc_check rc_check_plaintext_secret;

/* Between the quotes, so that a masked excerpt still looks like the file. */
static rc_span inside(rc_value value) {
  rc_span span = rc_value_span(value);
  span.end = rc_end_of_text(value).end;
  span.start += rc_value_span(value).end > span.end ? 1 : 0;
  return span;
}

static rc_str message_of(const rc_case *about, const rc_container *container,
                         const rc_name_value *variable, rc_secret_text kind) {
  static const char *const what[] = {
      [RC_SECRET_NONE] = "",
      [RC_SECRET_BY_NAME] = "looks like a secret and stands in plain text",
      [RC_SECRET_AWS_KEY] = "holds an AWS access key id in plain text",
      [RC_SECRET_URL] = "holds a URL with a password in plain text",
      [RC_SECRET_PRIVATE_KEY] = "holds a private key in plain text",
  };
  return RC_FILL(about->arena, "environment variable `{}` of container `{}` {}",
                 variable->name.text, container->name.text, rc_str_from_c(what[kind]));
}

static rc_status say(const rc_case *about, rc_finding_vec *findings,
                     const rc_container *container, const rc_name_value *variable,
                     rc_secret_text kind) {
  rc_span value = rc_value_span(variable->value.value);
  rc_span place = rc_field_present(variable->name) ? rc_value_span(variable->name.value) : value;
  rc_finding *finding = rc_report(about, findings, &rc_check_plaintext_secret, RC_WARNING, place,
                                  message_of(about, container, variable, kind));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->masked = inside(variable->value.value);
  finding->label = rc_str_from_c("readable for everyone who may describe the task definition");
  finding->help = RC_FILL(
      about->arena,
      "keep the value in Secrets Manager or Parameter Store, name it under `secrets` as `{}`, and "
      "replace it: every revision registered so far still shows it",
      variable->name.text);
  if (kind == RC_SECRET_AWS_KEY) {
    finding->help = rc_str_from_c(
        "remove the key: containers get the task role's credentials without it; deactivate it, "
        "every "
        "revision registered so far still shows it");
  }
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("move the value to a secret store by hand");
  return rc_arena_status(about->arena);
}

static rc_status look_at(const rc_case *about, rc_finding_vec *findings,
                         const rc_container *container) {
  for (RC_EACH(const rc_name_value, variable, container->environment)) {
    rc_secret_text kind = rc_find_secret_text(variable->name.text, variable->value.text);
    if (kind != RC_SECRET_NONE) {
      RC_TRY(say(about, findings, container, variable, kind));
    }
  }
  return RC_OK;
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  for (RC_EACH(const rc_task, task, about->model->tasks)) {
    for (RC_EACH(const rc_container, container, task->containers)) {
      RC_TRY(look_at(about, findings, container));
    }
  }
  return RC_OK;
}

const rc_check rc_check_plaintext_secret = {
    .code = "RC201",
    .name = "plaintext-secret",
    .summary = "a secret stands in plain text among a container's environment variables",
    .run = run,
};
