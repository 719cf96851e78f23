/*
 * Roles, their policies, and what is attached to them.
 *
 * A role that a configuration creates is taken as all there is of it: what the input attaches it
 * has, and nothing else. It is not where something may be attached that cannot be followed: by a
 * module that the input does not have, or once for each item of a list that is not known.
 */
#include "read/common_terraform.h"

/* Names are of the account that the resource is in: another root may have a role of that name. */
static rc_role *role_called(const rc_tf_form *form, rc_str name) {
  rc_arn arn;
  rc_str account = form->resource->account;
  if (name.len == 0) {
    return NULL;
  }
  if (!rc_arn_parse(name, &arn) && rc_tells_account(account)) {
    name = RC_FILL(form->model->arena, "arn:aws:iam::{}:role/{}", account, name);
  }
  uint32_t known = rc_model_find_role(form->model, name);
  return known != RC_NO_INDEX ? &form->model->roles.items[known]
                              : rc_model_role(form->model, name);
}

static rc_role *role_named(const rc_tf_form *form, const char *argument) {
  return role_called(form, rc_tf_text_of(form, argument));
}

/* What is done once for each item of a list that is not known may be done to any role. */
static bool is_of_unknown_item(rc_str text) {
  return rc_str_contains(text, RC_STR("each.")) || rc_str_contains(text, RC_STR("count.index"));
}

static bool is_of_unknown_role(const rc_tf_form *form, const rc_role *role) {
  return is_of_unknown_item(role->name) ||
         (form->resource->repeated && rc_hole_any(role->name));
}

static void open_all_roles(rc_model *model) {
  for (RC_EACH(rc_role, role, model->roles)) {
    role->attached_complete = role->inline_complete = false;
  }
}

static rc_status add_inline(const rc_tf_form *form, rc_role *role, rc_str name,
                            const rc_computed *document) {
  const rc_policy *policy = NULL;
  RC_TRY(rc_tf_policy(form, document, RC_POLICY_IDENTITY, name, &policy));
  return rc_model_add_inline(form->model, role,
                             (rc_inline_policy){
                                 .name = name,
                                 .policy = policy,
                                 .origin = rc_tf_origin(form),
                                 .span = document == NULL ? form->span
                                                          : rc_value_span(document->written),
                             });
}

static bool is_attached(const rc_role *role, rc_str arn) {
  for (RC_EACH(const rc_attached_policy, attached, role->attached)) {
    if (rc_str_equal(attached->arn, arn)) {
      return true;
    }
  }
  return false;
}

static rc_status attach(const rc_tf_form *form, rc_role *role, const rc_computed *arn) {
  rc_str text = arn == NULL || arn->kind == RC_COMPUTED_NULL ? RC_STR_NONE : arn->text;
  if (text.len == 0 || is_attached(role, text)) {
    return RC_OK;
  }
  if (is_of_unknown_item(text)) {
    role->attached_complete = false;
  }
  return rc_model_add_attached(form->model, role, text, rc_value_span(arn->written));
}

static rc_status attach_all(const rc_tf_form *form, rc_role *role, const rc_computed *arns) {
  if (arns == NULL) {
    return RC_OK;
  }
  if (arns->kind != RC_COMPUTED_LIST || arns->open) {
    role->attached_complete = false;
  }
  for (RC_EACH(const rc_computed_member, member, arns->members)) {
    RC_TRY(attach(form, role, member->value));
  }
  return RC_OK;
}

rc_status rc_tf_read_role(const rc_tf_form *form) {
  rc_model *model = form->model;
  const rc_policy *trust = NULL;
  const rc_computed *document = rc_tf_value(form, "assume_role_policy");
  const rc_computed *blocks = rc_tf_value(form, "inline_policy");
  rc_str arn = rc_tf_text_of(form, "arn");
  RC_TRY(rc_tf_policy(form, document, RC_POLICY_TRUST, rc_tf_text_of(form, "name"), &trust));
  rc_role *role = rc_model_role(model, arn);
  if (role == NULL) {
    return rc_arena_status(model->arena);
  }
  rc_model_define_role(role, form->span);
  role->inline_complete = role->attached_complete = role->boundary_known = true;
  role->by_template = true;
  role->home = form->resource->home;
  role->boundary_arn = rc_tf_text_of(form, "permissions_boundary");
  if (trust != NULL) {
    rc_model_set_trust(model, role, trust, rc_tf_origin(form), rc_value_span(trust->document));
  }
  RC_TRY(attach_all(form, role, rc_tf_value(form, "managed_policy_arns")));
  if (blocks == NULL) {
    return RC_OK;
  }
  role->inline_complete = !blocks->open && blocks->kind == RC_COMPUTED_LIST;
  for (RC_EACH(const rc_computed_member, member, blocks->members)) {
    const rc_computed *policy = rc_computed_get(member->value, RC_STR("policy"));
    if (policy != NULL) { /* an empty block says that there is none */
      RC_TRY(add_inline(form, role, rc_tf_text_at(member->value, "name"), policy));
    }
  }
  return RC_OK;
}

