/*
 * Taking typed members out of a document. What has another type than it should is a finding at its
 * place, and reading goes on; a templating mark is always accepted.
 */
#ifndef RC_READ_COMMON_FORM_H
#define RC_READ_COMMON_FORM_H

#include "read/common_codes.h"
#include "read/read.h"

/* Whose members are taken: a task definition that someone wrote, or an answer of an aws command. */
typedef struct rc_form {
  rc_model *model;
  bool coerces;   /* numbers and booleans count as strings, and the reverse */
  bool is_source; /* faults are errors: AWS refuses the document; else it is a damaged copy */
  bool quiet;     /* faults are not reported: others look at this */
} rc_form;

/** A string member. Numbers and booleans are reported and taken as written; a null is present and
 *  empty. Names are compared with any case of the first letter. */
rc_field rc_form_text(const rc_form *form, rc_value object, rc_str name);
/** As above for a value that stands by itself; `name` is only for messages. */
rc_field rc_form_text_of(const rc_form *form, rc_value value, rc_str name);
/** The text alone: names and ARNs in answers of aws commands. Edited answers may hold holes. */
rc_str rc_form_string(const rc_form *form, rc_value object, rc_str name);
/** A list member; RC_VALUE_NONE if absent, null, a placeholder or (reported) anything else. */
rc_value rc_form_list(const rc_form *form, rc_value object, rc_str name);
/** An object member; as above. */
rc_value rc_form_object(const rc_form *form, rc_value object, rc_str name);
/** A boolean member; `"true"` counts with a finding. */
rc_known rc_form_bool(const rc_form *form, rc_value object, rc_str name);

/** True for an object; else, unless it is a placeholder, "`what` must be an object" is reported. */
bool rc_form_is_object(const rc_form *form, rc_value value, rc_str what);

/** Reports a fault at a value. */
void rc_form_fault(const rc_form *form, rc_span span, rc_str message, const char *help);

/** Reports keys that stand twice in an object anywhere below `value`. */
RC_MUST_USE rc_status rc_report_duplicate_keys(rc_model *model, rc_value value, const char *code,
                                               const char *name, const char *help);

#endif
