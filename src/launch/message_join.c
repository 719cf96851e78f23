/*
 * An error text and the files beside it: do the policies that the input shows refuse the call that
 * the text says was refused?
 *
 * Agreement raises the certainty. A text says what AWS did: where the files allow the call, it is
 * the files that are not those of the launch, and that is said instead.
 */
#include "launch/message_parts.h"

#include "aws/image.h"

typedef struct joint {
  const rc_model *model;
  const rc_roll_call_vec *roll_calls;
  rc_diagnosis *diagnosis;
  uint32_t role;
} joint;

static bool is_cause(const rc_diagnosis *diagnosis, const char *cause) {
  return rc_str_equal(diagnosis->cause, rc_str_from_c(cause));
}

/* ---- the verdict of the files ------------------------------------------------------------- */

/* The verdict for this role on a planned call that is the one in the text. */
static const rc_verdict *verdict_of(const joint *j, const rc_call *call) {
  const rc_verdict *all[] = {&call->verdict, &call->execution, &call->task};
  for (size_t i = 0; i < RC_COUNT_OF(all); i++) {
    if (all[i]->asked && all[i]->role == j->role) {
      return all[i];
    }
  }
  return NULL;
}

/* ECS could not assume the role: a call of the service, not of the role. */
static bool is_assumption(const joint *j) { return j->diagnosis->denied_action.len == 0; }

static bool is_same_call(const joint *j, const rc_call *call) {
  const rc_diagnosis *d = j->diagnosis;
  if (is_assumption(j)) {
    return call->principal == RC_BY_ECS_TASKS;
  }
  return rc_str_equal_nocase(call->rule->action, d->denied_action) &&
         (rc_str_equal(call->evaluated, d->denied_resource) ||
          rc_str_equal(call->resource, d->denied_resource));
}

static const rc_verdict *planned_verdict(const joint *j) {
  for (RC_EACH(const rc_roll_call, roll_call, *j->roll_calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      const rc_verdict *verdict = is_same_call(j, call) ? verdict_of(j, call) : NULL;
      if (verdict != NULL) {
        return verdict;
      }
    }
  }
  return NULL;
}

static const rc_resource *target_of(const joint *j, const rc_arn *arn) {
  static const struct {
    rc_str service;
    rc_resource_kind kind;
  } kinds[] = {
      {RC_STR_INIT("ecr"), RC_RESOURCE_REPOSITORY},
      {RC_STR_INIT("secretsmanager"), RC_RESOURCE_SECRET},
      {RC_STR_INIT("kms"), RC_RESOURCE_KEY},
      {RC_STR_INIT("ssm"), RC_RESOURCE_PARAMETER},
      {RC_STR_INIT("logs"), RC_RESOURCE_LOG_GROUP},
  };
  for (size_t i = 0; i < RC_COUNT_OF(kinds); i++) {
    if (rc_str_equal(kinds[i].service, arn->service)) {
      return rc_model_find_resource(j->model, kinds[i].kind, j->diagnosis->denied_resource);
    }
  }
  return NULL;
}

/* The text names the account; the files may know the role by its name alone. */
static rc_role role_as_told(const joint *j, const rc_arn *told) {
  rc_role role = j->model->roles.items[j->role];
  if (told->account.len > 0 && role.account.len == 0) {
    role.account = told->account;
    role.arn = RC_FILL(j->model->arena, "arn:{}:iam::{}:role/{}", told->partition, told->account,
                       role.name);
  }
  return role;
}

