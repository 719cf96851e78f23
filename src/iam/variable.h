/*
 * Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`, `${?}`, `${$}`.
 *
 * Compiling turns a text into a pattern. In it a variable is a hole whose name is the variable as
 * written, so that matching a pattern nobody expanded answers "unknown" by itself. Expanding puts
 * the request's values in. Values and defaults are literal: their `*` and `?` are not wildcards.
 * Sources: IAM User Guide, policy variables; facts iam-evaluation section 6.
 */
#ifndef RC_IAM_VARIABLE_H
#define RC_IAM_VARIABLE_H

#include "iam/scope.h"

/**
 * Makes `*pattern` of `text`. Returns false when a variable is not well formed; the pattern then
 * ends with a hole in its place.
 */
bool rc_variable_compile(rc_arena *arena, rc_str text, rc_str *pattern, bool *has_variables);

/**
 * Puts the request's values into the text's pattern. Returns false when a variable has no value:
 * the text then matches nothing. A key of which the context does not say whether it is there stays
 * a hole, and is noted.
 */
bool rc_variable_expand(rc_scope *scope, const rc_policy_text *text, rc_str *out);

/** Does the pattern have a hole that is no variable? */
bool rc_variable_has_placeholder(rc_str pattern);

#endif
