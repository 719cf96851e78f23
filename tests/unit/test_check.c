#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check/check.h"
#include "check/common_network.h"
#include "check/common_secret_reference.h"
#include "check/common_secret_text.h"
#include "check/common_words.h"
#include "check/page.h"
#include "lib/heap.h"

static const rc_allocator heap = {NULL, heap_take, heap_give};

/* An empty world with two files, for checks that report what the test tells them to. */
typedef struct fixture {
  rc_arena arena;
  rc_source sources[2];
  rc_model model;
  rc_roll_call_vec roll_calls;
  rc_diagnosis_vec diagnoses;
  rc_case about;
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  rc_arena_init(&f->arena, &heap);
  f->sources[0] = (rc_source){.path = RC_STR("z.json"), .file = 0};
  f->sources[1] = (rc_source){.path = RC_STR("a.json"), .file = 1};
  f->model = (rc_model){.arena = &f->arena, .sources = f->sources, .n_sources = 2};
  f->about = (rc_case){.arena = &f->arena,
                       .model = &f->model,
                       .roll_calls = &f->roll_calls,
                       .diagnoses = &f->diagnoses};
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  rc_arena_free(&f->arena);
  free(f);
  return 0;
}

static const rc_check some_check = {"RC999", "some-check", "", NULL};
static const rc_check other_check = {"RC000", "other-check", "", NULL};

static void say(fixture *f, const rc_check *check, uint32_t file, uint32_t start,
                const char *message) {
  assert_non_null(rc_report(&f->about, &f->model.findings, check, RC_WARNING,
                            (rc_span){file, start, start + 1}, rc_str_from_c(message)));
}

static void assert_text(rc_str found, const char *expected) {
  if (!rc_str_equal(found, rc_str_from_c(expected))) {
    fail_msg("expected \"%s\", found \"%.*s\"", expected, (int)found.len, found.ptr);
  }
}

/* ---- running -------------------------------------------------------------------------------- */

static void test_findings_come_by_path_place_and_code(void **state) {
  fixture *f = *state;
  say(f, &some_check, 0, 5, "z, late");
  say(f, &some_check, RC_NO_FILE, 0, "nowhere");
  say(f, &some_check, 0, 1, "z, early, second code");
  say(f, &other_check, 0, 1, "z, early, first code");
  say(f, &some_check, 1, 9, "a");
  rc_finding_vec out;
  assert_int_equal(rc_run_checks(&f->about, &out), RC_OK);
  static const char *const expected[] = {"a", "z, early, first code", "z, early, second code",
                                         "z, late", "nowhere"};
  assert_int_equal(out.len, RC_COUNT_OF(expected));
  for (uint32_t i = 0; i < out.len; i++) {
    assert_text(out.items[i].message, expected[i]);
  }
}

static void test_what_is_said_twice_is_shown_once(void **state) {
  fixture *f = *state;
  say(f, &some_check, 0, 5, "same");
  say(f, &some_check, 0, 7, "same");
  say(f, &some_check, 0, 5, "same");
  say(f, &some_check, 0, 5, "other");
  rc_finding_vec out;
  assert_int_equal(rc_run_checks(&f->about, &out), RC_OK);
  assert_int_equal(out.len, 3);
}

static void test_many_findings_keep_their_order(void **state) {
  fixture *f = *state;
  enum { N = 1000 };
  for (uint32_t i = 0; i < N; i++) {
    say(f, &some_check, 0, (i * 7919) % N, "x");
  }
  rc_finding_vec out;
  assert_int_equal(rc_run_checks(&f->about, &out), RC_OK);
  assert_int_equal(out.len, N);
  for (uint32_t i = 0; i < N; i++) {
    assert_int_equal(out.items[i].span.start, i);
  }
}

static void test_holes_are_shown_as_written(void **state) {
  fixture *f = *state;
  rc_str hole = rc_hole_make(&f->arena, RC_STR("${ROLE}"));
  rc_finding *finding = rc_report(&f->about, &f->model.findings, &some_check, RC_NOTE,
                                  RC_SPAN_NONE, RC_FILL(&f->arena, "role `{}`", hole));
  finding->help = hole;
  rc_relate(&f->about, finding, RC_SPAN_NONE, hole);
  rc_intend(&f->about, finding, RC_INTENT_ALLOW)->resource = hole;
  rc_finding_vec out;
  assert_int_equal(rc_run_checks(&f->about, &out), RC_OK);
  assert_text(out.items[0].message, "role `${ROLE}`");
  assert_text(out.items[0].help, "${ROLE}");
  assert_text(out.items[0].related.items[0].message, "${ROLE}");
  /* Fixes compare values, so that the intent keeps its hole. */
  assert_true(rc_str_equal(out.items[0].intents.items[0].resource, hole));
}

