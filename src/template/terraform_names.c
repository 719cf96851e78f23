/*
 * The other way round: which expression of a module yields a text.
 *
 * A fix knows what it wants to say as a text with holes. Here it becomes what an author of the
 * module would write: references to what the module has, and literals only for the rest.
 */
#include "aws/arn.h"
#include "template/terraform_parts.h"

/* ---- what there is to refer to -------------------------------------------------------------- */

/* One of several data sources is not there where a condition leaves it out. */
enum rank { RANK_RESOURCE, RANK_DATA, RANK_OUTPUT, RANK_LOCAL, RANK_VARIABLE, RANK_ONE_DATA };

/* Attributes that one writes in policies. */
static const struct {
  rc_str type, attribute;
} attributes[] = {
    {RC_STR_INIT("aws_ecr_repository"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_secretsmanager_secret"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_secretsmanager_secret_version"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_ssm_parameter"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_kms_key"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_kms_alias"), RC_STR_INIT("target_key_arn")},
    {RC_STR_INIT("aws_cloudwatch_log_group"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_iam_role"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_iam_policy"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_s3_bucket"), RC_STR_INIT("arn")},
    {RC_STR_INIT("aws_caller_identity"), RC_STR_INIT("account_id")},
    {RC_STR_INIT("aws_region"), RC_STR_INIT("name")},
    {RC_STR_INIT("aws_partition"), RC_STR_INIT("partition")},
};

static bool is_word(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && (i == 0 || c < '0' || c > '9')) {
      return false;
    }
  }
  return text.len > 0;
}

static void add_name(rc_tf *ev, rc_tf_name_vec *to, rc_str expression,
                     const rc_computed *value, uint32_t rank) {
  bool text = value->kind == RC_COMPUTED_STRING || value->kind == RC_COMPUTED_UNKNOWN;
  if (!text || value->secret || value->json != NULL || value->text.len == 0) {
    return;
  }
  rc_tf_name *added = RC_VEC_ADD(ev->arena, to);
  if (added != NULL) {
    *added = (rc_tf_name){expression, value->text, rank};
  }
}

static void add_value(rc_tf *ev, rc_tf_name_vec *to, rc_str expression, const rc_computed *value,
                      uint32_t rank, uint32_t depth);

static void add_outputs(rc_tf *ev, rc_tf_name_vec *to, const rc_tf_reference *from,
                        rc_str expression) {
  rc_str before = RC_STR("output.");
  for (uint32_t i = 0; from->called != NULL && i < from->called->module->named.len; i++) {
    rc_str key = from->called->module->named.items[i].key;
    if (rc_str_starts_with(key, before)) {
      rc_str name = rc_str_from(key, before.len);
      add_value(ev, to, RC_FILL(ev->arena, "{}.{}", expression, name),
                rc_tf_refer_attribute(ev, from, name, from->named->node), RANK_OUTPUT, 1);
    }
  }
}

/* What `expression` leads to: a block of this module, or of the one that it was handed over by. */
static void add_attributes(rc_tf *ev, rc_tf_name_vec *to, rc_str expression,
                           const rc_tf_reference *from, uint32_t rank) {
  if (rc_str_starts_with(from->named->key, RC_STR("module."))) {
    add_outputs(ev, to, from, expression);
    return;
  }
  for (size_t i = 0; i < RC_COUNT_OF(attributes); i++) {
    if (rc_str_equal(from->named->type, attributes[i].type)) {
      rc_str name = attributes[i].attribute;
      add_name(ev, to, RC_FILL(ev->arena, "{}.{}", expression, name),
               rc_tf_refer_attribute(ev, from, name, from->named->node), rank);
    }
  }
}

/* Objects are looked into two levels deep: `var.roles.execution.arn`. */
static void add_value(rc_tf *ev, rc_tf_name_vec *to, rc_str expression, const rc_computed *value,
                      uint32_t rank, uint32_t depth) {
  enum { DEEPEST = 2, MOST_MEMBERS = 64 };
  if ((int)value->kind == RC_TF_REFERENCE) {
    add_attributes(ev, to, expression, (const rc_tf_reference *)(const void *)value, rank);
  } else if (value->kind != RC_COMPUTED_OBJECT) {
    add_name(ev, to, expression, value, rank);
  } else if (!value->open && depth < DEEPEST && value->members.len <= MOST_MEMBERS) {
    for (RC_EACH(const rc_computed_member, member, value->members)) {
      if (is_word(member->key)) {
        add_value(ev, to, RC_FILL(ev->arena, "{}.{}", expression, member->key), member->value,
                  rank, depth + 1);
      }
    }
  }
}

/* A block of the module, or one of those that `count` and `for_each` make of it. */
static void add_instance(rc_tf *ev, rc_tf_name_vec *to, const rc_computed *value) {
  if ((int)value->kind == RC_TF_REFERENCE) {
    const rc_tf_reference *from = (const rc_tf_reference *)(const void *)value;
    bool data = rc_str_starts_with(from->named->key, RC_STR("data."));
    bool one = rc_str_find_byte(from->address, '[', 0) != RC_NOT_FOUND;
    add_attributes(ev, to, from->address, from,
                   !data ? RANK_RESOURCE : one ? RANK_ONE_DATA : RANK_DATA);
  }
}

static bool is_of_interest(const rc_tf_named *named) {
  for (size_t i = 0; i < RC_COUNT_OF(attributes); i++) {
    if (rc_str_equal(named->type, attributes[i].type)) {
      return true;
    }
  }
  return rc_str_starts_with(named->key, RC_STR("module."));
}

static void gather(rc_tf *ev, rc_tf_instance *in) {
  rc_tf_name_vec *to = &in->names;
  for (RC_EACH(const rc_tf_named, named, in->module->named)) {
    bool variable = rc_str_starts_with(named->key, RC_STR("var."));
    if (rc_tf_failed(ev)) {
      return;
    }
    if (variable || rc_str_starts_with(named->key, RC_STR("local."))) {
      add_value(ev, to, named->key, rc_tf_value_of(ev, in, named, named->node),
                variable ? RANK_VARIABLE : RANK_LOCAL, 0);
    } else if (is_of_interest(named)) {
      const rc_computed *all = rc_tf_value_of(ev, in, named, named->node);
      add_instance(ev, to, all);
      for (uint32_t i = 0; !all->open && i < all->members.len; i++) {
        add_instance(ev, to, all->members.items[i].value);
      }
    }
  }
}

/* ---- choosing ------------------------------------------------------------------------------- */

typedef struct speller {
  rc_tf *ev;
  rc_tf_instance *in; /* NULL: a template file, which has nothing but its names */
  const rc_tf_name_vec *names;
  rc_str file;
  bool own, failed;
} speller;

static uint32_t rank_of(const speller *s, const rc_tf_name *name) {
  enum { NOT_USED = 16 };
  return name->rank + (rc_str_contains(s->file, name->expression) ? 0 : NOT_USED);
}

static const rc_tf_name *better(const speller *s, const rc_tf_name *a, const rc_tf_name *b) {
  if (a == NULL || b->text.len != a->text.len) {
    return a == NULL || b->text.len > a->text.len ? b : a;
  }
  return rank_of(s, b) < rank_of(s, a) ? b : a;
}

static const rc_tf_name *name_of(const speller *s, rc_str text) {
  const rc_tf_name *best = NULL;
  for (RC_EACH(const rc_tf_name, name, *s->names)) {
    best = rc_str_equal(name->text, text) ? better(s, best, name) : best;
  }
  return best;
}

/* An ARN that `text` goes on behind: that of a log group, of whose streams it speaks. */
static const rc_tf_name *beginning_of(const speller *s, rc_str text) {
  const rc_tf_name *best = NULL;
  rc_arn arn;
  for (RC_EACH(const rc_tf_name, name, *s->names)) {
    bool begins = rc_str_starts_with(text, name->text) && text.len > name->text.len &&
                  (text.ptr[name->text.len] == ':' || text.ptr[name->text.len] == '/');
    best = begins && rc_arn_parse(name->text, &arn) && arn.resource.len > 0
               ? better(s, best, name)
               : best;
  }
  return best;
}

static void put_reference(rc_buf *out, rc_str expression) {
  rc_buf_put(out, rc_hole_make(out->arena, RC_FILL(out->arena, "${{}}", expression)));
}

/* ---- holes ---------------------------------------------------------------------------------- */

static bool is_reference_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && rc_str_find_byte(RC_STR("_-.[]\"/"), c, 0) != RC_NOT_FOUND);
}

