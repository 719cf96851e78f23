/*
 * What is taken out leaves the form of what stood around it: images, references, names of actions,
 * hosts, escapes, and values that are no secrets. Redacting it again changes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <rolecall.h>

#include "lib/files.h"

typedef struct row {
  const char *path, *given, *expected;
} row;

static void redact(const char *path, const char *given, const char *expected) {
  rolecall_redaction *redaction = rolecall_redaction_new(&public_heap, NULL);
  assert_non_null(redaction);
  assert_int_equal(rolecall_redaction_add_file(redaction, path, given, strlen(given)),
                   ROLECALL_OK);
  assert_int_equal(rolecall_redaction_run(redaction), ROLECALL_OK);
  rolecall_redacted_file file;
  assert_true(rolecall_redaction_get_file(redaction, 0, &file));
  if (file.size != strlen(expected) || memcmp(file.bytes, expected, file.size) != 0) {
    fail_msg("%s became\n%.*s\nexpected\n%s", given, (int)file.size, file.bytes, expected);
  }
  rolecall_redaction_free(redaction);
}

static void check(const row *rows, size_t n_rows) {
  for (size_t i = 0; i < n_rows; i++) {
    redact(rows[i].path, rows[i].given, rows[i].expected);
    redact(rows[i].path, rows[i].expected, rows[i].expected);
  }
}

/* Names of members may hold what identifies, with escapes in them. */
static void test_names_of_members(void **state) {
  (void)state;
  static const row rows[] = {
      {"a.json",
       "{\"arn:aws:iam::640188329671:role\\/acme\": {\"AKIA2E0A8F3B244C\\u0039986\": 1}}",
       "{\"arn:aws:iam::111122223333:role\\/n1n\": {\"AKIAIAAAAAAAAEXAMPLE\": 1}}"},
      {"a.json", "{\"arn:aws:s3:::acme/x\": [1], \"fam\\u0069ly\": \"acme\"}",
       "{\"arn:aws:s3:::n1n/x\": [1], \"fam\\u0069ly\": \"n1n\"}"},
  };
  check(rows, RC_COUNT_OF(rows));
}

/* What looks like a secret amid an ARN, a reference or an action leaves its colons and slashes. */
static void test_references(void **state) {
  (void)state;
  static const row rows[] = {
      {"a.json", "{\"secrets\": [{\"name\": \"A\", \"valueFrom\": \"web/db:pass=hunter2x::\"}]}",
       "{\"secrets\": [{\"name\": \"A\", \"valueFrom\": \"web/db:pass=EXAMPLE0001::\"}]}"},
      {"a.json", "{\"Resource\": \"arn:aws:s3:::bucket:token=hunter2x:y/z\"}",
       "{\"Resource\": \"arn:aws:s3:::bucket:token=EXAMPLE0001:EXAMPLE0002/EXAMPLE0003\"}"},
      {"a.json", "{\"Action\": \"ecr:secret=Get:Image\"}",
       "{\"Action\": \"ecr:secret=EXAMPLE0001:EXAMPLE0002\"}"},
  };
  check(rows, RC_COUNT_OF(rows));
}

static void test_hosts(void **state) {
  (void)state;
  static const row rows[] = {
      {"a.txt", "Service: \"ecs-tasks.acme*aws.com\"", "Service: \"ecs-tasks.n1n*aws.com\""},
      {"a.txt", "Service: \"ecs-tasks.ama${X}zonaws.com\"",
       "Service: \"ecs-tasks.ama${X}zonaws.com\""},
      {"a.tf", "locals {\n  image = \"640188329671.dkr.ecr.eu-west-1.ama\\u0041z.com/x\"\n}\n",
       "locals {\n  image = \"111122223333.dkr.ecr.eu-west-1.amah1.example.com/x\"\n}\n"},
      {"a.json", "{\"image\": \"public.ecr.aws/nginxY.aws/x:1\"}",
       "{\"image\": \"public.ecr.aws/EXAMPLE0001/x:1\"}"},
      {"a.json", "{\"image\": \"640188329671ZZZ.dkr.ecr.eu-west-1.amazonaws.com/x:1\"}",
       "{\"image\": \"111122223333ZZZ.dkr.ecr.eu-west-1.amazonaws.com/x:1\"}"},
      {"a.json", "{\"value\": \"redis://a${X}b:hunter2@cache.internal:6379/0\"}",
       "{\"value\": \"redis://user1:EXAMPLE0001@h1.example.internal:6379/0\"}"},
      {"a.yaml", "image: 64018832dXNlcjpFWEF==NUExF333dkr.ecr.eu-west-1.amazonaws.com/x:1",
       "image: EXAMPLE0001==EXAMPLE0002.ecr.eu-west-1.amazonaws.com/x:1"},
  };
  check(rows, RC_COUNT_OF(rows));
}

/* Accounts and digests amid a name are no words of it. */
static void test_numbers_in_names(void **state) {
  (void)state;
  static const row rows[] = {
      {"a.json", "{\"bucket\": \"acme-state-640188329671\"}",
       "{\"bucket\": \"n1n-state-111122223333\"}"},
      {"a.yaml", "family: acme-640188329671-x", "family: n1n-111122223333-x"},
      {"a.json", "{\"cluster\": \"acme-4a4348dc2f57c046f8ef63d4538ebb936000f3c9\"}",
       "{\"cluster\": \"n1n-4a4348dc2f57c046f8ef63d4538ebb936000f3c9\"}"},
  };
  check(rows, RC_COUNT_OF(rows));
}

/* The end of a word and a digit before a word that is renamed look like a placeholder. */
static void test_words_that_end_in_n(void **state) {
  (void)state;
  static const row rows[] = {
      {"a.txt", "PolicyName: ACTION9rce", "PolicyName: ACTION9n1n"},
      {"a.json", "{\"RoleName\": \"AWSAcmeRole\"}", "{\"RoleName\": \"AWSN1nRole\"}"},
  };
  check(rows, RC_COUNT_OF(rows));
}

/* What is no secret stays none. */
static void test_what_is_no_secret(void **state) {
  (void)state;
  static const row rows[] = {
      {"a.txt", "Type: secret::EC2::VPCEndpoint\npassword: AWS::EC2::VPCEndpoint",
       "Type: secret::EC2::VPCEndpoint\npassword: AWS::EC2::VPCEndpoint"},
      {"a.txt", "userPassword:: aHVudGVyMmh1bnRlcjI=", "userPassword:: EXAMPLE0001"},
      {"a.json", "{\"name\": \"API_KEY\", \"value\": \"your-key-joe@acme.io\"}",
       "{\"name\": \"API_KEY\", \"value\": \"your-EXAMPLE0001\"}"},
      {"a.txt", "unable to pull secrets or registry auth: hunter2x was refused",
       "unable to pull secrets or registry auth: hunter2x was refused"},
      {"a.txt", "registry auth: hunter2x", "registry auth: EXAMPLE0001"},
      {"a.log", "password=\"CannotPullContainerError: i/o timeout\"",
       "password=\"CannotPullContainerError: i/o timeout\""},
  };
  check(rows, RC_COUNT_OF(rows));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names_of_members), cmocka_unit_test(test_references),
      cmocka_unit_test(test_hosts), cmocka_unit_test(test_numbers_in_names),
      cmocka_unit_test(test_words_that_end_in_n),
      cmocka_unit_test(test_what_is_no_secret)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
