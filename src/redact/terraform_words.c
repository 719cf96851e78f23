#include "redact/terraform_words.h"

#include "syntax/hcl.h"

enum { DEEPEST_VALUE = 16, DEEPEST_PATH = 32 };

bool rc_is_terraform_path(rc_str path) {
  return rc_str_ends_with(path, RC_STR(".tf")) || rc_str_ends_with(path, RC_STR(".tfvars"));
}

static bool is_in(rc_str word, const rc_str *words, size_t n_words) {
  for (size_t i = 0; i < n_words; i++) {
    if (rc_str_equal(word, words[i])) {
      return true;
    }
  }
  return false;
}
#define IS_IN(word, words) is_in((word), (words), RC_COUNT_OF(words))

static bool is_word(rc_value v) {
  rc_kind kind = rc_value_kind(v);
  return kind == RC_HCL_NAME || kind == RC_HCL_VARIABLE;
}

/* As written: what an escape stands in is no word of Terraform's. */
static rc_str word_of(rc_value v) {
  if (rc_value_kind(v) == RC_STRING) {
    return rc_hcl_body_of(v);
  }
  return is_word(v) ? rc_value_raw(v) : RC_STR_NONE;
}

static void keep(rc_scan *scan, rc_value word) {
  rc_str text = word_of(word);
  if (text.len > 0) {
    size_t start = (size_t)(text.ptr - scan->text.ptr);
    rc_scan_leaf(scan, RC_DETECT_KEPT_VOCABULARY, RC_FAMILY_KEEP, 0, start, start + text.len);
  }
}

/* ---- Terraform's own words ------------------------------------------------------------------ */

static const rc_str typed_blocks[] = {
    RC_STR_INIT("resource"),    RC_STR_INIT("data"),    RC_STR_INIT("ephemeral"),
    RC_STR_INIT("provider"),    RC_STR_INIT("backend"), RC_STR_INIT("dynamic"),
    RC_STR_INIT("provisioner"), RC_STR_INIT("check")};
static const rc_str roots[] = {RC_STR_INIT("var"),  RC_STR_INIT("local"), RC_STR_INIT("module"),
                               RC_STR_INIT("data"), RC_STR_INIT("each"),  RC_STR_INIT("self"),
                               RC_STR_INIT("path"), RC_STR_INIT("count"),
                               RC_STR_INIT("terraform")};
static const rc_str module_words[] = {RC_STR_INIT("source"),    RC_STR_INIT("version"),
                                      RC_STR_INIT("count"),     RC_STR_INIT("for_each"),
                                      RC_STR_INIT("providers"), RC_STR_INIT("depends_on")};

static void judge_block(rc_scan *scan, rc_value block) {
  rc_value type = rc_value_first(block);
  keep(scan, type);
  if (IS_IN(word_of(type), typed_blocks)) {
    keep(scan, rc_value_next(type));
  }
}

/* The word of the block that an attribute stands in; empty at the top of a file. */
static rc_str block_around(rc_value attribute) {
  rc_value block = rc_value_parent(rc_value_parent(attribute));
  return rc_value_kind(block) == RC_HCL_BLOCK ? word_of(rc_value_first(block)) : RC_STR_NONE;
}

/* The names of locals, and of what modules and files of values give, are the author's. */
static bool is_authors_attribute(rc_value attribute) {
  rc_str name = word_of(rc_value_first(attribute));
  rc_str block = block_around(attribute);
  return block.len == 0 || rc_str_equal(block, RC_STR("locals")) ||
         (rc_str_equal(block, RC_STR("module")) && !IS_IN(name, module_words));
}

/* How many names precede the one of this step: `aws_iam_role.web.arn` has two before `arn`. */
static uint32_t steps_before(rc_value get, rc_value *root) {
  uint32_t steps = 0;
  rc_value at = get;
  for (int depth = 0; depth < DEEPEST_PATH; depth++) {
    rc_kind kind = rc_value_kind(at);
    if (kind == RC_HCL_ITEM) { /* around it is what is taken of the items of a splat */
      at = rc_value_parent(at);
      while (rc_value_kind(at) == RC_HCL_GET || rc_value_kind(at) == RC_HCL_INDEX) {
        at = rc_value_parent(at);
      }
      if (rc_value_kind(at) != RC_HCL_SPLAT) {
        break;
      }
      at = rc_value_first(at);
    } else if (kind == RC_HCL_GET || kind == RC_HCL_INDEX) {
      steps += kind == RC_HCL_GET;
      at = rc_value_first(at);
    } else if (kind == RC_HCL_SPLAT) {
      at = rc_value_first(at);
    } else {
      break;
    }
  }
  *root = at;
  return steps;
}

