/* Terraform's resources in the model: roles and what they are given, what a launch touches. */
#include "unit/model_world.h"

/* ---- a configuration ---- */

static void work_out(world *w, const char *text) {
  add(w, "main.tf", text);
  assert_string_equal(w->kind, "terraform");
  assert_int_equal(rc_read_templates(&w->model), RC_OK);
  assert_int_equal(rc_model_link(&w->model), RC_OK);
}

static const rc_role *role(const world *w, const char *name) {
  uint32_t found = rc_model_find_role(&w->model, rc_str_from_c(name));
  assert_true(found != RC_NO_INDEX);
  return &w->model.roles.items[found];
}

#define TRUST                                                                         \
  "  assume_role_policy = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = " \
  "\"Allow\", Principal = { Service = \"ecs-tasks.amazonaws.com\" }, Action = "         \
  "\"sts:AssumeRole\" }] })\n"

static void role_has_what_the_input_attaches(void **state) {
  world *w = *state;
  work_out(w, "resource \"aws_iam_role\" \"r\" {\n  name = \"r\"\n  managed_policy_arns = "
              "[\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n" TRUST
              "  inline_policy {\n    name = \"in\"\n    policy = jsonencode({ Statement = []"
              " })\n  "
              "}\n}\nresource \"aws_iam_role_policy\" \"p\" {\n  name = \"p\"\n  role = "
              "aws_iam_role.r.name\n  policy = <<EOT\n{\"Version\": \"2012-10-17\", \"Statement\": "
              "[{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\":"
              " \"${var.u}\"}]}\nEOT\n}\n"
              "resource \"aws_iam_policy\" \"m\" {\n  name = \"m\"\n  policy = jsonencode({ "
              "Statement = [{ Effect = \"Allow\", Action = \"*\", Resource = \"*\" }] })\n}\n"
              "resource \"aws_iam_role_policy_attachment\" \"a\" {\n  for_each = toset(["
              "aws_iam_policy.m.arn])\n  role = aws_iam_role.r.id\n  policy_arn = each.value\n}\n");
  const rc_role *r = role(w, "r");
  assert_true(r->defined && r->inline_complete && r->attached_complete && r->boundary_known);
  assert_non_null(r->trust);
  assert_int_equal(r->trust_origin, RC_ORIGIN_SOURCE);
  assert_int_equal(r->inline_policies.len, 2);
  assert_text(r->inline_policies.items[0].name, "in");
  assert_text(r->inline_policies.items[1].name, "p");
  assert_non_null(r->inline_policies.items[1].policy);
  assert_int_equal(r->attached.len, 2);
  assert_non_null(r->attached.items[1].policy);
}

static void role_is_open_where_others_attach(void **state) {
  world *w = *state;
  work_out(w, "resource \"aws_iam_role\" \"handed\" {\n  name = \"handed\"\n" TRUST
              "}\nresource \"aws_iam_role\" \"kept\" {\n  name = \"kept\"\n" TRUST
              "}\nmodule \"far\" {\n  source = \"example/far/aws\"\n  role = "
              "aws_iam_role.handed.name\n}\n");
  assert_false(role(w, "handed")->attached_complete);
  assert_true(role(w, "kept")->attached_complete);
}

static void roles_are_open_where_anything_may_be_attached(void **state) {
  world *w = *state;
  work_out(w, "variable \"u\" {}\nresource \"aws_iam_role\" \"r\" {\n  name = \"r\"\n" TRUST
              "}\nresource \"aws_iam_role_policy_attachment\" \"a\" {\n  for_each = var.u\n  role"
              " = "
              "each.key\n  policy_arn = each.value\n}\n");
  assert_false(role(w, "r")->attached_complete);
}

static void exclusive_attachments_close_a_role(void **state) {
  world *w = *state;
  work_out(w, "resource \"aws_iam_role\" \"r\" {\n  name = \"r\"\n" TRUST
              "}\nmodule \"far\" {\n  source = \"example/far/aws\"\n  role ="
              " aws_iam_role.r.name\n}\n"
              "resource \"aws_iam_role_policy_attachments_exclusive\" \"x\" {\n  role_name = "
              "aws_iam_role.r.name\n  policy_arns ="
              " [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n}\n");
  assert_true(role(w, "r")->attached_complete);
  assert_int_equal(role(w, "r")->attached.len, 1);
}

