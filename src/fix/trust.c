/*
 * Trust policies: who may assume a role. A principal that is there is never taken away.
 */
#include "fix/lowering.h"

#define SERVICE RC_STR("Service")

static rc_planned assume_role(rc_arena *arena, rc_str account) {
  rc_planned planned = {.sid = RC_STR("AssumeRole")};
  rc_add_name(arena, &planned.actions, RC_ECS_ASSUME_ACTION);
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

/* The list of services of a statement that lets them assume the role without a condition. */
static rc_value open_services(const rc_policy *trust) {
  for (RC_EACH(const rc_statement, statement, trust->statements)) {
    rc_value services = rc_value_get(rc_value_get(statement->value, RC_STR("Principal")), SERVICE);
    rc_kind kind = rc_value_kind(services);
    bool open = statement->valid && !statement->deny && !statement->uncertain &&
                !statement->effect_unknown && statement->actions.len == 1 &&
                rc_value_is_none(rc_value_get(statement->value, RC_STR("Condition"))) &&
                rc_statement_covers_action(statement, RC_ECS_ASSUME_ACTION) == RC_YES;
    if (open && (kind == RC_STRING || kind == RC_ARRAY) && rc_edit_can_edit(services)) {
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
                rc_statement_covers_action(statement, RC_ECS_ASSUME_ACTION) == RC_YES &&
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

void rc_edit_trust(const rc_model *model, const rc_policy *trust, rc_str service, rc_str account,
                   rc_edits *edits) {
  rc_arena *arena = model->arena;
  rc_value statements = rc_value_get(trust->document, RC_STR("Statement"));
  rc_value services = open_services(trust);
  rc_made added = {.kind = RC_MADE_LIST};
  if (!rc_value_is_none(services)) {
    rc_made_item(arena, &added, RC_MADE_STRING, service);
    rc_add_to_element(model, services, &added, edits);
  } else if (rc_edit_can_edit(statements)) {
    rc_planned planned = assume_role(arena, account);
    rc_statement_style style = rc_statement_style_of(statements);
    rc_statement_extra extra = let(service);
    style.with_sid = style.with_sid && !rc_value_is_none(style.model);
    rc_made_statement(arena, &added, &planned, &style, &extra, statements);
    rc_add_to_element(model, statements, &added, edits);
  }
}

static void tell(rc_lowering *lowering, const rc_role *role, rc_str path) {
  rc_command_document(lowering, &(rc_document_command){.use = RC_USE_TRUST,
                                                       .owner = role->name,
                                                       .path = path,
                                                       .previous = role->trust->document,
                                                       .replaces = true});
}

static void edit_in_place(rc_lowering *lowering, const rc_role *role, rc_str service,
                          rc_str account) {
  rc_edits edits = {0};
  uint32_t file = rc_value_span(role->trust->document).file;
  rc_edit_trust(lowering->model, role->trust, service, account, &edits);
  if (rc_stage(lowering, file, &edits)) {
    tell(lowering, role, lowering->model->sources[file].path);
  }
}

/* What is deployed, and the service more. Not written while it is not known what is deployed: the
 * new document would take it away. */
static rc_status write_beside(rc_lowering *lowering, const rc_intent *intent, const rc_role *role,
                              rc_str account) {
  rc_str folder = rc_role_folder(lowering->model, intent->role, role->name, intent->task);
  rc_draft draft;
  rc_edits edits = {0};
  rc_str text = RC_STR_NONE;
  if (folder.len == 0 || role->trust->partial || role->trust->refused) {
    return RC_OK;
  }
  RC_TRY(rc_draft_begin(lowering, role->trust->document, RC_POLICY_TRUST, intent->task, &draft));
  rc_edit_trust(lowering->model, draft.policy, intent->value, account, &edits);
  RC_TRY(rc_draft_end(lowering, &draft, &edits, &text));
  rc_str path = rc_free_path(lowering, folder, RC_STR("trust"));
  if (rc_stage_new(lowering, path, text)) {
    tell(lowering, role, path);
  }
  return rc_arena_status(lowering->arena);
}

static bool is_of_task(const rc_model *model, uint32_t role) {
  for (RC_EACH(const rc_task_links, links, model->links)) {
    if (links->execution_role == role || links->task_role == role || links->candidate == role) {
      return true;
    }
  }
  return false;
}

/* A template may have one document for several roles: those of no task would gain by an edit. */
static bool is_of_others(const rc_model *model, uint32_t index) {
  rc_value own = rc_value_written(model->roles.items[index].trust->document, NULL);
  for (uint32_t i = 0; i < model->roles.len; i++) {
    const rc_policy *trust = model->roles.items[i].trust;
    rc_value its = trust == NULL ? RC_VALUE_NONE : rc_value_written(trust->document, NULL);
    if (i != index && !rc_value_is_none(its) && its.tree == own.tree && its.node == own.node &&
        !is_of_task(model, i)) {
      return true;
    }
  }
  return false;
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
    if (rc_edit_can_edit(role->trust->document) &&
        !is_of_others(lowering->model, intent->role)) {
      edit_in_place(lowering, role, intent->value, account);
    }
  } else {
    RC_TRY(write_beside(lowering, intent, role, account));
  }
  rc_command_deploy(lowering, intent->task);
  return rc_arena_status(lowering->arena);
}
