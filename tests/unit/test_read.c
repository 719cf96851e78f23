/* Readers: what each format is taken for, what it adds to the model, what it complains of. */
#include "unit/model_world.h"

static const char allow_pull[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
    "\"Action\":\"ecr:BatchGetImage\",\"Resource\":\"*\"}]}";
static const char trust_ecs[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
    "{\"Service\":\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
static const char repository_policy[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
    "{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"ecr:BatchGetImage\"}]}";

/* ---- bindings ------------------------------------------------------------------------------- */

static void check_binding(const char *path, rc_binding_kind kind, const char *name,
                          const char *folder) {
  rc_binding binding = rc_binding_of_path(rc_str_from_c(path));
  assert_int_equal(binding.kind, kind);
  assert_text(binding.name, name);
  assert_text(binding.folder, folder);
}

static void path_binds(void **state) {
  (void)state;
  check_binding("roles/web/trust.json", RC_BIND_ROLE_FOLDER, "web", "roles/web");
  check_binding("a/b/roles/web/p.json", RC_BIND_ROLE_FOLDER, "web", "a/b/roles/web");
  check_binding("x/repositories/team/app/policy.json", RC_BIND_REPOSITORY_FOLDER, "team/app",
                "x/repositories/team/app");
  check_binding("secrets/db/p.json", RC_BIND_SECRET_FOLDER, "db", "secrets/db");
  check_binding("keys/1234/p.json", RC_BIND_KEY_FOLDER, "1234", "keys/1234");
  check_binding("repositories/infra/roles/web/p.json", RC_BIND_ROLE_FOLDER, "web",
                "repositories/infra/roles/web");
  check_binding("a\\roles\\web\\p.json", RC_BIND_ROLE_FOLDER, "web", "a\\roles\\web");
}

static void path_binds_nothing(void **state) {
  (void)state;
  check_binding("taskdef.json", RC_BIND_NONE, "", "");
  check_binding("roles/web.json", RC_BIND_NONE, "", "");
  check_binding("roles", RC_BIND_NONE, "", "");
  check_binding("ansible/roles/web/files/p.json", RC_BIND_NONE, "", "");
  check_binding("myroles/web/p.json", RC_BIND_NONE, "", "");
  check_binding("roles//p.json", RC_BIND_NONE, "", "");
  check_binding("", RC_BIND_NONE, "", "");
}

static void path_tells_boundary(void **state) {
  (void)state;
  assert_true(rc_binding_of_path(RC_STR("roles/web/permissions-boundary.json")).is_boundary);
  assert_true(rc_binding_of_path(RC_STR("Boundary.json")).is_boundary);
  assert_false(rc_binding_of_path(RC_STR("boundary/roles/web/p.json")).is_boundary);
}

/* ---- task definitions ----------------------------------------------------------------------- */

static const rc_task *only_task(const world *w) {
  assert_string_equal(w->kind, "task-definition");
  assert_int_equal(w->model.tasks.len, 1);
  return &w->model.tasks.items[0];
}

static void task_is_read(void **state) {
  world *w = *state;
  add(w, "t.json",
      "{\"family\":\"web\",\"executionRoleArn\":\"\",\"taskRoleArn\":\"app\","
      "\"networkMode\":\"awsvpc\",\"requiresCompatibilities\":[\"EC2\",\"FARGATE\"],"
      "\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"public.ecr.aws/x/y:1\","
      "\"repositoryCredentials\":{\"credentialsParameter\":\"cred\"},"
      "\"secrets\":[{\"name\":\"S\",\"valueFrom\":\"/p/q\"}],"
      "\"environment\":[{\"name\":\"E\",\"value\":\"v\"}],"
      "\"environmentFiles\":[{\"value\":\"arn:aws:s3:::b/k.env\",\"type\":\"s3\"}],"
      "\"credentialSpecs\":[\"credentialspec:arn:aws:s3:::b/c\"],"
      "\"mountPoints\":[{\"sourceVolume\":\"data\",\"readOnly\":true}],"
      "\"firelensConfiguration\":{\"type\":\"fluentbit\",\"options\":{"
      "\"config-file-type\":\"s3\",\"config-file-value\":\"arn:aws:s3:::b/f\"}},"
      "\"logConfiguration\":{\"logDriver\":\"awslogs\",\"options\":{\"awslogs-group\":\"/g\","
      "\"awslogs-region\":\"eu-west-1\",\"awslogs-create-group\":\"true\","
      "\"awslogs-stream-prefix\":\"p\"},"
      "\"secretOptions\":[{\"name\":\"k\",\"valueFrom\":\"v\"}]}}],"
      "\"volumes\":[{\"name\":\"data\",\"efsVolumeConfiguration\":{\"fileSystemId\":\"fs-1\","
      "\"transitEncryption\":\"ENABLED\",\"authorizationConfig\":{\"accessPointId\":\"fsap-1\","
      "\"iam\":\"ENABLED\"}}},{\"name\":\"w\",\"fsxWindowsFileServerVolumeConfiguration\":{"
      "\"fileSystemId\":\"fs-2\",\"authorizationConfig\":{\"credentialsParameter\":\"c\"}}}]}");
  assert_no_findings(w);
  const rc_task *task = only_task(w);
  assert_text(task->family.text, "web");
  assert_true(rc_field_present(task->execution_role));
  assert_false(rc_field_is_set(task->execution_role));
  assert_text(task->task_role.text, "app");
  assert_text(task->network_mode.text, "awsvpc");
  assert_int_equal(task->n_compatibilities, 2);
  assert_int_equal(task->compatibilities[1], RC_LAUNCH_FARGATE);
  assert_false(task->bare_containers);
  assert_false(task->snapshot);
  const rc_container *container = &task->containers.items[0];
  assert_text(container->name.text, "a");
  assert_int_equal(container->image_parts.registry, RC_REGISTRY_ECR_PUBLIC);
  assert_text(container->repository_credentials.text, "cred");
  assert_text(container->secrets.items[0].value_from.text, "/p/q");
  assert_text(container->environment.items[0].value.text, "v");
  assert_text(container->environment_files.items[0].text, "arn:aws:s3:::b/k.env");
  assert_text(container->credential_specs.items[0].text, "credentialspec:arn:aws:s3:::b/c");
  assert_text(container->firelens_type.text, "fluentbit");
  assert_text(container->firelens_config_type.text, "s3");
  assert_text(container->firelens_config_value.text, "arn:aws:s3:::b/f");
  assert_text(container->log.driver.text, "awslogs");
  assert_text(container->log.group.text, "/g");
  assert_text(container->log.region.text, "eu-west-1");
  assert_text(container->log.create_group.text, "true");
  assert_text(container->log.stream_prefix.text, "p");
  assert_text(container->log.secret_options.items[0].value_from.text, "v");
  const rc_volume *volume = &task->volumes.items[0];
  assert_text(volume->efs_file_system.text, "fs-1");
  assert_text(volume->efs_access_point.text, "fsap-1");
  assert_text(volume->efs_iam.text, "ENABLED");
  assert_text(volume->efs_transit_encryption.text, "ENABLED");
  assert_true(volume->efs_read_only);
  assert_text(task->volumes.items[1].fsx_file_system.text, "fs-2");
  assert_text(task->volumes.items[1].fsx_credentials.text, "c");
}

static void task_of_describe_is_a_snapshot(void **state) {
  world *w = *state;
  add(w, "t.json",
      "{\"taskDefinition\":{\"taskDefinitionArn\":"
      "\"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7\",\"revision\":7,"
      "\"family\":\"web\",\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\"}],"
      "\"requiresAttributes\":[{\"name\":\"com.amazonaws.ecs.capability.x\"},"
      "{\"name\":\"ecs.capability.execution-role-ecr-pull\"}]},\"tags\":[]}");
  assert_no_findings(w);
  const rc_task *task = only_task(w);
  assert_true(task->snapshot);
  assert_text(task->revision, "7");
  assert_true(task->agent_pulls_with_execution_role);
}

static void bare_containers_are_a_task(void **state) {
  world *w = *state;
  add(w, "c.json", "[{\"name\":\"a\",\"image\":\"b\",\"essential\":true}]");
  const rc_task *task = only_task(w);
  assert_true(task->bare_containers);
  assert_int_equal(task->containers.len, 1);
  assert_int_equal(rc_value_kind(task->object), RC_ARRAY);
}

static void one_container_is_a_task(void **state) {
  world *w = *state;
  add(w, "c.json", "{\"name\":\"a\",\"image\":\"b\",\"portMappings\":[]}");
  assert_true(only_task(w)->bare_containers);
}

static void pascal_case_is_understood(void **state) {
  world *w = *state;
  add(w, "c.json",
      "{\"Family\":\"f\",\"ExecutionRoleArn\":\"r\",\"ContainerDefinitions\":"
      "[{\"Name\":\"a\",\"Image\":\"b\"}]}");
  assert_no_findings(w);
  assert_text(only_task(w)->execution_role.text, "r");
  assert_text(only_task(w)->containers.items[0].image.text, "b");
}

static void placeholders_become_holes(void **state) {
  world *w = *state;
  add(w, "c.json",
      "{\"family\":\"web\",\"executionRoleArn\":\"arn:aws:iam::${account}:role/x\","
      "\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"<IMAGE>\","
      "\"environment\":{{ env }},\"secrets\":[{\"name\":\"s\",\"valueFrom\":{{ arn }}}]}]}");
  const rc_task *task = only_task(w);
  assert_text(task->execution_role.text, "arn:aws:iam::\xFE${account}\xFF:role/x");
  assert_true(rc_hole_is_only(task->containers.items[0].image.text));
  assert_true(rc_hole_is_only(task->containers.items[0].secrets.items[0].value_from.text));
  for (RC_EACH(const rc_finding, finding, w->model.findings)) {
    assert_text(finding->code, "RC002"); /* marks are noted, nothing else is */
  }
}

static void wrong_type_is_found_at_its_byte(void **state) {
  world *w = *state;
  add(w, "c.json", "{\"containerDefinitions\":[\n {\"name\":\"a\",\n  \"image\": 7}]}");
  const rc_finding *finding = assert_only_finding(w, "RC901", 3, 12);
  assert_text(finding->message, "`image` must be a string, this is a number");
  assert_text(finding->help, "put the value in quotes");
  assert_int_equal(finding->severity, RC_ERROR_SEVERITY);
  assert_true(finding->blocks_start);
  assert_text(only_task(w)->containers.items[0].image.text, "7");
}

static void missing_member_is_found_at_its_object(void **state) {
  world *w = *state;
  add(w, "c.json", "{\"containerDefinitions\":[\n {\"name\":\"a\"}]}");
  const rc_finding *finding = assert_only_finding(w, "RC901", 2, 2);
  assert_text(finding->message, "`image` is missing");
}

static void empty_member_is_found(void **state) {
  world *w = *state;
  add(w, "c.json", "{\"containerDefinitions\":[{\"image\":\"a\",\n\"name\":\"\"}]}");
  assert_text(assert_only_finding(w, "RC901", 2, 8)->message, "`name` is empty");
}

static void wrong_structure_is_found(void **state) {
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"{\"containerDefinitions\":7}", "`containerDefinitions` must be a list, this is a number"},
      {"{\"containerDefinitions\":[]}", "`containerDefinitions` is empty"},
      {"{\"containerDefinitions\":[7]}",
       "`containerDefinitions[]` must be an object, this is a number"},
      {"{\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\",\"secrets\":{}}]}",
       "`secrets` must be a list, this is an object"},
      {"{\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\",\"secrets\":[{}]}]}",
       "`valueFrom` is missing"},
      {"{\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\",\"logConfiguration\":"
       "{\"logDriver\":\"awslogs\",\"options\":{\"awslogs-create-group\":true}}}]}",
       "`awslogs-create-group` must be a string, this is a boolean"},
      {"{\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\"}],"
       "\"requiresCompatibilities\":[\"FARGET\"]}",
       "`FARGET` is no launch type"},
  };
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    void *fresh = NULL;
    assert_int_equal(world_set_up(&fresh), 0);
    world *w = fresh;
    add(w, "c.json", cases[i].text);
    assert_int_equal(w->model.findings.len, 1);
    assert_text(finding_at(w, 0)->code, "RC901");
    assert_text(finding_at(w, 0)->message, cases[i].message);
    world_tear_down(&fresh);
  }
}

