/*
 * Bare policy documents: what stands in a file of its own, for a role, a repository, a secret, a
 * key. The folder or a flag tells whose it is; its content tells whether it is a trust policy.
 */
#include "read/common_policy.h"

/* Other languages of AWS have statements, too: those of CloudWatch Logs that protect data, say. */
static bool is_of_iam(rc_value statement) {
  static const rc_str members[] = {RC_STR_INIT("Effect"), RC_STR_INIT("Action"),
                                   RC_STR_INIT("NotAction")};
  bool found = rc_value_kind(statement) != RC_OBJECT;
  for (size_t i = 0; i < RC_COUNT_OF(members); i++) {
    found = found || !rc_value_is_none(rc_value_get(statement, members[i]));
  }
  return found;
}

static int recognise(const rc_document *document) {
  if (!rc_policy_recognise(document->value)) {
    return 0;
  }
  rc_value statements = rc_value_get(document->value, RC_STR("Statement"));
  bool list = rc_value_kind(statements) == RC_ARRAY;
  return is_of_iam(list ? rc_value_first(statements) : statements) ? 80 : 0;
}

/* ---- what sort of policy -------------------------------------------------------------------- */

typedef struct traits {
  bool principal; /* some statement names one: a policy of a resource or a role's trust */
  bool assumes;   /* some statement is about sts */
  bool keys;      /* some statement is about kms */
} traits;

static bool starts_nocase(rc_str text, rc_str prefix) {
  return rc_str_equal_nocase(rc_str_slice(text, 0, prefix.len), prefix);
}

static void look_at_action(rc_arena *arena, rc_value action, traits *out) {
  rc_str text = rc_value_string(arena, action);
  out->assumes = out->assumes || starts_nocase(text, RC_STR("sts:"));
  out->keys = out->keys || starts_nocase(text, RC_STR("kms:"));
}

static void look_at_statement(rc_arena *arena, rc_value statement, traits *out) {
  out->principal = out->principal ||
                   !rc_value_is_none(rc_value_get(statement, RC_STR("Principal"))) ||
                   !rc_value_is_none(rc_value_get(statement, RC_STR("NotPrincipal")));
  rc_value actions = rc_value_get(statement, RC_STR("Action"));
  look_at_action(arena, actions, out);
  if (rc_value_kind(actions) == RC_ARRAY) {
    for (RC_CHILDREN(action, actions)) {
      look_at_action(arena, action, out);
    }
  }
}

static traits traits_of(rc_arena *arena, rc_value document) {
  traits found = {false, false, false};
  rc_value statements = rc_value_get(document, RC_STR("Statement"));
  if (rc_value_kind(statements) == RC_OBJECT) {
    look_at_statement(arena, statements, &found);
  } else if (rc_value_kind(statements) == RC_ARRAY) {
    for (RC_CHILDREN(statement, statements)) {
      look_at_statement(arena, statement, &found);
    }
  }
  return found;
}

static rc_policy_kind kind_of(const rc_document *document, traits what) {
  if (document->binding.kind == RC_BIND_SCP) {
    return RC_POLICY_SCP;
  }
  if (what.principal) {
    return what.assumes                                    ? RC_POLICY_TRUST
           : document->binding.kind == RC_BIND_KEY_FOLDER ? RC_POLICY_KEY
           : what.keys                                    ? RC_POLICY_KEY
                                                          : RC_POLICY_RESOURCE;
  }
  return document->binding.kind == RC_BIND_BOUNDARY || document->binding.is_boundary
             ? RC_POLICY_BOUNDARY
             : RC_POLICY_IDENTITY;
}

/* ---- where it goes -------------------------------------------------------------------------- */

static rc_status give_to_role(rc_model *model, const rc_document *document, rc_role *role,
                              const rc_policy *policy) {
  rc_span span = rc_value_span(document->value);
  rc_model_define_role(role, span);
  if (rc_bound_by_flag(document)) {
    role->inline_complete = role->attached_complete = role->boundary_known = true;
  } else {
    role->by_folder = true;
    role->folder = role->folder.len > 0 ? role->folder : document->binding.folder;
  }
  if (policy->kind == RC_POLICY_TRUST) {
    rc_model_set_trust(model, role, policy, RC_ORIGIN_SOURCE, span);
    return RC_OK;
  }
  if (policy->kind == RC_POLICY_BOUNDARY) {
    rc_model_set_boundary(model, role, policy, span);
    return RC_OK;
  }
  return rc_model_add_inline(model, role, (rc_inline_policy){
                                              .name = policy->name,
                                              .policy = policy,
                                              .origin = RC_ORIGIN_SOURCE,
                                              .span = span,
                                          });
}

