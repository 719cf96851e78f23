/*
 * Data source `aws_iam_policy_document`: a policy written in blocks.
 *
 * Source: the provider's documentation of the data source. Documents are merged in the order
 * source_json, source_policy_documents, the blocks themselves, override_policy_documents,
 * override_json; a statement replaces an earlier one of the same, not empty, Sid.
 */
#include "template/terraform_parts.h"

static const rc_computed *get(const rc_computed *object, const char *name) {
  return rc_computed_get(object, rc_str_from_c(name));
}

/* `&{...}` stands for a policy variable, which HCL would take for its own. */
static const rc_computed *with_variables(rc_tf *ev, const rc_computed *value) {
  if (value->kind == RC_COMPUTED_LIST) {
    rc_computed *copy = rc_computed_new(ev->arena, value->kind, value->written, value->is_itself);
    bool open = value->open;
    for (RC_EACH(const rc_computed_member, member, value->members)) {
      /* Terraform refuses null here: whoever calls the module gives the variable a value. */
      bool null = rc_tf_is_null(member->value);
      open = open || null;
      if (!null) {
        rc_tf_add_item(ev, copy, with_variables(ev, member->value));
      }
    }
    if (copy != NULL) {
      copy->open = open;
    }
    return rc_tf_made(ev, copy);
  }
  rc_str mark = RC_STR("&{");
  if (value->kind != RC_COMPUTED_STRING || !rc_str_contains(value->text, mark)) {
    return value;
  }
  rc_computed *copy = rc_computed_new(ev->arena, value->kind, value->written, false);
  char *bytes = rc_arena_bytes(ev->arena, value->text.len);
  if (copy == NULL || bytes == NULL) {
    return &ev->nothing;
  }
  *copy = *value;
  for (size_t i = 0; i < value->text.len; i++) {
    bool at_mark = rc_str_starts_with(rc_str_from(value->text, i), mark);
    bytes[i] = at_mark ? '$' : value->text.ptr[i];
  }
  copy->text = (rc_str){bytes, value->text.len};
  copy->is_itself = false;
  return copy;
}

/* Appends `more` to what `object` holds under `key`. */
static void gather(rc_tf *ev, rc_computed *object, rc_str key, const rc_computed *more) {
  const rc_computed *known = rc_computed_get(object, key);
  if (known == NULL || known->kind != RC_COMPUTED_LIST || more->kind != RC_COMPUTED_LIST) {
    rc_tf_set(ev, object, key, more->written, more);
    return;
  }
  rc_computed *both = rc_computed_new(ev->arena, known->kind, known->written, false);
  for (RC_EACH(const rc_computed_member, member, known->members)) {
    rc_tf_add_item(ev, both, member->value);
  }
  for (RC_EACH(const rc_computed_member, member, more->members)) {
    rc_tf_add_item(ev, both, member->value);
  }
  if (both != NULL) {
    both->open = known->open || more->open;
  }
  rc_tf_set(ev, object, key, more->written, rc_tf_made(ev, both));
}

static bool is_star(const rc_computed *identifiers) {
  return identifiers->kind == RC_COMPUTED_LIST && identifiers->members.len == 1 &&
         rc_str_equal(identifiers->members.items[0].value->text, RC_STR("*"));
}

/* Before version 0.12 a block could be written as an argument: one object, or a list of them. */
static const rc_computed *as_blocks(rc_tf *ev, const rc_computed *blocks) {
  if (blocks->kind != RC_COMPUTED_OBJECT) {
    return blocks;
  }
  rc_computed *list = rc_computed_new(ev->arena, RC_COMPUTED_LIST, blocks->written, false);
  rc_tf_add_item(ev, list, blocks);
  return rc_tf_made(ev, list);
}

static const rc_computed *principals(rc_tf *ev, const rc_computed *blocks) {
  rc_computed *object = rc_tf_object(ev, blocks->written);
  blocks = as_blocks(ev, blocks);
  if (object == NULL || blocks->kind != RC_COMPUTED_LIST) {
    return blocks;
  }
  object->open = blocks->open;
  for (RC_EACH(const rc_computed_member, block, blocks->members)) {
    const rc_computed *type = get(block->value, "type");
    const rc_computed *identifiers = get(block->value, "identifiers");
    rc_str name;
    if (type == NULL || identifiers == NULL || !rc_computed_known_text(type, &name)) {
      object->open = true;
      continue;
    }
    identifiers = with_variables(ev, identifiers);
    if (rc_str_equal(name, RC_STR("*")) && is_star(identifiers)) {
      return identifiers->members.items[0].value;
    }
    gather(ev, object, name, identifiers);
  }
  return object;
}

static const rc_computed *conditions(rc_tf *ev, const rc_computed *blocks) {
  rc_computed *object = rc_tf_object(ev, blocks->written);
  blocks = as_blocks(ev, blocks);
  if (object == NULL || blocks->kind != RC_COMPUTED_LIST) {
    return blocks;
  }
  object->open = blocks->open;
  for (RC_EACH(const rc_computed_member, block, blocks->members)) {
    const rc_computed *test = get(block->value, "test");
    const rc_computed *variable = get(block->value, "variable");
    const rc_computed *values = get(block->value, "values");
    rc_str operation, key;
    if (test == NULL || variable == NULL || values == NULL ||
        !rc_computed_known_text(test, &operation) || !rc_computed_known_text(variable, &key)) {
      object->open = true;
      continue;
    }
    rc_computed *keys = (rc_computed *)rc_computed_get(object, operation); /* made here */
    if (keys == NULL) {
      keys = rc_tf_object(ev, block->value->written);
      rc_tf_set(ev, object, operation, test->written, rc_tf_made(ev, keys));
    }
    gather(ev, keys, key, with_variables(ev, values));
  }
  return object;
}

