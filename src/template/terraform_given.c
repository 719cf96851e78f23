/*
 * Values that files give to the variables of root modules. Source: the language's page on input
 * variables, "Variable Definitions (.tfvars) Files" and "Variable Definition Precedence".
 */
#include "base/path.h"
#include "template/terraform_parts.h"

bool rc_tf_is_variables(const rc_tf_file *file) {
  rc_str path = file->source->path;
  return file->turn > 0 || rc_str_ends_with(path, RC_STR(".tfvars")) ||
         rc_str_ends_with(path, RC_STR(".tfvars.json"));
}

/* Those that Terraform reads by itself: in the root's folder, by their names. */
static bool is_automatic(rc_str path) {
  rc_str file = rc_path_file(path);
  return rc_str_equal(file, RC_STR("terraform.tfvars")) ||
         rc_str_equal(file, RC_STR("terraform.tfvars.json")) ||
         rc_str_ends_with(file, RC_STR(".auto.tfvars")) ||
         rc_str_ends_with(file, RC_STR(".auto.tfvars.json"));
}

static void add_variables(rc_tf *ev, const rc_tf_file *file, rc_computed *inputs) {
  if (file->tree->syntax == RC_SYNTAX_JSON) {
    const rc_computed *values =
        rc_tf_of_json(ev->arena, rc_value_first(rc_tree_root(file->tree)));
    for (uint32_t i = 0; values != NULL && i < values->members.len; i++) {
      const rc_computed_member *member = &values->members.items[i];
      rc_tf_set(ev, inputs, member->key, member->key_written, member->value);
    }
    return;
  }
  for (RC_CHILDREN(item, rc_tree_root(file->tree))) {
    rc_value name = rc_value_first(item);
    if (rc_value_kind(item) == RC_HCL_ATTRIBUTE) {
      rc_tf_set(ev, inputs, rc_value_raw(name), name,
                rc_tf_evaluate(ev, NULL, rc_value_next(name)));
    }
  }
}

/* What nobody has told is known only where there is no choice: one such file in the root's folder
 * or below. */
static const rc_tf_file *only_other_file(rc_tf *ev, const rc_tf_file_vec *files, rc_str folder) {
  const rc_tf_file *found = NULL;
  rc_str below = RC_FILL(ev->arena, "{}/", folder);
  bool here = rc_str_equal(folder, RC_STR("."));
  for (RC_EACH(const rc_tf_file, file, *files)) {
    rc_str path = rc_tf_path(ev->arena, RC_STR_NONE, file->source->path);
    if (!rc_tf_is_variables(file) || is_automatic(path) ||
        !(here || rc_str_starts_with(path, below))) {
      continue;
    }
    if (found != NULL) {
      return NULL;
    }
    found = file;
  }
  return found;
}

static const rc_tf_file *next_told(const rc_tf_file_vec *files, uint32_t after) {
  const rc_tf_file *next = NULL;
  for (RC_EACH(const rc_tf_file, file, *files)) {
    next = file->turn > after && (next == NULL || file->turn < next->turn) ? file : next;
  }
  return next;
}

const rc_computed *rc_tf_inputs(rc_tf *ev, const rc_tf_file_vec *files, rc_str folder) {
  rc_computed *inputs = rc_tf_object(ev, RC_VALUE_NONE);
  for (int automatic = 0; automatic < 2; automatic++) { /* `terraform.tfvars` first */
    for (RC_EACH(const rc_tf_file, file, *files)) {
      rc_str path = file->source->path;
      bool first = rc_str_starts_with(rc_path_file(path), RC_STR("terraform.tfvars"));
      if (rc_tf_is_variables(file) && is_automatic(path) && first == (automatic == 0) &&
          rc_str_equal(rc_tf_folder_of(ev->arena, path), folder)) {
        add_variables(ev, file, inputs);
      }
    }
  }
  const rc_tf_file *told = next_told(files, 0);
  const rc_tf_file *other = told != NULL ? NULL : only_other_file(ev, files, folder);
  if (other != NULL) {
    add_variables(ev, other, inputs);
  }
  for (; told != NULL; told = next_told(files, told->turn)) {
    add_variables(ev, told, inputs);
  }
  return rc_tf_made(ev, inputs);
}

/* ---- what there is to say ------------------------------------------------------------------- */

static void note(rc_tf *ev, rc_given_note said) {
  rc_given_note *added =
      ev->options->notes == NULL ? NULL : RC_VEC_ADD(ev->arena, ev->options->notes);
  if (added != NULL) {
    *added = said;
  }
}

/* What no root declares may be a secret whose name has a slip. */
static void note_member(rc_tf *ev, const rc_computed_member *member, bool told) {
  rc_given_note said = {.span = rc_value_span(member->key_written), .hidden = RC_SPAN_NONE};
  rc_str key = RC_FILL(ev->arena, "var.{}", member->key);
  bool declared = false;
  bool secret = false;
  for (RC_EACH(rc_tf_instance *, root, ev->instances)) {
    const rc_tf_named *named = rc_tf_find(*root, key);
    rc_value body = named == NULL ? RC_VALUE_NONE : rc_tf_body_of(named->node);
    declared = declared || named != NULL;
    secret = secret || rc_tf_is_set(body, "sensitive", false);
    if (named != NULL &&
        !rc_tf_fits(ev, member->value, rc_tf_attribute_of(body, "type"))) {
      said.message = RC_FILL(ev->arena, "variable `{}` has another type than what is given",
                             member->key);
      said.help = RC_STR("it was not taken; Terraform refuses it too");
    }
  }
  if (!declared && told) {
    said.message = RC_FILL(ev->arena, "no root module has a variable `{}`", member->key);
    said.help = RC_STR("names have to be spelled as in the `variable` blocks");
  }
  if (secret || !declared) {
    said.hidden = rc_value_span(member->value->written);
  }
  note(ev, said);
}

/* Of files that Terraform would not read, nothing is said. */
void rc_tf_note_given(rc_tf *ev, const rc_tf_file_vec *files) {
  for (RC_EACH(const rc_tf_file, file, *files)) {
    rc_computed *members = rc_tf_object(ev, RC_VALUE_NONE);
    if (members != NULL && rc_tf_is_variables(file) &&
        (file->turn > 0 || is_automatic(file->source->path))) {
      add_variables(ev, file, members);
      for (RC_EACH(const rc_computed_member, member, members->members)) {
        note_member(ev, member, file->turn > 0);
      }
    }
  }
}
