/*
 * Documents in block texts of YAML: `AssumeRolePolicyDocument: !Sub |` and JSON below it.
 */
#include "fix/editor.h"
#include "fix/json_edit.h"
#include "fix/json_place.h"
#include "fix/yaml_make.h"
#include "syntax/yaml.h"

/* The scalar whose text the document is; RC_VALUE_NONE if it is none whose lines stand there. */
static rc_value text_around(const rc_tree *tree) {
  bool computed = tree->outer != NULL && tree->outer->syntax == RC_SYNTAX_COMPUTED;
  rc_value whole = computed ? rc_value_first(rc_tree_root(tree->outer)) : RC_VALUE_NONE;
  rc_value written = rc_value_is_none(whole) ? RC_VALUE_NONE : rc_value_written(whole, NULL);
  bool lines = !rc_value_is_none(written) && written.tree->syntax == RC_SYNTAX_YAML &&
               rc_str_starts_with(rc_value_raw(written), RC_STR("|"));
  return lines ? written : RC_VALUE_NONE;
}

bool rc_yaml_holds(const rc_tree *tree) { return !rc_value_is_none(text_around(tree)); }

bool rc_yaml_holds_references(const rc_tree *tree) {
  return rc_str_equal(rc_yaml_tag(text_around(tree)), RC_STR("!Sub"));
}

/* The blanks that every line of the text begins with. */
static rc_str margin_of(rc_value scalar) {
  rc_str raw = rc_value_raw(scalar);
  size_t at = 0;
  while (at < raw.len && raw.ptr[at] != '\n' && raw.ptr[at] != '\r') {
    at++;
  }
  while (at < raw.len && (raw.ptr[at] == '\n' || raw.ptr[at] == '\r')) {
    at++;
  }
  return rc_text_indent(raw, at);
}

rc_str rc_yaml_embed(rc_arena *arena, const rc_tree *tree, rc_str text) {
  rc_value scalar = text_around(tree);
  rc_str newline = rc_text_newline(scalar.tree->text);
  rc_str margin = margin_of(scalar);
  rc_buf out;
  rc_buf_init(&out, arena);
  rc_str own = rc_yaml_holds_references(tree) ? rc_cfn_sub(arena, text) : text;
  for (size_t i = 0; i < own.len; i++) {
    bool ends = own.ptr[i] == '\n';
    rc_buf_put(&out, ends ? newline : rc_str_slice(own, i, i + 1));
    rc_buf_put(&out, ends ? margin : RC_STR_NONE);
  }
  return rc_buf_str(&out);
}

/* What is shared by an alias is left alone, as elsewhere in YAML. */
static bool can_edit(rc_value value) {
  if (!rc_json_can_edit(value) || !rc_yaml_editor.can_edit(text_around(value.tree))) {
    return false;
  }
  const rc_node *node = rc_value_node(value);
  rc_str file = text_around(value.tree).tree->text;
  return rc_edit_is_verbatim(value.tree, file, node->start) &&
         rc_edit_is_verbatim(value.tree, file, node->end - 1);
}

const rc_editor rc_yaml_document_editor = {
    .can_edit = can_edit,
    .append = rc_json_append,
    .insert_member = rc_json_insert_member,
    .replace = rc_json_replace,
    .wrap = rc_json_wrap,
    .remove = rc_json_remove,
};
