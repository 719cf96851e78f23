/*
 * `aws iam get-policy-version` and `get-policy`. The version holds the document but names neither
 * policy nor ARN: its file name or folder may, else rc_model_link looks for the only possibility.
 */
#include "read/common_policy.h"

static rc_value version_of(rc_value value) {
  return rc_value_get(value, RC_STR("PolicyVersion"));
}

/* The description of a policy: it tells nothing that a verdict needs, but it is no stranger. */
static bool is_description(rc_value value) {
  rc_value policy = rc_value_get(value, RC_STR("Policy"));
  return rc_value_kind(policy) == RC_OBJECT &&
         !rc_value_is_none(rc_value_get(policy, RC_STR("Arn"))) &&
         !rc_value_is_none(rc_value_get(policy, RC_STR("PolicyName")));
}

static int recognise(const rc_document *document) {
  rc_value inside = rc_value_get(version_of(document->value), RC_STR("Document"));
  return !rc_value_is_none(inside) || is_description(document->value) ? 95 : 0;
}

/* `policies/<name>/v3.json`, else `<name>.json`. */
static rc_str guessed_name(rc_str path) {
  rc_str file = rc_path_file(path);
  rc_str folder = rc_str_slice(path, 0, path.len - file.len);
  if (folder.len < 2) {
    return rc_path_stem(path);
  }
  folder = rc_str_slice(folder, 0, folder.len - 1);
  rc_str name = rc_path_file(folder);
  size_t above_len = folder.len - name.len;
  rc_str above = rc_str_slice(folder, 0, above_len > 0 ? above_len - 1 : 0);
  return rc_str_equal(rc_path_file(above), RC_STR("policies")) ? name : rc_path_stem(path);
}

static rc_status add_version(rc_model *model, const rc_document *document,
                             rc_managed_document found) {
  rc_form form = {.model = model};
  rc_str name = guessed_name(document->source->path);
  rc_value version = version_of(document->value);
  RC_TRY(rc_read_document(&form, rc_value_get(version, RC_STR("Document")), RC_STR("Document"),
                          &found.document));
  RC_TRY(rc_read_policy(model, found.document, RC_POLICY_IDENTITY, name, &found.policy));
  if (found.policy == NULL) {
    return RC_OK;
  }
  found.name = name;
  rc_managed_document *added = RC_VEC_ADD(model->arena, &model->pending.managed);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = found;
  return RC_OK;
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  rc_value version = version_of(document->value);
  if (rc_value_is_none(version)) {
    return RC_OK;
  }
  rc_field id = rc_form_text(&form, version, RC_STR("VersionId"));
  if (rc_form_bool(&form, version, RC_STR("IsDefaultVersion")) == RC_KNOWN_NO) {
    rc_model_say(model, RC_SAY_NOT_IN_FORCE, RC_NOTE, rc_value_span(id.value),
                 RC_FILL(model->arena,
                         "version `{}` was left out: it is not the policy's default version",
                         id.text),
                 "only the default version is in force; `aws iam get-policy` names it");
    return rc_arena_status(model->arena);
  }
  return add_version(model, document,
                     (rc_managed_document){.span = rc_value_span(rc_value_key(version))});
}

const rc_reader rc_reader_iam_policy_version = {"iam-policy-version", "aws iam: a managed policy",
                                                recognise, read};
