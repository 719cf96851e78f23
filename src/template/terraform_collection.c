/*
 * Functions of lists, sets and objects. NULL: the result is not known.
 */
#include "base/utf8.h"
#include "template/terraform_parts.h"

#define MEMBERS(name, value) RC_EACH(const rc_computed_member, name, (value)->members)

static const rc_computed *first(const rc_tf_call *call) { return call->arguments[0]; }

static bool is_list(const rc_computed *value) { return value->kind == RC_COMPUTED_LIST; }
static bool is_object(const rc_computed *value) { return value->kind == RC_COMPUTED_OBJECT; }

static bool has_item(rc_tf *ev, const rc_computed *list, const rc_computed *item) {
  for (MEMBERS(member, list)) {
    if (rc_tf_equal(ev, member->value, item) == 1) {
      return true;
    }
  }
  return false;
}

/* ---- putting together ----------------------------------------------------------------------- */

static void add_all(rc_tf *ev, rc_computed *to, const rc_computed *list) {
  to->open = to->open || list->open || !is_list(list);
  for (MEMBERS(member, list)) {
    if (!rc_tf_work(ev, 1)) {
      return;
    }
    rc_tf_add_item(ev, to, member->value);
  }
}

static const rc_computed *f_concat(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *list = rc_tf_list(ev, call->node);
  for (uint32_t i = 0; list != NULL && i < call->n; i++) {
    if (!rc_tf_is_null(call->arguments[i])) {
      add_all(ev, list, call->arguments[i]);
    }
  }
  return list;
}

static void flatten_into(rc_tf *ev, rc_computed *to, const rc_computed *list, uint32_t depth) {
  to->open = to->open || list->open;
  if (depth > RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(ev->arena, RC_LIMIT_NESTING);
  }
  for (MEMBERS(member, list)) {
    if (!rc_tf_work(ev, 1)) {
      return;
    }
    if (is_list(member->value)) {
      flatten_into(ev, to, member->value, depth + 1);
    } else if (rc_tf_is_unknown(member->value) && member->value->kind == RC_COMPUTED_UNKNOWN) {
      to->open = true; /* perhaps a list itself */
    } else {
      rc_tf_add_item(ev, to, member->value);
    }
  }
}

static const rc_computed *f_flatten(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *list = rc_tf_list(ev, call->node);
  if (list == NULL || !is_list(first(call))) {
    return NULL;
  }
  flatten_into(ev, list, first(call), 0);
  return list;
}

/* What an unknown map may replace is unknown from there on. */
static void blur(rc_tf *ev, rc_computed *object, const rc_tf_call *call) {
  object->open = true;
  for (RC_EACH(rc_computed_member, member, object->members)) {
    rc_str name = RC_FILL(ev->arena, "{}[\"{}\"]",
                          rc_tf_describe(ev, rc_tf_call_hole(ev, call)), member->key);
    member->value = rc_tf_hole_of(ev, name, call->node);
  }
}

static const rc_computed *f_merge(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *object = rc_tf_object(ev, call->node);
  for (uint32_t i = 0; object != NULL && i < call->n; i++) {
    const rc_computed *map = call->arguments[i];
    if (rc_tf_is_null(map)) {
      continue;
    }
    if (!is_object(map) || map->open) {
      blur(ev, object, call);
    }
    for (MEMBERS(member, map)) {
      rc_tf_set(ev, object, member->key, member->key_written, member->value);
    }
  }
  return object;
}

/* ---- taking apart --------------------------------------------------------------------------- */

static const rc_computed *f_keys(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *list = rc_tf_list(ev, call->node);
  if (list == NULL || !is_object(first(call))) {
    return NULL;
  }
  list->open = first(call)->open;
  const rc_computed *sorted = rc_tf_sorted(ev, first(call));
  for (MEMBERS(member, sorted)) {
    rc_tf_add_item(ev, list, rc_tf_string(ev, member->key, member->key_written));
  }
  return list;
}

static const rc_computed *f_values(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *list = rc_tf_list(ev, call->node);
  if (list == NULL || !is_object(first(call))) {
    return NULL;
  }
  list->open = first(call)->open;
  const rc_computed *sorted = rc_tf_sorted(ev, first(call));
  for (MEMBERS(member, sorted)) {
    rc_tf_add_item(ev, list, member->value);
  }
  return list;
}