/* True for the first word of a reference to a resource: types hold `_`. */
static bool is_type(rc_str root) {
  return rc_str_find_byte(root, '_', 0) != RC_NOT_FOUND && !IS_IN(root, roots);
}

/* A type, or an attribute of a resource. */
static void judge_get(rc_scan *scan, rc_value get) {
  rc_value root;
  uint32_t steps = steps_before(get, &root);
  rc_value name = rc_value_next(rc_value_first(get));
  rc_str word = rc_value_kind(root) == RC_HCL_VARIABLE ? word_of(root) : RC_STR_NONE;
  bool is_data = rc_str_equal(word, RC_STR("data"));
  if ((is_data && steps != 2) || (is_type(word) && steps > 1) ||
      rc_str_equal(word, RC_STR("path")) || rc_str_equal(word, RC_STR("self"))) {
    keep(scan, name);
  }
}

static void judge_variable(rc_scan *scan, rc_value variable) {
  rc_str word = word_of(variable);
  rc_value parent = rc_value_parent(variable);
  bool is_first = rc_value_kind(parent) == RC_HCL_GET &&
                  rc_value_first(parent).node == variable.node;
  bool is_key = (rc_value_node(variable)->flags & RC_NODE_KEY) != 0;
  if (!is_key && is_first && (IS_IN(word, roots) || is_type(word))) {
    keep(scan, variable);
  }
}

/* The names in a `for` go with what refers to them. */
static void judge_for(rc_scan *scan, rc_value names) {
  for (RC_CHILDREN(name, names)) {
    if (rc_value_kind(name) == RC_HCL_NAME && is_type(word_of(name))) {
      keep(scan, name);
    }
  }
}

/* ---- secrets -------------------------------------------------------------------------------- */

static const rc_name_row *row_of(rc_scan *scan, rc_str name) {
  const rc_name_row *row = rc_name_find_again(scan->names, name).row;
  bool is_secret = row != NULL &&
                   (row->named == RC_NAMED_SECRET || row->named == RC_NAMED_HEX_SECRET);
  return is_secret ? row : NULL;
}

/* What is hidden, and how deep it is looked for. */
typedef struct secret {
  const rc_name_row *row;
  uint16_t detector;
  bool all; /* members of objects too, whatever they are called */
} secret;

/* Functions that give what they are given. Of the others a string may be a key or a separator. */
static bool passes_on(rc_str function, uint32_t index) {
  static const rc_str all[] = {
      RC_STR_INIT("jsonencode"),   RC_STR_INIT("yamlencode"), RC_STR_INIT("base64encode"),
      RC_STR_INIT("base64gzip"),   RC_STR_INIT("coalesce"),   RC_STR_INIT("try"),
      RC_STR_INIT("concat"),       RC_STR_INIT("merge"),      RC_STR_INIT("sensitive"),
      RC_STR_INIT("nonsensitive"), RC_STR_INIT("tostring"),   RC_STR_INIT("trimspace"),
      RC_STR_INIT("urlencode"),    RC_STR_INIT("chomp")};
  static const rc_str first[] = {RC_STR_INIT("replace"), RC_STR_INIT("trim"), RC_STR_INIT("lower"),
                                 RC_STR_INIT("upper"), RC_STR_INIT("substr")};
  bool is_join = rc_str_equal(function, RC_STR("join")) ||
                 rc_str_equal(function, RC_STR("format"));
  return IS_IN(function, all) || (index == 0 && IS_IN(function, first)) || (index > 0 && is_join);
}

static rc_str text_in(rc_value v) {
  rc_str raw = rc_value_raw(v);
  if (rc_str_starts_with(raw, RC_STR("<<"))) { /* the lines between the marks */
    size_t from = rc_str_find_byte(raw, '\n', 0);
    size_t to = rc_str_find_last_byte(rc_str_trim(raw), '\n');
    return from == RC_NOT_FOUND || to <= from ? RC_STR_NONE : rc_str_slice(raw, from + 1, to);
  }
  return raw.len < 2 ? RC_STR_NONE : rc_str_slice(raw, 1, raw.len - 1);
}

