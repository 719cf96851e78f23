/*
 * What the output formats share: safe text, places, code frames, and the join of error texts with
 * findings. Only for src/report/.
 */
#ifndef RC_REPORT_COMMON_H
#define RC_REPORT_COMMON_H

#include "report/report.h"

/* Escape codes by meaning; all empty without colour. */
typedef struct rc_ink {
  const char *error, *warning, *note, *second, *good, *unknown, *strong, *faint, *reset;
} rc_ink;

const rc_ink *rc_ink_of(bool color);
const char *rc_ink_of_severity(const rc_ink *ink, rc_severity severity);

rc_str rc_severity_name(rc_severity severity); /* "error" ... */
rc_str rc_certainty_name(rc_certainty certainty);

/*
 * A character as it may be printed: what could move the cursor, change colours or turn the
 * reading direction stands as a visible sign instead.
 */
typedef struct rc_shown_char {
  rc_str text;
  uint32_t width;   /* terminal columns */
  uint32_t n_bytes; /* of the input */
  char room[4];     /* where `text` may lie: do not copy the struct and keep `text` */
} rc_shown_char;

/** Reads one character of a non-empty string. A tab is four blanks. */
void rc_shown_decode(rc_str text, rc_shown_char *out);

/** Appends text of the user: one line, harmless, holes in the user's spelling. */
void rc_put_shown(rc_buf *out, rc_str text);
/** Terminal columns that rc_put_shown takes. */
size_t rc_shown_width(rc_str text);
/** As rc_put_shown, in at most `width` columns: the middle, or in little room the beginning,
 *  gives way to `…`. */
void rc_put_shown_within(rc_buf *out, rc_str text, size_t width);
/** Appends `text` in lines of at most `width` columns (0: one line), each later one behind
 *  `indent` blanks; `column` is where the first one begins. Ends without a line end. */
void rc_put_wrapped(rc_buf *out, rc_str text, size_t column, size_t indent, size_t width);

/** `path:line:column`, or nothing for RC_SPAN_NONE. */
void rc_put_place(rc_buf *out, const rc_outcome *outcome, rc_span span);
/** The file of a span; NULL if it has none. */
const rc_source *rc_source_of(const rc_outcome *outcome, rc_span span);

/** The secrets of every file that findings point into, by file: for `hidden` of an outcome. NULL
 *  when the arena has failed. */
const rc_hidden *rc_hide_secrets(const rc_outcome *outcome);
/** `text` with asterisks for the secrets in it. */
rc_str rc_without_secrets(rc_arena *arena, rc_str text);

/* ---- parts of the text report ------------------------------------------------------------ */

void rc_put_roll_call(rc_buf *out, const rc_outcome *outcome, const rc_roll_call *roll_call,
                      const rc_report_options *options);
/** The network paths of a task, drawn; nothing if none were walked. */
void rc_put_paths(rc_buf *out, const rc_outcome *outcome, const rc_roll_call *roll_call,
                  const rc_report_options *options);
void rc_put_diagnoses(rc_buf *out, const rc_outcome *outcome, const rc_report_options *options);
/** Names the plain error texts in which nothing was found. */
void rc_put_silent_texts(rc_buf *out, const rc_outcome *outcome);
/** Diff or commands, then the proof in lines that begin with `#`. */
void rc_put_fix(rc_buf *out, const rc_outcome *outcome, const rc_report_options *options);

/** What a call leaves open: the verdict's and the plan's own. */
typedef void rc_missing_visitor(void *context, const rc_missing *missing);
void rc_each_missing(const rc_call *call, rc_missing_visitor *visit, void *context);

/* ---- facts about an outcome -------------------------------------------------------------- */

/** The role that stands in the execution (task) column: the one set, else the candidate. */
uint32_t rc_execution_role_of(const rc_outcome *outcome, uint32_t task);
const rc_role *rc_role_at(const rc_outcome *outcome, uint32_t role); /* NULL for RC_NO_INDEX */

/** The name people know a task by: family, else the file. */
rc_str rc_task_title(const rc_outcome *outcome, uint32_t task);

/** The network paths of the task of a roll call; NULL if none were walked. */
const rc_net_walk *rc_walk_of(const rc_outcome *outcome, const rc_roll_call *roll_call);

/** A cause that no policy cures. */
bool rc_cause_is_network(rc_str cause);

/** Does the finding speak of what the error text complains about? */
bool rc_diagnosis_concerns(const rc_outcome *outcome, const rc_diagnosis *diagnosis,
                           const rc_finding *finding);

#endif
