#include "syntax/yaml.h"

#include <string.h>

#include "base/utf8.h"
#include "syntax/yaml_parser.h"

static const rc_yaml_props no_props = {.anchor = RC_MAP_NONE};

/* ---- notes and nodes ------------------------------------------------------------------------ */

void rc_yaml_note(rc_yaml_parser *p, rc_yaml_slip slip, uint32_t start, uint32_t end) {
  static const struct {
    rc_str message, help;
  } slips[RC_YAML_N_SLIPS] = {
#define RC_YAML_SLIP_ROW(id, message, help) {RC_STR_INIT(message), RC_STR_INIT(help)},
      RC_YAML_SLIPS(RC_YAML_SLIP_ROW)
#undef RC_YAML_SLIP_ROW
  };
  p->tree->has_errors = true;
  rc_syntax_note *note =
      p->notes.len < RC_LIMIT_SYNTAX_NOTES_VALUE ? RC_VEC_ADD(p->arena, &p->notes) : NULL;
  if (note != NULL) {
    end = end < p->len ? end : p->len;
    start = start < end ? start : end;
    *note = (rc_syntax_note){RC_NOTE_ERROR, {p->tree->file, start, end}, slips[slip].message,
                             slips[slip].help};
  }
}

static rc_node *add_node(rc_yaml_parser *p, rc_kind kind, uint32_t start,
                         const rc_yaml_props *props) {
  if (p->nodes.len >= RC_LIMIT_NODES_VALUE) {
    (void)rc_arena_hit(p->arena, RC_LIMIT_NODES);
    return NULL;
  }
  rc_node *node = RC_VEC_ADD(p->arena, &p->nodes);
  if (node == NULL) {
    return NULL;
  }
  p->nodes.items[p->open].count += p->nodes.len > 1;
  *node = (rc_node){.start = start,
                    .end = start,
                    .next = p->nodes.len,
                    .parent = p->open,
                    .kind = (uint8_t)kind,
                    .detail = props->tag};
  if (props->anchor != RC_MAP_NONE) {
    p->anchored.items[props->anchor] = p->nodes.len - 1;
  }
  return node;
}

bool rc_yaml_leaf(rc_yaml_parser *p, rc_kind kind, uint32_t start, uint32_t end, uint32_t flags,
                  const rc_yaml_props *props) {
  rc_node *node = add_node(p, kind, start, props);
  if (node == NULL) {
    return false;
  }
  node->end = end;
  node->flags = (uint8_t)flags;
  p->last_end = end > p->last_end ? end : p->last_end;
  return true;
}

static bool go_deeper(rc_yaml_parser *p) {
  if (p->depth >= RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(p->arena, RC_LIMIT_NESTING);
    return false;
  }
  p->depth++;
  return true;
}

bool rc_yaml_open(rc_yaml_parser *p, rc_kind kind, uint32_t start, const rc_yaml_props *props) {
  if (!go_deeper(p) || add_node(p, kind, start, props) == NULL) {
    return false;
  }
  p->open = p->nodes.len - 1;
  return true;
}

void rc_yaml_close(rc_yaml_parser *p, uint32_t end, uint32_t flags) {
  rc_node *node = &p->nodes.items[p->open];
  node->end = end;
  p->last_end = end > p->last_end ? end : p->last_end;
  node->next = p->nodes.len;
  node->flags |= (uint8_t)flags;
  p->depth--;
  p->open = node->parent;
}

bool rc_yaml_open_before_key(rc_yaml_parser *p, bool takes_tag) {
  rc_node key = p->nodes.items[p->nodes.len - 1];
  rc_node_id id = p->nodes.len - 1;
  if (!go_deeper(p) || add_node(p, RC_STRING, key.start, &no_props) == NULL) {
    return false;
  }
  p->nodes.items[p->open].count--;
  p->nodes.items[id] = (rc_node){.start = key.start, .parent = p->open, .kind = RC_OBJECT};
  p->nodes.items[id].count = 1;
  if (takes_tag) {
    p->nodes.items[id].detail = key.detail;
    key.detail = 0;
  }
  key.parent = p->open = id;
  key.kind = RC_STRING;
  key.flags = (uint8_t)((key.flags & ~RC_NODE_TRUE) | RC_NODE_KEY);
  key.next++;
  p->nodes.items[id + 1] = key;
  return true;
}

