/*
 * ECS task definitions: the input of `register-task-definition`, the output of
 * `describe-task-definition`, and the bare array of containers that templates keep apart.
 *
 * Member names: API_RegisterTaskDefinition. Tools that print with another first letter are
 * understood too.
 */
#include "read/common_form.h"

/* ---- recognition ---------------------------------------------------------------------------- */

static bool has(rc_value object, const char *name) {
  return !rc_value_is_none(rc_value_get_nocase(object, rc_str_from_c(name)));
}

/* Members that only containers of ECS have. */
static bool is_container(rc_value value) {
  static const char *const words[] = {
      "essential",    "memoryReservation", "logConfiguration", "mountPoints", "dockerLabels",
      "portMappings", "secrets",           "environmentFiles", "dependsOn",   "healthCheck",
      "environment",  "cpu",               "memory",           "entryPoint",
      "firelensConfiguration",
  };
  if (rc_value_kind(value) != RC_OBJECT || !has(value, "image") || has(value, "imagePullPolicy") ||
      has(value, "kind") || has(value, "services")) {
    return false;
  }
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    if (has(value, words[i])) {
      return true;
    }
  }
  return has(value, "name") && rc_value_node(value)->count == 4;
}

static bool has_containers(rc_value object) {
  rc_kind kind = rc_value_kind(rc_value_get_nocase(object, RC_STR("containerDefinitions")));
  return kind != RC_NULL;
}

/* The definition itself, out of what commands and tools put around it. */
static rc_value definition_of(rc_value value) {
  rc_value inner = rc_value_get_nocase(value, RC_STR("taskDefinition"));
  return has_containers(inner) ? inner : value;
}

static int recognise(const rc_document *document) {
  switch (rc_value_kind(document->value)) {
    case RC_OBJECT:
      if (has_containers(definition_of(document->value))) {
        return 95;
      }
      return is_container(document->value) && has(document->value, "name") ? 40 : 0;
    case RC_ARRAY: return is_container(rc_value_first(document->value)) ? 70 : 0;
    default: return 0;
  }
}

/* ---- containers ----------------------------------------------------------------------------- */

static void require(const rc_form *form, rc_value object, rc_field field, const char *name,
                    const char *help) {
  bool templated = (rc_value_node(object)->flags & RC_NODE_TEMPLATED) != 0;
  if (rc_field_is_set(field) || (templated && !rc_field_present(field))) {
    return; /* or a template may put it in */
  }
  rc_kind kind = rc_value_kind(field.value);
  if (kind != RC_NULL && kind != RC_STRING) {
    return; /* of a wrong type: that has been said */
  }
  rc_str message = rc_field_present(field)
                       ? RC_FILL(form->model->arena, "`{}` is empty", rc_str_from_c(name))
                       : RC_FILL(form->model->arena, "`{}` is missing", rc_str_from_c(name));
  rc_value place = rc_field_present(field) ? field.value : object;
  rc_form_fault(form, rc_value_span(place), message, help);
}

static rc_status read_name_from(const rc_form *form, rc_value list, rc_name_from_vec *out) {
  for (RC_CHILDREN(item, list)) {
    if (!rc_form_is_object(form, item, RC_STR("secrets[]"))) {
      continue;
    }
    rc_name_from *entry = RC_VEC_ADD(form->model->arena, out);
    if (entry == NULL) {
      return rc_arena_status(form->model->arena);
    }
    *entry = (rc_name_from){
        .object = item,
        .name = rc_form_text(form, item, RC_STR("name")),
        .value_from = rc_form_text(form, item, RC_STR("valueFrom")),
    };
    require(form, item, entry->value_from, "valueFrom",
            "`valueFrom` is the ARN of a secret or the ARN or name of a parameter");
  }
  return RC_OK;
}

static rc_status read_environment(const rc_form *form, rc_value list, rc_name_value_vec *out) {
  for (RC_CHILDREN(item, list)) {
    if (!rc_form_is_object(form, item, RC_STR("environment[]"))) {
      continue;
    }
    rc_name_value *entry = RC_VEC_ADD(form->model->arena, out);
    if (entry == NULL) {
      return rc_arena_status(form->model->arena);
    }
    *entry = (rc_name_value){
        .name = rc_form_text(form, item, RC_STR("name")),
        .value = rc_form_text(form, item, RC_STR("value")),
    };
  }
  return RC_OK;
}

