/*
 * The table of condition operators.
 */
#ifndef RC_IAM_OPERATOR_H
#define RC_IAM_OPERATOR_H

#include "iam/policy.h"

typedef enum rc_value_type {
  RC_TYPE_STRING,
  RC_TYPE_STRING_NOCASE,
  RC_TYPE_STRING_LIKE,
  RC_TYPE_NUMBER,
  RC_TYPE_DATE,
  RC_TYPE_BOOL,
  RC_TYPE_BINARY,
  RC_TYPE_ADDRESS,
  RC_TYPE_ARN,
  RC_TYPE_NULL /* asks whether the key is there */
} rc_value_type;

/* For numbers and dates: how the request's value must stand to the policy's. */
typedef enum rc_relation {
  RC_EQUAL,
  RC_LESS,
  RC_LESS_EQUAL,
  RC_GREATER,
  RC_GREATER_EQUAL
} rc_relation;

typedef struct rc_operator {
  rc_str name;
  rc_value_type type;
  rc_relation relation;
  bool negated;
} rc_operator;

typedef enum rc_operator_reading {
  RC_OPERATOR_READ,
  RC_OPERATOR_UNKNOWN,
  RC_OPERATOR_MODIFIED_NULL /* Null with IfExists or a set prefix: understood, but refused by AWS */
} rc_operator_reading;

/** Reads `ForAllValues:StringLikeIfExists` and the like into the condition's operator fields. */
rc_operator_reading rc_operator_read(rc_str written, rc_condition *out);

const rc_operator *rc_operator_of(const rc_condition *condition);

/** The operator's name as it should be written, for a name that differs only in case; else empty.
 */
rc_str rc_operator_respell(rc_arena *arena, rc_str written);

/** Are policy variables active in the values of this type? */
bool rc_type_takes_variables(rc_value_type type);

/** Can the policy's value be read as what the operator compares? Texts with holes can. */
bool rc_operand_is_readable(rc_value_type type, rc_str text);

/** How messages call a value of this type: "a number". */
const char *rc_type_name(rc_value_type type);

#endif
