#include "fix/yaml_make.h"

#include "fix/editor.h"

/* A list in brackets is broken into lines when it would reach beyond this column. */
enum { LONGEST_LINE = 100 };

void rc_yaml_put_spaces(rc_buf *buf, uint32_t n) {
  while (n-- > 0) {
    rc_buf_put_byte(buf, ' ');
  }
}

/* ---- texts ---------------------------------------------------------------------------------- */

static bool is_one_of(char c, const char *set) {
  return c != '\0' && rc_str_find_byte(rc_str_from_c(set), c, 0) != RC_NOT_FOUND;
}

static bool is_word_of_yaml(rc_str text) {
  static const rc_str words[] = {
      RC_STR_INIT("true"), RC_STR_INIT("false"), RC_STR_INIT("yes"), RC_STR_INIT("no"),
      RC_STR_INIT("on"),   RC_STR_INIT("off"),   RC_STR_INIT("y"),   RC_STR_INIT("n"),
      RC_STR_INIT("null"), RC_STR_INIT("~"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    if (rc_str_equal_nocase(text, words[i])) {
      return true;
    }
  }
  return false;
}

/* Numbers, dates and whatever might be taken for them. */
static bool looks_like_number(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (!is_one_of(text.ptr[i], "0123456789abcdefABCDEFxoXOTZ_:.+- ")) {
      return false;
    }
  }
  return text.len > 0 && is_one_of(text.ptr[0], "0123456789.+-");
}

bool rc_yaml_fits_flow(rc_str raw) {
  for (size_t i = 0; i < raw.len; i++) {
    if (is_one_of(raw.ptr[i], ",[]{}")) {
      return false;
    }
  }
  return true;
}

static bool has_control(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if ((unsigned char)text.ptr[i] < 0x20) {
      return true;
    }
  }
  return false;
}

bool rc_yaml_can_be_plain(rc_str text, bool flow) {
  bool awkward = text.len == 0 || is_one_of(text.ptr[0], "*&!|>%@`\"'#,[]{}?:- ") ||
                 text.ptr[text.len - 1] == ':' || text.ptr[text.len - 1] == ' ' ||
                 rc_str_contains(text, RC_STR(": ")) || rc_str_contains(text, RC_STR(" #"));
  return !awkward && !has_control(text) && !is_word_of_yaml(text) && !looks_like_number(text) &&
         (!flow || rc_yaml_fits_flow(text));
}

static void put_quoted(rc_buf *buf, rc_str text, char quote) {
  if (quote == '"' || has_control(text)) {
    rc_buf_put_json(buf, text);
    return;
  }
  rc_buf_put_byte(buf, '\'');
  for (size_t i = 0; i < text.len; i++) {
    rc_buf_put(buf, text.ptr[i] == '\'' ? RC_STR("''") : rc_str_slice(text, i, i + 1));
  }
  rc_buf_put_byte(buf, '\'');
}

static bool has_marks(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (is_one_of(text.ptr[i], ":/*")) {
      return true;
    }
  }
  return false;
}

static void put_text(rc_buf *buf, rc_str text, const rc_yaml_style *style, bool flow) {
  bool quoted = has_marks(text) ? style->quote_marks : style->quote_words;
  if (!quoted && rc_yaml_can_be_plain(text, flow)) {
    rc_buf_put(buf, text);
  } else {
    put_quoted(buf, text, style->quote);
  }
}

static void put_sub(rc_buf *buf, rc_str text, const rc_yaml_style *style, bool flow) {
  rc_buf_put(buf, RC_STR("!Sub "));
  if (style->sub_quote == '\0' && rc_yaml_can_be_plain(text, flow)) {
    rc_buf_put(buf, text);
  } else {
    put_quoted(buf, text, style->sub_quote != '\0' ? style->sub_quote : style->quote);
  }
}

static void put_scalar(rc_buf *buf, const rc_made *made, const rc_yaml_style *style, bool flow) {
  rc_str id = RC_STR_NONE;
  rc_str attribute = RC_STR_NONE;
  if (made->kind == RC_MADE_RAW) {
    rc_buf_put(buf, made->text);
  } else if (!rc_hole_any(made->text)) {
    put_text(buf, made->text, style, flow);
  } else if (!rc_cfn_is_reference(made->text, &id, &attribute)) {
    put_sub(buf, rc_cfn_sub(buf->arena, made->text), style, flow);
  } else {
    rc_buf_put(buf, attribute.len > 0 ? RC_STR("!GetAtt ") : RC_STR("!Ref "));
    rc_buf_put(buf, id);
    rc_buf_put(buf, attribute.len > 0 ? RC_STR(".") : RC_STR_NONE);
    rc_buf_put(buf, attribute);
  }
}

/* ---- collections ---------------------------------------------------------------------------- */

