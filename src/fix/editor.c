#include "fix/editor.h"

#include "fix/grants.h"
#include "fix/hcl_edit.h"
#include "fix/json_edit.h"
#include "fix/yaml_make.h"
#include "read/read.h"
#include "syntax/yaml.h"

static const rc_editor *const editors[] = {
    [RC_SYNTAX_JSON] = &rc_json_editor,
    [RC_SYNTAX_YAML] = &rc_yaml_editor,
    [RC_SYNTAX_HCL] = &rc_hcl_editor,
};

/* ---- where things are written --------------------------------------------------------------- */

static bool same(rc_value a, rc_value b) { return a.tree == b.tree && a.node == b.node; }

/* The child of `container` in which `value` lies; both of the file's tree. */
static rc_value child_holding(rc_value container, rc_value value) {
  rc_value at = value;
  while (!rc_value_is_none(at) && !same(rc_value_parent(at), container)) {
    at = rc_value_parent(at);
  }
  return at;
}

/* The value itself, or the whole expression that stands for it. */
static rc_value place_of(rc_value value) {
  bool is_itself = false;
  bool holds_it = false;
  rc_value written = rc_value_written(value, &is_itself);
  if (is_itself) {
    return written;
  }
  rc_value around = rc_value_written(rc_value_parent(value), &holds_it);
  return holds_it ? child_holding(around, written) : RC_VALUE_NONE;
}

/* A document in a text of a template stands there as it is, or is written in neither syntax. */
static const rc_editor *editor_of(rc_value place) {
  if (rc_value_is_none(place)) {
    return NULL;
  }
  const rc_tree *outer = place.tree;
  while (outer->outer != NULL) {
    outer = outer->outer;
  }
  if (rc_hcl_holds(place.tree)) {
    return &rc_hcl_document_editor;
  }
  if (rc_yaml_holds(place.tree)) {
    return &rc_yaml_document_editor;
  }
  size_t syntax = (size_t)place.tree->syntax;
  bool plain = outer == place.tree || outer->syntax == RC_SYNTAX_JSON;
  return plain && syntax < RC_COUNT_OF(editors) ? editors[syntax] : NULL;
}

bool rc_edit_is_verbatim(const rc_tree *tree, rc_str file, uint32_t at) {
  uint32_t place = tree->map[at];
  char c = tree->text.ptr[at];
  bool escaped = place + 1 < file.len && file.ptr[place] == '\\' && file.ptr[place + 1] == c;
  return place < file.len && (file.ptr[place] == c || escaped);
}