static void test_too_many_findings_are_a_limit(void **state) {
  fixture *f = *state;
  uint64_t most = rc_limit_info(RC_LIMIT_FINDINGS)->value;
  for (uint32_t i = 0; i < most; i++) {
    say(f, &some_check, 0, i, "x");
  }
  assert_null(rc_report(&f->about, &f->model.findings, &some_check, RC_WARNING, RC_SPAN_NONE,
                        RC_STR("one too many")));
  assert_int_equal(rc_arena_status(&f->arena), RC_LIMIT);
  assert_int_equal(f->arena.limit, RC_LIMIT_FINDINGS);
}

static void test_records_are_complete(void **state) {
  (void)state;
  assert_true(rc_n_checks >= 14);
  for (size_t i = 0; i < rc_n_checks; i++) {
    assert_true(rc_checks[i]->summary[0] != '\0');
    assert_non_null(rc_checks[i]->run);
    if (i > 0) {
      assert_true(rc_str_compare(rc_str_from_c(rc_checks[i - 1]->code),
                                 rc_str_from_c(rc_checks[i]->code)) < 0);
    }
  }
}

/* ---- pages ---------------------------------------------------------------------------------- */

static void test_pages_are_found(void **state) {
  (void)state;
  rc_str page = rc_page_find(RC_STR("RC101"));
  assert_true(rc_str_starts_with(page, RC_STR("# RC101 execution-role-missing\n")));
  assert_true(rc_page_find(RC_STR("execution-role-missing")).ptr == page.ptr);
  assert_true(rc_page_find(RC_STR("rc101")).ptr == page.ptr);
  assert_false(rc_str_contains(page, RC_STR("## Reported:")));
  assert_int_equal(rc_page_find(RC_STR("RC100")).len, 0);
  assert_int_equal(rc_page_find(RC_STR("")).len, 0);
  for (size_t i = 0; i < rc_n_checks; i++) {
    assert_true(rc_page_find(rc_str_from_c(rc_checks[i]->code)).len > 0);
    assert_true(rc_page_find(rc_str_from_c(rc_checks[i]->name)).len > 0);
  }
  for (size_t i = 1; i < rc_n_pages; i++) {
    assert_true(rc_str_compare(rc_pages[i - 1].name, rc_pages[i].name) < 0);
  }
}

/* ---- secrets -------------------------------------------------------------------------------- */

