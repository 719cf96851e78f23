/*
 * One POST over libcurl, which is loaded when somebody asks: every other run of the command does
 * without it and what it brings along.
 */
#define _GNU_SOURCE
#include "ask.h"

#ifndef RC_HAVE_CURL

bool ask_http_is_built_in(void) { return false; }

cli_status ask_http_post(const ask_order *order, ask_sent *out) {
  (void)order, (void)out;
  cli_complain("this rolecall was built without libcurl and cannot ask; with Debian's "
               "libcurl4-openssl-dev installed, build it anew. --dry-run works without");
  return CLI_UNUSABLE;
}

#else

#include <arpa/inet.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { CONNECT_SECONDS = 20, MOST_SECONDS = 3600 };

/* The part of the file's name that changes with the library's binary interface. */
#define LIBRARY "libcurl.so.4"

#define CALLS(X)                                                                          \
  X(global_init) X(global_cleanup) X(easy_init) X(easy_setopt) X(easy_perform)            \
  X(easy_getinfo) X(easy_strerror) X(easy_cleanup)

typedef struct library {
#define CALL(name) __typeof__(curl_##name) *name;
  CALLS(CALL)
#undef CALL
} library;

/* One request under way. */
typedef struct exchange {
  library curl;
  CURL *handle;
  const ask_order *order;
} exchange;

/* It stays: the process ends soon after. */
static bool load(library *out) {
  void *file = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  void *symbol = file;
#define CALL(name)                                                \
  symbol = symbol == NULL ? NULL : dlsym(file, "curl_" #name);    \
  memcpy(&out->name, &symbol, sizeof symbol);
  CALLS(CALL)
#undef CALL
  if (symbol == NULL) {
    cli_complain("asking needs libcurl (Debian: libcurl4), and it cannot be loaded: %s", dlerror());
  }
  return symbol != NULL;
}

/* ---- callbacks ---- */

static size_t take_body(char *bytes, size_t one, size_t n, void *context) {
  const exchange *x = context;
  long http_status = 0;
  (void)x->curl.easy_getinfo(x->handle, CURLINFO_RESPONSE_CODE, &http_status);
  bool taken = x->order->take(x->order->context, (unsigned)http_status, bytes, one * n);
  return taken ? one * n : 0;
}

static bool is_loopback(const struct sockaddr *address) {
  if (address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
    return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
  }
  const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
  return address->sa_family == AF_INET && ntohl(v4->sin_addr.s_addr) >> 24 == 127;
}

/* A name may lead anywhere; what is not encrypted stays on this machine all the same. */
static curl_socket_t open_here(void *context, curlsocktype purpose,
                               struct curl_sockaddr *address) {
  (void)context, (void)purpose;
  return is_loopback(&address->addr)
             ? socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol)
             : CURL_SOCKET_BAD;
}

/* ---- options ---- */

#define SET(option, value) \
  (ok = ok && x->curl.easy_setopt(x->handle, option, value) == CURLE_OK)

static bool set_connection(const exchange *x) {
  bool ok = true;
  const char *certificates = getenv("SSL_CERT_FILE"); /* as OpenSSL's own tools have it */
  SET(CURLOPT_PROTOCOLS_STR, x->order->plain ? "http" : "https");
  SET(CURLOPT_FOLLOWLOCATION, 0L); /* the key goes to the address that was chosen */
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (certificates != NULL && certificates[0] != '\0') {
    SET(CURLOPT_CAINFO, certificates);
  }
  if (x->order->plain) { /* a proxy would be another machine */
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_OPENSOCKETFUNCTION, open_here);
  }
  SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
  SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
  SET(CURLOPT_LOW_SPEED_TIME, (long)x->order->silence);
  SET(CURLOPT_TIMEOUT, (long)MOST_SECONDS);
  return ok;
}

