/*
 * Connection strings that are lists: `Server=db;User ID=sa;Password=x`, `host=db password='x'`,
 * `username="x" password="y"`. Semicolons and quotes end runs, so that each key begins one; what
 * stands before and behind tells that it is a list.
 */
#include "base/lanes.h"
#include "redact/lexicon.h"
#include "redact/urls.h"

enum { LONGEST_VALUE = 256 };

typedef enum key_kind { SECRET, KEY, USER, HOST, NAME } key_kind;

static const struct {
  rc_str key;
  key_kind kind;
  rc_str before; /* the word in front of it: `User ID=` */
} keys[] = {
    {RC_STR_INIT("password"), SECRET, {NULL, 0}},
    {RC_STR_INIT("pwd"), SECRET, {NULL, 0}},
    {RC_STR_INIT("accountkey"), KEY, {NULL, 0}},
    {RC_STR_INIT("sharedaccesskey"), KEY, {NULL, 0}},
    {RC_STR_INIT("secret"), KEY, {NULL, 0}},
    {RC_STR_INIT("id"), USER, RC_STR_INIT("user ")},
    {RC_STR_INIT("uid"), USER, {NULL, 0}},
    {RC_STR_INIT("user"), USER, {NULL, 0}},
    {RC_STR_INIT("username"), USER, {NULL, 0}},
    {RC_STR_INIT("server"), HOST, {NULL, 0}},
    {RC_STR_INIT("source"), HOST, RC_STR_INIT("data ")},
    {RC_STR_INIT("host"), HOST, {NULL, 0}},
    {RC_STR_INIT("address"), HOST, {NULL, 0}},
    {RC_STR_INIT("database"), NAME, {NULL, 0}},
    {RC_STR_INIT("catalog"), NAME, RC_STR_INIT("initial ")},
    {RC_STR_INIT("databasename"), NAME, {NULL, 0}},
    {RC_STR_INIT("accountname"), NAME, {NULL, 0}},
    {RC_STR_INIT("dbname"), NAME, {NULL, 0}},
    {RC_STR_INIT("sharedaccesskeyname"), NAME, {NULL, 0}},
    {RC_STR_INIT("entitypath"), NAME, {NULL, 0}},
};

/* ---- values --------------------------------------------------------------------------------- */

/* A quoted value: behind `=`, any backslashes and the quote. 0 if it is none or never closed. */
static size_t quoted(const rc_scan *scan, size_t *start) {
  size_t at = *start, slashes = 0;
  while (rc_scan_byte(scan, at) == '\\' && slashes < 8) {
    at++;
    slashes++;
  }
  char quote = rc_scan_byte(scan, at);
  if (quote != '"' && quote != '\'') {
    return 0;
  }
  *start = at + 1;
  size_t limit = scan->text.len - at > LONGEST_VALUE ? at + LONGEST_VALUE : scan->text.len;
  for (size_t i = at + 1; i < limit && scan->text.ptr[i] != '\n'; i++) {
    if (scan->text.ptr[i] == quote) {
      return i - slashes > *start ? i - slashes : 0;
    }
  }
  return 0;
}

/* The first byte from `at` on that may end a list; or one before it. */
static size_t skip_ordinary(rc_str text, size_t at, size_t limit) {
  for (; RC_LANES_WIDE && at + RC_LANES <= limit; at += RC_LANES) {
    rc_lanes x = rc_lanes_load(text.ptr + at);
    rc_lanes ends = rc_lanes_or(rc_lanes_within(x, ';', '<'), rc_lanes_within(x, '\n', '\r'));
    ends = rc_lanes_or(ends, rc_lanes_or(rc_lanes_equal(x, '"'), rc_lanes_equal(x, '\'')));
    uint64_t bits = rc_lanes_bits(rc_lanes_or(ends, rc_lanes_equal(x, '`')));
    if (bits != 0) {
      return at + rc_lowest_bit(bits);
    }
  }
  return at;
}

