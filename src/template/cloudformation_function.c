/*
 * Intrinsic functions. Each takes its argument as it is written and works it out as far as need be.
 */
#include "aws/arn.h"
#include "template/cloudformation_parts.h"

enum { ARN_HEAD = 5 }; /* segments of an ARN before its resource */

typedef const rc_computed *(*function)(rc_cfn *ev, const rc_computed *argument,
                                       const rc_computed *whole);

static const rc_computed *item(const rc_computed *list, uint32_t index) {
  bool there = list != NULL && list->kind == RC_COMPUTED_LIST && index < list->members.len;
  return there ? list->members.items[index].value : NULL;
}

static bool text_of(const rc_computed *value, rc_str *out) {
  return rc_computed_known_text(value, out);
}

/* Puts a part of a text that is made of others: it may double and double again. */
static void put_part(rc_cfn *ev, rc_text_builder *text, const rc_computed *part, uint32_t file,
                     uint32_t at) {
  enum { BYTES_PER_STEP = 32 };
  size_t before = text->bytes.len;
  rc_text_put_value(text, part, file, at);
  rc_cfn_work(ev, (text->bytes.len - before) / BYTES_PER_STEP);
}

/* True for what can be part of a text, holes and all. */
static bool is_text(const rc_computed *value) {
  return value != NULL && (value->kind == RC_COMPUTED_STRING || value->kind == RC_COMPUTED_NUMBER ||
                           value->kind == RC_COMPUTED_BOOL || value->kind == RC_COMPUTED_UNKNOWN);
}

static const rc_computed *string(rc_cfn *ev, rc_str text, rc_value written) {
  return rc_computed_string(ev->arena, text, written, false);
}

static const rc_computed *number(rc_cfn *ev, uint64_t value, rc_value written) {
  rc_computed *made = rc_computed_new(ev->arena, RC_COMPUTED_NUMBER, written, false);
  if (made != NULL) {
    made->text = rc_str_from_u64(ev->arena, value);
  }
  return made;
}

/* ---- Ref ------------------------------------------------------------------------------------ */

static const rc_computed *pseudo(rc_cfn *ev, rc_str name, rc_value written) {
  rc_str rest = rc_str_from(name, sizeof "AWS::" - 1);
  const rc_partition *partition = rc_partition_of_region(ev->options->region);
  rc_str told = RC_STR_NONE;
  if (rc_str_equal(rest, RC_STR("NoValue"))) {
    return rc_computed_new(ev->arena, RC_COMPUTED_ABSENT, written, false);
  }
  if (rc_str_equal(rest, RC_STR("Region"))) {
    told = ev->options->region;
  } else if (rc_str_equal(rest, RC_STR("AccountId"))) {
    told = ev->options->account;
  } else if (rc_str_equal(rest, RC_STR("Partition"))) {
    /* As the model takes it (src/model/link.c) where no Region tells. */
    told = partition != NULL ? partition->name : RC_STR("aws");
  } else if (rc_str_equal(rest, RC_STR("URLSuffix"))) {
    told = partition != NULL ? partition->dns_suffix : RC_STR("amazonaws.com");
  }
  return told.len > 0 ? string(ev, told, written)
                      : rc_computed_unknown(ev->arena, RC_FILL(ev->arena, "${{}}", name), written);
}

static const rc_computed *split_list(rc_cfn *ev, rc_str text, rc_value written) {
  rc_computed *list = rc_computed_new(ev->arena, RC_COMPUTED_LIST, written, false);
  while (text.len > 0) {
    rc_computed_add(ev->arena, list, RC_STR_NONE, RC_VALUE_NONE,
                    string(ev, rc_str_trim(rc_str_cut(&text, ',')), written));
  }
  return list;
}

