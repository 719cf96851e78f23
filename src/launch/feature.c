/*
 * Features of containers, volumes and the task itself. Facts: required-calls sections 1 to 6.
 */
#include "launch/feature.h"

/* ---- where a task runs ---------------------------------------------------------------------- */

static rc_str account_part(rc_str text) {
  rc_arn arn;
  return rc_arn_parse(text, &arn) ? arn.account : RC_STR_NONE;
}

static rc_str partition_part(rc_str text) {
  rc_arn arn;
  return rc_arn_parse(text, &arn) && !rc_hole_any(arn.partition) ? arn.partition : RC_STR_NONE;
}

static rc_str role_arn(const rc_model *model, uint32_t role) {
  return role == RC_NO_INDEX ? RC_STR_NONE : model->roles.items[role].arn;
}

static rc_str first_set(rc_str a, rc_str b, rc_str c) {
  return a.len > 0 ? a : b.len > 0 ? b : c;
}

/* A placeholder in a role's ARN stands for the task's account just as well: roles of other
 * accounts are not accepted. */
static rc_str account_of(const rc_surroundings *around) {
  const rc_model *model = around->model;
  rc_str known = first_set(around->links->account,
                           account_part(role_arn(model, around->links->execution_role)),
                           account_part(role_arn(model, around->links->task_role)));
  return known.len > 0 ? known : rc_hole_make(model->arena, RC_STR("<account>"));
}

static rc_str if_hole(rc_str text) { return rc_hole_any(text) ? text : RC_STR_NONE; }

/* The user's own placeholder for the Region, so that it equals itself wherever it stands. */
static rc_str region_of(const rc_surroundings *around) {
  rc_str region = around->links->region;
  for (RC_EACH(const rc_container, container, around->task->containers)) {
    region = first_set(region, if_hole(container->log.region.text),
                       if_hole(container->image_parts.region));
  }
  return region.len > 0 ? region : rc_hole_make(around->model->arena, RC_STR("<region>"));
}

/* Where nothing tells it is `aws`: the other partitions show in every Region name and ARN of
 * theirs, so that a task without any sign of them is in none of them. */
static rc_str partition_of(const rc_surroundings *around) {
  const rc_partition *partition = rc_partition_of_region(around->region);
  if (partition != NULL) {
    return partition->name;
  }
  rc_str named = first_set(partition_part(around->task->execution_role.text),
                           partition_part(around->task->task_role.text),
                           partition_part(around->task->arn.text));
  return named.len > 0 ? named : RC_STR("aws");
}

rc_surroundings rc_task_surroundings(const rc_model *model, uint32_t task) {
  rc_surroundings around = {.model = model,
                            .index = task,
                            .task = &model->tasks.items[task],
                            .links = &model->links.items[task]};
  around.account = account_of(&around);
  around.region = region_of(&around);
  around.partition = partition_of(&around);
  return around;
}

/* ---- features ------------------------------------------------------------------------------- */

void rc_feature_place(const rc_surroundings *around, rc_feature *feature, rc_str partition,
                      rc_str region, rc_str account) {
  rc_arena *arena = around->model->arena;
  const rc_partition *row = rc_partition_by_name(partition);
  feature->region = region;
  feature->account = account;
  feature->values.len = 0;
  rc_bind(arena, &feature->values, RC_STR("partition"), partition);
  rc_bind(arena, &feature->values, RC_STR("region"), region);
  rc_bind(arena, &feature->values, RC_STR("account"), account);
  rc_bind(arena, &feature->values, RC_STR("via-suffix"),
          row == NULL ? RC_STR_NONE : row->via_suffix);
}

rc_feature *rc_feature_add(const rc_surroundings *around, rc_feature_vec *features, rc_str name,
                           const rc_asker *asker) {
  rc_feature *feature = RC_VEC_ADD(around->model->arena, features);
  if (feature == NULL) {
    return NULL;
  }
  feature->name = name;
  feature->container = asker->container;
  feature->cause = asker->span;
  feature->cause_text = asker->text;
  feature->required = asker->required;
  rc_feature_place(around, feature, around->partition, around->region, around->account);
  return feature;
}

rc_str rc_feature_hole(const rc_surroundings *around, const char *what, rc_str text) {
  rc_arena *arena = around->model->arena;
  return rc_hole_make(arena, RC_FILL(arena, "<{} of {}>", rc_str_from_c(what),
                                     rc_hole_display(arena, text)));
}