static void what_a_launch_touches(void **state) {
  world *w = *state;
  work_out(w, "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nresource \"aws_kms_key\" \"k\" {}\n"
              "resource \"aws_ecr_repository\" \"e\" {\n  name = \"app\"\n "
              " encryption_configuration "
              "{\n    encryption_type = \"KMS\"\n    kms_key = aws_kms_key.k.arn\n  }\n}\nresource "
              "\"aws_ecr_repository_policy\" \"e\" {\n  repository = aws_ecr_repository.e.name\n  "
              "policy = jsonencode({ Statement = [{ Effect = \"Allow\", Principal = \"*\", Action"
              " = "
              "\"ecr:BatchGetImage\" }] })\n}\nresource \"aws_ssm_parameter\" \"s\" {\n  name = "
              "\"/a/b\"\n  type = \"SecureString\"\n}\nresource \"aws_cloudwatch_log_group\""
              " \"g\" {\n  "
              "name = \"/g\"\n}\n");
  const rc_resource *repository =
      rc_model_find_resource(&w->model, RC_RESOURCE_REPOSITORY, RC_STR("app"));
  assert_non_null(repository);
  assert_int_equal(repository->customer_key, RC_KNOWN_YES);
  assert_int_equal(repository->policy_known, RC_KNOWN_YES);
  const rc_resource *parameter =
      rc_model_find_resource(&w->model, RC_RESOURCE_PARAMETER, RC_STR("/a/b"));
  assert_non_null(parameter);
  assert_text(parameter->parameter_type, "SecureString");
  assert_int_equal(parameter->customer_key, RC_KNOWN_NO);
  assert_non_null(rc_model_find_resource(&w->model, RC_RESOURCE_LOG_GROUP, RC_STR("/g")));
}

/* ---- tasks ---- */

#define TASK "resource \"aws_ecs_task_definition\" \"t\" {\n  family = \"t\"\n"

static const rc_task *only_task(const world *w) {
  assert_int_equal(w->model.tasks.len, 1);
  return &w->model.tasks.items[0];
}

/* An image that is not known hides only itself. */
static void check_containers(world *w, const char *definitions) {
  rc_str text = RC_FILL(&w->arena, TASK "  container_definitions = {}\n}\n{}",
                        rc_str_from_c(definitions), ((rc_str){"", 1}));
  work_out(w, text.ptr);
  const rc_task *task = only_task(w);
  assert_int_equal(task->containers.len, 1);
  assert_text(task->containers.items[0].name.text, "a");
  assert_true(rc_hole_any(task->containers.items[0].image.text));
  assert_int_equal(w->model.findings.len, 0);
}

static void containers_as_jsonencode(void **state) {
  check_containers(*state, "jsonencode([{ name = \"a\", image = var.image }])");
}
static void containers_as_heredoc(void **state) {
  check_containers(*state, "<<EOT\n[{\"name\": \"a\", \"image\": \"${var.image}:1\"}]\nEOT");
}
static void containers_in_brackets(void **state) {
  check_containers(*state, "\"[${jsonencode({ name = \"a\", image = var.image })}]\"");
}
static void containers_as_local_text(void **state) {
  check_containers(*state, "\"[${local.c}]\"\n}\nlocals {\n  c = <<EOT\n{\"name\": \"a\", "
                           "\"image\": \"${var.image}\", \"cpu\": ${var.cpu}}\nEOT");
}

static void containers_that_are_not_known(void **state) {
  world *w = *state;
  work_out(w, TASK "  container_definitions = file(\"missing.json\")\n}\n");
  assert_int_equal(only_task(w)->containers.len, 0);
  assert_int_equal(w->model.findings.len, 0);
}

static void service_tells_the_launch_type(void **state) {
  world *w = *state;
  work_out(w, TASK "  container_definitions = jsonencode([])\n}\nresource \"aws_ecs_service\""
                   " \"s\" "
                   "{\n  task_definition = aws_ecs_task_definition.t.arn\n "
                   " enable_execute_command = "
                   "true\n  capacity_provider_strategy {\n    capacity_provider = "
                   "\"FARGATE_SPOT\"\n  }\n}\n");
  assert_int_equal(w->model.links.items[0].launch_type, RC_LAUNCH_FARGATE);
  assert_int_equal(w->model.links.items[0].execute_command, RC_KNOWN_YES);
}

