/*
 * The parts of `rolecall ask`: the key, the connection, and what an answer is worth.
 */
#ifndef RC_CLI_ASK_H
#define RC_CLI_ASK_H

#include "cli.h"

/* ---- ask_key.c ---- */

/* What opens an account that somebody pays for. It goes into one header, and nowhere else. */
typedef struct ask_key {
  char *text; /* NULL: there is none */
  size_t size;
} ask_key;

/** From the environment, else from the terminal without an echo. The provider's own variable counts
 *  only where the key goes to the provider's own address. */
cli_status ask_key_get(const rolecall_dialect *dialect, bool usual_address, ask_key *out);
/** Overwrites and frees. */
void ask_key_free(ask_key *key);
bool ask_key_stands_in(const ask_key *key, const char *bytes, size_t size);
/** A copy of a text with the key hidden and on one line, to be freed: providers quote keys in their
 *  complaints. NULL when memory ran out. */
char *ask_key_hide(const ask_key *key, const char *text, size_t size);

/** One line from the terminal, whatever standard input is; `*out` is to be wiped and freed.
 *  CLI_UNUSABLE without a word when there is no terminal. */
cli_status ask_terminal(const char *question, bool hidden, char **out, size_t *size);

/* ---- ask_address.c ---- */

/** Refuses what could be read on its way, with a word. `*plain`: HTTP to this machine. */
cli_status ask_address_check(const char *address, bool *plain);

/* ---- ask_http.c ---- */

/* A request. Nothing but a text that the last door let out can be sent. */
typedef struct ask_order {
  const char *address;
  const rolecall_outgoing *body;
  const rolecall_dialect *dialect;
  const ask_key *key;
  bool plain;       /* as ask_address_check says */
  unsigned silence; /* seconds without a byte after which it is given up */
  /* Takes the response's body as it comes; false gives it up. */
  bool (*take)(void *context, unsigned http_status, const char *bytes, size_t size);
  void *context;
} ask_order;

typedef struct ask_sent {
  unsigned http_status; /* 0: no response came */
  bool broken;          /* it ended too early */
  long retry_after;     /* seconds, 0: not told */
  char trouble[256];    /* why no response came, or not all of it */
} ask_sent;

/** Was libcurl there when this was built? */
bool ask_http_is_built_in(void);
/** One POST: no redirects, no cookies, certificates checked. Fails, with a word, when it cannot
 *  even be tried. */
cli_status ask_http_post(const ask_order *order, ask_sent *out);

/* ---- ask_answer.c ---- */

typedef struct ask_result {
  const char *provider, *model, *address;
  unsigned requests;
  size_t bytes_sent; /* of the last one */
  uint64_t tokens_in, tokens_out;
  const rolecall_answer *answer;
} ask_result;

/** Judges the files of an answer beside our own fix, and prints both. CLI_OK: it is proven;
 *  CLI_FINDINGS: it is not. */
cli_status ask_judge(const cli_options *options, const cli_files *files, const ask_result *result);

#endif
