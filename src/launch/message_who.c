/* Who a denial names, and whether the refused call is one that a launch makes. */
#include "launch/message_parts.h"

static bool is_hex(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
      return false;
    }
  }
  return text.len > 0;
}

/* 32 hexadecimal digits, or the dashed form of older tasks. */
static bool is_task_id(rc_str text) {
  static const size_t groups[] = {8, 4, 4, 4, 12};
  if (text.len == 32) {
    return is_hex(text);
  }
  for (size_t i = 0; i < RC_COUNT_OF(groups); i++) {
    rc_str group = rc_str_cut(&text, '-');
    if (group.len != groups[i] || !is_hex(group)) {
      return false;
    }
  }
  return text.len == 0;
}

/* The session of `arn:aws:sts::1:assumed-role/name/session`, empty for other principals. */
static rc_str session_of(rc_str principal) {
  size_t role = rc_str_find(principal, RC_STR("assumed-role/"), 0);
  size_t slash = rc_str_find_last_byte(principal, '/');
  if (role == RC_NOT_FOUND || slash == RC_NOT_FOUND || slash < role + 13) {
    return RC_STR_NONE;
  }
  return rc_str_from(principal, slash + 1);
}

rc_message_caller rc_message_caller_of(rc_str principal) {
  rc_str session = session_of(principal);
  if (principal.len == 0) {
    return RC_CALLER_UNTOLD;
  }
  if (is_task_id(session)) {
    return RC_CALLER_TASK;
  }
  if (rc_str_starts_with(session, RC_STR("i-")) && session.len > 2) {
    return RC_CALLER_INSTANCE;
  }
  return rc_str_starts_with(session, RC_STR("mi-")) ? RC_CALLER_EXTERNAL : RC_CALLER_OTHER;
}

rc_str rc_message_caller_text(rc_message_caller caller) {
  switch (caller) {
    case RC_CALLER_TASK:
      return RC_STR("the session is named after a task: a role of that task called");
    case RC_CALLER_INSTANCE:
      return RC_STR("the session is named after an EC2 instance: the instance role called, as it "
                    "does for a task without execution role");
    case RC_CALLER_EXTERNAL:
      return RC_STR("the session is named after an ECS Anywhere host: the role of that host "
                    "called");
    case RC_CALLER_UNTOLD:
    case RC_CALLER_OTHER: break;
  }
  return RC_STR_NONE;
}

rc_str rc_message_caller_words(const rc_message_rule *rule, rc_phase phase) {
  static const rc_str callers[RC_N_PHASES] = {
      [RC_PHASE_REGISTER] = RC_STR_INIT("the deployer: who ran the deployment"),
      [RC_PHASE_PLACE] = RC_STR_INIT("nobody: ECS looked for a place"),
      [RC_PHASE_PROVISION_NETWORK] = RC_STR_INIT("ECS itself"),
      [RC_PHASE_ASSUME_ROLE] = RC_STR_INIT("ECS itself, to assume a role of the task"),
      [RC_PHASE_REGISTRY_AUTH] = RC_STR_INIT("the execution role; on EC2 without one the instance"),
      [RC_PHASE_MANIFEST] = RC_STR_INIT("the execution role; on EC2 without one the instance"),
      [RC_PHASE_LAYERS] = RC_STR_INIT("the execution role; on EC2 without one the instance"),
      [RC_PHASE_SECRETS] = RC_STR_INIT("the execution role"),
      [RC_PHASE_ENV_FILES] = RC_STR_INIT("the execution role"),
      [RC_PHASE_LOGS] = RC_STR_INIT("the execution role; on EC2 often the instance"),
      [RC_PHASE_VOLUMES] = RC_STR_INIT("ECS, with the task role where IAM is asked"),
      [RC_PHASE_START] = RC_STR_INIT("nobody: the container runtime"),
  };
  return rule->caller.len > 0 ? rule->caller : callers[phase];
}

