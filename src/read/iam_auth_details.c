/*
 * `aws iam get-account-authorization-details`: every role with all that is attached to it, and the
 * documents of the managed policies. Users and groups take no part in a launch.
 */
#include "read/common_policy.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

/* One entry of RoleDetailList by itself counts too. */
static bool is_detail(rc_value value) {
  return rc_value_kind(get(value, "RoleName")) == RC_STRING &&
         rc_value_kind(get(value, "RolePolicyList")) == RC_ARRAY;
}

static int recognise(const rc_document *document) {
  static const char *const lists[] = {"RoleDetailList", "UserDetailList", "GroupDetailList"};
  for (size_t i = 0; i < RC_COUNT_OF(lists); i++) {
    if (rc_value_kind(get(document->value, lists[i])) == RC_ARRAY) {
      return 95;
    }
  }
  rc_value policy = rc_value_first(get(document->value, "Policies"));
  if (rc_value_kind(get(policy, "PolicyVersionList")) == RC_ARRAY) {
    return 95;
  }
  return is_detail(document->value) ? 90 : 0;
}

/* ---- roles ---------------------------------------------------------------------------------- */

static rc_status read_inline(const rc_form *form, rc_value detail, rc_role *role) {
  rc_value list = rc_form_list(form, detail, RC_STR("RolePolicyList"));
  for (RC_CHILDREN(item, list)) {
    if (!rc_form_is_object(form, item, RC_STR("RolePolicyList[]"))) {
      continue;
    }
    rc_inline_policy policy = {
        .name = rc_form_string(form, item, RC_STR("PolicyName")),
        .origin = RC_ORIGIN_SNAPSHOT,
        .span = rc_value_span(get(item, "PolicyName")),
    };
    RC_TRY(rc_read_member_policy(form, item, RC_STR("PolicyDocument"), RC_POLICY_IDENTITY,
                                 policy.name, &policy.policy));
    RC_TRY(rc_model_add_inline(form->model, role, policy));
  }
  role->inline_complete = role->inline_complete || !rc_value_is_none(list);
  return RC_OK;
}

static rc_status read_attached(const rc_form *form, rc_value detail, rc_role *role) {
  rc_value list = rc_form_list(form, detail, RC_STR("AttachedManagedPolicies"));
  for (RC_CHILDREN(item, list)) {
    if (!rc_form_is_object(form, item, RC_STR("AttachedManagedPolicies[]"))) {
      continue;
    }
    rc_field arn = rc_form_text(form, item, RC_STR("PolicyArn"));
    if (rc_field_is_set(arn)) {
      RC_TRY(rc_model_add_attached(form->model, role, arn.text, rc_value_span(arn.value)));
    }
  }
  role->attached_complete = role->attached_complete || !rc_value_is_none(list);
  return RC_OK;
}

static rc_status read_trust(const rc_form *form, rc_value detail, rc_role *role) {
  const rc_policy *trust = NULL;
  RC_TRY(rc_read_member_policy(form, detail, RC_STR("AssumeRolePolicyDocument"), RC_POLICY_TRUST,
                               role->name, &trust));
  if (trust != NULL) {
    rc_model_set_trust(form->model, role, trust, RC_ORIGIN_SNAPSHOT,
                       rc_value_span(trust->document));
  }
  return RC_OK;
}

static rc_status read_role(const rc_form *form, rc_value detail) {
  rc_field name = rc_form_text(form, detail, RC_STR("RoleName"));
  rc_str arn = rc_form_string(form, detail, RC_STR("Arn"));
  if (name.text.len == 0 && arn.len == 0) {
    return rc_arena_status(form->model->arena);
  }
  rc_role *role = rc_model_role(form->model, arn.len > 0 ? arn : name.text);
  if (role == NULL) {
    return rc_arena_status(form->model->arena);
  }
  rc_model_define_role(role, rc_value_span(name.value));
  role->snapshot = true;
  role->damaged = role->damaged || detail.tree->has_errors;
  rc_value boundary = rc_form_object(form, detail, RC_STR("PermissionsBoundary"));
  rc_str boundary_arn = rc_form_string(form, boundary, RC_STR("PermissionsBoundaryArn"));
  role->boundary_arn = boundary_arn.len > 0 ? boundary_arn : role->boundary_arn;
  role->boundary_known = true;
  RC_TRY(read_trust(form, detail, role));
  RC_TRY(read_inline(form, detail, role));
  return read_attached(form, detail, role);
}

/* ---- managed policies ----------------------------------------------------------------------- */

static bool is_default(const rc_form *form, rc_value policy, rc_value version) {
  rc_known said = rc_form_bool(form, version, RC_STR("IsDefaultVersion"));
  if (said != RC_KNOWN_NOT) {
    return said == RC_KNOWN_YES;
  }
  rc_str id = rc_form_string(form, version, RC_STR("VersionId"));
  return rc_str_equal(id, rc_form_string(form, policy, RC_STR("DefaultVersionId")));
}

static rc_status read_version(const rc_form *form, rc_value policy, rc_value version) {
  rc_model *model = form->model;
  rc_managed_document found = {
      .arn = rc_form_string(form, policy, RC_STR("Arn")),
      .name = rc_form_string(form, policy, RC_STR("PolicyName")),
      .span = rc_value_span(get(policy, "PolicyName")),
  };
  RC_TRY(rc_read_document(form, get(version, "Document"), RC_STR("Document"), &found.document));
  RC_TRY(rc_read_policy(model, found.document, RC_POLICY_IDENTITY, found.name, &found.policy));
  if (found.policy == NULL || found.arn.len == 0) {
    return rc_arena_status(model->arena);
  }
  rc_managed_document *added = RC_VEC_ADD(model->arena, &model->pending.managed);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = found;
  return RC_OK;
}

static rc_status read_managed(const rc_form *form, rc_value policy) {
  for (RC_CHILDREN(version, rc_form_list(form, policy, RC_STR("PolicyVersionList")))) {
    if (rc_value_kind(version) == RC_OBJECT && is_default(form, policy, version)) {
      return read_version(form, policy, version);
    }
  }
  return RC_OK;
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  if (is_detail(document->value)) {
    return read_role(&form, document->value);
  }
  for (RC_CHILDREN(detail, rc_form_list(&form, document->value, RC_STR("RoleDetailList")))) {
    if (rc_form_is_object(&form, detail, RC_STR("RoleDetailList[]"))) {
      RC_TRY(read_role(&form, detail));
    }
  }
  for (RC_CHILDREN(policy, rc_form_list(&form, document->value, RC_STR("Policies")))) {
    if (rc_form_is_object(&form, policy, RC_STR("Policies[]"))) {
      RC_TRY(read_managed(&form, policy));
    }
  }
  return rc_arena_status(model->arena);
}

const rc_reader rc_reader_iam_auth_details = {
    "iam-authorization-details", "aws iam get-account-authorization-details", recognise, read};
