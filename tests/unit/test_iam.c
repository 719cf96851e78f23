#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "iam/evaluate.h"
#include "lib/files.h"
#include "oracle/both.h"

/* ---- matching: holes mean every string ---- */

enum { ROUNDS = 60000, FILLINGS = 60, LONGEST = 400 };

static const char *const filling_texts[] = {"",   "a",  "b",   "ab",          "a:b",  ":",
                                            "ba", "aa", "::b", "a:b:a:b:a:b", ":::::"};

/* What each of three holes holds. */
typedef struct filling {
  const char *holes[3];
} filling;

/* The text with its holes filled. */
static rc_str fill(rc_str text, const filling *with, char *out) {
  size_t n = 0;
  for (size_t at = 0; at < text.len;) {
    size_t hole = rc_hole_length(text, at);
    if (hole == 0) {
      out[n++] = text.ptr[at++];
      continue;
    }
    const char *value = with->holes[text.ptr[at + 1] - 'x'];
    memcpy(out + n, value, strlen(value));
    n += strlen(value);
    at += hole;
  }
  return (rc_str){out, n};
}

/* A random text; holes are x, y, z. */
static rc_str random_text(uint64_t *state, const char *alphabet, uint32_t max, char *out) {
  size_t n = 0;
  uint32_t pieces = next_random(state) % max;
  for (uint32_t i = 0; i < pieces; i++) {
    if (next_random(state) % 5 == 0) {
      out[n++] = RC_HOLE_OPEN;
      out[n++] = (char)('x' + next_random(state) % 3);
      out[n++] = RC_HOLE_CLOSE;
    } else {
      out[n++] = alphabet[next_random(state) % strlen(alphabet)];
    }
  }
  return (rc_str){out, n};
}

static void check_fillings(uint64_t *state, rc_str pattern, rc_str text, rc_match_mode mode,
                           const char *const *values, uint32_t n_values) {
  char a[LONGEST];
  char b[LONGEST];
  rc_truth claimed = rc_text_match(pattern, text, mode);
  for (int i = 0; i < FILLINGS && claimed != RC_UNKNOWN; i++) {
    filling with;
    for (int k = 0; k < 3; k++) {
      with.holes[k] = values[next_random(state) % n_values];
    }
    rc_truth actual = rc_text_match(fill(pattern, &with, a), fill(text, &with, b), mode);
    if (actual != claimed) {
      fail_msg("mode %d: %.*s against %.*s", (int)mode, (int)pattern.len, pattern.ptr,
               (int)text.len, text.ptr);
    }
  }
}

static void holes_are_every_string(void **unused) {
  (void)unused;
  static const rc_match_mode modes[] = {RC_MATCH_PLAIN, RC_MATCH_NOCASE, RC_MATCH_EXACT,
                                        RC_MATCH_EXACT_NOCASE, RC_MATCH_RESOURCE};
  uint64_t state = 1;
  char p[LONGEST];
  char t[LONGEST];
  for (int i = 0; i < ROUNDS; i++) {
    rc_str pattern = random_text(&state, "abA:**?", 9, p);
    rc_str text = random_text(&state, "abA:", 7, t);
    check_fillings(&state, pattern, text, modes[(size_t)i % RC_COUNT_OF(modes)], filling_texts,
                   RC_COUNT_OF(filling_texts));
  }
}

/* In ARNs, where holes of the first five segments hold no colon. */
static void holes_of_arns_stay_in_their_segment(void **unused) {
  (void)unused;
  uint64_t state = 2;
  for (int i = 0; i < ROUNDS; i++) {
    char p[LONGEST] = "arn:";
    char t[LONGEST] = "arn:";
    rc_str pattern = {p, 4};
    rc_str text = {t, 4};
    for (int segment = 1; segment < 6; segment++) {
      pattern.len += random_text(&state, segment < 5 ? "ab*?" : "ab:*?", 4, p + pattern.len).len;
      text.len += random_text(&state, segment < 5 ? "ab" : "ab:", 4, t + text.len).len;
      if (segment < 5) {
        p[pattern.len++] = ':';
        t[text.len++] = ':';
      }
    }
    static const char *const values[] = {"", "a", "b", "ab", "ba"};
    check_fillings(&state, pattern, text, i % 2 == 0 ? RC_MATCH_RESOURCE : RC_MATCH_ARN, values,
                   RC_COUNT_OF(values));
  }
}

