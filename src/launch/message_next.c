/*
 * What to look at next, behind an error text: what the input does not show of the launch that it is
 * about, and the command that prints it.
 */
#include "launch/message_parts.h"

#include "launch/template.h"

typedef struct next {
  const rc_model *model;
  rc_diagnosis *diagnosis;
} next;

static bool is_cause(const next *n, const char *cause) {
  return rc_str_equal(n->diagnosis->cause, rc_str_from_c(cause));
}

/* ---- the role ----------------------------------------------------------------------------- */

static bool is_described(const rc_model *model, rc_str role) {
  for (RC_EACH(const rc_role, known, model->roles)) {
    if (known->defined && rc_str_equal(known->name, role)) {
      return true;
    }
  }
  return false;
}

/* What an organisation, an endpoint or a session refuses stands in no policy of the role. */
static bool stands_elsewhere(const next *n) {
  return is_cause(n, "scp") || is_cause(n, "rcp") || is_cause(n, "endpoint-policy") ||
         is_cause(n, "session-policy");
}

static void want_role(const next *n) {
  rc_diagnosis *d = n->diagnosis;
  rc_str caller = rc_arn_role_name(d->denied_principal);
  rc_str assumed = rc_arn_role_name(d->named_role);
  if (assumed.len > 0 && !is_described(n->model, assumed)) {
    RC_MISS(n->model->arena, &d->next, "trust-policy", {RC_STR("role-name"), assumed});
  }
  if (caller.len > 0 && !stands_elsewhere(n) && !is_described(n->model, caller)) {
    RC_MISS(n->model->arena, &d->next, "role-policies", {RC_STR("role-name"), caller});
  }
}

/* ---- the resource ------------------------------------------------------------------------- */

/* How the row of data/commands.txt calls what the ARN's last part names. */
static const struct {
  rc_str service, row, value, prefix;
} resources[] = {
    {RC_STR_INIT("ecr"), RC_STR_INIT("repository-policy"), RC_STR_INIT("repository"),
     RC_STR_INIT("repository/")},
    {RC_STR_INIT("secretsmanager"), RC_STR_INIT("secret-policy"), RC_STR_INIT("secret"),
     RC_STR_INIT("secret:")},
    {RC_STR_INIT("kms"), RC_STR_INIT("key-policy"), RC_STR_INIT("key"), RC_STR_INIT("key/")},
    {RC_STR_INIT("ssm"), RC_STR_INIT("parameter-policy"), RC_STR_INIT("parameter"),
     RC_STR_INIT("parameter")},
};

static void want_policy_of(const next *n, rc_str whole) {
  rc_arn arn;
  if (!rc_arn_parse(whole, &arn)) {
    return;
  }
  for (size_t i = 0; i < RC_COUNT_OF(resources); i++) {
    bool fits = rc_str_equal(resources[i].service, arn.service) &&
                rc_str_starts_with(arn.resource, resources[i].prefix);
    const rc_named_text values[] = {
        {resources[i].value, rc_str_from(arn.resource, resources[i].prefix.len)},
        {RC_STR("secret-id"), whole},
        {RC_STR("resource"), whole},
        {RC_STR("account"), arn.account},
        {RC_STR("region"), arn.region},
    };
    if (fits) {
      rc_miss(n->model->arena, &n->diagnosis->next, resources[i].row, values,
              RC_COUNT_OF(values));
    }
  }
}

static void want_resource(const next *n) {
  const rc_diagnosis *d = n->diagnosis;
  if (is_cause(n, "resource-policy") || is_cause(n, "kms") ||
      rc_str_equal(d->policy_type, RC_STR("resource-based"))) {
    want_policy_of(n, d->denied_resource);
  }
}

/* ---- the rest ----------------------------------------------------------------------------- */

static void want_rest(const next *n) {
  rc_missing_vec *list = &n->diagnosis->next;
  if (is_cause(n, "undecidable")) {
    rc_miss(n->model->arena, list, RC_STR("stopped-reason"), NULL, 0);
  }
  if (is_cause(n, "endpoint-policy")) {
    rc_miss(n->model->arena, list, RC_STR("endpoint-policies"), NULL, 0);
  }
  if (n->model->tasks.len == 0) {
    rc_miss(n->model->arena, list, RC_STR("task-definition"), NULL, 0);
  }
}

void rc_diagnoses_next(const rc_model *model, rc_diagnosis_vec *diagnoses) {
  for (RC_EACH(rc_diagnosis, diagnosis, *diagnoses)) {
    next n = {.model = model, .diagnosis = diagnosis};
    if (diagnosis->meaning.len > 0) {
      want_role(&n);
      want_resource(&n);
      want_rest(&n);
    }
  }
}
