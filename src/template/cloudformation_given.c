/*
 * Values that files give to parameters, in the forms that the AWS CLI takes: a list of
 * `{"ParameterKey": ..., "ParameterValue": ...}` or of `"Key=Value"`, and an object of values,
 * alone or as the `Parameters` of a pipeline's file.
 */
#include "template/cloudformation_parts.h"

bool rc_cfn_is_parameters(rc_value value) {
  rc_value first = rc_value_kind(value) == RC_ARRAY ? rc_value_first(value) : RC_VALUE_NONE;
  rc_value inner = rc_value_get(value, RC_STR("Parameters"));
  bool pipeline = rc_value_kind(rc_value_next(rc_value_first(inner))) == RC_STRING &&
                  rc_value_is_none(rc_value_get(value, RC_STR("Resources")));
  return pipeline || !rc_value_is_none(rc_value_get(first, RC_STR("ParameterKey")));
}

/* An item of a list as a member: a value that is left as it was is null. */
static rc_computed_member named(rc_arena *arena, const rc_computed *item) {
  const rc_computed *key = rc_computed_get(item, RC_STR("ParameterKey"));
  rc_str rest = item->text;
  if (key == NULL) {
    rc_str name = rc_str_cut(&rest, '=');
    return (rc_computed_member){
        name, item->written, rc_computed_string(arena, rest, item->written, false)};
  }
  const rc_computed *value = rc_computed_get(item, RC_STR("ParameterValue"));
  if (value == NULL) {
    value = rc_computed_new(arena, RC_COMPUTED_NULL, key->written, false);
  }
  return (rc_computed_member){key->text, key->written, value};
}

/* All that the file gives, as an object. */
static rc_computed *given_by(rc_arena *arena, rc_value file) {
  rc_computed *given = rc_computed_new(arena, RC_COMPUTED_OBJECT, file, false);
  const rc_computed *all = rc_cfn_is_template(file) ? NULL : rc_cfn_written(arena, file);
  const rc_computed *inner = rc_computed_get(all, RC_STR("Parameters"));
  all = inner != NULL ? inner : all;
  for (uint32_t i = 0; all != NULL && i < all->members.len; i++) {
    rc_computed_member member = all->members.items[i];
    if (all->kind == RC_COMPUTED_LIST) {
      member = named(arena, member.value);
    }
    if (member.key.len > 0) {
      rc_computed_add(arena, given, member.key, member.key_written, member.value);
    }
  }
  return given;
}

/* ---- what a parameter takes ----------------------------------------------------------------- */

bool rc_cfn_is_list_type(rc_str type) {
  return rc_str_starts_with(type, RC_STR("List<")) ||
         rc_str_equal(type, RC_STR("CommaDelimitedList"));
}

static bool is_number(rc_str text) {
  bool digits = false;
  for (size_t i = 0; i < text.len; i++) {
    bool digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';
    if (!digit && text.ptr[i] != '.' && (i > 0 || text.ptr[i] != '-')) {
      return false;
    }
    digits = digits || digit;
  }
  return digits;
}

static bool is_allowed(const rc_computed *allowed, rc_str text) {
  rc_str one;
  bool found = allowed == NULL || allowed->kind != RC_COMPUTED_LIST;
  for (uint32_t i = 0; !found && i < allowed->members.len; i++) {
    found = rc_computed_known_text(allowed->members.items[i].value, &one) &&
            rc_str_equal(one, text);
  }
  return found;
}

/* Source: the guide's page on the Parameters section, "Properties" and "Types". */
const char *rc_cfn_refusal(const rc_computed *declared, const rc_computed *value) {
  rc_str type = RC_STR_NONE;
  rc_str text = RC_STR_NONE;
  (void)rc_computed_known_text(rc_computed_get(declared, RC_STR("Type")), &type);
  if (value->kind == RC_COMPUTED_NULL || rc_hole_any(value->text)) {
    return NULL;
  }
  if (!rc_computed_known_text(value, &text)) {
    return "takes a text, and what is given is none";
  }
  bool list = rc_cfn_is_list_type(type);
  bool numbers = rc_str_ends_with(type, RC_STR("Number>")) || rc_str_equal(type, RC_STR("Number"));
  do {
    rc_str one = list ? rc_str_trim(rc_str_cut(&text, ',')) : text;
    if (numbers && !is_number(one)) {
      return "takes a number, and what is given is none";
    }
    if (!is_allowed(rc_computed_get(declared, RC_STR("AllowedValues")), one)) {
      return "has AllowedValues, and what is given is none of them";
    }
  } while (list && text.len > 0);
  return NULL;
}

