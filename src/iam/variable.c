#include "iam/variable.h"

#include "base/buf.h"

#include <string.h>

/* One variable: what stands between `${` and `}`. */
typedef struct variable {
  rc_str key;      /* or `*`, `?`, `$` */
  rc_str fallback; /* between the single quotes */
  bool has_fallback;
  size_t length; /* bytes from `$` to `}` */
} variable;

static bool is_escape(rc_str key) {
  return key.len == 1 && rc_str_find_byte(RC_STR("*?$"), key.ptr[0], 0) != RC_NOT_FOUND;
}

static bool is_key(rc_str key) {
  for (size_t i = 0; i < key.len; i++) {
    char c = key.ptr[i];
    if (c == ' ' || c == '\'' || c == '{' || c == '$' || c == '*' || c == '?') {
      return false;
    }
  }
  return key.len > 0;
}

/* `${AWS::Region}` is not IAM's: CloudFormation puts it in before IAM sees the document. */
static bool is_of_template(rc_str key) { return rc_str_contains(key, RC_STR("::")); }

/* Reads the variable at `at`, where `${` stands. False when it is not well formed. */
static bool read_variable(rc_str text, size_t at, variable *out) {
  size_t start = at + 2;
  size_t end = start;
  while (end < text.len && text.ptr[end] != '}' && text.ptr[end] != ',' &&
         text.ptr[end] != RC_HOLE_OPEN) {
    end++;
  }
  *out = (variable){.key = rc_str_slice(text, start, end)};
  if (end < text.len && text.ptr[end] == ',' &&
      rc_str_starts_with(rc_str_from(text, end), RC_STR(", '"))) {
    size_t quote = rc_str_find_byte(text, '\'', end + 3);
    out->has_fallback = true;
    out->fallback = rc_str_slice(text, end + 3, quote);
    end = quote == RC_NOT_FOUND ? text.len : quote + 1;
  }
  bool closed = end < text.len && text.ptr[end] == '}';
  out->length = end + 1 - at;
  bool escape = is_escape(out->key) && !out->has_fallback;
  return closed && !rc_hole_any(out->fallback) && (escape || is_key(out->key));
}

static bool starts_variable(rc_str text, size_t at) {
  return text.ptr[at] == '$' && at + 1 < text.len && text.ptr[at + 1] == '{';
}

static void put_hole(rc_buf *buf, rc_str name) {
  rc_buf_put_byte(buf, RC_HOLE_OPEN);
  rc_buf_put(buf, name);
  rc_buf_put_byte(buf, RC_HOLE_CLOSE);
}

/* In texts from elsewhere `*` and `?` are ordinary characters. */
static char literal_byte(char c) {
  return c == '*' ? RC_LITERAL_STAR : c == '?' ? RC_LITERAL_QUESTION : c;
}

bool rc_variable_compile(rc_arena *arena, rc_str text, rc_str *pattern, bool *has_variables) {
  *pattern = text;
  *has_variables = false;
  if (!rc_str_contains(text, RC_STR("${"))) {
    return true;
  }
  bool well_formed = true;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (size_t at = 0; at < text.len;) {
    size_t hole = rc_hole_length(text, at);
    variable var;
    if (hole > 0) {
      rc_buf_put(&buf, rc_str_slice(text, at, at + hole));
      at += hole;
    } else if (!starts_variable(text, at)) {
      rc_buf_put_byte(&buf, text.ptr[at++]);
    } else if (!read_variable(text, at, &var)) {
      rc_str rest = rc_str_from(text, at); /* nobody knows where it was meant to end */
      put_hole(&buf, rc_hole_any(rest) ? RC_STR("${") : rest);
      well_formed = false;
      at = text.len;
    } else {
      bool escape = is_escape(var.key);
      *has_variables = *has_variables || (!escape && !is_of_template(var.key));
      if (escape) {
        rc_buf_put_byte(&buf, literal_byte(var.key.ptr[0]));
      } else {
        put_hole(&buf, rc_str_slice(text, at, at + var.length));
      }
      at += var.length;
    }
  }
  *pattern = rc_buf_str(&buf);
  return well_formed;
}

/* Is the hole with these bytes (marks included) one that rc_variable_compile made? The user's own
 * placeholders in `${}` hold no colon in their names. */
static bool is_variable_hole(rc_str hole, variable *out) {
  rc_str name = rc_str_slice(hole, 1, hole.len - 1);
  return rc_str_starts_with(name, RC_STR("${")) && read_variable(name, 0, out) &&
         out->length == name.len && rc_str_find_byte(out->key, ':', 0) != RC_NOT_FOUND &&
         !is_of_template(out->key);
}

bool rc_variable_has_placeholder(rc_str pattern) {
  for (size_t at = 0; at < pattern.len;) {
    size_t length = rc_hole_length(pattern, at);
    variable var;
    if (length > 0 && !is_variable_hole(rc_str_slice(pattern, at, at + length), &var)) {
      return true;
    }
    at += length > 0 ? length : 1;
  }
  return false;
}

/* Where a text with its values is put together. */
typedef struct sink {
  char *ptr;
  size_t len, size;
  bool full;
} sink;

static void sink_byte(sink *out, char byte) {
  out->full = out->full || out->len == out->size;
  if (!out->full) {
    out->ptr[out->len++] = byte;
  }
}

static void sink_text(sink *out, rc_str text) {
  out->full = out->full || text.len > out->size - out->len;
  if (!out->full && text.len > 0) {
    memcpy(out->ptr + out->len, text.ptr, text.len);
    out->len += text.len;
  }
}

/* Values are literal. */
static void sink_value(sink *out, rc_str text) {
  for (size_t i = 0; i < text.len;) {
    size_t hole = rc_hole_length(text, i);
    if (hole > 0) {
      sink_text(out, rc_str_slice(text, i, i + hole));
    } else {
      sink_byte(out, literal_byte(text.ptr[i]));
    }
    i += hole > 0 ? hole : 1;
  }
}

/* Appends what the variable stands for; false when it stands for nothing. */
static bool put_value(rc_scope *scope, sink *out, rc_str hole, const variable *var) {
  rc_context_key key;
  switch (rc_scope_key(scope, var->key, &key)) {
    case RC_KEY_PRESENT:
      /* A list has no single value, and its default is not used either. */
      if (key.multivalued || key.n_values != 1) {
        return false;
      }
      sink_value(out, key.values[0]);
      return true;
    case RC_KEY_MISSING:
      sink_value(out, var->fallback);
      return var->has_fallback;
    case RC_KEY_UNKNOWN: break;
  }
  rc_scope_note_key(scope, var->key);
  sink_text(out, hole);
  return true;
}

bool rc_variable_expand(rc_scope *scope, const rc_policy_text *text, rc_str *out) {
  *out = text->pattern;
  if (!text->has_variables) {
    return !text->valueless;
  }
  sink made = {.ptr = scope->prepared->room, .size = scope->prepared->room_size};
  for (size_t at = 0; at < text->pattern.len;) {
    size_t length = rc_hole_length(text->pattern, at);
    if (length == 0) {
      sink_byte(&made, text->pattern.ptr[at++]);
      continue;
    }
    rc_str hole = rc_str_slice(text->pattern, at, at + length);
    variable var;
    if (!is_variable_hole(hole, &var)) {
      sink_text(&made, hole);
    } else if (!put_value(scope, &made, hole, &var)) {
      return false;
    }
    at += length;
  }
  scope->over_limit = scope->over_limit || made.full;
  if (!made.full) {
    *out = (rc_str){made.ptr, made.len};
  }
  return true;
}
