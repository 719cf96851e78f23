#define _GNU_SOURCE
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* Its address is told with the port that it really has. */
static bool open_socket(socket_address *address, int *descriptor) {
  int on = 1;
  socklen_t size = size_of(address);
  *descriptor = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return *descriptor >= 0 &&
         setsockopt(*descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
         bind(*descriptor, &address->any, size) == 0 && listen(*descriptor, SOMAXCONN) == 0 &&
         getsockname(*descriptor, &address->any, &size) == 0;
}

static void put_url(const socket_address *address, listener *out) {
  char host[INET6_ADDRSTRLEN] = "";
  inet_ntop(address->any.sa_family,
            out->is_v6 ? (const void *)&address->v6.sin6_addr : (const void *)&address->v4.sin_addr,
            host, sizeof host);
  out->port = ntohs(out->is_v6 ? address->v6.sin6_port : address->v4.sin_port);
  snprintf(out->line, sizeof out->line, out->is_v6 ? "http://[%s]:%u\n" : "http://%s:%u\n", host,
           out->port);
}

cli_status listen_at(const char *option, const char *text, bool beyond_loopback, const char *risk,
                     listener *out) {
  socket_address address;
  *out = (listener){.descriptor = -1};
  if (!read_address(text, &address)) {
    cli_complain("%s takes an address in numbers and a port, such as 127.0.0.1:8080, [::1]:8080 "
                 "or 127.0.0.1:0 for a free port, not `%s`", option, text);
    return CLI_UNUSABLE;
  }
  if (!is_loopback(&address) && !beyond_loopback) {
    cli_complain("`%s` can be reached from other machines, and %s; --beyond-loopback says that "
                 "this is meant", text, risk);
    return CLI_UNUSABLE;
  }
  if (!open_socket(&address, &out->descriptor)) {
    cli_complain("cannot listen at %s: %s", text, strerror(errno));
    return CLI_UNUSABLE;
  }
  out->is_v6 = address.any.sa_family == AF_INET6;
  put_url(&address, out);
  return CLI_OK;
}

void listen_end(listener *at) {
  if (at->descriptor >= 0) {
    close(at->descriptor);
  }
}
