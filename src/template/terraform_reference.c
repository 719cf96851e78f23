/*
 * What references lead to: variables, local values, resources, modules.
 */
#include "aws/arn.h"
#include "template/terraform_parts.h"

const rc_tf_named *rc_tf_find(const rc_tf_instance *in, rc_str key) {
  uint32_t found = rc_map_get(&in->module->by_key, key);
  return found == RC_MAP_NONE ? NULL : &in->module->named.items[found];
}

/* ---- memory --------------------------------------------------------------------------------- */

typedef enum remembered { FRESH, BUSY, KNOWN } remembered;

/* Whether `key` has been worked out. FRESH: the caller does, and tells by remember(). */
static remembered recall(rc_tf *ev, rc_tf_instance *in, rc_str key, uint32_t *at,
                         const rc_computed **value) {
  *at = 0;
  *value = &ev->nothing;
  if (rc_map_add(ev->arena, &in->by_key, key, in->memo.len, at) != RC_OK) {
    return KNOWN;
  }
  if (*at < in->memo.len) {
    const rc_computed *known = in->memo.items[*at].value;
    *value = known == NULL ? *value : known;
    return known == NULL ? BUSY : KNOWN;
  }
  return RC_VEC_ADD(ev->arena, &in->memo) == NULL ? KNOWN : FRESH;
}

static const rc_computed *remember(rc_tf_instance *in, uint32_t at, const rc_computed *value) {
  in->memo.items[at].value = value;
  return value;
}

/* ---- variables and local values ------------------------------------------------------------- */

/* What the caller of a module, or a file of variables, says; NULL if nothing. */
static const rc_computed *given(rc_tf *ev, rc_tf_instance *in, rc_str name) {
  if (in->parent == NULL) {
    return rc_computed_get(in->inputs, name);
  }
  for (RC_CHILDREN(item, rc_tf_body_of(in->call))) {
    rc_value key = rc_value_first(item);
    if (rc_value_kind(item) == RC_HCL_ATTRIBUTE && rc_str_equal(rc_value_raw(key), name)) {
      return rc_tf_evaluate(ev, in->call_scope, rc_value_next(key));
    }
  }
  return NULL;
}

bool rc_tf_is_set(rc_value body, const char *name, bool standard) {
  rc_value value = rc_tf_attribute_of(body, name);
  return rc_value_is_none(value) ? standard : (rc_value_node(value)->flags & RC_NODE_TRUE) != 0;
}

static const rc_computed *variable(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                   rc_value at) {
  rc_value body = rc_tf_body_of(named->node);
  rc_value standard = rc_tf_attribute_of(body, "default");
  const rc_computed *value = given(ev, in, named->name);
  bool replaced = value != NULL && rc_tf_is_null(value) && !rc_tf_is_set(body, "nullable", true);
  if ((value == NULL || replaced) && !rc_value_is_none(standard)) {
    const rc_tf_scope scope = {.in = in};
    value = rc_tf_evaluate(ev, &scope, standard);
  }
  rc_value type = rc_tf_attribute_of(body, "type");
  if (value == NULL || !rc_tf_fits(ev, value, type)) {
    return rc_tf_hole(ev, in, named->key, at);
  }
  value = rc_tf_convert(ev, value, type);
  return rc_tf_is_set(body, "sensitive", false)
             ? rc_tf_secret(ev, value, rc_tf_hole(ev, in, named->key, at))
             : value;
}

static const rc_computed *variable_or_local(rc_tf *ev, rc_tf_instance *in,
                                            const rc_tf_named *named, rc_value at) {
  uint32_t slot;
  const rc_computed *value;
  switch (recall(ev, in, named->key, &slot, &value)) {
    case KNOWN: return value;
    case BUSY: return rc_tf_hole(ev, in, named->key, at); /* a cycle */
    case FRESH: break;
  }
  const rc_tf_scope scope = {.in = in};
  bool local = rc_value_kind(named->node) != RC_HCL_BLOCK;
  return remember(in, slot, local ? rc_tf_evaluate(ev, &scope, named->node)
                                  : variable(ev, in, named, at));
}

/* ---- providers ------------------------------------------------------------------------------ */

/* `aws.other` -> `other`, `aws` -> nothing. */
static rc_str alias_of(rc_str text) {
  (void)rc_str_cut(&text, '.');
  return text;
}

