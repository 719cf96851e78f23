/*
 * Expressions and bodies.
 */
#include "template/terraform_parts.h"

/* What RC_HCL_ITEM is bound to; no word of a file is this one. */
static const rc_str item_name = RC_STR_INIT("\xFFitem");

static rc_value nth(rc_value node, uint32_t n) {
  rc_value child = rc_value_first(node);
  for (; n > 0; n--) {
    child = rc_value_next(child);
  }
  return child;
}

static const rc_computed *bound(const rc_tf_scope *scope, rc_str name) {
  for (; scope != NULL; scope = scope->outer) {
    if (scope->name.len > 0 && rc_str_equal(scope->name, name)) {
      return scope->value;
    }
  }
  return NULL;
}

static rc_tf_instance *instance_of(const rc_tf_scope *scope) {
  while (scope != NULL && scope->in == NULL) {
    scope = scope->outer;
  }
  return scope == NULL ? NULL : scope->in;
}

/* ---- attributes and items ------------------------------------------------------------------- */

static const rc_computed *part_hole(rc_tf *ev, const rc_computed *value, const char *shape,
                                    rc_str part, rc_value at) {
  rc_str name = rc_str_fill(ev->arena, shape, (const rc_str[]){rc_tf_describe(ev, value), part}, 2);
  const rc_computed *hole = rc_tf_hole_of(ev, name, at);
  bool refused = value->kind == RC_COMPUTED_UNKNOWN ? value->truth
                                                    : !value->open && !rc_tf_is_unknown(value);
  return refused ? rc_tf_refused(ev, hole) : hole;
}

const rc_computed *rc_tf_get(rc_tf *ev, const rc_computed *value, rc_str name, rc_value at) {
  if ((int)value->kind == RC_TF_REFERENCE) {
    return rc_tf_refer_attribute(ev, (const rc_tf_reference *)(const void *)value, name, at);
  }
  (void)rc_tf_work(ev, 1 + value->members.len / 16);
  const rc_computed *member = rc_computed_get(value, name);
  if (member != NULL) {
    return member;
  }
  return part_hole(ev, value, "{}.{}", name, at);
}

const rc_computed *rc_tf_index(rc_tf *ev, const rc_computed *value, const rc_computed *key,
                               rc_value at) {
  double number = 0;
  rc_str text;
  if (value->kind == RC_COMPUTED_LIST && rc_tf_to_number(key, &number) && number >= 0 &&
      number < value->members.len && !(value->open && number > 0)) {
    return value->members.items[(uint32_t)number].value;
  }
  bool known = rc_tf_text(ev, key, &text);
  if (known && ((value->kind == RC_COMPUTED_OBJECT && rc_computed_get(value, text) != NULL) ||
                ((int)value->kind == RC_TF_REFERENCE && key->kind == RC_COMPUTED_STRING))) {
    return rc_tf_get(ev, value, text, at);
  }
  return part_hole(ev, value, "{}[{}]", rc_tf_describe(ev, key), at);
}

/* ---- references ----------------------------------------------------------------------------- */

enum { MOST_WORDS = 4 }; /* `data.type.name`, and one more */

/* Up from `from`, a part of `node`, to `node`: takes what each step names. */
static const rc_computed *ascend(rc_tf *ev, const rc_computed *value, rc_value from,
                                 rc_value node) {
  while (from.node != node.node && !rc_tf_failed(ev)) {
    from = rc_value_parent(from);
    value = rc_tf_get(ev, value, rc_value_raw(nth(from, 1)), node);
  }
  return value;
}

/* `a.b.c`, as far as all steps are names. */
static const rc_computed *evaluate_words(rc_tf *ev, const rc_tf_scope *scope, rc_value first,
                                         rc_value node) {
  const rc_computed *value = bound(scope, rc_value_raw(first));
  if (value != NULL) {
    return ascend(ev, value, first, node);
  }
  rc_value words[MOST_WORDS] = {first};
  rc_value ends[MOST_WORDS] = {first};
  size_t n = 1;
  for (rc_value at = first; at.node != node.node && n < MOST_WORDS; n++) {
    at = rc_value_parent(at);
    words[n] = nth(at, 1);
    ends[n] = at;
  }
  size_t n_taken = 1;
  value = rc_tf_refer(ev, scope, words, n, &n_taken, ends[n - 1]);
  return ascend(ev, value, ends[n_taken - 1], node);
}

