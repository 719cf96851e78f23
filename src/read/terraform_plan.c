/*
 * What `terraform show -json` prints: plans and states; and `terraform.tfstate` itself.
 *
 * Of a plan the values that are known only after it has been carried out are holes. Where the
 * configuration that the plan repeats tells by one reference what such a value will be, it is made
 * of what is known of that resource.
 *
 * Source: "JSON Output Format" of Terraform, format_version 1.
 */
#include "read/common_terraform.h"

typedef struct plan_reader {
  rc_model *model;
  rc_value root;
  rc_map unknowns; /* addresses to nodes of `after_unknown` */
  rc_map expressions; /* addresses without indexes to nodes of `expressions` */
  rc_map by_address; /* places in `resources` */
  rc_tf_resource_vec resources;
  rc_str account, region;
} plan_reader;

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static rc_str text(const plan_reader *r, rc_value object, const char *name) {
  rc_value value = get(object, name);
  return rc_value_kind(value) == RC_STRING ? rc_value_string(r->model->arena, value)
                                           : RC_STR_NONE;
}

static int recognise(const rc_document *document) {
  rc_value value = document->value;
  bool has = !rc_value_is_none(get(value, "planned_values")) ||
             !rc_value_is_none(get(value, "resource_changes")) ||
             !rc_value_is_none(get(get(value, "values"), "root_module")) ||
             rc_value_kind(get(value, "resources")) == RC_ARRAY;
  return !rc_value_is_none(get(value, "terraform_version")) && has ? 96 : 0;
}

/* ---- what is not known yet ------------------------------------------------------------------ */

static const rc_computed *overlay(plan_reader *r, const rc_computed *value, rc_value unknown,
                                  rc_str address);

static const rc_computed *overlay_members(plan_reader *r, const rc_computed *value,
                                          rc_value unknown, rc_str address) {
  rc_arena *arena = r->model->arena;
  bool object = rc_value_kind(unknown) == RC_OBJECT;
  rc_computed *copy = rc_computed_new(arena, object ? RC_COMPUTED_OBJECT : RC_COMPUTED_LIST,
                                      value == NULL ? unknown : value->written, false);
  uint32_t n = value == NULL ? 0 : value->members.len;
  for (uint32_t i = 0; i < n; i++) {
    const rc_computed_member *member = &value->members.items[i];
    bool hidden = object && !rc_value_is_none(rc_value_get(unknown, member->key));
    if (object && !hidden) {
      rc_computed_add(arena, copy, member->key, member->key_written, member->value);
    }
  }
  uint32_t i = 0;
  for (rc_value key = rc_value_first(unknown); !rc_value_is_none(key); i++) {
    rc_value item = object ? rc_value_next(key) : key;
    rc_str name = object ? rc_value_string(arena, key) : rc_str_from_u64(arena, i);
    const rc_computed *known = object  ? rc_computed_get(value, name)
                               : i < n ? value->members.items[i].value
                                       : NULL;
    rc_computed_add(arena, copy, object ? name : RC_STR_NONE, key,
                    overlay(r, known, item,
                            RC_FILL(arena, object ? "{}.{}" : "{}[{}]", address, name)));
    key = rc_value_next(item);
  }
  return copy;
}

/* `true` hides a value; objects and lists hide what they name. Parsing bounds the depth. */
static const rc_computed *overlay(plan_reader *r, const rc_computed *value, rc_value unknown,
                                  rc_str address) {
  rc_kind kind = rc_value_kind(unknown);
  bool mismatch = value != NULL && value->kind != RC_COMPUTED_OBJECT &&
                  value->kind != RC_COMPUTED_LIST;
  if (kind == RC_BOOL && (rc_value_node(unknown)->flags & RC_NODE_TRUE) != 0) {
    rc_str name = RC_FILL(r->model->arena, "${{}}", address);
    return rc_computed_unknown(r->model->arena, name, unknown);
  }
  if ((kind != RC_OBJECT && kind != RC_ARRAY) || mismatch) {
    return value != NULL ? value
                         : rc_computed_new(r->model->arena, RC_COMPUTED_ABSENT, unknown, false);
  }
  return overlay_members(r, value, unknown, address);
}

static rc_status index_by(plan_reader *r, rc_map *map, rc_str key, rc_value value) {
  return rc_value_is_none(value) ? RC_OK
                                 : rc_map_add(r->model->arena, map, key, value.node, NULL);
}

static rc_status index_unknowns(plan_reader *r) {
  for (RC_CHILDREN(change, get(r->root, "resource_changes"))) {
    RC_TRY(index_by(r, &r->unknowns, text(r, change, "address"),
                    get(get(change, "change"), "after_unknown")));
  }
  return RC_OK;
}

