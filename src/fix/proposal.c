#include "fix/proposal.h"

#include "fix/json_make.h"

enum { MOST_SENTENCES = 100 };

void rc_note_sentence(rc_arena *arena, rc_text_list *list, rc_str sentence) {
  for (RC_EACH(const rc_str, known, *list)) {
    if (rc_str_equal(*known, sentence)) {
      return;
    }
  }
  rc_str *added = list->len < MOST_SENTENCES ? RC_VEC_ADD(arena, list) : NULL;
  if (added != NULL) {
    *added = sentence;
  }
}

/* ---- calls ---------------------------------------------------------------------------------- */

static bool is_denied(rc_decision decision) {
  return decision == RC_EXPLICIT_DENY || decision == RC_IMPLICIT_DENY;
}

static bool must_succeed(const rc_call *call) {
  return call->required == RC_KNOWN_YES && call->rule->blocks_start;
}

/* The same call in the other world, though account or Region may be known in one only. */
static bool is_same_call(const rc_call *a, const rc_call *b) {
  return a->rule == b->rule &&
         (rc_str_equal(a->resource, b->resource) ||
          (a->cause_text.len > 0 && rc_str_equal(a->cause_text, b->cause_text)));
}

static rc_str path_of_task(const rc_model *model, uint32_t task) {
  rc_span span = rc_value_span(model->tasks.items[task].object);
  return span.file < model->n_sources ? model->sources[span.file].path : RC_STR_NONE;
}

static uint32_t number_in_file(const rc_model *model, uint32_t task) {
  uint32_t file = rc_value_span(model->tasks.items[task].object).file;
  uint32_t n = 0;
  for (uint32_t i = 0; i < task; i++) {
    n += rc_value_span(model->tasks.items[i].object).file == file;
  }
  return n;
}

/* The roll call of the same task in another world. */
static const rc_roll_call *twin_of(const rc_proposal_side *side, const rc_roll_call *roll_call,
                                   const rc_proposal_side *in) {
  rc_str path = path_of_task(side->model, roll_call->task);
  uint32_t number = number_in_file(side->model, roll_call->task);
  for (RC_EACH(const rc_roll_call, other, *in->calls)) {
    if (rc_str_equal(path_of_task(in->model, other->task), path) &&
        number_in_file(in->model, other->task) == number) {
      return other;
    }
  }
  return NULL;
}

static bool was_mended(const rc_verdict_notes *notes, rc_span cause) {
  for (RC_EACH(const rc_span, span, notes->mended)) {
    if (span->file == cause.file && cause.start < span->end && span->start < cause.end) {
      return true;
    }
  }
  return false;
}

static void note_call(rc_verdict_notes *notes, const rc_call *call, const char *what) {
  rc_note_sentence(notes->arena, &notes->faults,
                   RC_FILL(notes->arena, "`{}` on `{}` {}", call->rule->action, call->resource,
                           rc_str_from_c(what)));
}

static void compare_decisions(rc_verdict_notes *notes, const rc_call *before,
                              const rc_call *after, bool *helps) {
  rc_decision old = before->verdict.evaluation.decision;
  rc_decision new = after->verdict.evaluation.decision;
  if (new == RC_ALLOWED) {
    *helps = *helps || is_denied(old);
  } else if (is_denied(old) && is_denied(new)) {
    note_call(notes, after, "is still denied");
  } else if (is_denied(new)) {
    note_call(notes, after, "is denied now");
  } else if (is_denied(old)) {
    note_call(notes, after, "was denied, and whether it is allowed now is unknown");
  } else if (old == RC_ALLOWED) {
    note_call(notes, after, "was allowed, and whether it still is is unknown");
  }
}

static void compare_call(rc_verdict_notes *notes, const rc_call *before,
                         const rc_roll_call *after, bool *helps) {
  bool found = false;
  for (uint32_t i = 0; after != NULL && i < after->calls.len; i++) {
    const rc_call *call = &after->calls.items[i];
    if (is_same_call(before, call)) {
      found = true;
      if (call->required == RC_KNOWN_YES) {
        compare_decisions(notes, before, call, helps);
      }
    }
  }
  if (!found && !was_mended(notes, before->cause)) {
    note_call(notes, before, "is no longer called: what needs it was taken away");
  }
}

