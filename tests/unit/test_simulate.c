/* Simulation through the public header: answers, memory, and questions compiled once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "rolecall.h"

#define REQUEST                                                                              \
  "{\"request\":{\"principal\":\"arn:aws:iam::111122223333:role/app\",\"action\":"           \
  "\"s3:GetObject\",\"resource\":{\"resource\":\"arn:aws:s3:::b/k\",\"accountId\":"          \
  "\"111122223333\"},\"contextVariables\":{\"aws:username\":\"a\",\"aws:TagKeys\":[\"x\"]}}," \
  "\"identityPolicies\":[{\"name\":\"p\",\"policy\":{\"Version\":\"2012-10-17\","            \
  "\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":"                   \
  "\"arn:aws:s3:::b/*\",\"Condition\":{\"StringLike\":{\"aws:username\":\"${aws:username}\"}}}]}}]}"

#define LAYERED                                                                            \
  "{\"request\":{\"principal\":\"arn:aws:sts::111122223333:assumed-role/app/s\","          \
  "\"action\":\"s3:GetObject\",\"resource\":\"arn:aws:s3:::b/k\"},\"contextComplete\":"    \
  "false,\"identityPolicies\":[" ALL "],\"permissionBoundaryPolicies\":[" ALL              \
  "],\"sessionPolicy\":" ALL ",\"resourcePolicy\":{\"Statement\":{\"Effect\":\"Deny\","    \
  "\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{"   \
  "\"aws:SecureTransport\":\"false\"}}}},\"serviceControlPolicies\":[{\"orgIdentifier\":"  \
  "\"r\",\"policies\":[" ALL "]}],\"resourceControlPolicies\":[{\"orgIdentifier\":\"r\","  \
  "\"policies\":[]}],\"vpcEndpointPolicies\":[]}"
#define ALL                                                                               \
  "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","     \
  "\"Resource\":\"*\"}}"

#define CUSTOM                                                                              \
  "{\"PolicyInputList\":[\"{\\\"Version\\\":\\\"2012-10-17\\\",\\n\\\"Statement\\\":[\\n"   \
  "{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"s3:*\\\",\\\"Resource\\\":\\\"*\\\"},"  \
  " {\\\"Effect\\\":\\\"Deny\\\",\\\"Action\\\":\\\"s3:P*\\\",\\\"Resource\\\":\\\"*\\\"}"  \
  "]}\"],\"ActionNames\":[\"s3:GetObject\",\"s3:PutObject\"],\"ContextEntries\":[{"         \
  "\"ContextKeyName\":\"aws:x\",\"ContextKeyType\":\"stringList\",\"ContextKeyValues\":["   \
  "\"1\"]}]}"

#define PRINCIPAL                                                                           \
  "{\"PolicySourceArn\":\"arn:aws:iam::111122223333:user/a\",\"ActionNames\":["             \
  "\"s3:GetObject\"],\"AuthorizationDetails\":[\"{\\\"UserDetailList\\\":[{\\\"Arn\\\":"     \
  "\\\"arn:aws:iam::111122223333:user/a\\\",\\\"UserId\\\":\\\"AIDA\\\","                 \
  "\\\"UserPolicyList\\\":[{\\\"PolicyName\\\":\\\"p\\\",\\\"PolicyDocument\\\":"         \
  "\\\"%7B%22Statement%22%3A%5B%5D%7D\\\"}],\\\"AttachedManagedPolicies\\\":[{"             \
  "\\\"PolicyArn\\\":\\\"arn:aws:iam::aws:policy/service-role/"                           \
  "AmazonECSTaskExecutionRolePolicy\\\"}]}]}\"]}"

typedef struct memory {
  unsigned n_requests, refuse_at;
  size_t outstanding, most;
} memory;

static void *take(void *context, size_t size) {
  memory *m = context;
  if (++m->n_requests == m->refuse_at) {
    return NULL;
  }
  m->outstanding += size;
  m->most = m->outstanding > m->most ? m->outstanding : m->most;
  return malloc(size);
}

static void give(void *context, void *block, size_t size) {
  memory *m = context;
  m->outstanding -= size;
  free(block);
}

typedef rolecall_status asking(rolecall_simulator *, const char *, size_t, const char **, size_t *);

typedef struct asked {
  rolecall_simulator *simulator;
  const char *out;
  size_t size;
} asked;

static rolecall_status ask(asked *a, asking *how, const char *text) {
  return how(a->simulator, text, strlen(text), &a->out, &a->size);
}

static void expect_answer(asked *a, const char *answer) {
  assert_int_equal(a->size, strlen(answer));
  assert_memory_equal(a->out, answer, a->size);
}

static void lines_are_answered_one_by_one(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  asked a = {.simulator = rolecall_simulator_new(&allocator)};
  assert_int_equal(ask(&a, rolecall_simulate_line, REQUEST), ROLECALL_OK);
  expect_answer(&a, "{\"result\":\"Allowed\",\"matched\":[{\"layer\":\"identity\",\"policy\":\"p\","
                    "\"statement\":0,\"start\":294,\"end\":420}],\"missing\":[]}\n");
  assert_int_equal(REQUEST[294], '{');
  assert_int_equal(REQUEST[419], '}');
  assert_int_equal(ask(&a, rolecall_simulate_line, " \t\r"), ROLECALL_OK);
  assert_int_equal(a.size, 0);
  assert_int_equal(ask(&a, rolecall_simulate_line, "{"), ROLECALL_ARG);
  assert_non_null(strstr(a.out, "{\"error\":\"not JSON: "));
  assert_int_equal(ask(&a, rolecall_simulate_line, LAYERED), ROLECALL_OK);
  assert_non_null(strstr(a.out, "\"result\":\"Unknown\""));
  assert_non_null(strstr(a.out, "\"missing\":[\"aws:SecureTransport\""));
  rolecall_simulator_free(a.simulator);
  assert_int_equal(m.outstanding, 0);
}

/* A line about one object in `principal`'s own account, whose policy grants to one `whom`. */
#define GRANT(principal, whom)                                                              \
  "{\"request\":{\"principal\":\"arn:aws:" principal "\",\"action\":\"s3:GetObject\","      \
  "\"resource\":{\"resource\":\"arn:aws:s3:::b/k\",\"accountId\":\"111122223333\"}},"       \
  "\"identityPolicies\":[" ALL "],\"sessionPolicy\":" ALL ",\"resourcePolicy\":{\"Statement\":" \
  "{\"Effect\":\"Deny\",\"Principal\":{" whom "},\"Action\":\"s3:*\",\"Resource\":\"*\"}}}"