rc_status rc_tf_read_role_policy(const rc_tf_form *form) {
  rc_role *role = role_named(form, "role");
  if (role == NULL) {
    return rc_arena_status(form->model->arena);
  }
  if (is_of_unknown_role(form, role)) {
    open_all_roles(form->model);
  }
  return add_inline(form, role, rc_tf_text_of(form, "name"), rc_tf_value(form, "policy"));
}

rc_status rc_tf_read_attachment(const rc_tf_form *form) {
  rc_role *role = role_named(form, "role");
  if (role == NULL) {
    return rc_arena_status(form->model->arena);
  }
  if (is_of_unknown_role(form, role)) {
    open_all_roles(form->model);
  }
  return attach(form, role, rc_tf_value(form, "policy_arn"));
}

rc_status rc_tf_read_policy_attachment(const rc_tf_form *form) {
  const rc_computed *roles = rc_tf_value(form, "roles");
  if (roles == NULL) {
    return RC_OK;
  }
  if (roles->kind != RC_COMPUTED_LIST || roles->open) {
    open_all_roles(form->model);
  }
  for (RC_EACH(const rc_computed_member, member, roles->members)) {
    rc_role *role = role_called(form, member->value->text);
    if (role != NULL) {
      RC_TRY(attach(form, role, rc_tf_value(form, "policy_arn")));
    }
  }
  return rc_arena_status(form->model->arena);
}

/* What is listed is all there is, even where an attachment elsewhere could not be followed. */
rc_status rc_tf_read_exclusive(const rc_tf_form *form) {
  rc_role *role = role_named(form, "role_name");
  const rc_computed *arns = rc_tf_value(form, "policy_arns");
  if (role == NULL || !role->defined) {
    return rc_arena_status(form->model->arena);
  }
  if (arns == NULL) {
    return RC_OK; /* names of inline policies: each has its own resource */
  }
  role->attached_complete = true;
  return attach_all(form, role, arns);
}

rc_status rc_tf_read_managed_policy(const rc_tf_form *form) {
  rc_model *model = form->model;
  const rc_policy *policy = NULL;
  rc_str name = rc_tf_text_of(form, "name");
  RC_TRY(rc_tf_policy(form, rc_tf_value(form, "policy"), RC_POLICY_IDENTITY, name, &policy));
  if (policy == NULL) {
    return RC_OK;
  }
  rc_managed_document *added = RC_VEC_ADD(model->arena, &model->pending.managed);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = (rc_managed_document){
      .arn = rc_tf_text_of(form, "arn"),
      .name = name,
      .document = policy->document,
      .policy = policy,
      .span = form->span,
  };
  return RC_OK;
}

/* ---- modules that the input does not have --------------------------------------------------- */

static void open_named(rc_model *model, const rc_computed *value, uint32_t depth) {
  if (depth > RC_LIMIT_NESTING_VALUE) {
    return;
  }
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    open_named(model, member->value, depth + 1);
  }
  bool text = value->kind == RC_COMPUTED_STRING || value->kind == RC_COMPUTED_UNKNOWN;
  uint32_t found = text && value->text.len > 0 ? rc_model_find_role(model, value->text)
                                                : RC_NO_INDEX;
  if (found != RC_NO_INDEX) {
    rc_role *role = &model->roles.items[found];
    role->attached_complete = role->inline_complete = false;
  }
  if (rc_str_contains(value->text, RC_STR("aws_kms_key."))) {
    model->open_key_policy = true;
  }
}

/* A role that is handed over may get anything there, a key another policy. */
rc_status rc_tf_read_module(const rc_tf_form *form) {
  open_named(form->model, form->resource->values, 0);
  return rc_arena_status(form->model->arena);
}
