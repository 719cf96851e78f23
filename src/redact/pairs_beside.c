/*
 * The name that stands beside a value: `name: X` some bytes before `value: Y`, or behind it.
 */
#include "base/lanes.h"
#include "redact/pairs.h"

enum {
  FARTHEST_NAME = 320, /* bytes between a value and the name beside it */
  MOST_LINES = 3
};

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }
static bool is_end_of_line(char c) { return c == '\n' || c == '\r'; }
static char byte_at(rc_str text, size_t at) { return at < text.len ? text.ptr[at] : '\0'; }

/* Which of the bytes at `bytes` are separators, brackets, dashes or line ends. */
static uint64_t sign_bits(const char *bytes) {
  rc_lanes x = rc_lanes_load(bytes);
  rc_lanes signs = rc_lanes_or(rc_lanes_equal(x, ':'), rc_lanes_equal(x, '='));
  signs = rc_lanes_or(signs, rc_lanes_or(rc_lanes_equal(x, '{'), rc_lanes_equal(x, '}')));
  signs = rc_lanes_or(signs, rc_lanes_or(rc_lanes_equal(x, '\n'), rc_lanes_equal(x, '\r')));
  return rc_lanes_bits(rc_lanes_or(signs, rc_lanes_equal(x, '-')));
}

/* The first of these from `at` on, or one byte before it. */
static size_t skip_to_sign(rc_str text, size_t at, size_t limit) {
  for (; RC_LANES_WIDE && at + RC_LANES <= limit; at += RC_LANES) {
    uint64_t bits = sign_bits(text.ptr + at);
    if (bits != 0) {
      return at + rc_lowest_bit(bits);
    }
  }
  return at;
}

/* Behind the last of these before `at`, or some byte behind that. */
static size_t skip_back_to_sign(rc_str text, size_t at, size_t lowest) {
  for (; RC_LANES_WIDE && at >= lowest + RC_LANES; at -= RC_LANES) {
    uint64_t bits = sign_bits(text.ptr + at - RC_LANES);
    if (bits != 0) {
      return at - RC_LANES + rc_highest_bit(bits) + 1;
    }
  }
  return at;
}

/* Is this separator one of `name:`, `Key =`? Then its value is a name. */
static bool names_beside(rc_str text, size_t separator, rc_str *out) {
  rc_pair_name name;
  char last = separator > 0 ? (char)(text.ptr[separator - 1] | 0x20) : ' ';
  if (is_lower(last) && last != 'e' && last != 'y') {
    return false; /* most separators: the words end in these */
  }
  if (!rc_pair_read_name(text, separator, &name) ||
      !rc_pair_is_name_word(rc_str_slice(text, name.start, name.end))) {
    return false;
  }
  rc_pair_value value = rc_pair_value_at(text, separator + 1, RC_ENDS_AT_COMMA);
  *out = rc_str_slice(text, value.start, value.end);
  return out->len > 0 && out->len < 2 * RC_LONGEST_PAIR_NAME;
}

/* No name stands beside anything in bytes start..end, which are of one line. None is looked for
 * there again: a line of nothing but values would take a time of its own. */
static void note_nameless(rc_scan *scan, size_t start, size_t end) {
  if (start >= end) {
    return;
  }
  bool joins = start <= scan->nameless_end && end >= scan->nameless_start;
  bool is_first = !joins || start < scan->nameless_start;
  bool is_last = !joins || end > scan->nameless_end;
  scan->nameless_start = is_first ? (uint32_t)start : scan->nameless_start;
  scan->nameless_end = is_last ? (uint32_t)end : scan->nameless_end;
}

static bool is_nameless(const rc_scan *scan, size_t at) {
  return at >= scan->nameless_start && at < scan->nameless_end;
}

#define NOT_YET SIZE_MAX

static bool is_item(rc_str text, size_t at) {
  return text.ptr[at] == '-' && is_blank(byte_at(text, at + 1)) && rc_pair_stands_alone(text, at);
}

static bool find_name_before(rc_scan *scan, size_t from, rc_str *out) {
  rc_str text = scan->text;
  size_t lowest = from > FARTHEST_NAME ? from - FARTHEST_NAME : 0;
  size_t line = NOT_YET; /* where the line of the value begins */
  size_t at = from;
  int lines = 0;
  bool found = false;
  for (; !found; at -= found ? 0 : 1) {
    if (line == NOT_YET && at > lowest && is_nameless(scan, at - 1)) {
      at = scan->nameless_start > lowest ? scan->nameless_start : lowest;
    }
    at = skip_back_to_sign(text, at, lowest);
    if (at <= lowest) {
      break;
    }
    char c = text.ptr[at - 1];
    lines += c == '\n' ? 1 : 0;
    if (c == '{' || c == '}' || lines > MOST_LINES || (lines > 0 && is_item(text, at - 1))) {
      break;
    }
    line = line == NOT_YET && is_end_of_line(c) ? at : line;
    found = (c == ':' || c == '=') && names_beside(text, at - 1, out);
  }
  note_nameless(scan, line == NOT_YET ? at : line, from);
  return found;
}

static bool find_name_behind(rc_scan *scan, size_t from, rc_str *out) {
  rc_str text = scan->text;
  size_t limit = from + FARTHEST_NAME < text.len ? from + FARTHEST_NAME : text.len;
  size_t line = NOT_YET; /* where the line of the value ends */
  size_t at = from;
  int lines = 0;
  bool found = false;
  for (; !found; at += found ? 0 : 1) {
    if (line == NOT_YET && is_nameless(scan, at)) {
      at = scan->nameless_end < limit ? scan->nameless_end : limit;
    }
    at = skip_to_sign(text, at, limit);
    if (at >= limit) {
      break;
    }
    char c = text.ptr[at];
    lines += c == '\n' ? 1 : 0;
    line = line == NOT_YET && is_end_of_line(c) ? at : line;
    if (c == '{' || c == '}' || lines > MOST_LINES || (line != NOT_YET && is_item(text, at))) {
      break;
    }
    found = (c == ':' || c == '=') && names_beside(text, at, out);
  }
  note_nameless(scan, from, line == NOT_YET ? at : line);
  return found;
}

bool rc_pair_name_beside(rc_scan *scan, size_t before, size_t behind, rc_str *out) {
  return find_name_before(scan, before, out) || find_name_behind(scan, behind, out);
}
