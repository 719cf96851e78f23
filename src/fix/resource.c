/*
 * The other side: policies of repositories, secrets and keys that must let a role act.
 *
 * Such a policy is replaced as a whole by the AWS API. A new file is therefore written only when it
 * is known what is there now, and holds that too. A key always has a policy.
 */
#include "fix/lowering.h"

/* One resource, one role, everything the role must be allowed there. */
typedef struct side {
  const rc_resource *resource;
  rc_str arn; /* as the intent names it: a document in a folder tells the name alone */
  uint32_t role;
  uint32_t task;
  rc_grant_vec grants;
} side;
typedef struct side_vec { RC_VEC_FIELDS(side) } side_vec;

/* The resource of an ARN, which the model may know by its name alone. */
static const rc_resource *find_target(const rc_model *model, rc_str text) {
  static const struct {
    rc_str service;
    rc_resource_kind kind;
  } kinds[] = {
      {RC_STR_INIT("ecr"), RC_RESOURCE_REPOSITORY},
      {RC_STR_INIT("secretsmanager"), RC_RESOURCE_SECRET},
      {RC_STR_INIT("kms"), RC_RESOURCE_KEY},
  };
  rc_arn arn;
  for (size_t i = 0; rc_arn_parse(text, &arn) && i < RC_COUNT_OF(kinds); i++) {
    if (rc_str_equal(arn.service, kinds[i].service)) {
      return rc_model_find_resource(model, kinds[i].kind, text);
    }
  }
  return NULL;
}

/* The grant is there already: what denies the call is another. */
static bool stands_already(rc_lowering *lowering, const rc_resource *resource,
                           const rc_intent *intent) {
  rc_str arn = lowering->model->roles.items[intent->role].arn;
  for (uint32_t i = 0; resource->policy != NULL && i < resource->policy->statements.len; i++) {
    const rc_statement *statement = &resource->policy->statements.items[i];
    bool open = statement->valid && !statement->deny && !statement->not_principal &&
                rc_statement_covers_action(statement, intent->action) == RC_YES &&
                rc_condition_is(lowering->arena,
                                rc_value_get(statement->value, RC_STR("Condition")),
                                intent->condition_key, intent->condition_value);
    for (RC_EACH(const rc_principal_entry, principal, statement->principals)) {
      if (open && rc_str_equal(principal->text.text, arn)) {
        return true;
      }
    }
  }
  return false;
}

static rc_status add_intent(rc_lowering *lowering, side_vec *sides, const rc_intent *intent) {
  const rc_resource *resource = find_target(lowering->model, intent->target);
  if (resource == NULL || intent->role >= lowering->model->roles.len ||
      stands_already(lowering, resource, intent)) {
    return RC_OK;
  }
  side *into = NULL;
  for (RC_EACH(side, known, *sides)) {
    if (known->resource == resource && known->role == intent->role) {
      into = known;
    }
  }
  if (into == NULL) {
    into = RC_VEC_ADD(lowering->arena, sides);
    if (into == NULL) {
      return rc_arena_status(lowering->arena);
    }
    *into = (side){.resource = resource,
                   .arn = intent->target,
                   .role = intent->role,
                   .task = intent->task};
  }
  rc_grant *grant = RC_VEC_ADD(lowering->arena, &into->grants);
  if (grant != NULL) {
    /* Inside its own policy `*` is the resource itself. */
    *grant = (rc_grant){intent->action, RC_STR("*"), intent->condition_key,
                        intent->condition_value};
  }
  return rc_arena_status(lowering->arena);
}

/* ---- writing ------------------------------------------------------------------------------ */

static rc_str principal_of(const rc_lowering *lowering, const side *about) {
  rc_str arn = lowering->model->roles.items[about->role].arn;
  uint32_t file = about->resource->by_template ? about->resource->span.file : RC_NO_FILE;
  bool usable = arn.len > 0 && rc_hole_find_byte(arn, '*', 0) == RC_NOT_FOUND &&
                rc_edit_can_write(lowering->model, file, arn);
  return usable ? arn : RC_STR_NONE;
}

static void tell(rc_lowering *lowering, const side *about, rc_str path, rc_value previous) {
  const rc_resource *resource = about->resource;
  static const rc_document_use uses[] = {
      [RC_RESOURCE_REPOSITORY] = RC_USE_REPOSITORY,
      [RC_RESOURCE_SECRET] = RC_USE_SECRET,
      [RC_RESOURCE_KEY] = RC_USE_KEY,
  };
  bool by_name = resource->kind == RC_RESOURCE_REPOSITORY;
  rc_arn arn;
  bool is_arn = rc_arn_parse(about->arn, &arn);
  rc_command_document(lowering, &(rc_document_command){
                                    .use = uses[resource->kind],
                                    .owner = by_name ? resource->name : about->arn,
                                    .region = is_arn ? arn.region : resource->region,
                                    .account = is_arn ? arn.account : resource->account,
                                    .path = path,
                                    .previous = previous,
                                    .replaces = !rc_value_is_none(previous),
                                });
}

/* ---- statements --------------------------------------------------------------------------- */

static bool same_actions(const rc_statement *statement, const rc_planned *wanted) {
  uint32_t found = 0;
  for (RC_EACH(const rc_policy_text, text, statement->actions)) {
    for (RC_EACH(const rc_str, action, wanted->actions)) {
      found += rc_str_equal_nocase(text->text, *action);
    }
  }
  return found == wanted->actions.len && statement->actions.len == found;
}

