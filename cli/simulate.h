/*
 * `rolecall simulate`: what its files share.
 */
#ifndef RC_CLI_SIMULATE_H
#define RC_CLI_SIMULATE_H

#include "cli.h"

enum { SIMULATE_MOST_JOBS = 64 };

/** Answers the lines of `path`, `-` for standard input, on up to so many cores; 0: on those that
 *  are there. CLI_UNUSABLE, when a line could not be asked, comes at the end. */
cli_status simulate_batch(const char *path, size_t n_jobs);

/* What became of the lines of a batch so far. */
typedef struct simulate_outcome {
  bool refused;   /* some could not be asked */
  bool exhausted; /* memory ran out: no line is answered behind that one */
} simulate_outcome;

/** Answers the rest of the lines on several cores: the same bytes as on one. `simulator` is the
 *  first one's. False: it could not be begun, and nothing was read. */
bool simulate_on_cores(cli_lines *lines, rolecall_simulator *simulator, size_t n_jobs,
                       simulate_outcome *outcome, cli_status *status);

/** Compiles all lines of `path`, decides for three seconds, and prints how many a second. */
cli_status simulate_rate(const char *path);

/* A call of IAM's simulator that is a command of its own. */
typedef struct simulate_command {
  const char *name; /* behind `rolecall simulate` */
  rolecall_status (*ask)(rolecall_simulator *simulator, const char *bytes, size_t size,
                         const char **out, size_t *out_size);
  bool is_paged;
} simulate_command;

/** Answers like the AWS CLI's command of that name, with its options. */
cli_status simulate_aws(const char *const *words, size_t n, const simulate_command *command);

/** Serves IAM's query API: `words` are all behind `rolecall simulate`. Ends with a signal. */
cli_status simulate_serve(const char *const *words, size_t n);

#endif
