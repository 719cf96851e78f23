/*
 * Texts and typed values as the oracle reads them, with what the C library has for it.
 */
#ifndef RC_TESTS_ORACLE_VALUES_H
#define RC_TESTS_ORACLE_VALUES_H

#include "base/str.h"

/* Stands in patterns before a `*` or `?` that is no wildcard: it came out of a variable. */
#define ORACLE_QUOTE "\1"
enum { ORACLE_NO_SEGMENTS = 5 };

rc_str oracle_quote(rc_arena *arena, rc_str s);
/** Lower case of what the cases use: ASCII, Latin-1, basic Greek, two letters from beyond. */
rc_str oracle_lower(rc_arena *arena, rc_str s);
/** `*` and `?`, by trying. `colons` counts those of a Resource passed so far: wildcards before the
 *  fifth mind segments; from ORACLE_NO_SEGMENTS on nothing does. */
bool oracle_glob(rc_str pattern, rc_str text, int colons);
bool oracle_is_arn(rc_str text);
/** ArnLike: 1 matches, 0 does not, -1 the pattern is no ARN. */
int oracle_arn_matches(rc_str pattern, rc_str text);

bool oracle_read_number(rc_arena *arena, rc_str s, long double *out);
/** Milliseconds since 1970. */
bool oracle_read_date(rc_arena *arena, rc_str s, long double *out);
/** An address is a network of its whole length. Odd spellings that AWS takes are taken. */
typedef struct oracle_network {
  unsigned char bytes[16]; /* of IPv4, behind ::ffff: */
  bool v6;
  int bits;
} oracle_network;
bool oracle_read_network(rc_arena *arena, rc_str s, oracle_network *out);
bool oracle_contains(const oracle_network *network, oracle_network address);
bool oracle_same_bytes(rc_arena *arena, rc_str a, rc_str b);

#endif