/* ---- lines ---------------------------------------------------------------------------------- */

uint32_t rc_yaml_behind_break(rc_str text, uint32_t at) {
  if (at < text.len && text.ptr[at] == '\r') {
    at++;
    return at + (at < text.len && text.ptr[at] == '\n');
  }
  return at + (at < text.len && text.ptr[at] == '\n');
}

uint32_t rc_yaml_line_end(rc_str text, uint32_t at) {
  while (at < text.len && !rc_yaml_is_break(text.ptr[at])) {
    at++;
  }
  return at;
}

/* Passes over the blanks at `p->at`; a tab among those that a line begins with is noted, unless
 * nothing follows on the line. */
static void skip_blanks(rc_yaml_parser *p) {
  bool indentation = p->at == p->line && p->flow == 0;
  uint32_t tab = UINT32_MAX;
  while (rc_yaml_is_blank(rc_yaml_byte(p, p->at))) {
    tab = p->text[p->at] == '\t' && tab == UINT32_MAX ? p->at : tab;
    p->at++;
  }
  char c = rc_yaml_byte(p, p->at);
  if (indentation && tab != UINT32_MAX && p->at < p->len && !rc_yaml_is_break(c) && c != '#') {
    rc_yaml_note(p, RC_YAML_TAB, tab, tab + 1);
  }
}

void rc_yaml_to_token(rc_yaml_parser *p) {
  for (;;) {
    skip_blanks(p);
    char c = rc_yaml_byte(p, p->at);
    if (c == '#' && (p->at == p->line || rc_yaml_is_blank(p->text[p->at - 1]))) {
      p->at = rc_yaml_line_end(rc_yaml_text_of(p), p->at);
    } else if (rc_yaml_is_break(c)) {
      p->at = p->line = rc_yaml_behind_break(rc_yaml_text_of(p), p->at);
    } else {
      return;
    }
  }
}

bool rc_yaml_document_ends(const rc_yaml_parser *p) {
  if (p->at >= p->len) {
    return true;
  }
  rc_str rest = rc_str_slice(rc_yaml_text_of(p), p->at, (size_t)p->at + 3);
  return p->at == p->line && rc_yaml_is_gap(p, p->at + 3) &&
         (rc_str_equal(rest, RC_STR("---")) || rc_str_equal(rest, RC_STR("...")));
}

static int64_t column(const rc_yaml_parser *p) { return (int64_t)p->at - p->line; }

/* Leaves the rest of a line that is not understood, and goes to the next token. */
static void skip_line(rc_yaml_parser *p) {
  p->at = rc_yaml_line_end(rc_yaml_text_of(p), p->at);
  rc_yaml_to_token(p);
}

static bool is_dash(const rc_yaml_parser *p) {
  return rc_yaml_byte(p, p->at) == '-' && rc_yaml_is_gap(p, p->at + 1);
}

static bool is_colon(const rc_yaml_parser *p) {
  return rc_yaml_byte(p, p->at) == ':' && rc_yaml_is_gap(p, p->at + 1);
}

/* ---- tags, anchors, aliases ----------------------------------------------------------------- */

static uint32_t name_end(const rc_yaml_parser *p, uint32_t at) {
  while (!rc_yaml_is_gap(p, at) && !(p->flow > 0 && rc_yaml_is_flow_mark(p->text[at]))) {
    at++;
  }
  return at;
}

static uint16_t tag_number(rc_yaml_parser *p, rc_str tag) {
  uint32_t number = p->tags.len;
  if (rc_map_add(p->arena, &p->tag_numbers, tag, number, &number) != RC_OK ||
      number >= UINT16_MAX) {
    return 0;
  }
  if (number == p->tags.len) {
    rc_str *added = RC_VEC_ADD(p->arena, &p->tags);
    if (added == NULL) {
      return 0;
    }
    *added = tag;
  }
  return (uint16_t)number;
}

