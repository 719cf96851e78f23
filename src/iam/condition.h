/*
 * Conditions of a statement against the request's context.
 */
#ifndef RC_IAM_CONDITION_H
#define RC_IAM_CONDITION_H

#include "iam/scope.h"

/** Do all conditions of the statement hold? */
rc_truth rc_conditions_hold(rc_scope *scope, const rc_statement *statement);

#endif
