/*
 * What `aws iam` says of one role: get-role (and list-roles, create-role), get-role-policy,
 * list-attached-role-policies, list-role-policies. The two listings do not name their role.
 */
#include "read/common_policy.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static bool is_text(rc_value object, const char *name) {
  return rc_value_kind(get(object, name)) == RC_STRING;
}

static bool is_role(rc_value value) {
  return is_text(value, "RoleName") && !rc_value_is_none(get(value, "AssumeRolePolicyDocument")) &&
         rc_value_is_none(get(value, "RolePolicyList"));
}

static bool is_role_policy(rc_value value) {
  return is_text(value, "RoleName") && is_text(value, "PolicyName") &&
         !rc_value_is_none(get(value, "PolicyDocument"));
}

static bool is_list(rc_value object, const char *name) {
  return rc_value_kind(get(object, name)) == RC_ARRAY;
}

static int recognise(const rc_document *document) {
  rc_value value = document->value;
  if (is_role(get(value, "Role")) || is_role_policy(value) || is_list(value, "AttachedPolicies") ||
      (is_list(value, "Roles") && is_role(rc_value_first(get(value, "Roles"))))) {
    return 95;
  }
  return is_list(value, "PolicyNames") ? 90 : is_role(value) ? 85 : 0;
}

/* ---- a role --------------------------------------------------------------------------------- */

static rc_role *role_of(const rc_form *form, rc_value object) {
  rc_str arn = rc_form_string(form, object, RC_STR("Arn"));
  rc_str name = rc_form_string(form, object, RC_STR("RoleName"));
  return rc_model_role(form->model, arn.len > 0 ? arn : name);
}

/* `list-roles` leaves boundaries out; `get-role` shows one if there is one. */
static rc_status read_role(const rc_form *form, rc_value object, bool shows_boundary) {
  const rc_policy *trust = NULL;
  rc_str name = rc_form_string(form, object, RC_STR("RoleName"));
  RC_TRY(rc_read_member_policy(form, object, RC_STR("AssumeRolePolicyDocument"), RC_POLICY_TRUST,
                               name, &trust));
  rc_role *role = role_of(form, object);
  if (role == NULL) {
    return rc_arena_status(form->model->arena);
  }
  rc_model_define_role(role, rc_value_span(get(object, "RoleName")));
  role->snapshot = true;
  if (trust != NULL) {
    rc_model_set_trust(form->model, role, trust, RC_ORIGIN_SNAPSHOT,
                       rc_value_span(trust->document));
  }
  if (shows_boundary) {
    rc_value boundary = rc_form_object(form, object, RC_STR("PermissionsBoundary"));
    rc_str arn = rc_form_string(form, boundary, RC_STR("PermissionsBoundaryArn"));
    role->boundary_known = true;
    role->boundary_arn = arn.len > 0 ? arn : role->boundary_arn;
  }
  return rc_arena_status(form->model->arena);
}

static rc_status read_roles(const rc_form *form, rc_value list) {
  for (RC_CHILDREN(object, list)) {
    if (rc_form_is_object(form, object, RC_STR("Roles[]"))) {
      RC_TRY(read_role(form, object, false));
    }
  }
  return RC_OK;
}

static rc_status read_role_policy(const rc_form *form, rc_value object) {
  const rc_policy *policy = NULL;
  rc_str name = rc_form_string(form, object, RC_STR("PolicyName"));
  RC_TRY(rc_read_member_policy(form, object, RC_STR("PolicyDocument"), RC_POLICY_IDENTITY, name,
                               &policy));
  rc_role *role = role_of(form, object);
  if (role == NULL) {
    return rc_arena_status(form->model->arena);
  }
  rc_model_define_role(role, rc_value_span(get(object, "RoleName")));
  role->snapshot = true;
  return rc_model_add_inline(form->model, role,
                             (rc_inline_policy){
                                 .name = name,
                                 .policy = policy,
                                 .origin = RC_ORIGIN_SNAPSHOT,
                                 .span = rc_value_span(get(object, "PolicyName")),
                             });
}

/* ---- listings ------------------------------------------------------------------------------- */

static bool is_whole_listing(const rc_form *form, rc_value object) {
  return rc_form_bool(form, object, RC_STR("IsTruncated")) != RC_KNOWN_YES &&
         !is_text(object, "Marker") && !is_text(object, "NextToken") &&
         !object.tree->has_errors;
}

static rc_status read_attached(const rc_form *form, rc_value object, rc_role *role) {
  for (RC_CHILDREN(item, get(object, "AttachedPolicies"))) {
    if (!rc_form_is_object(form, item, RC_STR("AttachedPolicies[]"))) {
      continue;
    }
    rc_field arn = rc_form_text(form, item, RC_STR("PolicyArn"));
    if (rc_field_is_set(arn)) {
      RC_TRY(rc_model_add_attached(form->model, role, arn.text, rc_value_span(arn.value)));
    }
  }
  role->attached_complete = role->attached_complete || is_whole_listing(form, object);
  return RC_OK;
}

static rc_status read_names(const rc_form *form, rc_value object, rc_role *role) {
  for (RC_CHILDREN(item, get(object, "PolicyNames"))) {
    rc_field name = rc_form_text_of(form, item, RC_STR("PolicyNames[]"));
    RC_TRY(rc_model_add_inline(form->model, role,
                               (rc_inline_policy){
                                   .name = name.text,
                                   .origin = RC_ORIGIN_SNAPSHOT,
                                   .span = rc_value_span(item),
                               }));
  }
  role->inline_complete = role->inline_complete || is_whole_listing(form, object);
  return RC_OK;
}

static rc_role *waiting_role(rc_model *model, rc_span span) {
  rc_unbound_listing *listing = RC_VEC_ADD(model->arena, &model->pending.listings);
  if (listing == NULL) {
    return NULL;
  }
  *listing = (rc_unbound_listing){.span = span, .contents.span = RC_SPAN_NONE};
  return &listing->contents;
}

static rc_status read_listing(const rc_form *form, const rc_document *document) {
  rc_value object = document->value;
  bool attached = is_list(object, "AttachedPolicies");
  rc_value list = get(object, attached ? "AttachedPolicies" : "PolicyNames");
  rc_span span = rc_value_span(rc_value_key(list));
  rc_role *role = rc_bound_role(form->model, document);
  RC_TRY(rc_arena_status(form->model->arena));
  if (role == NULL) {
    role = waiting_role(form->model, span);
  }
  if (role == NULL) {
    return rc_arena_status(form->model->arena);
  }
  rc_model_define_role(role, span);
  if (rc_bound_by_flag(document)) {
    role->inline_complete = role->attached_complete = role->boundary_known = true;
  }
  return attached ? read_attached(form, object, role) : read_names(form, object, role);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  rc_value value = document->value;
  if (is_list(value, "AttachedPolicies") || is_list(value, "PolicyNames")) {
    return read_listing(&form, document);
  }
  if (is_list(value, "Roles")) {
    return read_roles(&form, get(value, "Roles"));
  }
  if (is_role_policy(value)) {
    return read_role_policy(&form, value);
  }
  return read_role(&form, is_role(value) ? value : get(value, "Role"), true);
}

const rc_reader rc_reader_iam_role = {"iam-role", "aws iam: a role", recognise, read};