bool rc_cfn_is_secret(const rc_computed *declared) {
  rc_str hidden = RC_STR_NONE;
  (void)rc_computed_known_text(rc_computed_get(declared, RC_STR("NoEcho")), &hidden);
  return rc_str_equal_nocase(hidden, RC_STR("true"));
}

/* ---- notes ---------------------------------------------------------------------------------- */

static void note(rc_cfn *ev, rc_given_note said) {
  rc_given_note *added =
      ev->options->notes == NULL ? NULL : RC_VEC_ADD(ev->arena, ev->options->notes);
  if (added != NULL) {
    *added = said;
  }
}

/* What nobody declares may be a secret whose name has a slip. */
static void note_member(rc_cfn *ev, const rc_computed_member *member, bool told) {
  const rc_computed *declared = NULL;
  rc_given_note said = {.span = rc_value_span(member->key_written), .hidden = RC_SPAN_NONE};
  bool secret = false;
  for (RC_EACH(const rc_cfn_template, template, ev->templates)) {
    const rc_computed *its = rc_computed_get(template->parameters, member->key);
    const char *refusal = its == NULL ? NULL : rc_cfn_refusal(its, member->value);
    declared = its != NULL ? its : declared;
    secret = secret || rc_cfn_is_secret(its);
    if (refusal != NULL) {
      said.message = RC_FILL(ev->arena, "parameter `{}` {}", member->key, rc_str_from_c(refusal));
      said.help = RC_STR("it was not taken; CloudFormation refuses it too");
    }
  }
  if (declared == NULL && told) {
    said.message = RC_FILL(ev->arena, "no template has a parameter `{}`", member->key);
    said.help = RC_STR("names have to be spelled as under `Parameters`");
  }
  if (secret || declared == NULL) {
    said.hidden = rc_value_span(member->value->written);
  }
  note(ev, said);
}

/* ---- all together --------------------------------------------------------------------------- */

/* What a later `--parameters` says outweighs the earlier. Of files that were only found none is
 * more right than the other: what they do not agree on is open. */
static void take(rc_cfn *ev, const rc_cfn_file *file) {
  const rc_computed *members = given_by(ev->arena, file->value);
  bool told = file->turn > 0;
  for (uint32_t i = 0; members != NULL && i < members->members.len; i++) {
    const rc_computed_member *member = &members->members.items[i];
    rc_computed_member *known = NULL;
    for (RC_EACH(rc_computed_member, other, ev->given->members)) {
      known = rc_str_equal(other->key, member->key) ? other : known;
    }
    note_member(ev, member, told);
    if (known == NULL) {
      rc_computed_add(ev->arena, ev->given, member->key, member->key_written, member->value);
    } else if (told) {
      known->value = member->value;
    } else if (!rc_str_equal(known->value->text, member->value->text)) {
      known->value = rc_computed_new(ev->arena, RC_COMPUTED_NULL, member->key_written, false);
    }
  }
  if (told && members != NULL && members->members.len == 0) {
    note(ev, (rc_given_note){
                 .span = {file->source->file, 0, 1},
                 .hidden = RC_SPAN_NONE,
                 .message = RC_STR("this file gives no parameters"),
                 .help = RC_STR("write [{\"ParameterKey\": ..., \"ParameterValue\": ...}], or "
                                "{\"Parameters\": {...}}")});
  }
}

bool rc_cfn_gives(const rc_cfn_file *file) {
  return file->turn > 0 || rc_cfn_is_parameters(file->value);
}

static const rc_cfn_file *next_told(const rc_cfn_file_vec *files, uint32_t after) {
  const rc_cfn_file *next = NULL;
  for (RC_EACH(const rc_cfn_file, file, *files)) {
    next = file->turn > after && (next == NULL || file->turn < next->turn) ? file : next;
  }
  return next;
}

void rc_cfn_take_given(rc_cfn *ev, const rc_cfn_file_vec *files) {
  ev->given = rc_computed_new(ev->arena, RC_COMPUTED_OBJECT, RC_VALUE_NONE, false);
  const rc_cfn_file *told = next_told(files, 0);
  for (RC_EACH(const rc_cfn_file, file, *files)) {
    if (ev->given != NULL && told == NULL && rc_cfn_gives(file)) {
      take(ev, file);
    }
  }
  for (; ev->given != NULL && told != NULL; told = next_told(files, told->turn)) {
    take(ev, told);
  }
}
