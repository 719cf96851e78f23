#include "template/computed.h"

/* ---- values --------------------------------------------------------------------------------- */

rc_computed *rc_computed_new(rc_arena *arena, rc_computed_kind kind, rc_value written,
                             bool is_itself) {
  rc_computed *value = RC_NEW(arena, rc_computed);
  if (value != NULL) {
    value->kind = kind;
    value->written = written;
    value->is_itself = is_itself;
  }
  return value;
}

rc_computed *rc_computed_string(rc_arena *arena, rc_str text, rc_value written, bool is_itself) {
  rc_computed *value = rc_computed_new(arena, RC_COMPUTED_STRING, written, is_itself);
  if (value != NULL) {
    value->text = text;
  }
  return value;
}

rc_computed *rc_computed_unknown(rc_arena *arena, rc_str name, rc_value written) {
  rc_computed *value = rc_computed_new(arena, RC_COMPUTED_UNKNOWN, written, false);
  if (value != NULL) {
    value->text = rc_hole_make(arena, name);
  }
  return value;
}

void rc_computed_add(rc_arena *arena, rc_computed *to, rc_str key, rc_value key_written,
                     const rc_computed *value) {
  if (to == NULL || value == NULL) {
    return;
  }
  rc_computed_member *member = RC_VEC_ADD(arena, &to->members);
  if (member != NULL) {
    *member = (rc_computed_member){.key = key, .key_written = key_written, .value = value};
  }
}

const rc_computed *rc_computed_get(const rc_computed *object, rc_str key) {
  if (object == NULL || object->kind != RC_COMPUTED_OBJECT) {
    return NULL;
  }
  for (RC_EACH(const rc_computed_member, member, object->members)) {
    if (rc_str_equal(member->key, key)) {
      return member->value;
    }
  }
  return NULL;
}

bool rc_computed_known_text(const rc_computed *value, rc_str *text) {
  if (value == NULL || value->secret) {
    return false;
  }
  switch (value->kind) {
    case RC_COMPUTED_BOOL: *text = value->truth ? RC_STR("true") : RC_STR("false"); return true;
    case RC_COMPUTED_NUMBER:
    case RC_COMPUTED_STRING: *text = value->text; return !rc_hole_any(value->text);
    default: return false;
  }
}

/* ---- texts ---------------------------------------------------------------------------------- */

void rc_text_start(rc_text_builder *builder, rc_arena *arena) {
  *builder = (rc_text_builder){0};
  rc_buf_init(&builder->bytes, arena);
}

/* Neighbours that stand side by side in the file, or for one place in it, are one piece. */
static bool continues(const rc_text_piece *last, uint32_t at, bool verbatim) {
  return last->verbatim == verbatim && at == last->at + (verbatim ? last->len : 0);
}

void rc_text_put(rc_text_builder *builder, rc_str text, uint32_t at, bool verbatim) {
  rc_text_piece_vec *pieces = &builder->pieces;
  if (text.len == 0) {
    return;
  }
  rc_buf_put(&builder->bytes, text);
  if (pieces->len > 0 && continues(&pieces->items[pieces->len - 1], at, verbatim)) {
    pieces->items[pieces->len - 1].len += (uint32_t)text.len;
    return;
  }
  rc_text_piece *piece = RC_VEC_ADD(builder->bytes.arena, pieces);
  if (piece != NULL) {
    *piece = (rc_text_piece){.len = (uint32_t)text.len, .at = at, .verbatim = verbatim};
  }
}

void rc_text_put_value(rc_text_builder *builder, const rc_computed *value, uint32_t file,
                       uint32_t at) {
  if (value == NULL) {
    return;
  }
  rc_span span = rc_value_span(value->written);
  if (value->kind == RC_COMPUTED_BOOL) {
    rc_text_put(builder, value->truth ? RC_STR("true") : RC_STR("false"),
                span.file == file ? span.start : at, false);
    return;
  }
  uint32_t done = 0;
  for (uint32_t i = 0; span.file == file && i < value->pieces.len; i++) {
    const rc_text_piece *piece = &value->pieces.items[i];
    rc_text_put(builder, rc_str_slice(value->text, done, done + piece->len), piece->at,
                piece->verbatim);
    done += piece->len;
  }
  rc_text_put(builder, rc_str_from(value->text, done), span.file == file ? span.start : at, false);
}