/* What a reference leads to first: "var.x", "data.t.x", "t.x". */
static rc_str first_words(rc_str expression) {
  uint32_t wanted = rc_str_starts_with(expression, RC_STR("data.")) ? 3 : 2;
  size_t end = 0;
  for (; end < expression.len; end++) {
    char c = expression.ptr[end];
    wanted -= c == '.' || c == '[';
    if (wanted == 0) {
      break;
    }
  }
  return rc_str_slice(expression, 0, end);
}

/* The expression of a hole, if it means the same in this instance: a plain reference to something
 * that its module has. */
static rc_str valid_expression(const speller *s, rc_str name) {
  rc_str where = RC_STR_NONE;
  rc_str inside = rc_str_slice(name, 2, name.len - 1);
  size_t comment = rc_str_find(inside, RC_STR(" /* "), 0);
  if (comment != RC_NOT_FOUND) {
    where = rc_str_slice(inside, comment + 4, inside.len - 3);
    inside = rc_str_slice(inside, 0, comment);
  }
  if (s->in == NULL || !rc_str_starts_with(name, RC_STR("${")) ||
      !rc_str_equal(where, s->in->where)) {
    return RC_STR_NONE;
  }
  for (size_t i = 0; i < inside.len; i++) {
    if (!is_reference_byte(inside.ptr[i])) {
      return RC_STR_NONE;
    }
  }
  return rc_tf_find(s->in, first_words(inside)) == NULL ? RC_STR_NONE : inside;
}

