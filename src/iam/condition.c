#include "iam/condition.h"

#include "iam/address.h"
#include "iam/binary.h"
#include "iam/date.h"
#include "iam/lower.h"
#include "iam/number.h"
#include "iam/variable.h"

typedef rc_test test;

static rc_truth truth(bool b) { return b ? RC_YES : RC_NO; }

/* ---- one value of the request against one of the policy ---- */

static bool relation_holds(rc_relation relation, int order) {
  switch (relation) {
    case RC_EQUAL: return order == 0;
    case RC_LESS: return order < 0;
    case RC_LESS_EQUAL: return order <= 0;
    case RC_GREATER: return order > 0;
    case RC_GREATER_EQUAL: return order >= 0;
  }
  return false;
}

static bool numbers_match(rc_relation relation, rc_str value, rc_str operand) {
  rc_number a;
  rc_number b;
  return rc_number_parse(value, &a) && rc_number_parse(operand, &b) &&
         relation_holds(relation, rc_number_compare(&a, &b));
}

static bool dates_match(rc_relation relation, rc_str value, rc_str operand) {
  int64_t a;
  int64_t b;
  return rc_date_parse(value, &a) && rc_date_parse(operand, &b) &&
         relation_holds(relation, (a > b) - (a < b));
}

static bool addresses_match(rc_str value, rc_str operand) {
  rc_network address;
  rc_network network;
  return rc_address_parse(value, &address) && rc_network_parse(operand, &network) &&
         rc_network_contains(&network, &address);
}

/* Every value but `true` is false. */
static bool is_true(rc_str text) { return rc_str_equal_nocase(text, RC_STR("true")); }

static bool typed_values_match(const rc_operator *op, rc_str value, rc_str operand) {
  switch (op->type) {
    case RC_TYPE_NUMBER: return numbers_match(op->relation, value, operand);
    case RC_TYPE_DATE: return dates_match(op->relation, value, operand);
    case RC_TYPE_ADDRESS: return addresses_match(value, operand);
    case RC_TYPE_BINARY: return rc_binary_equal(value, operand);
    default: return is_true(value) == is_true(operand);
  }
}

static rc_truth texts_match(const test *t, rc_str pattern, rc_str value) {
  switch (t->op->type) {
    case RC_TYPE_STRING: return rc_scope_match(t->scope, pattern, value, RC_MATCH_EXACT);
    case RC_TYPE_STRING_LIKE: return rc_scope_match(t->scope, pattern, value, RC_MATCH_PLAIN);
    case RC_TYPE_ARN: return rc_scope_match(t->scope, pattern, value, RC_MATCH_ARN);
    default: break;
  }
  rc_truth result = rc_lower_equal(pattern, value);
  if (result == RC_UNKNOWN && (rc_hole_any(value) || rc_variable_has_placeholder(pattern))) {
    (void)rc_scope_note_hole(t->scope);
  }
  return result;
}

static bool simulates(const test *t) { return t->scope->request->as_simulator; }

/* Does `value` match the operand, negation left aside? `*malformed` tells of an operand that ends
 * the comparison: no ARN where one must stand, in AWS's simulator also no network. */
static rc_truth operand_matches(const test *t, const rc_policy_text *operand, rc_str value,
                                rc_truth *malformed) {
  if (!rc_type_takes_variables(t->op->type)) {
    bool holes = rc_hole_any(operand->text) || rc_hole_any(value);
    if (simulates(t) && t->op->type == RC_TYPE_ADDRESS) {
      *malformed = rc_hole_any(operand->text)
                       ? RC_UNKNOWN
                       : truth(!rc_operand_is_readable(t->op->type, operand->text));
    }
    if (*malformed == RC_YES) {
      return RC_NO;
    }
    return holes ? rc_scope_note_hole(t->scope)
                 : truth(typed_values_match(t->op, value, operand->text));
  }
  rc_str pattern;
  if (!rc_variable_expand(t->scope, operand, &pattern)) {
    return RC_NO;
  }
  if (t->op->type != RC_TYPE_ARN) {
    return texts_match(t, pattern, value);
  }
  /* With a variable that nobody knows, it may also be an operand that matches nothing. */
  bool open = operand->has_variables && rc_hole_any(pattern);
  *malformed = rc_truth_not(rc_pattern_is_arn(pattern));
  *malformed = open && *malformed == RC_YES ? RC_UNKNOWN : *malformed;
  rc_truth match = *malformed == RC_YES ? RC_NO : texts_match(t, pattern, value);
  if (*malformed == RC_UNKNOWN && match == RC_NO) {
    return rc_variable_has_placeholder(pattern) ? rc_scope_note_hole(t->scope) : RC_UNKNOWN;
  }
  return match;
}

