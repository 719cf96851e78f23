#include "fix/template_terraform.h"

#include "fix/hcl_edit.h"
#include "fix/in_template.h"
#include "read/read.h"
#include "syntax/hcl.h"

/* ---- who owns what -------------------------------------------------------------------------- */

static bool is_at(const rc_tf_resource *resource, rc_span span) {
  rc_span own = rc_value_span(resource->block);
  return resource->place != NULL && own.file == span.file && own.start == span.start;
}

static rc_str text_of(const rc_tf_resource *resource, const char *name) {
  const rc_computed *value = rc_computed_get(resource->values, rc_str_from_c(name));
  return value == NULL ? RC_STR_NONE : value->text;
}

static const rc_tf_resource *block_of_role(const rc_model *model, const rc_role *about) {
  const rc_tf_resource *found = NULL;
  for (RC_EACH(const rc_tf_resource, resource, model->pending.tf_resources)) {
    bool same = about->by_template && !resource->data && is_at(resource, about->span) &&
                rc_str_equal(resource->type, RC_STR("aws_iam_role"));
    if (same && (found == NULL || rc_str_equal(text_of(resource, "arn"), about->arn))) {
      found = resource;
    }
  }
  return found;
}

const rc_tf_resource *rc_terraform_task(const rc_model *model, uint32_t task) {
  if (task >= model->tasks.len || rc_value_is_none(model->tasks.items[task].object)) {
    return NULL;
  }
  rc_span span = rc_value_span(model->tasks.items[task].object);
  for (RC_EACH(const rc_tf_resource, resource, model->pending.tf_resources)) {
    if (rc_str_equal(resource->type, RC_STR("aws_ecs_task_definition")) && is_at(resource, span)) {
      return resource;
    }
  }
  return NULL;
}

static const rc_tree *tree_of(const rc_model *model, uint32_t file) {
  for (RC_EACH(const rc_tf_file, one, model->pending.terraform)) {
    if (one->source->file == file && one->tree->syntax == RC_SYNTAX_HCL) {
      return one->tree;
    }
  }
  return NULL;
}

bool rc_is_terraform(const rc_model *model, uint32_t file) { return tree_of(model, file) != NULL; }

/* What every place of the configurations can be found from. */
static const rc_tf_place *any_place(const rc_model *model) {
  const rc_tf_place *place = NULL;
  for (RC_EACH(const rc_tf_resource, resource, model->pending.tf_resources)) {
    place = resource->place != NULL ? resource->place : place;
  }
  return place;
}

/* A block that stands for several resources of one instance: `count`, `for_each`. */
static bool is_repeated(const rc_model *model, const rc_tf_resource *about) {
  for (RC_EACH(const rc_tf_resource, resource, model->pending.tf_resources)) {
    if (resource != about && resource->place == about->place &&
        resource->block.tree == about->block.tree && resource->block.node == about->block.node) {
      return true;
    }
  }
  return false;
}

bool rc_terraform_is_repeated(const rc_model *model, const rc_role *role) {
  const rc_tf_resource *block = block_of_role(model, role);
  return block != NULL && is_repeated(model, block);
}

/* ---- once for each -------------------------------------------------------------------------- */

static rc_value attribute_of(rc_value block, rc_str name);

rc_str rc_terraform_by_key(const rc_model *model, const rc_role *role, rc_str text) {
  const rc_tf_resource *block = block_of_role(model, role);
  bool ok = false;
  if (block == NULL || rc_value_is_none(attribute_of(block->block, RC_STR("for_each")))) {
    return RC_STR_NONE;
  }
  rc_str key = rc_str_from(block->here, block->type.len + 1 + block->name.len); /* `["a"]` */
  rc_str rest = rc_edit_spelling(model, rc_value_span(block->block).file, text, &ok);
  rc_buf out;
  rc_buf_init(&out, model->arena);
  uint32_t n = 0;
  for (size_t at = rc_str_find(rest, key, 0); key.len > 0 && at != RC_NOT_FOUND;
       at = rc_str_find(rest, key, 0)) {
    RC_BUF_FILL(&out, "{}[each.key]", rc_str_slice(rest, 0, at));
    rest = rc_str_from(rest, at + key.len);
    n++;
  }
  rc_buf_put(&out, rest);
  return ok && n > 0 ? rc_buf_str(&out) : RC_STR_NONE;
}