static void bind(const rc_surroundings *around, rc_feature *feature, const char *name,
                 rc_str text) {
  rc_bind(around->model->arena, &feature->values, rc_str_from_c(name), text);
}

static rc_str container_name(const rc_surroundings *around, uint32_t container) {
  rc_str name = around->task->containers.items[container].name.text;
  return name.len > 0 ? name : rc_str_from_u64(around->model->arena, (uint64_t)container + 1);
}

/* "secret `DB` of container `web`"; `name` may be empty. */
static rc_asker ask(const rc_surroundings *around, uint32_t container, const char *what,
                    rc_str name, rc_value place) {
  rc_arena *arena = around->model->arena;
  rc_str of = RC_FILL(arena, " of container `{}`", container_name(around, container));
  rc_str quoted = name.len == 0 ? RC_STR_NONE : RC_FILL(arena, " `{}`", name);
  return (rc_asker){.container = container,
                    .span = rc_value_is_none(place) ? RC_SPAN_NONE : rc_value_span(place),
                    .text = RC_FILL(arena, "{}{}{}", rc_str_from_c(what), quoted, of),
                    .required = RC_KNOWN_YES};
}

static rc_asker ask_for_task(const rc_surroundings *around, const char *what, rc_str name,
                             rc_value place) {
  rc_arena *arena = around->model->arena;
  return (rc_asker){.container = RC_NO_INDEX,
                    .span = rc_value_is_none(place) ? RC_SPAN_NONE : rc_value_span(place),
                    .text = name.len == 0
                                ? rc_str_from_c(what)
                                : RC_FILL(arena, "{} `{}`", rc_str_from_c(what), name),
                    .required = RC_KNOWN_YES};
}

/* The thing is asked for only if the placeholder says so. */
static void depend_on_placeholder(const rc_surroundings *around, rc_feature *feature,
                                  rc_str text) {
  if (feature->required == RC_KNOWN_YES) {
    feature->required = RC_KNOWN_NOT;
    RC_MISS(around->model->arena, &feature->required_missing, "placeholder",
            {RC_STR("text"), text});
  }
}

/* ---- roles ---------------------------------------------------------------------------------- */

static void add_role(const rc_surroundings *around, rc_feature_vec *features, const char *name,
                     const char *what, rc_field field, uint32_t role) {
  if (role == RC_NO_INDEX) {
    return;
  }
  rc_asker asker = ask_for_task(around, what, RC_STR_NONE, field.value);
  rc_feature *feature = rc_feature_add(around, features, rc_str_from_c(name), &asker);
  if (feature != NULL) {
    bind(around, feature, "role", role_arn(around->model, role));
    bind(around, feature, "role-name", around->model->roles.items[role].name);
    bind(around, feature, "source", rc_hole_make(around->model->arena, RC_STR("<task>")));
  }
}

/* ---- images --------------------------------------------------------------------------------- */

/* Of a placeholder in the Region's place the task's own partition may tell more. */
static rc_str image_partition(const rc_surroundings *around, const rc_image *image) {
  const rc_partition *written = rc_partition_by_name(image->partition);
  const rc_partition *own = rc_partition_by_name(around->partition);
  bool open = rc_partition_of_region(image->region) == NULL;
  bool fits = own != NULL &&
              (written == NULL || rc_str_equal(written->dns_suffix, own->dns_suffix));
  return open && fits ? own->name : image->partition;
}

static void add_pull_through(const rc_surroundings *around, rc_feature_vec *features,
                             const rc_image *image, const rc_asker *asker) {
  rc_feature *feature = rc_feature_add(around, features, RC_STR("pull-through-image"), asker);
  if (feature == NULL) {
    return;
  }
  rc_feature_place(around, feature, image_partition(around, image), image->region,
                   image->account);
  bind(around, feature, "repository", image->repository);
  feature->required = RC_KNOWN_NOT;
  rc_miss(around->model->arena, &feature->required_missing, RC_STR("pull-through-rule"),
          feature->values.items, feature->values.len);
}

