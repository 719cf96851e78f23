/* Tokens that more than a shape tells: what they decode to, or what stands around them. */
#include "redact/decode.h"
#include "redact/tokens.h"

/* --- Around ---------------------------------------------------------------------------------- */

enum { AROUND = 48, FAR_AROUND = 400 };

static rc_str before(const rc_token_scan *t, size_t at, size_t n) {
  rc_scan_looks_back(t->scan, at, n);
  return rc_str_slice(t->text, at > n ? at - n : 0, at);
}

static bool any_stands_in(rc_str text, const rc_str *words, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (rc_str_contains_nocase(text, words[i])) return true;
  }
  return false;
}

static size_t emit(rc_token_scan *t, uint16_t detector, rc_family family, size_t start,
                   size_t end) {
  bool is_public = family == RC_FAMILY_KEEP;
  rc_scan_leaf(t->scan, detector, family, is_public ? 0 : RC_LEAF_SECRET, start, end);
  return end;
}

/* --- Base64 over several lines --------------------------------------------------------------- */

enum { WRAPPED_LINES = 64, WRAPPED_AT_LEAST = 40, WRAPPED_INDENT = 32 };

/* Behind the line end (or `\n`) at `at` and the blanks of the next line; `at` if there is none. */
static size_t next_line(const rc_token_scan *t, size_t at) {
  size_t next = at;
  if (rc_token_byte(t, next) == '\\') {
    while (rc_token_byte(t, next) == '\\') next++;
    uint8_t kind = rc_token_byte(t, next);
    return kind == 'n' || kind == 'r' ? next + 1 : at;
  }
  if (rc_token_byte(t, next) == '\r') next++;
  if (rc_token_byte(t, next) != '\n') return at;
  next++;
  for (int i = 0; i < WRAPPED_INDENT; i++) {
    uint8_t c = rc_token_byte(t, next);
    if (c != ' ' && c != '\t') break;
    next++;
  }
  return next;
}

static bool ends_line(const rc_token_scan *t, size_t at) {
  uint8_t c = rc_token_byte(t, at);
  return at >= t->text.len || c == '\r' || c == '\n' || c == '"' || c == '\'' || c == '\\';
}

/* A line goes on in the next one if that holds nothing else and is not longer; `DEBUG=false` is
 * something else. */
size_t rc_token_wrapped(rc_token_scan *t, uint16_t detector, rc_family family, uint8_t flags,
                        size_t start, size_t end) {
  rc_scan_leaf(t->scan, detector, family, flags, start, end);
  for (int i = 0; i < WRAPPED_LINES && end - start >= WRAPPED_AT_LEAST; i++) {
    size_t next = next_line(t, end), stop = next;
    rc_scan_looks(t->scan, end, next);
    while (stop - next <= end - start && rc_token_is(t, stop, RC_CLASS_ANY_BASE64)) stop++;
    for (int pad = 0; pad < 2 && stop > next && rc_token_byte(t, stop) == '='; pad++) stop++;
    if (next == end || stop == next || stop - next > end - start || !ends_line(t, stop)) break;
    rc_scan_leaf(t->scan, detector, family, flags, next, stop);
    if (stop - next < end - start) return stop;
    start = next;
    end = stop;
  }
  return end;
}

static size_t base64_end(rc_token_scan *t, size_t start) {
  size_t end = rc_token_span_end(t, RC_CLASS_ANY_BASE64, start);
  for (int i = 0; i < 2 && rc_token_byte(t, end) == '='; i++) end++;
  return end;
}

enum { SESSION_AT_LEAST = 56 };

/* True for `+`, `/` or `=` with a percent sign. */
static bool is_escaped_base64(const rc_token_scan *t, size_t at) {
  static const rc_str escapes[] = {RC_STR_INIT("%2B"), RC_STR_INIT("%2F"), RC_STR_INIT("%3D")};
  rc_str here = rc_str_slice(t->text, at, at + 3);
  for (size_t i = 0; i < RC_COUNT_OF(escapes); i++) {
    if (rc_str_equal_nocase(here, escapes[i])) return true;
  }
  return false;
}

