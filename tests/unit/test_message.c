/* Messages: borders between texts, places in escaped strings, who called, what is left alone. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "launch/message_parts.h"
#include "lib/files.h"
#include "syntax/json.h"

typedef struct bench {
  rc_arena arena;
  rc_model model;
  rc_diagnosis_vec found;
} bench;

static void open_bench(bench *b) {
  memset(b, 0, sizeof *b);
  rc_arena_init(&b->arena, &heap);
  b->model.arena = &b->arena;
}

static void add_text(bench *b, rc_str text) {
  rc_message_text *added = RC_VEC_ADD(&b->arena, &b->model.messages);
  assert_non_null(added);
  *added = (rc_message_text){
      .text = text, .span = {0, 0, (uint32_t)text.len}, .value = RC_VALUE_NONE};
}

static void diagnose(bench *b) {
  assert_int_equal(rc_diagnose(&b->model, &b->found), RC_OK);
}

static void close_bench(bench *b) { rc_arena_free(&b->arena); }

static void assert_str(rc_str got, const char *wanted) {
  if (!rc_str_equal(got, rc_str_from_c(wanted))) {
    fail_msg("got <%.*s>, want <%s>", (int)got.len, got.ptr, wanted);
  }
}

/* `wanted`: the ids, each followed by a blank. */
static void assert_ids(rc_str text, const char *wanted) {
  bench b;
  rc_buf ids;
  open_bench(&b);
  add_text(&b, text);
  diagnose(&b);
  rc_buf_init(&ids, &b.arena);
  for (RC_EACH(const rc_diagnosis, d, b.found)) {
    RC_BUF_FILL(&ids, "{} ", d->rule->id);
  }
  assert_str(rc_buf_str(&ids), wanted);
  close_bench(&b);
}

#define TIMED_OUT                                                                             \
  "ResourceInitializationError: unable to retrieve ecr registry auth: dial tcp 10.0.0.1:443: " \
  "i/o timeout"
#define NOT_FOUND "CannotPullContainerError: failed to resolve ref a/b:1: a/b:1: not found"

/* ---- borders ---- */

static void test_several_texts(void **state) {
  (void)state;
  assert_ids(RC_STR(TIMED_OUT "\n" NOT_FOUND), "dial-timeout image-not-found ");
  assert_ids(RC_STR(TIMED_OUT " " NOT_FOUND), "dial-timeout image-not-found ");
  assert_ids(RC_STR(NOT_FOUND "\n\n" TIMED_OUT), "image-not-found dial-timeout ");
}

static void test_the_same_text_twice_is_one(void **state) {
  (void)state;
  assert_ids(RC_STR(TIMED_OUT "\n\n" TIMED_OUT ", request id: 1"), "dial-timeout ");
}

static void test_a_stage_reaches_no_further_than_its_text(void **state) {
  (void)state;
  assert_ids(RC_STR("ResourceInitializationError\n\ndial tcp 10.0.0.1:443: i/o timeout"),
             "resource-initialization ");
  assert_ids(RC_STR("2026-03-14 ResourceInitializationError\n"
                    "2026-03-14 app: dial tcp 10.0.0.1:443: i/o timeout"),
             "resource-initialization ");
}

/* Between the parts of one text stand so many lines, and words in each, however long they are. */
static void test_distance_is_counted_in_lines_and_words(void **state) {
  (void)state;
  static const struct {
    unsigned n_words;
    const char *word, *wanted;
  } rows[] = {{150, "a-word-of-twenty-one ", "dial-timeout "},
              {150, "of ", "dial-timeout "},
              {300, "of ", "resource-initialization "},
              {20, "a line\n", "dial-timeout "},
              {30, "a line\n", "resource-initialization "},
              {20, "a longer line of so many words that all together are more\n", "dial-timeout "}};
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    rc_arena arena;
    rc_buf text;
    rc_arena_init(&arena, &heap);
    rc_buf_init(&text, &arena);
    rc_buf_put_c(&text, "ResourceInitializationError: ");
    for (unsigned n = 0; n < rows[i].n_words; n++) {
      rc_buf_put_c(&text, rows[i].word);
    }
    rc_buf_put_c(&text, "dial tcp 10.0.0.1:443: i/o timeout");
    assert_ids(rc_buf_str(&text), rows[i].wanted);
    rc_arena_free(&arena);
  }
}

