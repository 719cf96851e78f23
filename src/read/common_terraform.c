/*
 * Which resource is read by whom, and tasks and services.
 *
 * Names of arguments: the provider's documentation of each resource.
 */
#include "read/common_terraform.h"

#include "read/common_message.h"

/* Roles come first: what is attached to them follows. */
static const struct {
  rc_str type;
  uint8_t turn;
  rc_tf_handler read;
} handlers[] = {
    {RC_STR_INIT("aws_iam_role"), 0, rc_tf_read_role},
    {RC_STR_INIT("aws_iam_role_policy"), 1, rc_tf_read_role_policy},
    {RC_STR_INIT("aws_iam_role_policy_attachment"), 1, rc_tf_read_attachment},
    {RC_STR_INIT("aws_iam_policy_attachment"), 1, rc_tf_read_policy_attachment},
    {RC_STR_INIT("aws_iam_role_policy_attachments_exclusive"), 2, rc_tf_read_exclusive},
    {RC_STR_INIT("aws_iam_role_policies_exclusive"), 2, rc_tf_read_exclusive},
    {RC_STR_INIT("aws_iam_policy"), 1, rc_tf_read_managed_policy},
    {RC_STR_INIT("module"), 2, rc_tf_read_module},
    {RC_STR_INIT("aws_ecr_repository"), 0, rc_tf_read_repository},
    {RC_STR_INIT("aws_ecr_repository_policy"), 1, rc_tf_read_resource_policy},
    {RC_STR_INIT("aws_secretsmanager_secret"), 0, rc_tf_read_secret},
    {RC_STR_INIT("aws_secretsmanager_secret_policy"), 1, rc_tf_read_resource_policy},
    {RC_STR_INIT("aws_ssm_parameter"), 0, rc_tf_read_parameter},
    {RC_STR_INIT("aws_kms_key"), 0, rc_tf_read_key},
    {RC_STR_INIT("aws_kms_key_policy"), 1, rc_tf_read_resource_policy},
    {RC_STR_INIT("aws_cloudwatch_log_group"), 0, rc_tf_read_log_group},
    {RC_STR_INIT("aws_ecs_task_definition"), 0, rc_tf_read_task},
    {RC_STR_INIT("aws_ecs_service"), 0, rc_tf_read_service},
};
enum { TURNS = 3 };

bool rc_tf_is_wanted(rc_str type) {
  for (size_t i = 0; i < RC_COUNT_OF(handlers); i++) {
    if (rc_str_equal(handlers[i].type, type)) {
      return true;
    }
  }
  return rc_net_is_wanted(type);
}

/* ---- values --------------------------------------------------------------------------------- */

const rc_computed *rc_tf_value(const rc_tf_form *form, const char *name) {
  return rc_computed_get(form->resource->values, rc_str_from_c(name));
}

rc_str rc_tf_text_at(const rc_computed *object, const char *name) {
  const rc_computed *value = rc_computed_get(object, rc_str_from_c(name));
  bool text = value != NULL && (value->kind == RC_COMPUTED_STRING ||
                                value->kind == RC_COMPUTED_UNKNOWN ||
                                value->kind == RC_COMPUTED_NUMBER);
  return text ? value->text : RC_STR_NONE;
}

rc_str rc_tf_text_of(const rc_tf_form *form, const char *name) {
  return rc_tf_text_at(form->resource->values, name);
}

const rc_computed *rc_tf_block(const rc_computed *object, const char *name) {
  const rc_computed *list = rc_computed_get(object, rc_str_from_c(name));
  return list == NULL || list->kind != RC_COMPUTED_LIST || list->members.len == 0
             ? NULL
             : list->members.items[0].value;
}

static rc_status value_of(const rc_tf_form *form, const rc_computed *computed, rc_value *out) {
  rc_tree *tree = NULL;
  RC_TRY(rc_computed_tree(form->model->arena, computed, &tree));
  *out = rc_value_first(rc_tree_root(tree));
  return RC_OK;
}

/* A text whose JSON a hole makes unreadable is not known; one without holes is wrong, and is
 * reported as any other. */
rc_status rc_tf_policy(const rc_tf_form *form, const rc_computed *value, rc_policy_kind kind,
                       rc_str name, const rc_policy **out) {
  const rc_form reading = {.model = form->model, .is_source = true};
  rc_value document = RC_VALUE_NONE;
  *out = NULL;
  if (value == NULL || value->kind == RC_COMPUTED_NULL) {
    return RC_OK;
  }
  if (value->kind == RC_COMPUTED_STRING) {
    const rc_computed *decoded = rc_tf_decode(form->model->arena, value);
    if (decoded == NULL && (rc_hole_any(value->text) || value->text.len == 0)) {
      return rc_arena_status(form->model->arena);
    }
    value = decoded != NULL ? decoded : value;
  }
  RC_TRY(value_of(form, value, &document));
  RC_TRY(rc_read_document(&reading, document, name, &document));
  return rc_read_policy(form->model, document, kind, name, out);
}

