/* The roll call: which calls a task needs, who makes them, and how they are judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "launch/roll_call.h"
#include "lib/heap.h"
#include "read/read.h"

/* ---- a world of files ----------------------------------------------------------------------- */

enum { MAX_FILES = 16 };

static rc_arena arena;
static rc_model model;
static rc_source sources[MAX_FILES];
static rc_roll_call_vec plans;

static int set_up(void **state) {
  (void)state;
  rc_arena_init(&arena, &(rc_allocator){.allocate = heap_take, .release = heap_give});
  model = (rc_model){.arena = &arena, .sources = sources};
  plans = (rc_roll_call_vec){0};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rc_arena_free(&arena);
  return 0;
}

static void add_file(const char *path, rc_str text) {
  uint32_t n = model.n_sources;
  const char *kind = NULL;
  assert_true(n < MAX_FILES);
  sources[n] = (rc_source){.path = rc_str_from_c(path), .bytes = text, .file = n};
  assert_int_equal(rc_source_index_lines(&arena, &sources[n]), RC_OK);
  model.n_sources++;
  assert_int_equal(
      rc_read_file(&model, &sources[n], rc_binding_of_path(sources[n].path), &kind), RC_OK);
}

static void add(const char *path, const char *text) { add_file(path, rc_str_from_c(text)); }

#define TRUST                                                                \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" \
  "\"sts:AssumeRole\",\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\"}}]}"
#define ALLOW(actions, resource)                                                      \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" actions \
  ",\"Resource\":\"" resource "\"}]}"

#define EXEC "arn:aws:iam::111122223333:role/web-exec"
#define WEB_IMAGE "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1"
#define REPOSITORY "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web"
#define SECRET "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"

/* A task of one container; `task` and `container` are further members, with comma. */
static void add_task(const char *task, const char *container, const char *image) {
  add_file("taskdef.json",
           RC_FILL(&arena,
                   "{\"family\":\"web\",{}\"containerDefinitions\":[{\"name\":\"web\",{}"
                   "\"image\":\"{}\"}]}",
                   rc_str_from_c(task), rc_str_from_c(container), rc_str_from_c(image)));
}

#define FARGATE "\"requiresCompatibilities\":[\"FARGATE\"],"
#define EXECUTION_ROLE "\"executionRoleArn\":\"" EXEC "\","
#define TASK_ROLE "\"taskRoleArn\":\"arn:aws:iam::111122223333:role/web-task\","

static void add_role(const char *name, const char *policy) {
  char path[128];
  snprintf(path, sizeof path, "roles/%s/policy.json", name);
  add_file(rc_str_copy(&arena, (rc_str){path, strlen(path) + 1}).ptr, rc_str_from_c(policy));
  snprintf(path, sizeof path, "roles/%s/trust.json", name);
  add_file(rc_str_copy(&arena, (rc_str){path, strlen(path) + 1}).ptr, rc_str_from_c(TRUST));
}

static void run(void) {
  assert_int_equal(rc_model_link(&model), RC_OK);
  assert_int_equal(rc_roll_calls(&model, &plans), RC_OK);
  assert_int_equal(plans.len, 1);
}

/* ---- assertions ----------------------------------------------------------------------------- */

static const char *c_text(rc_str text) {
  rc_str shown = rc_hole_display(&arena, text);
  char *copy = rc_arena_bytes(&arena, shown.len + 1);
  if (shown.len > 0) {
    memcpy(copy, shown.ptr, shown.len);
  }
  copy[shown.len] = '\0';
  return copy;
}

static void assert_text(rc_str text, const char *expected) {
  assert_string_equal(c_text(text), expected);
}

static const rc_call *find(const char *id) {
  for (RC_EACH(const rc_call, call, plans.items[0].calls)) {
    if (rc_str_equal(call->rule->id, rc_str_from_c(id))) {
      return call;
    }
  }
  return NULL;
}

static const rc_call *get(const char *id) {
  const rc_call *call = find(id);
  if (call == NULL) {
    fail_msg("no call %s", id);
  }
  return call;
}

static void assert_decision(const char *id, rc_decision decision) {
  rc_str found = rc_decision_name(get(id)->verdict.evaluation.decision);
  if (!rc_str_equal(found, rc_decision_name(decision))) {
    fail_msg("%s is %s", id, c_text(found));
  }
}

static void assert_missing(const rc_missing_vec *list, const char *what, const char *command) {
  for (RC_EACH(const rc_missing, missing, *list)) {
    if (strcmp(c_text(missing->what), what) == 0) {
      assert_text(missing->command, command);
      return;
    }
  }
  for (RC_EACH(const rc_missing, missing, *list)) {
    print_message("missing: %s\n", c_text(missing->what));
  }
  fail_msg("nothing says %s", what);
}