static bool is_scalar(const rc_made *made) {
  return made->kind == RC_MADE_STRING || made->kind == RC_MADE_RAW;
}

static bool holds_scalars(const rc_made *made) {
  for (RC_EACH(const rc_made, child, made->children)) {
    if (!is_scalar(child)) {
      return false;
    }
  }
  return true;
}

/* A text with references, written as functions are in this file. */
static rc_made in_form(rc_arena *arena, const rc_made *made, const rc_yaml_style *style) {
  bool call = made->kind == RC_MADE_STRING && rc_hole_any(made->text) && style->long_form;
  return call ? rc_cfn_made(arena, made) : *made;
}

static void put_key(rc_buf *buf, rc_str key, const rc_yaml_style *style, bool flow) {
  if (flow && rc_str_starts_with(key, RC_STR("Fn::"))) {
    put_quoted(buf, key, style->quote);
  } else if (rc_yaml_can_be_plain(key, flow)) {
    rc_buf_put(buf, key);
  } else {
    put_quoted(buf, key, style->quote);
  }
}

void rc_yaml_put_flow(rc_buf *buf, const rc_made *made, const rc_yaml_style *style) {
  rc_made own = in_form(buf->arena, made, style);
  if (own.has_key) {
    put_key(buf, own.key, style, true);
    rc_buf_put(buf, RC_STR(": "));
  }
  if (is_scalar(&own)) {
    put_scalar(buf, &own, style, true);
    return;
  }
  bool list = own.kind == RC_MADE_LIST;
  rc_buf_put_byte(buf, list ? '[' : '{');
  for (uint32_t i = 0; i < own.children.len; i++) {
    rc_buf_put(buf, i > 0 ? RC_STR(", ") : RC_STR_NONE);
    rc_yaml_put_flow(buf, &own.children.items[i], style);
  }
  rc_buf_put_byte(buf, list ? ']' : '}');
}

/* Does it stand in brackets, where people of this file would put it so? */
static bool takes_brackets(rc_arena *arena, const rc_made *made, const rc_yaml_style *style,
                           uint32_t column, bool wanted) {
  rc_buf trial;
  rc_buf_init(&trial, arena);
  if (made->children.len == 0) {
    return true;
  }
  if (!wanted) {
    return false;
  }
  rc_yaml_put_flow(&trial, made, style);
  return column + trial.len <= LONGEST_LINE;
}

static void put_line(rc_buf *buf, const rc_yaml_style *style, uint32_t column) {
  rc_buf_put(buf, style->newline);
  rc_yaml_put_spaces(buf, column);
}

void rc_yaml_put_behind_key(rc_buf *buf, const rc_made *value, const rc_yaml_style *style,
                            uint32_t column) {
  rc_made own = in_form(buf->arena, value, style);
  bool list = own.kind == RC_MADE_LIST;
  bool small = holds_scalars(&own) && (list ? style->flow_lists : style->flow_objects);
  own.has_key = false;
  if (is_scalar(&own)) {
    rc_buf_put_byte(buf, ' ');
    put_scalar(buf, &own, style, false);
  } else if (takes_brackets(buf->arena, &own, style, column + (uint32_t)value->key.len + 2,
                            small)) {
    rc_buf_put_byte(buf, ' ');
    rc_yaml_put_flow(buf, &own, style);
  } else {
    uint32_t inner = column + (list ? style->list_indent : style->unit);
    for (RC_EACH(const rc_made, child, own.children)) {
      put_line(buf, style, inner);
      if (list) {
        rc_yaml_put_item(buf, child, style, inner);
      } else {
        rc_yaml_put_member(buf, child, style, inner);
      }
    }
  }
}

void rc_yaml_put_member(rc_buf *buf, const rc_made *member, const rc_yaml_style *style,
                        uint32_t column) {
  put_key(buf, member->key, style, false);
  rc_buf_put_byte(buf, ':');
  rc_yaml_put_behind_key(buf, member, style, column);
}

void rc_yaml_put_item(rc_buf *buf, const rc_made *item, const rc_yaml_style *style,
                      uint32_t column) {
  rc_made own = in_form(buf->arena, item, style);
  rc_buf_put_byte(buf, '-');
  rc_yaml_put_spaces(buf, (is_scalar(&own) ? style->text_dash : style->dash) - 1);
  if (is_scalar(&own)) {
    put_scalar(buf, &own, style, false);
  } else if (own.kind == RC_MADE_LIST ||
             takes_brackets(buf->arena, &own, style, column + style->dash, style->flow_items)) {
    rc_yaml_put_flow(buf, &own, style);
  } else {
    for (uint32_t i = 0; i < own.children.len; i++) {
      if (i > 0) {
        put_line(buf, style, column + style->dash);
      }
      rc_yaml_put_member(buf, &own.children.items[i], style, column + style->dash);
    }
  }
}