/* ---- plans ---- */

static const char plan[] =
    "{\"format_version\":\"1.2\",\"terraform_version\":\"1.9.0\","
    "\"planned_values\":{\"root_module\":"
    "{\"resources\":[{\"address\":\"aws_ecs_task_definition.t\",\"mode\":\"managed\",\"type\":"
    "\"aws_ecs_task_definition\",\"name\":\"t\",\"values\":{\"family\":\"t\","
    "\"container_definitions\":\"[{\\\"name\\\":\\\"a\\\",\\\"image\\\":\\\"nginx\\\"}]\"}},"
    "{\"address\":\"aws_iam_role.r\",\"mode\":\"managed\",\"type\":\"aws_iam_role\",\"name\":\"r\","
    "\"values\":{\"name\":\"r\",\"path\":\"/\",\"assume_role_policy\":"
    "\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":{\\\"Service\\\":"
    "\\\"ecs-tasks.amazonaws.com\\\"},\\\"Action\\\":\\\"sts:AssumeRole\\\"}]}\"}}]}},"
    "\"resource_changes\":[{\"address\":\"aws_ecs_task_definition.t\","
    "\"change\":{\"after_unknown\":"
    "{\"arn\":true,\"execution_role_arn\":true,\"task_role_arn\":true}}},"
    "{\"address\":\"aws_iam_role.r\",\"change\":{\"after_unknown\":{\"arn\":true}}}],"
    "\"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"aws_ecs_task_definition.t\","
    "\"expressions\":{\"execution_role_arn\":{\"references\":[\"aws_iam_role.r.arn\","
    "\"aws_iam_role.r\"]},\"task_role_arn\":{\"references\":[\"module.m.arn\",\"module.m\"]}}}]}}}";

static void plan_is_read(void **state) {
  world *w = *state;
  add(w, "plan.json", plan);
  assert_string_equal(w->kind, "terraform-plan");
  assert_int_equal(rc_model_link(&w->model), RC_OK);
  const rc_task *task = only_task(w);
  assert_true(task->snapshot);
  assert_int_equal(task->containers.len, 1);
  assert_text(rc_arn_role_name(task->execution_role.text), "r");
  assert_true(rc_hole_is_only(task->task_role.text));
  const rc_role *r = role(w, "r");
  assert_non_null(r->trust);
  assert_int_equal(r->trust_origin, RC_ORIGIN_SNAPSHOT);
  assert_true(w->model.links.items[0].execution_role != RC_NO_INDEX);
  assert_int_equal(w->model.findings.len, 0);
}

static void state_file_is_read(void **state) {
  world *w = *state;
  add(w, "terraform.tfstate.json",
      "{\"version\":4,\"terraform_version\":\"1.9.0\",\"resources\":[{\"mode\":\"managed\","
      "\"type\":"
      "\"aws_iam_role\",\"name\":\"r\",\"instances\":[{\"attributes\":{\"name\":\"r\",\"arn\":"
      "\"arn:aws:iam::111122223333:role/r\"}}]}]}");
  assert_int_equal(rc_model_link(&w->model), RC_OK);
  assert_text(role(w, "arn:aws:iam::111122223333:role/r")->account, "111122223333");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WORLD_TEST(role_has_what_the_input_attaches),
      WORLD_TEST(role_is_open_where_others_attach),
      WORLD_TEST(roles_are_open_where_anything_may_be_attached),
      WORLD_TEST(exclusive_attachments_close_a_role),
      WORLD_TEST(what_a_launch_touches),
      WORLD_TEST(containers_as_jsonencode),
      WORLD_TEST(containers_as_heredoc),
      WORLD_TEST(containers_in_brackets),
      WORLD_TEST(containers_as_local_text),
      WORLD_TEST(containers_that_are_not_known),
      WORLD_TEST(service_tells_the_launch_type),
      WORLD_TEST(plan_is_read),
      WORLD_TEST(state_file_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
