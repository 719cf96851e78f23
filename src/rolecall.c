/*
 * The pipeline behind the public header:
 *
 *   bytes -> syntax -> model -> roll call -> verdicts -> findings -> edits -> bytes -> ... -> proof
 *
 * One arena holds everything. A fix runs the pipeline again on the edited bytes until there is
 * nothing left to edit; its edits always speak of the original bytes.
 */
#include "rolecall.h"

#include <string.h>

#include "read/read.h"
#include "report/report.h"

/* A file of the analysis, as it stands in the current round of a fix. */
typedef struct input {
  rc_str path;
  rc_str original; /* as given; empty for a new file */
  rc_str current;  /* after the edits so far */
  rc_edits edits;  /* original -> current */
  rolecall_role_of_file role;
  uint32_t turn; /* of those with a role: what was told before what */
  bool is_new;
} input;

typedef struct input_vec { RC_VEC_FIELDS(input) } input_vec;

/* What somebody wants a file to be. */
typedef struct proposed {
  rc_str path;
  rc_str bytes;
} proposed;

typedef struct proposed_vec { RC_VEC_FIELDS(proposed) } proposed_vec;

/* All that one run over the inputs yields. */
typedef struct world {
  rc_source *sources;
  rc_file_info *files;
  rc_model model;
  rc_scenario scenario;
  rc_roll_call_vec roll_calls;
  rc_net_walk_vec walks;
  rc_diagnosis_vec diagnoses;
  rc_finding_vec findings;
} world;

typedef enum stage { STAGE_ADDING, STAGE_DONE, STAGE_FAILED } stage;

struct rolecall_analysis {
  rolecall_allocator allocator;
  rc_arena arena;
  rc_assumptions assumptions;
  rc_fix_options fix_options;
  bool launch_type_unknown; /* the option was given and is none that we know */
  bool fix;
  input_vec inputs;
  rc_map input_by_path; /* only while files are added: sorting moves them */
  proposed_vec proposed;
  rc_map proposed_by_path;
  uint64_t total_bytes;
  uint32_t turns;
  stage stage;
  world before, after;
  rc_file_edits_vec edits;
  rc_command_vec commands;
  rc_proof proof;
  rc_proposal proposal;
  char error[256];
};

/* Is there a world to compare the first one with? */
static bool has_after(const rolecall_analysis *analysis) {
  return analysis->fix || analysis->proposed.len > 0;
}

/* ---- errors ------------------------------------------------------------------------------- */

static void set_error(rolecall_analysis *analysis, const rc_str *parts, size_t n_parts) {
  size_t len = 0;
  for (size_t i = 0; i < n_parts; i++) {
    size_t room = sizeof analysis->error - 1 - len;
    size_t n = parts[i].len < room ? parts[i].len : room;
    if (n > 0) {
      memcpy(analysis->error + len, parts[i].ptr, n);
    }
    len += n;
  }
  analysis->error[len] = '\0';
}

#define SET_ERROR(analysis, ...)                               \
  set_error((analysis), (const rc_str[]){__VA_ARGS__},         \
            sizeof((const rc_str[]){__VA_ARGS__}) / sizeof(rc_str))

