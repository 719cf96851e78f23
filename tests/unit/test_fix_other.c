/* Trust, members, resource policies, removals and commands: from intents to files. */
#include "lib/fix_world.h"

/* ---- trust ---------------------------------------------------------------------------------- */

#define TRUST(principal, rest)                                                             \
  "{\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Principal\": { "      \
  "\"Service\": " principal " },\n      \"Action\": \"sts:AssumeRole\"" rest "\n    }"

static void check_trust(void **state, const char *before, const char *after) {
  assert_int_equal(tear_down(state), 0);
  assert_int_equal(set_up(state), 0);
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  set_trust(w, role, RC_ORIGIN_SOURCE, "trust.json", before);
  intend(w, RC_INTENT_TRUST, role)->value = RC_STR(TASKS);
  lower(w);
  check_file(w, "trust.json", after);
}

static void test_trust_in_place(void **state) {
  check_trust(state, TRUST("\"ec2.amazonaws.com\"", "") "\n  ]\n}",
              TRUST("[\"ec2.amazonaws.com\", \"" TASKS "\"]", "")
              "\n  ]\n}");
  check_trust(state, TRUST("[\"a.amazonaws.com\", \"b.amazonaws.com\"]", "") "\n  ]\n}",
              TRUST("[\"a.amazonaws.com\", \"b.amazonaws.com\", \"" TASKS "\"]", "") "\n  ]\n}");
  /* The condition was made for somebody else. */
  check_trust(
      state, TRUST("\"ec2.amazonaws.com\"", ",\n      \"Condition\": { \"Bool\": { \"a\": \"b\" }"
                                            " }")
      "\n  ]\n}",
      TRUST("\"ec2.amazonaws.com\"", ",\n      \"Condition\": { \"Bool\": { \"a\": \"b\" } }")
      ",\n    {\n      \"Effect\": \"Allow\",\n      \"Principal\": { \"Service\": \"" TASKS
      "\" },\n      \"Action\": \"sts:AssumeRole\",\n      \"Condition\": { \"StringEquals\": { "
      "\"aws:SourceAccount\": \"111122223333\" } }\n    }\n  ]\n}");
}