bool rc_terraform_repeats_with(const rc_model *model, const rc_role *role, rc_value document) {
  const rc_tf_resource *block = block_of_role(model, role);
  rc_value around = rc_value_written(document, NULL);
  while (!rc_value_is_none(rc_value_parent(around)) &&
         rc_value_kind(rc_value_parent(around)) != RC_DOCUMENT) {
    around = rc_value_parent(around);
  }
  if (block == NULL || rc_value_is_none(around) || around.tree->syntax != RC_SYNTAX_HCL ||
      rc_value_kind(around) != RC_HCL_BLOCK) {
    return false;
  }
  rc_value own = attribute_of(block->block, RC_STR("for_each"));
  rc_value its = attribute_of(around, RC_STR("for_each"));
  return !rc_value_is_none(own) && !rc_value_is_none(its) &&
         rc_str_equal(rc_value_raw(own), rc_value_raw(its));
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* A file that `templatefile` reads has the names that it is given, one that `file` reads none. */
static rc_str spelling_in_text(const rc_model *model, const rc_tf_place *any, uint32_t file,
                               rc_str text, bool *ok) {
  rc_str said = any == NULL
                    ? RC_STR_NONE
                    : rc_tf_spell_given(any, file, text, model->sources[file].bytes);
  *ok = said.len > 0 || text.len == 0;
  return *ok ? said : text;
}

rc_str rc_terraform_spelling(const rc_model *model, uint32_t file, rc_str text, bool *ok) {
  const rc_tf_place *any = any_place(model);
  rc_str path = model->sources[file].path;
  rc_str spelled = RC_STR_NONE;
  rc_str literal = RC_STR_NONE; /* where an instance of the module has no name for it */
  bool may_have_name = rc_is_account_id(text) || rc_str_starts_with(text, RC_STR("arn:"));
  if (any == NULL || !rc_is_terraform(model, file)) {
    return spelling_in_text(model, any, file, text, ok);
  }
  for (uint32_t n = 0; spelled.len == 0; n++) {
    const rc_tf_place *place = rc_tf_place_at(any, path, n);
    bool own = true;
    if (place == NULL) {
      break;
    }
    spelled = rc_tf_spell(place, text, model->sources[file].bytes, &own);
    spelled = own || rc_tf_n_instances(place) == 1 ? spelled : RC_STR_NONE;
    if (may_have_name && rc_str_equal(spelled, text)) {
      literal = spelled;
      spelled = RC_STR_NONE;
    }
  }
  spelled = spelled.len > 0 ? spelled : literal;
  *ok = spelled.len > 0 || text.len == 0;
  return *ok ? spelled : text;
}

bool rc_terraform_makes_ring(const rc_model *model, const rc_role *role, rc_span place,
                             const rc_planned_vec *planned) {
  const rc_tf_resource *block = block_of_role(model, role);
  rc_span own = block == NULL ? RC_SPAN_NONE : rc_value_span(block->block);
  if (block == NULL || place.file != own.file || place.start < own.start ||
      place.end > own.end) {
    return false;
  }
  rc_str key = RC_FILL(model->arena, "{}.{}", block->type, block->name);
  for (RC_EACH(const rc_planned, wanted, *planned)) {
    for (RC_EACH(const rc_str, resource, wanted->resources)) {
      if (rc_tf_leads_to(block->place, rc_edit_spelling(model, own.file, *resource, NULL), key)) {
        return true;
      }
    }
  }
  return false;
}

/* ---- data sources --------------------------------------------------------------------------- */

static bool any_text_has(const rc_edits *edits, rc_str text) {
  for (RC_EACH(const rc_edit, edit, *edits)) {
    if (rc_str_contains(edit->text, text)) {
      return true;
    }
  }
  return false;
}

static bool is_staged(const rc_lowering *lowering, rc_str head) {
  for (RC_EACH(const rc_file_edits, file, *lowering->edits)) {
    if (any_text_has(&file->edits, head)) {
      return true;
    }
  }
  return false;
}

/* Behind the last data source of its kind, else at the end of the file. */
static rc_value last_data(const rc_tree *tree) {
  rc_value found = RC_VALUE_NONE;
  for (RC_CHILDREN(item, rc_tree_root(tree))) {
    rc_str raw = rc_value_raw(item);
    bool fits = rc_str_starts_with(raw, RC_STR("data \"aws_caller_identity\"")) ||
                rc_str_starts_with(raw, RC_STR("data \"aws_region\""));
    found = fits || rc_value_is_none(rc_value_next(item)) ? item : found;
    if (fits) {
      return found;
    }
  }
  return found;
}

void rc_terraform_complete(rc_lowering *lowering, uint32_t file, rc_edits *edits) {
  static const struct {
    rc_str key, head;
  } rows[] = {
      {RC_STR_INIT("data.aws_caller_identity.current"),
       RC_STR_INIT("data \"aws_caller_identity\" \"current\"")},
      {RC_STR_INIT("data.aws_region.current"), RC_STR_INIT("data \"aws_region\" \"current\"")},
  };
  const rc_tf_place *any = any_place(lowering->model);
  const rc_tree *tree = tree_of(lowering->model, file);
  const rc_tf_place *place =
      any == NULL || tree == NULL
          ? NULL
          : rc_tf_place_at(any, lowering->model->sources[file].path, 0);
  rc_made needed = {.kind = RC_MADE_LIST};
  for (size_t i = 0; place != NULL && i < RC_COUNT_OF(rows); i++) {
    if (any_text_has(edits, rows[i].key) && !rc_tf_has_block(place, rows[i].key) &&
        !is_staged(lowering, rows[i].head) && !any_text_has(edits, rows[i].head)) {
      rc_made_member(lowering->arena, &needed, rows[i].head, RC_MADE_BLOCK, RC_STR_NONE);
    }
  }
  if (needed.children.len > 0) {
    rc_hcl_insert_member(lowering->arena, rc_tree_root(tree), last_data(tree), &needed, edits);
  }
}

/* ---- what new blocks are made of ------------------------------------------------------------ */

/* Where new blocks go, and in which words. */
typedef struct site {
  rc_lowering *lowering;
  const rc_tf_resource *beside;
  const rc_tree *tree;
  rc_hcl_style style;
  rc_str file; /* its text */
  bool documents; /* policies are written as data sources */
  rc_made blocks;
} site;

/* Do policies of this module stand in data sources? Roles tell first, then the file. */
static bool writes_documents(const rc_model *model, const rc_tf_resource *beside) {
  bool documents = false;
  for (RC_EACH(const rc_tf_resource, resource, model->pending.tf_resources)) {
    if (resource->place != beside->place || !rc_str_equal(resource->type, RC_STR("aws_iam_role"))) {
      continue;
    }
    rc_str raw = rc_value_raw(resource->block);
    documents = documents || rc_str_contains(raw, RC_STR("aws_iam_policy_document"));
  }
  return documents;
}

static bool begin_site(rc_lowering *lowering, const rc_tf_resource *beside, site *out) {
  uint32_t file = rc_value_span(beside->block).file;
  const rc_tree *tree = tree_of(lowering->model, file);
  if (tree == NULL || !rc_hcl_can_edit(rc_tree_root(tree))) {
    return false;
  }
  *out = (site){
      .lowering = lowering,
      .beside = beside,
      .tree = tree,
      .style = rc_hcl_style_of(beside->block),
      .file = lowering->model->sources[file].bytes,
      .documents = writes_documents(lowering->model, beside),
      .blocks = {.kind = RC_MADE_LIST},
  };
  return true;
}

static rc_status end_site(site *at, bool ok, rc_edits *out) {
  if (ok && at->blocks.children.len > 0) {
    rc_hcl_insert_member(at->lowering->arena, rc_tree_root(at->tree), at->beside->block,
                         &at->blocks, out);
  }
  return rc_arena_status(at->lowering->arena);
}

static rc_str spelled(const site *at, rc_str text, bool *ok) {
  bool fine = false;
  rc_str said = rc_edit_spelling(at->lowering->model, at->tree->file, text, &fine);
  *ok = *ok && fine;
  return said;
}

/* A label that the module does not have yet for this type. */
static rc_str free_label(const site *at, const char *type, rc_str stem, const char *suffix) {
  rc_arena *arena = at->lowering->arena;
  bool dashes = rc_str_find_byte(stem, '-', 0) != RC_NOT_FOUND;
  rc_str label = RC_FILL(arena, "{}{}{}", stem, dashes ? RC_STR("-") : RC_STR("_"),
                         rc_str_from_c(suffix));
  rc_str candidate = label;
  for (uint64_t n = 2; candidate.len > 0; n++) {
    rc_str key = RC_FILL(arena, "{}.{}", rc_str_from_c(type), candidate);
    if (!rc_tf_has_block(at->beside->place, key)) {
      break;
    }
    candidate = RC_FILL(arena, "{}{}", label, rc_str_from_u64(arena, n));
  }
  return candidate;
}

static rc_made *add_block(site *at, const char *kind, const char *type, rc_str label) {
  rc_str head = RC_FILL(at->lowering->arena, "{} \"{}\" \"{}\"", rc_str_from_c(kind),
                        rc_str_from_c(type), label);
  return rc_made_member(at->lowering->arena, &at->blocks, head, RC_MADE_BLOCK, RC_STR_NONE);
}

static void set(site *at, rc_made *block, const char *name, rc_made_kind kind, rc_str value) {
  if (block != NULL) {
    rc_made_member(at->lowering->arena, block, rc_str_from_c(name), kind, value);
  }
}

static rc_statement_style statement_style(const site *at) {
  return (rc_statement_style){
      .model = RC_VALUE_NONE,
      .with_sid = rc_str_contains(at->file, RC_STR("sid ")) ||
                  rc_str_contains(at->file, RC_STR("Sid")),
  };
}

/* The statements as `jsonencode({...})`, standing in a block of the file. */
static rc_str encoded(const site *at, const rc_made *statements, rc_str indent) {
  rc_arena *arena = at->lowering->arena;
  rc_made policy = {.kind = RC_MADE_OBJECT};
  rc_made_member(arena, &policy, RC_STR("Version"), RC_MADE_STRING, RC_STR("2012-10-17"));
  rc_made *list = rc_made_member(arena, &policy, RC_STR("Statement"), RC_MADE_LIST, RC_STR_NONE);
  if (list != NULL) {
    list->children = statements->children;
  }
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_buf_put(&buf, RC_STR("jsonencode("));
  rc_hcl_put_value(&buf, &policy, &at->style, indent, 0);
  rc_buf_put(&buf, RC_STR(")"));
  return rc_buf_str(&buf);
}

/* The expression for a policy of these statements; a data source of `label` where that is how the
 * module writes them, which is added. */
static rc_str policy_expression(site *at, const rc_made *statements, rc_str label) {
  if (!at->documents) {
    return encoded(at, statements, at->style.unit);
  }
  rc_made *data = add_block(at, "data", "aws_iam_policy_document", label);
  for (RC_EACH(const rc_made, statement, statements->children)) {
    rc_made *block = data == NULL ? NULL
                                  : rc_made_item(at->lowering->arena, data, RC_MADE_BLOCK,
                                                 RC_STR_NONE);
    if (block != NULL) {
      *block = rc_hcl_statement_block(at->lowering->arena, statement, RC_VALUE_NONE);
    }
  }
  return RC_FILL(at->lowering->arena, "data.aws_iam_policy_document.{}.json", label);
}

/* The statements that are planned, in the words of the module; false if it cannot say them. */
static bool add_statements(site *at, const rc_planned_vec *planned, rc_made *statements) {
  rc_arena *arena = at->lowering->arena;
  rc_statement_style style = statement_style(at);
  bool ok = true;
  statements->kind = RC_MADE_LIST;
  for (RC_EACH(const rc_planned, wanted, *planned)) {
    rc_planned own = *wanted;
    own.resources = (rc_name_list){0};
    for (RC_EACH(const rc_str, resource, wanted->resources)) {
      rc_add_name(arena, &own.resources, spelled(at, *resource, &ok));
    }
    if (own.condition_key.len > 0) {
      own.condition_value = spelled(at, own.condition_value, &ok);
    }
    rc_made_statement(arena, statements, &own, &style, NULL, RC_VALUE_NONE);
  }
  return ok;
}

/* ---- policies of roles ---------------------------------------------------------------------- */

static rc_value attribute_of(rc_value block, rc_str name) {
  rc_value body = RC_VALUE_NONE;
  for (RC_CHILDREN(child, block)) {
    body = child;
  }
  for (RC_CHILDREN(item, body)) {
    if (rc_value_kind(item) == RC_HCL_ATTRIBUTE &&
        rc_str_equal(rc_value_raw(rc_value_first(item)), name)) {
      return rc_value_next(rc_value_first(item));
    }
  }
  return RC_VALUE_NONE;
}

/* `aws_iam_role.x.name`, or `.id` where the file has that; of a role with `count` the one with the
 * number of what refers to it. */
static rc_str role_reference(const site *at, rc_value count) {
  rc_arena *arena = at->lowering->arena;
  rc_str here = at->beside->here;
  rc_str id = RC_FILL(arena, "{}.id", here);
  rc_str attribute = rc_str_contains(at->file, id) ? RC_STR("id") : RC_STR("name");
  rc_str address = rc_str_slice(here, 0, rc_str_find_byte(here, '[', 0));
  return rc_value_is_none(count) ? RC_FILL(arena, "{}.{}", here, attribute)
                                 : RC_FILL(arena, "{}[count.index].{}", address, attribute);
}

/* An inline policy's name that the role does not have yet. */
static rc_str free_policy_name(const rc_lowering *lowering, const rc_role *role) {
  const rc_inline_vec *taken = &role->inline_policies;
  rc_str name = RC_STR("launch");
  for (uint64_t n = 2;; n++) {
    bool found = false;
    for (RC_EACH(const rc_inline_policy, policy, *taken)) {
      found = found || rc_str_equal(policy->name, name);
    }
    if (!found || name.len == 0) {
      return name;
    }
    name = RC_FILL(lowering->arena, "launch-{}", rc_str_from_u64(lowering->arena, n));
  }
}

/* A resource that belongs to the role. NULL where there is no telling how often. */
static rc_made *add_for_role(site *at, const char *type, rc_str label) {
  rc_value count = attribute_of(at->beside->block, RC_STR("count"));
  bool each = !rc_value_is_none(attribute_of(at->beside->block, RC_STR("for_each")));
  rc_made *block = each ? NULL : add_block(at, "resource", type, label);
  if (!rc_value_is_none(count)) {
    set(at, block, "count", RC_MADE_RAW, rc_value_raw(count));
  }
  return block;
}

/* Is there a resource that lists all that the role may have? What it leaves out is taken away. */
static bool is_listed(const rc_model *model, const rc_role *role, const char *type) {
  for (RC_EACH(const rc_tf_resource, resource, model->pending.tf_resources)) {
    if (rc_str_equal(resource->type, rc_str_from_c(type)) &&
        rc_str_equal(text_of(resource, "role_name"), role->name)) {
      return true;
    }
  }
  return false;
}

static bool has_inline_blocks(rc_value home) {
  for (RC_CHILDREN(item, home)) {
    if (rc_value_kind(item) == RC_HCL_BLOCK &&
        rc_str_equal(rc_value_raw(rc_value_first(item)), RC_STR("inline_policy"))) {
      return true;
    }
  }
  return false;
}

/* A role with `inline_policy` blocks has those and no others. */
static rc_status add_inline_block(site *at, const rc_role *role, const rc_made *statements,
                                  rc_edits *out) {
  rc_arena *arena = at->lowering->arena;
  rc_str deeper = RC_FILL(arena, "{}{}", at->style.unit, at->style.unit);
  rc_made *block = rc_made_member(arena, &at->blocks, RC_STR("inline_policy"), RC_MADE_BLOCK,
                                  RC_STR_NONE);
  set(at, block, "name", RC_MADE_STRING, free_policy_name(at->lowering, role));
  set(at, block, "policy", RC_MADE_RAW, encoded(at, statements, deeper));
  rc_hcl_append(arena, role->home, &at->blocks, out);
  return rc_arena_status(arena);
}

/* ---- attachments of the wrong role ---------------------------------------------------------- */

static bool is_execution_role(const rc_model *model, uint32_t role) {
  for (RC_EACH(const rc_task_links, links, model->links)) {
    if (links->execution_role == role) {
      return true;
    }
  }
  return false;
}

/* Is this very action planned on this very resource? */
static bool is_planned(const rc_planned_vec *planned, rc_str action, rc_str resource) {
  for (RC_EACH(const rc_planned, wanted, *planned)) {
    bool same = false;
    for (RC_EACH(const rc_str, one, wanted->actions)) {
      same = same || rc_str_equal_nocase(*one, action);
    }
    for (RC_EACH(const rc_str, one, wanted->resources)) {
      if (same && rc_str_equal(*one, resource)) {
        return true;
      }
    }
  }
  return false;
}

static bool is_all_planned(const rc_statement *statement, const rc_planned_vec *planned) {
  for (RC_EACH(const rc_policy_text, action, statement->actions)) {
    for (RC_EACH(const rc_policy_text, resource, statement->resources)) {
      if (!is_planned(planned, action->text, resource->text)) {
        return false;
      }
    }
  }
  return statement->valid && !statement->deny && !statement->uncertain &&
         !statement->not_action && !statement->not_resource && statement->conditions.len == 0;
}

/* Does the policy give what is planned, and nothing else? */
static bool is_meant_for(const rc_attached_policy *attached, const rc_planned_vec *planned) {
  uint32_t n = attached->policy == NULL ? 0 : attached->policy->statements.len;
  for (uint32_t i = 0; i < n; i++) {
    if (!is_all_planned(&attached->policy->statements.items[i], planned)) {
      return false;
    }
  }
  return n > 0;
}

/* The policy that resource `about` attaches, if it is one of `role`'s. */
static const rc_attached_policy *attached_by(const rc_tf_resource *about, const rc_role *role) {
  rc_str arn = text_of(about, "policy_arn");
  for (RC_EACH(const rc_attached_policy, attached, role->attached)) {
    if (arn.len > 0 && rc_str_equal(attached->arn, arn)) {
      return attached;
    }
  }
  return NULL;
}

/* Either of these is wanted: a policy with this ARN, or one that gives what is planned. */
typedef struct wanted_policy {
  rc_str arn;
  const rc_planned_vec *planned;
} wanted_policy;

static bool is_wrongly_attached(const rc_model *model, const rc_tf_resource *about,
                                const rc_role *right, const wanted_policy *wanted) {
  for (uint32_t i = 0; i < model->roles.len; i++) {
    const rc_role *role = &model->roles.items[i];
    const rc_attached_policy *attached =
        role != right && rc_str_equal(role->name, text_of(about, "role")) &&
                !is_execution_role(model, i)
            ? attached_by(about, role)
            : NULL;
    if (attached != NULL) {
      return wanted->planned == NULL ? rc_str_equal(attached->arn, wanted->arn)
                                     : is_meant_for(attached, wanted->planned);
    }
  }
  return false;
}

/* An attachment to another role that gives what this one needs belongs to this one. */
static bool move_attachment(const site *at, const rc_role *role, const wanted_policy *wanted,
                            rc_edits *out) {
  const rc_model *model = at->lowering->model;
  for (RC_EACH(const rc_tf_resource, resource, model->pending.tf_resources)) {
    rc_value whose = attribute_of(resource->block, RC_STR("role"));
    bool single = resource->place == at->beside->place &&
                  rc_str_equal(resource->type, RC_STR("aws_iam_role_policy_attachment")) &&
                  resource->block.tree == at->tree && !rc_value_is_none(whose) &&
                  rc_value_is_none(attribute_of(resource->block, RC_STR("count"))) &&
                  rc_value_is_none(attribute_of(resource->block, RC_STR("for_each"))) &&
                  rc_value_is_none(attribute_of(at->beside->block, RC_STR("count")));
    if (single && is_wrongly_attached(model, resource, role, wanted)) {
      const rc_made reference = {.kind = RC_MADE_RAW,
                                 .text = role_reference(at, RC_VALUE_NONE)};
      rc_hcl_replace(model->arena, whose, &reference, out);
      return true;
    }
  }
  return false;
}

static rc_status add_policy(rc_lowering *lowering, const rc_role *role,
                            const rc_planned_vec *planned, rc_edits *out) {
  const rc_tf_resource *beside = block_of_role(lowering->model, role);
  site at;
  rc_made statements = {0};
  if (planned->len == 0 || beside == NULL || is_repeated(lowering->model, beside) ||
      is_listed(lowering->model, role, "aws_iam_role_policies_exclusive") ||
      !begin_site(lowering, beside, &at) || !add_statements(&at, planned, &statements)) {
    return rc_arena_status(lowering->arena);
  }
  if (move_attachment(&at, role, &(wanted_policy){.planned = planned}, out)) {
    return rc_arena_status(lowering->arena);
  }
  if (has_inline_blocks(role->home)) {
    if (rc_terraform_makes_ring(lowering->model, role, rc_value_span(beside->block), planned)) {
      return RC_OK;
    }
    return add_inline_block(&at, role, &statements, out);
  }
  rc_str label = free_label(&at, "aws_iam_role_policy", beside->name, "launch");
  rc_str policy = policy_expression(&at, &statements, label);
  rc_value count = attribute_of(beside->block, RC_STR("count"));
  rc_made *block = add_for_role(&at, "aws_iam_role_policy", label);
  set(&at, block, "name", RC_MADE_STRING, free_policy_name(lowering, role));
  set(&at, block, "role", RC_MADE_RAW, role_reference(&at, count));
  set(&at, block, "policy", RC_MADE_RAW, policy);
  return end_site(&at, block != NULL, out);
}

static void put_attachment(site *at, rc_made *block, rc_str role, rc_str arn) {
  set(at, block, "role", RC_MADE_RAW, role);
  set(at, block, "policy_arn", RC_MADE_STRING, arn);
}

/* Labels of blocks that are written together differ by a number. */
static rc_str attachment_label(const site *at, rc_str stem, uint32_t number) {
  rc_str label = free_label(at, "aws_iam_role_policy_attachment", stem, "managed");
  return number == 0 ? label
                     : RC_FILL(at->lowering->arena, "{}_{}", label,
                               rc_str_from_u64(at->lowering->arena, number + 1));
}

/* `managed_policy_arns` lists all that a role has attached. */
static rc_status extend_listed(rc_lowering *lowering, rc_value listed, const rc_name_list *arns,
                               rc_edits *out) {
  rc_made added = {.kind = RC_MADE_LIST};
  for (RC_EACH(const rc_str, arn, *arns)) {
    rc_made_item(lowering->arena, &added, RC_MADE_STRING, *arn);
  }
  if (rc_value_kind(listed) == RC_ARRAY) {
    rc_hcl_append(lowering->arena, listed, &added, out);
  }
  return rc_arena_status(lowering->arena);
}

static rc_status attach(rc_lowering *lowering, const rc_role *role, const rc_name_list *arns,
                        rc_edits *out) {
  const rc_tf_resource *beside = block_of_role(lowering->model, role);
  site at;
  bool ok = true;
  if (beside == NULL || is_repeated(lowering->model, beside) ||
      is_listed(lowering->model, role, "aws_iam_role_policy_attachments_exclusive") ||
      !begin_site(lowering, beside, &at)) {
    return RC_OK;
  }
  rc_value listed = attribute_of(beside->block, RC_STR("managed_policy_arns"));
  if (!rc_value_is_none(listed)) {
    return extend_listed(lowering, listed, arns, out);
  }
  rc_value count = attribute_of(beside->block, RC_STR("count"));
  for (uint32_t i = 0; i < arns->len; i++) {
    if (move_attachment(&at, role, &(wanted_policy){.arn = arns->items[i]}, out)) {
      continue;
    }
    rc_made *block = add_for_role(&at, "aws_iam_role_policy_attachment",
                                  attachment_label(&at, beside->name, i));
    ok = ok && block != NULL;
    put_attachment(&at, block, role_reference(&at, count), arns->items[i]);
  }
  return end_site(&at, ok, out);
}

/* ---- arguments of the task ------------------------------------------------------------------ */

static rc_str argument_of(rc_str field) {
  static const struct {
    rc_str field, argument;
  } rows[] = {
      {RC_STR_INIT("executionRoleArn"), RC_STR_INIT("execution_role_arn")},
      {RC_STR_INIT("taskRoleArn"), RC_STR_INIT("task_role_arn")},
  };
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    if (rc_str_equal(field, rows[i].field)) {
      return rows[i].argument;
    }
  }
  return RC_STR_NONE;
}

