#include "cli.h"

static cli_status report(const cli_run *run, const cli_options *options) {
  const rolecall_text_options text = {
      .color = cli_use_color(options->color),
      .quiet = options->quiet,
      .width = cli_width(),
  };
  cli_status status = cli_run_report(run, options, &text);
  if (status != CLI_OK) {
    return status;
  }
  rolecall_summary summary = rolecall_get_summary(run->analysis);
  return cli_fails(options->fail_on, summary.errors, summary.warnings, summary.notes)
             ? CLI_FINDINGS
             : CLI_OK;
}

cli_status cmd_check(const cli_options *options) {
  cli_run run;
  cli_status status = cli_run_start(options, false, &run);
  if (status == CLI_OK) {
    status = report(&run, options);
  }
  cli_run_free(&run);
  return status;
}