/* ---- one value of the request against all of the policy ---- */

/* Can the value be compared at all? Malformed addresses and ARNs satisfy neither an operator nor
 * its negation. Where an ARN is asked for, a placeholder that is the whole value is taken to be
 * one. */
static rc_truth is_comparable(const test *t, rc_str value) {
  rc_network address;
  if (t->op->type == RC_TYPE_ARN) {
    return rc_hole_is_only(value) ? RC_YES : rc_text_is_arn(value);
  }
  if (t->op->type == RC_TYPE_ADDRESS) {
    return rc_hole_any(value) ? RC_UNKNOWN : truth(rc_address_parse(value, &address));
  }
  if (t->op->type == RC_TYPE_NUMBER && simulates(t)) {
    rc_number number;
    return rc_hole_any(value) ? RC_UNKNOWN : truth(rc_number_parse(value, &number));
  }
  return RC_YES;
}

/*
 * The operators without negation ask for one operand that matches, the negated ones for none. An
 * operand that should be an ARN and is not ends the comparison against the caller: it satisfies
 * no Allow and any Deny, unless an earlier operand has matched. Behind one that may be none, no
 * match is certain.
 */
static rc_truth value_satisfies(const test *t, rc_str value) {
  rc_truth matched = RC_NO;
  rc_truth otherwise = truth(t->op->negated);
  bool may_have_ended = false;
  for (RC_EACH(rc_policy_text, operand, t->operands)) {
    rc_truth malformed = RC_NO;
    rc_truth match = operand_matches(t, operand, value, &malformed);
    matched = rc_truth_or(matched, may_have_ended && match == RC_YES ? RC_UNKNOWN : match);
    may_have_ended = may_have_ended || (malformed == RC_UNKNOWN && match != RC_YES);
    if (malformed == RC_YES) {
      otherwise = truth(t->deny && t->op->type == RC_TYPE_ARN);
    }
    if (malformed == RC_YES || matched == RC_YES) {
      break;
    }
  }
  rc_truth result = truth(!t->op->negated);
  if (matched != RC_YES && result != otherwise) {
    result = matched == RC_NO ? otherwise : RC_UNKNOWN;
  }
  return result == RC_NO ? RC_NO : rc_truth_and(is_comparable(t, value), result);
}

/* ---- all values of the request ---- */

static rc_truth every_value(const test *t, const rc_context_key *key) {
  rc_truth result = RC_YES;
  for (uint32_t i = 0; i < key->n_values && result != RC_NO; i++) {
    result = rc_truth_and(result, value_satisfies(t, key->values[i]));
  }
  return result;
}

static rc_truth some_value(const test *t, const rc_context_key *key) {
  rc_truth result = RC_NO;
  for (uint32_t i = 0; i < key->n_values && result != RC_YES; i++) {
    result = rc_truth_or(result, value_satisfies(t, key->values[i]));
  }
  return result;
}

/* Without a prefix an operator compares one value. A list with something in it satisfies neither
 * the operator nor its negation; an empty one is a value that equals nothing. */
static rc_truth single_value(const test *t, const rc_context_key *key) {
  if (key->n_values == 0) {
    return truth(t->op->negated);
  }
  return key->multivalued || key->n_values > 1 ? RC_NO : value_satisfies(t, key->values[0]);
}

