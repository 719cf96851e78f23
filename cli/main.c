#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

/* Help and version go through stdio; what is buffered must arrive too. */
static cli_status flush(void) {
  if (fflush(stdout) != 0 || ferror(stdout)) {
    cli_complain("cannot write to standard output: %s", strerror(errno));
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

int main(int argc, char **argv) {
  cli_options options;
  cli_status status = cli_parse(argc, argv, &options);
  if (status == CLI_OK && options.help) {
    cli_print_help(&options);
    status = flush();
  } else if (status == CLI_OK && options.version) {
    puts("rolecall " ROLECALL_VERSION);
    status = flush();
  } else if (status == CLI_OK) {
    status = options.command->run(&options);
  }
  cli_options_free(&options);
  return (int)status;
}
