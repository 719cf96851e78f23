#include "iam/plan.h"

#include "iam/doubts.h"
#include "iam/variable.h"

#include <string.h>

typedef struct planner {
  rc_arena *arena;
  const rc_prepared *prepared;
  rc_scope scope;
  rc_plan_level *levels;
  rc_plan_item *items; /* NULL: they are being counted */
  uint32_t n_levels, n_items;
} planner;

/* ---- which statements ---- */

static void add_statement(planner *p, const rc_statement *statement) {
  p->scope.over_limit = false;
  rc_truth action = statement->valid ? rc_statement_fits_action(&p->scope, statement) : RC_NO;
  if (action == RC_NO) {
    return;
  }
  if (p->items != NULL) {
    p->items[p->n_items] = (rc_plan_item){
        .statement = statement,
        .deny = statement->deny,
        .whole = action != RC_YES || statement->uncertain || statement->effect_unknown,
        .has_resource = statement->has_resource,
        .not_resource = statement->not_resource};
  }
  p->n_items++;
}

static bool add_policies(planner *p, const rc_policy_set *set) {
  bool partial = false;
  for (uint32_t i = 0; i < set->policies.len; i++) {
    const rc_policy *policy = set->policies.items[i];
    partial = partial || policy->partial;
    for (RC_EACH(const rc_statement, statement, policy->statements)) {
      add_statement(p, statement);
    }
  }
  return partial;
}

static void add_levels(planner *p) {
  p->n_levels = p->n_items = 0;
  for (uint32_t place = 0; place < RC_N_PLACES; place++) {
    const rc_bound_layer *bound = &p->prepared->layers[place];
    for (uint32_t i = 0; i < bound->n_sets; i++) {
      const rc_policy_set *set = &bound->sets[i];
      if (!set->applies) {
        continue;
      }
      uint32_t first = p->n_items;
      bool partial = add_policies(p, set);
      if (p->levels != NULL) {
        p->levels[p->n_levels] =
            (rc_plan_level){place, i, first, p->n_items, set->complete, partial};
      }
      p->n_levels++;
    }
  }
}

/* ---- close together ---- */

/* The pattern with the request's values for its variables, in memory of its own. */
static bool expand(planner *p, const rc_policy_text *text, rc_str *out) {
  bool has_value = rc_variable_expand(&p->scope, text, out);
  *out = rc_str_copy(p->arena, *out);
  return has_value;
}

static void add_resource(planner *p, rc_plan_resource *out, rc_str pattern) {
  bool plain = rc_text_is_plain(pattern) && rc_text_is_plain(p->prepared->request->resource);
  *out = (rc_plan_resource){pattern,
                            plain ? rc_pattern_shape_of_resource(pattern) : RC_SHAPE_OTHER};
}

/* An entry with a variable that has no value matches nothing, and is left out. One that may be
 * short, but not for certain, is for rc_statement_fits. */
static void gather_resources(planner *p, rc_plan_item *item) {
  const rc_policy_texts *texts = &item->statement->resources;
  uint32_t n = texts->len;
  for (RC_EACH(const rc_policy_text, text, *texts)) {
    n += text->completed.len > 0;
  }
  rc_plan_resource *resources = RC_NEW_ARRAY(p->arena, rc_plan_resource, n);
  item->resources = resources;
  for (RC_EACH(const rc_policy_text, text, *texts)) {
    rc_str pattern;
    if (resources == NULL || !expand(p, text, &pattern)) {
      continue;
    }
    add_resource(p, &resources[item->n_resources++], pattern);
    if (text->completed.len > 0) {
      item->whole = item->whole || rc_hole_any(text->completed);
      add_resource(p, &resources[item->n_resources++], rc_str_copy(p->arena, text->completed));
    }
  }
}

static const rc_str *gather_values(planner *p, const rc_test *test) {
  rc_str *values = RC_NEW_ARRAY(p->arena, rc_str, test->key.n_values);
  for (uint32_t i = 0; values != NULL && i < test->key.n_values; i++) {
    values[i] = rc_str_copy(p->arena, test->key.values[i]);
  }
  return values;
}

/* An operand with a variable that nobody knows stays as it was compiled. */
static void gather_operand(planner *p, const rc_policy_text *operand, rc_policy_text *out) {
  out->valueless = !expand(p, operand, &out->pattern);
  if (operand->has_variables && rc_hole_any(out->pattern)) {
    *out = *operand;
    return;
  }
  /* This one counts for types that take no variables, and there both are the same. */
  out->text = out->pattern;
}

static rc_policy_texts gather_operands(planner *p, rc_policy_texts from) {
  rc_policy_texts to = {.items = RC_NEW_ARRAY(p->arena, rc_policy_text, from.len)};
  for (; to.items != NULL && to.len < from.len; to.len++) {
    gather_operand(p, &from.items[to.len], &to.items[to.len]);
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
  if (item->whole) {
    return;
  }
  p->scope.over_limit = false;
  gather_resources(p, item);
  gather_tests(p, item);
  item->whole = item->whole || p->scope.over_limit;
  bool everyone = RC_DOUBT_STAR_OVERRIDES_LIMITS && s->has_principal && !s->not_principal &&
                  s->principals.len == 1 && s->principals.items[0].kind == RC_PRINCIPAL_ANY;
  item->direct = !item->whole &&
                 (everyone || !rc_policy_kind_has_principals(s->policy->kind));
}

const rc_plan *rc_plan_make(rc_arena *arena, const rc_prepared *prepared) {
  rc_plan *plan = RC_NEW(arena, rc_plan);
  planner p = {.arena = arena,
               .prepared = prepared,
               .scope = {.prepared = prepared, .request = prepared->request}};
  add_levels(&p);
  p.levels = RC_NEW_ARRAY(arena, rc_plan_level, p.n_levels);
  p.items = RC_NEW_ARRAY(arena, rc_plan_item, p.n_items);
  if (plan == NULL || p.levels == NULL || p.items == NULL) {
    return NULL;
  }
  add_levels(&p);
  *plan = (rc_plan){p.levels, p.items, p.n_levels,
                    rc_str_copy(arena, prepared->request->resource)};
  for (uint32_t i = 0; i < p.n_items; i++) {
    gather(&p, &p.items[i]);
  }
  return rc_arena_status(arena) == RC_OK ? plan : NULL;
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

rc_truth rc_plan_item_fits(rc_scope *scope, const rc_plan *plan, const rc_plan_item *item) {
  rc_truth fits = RC_YES;
  if (item->has_resource) {
    rc_truth listed = is_listed(scope, plan->resource, item);
    fits = item->not_resource ? rc_truth_not(listed) : listed;
  }
  if (fits == RC_NO || item->n_tests == 0) {
    return fits;
  }
  return rc_truth_and(fits, rc_tests_hold(scope, item->tests, item->n_tests));
}

rc_grants rc_plan_item_grants(rc_scope *scope, const rc_plan *plan, const rc_plan_item *item) {
  if (item->whole) {
    return rc_statement_fits(scope, item->statement);
  }
  rc_truth fits = rc_plan_item_fits(scope, plan, item);
  if (fits == RC_NO) {
    return (rc_grants){RC_NO, RC_NO, RC_NO};
  }
  return rc_grants_narrow(rc_principal_fits(scope, item->statement), fits);
}
