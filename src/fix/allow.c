/*
 * Grants for roles: into the role's own policy document where there is one, else into a new file.
 *
 * A document of the user is extended by the least: an action more or a resource more in a
 * statement whose rest is the same, else a statement more. Boundaries are never touched: they are
 * a decision of somebody else.
 */
#include "fix/in_template.h"
#include "fix/template_terraform.h"
#include "read/read.h"

/* A role and all that it must be allowed. */
typedef struct target {
  uint32_t role; /* RC_NO_INDEX: the role does not exist yet */
  uint32_t task;
  rc_str name;
  rc_str service; /* who shall assume a new role */
  rc_grant_vec grants;
} target;
typedef struct target_vec { RC_VEC_FIELDS(target) } target_vec;

#define NEW_POLICY_STEM RC_STR("rolecall-launch")

/* ---- collecting --------------------------------------------------------------------------- */

static target *target_of(rc_lowering *lowering, target_vec *targets, const rc_intent *intent) {
  for (RC_EACH(target, known, *targets)) {
    if (known->role == intent->role &&
        (intent->role != RC_NO_INDEX || rc_str_equal(known->name, intent->role_name))) {
      return known;
    }
  }
  target *added = RC_VEC_ADD(lowering->arena, targets);
  if (added != NULL) {
    bool known = intent->role != RC_NO_INDEX;
    *added = (target){.role = intent->role,
                      .task = intent->task,
                      .name = known ? lowering->model->roles.items[intent->role].name
                                    : intent->role_name};
  }
  return added;
}

/* A `*` that the call plan puts there is the whole resource, or stands behind a whole name:
 * `...:log-group:NAME:*`. One that came in with a name would grant what nobody asked for. */
static bool is_own_wildcard(rc_str resource, size_t star) {
  if (star + 1 < resource.len || rc_str_equal(resource, RC_STR("*"))) {
    return star + 1 == resource.len;
  }
  rc_arn arn;
  size_t separators = 0;
  if (!rc_arn_parse(resource, &arn)) {
    return false;
  }
  for (size_t i = 0; i < arn.resource.len; i++) {
    separators += arn.resource.ptr[i] == ':' || arn.resource.ptr[i] == '/';
  }
  char before = arn.resource.len > 1 ? arn.resource.ptr[arn.resource.len - 2] : 'x';
  return separators > 1 && (before == ':' || before == '/');
}

/* What would be read back differently, or would match more than it names, is not written. */
static bool can_be_written(const rc_model *model, const rc_intent *intent) {
  uint32_t file = rc_template_file(model, intent->role, intent->task);
  size_t star = rc_hole_find_byte(intent->resource, '*', 0);
  bool exact = star == RC_NOT_FOUND || is_own_wildcard(intent->resource, star);
  return exact && rc_hole_find_byte(intent->resource, '?', 0) == RC_NOT_FOUND &&
         rc_hole_find_byte(intent->action, '*', 0) == RC_NOT_FOUND &&
         rc_edit_can_write(model, file, intent->resource) &&
         rc_edit_can_write(model, file, intent->condition_value);
}

static bool has_text(const rc_policy_texts *texts, rc_str text, bool any_case) {
  for (RC_EACH(const rc_policy_text, known, *texts)) {
    if (any_case ? rc_str_equal_nocase(known->text, text) : rc_str_equal(known->text, text)) {
      return true;
    }
  }
  return false;
}

static bool names(const rc_policy_texts *texts, rc_arena *arena, rc_str wanted) {
  rc_str shown = rc_hole_display(arena, wanted);
  for (RC_EACH(const rc_policy_text, text, *texts)) {
    if (rc_str_equal(rc_hole_display(arena, text->text), shown)) {
      return true;
    }
  }
  return false;
}

/* The very grant stands there already. If the call is denied all the same, the reason is another,
 * and a second copy would not help: nor would one more in every round. */
