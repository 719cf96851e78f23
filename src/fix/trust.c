/*
 * Trust policies: who may assume a role. A principal that is there is never taken away.
 */
#include "fix/lower.h"

#define SERVICE RC_STR("Service")

static rc_planned assume_role(rc_arena *arena, rc_str account) {
  rc_planned planned = {.sid = RC_STR("AssumeRole")};
  rc_add_name(arena, &planned.actions, RC_STR("sts:AssumeRole"));
  if (account.len > 0) {
    /* Against the confused deputy; facts required-calls 8b. */
    planned.condition_key = RC_STR("aws:SourceAccount");
    planned.condition_value = account;
  }
  return planned;
}

static rc_statement_extra let(rc_str service) {
  return (rc_statement_extra){
      .principal_kind = SERVICE, .principal = service, .without_resource = true};
}

rc_made rc_made_trust(rc_arena *arena, rc_str service, rc_str account) {
  rc_made *list = NULL;
  rc_made policy = rc_made_policy_from(arena, RC_VALUE_NONE, &list);
  if (list != NULL) {
    rc_planned planned = assume_role(arena, account);
    rc_statement_style style = {.model = RC_VALUE_NONE};
    rc_statement_extra extra = let(service);
    rc_made_statement(arena, list, &planned, &style, &extra, RC_VALUE_NONE);
  }
  return policy;
}

/* The list of services of a statement that lets them assume the role without a condition. */
static rc_value open_services(const rc_policy *trust) {
  for (RC_EACH(const rc_statement, statement, trust->statements)) {
    rc_value services = rc_value_get(rc_value_get(statement->value, RC_STR("Principal")), SERVICE);
    rc_kind kind = rc_value_kind(services);
    bool open = statement->valid && !statement->deny && !statement->uncertain &&
                !statement->effect_unknown && statement->actions.len == 1 &&
                rc_value_is_none(rc_value_get(statement->value, RC_STR("Condition"))) &&
                rc_statement_covers_action(statement, RC_STR("sts:AssumeRole")) == RC_YES;
    if (open && (kind == RC_STRING || kind == RC_ARRAY) && rc_json_can_edit(services)) {
      return services;
    }
  }
  return RC_VALUE_NONE;
}

/* It is there already, unconditionally or under our own condition: what denies it is another. */
static bool stands_already(rc_arena *arena, const rc_policy *trust, rc_str service,
                           rc_str account) {
  for (RC_EACH(const rc_statement, statement, trust->statements)) {
    rc_value condition = rc_value_get(statement->value, RC_STR("Condition"));
    bool open = statement->valid && !statement->deny && !statement->not_principal &&
                rc_statement_covers_action(statement, RC_STR("sts:AssumeRole")) == RC_YES &&
                (rc_value_is_none(condition) ||
                 rc_condition_is(arena, condition, RC_STR("aws:SourceAccount"), account));
    for (RC_EACH(const rc_principal_entry, principal, statement->principals)) {
      if (open && principal->kind == RC_PRINCIPAL_SERVICE &&
          rc_str_equal(principal->text.text, service)) {
        return true;
      }
    }
  }
  return false;
}

static void add_to(rc_arena *arena, rc_value element, const rc_made *added, rc_edits *edits) {
  if (rc_value_kind(element) == RC_ARRAY) {
    rc_json_append(arena, element, added, edits);
  } else {
    rc_json_wrap(arena, element, added, edits);
  }
}

static void edit_in_place(rc_lowering *lowering, const rc_role *role, rc_str service,
                          rc_str account) {
  rc_arena *arena = lowering->arena;
  rc_value document = role->trust->document;
  rc_value statements = rc_value_get(document, RC_STR("Statement"));
  rc_value services = open_services(role->trust);
  rc_made added = {.kind = RC_MADE_LIST};
  rc_edits edits = {0};
  if (!rc_value_is_none(services)) {
    rc_made_item(arena, &added, RC_MADE_STRING, service);
    add_to(arena, services, &added, &edits);
  } else if (rc_json_can_edit(statements)) {
    rc_planned planned = assume_role(arena, account);
    rc_statement_style style = rc_statement_style_of(statements);
    rc_statement_extra extra = let(service);
    rc_made_statement(arena, &added, &planned, &style, &extra, statements);
    add_to(arena, statements, &added, &edits);
  }
  uint32_t file = rc_value_span(document).file;
  if (rc_stage(lowering, file, &edits)) {
    rc_command_document(lowering,
                        &(rc_document_command){.use = RC_USE_TRUST,
                                               .owner = role->name,
                                               .path = lowering->model->sources[file].path,
                                               .previous = document,
                                               .replaces = true});
  }
}

/* What is deployed, and one statement more. Not written while it is not known what is deployed: the
 * new document would take it away. */
static void write_beside(rc_lowering *lowering, const rc_intent *intent, const rc_role *role,
                         rc_str account) {
  rc_arena *arena = lowering->arena;
  rc_str folder = rc_role_folder(lowering->model, intent->role, role->name, intent->task);
  rc_made *list = NULL;
  rc_made policy = rc_made_policy_from(arena, role->trust->document, &list);
  if (folder.len == 0 || list == NULL || role->trust->partial || role->trust->refused) {
    return;
  }
  rc_value old = rc_value_get(role->trust->document, RC_STR("Statement"));
  rc_planned planned = assume_role(arena, account);
  rc_statement_style style = rc_statement_style_of(old);
  rc_statement_extra extra = let(intent->value);
  rc_made_statement(arena, list, &planned, &style, &extra, old);
  rc_str path = rc_free_path(lowering, folder, RC_STR("trust"));
  rc_json_style layout = rc_new_file_style(lowering->model, intent->task);
  if (rc_stage_new(lowering, path, rc_made_file(arena, &policy, &layout))) {
    rc_command_document(lowering, &(rc_document_command){.use = RC_USE_TRUST,
                                                         .owner = role->name,
                                                         .path = path,
                                                         .previous = role->trust->document,
                                                         .replaces = true});
  }
}

rc_status rc_lower_trust(rc_lowering *lowering, const rc_intent *intent) {
  if (intent->role == RC_NO_INDEX) {
    return RC_OK; /* a new role: rc_lower_allow writes it as a whole */
  }
  const rc_role *role = &lowering->model->roles.items[intent->role];
  rc_str account = rc_is_account_id(role->account)
                       ? role->account
                       : rc_task_account(lowering->model, intent->task);
  if (role->trust == NULL ||
      stands_already(lowering->arena, role->trust, intent->value, account)) {
    return RC_OK;
  }
  if (role->trust_origin == RC_ORIGIN_SOURCE) {
    if (rc_json_can_edit(role->trust->document)) {
      edit_in_place(lowering, role, intent->value, account);
    }
  } else {
    write_beside(lowering, intent, role, account);
  }
  rc_command_deploy(lowering, intent->task);
  return rc_arena_status(lowering->arena);
}
