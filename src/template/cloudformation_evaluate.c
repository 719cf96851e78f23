#include "template/cloudformation.h"

#include "aws/arn.h"
#include "template/cloudformation_parts.h"

/* ---- what a file is ------------------------------------------------------------------------- */

static bool text_starts(rc_value v, rc_str prefix) {
  rc_str raw = rc_value_raw(v);
  bool quoted = raw.len > 0 && (raw.ptr[0] == '"' || raw.ptr[0] == '\'');
  return rc_value_kind(v) == RC_STRING &&
         rc_str_starts_with(rc_str_from(raw, quoted ? 1 : 0), prefix);
}

bool rc_cfn_is_template(rc_value value) {
  for (RC_MEMBERS(key, resource, rc_value_get(value, RC_STR("Resources")))) {
    rc_value type = rc_value_get(resource, RC_STR("Type"));
    if (text_starts(type, RC_STR("AWS::")) || text_starts(type, RC_STR("Custom::"))) {
      return true;
    }
  }
  return !rc_value_is_none(rc_value_get(value, RC_STR("AWSTemplateFormatVersion"))) &&
         !rc_value_is_none(rc_value_get(value, RC_STR("Resources")));
}

/* ---- holes ---------------------------------------------------------------------------------- */

const rc_computed *rc_cfn_hole(rc_cfn *ev, rc_str name, rc_value written) {
  rc_str hole = RC_FILL(ev->arena, "${{}}", name);
  if (ev->templates.len > 1) {
    hole = RC_FILL(ev->arena, "{} of {}", hole, ev->in->source->path);
  }
  return rc_computed_unknown(ev->arena, hole, written);
}

/* The number of an item in its list; in very long ones any number that tells it from others. */
static uint32_t number_of(rc_value item) {
  enum { LONGEST_COUNTED = 1000 };
  rc_value list = rc_value_parent(item);
  uint32_t number = 0;
  if (rc_value_node(list)->count > LONGEST_COUNTED) {
    return item.node - list.node;
  }
  for (rc_value at = rc_value_first(list); at.node != item.node; at = rc_value_next(at)) {
    number++;
  }
  return number;
}

/* `Resources.Web.Properties.Policies.0`: an edit elsewhere does not change it. */
static rc_str path_of(rc_arena *arena, rc_value written) {
  rc_str path = RC_STR_NONE;
  for (rc_value at = written; !rc_value_is_none(at) && at.node != 0; at = rc_value_parent(at)) {
    rc_kind around = rc_value_kind(rc_value_parent(at));
    rc_value key = rc_value_key(at);
    rc_str step = around == RC_ARRAY ? rc_str_from_u64(arena, number_of(at))
                  : rc_value_is_none(key) ? RC_STR_NONE
                                          : rc_value_string(arena, key);
    if (step.len > 0 && !rc_str_starts_with(step, RC_STR("Fn::"))) {
      path = path.len > 0 ? RC_FILL(arena, "{}.{}", step, path) : step;
    }
  }
  return path;
}

const rc_computed *rc_cfn_unknown(rc_cfn *ev, rc_str construct, const rc_computed *value) {
  rc_str name = RC_FILL(ev->arena, "{} at {}", construct, path_of(ev->arena, value->written));
  if (ev->templates.len > 1) {
    name = RC_FILL(ev->arena, "{} of {}", name, ev->in->source->path);
  }
  return rc_computed_unknown(ev->arena, name, value->written);
}

/* ---- conditions ----------------------------------------------------------------------------- */

static rc_cfn_truth judge(rc_cfn *ev, const rc_computed *body, uint32_t depth);

static rc_cfn_truth judge_equals(rc_cfn *ev, const rc_computed *pair) {
  rc_str texts[2] = {RC_STR_NONE, RC_STR_NONE};
  if (pair->kind != RC_COMPUTED_LIST || pair->members.len != 2) {
    return RC_CFN_OPEN;
  }
  for (uint32_t i = 0; i < 2; i++) {
    if (!rc_computed_known_text(rc_cfn_evaluate(ev, pair->members.items[i].value), &texts[i])) {
      return RC_CFN_OPEN;
    }
  }
  return rc_str_equal(texts[0], texts[1]) ? RC_CFN_TRUE : RC_CFN_FALSE;
}

