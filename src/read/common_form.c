#include "read/common_form.h"

void rc_form_fault(const rc_form *form, rc_span span, rc_str message, const char *help) {
  rc_finding *finding =
      form->quiet ? NULL
      : form->is_source
          ? rc_model_report(form->model, RC_SAY_TASK_FIELD, RC_ERROR_SEVERITY, span, message)
          : rc_model_report(form->model, RC_SAY_DOCUMENT_FIELD, RC_WARNING, span, message);
  if (finding != NULL) {
    finding->blocks_start = form->is_source;
    finding->help = rc_str_from_c(help);
  }
}

static const char *kind_name(rc_kind kind) {
  switch (kind) {
    case RC_NULL: return "null";
    case RC_BOOL: return "a boolean";
    case RC_NUMBER: return "a number";
    case RC_STRING: return "a string";
    case RC_ARRAY: return "a list";
    case RC_OBJECT: return "an object";
    default: return "no value";
  }
}

static void report_type(const rc_form *form, rc_value value, rc_str name, const char *wanted) {
  rc_kind kind = rc_value_kind(value);
  bool scalar = kind == RC_NUMBER || kind == RC_BOOL || kind == RC_STRING;
  bool to_scalar = wanted[2] == 's' || wanted[2] == 'b';
  if (kind == RC_ERROR || (form->coerces && scalar && to_scalar)) {
    return; /* the syntax has been reported there; or it is none */
  }
  rc_str message = RC_FILL(form->model->arena, "`{}` must be {}, this is {}", name,
                           rc_str_from_c(wanted), rc_str_from_c(kind_name(kind)));
  bool quotes_help = (kind == RC_NUMBER || kind == RC_BOOL) && wanted[2] == 's';
  rc_form_fault(form, rc_value_span(value), message,
                quotes_help ? "put the value in quotes" : "");
}

rc_field rc_form_text_of(const rc_form *form, rc_value value, rc_str name) {
  rc_field field = {.value = value};
  switch (rc_value_kind(value)) {
    case RC_NULL: break; /* absent, or set to nothing */
    case RC_STRING:
    case RC_PLACEHOLDER: field.text = rc_value_text(form->model->arena, value, false); break;
    default:
      report_type(form, value, name, "a string");
      field.text = rc_value_text(form->model->arena, value, false);
  }
  return field;
}

rc_field rc_form_text(const rc_form *form, rc_value object, rc_str name) {
  return rc_form_text_of(form, rc_value_get_nocase(object, name), name);
}

rc_str rc_form_string(const rc_form *form, rc_value object, rc_str name) {
  return rc_form_text(form, object, name).text;
}

/* The member if it is of `kind`. */
static rc_value container_of(const rc_form *form, rc_value object, rc_str name, rc_kind kind,
                             const char *wanted) {
  rc_value value = rc_value_get_nocase(object, name);
  rc_kind found = rc_value_kind(value);
  if (found == kind) {
    return value;
  }
  if (found != RC_NULL && found != RC_PLACEHOLDER) {
    report_type(form, value, name, wanted);
  }
  return RC_VALUE_NONE;
}

rc_value rc_form_list(const rc_form *form, rc_value object, rc_str name) {
  return container_of(form, object, name, RC_ARRAY, "a list");
}

rc_value rc_form_object(const rc_form *form, rc_value object, rc_str name) {
  return container_of(form, object, name, RC_OBJECT, "an object");
}

rc_known rc_form_bool(const rc_form *form, rc_value object, rc_str name) {
  rc_value value = rc_value_get_nocase(object, name);
  switch (rc_value_kind(value)) {
    case RC_NULL:
    case RC_PLACEHOLDER: return RC_KNOWN_NOT;
    case RC_BOOL:
      return (rc_value_node(value)->flags & RC_NODE_TRUE) != 0 ? RC_KNOWN_YES : RC_KNOWN_NO;
    default: break;
  }
  report_type(form, value, name, "a boolean");
  rc_str text = rc_value_text(form->model->arena, value, false);
  return rc_str_equal_nocase(text, RC_STR("true"))    ? RC_KNOWN_YES
         : rc_str_equal_nocase(text, RC_STR("false")) ? RC_KNOWN_NO
                                                      : RC_KNOWN_NOT;
}

bool rc_form_is_object(const rc_form *form, rc_value value, rc_str what) {
  rc_kind kind = rc_value_kind(value);
  if (kind != RC_OBJECT && kind != RC_PLACEHOLDER) {
    report_type(form, value, what, "an object");
  }
  return kind == RC_OBJECT;
}

/* ---- keys that stand twice ------------------------------------------------------------------ */

typedef struct duplicate_report {
  rc_model *model;
  const char *code, *name, *help;
} duplicate_report;

static void report_duplicate(const duplicate_report *as, rc_value key, rc_value first,
                             rc_str text) {
  rc_finding *finding = rc_model_report(
      as->model, as->code, as->name, RC_WARNING, rc_value_span(key),
      RC_FILL(as->model->arena,
              "`{}` stands twice in this object: readers of the file may disagree which one counts",
              text));
  rc_related *related =
      finding == NULL ? NULL : RC_VEC_ADD(as->model->arena, &finding->related);
  if (related != NULL) {
    finding->help = rc_str_from_c(as->help);
    *related = (rc_related){.span = rc_value_span(first), .message = RC_STR("first here")};
  }
}

/* Few keys: each against each, which needs no memory. */
static void check_few(const duplicate_report *as, rc_value object) {
  for (RC_MEMBERS(key, value, object)) {
    rc_str text = rc_value_string(as->model->arena, key);
    for (RC_MEMBERS(earlier, ignored, object)) {
      if (earlier.node == key.node) {
        break;
      }
      if (rc_value_key_is(earlier, text)) {
        report_duplicate(as, key, earlier, text);
        break;
      }
    }
  }
}

static rc_status check_many(const duplicate_report *as, rc_value object) {
  rc_arena *arena = as->model->arena;
  rc_map seen = {0};
  for (RC_MEMBERS(key, value, object)) {
    rc_str text = rc_value_string(arena, key);
    uint32_t first = 0;
    RC_TRY(rc_map_add(arena, &seen, text, key.node, &first));
    if (first != key.node) {
      report_duplicate(as, key, (rc_value){object.tree, first}, text);
    }
  }
  return RC_OK;
}

rc_status rc_report_duplicate_keys(rc_model *model, rc_value value, const char *code,
                                   const char *name, const char *help) {
  enum { FEW = 12 };
  const duplicate_report as = {model, code, name, help};
  if (rc_value_is_none(value)) {
    return RC_OK;
  }
  for (rc_node_id id = value.node; id < rc_value_node(value)->next; id++) {
    rc_value object = {value.tree, id};
    if (rc_value_kind(object) != RC_OBJECT) {
      continue;
    }
    if (rc_value_node(object)->count <= 2 * FEW) {
      check_few(&as, object);
    } else {
      RC_TRY(check_many(&as, object));
    }
  }
  return rc_arena_status(model->arena);
}
