/* The analysis, seen from the command line: allocator, limits, exit status. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "cli.h"

/* What is asked for as one and is touched from end to end: with pages of the usual size, the first
 * touch of each would cost as much as a good part of the work on what it holds. */
enum { LARGE_PAGE = 2 << 20 };

void *cli_allocate(size_t size) {
#ifdef MADV_HUGEPAGE
  void *block = NULL;
  if (size >= LARGE_PAGE && posix_memalign(&block, LARGE_PAGE, size) == 0) {
    (void)madvise(block, size - size % LARGE_PAGE, MADV_HUGEPAGE); /* a wish, no more */
    return block;
  }
#endif
  return malloc(size);
}

static void *allocate(void *context, size_t size) {
  (void)context;
  return cli_allocate(size);
}

static void release(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

rolecall_allocator cli_allocator(void) {
  return (rolecall_allocator){NULL, allocate, release};
}

cli_status cli_no_memory(void) {
  cli_complain("memory ran out");
  return CLI_EXHAUSTED;
}

uint64_t cli_limit(const char *name, const char **unit) {
  const char *found = NULL;
  const char *its_unit = NULL;
  uint64_t value = 0;
  for (uint32_t i = 0; rolecall_limit_info(i, &found, &value, &its_unit); i++) {
    if (strcmp(found, name) == 0) {
      if (unit != NULL) {
        *unit = its_unit;
      }
      return value;
    }
  }
  return UINT64_MAX;
}

cli_status cli_exceeds(const char *path, const char *limit) {
  const char *unit = "";
  uint64_t value = cli_limit(limit, &unit);
  cli_complain("%s: the limit on %s of %llu %s was reached; name fewer or smaller files",
               cli_shown(path), limit, (unsigned long long)value, unit);
  return CLI_EXHAUSTED;
}

cli_status cli_status_of(rolecall_status status) {
  switch (status) {
    case ROLECALL_OK: return CLI_OK;
    case ROLECALL_NOMEM:
    case ROLECALL_LIMIT: return CLI_EXHAUSTED;
    case ROLECALL_ARG: break;
  }
  return CLI_UNUSABLE;
}

static cli_status explained(const rolecall_analysis *analysis, rolecall_status status,
                            const char *where) {
  if (status != ROLECALL_OK) {
    cli_complain("%s%s%s", where, where[0] == '\0' ? "" : ": ", rolecall_error(analysis));
  }
  return cli_status_of(status);
}

static cli_status add_files(cli_run *run) {
  for (size_t i = 0; i < run->files.n; i++) {
    const cli_file *file = &run->files.items[i];
    rolecall_status status =
        rolecall_add_file(run->analysis, file->path, file->bytes, file->size, file->role);
    if (status != ROLECALL_OK) {
      return explained(run->analysis, status, file->path);
    }
  }
  return CLI_OK;
}

/* With --redact the files that the analysis sees are the redacted ones, and so nothing else can get
 * into what it says; the originals stay in memory until the end, behind the map. */
static cli_status redact_run(const cli_options *options, rolecall_options *settings, cli_run *run,
                             char account[13]) {
  const char *map = NULL;
  size_t size = 0;
  cli_status status = cli_redact(options, &run->files, &run->redaction);
  if (status == CLI_OK) {
    status = cli_redacted_account(run->redaction, settings->account, &settings->account, account);
  }
  if (status == CLI_OK && options->map != NULL) {
    status = cli_redaction_failed(run->redaction,
                                  rolecall_redaction_map(run->redaction, &map, &size));
    status = status == CLI_OK ? cli_write_map(options->map, map, size) : status;
  }
  return status;
}

cli_status cli_run_start(const cli_options *options, bool fix, cli_run *out) {
  const rolecall_allocator allocator = cli_allocator();
  rolecall_options settings = options->analysis;
  char account[13] = "";
  memset(out, 0, sizeof *out);
  if (options->redact) {
    cli_hide_paths();
  }
  cli_status status = cli_files_collect(options, &out->files);
  if (status == CLI_OK && options->redact) {
    status = redact_run(options, &settings, out, account);
  }
  if (status != CLI_OK) {
    return status;
  }
  settings.fix = fix;
  out->analysis = rolecall_new(&allocator, &settings);
  if (out->analysis == NULL) {
    return cli_no_memory();
  }
  status = options->redact ? cli_add_redacted(out->redaction, &out->files, out->analysis)
                           : add_files(out);
  const char *where = out->files.n == 1 ? cli_shown(out->files.items[0].path) : "";
  return status == CLI_OK ? explained(out->analysis, rolecall_run(out->analysis), where) : status;
}

void cli_run_free(cli_run *run) {
  rolecall_free(run->analysis);
  rolecall_redaction_free(run->redaction);
  cli_files_free(&run->files);
}

static cli_status check_recognised(const cli_run *run, const cli_options *options) {
  if (rolecall_get_summary(run->analysis).recognised > 0) {
    return CLI_OK;
  }
  const char *where = options->n_paths == 1 ? options->paths[0] : "the given paths";
  cli_complain("nothing was recognised in %s (%zu %s read); looked for ECS task "
               "definitions, CloudFormation templates, Terraform files and plans, IAM policy and "
               "trust documents, the output of aws ecs, iam, ecr, secretsmanager, ssm, kms and "
               "logs commands, and the error text of a stopped task",
               strcmp(where, "-") == 0 ? "standard input" : cli_shown(where), run->files.n,
               run->files.n == 1 ? "file" : "files");
  return CLI_UNUSABLE;
}

/* Nothing recognised and nothing wrong with it: for people there is nothing to report, a program
 * still gets its document. */
static bool is_worth_a_report(const cli_run *run, const cli_options *options) {
  rolecall_summary summary = rolecall_get_summary(run->analysis);
  return summary.recognised + summary.errors + summary.warnings + summary.notes > 0 ||
         strcmp(options->format, "text") != 0;
}

cli_status cli_run_report(const cli_run *run, const cli_options *options,
                          const rolecall_text_options *text) {
  const char *report = NULL;
  size_t size = 0;
  cli_status status = CLI_OK;
  if (is_worth_a_report(run, options)) {
    status = explained(run->analysis,
                       rolecall_report(run->analysis, options->format, text, &report, &size),
                       options->format);
    status = status == CLI_OK ? cli_print(report, size) : status;
  }
  return status == CLI_OK ? check_recognised(run, options) : status;
}

bool cli_fails(cli_fail_on limit, uint32_t errors, uint32_t warnings, uint32_t notes) {
  switch (limit) {
    case FAIL_ON_ERROR: return errors > 0;
    case FAIL_ON_WARNING: return errors + warnings > 0;
    case FAIL_ON_NOTE: return errors + warnings + notes > 0;
    case FAIL_ON_NEVER: break;
  }
  return false;
}
