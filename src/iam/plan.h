/*
 * What is left to do for one request: of each layer only the statements that are about its action,
 * with what they compare, and what they compare it with, lying close together in memory.
 *
 * Deciding many compiled questions in turn spends its time on waiting for memory. A statement as
 * compiled is spread over its policy and the text of the document; here it takes a few neighbouring
 * cache lines. Nothing is decided in advance but the action: resources, principals and conditions
 * are compared each time. Statements that leave anything open beforehand (a placeholder in their
 * action, elements that cannot be read) are asked as a whole, by rc_statement_fits.
 */
#ifndef RC_IAM_PLAN_H
#define RC_IAM_PLAN_H

#include "iam/condition.h"

typedef struct rc_plan_resource {
  rc_str pattern;
  rc_pattern_shape shape;
} rc_plan_resource;

typedef struct rc_plan_item {
  const rc_plan_resource *resources;
  const rc_test *tests;
  const rc_statement *statement;
  uint32_t n_resources, n_tests;
  bool deny;
  bool direct; /* it names no principals, or everyone: all it grants is `direct` */
  bool whole;  /* rc_statement_fits has to be asked */
  bool has_resource, not_resource;
} rc_plan_item;

/* A set of policies that applies: a layer, or one of its levels. */
typedef struct rc_plan_level {
  uint32_t place; /* of the layer, in the order of rc_prepared.layers */
  uint32_t level;
  uint32_t first_item, end_item;
  bool complete; /* of rc_policy_set */
  bool partial;  /* some policy has statements that cannot be read */
} rc_plan_level;

typedef struct rc_plan {
  const rc_plan_level *levels;
  const rc_plan_item *items;
  uint32_t n_levels;
  rc_str resource;
} rc_plan;

/** Makes the plan of a prepared request. NULL when the arena failed. */
const rc_plan *rc_plan_make(rc_arena *arena, const rc_prepared *prepared);

/** Of a `direct` item: does its statement apply? */
rc_truth rc_plan_item_fits(rc_scope *scope, const rc_plan *plan, const rc_plan_item *item);

/** As rc_statement_fits, of the item's statement. */
rc_grants rc_plan_item_grants(rc_scope *scope, const rc_plan *plan, const rc_plan_item *item);

#endif