/* A call that no task of the input plans: the text alone says what it was. */
static rc_status judge_told_call(const joint *j, rc_verdict *out) {
  const rc_diagnosis *d = j->diagnosis;
  rc_str action = is_assumption(j) ? RC_STR("sts:AssumeRole") : d->denied_action;
  rc_str on = is_assumption(j) ? d->named_role : d->denied_resource;
  const rc_call_rule *planned = rc_message_call_rule(action, d->phase);
  rc_call_rule rule = planned != NULL ? *planned : (rc_call_rule){.action = action};
  rc_arn caller = {0};
  rc_arn resource = {0};
  (void)rc_arn_parse(is_assumption(j) ? d->named_role : d->denied_principal, &caller);
  (void)rc_arn_parse(on, &resource);
  rc_role role = role_as_told(j, &caller);
  rc_model around = *j->model;
  around.roles = (rc_role_vec){.items = &role, .len = 1, .cap = 1};
  const rc_named_text values[] = {
      {RC_STR("partition"), caller.partition},
      {RC_STR("region"), resource.region},
      {RC_STR("account"), resource.account.len > 0 ? resource.account : caller.account},
  };
  rc_call call = {
      .rule = &rule,
      .container = RC_NO_INDEX,
      .principal = is_assumption(j)  ? RC_BY_ECS_TASKS
                   : planned != NULL ? RC_BY_EXECUTION_ROLE
                                     : RC_BY_DEPLOYER,
      .resource = on,
      .evaluated = on,
      .resource_account = values[2].text,
      .resource_region = resource.region,
      .values = values,
      .n_values = RC_COUNT_OF(values),
      .target = target_of(j, &resource),
      .required = RC_KNOWN_YES,
  };
  return rc_judge(&around, &call, 0, out);
}

static bool is_whole_resource(rc_str resource) {
  rc_arn arn;
  bool cut = rc_str_ends_with(resource, RC_STR("...")) ||
             rc_str_ends_with(resource, RC_STR("\xE2\x80\xA6"));
  return !cut && (rc_str_equal(resource, RC_STR("*")) || rc_arn_parse(resource, &arn));
}

/* ---- what it comes to --------------------------------------------------------------------- */

#define ELSEWHERE                                                                               \
  "you are looking at another role, another account, an older revision, or at a boundary or "   \
  "organisation policy that is not in the input"

static void raise_certainty(rc_diagnosis *diagnosis) {
  if (diagnosis->certainty != RC_CERTAIN) {
    diagnosis->certainty = diagnosis->certainty == RC_LIKELY ? RC_CERTAIN : RC_LIKELY;
  }
}

static void say(const joint *j, rc_agreement agreement, rc_str text) {
  j->diagnosis->agreement = agreement;
  j->diagnosis->comparison = text;
}

static rc_str first_missing(const joint *j, const rc_verdict *verdict) {
  if (verdict->missing.len == 0) {
    return RC_STR_NONE;
  }
  const rc_missing *missing = &verdict->missing.items[0];
  return missing->command.len == 0
             ? missing->what
             : RC_FILL(j->model->arena, "{} (`{}`)", missing->what, missing->command);
}

static void compare_refusal(const joint *j, const rc_verdict *verdict) {
  rc_arena *arena = j->model->arena;
  rc_diagnosis *d = j->diagnosis;
  rc_str role = j->model->roles.items[j->role].name;
  bool told_deny = is_cause(d, "explicit-deny");
  switch (verdict->evaluation.decision) {
    case RC_ALLOWED:
      say(j, RC_FILES_DISAGREE, RC_STR("these policies allow this call: " ELSEWHERE));
      break;
    case RC_EXPLICIT_DENY:
      say(j, RC_FILES_AGREE,
          RC_FILL(arena, "the files agree: a Deny that they hold refuses `{}` to `{}`",
                  d->denied_action, role));
      raise_certainty(d);
      break;
    case RC_IMPLICIT_DENY:
      if (told_deny) {
        say(j, RC_FILES_OPEN,
            RC_STR("the files hold no such Deny: the policy that denies is not in the input"));
        break;
      }
      say(j, RC_FILES_AGREE,
          RC_FILL(arena, "the files agree: nothing in them allows `{}` on `{}` to `{}`",
                  d->denied_action, d->denied_resource, role));
      raise_certainty(d);
      break;
    case RC_UNDECIDED:
      say(j, RC_FILES_OPEN,
          RC_FILL(arena, "the files hold `{}` and do not decide: missing is {}", role,
                  first_missing(j, verdict)));
      break;
  }
}

