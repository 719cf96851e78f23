/*
 * AWS managed policies, for --basic: the attachment is written as `aws iam
 * list-attached-role-policies` shows it, in the role's folder, where it is read again.
 */
#include "aws/managed_policy.h"
#include "fix/lowering.h"
#include "syntax/json.h"

static rc_str arn_of(rc_arena *arena, rc_str partition, rc_str path_and_name) {
  return RC_FILL(arena, "arn:{}:iam::aws:policy/{}", partition, path_and_name);
}

/* ---- contents ----------------------------------------------------------------------------- */

static rc_status compile(rc_arena *arena, const rc_managed_policy *known, const rc_policy **out) {
  rc_source *source = RC_NEW(arena, rc_source);
  if (source == NULL) {
    return rc_arena_status(arena);
  }
  *source = (rc_source){.path = known->path_and_name, .bytes = known->document,
                        .file = RC_NO_FILE};
  rc_tree *tree = NULL;
  rc_policy *policy = NULL;
  RC_TRY(rc_json_parse(arena, source, &tree));
  RC_TRY(rc_policy_compile(arena, rc_value_first(rc_tree_root(tree)), RC_POLICY_IDENTITY,
                           known->path_and_name, &policy));
  *out = policy;
  return RC_OK;
}

static rc_status load(rc_lowering *lowering) {
  rc_arena *arena = lowering->arena;
  if (lowering->basic != NULL) {
    return RC_OK;
  }
  const rc_policy **all = RC_NEW_ARRAY(arena, const rc_policy *, rc_n_basic_policies);
  if (all == NULL) {
    return rc_arena_status(arena);
  }
  for (size_t i = 0; i < rc_n_basic_policies; i++) {
    const rc_managed_policy *known =
        rc_managed_policy_find(arn_of(arena, RC_STR("aws"), rc_basic_policies[i]));
    if (known != NULL) {
      RC_TRY(compile(arena, known, &all[i]));
    }
  }
  lowering->basic = all;
  return RC_OK;
}

static bool allows(const rc_policy *policy, const rc_grant *grant) {
  if (policy == NULL) {
    return false;
  }
  for (RC_EACH(const rc_statement, statement, policy->statements)) {
    if (statement->valid && !statement->deny && statement->conditions.len == 0 &&
        rc_statement_covers_action(statement, grant->action) == RC_YES &&
        rc_statement_covers_resource(statement, grant->resource) == RC_YES) {
      return true;
    }
  }
  return false;
}

/* ---- choosing ----------------------------------------------------------------------------- */

static rc_str partition_of(const rc_lowering *lowering, uint32_t role, const rc_grant *grant) {
  rc_arn arn;
  if (role != RC_NO_INDEX && rc_arn_parse(lowering->model->roles.items[role].arn, &arn) &&
      !rc_hole_any(arn.partition)) {
    return arn.partition;
  }
  if (rc_arn_parse(grant->resource, &arn) && !rc_hole_any(arn.partition)) {
    return arn.partition;
  }
  const rc_partition *partition =
      rc_partition_of_region(lowering->model->assumptions.region);
  return partition == NULL ? RC_STR("aws") : partition->name;
}

static bool is_attached(const rc_model *model, uint32_t role, rc_str path_and_name) {
  if (role == RC_NO_INDEX) {
    return false;
  }
  for (RC_EACH(const rc_attached_policy, attached, model->roles.items[role].attached)) {
    if (rc_str_ends_with(attached->arn, path_and_name)) {
      return true;
    }
  }
  return false;
}

rc_status rc_find_basic(rc_lowering *lowering, uint32_t role, const rc_grant *grant,
                        rc_str *arn) {
  *arn = RC_STR_NONE;
  RC_TRY(load(lowering));
  for (size_t i = 0; i < rc_n_basic_policies; i++) {
    if (allows(lowering->basic[i], grant) &&
        !is_attached(lowering->model, role, rc_basic_policies[i])) {
      *arn = arn_of(lowering->arena, partition_of(lowering, role, grant), rc_basic_policies[i]);
      return rc_arena_status(lowering->arena);
    }
  }
  return rc_arena_status(lowering->arena);
}