static const rc_computed *statement(rc_tf *ev, const rc_computed *block) {
  static const struct {
    const char *from;
    rc_str to;
    const rc_computed *(*with)(rc_tf *, const rc_computed *);
  } parts[] = {
      {"sid", RC_STR_INIT("Sid"), NULL},
      {"effect", RC_STR_INIT("Effect"), NULL},
      {"principals", RC_STR_INIT("Principal"), principals},
      {"not_principals", RC_STR_INIT("NotPrincipal"), principals},
      {"actions", RC_STR_INIT("Action"), NULL},
      {"not_actions", RC_STR_INIT("NotAction"), NULL},
      {"resources", RC_STR_INIT("Resource"), with_variables},
      {"not_resources", RC_STR_INIT("NotResource"), with_variables},
      {"condition", RC_STR_INIT("Condition"), conditions},
  };
  rc_computed *object = rc_computed_new(ev->arena, RC_COMPUTED_OBJECT, block->written, false);
  if (object == NULL || block->kind != RC_COMPUTED_OBJECT) {
    return block;
  }
  object->open = block->open;
  for (size_t i = 0; i < RC_COUNT_OF(parts); i++) {
    const rc_computed *value = get(block, parts[i].from);
    bool effect = rc_str_equal(parts[i].to, RC_STR("Effect"));
    bool empty = value == NULL || rc_tf_is_null(value) ||
                 (value->kind == RC_COMPUTED_STRING && value->text.len == 0) ||
                 (value->kind == RC_COMPUTED_LIST && !value->open && value->members.len == 0);
    if (empty && effect) {
      value = rc_tf_string(ev, RC_STR("Allow"), block->written);
    } else if (empty) {
      continue;
    }
    rc_tf_set(ev, object, parts[i].to, value->written,
              parts[i].with != NULL ? parts[i].with(ev, value) : value);
  }
  return object;
}

/* ---- merging -------------------------------------------------------------------------------- */

static void merge_statement(rc_tf *ev, rc_computed *all, const rc_computed *one) {
  rc_str sid = RC_STR_NONE;
  const rc_computed *name = get(one, "Sid");
  if (name != NULL && rc_tf_text(ev, name, &sid) && sid.len > 0) {
    (void)rc_tf_work(ev, 1 + all->members.len / 16);
    for (RC_EACH(rc_computed_member, member, all->members)) {
      const rc_computed *other = get(member->value, "Sid");
      if (other != NULL && rc_str_equal(other->text, sid)) {
        member->value = one;
        return;
      }
    }
  }
  rc_tf_add_item(ev, all, one);
}

/* The statements of a document that was given as JSON. */
static void merge_document(rc_tf *ev, rc_computed *all, const rc_computed *document) {
  if (document == NULL || rc_tf_is_null(document)) {
    return;
  }
  const rc_computed *value =
      document->kind == RC_COMPUTED_STRING ? rc_tf_decode(ev->arena, document) : NULL;
  (void)rc_tf_work(ev, 1 + document->text.len / 16);
  const rc_computed *statements = value == NULL ? NULL : get(value, "Statement");
  if (statements == NULL) {
    bool empty = document->kind == RC_COMPUTED_STRING && document->json == NULL &&
                 document->text.len == 0;
    all->open = all->open || !empty;
    return;
  }
  if (statements->kind == RC_COMPUTED_OBJECT) {
    merge_statement(ev, all, statements);
    return;
  }
  all->open = all->open || statements->open || statements->kind != RC_COMPUTED_LIST;
  for (RC_EACH(const rc_computed_member, member, statements->members)) {
    merge_statement(ev, all, member->value);
  }
}

static void merge_documents(rc_tf *ev, rc_computed *all, const rc_computed *list) {
  if (list == NULL || rc_tf_is_null(list)) {
    return;
  }
  all->open = all->open || list->open || list->kind != RC_COMPUTED_LIST;
  for (RC_EACH(const rc_computed_member, member, list->members)) {
    merge_document(ev, all, member->value);
  }
}

/* Statements that all stand in the body as blocks: there one may add another. */
static bool stand_there(rc_value body, const rc_computed *all) {
  uint32_t n = 0;
  for (RC_CHILDREN(item, body)) {
    n += rc_value_kind(item) == RC_HCL_BLOCK &&
         rc_str_equal(rc_value_raw(rc_value_first(item)), RC_STR("statement"));
  }
  return !all->open && all->members.len == n;
}

const rc_computed *rc_tf_policy_document(rc_tf *ev, const rc_computed *values, rc_value at) {
  const rc_computed *own = get(values, "statement");
  const rc_computed *version = get(values, "version");
  rc_computed *all = rc_tf_list(ev, at);
  rc_computed *document = rc_tf_object(ev, at);
  rc_computed *string = rc_computed_string(ev->arena, RC_STR_NONE, at, false);
  if (all == NULL || document == NULL || string == NULL) {
    return &ev->nothing;
  }
  merge_document(ev, all, get(values, "source_json"));
  merge_documents(ev, all, get(values, "source_policy_documents"));
  if (own != NULL) {
    all->open = all->open || own->open;
    for (RC_EACH(const rc_computed_member, member, own->members)) {
      merge_statement(ev, all, statement(ev, member->value));
    }
  }
  merge_documents(ev, all, get(values, "override_policy_documents"));
  merge_document(ev, all, get(values, "override_json"));
  all->is_itself = document->is_itself = stand_there(at, all);
  rc_tf_set(ev, document, RC_STR("Version"), at,
            version != NULL ? version : rc_tf_string(ev, RC_STR("2012-10-17"), at));
  rc_tf_set(ev, document, RC_STR("Statement"), at, all);
  string->json = document;
  return string;
}