#define FEDERATED "sts::111122223333:federated-user/f"
#define ALICE "\"AWS\":\"arn:aws:iam::111122223333:user/alice\""
#define SESSION "\"AWS\":\"arn:aws:sts::111122223333:assumed-role/app/s\""
#define CANONICAL "\"CanonicalUser\":\"79a5\""
#define USER "iam::111122223333:user/a"

/* What an open answer says is missing, once given, settles it. */
static void what_is_missing_can_be_given(void **state) {
  static const struct {
    const char *line, *answer;
  } cases[] = {
      {GRANT(FEDERATED, ALICE), "\"missing\":[\"request.parentUser\"]"},
      {GRANT(FEDERATED "\",\"parentUser\":\"arn:aws:iam::111122223333:user/alice", ALICE),
       "\"ExplicitlyDenied\""},
      {GRANT(FEDERATED "\",\"parentUser\":\"arn:aws:iam::111122223333:user/bob", ALICE),
       "\"Allowed\""},
      {GRANT(FEDERATED "\",\"parentUser\":\"arn:aws:iam::111122223333:role/bob", ALICE),
       "`request.parentUser`: `arn:aws:iam::111122223333:role/bob` is no ARN of a user"},
      {GRANT(FEDERATED "\",\"parentUser\":[\"x\"],\"x\":\"", ALICE), "`request.parentUser` "},
      {GRANT("iam::111122223333:role/app", SESSION),
       "\"missing\":[\"session of request.principal\"]"},
      {GRANT("sts::111122223333:assumed-role/app/s", SESSION), "\"ExplicitlyDenied\""},
      {GRANT("sts::111122223333:assumed-role/app/t", SESSION), "\"Allowed\""},
      {GRANT(USER, CANONICAL), "\"missing\":[\"request.canonicalUser\"]"},
      {GRANT(USER "\",\"canonicalUser\":\"79a5", CANONICAL), "\"ExplicitlyDenied\""},
      {GRANT(USER "\",\"canonicalUser\":\"80", CANONICAL), "\"Allowed\""},
  };
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  asked a = {.simulator = rolecall_simulator_new(&allocator)};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    (void)ask(&a, rolecall_simulate_line, cases[i].line);
    char answer[1000];
    snprintf(answer, sizeof answer, "%.*s", (int)a.size, a.out);
    if (strstr(answer, cases[i].answer) == NULL) {
      fail_msg("%s\nis answered %s", cases[i].line, answer);
    }
  }
  rolecall_simulator_free(a.simulator);
}

