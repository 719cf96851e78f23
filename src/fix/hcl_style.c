/*
 * Reads off how a person lays out HCL: the evidence is taken from the neighbours first, then from
 * the beginning of the file.
 */
#include "fix/hcl_edit.h"
#include "fix/json_place.h"

/* Enough to see a style; more would make many edits of one huge file quadratic. */
enum { NODES_LOOKED_AT = 2000, BYTES_LOOKED_AT = 1 << 16 };

/* What has been seen so far. The first sight of each thing counts. */
typedef struct evidence {
  rc_hcl_style style;
  bool unit, colon, list_pad, object_pad, quoted, commas, trailing, list_lines, lone_lines,
      inner_lines, hug, tight;
} evidence;

static void see(bool *known, bool *habit, bool seen) {
  if (!*known) {
    *known = true;
    *habit = seen;
  }
}

static void see_unit(evidence *seen, const rc_tree *tree, const rc_node *node) {
  const rc_node *first = node + 1;
  bool container =
      node->kind == RC_ARRAY || node->kind == RC_OBJECT || node->kind == RC_HCL_BODY;
  if (seen->unit || !container || node->count == 0 ||
      !rc_text_has_newline(tree->text, node->start, first->start)) {
    return;
  }
  rc_str outer = rc_text_indent(tree->text, node->start);
  rc_str inner = rc_text_indent(tree->text, first->start);
  if (inner.len > outer.len && rc_str_starts_with(inner, outer)) {
    seen->unit = true;
    seen->style.unit = rc_str_from(inner, outer.len);
  }
}

static void see_pad(rc_str text, bool *known, rc_str *pad, uint32_t from, uint32_t to) {
  rc_str gap = rc_str_slice(text, from, to);
  if (!*known && rc_text_is_blank(gap)) {
    *known = true;
    *pad = gap;
  }
}

static const rc_node *last_of(const rc_tree *tree, const rc_node *node) {
  const rc_node *last = node + 1;
  while (last->next < node->next) {
    last = &tree->nodes[last->next];
  }
  return last;
}

static void see_list(evidence *seen, const rc_tree *tree, const rc_node *node) {
  const rc_node *first = node + 1;
  bool broken = rc_text_has_newline(tree->text, node->start, first->start);
  if (first->kind == RC_OBJECT) {
    bool lines = rc_text_has_newline(tree->text, first->start, first->end);
    if (lines) {
      see(&seen->hug, &seen->style.hug, !broken);
    }
    return;
  }
  if (node->count > 1) {
    see(&seen->list_lines, &seen->style.list_lines, broken);
  } else {
    see(&seen->lone_lines, &seen->style.lone_lines, broken);
  }
  if (broken) {
    const rc_node *last = last_of(tree, node);
    see(&seen->trailing, &seen->style.trailing,
        rc_text_gap(tree->text, last->end, node->end - 1).has_comma);
  } else {
    see_pad(tree->text, &seen->list_pad, &seen->style.list_pad, node->start + 1, first->start);
  }
}

static void see_object(evidence *seen, const rc_tree *tree, const rc_node *node) {
  const rc_node *key = node + 1;
  const rc_node *value = &tree->nodes[key->next];
  bool broken = rc_text_has_newline(tree->text, node->start, key->start);
  rc_str between = rc_str_slice(tree->text, key->end, value->start);
  if (!seen->colon && !rc_text_has_newline(between, 0, between.len)) {
    seen->colon = true;
    bool equals = rc_str_find_byte(between, '=', 0) != RC_NOT_FOUND;
    seen->style.colon = equals ? RC_STR(" = ") : between;
  }
  rc_str name = rc_str_slice(tree->text, key->start, key->end);
  if (rc_str_find_byte(name, ':', 0) == RC_NOT_FOUND) {
    see(&seen->quoted, &seen->style.quoted, key->kind == RC_STRING);
  }
  if (node->parent != RC_NO_NODE && tree->nodes[node->parent].kind == RC_OBJECT) {
    see(&seen->inner_lines, &seen->style.inner_lines, broken);
  }
  if (!broken) {
    see_pad(tree->text, &seen->object_pad, &seen->style.object_pad, node->start + 1, key->start);
  } else if (node->count > 2) {
    see(&seen->commas, &seen->style.commas,
        rc_text_gap(tree->text, value->end, tree->nodes[value->next].start).has_comma);
  }
}