rc_computed *rc_text_done(const rc_text_builder *builder, rc_value written, bool is_itself) {
  rc_computed *value =
      rc_computed_string(builder->bytes.arena, rc_buf_str(&builder->bytes), written, is_itself);
  if (value != NULL) {
    value->pieces = builder->pieces;
  }
  return value;
}

/* ---- the tree ------------------------------------------------------------------------------- */

typedef struct writer {
  rc_arena *arena;
  rc_buf text;
  struct { RC_VEC_FIELDS(uint32_t) } map;
  struct { RC_VEC_FIELDS(rc_node) } nodes;
  struct { RC_VEC_FIELDS(rc_written) } written;
  uint32_t depth;
} writer;

/* INVARIANT: one entry of `map` for each byte of `text`. */
static void put(writer *w, rc_str text, uint32_t at, bool verbatim) {
  rc_buf_put(&w->text, text);
  for (uint32_t i = 0; i < text.len; i++) {
    uint32_t *entry = RC_VEC_ADD(w->arena, &w->map);
    if (entry == NULL) {
      return;
    }
    *entry = verbatim ? at + i : at;
  }
}

static uint32_t place_of(rc_value written) {
  return rc_value_is_none(written) ? 0 : rc_value_span(written).start;
}

static void put_text(writer *w, const rc_computed *value) {
  uint32_t done = 0;
  for (RC_EACH(const rc_text_piece, piece, value->pieces)) {
    put(w, rc_str_slice(value->text, done, done + piece->len), piece->at, piece->verbatim);
    done += piece->len;
  }
  put(w, rc_str_from(value->text, done), place_of(value->written), false);
}

static rc_status open_node(writer *w, rc_node_id parent, rc_kind kind, rc_value written,
                           bool is_itself) {
  if (w->nodes.len >= RC_LIMIT_NODES_VALUE) {
    return rc_arena_hit(w->arena, RC_LIMIT_NODES);
  }
  rc_node *node = RC_VEC_ADD(w->arena, &w->nodes);
  rc_written *from = RC_VEC_ADD(w->arena, &w->written);
  if (node == NULL || from == NULL) {
    return rc_arena_status(w->arena);
  }
  *node = (rc_node){.start = (uint32_t)w->text.len, .parent = parent, .kind = (uint8_t)kind};
  *from = (rc_written){written.tree, written.node, is_itself};
  if (w->nodes.len > 1) {
    w->nodes.items[parent].count++;
  }
  return RC_OK;
}

static void close_node(writer *w, rc_node_id id, uint32_t flags) {
  rc_node *node = &w->nodes.items[id];
  node->end = (uint32_t)w->text.len;
  node->next = w->nodes.len;
  node->flags = (uint8_t)flags;
}

static rc_status write_value(writer *w, rc_node_id parent, const rc_computed *value);

static rc_status write_key(writer *w, rc_node_id parent, const rc_computed_member *member) {
  rc_node_id id = w->nodes.len;
  uint32_t at = place_of(member->key_written);
  RC_TRY(open_node(w, parent, RC_STRING, member->key_written, true));
  put(w, RC_STR("\""), at, false);
  put(w, member->key, at, false);
  put(w, RC_STR("\""), at, false);
  close_node(w, id, RC_NODE_KEY);
  put(w, RC_STR(":"), at, false);
  return RC_OK;
}

static rc_status write_members(writer *w, rc_node_id id, const rc_computed *value) {
  bool object = value->kind == RC_COMPUTED_OBJECT;
  uint32_t at = place_of(value->written);
  if (w->depth >= RC_LIMIT_NESTING_VALUE) {
    return rc_arena_hit(w->arena, RC_LIMIT_NESTING);
  }
  w->depth++;
  put(w, object ? RC_STR("{") : RC_STR("["), at, false);
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    if (member->value->kind == RC_COMPUTED_ABSENT) {
      continue;
    }
    if (w->nodes.items[id].count > 0) {
      put(w, RC_STR(","), at, false);
    }
    RC_TRY(object ? write_key(w, id, member) : RC_OK);
    RC_TRY(write_value(w, id, member->value));
  }
  if (value->open && !object) { /* what else may be in it */
    if (w->nodes.items[id].count > 0) {
      put(w, RC_STR(","), at, false);
    }
    rc_node_id more = w->nodes.len;
    RC_TRY(open_node(w, id, RC_PLACEHOLDER, value->written, false));
    put(w, RC_STR("\xFE...\xFF"), at, false);
    close_node(w, more, 0);
  }
  put(w, object ? RC_STR("}") : RC_STR("]"), at, false);
  w->depth--;
  close_node(w, id, value->open ? RC_NODE_TEMPLATED : 0);
  return RC_OK;
}

