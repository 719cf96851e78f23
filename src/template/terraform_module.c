/*
 * Files become modules, modules instances, and instances resources.
 */
#include "base/path.h"
#include "template/terraform_parts.h"

/* ---- paths ---------------------------------------------------------------------------------- */

/* Adds the parts of `path` to `parts`; `..` takes one away. */
static uint32_t add_parts(rc_str path, rc_str *parts, uint32_t n, uint32_t most) {
  while (path.len > 0) {
    rc_str part = rc_str_cut(&path, '/');
    if (part.len == 0 || rc_str_equal(part, RC_STR("."))) {
      continue;
    }
    bool up = rc_str_equal(part, RC_STR(".."));
    if (up && n > 0 && !rc_str_equal(parts[n - 1], RC_STR(".."))) {
      n--;
    } else if (n < most) {
      parts[n++] = part;
    }
  }
  return n;
}

rc_str rc_tf_path(rc_arena *arena, rc_str folder, rc_str path) {
  enum { MOST_PARTS = 128 };
  rc_str parts[MOST_PARTS];
  bool rooted = rc_str_starts_with(path, RC_STR("/"));
  uint32_t n = rooted ? 0 : add_parts(folder, parts, 0, MOST_PARTS);
  n = add_parts(path, parts, n, MOST_PARTS);
  rooted = rooted || rc_str_starts_with(folder, RC_STR("/"));
  rc_buf out;
  rc_buf_init(&out, arena);
  for (uint32_t i = 0; i < n; i++) {
    rc_buf_put_c(&out, i > 0 || rooted ? "/" : "");
    rc_buf_put(&out, parts[i]);
  }
  return n == 0 ? RC_STR(".") : rc_buf_str(&out);
}

rc_str rc_tf_folder_of(rc_arena *arena, rc_str path) {
  size_t file = rc_path_file(path).len;
  return rc_tf_path(arena, RC_STR_NONE, rc_str_slice(path, 0, path.len - file));
}

/* ---- modules -------------------------------------------------------------------------------- */

const rc_tf_module *rc_tf_module_at(const rc_tf *ev, rc_str folder) {
  uint32_t found = rc_map_get(&ev->module_by_folder, folder); /* RC_MAP_NONE is beyond */
  return found >= ev->modules.len ? NULL : ev->modules.items[found];
}

static rc_tf_module *module_of(rc_tf *ev, rc_str folder) {
  uint32_t at = 0;
  if (rc_map_add(ev->arena, &ev->module_by_folder, folder, ev->modules.len, &at) != RC_OK) {
    return NULL;
  }
  if (at < ev->modules.len) {
    return ev->modules.items[at];
  }
  rc_tf_module *module = RC_NEW(ev->arena, rc_tf_module);
  rc_tf_module **slot = module == NULL ? NULL : RC_VEC_ADD(ev->arena, &ev->modules);
  if (slot == NULL) {
    return NULL;
  }
  module->folder = folder;
  *slot = module;
  return module;
}

/* The first block of a name counts; Terraform refuses a second. */
static void add_named(rc_tf *ev, rc_tf_module *module, rc_tf_named named) {
  uint32_t at = 0;
  if (rc_map_add(ev->arena, &module->by_key, named.key, module->named.len, &at) != RC_OK ||
      at < module->named.len) {
    return;
  }
  rc_tf_named *added = RC_VEC_ADD(ev->arena, &module->named);
  if (added != NULL) {
    *added = named;
  }
}

static void add_locals(rc_tf *ev, rc_tf_module *module, rc_value body) {
  for (RC_CHILDREN(item, body)) {
    rc_value name = rc_value_first(item);
    if (rc_value_kind(item) == RC_HCL_ATTRIBUTE) {
      add_named(ev, module, (rc_tf_named){.key = RC_FILL(ev->arena, "local.{}", rc_value_raw(name)),
                                          .node = rc_value_next(name),
                                          .name = rc_value_raw(name)});
    }
  }
}