/* The plan in one line: ids in order. */
static void assert_plan(const char *expected) {
  rc_str text = RC_STR_NONE;
  for (RC_EACH(const rc_call, call, plans.items[0].calls)) {
    text = RC_FILL(&arena, "{}{}{}", text, text.len > 0 ? RC_STR(" ") : RC_STR_NONE,
                   call->rule->id);
  }
  assert_text(text, expected);
}

/* ---- pulling -------------------------------------------------------------------------------- */

#define PULL_ACTIONS \
  "[\"ecr:GetAuthorizationToken\",\"ecr:BatchGetImage\",\"ecr:GetDownloadUrlForLayer\"]"

static void plans_a_private_pull(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", WEB_IMAGE);
  add_role("web-exec", ALLOW(PULL_ACTIONS, "*"));
  run();
  assert_plan("assume-execution ecr-token ecr-manifest ecr-layers");
  assert_text(get("ecr-token")->resource, "*");
  assert_text(get("ecr-manifest")->resource, REPOSITORY);
  assert_text(get("ecr-manifest")->cause_text, "image of container `web`");
  assert_int_equal(plans.items[0].puller, RC_BY_EXECUTION_ROLE);
  assert_decision("assume-execution", RC_ALLOWED);
  assert_decision("ecr-token", RC_ALLOWED);
  assert_decision("ecr-layers", RC_ALLOWED);
}

static void token_needs_the_star(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", WEB_IMAGE);
  add_role("web-exec", ALLOW(PULL_ACTIONS, REPOSITORY));
  run();
  assert_decision("ecr-token", RC_IMPLICIT_DENY);
  assert_decision("ecr-manifest", RC_ALLOWED);
}

static void nobody_pulls_on_fargate_without_role(void **state) {
  (void)state;
  add_task(FARGATE TASK_ROLE, "", WEB_IMAGE);
  add_role("web-task", ALLOW("\"ecr:*\"", "*"));
  add_role("web-exec", ALLOW("\"logs:*\"", "*"));
  run();
  const rc_call *call = get("ecr-manifest");
  assert_int_equal(call->principal, RC_BY_EXECUTION_ROLE);
  assert_int_equal(call->verdict.role, RC_NO_INDEX);
  assert_false(call->verdict.asked);
  assert_int_equal(call->verdict.evaluation.decision, RC_IMPLICIT_DENY);
  /* the role that could serve, and the one that people gave the permission to */
  assert_true(call->execution.asked && call->task.asked);
  assert_int_equal(call->execution.evaluation.decision, RC_IMPLICIT_DENY);
  assert_int_equal(call->task.evaluation.decision, RC_ALLOWED);
  rc_needs needs;
  assert_int_equal(rc_needs_of(&model, &plans, &needs), RC_OK);
  assert_true(rc_needs_action(&needs, call->execution.role, RC_STR("ECR:batchgetimage")));
  assert_false(rc_needs_action(&needs, call->task.role, RC_STR("ecr:BatchGetImage")));
}

static void the_host_pulls_on_ec2_without_role(void **state) {
  (void)state;
  add_task("\"requiresCompatibilities\":[\"EC2\"],", "", WEB_IMAGE);
  run();
  const rc_call *call = get("ecr-token");
  assert_int_equal(call->principal, RC_BY_INSTANCE_ROLE);
  assert_int_equal(call->verdict.evaluation.decision, RC_UNDECIDED);
  assert_int_equal(call->verdict.missing.len, 1);
  assert_text(call->verdict.missing.items[0].what,
              "role of the container instance and its policies");
}

static void the_execution_role_pulls_on_ec2_with_role(void **state) {
  (void)state;
  add_task("\"requiresCompatibilities\":[\"EC2\"]," EXECUTION_ROLE, "", WEB_IMAGE);
  add_role("web-exec", ALLOW(PULL_ACTIONS, "*"));
  run();
  assert_int_equal(get("ecr-token")->principal, RC_BY_EXECUTION_ROLE);
  assert_decision("ecr-token", RC_ALLOWED);
}

static void unknown_launch_type_leaves_the_puller_open(void **state) {
  (void)state;
  add_task("", "", WEB_IMAGE);
  run();
  assert_decision("ecr-token", RC_UNDECIDED);
  assert_int_equal(plans.items[0].missing.len, 1);
  assert_text(plans.items[0].missing.items[0].what, "launch type of the task");
}

static void external_tasks_pull_with_their_host(void **state) {
  (void)state;
  add_task("\"requiresCompatibilities\":[\"EXTERNAL\"],", "", WEB_IMAGE);
  run();
  assert_missing(&get("ecr-token")->verdict.missing,
                 "role of the external instance and its policies",
                 "aws ssm describe-instance-information --query "
                 "'InstanceInformationList[].[InstanceId,IamRole]'");
}

static void public_images_need_no_call(void **state) {
  (void)state;
  add_task(FARGATE, "", "nginx:1");
  run();
  assert_plan("");
}