/* What a module calls `name` (`aws` or `aws.x`) is its caller's business. */
static rc_str passed_provider(const rc_tf_instance *in, rc_str name) {
  while (in->parent != NULL) {
    rc_str passed = rc_str_equal(name, RC_STR("aws")) ? name : RC_STR_NONE;
    for (RC_MEMBERS(key, value,
                    rc_tf_attribute_of(rc_tf_body_of(in->call), "providers"))) {
      passed = rc_str_equal(rc_value_raw(key), name) ? rc_value_raw(value) : passed;
    }
    if (passed.len == 0) {
      return name; /* not passed on: the name has to tell */
    }
    name = passed;
    in = in->parent;
  }
  return name;
}

rc_str rc_tf_provider_of(const rc_tf_instance *in, rc_value body) {
  rc_value provider = rc_tf_attribute_of(body, "provider");
  rc_str name = rc_value_is_none(provider) ? RC_STR("aws") : rc_value_raw(provider);
  return alias_of(passed_provider(in, name));
}

static rc_tf_instance *root_of(rc_tf_instance *in) {
  while (in->parent != NULL) {
    in = in->parent;
  }
  return in;
}

static rc_value provider_body(rc_tf *ev, const rc_tf_instance *root, rc_str alias) {
  rc_str key = RC_FILL(ev->arena, "provider.aws.{}", alias);
  const rc_tf_named *named = rc_tf_find(root, key);
  return named == NULL ? RC_VALUE_NONE : rc_tf_body_of(named->node);
}

/* The hole that stands for what nobody told of a provider. */
static const rc_computed *provider_hole(rc_tf *ev, rc_tf_instance *root, rc_str alias,
                                        const char *expression) {
  rc_str name = rc_str_from_c(expression);
  if (alias.len > 0) {
    name = RC_FILL(ev->arena, "{} /* aws.{} */", name, alias);
  }
  return rc_tf_hole(ev, root, name, RC_VALUE_NONE);
}

static const rc_computed *work_out_region(rc_tf *ev, rc_tf_instance *root, rc_str alias) {
  const rc_tf_scope scope = {.in = root};
  rc_value node = rc_tf_attribute_of(provider_body(ev, root, alias), "region");
  rc_str told = alias.len == 0 ? ev->options->region : RC_STR_NONE;
  rc_str text;
  if (!rc_value_is_none(node)) {
    const rc_computed *region = rc_tf_evaluate(ev, &scope, node);
    bool known = rc_computed_known_text(region, &text);
    if (known || (told.len == 0 && region->kind == RC_COMPUTED_UNKNOWN)) {
      return region;
    }
  }
  return told.len > 0 ? rc_tf_string(ev, told, RC_VALUE_NONE)
                      : provider_hole(ev, root, alias, "data.aws_region.current.name");
}

/* A role that the provider assumes, or the only account that it takes, tells the account. NULL if
 * neither is written. */
static const rc_computed *written_account(rc_tf *ev, rc_tf_instance *root, rc_str alias) {
  const rc_tf_scope scope = {.in = root};
  rc_value body = provider_body(ev, root, alias);
  rc_value allowed = rc_tf_attribute_of(body, "allowed_account_ids");
  if (!rc_value_is_none(allowed)) {
    const rc_computed *ids = rc_tf_evaluate(ev, &scope, allowed);
    rc_str only;
    if (ids->kind == RC_COMPUTED_LIST && !ids->open && ids->members.len == 1 &&
        rc_computed_known_text(ids->members.items[0].value, &only) && rc_is_account_id(only)) {
      return ids->members.items[0].value;
    }
  }
  for (RC_CHILDREN(item, body)) {
    rc_arn arn;
    rc_str text;
    if (rc_value_kind(item) != RC_HCL_BLOCK ||
        !rc_str_equal(rc_value_raw(rc_value_first(item)), RC_STR("assume_role"))) {
      continue;
    }
    rc_value role = rc_tf_attribute_of(rc_tf_body_of(item), "role_arn");
    if (!rc_value_is_none(role) && rc_tf_text(ev, rc_tf_evaluate(ev, &scope, role), &text) &&
        rc_arn_parse(text, &arn) && arn.account.len > 0) {
      return rc_tf_string(ev, arn.account, role);
    }
  }
  return NULL;
}

static bool has_credentials(rc_tf *ev, rc_tf_instance *root, rc_str alias) {
  rc_value body = provider_body(ev, root, alias);
  return !rc_value_is_none(rc_tf_attribute_of(body, "profile")) ||
         !rc_value_is_none(rc_tf_attribute_of(body, "access_key"));
}

