/*
 * The whole pipeline with a fix. The bytes are: one byte of options, then up to four files, each
 * `path LF bytes`, separated by the control character FS.
 */
#include "common.h"

#include <string.h>

#include "syntax/json.h"

enum { MOST_FILES = 4, LONGEST_PATH = 80, SEPARATOR = 0x1C };
enum { FIX = 1, BASIC = 2, REMOVE = 4, KNOWN_PLACE = 8, EC2 = 16 };

typedef struct file {
  char path[LONGEST_PATH + 1];
  rc_str bytes;
} file;

typedef struct world {
  rolecall_options options;
  file files[MOST_FILES];
  size_t n_files;
} world;

static void take_file(world *w, rc_str part) {
  file *added = &w->files[w->n_files];
  rc_str path = rc_str_cut(&part, '\n');
  path = rc_str_slice(path, 0, LONGEST_PATH);
  if (path.len == 0) {
    path = RC_STR("taskdef.json");
  }
  memcpy(added->path, path.ptr, path.len);
  added->path[path.len] = '\0';
  added->bytes = part;
  for (size_t i = 0; i < w->n_files; i++) {
    if (strcmp(w->files[i].path, added->path) == 0) {
      return; /* one path, two contents: an error of the caller, tested elsewhere */
    }
  }
  w->n_files++;
}

static world take_apart(const uint8_t *data, size_t size) {
  world w = {0};
  uint8_t bits = size > 0 ? data[0] : 0;
  rc_str rest = {(const char *)data, size};
  rest = rc_str_from(rest, 1);
  w.options.fix = (bits & FIX) != 0;
  w.options.basic = (bits & BASIC) != 0;
  w.options.remove_from_task_role = (bits & REMOVE) != 0;
  w.options.region = (bits & KNOWN_PLACE) != 0 ? "eu-west-1" : NULL;
  w.options.account = (bits & KNOWN_PLACE) != 0 ? "111122223333" : NULL;
  w.options.launch_type = (bits & EC2) != 0 ? "EC2" : NULL;
  while (rest.len > 0 && w.n_files < MOST_FILES) {
    take_file(&w, rc_str_cut(&rest, SEPARATOR));
  }
  return w;
}

/* NULL when a limit was reached. */
static rolecall_analysis *analyse(const world *w) {
  rolecall_analysis *analysis = rolecall_new(&fuzz_public_heap, &w->options);
  must(analysis != NULL, "there is memory");
  rolecall_status status = ROLECALL_OK;
  for (size_t i = 0; i < w->n_files && status == ROLECALL_OK; i++) {
    status = rolecall_add_file(analysis, w->files[i].path, w->files[i].bytes.ptr,
                               w->files[i].bytes.len, ROLECALL_FILE_ANY);
  }
  if (status == ROLECALL_OK) {
    status = rolecall_run(analysis);
  }
  must(status == ROLECALL_OK || status == ROLECALL_LIMIT, "only limits stop an analysis");
  if (status != ROLECALL_OK) {
    rolecall_free(analysis);
    return NULL;
  }
  return analysis;
}

/* What is beyond a limit of the parser cannot be told to be unsound. */
static bool is_sound_json(rc_str bytes) {
  rc_arena arena;
  rc_source source;
  rc_arena_init(&arena, &fuzz_heap);
  const rc_tree *tree = fuzz_parse(&arena, &source, bytes);
  bool sound = tree == NULL || !tree->has_errors;
  rc_arena_free(&arena);
  return sound;
}

static void check_reports(rolecall_analysis *analysis) {
  static const char *const formats[] = {"json", "text"};
  for (size_t i = 0; i < RC_COUNT_OF(formats); i++) {
    const rolecall_text_options options = {.width = 80};
    const char *text = NULL;
    size_t size = 0;
    rolecall_status status = rolecall_report(analysis, formats[i], &options, &text, &size);
    must(status == ROLECALL_OK || status == ROLECALL_LIMIT, "only limits stop a report");
    must(status != ROLECALL_OK || i > 0 || is_sound_json((rc_str){text, size}),
         "the JSON report is JSON");
  }
}

static file *file_of(world *w, const char *path) {
  for (size_t i = 0; i < w->n_files; i++) {
    if (strcmp(w->files[i].path, path) == 0) {
      return &w->files[i];
    }
  }
  return NULL;
}

/* After the edits, files still parse and a second fix has nothing to do. */
static void check_fix(world *w, rolecall_analysis *analysis) {
  const char *path = NULL;
  const char *bytes = NULL;
  size_t size = 0;
  bool is_new = false;
  bool all_fit = true;
  for (uint32_t i = 0; rolecall_changed_file(analysis, i, &path, &bytes, &size, &is_new); i++) {
    file *known = file_of(w, path);
    must(is_new == (known == NULL), "new files are those that were not there");
    must(known == NULL || !is_sound_json(known->bytes) || is_sound_json((rc_str){bytes, size}),
         "a file that parsed still does after the fix");
    must(known != NULL || is_sound_json((rc_str){bytes, size}), "new files parse");
    if (known != NULL) {
      known->bytes = (rc_str){bytes, size};
    } else {
      all_fit = false;
    }
  }
  rolecall_analysis *second = all_fit ? analyse(w) : NULL;
  if (second != NULL) {
    must(rolecall_get_summary(second).changed_files == 0, "a second fix has nothing to do");
  }
  rolecall_free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  world w = take_apart(data, size);
  rolecall_analysis *analysis = analyse(&w);
  if (analysis != NULL) {
    check_reports(analysis);
    if (w.options.fix) {
      check_fix(&w, analysis);
    }
  }
  rolecall_free(analysis);
  return 0;
}