/* A session token, in a query perhaps. */
static size_t session(rc_token_scan *t, size_t start) {
  size_t end = base64_end(t, start);
  while (is_escaped_base64(t, end)) end = base64_end(t, end + 3);
  if (end - start < SESSION_AT_LEAST) return 0;
  return rc_token_wrapped(t, RC_DETECT_AWS_SESSION_TOKEN, RC_FAMILY_BLOB, RC_LEAF_SECRET, start,
                          end);
}

/* --- JSON web tokens ------------------------------------------------------------------------- */

enum { JWT_PARTS = 5, JWT_TRIES = 4 };

/* A first part may hold the beginning of a token many times over: few of them are tried. */
static bool may_try(rc_token_scan *t, size_t start) {
  if (start >= t->head_end) {
    t->head_end = rc_token_span_end(t, RC_CLASS_URL, start);
    t->head_tries = 0;
  }
  return ++t->head_tries <= JWT_TRIES;
}

static size_t jwt(rc_token_scan *t, size_t start, size_t leaf) {
  size_t ends[JWT_PARTS];
  size_t n = 0, at = start;
  if (!may_try(t, start)) return 0;
  while (n < JWT_PARTS) {
    ends[n++] = rc_token_span_end(t, RC_CLASS_URL, at);
    if (rc_token_byte(t, ends[n - 1]) != '.') break;
    at = ends[n - 1] + 1;
  }
  bool has_more = n > 1 && (ends[1] > ends[0] + 8 || (n > 2 && ends[2] > ends[1] + 8));
  if (!has_more) return 0;
  bool encrypted = false;
  size_t length = ends[0] - start;
  if (length > 2048) return 0;
  if (rc_token_may_decode(t, length) &&
      !rc_is_jwt_header(rc_str_slice(t->text, start, ends[0]), &encrypted)) {
    return 0;
  }
  if (encrypted && n > 3) {
    return emit(t, RC_DETECT_JWE, RC_FAMILY_OPAQUE, leaf, ends[n - 1]);
  }
  size_t end = ends[n > 3 ? 2 : n - 1];
  if (leaf < start) return emit(t, RC_DETECT_GITHUB_APP_TOKEN, RC_FAMILY_OPAQUE, leaf, end);
  return emit(t, RC_DETECT_JWT, RC_FAMILY_JWT, leaf, end);
}

static size_t base64_jwt(rc_token_scan *t, size_t start) {
  size_t end = base64_end(t, start);
  if (end - start < 60) return 0;
  rc_str head = rc_str_slice(t->text, start, start + 800);
  if (rc_token_may_decode(t, head.len) && !rc_is_base64_jwt(head)) return 0;
  return rc_token_wrapped(t, RC_DETECT_BASE64_JWT, RC_FAMILY_BLOB, RC_LEAF_SECRET, start, end);
}

/* --- Keys ------------------------------------------------------------------------------------ */

static size_t key_blob(rc_token_scan *t, rc_key_kind kind, uint16_t detector, size_t start,
                       size_t end) {
  switch (kind) {
    case RC_KEY_NONE: return 0;
    case RC_KEY_PRIVATE:
      return rc_token_wrapped(t, detector, RC_FAMILY_BLOB, RC_LEAF_SECRET, start, end);
    case RC_KEY_CERTIFICATE:
      return rc_token_wrapped(t, RC_DETECT_CERTIFICATE, RC_FAMILY_BLOB, 0, start, end);
    case RC_KEY_PUBLIC:
      return rc_token_wrapped(t, RC_DETECT_KEPT_PUBLIC_KEY, RC_FAMILY_KEEP, 0, start, end);
  }
  return 0;
}

