/* A redaction, seen from the command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

cli_status cli_redaction_failed(const rolecall_redaction *redaction, rolecall_status status) {
  if (status != ROLECALL_OK) {
    cli_complain("%s", rolecall_redaction_error(redaction));
  }
  return cli_status_of(status);
}

/* ---- what can be redacted ---- */

static bool is_utf16(const cli_file *file) {
  return file->size >= 2 && (memcmp(file->bytes, "\xFF\xFE", 2) == 0 ||
                             memcmp(file->bytes, "\xFE\xFF", 2) == 0);
}

/* UTF-16 has NUL bytes too: all of its ASCII. */
bool cli_is_text(const cli_file *file) {
  return file->size == 0 ||
         (!is_utf16(file) && memchr(file->bytes, '\0', file->size) == NULL);
}

static cli_status refuse(const cli_file *file) {
  cli_complain("cannot redact %s: %s", cli_shown(file->path),
               is_utf16(file) ? "it is UTF-16 or UTF-32; turn it into UTF-8 first"
                              : "it holds NUL bytes and so is no text");
  return CLI_UNUSABLE;
}

/* ---- the run ---- */

static cli_status add_files(const cli_files *files, rolecall_redaction *redaction) {
  size_t n_skipped = 0;
  for (size_t i = 0; i < files->n; i++) {
    const cli_file *file = &files->items[i];
    if (!cli_is_text(file) && (file->is_named || strcmp(file->path, "-") == 0)) {
      return refuse(file);
    }
    if (!cli_is_text(file)) {
      n_skipped++;
      continue;
    }
    rolecall_status status =
        rolecall_redaction_add_file(redaction, file->path, file->bytes, file->size);
    if (status != ROLECALL_OK) {
      return cli_redaction_failed(redaction, status);
    }
  }
  if (n_skipped > 0) {
    cli_complain("passed over %zu %s: no text in UTF-8", n_skipped,
                 n_skipped == 1 ? "file" : "files");
  }
  return CLI_OK;
}

cli_status cli_redact(const cli_options *options, const cli_files *files,
                      rolecall_redaction **out) {
  const rolecall_allocator allocator = cli_allocator();
  *out = rolecall_redaction_new(&allocator, &options->redaction);
  if (*out == NULL) {
    return cli_no_memory();
  }
  cli_status status = add_files(files, *out);
  return status == CLI_OK ? cli_redaction_failed(*out, rolecall_redaction_run(*out)) : status;
}

/* ---- the analysis behind it ---- */

static int by_old_path(const void *path, const void *file) {
  return strcmp(path, ((const rolecall_redacted_file *)file)->old_path);
}

/* The redaction's files, in the order of their old paths. */
static rolecall_redacted_file *list_files(const rolecall_redaction *redaction, size_t room,
                                          size_t *n) {
  rolecall_redacted_file *list = calloc(room + 1, sizeof *list);
  *n = 0;
  while (list != NULL && *n < room &&
         rolecall_redaction_get_file(redaction, (uint32_t)*n, &list[*n])) {
    ++*n;
  }
  return list;
}

cli_status cli_add_redacted(const rolecall_redaction *redaction, const cli_files *files,
                            rolecall_analysis *analysis) {
  size_t n = 0;
  rolecall_redacted_file *list = list_files(redaction, files->n, &n);
  rolecall_status status = list == NULL ? ROLECALL_NOMEM : ROLECALL_OK;
  for (size_t i = 0; status == ROLECALL_OK && i < files->n; i++) {
    const rolecall_redacted_file *file =
        bsearch(files->items[i].path, list, n, sizeof *list, by_old_path);
    if (file != NULL) { /* else it was no text */
      status = rolecall_add_file(analysis, file->path, file->bytes, file->size,
                                 files->items[i].role);
    }
  }
  free(list);
  if (status != ROLECALL_OK) {
    cli_complain("%s", status == ROLECALL_NOMEM ? "memory ran out" : rolecall_error(analysis));
  }
  return cli_status_of(status);
}

/* An account is redacted where it stands as one: in an ARN. */
cli_status cli_redacted_account(rolecall_redaction *redaction, const char *account,
                                const char **out, char room[13]) {
  static const char before[] = "arn:aws:iam::";
  char arn[64];
  const char *text = NULL;
  size_t size = 0;
  if (account == NULL) {
    *out = NULL;
    return CLI_OK;
  }
  int length = snprintf(arn, sizeof arn, "%s%s:root", before, account);
  rolecall_status status =
      rolecall_redaction_text(redaction, arn, (size_t)length, &text, &size);
  if (status == ROLECALL_OK && size == (size_t)length) {
    memcpy(room, text + strlen(before), 12);
    room[12] = '\0';
    *out = room;
  }
  return cli_redaction_failed(redaction, status);
}
