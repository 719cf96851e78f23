#include "fix/json_make.h"

/* A list of strings is broken into lines when it would reach beyond this column, even where the
 * neighbours stand on one line: nobody writes five ARNs side by side. */
enum { LONGEST_LINE = 100 };

rc_json_style rc_json_plain_style(void) {
  return (rc_json_style){
      .newline = RC_STR("\n"),
      .unit = RC_STR("  "),
      .colon = RC_STR(": "),
      .comma = RC_STR(", "),
      .lines = true,
      .inner_lines = true,
      .list_lines = true,
  };
}

rc_made *rc_made_item(rc_arena *arena, rc_made *parent, rc_made_kind kind, rc_str text) {
  rc_made *made = RC_VEC_ADD(arena, &parent->children);
  if (made != NULL) {
    *made = (rc_made){.kind = kind, .text = text};
  }
  return made;
}

rc_made *rc_made_member(rc_arena *arena, rc_made *parent, rc_str key, rc_made_kind kind,
                        rc_str text) {
  rc_made *made = rc_made_item(arena, parent, kind, text);
  if (made != NULL) {
    made->has_key = true;
    made->key = key;
  }
  return made;
}

/* Recursion ends where the parser's nesting limit ends. */
static void copy_into(rc_arena *arena, rc_value value, rc_made *out) {
  rc_kind kind = rc_value_kind(value);
  if (kind != RC_ARRAY && kind != RC_OBJECT) {
    out->kind = RC_MADE_RAW;
    out->text = rc_value_raw(value);
    return;
  }
  out->kind = kind == RC_ARRAY ? RC_MADE_LIST : RC_MADE_OBJECT;
  rc_value child = rc_value_first(value);
  while (!rc_value_is_none(child)) {
    rc_made *made = rc_made_item(arena, out, RC_MADE_RAW, RC_STR_NONE);
    if (made == NULL) {
      return;
    }
    if (kind == RC_OBJECT) {
      made->has_key = true;
      made->key = rc_value_string(arena, child);
      child = rc_value_next(child);
    }
    copy_into(arena, child, made);
    child = rc_value_next(child);
  }
}

rc_made rc_made_from(rc_arena *arena, rc_value value) {
  rc_made made = {.kind = RC_MADE_RAW, .text = RC_STR("null")};
  if (!rc_value_is_none(value)) {
    copy_into(arena, value, &made);
  }
  return made;
}

/* The inside of a JSON string: without the quotes that rc_buf_put_json adds. */
static void put_escaped(rc_buf *buf, rc_str text) {
  rc_buf quoted;
  rc_buf_init(&quoted, buf->arena);
  rc_buf_put_json(&quoted, text);
  rc_buf_put(buf, rc_str_slice(rc_buf_str(&quoted), 1, quoted.len > 0 ? quoted.len - 1 : 0));
}

static void put_text(rc_buf *buf, rc_str text, const rc_json_style *style) {
  if (!style->in_template || !rc_hole_any(text)) {
    rc_buf_put_json(buf, rc_hole_display(buf->arena, text));
    return;
  }
  rc_buf_put_byte(buf, '"');
  for (size_t at = 0; at < text.len;) {
    size_t hole = rc_hole_length(text, at);
    size_t open = rc_str_find_byte(text, RC_HOLE_OPEN, at);
    size_t end = hole > 0 ? at + hole : open == RC_NOT_FOUND ? text.len : open;
    if (hole > 0) {
      rc_buf_put(buf, rc_str_slice(text, at, end));
    } else {
      put_escaped(buf, rc_str_slice(text, at, end));
    }
    at = end;
  }
  rc_buf_put_byte(buf, '"');
}

static bool is_list(const rc_made *made) { return made->kind == RC_MADE_LIST; }

