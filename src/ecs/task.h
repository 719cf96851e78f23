/*
 * A task definition as plain structs, whatever syntax it came in. No IAM here.
 *
 * Texts may hold holes. An absent member has an empty text and no value; an empty string in the
 * file has an empty text and a value to point at.
 */
#ifndef RC_ECS_TASK_H
#define RC_ECS_TASK_H

#include "aws/image.h"
#include "syntax/tree.h"

/* Who assumes execution and task roles, and by which call; the same in every partition.
 * Source: facts required-calls, row `assume` and section 8b (D12). */
#define RC_ECS_TASKS_SERVICE RC_STR("ecs-tasks.amazonaws.com")
#define RC_ECS_ASSUME_ACTION RC_STR("sts:AssumeRole")

typedef struct rc_field {
  rc_str text;
  rc_value value; /* RC_VALUE_NONE: not in the file */
} rc_field;

static inline bool rc_field_present(rc_field f) { return !rc_value_is_none(f.value); }
static inline bool rc_field_is_set(rc_field f) { return f.text.len > 0; }

typedef enum rc_launch_type {
  RC_LAUNCH_UNKNOWN,
  RC_LAUNCH_FARGATE,
  RC_LAUNCH_EC2,
  RC_LAUNCH_EXTERNAL,
  RC_LAUNCH_MANAGED_INSTANCES
} rc_launch_type;

rc_str rc_launch_type_name(rc_launch_type type); /* "FARGATE" ...; "unknown" */
rc_launch_type rc_launch_type_parse(rc_str text);

typedef struct rc_name_from { /* secrets[], secretOptions[] */
  rc_field name;
  rc_field value_from;
  rc_value object;
} rc_name_from;
typedef struct rc_name_from_vec { RC_VEC_FIELDS(rc_name_from) } rc_name_from_vec;

typedef struct rc_name_value { /* environment[] */
  rc_field name;
  rc_field value;
} rc_name_value;
typedef struct rc_name_value_vec { RC_VEC_FIELDS(rc_name_value) } rc_name_value_vec;

typedef struct rc_field_vec { RC_VEC_FIELDS(rc_field) } rc_field_vec;

typedef struct rc_log_configuration {
  rc_value object;
  rc_field driver;
  rc_field group, region, create_group, stream_prefix; /* awslogs-* options */
  rc_value options;
  rc_name_from_vec secret_options;
} rc_log_configuration;

typedef struct rc_container {
  rc_value object;
  rc_field name;
  rc_field image;
  rc_image image_parts;
  rc_field repository_credentials; /* credentialsParameter */
  rc_name_from_vec secrets;
  rc_name_value_vec environment;
  rc_field_vec environment_files; /* the `value` of each S3 entry */
  rc_log_configuration log;
  rc_field firelens_type;
  rc_field firelens_config_type; /* options.config-file-type */
  rc_field firelens_config_value;
  rc_field_vec credential_specs;
} rc_container;
typedef struct rc_container_vec { RC_VEC_FIELDS(rc_container) } rc_container_vec;

typedef struct rc_volume {
  rc_value object;
  rc_field name;
  rc_field efs_file_system;
  rc_field efs_access_point;
  rc_field efs_iam;               /* ENABLED / DISABLED */
  rc_field efs_transit_encryption;
  bool efs_read_only;             /* every mount of it is readOnly */
  rc_field fsx_file_system;
  rc_field fsx_credentials;
} rc_volume;
typedef struct rc_volume_vec { RC_VEC_FIELDS(rc_volume) } rc_volume_vec;

typedef struct rc_task {
  rc_value object;      /* the task definition object; for a bare array the array */
  bool bare_containers; /* no task-level members can stand here */
  bool snapshot;        /* from `describe-task-definition`: registered already, not a source file */
  rc_str account, region; /* where a template puts it, perhaps with holes; empty: not told */
  rc_str made_arn;        /* what services of that template know it by */
  rc_field family;
  rc_str revision;
  rc_field arn;
  rc_field execution_role, task_role;
  rc_field network_mode;
  rc_launch_type compatibilities[4];
  uint32_t n_compatibilities; /* requiresCompatibilities, in order */
  bool agent_pulls_with_execution_role; /* requiresAttributes has ...execution-role-ecr-pull */
  rc_container_vec containers;
  rc_volume_vec volumes;
} rc_task;
typedef struct rc_task_vec { RC_VEC_FIELDS(rc_task) } rc_task_vec;

#endif
