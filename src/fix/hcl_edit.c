#include "fix/hcl_edit.h"

#include "fix/editor.h"
#include "fix/json_place.h"
#include "syntax/hcl.h"

/* A child of a container: an item of a list, a member, an attribute or a block. */
typedef struct item {
  uint32_t start, end;
  uint32_t name_end; /* of a member or attribute; 0 for others */
  uint32_t value;    /* where its value begins */
  rc_node_id node;   /* of the value, or of the attribute or block */
} item;

typedef struct items {
  RC_VEC_FIELDS(item)
} items;

/* A container and what is known of it. */
typedef struct place {
  rc_arena *arena;
  const rc_tree *tree;
  rc_str text;
  rc_kind kind;
  uint32_t start, end; /* of what is inside its brackets */
  items items;
  rc_hcl_style style;
} place;

bool rc_hcl_can_edit(rc_value value) {
  if (rc_value_is_none(value) || value.tree->has_errors) {
    return false;
  }
  return (rc_value_node(value)->flags & (RC_NODE_INCOMPLETE | RC_NODE_TEMPLATED)) == 0;
}

static bool in_body(const place *in) {
  return in->kind == RC_HCL_BODY || in->kind == RC_DOCUMENT;
}

static void put_edit(rc_arena *arena, const rc_tree *tree, size_t start, size_t end, rc_str text,
                     rc_edits *out) {
  rc_span span = rc_tree_span(tree, (uint32_t)start, (uint32_t)end);
  rc_edit *edit = RC_VEC_ADD(arena, out);
  if (edit != NULL) {
    *edit = (rc_edit){span.start, span.end, text};
  }
}

/* ---- looking -------------------------------------------------------------------------------- */

static item item_of(rc_kind kind, rc_value child) {
  const rc_node *node = rc_value_node(child);
  item found = {.start = node->start, .end = node->end, .value = node->start, .node = child.node};
  rc_value value = RC_VALUE_NONE;
  if (kind == RC_OBJECT) {
    found.name_end = node->end;
    value = rc_value_next(child);
    found.node = value.node;
  } else if (node->kind == RC_HCL_ATTRIBUTE) {
    found.name_end = (node + 1)->end;
    value = rc_value_next(rc_value_first(child));
  }
  if (!rc_value_is_none(value)) {
    found.value = rc_value_node(value)->start;
    found.end = rc_value_node(value)->end;
  }
  return found;
}

static rc_value body_of(rc_value container) {
  rc_value last = container;
  if (rc_value_kind(container) == RC_HCL_BLOCK) {
    for (RC_CHILDREN(child, container)) {
      last = child;
    }
  }
  return last;
}

static place place_of(rc_arena *arena, rc_value container) {
  container = body_of(container);
  const rc_node *node = rc_value_node(container);
  place in = {
      .arena = arena,
      .tree = container.tree,
      .text = container.tree->text,
      .kind = (rc_kind)node->kind,
      .start = node->start,
      .end = node->end,
      .style = rc_hcl_style_of(container),
  };
  if (in.kind != RC_DOCUMENT) {
    in.start++;
    in.end--;
  } else {
    in.start = (uint32_t)rc_text_line_start(in.text, 0);
    in.end = (uint32_t)in.text.len;
  }
  for (rc_value child = rc_value_first(container); !rc_value_is_none(child);
       child = rc_value_next(child)) {
    item *added = RC_VEC_ADD(arena, &in.items);
    if (added != NULL) {
      *added = item_of(in.kind, child);
    }
    child = in.kind == RC_OBJECT ? rc_value_next(child) : child;
  }
  const item *first = in.items.len > 0 ? &in.items.items[0] : NULL;
  in.style.flat = in.kind == RC_ARRAY && first != NULL &&
                  in.tree->nodes[first->node].kind == RC_OBJECT &&
                  !rc_text_has_newline(in.text, first->start, first->end);
  return in;
}

static uint32_t next_start(const place *in, uint32_t index) {
  return index < in->items.len ? in->items.items[index].start : in->end;
}

