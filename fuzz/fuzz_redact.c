/*
 * The laws of redaction under any input. The bytes are: one byte of options, then up to four files,
 * each `path LF bytes`, separated by the control character FS. Bundles of one file are also added
 * to an analysis, before and after.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "syntax/json.h"

enum { MOST_FILES = 4, LONGEST_PATH = 80, SEPARATOR = 0x1C };
enum { KEEP_NAMES = 1, WITH_WORD = 2, BACKWARDS = 4 };

typedef struct file {
  char path[LONGEST_PATH + 1];
  rc_str bytes;
} file;

typedef struct bundle {
  rolecall_redaction_options options;
  bool backwards;
  file files[MOST_FILES];
  size_t n_files;
} bundle;

static void take_file(bundle *b, rc_str part) {
  file *added = &b->files[b->n_files];
  rc_str path = rc_str_slice(rc_str_cut(&part, '\n'), 0, LONGEST_PATH);
  if (path.len == 0) {
    path = RC_STR("taskdef.json");
  }
  for (size_t i = 0; i < path.len; i++) { /* so that reports spell it as it is */
    added->path[i] = path.ptr[i] > ' ' && path.ptr[i] <= '~' ? path.ptr[i] : '_';
  }
  added->path[path.len] = '\0';
  added->bytes = part;
  for (size_t i = 0; i < b->n_files; i++) {
    if (strcmp(b->files[i].path, added->path) == 0) {
      return; /* one path, two contents: an error of the caller, tested elsewhere */
    }
  }
  b->n_files++;
}

static const char *const word[] = {"acme"};

static bundle take_apart(const uint8_t *data, size_t size) {
  bundle b = {0};
  uint8_t bits = size > 0 ? data[0] : 0;
  rc_str rest = rc_str_from((rc_str){(const char *)data, size}, 1);
  b.options.keep_names = (bits & KEEP_NAMES) != 0;
  b.options.words = word;
  b.options.n_words = (bits & WITH_WORD) != 0 ? 1 : 0;
  b.backwards = (bits & BACKWARDS) != 0;
  while (rest.len > 0 && b.n_files < MOST_FILES) {
    take_file(&b, rc_str_cut(&rest, SEPARATOR));
  }
  return b;
}

/* What may be UTF-16, which is refused. */
static bool holds_no_text(const bundle *b) {
  bool found = false;
  for (size_t i = 0; i < b->n_files; i++) {
    rc_str bytes = b->files[i].bytes;
    found = found || rc_str_find_byte(bytes, '\0', 0) != RC_NOT_FOUND ||
            rc_str_starts_with(bytes, RC_STR("\xFF\xFE")) ||
            rc_str_starts_with(bytes, RC_STR("\xFE\xFF"));
  }
  return found;
}

/* NULL when a limit was reached, or a file refused. */
static rolecall_redaction *redact(const bundle *b, bool backwards) {
  rolecall_redaction *redaction = rolecall_redaction_new(&fuzz_public_heap, &b->options);
  must(redaction != NULL, "there is memory");
  rolecall_status status = ROLECALL_OK;
  for (size_t i = 0; i < b->n_files && status == ROLECALL_OK; i++) {
    const file *f = &b->files[backwards ? b->n_files - 1 - i : i];
    status = rolecall_redaction_add_file(redaction, f->path, f->bytes.ptr, f->bytes.len);
  }
  if (status == ROLECALL_OK) {
    status = rolecall_redaction_run(redaction);
  }
  must(status == ROLECALL_OK || status == ROLECALL_LIMIT ||
           (status == ROLECALL_ARG && holds_no_text(b)),
       "only limits and UTF-16 stop a redaction");
  if (status != ROLECALL_OK) {
    rolecall_redaction_free(redaction);
    return NULL;
  }
  return redaction;
}

static const file *given_as(const bundle *b, const char *path) {
  const file *f = b->files;
  while (strcmp(f->path, path) != 0) {
    f++;
  }
  return f;
}

