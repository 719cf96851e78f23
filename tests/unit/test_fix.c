/* Grants for roles: from intents to policy documents. */
#include "lib/fix_world.h"

/* ---- grants --------------------------------------------------------------------------------- */

static void test_statements_are_appended_in_the_style_of_the_file(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SOURCE, "", "roles/web-execution/policy.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Sid\": \"WriteLogs\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": [\"logs:CreateLogStream\", \"logs:PutLogEvents\"],\n"
             "      \"Resource\": \"arn:aws:logs:eu-west-1:111122223333:log-group:/x:*\"\n"
             "    }\n"
             "  ]\n"
             "}\n");
  allow_pull(w, role);
  lower(w);
  check_file(w, "roles/web-execution/policy.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Sid\": \"WriteLogs\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": [\"logs:CreateLogStream\", \"logs:PutLogEvents\"],\n"
             "      \"Resource\": \"arn:aws:logs:eu-west-1:111122223333:log-group:/x:*\"\n"
             "    },\n"
             "    {\n"
             "      \"Sid\": \"GetRegistryToken\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": \"ecr:GetAuthorizationToken\",\n"
             "      \"Resource\": \"*\"\n"
             "    },\n"
             "    {\n"
             "      \"Sid\": \"PullImage\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": [\"ecr:BatchGetImage\", \"ecr:GetDownloadUrlForLayer\"],\n"
             "      \"Resource\": \"" REPO "\"\n"
             "    }\n"
             "  ]\n"
             "}\n");
  check_command(w,
                "aws iam put-role-policy --role-name web-execution --policy-name policy "
                "--policy-document file://roles/web-execution/policy.json",
                "aws iam put-role-policy --role-name web-execution --policy-name policy "
                "--policy-document '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":"
                "\"WriteLogs\","
                "\"Effect\":\"Allow\",\"Action\":[\"logs:CreateLogStream\",\"logs:PutLogEvents\"],"
                "\"Resource\":\"arn:aws:logs:eu-west-1:111122223333:log-group:/x:*\"}]}'");
}

/* Members in the neighbour's order, no Sid where none is used, lists even for one, tabs, CRLF. */
static void test_habits_of_the_document(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SOURCE, "", "p.json",
             "{\r\n"
             "\t\"Statement\": {\r\n"
             "\t\t\"Action\": [\"s3:GetObject\"],\r\n"
             "\t\t\"Resource\": [\"arn:aws:s3:::b/*\"],\r\n"
             "\t\t\"Effect\": \"Allow\"\r\n"
             "\t}\r\n"
             "}");
  allow(w, role, "ecr:GetAuthorizationToken", "*");
  lower(w);
  check_file(w, "p.json",
             "{\r\n"
             "\t\"Statement\": [\r\n"
             "\t\t{\r\n"
             "\t\t\t\"Action\": [\"s3:GetObject\"],\r\n"
             "\t\t\t\"Resource\": [\"arn:aws:s3:::b/*\"],\r\n"
             "\t\t\t\"Effect\": \"Allow\"\r\n"
             "\t\t},\r\n"
             "\t\t{\r\n"
             "\t\t\t\"Action\": [\"ecr:GetAuthorizationToken\"],\r\n"
             "\t\t\t\"Resource\": [\"*\"],\r\n"
             "\t\t\t\"Effect\": \"Allow\"\r\n"
             "\t\t}\r\n"
             "\t]\r\n"
             "}");
}

typedef struct extend_case {
  const char *before, *action, *resource, *action2, *resource2, *after;
} extend_case;

#define R1 "arn:aws:s3:::r1"
#define R2 "arn:aws:s3:::r2"

static const extend_case extend_cases[] = {
    /* the same resource: an action more */
    {MINIFIED("\"a:B\"", "\"" R1 "\""), "a:C", R1, NULL, NULL,
     MINIFIED("[\"a:B\",\"a:C\"]", "\"" R1 "\"")},
    /* the same action: a resource more */
    {MINIFIED("[\"a:B\"]", "[\"" R1 "\"]"), "A:b", R2, NULL, NULL,
     MINIFIED("[\"a:B\"]", "[\"" R1 "\",\"" R2 "\"]")},
    /* neither: the product would grant a:B on r2 and a:C on r1 */
    {MINIFIED("\"a:B\"", "\"" R1 "\""), "a:C", R2, NULL, NULL,
     "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"" R1 "\"},"
     "{\"Effect\":\"Allow\",\"Action\":\"a:C\",\"Resource\":\"" R2 "\"}]}"},
    /* a statement with more actions would give them all on r2 */
    {MINIFIED("[\"a:B\",\"a:C\"]", "\"" R1 "\""), "a:B", R2, NULL, NULL,
     "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"a:B\",\"a:C\"],\"Resource\":\"" R1 "\"},"
     "{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"" R2 "\"}]}"},
    /* two extensions of one statement would multiply: a:C on r2 */
    {MINIFIED("\"a:B\"", "\"" R1 "\""), "a:C", R1, "a:B", R2,
     "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"a:B\",\"a:C\"],\"Resource\":\"" R1
     "\"},{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"" R2 "\"}]}"},
    /* another service, or everything: a statement of its own */
    {MINIFIED("\"b:C\"", "\"" R1 "\""), "a:B", R1, NULL, NULL,
     "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"b:C\",\"Resource\":\"" R1
     "\"},{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"" R1 "\"}]}"},
    {MINIFIED("\"a:B\"", "\"*\""), "a:C", "*", NULL, NULL,
     "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"*\"},"
     "{\"Effect\":\"Allow\",\"Action\":\"a:C\",\"Resource\":\"*\"}]}"},
    /* a Deny is not extended */
    {"{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"a:B\",\"Resource\":\"" R1 "\"}]}",
     "a:B", R2,
     NULL, NULL,
     "{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"a:B\",\"Resource\":\"" R1 "\"},"
     "{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"" R2 "\"}]}"},
};

static void test_extending_grants_nothing_else(void **state) {
  for (size_t i = 0; i < RC_COUNT_OF(extend_cases); i++) {
    const extend_case *c = &extend_cases[i];
    assert_int_equal(tear_down(state), 0);
    assert_int_equal(set_up(state), 0);
    world *w = *state;
    uint32_t role = add_role(w, ROLE);
    add_inline(w, role, RC_ORIGIN_SOURCE, "", "p.json", c->before);
    allow(w, role, c->action, c->resource);
    if (c->action2 != NULL) {
      allow(w, role, c->action2, c->resource2);
    }
    lower(w);
    check_file(w, "p.json", c->after);
  }
}

static void test_condition_must_be_the_same(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SOURCE, "", "p.json",
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":"
             "\"arn:aws:kms:r:1:key/k1\","
             "\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"s\"}}},"
             "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"arn:aws:kms:r:1:"
             "key/k3\"}]}");
  rc_intent *intent = allow(w, role, "kms:Decrypt", "arn:aws:kms:r:1:key/k2");
  intent->condition_key = RC_STR("kms:ViaService");
  intent->condition_value = RC_STR("s");
  lower(w);
  check_file(w, "p.json",
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":"
             "[\"arn:aws:kms:r:1:key/k1\",\"arn:aws:kms:r:1:key/k2\"],\"Condition\":{"
             "\"StringEquals\":{\"kms:ViaService\":\"s\"}}},"
             "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"arn:aws:kms:r:1:"
             "key/k3\"}]}");
}