/* `And` is settled by one false, `Or` by one true. */
static rc_cfn_truth judge_several(rc_cfn *ev, const rc_computed *list, rc_cfn_truth settles,
                                  uint32_t depth) {
  rc_cfn_truth all = settles == RC_CFN_TRUE ? RC_CFN_FALSE : RC_CFN_TRUE;
  for (RC_EACH(const rc_computed_member, member, list->members)) {
    rc_cfn_truth one = judge(ev, member->value, depth + 1);
    if (one == settles) {
      return settles;
    }
    all = one == RC_CFN_OPEN ? RC_CFN_OPEN : all;
  }
  return all;
}

static rc_cfn_truth judge(rc_cfn *ev, const rc_computed *body, uint32_t depth) {
  if (body->kind != RC_COMPUTED_OBJECT || body->members.len != 1 ||
      depth > RC_LIMIT_NESTING_VALUE) {
    return RC_CFN_OPEN;
  }
  rc_str name = body->members.items[0].key;
  const rc_computed *argument = body->members.items[0].value;
  rc_str condition = RC_STR_NONE;
  if (rc_str_equal(name, RC_STR("Fn::Equals"))) {
    return judge_equals(ev, argument);
  }
  if (rc_str_equal(name, RC_STR("Fn::And")) || rc_str_equal(name, RC_STR("Fn::Or"))) {
    bool all = rc_str_equal(name, RC_STR("Fn::And"));
    return judge_several(ev, argument, all ? RC_CFN_FALSE : RC_CFN_TRUE, depth);
  }
  if (rc_str_equal(name, RC_STR("Fn::Not"))) {
    rc_cfn_truth inner = argument->members.len == 1
                      ? judge(ev, argument->members.items[0].value, depth + 1)
                      : RC_CFN_OPEN;
    return inner == RC_CFN_OPEN ? RC_CFN_OPEN : inner == RC_CFN_TRUE ? RC_CFN_FALSE : RC_CFN_TRUE;
  }
  if (rc_str_equal(name, RC_STR("Condition")) && rc_computed_known_text(argument, &condition)) {
    return rc_cfn_condition_of(ev, condition, NULL);
  }
  return RC_CFN_OPEN;
}

/* Conditions made of others follow from these: only those at the bottom are asked for. */
static void ask(rc_cfn *ev, rc_cfn_condition *condition, rc_str name) {
  rc_str key = RC_FILL(ev->arena, "condition `{}`", name);
  if (ev->templates.len > 1) {
    key = RC_FILL(ev->arena, "{} of `{}`", key, ev->in->source->path);
  }
  condition->asked = true;
  condition->truth =
      rc_scenario_ask(ev->options->scenario, key, true) ? RC_CFN_TRUE : RC_CFN_FALSE;
}

/* A condition that needs itself, and one that is not declared, is open. */
rc_cfn_truth rc_cfn_condition_of(rc_cfn *ev, rc_str name, bool *asked) {
  uint32_t index = rc_map_get(&ev->in->condition_by_name, name);
  rc_cfn_condition *condition = index == RC_MAP_NONE ? NULL : &ev->in->conditions.items[index];
  if (condition == NULL || condition->state == RC_CFN_BUSY) {
    return RC_CFN_OPEN;
  }
  if (condition->state == RC_CFN_NEW) {
    condition->state = RC_CFN_BUSY;
    condition->truth = judge(ev, condition->body, 0);
    condition->state = RC_CFN_DONE;
    if (condition->truth == RC_CFN_OPEN && ev->options->scenario != NULL) {
      ask(ev, condition, name);
    }
  }
  if (asked != NULL) {
    *asked = condition->asked;
  }
  return condition->truth;
}

/* ---- values --------------------------------------------------------------------------------- */

static const rc_computed *evaluate_container(rc_cfn *ev, const rc_computed *value) {
  rc_computed *made = rc_computed_new(ev->arena, value->kind, value->written, value->is_itself);
  if (made == NULL) {
    return NULL;
  }
  made->open = value->open;
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    if (rc_str_starts_with(member->key, RC_STR("Fn::"))) {
      made->open = true; /* what a loop or a macro puts in */
      continue;
    }
    const rc_computed *one = rc_cfn_evaluate(ev, member->value);
    if (one != NULL && one->kind != RC_COMPUTED_ABSENT) {
      rc_computed_add(ev->arena, made, member->key, member->key_written, one);
    }
  }
  return made;
}

/* Placeholders of other tools are holes; variables of IAM policies stay. */
static const rc_computed *evaluate_text(rc_cfn *ev, const rc_computed *value) {
  rc_str text = rc_hole_from_placeholders(ev->arena, value->text, true);
  return text.ptr == value->text.ptr ? value
                                     : rc_computed_string(ev->arena, text, value->written, false);
}

