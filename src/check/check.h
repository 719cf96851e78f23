/*
 * Checks: one source file and one page (docs/checks/<name>.md) each.
 *
 * The registry is the directory: src/check/<stem>.c defines `const rc_check rc_check_<stem>` with
 * '-' of the name written '_'. A check sees the model and the verdicts, never syntax, and adds
 * findings. It must say nothing where the truth is unknown.
 */
#ifndef RC_CHECK_CHECK_H
#define RC_CHECK_CHECK_H

#include "launch/message.h"
#include "launch/network.h"
#include "launch/roll_call.h"

/* What a check may look at. */
typedef struct rc_case {
  rc_arena *arena;
  const rc_model *model;
  const rc_roll_call_vec *roll_calls;
  const rc_net_walk_vec *walks; /* NULL: none were made */
  const rc_diagnosis_vec *diagnoses;
  const rc_needs *needs; /* set by rc_run_checks */
} rc_case;

typedef struct rc_check {
  const char *code;    /* "RC101"; never reused */
  const char *name;    /* "execution-role-missing" */
  const char *summary; /* one line for lists */
  rc_status (*run)(const rc_case *about, rc_finding_vec *findings);
} rc_check;

extern const rc_check *const rc_checks[]; /* sorted by code */
extern const size_t rc_n_checks;

/** Starts a finding of this check; NULL when the arena failed or the limit was reached. */
rc_finding *rc_report(const rc_case *about, rc_finding_vec *findings, const rc_check *check,
                      rc_severity severity, rc_span span, rc_str message);
void rc_relate(const rc_case *about, rc_finding *finding, rc_span span, rc_str message);
rc_intent *rc_intend(const rc_case *about, rc_finding *finding, rc_intent_kind kind);

/** Runs every check; findings come sorted by file, place, code. Adds the model's own findings. */
RC_MUST_USE rc_status rc_run_checks(const rc_case *about, rc_finding_vec *out);

#endif
