/*
 * Values of conditions as the oracle reads them, with what the C library has for it.
 */
#ifndef RC_TESTS_ORACLE_VALUES_H
#define RC_TESTS_ORACLE_VALUES_H

#include "base/str.h"

bool oracle_read_number(rc_arena *arena, rc_str s, long double *out);
/** Milliseconds since 1970. */
bool oracle_read_date(rc_arena *arena, rc_str s, int64_t *out);
/** 1 inside, 0 outside, -1 the request's address cannot be read. */
int oracle_in_network(rc_arena *arena, rc_str value, rc_str network);
bool oracle_same_bytes(rc_arena *arena, rc_str a, rc_str b);

#endif
