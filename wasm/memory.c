#include "memory.h"

#include <stdint.h>

enum { PAGE = 65536 };

/* In front of the bytes handed out. Free ones stand in a list by address, and never side by side:
 * then they are one. */
typedef struct block {
  _Alignas(16) struct block *next;
  size_t size; /* with this head; a multiple of the head's */
} block;

/* The linker's name for the first byte behind everything that has an address from the start. */
extern unsigned char __heap_base;

/* All that the module ever writes to and keeps: tools/check_globals.mjs knows it by its name. */
static struct {
  block *first;
  uintptr_t top; /* how far the memory was taken up; 0: not yet at all */
} heap;

static unsigned char *end_of(block *of) { return (unsigned char *)of + of->size; }

static void join(block *left) {
  block *right = left->next;
  if (right != NULL && end_of(left) == (unsigned char *)right) {
    left->size += right->size;
    left->next = right->next;
  }
}

static void put(block *freed) {
  block *before = NULL;
  for (block *at = heap.first; at != NULL && at < freed; at = at->next) before = at;
  freed->next = before == NULL ? heap.first : before->next;
  *(before == NULL ? &heap.first : &before->next) = freed;
  join(freed);
  if (before != NULL) join(before);
}

/* More memory than before, at least `size` bytes of it in one piece. */
static bool grow(size_t size) {
  uintptr_t start = heap.top;
  if (start == 0) start = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
  uintptr_t have = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
  if (have - start < size) {
    size_t pages = (size - (have - start) + PAGE - 1) / PAGE;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return false;
    have += pages * PAGE;
  }
  heap.top = have;
  block *fresh = (block *)start;
  fresh->size = have - start;
  put(fresh);
  return true;
}

static block *find(size_t size) {
  block *before = NULL;
  for (block *at = heap.first; at != NULL; before = at, at = at->next) {
    if (at->size < size) continue;
    block *rest = at->next;
    if (at->size > size) {
      rest = (block *)((unsigned char *)at + size);
      *rest = (block){.next = at->next, .size = at->size - size};
      at->size = size;
    }
    *(before == NULL ? &heap.first : &before->next) = rest;
    return at;
  }
  return NULL;
}

void *rc_wasm_take(size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  size = (size / sizeof(block) + 2) * sizeof(block);
  block *found = find(size);
  if (found == NULL && grow(size)) found = find(size);
  return found == NULL ? NULL : found + 1;
}

void rc_wasm_release(void *bytes) {
  if (bytes != NULL) put((block *)bytes - 1);
}

static void *allocate(void *context, size_t size) {
  (void)context;
  return rc_wasm_take(size);
}

static void release(void *context, void *bytes, size_t size) {
  (void)context;
  (void)size;
  rc_wasm_release(bytes);
}

const rolecall_allocator rc_wasm_heap = {NULL, allocate, release};