static void hidden_images_may_need_calls(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", "<IMAGE>");
  add_role("web-exec", ALLOW("\"logs:*\"", "*"));
  run();
  const rc_call *call = get("ecr-manifest");
  assert_int_equal(call->required, RC_KNOWN_NOT);
  assert_missing(&call->required_missing, "what `<IMAGE>` stands for", "");
}

static void cross_account_pull_needs_the_repository_policy(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "",
           "444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1");
  add_role("web-exec", ALLOW(PULL_ACTIONS, "*"));
  run();
  assert_decision("ecr-token", RC_ALLOWED);
  assert_decision("ecr-manifest", RC_UNDECIDED);
  assert_missing(&get("ecr-manifest")->verdict.missing,
                 "repository policy of `shop/web` in account 444455556666",
                 "aws ecr get-repository-policy --registry-id 444455556666 --repository-name "
                 "shop/web --region eu-west-1");
}

static void what_cannot_be_read_is_missing(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", WEB_IMAGE);
  add_role("web-exec",
           "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"ecr:*\",\"Resource\":\"*\","
           "\"Condition\":{\"StringMatches\":{\"aws:x\":\"a\"}}}}");
  run();
  assert_missing(&get("ecr-manifest")->verdict.missing,
                 "what the policies say of `ecr:BatchGetImage` where they cannot be read", "");
}
static void a_session_that_is_named_is_missing(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", WEB_IMAGE);
  add_role("web-exec", ALLOW(PULL_ACTIONS, "*"));
  add("repositories/shop/web/policy.json",
      "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"arn:aws:sts::111122223333:"
      "assumed-role/web-exec/x\"},\"Action\":\"ecr:*\"}}");
  run();
  assert_missing(&get("ecr-manifest")->verdict.missing,
                 "name of the session of role `web-exec`: for a task its ID",
                 "aws ecs list-tasks --cluster <cluster> --query taskArns");
}

static void cross_account_pull_without_identity_is_denied(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "",
           "444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1");
  add_role("web-exec", ALLOW("\"ecr:GetAuthorizationToken\"", "*"));
  run();
  assert_decision("ecr-manifest", RC_IMPLICIT_DENY);
}

static void cross_account_pull_with_both_sides_is_allowed(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "",
           "444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1");
  add_role("web-exec", ALLOW(PULL_ACTIONS, "*"));
  add("repositories/shop/web/policy.json",
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
      "\"arn:aws:iam::111122223333:root\"},\"Action\":[\"ecr:BatchGetImage\"]}]}");
  run();
  assert_decision("ecr-manifest", RC_ALLOWED);
  assert_decision("ecr-layers", RC_IMPLICIT_DENY);
  assert_int_equal(get("ecr-layers")->verdict.evaluation.layer, RC_LAYER_RESOURCE);
}

static void repositories_of_aws_need_identity_only(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "",
           "906394416424.dkr.ecr.eu-west-1.amazonaws.com/aws-for-fluent-bit:stable");
  add_role("web-exec", ALLOW(PULL_ACTIONS, "*"));
  run();
  assert_decision("ecr-manifest", RC_ALLOWED);
}

static void pull_through_calls_are_possible_only(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "",
           "111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/nginx:1");
  add_role("web-exec", ALLOW(PULL_ACTIONS, "*"));
  run();
  const rc_call *call = get("pull-through-import");
  assert_int_equal(call->required, RC_KNOWN_NOT);
  assert_missing(&call->required_missing,
                 "whether `docker-hub/library/nginx` is filled by a pull-through cache rule",
                 "aws ecr describe-pull-through-cache-rules --registry-id 111122223333 --region "
                 "eu-west-1");
  assert_non_null(find("pull-through-create"));
}

static void placeholders_equal_themselves(void **state) {
  (void)state;
  add("taskdef.json",
      "{\"family\":\"web\"," FARGATE
      "\"executionRoleArn\":\"arn:aws:iam::<ACCOUNT>:role/web-exec\",\"containerDefinitions\":"
      "[{\"name\":\"web\",\"image\":\"<ACCOUNT>.dkr.ecr.<REGION>.amazonaws.com/web:<TAG>\"}]}");
  add_role("web-exec",
           "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
           "\"ecr:BatchGetImage\",\"Resource\":"
           "\"arn:aws:ecr:<REGION>:<ACCOUNT>:repository/web\"}]}");
  run();
  assert_decision("ecr-manifest", RC_ALLOWED);
  assert_decision("ecr-layers", RC_IMPLICIT_DENY);
}

static void govcloud_shows_in_the_role(void **state) {
  (void)state;
  add("taskdef.json",
      "{\"family\":\"web\"," FARGATE
      "\"executionRoleArn\":\"arn:aws-us-gov:iam::111122223333:role/web-exec\","
      "\"containerDefinitions\":[{\"name\":\"web\",\"image\":"
      "\"111122223333.dkr.ecr.${REGION}.amazonaws.com/web:1\"}]}");
  run();
  assert_text(get("ecr-manifest")->resource,
              "arn:aws-us-gov:ecr:${REGION}:111122223333:repository/web");
}

