#include "base/map.h"

#include <string.h>

#include "base/vec.h"

#define FACTOR UINT64_C(0x9e3779b97f4a7c15)

/* Folded, or the high bytes would never reach the low bits, which choose the slot. */
static inline uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * FACTOR;
  return hash ^ hash >> 32;
}

static inline uint64_t read_8(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

static inline uint64_t read_4(const char *bytes) {
  uint32_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

/* All bytes of at most eight, in a word. */
static inline uint64_t read_short(rc_str key) {
  if (key.len >= 4) {
    return read_4(key.ptr) | read_4(key.ptr + key.len - 4) << 32;
  }
  return key.len == 0 ? 0
                      : (uint64_t)(unsigned char)key.ptr[0] << 16 |
                            (uint64_t)(unsigned char)key.ptr[key.len / 2] << 8 |
                            (unsigned char)key.ptr[key.len - 1];
}

/* Four words side by side: a product has to wait for the one before it. */
typedef struct four {
  uint64_t a, b, c, d;
} four;

static inline four mix_32(four f, const char *bytes) {
  return (four){mix(f.a, read_8(bytes)), mix(f.b, read_8(bytes + 8)),
                mix(f.c, read_8(bytes + 16)), mix(f.d, read_8(bytes + 24))};
}

/* Few branches, and few that go by the length: most keys are names of a word or two. Where bytes
 * are seen twice, that does no harm. The value depends on the order of bytes in words, and is never
 * told. */
uint32_t rc_hash(rc_str key) {
  uint64_t hash = key.len * FACTOR;
  if (key.len <= 8) {
    hash = mix(hash, read_short(key));
  } else if (key.len <= 16) {
    hash = mix(mix(hash, read_8(key.ptr)), read_8(key.ptr + key.len - 8));
  } else if (key.len < 32) {
    const char *last = key.ptr + key.len - 16;
    hash = mix(mix(hash, read_8(key.ptr)), read_8(key.ptr + 8));
    hash = mix(mix(hash, read_8(last)), read_8(last + 8));
  } else {
    four f = {hash, ~hash, hash << 1, ~hash << 1};
    for (size_t at = 0; key.len - at > 32; at += 32) {
      f = mix_32(f, key.ptr + at);
    }
    f = mix_32(f, key.ptr + key.len - 32);
    hash = mix(mix(mix(f.a, f.b), f.c), f.d);
  }
  return (uint32_t)(hash * FACTOR >> 32);
}

/* ---- the crowd ----------------------------------------------------------------------------- */

/* A tree in which the keys below a branch agree in all bits before its own: a crit-bit tree. A key
 * is read as symbols of nine bits, its bytes with a bit in front and zeros behind the last, so that
 * none begins another. */
typedef struct branch {
  uint32_t children[2]; /* by the bit: a branch's number doubled, or a leaf's and one */
  uint32_t at;          /* the symbol, and the bit in it */
  uint32_t bit;
} branch;

typedef struct rc_map_crowd {
  struct { RC_VEC_FIELDS(rc_map_slot) } leaves;
  struct { RC_VEC_FIELDS(branch) } branches; /* one fewer */
  uint32_t root;
} crowd;

static uint32_t symbol_at(rc_str key, size_t at) {
  return at < key.len ? 0x100u | (unsigned char)key.ptr[at] : 0;
}

static uint32_t side_of(const branch *b, rc_str key) {
  return (symbol_at(key, b->at) & b->bit) != 0;
}

/* A branch without children, for two keys that differ. */
static branch first_difference(rc_str a, rc_str b) {
  branch first = {.bit = 0x100};
  while (symbol_at(a, first.at) == symbol_at(b, first.at)) {
    first.at++;
  }
  while (((symbol_at(a, first.at) ^ symbol_at(b, first.at)) & first.bit) == 0) {
    first.bit >>= 1;
  }
  return first;
}

/* The leaf that agrees with `key` at every branch: its own if it has one. NULL without leaves. */
static rc_map_slot *nearest(const crowd *c, rc_str key) {
  if (c == NULL || c->leaves.len == 0) {
    return NULL;
  }
  uint32_t node = c->root;
  while ((node & 1) == 0) {
    const branch *b = &c->branches.items[node >> 1];
    node = b->children[side_of(b, key)];
  }
  return &c->leaves.items[node >> 1];
}

/* The leaf of `key`, an empty one if it had none; NULL when the arena has failed. */
static rc_map_slot *crowd_in(rc_arena *arena, crowd *c, rc_str key) {
  rc_map_slot *near = nearest(c, key);
  if (near != NULL && rc_str_equal(near->key, key)) {
    return near;
  }
  rc_str other = near == NULL ? RC_STR_NONE : near->key;
  rc_map_slot *leaf = RC_VEC_ADD(arena, &c->leaves);
  uint32_t number = c->leaves.len * 2 - 1;
  if (leaf == NULL) {
    return NULL;
  }
  if (near == NULL) {
    c->root = number;
    return leaf;
  }
  branch *added = RC_VEC_ADD(arena, &c->branches);
  if (added == NULL) {
    return NULL;
  }
  *added = first_difference(key, other);
  uint32_t *link = &c->root;
  while ((*link & 1) == 0) {
    branch *below = &c->branches.items[*link >> 1];
    if (below->at > added->at || (below->at == added->at && below->bit < added->bit)) {
      break;
    }
    link = &below->children[side_of(below, key)];
  }
  uint32_t side = side_of(added, key);
  added->children[side] = number;
  added->children[1 - side] = *link;
  *link = (c->branches.len - 1) * 2;
  return leaf;
}

/* ---- the table ----------------------------------------------------------------------------- */

/* The slot of `key`, or an empty one for it; NULL if there is neither in reach of its own. */
static rc_map_slot *find_slot(const rc_map *map, rc_str key, uint32_t hash) {
  for (uint32_t i = 0; i < RC_MAP_REACH; i++) {
    rc_map_slot *slot = &map->slots[(hash + i) & (map->n_slots - 1)];
    if (slot->value_plus_one == 0 || (slot->hash == hash && rc_str_equal(slot->key, key))) {
      return slot;
    }
  }
  return NULL;
}

uint32_t rc_map_get(const rc_map *map, rc_str key) {
  if (map->n_slots == 0) {
    return RC_MAP_NONE;
  }
  const rc_map_slot *slot = find_slot(map, key, rc_hash(key));
  if (slot == NULL) {
    const rc_map_slot *near = nearest(map->crowd, key);
    slot = near != NULL && rc_str_equal(near->key, key) ? near : NULL;
  }
  return slot == NULL || slot->value_plus_one == 0 ? RC_MAP_NONE : slot->value_plus_one - 1;
}

/* The slot of `key`, an empty one if it had none; NULL when the arena has failed. */
static rc_map_slot *slot_for(rc_arena *arena, rc_map *map, rc_str key, uint32_t hash) {
  rc_map_slot *slot = find_slot(map, key, hash);
  if (slot != NULL) {
    return slot;
  }
  map->crowd = map->crowd != NULL ? map->crowd : RC_NEW(arena, crowd);
  return map->crowd == NULL ? NULL : crowd_in(arena, map->crowd, key);
}

static rc_status put_all(rc_arena *arena, rc_map *map, const rc_map_slot *slots, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    rc_map_slot *slot = slots[i].value_plus_one == 0
                            ? NULL
                            : slot_for(arena, map, slots[i].key, slots[i].hash);
    if (slot != NULL) {
      *slot = slots[i];
    }
  }
  return rc_arena_status(arena);
}

static rc_status enlarge(rc_arena *arena, rc_map *map) {
  rc_map larger = {.n_slots = map->n_slots == 0 ? 16 : map->n_slots * 2, .len = map->len};
  larger.slots = RC_NEW_ARRAY(arena, rc_map_slot, larger.n_slots);
  if (larger.slots == NULL) {
    return rc_arena_status(arena);
  }
  RC_TRY(put_all(arena, &larger, map->slots, map->n_slots));
  if (map->crowd != NULL) {
    RC_TRY(put_all(arena, &larger, map->crowd->leaves.items, map->crowd->leaves.len));
  }
  rc_arena_drop(arena, map->slots, map->n_slots * sizeof *map->slots);
  *map = larger;
  return RC_OK;
}

rc_status rc_map_add(rc_arena *arena, rc_map *map, rc_str key, uint32_t value, uint32_t *out) {
  if (map->len >= map->n_slots / 2) {
    RC_TRY(enlarge(arena, map));
  }
  uint32_t hash = rc_hash(key);
  rc_map_slot *slot = slot_for(arena, map, key, hash);
  if (slot == NULL) {
    return rc_arena_status(arena);
  }
  if (slot->value_plus_one == 0) {
    *slot = (rc_map_slot){key, hash, value + 1};
    map->len++;
  }
  if (out != NULL) {
    *out = slot->value_plus_one - 1;
  }
  return RC_OK;
}