/* What a provider tells, by a data source that any module may have. */
static rc_str needed_expression(const speller *s, rc_str name) {
  static const struct {
    rc_str key, expression;
  } rows[] = {
      {RC_STR_INIT("data.aws_caller_identity.current"),
       RC_STR_INIT("data.aws_caller_identity.current.account_id")},
      {RC_STR_INIT("data.aws_region.current"), RC_STR_INIT("data.aws_region.current.name")},
  };
  for (size_t i = 0; s->in != NULL && i < RC_COUNT_OF(rows); i++) {
    rc_str hole = RC_FILL(s->ev->arena, "${{}}", rows[i].expression);
    if (rc_str_equal(name, hole) && rc_tf_find(s->in, rows[i].key) == NULL) {
      return rows[i].expression;
    }
  }
  return RC_STR_NONE;
}

static void put_hole(speller *s, rc_buf *out, rc_str hole) {
  rc_str name = rc_str_slice(hole, 1, hole.len - 1);
  const rc_tf_name *known = name_of(s, hole);
  rc_str expression = known != NULL ? known->expression : valid_expression(s, name);
  if (expression.len == 0) {
    expression = needed_expression(s, name);
  }
  bool wildcard = rc_str_equal(name, RC_STR("??????"));
  if (expression.len > 0) {
    put_reference(out, expression);
  } else if (wildcard) {
    rc_buf_put(out, name);
  } else {
    s->failed = true;
  }
}

