/*
 * Joins the features of each task with data/calls, says who makes each call, and judges it.
 */
#include "launch/roll_call.h"

#include "launch/feature.h"

/* ---- who calls ------------------------------------------------------------------------------ */

typedef struct planner {
  const rc_model *model;
  rc_surroundings around;
  rc_roll_call *plan;
  rc_map known; /* calls by principal, action, resource and condition */
} planner;

/* Facts required-calls 0 and 4: with an execution role, that role pulls images and writes logs on
 * every launch type. Without one the host does where there is a host of one's own. */
static rc_principal puller_or_logger(const planner *p) {
  if (p->around.links->execution_role != RC_NO_INDEX) {
    return RC_BY_EXECUTION_ROLE;
  }
  switch (p->around.links->launch_type) {
    case RC_LAUNCH_FARGATE:
    case RC_LAUNCH_MANAGED_INSTANCES: return RC_BY_EXECUTION_ROLE;
    case RC_LAUNCH_EC2:
    case RC_LAUNCH_EXTERNAL:
    case RC_LAUNCH_UNKNOWN: break;
  }
  return RC_BY_INSTANCE_ROLE;
}

static rc_principal principal_of(const planner *p, const rc_call_rule *rule) {
  if (rc_str_equal(rule->principal, RC_STR("task"))) {
    return RC_BY_TASK_ROLE;
  }
  if (rc_str_equal(rule->principal, RC_STR("ecs-tasks"))) {
    return RC_BY_ECS_TASKS;
  }
  return rc_str_equal(rule->principal, RC_STR("execution")) ? RC_BY_EXECUTION_ROLE
                                                            : puller_or_logger(p);
}

/* ---- one call ------------------------------------------------------------------------------- */

static rc_str fill(const planner *p, rc_str template_text, const rc_feature *feature) {
  return rc_template_fill(p->model->arena, template_text, feature->values.items,
                          feature->values.len, NULL);
}

static void fill_condition(const planner *p, rc_call *call, const rc_feature *feature) {
  bool complete = call->rule->condition_value.len > 0;
  rc_str value = rc_template_fill(p->model->arena, call->rule->condition_value,
                                  feature->values.items, feature->values.len, &complete);
  if (complete) {
    call->condition_key = call->rule->condition_key;
    call->condition_value = value;
  }
}

static rc_call make_call(const planner *p, const rc_call_rule *rule, const rc_feature *feature) {
  rc_call call = {
      .rule = rule,
      .of_task = p->around.index,
      .container = feature->container,
      .principal = principal_of(p, rule),
      .resource = fill(p, rule->resource, feature),
      .resource_account = feature->account,
      .resource_region = feature->region,
      .values = feature->values.items,
      .n_values = feature->values.len,
      .cause = feature->cause,
      .cause_text = feature->cause_text,
      .target = feature->target,
      .required = feature->required,
      .required_missing = feature->required_missing,
  };
  call.evaluated = rule->evaluated.len > 0 ? fill(p, rule->evaluated, feature) : call.resource;
  fill_condition(p, &call, feature);
  return call;
}

/* ---- verdicts ------------------------------------------------------------------------------- */

/* Nothing describes the host's role: the answer is open. */
static void leave_to_instance(const planner *p, rc_call *call) {
  rc_arena *arena = p->model->arena;
  call->verdict.role = RC_NO_INDEX;
  call->verdict.evaluation.decision = RC_UNDECIDED;
  call->verdict.evaluation.missing_identity = true;
  if (p->around.links->launch_type == RC_LAUNCH_UNKNOWN) {
    rc_miss(arena, &call->verdict.missing, RC_STR("launch-type"), NULL, 0);
  }
  rc_miss(arena, &call->verdict.missing,
          p->around.links->launch_type == RC_LAUNCH_EXTERNAL ? RC_STR("external-role")
                                                             : RC_STR("instance-role"),
          NULL, 0);
}

/* Neither role makes this call: ECS makes it, and the role's trust policy answers. */
static rc_status judge_trust(const planner *p, rc_call *call) {
  const rc_task_links *links = p->around.links;
  bool task = rc_str_equal(call->rule->feature, RC_STR("task-role"));
  RC_TRY(rc_judge(p->model, call, RC_NO_INDEX, &call->execution));
  RC_TRY(rc_judge(p->model, call, RC_NO_INDEX, &call->task));
  return rc_judge(p->model, call, task ? links->task_role : links->execution_role,
                  &call->verdict);
}

static rc_status judge_call(const planner *p, rc_call *call) {
  const rc_task_links *links = p->around.links;
  uint32_t execution =
      links->execution_role != RC_NO_INDEX ? links->execution_role : links->candidate;
  if (call->principal == RC_BY_ECS_TASKS) {
    return judge_trust(p, call);
  }
  RC_TRY(rc_judge(p->model, call, execution, &call->execution));
  RC_TRY(rc_judge(p->model, call, links->task_role, &call->task));
  if (call->principal == RC_BY_INSTANCE_ROLE) {
    leave_to_instance(p, call);
  } else if (call->principal == RC_BY_TASK_ROLE) {
    call->verdict = call->task;
  } else if (links->execution_role != RC_NO_INDEX) {
    call->verdict = call->execution;
  } else {
    RC_TRY(rc_judge(p->model, call, RC_NO_INDEX, &call->verdict));
  }
  return RC_OK;
}

/* ---- the plan ------------------------------------------------------------------------------- */