bool rc_edit_can_edit(rc_value value) {
  rc_kind kind = rc_value_kind(value);
  bool is_itself = false;
  rc_value place = place_of(value);
  const rc_editor *editor = editor_of(place);
  (void)rc_value_written(value, &is_itself);
  if (editor == NULL || ((kind == RC_ARRAY || kind == RC_OBJECT) && !is_itself)) {
    return false;
  }
  bool whole = (rc_value_node(value)->flags & (RC_NODE_INCOMPLETE | RC_NODE_TEMPLATED)) == 0;
  return whole && editor->can_edit(place);
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* Where a text goes. */
typedef struct destination {
  const rc_model *model;
  uint32_t file;
  rc_value resources; /* of the template */
  rc_str owner;       /* the resource that is changed; empty: none, or not known */
  bool plain;         /* YAML that is no template: holes are what the user wrote */
} destination;

/* Resources that need each other cannot be created. */
static bool makes_a_cycle(const destination *to, rc_str name) {
  rc_str inner = rc_str_slice(name, 2, name.len > 2 ? name.len - 1 : 2);
  return to->owner.len > 0 &&
         rc_cfn_needs(to->model->arena, to->resources, rc_str_cut(&inner, '.'), to->owner);
}

static bool is_usable(const destination *to, const rc_reference *reference) {
  return rc_str_equal(reference->scope, to->model->sources[to->file].path) &&
         !makes_a_cycle(to, reference->name);
}

/* Of those that yield the beginning of `text` the one that yields most of it. */
static const rc_reference *beginning_of(const destination *to, rc_str text) {
  const rc_reference *best = NULL;
  for (RC_EACH(const rc_reference, reference, to->model->references)) {
    size_t len = reference->text.len;
    bool ends = len == text.len ||
                (len < text.len && (text.ptr[len] == ':' || text.ptr[len] == '/'));
    if (reference->part == RC_REFERENCE_WHOLE && ends &&
        rc_str_starts_with(text, reference->text) && (best == NULL || len > best->text.len) &&
        is_usable(to, reference)) {
      best = reference;
    }
  }
  return best;
}

static void put_hole(rc_buf *out, rc_str name) {
  rc_buf_put_byte(out, RC_HOLE_OPEN);
  rc_buf_put(out, name);
  rc_buf_put_byte(out, RC_HOLE_CLOSE);
}

static void put_part(rc_buf *out, const destination *to, rc_str text, rc_reference_part part) {
  for (RC_EACH(const rc_reference, reference, to->model->references)) {
    if (reference->part == part && rc_str_equal(reference->text, text) &&
        is_usable(to, reference)) {
      put_hole(out, reference->name);
      return;
    }
  }
  rc_buf_put(out, text);
}

static bool ends_name(rc_str text, size_t at) {
  return at == text.len || text.ptr[at] == '/' || text.ptr[at] == ':';
}

/* The longest name that begins here; it may hold a `/` of its own. */
static const rc_reference *name_at(const destination *to, rc_str text, size_t at) {
  const rc_reference *best = NULL;
  for (RC_EACH(const rc_reference, reference, to->model->references)) {
    if (reference->part == RC_REFERENCE_NAME &&
        rc_str_starts_with(rc_str_from(text, at), reference->text) &&
        ends_name(text, at + reference->text.len) &&
        (best == NULL || reference->text.len > best->text.len) && is_usable(to, reference)) {
      best = reference;
    }
  }
  return best;
}

static void put_names(rc_buf *out, const destination *to, rc_str text) {
  for (size_t at = 0; at < text.len;) {
    bool begins = at > 0 && ends_name(text, at - 1);
    const rc_reference *name = begins ? name_at(to, text, at) : NULL;
    if (name != NULL) {
      put_hole(out, name->name);
      at += name->text.len;
      continue;
    }
    size_t hole = rc_hole_length(text, at);
    rc_buf_put(out, rc_str_slice(text, at, at + (hole > 0 ? hole : 1)));
    at += hole > 0 ? hole : 1;
  }
}

static void put_arn(rc_buf *out, const destination *to, const rc_arn *arn) {
  rc_buf_put(out, RC_STR("arn:"));
  put_part(out, to, arn->partition, RC_REFERENCE_PARTITION);
  RC_BUF_FILL(out, ":{}:", arn->service);
  put_part(out, to, arn->region, RC_REFERENCE_REGION);
  rc_buf_put_byte(out, ':');
  put_part(out, to, arn->account, RC_REFERENCE_ACCOUNT);
  rc_buf_put_byte(out, ':');
  put_names(out, to, arn->resource);
}

/* `secretsmanager.eu-west-1.amazonaws.com` */
static void put_host(rc_buf *out, const destination *to, rc_str text) {
  for (rc_str rest = text; rest.len > 0;) {
    put_part(out, to, rc_str_cut(&rest, '.'), RC_REFERENCE_REGION);
    rc_buf_put(out, rest.len > 0 ? RC_STR(".") : RC_STR_NONE);
  }
}

static rc_str with_references(const destination *to, rc_str text) {
  const rc_reference *whole = beginning_of(to, text);
  rc_arn arn;
  rc_buf out;
  rc_buf_init(&out, to->model->arena);
  if (whole != NULL) {
    put_hole(&out, whole->name);
    rc_buf_put(&out, rc_str_from(text, whole->text.len));
  } else if (rc_arn_parse(text, &arn)) {
    put_arn(&out, to, &arn);
  } else if (rc_str_contains(text, RC_STR(".amazonaws.com"))) {
    put_host(&out, to, text);
  } else {
    put_part(&out, to, text, RC_REFERENCE_ACCOUNT);
  }
  return rc_buf_str(&out);
}

/* A tree of YAML that is no template, in this file; NULL if there is none. */
static const rc_tree *plain_yaml(const rc_model *model, uint32_t file) {
  const rc_tree *found = NULL;
  for (uint32_t i = 0; i < model->pending.yaml.len; i++) {
    const rc_tree *tree = model->pending.yaml.items[i];
    found = tree->file == file ? tree : found;
  }
  return found;
}

bool rc_edit_is_plain_yaml(const rc_model *model, uint32_t file) {
  return plain_yaml(model, file) != NULL;
}

static const rc_cfn_file *cloudformation_of(const rc_model *model, uint32_t file) {
  for (RC_EACH(const rc_cfn_file, one, model->pending.cloudformation)) {
    if (one->source->file == file) {
      return one;
    }
  }
  return NULL;
}

static bool is_cloudformation(const rc_model *model, uint32_t file) {
  return cloudformation_of(model, file) != NULL;
}

bool rc_edit_is_generated(const rc_model *model, uint32_t file) {
  const rc_cfn_file *template = cloudformation_of(model, file);
  return template != NULL && template->generated;
}

/* Who edits it; NULL if nobody may. */
static const rc_editor *editor_in(const rc_model *model, rc_value place) {
  const rc_editor *editor = editor_of(place);
  return editor != NULL && !rc_edit_is_generated(model, place.tree->file) ? editor : NULL;
}

static bool holds_a_cycle(const destination *to, rc_str text) {
  for (size_t at = 0; at < text.len; at++) {
    size_t hole = rc_hole_length(text, at);
    if (hole > 0 && makes_a_cycle(to, rc_str_slice(text, at + 1, at + hole - 1))) {
      return true;
    }
  }
  return false;
}

/* `*ok` is left as it is where the text can be written. */
static rc_str spell(const destination *to, rc_str text, bool *ok) {
  const rc_model *model = to->model;
  rc_str spelled = text;
  bool fine = false;
  if (to->file >= model->n_sources || !rc_is_of_template(model, to->file)) {
    fine = rc_reads_back(model->arena, text);
    spelled = to->plain ? rc_hole_display(model->arena, text) : text;
  } else if (!is_cloudformation(model, to->file)) {
    spelled = rc_terraform_spelling(model, to->file, text, &fine);
  } else {
    fine = rc_yaml_editor.spell(model->arena, &model->sources[to->file],
                                with_references(to, text), &spelled) &&
           !holds_a_cycle(to, spelled);
  }
  *ok = *ok && fine;
  return spelled;
}

rc_str rc_edit_spelling(const rc_model *model, uint32_t file, rc_str text, bool *ok) {
  const destination anywhere = {.model = model, .file = file};
  bool fine = true;
  rc_str spelled = spell(&anywhere, text, &fine);
  if (ok != NULL) {
    *ok = fine;
  }
  return spelled;
}

bool rc_edit_can_write(const rc_model *model, uint32_t file, rc_str text) {
  bool ok = false;
  (void)rc_edit_spelling(model, file, text, &ok);
  return ok;
}

/* Recursion ends where the statements that a fix writes end. */
static rc_made spelled(const destination *to, const rc_made *made, bool *ok) {
  rc_made copy = *made;
  copy.children = (rc_made_vec){0};
  if (made->kind == RC_MADE_STRING) {
    copy.text = spell(to, made->text, ok);
  }
  for (RC_EACH(const rc_made, child, made->children)) {
    rc_made *into = rc_made_item(to->model->arena, &copy, child->kind, RC_STR_NONE);
    if (into != NULL) {
      *into = spelled(to, child, ok);
    }
  }
  return copy;
}

/* The resource of the template that the place lies in, and all of them. */
static destination destination_of(const rc_model *model, rc_value place) {
  destination to = {.model = model, .file = place.tree->file};
  const rc_cfn_file *template = cloudformation_of(model, to.file);
  if (template == NULL || place.tree != template->value.tree) {
    return to;
  }
  to.resources = rc_value_get(template->value, RC_STR("Resources"));
  rc_value resource = child_holding(to.resources, place);
  if (!rc_value_is_none(resource)) {
    to.owner = rc_value_string(model->arena, rc_value_key(resource));
  }
  return to;
}

static rc_made made_for(const rc_model *model, rc_value place, const rc_made *made, bool *ok) {
  const rc_tree *tree = place.tree;
  bool plain = rc_edit_is_plain_yaml(model, tree->file);
  if (!plain && (tree->file >= model->n_sources || !rc_is_of_template(model, tree->file))) {
    return *made;
  }
  destination to = destination_of(model, place);
  to.plain = plain;
  rc_made copy = spelled(&to, made, ok);
  bool json = tree->syntax == RC_SYNTAX_JSON && tree->embedding == RC_EMBEDDED_NOT;
  return json && is_cloudformation(model, tree->file) ? rc_cfn_made(model->arena, &copy) : copy;
}

static bool has_references(const rc_made *made) {
  bool any = made->kind == RC_MADE_STRING && rc_hole_any(made->text);
  for (RC_EACH(const rc_made, child, made->children)) {
    any = any || has_references(child);
  }
  return any;
}

/* ---- edits ---------------------------------------------------------------------------------- */

/* Who writes `made` at `value`, where, and as what; NULL if nobody can. */
static const rc_editor *prepare(const rc_model *model, rc_value value, const rc_made *made,
                                rc_value *place, rc_made *own) {
  *place = place_of(value);
  const rc_editor *editor = editor_in(model, *place);
  if (editor == NULL) {
    return NULL;
  }
  bool ok = true;
  *own = made_for(model, *place, made, &ok);
  bool plain = rc_yaml_holds(place->tree) && !rc_yaml_holds_references(place->tree);
  return !ok || (plain && has_references(own)) ? NULL : editor;
}

void rc_edit_append(const rc_model *model, rc_value container, const rc_made *made,
                    rc_edits *out) {
  rc_value place;
  rc_made own;
  const rc_editor *editor = prepare(model, container, made, &place, &own);
  if (editor != NULL) {
    editor->append(model->arena, place, &own, out);
  }
}

void rc_edit_insert_member(const rc_model *model, rc_value object, rc_value after,
                           const rc_made *made, rc_edits *out) {
  rc_value place;
  rc_made own;
  const rc_editor *editor = prepare(model, object, made, &place, &own);
  if (editor != NULL) {
    rc_value behind = child_holding(place, rc_value_written(after, NULL));
    editor->insert_member(model->arena, place, behind, &own, out);
  }
}

void rc_edit_replace(const rc_model *model, rc_value value, const rc_made *made, rc_edits *out) {
  rc_value place;
  rc_made own;
  const rc_editor *editor = prepare(model, value, made, &place, &own);
  if (editor != NULL) {
    editor->replace(model->arena, place, &own, out);
  }
}

void rc_edit_wrap(const rc_model *model, rc_value value, const rc_made *made, rc_edits *out) {
  rc_value place;
  rc_made own;
  const rc_editor *editor = prepare(model, value, made, &place, &own);
  if (editor != NULL) {
    editor->wrap(model->arena, place, &own, out);
  }
}

/* Number of the child in which `item` lies; `n` if it lies in none. */
static uint32_t index_in(rc_value container, rc_value item, uint32_t n) {
  rc_value holding = child_holding(container, rc_value_written(item, NULL));
  uint32_t index = 0;
  for (RC_CHILDREN(child, container)) {
    if (same(child, holding)) {
      return rc_value_kind(container) == RC_OBJECT ? index / 2 : index;
    }
    index++;
  }
  return n;
}

/* What functions leave out has no number among the values, but one in the file. */
void rc_edit_remove(const rc_model *model, rc_value container, const bool *gone, rc_edits *out) {
  rc_value place = place_of(container);
  const rc_editor *editor = editor_in(model, place);
  uint32_t n = rc_value_is_none(place) ? 0 : rc_value_node(place)->count;
  bool *going = RC_NEW_ARRAY(model->arena, bool, n + 1);
  bool object = rc_value_kind(container) == RC_OBJECT;
  uint32_t i = 0;
  if (editor == NULL || going == NULL) {
    return;
  }
  for (RC_CHILDREN(child, container)) {
    uint32_t number = object ? i / 2 : i;
    uint32_t index = gone[number] ? index_in(place, child, n) : 0;
    if (index == n) {
      return;
    }
    going[index] |= gone[number];
    i++;
  }
  editor->remove(model->arena, place, going, out);
}

/* The innermost value that ends where the text does. */
static rc_value value_in(const rc_tree *tree, rc_span place) {
  rc_value found = RC_VALUE_NONE;
  for (rc_node_id id = 0; tree->file == place.file && id < tree->n_nodes; id++) {
    const rc_node *node = &tree->nodes[id];
    bool around = node->start <= place.start && place.end <= node->end;
    found = around && node->kind == RC_STRING ? (rc_value){tree, id} : found;
  }
  return found;
}

static rc_value value_at(const rc_model *model, rc_span place) {
  const rc_tree *plain = plain_yaml(model, place.file);
  rc_value found = plain == NULL ? RC_VALUE_NONE : value_in(plain, place);
  for (RC_EACH(const rc_cfn_file, file, model->pending.cloudformation)) {
    rc_value here = value_in(file->value.tree, place);
    found = rc_value_is_none(here) ? found : here;
  }
  return found;
}

/* In a configuration, or in a text that it reads. */
static void append_terraform_text(const rc_model *model, rc_span place, rc_str text,
                                  rc_edits *out) {
  rc_tree whole = {.file = place.file, .text = model->sources[place.file].bytes};
  const rc_tree *tree = &whole;
  for (RC_EACH(const rc_tf_file, file, model->pending.terraform)) {
    tree = file->source->file == place.file ? file->tree : tree;
  }
  rc_str path = model->sources[place.file].path;
  bool yaml = rc_str_ends_with(path, RC_STR(".yaml")) || rc_str_ends_with(path, RC_STR(".yml"));
  if (tree == &whole && yaml) {
    return; /* `yamldecode`: what stands there may need quotes then */
  }
  rc_hcl_append_text(model->arena, tree, place, text, out);
}

/* The function whose argument the value is, or is part of. */
static rc_str function_around(rc_arena *arena, rc_value v) {
  rc_value list = rc_value_parent(v);
  rc_value argument = rc_value_kind(list) == RC_ARRAY ? list : v;
  rc_str tag = rc_yaml_tag(v).len > 0 ? rc_yaml_tag(v) : rc_yaml_tag(argument);
  rc_value key = rc_value_key(argument);
  rc_str name = rc_value_is_none(key) ? RC_STR_NONE : rc_value_string(arena, key);
  bool call = rc_str_starts_with(name, RC_STR("Fn::")) || rc_str_equal(name, RC_STR("Ref"));
  return tag.len > 0 ? rc_str_from(tag, 1) : call ? name : RC_STR_NONE;
}

/* What a function names, or puts together, is no text that could go on. */
static bool is_whole_text(rc_arena *arena, rc_value string) {
  rc_str function = function_around(arena, string);
  return function.len == 0 || rc_str_ends_with(function, RC_STR("Sub")) ||
         rc_str_ends_with(function, RC_STR("If"));
}

void rc_edit_append_text(const rc_model *model, rc_span place, rc_str text, rc_edits *out) {
  if (!is_cloudformation(model, place.file) && !rc_edit_is_plain_yaml(model, place.file)) {
    append_terraform_text(model, place, text, out);
    return;
  }
  rc_value string = value_at(model, place);
  const rc_editor *editor = editor_in(model, string);
  if (editor != NULL && editor->can_edit(string) && is_whole_text(model->arena, string)) {
    editor->append_text(model->arena, string, text, out);
  }
}