/* The `AWS` list of a statement that says just this for other principals. */
static rc_value fellow_principals(rc_arena *arena, const rc_policy *policy,
                                  const rc_planned *wanted) {
  for (RC_EACH(const rc_statement, statement, policy->statements)) {
    rc_value principal = rc_value_get(statement->value, RC_STR("Principal"));
    rc_value fellows = rc_value_get(principal, RC_STR("AWS"));
    rc_kind kind = rc_value_kind(fellows);
    bool whole = !statement->has_resource ||
                 (!statement->not_resource && statement->resources.len == 1 &&
                  rc_str_equal(statement->resources.items[0].text, RC_STR("*")));
    bool plain = statement->valid && !statement->deny && !statement->uncertain &&
                 !statement->effect_unknown && !statement->not_action &&
                 !statement->not_principal && rc_value_kind(principal) == RC_OBJECT;
    if (plain && whole && (kind == RC_STRING || kind == RC_ARRAY) && rc_edit_can_edit(fellows) &&
        same_actions(statement, wanted) &&
        rc_condition_is(arena, rc_value_get(statement->value, RC_STR("Condition")),
                        wanted->condition_key, wanted->condition_value)) {
      return fellows;
    }
  }
  return RC_VALUE_NONE;
}

static rc_status edit_policy(rc_lowering *lowering, const side *about, const rc_policy *policy,
                             const rc_planned_vec *planned, rc_edits *edits) {
  rc_arena *arena = lowering->arena;
  rc_value statements = rc_value_get(policy->document, RC_STR("Statement"));
  rc_statement_style style = rc_statement_style_of(statements);
  rc_statement_extra extra = {
      .principal_kind = RC_STR("AWS"),
      .principal = principal_of(lowering, about),
      .without_resource = about->resource->kind == RC_RESOURCE_REPOSITORY,
  };
  rc_made added = {.kind = RC_MADE_LIST};
  for (RC_EACH(const rc_planned, wanted, *planned)) {
    rc_value fellows = fellow_principals(arena, policy, wanted);
    if (rc_value_is_none(fellows)) {
      rc_made_statement(arena, &added, wanted, &style, &extra, statements);
    } else {
      rc_made fellow = {.kind = RC_MADE_LIST};
      rc_made_item(arena, &fellow, RC_MADE_STRING, extra.principal);
      rc_add_to_element(lowering->model, fellows, &fellow, edits);
    }
  }
  if (added.children.len > 0) {
    rc_add_to_element(lowering->model, statements, &added, edits);
  }
  return rc_arena_status(arena);
}

static rc_status edit_in_place(rc_lowering *lowering, const side *about,
                               const rc_planned_vec *planned) {
  const rc_policy *policy = about->resource->policy;
  if (!rc_edit_can_edit(policy->document) ||
      !rc_edit_can_edit(rc_value_get(policy->document, RC_STR("Statement")))) {
    return RC_OK;
  }
  rc_edits edits = {0};
  uint32_t file = rc_value_span(policy->document).file;
  RC_TRY(edit_policy(lowering, about, policy, planned, &edits));
  if (rc_stage(lowering, file, &edits)) {
    tell(lowering, about, lowering->model->sources[file].path, policy->document);
  }
  return rc_arena_status(lowering->arena);
}

/* ---- a new document ----------------------------------------------------------------------- */

static rc_status write_document(rc_lowering *lowering, const side *about,
                                const rc_planned_vec *planned) {
  const rc_resource *resource = about->resource;
  rc_value old = resource->policy == NULL ? RC_VALUE_NONE : resource->policy->document;
  bool known = resource->policy != NULL
                   ? !resource->policy->partial && !resource->policy->refused
                   : resource->policy_known == RC_KNOWN_NO && resource->kind != RC_RESOURCE_KEY;
  rc_str folder = rc_resource_folder(lowering->model, resource, about->task);
  rc_draft draft;
  rc_edits edits = {0};
  rc_str text = RC_STR_NONE;
  if (!known || folder.len == 0) {
    return RC_OK;
  }
  RC_TRY(rc_draft_begin(lowering, old, RC_POLICY_RESOURCE, about->task, &draft));
  RC_TRY(edit_policy(lowering, about, draft.policy, planned, &edits));
  RC_TRY(rc_draft_end(lowering, &draft, &edits, &text));
  rc_str path = rc_free_path(lowering, folder, RC_STR("policy"));
  if (rc_stage_new(lowering, path, text)) {
    tell(lowering, about, path, old);
  }
  return rc_arena_status(lowering->arena);
}

/* Two roles, one new document: the second role waits for the next round, which reads the first. */
static bool earlier_side_writes(const side_vec *sides, const side *about) {
  for (RC_EACH(const side, earlier, *sides)) {
    if (earlier == about) {
      return false;
    }
    if (earlier->resource == about->resource) {
      return true;
    }
  }
  return false;
}

rc_status rc_lower_resource(rc_lowering *lowering, const rc_intent_refs *intents) {
  side_vec sides = {0};
  for (RC_EACH(const rc_intent *, intent, *intents)) {
    RC_TRY(add_intent(lowering, &sides, *intent));
  }
  for (RC_EACH(const side, about, sides)) {
    const rc_resource *resource = about->resource;
    rc_planned_vec planned = {0};
    RC_TRY(rc_plan_statements(lowering->arena, &about->grants, &planned));
    if (principal_of(lowering, about).len == 0) {
      continue;
    }
    if (resource->policy != NULL && resource->policy_origin == RC_ORIGIN_SOURCE) {
      RC_TRY(edit_in_place(lowering, about, &planned));
    } else if (!earlier_side_writes(&sides, about)) {
      RC_TRY(write_document(lowering, about, &planned));
    }
  }
  return rc_arena_status(lowering->arena);
}
