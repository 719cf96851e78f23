#include "redact/cloudformation_words.h"

#include "syntax/json_string.h"
#include "syntax/yaml.h"

enum { DEEPEST_FUNCTION = 16 };

/* ---- nodes ---------------------------------------------------------------------------------- */

static bool is_scalar(rc_value v) {
  rc_kind kind = rc_value_kind(v);
  return kind == RC_STRING || kind == RC_NUMBER || kind == RC_BOOL;
}

rc_str rc_cfn_body_of(rc_value scalar) {
  rc_str raw = rc_value_raw(scalar);
  char first = raw.len > 0 ? raw.ptr[0] : '\0';
  if (scalar.tree->syntax != RC_SYNTAX_YAML) {
    return rc_value_kind(scalar) == RC_STRING ? rc_json_body_of(scalar) : raw;
  }
  if ((first == '"' || first == '\'') && raw.len > 1) {
    return rc_str_slice(raw, 1, raw.len - 1);
  }
  size_t line = first == '|' || first == '>' ? rc_str_find_byte(raw, '\n', 0) : RC_NOT_FOUND;
  return line == RC_NOT_FOUND ? raw : rc_str_from(raw, line + 1);
}

static rc_str text_of(rc_value scalar) {
  return is_scalar(scalar) ? rc_cfn_body_of(scalar) : RC_STR_NONE;
}

/* The name of a member with this value; empty for others. */
static rc_str name_of(rc_value value) {
  rc_value parent = rc_value_parent(value);
  bool is_member = rc_value_kind(parent) == RC_OBJECT &&
                   (rc_value_node(value)->flags & RC_NODE_KEY) == 0;
  return is_member ? text_of(rc_value_key(value)) : RC_STR_NONE;
}

static uint32_t index_of(rc_value item) {
  uint32_t index = 0;
  for (RC_CHILDREN(other, rc_value_parent(item))) {
    if (other.node == item.node || index > 2) {
      break;
    }
    index++;
  }
  return index;
}

/* ---- templates ------------------------------------------------------------------------------ */

rc_value rc_cfn_template_of(const rc_tree *tree) {
  rc_value root = rc_value_first(rc_tree_root(tree));
  rc_value resources =
      rc_value_kind(root) == RC_OBJECT ? rc_value_get(root, RC_STR("Resources")) : RC_VALUE_NONE;
  for (RC_CHILDREN(child, resources)) {
    if (rc_value_kind(child) == RC_OBJECT &&
        rc_str_contains(text_of(rc_value_get(child, RC_STR("Type"))), RC_STR("::"))) {
      return root;
    }
  }
  return RC_VALUE_NONE;
}

static bool is_section(rc_str name) {
  static const rc_str sections[] = {RC_STR_INIT("Resources"),  RC_STR_INIT("Parameters"),
                                    RC_STR_INIT("Conditions"), RC_STR_INIT("Mappings"),
                                    RC_STR_INIT("Outputs"),    RC_STR_INIT("Rules")};
  for (size_t i = 0; i < RC_COUNT_OF(sections); i++) {
    if (rc_str_equal(name, sections[i])) {
      return true;
    }
  }
  return false;
}

/* A resource has few members; more are not looked at, since this is asked for each key below. */
static bool is_stack(rc_value resource) {
  int looked_at = 0;
  for (RC_MEMBERS(key, value, resource)) {
    if (rc_str_equal(text_of(key), RC_STR("Type"))) {
      return rc_str_equal(text_of(value), RC_STR("AWS::CloudFormation::Stack"));
    }
    if (++looked_at > 16) {
      break;
    }
  }
  return false;
}

/* What a nested stack is given: its template's parameters. */
static bool is_given_to_stack(rc_value parameters) {
  rc_value properties = rc_value_parent(parameters);
  return rc_str_equal(name_of(parameters), RC_STR("Parameters")) &&
         rc_str_equal(name_of(properties), RC_STR("Properties")) &&
         is_stack(rc_value_parent(properties));
}

bool rc_cfn_is_authors_key(rc_value template, rc_value key) {
  rc_value object = rc_value_parent(key);
  if (object.node == template.node) {
    return false;
  }
  rc_value above = rc_value_parent(object);
  if (above.node == template.node) {
    return is_section(name_of(object));
  }
  if (rc_str_equal(name_of(object), RC_STR("ParameterLabels")) || is_given_to_stack(object)) {
    return true;
  }
  /* Mappings: {Name: {Key: {Key: value}}} */
  for (int level = 0; level < 2 && above.node != 0; level++) {
    rc_value next = rc_value_parent(above);
    if (next.node == template.node) {
      return rc_str_equal(name_of(above), RC_STR("Mappings"));
    }
    above = next;
  }
  return false;
}

/* ---- functions ------------------------------------------------------------------------------ */

/* `Sub` of `!Sub` and `Fn::Sub`, of a value or of the list that it stands in; `*index` is its place
 * in that. */
