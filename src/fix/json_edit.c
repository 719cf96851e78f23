#include "fix/json_edit.h"

#include "fix/editor.h"
#include "fix/hcl_make.h"
#include "fix/json_place.h"
#include "fix/yaml_make.h"
#include "syntax/json.h"

/* The ends of the i-th child of a container; in an object from the name to the value's end. */
typedef struct extent {
  uint32_t start, end;
} extent;

bool rc_json_can_edit(rc_value value) {
  if (rc_value_is_none(value) || value.tree->has_errors) {
    return false;
  }
  return (rc_value_node(value)->flags & (RC_NODE_INCOMPLETE | RC_NODE_TEMPLATED)) == 0;
}

/* ---- small helpers ------------------------------------------------------------------------ */

static void put_edit(rc_arena *arena, const rc_tree *tree, size_t start, size_t end, rc_str text,
                     rc_edits *out) {
  rc_span span = rc_tree_span(tree, (uint32_t)start, (uint32_t)end);
  rc_edit *edit = RC_VEC_ADD(arena, out);
  if (edit != NULL) {
    rc_str written = rc_hcl_holds(tree)    ? rc_hcl_embed(arena, tree, text)
                     : rc_yaml_holds(tree) ? rc_yaml_embed(arena, tree, text)
                                           : rc_json_escape_for(arena, tree, text);
    *edit = (rc_edit){span.start, span.end, written};
  }
}

static extent extent_of(rc_value container, rc_value first) {
  const rc_node *node = rc_value_node(first);
  if (rc_value_kind(container) == RC_OBJECT) {
    return (extent){node->start, first.tree->nodes[node->next].end};
  }
  return (extent){node->start, node->end};
}

static rc_value next_child(rc_value container, rc_value child) {
  rc_value next = rc_value_next(child);
  return rc_value_kind(container) == RC_OBJECT && !rc_value_is_none(next) ? rc_value_next(next)
                                                                         : next;
}

static extent last_extent(rc_value container) {
  rc_value last = rc_value_first(container);
  for (rc_value at = last; !rc_value_is_none(at); at = next_child(container, at)) {
    last = at;
  }
  return extent_of(container, last);
}

/* The first child stands on a line of its own: the container is written downwards. */
static bool is_vertical(rc_value container) {
  const rc_node *node = rc_value_node(container);
  const rc_node *first = node + 1;
  rc_str text = container.tree->text;
  return rc_text_has_newline(text, node->start, first->start) &&
         rc_text_begins_line(text, first->start);
}

/* The indentation that a further child of a container with children gets. */
static rc_str child_indent(rc_value container, extent last) {
  rc_str text = container.tree->text;
  if (is_vertical(container)) {
    bool own_line = rc_text_begins_line(text, last.start);
    return rc_text_indent(text, own_line ? last.start : rc_value_node(container)[1].start);
  }
  return rc_text_indent(text, last.end);
}

/* Children of a container follow the layout of those that are there. */
static rc_json_style child_style(rc_value container) {
  rc_json_style style = rc_json_style_of(container);
  rc_value first = rc_value_first(container);
  const rc_node *node = rc_value_is_none(first) ? NULL : rc_value_node(first);
  if (node != NULL && node->kind == RC_OBJECT && node->count > 0) {
    style.lines = rc_text_has_newline(container.tree->text, node->start, (node + 1)->start);
  }
  return style;
}

/* `first` and `others`: what stands before a child, a line end or a blank. */
static void put_children(rc_buf *buf, const rc_made *made, const rc_json_style *style, rc_str first,
                         rc_str others, rc_str indent) {
  for (uint32_t i = 0; i < made->children.len; i++) {
    rc_buf_put(buf, i > 0 ? RC_STR(",") : RC_STR_NONE);
    rc_buf_put(buf, i > 0 ? others : first);
    rc_made_put(buf, &made->children.items[i], style, indent);
  }
}

/* ---- adding ------------------------------------------------------------------------------- */