static rc_truth present_key(const test *t, const rc_context_key *key) {
  bool no_operands = t->operands.len == 0;
  switch (t->quantifier) {
    case RC_FOR_ALL_VALUES: return no_operands ? truth(key->n_values == 0) : every_value(t, key);
    case RC_FOR_ANY_VALUE: return no_operands ? RC_NO : some_value(t, key);
    case RC_SCALAR: break;
  }
  return no_operands ? RC_NO : single_value(t, key);
}

static rc_truth missing_key(const test *t) {
  switch (t->quantifier) {
    case RC_FOR_ALL_VALUES: return RC_YES;
    case RC_FOR_ANY_VALUE: return RC_NO;
    case RC_SCALAR: break;
  }
  bool no_operands = t->operands.len == 0;
  return truth(t->if_exists || (t->op->negated && !no_operands));
}

/* Null asks whether the key is there. With a prefix it asks nothing any more. */
static rc_truth null_holds(const test *t, rc_presence presence) {
  if (t->quantifier != RC_SCALAR) {
    return truth(t->quantifier == RC_FOR_ALL_VALUES);
  }
  rc_truth absent = presence == RC_KEY_UNKNOWN ? RC_UNKNOWN : truth(presence == RC_KEY_MISSING);
  rc_truth result = RC_NO;
  for (RC_EACH(rc_policy_text, operand, t->operands)) {
    rc_truth wanted = rc_hole_any(operand->text) ? rc_scope_note_hole(t->scope)
                      : is_true(operand->text)   ? absent
                                                 : rc_truth_not(absent);
    result = rc_truth_or(result, wanted);
  }
  return result;
}

/* Whatever the key is: the answer that both its presence and its absence give, else unknown. */
static rc_truth unknown_key(const test *t) {
  bool no_operands = t->operands.len == 0;
  bool never = no_operands && !t->if_exists &&
               t->quantifier != RC_FOR_ALL_VALUES;
  return never ? RC_NO : RC_UNKNOWN;
}

static rc_truth condition_holds(const test *t) {
  rc_presence presence = t->presence;
  rc_truth result = t->op->type == RC_TYPE_NULL    ? null_holds(t, presence)
                    : presence == RC_KEY_PRESENT   ? present_key(t, &t->key)
                    : presence == RC_KEY_MISSING   ? missing_key(t)
                                                   : unknown_key(t);
  if (presence == RC_KEY_UNKNOWN && result == RC_UNKNOWN) {
    if (rc_hole_any(t->condition->key)) {
      (void)rc_scope_note_hole(t->scope);
    } else {
      rc_scope_note_key(t->scope, t->condition->key);
    }
  }
  return result;
}

/* ---- all conditions ---- */

rc_test rc_test_make(rc_scope *scope, const rc_condition *condition, bool deny) {
  rc_test t = {.scope = scope,
               .condition = condition,
               .op = rc_operator_of(condition),
               .operands = condition->values,
               .quantifier = condition->quantifier,
               .if_exists = condition->if_exists,
               .deny = deny};
  t.presence = rc_scope_key(scope, condition->key, &t.key);
  return t;
}

rc_truth rc_tests_hold(rc_scope *scope, const rc_test *tests, uint32_t n) {
  rc_truth result = RC_YES;
  for (uint32_t i = 0; i < n && result != RC_NO; i++) {
    rc_test t = tests[i];
    t.scope = scope;
    result = rc_truth_and(result, condition_holds(&t));
  }
  return result;
}

rc_truth rc_conditions_hold(rc_scope *scope, const rc_statement *statement) {
  rc_truth result = RC_YES;
  for (RC_EACH(rc_condition, condition, statement->conditions)) {
    rc_causes before = rc_scope_causes(scope);
    rc_test t = rc_test_make(scope, condition, statement->deny);
    result = rc_truth_and(result, rc_scope_settle(scope, before, condition_holds(&t)));
    if (result == RC_NO) {
      break;
    }
  }
  return result;
}
