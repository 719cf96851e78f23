/*
 * Conditions of a statement against the request's context.
 */
#ifndef RC_IAM_CONDITION_H
#define RC_IAM_CONDITION_H

#include "iam/operator.h"
#include "iam/scope.h"

/* One condition, and what the request has for its key: all that is left is to compare. */
typedef struct rc_test {
  rc_scope *scope;
  const rc_operator *op;
  rc_policy_texts operands;
  rc_context_key key;
  const rc_condition *condition;
  rc_presence presence; /* of the key */
  rc_quantifier quantifier;
  bool if_exists;
  bool deny; /* the statement's effect */
} rc_test;

/** Looks up the condition's key in the request. */
rc_test rc_test_make(rc_scope *scope, const rc_condition *condition, bool deny);

/** Do they all hold? `scope` counts, not the one of their making. */
rc_truth rc_tests_hold(rc_scope *scope, const rc_test *tests, uint32_t n);

/** Do all conditions of the statement hold? */
rc_truth rc_conditions_hold(rc_scope *scope, const rc_statement *statement);

#endif