static void null_is_present_and_empty(void **state) {
  world *w = *state;
  add(w, "c.json",
      "{\"executionRoleArn\":null,\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\","
      "\"secrets\":null}]}");
  assert_no_findings(w);
  assert_true(rc_field_present(only_task(w)->execution_role));
  assert_false(rc_field_is_set(only_task(w)->execution_role));
}

static void duplicate_keys_are_found(void **state) {
  world *w = *state;
  add(w, "c.json",
      "{\"containerDefinitions\":[{\"name\":\"a\",\n\"image\":\"b\",\n\"image\":\"c\"}]}");
  const rc_finding *finding = assert_only_finding(w, "RC003", 3, 1);
  assert_int_equal(finding->severity, RC_WARNING);
  assert_int_equal(finding->related.len, 1);
}

static void duplicate_keys_are_found_among_many(void **state) {
  world *w = *state;
  add(w, "c.json",
      "{\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\",\"dockerLabels\":{\"a\":\"\","
      "\"b\":\"\",\"c\":\"\",\"d\":\"\",\"e\":\"\",\"f\":\"\",\"g\":\"\",\"h\":\"\",\"i\":\"\","
      "\"j\":\"\",\"k\":\"\",\"l\":\"\",\"m\":\"\",\n\"\\u0063\":\"\"}}]}");
  assert_only_finding(w, "RC003", 2, 1);
}

