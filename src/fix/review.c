/*
 * Whether what the findings ask for can be written into the templates that it is about.
 *
 * What a template says may be worked out by functions, shared by aliases, or written by a program:
 * then there is no place for an edit, and a person has to change it. Trying is the surest way to
 * know.
 */
#include "fix/lowering.h"
#include "read/read.h"

static bool is_resource_of_template(const rc_model *model, rc_str arn) {
  for (uint32_t kind = 0; arn.len > 0 && kind <= RC_RESOURCE_LOG_GROUP; kind++) {
    const rc_resource *resource = rc_model_find_resource(model, (rc_resource_kind)kind, arn);
    if (resource != NULL && resource->by_template) {
      return true;
    }
  }
  return false;
}

static bool is_task_of_template(const rc_model *model, uint32_t task) {
  if (task >= model->tasks.len || rc_value_is_none(model->tasks.items[task].object)) {
    return false;
  }
  return rc_is_of_template(model, rc_value_span(model->tasks.items[task].object).file);
}

/* Would carrying it out change a template? A role whose name only a deployment tells is nowhere
 * else. */
static bool changes_template(const rc_model *model, const rc_intent *intent) {
  switch (intent->kind) {
    case RC_INTENT_RESOURCE_ALLOW: return is_resource_of_template(model, intent->target);
    case RC_INTENT_SET_FIELD: return is_task_of_template(model, intent->task);
    case RC_INTENT_REPLACE: return rc_is_of_template(model, intent->place.file);
    case RC_INTENT_NETWORK: return true;
    case RC_INTENT_COMMAND: return false;
    case RC_INTENT_ALLOW:
    case RC_INTENT_TRUST:
    case RC_INTENT_REMOVE_ACTION: break;
  }
  if (intent->role >= model->roles.len) {
    return false;
  }
  const rc_role *role = &model->roles.items[intent->role];
  return role->by_template ||
         (rc_hole_any(role->name) && is_task_of_template(model, intent->task));
}

static bool concerns_templates(const rc_model *model, const rc_finding *finding) {
  for (RC_EACH(const rc_intent, intent, finding->intents)) {
    if (changes_template(model, intent)) {
      return true;
    }
  }
  return false;
}

static rc_value block_of(const rc_model *model, const rc_finding *finding) {
  for (RC_EACH(const rc_intent, intent, finding->intents)) {
    if (intent->kind == RC_INTENT_ALLOW && intent->role < model->roles.len) {
      return model->roles.items[intent->role].home;
    }
  }
  return RC_VALUE_NONE;
}

/* The findings about roles of the same block, `finding` among them only if it is `wanted`. */
static rc_status add_twins(const rc_model *model, const rc_finding_vec *findings,
                           const rc_finding *finding, bool wanted, rc_finding_vec *out) {
  rc_value block = block_of(model, finding);
  for (RC_EACH(const rc_finding, other, *findings)) {
    rc_value its = block_of(model, other);
    bool twin = !rc_value_is_none(block) && its.tree == block.tree && its.node == block.node;
    bool taken = other == finding ? wanted : twin;
    rc_finding *added = taken ? RC_VEC_ADD(model->arena, out) : NULL;
    if (added != NULL) {
      *added = *other;
    }
  }
  return rc_arena_status(model->arena);
}

/* How many bytes mending the findings would write. */
static rc_status measure(const rc_model *model, const rc_finding_vec *findings, size_t *out) {
  rc_fix_options options = {.remove_from_task_role = true};
  rc_file_edits_vec changes = {0};
  *out = 0;
  RC_TRY(rc_fix_lower(model, findings, &options, &changes, NULL));
  for (RC_EACH(const rc_file_edits, file, changes)) {
    for (RC_EACH(const rc_edit, edit, file->edits)) {
      *out += 1 + edit->text.len;
    }
  }
  return RC_OK;
}

/* What roles of one block need may be written for all of them only. */
static rc_status try_finding(const rc_model *model, const rc_finding_vec *findings,
                             rc_finding *finding, bool *edits) {
  const rc_finding_vec alone = {.items = finding, .len = 1};
  rc_finding_vec all = {0};
  rc_finding_vec others = {0};
  size_t with = 0;
  size_t without = 0;
  RC_TRY(measure(model, &alone, &with));
  if (with == 0) {
    RC_TRY(add_twins(model, findings, finding, true, &all));
    RC_TRY(add_twins(model, findings, finding, false, &others));
  }
  if (others.len > 0) {
    RC_TRY(measure(model, &all, &with));
    RC_TRY(measure(model, &others, &without));
  }
  *edits = with > without;
  return RC_OK;
}

