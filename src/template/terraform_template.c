/*
 * Strings, heredocs and template files.
 */
#include "template/terraform_parts.h"

typedef struct template_writer {
  rc_tf *ev;
  const rc_tree *tree;
  rc_text_builder out;
  bool quoted;     /* backslashes escape */
  uint32_t blanks; /* that every line of a `<<-` heredoc loses */
} template_writer;

static uint32_t file_offset(const rc_tree *tree, uint32_t at) {
  return rc_tree_span(tree, at, at).start;
}

/* ---- text ----------------------------------------------------------------------------------- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Decodes bytes start..end of the tree. What needs no decoding goes over in one piece. */
static void put_text(template_writer *w, uint32_t start, uint32_t end) {
  rc_str text = rc_str_slice(w->tree->text, 0, end);
  uint32_t copied = start;
  for (uint32_t at = start; at < end;) {
    char c = text.ptr[at];
    size_t hole = w->tree->holes ? rc_hole_length(text, at) : 0;
    bool plain = hole > 0 || ((unsigned char)c < 0x80 && c != '$' && c != '%' &&
                              (c != '\\' || !w->quoted));
    rc_hcl_piece piece = {.n_taken = hole > 0 ? (uint32_t)hole : 1};
    if (!plain) {
      piece = rc_hcl_piece_at(text, at, w->quoted);
    }
    if (!plain && (piece.n_taken != piece.n_bytes || piece.bytes[0] != c)) {
      rc_text_put(&w->out, rc_str_slice(text, copied, at), file_offset(w->tree, copied), true);
      rc_text_put(&w->out, (rc_str){piece.bytes, piece.n_bytes}, file_offset(w->tree, at), false);
      copied = at + piece.n_taken;
    }
    at += piece.n_taken;
  }
  rc_text_put(&w->out, rc_str_slice(text, copied, end), file_offset(w->tree, copied), true);
}

/* Without the blanks that begin each line; lines of blanks alone stay. */
static void put_indented(template_writer *w, uint32_t start, uint32_t end) {
  rc_str text = rc_str_slice(w->tree->text, 0, end);
  while (start < end) {
    size_t line_end = rc_str_find_byte(text, '\n', start);
    uint32_t next = line_end == RC_NOT_FOUND ? end : (uint32_t)line_end + 1;
    bool empty = rc_str_trim(rc_str_slice(text, start, next)).len == 0 && next > start &&
                 text.ptr[next - 1] == '\n';
    bool begins_line = start > 0 && text.ptr[start - 1] == '\n';
    uint32_t skipped = begins_line && !empty ? w->blanks : 0;
    put_text(w, start + skipped < next ? start + skipped : next, next);
    start = next;
  }
}

/* A mark strips what is next to it on its line, and the line break. */
static void strip(const rc_tree *tree, bool before, bool behind, uint32_t *start, uint32_t *end) {
  const char *text = tree->text.ptr;
  if (before) {
    while (*start < *end && is_blank(text[*start])) {
      *start += 1;
      if (text[*start - 1] == '\n') {
        break;
      }
    }
  }
  if (behind) {
    while (*end > *start && is_blank(text[*end - 1])) {
      *end -= 1;
    }
  }
}

/* ---- marks ---------------------------------------------------------------------------------- */

static uint32_t n_marks(rc_value part) {
  switch (rc_value_kind(part)) {
    case RC_HCL_INTERPOLATION: return 1;
    case RC_HCL_IF: return rc_value_node(part)->count;
    case RC_HCL_REPEAT: return 2;
    default: return 0;
  }
}

/* Whether mark number `n` of a part strips on that side. */
static bool strips(rc_value part, uint32_t n, uint32_t side) {
  return n < n_marks(part) && (((uint32_t)rc_value_node(part)->detail >> (2 * n)) & side) != 0;
}

static void put_parts(template_writer *w, const rc_tf_scope *scope, rc_value first,
                      bool strip_first, bool strip_last);

