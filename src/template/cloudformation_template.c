/*
 * Templates become stacks, and stacks resources.
 *
 * A template that another one of the input makes a stack of, by a path, is worked out there, with
 * the parameters that it is passed; any other is a stack of its own.
 */
#include "base/path.h"
#include "template/cloudformation_parts.h"

/* ---- outputs -------------------------------------------------------------------------------- */

static const rc_computed *value_of(rc_cfn *ev, rc_cfn_template *of, const rc_cfn_member *output) {
  rc_cfn_place before = rc_cfn_go(ev, of, output->scope);
  const rc_computed *value =
      rc_cfn_evaluate(ev, rc_computed_get(output->body, RC_STR("Value")));
  rc_cfn_return(ev, before);
  return value;
}

const rc_computed *rc_cfn_output(rc_cfn *ev, rc_cfn_template *of, rc_str name) {
  for (RC_EACH(const rc_cfn_member, output, of->outputs)) {
    if (rc_str_equal(output->key, name)) {
      return value_of(ev, of, output);
    }
  }
  return NULL;
}

static bool is_exported_as(rc_cfn *ev, rc_cfn_template *of, const rc_cfn_member *output,
                           rc_str name) {
  rc_cfn_place before = rc_cfn_go(ev, of, output->scope);
  const rc_computed *export_ = rc_computed_get(output->body, RC_STR("Export"));
  const rc_computed *its = rc_cfn_evaluate(ev, rc_computed_get(export_, RC_STR("Name")));
  rc_cfn_return(ev, before);
  return its != NULL && its->text.len > 0 && rc_str_equal(its->text, name);
}

const rc_computed *rc_cfn_exported(rc_cfn *ev, rc_str name) {
  enum { DEEPEST_IMPORT = 2 }; /* an export that is itself made of imports */
  const rc_computed *found = NULL;
  if (ev->imports >= DEEPEST_IMPORT) {
    return NULL;
  }
  ev->imports++;
  for (RC_EACH(rc_cfn_template *, template, ev->templates)) {
    for (RC_EACH(const rc_cfn_member, output, (*template)->outputs)) {
      if (found == NULL && is_exported_as(ev, *template, output, name)) {
        found = value_of(ev, *template, output);
      }
    }
  }
  ev->imports--;
  return found;
}

/* ---- nested stacks -------------------------------------------------------------------------- */

static const rc_cfn_entry *stack_entry(const rc_cfn_template *template) {
  return &template->parent->entries.items[template->entry];
}

static const rc_computed *property(const rc_cfn_entry *entry, rc_str name) {
  return rc_computed_get(rc_computed_get(entry->body, RC_STR("Properties")), name);
}

/* What stacks pass to each other in a ring, CloudFormation refuses: it is open. */
const rc_computed *rc_cfn_given(rc_cfn *ev, rc_str name) {
  rc_cfn_template *in = ev->in;
  if (in->parent == NULL) {
    return rc_computed_get(ev->given, name);
  }
  if (in->passed_state == RC_CFN_NEW) {
    const rc_cfn_entry *entry = stack_entry(in);
    in->passed_state = RC_CFN_BUSY;
    rc_cfn_place before = rc_cfn_go(ev, in->parent, entry->scope);
    in->passed = rc_cfn_evaluate(ev, property(entry, RC_STR("Parameters")));
    rc_cfn_return(ev, before);
    in->passed_state = RC_CFN_DONE;
  }
  bool open = in->passed_state == RC_CFN_BUSY ||
              (in->passed != NULL && in->passed->kind != RC_COMPUTED_OBJECT);
  return open ? rc_cfn_hole(ev, name, RC_VALUE_NONE) : rc_computed_get(in->passed, name);
}

/* The path of the template that a nested stack is made of, as the AWS CLI packages it, as SAM has
 * it, or as the CDK notes it; empty for what lies elsewhere. */
static rc_str path_of_stack(rc_cfn *ev, const rc_cfn_entry *entry) {
  bool nested = rc_str_equal(entry->resource.type, RC_STR("AWS::CloudFormation::Stack"));
  const rc_computed *metadata = rc_computed_get(entry->body, RC_STR("Metadata"));
  rc_str path = RC_STR_NONE;
  if (!nested && !rc_str_equal(entry->resource.type, RC_STR("AWS::Serverless::Application"))) {
    return path;
  }
  if (!rc_computed_known_text(rc_computed_get(metadata, RC_STR("aws:asset:path")), &path)) {
    rc_cfn_place before = rc_cfn_go(ev, ev->in, entry->scope);
    (void)rc_computed_known_text(
        rc_cfn_evaluate(ev, property(entry, nested ? RC_STR("TemplateURL") : RC_STR("Location"))),
        &path);
    rc_cfn_return(ev, before);
  }
  return path.len == 0 || rc_str_contains(path, RC_STR("://"))
             ? RC_STR_NONE
             : rc_path_join(ev->arena, rc_path_folder(ev->in->source->path), path);
}

