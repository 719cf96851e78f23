/*
 * Output formats: one source file each. Findings in, bytes out.
 *
 * src/report/<stem>.c defines `const rc_reporter rc_reporter_<stem>`; the stem is the value of
 * --format. Files named common_*.c are shared helpers.
 */
#ifndef RC_REPORT_REPORT_H
#define RC_REPORT_REPORT_H

#include "base/buf.h"
#include "check/check.h"
#include "fix/fix.h"
#include "fix/proposal.h"

/* Bytes of a file that must not be shown, in their order. */
typedef struct rc_hidden { RC_VEC_FIELDS(rc_span) } rc_hidden;

typedef struct rc_outcome {
  rc_arena *arena;
  const rc_source *sources;
  const rc_file_info *files; /* as many as sources */
  uint32_t n_files;
  const rc_model *model;
  const rc_roll_call_vec *roll_calls;
  const rc_net_walk_vec *walks; /* one for each roll call, or none */
  const rc_diagnosis_vec *diagnoses;
  const rc_finding_vec *findings;
  /* Only after a fix; else NULL. */
  const rc_file_edits_vec *edits;
  const rc_command_vec *commands;
  const rc_proof *proof;
  const rc_finding_vec *findings_after;
  const rc_source *sources_after; /* what the spans of `findings_after` speak of */
  uint32_t n_sources_after;
  const rc_proposal *proposal; /* only where somebody proposed the edits */
  const rc_hidden *hidden; /* secrets of each file that is quoted; NULL: none are looked for */
} rc_outcome;

typedef struct rc_report_options {
  bool color;
  bool quiet;         /* text: findings only, no roll call; after a fix the diff only */
  bool diagnosis_only; /* text: what error texts mean and nothing else */
  bool show_commands; /* text, after a fix: CLI commands instead of the diff */
  uint32_t width;   /* terminal columns; 0: do not cut */
} rc_report_options;

typedef struct rc_reporter {
  const char *name;
  const char *title;
  void (*write)(rc_buf *out, const rc_outcome *outcome, const rc_report_options *options);
} rc_reporter;

extern const rc_reporter *const rc_reporters[];
extern const size_t rc_n_reporters;

/** NULL if there is none of that name. */
const rc_reporter *rc_reporter_find(rc_str name);

/** One finding as the text report shows it: header, code frames, help. Ends with a line end. */
void rc_report_put_finding(rc_buf *out, const rc_outcome *outcome, const rc_finding *finding,
                           const rc_report_options *options);

#endif
