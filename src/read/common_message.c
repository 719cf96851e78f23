#include "read/common_message.h"

#include "read/common_listing.h"

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

/* ---- where it runs -------------------------------------------------------------------------- */

/* Providers of these names are Fargate; what others are, only their own description tells. */
static rc_launch_type launch_type_of(const rc_form *form, rc_value object) {
  rc_str told = rc_form_string(form, object, RC_STR("launchType"));
  rc_value strategy = rc_form_list(form, object, RC_STR("capacityProviderStrategy"));
  rc_value first = rc_value_first(strategy);
  rc_str provider = rc_value_kind(first) == RC_OBJECT
                        ? rc_form_string(form, first, RC_STR("capacityProvider"))
                        : rc_form_string(form, object, RC_STR("capacityProviderName"));
  bool fargate = rc_str_equal(provider, RC_STR("FARGATE")) ||
                 rc_str_equal(provider, RC_STR("FARGATE_SPOT"));
  return told.len > 0 || !fargate ? rc_launch_type_parse(told) : RC_LAUNCH_FARGATE;
}

static rc_status add_detail(const rc_form *form, rc_value detail, rc_net_placement *out) {
  rc_str name = rc_form_string(form, detail, RC_STR("name"));
  rc_field_vec *to = rc_str_equal(name, RC_STR("subnetId")) ? &out->subnets
                     : rc_str_equal(name, RC_STR("networkInterfaceId")) ? &out->interfaces
                                                                        : NULL;
  rc_field *added = to == NULL ? NULL : RC_VEC_ADD(form->model->arena, to);
  if (added != NULL) {
    *added = rc_form_text(form, detail, RC_STR("value"));
    out->value = added->value;
  }
  return rc_arena_status(form->model->arena);
}

/* What a task got: the one subnet that was chosen, and its interface. */
static rc_status read_attachments(const rc_form *form, rc_value object, rc_net_placement *out) {
  for (RC_CHILDREN(attachment, rc_form_list(form, object, RC_STR("attachments")))) {
    rc_str type = rc_form_string(form, attachment, RC_STR("type"));
    if (!rc_str_equal(type, RC_STR("ElasticNetworkInterface"))) {
      continue;
    }
    for (RC_CHILDREN(detail, rc_form_list(form, attachment, RC_STR("details")))) {
      RC_TRY(add_detail(form, detail, out));
    }
  }
  return RC_OK;
}

static rc_status read_placement(const rc_form *form, rc_value object, rc_net_placement *out) {
  rc_value outer = rc_form_object(form, object, RC_STR("networkConfiguration"));
  rc_value inner = rc_form_object(form, outer, RC_STR("awsvpcConfiguration"));
  rc_field address = rc_form_text(form, inner, RC_STR("assignPublicIp"));
  rc_str cluster = rc_form_string(form, object, RC_STR("clusterArn"));
  out->cluster = cluster.len > 0 ? cluster : rc_form_string(form, object, RC_STR("cluster"));
  out->service = rc_form_string(form, object, RC_STR("serviceName"));
  if (rc_value_is_none(inner)) {
    return read_attachments(form, object, out);
  }
  out->value = inner;
  out->public_address.value = address.value;
  out->public_address.is = rc_str_equal(address.text, RC_STR("ENABLED"))    ? RC_KNOWN_YES
                           : rc_str_equal(address.text, RC_STR("DISABLED")) ? RC_KNOWN_NO
                                                                            : RC_KNOWN_NOT;
  if (form->is_source && rc_value_is_none(address.value)) {
    out->public_address.is = RC_KNOWN_NO; /* in both languages; so does CreateService */
  }
  RC_TRY(rc_net_read_texts(form, inner, "subnets", NULL, &out->subnets));
  return rc_net_read_texts(form, inner, "securityGroups", NULL, &out->groups);
}

rc_status rc_read_deployment(const rc_form *form, rc_value object, rc_str task_definition) {
  rc_field definition = rc_form_text(form, object, task_definition);
  if (!rc_field_is_set(definition)) {
    return rc_arena_status(form->model->arena);
  }
  rc_net_placement placement = {.value = RC_VALUE_NONE};
  RC_TRY(read_placement(form, object, &placement));
  rc_value overrides = rc_form_object(form, object, RC_STR("overrides"));
  rc_deployment *deployment = RC_VEC_ADD(form->model->arena, &form->model->deployments);
  if (deployment == NULL) {
    return rc_arena_status(form->model->arena);
  }
  *deployment = (rc_deployment){
      .task_definition_arn = definition.text,
      .launch_type = launch_type_of(form, object),
      .platform_version = rc_form_string(form, object, RC_STR("platformVersion")),
      .execute_command = rc_form_bool(form, object, RC_STR("enableExecuteCommand")),
      .execution_role_override = rc_form_text(form, overrides, RC_STR("executionRoleArn")),
      .task_role_override = rc_form_text(form, overrides, RC_STR("taskRoleArn")),
      .placement = placement,
      .span = rc_value_span(definition.value),
  };
  return rc_arena_status(form->model->arena);
}
