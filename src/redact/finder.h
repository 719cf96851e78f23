/*
 * Many strings searched for at once: Aho-Corasick over a trie whose edges lie in one hash table.
 *
 * Building takes memory in proportion to the strings' bytes, searching takes none and a time in
 * proportion to the text and to what is found.
 */
#ifndef RC_REDACT_FINDER_H
#define RC_REDACT_FINDER_H

#include "base/vec.h"
#include "base/str.h"

typedef struct rc_finder rc_finder;

/** Knows no string yet. NULL when the arena has failed. */
rc_finder *rc_finder_new(rc_arena *arena);

/** Adds a string under a number below RC_FINDER_NONE; empty ones are passed over. The first number
 *  that a string was added under is the one that is found; `*known`, if asked for, is that number.
 *  The bytes are not kept. */
RC_MUST_USE rc_status rc_finder_add(rc_finder *finder, rc_str string, uint32_t number,
                                    uint32_t *known);

/** Once, between the last string and the first search. */
RC_MUST_USE rc_status rc_finder_build(rc_finder *finder);

/* A place where a string stands. */
typedef struct rc_finding_place {
  size_t start, end;
  uint32_t number;
} rc_finding_place;

/* Where a search stands. Starts with {.finder, .text}; `at` may be moved forward between calls of
 * rc_finder_next_apart, never otherwise. */
typedef struct rc_search {
  const rc_finder *finder;
  rc_str text;
  size_t at;
  uint32_t state, output; /* of the automaton; outputs still to be told */
} rc_search;

/** Every place where any of the strings stands, overlapping ones too, in the order of their ends;
 *  of those with one end the longest first. */
bool rc_search_next(rc_search *search, rc_finding_place *out);

/* Says whether a place counts. */
typedef bool rc_place_judge(const void *context, rc_str text, const rc_finding_place *place);

/** The leftmost place at or after `search->at` that `judge` accepts (NULL: all), the longest of
 *  those with that start; the search goes on behind it. */
bool rc_search_next_apart(rc_search *search, rc_place_judge *judge, const void *context,
                          rc_finding_place *out);

#endif