static bool stands_already(rc_lowering *lowering, const rc_intent *intent) {
  if (intent->role == RC_NO_INDEX) {
    return false;
  }
  const rc_role *role = &lowering->model->roles.items[intent->role];
  for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
    if (policy->policy == NULL || policy->policy->refused) {
      continue;
    }
    for (uint32_t i = 0; i < policy->policy->statements.len; i++) {
      const rc_statement *statement = &policy->policy->statements.items[i];
      if (statement->valid && !statement->deny && !statement->not_action &&
          !statement->not_resource &&
          has_text(&statement->actions, intent->action, true) &&
          names(&statement->resources, lowering->arena, intent->resource) &&
          rc_condition_is(lowering->arena, rc_value_get(statement->value, RC_STR("Condition")),
                          intent->condition_key, intent->condition_value)) {
        return true;
      }
    }
  }
  return false;
}

static rc_status add_intent(rc_lowering *lowering, target_vec *targets, const rc_intent *intent) {
  target *into = target_of(lowering, targets, intent);
  if (into == NULL) {
    return rc_arena_status(lowering->arena);
  }
  if (intent->kind == RC_INTENT_TRUST) {
    into->service = intent->value;
    return RC_OK;
  }
  if (!can_be_written(lowering->model, intent) || stands_already(lowering, intent)) {
    return RC_OK;
  }
  rc_grant *grant = RC_VEC_ADD(lowering->arena, &into->grants);
  if (grant == NULL) {
    return rc_arena_status(lowering->arena);
  }
  *grant = (rc_grant){intent->action, intent->resource, intent->condition_key,
                      intent->condition_value};
  return RC_OK;
}

/* ---- the document to extend --------------------------------------------------------------- */

static rc_value statements_of(const rc_policy *policy) {
  return rc_value_get(policy->document, RC_STR("Statement"));
}

static bool is_editable(const rc_inline_policy *policy) {
  if (policy->origin != RC_ORIGIN_SOURCE || policy->policy == NULL || policy->policy->refused) {
    return false;
  }
  rc_value statements = statements_of(policy->policy);
  rc_kind kind = rc_value_kind(statements);
  return (kind == RC_ARRAY || kind == RC_OBJECT) && rc_edit_can_edit(policy->policy->document) &&
         rc_edit_can_edit(statements);
}

/* How many statements speak of a service that is needed: the document where people would look. */
static uint32_t kinship(const rc_policy *policy, const rc_planned_vec *planned) {
  uint32_t score = 0;
  for (RC_EACH(const rc_statement, statement, policy->statements)) {
    for (RC_EACH(const rc_planned, wanted, *planned)) {
      rc_str service = wanted->actions.items[0];
      service = rc_str_slice(service, 0, rc_str_find_byte(service, ':', 0));
      bool speaks = statement->actions.len > 0 &&
                    rc_str_starts_with(statement->actions.items[0].text, service);
      score += speaks && !statement->deny;
    }
  }
  return score;
}

/* Two roles that one block makes; where the block repeats itself, what is written there has to mean
 * the same for each. */
static bool are_twins(const rc_role *a, const rc_role *b) {
  return !rc_value_is_none(a->home) && a->home.tree == b->home.tree &&
         a->home.node == b->home.node;
}

/* What else a policy stands for: several roles may share the document of one. */
static bool is_of_others(const rc_model *model, uint32_t role, const rc_policy *policy,
                         bool with_twins) {
  rc_span place = rc_value_span(statements_of(policy));
  for (uint32_t i = 0; i < model->roles.len; i++) {
    const rc_role *other = &model->roles.items[i];
    if (i == role || (with_twins && are_twins(other, &model->roles.items[role]))) {
      continue;
    }
    for (uint32_t k = 0; k < other->identity_set.policies.len; k++) {
      rc_span span = rc_value_span(statements_of(other->identity_set.policies.items[k]));
      if (!rc_span_is_none(span) && span.file == place.file && span.start == place.start) {
        return true;
      }
    }
  }
  return false;
}

