/*
 * What would cure a refusal, from its text alone: the least-privilege statement and whose policy it
 * belongs to, or the sentence why no Allow can.
 */
#include "launch/message_parts.h"

#include "aws/image.h"
#include "base/buf.h"

/* ---- why no Allow can --------------------------------------------------------------------- */

static const struct {
  rc_str cause, text;
} incurable[] = {
    {RC_STR_INIT("explicit-deny"),
     RC_STR_INIT("no Allow cures this: the statement that denies must be narrowed or removed")},
    {RC_STR_INIT("scp"),
     RC_STR_INIT("no Allow inside the account cures this: the service control policy must be "
                 "changed in the management account, or its condition met")},
    {RC_STR_INIT("rcp"),
     RC_STR_INIT("no Allow inside the account cures this: the resource control policy must be "
                 "changed by the organisation that owns the resource, or its condition met")},
    {RC_STR_INIT("endpoint-policy"),
     RC_STR_INIT("no Allow in a policy of the role cures this: the policy of the VPC endpoint must "
                 "let the call through")},
    {RC_STR_INIT("session-policy"),
     RC_STR_INIT("no Allow in a policy of the role cures this: the session was opened with a "
                 "narrower policy")},
    {RC_STR_INIT("trust-policy"),
     RC_STR_INIT("no Allow in a policy of the caller cures this alone: the trust policy of the "
                 "role must let the caller in")},
};

static rc_str why_not(const rc_diagnosis *diagnosis) {
  for (size_t i = 0; i < RC_COUNT_OF(incurable); i++) {
    if (rc_str_equal(incurable[i].cause, diagnosis->cause)) {
      return incurable[i].text;
    }
  }
  return diagnosis->by_deny ? incurable[0].text : RC_STR_NONE; /* in a boundary, in the resource */
}

/* ---- what to name ------------------------------------------------------------------------- */

/* Six random characters behind the name tell one secret from another of the same name. */
static bool has_suffix(rc_str secret) {
  size_t dash = rc_str_find_last_byte(secret, '-');
  if (dash == RC_NOT_FOUND || secret.len - dash != 7) {
    return false;
  }
  for (size_t i = dash + 1; i < secret.len; i++) {
    char c = secret.ptr[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
      return false;
    }
  }
  return true;
}

/* What a grant names for the resource that IAM was asked about; empty if the text does not tell. */
static rc_str granted_resource(rc_arena *arena, const rc_diagnosis *diagnosis) {
  rc_str resource = diagnosis->denied_resource;
  rc_arn arn;
  const rc_call_rule *rule = rc_message_call_rule(diagnosis->denied_action, diagnosis->phase);
  bool anything = rule != NULL && rc_str_equal(rule->resource, RC_STR("*"));
  if (rc_str_equal(resource, RC_STR("*")) || (resource.len == 0 && anything)) {
    return RC_STR("*");
  }
  if (!rc_arn_parse(resource, &arn)) {
    return RC_STR_NONE;
  }
  if (rc_str_equal(arn.service, RC_STR("logs"))) {
    size_t stream = rc_str_find(resource, RC_STR(":log-stream:"), 0);
    return RC_FILL(arena, "{}:*", rc_str_slice(resource, 0, stream));
  }
  if (rc_str_equal(arn.service, RC_STR("secretsmanager")) && !has_suffix(resource)) {
    return RC_FILL(arena, "{}-??????", resource);
  }
  return resource;
}

/* The calls of a launch that go together: granting one of them only shows the next. */
static bool goes_with(const rc_call_rule *rule, const rc_call_rule *refused) {
  return refused != NULL && rc_str_equal(rule->feature, refused->feature) &&
         rc_str_equal(rule->resource, refused->resource) &&
         rc_str_equal(rule->principal, refused->principal);
}

static void put_actions(rc_buf *out, const rc_diagnosis *diagnosis) {
  const rc_call_rule *refused = rc_message_call_rule(diagnosis->denied_action, diagnosis->phase);
  bool first = true;
  rc_buf_put(out, RC_STR("\"Action\":["));
  for (size_t i = 0; i < rc_n_call_rules; i++) {
    if (goes_with(&rc_call_rules[i], refused)) {
      rc_buf_put(out, first ? RC_STR_NONE : RC_STR(","));
      rc_buf_put_json(out, rc_call_rules[i].action);
      first = false;
    }
  }
  if (first) {
    rc_buf_put_json(out, diagnosis->denied_action);
  }
  rc_buf_put_byte(out, ']');
}