static rc_str function_of(rc_value value, uint32_t *index) {
  *index = 0;
  for (int level = 0; level < 2; level++) {
    rc_str tag = value.tree->syntax == RC_SYNTAX_YAML ? rc_yaml_tag(value) : RC_STR_NONE;
    rc_str name = name_of(value);
    if (tag.len > 1 && tag.ptr[1] != '!') {
      return rc_str_from(tag, 1);
    }
    if (rc_str_starts_with(name, RC_STR("Fn::"))) {
      return rc_str_from(name, 4);
    }
    if (name.len > 0 || rc_value_kind(rc_value_parent(value)) != RC_ARRAY) {
      return name;
    }
    *index = index_of(value);
    value = rc_value_parent(value);
  }
  return RC_STR_NONE;
}

static void keep(rc_scan *scan, size_t start, size_t end) {
  if (start < end) {
    rc_scan_leaf(scan, RC_DETECT_KEPT_VOCABULARY, RC_FAMILY_KEEP, 0, start, end);
  }
}

/* `Id.Attribute`; the outputs of a nested stack are its author's. */
static void keep_attribute(rc_scan *scan, size_t start, size_t end) {
  rc_str path = rc_str_slice(scan->text, start, end);
  size_t dot = rc_str_find_byte(path, '.', 0);
  if (dot == RC_NOT_FOUND) {
    return;
  }
  bool output = rc_str_starts_with(rc_str_from(path, dot), RC_STR(".Outputs."));
  keep(scan, start + dot, output ? start + dot + sizeof ".Outputs." - 1 : end);
}

static void keep_in_sub(rc_scan *scan, size_t start, size_t end) {
  rc_str text = rc_str_slice(scan->text, 0, end);
  for (size_t at = start; (at = rc_str_find(text, RC_STR("${"), at)) != RC_NOT_FOUND;) {
    size_t close = rc_str_find_byte(text, '}', at);
    if (close == RC_NOT_FOUND) {
      return;
    }
    rc_str name = rc_str_slice(text, at + 2, close);
    if (rc_str_starts_with(name, RC_STR("AWS::"))) {
      keep(scan, at + 2, close);
    } else {
      keep_attribute(scan, at + 2, close);
    }
    at = close;
  }
}

void rc_cfn_keep_words(rc_scan *scan, rc_value string) {
  rc_str body = rc_cfn_body_of(string);
  size_t start = (size_t)(body.ptr - scan->text.ptr);
  size_t end = start + body.len;
  uint32_t index;
  rc_str function = function_of(string, &index);
  if (rc_str_equal(function, RC_STR("Sub")) && index == 0) {
    keep_in_sub(scan, start, end);
  } else if (rc_str_equal(function, RC_STR("GetAtt"))) {
    bool is_output = rc_str_starts_with(body, RC_STR("Outputs."));
    if (index == 1 && !is_output) {
      keep(scan, start, end);
    } else if (index == 0) {
      keep_attribute(scan, start, end);
    }
  } else if (rc_str_equal(function, RC_STR("Type")) && rc_str_contains(body, RC_STR("::"))) {
    rc_scan_vocabulary(scan, start, end);
  } else if (rc_str_starts_with(body, RC_STR("AWS::"))) {
    keep(scan, start, end);
  }
}

/* ---- secrets -------------------------------------------------------------------------------- */

bool rc_cfn_is_no_echo(rc_value object) {
  rc_str value = text_of(rc_value_get(object, RC_STR("NoEcho")));
  return rc_str_equal_nocase(value, RC_STR("true")) || rc_str_equal_nocase(value, RC_STR("yes"));
}

/* Functions whose arguments become part of what they give; of the others nothing is a secret. The
 * first of `If` is the name of a condition, that of `Join` and `Split` a separator. */
static bool passes_on(rc_str function, uint32_t index) {
  static const struct {
    rc_str name;
    uint32_t from, to;
  } functions[] = {
      {RC_STR_INIT("If"), 1, 2},     {RC_STR_INIT("Join"), 1, 1}, {RC_STR_INIT("Sub"), 0, 0},
      {RC_STR_INIT("Base64"), 0, 0}, {RC_STR_INIT("Split"), 1, 1}};
  for (size_t i = 0; i < RC_COUNT_OF(functions); i++) {
    if (rc_str_equal(function, functions[i].name)) {
      return index >= functions[i].from && index <= functions[i].to;
    }
  }
  return false;
}

static void hide_scalar(rc_scan *scan, rc_value value, const rc_name_row *row, uint16_t detector) {
  rc_str body = rc_cfn_body_of(value);
  size_t start = (size_t)(body.ptr - scan->text.ptr);
  if ((rc_value_node(value)->flags & RC_NODE_ESCAPED) == 0 || scan->map == NULL) {
    rc_scan_secret(scan, row, detector, start, start + body.len);
  }
}

