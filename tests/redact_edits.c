/*
 * Redacts bundles that stand one behind the other on standard input, each for itself, and says
 * which bytes were replaced and why. For those who count: tests/redact/score.mjs, bench/redact.mjs.
 *
 *   bundle FILES WORDS
 *   word TEXT             WORDS times
 *   file SIZE PATH        FILES times, the bytes and a line end behind each
 *
 * Out, for each bundle: `bundle`, then for each file in the order of the paths
 *
 *   file PATH
 *   edit START END DETECTOR FAMILY STAND-IN
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/files.h"
#include "redact/redact.h"

enum { LONGEST_LINE = 4096 };

static bool next_line(char *line) {
  if (fgets(line, LONGEST_LINE, stdin) == NULL) {
    return false;
  }
  line[strcspn(line, "\n")] = '\0';
  return true;
}

static void read_words(rc_arena *arena, uint32_t n, rc_redact_options *options) {
  char line[LONGEST_LINE];
  rc_str *words = malloc((n + 1) * sizeof *words);
  for (uint32_t i = 0; i < n; i++) {
    if (!next_line(line) || strncmp(line, "word ", 5) != 0) {
      die("a word is missing");
    }
    words[i] = rc_str_from_c(c_string(arena, rc_str_from_c(line + 5)));
  }
  options->words = words;
  options->n_words = n;
}

/* Returns the bytes, to be freed when all is told. */
static char *read_bundle_file(rc_redaction *redaction) {
  char line[LONGEST_LINE];
  size_t size = 0;
  int used = 0;
  if (!next_line(line) || sscanf(line, "file %zu %n", &size, &used) != 1) {
    die("a file is missing");
  }
  char *bytes = malloc(size + 1);
  if (bytes == NULL || fread(bytes, 1, size + 1, stdin) != size + 1) {
    die("a file is cut");
  }
  rc_str path = rc_str_from_c(c_string(redaction->arena, rc_str_from_c(line + used)));
  if (rc_redaction_add(redaction, path, (rc_str){bytes, size}) != RC_OK) {
    die("%s: cannot be added", line + used);
  }
  return bytes;
}

static void tell(const rc_redaction *redaction) {
  puts("bundle");
  for (RC_EACH(const rc_redacted_file, file, redaction->files)) {
    printf("file %.*s\n", (int)file->path.len, file->path.ptr);
    for (uint32_t i = 0; i < file->edits.len; i++) {
      const rc_edit *edit = &file->edits.items[i];
      const rc_redaction_entry *entry = &redaction->entries.items[file->entries[i]];
      static const char *const families[] = {
#define FAMILY_NAME(id, name) name,
          RC_FAMILIES(FAMILY_NAME)
#undef FAMILY_NAME
      };
      printf("edit %" PRIu32 " %" PRIu32 " %s %s %.*s\n", edit->start, edit->end,
             rc_detector_info(entry->detector)->name, families[entry->family],
             (int)edit->text.len, edit->text.ptr);
    }
  }
}

static bool next_bundle(void) {
  char line[LONGEST_LINE];
  uint32_t n_files = 0;
  uint32_t n_words = 0;
  if (!next_line(line)) {
    return false;
  }
  if (sscanf(line, "bundle %" SCNu32 " %" SCNu32, &n_files, &n_words) != 2) {
    die("a bundle is missing");
  }
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_redaction redaction = {.arena = &arena};
  read_words(&arena, n_words, &redaction.options);
  char **files = calloc(n_files + 1, sizeof *files);
  for (uint32_t i = 0; files != NULL && i < n_files; i++) {
    files[i] = read_bundle_file(&redaction);
  }
  if (rc_redact(&redaction) != RC_OK) {
    die("a bundle cannot be redacted");
  }
  tell(&redaction);
  for (uint32_t i = 0; files != NULL && i < n_files; i++) {
    free(files[i]);
  }
  free(files);
  free((void *)(uintptr_t)redaction.options.words);
  rc_arena_free(&arena);
  return true;
}

int main(void) {
  while (next_bundle()) {
  }
  return 0;
}