static rc_truth match_c(const char *pattern, const char *text, rc_match_mode mode) {
  return rc_text_match(rc_str_from_c(pattern), rc_str_from_c(text), mode);
}

#define HOLE(name) "\xFE" name "\xFF"

static void matching_tells_what_it_can(void **unused) {
  (void)unused;
  assert_int_equal(match_c("arn:aws:ecr:" HOLE("r") ":" HOLE("a") ":repository/app",
                           "arn:aws:ecr:eu-west-1:1:repository/other", RC_MATCH_RESOURCE), RC_NO);
  assert_int_equal(match_c("arn:aws:ecr:" HOLE("r") ":1:repository/app",
                           "arn:aws:ecr:eu-west-1:1:repository/app", RC_MATCH_RESOURCE),
                   RC_UNKNOWN);
  assert_int_equal(match_c("*" HOLE("a") "*", "x" HOLE("a"), RC_MATCH_PLAIN), RC_YES);
  assert_int_equal(match_c("arn:aws:logs:" HOLE("r") ":" HOLE("a") ":log-group:" HOLE("n"),
                           "arn:aws:logs:" HOLE("r") ":" HOLE("a") ":log-group:" HOLE("n") ":*",
                           RC_MATCH_RESOURCE), RC_NO);
  assert_int_equal(match_c("x" HOLE("n") "a" HOLE("m"), "x" HOLE("n") "ab", RC_MATCH_PLAIN),
                   RC_UNKNOWN);
  assert_int_equal(match_c("arn:aws:logs:eu-west-1:1:log-group:" HOLE("g"),
                           "arn:aws:logs:eu-west-1:1:log-group:" HOLE("g") ":log-stream:" HOLE("s"),
                           RC_MATCH_RESOURCE), RC_NO);
  assert_int_equal(match_c("a\xFB", "a*", RC_MATCH_PLAIN), RC_YES);
  assert_int_equal(match_c("a\xFB", "ab", RC_MATCH_PLAIN), RC_NO);
  assert_int_equal(match_c("a\xFC", "a?", RC_MATCH_EXACT), RC_YES);
  assert_int_equal(rc_text_equal(RC_STR("a*"), RC_STR("ab")), RC_NO);
  assert_int_equal(rc_text_equal(RC_STR(HOLE("a")), RC_STR(HOLE("b"))), RC_UNKNOWN);
  assert_int_equal(rc_text_equal(RC_STR(HOLE("a") "1"), RC_STR(HOLE("b") "2")), RC_NO);
  assert_int_equal(rc_text_is_arn(RC_STR("arn:aws:s3:::b")), RC_YES);
  assert_int_equal(rc_text_is_arn(RC_STR("arn:aws:s3")), RC_NO);
  assert_int_equal(rc_text_is_arn(RC_STR(HOLE("a"))), RC_UNKNOWN);
  assert_int_equal(rc_text_is_arn(RC_STR("x" HOLE("a"))), RC_NO);
}

/* Patterns on which going back to every star would take years. */
static void wildcards_do_not_explode(void **unused) {
  (void)unused;
  char text[20001];
  memset(text, 'a', sizeof text);
  rc_str long_text = {text, sizeof text - 1};
  assert_int_equal(rc_text_match(RC_STR("*a*a*a*a*a*a*a*a*a*b"), long_text, RC_MATCH_PLAIN), RC_NO);
  assert_int_equal(rc_text_match(RC_STR("arn:*a*a*:*a*a*:*a*b"), long_text, RC_MATCH_RESOURCE),
                   RC_NO);
}

static void too_much_work_is_said(void **unused) {
  (void)unused;
  char text[9000];
  bool over = false;
  memset(text, 'a', sizeof text);
  memcpy(text, HOLE("x"), 3);
  assert_int_equal(
      rc_text_match_within(RC_STR("b*b"), (rc_str){text, sizeof text}, RC_MATCH_PLAIN, &over),
      RC_UNKNOWN);
  assert_true(over);

  rc_arena arena;
  both b;
  rc_evaluation out;
  rc_arena_init(&arena, &heap);
  both_init(&b, &arena);
  both_add(&b, BOTH_IDENTITY, RC_POLICY_IDENTITY,
           RC_STR("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"b*b\"}}"));
  b.request.identity = &b.sets[BOTH_IDENTITY];
  b.request.resource = (rc_str){text, sizeof text};
  b.request.caller.arn = RC_STR("arn:aws:iam::111122223333:role/exec");
  assert_int_equal(rc_evaluate(&arena, &b.request, &out), RC_LIMIT);
  assert_int_equal(arena.limit, RC_LIMIT_MATCH_WORK);
  rc_arena_free(&arena);
}

