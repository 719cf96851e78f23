/*
 * Reads off how a person lays out YAML: what is nearest counts first, then the whole document.
 */
#include "fix/json_place.h"
#include "fix/yaml_make.h"
#include "syntax/yaml.h"

/* Enough to see a style; more would make many edits of one huge file quadratic. */
enum { NODES_LOOKED_AT = 2000 };

/* What has been seen so far. The first sight of each thing counts. */
typedef struct evidence {
  rc_yaml_style style;
  bool unit, list_indent, dash, text_dash, quote, sub_quote, words, marks, form, lists, long_list,
      objects, items;
} evidence;

uint32_t rc_yaml_column(rc_str text, size_t at) {
  return (uint32_t)(at - rc_text_line_start(text, at));
}

bool rc_yaml_is_flow(rc_value v) {
  rc_str raw = rc_value_raw(v);
  return raw.len > 0 && (raw.ptr[0] == '[' || raw.ptr[0] == '{');
}

static uint32_t column_of(rc_value v) {
  return rc_yaml_column(v.tree->text, rc_value_node(v)->start);
}

/* `Ref`, `Fn::Sub`: their arguments have habits of their own. */
static bool is_function(rc_str key) {
  return rc_str_equal(key, RC_STR("Ref")) || rc_str_starts_with(key, RC_STR("Fn::"));
}

static rc_str bare(rc_value v) {
  rc_str raw = rc_value_raw(v);
  bool quoted = raw.len > 1 && (raw.ptr[0] == '"' || raw.ptr[0] == '\'');
  return quoted ? rc_str_slice(raw, 1, raw.len - 1) : raw;
}

static bool is_argument(rc_value v) {
  return rc_yaml_tag(v).len > 0 || is_function(bare(rc_value_key(v)));
}

static bool holds_scalars(rc_value container) {
  for (RC_CHILDREN(child, container)) {
    if (rc_value_kind(child) == RC_ARRAY || rc_value_kind(child) == RC_OBJECT) {
      return false;
    }
  }
  return true;
}

static void see_columns(evidence *seen, rc_value v, rc_value around) {
  bool block = !rc_value_is_none(around) && rc_value_kind(around) == RC_OBJECT &&
               !rc_yaml_is_flow(around);
  uint32_t own = column_of(v);
  uint32_t outer = block ? column_of(around) : 0;
  bool list = rc_value_kind(v) == RC_ARRAY;
  bool *known = list ? &seen->list_indent : &seen->unit;
  if (block && !*known && (list ? own >= outer : own > outer)) {
    *known = true;
    *(list ? &seen->style.list_indent : &seen->style.unit) = own - outer;
  }
  rc_value first = rc_value_first(v);
  bool keys = rc_value_kind(first) == RC_OBJECT && !rc_yaml_is_flow(first);
  bool *dash = keys ? &seen->dash : &seen->text_dash;
  if (list && !*dash && column_of(first) > own && rc_yaml_tag(first).len == 0) {
    *dash = true;
    *(keys ? &seen->style.dash : &seen->style.text_dash) = column_of(first) - own;
  }
}

/* A list of one says less about lists than a longer one. */
static void see_brackets(evidence *seen, rc_value v, rc_value around) {
  bool flow = rc_yaml_is_flow(v);
  bool list = rc_value_kind(v) == RC_ARRAY;
  bool item = rc_value_kind(around) == RC_ARRAY;
  bool longer = rc_value_node(v)->count > 1;
  if (list && holds_scalars(v) && (!seen->lists || (longer && !seen->long_list))) {
    seen->lists = true;
    seen->long_list = longer;
    seen->style.flow_lists = flow;
  } else if (!list && item && !seen->items) {
    seen->items = true;
    seen->style.flow_items = flow;
  } else if (!list && !item && holds_scalars(v) && !seen->objects) {
    seen->objects = true;
    seen->style.flow_objects = flow;
  }
}

