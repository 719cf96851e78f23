/*
 * Functions of values of any kind, of files, and of JSON. NULL: the result is not known.
 */
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/cloudformation.h"
#include "template/terraform_parts.h"

/* The first argument that Terraform can work out; one that is merely unknown here is such. */
static const rc_computed *f_try(rc_tf *ev, const rc_tf_call *call) {
  (void)ev;
  for (uint32_t i = 0; i < call->n; i++) {
    if (!rc_tf_is_refused(call->arguments[i])) {
      return call->arguments[i];
    }
  }
  return NULL;
}

static const rc_computed *f_can(rc_tf *ev, const rc_tf_call *call) {
  const rc_computed *value = call->arguments[0];
  if (rc_tf_is_refused(value)) {
    return rc_tf_bool(ev, false, call->node);
  }
  return value->kind == RC_COMPUTED_UNKNOWN ? NULL : rc_tf_bool(ev, true, call->node);
}

static const rc_computed *f_same(rc_tf *ev, const rc_tf_call *call) {
  (void)ev;
  return call->arguments[0];
}

/* Not even the name of the hole may say what it is. */
static const rc_computed *f_sensitive(rc_tf *ev, const rc_tf_call *call) {
  rc_str name = RC_FILL(ev->arena, "sensitive(/* {} */)", rc_str_from_u64(ev->arena, ++ev->serial));
  return rc_tf_secret(ev, call->arguments[0], rc_tf_hole_of(ev, name, call->node));
}

static const rc_computed *f_tostring(rc_tf *ev, const rc_tf_call *call) {
  rc_str text;
  const rc_computed *value = call->arguments[0];
  bool changes = value->kind == RC_COMPUTED_NUMBER || value->kind == RC_COMPUTED_BOOL;
  if (!changes) {
    return rc_tf_is_collection(value) ? rc_tf_refused(ev, rc_tf_call_hole(ev, call)) : value;
  }
  return rc_tf_text(ev, value, &text) ? rc_tf_string(ev, text, call->node) : NULL;
}

static const rc_computed *f_tonumber(rc_tf *ev, const rc_tf_call *call) {
  double number;
  return rc_tf_to_number(call->arguments[0], &number) ? rc_tf_number(ev, number, call->node)
         : rc_tf_is_null(call->arguments[0])          ? call->arguments[0]
                                                      : NULL;
}

static const rc_computed *f_tobool(rc_tf *ev, const rc_tf_call *call) {
  rc_str text;
  if (!rc_computed_known_text(call->arguments[0], &text)) {
    return NULL;
  }
  bool truth = rc_str_equal(text, RC_STR("true"));
  return truth || rc_str_equal(text, RC_STR("false")) ? rc_tf_bool(ev, truth, call->node) : NULL;
}

/* The text is made when somebody asks for it; readers take the value itself. */
static const rc_computed *f_jsonencode(rc_tf *ev, const rc_tf_call *call) {
  rc_computed *string = rc_computed_string(ev->arena, RC_STR_NONE, call->node, false);
  if (string == NULL || (int)call->arguments[0]->kind == RC_TF_REFERENCE) {
    return NULL;
  }
  string->json = call->arguments[0];
  return string;
}

const rc_computed *rc_tf_decode(rc_arena *arena, const rc_computed *text) {
  rc_tree *around = NULL;
  rc_tree *tree = NULL;
  if (text->kind != RC_COMPUTED_STRING) {
    return NULL;
  }
  if (text->json != NULL) {
    return text->json;
  }
  rc_value string = text->written; /* the best map of places, where it is the text itself */
  bool is_text = text->is_itself && rc_value_kind(string) == RC_STRING &&
                 string.tree->syntax == RC_SYNTAX_JSON;
  if (!is_text) {
    if (rc_computed_tree(arena, text, &around) != RC_OK) {
      return NULL;
    }
    string = rc_value_first(rc_tree_root(around));
  }
  if (rc_value_kind(string) != RC_STRING ||
      rc_json_parse_embedded(arena, string, &tree) != RC_OK || tree->has_errors ||
      tree->nodes[0].count != 1) {
    return NULL;
  }
  return rc_tf_of_json(arena, rc_value_first(rc_tree_root(tree)));
}

static const rc_computed *f_jsondecode(rc_tf *ev, const rc_tf_call *call) {
  (void)rc_tf_work(ev, 1 + call->arguments[0]->text.len / 16);
  return rc_tf_decode(ev->arena, call->arguments[0]);
}

static const rc_computed *f_yamldecode(rc_tf *ev, const rc_tf_call *call) {
  const rc_computed *text = call->arguments[0];
  rc_source source = {.file = rc_value_span(text->written).file};
  rc_tree *tree = NULL;
  rc_tree *plain = NULL;
  if (text->kind != RC_COMPUTED_STRING || !rc_computed_known_text(text, &source.bytes) ||
      !rc_tf_work(ev, 1 + source.bytes.len / 16) ||
      rc_yaml_parse(ev->arena, &source, &tree) != RC_OK || tree->has_errors ||
      tree->nodes[0].count != 1) {
    return NULL;
  }
  tree->map = rc_tf_map_of(ev, text);
  bool made = tree->map != NULL &&
              rc_yaml_plain(ev->arena, rc_value_first(rc_tree_root(tree)), &plain) == RC_OK &&
              plain != NULL;
  return made ? rc_tf_of_json(ev->arena, rc_value_first(rc_tree_root(plain))) : NULL;
}

const rc_tf_function_row rc_tf_other_functions[] = {
    {RC_STR_INIT("try"), 1, 255, true, f_try},
    {RC_STR_INIT("can"), 1, 1, true, f_can},
    {RC_STR_INIT("sensitive"), 1, 1, true, f_sensitive},
    {RC_STR_INIT("nonsensitive"), 1, 1, true, f_same},
    {RC_STR_INIT("pathexpand"), 1, 1, true, f_same},
    {RC_STR_INIT("tostring"), 1, 1, true, f_tostring},
    {RC_STR_INIT("tonumber"), 1, 1, false, f_tonumber},
    {RC_STR_INIT("tobool"), 1, 1, false, f_tobool},
    {RC_STR_INIT("jsonencode"), 1, 1, true, f_jsonencode},
    {RC_STR_INIT("jsondecode"), 1, 1, true, f_jsondecode},
    {RC_STR_INIT("yamldecode"), 1, 1, false, f_yamldecode},
    {RC_STR_INIT("file"), 1, 1, false, rc_tf_file_text},
    {RC_STR_INIT("fileexists"), 1, 1, false, rc_tf_file_exists},
    {RC_STR_INIT("templatefile"), 2, 2, true, rc_tf_template_file},
};
const size_t rc_tf_n_other_functions = RC_COUNT_OF(rc_tf_other_functions);
