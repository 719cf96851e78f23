/*
 * Policies and roles as properties and resources of CloudFormation.
 *
 * They are written like their neighbours: with or without a Sid, single actions as texts or lists.
 */
#include "fix/in_template.h"
#include "syntax/yaml.h"

#define POLICIES RC_STR("Policies")
#define NEW_POLICY_NAME RC_STR("rolecall-launch")

static rc_made *add_text(rc_arena *arena, rc_made *object, const char *key, rc_str text) {
  return rc_made_member(arena, object, rc_str_from_c(key), RC_MADE_STRING, text);
}

/* ---- habits of the file --------------------------------------------------------------------- */

static rc_value statements_in(const rc_policy *policy, uint32_t file) {
  bool here = policy != NULL && !policy->refused && rc_value_span(policy->document).file == file;
  return here ? rc_value_get(policy->document, RC_STR("Statement")) : RC_VALUE_NONE;
}

static rc_statement_style identity_style(const rc_model *model, uint32_t file) {
  for (RC_EACH(const rc_role, role, model->roles)) {
    for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
      rc_value statements = statements_in(policy->policy, file);
      if (!rc_value_is_none(statements)) {
        return rc_statement_style_of(statements);
      }
    }
  }
  return (rc_statement_style){.model = RC_VALUE_NONE};
}

static rc_statement_style trust_style(const rc_model *model, uint32_t file) {
  for (RC_EACH(const rc_role, role, model->roles)) {
    rc_value statements = statements_in(role->trust, file);
    if (!rc_value_is_none(statements)) {
      return rc_statement_style_of(statements);
    }
  }
  return (rc_statement_style){.model = RC_VALUE_NONE};
}

/* ---- documents ------------------------------------------------------------------------------ */

/* Returns the list of statements. */
static rc_made *add_document(rc_arena *arena, rc_made *object, const char *key) {
  rc_made *document =
      rc_made_member(arena, object, rc_str_from_c(key), RC_MADE_OBJECT, RC_STR_NONE);
  if (document == NULL) {
    return NULL;
  }
  (void)add_text(arena, document, "Version", RC_STR("2012-10-17"));
  return rc_made_member(arena, document, RC_STR("Statement"), RC_MADE_LIST, RC_STR_NONE);
}

static rc_str policy_name(rc_arena *arena, const rc_role *role) {
  rc_str name = NEW_POLICY_NAME;
  for (uint64_t n = 2;; n++) {
    bool taken = false;
    for (uint32_t i = 0; role != NULL && i < role->inline_policies.len; i++) {
      taken |= rc_str_equal(role->inline_policies.items[i].name, name);
    }
    if (!taken || name.len == 0) {
      return name;
    }
    name = RC_FILL(arena, "{}-{}", NEW_POLICY_NAME, rc_str_from_u64(arena, n));
  }
}

static void add_inline(rc_lowering *lowering, rc_made *list, rc_str name, uint32_t file,
                       const rc_planned_vec *grants) {
  rc_arena *arena = lowering->arena;
  rc_statement_style style = identity_style(lowering->model, file);
  rc_made *policy = rc_made_item(arena, list, RC_MADE_OBJECT, RC_STR_NONE);
  if (policy == NULL) {
    return;
  }
  (void)add_text(arena, policy, "PolicyName", name);
  rc_made *statements = add_document(arena, policy, "PolicyDocument");
  for (uint32_t i = 0; statements != NULL && i < grants->len; i++) {
    rc_made_statement(arena, statements, &grants->items[i], &style, NULL, RC_VALUE_NONE);
  }
}

/* ---- a role that is there ------------------------------------------------------------------- */

/* A list that stands there as it is. */
static bool is_plain_list(rc_value v) {
  return rc_value_kind(v) == RC_ARRAY && rc_yaml_tag(v).len == 0;
}

/* Behind the last of the members that people write before it. */
static rc_value last_of(rc_value object, const char *const *names, size_t n) {
  rc_value last = RC_VALUE_NONE;
  for (size_t i = 0; i < n; i++) {
    rc_value member = rc_value_get(object, rc_str_from_c(names[i]));
    bool later = rc_value_is_none(last) || (!rc_value_is_none(member) && member.node > last.node);
    last = later ? member : last;
  }
  return last;
}

/* Adds the items of `list` to the member `key` of the role's properties. */
static void add_items(const rc_model *model, const rc_role *role, rc_str key, rc_made *list,
                      rc_edits *out) {
  static const char *const before[] = {"RoleName", "Path", "AssumeRolePolicyDocument",
                                       "ManagedPolicyArns"};
  rc_value there = rc_value_get(role->home, key);
  if (!rc_value_is_none(there)) {
    if (is_plain_list(there) && rc_edit_can_edit(there)) {
      rc_edit_append(model, there, list, out);
    }
    return;
  }
  rc_made member = {.kind = RC_MADE_OBJECT};
  rc_made *added = rc_made_member(model->arena, &member, key, RC_MADE_LIST, RC_STR_NONE);
  if (added != NULL && rc_edit_can_edit(role->home)) {
    added->children = list->children;
    rc_edit_insert_member(model, role->home, last_of(role->home, before, RC_COUNT_OF(before)),
                          &member, out);
  }
}