/* Accounts are of one partition. */
static const rc_partition *partition_of(rc_tf *ev, rc_tf_instance *root, rc_str alias) {
  return rc_partition_of_region(work_out_region(ev, root, alias)->text);
}

/* The account that is told is the default provider's, and that of others that say the same, or
 * differ in their Region alone. */
static const rc_computed *work_out_account(rc_tf *ev, rc_tf_instance *root, rc_str alias) {
  const rc_computed *own = written_account(ev, root, alias);
  rc_str told = ev->options->account;
  if (told.len > 0 && alias.len > 0) {
    const rc_computed *usual = written_account(ev, root, RC_STR_NONE);
    bool same = own != NULL && usual != NULL
                    ? rc_str_equal(own->text, usual->text)
                    : own == usual && !has_credentials(ev, root, alias) &&
                          !has_credentials(ev, root, RC_STR_NONE) &&
                          partition_of(ev, root, alias) == partition_of(ev, root, RC_STR_NONE);
    told = same ? told : RC_STR_NONE;
  }
  if (told.len > 0) {
    return rc_tf_string(ev, told, RC_VALUE_NONE);
  }
  if (own != NULL) {
    return own;
  }
  return provider_hole(ev, root, alias, "data.aws_caller_identity.current.account_id");
}

static const rc_computed *of_provider(rc_tf *ev, rc_tf_instance *in, rc_str alias,
                                      const char *what,
                                      const rc_computed *(*work_out)(rc_tf *, rc_tf_instance *,
                                                                     rc_str)) {
  rc_tf_instance *root = root_of(in);
  rc_str key = RC_FILL(ev->arena, "{} {}", rc_str_from_c(what), alias);
  uint32_t slot;
  const rc_computed *value;
  switch (recall(ev, root, key, &slot, &value)) {
    case KNOWN: return value;
    case BUSY: return rc_tf_hole(ev, root, key, RC_VALUE_NONE);
    case FRESH: break;
  }
  return remember(root, slot, work_out(ev, root, alias));
}

const rc_computed *rc_tf_region(rc_tf *ev, rc_tf_instance *in, rc_str provider) {
  return of_provider(ev, in, provider, "region", work_out_region);
}

const rc_computed *rc_tf_account(rc_tf *ev, rc_tf_instance *in, rc_str provider) {
  return of_provider(ev, in, provider, "account", work_out_account);
}

/* ---- instances of a block ------------------------------------------------------------------- */

/* The instance of a module behind a reference; NULL for one that the input does not have. */
static rc_tf_instance *call_module(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                   const rc_tf_scope *scope, rc_str address) {
  enum { MOST_CALLS = RC_LIMIT_NESTING_VALUE / 8 + 1 };
  rc_value body = rc_tf_body_of(named->node);
  rc_str source = rc_hcl_word(ev->arena, rc_tf_attribute_of(body, "source"));
  bool local =
      rc_str_starts_with(source, RC_STR("./")) || rc_str_starts_with(source, RC_STR("../"));
  const rc_tf_module *module =
      local ? rc_tf_module_at(ev, rc_tf_path(ev->arena, in->module->folder, source)) : NULL;
  uint32_t depth = 0;
  for (const rc_tf_instance *at = in; at != NULL; at = at->parent) {
    depth++;
  }
  if (depth > MOST_CALLS) {
    (void)rc_arena_hit(ev->arena, RC_LIMIT_NESTING);
  }
  rc_tf_instance *called =
      module == NULL || !rc_tf_work(ev, 64) ? NULL : rc_tf_new_instance(ev, module, in);
  if (called != NULL) {
    called->call = named->node;
    called->call_scope = scope;
    called->address = in->address.len > 0 ? RC_FILL(ev->arena, "{}.{}", in->address, address)
                                          : address;
    rc_str root = root_of(in)->where;
    called->where = root.len > 0 ? RC_FILL(ev->arena, "{}: {}", root, called->address)
                                 : called->address;
  }
  return called;
}

