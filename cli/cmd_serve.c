/*
 * `serve`: the page of the sandbox, for a browser on this machine. Whatever else a browser shows
 * may ask this server too, under any name that leads here; so only requests for a name that cannot
 * lead elsewhere tomorrow are answered, and no answer may be read or framed by another origin.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "http.h"
#include "listen.h"
#include "served_page.h"

#ifdef __APPLE__
#define OPENER "open"
#else
#define OPENER "xdg-open"
#endif

void cmd_serve_help(void) {
  puts("rolecall serve [--port N] [--open]\n\n"
       "  the sandbox page on loopback: paste, see why, take the patch\n\n"
       "Options:\n"
       "      --port N                  the port; without it, or with 0, a free one\n"
       "      --open                    show the page in the browser, with " OPENER "\n"
       "      --beyond-loopback         listen at every IPv4 address of this machine, so that\n"
       "                                others can open the page too, by its address in numbers\n"
       "  -h, --help                    this text\n\n"
       "The first line printed is the URL; SIGINT or SIGTERM ends it. The page computes in the\n"
       "browser: nothing that is pasted into it comes back to this server.\n\n"
       "Exit status: 0 it was ended by a signal; 2 it cannot be served.");
}

/* ---- options ---- */

typedef struct serve_options {
  const char *port;
  bool open, beyond_loopback;
} serve_options;

static bool is_port(const char *text) {
  size_t length = text == NULL ? 0 : strlen(text);
  return length > 0 && length <= 5 && strspn(text, "0123456789") == length &&
         strtoul(text, NULL, 10) <= UINT16_MAX;
}

static cli_status read_options(const cli_options *words, serve_options *out) {
  *out = (serve_options){.port = "0"};
  for (size_t i = 0; i < words->n_paths; i++) {
    const char *word = words->paths[i];
    if (strcmp(word, "--open") == 0) {
      out->open = true;
    } else if (strcmp(word, "--beyond-loopback") == 0) {
      out->beyond_loopback = true;
    } else if (strcmp(word, "--port") == 0) {
      out->port = i + 1 < words->n_paths ? words->paths[++i] : NULL;
    } else if (strncmp(word, "--port=", strlen("--port=")) == 0) {
      out->port = word + strlen("--port=");
    } else {
      cli_complain("`%s` is not understood here; `rolecall serve --help` tells what is", word);
      return CLI_UNUSABLE;
    }
  }
  if (!is_port(out->port)) {
    cli_complain("option --port takes a number up to 65535, 0 for a free port");
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

/* ---- requests ---- */

typedef struct page_server {
  const serve_options *options;
  listener at;
} page_server;

/* Behind the name in a Host header: this server's port, or nothing where that means the same. */
static bool is_own_port(const page_server *server, const char *text) {
  char port[8];
  snprintf(port, sizeof port, ":%u", server->at.port);
  return strcmp(text, port) == 0 || (text[0] == '\0' && server->at.port == 80);
}

static size_t length_of_number(const char *host) {
  size_t length = strspn(host, "0123456789.");
  return length > 0 && (host[length] == ':' || host[length] == '\0') ? length : 0;
}

/* A name may lead here today and to its owner's page tomorrow (or the other way round), with all
 * that a browser then takes for one origin. Numbers, and `localhost`, cannot. */
static bool is_own_host(const page_server *server, const char *host) {
  static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
  for (size_t i = 0; host != NULL && i < sizeof names / sizeof names[0]; i++) {
    size_t length = strlen(names[i]);
    if (strncasecmp(host, names[i], length) == 0 && is_own_port(server, host + length)) {
      return true;
    }
  }
  size_t number = host == NULL || !server->options->beyond_loopback ? 0 : length_of_number(host);
  return number > 0 && is_own_port(server, host + number);
}

static const served_file *find_file(const char *path) {
  for (size_t i = 0; i < served_n_files; i++) {
    if (strcmp(served_files[i].path, path) == 0) {
      return &served_files[i];
    }
  }
  return NULL;
}

static bool is_list_space(char c) { return c == ' ' || c == '\t' || c == ','; }

/* The next member of a list in a header, without the spaces around it; NULL behind the last. */
static const char *next_member(const char **rest, size_t *length) {
  const char *start = *rest;
  while (is_list_space(*start)) {
    start++;
  }
  const char *end = start + strcspn(start, ",");
  *rest = end;
  while (end > start && is_list_space(end[-1])) {
    end--;
  }
  *length = (size_t)(end - start);
  return *length == 0 ? NULL : start;
}

/* Does `coding;q=0.5` ask for this coding, with a quality that is not zero? */
static bool wants_coding(const char *member, size_t length, const char *coding) {
  size_t name = strlen(coding);
  if (length < name || strncasecmp(member, coding, name) != 0) {
    return false;
  }
  const char *at = member + name;
  const char *end = member + length;
  while (at < end && (*at == ' ' || *at == ';')) {
    at++;
  }
  if (at == end) {
    return true;
  }
  if (at == member + name || end - at < 3 || strncasecmp(at, "q=", 2) != 0) {
    return false;
  }
  for (at += 2; at < end; at++) {
    if (*at >= '1' && *at <= '9') {
      return true;
    }
  }
  return false;
}

static bool accepts_gzip(const http_request *request) {
  const char *rest = request->header(request, "Accept-Encoding");
  size_t length = 0;
  const char *member = NULL;
  while (rest != NULL && (member = next_member(&rest, &length)) != NULL) {
    if (wants_coding(member, length, "gzip") || wants_coding(member, length, "*")) {
      return true;
    }
  }
  return false;
}

/* Whoever says that they have it from a weaker comparison has it too: it never changes. */
static bool has_it(const http_request *request, const served_file *file) {
  const char *rest = request->header(request, "If-None-Match");
  size_t length = 0;
  const char *member = NULL;
  while (rest != NULL && (member = next_member(&rest, &length)) != NULL) {
    size_t weak = strncmp(member, "W/", 2) == 0 ? 2 : 0;
    if ((length == 1 && member[0] == '*') ||
        (length - weak == strlen(file->etag) &&
         strncmp(member + weak, file->etag, length - weak) == 0)) {
      return true;
    }
  }
  return false;
}

static unsigned look(void *context, const http_request *request) {
  const page_server *server = context;
  if (!is_own_host(server, request->header(request, "Host"))) {
    return 421;
  }
  const served_file *file = find_file(request->path);
  if (file == NULL) {
    return 404;
  }
  if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0) {
    return 405;
  }
  return accepts_gzip(request) || has_it(request, file) ? 0 : 406;
}

/* Nothing that was asked stands in it. */
static void refuse(void *context, unsigned status, http_answer *out) {
  static const http_header headers[] = {
      {"Content-Type", "text/plain; charset=utf-8"},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Cache-Control", "no-store"},
      {"Vary", "Accept-Encoding"},
      {"Allow", "GET, HEAD"}, /* the last: of 405 only */
  };
  static const struct {
    unsigned status;
    const char *sentence;
  } refusals[] = {
      {404, "There is nothing at this path; the page is at /\n"},
      {405, "This server only shows a page: GET and HEAD\n"},
      {406, "The page is kept compressed: ask with Accept-Encoding: gzip (curl --compressed)\n"},
      {413, "This server only shows a page: a request has no body\n"},
      {421, "This server is called by its address in numbers or localhost, and its port\n"},
      {503, "Too many requests are coming in\n"},
  };
  (void)context;
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    if (refusals[i].status == status) {
      out->bytes = refusals[i].sentence;
    }
  }
  out->size = strlen(out->bytes);
  out->is_constant = true;
  out->headers = headers;
  out->n_headers = sizeof headers / sizeof headers[0] - (status == 405 ? 0 : 1);
}