/* ---- a template ----------------------------------------------------------------------------- */

static rc_status add_entries(rc_cfn *ev, rc_cfn_template *to) {
  rc_cfn_member_vec members = {0};
  rc_cfn_members(ev, rc_computed_get(to->body, RC_STR("Resources")), &members);
  for (RC_EACH(const rc_cfn_member, member, members)) {
    rc_str type = rc_cfn_text(rc_computed_get(member->body, RC_STR("Type")));
    if (type.len == 0) {
      continue;
    }
    RC_TRY(rc_map_add(ev->arena, &to->entry_by_id, member->key, to->entries.len, NULL));
    rc_cfn_entry *entry = RC_VEC_ADD(ev->arena, &to->entries);
    if (entry == NULL) {
      return rc_arena_status(ev->arena);
    }
    entry->body = member->body;
    entry->scope = member->scope;
    entry->resource.type = type;
    entry->resource.id = member->key;
    entry->resource.key = member->key_written;
    entry->resource.repeated = member->repeated;
  }
  return RC_OK;
}

static rc_status add_conditions(rc_cfn *ev, rc_cfn_template *to) {
  rc_cfn_member_vec members = {0};
  rc_cfn_members(ev, rc_computed_get(to->body, RC_STR("Conditions")), &members);
  for (RC_EACH(const rc_cfn_member, member, members)) {
    RC_TRY(rc_map_add(ev->arena, &to->condition_by_name, member->key, to->conditions.len, NULL));
    rc_cfn_condition *condition = RC_VEC_ADD(ev->arena, &to->conditions);
    if (condition == NULL) {
      return rc_arena_status(ev->arena);
    }
    condition->body = member->body;
    condition->scope = member->scope;
  }
  return RC_OK;
}

static rc_cfn_template *add_stack(rc_cfn *ev, const rc_source *source, const rc_computed *body) {
  rc_cfn_template *stack = RC_NEW(ev->arena, rc_cfn_template);
  rc_cfn_template **slot =
      stack == NULL || body == NULL ? NULL : RC_VEC_ADD(ev->arena, &ev->templates);
  if (slot == NULL) {
    return NULL;
  }
  *stack = (rc_cfn_template){
      .source = source,
      .where = source->path,
      .body = body,
      .parameters = rc_computed_get(body, RC_STR("Parameters")),
      .mappings = rc_computed_get(body, RC_STR("Mappings")),
  };
  stack->file = stack;
  *slot = stack;
  return stack;
}

/* True too for what is nested too deep to be meant. */
static bool is_made_of(const rc_cfn_template *stack, const rc_cfn_template *file) {
  enum { DEEPEST_STACK = 32 };
  uint32_t depth = 0;
  for (; stack != NULL && stack->file != file && depth < DEEPEST_STACK; depth++) {
    stack = stack->parent;
  }
  return stack != NULL;
}

/* The stack that entry number `at` of `in` is, made of the template `from`. */
static void nest(rc_cfn *ev, rc_cfn_template *in, uint32_t at, rc_cfn_template *from) {
  rc_cfn_entry *entry = &in->entries.items[at];
  rc_cfn_template *stack =
      is_made_of(in, from) ? NULL : add_stack(ev, from->source, from->body);
  if (stack != NULL) {
    rc_str inside = rc_str_from(in->where, in->source->path.len);
    stack->where = RC_FILL(ev->arena, "{} in {}{}", from->source->path, entry->resource.id, inside);
    stack->parent = in;
    stack->entry = at;
    stack->file = from;
    entry->stack = stack;
    from->called = true;
    rc_cfn_work(ev, 16); /* stacks in stacks multiply */
  }
}

static rc_status unfold(rc_cfn *ev, rc_cfn_template *in, const rc_map *by_path) {
  rc_cfn_place before = rc_cfn_go(ev, in, NULL);
  RC_TRY(add_conditions(ev, in));
  RC_TRY(add_entries(ev, in));
  rc_cfn_members(ev, rc_computed_get(in->body, RC_STR("Outputs")), &in->outputs);
  for (uint32_t i = 0; i < in->entries.len; i++) {
    rc_str path = path_of_stack(ev, &in->entries.items[i]);
    uint32_t found = path.len == 0 ? RC_MAP_NONE : rc_map_get(by_path, path);
    if (found != RC_MAP_NONE) {
      nest(ev, in, i, ev->templates.items[found]);
    }
  }
  rc_cfn_return(ev, before);
  return rc_arena_status(ev->arena);
}

/* Stacks of their own are made of templates that no other one makes a stack of; where each is made
 * into one by another, all are. Those that are left of no use go. */