/* What somebody else decides, a variable, is theirs to set. */
static bool may_replace(rc_value expression) {
  rc_str raw = rc_value_raw(expression);
  rc_kind kind = rc_value_kind(expression);
  return kind == RC_STRING || kind == RC_NULL ||
         ((kind == RC_HCL_GET || kind == RC_HCL_INDEX) &&
          rc_str_starts_with(raw, RC_STR("aws_iam_role.")));
}

/* `said` is spelled. False where that is not ours to set. */
static bool set_argument(const rc_model *model, const rc_tf_resource *task, rc_str argument,
                         rc_str said, rc_edits *out) {
  rc_value present = attribute_of(task->block, argument);
  if (!rc_value_is_none(present)) {
    const rc_made value = {.kind = RC_MADE_STRING, .text = said};
    if (may_replace(present)) {
      rc_hcl_replace(model->arena, present, &value, out);
    }
    return out->len > 0;
  }
  rc_made member = {.kind = RC_MADE_OBJECT};
  rc_made_member(model->arena, &member, argument, RC_MADE_STRING, said);
  rc_value beside = attribute_of(task->block, RC_STR("task_role_arn"));
  beside = rc_value_is_none(beside) ? attribute_of(task->block, RC_STR("family")) : beside;
  rc_hcl_insert_member(model->arena, task->block, beside, &member, out);
  return out->len > 0;
}