static void look_at_new_calls(rc_verdict_notes *notes, const rc_roll_call *before,
                              const rc_roll_call *after) {
  for (RC_EACH(const rc_call, call, after->calls)) {
    bool known = false;
    for (uint32_t i = 0; before != NULL && i < before->calls.len && !known; i++) {
      known = is_same_call(&before->calls.items[i], call);
    }
    if (!known && must_succeed(call) && is_denied(call->verdict.evaluation.decision)) {
      note_call(notes, call, "is called now, and denied");
    }
  }
}

/* `*helps`: something that was denied is allowed now. */
static void compare_calls(rc_verdict_notes *notes, bool *helps) {
  for (RC_EACH(const rc_roll_call, roll_call, *notes->before->calls)) {
    const rc_roll_call *twin = twin_of(notes->before, roll_call, notes->after);
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      if (must_succeed(call)) {
        compare_call(notes, call, twin, helps);
      }
    }
  }
  for (RC_EACH(const rc_roll_call, roll_call, *notes->after->calls)) {
    look_at_new_calls(notes, twin_of(notes->after, roll_call, notes->before), roll_call);
  }
}

/* ---- findings ------------------------------------------------------------------------------- */

static bool is_among(const rc_finding *finding, const rc_finding_vec *findings) {
  for (RC_EACH(const rc_finding, known, *findings)) {
    if (rc_str_equal(known->code, finding->code) &&
        rc_str_equal(known->message, finding->message)) {
      return true;
    }
  }
  return false;
}

/* `*helps`: some finding is gone. */
static void compare_findings(rc_verdict_notes *notes, bool *helps) {
  rc_arena *arena = notes->arena;
  for (RC_EACH(const rc_finding, finding, *notes->after->findings)) {
    bool note = finding->severity == RC_NOTE;
    if (note || is_among(finding, notes->before->findings)) {
      continue;
    }
    rc_note_sentence(arena,
                     finding->severity == RC_ERROR_SEVERITY ? &notes->faults : &notes->gains,
                     RC_FILL(arena, "it brings {}: {}", finding->code, finding->message));
  }
  for (RC_EACH(const rc_finding, finding, *notes->before->findings)) {
    *helps = *helps || !is_among(finding, notes->after->findings);
  }
}

/* ---- boundaries and attachments ------------------------------------------------------------- */

static rc_str document_of(rc_arena *arena, const rc_policy *policy) {
  if (policy == NULL) {
    return RC_STR_NONE;
  }
  rc_made made = rc_made_from(arena, policy->document);
  return rc_made_compact(arena, &made);
}

static void compare_boundary(rc_verdict_notes *notes, const rc_role *before,
                             const rc_role *after) {
  rc_arena *arena = notes->arena;
  bool had = before->boundary != NULL || before->boundary_arn.len > 0;
  bool has = after->boundary != NULL || after->boundary_arn.len > 0;
  bool same = rc_str_equal(before->boundary_arn, after->boundary_arn) &&
              rc_str_equal(document_of(arena, before->boundary),
                           document_of(arena, after->boundary));
  if (had && !same) {
    rc_note_sentence(arena, &notes->gains,
                     RC_FILL(arena, has ? "the permissions boundary of role `{}` is another one now"
                                        : "role `{}` loses its permissions boundary",
                             before->name));
  }
}

static void compare_attached(rc_verdict_notes *notes, const rc_role *before,
                             const rc_role *after) {
  for (RC_EACH(const rc_attached_policy, attached, after->attached)) {
    bool known = attached->policy != NULL;
    for (uint32_t i = 0; before != NULL && i < before->attached.len && !known; i++) {
      known = rc_str_equal(before->attached.items[i].arn, attached->arn);
    }
    if (!known) {
      rc_note_sentence(notes->arena, &notes->gains,
                       RC_FILL(notes->arena, "role `{}` gets policy `{}`, whose contents nothing "
                                             "shows",
                               after->name, attached->arn));
    }
  }
}

