#include "fix/hcl_make.h"

#include "syntax/hcl.h"

/* Nobody writes five ARNs side by side. */
enum { LONGEST_LINE = 100 };

/* ---- texts ---------------------------------------------------------------------------------- */

static void put_escaped(rc_buf *buf, rc_str text, bool heredoc) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    char next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
    bool mark = (c == '$' || c == '%') && next == '{';
    rc_str special = heredoc     ? RC_STR_NONE
                     : c == '"'  ? RC_STR("\\\"")
                     : c == '\\' ? RC_STR("\\\\")
                     : c == '\n' ? RC_STR("\\n")
                     : c == '\r' ? RC_STR("\\r")
                     : c == '\t' ? RC_STR("\\t")
                                 : RC_STR_NONE;
    if (special.len > 0) {
      rc_buf_put(buf, special);
      continue;
    }
    rc_buf_put_repeated(buf, c, mark ? 2 : 1);
  }
}

/* What stands between the marks of a hole. */
static rc_str name_of_hole(rc_str text, size_t at, size_t length) {
  return rc_str_slice(text, at + 1, at + length - 1);
}

/* `${expression}`: what a template can hold as it is. */
static bool is_interpolation(rc_str name) {
  return rc_str_starts_with(name, RC_STR("${")) && rc_str_ends_with(name, RC_STR("}"));
}

rc_str rc_hcl_escape(rc_arena *arena, rc_str text, bool heredoc) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (size_t at = 0; at < text.len;) {
    size_t length = rc_hole_length(text, at);
    if (length > 0) {
      rc_str name = name_of_hole(text, at, length);
      if (is_interpolation(name)) {
        rc_buf_put(&buf, name);
      } else {
        put_escaped(&buf, name, heredoc);
      }
      at += length;
      continue;
    }
    size_t end = rc_str_find_byte(text, RC_HOLE_OPEN, at);
    end = end == RC_NOT_FOUND ? text.len : end;
    put_escaped(&buf, rc_str_slice(text, at, end), heredoc);
    at = end;
  }
  return rc_buf_str(&buf);
}

static void put_text(rc_buf *buf, rc_str text) {
  rc_str name = rc_hole_is_only(text) ? name_of_hole(text, 0, text.len) : RC_STR_NONE;
  if (is_interpolation(name)) {
    rc_buf_put(buf, rc_str_trim(rc_str_slice(name, 2, name.len - 1)));
    return;
  }
  rc_buf_put_byte(buf, '"');
  rc_buf_put(buf, rc_hcl_escape(buf->arena, text, false));
  rc_buf_put_byte(buf, '"');
}

static bool is_word(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && (i == 0 || ((c < '0' || c > '9') && c != '-'))) {
      return false;
    }
  }
  return text.len > 0;
}

rc_str rc_hcl_name_of(rc_arena *arena, rc_str key, const rc_hcl_style *style, bool in_body) {
  if (in_body || (is_word(key) && !style->quoted)) {
    return key;
  }
  return RC_FILL(arena, "\"{}\"", rc_hcl_escape(arena, key, false));
}

/* ---- layout --------------------------------------------------------------------------------- */

static bool is_list(const rc_made *made) { return made->kind == RC_MADE_LIST; }

static bool is_container(const rc_made *made) {
  return is_list(made) || made->kind == RC_MADE_OBJECT;
}

static bool holds_containers(const rc_made *made) {
  for (RC_EACH(const rc_made, child, made->children)) {
    if (is_container(child)) {
      return true;
    }
  }
  return false;
}

static void put_on_one_line(rc_buf *buf, const rc_made *made, const rc_hcl_style *style) {
  if (!is_container(made)) {
    if (made->kind == RC_MADE_STRING) {
      put_text(buf, made->text);
    } else {
      rc_buf_put(buf, made->text);
    }
    return;
  }
  rc_str pad = made->children.len == 0 ? RC_STR_NONE
               : is_list(made)         ? style->list_pad
                                       : style->object_pad;
  rc_buf_put_byte(buf, is_list(made) ? '[' : '{');
  rc_buf_put(buf, pad);
  for (uint32_t i = 0; i < made->children.len; i++) {
    const rc_made *child = &made->children.items[i];
    rc_buf_put_c(buf, i > 0 ? ", " : "");
    if (child->has_key) {
      rc_buf_put(buf, rc_hcl_name_of(buf->arena, child->key, style, false));
      rc_buf_put(buf, style->colon);
    }
    put_on_one_line(buf, child, style);
  }
  rc_buf_put(buf, pad);
  rc_buf_put_byte(buf, is_list(made) ? ']' : '}');
}

bool rc_hcl_is_one_line(rc_arena *arena, const rc_made *made, const rc_hcl_style *style,
                        size_t column) {
  if (made->kind == RC_MADE_BLOCK) {
    return false;
  }
  if (!is_container(made)) {
    return made->kind == RC_MADE_STRING || rc_str_find_byte(made->text, '\n', 0) == RC_NOT_FOUND;
  }
  if (made->children.len == 0) {
    return true;
  }
  bool lines = made->children.len > 1 ? style->list_lines : style->lone_lines;
  if (is_list(made) ? lines || holds_containers(made) : style->inner_lines) {
    return false;
  }
  rc_buf trial;
  rc_buf_init(&trial, arena);
  put_on_one_line(&trial, made, style);
  return column + trial.len <= LONGEST_LINE;
}