/* ---- generated templates -------------------------------------------------------------------- */

/* Of the service, where nothing else is to be changed. */
static rc_value home_of_network(const rc_model *model, const rc_intent *intent) {
  for (int kind = 0; kind < RC_N_NET_KINDS; kind++) {
    const rc_net_item *item = rc_net_find(&model->net, (rc_net_kind)kind, intent->resource);
    if (item != NULL) {
      return rc_value_written(item->home, NULL);
    }
  }
  for (RC_EACH(const rc_deployment, deployment, model->deployments)) {
    rc_value object = rc_value_written(deployment->placement.value, NULL);
    bool here = !rc_value_is_none(object) && object.tree->file == intent->place.file &&
                rc_value_span(object).start <= intent->place.start &&
                intent->place.end <= rc_value_span(object).end;
    if (here) { /* AwsvpcConfiguration, NetworkConfiguration, Properties */
      return rc_value_parent(rc_value_parent(object));
    }
  }
  return RC_VALUE_NONE;
}

/* The properties of what the intent is about, or of the task. */
static rc_value home_of(const rc_model *model, const rc_intent *intent) {
  const rc_resource *resource = NULL;
  for (uint32_t kind = 0; intent->target.len > 0 && kind <= RC_RESOURCE_LOG_GROUP; kind++) {
    const rc_resource *found =
        rc_model_find_resource(model, (rc_resource_kind)kind, intent->target);
    resource = found != NULL ? found : resource;
  }
  if (resource != NULL) {
    return resource->home;
  }
  if (intent->kind == RC_INTENT_NETWORK) {
    return home_of_network(model, intent);
  }
  if (intent->role < model->roles.len) {
    return model->roles.items[intent->role].home;
  }
  return intent->task < model->tasks.len
             ? rc_value_written(model->tasks.items[intent->task].object, NULL)
             : RC_VALUE_NONE;
}

/* Where in the code of the CDK a resource comes from, as its template tells: `Stack/Task/Role`. */
static rc_str construct_of(const rc_model *model, const rc_finding *finding) {
  for (RC_EACH(const rc_intent, intent, finding->intents)) {
    rc_value resource = rc_value_parent(home_of(model, intent));
    rc_str path = rc_value_string(
        model->arena, rc_value_get(rc_value_get(resource, RC_STR("Metadata")),
                                   RC_STR("aws:cdk:path")));
    if (path.len > 0) {
      bool whole = rc_str_ends_with(path, RC_STR("/Resource"));
      return rc_str_slice(path, 0, path.len - (whole ? sizeof "/Resource" - 1 : 0));
    }
  }
  return RC_STR_NONE;
}

static rc_str where(const rc_model *model, const rc_finding *finding) {
  if (!rc_edit_is_generated(model, finding->span.file)) {
    return RC_STR("in the template");
  }
  rc_str construct = construct_of(model, finding);
  return construct.len == 0
             ? RC_STR("in what this template is generated from")
             : RC_FILL(model->arena, "in the CDK code of construct `{}`", construct);
}

static void leave_to_people(const rc_model *model, rc_finding *finding) {
  /* What only an edit would do. */
  static const rc_str promises[] = {
      RC_STR_INIT(" with `--remove-from-task-role`"),
      RC_STR_INIT("; with `--account` a new role is written"),
  };
  finding->fix_in_template = true;
  finding->applicability = RC_FIX_DISPLAY;
  for (size_t i = 0; i < RC_COUNT_OF(promises); i++) {
    if (rc_str_ends_with(finding->fix_summary, promises[i])) {
      finding->fix_summary.len -= promises[i].len;
    }
  }
  finding->fix_summary = RC_FILL(model->arena, "{} {}, by hand", finding->fix_summary,
                                 where(model, finding));
}

rc_status rc_fix_review(const rc_model *model, rc_finding_vec *findings) {
  for (RC_EACH(rc_finding, finding, *findings)) {
    bool fixes =
        finding->applicability == RC_FIX_SAFE || finding->applicability == RC_FIX_UNSAFE;
    bool by_hand = finding->applicability == RC_FIX_DISPLAY &&
                   rc_is_of_template(model, finding->span.file) &&
                   !rc_str_ends_with(finding->fix_summary, RC_STR(" by hand"));
    if (fixes && concerns_templates(model, finding)) {
      bool edits = false;
      RC_TRY(try_finding(model, findings, finding, &edits));
      by_hand = !edits;
    }
    if (by_hand) {
      leave_to_people(model, finding);
    }
  }
  return rc_arena_status(model->arena);
}