/* ---- compiling: what is wrong, and where ---- */

typedef struct faulty {
  rc_policy_kind kind;
  const char *document;
  const char *at; /* the first text of the document that the problem covers */
  const char *message;
  bool fatal;
} faulty;

#define STATEMENT(elements) "{\"Version\":\"2012-10-17\",\"Statement\":[{" elements "}]}"
#define ALLOW "\"Effect\":\"Allow\",\"Action\":\"ecr:*\",\"Resource\":\"*\""

static const faulty faults[] = {
    {RC_POLICY_IDENTITY, STATEMENT("\"Action\":\"ecr:*\",\"Resource\":\"*\""), "{\"Action\"",
     "the statement has no `Effect`", true},
    {RC_POLICY_IDENTITY, STATEMENT("\"Effect\":\"allow\",\"Action\":\"ecr:*\",\"Resource\":\"*\""),
     "\"allow\"", "`allow` is no effect", true},
    {RC_POLICY_IDENTITY, STATEMENT("\"Effect\":\"Allow\",\"Resource\":\"*\""), "{\"Effect\"",
     "the statement has no `Action`", true},
    {RC_POLICY_IDENTITY, STATEMENT("\"Effect\":\"Allow\",\"Action\":\"ecr:*\""), "{\"Effect\"",
     "the statement has no `Resource`", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Principal\":\"*\""), "\"Principal\"",
     "a policy of this kind has no `Principal`", true},
    {RC_POLICY_RESOURCE, STATEMENT(ALLOW), "{\"Effect\"", "the statement has no `Principal`", true},
    {RC_POLICY_TRUST, STATEMENT(ALLOW ",\"Principal\":\"*\""), "\"Resource\"",
     "a trust policy has no `Resource`", true},
    {RC_POLICY_RESOURCE, STATEMENT(ALLOW ",\"NotPrincipal\":\"*\""), "\"NotPrincipal\"",
     "`NotPrincipal` with `Allow` opens the resource to everyone else", false},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Effects\":\"Allow\""), "\"Effects\"",
     "`Effects` is no element of a statement", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Effect\":\"Deny\""), "\"Effect\":\"Deny\"",
     "duplicate key `Effect`: the two readers of this file may disagree", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"NotAction\":\"s3:*\""), "\"NotAction\"",
     "a statement has `Action` or `NotAction`, not both", true},
    {RC_POLICY_IDENTITY, STATEMENT("\"Effect\":\"Allow\",\"Action\":77,\"Resource\":\"*\""), "77",
     "`Action` has to be a string or a list of strings", true},
    {RC_POLICY_IDENTITY,
     STATEMENT("\"Effect\":\"Allow\",\"Action\":[\"ecr:*\",{}],\"Resource\":\"*\""), "{}",
     "`Action` has to be a string or a list of strings", true},
    {RC_POLICY_IDENTITY, STATEMENT("\"Effect\":\"Allow\",\"Action\":[],\"Resource\":\"*\""), "[]",
     "`Action` is empty", true},
    {RC_POLICY_IDENTITY,
     STATEMENT("\"Effect\":\"Allow\",\"Action\":\"GetObject\",\"Resource\":\"*\""), "\"GetObject\"",
     "`GetObject` is no action: the service is missing", true},
    {RC_POLICY_IDENTITY,
     STATEMENT("\"Effect\":\"Allow\",\"Action\":\"ecr:*\",\"Resource\":\"app\""), "\"app\"",
     "`app` is no ARN", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Condition\":[]"), "[]",
     "`Condition` has to be an object", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Condition\":{\"StringIs\":{\"a:b\":\"c\"}}"),
     "\"StringIs\"", "`StringIs` is no condition operator", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Condition\":{\"NullIfExists\":{\"a:b\":\"true\"}}"),
     "\"NullIfExists\"", "`NullIfExists` does not exist: `Null` stands alone", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Condition\":{\"StringLike\":\"x\"}"), "\"x\"",
     "`StringLike` has to hold condition keys with their values", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Condition\":{\"StringLike\":{\"a:b\":null}}"), "null",
     "the values of `a:b` have to be strings", true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Condition\":{\"StringLike\":{\"a:b\":[]}}"), "[]",
     "`a:b` is compared with no value, so that the condition holds for no request that has the key",
     true},
    {RC_POLICY_IDENTITY, STATEMENT(ALLOW ",\"Condition\":{\"NumericEquals\":{\"a:b\":\"ten\"}}"),
     "\"ten\"", "`ten` is not a number, which `NumericEquals` compares", true},
    {RC_POLICY_RESOURCE,
     STATEMENT(ALLOW ",\"Principal\":\"*\",\"Condition\":{\"Bool\":{\"a:b\":\"yes\"}}"), "\"yes\"",
     "`yes` is not `true` or `false`, which `Bool` compares", false},
    {RC_POLICY_IDENTITY,
     STATEMENT("\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b/${}\""),
     "\"arn", "`arn:aws:s3:::b/${}` holds a policy variable that is not well formed", true},
    {RC_POLICY_IDENTITY,
     "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b/"
     "${aws:username}\"}}",
     "\"arn", "policy variables are plain text here: `arn:aws:s3:::b/${aws:username}`", false},
    {RC_POLICY_RESOURCE, STATEMENT(ALLOW ",\"Principal\":\"111122223333\""), "\"111122223333\"",
     "`Principal` has to be `*` or an object that says which kind", true},
    {RC_POLICY_RESOURCE, STATEMENT(ALLOW ",\"Principal\":{\"aws\":\"*\"}"), "\"aws\"",
     "`aws` is no kind of principal", true},
    {RC_POLICY_RESOURCE, STATEMENT(ALLOW ",\"Principal\":{\"AWS\":\"arn:aws:iam::1:role/*\"}"),
     "\"arn:aws:iam", "`arn:aws:iam::1:role/*` names no principal: there are no wildcards here",
     true},
    {RC_POLICY_IDENTITY, STATEMENT("\"Sid\":\"let it\"," ALLOW), "\"let it\"",
     "the `Sid` `let it` holds other characters than letters and digits", true},
    {RC_POLICY_IDENTITY, STATEMENT("\"Sid\":\"A\"," ALLOW "},{\"Sid\":\"A\" ," ALLOW), "\"A\" ,",
     "two statements have the `Sid` `A`", true},
    {RC_POLICY_IDENTITY, "{\"Version\":\"2012-10-71\",\"Statement\":{" ALLOW "}}", "\"2012-10-71\"",
     "`2012-10-71` is no version of the policy language", true},
    {RC_POLICY_IDENTITY, "{\"Version\":\"2012-10-17\",\"statement\":[]}", "\"statement\"",
     "`statement` is no element of a policy", true},
    {RC_POLICY_IDENTITY, "{\"Version\":\"2012-10-17\"}", "{", "the policy has no `Statement`",
     true},
    {RC_POLICY_IDENTITY, "{\"Statement\":[\"x\"]}", "\"x\"", "a statement has to be an object",
     true},
    {RC_POLICY_IDENTITY, "[1]", "[1]", "a policy document has to be an object", true},
};

