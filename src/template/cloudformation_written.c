/*
 * From syntax to values, as they are written: YAML and JSON are one from here on.
 */
#include "syntax/yaml.h"
#include "template/cloudformation_parts.h"

typedef struct writer {
  rc_arena *arena;
  const rc_computed **made; /* by node: what aliases share */
  uint32_t depth;
  bool plain; /* no template: placeholders are holes at once */
} writer;

static const rc_computed *convert(writer *w, rc_value v);

/* The marks of holes stand nowhere in the file: what lies between them does. */
static void put_piece(writer *w, rc_text_builder *text, const rc_yaml_piece *piece) {
  rc_str whole = rc_hole_from_placeholders(w->arena, piece->text, true);
  uint32_t at = piece->at;
  for (size_t from = 0; from < whole.len;) {
    size_t hole = rc_hole_length(whole, from);
    size_t next = hole > 0 ? from + hole : from + 1;
    while (hole == 0 && next < whole.len && rc_hole_length(whole, next) == 0) {
      next++;
    }
    rc_text_put(text, rc_str_slice(whole, from, next), at, piece->verbatim && hole == 0);
    at += piece->verbatim ? (uint32_t)(next - from - (hole > 0 ? 2 : 0)) : 0;
    from = next;
  }
}

static const rc_computed *text_of(writer *w, rc_value v) {
  rc_computed *made;
  if (v.tree->syntax == RC_SYNTAX_YAML) {
    rc_yaml_piece_vec pieces;
    rc_text_builder text;
    rc_text_start(&text, w->arena);
    if (rc_yaml_pieces(w->arena, v, &pieces) != RC_OK) {
      return NULL;
    }
    for (RC_EACH(const rc_yaml_piece, piece, pieces)) {
      if (w->plain) {
        put_piece(w, &text, piece);
      } else {
        rc_text_put(&text, piece->text, piece->at, piece->verbatim);
      }
    }
    made = rc_text_done(&text, v, true);
  } else {
    rc_str text = rc_value_string(w->arena, v);
    made = rc_computed_string(w->arena, text, v, true);
    rc_text_piece *piece = made == NULL || text.len == 0 ||
                                   (rc_value_node(v)->flags & RC_NODE_ESCAPED) != 0
                               ? NULL
                               : RC_VEC_ADD(w->arena, &made->pieces);
    if (piece != NULL) {
      *piece = (rc_text_piece){(uint32_t)text.len, rc_value_span(v).start + 1, true};
    }
  }
  return made;
}

static void add_members(writer *w, rc_computed *object, rc_value v) {
  for (RC_MEMBERS(key, value, v)) {
    bool merge = v.tree->syntax == RC_SYNTAX_YAML &&
                 rc_str_equal(rc_value_raw(key), RC_STR("<<"));
    if (!merge) {
      rc_computed_add(w->arena, object, rc_value_string(w->arena, key), key, convert(w, value));
    }
  }
}

/* `<<: *base`, or a list of them: members that are not there yet. */
static void merge(writer *w, rc_computed *object, const rc_computed *from, uint32_t depth) {
  if (object == NULL || from == NULL || depth > 1) {
    return;
  }
  for (RC_EACH(const rc_computed_member, member, from->members)) {
    if (from->kind == RC_COMPUTED_LIST) {
      merge(w, object, member->value, depth + 1);
    } else if (rc_computed_get(object, member->key) == NULL) {
      rc_computed_add(w->arena, object, member->key, member->key_written, member->value);
    }
  }
}

static void add_merges(writer *w, rc_computed *object, rc_value v) {
  for (RC_MEMBERS(key, value, v)) {
    if (v.tree->syntax == RC_SYNTAX_YAML && rc_str_equal(rc_value_raw(key), RC_STR("<<"))) {
      merge(w, object, convert(w, value), 0);
    }
  }
}

static const rc_computed *container(writer *w, rc_value v) {
  bool object = rc_value_kind(v) == RC_OBJECT;
  rc_computed *made = rc_computed_new(
      w->arena, object ? RC_COMPUTED_OBJECT : RC_COMPUTED_LIST, v, true);
  if (made == NULL || w->depth >= RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(w->arena, RC_LIMIT_NESTING);
    return NULL;
  }
  w->depth++;
  /* In a file with slips any line may have lost its place. */
  made->open = v.tree->has_errors ||
               (rc_value_node(v)->flags & (RC_NODE_TEMPLATED | RC_NODE_INCOMPLETE)) != 0;
  if (object) {
    add_members(w, made, v);
    add_merges(w, made, v);
  }
  for (rc_value item = object ? RC_VALUE_NONE : rc_value_first(v); !rc_value_is_none(item);
       item = rc_value_next(item)) {
    rc_computed_add(w->arena, made, RC_STR_NONE, RC_VALUE_NONE, convert(w, item));
  }
  w->depth--;
  return made;
}