static void compare_roles(rc_verdict_notes *notes) {
  for (RC_EACH(const rc_role, after, notes->after->model->roles)) {
    rc_str id = after->arn.len > 0 ? after->arn : after->name;
    uint32_t found = rc_model_find_role(notes->before->model, id);
    const rc_role *before =
        found == RC_NO_INDEX ? NULL : &notes->before->model->roles.items[found];
    if (before != NULL) {
      compare_boundary(notes, before, after);
    }
    compare_attached(notes, before, after);
  }
}

/* ---- grants --------------------------------------------------------------------------------- */

static void look_at_grants(rc_verdict_notes *notes, const rc_proof *proof, bool basic) {
  rc_arena *arena = notes->arena;
  for (RC_EACH(const rc_grant_change, change, proof->gained)) {
    if (!change->planned && !(basic && change->wide)) {
      rc_note_sentence(arena, &notes->gains,
                       RC_FILL(arena, "`{}` gains `{}` on `{}`, which no call of the launch needs",
                               change->role, change->action, change->resource));
    }
  }
  for (RC_EACH(const rc_grant_change, change, proof->lost)) {
    rc_note_sentence(arena, &notes->remarks,
                     RC_FILL(arena, "`{}` loses `{}` on `{}`", change->role, change->action,
                             change->resource));
  }
}

/* ---- the verdict ---------------------------------------------------------------------------- */

static bool any_error(const rc_finding_vec *findings) {
  for (RC_EACH(const rc_finding, finding, *findings)) {
    if (finding->severity == RC_ERROR_SEVERITY) {
      return true;
    }
  }
  return false;
}

static rc_str proven_sentence(const rc_verdict_notes *notes, bool cured) {
  if (any_error(notes->after->findings)) {
    return cured ? RC_STR("proven: every call that was denied is allowed and nothing beyond the "
                          "launch is gained, but errors stay that need more than this")
                 : RC_STR("proven: nothing beyond the launch is gained, but errors stay that need "
                          "more than this");
  }
  return cured ? RC_STR("proven: every call that was denied is allowed, and nothing beyond the "
                        "launch is gained")
               : RC_STR("proven: less is wrong than before, and nothing beyond the launch is "
                        "gained");
}

static void append(rc_arena *arena, rc_text_list *to, const rc_text_list *from) {
  for (RC_EACH(const rc_str, sentence, *from)) {
    rc_note_sentence(arena, to, *sentence);
  }
}

static void conclude(rc_verdict_notes *notes, bool cured, rc_proposal *out) {
  rc_arena *arena = notes->arena;
  append(arena, &out->reasons, &notes->faults);
  append(arena, &out->reasons, &notes->gains);
  append(arena, &out->reasons, &notes->remarks);
  if (notes->faults.len > 0) {
    out->verdict = RC_PROPOSAL_NO_HELP;
    out->sentence = RC_FILL(arena, "does not help: {}", notes->faults.items[0]);
  } else if (notes->gains.len > 0) {
    out->verdict = RC_PROPOSAL_WIDER;
    out->sentence = RC_FILL(arena, "wider than needed: {}", notes->gains.items[0]);
  } else {
    out->verdict = RC_PROPOSAL_PROVEN;
    out->sentence = proven_sentence(notes, cured);
  }
}

rc_status rc_judge_proposal(rc_arena *arena, const rc_proposal_side *before,
                            const rc_proposal_side *after, const rc_proposed_vec *files,
                            const rc_proof *proof, bool basic, rc_proposal *out) {
  rc_verdict_notes notes = {.arena = arena, .before = before, .after = after};
  bool cured = false;
  bool gone = false;
  *out = (rc_proposal){0};
  RC_TRY(rc_compare_files(&notes, files));
  RC_TRY(rc_compare_tasks(&notes, files));
  compare_calls(&notes, &cured);
  compare_findings(&notes, &gone);
  compare_roles(&notes);
  look_at_grants(&notes, proof, basic);
  if (files->len == 0) {
    rc_note_sentence(arena, &notes.faults, RC_STR("it changes nothing"));
  } else if (!cured && !gone && notes.faults.len == 0) {
    rc_note_sentence(arena, &notes.faults, RC_STR("nothing that was wrong is better"));
  }
  conclude(&notes, cured, out);
  return rc_arena_status(arena);
}