static const rc_policy *compile(rc_arena *arena, const char *document, rc_policy_kind kind) {
  rc_policy *policy;
  rc_value value = both_json(arena, rc_str_from_c(document));
  assert_int_equal(rc_policy_compile(arena, value, kind, RC_STR("p"), &policy), RC_OK);
  return policy;
}

static void faults_are_reported_at_their_place(void **unused) {
  (void)unused;
  for (size_t i = 0; i < RC_COUNT_OF(faults); i++) {
    rc_arena arena;
    rc_arena_init(&arena, &heap);
    const rc_policy *policy = compile(&arena, faults[i].document, faults[i].kind);
    const rc_policy_problem *found = NULL;
    for (RC_EACH(rc_policy_problem, problem, policy->problems)) {
      found = rc_str_equal(problem->message, rc_str_from_c(faults[i].message)) ? problem : found;
    }
    if (found == NULL) {
      fail_msg("not reported: %s", faults[i].message);
    }
    const char *place = strstr(faults[i].document, faults[i].at);
    assert_int_equal(found->span.start, place - faults[i].document);
    assert_int_equal(found->fatal, faults[i].fatal);
    assert_int_equal(policy->refused, faults[i].fatal);
    rc_arena_free(&arena);
  }
}

static void good_documents_have_no_problem(void **unused) {
  (void)unused;
  static const char *const documents[] = {
      STATEMENT(ALLOW),
      "{\"Id\":\"x\",\"Version\":\"2008-10-17\",\"Statement\":{\"Sid\":\"\"," ALLOW "}}",
      STATEMENT("\"Effect\":\"Deny\",\"NotAction\":[\"a:b\",\"*\"],\"NotResource\":[\"arn:aws:s3:::"
                "${aws:username}\"]"),
      STATEMENT(ALLOW
                ",\"Condition\":{\"ForAllValues:StringLikeIfExists\":{\"a:b\":[\"x\",1,true]},"
                "\"Null\":{\"a:c\":false},\"ArnLike\":{\"a:d\":\"arn:aws:iam::*:role/x\"}}"),
      STATEMENT("\"Effect\":\"{{e}}\",\"Action\":\"{{a}}\",\"Resource\":\"{{r}}\""),
  };
  for (size_t i = 0; i < RC_COUNT_OF(documents); i++) {
    rc_arena arena;
    rc_arena_init(&arena, &heap);
    const rc_policy *policy = compile(&arena, documents[i], RC_POLICY_IDENTITY);
    assert_int_equal(policy->problems.len, 0);
    assert_false(policy->refused);
    rc_arena_free(&arena);
  }
}