/* The first child stands on a line of its own: the container is written downwards. */
static bool is_vertical(const place *in) {
  uint32_t first = in->items.items[0].start;
  return in->kind == RC_DOCUMENT || (rc_text_has_newline(in->text, in->start, first) &&
                                     rc_text_begins_line(in->text, first));
}

/* Do commas stand between its children where each has its own line? */
static bool has_commas(const place *in) {
  if (in_body(in)) {
    return false;
  }
  if (in->kind == RC_ARRAY || in->items.len == 0) {
    return in->kind == RC_ARRAY || in->style.commas;
  }
  bool one = in->items.len == 1;
  bool comma = rc_text_gap(in->text, in->items.items[0].end, next_start(in, 1)).has_comma;
  return comma || (one && in->style.commas);
}

/* ---- alignment ------------------------------------------------------------------------------ */

/* Where the `=` of an attribute or member stands; 0 where there is none that could be aligned. */
static size_t equals_of(const place *in, const item *one) {
  size_t at = one->name_end == 0 ? RC_NOT_FOUND : rc_str_find_byte(in->text, '=', one->name_end);
  bool own = at != RC_NOT_FOUND && at < one->value &&
             rc_text_is_blank(rc_str_slice(in->text, one->name_end, at));
  return own ? at : 0;
}

static bool is_heredoc(const place *in, const item *one) {
  return rc_str_starts_with(rc_str_from(in->text, one->value), RC_STR("<<"));
}

/* A line that is aligned with others: all of the value stands on it, or a heredoc begins there. */
static bool is_aligned(const place *in, const item *one) {
  return equals_of(in, one) > 0 && rc_text_begins_line(in->text, one->start) &&
         (!rc_text_has_newline(in->text, one->start, one->end) ||
          (is_heredoc(in, one) && !rc_text_has_newline(in->text, one->start, one->value)));
}

/* Nothing but one line end lies between the lines of two children. */
static bool follows(const place *in, uint32_t i) {
  const item *one = &in->items.items[i];
  uint32_t next = in->items.items[i + 1].start;
  size_t tail = rc_text_gap(in->text, one->end, next).tail;
  while (tail < next && (in->text.ptr[tail] == ' ' || in->text.ptr[tail] == '\t')) {
    tail++;
  }
  size_t line = rc_text_skip_newline(in->text, tail);
  return line > tail && !is_heredoc(in, one) &&
         rc_text_is_blank(rc_str_slice(in->text, line, next));
}

/* Children from..to are lines whose `=` are aligned with each other. */
typedef struct run {
  uint32_t from, to;
  size_t width; /* of the names; 0 if they are not written so */
} run;

static run run_of(const place *in, uint32_t from, uint32_t to) {
  run found = {from, to, 0};
  size_t column = 0;
  bool aligned = true;
  for (uint32_t i = from; i < to; i++) {
    const item *one = &in->items.items[i];
    size_t width = one->name_end - one->start;
    size_t at = equals_of(in, one) - one->start;
    found.width = width > found.width ? width : found.width;
    aligned = aligned && (i == from || at == column);
    column = at;
  }
  found.width = aligned && column == found.width + 1 ? found.width : 0;
  return found;
}

static run run_before(const place *in, uint32_t index) {
  uint32_t from = index;
  while (from > 0 && is_aligned(in, &in->items.items[from - 1]) &&
         (from < index ? follows(in, from - 1) : !is_heredoc(in, &in->items.items[from - 1]))) {
    from--;
  }
  return run_of(in, from, index);
}

static run run_behind(const place *in, uint32_t index) {
  uint32_t to = index;
  while (to < in->items.len && is_aligned(in, &in->items.items[to]) &&
         (to == index || follows(in, to - 1))) {
    to++;
  }
  return run_of(in, index, to);
}

static void realign(const place *in, const run *lines, size_t width, rc_edits *out) {
  for (uint32_t i = lines->from; lines->width > 0 && width > 0 && i < lines->to; i++) {
    const item *one = &in->items.items[i];
    size_t own = one->name_end - one->start;
    rc_buf pad;
    rc_buf_init(&pad, in->arena);
    rc_buf_put_repeated(&pad, ' ', width - own + 1);
    if (equals_of(in, one) - one->name_end != pad.len) {
      put_edit(in->arena, in->tree, one->name_end, equals_of(in, one), rc_buf_str(&pad), out);
    }
  }
}