static const rc_computed *parameter(rc_cfn *ev, const rc_computed *declared, rc_str name,
                                    rc_value written) {
  rc_str type = RC_STR_NONE;
  rc_str text = RC_STR_NONE;
  const rc_computed *value = rc_computed_get(ev->given, name);
  value = value != NULL ? value : rc_computed_get(declared, RC_STR("Default"));
  (void)text_of(rc_computed_get(declared, RC_STR("Type")), &type);
  bool looked_up = rc_str_starts_with(type, RC_STR("AWS::SSM::Parameter::Value"));
  if (rc_cfn_is_secret(declared) || looked_up || !text_of(value, &text) ||
      rc_cfn_refusal(declared, value) != NULL) {
    return rc_cfn_hole(ev, name, written);
  }
  return rc_cfn_is_list_type(type) ? split_list(ev, text, written) : string(ev, text, written);
}

const rc_computed *rc_cfn_ref(rc_cfn *ev, rc_str name, rc_value written) {
  if (rc_str_starts_with(name, RC_STR("AWS::"))) {
    return pseudo(ev, name, written);
  }
  const rc_computed *declared = rc_computed_get(ev->in->parameters, name);
  if (declared != NULL) {
    return parameter(ev, declared, name, written);
  }
  const rc_cfn_entry *entry = rc_cfn_entry_of(ev, name);
  return entry != NULL && entry->resource.ref.len > 0
             ? string(ev, entry->resource.ref, written)
             : rc_cfn_hole(ev, name, written);
}

static const rc_computed *ref(rc_cfn *ev, const rc_computed *argument, const rc_computed *whole) {
  rc_str name = RC_STR_NONE;
  bool known = text_of(argument, &name);
  return known ? rc_cfn_ref(ev, name, whole->written) : rc_cfn_unknown(ev, RC_STR("Ref"), whole);
}

/* ---- GetAtt --------------------------------------------------------------------------------- */

const rc_computed *rc_cfn_attribute(rc_cfn *ev, rc_str id, rc_str name, rc_value written) {
  const rc_cfn_entry *entry = rc_cfn_entry_of(ev, id);
  rc_str text = RC_STR_NONE;
  if (entry != NULL && rc_str_equal(name, RC_STR("Arn"))) {
    text = entry->resource.arn;
  } else if (entry != NULL && rc_str_equal(name, RC_STR("RepositoryUri")) &&
             entry->resource.name.len > 0) {
    rc_text_builder uri;
    rc_text_start(&uri, ev->arena);
    rc_text_put_value(&uri, rc_cfn_ref(ev, RC_STR("AWS::AccountId"), written), RC_NO_FILE, 0);
    rc_text_put(&uri, RC_STR(".dkr.ecr."), 0, false);
    rc_text_put_value(&uri, rc_cfn_ref(ev, RC_STR("AWS::Region"), written), RC_NO_FILE, 0);
    rc_text_put(&uri, RC_STR("."), 0, false);
    rc_text_put_value(&uri, rc_cfn_ref(ev, RC_STR("AWS::URLSuffix"), written), RC_NO_FILE, 0);
    rc_text_put(&uri, RC_STR("/"), 0, false);
    rc_text_put(&uri, entry->resource.name, 0, false);
    text = rc_buf_str(&uri.bytes);
  }
  return text.len > 0 ? string(ev, text, written)
                      : rc_cfn_hole(ev, RC_FILL(ev->arena, "{}.{}", id, name), written);
}

static const rc_computed *get_att(rc_cfn *ev, const rc_computed *argument,
                                  const rc_computed *whole) {
  rc_str id = RC_STR_NONE;
  rc_str name = RC_STR_NONE;
  if (text_of(argument, &name)) { /* `Fn::GetAtt: A.B` */
    id = rc_str_cut(&name, '.');
    return rc_cfn_attribute(ev, id, name, whole->written);
  }
  const rc_computed *attribute = item(argument, 1) == NULL ? NULL
                                                           : rc_cfn_evaluate(ev, item(argument, 1));
  bool known = text_of(item(argument, 0), &id) && text_of(attribute, &name);
  return known ? rc_cfn_attribute(ev, id, name, whole->written)
               : rc_cfn_unknown(ev, RC_STR("Fn::GetAtt"), whole);
}

/* ---- Sub ------------------------------------------------------------------------------------ */

typedef struct substitution {
  rc_cfn *ev;
  rc_text_builder text;
  const rc_computed *template; /* the string with its pieces */
  uint32_t file, start;
  const rc_computed *map; /* may be NULL */
} substitution;

