/*
 * Small edits of existing YAML. Comments stay with the line they stand on; what an alias shares is
 * left alone, since an edit there would change more than one place.
 */
#include "fix/editor.h"
#include "fix/json_place.h"
#include "fix/yaml_make.h"
#include "syntax/yaml.h"

static bool is_break(char c) { return c == '\n' || c == '\r'; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* True if some alias stands for the node or for something around it. */
static bool is_shared(rc_value v) {
  for (uint32_t i = 0; i < v.tree->n_aliases; i++) {
    rc_node_id target = v.tree->aliases[i].target;
    if (target <= v.node && v.node < v.tree->nodes[target].next) {
      return true;
    }
  }
  return false;
}

static bool can_edit(rc_value value) {
  uint32_t broken = RC_NODE_INCOMPLETE | RC_NODE_TEMPLATED;
  return !rc_value_is_none(value) && !value.tree->has_errors &&
         rc_value_kind(value) != RC_ALIAS && rc_value_kind(value) != RC_ERROR &&
         (rc_value_node(value)->flags & broken) == 0 && !is_shared(value);
}

/* ---- where things begin and end ------------------------------------------------------------- */

static void put_edit(rc_arena *arena, size_t start, size_t end, rc_str text, rc_edits *out) {
  rc_edit *edit = RC_VEC_ADD(arena, out);
  if (edit != NULL) {
    *edit = (rc_edit){(uint32_t)start, (uint32_t)end, text};
  }
}

/* Where the value begins with its tag and anchor, which may stand on a line before it. */
static size_t start_of(rc_value v) {
  rc_str text = v.tree->text;
  size_t start = rc_value_node(v)->start;
  for (;;) {
    size_t at = start;
    while (at > 0 && (is_blank(text.ptr[at - 1]) || is_break(text.ptr[at - 1]))) {
      at--;
    }
    size_t from = at;
    while (from > 0 && !is_blank(text.ptr[from - 1]) && !is_break(text.ptr[from - 1]) &&
           rc_str_find_byte(RC_STR("[{,"), text.ptr[from - 1], 0) == RC_NOT_FOUND) {
      from--;
    }
    bool property = from < at && (text.ptr[from] == '!' || text.ptr[from] == '&');
    bool near_enough = rc_value_node(v)->detail != 0 || !rc_text_has_newline(text, at, start);
    if (!property || !near_enough) {
      return start;
    }
    start = from;
  }
}

/* Behind the last byte of the value itself: block scalars may count line ends as theirs. */
static size_t end_of(rc_value v) {
  rc_str text = v.tree->text;
  size_t end = rc_value_node(v)->end;
  while (end > rc_value_node(v)->start && (is_break(text.ptr[end - 1]) ||
                                           is_blank(text.ptr[end - 1]))) {
    end--;
  }
  return end;
}

/* Behind the comment that may follow on the line, before the line end. */
static size_t line_end(rc_str text, size_t at) {
  while (at < text.len && !is_break(text.ptr[at])) {
    at++;
  }
  return at;
}

/* The end of the last line of the value; blanks at its end stay behind what is added. */
static size_t lines_end(rc_value v) { return line_end(v.tree->text, end_of(v)); }

/* The dash of an item of a block list; RC_NOT_FOUND if a comment stands between them. */
static size_t dash_of(rc_value item) {
  rc_str text = item.tree->text;
  size_t at = start_of(item);
  while (at > 0 && (is_blank(text.ptr[at - 1]) || is_break(text.ptr[at - 1]))) {
    at--;
  }
  return at > 0 && text.ptr[at - 1] == '-' ? at - 1 : RC_NOT_FOUND;
}

/* Behind the colon of the member; RC_NOT_FOUND for one without a key. */
static size_t behind_colon(rc_value value) {
  rc_value key = rc_value_key(value);
  size_t colon = rc_value_is_none(key)
                     ? RC_NOT_FOUND
                     : rc_str_find_byte(value.tree->text, ':', rc_value_node(key)->end);
  return colon == RC_NOT_FOUND ? RC_NOT_FOUND : colon + 1;
}

static uint32_t column_of(rc_value v) {
  return rc_yaml_column(v.tree->text, rc_value_node(v)->start);
}

static rc_value last_value(rc_value container) {
  rc_value last = rc_value_first(container);
  for (RC_CHILDREN(child, container)) {
    last = child;
  }
  return last;
}

/* Is there an empty line between the first two children? */
static bool is_spaced(rc_value container) {
  rc_value first = rc_value_first(container);
  bool object = rc_value_kind(container) == RC_OBJECT;
  rc_value value = object ? rc_value_next(first) : first;
  rc_value next = rc_value_next(value);
  if (rc_value_is_none(value) || rc_value_is_none(next)) {
    return false;
  }
  rc_str text = container.tree->text;
  size_t at = rc_text_skip_newline(text, lines_end(value));
  for (size_t to = rc_value_node(next)->start; at < to;) {
    size_t end = line_end(text, at);
    if (rc_text_is_blank(rc_str_slice(text, at, end)) && end < to) {
      return true;
    }
    at = rc_text_skip_newline(text, end);
  }
  return false;
}

/* ---- adding --------------------------------------------------------------------------------- */

static void put_child(rc_buf *buf, rc_value container, const rc_made *child,
                      const rc_yaml_style *style, uint32_t column) {
  if (rc_value_kind(container) == RC_OBJECT) {
    rc_yaml_put_member(buf, child, style, column);
  } else {
    rc_yaml_put_item(buf, child, style, column);
  }
}

/* Whole lines behind the line that ends at `at`: the last line of a file may have no end. */
static void put_lines(rc_arena *arena, rc_str text, size_t at, rc_str lines, rc_str newline,
                      rc_edits *out) {
  size_t behind = rc_text_skip_newline(text, at);
  bool ended = behind > at;
  put_edit(arena, behind, behind,
           RC_FILL(arena, "{}{}{}", ended ? RC_STR_NONE : newline, lines,
                   ended ? newline : RC_STR_NONE),
           out);
}

/* On lines of their own behind the child `last`. */
static void add_lines(rc_arena *arena, rc_value container, rc_value last, const rc_made *made,
                      rc_edits *out) {
  rc_yaml_style style = rc_yaml_style_of(container);
  uint32_t column = column_of(container);
  bool spaced = is_spaced(container);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (uint32_t i = 0; i < made->children.len; i++) {
    rc_buf_put(&buf, i > 0 ? style.newline : RC_STR_NONE);
    rc_buf_put(&buf, spaced ? style.newline : RC_STR_NONE);
    rc_yaml_put_spaces(&buf, column);
    put_child(&buf, container, &made->children.items[i], &style, column);
  }
  put_lines(arena, container.tree->text, lines_end(last), rc_buf_str(&buf), style.newline, out);
}

static bool has_quoted_keys(rc_value object) {
  return rc_value_kind(object) == RC_OBJECT &&
         rc_str_starts_with(rc_value_raw(rc_value_first(object)), RC_STR("\""));
}

/* Between brackets, behind the child `last`: in lines where that one begins a line. */
static void add_in_brackets(rc_arena *arena, rc_value container, rc_value last,
                            const rc_made *made, rc_edits *out) {
  rc_str text = container.tree->text;
  rc_yaml_style style = rc_yaml_style_of(container);
  rc_value first = rc_value_kind(container) == RC_OBJECT ? rc_value_key(last) : last;
  bool lines = rc_text_begins_line(text, start_of(first));
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (RC_EACH(const rc_made, child, made->children)) {
    rc_buf_put(&buf, lines ? RC_STR(",") : RC_STR(", "));
    if (lines) {
      rc_buf_put(&buf, style.newline);
      rc_buf_put(&buf, rc_text_indent(text, start_of(first)));
    }
    if (has_quoted_keys(container)) {
      rc_buf_put_json(&buf, child->key);
      rc_buf_put(&buf, RC_STR(": "));
      rc_made value = *child;
      value.has_key = false;
      rc_yaml_put_flow(&buf, &value, &style);
    } else {
      rc_yaml_put_flow(&buf, child, &style);
    }
  }
  size_t at = end_of(last);
  put_edit(arena, at, at, rc_buf_str(&buf), out);
}

/* `[]` and `{}` give way to what is written now. */
static void fill_empty(rc_arena *arena, rc_value container, const rc_made *made, rc_edits *out) {
  size_t from = behind_colon(container);
  rc_value around = rc_value_parent(container);
  rc_yaml_style style = rc_yaml_style_of(container);
  rc_made own = *made;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  own.has_key = false;
  own.kind = rc_value_kind(container) == RC_OBJECT ? RC_MADE_OBJECT : RC_MADE_LIST;
  if (from == RC_NOT_FOUND || rc_yaml_is_flow(around)) {
    rc_yaml_put_flow(&buf, &own, &style);
    from = rc_value_node(container)->start;
  } else {
    rc_yaml_put_behind_key(&buf, &own, &style, column_of(around));
  }
  put_edit(arena, from, rc_value_node(container)->end, rc_buf_str(&buf), out);
}

static void add_behind(rc_arena *arena, rc_value container, rc_value last, const rc_made *made,
                       rc_edits *out) {
  if (rc_yaml_is_flow(container)) {
    add_in_brackets(arena, container, last, made, out);
  } else {
    add_lines(arena, container, last, made, out);
  }
}

static void append(rc_arena *arena, rc_value container, const rc_made *made, rc_edits *out) {
  rc_value last = last_value(container);
  if (made->children.len == 0) {
    return;
  }
  if (rc_value_is_none(last)) {
    fill_empty(arena, container, made, out);
  } else {
    add_behind(arena, container, last, made, out);
  }
}

static void insert_first(rc_arena *arena, rc_value object, const rc_made *made, rc_edits *out) {
  rc_yaml_style style = rc_yaml_style_of(object);
  size_t at = rc_value_node(rc_value_first(object))->start;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  if (rc_yaml_is_flow(object)) {
    rc_yaml_put_flow(&buf, &made->children.items[0], &style);
    rc_buf_put(&buf, RC_STR(", "));
  } else {
    rc_yaml_put_member(&buf, &made->children.items[0], &style, column_of(object));
    rc_buf_put(&buf, style.newline);
    rc_yaml_put_spaces(&buf, column_of(object));
  }
  put_edit(arena, at, at, rc_buf_str(&buf), out);
}

static void insert_member(rc_arena *arena, rc_value object, rc_value after, const rc_made *made,
                          rc_edits *out) {
  if (made->children.len == 0) {
    return;
  }
  if (rc_value_is_none(rc_value_first(object))) {
    fill_empty(arena, object, made, out);
  } else if (rc_value_is_none(after)) {
    insert_first(arena, object, made, out);
  } else {
    add_behind(arena, object, after, made, out);
  }
}

/* ---- replacing ------------------------------------------------------------------------------ */

static bool is_collection(rc_value v) {
  return rc_value_kind(v) == RC_ARRAY || rc_value_kind(v) == RC_OBJECT;
}

static void replace(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out) {
  rc_yaml_style style = rc_yaml_style_of(value);
  rc_value around = rc_value_parent(value);
  size_t colon = behind_colon(value);
  size_t start = start_of(value);
  bool flow = rc_yaml_is_flow(around);
  rc_made own = *made;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  own.has_key = false;
  if (flow || colon == RC_NOT_FOUND) {
    bool nothing = start == end_of(value);
    rc_buf_put(&buf, nothing ? RC_STR(" ") : RC_STR_NONE);
    rc_yaml_put_flow(&buf, &own, &style);
  } else {
    rc_yaml_put_behind_key(&buf, &own, &style, column_of(around));
    start = colon;
  }
  put_edit(arena, start, end_of(value) > start ? end_of(value) : start, rc_buf_str(&buf), out);
}

/* ---- making a list of one ------------------------------------------------------------------- */

/* Further lines of the value move to the right with its first one. */
static void indent_lines(rc_arena *arena, rc_value value, uint32_t by, rc_edits *out) {
  rc_str text = value.tree->text;
  size_t end = end_of(value);
  rc_buf spaces;
  rc_buf_init(&spaces, arena);
  rc_yaml_put_spaces(&spaces, by);
  for (size_t at = line_end(text, start_of(value)); at < end; at = line_end(text, at)) {
    at = rc_text_skip_newline(text, at);
    if (at < end && !rc_text_is_blank(rc_str_slice(text, at, line_end(text, at)))) {
      put_edit(arena, at, at, rc_buf_str(&spaces), out);
    }
  }
}

static void wrap_in_brackets(rc_arena *arena, rc_value value, const rc_made *made,
                             const rc_yaml_style *style, rc_edits *out) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (RC_EACH(const rc_made, child, made->children)) {
    rc_buf_put(&buf, RC_STR(", "));
    rc_yaml_put_flow(&buf, child, style);
  }
  rc_buf_put_byte(&buf, ']');
  put_edit(arena, start_of(value), start_of(value), RC_STR("["), out);
  put_edit(arena, end_of(value), end_of(value), rc_buf_str(&buf), out);
}

