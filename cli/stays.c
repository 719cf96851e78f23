/* Do the copies get the findings of the originals? Asked of every redaction of no large files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* In the words of the copies: their path, and where in it. */
typedef struct place {
  char code[8];
  const char *severity, *path;
  uint64_t start;
} place;

typedef struct places {
  place *items;
  size_t n;
} places;

static int compare_texts(const char *a, const char *b) {
  return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

static int by_place(const void *a, const void *b) {
  const place *x = a;
  const place *y = b;
  int path = compare_texts(x->path, y->path);
  int start = (x->start > y->start) - (x->start < y->start);
  int code = strcmp(x->code, y->code);
  return path != 0    ? path
         : start != 0 ? start
         : code != 0  ? code
                      : strcmp(x->severity, y->severity);
}

/* The number of the copy of `path`; false if it has none. The copies are in the order of their old
 * paths. */
static bool find_copy(const rolecall_redaction *redaction, size_t n_copies, const char *path,
                      uint32_t *number, rolecall_redacted_file *copy) {
  size_t low = 0;
  size_t high = n_copies;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    (void)rolecall_redaction_get_file(redaction, (uint32_t)middle, copy);
    int order = strcmp(path, copy->old_path);
    if (order == 0) {
      *number = (uint32_t)middle;
      return true;
    }
    low = order > 0 ? middle + 1 : low;
    high = order < 0 ? middle : high;
  }
  return false;
}

static bool list(const rolecall_analysis *analysis, places *out) {
  rolecall_finding finding;
  size_t n = 0;
  while (rolecall_get_finding(analysis, (uint32_t)n, &finding)) {
    n++;
  }
  out->items = calloc(n + 1, sizeof *out->items);
  for (; out->items != NULL && out->n < n; out->n++) {
    place *item = &out->items[out->n];
    (void)rolecall_get_finding(analysis, (uint32_t)out->n, &finding);
    *item = (place){.severity = finding.severity, .path = finding.path, .start = finding.start};
    memcpy(item->code, finding.code, sizeof item->code);
  }
  return out->items != NULL;
}

/* Places in the originals, where the redaction moved them. */
static void move(const rolecall_redaction *redaction, size_t n_copies, places *all) {
  rolecall_redacted_file copy;
  uint32_t number = 0;
  for (size_t i = 0; i < all->n; i++) {
    place *item = &all->items[i];
    if (item->path != NULL && find_copy(redaction, n_copies, item->path, &number, &copy)) {
      item->path = copy.path;
      item->start = rolecall_redacted_offset(redaction, number, item->start);
    }
  }
}

static unsigned long line_of(const rolecall_redaction *redaction, const place *at) {
  rolecall_redacted_file copy;
  unsigned long line = 1;
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &copy); i++) {
    for (uint64_t k = 0; strcmp(copy.path, at->path) == 0 && k < at->start && k < copy.size; k++) {
      line += copy.bytes[k] == '\n';
    }
  }
  return line;
}

static void note(const rolecall_redaction *redaction, const place *at, bool is_new,
                 cli_stays *out) {
  size_t n = out->n_differences++;
  if (n < CLI_MOST_DIFFERENCES) {
    cli_difference *difference = &out->differences[n];
    memcpy(difference->code, at->code, sizeof difference->code);
    difference->is_new = is_new;
    difference->line = at->path == NULL ? 0 : line_of(redaction, at);
    difference->path[0] = '\0';
    if (at->path != NULL) {
      (void)snprintf(difference->path, sizeof difference->path, "%s", at->path);
    }
  }
}

/* Both sorted. */
static void compare(const rolecall_redaction *redaction, const places *before,
                    const places *behind, cli_stays *out) {
  size_t i = 0;
  size_t k = 0;
  while (i < before->n || k < behind->n) {
    int order = i == before->n   ? 1
                : k == behind->n ? -1
                                 : by_place(&before->items[i], &behind->items[k]);
    if (order == 0) {
      out->n_same++;
    } else {
      note(redaction, order < 0 ? &before->items[i] : &behind->items[k], order > 0, out);
    }
    i += order <= 0;
    k += order >= 0;
  }
}

static bool is_small(const cli_files *files) {
  enum { MOST_BYTES = 4 << 20 }; /* both bundles are analysed in much less than a second then */
  size_t sum = 0;
  for (size_t i = 0; i < files->n; i++) {
    sum += files->items[i].size;
  }
  return sum <= MOST_BYTES;
}

static rolecall_analysis *start(void) {
  const rolecall_allocator allocator = cli_allocator();
  return rolecall_new(&allocator, NULL);
}

static bool add_originals(const cli_files *files, rolecall_analysis *analysis) {
  rolecall_status status = ROLECALL_OK;
  for (size_t i = 0; i < files->n && status == ROLECALL_OK; i++) {
    const cli_file *file = &files->items[i];
    if (cli_is_text(file)) {
      status = rolecall_add_file(analysis, file->path, file->bytes, file->size, file->role);
    }
  }
  return status == ROLECALL_OK;
}

void cli_compare_findings(const cli_files *files, const rolecall_redaction *redaction,
                          size_t n_copies, cli_stays *out) {
  *out = (cli_stays){0};
  rolecall_analysis *original = is_small(files) ? start() : NULL;
  rolecall_analysis *copy = original == NULL ? NULL : start();
  places before = {0};
  places behind = {0};
  if (copy != NULL && add_originals(files, original) &&
      cli_add_redacted(redaction, files, copy) == CLI_OK &&
      rolecall_run(original) == ROLECALL_OK && rolecall_run(copy) == ROLECALL_OK &&
      list(original, &before) && list(copy, &behind)) {
    move(redaction, n_copies, &before);
    if (before.n > 1) {
      qsort(before.items, before.n, sizeof *before.items, by_place);
    }
    if (behind.n > 1) {
      qsort(behind.items, behind.n, sizeof *behind.items, by_place);
    }
    compare(redaction, &before, &behind, out);
    out->compared = true;
  }
  free(before.items);
  free(behind.items);
  rolecall_free(original);
  rolecall_free(copy);
}