/* A block behind another item of a body: is there a blank line between them? */
static void see_body(evidence *seen, const rc_tree *tree, const rc_node *body) {
  const rc_node *item = body + 1;
  for (uint32_t i = 1; i < body->count; i++) {
    const rc_node *next = &tree->nodes[item->next];
    if (next->kind == RC_HCL_BLOCK) {
      rc_str gap = rc_str_slice(tree->text, item->end, next->start);
      size_t line = rc_str_find_byte(gap, '\n', 0);
      line = line == RC_NOT_FOUND ? gap.len : line + 1;
      rc_str second = rc_str_slice(gap, line, rc_str_find_byte(gap, '\n', line));
      see(&seen->tight, &seen->style.tight,
          rc_str_find_byte(gap, '\n', line) == RC_NOT_FOUND || rc_str_trim(second).len > 0);
      return;
    }
    item = next;
  }
}

static void see_nodes(evidence *seen, const rc_tree *tree, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to && i - from < NODES_LOOKED_AT; i++) {
    const rc_node *node = &tree->nodes[i];
    see_unit(seen, tree, node);
    if (node->kind == RC_ARRAY && node->count > 0) {
      see_list(seen, tree, node);
    } else if (node->kind == RC_OBJECT && node->count > 0) {
      see_object(seen, tree, node);
    } else if (node->kind == RC_HCL_BODY && node->count > 1 && !seen->tight) {
      see_body(seen, tree, node);
    }
  }
}

rc_hcl_style rc_hcl_style_of(rc_value container) {
  const rc_tree *tree = container.tree;
  evidence seen = {.style = {
                       .newline = RC_STR("\n"),
                       .unit = RC_STR("  "),
                       .colon = RC_STR(" = "),
                       .object_pad = RC_STR(" "),
                       .trailing = true,
                       .list_lines = true,
                       .inner_lines = true,
                   }};
  rc_str head = rc_str_slice(tree->text, 0, BYTES_LOOKED_AT);
  size_t line_end = rc_str_find_byte(head, '\n', 0);
  if (line_end != RC_NOT_FOUND && line_end > 0 && head.ptr[line_end - 1] == '\r') {
    seen.style.newline = RC_STR("\r\n");
  }
  const rc_node *node = rc_value_node(container);
  see_nodes(&seen, tree, container.node, node->next < tree->n_nodes ? node->next : tree->n_nodes);
  for (rc_node_id at = node->parent; at != RC_NO_NODE && at != 0; at = tree->nodes[at].parent) {
    see_unit(&seen, tree, &tree->nodes[at]);
  }
  see_nodes(&seen, tree, 0, tree->n_nodes);
  return seen.style;
}

/* ---- statements ----------------------------------------------------------------------------- */

static rc_value body_of(rc_value block) {
  rc_value last = rc_value_first(block);
  for (rc_value at = last; !rc_value_is_none(at); at = rc_value_next(at)) {
    last = at;
  }
  return last;
}

/* The last `statement` block of a policy document; RC_VALUE_NONE if it has none. */
static rc_value last_statement(rc_value body) {
  rc_value found = RC_VALUE_NONE;
  for (RC_CHILDREN(item, body)) {
    if (rc_value_kind(item) == RC_HCL_BLOCK &&
        rc_str_equal(rc_value_raw(rc_value_first(item)), RC_STR("statement"))) {
      found = body_of(item);
    }
  }
  return found;
}

static bool has_attribute(rc_value body, rc_str name) {
  for (RC_CHILDREN(item, body)) {
    if (rc_value_kind(item) == RC_HCL_ATTRIBUTE &&
        rc_str_equal(rc_value_raw(rc_value_first(item)), name)) {
      return true;
    }
  }
  return false;
}

