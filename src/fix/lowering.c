#include "fix/template_terraform.h"

/* ---- staging ------------------------------------------------------------------------------ */

static rc_file_edits *edits_of_file(rc_lowering *lowering, uint32_t file) {
  for (RC_EACH(rc_file_edits, known, *lowering->edits)) {
    if (known->file == file) {
      return known;
    }
  }
  rc_file_edits *added = RC_VEC_ADD(lowering->arena, lowering->edits);
  if (added != NULL) {
    *added = (rc_file_edits){.file = file, .path = lowering->model->sources[file].path};
  }
  return added;
}

static bool in_the_way(const rc_edit *a, const rc_edit *b) {
  return a->start <= b->end && b->start <= a->end;
}

static bool fits(const rc_edits *known, const rc_edits *added) {
  for (RC_EACH(const rc_edit, edit, *added)) {
    for (RC_EACH(const rc_edit, other, *known)) {
      if (in_the_way(edit, other)) {
        return false;
      }
    }
  }
  return true;
}

bool rc_stage(rc_lowering *lowering, uint32_t file, rc_edits *edits) {
  /* Configurations in JSON are worked out from a transcript: nothing is written into them. */
  if (edits->len == 0 || file >= lowering->model->n_sources ||
      rc_str_ends_with(lowering->model->sources[file].path, RC_STR(".tf.json"))) {
    return false;
  }
  rc_terraform_complete(lowering, file, edits);
  rc_file_edits *into = edits_of_file(lowering, file);
  if (into == NULL || !fits(&into->edits, edits)) {
    return false;
  }
  for (RC_EACH(const rc_edit, edit, *edits)) {
    rc_edit *added = RC_VEC_ADD(lowering->arena, &into->edits);
    if (added != NULL) {
      *added = *edit;
    }
  }
  return rc_arena_status(lowering->arena) == RC_OK;
}

/* A file beside it says just this and did not help: another one would not either. */
static bool has_twin(const rc_model *model, rc_str path, rc_str text) {
  for (uint32_t i = 0; i < model->n_sources; i++) {
    if (rc_str_equal(model->sources[i].bytes, text) &&
        rc_str_equal(rc_path_folder(model->sources[i].path), rc_path_folder(path))) {
      return true;
    }
  }
  return false;
}

bool rc_stage_new(rc_lowering *lowering, rc_str path, rc_str text) {
  if (path.len == 0 || text.len == 0 || rc_file_at(lowering->model, path) != RC_NO_FILE ||
      has_twin(lowering->model, path, text)) {
    return false;
  }
  for (RC_EACH(const rc_file_edits, known, *lowering->edits)) {
    if (rc_str_equal(known->path, path)) {
      return false;
    }
  }
  rc_file_edits *added = RC_VEC_ADD(lowering->arena, lowering->edits);
  rc_edit *whole = added == NULL ? NULL : RC_VEC_ADD(lowering->arena, &added->edits);
  if (whole == NULL) {
    return false;
  }
  *whole = (rc_edit){0, 0, text};
  added->file = RC_NO_FILE;
  added->path = path;
  return true;
}

/* Files that got no edit in the end are no changes. */
static void drop_empty(rc_file_edits_vec *edits) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < edits->len; i++) {
    if (edits->items[i].edits.len > 0) {
      edits->items[kept++] = edits->items[i];
    }
  }
  edits->len = kept;
}

/* ---- choosing ----------------------------------------------------------------------------- */

/* Commands are printed for whoever reads them; nothing runs them. */
static bool is_wanted(const rc_finding *finding, rc_intent_kind kind,
                      const rc_fix_options *options) {
  return finding->applicability == RC_FIX_SAFE || kind == RC_INTENT_COMMAND ||
         (finding->applicability == RC_FIX_UNSAFE && options->remove_from_task_role);
}

/* Intents of one kind, in the order of the findings. */
static rc_status collect(rc_lowering *lowering, const rc_finding_vec *findings,
                         rc_intent_kind kind, rc_intent_refs *out) {
  for (RC_EACH(const rc_finding, finding, *findings)) {
    if (!is_wanted(finding, kind, lowering->options)) {
      continue;
    }
    for (RC_EACH(const rc_intent, intent, finding->intents)) {
      const rc_intent **added = NULL;
      if (intent->kind == kind) {
        added = RC_VEC_ADD(lowering->arena, out);
      }
      if (added != NULL) {
        *added = intent;
      }
    }
  }
  return rc_arena_status(lowering->arena);
}

static rc_status add_new_trusts(rc_lowering *lowering, const rc_intent_refs *trusts,
                                rc_intent_refs *out) {
  for (RC_EACH(const rc_intent *, intent, *trusts)) {
    const rc_intent **added = NULL;
    if ((*intent)->role == RC_NO_INDEX) {
      added = RC_VEC_ADD(lowering->arena, out);
    }
    if (added != NULL) {
      *added = *intent;
    }
  }
  return rc_arena_status(lowering->arena);
}

typedef rc_status lower_one(rc_lowering *lowering, const rc_intent *intent);

static rc_status each(rc_lowering *lowering, const rc_intent_refs *intents, lower_one *lower) {
  for (RC_EACH(const rc_intent *, intent, *intents)) {
    RC_TRY(lower(lowering, *intent));
  }
  return rc_arena_status(lowering->arena);
}

/* Roles before what names them; then the commands come in an order in which they work. */
rc_status rc_fix_lower(const rc_model *model, const rc_finding_vec *findings,
                       const rc_fix_options *options, rc_file_edits_vec *edits,
                       rc_command_vec *commands) {
  rc_lowering lowering = {model, model->arena, options, edits, commands, NULL};
  enum { N_KINDS = RC_INTENT_COMMAND + 1 };
  rc_intent_refs of[N_KINDS] = {{0}};
  for (uint32_t kind = 0; kind < N_KINDS; kind++) {
    RC_TRY(collect(&lowering, findings, (rc_intent_kind)kind, &of[kind]));
  }
  RC_TRY(add_new_trusts(&lowering, &of[RC_INTENT_TRUST], &of[RC_INTENT_ALLOW]));
  RC_TRY(each(&lowering, &of[RC_INTENT_REPLACE], rc_lower_replace));
  RC_TRY(each(&lowering, &of[RC_INTENT_TRUST], rc_lower_trust));
  RC_TRY(rc_lower_allow(&lowering, &of[RC_INTENT_ALLOW]));
  RC_TRY(rc_lower_resource(&lowering, &of[RC_INTENT_RESOURCE_ALLOW]));
  RC_TRY(each(&lowering, &of[RC_INTENT_SET_FIELD], rc_lower_field));
  RC_TRY(each(&lowering, &of[RC_INTENT_NETWORK], rc_lower_network));
  RC_TRY(each(&lowering, &of[RC_INTENT_COMMAND], rc_lower_command));
  if (options->remove_from_task_role) {
    RC_TRY(rc_lower_remove(&lowering, &of[RC_INTENT_REMOVE_ACTION]));
  }
  drop_empty(edits);
  return rc_arena_status(model->arena);
}