/* A mapping below its key gets its dash where its keys stood; a text moves below its key. */
static void wrap_in_lines(rc_arena *arena, rc_value value, const rc_made *made,
                          rc_yaml_style style, rc_edits *out) {
  size_t start = start_of(value);
  bool below = rc_text_begins_line(value.tree->text, start);
  uint32_t outer = column_of(rc_value_parent(value));
  uint32_t column = below ? column_of(value) : outer + style.list_indent;
  rc_buf head;
  rc_buf tail;
  rc_buf_init(&head, arena);
  rc_buf_init(&tail, arena);
  if (!below) {
    rc_buf_put(&head, style.newline);
    rc_yaml_put_spaces(&head, column);
  }
  uint32_t dash = is_collection(value) ? style.dash : style.text_dash;
  rc_buf_put_byte(&head, '-');
  rc_yaml_put_spaces(&head, dash - 1);
  put_edit(arena, below ? start : behind_colon(value), start, rc_buf_str(&head), out);
  indent_lines(arena, value, below ? dash : style.list_indent + dash, out);
  for (uint32_t i = 0; i < made->children.len; i++) {
    rc_buf_put(&tail, i > 0 ? style.newline : RC_STR_NONE);
    rc_yaml_put_spaces(&tail, column);
    rc_yaml_put_item(&tail, &made->children.items[i], &style, column);
  }
  put_lines(arena, value.tree->text, lines_end(value), rc_buf_str(&tail), style.newline, out);
}