static void add_ecr_image(const rc_surroundings *around, rc_feature_vec *features,
                          const rc_image *image, const rc_asker *asker) {
  rc_feature *feature = rc_feature_add(around, features, RC_STR("ecr-image"), asker);
  if (feature == NULL) {
    return;
  }
  rc_image placed = *image;
  placed.partition = image_partition(around, image);
  rc_feature_place(around, feature, placed.partition, image->region, image->account);
  bind(around, feature, "repository", image->repository);
  feature->target =
      rc_model_find_resource(around->model, RC_RESOURCE_REPOSITORY,
                             rc_image_repository_arn(around->model->arena, &placed));
  if (rc_image_may_pull_through(image) && feature->target == NULL) {
    add_pull_through(around, features, image, asker);
  }
}

/* A placeholder hides the registry: if it is ECR, the calls are these. */
static void add_hidden_image(const rc_surroundings *around, rc_feature_vec *features,
                             rc_str reference, const rc_asker *asker) {
  rc_feature *feature = rc_feature_add(around, features, RC_STR("ecr-image"), asker);
  if (feature != NULL) {
    rc_feature_place(around, feature, around->partition,
                     rc_feature_hole(around, "region", reference),
                     rc_feature_hole(around, "account", reference));
    bind(around, feature, "repository", rc_feature_hole(around, "repository", reference));
    depend_on_placeholder(around, feature, reference);
  }
}

static void add_image(const rc_surroundings *around, rc_feature_vec *features,
                      const rc_container *container, uint32_t index) {
  static const rc_secret_use use = {.secret = RC_STR_INIT("registry-credentials"),
                                    .secret_key = RC_STR_INIT("registry-credentials-key"),
                                    .bare_name_is_secret = true};
  const rc_image *image = &container->image_parts;
  bool credentials = rc_field_is_set(container->repository_credentials);
  rc_asker asker = ask(around, index, "image", RC_STR_NONE, container->image.value);
  if (image->registry == RC_REGISTRY_ECR && image->repository.len > 0) {
    add_ecr_image(around, features, image, &asker);
  } else if (image->registry == RC_REGISTRY_UNKNOWN && rc_hole_any(container->image.text) &&
             !credentials) {
    add_hidden_image(around, features, container->image.text, &asker);
  }
  if (credentials) {
    asker = ask(around, index, "registry credentials", RC_STR_NONE,
                container->repository_credentials.value);
    rc_feature_reference(around, features, container->repository_credentials.text, &asker, &use);
  }
}

/* ---- secrets -------------------------------------------------------------------------------- */

static void add_names(const rc_surroundings *around, rc_feature_vec *features,
                      const rc_name_from_vec *names, uint32_t index, const char *what) {
  static const rc_secret_use use = {.secret = RC_STR_INIT("secret"),
                                    .secret_key = RC_STR_INIT("secret-key"),
                                    .parameter = RC_STR_INIT("parameter"),
                                    .parameter_key = RC_STR_INIT("parameter-key")};
  for (RC_EACH(const rc_name_from, name, *names)) {
    rc_asker asker = ask(around, index, what, name->name.text, name->value_from.value);
    rc_feature_reference(around, features, name->value_from.text, &asker, &use);
  }
}

/* ---- objects in S3 -------------------------------------------------------------------------- */

/* The ARN of a bucket does not name its owner: it is taken to be the task's account, as for every
 * bucket that nothing else is said of. The Region is not told either. */
static void add_object(const rc_surroundings *around, rc_feature_vec *features, const char *name,
                       rc_str text, const rc_asker *asker) {
  rc_arn arn = {.partition = around->partition};
  bool object = rc_arn_parse(text, &arn) && rc_str_equal(arn.service, RC_STR("s3"));
  size_t slash = rc_hole_find_byte(arn.resource, '/', 0);
  bool hidden = slash == RC_NOT_FOUND || !object;
  if (hidden && (object ? !rc_hole_any(arn.resource) : rc_hole_length(text, 0) == 0)) {
    return;
  }
  rc_feature *feature = rc_feature_add(around, features, rc_str_from_c(name), asker);
  if (feature != NULL) {
    rc_feature_place(around, feature, arn.partition, RC_STR_NONE, RC_STR_NONE);
    feature->account = around->account;
    bind(around, feature, "bucket",
         hidden ? rc_feature_hole(around, "bucket", text) : rc_str_slice(arn.resource, 0, slash));
    bind(around, feature, "object",
         hidden ? rc_feature_hole(around, "object", text)
                : rc_str_from(arn.resource, slash + 1));
  }
}

