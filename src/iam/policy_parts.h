/*
 * Compiling a policy document, cut by element: policy.c the document, statement_compile.c a
 * statement, condition_compile.c its conditions.
 */
#ifndef RC_IAM_POLICY_PARTS_H
#define RC_IAM_POLICY_PARTS_H

#include "base/map.h"
#include "iam/policy.h"

typedef struct rc_compiler {
  rc_arena *arena;
  rc_policy *policy;
  bool doubtful; /* the document as a whole can be read in two ways */
} rc_compiler;

/** Notes what is wrong. `help` may be NULL. */
void rc_compile_problem(rc_compiler *c, rc_span span, rc_str message, const char *help, bool fatal);

/** As above for a fatal problem whose help is made up of parts. */
void rc_compile_problem_help(rc_compiler *c, rc_span span, rc_str message, rc_str help);

/** False for placeholders, for bytes that are no value, and for values that break off. */
bool rc_compile_is_readable(rc_value value);

/** Notes members that stand twice in `object`; true if there are any. */
bool rc_compile_check_keys(rc_compiler *c, rc_value object);

/** Notes members that are none of `known`; `of` is "a statement" or the like. False if there are
 * any. */
bool rc_compile_elements(rc_compiler *c, rc_value object, const rc_str *known, size_t n_known,
                         const char *of);

/** The value's text for a message. */
rc_str rc_compile_shown(rc_compiler *c, rc_value value);

/** Reads the element that is a string or a list of strings. Returns false, with a problem noted,
 *  when some of it is neither string nor placeholder. */
bool rc_compile_texts(rc_compiler *c, rc_value element, const char *name, rc_policy_texts *out);

/** Makes the text's pattern. With `active`, variables are read; false, with a problem noted, if one
 *  is not well formed. */
bool rc_compile_pattern(rc_compiler *c, rc_policy_text *text, bool active);

/** Fills in a statement from its `value`. */
void rc_compile_statement(rc_compiler *c, rc_statement *statement);

/** Reads the Condition element. */
void rc_compile_conditions(rc_compiler *c, rc_statement *statement, rc_value element);

/** IAM itself keeps documents of these kinds, and is stricter about them. */
bool rc_policy_kind_is_iam(rc_policy_kind kind);

#endif