static void volume_is_written_where_one_mount_says_so(void **state) {
  world *w = *state;
  add(w, "c.json",
      "{\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\",\"mountPoints\":["
      "{\"sourceVolume\":\"v\",\"readOnly\":true}]},{\"name\":\"c\",\"image\":\"d\","
      "\"mountPoints\":[{\"sourceVolume\":\"v\"}]}],\"volumes\":[{\"name\":\"v\"},"
      "{\"name\":\"unmounted\"}]}");
  assert_false(only_task(w)->volumes.items[0].efs_read_only);
  assert_false(only_task(w)->volumes.items[1].efs_read_only);
}

/* ---- what is none of ours ------------------------------------------------------------------- */

static void strangers_are_not_recognised(void **state) {
  static const char *const texts[] = {
      "{}",
      "[]",
      "",
      "7",
      "[1,2]",
      "{\"name\":\"left-pad\",\"version\":\"1\"}",
      "{\"Policy\":\"{\\\"Statement\\\":[{\\\"Action\\\":\\\"s3:GetObject\\\"}]}\"}",
      ("{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf\",\"Name\":\"a\","
       "\"VersionId\":\"v\",\"SecretString\":\"s\"}"),
      "{\"Parameters\":{\"Name\":{\"Type\":\"String\"}}}",
      "[{\"name\":\"web\",\"imageUri\":\"x\"}]",
  };
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(texts); i++) {
    void *fresh = NULL;
    assert_int_equal(world_set_up(&fresh), 0);
    world *w = fresh;
    add(w, "x.json", texts[i]);
    assert_string_equal(w->kind, "unrecognised");
    assert_no_findings(w);
    assert_int_equal(w->model.tasks.len + w->model.roles.len + w->model.resources.len, 0);
    world_tear_down(&fresh);
  }
}

static void other_formats_are_named_once(void **state) {
  world *w = *state;
  add(w, "a.jsonnet", "{ containerDefinitions: [{ image: 'x' }] }");
  assert_string_equal(w->kind, "unrecognised");
  add(w, "b.jsonnet", "{ containerDefinitions: [{ image: 'y' }] }");
  const rc_finding *finding = assert_only_finding(w, "RC010", 1, 1);
  assert_text(finding->message,
              "this is Jsonnet, which this version does not read");
  assert_int_equal(finding->severity, RC_NOTE);
  assert_int_equal(finding->span.file, 0);
}