static const rc_computed *evaluate_once(rc_cfn *ev, const rc_computed *value) {
  if (value->kind == RC_COMPUTED_STRING) {
    return evaluate_text(ev, value);
  }
  if (value->kind == RC_COMPUTED_OBJECT && value->members.len == 1) {
    const rc_computed_member *member = &value->members.items[0];
    const rc_computed *called = rc_cfn_call(ev, member->key, member->value, value);
    if (called != NULL) {
      return called;
    }
  }
  bool container = value->kind == RC_COMPUTED_OBJECT || value->kind == RC_COMPUTED_LIST;
  return container ? evaluate_container(ev, value) : value;
}

void rc_cfn_work(rc_cfn *ev, uint64_t steps) {
  ev->steps += steps;
  if (ev->steps > RC_LIMIT_EVALUATION_VALUE) {
    (void)rc_arena_hit(ev->arena, RC_LIMIT_EVALUATION);
  }
}

const rc_computed *rc_cfn_evaluate(rc_cfn *ev, const rc_computed *value) {
  if (value == NULL || rc_arena_status(ev->arena) != RC_OK) {
    return NULL;
  }
  if (ev->depth >= RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(ev->arena, RC_LIMIT_NESTING);
    return NULL;
  }
  rc_cfn_work(ev, 1);
  ev->depth++;
  const rc_computed *made = evaluate_once(ev, value);
  ev->depth--;
  return made;
}

/* ---- names of resources --------------------------------------------------------------------- */

/* What `Ref` and `Arn` of a resource are. Source: the page of each resource type, "Return values".
 */
static const struct {
  rc_str type, name; /* the property that names it */
  const char *ref, *arn;
} shapes[] = {
    {RC_STR_INIT("AWS::IAM::Role"), RC_STR_INIT("RoleName"), "{name}",
     "arn:{partition}:iam::{account}:role{path}{name}"},
    {RC_STR_INIT("AWS::IAM::ManagedPolicy"), RC_STR_INIT("ManagedPolicyName"), "{arn}",
     "arn:{partition}:iam::{account}:policy{path}{name}"},
    {RC_STR_INIT("AWS::ECR::Repository"), RC_STR_INIT("RepositoryName"), "{name}",
     "arn:{partition}:ecr:{region}:{account}:repository/{name}"},
    {RC_STR_INIT("AWS::SecretsManager::Secret"), RC_STR_INIT("Name"), "{arn}",
     "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{suffix}"},
    {RC_STR_INIT("AWS::SSM::Parameter"), RC_STR_INIT("Name"), "{name}",
     "arn:{partition}:ssm:{region}:{account}:parameter{/name}"},
    {RC_STR_INIT("AWS::KMS::Key"), RC_STR_INIT("KeyId"), "{name}",
     "arn:{partition}:kms:{region}:{account}:key/{name}"},
    {RC_STR_INIT("AWS::Logs::LogGroup"), RC_STR_INIT("LogGroupName"), "{name}",
     "arn:{partition}:logs:{region}:{account}:log-group:{name}:*"},
    {RC_STR_INIT("AWS::ECS::Cluster"), RC_STR_INIT("ClusterName"), "{name}",
     "arn:{partition}:ecs:{region}:{account}:cluster/{name}"},
    {RC_STR_INIT("AWS::ECS::TaskDefinition"), RC_STR_INIT("Family"), "{arn}",
     "arn:{partition}:ecs:{region}:{account}:task-definition/{name}:{revision}"},
};

static rc_str text_or_none(const rc_computed *value) {
  bool text = value != NULL && (value->kind == RC_COMPUTED_STRING ||
                                value->kind == RC_COMPUTED_NUMBER ||
                                value->kind == RC_COMPUTED_UNKNOWN);
  return text ? value->text : RC_STR_NONE;
}