/* ---- secrets -------------------------------------------------------------------------------- */

#define ONE_SECRET(from) "\"secrets\":[{\"name\":\"DB\",\"valueFrom\":\"" from "\"}],"

static void reads_every_form_of_a_secret(void **state) {
  (void)state;
  static const char *const forms[] = {
      ONE_SECRET(SECRET "-AbCdEf"),
      ONE_SECRET(SECRET "-AbCdEf:password::"),
      ONE_SECRET(SECRET "-AbCdEf::AWSPREVIOUS:"),
      ONE_SECRET(SECRET "-AbCdEf:::0123"),
      ONE_SECRET(SECRET "-AbCdEf:password"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(forms); i++) {
    add_task(FARGATE EXECUTION_ROLE, forms[i], "nginx");
    add_role("web-exec", ALLOW("\"secretsmanager:GetSecretValue\"", SECRET "-AbCdEf"));
    run();
    assert_text(get("secret-value")->resource, SECRET "-AbCdEf");
    assert_text(get("secret-value")->cause_text, "secret `DB` of container `web`");
    assert_decision("secret-value", RC_ALLOWED);
    tear_down(NULL);
    set_up(NULL);
  }
}

static void judge_partial_secret(const char *resource, rc_decision expected) {
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET(SECRET), "nginx");
  add_role("web-exec",
           c_text(RC_FILL(&arena,
                          "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                          "\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"{}\"}]}",
                          rc_str_from_c(resource))));
  run();
  assert_text(get("secret-value")->resource, SECRET "-??????");
  assert_decision("secret-value", expected);
}

static void patterns_cover_the_suffix_or_not(void **state) {
  (void)state;
  static const struct {
    const char *resource;
    rc_decision expected;
  } cases[] = {
      {SECRET "-??????", RC_ALLOWED},      {SECRET "-*", RC_ALLOWED},
      {SECRET "*", RC_ALLOWED},            {SECRET "-?????", RC_IMPLICIT_DENY},
      {SECRET, RC_IMPLICIT_DENY},          {SECRET "-archive-??????", RC_IMPLICIT_DENY},
      {SECRET "-Ab*", RC_UNDECIDED},       {SECRET "-Ab????", RC_UNDECIDED},
      {SECRET "-AbCdEfG*", RC_IMPLICIT_DENY},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    judge_partial_secret(cases[i].resource, cases[i].expected);
    tear_down(NULL);
    set_up(NULL);
  }
}

static void a_spelled_out_suffix_leaves_it_open(void **state) {
  (void)state;
  judge_partial_secret(SECRET "-AbCdEf", RC_UNDECIDED);
  assert_missing(&get("secret-value")->verdict.missing,
                 "the six random characters at the end of secret `db-??????`",
                 "aws secretsmanager describe-secret --secret-id " SECRET
                 " --region eu-west-1 --query ARN");
}
#define DESCRIBE_SECRET(more) \
  "{\"ARN\":\"" SECRET "-AbCdEf\",\"Name\":\"db\"," more "\"VersionIdsToStages\":{}}"

static void describe_secret_tells_the_suffix(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET(SECRET), "nginx");
  add_role("web-exec", ALLOW("\"secretsmanager:GetSecretValue\"", SECRET "-AbCdEf"));
  add("secret.json", DESCRIBE_SECRET(""));
  run();
  assert_text(get("secret-value")->resource, SECRET "-AbCdEf");
  assert_decision("secret-value", RC_ALLOWED);
  /* no KmsKeyId: the key that AWS manages, which needs nothing */
  assert_null(find("secret-decrypt"));
}

static void an_unseen_key_may_be_needed(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET(SECRET "-AbCdEf"), "nginx");
  run();
  const rc_call *call = get("secret-decrypt");
  assert_int_equal(call->required, RC_KNOWN_NOT);
  assert_missing(&call->required_missing,
                 "whether secret `db-AbCdEf` is encrypted with a customer managed key",
                 "aws secretsmanager describe-secret --secret-id " SECRET
                 "-AbCdEf --region eu-west-1");
}

#define KEY "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

static void an_unseen_key_is_not_asked_for_its_policy(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET(SECRET "-AbCdEf"), "nginx");
  add_role("web-exec", ALLOW("\"kms:Decrypt\"", "*"));
  run();
  assert_decision("secret-decrypt", RC_UNDECIDED);
  assert_int_equal(get("secret-decrypt")->verdict.missing.len, 0);
  assert_int_equal(get("secret-decrypt")->required_missing.len, 1);
}

