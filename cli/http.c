/*
 * One thread, one loop. Each connection and each body is bounded in bytes and in time, and nothing
 * that a client sends is ever written down: requests carry signatures.
 *
 * libmicrohttpd is loaded when somebody serves: with the nine libraries that it brings along, every
 * other run of the command would take twice as long to begin.
 */
#define _GNU_SOURCE
#include "http.h"

#ifndef RC_HAVE_MICROHTTPD

bool http_is_built_in(void) { return false; }

cli_status http_serve(int listening, bool v6, const http_service *service) {
  (void)listening, (void)v6, (void)service;
  cli_complain("this rolecall was built without libmicrohttpd and cannot serve; with Debian's "
               "libmicrohttpd-dev installed, build it anew");
  return CLI_UNUSABLE;
}

#else

#include <dlfcn.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
  MOST_CONNECTIONS = 128,        /* test suites ask in parallel, by dozens */
  MOST_HEADER_BYTES = 32 * 1024, /* buffers of one connection; a signature takes one of them */
  IDLE_SECONDS = 10,
  REQUEST_SECONDS = 30,               /* from its first byte, or since the answer before it */
  MOST_PENDING_BYTES = 64 << 20,      /* of all bodies that are coming in */
  MOST_IGNORED_BYTES = 64 << 20,      /* read past, so that the client hears why */
  MOST_MILLISECONDS_BETWEEN_LOOKS = 1000
};

/* The part of the file's name that changes with the library's binary interface. */
#define LIBRARY "libmicrohttpd.so.12"

#define CALLS(X)                                                                             \
  X(start_daemon) X(stop_daemon) X(quiesce_daemon) X(run) X(get_timeout) X(get_daemon_info)  \
  X(get_connection_info) X(lookup_connection_value) X(create_response_from_buffer)           \
  X(add_response_header) X(queue_response) X(destroy_response)

typedef struct library {
#define CALL(name) __typeof__(MHD_##name) *name;
  CALLS(CALL)
#undef CALL
} library;

typedef struct server {
  library mhd;
  const http_service *service;
  struct MHD_Daemon *daemon;
  struct peer *peers; /* a list */
  size_t pending;
} server;

/* A connection. */
typedef struct peer {
  struct peer *next, **place;
  MHD_socket descriptor;
  time_t since; /* when its request began, at the latest */
} peer;

/* A request whose body is coming in. */
typedef struct request {
  char *body;
  size_t size, capacity;
  size_t seen;
  unsigned refused; /* its HTTP status, 0: not refused */
} request;

/* It stays: the process ends soon after the server does. */
static bool load(library *out) {
  void *file = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  void *symbol = file;
#define CALL(name)                                                 \
  symbol = symbol == NULL ? NULL : dlsym(file, "MHD_" #name);      \
  memcpy(&out->name, &symbol, sizeof symbol);
  CALLS(CALL)
#undef CALL
  if (symbol == NULL) {
    cli_complain("serving needs libmicrohttpd (Debian: libmicrohttpd12), and it cannot be loaded: "
                 "%s", dlerror());
  }
  return symbol != NULL;
}

static time_t now(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec;
}

/* ---- connections ---- */

static void note_connection(void *context, struct MHD_Connection *connection, void **own,
                            enum MHD_ConnectionNotificationCode code) {
  server *s = context;
  peer *p = *own;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const union MHD_ConnectionInfo *info =
        s->mhd.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    p = info == NULL ? NULL : malloc(sizeof *p);
    if (p != NULL) {
      *p = (peer){s->peers, &s->peers, info->connect_fd, now()};
      if (s->peers != NULL) {
        s->peers->place = &p->next;
      }
      s->peers = p;
    }
    *own = p;
  } else if (p != NULL) {
    *p->place = p->next;
    if (p->next != NULL) {
      p->next->place = p->place;
    }
    free(p);
    *own = NULL;
  }
}

/* The library only sees whether bytes come, however slowly. */
static void end_overdue(const server *s) {
  time_t t = now();
  for (const peer *p = s->peers; p != NULL; p = p->next) {
    if (t - p->since > REQUEST_SECONDS) {
      shutdown(p->descriptor, SHUT_RDWR);
    }
  }
}

static void note_completed(void *context, struct MHD_Connection *connection, void **own,
                           enum MHD_RequestTerminationCode code) {
  server *s = context;
  request *r = *own;
  (void)code;
  const union MHD_ConnectionInfo *info =
      s->mhd.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  if (info != NULL && info->socket_context != NULL) {
    ((peer *)info->socket_context)->since = now();
  }
  if (r != NULL) {
    s->pending -= r->capacity;
    free(r->body);
    free(r);
  }
  *own = NULL;
}

/* ---- answers ---- */

/* The way from a request back to its connection. */
typedef struct incoming {
  const server *s;
  struct MHD_Connection *connection;
} incoming;

