#include "syntax/hcl_parser.h"

#include <string.h>

#include "base/utf8.h"

/* ---- items ---------------------------------------------------------------------------------- */

uint32_t rc_hcl_open(rc_hcl_parser *p, rc_kind kind, uint32_t start) {
  if (p->items.len >= RC_LIMIT_NODES_VALUE) {
    (void)rc_arena_hit(p->arena, RC_LIMIT_NODES);
    return RC_HCL_NONE;
  }
  rc_hcl_item *item = RC_VEC_ADD(p->arena, &p->items);
  if (item == NULL) {
    return RC_HCL_NONE;
  }
  *item = (rc_hcl_item){
      .start = start,
      .end = start,
      .first = RC_HCL_NONE,
      .last = RC_HCL_NONE,
      .next = RC_HCL_NONE,
      .kind = (uint8_t)kind,
  };
  return p->items.len - 1;
}

void rc_hcl_adopt(rc_hcl_parser *p, uint32_t parent, uint32_t child) {
  if (parent == RC_HCL_NONE || child == RC_HCL_NONE) {
    return;
  }
  rc_hcl_item *to = &p->items.items[parent];
  rc_hcl_item *item = &p->items.items[child];
  if (to->first == RC_HCL_NONE) {
    to->first = child;
  } else {
    p->items.items[to->last].next = child;
  }
  to->last = child;
  to->end = item->end > to->end ? item->end : to->end;
  if (item->height >= to->height) {
    to->height = (uint16_t)(item->height + 1);
  }
  if (to->height > RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(p->arena, RC_LIMIT_NESTING);
  }
}

void rc_hcl_close(rc_hcl_parser *p, uint32_t item, uint32_t end) {
  if (item != RC_HCL_NONE) {
    p->items.items[item].end = end;
    p->items.items[item].flags |= (uint8_t)(p->broken ? RC_NODE_INCOMPLETE : 0);
  }
}

void rc_hcl_set_detail(rc_hcl_parser *p, uint32_t item, uint32_t detail) {
  if (item != RC_HCL_NONE) {
    p->items.items[item].detail = (uint16_t)detail;
  }
}

void rc_hcl_set_flags(rc_hcl_parser *p, uint32_t item, uint32_t flags) {
  if (item != RC_HCL_NONE) {
    p->items.items[item].flags |= (uint8_t)flags;
  }
}

bool rc_hcl_enter(rc_hcl_parser *p) {
  if (p->depth >= RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(p->arena, RC_LIMIT_NESTING);
    return false;
  }
  p->depth++;
  return true;
}

/* ---- notes ---------------------------------------------------------------------------------- */

static const struct {
  rc_str message, help;
} slips[RC_HCL_N_SLIPS] = {
#define RC_HCL_SLIP_ROW(id, message, help) {RC_STR_INIT(message), RC_STR_INIT(help)},
    RC_HCL_SLIPS(RC_HCL_SLIP_ROW)
#undef RC_HCL_SLIP_ROW
};

static void note(rc_hcl_parser *p, rc_hcl_slip slip, uint32_t start, uint32_t end) {
  p->tree->has_errors = true;
  rc_syntax_note *added =
      p->notes.len < RC_LIMIT_SYNTAX_NOTES_VALUE ? RC_VEC_ADD(p->arena, &p->notes) : NULL;
  if (added == NULL) {
    return;
  }
  end = end < p->len ? end : p->len;
  start = start < end ? start : end;
  *added = (rc_syntax_note){
      .severity = RC_NOTE_ERROR,
      .span = rc_tree_span(p->tree, start, end),
      .message = slips[slip].message,
      .help = slips[slip].help,
  };
}

void rc_hcl_break(rc_hcl_parser *p, rc_hcl_slip slip, uint32_t start, uint32_t end) {
  if (!p->broken) {
    note(p, slip, start, end);
  }
  p->broken = true;
}

/* ---- blanks and words ----------------------------------------------------------------------- */

/* Passes over the comment at `p->at`; false if there is none. The line break behind one of a line
 * is left. */
