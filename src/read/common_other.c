#include "read/common_other.h"

#include "model/codes.h"

typedef bool (*is_format)(const rc_source *source, rc_value root);

static bool is_jsonnet(const rc_source *source, rc_value root) {
  (void)root;
  return (rc_str_ends_with(source->path, RC_STR(".jsonnet")) ||
          rc_str_ends_with(source->path, RC_STR(".libsonnet"))) &&
         rc_str_contains_words(source->bytes, RC_STR("containerDefinitions"));
}

/* The order is that of the bits in rc_model.formats_noted. */
static const struct {
  is_format is;
  const char *name;
  const char *help;
} formats[] = {
    {is_jsonnet, "Jsonnet", "render it to JSON first"},
};

static void note(rc_model *model, const rc_source *source, size_t format) {
  uint32_t bit = (uint32_t)1 << format;
  if ((model->formats_noted & bit) != 0) {
    return;
  }
  model->formats_noted |= bit;
  rc_model_say(model, RC_SAY_NOT_READ, RC_NOTE,
               (rc_span){source->file, 0, source->bytes.len > 0 ? 1 : 0},
               RC_FILL(model->arena, "this is {}, which this version does not read",
                       rc_str_from_c(formats[format].name)),
               formats[format].help);
}

static rc_value first_value(const rc_tree *tree) {
  return tree == NULL ? RC_VALUE_NONE : rc_value_first(rc_tree_root(tree));
}

bool rc_note_other_format(rc_model *model, const rc_source *source, const rc_tree *tree) {
  rc_value root = first_value(tree);
  for (size_t i = 0; i < RC_COUNT_OF(formats); i++) {
    if (formats[i].is(source, root)) {
      note(model, source, i);
      return true;
    }
  }
  return false;
}

bool rc_note_foreign_syntax(rc_model *model, const rc_source *source, const rc_tree *tree) {
  return is_jsonnet(source, first_value(tree)) && rc_note_other_format(model, source, tree);
}
