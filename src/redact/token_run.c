/* What only a whole run shows, or what stands some way before it. */
#include <string.h>

#include "redact/tokens.h"

static rc_str around(const rc_token_scan *t, size_t start, size_t end, size_t n) {
  rc_scan_looks(t->scan, start > n ? start - n : 0, end + n);
  return rc_str_slice(t->text, start > n ? start - n : 0, end + n);
}

/* --- Entra: [u~.]{3} d Q~ [u~.]{31,34} ------------------------------------------------------- */

enum { ENTRA_BEFORE = 5, ENTRA_LEAST = 31, ENTRA_MOST = 34 };

static void entra_at(rc_token_scan *t, size_t tilde) {
  unsigned class = RC_CLASS_URL_DOT | RC_BYTE_TILDE;
  if (tilde < ENTRA_BEFORE || rc_token_byte(t, tilde - 1) != 'Q' ||
      !rc_token_is(t, tilde - 2, RC_CLASS_DIGIT)) {
    return;
  }
  size_t start = tilde - ENTRA_BEFORE, end = tilde + 1;
  for (size_t i = start; i < tilde; i++) {
    if (!rc_token_is(t, i, class)) return;
  }
  while (end - tilde <= ENTRA_MOST && rc_token_is(t, end, class)) end++;
  if (end - tilde <= ENTRA_LEAST || rc_token_is(t, end, RC_CLASS_WORD)) return;
  rc_scan_leaf(t->scan, RC_DETECT_ENTRA_CLIENT_SECRET, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, start,
               end);
}

static void entra(rc_token_scan *t) {
  rc_str run = rc_str_slice(t->text, t->run_start, t->run_end);
  size_t at = rc_str_find_byte(run, '~', 0);
  while (at != RC_NOT_FOUND) {
    entra_at(t, t->run_start + at);
    at = rc_str_find_byte(run, '~', at + 1);
  }
}

/* --- A secret access key beside its identifier ----------------------------------------------- */

enum { AWS_SECRET = 40, NEAR = 300 };

/* True if an access key identifier stands in `text`. */
static bool has_key_id(rc_str text) {
  for (size_t at = rc_str_find_byte(text, 'A', 0); at != RC_NOT_FOUND && at + 20 <= text.len;
       at = rc_str_find_byte(text, 'A', at + 1)) {
    const char *p = text.ptr + at;
    if ((p[1] != 'K' && p[1] != 'S') || p[2] != 'I' || p[3] != 'A') continue;
    size_t i = 4;
    while (i < 20 && rc_byte_sorts[(uint8_t)p[i]] & RC_CLASS_UPPER) i++;
    if (i == 20) return true;
  }
  return false;
}

static bool is_secret_key(const rc_token_scan *t, size_t start, size_t end) {
  rc_str key = rc_str_slice(t->text, start, end);
  if (end - start != AWS_SECRET || !rc_is_mixed(key, RC_CLASS_WORD) || rc_is_sample(key)) {
    return false;
  }
  t->scan->asks_around = true;
  return has_key_id(around(t, start, end, NEAR));
}

static void secret_keys(rc_token_scan *t) {
  for (size_t at = t->run_start; at < t->run_end; at++) {
    size_t start = at;
    while (at < t->run_end && rc_token_is(t, at, RC_CLASS_BASE64)) at++;
    if (!is_secret_key(t, start, at)) continue;
    rc_scan_leaf(t->scan, RC_DETECT_AWS_SECRET_ACCESS_KEY, RC_FAMILY_AWS_SECRET, RC_LEAF_SECRET,
                 start, at);
  }
}

/* --- A PEM block somewhere inside of base64 -------------------------------------------------- */

static void enclosed_pem(rc_token_scan *t) {
  /* `PRIVATE KEY-`, as it looks in each of the three phases. */
  static const rc_str phases[] = {RC_STR_INIT("UFJJVkFURSBLRVkt"), RC_STR_INIT("BSSVZBVEUgS0VZL"),
                                  RC_STR_INIT("QUklWQVRFIEtFWS")};
  rc_str run = rc_str_slice(t->text, t->run_start, t->run_end);
  for (size_t i = 0; i < 3; i++) {
    size_t at = rc_str_find(run, phases[i], 0);
    if (at == RC_NOT_FOUND) continue;
    size_t start = t->run_start + at, end = start;
    while (start > t->run_start && rc_token_is(t, start - 1, RC_CLASS_ANY_BASE64)) start--;
    while (rc_token_is(t, end, RC_CLASS_ANY_BASE64 | RC_BYTE_EQUALS)) end++;
    (void)rc_token_wrapped(t, RC_DETECT_BASE64_PRIVATE_KEY, RC_FAMILY_BLOB, RC_LEAF_SECRET, start,
                           end);
    return;
  }
}

/* --- What is named before -------------------------------------------------------------------- */

enum { MESSAGE_AT_LEAST = 160, NAMED = 48 };

static rc_str named(const rc_token_scan *t) {
  size_t start = t->run_start;
  rc_scan_looks_back(t->scan, start, NAMED);
  return rc_str_slice(t->text, start > NAMED ? start - NAMED : 0, start);
}

static void authorization_message(rc_token_scan *t) {
  if (!rc_str_contains_nocase(named(t), RC_STR("failure message"))) return;
  size_t end = rc_token_span_end(t, RC_CLASS_ANY_BASE64 | RC_BYTE_EQUALS, t->run_start);
  if (end - t->run_start < MESSAGE_AT_LEAST) return;
  (void)rc_token_wrapped(t, RC_DETECT_AWS_AUTHORIZATION_MESSAGE, RC_FAMILY_BLOB, 0, t->run_start,
                         end);
}

/* `PrivateKey = ...`, and nothing but blanks and signs between. */
static void wireguard(rc_token_scan *t) {
  rc_str name = named(t);
  static const rc_str names[] = {RC_STR_INIT("PrivateKey"), RC_STR_INIT("PresharedKey")};
  while (name.len > 0 && memchr(" \t=:\"'", name.ptr[name.len - 1], 6) != NULL) name.len--;
  for (size_t i = 0; i < 2; i++) {
    if (!rc_str_ends_with(name, names[i])) continue;
    size_t end = t->run_start;
    while (end < t->run_end && rc_token_is(t, end, RC_CLASS_BASE64)) end++;
    if (end - t->run_start != 43 || rc_token_byte(t, end) != '=') continue;
    rc_scan_leaf(t->scan, RC_DETECT_WIREGUARD_PRIVATE_KEY, RC_FAMILY_BLOB, RC_LEAF_SECRET,
                 t->run_start, end + 1);
  }
}

void rc_token_run(rc_token_scan *t, const rc_run *run) {
  enum { DRAWN = RC_RUN_LOWER | RC_RUN_UPPER | RC_RUN_DIGIT };
  size_t length = run->end - run->start;
  if (length < ENTRA_BEFORE + 1 + ENTRA_LEAST || (run->traits & DRAWN) != DRAWN) return;
  if ((run->traits & RC_RUN_OTHER) != 0) entra(t);
  if (length == 44 && (run->traits & RC_RUN_EQUALS) != 0) {
    t->scan->asks_around = true;
    wireguard(t);
  }
  if (length >= MESSAGE_AT_LEAST) authorization_message(t);
  if (length >= 256) enclosed_pem(t);
  if (length >= AWS_SECRET) secret_keys(t);
}