static void add_environment_files(const rc_surroundings *around, rc_feature_vec *features,
                                  const rc_container *container, uint32_t index) {
  for (RC_EACH(const rc_field, file, container->environment_files)) {
    rc_asker asker = ask(around, index, "environment file", RC_STR_NONE, file->value);
    add_object(around, features, "environment-file", file->text, &asker);
  }
}

/* ---- logs ----------------------------------------------------------------------------------- */

/* <prefix>/<container>/<task id>; without a prefix the name is the container engine's choice. */
static rc_str stream_of(const rc_surroundings *around, const rc_container *container,
                        uint32_t index) {
  rc_arena *arena = around->model->arena;
  rc_str prefix = container->log.stream_prefix.text;
  return prefix.len == 0 ? rc_hole_make(arena, RC_STR("<stream>"))
                         : RC_FILL(arena, "{}/{}/{}", prefix, container_name(around, index),
                                   rc_hole_make(arena, RC_STR("<task-id>")));
}

static rc_feature *add_log_group(const rc_surroundings *around, rc_feature_vec *features,
                                 const char *name, const rc_container *container,
                                 const rc_asker *asker) {
  rc_arena *arena = around->model->arena;
  const rc_log_configuration *log = &container->log;
  rc_feature *feature = rc_feature_add(around, features, rc_str_from_c(name), asker);
  if (feature == NULL) {
    return NULL;
  }
  rc_str region = rc_field_is_set(log->region) ? log->region.text : around->region;
  rc_feature_place(around, feature, around->partition, region, around->account);
  bind(around, feature, "group", log->group.text);
  rc_arn arn = {.partition = around->partition,
                .service = RC_STR("logs"),
                .region = region,
                .account = around->account,
                .resource = RC_FILL(arena, "log-group:{}", log->group.text)};
  feature->target =
      rc_model_find_resource(around->model, RC_RESOURCE_LOG_GROUP, rc_arn_make(arena, &arn));
  return feature;
}

/* A group that exists is not created again. One that is not in the input may be missing, and AWS
 * asks for the permission wherever the option is set (D39). */
static void add_group_creation(const rc_surroundings *around, rc_feature_vec *features,
                               const rc_container *container, uint32_t index) {
  rc_field option = container->log.create_group;
  bool hidden = rc_hole_any(option.text);
  if (!hidden && !rc_str_equal_nocase(option.text, RC_STR("true"))) {
    return;
  }
  rc_asker asker = ask(around, index, "log group", container->log.group.text, option.value);
  rc_feature *feature =
      add_log_group(around, features, "awslogs-create-group", container, &asker);
  if (feature == NULL) {
    return;
  }
  if (hidden) {
    depend_on_placeholder(around, feature, option.text);
  }
  if (feature->target != NULL && feature->target->exists == RC_KNOWN_YES) {
    features->len--;
  }
}

static void add_logs(const rc_surroundings *around, rc_feature_vec *features,
                     const rc_container *container, uint32_t index) {
  const rc_log_configuration *log = &container->log;
  if (!rc_str_equal(log->driver.text, RC_STR("awslogs")) || !rc_field_is_set(log->group)) {
    return;
  }
  rc_asker asker = ask(around, index, "log group", log->group.text, log->group.value);
  rc_feature *feature = add_log_group(around, features, "awslogs", container, &asker);
  if (feature != NULL) {
    bind(around, feature, "stream", stream_of(around, container, index));
  }
  add_group_creation(around, features, container, index);
}

static void add_firelens(const rc_surroundings *around, rc_feature_vec *features,
                         const rc_container *container, uint32_t index) {
  if (rc_str_equal(container->firelens_config_type.text, RC_STR("s3")) &&
      around->links->launch_type != RC_LAUNCH_FARGATE) {
    rc_asker asker = ask(around, index, "FireLens configuration", RC_STR_NONE,
                         container->firelens_config_value.value);
    add_object(around, features, "firelens-config", container->firelens_config_value.text, &asker);
  }
}

/* ---- volumes -------------------------------------------------------------------------------- */

static const rc_secret_use volume_use = {.secret = RC_STR_INIT("volume-secret"),
                                         .secret_key = RC_STR_INIT("volume-secret-key"),
                                         .parameter = RC_STR_INIT("volume-parameter")};