static bool set_request(exchange *x, struct curl_slist *headers, char *trouble) {
  size_t size = 0;
  const char *body = rolecall_outgoing_bytes(x->order->body, &size);
  bool ok = true;
  SET(CURLOPT_URL, x->order->address);
  SET(CURLOPT_USERAGENT, "rolecall/" ROLECALL_VERSION);
  SET(CURLOPT_HTTPHEADER, headers);
  SET(CURLOPT_POST, 1L);
  SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
  SET(CURLOPT_POSTFIELDS, body); /* borrowed */
  SET(CURLOPT_WRITEFUNCTION, take_body);
  SET(CURLOPT_WRITEDATA, x);
  SET(CURLOPT_ERRORBUFFER, trouble);
  return ok;
}

#undef SET

/* ---- headers ---- */

enum { N_HEADERS = 4 };

/* Our own list rather than the library's copies: the one with the key is overwritten. */
typedef struct headers {
  struct curl_slist items[N_HEADERS];
  char *key;
  size_t key_size;
  char other[128];
} headers;

static bool write_headers(const ask_order *order, headers *out) {
  static char type[] = "Content-Type: application/json";
  static char expect[] = "Expect:"; /* send the body at once */
  const rolecall_dialect *dialect = order->dialect;
  size_t n = 0;
  *out = (headers){0};
  out->items[n++].data = type;
  out->items[n++].data = expect;
  if (dialect->header != NULL) {
    snprintf(out->other, sizeof out->other, "%s: %s", dialect->header, dialect->header_value);
    out->items[n++].data = out->other;
  }
  if (order->key->size > 0) {
    size_t room = strlen(dialect->key_header) + strlen(dialect->key_prefix) + order->key->size + 3;
    out->key = malloc(room);
    out->key_size = room;
    if (out->key == NULL) {
      return false;
    }
    snprintf(out->key, room, "%s: %s%s", dialect->key_header, dialect->key_prefix,
             order->key->text);
    out->items[n++].data = out->key;
  }
  for (size_t i = 0; i + 1 < n; i++) {
    out->items[i].next = &out->items[i + 1];
  }
  return true;
}

/* ---- the request ---- */

static cli_status perform(exchange *x, ask_sent *out) {
  char trouble[CURL_ERROR_SIZE] = "";
  headers all;
  long http_status = 0;
  curl_off_t retry_after = 0;
  bool ready = write_headers(x->order, &all) && set_connection(x) &&
               set_request(x, all.items, trouble);
  CURLcode code = ready ? x->curl.easy_perform(x->handle) : CURLE_FAILED_INIT;
  if (ready) {
    (void)x->curl.easy_getinfo(x->handle, CURLINFO_RESPONSE_CODE, &http_status);
    (void)x->curl.easy_getinfo(x->handle, CURLINFO_RETRY_AFTER, &retry_after);
    out->http_status = (unsigned)http_status;
    out->broken = code != CURLE_OK;
    out->retry_after = retry_after > 0 && retry_after < INT32_MAX ? (long)retry_after : 0;
    snprintf(out->trouble, sizeof out->trouble, "%s",
             trouble[0] != '\0' ? trouble : x->curl.easy_strerror(code));
  } else {
    cli_complain("this libcurl does not know what is asked of it; 7.85 and newer do");
  }
  cli_wipe(all.key, all.key_size);
  return ready ? CLI_OK : CLI_UNUSABLE;
}

bool ask_http_is_built_in(void) { return true; }

cli_status ask_http_post(const ask_order *order, ask_sent *out) {
  exchange x = {.order = order};
  *out = (ask_sent){0};
  if (!load(&x.curl)) {
    return CLI_UNUSABLE;
  }
  if (x.curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    cli_complain("libcurl cannot be started");
    return CLI_UNUSABLE;
  }
  x.handle = x.curl.easy_init();
  cli_status status = x.handle == NULL ? cli_no_memory() : perform(&x, out);
  if (x.handle != NULL) {
    x.curl.easy_cleanup(x.handle);
  }
  x.curl.global_cleanup();
  return status;
}

#endif
