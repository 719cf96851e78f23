#include <string.h>

#include "check/check.h"

rc_finding *rc_report(const rc_case *about, rc_finding_vec *findings, const rc_check *check,
                      rc_severity severity, rc_span span, rc_str message) {
  if (findings->len >= rc_limit_info(RC_LIMIT_FINDINGS)->value) {
    (void)rc_arena_hit(about->arena, RC_LIMIT_FINDINGS);
    return NULL;
  }
  rc_finding *finding = RC_VEC_ADD(about->arena, findings);
  if (finding == NULL) {
    return NULL;
  }
  *finding = (rc_finding){
      .code = rc_str_from_c(check->code),
      .name = rc_str_from_c(check->name),
      .severity = severity,
      .message = message,
      .span = span,
      .masked = RC_SPAN_NONE,
  };
  return finding;
}

void rc_relate(const rc_case *about, rc_finding *finding, rc_span span, rc_str message) {
  rc_related *related = RC_VEC_ADD(about->arena, &finding->related);
  if (related != NULL) {
    *related = (rc_related){.span = span, .message = message};
  }
}

rc_intent *rc_intend(const rc_case *about, rc_finding *finding, rc_intent_kind kind) {
  rc_intent *intent = RC_VEC_ADD(about->arena, &finding->intents);
  if (intent != NULL) {
    *intent = (rc_intent){
        .kind = kind,
        .task = RC_NO_INDEX,
        .role = RC_NO_INDEX,
        .place = RC_SPAN_NONE,
    };
  }
  return intent;
}

/* ---- order ---------------------------------------------------------------------------------- */

/* Files compare by path, not by number: the order in which they were named must not matter. */
static int compare_files(const rc_model *model, uint32_t a, uint32_t b) {
  if (a == b) {
    return 0;
  }
  if (a >= model->n_sources || b >= model->n_sources) {
    return a >= model->n_sources ? 1 : -1;
  }
  int order = rc_str_compare(model->sources[a].path, model->sources[b].path);
  return order != 0 ? order : (a > b) - (a < b);
}

/* What stops the task comes first; then by place. */
int rc_compare_findings(const rc_model *model, const rc_finding *a, const rc_finding *b) {
  int order = (int)a->severity - (int)b->severity;
  order = order != 0 ? order : (int)b->blocks_start - (int)a->blocks_start;
  order = order != 0 ? order : compare_files(model, a->span.file, b->span.file);
  order = order != 0 ? order : (a->span.start > b->span.start) - (a->span.start < b->span.start);
  order = order != 0 ? order : rc_str_compare(a->code, b->code);
  order = order != 0 ? order : (a->span.end > b->span.end) - (a->span.end < b->span.end);
  return order != 0 ? order : rc_str_compare(a->message, b->message);
}

/* Merges the sorted runs low..middle and middle..high of `from` into `to`. */
static void merge(const rc_model *model, const rc_finding *from, rc_finding *to, uint32_t low,
                  uint32_t middle, uint32_t high) {
  uint32_t left = low;
  uint32_t right = middle;
  for (uint32_t at = low; at < high; at++) {
    bool take_left =
        right == high ||
        (left < middle && rc_compare_findings(model, &from[left], &from[right]) <= 0);
    to[at] = take_left ? from[left++] : from[right++];
  }
}

static uint32_t smaller(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Stable: findings that compare equal keep the order in which they were made. */
static rc_status sort(const rc_case *about, rc_finding_vec *findings) {
  rc_finding *other = RC_NEW_ARRAY(about->arena, rc_finding, findings->len);
  if (other == NULL) {
    return rc_arena_status(about->arena);
  }
  rc_finding *from = findings->items;
  uint32_t n = findings->len;
  for (uint32_t width = 1; width < n; width *= 2) {
    for (uint32_t low = 0; low < n; low += 2 * width) {
      merge(about->model, from, other, low, smaller(low + width, n), smaller(low + 2 * width, n));
    }
    rc_finding *swap = from;
    from = other;
    other = swap;
  }
  findings->items = from;
  findings->cap = n; /* the spare array has no more room than this */
  return RC_OK;
}

/* A role that three tasks share is described once. */
static void drop_repeated(const rc_model *model, rc_finding_vec *findings) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < findings->len; i++) {
    const rc_finding *finding = &findings->items[i];
    if (kept == 0 || rc_compare_findings(model, &findings->items[kept - 1], finding) != 0) {
      findings->items[kept++] = *finding;
    }
  }
  findings->len = kept;
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* Messages are put together from values with holes; people see the spelling of their own file. */
static void show_holes(rc_arena *arena, rc_finding *finding) {
  finding->message = rc_hole_display(arena, finding->message);
  finding->help = rc_hole_display(arena, finding->help);
  finding->label = rc_hole_display(arena, finding->label);
  finding->fix_summary = rc_hole_display(arena, finding->fix_summary);
  for (RC_EACH(rc_related, related, finding->related)) {
    related->message = rc_hole_display(arena, related->message);
  }
  for (RC_EACH(rc_missing, missing, finding->missing)) {
    missing->what = rc_hole_display(arena, missing->what);
    missing->command = rc_hole_display(arena, missing->command);
  }
}

static rc_status add_readers_findings(const rc_case *about, rc_finding_vec *out) {
  for (RC_EACH(const rc_finding, said, about->model->findings)) {
    if (out->len >= rc_limit_info(RC_LIMIT_FINDINGS)->value) {
      return rc_arena_hit(about->arena, RC_LIMIT_FINDINGS);
    }
    rc_finding *finding = RC_VEC_ADD(about->arena, out);
    if (finding == NULL) {
      return rc_arena_status(about->arena);
    }
    *finding = *said;
  }
  return RC_OK;
}

rc_status rc_run_checks(const rc_case *about, rc_finding_vec *out) {
  rc_needs needs;
  rc_case whole = *about;
  *out = (rc_finding_vec){0};
  RC_TRY(rc_needs_of(about->model, about->roll_calls, &needs));
  whole.needs = &needs;
  RC_TRY(add_readers_findings(about, out));
  for (size_t i = 0; i < rc_n_checks; i++) {
    RC_TRY(rc_checks[i]->run(&whole, out));
    RC_TRY(rc_arena_status(about->arena));
  }
  for (RC_EACH(rc_finding, finding, *out)) {
    show_holes(about->arena, finding);
  }
  RC_TRY(sort(about, out));
  drop_repeated(about->model, out);
  return rc_arena_status(about->arena);
}
