/*
 * `aws ecs describe-services`, and one service out of it (`create-service`, `update-service`).
 */
#include "read/common_message.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get_nocase(object, rc_str_from_c(name));
}

static bool is_service(rc_value value) {
  return rc_value_kind(value) == RC_OBJECT && !rc_value_is_none(get(value, "serviceArn")) &&
         !rc_value_is_none(get(value, "taskDefinition"));
}

static int recognise(const rc_document *document) {
  rc_value value = document->value;
  if (is_service(rc_value_first(get(value, "services"))) || is_service(get(value, "service"))) {
    return 95;
  }
  return is_service(value) ? 90 : 0;
}

static rc_status read_service(const rc_form *form, rc_value service) {
  RC_TRY(rc_read_deployment(form, service, RC_STR("taskDefinition")));
  for (RC_CHILDREN(deployment, rc_form_list(form, service, RC_STR("deployments")))) {
    RC_TRY(rc_read_message(form, deployment, RC_STR("rolloutStateReason"), RC_STR_NONE));
  }
  for (RC_CHILDREN(event, rc_form_list(form, service, RC_STR("events")))) {
    RC_TRY(rc_read_message(form, event, RC_STR("message"), RC_STR_NONE));
  }
  return rc_arena_status(form->model->arena);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  rc_value value = document->value;
  if (is_service(value) || is_service(get(value, "service"))) {
    return read_service(&form, is_service(value) ? value : get(value, "service"));
  }
  for (RC_CHILDREN(service, rc_form_list(&form, value, RC_STR("services")))) {
    if (rc_form_is_object(&form, service, RC_STR("services[]"))) {
      RC_TRY(read_service(&form, service));
    }
  }
  return RC_OK;
}

const rc_reader rc_reader_ecs_services = {"ecs-services", "aws ecs describe-services", recognise,
                                          read};
