/*
 * Reads off how a person lays out JSON: the evidence is taken from the neighbours first, then from
 * the beginning of the document.
 */
#include "fix/hcl_make.h"
#include "fix/json_edit.h"
#include "fix/json_place.h"
#include "fix/yaml_make.h"

/* Enough to see a style; more would make many edits of one huge file quadratic. */
enum { NODES_LOOKED_AT = 2000 };

/* What has been seen so far. The first sight of each thing counts. */
typedef struct evidence {
  rc_json_style style;
  bool unit, colon, comma, object_pad, list_pad, lines, inner_lines, list_lines, long_list;
} evidence;

static bool is_container(const rc_node *node) {
  return (node->kind == RC_ARRAY || node->kind == RC_OBJECT) && node->count > 0;
}

static void see_unit(evidence *seen, const rc_tree *tree, const rc_node *node) {
  const rc_node *first = node + 1;
  if (seen->unit || !rc_text_has_newline(tree->text, node->start, first->start)) {
    return;
  }
  rc_str outer = rc_text_indent(tree->text, node->start);
  rc_str inner = rc_text_indent(tree->text, first->start);
  if (inner.len > outer.len && rc_str_starts_with(inner, outer)) {
    seen->unit = true;
    seen->style.unit = rc_str_from(inner, outer.len);
  }
}

static void see_pad(evidence *seen, const rc_tree *tree, const rc_node *node, bool broken) {
  bool *known = node->kind == RC_ARRAY ? &seen->list_pad : &seen->object_pad;
  rc_str *pad = node->kind == RC_ARRAY ? &seen->style.list_pad : &seen->style.object_pad;
  rc_str gap = rc_str_slice(tree->text, node->start + 1, (node + 1)->start);
  if (!broken && !*known && rc_text_is_blank(gap)) {
    *known = true;
    *pad = gap;
  }
}

static void see_comma(evidence *seen, const rc_tree *tree, const rc_node *node, bool broken) {
  uint32_t n_values = node->kind == RC_OBJECT ? node->count / 2 : node->count;
  if (seen->comma || broken || n_values < 2) {
    return;
  }
  const rc_node *value = node + 1;
  value = node->kind == RC_OBJECT ? &tree->nodes[value->next] : value;
  rc_str gap = rc_str_slice(tree->text, value->end, tree->nodes[value->next].start);
  if (rc_str_starts_with(gap, RC_STR(",")) && rc_text_is_blank(rc_str_from(gap, 1)) &&
      !rc_text_has_newline(gap, 0, gap.len)) {
    seen->comma = true;
    seen->style.comma = gap;
  }
}

static void see_colon(evidence *seen, const rc_tree *tree, const rc_node *object) {
  const rc_node *key = object + 1;
  rc_str gap = rc_str_slice(tree->text, key->end, tree->nodes[key->next].start);
  if (!seen->colon && !rc_text_has_newline(gap, 0, gap.len) && gap.len <= 3 &&
      rc_str_find_byte(gap, ':', 0) != RC_NOT_FOUND) {
    seen->colon = true;
    seen->style.colon = gap;
  }
}

static void see_object_lines(evidence *seen, const rc_tree *tree, const rc_node *node,
                             bool broken) {
  bool inner = node->parent != RC_NO_NODE && tree->nodes[node->parent].kind == RC_OBJECT;
  bool *known = inner ? &seen->inner_lines : &seen->lines;
  bool *lines = inner ? &seen->style.inner_lines : &seen->style.lines;
  if (!*known) {
    *known = true;
    *lines = broken;
  }
}

/* A list of one says less about lists than a longer one. */
static void see_list_lines(evidence *seen, const rc_node *node, bool broken) {
  bool longer = node->count > 1;
  if ((node + 1)->kind == RC_STRING && (!seen->list_lines || (longer && !seen->long_list))) {
    seen->list_lines = true;
    seen->long_list = longer;
    seen->style.list_lines = broken;
  }
}

static void see_node(evidence *seen, const rc_tree *tree, const rc_node *node) {
  bool broken = rc_text_has_newline(tree->text, node->start, (node + 1)->start);
  see_unit(seen, tree, node);
  see_pad(seen, tree, node, broken);
  see_comma(seen, tree, node, broken);
  if (node->kind == RC_OBJECT) {
    see_colon(seen, tree, node);
    see_object_lines(seen, tree, node, broken);
  } else {
    see_list_lines(seen, node, broken);
  }
}

static void see_nodes(evidence *seen, const rc_tree *tree, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to && i - from < NODES_LOOKED_AT; i++) {
    if (is_container(&tree->nodes[i])) {
      see_node(seen, tree, &tree->nodes[i]);
    }
  }
}

/* What nothing in the document shows is settled by what is nearest to it. */
static void settle(evidence *seen) {
  rc_json_style *style = &seen->style;
  if (!seen->lines) {
    style->lines = seen->inner_lines ? style->inner_lines : seen->unit;
  }
  style->inner_lines = seen->inner_lines ? style->inner_lines : style->lines;
  style->list_lines = seen->list_lines ? style->list_lines : style->lines;
  if (!seen->comma && seen->colon && !rc_str_ends_with(style->colon, RC_STR(" "))) {
    style->comma = RC_STR(",");
  }
}

rc_json_style rc_json_style_of(rc_value container) {
  const rc_tree *tree = container.tree;
  evidence seen = {.style = rc_json_plain_style()};
  const rc_node *node = rc_value_node(container);
  /* The container itself and, for its unit, those around it. */
  see_nodes(&seen, tree, container.node, node->next < tree->n_nodes ? node->next : tree->n_nodes);
  for (rc_node_id at = node->parent; at != RC_NO_NODE && at != 0; at = tree->nodes[at].parent) {
    see_unit(&seen, tree, &tree->nodes[at]);
  }
  see_nodes(&seen, tree, 0, tree->n_nodes);
  seen.style.newline = rc_text_newline(tree->text);
  seen.style.in_template = rc_hcl_holds(tree) || rc_yaml_holds(tree);
  settle(&seen);
  return seen.style;
}