static void put_value(template_writer *w, const rc_tf_scope *scope, rc_value part) {
  rc_tf *ev = w->ev;
  const rc_computed *value = rc_tf_evaluate(ev, scope, rc_value_first(part));
  uint32_t at = file_offset(w->tree, rc_value_node(part)->start);
  size_t before = w->out.bytes.len;
  rc_str text;
  if (value->kind == RC_COMPUTED_STRING && value->json == NULL) {
    rc_text_put_value(&w->out, value, w->tree->file, at);
  } else if (rc_tf_text(ev, value, &text)) {
    rc_text_put(&w->out, text, at, false);
  } else { /* lists and objects have no text */
    rc_text_put(&w->out, rc_tf_hole_of(ev, rc_tf_describe(ev, value), part)->text, at, false);
  }
  (void)rc_tf_work(ev, (w->out.bytes.len - before) / RC_TF_BYTES_PER_STEP);
}

static void put_if(template_writer *w, const rc_tf_scope *scope, rc_value part) {
  rc_value condition = rc_value_first(part);
  rc_value branch = rc_value_next(condition);
  bool yes = rc_tf_ask(w->ev, rc_tf_evaluate(w->ev, scope, condition), true);
  uint32_t mark = 0;
  if (!yes) {
    branch = rc_value_next(branch);
    mark = 1;
  }
  if (!rc_value_is_none(branch)) {
    put_parts(w, scope, rc_value_first(branch), strips(part, mark, RC_HCL_STRIP_RIGHT),
              strips(part, mark + 1, RC_HCL_STRIP_LEFT));
  }
}

static void put_repeat(template_writer *w, const rc_tf_scope *scope, rc_value part) {
  rc_tf *ev = w->ev;
  rc_value at = rc_value_first(part);
  bool two = rc_value_node(part)->count == 4;
  rc_str key_name = two ? rc_value_raw(at) : RC_STR_NONE;
  at = two ? rc_value_next(at) : at;
  rc_value collection = rc_value_next(at);
  rc_value branch = rc_value_next(collection);
  const rc_computed *over = rc_tf_sorted(ev, rc_tf_evaluate(ev, scope, collection));
  if (!rc_tf_is_collection(over) || over->open) {
    rc_str name = RC_FILL(ev->arena, "for in {}", rc_tf_describe(ev, over));
    rc_text_put(&w->out, rc_tf_hole_of(ev, name, part)->text,
                file_offset(w->tree, rc_value_node(part)->start), false);
    return;
  }
  for (RC_EACH(const rc_computed_member, member, over->members)) {
    if (!rc_tf_work(ev, 1)) {
      return;
    }
    const rc_tf_scope first = {.in = scope->in,
                               .outer = scope,
                               .name = key_name,
                               .value = rc_tf_key_of(ev, over, member, part)};
    const rc_tf_scope second = {
        .in = scope->in, .outer = &first, .name = rc_value_raw(at), .value = member->value};
    put_parts(w, &second, rc_value_first(branch), strips(part, 0, RC_HCL_STRIP_RIGHT),
              strips(part, 1, RC_HCL_STRIP_LEFT));
  }
}

static void put_parts(template_writer *w, const rc_tf_scope *scope, rc_value first,
                      bool strip_first, bool strip_last) {
  bool stripped = strip_first;
  w->ev->depth++;
  if (w->ev->depth > RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(w->ev->arena, RC_LIMIT_NESTING);
  }
  for (rc_value part = first; !rc_value_is_none(part) && !rc_tf_failed(w->ev);
       part = rc_value_next(part)) {
    rc_value next = rc_value_next(part);
    uint32_t start = rc_value_node(part)->start;
    uint32_t end = rc_value_node(part)->end;
    switch (rc_value_kind(part)) {
      case RC_HCL_TEXT:
        strip(w->tree, stripped,
              rc_value_is_none(next) ? strip_last : strips(next, 0, RC_HCL_STRIP_LEFT), &start,
              &end);
        put_indented(w, start, end);
        break;
      case RC_HCL_INTERPOLATION: put_value(w, scope, part); break;
      case RC_HCL_IF: put_if(w, scope, part); break;
      case RC_HCL_REPEAT: put_repeat(w, scope, part); break;
      default: break;
    }
    uint32_t marks = n_marks(part);
    stripped = marks > 0 && strips(part, marks - 1, RC_HCL_STRIP_RIGHT);
  }
  w->ev->depth--;
}