static void a_customer_key_is_needed(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET(SECRET "-AbCdEf"), "nginx");
  add_role("web-exec",
           "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
           "\"kms:Decrypt\",\"Resource\":\"" KEY "\",\"Condition\":{\"StringEquals\":"
           "{\"kms:ViaService\":\"secretsmanager.eu-west-1.amazonaws.com\"}}}]}");
  add("secret.json", DESCRIBE_SECRET("\"KmsKeyId\":\"" KEY "\","));
  add("keys/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json",
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
      "\"arn:aws:iam::111122223333:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}");
  run();
  const rc_call *call = get("secret-decrypt");
  assert_int_equal(call->required, RC_KNOWN_YES);
  assert_text(call->resource, KEY);
  assert_text(call->condition_key, "kms:ViaService");
  assert_text(call->condition_value, "secretsmanager.eu-west-1.amazonaws.com");
  assert_decision("secret-decrypt", RC_ALLOWED);
}

static void an_unseen_key_policy_leaves_it_open(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET(SECRET "-AbCdEf"), "nginx");
  add_role("web-exec", ALLOW("\"kms:Decrypt\"", KEY));
  add("secret.json", DESCRIBE_SECRET("\"KmsKeyId\":\"" KEY "\","));
  run();
  assert_decision("secret-decrypt", RC_UNDECIDED);
  assert_missing(&get("secret-decrypt")->verdict.missing, "key policy of `" KEY "`",
                 "aws kms get-key-policy --key-id " KEY
                 " --policy-name default --region eu-west-1");
}

static void reads_every_form_of_a_parameter(void **state) {
  (void)state;
  static const char *const forms[][2] = {
      {ONE_SECRET("/shop/db"), "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db"},
      {ONE_SECRET("db"), "arn:aws:ssm:eu-west-1:111122223333:parameter/db"},
      {ONE_SECRET("db:3"), "arn:aws:ssm:eu-west-1:111122223333:parameter/db"},
      {ONE_SECRET("arn:aws:ssm:us-east-1:111122223333:parameter/shop/db"),
       "arn:aws:ssm:us-east-1:111122223333:parameter/shop/db"},
  };
  for (size_t i = 0; i < RC_COUNT_OF(forms); i++) {
    model.assumptions.region = RC_STR("eu-west-1");
    add_task(FARGATE EXECUTION_ROLE, forms[i][0], "nginx");
    run();
    assert_text(get("parameter-value")->resource, forms[i][1]);
    assert_int_equal(get("parameter-decrypt")->required, RC_KNOWN_NOT);
    tear_down(NULL);
    set_up(NULL);
  }
}

static void unknown_places_are_holes(void **state) {
  (void)state;
  add_task(FARGATE "\"executionRoleArn\":\"web-exec\",", ONE_SECRET("/shop/db"), "nginx");
  add_role("web-exec", ALLOW("\"ssm:GetParameters\"", "*"));
  run();
  assert_text(get("parameter-value")->resource,
              "arn:aws:ssm:<region>:<account>:parameter/shop/db");
  assert_decision("parameter-value", RC_ALLOWED);
}

static void a_plain_parameter_needs_no_key(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET("/shop/db"), "nginx");
  add("parameters.json",
      "{\"Parameters\":[{\"Name\":\"/shop/db\",\"Type\":\"String\",\"Version\":1}]}");
  run();
  assert_non_null(find("parameter-value"));
  assert_null(find("parameter-decrypt"));
}

static void a_parameter_may_stand_for_a_secret(void **state) {
  (void)state;
  model.assumptions.region = RC_STR("eu-west-1");
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET("/aws/reference/secretsmanager/db"), "nginx");
  run();
  assert_text(get("secret-value")->resource, SECRET "-??????");
  assert_text(get("parameter-value")->resource,
              "arn:aws:ssm:eu-west-1:111122223333:parameter/aws/reference/secretsmanager/db");
}

static void a_placeholder_may_be_either(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET("${DB_ARN}"), "nginx");
  run();
  assert_int_equal(get("reference-secret")->required, RC_KNOWN_NOT);
  assert_int_equal(get("reference-parameter")->required, RC_KNOWN_NOT);
}

static void a_placeholder_with_json_key_is_a_secret(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, ONE_SECRET("${DB_ARN}:password::"), "nginx");
  run();
  assert_int_equal(get("hidden-secret-value")->required, RC_KNOWN_YES);
  assert_text(get("hidden-secret-value")->resource, "${DB_ARN}");
  assert_null(find("reference-parameter"));
}

static void private_registries_read_a_secret(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE,
           "\"repositoryCredentials\":{\"credentialsParameter\":\"" SECRET "-AbCdEf\"},",
           "registry.example.com/web:1");
  run();
  assert_text(get("registry-secret")->resource, SECRET "-AbCdEf");
  assert_int_equal(get("registry-secret")->rule->phase, RC_PHASE_REGISTRY_AUTH);
  assert_null(find("ecr-token"));
}

/* ---- logs ----------------------------------------------------------------------------------- */

