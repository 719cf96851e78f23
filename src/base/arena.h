/*
 * An arena: memory that is handed out piece by piece and given back all at once.
 *
 * One analysis owns one arena; whatever the analysis derives from its inputs lives there and dies
 * with it. The arena is sticky: after the first failure every further request fails too and
 * `rc_arena_status` tells why, so that code may build a value in several steps and check once.
 * This module does no I/O and keeps nothing outside the structs it is given.
 */
#ifndef RC_BASE_ARENA_H
#define RC_BASE_ARENA_H

#include "base/limits.h"
#include "base/status.h"

/* Where an arena gets its blocks. `context` is passed back unchanged. `allocate` returns memory
 * aligned for any object, or NULL; `release` takes back exactly such a block and its size. */
typedef struct rc_allocator {
  void *context;
  void *(*allocate)(void *context, size_t size);
  void (*release)(void *context, void *block, size_t size);
} rc_allocator;

typedef struct rc_arena_block rc_arena_block;

typedef struct rc_arena {
  rc_allocator allocator;
  rc_arena_block *blocks; /* newest first */
  unsigned char *at;      /* free space of the newest block */
  unsigned char *end;
  uint64_t used;      /* bytes taken from the allocator */
  size_t first_block; /* size of the first one; 0: as for a whole analysis */
  rc_status status;   /* sticky */
  rc_limit_id limit;  /* which limit, when status is RC_LIMIT */
} rc_arena;

/** Prepares an empty arena; takes no memory yet. The allocator is copied. */
void rc_arena_init(rc_arena *arena, const rc_allocator *allocator);

/** Overwrites every block and gives it back: what an arena held may be secret. The arena may be
 *  initialised again. */
void rc_arena_free(rc_arena *arena);

/**
 * Returns `size` uninitialised bytes, aligned for any object.
 * Fails: NULL, and the arena's status says why. A size of 0 yields a valid pointer.
 */
void *rc_arena_alloc(rc_arena *arena, size_t size);

/** As rc_arena_alloc, for `count` elements of `size` bytes, all zero; overflow is a failure. */
void *rc_arena_zeroed(rc_arena *arena, size_t count, size_t size);

/**
 * Enlarges the block `old` of `old_size` bytes to `new_size`: in place when it was the last one
 * handed out, else by copying. Fails: NULL, and `old` stays as it was. `old` may be NULL.
 */
void *rc_arena_grow(rc_arena *arena, void *old, size_t old_size, size_t new_size);

/** Gives back what is behind the first `new_size` bytes of a piece, if it was the last one handed
 *  out; nothing may have been written there. */
void rc_arena_shrink(rc_arena *arena, const void *piece, size_t old_size, size_t new_size);

/** Gives back a piece that has a block to itself, as pieces of megabytes have, and is not in the
 *  newest one: it would else stand beside what replaced it. Others stay until the end. The piece is
 *  not used again. */
void rc_arena_drop(rc_arena *arena, const void *piece, size_t size);

/** Hands out single bytes without alignment: for text. Same failures as rc_arena_alloc. */
char *rc_arena_bytes(rc_arena *arena, size_t size);

/** RC_OK, or the first failure since the arena was initialised. */
static inline rc_status rc_arena_status(const rc_arena *arena) { return arena->status; }

/** Records that `limit` was reached and returns RC_LIMIT; an earlier failure is kept. */
rc_status rc_arena_hit(rc_arena *arena, rc_limit_id limit);

#define RC_NEW(arena, type) ((type *)rc_arena_zeroed((arena), 1, sizeof(type)))
#define RC_NEW_ARRAY(arena, type, count) ((type *)rc_arena_zeroed((arena), (count), sizeof(type)))

#endif