static const rc_computed *reference(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                    const char *binds, const rc_computed *binding, rc_str key) {
  rc_tf_reference *to = RC_NEW(ev->arena, rc_tf_reference);
  rc_tf_scope *scope = RC_NEW(ev->arena, rc_tf_scope);
  if (to == NULL || scope == NULL || !rc_tf_work(ev, 16)) {
    return &ev->nothing;
  }
  *scope = (rc_tf_scope){.in = in, .name = rc_str_from_c(binds), .value = binding};
  rc_str address = RC_FILL(ev->arena, "{}{}", named->key, key);
  *to = (rc_tf_reference){
      .head = *rc_tf_hole(ev, in, address, named->node),
      .in = in,
      .named = named,
      .scope = scope,
      .address = address,
  };
  to->head.kind = (rc_computed_kind)RC_TF_REFERENCE;
  if (rc_str_starts_with(named->key, RC_STR("module."))) {
    to->called = call_module(ev, in, named, scope, address);
  }
  return &to->head;
}

/* Of a count that is not known one instance is looked at. */
static const rc_computed *by_count(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                   const rc_computed *count) {
  double number = 1;
  rc_computed *list = rc_tf_list(ev, named->node);
  if (list == NULL) {
    return &ev->nothing;
  }
  list->open = !rc_tf_to_number(count, &number);
  for (double i = 0; i < number && rc_tf_work(ev, 1); i++) {
    rc_computed *binding = rc_tf_object(ev, named->node);
    const rc_computed *index = rc_tf_number(ev, i, named->node);
    rc_tf_set(ev, binding, RC_STR("index"), named->node, index);
    rc_str key = RC_FILL(ev->arena, "[{}]", index->text);
    rc_tf_add_item(ev, list, reference(ev, in, named, "count", binding, key));
  }
  return list;
}

static void add_each(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                     const rc_computed *key, const rc_computed *value, rc_computed *object) {
  rc_computed *binding = rc_tf_object(ev, named->node);
  rc_str text = RC_STR_NONE;
  (void)rc_tf_text(ev, key, &text);
  rc_tf_set(ev, binding, RC_STR("key"), named->node, key);
  rc_tf_set(ev, binding, RC_STR("value"), named->node, value);
  rc_str index = RC_FILL(ev->arena, "[{}]", rc_tf_describe(ev, key));
  rc_tf_set(ev, object, text, named->node,
            reference(ev, in, named, "each", binding, index));
}

/* Of a collection that is not known one instance is looked at, whose key is a hole: the same for
 * all that go by that collection. */
static const rc_computed *by_each(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                  const rc_computed *over) {
  rc_computed *object = rc_tf_object(ev, named->node);
  if (object == NULL) {
    return &ev->nothing;
  }
  over = rc_tf_sorted(ev, over);
  object->open = over->open || !rc_tf_is_collection(over);
  for (RC_EACH(const rc_computed_member, member, over->members)) {
    const rc_computed *key = over->kind == RC_COMPUTED_OBJECT
                                 ? rc_tf_string(ev, member->key, member->key_written)
                                 : member->value;
    add_each(ev, in, named, key, member->value, object);
  }
  if (object->open && over->members.len == 0 && !rc_tf_is_null(over)) {
    rc_str of = rc_tf_describe(ev, over);
    add_each(ev, in, named,
             rc_tf_hole_of(ev, RC_FILL(ev->arena, "each.key /* {} */", of), named->node),
             rc_tf_hole_of(ev, RC_FILL(ev->arena, "each.value /* {} */", of), named->node),
             object);
  }
  return object;
}

const rc_computed *rc_tf_instances(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                   rc_value at) {
  uint32_t slot;
  const rc_computed *value;
  switch (recall(ev, in, named->key, &slot, &value)) {
    case KNOWN: return value;
    case BUSY: return rc_tf_hole(ev, in, named->key, at); /* a cycle */
    case FRESH: break;
  }
  const rc_tf_scope scope = {.in = in};
  rc_value body = rc_tf_body_of(named->node);
  rc_value count = rc_tf_attribute_of(body, "count");
  rc_value each = rc_tf_attribute_of(body, "for_each");
  if (!rc_value_is_none(count)) {
    value = by_count(ev, in, named, rc_tf_evaluate(ev, &scope, count));
  } else if (!rc_value_is_none(each)) {
    value = by_each(ev, in, named, rc_tf_evaluate(ev, &scope, each));
  } else {
    value = reference(ev, in, named, "", NULL, RC_STR_NONE);
  }
  return remember(in, slot, value);
}

/* ---- attributes ----------------------------------------------------------------------------- */