#define LOGS(more)                                                                       \
  "\"logConfiguration\":{\"logDriver\":\"awslogs\",\"options\":{\"awslogs-group\":\"/ecs/web\"," \
  "\"awslogs-region\":\"eu-west-1\"," more "\"awslogs-stream-prefix\":\"p\"}},"
#define GROUP "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/web"

static void logs_are_judged_by_stream(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, LOGS(""), "nginx");
  add_role("web-exec", ALLOW("\"logs:*\"", GROUP ":*"));
  run();
  assert_text(get("logs-put-events")->resource, GROUP ":*");
  assert_text(get("logs-put-events")->evaluated, GROUP ":log-stream:p/web/<task-id>");
  assert_decision("logs-create-stream", RC_ALLOWED);
  assert_decision("logs-put-events", RC_ALLOWED);
  assert_null(find("logs-create-group"));
}

static void a_group_arn_alone_is_not_enough(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, LOGS("\"awslogs-create-group\":\"true\","), "nginx");
  add_role("web-exec", ALLOW("\"logs:*\"", GROUP));
  run();
  assert_decision("logs-create-group", RC_IMPLICIT_DENY);
  assert_decision("logs-create-stream", RC_IMPLICIT_DENY);
  assert_decision("logs-put-events", RC_IMPLICIT_DENY);
}

static void an_existing_group_is_not_created(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, LOGS("\"awslogs-create-group\":\"true\","), "nginx");
  add("groups.json", "{\"logGroups\":[{\"logGroupName\":\"/ecs/web\",\"arn\":\"" GROUP
                     ":*\",\"storedBytes\":0}]}");
  run();
  assert_null(find("logs-create-group"));
}

static void the_managed_policy_creates_no_group(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, LOGS("\"awslogs-create-group\":\"true\","), WEB_IMAGE);
  add("attached.json",
      "{\"RoleDetailList\":[{\"RoleName\":\"web-exec\",\"Arn\":\"" EXEC "\","
      "\"AssumeRolePolicyDocument\":" TRUST ",\"RolePolicyList\":[],\"AttachedManagedPolicies\":"
      "[{\"PolicyName\":\"AmazonECSTaskExecutionRolePolicy\",\"PolicyArn\":"
      "\"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\"}]}],"
      "\"Policies\":[]}");
  run();
  assert_decision("logs-create-group", RC_IMPLICIT_DENY);
  assert_decision("logs-put-events", RC_ALLOWED);
  assert_decision("ecr-token", RC_ALLOWED);
}

/* ---- files, volumes, exec ------------------------------------------------------------------- */

static void environment_files_come_from_s3(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE,
           "\"environmentFiles\":[{\"type\":\"s3\",\"value\":\"arn:aws:s3:::conf/web/a.env\"}],",
           "nginx");
  add_role("web-exec", ALLOW("\"s3:GetObject\"", "arn:aws:s3:::conf/*"));
  run();
  assert_text(get("environment-file-object")->resource, "arn:aws:s3:::conf/web/a.env");
  assert_text(get("environment-file-bucket")->resource, "arn:aws:s3:::conf");
  assert_decision("environment-file-object", RC_ALLOWED);
  assert_decision("environment-file-bucket", RC_IMPLICIT_DENY);
}

static void firelens_reads_s3_on_ec2_only(void **state) {
  (void)state;
  static const char config[] =
      "\"firelensConfiguration\":{\"type\":\"fluentbit\",\"options\":{\"config-file-type\":\"s3\","
      "\"config-file-value\":\"arn:aws:s3:::conf/fluent.conf\"}},";
  add_task("\"requiresCompatibilities\":[\"EC2\"]," EXECUTION_ROLE, config, "nginx");
  run();
  assert_text(get("firelens-object")->resource, "arn:aws:s3:::conf/fluent.conf");
  tear_down(NULL);
  set_up(NULL);
  add_task(FARGATE EXECUTION_ROLE, config, "nginx");
  run();
  assert_null(find("firelens-object"));
}

#define EFS(more)                                                                           \
  "\"volumes\":[{\"name\":\"data\",\"efsVolumeConfiguration\":{\"fileSystemId\":\"fs-1\","       \
  "\"transitEncryption\":\"ENABLED\",\"authorizationConfig\":{" more "\"iam\":\"ENABLED\"}}}],"

static void efs_is_mounted_by_the_task_role(void **state) {
  (void)state;
  model.assumptions.region = RC_STR("eu-west-1");
  add_task(FARGATE TASK_ROLE EFS("\"accessPointId\":\"fsap-1\","), "", "nginx");
  add_role("web-task",
           "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
           "\"elasticfilesystem:ClientMount\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{"
           "\"elasticfilesystem:AccessPointArn\":"
           "\"arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1\"}}}]}");
  run();
  const rc_call *call = get("efs-mount");
  assert_int_equal(call->principal, RC_BY_TASK_ROLE);
  assert_text(call->resource,
              "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1");
  assert_text(call->condition_value,
              "arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1");
  assert_decision("efs-mount", RC_ALLOWED);
  assert_decision("efs-write", RC_IMPLICIT_DENY);
}