static void put_rest(speller *s, rc_buf *out, rc_str text) {
  for (size_t at = 0; at < text.len;) {
    size_t length = rc_hole_length(text, at);
    if (length > 0) {
      put_hole(s, out, rc_str_slice(text, at, at + length));
      at += length;
      continue;
    }
    size_t end = rc_str_find_byte(text, RC_HOLE_OPEN, at);
    end = end == RC_NOT_FOUND ? text.len : end;
    rc_buf_put(out, rc_str_slice(text, at, end));
    at = end;
  }
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* What is told on the command line, each deployment tells itself; a file that has the literal
 * already goes on with it. */
static rc_str told_expression(const speller *s, rc_str field) {
  const rc_tf_options *told = s->ev->options;
  bool account = rc_str_equal(field, told->account);
  if (field.len == 0 || rc_str_contains(s->file, field) ||
      (!account && !rc_str_equal(field, told->region))) {
    return RC_STR_NONE;
  }
  return needed_expression(s, account
                                  ? RC_STR("${data.aws_caller_identity.current.account_id}")
                                  : RC_STR("${data.aws_region.current.name}"));
}

/* A literal is said by a reference only if its name says that this is what it is about. */
static void put_field(speller *s, rc_buf *out, rc_str field, const char *about) {
  const rc_tf_name *name = field.len == 0 ? NULL : name_of(s, field);
  if (name != NULL && (rc_hole_any(field) ||
                       rc_str_contains_nocase(name->expression, rc_str_from_c(about)))) {
    put_reference(out, name->expression);
    return;
  }
  rc_str told = told_expression(s, field);
  if (told.len > 0) {
    put_reference(out, told);
  } else {
    put_rest(s, out, field);
  }
}

/* Part by part: names that stand behind a `/` or `:` may be known as a whole. */
static void put_resource(speller *s, rc_buf *out, rc_str text) {
  const rc_tf_name *whole = rc_hole_any(text) ? name_of(s, text) : NULL;
  if (whole != NULL) {
    put_reference(out, whole->expression);
    return;
  }
  s->own = s->own && rc_hole_any(text);
  put_rest(s, out, text);
}

static void put_arn(speller *s, rc_buf *out, const rc_arn *arn) {
  rc_buf_put(out, RC_STR("arn:"));
  put_field(s, out, arn->partition, "partition");
  rc_buf_put_byte(out, ':');
  rc_buf_put(out, arn->service);
  rc_buf_put_byte(out, ':');
  put_field(s, out, arn->region, "region");
  rc_buf_put_byte(out, ':');
  put_field(s, out, arn->account, "account");
  rc_buf_put_byte(out, ':');
  put_resource(s, out, arn->resource);
}

static void spell(speller *s, rc_buf *out, rc_str text) {
  rc_arn arn;
  bool is_arn = rc_arn_parse(text, &arn);
  const rc_tf_name *whole = is_arn || rc_hole_any(text) ? name_of(s, text) : NULL;
  const rc_tf_name *beginning = whole == NULL ? beginning_of(s, text) : NULL;
  if (whole != NULL) {
    put_reference(out, whole->expression);
  } else if (beginning != NULL) {
    put_reference(out, beginning->expression);
    put_rest(s, out, rc_str_from(text, beginning->text.len));
  } else if (is_arn) {
    put_arn(s, out, &arn);
  } else if (rc_is_account_id(text)) {
    put_field(s, out, text, "account");
  } else {
    put_rest(s, out, text);
  }
}

rc_str rc_tf_spell(const rc_tf_place *place, rc_str text, rc_str file, bool *own) {
  speller s = {
      .ev = place->ev, .in = place->in, .names = &place->in->names, .file = file, .own = true};
  if (place->in->names.len == 0) {
    place->ev->work = 0; /* the budget of a fix is its own */
    gather(place->ev, place->in);
  }
  rc_buf out;
  rc_buf_init(&out, place->ev->arena);
  spell(&s, &out, text);
  if (own != NULL) {
    *own = *own && s.own;
  }
  return s.failed ? RC_STR_NONE : rc_buf_str(&out);
}

rc_str rc_tf_spell_given(const rc_tf_place *any, uint32_t file, rc_str text, rc_str bytes) {
  rc_tf *ev = any->ev;
  rc_tf_name_vec names = {0};
  speller s = {.ev = ev, .names = &names, .file = bytes, .own = true};
  for (RC_EACH(const rc_tf_given, given, ev->given)) {
    for (uint32_t i = 0;
         given->file == file && given->values != NULL && i < given->values->members.len; i++) {
      const rc_computed_member *member = &given->values->members.items[i];
      add_value(ev, &names, member->key, member->value, RANK_VARIABLE, 1);
    }
  }
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  spell(&s, &out, text);
  return s.failed ? RC_STR_NONE : rc_buf_str(&out);
}

/* ---- places --------------------------------------------------------------------------------- */

const rc_tf_place *rc_tf_place_at(const rc_tf_place *any, rc_str path, uint32_t n) {
  rc_str folder = rc_tf_folder_of(any->ev->arena, path);
  for (RC_EACH(rc_tf_instance *, in, any->ev->instances)) {
    if (rc_str_equal((*in)->module->folder, folder) && n-- == 0) {
      return (*in)->place;
    }
  }
  return NULL;
}

uint32_t rc_tf_n_instances(const rc_tf_place *place) {
  uint32_t n = 0;
  for (RC_EACH(rc_tf_instance *, in, place->ev->instances)) {
    n += (*in)->module == place->in->module;
  }
  return n;
}

bool rc_tf_has_block(const rc_tf_place *place, rc_str key) {
  return rc_tf_find(place->in, key) != NULL;
}

/* A name that only begins like one that is mentioned counts, too: then it is left to a person. */
bool rc_tf_leads_to(const rc_tf_place *place, rc_str text, rc_str key) {
  enum { MOST_MET = 64 };
  const rc_tf_named *met[MOST_MET];
  const rc_tf_module *module = place->in->module;
  uint32_t n = 0;
  for (uint32_t done = 0;; text = rc_value_raw(met[done++]->node)) {
    if (done > 0 && rc_str_contains(text, key)) {
      return true;
    }
    for (RC_EACH(const rc_tf_named, named, module->named)) {
      bool known = !rc_str_contains(text, named->key);
      for (uint32_t i = 0; i < n && !known; i++) {
        known = met[i] == named;
      }
      if (!known && n == MOST_MET) {
        return true;
      }
      if (!known) {
        met[n++] = named;
      }
    }
    if (done == n) {
      return false;
    }
  }
}