static void hide_text(rc_scan *scan, const secret *of, rc_value text) {
  rc_str body = text_in(text);
  size_t start = body.len == 0 ? 0 : (size_t)(body.ptr - scan->text.ptr);
  rc_scan_secret(scan, of->row, of->detector, start, start + body.len);
}

static void hide(rc_scan *scan, const secret *of, rc_value v, uint32_t depth);

static void hide_members(rc_scan *scan, const secret *of, rc_value object, uint32_t depth) {
  for (RC_MEMBERS(key, value, object)) {
    const rc_name_found found = rc_name_find_again(scan->names, word_of(key));
    bool is_other = found.row != NULL && found.row->named != RC_NAMED_NOTHING &&
                    row_of(scan, word_of(key)) == NULL;
    const secret inner = {row_of(scan, word_of(key)), of->detector, true};
    if (!is_other) {
      hide(scan, &inner, value, depth + 1);
    }
  }
}

static void hide_parts(rc_scan *scan, const secret *of, rc_value v, uint32_t depth) {
  uint32_t index = 0;
  bool is_call = rc_value_kind(v) == RC_HCL_CALL;
  rc_str function = is_call ? word_of(rc_value_first(v)) : RC_STR_NONE;
  for (RC_CHILDREN(part, v)) {
    bool counts = rc_value_kind(v) == RC_HCL_CONDITIONAL ? index > 0
                  : is_call ? index > 0 && passes_on(function, index - 1)
                            : true;
    if (counts) {
      hide(scan, of, part, depth + 1);
    }
    index++;
  }
}

static void hide(rc_scan *scan, const secret *of, rc_value v, uint32_t depth) {
  if (depth > DEEPEST_VALUE) {
    return;
  }
  switch (rc_value_kind(v)) {
    case RC_STRING:
    case RC_HCL_TEMPLATE: hide_text(scan, of, v); break;
    case RC_OBJECT:
      if (of->all) {
        hide_members(scan, of, v, depth);
      }
      break;
    case RC_ARRAY:
    case RC_HCL_CALL:
    case RC_HCL_CONDITIONAL:
    case RC_HCL_PARENTHESES: hide_parts(scan, of, v, depth); break;
    default: break;
  }
}

static bool is_true(rc_value v) { return rc_str_equal(rc_value_raw(v), RC_STR("true")); }

static rc_value attribute_of(rc_value body, rc_str name) {
  for (RC_CHILDREN(attribute, body)) {
    if (rc_value_kind(attribute) == RC_HCL_ATTRIBUTE &&
        rc_str_equal(word_of(rc_value_first(attribute)), name)) {
      return rc_value_next(rc_value_first(attribute));
    }
  }
  return RC_VALUE_NONE;
}

/* A sensitive variable's default; a parameter that is a SecureString. */
static void judge_body(rc_scan *scan, rc_value body) {
  rc_value block = rc_value_parent(body);
  rc_value type = rc_value_first(block);
  secret of = {NULL, RC_DETECT_SECRET_BY_NAME, true};
  rc_value hidden = RC_VALUE_NONE;
  if (rc_str_equal(word_of(type), RC_STR("variable"))) {
    rc_value sensitive = attribute_of(body, RC_STR("sensitive"));
    of.row = row_of(scan, word_of(rc_value_next(type)));
    if ((!rc_value_is_none(sensitive) && is_true(sensitive)) || of.row != NULL) {
      hidden = attribute_of(body, RC_STR("default"));
    }
  } else if (rc_str_equal(word_of(rc_value_next(type)), RC_STR("aws_ssm_parameter"))) {
    rc_value kind = attribute_of(body, RC_STR("type"));
    of.detector = RC_DETECT_AWS_SECURE_STRING;
    if (rc_str_equal(word_of(kind), RC_STR("SecureString"))) {
      hidden = attribute_of(body, RC_STR("value"));
    }
  }
  if (!rc_value_is_none(hidden)) {
    hide(scan, &of, hidden, 0);
  }
}