static rc_status give_to_resource(rc_model *model, const rc_document *document,
                                  rc_resource_kind kind, const rc_policy *policy) {
  rc_resource *resource = rc_model_resource(model, kind, document->binding.name);
  if (resource == NULL) {
    return rc_arena_status(model->arena);
  }
  rc_span span = rc_value_span(document->value);
  if (rc_span_is_none(resource->span)) {
    resource->span = span;
  }
  resource->folder = document->binding.folder;
  rc_model_set_resource_policy(model, resource, policy, RC_ORIGIN_SOURCE, span);
  return RC_OK;
}

static rc_status give_to_nobody(rc_model *model, const rc_document *document,
                                const rc_policy *policy) {
  rc_span span = rc_value_span(document->value);
  if (policy->kind != RC_POLICY_IDENTITY) {
    return rc_model_add_loose(model, &model->loose, policy, span);
  }
  rc_managed_document *added = RC_VEC_ADD(model->arena, &model->pending.managed);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = (rc_managed_document){
      .name = policy->name,
      .document = document->value,
      .policy = policy,
      .bare = true,
      .span = span,
  };
  return RC_OK;
}

static void take_boundary_flag(rc_model *model, const rc_document *document,
                               const rc_policy *policy) {
  if (model->pending.boundary == NULL) {
    model->pending.boundary = policy;
    model->pending.boundary_span = rc_value_span(document->value);
  }
}

static bool is_of_role(const rc_policy *policy) {
  return policy->kind == RC_POLICY_TRUST || policy->kind == RC_POLICY_BOUNDARY ||
         policy->kind == RC_POLICY_IDENTITY;
}

static bool is_of_resource(const rc_policy *policy) {
  return policy->kind == RC_POLICY_RESOURCE || policy->kind == RC_POLICY_KEY;
}

static rc_status give(rc_model *model, const rc_document *document, const rc_policy *policy) {
  static const struct {
    rc_binding_kind binding;
    rc_resource_kind resource;
  } folders[] = {
      {RC_BIND_REPOSITORY_FOLDER, RC_RESOURCE_REPOSITORY},
      {RC_BIND_SECRET_FOLDER, RC_RESOURCE_SECRET},
      {RC_BIND_KEY_FOLDER, RC_RESOURCE_KEY},
  };
  rc_role *role = is_of_role(policy) ? rc_bound_role(model, document) : NULL;
  if (role != NULL) {
    return give_to_role(model, document, role, policy);
  }
  for (size_t i = 0; i < RC_COUNT_OF(folders) && is_of_resource(policy); i++) {
    if (folders[i].binding == document->binding.kind) {
      return give_to_resource(model, document, folders[i].resource, policy);
    }
  }
  if (document->binding.kind == RC_BIND_BOUNDARY && policy->kind == RC_POLICY_BOUNDARY) {
    take_boundary_flag(model, document, policy);
    return RC_OK;
  }
  RC_TRY(rc_arena_status(model->arena));
  return give_to_nobody(model, document, policy);
}

static rc_status read(rc_model *model, const rc_document *document) {
  const rc_policy *policy = NULL;
  rc_policy_kind kind = kind_of(document, traits_of(model->arena, document->value));
  RC_TRY(rc_read_policy(model, document->value, kind, rc_path_stem(document->source->path),
                        &policy));
  if (kind == RC_POLICY_SCP) {
    rc_model_say(model, RC_SAY_NOT_READ, RC_NOTE, rc_value_span(document->value),
                 RC_STR("this service control policy was not judged: this version leaves them out"),
                 "the verdicts hold where the organisation denies nothing");
    return rc_arena_status(model->arena);
  }
  return give(model, document, policy);
}

const rc_reader rc_reader_bare_policy = {"policy", "IAM policy document", recognise, read};
