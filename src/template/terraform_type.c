/*
 * Types of variables: what Terraform makes of a value before a module sees it.
 */
#include "template/terraform_parts.h"

static const rc_computed *convert(rc_tf *ev, const rc_computed *value, rc_value type,
                                  uint32_t depth);

static rc_value argument(rc_value call, uint32_t n) {
  rc_value at = rc_value_next(rc_value_first(call));
  for (; n > 0; n--) {
    at = rc_value_next(at);
  }
  return at;
}

static bool is_call(rc_value type, const char *name) {
  return rc_value_kind(type) == RC_HCL_CALL &&
         rc_str_equal(rc_value_raw(rc_value_first(type)), rc_str_from_c(name));
}

static bool to_bool(const rc_computed *value, bool *truth) {
  rc_str text = value->text;
  *truth = value->kind == RC_COMPUTED_BOOL ? value->truth
                                           : rc_str_equal(text, RC_STR("true")) ||
                                                 rc_str_equal(text, RC_STR("1"));
  return *truth || value->kind == RC_COMPUTED_BOOL || rc_str_equal(text, RC_STR("false")) ||
         rc_str_equal(text, RC_STR("0"));
}

static const rc_computed *as_primitive(rc_tf *ev, const rc_computed *value, rc_str type) {
  rc_str text;
  double number;
  bool plain = value->kind == RC_COMPUTED_NUMBER || value->kind == RC_COMPUTED_BOOL;
  if (rc_str_equal(type, RC_STR("string")) && plain && rc_tf_text(ev, value, &text)) {
    return rc_tf_string(ev, text, value->written);
  }
  if (value->kind != RC_COMPUTED_STRING || value->json != NULL) {
    return value;
  }
  if (rc_str_equal(type, RC_STR("number")) && rc_tf_to_number(value, &number)) {
    return rc_tf_number(ev, number, value->written);
  }
  bool truth;
  bool known = rc_str_equal(type, RC_STR("bool")) && to_bool(value, &truth);
  return known ? rc_tf_bool(ev, truth, value->written) : value;
}

/* A list or map, each member converted. */
static const rc_computed *members_as(rc_tf *ev, const rc_computed *value, rc_value type,
                                     bool set, uint32_t depth) {
  if (!rc_tf_is_collection(value)) {
    return value;
  }
  rc_computed *copy = rc_computed_new(ev->arena, value->kind, value->written, value->is_itself);
  if (copy == NULL) {
    return &ev->nothing;
  }
  copy->open = value->open;
  copy->truth = set && value->kind == RC_COMPUTED_LIST;
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    if (!rc_tf_work(ev, 1)) {
      break;
    }
    rc_computed_add(ev->arena, copy, member->key, member->key_written,
                    convert(ev, member->value, type, depth + 1));
  }
  return copy;
}

/* `optional(type, default)`; without a default it is null. */
static const rc_computed *left_out(rc_tf *ev, rc_value optional, rc_value at, uint32_t depth) {
  rc_value standard = argument(optional, 1);
  if (rc_value_is_none(standard)) {
    return rc_tf_null(ev, at);
  }
  return convert(ev, rc_tf_evaluate(ev, NULL, standard), argument(optional, 0), depth + 1);
}

static const rc_computed *as_object(rc_tf *ev, const rc_computed *value, rc_value shape,
                                    uint32_t depth) {
  if (value->kind != RC_COMPUTED_OBJECT || rc_value_kind(shape) != RC_OBJECT) {
    return value;
  }
  rc_computed *copy = rc_computed_new(ev->arena, value->kind, value->written, value->is_itself);
  if (copy == NULL) {
    return &ev->nothing;
  }
  copy->open = value->open;
  for (RC_MEMBERS(key, type, shape)) {
    rc_str name = rc_hcl_word(ev->arena, key);
    bool optional = is_call(type, "optional");
    const rc_computed *member = rc_computed_get(value, name);
    if (!rc_tf_work(ev, 1 + value->members.len / 16) || (member == NULL && value->open)) {
      continue;
    }
    bool absent = member == NULL || rc_tf_is_null(member);
    if (absent && optional) {
      member = left_out(ev, type, value->written, depth);
    } else if (member != NULL) {
      member = convert(ev, member, optional ? argument(type, 0) : type, depth + 1);
    }
    if (member != NULL) {
      rc_computed_add(ev->arena, copy, name, key, member);
    }
  }
  return copy;
}