static const rc_computed *f_lookup(rc_tf *ev, const rc_tf_call *call) {
  rc_str key;
  if (!is_object(first(call)) || !rc_computed_known_text(call->arguments[1], &key)) {
    return NULL;
  }
  const rc_computed *found = rc_computed_get(first(call), key);
  (void)rc_tf_work(ev, 1);
  return found != NULL           ? found
         : first(call)->open     ? NULL
         : call->n > 2           ? call->arguments[2]
                                 : NULL;
}

static const rc_computed *f_element(rc_tf *ev, const rc_tf_call *call) {
  double number;
  const rc_computed *list = first(call);
  (void)ev;
  if (!is_list(list) || list->members.len == 0 ||
      !rc_tf_to_number(call->arguments[1], &number) || number < 0 || number > 1e9 ||
      (list->open && number > 0)) {
    return NULL;
  }
  return list->members.items[(uint32_t)number % list->members.len].value;
}

static const rc_computed *f_length(rc_tf *ev, const rc_tf_call *call) {
  const rc_computed *value = first(call);
  if (rc_tf_is_collection(value) && !value->open) {
    return rc_tf_number(ev, value->members.len, call->node);
  }
  bool known = value->kind == RC_COMPUTED_STRING && value->json == NULL &&
               !rc_hole_any(value->text);
  return known ? rc_tf_number(ev, (double)rc_utf8_count(value->text), call->node) : NULL;
}

static const rc_computed *f_contains(rc_tf *ev, const rc_tf_call *call) {
  bool unknown = first(call)->open || !is_list(first(call));
  for (MEMBERS(member, first(call))) {
    int equal = rc_tf_equal(ev, member->value, call->arguments[1]);
    if (equal == 1) {
      return rc_tf_bool(ev, true, call->node);
    }
    unknown = unknown || equal < 0;
  }
  return unknown ? NULL : rc_tf_bool(ev, false, call->node);
}

static const rc_computed *f_index(rc_tf *ev, const rc_tf_call *call) {
  for (uint32_t i = 0; i < first(call)->members.len; i++) {
    if (rc_tf_equal(ev, first(call)->members.items[i].value, call->arguments[1]) == 1) {
      return rc_tf_number(ev, i, call->node);
    }
  }
  return NULL;
}

static const rc_computed *f_slice(rc_tf *ev, const rc_tf_call *call) {
  double from, to;
  rc_computed *list = rc_tf_list(ev, call->node);
  if (list == NULL || !is_list(first(call)) || !rc_tf_to_number(call->arguments[1], &from) ||
      !rc_tf_to_number(call->arguments[2], &to) || from < 0 || to > first(call)->members.len) {
    return NULL;
  }
  for (double i = from; i < to; i++) {
    rc_tf_add_item(ev, list, first(call)->members.items[(uint32_t)i].value);
  }
  return list;
}

/* ---- choosing ------------------------------------------------------------------------------- */

static const rc_computed *f_coalesce(rc_tf *ev, const rc_tf_call *call) {
  for (uint32_t i = 0; i < call->n; i++) {
    const rc_computed *value = call->arguments[i];
    bool empty = rc_tf_is_null(value) || (value->kind == RC_COMPUTED_STRING &&
                                          value->json == NULL && value->text.len == 0);
    if (rc_tf_is_unknown(value) && i + 1 < call->n && (int)value->kind != RC_TF_REFERENCE) {
      bool told = rc_str_ends_with(value->text, RC_STR(".arn}\xFF")); /* never null or empty */
      return told ? value : NULL;
    }
    if (!empty) {
      return value;
    }
  }
  (void)ev;
  return NULL;
}

static const rc_computed *f_coalescelist(rc_tf *ev, const rc_tf_call *call) {
  (void)ev;
  for (uint32_t i = 0; i < call->n; i++) {
    const rc_computed *value = call->arguments[i];
    if (!rc_tf_is_null(value) && (!is_list(value) || (value->open && value->members.len == 0))) {
      return NULL;
    }
    if (value->members.len > 0) {
      return value;
    }
  }
  return NULL;
}

