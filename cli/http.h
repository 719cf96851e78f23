/*
 * A small HTTP server in front of the simulator.
 */
#ifndef RC_CLI_HTTP_H
#define RC_CLI_HTTP_H

#include "cli.h"

/** Was a library for HTTP there when this was built? */
bool http_is_built_in(void);

/** Prints `ready` and answers what comes in at the listening socket, until SIGINT or SIGTERM. The
 *  socket stays the caller's. Without a library for HTTP: says so, CLI_UNUSABLE. */
cli_status http_serve(int listening, bool v6, const char *ready, rolecall_simulator *simulator);

#endif