static void append_to_empty(rc_arena *arena, rc_value container, const rc_made *made,
                            rc_edits *out) {
  const rc_node *node = rc_value_node(container);
  rc_str text = container.tree->text;
  rc_str inside = rc_str_slice(text, node->start + 1, node->end - 1);
  rc_json_style style = rc_json_style_of(container);
  rc_str outer = rc_text_indent(text, node->start);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  bool comments = rc_str_trim(inside).len > 0;
  bool vertical = comments || (style.lines && (style.list_lines || made->kind == RC_MADE_OBJECT ||
                                               made->children.items[0].kind == RC_MADE_OBJECT));
  rc_str indent = vertical ? RC_FILL(arena, "{}{}", outer, style.unit) : outer;
  rc_str line = RC_FILL(arena, "{}{}", style.newline, indent);
  rc_str pad = node->kind == RC_ARRAY ? style.list_pad : style.object_pad;
  put_children(&buf, made, &style, vertical ? line : pad,
               vertical ? line : rc_str_from(style.comma, 1), indent);
  if (comments) {
    put_edit(arena, container.tree, node->start + 1, node->start + 1, rc_buf_str(&buf), out);
    return;
  }
  if (vertical) {
    rc_buf_put(&buf, style.newline);
    rc_buf_put(&buf, outer);
  } else {
    rc_buf_put(&buf, pad);
  }
  put_edit(arena, container.tree, node->start + 1, node->end - 1, rc_buf_str(&buf), out);
}

static void append_downwards(rc_arena *arena, rc_value container, const rc_made *made,
                             rc_edits *out) {
  const rc_tree *tree = container.tree;
  extent last = last_extent(container);
  rc_gap gap = rc_text_gap(tree->text, last.end, rc_value_node(container)->end - 1);
  rc_json_style style = child_style(container);
  rc_str indent = child_indent(container, last);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  if (!gap.has_comma && gap.tail == last.end) {
    rc_buf_put_byte(&buf, ',');
  } else if (!gap.has_comma) {
    put_edit(arena, tree, last.end, last.end, RC_STR(","), out);
  }
  rc_str line = RC_FILL(arena, "{}{}", style.newline, indent);
  put_children(&buf, made, &style, line, line, indent);
  rc_buf_put(&buf, gap.has_comma ? RC_STR(",") : RC_STR_NONE);
  put_edit(arena, tree, gap.tail, gap.tail, rc_buf_str(&buf), out);
}

static void append_sideways(rc_arena *arena, rc_value container, const rc_made *made,
                            rc_edits *out) {
  const rc_tree *tree = container.tree;
  extent last = last_extent(container);
  rc_gap gap = rc_text_gap(tree->text, last.end, rc_value_node(container)->end - 1);
  rc_json_style style = child_style(container);
  rc_str blank = rc_str_from(style.comma, 1);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_buf_put(&buf, gap.has_comma ? RC_STR_NONE : RC_STR(","));
  put_children(&buf, made, &style, blank, blank, child_indent(container, last));
  rc_buf_put(&buf, gap.has_comma ? RC_STR(",") : RC_STR_NONE);
  size_t at = gap.has_comma ? gap.comma_at + 1 : last.end;
  put_edit(arena, tree, at, at, rc_buf_str(&buf), out);
}

void rc_json_append(rc_arena *arena, rc_value container, const rc_made *made, rc_edits *out) {
  if (made->children.len == 0) {
    return;
  }
  if (rc_value_is_none(rc_value_first(container))) {
    append_to_empty(arena, container, made, out);
  } else if (is_vertical(container)) {
    append_downwards(arena, container, made, out);
  } else {
    append_sideways(arena, container, made, out);
  }
}

/* Before the first member, on the line behind the brace or on the same line. */
static void insert_first(rc_arena *arena, rc_value object, const rc_made *made, rc_edits *out) {
  const rc_tree *tree = object.tree;
  const rc_node *node = rc_value_node(object);
  size_t first = (node + 1)->start;
  rc_json_style style = child_style(object);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  if (!is_vertical(object)) {
    put_children(&buf, made, &style, RC_STR_NONE, RC_STR_NONE, rc_text_indent(tree->text, first));
    rc_buf_put(&buf, style.comma);
    put_edit(arena, tree, first, first, rc_buf_str(&buf), out);
    return;
  }
  rc_str indent = rc_text_indent(tree->text, first);
  rc_str line = RC_FILL(arena, "{}{}", style.newline, indent);
  put_children(&buf, made, &style, line, line, indent);
  rc_buf_put_byte(&buf, ',');
  size_t at = rc_text_gap(tree->text, node->start + 1, first).tail;
  put_edit(arena, tree, at, at, rc_buf_str(&buf), out);
}

