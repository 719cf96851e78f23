/*
 * Host names in running text, mail addresses, and login names in paths.
 *
 * `a.b.c` may be a host, a file, a package or a member of an object: outside URLs only endings
 * that hosts have decide, and of endings that are words too only names of three labels.
 */
#include "redact/people.h"

static bool stands_in_host(char c) {
  return rc_is_word_byte(c) || c == '.' || c == '-' || c == '_' || c == '*';
}

/* The `n` of `\nhost` belongs to the line end, the `2F` of `%2Fhost` to the slash. */
static size_t behind_escape(const rc_scan *scan, size_t start, size_t end) {
  char c = rc_scan_byte(scan, start);
  if (rc_scan_before(scan, start) == '%' && end - start > 2 && rc_is_hex_byte(c) &&
      rc_is_hex_byte(rc_scan_byte(scan, start + 1))) {
    return start + 2;
  }
  return rc_scan_before(scan, start) == '\\' && end - start > 1 &&
                 (c == 'n' || c == 'r' || c == 't')
             ? start + 1
             : start;
}

static size_t host_start(const rc_scan *scan, size_t from, size_t end) {
  size_t start = end;
  while (start > from && end - start < RC_LONGEST_HOST &&
         stands_in_host(scan->text.ptr[start - 1])) {
    start--;
  }
  return behind_escape(scan, start, end);
}

static size_t count_dots(rc_str host) {
  size_t n = 0;
  for (size_t i = 0; i < host.len; i++) {
    n += host.ptr[i] == '.';
  }
  return n;
}

static rc_str first_label(rc_str host) {
  return rc_str_slice(host, 0, rc_str_find_byte(host, '.', 0));
}

/* `.env.local`, `settings.private`, `module.sg`: files and members of objects. */
static bool reads_as_file(rc_str host) {
  static const rc_str words[] = {RC_STR_INIT("env"),      RC_STR_INIT("settings"),
                                 RC_STR_INIT("config"),   RC_STR_INIT("values"),
                                 RC_STR_INIT("self"),     RC_STR_INIT("this"),
                                 RC_STR_INIT("override"), RC_STR_INIT("application"),
                                 RC_STR_INIT("process"),  RC_STR_INIT("std"),
                                 RC_STR_INIT("rc"),       RC_STR_INIT("conf"),
                                 RC_STR_INIT("module"),   RC_STR_INIT("data"),
                                 RC_STR_INIT("var"),      RC_STR_INIT("local"),
                                 RC_STR_INIT("output"),   RC_STR_INIT("outputs"),
                                 RC_STR_INIT("resource"), RC_STR_INIT("resources"),
                                 RC_STR_INIT("each"),     RC_STR_INIT("path")};
  rc_str first = first_label(host);
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    if (words[i].len == first.len && words[i].ptr[0] == (first.ptr[0] | 0x20) &&
        rc_str_equal_nocase(words[i], first)) {
      return true;
    }
  }
  return false;
}

static bool is_aws_ending(rc_str ending) { return rc_str_equal_nocase(ending, RC_STR("aws")); }

/* In capitals throughout or not at all. */
static bool is_even(rc_str host, rc_str ending) {
  bool upper = false, lower = false;
  for (size_t i = 0; i < host.len; i++) {
    lower = lower || (host.ptr[i] >= 'a' && host.ptr[i] <= 'z');
  }
  for (size_t i = 0; i < ending.len; i++) {
    upper = upper || (ending.ptr[i] >= 'A' && ending.ptr[i] <= 'Z');
  }
  return !upper || !lower;
}

static bool reads_as_host(rc_str host, rc_str ending) {
  size_t dots = count_dots(host);
  if (dots == 0 || host.len == ending.len + 1 || !is_even(host, ending) || reads_as_file(host)) {
    return false;
  }
  if (RC_PLACES_HAS(inner_endings, ending)) {
    return !RC_PLACES_HAS(package_roots, first_label(host));
  }
  /* Members of objects have underscores, hosts have none. */
  return rc_str_find_byte(host, '_', 0) == RC_NOT_FOUND &&
         (RC_PLACES_HAS(host_endings, ending) ||
          (dots >= 2 && RC_PLACES_HAS(host_endings_of_three, ending))) &&
         (!RC_PLACES_HAS(package_roots, first_label(host)) || is_aws_ending(ending));
}