static uint32_t anchor_number(rc_yaml_parser *p, rc_str name) {
  uint32_t number = p->anchored.len;
  if (rc_map_add(p->arena, &p->anchors, name, number, &number) != RC_OK) {
    return RC_MAP_NONE;
  }
  if (number == p->anchored.len && RC_VEC_ADD(p->arena, &p->anchored) == NULL) {
    return RC_MAP_NONE;
  }
  return number;
}

rc_yaml_props rc_yaml_read_props(rc_yaml_parser *p) {
  rc_yaml_props props = {.anchor = RC_MAP_NONE, .end = p->at};
  for (;;) {
    uint32_t start = p->at;
    char c = rc_yaml_byte(p, start);
    uint32_t end = name_end(p, start);
    rc_str name = rc_str_slice(rc_yaml_text_of(p), start, end);
    if (c == '!') {
      props.tag = tag_number(p, name);
    } else if (c == '&' && end > start + 1) {
      props.anchor = anchor_number(p, rc_str_from(name, 1));
    } else {
      return props;
    }
    p->at = props.end = end;
    props.any = true;
    skip_blanks(p);
  }
}

void rc_yaml_read_alias(rc_yaml_parser *p) {
  uint32_t start = p->at;
  p->at = name_end(p, start);
  rc_str name = rc_str_slice(rc_yaml_text_of(p), start + 1, p->at);
  uint32_t number = rc_map_get(&p->anchors, name);
  if (!rc_yaml_leaf(p, RC_ALIAS, start, p->at, 0, &no_props)) {
    return;
  }
  if (number == RC_MAP_NONE) {
    rc_yaml_note(p, RC_YAML_ALIAS, start, p->at);
    return;
  }
  rc_alias *alias = RC_VEC_ADD(p->arena, &p->aliases);
  if (alias != NULL) {
    *alias = (rc_alias){p->nodes.len - 1, p->anchored.items[number]};
  }
}

/* ---- block collections ---------------------------------------------------------------------- */

static void read_node(rc_yaml_parser *p, int64_t indent, bool in_mapping, bool same_line);

/* Lines of another template engine among keys and items: what they put in or leave out is unknown,
 * and with it what the file says. */
static bool is_foreign(rc_yaml_parser *p) {
  char c = rc_yaml_byte(p, p->at);
  char next = rc_yaml_byte(p, p->at + 1);
  if (c != '{' || (next != '{' && next != '%')) {
    return false;
  }
  uint32_t line_end = rc_yaml_line_end(rc_yaml_text_of(p), p->at);
  rc_str rest = rc_str_slice(rc_yaml_text_of(p), p->at, line_end);
  size_t close = rc_str_find(rest, next == '%' ? RC_STR("%}") : RC_STR("}}"), 2);
  p->foreign = close != RC_NOT_FOUND && rc_str_trim(rc_str_from(rest, close + 2)).len == 0;
  if (p->foreign) {
    rc_yaml_note(p, RC_YAML_FOREIGN, p->at, p->at + (uint32_t)close + 2);
  }
  return p->foreign;
}

static void add_nothing(rc_yaml_parser *p, uint32_t at) {
  (void)rc_yaml_leaf(p, RC_NULL, at, at, 0, &no_props);
}

/* Whether what stands at `p->at`, on a line of its own, belongs to the key or item in the column
 * `indent` before it. */
static bool is_inside(const rc_yaml_parser *p, int64_t indent, bool in_mapping) {
  return !rc_yaml_document_ends(p) &&
         (column(p) > indent || (in_mapping && column(p) == indent && is_dash(p)));
}

/* What follows the colon or dash at `p->at - 1`. */
static void read_behind(rc_yaml_parser *p, int64_t indent, bool in_mapping) {
  uint32_t end = p->at;
  uint32_t line = p->line;
  rc_yaml_to_token(p);
  if (p->line == line && p->at < p->len) {
    read_node(p, indent, in_mapping, in_mapping);
  } else if (is_inside(p, indent, in_mapping)) {
    read_node(p, indent, in_mapping, false);
  } else {
    add_nothing(p, end);
  }
}