static bool same_answers(const rc_call *a, const rc_call *b) {
  return a->verdict.evaluation.decision == b->verdict.evaluation.decision &&
         a->execution.evaluation.decision == b->execution.evaluation.decision &&
         a->task.evaluation.decision == b->task.evaluation.decision;
}

static rc_str identity_of(const planner *p, const rc_call *call) {
  return RC_FILL(p->model->arena, "{}\n{}\n{}\n{}", rc_principal_name(call->principal),
                 call->rule->action, call->resource, call->condition_value);
}

/* A grant serves every place that needs it, so that a call is listed once: at the first place
 * that certainly needs it. Two with different answers, as condition keys differ, stay two. */
static rc_status add_call(planner *p, const rc_call *call) {
  rc_call_vec *calls = &p->plan->calls;
  uint32_t at = 0;
  if (calls->len >= RC_LIMIT_CALLS_VALUE) {
    return rc_arena_hit(p->model->arena, RC_LIMIT_CALLS);
  }
  RC_TRY(rc_map_add(p->model->arena, &p->known, identity_of(p, call), calls->len, &at));
  if (at < calls->len && same_answers(&calls->items[at], call)) {
    if (calls->items[at].required != RC_KNOWN_YES && call->required == RC_KNOWN_YES) {
      calls->items[at] = *call;
    }
    return RC_OK;
  }
  rc_call *added = RC_VEC_ADD(p->model->arena, calls);
  if (added == NULL) {
    return rc_arena_status(p->model->arena);
  }
  *added = *call;
  return RC_OK;
}

/* The table is in launch order. */
static rc_status plan_calls(planner *p, const rc_feature_vec *features) {
  for (size_t i = 0; i < rc_n_call_rules; i++) {
    for (RC_EACH(const rc_feature, feature, *features)) {
      if (rc_str_equal(feature->name, rc_call_rules[i].feature)) {
        rc_call call = make_call(p, &rc_call_rules[i], feature);
        RC_TRY(judge_call(p, &call));
        RC_TRY(add_call(p, &call));
      }
    }
  }
  return RC_OK;
}

/* Who pulls is not certain where the launch type is not, and where a registered task definition
 * lacks the attribute by which the agent knows that it shall pull with the execution role. */
static void tell_doubts(const planner *p) {
  rc_arena *arena = p->model->arena;
  const rc_task_links *links = p->around.links;
  bool execution = links->execution_role != RC_NO_INDEX;
  if (links->launch_type == RC_LAUNCH_UNKNOWN && !execution) {
    rc_miss(arena, &p->plan->missing, RC_STR("launch-type"), NULL, 0);
  }
  if (links->launch_type == RC_LAUNCH_EC2 && execution && p->around.task->snapshot &&
      !p->around.task->agent_pulls_with_execution_role) {
    RC_MISS(arena, &p->plan->missing, "pull-role",
            {RC_STR("family"), p->around.task->family.text});
  }
}

static bool pulls_from_ecr(const rc_roll_call *plan) {
  for (RC_EACH(const rc_call, call, plan->calls)) {
    if (call->rule->phase == RC_PHASE_MANIFEST) {
      return true;
    }
  }
  return false;
}

static rc_status plan_task(const rc_model *model, uint32_t task, rc_roll_call *plan) {
  planner p = {.model = model, .around = rc_task_surroundings(model, task), .plan = plan};
  rc_feature_vec features;
  plan->task = task;
  plan->puller = puller_or_logger(&p);
  RC_TRY(rc_task_features(&p.around, &features));
  RC_TRY(plan_calls(&p, &features));
  if (pulls_from_ecr(plan)) {
    tell_doubts(&p);
  }
  return rc_arena_status(model->arena);
}

rc_status rc_roll_calls(const rc_model *model, rc_roll_call_vec *out) {
  *out = (rc_roll_call_vec){0};
  for (uint32_t i = 0; i < model->tasks.len; i++) {
    rc_roll_call plan = {0};
    RC_TRY(plan_task(model, i, &plan));
    rc_roll_call *added = RC_VEC_ADD(model->arena, out);
    if (added == NULL) {
      return rc_arena_status(model->arena);
    }
    *added = plan;
  }
  return RC_OK;
}

static void mark_need(rc_needs *needs, uint32_t role, const rc_call_rule *rule) {
  if (role < needs->n_roles) {
    needs->marks[role * rc_n_call_rules + (size_t)(rule - rc_call_rules)] = true;
  }
}

rc_status rc_needs_of(const rc_model *model, const rc_roll_call_vec *roll_calls, rc_needs *out) {
  *out = (rc_needs){.n_roles = model->roles.len};
  if (out->n_roles == 0) {
    return RC_OK;
  }
  out->marks = RC_NEW_ARRAY(model->arena, bool, out->n_roles * rc_n_call_rules);
  if (out->marks == NULL) {
    return rc_arena_status(model->arena);
  }
  for (RC_EACH(const rc_roll_call, plan, *roll_calls)) {
    for (RC_EACH(const rc_call, call, plan->calls)) {
      mark_need(out, call->verdict.role, call->rule);
      if (call->verdict.role == RC_NO_INDEX && call->principal == RC_BY_EXECUTION_ROLE) {
        mark_need(out, call->execution.role, call->rule); /* it stands in */
      }
    }
  }
  return RC_OK;
}

bool rc_needs_action(const rc_needs *needs, uint32_t role, rc_str action) {
  for (size_t i = 0; role < needs->n_roles && i < rc_n_call_rules; i++) {
    if (needs->marks[role * rc_n_call_rules + i] &&
        rc_str_equal_nocase(rc_call_rules[i].action, action)) {
      return true;
    }
  }
  return false;
}
