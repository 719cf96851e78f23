#include "base/map.h"

#include <string.h>

/* Eight bytes at a time, multiplied and folded: keys are short names, and the low bits choose the
 * slot. The value depends on the order of bytes in words, and is never told. */
uint32_t rc_hash(rc_str key) {
  const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
  uint64_t hash = key.len * factor;
  uint64_t word = 0;
  size_t at = 0;
  for (; key.len - at >= 8; at += 8) {
    memcpy(&word, key.ptr + at, 8);
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32;
  }
  if (at < key.len && key.len >= 8) {
    memcpy(&word, key.ptr + key.len - 8, 8); /* bytes that were seen do no harm */
  } else {
    for (word = 0; at < key.len; at++) {
      word = word << 8 | (unsigned char)key.ptr[at];
    }
  }
  hash = (hash ^ word) * factor;
  hash = (hash ^ hash >> 32) * factor; /* or the last bytes would not reach the low bits */
  return (uint32_t)(hash >> 32);
}

static rc_map_slot *find_slot(rc_map_slot *slots, uint32_t n_slots, rc_str key, uint32_t hash) {
  uint32_t at = hash & (n_slots - 1);
  while (slots[at].value_plus_one != 0 &&
         (slots[at].hash != hash || !rc_str_equal(slots[at].key, key))) {
    at = (at + 1) & (n_slots - 1);
  }
  return &slots[at];
}

uint32_t rc_map_get(const rc_map *map, rc_str key) {
  if (map->n_slots == 0) {
    return RC_MAP_NONE;
  }
  const rc_map_slot *slot = find_slot(map->slots, map->n_slots, key, rc_hash(key));
  return slot->value_plus_one == 0 ? RC_MAP_NONE : slot->value_plus_one - 1;
}

static rc_status enlarge(rc_arena *arena, rc_map *map) {
  uint32_t n_slots = map->n_slots == 0 ? 16 : map->n_slots * 2;
  rc_map_slot *slots = RC_NEW_ARRAY(arena, rc_map_slot, n_slots);
  if (slots == NULL) {
    return rc_arena_status(arena);
  }
  for (uint32_t i = 0; i < map->n_slots; i++) {
    const rc_map_slot *old = &map->slots[i];
    if (old->value_plus_one != 0) {
      *find_slot(slots, n_slots, old->key, old->hash) = *old;
    }
  }
  map->slots = slots;
  map->n_slots = n_slots;
  return RC_OK;
}

rc_status rc_map_add(rc_arena *arena, rc_map *map, rc_str key, uint32_t value, uint32_t *out) {
  if (map->len >= map->n_slots / 2) {
    RC_TRY(enlarge(arena, map));
  }
  uint32_t hash = rc_hash(key);
  rc_map_slot *slot = find_slot(map->slots, map->n_slots, key, hash);
  if (slot->value_plus_one == 0) {
    *slot = (rc_map_slot){key, hash, value + 1};
    map->len++;
  }
  if (out != NULL) {
    *out = slot->value_plus_one - 1;
  }
  return RC_OK;
}