static bool skip_comment(rc_hcl_parser *p) {
  rc_str text = {p->text, p->len};
  char c = rc_hcl_byte(p, p->at);
  char next = rc_hcl_byte(p, p->at + 1);
  if (c == '#' || (c == '/' && next == '/')) {
    size_t end = rc_str_find_byte(text, '\n', p->at);
    p->at = end == RC_NOT_FOUND ? p->len : (uint32_t)end;
    return true;
  }
  if (c != '/' || next != '*') {
    return false;
  }
  size_t end = rc_str_find(text, RC_STR("*/"), p->at + 2);
  p->at = end == RC_NOT_FOUND ? p->len : (uint32_t)end + 2;
  return true;
}

static void skip(rc_hcl_parser *p, bool lines) {
  for (;;) {
    char c = rc_hcl_byte(p, p->at);
    if (c == ' ' || c == '\t' || c == '\r' || (lines && c == '\n')) {
      p->at++;
    } else if (!skip_comment(p)) {
      return;
    }
  }
}

void rc_hcl_skip(rc_hcl_parser *p) { skip(p, !p->newlines); }
void rc_hcl_skip_lines(rc_hcl_parser *p) { skip(p, true); }

bool rc_hcl_take(rc_hcl_parser *p, char c) {
  rc_hcl_skip(p);
  if (p->at >= p->len || p->text[p->at] != c) {
    return false;
  }
  p->at++;
  return true;
}

static bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool goes_on_word(char c) { return begins_word(c) || (c >= '0' && c <= '9') || c == '-'; }

uint32_t rc_hcl_word_end(const rc_hcl_parser *p, uint32_t at) {
  if (at >= p->len || !begins_word(p->text[at])) {
    return at;
  }
  while (at < p->len && goes_on_word(p->text[at])) {
    at++;
  }
  return at;
}

bool rc_hcl_is_word(const rc_hcl_parser *p, uint32_t at, const char *word) {
  uint32_t end = rc_hcl_word_end(p, at);
  return rc_str_equal((rc_str){p->text + at, end - at}, rc_str_from_c(word));
}

uint32_t rc_hcl_take_word(rc_hcl_parser *p, rc_kind kind) {
  uint32_t end = rc_hcl_word_end(p, p->at);
  if (end == p->at) {
    return RC_HCL_NONE;
  }
  uint32_t item = rc_hcl_open(p, kind, p->at);
  p->at = end;
  rc_hcl_close(p, item, end);
  return item;
}

/* ---- recovery ------------------------------------------------------------------------------- */

/* Over a string, so that brackets in it do not count. */
static uint32_t string_end(const rc_hcl_parser *p, uint32_t at) {
  for (at++; at < p->len && p->text[at] != '\n'; at++) {
    if (p->text[at] == '"') {
      return at + 1;
    }
    at += p->text[at] == '\\';
  }
  return at < p->len ? at : p->len; /* a backslash may be the last byte */
}

/* A word or brace at the margin begins, or ends, a block whatever is open. */
static bool is_at_margin(const rc_hcl_parser *p, uint32_t at) {
  return at > 0 && p->text[at - 1] == '\n' &&
         (rc_hcl_word_end(p, at) > at || rc_hcl_byte(p, at) == '}');
}

/* From a slip to the line break, or the closing brace, behind the attribute it is in. */
static void recover(rc_hcl_parser *p) {
  uint32_t open = p->brackets;
  while (p->at < p->len && !is_at_margin(p, p->at)) {
    char c = p->text[p->at];
    if ((c == '\n' || c == '}') && open == 0) {
      break;
    }
    if (c == '(' || c == '[' || c == '{') {
      open++;
    } else if ((c == ')' || c == ']' || c == '}') && open > 0) {
      open--;
    }
    p->at = c == '"' ? string_end(p, p->at) : p->at + 1;
  }
  p->broken = false;
  p->brackets = 0;
  p->newlines = true;
}

/* ---- bodies --------------------------------------------------------------------------------- */