static size_t base64_pem(rc_token_scan *t, size_t start) {
  char label[64];
  size_t end = base64_end(t, start);
  rc_str head = rc_str_slice(t->text, start, end < start + 80 ? end : start + 80);
  size_t n = rc_base64_decode(head, label, sizeof label);
  return key_blob(t, rc_pem_kind((rc_str){label, n}), RC_DETECT_BASE64_PRIVATE_KEY, start, end);
}

static size_t der(rc_token_scan *t, size_t start) {
  size_t end = base64_end(t, start);
  if (end - start < 60) return 0;
  rc_str head = rc_str_slice(t->text, start, start + 96);
  if (!rc_token_may_decode(t, head.len)) return 0;
  return key_blob(t, rc_der_kind(head), RC_DETECT_DER_PRIVATE_KEY, start, end);
}

/* The key is public, the comment behind it says whose it is. */
static size_t ssh_public(rc_token_scan *t, size_t start) {
  size_t end = base64_end(t, start), at = end;
  if (end - start < 60) return 0;
  emit(t, RC_DETECT_KEPT_PUBLIC_KEY, RC_FAMILY_KEEP, start, end);
  while (rc_token_byte(t, at) == ' ') at++;
  size_t comment = at;
  unsigned class = RC_CLASS_URL_DOT | RC_BYTE_PLUS;
  while (at - comment < 100 && rc_token_is(t, at, class)) at++;
  if (comment == end || at == comment || rc_token_byte(t, at) != '@') return end;
  size_t host = ++at;
  while (at - host < 256 && rc_token_is(t, at, RC_CLASS_URL_DOT)) at++;
  if (at == host) return end;
  rc_scan_leaf(t->scan, RC_DETECT_SSH_PUBLIC_KEY_COMMENT, RC_FAMILY_EMAIL, 0, comment, at);
  return end;
}

/* --- Hexadecimal ----------------------------------------------------------------------------- */

static bool stands_at(const rc_token_scan *t, size_t at, rc_str wanted) {
  return rc_str_starts_with(rc_str_from(t->text, at), wanted);
}

/* 32 or more digits: a license key, a Mailchimp key, or a digest that something calls so. */
static size_t hexadecimal(rc_token_scan *t, size_t start) {
  size_t end = start;
  while (end - start <= 128 && rc_token_is(t, end, RC_CLASS_HEX)) end++;
  size_t n = end - start;
  if (stands_at(t, end, RC_STR("NRAL")) || stands_at(t, end, RC_STR("FFFFNRAL"))) {
    return emit(t, RC_DETECT_NEWRELIC_KEY, RC_FAMILY_OPAQUE, start, end);
  }
  if (n == 32 && stands_at(t, end, RC_STR("-us")) && rc_token_is(t, end + 3, RC_CLASS_DIGIT)) {
    return emit(t, RC_DETECT_MAIL_SERVICE_KEY, RC_FAMILY_OPAQUE, start, end);
  }
  bool is_digest = n == 32 || n == 40 || n == 56 || n == 64 || n == 96 || n == 128;
  if (!is_digest || rc_token_is(t, end, RC_CLASS_WORD) || rc_token_byte(t, end) == '@' ||
      !rc_token_is_called_digest(before(t, start, 24))) {
    return 0;
  }
  return emit(t, RC_DETECT_KEPT_DIGEST, RC_FAMILY_KEEP, start, end);
}

/* --- Others ---------------------------------------------------------------------------------- */

/* w{14}.atlasv1.u{60,70}; found at its middle. */
static size_t terraform(rc_token_scan *t, size_t start, size_t body) {
  size_t end = rc_token_span_end(t, RC_CLASS_URL, body), head = start;
  if (end - body < 50 || start == 0 || rc_token_byte(t, --head) != '.') return 0;
  size_t dot = head;
  while (head > 0 && dot - head < 14 && rc_token_is(t, head - 1, RC_CLASS_WORD)) head--;
  if (dot - head != 14) return 0;
  emit(t, RC_DETECT_TERRAFORM_TOKEN, RC_FAMILY_OPAQUE, head, dot);
  return emit(t, RC_DETECT_TERRAFORM_TOKEN, RC_FAMILY_OPAQUE, body, end);
}