static void test_shown_trust_goes_to_a_new_file(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  set_trust(w, role, RC_ORIGIN_SNAPSHOT, "shown.json",
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
            "{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"sts:AssumeRole\"}]}");
  w->model.roles.items[role].account = RC_STR_NONE;
  intend(w, RC_INTENT_TRUST, role)->value = RC_STR(TASKS);
  lower(w);
  assert_int_equal(w->edits.len, 1);
  check_file(w, "roles/web-execution/trust.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Principal\": {\n"
             "        \"AWS\": \"arn:aws:iam::111122223333:root\"\n"
             "      },\n"
             "      \"Action\": \"sts:AssumeRole\"\n"
             "    },\n"
             "    {\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Principal\": {\n"
             "        \"Service\": \"" TASKS "\"\n"
             "      },\n"
             "      \"Action\": \"sts:AssumeRole\"\n"
             "    }\n"
             "  ]\n"
             "}\n");
  check_command(w,
                "aws iam update-assume-role-policy --role-name web-execution --policy-document "
                "file://roles/web-execution/trust.json",
                "aws iam update-assume-role-policy --role-name web-execution --policy-document "
                "'{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                "{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"sts:AssumeRole\"}]}'");
}

/* ---- members -------------------------------------------------------------------------------- */

typedef struct field_case {
  const char *before, *after;
} field_case;

static const field_case field_cases[] = {
    {"{\n  \"family\": \"web\",\n  \"executionRoleArn\": \"\",\n  \"cpu\": \"1\"\n}",
     "{\n  \"family\": \"web\",\n  \"executionRoleArn\": \"" ROLE "\",\n  \"cpu\": \"1\"\n}"},
    {"{\n  \"family\": \"web\",\n  \"executionRoleArn\": null\n}",
     "{\n  \"family\": \"web\",\n  \"executionRoleArn\": \"" ROLE "\"\n}"},
    {"{\r\n\t\"cpu\": \"1\",\r\n\t\"family\": \"web\", // name\r\n\t\"memory\": \"2\"\r\n}",
     "{\r\n\t\"cpu\": \"1\",\r\n\t\"family\": \"web\", // name\r\n\t\"executionRoleArn\": \"" ROLE
     "\",\r\n\t\"memory\": \"2\"\r\n}"},
    {"{\"containerDefinitions\":[]}",
     "{\"executionRoleArn\":\"" ROLE "\",\"containerDefinitions\":[]}"},
    {"{\n  \"Family\": \"web\"\n}",
     "{\n  \"Family\": \"web\",\n  \"ExecutionRoleArn\": \"" ROLE "\"\n}"},
};

static void test_set_field(void **state) {
  for (size_t i = 0; i < RC_COUNT_OF(field_cases); i++) {
    assert_int_equal(tear_down(state), 0);
    assert_int_equal(set_up(state), 0);
    world *w = *state;
    rc_intent *intent = intend(w, RC_INTENT_SET_FIELD, RC_NO_INDEX);
    intent->task = add_task(w, "t.json", field_cases[i].before);
    intent->field = RC_STR("executionRoleArn");
    intent->value = RC_STR(ROLE);
    /* Said twice, done once. */
    rc_intent again = *intent;
    *intend(w, RC_INTENT_SET_FIELD, RC_NO_INDEX) = again;
    lower(w);
    check_file(w, "t.json", field_cases[i].after);
  }
}

static void test_field_of_what_is_no_source(void **state) {
  world *w = *state;
  uint32_t bare = add_task(w, "bare.json", "[{\"name\": \"a\"}]");
  uint32_t shown = add_task(w, "shown.json", "{\"family\": \"it's\"}");
  w->model.tasks.items[bare].bare_containers = true;
  w->model.tasks.items[shown].snapshot = true;
  for (uint32_t task = bare; task <= shown; task++) {
    rc_intent *intent = intend(w, RC_INTENT_SET_FIELD, RC_NO_INDEX);
    intent->task = task;
    intent->field = RC_STR("executionRoleArn");
    intent->value = RC_STR(ROLE);
  }
  lower(w);
  assert_int_equal(w->edits.len, 0);
  assert_int_equal(w->commands.len, 2);
  check_command(
      w,
      "aws ecs describe-task-definition --task-definition 'it'\\''s' --output json | jq --arg "
      "value "
      ROLE " '.taskDefinition | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, "
      ".compatibilities, .registeredAt, .registeredBy, .deregisteredAt) | .executionRoleArn = "
      "$value' > rolecall-taskdef.json && aws ecs register-task-definition --cli-input-json "
      "file://rolecall-taskdef.json",
      "aws ecs deregister-task-definition --task-definition 'it'\\''s':\"$NEW_REVISION\"");
}

static void test_replace(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SOURCE, "logs", "p.json",
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"group\"}]}");
  rc_value at = rc_value_get(
      rc_value_first(rc_value_get(top(w, 0), RC_STR("Statement"))), RC_STR("Resource"));
  rc_intent *intent = intend(w, RC_INTENT_REPLACE, role);
  intent->place = rc_value_span(at);
  intent->place.end -= 1;
  intent->place.start = intent->place.end;
  intent->value = RC_STR(":*");
  lower(w);
  check_file(w, "p.json", "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":"
                          "\"group:*\"}]}");
  assert_true(rc_str_contains(w->commands.items[0].command, RC_STR("--policy-name logs ")));
}

/* ---- the other side ------------------------------------------------------------------------- */

static void let_pull(world *w, uint32_t role, const rc_resource *target) {
  static const char *const actions[] = {"ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"};
  for (size_t i = 0; i < RC_COUNT_OF(actions); i++) {
    rc_intent *intent = intend(w, RC_INTENT_RESOURCE_ALLOW, role);
    intent->action = rc_str_from_c(actions[i]);
    intent->target = target->arn;
  }
}

static void test_new_repository_policy(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  rc_resource *repository = add_resource(w, RC_RESOURCE_REPOSITORY, OTHER "base/java");
  repository->policy_known = RC_KNOWN_NO;
  let_pull(w, role, repository);
  lower(w);
  check_file(w, "repositories/base/java/policy.json",
             "{\n"
             "  \"Version\": \"2012-10-17\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Sid\": \"PullImage\",\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Principal\": {\n"
             "        \"AWS\": \"" ROLE "\"\n"
             "      },\n"
             "      \"Action\": [\n"
             "        \"ecr:BatchGetImage\",\n"
             "        \"ecr:GetDownloadUrlForLayer\"\n"
             "      ]\n"
             "    }\n"
             "  ]\n"
             "}\n");
  check_command(w,
                "aws ecr set-repository-policy --repository-name base/java --policy-text "
                "file://repositories/base/java/policy.json --region eu-west-1 --registry-id "
                "444455556666",
                "aws ecr delete-repository-policy --repository-name base/java --region eu-west-1 "
                "--registry-id 444455556666");
}

static void test_unseen_policies_are_not_replaced(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  rc_resource *unseen = add_resource(w, RC_RESOURCE_REPOSITORY, OTHER "a");
  let_pull(w, role, unseen);
  rc_resource *key = add_resource(w, RC_RESOURCE_KEY, KEY);
  key->policy_known = RC_KNOWN_NO;
  let_pull(w, role, key);
  lower(w);
  assert_int_equal(w->edits.len, 0);
  assert_int_equal(w->commands.len, 0);
}