static void read_body(rc_hcl_parser *p, uint32_t parent, bool nested);

static void read_attribute(rc_hcl_parser *p, uint32_t parent, uint32_t name, uint32_t start) {
  uint32_t item = rc_hcl_open(p, RC_HCL_ATTRIBUTE, start);
  rc_hcl_adopt(p, item, name);
  p->at++; /* the `=` */
  p->brackets = 0;
  rc_hcl_adopt(p, item, rc_hcl_expression(p));
  if (item != RC_HCL_NONE) {
    rc_hcl_close(p, item, p->items.items[item].end);
  }
  rc_hcl_adopt(p, parent, item);
  rc_hcl_skip(p);
  char c = rc_hcl_byte(p, p->at);
  if (!p->broken && p->at < p->len && c != '\n' && c != '}') {
    rc_hcl_break(p, RC_HCL_SLIP_LINE_END, p->at, p->at + 1);
  }
}

static void read_labels(rc_hcl_parser *p, uint32_t block) {
  for (;;) {
    rc_hcl_skip(p);
    if (rc_hcl_byte(p, p->at) == '"') {
      rc_hcl_adopt(p, block, rc_hcl_quoted(p));
    } else {
      uint32_t label = rc_hcl_take_word(p, RC_HCL_NAME);
      if (label == RC_HCL_NONE) {
        return;
      }
      rc_hcl_adopt(p, block, label);
    }
    if (rc_hcl_ends(p)) {
      return;
    }
  }
}

static void read_block(rc_hcl_parser *p, uint32_t parent, uint32_t name, uint32_t start) {
  uint32_t block = rc_hcl_open(p, RC_HCL_BLOCK, start);
  rc_hcl_adopt(p, block, name);
  read_labels(p, block);
  if (rc_hcl_ends(p) || rc_hcl_byte(p, p->at) != '{') {
    rc_hcl_break(p, RC_HCL_SLIP_NO_VALUE_OR_BODY, p->at, p->at + 1);
    rc_hcl_adopt(p, parent, block);
    return;
  }
  if (!rc_hcl_enter(p)) {
    return;
  }
  uint32_t body = rc_hcl_open(p, RC_HCL_BODY, p->at);
  uint32_t brace = p->at++;
  read_body(p, body, true);
  if (rc_hcl_byte(p, p->at) == '}') {
    p->at++;
  } else {
    note(p, RC_HCL_SLIP_OPEN_BLOCK, brace, brace + 1);
    rc_hcl_set_flags(p, body, RC_NODE_INCOMPLETE);
  }
  rc_hcl_close(p, body, p->at);
  rc_hcl_adopt(p, block, body);
  rc_hcl_adopt(p, parent, block);
  p->depth--;
}

static void read_item(rc_hcl_parser *p, uint32_t parent) {
  uint32_t start = p->at;
  p->newlines = true;
  uint32_t name = rc_hcl_take_word(p, RC_HCL_NAME);
  if (name == RC_HCL_NONE) {
    rc_hcl_break(p, RC_HCL_SLIP_NO_ITEM, start, start + 1);
    return;
  }
  rc_hcl_skip(p);
  if (rc_hcl_byte(p, p->at) == '=' && rc_hcl_byte(p, p->at + 1) != '=') {
    read_attribute(p, parent, name, start);
  } else {
    read_block(p, parent, name, start);
  }
}

/* Up to the closing brace, which is left, or to the end. */
static void read_body(rc_hcl_parser *p, uint32_t parent, bool nested) {
  while (p->arena->status == RC_OK) {
    rc_hcl_skip_lines(p);
    if (p->at >= p->len) {
      return;
    }
    if (p->text[p->at] == '}') {
      if (nested) {
        return;
      }
      note(p, RC_HCL_SLIP_STRAY_CLOSER, p->at, p->at + 1);
      p->at++;
      continue;
    }
    uint32_t before = p->at;
    uint32_t depth = p->depth;
    read_item(p, parent);
    if (p->broken) {
      rc_hcl_set_flags(p, parent, RC_NODE_TEMPLATED);
      p->depth = depth;
      recover(p);
      p->at += p->at == before; /* a step at least */
    }
  }
}