#define BY_KEY RC_STR("[each.key]")

static bool holds_for_each(rc_str resource) {
  return rc_str_equal(resource, RC_STR("*")) || rc_str_contains(resource, BY_KEY);
}

/* Would the statements mean the same for every role that the block of this one makes? Instances of
 * a module are told apart by its variables; of a block that repeats itself it is `*`, and what is
 * said by `each.key`: say_by_key. */
static bool holds_for_twins(const rc_model *model, const rc_role *role,
                            const rc_planned_vec *planned) {
  if (!rc_terraform_is_repeated(model, role)) {
    return true;
  }
  for (RC_EACH(const rc_planned, wanted, *planned)) {
    for (RC_EACH(const rc_str, resource, wanted->resources)) {
      if (wanted->condition_key.len > 0 || !holds_for_each(*resource)) {
        return false;
      }
    }
  }
  return true;
}

/* Can the file of the document say the statements? What a template file was given may not do. */
static bool can_say(const rc_model *model, const rc_policy *policy,
                    const rc_planned_vec *planned) {
  uint32_t file = rc_value_span(policy->document).file;
  for (RC_EACH(const rc_planned, wanted, *planned)) {
    for (RC_EACH(const rc_str, resource, wanted->resources)) {
      if (!rc_edit_can_write(model, file, *resource)) {
        return false;
      }
    }
    if (!rc_edit_can_write(model, file, wanted->condition_value)) {
      return false;
    }
  }
  return true;
}

/* `each.key` means something else, or nothing, in other blocks. */
static bool knows_key(const rc_model *model, const rc_role *role, const rc_policy *policy,
                      const rc_planned_vec *planned) {
  for (RC_EACH(const rc_planned, wanted, *planned)) {
    for (RC_EACH(const rc_str, resource, wanted->resources)) {
      if (rc_str_contains(*resource, BY_KEY)) {
        return rc_terraform_repeats_with(model, role, policy->document);
      }
    }
  }
  return true;
}

/* The policies of a role that the user has files of: its own, and in templates those attached. */
static rc_status own_documents(rc_lowering *lowering, uint32_t index,
                               const rc_planned_vec *planned, rc_inline_vec *out) {
  const rc_model *model = lowering->model;
  const rc_role *role = &model->roles.items[index];
  bool with_twins = holds_for_twins(model, role, planned);
  for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
    bool own = is_editable(policy) && can_say(model, policy->policy, planned) &&
               knows_key(model, role, policy->policy, planned) &&
               !rc_terraform_makes_ring(model, role, rc_value_span(policy->policy->document),
                                        planned) &&
               !(role->by_template && is_of_others(model, index, policy->policy, with_twins));
    rc_inline_policy *added = own ? RC_VEC_ADD(lowering->arena, out) : NULL;
    if (added != NULL) {
      *added = *policy;
    }
  }
  for (RC_EACH(const rc_attached_policy, attached, role->attached)) {
    const rc_inline_policy policy = {
        .policy = attached->policy, .origin = RC_ORIGIN_SOURCE, .span = attached->span};
    bool own = attached->policy != NULL && attached->policy->managed_arn.len == 0 &&
               rc_is_of_template(model, rc_value_span(attached->policy->document).file) &&
               is_editable(&policy) && can_say(model, attached->policy, planned) &&
               knows_key(model, role, attached->policy, planned) &&
               !is_of_others(model, index, attached->policy, with_twins);
    rc_inline_policy *added = own ? RC_VEC_ADD(lowering->arena, out) : NULL;
    if (added != NULL) {
      *added = policy;
    }
  }
  return rc_arena_status(lowering->arena);
}