static bool is_get_of_name(rc_value node) {
  return rc_value_kind(node) == RC_HCL_GET && rc_value_kind(nth(node, 1)) == RC_HCL_NAME;
}

static const rc_computed *evaluate_traversal(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  rc_value first = node;
  while (is_get_of_name(first)) {
    first = rc_value_first(first);
  }
  if (rc_value_kind(first) == RC_HCL_VARIABLE) {
    return evaluate_words(ev, scope, first, node);
  }
  if (first.node != node.node) {
    return ascend(ev, rc_tf_evaluate(ev, scope, first), first, node);
  }
  const rc_computed *value = rc_tf_evaluate(ev, scope, rc_value_first(node));
  rc_value key = nth(node, 1);
  return rc_tf_index(ev, value, rc_tf_evaluate(ev, scope, key), node);
}

static const rc_computed *evaluate_splat(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  const rc_computed *value = rc_tf_evaluate(ev, scope, rc_value_first(node));
  rc_value each = nth(node, 1);
  if (value->kind == RC_COMPUTED_UNKNOWN) {
    const rc_node *whole = rc_value_node(node);
    uint32_t start = rc_value_node(rc_value_first(node))->end;
    return part_hole(ev, value, "{}{}", rc_str_slice(node.tree->text, start, whole->end), node);
  }
  rc_computed *list = rc_tf_list(ev, node);
  if (list == NULL || rc_tf_is_null(value)) {
    return rc_tf_made(ev, list);
  }
  list->open = value->open;
  rc_tf_scope inner = {.in = instance_of(scope), .outer = scope, .name = item_name};
  bool several = value->kind == RC_COMPUTED_LIST;
  uint32_t n = several ? value->members.len : 1;
  for (uint32_t i = 0; i < n && !rc_tf_failed(ev); i++) {
    inner.value = several ? value->members.items[i].value : value;
    rc_tf_add_item(ev, list, rc_tf_evaluate(ev, &inner, each));
  }
  return list;
}

/* ---- operators ------------------------------------------------------------------------------ */

static const rc_computed *operator_hole(rc_tf *ev, rc_value node, const rc_computed *left,
                                        const rc_computed *right) {
  static const char *const shapes[] = {
      [RC_HCL_OR] = "{} || {}",         [RC_HCL_AND] = "{} && {}",
      [RC_HCL_EQUAL] = "{} == {}",      [RC_HCL_NOT_EQUAL] = "{} != {}",
      [RC_HCL_LESS] = "{} < {}",        [RC_HCL_GREATER] = "{} > {}",
      [RC_HCL_LESS_EQUAL] = "{} <= {}", [RC_HCL_GREATER_EQUAL] = "{} >= {}",
      [RC_HCL_ADD] = "{} + {}",         [RC_HCL_SUBTRACT] = "{} - {}",
      [RC_HCL_MULTIPLY] = "{} * {}",    [RC_HCL_DIVIDE] = "{} / {}",
      [RC_HCL_MODULO] = "{} % {}",
  };
  return part_hole(ev, left, shapes[rc_value_node(node)->detail], rc_tf_describe(ev, right), node);
}

/* -1 unknown, else 0 or 1. */
static int truth_of(const rc_computed *value) {
  if (value->kind == RC_COMPUTED_BOOL) {
    return value->truth;
  }
  if (value->kind == RC_COMPUTED_STRING) {
    return rc_str_equal(value->text, RC_STR("true"))    ? 1
           : rc_str_equal(value->text, RC_STR("false")) ? 0
                                                        : -1;
  }
  return -1;
}