static size_t widest(const place *in, uint32_t from, uint32_t to) {
  size_t width = 0;
  for (uint32_t i = from; i < to; i++) {
    size_t own = in->items.items[i].name_end - in->items.items[i].start;
    width = own > width ? own : width;
  }
  return width;
}

/* Child `index` comes to stand on several lines: it leaves the run it is in, which falls apart. */
static void leave_run(const place *in, uint32_t index, rc_edits *out) {
  const item *one = &in->items.items[index];
  if (!is_aligned(in, one) || is_heredoc(in, one)) {
    return;
  }
  run before = run_before(in, index + 1);
  run behind = index + 1 < in->items.len && follows(in, index) ? run_behind(in, index + 1)
                                                               : (run){index + 1, index + 1, 0};
  run whole = run_of(in, before.from, behind.to);
  if (whole.width == 0) {
    return;
  }
  run parts[] = {{before.from, index, 1}, {index, index + 1, 1}, {index + 1, behind.to, 1}};
  for (size_t i = 0; i < RC_COUNT_OF(parts); i++) {
    realign(in, &parts[i], widest(in, parts[i].from, parts[i].to), out);
  }
}

/* ---- adding --------------------------------------------------------------------------------- */

static rc_str child_indent(const place *in, uint32_t beside) {
  const item *near = &in->items.items[beside];
  if (in->kind == RC_DOCUMENT) {
    return RC_STR_NONE;
  }
  if (is_vertical(in)) {
    bool own_line = rc_text_begins_line(in->text, near->start);
    return rc_text_indent(in->text, own_line ? near->start : in->items.items[0].start);
  }
  return rc_text_indent(in->text, near->end);
}

/* Each on a line of its own; commas between them but none behind the last. */
static void put_lines(rc_buf *buf, const place *in, const rc_made *made, rc_str indent,
                      rc_hcl_run *aligned) {
  rc_hcl_style style = in->style;
  if (in->kind != RC_ARRAY) {
    style.commas = has_commas(in);
    rc_hcl_put_lines(buf, made, &style, indent, in_body(in), aligned);
    return;
  }
  for (uint32_t i = 0; i < made->children.len; i++) {
    rc_buf_put_c(buf, i > 0 ? "," : "");
    rc_buf_put(buf, style.newline);
    rc_buf_put(buf, indent);
    rc_hcl_put_value(buf, &made->children.items[i], &style, indent, indent.len);
  }
}

static void put_sideways(rc_buf *buf, const place *in, const rc_made *made, rc_str indent) {
  for (uint32_t i = 0; i < made->children.len; i++) {
    const rc_made *child = &made->children.items[i];
    rc_buf_put_c(buf, i > 0 ? ", " : "");
    if (in->kind == RC_OBJECT) {
      rc_buf_put(buf, rc_hcl_name_of(in->arena, child->key, &in->style, false));
      rc_buf_put(buf, in->style.colon);
    }
    rc_hcl_put_value(buf, child, &in->style, indent, indent.len);
  }
}

static bool ends_with_block(const rc_made *made) {
  return made->children.items[made->children.len - 1].kind == RC_MADE_BLOCK;
}