static void test_a_word_that_goes_on_is_another(void **state) {
  (void)state;
  static const char *const whole[] = {
      "\xE2\x80\x9C%s\xE2\x80\x9D", "\x1B[31m%s\x1B[0m", "\\u001b[31m%s", "log:\\n%s\\nend",
      "\\u0022%s", "(%s)", "400:%s"};
  char text[512];
  for (size_t i = 0; i < RC_COUNT_OF(whole); i++) {
    (void)snprintf(text, sizeof text, whole[i], TIMED_OUT);
    assert_ids(rc_str_from_c(text), "dial-timeout ");
  }
  assert_ids(RC_STR("X" TIMED_OUT), "dial-timeout "); /* found by what stands behind it */
  assert_ids(RC_STR("eu-weunable to retrieve ecr registry auth: no"), "");
  assert_ids(RC_STR(TIMED_OUT "s"), "ecr-token-stage ");
}

static void test_wrapped_lines(void **state) {
  (void)state;
  assert_ids(RC_STR("ResourceInitializationError: unable to\n    retrieve ecr registry\r\n    auth"
                    ": dial tcp\n    10.0.0.1:443: i/o\n    timeout"),
             "dial-timeout ");
}

static void test_case_and_apostrophes(void **state) {
  (void)state;
  assert_ids(RC_STR("cannotpullcontainererror: PULL ACCESS DENIED FOR x, repository does not exist "
                    "or may require \xE2\x80\x98" "docker login\xE2\x80\x99"),
             "pull-access-denied ");
}

/* ---- reading rules ---- */

static void test_an_answer_rules_the_network_out(void **state) {
  (void)state;
  assert_ids(RC_STR("unable to retrieve secret from asm: There is a connection issue between the "
                    "task and AWS Secrets Manager: AccessDeniedException: Access to KMS is not "
                    "allowed, context deadline exceeded"),
             "secret-kms ");
}

static void test_the_innermost_stage_gives_the_phase(void **state) {
  (void)state;
  bench b;
  open_bench(&b);
  add_text(&b, RC_STR("ResourceInitializationError: unable to pull secrets or registry auth: "
                      "unable to retrieve secrets from ssm: context deadline exceeded"));
  diagnose(&b);
  assert_int_equal(b.found.len, 1);
  assert_int_equal(b.found.items[0].phase, RC_PHASE_SECRETS);
  assert_str(b.found.items[0].meaning,
             "Systems Manager Parameter Store did not answer in time: this is the network, and no "
             "policy can cure it");
  close_bench(&b);
}

static void test_tails_of_other_programs_are_left_alone(void **state) {
  (void)state;
  assert_ids(RC_STR("dial tcp 10.0.0.1:443: i/o timeout"), "");
  assert_ids(RC_STR("context deadline exceeded"), "");
  assert_ids(RC_STR("429 Too Many Requests"), "");
  assert_ids(RC_STR("403 Forbidden"), "");
  assert_ids(RC_STR("no space left on device"), "");
  assert_ids(RC_STR("AccessDeniedException"), "");
  assert_ids(RC_STR(""), "");
}