static const rc_computed *output(rc_tf *ev, const rc_tf_reference *to, rc_str name,
                                 rc_value at) {
  rc_str key = RC_FILL(ev->arena, "output.{}", name);
  const rc_tf_named *named = to->called == NULL ? NULL : rc_tf_find(to->called, key);
  if (named == NULL) {
    return rc_tf_hole(ev, to->in, RC_FILL(ev->arena, "{}.{}", to->address, name), at);
  }
  uint32_t slot;
  const rc_computed *value;
  switch (recall(ev, to->called, key, &slot, &value)) {
    case KNOWN: return value;
    case BUSY: return rc_tf_hole(ev, to->called, key, at);
    case FRESH: break;
  }
  const rc_tf_scope scope = {.in = to->called};
  rc_value body = rc_tf_body_of(named->node);
  value = rc_tf_evaluate(ev, &scope, rc_tf_attribute_of(body, "value"));
  if (rc_tf_is_set(body, "sensitive", false)) {
    rc_str address = RC_FILL(ev->arena, "{}.{}", to->address, name);
    value = rc_tf_secret(ev, value, rc_tf_hole(ev, to->in, address, at));
  }
  return remember(to->called, slot, value);
}

/* Nested blocks of one type, as a list. */
static const rc_computed *blocks(rc_tf *ev, const rc_tf_reference *to, rc_value body,
                                 rc_str name) {
  rc_computed *list = NULL;
  for (RC_CHILDREN(item, body)) {
    if (rc_value_kind(item) == RC_HCL_BLOCK &&
        rc_str_equal(rc_value_raw(rc_value_first(item)), name)) {
      list = list == NULL ? rc_tf_list(ev, item) : list;
      rc_tf_add_item(ev, list, rc_tf_body(ev, to->scope, rc_tf_body_of(item)));
    }
  }
  return list;
}

/* The arguments that names and ARNs are made of. */
static const rc_computed *arguments_of(rc_tf *ev, const rc_tf_reference *to, rc_value body) {
  static const char *const names[] = {"name", "path", "family", "registry_id", "key_id", "alias"};
  rc_computed *values = rc_tf_object(ev, body);
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    rc_value node = rc_tf_attribute_of(body, names[i]);
    if (rc_value_is_none(node)) {
      continue;
    }
    const rc_computed *value = rc_tf_evaluate(ev, to->scope, node);
    if (!rc_tf_is_null(value)) {
      rc_tf_set(ev, values, rc_str_from_c(names[i]), node, value);
    }
  }
  return rc_tf_made(ev, values);
}

static const rc_computed *of_data(rc_tf *ev, const rc_tf_reference *to, rc_str name,
                                  rc_value body) {
  static const struct {
    rc_str type, name;
    enum { ACCOUNT, REGION, PARTITION, DOCUMENT, RENDERED } what;
  } rows[] = {
      {RC_STR_INIT("aws_caller_identity"), RC_STR_INIT("account_id"), ACCOUNT},
      {RC_STR_INIT("aws_caller_identity"), RC_STR_INIT("id"), ACCOUNT},
      {RC_STR_INIT("aws_region"), RC_STR_INIT("name"), REGION},
      {RC_STR_INIT("aws_region"), RC_STR_INIT("id"), REGION},
      {RC_STR_INIT("aws_region"), RC_STR_INIT("region"), REGION},
      {RC_STR_INIT("aws_partition"), RC_STR_INIT("partition"), PARTITION},
      {RC_STR_INIT("aws_iam_policy_document"), RC_STR_INIT("json"), DOCUMENT},
      {RC_STR_INIT("aws_iam_policy_document"), RC_STR_INIT("minified_json"), DOCUMENT},
      {RC_STR_INIT("template_file"), RC_STR_INIT("rendered"), RENDERED},
  };
  rc_str provider = rc_tf_provider_of(to->in, body);
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    if (!rc_str_equal(to->named->type, rows[i].type) || !rc_str_equal(name, rows[i].name)) {
      continue;
    }
    switch (rows[i].what) {
      case ACCOUNT: return rc_tf_account(ev, to->in, provider);
      case REGION: return rc_tf_region(ev, to->in, provider);
      case PARTITION: return rc_tf_partition(ev, rc_tf_region(ev, to->in, provider));
      case DOCUMENT: return rc_tf_policy_document(ev, rc_tf_body(ev, to->scope, body), body);
      case RENDERED: return rc_tf_rendered(ev, rc_tf_body(ev, to->scope, body), body);
    }
  }
  return NULL;
}

