#include "base/str.h"

#include <string.h>

static unsigned char ascii_lower(char c) {
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

rc_str rc_str_from_c(const char *text) {
  return text == NULL ? RC_STR_NONE : (rc_str){text, strlen(text)};
}

bool rc_str_equal(rc_str a, rc_str b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool rc_str_equal_nocase(rc_str a, rc_str b) {
  if (a.len != b.len) {
    return false;
  }
  for (size_t i = 0; i < a.len; i++) {
    if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i])) {
      return false;
    }
  }
  return true;
}

int rc_str_compare(rc_str a, rc_str b) {
  size_t common = a.len < b.len ? a.len : b.len;
  int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
  return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool rc_str_starts_with(rc_str s, rc_str prefix) {
  return s.len >= prefix.len && rc_str_equal(rc_str_slice(s, 0, prefix.len), prefix);
}

bool rc_str_ends_with(rc_str s, rc_str suffix) {
  return s.len >= suffix.len && rc_str_equal(rc_str_from(s, s.len - suffix.len), suffix);
}

size_t rc_str_find_byte(rc_str s, char byte, size_t from) {
  if (from >= s.len) {
    return RC_NOT_FOUND;
  }
  const char *hit = memchr(s.ptr + from, byte, s.len - from);
  return hit == NULL ? RC_NOT_FOUND : (size_t)(hit - s.ptr);
}

size_t rc_str_find_last_byte(rc_str s, char byte) {
  for (size_t i = s.len; i > 0; i--) {
    if (s.ptr[i - 1] == byte) {
      return i - 1;
    }
  }
  return RC_NOT_FOUND;
}

size_t rc_str_find(rc_str s, rc_str needle, size_t from) {
  if (needle.len == 0) {
    return from <= s.len ? from : RC_NOT_FOUND;
  }
  for (size_t at = rc_str_find_byte(s, needle.ptr[0], from); at != RC_NOT_FOUND;
       at = rc_str_find_byte(s, needle.ptr[0], at + 1)) {
    if (s.len - at < needle.len) {
      return RC_NOT_FOUND;
    }
    if (memcmp(s.ptr + at, needle.ptr, needle.len) == 0) {
      return at;
    }
  }
  return RC_NOT_FOUND;
}

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return is_lower(c) || is_upper(c); }

/* Between two letters: `webExec`, `ECSExec`. */
static bool begins_word(rc_str s, size_t at) {
  if (at == 0 || at >= s.len || !is_letter(s.ptr[at - 1]) || !is_letter(s.ptr[at])) {
    return true;
  }
  return is_upper(s.ptr[at]) && (is_lower(s.ptr[at - 1]) ||
                                 (at + 1 < s.len && is_lower(s.ptr[at + 1])));
}

bool rc_str_are_words(rc_str s, size_t start, size_t end) {
  return begins_word(s, start) && begins_word(s, end);
}

bool rc_str_contains_words(rc_str s, rc_str words) {
  for (size_t at = 0; at + words.len <= s.len; at++) {
    if (rc_str_equal_nocase(rc_str_slice(s, at, at + words.len), words) &&
        rc_str_are_words(s, at, at + words.len)) {
      return true;
    }
  }
  return false;
}

bool rc_str_contains_nocase(rc_str s, rc_str needle) {
  for (size_t at = 0; at + needle.len <= s.len; at++) {
    if (rc_str_equal_nocase(rc_str_slice(s, at, at + needle.len), needle)) {
      return true;
    }
  }
  return false;
}

RC_CALLED rc_str rc_str_slice(rc_str s, size_t start, size_t end) {
  if (end > s.len) {
    end = s.len;
  }
  if (start >= end) {
    return RC_STR_NONE;
  }
  return (rc_str){s.ptr + start, end - start};
}

rc_str rc_str_trim(rc_str s) {
  size_t start = 0;
  size_t end = s.len;
  while (start < end && is_blank(s.ptr[start])) {
    start++;
  }
  while (end > start && is_blank(s.ptr[end - 1])) {
    end--;
  }
  return rc_str_slice(s, start, end);
}

rc_str rc_str_cut(rc_str *s, char byte) {
  size_t at = rc_str_find_byte(*s, byte, 0);
  rc_str head = rc_str_slice(*s, 0, at);
  *s = at == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(*s, at + 1);
  return head;
}

bool rc_str_is_digits(rc_str s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] < '0' || s.ptr[i] > '9') {
      return false;
    }
  }
  return s.len > 0;
}

bool rc_str_to_u64(rc_str s, uint64_t *out) {
  if (!rc_str_is_digits(s)) {
    return false;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < s.len; i++) {
    uint64_t digit = (uint64_t)(s.ptr[i] - '0');
    if (value > (UINT64_MAX - digit) / 10) {
      return false;
    }
    value = value * 10 + digit;
  }
  *out = value;
  return true;
}

rc_str rc_str_copy(rc_arena *arena, rc_str s) {
  char *copy = rc_arena_bytes(arena, s.len);
  if (copy == NULL || s.len == 0) {
    return RC_STR_NONE;
  }
  memcpy(copy, s.ptr, s.len);
  return (rc_str){copy, s.len};
}

rc_str rc_str_from_u64(rc_arena *arena, uint64_t value) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  return rc_str_copy(arena, (rc_str){digits + at, sizeof digits - at});
}

rc_str rc_str_fill(rc_arena *arena, const char *template_text, const rc_str *parts,
                   size_t n_parts) {
  rc_str rest = rc_str_from_c(template_text);
  size_t total = rest.len;
  for (size_t i = 0; i < n_parts; i++) {
    total += parts[i].len;
  }
  char *text = rc_arena_bytes(arena, total);
  if (text == NULL) {
    return RC_STR_NONE;
  }
  size_t len = 0;
  for (size_t i = 0; i <= n_parts; i++) {
    size_t mark = rc_str_find(rest, RC_STR("{}"), 0);
    RC_ASSERT((mark == RC_NOT_FOUND) == (i == n_parts));
    rc_str literal = rc_str_slice(rest, 0, mark);
    if (literal.len > 0) {
      memcpy(text + len, literal.ptr, literal.len);
      len += literal.len;
    }
    if (i < n_parts && parts[i].len > 0) {
      memcpy(text + len, parts[i].ptr, parts[i].len);
      len += parts[i].len;
    }
    rest = mark == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(rest, mark + 2);
  }
  return (rc_str){text, len};
}