/* `before` and the labels make the key. */
static void add_labelled(rc_tf *ev, rc_tf_module *module, rc_value block, const char *before,
                         uint32_t n_labels) {
  rc_str labels[2] = {RC_STR_NONE, RC_STR_NONE};
  rc_value at = rc_value_next(rc_value_first(block));
  for (uint32_t i = 0; i < n_labels; i++) {
    labels[i] = rc_hcl_word(ev->arena, at);
    at = rc_value_next(at);
  }
  rc_tf_named named = {.node = block, .type = labels[0], .name = labels[n_labels - 1]};
  named.key = n_labels == 2
                  ? RC_FILL(ev->arena, "{}{}.{}", rc_str_from_c(before), labels[0], labels[1])
                  : RC_FILL(ev->arena, "{}{}", rc_str_from_c(before), labels[0]);
  if (named.name.len > 0) {
    add_named(ev, module, named);
  }
}

static void add_block(rc_tf *ev, rc_tf_module *module, rc_value block) {
  static const struct {
    rc_str type;
    const char *before;
    uint32_t n_labels;
  } kinds[] = {
      {RC_STR_INIT("resource"), "", 2},        {RC_STR_INIT("data"), "data.", 2},
      {RC_STR_INIT("variable"), "var.", 1},    {RC_STR_INIT("output"), "output.", 1},
      {RC_STR_INIT("module"), "module.", 1},
  };
  rc_str type = rc_value_raw(rc_value_first(block));
  if (rc_str_equal(type, RC_STR("locals"))) {
    add_locals(ev, module, rc_tf_body_of(block));
  }
  for (size_t i = 0; i < RC_COUNT_OF(kinds); i++) {
    if (rc_str_equal(type, kinds[i].type)) {
      add_labelled(ev, module, block, kinds[i].before, kinds[i].n_labels);
    }
  }
  if (rc_str_equal(type, RC_STR("provider"))) { /* several have one label: the alias tells them */
    rc_value alias = rc_tf_attribute_of(rc_tf_body_of(block), "alias");
    rc_str label = rc_hcl_word(ev->arena, rc_value_next(rc_value_first(block)));
    rc_str key = RC_FILL(ev->arena, "provider.{}.{}", label, rc_hcl_word(ev->arena, alias));
    add_named(ev, module, (rc_tf_named){.key = key, .node = block, .name = label});
  }
}

static void add_file(rc_tf *ev, const rc_tf_file *file) {
  rc_tf_module *module = module_of(ev, rc_tf_folder_of(ev->arena, file->source->path));
  for (RC_CHILDREN(item, rc_tree_root(file->tree))) {
    if (module != NULL && rc_value_kind(item) == RC_HCL_BLOCK) {
      add_block(ev, module, item);
    }
  }
}

/* The module that a `module` block calls; NULL for one that is not in the input. */
static rc_tf_module *called_module(const rc_tf *ev, const rc_tf_module *from, rc_value block) {
  rc_str source = rc_hcl_word(ev->arena, rc_tf_attribute_of(rc_tf_body_of(block), "source"));
  if (!rc_str_starts_with(source, RC_STR("./")) && !rc_str_starts_with(source, RC_STR("../"))) {
    return NULL;
  }
  rc_str folder = rc_tf_path(ev->arena, from->folder, source);
  return (rc_tf_module *)rc_tf_module_at(ev, folder);
}

static bool is_module_call(const rc_tf_named *named) {
  return rc_str_starts_with(named->key, RC_STR("module.")) &&
         rc_value_kind(named->node) == RC_HCL_BLOCK;
}

static void mark_called(rc_tf *ev) {
  for (RC_EACH(rc_tf_module *, module, ev->modules)) {
    for (RC_EACH(const rc_tf_named, named, (*module)->named)) {
      rc_tf_module *called = is_module_call(named) ? called_module(ev, *module, named->node) : NULL;
      if (called != NULL) {
        called->is_called = true;
      }
    }
  }
}

/* ---- instances ------------------------------------------------------------------------------ */