static void test_cut_texts_are_undecidable(void **state) {
  (void)state;
  const rc_str whole = RC_STR("ResourceInitializationError: unable to pull secrets or registry "
                              "auth: execution resource retrieval failed: unable to retrieve ecr "
                              "registry auth: service call has been retried 1 time(s): "
                              "AccessDeniedException: User: arn:aws:sts::111122223333:"
                              "assumed-role/web-execution/"
                              "97e56dadd03045deaa5e8b6c688ec319 is not authorized to perform: "
                              "ecr:GetAuthorizationToken on resource: * because no identity-based "
                              "policy allows the ecr:GetAuthorizationToken action");
  for (size_t n = 0; n < whole.len; n++) {
    bench b;
    open_bench(&b);
    add_text(&b, rc_str_slice(whole, 0, n));
    diagnose(&b);
    assert_true(b.found.len <= 1);
    if (b.found.len == 1) {
      const rc_diagnosis *d = &b.found.items[0];
      bool told = rc_str_equal(d->cause, RC_STR("identity-policy-missing"));
      assert_true(told || rc_str_equal(d->cause, RC_STR("undecidable")));
      bool by_clause = rc_str_equal(d->rule->id, RC_STR("denied-identity"));
      size_t clause = rc_str_find(whole, RC_STR("because no"), 0);
      size_t decided = rc_str_find(whole, RC_STR(" ecr:GetAuthorizationToken action"), 0);
      assert_true(!told || n < clause + 10 || n >= decided);
      size_t action = rc_str_find(whole, RC_STR(" on resource: *"), 0);
      assert_true(!told || n >= action);
      assert_true(d->certainty != RC_CERTAIN || by_clause);
    }
    close_bench(&b);
  }
}

/* ---- denials ---- */

static void test_denial_names_action_resource_and_principal(void **state) {
  (void)state;
  bench b;
  open_bench(&b);
  add_text(&b, RC_STR("CannotPullContainerError: denied: User: arn:aws:sts::111122223333:"
                      "assumed-role/web/8d2b5f1c6e9a4b7d8c3e0f1a2b3c4d5e is not authorized to "
                      "perform: ecr:BatchGetImage on resource: "
                      "arn:aws:ecr:eu-west-1:111122223333:repository/a. Ask somebody"));
  diagnose(&b);
  assert_int_equal(b.found.len, 1);
  const rc_diagnosis *d = &b.found.items[0];
  assert_str(d->denied_action, "ecr:BatchGetImage");
  assert_str(d->denied_resource, "arn:aws:ecr:eu-west-1:111122223333:repository/a");
  assert_str(d->denied_principal,
             "arn:aws:sts::111122223333:assumed-role/web/8d2b5f1c6e9a4b7d8c3e0f1a2b3c4d5e");
  assert_true(rc_str_contains(d->meaning, RC_STR("`web`")));
  assert_true(rc_str_contains(d->help, RC_STR("named after a task")));
  assert_int_equal(d->phase, RC_PHASE_MANIFEST);
  assert_int_equal(d->certainty, RC_LIKELY);
  close_bench(&b);
}

static void test_callers(void **state) {
  (void)state;
  static const struct {
    const char *principal;
    rc_message_caller caller;
  } cases[] = {
      {"arn:aws:sts::1:assumed-role/r/8d2b5f1c6e9a4b7d8c3e0f1a2b3c4d5e", RC_CALLER_TASK},
      {"arn:aws:sts::1:assumed-role/r/047bdf30-0a11-4fa5-a26e-29beb6005c60", RC_CALLER_TASK},
      {"arn:aws:sts::1:assumed-role/r/i-081cc40f40abe42cd", RC_CALLER_INSTANCE},
      {"arn:aws:sts::1:assumed-role/r/mi-081cc40f40abe42cd", RC_CALLER_EXTERNAL},
      {"arn:aws:sts::1:assumed-role/r/GitHubActions", RC_CALLER_OTHER},
      {"arn:aws:sts::1:assumed-role/r/8d2b5f1c6e9a4b7d8c3e0f1a2b3c4d5", RC_CALLER_OTHER},
      {"arn:aws:iam::1:user/anna", RC_CALLER_OTHER},
      {"arn:aws:sts::1:assumed-role/r", RC_CALLER_OTHER},
      {"", RC_CALLER_UNTOLD},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    assert_int_equal(rc_message_caller_of(rc_str_from_c(cases[i].principal)), cases[i].caller);
  }
}