/* A place in it leads to the bytes behind holes, too; a part of a template is none of it. */
static void yaml_is_read_where_it_is_ours(void **state) {
  world *w = *state;
  static const char text[] = "family: f\ncontainerDefinitions:\n  - {name: y, image: <REPO>/a:1}\n";
  add(w, "t.yaml", text);
  assert_string_equal(w->kind, "task-definition");
  assert_no_findings(w);
  assert_int_equal(w->model.tasks.len, 1);
  const rc_field *image = &w->model.tasks.items[0].containers.items[0].image;
  assert_true(rc_hole_any(image->text));
  rc_span span = rc_value_span(image->value);
  assert_int_equal(span.start, strstr(text, "<REPO>") - text);
  assert_int_equal(span.end, strstr(text, "}") - text);
  add(w, "part.yaml", "containerDefinitions:\n  - {name: y, image: !Ref Image}\n");
  assert_string_equal(w->kind, "unrecognised");
  add(w, "values.yaml", "web: {containerDefinitions: []}\n");
  assert_string_equal(w->kind, "unrecognised");
  assert_int_equal(w->model.tasks.len, 1);
}

static void utf16_is_refused_with_the_reason(void **state) {
  world *w = *state;
  add_bytes(w, "bom.json", (rc_str){"\xFF\xFE{\0}\0", 6}, (rc_binding){.kind = RC_BIND_NONE});
  add_bytes(w, "no-bom.json", (rc_str){"\0{\0}", 4}, (rc_binding){.kind = RC_BIND_NONE});
  assert_int_equal(w->model.findings.len, 2);
  assert_text(finding_at(w, 0)->message,
              "this file is UTF-16LE and was not read: only UTF-8 is");
  assert_text(finding_at(w, 1)->help, "convert it with `iconv -f UTF-16BE -t UTF-8`");
}

static void binary_is_passed_over(void **state) {
  world *w = *state;
  add_bytes(w, "x.log", (rc_str){"\x7F" "ELF\0 AccessDenied", 18},
            (rc_binding){.kind = RC_BIND_NONE});
  assert_string_equal(w->kind, "unrecognised");
  assert_no_findings(w);
}

static void broken_json_is_an_error_where_it_is_ours(void **state) {
  world *w = *state;
  add(w, "t.json", "{\"containerDefinitions\":[{\"name\":\"a\" \"image\":\"b\"}]}");
  assert_string_equal(w->kind, "task-definition");
  const rc_finding *finding = finding_at(w, 0);
  assert_text(finding->code, "RC001");
  assert_int_equal(finding->severity, RC_ERROR_SEVERITY);
}

static void broken_json_of_others_is_a_note(void **state) {
  world *w = *state;
  add(w, "x.json", "{\"a\": 1 \"b\" 2 3}");
  assert_string_equal(w->kind, "unrecognised");
  assert_int_equal(w->model.findings.len, 1);
  assert_int_equal(finding_at(w, 0)->severity, RC_NOTE);
}

static void a_comment_is_noted(void **state) {
  world *w = *state;
  add(w, "t.json", "// why\n{\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\"}]}");
  assert_only_finding(w, "RC002", 1, 1);
  assert_int_equal(only_task(w)->containers.len, 1);
}

/* ---- policies ------------------------------------------------------------------------------- */

static void folder_policies_describe_their_role(void **state) {
  world *w = *state;
  add(w, "x/roles/web/boundary.json", allow_pull);
  add(w, "x/roles/web/launch.json", allow_pull);
  add(w, "x/roles/web/trust.json", trust_ecs);
  assert_string_equal(w->kind, "policy");
  assert_int_equal(w->model.roles.len, 1);
  const rc_role *role = &w->model.roles.items[0];
  assert_text(role->name, "web");
  assert_text(role->folder, "x/roles/web");
  assert_true(role->defined);
  assert_non_null(role->trust);
  assert_int_equal(role->trust->kind, RC_POLICY_TRUST);
  assert_int_equal(role->trust_origin, RC_ORIGIN_SOURCE);
  assert_non_null(role->boundary);
  assert_int_equal(role->boundary->kind, RC_POLICY_BOUNDARY);
  assert_int_equal(role->inline_policies.len, 1);
  assert_text(role->inline_policies.items[0].name, "launch");
  assert_int_equal(role->span.file, 0);
}

static void folder_policies_describe_their_resource(void **state) {
  world *w = *state;
  add(w, "repositories/team/app/p.json", repository_policy);
  add(w, "secrets/db/p.json", repository_policy);
  add(w, "keys/k-1/p.json", repository_policy);
  assert_int_equal(w->model.resources.len, 3);
  const rc_resource *resource = &w->model.resources.items[0];
  assert_int_equal(resource->kind, RC_RESOURCE_REPOSITORY);
  assert_text(resource->name, "team/app");
  assert_text(resource->folder, "repositories/team/app");
  assert_int_equal(resource->policy_known, RC_KNOWN_YES);
  assert_int_equal(w->model.resources.items[1].kind, RC_RESOURCE_SECRET);
  assert_int_equal(w->model.resources.items[2].kind, RC_RESOURCE_KEY);
  assert_int_equal(w->model.resources.items[2].policy->kind, RC_POLICY_KEY);
}