static void help_knows_what_was_meant(void **unused) {
  (void)unused;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  const rc_policy *policy = compile(
      &arena,
      STATEMENT(ALLOW ",\"Condition\":{\"forallvalues:stringlikeifexists\":{\"a:b\":\"c\"}}"),
      RC_POLICY_IDENTITY);
  assert_int_equal(policy->problems.len, 1);
  assert_true(rc_str_equal(policy->problems.items[0].help,
                           RC_STR("write `ForAllValues:StringLikeIfExists`")));
  policy = compile(&arena, STATEMENT(ALLOW ",\"condition\":{}"), RC_POLICY_IDENTITY);
  assert_true(rc_str_equal(policy->problems.items[0].help, RC_STR("write `Condition`")));
  rc_arena_free(&arena);
}

static void documents_are_recognised(void **unused) {
  (void)unused;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  assert_true(rc_policy_recognise(both_json(&arena, RC_STR("{\"Statement\":[]}"))));
  assert_false(rc_policy_recognise(both_json(&arena, RC_STR("{\"statement\":[]}"))));
  assert_false(rc_policy_recognise(both_json(&arena, RC_STR("[{\"Statement\":[]}]"))));
  assert_false(rc_policy_recognise(RC_VALUE_NONE));
  rc_arena_free(&arena);
}

/* ---- statements by themselves ---- */

