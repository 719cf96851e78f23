/*
 * Growing arrays in an arena.
 *
 *   typedef struct rc_role_vec { RC_VEC_FIELDS(rc_role) } rc_role_vec;
 *   rc_role *role = RC_VEC_ADD(arena, &model->roles);   // zeroed; NULL when the arena failed
 *
 * Elements move when the array grows: keep an index, or a pointer taken after the last add.
 */
#ifndef RC_BASE_VEC_H
#define RC_BASE_VEC_H

#include "base/arena.h"

#define RC_VEC_FIELDS(type) \
  type *items;              \
  uint32_t len;             \
  uint32_t cap;

/** Room for at least one element more. Returns the array's new place; on failure the old one, with
 *  `*cap` unchanged. Fresh room is zero. */
void *rc_vec_grow(rc_arena *arena, void *items, uint32_t len, uint32_t *cap, size_t element_size);

/** A zeroed element behind the others of the array whose RC_VEC_FIELDS are at `vec`. */
void *rc_vec_add(rc_arena *arena, void *vec, size_t element_size);

#ifdef RC_SMALL
#define RC_VEC_ADD(arena, vec) \
  ((__typeof__((vec)->items))rc_vec_add((arena), &(vec)->items, sizeof *(vec)->items))
#else
#define RC_VEC_ADD(arena, vec)                                                                  \
  (((vec)->len < (vec)->cap ||                                                                  \
    ((vec)->items = rc_vec_grow((arena), (vec)->items, (vec)->len, &(vec)->cap,                 \
                                sizeof *(vec)->items),                                          \
     (vec)->len < (vec)->cap))                                                                  \
       ? &(vec)->items[(vec)->len++]                                                            \
       : NULL)
#endif

/* for (RC_EACH(rc_role, role, model->roles)) { ... role->name ... }
 * There are hundreds of these loops. Numbers may be added to no items where pointers may not. */
#ifdef RC_SMALL
#define RC_EACH(type, name, vec) \
  type *name = (vec).items;      \
  (uintptr_t)name < (uintptr_t)(vec).items + (vec).len * sizeof *(vec).items; \
  name++
#else
#define RC_EACH(type, name, vec) \
  type *name = (vec).items;      \
  name != NULL && name < (vec).items + (vec).len; \
  name++
#endif

#endif