/* Addresses in the configuration have no indexes. */
static rc_status index_expressions(plan_reader *r, rc_value module, rc_str prefix) {
  rc_arena *arena = r->model->arena;
  for (RC_CHILDREN(resource, get(module, "resources"))) {
    rc_str address = RC_FILL(arena, "{}{}", prefix, text(r, resource, "address"));
    RC_TRY(index_by(r, &r->expressions, address, get(resource, "expressions")));
  }
  for (RC_MEMBERS(name, call, get(module, "module_calls"))) {
    rc_str inner = RC_FILL(arena, "{}module.{}.", prefix, rc_value_string(arena, name));
    RC_TRY(index_expressions(r, get(call, "module"), inner));
  }
  return RC_OK;
}

/* ---- resources ------------------------------------------------------------------------------ */

static rc_status add_resource(plan_reader *r, rc_value object, rc_value values) {
  rc_arena *arena = r->model->arena;
  rc_value place = get(object, "address");
  rc_str type = text(r, object, "type");
  rc_str name = text(r, object, "name");
  rc_str address = rc_value_is_none(place) ? RC_FILL(arena, "{}.{}", type, name)
                                           : text(r, object, "address");
  const rc_computed *known = rc_tf_of_json(arena, values);
  uint32_t unknown = rc_map_get(&r->unknowns, address);
  if (unknown != RC_MAP_NONE) {
    known = overlay(r, known, (rc_value){r->root.tree, unknown}, address);
  }
  uint32_t at = r->resources.len;
  RC_TRY(rc_map_add(arena, &r->by_address, address, at, &at));
  rc_tf_resource *added = at < r->resources.len ? NULL : RC_VEC_ADD(arena, &r->resources);
  if (added == NULL || known == NULL) {
    return rc_arena_status(arena);
  }
  *added = (rc_tf_resource){
      .type = type,
      .name = name,
      .address = address,
      .data = rc_str_equal(text(r, object, "mode"), RC_STR("data")),
      .block = rc_value_is_none(place) ? get(object, "name") : place,
      .values = known,
  };
  return RC_OK;
}

static rc_status add_module(plan_reader *r, rc_value module) {
  for (RC_CHILDREN(resource, get(module, "resources"))) {
    rc_value values = get(resource, "values");
    if (rc_value_kind(values) == RC_OBJECT) {
      RC_TRY(add_resource(r, resource, values));
    }
  }
  for (RC_CHILDREN(child, get(module, "child_modules"))) {
    RC_TRY(add_module(r, child));
  }
  return RC_OK;
}

/* `terraform.tfstate`, version 4: instances of each resource. */
static rc_status add_state(plan_reader *r) {
  for (RC_CHILDREN(resource, get(r->root, "resources"))) {
    for (RC_CHILDREN(instance, get(resource, "instances"))) {
      rc_value attributes = get(instance, "attributes");
      if (rc_value_kind(attributes) == RC_OBJECT) {
        RC_TRY(add_resource(r, resource, attributes));
      }
    }
  }
  return RC_OK;
}

/* ---- what references tell ------------------------------------------------------------------- */

/* `module.a["x"].t.n[0]` -> `module.a.t.n` */
static rc_str without_indexes(rc_arena *arena, rc_str address) {
  rc_buf out;
  rc_buf_init(&out, arena);
  uint32_t depth = 0;
  for (size_t i = 0; i < address.len; i++) {
    depth += address.ptr[i] == '[';
    if (depth == 0) {
      rc_buf_put_byte(&out, address.ptr[i]);
    }
    depth -= address.ptr[i] == ']' && depth > 0;
  }
  return rc_buf_str(&out);
}

/* The address of the module around a resource, with its dot; empty for the root. */
static rc_str module_of(const rc_tf_resource *resource) {
  rc_str own = resource->data ? RC_STR("data.") : RC_STR_NONE;
  size_t at = rc_str_find(resource->address, resource->type, 0);
  at = at == RC_NOT_FOUND || at < own.len ? 0 : at - own.len;
  return rc_str_slice(resource->address, 0, at);
}

/* The only reference of an expression: the first of the list, others being its beginnings. */
static rc_str only_reference(plan_reader *r, rc_value expression) {
  rc_arena *arena = r->model->arena;
  rc_value list = get(expression, "references");
  rc_str first = RC_STR_NONE;
  for (RC_CHILDREN(item, list)) {
    rc_str name = rc_value_string(arena, item);
    first = first.len == 0 ? name : first;
    if (!rc_str_starts_with(first, name)) {
      return RC_STR_NONE;
    }
  }
  return first;
}