static void statements_can_be_asked_alone(void **unused) {
  (void)unused;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_policy *policy = NULL;
  rc_value document = both_json(
      &arena, RC_STR(STATEMENT(
                  "\"Effect\":\"Allow\",\"Action\":\"ecr:Batch*\",\"Resource\":[\"arn:aws:ecr\","
                  "\"arn:aws:s3:::${aws:username}/x\"]")));
  assert_int_equal(rc_policy_compile(&arena, document, RC_POLICY_IDENTITY, RC_STR("p"), &policy),
                   RC_OK);
  const rc_statement *s = &policy->statements.items[0];
  assert_int_equal(rc_statement_covers_action(s, RC_STR("ecr:batchgetimage")), RC_YES);
  assert_int_equal(rc_statement_covers_action(s, RC_STR("ecr:PutImage")), RC_NO);
  assert_int_equal(rc_statement_covers_action(s, RC_STR(HOLE("a"))), RC_UNKNOWN);
  assert_int_equal(rc_statement_covers_resource(s, RC_STR("arn:aws:ecr:a:b:repository/c")), RC_YES);
  assert_int_equal(rc_statement_covers_resource(s, RC_STR("arn:aws:s3:::me/x")), RC_UNKNOWN);
  assert_int_equal(rc_statement_covers_resource(s, RC_STR("arn:aws:s3:::me/y")), RC_NO);
  assert_int_equal(rc_statement_span(s).start, 37);
  policy->managed_arn = RC_STR("arn:aws:iam::aws:policy/X");
  assert_true(rc_span_is_none(rc_statement_span(s)));

  rc_truth applies;
  rc_request request = {.action = RC_STR("ecr:BatchGetImage"),
                        .resource = RC_STR("arn:aws:s3:::me/x"),
                        .caller = {.arn = RC_STR("arn:aws:iam::111122223333:role/exec")}};
  assert_int_equal(rc_statement_applies(&arena, s, &request, &applies), RC_OK);
  assert_int_equal(applies, RC_UNKNOWN);
  rc_str me = RC_STR("me");
  rc_context_key keys[] = {{RC_STR("AWS:Username"), &me, 1, false}};
  request.context = (rc_context){keys, 1, true};
  assert_int_equal(rc_statement_applies(&arena, s, &request, &applies), RC_OK);
  assert_int_equal(applies, RC_YES);
  rc_arena_free(&arena);
}

/* ---- what an evaluation explains ---- */

static void ask(both *b, const char *action, const char *resource, rc_evaluation *out) {
  b->request.action = rc_str_from_c(action);
  b->request.resource = rc_str_from_c(resource);
  b->request.caller.arn = RC_STR("arn:aws:iam::111122223333:role/exec");
  *out = both_engine(b, b->arena);
}

static void decisions_name_their_statements(void **unused) {
  (void)unused;
  rc_arena arena;
  both b;
  rc_evaluation e;
  rc_arena_init(&arena, &heap);
  both_init(&b, &arena);
  both_add(
      &b, BOTH_IDENTITY, RC_POLICY_IDENTITY,
      RC_STR(STATEMENT("\"Effect\":\"Allow\",\"Action\":\"ssm:*\",\"Resource\":\"*\"},{" ALLOW "},"
                       "{\"Effect\":\"Deny\",\"Action\":\"ecr:Put*\",\"Resource\":\"*\"},"
                       "{\"Effect\":\"Deny\",\"Action\":\"ssm:*\",\"Resource\":\"arn:aws:ssm:*:*:"
                       "parameter/{{p}}\"")));
  ask(&b, "ecr:BatchGetImage", "*", &e);
  assert_int_equal(e.deciding.len, 1);
  assert_int_equal(e.deciding.items[0]->index, 1);
  ask(&b, "ecr:PutImage", "*", &e);
  assert_int_equal(e.decision, RC_EXPLICIT_DENY);
  assert_int_equal(e.deciding.len, 1);
  assert_int_equal(e.deciding.items[0]->index, 2);
  ask(&b, "ssm:GetParameters", "arn:aws:ssm:eu-west-1:111122223333:parameter/a", &e);
  assert_int_equal(e.decision, RC_UNDECIDED);
  assert_true(e.hole_in_the_way);
  assert_int_equal(e.deciding.len, 1);
  assert_int_equal(e.deciding.items[0]->index, 3);
  ask(&b, "kms:Decrypt", "*", &e);
  assert_int_equal(e.decision, RC_IMPLICIT_DENY);
  assert_int_equal(e.deciding.len, 0);
  rc_arena_free(&arena);
}

/* Two tags that differ in case only: AWS does not say which one counts. */
static void colliding_keys_are_unknown(void **unused) {
  (void)unused;
  rc_arena arena;
  both b;
  rc_evaluation e;
  rc_str one = RC_STR("1");
  rc_str two = RC_STR("2");
  rc_arena_init(&arena, &heap);
  both_init(&b, &arena);
  both_add(
      &b, BOTH_IDENTITY, RC_POLICY_IDENTITY,
      RC_STR(STATEMENT(ALLOW ",\"Condition\":{\"StringEquals\":{\"aws:RequestTag/a\":\"1\"}}")));
  both_add_key(&b, RC_STR("aws:RequestTag/a"), &one, 1, false);
  both_add_key(&b, RC_STR("aws:RequestTag/A"), &one, 1, false);
  ask(&b, "ecr:PutImage", "*", &e);
  assert_int_equal(e.decision, RC_ALLOWED);
  both_add_key(&b, RC_STR("aws:requesttag/a"), &two, 1, false);
  ask(&b, "ecr:PutImage", "*", &e);
  assert_int_equal(e.decision, RC_UNDECIDED);
  assert_int_equal(e.missing_keys.len, 1);
  rc_arena_free(&arena);
}