static void test_new_document_is_merged_and_ordered(void **state) {
  world *w = *state;
  uint32_t task = add_task(w, "deploy/taskdef.json", "{\n  \"family\": \"web\"\n}\n");
  uint32_t role = add_role(w, ROLE);
  w->model.links.items[task].execution_role = role;
  allow(w, role, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:/x:*");
  allow(w, role, "secretsmanager:GetSecretValue", "s2");
  rc_intent *decrypt = allow(w, role, "kms:Decrypt", "k1");
  decrypt->condition_key = RC_STR("kms:ViaService");
  decrypt->condition_value = RC_STR("secretsmanager.eu-west-1.amazonaws.com");
  allow(w, role, "secretsmanager:GetSecretValue", "s1");
  allow(w, role, "secretsmanager:GetSecretValue", "s2");
  allow_pull(w, role);
  allow(w, role, "ecr:BatchGetImage", "repo2");
  allow(w, role, "ecr:GetDownloadUrlForLayer", "repo2");
  allow(w, role, "logs:CreateLogGroup", "arn:aws:logs:eu-west-1:111122223333:log-group:/x:*");
  allow(w, role, "logs:CreateLogStream", "arn:aws:logs:eu-west-1:111122223333:log-group:/x:*");
  lower(w);
  check_file(w, "deploy/roles/web-execution/rolecall-launch.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Sid\": \"GetRegistryToken\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": \"ecr:GetAuthorizationToken\",\n"
             "      \"Resource\": \"*\"\n"
             "    },\n"
             "    {\n"
             "      \"Sid\": \"PullImage\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": [\n"
             "        \"ecr:BatchGetImage\",\n"
             "        \"ecr:GetDownloadUrlForLayer\"\n"
             "      ],\n"
             "      \"Resource\": [\n"
             "        \"" REPO "\",\n"
             "        \"repo2\"\n"
             "      ]\n"
             "    },\n"
             "    {\n"
             "      \"Sid\": \"ReadSecrets\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": \"secretsmanager:GetSecretValue\",\n"
             "      \"Resource\": [\n"
             "        \"s2\",\n"
             "        \"s1\"\n"
             "      ]\n"
             "    },\n"
             "    {\n"
             "      \"Sid\": \"DecryptSecrets\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": \"kms:Decrypt\",\n"
             "      \"Resource\": \"k1\",\n"
             "      \"Condition\": {\n"
             "        \"StringEquals\": {\n"
             "          \"kms:ViaService\": \"secretsmanager.eu-west-1.amazonaws.com\"\n"
             "        }\n"
             "      }\n"
             "    },\n"
             "    {\n"
             "      \"Sid\": \"WriteLogs\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": [\n"
             "        \"logs:CreateLogGroup\",\n"
             "        \"logs:CreateLogStream\",\n"
             "        \"logs:PutLogEvents\"\n"
             "      ],\n"
             "      \"Resource\": \"arn:aws:logs:eu-west-1:111122223333:log-group:/x:*\"\n"
             "    }\n"
             "  ]\n"
             "}\n");
  check_command(w,
                "aws iam put-role-policy --role-name web-execution --policy-name rolecall-launch "
                "--policy-document file://deploy/roles/web-execution/rolecall-launch.json",
                "aws iam delete-role-policy --role-name web-execution --policy-name "
                "rolecall-launch");
}

/* Putting the new file replaces the deployed policy of that name: its statements must be in it. */
static void test_snapshot_is_not_edited_and_its_namesake_not_lost(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SNAPSHOT, "rolecall-launch", "shown.json",
             "{\"Version\":\"2012-10-17\",\"Statement\":{\"Sid\":\"PullImage\",\"Effect\":"
             "\"Allow\","
             "\"Action\":\"ecr:BatchGetImage\",\"Resource\":\"arn:aws:ecr:eu-west-1:111122223333:"
             "repository/old\"}}");
  allow(w, role, "ecr:BatchGetImage", REPO);
  lower(w);
  assert_int_equal(w->edits.len, 1);
  check_file(w, "roles/web-execution/rolecall-launch.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": {\n"
             "    \"Sid\": \"PullImage\",\n"
             "    \"Effect\": \"Allow\",\n"
             "    \"Action\": \"ecr:BatchGetImage\",\n"
             "    \"Resource\": [\n"
             "      \"arn:aws:ecr:eu-west-1:111122223333:repository/old\",\n"
             "      \"" REPO "\"\n"
             "    ]\n"
             "  }\n"
             "}\n");
}

static void test_broken_document_gets_a_neighbour(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  w->model.roles.items[role].folder = RC_STR("roles/web-execution");
  add_inline(w, role, RC_ORIGIN_SOURCE, "", "roles/web-execution/rolecall-launch.json",
             "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\" \"Action\":\"*\"}"
             "]}");
  allow(w, role, "ecr:BatchGetImage", REPO);
  lower(w);
  assert_int_equal(w->edits.len, 1);
  check_equal(w, w->edits.items[0].path, "roles/web-execution/rolecall-launch-2.json");
}

static void test_new_role(void **state) {
  world *w = *state;
  uint32_t task = add_task(w, "taskdef.json", "{\n    \"family\": \"web\"\n}\n");
  rc_intent *trust = intend(w, RC_INTENT_TRUST, RC_NO_INDEX);
  trust->task = task;
  trust->role_name = RC_STR("web-execution");
  trust->value = RC_STR(TASKS);
  rc_intent *grant = allow(w, RC_NO_INDEX, "ecr:GetAuthorizationToken", "*");
  grant->task = task;
  grant->role_name = RC_STR("web-execution");
  lower(w);
  check_file(w, "roles/web-execution/trust.json",
             "{\n"
             "    \"Version\": \"2012-10-17\",\n"
             "    \"Statement\": [\n"
             "        {\n"
             "            \"Effect\": \"Allow\",\n"
             "            \"Principal\": {\n"
             "                \"Service\": \"ecs-tasks.amazonaws.com\"\n"
             "            },\n"
             "            \"Action\": \"sts:AssumeRole\",\n"
             "            \"Condition\": {\n"
             "                \"StringEquals\": {\n"
             "                    \"aws:SourceAccount\": \"111122223333\"\n"
             "                }\n"
             "            }\n"
             "        }\n"
             "    ]\n"
             "}\n");
  assert_int_equal(w->edits.len, 2);
  assert_int_equal(w->commands.items[0].step, RC_STEP_ROLE);
  check_command(w,
                "aws iam create-role --role-name web-execution --assume-role-policy-document "
                "file://roles/web-execution/trust.json",
                "aws iam delete-role --role-name web-execution");
}

typedef struct refused_case {
  const char *role, *action, *resource;
} refused_case;

static const refused_case refused_cases[] = {
    {"../../etc", "ecr:BatchGetImage", REPO},
    {"..", "ecr:BatchGetImage", REPO},
    {"a b", "ecr:BatchGetImage", REPO},
    {"$(reboot)", "ecr:BatchGetImage", REPO},
    {"ok", "ecr:*", REPO},
    {"ok", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:1:secret:*"},
    {"ok", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:1:secret:prod*"},
    {"ok", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:1:secret:db-??????"},
    {"ok", "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:1:repository/*"},
    {"ok", "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:\xFE" "account of the task\xFF:"
                                                             "repository/x"},
};

static void test_what_is_not_written(void **state) {
  for (size_t i = 0; i < RC_COUNT_OF(refused_cases); i++) {
    assert_int_equal(tear_down(state), 0);
    assert_int_equal(set_up(state), 0);
    world *w = *state;
    allow(w, RC_NO_INDEX, refused_cases[i].action, refused_cases[i].resource)->role_name =
        rc_str_from_c(refused_cases[i].role);
    lower(w);
    if (w->edits.len != 0) {
      fail_msg("case %zu was written", i);
    }
  }
}

static void test_what_is_written_all_the_same(void **state) {
  world *w = *state;
  static const char *const resources[] = {
      "arn:aws:logs:eu-west-1:111122223333:log-group:/x:*",
      "arn:aws:ecr:eu-west-1:111122223333:repository/hub/*",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-\xFE??????\xFF",
      "arn:aws:ecr:eu-west-1:\xFE${account}\xFF:repository/x",
  };
  for (size_t i = 0; i < RC_COUNT_OF(resources); i++) {
    allow(w, RC_NO_INDEX, "x:Y", resources[i])->role_name = RC_STR("ok");
  }
  lower(w);
  check_file(w, "roles/ok/rolecall-launch.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Sid\": \"AllowY\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": \"x:Y\",\n"
             "      \"Resource\": [\n"
             "        \"arn:aws:logs:eu-west-1:111122223333:log-group:/x:*\",\n"
             "        \"arn:aws:ecr:eu-west-1:111122223333:repository/hub/*\",\n"
             "        \"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-??????\",\n"
             "        \"arn:aws:ecr:eu-west-1:${account}:repository/x\"\n"
             "      ]\n"
             "    }\n"
             "  ]\n"
             "}\n");
}

/* Where the very grant stands already, more of it does not help: rounds must come to an end. */
static void test_nothing_is_written_twice(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SOURCE, "", "p.json",
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"ecr:BatchGetImage\",\"x:Y\"],"
             "\"Resource\":\"" REPO "\"}]}");
  allow(w, role, "ecr:batchgetimage", REPO);
  set_trust(w, role, RC_ORIGIN_SOURCE, "trust.json",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"" TASKS "\"},"
            "\"Action\":\"sts:AssumeRole\"}]}");
  intend(w, RC_INTENT_TRUST, role)->value = RC_STR(TASKS);
  rc_intent *field = intend(w, RC_INTENT_SET_FIELD, RC_NO_INDEX);
  field->task = add_task(w, "t.json", "{\"family\":\"a\",\"executionRoleArn\":\"" ROLE "\"}");
  field->field = RC_STR("executionRoleArn");
  field->value = RC_STR(ROLE);
  lower(w);
  assert_int_equal(w->edits.len, 0);
}

/* ---- --basic -------------------------------------------------------------------------------- */

static void test_basic_attaches_and_scopes_the_rest(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, "arn:aws-cn:iam::111122223333:role/web-execution");
  w->options.basic = true;
  allow_pull(w, role);
  allow(w, role, "secretsmanager:GetSecretValue", SECRET);
  lower(w);
  check_file(w, "roles/web-execution/attached-policies.json",
             "{\n"
             "  \"AttachedPolicies\": [\n"
             "    {\n"
             "      \"PolicyName\": \"AmazonECSTaskExecutionRolePolicy\",\n"
             "      \"PolicyArn\": \"arn:aws-cn:iam::aws:policy/service-role/"
             "AmazonECSTaskExecutionRolePolicy\"\n"
             "    }\n"
             "  ]\n"
             "}\n");
  check_file(w, "roles/web-execution/rolecall-launch.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Sid\": \"ReadSecrets\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Action\": \"secretsmanager:GetSecretValue\",\n"
             "      \"Resource\": \"" SECRET "\"\n"
             "    }\n"
             "  ]\n"
             "}\n");
  check_command(w,
                "aws iam attach-role-policy --role-name web-execution --policy-arn arn:aws-cn:iam::"
                "aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
                "aws iam detach-role-policy --role-name web-execution --policy-arn arn:aws-cn:iam::"
                "aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
}

static void test_basic_extends_the_listing(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  w->options.basic = true;
  add_file(w, "roles/web-execution/attached-policies.json", "{ \"AttachedPolicies\": [] }");
  allow(w, role, "ecr:GetAuthorizationToken", "*");
  lower(w);
  check_file(w, "roles/web-execution/attached-policies.json",
             "{ \"AttachedPolicies\": [{ \"PolicyName\": \"AmazonECSTaskExecutionRolePolicy\", "
             "\"PolicyArn\": \"arn:aws:iam::aws:"
             "policy/service-role/AmazonECSTaskExecutionRolePolicy\""
             " }] }");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_statements_are_appended_in_the_style_of_the_file),
      TEST(test_habits_of_the_document),
      TEST(test_extending_grants_nothing_else),
      TEST(test_condition_must_be_the_same),
      TEST(test_new_document_is_merged_and_ordered),
      TEST(test_snapshot_is_not_edited_and_its_namesake_not_lost),
      TEST(test_broken_document_gets_a_neighbour),
      TEST(test_new_role),
      TEST(test_what_is_not_written),
      TEST(test_what_is_written_all_the_same),
      TEST(test_nothing_is_written_twice),
      TEST(test_basic_attaches_and_scopes_the_rest),
      TEST(test_basic_extends_the_listing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
