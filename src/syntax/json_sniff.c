#include "syntax/json_parser.h"

enum {
  LONGEST_LOOK = 64 * 1024, /* a licence comment and a few templating marks */
  UTF16_SAMPLE = 64,
};

bool rc_json_is_utf16(rc_str text) {
  if (rc_str_starts_with(text, RC_STR("\xFF\xFE")) ||
      rc_str_starts_with(text, RC_STR("\xFE\xFF"))) {
    return true;
  }
  size_t n = text.len < UTF16_SAMPLE ? text.len / 2 : UTF16_SAMPLE / 2;
  size_t zero[2] = {0, 0};
  for (size_t i = 0; i < n * 2; i++) {
    zero[i & 1] += (size_t)(text.ptr[i] == '\0');
  }
  return n >= 2 && ((zero[0] == n && zero[1] == 0) || (zero[1] == n && zero[0] == 0));
}

/* The parser has to say so; what it cannot read should at least begin as it would. */
static bool utf16_begins_like_json(rc_str text) {
  size_t at = 0;
  size_t n = text.len < UTF16_SAMPLE ? text.len : UTF16_SAMPLE;
  while (at < n && (text.ptr[at] == '\0' || (unsigned char)text.ptr[at] >= 0xFE ||
                    rc_json_is_blank(text.ptr[at]))) {
    at++;
  }
  return at < n && (text.ptr[at] == '{' || text.ptr[at] == '[');
}

static size_t skip_line(rc_str text, size_t at) {
  size_t end = rc_str_find_byte(text, '\n', at);
  return end == RC_NOT_FOUND ? text.len : end + 1;
}

static size_t skip_block(rc_str text, size_t at) {
  size_t end = rc_str_find(text, RC_STR("*/"), at + 2);
  return end == RC_NOT_FOUND ? text.len : end + 2;
}

/* The ones that copying brings along: no-break and zero-width space, a BOM in the middle. */
static size_t foreign_blank_length(rc_str rest) {
  if (rc_str_starts_with(rest, RC_STR("\xC2\xA0"))) {
    return 2;
  }
  bool found = rc_str_starts_with(rest, RC_STR("\xE2\x80\x8B")) ||
               rc_str_starts_with(rest, RC_STR("\xEF\xBB\xBF"));
  return found ? 3 : 0;
}

/* Passes over blanks, comments, and marks in double braces. */
static size_t skip_to_ink(rc_str text, size_t at) {
  while (at < text.len) {
    rc_str rest = rc_str_from(text, at);
    uint32_t mark = text.ptr[at] == '{' ? rc_json_mark_length(text, (uint32_t)at) : 0;
    size_t foreign = foreign_blank_length(rest);
    if (rc_json_is_blank(text.ptr[at])) {
      at++;
    } else if (text.ptr[at] == '#' || rc_str_starts_with(rest, RC_STR("//"))) {
      at = skip_line(text, at);
    } else if (rc_str_starts_with(rest, RC_STR("/*"))) {
      at = skip_block(text, at);
    } else if (mark > 0 || foreign > 0) {
      at += mark + foreign;
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

/* `{` is followed by a member name: quoted in some way, or a word and a colon. */
static bool begins_object(rc_str text, size_t at) {
  at = skip_to_ink(text, at);
  if (at >= text.len) {
    return true;
  }
  char c = text.ptr[at];
  if (c == '"' || c == '\'' || c == '}' || c == '$' || c == '<' || c == ',' ||
      (unsigned char)c >= 0x80) {
    return true;
  }
  size_t end = at;
  while (end < text.len && is_word_byte(text.ptr[end])) {
    end++;
  }
  size_t colon = skip_to_ink(text, end);
  return end > at && colon < text.len && text.ptr[colon] == ':';
}

/* `[` is followed by an item. Log lines begin with `[INFO]` and `[2024-01-01 ...]`: words count
 * only when a comma follows. */
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
  if (rc_json_is_utf16(text)) {
    return utf16_begins_like_json(text);
  }
  size_t at = skip_to_ink(text, 0);
  if (at >= text.len) {
    return false;
  }
  if (text.ptr[at] == '{') {
    return begins_object(text, at + 1);
  }
  return text.ptr[at] == '[' && begins_array(text, at + 1);
}
