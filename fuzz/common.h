/*
 * What the fuzz targets share.
 */
#ifndef RC_FUZZ_COMMON_H
#define RC_FUZZ_COMMON_H

#include "base/arena.h"
#include "base/str.h"
#include "rolecall.h"
#include "syntax/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const rc_allocator fuzz_heap;
extern const rolecall_allocator fuzz_public_heap;

/** Ends the program unless `holds`: in every build, unlike an assertion. */
void must(bool holds, const char *what);

/** Ends the program if parsing `size` bytes ended otherwise than well or at a limit, or made more
 *  nodes than bytes can have: a parser that goes on without reading on. */
void fuzz_check_parsed(const rc_arena *arena, rc_status status, size_t size);

/** Parses bytes that lie in a block of exactly their size. NULL: a limit was reached. */
rc_tree *fuzz_parse(rc_arena *arena, rc_source *source, rc_str bytes);

/** Reads everything a tree offers and checks what must hold of every tree. */
void fuzz_walk(rc_arena *arena, const rc_tree *tree, uint32_t n_file_bytes);

#endif
