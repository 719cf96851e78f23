/*
 * Secrets that no check names (in an error text, a broken file, a label) must not be shown either:
 * the report asks the redaction what is secret in the files that it quotes.
 */
#include "redact/redact.h"
#include "report/common.h"

/* Runs a redaction of one text that takes out secrets only. The scratch arena is the caller's. */
static rc_status find_secrets(rc_arena *scratch, rc_str path, rc_str bytes,
                              rc_redaction *redaction) {
  *redaction = (rc_redaction){.arena = scratch, .options = {.keep_names = true}};
  RC_TRY(rc_redaction_add(redaction, path, bytes));
  return rc_redact(redaction);
}

static bool is_secret(const rc_redaction *redaction, const rc_redacted_file *file, uint32_t edit) {
  return (redaction->entries.items[file->entries[edit]].flags & RC_LEAF_SECRET) != 0;
}

/* What could not be scanned is not shown at all: the scratch arena's failure is the report's. */
static void keep_failure(rc_arena *arena, const rc_arena *scratch, rc_status status) {
  if (status != RC_OK && arena->status == RC_OK) {
    arena->status = status;
    arena->limit = scratch->limit;
  }
}

static void hide_in(rc_arena *arena, const rc_source *source, rc_hidden *out) {
  rc_arena scratch;
  rc_redaction redaction;
  rc_arena_init(&scratch, &arena->allocator);
  rc_status status = find_secrets(&scratch, source->path, source->bytes, &redaction);
  if (status == RC_OK) {
    const rc_redacted_file *file = &redaction.files.items[0];
    for (uint32_t i = 0; i < file->edits.len; i++) {
      const rc_edit *edit = &file->edits.items[i];
      rc_span *added = is_secret(&redaction, file, i) ? RC_VEC_ADD(arena, out) : NULL;
      if (added != NULL) {
        *added = (rc_span){source->file, edit->start, edit->end};
      }
    }
  }
  keep_failure(arena, &scratch, status);
  rc_arena_free(&scratch);
}

static void mark_shown(const rc_finding_vec *findings, bool *shown, uint32_t n) {
  for (RC_EACH(const rc_finding, finding, *findings)) {
    if (finding->span.file < n) {
      shown[finding->span.file] = true;
    }
    for (RC_EACH(const rc_related, related, finding->related)) {
      if (related->span.file < n) {
        shown[related->span.file] = true;
      }
    }
  }
}

const rc_hidden *rc_hide_secrets(const rc_outcome *outcome) {
  rc_arena *arena = outcome->arena;
  bool *shown = RC_NEW_ARRAY(arena, bool, outcome->n_files + 1);
  rc_hidden *all = RC_NEW_ARRAY(arena, rc_hidden, outcome->n_files + 1);
  if (shown == NULL || all == NULL) {
    return NULL;
  }
  mark_shown(outcome->findings, shown, outcome->n_files);
  for (uint32_t i = 0; i < outcome->n_files; i++) {
    if (shown[i]) {
      hide_in(arena, &outcome->sources[i], &all[i]);
    }
  }
  for (RC_EACH(const rc_span, secret, outcome->model->secrets)) {
    rc_span *added = RC_VEC_ADD(arena, &all[secret->file]);
    if (added != NULL) {
      *added = *secret;
    }
  }
  return rc_arena_status(arena) == RC_OK ? all : NULL;
}

rc_str rc_without_secrets(rc_arena *arena, rc_str text) {
  rc_arena scratch;
  rc_redaction redaction;
  rc_str result = text;
  rc_arena_init(&scratch, &arena->allocator);
  rc_status status = find_secrets(&scratch, RC_STR("-"), text, &redaction);
  if (status == RC_OK) {
    const rc_redacted_file *file = &redaction.files.items[0];
    rc_edits hidden = {0};
    for (uint32_t i = 0; i < file->edits.len; i++) {
      rc_edit *added =
          is_secret(&redaction, file, i) ? RC_VEC_ADD(&scratch, &hidden) : NULL;
      if (added != NULL) {
        *added = (rc_edit){file->edits.items[i].start, file->edits.items[i].end, RC_STR("****")};
      }
    }
    status = rc_arena_status(&scratch);
    result = hidden.len > 0 ? rc_edits_apply(arena, text, &hidden) : text;
  }
  keep_failure(arena, &scratch, status);
  rc_arena_free(&scratch);
  return status == RC_OK ? result : RC_STR_NONE;
}
