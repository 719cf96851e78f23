/*
 * Policies: compile what the bytes say, decide calls, and check what must hold of every decision.
 */
#include "common.h"

#include "iam/evaluate.h"
#include "syntax/json.h"

static const char *const calls[][2] = {
    {"ecr:GetAuthorizationToken", "*"},
    {"ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:111122223333:repository/app/web"},
    {"secretsmanager:GetSecretValue",
     "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"},
    {"logs:CreateLogStream", "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/web:log-stream:*"},
};

static rc_policy_set set_of(rc_arena *arena, const rc_policy *policy) {
  rc_policy_set set = {.complete = true, .applies = true};
  const rc_policy **added = RC_VEC_ADD(arena, &set.policies);
  if (added != NULL && policy != NULL) {
    *added = policy;
  } else {
    set.policies.len = 0;
  }
  return set;
}

static rc_decision decide(rc_arena *arena, const rc_policy *policy, const char *const *call,
                          bool context_complete, bool as_boundary) {
  rc_policy_set identity = set_of(arena, policy);
  rc_policy_set boundary = identity;
  const rc_request request = {
      .action = rc_str_from_c(call[0]),
      .resource = rc_str_from_c(call[1]),
      .resource_account = RC_STR("111122223333"),
      .caller = {.kind = RC_CALLER_ROLE,
                 .arn = RC_STR("arn:aws:iam::111122223333:role/web-exec"),
                 .account = RC_STR("111122223333")},
      .identity = &identity,
      .boundary = as_boundary ? &boundary : NULL,
      .context = {.complete = context_complete},
  };
  rc_evaluation evaluation = {0};
  rc_status status = rc_evaluate(arena, &request, &evaluation);
  must(status == RC_OK || status == RC_LIMIT, "deciding fails only at a limit");
  if (status != RC_OK) {
    return RC_UNDECIDED;
  }
  must(evaluation.decision != RC_ALLOWED || evaluation.deciding.len > 0,
       "an allowed call names the statement that allows it");
  must(evaluation.decision != RC_EXPLICIT_DENY || evaluation.deciding.len > 0,
       "a denied call names the statement that denies it");
  return evaluation.decision;
}

static void check_call(rc_arena *arena, const rc_policy *policy, const char *const *call) {
  rc_decision closed = decide(arena, policy, call, true, false);
  rc_decision open = decide(arena, policy, call, false, false);
  rc_decision bounded = decide(arena, policy, call, true, true);
  rc_decision again = decide(arena, policy, call, true, false);
  if (rc_arena_status(arena) != RC_OK) {
    return; /* the work ran out somewhere on the way */
  }
  must(closed == again, "the same question has the same answer");
  /* Whether a condition of a Deny is met may be open while nothing allows: denied either way. */
  bool denied_either_way = open == RC_IMPLICIT_DENY && closed == RC_EXPLICIT_DENY;
  must(open == RC_UNDECIDED || open == closed || denied_either_way,
       "more context only settles what was open");
  must(bounded == closed, "a boundary that says the same changes nothing");
  must(closed != RC_ALLOWED || decide(arena, NULL, call, true, false) == RC_IMPLICIT_DENY,
       "nothing is allowed without a policy");
}

static void check_documents(rc_arena *arena, const rc_tree *tree) {
  for (RC_CHILDREN(document, rc_tree_root(tree))) {
    rc_policy *policy = NULL;
    if (rc_policy_compile(arena, document, RC_POLICY_IDENTITY, RC_STR("fuzz"), &policy) != RC_OK) {
      must(rc_arena_status(arena) == RC_LIMIT, "compiling fails only at a limit");
      return;
    }
    for (size_t i = 0; i < RC_COUNT_OF(calls); i++) {
      check_call(arena, policy, calls[i]);
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rc_arena arena;
  rc_source source;
  rc_arena_init(&arena, &fuzz_heap);
  const rc_tree *tree = fuzz_parse(&arena, &source, (rc_str){(const char *)data, size});
  if (tree != NULL) {
    check_documents(&arena, tree);
  }
  rc_arena_free(&arena);
  return 0;
}