static const rc_computed *follow(plan_reader *r, const rc_tf_resource *from, rc_str reference,
                                 const rc_computed *unknown) {
  rc_arena *arena = r->model->arena;
  size_t dot = rc_str_find_last_byte(reference, '.');
  if (dot == RC_NOT_FOUND || rc_str_starts_with(reference, RC_STR("var.")) ||
      rc_str_starts_with(reference, RC_STR("local."))) {
    return unknown;
  }
  rc_str name = rc_str_from(reference, dot + 1);
  rc_str target = RC_FILL(arena, "{}{}", module_of(from), rc_str_slice(reference, 0, dot));
  uint32_t found = rc_map_get(&r->by_address, target);
  if (found == RC_MAP_NONE) {
    return unknown;
  }
  const rc_tf_resource *to = &r->resources.items[found];
  const rc_computed *value = rc_computed_get(to->values, name);
  bool known = value != NULL && value->kind != RC_COMPUTED_UNKNOWN;
  const rc_computed *made =
      known ? value
            : rc_tf_attribute(arena, to->type, name, to->values, to->address, r->account,
                              r->region);
  if (made != NULL) {
    return made;
  }
  return rc_computed_unknown(arena, RC_FILL(arena, "${{}.{}}", target, name), unknown->written);
}

/* All references of an expression that are IDs of resources: what a list of IDs is made of. NULL if
 * it depends on anything else. */
static const rc_computed *follow_all(plan_reader *r, const rc_tf_resource *from,
                                     rc_value expression, const rc_computed *unknown) {
  rc_arena *arena = r->model->arena;
  rc_computed *list = rc_computed_new(arena, RC_COMPUTED_LIST, unknown->written, false);
  rc_str last = RC_STR_NONE;
  for (RC_CHILDREN(item, get(expression, "references"))) {
    rc_str name = rc_value_string(arena, item);
    bool whole = last.len > 0 && rc_str_starts_with(last, name); /* "aws_x.y" of "aws_x.y.id" */
    if (!whole && !(rc_str_starts_with(name, RC_STR("aws_")) &&
                    rc_str_ends_with(name, RC_STR(".id")))) {
      return NULL;
    }
    last = whole ? last : name;
    if (!whole) {
      rc_computed_add(arena, list, RC_STR_NONE, RC_VALUE_NONE, follow(r, from, name, unknown));
    }
  }
  return last.len == 0 ? NULL : list;
}