static void test_phases_of_actions(void **state) {
  (void)state;
  rc_phase phase = RC_N_PHASES;
  assert_true(rc_message_phase_of_action(RC_STR("ecr:BatchGetImage"), RC_N_PHASES, &phase));
  assert_int_equal(phase, RC_PHASE_MANIFEST);
  assert_true(rc_message_phase_of_action(RC_STR("secretsmanager:GetSecretValue"),
                                         RC_PHASE_REGISTRY_AUTH, &phase));
  assert_int_equal(phase, RC_PHASE_REGISTRY_AUTH);
  assert_true(
      rc_message_phase_of_action(RC_STR("secretsmanager:GetSecretValue"), RC_N_PHASES, &phase));
  assert_int_equal(phase, RC_PHASE_SECRETS);
  assert_false(rc_message_phase_of_action(RC_STR("ecr:InitiateLayerUpload"), RC_N_PHASES, &phase));
  assert_false(rc_message_phase_of_action(RC_STR("sts:AssumeRole"), RC_N_PHASES, &phase));
  assert_false(
      rc_message_phase_of_action(RC_STR("ssmmessages:OpenDataChannel"), RC_N_PHASES, &phase));
  assert_non_null(rc_message_deployer_action(RC_STR("iam:PassRole")));
  assert_null(rc_message_deployer_action(RC_STR("s3:PutObject")));
}

static void test_addresses(void **state) {
  (void)state;
  static const struct {
    const char *address;
    rc_message_address kind;
  } cases[] = {
      {"10.42.10.15:443", RC_ADDRESS_IS_PRIVATE},   {"172.16.0.1:443", RC_ADDRESS_IS_PRIVATE},
      {"172.32.0.1:443", RC_ADDRESS_IS_PUBLIC},     {"192.168.1.1:443", RC_ADDRESS_IS_PRIVATE},
      {"100.64.0.1:443", RC_ADDRESS_IS_PRIVATE},    {"100.128.0.1:443", RC_ADDRESS_IS_PUBLIC},
      {"52.94.134.22:443", RC_ADDRESS_IS_PUBLIC},   {"[fd00::1]:443", RC_ADDRESS_IS_PRIVATE},
      {"[2600:1f18::1]:443", RC_ADDRESS_UNTOLD},    {"<ip>:443", RC_ADDRESS_UNTOLD},
      {"1.2.3.4.5:443", RC_ADDRESS_UNTOLD},         {"", RC_ADDRESS_UNTOLD},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    assert_int_equal(rc_message_address_of(rc_str_from_c(cases[i].address)), cases[i].kind);
  }
}

/* ---- places ---- */

static void test_place_in_an_escaped_string(void **state) {
  (void)state;
  static const char json[] =
      "{ \"stoppedReason\": \"\\u00e9\\ud83d\\ude00\\tCannotPullContainerError: Post "
      "\\\"https://api.ecr.eu-west-1.amazonaws.com/\\\": dial tcp 10.0.0.1:443: i/o timeout\" }";
  bench b;
  rc_tree *tree = NULL;
  open_bench(&b);
  rc_source source = {.path = RC_STR("tasks.json"), .bytes = rc_str_from_c(json)};
  assert_int_equal(rc_source_index_lines(&b.arena, &source), RC_OK);
  assert_int_equal(rc_json_parse(&b.arena, &source, &tree), RC_OK);
  rc_value value =
      rc_value_get(rc_value_first(rc_tree_root(tree)), RC_STR("stoppedReason"));
  rc_message_text *text = RC_VEC_ADD(&b.arena, &b.model.messages);
  *text = (rc_message_text){.text = rc_value_string(&b.arena, value),
                            .span = rc_value_span(value),
                            .tree = tree,
                            .value = value};
  diagnose(&b);
  assert_int_equal(b.found.len, 1);
  rc_span span = b.found.items[0].span;
  assert_str(rc_str_slice(source.bytes, span.start, span.end),
             "dial tcp 10.0.0.1:443: i/o timeout");
  close_bench(&b);
}

