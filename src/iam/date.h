/*
 * Instants as IAM conditions write them, to the millisecond.
 */
#ifndef RC_IAM_DATE_H
#define RC_IAM_DATE_H

#include "base/str.h"

/**
 * Reads YYYY, YYYY-MM, YYYY-MM-DD, these with THH, THH:MM or THH:MM:SS[.fff] and `Z`, an offset or
 * nothing (UTC), or seconds since 1970 (a decimal number; four digits are a year). False if `text`
 * is none of these.
 */
bool rc_date_parse(rc_str text, int64_t *out_milliseconds);

#endif