/* A bare value runs to the semicolon, whatever it holds; without one, to the end of the run. */
static size_t bare(const rc_scan *scan, const rc_run *run, size_t start, bool *in_list) {
  size_t limit = scan->text.len - start > LONGEST_VALUE ? start + LONGEST_VALUE : scan->text.len;
  for (size_t at = start; (at = skip_ordinary(scan->text, at, limit)) < limit; at++) {
    char c = scan->text.ptr[at];
    if (c == ';') {
      *in_list = true;
      return at;
    }
    if (c == '\n' || c == '\r' || c == '"' || c == '\'' || c == '`' || c == '<') {
      break;
    }
  }
  size_t end = run->end;
  while (end > start && scan->text.ptr[end - 1] == '\\') {
    end--;
  }
  return end;
}

/* ---- which list it is ----------------------------------------------------------------------- */

static bool behind_semicolon(const rc_scan *scan, size_t start) {
  size_t at = start;
  while (at > 0 && start - at < 16 && (scan->text.ptr[at - 1] == ' ' ||
                                       rc_is_letter_byte(scan->text.ptr[at - 1]))) {
    at--;
  }
  return rc_scan_before(scan, at) == ';';
}

static uint16_t secret_detector(const rc_scan *scan, size_t start, key_kind kind, rc_str key) {
  if (kind == KEY) {
    return key.len == 10 ? RC_DETECT_AZURE_STORAGE_KEY : RC_DETECT_AZURE_SERVICE_BUS_KEY;
  }
  if (rc_places_context(scan, start, "username loginmodule")) {
    return RC_DETECT_KAFKA_SASL;
  }
  if (rc_places_context(scan, start, "host dbname sslmode")) {
    return RC_DETECT_POSTGRES_DSN;
  }
  return rc_places_context(scan, start, "uid") ? RC_DETECT_MYSQL_DSN : RC_DETECT_SQLSERVER_DSN;
}

static void take_host(rc_scan *scan, size_t start, size_t end) {
  rc_str value = rc_scan_slice(scan, start, end);
  size_t prefix = rc_str_starts_with(value, RC_STR("tcp:")) ? 4 : 0;
  size_t at = start + prefix;
  while (at < end && (rc_is_word_byte(scan->text.ptr[at]) || scan->text.ptr[at] == '.' ||
                      scan->text.ptr[at] == '-' || scan->text.ptr[at] == '_')) {
    at++;
  }
  if (at > start + prefix && (at == end || scan->text.ptr[at] == ',' || scan->text.ptr[at] == ':' ||
                              scan->text.ptr[at] == '\\')) {
    rc_places_host(scan, start + prefix, at, RC_HOST_FROM_MARK);
  }
}

static size_t take(rc_scan *scan, key_kind kind, rc_str key, size_t key_start, size_t start,
                   size_t end) {
  switch (kind) {
  case SECRET:
  case KEY:
    if (rc_is_pointer(rc_scan_slice(scan, start, end))) {
      return start;
    }
    rc_places_secret(scan, secret_detector(scan, key_start, kind, key),
                     kind == KEY ? RC_FAMILY_BLOB : RC_FAMILY_OPAQUE, start, end);
    break;
  case USER:
    rc_places_user(scan, RC_DETECT_USER_NAME, start, end);
    break;
  case HOST:
    take_host(scan, start, end);
    break;
  case NAME:
    rc_places_name(scan, RC_DETECT_THING_NAME, start, end);
    break;
  }
  return end;
}

size_t rc_urls_dsn(rc_scan *scan, const rc_run *run, size_t start, size_t key_end) {
  rc_str key = rc_scan_slice(scan, start, key_end);
  size_t value = key_end + 1;
  for (size_t i = 0; i < RC_COUNT_OF(keys); i++) {
    size_t words = start >= keys[i].before.len ? start - keys[i].before.len : start;
    if (keys[i].key.len != key.len || !rc_str_equal_nocase(keys[i].key, key) ||
        !rc_str_equal_nocase(rc_scan_slice(scan, words, start), keys[i].before)) {
      continue;
    }
    bool in_list = behind_semicolon(scan, start);
    size_t end = quoted(scan, &value);
    if (end > 0) {
      /* `secret="..."` alone is a pair like others. */
      bool is_secret = keys[i].kind == SECRET || (keys[i].kind == KEY && in_list);
      return is_secret ? take(scan, keys[i].kind, key, start, value, end) : value;
    }
    end = bare(scan, run, value, &in_list);
    bool own = key.len >= 10 && keys[i].kind == KEY;
    return (in_list || own) && end > value ? take(scan, keys[i].kind, key, start, value, end)
                                           : value;
  }
  return value;
}
