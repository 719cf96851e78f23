/*
 * The report for people: the roll call, what error texts mean, then each finding with its frames,
 * and one line that sums it up. After a fix: the patch and its proof instead.
 */
#include "report/common.h"

static void put_count(rc_buf *out, uint32_t count, const char *noun, bool *first) {
  if (count == 0) {
    return;
  }
  rc_buf_put(out, *first ? RC_STR_NONE : RC_STR(", "));
  rc_buf_put_u64(out, count);
  rc_buf_put_byte(out, ' ');
  rc_buf_put_c(out, noun);
  rc_buf_put_c(out, count == 1 ? "" : "s");
  *first = false;
}

/* How the calls of all tasks came out, as far as they decide about the start. */
typedef struct tally {
  uint32_t calls, denied, unknown;
  bool blocked; /* some finding says that the task cannot start */
} tally;

static tally count_calls(const rc_outcome *outcome) {
  tally sum = {0};
  for (RC_EACH(const rc_roll_call, roll_call, *outcome->roll_calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      if (!call->rule->blocks_start) {
        continue;
      }
      rc_decision decision = call->verdict.evaluation.decision;
      bool denied = decision == RC_EXPLICIT_DENY || decision == RC_IMPLICIT_DENY;
      sum.calls++;
      sum.denied += denied && call->required == RC_KNOWN_YES;
      sum.unknown += decision == RC_UNDECIDED || (denied && call->required == RC_KNOWN_NOT);
    }
  }
  for (RC_EACH(const rc_finding, finding, *outcome->findings)) {
    sum.blocked = sum.blocked ||
                  (finding->blocks_start && finding->severity == RC_ERROR_SEVERITY);
  }
  return sum;
}

static void put_start(rc_buf *out, const rc_outcome *outcome) {
  tally sum = count_calls(outcome);
  rc_str who = outcome->roll_calls->len == 1 ? RC_STR("the task") : RC_STR("some task");
  bool first = true;
  if (outcome->roll_calls->len == 0) {
    return;
  }
  rc_buf_put(out, RC_STR("; "));
  if (sum.denied > 0 || sum.blocked) {
    RC_BUF_FILL(out, "{} cannot start", who);
    if (sum.denied > 0) {
      rc_buf_put(out, RC_STR(": "));
      put_count(out, sum.denied, "call", &first);
      rc_buf_put(out, RC_STR(" denied"));
    }
  } else if (sum.unknown > 0) {
    rc_buf_put(out, RC_STR("nothing is denied, but "));
    put_count(out, sum.unknown, "call", &first);
    rc_buf_put(out, sum.unknown == 1 ? RC_STR(" is unknown") : RC_STR(" are unknown"));
  } else if (sum.calls == 0) {
    rc_buf_put(out, RC_STR("the launch needs no AWS call"));
  } else {
    rc_buf_put(out, RC_STR("every call of the launch is allowed"));
  }
}

/* Where files were checked, that nothing was found is the news; a text alone was explained. */
static void put_no_findings(rc_buf *out, const rc_outcome *outcome) {
  size_t texts = outcome->diagnoses->len;
  bool first = true;
  if (outcome->roll_calls->len > 0 || texts == 0) {
    rc_buf_put(out, RC_STR("no findings"));
    return;
  }
  put_count(out, (uint32_t)texts, "error text", &first);
  rc_buf_put(out, RC_STR(" explained; no task definition in the input to compare with"));
}

static void put_summary(rc_buf *out, const rc_outcome *outcome, const rc_ink *ink) {
  uint32_t counts[3] = {0};
  bool first = true;
  for (RC_EACH(const rc_finding, finding, *outcome->findings)) {
    counts[finding->severity]++;
  }
  rc_buf_put_c(out, ink->strong);
  put_count(out, counts[RC_ERROR_SEVERITY], "error", &first);
  put_count(out, counts[RC_WARNING], "warning", &first);
  put_count(out, counts[RC_NOTE], "note", &first);
  if (first) {
    put_no_findings(out, outcome);
  }
  put_start(out, outcome);
  rc_buf_put_c(out, ink->reset);
  rc_buf_put_byte(out, '\n');
}

static void put_roll_calls(rc_buf *out, const rc_outcome *outcome,
                           const rc_report_options *options) {
  for (RC_EACH(const rc_roll_call, roll_call, *outcome->roll_calls)) {
    rc_put_roll_call(out, outcome, roll_call, options);
    rc_put_paths(out, outcome, roll_call, options);
    rc_buf_put_byte(out, '\n');
  }
}

static void write_text(rc_buf *out, const rc_outcome *outcome, const rc_report_options *options) {
  if (outcome->proof != NULL) {
    rc_put_fix(out, outcome, options);
    return;
  }
  if (!options->quiet) {
    if (!options->diagnosis_only) {
      put_roll_calls(out, outcome, options);
    }
    if (outcome->diagnoses->len > 0) {
      rc_put_diagnoses(out, outcome, options);
      rc_buf_put(out, options->diagnosis_only ? RC_STR_NONE : RC_STR("\n"));
    }
  }
  if (options->diagnosis_only) {
    return;
  }
  if (!options->quiet) {
    rc_put_silent_texts(out, outcome);
  }
  rc_outcome quoted = *outcome;
  quoted.hidden = rc_hide_secrets(outcome);
  for (RC_EACH(const rc_finding, finding, *outcome->findings)) {
    rc_report_put_finding(out, &quoted, finding, options);
    rc_buf_put_byte(out, '\n');
  }
  if (!options->quiet) {
    put_summary(out, outcome, rc_ink_of(options->color));
  }
}

const rc_reporter rc_reporter_text = {"text", "for people, in a terminal", write_text};