static void insert_into_empty(const place *in, const rc_made *made, rc_edits *out) {
  rc_str inside = rc_str_slice(in->text, in->start, in->end);
  bool comments = rc_str_trim(inside).len > 0;
  bool document = in->kind == RC_DOCUMENT;
  rc_str outer = document ? RC_STR_NONE : rc_text_indent(in->text, in->start - 1);
  bool vertical = in_body(in) || comments || in->kind == RC_OBJECT ||
                  !rc_hcl_is_one_line(in->arena, made, &in->style, outer.len + 40);
  rc_str indent = vertical && !document ? RC_FILL(in->arena, "{}{}", outer, in->style.unit) : outer;
  rc_buf buf;
  rc_buf_init(&buf, in->arena);
  if (vertical) {
    put_lines(&buf, in, made, indent, NULL);
    rc_buf_put_c(&buf, in->kind == RC_ARRAY && in->style.trailing ? "," : "");
  } else {
    rc_buf_put(&buf, in->style.list_pad);
    put_sideways(&buf, in, made, indent);
    rc_buf_put(&buf, in->style.list_pad);
  }
  rc_str text = rc_buf_str(&buf);
  if (document) { /* behind all comments; the first line needs no line end before it */
    bool first = inside.len == 0;
    text = RC_FILL(in->arena, "{}{}", rc_str_from(text, first ? in->style.newline.len : 0),
                   in->style.newline);
    put_edit(in->arena, in->tree, in->end, in->end, text, out);
    return;
  }
  if (comments) {
    put_edit(in->arena, in->tree, in->start, in->start, text, out);
    return;
  }
  if (vertical) {
    text = RC_FILL(in->arena, "{}{}{}", text, in->style.newline, outer);
  }
  put_edit(in->arena, in->tree, in->start, in->end, text, out);
}

/* A blank line is to stand between a block and what is around it. */
static bool needs_blank_line(const place *in, size_t tail, uint32_t next) {
  size_t line = rc_text_skip_newline(in->text, tail);
  while (line < next && (in->text.ptr[line] == ' ' || in->text.ptr[line] == '\t')) {
    line++;
  }
  return rc_text_skip_newline(in->text, line) == line;
}

/* The comma that the child before needs, behind its value; a heredoc's end stands alone. */
static void put_comma_behind(const place *in, const item *before, size_t tail, rc_str indent,
                             rc_buf *buf, rc_edits *out) {
  rc_str comma = is_heredoc(in, before)
                     ? RC_FILL(in->arena, "{}{},", in->style.newline, indent)
                     : RC_STR(",");
  if (tail == before->end) {
    rc_buf_put(buf, comma);
  } else {
    put_edit(in->arena, in->tree, before->end, before->end, comma, out);
  }
}

static void insert_downwards(const place *in, uint32_t index, const rc_made *made, rc_edits *out) {
  bool commas = has_commas(in);
  bool more = index < in->items.len;
  const item *before = index > 0 ? &in->items.items[index - 1] : NULL;
  uint32_t next = next_start(in, index);
  rc_gap gap = rc_text_gap(in->text, before == NULL ? in->start : before->end, next);
  rc_str indent = child_indent(in, index > 0 ? index - 1 : 0);
  run above = run_before(in, index);
  run below = more ? run_behind(in, index) : (run){index, index, 0};
  if (more && index > 0) { /* both are one, or nothing lies beside what is written */
    bool one = follows(in, index - 1);
    below.to = one ? below.to : index;
    size_t width = one ? run_of(in, above.from, below.to).width : 0;
    above.width = below.to > index ? width : above.width;
    below.width = width;
  }
  rc_hcl_run aligned = {.before = above.width, .behind = below.width};
  rc_buf buf;
  rc_buf_init(&buf, in->arena);
  bool block = in_body(in) && made->children.items[0].kind == RC_MADE_BLOCK;
  if (commas && before != NULL && !gap.has_comma) {
    put_comma_behind(in, before, gap.tail, indent, &buf, out);
  }
  bool apart = block && before != NULL && (in->kind == RC_DOCUMENT || !in->style.tight);
  rc_buf_put(&buf, apart ? in->style.newline : RC_STR_NONE);
  put_lines(&buf, in, made, indent, &aligned);
  rc_buf_put_c(&buf, commas && (more || gap.has_comma) ? "," : "");
  if (in_body(in) && more && ends_with_block(made) &&
      (in->kind == RC_DOCUMENT || !in->style.tight) && needs_blank_line(in, gap.tail, next)) {
    rc_buf_put(&buf, in->style.newline);
  }
  put_edit(in->arena, in->tree, gap.tail, gap.tail, rc_buf_str(&buf), out);
  realign(in, &above, aligned.first, out);
  realign(in, &below, aligned.last, out);
}

