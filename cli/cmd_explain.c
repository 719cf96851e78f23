/* `explain CODE` prints a page; `explain -` and `explain FILE` read an error text. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

enum { MOST_CODES = 1024 };

static cli_status unknown_code(const char *word) {
  const char *names[2 * MOST_CODES + 1] = {NULL};
  const char *code = NULL;
  const char *name = NULL;
  const char *summary = NULL;
  size_t n = 0;
  for (uint32_t i = 0; i < MOST_CODES && rolecall_check_info(i, &code, &name, &summary); i++) {
    names[n++] = code;
    names[n++] = name;
  }
  const char *near = cli_nearest(word, names);
  if (near != NULL) {
    cli_complain("there is no check, message or file `%s`; did you mean `%s`?", word, near);
  } else {
    cli_complain("there is no check, message or file `%s`; `rolecall explain -` reads an error "
                 "text from standard input", word);
  }
  return CLI_UNUSABLE;
}

/* Codes are upper case in print and lower case in haste. */
static const char *find_page(const char *word, size_t *size) {
  char upper[16];
  const char *page = rolecall_page(word, size);
  size_t length = strlen(word);
  if (page != NULL || length >= sizeof upper) {
    return page;
  }
  for (size_t i = 0; i <= length; i++) {
    upper[i] = (char)toupper((unsigned char)word[i]);
  }
  return rolecall_page(upper, size);
}

static cli_status explain_text(const cli_run *run, const cli_options *options) {
  const rolecall_text_options text = {
      .color = cli_use_color(options->color),
      .width = cli_width(),
      .diagnosis_only = true,
  };
  const char *report = NULL;
  size_t size = 0;
  rolecall_status status = rolecall_report(run->analysis, "text", &text, &report, &size);
  if (status != ROLECALL_OK) {
    cli_complain("%s", rolecall_error(run->analysis));
    return CLI_EXHAUSTED;
  }
  if (size == 0) {
    cli_complain("no launch failure was recognised in this text; `aws ecs describe-tasks` prints "
                 "the whole of it in stoppedReason and in each container's reason");
    return CLI_UNUSABLE;
  }
  return cli_print(report, size);
}

cli_status cmd_explain(const cli_options *options) {
  const char *word = options->paths[0];
  size_t size = 0;
  cli_run run;
  if (options->n_paths > 1) {
    cli_complain("`rolecall explain` takes one code, one file or `-`");
    return CLI_UNUSABLE;
  }
  const char *page = find_page(word, &size);
  if (page != NULL) {
    return cli_print(page, size);
  }
  if (strcmp(word, "-") != 0 && access(word, F_OK) != 0) {
    return unknown_code(word);
  }
  cli_status status = cli_run_start(options, false, &run);
  if (status == CLI_OK) {
    status = explain_text(&run, options);
  }
  cli_run_free(&run);
  return status;
}