static void add_efs_feature(const rc_surroundings *around, rc_feature_vec *features,
                            const char *name, const rc_volume *volume, const rc_asker *asker) {
  rc_feature *feature = rc_feature_add(around, features, rc_str_from_c(name), asker);
  if (feature != NULL) {
    bind(around, feature, "file-system", volume->efs_file_system.text);
    bind(around, feature, "access-point", volume->efs_access_point.text);
    if (rc_hole_any(volume->efs_iam.text)) {
      depend_on_placeholder(around, feature, volume->efs_iam.text);
    }
  }
}

static void add_efs(const rc_surroundings *around, rc_feature_vec *features,
                    const rc_volume *volume) {
  rc_str iam = volume->efs_iam.text;
  if (!rc_field_is_set(volume->efs_file_system) ||
      (!rc_hole_any(iam) && !rc_str_equal_nocase(iam, RC_STR("ENABLED")))) {
    return;
  }
  rc_asker asker =
      ask_for_task(around, "volume", volume->name.text, volume->efs_file_system.value);
  add_efs_feature(around, features, "efs-iam", volume, &asker);
  if (!volume->efs_read_only) {
    add_efs_feature(around, features, "efs-iam-write", volume, &asker);
  }
}

static void add_fsx(const rc_surroundings *around, rc_feature_vec *features,
                    const rc_volume *volume) {
  if (!rc_field_is_set(volume->fsx_file_system) ||
      around->links->launch_type == RC_LAUNCH_FARGATE) {
    return;
  }
  rc_asker asker =
      ask_for_task(around, "volume", volume->name.text, volume->fsx_file_system.value);
  rc_feature *feature = rc_feature_add(around, features, RC_STR("fsx"), &asker);
  if (feature != NULL) {
    bind(around, feature, "file-system", volume->fsx_file_system.text);
  }
  if (rc_field_is_set(volume->fsx_credentials)) {
    asker = ask_for_task(around, "login of volume", volume->name.text,
                         volume->fsx_credentials.value);
    rc_feature_reference(around, features, volume->fsx_credentials.text, &asker, &volume_use);
  }
}

/* `credentialspec:ARN` or `credentialspecdomainless:ARN`. Which secret a domainless one names
 * stands in the file behind the ARN, which no input shows. */
static void add_credential_specs(const rc_surroundings *around, rc_feature_vec *features,
                                 const rc_container *container, uint32_t index) {
  for (RC_EACH(const rc_field, spec, container->credential_specs)) {
    rc_str text = spec->text;
    rc_arn arn;
    size_t colon = rc_hole_find_byte(text, ':', 0);
    rc_str target = colon == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(text, colon + 1);
    rc_asker asker = ask(around, index, "credential spec", RC_STR_NONE, spec->value);
    if (!rc_arn_parse(target, &arn)) {
      continue;
    }
    if (rc_str_equal(arn.service, RC_STR("s3"))) {
      add_object(around, features, "credential-spec-s3", target, &asker);
    } else {
      rc_feature_reference(around, features, target, &asker, &volume_use);
    }
  }
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void add_container(const rc_surroundings *around, rc_feature_vec *features,
                          uint32_t index) {
  const rc_container *container = &around->task->containers.items[index];
  add_image(around, features, container, index);
  add_names(around, features, &container->secrets, index, "secret");
  add_names(around, features, &container->log.secret_options, index, "log option");
  add_environment_files(around, features, container, index);
  add_logs(around, features, container, index);
  add_firelens(around, features, container, index);
  add_credential_specs(around, features, container, index);
}

rc_status rc_task_features(const rc_surroundings *around, rc_feature_vec *out) {
  const rc_task *task = around->task;
  *out = (rc_feature_vec){0};
  add_role(around, out, "execution-role", "execution role", task->execution_role,
           around->links->execution_role);
  add_role(around, out, "task-role", "task role", task->task_role, around->links->task_role);
  for (uint32_t i = 0; i < task->containers.len; i++) {
    add_container(around, out, i);
  }
  for (RC_EACH(const rc_volume, volume, task->volumes)) {
    add_efs(around, out, volume);
    add_fsx(around, out, volume);
  }
  if (around->links->execute_command == RC_KNOWN_YES) {
    rc_asker asker = ask_for_task(around, "ECS Exec", RC_STR_NONE, RC_VALUE_NONE);
    uint32_t deployment = around->links->deployment;
    asker.span = deployment == RC_NO_INDEX ? RC_SPAN_NONE
                                           : around->model->deployments.items[deployment].span;
    (void)rc_feature_add(around, out, RC_STR("execute-command"), &asker);
  }
  return rc_arena_status(around->model->arena);
}