static rc_status add_field(const rc_form *form, rc_field field, rc_field_vec *out) {
  rc_field *added = RC_VEC_ADD(form->model->arena, out);
  if (added == NULL) {
    return rc_arena_status(form->model->arena);
  }
  *added = field;
  return RC_OK;
}

static rc_status read_environment_files(const rc_form *form, rc_value list, rc_field_vec *out) {
  for (RC_CHILDREN(item, list)) {
    if (!rc_form_is_object(form, item, RC_STR("environmentFiles[]"))) {
      continue;
    }
    rc_field field = rc_form_text(form, item, RC_STR("value"));
    require(form, item, field, "value", "`value` is the ARN of an object in S3");
    if (rc_field_is_set(field)) {
      RC_TRY(add_field(form, field, out));
    }
  }
  return RC_OK;
}

static rc_status read_credential_specs(const rc_form *form, rc_value list, rc_field_vec *out) {
  for (RC_CHILDREN(item, list)) {
    RC_TRY(add_field(form, rc_form_text_of(form, item, RC_STR("credentialSpecs[]")), out));
  }
  return RC_OK;
}

/* Every option is a string, whatever the driver. */
static void check_options(const rc_form *form, rc_value options) {
  for (RC_MEMBERS(key, value, options)) {
    (void)rc_form_text_of(form, value, rc_value_string(form->model->arena, key));
  }
}

/* Options have been checked as a whole: their types are not reported a second time. */
static rc_field option(const rc_form *form, rc_value options, rc_str name) {
  rc_value value = rc_value_get(options, name);
  return (rc_field){.text = rc_value_text(form->model->arena, value, false), .value = value};
}

static rc_status read_log(const rc_form *form, rc_value container, rc_log_configuration *out) {
  rc_value object = rc_form_object(form, container, RC_STR("logConfiguration"));
  rc_value options = rc_form_object(form, object, RC_STR("options"));
  check_options(form, options);
  *out = (rc_log_configuration){
      .object = object,
      .options = options,
      .driver = rc_form_text(form, object, RC_STR("logDriver")),
      .group = option(form, options, RC_STR("awslogs-group")),
      .region = option(form, options, RC_STR("awslogs-region")),
      .create_group = option(form, options, RC_STR("awslogs-create-group")),
      .stream_prefix = option(form, options, RC_STR("awslogs-stream-prefix")),
  };
  rc_value secrets = rc_form_list(form, object, RC_STR("secretOptions"));
  return read_name_from(form, secrets, &out->secret_options);
}

static void read_firelens(const rc_form *form, rc_container *out) {
  rc_value object = rc_form_object(form, out->object, RC_STR("firelensConfiguration"));
  rc_value options = rc_form_object(form, object, RC_STR("options"));
  check_options(form, options);
  out->firelens_type = rc_form_text(form, object, RC_STR("type"));
  out->firelens_config_type = option(form, options, RC_STR("config-file-type"));
  out->firelens_config_value = option(form, options, RC_STR("config-file-value"));
}

static rc_status read_container(const rc_form *form, rc_value object, rc_container *out) {
  out->object = object;
  out->name = rc_form_text(form, object, RC_STR("name"));
  out->image = rc_form_text(form, object, RC_STR("image"));
  require(form, object, out->name, "name", "every container needs a name");
  require(form, object, out->image, "image", "every container needs an image");
  out->image_parts = rc_image_parse(form->model->arena, out->image.text);
  rc_value login = rc_form_object(form, object, RC_STR("repositoryCredentials"));
  out->repository_credentials = rc_form_text(form, login, RC_STR("credentialsParameter"));
  read_firelens(form, out);
  RC_TRY(read_name_from(form, rc_form_list(form, object, RC_STR("secrets")), &out->secrets));
  RC_TRY(read_environment(form, rc_form_list(form, object, RC_STR("environment")),
                          &out->environment));
  RC_TRY(read_environment_files(form, rc_form_list(form, object, RC_STR("environmentFiles")),
                                &out->environment_files));
  RC_TRY(read_credential_specs(form, rc_form_list(form, object, RC_STR("credentialSpecs")),
                               &out->credential_specs));
  return read_log(form, object, &out->log);
}

static rc_status add_container(const rc_form *form, rc_value value, rc_task *task) {
  if (!rc_form_is_object(form, value, RC_STR("containerDefinitions[]"))) {
    return rc_arena_status(form->model->arena);
  }
  rc_container *container = RC_VEC_ADD(form->model->arena, &task->containers);
  return container == NULL ? rc_arena_status(form->model->arena)
                           : read_container(form, value, container);
}