static void identity_policy_below_repositories_is_no_repository_policy(void **state) {
  world *w = *state;
  add(w, "home/repositories/project/policy.json", allow_pull);
  assert_int_equal(w->model.resources.len, 0);
}

static void policy_problems_are_findings(void **state) {
  world *w = *state;
  add(w, "p.json", "{\"Statement\":[{\"Effect\":\"Maybe\",\"Action\":\"*\",\"Resource\":\"*\"}]}");
  bool found = false;
  for (RC_EACH(const rc_finding, finding, w->model.findings)) {
    found = found || rc_str_equal(finding->code, RC_STR("RC802"));
  }
  assert_true(found);
}

static void duplicate_policy_keys_are_findings(void **state) {
  world *w = *state;
  add(w, "p.json",
      "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\",\n"
      "\"Action\":\"ecr:BatchGetImage\"}]}");
  bool found = false;
  for (RC_EACH(const rc_finding, finding, w->model.findings)) {
    found = found || rc_str_equal(finding->code, RC_STR("RC801"));
  }
  assert_true(found);
}

/* ---- answers of aws iam --------------------------------------------------------------------- */

static const char get_role[] =
    "{\"Role\":{\"Path\":\"/\",\"RoleName\":\"web\",\"Arn\":"
    "\"arn:aws:iam::111122223333:role/web\",\"AssumeRolePolicyDocument\":{\"Version\":"
    "\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
    "\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]},\"PermissionsBoundary\":{"
    "\"PermissionsBoundaryType\":\"Policy\",\"PermissionsBoundaryArn\":"
    "\"arn:aws:iam::111122223333:policy/bound\"}}}";

static void get_role_is_read(void **state) {
  world *w = *state;
  add(w, "r.json", get_role);
  assert_no_findings(w);
  assert_string_equal(w->kind, "iam-role");
  const rc_role *role = role_named(w, "arn:aws:iam::111122223333:role/web");
  assert_text(role->account, "111122223333");
  assert_true(role->defined);
  assert_true(role->boundary_known);
  assert_text(role->boundary_arn, "arn:aws:iam::111122223333:policy/bound");
  assert_non_null(role->trust);
  assert_int_equal(role->trust_origin, RC_ORIGIN_SNAPSHOT);
  assert_false(role->inline_complete);
  assert_false(role->attached_complete);
}

static void get_role_policy_is_read(void **state) {
  world *w = *state;
  add(w, "r.json",
      "{\"RoleName\":\"web\",\"PolicyName\":\"p\",\"PolicyDocument\":\"%7B%22Statement%22%3A%5B%7B"
      "%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AGetObject%22%2C%22Resource%22%3A%22%2A"
      "%22%7D%5D%7D\"}");
  assert_no_findings(w);
  const rc_role *role = role_named(w, "web");
  assert_int_equal(role->inline_policies.len, 1);
  const rc_policy *policy = role->inline_policies.items[0].policy;
  assert_non_null(policy);
  assert_text(policy->statements.items[0].actions.items[0].text, "s3:GetObject");
}

static void listings_in_a_folder_find_their_role(void **state) {
  world *w = *state;
  add(w, "roles/web/attached.json",
      "{\"AttachedPolicies\":[{\"PolicyName\":\"x\",\"PolicyArn\":"
      "\"arn:aws:iam::111122223333:policy/x\"}]}");
  add(w, "roles/web/names.json", "{\"PolicyNames\":[\"one\"],\"IsTruncated\":true}");
  const rc_role *role = role_named(w, "web");
  assert_text(role->attached.items[0].arn, "arn:aws:iam::111122223333:policy/x");
  assert_true(role->attached_complete);
  assert_text(role->inline_policies.items[0].name, "one");
  assert_null(role->inline_policies.items[0].policy);
  assert_false(role->inline_complete);
}

static void auth_details_are_read(void **state) {
  world *w = *state;
  add(w, "a.json",
      "{\"UserDetailList\":[{}],\"RoleDetailList\":[{\"RoleName\":\"web\",\"Arn\":"
      "\"arn:aws:iam::111122223333:role/web\",\"AssumeRolePolicyDocument\":"
      "\"%7B%22Statement%22%3A%5B%5D%7D\",\"RolePolicyList\":[{\"PolicyName\":\"in\","
      "\"PolicyDocument\":{\"Statement\":[]}}],\"AttachedManagedPolicies\":[{\"PolicyName\":\"m\","
      "\"PolicyArn\":\"arn:aws:iam::111122223333:policy/m\"}]}],\"Policies\":[{\"PolicyName\":"
      "\"m\",\"Arn\":\"arn:aws:iam::111122223333:policy/m\",\"DefaultVersionId\":\"v2\","
      "\"PolicyVersionList\":[{\"VersionId\":\"v1\",\"IsDefaultVersion\":false,\"Document\":"
      "{\"Statement\":[]}},{\"VersionId\":\"v2\",\"IsDefaultVersion\":true,\"Document\":"
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
      "\"Resource\":\"*\"}]}}]}]}");
  assert_string_equal(w->kind, "iam-authorization-details");
  link_world(w);
  const rc_role *role = role_named(w, "web");
  assert_true(role->inline_complete && role->attached_complete && role->boundary_known);
  assert_non_null(role->trust);
  assert_non_null(role->attached.items[0].policy);
  assert_int_equal(role->attached.items[0].policy->statements.len, 1);
  assert_true(role->identity_set.complete);
  assert_int_equal(role->identity_set.policies.len, 2);
  assert_false(role->boundary_set.applies);
}