/* ---- tasks ---------------------------------------------------------------------------------- */

static void copy_as(const rc_tf_form *form, rc_computed *to, const char *name,
                    const rc_computed *from, const char *argument) {
  const rc_computed *value =
      from == NULL ? NULL : rc_computed_get(from, rc_str_from_c(argument));
  if (value != NULL) {
    rc_computed_add(form->model->arena, to, rc_str_from_c(name), value->written, value);
  }
}

static rc_computed *new_object(const rc_tf_form *form, rc_value written) {
  return rc_computed_new(form->model->arena, RC_COMPUTED_OBJECT, written, false);
}

static void add(const rc_tf_form *form, rc_computed *to, const char *name,
                const rc_computed *value) {
  if (value != NULL) {
    rc_computed_add(form->model->arena, to, rc_str_from_c(name), value->written, value);
  }
}

static const rc_computed *authorization(const rc_tf_form *form, const rc_computed *volume) {
  const rc_computed *block = rc_tf_block(volume, "authorization_config");
  if (block == NULL) {
    return NULL;
  }
  rc_computed *object = new_object(form, block->written);
  copy_as(form, object, "accessPointId", block, "access_point_id");
  copy_as(form, object, "iam", block, "iam");
  copy_as(form, object, "credentialsParameter", block, "credentials_parameter");
  return object;
}

static const rc_computed *file_system(const rc_tf_form *form, const rc_computed *block) {
  if (block == NULL) {
    return NULL;
  }
  rc_computed *object = new_object(form, block->written);
  copy_as(form, object, "fileSystemId", block, "file_system_id");
  copy_as(form, object, "rootDirectory", block, "root_directory");
  copy_as(form, object, "transitEncryption", block, "transit_encryption");
  add(form, object, "authorizationConfig", authorization(form, block));
  return object;
}

static const rc_computed *volumes(const rc_tf_form *form) {
  const rc_computed *blocks = rc_tf_value(form, "volume");
  if (blocks == NULL || blocks->kind != RC_COMPUTED_LIST) {
    return NULL;
  }
  rc_computed *list =
      rc_computed_new(form->model->arena, RC_COMPUTED_LIST, blocks->written, false);
  for (RC_EACH(const rc_computed_member, member, blocks->members)) {
    const rc_computed *block = member->value;
    rc_computed *object = new_object(form, block->written);
    copy_as(form, object, "name", block, "name");
    add(form, object, "efsVolumeConfiguration",
        file_system(form, rc_tf_block(block, "efs_volume_configuration")));
    add(form, object, "fsxWindowsFileServerVolumeConfiguration",
        file_system(form, rc_tf_block(block, "fsx_windows_file_server_volume_configuration")));
    rc_computed_add(form->model->arena, list, RC_STR_NONE, RC_VALUE_NONE, object);
  }
  if (list != NULL) {
    list->open = blocks->open;
  }
  return list;
}

static const rc_computed *unknown_of(const rc_tf_form *form, const char *argument) {
  const rc_computed *value = rc_tf_value(form, argument);
  rc_str name = RC_FILL(form->model->arena, "${{}.{}}", form->resource->address,
                        rc_str_from_c(argument));
  return rc_computed_unknown(form->model->arena, name,
                             value == NULL ? form->resource->block : value->written);
}

/* The provider reads the text with Go's rules: numbers and booleans in quotes are refused, but
 * where a hole makes the text unreadable, all containers are unknown. */
static const rc_computed *containers(const rc_tf_form *form) {
  const rc_computed *value = rc_tf_value(form, "container_definitions");
  bool text = value != NULL && value->kind == RC_COMPUTED_STRING;
  const rc_computed *meant = text ? rc_tf_decode(form->model->arena, value) : value;
  /* No containers at all: what a module is called with is not here to be seen. */
  bool empty = meant != NULL && meant->kind == RC_COMPUTED_LIST && meant->members.len == 0;
  return meant == NULL || empty ? unknown_of(form, "container_definitions") : meant;
}

extern const rc_reader rc_reader_taskdef;

rc_status rc_tf_read_task(const rc_tf_form *form) {
  static const char *const fields[][2] = {
      {"family", "family"},
      {"executionRoleArn", "execution_role_arn"},
      {"taskRoleArn", "task_role_arn"},
      {"networkMode", "network_mode"},
      {"requiresCompatibilities", "requires_compatibilities"},
  };
  rc_model *model = form->model;
  rc_computed *object = new_object(form, form->resource->block);
  for (size_t i = 0; i < RC_COUNT_OF(fields); i++) {
    copy_as(form, object, fields[i][0], form->resource->values, fields[i][1]);
    if (form->resource->values->open && rc_tf_value(form, fields[i][1]) == NULL) {
      add(form, object, fields[i][0], unknown_of(form, fields[i][1]));
    }
  }
  add(form, object, "containerDefinitions", containers(form));
  add(form, object, "volumes", volumes(form));
  if (object == NULL) {
    return rc_arena_status(model->arena);
  }
  rc_document document = {.source = &model->sources[form->span.file]};
  RC_TRY(value_of(form, object, &document.value));
  uint32_t before = model->tasks.len;
  RC_TRY(rc_reader_taskdef.read(model, &document));
  for (uint32_t i = before; i < model->tasks.len; i++) {
    model->tasks.items[i].account = form->resource->account;
    model->tasks.items[i].region = form->resource->region;
    model->tasks.items[i].snapshot = form->resource->generated;
    model->tasks.items[i].made_arn = rc_tf_text_of(form, "arn");
  }
  return RC_OK;
}

