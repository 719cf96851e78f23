#include "fix/json_place.h"

static bool is_newline(char c) { return c == '\n' || c == '\r'; }

bool rc_text_has_newline(rc_str text, size_t from, size_t to) {
  for (size_t at = from; at < to && at < text.len; at++) {
    if (is_newline(text.ptr[at])) {
      return true;
    }
  }
  return false;
}

bool rc_text_is_blank(rc_str text) {
  for (size_t at = 0; at < text.len; at++) {
    if (text.ptr[at] != ' ' && text.ptr[at] != '\t') {
      return false;
    }
  }
  return true;
}

size_t rc_text_line_start(rc_str text, size_t at) {
  while (at > 0 && !is_newline(text.ptr[at - 1])) {
    at--;
  }
  bool bom = at == 0 && rc_str_starts_with(text, RC_STR("\xEF\xBB\xBF"));
  return bom ? 3 : at;
}

rc_str rc_text_indent(rc_str text, size_t at) {
  size_t start = rc_text_line_start(text, at);
  size_t end = start;
  while (end < text.len && (text.ptr[end] == ' ' || text.ptr[end] == '\t')) {
    end++;
  }
  return rc_str_slice(text, start, end);
}

bool rc_text_begins_line(rc_str text, size_t at) {
  return rc_text_is_blank(rc_str_slice(text, rc_text_line_start(text, at), at));
}

size_t rc_text_skip_newline(rc_str text, size_t at) {
  if (at < text.len && text.ptr[at] == '\r') {
    at++;
    return at < text.len && text.ptr[at] == '\n' ? at + 1 : at;
  }
  return at < text.len && text.ptr[at] == '\n' ? at + 1 : at;
}

/* Behind the comment that starts at `at`, or `at` if none does. */
static size_t comment_end(rc_str text, size_t at, size_t to) {
  rc_str rest = rc_str_slice(text, at, to);
  if (rc_str_starts_with(rest, RC_STR("/*"))) {
    size_t close = rc_str_find(rest, RC_STR("*/"), 2);
    return close == RC_NOT_FOUND ? to : at + close + 2;
  }
  if (!rc_str_starts_with(rest, RC_STR("//")) && !rc_str_starts_with(rest, RC_STR("#"))) {
    return at;
  }
  while (at < to && !is_newline(text.ptr[at])) {
    at++;
  }
  return at;
}

rc_gap rc_text_gap(rc_str text, size_t from, size_t to) {
  rc_gap gap = {.tail = from};
  bool first_line = true;
  for (size_t at = from; at < to;) {
    char c = text.ptr[at];
    size_t comment = comment_end(text, at, to);
    size_t next = comment > at ? comment : at + 1;
    bool comma = c == ',' && !gap.has_comma;
    if (comma) {
      gap.has_comma = true;
      gap.comma_at = at;
    }
    first_line = first_line && !is_newline(c);
    /* A comma on a later line belongs to the value all the same. */
    if (comma || (first_line && comment > at)) {
      gap.tail = next;
    }
    at = next;
  }
  return gap;
}

/* Enough to see one; more would make many edits of one huge file quadratic. */
enum { BYTES_LOOKED_AT = 1 << 16 };

rc_str rc_text_newline(rc_str text) {
  rc_str head = rc_str_slice(text, 0, BYTES_LOOKED_AT);
  size_t at = rc_str_find_byte(head, '\n', 0);
  if (at != RC_NOT_FOUND) {
    return at > 0 && head.ptr[at - 1] == '\r' ? RC_STR("\r\n") : RC_STR("\n");
  }
  return rc_str_find_byte(head, '\r', 0) != RC_NOT_FOUND ? RC_STR("\r") : RC_STR("\n");
}
