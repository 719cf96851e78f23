/* Names, places and small facts that every output format needs. */
#include "report/common.h"

static const rc_ink plain = {"", "", "", "", "", "", "", "", ""};
static const rc_ink colored = {
    .error = "\x1b[1;31m",
    .warning = "\x1b[1;33m",
    .note = "\x1b[1;36m",
    .second = "\x1b[1;34m",
    .good = "\x1b[32m",
    .unknown = "\x1b[33m",
    .strong = "\x1b[1m",
    .faint = "\x1b[2m",
    .reset = "\x1b[0m",
};

const rc_ink *rc_ink_of(bool color) { return color ? &colored : &plain; }

const char *rc_ink_of_severity(const rc_ink *ink, rc_severity severity) {
  switch (severity) {
    case RC_ERROR_SEVERITY: return ink->error;
    case RC_WARNING: return ink->warning;
    case RC_NOTE: break;
  }
  return ink->note;
}

rc_str rc_severity_name(rc_severity severity) {
  switch (severity) {
    case RC_ERROR_SEVERITY: return RC_STR("error");
    case RC_WARNING: return RC_STR("warning");
    case RC_NOTE: break;
  }
  return RC_STR("note");
}

rc_str rc_certainty_name(rc_certainty certainty) {
  switch (certainty) {
    case RC_CERTAIN: return RC_STR("certain");
    case RC_LIKELY: return RC_STR("likely");
    case RC_POSSIBLE: break;
  }
  return RC_STR("possible");
}

const rc_reporter *rc_reporter_find(rc_str name) {
  for (size_t i = 0; i < rc_n_reporters; i++) {
    if (rc_str_equal(rc_str_from_c(rc_reporters[i]->name), name)) {
      return rc_reporters[i];
    }
  }
  return NULL;
}

const rc_source *rc_source_of(const rc_outcome *outcome, rc_span span) {
  if (rc_span_is_none(span) || span.file >= outcome->n_files) {
    return NULL;
  }
  return &outcome->sources[span.file];
}

void rc_put_place(rc_buf *out, const rc_outcome *outcome, rc_span span) {
  const rc_source *source = rc_source_of(outcome, span);
  if (source == NULL) {
    return;
  }
  rc_position at = rc_source_position(source, span.start);
  rc_put_shown(out, source->path);
  rc_buf_put_byte(out, ':');
  rc_buf_put_u64(out, at.line);
  rc_buf_put_byte(out, ':');
  rc_buf_put_u64(out, at.column);
}

const rc_role *rc_role_at(const rc_outcome *outcome, uint32_t role) {
  return role < outcome->model->roles.len ? &outcome->model->roles.items[role] : NULL;
}

uint32_t rc_execution_role_of(const rc_outcome *outcome, uint32_t task) {
  if (task >= outcome->model->links.len) {
    return RC_NO_INDEX;
  }
  const rc_task_links *links = &outcome->model->links.items[task];
  return links->execution_role != RC_NO_INDEX ? links->execution_role : links->candidate;
}

rc_str rc_task_title(const rc_outcome *outcome, uint32_t task) {
  const rc_task *about = &outcome->model->tasks.items[task];
  if (about->family.text.len > 0) {
    return about->family.text;
  }
  const rc_source *source = rc_source_of(outcome, rc_value_is_none(about->object)
                                                      ? RC_SPAN_NONE
                                                      : rc_value_span(about->object));
  return source == NULL ? RC_STR("task") : source->path;
}

void rc_each_missing(const rc_call *call, rc_missing_visitor *visit, void *context) {
  if (call->verdict.evaluation.decision == RC_UNDECIDED) {
    for (RC_EACH(const rc_missing, missing, call->verdict.missing)) {
      visit(context, missing);
    }
  }
  if (call->required == RC_KNOWN_NOT) {
    for (RC_EACH(const rc_missing, missing, call->required_missing)) {
      visit(context, missing);
    }
  }
}

const rc_net_walk *rc_walk_of(const rc_outcome *outcome, const rc_roll_call *roll_call) {
  size_t at = (size_t)(roll_call - outcome->roll_calls->items);
  return outcome->walks != NULL && at < outcome->walks->len ? &outcome->walks->items[at] : NULL;
}