static void test_place_in_plain_text(void **state) {
  (void)state;
  bench b;
  open_bench(&b);
  add_text(&b, RC_STR(TIMED_OUT));
  b.model.messages.items[0].span = (rc_span){3, 100, 100 + (uint32_t)sizeof TIMED_OUT - 1};
  diagnose(&b);
  assert_int_equal(b.found.len, 1);
  assert_int_equal(b.found.items[0].span.file, 3);
  assert_int_equal(b.found.items[0].span.end, 100 + sizeof TIMED_OUT - 1);
  close_bench(&b);
}

/* ---- the tables ---- */

typedef struct search {
  const rc_message_pattern *wanted;
  rc_str text;
  size_t start;
  bool found;
} search;

static rc_status compare_rule(void *context, const rc_message_match *match) {
  search *s = context;
  s->found = s->found || (match->pattern == s->wanted && match->start == s->start &&
                          match->end == s->text.len - 2);
  return RC_OK;
}

static void test_every_pattern_is_found_at_even_and_odd_places(void **state) {
  (void)state;
  rc_message_filter filter;
  rc_message_filter_init(&filter);
  for (size_t i = 0; i < 2 * rc_n_message_patterns; i++) {
    search wanted = {.wanted = &rc_message_patterns[i / 2]};
    bench b;
    rc_buf text;
    open_bench(&b);
    rc_buf_init(&text, &b.arena);
    wanted.start = 2 + i % 2;
    rc_buf_put_c(&text, i % 2 == 0 ? "x " : "xx ");
    rc_str rest = wanted.wanted->text;
    while (rest.len > 0) {
      size_t hole = rc_str_find_byte(rest, '<', 0);
      rc_buf_put(&text, rc_str_slice(rest, 0, hole));
      size_t close = hole == RC_NOT_FOUND ? RC_NOT_FOUND : rc_str_find_byte(rest, '>', hole);
      rc_buf_put_c(&text, hole == RC_NOT_FOUND ? "" : "word");
      rest = close == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(rest, close + 1);
    }
    rc_buf_put_c(&text, " x");
    wanted.text = rc_buf_str(&text);
    assert_int_equal(rc_message_scan(&filter, wanted.text, compare_rule, &wanted), RC_OK);
    if (!wanted.found) {
      fail_msg("not found: %.*s", (int)wanted.text.len, wanted.text.ptr);
    }
    close_bench(&b);
  }
}

static rc_status count(void *context, const rc_message_match *match) {
  (void)match;
  (*(unsigned *)context)++;
  return RC_OK;
}

static void test_one_match_is_found_once(void **state) {
  (void)state;
  unsigned n = 0;
  rc_message_filter filter;
  rc_message_filter_init(&filter);
  assert_int_equal(
      rc_message_scan(&filter, RC_STR("x CannotPullContainerError x"), count, &n), RC_OK);
  assert_int_equal(n, 1);
}

/* Random bytes, and pieces of known texts in any order, harm nothing. */
static void test_damaged_text(void **state) {
  (void)state;
  uint64_t seed = 7;
  for (unsigned round = 0; round < 300; round++) {
    bench b;
    rc_buf text;
    open_bench(&b);
    rc_buf_init(&text, &b.arena);
    for (unsigned piece = 0; piece < 40; piece++) {
      rc_str pattern = rc_message_patterns[next_random(&seed) % rc_n_message_patterns].text;
      size_t from = next_random(&seed) % (pattern.len + 1);
      rc_buf_put(&text, rc_str_slice(pattern, from / 4, pattern.len - from / 4));
      rc_buf_put_byte(&text, (char)next_random(&seed));
    }
    char *copy = malloc(text.len);
    memcpy(copy, text.ptr, text.len);
    add_text(&b, (rc_str){copy, text.len});
    diagnose(&b);
    for (RC_EACH(const rc_diagnosis, d, b.found)) {
      assert_true(d->span.start < d->span.end && d->span.end <= text.len);
      assert_true(d->phase < RC_N_PHASES);
    }
    free(copy);
    close_bench(&b);
  }
}

/* ---- what to look at next ---- */

