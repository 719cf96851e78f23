/*
 * `rolecall simulate`: what its files share.
 */
#ifndef RC_CLI_SIMULATE_H
#define RC_CLI_SIMULATE_H

#include "cli.h"

/** Answers the lines of `path`, `-` for standard input. CLI_UNUSABLE, when one could not be asked,
 *  comes at the end. */
cli_status simulate_batch(const char *path);

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