static rc_str part(rc_cfn *ev, const rc_cfn_entry *entry, rc_str part_name) {
  static const struct {
    rc_str part, pseudo;
  } pseudos[] = {
      {RC_STR_INIT("partition"), RC_STR_INIT("AWS::Partition")},
      {RC_STR_INIT("account"), RC_STR_INIT("AWS::AccountId")},
      {RC_STR_INIT("region"), RC_STR_INIT("AWS::Region")},
  };
  rc_str name = entry->resource.name;
  for (size_t i = 0; i < RC_COUNT_OF(pseudos); i++) {
    if (rc_str_equal(part_name, pseudos[i].part)) {
      return text_or_none(rc_cfn_ref(ev, pseudos[i].pseudo, RC_VALUE_NONE));
    }
  }
  if (rc_str_equal(part_name, RC_STR("name"))) {
    return name;
  }
  if (rc_str_equal(part_name, RC_STR("/name"))) {
    return rc_str_starts_with(name, RC_STR("/")) ? name : RC_FILL(ev->arena, "/{}", name);
  }
  if (rc_str_equal(part_name, RC_STR("path"))) {
    const rc_computed *properties = rc_computed_get(entry->body, RC_STR("Properties"));
    rc_str path =
        text_or_none(rc_cfn_evaluate(ev, rc_computed_get(properties, RC_STR("Path"))));
    return path.len > 0 ? path : RC_STR("/");
  }
  if (rc_str_equal(part_name, RC_STR("suffix"))) {
    return rc_hole_make(ev->arena, RC_STR("??????")); /* as of other secrets: launch/suffix.h */
  }
  return text_or_none(rc_cfn_hole(
      ev, RC_FILL(ev->arena, "{}.{}", entry->resource.id, part_name), RC_VALUE_NONE));
}

static rc_str fill_shape(rc_cfn *ev, const rc_cfn_entry *entry, const char *shape) {
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  for (rc_str rest = rc_str_from_c(shape); rest.len > 0;) {
    rc_buf_put(&out, rc_str_cut(&rest, '{'));
    rc_str name = rc_str_cut(&rest, '}');
    if (rc_str_equal(name, RC_STR("arn"))) {
      return entry->resource.arn;
    }
    if (name.len > 0) {
      rc_buf_put(&out, part(ev, entry, name));
    }
  }
  return rc_buf_str(&out);
}

/* A resource that the template leaves AWS to name is called as the template calls it. */
static void name_entry(rc_cfn *ev, rc_cfn_entry *entry) {
  rc_cfn_resource *resource = &entry->resource;
  for (size_t i = 0; i < RC_COUNT_OF(shapes); i++) {
    if (!rc_str_equal(resource->type, shapes[i].type)) {
      continue;
    }
    const rc_computed *properties = rc_computed_get(entry->body, RC_STR("Properties"));
    const rc_computed *name = rc_computed_get(properties, shapes[i].name);
    resource->name = text_or_none(rc_cfn_evaluate(ev, name));
    if (resource->name.len == 0) {
      resource->name = text_or_none(rc_cfn_hole(ev, resource->id, RC_VALUE_NONE));
    }
    resource->arn = fill_shape(ev, entry, shapes[i].arn);
    resource->ref = fill_shape(ev, entry, shapes[i].ref);
  }
}

const rc_cfn_entry *rc_cfn_entry_of(rc_cfn *ev, rc_str id) {
  uint32_t index = rc_map_get(&ev->in->entry_by_id, id);
  if (index == RC_MAP_NONE) {
    return NULL;
  }
  rc_cfn_entry *entry = &ev->in->entries.items[index];
  if (entry->state == RC_CFN_NEW) {
    entry->state = RC_CFN_BUSY;
    name_entry(ev, entry);
    entry->state = RC_CFN_DONE;
  }
  return entry;
}

/* ---- several templates ---------------------------------------------------------------------- */

const rc_computed *rc_cfn_exported(rc_cfn *ev, rc_str name) {
  enum { DEEPEST_IMPORT = 2 }; /* an export that is itself made of imports */
  rc_cfn_template *in = ev->in;
  const rc_computed *found = NULL;
  if (ev->imports >= DEEPEST_IMPORT) {
    return NULL;
  }
  ev->imports++;
  for (RC_EACH(rc_cfn_template, template, ev->templates)) {
    for (uint32_t i = 0; template->outputs != NULL && i < template->outputs->members.len; i++) {
      const rc_computed *output = template->outputs->members.items[i].value;
      const rc_computed *export_ = rc_computed_get(output, RC_STR("Export"));
      ev->in = template;
      const rc_computed *its =
          found == NULL ? rc_cfn_evaluate(ev, rc_computed_get(export_, RC_STR("Name"))) : NULL;
      if (its != NULL && its->text.len > 0 && rc_str_equal(its->text, name)) {
        found = rc_cfn_evaluate(ev, rc_computed_get(output, RC_STR("Value")));
      }
    }
  }
  ev->in = in;
  ev->imports--;
  return found;
}

