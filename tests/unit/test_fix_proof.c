/* What the proof says of two worlds: policies and verdicts are built by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fix/fix.h"
#include "lib/heap.h"
#include "syntax/json.h"

#define REPO "arn:aws:ecr:eu-west-1:111122223333:repository/web"
#define ROLE "arn:aws:iam::111122223333:role/exec"

typedef struct side {
  rc_model model;
  rc_roll_call_vec calls;
} side;

typedef struct fixture {
  rc_arena arena;
  side before, after;
  rc_proof proof;
} fixture;

static void start_side(fixture *f, side *s) {
  s->model.arena = &f->arena;
  rc_role *role = rc_model_role(&s->model, RC_STR(ROLE));
  role->identity_set = (rc_policy_set){.complete = true, .applies = true};
  rc_task *task = RC_VEC_ADD(&f->arena, &s->model.tasks);
  task->family.text = RC_STR("web");
  rc_roll_call *roll_call = RC_VEC_ADD(&f->arena, &s->calls);
  roll_call->task = 0;
}

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  rc_arena_init(&f->arena, &(rc_allocator){NULL, heap_take, heap_give});
  start_side(f, &f->before);
  start_side(f, &f->after);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  rc_arena_free(&f->arena);
  free(f);
  return 0;
}

static int restart(void **state) { return tear_down(state) + set_up(state); }

static rc_policy *compile(fixture *f, const char *text, rc_policy_kind kind) {
  rc_source *source = RC_NEW(&f->arena, rc_source);
  *source = (rc_source){.bytes = rc_str_from_c(text)};
  rc_tree *tree = NULL;
  rc_policy *policy = NULL;
  assert_int_equal(rc_json_parse(&f->arena, source, &tree), RC_OK);
  assert_int_equal(rc_policy_compile(&f->arena, rc_value_first(rc_tree_root(tree)), kind,
                                     RC_STR_NONE, &policy),
                   RC_OK);
  return policy;
}

static rc_policy *add_policy(fixture *f, side *s, const char *text) {
  rc_policy *policy = compile(f, text, RC_POLICY_IDENTITY);
  const rc_policy **added =
      RC_VEC_ADD(&f->arena, &s->model.roles.items[0].identity_set.policies);
  *added = policy;
  return policy;
}

static rc_call *add_call(fixture *f, side *s, const char *action, const char *resource,
                         rc_decision decision) {
  rc_call_rule *rule = RC_NEW(&f->arena, rc_call_rule);
  rule->action = rc_str_from_c(action);
  rule->blocks_start = true;
  rc_call *call = RC_VEC_ADD(&f->arena, &s->calls.items[0].calls);
  call->rule = rule;
  call->resource = rc_str_from_c(resource);
  call->required = RC_KNOWN_YES;
  call->verdict.role = 0;
  call->verdict.evaluation.decision = decision;
  return call;
}

static void prove(fixture *f) {
  assert_int_equal(rc_prove(&f->arena, &f->before.model, &f->before.calls, &f->after.model,
                            &f->after.calls, &f->proof),
                   RC_OK);
}

#define ALLOW(actions, resources) \
  "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" actions ",\"Resource\":" resources "}]}"

typedef struct gain_case {
  const char *before, *after;
  size_t gained, lost;
} gain_case;

static const gain_case gain_cases[] = {
    {ALLOW("\"ecr:GetX\"", "\"*\""), ALLOW("\"ecr:GetX\"", "\"*\""), 0, 0},
    {ALLOW("\"ecr:*\"", "\"*\""), ALLOW("\"ecr:Get*\"", "\"*\""), 0, 1},
    {ALLOW("\"ecr:Get*\"", "\"*\""), ALLOW("\"ecr:*\"", "\"*\""), 1, 0},
    {ALLOW("\"ECR:getx\"", "\"*\""), ALLOW("[\"ecr:GetX\"]", "[\"*\"]"), 0, 0},
    {ALLOW("\"s3:Get\"", "\"arn:aws:s3:::b/*\""),
     ALLOW("\"s3:Get\"", "\"arn:aws:s3:::b/c\""), 0, 1},
    {ALLOW("\"s3:A\"", "\"arn:aws:s3:::b\""),
     ALLOW("[\"s3:A\",\"s3:B\"]", "[\"arn:aws:s3:::b\",\"arn:aws:s3:::c\"]"), 3, 0},
    /* A Not- element covers what it does not name, and nothing that might hold it. */
    {"{\"Statement\":[{\"Effect\":\"Allow\",\"NotAction\":\"iam:*\",\"Resource\":\"*\"}]}",
     ALLOW("\"ecr:GetX\"", "\"*\""), 0, 1},
    {"{\"Statement\":[{\"Effect\":\"Allow\",\"NotAction\":\"ecr:PutX\",\"Resource\":\"*\"}]}",
     ALLOW("\"ecr:*\"", "\"*\""), 1, 1},
    {"{\"Statement\":[{\"Effect\":\"Allow\",\"NotAction\":[\"a:B\",\"a:C\"],\"Resource\":\"*\"}]}",
     "{\"Statement\":[{\"Effect\":\"Allow\",\"NotAction\":\"a:B\",\"Resource\":\"*\"}]}", 1, 0},
    /* A condition that goes is a gain, one that comes a loss. */
    {"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"*\",\"Condition\":"
     "{\"Bool\":{\"aws:SecureTransport\":\"true\"}}}]}",
     ALLOW("\"a:B\"", "\"*\""), 1, 0},
    /* So is a Deny that goes. */
    {"{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"a:B\",\"Resource\":\"*\"}]}",
     "{\"Statement\":[]}", 1, 0},
};