/* Bytes from..to of the template as they are. */
static void put_slice(substitution *s, size_t from, size_t to) {
  size_t done = 0;
  for (RC_EACH(const rc_text_piece, piece, s->template->pieces)) {
    size_t first = from > done ? from - done : 0;
    size_t last = to < done + piece->len ? to - done : piece->len;
    if (to > done && first < last) {
      rc_text_put(&s->text, rc_str_slice(s->template->text, done + first, done + last),
                  piece->verbatim ? piece->at + (uint32_t)first : piece->at, piece->verbatim);
    }
    done += piece->len;
  }
  from = from > done ? from : done;
  if (from < to) {
    rc_text_put(&s->text, rc_str_slice(s->template->text, from, to), s->start, false);
  }
}

static uint32_t place_of(const substitution *s, size_t offset) {
  size_t done = 0;
  for (RC_EACH(const rc_text_piece, piece, s->template->pieces)) {
    if (offset < done + piece->len) {
      return piece->verbatim ? piece->at + (uint32_t)(offset - done) : piece->at;
    }
    done += piece->len;
  }
  return s->start;
}

static void put_variable(substitution *s, rc_str name, uint32_t at) {
  rc_cfn *ev = s->ev;
  rc_value written = s->template->written;
  const rc_computed *mapped = rc_computed_get(s->map, name);
  rc_str attribute = name;
  rc_str id = rc_str_cut(&attribute, '.');
  const rc_computed *value = mapped != NULL       ? rc_cfn_evaluate(ev, mapped)
                             : attribute.len == 0 ? rc_cfn_ref(ev, name, written)
                                                  : rc_cfn_attribute(ev, id, attribute, written);
  if (!is_text(value)) {
    value = rc_cfn_hole(ev, name, written);
  }
  /* What it is made of stands elsewhere; the reader looks for it here. */
  put_part(ev, &s->text, value, RC_NO_FILE, at);
}

/* `${!x}` is `${x}`; whatever else is in braces is a name. */
static void substitute(substitution *s) {
  rc_str text = s->template->text;
  size_t copied = 0;
  for (size_t at = rc_str_find(text, RC_STR("${"), 0); at != RC_NOT_FOUND;
       at = rc_str_find(text, RC_STR("${"), at)) {
    size_t close = rc_str_find_byte(text, '}', at);
    if (close == RC_NOT_FOUND) {
      break;
    }
    put_slice(s, copied, at);
    rc_str name = rc_str_trim(rc_str_slice(text, at + 2, close));
    if (rc_str_starts_with(name, RC_STR("!"))) {
      put_slice(s, at, at + 2);
      put_slice(s, at + 3, close + 1);
    } else {
      put_variable(s, name, place_of(s, at));
    }
    copied = at = close + 1;
  }
  put_slice(s, copied, text.len);
}

static const rc_computed *sub(rc_cfn *ev, const rc_computed *argument, const rc_computed *whole) {
  const rc_computed *template = argument;
  const rc_computed *map = NULL;
  if (argument->kind == RC_COMPUTED_LIST) {
    template = item(argument, 0);
    map = item(argument, 1);
  }
  if (template == NULL || template->kind != RC_COMPUTED_STRING) {
    return rc_cfn_unknown(ev, RC_STR("Fn::Sub"), whole);
  }
  rc_span span = rc_value_span(template->written);
  substitution s = {.ev = ev, .template = template, .file = span.file, .start = span.start,
                    .map = map};
  rc_text_start(&s.text, ev->arena);
  substitute(&s);
  return rc_text_done(&s.text, template->written, false);
}

/* ---- lists and texts ------------------------------------------------------------------------ */