/* ---- a template ----------------------------------------------------------------------------- */

static rc_status add_entries(rc_cfn *ev, rc_cfn_template *to, const rc_computed *resources) {
  for (uint32_t i = 0; resources != NULL && i < resources->members.len; i++) {
    const rc_computed_member *member = &resources->members.items[i];
    rc_str type = text_or_none(rc_computed_get(member->value, RC_STR("Type")));
    if (type.len == 0) {
      continue;
    }
    RC_TRY(rc_map_add(ev->arena, &to->entry_by_id, member->key, to->entries.len, NULL));
    rc_cfn_entry *entry = RC_VEC_ADD(ev->arena, &to->entries);
    if (entry == NULL) {
      return rc_arena_status(ev->arena);
    }
    entry->body = member->value;
    entry->resource.type = type;
    entry->resource.id = member->key;
    entry->resource.key = member->key_written;
  }
  return RC_OK;
}

static rc_status add_conditions(rc_cfn *ev, rc_cfn_template *to, const rc_computed *conditions) {
  for (uint32_t i = 0; conditions != NULL && i < conditions->members.len; i++) {
    const rc_computed_member *member = &conditions->members.items[i];
    RC_TRY(rc_map_add(ev->arena, &to->condition_by_name, member->key, to->conditions.len, NULL));
    rc_cfn_condition *condition = RC_VEC_ADD(ev->arena, &to->conditions);
    if (condition == NULL) {
      return rc_arena_status(ev->arena);
    }
    condition->body = member->value;
  }
  return RC_OK;
}

static rc_status add_template(rc_cfn *ev, const rc_cfn_file *file) {
  const rc_computed *body = rc_cfn_written(ev->arena, file->value);
  rc_cfn_template *added = body == NULL ? NULL : RC_VEC_ADD(ev->arena, &ev->templates);
  if (added == NULL) {
    return rc_arena_status(ev->arena);
  }
  added->source = file->source;
  added->parameters = rc_computed_get(body, RC_STR("Parameters"));
  added->mappings = rc_computed_get(body, RC_STR("Mappings"));
  added->outputs = rc_computed_get(body, RC_STR("Outputs"));
  RC_TRY(add_conditions(ev, added, rc_computed_get(body, RC_STR("Conditions"))));
  return add_entries(ev, added, rc_computed_get(body, RC_STR("Resources")));
}

static bool exists(rc_cfn *ev, const rc_cfn_entry *entry) {
  rc_str condition = text_or_none(rc_computed_get(entry->body, RC_STR("Condition")));
  return condition.len == 0 || rc_cfn_condition_of(ev, condition, NULL) != RC_CFN_FALSE;
}

static rc_status work_out(rc_cfn *ev, bool (*wanted)(rc_str type), rc_cfn_resource_vec *out) {
  for (uint32_t i = 0; i < ev->in->entries.len; i++) {
    const rc_cfn_entry *entry = &ev->in->entries.items[i];
    if (!wanted(entry->resource.type) || !exists(ev, entry) ||
        rc_cfn_entry_of(ev, entry->resource.id) == NULL) {
      continue;
    }
    rc_cfn_resource *added = RC_VEC_ADD(ev->arena, out);
    if (added == NULL) {
      return rc_arena_status(ev->arena);
    }
    *added = entry->resource;
    const rc_computed *properties = rc_computed_get(entry->body, RC_STR("Properties"));
    added->properties = rc_cfn_evaluate(
        ev, properties != NULL
                ? properties
                : rc_computed_new(ev->arena, RC_COMPUTED_OBJECT, added->key, false));
    RC_TRY(rc_arena_status(ev->arena));
  }
  return RC_OK;
}

rc_status rc_cfn_resources(const rc_cfn_options *options, const rc_cfn_file_vec *files,
                           bool (*wanted)(rc_str type), rc_cfn_resource_vec *out) {
  rc_cfn ev = {.arena = options->arena, .options = options};
  *out = (rc_cfn_resource_vec){0};
  for (RC_EACH(const rc_cfn_file, file, *files)) {
    if (!rc_cfn_gives(file)) {
      RC_TRY(add_template(&ev, file));
    }
  }
  rc_cfn_take_given(&ev, files);
  for (RC_EACH(rc_cfn_template, template, ev.templates)) {
    ev.in = template;
    RC_TRY(work_out(&ev, wanted, out));
  }
  return rc_arena_status(ev.arena);
}