static void old_policy_version_is_left_out(void **state) {
  world *w = *state;
  add(w, "m.json",
      "{\"PolicyVersion\":{\"Document\":{\"Statement\":[]},\"VersionId\":\"v1\","
      "\"IsDefaultVersion\":false}}");
  assert_string_equal(w->kind, "iam-policy-version");
  assert_only_finding(w, "RC009", 1, 59);
  assert_int_equal(w->model.pending.managed.len, 0);
}

/* ---- answers about resources ---------------------------------------------------------------- */

static const rc_resource *resource_named(const world *w, rc_resource_kind kind,
                                         const char *name) {
  const rc_resource *found = rc_model_find_resource(&w->model, kind, rc_str_from_c(name));
  assert_non_null(found);
  return found;
}

static void repository_answers_are_read(void **state) {
  world *w = *state;
  add(w, "p.json",
      "{\"registryId\":\"111122223333\",\"repositoryName\":\"app\",\"policyText\":"
      "\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}\"}");
  add(w, "d.json",
      "{\"repositories\":[{\"repositoryArn\":"
      "\"arn:aws:ecr:eu-west-1:111122223333:repository/app\",\"registryId\":\"111122223333\","
      "\"repositoryName\":\"app\",\"encryptionConfiguration\":{\"encryptionType\":\"AES256\"}}]}");
  assert_string_equal(w->kind, "ecr-repository");
  link_world(w);
  assert_int_equal(w->model.resources.len, 1);
  const rc_resource *app = resource_named(w, RC_RESOURCE_REPOSITORY,
                                          "arn:aws:ecr:eu-west-1:111122223333:repository/app");
  assert_int_equal(app->policy_known, RC_KNOWN_YES);
  assert_int_equal(app->customer_key, RC_KNOWN_NO);
  assert_true(app->policy_set.complete && app->policy_set.applies);
}