static void test_secret_texts(void **state) {
  fixture *f = *state;
  static const struct {
    const char *name, *value;
    rc_secret_text expected;
  } rows[] = {
      {"DB_PASSWORD", "correct-horse", RC_SECRET_BY_NAME},
      {"dbPassword", "correct-horse", RC_SECRET_BY_NAME},
      {"spring.datasource.password", "correct-horse", RC_SECRET_BY_NAME},
      {"PGPASSWORD", "correct-horse", RC_SECRET_BY_NAME},
      {"DB_PASS", "correct-horse", RC_SECRET_BY_NAME},
      {"COMPASS", "north", RC_SECRET_NONE},
      {"BYPASS", "north", RC_SECRET_NONE},
      {"GITHUB_TOKEN", "abc", RC_SECRET_BY_NAME},
      {"TOKENIZER", "bpe", RC_SECRET_NONE},
      {"SECRET_NAME", "shop", RC_SECRET_NONE},
      {"OLDPWD", "x", RC_SECRET_NONE},
      {"DB_PWD", "x1", RC_SECRET_BY_NAME},
      {"REACT_APP_PUBLIC_TOKEN", "pk.abc", RC_SECRET_NONE},
      {"DB_PASSWORD", "", RC_SECRET_NONE},
      {"DB_PASSWORD", "  ", RC_SECRET_NONE},
      {"DB_PASSWORD", "None", RC_SECRET_NONE},
      {"DB_PASSWORD", "12", RC_SECRET_NONE},
      {"DB_PASSWORD", "-1.5", RC_SECRET_NONE},
      {"DB_PASSWORD", "xxxx", RC_SECRET_NONE},
      {"DB_PASSWORD", "/run/secrets/db", RC_SECRET_NONE},
      {"DB_PASSWORD", "arn:aws:ssm:eu-west-1:1:parameter/db", RC_SECRET_NONE},
      {"DB_PASSWORD", "https://vault.internal/db", RC_SECRET_NONE},
      {"URL", "mysql://app:hunter2@db/shop", RC_SECRET_URL},
      {"URL", "mysql://app:***@db/shop", RC_SECRET_NONE},
      {"URL", "mysql://app@db:3306/shop", RC_SECRET_NONE},
      {"URL", "https://db:3306/a@b", RC_SECRET_NONE},
      {"KEY", "AKIA2E0A8F3B244C9986", RC_SECRET_AWS_KEY},
      {"KEY", "AKIAIOSFODNN7EXAMPLE", RC_SECRET_NONE},
      {"KEY", "AKIARTX3GSDSQEXAMPLE", RC_SECRET_AWS_KEY}, /* a placeholder of redaction */
      {"DB_PASSWORD", "EXAMPLE0001", RC_SECRET_BY_NAME},
      {"DB_PASSWORD", "changeme", RC_SECRET_NONE},
      {"DB_PASSWORD_OLD", "correct-horse", RC_SECRET_BY_NAME},
      {"MAX_TOKENS", "many", RC_SECRET_NONE},
      {"KEY", "AKIA2E0A8F3B244C99", RC_SECRET_NONE},
      {"KEY", "akia2e0a8f3b244c9986", RC_SECRET_NONE},
      {"KEY", "-----BEGIN RSA PRIVATE KEY-----\nMIIE", RC_SECRET_PRIVATE_KEY},
      {"KEY", "-----BEGIN PUBLIC KEY-----\nMIIE", RC_SECRET_NONE},
  };
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    rc_secret_text found =
        rc_find_secret_text(rc_str_from_c(rows[i].name), rc_str_from_c(rows[i].value));
    if (found != rows[i].expected) {
      fail_msg("%s=%s: expected %d, found %d", rows[i].name, rows[i].value,
               (int)rows[i].expected, (int)found);
    }
  }
  rc_str hole = rc_hole_make(&f->arena, RC_STR("<SECRET>"));
  assert_int_equal(rc_find_secret_text(RC_STR("DB_PASSWORD"), hole), RC_SECRET_NONE);
  rc_str mixed = RC_FILL(&f->arena, "mysql://app:{}@db", hole);
  assert_int_equal(rc_find_secret_text(RC_STR("URL"), mixed), RC_SECRET_NONE);
}

static void test_secret_references(void **state) {
  fixture *f = *state;
#define SECRET "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3"
  static const struct {
    const char *text;
    bool flawed;
    const char *append;
  } rows[] = {
      {SECRET, false, NULL},
      {SECRET ":k::", false, NULL},
      {SECRET "::s:", false, NULL},
      {SECRET ":::v", false, NULL},
      {SECRET ":k::v", false, NULL},
      {SECRET ":k:s:", false, NULL},
      {SECRET ":k", true, "::"},
      {SECRET ":k:", true, ":"},
      {SECRET ":k:s:v", true, NULL},
      {SECRET ":k:::", true, NULL},
      {"arn:aws:secretsmanager:eu-west-1:111122223333:secret:", true, NULL},
      {"arn:aws:secretsmanager:eu-west-1:111122223333:db", true, NULL},
      {"arn:aws:secretsmanager::111122223333:secret:db", true, NULL},
      {"arn:aws:secretsmanager:eu-west-1::secret:db", true, NULL},
      {"arn:aws:secretsmanager:secret:db", true, NULL},
      {"arn:aws:s3:::bucket/key", true, NULL},
      {"arn:aws:ssm:eu-west-1:111122223333:parameter/a/b", false, NULL},
      {"arn:aws:ssm:eu-west-1:111122223333:a/b", true, NULL},
      {"/a/b", false, NULL},
      {"name:3", false, NULL},
      {"name:key::", true, NULL},
      {"/a/b ", true, NULL},
  };
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    rc_secret_flaw flaw = rc_judge_secret_reference(rc_str_from_c(rows[i].text));
    if ((flaw.problem != NULL) != rows[i].flawed) {
      fail_msg("%s: %s", rows[i].text, flaw.problem == NULL ? "no flaw found" : flaw.problem);
    }
    assert_text(rc_str_from_c(flaw.append), rows[i].append == NULL ? "" : rows[i].append);
  }
  rc_str hole = rc_hole_make(&f->arena, RC_STR("${A:B}"));
  assert_null(rc_judge_secret_reference(RC_FILL(&f->arena, "{}:k", hole)).problem);
  assert_null(rc_judge_secret_reference(
                  RC_FILL(&f->arena, "arn:aws:secretsmanager:r:1:secret:{}:k", hole))
                  .problem);
  assert_non_null(rc_judge_secret_reference(
                      RC_FILL(&f->arena, "arn:aws:secretsmanager:{}:1:secret:db:k", hole))
                      .problem);
}