static rc_status add_policy(rc_lowering *lowering, const rc_role *role,
                            const rc_planned_vec *grants, rc_edits *out) {
  rc_made list = {.kind = RC_MADE_LIST};
  add_inline(lowering, &list, policy_name(lowering->arena, role), role->home.tree->file, grants);
  add_items(lowering->model, role, POLICIES, &list, out);
  return rc_arena_status(lowering->arena);
}

static rc_status attach(rc_lowering *lowering, const rc_role *role, const rc_name_list *arns,
                        rc_edits *out) {
  rc_made list = {.kind = RC_MADE_LIST};
  for (RC_EACH(const rc_str, arn, *arns)) {
    rc_made_item(lowering->arena, &list, RC_MADE_STRING, *arn);
  }
  add_items(lowering->model, role, RC_STR("ManagedPolicyArns"), &list, out);
  return rc_arena_status(lowering->arena);
}

/* ---- a new role ----------------------------------------------------------------------------- */

/* Resources, parameters and conditions have names of their own kind, but references tell no kind.
 */
static bool is_taken(rc_value root, rc_str id) {
  static const char *const sections[] = {"Resources", "Parameters"};
  for (size_t i = 0; i < RC_COUNT_OF(sections); i++) {
    if (!rc_value_is_none(rc_value_get(rc_value_get(root, rc_str_from_c(sections[i])), id))) {
      return true;
    }
  }
  return false;
}

static rc_str free_id(rc_arena *arena, rc_value root) {
  static const rc_str names[] = {RC_STR_INIT("ExecutionRole"), RC_STR_INIT("TaskExecutionRole")};
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (!is_taken(root, names[i])) {
      return names[i];
    }
  }
  rc_str id = names[0];
  for (uint64_t n = 2; id.len > 0 && is_taken(root, id); n++) {
    id = RC_FILL(arena, "{}{}", names[0], rc_str_from_u64(arena, n));
  }
  return id;
}

static void add_trust(rc_lowering *lowering, rc_made *properties, rc_str service, uint32_t file) {
  rc_arena *arena = lowering->arena;
  rc_planned planned = {.sid = RC_STR("AssumeRole")};
  rc_statement_style style = trust_style(lowering->model, file);
  const rc_statement_extra extra = {
      .principal_kind = RC_STR("Service"), .principal = service, .without_resource = true};
  rc_made *statements = add_document(arena, properties, "AssumeRolePolicyDocument");
  rc_add_name(arena, &planned.actions, RC_ECS_ASSUME_ACTION);
  if (statements != NULL) {
    rc_made_statement(arena, statements, &planned, &style, &extra, RC_VALUE_NONE);
  }
}

static void add_properties(rc_lowering *lowering, rc_made *resource, const rc_new_role *role,
                           uint32_t file) {
  rc_arena *arena = lowering->arena;
  rc_made *properties =
      rc_made_member(arena, resource, RC_STR("Properties"), RC_MADE_OBJECT, RC_STR_NONE);
  if (properties == NULL) {
    return;
  }
  add_trust(lowering, properties, role->service, file);
  if (role->managed->len > 0) {
    rc_made *arns = rc_made_member(arena, properties, RC_STR("ManagedPolicyArns"), RC_MADE_LIST,
                                   RC_STR_NONE);
    for (uint32_t i = 0; arns != NULL && i < role->managed->len; i++) {
      rc_made_item(arena, arns, RC_MADE_STRING, role->managed->items[i]);
    }
  }
  rc_made *policies = role->grants->len == 0
                          ? NULL
                          : rc_made_member(arena, properties, POLICIES, RC_MADE_LIST, RC_STR_NONE);
  if (policies != NULL) {
    add_inline(lowering, policies, NEW_POLICY_NAME, file, role->grants);
  }
}

/* Beside the task definition, and there only where that is. */
static rc_status add_role(rc_lowering *lowering, const rc_new_role *role, rc_edits *out) {
  rc_arena *arena = lowering->arena;
  const rc_task *task = &lowering->model->tasks.items[role->task];
  rc_value resource = rc_value_parent(rc_value_written(task->object, NULL));
  rc_value resources = rc_value_parent(resource);
  rc_value root = rc_value_parent(resources);
  rc_value condition = rc_value_get(resource, RC_STR("Condition"));
  rc_str id = free_id(arena, root);
  rc_made member = {.kind = RC_MADE_OBJECT};
  if (!rc_value_key_is(rc_value_key(resources), RC_STR("Resources")) ||
      !rc_edit_can_edit(resources)) {
    return RC_OK;
  }
  rc_made *made = rc_made_member(arena, &member, id, RC_MADE_OBJECT, RC_STR_NONE);
  if (made == NULL) {
    return rc_arena_status(arena);
  }
  (void)add_text(arena, made, "Type", RC_STR("AWS::IAM::Role"));
  if (rc_value_kind(condition) == RC_STRING) {
    (void)add_text(arena, made, "Condition", rc_value_string(arena, condition));
  }
  add_properties(lowering, made, role, resources.tree->file);
  rc_str reference = rc_hole_make(arena, RC_FILL(arena, "${{}.Arn}", id));
  if (rc_edit_field(lowering->model, task, RC_STR("executionRoleArn"), reference, out)) {
    rc_edit_insert_member(lowering->model, resources, resource, &member, out);
  }
  return rc_arena_status(arena);
}

const rc_template_writer rc_cfn_writer = {
    .add_policy = add_policy,
    .attach = attach,
    .add_role = add_role,
};
