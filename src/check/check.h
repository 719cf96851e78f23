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

/** The order in which findings are told: what stops the task first, then by place. */
int rc_compare_findings(const rc_model *model, const rc_finding *a, const rc_finding *b);

/* The findings of one run, made with `question` answered the other way; the first run's with every
 * question's standard answer. */
typedef struct rc_scenario_run {
  rc_question question;
  rc_finding_vec findings; /* sorted */
} rc_scenario_run;

/** Merges the findings of further runs into those of the first: what not all runs say tells in its
 *  message under which answers it holds. Tasks and roles of further runs are not those of the
 *  model, so findings that only these have bring no intents. */
RC_MUST_USE rc_status rc_merge_scenarios(const rc_case *about, const rc_scenario_run *runs,
                                         uint32_t n_runs, rc_finding_vec *findings);

/** Adds a note if there are more questions than further runs. */
RC_MUST_USE rc_status rc_note_untried(const rc_case *about, const rc_scenario *scenario,
                                      rc_finding_vec *findings);

/** Runs every check; findings come sorted by file, place, code. Adds the model's own findings. */
RC_MUST_USE rc_status rc_run_checks(const rc_case *about, rc_finding_vec *out);

#endif
