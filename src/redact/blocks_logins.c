/*
 * Files of logins: .netrc (words in pairs behind `machine`) and .pgpass (a login in each line).
 * Both are told at the beginning of a line.
 */
#include "redact/tokens.h"

enum { NETRC_PAIRS = 6, FIELD_AT_MOST = 256, SHORT_PASSWORD = 8 };

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* The next word at or behind `*at`, which moves to its end. */
static rc_str next_word(rc_str text, size_t *at) {
  size_t start = *at;
  while (start < text.len && start - *at < FIELD_AT_MOST && is_blank(text.ptr[start])) start++;
  size_t end = start;
  while (end < text.len && end - start < FIELD_AT_MOST && !is_blank(text.ptr[end])) end++;
  *at = end;
  return rc_str_slice(text, start, end);
}

static void emit(rc_scan *scan, uint16_t detector, bool is_password, size_t start, size_t end) {
  static const rc_str known[] = {RC_STR_INIT("*"),       RC_STR_INIT("root"),
                                 RC_STR_INIT("oauth2"),  RC_STR_INIT("__token__"),
                                 RC_STR_INIT("aws"),     RC_STR_INIT("AWS"),
                                 RC_STR_INIT("postgres"), RC_STR_INIT("anonymous")};
  rc_str value = rc_str_slice(scan->text, start, end);
  if (is_password) {
    uint8_t weak = value.len < SHORT_PASSWORD ? RC_LEAF_WEAK : 0;
    if (rc_is_stand_in(value)) return;
    rc_scan_leaf(scan, detector, RC_FAMILY_OPAQUE, RC_LEAF_SECRET | weak, start, end);
    return;
  }
  for (size_t i = 0; i < RC_COUNT_OF(known); i++) {
    if (rc_str_equal(value, known[i])) return;
  }
  bool is_address = rc_str_find_byte(value, '@', 0) != RC_NOT_FOUND;
  rc_scan_leaf(scan, detector, is_address ? RC_FAMILY_EMAIL : RC_FAMILY_USER, 0, start, end);
}

/* Pairs of words from `at` on, behind the host of `machine`. */
static void netrc(rc_scan *scan, size_t at) {
  for (int i = 0; i < NETRC_PAIRS; i++) {
    rc_str name = next_word(scan->text, &at);
    bool is_password = rc_str_equal(name, RC_STR("password"));
    if (!is_password && !rc_str_equal(name, RC_STR("login")) &&
        !rc_str_equal(name, RC_STR("account"))) {
      return;
    }
    rc_str value = next_word(scan->text, &at);
    if (value.len == 0) return;
    emit(scan, RC_DETECT_NETRC, is_password, at - value.len, at);
  }
}

enum { PG_PORT = 1, PG_USER = 3, PG_PASSWORD = 4, PG_FIELDS = 5 };

/* host:port:database:user:password, and nothing else in the line. */
static void pgpass(rc_scan *scan, size_t start, size_t end) {
  rc_str text = scan->text;
  size_t starts[PG_FIELDS + 1], n = 0;
  starts[n++] = start;
  for (size_t at = start; at < end; at++) {
    if (is_blank(text.ptr[at]) || text.ptr[at] == '"' || text.ptr[at] == '/') return;
    if (text.ptr[at] == '\\') at++;
    else if (text.ptr[at] == ':' && n == PG_FIELDS) return;
    else if (text.ptr[at] == ':') starts[n++] = at + 1;
  }
  if (n != PG_FIELDS) return;
  starts[n] = end + 1;
  for (size_t i = 0; i < PG_FIELDS; i++) {
    if (starts[i + 1] - starts[i] < 2) return;
  }
  rc_str host = rc_str_slice(text, start, starts[PG_PORT] - 1);
  rc_str port = rc_str_slice(text, starts[PG_PORT], starts[PG_PORT + 1] - 1);
  bool is_port = rc_str_equal(port, RC_STR("*")) ||
                 (rc_str_is_digits(port) && port.len >= 4 && port.len <= 5);
  if (!is_port || rc_str_is_digits(host)) return;
  emit(scan, RC_DETECT_PGPASS, false, starts[PG_USER], starts[PG_PASSWORD] - 1);
  emit(scan, RC_DETECT_PGPASS, true, starts[PG_PASSWORD], end);
}

void rc_scan_login_line(rc_scan *scan, size_t start, size_t end) {
  rc_str text = scan->text, machine = RC_STR("machine "), standard = RC_STR("default login ");
  rc_str line = rc_str_slice(text, start, end);
  if (line.len > 0 && line.ptr[line.len - 1] == '\r') line.len--;
  if (line.len < 12 || is_blank(*line.ptr) || *line.ptr == '"') return; /* most lines */
  if (*line.ptr == 'm' && rc_str_starts_with(line, machine)) {
    size_t word = start + machine.len;
    rc_str host = next_word(text, &word); /* and not "machine learning" */
    bool is_host = rc_str_find_byte(host, '.', 0) != RC_NOT_FOUND;
    rc_scan_looks(scan, start, text.len);
    if (is_host || rc_str_equal(host, RC_STR("localhost"))) netrc(scan, word);
  } else if (*line.ptr == 'd' && rc_str_starts_with(line, standard)) {
    rc_scan_looks(scan, start, text.len);
    netrc(scan, start + 7);
  } else if (line.len <= FIELD_AT_MOST && rc_str_find_byte(line, ' ', 0) == RC_NOT_FOUND) {
    pgpass(scan, start, start + line.len);
  }
}

void rc_scan_logins(rc_scan *scan) {
  for (size_t at = 0; at < scan->text.len;) {
    size_t end = rc_str_find_byte(scan->text, '\n', at);
    if (end == RC_NOT_FOUND) end = scan->text.len;
    rc_scan_login_line(scan, at, end);
    at = end + 1;
  }
}