/* Room for what is there and no more, since containers are large; what is beyond any real task is
 * left to grow, since a list may hold anything. */
static void reserve_containers(const rc_form *form, rc_value list, rc_task *task) {
  enum { MOST_CONTAINERS = 10 };
  uint32_t n = rc_value_kind(list) == RC_ARRAY ? rc_value_node(list)->count : 0;
  if (n > 0 && n <= MOST_CONTAINERS) {
    task->containers.items = RC_NEW_ARRAY(form->model->arena, rc_container, n);
    task->containers.cap = task->containers.items == NULL ? 0 : n;
  }
}

static rc_status read_containers(const rc_form *form, rc_value list, rc_task *task) {
  reserve_containers(form, list, task);
  for (RC_CHILDREN(value, list)) {
    RC_TRY(add_container(form, value, task));
  }
  if (rc_value_kind(list) == RC_ARRAY && rc_value_node(list)->count == 0 &&
      (rc_value_node(list)->flags & RC_NODE_TEMPLATED) == 0) {
    rc_form_fault(form, rc_value_span(list), RC_STR("`containerDefinitions` is empty"),
                  "a task needs at least one container");
  }
  return RC_OK;
}

/* ---- volumes -------------------------------------------------------------------------------- */

static void read_efs(const rc_form *form, rc_volume *out) {
  rc_value efs = rc_form_object(form, out->object, RC_STR("efsVolumeConfiguration"));
  rc_value authorization = rc_form_object(form, efs, RC_STR("authorizationConfig"));
  out->efs_file_system = rc_form_text(form, efs, RC_STR("fileSystemId"));
  if (!rc_field_present(out->efs_file_system)) { /* as CloudFormation spells it */
    out->efs_file_system = rc_form_text(form, efs, RC_STR("filesystemId"));
  }
  out->efs_transit_encryption = rc_form_text(form, efs, RC_STR("transitEncryption"));
  out->efs_access_point = rc_form_text(form, authorization, RC_STR("accessPointId"));
  out->efs_iam = rc_form_text(form, authorization, RC_STR("iam"));
}

static void read_fsx(const rc_form *form, rc_volume *out) {
  rc_value fsx =
      rc_form_object(form, out->object, RC_STR("fsxWindowsFileServerVolumeConfiguration"));
  rc_value authorization = rc_form_object(form, fsx, RC_STR("authorizationConfig"));
  out->fsx_file_system = rc_form_text(form, fsx, RC_STR("fileSystemId"));
  out->fsx_credentials = rc_form_text(form, authorization, RC_STR("credentialsParameter"));
}

static rc_status read_volumes(const rc_form *form, rc_task *task) {
  for (RC_CHILDREN(value, rc_form_list(form, task->object, RC_STR("volumes")))) {
    if (!rc_form_is_object(form, value, RC_STR("volumes[]"))) {
      continue;
    }
    rc_volume *volume = RC_VEC_ADD(form->model->arena, &task->volumes);
    if (volume == NULL) {
      return rc_arena_status(form->model->arena);
    }
    volume->object = value;
    volume->name = rc_form_text(form, value, RC_STR("name"));
    read_efs(form, volume);
    read_fsx(form, volume);
  }
  return RC_OK;
}

/* For each volume: is it mounted, and somewhere so that it can be written? */
typedef struct mounts {
  uint32_t n, n_writable;
} mounts;

static void count_mounts(const rc_form *form, const rc_container *container,
                         const rc_map *by_name, mounts *of) {
  for (RC_CHILDREN(mount, rc_form_list(form, container->object, RC_STR("mountPoints")))) {
    if (rc_value_kind(mount) != RC_OBJECT) {
      continue;
    }
    rc_str volume = rc_form_string(form, mount, RC_STR("sourceVolume"));
    uint32_t index = rc_map_get(by_name, volume);
    if (index != RC_MAP_NONE) {
      of[index].n++;
      of[index].n_writable += rc_form_bool(form, mount, RC_STR("readOnly")) != RC_KNOWN_YES;
    }
  }
}

