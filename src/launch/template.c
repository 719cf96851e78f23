#include "launch/template.h"

#include "base/buf.h"
#include "launch/tables.h"

void rc_bind(rc_arena *arena, rc_named_texts *values, rc_str name, rc_str text) {
  rc_named_text *added = RC_VEC_ADD(arena, values);
  if (added != NULL) {
    *added = (rc_named_text){name, text};
  }
}

rc_str rc_bound(const rc_named_text *values, uint32_t n_values, rc_str name) {
  for (uint32_t i = 0; i < n_values; i++) {
    if (rc_str_equal(values[i].name, name)) {
      return values[i].text;
    }
  }
  return RC_STR_NONE;
}

/* ---- shells --------------------------------------------------------------------------------- */

static bool is_plain_in_shell(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         rc_str_find_byte(RC_STR("_./:@+,%-"), c, 0) != RC_NOT_FOUND;
}

static bool is_one_word(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (!is_plain_in_shell(text.ptr[i])) {
      return false;
    }
  }
  return text.len > 0;
}

/* Names come from files of unknown origin, and commands are there to be pasted. */
static void put_word(rc_buf *out, rc_str text) {
  if (is_one_word(text)) {
    rc_buf_put(out, text);
    return;
  }
  rc_buf_put_byte(out, '\'');
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\'') {
      rc_buf_put(out, RC_STR("'\\''"));
    } else {
      rc_buf_put_byte(out, text.ptr[i]);
    }
  }
  rc_buf_put_byte(out, '\'');
}

/* ---- templates ------------------------------------------------------------------------------ */

typedef enum style { STYLE_TEXT, STYLE_SHELL, STYLE_WORDS } style;

/* Lines become words, if all of them are harmless: none may turn into an option. */
static void put_words(rc_buf *out, rc_str list) {
  bool harmless = true;
  for (rc_str rest = list; rest.len > 0;) {
    rc_str word = rc_str_cut(&rest, '\n');
    harmless = harmless && is_one_word(word) && word.ptr[0] != '-';
  }
  if (!harmless) {
    put_word(out, list);
    return;
  }
  while (list.len > 0) {
    rc_buf_put(out, rc_str_cut(&list, '\n'));
    rc_buf_put(out, list.len > 0 ? RC_STR(" ") : RC_STR_NONE);
  }
}

static void put_value(rc_buf *out, rc_str name, rc_str value, style as) {
  rc_str shown = value;
  if (value.len == 0) {
    shown = RC_FILL(out->arena, "<{}>", name);
  }
  if (as == STYLE_WORDS) {
    put_words(out, shown);
  } else if (as == STYLE_SHELL) {
    put_word(out, shown);
  } else {
    rc_buf_put(out, shown);
  }
}

static rc_str fill(rc_arena *arena, rc_str template_text, const rc_named_text *values,
                   uint32_t n_values, style as, bool *complete) {
  if (!rc_str_contains(template_text, RC_STR("{"))) {
    return template_text;
  }
  rc_buf out;
  rc_buf_init(&out, arena);
  size_t from = 0;
  for (;;) {
    size_t open = rc_str_find_byte(template_text, '{', from);
    size_t close = rc_str_find_byte(template_text, '}', from);
    if (open == RC_NOT_FOUND || close == RC_NOT_FOUND || close < open) {
      break;
    }
    bool list = template_text.ptr[open + 1] == '*' && as == STYLE_SHELL;
    rc_str name = rc_str_slice(template_text, open + 1 + list, close);
    rc_str value = rc_bound(values, n_values, name);
    rc_buf_put(&out, rc_str_slice(template_text, from, open));
    put_value(&out, name, value, list ? STYLE_WORDS : as);
    if (value.len == 0 && complete != NULL) {
      *complete = false;
    }
    from = close + 1;
  }
  rc_buf_put(&out, rc_str_from(template_text, from));
  return rc_buf_str(&out);
}

rc_str rc_template_shell(rc_arena *arena, rc_str template_text, const rc_named_text *values,
                         uint32_t n_values, bool *complete) {
  return fill(arena, template_text, values, n_values, STYLE_SHELL, complete);
}

rc_str rc_template_fill(rc_arena *arena, rc_str template_text, const rc_named_text *values,
                        uint32_t n_values, bool *complete) {
  return fill(arena, template_text, values, n_values, STYLE_TEXT, complete);
}

/* ---- what is missing ------------------------------------------------------------------------ */

static const rc_missing_rule *find_rule(rc_str id) {
  for (size_t i = 0; i < rc_n_missing_rules; i++) {
    if (rc_str_equal(rc_missing_rules[i].id, id)) {
      return &rc_missing_rules[i];
    }
  }
  return NULL;
}

void rc_miss(rc_arena *arena, rc_missing_vec *list, rc_str id, const rc_named_text *values,
             uint32_t n_values) {
  const rc_missing_rule *rule = find_rule(id);
  RC_ASSERT(rule != NULL);
  if (rule == NULL) {
    return;
  }
  rc_missing missing = {
      .what = fill(arena, rule->what, values, n_values, STYLE_TEXT, NULL),
      .command = fill(arena, rule->command, values, n_values, STYLE_SHELL, NULL),
  };
  for (RC_EACH(const rc_missing, known, *list)) {
    if (rc_str_equal(known->what, missing.what) && rc_str_equal(known->command, missing.command)) {
      return;
    }
  }
  rc_missing *added = RC_VEC_ADD(arena, list);
  if (added != NULL) {
    *added = missing;
  }
}