static void check_way_back(const bundle *b, rolecall_redaction *redaction) {
  const char *map = NULL;
  size_t map_size = 0;
  rolecall_status status = rolecall_redaction_map(redaction, &map, &map_size);
  must(status == ROLECALL_OK || status == ROLECALL_LIMIT, "only limits stop a map");
  if (status == ROLECALL_LIMIT) {
    return;
  }
  rolecall_restorer *restorer = rolecall_restorer_new(&fuzz_public_heap, map, map_size);
  const char *error = restorer == NULL ? "none" : rolecall_restorer_error(restorer);
  must(error == NULL || strstr(error, "the limit on") == error, "the map can be read");
  rolecall_redacted_file f;
  if (error != NULL) {
    rolecall_restorer_free(restorer);
    return;
  }
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &f); i++) {
    rc_str bytes = given_as(b, f.old_path)->bytes;
    const char *out = NULL;
    size_t size = 0;
    status = rolecall_restore(restorer, f.bytes, f.size, &out, &size);
    must(status == ROLECALL_OK || status == ROLECALL_LIMIT, "only limits stop a restoring");
    if (status == ROLECALL_LIMIT) {
      break;
    }
    must(rc_str_equal((rc_str){out, size}, bytes), "restoring gives back what was redacted");
    rolecall_restore_note note;
    for (uint32_t n = 0; rolecall_restorer_note(restorer, n, &note); n++) {
      must(note.kind == ROLECALL_RESTORED || note.kind == ROLECALL_MISSING,
           "nothing in a redacted file is doubtful");
    }
  }
  rolecall_restorer_free(restorer);
}

static void check_places(const bundle *b, const rolecall_redaction *redaction) {
  rolecall_redacted_file f;
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &f); i++) {
    rc_str bytes = given_as(b, f.old_path)->bytes;
    uint64_t before = 0;
    size_t n_lines[2] = {0, 0};
    for (size_t at = 0; at <= bytes.len; at += 1 + bytes.len / 64) {
      uint64_t there = rolecall_redacted_offset(redaction, i, at);
      must(there >= before && there <= f.size, "places keep their order");
      before = there;
    }
    for (size_t at = 0; at < bytes.len; at++) {
      n_lines[0] += bytes.ptr[at] == '\n' || bytes.ptr[at] == '\r';
    }
    for (size_t at = 0; at < f.size; at++) {
      n_lines[1] += f.bytes[at] == '\n' || f.bytes[at] == '\r';
    }
    must(n_lines[0] == n_lines[1], "line ends stay");
  }
}

static void check_same_again(rolecall_redaction *redaction, const rolecall_redaction *other,
                             bool by_old_path) {
  rolecall_redacted_file a;
  rolecall_redacted_file c;
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &a); i++) {
    bool found = false;
    for (uint32_t j = 0; !found && rolecall_redaction_get_file(other, j, &c); j++) {
      found = strcmp(c.old_path, by_old_path ? a.old_path : a.path) == 0;
    }
    must(found && strcmp(a.path, c.path) == 0, "paths stay");
    must(rc_str_equal((rc_str){a.bytes, a.size}, (rc_str){c.bytes, c.size}),
         by_old_path ? "the order of files changes nothing"
                     : "a second redaction changes nothing");
  }
}

/* The redacted bundle as one to be redacted; false when two paths have become one. */
static bool redacted_bundle(const bundle *b, const rolecall_redaction *redaction, bundle *out) {
  rolecall_redacted_file f;
  *out = (bundle){.options = b->options};
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &f); i++) {
    if (strlen(f.path) > LONGEST_PATH) {
      return false;
    }
    file *added = &out->files[out->n_files++];
    memcpy(added->path, f.path, strlen(f.path) + 1);
    added->bytes = (rc_str){f.bytes, f.size};
  }
  return true;
}

/* ---- findings ------------------------------------------------------------------------------- */

static int compare_texts(const void *a, const void *b) {
  return rc_str_compare(*(const rc_str *)a, *(const rc_str *)b);
}

