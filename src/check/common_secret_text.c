#include "check/common_secret_text.h"

#include "check/facts.h"

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* `dbPassword`, `db-password` and `db.password` are DB_PASSWORD. */
static rc_str normalise(rc_arena *arena, rc_str name) {
  char *text = rc_arena_bytes(arena, 2 * name.len);
  size_t len = 0;
  for (size_t i = 0; text != NULL && i < name.len; i++) {
    char c = name.ptr[i];
    if (is_upper(c) && i > 0 && is_lower(name.ptr[i - 1])) {
      text[len++] = '_';
    }
    bool letter = is_upper(c) || is_lower(c) || is_digit(c);
    text[len++] = (char)(is_lower(c) ? c - 'a' + 'A' : letter ? c : '_');
  }
  return (rc_str){text, len};
}

static bool ends_with_word(rc_str name, rc_str word) {
  return rc_str_ends_with(name, word) &&
         (name.len == word.len || name.ptr[name.len - word.len - 1] == '_');
}

static bool has_word(rc_str name, rc_str word) {
  while (name.len > 0) {
    if (rc_str_equal(rc_str_cut(&name, '_'), word)) {
      return true;
    }
  }
  return false;
}

static bool is_secret_name(rc_str name) {
  bool secret = false;
  for (size_t i = 0; i < rc_n_secret_names; i++) {
    const rc_fact *row = &rc_secret_names[i];
    if (rc_str_equal(row->kind, RC_STR("not-with")) && has_word(name, row->key)) {
      return false;
    }
    secret = secret ||
             (rc_str_equal(row->kind, RC_STR("ends")) && ends_with_word(name, row->key)) ||
             (rc_str_equal(row->kind, RC_STR("ends-in")) && rc_str_ends_with(name, row->key));
  }
  return secret;
}

/* ---- values --------------------------------------------------------------------------------- */

static bool is_number(rc_str value) {
  for (size_t i = 0; i < value.len; i++) {
    if (!is_digit(value.ptr[i]) && value.ptr[i] != '.' && value.ptr[i] != '-') {
      return false;
    }
  }
  return true;
}

static bool is_one_byte_repeated(rc_str value) {
  for (size_t i = 1; i < value.len; i++) {
    if (value.ptr[i] != value.ptr[0]) {
      return false;
    }
  }
  return true;
}

/* `mysql://app:hunter2@db/shop`: the password is between the first colon behind the scheme and the
 * last `@` before the path. */
static bool is_url_with_password(rc_str value) {
  size_t scheme = rc_str_find(value, RC_STR("://"), 0);
  if (scheme == RC_NOT_FOUND || scheme == 0) {
    return false;
  }
  rc_str host = rc_str_from(value, scheme + 3);
  host = rc_str_cut(&host, '/');
  size_t at = rc_str_find_last_byte(host, '@');
  size_t colon = rc_str_find_byte(host, ':', 0);
  return at != RC_NOT_FOUND && colon != RC_NOT_FOUND && colon + 1 < at &&
         !is_one_byte_repeated(rc_str_slice(host, colon + 1, at));
}

static bool is_path_or_variable(rc_str value) {
  static const char *const starts[] = {"/", "./", "../", "~/", "$"};
  for (size_t i = 0; i < RC_COUNT_OF(starts); i++) {
    if (rc_str_starts_with(value, rc_str_from_c(starts[i]))) {
      return true;
    }
  }
  return rc_str_contains(value, RC_STR("://"));
}

/* A fact of `kind` holds for the value. */
static bool has_fact(rc_str kind, rc_str value, bool as_prefix) {
  for (size_t i = 0; i < rc_n_secret_names; i++) {
    const rc_fact *row = &rc_secret_names[i];
    if (rc_str_equal(row->kind, kind) &&
        (as_prefix ? rc_str_starts_with(value, row->key)
                   : rc_str_equal_nocase(value, row->key))) {
      return true;
    }
  }
  return false;
}

/* Four letters and sixteen more; the ids in AWS's documentation end in EXAMPLE. */
static bool is_aws_key_id(rc_str value) {
  if (value.len != 20 || !has_fact(RC_STR("key"), value, true) ||
      rc_str_ends_with(value, RC_STR("EXAMPLE"))) {
    return false;
  }
  for (size_t i = 0; i < value.len; i++) {
    if (!is_upper(value.ptr[i]) && !is_digit(value.ptr[i])) {
      return false;
    }
  }
  return true;
}

rc_secret_text rc_find_secret_text(rc_arena *arena, rc_str name, rc_str value) {
  value = rc_str_trim(value);
  if (rc_str_is_empty(value) || rc_hole_any(value)) {
    return RC_SECRET_NONE;
  }
  if (is_aws_key_id(value)) {
    return RC_SECRET_AWS_KEY;
  }
  if (is_url_with_password(value)) {
    return RC_SECRET_URL;
  }
  if (rc_str_starts_with(value, RC_STR("-----BEGIN ")) &&
      rc_str_contains(value, RC_STR("PRIVATE KEY-----"))) {
    return RC_SECRET_PRIVATE_KEY;
  }
  if (is_number(value) || is_one_byte_repeated(value) || is_path_or_variable(value) ||
      has_fact(RC_STR("no-value"), value, false) || has_fact(RC_STR("pointer"), value, true)) {
    return RC_SECRET_NONE;
  }
  return is_secret_name(normalise(arena, name)) ? RC_SECRET_BY_NAME : RC_SECRET_NONE;
}