static void a_line_too_long_is_an_error_of_its_own(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  size_t size = RC_LIMIT_LINE_BYTES_VALUE + 1u;
  char *line = malloc(size);
  asked a = {.simulator = rolecall_simulator_new(&allocator)};
  memset(line, 'x', size);
  assert_int_equal(rolecall_simulate_line(a.simulator, line, size, &a.out, &a.size),
                   ROLECALL_LIMIT);
  expect_answer(&a, "{\"error\":\"the limit on line size of 8388608 bytes was reached\"}\n");
  assert_int_equal(ask(&a, rolecall_simulate_line, REQUEST), ROLECALL_OK);
  rolecall_question *question = rolecall_question_new(&allocator, line, size);
  assert_non_null(rolecall_question_error(question));
  rolecall_question_free(question);
  free(line);
  rolecall_simulator_free(a.simulator);
  assert_int_equal(m.outstanding, 0);
}

static void memory_stays_the_same_however_many_lines(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  asked a = {.simulator = rolecall_simulator_new(&allocator)};
  size_t most = 0;
  for (int i = 0; i < 200; i++) {
    assert_int_equal(ask(&a, rolecall_simulate_line, i % 2 ? REQUEST : LAYERED), ROLECALL_OK);
    most = i == 3 ? m.most : most;
  }
  assert_int_equal(m.most, most);
  rolecall_simulator_free(a.simulator);
  assert_int_equal(m.outstanding, 0);
}

#define ASKED(action, resource, more)                                                          \
  "\"request\":{\"principal\":\"arn:aws:iam::111122223333:role/app\",\"action\":\"" action "\","  \
  "\"resource\":{\"resource\":\"" resource "\",\"accountId\":\"111122223333\"}" more "}"
#define OBJECT ASKED("s3:GetObject", "arn:aws:s3:::b/k", "")
#define OTHER                                                                                  \
  ASKED("s3:PutObject", "arn:aws:s3:::b/longer", ",\"contextVariables\":{\"aws:x\":\"1\"}")
#define KEY ASKED("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/k", "")
#define READING                                                                                \
  "\"identityPolicies\":[{\"name\":\"p\",\"policy\":{\"Version\":\"2012-10-17\","                  \
  "\"Statement\":[{"                                                                             \
  "\"Effect\":\"Allow\",\"Action\":[\"s3:Get*\",\"kms:*\"],\"Resource\":\"*\"}]}}],"               \
  "\"resourcePolicy\":{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"               \
  "\"111122223333\"},\"Action\":\"*\",\"Resource\":\"*\"}}"
#define ASKING                                                                                 \
  "\"identityPolicies\":[{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","        \
  "\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:x\":\"1\"}}}]}]"