/* As the API has it: a word in place of the boolean. */
static const rc_computed *network(const rc_tf_form *form) {
  rc_arena *arena = form->model->arena;
  const rc_computed *block = rc_tf_block(form->resource->values, "network_configuration");
  if (block == NULL || block->kind != RC_COMPUTED_OBJECT) {
    return NULL;
  }
  const rc_computed *address = rc_computed_get(block, RC_STR("assign_public_ip"));
  rc_computed *outer = new_object(form, block->written);
  rc_computed *inner =
      rc_computed_new(arena, RC_COMPUTED_OBJECT, block->written, block->is_itself);
  bool told = address != NULL && address->kind == RC_COMPUTED_BOOL;
  copy_as(form, inner, "subnets", block, "subnets");
  copy_as(form, inner, "securityGroups", block, "security_groups");
  if (told) {
    address =
        rc_computed_string(arena, address->truth ? RC_STR("ENABLED") : RC_STR("DISABLED"),
                           address->written, false);
  }
  add(form, inner, "assignPublicIp", address);
  add(form, outer, "awsvpcConfiguration", inner);
  return outer;
}

/* A service without a launch type takes that of its capacity providers. */
static const rc_computed *launch_type(const rc_tf_form *form) {
  const rc_computed *told = rc_tf_value(form, "launch_type");
  const rc_computed *strategy =
      rc_tf_block(form->resource->values, "capacity_provider_strategy");
  rc_str provider = rc_tf_text_at(strategy, "capacity_provider");
  if (told != NULL || !rc_str_starts_with(provider, RC_STR("FARGATE"))) {
    return told;
  }
  return rc_computed_string(form->model->arena, RC_STR("FARGATE"), strategy->written, false);
}

rc_status rc_tf_read_service(const rc_tf_form *form) {
  const rc_form reading = {.model = form->model, .is_source = true};
  rc_computed *object = new_object(form, form->resource->block);
  rc_value service = RC_VALUE_NONE;
  const rc_computed *command = rc_tf_value(form, "enable_execute_command");
  copy_as(form, object, "taskDefinition", form->resource->values, "task_definition");
  copy_as(form, object, "platformVersion", form->resource->values, "platform_version");
  copy_as(form, object, "cluster", form->resource->values, "cluster");
  copy_as(form, object, "serviceName", form->resource->values, "name");
  add(form, object, "networkConfiguration", network(form));
  add(form, object, "launchType", launch_type(form));
  if (command != NULL && command->kind == RC_COMPUTED_BOOL) {
    add(form, object, "enableExecuteCommand", command);
  }
  if (object == NULL) {
    return rc_arena_status(form->model->arena);
  }
  RC_TRY(value_of(form, object, &service));
  return rc_read_deployment(&reading, service, RC_STR("taskDefinition"));
}

/* ---- all ------------------------------------------------------------------------------------ */

/* Type, labels: what stands before the body. */
static rc_span head_of(const rc_tf_resource *resource) {
  rc_span span = rc_value_span(resource->block);
  if (rc_value_kind(resource->block) != RC_HCL_BLOCK) {
    return span;
  }
  uint32_t end = span.end;
  for (RC_CHILDREN(child, resource->block)) {
    if (rc_value_kind(child) != RC_HCL_BODY) {
      end = rc_value_span(child).end;
    }
  }
  return (rc_span){span.file, span.start, end};
}

static rc_tf_handler handler_of(const rc_tf_resource *resource, uint32_t turn) {
  for (size_t i = 0; i < RC_COUNT_OF(handlers); i++) {
    if (handlers[i].turn == turn && !resource->data &&
        rc_str_equal(handlers[i].type, resource->type)) {
      return handlers[i].read;
    }
  }
  return NULL;
}

rc_status rc_read_tf_resources(rc_model *model, const rc_tf_resource_vec *resources) {
  for (uint32_t turn = 0; turn < TURNS; turn++) {
    for (RC_EACH(const rc_tf_resource, resource, *resources)) {
      rc_tf_handler read = handler_of(resource, turn);
      const rc_tf_form form = {model, resource, head_of(resource)};
      if (read != NULL) {
        RC_TRY(read(&form));
        RC_TRY(rc_arena_status(model->arena));
      }
    }
  }
  return rc_read_net_resources(model, resources);
}