/* ---- laying out ----------------------------------------------------------------------------- */

static rc_node as_node(const rc_hcl_item *item, rc_node_id parent) {
  return (rc_node){
      .start = item->start,
      .end = item->end,
      .parent = parent,
      .kind = item->kind,
      .flags = item->flags,
      .detail = item->detail,
  };
}

static rc_status lay_out(rc_hcl_parser *p, uint32_t root) {
  uint32_t n = p->items.len;
  rc_node *nodes = RC_NEW_ARRAY(p->arena, rc_node, n);
  uint32_t *item_of = RC_NEW_ARRAY(p->arena, uint32_t, n);
  RC_TRY(rc_arena_status(p->arena));
  const rc_hcl_item *items = p->items.items;
  uint32_t n_nodes = 0;
  nodes[n_nodes] = as_node(&items[root], 0);
  item_of[n_nodes++] = root;
  rc_node_id open = 0;
  uint32_t next = items[root].first;
  for (;;) {
    if (next != RC_HCL_NONE) {
      nodes[open].count++;
      nodes[n_nodes] = as_node(&items[next], open);
      item_of[n_nodes] = next;
      open = n_nodes++;
      next = items[next].first;
      continue;
    }
    nodes[open].next = n_nodes;
    if (open == 0) {
      break;
    }
    next = items[item_of[open]].next;
    open = nodes[open].parent;
  }
  p->tree->nodes = nodes;
  p->tree->n_nodes = n_nodes;
  p->tree->notes = p->notes.items;
  p->tree->n_notes = p->notes.len;
  return RC_OK;
}

static rc_status parse(rc_arena *arena, rc_tree *tree, bool template_file) {
  rc_str text = tree->text;
  if (text.len > RC_LIMIT_FILE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_FILE_BYTES);
  }
  rc_hcl_parser p = {
      .arena = arena, .tree = tree, .text = text.ptr, .len = (uint32_t)text.len, .newlines = true};
  tree->syntax = RC_SYNTAX_HCL;
  size_t invalid = tree->map == NULL ? rc_utf8_find_invalid(text) : RC_NOT_FOUND;
  if (invalid != RC_NOT_FOUND) {
    note(&p, RC_HCL_SLIP_UTF8, (uint32_t)invalid, (uint32_t)invalid + 1);
  }
  uint32_t root = rc_hcl_open(&p, RC_DOCUMENT, 0);
  p.at = rc_str_starts_with(text, RC_STR("\xEF\xBB\xBF")) ? 3 : 0;
  if (template_file) {
    rc_hcl_adopt(&p, root, rc_hcl_template_file(&p));
  } else {
    read_body(&p, root, false);
  }
  RC_TRY(rc_arena_status(arena));
  p.items.items[root].end = p.len;
  return lay_out(&p, root);
}

static rc_status parse_source(rc_arena *arena, const rc_source *source, bool template_file,
                              rc_tree **out) {
  *out = NULL;
  rc_tree *tree = RC_NEW(arena, rc_tree);
  if (tree == NULL) {
    return rc_arena_status(arena);
  }
  tree->file = source->file;
  tree->text = source->bytes;
  RC_TRY(parse(arena, tree, template_file));
  *out = tree;
  return RC_OK;
}

rc_status rc_hcl_parse(rc_arena *arena, const rc_source *source, rc_tree **out) {
  return parse_source(arena, source, false, out);
}

rc_status rc_hcl_parse_template(rc_arena *arena, const rc_source *source, rc_tree **out) {
  return parse_source(arena, source, true, out);
}

rc_status rc_hcl_parse_text(rc_arena *arena, rc_tree *tree) { return parse(arena, tree, false); }

rc_status rc_hcl_parse_template_text(rc_arena *arena, rc_tree *tree) {
  return parse(arena, tree, true);
}
