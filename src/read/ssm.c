/*
 * `aws ssm describe-parameters` (and get-parameters, whose values are passed over).
 */
#include "read/common_form.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static bool is_parameter(rc_value value) {
  rc_value type = get(value, "Type");
  return rc_value_kind(get(value, "Name")) == RC_STRING &&
         (rc_value_key_is(type, RC_STR("String")) || rc_value_key_is(type, RC_STR("StringList")) ||
          rc_value_key_is(type, RC_STR("SecureString")));
}

static int recognise(const rc_document *document) {
  rc_value list = get(document->value, "Parameters");
  return rc_value_kind(list) == RC_ARRAY && is_parameter(rc_value_first(list)) ? 95 : 0;
}

/* Only `describe-parameters` shows the key, and only that of a SecureString. */
static rc_status note_key(const rc_form *form, rc_value object, rc_resource *parameter) {
  rc_field key = rc_form_text(form, object, RC_STR("KeyId"));
  if (!rc_str_equal(parameter->parameter_type, RC_STR("SecureString"))) {
    parameter->customer_key = RC_KNOWN_NO;
    return RC_OK;
  }
  if (!rc_field_is_set(key)) {
    return RC_OK;
  }
  if (rc_str_ends_with(key.text, RC_STR("alias/aws/ssm"))) {
    parameter->customer_key = RC_KNOWN_NO;
    return RC_OK;
  }
  parameter->customer_key = RC_KNOWN_YES;
  parameter->key_arn = key.text;
  rc_resource *resource = rc_model_resource(form->model, RC_RESOURCE_KEY, key.text);
  if (resource != NULL && rc_span_is_none(resource->span)) {
    resource->span = rc_value_span(key.value);
  }
  return rc_arena_status(form->model->arena);
}

static rc_status read_parameter(const rc_form *form, rc_value object) {
  rc_field name = rc_form_text(form, object, RC_STR("Name"));
  rc_str arn = rc_form_string(form, object, RC_STR("ARN"));
  rc_resource *parameter =
      rc_model_resource(form->model, RC_RESOURCE_PARAMETER, arn.len > 0 ? arn : name.text);
  if (parameter == NULL) {
    return rc_arena_status(form->model->arena);
  }
  parameter->exists = RC_KNOWN_YES;
  parameter->parameter_type = rc_form_string(form, object, RC_STR("Type"));
  if (rc_span_is_none(parameter->span)) {
    parameter->span = rc_value_span(name.value);
  }
  return note_key(form, object, parameter);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  for (RC_CHILDREN(object, rc_form_list(&form, document->value, RC_STR("Parameters")))) {
    if (rc_form_is_object(&form, object, RC_STR("Parameters[]"))) {
      RC_TRY(read_parameter(&form, object));
    }
  }
  return RC_OK;
}

const rc_reader rc_reader_ssm = {"ssm-parameter", "aws ssm: parameters", recognise, read};
