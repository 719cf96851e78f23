/*
 * Where do strings found in one place stand in others: many strings, long texts, few hits.
 *
 * Four bytes of every fifth place or so are looked up in a small table; near those that stand in
 * the first bytes of a string (eight, or as many as the shortest has), the next bytes of each place
 * are looked up in another. Strings that all begin with a few bytes, as placeholders of words do,
 * are told by their first two at 64 places at a time. Only what passes there is searched for in the
 * sorted strings. A long string is compared beyond its trunk once for each of its occurrences, and
 * what was compared is not looked at again; so the time is linear.
 */
#ifndef RC_REDACT_ECHO_H
#define RC_REDACT_ECHO_H

#include "base/vec.h"
#include "base/str.h"

typedef struct rc_echo rc_echo;

/* Longer strings are also found when a text holds no more than this much of their beginning. */
enum { RC_ECHO_TRUNK = 96 };

typedef struct rc_echo_hit {
  size_t start, end;
  uint32_t string;
  bool is_part; /* the text breaks off, or goes on otherwise, behind the trunk */
} rc_echo_hit;

/** Strings of at least two bytes, none twice; borrowed, and sorted in place in `strings`, whose
 *  first indices are what hits tell. NULL when the arena has failed. */
rc_echo *rc_echo_new(rc_arena *arena, const rc_str *strings, uint32_t n);

/** The leftmost place in bytes from..to where a string stands, the longest one there. */
bool rc_echo_next(const rc_echo *echo, rc_str text, size_t from, size_t to, rc_echo_hit *out);

#endif
