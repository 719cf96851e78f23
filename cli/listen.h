/*
 * Where a server listens.
 */
#ifndef RC_CLI_LISTEN_H
#define RC_CLI_LISTEN_H

#include "cli.h"

enum { LISTEN_LINE_BYTES = 80 };

typedef struct listener {
  int descriptor; /* -1: none */
  bool is_v6;
  unsigned port;                /* the real one, where a free one was asked for */
  char line[LISTEN_LINE_BYTES]; /* "http://127.0.0.1:8080\n" */
} listener;

/** Listens at `text`, an address in numbers and a port, and at nothing that other machines reach
 *  unless `beyond_loopback`. Complaints speak of `option`, and of what such a machine may do:
 *  `risk`. listen_end whatever comes back. */
cli_status listen_at(const char *option, const char *text, bool beyond_loopback, const char *risk,
                     listener *out);
void listen_end(listener *at);

#endif