rc_status rc_terraform_field(rc_lowering *lowering, const rc_intent *intent) {
  const rc_tf_resource *task = rc_terraform_task(lowering->model, intent->task);
  rc_str argument = argument_of(intent->field);
  rc_edits edits = {0};
  bool ok = false;
  if (task == NULL || argument.len == 0 || !rc_hcl_can_edit(task->block)) {
    return RC_OK;
  }
  uint32_t file = rc_value_span(task->block).file;
  rc_str said = rc_edit_spelling(lowering->model, file, intent->value, &ok);
  /* What no reference yields is a role that is still to be written. */
  if (ok && rc_hole_any(said) && set_argument(lowering->model, task, argument, said, &edits)) {
    (void)rc_stage(lowering, file, &edits);
  }
  return rc_arena_status(lowering->arena);
}

/* ---- new roles ------------------------------------------------------------------------------ */

static rc_str trust_expression(site *at, rc_str service, rc_str label) {
  rc_arena *arena = at->lowering->arena;
  rc_made statements = {.kind = RC_MADE_LIST};
  rc_planned planned = {0};
  rc_statement_style style = {.model = RC_VALUE_NONE};
  rc_statement_extra extra = {
      .principal_kind = RC_STR("Service"), .principal = service, .without_resource = true};
  rc_add_name(arena, &planned.actions, RC_ECS_ASSUME_ACTION);
  rc_made_statement(arena, &statements, &planned, &style, &extra, RC_VALUE_NONE);
  return policy_expression(at, &statements, label);
}

