#include "base/vec.h"

#include <string.h>

/* Most arrays of large elements have one or two. */
enum { FIRST_CAPACITY = 8, FIRST_BYTES = 256 };

static uint32_t first_capacity(size_t element_size) {
  size_t fitting = FIRST_BYTES / element_size;
  return fitting == 0 ? 1 : fitting < FIRST_CAPACITY ? (uint32_t)fitting : FIRST_CAPACITY;
}

void *rc_vec_grow(rc_arena *arena, void *items, uint32_t len, uint32_t *cap, size_t element_size) {
  RC_ASSERT(len <= *cap);
  uint32_t new_cap = *cap == 0 ? first_capacity(element_size) : *cap * 2;
  if (new_cap <= *cap || new_cap > SIZE_MAX / element_size) {
    (void)rc_arena_hit(arena, RC_LIMIT_MEMORY);
    return items;
  }
  unsigned char *grown =
      rc_arena_grow(arena, items, *cap * element_size, new_cap * element_size);
  if (grown == NULL) {
    return items;
  }
  memset(grown + *cap * element_size, 0, (new_cap - *cap) * element_size);
  *cap = new_cap;
  return grown;
}

/* The fields are copied: their types differ from array to array. */
void *rc_vec_add(rc_arena *arena, void *vec, size_t element_size) {
  struct {
    RC_VEC_FIELDS(unsigned char)
  } fields;
  memcpy(&fields, vec, sizeof fields);
  if (fields.len == fields.cap) {
    fields.items = rc_vec_grow(arena, fields.items, fields.len, &fields.cap, element_size);
  }
  if (fields.len == fields.cap) {
    return NULL;
  }
  void *added = fields.items + fields.len++ * element_size;
  memcpy(vec, &fields, sizeof fields);
  return added;
}