static const rc_computed *join(rc_cfn *ev, const rc_computed *argument,
                               const rc_computed *whole) {
  rc_str delimiter = RC_STR_NONE;
  const rc_computed *list = item(argument, 1) == NULL ? NULL
                                                      : rc_cfn_evaluate(ev, item(argument, 1));
  bool known = text_of(item(argument, 0), &delimiter) && list != NULL &&
               list->kind == RC_COMPUTED_LIST && !list->open;
  rc_span span = rc_value_span(whole->written);
  rc_text_builder text;
  rc_text_start(&text, ev->arena);
  for (uint32_t i = 0; known && i < list->members.len; i++) {
    const rc_computed *part = list->members.items[i].value;
    if (part->kind == RC_COMPUTED_ABSENT) {
      continue;
    }
    known = is_text(part);
    rc_text_put(&text, text.bytes.len > 0 || i > 0 ? delimiter : RC_STR_NONE, span.start, false);
    put_part(ev, &text, part, span.file, span.start);
  }
  return known ? rc_text_done(&text, whole->written, false)
               : rc_cfn_unknown(ev, RC_STR("Fn::Join"), whole);
}

static const rc_computed *split(rc_cfn *ev, const rc_computed *argument,
                                const rc_computed *whole) {
  rc_str delimiter = RC_STR_NONE;
  const rc_computed *value = item(argument, 1) == NULL ? NULL
                                                       : rc_cfn_evaluate(ev, item(argument, 1));
  bool known = text_of(item(argument, 0), &delimiter) && delimiter.len == 1 && value != NULL &&
               value->kind == RC_COMPUTED_STRING;
  if (!known) {
    return rc_cfn_unknown(ev, RC_STR("Fn::Split"), whole);
  }
  rc_computed *list = rc_computed_new(ev->arena, RC_COMPUTED_LIST, whole->written, false);
  bool arn = delimiter.ptr[0] == ':' && rc_str_starts_with(value->text, RC_STR("arn:"));
  bool open = false;
  rc_str rest = value->text;
  for (size_t end = 0; end != RC_NOT_FOUND; rest = rc_str_from(rest, end + 1)) {
    end = rc_hole_find_byte(rest, delimiter.ptr[0], 0);
    rc_str part = rc_str_slice(rest, 0, end);
    /* A hole may hold more of the delimiter: from there on nothing is certain. In an ARN the first
     * five segments hold none. */
    open = rc_hole_any(part) && !(arn && list != NULL && list->members.len < ARN_HEAD);
    if (open) {
      break;
    }
    rc_computed_add(ev->arena, list, RC_STR_NONE, RC_VALUE_NONE,
                    string(ev, part, whole->written));
    if (end == RC_NOT_FOUND) {
      break;
    }
  }
  if (list != NULL) {
    list->open = open;
  }
  return list;
}

/* What is known of a text that was split comes first. */
static bool is_split(const rc_computed *list) {
  return rc_computed_get(list, RC_STR("Fn::Split")) != NULL;
}

static const rc_computed *select_one(rc_cfn *ev, const rc_computed *argument,
                                     const rc_computed *whole) {
  rc_str index = RC_STR_NONE;
  uint64_t wanted = 0;
  const rc_computed *at = item(argument, 0) == NULL ? NULL
                                                    : rc_cfn_evaluate(ev, item(argument, 0));
  const rc_computed *list = item(argument, 1) == NULL ? NULL
                                                      : rc_cfn_evaluate(ev, item(argument, 1));
  bool known = text_of(at, &index) && rc_str_to_u64(index, &wanted) && list != NULL &&
               list->kind == RC_COMPUTED_LIST && (!list->open || is_split(item(argument, 1))) &&
               wanted < list->members.len;
  return known ? list->members.items[wanted].value
               : rc_cfn_unknown(ev, RC_STR("Fn::Select"), whole);
}

static const rc_computed *length(rc_cfn *ev, const rc_computed *argument,
                                 const rc_computed *whole) {
  const rc_computed *list = rc_cfn_evaluate(ev, argument);
  bool known = list != NULL && list->kind == RC_COMPUTED_LIST && !list->open;
  return known ? number(ev, list->members.len, whole->written)
               : rc_cfn_unknown(ev, RC_STR("Fn::Length"), whole);
}

static const rc_computed *to_json(rc_cfn *ev, const rc_computed *argument,
                                  const rc_computed *whole) {
  rc_computed *text = rc_computed_string(ev->arena, RC_STR_NONE, whole->written, false);
  if (text != NULL) {
    text->json = rc_cfn_evaluate(ev, argument);
  }
  return text;
}

