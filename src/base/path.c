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
