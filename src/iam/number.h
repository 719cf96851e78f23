/*
 * Decimal numbers of any size and precision, compared as text: 1, 01, +1.0 and 1e0 are equal,
 * 9007199254740993 and 9007199254740992 are not.
 */
#ifndef RC_IAM_NUMBER_H
#define RC_IAM_NUMBER_H

#include "base/str.h"

typedef struct rc_number {
  rc_str whole, fraction; /* digits before and behind the point; borrowed */
  int64_t exponent;
  bool negative;
} rc_number;

/**
 * Reads `[+-]?(d+(.d*)?|.d+)([eE][+-]?d+)?`, the whole of `text`. False if it is not that;
 * exponents beyond fifteen digits are not read either.
 */
bool rc_number_parse(rc_str text, rc_number *out);

/** Negative, 0 or positive. */
int rc_number_compare(const rc_number *a, const rc_number *b);

#endif
