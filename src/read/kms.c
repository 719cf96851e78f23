/*
 * `aws kms describe-key` and `get-key-policy`. A key policy's answer does not name its key: the
 * folder `keys/<id>/` or the file's name does, else rc_model_link looks for the only possibility.
 */
#include "read/common_policy.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static bool is_description(rc_value value) {
  return rc_value_kind(get(get(value, "KeyMetadata"), "KeyId")) == RC_STRING;
}

/* Other services answer `{"Policy": "..."}` too; a key's only policy is called `default`. */
static bool is_policy_answer(const rc_document *document) {
  rc_value policy = get(document->value, "Policy");
  if (rc_value_kind(policy) != RC_STRING || rc_value_node(document->value)->count > 4) {
    return false;
  }
  return document->binding.kind == RC_BIND_KEY_FOLDER ||
         rc_value_key_is(get(document->value, "PolicyName"), RC_STR("default")) ||
         rc_str_contains(rc_value_raw(policy), RC_STR("kms:"));
}

static int recognise(const rc_document *document) {
  return is_description(document->value) ? 95 : is_policy_answer(document) ? 85 : 0;
}

static rc_status read_description(const rc_form *form, rc_value metadata) {
  rc_field id = rc_form_text(form, metadata, RC_STR("KeyId"));
  rc_str arn = rc_form_string(form, metadata, RC_STR("Arn"));
  rc_resource *key =
      rc_model_resource(form->model, RC_RESOURCE_KEY, arn.len > 0 ? arn : id.text);
  if (key == NULL) {
    return rc_arena_status(form->model->arena);
  }
  key->exists = RC_KNOWN_YES;
  if (rc_span_is_none(key->span)) {
    key->span = rc_value_span(id.value);
  }
  rc_str manager = rc_form_string(form, metadata, RC_STR("KeyManager"));
  key->aws_managed_key = rc_str_equal(manager, RC_STR("AWS"));
  if (manager.len > 0) {
    key->customer_key = key->aws_managed_key ? RC_KNOWN_NO : RC_KNOWN_YES;
  }
  return rc_arena_status(form->model->arena);
}

/* A key's id is a UUID, or `mrk-` and 32 digits for a key of several Regions. */
static bool is_key_id(rc_str text) {
  if (rc_str_starts_with(text, RC_STR("mrk-"))) {
    return text.len == 36;
  }
  return text.len == 36 && text.ptr[8] == '-' && text.ptr[13] == '-' && text.ptr[18] == '-' &&
         text.ptr[23] == '-';
}

/* The key that folder or file name tell; empty if neither does. */
static rc_str key_of(const rc_document *document) {
  if (document->binding.kind == RC_BIND_KEY_FOLDER) {
    return document->binding.name;
  }
  rc_str stem = rc_path_stem(document->source->path);
  return is_key_id(stem) ? stem : RC_STR_NONE;
}

static rc_status read_policy(const rc_form *form, const rc_document *document) {
  rc_model *model = form->model;
  rc_str id = key_of(document);
  const rc_policy *policy = NULL;
  RC_TRY(rc_read_member_policy(form, document->value, RC_STR("Policy"), RC_POLICY_KEY, id,
                               &policy));
  if (policy == NULL) {
    return rc_arena_status(model->arena);
  }
  rc_span span = rc_value_span(policy->document);
  if (id.len == 0) {
    return rc_model_add_loose(model, &model->pending.key_policies, policy, span);
  }
  rc_resource *key = rc_model_resource(model, RC_RESOURCE_KEY, id);
  if (key == NULL) {
    return rc_arena_status(model->arena);
  }
  if (rc_span_is_none(key->span)) {
    key->span = span;
  }
  rc_model_set_resource_policy(model, key, policy, RC_ORIGIN_SNAPSHOT, span);
  return rc_arena_status(model->arena);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  return is_description(document->value)
             ? read_description(&form, get(document->value, "KeyMetadata"))
             : read_policy(&form, document);
}

const rc_reader rc_reader_kms = {"kms-key", "aws kms: keys", recognise, read};
