#include "base/hole.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <string.h>

enum { LONGEST_PLACEHOLDER = 128 };

rc_str rc_hole_make(rc_arena *arena, rc_str name) {
  return RC_FILL(arena, "\xFE{}\xFF", name);
}

RC_CALLED bool rc_hole_any(rc_str text) {
  return rc_str_find_byte(text, RC_HOLE_OPEN, 0) != RC_NOT_FOUND;
}

size_t rc_hole_length(rc_str text, size_t at) {
  if (at >= text.len || text.ptr[at] != RC_HOLE_OPEN) {
    return 0;
  }
  size_t close = rc_str_find_byte(text, RC_HOLE_CLOSE, at);
  return close == RC_NOT_FOUND ? 0 : close - at + 1;
}

bool rc_hole_is_only(rc_str text) {
  size_t length = rc_hole_length(text, 0);
  return length > 0 && length == text.len;
}

size_t rc_hole_find_byte(rc_str text, char byte, size_t from) {
  size_t found = rc_str_find_byte(text, byte, from);
  if (found == RC_NOT_FOUND || !rc_hole_any(rc_str_slice(text, from, found))) {
    return found;
  }
  for (size_t at = from; at < text.len;) {
    size_t hole = text.ptr[at] == RC_HOLE_OPEN ? rc_hole_length(text, at) : 0;
    if (hole > 0) {
      at += hole;
    } else if (text.ptr[at] == byte) {
      return at;
    } else {
      at++;
    }
  }
  return RC_NOT_FOUND;
}

rc_str rc_hole_display(rc_arena *arena, rc_str text) {
  if (!rc_hole_any(text)) {
    return text;
  }
  char *out = rc_arena_bytes(arena, text.len);
  if (out == NULL) {
    return RC_STR_NONE;
  }
  size_t len = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] != RC_HOLE_OPEN && text.ptr[i] != RC_HOLE_CLOSE) {
      out[len++] = text.ptr[i];
    }
  }
  return (rc_str){out, len};
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool is_name_byte(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

/* Length of a placeholder that runs from `at` to the first `close`, else 0. */
static size_t closed_length(rc_str text, size_t at, size_t open_len, rc_str close) {
  rc_str window = rc_str_slice(text, 0, at + LONGEST_PLACEHOLDER);
  size_t end = rc_str_find(window, close, at + open_len);
  return end == RC_NOT_FOUND || end == at + open_len ? 0 : end + close.len - at;
}

static bool is_policy_variable(rc_str body) {
  return rc_str_find_byte(body, ':', 0) != RC_NOT_FOUND || rc_str_equal(body, RC_STR("*")) ||
         rc_str_equal(body, RC_STR("?")) || rc_str_equal(body, RC_STR("$"));
}

static size_t dollar_length(rc_str text, size_t at, bool policy_variables) {
  char next = at + 1 < text.len ? text.ptr[at + 1] : '\0';
  if (next == '{') {
    size_t length = closed_length(text, at, 2, RC_STR("}"));
    bool keep = length > 0 && policy_variables &&
                is_policy_variable(rc_str_slice(text, at + 2, at + length - 1));
    return keep ? 0 : length;
  }
  if (next != '_' && !(next >= 'A' && next <= 'Z')) {
    return 0;
  }
  size_t end = at + 1;
  while (end < text.len && is_name_byte(text.ptr[end])) {
    end++;
  }
  return end - at;
}

static size_t angle_length(rc_str text, size_t at) {
  if (at + 1 >= text.len || !is_letter(text.ptr[at + 1])) {
    return 0;
  }
  size_t length = closed_length(text, at, 1, RC_STR(">"));
  for (size_t i = at + 1; i + 1 < at + length; i++) {
    char c = text.ptr[i];
    if (!is_name_byte(c) && c != '-' && c != ' ' && c != '.') {
      return 0;
    }
  }
  return length;
}

static size_t length_by_sign(rc_str text, size_t at, bool policy_variables) {
  switch (text.ptr[at]) {
    case '$': return dollar_length(text, at, policy_variables);
    case '<': return angle_length(text, at);
    case '{':
      return rc_str_starts_with(rc_str_from(text, at), RC_STR("{{"))
                 ? closed_length(text, at, 2, RC_STR("}}"))
                 : 0;
    default: return 0;
  }
}

size_t rc_hole_placeholder_length(rc_str text, size_t at, bool policy_variables) {
  size_t length = length_by_sign(text, at, policy_variables);
  return rc_utf8_find_invalid(rc_str_slice(text, at, at + length)) == RC_NOT_FOUND ? length : 0;
}

/* Neither begins a placeholder nor a character of several bytes: nearly all of every text. */
static bool is_ordinary(char c) {
  return (unsigned char)c < 0x80 && c != '$' && c != '<' && c != '{';
}

static const uint64_t ONES = UINT64_C(0x0101010101010101);

/* High bits set if any byte of the word is `c`, and perhaps at others. */
static inline uint64_t bytes_equal_to(uint64_t word, char c) {
  uint64_t zero = word ^ (ONES * (unsigned char)c);
  return (zero - ONES) & ~zero;
}

static inline bool is_ordinary_word(const char *at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  uint64_t odd = word | bytes_equal_to(word, '$') | bytes_equal_to(word, '<') |
                 bytes_equal_to(word, '{');
  return (odd & (ONES * 0x80)) == 0;
}

/* Of eight bytes or more the last word may overlap with the one before. */
static bool is_all_ordinary(rc_str text) {
  size_t at = 0;
  if (text.len >= sizeof(uint64_t)) {
    for (; text.len - at > sizeof(uint64_t); at += sizeof(uint64_t)) {
      if (!is_ordinary_word(text.ptr + at)) {
        return false;
      }
    }
    return is_ordinary_word(text.ptr + text.len - sizeof(uint64_t));
  }
  while (at < text.len && is_ordinary(text.ptr[at])) {
    at++;
  }
  return at == text.len;
}

rc_str rc_hole_from_placeholders(rc_arena *arena, rc_str text, bool policy_variables) {
  if (is_all_ordinary(text)) {
    return text;
  }
  rc_buf buf;
  rc_buf_init(&buf, arena);
  size_t copied = 0;
  for (size_t at = 0; at < text.len;) {
    if (is_ordinary(text.ptr[at])) {
      at++;
      continue;
    }
    rc_utf8_char c = rc_utf8_decode(rc_str_from(text, at));
    size_t length = rc_hole_placeholder_length(text, at, policy_variables);
    if (c.valid && length == 0) {
      at += c.n_bytes;
      continue;
    }
    rc_buf_put(&buf, rc_str_slice(text, copied, at));
    if (length > 0) {
      rc_buf_put_byte(&buf, RC_HOLE_OPEN);
      rc_buf_put(&buf, rc_str_slice(text, at, at + length));
      rc_buf_put_byte(&buf, RC_HOLE_CLOSE);
      at += length;
    } else {
      rc_buf_put(&buf, RC_STR("\xEF\xBF\xBD"));
      at += c.n_bytes;
    }
    copied = at;
  }
  if (copied == 0) {
    return text;
  }
  rc_buf_put(&buf, rc_str_from(text, copied));
  return rc_buf_str(&buf);
}