void rc_json_insert_member(rc_arena *arena, rc_value object, rc_value after, const rc_made *made,
                           rc_edits *out) {
  const rc_tree *tree = object.tree;
  bool any = !rc_value_is_none(rc_value_first(object));
  rc_value next = rc_value_is_none(after) ? RC_VALUE_NONE : rc_value_next(after);
  if (!any || (!rc_value_is_none(after) && rc_value_is_none(next))) {
    rc_json_append(arena, object, made, out);
    return;
  }
  if (rc_value_is_none(after)) {
    insert_first(arena, object, made, out);
    return;
  }
  rc_gap gap = rc_text_gap(tree->text, rc_value_node(after)->end, rc_value_node(next)->start);
  rc_json_style style = child_style(object);
  bool vertical = is_vertical(object);
  size_t at = vertical ? gap.tail : gap.comma_at + 1;
  rc_str indent = child_indent(object, (extent){rc_value_node(rc_value_key(after))->start,
                                                rc_value_node(after)->end});
  rc_str before = vertical ? RC_FILL(arena, "{}{}", style.newline, indent)
                           : rc_str_from(style.comma, 1);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  put_children(&buf, made, &style, before, before, indent);
  rc_buf_put_byte(&buf, ',');
  put_edit(arena, tree, at, at, rc_buf_str(&buf), out);
}

/* ---- changing ----------------------------------------------------------------------------- */

void rc_json_replace(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out) {
  const rc_node *node = rc_value_node(value);
  rc_json_style style = rc_json_style_of(value);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_made_put(&buf, made, &style, rc_text_indent(value.tree->text, node->start));
  put_edit(arena, value.tree, node->start, node->end, rc_buf_str(&buf), out);
}

/* Moves every line of bytes from..to one level to the right. */
static void indent_lines(rc_arena *arena, const rc_tree *tree, size_t from, size_t to, rc_str unit,
                         rc_edits *out) {
  for (size_t at = from; at < to; at++) {
    size_t line = rc_text_skip_newline(tree->text, at);
    if (line > at) {
      bool empty = rc_text_skip_newline(tree->text, line) > line;
      if (!empty && line < to) {
        put_edit(arena, tree, line, line, unit, out);
      }
      at = line - 1;
    }
  }
}

/* Its name, or itself if it has none, is the first on its line: there is room to go downwards. */
static bool stands_alone(rc_value value) {
  rc_value parent = rc_value_parent(value);
  bool member = !rc_value_is_none(parent) && rc_value_kind(parent) == RC_OBJECT;
  rc_value first = member ? rc_value_key(value) : value;
  return rc_text_begins_line(value.tree->text, rc_value_node(first)->start);
}

static size_t width_beside(rc_arena *arena, rc_value value, const rc_made *made,
                           const rc_json_style *style) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_str blank = rc_str_from(style->comma, 1);
  put_children(&buf, made, style, blank, blank, RC_STR_NONE);
  const rc_node *node = rc_value_node(value);
  return node->end - rc_text_line_start(value.tree->text, node->start) + buf.len + 3;
}

void rc_json_wrap(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out) {
  const rc_tree *tree = value.tree;
  const rc_node *node = rc_value_node(value);
  rc_json_style style = rc_json_style_of(value);
  bool object = node->kind == RC_OBJECT;
  if (object && node->count > 0) {
    style.lines = rc_text_has_newline(tree->text, node->start, (node + 1)->start);
  }
  enum { LONGEST_LINE = 100 };
  bool vertical = style.lines && stands_alone(value) &&
                  (object || style.list_lines ||
                   width_beside(arena, value, made, &style) > LONGEST_LINE);
  rc_str outer = rc_text_indent(tree->text, node->start);
  rc_str indent = vertical ? RC_FILL(arena, "{}{}", outer, style.unit) : outer;
  rc_str line = vertical ? RC_FILL(arena, "{}{}", style.newline, indent) : RC_STR_NONE;
  put_edit(arena, tree, node->start, node->start,
           RC_FILL(arena, "[{}", vertical ? line : style.list_pad), out);
  if (vertical) {
    indent_lines(arena, tree, node->start, node->end, style.unit, out);
  }
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_buf_put(&buf, made->children.len > 0 ? RC_STR(",") : RC_STR_NONE);
  rc_str before = vertical ? line : rc_str_from(style.comma, 1);
  put_children(&buf, made, &style, before, before, indent);
  rc_buf_put(&buf, vertical ? style.newline : style.list_pad);
  rc_buf_put(&buf, vertical ? outer : RC_STR_NONE);
  rc_buf_put_byte(&buf, ']');
  put_edit(arena, tree, node->end, node->end, rc_buf_str(&buf), out);
}

/* ---- removing ----------------------------------------------------------------------------- */

