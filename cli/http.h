/*
 * A small HTTP server: it moves bytes, a service says what they mean.
 */
#ifndef RC_CLI_HTTP_H
#define RC_CLI_HTTP_H

#include "cli.h"

/* What came in. The path is as it was sent, without the query: nothing in it is decoded. */
typedef struct http_request http_request;
struct http_request {
  const char *method, *path;
  const char *body; /* whole, when the service answers */
  size_t size;
  /** The value of a header, the first of that name; NULL if it was not sent. */
  const char *(*header)(const http_request *request, const char *name);
  const void *connection; /* for `header` */
};

typedef struct http_header {
  const char *name, *value;
} http_header;

typedef struct http_answer {
  unsigned status;
  const char *bytes;
  size_t size;
  bool is_constant; /* the bytes stay where they are until the server ends; else they are copied */
  const http_header *headers;
  size_t n_headers;
} http_answer;

/* Who answers, called from one thread. */
typedef struct http_service {
  void *context;
  size_t body_limit;
  /** The status with which a request is refused for its head alone; 0: it is not. */
  unsigned (*look)(void *context, const http_request *request);
  void (*refuse)(void *context, unsigned status, http_answer *out);
  void (*answer)(void *context, const http_request *request, http_answer *out);
  /** Called once, when requests are answered. Anything but CLI_OK ends the server again. */
  cli_status (*ready)(void *context);
} http_service;

/** Was a library for HTTP there when this was built? */
bool http_is_built_in(void);

/** Answers what comes in at the listening socket, until SIGINT or SIGTERM. The socket stays the
 *  caller's. Without a library for HTTP: says so, CLI_UNUSABLE. */
cli_status http_serve(int listening, bool v6, const http_service *service);

#endif