static const rc_computed *convert(rc_tf *ev, const rc_computed *value, rc_value type,
                                  uint32_t depth) {
  if (depth > RC_LIMIT_NESTING_VALUE || rc_value_is_none(type) || rc_tf_is_unknown(value) ||
      rc_tf_is_null(value)) {
    return value;
  }
  if (rc_value_kind(type) != RC_HCL_CALL) {
    return as_primitive(ev, value, rc_hcl_word(ev->arena, type));
  }
  if (is_call(type, "object")) {
    return as_object(ev, value, argument(type, 0), depth);
  }
  bool set = is_call(type, "set");
  return set || is_call(type, "list") || is_call(type, "map")
             ? members_as(ev, value, argument(type, 0), set, depth)
             : value;
}

const rc_computed *rc_tf_convert(rc_tf *ev, const rc_computed *value, rc_value type) {
  return convert(ev, value, type, 0);
}

/* ---- what fits ------------------------------------------------------------------------------ */

static bool fits(rc_tf *ev, const rc_computed *value, rc_value type, uint32_t depth);

static bool members_fit(rc_tf *ev, const rc_computed *value, rc_value type, uint32_t depth) {
  bool all = true;
  for (uint32_t i = 0; all && i < value->members.len && rc_tf_work(ev, 1); i++) {
    all = fits(ev, value->members.items[i].value, type, depth + 1);
  }
  return all;
}

static bool object_fits(rc_tf *ev, const rc_computed *value, rc_value shape, uint32_t depth) {
  bool all = value->kind == RC_COMPUTED_OBJECT;
  for (RC_MEMBERS(key, type, shape)) {
    const rc_computed *member = all ? rc_computed_get(value, rc_hcl_word(ev->arena, key)) : NULL;
    bool optional = is_call(type, "optional");
    all = all && rc_tf_work(ev, 1 + value->members.len / 16) &&
          (member == NULL ? optional || value->open
                          : fits(ev, member, optional ? argument(type, 0) : type, depth + 1));
  }
  return all;
}

static bool fits(rc_tf *ev, const rc_computed *value, rc_value type, uint32_t depth) {
  double number;
  bool truth;
  if (depth > RC_LIMIT_NESTING_VALUE || rc_value_is_none(type) || rc_tf_is_unknown(value) ||
      rc_tf_is_null(value) || rc_hole_any(value->text) || value->json != NULL) {
    return true;
  }
  bool collection = rc_tf_is_collection(value);
  if (rc_value_kind(type) == RC_HCL_CALL) {
    rc_value inner = argument(type, 0);
    bool map = is_call(type, "map");
    return is_call(type, "object") ? object_fits(ev, value, inner, depth)
           : map || is_call(type, "list") || is_call(type, "set")
               ? map == (value->kind == RC_COMPUTED_OBJECT) && collection &&
                     members_fit(ev, value, inner, depth)
               : true;
  }
  rc_str word = rc_hcl_word(ev->arena, type);
  return rc_str_equal(word, RC_STR("string"))   ? !collection
         : rc_str_equal(word, RC_STR("number")) ? !collection && rc_tf_to_number(value, &number)
         : rc_str_equal(word, RC_STR("bool"))   ? !collection && to_bool(value, &truth)
                                                : true;
}

bool rc_tf_fits(rc_tf *ev, const rc_computed *value, rc_value type) {
  return fits(ev, value, type, 0);
}
