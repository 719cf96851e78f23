/*
 * Which findings speak of what an error text complains about.
 *
 * Conservative: a finding is joined when it would by itself produce this message in this phase. A
 * time-out is never joined with a finding about permissions, nor the other way round.
 */
#include "report/common.h"

/* A family of causes and the codes of the checks that look for them. */
typedef struct relation {
  rc_str cause;
  const char *families; /* first digits of the codes, "124": RC1xx, RC2xx, RC4xx */
} relation;

static const relation relations[] = {
    {RC_STR_INIT("identity-policy-missing"), "1234"},
    {RC_STR_INIT("wrong-role"), "12"},
    {RC_STR_INIT("explicit-deny"), "134"},
    {RC_STR_INIT("resource-policy"), "4"},
    {RC_STR_INIT("kms"), "124"},
    {RC_STR_INIT("boundary"), "13"},
    {RC_STR_INIT("scp"), "13"},
    {RC_STR_INIT("trust-policy"), "3"},
    {RC_STR_INIT("secret-missing"), "2"},
    {RC_STR_INIT("config-typo"), "1269"},
    {RC_STR_INIT("image-missing"), "6"},
    {RC_STR_INIT("network"), "5"},
    {RC_STR_INIT("network-route"), "5"},
    {RC_STR_INIT("network-sg"), "5"},
    {RC_STR_INIT("nacl"), "5"},
    {RC_STR_INIT("dns"), "5"},
    {RC_STR_INIT("endpoint-missing"), "5"},
    {RC_STR_INIT("endpoint-policy"), "5"},
};

static bool family_fits(rc_str cause, rc_str code) {
  if (code.len < 3) {
    return false;
  }
  for (size_t i = 0; i < RC_COUNT_OF(relations); i++) {
    if (rc_str_equal(relations[i].cause, cause)) {
      return rc_str_find_byte(rc_str_from_c(relations[i].families), code.ptr[2], 0) !=
             RC_NOT_FOUND;
    }
  }
  return false;
}

bool rc_cause_is_network(rc_str cause) {
  for (size_t i = 0; i < RC_COUNT_OF(relations); i++) {
    if (rc_str_equal(relations[i].cause, cause)) {
      return relations[i].families[0] == '5' &&
             !rc_str_equal(cause, RC_STR("endpoint-policy"));
    }
  }
  return false;
}

static bool phase_needs(const rc_outcome *outcome, rc_phase phase, rc_str action) {
  for (RC_EACH(const rc_roll_call, roll_call, *outcome->roll_calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      if (call->rule->phase == phase && rc_str_equal_nocase(call->rule->action, action)) {
        return true;
      }
    }
  }
  return false;
}

/* Without any role every call of the execution role fails, from the token to the log stream. */
static bool is_phase_of_execution_role(rc_phase phase) {
  return phase >= RC_PHASE_ASSUME_ROLE && phase <= RC_PHASE_LOGS;
}

/* A text that names no host may be about any of them. */
static bool names_host(rc_str hosts, const rc_diagnosis *diagnosis) {
  rc_str host = rc_message_host(diagnosis->message);
  bool named = host.len == 0;
  while (hosts.len > 0 && !named) {
    named = rc_str_equal(rc_str_cut(&hosts, '\n'), host);
  }
  return named;
}

/* Does carrying out the intent change something in this phase? */
static bool intent_fits(const rc_outcome *outcome, const rc_diagnosis *diagnosis,
                        const rc_intent *intent) {
  switch (intent->kind) {
    case RC_INTENT_ALLOW:
    case RC_INTENT_RESOURCE_ALLOW:
      return diagnosis->denied_action.len > 0
                 ? rc_str_equal_nocase(intent->action, diagnosis->denied_action)
                 : phase_needs(outcome, diagnosis->phase, intent->action);
    case RC_INTENT_TRUST: return diagnosis->phase == RC_PHASE_ASSUME_ROLE;
    case RC_INTENT_SET_FIELD: return is_phase_of_execution_role(diagnosis->phase);
    case RC_INTENT_REPLACE: return true;
    case RC_INTENT_NETWORK:
    case RC_INTENT_COMMAND: return names_host(intent->target, diagnosis);
    case RC_INTENT_REMOVE_ACTION: break;
  }
  return false;
}

bool rc_diagnosis_concerns(const rc_outcome *outcome, const rc_diagnosis *diagnosis,
                           const rc_finding *finding) {
  if (!finding->blocks_start || !family_fits(diagnosis->cause, finding->code)) {
    return false;
  }
  for (RC_EACH(const rc_intent, intent, finding->intents)) {
    if (intent_fits(outcome, diagnosis, intent)) {
      return true;
    }
  }
  /* Nothing to carry out: only a person can mend it, and only the cause tells that it is this. */
  return finding->intents.len == 0 && finding->code.ptr[2] >= '5';
}