static void hide_at(rc_scan *scan, rc_value value, const rc_name_row *row, uint16_t detector,
                    uint32_t depth);

static void hide_arguments(rc_scan *scan, rc_str function, rc_value argument,
                           const rc_name_row *row, uint16_t detector, uint32_t depth) {
  uint32_t index = 0;
  if (rc_value_kind(argument) != RC_ARRAY) {
    if (is_scalar(argument) && passes_on(function, 0)) {
      hide_scalar(scan, argument, row, detector);
    } else if (passes_on(function, 0)) {
      hide_at(scan, argument, row, detector, depth + 1);
    }
    return;
  }
  for (RC_CHILDREN(item, argument)) {
    bool is_list = rc_value_kind(item) == RC_ARRAY && rc_str_equal(function, RC_STR("Join"));
    if (passes_on(function, index) && is_list) {
      for (RC_CHILDREN(part, item)) {
        hide_at(scan, part, row, detector, depth + 1);
      }
    } else if (passes_on(function, index)) {
      hide_at(scan, item, row, detector, depth + 1);
    }
    index++;
  }
}

static void hide_at(rc_scan *scan, rc_value value, const rc_name_row *row, uint16_t detector,
                    uint32_t depth) {
  rc_str tag = value.tree->syntax == RC_SYNTAX_YAML ? rc_yaml_tag(value) : RC_STR_NONE;
  if (depth > DEEPEST_FUNCTION) {
    return;
  }
  if (tag.len > 1 && tag.ptr[1] != '!') {
    hide_arguments(scan, rc_str_from(tag, 1), value, row, detector, depth);
  } else if (is_scalar(value)) {
    hide_scalar(scan, value, row, detector);
  } else if (rc_value_kind(value) == RC_OBJECT && rc_value_node(value)->count == 2) {
    rc_value key = rc_value_first(value);
    rc_str name = text_of(key);
    if (rc_str_starts_with(name, RC_STR("Fn::"))) {
      hide_arguments(scan, rc_str_from(name, 4), rc_value_next(key), row, detector, depth);
    }
  }
}

void rc_cfn_hide(rc_scan *scan, rc_value value, const rc_name_row *row, uint16_t detector) {
  if (!rc_value_is_none(value)) {
    hide_at(scan, value, row, detector, 0);
  }
}

/* ---- templates in YAML ---------------------------------------------------------------------- */

static bool names_secret(const rc_name_row *row) {
  return row != NULL &&
         (row->named == RC_NAMED_SECRET || row->named == RC_NAMED_HEX_SECRET);
}

static const rc_name_row *row_of(rc_scan *scan, rc_str name) {
  const rc_name_row *row = rc_name_find_again(scan->names, name).row;
  return names_secret(row) ? row : NULL;
}

/* {Name: N, Value: V}, {Type: String, NoEcho: true, Default: V}, {DbPassword: {Default: V}} */
static void judge_object(rc_scan *scan, rc_value object) {
  rc_value name = rc_value_get_nocase(object, RC_STR("Name"));
  rc_value value = rc_value_get_nocase(object, RC_STR("Value"));
  const rc_name_row *row = is_scalar(name) ? row_of(scan, text_of(name)) : NULL;
  if (row != NULL) {
    rc_cfn_hide(scan, value, row, RC_DETECT_SECRET_PAIR);
  }
  const rc_name_row *own = row_of(scan, name_of(object));
  if (rc_cfn_is_no_echo(object) || own != NULL) {
    rc_cfn_hide(scan, rc_value_get(object, RC_STR("Default")), own, RC_DETECT_SECRET_BY_NAME);
  }
}

static void judge_member(rc_scan *scan, rc_value key) {
  rc_value value = rc_value_next(key);
  const rc_name_row *row = row_of(scan, text_of(key));
  if (row != NULL && !rc_value_is_none(value)) {
    rc_cfn_hide(scan, value, row, RC_DETECT_SECRET_BY_NAME);
  }
}

rc_status rc_cfn_scan_yaml(rc_arena *arena, rc_value template, rc_leaves *out) {
  const rc_tree *tree = template.tree;
  rc_scan scan = {
      .arena = arena, .text = tree->text, .out = out, .names = rc_name_cache_new(arena)};
  rc_node_id end = rc_value_node(template)->next;
  for (rc_node_id id = template.node; id < end; id++) {
    rc_value value = {tree, id};
    const rc_node *node = &tree->nodes[id];
    if ((node->flags & RC_NODE_KEY) != 0) {
      if (!rc_cfn_is_authors_key(template, value)) {
        keep(&scan, node->start, node->end);
      }
      judge_member(&scan, value);
    } else if (node->kind == RC_OBJECT) {
      judge_object(&scan, value);
    } else if (node->kind == RC_STRING) {
      rc_cfn_keep_words(&scan, value);
    }
  }
  return rc_arena_status(arena);
}
