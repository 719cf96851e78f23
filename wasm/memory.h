/*
 * The memory of the module. Smaller than the allocator of a C library, and no worse for few and
 * large blocks: what the host hands in, and the blocks of arenas.
 */
#ifndef RC_WASM_MEMORY_H
#define RC_WASM_MEMORY_H

#include "rolecall.h"

/** NULL if there is none left. */
void *rc_wasm_take(size_t size);
void rc_wasm_release(void *bytes);

extern const rolecall_allocator rc_wasm_heap;

#endif