static const rc_computed *f_one(rc_tf *ev, const rc_tf_call *call) {
  const rc_computed *list = first(call);
  if (!is_list(list) || list->members.len > 1) {
    return NULL;
  }
  return list->members.len == 1 ? list->members.items[0].value
         : list->open           ? NULL
                                : rc_tf_null(ev, call->node);
}

static const rc_computed *filtered(rc_tf *ev, const rc_tf_call *call, bool compact) {
  rc_computed *list = rc_tf_list(ev, call->node);
  if (list == NULL || !is_list(first(call))) {
    return NULL;
  }
  list->open = first(call)->open;
  for (MEMBERS(member, first(call))) {
    const rc_computed *value = member->value;
    bool empty = rc_tf_is_null(value) ||
                 (value->kind == RC_COMPUTED_STRING && value->json == NULL && value->text.len == 0);
    if (compact ? !empty : !has_item(ev, list, value)) {
      rc_tf_add_item(ev, list, value);
    }
  }
  return list;
}

static const rc_computed *f_compact(rc_tf *ev, const rc_tf_call *call) {
  return filtered(ev, call, true);
}
static const rc_computed *f_distinct(rc_tf *ev, const rc_tf_call *call) {
  return filtered(ev, call, false);
}

static const rc_computed *all_or_any(rc_tf *ev, const rc_tf_call *call, bool any) {
  bool unknown = !is_list(first(call)) || first(call)->open;
  for (MEMBERS(member, first(call))) {
    rc_str text = RC_STR_NONE;
    bool known = rc_computed_known_text(member->value, &text);
    if (known && rc_str_equal(text, RC_STR("true")) == any) {
      return rc_tf_bool(ev, any, call->node);
    }
    unknown = unknown || !known;
  }
  return unknown ? NULL : rc_tf_bool(ev, !any, call->node);
}
static const rc_computed *f_alltrue(rc_tf *ev, const rc_tf_call *call) {
  return all_or_any(ev, call, false);
}
static const rc_computed *f_anytrue(rc_tf *ev, const rc_tf_call *call) {
  return all_or_any(ev, call, true);
}

/* ---- order and sets ------------------------------------------------------------------------- */

static int by_text(const rc_computed_member *a, const rc_computed_member *b) {
  return rc_str_compare(a->value->text, b->value->text);
}

static rc_computed *copy_of_list(rc_tf *ev, const rc_computed *list, rc_value at) {
  rc_computed *copy = rc_tf_list(ev, at);
  if (copy != NULL) {
    add_all(ev, copy, list);
  }
  return copy;
}

static const rc_computed *f_sort(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *list = copy_of_list(ev, first(call), call->node);
  if (list != NULL) {
    rc_tf_sort(ev, &list->members, by_text);
  }
  return list;
}

static const rc_computed *f_reverse(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *list = rc_tf_list(ev, call->node);
  if (list == NULL || !is_list(first(call)) || first(call)->open) {
    return NULL;
  }
  for (uint32_t i = first(call)->members.len; i > 0; i--) {
    rc_tf_add_item(ev, list, first(call)->members.items[i - 1].value);
  }
  return list;
}

/* A set of texts is gone through in their order. */
static const rc_computed *as_set(rc_tf *ev, const rc_computed *list, rc_value at) {
  rc_computed *set = rc_tf_list(ev, at);
  if (set == NULL || !is_list(list)) {
    return NULL;
  }
  set->open = list->open;
  set->truth = true;
  bool texts = true;
  for (MEMBERS(member, list)) {
    if (!has_item(ev, set, member->value)) {
      rc_tf_add_item(ev, set, member->value);
    }
    texts = texts && member->value->kind == RC_COMPUTED_STRING && member->value->json == NULL;
  }
  if (texts) {
    rc_tf_sort(ev, &set->members, by_text);
  }
  return set;
}

static const rc_computed *f_toset(rc_tf *ev, const rc_tf_call *call) {
  return as_set(ev, first(call), call->node);
}

static const rc_computed *f_setunion(rc_tf *ev, const rc_tf_call *call) {
  const rc_computed *all = f_concat(ev, call);
  return all == NULL ? NULL : as_set(ev, all, call->node);
}