static const rc_computed *attribute(rc_tf *ev, const rc_tf_reference *to, rc_str name,
                                    rc_value at) {
  rc_value body = rc_tf_body_of(to->named->node);
  for (RC_CHILDREN(item, body)) {
    rc_value key = rc_value_first(item);
    if (rc_value_kind(item) == RC_HCL_ATTRIBUTE && rc_str_equal(rc_value_raw(key), name)) {
      const rc_computed *value = rc_tf_evaluate(ev, to->scope, rc_value_next(key));
      if (!rc_tf_is_null(value)) {
        return value;
      }
    }
  }
  bool data = rc_str_starts_with(to->named->key, RC_STR("data."));
  const rc_computed *value = data ? of_data(ev, to, name, body) : blocks(ev, to, body, name);
  if (value == NULL) {
    rc_str provider = rc_tf_provider_of(to->in, body);
    rc_str address = to->in->where.len > 0
                         ? RC_FILL(ev->arena, "{} /* {} */", to->address, to->in->where)
                         : to->address;
    value = rc_tf_attribute(ev->arena, to->named->type, name, arguments_of(ev, to, body), address,
                            rc_tf_account(ev, to->in, provider)->text,
                            rc_tf_region(ev, to->in, provider)->text);
  }
  if (value != NULL) {
    return value;
  }
  return rc_tf_hole(ev, to->in, RC_FILL(ev->arena, "{}.{}", to->address, name), at);
}

const rc_computed *rc_tf_refer_attribute(rc_tf *ev, const rc_tf_reference *to, rc_str name,
                                         rc_value at) {
  if (rc_str_starts_with(to->named->key, RC_STR("module."))) {
    return output(ev, to, name, at);
  }
  rc_str key = RC_FILL(ev->arena, "{}.{}", to->address, name);
  uint32_t slot;
  const rc_computed *value;
  switch (recall(ev, to->in, key, &slot, &value)) {
    case KNOWN: return value;
    case BUSY: return rc_tf_hole(ev, to->in, key, at); /* a cycle */
    case FRESH: break;
  }
  return remember(to->in, slot, attribute(ev, to, name, at));
}

/* ---- words ---------------------------------------------------------------------------------- */

static rc_str joined(rc_tf *ev, const rc_value *words, size_t n) {
  rc_str key = rc_value_raw(words[0]);
  for (size_t i = 1; i < n; i++) {
    key = RC_FILL(ev->arena, "{}.{}", key, rc_value_raw(words[i]));
  }
  return key;
}

static const rc_computed *path_of(rc_tf *ev, rc_tf_instance *in, rc_str which, rc_value at) {
  bool root = rc_str_equal(which, RC_STR("root"));
  bool here = rc_str_equal(which, RC_STR("module"));
  if (!root && !here) {
    return rc_tf_hole(ev, in, RC_FILL(ev->arena, "path.{}", which), at);
  }
  return rc_tf_string(ev, (root ? root_of(in) : in)->module->folder, at);
}

const rc_computed *rc_tf_value_of(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                  rc_value at) {
  bool simple = rc_str_starts_with(named->key, RC_STR("var.")) ||
                rc_str_starts_with(named->key, RC_STR("local."));
  return simple ? variable_or_local(ev, in, named, at) : rc_tf_instances(ev, in, named, at);
}

const rc_computed *rc_tf_refer(rc_tf *ev, const rc_tf_scope *scope, const rc_value *words,
                               size_t n_words, size_t *n_taken, rc_value at) {
  rc_tf_instance *in = NULL;
  for (; scope != NULL && in == NULL; scope = scope->outer) {
    in = scope->in;
  }
  rc_str first = rc_value_raw(words[0]);
  size_t wanted = rc_str_equal(first, RC_STR("data")) ? 3 : 2;
  *n_taken = wanted < n_words ? wanted : n_words;
  if (in == NULL || n_words < wanted) {
    return rc_tf_hole(ev, in, joined(ev, words, *n_taken), at);
  }
  if (rc_str_equal(first, RC_STR("path"))) {
    return path_of(ev, in, rc_value_raw(words[1]), at);
  }
  rc_str key = joined(ev, words, wanted);
  if (rc_str_equal(first, RC_STR("terraform"))) {
    return rc_tf_hole(ev, root_of(in), key, at);
  }
  const rc_tf_named *named = rc_tf_find(in, key);
  if (named == NULL) {
    return rc_tf_hole(ev, in, key, at);
  }
  return rc_tf_value_of(ev, in, named, at);
}