/* `||` and `&&`: one side may decide alone. */
static const rc_computed *evaluate_logic(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  bool decides = rc_value_node(node)->detail == RC_HCL_OR;
  const rc_computed *left = rc_tf_evaluate(ev, scope, nth(node, 0));
  int one = truth_of(left);
  if (one == decides) {
    return rc_tf_bool(ev, decides, node);
  }
  const rc_computed *right = rc_tf_evaluate(ev, scope, nth(node, 1));
  int other = truth_of(right);
  if (other == decides) {
    return rc_tf_bool(ev, decides, node);
  }
  if (one >= 0 && other >= 0) {
    return rc_tf_bool(ev, !decides, node);
  }
  return one >= 0 ? right : other >= 0 ? left : operator_hole(ev, node, left, right);
}

static const rc_computed *compare(rc_tf *ev, rc_value node, double a, double b) {
  switch (rc_value_node(node)->detail) {
    case RC_HCL_LESS: return rc_tf_bool(ev, a < b, node);
    case RC_HCL_GREATER: return rc_tf_bool(ev, a > b, node);
    case RC_HCL_LESS_EQUAL: return rc_tf_bool(ev, a <= b, node);
    default: return rc_tf_bool(ev, a >= b, node);
  }
}

static const rc_computed *calculate(rc_tf *ev, rc_value node, double a, double b) {
  const double most = 9007199254740992.0;
  switch (rc_value_node(node)->detail) {
    case RC_HCL_ADD: return rc_tf_number(ev, a + b, node);
    case RC_HCL_SUBTRACT: return rc_tf_number(ev, a - b, node);
    case RC_HCL_MULTIPLY: return rc_tf_number(ev, a * b, node);
    case RC_HCL_DIVIDE: return b < 0 || b > 0 ? rc_tf_number(ev, a / b, node) : NULL;
    case RC_HCL_MODULO:
      return a > -most && a < most && b >= 1 && b < most
                 ? rc_tf_number(ev, (double)((int64_t)a % (int64_t)b), node)
                 : NULL;
    default: return compare(ev, node, a, b);
  }
}

/* Whether a comparison holds of the length of a list or map of which not all members are known: it
 * has those that are. */
static bool is_surely_longer(rc_tf *ev, const rc_tf_scope *scope, rc_value node,
                             const rc_computed *right) {
  rc_value call = nth(node, 0);
  rc_hcl_operator operation = (rc_hcl_operator)rc_value_node(node)->detail;
  double least = operation == RC_HCL_GREATER_EQUAL ? 0 : 1;
  double than;
  if (rc_value_kind(call) != RC_HCL_CALL || !rc_tf_to_number(right, &than) ||
      !rc_str_equal(rc_value_raw(rc_value_first(call)), RC_STR("length")) ||
      (operation != RC_HCL_GREATER && operation != RC_HCL_NOT_EQUAL && least > 0)) {
    return false;
  }
  const rc_computed *value = rc_tf_evaluate(ev, scope, nth(call, 1));
  return rc_tf_is_collection(value) && value->open && value->members.len >= than + least;
}

static const rc_computed *evaluate_binary(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  rc_hcl_operator operation = (rc_hcl_operator)rc_value_node(node)->detail;
  if (operation == RC_HCL_OR || operation == RC_HCL_AND) {
    return evaluate_logic(ev, scope, node);
  }
  const rc_computed *left = rc_tf_evaluate(ev, scope, nth(node, 0));
  const rc_computed *right = rc_tf_evaluate(ev, scope, nth(node, 1));
  if (left->kind == RC_COMPUTED_UNKNOWN && is_surely_longer(ev, scope, node, right)) {
    return rc_tf_bool(ev, true, node);
  }
  if (operation == RC_HCL_EQUAL || operation == RC_HCL_NOT_EQUAL) {
    int equal = rc_tf_equal(ev, left, right);
    return equal < 0 ? operator_hole(ev, node, left, right)
                     : rc_tf_bool(ev, (equal == 1) == (operation == RC_HCL_EQUAL), node);
  }
  double a = 0;
  double b = 0;
  bool known = rc_tf_to_number(left, &a) && rc_tf_to_number(right, &b);
  const rc_computed *result = known ? calculate(ev, node, a, b) : NULL;
  return result != NULL ? result : operator_hole(ev, node, left, right);
}

