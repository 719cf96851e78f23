/*
 * Documents in texts of HCL: a policy as JSON in a heredoc, between quotes, or in a file of its
 * own.
 */
#include "fix/editor.h"
#include "fix/hcl_make.h"
#include "fix/json_edit.h"
#include "syntax/hcl.h"

/* The expression, or the file, whose text the document is; RC_VALUE_NONE if it is none of HCL. */
static rc_value text_around(const rc_tree *tree) {
  bool computed = tree->outer != NULL && tree->outer->syntax == RC_SYNTAX_COMPUTED;
  rc_value whole = computed ? rc_value_first(rc_tree_root(tree->outer)) : RC_VALUE_NONE;
  rc_value written = rc_value_is_none(whole) ? RC_VALUE_NONE : rc_value_written(whole, NULL);
  bool hcl = !rc_value_is_none(written) && written.tree->syntax == RC_SYNTAX_HCL;
  return hcl ? written : RC_VALUE_NONE;
}

bool rc_hcl_holds(const rc_tree *tree) { return !rc_value_is_none(text_around(tree)); }

static rc_hcl_quoting quoting_of(rc_value text) {
  return rc_value_kind(text) == RC_HCL_TEMPLATE
             ? (rc_hcl_quoting)(rc_value_node(text)->detail & RC_HCL_QUOTING_MASK)
             : RC_HCL_QUOTED;
}

/* Every line of a `<<-` heredoc begins with blanks that do not count. */
static rc_str indented(rc_arena *arena, rc_value heredoc, rc_str text) {
  rc_str raw = rc_value_raw(heredoc);
  size_t blanks = (size_t)rc_value_node(heredoc)->detail >> RC_HCL_QUOTING_BITS;
  size_t line = rc_str_find_byte(raw, '\n', 0);
  while (line != RC_NOT_FOUND && line + 1 < raw.len && raw.ptr[line + 1] != ' ' &&
         raw.ptr[line + 1] != '\t') {
    line = rc_str_find_byte(raw, '\n', line + 1);
  }
  rc_str margin =
      line == RC_NOT_FOUND ? RC_STR_NONE : rc_str_slice(raw, line + 1, line + 1 + blanks);
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t at = 0; at < text.len;) {
    size_t end = rc_str_find_byte(text, '\n', at);
    end = end == RC_NOT_FOUND ? text.len : end + 1;
    rc_buf_put(&out, rc_str_slice(text, at, end));
    rc_buf_put(&out, text.ptr[end - 1] == '\n' ? margin : RC_STR_NONE);
    at = end;
  }
  return rc_buf_str(&out);
}

rc_str rc_hcl_embed(rc_arena *arena, const rc_tree *tree, rc_str text) {
  rc_value around = text_around(tree);
  rc_kind kind = rc_value_kind(around);
  if (kind != RC_STRING && kind != RC_HCL_TEMPLATE) {
    return rc_hole_display(arena, text); /* a file that is read as it is */
  }
  rc_hcl_quoting quoting = quoting_of(around);
  text = rc_hcl_escape(arena, text, quoting != RC_HCL_QUOTED);
  return quoting == RC_HCL_INDENTED ? indented(arena, around, text) : text;
}

/* ---- as one syntax among others ------------------------------------------------------------- */

static bool can_edit(rc_value value) {
  if (!rc_json_can_edit(value)) {
    return false;
  }
  const rc_node *node = rc_value_node(value);
  rc_str file = text_around(value.tree).tree->text;
  return rc_edit_is_verbatim(value.tree, file, node->start) &&
         rc_edit_is_verbatim(value.tree, file, node->end - 1);
}

const rc_editor rc_hcl_document_editor = {
    .can_edit = can_edit,
    .append = rc_json_append,
    .insert_member = rc_json_insert_member,
    .replace = rc_json_replace,
    .wrap = rc_json_wrap,
    .remove = rc_json_remove,
};