/* ---- writing ------------------------------------------------------------------------------ */

static void put_attachment(rc_arena *arena, rc_made *list, rc_str arn) {
  rc_made *entry = rc_made_item(arena, list, RC_MADE_OBJECT, RC_STR_NONE);
  if (entry != NULL) {
    rc_made_member(arena, entry, RC_STR("PolicyName"), RC_MADE_STRING, rc_arn_policy_name(arn));
    rc_made_member(arena, entry, RC_STR("PolicyArn"), RC_MADE_STRING, arn);
  }
}

/* The list of attachments in a file of the role's own folder, if there is one. */
static rc_status find_list(rc_lowering *lowering, uint32_t role, rc_str folder, rc_value *out) {
  const rc_model *model = lowering->model;
  uint32_t file = rc_file_at(model, RC_FILL(lowering->arena, "{}/attached-policies.json", folder));
  rc_str prefix = RC_FILL(lowering->arena, "{}/", folder);
  for (uint32_t i = 0; role != RC_NO_INDEX && i < model->roles.items[role].attached.len; i++) {
    uint32_t shown = model->roles.items[role].attached.items[i].span.file;
    if (file == RC_NO_FILE && shown < model->n_sources &&
        rc_str_starts_with(model->sources[shown].path, prefix)) {
      file = shown;
    }
  }
  *out = RC_VALUE_NONE;
  if (file == RC_NO_FILE) {
    return RC_OK;
  }
  rc_tree *tree = NULL;
  RC_TRY(rc_json_parse(lowering->arena, &model->sources[file], &tree));
  rc_value list = rc_value_get(rc_value_first(rc_tree_root(tree)), RC_STR("AttachedPolicies"));
  if (rc_value_kind(list) == RC_ARRAY && rc_edit_can_edit(list)) {
    *out = list;
  }
  return RC_OK;
}

/* A new file lists what is attached already, too: it speaks for the whole role. */
static rc_made new_listing(rc_lowering *lowering, uint32_t role, const rc_name_list *arns) {
  rc_arena *arena = lowering->arena;
  rc_made listing = {.kind = RC_MADE_OBJECT};
  rc_made *list = rc_made_member(arena, &listing, RC_STR("AttachedPolicies"), RC_MADE_LIST,
                                 RC_STR_NONE);
  for (uint32_t i = 0; list != NULL && role != RC_NO_INDEX &&
                       i < lowering->model->roles.items[role].attached.len;
       i++) {
    put_attachment(arena, list, lowering->model->roles.items[role].attached.items[i].arn);
  }
  for (uint32_t i = 0; list != NULL && i < arns->len; i++) {
    put_attachment(arena, list, arns->items[i]);
  }
  return listing;
}

static bool stage_listing(rc_lowering *lowering, uint32_t role, rc_str folder, rc_value list,
                          const rc_name_list *arns) {
  rc_arena *arena = lowering->arena;
  if (rc_value_is_none(list)) {
    rc_made listing = new_listing(lowering, role, arns);
    rc_json_style style = rc_json_plain_style();
    return rc_stage_new(lowering, rc_free_path(lowering, folder, RC_STR("attached-policies")),
                        rc_made_file(arena, &listing, &style));
  }
  rc_made added = {.kind = RC_MADE_LIST};
  for (RC_EACH(const rc_str, arn, *arns)) {
    if (!rc_str_contains(rc_value_raw(list), *arn)) {
      put_attachment(arena, &added, *arn);
    }
  }
  rc_edits edits = {0};
  rc_edit_append(lowering->model, list, &added, &edits);
  return rc_stage(lowering, list.tree->file, &edits);
}

rc_status rc_attach(rc_lowering *lowering, uint32_t role, rc_str name, rc_str folder,
                    const rc_name_list *arns) {
  rc_value list = RC_VALUE_NONE;
  RC_TRY(find_list(lowering, role, folder, &list));
  if (stage_listing(lowering, role, folder, list, arns)) {
    for (RC_EACH(const rc_str, arn, *arns)) {
      rc_command_attach(lowering, name, *arn);
    }
  }
  return rc_arena_status(lowering->arena);
}
