#include "check/common_words.h"
#include "read/read.h"

const rc_check rc_check_execution_role_missing;

static const rc_task_links *links_of(const rc_case *about, const rc_denied *denied) {
  return &about->model->links.items[denied->roll_call->task];
}

/* The empty member if there is one, else the family beside which it should stand. */
static rc_span place_of(const rc_task *task) {
  if (rc_field_present(task->execution_role)) {
    return rc_value_span(task->execution_role.value);
  }
  if (rc_field_present(task->family)) {
    return rc_value_span(task->family.value);
  }
  rc_span span = rc_value_span(task->object);
  span.end = span.end > span.start ? span.start + 1 : span.end;
  return span;
}

static void intend_field(const rc_case *about, rc_finding *finding, const rc_denied *denied,
                         rc_str arn) {
  rc_intent *intent = rc_intend(about, finding, RC_INTENT_SET_FIELD);
  if (intent != NULL) {
    intent->task = denied->roll_call->task;
    intent->field = rc_str_from_c("executionRoleArn");
    intent->value = arn;
  }
}

static void name_candidate(const rc_case *about, rc_finding *finding, const rc_denied *denied) {
  const rc_task_links *links = links_of(about, denied);
  const rc_role *role = rc_role_at(about, links->candidate);
  bool of_template = rc_is_of_template(about->model, rc_value_span(denied->task->object).file);
  rc_str arn = of_template ? role->arn
                           : rc_known_role_arn(about, links, role->arn, role->name);
  finding->help = RC_FILL(about->arena,
                          "set `executionRoleArn` to the ARN of `{}`, which can serve",
                          role->name);
  finding->fix_summary =
      RC_FILL(about->arena, "set `executionRoleArn` to role `{}`", role->name);
  if (!rc_span_is_none(rc_place_of_role(role))) {
    rc_relate(about, finding, rc_place_of_role(role),
              RC_FILL(about->arena, "role `{}` can serve", role->name));
  }
  finding->applicability = arn.len > 0 ? RC_FIX_SAFE : RC_FIX_DISPLAY;
  if (arn.len > 0) {
    intend_field(about, finding, denied, arn);
  }
}

static void intend_role(const rc_case *about, rc_finding *finding, const rc_denied *denied,
                        rc_str name, rc_str arn) {
  finding->applicability = RC_FIX_SAFE;
  intend_field(about, finding, denied, arn);
  rc_intent *trust = rc_intend(about, finding, RC_INTENT_TRUST);
  if (trust != NULL) {
    trust->task = denied->roll_call->task;
    trust->role_name = name;
    trust->value = RC_TASKS_SERVICE;
  }
  rc_intend_allow(about, finding, denied, RC_NO_INDEX, name);
}

static void name_new_role(const rc_case *about, rc_finding *finding, const rc_denied *denied) {
  rc_str family = denied->task->family.text;
  rc_str name = RC_FILL(about->arena, "{}-execution", family);
  rc_str arn = family.len > 0 ? rc_known_role_arn(about, links_of(about, denied), RC_STR_NONE, name)
                              : RC_STR_NONE;
  finding->help = rc_str_from_c(
      "set `executionRoleArn` to a role that `ecs-tasks.amazonaws.com` may assume and that allows "
      "the calls below and no others");
  if (rc_is_of_template(about->model, rc_value_span(denied->task->object).file)) {
    finding->fix_summary =
        rc_str_from_c("write an execution role and set `executionRoleArn` to it");
    intend_role(about, finding, denied, name, RC_STR_NONE); /* its ARN is a reference */
    return;
  }
  if (arn.len == 0) {
    finding->applicability = RC_FIX_DISPLAY;
    finding->fix_summary =
        rc_str_from_c("set `executionRoleArn`; with `--account` a new role is written");
    return;
  }
  finding->fix_summary =
      RC_FILL(about->arena, "write role `{}` and set `executionRoleArn` to it", name);
  intend_role(about, finding, denied, name, arn);
}

static void name_several(rc_finding *finding) {
  finding->help = rc_str_from_c(
      "set `executionRoleArn`; several roles in the input could serve, so the choice is yours");
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("set `executionRoleArn`");
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_task_links *links = links_of(about, denied);
  bool empty = rc_field_present(denied->task->execution_role);
  rc_finding *finding = rc_report(
      about, findings, &rc_check_execution_role_missing, RC_ERROR_SEVERITY, place_of(denied->task),
      RC_FILL(about->arena, "task {} has {} `executionRoleArn`, so no role may call {}",
              rc_words_task(about, denied->task), rc_str_from_c(empty ? "an empty" : "no"),
              rc_words_actions(about, &denied->calls)));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = true;
  finding->label =
      rc_str_from_c(empty ? "no role is named here" : "no `executionRoleArn` beside it");
  rc_relate_causes(about, finding, &denied->calls);
  if (links->candidate != RC_NO_INDEX) {
    name_candidate(about, finding, denied);
  } else if (links->several_candidates) {
    name_several(finding);
  } else {
    name_new_role(about, finding, denied);
  }
  return rc_arena_status(about->arena);
}

/* One finding for each task, however many things need the role. */
static rc_status join(const rc_case *about, rc_denied *all, const rc_denied *more) {
  for (RC_EACH(const rc_call *, call, more->calls)) {
    const rc_call **added = RC_VEC_ADD(about->arena, &all->calls);
    if (added == NULL) {
      return rc_arena_status(about->arena);
    }
    *added = *call;
  }
  return RC_OK;
}

static bool concerns(const rc_denied *denied) {
  return denied->calls.items[0]->principal == RC_BY_EXECUTION_ROLE &&
         !rc_field_is_set(denied->task->execution_role) && !denied->task->bare_containers;
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  rc_denied_vec denials;
  RC_TRY(rc_find_denied(about, RC_DENIED_NO_ROLE, &denials));
  for (uint32_t i = 0; i < denials.len;) {
    rc_denied all = {.roll_call = denials.items[i].roll_call, .task = denials.items[i].task};
    for (; i < denials.len && denials.items[i].roll_call == all.roll_call; i++) {
      if (concerns(&denials.items[i])) {
        RC_TRY(join(about, &all, &denials.items[i]));
      }
    }
    if (all.calls.len > 0) {
      RC_TRY(say(about, findings, &all));
    }
  }
  return RC_OK;
}

const rc_check rc_check_execution_role_missing = {
    .code = "RC101",
    .name = "execution-role-missing",
    .summary = "the task needs calls that only an execution role can make, and names none",
    .run = run,
};