/* To the next token that stands in the column of the collection; false at its end. */
static bool to_sibling(rc_yaml_parser *p, int64_t at_column) {
  rc_yaml_to_token(p);
  while (rc_yaml_goes_on(p) && !rc_yaml_document_ends(p) && column(p) > at_column) {
    if (is_foreign(p)) {
      return false;
    }
    rc_yaml_note(p, RC_YAML_INDENT, p->at, rc_yaml_line_end(rc_yaml_text_of(p), p->at));
    p->nodes.items[p->open].flags |= RC_NODE_TEMPLATED;
    skip_line(p);
  }
  return rc_yaml_goes_on(p) && !rc_yaml_document_ends(p) && column(p) == at_column;
}

/* A key without a colon keeps its place, with nothing as its value. */
static bool read_key(rc_yaml_parser *p) {
  if (is_foreign(p)) {
    return false;
  }
  char c = p->text[p->at];
  bool none = is_dash(p) || (c == '?' && rc_yaml_is_gap(p, p->at + 1)) || c == '*' ||
              rc_yaml_is_flow_mark(c) || c == '|' || c == '>' || c == '%' || c == '@';
  if (none) {
    rc_yaml_note(p, RC_YAML_NO_KEY, p->at, p->at + 1);
    p->nodes.items[p->open].flags |= RC_NODE_TEMPLATED;
    skip_line(p);
    return false;
  }
  rc_yaml_props props = rc_yaml_read_props(p);
  if (rc_yaml_is_gap(p, p->at)) {
    rc_yaml_note(p, RC_YAML_NO_KEY, p->at, p->at);
    return false;
  }
  rc_yaml_read_scalar(p, -1, true, RC_NODE_KEY, &props);
  while (rc_yaml_is_blank(rc_yaml_byte(p, p->at))) {
    p->at++;
  }
  return true;
}

static void read_member(rc_yaml_parser *p, int64_t at_column) {
  if (is_colon(p)) {
    p->at++;
    read_behind(p, at_column, true);
    return;
  }
  const rc_node *key = &p->nodes.items[p->nodes.len - 1];
  if ((key->flags & RC_NODE_INCOMPLETE) == 0) {
    rc_yaml_note(p, RC_YAML_NO_COLON, key->start, key->end);
  }
  add_nothing(p, key->end);
  p->at = rc_yaml_line_end(rc_yaml_text_of(p), p->at);
}

/* The first key has been read and stands before `p->at`. */
static void read_mapping(rc_yaml_parser *p, int64_t at_column) {
  read_member(p, at_column);
  while (rc_yaml_goes_on(p) && to_sibling(p, at_column)) {
    if (is_dash(p) && p->nodes.items[p->nodes.items[p->open].parent].kind == RC_ARRAY &&
        p->nodes.items[p->nodes.items[p->open].parent].start == p->nodes.items[p->open].start) {
      break;
    }
    if (read_key(p) && rc_yaml_goes_on(p)) {
      read_member(p, at_column);
    }
  }
  if (rc_yaml_goes_on(p)) {
    rc_yaml_close(p, p->last_end, 0);
  }
}

/* A list may stand in the column of the key that it belongs to; that key's next sibling ends it. */
static void read_sequence(rc_yaml_parser *p, const rc_yaml_props *props) {
  int64_t at_column = column(p);
  if (!rc_yaml_open(p, RC_ARRAY, p->at, props)) {
    return;
  }
  uint32_t end = p->at + 1;
  do {
    end = ++p->at;
    read_behind(p, at_column, false);
  } while (rc_yaml_goes_on(p) && to_sibling(p, at_column) && is_dash(p));
  if (rc_yaml_goes_on(p)) {
    rc_yaml_close(p, p->last_end > end ? p->last_end : end, 0);
  }
}

