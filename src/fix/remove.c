/*
 * Taking launch permissions off a role that does not make the calls; only when asked for.
 *
 * From the Action list of the named statement go the items of that service which cover a launch
 * action: `ecr:BatchGetImage`, `ecr:Get*`, `ecr:*`. A statement left without actions goes as a
 * whole. Two things are left to a person: an item `*`, because far more than the launch hangs on
 * it, and the last statement of a document, because a policy without statements is refused by AWS
 * and removing files is not this program's to do; for that one a command is offered.
 */
#include "fix/lowering.h"

/* A statement and which of its actions go. */
typedef struct loss {
  uint32_t role;
  const rc_inline_policy *policy;
  const rc_statement *statement;
  bool *gone; /* by place in the Action list */
  bool whole;
} loss;
typedef struct loss_vec { RC_VEC_FIELDS(loss) } loss_vec;

static bool contains(rc_span outer, rc_span inner) {
  return outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

static bool find_statement(const rc_role *role, rc_span place, loss *out) {
  for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
    if (policy->policy == NULL || policy->origin != RC_ORIGIN_SOURCE ||
        !rc_edit_can_edit(policy->policy->document)) {
      continue;
    }
    for (RC_EACH(const rc_statement, statement, policy->policy->statements)) {
      if (contains(rc_statement_span(statement), place)) {
        out->policy = policy;
        out->statement = statement;
        return true;
      }
    }
  }
  return false;
}

/* Does the item grant the action, as one of that service and not as `*`? */
static bool grants(rc_str item, rc_str action) {
  size_t colon = rc_str_find_byte(action, ':', 0);
  rc_str service = rc_str_slice(action, 0, colon == RC_NOT_FOUND ? 0 : colon + 1);
  rc_str own = rc_str_slice(item, 0, service.len);
  return service.len > 0 && rc_str_equal_nocase(own, service) &&
         (rc_str_equal_nocase(item, action) ||
          rc_text_match(item, action, RC_MATCH_NOCASE) == RC_YES);
}

static loss *loss_of(rc_lowering *lowering, loss_vec *losses, const loss *found) {
  for (RC_EACH(loss, known, *losses)) {
    if (known->statement == found->statement) {
      return known;
    }
  }
  loss *added = RC_VEC_ADD(lowering->arena, losses);
  if (added != NULL) {
    *added = *found;
    added->gone = RC_NEW_ARRAY(lowering->arena, bool, found->statement->actions.len + 1);
  }
  return added;
}

static rc_status add_intent(rc_lowering *lowering, loss_vec *losses, const rc_intent *intent) {
  loss found = {.role = intent->role};
  if (intent->role >= lowering->model->roles.len ||
      !find_statement(&lowering->model->roles.items[intent->role], intent->place, &found) ||
      found.statement->not_action || found.statement->deny) {
    return RC_OK;
  }
  loss *into = loss_of(lowering, losses, &found);
  if (into == NULL || into->gone == NULL) {
    return rc_arena_status(lowering->arena);
  }
  uint32_t n_gone = 0;
  for (uint32_t i = 0; i < found.statement->actions.len; i++) {
    into->gone[i] = into->gone[i] || grants(found.statement->actions.items[i].text, intent->action);
    n_gone += into->gone[i];
  }
  into->whole = n_gone == found.statement->actions.len;
  return RC_OK;
}

/* ---- editing ------------------------------------------------------------------------------ */

static bool any_gone(const loss *about) {
  for (uint32_t i = 0; i < about->statement->actions.len; i++) {
    if (about->gone[i]) {
      return true;
    }
  }
  return false;
}

static void remove_statements(rc_lowering *lowering, const loss_vec *losses, const loss *about) {
  const rc_policy *policy = about->policy->policy;
  rc_value statements = rc_value_get(policy->document, RC_STR("Statement"));
  bool *gone = RC_NEW_ARRAY(lowering->arena, bool, policy->statements.len + 1);
  rc_edits edits = {0};
  uint32_t n_gone = 0;
  uint32_t n_there = rc_value_kind(statements) == RC_ARRAY ? rc_value_node(statements)->count : 1;
  if (gone == NULL || policy->partial || n_there != policy->statements.len) {
    return;
  }
  for (RC_EACH(const loss, other, *losses)) {
    if (other->whole && other->policy == about->policy) {
      gone[other->statement->index] = true;
      n_gone++;
    }
  }
  uint32_t file = rc_value_span(policy->document).file;
  rc_str path = lowering->model->sources[file].path;
  rc_str name = rc_inline_name(about->policy, path);
  rc_str role = lowering->model->roles.items[about->role].name;
  if (n_gone == n_there) {
    rc_command_delete_inline(lowering, role, name, policy->document);
    return;
  }
  rc_edit_remove(lowering->model, statements, gone, &edits);
  if (rc_stage(lowering, file, &edits)) {
    rc_command_document(lowering, &(rc_document_command){.use = RC_USE_INLINE,
                                                         .owner = role,
                                                         .policy_name = name,
                                                         .path = path,
                                                         .previous = policy->document,
                                                         .replaces = true});
  }
}

static void remove_actions(rc_lowering *lowering, const loss *about) {
  rc_value actions = about->statement->action_value;
  const rc_policy *policy = about->policy->policy;
  rc_edits edits = {0};
  if (!any_gone(about) || rc_value_kind(actions) != RC_ARRAY || !rc_edit_can_edit(actions) ||
      rc_value_node(actions)->count != about->statement->actions.len) {
    return;
  }
  rc_edit_remove(lowering->model, actions, about->gone, &edits);
  uint32_t file = rc_value_span(policy->document).file;
  rc_str path = lowering->model->sources[file].path;
  if (rc_stage(lowering, file, &edits)) {
    rc_command_document(
        lowering, &(rc_document_command){.use = RC_USE_INLINE,
                                         .owner = lowering->model->roles.items[about->role].name,
                                         .policy_name = rc_inline_name(about->policy, path),
                                         .path = path,
                                         .previous = policy->document,
                                         .replaces = true});
  }
}

/* Statements of one document that go as a whole go together: each alone might leave it empty. */
static bool is_first_whole(const loss_vec *losses, const loss *about) {
  for (RC_EACH(const loss, other, *losses)) {
    if (other->whole && other->policy == about->policy) {
      return other == about;
    }
  }
  return false;
}

rc_status rc_lower_remove(rc_lowering *lowering, const rc_intent_refs *intents) {
  loss_vec losses = {0};
  for (RC_EACH(const rc_intent *, intent, *intents)) {
    RC_TRY(add_intent(lowering, &losses, *intent));
  }
  for (RC_EACH(const loss, about, losses)) {
    if (!about->whole) {
      remove_actions(lowering, about);
    } else if (is_first_whole(&losses, about)) {
      remove_statements(lowering, &losses, about);
    }
  }
  return rc_arena_status(lowering->arena);
}