static size_t vault_old(rc_token_scan *t, size_t start, size_t body) {
  static const rc_str words[] = {RC_STR_INIT("vault")};
  size_t end = body + 24;
  if (rc_token_is(t, end, RC_CLASS_WORD) ||
      (start > 0 && rc_token_is(t, start - 1, RC_CLASS_URL_DOT)) ||
      !rc_is_mixed(rc_str_slice(t->text, body, end), RC_CLASS_WORD) ||
      !any_stands_in(before(t, start, AROUND), words, 1)) {
    return 0;
  }
  return emit(t, RC_DETECT_VAULT_TOKEN, RC_FAMILY_OPAQUE, body, end);
}

/* Endpoint=https://...;Id=...;Secret=... */
static size_t azure_app_config(rc_token_scan *t, size_t start, size_t body) {
  static const rc_str words[] = {RC_STR_INIT("Endpoint="), RC_STR_INIT("azconfig")};
  size_t end = base64_end(t, body);
  if (end - body < 40 || !any_stands_in(before(t, start, FAR_AROUND), words, 2)) return 0;
  return emit(t, RC_DETECT_AZURE_SERVICE_BUS_KEY, RC_FAMILY_BLOB, body, end);
}

static size_t google_client(rc_token_scan *t, size_t start, size_t end) {
  size_t dash = start;
  while (rc_token_byte(t, dash) != '-') dash++;
  rc_scan_leaf(t->scan, RC_DETECT_GOOGLE_OAUTH, RC_FAMILY_NUMBER, 0, start, dash);
  rc_scan_leaf(t->scan, RC_DETECT_GOOGLE_OAUTH, RC_FAMILY_OPAQUE, 0, dash + 1, end);
  return end;
}

static size_t version(rc_token_scan *t, size_t start, size_t end) {
  unsigned class = RC_BYTE_DOT | RC_BYTE_DASH;
  if ((start > 0 && rc_token_is(t, start - 1, class)) || rc_token_is(t, end, RC_CLASS_WORD)) {
    return 0;
  }
  return emit(t, RC_DETECT_KEPT_VERSION, RC_FAMILY_KEEP, start, end);
}

size_t rc_token_special(rc_token_scan *t, rc_token_rule rule, size_t start, size_t length) {
  size_t body = start + length;
  switch (rule) {
    case RC_RULE_JWT: return jwt(t, start, start);
    case RC_RULE_AWS_SESSION: return session(t, start);
    case RC_RULE_GITHUB_APP: return jwt(t, body, start + 4);
    case RC_RULE_BASE64_JWT: return base64_jwt(t, start);
    case RC_RULE_BASE64_PEM: return base64_pem(t, start);
    case RC_RULE_DER: return der(t, start);
    case RC_RULE_SSH_PUBLIC: return ssh_public(t, start);
    case RC_RULE_PUTTY: return rc_token_putty(t, start);
    case RC_RULE_TERRAFORM: return terraform(t, start, body);
    case RC_RULE_VAULT_OLD: return vault_old(t, start, body);
    case RC_RULE_AZURE_APP_CONFIG: return azure_app_config(t, start, body);
    case RC_RULE_GOOGLE_CLIENT: return google_client(t, start, body);
    case RC_RULE_HEX: return hexadecimal(t, start);
    case RC_RULE_TIME: return emit(t, RC_DETECT_KEPT_TIME, RC_FAMILY_KEEP, start, body);
    case RC_RULE_VERSION: return version(t, start, body);
    default: return 0;
  }
}