/* Lines that have parts in common, or seem to. */
static const char *const related[] = {
    "{" OBJECT "," READING "}",
    "{" OTHER "," READING "}",
    "{" KEY "," READING "}",
    " { \"request\" : {\"principal\":\"*\",\"action\":\"s3:GetObject\",\"resource\":"
    "\"arn:aws:s3:::b/{{name}}\"} , " READING " } ",
    "{" READING "," OBJECT "}",
    "{" OBJECT "," READING "," OTHER "}",
    "{" OBJECT "," READING "," READING "}",
    "{" OBJECT "," READING ",}",
    "{" OBJECT ",/* x */" READING "}",
    "{" OBJECT "," READING "} {}",
    "{" OBJECT "," READING,
    "{" OBJECT "}",
    "{" OTHER "," ASKING "}",
    "{" OBJECT "," ASKING "}",
    "{" OBJECT "," ASKING ",\"contextComplete\":false}",
    "{" OBJECT "," ASKING ",\"contextComplete\":\"no\"}",
    "{" ASKED("s3:GetObject", "arn:aws:s3:::b/\\u0024{x}\\\"}", "") "," READING "}",
    "{" ASKED("s3:GetObjekt", "arn:aws:s3:::b/k", "") "," READING "}",
    "{" ASKED("s3:GetObject", "arn:aws:s3:::b/k", ",\"principal\":\"*\"") "," READING "}",
    "{" ASKED("s3:GetObject", "arn:aws:s3:::b/k", ",\"contextVariables\":[]") "," READING "}",
    "{" ASKED("s3:GetObject", "arn:aws:s3:::b/k", ",\"parentUser\":[]") "," READING "}",
    "{" OBJECT ",\"identityPolicies\":{}}",
    "{" OBJECT ",\"identityPolicies\":[{\"Statement\":[{\"Effect\":\"Maybe\"}]}]}",
};

enum { N_RELATED = sizeof related / sizeof *related };

/* What a simulator keeps of one line must not show in the answer to another. */
static void earlier_lines_do_not_matter(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  asked all = {.simulator = rolecall_simulator_new(&allocator)};
  for (int i = 0; i < N_RELATED * N_RELATED; i++) {
    const char *line = related[i % 2 == 0 ? i / 2 % N_RELATED : i / N_RELATED];
    asked alone = {.simulator = rolecall_simulator_new(&allocator)};
    rolecall_status status = ask(&alone, rolecall_simulate_line, line);
    assert_int_equal(ask(&all, rolecall_simulate_line, line), status);
    assert_int_equal(all.size, alone.size);
    assert_memory_equal(all.out, alone.out, alone.size);
    rolecall_simulator_free(alone.simulator);
  }
  rolecall_simulator_free(all.simulator);
  assert_int_equal(m.outstanding, 0);
}

/* Places count from the beginning of the line, however long the request before them is. */
static void places_are_those_of_the_line(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  asked a = {.simulator = rolecall_simulator_new(&allocator)};
  for (size_t i = 0; i < 4; i++) {
    const char *line = i % 2 == 0 ? related[0] : related[2];
    char place[64];
    size_t start = (size_t)(strstr(line, "{\"Effect\"") - line);
    size_t end = (size_t)(strstr(line, "}]}}]") - line) + 1;
    (void)snprintf(place, sizeof place, "\"start\":%zu,\"end\":%zu", start, end);
    assert_int_equal(ask(&a, rolecall_simulate_line, line), ROLECALL_OK);
    assert_non_null(strstr(a.out, place));
  }
  rolecall_simulator_free(a.simulator);
}

/* Refuses each request for memory in turn. */
static void refuse_each(asking *how, const char *text) {
  for (unsigned at = 1;; at++) {
    memory m = {.refuse_at = at};
    const rolecall_allocator allocator = {&m, take, give};
    asked a = {.simulator = rolecall_simulator_new(&allocator)};
    if (a.simulator == NULL) {
      continue;
    }
    rolecall_status status = ask(&a, how, text);
    bool refused = m.n_requests >= at;
    assert_int_equal(status, refused ? ROLECALL_NOMEM : ROLECALL_OK);
    assert_true(a.size > 0);
    assert_true(!refused || strstr(a.out, "memory ran out") != NULL);
    m.refuse_at = 0; /* the next line is answered all the same */
    assert_int_equal(ask(&a, how, text), ROLECALL_OK);
    rolecall_simulator_free(a.simulator);
    assert_int_equal(m.outstanding, 0);
    if (!refused) {
      return;
    }
  }
}

static void refused_memory_is_told_and_given_back(void **state) {
  (void)state;
  refuse_each(rolecall_simulate_line, REQUEST);
  refuse_each(rolecall_simulate_line, LAYERED);
  refuse_each(rolecall_simulate_custom, CUSTOM);
  refuse_each(rolecall_simulate_principal, PRINCIPAL);
}