/* ---- network -------------------------------------------------------------------------------- */

static void test_hosts_and_addresses(void **state) {
  (void)state;
  assert_text(rc_message_host(RC_STR("Post \"https://api.ecr.eu-west-1.amazonaws.com/\": x")),
              "api.ecr.eu-west-1.amazonaws.com");
  assert_text(rc_message_host(RC_STR("Get https://1.dkr.ecr.r.amazonaws.com:443/v2/")),
              "1.dkr.ecr.r.amazonaws.com");
  assert_text(rc_message_host(RC_STR("dial tcp: lookup ssm.r.amazonaws.com on 10.0.0.2:53")),
              "ssm.r.amazonaws.com");
  assert_text(rc_message_host(RC_STR("context deadline exceeded")), "");
  assert_text(rc_message_host(RC_STR("ends in https://")), "");
  static const struct {
    const char *text;
    rc_address_kind kind;
  } rows[] = {
      {"dial tcp 10.1.2.3:443: i/o timeout", RC_ADDRESS_PRIVATE},
      {"dial tcp 172.16.0.1:443", RC_ADDRESS_PRIVATE},
      {"dial tcp 172.32.0.1:443", RC_ADDRESS_PUBLIC},
      {"dial tcp 192.168.0.1:443", RC_ADDRESS_PRIVATE},
      {"dial tcp 100.64.0.1:443", RC_ADDRESS_PRIVATE},
      {"dial tcp 100.128.0.1:443", RC_ADDRESS_PUBLIC},
      {"dial tcp 52.94.134.22:443", RC_ADDRESS_PUBLIC},
      {"dial tcp 300.1.2.3:443", RC_ADDRESS_NONE},
      {"dial tcp 1.2.3:443", RC_ADDRESS_NONE},
      {"dial tcp 1.2.3.4.5:443", RC_ADDRESS_NONE},
      {"dial tcp: lookup x", RC_ADDRESS_NONE},
      {"", RC_ADDRESS_NONE},
  };
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    assert_int_equal(rc_network_address(rc_str_from_c(rows[i].text)), rows[i].kind);
  }
  assert_true(rc_cause_is_of_network(RC_STR("dns")));
  assert_false(rc_cause_is_of_network(RC_STR("identity-policy-missing")));
}

/* ---- words ---------------------------------------------------------------------------------- */

static void test_lists(void **state) {
  fixture *f = *state;
  const rc_str names[] = {RC_STR("a"), RC_STR("b"), RC_STR("c"),
                          RC_STR("d"), RC_STR("e"), RC_STR("f")};
  assert_text(rc_words_list(&f->about, names, 0), "");
  assert_text(rc_words_list(&f->about, names, 1), "`a`");
  assert_text(rc_words_list(&f->about, names, 2), "`a` and `b`");
  assert_text(rc_words_list(&f->about, names, 4), "`a`, `b`, `c` and `d`");
  assert_text(rc_words_list(&f->about, names, 6), "`a`, `b`, `c` and 3 more");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      TEST(test_findings_come_by_path_place_and_code),
      TEST(test_what_is_said_twice_is_shown_once),
      TEST(test_many_findings_keep_their_order),
      TEST(test_holes_are_shown_as_written),
      TEST(test_too_many_findings_are_a_limit),
      TEST(test_records_are_complete),
      TEST(test_pages_are_found),
      TEST(test_secret_texts),
      TEST(test_secret_references),
      TEST(test_hosts_and_addresses),
      TEST(test_lists),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
