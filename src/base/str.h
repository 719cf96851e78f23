/*
 * Strings as slices: a pointer and a length, passed by value.
 *
 * Never terminated, may hold NUL bytes, never owned by the slice. An empty string may have a NULL
 * pointer. Text that a failed arena could not hold comes back empty; the arena's sticky status
 * tells the two apart.
 */
#ifndef RC_BASE_STR_H
#define RC_BASE_STR_H

#include "base/arena.h"

typedef struct rc_str {
  const char *ptr;
  size_t len;
} rc_str;

#define RC_STR(literal) ((rc_str){"" literal, sizeof(literal) - 1})
#define RC_STR_INIT(literal) {"" literal, sizeof(literal) - 1} /* for static tables */
#define RC_STR_NONE ((rc_str){NULL, 0})
#define RC_NOT_FOUND SIZE_MAX

/** The characters of a C string, without its terminator. `text` may be NULL. */
rc_str rc_str_from_c(const char *text);

bool rc_str_equal(rc_str a, rc_str b);
/** ASCII letters compare without case; all other bytes exactly. */
bool rc_str_equal_nocase(rc_str a, rc_str b);
/** Byte order, shorter first: negative, 0 or positive. */
int rc_str_compare(rc_str a, rc_str b);
bool rc_str_starts_with(rc_str s, rc_str prefix);
bool rc_str_ends_with(rc_str s, rc_str suffix);
static inline bool rc_str_is_empty(rc_str s) { return s.len == 0; }

/** Offset of the first `byte` at or after `from`, else RC_NOT_FOUND. */
size_t rc_str_find_byte(rc_str s, char byte, size_t from);
/** Offset of the last `byte`, else RC_NOT_FOUND. */
size_t rc_str_find_last_byte(rc_str s, char byte);
/** Offset of the first `needle` at or after `from`, else RC_NOT_FOUND. */
size_t rc_str_find(rc_str s, rc_str needle, size_t from);
RC_INLINE bool rc_str_contains(rc_str s, rc_str needle) {
  return rc_str_find(s, needle, 0) != RC_NOT_FOUND;
}
bool rc_str_contains_nocase(rc_str s, rc_str needle);
/** True if start..end of `s` are whole words: no letter beside them, unless camelCase begins a new
 *  word there. Redaction replaces whole words: who asks for them gets the same answer behind it. */
bool rc_str_are_words(rc_str s, size_t start, size_t end);
/** As rc_str_contains_nocase, of whole words. */
bool rc_str_contains_words(rc_str s, rc_str words);

/** The bytes from `start` up to, not including, `end`; both are clamped to the string. */
rc_str rc_str_slice(rc_str s, size_t start, size_t end);
RC_INLINE rc_str rc_str_from(rc_str s, size_t start) { return rc_str_slice(s, start, s.len); }
/** Without ASCII blanks (space, tab, CR, LF) at both ends. */
rc_str rc_str_trim(rc_str s);
/** Cuts `*s` at the first `byte`: returns what is before it and leaves in `*s` what is behind.
 *  Without such a byte the whole of `*s` is returned and `*s` becomes empty. */
rc_str rc_str_cut(rc_str *s, char byte);
/** True for one or more decimal digits and nothing else. */
bool rc_str_is_digits(rc_str s);
/** Reads a decimal number of the whole string. Returns false, `*out` untouched, when it is none
 *  or beyond 64 bits. */
bool rc_str_to_u64(rc_str s, uint64_t *out);

/** A copy in the arena; empty when the arena has failed. */
rc_str rc_str_copy(rc_arena *arena, rc_str s);
/** Decimal digits of `value`. */
rc_str rc_str_from_u64(rc_arena *arena, uint64_t value);

/**
 * Builds text from a template: each `{}` is replaced by the next string of `parts`.
 * A template with more or fewer `{}` than parts is a bug (asserted).
 */
rc_str rc_str_fill(rc_arena *arena, const char *template_text, const rc_str *parts,
                   size_t n_parts);
/* RC_FILL(arena, "{} may not call `{}`", role, action): every argument is an rc_str. */
#define RC_FILL(arena, template_text, ...)                                   \
  rc_str_fill((arena), (template_text), (const rc_str[]){__VA_ARGS__},       \
              sizeof((const rc_str[]){__VA_ARGS__}) / sizeof(rc_str))

#endif
