/* `redact`: copies without secrets and identities, and what was done to them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* ---- the report ---- */

/* All that one detector found for one family. */
typedef struct tally {
  const char *family, *detector;
  unsigned long values, places;
} tally;

typedef struct tallies {
  tally *items;
  size_t n;
  unsigned long places;
} tallies;

static int by_name(const void *a, const void *b) {
  const tally *x = a;
  const tally *y = b;
  int order = strcmp(x->family, y->family);
  return order != 0 ? order : strcmp(x->detector, y->detector);
}

/* Sorted, so that equals are neighbours, then added up. */
static cli_status count(const rolecall_redaction *redaction, tallies *out) {
  rolecall_redaction_entry entry;
  size_t n = 0;
  while (rolecall_redaction_get_entry(redaction, (uint32_t)n, &entry)) {
    n++;
  }
  out->items = calloc(n + 1, sizeof *out->items);
  if (out->items == NULL) {
    return cli_no_memory();
  }
  for (size_t i = 0; i < n; i++) {
    (void)rolecall_redaction_get_entry(redaction, (uint32_t)i, &entry);
    out->items[i] = (tally){entry.family, entry.detector, 1, entry.count};
    out->places += entry.count;
  }
  qsort(out->items, n, sizeof *out->items, by_name);
  for (size_t i = 0; i < n; i++) {
    if (out->n > 0 && by_name(&out->items[out->n - 1], &out->items[i]) == 0) {
      out->items[out->n - 1].values += out->items[i].values;
      out->items[out->n - 1].places += out->items[i].places;
    } else {
      out->items[out->n++] = out->items[i];
    }
  }
  return CLI_OK;
}

static size_t count_files(const rolecall_redaction *redaction) {
  rolecall_redacted_file file;
  size_t n = 0;
  while (rolecall_redaction_get_file(redaction, (uint32_t)n, &file)) {
    n++;
  }
  return n;
}

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

/* Whoever gets the copies sees what `check` says of them. */
static void tell_findings(const cli_stays *stays) {
  size_t shown = stays->n_differences < CLI_MOST_DIFFERENCES ? stays->n_differences
                                                             : CLI_MOST_DIFFERENCES;
  if (!stays->compared) {
    cli_complain("whether check finds the same in the copies was not looked at: they are too "
                 "large");
  } else if (stays->n_differences == 0 && stays->n_same > 0) {
    cli_complain("check finds the same in the copies: %zu finding%s", stays->n_same,
                 plural(stays->n_same));
  } else if (stays->n_differences > 0) {
    cli_complain("check does not find the same in the copies: %zu finding%s differ%s",
                 stays->n_differences, plural(stays->n_differences),
                 stays->n_differences == 1 ? "s" : "");
  }
  for (size_t i = 0; i < shown; i++) {
    const cli_difference *one = &stays->differences[i];
    fprintf(stderr, "  %-5s %s", one->is_new ? "new" : "gone", one->code);
    if (one->line > 0) {
      fprintf(stderr, " at %s:%lu", cli_shown(one->path), one->line);
    }
    fputc('\n', stderr);
  }
}

static void tell_findings_json(const cli_stays *stays) {
  size_t shown = stays->n_differences < CLI_MOST_DIFFERENCES ? stays->n_differences
                                                             : CLI_MOST_DIFFERENCES;
  fprintf(stderr, ",\n \"findings\": {\"compared\": %s, \"same\": %zu, \"different\": %zu, ",
          stays->compared ? "true" : "false", stays->n_same, stays->n_differences);
  fprintf(stderr, "\"differences\": [");
  for (size_t i = 0; i < shown; i++) {
    const cli_difference *one = &stays->differences[i];
    fprintf(stderr, "%s{\"is\": \"%s\", \"code\": \"%s\"", i == 0 ? "" : ", ",
            one->is_new ? "new" : "gone", one->code);
    if (one->line > 0) {
      fprintf(stderr, ", \"path\": ");
      cli_put_json(stderr, one->path, strlen(one->path));
      fprintf(stderr, ", \"line\": %lu", one->line);
    }
    fputc('}', stderr);
  }
  fprintf(stderr, "]}");
}