/* NULL if there is none: where the role does not exist yet, or nothing is planned. */
static rc_status choose_document(rc_lowering *lowering, uint32_t role,
                                 const rc_planned_vec *planned, const rc_inline_policy **out) {
  rc_inline_vec documents = {0};
  const rc_inline_policy *best = NULL;
  uint32_t best_score = 0;
  *out = NULL;
  if (role == RC_NO_INDEX || planned->len == 0) {
    return RC_OK;
  }
  RC_TRY(own_documents(lowering, role, planned, &documents));
  for (RC_EACH(const rc_inline_policy, policy, documents)) {
    uint32_t score = kinship(policy->policy, planned);
    if (best == NULL || score > best_score) {
      best = policy;
      best_score = score;
    }
  }
  *out = best;
  return RC_OK;
}

/* ---- extending a statement ---------------------------------------------------------------- */

static bool same_texts(const rc_policy_texts *texts, const rc_name_list *names, bool any_case) {
  if (texts->len != names->len) {
    return false; /* a list with doubles is left alone */
  }
  for (RC_EACH(const rc_str, name, *names)) {
    if (!has_text(texts, *name, any_case)) {
      return false;
    }
  }
  return true;
}

static bool is_plain_allow(rc_arena *arena, const rc_statement *statement,
                           const rc_planned *wanted) {
  return statement->valid && !statement->deny && !statement->uncertain &&
         !statement->effect_unknown && !statement->not_action && !statement->not_resource &&
         !statement->has_principal && statement->has_resource &&
         rc_condition_is(arena, rc_value_get(statement->value, RC_STR("Condition")),
                         wanted->condition_key, wanted->condition_value);
}

/* Adds what is missing to a string or a list of strings. */
static void add_strings(const rc_model *model, rc_value element, const rc_policy_texts *there,
                        const rc_name_list *names, bool any_case, rc_edits *edits) {
  rc_made added = {.kind = RC_MADE_LIST};
  for (RC_EACH(const rc_str, name, *names)) {
    if (!has_text(there, *name, any_case)) {
      rc_made_item(model->arena, &added, RC_MADE_STRING, *name);
    }
  }
  rc_add_to_element(model, element, &added, edits);
}

/* A list of actions takes in its own kind only: pulling an image has no place among `s3` actions,
 * and what is allowed on everything is best seen in a statement of its own. */
static bool takes_actions(const rc_statement *statement, const rc_planned *wanted) {
  rc_str service = wanted->actions.items[0];
  service = rc_str_slice(service, 0, rc_str_find_byte(service, ':', 0));
  for (RC_EACH(const rc_policy_text, action, statement->actions)) {
    rc_str own = rc_str_slice(action->text, 0, rc_str_find_byte(action->text, ':', 0));
    if (!rc_str_equal_nocase(own, service)) {
      return false;
    }
  }
  return !rc_str_equal(wanted->resources.items[0], RC_STR("*")) &&
         rc_edit_can_edit(statement->action_value);
}

/* Every resource covers the one that was named before: it takes its place. */
static bool replace_by_all(const rc_model *model, const rc_statement *statement,
                           const rc_planned *wanted, rc_edits *edits) {
  rc_value element = statement->resource_value;
  bool list = rc_value_kind(element) == RC_ARRAY;
  rc_value only = list ? rc_value_first(element) : element;
  const rc_made all = {.kind = RC_MADE_STRING, .text = RC_STR("*")};
  if (!rc_str_equal(wanted->resources.items[0], RC_STR("*")) || statement->resources.len != 1 ||
      rc_value_is_none(only) || !rc_edit_can_edit(only)) {
    return false;
  }
  rc_edit_replace(model, only, &all, edits);
  return edits->len > 0;
}

/* Tries to make one statement of the document cover `wanted`; nothing else may become allowed, so
 * either its actions or its resources must be just the ones wanted. */
