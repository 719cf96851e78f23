#include "ecs/task.h"

/* The words of launchType, requiresCompatibilities and the service's answers. */
static const struct {
  rc_str name;
  rc_launch_type type;
} launch_types[] = {
    {RC_STR_INIT("FARGATE"), RC_LAUNCH_FARGATE},
    {RC_STR_INIT("EC2"), RC_LAUNCH_EC2},
    {RC_STR_INIT("EXTERNAL"), RC_LAUNCH_EXTERNAL},
    {RC_STR_INIT("MANAGED_INSTANCES"), RC_LAUNCH_MANAGED_INSTANCES},
};

rc_str rc_launch_type_name(rc_launch_type type) {
  for (size_t i = 0; i < RC_COUNT_OF(launch_types); i++) {
    if (launch_types[i].type == type) {
      return launch_types[i].name;
    }
  }
  return RC_STR("unknown");
}

rc_launch_type rc_launch_type_parse(rc_str text) {
  for (size_t i = 0; i < RC_COUNT_OF(launch_types); i++) {
    if (rc_str_equal_nocase(launch_types[i].name, text)) {
      return launch_types[i].type;
    }
  }
  return RC_LAUNCH_UNKNOWN;
}