static void answer(void *context, const http_request *request, http_answer *out) {
  const served_file *file = find_file(request->path);
  bool again = has_it(request, file);
  (void)context;
  *out = (http_answer){.status = again ? 304 : 200,
                       .bytes = again ? "" : (const char *)file->gzip,
                       .size = again ? 0 : file->size,
                       .is_constant = true,
                       .headers = file->headers,
                       .n_headers = again ? file->n_lasting : file->n_headers};
}

/* ---- the browser ---- */

/* By another program, without a shell. What it prints does not stand behind the URL on standard
 * output; that it ended is not waited for, because some openers stay as long as the browser. */
static void open_browser(const char *url) {
  char opener[] = OPENER;
  char address[LISTEN_LINE_BYTES];
  char *words[] = {opener, address, NULL};
  extern char **environ;
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  pid_t child;
  snprintf(address, sizeof address, "%.*s", (int)strcspn(url, "\n"), url);
  sigemptyset(&none);
  sigfillset(&all);
  signal(SIGCHLD, SIG_IGN); /* or each of them would stay as a zombie */
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", 0, 0);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  int failed = posix_spawnp(&child, opener, &files, &attributes, words, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) {
    cli_complain("cannot start " OPENER ": %s; open the URL in a browser", strerror(failed));
  }
}

static cli_status ready(void *context) {
  const page_server *server = context;
  cli_status status = cli_print(server->at.line, strlen(server->at.line));
  if (status == CLI_OK && server->options->open) {
    open_browser(server->at.line);
  }
  return status;
}

static cli_status serve(const serve_options *options) {
  page_server server = {.options = options};
  const http_service service = {&server, 0, look, refuse, answer, ready};
  char address[32];
  snprintf(address, sizeof address, "%s:%s", options->beyond_loopback ? "0.0.0.0" : "127.0.0.1",
           options->port);
  cli_status status = listen_at("--port", address, options->beyond_loopback,
                                "whoever reaches it may open the page", &server.at);
  if (status == CLI_OK) {
    status = http_serve(server.at.descriptor, server.at.is_v6, &service);
  }
  listen_end(&server.at);
  return status;
}

cli_status cmd_serve(const cli_options *words) {
  serve_options options;
  for (size_t i = 0; i < words->n_paths; i++) {
    if (cli_is_help(words->paths[i])) {
      cmd_serve_help();
      return fflush(stdout) == 0 ? CLI_OK : CLI_UNUSABLE;
    }
  }
  cli_status status = read_options(words, &options);
  if (status != CLI_OK || !http_is_built_in()) {
    return status != CLI_OK ? status : http_serve(-1, false, NULL);
  }
  if (served_n_files == 0) {
    cli_complain("this rolecall was built without the page; `./dev build` puts it in. The page is "
                 "one file too, rolecall.html, that a browser opens without a server");
    return CLI_UNUSABLE;
  }
  return serve(&options);
}