/* Behind a scalar or a collection in brackets nothing but a comment may stand on its line. */
static void end_line(rc_yaml_parser *p, rc_yaml_slip slip) {
  while (rc_yaml_is_blank(rc_yaml_byte(p, p->at))) {
    p->at++;
  }
  uint32_t line_end = rc_yaml_line_end(rc_yaml_text_of(p), p->at);
  bool comment = rc_yaml_byte(p, p->at) == '#' && rc_yaml_is_blank(p->text[p->at - 1]);
  if (p->at < line_end && !comment) {
    rc_yaml_note(p, slip, p->at, line_end);
  }
  p->at = line_end;
}

/* A scalar; or, unless it stands behind a key on its line, the first key of a mapping. */
static void read_scalar_or_mapping(rc_yaml_parser *p, int64_t indent, bool same_line,
                                   const rc_yaml_props *props, int64_t at_column) {
  uint32_t line = p->line;
  bool own_line = props->any && props->end < line; /* tag and anchor are the mapping's */
  rc_node_id id = p->nodes.len;
  rc_yaml_read_scalar(p, indent, false, 0, props);
  if (!rc_yaml_goes_on(p)) {
    return;
  }
  uint32_t behind = p->at;
  while (rc_yaml_is_blank(rc_yaml_byte(p, p->at))) {
    p->at++;
  }
  if (is_colon(p) && p->line == line && !same_line) {
    if (rc_yaml_open_before_key(p, own_line)) {
      if (props->anchor != RC_MAP_NONE && !own_line) {
        p->anchored.items[props->anchor] = id + 1;
      }
      read_mapping(p, at_column);
    }
    return;
  }
  if (is_colon(p)) { /* the whole line is meant, in all likelihood */
    rc_yaml_note(p, RC_YAML_COLON, p->at, p->at + 1);
    p->at = rc_yaml_line_end(rc_yaml_text_of(p), p->at);
    p->nodes.items[id].end = p->last_end = p->at;
    p->nodes.items[id].kind = RC_STRING;
    return;
  }
  p->at = behind;
  if ((p->nodes.items[id].flags & RC_NODE_INCOMPLETE) == 0) {
    end_line(p, RC_YAML_BEHIND);
  }
}

/* A value in a block. `indent` is the column of the key or dash that it belongs to, -1 for none;
 * with `same_line` it stands behind a key on its line. */
static void read_node(rc_yaml_parser *p, int64_t indent, bool in_mapping, bool same_line) {
  int64_t at_column = column(p);
  uint32_t line = p->line;
  rc_yaml_props props = rc_yaml_read_props(p);
  if (props.any) {
    rc_yaml_to_token(p);
    bool moved = p->line != line;
    if (moved ? !is_inside(p, indent, in_mapping) : p->at >= p->len) {
      (void)rc_yaml_leaf(p, RC_NULL, props.end, props.end, 0, &props);
      return;
    }
    same_line = same_line && !moved;
    at_column = moved ? column(p) : at_column;
  }
  char c = p->text[p->at];
  bool mark = c == '{' && (rc_yaml_byte(p, p->at + 1) == '{' || rc_yaml_byte(p, p->at + 1) == '%');
  if (mark && !same_line && is_foreign(p)) {
    return;
  }
  if (is_dash(p)) {
    if (same_line) {
      rc_yaml_note(p, RC_YAML_ITEM, p->at, p->at + 1);
    }
    read_sequence(p, &props);
  } else if (c == '|' || c == '>') {
    rc_yaml_read_block_scalar(p, indent, &props);
  } else if ((c == '[' || c == '{') && !mark) {
    rc_yaml_read_flow(p, &props);
    if (rc_yaml_goes_on(p)) {
      end_line(p, RC_YAML_BEHIND);
    }
  } else if (c == '*') {
    rc_yaml_read_alias(p);
    end_line(p, RC_YAML_NO_KEY);
  } else {
    if (c == '@' || c == '`' || c == '%' || c == ',' || c == ']' || c == '}') {
      rc_yaml_note(p, RC_YAML_STRAY, p->at, p->at + 1);
    }
    read_scalar_or_mapping(p, indent, same_line, &props, at_column);
  }
}

/* ---- the stream ----------------------------------------------------------------------------- */

