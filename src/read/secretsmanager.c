/*
 * `aws secretsmanager describe-secret`, `list-secrets` and `get-resource-policy`. Answers that hold
 * a secret's value are never taken for these.
 */
#include "read/common_policy.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static bool has(rc_value object, const char *name) { return !rc_value_is_none(get(object, name)); }

static bool is_secret(rc_value value) {
  rc_str arn = rc_value_raw(get(value, "ARN"));
  return has(value, "Name") && rc_str_contains(arn, RC_STR(":secretsmanager:")) &&
         !has(value, "SecretString") && !has(value, "SecretBinary") && !has(value, "VersionId");
}

static int recognise(const rc_document *document) {
  rc_value first = rc_value_first(get(document->value, "SecretList"));
  return is_secret(document->value) || is_secret(first) ? 95 : 0;
}

/* Without a key of its own a secret is encrypted with `aws/secretsmanager`. */
static rc_status note_key(const rc_form *form, rc_value object, rc_resource *secret) {
  rc_field key = rc_form_text(form, object, RC_STR("KmsKeyId"));
  bool aws_managed =
      !rc_field_is_set(key) || rc_str_ends_with(key.text, RC_STR("alias/aws/secretsmanager"));
  secret->customer_key = aws_managed ? RC_KNOWN_NO : RC_KNOWN_YES;
  if (aws_managed) {
    return RC_OK;
  }
  secret->key_arn = key.text;
  rc_resource *resource = rc_model_resource(form->model, RC_RESOURCE_KEY, key.text);
  if (resource != NULL && rc_span_is_none(resource->span)) {
    resource->span = rc_value_span(key.value);
  }
  return rc_arena_status(form->model->arena);
}

/* `get-resource-policy` answers with ARN, Name and, if there is one, the policy; nothing else. */
static bool is_policy_answer(rc_value object) {
  return has(object, "ResourcePolicy") || rc_value_node(object)->count == 4;
}

static rc_status read_policy(const rc_form *form, rc_value object, rc_resource *secret) {
  rc_model *model = form->model;
  const rc_policy *policy = NULL;
  RC_TRY(rc_read_member_policy(form, object, RC_STR("ResourcePolicy"), RC_POLICY_RESOURCE,
                               secret->name, &policy));
  if (policy != NULL) {
    rc_model_set_resource_policy(model, secret, policy, RC_ORIGIN_SNAPSHOT,
                                 rc_value_span(policy->document));
  } else if (!has(object, "ResourcePolicy") && secret->policy_known == RC_KNOWN_NOT) {
    secret->policy_known = RC_KNOWN_NO;
  }
  return rc_arena_status(model->arena);
}

static rc_status read_secret(const rc_form *form, rc_value object) {
  rc_field name = rc_form_text(form, object, RC_STR("Name"));
  rc_str arn = rc_form_string(form, object, RC_STR("ARN"));
  rc_resource *secret = rc_model_resource(form->model, RC_RESOURCE_SECRET, arn);
  if (secret == NULL) {
    return rc_arena_status(form->model->arena);
  }
  secret->exists = RC_KNOWN_YES;
  if (rc_span_is_none(secret->span)) {
    secret->span = rc_value_span(name.value);
  }
  return is_policy_answer(object) ? read_policy(form, object, secret)
                                  : note_key(form, object, secret);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  if (is_secret(document->value)) {
    return read_secret(&form, document->value);
  }
  for (RC_CHILDREN(object, rc_form_list(&form, document->value, RC_STR("SecretList")))) {
    if (is_secret(object)) {
      RC_TRY(read_secret(&form, object));
    }
  }
  return RC_OK;
}

const rc_reader rc_reader_secretsmanager = {"secret", "aws secretsmanager: secrets", recognise,
                                            read};