/* Arguments that the provider would fill in, where the configuration sets none. */
static bool may_be_unset(rc_str type, rc_str name) {
  static const rc_str names[] = {
      RC_STR_INIT("route"),           RC_STR_INIT("ingress"),    RC_STR_INIT("egress"),
      RC_STR_INIT("subnet_ids"),      RC_STR_INIT("policy"),     RC_STR_INIT("propagating_vgws"),
      RC_STR_INIT("route_table_ids"), RC_STR_INIT("security_group_ids"),
      RC_STR_INIT("security_groups"), RC_STR_INIT("private_dns_enabled"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(names) && rc_net_is_wanted(type); i++) {
    if (rc_str_equal(names[i], name)) {
      return true;
    }
  }
  return false;
}

static bool is_list_of_ids(rc_str name) {
  return rc_str_equal(name, RC_STR("subnets")) || rc_str_equal(name, RC_STR("security_groups")) ||
         rc_str_ends_with(name, RC_STR("_ids"));
}

/* The arguments of a resource, or of a block in it. */
static void resolve_in(plan_reader *r, const rc_tf_resource *resource, const rc_computed *values,
                       rc_value expressions, uint32_t depth) {
  enum { BLOCKS = 2 };
  for (RC_EACH(rc_computed_member, member, values->members)) {
    rc_value expression = rc_value_get(expressions, member->key);
    if (member->value->kind == RC_COMPUTED_LIST && rc_value_kind(expression) == RC_ARRAY) {
      rc_value block = rc_value_first(expression);
      for (RC_EACH(const rc_computed_member, item, member->value->members)) {
        if (depth < BLOCKS && item->value->kind == RC_COMPUTED_OBJECT) {
          resolve_in(r, resource, item->value, block, depth + 1);
        }
        block = rc_value_next(block);
      }
    }
    if (member->value->kind != RC_COMPUTED_UNKNOWN) {
      continue;
    }
    rc_str reference = only_reference(r, expression);
    const rc_computed *all = is_list_of_ids(member->key) && reference.len == 0
                                 ? follow_all(r, resource, expression, member->value)
                                 : NULL;
    if (reference.len > 0) {
      member->value = follow(r, resource, reference, member->value);
    } else if (all != NULL) {
      member->value = all;
    } else if (rc_value_is_none(expression) && may_be_unset(resource->type, member->key)) {
      const rc_computed *absent =
          rc_computed_new(r->model->arena, RC_COMPUTED_ABSENT, RC_VALUE_NONE, false);
      member->value = absent != NULL ? absent : member->value;
    }
  }
}

static void resolve(plan_reader *r, rc_tf_resource *resource) {
  rc_str key = without_indexes(r->model->arena, resource->address);
  uint32_t found = rc_map_get(&r->expressions, key);
  if (found != RC_MAP_NONE && resource->values->kind == RC_COMPUTED_OBJECT) {
    resolve_in(r, resource, resource->values, (rc_value){r->root.tree, found}, 0);
  }
}

/* What AWS will tell of a resource is made of its arguments while it is not known. */
static void complete(plan_reader *r, rc_tf_resource *resource) {
  static const char *const told[] = {"arn"};
  for (size_t i = 0; i < RC_COUNT_OF(told); i++) {
    rc_str name = rc_str_from_c(told[i]);
    const rc_computed *known = rc_computed_get(resource->values, name);
    if (known != NULL && known->kind == RC_COMPUTED_STRING) {
      continue;
    }
    const rc_computed *made =
        rc_tf_attribute(r->model->arena, resource->type, name, resource->values,
                        resource->address, r->account, r->region);
    for (RC_EACH(rc_computed_member, member, resource->values->members)) {
      if (made != NULL && rc_str_equal(member->key, name)) {
        member->value = made;
        made = NULL;
      }
    }
    if (made != NULL) {
      rc_computed_add(r->model->arena, (rc_computed *)resource->values, name, RC_VALUE_NONE,
                      made);
    }
  }
  resource->account = r->account;
  resource->region = r->region;
}

/* ---- where it is ---------------------------------------------------------------------------- */

static rc_str told_by_data(const plan_reader *r, const char *type, const char *name) {
  for (RC_EACH(const rc_tf_resource, resource, r->resources)) {
    if (resource->data && rc_str_equal(resource->type, rc_str_from_c(type))) {
      return rc_tf_text_at(resource->values, name);
    }
  }
  return RC_STR_NONE;
}

static void find_place(plan_reader *r) {
  rc_value provider = get(get(get(r->root, "configuration"), "provider_config"), "aws");
  rc_value region = get(get(get(provider, "expressions"), "region"), "constant_value");
  const rc_str regions[] = {
      rc_value_kind(region) == RC_STRING ? rc_value_string(r->model->arena, region) : RC_STR_NONE,
      told_by_data(r, "aws_region", "name"),
      r->model->assumptions.region,
      RC_STR("\xFE${data.aws_region.current.name}\xFF"),
  };
  const rc_str accounts[] = {
      told_by_data(r, "aws_caller_identity", "account_id"),
      r->model->assumptions.account,
      RC_STR("\xFE${data.aws_caller_identity.current.account_id}\xFF"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(regions) && r->region.len == 0; i++) {
    r->region = regions[i];
  }
  for (size_t i = 0; i < RC_COUNT_OF(accounts) && r->account.len == 0; i++) {
    r->account = accounts[i];
  }
}

static rc_status read(rc_model *model, const rc_document *document) {
  plan_reader r = {.model = model, .root = document->value};
  rc_value configuration = get(get(r.root, "configuration"), "root_module");
  RC_TRY(index_unknowns(&r));
  RC_TRY(index_expressions(&r, configuration, RC_STR_NONE));
  RC_TRY(add_module(&r, get(get(r.root, "planned_values"), "root_module")));
  RC_TRY(add_module(&r, get(get(r.root, "values"), "root_module")));
  RC_TRY(add_module(&r, get(get(get(r.root, "prior_state"), "values"), "root_module")));
  RC_TRY(add_state(&r));
  find_place(&r);
  for (RC_EACH(rc_tf_resource, resource, r.resources)) {
    complete(&r, resource);
  }
  for (RC_EACH(rc_tf_resource, resource, r.resources)) {
    resolve(&r, resource);
    resource->generated = true;
  }
  RC_TRY(rc_arena_status(model->arena));
  return rc_read_tf_resources(model, &r.resources);
}

const rc_reader rc_reader_terraform_plan = {"terraform-plan", "terraform show -json", recognise,
                                            read};