static bool extend(const rc_model *model, const rc_statement *statement, const rc_planned *wanted,
                   rc_edits *edits) {
  if (!is_plain_allow(model->arena, statement, wanted)) {
    return false;
  }
  if (same_texts(&statement->resources, &wanted->resources, false) &&
      takes_actions(statement, wanted)) {
    add_strings(model, statement->action_value, &statement->actions, &wanted->actions, true, edits);
    return true;
  }
  if (same_texts(&statement->actions, &wanted->actions, true) &&
      rc_edit_can_edit(statement->resource_value)) {
    if (!replace_by_all(model, statement, wanted, edits)) {
      add_strings(model, statement->resource_value, &statement->resources, &wanted->resources,
                  false, edits);
    }
    return true;
  }
  return false;
}

/* Extends statements where that is enough, each at most once: a second extension would multiply
 * with the first. What is left has `done[i]` false. */
static void extend_statements(const rc_model *model, const rc_policy *policy,
                              const rc_planned_vec *planned, bool *done, rc_edits *edits) {
  bool *used = RC_NEW_ARRAY(model->arena, bool, policy->statements.len);
  for (uint32_t i = 0; used != NULL && i < planned->len; i++) {
    for (uint32_t j = 0; j < policy->statements.len && !done[i]; j++) {
      if (!used[j] && extend(model, &policy->statements.items[j], &planned->items[i], edits)) {
        used[j] = true;
        done[i] = true;
      }
    }
  }
}

static void add_statements(const rc_model *model, rc_value statements,
                           const rc_planned_vec *planned, const bool *done, rc_edits *edits) {
  rc_statement_style style = rc_statement_style_of(statements);
  rc_made added = {.kind = RC_MADE_LIST};
  for (uint32_t i = 0; i < planned->len; i++) {
    if (!done[i]) {
      rc_made_statement(model->arena, &added, &planned->items[i], &style, NULL, statements);
    }
  }
  if (added.children.len > 0) {
    rc_add_to_element(model, statements, &added, edits);
  }
}

static rc_status edit_policy(const rc_model *model, const rc_policy *policy,
                             const rc_planned_vec *planned, rc_edits *edits) {
  bool *done = RC_NEW_ARRAY(model->arena, bool, planned->len);
  if (done != NULL) {
    extend_statements(model, policy, planned, done, edits);
    add_statements(model, statements_of(policy), planned, done, edits);
  }
  return rc_arena_status(model->arena);
}

static rc_status edit_document(rc_lowering *lowering, const target *about,
                               const rc_inline_policy *policy, const rc_planned_vec *planned) {
  rc_arena *arena = lowering->arena;
  rc_edits edits = {0};
  RC_TRY(edit_policy(lowering->model, policy->policy, planned, &edits));
  uint32_t file = rc_value_span(policy->policy->document).file;
  if (rc_stage(lowering, file, &edits)) {
    rc_str path = lowering->model->sources[file].path;
    rc_command_document(lowering, &(rc_document_command){
                                      .use = RC_USE_INLINE,
                                      .owner = about->name,
                                      .policy_name = rc_inline_name(policy, path),
                                      .path = path,
                                      .previous = policy->policy->document,
                                      .replaces = true,
                                  });
    rc_command_deploy(lowering, about->task);
  }
  return rc_arena_status(arena);
}

/* ---- a new document ----------------------------------------------------------------------- */

/* A deployed inline policy of the name that the new file will have. Putting the file replaces it,
 * so what it says must stand in the file too. */
static rc_value deployed_namesake(const rc_model *model, uint32_t role, rc_str name) {
  if (role == RC_NO_INDEX) {
    return RC_VALUE_NONE;
  }
  for (RC_EACH(const rc_inline_policy, policy, model->roles.items[role].inline_policies)) {
    if (policy->origin == RC_ORIGIN_SNAPSHOT && policy->policy != NULL &&
        rc_str_equal(policy->name, name)) {
      return policy->policy->document;
    }
  }
  return RC_VALUE_NONE;
}

