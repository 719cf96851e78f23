/*
 * A map from strings to 32-bit numbers, for names met while reading.
 *
 * Keys are borrowed. The hash has no seed from outside (same input, same behaviour), so that who
 * writes the input can make keys meet in one place of the table. That costs no more than a bounded
 * number of steps: what finds no slot near its own goes into a tree of the keys' bits, which takes
 * time in proportion to the length of the key, whatever other keys there are.
 */
#ifndef RC_BASE_MAP_H
#define RC_BASE_MAP_H

#include "base/str.h"

typedef struct rc_map_slot {
  rc_str key;
  uint32_t hash;
  uint32_t value_plus_one; /* 0: empty slot */
} rc_map_slot;

typedef struct rc_map {
  rc_map_slot *slots;
  struct rc_map_crowd *crowd; /* those that found no slot; NULL: none */
  uint32_t n_slots; /* a power of two, or 0 */
  uint32_t len;
} rc_map;

#define RC_MAP_NONE UINT32_MAX

/* A key stands so many slots behind its own at the most. Without a crowd made on purpose, few of a
 * million keys stand farther in a table that is half full. */
#ifdef RC_ARENA_DEBUG
enum { RC_MAP_REACH = 2 }; /* tests crowd every map */
#else
enum { RC_MAP_REACH = 64 };
#endif

uint32_t rc_hash(rc_str key);

/** The value of `key`, else RC_MAP_NONE. */
uint32_t rc_map_get(const rc_map *map, rc_str key);

/** Sets `key` to `value` (below RC_MAP_NONE) unless it is there already; `*out` is the value that
 *  stands afterwards. `out` may be NULL. */
RC_MUST_USE rc_status rc_map_add(rc_arena *arena, rc_map *map, rc_str key, uint32_t value,
                                 uint32_t *out);

#endif