static void test_repository_policy_in_place(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  rc_resource *repository = add_resource(w, RC_RESOURCE_REPOSITORY, OTHER "a");
  uint32_t file = add_file(w, "r.json",
                           "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                           "\"other\"},"
                           "\"Action\":[\"ecr:BatchGetImage\",\"ecr:GetDownloadUrlForLayer\"]}]}");
  repository->policy_known = RC_KNOWN_YES;
  repository->policy = compile(w, file, RC_POLICY_RESOURCE);
  repository->policy_origin = RC_ORIGIN_SOURCE;
  let_pull(w, role, repository);
  lower(w);
  check_file(w, "r.json",
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"other\",\"" ROLE
             "\"]},"
             "\"Action\":[\"ecr:BatchGetImage\",\"ecr:GetDownloadUrlForLayer\"]}]}");
}

static void test_shown_key_policy_is_kept(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  rc_resource *key = add_resource(w, RC_RESOURCE_KEY, KEY);
  uint32_t file = add_file(w, "k.json",
                           "{\"Id\":\"x\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                           "{\"AWS\":\"arn:aws:iam::1:root\"},\"Action\":\"kms:*\",\"Resource\":"
                           "\"*\"}]}");
  key->policy_known = RC_KNOWN_YES;
  key->policy = compile(w, file, RC_POLICY_KEY);
  rc_intent *intent = intend(w, RC_INTENT_RESOURCE_ALLOW, role);
  intent->action = RC_STR("kms:Decrypt");
  intent->target = key->arn;
  lower(w);
  check_file(w, "keys/k-1/policy.json",
             "{\n"
             "  \"Id\": \"x\",\n"
             "  \"Statement\": [\n"
             "    {\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Principal\": {\n"
             "        \"AWS\": \"arn:aws:iam::1:root\"\n"
             "      },\n"
             "      \"Action\": \"kms:*\",\n"
             "      \"Resource\": \"*\"\n"
             "    },\n"
             "    {\n"
             "      \"Effect\": \"Allow\",\n"
             "      \"Principal\": {\n"
             "        \"AWS\": \"" ROLE "\"\n"
             "      },\n"
             "      \"Action\": \"kms:Decrypt\",\n"
             "      \"Resource\": \"*\"\n"
             "    }\n"
             "  ]\n"
             "}\n");
}

/* ---- removing ------------------------------------------------------------------------------- */

static void remove_from(world *w, uint32_t role, uint32_t statement, const char *action) {
  const rc_policy *policy = w->model.roles.items[role].inline_policies.items[0].policy;
  rc_intent *intent = intend(w, RC_INTENT_REMOVE_ACTION, role);
  intent->place = rc_statement_span(&policy->statements.items[statement]);
  intent->action = rc_str_from_c(action);
  w->findings.items[0].applicability = RC_FIX_UNSAFE;
}

#define TWO(actions) \
  "{\n  \"Statement\": [\n    { \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", "       \
  "\"Resource\": \"x\" },\n    { \"Effect\": \"Allow\", \"Action\": " actions                \
  ", \"Resource\": \"*\" }\n  ]\n}\n"

typedef struct removal_case {
  const char *before, *action, *after; /* NULL: no edit */
} removal_case;

static const removal_case removal_cases[] = {
    {TWO("\"ecr:*\""), "ecr:*",
     "{\n  \"Statement\": [\n    { \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", "
     "\"Resource\": \"x\" }\n  ]\n}\n"},
    {TWO("[\"ecr:*\", \"logs:*\"]"), "ecr:BatchGetImage", TWO("[\"logs:*\"]")},
    {TWO("[\"*\", \"ecr:Get*\"]"), "ecr:GetAuthorizationToken", TWO("[\"*\"]")},
    {TWO("\"*\""), "ecr:BatchGetImage", NULL},
    {TWO("\"ecr:PutImage\""), "ecr:BatchGetImage", NULL},
};

static void test_remove(void **state) {
  for (size_t i = 0; i < RC_COUNT_OF(removal_cases); i++) {
    const removal_case *c = &removal_cases[i];
    assert_int_equal(tear_down(state), 0);
    assert_int_equal(set_up(state), 0);
    world *w = *state;
    uint32_t role = add_role(w, ROLE);
    w->options.remove_from_task_role = true;
    add_inline(w, role, RC_ORIGIN_SOURCE, "", "p.json", c->before);
    remove_from(w, role, 1, c->action);
    lower(w);
    if (c->after == NULL) {
      assert_int_equal(w->edits.len, 0);
    } else {
      check_file(w, "p.json", c->after);
    }
  }
}

static void test_remove_only_when_asked(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SOURCE, "", "p.json", TWO("\"ecr:*\""));
  remove_from(w, role, 1, "ecr:*");
  lower(w);
  assert_int_equal(w->edits.len, 0);
}