/* `"a"` or `["a"]`, as the list that arguments of the block take. */
static void put_list(rc_arena *arena, rc_made *block, rc_str name, const rc_made *value) {
  rc_made *list = rc_made_member(arena, block, name, RC_MADE_LIST, RC_STR_NONE);
  if (list == NULL) {
    return;
  }
  if (value->kind == RC_MADE_LIST) {
    list->children = value->children;
  } else {
    rc_made_item(arena, list, value->kind, value->text);
  }
}

static rc_made *put_block(rc_arena *arena, rc_made *to, const char *type) {
  return rc_made_member(arena, to, rc_str_from_c(type), RC_MADE_BLOCK, RC_STR_NONE);
}

static void put_principals(rc_arena *arena, rc_made *block, const rc_made *principal) {
  for (RC_EACH(const rc_made, kind, principal->children)) {
    rc_made *inner = put_block(arena, block, "principals");
    if (inner != NULL) {
      rc_made_member(arena, inner, RC_STR("type"), RC_MADE_STRING, kind->key);
      put_list(arena, inner, RC_STR("identifiers"), kind);
    }
  }
}

static void put_conditions(rc_arena *arena, rc_made *block, const rc_made *condition) {
  for (RC_EACH(const rc_made, test, condition->children)) {
    for (RC_EACH(const rc_made, variable, test->children)) {
      rc_made *inner = put_block(arena, block, "condition");
      if (inner != NULL) {
        rc_made_member(arena, inner, RC_STR("test"), RC_MADE_STRING, test->key);
        rc_made_member(arena, inner, RC_STR("variable"), RC_MADE_STRING, variable->key);
        put_list(arena, inner, RC_STR("values"), variable);
      }
    }
  }
}

static const rc_made *part(const rc_made *statement, rc_str name) {
  for (RC_EACH(const rc_made, member, statement->children)) {
    if (rc_str_equal(member->key, name)) {
      return member;
    }
  }
  return NULL;
}

typedef struct argument {
  rc_str element, name;
  bool list;
} argument;

static const argument arguments[] = {
    {RC_STR_INIT("Sid"), RC_STR_INIT("sid"), false},
    {RC_STR_INIT("Effect"), RC_STR_INIT("effect"), false},
    {RC_STR_INIT("Action"), RC_STR_INIT("actions"), true},
    {RC_STR_INIT("Resource"), RC_STR_INIT("resources"), true},
};

static void put_argument(rc_arena *arena, rc_made *block, const rc_made *statement,
                         const argument *row) {
  const rc_made *value = part(statement, row->element);
  if (value == NULL) {
    return;
  }
  if (row->list) {
    put_list(arena, block, row->name, value);
  } else {
    rc_made_member(arena, block, row->name, RC_MADE_STRING, value->text);
  }
}

/* Arguments that the neighbour has come in its order, the others behind them. */
static void put_arguments(rc_arena *arena, rc_made *block, const rc_made *statement,
                          rc_value neighbour) {
  for (RC_CHILDREN(item, neighbour)) {
    for (size_t i = 0; i < RC_COUNT_OF(arguments); i++) {
      if (rc_value_kind(item) == RC_HCL_ATTRIBUTE &&
          rc_str_equal(rc_value_raw(rc_value_first(item)), arguments[i].name)) {
        put_argument(arena, block, statement, &arguments[i]);
      }
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(arguments); i++) {
    bool effect = rc_str_equal(arguments[i].name, RC_STR("effect"));
    if (!has_attribute(neighbour, arguments[i].name) && !(effect && !rc_value_is_none(neighbour))) {
      put_argument(arena, block, statement, &arguments[i]);
    }
  }
}

rc_made rc_hcl_statement_block(rc_arena *arena, const rc_made *statement, rc_value body) {
  rc_made block = {.kind = RC_MADE_BLOCK, .has_key = true, .key = RC_STR("statement")};
  put_arguments(arena, &block, statement, last_statement(body));
  const rc_made *principal = part(statement, RC_STR("Principal"));
  const rc_made *condition = part(statement, RC_STR("Condition"));
  if (principal != NULL) {
    put_principals(arena, &block, principal);
  }
  if (condition != NULL) {
    put_conditions(arena, &block, condition);
  }
  return block;
}