static void judge_named(rc_scan *scan, rc_str name, rc_value value) {
  const secret of = {row_of(scan, name), RC_DETECT_SECRET_BY_NAME,
                     rc_str_equal(name, RC_STR("secret_string"))};
  if (of.row != NULL && !rc_value_is_none(value)) {
    hide(scan, &of, value, 0);
  }
}

/* { name = "DB_PASSWORD", value = "..." }, { DB_PASSWORD = "..." } */
static void judge_object(rc_scan *scan, rc_value object) {
  rc_value name = RC_VALUE_NONE;
  rc_value value = RC_VALUE_NONE;
  for (RC_MEMBERS(key, member, object)) {
    rc_str word = word_of(key);
    if (rc_str_equal_nocase(word, RC_STR("name"))) {
      name = member;
    } else if (rc_str_equal_nocase(word, RC_STR("value"))) {
      value = member;
    }
    judge_named(scan, word, member);
  }
  const secret of = {row_of(scan, word_of(name)), RC_DETECT_SECRET_PAIR, false};
  if (of.row != NULL && !rc_value_is_none(value)) {
    hide(scan, &of, value, 0);
  }
}

/* ---- the walk ------------------------------------------------------------------------------- */

static void judge_attribute(rc_scan *scan, rc_value attribute, const rc_map *sensitive) {
  rc_value name = rc_value_first(attribute);
  rc_str block = block_around(attribute);
  bool is_given = block.len == 0 || rc_str_equal(block, RC_STR("module"));
  if (!is_authors_attribute(attribute)) {
    keep(scan, name);
  }
  if (is_given && rc_map_get(sensitive, word_of(name)) != RC_MAP_NONE) {
    const secret of = {NULL, RC_DETECT_SECRET_BY_NAME, true};
    hide(scan, &of, rc_value_next(name), 0);
  } else {
    judge_named(scan, word_of(name), rc_value_next(name));
  }
}

rc_status rc_terraform_scan(rc_arena *arena, const rc_tree *tree, const rc_map *sensitive,
                            rc_leaves *out) {
  rc_scan scan = {
      .arena = arena, .text = tree->text, .out = out, .names = rc_name_cache_new(arena)};
  for (rc_node_id id = 1; id < tree->n_nodes; id++) {
    rc_value value = {tree, id};
    switch (rc_value_kind(value)) {
      case RC_HCL_BLOCK: judge_block(&scan, value); break;
      case RC_HCL_BODY: judge_body(&scan, value); break;
      case RC_HCL_ATTRIBUTE: judge_attribute(&scan, value, sensitive); break;
      case RC_HCL_CALL: keep(&scan, rc_value_first(value)); break;
      case RC_HCL_FOR:
      case RC_HCL_REPEAT: judge_for(&scan, value); break;
      case RC_HCL_GET: judge_get(&scan, value); break;
      case RC_HCL_VARIABLE: judge_variable(&scan, value); break;
      case RC_OBJECT: judge_object(&scan, value); break;
      default: break;
    }
  }
  return rc_arena_status(arena);
}

rc_status rc_terraform_learn_sensitive(rc_arena *arena, rc_str text, rc_map *names) {
  rc_arena scratch;
  rc_tree *tree = NULL;
  rc_source source = {.bytes = text};
  rc_arena_init(&scratch, &arena->allocator);
  rc_status status = rc_hcl_parse(&scratch, &source, &tree);
  for (rc_node_id id = 1; status == RC_OK && id < tree->n_nodes; id++) {
    rc_value block = {tree, id};
    rc_value type = rc_value_first(block);
    if (rc_value_kind(block) == RC_HCL_BLOCK &&
        rc_str_equal(word_of(type), RC_STR("variable"))) {
      rc_value name = rc_value_next(type);
      rc_value body = rc_value_next(name);
      rc_value sensitive =
          rc_value_is_none(body) ? RC_VALUE_NONE : attribute_of(body, RC_STR("sensitive"));
      if (!rc_value_is_none(sensitive) && is_true(sensitive)) {
        status = rc_map_add(arena, names, word_of(name), 0, NULL);
      }
    }
  }
  rc_arena_free(&scratch);
  return status == RC_LIMIT ? RC_OK : status;
}
