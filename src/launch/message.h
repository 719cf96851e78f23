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

#include "launch/network.h"

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

/* What a rule asks of a hole's text besides the pattern. */
typedef enum rc_message_only {
  RC_ONLY_ANY,
  RC_ONLY_ONE_SEGMENT,    /* <image> has no slash */
  RC_ONLY_UNKNOWN_SUFFIX, /* <host> does not end in a DNS suffix of AWS */
  RC_ONLY_WITHIN_LAUNCH   /* behind a stage, which other programs do not write */
} rc_message_only;

typedef struct rc_message_rule {
  rc_str id; /* "dial-timeout" */
  rc_message_kind kind;
  bool phase_of_stage; /* the phase is that of the stage before it; `phase` without one */
  rc_phase phase;
  uint32_t only_in;     /* bits of phases a stage must be in for this tail; 0: any */
  uint8_t rank;         /* of two causes in one text the higher one is the answer */
  bool opens;           /* a stage with which a new error text begins */
  bool shared;          /* of a whole message: other programs write it too */
  bool alone;           /* a stage that is reported, as not decidable, when no cause follows */
  rc_certainty certainty;
  rc_str cause;   /* a token of "Words for causes" */
  rc_str service; /* of a stage: "Amazon ECR", for meanings */
  rc_str meaning; /* one sentence; {names} of holes, {service} and {role} are filled in */
  rc_str help;
  rc_str help_private, help_public; /* instead, when the <address> in it is of that kind */
  rc_str caller; /* who called, where the phase does not tell it */
  rc_str policy; /* of a clause: the type of policy that refused, in the words of AWS */
  rc_message_only only;
} rc_message_rule;

extern const rc_message_rule rc_message_rules[];
extern const size_t rc_n_message_rules;

/* One wording of a message. */
typedef struct rc_message_pattern {
  rc_str text; /* literal text with <holes>; matched anywhere, without case */
  uint16_t rule;
  uint16_t weight; /* number of literal characters: the more specific one wins one place */
  uint8_t rare;    /* where five characters stand in `text` that few texts hold */
  bool exact;      /* only as the whole of a member that holds a reason: "AGENT" */
} rc_message_pattern;

extern const rc_message_pattern rc_message_patterns[];
extern const size_t rc_n_message_patterns;

/* An action whose refusal keeps a launch from being asked for at all: the deployer's own. */
typedef struct rc_message_action {
  rc_str action;
  rc_phase phase;
  rc_str hints; /* one of these words the resource must hold when no stage is named; may be empty */
} rc_message_action;

extern const rc_message_action rc_message_actions[];
extern const size_t rc_n_message_actions;

/* Do the policies in the input say the same as the text? */
typedef enum rc_agreement {
  RC_FILES_SILENT, /* they do not hold the role */
  RC_FILES_AGREE,
  RC_FILES_DISAGREE,
  RC_FILES_OPEN
} rc_agreement;

typedef struct rc_diagnosis {
  const rc_message_rule *rule;
  rc_str message; /* the error text from its first stage to its tail, one line */
  rc_phase phase;
  rc_str cause;
  rc_certainty certainty;
  rc_str meaning;
  rc_str help;
  rc_str caller; /* who makes the calls of this phase, for people; a denial names it itself */
  rc_span span;  /* the part that decides */
  uint64_t sameness; /* equal for texts of several files that differ in blanks and ids alone */
  rc_str denied_action, denied_resource, denied_principal; /* of an IAM denial; else empty */
  rc_str policy_type;   /* that refused; empty if the text does not tell */
  rc_str denied_policy; /* the ARN of that policy, where the text names it */
  bool by_deny;      /* the denial names a Deny, which no Allow outweighs */
  rc_str named_role; /* that the text says ECS could not assume; else empty */
  rc_agreement agreement;
  rc_str comparison; /* a sentence about it; empty when the files are silent */
  rc_missing_vec path_missing; /* of a time-out: what would tell where it came to an end */
  rc_str cure;       /* the statement that cures a denial, as JSON; empty when none does */
  rc_str cure_text;  /* where it belongs, or why no Allow cures it; empty for other texts */
  rc_missing_vec next; /* what the input does not show of this launch, and the commands that do */
} rc_diagnosis;
typedef struct rc_diagnosis_vec { RC_VEC_FIELDS(rc_diagnosis) } rc_diagnosis_vec;

/** Finds every known message in the model's error texts, in order of place. The same text twice in
 *  a file is reported once, at the first. */
RC_MUST_USE rc_status rc_diagnose(const rc_model *model, rc_diagnosis_vec *out);

/** Compares each refusal with the verdict of the files on the same call. */
RC_MUST_USE rc_status rc_diagnoses_join(const rc_model *model, const rc_roll_call_vec *roll_calls,
                                        rc_diagnosis_vec *diagnoses);

/** Compares each time-out with the paths that the files describe. */
void rc_diagnoses_join_paths(rc_arena *arena, const rc_net_walk_vec *walks,
                             rc_diagnosis_vec *diagnoses);

/** The host that a message says was called or looked up; empty if it names none. */
rc_str rc_message_host(rc_str message);
/** True for the causes of launch failures that lie in the network. */
bool rc_cause_is_of_network(rc_str cause);

/** Adds to each refusal what cures it, from the text alone. */
void rc_diagnoses_cure(rc_arena *arena, rc_diagnosis_vec *diagnoses);

/** Adds to each what would have to be in the input to look further. */
void rc_diagnoses_next(const rc_model *model, rc_diagnosis_vec *diagnoses);

#endif