static const char *header_of(const http_request *asked, const char *name) {
  const incoming *in = asked->connection;
  return in->s->mhd.lookup_connection_value(in->connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result send_answer(const server *s, struct MHD_Connection *connection,
                                   const http_answer *answer) {
  struct MHD_Response *response = s->mhd.create_response_from_buffer(
      answer->size, (void *)(uintptr_t)answer->bytes,
      answer->is_constant ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
  if (response == NULL) {
    return MHD_NO;
  }
  enum MHD_Result result = MHD_YES;
  for (size_t i = 0; result == MHD_YES && i < answer->n_headers; i++) {
    const http_header *header = &answer->headers[i];
    result = s->mhd.add_response_header(response, header->name, header->value);
  }
  if (result == MHD_YES) {
    result = s->mhd.queue_response(connection, answer->status, response);
  }
  s->mhd.destroy_response(response);
  return result;
}

static enum MHD_Result send_refusal(const server *s, struct MHD_Connection *connection,
                                    unsigned http_status) {
  http_answer refusal = {.status = http_status, .bytes = ""};
  s->service->refuse(s->service->context, http_status, &refusal);
  return send_answer(s, connection, &refusal);
}

/* ---- bodies ---- */

static void drop_body(server *s, request *r, unsigned http_status) {
  s->pending -= r->capacity;
  free(r->body);
  r->body = NULL;
  r->size = r->capacity = 0;
  r->refused = http_status;
}

static void take_body(server *s, request *r, const char *bytes, size_t size) {
  if (r->refused != 0) {
    return;
  }
  if (size > s->service->body_limit - r->size) {
    drop_body(s, r, 413);
    return;
  }
  if (r->capacity - r->size < size) {
    size_t capacity = (r->size + size) * 2;
    bool fits = capacity - r->capacity <= MOST_PENDING_BYTES - s->pending;
    char *grown = fits ? realloc(r->body, capacity) : NULL;
    if (grown == NULL) {
      drop_body(s, r, 503);
      return;
    }
    s->pending += capacity - r->capacity;
    r->body = grown;
    r->capacity = capacity;
  }
  memcpy(r->body + r->size, bytes, size);
  r->size += size;
}

static bool announces_too_much(const server *s, struct MHD_Connection *connection) {
  const char *length =
      s->mhd.lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
  return length != NULL && strtoull(length, NULL, 10) > MOST_IGNORED_BYTES;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *bytes,
                              size_t *size, void **own) {
  server *s = context;
  request *r = *own;
  incoming in = {s, connection};
  http_request asked = {
      .method = method, .path = url, .body = "", .header = header_of, .connection = &in};
  (void)version;
  if (r == NULL) {
    *own = r = calloc(1, sizeof *r);
    if (r == NULL) {
      return MHD_NO;
    }
    r->refused = s->service->look(s->service->context, &asked);
    return announces_too_much(s, connection) ? send_refusal(s, connection, 413) : MHD_YES;
  }
  if (*size > 0) {
    r->seen += *size;
    take_body(s, r, bytes, *size);
    *size = 0;
    return r->seen > MOST_IGNORED_BYTES ? MHD_NO : MHD_YES;
  }
  if (r->refused != 0) {
    return send_refusal(s, connection, r->refused);
  }
  http_answer answer = {.status = 500, .bytes = ""};
  asked.body = r->body == NULL ? "" : r->body;
  asked.size = r->size;
  s->service->answer(s->service->context, &asked, &answer);
  return send_answer(s, connection, &answer);
}

/* Two spellings of one path are two paths. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text) {
  (void)context, (void)connection;
  return strlen(text);
}

/* ---- the loop ---- */

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number) {
  (void)number;
  stop_asked = 1;
}

/* The signals that end it come only while it waits; `*waiting` is the mask for that. */
static void catch_signals(sigset_t *waiting) {
  struct sigaction action = {.sa_handler = ask_to_stop};
  sigset_t held;
  sigemptyset(&action.sa_mask);
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  sigprocmask(SIG_BLOCK, &held, waiting);
  sigdelset(waiting, SIGINT);
  sigdelset(waiting, SIGTERM);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, NULL);
}

static void loop(const server *s, const sigset_t *waiting) {
  const union MHD_DaemonInfo *info = s->mhd.get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
  struct pollfd one = {.fd = info->epoll_fd, .events = POLLIN};
  while (!stop_asked) {
    MHD_UNSIGNED_LONG_LONG milliseconds = 0;
    if (s->mhd.get_timeout(s->daemon, &milliseconds) != MHD_YES ||
        milliseconds > MOST_MILLISECONDS_BETWEEN_LOOKS) {
      milliseconds = MOST_MILLISECONDS_BETWEEN_LOOKS;
    }
    struct timespec most = {(time_t)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000000};
    (void)ppoll(&one, 1, &most, waiting);
    s->mhd.run(s->daemon);
    end_overdue(s);
  }
}

bool http_is_built_in(void) { return true; }

cli_status http_serve(int listening, bool v6, const http_service *service) {
  server s = {.service = service};
  sigset_t waiting;
  if (!load(&s.mhd)) {
    return CLI_UNUSABLE;
  }
  catch_signals(&waiting);
  s.daemon = s.mhd.start_daemon(
      MHD_USE_EPOLL | (v6 ? MHD_USE_IPv6 : 0u), 0, NULL, NULL, handle, &s,
      MHD_OPTION_LISTEN_SOCKET, listening, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MOST_HEADER_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
      (unsigned)IDLE_SECONDS, MHD_OPTION_NOTIFY_CONNECTION, note_connection, &s,
      MHD_OPTION_NOTIFY_COMPLETED, note_completed, &s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped,
      NULL, MHD_OPTION_END);
  if (s.daemon == NULL) {
    cli_complain("the HTTP server cannot be started");
    return CLI_UNUSABLE;
  }
  cli_status status = service->ready(service->context);
  if (status == CLI_OK) {
    loop(&s, &waiting);
  }
  (void)s.mhd.quiesce_daemon(s.daemon); /* or stopping would close the socket */
  s.mhd.stop_daemon(s.daemon);
  return status;
}

#endif