size_t rc_people_host(rc_scan *scan, size_t from, size_t dot, size_t end) {
  char next = rc_scan_byte(scan, end);
  rc_str ending = rc_scan_slice(scan, dot + 1, end);
  scan->asks_around = scan->asks_around || next == '(';
  if (rc_is_word_byte(next) || next == '_' || next == '-' || next == '@' || next == '(' ||
      (next == '.' && rc_is_word_byte(rc_scan_byte(scan, end + 1)))) {
    return end;
  }
  size_t start = host_start(scan, from, end);
  rc_str host = rc_scan_slice(scan, start, end);
  if (!reads_as_host(host, ending)) {
    return end;
  }
  scan->asks_around = true;
  char before = rc_scan_before(scan, start);
  bool in_url = before == '/' && start > 1 && scan->text.ptr[start - 2] == '/';
  bool inside = before == '/' || before == '\\' || host.ptr[0] == '.';
  if (in_url || (inside && RC_PLACES_HAS(inner_endings, ending))) {
    return end;
  }
  return rc_places_host(scan, start, end, RC_HOST_FROM_TEXT);
}

/* ---- mail ----------------------------------------------------------------------------------- */

enum { LONGEST_LOCAL = 64, SHORTEST_PUBLIC_KEY = 40 };

static bool stands_in_local(char c) {
  return rc_is_word_byte(c) || c == '.' || c == '_' || c == '+' || c == '-';
}

/* Behind the `://` that precedes `at`, with no blank or quote between; RC_NOT_FOUND without one. */
static size_t behind_scheme(rc_str text, size_t at) {
  enum { AHEAD = 128 };
  size_t lowest = at > AHEAD ? at - AHEAD : 0;
  while (at > lowest && (unsigned char)text.ptr[at - 1] > ' ' && text.ptr[at - 1] != '"' &&
         text.ptr[at - 1] != '\'') {
    if (rc_str_ends_with(rc_str_slice(text, 0, at), RC_STR("://"))) {
      return at;
    }
    at--;
  }
  return RC_NOT_FOUND;
}

/* The userinfo of a URL: `://` before, and no slash between, unless it belongs to a password, as
 * url_authority.c has it: no port stands before it. */
static bool in_userinfo(rc_scan *scan, size_t from, size_t at) {
  size_t start = behind_scheme(scan->text, at);
  if (start == RC_NOT_FOUND) {
    return false;
  }
  scan->asks_around = scan->asks_around || start < from; /* a template's mark ended a run */
  rc_str text = rc_str_slice(scan->text, 0, at);
  size_t slash = rc_str_find_byte(text, '/', start);
  size_t colon = rc_str_find_byte(rc_str_slice(text, 0, slash), ':', start);
  return slash == RC_NOT_FOUND ||
         (colon != RC_NOT_FOUND && colon + 1 < slash &&
          !rc_str_is_digits(rc_str_slice(text, colon + 1, slash)));
}

/* The comment of a public key: `ssh-rsa AAAA... user@laptop` */
static bool behind_public_key(const rc_scan *scan, size_t start) {
  if (start < SHORTEST_PUBLIC_KEY || scan->text.ptr[start - 1] != ' ') {
    return false;
  }
  for (size_t at = start - SHORTEST_PUBLIC_KEY; at + 1 < start; at++) {
    char c = scan->text.ptr[at];
    if (!rc_is_word_byte(c) && c != '+' && c != '/' && c != '=') {
      return false;
    }
  }
  return true;
}

static bool is_mail_ending(rc_str ending) {
  return RC_PLACES_HAS(host_endings, ending) || RC_PLACES_HAS(host_endings_of_three, ending) ||
         RC_PLACES_HAS(mail_endings, ending) || RC_PLACES_HAS(inner_endings, ending);
}

/* Logins of machines, not addresses of people: git@host:path, ec2-user@host */
static bool is_machine(rc_str local) {
  static const rc_str names[] = {RC_STR_INIT("git"),    RC_STR_INIT("hg"),
                                 RC_STR_INIT("svn"),    RC_STR_INIT("ec2-user"),
                                 RC_STR_INIT("ubuntu"), RC_STR_INIT("centos"),
                                 RC_STR_INIT("root"),   RC_STR_INIT("ssm-user")};
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (rc_str_equal(names[i], local)) {
      return true;
    }
  }
  return false;
}

static size_t domain_end(const rc_scan *scan, size_t start, size_t limit) {
  size_t end = start;
  while (end < limit && end - start < RC_LONGEST_HOST &&
         (rc_is_word_byte(scan->text.ptr[end]) || scan->text.ptr[end] == '.' ||
          scan->text.ptr[end] == '-')) {
    end++;
  }
  while (end > start && !rc_is_word_byte(scan->text.ptr[end - 1])) {
    end--;
  }
  return end;
}

