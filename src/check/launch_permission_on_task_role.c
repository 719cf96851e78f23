#include "check/common_launch_grant.h"

const rc_check rc_check_launch_permission_on_task_role;

static rc_str entries_of(const rc_case *about, const rc_statement *statement) {
  rc_name_list names = {0};
  for (RC_EACH(const rc_policy_text, entry, statement->actions)) {
    rc_str *added = rc_is_launch_entry(entry) ? RC_VEC_ADD(about->arena, &names) : NULL;
    if (added != NULL) {
      *added = entry->text;
    }
  }
  return rc_words_list(about, names.items, names.len);
}

static void intend_removal(const rc_case *about, rc_finding *finding,
                           const rc_launch_grant *grant) {
  for (RC_EACH(const rc_policy_text, entry, grant->statement->actions)) {
    rc_intent *intent =
        rc_is_launch_entry(entry) ? rc_intend(about, finding, RC_INTENT_REMOVE_ACTION) : NULL;
    if (intent != NULL) {
      intent->role = grant->role;
      intent->action = entry->text;
      intent->place = rc_value_span(entry->value);
    }
  }
}

static void offer_fix(const rc_case *about, rc_finding *finding, const rc_launch_grant *grant,
                      rc_str entries) {
  const rc_role *role = rc_role_at(about, grant->role);
  if (rc_origin_of(role, grant->statement->policy) == RC_ORIGIN_SOURCE) {
    finding->applicability = RC_FIX_UNSAFE;
    finding->fix_summary = RC_FILL(about->arena, "take {} off `{}` with `--remove-from-task-role`",
                                   entries, role->name);
    intend_removal(about, finding, grant);
    return;
  }
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = RC_FILL(about->arena, "take {} off `{}` by hand", entries, role->name);
}

static rc_str help_of(const rc_case *about, const rc_launch_grant *grant) {
  rc_str exposed = rc_words_exposure(about, grant->statement, grant->service);
  if (exposed.len == 0) {
    return rc_str_from_c(
        "remove it if the application itself reads no images; a grant that nobody uses is one more "
        "thing that an intruder may");
  }
  return RC_FILL(about->arena,
                 "remove it if the application itself does not use it: it lets whatever runs in "
                 "the "
                 "containers {}",
                 exposed);
}

static rc_status say(const rc_case *about, rc_finding_vec *findings,
                     const rc_launch_grant *grant) {
  const rc_role *role = rc_role_at(about, grant->role);
  rc_str entries = entries_of(about, grant->statement);
  rc_str puller = rc_str_from_c(grant->puller == RC_BY_INSTANCE_ROLE ? "the container instance role"
                                                                     : "the execution role");
  rc_finding *finding =
      rc_report(about, findings, &rc_check_launch_permission_on_task_role, RC_WARNING,
                rc_place_of(role, grant->statement, grant->statement->action_value, grant->cause),
                RC_FILL(about->arena, "task role `{}` is allowed {}, but ECS pulls images with {}",
                        role->name, entries, puller));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->label = rc_str_from_c("of no use to the launch");
  finding->help = help_of(about, grant);
  rc_relate(about, finding, grant->cause,
            RC_FILL(about->arena, "the {} is pulled with {}", grant->cause_text, puller));
  offer_fix(about, finding, grant, entries);
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  rc_launch_grant_vec grants;
  RC_TRY(rc_find_launch_grants(about, &grants));
  for (RC_EACH(const rc_launch_grant, grant, grants)) {
    RC_TRY(say(about, findings, grant));
  }
  return RC_OK;
}

const rc_check rc_check_launch_permission_on_task_role = {
    .code = "RC702",
    .name = "launch-permission-on-task-role",
    .summary = "the task role may pull images, which the launch never does with it",
    .run = run,
};
