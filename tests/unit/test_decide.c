/* Deciding again and again: without taking memory, and in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "iam/evaluate.h"
#include "lib/files.h"
#include "oracle/both.h"

/* Builds with sanitizers are slower by this much at most; time is that of the processor. */
#ifdef RC_ARENA_DEBUG
enum { SLOWER = 30 };
#else
enum { SLOWER = 1 };
#endif

static double seconds_since(clock_t start) {
  return (double)(clock() - start) / (double)CLOCKS_PER_SEC;
}

/* ---- memory ---- */

typedef struct counted {
  unsigned allocations;
} counted;

static void *count_allocation(void *context, size_t size) {
  ((counted *)context)->allocations++;
  return malloc(size);
}

static void count_release(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static const char *const identity =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:Get*\","
    "\"ecr:*\"],\"Resource\":[\"arn:aws:s3:::bucket/${aws:username}/*\",\"arn:aws:ecr\"],"
    "\"Condition\":{\"StringLike\":{\"aws:PrincipalTag/team\":[\"${aws:username}-*\",\"${*}\"]},"
    "\"DateLessThan\":{\"aws:CurrentTime\":\"2030-01-01T00:00:00Z\"},"
    "\"IpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/8\",\"2001:db8::/32\"]},"
    "\"NumericLessThan\":{\"s3:max-keys\":\"10\"},\"Null\":{\"aws:TokenIssueTime\":\"true\"},"
    "\"StringEqualsIgnoreCase\":{\"aws:x\":\"\\u00c9${aws:missing, 'a*'}\"}}},"
    "{\"Effect\":\"Deny\",\"NotAction\":\"s3:*\",\"Resource\":\"arn:aws:s3:::${aws:nobody}\"}]}";
static const char *const for_role =
    "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"111122223333\","
    "\"arn:aws:iam::111122223333:role/exec\",\"AROAEXAMPLE\"],"
    "\"Service\":\"logs.eu-west-1.amazonaws.com\"},\"Action\":\"*\",\"Resource\":\"*\"}]}";
static const char *const everything =
    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
static const char *const guard =
    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\","
    "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringNotEquals\":{"
    "\"aws:PrincipalOrgID\":\"o-1\"}}}}";

static void add_keys(both *b) {
  static const rc_str values[][1] = {
      {RC_STR_INIT("alice")}, {RC_STR_INIT("alice-x")}, {RC_STR_INIT("2029-01-01T00:00:00Z")},
      {RC_STR_INIT("10.1.2.3")}, {RC_STR_INIT("9")}, {RC_STR_INIT("o-1")},
      {RC_STR_INIT("\xC3\xA9" "a*")}};
  static const char *const names[] = {"aws:username", "aws:PrincipalTag/team", "aws:CurrentTime",
                                      "aws:SourceIp", "s3:max-keys", "aws:PrincipalOrgID",
                                      "aws:x"};
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    both_add_key(b, rc_str_from_c(names[i]), values[i], 1, false);
  }
}