static const rc_computed *evaluate_unary(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  const rc_computed *value = rc_tf_evaluate(ev, scope, rc_value_first(node));
  bool negate = rc_value_node(node)->detail == RC_HCL_NEGATE;
  double number = 0;
  if (negate && rc_tf_to_number(value, &number)) {
    return rc_tf_number(ev, -number, node);
  }
  int truth = truth_of(value);
  if (!negate && truth >= 0) {
    return rc_tf_bool(ev, truth == 0, node);
  }
  rc_str name = rc_str_fill(ev->arena, negate ? "-{}" : "!{}",
                            (const rc_str[]){rc_tf_describe(ev, value)}, 1);
  return rc_tf_hole_of(ev, name, node);
}

bool rc_tf_ask(rc_tf *ev, const rc_computed *condition, bool standard) {
  int truth = truth_of(condition);
  if (truth >= 0) {
    return truth == 1;
  }
  if (ev->options->ask == NULL) {
    return standard;
  }
  rc_str key = RC_FILL(ev->arena, "condition `{}`", rc_tf_describe(ev, condition));
  return ev->options->ask(ev->options->context, key, standard);
}

/* Nobody needs to be asked where both ways lead to the same. */
static const rc_computed *evaluate_conditional(rc_tf *ev, const rc_tf_scope *scope,
                                               rc_value node) {
  const rc_computed *condition = rc_tf_evaluate(ev, scope, nth(node, 0));
  if (truth_of(condition) < 0) {
    const rc_computed *one = rc_tf_evaluate(ev, scope, nth(node, 1));
    if (rc_tf_equal(ev, one, rc_tf_evaluate(ev, scope, nth(node, 2))) == 1) {
      return one;
    }
  }
  return rc_tf_evaluate(ev, scope, nth(node, rc_tf_ask(ev, condition, true) ? 1 : 2));
}

/* ---- containers ----------------------------------------------------------------------------- */

static const rc_computed *evaluate_list(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  rc_computed *list = rc_tf_list(ev, node);
  if (list == NULL) {
    return &ev->nothing;
  }
  list->is_itself = true;
  for (RC_CHILDREN(item, node)) {
    rc_tf_add_item(ev, list, rc_tf_evaluate(ev, scope, item));
  }
  return list;
}

/* The text of a key; false when it is not known. */
static bool key_text(rc_tf *ev, const rc_tf_scope *scope, rc_value key, rc_str *text) {
  if (rc_value_kind(key) == RC_HCL_VARIABLE) {
    *text = rc_value_raw(key);
    return true;
  }
  return rc_computed_known_text(rc_tf_evaluate(ev, scope, key), text);
}

static const rc_computed *evaluate_object(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  rc_computed *object = rc_tf_object(ev, node);
  if (object == NULL) {
    return &ev->nothing;
  }
  object->is_itself = true;
  for (RC_MEMBERS(key, item, node)) {
    rc_str text;
    if (rc_tf_failed(ev)) {
      break;
    }
    if (key_text(ev, scope, key, &text)) {
      rc_tf_set(ev, object, text, key, rc_tf_evaluate(ev, scope, item));
    } else {
      object->open = true;
    }
  }
  return object;
}

/* ---- for ------------------------------------------------------------------------------------ */

typedef struct for_parts {
  rc_str first, second; /* names; of one name `first` is empty */
  rc_value collection, key, value, condition;
  uint32_t detail;
} for_parts;

