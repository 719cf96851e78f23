/*
 * Findings of several runs as one list: what holds only under some answers says under which.
 */
#include "check/check.h"

#include "model/codes.h"

typedef struct told {
  const rc_finding *finding;
  rc_str when;   /* empty: whatever the answers */
  bool by_first; /* the first run says it too */
} told;
typedef struct told_vec { RC_VEC_FIELDS(told) } told_vec;

static rc_str answer(rc_arena *arena, const rc_question *question, bool yes) {
  if (question->key.len == 0) {
    return RC_STR("the conditions that are tried one way only are as they are taken");
  }
  rc_str key = rc_hole_display(arena, question->key);
  return yes ? RC_FILL(arena, "{} is true", key) : RC_FILL(arena, "{} is false", key);
}

/* The first run's hold where all answers are standard, the others' under any one that is not. */
static void add_answer(rc_arena *arena, told *about, const rc_question *question) {
  rc_str added = answer(arena, question, question->standard == about->by_first);
  if (about->when.len == 0) {
    about->when = added;
  } else {
    about->when = about->by_first ? RC_FILL(arena, "{} and {}", about->when, added)
                                  : RC_FILL(arena, "{} or {}", about->when, added);
  }
}

static void add(rc_arena *arena, told_vec *to, told one) {
  told *added = RC_VEC_ADD(arena, to);
  if (added != NULL) {
    *added = one;
  }
}

/* Both are sorted, and so is what comes of them. What is found with many conditions changed at once
 * says nothing of any deployment; what is not found there any more depends on one of them. */
static told_vec merge_run(const rc_case *about, const told_vec *known, const rc_scenario_run *run) {
  told_vec merged = {0};
  uint32_t left = 0;
  uint32_t right = 0;
  while (left < known->len || right < run->findings.len) {
    int order = left == known->len           ? 1
                : right == run->findings.len ? -1
                                             : rc_compare_findings(about->model,
                                                                   known->items[left].finding,
                                                                   &run->findings.items[right]);
    told one = order > 0 ? (told){.finding = &run->findings.items[right]} : known->items[left];
    bool many = run->question.key.len == 0;
    bool differs = order > 0 || one.by_first == (order < 0);
    if (many ? one.by_first && order < 0 : differs) {
      add_answer(about->arena, &one, &run->question);
    }
    if (order <= 0 || !many) {
      add(about->arena, &merged, one);
    }
    left += order <= 0;
    right += order >= 0;
  }
  return merged;
}

static rc_finding retell(const rc_case *about, const told *one) {
  rc_finding finding = *one->finding;
  if (one->when.len > 0) {
    finding.message = RC_FILL(about->arena, "{}, when {}", finding.message, one->when);
  }
  if (!one->by_first) {
    finding.blocks_start = false; /* of the task that is shown */
    finding.intents = (rc_intent_vec){0};
    if (finding.applicability == RC_FIX_SAFE || finding.applicability == RC_FIX_UNSAFE) {
      finding.applicability = RC_FIX_DISPLAY;
      finding.fix_summary = RC_FILL(about->arena, "{}, by hand", finding.fix_summary);
    }
  }
  return finding;
}

rc_status rc_merge_scenarios(const rc_case *about, const rc_scenario_run *runs, uint32_t n_runs,
                             rc_finding_vec *findings) {
  told_vec all = {0};
  for (RC_EACH(const rc_finding, finding, *findings)) {
    add(about->arena, &all, (told){.finding = finding, .by_first = true});
  }
  for (uint32_t i = 0; i < n_runs; i++) {
    all = merge_run(about, &all, &runs[i]);
    RC_TRY(rc_arena_status(about->arena));
  }
  if (all.len > rc_limit_info(RC_LIMIT_FINDINGS)->value) {
    return rc_arena_hit(about->arena, RC_LIMIT_FINDINGS);
  }
  rc_finding_vec merged = {0};
  for (RC_EACH(const told, one, all)) {
    rc_finding *added = RC_VEC_ADD(about->arena, &merged);
    if (added == NULL) {
      return rc_arena_status(about->arena);
    }
    *added = retell(about, one);
  }
  *findings = merged;
  return rc_arena_status(about->arena);
}

/* The questions come from many places; the note stands at the first template. */
static rc_span first_template(const rc_model *model) {
  const rc_pending *pending = &model->pending;
  if (pending->terraform.len > 0) {
    return (rc_span){.file = pending->terraform.items[0].source->file};
  }
  return pending->cloudformation.len == 0
             ? RC_SPAN_NONE
             : (rc_span){.file = pending->cloudformation.items[0].source->file};
}

rc_status rc_note_untried(const rc_case *about, const rc_scenario *scenario,
                          rc_finding_vec *findings) {
  static const rc_check note = {RC_SAY_NOT_TRIED, NULL, NULL};
  rc_arena *arena = about->arena;
  uint32_t n = scenario->questions.len;
  if (n <= RC_LIMIT_SCENARIOS_VALUE) {
    return RC_OK;
  }
  rc_str message = RC_FILL(arena, "{} of {} conditions that only a deployment decides are tried "
                                  "one way only",
                           rc_str_from_u64(arena, n - RC_LIMIT_SCENARIOS_VALUE),
                           rc_str_from_u64(arena, n));
  rc_finding *finding = rc_report(about, findings, &note, RC_NOTE, first_template(about->model),
                                  message);
  if (finding != NULL) {
    finding->help = RC_FILL(
        arena, "the first of them is {}, taken as {}; give the parameters and variables it needs",
        rc_hole_display(arena, scenario->questions.items[RC_LIMIT_SCENARIOS_VALUE].key),
        scenario->questions.items[RC_LIMIT_SCENARIOS_VALUE].standard ? RC_STR("true")
                                                                     : RC_STR("false"));
  }
  return rc_arena_status(arena);
}