/* `wanted`: the commands, each with a line end. */
static void assert_next(bench *b, rc_str text, const char *wanted) {
  rc_buf commands;
  add_text(b, text);
  diagnose(b);
  rc_diagnoses_next(&b->model, &b->found);
  rc_buf_init(&commands, &b->arena);
  for (RC_EACH(const rc_diagnosis, d, b->found)) {
    for (RC_EACH(const rc_missing, missing, d->next)) {
      RC_BUF_FILL(&commands, "{}\n", missing->command);
    }
  }
  assert_str(rc_buf_str(&commands), wanted);
  close_bench(b);
}

#define DENIED(why)                                                                              \
  "unable to retrieve secret from asm: "                                                         \
  "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/web-exec/abc is not "     \
  "authorized to perform: secretsmanager:GetSecretValue on resource: "                           \
  "arn:aws:secretsmanager:eu-west-1:444455556666:secret:db-AbCdEf " why
#define ROLES "aws iam get-account-authorization-details --filter Role LocalManagedPolicy\n"
#define DEFINITION "aws ecs describe-task-definition --task-definition <family>\n"

static void test_next_after_a_denial(void **state) {
  (void)state;
  bench b;
  open_bench(&b);
  assert_next(&b, RC_STR(DENIED("because no identity-based policy allows the action")),
              ROLES DEFINITION);
  open_bench(&b);
  assert_next(&b, RC_STR(DENIED("with an explicit deny in a service control policy")), DEFINITION);
  open_bench(&b);
  assert_next(&b, RC_STR(DENIED("because no resource-based policy allows the action")),
              ROLES "aws secretsmanager get-resource-policy --secret-id "
                    "arn:aws:secretsmanager:eu-west-1:444455556666:secret:db-AbCdEf "
                    "--region eu-west-1\n" DEFINITION);
}

static void test_next_names_nothing_that_is_there(void **state) {
  (void)state;
  bench b;
  open_bench(&b);
  rc_role *role = RC_VEC_ADD(&b.arena, &b.model.roles);
  assert_non_null(role);
  *role = (rc_role){.name = RC_STR("web-exec"), .defined = true};
  rc_task *task = RC_VEC_ADD(&b.arena, &b.model.tasks);
  assert_non_null(task);
  memset(task, 0, sizeof *task);
  assert_next(&b, RC_STR(DENIED("because no identity-based policy allows the action")), "");
}

static void test_next_after_a_cut_text(void **state) {
  (void)state;
  bench b;
  open_bench(&b);
  assert_next(&b, RC_STR("CannotPullContainerError: pull access denied for x, rep..."),
              "aws ecs describe-tasks --cluster <cluster> --tasks <task>\n" DEFINITION);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_several_texts),
      cmocka_unit_test(test_the_same_text_twice_is_one),
      cmocka_unit_test(test_a_stage_reaches_no_further_than_its_text),
      cmocka_unit_test(test_distance_is_counted_in_lines_and_words),
      cmocka_unit_test(test_a_word_that_goes_on_is_another),
      cmocka_unit_test(test_wrapped_lines),
      cmocka_unit_test(test_case_and_apostrophes),
      cmocka_unit_test(test_an_answer_rules_the_network_out),
      cmocka_unit_test(test_the_innermost_stage_gives_the_phase),
      cmocka_unit_test(test_tails_of_other_programs_are_left_alone),
      cmocka_unit_test(test_cut_texts_are_undecidable),
      cmocka_unit_test(test_denial_names_action_resource_and_principal),
      cmocka_unit_test(test_callers),
      cmocka_unit_test(test_phases_of_actions),
      cmocka_unit_test(test_addresses),
      cmocka_unit_test(test_place_in_an_escaped_string),
      cmocka_unit_test(test_place_in_plain_text),
      cmocka_unit_test(test_every_pattern_is_found_at_even_and_odd_places),
      cmocka_unit_test(test_one_match_is_found_once),
      cmocka_unit_test(test_damaged_text),
      cmocka_unit_test(test_next_after_a_denial),
      cmocka_unit_test(test_next_names_nothing_that_is_there),
      cmocka_unit_test(test_next_after_a_cut_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
