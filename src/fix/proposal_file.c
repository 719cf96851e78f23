/*
 * Files as a whole: does each still parse, is it still what it was, and does anything read it?
 */
#include "base/path.h"
#include "fix/proposal.h"
#include "syntax/json.h"

/* What our own fix writes beside policies: which AWS managed policies a role has. */
#define ATTACHED_POLICIES RC_STR("attached-policies.json")

static bool is_source_kind(rc_str kind) {
  static const rc_str kinds[] = {
      RC_STR_INIT("task-definition"), RC_STR_INIT("policy"),   RC_STR_INIT("terraform"),
      RC_STR_INIT("cloudformation"),  RC_STR_INIT("template"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(kinds); i++) {
    if (rc_str_equal(kind, kinds[i])) {
      return true;
    }
  }
  return false;
}

/* How a file reads as JSON. */
typedef struct reading {
  bool broken;
  uint32_t n_notes;
  uint32_t n_left_out; /* containers in which a mark or `...` stands for what is not there */
  rc_str first_note;
} reading;

static rc_status read_again(rc_arena *arena, const rc_source *source, reading *out) {
  rc_tree *tree = NULL;
  *out = (reading){0};
  if (!rc_json_looks_like(source->bytes)) {
    return RC_OK;
  }
  RC_TRY(rc_json_parse(arena, source, &tree));
  out->broken = tree->has_errors;
  out->n_notes = tree->n_notes;
  out->first_note = tree->n_notes > 0 ? tree->notes[0].message : RC_STR_NONE;
  for (uint32_t i = 0; i < tree->n_nodes; i++) {
    out->n_left_out += (tree->nodes[i].flags & RC_NODE_TEMPLATED) != 0;
  }
  return RC_OK;
}

static bool has_snapshot(const rc_model *model, uint32_t file) {
  for (RC_EACH(const rc_task, task, model->tasks)) {
    if (task->snapshot && rc_value_span(task->object).file == file) {
      return true;
    }
  }
  return false;
}

/* `..` behind the folder of some file that was given, or a path from the root that none has. */
static bool leaves_folders(const rc_model *before, rc_str path) {
  size_t common = 0;
  for (uint32_t i = 0; i < before->n_sources; i++) {
    rc_str folder = rc_path_folder(before->sources[i].path);
    if (rc_str_starts_with(path, folder) && folder.len > common) {
      common = folder.len;
    }
  }
  rc_str rest = rc_str_from(path, common);
  bool rooted = common == 0 && rest.len > 0 &&
                (rest.ptr[0] == '/' || rest.ptr[0] == '\\' || rc_str_find_byte(rest, ':', 0) == 1);
  while (rest.len > 0) {
    rc_str step = rc_str_cut(&rest, rc_str_find_byte(rest, '/', 0) != RC_NOT_FOUND ? '/' : '\\');
    if (rc_str_equal(step, RC_STR(".."))) {
      return true;
    }
  }
  return rooted;
}

static void look_at_new(rc_verdict_notes *notes, const rc_proposed_file *file) {
  rc_arena *arena = notes->arena;
  const rc_file_info *info = &notes->after->files[file->after];
  if (leaves_folders(notes->before->model, info->path)) {
    rc_note_sentence(arena, &notes->gains,
                     RC_FILL(arena, "`{}` would stand outside of the folders that were given",
                             info->path));
  }
  if (rc_str_equal(info->kind, RC_STR("unrecognised"))) {
    rc_note_sentence(arena, &notes->gains,
                     RC_FILL(arena, "`{}` is a new file that nothing of the launch reads",
                             info->path));
  } else if (!is_source_kind(info->kind) &&
             !rc_str_equal(rc_path_file(info->path), ATTACHED_POLICIES)) {
    rc_note_sentence(arena, &notes->faults,
                     RC_FILL(arena, "`{}` would only claim what is deployed: it changes nothing",
                             info->path));
  }
}

static void look_at_changed(rc_verdict_notes *notes, const rc_proposed_file *file) {
  rc_arena *arena = notes->arena;
  const rc_file_info *old = &notes->before->files[file->before];
  const rc_file_info *new = &notes->after->files[file->after];
  if (!rc_str_equal(old->kind, new->kind)) {
    rc_note_sentence(arena, &notes->faults,
                     RC_FILL(arena, "`{}` is no longer recognised as {} but as {}", old->path,
                             old->kind, new->kind));
  } else if (rc_str_equal(old->kind, RC_STR("unrecognised"))) {
    rc_note_sentence(arena, &notes->gains,
                     RC_FILL(arena, "`{}` is changed, and nothing of the launch reads it",
                             old->path));
  } else if (has_snapshot(notes->before->model, file->before) ||
             (!is_source_kind(old->kind) &&
              !rc_str_equal(rc_path_file(old->path), ATTACHED_POLICIES))) {
    rc_note_sentence(arena, &notes->faults,
                     RC_FILL(arena, "`{}` shows what is deployed or what was said: changing the "
                                    "copy changes nothing",
                             old->path));
  }
}

/* Policies that nobody has: whatever they grant is not compared with anything. */
static void look_at_loose(rc_verdict_notes *notes) {
  rc_map known = {0};
  for (RC_EACH(const rc_loose_policy, loose, notes->before->model->loose)) {
    if (rc_map_add(notes->arena, &known, rc_value_raw(loose->policy->document), 1, NULL) !=
        RC_OK) {
      return;
    }
  }
  for (RC_EACH(const rc_loose_policy, loose, notes->after->model->loose)) {
    if (rc_map_get(&known, rc_value_raw(loose->policy->document)) == RC_MAP_NONE &&
        loose->span.file < notes->after->model->n_sources) {
      rc_note_sentence(notes->arena, &notes->gains,
                       RC_FILL(notes->arena, "the policy in `{}` belongs to no role or resource "
                                             "that is shown: what it grants is not judged",
                               notes->after->model->sources[loose->span.file].path));
    }
  }
}

static rc_status look_at_syntax(rc_verdict_notes *notes, const rc_proposed_file *file) {
  rc_arena *arena = notes->arena;
  const rc_source *source = &notes->after->model->sources[file->after];
  reading old = {0};
  reading new;
  if (file->before != RC_NO_FILE) {
    RC_TRY(read_again(arena, &notes->before->model->sources[file->before], &old));
  }
  RC_TRY(read_again(arena, source, &new));
  if (new.broken && !old.broken) {
    rc_note_sentence(arena, &notes->faults, RC_FILL(arena, "`{}` does not parse: {}", source->path,
                                                    new.first_note));
  } else if (new.n_left_out > old.n_left_out) {
    rc_note_sentence(arena, &notes->faults,
                     RC_FILL(arena, "`{}` leaves out what should stand there", source->path));
  } else if (new.n_notes > 0 && old.n_notes == 0) {
    rc_note_sentence(arena, &notes->faults,
                     RC_FILL(arena, "`{}` is no JSON that AWS takes: {}", source->path,
                             new.first_note));
  }
  return rc_arena_status(arena);
}

rc_status rc_compare_files(rc_verdict_notes *notes, const rc_proposed_vec *files) {
  rc_arena *arena = notes->arena;
  for (RC_EACH(const rc_proposed_file, file, *files)) {
    RC_TRY(look_at_syntax(notes, file));
    if (file->unjudged) {
      rc_note_sentence(arena, &notes->gains,
                       RC_FILL(arena, "the service control policy `{}` is changed, and this "
                                      "version does not judge those",
                               notes->after->model->sources[file->after].path));
    }
    if (file->before == RC_NO_FILE) {
      look_at_new(notes, file);
    } else {
      look_at_changed(notes, file);
    }
  }
  look_at_loose(notes);
  return rc_arena_status(arena);
}