static void questions_need_memory_only_when_compiled(void **state) {
  (void)state;
  for (unsigned at = 1;; at++) {
    memory m = {.refuse_at = at};
    const rolecall_allocator allocator = {&m, take, give};
    rolecall_question *question = rolecall_question_new(&allocator, REQUEST, strlen(REQUEST));
    if (question == NULL) {
      assert_int_equal(m.outstanding, 0);
      continue;
    }
    unsigned compiled = m.n_requests;
    rolecall_decision decision = ROLECALL_UNKNOWN;
    assert_null(rolecall_question_error(question));
    for (int i = 0; i < 1000; i++) {
      assert_int_equal(rolecall_question_decide(question, &decision), ROLECALL_OK);
      assert_int_equal(decision, ROLECALL_ALLOWED);
    }
    assert_int_equal(m.n_requests, compiled);
    rolecall_question_free(question);
    assert_int_equal(m.outstanding, 0);
    return;
  }
}

static void a_question_that_cannot_be_asked_says_why(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  rolecall_decision decision;
  rolecall_question *question = rolecall_question_new(&allocator, "{}", 2);
  assert_non_null(strstr(rolecall_question_error(question), "`request` is missing"));
  assert_int_equal(rolecall_question_decide(question, &decision), ROLECALL_ARG);
  rolecall_question_free(question);
  assert_null(rolecall_question_new(NULL, "{}", 2));
  assert_null(rolecall_simulator_new(NULL));
}

static void cut_lines_are_refused(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  asked a = {.simulator = rolecall_simulator_new(&allocator)};
  for (size_t size = 1; size < strlen(LAYERED); size++) {
    char *cut = malloc(size); /* a block of its own: a sanitizer sees its end */
    memcpy(cut, LAYERED, size);
    assert_int_equal(rolecall_simulate_line(a.simulator, cut, size, &a.out, &a.size),
                     ROLECALL_ARG);
    free(cut);
  }
  for (size_t size = 1; size < strlen(CUSTOM); size++) {
    char *cut = malloc(size);
    memcpy(cut, CUSTOM, size);
    assert_int_equal(rolecall_simulate_custom(a.simulator, cut, size, &a.out, &a.size),
                     ROLECALL_ARG);
    free(cut);
  }
  rolecall_simulator_free(a.simulator);
}

/* A statement begins where the one before it ended; lines and columns count from 1. */
static void positions_are_those_of_aws(void **state) {
  (void)state;
  memory m = {.refuse_at = 0};
  const rolecall_allocator allocator = {&m, take, give};
  asked a = {.simulator = rolecall_simulator_new(&allocator)};
  assert_int_equal(ask(&a, rolecall_simulate_custom, CUSTOM), ROLECALL_OK);
  const char *allow = strstr(a.out, "\"StartPosition\"");
  assert_non_null(allow);
  const char *deny = strstr(allow + 1, "\"StartPosition\"");
  assert_non_null(deny);
  unsigned at[8] = {0};
  static const char form[] = "\"StartPosition\": { \"Line\": %u, \"Column\": %u }, "
                             "\"EndPosition\": { \"Line\": %u, \"Column\": %u";
  assert_int_equal(sscanf(allow, form, &at[0], &at[1], &at[2], &at[3]), 4);
  assert_int_equal(sscanf(deny, form, &at[4], &at[5], &at[6], &at[7]), 4);
  const unsigned expected[8] = {2, 14, 3, 50, 3, 50, 3, 101};
  assert_memory_equal(at, expected, sizeof at);
  assert_null(strstr(deny + 1, "\"StartPosition\""));
  rolecall_simulator_free(a.simulator);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_answered_one_by_one),
      cmocka_unit_test(what_is_missing_can_be_given),
      cmocka_unit_test(a_line_too_long_is_an_error_of_its_own),
      cmocka_unit_test(memory_stays_the_same_however_many_lines),
      cmocka_unit_test(earlier_lines_do_not_matter),
      cmocka_unit_test(places_are_those_of_the_line),
      cmocka_unit_test(refused_memory_is_told_and_given_back),
      cmocka_unit_test(questions_need_memory_only_when_compiled),
      cmocka_unit_test(a_question_that_cannot_be_asked_says_why),
      cmocka_unit_test(cut_lines_are_refused),
      cmocka_unit_test(positions_are_those_of_aws),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