static void deciding_takes_no_memory(void **unused) {
  static const rc_caller_kind kinds[] = {RC_CALLER_ROLE, RC_CALLER_SERVICE, RC_CALLER_USER};
  static const char *const names[] = {"arn:aws:iam::111122223333:role/exec", "logs.amazonaws.com",
                                      "arn:aws:iam::111122223333:user/alice"};
  static const rc_decision decisions[] = {RC_ALLOWED, RC_ALLOWED, RC_ALLOWED};
  (void)unused;
  for (size_t i = 0; i < RC_COUNT_OF(kinds); i++) {
    counted count = {0};
    rc_allocator allocator = {&count, count_allocation, count_release};
    rc_arena arena;
    both b;
    rc_arena_init(&arena, &allocator);
    both_init(&b, &arena);
    both_add(&b, BOTH_IDENTITY, RC_POLICY_IDENTITY, rc_str_from_c(identity));
    both_add(&b, BOTH_RESOURCE, RC_POLICY_RESOURCE, rc_str_from_c(for_role));
    both_add(&b, BOTH_BOUNDARY, RC_POLICY_BOUNDARY, rc_str_from_c(everything));
    both_add(&b, BOTH_SESSION, RC_POLICY_SESSION, rc_str_from_c(everything));
    both_add(&b, BOTH_SCP, RC_POLICY_SCP, rc_str_from_c(everything));
    both_add(&b, (both_layer)(BOTH_SCP + 1), RC_POLICY_SCP, rc_str_from_c(everything));
    both_add(&b, BOTH_RCP, RC_POLICY_RCP, rc_str_from_c(guard));
    both_add(&b, BOTH_ENDPOINT, RC_POLICY_ENDPOINT, rc_str_from_c(for_role));
    add_keys(&b);
    b.request.caller = (rc_caller){.kind = kinds[i], .arn = rc_str_from_c(names[i]),
                                   .session_name = RC_STR("task")};
    b.request.action = RC_STR("s3:GetObject");
    b.request.resource = RC_STR("arn:aws:s3:::bucket/alice/x");
    b.request.resource_account = RC_STR("111122223333");
    (void)both_decide(&b, &arena); /* hands over the layers */
    const rc_prepared *prepared = rc_request_prepare(&arena, &b.request);
    unsigned before = count.allocations;
    uint64_t used = arena.used;
    rc_ruling verdict;
    for (int k = 0; k < 100; k++) {
      assert_int_equal(rc_decide(prepared, &verdict), RC_OK);
      assert_int_equal(verdict.decision, decisions[i]);
    }
    assert_int_equal(count.allocations, before);
    assert_true(arena.used == used);
    assert_true(before > 1);
    rc_arena_free(&arena);
  }
}

/* A value that needs more room than anyone sends is refused, not cut. */
static void values_beyond_the_limit_are_said(void **unused) {
  (void)unused;
  rc_arena arena;
  both b;
  rc_arena_init(&arena, &heap);
  both_init(&b, &arena);
  both_add(&b, BOTH_IDENTITY, RC_POLICY_IDENTITY,
           RC_STR("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
                  "\"*\",\"Resource\":\"${aws:x}${aws:x}${aws:x}\"}}"));
  char *text = malloc(RC_LIMIT_MATCH_WORK_VALUE);
  memset(text, 'a', RC_LIMIT_MATCH_WORK_VALUE);
  rc_str value = {text, RC_LIMIT_MATCH_WORK_VALUE};
  both_add_key(&b, RC_STR("aws:x"), &value, 1, false);
  b.request.identity = &b.sets[BOTH_IDENTITY];
  b.request.context.keys = b.keys;
  b.request.action = RC_STR("s3:GetObject");
  b.request.resource = RC_STR("arn:aws:s3:::b/k");
  b.request.caller.arn = RC_STR("arn:aws:iam::111122223333:role/exec");
  const rc_prepared *prepared = rc_request_prepare(&arena, &b.request);
  rc_ruling verdict;
  rc_evaluation evaluation;
  assert_int_equal(rc_decide(prepared, &verdict), RC_LIMIT);
  assert_int_equal(rc_evaluate(&arena, &b.request, &evaluation), RC_LIMIT);
  free(text);
  rc_arena_free(&arena);
}

/* ---- time ---- */

enum { STATEMENTS = 10000, DECISIONS = 200 };

/* How the statement `n` of many looks: spread over services, or about one action. */
static const char *const shapes[] = {
    "{\"Effect\":\"Allow\",\"Action\":\"svc%d:Get*\",\"Resource\":\"arn:aws:s3:::bucket-%d/*\"}",
    "{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket-%d/*\"}",
    "{\"Effect\":\"Allow\",\"Action\":\"s3:G*t%d*\",\"Resource\":\"arn:aws:s3:::*-%d/*\"}",
    "{\"Effect\":\"Deny\",\"NotAction\":\"s3:*\",\"Resource\":\"*\"}",
};

