/* The words of the report for phases and principals. */
#include "launch/roll_call.h"

static const rc_str phase_names[RC_N_PHASES] = {
    [RC_PHASE_REGISTER] = RC_STR_INIT("register"),
    [RC_PHASE_PLACE] = RC_STR_INIT("place"),
    [RC_PHASE_PROVISION_NETWORK] = RC_STR_INIT("provision-network"),
    [RC_PHASE_ASSUME_ROLE] = RC_STR_INIT("assume-role"),
    [RC_PHASE_REGISTRY_AUTH] = RC_STR_INIT("registry-auth"),
    [RC_PHASE_MANIFEST] = RC_STR_INIT("manifest"),
    [RC_PHASE_LAYERS] = RC_STR_INIT("layers"),
    [RC_PHASE_SECRETS] = RC_STR_INIT("secrets"),
    [RC_PHASE_ENV_FILES] = RC_STR_INIT("env-files"),
    [RC_PHASE_LOGS] = RC_STR_INIT("logs"),
    [RC_PHASE_VOLUMES] = RC_STR_INIT("volumes"),
    [RC_PHASE_START] = RC_STR_INIT("start"),
    [RC_PHASE_RUN] = RC_STR_INIT("run"),
};

rc_str rc_phase_name(rc_phase phase) {
  return (unsigned)phase < RC_N_PHASES ? phase_names[phase] : RC_STR_NONE;
}

bool rc_phase_parse(rc_str name, rc_phase *out) {
  for (unsigned i = 0; i < RC_N_PHASES; i++) {
    if (rc_str_equal(phase_names[i], name)) {
      *out = (rc_phase)i;
      return true;
    }
  }
  return false;
}

rc_str rc_principal_name(rc_principal principal) {
  switch (principal) {
    case RC_BY_EXECUTION_ROLE: return RC_STR("execution-role");
    case RC_BY_TASK_ROLE: return RC_STR("task-role");
    case RC_BY_INSTANCE_ROLE: return RC_STR("instance-role");
    case RC_BY_DEPLOYER: return RC_STR("deployer");
    case RC_BY_ECS_TASKS: return RC_STR("ecs-tasks");
  }
  return RC_STR_NONE;
}