static for_parts parts_of(rc_value node) {
  for_parts parts = {.detail = rc_value_node(node)->detail};
  rc_value at = rc_value_first(node);
  if ((parts.detail & RC_HCL_FOR_TWO_NAMES) != 0) {
    parts.first = rc_value_raw(at);
    at = rc_value_next(at);
  }
  parts.second = rc_value_raw(at);
  parts.collection = at = rc_value_next(at);
  at = rc_value_next(at);
  if ((parts.detail & RC_HCL_FOR_OBJECT) != 0) {
    parts.key = at;
    at = rc_value_next(at);
  }
  parts.value = at;
  parts.condition = rc_value_next(at);
  return parts;
}

/* Groups gather what has the same key. */
static void add_to_group(rc_tf *ev, rc_computed *object, rc_str key, const rc_computed *value,
                         rc_value node) {
  rc_computed *group = rc_tf_list(ev, node);
  if (group == NULL) {
    return;
  }
  const rc_computed *before = rc_computed_get(object, key);
  for (uint32_t i = 0; before != NULL && i < before->members.len; i++) {
    rc_tf_add_item(ev, group, before->members.items[i].value);
  }
  rc_tf_add_item(ev, group, value);
  rc_tf_set(ev, object, key, RC_VALUE_NONE, group);
}

static void add_of_for(rc_tf *ev, const rc_tf_scope *scope, const for_parts *parts,
                       rc_computed *result, rc_value node) {
  int taken = 1;
  if (!rc_value_is_none(parts->condition)) {
    taken = truth_of(rc_tf_evaluate(ev, scope, parts->condition));
    result->open = result->open || taken < 0;
  }
  if (taken == 0 || (taken < 0 && (parts->detail & RC_HCL_FOR_OBJECT) == 0)) {
    return;
  }
  if ((parts->detail & RC_HCL_FOR_OBJECT) == 0) {
    rc_tf_add_item(ev, result, rc_tf_evaluate(ev, scope, parts->value));
    return;
  }
  rc_str key;
  if (!rc_computed_known_text(rc_tf_evaluate(ev, scope, parts->key), &key)) {
    result->open = true;
    return;
  }
  const rc_computed *value = rc_tf_evaluate(ev, scope, parts->value);
  if (taken < 0) { /* perhaps it is there: then its value is one that nobody knows */
    value = rc_tf_hole_of(ev, rc_tf_describe(ev, value), node);
  }
  if ((parts->detail & RC_HCL_FOR_GROUPS) != 0) {
    add_to_group(ev, result, key, value, node);
  } else {
    rc_tf_set(ev, result, key, RC_VALUE_NONE, value);
  }
}

bool rc_tf_is_collection(const rc_computed *value) {
  return value->kind == RC_COMPUTED_LIST || value->kind == RC_COMPUTED_OBJECT;
}

const rc_computed *rc_tf_key_of(rc_tf *ev, const rc_computed *collection,
                                const rc_computed_member *member, rc_value at) {
  if (collection->kind == RC_COMPUTED_OBJECT) {
    return rc_tf_string(ev, member->key, at);
  }
  if (collection->truth) { /* of a set each item is its own key */
    return member->value;
  }
  return rc_tf_number(ev, (double)(member - collection->members.items), at);
}

static const rc_computed *evaluate_for(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  for_parts parts = parts_of(node);
  rc_tf_instance *in = instance_of(scope);
  rc_computed *result = (parts.detail & RC_HCL_FOR_OBJECT) != 0 ? rc_tf_object(ev, node)
                                                                : rc_tf_list(ev, node);
  const rc_computed *over = rc_tf_sorted(ev, rc_tf_evaluate(ev, scope, parts.collection));
  if (result == NULL || rc_value_is_none(parts.value)) {
    return &ev->nothing;
  }
  result->open = over->open || !rc_tf_is_collection(over);
  for (RC_EACH(const rc_computed_member, member, over->members)) {
    if (!rc_tf_work(ev, 1)) {
      break;
    }
    const rc_tf_scope first = {.in = in,
                               .outer = scope,
                               .name = parts.first,
                               .value = rc_tf_key_of(ev, over, member, node)};
    const rc_tf_scope second = {
        .in = in, .outer = &first, .name = parts.second, .value = member->value};
    add_of_for(ev, &second, &parts, result, node);
  }
  return result;
}