static void put_list_lines(rc_buf *buf, const rc_made *made, const rc_hcl_style *style,
                           rc_str indent) {
  bool hug = style->hug && made->children.items[0].kind == RC_MADE_OBJECT;
  rc_str deeper = hug ? indent : RC_FILL(buf->arena, "{}{}", indent, style->unit);
  rc_buf_put_byte(buf, '[');
  for (uint32_t i = 0; i < made->children.len; i++) {
    bool last = i + 1 == made->children.len;
    rc_buf_put_c(buf, hug && i > 0 ? " " : "");
    if (!hug) {
      rc_buf_put(buf, style->newline);
      rc_buf_put(buf, deeper);
    }
    rc_hcl_put_value(buf, &made->children.items[i], style, deeper, deeper.len);
    rc_buf_put_c(buf, last && (hug || !style->trailing) ? "" : ",");
  }
  if (!hug) {
    rc_buf_put(buf, style->newline);
    rc_buf_put(buf, indent);
  }
  rc_buf_put_byte(buf, ']');
}

static bool is_flat(rc_arena *arena, const rc_made *made, const rc_hcl_style *style,
                    size_t column) {
  rc_buf trial;
  rc_buf_init(&trial, arena);
  if (style->flat && !made->has_key && made->kind == RC_MADE_OBJECT) {
    put_on_one_line(&trial, made, style);
  }
  return trial.len > 0 && column + trial.len <= LONGEST_LINE;
}

void rc_hcl_put_value(rc_buf *buf, const rc_made *made, const rc_hcl_style *style, rc_str indent,
                      size_t column) {
  bool member = made->has_key;
  bool object = made->kind == RC_MADE_OBJECT && made->children.len > 0;
  bool block = made->kind == RC_MADE_BLOCK;
  if (object ? is_flat(buf->arena, made, style, column) ||
                   (member && rc_hcl_is_one_line(buf->arena, made, style, column))
             : !block && (!is_container(made) ||
                          rc_hcl_is_one_line(buf->arena, made, style, column))) {
    put_on_one_line(buf, made, style);
    return;
  }
  if (is_list(made)) {
    put_list_lines(buf, made, style, indent);
    return;
  }
  if (made->children.len == 0) {
    rc_buf_put(buf, RC_STR("{}"));
    return;
  }
  rc_buf_put_byte(buf, '{');
  rc_hcl_put_lines(buf, made, style, RC_FILL(buf->arena, "{}{}", indent, style->unit),
                   block, NULL);
  rc_buf_put(buf, style->newline);
  rc_buf_put(buf, indent);
  rc_buf_put_byte(buf, '}');
}

/* ---- lines ---------------------------------------------------------------------------------- */

typedef struct lines {
  const rc_made_vec *children;
  const rc_hcl_style *style;
  rc_str indent;
  bool in_body;
  rc_arena *arena;
} lines;

/* Is its `=` aligned with those of the lines around it? One that opens a bracket is not. */
static bool is_aligned(const lines *all, uint32_t i) {
  const rc_made *child = &all->children->items[i];
  bool equals = all->in_body || rc_str_equal(all->style->colon, RC_STR(" = "));
  rc_str name = rc_hcl_name_of(all->arena, child->key, all->style, all->in_body);
  return equals && child->kind != RC_MADE_BLOCK &&
         rc_hcl_is_one_line(all->arena, child, all->style, all->indent.len + name.len + 3);
}

/* The width of the names from line `i` on that are aligned with each other. */
static size_t run_width(const lines *all, uint32_t i, uint32_t *end) {
  size_t width = 0;
  for (; i < all->children->len && is_aligned(all, i); i++) {
    rc_str name = rc_hcl_name_of(all->arena, all->children->items[i].key, all->style, all->in_body);
    width = name.len > width ? name.len : width;
  }
  *end = i;
  return width;
}

static void put_name(rc_buf *buf, const lines *all, const rc_made *child, size_t width) {
  rc_str name = rc_hcl_name_of(buf->arena, child->key, all->style, all->in_body);
  rc_buf_put(buf, name);
  rc_buf_put_repeated(buf, ' ', width > name.len ? width - name.len : 0);
  rc_buf_put(buf, all->in_body ? RC_STR(" = ") : all->style->colon);
}

static void put_line(rc_buf *buf, const lines *all, uint32_t i, size_t width) {
  const rc_made *child = &all->children->items[i];
  rc_buf_put(buf, all->style->newline);
  if (child->kind == RC_MADE_BLOCK) {
    bool apart = i > 0 && (all->indent.len == 0 || !all->style->tight);
    rc_buf_put(buf, apart ? all->style->newline : RC_STR_NONE);
    rc_buf_put(buf, all->indent);
    rc_buf_put(buf, child->key);
    rc_buf_put_byte(buf, ' ');
  } else {
    rc_buf_put(buf, all->indent);
    put_name(buf, all, child, width);
  }
  size_t name = child->key.len > width ? child->key.len : width;
  rc_hcl_put_value(buf, child, all->style, all->indent, all->indent.len + name + 3);
  bool last = i + 1 == all->children->len;
  rc_buf_put_c(buf, !all->in_body && all->style->commas && !last ? "," : "");
}

void rc_hcl_put_lines(rc_buf *buf, const rc_made *made, const rc_hcl_style *style, rc_str indent,
                      bool in_body, rc_hcl_run *run) {
  const lines all = {&made->children, style, indent, in_body, buf->arena};
  rc_hcl_run alone = {0};
  run = run == NULL ? &alone : run;
  for (uint32_t i = 0; i < made->children.len;) {
    uint32_t end = i;
    size_t width = run_width(&all, i, &end);
    width = i == 0 && end > 0 && run->before > width ? run->before : width;
    width = end == made->children.len && run->behind > width && end > i ? run->behind : width;
    run->first = i == 0 ? width : run->first;
    run->last = end == made->children.len ? width : 0;
    for (; i < end; i++) {
      put_line(buf, &all, i, width);
    }
    if (i < made->children.len) {
      put_line(buf, &all, i, 0);
      run->last = 0;
      i++;
    }
  }
}