static void see_container(evidence *seen, rc_value v) {
  rc_value around = rc_value_parent(v);
  bool call = rc_value_kind(v) == RC_OBJECT && is_function(bare(rc_value_first(v)));
  if (rc_value_node(v)->count == 0 || is_argument(v) || call) {
    return;
  }
  if (!rc_yaml_is_flow(v)) {
    see_columns(seen, v, around);
  }
  see_brackets(seen, v, around);
}

static bool has_marks(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == ':' || text.ptr[i] == '/' || text.ptr[i] == '*') {
      return true;
    }
  }
  return false;
}

/* Digits and `*` need quotes: that they have them tells nothing. */
static bool needs_none(rc_str text) {
  char c = text.len > 0 ? text.ptr[0] : '*';
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void see_quotes(evidence *seen, rc_value v) {
  rc_str raw = rc_value_raw(v);
  bool quoted = raw.len > 1 && (raw.ptr[0] == '"' || raw.ptr[0] == '\'');
  bool marks = has_marks(raw);
  bool *known = marks ? &seen->marks : &seen->words;
  if (quoted && !seen->quote) {
    seen->quote = true;
    seen->style.quote = raw.ptr[0];
  }
  if (!*known && needs_none(bare(v))) {
    *known = true;
    *(marks ? &seen->style.quote_marks : &seen->style.quote_words) = quoted;
  }
}

static void see_sub(evidence *seen, rc_value v) {
  rc_str raw = rc_value_raw(v);
  char first = raw.len > 0 ? raw.ptr[0] : '|';
  if (!seen->sub_quote && rc_value_kind(v) == RC_STRING && first != '|' && first != '>') {
    seen->sub_quote = true;
    seen->style.sub_quote = first == '"' || first == '\'' ? first : '\0';
  }
}

static void see_scalar(evidence *seen, rc_value v) {
  rc_str tag = rc_yaml_tag(v);
  bool key = (rc_value_node(v)->flags & RC_NODE_KEY) != 0;
  bool call = key ? is_function(bare(v))
                  : rc_str_equal(tag, RC_STR("!Ref")) || rc_str_equal(tag, RC_STR("!Sub")) ||
                        rc_str_equal(tag, RC_STR("!GetAtt"));
  if (call && !seen->form) {
    seen->form = true;
    seen->style.long_form = key;
  }
  if (!key && (rc_str_equal(tag, RC_STR("!Sub")) ||
               rc_str_equal(bare(rc_value_key(v)), RC_STR("Fn::Sub")))) {
    see_sub(seen, v);
  } else if (!key && rc_value_kind(v) == RC_STRING && !is_argument(v)) {
    see_quotes(seen, v);
  }
}

static void see_nodes(evidence *seen, const rc_tree *tree, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to && i - from < NODES_LOOKED_AT; i++) {
    rc_value v = {tree, i};
    if (rc_value_kind(v) == RC_ARRAY || rc_value_kind(v) == RC_OBJECT) {
      see_container(seen, v);
    } else {
      see_scalar(seen, v);
    }
  }
}

/* The container, and those around it up to the whole file. */
rc_yaml_style rc_yaml_style_of(rc_value container) {
  const rc_tree *tree = container.tree;
  evidence seen = {.style = {.unit = 2, .list_indent = 2, .dash = 2, .quote = '"'}};
  for (rc_value at = container; !rc_value_is_none(at); at = rc_value_parent(at)) {
    uint32_t next = at.node == 0 ? tree->n_nodes : rc_value_node(at)->next;
    see_nodes(&seen, tree, at.node == 0 ? 1 : at.node, next);
  }
  if (!seen.text_dash) {
    seen.style.text_dash = seen.style.dash;
  }
  seen.style.newline = rc_text_newline(tree->text);
  if (!seen.sub_quote) {
    seen.style.sub_quote = seen.style.quote;
  }
  return seen.style;
}