/* Digits of `value` in `room`, which must outlive the result. */
static rc_str digits_of(uint64_t value, char room[20]) {
  size_t at = 20;
  do {
    room[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  return (rc_str){room + at, 20 - at};
}

static rolecall_status fail(rolecall_analysis *analysis, rc_status status) {
  analysis->stage = STAGE_FAILED;
  if (status == RC_LIMIT) {
    const rc_limit *limit = rc_limit_info(analysis->arena.limit);
    char room[20];
    SET_ERROR(analysis, RC_STR("the limit on "), rc_str_from_c(limit->name), RC_STR(" of "),
              digits_of(limit->value, room), RC_STR(" "), rc_str_from_c(limit->unit),
              RC_STR(" was reached"));
    return ROLECALL_LIMIT;
  }
  if (status == RC_NOMEM) {
    SET_ERROR(analysis, RC_STR("memory ran out"));
    return ROLECALL_NOMEM;
  }
  return ROLECALL_ARG;
}

static rolecall_status misuse(rolecall_analysis *analysis, const char *what) {
  SET_ERROR(analysis, rc_str_from_c(what));
  return ROLECALL_ARG;
}

/* ---- construction ------------------------------------------------------------------------- */

static void take_options(rolecall_analysis *analysis, const rolecall_options *options) {
  rc_arena *arena = &analysis->arena;
  rc_str launch_type = rc_str_from_c(options->launch_type);
  analysis->assumptions = (rc_assumptions){
      .launch_type = rc_launch_type_parse(launch_type),
      .region = rc_str_copy(arena, rc_str_from_c(options->region)),
      .account = rc_str_copy(arena, rc_str_from_c(options->account)),
  };
  analysis->launch_type_unknown =
      launch_type.len > 0 && analysis->assumptions.launch_type == RC_LAUNCH_UNKNOWN;
  analysis->fix = options->fix;
  analysis->fix_options = (rc_fix_options){
      .basic = options->basic,
      .remove_from_task_role = options->remove_from_task_role,
  };
}

rolecall_analysis *rolecall_new(const rolecall_allocator *allocator,
                                const rolecall_options *options) {
  if (allocator == NULL) {
    return NULL;
  }
  rolecall_analysis *analysis = allocator->allocate(allocator->context, sizeof *analysis);
  if (analysis == NULL) {
    return NULL;
  }
  memset(analysis, 0, sizeof *analysis);
  analysis->allocator = *allocator;
  rc_arena_init(&analysis->arena, &(rc_allocator){.context = allocator->context,
                                                  .allocate = allocator->allocate,
                                                  .release = allocator->release});
  if (options != NULL) {
    take_options(analysis, options);
  }
  return analysis;
}

void rolecall_free(rolecall_analysis *analysis) {
  if (analysis != NULL) {
    rc_arena_free(&analysis->arena);
    rolecall_allocator allocator = analysis->allocator;
    memset(analysis->error, 0, sizeof analysis->error);
    allocator.release(allocator.context, analysis, sizeof *analysis);
  }
}

const char *rolecall_error(const rolecall_analysis *analysis) { return analysis->error; }

/* A folder and a flag may both name a file: it is one file, and what the flag says counts. */
static rolecall_status add_again(rolecall_analysis *analysis, input *known, rc_str bytes,
                                 rolecall_role_of_file role) {
  if (!rc_str_equal(known->original, bytes)) {
    return misuse(analysis, "one path was given twice with different contents");
  }
  if (known->role != ROLECALL_FILE_ANY && role != ROLECALL_FILE_ANY && known->role != role) {
    return misuse(analysis, "one file was given for two different roles");
  }
  if (role != ROLECALL_FILE_ANY) {
    known->role = role;
    known->turn = ++analysis->turns;
  }
  return ROLECALL_OK;
}

static rc_status add_input(rolecall_analysis *analysis, rc_str path, rc_str bytes,
                           rolecall_role_of_file role) {
  rc_arena *arena = &analysis->arena;
  RC_TRY(rc_map_add(arena, &analysis->input_by_path, path, analysis->inputs.len, NULL));
  input *added = RC_VEC_ADD(arena, &analysis->inputs);
  if (added == NULL) {
    return rc_arena_status(arena);
  }
  *added = (input){.path = path, .original = bytes, .current = bytes, .role = role};
  added->turn = ++analysis->turns;
  analysis->total_bytes += bytes.len;
  return rc_arena_status(arena);
}

/* What must hold before a file or a proposal is taken. */
static rolecall_status check_file(rolecall_analysis *analysis, const char *path,
                                  const void *bytes, size_t size) {
  rc_arena *arena = &analysis->arena;
  if (analysis->stage != STAGE_ADDING) {
    return misuse(analysis, "files can only be added before the analysis runs");
  }
  if (path == NULL || (bytes == NULL && size > 0)) {
    return misuse(analysis, "a file needs a path and its bytes");
  }
  if (size > RC_LIMIT_FILE_BYTES_VALUE) {
    return fail(analysis, rc_arena_hit(arena, RC_LIMIT_FILE_BYTES));
  }
  if (analysis->total_bytes + size > RC_LIMIT_TOTAL_BYTES_VALUE) {
    return fail(analysis, rc_arena_hit(arena, RC_LIMIT_TOTAL_BYTES));
  }
  if (analysis->inputs.len + analysis->proposed.len >= RC_LIMIT_FILES_VALUE) {
    return fail(analysis, rc_arena_hit(arena, RC_LIMIT_FILES));
  }
  return ROLECALL_OK;
}

rolecall_status rolecall_add_file(rolecall_analysis *analysis, const char *path,
                                  const void *bytes, size_t size, rolecall_role_of_file role) {
  rc_arena *arena = &analysis->arena;
  rolecall_status checked = check_file(analysis, path, bytes, size);
  if (checked != ROLECALL_OK) {
    return checked;
  }
  rc_str text = {bytes, size};
  uint32_t known = rc_map_get(&analysis->input_by_path, rc_str_from_c(path));
  if (known != RC_MAP_NONE) {
    return add_again(analysis, &analysis->inputs.items[known], text, role);
  }
  /* With its NUL, for rolecall_file_kind. */
  rc_str own = rc_str_copy(arena, (rc_str){path, strlen(path) + 1});
  own.len -= own.len > 0;
  rc_status status = add_input(analysis, own, text, role);
  return status == RC_OK ? ROLECALL_OK : fail(analysis, status);
}

static rc_status add_proposed(rolecall_analysis *analysis, rc_str path, rc_str bytes) {
  rc_arena *arena = &analysis->arena;
  uint32_t number = analysis->proposed.len;
  RC_TRY(rc_map_add(arena, &analysis->proposed_by_path, path, number, NULL));
  proposed *added = RC_VEC_ADD(arena, &analysis->proposed);
  if (added == NULL) {
    return rc_arena_status(arena);
  }
  *added = (proposed){path, bytes};
  analysis->total_bytes += bytes.len;
  return rc_arena_status(arena);
}

rolecall_status rolecall_propose(rolecall_analysis *analysis, const char *path,
                                 const void *bytes, size_t size) {
  rolecall_status checked = check_file(analysis, path, bytes, size);
  if (checked != ROLECALL_OK) {
    return checked;
  }
  if (rc_map_get(&analysis->proposed_by_path, rc_str_from_c(path)) != RC_MAP_NONE) {
    return misuse(analysis, "one file was proposed twice");
  }
  rc_str own = rc_str_copy(&analysis->arena, rc_str_from_c(path));
  rc_status status = add_proposed(analysis, own, (rc_str){bytes, size});
  return status == RC_OK ? ROLECALL_OK : fail(analysis, status);
}

/* ---- one run ------------------------------------------------------------------------------ */

/* The order in which files are read must not depend on the order in which they were named. */
static int compare_inputs(const input *a, const input *b) {
  int order = rc_str_compare(a->path, b->path);
  if (order == 0) {
    order = (int)a->role - (int)b->role;
  }
  return order != 0 ? order : rc_str_compare(a->current, b->current);
}

/* Merges two sorted neighbours; `spare` has room for all of them. */
static void merge_inputs(input *items, uint32_t middle, uint32_t len, input *spare) {
  uint32_t left = 0;
  uint32_t right = middle;
  for (uint32_t at = 0; at < len; at++) {
    bool take_left =
        right == len || (left < middle && compare_inputs(&items[left], &items[right]) <= 0);
    spare[at] = items[take_left ? left++ : right++];
  }
  memcpy(items, spare, len * sizeof *items);
}

static rc_status sort_inputs(rc_arena *arena, input_vec *inputs) {
  if (inputs->len < 2) {
    return RC_OK;
  }
  input *spare = RC_NEW_ARRAY(arena, input, inputs->len);
  if (spare == NULL) {
    return rc_arena_status(arena);
  }
  for (uint32_t width = 1; width < inputs->len; width *= 2) {
    for (uint32_t from = 0; from + width < inputs->len; from += 2 * width) {
      uint32_t len = inputs->len - from < 2 * width ? inputs->len - from : 2 * width;
      merge_inputs(inputs->items + from, width, len, spare);
    }
  }
  return RC_OK;
}

static rc_binding binding_of(const input *file) {
  static const rc_binding_kind by_role[] = {
      [ROLECALL_FILE_ANY] = RC_BIND_NONE,
      [ROLECALL_FILE_EXECUTION_ROLE] = RC_BIND_EXECUTION_ROLE,
      [ROLECALL_FILE_TASK_ROLE] = RC_BIND_TASK_ROLE,
      [ROLECALL_FILE_BOUNDARY] = RC_BIND_BOUNDARY,
      [ROLECALL_FILE_SCP] = RC_BIND_SCP,
      [ROLECALL_FILE_PARAMETERS] = RC_BIND_PARAMETERS,
      [ROLECALL_FILE_VARIABLES] = RC_BIND_VARIABLES,
  };
  size_t role = (size_t)file->role;
  if (role == ROLECALL_FILE_ANY || role >= RC_COUNT_OF(by_role)) {
    return rc_binding_of_path(file->path);
  }
  return (rc_binding){.kind = by_role[role], .turn = file->turn};
}

/* Reads the files of template languages, or the others but for those that a template has read. */
static rc_status read_those(rolecall_analysis *analysis, world *out, bool templates) {
  const bool *used = out->model.pending.used_by_templates;
  for (uint32_t i = 0; i < out->model.n_sources; i++) {
    const char *kind = "template";
    const rc_source *source = &out->sources[i];
    rc_binding binding = binding_of(&analysis->inputs.items[i]);
    if (rc_is_template_file(source->path, binding.kind) != templates) {
      continue;
    }
    if (used == NULL || !used[i]) {
      RC_TRY(rc_read_file(&out->model, source, binding, &kind));
    }
    out->files[i] = (rc_file_info){
        .path = source->path,
        .kind = rc_str_from_c(kind),
        .bytes = source->bytes.len,
    };
  }
  return RC_OK;
}

static rc_status read_inputs(rolecall_analysis *analysis, world *out) {
  rc_arena *arena = &analysis->arena;
  uint32_t n = analysis->inputs.len;
  out->sources = RC_NEW_ARRAY(arena, rc_source, n);
  out->files = RC_NEW_ARRAY(arena, rc_file_info, n);
  if (out->sources == NULL || out->files == NULL) {
    return rc_arena_status(arena);
  }
  out->model = (rc_model){
      .arena = arena,
      .sources = out->sources,
      .n_sources = n,
      .assumptions = analysis->assumptions,
      .scenario = &out->scenario,
  };
  for (uint32_t i = 0; i < n; i++) {
    const input *file = &analysis->inputs.items[i];
    out->sources[i] = (rc_source){.path = file->path, .bytes = file->current, .file = i};
    RC_TRY(rc_source_index_lines(arena, &out->sources[i]));
  }
  RC_TRY(read_those(analysis, out, true));
  RC_TRY(rc_read_templates(&out->model));
  RC_TRY(read_those(analysis, out, false));
  RC_TRY(rc_read_cloudformation(&out->model));
  return rc_arena_status(arena);
}

static rc_case case_of(rolecall_analysis *analysis, const world *about) {
  return (rc_case){
      .arena = &analysis->arena,
      .model = &about->model,
      .roll_calls = &about->roll_calls,
      .walks = &about->walks,
      .diagnoses = &about->diagnoses,
  };
}

/* A file that has nothing but the name of a text is one when something is found in it. */
static rc_status settle_kinds(world *out) {
  bool *told = RC_NEW_ARRAY(out->model.arena, bool, out->model.n_sources);
  if (told == NULL) {
    return rc_arena_status(out->model.arena);
  }
  for (RC_EACH(const rc_diagnosis, diagnosis, out->diagnoses)) {
    told[diagnosis->span.file] = true;
  }
  for (RC_EACH(const rc_message_text, text, out->model.messages)) {
    if (text->unsure && !told[text->span.file]) {
      out->files[text->span.file].kind = RC_STR("unrecognised");
    }
  }
  return RC_OK;
}

/* From the current bytes to findings, with the questions that `scenario` (may be NULL) names
 * answered the other way. */
static rc_status look(rolecall_analysis *analysis, const rc_scenario *scenario, world *out) {
  memset(out, 0, sizeof *out);
  rc_scenario_start(&out->scenario, &analysis->arena, RC_STR_NONE);
  if (scenario != NULL) {
    out->scenario = *scenario;
  }
  RC_TRY(sort_inputs(&analysis->arena, &analysis->inputs));
  RC_TRY(read_inputs(analysis, out));
  RC_TRY(rc_model_link(&out->model));
  RC_TRY(rc_roll_calls(&out->model, &out->roll_calls));
  RC_TRY(rc_net_walks(&out->model, &out->roll_calls, &out->walks));
  RC_TRY(rc_diagnose(&out->model, &out->diagnoses));
  RC_TRY(settle_kinds(out));
  RC_TRY(rc_diagnoses_join(&out->model, &out->roll_calls, &out->diagnoses));
  rc_diagnoses_join_paths(&analysis->arena, &out->walks, &out->diagnoses);
  rc_diagnoses_next(&out->model, &out->diagnoses);
  rc_diagnoses_cure(&analysis->arena, &out->diagnoses);
  rc_case about = case_of(analysis, out);
  RC_TRY(rc_run_checks(&about, &out->findings));
  RC_TRY(rc_fix_review(&out->model, &out->findings));
  return rc_arena_status(&analysis->arena);
}

/* Adds to the findings of a first run what further runs find: one for each condition that only a
 * deployment decides. Without templates there are none. */
static rc_status look_again(rolecall_analysis *analysis, world *first) {
  const rc_question_vec *questions = &first->scenario.questions;
  uint32_t n = questions->len < RC_LIMIT_SCENARIOS_VALUE ? questions->len
                                                         : RC_LIMIT_SCENARIOS_VALUE;
  if (n == 0) {
    return RC_OK;
  }
  rc_case about = case_of(analysis, first);
  bool untried = questions->len > n;
  rc_scenario_run *runs = RC_NEW_ARRAY(&analysis->arena, rc_scenario_run, n + untried);
  world *further = RC_NEW(&analysis->arena, world);
  if (runs == NULL || further == NULL) {
    return rc_arena_status(&analysis->arena);
  }
  rc_scenario scenario;
  for (uint32_t i = 0; i < n; i++) {
    rc_scenario_start(&scenario, &analysis->arena, questions->items[i].key);
    RC_TRY(look(analysis, &scenario, further));
    runs[i] = (rc_scenario_run){questions->items[i], further->findings};
  }
  if (untried) {
    rc_scenario_start_untried(&scenario, &analysis->arena, &first->scenario);
    RC_TRY(look(analysis, &scenario, further));
    runs[n] = (rc_scenario_run){{.standard = true}, further->findings};
  }
  RC_TRY(rc_merge_scenarios(&about, runs, n + untried, &first->findings));
  return rc_note_untried(&about, &first->scenario, &first->findings);
}

/* ---- the fix ------------------------------------------------------------------------------ */

static rc_status add_new_file(rolecall_analysis *analysis, const rc_file_edits *change) {
  input *added = RC_VEC_ADD(&analysis->arena, &analysis->inputs);
  if (added == NULL) {
    return rc_arena_status(&analysis->arena);
  }
  *added = (input){
      .path = change->path,
      .current = rc_edits_apply(&analysis->arena, RC_STR_NONE, &change->edits),
      .is_new = true,
  };
  return RC_OK;
}

static rc_status edit_file(rolecall_analysis *analysis, const rc_file_edits *change,
                           bool *changed) {
  rc_arena *arena = &analysis->arena;
  input *file = &analysis->inputs.items[change->file];
  rc_edits step = change->edits;
  bool ok = false;
  RC_TRY(rc_edits_normalise(arena, file->current, &step, &ok));
  if (!ok || step.len == 0) {
    return RC_OK; /* edits in each other's way: the next round sees what is left */
  }
  if (!file->is_new) {
    rc_edits composed = {0};
    RC_TRY(rc_edits_compose(arena, file->original, &file->edits, &step, &composed));
    file->edits = composed;
  }
  file->current = rc_edits_apply(arena, file->current, &step);
  *changed = true;
  return rc_arena_status(arena);
}

/* Existing files first: adding a file moves the array, and file numbers speak of its old order. */
static rc_status apply_changes(rolecall_analysis *analysis, const rc_file_edits_vec *changes,
                               bool *changed) {
  for (RC_EACH(const rc_file_edits, change, *changes)) {
    if (change->file != RC_NO_FILE) {
      RC_TRY(edit_file(analysis, change, changed));
    }
  }
  for (RC_EACH(const rc_file_edits, change, *changes)) {
    if (change->file == RC_NO_FILE) {
      RC_TRY(add_new_file(analysis, change));
      *changed = true;
    }
  }
  return RC_OK;
}

static bool is_kept(const rc_command_vec *kept, rc_str command) {
  for (RC_EACH(const rc_command, known, *kept)) {
    if (rc_str_equal(known->command, command)) {
      return true;
    }
  }
  return false;
}

/* Behind the last command of its step or an earlier one: roles before policies before tasks. */
static rc_status keep_command(rc_arena *arena, rc_command_vec *kept, const rc_command *command) {
  if (RC_VEC_ADD(arena, kept) == NULL) {
    return rc_arena_status(arena);
  }
  uint32_t at = kept->len - 1;
  for (; at > 0 && kept->items[at - 1].step > command->step; at--) {
    kept->items[at] = kept->items[at - 1];
  }
  kept->items[at] = *command;
  return RC_OK;
}

/* A later round may rewrite a policy that an earlier one wrote: the same command once is enough. */
static rc_status keep_commands(rolecall_analysis *analysis, const rc_command_vec *round) {
  for (RC_EACH(const rc_command, command, *round)) {
    if (!is_kept(&analysis->commands, command->command)) {
      RC_TRY(keep_command(&analysis->arena, &analysis->commands, command));
    }
  }
  return RC_OK;
}

static uint32_t file_number_of(const world *about, rc_str path) {
  for (uint32_t i = 0; i < about->model.n_sources; i++) {
    if (rc_str_equal(about->sources[i].path, path)) {
      return i;
    }
  }
  return RC_NO_FILE;
}

/* What all rounds together did to each file, in terms of the bytes as given. */
static rc_status collect_edits(rolecall_analysis *analysis) {
  rc_arena *arena = &analysis->arena;
  for (RC_EACH(const input, file, analysis->inputs)) {
    if (!file->is_new && file->edits.len == 0) {
      continue;
    }
    rc_file_edits *all = RC_VEC_ADD(arena, &analysis->edits);
    if (all == NULL) {
      return rc_arena_status(arena);
    }
    *all = (rc_file_edits){.file = RC_NO_FILE, .path = file->path, .edits = file->edits};
    if (!file->is_new) {
      all->file = file_number_of(&analysis->before, file->path);
      continue;
    }
    rc_edit *whole = RC_VEC_ADD(arena, &all->edits);
    if (whole == NULL) {
      return rc_arena_status(arena);
    }
    *whole = (rc_edit){0, 0, file->current};
  }
  return RC_OK;
}

static rc_status mend(rolecall_analysis *analysis) {
  bool again = false;
  analysis->after = analysis->before;
  for (uint32_t round = 0;; round++) {
    rc_file_edits_vec changes = {0};
    rc_command_vec commands = {0};
    bool changed = false;
    RC_TRY(rc_fix_lower(&analysis->after.model, &analysis->after.findings,
                        &analysis->fix_options, &changes, &commands));
    RC_TRY(keep_commands(analysis, &commands));
    RC_TRY(apply_changes(analysis, &changes, &changed));
    if (!changed) {
      break;
    }
    if (round == RC_LIMIT_FIX_ROUNDS_VALUE) {
      return rc_arena_hit(&analysis->arena, RC_LIMIT_FIX_ROUNDS);
    }
    RC_TRY(look(analysis, NULL, &analysis->after));
    again = true;
  }
  if (again) {
    RC_TRY(look_again(analysis, &analysis->after));
  }
  RC_TRY(collect_edits(analysis));
  return rc_prove(&analysis->arena, &analysis->before.model, &analysis->before.roll_calls,
                  &analysis->after.model, &analysis->after.roll_calls, &analysis->proof);
}

/* ---- a proposal --------------------------------------------------------------------------- */

static input *input_at(rolecall_analysis *analysis, rc_str path) {
  for (RC_EACH(input, file, analysis->inputs)) {
    if (rc_str_equal(file->path, path)) {
      return file;
    }
  }
  return NULL;
}

/* Puts a proposed file in its place. */
static rc_status take_proposed(rolecall_analysis *analysis, const proposed *file) {
  rc_arena *arena = &analysis->arena;
  input *known = input_at(analysis, file->path);
  if (known != NULL) {
    known->current = file->bytes;
    return rc_edits_between(arena, known->original, file->bytes, RC_BY_LINES, &known->edits);
  }
  input *added = RC_VEC_ADD(arena, &analysis->inputs);
  if (added == NULL) {
    return rc_arena_status(arena);
  }
  *added = (input){.path = file->path, .current = file->bytes, .is_new = true};
  return RC_OK;
}

static rc_status list_proposed(rolecall_analysis *analysis, rc_proposed_vec *out) {
  for (RC_EACH(const input, file, analysis->inputs)) {
    if (!file->is_new && file->edits.len == 0) {
      continue;
    }
    rc_proposed_file *added = RC_VEC_ADD(&analysis->arena, out);
    if (added == NULL) {
      return rc_arena_status(&analysis->arena);
    }
    *added = (rc_proposed_file){
        .before = file->is_new ? RC_NO_FILE : file_number_of(&analysis->before, file->path),
        .after = file_number_of(&analysis->after, file->path),
        .unjudged = file->role == ROLECALL_FILE_SCP,
    };
  }
  return RC_OK;
}

static rc_proposal_side side_of(const world *of) {
  return (rc_proposal_side){
      .model = &of->model,
      .calls = &of->roll_calls,
      .findings = &of->findings,
      .files = of->files,
  };
}

static rc_status judge(rolecall_analysis *analysis) {
  rc_arena *arena = &analysis->arena;
  rc_proposed_vec files = {0};
  for (RC_EACH(const proposed, file, analysis->proposed)) {
    RC_TRY(take_proposed(analysis, file));
  }
  RC_TRY(look(analysis, NULL, &analysis->after));
  RC_TRY(look_again(analysis, &analysis->after));
  RC_TRY(collect_edits(analysis));
  RC_TRY(list_proposed(analysis, &files));
  const world *before = &analysis->before;
  const world *after = &analysis->after;
  RC_TRY(rc_prove(arena, &before->model, &before->roll_calls, &after->model, &after->roll_calls,
                  &analysis->proof));
  rc_proposal_side sides[] = {side_of(before), side_of(after)};
  return rc_judge_proposal(arena, &sides[0], &sides[1], &files, &analysis->proof,
                           analysis->fix_options.basic, &analysis->proposal);
}

rolecall_status rolecall_run(rolecall_analysis *analysis) {
  if (analysis->stage != STAGE_ADDING) {
    return misuse(analysis, "an analysis runs once");
  }
  if (analysis->launch_type_unknown) {
    return misuse(analysis,
                  "the launch type must be FARGATE, EC2, EXTERNAL or MANAGED_INSTANCES");
  }
  rc_status status = rc_arena_status(&analysis->arena);
  if (status == RC_OK) {
    status = look(analysis, NULL, &analysis->before);
  }
  if (status == RC_OK) {
    status = look_again(analysis, &analysis->before);
  }
  if (status == RC_OK && analysis->proposed.len > 0) {
    status = judge(analysis);
  } else if (status == RC_OK && analysis->fix) {
    status = mend(analysis);
  }
  if (status != RC_OK) {
    return fail(analysis, status);
  }
  analysis->stage = STAGE_DONE;
  return ROLECALL_OK;
}

/* ---- answers ------------------------------------------------------------------------------ */

static rc_outcome outcome_of(rolecall_analysis *analysis) {
  const world *before = &analysis->before;
  rc_outcome outcome = {
      .arena = &analysis->arena,
      .sources = before->sources,
      .files = before->files,
      .n_files = before->model.n_sources,
      .model = &before->model,
      .roll_calls = &before->roll_calls,
      .walks = &before->walks,
      .diagnoses = &before->diagnoses,
      .findings = &before->findings,
  };
  if (has_after(analysis)) {
    outcome.edits = &analysis->edits;
    outcome.commands = &analysis->commands;
    outcome.proof = &analysis->proof;
    outcome.findings_after = &analysis->after.findings;
    outcome.sources_after = analysis->after.sources;
    outcome.n_sources_after = analysis->after.model.n_sources;
    outcome.proposal = analysis->proposed.len > 0 ? &analysis->proposal : NULL;
  }
  return outcome;
}

rolecall_status rolecall_report(rolecall_analysis *analysis, const char *format,
                                const rolecall_text_options *options, const char **text,
                                size_t *size) {
  *text = NULL;
  *size = 0;
  if (analysis->stage != STAGE_DONE) {
    return misuse(analysis, "there is nothing to report before the analysis has run");
  }
  const rc_reporter *reporter = rc_reporter_find(rc_str_from_c(format));
  if (reporter == NULL) {
    return misuse(analysis, "no such output format");
  }
  rc_report_options report_options = {0};
  if (options != NULL) {
    report_options = (rc_report_options){
        .color = options->color,
        .quiet = options->quiet,
        .show_commands = options->commands,
        .width = options->width,
        .diagnosis_only = options->diagnosis_only,
    };
  }
  rc_outcome outcome = outcome_of(analysis);
  rc_buf out;
  rc_buf_init(&out, &analysis->arena);
  reporter->write(&out, &outcome, &report_options);
  if (rc_buf_status(&out) != RC_OK) {
    return fail(analysis, rc_buf_status(&out));
  }
  *text = out.ptr;
  *size = out.len;
  return ROLECALL_OK;
}

static void count_findings(const rc_finding_vec *findings, uint32_t *errors, uint32_t *warnings,
                           uint32_t *notes) {
  for (RC_EACH(const rc_finding, finding, *findings)) {
    uint32_t *count = finding->severity == RC_ERROR_SEVERITY ? errors
                      : finding->severity == RC_WARNING      ? warnings
                                                             : notes;
    *count += 1;
  }
}

rolecall_summary rolecall_get_summary(const rolecall_analysis *analysis) {
  rolecall_summary summary = {.proof_holds = true};
  if (analysis->stage != STAGE_DONE) {
    return summary;
  }
  const world *before = &analysis->before;
  const world *left = has_after(analysis) ? &analysis->after : before;
  count_findings(&before->findings, &summary.errors, &summary.warnings, &summary.notes);
  count_findings(&left->findings, &summary.errors_left, &summary.warnings_left,
                 &summary.notes_left);
  for (RC_EACH(const rc_roll_call, roll_call, before->roll_calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      summary.unknown += call->verdict.evaluation.decision == RC_UNDECIDED;
    }
  }
  for (uint32_t i = 0; i < before->model.n_sources; i++) {
    summary.recognised += !rc_str_equal(before->files[i].kind, RC_STR("unrecognised"));
  }
  if (has_after(analysis)) {
    summary.changed_files = analysis->edits.len;
    summary.proof_holds = analysis->proof.holds;
  }
  return summary;
}

bool rolecall_get_finding(const rolecall_analysis *analysis, uint32_t index,
                          rolecall_finding *out) {
  static const char *const severities[] = {
      [RC_ERROR_SEVERITY] = "error", [RC_WARNING] = "warning", [RC_NOTE] = "note"};
  const world *before = &analysis->before;
  if (analysis->stage != STAGE_DONE || index >= before->findings.len) {
    return false;
  }
  const rc_finding *finding = &before->findings.items[index];
  bool has_place = finding->span.file < before->model.n_sources;
  *out = (rolecall_finding){
      .severity = severities[finding->severity],
      /* Paths are copied with their NUL: see rolecall_add_file. */
      .path = has_place ? before->files[finding->span.file].path.ptr : NULL,
      .start = has_place ? finding->span.start : 0,
  };
  rc_str code = rc_str_slice(finding->code, 0, sizeof out->code - 1);
  memcpy(out->code, code.ptr, code.len);
  return true;
}

/* In the user's spelling, with a NUL behind it; empty when memory ran out. */
static const char *shown(rolecall_analysis *analysis, rc_str text) {
  rc_str spelled = RC_FILL(&analysis->arena, "{}{}", rc_hole_display(&analysis->arena, text),
                           ((rc_str){"", 1}));
  return spelled.len > 0 ? spelled.ptr : "";
}

bool rolecall_changed_file(rolecall_analysis *analysis, uint32_t index, const char **path,
                           const char **bytes, size_t *size, bool *is_new) {
  if (analysis->stage != STAGE_DONE || !has_after(analysis) || index >= analysis->edits.len) {
    return false;
  }
  const rc_file_edits *change = &analysis->edits.items[index];
  rc_str name = RC_FILL(&analysis->arena, "{}{}", change->path, ((rc_str){"", 1}));
  for (RC_EACH(const input, file, analysis->inputs)) {
    if (rc_str_equal(file->path, change->path) && name.len > 0) {
      *path = name.ptr;
      *bytes = file->current.ptr;
      *size = file->current.len;
      *is_new = file->is_new;
      return true;
    }
  }
  return false;
}

bool rolecall_file_kind(const rolecall_analysis *analysis, uint32_t index, const char **path,
                        const char **kind) {
  const world *before = &analysis->before;
  if (analysis->stage != STAGE_DONE || index >= before->model.n_sources) {
    return false;
  }
  /* Paths are copied with their NUL: see rolecall_add_file. */
  *path = before->files[index].path.ptr;
  *kind = before->files[index].kind.ptr;
  return true;
}

rolecall_verdict rolecall_get_verdict(rolecall_analysis *analysis, const char **sentence) {
  static const rolecall_verdict verdicts[] = {
      [RC_PROPOSAL_PROVEN] = ROLECALL_PROVEN,
      [RC_PROPOSAL_WIDER] = ROLECALL_WIDER,
      [RC_PROPOSAL_NO_HELP] = ROLECALL_NO_HELP,
  };
  *sentence = NULL;
  if (analysis->stage != STAGE_DONE || analysis->proposed.len == 0) {
    return ROLECALL_NO_VERDICT;
  }
  *sentence = shown(analysis, analysis->proposal.sentence);
  return verdicts[analysis->proposal.verdict];
}

const char *rolecall_verdict_reason(rolecall_analysis *analysis, uint32_t index) {
  bool there = analysis->stage == STAGE_DONE && analysis->proposed.len > 0 &&
               index < analysis->proposal.reasons.len;
  return there ? shown(analysis, analysis->proposal.reasons.items[index]) : NULL;
}