static const rc_computed *plain(writer *w, rc_value v) {
  rc_kind kind = rc_value_kind(v);
  bool truth = (rc_value_node(v)->flags & RC_NODE_TRUE) != 0;
  switch (kind) {
    case RC_OBJECT:
    case RC_ARRAY: return container(w, v);
    case RC_STRING: return text_of(w, v);
    case RC_ALIAS: return convert(w, rc_yaml_target(v));
    case RC_PLACEHOLDER:
    case RC_ERROR: return rc_computed_unknown(w->arena, rc_value_raw(v), v);
    default: break;
  }
  rc_computed *made = rc_computed_new(w->arena,
                                      kind == RC_BOOL     ? RC_COMPUTED_BOOL
                                      : kind == RC_NUMBER ? RC_COMPUTED_NUMBER
                                                          : RC_COMPUTED_NULL,
                                      v, true);
  if (made != NULL) {
    made->truth = truth;
    made->text = kind == RC_NUMBER ? rc_value_raw(v) : RC_STR_NONE;
  }
  return made;
}

/* The name of the function that a short tag means, empty for tags of YAML itself. */
static rc_str function_of_tag(rc_arena *arena, rc_str tag) {
  if (tag.len < 2 || tag.ptr[1] == '!' || tag.ptr[1] == '<') {
    return RC_STR_NONE;
  }
  rc_str name = rc_str_from(tag, 1);
  bool bare = rc_str_equal(name, RC_STR("Ref")) || rc_str_equal(name, RC_STR("Condition"));
  return bare ? name : RC_FILL(arena, "Fn::{}", name);
}

/* `!GetAtt A.B.C` names the resource up to the first point. */
static const rc_computed *split_attribute(writer *w, const rc_computed *argument) {
  if (argument == NULL || argument->kind != RC_COMPUTED_STRING) {
    return argument;
  }
  rc_str rest = argument->text;
  rc_str id = rc_str_cut(&rest, '.');
  rc_computed *list = rc_computed_new(w->arena, RC_COMPUTED_LIST, argument->written, false);
  rc_computed_add(w->arena, list, RC_STR_NONE, RC_VALUE_NONE,
                  rc_computed_string(w->arena, id, argument->written, false));
  rc_computed_add(w->arena, list, RC_STR_NONE, RC_VALUE_NONE,
                  rc_computed_string(w->arena, rest, argument->written, false));
  return list;
}

static const rc_computed *tagged(writer *w, rc_value v) {
  rc_str function = function_of_tag(w->arena, rc_yaml_tag(v));
  const rc_computed *argument = plain(w, v);
  if (function.len == 0) {
    return argument;
  }
  if (rc_str_equal(function, RC_STR("Fn::GetAtt"))) {
    argument = split_attribute(w, argument);
  }
  rc_computed *call = rc_computed_new(w->arena, RC_COMPUTED_OBJECT, v, false);
  rc_computed_add(w->arena, call, function, v, argument);
  return call;
}

/* INVARIANT: an alias leads to a node before it; one that lies around it is not made yet. */
static const rc_computed *convert(writer *w, rc_value v) {
  if (rc_value_is_none(v)) {
    return rc_computed_new(w->arena, RC_COMPUTED_NULL, RC_VALUE_NONE, false);
  }
  if (w->made != NULL && w->made[v.node] != NULL) {
    return w->made[v.node];
  }
  if (w->made != NULL) {
    w->made[v.node] = rc_computed_unknown(w->arena, RC_STR("${alias}"), v);
  }
  const rc_computed *made = tagged(w, v);
  if (w->made != NULL) {
    w->made[v.node] = made;
  }
  return made;
}

const rc_computed *rc_cfn_written(rc_arena *arena, rc_value value) {
  writer w = {.arena = arena};
  if (!rc_value_is_none(value) && value.tree->n_aliases > 0) {
    w.made = RC_NEW_ARRAY(arena, const rc_computed *, value.tree->n_nodes);
  }
  return rc_arena_status(arena) == RC_OK ? convert(&w, value) : NULL;
}

rc_status rc_yaml_plain(rc_arena *arena, rc_value document, rc_tree **out) {
  writer w = {.arena = arena, .plain = true};
  const rc_tree *tree = document.tree;
  *out = NULL;
  for (rc_node_id id = document.node; id < rc_value_node(document)->next; id++) {
    if (tree->nodes[id].detail != 0) {
      return RC_OK;
    }
  }
  if (tree->n_aliases > 0) {
    w.made = RC_NEW_ARRAY(arena, const rc_computed *, tree->n_nodes);
  }
  const rc_computed *value = rc_arena_status(arena) == RC_OK ? convert(&w, document) : NULL;
  return value == NULL ? rc_arena_status(arena) : rc_computed_tree(arena, value, out);
}
