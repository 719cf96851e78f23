/*
 * Error texts of launches that failed: what they really say.
 *
 * The pages in docs/messages/ are the catalogue (pattern, phase, cause, meaning) and the tests; the build
 * turns them into the table. Reading rules (classify by the tail; an AWS answer rules the network
 * out; truncation is not decidable) are in message.c.
 */
#ifndef RC_LAUNCH_MESSAGE_H
#define RC_LAUNCH_MESSAGE_H

#include "launch/roll_call.h"

typedef enum rc_certainty { RC_CERTAIN, RC_LIKELY, RC_POSSIBLE } rc_certainty;

typedef struct rc_message_rule {
  rc_str id;      /* "auth-dial-timeout" */
  rc_str pattern; /* literal text with <holes>; matched anywhere, without case */
  rc_phase phase;
  rc_str cause; /* a token of "Words for causes" */
  rc_certainty certainty;
  rc_str meaning; /* one sentence */
  rc_str help;
} rc_message_rule;

extern const rc_message_rule rc_message_rules[];
extern const size_t rc_n_message_rules;

typedef struct rc_diagnosis {
  const rc_message_rule *rule;
  rc_str message; /* the matched text, one line */
  rc_phase phase;
  rc_str cause;
  rc_certainty certainty;
  rc_str meaning;
  rc_str help;
  rc_span span;
  rc_str denied_action, denied_resource, denied_principal; /* of an IAM denial; else empty */
} rc_diagnosis;
typedef struct rc_diagnosis_vec { RC_VEC_FIELDS(rc_diagnosis) } rc_diagnosis_vec;

/** Finds every known message in the model's error texts, in order of place. */
RC_MUST_USE rc_status rc_diagnose(const rc_model *model, rc_diagnosis_vec *out);

#endif
