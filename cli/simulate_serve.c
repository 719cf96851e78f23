/*
 * `simulate --serve`: its options, the address, and the accounts that are read before anybody asks.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"
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

/* ---- the address ---- */

typedef union socket_address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} socket_address;

static bool read_port(const char *text, in_port_t *out) {
  size_t length = strlen(text);
  unsigned long port = strtoul(text, NULL, 10);
  *out = htons((uint16_t)port);
  return length > 0 && length <= 5 && strspn(text, "0123456789") == length && port <= UINT16_MAX;
}

/* Numbers only: a name may lead to many addresses, and to others tomorrow. */
static bool read_address(const char *text, socket_address *out) {
  char host[INET6_ADDRSTRLEN + 2];
  const char *colon = strrchr(text, ':');
  size_t length = colon == NULL ? 0 : (size_t)(colon - text);
  in_port_t port = 0;
  memset(out, 0, sizeof *out);
  if (length == 0 || length >= sizeof host || !read_port(colon + 1, &port)) {
    return false;
  }
  memcpy(host, text, length);
  host[length] = '\0';
  if (host[0] == '[' && host[length - 1] == ']') {
    host[length - 1] = '\0';
    out->v6.sin6_family = AF_INET6;
    out->v6.sin6_port = port;
    return inet_pton(AF_INET6, host + 1, &out->v6.sin6_addr) == 1;
  }
  out->v4.sin_family = AF_INET;
  out->v4.sin_port = port;
  return inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host,
                   &out->v4.sin_addr) == 1;
}

static bool is_loopback(const socket_address *address) {
  return address->any.sa_family == AF_INET6
             ? IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr)
             : ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
}

static socklen_t size_of(const socket_address *address) {
  return address->any.sa_family == AF_INET6 ? sizeof address->v6 : sizeof address->v4;
}

static cli_status choose_address(const serve_options *options, socket_address *out) {
  if (!read_address(options->address, out)) {
    cli_complain("--serve takes an address in numbers and a port, such as 127.0.0.1:8080, "
                 "[::1]:8080 or 127.0.0.1:0 for a free port, not `%s`", options->address);
    return CLI_UNUSABLE;
  }
  if (!is_loopback(out) && !options->beyond_loopback) {
    cli_complain("`%s` can be reached from other machines, and whoever reaches it may ask what "
                 "roles are allowed; --beyond-loopback says that this is meant", options->address);
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

/* A listening socket; its address is told with the port that it really has. */
static cli_status listen_at(const char *text, socket_address *address, int *out) {
  int on = 1;
  socklen_t size = size_of(address);
  int descriptor = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  *out = descriptor;
  if (descriptor < 0 ||
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(descriptor, &address->any, size) != 0 || listen(descriptor, SOMAXCONN) != 0 ||
      getsockname(descriptor, &address->any, &size) != 0) {
    cli_complain("cannot listen at %s: %s", text, strerror(errno));
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

enum { URL_BYTES = INET6_ADDRSTRLEN + 32 };

static void put_url(const socket_address *address, char *line) {
  char host[INET6_ADDRSTRLEN] = "";
  bool v6 = address->any.sa_family == AF_INET6;
  in_port_t port = v6 ? address->v6.sin6_port : address->v4.sin_port;
  inet_ntop(address->any.sa_family,
            v6 ? (const void *)&address->v6.sin6_addr : (const void *)&address->v4.sin_addr, host,
            sizeof host);
  snprintf(line, URL_BYTES, v6 ? "http://[%s]:%u\n" : "http://%s:%u\n", host,
           (unsigned)ntohs(port));
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

static cli_status serve(const serve_options *options, rolecall_simulator *simulator) {
  socket_address address;
  char url[URL_BYTES];
  int descriptor = -1;
  cli_status status = choose_address(options, &address);
  if (status == CLI_OK) {
    status = listen_at(options->address, &address, &descriptor);
  }
  if (status == CLI_OK) {
    put_url(&address, url);
    status = http_serve(descriptor, address.any.sa_family == AF_INET6, url, simulator);
  }
  if (descriptor >= 0) {
    close(descriptor);
  }
  return status;
}

cli_status simulate_serve(const char *const *words, size_t n) {
  const rolecall_allocator allocator = cli_allocator();
  serve_options options;
  cli_status status = read_options(words, n, &options);
  if (status != CLI_OK || !http_is_built_in()) {
    return status != CLI_OK ? status : http_serve(-1, false, "", NULL);
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
