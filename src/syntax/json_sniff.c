#include "syntax/json_parser.h"

/* Only this much is looked at: a licence comment and a few templating marks. */
enum { LONGEST_LOOK = 64 * 1024 };

static size_t skip_line(rc_str text, size_t at) {
  size_t end = rc_str_find_byte(text, '\n', at);
  return end == RC_NOT_FOUND ? text.len : end + 1;
}

static size_t skip_block(rc_str text, size_t at) {
  size_t end = rc_str_find(text, RC_STR("*/"), at + 2);
  return end == RC_NOT_FOUND ? text.len : end + 2;
}

/* Passes over blanks, comments, and marks in double braces. */
static size_t skip_to_ink(rc_str text, size_t at) {
  while (at < text.len) {
    rc_str rest = rc_str_from(text, at);
    uint32_t mark = text.ptr[at] == '{' ? rc_json_mark_length(text, (uint32_t)at) : 0;
    if (rc_json_is_blank(text.ptr[at])) {
      at++;
    } else if (text.ptr[at] == '#' || rc_str_starts_with(rest, RC_STR("//"))) {
      at = skip_line(text, at);
    } else if (rc_str_starts_with(rest, RC_STR("/*"))) {
      at = skip_block(text, at);
    } else if (mark > 0) {
      at += mark;
    } else {
      break;
    }
  }
  return at;
}

static bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '+' || c == '.';
}

/* `{` is followed by a member name: quoted, or a word and a colon. */
static bool begins_object(rc_str text, size_t at) {
  at = skip_to_ink(text, at);
  if (at >= text.len) {
    return true;
  }
  char c = text.ptr[at];
  if (c == '"' || c == '\'' || c == '}' || c == '$' || c == '<') {
    return true;
  }
  size_t end = at;
  while (end < text.len && is_word_byte(text.ptr[end])) {
    end++;
  }
  size_t colon = skip_to_ink(text, end);
  return end > at && colon < text.len && text.ptr[colon] == ':';
}

/* `[` is followed by an item. Log lines begin with `[INFO]` and `[2024-01-01 ...]`: words count only
 * when a comma follows. */
static bool begins_array(rc_str text, size_t at) {
  at = skip_to_ink(text, at);
  if (at >= text.len) {
    return true;
  }
  char c = text.ptr[at];
  if (c == '{' || c == '[' || c == '"' || c == '\'' || c == ']' || c == '$' || c == '<') {
    return true;
  }
  size_t end = at;
  while (end < text.len && is_word_byte(text.ptr[end])) {
    end++;
  }
  size_t comma = skip_to_ink(text, end);
  return end > at && comma < text.len && text.ptr[comma] == ',';
}

bool rc_json_looks_like(rc_str bytes) {
  rc_str text = rc_str_slice(bytes, 0, LONGEST_LOOK);
  size_t at = rc_str_starts_with(text, RC_STR("\xEF\xBB\xBF")) ? 3 : 0;
  at = skip_to_ink(text, at);
  if (at >= text.len) {
    return false;
  }
  if (text.ptr[at] == '{') {
    return begins_object(text, at + 1);
  }
  return text.ptr[at] == '[' && begins_array(text, at + 1);
}