/* AWS refuses a policy without statements, and no file is removed: a person gets the command. */
static void test_last_statement_stays(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, ROLE);
  w->options.remove_from_task_role = true;
  add_inline(w, role, RC_ORIGIN_SOURCE, "wide", "p.json",
             MINIFIED("\"ecr:*\"", "\"*\""));
  remove_from(w, role, 0, "ecr:*");
  lower(w);
  assert_int_equal(w->edits.len, 0);
  check_command(w, "aws iam delete-role-policy --role-name web-execution --policy-name wide",
                "aws iam put-role-policy --role-name web-execution --policy-name wide "
                "--policy-document '" MINIFIED("\"ecr:*\"", "\"*\"") "'");
}

/* ---- commands ------------------------------------------------------------------------------- */

static void check_word(world *w, const char *text, const char *expected) {
  check_equal(w, rc_shell_word(&w->arena, rc_str_from_c(text)), expected);
}

static void test_shell_words(void **state) {
  world *w = *state;
  check_word(w, "web-exec_1.x@y", "web-exec_1.x@y");
  check_word(w, "", "''");
  check_word(w, "a b", "'a b'");
  check_word(w, "it's", "'it'\\''s'");
  check_word(w, "$(reboot)`x`\\", "'$(reboot)`x`\\'");
  check_word(w, "a\nb%\x1b[1m'\\", "\"$(printf 'a\\012b%%\\033[1m'\\''\\\\')\"");
  check_word(w, "a\n", "");
  check_word(w, "\xFE${env}\xFF-x", "'${env}-x'");
}

static void test_one_change_one_command(void **state) {
  world *w = *state;
  uint32_t role = add_role(w, "arn:aws:iam::111122223333:role/web-execution");
  allow(w, role, "ecr:BatchGetImage", REPO);
  lower(w);
  uint32_t n = w->commands.len;
  w->edits = (rc_file_edits_vec){0};
  lower(w);
  assert_int_equal(w->commands.len, n);
}

/* ---- memory --------------------------------------------------------------------------------- */

static void build_everything(world *w) {
  uint32_t task = add_task(w, "t.json", "{\n  \"family\": \"web\"\n}\n");
  uint32_t role = add_role(w, ROLE);
  add_inline(w, role, RC_ORIGIN_SOURCE, "", "p.json", TWO("[\"ecr:*\", \"logs:*\"]"));
  set_trust(w, role, RC_ORIGIN_SOURCE, "trust.json",
            TRUST("\"ec2.amazonaws.com\"", "") "\n  ]\n}");
  w->options = (rc_fix_options){.basic = true, .remove_from_task_role = true};
  remove_from(w, role, 1, "ecr:*");
  allow_pull(w, role);
  allow(w, role, "secretsmanager:GetSecretValue", SECRET);
  intend(w, RC_INTENT_TRUST, role)->value = RC_STR(TASKS);
  rc_resource *repository = add_resource(w, RC_RESOURCE_REPOSITORY, OTHER "base/java");
  repository->policy_known = RC_KNOWN_NO;
  let_pull(w, role, repository);
  rc_intent *field = intend(w, RC_INTENT_SET_FIELD, RC_NO_INDEX);
  field->task = task;
  field->field = RC_STR("executionRoleArn");
  field->value = RC_STR(ROLE);
  rc_intent *new_role = intend(w, RC_INTENT_TRUST, RC_NO_INDEX);
  new_role->role_name = RC_STR("new");
  new_role->value = RC_STR(TASKS);
}

static void test_every_allocation_may_fail(void **state) {
  size_t n_failed = 0;
  for (size_t refused = 1;; refused++) {
    assert_int_equal(tear_down(state), 0);
    assert_int_equal(set_up(state), 0);
    world *w = *state;
    build_everything(w);
    w->n_requests = 0;
    w->refuse_at = refused;
    rc_status status =
        rc_fix_lower(&w->model, &w->findings, &w->options, &w->edits, &w->commands);
    if (w->n_requests < refused) {
      assert_int_equal(status, RC_OK);
      break;
    }
    assert_int_equal(status, RC_NOMEM);
    n_failed++;
  }
  assert_true(n_failed > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_trust_in_place),
      TEST(test_shown_trust_goes_to_a_new_file),
      TEST(test_set_field),
      TEST(test_field_of_what_is_no_source),
      TEST(test_replace),
      TEST(test_new_repository_policy),
      TEST(test_unseen_policies_are_not_replaced),
      TEST(test_repository_policy_in_place),
      TEST(test_shown_key_policy_is_kept),
      TEST(test_remove),
      TEST(test_remove_only_when_asked),
      TEST(test_last_statement_stays),
      TEST(test_shell_words),
      TEST(test_one_change_one_command),
      TEST(test_every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
