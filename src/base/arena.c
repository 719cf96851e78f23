#include "base/arena.h"

#include <string.h>

struct rc_arena_block {
  rc_arena_block *older;
  size_t size; /* of the whole block, this header included */
};

enum {
  ALIGNMENT = 16,
#ifdef RC_ARENA_DEBUG
  /* Every piece is a block: a sanitizer sees its end, and tests can refuse each of them. */
  FIRST_BLOCK = ALIGNMENT,
  LARGEST_BLOCK = ALIGNMENT,
#else
  FIRST_BLOCK = 32 * 1024,
  LARGEST_BLOCK = 4 * 1024 * 1024, /* blocks double up to here; larger requests get their own */
#endif
};

static_assert(sizeof(rc_arena_block) % ALIGNMENT == 0 || sizeof(void *) < 8,
              "the first piece of a block must be aligned");

static size_t header_size(void) {
  return (sizeof(rc_arena_block) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

void rc_arena_init(rc_arena *arena, const rc_allocator *allocator) {
  memset(arena, 0, sizeof *arena);
  arena->allocator = *allocator;
}

/* Overwrites what is about to be given back: it holds secrets of the user. Without the barrier a
 * compiler that sees the release may drop the stores. */
static void wipe(void *bytes, size_t size) {
  memset(bytes, 0, size);
#if defined(__GNUC__)
  __asm__ __volatile__("" : : "r"(bytes) : "memory");
#endif
}

/* Only the newest block has room that was never handed out. */
static size_t dirty_size(const rc_arena *arena, const rc_arena_block *block) {
  return block == arena->blocks ? (size_t)(arena->at - (const unsigned char *)block) : block->size;
}

void rc_arena_free(rc_arena *arena) {
  rc_arena_block *block = arena->blocks;
  while (block != NULL) {
    rc_arena_block *older = block->older;
    size_t size = block->size;
    wipe(block, dirty_size(arena, block));
    arena->allocator.release(arena->allocator.context, block, size);
    block = older;
  }
  rc_allocator allocator = arena->allocator;
  rc_arena_init(arena, &allocator);
}

RC_CALLED rc_status rc_arena_hit(rc_arena *arena, rc_limit_id limit) {
  if (arena->status == RC_OK) {
    arena->status = RC_LIMIT;
    arena->limit = limit;
  }
  return arena->status;
}

static void *fail_nomem(rc_arena *arena) {
  if (arena->status == RC_OK) {
    arena->status = RC_NOMEM;
  }
  return NULL;
}

/* Makes room for `size` bytes in a new block. The rest of the previous block is given up. */
static bool add_block(rc_arena *arena, size_t size) {
  size_t block_size = arena->first_block != 0 && arena->first_block < FIRST_BLOCK
                          ? arena->first_block
                          : FIRST_BLOCK;
  if (arena->blocks != NULL) {
    block_size = arena->blocks->size < LARGEST_BLOCK / 2 ? arena->blocks->size * 2 : LARGEST_BLOCK;
  }
  if (size > SIZE_MAX - header_size()) {
    return fail_nomem(arena) != NULL;
  }
  if (block_size < size + header_size()) {
    block_size = size + header_size();
  }
  if (block_size > RC_LIMIT_MEMORY_VALUE || arena->used > RC_LIMIT_MEMORY_VALUE - block_size) {
    (void)rc_arena_hit(arena, RC_LIMIT_MEMORY);
    return false;
  }
  rc_arena_block *block = arena->allocator.allocate(arena->allocator.context, block_size);
  if (block == NULL) {
    return fail_nomem(arena) != NULL;
  }
  block->older = arena->blocks;
  block->size = block_size;
  arena->blocks = block;
  arena->at = (unsigned char *)block + header_size();
  arena->end = (unsigned char *)block + block_size;
  arena->used += block_size;
  return true;
}

static unsigned char *take(rc_arena *arena, size_t size, size_t alignment) {
  if (arena->status != RC_OK) {
    return NULL;
  }
  size_t padding = (size_t)(-(uintptr_t)arena->at & (alignment - 1));
  size_t free_bytes = (size_t)(arena->end - arena->at);
  if (arena->at == NULL || free_bytes < padding || free_bytes - padding < size) {
    if (!add_block(arena, size)) {
      return NULL;
    }
    padding = 0;
  }
  unsigned char *piece = arena->at + padding;
  arena->at = piece + size;
  return piece;
}

void *rc_arena_alloc(rc_arena *arena, size_t size) { return take(arena, size, ALIGNMENT); }

char *rc_arena_bytes(rc_arena *arena, size_t size) { return (char *)take(arena, size, 1); }

void *rc_arena_zeroed(rc_arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) {
    return fail_nomem(arena);
  }
  void *piece = take(arena, count * size, ALIGNMENT);
  if (piece != NULL) {
    memset(piece, 0, count * size);
  }
  return piece;
}

/* The link to the block that holds nothing but this piece; NULL if it shares its block. */
static rc_arena_block **own_block_of(rc_arena *arena, const unsigned char *piece, size_t size) {
  for (rc_arena_block **link = &arena->blocks; *link != NULL; link = &(*link)->older) {
    const unsigned char *first = (const unsigned char *)*link + header_size();
    if (first == piece && (*link)->size == header_size() + size) {
      return link;
    }
  }
  return NULL;
}

void rc_arena_drop(rc_arena *arena, const void *piece, size_t size) {
  rc_arena_block **link = own_block_of(arena, piece, size);
  if (link != NULL && link != &arena->blocks) {
    rc_arena_block *block = *link;
    size_t block_size = block->size;
    *link = block->older;
    arena->used -= block_size;
    wipe(block, block_size);
    arena->allocator.release(arena->allocator.context, block, block_size);
  }
}

void rc_arena_shrink(rc_arena *arena, const void *piece, size_t old_size, size_t new_size) {
  RC_ASSERT(new_size <= old_size);
  if (piece != NULL && (const unsigned char *)piece + old_size == arena->at) {
    arena->at -= old_size - new_size;
  }
}

void *rc_arena_grow(rc_arena *arena, void *old, size_t old_size, size_t new_size) {
  RC_ASSERT(new_size >= old_size);
  if (arena->status != RC_OK) {
    return NULL;
  }
  unsigned char *old_bytes = old;
  if (old_bytes != NULL && old_bytes + old_size == arena->at &&
      (size_t)(arena->end - arena->at) >= new_size - old_size) {
    arena->at = old_bytes + new_size;
    return old;
  }
  unsigned char *piece = take(arena, new_size, ALIGNMENT);
  if (piece != NULL && old_size > 0) {
    memcpy(piece, old_bytes, old_size);
    rc_arena_drop(arena, old_bytes, old_size);
  }
  return piece;
}