/* A place in the redacted bundle; inside of what was put in: the start of that. */
static uint64_t settled(const rolecall_redaction *redaction, uint32_t index, uint64_t place) {
  uint64_t low = 0; /* the last place of the original that leads here or before */
  uint64_t high = UINT32_MAX;
  while (low < high) {
    uint64_t middle = low + (high - low + 1) / 2;
    if (rolecall_redacted_offset(redaction, index, middle) <= place) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return rolecall_redacted_offset(redaction, index, low);
}

/* Does `place` of the original lie in the midst of what was replaced? */
static bool is_gone(const rolecall_redaction *redaction, uint32_t index, uint64_t place) {
  return place > 0 && rolecall_redacted_offset(redaction, index, place) ==
                          rolecall_redacted_offset(redaction, index, place - 1);
}

/* `file:start code severity` of every finding, sorted, with the places of the redacted bundle.
 * False when a limit was reached, or when something is found in bytes that go: an error text that
 * stands in the value of a secret goes with it. */
static bool look(rc_arena *arena, const bundle *b, const rolecall_redaction *redaction,
                 bool is_before, rc_str *out) {
  rolecall_analysis *analysis = rolecall_new(&fuzz_public_heap, NULL);
  rolecall_status status = ROLECALL_OK;
  const char *text = NULL;
  size_t size = 0;
  for (size_t i = 0; i < b->n_files && status == ROLECALL_OK; i++) {
    status = rolecall_add_file(analysis, b->files[i].path, b->files[i].bytes.ptr,
                               b->files[i].bytes.len, ROLECALL_FILE_ANY);
  }
  status = status == ROLECALL_OK ? rolecall_run(analysis) : status;
  status = status == ROLECALL_OK ? rolecall_report(analysis, "json", NULL, &text, &size) : status;
  rc_str report = rc_str_copy(arena, (rc_str){text, size});
  rolecall_free(analysis);
  rc_source source;
  const rc_tree *tree = status == ROLECALL_OK ? fuzz_parse(arena, &source, report) : NULL;
  if (tree == NULL) {
    return false;
  }
  struct { RC_VEC_FIELDS(rc_str) } lines = {0};
  rc_value findings = rc_value_get(rc_value_first(rc_tree_root(tree)), RC_STR("findings"));
  for (RC_CHILDREN(finding, findings)) {
    rc_value at = rc_value_get(finding, RC_STR("location"));
    rc_str path = rc_value_string(arena, rc_value_get(at, RC_STR("file")));
    uint64_t start = 0;
    (void)rc_str_to_u64(rc_value_string(arena, rc_value_get(at, RC_STR("start"))), &start);
    rolecall_redacted_file f;
    for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &f); i++) {
      if (rc_str_equal(rc_str_from_c(is_before ? f.old_path : f.path), path)) {
        path = rc_str_from_c(f.path);
        if (is_before && is_gone(redaction, i, start)) {
          return false;
        }
        start = is_before ? rolecall_redacted_offset(redaction, i, start)
                          : settled(redaction, i, start);
        break;
      }
    }
    *(rc_str *)RC_VEC_ADD(arena, &lines) =
        RC_FILL(arena, "{}:{} {} {}\n", path, rc_str_from_u64(arena, start),
                rc_value_string(arena, rc_value_get(finding, RC_STR("code"))),
                rc_value_string(arena, rc_value_get(finding, RC_STR("severity"))));
  }
  rc_buf joined;
  rc_buf_init(&joined, arena);
  if (lines.len > 1) {
    qsort(lines.items, lines.len, sizeof *lines.items, compare_texts);
  }
  for (RC_EACH(const rc_str, line, lines)) {
    rc_buf_put(&joined, *line);
  }
  *out = rc_buf_str(&joined);
  return true;
}

static void check_findings(const bundle *b, const bundle *after,
                           const rolecall_redaction *redaction) {
  rc_arena arena;
  rc_str before = RC_STR_NONE;
  rc_str behind = RC_STR_NONE;
  rc_arena_init(&arena, &fuzz_heap);
  /* What is wrong with bytes that go is no longer wrong when they are gone; and what only words
   * that go made an error text is broken JSON without them. */
  if (look(&arena, b, redaction, true, &before) &&
      look(&arena, after, redaction, false, &behind) &&
      !rc_str_contains(before, RC_STR(" RC001 ")) &&
      !rc_str_contains(behind, RC_STR(" RC001 "))) {
    bool same = rc_str_equal(before, behind);
    if (!same) {
      fprintf(stderr, "%.*s--- became\n%.*s", (int)before.len, before.ptr, (int)behind.len,
              behind.ptr);
    }
    must(same, "the findings stay");
  }
  rc_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bundle b = take_apart(data, size);
  rolecall_redaction *redaction = redact(&b, false);
  if (redaction == NULL) {
    return 0;
  }
  bundle after;
  check_way_back(&b, redaction);
  check_places(&b, redaction);
  if (redacted_bundle(&b, redaction, &after)) {
    rolecall_redaction *again = redact(&after, false);
    if (again != NULL) {
      check_same_again(redaction, again, false);
    }
    rolecall_redaction_free(again);
    check_findings(&b, &after, redaction);
  }
  rolecall_redaction *other = b.backwards ? redact(&b, true) : NULL;
  if (other != NULL) {
    check_same_again(redaction, other, true);
  }
  rolecall_redaction_free(other);
  rolecall_redaction_free(redaction);
  return 0;
}
