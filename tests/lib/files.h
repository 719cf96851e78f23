/*
 * Files and memory for test programs: what the core itself must not touch.
 */
#ifndef RC_TESTS_LIB_FILES_H
#define RC_TESTS_LIB_FILES_H

#include "base/buf.h"
#include "base/vec.h"
#include "rolecall.h"

typedef struct text_vec { RC_VEC_FIELDS(rc_str) } text_vec;

extern const rc_allocator heap;              /* malloc and free */
extern const rolecall_allocator public_heap; /* the same for rolecall.h */

/** Ends the program with a message on standard error. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The whole of a file; dies when it cannot be read. */
rc_str read_file(rc_arena *arena, const char *path);
void write_file(const char *path, rc_str text);

/** Paths of all files below `folder` that end in `suffix`, sorted; none if there is no such folder.
 *  Hidden ones are left out. */
void list_files(rc_arena *arena, const char *folder, const char *suffix, text_vec *out);
/** Names of the folders in `folder`, sorted. */
void list_folders(rc_arena *arena, const char *folder, text_vec *out);

/** A copy that ends in NUL. */
char *c_string(rc_arena *arena, rc_str text);

/** A small generator of numbers that are the same on every machine. */
uint32_t next_random(uint64_t *state);

#endif
