#include "cli.h"

/* A proof that does not hold is a failure whatever --fail-on says: the patch is not what it
 * promises to be. */
static cli_status judge(const cli_run *run, const cli_options *options) {
  rolecall_summary summary = rolecall_get_summary(run->analysis);
  if (!summary.proof_holds) {
    cli_complain(summary.changed_files == 0
                     ? "no file was changed, and a call is still denied: see the proof"
                     : "after the change a call is still denied, or more than the launch needs "
                       "was gained: see the proof");
    return CLI_FINDINGS;
  }
  return cli_fails(options->fail_on, summary.errors_left, summary.warnings_left,
                   summary.notes_left)
             ? CLI_FINDINGS
             : CLI_OK;
}

static cli_status mend(const cli_run *run, const cli_options *options) {
  const rolecall_text_options text = {
      .color = cli_use_color(options->color),
      .quiet = options->quiet,
      .commands = options->commands,
      .width = cli_width(),
  };
  cli_status status = cli_run_report(run, options, &text);
  if (status == CLI_OK && options->write) {
    status = cli_write_changes(run->analysis, &run->files);
  }
  return status == CLI_OK ? judge(run, options) : status;
}

cli_status cmd_fix(const cli_options *options) {
  cli_run run;
  cli_status status = cli_run_start(options, true, &run);
  if (status == CLI_OK) {
    status = mend(&run, options);
  }
  cli_run_free(&run);
  return status;
}
