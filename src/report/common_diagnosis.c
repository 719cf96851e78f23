/* What error texts say, in the order of the launch: the first fault hides those behind it. */
#include "report/common.h"

enum { INDENT = 11, MESSAGE_COLUMNS = 160 };

static void put_entry(rc_buf *out, const rc_report_options *options, const char *name,
                      rc_str text) {
  if (text.len == 0) {
    return;
  }
  rc_buf_put(out, RC_STR("  "));
  rc_buf_put_c(out, name);
  rc_put_wrapped(out, text, INDENT, INDENT, options->width);
  rc_buf_put_byte(out, '\n');
}

static rc_str cause_text(rc_arena *arena, const rc_diagnosis *diagnosis) {
  return RC_FILL(arena, "{} ({})", diagnosis->cause, rc_certainty_name(diagnosis->certainty));
}

/* The same text in another file: it is explained once, and both places are named. */
static bool is_same(const rc_diagnosis *a, const rc_diagnosis *b) {
  return a->sameness == b->sameness && a->rule == b->rule;
}

/* The first of those that are the same? */
static bool is_first(const rc_outcome *outcome, const rc_diagnosis *diagnosis) {
  const rc_diagnosis *first = outcome->diagnoses->items;
  while (!is_same(first, diagnosis)) {
    first++;
  }
  return first == diagnosis;
}

static void put_places(rc_buf *out, const rc_outcome *outcome, const rc_diagnosis *diagnosis) {
  for (RC_EACH(const rc_diagnosis, other, *outcome->diagnoses)) {
    if (is_same(other, diagnosis)) {
      rc_buf_put(out, other == diagnosis ? RC_STR("  ") : RC_STR(", "));
      rc_put_place(out, outcome, other->span);
    }
  }
}

static void put_findings(rc_buf *out, const rc_outcome *outcome, const rc_diagnosis *diagnosis) {
  bool any = false;
  for (RC_EACH(const rc_finding, finding, *outcome->findings)) {
    if (rc_diagnosis_concerns(outcome, diagnosis, finding)) {
      rc_buf_put(out, any ? RC_STR(", ") : RC_STR("  see      "));
      rc_buf_put(out, finding->code);
      rc_buf_put(out, RC_STR(" at "));
      rc_put_place(out, outcome, finding->span);
      any = true;
    }
  }
  if (any) {
    rc_buf_put_byte(out, '\n');
  }
}

/* The statement stands on a line of its own, to be copied. */
static void put_cure(rc_buf *out, const rc_diagnosis *diagnosis,
                     const rc_report_options *options) {
  put_entry(out, options, "cure     ", diagnosis->cure_text);
  if (diagnosis->cure.len > 0) {
    rc_buf_put(out, RC_STR("    "));
    rc_put_shown(out, diagnosis->cure);
    rc_buf_put_byte(out, '\n');
  }
}

/* Commands are whole lines too. */
static void put_next(rc_buf *out, const rc_diagnosis *diagnosis,
                     const rc_report_options *options) {
  for (RC_EACH(const rc_missing, missing, diagnosis->next)) {
    put_entry(out, options, "next     ", missing->what);
    rc_buf_put(out, RC_STR("    "));
    rc_put_shown(out, missing->command);
    rc_buf_put_byte(out, '\n');
  }
}

static void put_diagnosis(rc_buf *out, const rc_outcome *outcome, const rc_diagnosis *diagnosis,
                          const rc_report_options *options) {
  const rc_ink *ink = rc_ink_of(options->color);
  rc_buf_put_c(out, ink->strong);
  rc_buf_put(out, RC_STR("error text"));
  rc_buf_put_c(out, ink->reset);
  put_places(out, outcome, diagnosis);
  rc_buf_put(out, RC_STR("\n  "));
  rc_buf_put_c(out, ink->faint);
  rc_put_shown_within(out, rc_without_secrets(outcome->arena, diagnosis->message),
                      options->width > 4 ? options->width - 2 : MESSAGE_COLUMNS);
  rc_buf_put_c(out, ink->reset);
  rc_buf_put_byte(out, '\n');
  put_entry(out, options, "means    ", diagnosis->meaning);
  put_entry(out, options, "phase    ", rc_phase_name(diagnosis->phase));
  put_entry(out, options, "cause    ", cause_text(outcome->arena, diagnosis));
  put_entry(out, options, "called   ",
            diagnosis->denied_principal.len > 0 ? diagnosis->denied_principal : diagnosis->caller);
  put_entry(out, options, "policy   ", diagnosis->denied_policy);
  put_entry(out, options, "files    ", diagnosis->comparison);
  put_entry(out, options, "to do    ", diagnosis->help);
  put_cure(out, diagnosis, options);
  put_next(out, diagnosis, options);
  put_findings(out, outcome, diagnosis);
}

static bool has_diagnosis_in(const rc_outcome *outcome, uint32_t file) {
  for (RC_EACH(const rc_diagnosis, diagnosis, *outcome->diagnoses)) {
    if (diagnosis->span.file == file) {
      return true;
    }
  }
  return false;
}

void rc_put_silent_texts(rc_buf *out, const rc_outcome *outcome) {
  uint32_t last = RC_NO_FILE;
  for (RC_EACH(const rc_message_text, text, outcome->model->messages)) {
    bool plain = text->tree == NULL && text->span.file != last && !text->unsure;
    const rc_source *source = rc_source_of(outcome, text->span);
    if (plain && source != NULL && !has_diagnosis_in(outcome, text->span.file)) {
      rc_buf_put(out, RC_STR("error text  "));
      rc_put_shown(out, source->path);
      rc_buf_put(out, RC_STR(": holds no launch failure that is known here\n\n"));
    }
    last = text->span.file;
  }
}

void rc_put_diagnoses(rc_buf *out, const rc_outcome *outcome, const rc_report_options *options) {
  bool first = true;
  for (int phase = 0; phase < RC_N_PHASES; phase++) {
    for (RC_EACH(const rc_diagnosis, diagnosis, *outcome->diagnoses)) {
      if ((int)diagnosis->phase == phase && is_first(outcome, diagnosis)) {
        if (!first) {
          rc_buf_put_byte(out, '\n');
        }
        put_diagnosis(out, outcome, diagnosis, options);
        first = false;
      }
    }
  }
}