/* Children first..last of `all` go, others stand behind them. */
static void remove_before(rc_arena *arena, rc_value container, extent first, extent last,
                          extent next, rc_edits *out) {
  rc_str text = container.tree->text;
  size_t start = first.start;
  size_t end = next.start;
  if (rc_text_begins_line(text, first.start) && rc_text_begins_line(text, next.start)) {
    rc_gap gap = rc_text_gap(text, last.end, next.start);
    size_t line_end = gap.tail;
    while (line_end < end && (text.ptr[line_end] == ' ' || text.ptr[line_end] == '\t')) {
      line_end++;
    }
    start = rc_text_line_start(text, first.start);
    end = rc_text_skip_newline(text, line_end);
  }
  put_edit(arena, container.tree, start, end, RC_STR_NONE, out);
}

/* The line end before `at` goes too when another one follows: else whatever stands there would come
 * to stand behind the comment of an earlier line. */
static size_t over_line_end(rc_str text, size_t at, size_t end) {
  while (end < text.len && (text.ptr[end] == ' ' || text.ptr[end] == '\t')) {
    end++;
  }
  if (at == 0 || rc_text_skip_newline(text, end) == end) {
    return at;
  }
  at--;
  return at > 0 && text.ptr[at] == '\n' && text.ptr[at - 1] == '\r' ? at - 1 : at;
}

/* Children first..last go, which are the last ones; `previous` stays. */
static void remove_behind(rc_arena *arena, rc_value container, extent previous, extent first,
                          extent last, rc_edits *out) {
  const rc_tree *tree = container.tree;
  rc_str text = tree->text;
  rc_gap before = rc_text_gap(text, previous.end, first.start);
  rc_gap behind = rc_text_gap(text, last.end, rc_value_node(container)->end - 1);
  if (!rc_text_begins_line(text, first.start)) {
    size_t comma = before.comma_at;
    put_edit(arena, tree, behind.has_comma ? comma + 1 : comma,
             behind.has_comma ? behind.tail : last.end, RC_STR_NONE, out);
    return;
  }
  if (!behind.has_comma) {
    put_edit(arena, tree, before.comma_at, before.comma_at + 1, RC_STR_NONE, out);
  }
  size_t line = rc_text_line_start(text, first.start);
  size_t start = over_line_end(text, line, behind.tail);
  put_edit(arena, tree, start > before.comma_at ? start : line, behind.tail, RC_STR_NONE, out);
}

static void remove_run(rc_arena *arena, rc_value container, const extent *all, uint32_t n,
                       uint32_t from, uint32_t to, rc_edits *out) {
  if (to < n) {
    remove_before(arena, container, all[from], all[to - 1], all[to], out);
  } else if (from > 0) {
    remove_behind(arena, container, all[from - 1], all[from], all[to - 1], out);
  } else {
    const rc_node *node = rc_value_node(container);
    put_edit(arena, container.tree, node->start + 1, node->end - 1, RC_STR_NONE, out);
  }
}

void rc_json_remove(rc_arena *arena, rc_value container, const bool *gone, rc_edits *out) {
  const rc_node *node = rc_value_node(container);
  uint32_t n = node->kind == RC_OBJECT ? node->count / 2 : node->count;
  extent *all = RC_NEW_ARRAY(arena, extent, n);
  if (all == NULL) {
    return;
  }
  uint32_t i = 0;
  for (rc_value at = rc_value_first(container); !rc_value_is_none(at) && i < n;
       at = next_child(container, at)) {
    all[i++] = extent_of(container, at);
  }
  for (uint32_t from = 0; from < n; from++) {
    if (gone[from]) {
      uint32_t to = from;
      while (to < n && gone[to]) {
        to++;
      }
      remove_run(arena, container, all, n, from, to, out);
      from = to;
    }
  }
}

/* ---- as one syntax among others ------------------------------------------------------------- */

/* Before the closing quote. */
static void append_text(rc_arena *arena, rc_value string, rc_str text, rc_edits *out) {
  size_t at = rc_value_node(string)->end - 1;
  put_edit(arena, string.tree, at, at, text, out);
}

const rc_editor rc_json_editor = {
    .can_edit = rc_json_can_edit,
    .spell = rc_cfn_spell,
    .append = rc_json_append,
    .insert_member = rc_json_insert_member,
    .replace = rc_json_replace,
    .wrap = rc_json_wrap,
    .remove = rc_json_remove,
    .append_text = append_text,
};