/* ---- choices -------------------------------------------------------------------------------- */

static const rc_computed *choose(rc_cfn *ev, const rc_computed *argument,
                                 const rc_computed *whole) {
  rc_str condition = RC_STR_NONE;
  if (!text_of(item(argument, 0), &condition) || item(argument, 2) == NULL) {
    return rc_cfn_unknown(ev, RC_STR("Fn::If"), whole);
  }
  bool asked = false;
  rc_cfn_truth truth = rc_cfn_condition_of(ev, condition, &asked);
  const rc_computed *chosen =
      truth == RC_CFN_OPEN ? NULL
                           : rc_cfn_evaluate(ev, item(argument, truth == RC_CFN_TRUE ? 1 : 2));
  /* What is left out now is there with other parameters: to miss it would be too much. What only
   * a scenario leaves out is missed under its condition. */
  bool open = chosen == NULL || (chosen->kind == RC_COMPUTED_ABSENT && !asked);
  return open ? rc_cfn_unknown(ev, RC_STR("Fn::If"), whole) : chosen;
}

static const rc_computed *find_in_map(rc_cfn *ev, const rc_computed *argument,
                                      const rc_computed *whole) {
  const rc_computed *found = ev->in->mappings;
  bool sure = true;
  for (uint32_t i = 0; i < 3; i++) {
    rc_str key = RC_STR_NONE;
    const rc_computed *name = item(argument, i) == NULL ? NULL
                                                        : rc_cfn_evaluate(ev, item(argument, i));
    sure = sure && text_of(name, &key);
    found = sure ? rc_computed_get(found, key) : NULL;
  }
  const rc_computed *otherwise = rc_computed_get(item(argument, 3), RC_STR("DefaultValue"));
  if (found == NULL && sure && otherwise != NULL) {
    found = otherwise;
  }
  return found != NULL ? rc_cfn_evaluate(ev, found)
                       : rc_cfn_unknown(ev, RC_STR("Fn::FindInMap"), whole);
}

static const rc_computed *import(rc_cfn *ev, const rc_computed *argument,
                                 const rc_computed *whole) {
  const rc_computed *name = rc_cfn_evaluate(ev, argument);
  bool text = is_text(name) && name->text.len > 0;
  const rc_computed *exported = text ? rc_cfn_exported(ev, name->text) : NULL;
  if (exported != NULL) {
    return exported;
  }
  return !text ? rc_cfn_unknown(ev, RC_STR("Fn::ImportValue"), whole)
               : rc_computed_unknown(ev->arena,
                                     RC_FILL(ev->arena, "Fn::ImportValue {}",
                                             rc_hole_display(ev->arena, name->text)),
                                     whole->written);
}

const rc_computed *rc_cfn_call(rc_cfn *ev, rc_str name, const rc_computed *argument,
                               const rc_computed *whole) {
  static const struct {
    rc_str name;
    function call;
  } functions[] = {
      {RC_STR_INIT("Ref"), ref},
      {RC_STR_INIT("Fn::GetAtt"), get_att},
      {RC_STR_INIT("Fn::Sub"), sub},
      {RC_STR_INIT("Fn::Join"), join},
      {RC_STR_INIT("Fn::Split"), split},
      {RC_STR_INIT("Fn::Select"), select_one},
      {RC_STR_INIT("Fn::If"), choose},
      {RC_STR_INIT("Fn::FindInMap"), find_in_map},
      {RC_STR_INIT("Fn::ImportValue"), import},
      {RC_STR_INIT("Fn::Length"), length},
      {RC_STR_INIT("Fn::ToJsonString"), to_json},
  };
  for (size_t i = 0; i < RC_COUNT_OF(functions); i++) {
    if (rc_str_equal(name, functions[i].name)) {
      return functions[i].call(ev, argument, whole);
    }
  }
  if (!rc_str_starts_with(name, RC_STR("Fn::"))) {
    return NULL;
  }
  return rc_cfn_unknown(ev, name, whole);
}