static void tell(rolecall_redaction *redaction, const tallies *all) {
  size_t n_files = count_files(redaction);
  cli_complain("%lu %s replaced in %zu %s", all->places, all->places == 1 ? "place" : "places",
               n_files, n_files == 1 ? "file" : "files");
  for (size_t i = 0; i < all->n; i++) {
    const tally *t = &all->items[i];
    fprintf(stderr, "  %-10s %-34s %6lu %-6s %6lu %s\n", t->family, t->detector, t->values,
            t->values == 1 ? "value" : "values", t->places, t->places == 1 ? "place" : "places");
  }
  const char *word = NULL;
  for (uint32_t i = 0; (word = rolecall_redaction_kept_word(redaction, i)) != NULL; i++) {
    cli_complain("`%s` stays as it is: a wildcard cuts it in a way that no renaming survives",
                 word);
  }
}

static void tell_json(rolecall_redaction *redaction, const tallies *all, const cli_stays *stays) {
  rolecall_redacted_file file;
  fprintf(stderr, "{\"files\": [");
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &file); i++) {
    fprintf(stderr, "%s{\"path\": ", i == 0 ? "" : ", ");
    cli_put_json(stderr, file.path, strlen(file.path));
    fprintf(stderr, ", \"places\": %lu}", (unsigned long)file.replaced);
  }
  fprintf(stderr, "],\n \"places\": %lu,\n \"found\": [", all->places);
  for (size_t i = 0; i < all->n; i++) {
    const tally *t = &all->items[i];
    fprintf(stderr, "%s\n  {\"family\": \"%s\", \"detector\": \"%s\", \"values\": %lu, ",
            i == 0 ? "" : ",", t->family, t->detector, t->values);
    fprintf(stderr, "\"places\": %lu}", t->places);
  }
  fprintf(stderr, "],\n \"kept\": [");
  const char *word = NULL;
  for (uint32_t i = 0; (word = rolecall_redaction_kept_word(redaction, i)) != NULL; i++) {
    fputs(i == 0 ? "" : ", ", stderr);
    cli_put_json(stderr, word, strlen(word));
  }
  fputc(']', stderr);
  tell_findings_json(stays);
  fprintf(stderr, "}\n");
}

static cli_status report(const cli_options *options, const cli_files *files,
                         rolecall_redaction *redaction) {
  tallies all = {0};
  cli_stays stays;
  if (options->quiet) {
    return CLI_OK;
  }
  cli_status status = count(redaction, &all);
  cli_compare_findings(files, redaction, count_files(redaction), &stays);
  if (status == CLI_OK && strcmp(options->format, "json") == 0) {
    tell_json(redaction, &all, &stays);
  } else if (status == CLI_OK) {
    tell(redaction, &all);
    tell_findings(&stays);
  }
  free(all.items);
  return status;
}

/* ---- the copies ---- */

static cli_status print_only_file(const cli_options *options, const rolecall_redaction *redaction,
                                  const char *map, size_t map_size) {
  rolecall_redacted_file file = {0};
  cli_status status =
      options->map == NULL ? CLI_OK : cli_write_map(options->map, map, map_size);
  if (status == CLI_OK && rolecall_redaction_get_file(redaction, 0, &file)) {
    status = cli_print(file.bytes, file.size);
  }
  return status;
}

static cli_status put_out(const cli_options *options, rolecall_redaction *redaction) {
  const char *map = NULL;
  size_t size = 0;
  cli_status status = CLI_OK;
  if (options->map != NULL) {
    status = cli_redaction_failed(redaction, rolecall_redaction_map(redaction, &map, &size));
  }
  if (status != CLI_OK) {
    return status;
  }
  return options->output == NULL
             ? print_only_file(options, redaction, map, size)
             : cli_write_copies(redaction, options->output, options->map, map, size);
}

static cli_status check_number(const cli_options *options, const cli_files *files) {
  if (files->n == 0) {
    cli_complain("there is no file to redact in the given paths");
    return CLI_UNUSABLE;
  }
  if (files->n > 1 && options->output == NULL) {
    cli_complain("%zu files were read and standard output takes one: name a folder for the copies "
                 "with -o", files->n);
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

cli_status cmd_redact(const cli_options *options) {
  cli_files files = {.every_text = true};
  rolecall_redaction *redaction = NULL;
  cli_status status = cli_files_collect(options, &files);
  if (status == CLI_OK) {
    status = check_number(options, &files);
  }
  if (status == CLI_OK) {
    status = cli_redact(options, &files, &redaction);
  }
  if (status == CLI_OK) {
    status = put_out(options, redaction);
  }
  if (status == CLI_OK) {
    status = report(options, &files, redaction);
  }
  rolecall_redaction_free(redaction);
  cli_files_free(&files);
  return status;
}