static const rc_computed *evaluate_literal(rc_tf *ev, rc_value node) {
  static const rc_computed_kind kinds[] = {[RC_NULL] = RC_COMPUTED_NULL,
                                           [RC_BOOL] = RC_COMPUTED_BOOL,
                                           [RC_NUMBER] = RC_COMPUTED_NUMBER};
  rc_computed *value = rc_computed_new(ev->arena, kinds[rc_value_kind(node)], node, true);
  if (value != NULL) {
    value->truth = (rc_value_node(node)->flags & RC_NODE_TRUE) != 0;
    value->text = rc_value_raw(node);
  }
  return rc_tf_made(ev, value);
}

/* ---- all kinds ------------------------------------------------------------------------------ */

static const rc_computed *evaluate(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  switch (rc_value_kind(node)) {
    case RC_NULL:
    case RC_BOOL:
    case RC_NUMBER: return evaluate_literal(ev, node);
    case RC_STRING: return rc_tf_literal(ev, node);
    case RC_HCL_TEMPLATE: return rc_tf_template(ev, scope, node);
    case RC_ARRAY: return evaluate_list(ev, scope, node);
    case RC_OBJECT: return evaluate_object(ev, scope, node);
    case RC_HCL_PARENTHESES: return rc_tf_evaluate(ev, scope, rc_value_first(node));
    case RC_HCL_VARIABLE:
    case RC_HCL_GET:
    case RC_HCL_INDEX: return rc_tf_moved(ev, evaluate_traversal(ev, scope, node), node);
    case RC_HCL_SPLAT: return evaluate_splat(ev, scope, node);
    case RC_HCL_ITEM: {
      const rc_computed *item = bound(scope, item_name);
      return item == NULL ? &ev->nothing : item;
    }
    case RC_HCL_CALL: return rc_tf_call_function(ev, scope, node);
    case RC_HCL_UNARY: return evaluate_unary(ev, scope, node);
    case RC_HCL_BINARY: return evaluate_binary(ev, scope, node);
    case RC_HCL_CONDITIONAL: return evaluate_conditional(ev, scope, node);
    case RC_HCL_FOR: return evaluate_for(ev, scope, node);
    default: return rc_tf_hole(ev, instance_of(scope), RC_STR("syntax error"), node);
  }
}

const rc_computed *rc_tf_evaluate(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  if (rc_value_is_none(node)) {
    return rc_tf_hole(ev, instance_of(scope), RC_STR("syntax error"), node);
  }
  if (ev->depth >= RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(ev->arena, RC_LIMIT_NESTING);
  }
  if (!rc_tf_work(ev, 1)) {
    return &ev->nothing;
  }
  ev->depth++;
  const rc_computed *value = (rc_value_node(node)->flags & RC_NODE_INCOMPLETE) != 0
                                 ? rc_tf_hole(ev, instance_of(scope), RC_STR("syntax error"), node)
                                 : evaluate(ev, scope, node);
  ev->depth--;
  return rc_tf_failed(ev) ? &ev->nothing : value;
}

/* ---- bodies --------------------------------------------------------------------------------- */

rc_value rc_tf_body_of(rc_value block) {
  rc_value last = RC_VALUE_NONE;
  for (RC_CHILDREN(child, block)) {
    last = child;
  }
  return rc_value_kind(last) == RC_HCL_BODY ? last : RC_VALUE_NONE;
}

rc_value rc_tf_attribute_of(rc_value body, const char *name) {
  for (RC_CHILDREN(item, body)) {
    if (rc_value_kind(item) == RC_HCL_ATTRIBUTE &&
        rc_str_equal(rc_value_raw(rc_value_first(item)), rc_str_from_c(name))) {
      return nth(item, 1);
    }
  }
  return RC_VALUE_NONE;
}