static void test_gains_and_losses(void **state) {
  for (size_t i = 0; i < RC_COUNT_OF(gain_cases); i++) {
    assert_int_equal(restart(state), 0);
    fixture *f = *state;
    add_policy(f, &f->before, gain_cases[i].before);
    add_policy(f, &f->after, gain_cases[i].after);
    prove(f);
    if (f->proof.gained.len != gain_cases[i].gained || f->proof.lost.len != gain_cases[i].lost) {
      fail_msg("case %zu: gained %u, lost %u", i, f->proof.gained.len, f->proof.lost.len);
    }
    assert_int_equal(f->proof.holds, gain_cases[i].gained == 0);
  }
}

static void test_a_planned_gain_holds(void **state) {
  fixture *f = *state;
  add_policy(f, &f->after, ALLOW("\"ecr:BatchGetImage\"", "\"" REPO "\""));
  add_call(f, &f->before, "ecr:BatchGetImage", REPO, RC_IMPLICIT_DENY);
  add_call(f, &f->after, "ecr:BatchGetImage", REPO, RC_ALLOWED);
  prove(f);
  assert_true(f->proof.holds);
  assert_int_equal(f->proof.gained.len, 1);
  assert_true(f->proof.gained.items[0].planned);
  assert_int_equal(f->proof.calls.len, 1);
  assert_int_equal(f->proof.calls.items[0].before, RC_IMPLICIT_DENY);
  assert_int_equal(f->proof.calls.items[0].after, RC_ALLOWED);
}

/* A whole prefix allows the call as well, and more than the call. */
static void test_a_wider_gain_does_not(void **state) {
  fixture *f = *state;
  add_policy(f, &f->after,
             ALLOW("\"ecr:BatchGetImage\"", "\"arn:aws:ecr:eu-west-1:111122223333:repository/*\""));
  add_call(f, &f->after, "ecr:BatchGetImage", REPO, RC_ALLOWED);
  prove(f);
  assert_false(f->proof.holds);
  assert_false(f->proof.gained.items[0].planned);
}

/* The six characters that nobody knows stand as `??????` in the file, as a hole in the plan. */
static void test_unknown_suffix_is_planned(void **state) {
  fixture *f = *state;
  add_policy(f, &f->after,
             ALLOW("\"secretsmanager:GetSecretValue\"",
                   "\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-??????\""));
  add_call(f, &f->after, "secretsmanager:GetSecretValue",
           "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-\xFE??????\xFF", RC_ALLOWED);
  prove(f);
  assert_true(f->proof.holds);
}

static void test_another_roles_need_is_no_plan(void **state) {
  fixture *f = *state;
  add_policy(f, &f->after, ALLOW("\"ecr:BatchGetImage\"", "\"" REPO "\""));
  add_call(f, &f->after, "ecr:BatchGetImage", REPO, RC_ALLOWED)->verdict.role = 7;
  prove(f);
  assert_false(f->proof.holds);
}

static void test_managed_policies_are_told_apart(void **state) {
  fixture *f = *state;
  add_policy(f, &f->after, ALLOW("\"ecr:BatchGetImage\"", "\"*\""))->managed_arn =
      RC_STR("arn:aws:iam::aws:policy/x");
  add_call(f, &f->after, "ecr:BatchGetImage", REPO, RC_ALLOWED);
  prove(f);
  assert_true(f->proof.holds);
  assert_true(f->proof.gained.items[0].wide);
  assert_false(f->proof.gained.items[0].planned);
}

typedef struct decision_case {
  rc_decision before, after;
  bool holds;
} decision_case;