/* ---- lists written as text ------------------------------------------------------------------ */

/* The text between the values of `"[${a}, ${b}]"`: what it must be there. */
static bool is_list_mark(rc_value text, const char *wanted) {
  return rc_str_equal(rc_str_trim(rc_value_raw(text)), rc_str_from_c(wanted));
}

/* `"[${jsonencode(a)},${b}]"` is the JSON of a list whose items are known where they were written,
 * objects that are written as text among them.
 * NULL if the template is anything else. */
static const rc_computed *as_list(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  uint32_t count = rc_value_node(node)->count;
  if (count < 3 || count % 2 == 0) {
    return NULL;
  }
  rc_computed *list = rc_tf_list(ev, node);
  uint32_t n = 0;
  for (RC_CHILDREN(part, node)) {
    const char *wanted = n == 0 ? "[" : n + 1 == count ? "]" : ",";
    bool is_text = rc_value_kind(part) == RC_HCL_TEXT;
    if (list == NULL || (n % 2 == 0 ? !is_text || !is_list_mark(part, wanted)
                                    : rc_value_kind(part) != RC_HCL_INTERPOLATION)) {
      return NULL;
    }
    if (n++ % 2 == 0) {
      continue;
    }
    const rc_computed *value = rc_tf_evaluate(ev, scope, rc_value_first(part));
    const rc_computed *meant = value->json;
    if (meant == NULL) {
      (void)rc_tf_work(ev, 1 + value->text.len / 16);
      meant = rc_tf_decode(ev->arena, value);
    }
    if (meant == NULL || (value->json == NULL && meant->kind != RC_COMPUTED_OBJECT)) {
      return NULL;
    }
    rc_tf_add_item(ev, list, meant);
  }
  rc_computed *string = rc_computed_string(ev->arena, RC_STR_NONE, node, false);
  if (string != NULL) {
    string->json = list;
  }
  return string;
}

/* ---- all ------------------------------------------------------------------------------------ */

const rc_computed *rc_tf_template(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  rc_value first = rc_value_first(node);
  const rc_node *whole = rc_value_node(node);
  bool file = (whole->detail & RC_HCL_QUOTING_MASK) == RC_HCL_FILE;
  if (whole->count == 1 && rc_value_kind(first) == RC_HCL_INTERPOLATION && !file) {
    return rc_tf_evaluate(ev, scope, rc_value_first(first)); /* the value itself */
  }
  const rc_computed *list = as_list(ev, scope, node);
  if (list != NULL) {
    return list;
  }
  template_writer w = {
      .ev = ev,
      .tree = node.tree,
      .quoted = (whole->detail & RC_HCL_QUOTING_MASK) == RC_HCL_QUOTED,
      .blanks = (uint32_t)whole->detail >> RC_HCL_QUOTING_BITS,
  };
  rc_text_start(&w.out, ev->arena);
  put_parts(&w, scope, first, false, false);
  return rc_tf_made(ev, rc_text_done(&w.out, node, true));
}

const rc_computed *rc_tf_literal(rc_tf *ev, rc_value node) {
  rc_str body = rc_hcl_body_of(node);
  if ((rc_value_node(node)->flags & RC_NODE_ESCAPED) == 0) {
    return rc_tf_made(ev, rc_computed_string(ev->arena, rc_hcl_word(ev->arena, node), node, true));
  }
  template_writer w = {.ev = ev, .tree = node.tree, .quoted = true};
  uint32_t start = (uint32_t)(body.ptr - node.tree->text.ptr);
  rc_text_start(&w.out, ev->arena);
  put_text(&w, start, start + (uint32_t)body.len);
  return rc_tf_made(ev, rc_text_done(&w.out, node, true));
}