static rc_status find_read_only(const rc_form *form, rc_task *task) {
  rc_arena *arena = form->model->arena;
  rc_map by_name = {0};
  mounts *of = RC_NEW_ARRAY(arena, mounts, task->volumes.len);
  if (of == NULL) {
    return rc_arena_status(arena);
  }
  for (uint32_t i = 0; i < task->volumes.len; i++) {
    RC_TRY(rc_map_add(arena, &by_name, task->volumes.items[i].name.text, i, NULL));
  }
  for (RC_EACH(const rc_container, container, task->containers)) {
    count_mounts(form, container, &by_name, of);
  }
  for (uint32_t i = 0; i < task->volumes.len; i++) {
    task->volumes.items[i].efs_read_only = of[i].n > 0 && of[i].n_writable == 0;
  }
  return RC_OK;
}

/* ---- the task ------------------------------------------------------------------------------- */

static bool has_compatibility(const rc_task *task, rc_launch_type type) {
  for (uint32_t i = 0; i < task->n_compatibilities; i++) {
    if (task->compatibilities[i] == type) {
      return true;
    }
  }
  return false;
}

static void read_compatibilities(const rc_form *form, rc_task *task) {
  rc_value list = rc_form_list(form, task->object, RC_STR("requiresCompatibilities"));
  for (RC_CHILDREN(value, list)) {
    rc_field field = rc_form_text_of(form, value, RC_STR("requiresCompatibilities[]"));
    rc_launch_type type = rc_launch_type_parse(field.text);
    if (type != RC_LAUNCH_UNKNOWN && !has_compatibility(task, type)) {
      task->compatibilities[task->n_compatibilities++] = type;
    } else if (type == RC_LAUNCH_UNKNOWN && field.text.len > 0 && !rc_hole_any(field.text)) {
      rc_form_fault(form, rc_value_span(value),
                    RC_FILL(form->model->arena, "`{}` is no launch type", field.text),
                    "launch types are FARGATE, EC2, EXTERNAL and MANAGED_INSTANCES");
    }
  }
}

/* `requiresAttributes` stands only in what AWS answers; it says who pulls on EC2. */
static void read_attributes(const rc_form *form, rc_task *task) {
  for (RC_CHILDREN(value, rc_form_list(form, task->object, RC_STR("requiresAttributes")))) {
    rc_str name = rc_form_string(form, value, RC_STR("name"));
    if (rc_str_ends_with(name, RC_STR("ecs.capability.execution-role-ecr-pull"))) {
      task->agent_pulls_with_execution_role = true;
    }
  }
}

static rc_str revision_of(const rc_form *form, rc_value object) {
  rc_value value = rc_value_get_nocase(object, RC_STR("revision"));
  return rc_value_kind(value) == RC_NUMBER || rc_value_kind(value) == RC_STRING
             ? rc_value_text(form->model->arena, value, false)
             : RC_STR_NONE;
}

static rc_status read_definition(const rc_form *form, rc_task *task) {
  rc_value object = task->object;
  task->arn = rc_form_text(form, object, RC_STR("taskDefinitionArn"));
  task->snapshot = rc_field_is_set(task->arn);
  task->family = rc_form_text(form, object, RC_STR("family"));
  task->revision = revision_of(form, object);
  task->execution_role = rc_form_text(form, object, RC_STR("executionRoleArn"));
  task->task_role = rc_form_text(form, object, RC_STR("taskRoleArn"));
  task->network_mode = rc_form_text(form, object, RC_STR("networkMode"));
  read_compatibilities(form, task);
  read_attributes(form, task);
  RC_TRY(read_containers(form, rc_form_list(form, object, RC_STR("containerDefinitions")), task));
  RC_TRY(read_volumes(form, task));
  return find_read_only(form, task);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model, .is_source = true, .coerces = document->coerces};
  rc_task task = {.object = definition_of(document->value)};
  if (has_containers(task.object)) {
    RC_TRY(read_definition(&form, &task));
  } else {
    task.bare_containers = true;
    RC_TRY(rc_value_kind(task.object) == RC_ARRAY ? read_containers(&form, task.object, &task)
                                                  : add_container(&form, task.object, &task));
  }
  RC_TRY(rc_report_duplicate_keys(model, task.object, RC_SAY_DUPLICATE_KEY,
                                  "keep one of the two"));
  rc_task *added = RC_VEC_ADD(model->arena, &model->tasks);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = task;
  return rc_arena_status(model->arena);
}

const rc_reader rc_reader_taskdef = {"task-definition", "ECS task definition", recognise, read};