/* The shape with a number in every place for one. */
static void put_statement(rc_buf *buf, const char *shape, uint64_t number) {
  rc_str rest = rc_str_from_c(shape);
  for (size_t at = rc_str_find(rest, RC_STR("%d"), 0); at != RC_NOT_FOUND;
       at = rc_str_find(rest, RC_STR("%d"), 0)) {
    rc_buf_put(buf, rc_str_slice(rest, 0, at));
    rc_buf_put_u64(buf, number);
    rest = rc_str_from(rest, at + 2);
  }
  rc_buf_put(buf, rest);
}

static const rc_policy *many_statements(both *b, const char *shape) {
  rc_buf buf;
  rc_buf_init(&buf, b->arena);
  rc_buf_put_c(&buf, "{\"Statement\":[");
  for (uint64_t i = 0; i < STATEMENTS; i++) {
    rc_buf_put_c(&buf, i > 0 ? "," : "");
    put_statement(&buf, shape, i);
  }
  rc_buf_put_c(&buf, "]}");
  return both_add(b, BOTH_IDENTITY, RC_POLICY_IDENTITY, rc_buf_str(&buf));
}

static void ten_thousand_statements_take_under_a_millisecond(void **unused) {
  (void)unused;
  for (size_t i = 0; i < RC_COUNT_OF(shapes); i++) {
    rc_arena arena;
    both b;
    rc_ruling verdict;
    rc_arena_init(&arena, &heap);
    both_init(&b, &arena);
    const rc_policy *policy = many_statements(&b, shapes[i]);
    assert_int_equal(policy->statements.len, STATEMENTS);
    b.request.caller.arn = RC_STR("arn:aws:iam::111122223333:role/exec");
    b.request.action = RC_STR("s3:GetObject");
    b.request.resource = RC_STR("arn:aws:s3:::bucket-9999/k");
    b.request.resource_account = RC_STR("111122223333");
    (void)both_decide(&b, &arena);
    const rc_prepared *prepared = rc_request_prepare(&arena, &b.request);
    clock_t start = clock();
    for (int k = 0; k < DECISIONS; k++) {
      assert_int_equal(rc_decide(prepared, &verdict), RC_OK);
    }
    double each = seconds_since(start) / DECISIONS;
    assert_int_equal(verdict.decision, i == 1 ? RC_ALLOWED : RC_IMPLICIT_DENY);
    print_message("shape %d: %.1f microseconds a decision\n", (int)i, each * 1e6);
    assert_true(each < 0.001 * SLOWER);
    rc_arena_free(&arena);
  }
}

/* The index finds what looking at every statement finds. */
static void the_index_loses_nothing(void **unused) {
  static const char *const actions[] = {"s3:GetObject", "S3:getobject", "ecr:PutImage", "ecr:",
                                        "plain", "", "ssm:GetParameter"};
  static const char *const patterns[] = {"s3:GetObject", "S3:GETOBJECT", "s3:Get*", "s*:Get*",
                                         "*", "ecr:Put?mage", "*:*", "plain", "ssm:*r", "ecr:"};
  (void)unused;
  for (size_t i = 0; i < RC_COUNT_OF(actions); i++) {
    for (size_t k = 0; k < RC_COUNT_OF(patterns); k++) {
      rc_arena arena;
      both few;
      both many;
      rc_arena_init(&arena, &heap);
      rc_str one = RC_FILL(&arena, "{\"Effect\":\"Allow\",\"Action\":\"{}\",\"Resource\":\"*\"}",
                           rc_str_from_c(patterns[k]));
      rc_str other = RC_STR("{\"Effect\":\"Allow\",\"Action\":[\"a:b\",\"c:*\"],"
                            "\"Resource\":\"*\"}");
      rc_buf buf;
      rc_buf_init(&buf, &arena);
      rc_buf_put_c(&buf, "{\"Statement\":[");
      for (int n = 0; n < 20; n++) {
        rc_buf_put(&buf, other);
        rc_buf_put_byte(&buf, ',');
      }
      rc_buf_put(&buf, one);
      rc_buf_put_c(&buf, "]}");
      both_init(&few, &arena);
      both_init(&many, &arena);
      const rc_policy *small = both_add(&few, BOTH_IDENTITY, RC_POLICY_IDENTITY,
                                        RC_FILL(&arena, "{\"Statement\":{}}", one));
      const rc_policy *large =
          both_add(&many, BOTH_IDENTITY, RC_POLICY_IDENTITY, rc_buf_str(&buf));
      assert_null(small->index);
      assert_non_null(large->index);
      few.request.action = many.request.action = rc_str_from_c(actions[i]);
      few.request.resource = many.request.resource = RC_STR("*");
      few.request.caller.arn = many.request.caller.arn =
          RC_STR("arn:aws:iam::111122223333:role/exec");
      assert_int_equal(both_decide(&few, &arena).decision, both_decide(&many, &arena).decision);
      rc_arena_free(&arena);
    }
  }
}