/* The text blames a policy that is not the role's own: the role's own are looked at too, for they
 * are the next thing that refuses. */
static void compare_other_policy(const joint *j, const rc_verdict *verdict) {
  rc_decision decision = verdict->evaluation.decision;
  rc_str role = j->model->roles.items[j->role].name;
  if (decision == RC_ALLOWED) {
    say(j, RC_FILES_OPEN,
        RC_FILL(j->model->arena,
                "the policies of `{}` allow this call, as the text has it: what refuses is not in "
                "the input",
                role));
  } else if (decision != RC_UNDECIDED) {
    say(j, RC_FILES_OPEN,
        RC_FILL(j->model->arena,
                "the files refuse this call to `{}` as well: mending the policy that the text "
                "names is not enough",
                role));
  }
}

static void compare_boundary(const joint *j, const rc_verdict *verdict) {
  const rc_role *role = &j->model->roles.items[j->role];
  if (verdict->evaluation.decision == RC_ALLOWED) {
    say(j, RC_FILES_DISAGREE, RC_STR("these policies allow this call: " ELSEWHERE));
  } else if (verdict->evaluation.layer == RC_LAYER_BOUNDARY && role->boundary != NULL) {
    say(j, RC_FILES_AGREE,
        RC_FILL(j->model->arena, "the files agree: the boundary of `{}` does not let it through",
                role->name));
    raise_certainty(j->diagnosis);
  }
}

static void compare_trust(const joint *j, const rc_verdict *verdict) {
  rc_decision decision = verdict->evaluation.decision;
  if (decision == RC_ALLOWED) {
    say(j, RC_FILES_DISAGREE,
        RC_STR("the trust policy in the files lets `ecs-tasks.amazonaws.com` in: the role was made "
               "or changed just then, the deployer may not pass it, or you are looking at another "
               "role, another account or an older revision"));
  } else if (decision != RC_UNDECIDED) {
    say(j, RC_FILES_AGREE,
        RC_STR("the files agree: the trust policy that they hold does not let "
               "`ecs-tasks.amazonaws.com` in"));
    raise_certainty(j->diagnosis);
  }
}

static rc_status join_one(joint *j) {
  rc_diagnosis *d = j->diagnosis;
  const rc_verdict *verdict = planned_verdict(j);
  rc_verdict told;
  if (verdict == NULL && (is_assumption(j) || is_whole_resource(d->denied_resource))) {
    RC_TRY(judge_told_call(j, &told));
    verdict = &told;
  }
  if (verdict == NULL) {
    return RC_OK;
  }
  if (is_assumption(j)) {
    compare_trust(j, verdict);
  } else if (is_cause(d, "identity-policy-missing") || is_cause(d, "explicit-deny")) {
    compare_refusal(j, verdict);
  } else if (is_cause(d, "boundary")) {
    compare_boundary(j, verdict);
  } else {
    compare_other_policy(j, verdict);
  }
  return RC_OK;
}

rc_status rc_diagnoses_join(const rc_model *model, const rc_roll_call_vec *roll_calls,
                            rc_diagnosis_vec *diagnoses) {
  for (RC_EACH(rc_diagnosis, diagnosis, *diagnoses)) {
    bool by_trust = rc_str_equal(diagnosis->rule->id, RC_STR("assume-role-failed"));
    rc_str named = by_trust ? diagnosis->named_role : diagnosis->denied_principal;
    if (named.len == 0 || (!by_trust && diagnosis->denied_action.len == 0) ||
        is_cause(diagnosis, "undecidable")) {
      continue;
    }
    joint j = {model, roll_calls, diagnosis, rc_message_find_role(model, named)};
    if (j.role != RC_NO_INDEX && model->roles.items[j.role].defined) {
      RC_TRY(join_one(&j));
    }
  }
  return rc_arena_status(model->arena);
}
