/* Where a request may go. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <string.h>

#include "ask.h"

/* Letters, digits and what else stands in host names, ports and plain paths. A query, a fragment, a
 * user or a backslash could make another address of it than the one that a person reads. */
static bool is_plain_text(const char *text, size_t size, const char *more) {
  for (size_t i = 0; i < size; i++) {
    char c = text[i];
    bool known = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!known && (c == '\0' || strchr(more, c) == NULL)) {
      return false;
    }
  }
  return true;
}

/* Length of the host in `host[:port]`, brackets included; 0 when it is none. */
static size_t host_length(const char *text, size_t size) {
  const char *bracket = text[0] == '[' ? memchr(text, ']', size) : NULL;
  const char *colon = bracket == NULL ? memchr(text, ':', size) : NULL;
  size_t host = bracket != NULL ? (size_t)(bracket - text) + 1
                : colon != NULL ? (size_t)(colon - text)
                                : size;
  size_t port = size - host;
  bool port_is_sound = port == 0 || (port > 1 && port <= 6 && text[host] == ':' &&
                                     strspn(text + host + 1, "0123456789") >= port - 1);
  return port_is_sound && is_plain_text(text, host, bracket != NULL ? "[]:." : ".-") ? host : 0;
}

static bool is_this_machine(const char *host, size_t size) {
  char name[64] = "";
  struct in_addr v4;
  if (size >= sizeof name) {
    return false;
  }
  memcpy(name, host, size);
  return strcmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0 ||
         (inet_pton(AF_INET, name, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127);
}

cli_status ask_address_check(const char *address, bool *plain) {
  bool tls = strncmp(address, "https://", 8) == 0;
  *plain = strncmp(address, "http://", 7) == 0;
  const char *authority = address + (tls ? 8 : 7);
  size_t size = tls || *plain ? strcspn(authority, "/") : 0;
  size_t host = size == 0 ? 0 : host_length(authority, size);
  const char *path = authority + size;
  if (host == 0 || !is_plain_text(path, strlen(path), "/-._~:%+")) {
    cli_complain("--base-url takes an address such as https://models.example.com/v1: without a "
                 "user, a query or a fragment");
    return CLI_UNUSABLE;
  }
  if (*plain && !is_this_machine(authority, host)) {
    cli_complain("http:// goes to this machine only (localhost, 127.0.0.1, [::1]): anywhere else "
                 "the key and the files could be read on their way; use https://");
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}
