#include "iam/plan.h"

#include "iam/operator.h"

#include <string.h>

typedef struct planner {
  rc_arena *arena;
  const rc_prepared *prepared;
  rc_scope scope;
  rc_plan *plan;
  struct {
    RC_VEC_FIELDS(rc_plan_level)
  } levels;
  struct {
    RC_VEC_FIELDS(rc_plan_item)
  } items;
} planner;

/* ---- which statements ---- */

static void add_statement(planner *p, const rc_statement *statement, bool plain) {
  if (!statement->valid) {
    return;
  }
  p->scope.over_limit = false;
  rc_truth action = rc_statement_fits_action(&p->scope, statement);
  if (action == RC_NO) {
    return;
  }
  rc_plan_item *item = RC_VEC_ADD(p->arena, &p->items);
  if (item == NULL) {
    return;
  }
  bool certain = action == RC_YES && !statement->uncertain && !statement->effect_unknown;
  *item = (rc_plan_item){.statement = statement,
                         .deny = statement->deny,
                         .whole = !plain || !certain,
                         .has_resource = statement->has_resource,
                         .not_resource = statement->not_resource,
                         .has_principals = rc_policy_kind_has_principals(statement->policy->kind)};
}

static void add_level(planner *p, uint32_t place, uint32_t level, const rc_policy_set *set) {
  bool plain = rc_text_is_plain(p->prepared->request->resource);
  bool partial = false;
  uint32_t first = p->items.len;
  for (uint32_t i = 0; i < set->policies.len; i++) {
    const rc_policy *policy = set->policies.items[i];
    partial = partial || policy->partial;
    for (RC_EACH(const rc_statement, statement, policy->statements)) {
      add_statement(p, statement, plain);
    }
  }
  rc_plan_level *added = RC_VEC_ADD(p->arena, &p->levels);
  if (added != NULL) {
    *added = (rc_plan_level){place, level, first, p->items.len, set->complete, partial};
  }
}

static void add_levels(planner *p) {
  for (uint32_t place = 0; place < RC_N_PLACES; place++) {
    const rc_bound_layer *bound = &p->prepared->layers[place];
    for (uint32_t i = 0; i < bound->n_sets; i++) {
      if (bound->sets[i].applies) {
        add_level(p, place, i, &bound->sets[i]);
      }
    }
  }
}

/* ---- close together ---- */

/* False for a statement that has to be asked as a whole. */
static bool gather_resources(planner *p, rc_plan_item *item) {
  const rc_policy_texts *texts = &item->statement->resources;
  uint32_t n = 0;
  for (RC_EACH(const rc_policy_text, text, *texts)) {
    n += text->completed.len > 0 ? 2 : 1;
    if (text->has_variables || !rc_text_is_plain(text->pattern)) {
      return false;
    }
  }
  rc_plan_resource *resources = RC_NEW_ARRAY(p->arena, rc_plan_resource, n);
  item->resources = resources;
  for (RC_EACH(const rc_policy_text, text, *texts)) {
    const rc_str forms[] = {text->pattern, text->completed};
    for (size_t i = 0; resources != NULL && i < RC_COUNT_OF(forms); i++) {
      if (i == 0 || forms[i].len > 0) {
        resources[item->n_resources++] = (rc_plan_resource){
            rc_str_copy(p->arena, forms[i]), rc_pattern_shape_of_resource(forms[i])};
      }
    }
  }
  return true;
}

static const rc_str *gather_values(planner *p, const rc_test *test) {
  rc_str *values = RC_NEW_ARRAY(p->arena, rc_str, test->key.n_values);
  for (uint32_t i = 0; values != NULL && i < test->key.n_values; i++) {
    values[i] = rc_str_copy(p->arena, test->key.values[i]);
  }
  return values;
}

static rc_policy_texts gather_operands(planner *p, rc_policy_texts from) {
  rc_policy_texts to = {.items = RC_NEW_ARRAY(p->arena, rc_policy_text, from.len)};
  for (; to.items != NULL && to.len < from.len; to.len++) {
    rc_policy_text *operand = &to.items[to.len];
    *operand = from.items[to.len];
    /* `text` counts for types that take no variables, and there both are the same. */
    operand->pattern = rc_str_copy(p->arena, operand->pattern);
    operand->text = operand->has_variables ? operand->text : operand->pattern;
  }
  return to;
}

static void gather_tests(planner *p, rc_plan_item *item) {
  const rc_condition_vec *conditions = &item->statement->conditions;
  rc_test *tests = RC_NEW_ARRAY(p->arena, rc_test, conditions->len);
  item->tests = tests;
  item->n_tests = tests == NULL ? 0 : conditions->len;
  for (uint32_t i = 0; i < item->n_tests; i++) {
    tests[i] = rc_test_make(&p->scope, &conditions->items[i], item->deny);
    tests[i].operands = gather_operands(p, tests[i].operands);
    if (tests[i].presence == RC_KEY_PRESENT) {
      tests[i].key.values = gather_values(p, &tests[i]);
    }
  }
}

static void gather(planner *p, rc_plan_item *item) {
  const rc_statement *s = item->statement;
  if (item->whole || !gather_resources(p, item)) {
    item->whole = true;
    return;
  }
  item->everyone = s->has_principal && !s->not_principal && s->principals.len == 1 &&
                   s->principals.items[0].kind == RC_PRINCIPAL_ANY;
  gather_tests(p, item);
}

const rc_plan *rc_plan_make(rc_arena *arena, const rc_prepared *prepared) {
  planner p = {.arena = arena,
               .prepared = prepared,
               .scope = {.prepared = prepared, .request = prepared->request}};
  p.plan = RC_NEW(arena, rc_plan);
  if (p.plan == NULL) {
    return NULL;
  }
  add_levels(&p);
  p.plan->levels = p.levels.items;
  p.plan->n_levels = p.levels.len;
  p.plan->items = p.items.items;
  p.plan->resource = rc_str_copy(arena, prepared->request->resource);
  for (RC_EACH(rc_plan_item, item, p.items)) {
    gather(&p, item);
  }
  return rc_arena_status(arena) == RC_OK ? p.plan : NULL;
}

/* ---- deciding ---- */

static rc_truth is_listed(rc_scope *scope, rc_str resource, const rc_plan_item *item) {
  rc_truth listed = RC_NO;
  for (uint32_t i = 0; i < item->n_resources && listed != RC_YES; i++) {
    const rc_plan_resource *r = &item->resources[i];
    listed = rc_truth_or(listed, rc_pattern_match_shaped(r->shape, r->pattern, resource,
                                                        &scope->over_limit));
  }
  return listed;
}

rc_grants rc_plan_item_fits(rc_scope *scope, const rc_plan *plan, const rc_plan_item *item) {
  static const rc_grants none = {RC_NO, RC_NO, RC_NO};
  if (item->whole) {
    return rc_statement_fits(scope, item->statement);
  }
  rc_truth fits = RC_YES;
  if (item->has_resource) {
    rc_truth listed = is_listed(scope, plan->resource, item);
    fits = item->not_resource ? rc_truth_not(listed) : listed;
  }
  if (fits == RC_NO) {
    return none;
  }
  rc_grants grants = {RC_YES, RC_NO, RC_NO};
  if (item->has_principals && !item->everyone) {
    grants = rc_principal_fits(scope, item->statement);
    if (rc_grants_any(grants) == RC_NO) {
      return none;
    }
  }
  return rc_grants_narrow(grants, rc_truth_and(fits, rc_tests_hold(scope, item->tests,
                                                                   item->n_tests)));
}
