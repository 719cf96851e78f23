/*
 * Error texts of launches that failed: what they really say.
 *
 * The pages in docs/messages/ are the catalogue (patterns, phase, cause, meaning) and the tests;
 * the build turns them into the tables below. One error text is a nest of wrappers around a tail:
 * the stages that it names say in which phase it happened, the tail says why. So the table holds
 * stages and tails, and message.c puts them together.
 */
#ifndef RC_LAUNCH_MESSAGE_H
#define RC_LAUNCH_MESSAGE_H

#include "launch/roll_call.h"

typedef enum rc_certainty { RC_CERTAIN, RC_LIKELY, RC_POSSIBLE } rc_certainty;

typedef enum rc_message_kind {
  RC_MESSAGE_WHOLE,    /* says by itself what it is */
  RC_MESSAGE_STAGE,    /* what ECS was doing; the cause follows */
  RC_MESSAGE_HOST,     /* as a stage, but other programs write it too */
  RC_MESSAGE_TAIL,     /* the cause; means a launch failure only behind a stage */
  RC_MESSAGE_DENIAL,   /* "is not authorized to perform: <action>" */
  RC_MESSAGE_CLAUSE,   /* behind a denial: which kind of policy refused */
  RC_MESSAGE_ELSEWHERE /* this text is about something that is not a launch */
} rc_message_kind;

typedef struct rc_message_rule {
  rc_str id;      /* "dial-timeout"; several rules share it when a message has several wordings */
  rc_str pattern; /* literal text with <holes>; matched anywhere, without case */
  rc_message_kind kind;
  bool phase_of_stage; /* the phase is that of the stage before it; `phase` without one */
  rc_phase phase;
  uint32_t only_in;     /* bits of phases a stage must be in for this tail; 0: any */
  uint8_t rank;         /* of two causes in one text the higher one is the answer */
  bool opens;           /* a stage with which a new error text begins */
  bool alone;           /* a stage that is reported, as not decidable, when no cause follows */
  rc_certainty certainty;
  rc_str cause;   /* a token of "Words for causes" */
  rc_str service; /* of a stage: "Amazon ECR", for meanings */
  rc_str meaning; /* one sentence; {names} of holes, {service} and {role} are filled in */
  rc_str help;
  rc_str help_private, help_public; /* instead, when the <address> in it is of that kind */
  uint32_t weight; /* number of literal characters: the more specific one wins one place */
} rc_message_rule;

extern const rc_message_rule rc_message_rules[];
extern const size_t rc_n_message_rules;

/* An action whose refusal keeps a launch from being asked for at all: the deployer's own. */
typedef struct rc_message_action {
  rc_str action;
  rc_phase phase;
  rc_str hints; /* one of these words the resource must hold when no stage is named; may be empty */
} rc_message_action;

extern const rc_message_action rc_message_actions[];
extern const size_t rc_n_message_actions;

/* Four bytes that a rule's text must hold, as a number: first byte lowest, bit 5 of each set. The
 * table is sorted by it. */
typedef struct rc_message_gram {
  uint32_t gram;
  uint16_t rule;
  uint16_t offset; /* in the rule's pattern */
} rc_message_gram;

extern const rc_message_gram rc_message_grams[];
extern const size_t rc_n_message_grams;
enum { RC_MESSAGE_FILTER_WORDS = 1024 };
extern const uint64_t rc_message_filter[RC_MESSAGE_FILTER_WORDS]; /* a bit per hash of a gram */

typedef struct rc_diagnosis {
  const rc_message_rule *rule;
  rc_str message; /* the error text from its first stage to its tail, one line */
  rc_phase phase;
  rc_str cause;
  rc_certainty certainty;
  rc_str meaning;
  rc_str help;
  rc_span span; /* the part that decides */
  rc_str denied_action, denied_resource, denied_principal; /* of an IAM denial; else empty */
} rc_diagnosis;
typedef struct rc_diagnosis_vec { RC_VEC_FIELDS(rc_diagnosis) } rc_diagnosis_vec;

/** Finds every known message in the model's error texts, in order of place; the same text twice is
 *  reported once. */
RC_MUST_USE rc_status rc_diagnose(const rc_model *model, rc_diagnosis_vec *out);

#endif