static rc_status write_document(rc_lowering *lowering, const target *about, rc_str folder,
                                const rc_planned_vec *planned) {
  rc_arena *arena = lowering->arena;
  rc_str path = rc_free_path(lowering, folder, NEW_POLICY_STEM);
  rc_str name = rc_path_stem(path);
  rc_value base = deployed_namesake(lowering->model, about->role, name);
  rc_draft draft;
  rc_edits edits = {0};
  rc_str text = RC_STR_NONE;
  RC_TRY(rc_draft_begin(lowering, base, RC_POLICY_IDENTITY, about->task, &draft));
  RC_TRY(edit_policy(lowering->model, draft.policy, planned, &edits));
  RC_TRY(rc_draft_end(lowering, &draft, &edits, &text));
  if (rc_stage_new(lowering, path, text)) {
    rc_command_document(lowering, &(rc_document_command){
                                      .use = RC_USE_INLINE,
                                      .owner = about->name,
                                      .policy_name = name,
                                      .path = path,
                                      .previous = base,
                                      .replaces = !rc_value_is_none(base),
                                  });
    rc_command_deploy(lowering, about->task);
  }
  return rc_arena_status(arena);
}

/* ---- one role ----------------------------------------------------------------------------- */

static rc_status write_trust(rc_lowering *lowering, const target *about, rc_str folder) {
  rc_draft draft;
  rc_edits edits = {0};
  rc_str text = RC_STR_NONE;
  RC_TRY(rc_draft_begin(lowering, RC_VALUE_NONE, RC_POLICY_TRUST, about->task, &draft));
  rc_edit_trust(lowering->model, draft.policy, about->service,
                rc_task_account(lowering->model, about->task), &edits);
  RC_TRY(rc_draft_end(lowering, &draft, &edits, &text));
  rc_str path = rc_free_path(lowering, folder, RC_STR("trust"));
  if (rc_stage_new(lowering, path, text)) {
    rc_command_document(lowering, &(rc_document_command){
                                      .use = RC_USE_NEW_ROLE, .owner = about->name, .path = path});
  }
  return rc_arena_status(lowering->arena);
}

/* With --basic, grants that an AWS managed policy gives are given by attaching it. */
static rc_status take_basic(rc_lowering *lowering, target *about, rc_name_list *arns) {
  rc_grant_vec rest = {0};
  if (!lowering->options->basic) {
    return RC_OK;
  }
  for (RC_EACH(const rc_grant, grant, about->grants)) {
    rc_str arn = RC_STR_NONE;
    RC_TRY(rc_find_basic(lowering, about->role, grant, &arn));
    if (arn.len > 0) {
      rc_add_name(lowering->arena, arns, arn);
      continue;
    }
    rc_grant *kept = RC_VEC_ADD(lowering->arena, &rest);
    if (kept != NULL) {
      *kept = *grant;
    }
  }
  about->grants = rest;
  return rc_arena_status(lowering->arena);
}

/* A role of a template is extended there. */
static rc_status lower_in_template(rc_lowering *lowering, target *about) {
  rc_name_list arns = {0};
  rc_planned_vec planned = {0};
  RC_TRY(take_basic(lowering, about, &arns));
  RC_TRY(rc_plan_statements(lowering->arena, &about->grants, &planned));
  const rc_inline_policy *document = NULL;
  RC_TRY(choose_document(lowering, about->role, &planned, &document));
  if (document != NULL) {
    RC_TRY(edit_document(lowering, about, document, &planned));
    planned.len = 0;
  }
  const rc_new_role role = {about->task, about->service, &planned, &arns};
  return rc_template_allow(lowering, about->role, &role);
}