static void wrap(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out) {
  rc_yaml_style style = rc_yaml_style_of(value);
  rc_str raw = rc_value_raw(value);
  bool quoted = raw.len > 0 && (raw.ptr[0] == '"' || raw.ptr[0] == '\'');
  bool in_flow = rc_yaml_is_flow(rc_value_parent(value));
  bool fits = (quoted || rc_yaml_is_flow(value) || rc_yaml_fits_flow(raw)) &&
              !rc_text_has_newline(raw, 0, raw.len);
  if (in_flow || (fits && !is_collection(value) && style.flow_lists)) {
    wrap_in_brackets(arena, value, made, &style, out);
  } else if (behind_colon(value) != RC_NOT_FOUND) {
    wrap_in_lines(arena, value, made, style, out);
  }
}

/* ---- removing ------------------------------------------------------------------------------- */

/* The lines of an item; with `open_end` the line end before them instead of that behind them. */
static void remove_lines(rc_arena *arena, rc_value item, bool open_end, rc_edits *out) {
  rc_str text = item.tree->text;
  size_t dash = dash_of(item);
  if (dash == RC_NOT_FOUND || !rc_text_begins_line(text, dash)) {
    return;
  }
  size_t start = rc_text_line_start(text, dash);
  size_t end = lines_end(item);
  size_t behind = rc_text_skip_newline(text, end);
  if (behind == end && open_end && start > 0) {
    start--;
    start -= start > 0 && text.ptr[start] == '\n' && text.ptr[start - 1] == '\r';
  }
  put_edit(arena, start, behind, RC_STR_NONE, out);
}