/* The list that holds the blocks of one type. */
static rc_computed *blocks_of(rc_tf *ev, rc_computed *object, rc_str type, rc_value block) {
  for (RC_EACH(rc_computed_member, member, object->members)) {
    if (rc_str_equal(member->key, type)) {
      return (rc_computed *)member->value; /* made below, by us */
    }
  }
  rc_computed *list = rc_tf_list(ev, block);
  rc_tf_set(ev, object, type, rc_value_first(block), list);
  return list;
}

static void add_dynamic(rc_tf *ev, const rc_tf_scope *scope, rc_value block, rc_str type,
                        rc_computed *list) {
  rc_value body = rc_tf_body_of(block);
  rc_value content = RC_VALUE_NONE;
  for (RC_CHILDREN(item, body)) {
    if (rc_value_kind(item) == RC_HCL_BLOCK &&
        rc_str_equal(rc_value_raw(rc_value_first(item)), RC_STR("content"))) {
      content = rc_tf_body_of(item);
    }
  }
  rc_value iterator = rc_tf_attribute_of(body, "iterator");
  rc_value for_each = rc_tf_attribute_of(body, "for_each");
  const rc_computed *over = rc_tf_sorted(ev, rc_tf_evaluate(ev, scope, for_each));
  list->open = list->open || over->open ||
               (!rc_tf_is_collection(over) && !rc_tf_is_null(over)) || rc_value_is_none(content);
  rc_tf_scope inner = {.in = instance_of(scope),
                       .outer = scope,
                       .name = rc_value_is_none(iterator) ? type : rc_value_raw(iterator)};
  for (RC_EACH(const rc_computed_member, member, over->members)) {
    rc_computed *binding = rc_tf_object(ev, block);
    if (binding == NULL || rc_value_is_none(content) || !rc_tf_work(ev, 1)) {
      return;
    }
    rc_tf_set(ev, binding, RC_STR("key"), block, rc_tf_key_of(ev, over, member, block));
    rc_tf_set(ev, binding, RC_STR("value"), block, member->value);
    inner.value = binding;
    rc_tf_add_item(ev, list, rc_tf_body(ev, &inner, content));
  }
}

static void add_block(rc_tf *ev, const rc_tf_scope *scope, rc_value block, rc_computed *object) {
  rc_str type = rc_value_raw(rc_value_first(block));
  bool dynamic = rc_str_equal(type, RC_STR("dynamic"));
  if (dynamic) {
    type = rc_hcl_word(ev->arena, nth(block, 1));
  }
  rc_computed *list = blocks_of(ev, object, type, block);
  if (list == NULL || list->kind != RC_COMPUTED_LIST) {
    return; /* an attribute has the name, too */
  }
  if (dynamic) {
    add_dynamic(ev, scope, block, type, list);
  } else {
    rc_tf_add_item(ev, list, rc_tf_body(ev, scope, rc_tf_body_of(block)));
  }
}

const rc_computed *rc_tf_body(rc_tf *ev, const rc_tf_scope *scope, rc_value body) {
  rc_computed *object = rc_tf_object(ev, body);
  if (object == NULL || rc_value_is_none(body) || ev->depth >= RC_LIMIT_NESTING_VALUE) {
    return rc_tf_made(ev, object);
  }
  ev->depth++;
  object->is_itself = true;
  object->open = (rc_value_node(body)->flags & (RC_NODE_INCOMPLETE | RC_NODE_TEMPLATED)) != 0;
  for (RC_CHILDREN(item, body)) {
    if (rc_tf_failed(ev)) {
      break;
    }
    if (rc_value_kind(item) == RC_HCL_BLOCK) {
      add_block(ev, scope, item, object);
      continue;
    }
    const rc_computed *value = rc_tf_evaluate(ev, scope, nth(item, 1));
    if (!rc_tf_is_null(value)) {
      rc_tf_set(ev, object, rc_value_raw(rc_value_first(item)), rc_value_first(item), value);
    }
  }
  ev->depth--;
  return object;
}