static void insert_sideways(const place *in, uint32_t index, const rc_made *made, rc_edits *out) {
  rc_buf buf;
  rc_buf_init(&buf, in->arena);
  if (index == 0) {
    uint32_t first = in->items.items[0].start;
    put_sideways(&buf, in, made, rc_text_indent(in->text, first));
    rc_buf_put_c(&buf, ", ");
    put_edit(in->arena, in->tree, first, first, rc_buf_str(&buf), out);
    return;
  }
  const item *before = &in->items.items[index - 1];
  rc_gap gap = rc_text_gap(in->text, before->end, next_start(in, index));
  rc_buf_put_c(&buf, gap.has_comma ? " " : ", ");
  put_sideways(&buf, in, made, child_indent(in, index - 1));
  rc_buf_put_c(&buf, gap.has_comma ? "," : "");
  size_t at = gap.has_comma ? gap.comma_at + 1 : before->end;
  put_edit(in->arena, in->tree, at, at, rc_buf_str(&buf), out);
}

/* `{ a = 1 }` of a block cannot take a second line. */
static void insert(place *in, uint32_t index, const rc_made *made, rc_edits *out) {
  if (made->children.len == 0) {
    return;
  }
  if (in->items.len == 0) {
    insert_into_empty(in, made, out);
  } else if (is_vertical(in)) {
    insert_downwards(in, index, made, out);
  } else if (!in_body(in)) {
    insert_sideways(in, index, made, out);
  } else {
    rc_str outer = rc_text_indent(in->text, in->start - 1);
    rc_str indent = RC_FILL(in->arena, "{}{}", outer, in->style.unit);
    rc_str line = RC_FILL(in->arena, "{}{}", in->style.newline, indent);
    const item *only = &in->items.items[0];
    rc_buf buf;
    rc_buf_init(&buf, in->arena);
    put_lines(&buf, in, made, indent, NULL);
    rc_buf_put(&buf, in->style.newline);
    rc_buf_put(&buf, outer);
    put_edit(in->arena, in->tree, in->start, only->start, line, out);
    put_edit(in->arena, in->tree, only->end, in->end, rc_buf_str(&buf), out);
  }
}

/* Statements of a policy, as blocks. */
static rc_made as_blocks(const place *in, rc_value body, const rc_made *made) {
  rc_made blocks = {.kind = RC_MADE_LIST};
  for (RC_EACH(const rc_made, child, made->children)) {
    rc_made *block = rc_made_item(in->arena, &blocks, RC_MADE_BLOCK, RC_STR_NONE);
    if (block != NULL) {
      bool statement = child->kind == RC_MADE_OBJECT && !child->has_key;
      *block = statement ? rc_hcl_statement_block(in->arena, child, body) : *child;
    }
  }
  return blocks;
}

void rc_hcl_append(rc_arena *arena, rc_value container, const rc_made *made, rc_edits *out) {
  place in = place_of(arena, container);
  rc_made blocks = in_body(&in) ? as_blocks(&in, body_of(container), made) : *made;
  insert(&in, in.items.len, &blocks, out);
}

void rc_hcl_insert_member(rc_arena *arena, rc_value container, rc_value after, const rc_made *made,
                          rc_edits *out) {
  place in = place_of(arena, container);
  uint32_t index = 0;
  rc_value around = rc_value_parent(after);
  after = rc_value_kind(around) == RC_HCL_ATTRIBUTE ? around : after;
  for (uint32_t i = 0; !rc_value_is_none(after) && i < in.items.len; i++) {
    index = in.items.items[i].node == after.node ? i + 1 : index;
  }
  insert(&in, index, made, out);
}

/* ---- changing ------------------------------------------------------------------------------- */

/* The container that holds an expression as a child, and which child it is. */
static bool parent_place(rc_arena *arena, rc_value value, place *in, uint32_t *index) {
  rc_value parent = rc_value_parent(value);
  if (rc_value_kind(parent) == RC_HCL_ATTRIBUTE) {
    value = parent;
    parent = rc_value_parent(parent);
  }
  rc_kind kind = rc_value_kind(parent);
  if (kind != RC_OBJECT && kind != RC_HCL_BODY && kind != RC_ARRAY) {
    return false;
  }
  *in = place_of(arena, parent);
  for (*index = 0; *index < in->items.len; *index += 1) {
    if (in->items.items[*index].node == value.node) {
      return true;
    }
  }
  return false;
}