static void efs_without_access_point_has_no_condition(void **state) {
  (void)state;
  add_task(FARGATE TASK_ROLE EFS(""), "", "nginx");
  run();
  assert_text(get("efs-mount")->condition_key, "");
  assert_text(get("efs-mount")->condition_value, "");
}

static void exec_does_not_hold_the_start(void **state) {
  (void)state;
  add_task(FARGATE TASK_ROLE, "", "nginx");
  add_role("web-task", ALLOW("\"s3:*\"", "*"));
  add("services.json",
      "{\"services\":[{\"serviceArn\":\"arn:aws:ecs:eu-west-1:111122223333:service/c/web\","
      "\"launchType\":\"FARGATE\",\"taskDefinition\":"
      "\"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1\","
      "\"enableExecuteCommand\":true,\"deployments\":[],\"events\":[]}],\"failures\":[]}");
  run();
  const rc_call *call = get("exec-open-data-channel");
  assert_int_equal(call->principal, RC_BY_TASK_ROLE);
  assert_int_equal(call->rule->phase, RC_PHASE_RUN);
  assert_false(call->rule->blocks_start);
  assert_int_equal(call->verdict.evaluation.decision, RC_IMPLICIT_DENY);
}

/* ---- trust ---------------------------------------------------------------------------------- */

static void judge_trust(const char *trust, rc_decision expected) {
  model.assumptions.region = RC_STR("eu-west-1");
  add_task(FARGATE EXECUTION_ROLE, "", "nginx");
  add("roles/web-exec/trust.json", trust);
  run();
  assert_decision("assume-execution", expected);
  assert_int_equal(get("assume-execution")->principal, RC_BY_ECS_TASKS);
  assert_text(get("assume-execution")->resource, EXEC);
}

#define CONDITIONAL_TRUST(condition)                                                              \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"                \
  "\"sts:AssumeRole\",\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\"},\"Condition\":" \
  condition "}]}"

static void trust_policies_decide(void **state) {
  (void)state;
  static const struct {
    const char *trust;
    rc_decision expected;
  } cases[] = {
      {TRUST, RC_ALLOWED},
      {"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
       "\"sts:AssumeRole\",\"Principal\":{\"Service\":\"ecs.amazonaws.com\"}}]}",
       RC_IMPLICIT_DENY},
      {CONDITIONAL_TRUST("{\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"},"
                         "\"ArnLike\":{\"aws:SourceArn\":"
                         "\"arn:aws:ecs:eu-west-1:111122223333:*\"}}"),
       RC_ALLOWED},
      {CONDITIONAL_TRUST("{\"StringEquals\":{\"aws:SourceAccount\":\"444455556666\"}}"),
       RC_IMPLICIT_DENY},
      /* what follows the account names the task or its service */
      {CONDITIONAL_TRUST("{\"ArnLike\":{\"aws:SourceArn\":"
                         "\"arn:aws:ecs:eu-west-1:111122223333:cluster/a\"}}"),
       RC_UNDECIDED},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    judge_trust(cases[i].trust, cases[i].expected);
    tear_down(NULL);
    set_up(NULL);
  }
}

static void an_unseen_trust_policy_is_missing(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", "nginx");
  run();
  assert_decision("assume-execution", RC_UNDECIDED);
  assert_missing(&get("assume-execution")->verdict.missing, "trust policy of role `web-exec`",
                 "aws iam get-role --role-name web-exec");
}

/* ---- what is missing ------------------------------------------------------------------------ */

static void an_unseen_role_is_missing(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", WEB_IMAGE);
  run();
  assert_decision("ecr-token", RC_UNDECIDED);
  assert_missing(&get("ecr-token")->verdict.missing, "policies of role `web-exec`",
                 "aws iam get-account-authorization-details --filter Role LocalManagedPolicy");
}

static void an_unseen_policy_is_missing(void **state) {
  (void)state;
  add_task(FARGATE EXECUTION_ROLE, "", WEB_IMAGE);
  add("details.json",
      "{\"RoleDetailList\":[{\"RoleName\":\"web-exec\",\"Arn\":\"" EXEC "\","
      "\"AssumeRolePolicyDocument\":" TRUST ",\"RolePolicyList\":[],\"AttachedManagedPolicies\":"
      "[{\"PolicyName\":\"pull\",\"PolicyArn\":\"arn:aws:iam::111122223333:policy/pull\"}]}],"
      "\"Policies\":[]}");
  run();
  assert_decision("ecr-token", RC_UNDECIDED);
  assert_int_equal(get("ecr-token")->verdict.missing.len, 1);
  assert_text(get("ecr-token")->verdict.missing.items[0].what,
              "contents of policy `arn:aws:iam::111122223333:policy/pull`");
}

