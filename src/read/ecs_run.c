/*
 * What `aws ecs run-task` and `create-service` are given with --cli-input-json: which task
 * definition runs, where, and as what.
 */
#include "read/common_message.h"

static bool has(rc_value object, const char *name, rc_kind kind) {
  return rc_value_kind(rc_value_get_nocase(object, rc_str_from_c(name))) == kind;
}

static int recognise(const rc_document *document) {
  rc_value value = document->value;
  bool runs = has(value, "networkConfiguration", RC_OBJECT) ||
              has(value, "launchType", RC_STRING) || has(value, "count", RC_NUMBER) ||
              has(value, "desiredCount", RC_NUMBER);
  return runs && has(value, "taskDefinition", RC_STRING) && !has(value, "serviceArn", RC_STRING)
             ? 80
             : 0;
}

static rc_status read(rc_model *model, const rc_document *document) {
  const rc_form form = {.model = model};
  return rc_read_deployment(&form, document->value, RC_STR("taskDefinition"));
}

const rc_reader rc_reader_ecs_run = {"ecs-run", "input of aws ecs run-task", recognise, read};
