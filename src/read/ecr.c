/*
 * `aws ecr get-repository-policy` and `describe-repositories`.
 */
#include "read/common_policy.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static bool is_policy_answer(rc_value value) {
  return !rc_value_is_none(get(value, "policyText")) &&
         !rc_value_is_none(get(value, "repositoryName"));
}

static int recognise(const rc_document *document) {
  rc_value first = rc_value_first(get(document->value, "repositories"));
  bool listing = !rc_value_is_none(get(first, "repositoryName")) &&
                 !rc_value_is_none(get(first, "registryId"));
  return is_policy_answer(document->value) || listing ? 95 : 0;
}

/* The answer names no Region. */
static rc_status read_policy(const rc_form *form, rc_value object) {
  rc_model *model = form->model;
  rc_field name = rc_form_text(form, object, RC_STR("repositoryName"));
  const rc_policy *policy = NULL;
  RC_TRY(rc_read_member_policy(form, object, RC_STR("policyText"), RC_POLICY_RESOURCE, name.text,
                               &policy));
  rc_resource *repository =
      rc_model_resource_at(model, RC_RESOURCE_REPOSITORY, name.text,
                           rc_form_string(form, object, RC_STR("registryId")), RC_STR_NONE);
  if (repository == NULL) {
    return rc_arena_status(model->arena);
  }
  repository->exists = RC_KNOWN_YES;
  if (rc_span_is_none(repository->span)) {
    repository->span = rc_value_span(name.value);
  }
  if (policy != NULL) {
    rc_model_set_resource_policy(model, repository, policy, RC_ORIGIN_SNAPSHOT,
                                 rc_value_span(policy->document));
  }
  return rc_arena_status(model->arena);
}

static rc_status read_repository(const rc_form *form, rc_value object) {
  rc_model *model = form->model;
  rc_field name = rc_form_text(form, object, RC_STR("repositoryName"));
  rc_str arn = rc_form_string(form, object, RC_STR("repositoryArn"));
  rc_resource *repository =
      arn.len > 0
          ? rc_model_resource(model, RC_RESOURCE_REPOSITORY, arn)
          : rc_model_resource_at(model, RC_RESOURCE_REPOSITORY, name.text,
                                 rc_form_string(form, object, RC_STR("registryId")), RC_STR_NONE);
  if (repository == NULL) {
    return rc_arena_status(model->arena);
  }
  repository->exists = RC_KNOWN_YES;
  if (rc_span_is_none(repository->span)) {
    repository->span = rc_value_span(name.value);
  }
  rc_value encryption = rc_form_object(form, object, RC_STR("encryptionConfiguration"));
  rc_str key = rc_form_string(form, encryption, RC_STR("kmsKey"));
  rc_str type = rc_form_string(form, encryption, RC_STR("encryptionType"));
  if (type.len > 0) {
    repository->customer_key = key.len > 0 ? RC_KNOWN_YES : RC_KNOWN_NO;
    repository->key_arn = key;
  }
  return rc_arena_status(model->arena);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  if (is_policy_answer(document->value)) {
    return read_policy(&form, document->value);
  }
  for (RC_CHILDREN(object, rc_form_list(&form, document->value, RC_STR("repositories")))) {
    if (rc_form_is_object(&form, object, RC_STR("repositories[]"))) {
      RC_TRY(read_repository(&form, object));
    }
  }
  return RC_OK;
}

const rc_reader rc_reader_ecr = {"ecr-repository", "aws ecr: repositories", recognise, read};