static size_t column_of(rc_value value) {
  uint32_t start = rc_value_node(value)->start;
  return start - rc_text_line_start(value.tree->text, start);
}

static void leave_lines(rc_arena *arena, rc_value value, rc_edits *out) {
  place in;
  uint32_t index;
  if (parent_place(arena, value, &in, &index)) {
    leave_run(&in, index, out);
  }
}

/* What an attribute is set to. */
static rc_value expression_of(rc_value value) {
  bool attribute = rc_value_kind(value) == RC_HCL_ATTRIBUTE;
  return attribute ? rc_value_next(rc_value_first(value)) : value;
}

void rc_hcl_replace(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out) {
  value = expression_of(value);
  const rc_node *node = rc_value_node(value);
  rc_hcl_style style = rc_hcl_style_of(value);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_hcl_put_value(&buf, made, &style, rc_text_indent(value.tree->text, node->start),
                   column_of(value));
  rc_str text = rc_buf_str(&buf);
  if (rc_text_has_newline(text, 0, text.len)) {
    leave_lines(arena, value, out);
  }
  put_edit(arena, value.tree, node->start, node->end, text, out);
}

/* An object on several lines keeps its indentation: `[{ ... }, { ... }]`. */
static void wrap_object(rc_arena *arena, rc_value value, const rc_made *made,
                        const rc_hcl_style *style, rc_edits *out) {
  const rc_node *node = rc_value_node(value);
  rc_str indent = rc_text_indent(value.tree->text, node->start);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (RC_EACH(const rc_made, child, made->children)) {
    rc_buf_put_c(&buf, ", ");
    rc_hcl_put_value(&buf, child, style, indent, indent.len);
  }
  rc_buf_put_byte(&buf, ']');
  put_edit(arena, value.tree, node->start, node->start, RC_STR("["), out);
  put_edit(arena, value.tree, node->end, node->end, rc_buf_str(&buf), out);
}

void rc_hcl_wrap(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out) {
  value = expression_of(value);
  const rc_tree *tree = value.tree;
  const rc_node *node = rc_value_node(value);
  rc_hcl_style style = rc_hcl_style_of(value);
  if (node->kind == RC_OBJECT) {
    wrap_object(arena, value, made, &style, out);
    return;
  }
  rc_made whole = {.kind = RC_MADE_LIST};
  rc_made_item(arena, &whole, RC_MADE_RAW, rc_value_raw(value));
  for (RC_EACH(const rc_made, child, made->children)) {
    rc_made *added = rc_made_item(arena, &whole, child->kind, child->text);
    if (added != NULL) {
      *added = *child;
    }
  }
  rc_str indent = rc_text_indent(tree->text, node->start);
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_hcl_put_value(&buf, &whole, &style, indent, column_of(value));
  rc_str text = rc_buf_str(&buf);
  rc_str own = rc_value_raw(value);
  size_t at = rc_str_find(text, own, 0);
  if (at == RC_NOT_FOUND) {
    return; /* the arena failed */
  }
  if (rc_text_has_newline(text, 0, text.len)) {
    leave_lines(arena, value, out);
  }
  put_edit(arena, tree, node->start, node->start, rc_str_slice(text, 0, at), out);
  put_edit(arena, tree, node->end, node->end, rc_str_from(text, at + own.len), out);
}

/* ---- removing ------------------------------------------------------------------------------- */

/* Whole lines, and in a body the blank line before them. */
static void remove_lines(const place *in, uint32_t from, uint32_t to, rc_edits *out) {
  const item *first = &in->items.items[from];
  const item *last = &in->items.items[to - 1];
  size_t end = rc_text_gap(in->text, last->end, next_start(in, to)).tail;
  while (end < in->end && (in->text.ptr[end] == ' ' || in->text.ptr[end] == '\t')) {
    end++;
  }
  size_t start = rc_text_line_start(in->text, first->start);
  size_t above = start;
  while (in_body(in) && above > in->start &&
         rc_str_trim(rc_str_slice(in->text, above - 1, start)).len == 0) {
    above--;
  }
  if (above < start && from > 0) { /* what is above keeps its own line end */
    start = above;
    put_edit(in->arena, in->tree, start, end, RC_STR_NONE, out);
    return;
  }
  put_edit(in->arena, in->tree, start, rc_text_skip_newline(in->text, end), RC_STR_NONE, out);
}

