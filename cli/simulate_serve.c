/*
 * `simulate --serve`: its options, the accounts that are read before anybody asks, and the answers.
 */
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "listen.h"
#include "simulate.h"

/* ---- options ---- */

typedef struct serve_options {
  const char *address; /* 127.0.0.1:8080, [::1]:8080 */
  bool beyond_loopback;
  const char *const *files;
  size_t n_files;
} serve_options;

static cli_status not_understood(const char *word) {
  cli_complain("`%s` is not understood here; `rolecall simulate --help` tells what is", word);
  return CLI_UNUSABLE;
}

static cli_status read_options(const char *const *words, size_t n, serve_options *out) {
  *out = (serve_options){.address = NULL};
  for (size_t i = 0; i < n; i++) {
    if (strcmp(words[i], "--serve") == 0 && out->address == NULL) {
      i++;
      out->address = i < n ? words[i] : NULL;
    } else if (strncmp(words[i], "--serve=", strlen("--serve=")) == 0 && out->address == NULL) {
      out->address = words[i] + strlen("--serve=");
    } else if (strcmp(words[i], "--beyond-loopback") == 0) {
      out->beyond_loopback = true;
    } else if (strcmp(words[i], "--authorization-details") == 0 && out->files == NULL) {
      out->files = words + i + 1;
      while (i + 1 < n && strncmp(words[i + 1], "--", 2) != 0) {
        i++;
        out->n_files++;
      }
    } else {
      return not_understood(words[i]);
    }
  }
  if (out->address == NULL || (out->files != NULL && out->n_files == 0)) {
    cli_complain("option %s takes %s", out->address == NULL ? "--serve" : "--authorization-details",
                 out->address == NULL ? "an address and a port, such as 127.0.0.1:0"
                                      : "one file or more");
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

/* ---- accounts ---- */

static cli_status add_account(rolecall_simulator *simulator, const char *path, const char *bytes,
                              size_t size) {
  const char *sentence = NULL;
  size_t length = 0;
  rolecall_status got =
      rolecall_simulator_add_account(simulator, bytes, size, &sentence, &length);
  if (got == ROLECALL_OK) {
    return CLI_OK;
  }
  cli_complain("%s: %.*s", path, (int)length, sentence);
  return got == ROLECALL_ARG ? CLI_UNUSABLE : CLI_EXHAUSTED;
}

/* `contents` stay until the simulator is gone. */
static cli_status read_accounts(const serve_options *options, rolecall_simulator *simulator,
                                char **contents) {
  cli_status status = CLI_OK;
  for (size_t i = 0; status == CLI_OK && i < options->n_files; i++) {
    size_t size = 0;
    status = cli_read_whole(options->files[i], &contents[i], &size);
    if (status == CLI_OK) {
      status = add_account(simulator, options->files[i], contents[i], size);
    }
  }
  return status;
}

/* ---- requests ---- */

typedef struct served {
  rolecall_simulator *simulator;
  const char *url;
} served;

/* A page that a browser shows may post here too, whatever its origin; no client of AWS sends an
 * Origin, and every browser does. */
static unsigned look(void *context, const http_request *request) {
  (void)context;
  if (request->header(request, "Origin") != NULL) {
    return 403;
  }
  if (strcmp(request->path, "/") != 0) {
    return 404;
  }
  return strcmp(request->method, "POST") == 0 ? 0 : 405;
}

static const http_header answer_headers[] = {{"Content-Type", "text/xml"}, {"Allow", "POST"}};

static void put_answer(const char *bytes, size_t size, http_answer *out) {
  out->bytes = bytes;
  out->size = size;
  out->headers = answer_headers;
  out->n_headers = out->status == 405 ? 2 : 1;
}

static void refuse(void *context, unsigned status, http_answer *out) {
  static const struct {
    unsigned status;
    const char *sentence;
  } refusals[] = {
      {403, "requests of web pages are not answered"},
      {404, "there is nothing at this path; the API is at /"},
      {405, "the request has to be posted"},
      {413, "the request is too large"},
      {503, "too many requests are coming in"},
  };
  const served *s = context;
  const char *sentence = "the request was not answered";
  const char *bytes = NULL;
  size_t size = 0;
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    if (refusals[i].status == status) {
      sentence = refusals[i].sentence;
    }
  }
  (void)rolecall_query_refusal(s->simulator, status, sentence, &bytes, &size);
  put_answer(bytes, size, out);
}

static void answer(void *context, const http_request *request, http_answer *out) {
  const served *s = context;
  const char *bytes = NULL;
  size_t size = 0;
  (void)rolecall_simulate_query(s->simulator, request->body, request->size, &out->status, &bytes,
                                &size);
  put_answer(bytes, size, out);
}

static cli_status ready(void *context) {
  const served *s = context;
  return cli_print(s->url, strlen(s->url));
}

static cli_status serve(const serve_options *options, rolecall_simulator *simulator) {
  listener at;
  served context = {.simulator = simulator, .url = at.line};
  http_service service = {&context, cli_limit("request size", NULL), look, refuse, answer, ready};
  cli_status status = listen_at("--serve", options->address, options->beyond_loopback,
                                "whoever reaches it may ask what roles are allowed", &at);
  if (status == CLI_OK) {
    status = http_serve(at.descriptor, at.is_v6, &service);
  }
  listen_end(&at);
  return status;
}

cli_status simulate_serve(const char *const *words, size_t n) {
  const rolecall_allocator allocator = cli_allocator();
  serve_options options;
  cli_status status = read_options(words, n, &options);
  if (status != CLI_OK || !http_is_built_in()) {
    return status != CLI_OK ? status : http_serve(-1, false, NULL);
  }
  rolecall_simulator *simulator = rolecall_simulator_new(&allocator);
  char **contents = calloc(options.n_files + 1, sizeof *contents);
  status = simulator == NULL || contents == NULL ? cli_no_memory()
                                                 : read_accounts(&options, simulator, contents);
  if (status == CLI_OK) {
    status = serve(&options, simulator);
  }
  rolecall_simulator_free(simulator);
  for (size_t i = 0; contents != NULL && i < options.n_files; i++) {
    free(contents[i]);
  }
  free(contents);
  return status;
}