/* With the comma behind it, or as the last one with that before it. */
static void remove_between(rc_arena *arena, rc_value item, rc_value previous, rc_edits *out) {
  rc_value next = rc_value_next(item);
  if (!rc_value_is_none(next)) {
    put_edit(arena, start_of(item), start_of(next), RC_STR_NONE, out);
  } else if (!rc_value_is_none(previous)) {
    put_edit(arena, end_of(previous), end_of(item), RC_STR_NONE, out);
  }
}

static bool all_gone(rc_value list, const bool *gone) {
  for (uint32_t i = 0; i < rc_value_node(list)->count; i++) {
    if (!gone[i]) {
      return false;
    }
  }
  return true;
}

static void remove_all(rc_arena *arena, rc_value list, rc_edits *out) {
  size_t colon = behind_colon(list);
  if (rc_yaml_is_flow(list) || colon == RC_NOT_FOUND) {
    put_edit(arena, rc_value_node(list)->start, end_of(list), RC_STR("[]"), out);
  } else {
    put_edit(arena, colon, end_of(list), RC_STR(" []"), out);
  }
}

/* Lists alone: no fix takes a member of an object away. */
static void remove_items(rc_arena *arena, rc_value list, const bool *gone, rc_edits *out) {
  rc_value kept = RC_VALUE_NONE;
  uint32_t i = 0;
  if (rc_value_kind(list) != RC_ARRAY) {
    return;
  }
  if (all_gone(list, gone)) {
    remove_all(arena, list, out);
    return;
  }
  for (RC_CHILDREN(item, list)) {
    if (!gone[i]) {
      kept = item;
    } else if (rc_yaml_is_flow(list)) {
      remove_between(arena, item, kept, out);
    } else {
      remove_lines(arena, item, rc_value_is_none(rc_value_next(item)), out);
    }
    i++;
  }
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* A plain text gets quotes where what is appended needs them. */
static void append_text(rc_arena *arena, rc_value string, rc_str text, rc_edits *out) {
  rc_str raw = rc_str_slice(string.tree->text, rc_value_node(string)->start, end_of(string));
  char first = raw.len > 0 ? raw.ptr[0] : '|';
  bool quoted = first == '"' || first == '\'';
  bool plain = !quoted && first != '|' && first != '>';
  rc_str whole = RC_FILL(arena, "{}{}", raw, text);
  size_t at = end_of(string) - (quoted ? 1 : 0);
  if (plain && !rc_yaml_can_be_plain(whole, rc_yaml_is_flow(rc_value_parent(string)))) {
    char quote = rc_yaml_style_of(string).quote;
    rc_str mark = {&quote, 1};
    if (!rc_str_contains(raw, mark) && !rc_str_contains(raw, RC_STR("\\"))) {
      size_t start = rc_value_node(string)->start;
      put_edit(arena, start, start, rc_str_copy(arena, mark), out);
      put_edit(arena, at, at, RC_FILL(arena, "{}{}", text, mark), out);
    }
    return;
  }
  put_edit(arena, at, at, text, out);
}

const rc_editor rc_yaml_editor = {
    .can_edit = can_edit,
    .spell = rc_cfn_spell,
    .append = append,
    .insert_member = insert_member,
    .replace = replace,
    .wrap = wrap,
    .remove = remove_items,
    .append_text = append_text,
};
