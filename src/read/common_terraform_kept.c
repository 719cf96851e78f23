/*
 * What a launch fetches and writes: repositories, secrets, parameters, keys, log groups.
 */
#include "read/common_terraform.h"

static rc_resource *resource_of(const rc_tf_form *form, rc_resource_kind kind) {
  rc_str arn = rc_tf_text_of(form, "arn");
  rc_resource *resource =
      rc_model_resource(form->model, kind, arn.len > 0 ? arn : rc_tf_text_of(form, "name"));
  if (resource != NULL) {
    resource->exists = RC_KNOWN_YES;
    resource->by_template = true;
    resource->home = form->resource->home;
    if (rc_span_is_none(resource->span)) {
      resource->span = form->span;
    }
  }
  return resource;
}

/* An argument that is not set: encrypted with a key that AWS manages. */
static void note_key(rc_resource *resource, rc_str key, rc_str aws_managed) {
  bool own = key.len > 0 && !rc_str_ends_with(key, aws_managed);
  resource->customer_key = own ? RC_KNOWN_YES : RC_KNOWN_NO;
  resource->key_arn = own ? key : RC_STR_NONE;
}

rc_status rc_tf_read_repository(const rc_tf_form *form) {
  rc_resource *repository = resource_of(form, RC_RESOURCE_REPOSITORY);
  const rc_computed *encryption = rc_tf_block(form->resource->values, "encryption_configuration");
  if (repository != NULL) {
    note_key(repository, rc_tf_text_at(encryption, "kms_key"), RC_STR("alias/aws/ecr"));
  }
  return rc_arena_status(form->model->arena);
}

/* `*out`: what the argument `policy` holds; NULL if that is not known. */
static rc_status set_policy(const rc_tf_form *form, rc_resource_kind kind, rc_str whose,
                            const rc_policy **out) {
  rc_policy_kind policy_kind = kind == RC_RESOURCE_KEY ? RC_POLICY_KEY : RC_POLICY_RESOURCE;
  RC_TRY(rc_tf_policy(form, rc_tf_value(form, "policy"), policy_kind, whose, out));
  const rc_policy *policy = *out;
  if (policy == NULL || whose.len == 0) {
    return RC_OK;
  }
  rc_arn arn;
  rc_resource *resource =
      rc_arn_parse(whose, &arn)
          ? rc_model_resource(form->model, kind, whose)
          : rc_model_resource_at(form->model, kind, whose, form->resource->account,
                                 form->resource->region);
  if (resource == NULL) {
    return rc_arena_status(form->model->arena);
  }
  if (rc_span_is_none(resource->span)) {
    resource->span = form->span;
  }
  resource->by_template = true;
  rc_model_set_resource_policy(form->model, resource, policy, rc_tf_origin(form),
                               rc_value_span(policy->document));
  return RC_OK;
}

rc_status rc_tf_read_secret(const rc_tf_form *form) {
  rc_resource *secret = resource_of(form, RC_RESOURCE_SECRET);
  if (secret == NULL) {
    return rc_arena_status(form->model->arena);
  }
  note_key(secret, rc_tf_text_of(form, "kms_key_id"), RC_STR("alias/aws/secretsmanager"));
  const rc_policy *policy = NULL;
  return set_policy(form, RC_RESOURCE_SECRET, rc_tf_text_of(form, "arn"), &policy);
}

rc_status rc_tf_read_parameter(const rc_tf_form *form) {
  rc_resource *parameter = resource_of(form, RC_RESOURCE_PARAMETER);
  rc_str type = rc_tf_text_of(form, "type");
  if (parameter == NULL || type.len == 0 || rc_hole_any(type)) {
    return rc_arena_status(form->model->arena);
  }
  parameter->parameter_type = type;
  bool encrypted = rc_str_equal(type, RC_STR("SecureString"));
  note_key(parameter, encrypted ? rc_tf_text_of(form, "key_id") : RC_STR_NONE,
           RC_STR("alias/aws/ssm"));
  return RC_OK;
}

rc_status rc_tf_read_key(const rc_tf_form *form) {
  rc_resource *key = resource_of(form, RC_RESOURCE_KEY);
  if (key == NULL) {
    return rc_arena_status(form->model->arena);
  }
  key->customer_key = RC_KNOWN_YES;
  key->default_policy = rc_tf_value(form, "policy") == NULL;
  const rc_policy *policy = NULL;
  return set_policy(form, RC_RESOURCE_KEY, rc_tf_text_of(form, "arn"), &policy);
}

rc_status rc_tf_read_log_group(const rc_tf_form *form) {
  rc_resource *group = resource_of(form, RC_RESOURCE_LOG_GROUP);
  if (group != NULL) {
    note_key(group, rc_tf_text_of(form, "kms_key_id"), RC_STR("alias/aws/logs"));
  }
  return rc_arena_status(form->model->arena);
}

/* A key policy that cannot be read, or one of a key that is not known, may be that of any key. */
static bool may_be_of_any_key(const rc_policy *policy, rc_str whose) {
  bool known = rc_str_contains(whose, RC_STR("aws_kms_key.")) || !rc_hole_any(whose);
  return policy == NULL || whose.len == 0 || !known;
}

rc_status rc_tf_read_resource_policy(const rc_tf_form *form) {
  static const struct {
    rc_str type;
    rc_resource_kind kind;
    const char *whose;
  } rows[] = {
      {RC_STR_INIT("aws_ecr_repository_policy"), RC_RESOURCE_REPOSITORY, "repository"},
      {RC_STR_INIT("aws_secretsmanager_secret_policy"), RC_RESOURCE_SECRET, "secret_arn"},
      {RC_STR_INIT("aws_kms_key_policy"), RC_RESOURCE_KEY, "key_id"},
  };
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    if (rc_str_equal(form->resource->type, rows[i].type)) {
      rc_str whose = rc_tf_text_of(form, rows[i].whose);
      const rc_policy *policy = NULL;
      RC_TRY(set_policy(form, rows[i].kind, whose, &policy));
      if (rows[i].kind == RC_RESOURCE_KEY && may_be_of_any_key(policy, whose)) {
        form->model->open_key_policy = true;
      }
      return RC_OK;
    }
  }
  return RC_OK;
}