rc_tf_instance *rc_tf_new_instance(rc_tf *ev, const rc_tf_module *module,
                                   rc_tf_instance *parent) {
  rc_tf_instance *instance = RC_NEW(ev->arena, rc_tf_instance);
  rc_tf_instance **slot = instance == NULL ? NULL : RC_VEC_ADD(ev->arena, &ev->instances);
  if (slot == NULL) {
    return NULL;
  }
  instance->module = module;
  instance->parent = parent;
  instance->place = RC_NEW(ev->arena, rc_tf_place);
  if (instance->place != NULL) {
    *instance->place = (rc_tf_place){ev, instance};
  }
  *slot = instance;
  return instance;
}

static bool is_in_modules(const rc_tf_module *module) {
  rc_str below = RC_STR("modules/");
  return rc_str_starts_with(module->folder, below) ||
         rc_str_contains(module->folder, RC_STR("/modules/"));
}

/* A folder below `modules` that nobody calls is out of use, unless it is all there is. */
static bool is_root(const rc_tf *ev, const rc_tf_module *module) {
  bool others = false;
  for (RC_EACH(rc_tf_module *, other, ev->modules)) {
    others = others || (!(*other)->is_called && !is_in_modules(*other) && (*other)->named.len > 0);
  }
  return !module->is_called && module->named.len > 0 && !(others && is_in_modules(module));
}

static void add_roots(rc_tf *ev, const rc_tf_file_vec *files) {
  uint32_t n_roots = 0;
  for (RC_EACH(rc_tf_module *, module, ev->modules)) {
    n_roots += is_root(ev, *module);
  }
  for (RC_EACH(rc_tf_module *, module, ev->modules)) {
    rc_tf_instance *root = is_root(ev, *module) ? rc_tf_new_instance(ev, *module, NULL) : NULL;
    if (root != NULL) {
      root->where = n_roots > 1 ? (*module)->folder : RC_STR_NONE;
      root->inputs = rc_tf_inputs(ev, files, (*module)->folder);
    }
  }
  rc_tf_note_given(ev, files);
}

/* ---- resources ------------------------------------------------------------------------------ */

static void add_resource(rc_tf *ev, const rc_computed *value, rc_tf_resource_vec *out) {
  if ((int)value->kind != RC_TF_REFERENCE) {
    return;
  }
  static const char *const told[] = {"arn", "name", "id"};
  const rc_tf_reference *to = (const rc_tf_reference *)(const void *)value;
  rc_value body = rc_tf_body_of(to->named->node);
  const rc_computed *values = rc_tf_body(ev, to->scope, body);
  bool module = rc_str_starts_with(to->named->key, RC_STR("module."));
  for (size_t i = 0; i < RC_COUNT_OF(told) && !module; i++) {
    rc_str name = rc_str_from_c(told[i]);
    if (rc_computed_get(values, name) == NULL && !rc_tf_failed(ev)) {
      rc_tf_set(ev, (rc_computed *)values, name, RC_VALUE_NONE,
                rc_tf_refer_attribute(ev, to, name, body));
    }
  }
  rc_str provider = rc_tf_provider_of(to->in, body);
  rc_tf_resource *added = rc_tf_failed(ev) ? NULL : RC_VEC_ADD(ev->arena, out);
  if (added != NULL) {
    *added = (rc_tf_resource){
        .type = module ? RC_STR("module") : to->named->type,
        .name = to->named->name,
        .address = to->in->address.len > 0
                       ? RC_FILL(ev->arena, "{}.{}", to->in->address, to->address)
                       : to->address,
        .here = to->address,
        .place = to->in->place,
        .data = rc_str_starts_with(to->named->key, RC_STR("data.")),
        .block = to->named->node,
        .home = body,
        .account = rc_tf_account(ev, to->in, provider)->text,
        .region = rc_tf_region(ev, to->in, provider)->text,
        .values = values,
    };
  }
}