static void secret_answers_are_read(void **state) {
  world *w = *state;
  add(w, "d.json",
      "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf\","
      "\"Name\":\"db\",\"KmsKeyId\":\"arn:aws:kms:eu-west-1:111122223333:key/k\","
      "\"CreatedDate\":1}");
  assert_string_equal(w->kind, "secret");
  add(w, "p.json",
      "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf\","
      "\"Name\":\"db\"}");
  const rc_resource *db = resource_named(
      w, RC_RESOURCE_SECRET, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf");
  assert_int_equal(db->customer_key, RC_KNOWN_YES);
  assert_text(db->key_arn, "arn:aws:kms:eu-west-1:111122223333:key/k");
  assert_int_equal(db->policy_known, RC_KNOWN_NO);
  (void)resource_named(w, RC_RESOURCE_KEY, "arn:aws:kms:eu-west-1:111122223333:key/k");
}

static void secret_without_a_key_has_the_default_one(void **state) {
  world *w = *state;
  add(w, "d.json",
      "{\"SecretList\":[{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf\","
      "\"Name\":\"a\",\"CreatedDate\":1}]}");
  assert_int_equal(resource_named(w, RC_RESOURCE_SECRET, "a")->customer_key, RC_KNOWN_NO);
}

static void key_answers_are_read(void **state) {
  world *w = *state;
  add(w, "d.json",
      "{\"KeyMetadata\":{\"KeyId\":\"k\",\"Arn\":\"arn:aws:kms:eu-west-1:111122223333:key/k\","
      "\"KeyManager\":\"CUSTOMER\"}}");
  add(w, "p.json",
      "{\"Policy\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}\","
      "\"PolicyName\":\"default\"}");
  assert_string_equal(w->kind, "kms-key");
  link_world(w);
  const rc_resource *key =
      resource_named(w, RC_RESOURCE_KEY, "arn:aws:kms:eu-west-1:111122223333:key/k");
  assert_int_equal(key->customer_key, RC_KNOWN_YES);
  assert_non_null(key->policy);
  assert_only_finding(w, "RC007", 1, 12);
}

static void parameters_are_read(void **state) {
  world *w = *state;
  add(w, "p.json",
      "{\"Parameters\":[{\"Name\":\"/a/b\",\"ARN\":"
      "\"arn:aws:ssm:eu-west-1:111122223333:parameter/a/b\",\"Type\":\"SecureString\","
      "\"KeyId\":\"alias/aws/ssm\"},{\"Name\":\"c\",\"Type\":\"SecureString\"},"
      "{\"Name\":\"d\",\"Type\":\"SecureString\",\"KeyId\":\"alias/own\"}]}");
  assert_string_equal(w->kind, "ssm-parameter");
  assert_int_equal(resource_named(w, RC_RESOURCE_PARAMETER, "/a/b")->customer_key, RC_KNOWN_NO);
  assert_int_equal(resource_named(w, RC_RESOURCE_PARAMETER, "c")->customer_key, RC_KNOWN_NOT);
  assert_text(resource_named(w, RC_RESOURCE_PARAMETER, "d")->key_arn, "alias/own");
}

static void log_groups_are_read(void **state) {
  world *w = *state;
  add(w, "g.json",
      "{\"logGroups\":[{\"logGroupName\":\"/ecs/web\",\"arn\":"
      "\"arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/web:*\"}]}");
  assert_string_equal(w->kind, "log-group");
  const rc_resource *group = resource_named(
      w, RC_RESOURCE_LOG_GROUP, "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/web");
  assert_int_equal(group->exists, RC_KNOWN_YES);
  assert_null(rc_model_find_resource(
      &w->model, RC_RESOURCE_LOG_GROUP,
      RC_STR("arn:aws:logs:us-east-1:111122223333:log-group:/ecs/web:*")));
}

/* ---- answers of aws ecs, and texts ---------------------------------------------------------- */

static void stopped_tasks_are_read(void **state) {
  world *w = *state;
  add(w, "t.json",
      "{\"tasks\":[{\"taskArn\":\"a\",\"taskDefinitionArn\":"
      "\"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7\",\"launchType\":\"FARGATE\","
      "\"platformVersion\":\"1.4.0\",\"enableExecuteCommand\":true,\"stopCode\":"
      "\"TaskFailedToStart\",\"stoppedReason\":\"one \\\"x\\\"\",\"containers\":["
      "{\"reason\":\"two\"},{}],\"overrides\":{\"executionRoleArn\":\"other\"}}],"
      "\"failures\":[{\"reason\":\"RESOURCE:MEMORY\"}]}");
  assert_string_equal(w->kind, "ecs-tasks");
  assert_int_equal(w->model.messages.len, 3);
  assert_text(w->model.messages.items[0].text, "RESOURCE:MEMORY");
  assert_text(w->model.messages.items[1].text, "one \"x\"");
  assert_text(w->model.messages.items[1].stop_code, "TaskFailedToStart");
  assert_non_null(w->model.messages.items[1].tree);
  assert_text(w->model.messages.items[2].text, "two");
  const rc_deployment *deployment = &w->model.deployments.items[0];
  assert_int_equal(deployment->launch_type, RC_LAUNCH_FARGATE);
  assert_text(deployment->platform_version, "1.4.0");
  assert_int_equal(deployment->execute_command, RC_KNOWN_YES);
  assert_text(deployment->execution_role_override.text, "other");
}

static void state_change_events_are_read(void **state) {
  world *w = *state;
  add(w, "e.json",
      "{\"detail-type\":\"ECS Task State Change\",\"detail\":{\"taskArn\":\"a\","
      "\"lastStatus\":\"STOPPED\",\"stoppedReason\":\"why\"}}");
  assert_string_equal(w->kind, "ecs-tasks");
  assert_text(w->model.messages.items[0].text, "why");
}

/* The reason of a StopTask call is whatever its caller wrote. */
static void free_reasons_are_left_out_and_attachments_are_read(void **state) {
  world *w = *state;
  add(w, "t.json",
      "{\"tasks\":[{\"taskArn\":\"a\",\"lastStatus\":\"STOPPED\",\"stopCode\":\"UserInitiated\","
      "\"stoppedReason\":\"CannotPullContainerError, said anna\",\"attachments\":["
      "{\"details\":[{\"name\":\"subnetId\",\"value\":\"s\"},"
      "{\"name\":\"statusReason\",\"value\":\"why\"}]}]}]}");
  assert_int_equal(w->model.messages.len, 1);
  assert_text(w->model.messages.items[0].text, "why");
}

#define RECORD                                                             \
  "{\"eventVersion\":\"1.09\",\"eventSource\":\"ecr.amazonaws.com\","         \
  "\"eventName\":\"BatchGetImage\",\"errorCode\":\"AccessDenied\","          \
  "\"errorMessage\":\"no\"}"

static void records_of_cloudtrail_are_read(void **state) {
  static const struct {
    const char *text, *message;
  } cases[] = {
      {RECORD, "no"},
      {"{\"Records\":[" RECORD "]}", "no"},
      {"{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":" RECORD "}", "no"},
      {"{\"Events\":[{\"EventId\":\"1\",\"CloudTrailEvent\":\"{text}\"}]}", "{text}"},
  };
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    void *fresh = NULL;
    assert_int_equal(world_set_up(&fresh), 0);
    world *w = fresh;
    add(w, "trail.json", cases[i].text);
    assert_string_equal(w->kind, "cloudtrail");
    assert_int_equal(w->model.messages.len, 1);
    assert_text(w->model.messages.items[0].text, cases[i].message);
    world_tear_down(&fresh);
  }
}

static void log_events_are_read(void **state) {
  world *w = *state;
  add(w, "log.json",
      "{\"events\":[{\"timestamp\":1,\"message\":\"one\"},{\"timestamp\":2,\"message\":\"two\"}]}");
  assert_string_equal(w->kind, "log-events");
  assert_int_equal(w->model.messages.len, 2);
}

static void services_are_read(void **state) {
  world *w = *state;
  add(w, "s.json",
      "{\"services\":[{\"serviceArn\":\"a\",\"taskDefinition\":\"web:7\",\"launchType\":\"EC2\","
      "\"events\":[{\"message\":\"m\"}],\"deployments\":[{\"rolloutStateReason\":\"r\"}]}]}");
  assert_string_equal(w->kind, "ecs-services");
  assert_int_equal(w->model.messages.len, 2);
  assert_int_equal(w->model.deployments.items[0].launch_type, RC_LAUNCH_EC2);
}

static void error_texts_are_read_whole(void **state) {
  world *w = *state;
  add(w, "stopped.txt", "  CannotPullContainerError: no\n");
  assert_string_equal(w->kind, "error-text");
  assert_int_equal(w->model.messages.len, 1);
  assert_text(w->model.messages.items[0].text, "  CannotPullContainerError: no\n");
  assert_null(w->model.messages.items[0].tree);
  assert_int_equal(w->model.messages.items[0].span.end, 31);
}

