/*
 * The heap as the source of an arena's memory; one that refuses when it is told to; and an arena of
 * a test's own over that.
 */
#ifndef TESTS_LIB_HEAP_H
#define TESTS_LIB_HEAP_H

#include <stdlib.h>

#include "base/arena.h"

typedef struct heap_refusal {
  size_t n_requests;
  size_t refuse_at; /* 1-based; 0: never */
} heap_refusal;

/** `context`: NULL, or a heap_refusal. */
static inline void *heap_take(void *context, size_t size) {
  heap_refusal *refusal = context;
  bool refused = refusal != NULL && ++refusal->n_requests == refusal->refuse_at;
  return refused ? NULL : malloc(size);
}

static inline void heap_give(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

/* The arena comes first: a test that needs no more takes its state for the arena. */
typedef struct heap_arena {
  rc_arena arena;
  heap_refusal allocations;
} heap_arena;

static inline int heap_set_up(void **state) {
  heap_arena *h = calloc(1, sizeof *h);
  if (h != NULL) {
    rc_arena_init(&h->arena, &(rc_allocator){&h->allocations, heap_take, heap_give});
  }
  *state = h;
  return h == NULL;
}

static inline int heap_tear_down(void **state) {
  heap_arena *h = *state;
  rc_arena_free(&h->arena);
  free(h);
  return 0;
}

#endif