static bool is_resource(const rc_tf_named *named) {
  return named->type.len > 0 && named->name.ptr != named->type.ptr;
}

static void add_resources(rc_tf *ev, rc_tf_instance *in, bool (*wanted)(rc_str),
                          rc_tf_resource_vec *out) {
  for (RC_EACH(const rc_tf_named, named, in->module->named)) {
    bool calls = is_module_call(named);
    if (rc_tf_failed(ev) || (!calls && (!is_resource(named) || !wanted(named->type)))) {
      continue;
    }
    const rc_computed *all = rc_tf_instances(ev, in, named, named->node);
    if (calls && called_module(ev, in->module, named->node) != NULL) {
      continue; /* they stand among the instances now */
    }
    add_resource(ev, all, out);
    for (uint32_t i = 0; i < all->members.len; i++) {
      add_resource(ev, all->members.items[i].value, out);
    }
  }
}

/* Looked up by `file` and `templatefile`, whatever way a path is written. */
static void index_sources(rc_tf *ev) {
  for (uint32_t i = 0; i < ev->options->n_sources; i++) {
    rc_str path = rc_tf_path(ev->arena, RC_STR_NONE, ev->options->sources[i].path);
    if (rc_map_add(ev->arena, &ev->source_by_path, path, i, NULL) != RC_OK) {
      return;
    }
  }
}

/* Files that resources of no interest read are templates all the same. */
static void mark_files(rc_tf *ev, rc_tf_instance *in, const rc_tree *tree) {
  const rc_tf_scope scope = {.in = in};
  for (rc_node_id id = 0; id < tree->n_nodes && rc_tf_work(ev, 1); id++) {
    rc_value name = {tree, id + 1};
    if (tree->nodes[id].kind != RC_HCL_CALL || tree->nodes[id].count < 2) {
      continue;
    }
    rc_str called = rc_value_raw(name);
    rc_str path;
    bool reads = rc_str_equal(called, RC_STR("templatefile")) ||
                 rc_str_starts_with(called, RC_STR("file"));
    if (reads &&
        rc_computed_known_text(rc_tf_evaluate(ev, &scope, rc_value_next(name)), &path)) {
      rc_tf_mark_file(ev, path);
    }
  }
}

static void mark_all_files(rc_tf *ev, const rc_tf_file_vec *files) {
  for (RC_EACH(const rc_tf_file, file, *files)) {
    const rc_tf_module *module =
        rc_tf_module_at(ev, rc_tf_folder_of(ev->arena, file->source->path));
    for (uint32_t i = 0; i < ev->instances.len; i++) {
      if (ev->instances.items[i]->module == module) {
        mark_files(ev, ev->instances.items[i], file->tree);
        break;
      }
    }
  }
}

rc_status rc_tf_resources(const rc_tf_options *options, const rc_tf_file_vec *files,
                          bool (*wanted)(rc_str type), bool *files_used,
                          rc_tf_resource_vec *out) {
  rc_tf *ev = RC_NEW(options->arena, rc_tf);
  rc_tf_options *kept = RC_NEW(options->arena, rc_tf_options);
  if (ev == NULL || kept == NULL) {
    return rc_arena_status(options->arena);
  }
  *kept = *options;
  *ev = (rc_tf){.arena = options->arena,
                .options = kept,
                .files_used = files_used,
                .nothing = {.kind = RC_COMPUTED_UNKNOWN, .text = RC_STR("\xFE\xFF")}};
  index_sources(ev);
  for (RC_EACH(const rc_tf_file, file, *files)) {
    if (!rc_tf_is_variables(file)) {
      add_file(ev, file);
    }
  }
  mark_called(ev);
  add_roots(ev, files);
  for (uint32_t i = 0; i < ev->instances.len && !rc_tf_failed(ev); i++) {
    add_resources(ev, ev->instances.items[i], wanted, out);
  }
  mark_all_files(ev, files);
  kept->ask = NULL; /* what is asked later, by a fix, is no question of this run */
  return rc_arena_status(ev->arena);
}