static void remove_run(const place *in, uint32_t from, uint32_t to, rc_edits *out) {
  const item *all = in->items.items;
  bool lines = rc_text_begins_line(in->text, all[from].start) &&
               rc_text_begins_line(in->text, next_start(in, to));
  if (lines || in_body(in)) {
    remove_lines(in, from, to, out);
  } else if (to < in->items.len) {
    put_edit(in->arena, in->tree, all[from].start, all[to].start, RC_STR_NONE, out);
  } else if (from > 0) {
    put_edit(in->arena, in->tree, all[from - 1].end, all[to - 1].end, RC_STR_NONE, out);
  } else {
    put_edit(in->arena, in->tree, in->start, in->end, RC_STR_NONE, out);
  }
}

void rc_hcl_remove(rc_arena *arena, rc_value container, const bool *gone, rc_edits *out) {
  place in = place_of(arena, container);
  for (uint32_t from = 0; from < in.items.len; from++) {
    uint32_t to = from;
    while (to < in.items.len && gone[to]) {
      to++;
    }
    if (to > from) {
      remove_run(&in, from, to, out);
      from = to;
    }
  }
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* The whole expression that ends at `end`: the outermost in its container, or between the marks of
 * an interpolation. */
static rc_value expression_before(const rc_tree *tree, uint32_t end) {
  for (rc_node_id id = 1; id < tree->n_nodes; id++) {
    rc_kind parent = (rc_kind)tree->nodes[tree->nodes[id].parent].kind;
    bool whole = parent == RC_ARRAY || parent == RC_OBJECT || parent == RC_HCL_ATTRIBUTE ||
                 parent == RC_HCL_CALL || parent == RC_HCL_INTERPOLATION;
    if (whole && tree->nodes[id].end == end) {
      return (rc_value){tree, id};
    }
  }
  return RC_VALUE_NONE;
}

void rc_hcl_append_text(rc_arena *arena, const rc_tree *tree, rc_span end, rc_str text,
                        rc_edits *out) {
  if (end.end >= tree->text.len) {
    return;
  }
  if (tree->text.ptr[end.end] == '"') {
    bool escaped = end.end > 0 && tree->text.ptr[end.end - 1] == '\\';
    uint32_t at = end.end - escaped;
    put_edit(arena, tree, at, at, text, out);
    return;
  }
  rc_value whole = expression_before(tree, end.end + 1);
  rc_kind kind = rc_value_kind(whole);
  rc_value around = rc_value_parent(whole);
  if (rc_value_kind(around) == RC_HCL_INTERPOLATION) {
    uint32_t at = rc_value_node(around)->end;
    put_edit(arena, tree, at, at, text, out);
  } else if (kind == RC_HCL_GET || kind == RC_HCL_INDEX || kind == RC_HCL_CALL) {
    const rc_node *node = rc_value_node(whole);
    put_edit(arena, tree, node->start, node->start, RC_STR("\"${"), out);
    put_edit(arena, tree, node->end, node->end, RC_FILL(arena, "}{}\"", text), out);
  }
}

/* ---- as one syntax among others ------------------------------------------------------------- */

static bool spell_nothing(rc_arena *arena, const rc_source *source, rc_str text, rc_str *out) {
  (void)arena;
  (void)source;
  *out = text; /* rc_terraform_spelling has done it */
  return true;
}

static void append_to_string(rc_arena *arena, rc_value string, rc_str text, rc_edits *out) {
  rc_span end = rc_value_span(string);
  end.start = end.end -= 1;
  rc_hcl_append_text(arena, string.tree, end, text, out);
}

const rc_editor rc_hcl_editor = {
    .can_edit = rc_hcl_can_edit,
    .spell = spell_nothing,
    .append = rc_hcl_append,
    .insert_member = rc_hcl_insert_member,
    .replace = rc_hcl_replace,
    .wrap = rc_hcl_wrap,
    .remove = rc_hcl_remove,
    .append_text = append_to_string,
};