static rc_status lower_target(rc_lowering *lowering, target *about) {
  const rc_model *model = lowering->model;
  if (rc_template_file(model, about->role, about->task) != RC_NO_FILE) {
    return lower_in_template(lowering, about);
  }
  rc_str folder = rc_role_folder(model, about->role, about->name, about->task);
  if (about->role == RC_NO_INDEX && about->service.len > 0 && folder.len > 0) {
    RC_TRY(write_trust(lowering, about, folder));
  }
  rc_name_list arns = {0};
  if (folder.len > 0) {
    RC_TRY(take_basic(lowering, about, &arns));
  }
  if (arns.len > 0) {
    RC_TRY(rc_attach(lowering, about->role, about->name, folder, &arns));
  }
  rc_planned_vec planned = {0};
  RC_TRY(rc_plan_statements(lowering->arena, &about->grants, &planned));
  if (planned.len == 0) {
    return RC_OK;
  }
  const rc_inline_policy *document = NULL;
  RC_TRY(choose_document(lowering, about->role, &planned, &document));
  if (document != NULL) {
    return edit_document(lowering, about, document, &planned);
  }
  return folder.len > 0 ? write_document(lowering, about, folder, &planned) : RC_OK;
}

/* ---- once for each ------------------------------------------------------------------------ */

/* A grant as all roles of a block say it. */
typedef struct keyed {
  rc_grant *grant;
  const target *about;
  rc_str text;
} keyed;
typedef struct keyed_vec { RC_VEC_FIELDS(keyed) } keyed_vec;

static bool needs_too(const keyed_vec *all, const keyed *one, uint32_t role) {
  for (RC_EACH(const keyed, other, *all)) {
    if (other->about->role == role && rc_str_equal(other->text, one->text) &&
        rc_str_equal(other->grant->action, one->grant->action) &&
        rc_str_equal(other->grant->condition_key, one->grant->condition_key)) {
      return true;
    }
  }
  return false;
}

static bool all_twins_need(const rc_model *model, const keyed_vec *all, const keyed *one) {
  const rc_role *role = &model->roles.items[one->about->role];
  for (uint32_t i = 0; i < model->roles.len; i++) {
    if (are_twins(&model->roles.items[i], role) && !needs_too(all, one, i)) {
      return false;
    }
  }
  return true;
}

/* What each of the roles that a block makes with `for_each` needs in the same words, but for its
 * key, is said once for all. Of roles that one block makes, nothing else can be written. */
static rc_status say_by_key(rc_lowering *lowering, const target_vec *targets) {
  const rc_model *model = lowering->model;
  keyed_vec all = {0};
  for (RC_EACH(const target, about, *targets)) {
    for (RC_EACH(rc_grant, grant, about->grants)) {
      rc_str text = about->role == RC_NO_INDEX
                        ? RC_STR_NONE
                        : rc_terraform_by_key(model, &model->roles.items[about->role],
                                              grant->resource);
      keyed *added = text.len == 0 ? NULL : RC_VEC_ADD(lowering->arena, &all);
      if (added != NULL) {
        *added = (keyed){grant, about, text};
      }
    }
  }
  for (RC_EACH(const keyed, one, all)) {
    if (all_twins_need(model, &all, one)) {
      one->grant->resource = one->text;
    }
  }
  for (RC_EACH(target, about, *targets)) {
    bool repeated = about->role != RC_NO_INDEX &&
                    rc_terraform_is_repeated(model, &model->roles.items[about->role]);
    uint32_t n = 0;
    for (uint32_t i = 0; i < about->grants.len; i++) {
      if (!repeated || holds_for_each(about->grants.items[i].resource)) {
        about->grants.items[n++] = about->grants.items[i];
      }
    }
    about->grants.len = n; /* the others are for a person */
  }
  return rc_arena_status(lowering->arena);
}

rc_status rc_lower_allow(rc_lowering *lowering, const rc_intent_refs *intents) {
  target_vec targets = {0};
  for (RC_EACH(const rc_intent *, intent, *intents)) {
    RC_TRY(add_intent(lowering, &targets, *intent));
  }
  RC_TRY(say_by_key(lowering, &targets));
  for (RC_EACH(target, about, targets)) {
    RC_TRY(lower_target(lowering, about));
  }
  return rc_arena_status(lowering->arena);
}