static rc_status write_leaf(writer *w, rc_node_id id, const rc_computed *value) {
  uint32_t at = place_of(value->written);
  uint32_t flags = 0;
  switch (value->kind) {
    case RC_COMPUTED_STRING:
      put(w, RC_STR("\""), at, false);
      put_text(w, value);
      put(w, RC_STR("\""), at, false);
      break;
    case RC_COMPUTED_BOOL:
      put(w, value->truth ? RC_STR("true") : RC_STR("false"), at, false);
      flags = value->truth ? RC_NODE_TRUE : 0;
      break;
    case RC_COMPUTED_NUMBER: put_text(w, value); break;
    default: put(w, RC_STR("null"), at, false); break;
  }
  close_node(w, id, flags);
  return RC_OK;
}

static rc_kind kind_of(const rc_computed *value) {
  static const rc_kind kinds[] = {
      [RC_COMPUTED_UNKNOWN] = RC_PLACEHOLDER, [RC_COMPUTED_ABSENT] = RC_NULL,
      [RC_COMPUTED_NULL] = RC_NULL,           [RC_COMPUTED_BOOL] = RC_BOOL,
      [RC_COMPUTED_NUMBER] = RC_NUMBER,       [RC_COMPUTED_STRING] = RC_STRING,
      [RC_COMPUTED_LIST] = RC_ARRAY,          [RC_COMPUTED_OBJECT] = RC_OBJECT,
  };
  /* What a language has beyond these (a resource of Terraform as a whole) is a hole to readers. */
  bool other = value->kind > RC_COMPUTED_OBJECT;
  bool hidden = other || (value->kind == RC_COMPUTED_STRING && value->secret);
  return hidden ? RC_PLACEHOLDER : kinds[value->kind];
}

static rc_status write_value(writer *w, rc_node_id parent, const rc_computed *value) {
  while (value->kind == RC_COMPUTED_STRING && value->json != NULL) {
    value = value->json;
  }
  rc_node_id id = w->nodes.len;
  rc_kind kind = kind_of(value);
  RC_TRY(open_node(w, parent, kind, value->written, value->is_itself));
  if (kind == RC_PLACEHOLDER) {
    put_text(w, value);
    close_node(w, id, 0);
    return rc_arena_status(w->arena);
  }
  RC_TRY(kind == RC_ARRAY || kind == RC_OBJECT ? write_members(w, id, value)
                                               : write_leaf(w, id, value));
  return rc_arena_status(w->arena);
}

rc_status rc_computed_tree(rc_arena *arena, const rc_computed *value, rc_tree **out) {
  writer w = {.arena = arena};
  *out = NULL;
  RC_TRY(rc_arena_status(arena)); /* a value that could not be made is NULL */
  rc_buf_init(&w.text, arena);
  RC_TRY(open_node(&w, 0, RC_DOCUMENT, value->written, false));
  RC_TRY(write_value(&w, 0, value));
  rc_value written = value->written;
  close_node(&w, 0, 0);
  uint32_t *end = RC_VEC_ADD(arena, &w.map);
  rc_tree *tree = RC_NEW(arena, rc_tree);
  if (end == NULL || tree == NULL) {
    return rc_arena_status(arena);
  }
  rc_span span = rc_value_span(written);
  *end = span.end;
  *tree = (rc_tree){
      .syntax = RC_SYNTAX_COMPUTED,
      .file = span.file,
      .text = rc_buf_str(&w.text),
      .nodes = w.nodes.items,
      .n_nodes = w.nodes.len,
      .literal = true,
      .holes = true,
      .map = w.map.items,
      .written = w.written.items,
  };
  *out = tree;
  return rc_arena_status(arena);
}