static void wildcards_stay_linear(void **unused) {
  static const struct {
    const char *pattern;
    rc_match_mode mode;
  } cases[] = {{"*a*a*a*a*b", RC_MATCH_PLAIN},
               {"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", RC_MATCH_NOCASE},
               {"*?*?*?*?*?*b", RC_MATCH_PLAIN},
               {"*a*a*a*a*b", RC_MATCH_RESOURCE},
               {"arn:aws:s3:::*a*a*a*a*b", RC_MATCH_ARN}};
  enum { LENGTH = 4000000 };
  (void)unused;
  char *text = malloc(LENGTH);
  memset(text, 'a', LENGTH);
  memcpy(text, "arn:aws:s3:::", 13);
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    clock_t start = clock();
    rc_truth match = rc_text_match(rc_str_from_c(cases[i].pattern), (rc_str){text, LENGTH},
                                   cases[i].mode);
    assert_int_equal(match, RC_NO);
    print_message("%s: %.3f s for %d bytes\n", cases[i].pattern, seconds_since(start), LENGTH);
    assert_true(seconds_since(start) < 0.5 * SLOWER);
  }
  free(text);
}

/* A run of characters behind a star can be compared anew at every character of the text: 100 kB
 * times 4 MB. It is given up instead, in every mode, and says so. */
static void long_runs_behind_stars_are_bounded(void **unused) {
  static const rc_match_mode modes[] = {RC_MATCH_PLAIN, RC_MATCH_NOCASE, RC_MATCH_RESOURCE,
                                        RC_MATCH_ARN};
  enum { RUN = 100000, LENGTH = 4000000, HEAD = 13 };
  (void)unused;
  char *text = malloc(LENGTH);
  char *pattern = malloc(RUN);
  memset(text, 'a', LENGTH);
  memset(pattern, 'a', RUN);
  memcpy(text, "arn:aws:s3:::", HEAD);
  memcpy(pattern, "arn:aws:s3:::*", HEAD + 1);
  pattern[RUN - 1] = 'b';
  for (size_t i = 0; i < RC_COUNT_OF(modes); i++) {
    for (int questions = 0; questions < 2; questions++) {
      bool over = false;
      clock_t start = clock();
      pattern[HEAD + 2] = questions ? '?' : 'a';
      assert_int_equal(rc_text_match_within((rc_str){pattern, RUN}, (rc_str){text, LENGTH},
                                            modes[i], &over), RC_UNKNOWN);
      assert_true(over);
      assert_true(seconds_since(start) < 0.5 * SLOWER);
    }
  }
  bool over = false;
  assert_int_equal(rc_text_match_within(RC_STR("*aaaaaaaab"), (rc_str){text, LENGTH},
                                        RC_MATCH_PLAIN, &over), RC_NO); /* a short run is cheap */
  assert_false(over);
  free(pattern);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(deciding_takes_no_memory),
      cmocka_unit_test(values_beyond_the_limit_are_said),
      cmocka_unit_test(ten_thousand_statements_take_under_a_millisecond),
      cmocka_unit_test(the_index_loses_nothing),
      cmocka_unit_test(wildcards_stay_linear),
      cmocka_unit_test(long_runs_behind_stars_are_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