static void put_on_one_line(rc_buf *buf, const rc_made *made, const rc_json_style *style) {
  if (made->has_key) {
    put_text(buf, made->key, style);
    rc_buf_put(buf, style->colon);
  }
  if (made->kind == RC_MADE_STRING) {
    put_text(buf, made->text, style);
    return;
  }
  if (made->kind == RC_MADE_RAW) {
    rc_buf_put(buf, made->text);
    return;
  }
  rc_str pad = made->children.len == 0 ? RC_STR_NONE
               : is_list(made)         ? style->list_pad
                                       : style->object_pad;
  rc_buf_put_byte(buf, is_list(made) ? '[' : '{');
  rc_buf_put(buf, pad);
  for (uint32_t i = 0; i < made->children.len; i++) {
    rc_buf_put(buf, i > 0 ? style->comma : RC_STR_NONE);
    put_on_one_line(buf, &made->children.items[i], style);
  }
  rc_buf_put(buf, pad);
  rc_buf_put_byte(buf, is_list(made) ? ']' : '}');
}

static bool holds_containers(const rc_made *made) {
  for (uint32_t i = 0; i < made->children.len; i++) {
    rc_made_kind kind = made->children.items[i].kind;
    if (kind == RC_MADE_LIST || kind == RC_MADE_OBJECT) {
      return true;
    }
  }
  return false;
}

static size_t width_on_one_line(rc_arena *arena, const rc_made *made, const rc_json_style *style) {
  rc_buf trial;
  rc_buf_init(&trial, arena);
  put_on_one_line(&trial, made, style);
  return trial.len;
}

/* Does this container stand over several lines? `inner`: it lies inside an object that we write. */
static bool breaks(rc_arena *arena, const rc_made *made, const rc_json_style *style,
                   size_t column, bool inner) {
  bool container = made->kind == RC_MADE_LIST || made->kind == RC_MADE_OBJECT;
  if (!container || !style->lines || made->children.len == 0) {
    return false;
  }
  if (is_list(made) ? holds_containers(made) || style->list_lines : !inner || style->inner_lines) {
    return true;
  }
  return column + width_on_one_line(arena, made, style) > LONGEST_LINE;
}

static void put(rc_buf *buf, const rc_made *made, const rc_json_style *style, rc_str indent,
                bool inner) {
  if (!breaks(buf->arena, made, style, indent.len, inner)) {
    put_on_one_line(buf, made, style);
    return;
  }
  if (made->has_key) {
    put_text(buf, made->key, style);
    rc_buf_put(buf, style->colon);
  }
  rc_str deeper = RC_FILL(buf->arena, "{}{}", indent, style->unit);
  rc_buf_put_byte(buf, is_list(made) ? '[' : '{');
  for (uint32_t i = 0; i < made->children.len; i++) {
    rc_buf_put(buf, i > 0 ? RC_STR(",") : RC_STR_NONE);
    rc_buf_put(buf, style->newline);
    rc_buf_put(buf, deeper);
    put(buf, &made->children.items[i], style, deeper, made->kind == RC_MADE_OBJECT);
  }
  rc_buf_put(buf, style->newline);
  rc_buf_put(buf, indent);
  rc_buf_put_byte(buf, is_list(made) ? ']' : '}');
}

void rc_made_put(rc_buf *buf, const rc_made *made, const rc_json_style *style, rc_str indent) {
  put(buf, made, style, indent, made->has_key);
}

rc_str rc_made_file(rc_arena *arena, const rc_made *made, const rc_json_style *style) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_made_put(&buf, made, style, RC_STR_NONE);
  rc_buf_put(&buf, style->newline);
  return rc_buf_str(&buf);
}

rc_str rc_made_compact(rc_arena *arena, const rc_made *made) {
  static const rc_json_style compact = {.colon = RC_STR_INIT(":"), .comma = RC_STR_INIT(",")};
  rc_buf buf;
  rc_buf_init(&buf, arena);
  put_on_one_line(&buf, made, &compact);
  return rc_buf_str(&buf);
}
