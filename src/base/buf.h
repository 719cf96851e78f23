/*
 * A text builder with a declared maximum.
 *
 * Sticky like its arena: after the first failure appends do nothing, and one check at the end
 * (`rc_buf_status`) is enough. Numbers are written without locale.
 */
#ifndef RC_BASE_BUF_H
#define RC_BASE_BUF_H

#include "base/str.h"

typedef struct rc_buf {
  rc_arena *arena;
  char *ptr;
  size_t len;
  size_t cap;
  size_t max; /* RC_LIMIT_OUTPUT_BYTES unless the caller says less */
} rc_buf;

void rc_buf_init(rc_buf *buf, rc_arena *arena);
/** Makes room for `more` bytes at once, where their number is known: nothing moves then. */
void rc_buf_reserve(rc_buf *buf, size_t more);
void rc_buf_put(rc_buf *buf, rc_str text);
void rc_buf_put_c(rc_buf *buf, const char *text);
void rc_buf_put_byte(rc_buf *buf, char byte);
void rc_buf_put_repeated(rc_buf *buf, char byte, size_t count);
void rc_buf_put_u64(rc_buf *buf, uint64_t value);
/** As rc_str_fill, appended. */
void rc_buf_fill(rc_buf *buf, const char *template_text, const rc_str *parts, size_t n_parts);
#define RC_BUF_FILL(buf, template_text, ...)                              \
  rc_buf_fill((buf), (template_text), (const rc_str[]){__VA_ARGS__},      \
              sizeof((const rc_str[]){__VA_ARGS__}) / sizeof(rc_str))

/** A JSON string with its quotes; invalid UTF-8 becomes U+FFFD, control characters are escaped. */
void rc_buf_put_json(rc_buf *buf, rc_str text);

/** The text so far. Borrows: valid until the next append. */
static inline rc_str rc_buf_str(const rc_buf *buf) { return (rc_str){buf->ptr, buf->len}; }
/** The same of a text that is finished: the room behind it goes back to the arena. */
rc_str rc_buf_close(rc_buf *buf);
static inline rc_status rc_buf_status(const rc_buf *buf) { return rc_arena_status(buf->arena); }

#endif