static void texts_are_told_by_name_and_words(void **state) {
  static const struct {
    const char *path, *text, *kind;
    bool unsure;
  } cases[] = {
      {"-", "anything at all", "error-text", false},
      {"-", "  \n", "unrecognised", false},
      {"x.log", "[2026-01-01] ERROR: Task broke", "error-text", false},
      {"CMakeLists.txt", "message(FATAL_ERROR \"no compiler\")", "error-text", true},
      {"x.txt", "requests==2.0", "error-text", true},
      {"README.md", "AccessDenied means ...", "unrecognised", false},
      {"main.py", "raise ValueError('AccessDenied')", "unrecognised", false},
      {"LICENSE", "without error or warranty", "unrecognised", false},
      {"stopped", "ResourceInitializationError: x", "error-text", false},
      {"p.json", "An error occurred (RepositoryPolicyNotFoundException)", "error-text", false},
      {"x.log", "{\"stoppedReason\": \"broken", "error-text", false},
  };
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    void *fresh = NULL;
    assert_int_equal(world_set_up(&fresh), 0);
    world *w = fresh;
    add(w, cases[i].path, cases[i].text);
    assert_string_equal(w->kind, cases[i].kind);
    assert_int_equal(w->model.messages.len > 0 && w->model.messages.items[0].unsure,
                     cases[i].unsure);
    world_tear_down(&fresh);
  }
}

static void several_documents_in_one_file_are_all_read(void **state) {
  world *w = *state;
  add(w, "all.json",
      "{\"RoleName\":\"a\",\"PolicyName\":\"p\",\"PolicyDocument\":{\"Statement\":[]}}\n"
      "{\"RoleName\":\"b\",\"PolicyName\":\"p\",\"PolicyDocument\":{\"Statement\":[]}}\n");
  assert_int_equal(w->model.roles.len, 2);
}

static void wrong_types_in_answers_are_warnings(void **state) {
  world *w = *state;
  add(w, "r.json", "{\"AttachedPolicies\":[7]}");
  const rc_finding *finding = assert_only_finding(w, "RC008", 1, 22);
  assert_int_equal(finding->severity, RC_WARNING);
  assert_false(finding->blocks_start);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WORLD_TEST(path_binds),
      WORLD_TEST(path_binds_nothing),
      WORLD_TEST(path_tells_boundary),
      WORLD_TEST(task_is_read),
      WORLD_TEST(task_of_describe_is_a_snapshot),
      WORLD_TEST(bare_containers_are_a_task),
      WORLD_TEST(one_container_is_a_task),
      WORLD_TEST(pascal_case_is_understood),
      WORLD_TEST(placeholders_become_holes),
      WORLD_TEST(wrong_type_is_found_at_its_byte),
      WORLD_TEST(missing_member_is_found_at_its_object),
      WORLD_TEST(empty_member_is_found),
      WORLD_TEST(wrong_structure_is_found),
      WORLD_TEST(null_is_present_and_empty),
      WORLD_TEST(duplicate_keys_are_found),
      WORLD_TEST(duplicate_keys_are_found_among_many),
      WORLD_TEST(volume_is_written_where_one_mount_says_so),
      WORLD_TEST(strangers_are_not_recognised),
      WORLD_TEST(other_formats_are_named_once),
      WORLD_TEST(yaml_is_read_where_it_is_ours),
      WORLD_TEST(utf16_is_refused_with_the_reason),
      WORLD_TEST(binary_is_passed_over),
      WORLD_TEST(broken_json_is_an_error_where_it_is_ours),
      WORLD_TEST(broken_json_of_others_is_a_note),
      WORLD_TEST(a_comment_is_noted),
      WORLD_TEST(folder_policies_describe_their_role),
      WORLD_TEST(folder_policies_describe_their_resource),
      WORLD_TEST(identity_policy_below_repositories_is_no_repository_policy),
      WORLD_TEST(policy_problems_are_findings),
      WORLD_TEST(duplicate_policy_keys_are_findings),
      WORLD_TEST(get_role_is_read),
      WORLD_TEST(get_role_policy_is_read),
      WORLD_TEST(listings_in_a_folder_find_their_role),
      WORLD_TEST(auth_details_are_read),
      WORLD_TEST(old_policy_version_is_left_out),
      WORLD_TEST(repository_answers_are_read),
      WORLD_TEST(secret_answers_are_read),
      WORLD_TEST(secret_without_a_key_has_the_default_one),
      WORLD_TEST(key_answers_are_read),
      WORLD_TEST(parameters_are_read),
      WORLD_TEST(log_groups_are_read),
      WORLD_TEST(stopped_tasks_are_read),
      WORLD_TEST(state_change_events_are_read),
      WORLD_TEST(services_are_read),
      WORLD_TEST(error_texts_are_read_whole),
      WORLD_TEST(texts_are_told_by_name_and_words),
      WORLD_TEST(free_reasons_are_left_out_and_attachments_are_read),
      WORLD_TEST(records_of_cloudtrail_are_read),
      WORLD_TEST(log_events_are_read),
      WORLD_TEST(several_documents_in_one_file_are_all_read),
      WORLD_TEST(wrong_types_in_answers_are_warnings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
