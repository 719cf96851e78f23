#include "iam/operator.h"
#include "iam/policy_parts.h"

/* Reads one value: string, number or boolean. False if it is none of these. */
static bool add_value(rc_compiler *c, rc_condition *condition, rc_value value) {
  rc_kind kind = rc_value_kind(value);
  bool scalar = kind == RC_STRING || kind == RC_NUMBER || kind == RC_BOOL || kind == RC_PLACEHOLDER;
  if (!scalar) {
    return false;
  }
  rc_policy_text *text = RC_VEC_ADD(c->arena, &condition->values);
  if (text != NULL) {
    *text = (rc_policy_text){.text = rc_value_text(c->arena, value, true), .value = value};
  }
  return true;
}

static bool read_values(rc_compiler *c, rc_condition *condition, rc_value element) {
  if (rc_value_kind(element) != RC_ARRAY) {
    return add_value(c, condition, element);
  }
  bool all = rc_compile_is_readable(element);
  for (RC_CHILDREN(item, element)) {
    all = add_value(c, condition, item) && all;
  }
  return all;
}

static void check_readable(rc_compiler *c, const rc_condition *condition,
                           const rc_policy_text *text) {
  const rc_operator *op = rc_operator_of(condition);
  if (rc_operand_is_readable(op->type, text->pattern)) {
    return;
  }
  rc_compile_problem(c, rc_value_span(text->value),
                     RC_FILL(c->arena, "`{}` is not {}, which `{}` compares",
                             rc_compile_shown(c, text->value),
                             rc_str_from_c(rc_type_name(op->type)), op->name),
                     NULL, rc_policy_kind_is_iam(c->policy->kind));
}

/* Makes the patterns. False when what a value means cannot be told. */
static bool check_values(rc_compiler *c, rc_condition *condition) {
  const rc_operator *op = rc_operator_of(condition);
  bool clear = true;
  for (RC_EACH(rc_policy_text, text, condition->values)) {
    bool active = rc_type_takes_variables(op->type);
    clear = rc_compile_pattern(c, text, active) && clear;
    check_readable(c, condition, text);
    /* What else than `true` and `false` means to Bool and Null is nowhere said. */
    bool two_valued = op->type == RC_TYPE_BOOL || op->type == RC_TYPE_NULL;
    clear = clear && (!two_valued || rc_operand_is_readable(op->type, text->pattern));
  }
  return clear;
}

static void compile_key(rc_compiler *c, rc_statement *statement, const rc_condition *operator_read,
                        rc_value key, rc_value values) {
  rc_condition *condition = RC_VEC_ADD(c->arena, &statement->conditions);
  if (condition == NULL) {
    return;
  }
  *condition = *operator_read;
  condition->key = rc_value_text(c->arena, key, true);
  bool all = read_values(c, condition, values);
  if (!all) {
    rc_compile_problem(c, rc_value_span(values),
                       RC_FILL(c->arena, "the values of `{}` have to be strings",
                               rc_compile_shown(c, key)),
                       "write a string or a list of strings", true);
  } else if (condition->values.len == 0) {
    rc_compile_problem(c, rc_value_span(values),
                       RC_FILL(c->arena,
                               "`{}` is compared with no value, so that the condition holds "
                               "for no request that has the key",
                               rc_compile_shown(c, key)),
                       "name the values", rc_policy_kind_is_iam(c->policy->kind));
  }
  bool clear = check_values(c, condition);
  statement->uncertain = statement->uncertain || !all || !clear;
}

static void report_operator(rc_compiler *c, rc_value key, rc_operator_reading reading) {
  rc_str shown = rc_compile_shown(c, key);
  rc_str respelled = rc_operator_respell(c->arena, rc_value_string(c->arena, key));
  if (reading == RC_OPERATOR_MODIFIED_NULL) {
    rc_compile_problem(c, rc_value_span(key),
                       RC_FILL(c->arena, "`{}` does not exist: `Null` stands alone", shown),
                       "write `Null`", true);
    return;
  }
  rc_compile_problem_help(c, rc_value_span(key),
                          RC_FILL(c->arena, "`{}` is no condition operator", shown),
                          respelled.len == 0 ? RC_STR_NONE
                                             : RC_FILL(c->arena, "write `{}`", respelled));
}

/* One operator with its keys. An operator nobody knows must not make a Deny vanish: the statement
 * may then apply, but not for certain. */
static void compile_operator(rc_compiler *c, rc_statement *statement, rc_value key, rc_value keys) {
  rc_condition read = {.place = keys};
  rc_operator_reading reading = rc_operator_read(rc_value_string(c->arena, key), &read);
  if (reading != RC_OPERATOR_READ) {
    report_operator(c, key, reading);
  }
  statement->uncertain = statement->uncertain || reading == RC_OPERATOR_UNKNOWN ||
                         (reading == RC_OPERATOR_MODIFIED_NULL && read.if_exists);
  if (rc_value_kind(keys) != RC_OBJECT) {
    rc_compile_problem(c, rc_value_span(keys),
                       RC_FILL(c->arena, "`{}` has to hold condition keys with their values",
                               rc_compile_shown(c, key)),
                       "write `{\"<key>\": \"<value>\"}`", true);
    statement->uncertain = true;
    return;
  }
  statement->uncertain = rc_compile_check_keys(c, keys) || statement->uncertain ||
                         !rc_compile_is_readable(keys);
  if (reading == RC_OPERATOR_UNKNOWN) {
    return;
  }
  for (RC_MEMBERS(name, values, keys)) {
    compile_key(c, statement, &read, name, values);
  }
}

void rc_compile_conditions(rc_compiler *c, rc_statement *statement, rc_value element) {
  if (rc_value_is_none(element)) {
    return;
  }
  if (rc_value_kind(element) != RC_OBJECT) {
    bool placeholder = rc_value_kind(element) == RC_PLACEHOLDER;
    if (!placeholder) {
      rc_compile_problem(c, rc_value_span(element), RC_STR("`Condition` has to be an object"), NULL,
                         true);
    }
    statement->uncertain = true;
    return;
  }
  statement->uncertain = rc_compile_check_keys(c, element) || statement->uncertain ||
                         !rc_compile_is_readable(element);
  for (RC_MEMBERS(key, keys, element)) {
    compile_operator(c, statement, key, keys);
  }
}