/* `eu-west-1.amazonaws.com`: behind the Region stands the suffix of its partition. */
bool rc_message_is_aws_host(rc_str host) {
  rc_str region = rc_str_cut(&host, '.');
  const rc_partition *partition = rc_partition_of_region(region);
  return partition == NULL || rc_str_equal_nocase(host, partition->dns_suffix);
}

/* Calls that a launch makes through a role. An application may try to assume roles of its own, and
 * the channels of ECS Exec open after the start. */
static bool belongs_to_launch(const rc_call_rule *rule) {
  return rule->phase != RC_PHASE_ASSUME_ROLE && rule->phase != RC_PHASE_RUN;
}

bool rc_message_phase_of_action(rc_str action, rc_phase stage, rc_phase *out) {
  uint32_t counts[RC_N_PHASES] = {0};
  uint32_t most = 0;
  for (size_t i = 0; i < rc_n_call_rules; i++) {
    const rc_call_rule *rule = &rc_call_rules[i];
    if (rc_str_equal_nocase(rule->action, action) && belongs_to_launch(rule)) {
      counts[rule->phase]++;
    }
  }
  if (stage < RC_N_PHASES && counts[stage] > 0) {
    *out = stage;
    return true;
  }
  for (int phase = 0; phase < RC_N_PHASES; phase++) {
    if (counts[phase] > most) {
      most = counts[phase];
      *out = (rc_phase)phase;
    }
  }
  return most > 0;
}

const rc_call_rule *rc_message_call_rule(rc_str action, rc_phase phase) {
  const rc_call_rule *found = NULL;
  for (size_t i = 0; i < rc_n_call_rules; i++) {
    const rc_call_rule *rule = &rc_call_rules[i];
    if (rc_str_equal_nocase(rule->action, action) &&
        (belongs_to_launch(rule) || rule->phase == phase) &&
        (found == NULL || (found->phase != phase && rule->phase == phase))) {
      found = rule;
    }
  }
  return found;
}

uint32_t rc_message_find_role(const rc_model *model, rc_str principal) {
  rc_arn arn;
  rc_str name = rc_arn_role_name(principal);
  if (name.len == 0 || !rc_arn_parse(principal, &arn)) {
    return RC_NO_INDEX;
  }
  bool told = rc_is_account_id(arn.account); /* people black it out */
  return rc_model_find_role(model, told ? RC_FILL(model->arena, "arn:{}:iam::{}:role/{}",
                                                  arn.partition, arn.account, name)
                                        : name);
}

const rc_message_action *rc_message_deployer_action(rc_str action) {
  for (size_t i = 0; i < rc_n_message_actions; i++) {
    if (rc_str_equal_nocase(rc_message_actions[i].action, action)) {
      return &rc_message_actions[i];
    }
  }
  return NULL;
}

/* Reads up to a dot, or all that is left, as a number below 256. */
static bool take_octet(rc_str *text, uint64_t *out) {
  rc_str part = rc_str_cut(text, '.');
  return part.len <= 3 && rc_str_to_u64(part, out) && *out < 256;
}

/* RFC 1918, RFC 6598 and, for IPv6, RFC 4193. A VPC may use other ranges too, so that a public
 * address is no proof of the internet. */
rc_message_address rc_message_address_of(rc_str address) {
  if (rc_str_starts_with(address, RC_STR("[f")) && address.len > 2) {
    bool local = address.ptr[2] == 'c' || address.ptr[2] == 'd';
    return local ? RC_ADDRESS_IS_PRIVATE : RC_ADDRESS_UNTOLD;
  }
  rc_str rest = rc_str_cut(&address, ':');
  uint64_t a = 0;
  uint64_t b = 0;
  uint64_t c = 0;
  uint64_t d = 0;
  if (!take_octet(&rest, &a) || !take_octet(&rest, &b) || !take_octet(&rest, &c) ||
      !take_octet(&rest, &d) || rest.len > 0) {
    return RC_ADDRESS_UNTOLD;
  }
  bool is_private = a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) ||
                    (a == 100 && b >= 64 && b < 128);
  return is_private ? RC_ADDRESS_IS_PRIVATE : RC_ADDRESS_IS_PUBLIC;
}
