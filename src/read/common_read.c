/*
 * One file into the model: which syntax, which reader, and what to say of a file that none takes.
 */
#include "read/common_other.h"
#include "read/common_policy.h"
#include "syntax/hcl.h"
#include "syntax/json.h"
#include "syntax/yaml.h"

/* ---- bytes ---------------------------------------------------------------------------------- */

/* The first bytes as a place to point at. */
static rc_span file_start(const rc_source *source) {
  return (rc_span){source->file, 0, source->bytes.len > 0 ? 1 : 0};
}

/* UTF-16 and UTF-32 are what some shells make of `aws ... > file`. Returns its name, or NULL. */
static const char *wide_encoding(rc_str bytes) {
  if (rc_str_starts_with(bytes, (rc_str){"\xFF\xFE", 2})) {
    return "UTF-16LE";
  }
  if (rc_str_starts_with(bytes, (rc_str){"\xFE\xFF", 2})) {
    return "UTF-16BE";
  }
  bool opens = bytes.len >= 4 && (bytes.ptr[0] == '{' || bytes.ptr[0] == '[');
  if (opens && bytes.ptr[1] == '\0' && bytes.ptr[2] != '\0') {
    return "UTF-16LE";
  }
  opens = bytes.len >= 4 && (bytes.ptr[1] == '{' || bytes.ptr[1] == '[');
  return opens && bytes.ptr[0] == '\0' && bytes.ptr[2] == '\0' ? "UTF-16BE" : NULL;
}

static void report_encoding(rc_model *model, const rc_source *source, const char *encoding) {
  rc_str name = rc_str_from_c(encoding);
  rc_finding *finding = rc_model_report(
      model, RC_SAY_ENCODING, RC_WARNING, file_start(source),
      RC_FILL(model->arena, "this file is {} and was not read: only UTF-8 is", name));
  if (finding != NULL) {
    finding->help =
        RC_FILL(model->arena, "convert it with `iconv -f {} -t UTF-8`", name);
  }
}

static rc_str without_bom(rc_str bytes) {
  rc_str bom = RC_STR("\xEF\xBB\xBF");
  return rc_str_starts_with(bytes, bom) ? rc_str_from(bytes, bom.len) : bytes;
}

/* Programs, images, archives: nothing to read, and nothing to say. */
static bool is_binary(rc_str bytes) {
  enum { LOOKED_AT = 4096 };
  rc_str head = rc_str_slice(bytes, 0, LOOKED_AT);
  bool json = bytes.len > 0 && (bytes.ptr[0] == '{' || bytes.ptr[0] == '[');
  return !json && rc_str_find_byte(head, '\0', 0) != RC_NOT_FOUND;
}

/* One object on each line, as programs write logs: the lines are what counts. A few of them are
 * still read as JSON, for each may be an event. */
static bool is_long_log_of_objects(const rc_source *source, rc_str text) {
  enum { LONG = 1 << 20 };
  size_t end = rc_str_find_byte(text, '\n', 0);
  if (text.len < LONG || end == RC_NOT_FOUND || end < 2 ||
      rc_str_ends_with(source->path, RC_STR(".json"))) {
    return false;
  }
  rc_str line = rc_str_trim(rc_str_slice(text, 0, end));
  return line.ptr[line.len - 1] == '}' && text.ptr[0] == '{' && end + 1 < text.len &&
         text.ptr[end + 1] == '{';
}

/* JSON begins with a bracket, or behind a comment in a file whose name says JSON. Lines of a log
 * may begin with one too: `[INFO] ...`. */
static bool may_be_json(const rc_source *source) {
  rc_str text = rc_str_trim(without_bom(source->bytes));
  if (text.len == 0) {
    return false;
  }
  if (rc_str_ends_with(source->path, RC_STR(".json")) || text.ptr[0] == '{') {
    return !is_long_log_of_objects(source, text);
  }
  return text.ptr[0] == '[' && rc_json_looks_like(text);
}

/* ---- readers -------------------------------------------------------------------------------- */

static const rc_reader *best_reader(const rc_document *document) {
  const rc_reader *best = NULL;
  int surest = 0;
  for (size_t i = 0; i < rc_n_readers; i++) {
    int sure = rc_readers[i]->recognise(document);
    if (sure > surest) {
      surest = sure;
      best = rc_readers[i];
    }
  }
  return best;
}

