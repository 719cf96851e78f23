/*
 * `aws logs describe-log-groups`. A group that is listed exists; one that is not may exist in
 * another Region or behind the listing's prefix, so that its absence tells nothing.
 */
#include "read/common_form.h"

static int recognise(const rc_document *document) {
  rc_value list = rc_value_get(document->value, RC_STR("logGroups"));
  rc_value first = rc_value_first(list);
  if (rc_value_kind(list) != RC_ARRAY) {
    return 0;
  }
  return rc_value_is_none(first) ? 60
         : rc_value_is_none(rc_value_get(first, RC_STR("logGroupName"))) ? 0
                                                                          : 95;
}

static rc_status read_group(const rc_form *form, rc_value object) {
  rc_field name = rc_form_text(form, object, RC_STR("logGroupName"));
  rc_str arn = rc_form_string(form, object, RC_STR("arn"));
  rc_resource *group =
      rc_model_resource(form->model, RC_RESOURCE_LOG_GROUP, arn.len > 0 ? arn : name.text);
  if (group == NULL) {
    return rc_arena_status(form->model->arena);
  }
  group->exists = RC_KNOWN_YES;
  if (rc_span_is_none(group->span)) {
    group->span = rc_value_span(name.value);
  }
  group->key_arn = rc_form_string(form, object, RC_STR("kmsKeyId"));
  group->customer_key = group->key_arn.len > 0 ? RC_KNOWN_YES : RC_KNOWN_NO;
  return rc_arena_status(form->model->arena);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  for (RC_CHILDREN(object, rc_form_list(&form, document->value, RC_STR("logGroups")))) {
    if (rc_form_is_object(&form, object, RC_STR("logGroups[]"))) {
      RC_TRY(read_group(&form, object));
    }
  }
  return RC_OK;
}

const rc_reader rc_reader_logs = {"log-group", "aws logs: log groups", recognise, read};