static const decision_case decision_cases[] = {
    {RC_IMPLICIT_DENY, RC_ALLOWED, true},    {RC_IMPLICIT_DENY, RC_IMPLICIT_DENY, false},
    {RC_UNDECIDED, RC_UNDECIDED, true},      {RC_ALLOWED, RC_UNDECIDED, false},
    {RC_UNDECIDED, RC_EXPLICIT_DENY, false}, {RC_ALLOWED, RC_ALLOWED, true},
};

static void test_decisions(void **state) {
  for (size_t i = 0; i < RC_COUNT_OF(decision_cases); i++) {
    const decision_case *c = &decision_cases[i];
    assert_int_equal(restart(state), 0);
    fixture *f = *state;
    add_call(f, &f->before, "a:B", "r", c->before);
    rc_call *call = add_call(f, &f->after, "a:B", "r", c->after);
    prove(f);
    assert_int_equal(f->proof.holds, c->holds);
    /* What the input does not show to be needed cannot fail the proof. */
    call->required = RC_KNOWN_NOT;
    prove(f);
    assert_true(f->proof.holds);
  }
}

static void test_caller_may_change(void **state) {
  fixture *f = *state;
  add_call(f, &f->before, "a:B", "r", RC_IMPLICIT_DENY)->principal = RC_BY_INSTANCE_ROLE;
  add_call(f, &f->after, "a:B", "r", RC_ALLOWED)->principal = RC_BY_EXECUTION_ROLE;
  add_call(f, &f->after, "a:New", "r", RC_ALLOWED);
  prove(f);
  assert_int_equal(f->proof.calls.items[0].before, RC_IMPLICIT_DENY);
  assert_false(f->proof.calls.items[0].is_new);
  assert_int_equal(f->proof.calls.items[1].before, RC_UNDECIDED);
  assert_true(f->proof.calls.items[1].is_new);
}

#define TRUST(services) \
  "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":" services \
  "},\"Action\":\"sts:AssumeRole\"}]}"

static void test_trust(void **state) {
  fixture *f = *state;
  f->before.model.roles.items[0].trust = compile(f, TRUST("\"a.amazonaws.com\""), RC_POLICY_TRUST);
  rc_policy *trust =
      compile(f, TRUST("[\"a.amazonaws.com\",\"ecs-tasks.amazonaws.com\"]"), RC_POLICY_TRUST);
  f->after.model.roles.items[0].trust = trust;
  prove(f);
  assert_false(f->proof.holds);
  assert_int_equal(f->proof.gained.len, 1);
  assert_int_equal(f->proof.lost.len, 0);
  assert_true(rc_str_equal(f->proof.gained.items[0].role, RC_STR("ecs-tasks.amazonaws.com")));
  assert_true(rc_str_equal(f->proof.gained.items[0].resource, RC_STR(ROLE)));

  rc_call *call = add_call(f, &f->after, "sts:AssumeRole", ROLE, RC_ALLOWED);
  call->principal = RC_BY_ECS_TASKS;
  const rc_statement **deciding = RC_VEC_ADD(&f->arena, &call->verdict.evaluation.deciding);
  *deciding = &trust->statements.items[0];
  prove(f);
  assert_true(f->proof.holds);

  /* Another service in the statement that decides is still no part of the plan. */
  trust = compile(f, TRUST("[\"a.amazonaws.com\",\"ecs-tasks.amazonaws.com\","
                           "\"ec2.amazonaws.com\"]"), RC_POLICY_TRUST);
  f->after.model.roles.items[0].trust = trust;
  f->after.calls.items[0].calls.items[0].verdict.evaluation.deciding.items[0] =
      &trust->statements.items[0];
  prove(f);
  assert_false(f->proof.holds);
}

static void test_resource_policy(void **state) {
  fixture *f = *state;
  rc_resource *repository =
      rc_model_resource(&f->after.model, RC_RESOURCE_REPOSITORY, RC_STR(REPO));
  repository->policy = compile(
      f,
      "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" ROLE
      "\"},\"Action\":\"ecr:BatchGetImage\"}]}",
      RC_POLICY_RESOURCE);
  prove(f);
  assert_false(f->proof.holds);
  assert_true(rc_str_equal(f->proof.gained.items[0].role, RC_STR(ROLE)));
  assert_true(rc_str_equal(f->proof.gained.items[0].resource, RC_STR(REPO)));
  add_call(f, &f->after, "ecr:BatchGetImage", REPO, RC_ALLOWED)->target = repository;
  prove(f);
  assert_true(f->proof.holds);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(test_gains_and_losses),
      TEST(test_a_planned_gain_holds),
      TEST(test_a_wider_gain_does_not),
      TEST(test_unknown_suffix_is_planned),
      TEST(test_another_roles_need_is_no_plan),
      TEST(test_managed_policies_are_told_apart),
      TEST(test_decisions),
      TEST(test_caller_may_change),
      TEST(test_trust),
      TEST(test_resource_policy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
