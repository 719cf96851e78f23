#include "check/common_launch_grant.h"

static bool is_pull(const rc_call_rule *rule) {
  return rc_str_equal(rule->principal, RC_STR("puller"));
}

bool rc_is_launch_entry(const rc_policy_text *entry) {
  rc_str service = rc_service_of(entry->text);
  if (service.len == entry->text.len || rc_str_find_byte(service, '*', 0) != RC_NOT_FOUND) {
    return false;
  }
  for (size_t i = 0; i < rc_n_call_rules; i++) {
    if (is_pull(&rc_call_rules[i]) &&
        rc_text_match(entry->text, rc_call_rules[i].action, RC_MATCH_NOCASE) == RC_YES) {
      return true;
    }
  }
  return false;
}

static bool has_launch_entry(const rc_statement *statement) {
  bool any = false;
  for (RC_EACH(const rc_policy_text, entry, statement->actions)) {
    any = any || rc_is_launch_entry(entry);
  }
  return any && !statement->not_action;
}

static bool is_known(const rc_launch_grant_vec *grants, const rc_statement *statement,
                     uint32_t role) {
  for (RC_EACH(const rc_launch_grant, grant, *grants)) {
    if (grant->statement == statement && grant->role == role) {
      return true;
    }
  }
  return false;
}

static rc_status add_grants(const rc_case *about, const rc_call *call, rc_launch_grant_vec *out) {
  const rc_verdict *task = &call->task;
  for (RC_EACH(const rc_statement *, statement, task->evaluation.deciding)) {
    bool of_role = (*statement)->policy->kind == RC_POLICY_IDENTITY && !(*statement)->deny;
    if (!of_role || !has_launch_entry(*statement) || is_known(out, *statement, task->role)) {
      continue;
    }
    rc_launch_grant *grant = RC_VEC_ADD(about->arena, out);
    if (grant == NULL) {
      return rc_arena_status(about->arena);
    }
    *grant = (rc_launch_grant){.role = task->role,
                               .statement = *statement,
                               .puller = call->principal,
                               .service = rc_service_of(call->rule->action),
                               .cause = call->cause,
                               .cause_text = call->cause_text};
  }
  return RC_OK;
}

rc_status rc_find_launch_grants(const rc_case *about, rc_launch_grant_vec *out) {
  *out = (rc_launch_grant_vec){0};
  for (RC_EACH(const rc_roll_call, roll_call, *about->roll_calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      const rc_verdict *task = &call->task;
      if (is_pull(call->rule) && task->asked &&
          task->evaluation.decision == RC_ALLOWED &&
          task->role != rc_verdict_that_counts(call)->role &&
          !rc_needs_action(about->needs, task->role, call->rule->action)) {
        RC_TRY(add_grants(about, call, out));
      }
    }
  }
  return RC_OK;
}