/* Who may pass a role to anything may become it: the service that takes it belongs to the grant.
 * A service may pass an infrastructure role too, which `ecs` itself takes. */
static void put_condition(rc_buf *out, const rc_diagnosis *diagnosis) {
  if (!rc_str_equal_nocase(diagnosis->denied_action, RC_STR("iam:PassRole"))) {
    return;
  }
  bool service = rc_str_contains(diagnosis->message, RC_STR("CreateService")) ||
                 rc_str_contains(diagnosis->message, RC_STR("UpdateService"));
  rc_buf_put(out, RC_STR(",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":"));
  rc_buf_put(out, service ? RC_STR("[\"ecs-tasks.amazonaws.com\",\"ecs.amazonaws.com\"]")
                          : RC_STR("\"ecs-tasks.amazonaws.com\""));
  rc_buf_put(out, RC_STR("}}"));
}

/* ---- the statement ------------------------------------------------------------------------ */

static rc_str identity_statement(rc_arena *arena, const rc_diagnosis *diagnosis, rc_str resource) {
  rc_buf out;
  rc_buf_init(&out, arena);
  rc_buf_put(&out, RC_STR("{\"Effect\":\"Allow\","));
  put_actions(&out, diagnosis);
  rc_buf_put(&out, RC_STR(",\"Resource\":"));
  rc_buf_put_json(&out, resource);
  put_condition(&out, diagnosis);
  rc_buf_put_byte(&out, '}');
  return rc_buf_str(&out);
}

/* In the policy of a repository there is no Resource; elsewhere `*` means the resource itself. */
static rc_str resource_statement(rc_arena *arena, const rc_diagnosis *diagnosis) {
  rc_arn caller;
  rc_buf out;
  rc_str role = rc_arn_role_name(diagnosis->denied_principal);
  if (!rc_arn_parse(diagnosis->denied_principal, &caller) || role.len == 0) {
    return RC_STR_NONE;
  }
  rc_str principal =
      RC_FILL(arena, "arn:{}:iam::{}:role/{}", caller.partition, caller.account, role);
  rc_buf_init(&out, arena);
  rc_buf_put(&out, RC_STR("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"));
  rc_buf_put_json(&out, principal);
  rc_buf_put(&out, RC_STR("},"));
  put_actions(&out, diagnosis);
  if (!rc_str_starts_with(diagnosis->denied_action, RC_STR("ecr:"))) {
    rc_buf_put(&out, RC_STR(",\"Resource\":\"*\""));
  }
  rc_buf_put_byte(&out, '}');
  return rc_buf_str(&out);
}

static rc_str whose(rc_arena *arena, const rc_diagnosis *diagnosis) {
  rc_str role = rc_arn_role_name(diagnosis->denied_principal);
  return role.len > 0   ? RC_FILL(arena, "`{}`", role)
         : diagnosis->denied_principal.len > 0
             ? RC_FILL(arena, "`{}`", diagnosis->denied_principal)
             : RC_STR("the role that called");
}

static void add_cure(rc_arena *arena, rc_diagnosis *d) {
  bool by_resource = rc_str_equal(d->cause, RC_STR("resource-policy"));
  bool by_boundary = rc_str_equal(d->cause, RC_STR("boundary"));
  rc_str resource = granted_resource(arena, d);
  d->cure_text = why_not(d);
  if (d->cure_text.len > 0) {
    return;
  }
  if (by_resource) {
    d->cure_text = RC_FILL(arena, "in the policy of `{}` itself, in the account that owns it",
                           d->denied_resource);
    d->cure = resource_statement(arena, d);
  } else if (resource.len > 0) {
    d->cure_text = by_boundary ? RC_FILL(arena, "in the permissions boundary of {}, besides its "
                                                "policies",
                                         whose(arena, d))
                               : RC_FILL(arena, "in a policy of {}", whose(arena, d));
    d->cure = identity_statement(arena, d, resource);
  }
}

void rc_diagnoses_cure(rc_arena *arena, rc_diagnosis_vec *diagnoses) {
  for (RC_EACH(rc_diagnosis, diagnosis, *diagnoses)) {
    bool told = !rc_str_equal(diagnosis->cause, RC_STR("undecidable"));
    if (told && diagnosis->denied_action.len > 0) {
      add_cure(arena, diagnosis);
    }
  }
}