static void a_hidden_role_is_missing_itself(void **state) {
  (void)state;
  add_task(FARGATE "\"executionRoleArn\":\"${EXEC_ROLE}\",", "", WEB_IMAGE);
  run();
  assert_missing(&get("ecr-token")->verdict.missing, "what `${EXEC_ROLE}` stands for", "");
  assert_missing(&get("assume-execution")->verdict.missing, "what `${EXEC_ROLE}` stands for", "");
  assert_int_equal(get("ecr-token")->verdict.missing.len, 1);
}

/* ---- merging -------------------------------------------------------------------------------- */

static void one_call_serves_every_container(void **state) {
  (void)state;
  add("taskdef.json",
      "{\"family\":\"web\"," FARGATE EXECUTION_ROLE "\"containerDefinitions\":["
      "{\"name\":\"a\",\"image\":\"" WEB_IMAGE "\"},"
      "{\"name\":\"b\",\"image\":\"111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:2\"},"
      "{\"name\":\"c\",\"image\":\"111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api:2\"}]}");
  run();
  assert_plan(
      "assume-execution ecr-token ecr-manifest ecr-manifest ecr-layers ecr-layers");
  assert_int_equal(get("ecr-token")->container, 0);
}

static void keys_of_two_services_stay_two_calls(void **state) {
  (void)state;
  model.assumptions.region = RC_STR("eu-west-1");
  add_task(FARGATE EXECUTION_ROLE,
           "\"secrets\":[{\"name\":\"A\",\"valueFrom\":\"" SECRET "-AbCdEf\"},"
           "{\"name\":\"B\",\"valueFrom\":\"/shop/db\"}],",
           "nginx");
  add("secret.json", DESCRIBE_SECRET("\"KmsKeyId\":\"" KEY "\","));
  add("parameters.json", "{\"Parameters\":[{\"Name\":\"/shop/db\",\"Type\":\"SecureString\","
                         "\"KeyId\":\"" KEY "\",\"Version\":1}]}");
  run();
  assert_text(get("secret-decrypt")->condition_value, "secretsmanager.eu-west-1.amazonaws.com");
  assert_text(get("parameter-decrypt")->condition_value, "ssm.eu-west-1.amazonaws.com");
  assert_text(get("parameter-decrypt")->resource, KEY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(plans_a_private_pull),
      TEST(token_needs_the_star),
      TEST(what_cannot_be_read_is_missing),
      TEST(a_session_that_is_named_is_missing),
      TEST(nobody_pulls_on_fargate_without_role),
      TEST(the_host_pulls_on_ec2_without_role),
      TEST(the_execution_role_pulls_on_ec2_with_role),
      TEST(unknown_launch_type_leaves_the_puller_open),
      TEST(external_tasks_pull_with_their_host),
      TEST(public_images_need_no_call),
      TEST(hidden_images_may_need_calls),
      TEST(cross_account_pull_needs_the_repository_policy),
      TEST(cross_account_pull_without_identity_is_denied),
      TEST(cross_account_pull_with_both_sides_is_allowed),
      TEST(repositories_of_aws_need_identity_only),
      TEST(pull_through_calls_are_possible_only),
      TEST(placeholders_equal_themselves),
      TEST(govcloud_shows_in_the_role),
      TEST(reads_every_form_of_a_secret),
      TEST(patterns_cover_the_suffix_or_not),
      TEST(a_spelled_out_suffix_leaves_it_open),
      TEST(describe_secret_tells_the_suffix),
      TEST(an_unseen_key_may_be_needed),
      TEST(an_unseen_key_is_not_asked_for_its_policy),
      TEST(a_customer_key_is_needed),
      TEST(an_unseen_key_policy_leaves_it_open),
      TEST(reads_every_form_of_a_parameter),
      TEST(unknown_places_are_holes),
      TEST(a_plain_parameter_needs_no_key),
      TEST(a_parameter_may_stand_for_a_secret),
      TEST(a_placeholder_may_be_either),
      TEST(a_placeholder_with_json_key_is_a_secret),
      TEST(private_registries_read_a_secret),
      TEST(logs_are_judged_by_stream),
      TEST(a_group_arn_alone_is_not_enough),
      TEST(an_existing_group_is_not_created),
      TEST(the_managed_policy_creates_no_group),
      TEST(environment_files_come_from_s3),
      TEST(firelens_reads_s3_on_ec2_only),
      TEST(efs_is_mounted_by_the_task_role),
      TEST(efs_without_access_point_has_no_condition),
      TEST(exec_does_not_hold_the_start),
      TEST(trust_policies_decide),
      TEST(an_unseen_trust_policy_is_missing),
      TEST(an_unseen_role_is_missing),
      TEST(an_unseen_policy_is_missing),
      TEST(a_hidden_role_is_missing_itself),
      TEST(one_call_serves_every_container),
      TEST(keys_of_two_services_stay_two_calls),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
