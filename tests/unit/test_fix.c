/* From intents to edited files, on small worlds built by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fix/lower.h"
#include "syntax/json.h"

enum { MOST_FILES = 8 };

#define REPO "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web"
#define SECRET "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3"
#define ROLE "arn:aws:iam::111122223333:role/web-execution"
#define OTHER "arn:aws:ecr:eu-west-1:444455556666:repository/"
#define KEY "arn:aws:kms:eu-west-1:444455556666:key/k-1"
#define TASKS "ecs-tasks.amazonaws.com"

typedef struct world {
  size_t n_requests;
  size_t refuse_at; /* 0: never */
  rc_arena arena;
  rc_source sources[MOST_FILES];
  rc_tree *trees[MOST_FILES];
  rc_model model;
  rc_finding_vec findings;
  rc_fix_options options;
  rc_file_edits_vec edits;
  rc_command_vec commands;
} world;

static void *take(void *context, size_t size) {
  world *w = context;
  w->n_requests++;
  return w->n_requests == w->refuse_at ? NULL : malloc(size);
}

static void give(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static int set_up(void **state) {
  world *w = calloc(1, sizeof *w);
  rc_arena_init(&w->arena, &(rc_allocator){w, take, give});
  w->model.arena = &w->arena;
  w->model.sources = w->sources;
  rc_finding *finding = RC_VEC_ADD(&w->arena, &w->findings);
  finding->applicability = RC_FIX_SAFE;
  *state = w;
  return 0;
}

static int tear_down(void **state) {
  world *w = *state;
  rc_arena_free(&w->arena);
  free(w);
  return 0;
}

/* ---- building ------------------------------------------------------------------------------- */

static uint32_t add_file(world *w, const char *path, const char *text) {
  uint32_t file = w->model.n_sources++;
  assert_true(file < MOST_FILES);
  w->sources[file] =
      (rc_source){.path = rc_str_from_c(path), .bytes = rc_str_from_c(text), .file = file};
  assert_int_equal(rc_source_index_lines(&w->arena, &w->sources[file]), RC_OK);
  assert_int_equal(rc_json_parse(&w->arena, &w->sources[file], &w->trees[file]), RC_OK);
  return file;
}

static rc_value top(world *w, uint32_t file) { return rc_value_first(rc_tree_root(w->trees[file])); }

static rc_policy *compile(world *w, uint32_t file, rc_policy_kind kind) {
  rc_policy *policy = NULL;
  assert_int_equal(rc_policy_compile(&w->arena, top(w, file), kind, RC_STR_NONE, &policy), RC_OK);
  return policy;
}

static uint32_t add_role(world *w, const char *arn) {
  rc_role *role = RC_VEC_ADD(&w->arena, &w->model.roles);
  *role = (rc_role){.name = rc_arn_role_name(rc_str_from_c(arn)),
                    .arn = rc_str_from_c(arn),
                    .account = RC_STR("111122223333"),
                    .span = RC_SPAN_NONE,
                    .defined = true};
  return w->model.roles.len - 1;
}

static void add_inline(world *w, uint32_t role, rc_origin origin, const char *name,
                       const char *path, const char *text) {
  uint32_t file = add_file(w, path, text);
  rc_inline_policy *policy = RC_VEC_ADD(&w->arena, &w->model.roles.items[role].inline_policies);
  *policy = (rc_inline_policy){.name = rc_str_from_c(name),
                               .policy = compile(w, file, RC_POLICY_IDENTITY),
                               .origin = origin,
                               .span = rc_value_span(top(w, file))};
}

static void set_trust(world *w, uint32_t role, rc_origin origin, const char *path,
                      const char *text) {
  uint32_t file = add_file(w, path, text);
  w->model.roles.items[role].trust = compile(w, file, RC_POLICY_TRUST);
  w->model.roles.items[role].trust_origin = origin;
}

static uint32_t add_task(world *w, const char *path, const char *text) {
  uint32_t file = add_file(w, path, text);
  rc_task *task = RC_VEC_ADD(&w->arena, &w->model.tasks);
  rc_value family = rc_value_get_nocase(top(w, file), RC_STR("family"));
  *task = (rc_task){.object = top(w, file)};
  task->family = (rc_field){rc_value_text(&w->arena, family, false), family};
  rc_task_links *links = RC_VEC_ADD(&w->arena, &w->model.links);
  *links = (rc_task_links){.execution_role = RC_NO_INDEX,
                           .task_role = RC_NO_INDEX,
                           .candidate = RC_NO_INDEX,
                           .account = RC_STR("111122223333")};
  return w->model.tasks.len - 1;
}

static rc_resource *add_resource(world *w, rc_resource_kind kind, const char *arn) {
  rc_resource *resource = rc_model_resource(&w->model, kind, rc_str_from_c(arn));
  assert_non_null(resource);
  return resource;
}

static rc_intent *intend(world *w, rc_intent_kind kind, uint32_t role) {
  rc_intent *intent = RC_VEC_ADD(&w->arena, &w->findings.items[0].intents);
  *intent = (rc_intent){.kind = kind, .task = RC_NO_INDEX, .role = role, .place = RC_SPAN_NONE};
  return intent;
}

static rc_intent *allow(world *w, uint32_t role, const char *action, const char *resource) {
  rc_intent *intent = intend(w, RC_INTENT_ALLOW, role);
  intent->action = rc_str_from_c(action);
  intent->resource = rc_str_from_c(resource);
  return intent;
}

static void allow_pull(world *w, uint32_t role) {
  allow(w, role, "ecr:GetAuthorizationToken", "*");
  allow(w, role, "ecr:BatchGetImage", REPO);
  allow(w, role, "ecr:GetDownloadUrlForLayer", REPO);
}

/* ---- looking -------------------------------------------------------------------------------- */

static void lower(world *w) {
  assert_int_equal(rc_fix_lower(&w->model, &w->findings, &w->options, &w->edits, &w->commands),
                   RC_OK);
}

static void check_equal(world *w, rc_str got, const char *expected) {
  if (!rc_str_equal(got, rc_str_from_c(expected))) {
    rc_str shown = RC_FILL(&w->arena, "{}{}", got, ((rc_str){"", 1}));
    fail_msg("got:\n%s\nexpected:\n%s", shown.ptr, expected);
  }
}

/* The file as it is after the edits; it must parse. */
static void check_file(world *w, const char *path, const char *expected) {
  for (RC_EACH(rc_file_edits, file, w->edits)) {
    if (rc_str_equal(file->path, rc_str_from_c(path))) {
      rc_str before = file->file == RC_NO_FILE ? RC_STR_NONE : w->sources[file->file].bytes;
      bool ok = false;
      assert_int_equal(rc_edits_normalise(&w->arena, before, &file->edits, &ok), RC_OK);
      assert_true(ok);
      rc_str after = rc_edits_apply(&w->arena, before, &file->edits);
      check_equal(w, after, expected);
      rc_source source = {.path = file->path, .bytes = after};
      rc_tree *tree = NULL;
      assert_int_equal(rc_source_index_lines(&w->arena, &source), RC_OK);
      assert_int_equal(rc_json_parse(&w->arena, &source, &tree), RC_OK);
      assert_false(tree->has_errors);
      return;
    }
  }
  fail_msg("%s was not changed", path);
}

static void check_command(world *w, const char *command, const char *undo) {
  for (RC_EACH(const rc_command, known, w->commands)) {
    if (rc_str_equal(known->command, rc_str_from_c(command))) {
      check_equal(w, known->undo, undo);
      return;
    }
  }
  for (RC_EACH(const rc_command, known, w->commands)) {
    print_message("  %.*s\n", (int)known->command.len, known->command.ptr);
  }
  fail_msg("no command %s", command);
}

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
                "--policy-document '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"WriteLogs\","
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

#define MINIFIED(actions, resources) \
  "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" actions ",\"Resource\":" resources "}]}"

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
    {"{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"a:B\",\"Resource\":\"" R1 "\"}]}", "a:B", R2,
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
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"arn:aws:kms:r:1:key/k1\","
             "\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"s\"}}},"
             "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"arn:aws:kms:r:1:key/k3\"}]}");
  rc_intent *intent = allow(w, role, "kms:Decrypt", "arn:aws:kms:r:1:key/k2");
  intent->condition_key = RC_STR("kms:ViaService");
  intent->condition_value = RC_STR("s");
  lower(w);
  check_file(w, "p.json",
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":"
             "[\"arn:aws:kms:r:1:key/k1\",\"arn:aws:kms:r:1:key/k2\"],\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"s\"}}},"
             "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"arn:aws:kms:r:1:key/k3\"}]}");
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
             "{\"Version\":\"2012-10-17\",\"Statement\":{\"Sid\":\"PullImage\",\"Effect\":\"Allow\","
             "\"Action\":\"ecr:BatchGetImage\",\"Resource\":\"arn:aws:ecr:eu-west-1:111122223333:repository/old\"}}");
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
             "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\" \"Action\":\"*\"}]}");
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
    {"ok", "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:\xFE" "account of the task\xFF:repository/x"},
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
             "\"PolicyArn\": \"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\""
             " }] }");
}

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
      state, TRUST("\"ec2.amazonaws.com\"", ",\n      \"Condition\": { \"Bool\": { \"a\": \"b\" } }")
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
      "aws ecs describe-task-definition --task-definition 'it'\\''s' --output json | jq --arg value "
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
                           "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"other\"},"
                           "\"Action\":[\"ecr:BatchGetImage\",\"ecr:GetDownloadUrlForLayer\"]}]}");
  repository->policy_known = RC_KNOWN_YES;
  repository->policy = compile(w, file, RC_POLICY_RESOURCE);
  repository->policy_origin = RC_ORIGIN_SOURCE;
  let_pull(w, role, repository);
  lower(w);
  check_file(w, "r.json",
             "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"other\",\"" ROLE "\"]},"
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
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
