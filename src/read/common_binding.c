/*
 * What the folders of a path say a bare policy document is for.
 *
 * Roles and keys lie directly in their folder (`roles/<name>/file`): deeper files of a folder
 * called `roles` are something else, such as Ansible's. Names of repositories and secrets may hold
 * slashes.
 */
#include "read/common_policy.h"

static const struct {
  rc_str folder;
  rc_binding_kind kind;
  bool nested; /* the name may be of several components */
} marks[] = {
    {RC_STR_INIT("roles"), RC_BIND_ROLE_FOLDER, false},
    {RC_STR_INIT("repositories"), RC_BIND_REPOSITORY_FOLDER, true},
    {RC_STR_INIT("secrets"), RC_BIND_SECRET_FOLDER, true},
    {RC_STR_INIT("keys"), RC_BIND_KEY_FOLDER, false},
};

static rc_str component_before(rc_str path, size_t end) {
  return rc_path_file(rc_str_slice(path, 0, end));
}

static bool bind_at(rc_str path, rc_str component, size_t end, size_t file_start,
                    rc_binding *out) {
  for (size_t i = 0; i < RC_COUNT_OF(marks); i++) {
    if (!rc_str_equal(component, marks[i].folder) || end + 2 > file_start) {
      continue;
    }
    rc_str name = rc_str_slice(path, end + 1, file_start - 1);
    bool deep = rc_str_find_byte(name, '/', 0) != RC_NOT_FOUND ||
                rc_str_find_byte(name, '\\', 0) != RC_NOT_FOUND;
    if (name.len == 0 || (deep && !marks[i].nested)) {
      return false;
    }
    out->kind = marks[i].kind;
    out->name = name;
    out->folder = rc_str_slice(path, 0, file_start - 1);
    return true;
  }
  return false;
}

/* The innermost folder that says something counts. */
rc_binding rc_binding_of_path(rc_str path) {
  rc_str file = rc_path_file(path);
  rc_binding binding = {.kind = RC_BIND_NONE};
  binding.is_boundary = rc_str_contains_words(file, RC_STR("boundary")) ||
                        rc_str_contains_words(file, RC_STR("permissionsboundary"));
  size_t file_start = path.len - file.len;
  for (size_t end = file_start; end > 1;) {
    end--; /* the separator behind the component */
    rc_str component = component_before(path, end);
    if (bind_at(path, component, end, file_start, &binding)) {
      break;
    }
    end -= component.len;
  }
  return binding;
}