/* Reads one document; `*kind` becomes its kind unless an earlier one of the file has set it. */
static rc_status read_one(rc_model *model, const rc_document *document, const char **kind) {
  const rc_reader *reader = best_reader(document);
  if (reader == NULL) {
    return RC_OK;
  }
  if (*kind == NULL) {
    *kind = reader->kind;
  }
  return reader->read(model, document);
}

static rc_status read_values(rc_model *model, const rc_source *source, rc_binding binding,
                             const rc_tree *tree, const char **kind) {
  for (RC_CHILDREN(value, rc_tree_root(tree))) {
    rc_document document = {.source = source, .value = value, .binding = binding};
    RC_TRY(read_one(model, &document, kind));
  }
  return RC_OK;
}

static rc_status read_text(rc_model *model, const rc_source *source, rc_binding binding,
                           const char **kind) {
  rc_document document = {.source = source, .value = RC_VALUE_NONE, .binding = binding};
  return read_one(model, &document, kind);
}

/* Words that only documents of ours hold: a file with one of them that cannot be read is worth an
 * error, any other file is worth a note. */
static bool speaks_of_ours(rc_str text) {
  static const rc_str words[] = {
      RC_STR_INIT("containerDefinitions"), RC_STR_INIT("executionRoleArn"),
      RC_STR_INIT("\"Statement\""),        RC_STR_INIT("AssumeRolePolicyDocument"),
      RC_STR_INIT("PolicyDocument"),       RC_STR_INIT("policyText"),
      RC_STR_INIT("AttachedPolicies"),     RC_STR_INIT("stoppedReason"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    if (rc_str_contains(text, words[i])) {
      return true;
    }
  }
  return false;
}

/* In a file of no known kind the first error is enough. */
static void report_unreadable(rc_model *model, const rc_source *source, const rc_tree *tree) {
  if (speaks_of_ours(source->bytes)) {
    rc_report_syntax(model, tree, RC_ERROR_SEVERITY);
    return;
  }
  for (uint32_t i = 0; i < tree->n_notes; i++) {
    if (tree->notes[i].severity == RC_NOTE_ERROR) {
      rc_finding *finding = rc_model_report(model, RC_SAY_SYNTAX_ERROR, RC_NOTE,
                                            tree->notes[i].span, tree->notes[i].message);
      if (finding != NULL) {
        finding->help = tree->notes[i].help;
      }
      return;
    }
  }
}

/* A text that counts only if something is found in it may still be JSON with a slip. */
static bool is_surely_taken(const rc_model *model, const char *kind) {
  uint32_t n = model->messages.len;
  return kind != NULL && (n == 0 || !model->messages.items[n - 1].unsure);
}

static rc_status read_json(rc_model *model, const rc_source *source, rc_binding binding,
                           const char **kind) {
  rc_tree *tree = NULL;
  RC_TRY(rc_json_parse(model->arena, source, &tree));
  if (tree->has_errors && rc_note_foreign_syntax(model, source, tree)) {
    return rc_arena_status(model->arena);
  }
  RC_TRY(read_values(model, source, binding, tree, kind));
  if (*kind != NULL) {
    rc_report_syntax(model, tree, RC_ERROR_SEVERITY);
    return rc_arena_status(model->arena);
  }
  RC_TRY(read_text(model, source, binding, kind));
  if (!is_surely_taken(model, *kind) && !rc_note_other_format(model, source, tree) &&
      tree->has_errors) {
    report_unreadable(model, source, tree);
  }
  return rc_arena_status(model->arena);
}

bool rc_is_template_file(rc_str path, rc_binding_kind kind) {
  return kind == RC_BIND_VARIABLES || rc_str_ends_with(path, RC_STR(".tf")) ||
         rc_str_ends_with(path, RC_STR(".tf.json")) ||
         rc_str_ends_with(path, RC_STR(".tfvars")) ||
         rc_str_ends_with(path, RC_STR(".tfvars.json"));
}

bool rc_is_of_template(const rc_model *model, uint32_t file) {
  const bool *used = model->pending.used_by_templates;
  return file < model->n_sources &&
         (rc_is_template_file(model->sources[file].path, RC_BIND_NONE) ||
          (used != NULL && used[file]));
}

/* A whole file is one document. Slips are warnings: what stands around them is read. */
static rc_status read_template(rc_model *model, const rc_source *source, rc_binding binding,
                               const char **kind) {
  rc_tree *tree = NULL;
  RC_TRY(rc_str_ends_with(source->path, RC_STR(".json"))
             ? rc_json_parse(model->arena, source, &tree)
             : rc_hcl_parse(model->arena, source, &tree));
  rc_report_syntax(model, tree, RC_WARNING);
  if (rc_str_ends_with(source->path, RC_STR(".tf.json"))) {
    RC_TRY(rc_hcl_of_json(model->arena, tree, &tree));
    rc_report_syntax(model, tree, RC_WARNING);
  }
  rc_document document = {.source = source, .value = rc_tree_root(tree), .binding = binding};
  return read_one(model, &document, kind);
}

/* YAML is read where it may be a template of CloudFormation, or, by its name, a task definition or
 * policy: of other files nothing is wanted. */
static bool may_be_yaml(const rc_source *source, rc_binding_kind kind) {
  rc_str text = source->bytes;
  bool named = rc_str_ends_with(source->path, RC_STR(".yaml")) ||
               rc_str_ends_with(source->path, RC_STR(".yml"));
  return kind == RC_BIND_PARAMETERS ||
         (rc_str_contains(text, RC_STR("Resources:")) && rc_str_contains(text, RC_STR("AWS::"))) ||
         (named && (rc_str_contains_words(text, RC_STR("containerDefinitions:")) ||
                    (rc_str_contains(text, RC_STR("Statement:")) &&
                     rc_str_contains(text, RC_STR("Effect:")))));
}

static rc_status read_plain_yaml(rc_model *model, rc_document *document, const char **kind) {
  rc_tree *tree = NULL;
  const rc_tree *file = document->value.tree;
  RC_TRY(rc_yaml_plain(model->arena, document->value, &tree));
  if (tree == NULL) {
    return RC_OK;
  }
  document->value = rc_value_first(rc_tree_root(tree));
  RC_TRY(read_one(model, document, kind));
  const rc_tree **added = *kind == NULL ? NULL : RC_VEC_ADD(model->arena, &model->pending.yaml);
  if (added != NULL) {
    *added = file;
  }
  return RC_OK;
}

static rc_status read_yaml(rc_model *model, const rc_source *source, rc_binding binding,
                           const char **kind) {
  rc_tree *tree = NULL;
  RC_TRY(rc_yaml_parse(model->arena, source, &tree));
  for (RC_CHILDREN(value, rc_tree_root(tree))) {
    rc_document document = {.source = source, .value = value, .binding = binding};
    bool template = binding.kind == RC_BIND_PARAMETERS || rc_cfn_is_template(value) ||
                    rc_cfn_is_parameters(value);
    RC_TRY(template ? read_one(model, &document, kind)
                    : read_plain_yaml(model, &document, kind));
  }
  if (*kind != NULL || tree->n_nodes == 1) {
    rc_report_syntax(model, tree, *kind != NULL ? RC_WARNING : RC_NOTE);
  }
  return rc_arena_status(model->arena);
}

static rc_status read_bytes(rc_model *model, const rc_source *source, rc_binding binding,
                            const char **kind) {
  const char *encoding = wide_encoding(source->bytes);
  if (encoding != NULL) {
    report_encoding(model, source, encoding);
    return rc_arena_status(model->arena);
  }
  if (is_binary(source->bytes)) {
    return RC_OK;
  }
  if (rc_is_template_file(source->path, binding.kind)) {
    return read_template(model, source, binding, kind);
  }
  if (may_be_json(source)) {
    return read_json(model, source, binding, kind);
  }
  if (may_be_yaml(source, binding.kind)) {
    return read_yaml(model, source, binding, kind);
  }
  RC_TRY(read_text(model, source, binding, kind));
  if (*kind == NULL) {
    (void)rc_note_other_format(model, source, NULL);
  }
  return rc_arena_status(model->arena);
}

rc_status rc_read_file(rc_model *model, const rc_source *source, rc_binding binding,
                       const char **kind) {
  const char *found = NULL;
  *kind = "unrecognised";
  if (source->bytes.len > rc_limit_info(RC_LIMIT_FILE_BYTES)->value) {
    return rc_arena_hit(model->arena, RC_LIMIT_FILE_BYTES);
  }
  RC_TRY(read_bytes(model, source, binding, &found));
  if (found != NULL) {
    *kind = found;
  }
  return rc_arena_status(model->arena);
}