static void choose_roots(rc_cfn *ev, uint32_t n_files) {
  rc_cfn_template_vec *all = &ev->templates;
  uint32_t n = 0;
  bool roots = false;
  for (uint32_t i = 0; i < n_files; i++) {
    roots = roots || !all->items[i]->called;
  }
  for (uint32_t i = 0; i < all->len; i++) {
    const rc_cfn_template *root = all->items[i];
    while (root->parent != NULL) {
      root = root->parent;
    }
    if (!roots || !root->called) {
      all->items[n++] = all->items[i];
    }
  }
  all->len = n;
  for (uint32_t i = 0; i < n; i++) {
    all->items[i]->file->n_stacks++;
  }
}

/* ---- resources ------------------------------------------------------------------------------ */

static bool exists(rc_cfn *ev, rc_cfn_template *in, const rc_cfn_entry *entry) {
  rc_cfn_place before = rc_cfn_go(ev, in, entry->scope);
  rc_str condition = rc_cfn_text(rc_computed_get(entry->body, RC_STR("Condition")));
  bool there = condition.len == 0 ||
               rc_cfn_condition_of(ev, rc_cfn_name(ev, condition), NULL) != RC_CFN_FALSE;
  rc_cfn_return(ev, before);
  return there && (in->parent == NULL || exists(ev, in->parent, stack_entry(in)));
}

/* What other stacks may take up, as resources of the type "Export". */
static rc_status add_exports(rc_cfn *ev, rc_cfn_template *in, rc_cfn_resource_vec *out) {
  for (RC_EACH(const rc_cfn_member, output, in->outputs)) {
    bool exported = rc_computed_get(output->body, RC_STR("Export")) != NULL;
    rc_cfn_resource *added = exported ? RC_VEC_ADD(ev->arena, out) : NULL;
    if (added != NULL) {
      *added = (rc_cfn_resource){.type = RC_CFN_EXPORT, .id = output->key};
      added->key = output->key_written;
      added->properties = value_of(ev, in, output);
    }
    RC_TRY(rc_arena_status(ev->arena));
  }
  return RC_OK;
}

static rc_status work_out(rc_cfn *ev, rc_cfn_template *in, bool (*wanted)(rc_str type),
                          rc_cfn_resource_vec *out) {
  for (uint32_t i = 0; i < in->entries.len; i++) {
    const rc_cfn_entry *entry = &in->entries.items[i];
    (void)rc_cfn_go(ev, in, NULL);
    if (!wanted(entry->resource.type) || !exists(ev, in, entry) ||
        rc_cfn_entry_of(ev, entry->resource.id) == NULL) {
      continue;
    }
    rc_cfn_resource *added = RC_VEC_ADD(ev->arena, out);
    if (added == NULL) {
      return rc_arena_status(ev->arena);
    }
    *added = entry->resource;
    if (added->ref.len == 0) {
      added->ref = rc_cfn_text(rc_cfn_hole(ev, added->id, RC_VALUE_NONE));
    }
    const rc_computed *properties = rc_computed_get(entry->body, RC_STR("Properties"));
    (void)rc_cfn_go(ev, in, entry->scope);
    added->properties = rc_cfn_evaluate(
        ev, properties != NULL
                ? properties
                : rc_computed_new(ev->arena, RC_COMPUTED_OBJECT, added->key, false));
    RC_TRY(rc_arena_status(ev->arena));
  }
  return RC_OK;
}

static rc_status add_files(rc_cfn *ev, const rc_cfn_file_vec *files, rc_map *by_path) {
  for (RC_EACH(const rc_cfn_file, file, *files)) {
    if (!rc_cfn_gives(file)) {
      rc_str path = rc_path_join(ev->arena, RC_STR_NONE, file->source->path);
      RC_TRY(rc_map_add(ev->arena, by_path, path, ev->templates.len, NULL));
      (void)add_stack(ev, file->source, rc_cfn_written(ev->arena, file->value));
    }
  }
  return rc_arena_status(ev->arena);
}

rc_status rc_cfn_resources(const rc_cfn_options *options, const rc_cfn_file_vec *files,
                           bool (*wanted)(rc_str type), rc_cfn_resource_vec *out) {
  rc_cfn ev = {.arena = options->arena, .options = options};
  rc_map by_path = {0};
  *out = (rc_cfn_resource_vec){0};
  RC_TRY(add_files(&ev, files, &by_path));
  uint32_t n_files = ev.templates.len;
  rc_cfn_take_given(&ev, files);
  for (uint32_t i = 0; i < ev.templates.len; i++) {
    RC_TRY(unfold(&ev, ev.templates.items[i], &by_path));
  }
  choose_roots(&ev, n_files);
  for (uint32_t i = 0; i < ev.templates.len; i++) {
    RC_TRY(work_out(&ev, ev.templates.items[i], wanted, out));
    RC_TRY(wanted(RC_CFN_EXPORT) ? add_exports(&ev, ev.templates.items[i], out) : RC_OK);
  }
  return rc_arena_status(ev.arena);
}