static bool at_mark(const rc_yaml_parser *p, rc_str mark) {
  return p->at == p->line && rc_yaml_document_ends(p) &&
         rc_str_starts_with(rc_str_from(rc_yaml_text_of(p), p->at), mark);
}

static void skip_directives(rc_yaml_parser *p) {
  while (rc_yaml_byte(p, p->at) == '%' && p->at == p->line) {
    skip_line(p);
  }
}

static void read_document(rc_yaml_parser *p) {
  if (p->at < p->len && !rc_yaml_document_ends(p)) {
    read_node(p, -1, false, false);
  }
  if (!rc_yaml_goes_on(p)) {
    return;
  }
  rc_yaml_to_token(p);
  while (rc_yaml_goes_on(p) && !rc_yaml_document_ends(p)) {
    rc_yaml_note(p, RC_YAML_INDENT, p->at, rc_yaml_line_end(rc_yaml_text_of(p), p->at));
    skip_line(p);
  }
}

static void read_stream(rc_yaml_parser *p) {
  rc_yaml_to_token(p);
  skip_directives(p);
  while (rc_yaml_goes_on(p) && p->at < p->len) {
    if (at_mark(p, RC_STR("..."))) {
      p->at += 3;
      end_line(p, RC_YAML_BEHIND);
      rc_yaml_to_token(p);
      skip_directives(p);
      continue;
    }
    if (at_mark(p, RC_STR("---"))) {
      p->at += 3;
      rc_yaml_to_token(p);
    }
    read_document(p);
  }
}

rc_status rc_yaml_parse(rc_arena *arena, const rc_source *source, rc_tree **out) {
  *out = NULL;
  rc_str text = source->bytes;
  if (text.len > RC_LIMIT_FILE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_FILE_BYTES);
  }
  rc_tree *tree = RC_NEW(arena, rc_tree);
  if (tree == NULL) {
    return rc_arena_status(arena);
  }
  *tree = (rc_tree){.syntax = RC_SYNTAX_YAML, .file = source->file, .text = text};
  rc_yaml_parser p = {.arena = arena, .text = text.ptr, .len = (uint32_t)text.len, .tree = tree};
  if (RC_VEC_ADD(arena, &p.tags) == NULL || add_node(&p, RC_DOCUMENT, 0, &no_props) == NULL) {
    return rc_arena_status(arena);
  }
  p.at = p.line = rc_str_starts_with(text, RC_STR("\xEF\xBB\xBF")) ? 3 : 0;
  size_t invalid = rc_utf8_find_invalid(text);
  if (invalid != RC_NOT_FOUND) {
    p.bad_utf8 = true;
    rc_yaml_note(&p, RC_YAML_UTF8, (uint32_t)invalid, (uint32_t)invalid + 1);
  }
  read_stream(&p);
  RC_TRY(rc_arena_status(arena));
  p.nodes.len = p.foreign ? 1 : p.nodes.len;
  p.nodes.items[0].count = p.foreign ? 0 : p.nodes.items[0].count;
  p.nodes.items[0].end = p.len;
  p.nodes.items[0].next = p.nodes.len;
  tree->nodes = p.nodes.items;
  tree->n_nodes = p.nodes.len;
  tree->notes = p.notes.items;
  tree->n_notes = p.notes.len;
  tree->tags = p.tags.items;
  tree->aliases = p.aliases.items;
  tree->n_aliases = p.foreign ? 0 : p.aliases.len;
  *out = tree;
  return RC_OK;
}

/* ---- looking things up ---------------------------------------------------------------------- */

rc_str rc_yaml_tag(rc_value v) {
  bool none = rc_value_is_none(v) || v.tree->tags == NULL;
  return none ? RC_STR_NONE : v.tree->tags[rc_value_node(v)->detail];
}

rc_value rc_yaml_target(rc_value alias) {
  const rc_tree *tree = alias.tree;
  uint32_t from = 0;
  uint32_t to = tree == NULL ? 0 : tree->n_aliases;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (tree->aliases[middle].node == alias.node) {
      return (rc_value){tree, tree->aliases[middle].target};
    }
    if (tree->aliases[middle].node < alias.node) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return RC_VALUE_NONE;
}