static const rc_computed *chosen(rc_tf *ev, const rc_tf_call *call, bool in_all) {
  rc_computed *set = rc_tf_list(ev, call->node);
  for (MEMBERS(member, first(call))) {
    bool taken = set != NULL;
    for (uint32_t i = 1; i < call->n && taken; i++) {
      taken = has_item(ev, call->arguments[i], member->value) == in_all;
    }
    if (taken) {
      rc_tf_add_item(ev, set, member->value);
    }
  }
  return set == NULL ? NULL : as_set(ev, set, call->node);
}
static const rc_computed *f_setintersection(rc_tf *ev, const rc_tf_call *call) {
  return chosen(ev, call, true);
}
static const rc_computed *f_setsubtract(rc_tf *ev, const rc_tf_call *call) {
  return chosen(ev, call, false);
}

static const rc_computed *f_setproduct(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *rows = rc_tf_list(ev, call->node);
  rc_tf_add_item(ev, rows, rc_tf_made(ev, rc_tf_list(ev, call->node)));
  for (uint32_t i = 0; i < call->n; i++) {
    rc_computed *longer = rc_tf_list(ev, call->node);
    if (rows == NULL || longer == NULL || !is_list(call->arguments[i])) {
      return NULL;
    }
    for (MEMBERS(row, rows)) {
      for (MEMBERS(member, call->arguments[i])) {
        rc_computed *one = copy_of_list(ev, row->value, call->node);
        if (one == NULL || rc_tf_failed(ev)) {
          return NULL;
        }
        rc_tf_add_item(ev, one, member->value);
        rc_tf_add_item(ev, longer, one);
      }
    }
    rows = longer;
  }
  return rows;
}

/* ---- making --------------------------------------------------------------------------------- */

static const rc_computed *f_zipmap(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *object = rc_tf_object(ev, call->node);
  const rc_computed *values = call->arguments[1];
  if (object == NULL || !is_list(first(call)) || !is_list(values) ||
      values->members.len != first(call)->members.len) {
    return NULL;
  }
  for (uint32_t i = 0; i < values->members.len; i++) {
    rc_str key;
    if (!rc_computed_known_text(first(call)->members.items[i].value, &key)) {
      return NULL;
    }
    rc_tf_set(ev, object, key, call->node, values->members.items[i].value);
  }
  return object;
}

static const rc_computed *f_range(rc_tf *ev, const rc_tf_call *call) {
  double limits[3] = {0, 0, 1};
  for (uint32_t i = 0; i < call->n; i++) {
    if (!rc_tf_to_number(call->arguments[i], &limits[call->n == 1 ? 1 : i])) {
      return NULL;
    }
  }
  bool down = call->n < 3 ? limits[1] < limits[0] : limits[2] < 0;
  double step = call->n < 3 && down ? -1 : limits[2];
  rc_computed *list = rc_tf_list(ev, call->node);
  for (double at = limits[0]; (step > 0 && at < limits[1]) || (step < 0 && at > limits[1]);
       at += step) {
    if (!rc_tf_work(ev, 1)) {
      return NULL;
    }
    rc_tf_add_item(ev, list, rc_tf_number(ev, at, call->node));
  }
  return list;
}

static const rc_computed *f_chunklist(rc_tf *ev, const rc_tf_call *call) {
  double size;
  rc_computed *list = rc_tf_list(ev, call->node);
  rc_computed *chunk = NULL;
  if (list == NULL || !is_list(first(call)) || !rc_tf_to_number(call->arguments[1], &size) ||
      size < 1) {
    return NULL;
  }
  for (MEMBERS(member, first(call))) {
    if (chunk == NULL || chunk->members.len >= size) {
      chunk = rc_tf_list(ev, call->node);
      rc_tf_add_item(ev, list, chunk);
    }
    rc_tf_add_item(ev, chunk, member->value);
  }
  return list;
}