size_t rc_people_mail(rc_scan *scan, const rc_run *run, size_t from, size_t start, size_t end) {
  size_t local = start;
  while (local > from && start - local < LONGEST_LOCAL &&
         stands_in_local(scan->text.ptr[local - 1])) {
    local--;
  }
  local = behind_escape(scan, local, start);
  while (local < start && scan->text.ptr[local] == '.') {
    local++;
  }
  size_t to = domain_end(scan, end, run->end);
  rc_str domain = rc_scan_slice(scan, end, to);
  size_t dot = rc_str_find_last_byte(domain, '.');
  bool in_encoded = local > 2 && (rc_str_equal_nocase(rc_scan_slice(scan, local - 3, local),
                                                      RC_STR("%3A")) ||
                                  rc_str_equal_nocase(rc_scan_slice(scan, local - 3, local),
                                                      RC_STR("%2F")));
  if (local == start || domain.len == 0 || in_encoded ||
      in_userinfo(scan, run->start, local)) {
    return end;
  }
  if (dot == RC_NOT_FOUND || !is_mail_ending(rc_str_from(domain, dot + 1))) {
    if (behind_public_key(scan, local)) {
      rc_scan_leaf(scan, RC_DETECT_SSH_PUBLIC_KEY_COMMENT, RC_FAMILY_EMAIL, 0, local, to);
      return to;
    }
    return end;
  }
  /* Nobody has a mailbox on AWS's endpoints: that is a login, or a malformed image. */
  if (is_machine(rc_scan_slice(scan, local, start)) ||
      rc_str_contains(domain, RC_STR(".amazonaws.com")) ||
      rc_str_contains(rc_scan_slice(scan, local, to), RC_STR(".dkr.ecr."))) {
    return rc_places_host(scan, end, to, RC_HOST_FROM_MARK);
  }
  bool comment = behind_public_key(scan, local);
  rc_scan_leaf(scan, comment ? RC_DETECT_SSH_PUBLIC_KEY_COMMENT : RC_DETECT_EMAIL,
               RC_FAMILY_EMAIL, 0, local, to);
  return to;
}

/* ---- login names ---------------------------------------------------------------------------- */

static bool stands_in_login(char c) {
  return rc_is_word_byte(c) || c == '.' || c == '_' || c == '-';
}

static size_t login_end(const rc_scan *scan, size_t start, size_t limit) {
  size_t end = start;
  while (end < limit && end - start < LONGEST_LOCAL && stands_in_login(scan->text.ptr[end])) {
    end++;
  }
  return end;
}

static bool in_url(const rc_scan *scan, size_t from, size_t start) {
  size_t back = start > from + RC_LONGEST_HOST ? start - RC_LONGEST_HOST : from;
  return rc_str_contains(rc_scan_slice(scan, back, start), RC_STR("://"));
}

size_t rc_people_home(rc_scan *scan, const rc_run *run, size_t start, size_t name) {
  size_t end = login_end(scan, name, run->end);
  rc_str login = rc_scan_slice(scan, name, end);
  char before = rc_scan_before(scan, start);
  if (login.len < 2 || rc_str_is_digits(login) || before == '.' ||
      (before != ':' && rc_is_word_byte(before)) || in_url(scan, run->start, start)) {
    return name;
  }
  rc_places_user(scan, RC_DETECT_USER_NAME, name, end);
  return end;
}

size_t rc_people_domain_user(rc_scan *scan, const rc_run *run, size_t start, size_t name) {
  size_t end = login_end(scan, name, run->end);
  size_t escaped = behind_escape(scan, name, end);
  bool doubled = scan->text.ptr[name - 2] == '\\';
  if (end - name < 3 || (escaped > name && !doubled) ||
      !rc_places_context(scan, start, "user username login account domain logon principal")) {
    return name;
  }
  rc_places_user(scan, RC_DETECT_USER_NAME, name, end);
  return end;
}

/* `word` ends right before `at`, and is one. */
static bool stands_before(const rc_scan *scan, size_t at, rc_str word) {
  return at >= word.len && rc_str_equal(rc_scan_slice(scan, at - word.len, at), word) &&
         !rc_is_word_byte(rc_scan_before(scan, at - word.len));
}

void rc_people_login_before(rc_scan *scan, size_t at) {
  if (at < 6 || !stands_before(scan, at, RC_STR("from "))) {
    return;
  }
  size_t end = at - 6, start = end; /* the blank before `from` */
  while (start > 0 && end - start < LONGEST_LOCAL && stands_in_login(scan->text.ptr[start - 1])) {
    start--;
  }
  if (start < end && rc_scan_byte(scan, end) == ' ' &&
      (stands_before(scan, start, RC_STR("password for ")) ||
       stands_before(scan, start, RC_STR("publickey for ")) ||
       stands_before(scan, start, RC_STR("user ")))) {
    rc_places_user(scan, RC_DETECT_USER_NAME, start, end);
  }
}