static rc_status add_role(rc_lowering *lowering, const rc_new_role *about, rc_edits *out) {
  const rc_tf_resource *beside = rc_terraform_task(lowering->model, about->task);
  site at;
  rc_made statements = {0};
  bool ok = true;
  if (beside == NULL || is_repeated(lowering->model, beside) ||
      !rc_value_is_none(attribute_of(beside->block, RC_STR("count"))) ||
      !begin_site(lowering, beside, &at) || !add_statements(&at, about->grants, &statements)) {
    return rc_arena_status(lowering->arena);
  }
  rc_arena *arena = lowering->arena;
  rc_str family = lowering->model->tasks.items[about->task].family.text;
  rc_str label = free_label(&at, "aws_iam_role", beside->name, "execution");
  rc_str name = spelled(&at, RC_FILL(arena, "{}-execution", family), &ok);
  rc_str trust = trust_expression(
      &at, about->service,
      free_label(&at, "data.aws_iam_policy_document", beside->name, "execution_assume"));
  rc_made *role = add_block(&at, "resource", "aws_iam_role", label);
  rc_str reference = RC_FILL(arena, "aws_iam_role.{}.name", label);
  set(&at, role, "name", RC_MADE_STRING, name);
  set(&at, role, "assume_role_policy", RC_MADE_RAW, trust);
  if (about->grants->len > 0) {
    rc_str policy = policy_expression(&at, &statements, label);
    rc_made *inline_policy = add_block(&at, "resource", "aws_iam_role_policy", label);
    set(&at, inline_policy, "name", RC_MADE_STRING, RC_STR("launch"));
    set(&at, inline_policy, "role", RC_MADE_RAW, reference);
    set(&at, inline_policy, "policy", RC_MADE_RAW, policy);
  }
  for (uint32_t i = 0; i < about->managed->len; i++) {
    put_attachment(&at, add_block(&at, "resource", "aws_iam_role_policy_attachment",
                                  attachment_label(&at, label, i)),
                   reference, about->managed->items[i]);
  }
  if (ok && set_argument(lowering->model, beside, RC_STR("execution_role_arn"),
                         rc_hole_make(arena, RC_FILL(arena, "${aws_iam_role.{}.arn}", label)),
                         out)) {
    return end_site(&at, true, out);
  }
  return rc_arena_status(arena);
}

const rc_template_writer rc_terraform_writer = {add_policy, attach, add_role};