static void unreadable_parts_leave_the_answer_open(void **unused) {
  (void)unused;
  static const char *const documents[] = {
      STATEMENT(ALLOW "}, {{more}}, {" ALLOW),
      "{\"Statement\": {{statements}} }",
      STATEMENT("\"Effect\":\"Allow\",\"Action\":{{actions}},\"Resource\":\"*\""),
      STATEMENT(ALLOW ",\"Condition\":{{conditions}}"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(documents); i++) {
    rc_arena arena;
    both b;
    rc_evaluation e;
    rc_arena_init(&arena, &heap);
    both_init(&b, &arena);
    both_add(&b, BOTH_IDENTITY, RC_POLICY_IDENTITY, rc_str_from_c(documents[i]));
    ask(&b, "ecr:PutImage", "*", &e);
    assert_int_equal(e.decision, RC_UNDECIDED);
    assert_true(e.unreadable_policy || e.hole_in_the_way);
    rc_arena_free(&arena);
  }
}

/* ---- memory ---- */

typedef struct rationed {
  int left;
} rationed;

static void *take_ration(void *context, size_t size) {
  rationed *r = context;
  return r->left-- > 0 ? malloc(size) : NULL;
}

static void release_ration(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static rc_status compile_and_ask(rc_arena *arena) {
  rc_source source = {.bytes = RC_STR(STATEMENT(
                          "\"Effect\":\"Allow\",\"Action\":[\"ecr:*\",\"s3:*\"],"
                          "\"Resource\":\"arn:aws:s3:::${aws:username}/*\",\"Bad\":1,"
                          "\"Condition\":{\"StringLike\":{\"aws:x\":\"${aws:username}*\"}}"))};
  rc_tree *tree;
  rc_policy *policy;
  rc_policy_set set = {.applies = true, .complete = true};
  rc_evaluation out;
  RC_TRY(rc_json_parse(arena, &source, &tree));
  RC_TRY(rc_policy_compile(arena, rc_value_first(rc_tree_root(tree)), RC_POLICY_IDENTITY,
                           RC_STR("p"), &policy));
  const rc_policy **place = RC_VEC_ADD(arena, &set.policies);
  if (place == NULL) {
    return rc_arena_status(arena);
  }
  *place = policy;
  rc_request request = {.action = RC_STR("s3:GetObject"),
                        .resource = RC_STR("arn:aws:s3:::me/x"),
                        .caller = {.arn = RC_STR("arn:aws:iam::111122223333:role/exec")},
                        .identity = &set};
  return rc_evaluate(arena, &request, &out);
}

static void no_memory_is_a_status(void **unused) {
  (void)unused;
  rc_status status = RC_NOMEM;
  int n = 0;
  for (; status != RC_OK; n++) {
    rationed ration = {n};
    rc_allocator allocator = {&ration, take_ration, release_ration};
    rc_arena arena;
    rc_arena_init(&arena, &allocator);
    status = compile_and_ask(&arena);
    assert_true(status == RC_OK || status == RC_NOMEM);
    rc_arena_free(&arena);
  }
  assert_true(n > 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(holes_are_every_string),
      cmocka_unit_test(holes_of_arns_stay_in_their_segment),
      cmocka_unit_test(matching_tells_what_it_can),
      cmocka_unit_test(wildcards_do_not_explode),
      cmocka_unit_test(too_much_work_is_said),
      cmocka_unit_test(faults_are_reported_at_their_place),
      cmocka_unit_test(good_documents_have_no_problem),
      cmocka_unit_test(help_knows_what_was_meant),
      cmocka_unit_test(documents_are_recognised),
      cmocka_unit_test(statements_can_be_asked_alone),
      cmocka_unit_test(decisions_name_their_statements),
      cmocka_unit_test(colliding_keys_are_unknown),
      cmocka_unit_test(unreadable_parts_leave_the_answer_open),
      cmocka_unit_test(no_memory_is_a_status),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
