/*
 * User, password and host of a URL.
 *
 * Passwords hold what they like: the userinfo ends at the last @ before the path, and may hold
 * bytes that end a run. A password with a bare slash is no URL to a parser and a secret all the
 * same.
 */
#include "redact/urls.h"

enum { LONGEST_AUTHORITY = 512, LONGEST_SCHEME = 24 };

/* ---- schemes -------------------------------------------------------------------------------- */

typedef struct url_scheme {
  rc_str name;
  uint16_t detector;
  bool names_database; /* the first part of the path */
} url_scheme;

static const url_scheme schemes[] = {
    {RC_STR_INIT("postgres"), RC_DETECT_POSTGRES_DSN, true},
    {RC_STR_INIT("postgresql"), RC_DETECT_POSTGRES_DSN, true},
    {RC_STR_INIT("cockroachdb"), RC_DETECT_POSTGRES_DSN, true},
    {RC_STR_INIT("redshift"), RC_DETECT_POSTGRES_DSN, true},
    {RC_STR_INIT("postgis"), RC_DETECT_POSTGRES_DSN, true},
    {RC_STR_INIT("mysql"), RC_DETECT_MYSQL_DSN, true},
    {RC_STR_INIT("mysqlx"), RC_DETECT_MYSQL_DSN, true},
    {RC_STR_INIT("mysql2"), RC_DETECT_MYSQL_DSN, true},
    {RC_STR_INIT("mariadb"), RC_DETECT_MYSQL_DSN, true},
    {RC_STR_INIT("mongodb"), RC_DETECT_MONGODB_DSN, true},
    {RC_STR_INIT("mongodb+srv"), RC_DETECT_MONGODB_DSN, true},
    {RC_STR_INIT("redis"), RC_DETECT_REDIS_DSN, false},
    {RC_STR_INIT("rediss"), RC_DETECT_REDIS_DSN, false},
    {RC_STR_INIT("valkey"), RC_DETECT_REDIS_DSN, false},
    {RC_STR_INIT("valkeys"), RC_DETECT_REDIS_DSN, false},
    {RC_STR_INIT("amqp"), RC_DETECT_AMQP_DSN, true},
    {RC_STR_INIT("amqps"), RC_DETECT_AMQP_DSN, true},
    {RC_STR_INIT("sqlserver"), RC_DETECT_SQLSERVER_DSN, true},
    {RC_STR_INIT("mssql"), RC_DETECT_SQLSERVER_DSN, true},
    {RC_STR_INIT("clickhouse"), RC_DETECT_SEARCH_DSN, true},
    {RC_STR_INIT("elasticsearch"), RC_DETECT_SEARCH_DSN, false},
    {RC_STR_INIT("opensearch"), RC_DETECT_SEARCH_DSN, false},
    {RC_STR_INIT("smtp"), RC_DETECT_SMTP_DSN, false},
    {RC_STR_INIT("smtps"), RC_DETECT_SMTP_DSN, false},
    {RC_STR_INIT("ldap"), RC_DETECT_LDAP_BIND, false},
    {RC_STR_INIT("ldaps"), RC_DETECT_LDAP_BIND, false},
    {RC_STR_INIT("ftp"), RC_DETECT_FTP_DSN, false},
    {RC_STR_INIT("ftps"), RC_DETECT_FTP_DSN, false},
    {RC_STR_INIT("sftp"), RC_DETECT_FTP_DSN, false},
    {RC_STR_INIT("ssh"), RC_DETECT_FTP_DSN, false},
    {RC_STR_INIT("http"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("https"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("ws"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("wss"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("git"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("tcp"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("udp"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("tls"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("ssl"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("grpc"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("grpcs"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("nats"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("mqtt"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("mqtts"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("plaintext"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("sasl_ssl"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("sasl_plaintext"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("svn"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("proxy"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("socks5"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("imap"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("imaps"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("pop3"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("memcached"), RC_DETECT_URL_PASSWORD, false},
    {RC_STR_INIT("kafka"), RC_DETECT_URL_PASSWORD, false},
};

/* What stands behind the slashes need not be a host then: only names with dots are taken for
 * one. */
static const url_scheme other_scheme = {RC_STR_INIT(""), RC_DETECT_URL_PASSWORD, false};
static const url_scheme jdbc_scheme = {RC_STR_INIT("jdbc"), RC_DETECT_JDBC_DSN, true};

/* Buckets, files and secrets, found elsewhere. */
static bool names_no_host(rc_str name) {
  static const rc_str names[] = {RC_STR_INIT("s3"),   RC_STR_INIT("s3a"), RC_STR_INIT("s3n"),
                                 RC_STR_INIT("file"), RC_STR_INIT("aws"), RC_STR_INIT("unix")};
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (rc_str_equal_nocase(names[i], name)) {
      return true;
    }
  }
  return false;
}

static bool stands_in_scheme(char c) {
  return rc_is_word_byte(c) || c == '+' || c == '-' || c == '_';
}

/* The scheme that ends `behind` bytes before `at`; NULL if no host can follow. Drivers are
 * appended with a plus: `postgresql+asyncpg`. */
static const url_scheme *scheme_before(const rc_scan *scan, size_t at, size_t behind) {
  size_t end = at >= behind ? at - behind : 0, start = end;
  while (start > 0 && end - start < LONGEST_SCHEME &&
         stands_in_scheme(scan->text.ptr[start - 1])) {
    start--;
  }
  rc_str name = rc_scan_slice(scan, start, end);
  rc_str base = rc_str_slice(name, 0, rc_str_find_byte(name, '+', 0));
  if (names_no_host(name)) {
    return NULL;
  }
  if (start >= 5 && rc_str_equal_nocase(rc_scan_slice(scan, start - 5, start), RC_STR("jdbc:"))) {
    return &jdbc_scheme;
  }
  for (size_t i = 0; i < RC_COUNT_OF(schemes); i++) {
    if (rc_str_equal_nocase(schemes[i].name, name) || rc_str_equal_nocase(schemes[i].name, base)) {
      return &schemes[i];
    }
  }
  return &other_scheme;
}

/* ---- user and password ---------------------------------------------------------------------- */

static bool is_hex(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (!rc_is_hex_byte(text.ptr[i])) {
      return false;
    }
  }
  return text.len > 0;
}

/* A user without password that is the secret itself: a token for git, the key of a Sentry DSN. */
static void take_lone_user(rc_scan *scan, const url_scheme *scheme, size_t start, size_t end) {
  rc_str user = rc_scan_slice(scan, start, end);
  if (rc_str_contains(user, RC_STR(".dkr.ecr.")) || rc_str_starts_with(user, RC_STR("api.ecr."))) {
    /* something got into the host of a registry */
    (void)rc_places_host(scan, start, end, RC_HOST_FROM_MARK);
  } else if (user.len == 32 && is_hex(user)) {
    rc_scan_leaf(scan, RC_DETECT_SENTRY_KEY, RC_FAMILY_HEX, RC_LEAF_SECRET, start, end);
  } else if (user.len >= 20 && rc_looks_random(user)) {
    rc_places_secret(scan, scheme->detector, RC_FAMILY_OPAQUE, start, end);
  } else {
    rc_places_user(scan, scheme->detector, start, end);
  }
}

static size_t find_colon(const rc_scan *scan, size_t start, size_t end) {
  for (size_t at = start; at < end;) {
    size_t hole = rc_places_hole(scan->text, at, end);
    if (hole == at && scan->text.ptr[at] == ':') {
      return at;
    }
    at = hole > at ? hole : at + 1;
  }
  return end;
}

static void take_userinfo(rc_scan *scan, const url_scheme *scheme, size_t start, size_t end) {
  size_t colon = find_colon(scan, start, end);
  if (colon == end) {
    take_lone_user(scan, scheme, start, end);
    return;
  }
  rc_str user = rc_scan_slice(scan, start, colon), password = rc_scan_slice(scan, colon + 1, end);
  bool old_sentry = user.len == 32 && is_hex(user) && (password.len == 32 || password.len == 0);
  if (old_sentry || (password.len == 0 && user.len >= 20)) {
    take_lone_user(scan, scheme, start, colon);
  } else if (rc_str_equal(password, RC_STR("x-oauth-basic"))) {
    rc_places_secret(scan, scheme->detector, RC_FAMILY_OPAQUE, start, colon);
    return;
  } else {
    rc_places_user(scan, scheme->detector, start, colon);
  }
  rc_places_secret(scan, old_sentry ? RC_DETECT_SENTRY_KEY : scheme->detector,
                   old_sentry ? RC_FAMILY_HEX : RC_FAMILY_OPAQUE, colon + 1, end);
}

/* ---- hosts ---------------------------------------------------------------------------------- */

static bool stands_in_host(char c) {
  return rc_is_word_byte(c) || c == '.' || c == '-' || c == '_' || c == '*';
}

static bool begins_slashes(const rc_scan *scan, size_t at) {
  return rc_scan_byte(scan, at) == ':' && rc_scan_byte(scan, at + 1) == '/' &&
         rc_scan_byte(scan, at + 2) == '/';
}

/* One host of a list; `://` behind it makes it the next scheme of the list. */
static size_t take_host(rc_scan *scan, const url_scheme *scheme, size_t start, size_t limit) {
  size_t at = start;
  for (size_t hole; (hole = rc_places_hole(scan->text, at, limit)) > at;) {
    at = hole;
  }
  size_t end = at;
  while (end < limit && stands_in_host(scan->text.ptr[end])) {
    end++;
  }
  char next = rc_scan_byte(scan, end);
  bool single = rc_str_find_byte(rc_scan_slice(scan, at, end), '.', 0) == RC_NOT_FOUND;
  if (end == at || next == '$' || next == '{' || (single && scheme == &other_scheme) ||
      begins_slashes(scan, end)) {
    return end;
  }
  return rc_places_host(scan, at, end, RC_HOST_FROM_MARK);
}

static size_t take_hosts(rc_scan *scan, const url_scheme *scheme, size_t at, size_t limit) {
  size_t end = take_host(scan, scheme, at, limit);
  for (;;) {
    size_t port = end;
    while (port < limit && (port == end ? scan->text.ptr[port] == ':'
                                        : rc_is_digit_byte(scan->text.ptr[port]))) {
      port++;
    }
    if (port + 1 >= limit || scan->text.ptr[port] != ',' ||
        !rc_is_word_byte(scan->text.ptr[port + 1]) ||
        (port == end && scheme->detector == RC_DETECT_URL_PASSWORD)) {
      return port;
    }
    end = take_host(scan, scheme, port + 1, limit);
  }
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool ends_authority(char c) {
  return (unsigned char)c <= ' ' || c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' ||
         c == '`' || c == '<' || c == '>' || c == '\\';
}

/* The last @ before what ends the authority; RC_NOT_FOUND if there is none. */
static size_t find_at(const rc_scan *scan, size_t start, size_t limit, size_t *end) {
  size_t found = RC_NOT_FOUND, at = start;
  while (at < limit) {
    size_t hole = rc_places_hole(scan->text, at, limit);
    if (hole > at) {
      at = hole;
      continue;
    }
    char c = scan->text.ptr[at];
    if (ends_authority(c) || begins_slashes(scan, at)) {
      break;
    }
    found = c == '@' ? at : found;
    at++;
  }
  *end = at;
  return found;
}

/* user:pass/word@host: behind the colon is no port, and an @ and the name of a host follow. */
static size_t find_at_beyond_slash(const rc_scan *scan, const rc_run *run, size_t start,
                                   size_t end) {
  size_t colon = find_colon(scan, start, end);
  if (colon == end || rc_str_is_digits(rc_scan_slice(scan, colon + 1, end)) ||
      colon + 1 == end || rc_places_hole(scan->text, colon + 1, end) > colon + 1) {
    return RC_NOT_FOUND;
  }
  size_t limit = run->end - start > LONGEST_AUTHORITY ? start + LONGEST_AUTHORITY : run->end;
  size_t found = RC_NOT_FOUND;
  for (size_t at = end; at < limit; at++) {
    char next = rc_scan_byte(scan, at + 1);
    found = scan->text.ptr[at] == '@' && (rc_is_word_byte(next) || next == '_') ? at : found;
  }
  return found;
}

static void take_database(rc_scan *scan, const rc_run *run, size_t at) {
  if (at >= run->end || scan->text.ptr[at] != '/') {
    return;
  }
  size_t end = at + 1;
  while (end < run->end && end - at < 128 && scan->text.ptr[end] != '?' &&
         scan->text.ptr[end] != '/' && scan->text.ptr[end] != '\\') {
    end++;
  }
  rc_places_name(scan, RC_DETECT_THING_NAME, at + 1, end);
}

size_t rc_urls_authority(rc_scan *scan, const rc_run *run, size_t at) {
  const url_scheme *scheme = scheme_before(scan, at, 3);
  if (scheme == NULL) {
    return at;
  }
  size_t limit = scan->text.len - at > LONGEST_AUTHORITY ? at + LONGEST_AUTHORITY
                                                          : scan->text.len;
  size_t end = at;
  size_t sign = find_at(scan, at, limit, &end);
  size_t host = sign == RC_NOT_FOUND ? at : sign + 1;
  size_t beyond = end < run->end ? find_at_beyond_slash(scan, run, host, end) : RC_NOT_FOUND;
  sign = beyond != RC_NOT_FOUND ? beyond : sign;
  if (sign != RC_NOT_FOUND) {
    take_userinfo(scan, scheme, at, sign);
    at = sign + 1;
  }
  if (at < limit) {
    at = take_hosts(scan, scheme, at, limit);
  }
  if (scheme->names_database) {
    take_database(scan, run, at);
  }
  return at;
}

/* ---- percent-encoded ------------------------------------------------------------------------ */

/* `%40` and the like at `at`; letters of the digits in either case. */
static bool is_code(const rc_scan *scan, size_t at, size_t limit, char high, char low) {
  const char *text = scan->text.ptr;
  return at + 2 < limit && text[at] == '%' && text[at + 1] == high &&
         (text[at + 2] == low || text[at + 2] == low - 'A' + 'a');
}

size_t rc_urls_encoded_authority(rc_scan *scan, const rc_run *run, size_t at) {
  const url_scheme *scheme = scheme_before(scan, at, 9);
  if (scheme == NULL) {
    return at;
  }
  size_t limit = run->end - at > LONGEST_AUTHORITY ? at + LONGEST_AUTHORITY : run->end;
  size_t sign = RC_NOT_FOUND, colon = RC_NOT_FOUND, end = at;
  while (end < limit && scan->text.ptr[end] != '&' && scan->text.ptr[end] != '\\' &&
         !is_code(scan, end, limit, '2', 'F') && !is_code(scan, end, limit, '3', 'F')) {
    if (is_code(scan, end, limit, '4', '0')) {
      sign = end;
    } else if (colon == RC_NOT_FOUND && is_code(scan, end, limit, '3', 'A')) {
      colon = end;
    }
    end++;
  }
  if (sign != RC_NOT_FOUND) {
    if (colon != RC_NOT_FOUND && colon < sign) {
      rc_places_user(scan, scheme->detector, at, colon);
      rc_places_secret(scan, scheme->detector, RC_FAMILY_OPAQUE, colon + 3, sign);
    }
    at = sign + 3;
  }
  return take_host(scan, scheme, at, end);
}

/* ---- forms of their own --------------------------------------------------------------------- */

size_t rc_urls_oracle(rc_scan *scan, const rc_run *run, size_t at) {
  size_t slash = RC_NOT_FOUND, sign = RC_NOT_FOUND;
  size_t limit = run->end - at > LONGEST_AUTHORITY ? at + LONGEST_AUTHORITY : run->end;
  for (size_t i = at; i < limit; i++) {
    if (slash == RC_NOT_FOUND && scan->text.ptr[i] == '/') {
      slash = i;
    }
    sign = scan->text.ptr[i] == '@' ? i : sign;
  }
  if (sign == RC_NOT_FOUND) {
    return at;
  }
  if (slash != RC_NOT_FOUND && slash < sign) {
    rc_places_user(scan, RC_DETECT_JDBC_DSN, at, slash);
    rc_places_secret(scan, RC_DETECT_JDBC_DSN, RC_FAMILY_OPAQUE, slash + 1, sign);
  }
  size_t host = sign + 1;
  while (host < limit && scan->text.ptr[host] == '/') {
    host++;
  }
  return host < limit ? take_host(scan, &jdbc_scheme, host, limit) : limit;
}

static rc_family family_of(rc_str part) {
  bool uuid = part.len == 36 && part.ptr[8] == '-' && part.ptr[23] == '-';
  return rc_str_is_digits(part) ? RC_FAMILY_NUMBER
         : is_hex(part)         ? RC_FAMILY_HEX
         : uuid                 ? RC_FAMILY_UUID
                                : RC_FAMILY_OPAQUE;
}

/* Words of the path have letters only. */
static bool is_drawn(rc_str part) {
  size_t digits = 0, lowers = 0, uppers = 0;
  for (size_t i = 0; i < part.len; i++) {
    digits += rc_is_digit_byte(part.ptr[i]);
    lowers += part.ptr[i] >= 'a' && part.ptr[i] <= 'z';
    uppers += part.ptr[i] >= 'A' && part.ptr[i] <= 'Z';
  }
  return digits > 0 || (part.len >= 20 && lowers > 0 && uppers > 0);
}

size_t rc_urls_webhook(rc_scan *scan, const rc_run *run, size_t at, size_t shortest) {
  size_t start = at;
  bool behind_number = false; /* .../14819744/abcdefg/ */
  for (; at <= run->end; at++) {
    char c = at < run->end ? scan->text.ptr[at] : '?';
    if (c != '/' && c != '@' && c != '?' && c != '&' && c != '\\') {
      continue;
    }
    rc_str part = rc_scan_slice(scan, start, at);
    if (part.len >= shortest && (is_drawn(part) || (behind_number && part.len > 5))) {
      rc_scan_leaf(scan, RC_DETECT_WEBHOOK_URL, family_of(part), RC_LEAF_SECRET, start, at);
    }
    if (c != '/' && c != '@') {
      break;
    }
    behind_number = rc_str_is_digits(part);
    start = at + 1;
  }
  return at < run->end ? at : run->end;
}
