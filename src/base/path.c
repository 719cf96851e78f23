#include "base/path.h"

static bool is_separator(char c) { return c == '/' || c == '\\'; }

static size_t folder_length(rc_str path) {
  size_t length = path.len;
  while (length > 0 && !is_separator(path.ptr[length - 1])) {
    length--;
  }
  return length;
}

rc_str rc_path_folder(rc_str path) { return rc_str_slice(path, 0, folder_length(path)); }

rc_str rc_path_file(rc_str path) { return rc_str_from(path, folder_length(path)); }

rc_str rc_path_stem(rc_str path) {
  rc_str file = rc_path_file(path);
  size_t dot = rc_str_find_last_byte(file, '.');
  return dot == RC_NOT_FOUND || dot == 0 ? file : rc_str_slice(file, 0, dot);
}

/* Adds the parts of `path` to `parts`; `..` takes one away. */
static uint32_t add_parts(rc_str path, rc_str *parts, uint32_t n, uint32_t most) {
  while (path.len > 0) {
    rc_str part = rc_str_cut(&path, '/');
    if (part.len == 0 || rc_str_equal(part, RC_STR("."))) {
      continue;
    }
    bool up = rc_str_equal(part, RC_STR(".."));
    if (up && n > 0 && !rc_str_equal(parts[n - 1], RC_STR(".."))) {
      n--;
    } else if (n < most) {
      parts[n++] = part;
    }
  }
  return n;
}

rc_str rc_path_join(rc_arena *arena, rc_str folder, rc_str path) {
  enum { MOST_PARTS = 128 };
  rc_str parts[MOST_PARTS];
  bool rooted = rc_str_starts_with(path, RC_STR("/"));
  uint32_t n = rooted ? 0 : add_parts(folder, parts, 0, MOST_PARTS);
  n = add_parts(path, parts, n, MOST_PARTS);
  rooted = rooted || rc_str_starts_with(folder, RC_STR("/"));
  rc_buf out;
  rc_buf_init(&out, arena);
  for (uint32_t i = 0; i < n; i++) {
    rc_buf_put_c(&out, i > 0 || rooted ? "/" : "");
    rc_buf_put(&out, parts[i]);
  }
  return n == 0 ? RC_STR(".") : rc_buf_str(&out);
}