/* The least, greatest or sum of numbers, given one by one or as a list. */
static const rc_computed *fold(rc_tf *ev, const rc_tf_call *call, char how) {
  double result = 0;
  bool any = false;
  bool listed = call->n == 1 && is_list(first(call));
  uint32_t n = listed ? first(call)->members.len : call->n;
  for (uint32_t i = 0; i < n; i++) {
    double number;
    if (!rc_tf_to_number(listed ? first(call)->members.items[i].value : call->arguments[i],
                         &number)) {
      return NULL;
    }
    result = how == '+'                                              ? result + number
             : !any || (how == '<' ? number < result : number > result) ? number
                                                                        : result;
    any = true;
  }
  return any ? rc_tf_number(ev, result, call->node) : NULL;
}
static const rc_computed *f_sum(rc_tf *ev, const rc_tf_call *call) { return fold(ev, call, '+'); }
static const rc_computed *f_min(rc_tf *ev, const rc_tf_call *call) { return fold(ev, call, '<'); }
static const rc_computed *f_max(rc_tf *ev, const rc_tf_call *call) { return fold(ev, call, '>'); }

static const rc_computed *f_list(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *list = rc_tf_list(ev, call->node);
  for (uint32_t i = 0; i < call->n; i++) {
    rc_tf_add_item(ev, list, call->arguments[i]);
  }
  return list;
}

/* A set becomes a list; all else already is what it is asked to be. */
static const rc_computed *f_tolist(rc_tf *ev, const rc_tf_call *call) {
  return is_list(first(call)) ? copy_of_list(ev, first(call), call->node) : NULL;
}
static const rc_computed *f_tomap(rc_tf *ev, const rc_tf_call *call) {
  (void)ev;
  return is_object(first(call)) ? first(call) : NULL;
}

const rc_tf_function_row rc_tf_collection_functions[] = {
    {RC_STR_INIT("concat"), 1, 255, true, f_concat},
    {RC_STR_INIT("merge"), 0, 255, true, f_merge},
    {RC_STR_INIT("flatten"), 1, 1, true, f_flatten},
    {RC_STR_INIT("keys"), 1, 1, true, f_keys},
    {RC_STR_INIT("values"), 1, 1, true, f_values},
    {RC_STR_INIT("lookup"), 2, 3, true, f_lookup},
    {RC_STR_INIT("element"), 2, 2, true, f_element},
    {RC_STR_INIT("length"), 1, 1, true, f_length},
    {RC_STR_INIT("contains"), 2, 2, true, f_contains},
    {RC_STR_INIT("index"), 2, 2, false, f_index},
    {RC_STR_INIT("slice"), 3, 3, true, f_slice},
    {RC_STR_INIT("coalesce"), 1, 255, true, f_coalesce},
    {RC_STR_INIT("coalescelist"), 1, 255, true, f_coalescelist},
    {RC_STR_INIT("one"), 1, 1, true, f_one},
    {RC_STR_INIT("compact"), 1, 1, true, f_compact},
    {RC_STR_INIT("distinct"), 1, 1, true, f_distinct},
    {RC_STR_INIT("alltrue"), 1, 1, true, f_alltrue},
    {RC_STR_INIT("anytrue"), 1, 1, true, f_anytrue},
    {RC_STR_INIT("sort"), 1, 1, false, f_sort},
    {RC_STR_INIT("reverse"), 1, 1, true, f_reverse},
    {RC_STR_INIT("toset"), 1, 1, true, f_toset},
    {RC_STR_INIT("tolist"), 1, 1, true, f_tolist},
    {RC_STR_INIT("tomap"), 1, 1, true, f_tomap},
    {RC_STR_INIT("setunion"), 1, 255, true, f_setunion},
    {RC_STR_INIT("setintersection"), 1, 255, false, f_setintersection},
    {RC_STR_INIT("setsubtract"), 2, 2, false, f_setsubtract},
    {RC_STR_INIT("setproduct"), 1, 255, false, f_setproduct},
    {RC_STR_INIT("zipmap"), 2, 2, true, f_zipmap},
    {RC_STR_INIT("range"), 1, 3, false, f_range},
    {RC_STR_INIT("chunklist"), 2, 2, false, f_chunklist},
    {RC_STR_INIT("sum"), 1, 1, false, f_sum},
    {RC_STR_INIT("min"), 1, 255, false, f_min},
    {RC_STR_INIT("max"), 1, 255, false, f_max},
    {RC_STR_INIT("list"), 0, 255, true, f_list},
};
const size_t rc_tf_n_collection_functions = RC_COUNT_OF(rc_tf_collection_functions);
