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

/** Answers like `aws iam simulate-custom-policy`, or `simulate-principal-policy`, with these
 *  options. */
cli_status simulate_aws(const char *const *words, size_t n, bool principal);

#endif
