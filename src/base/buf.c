#include "base/buf.h"

#include <string.h>

#include "base/utf8.h"

void rc_buf_init(rc_buf *buf, rc_arena *arena) {
  *buf = (rc_buf){.arena = arena, .max = RC_LIMIT_OUTPUT_BYTES_VALUE};
}

/* Makes room for `more` bytes; false when that cannot be had. */
static bool reserve(rc_buf *buf, size_t more) {
  if (rc_arena_status(buf->arena) != RC_OK) {
    return false;
  }
  if (more > buf->max || buf->len > buf->max - more) {
    (void)rc_arena_hit(buf->arena, RC_LIMIT_OUTPUT_BYTES);
    return false;
  }
  if (more <= buf->cap - buf->len) {
    return true;
  }
  size_t cap = buf->cap < 256 ? 256 : buf->cap * 2;
  if (cap < buf->len + more) {
    cap = buf->len + more;
  }
  char *grown = rc_arena_grow(buf->arena, buf->ptr, buf->cap, cap);
  if (grown == NULL) {
    return false;
  }
  buf->ptr = grown;
  buf->cap = cap;
  return true;
}

void rc_buf_reserve(rc_buf *buf, size_t more) {
  size_t cap = buf->len + more;
  if (more > buf->max || buf->len > buf->max - more || cap <= buf->cap) {
    return; /* the limit is told by what is written beyond it */
  }
  char *grown = rc_arena_grow(buf->arena, buf->ptr, buf->cap, cap);
  if (grown != NULL) {
    buf->ptr = grown;
    buf->cap = cap;
  }
}

rc_str rc_buf_close(rc_buf *buf) {
  rc_arena_shrink(buf->arena, buf->ptr, buf->cap, buf->len);
  buf->cap = buf->len;
  return rc_buf_str(buf);
}

void rc_buf_put(rc_buf *buf, rc_str text) {
  if (text.len > 0 && reserve(buf, text.len)) {
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
  }
}

void rc_buf_put_c(rc_buf *buf, const char *text) { rc_buf_put(buf, rc_str_from_c(text)); }

void rc_buf_put_byte(rc_buf *buf, char byte) { rc_buf_put(buf, (rc_str){&byte, 1}); }

void rc_buf_put_repeated(rc_buf *buf, char byte, size_t count) {
  if (count > 0 && reserve(buf, count)) {
    memset(buf->ptr + buf->len, byte, count);
    buf->len += count;
  }
}

void rc_buf_put_u64(rc_buf *buf, uint64_t value) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  rc_buf_put(buf, (rc_str){digits + at, sizeof digits - at});
}

void rc_buf_fill(rc_buf *buf, const char *template_text, const rc_str *parts, size_t n_parts) {
  rc_str rest = rc_str_from_c(template_text);
  for (size_t i = 0; i <= n_parts; i++) {
    size_t mark = rc_str_find(rest, RC_STR("{}"), 0);
    RC_ASSERT((mark == RC_NOT_FOUND) == (i == n_parts));
    rc_buf_put(buf, rc_str_slice(rest, 0, mark));
    if (i < n_parts) {
      rc_buf_put(buf, parts[i]);
    }
    rest = mark == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(rest, mark + 2);
  }
}

static void put_json_escape(rc_buf *buf, unsigned char byte) {
  static const char hex[] = "0123456789abcdef";
  switch (byte) {
    case '"': rc_buf_put(buf, RC_STR("\\\"")); return;
    case '\\': rc_buf_put(buf, RC_STR("\\\\")); return;
    case '\n': rc_buf_put(buf, RC_STR("\\n")); return;
    case '\r': rc_buf_put(buf, RC_STR("\\r")); return;
    case '\t': rc_buf_put(buf, RC_STR("\\t")); return;
    default: break;
  }
  const char escape[6] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
  rc_buf_put(buf, (rc_str){escape, sizeof escape});
}

void rc_buf_put_json(rc_buf *buf, rc_str text) {
  rc_buf_put_byte(buf, '"');
  size_t plain_from = 0;
  size_t at = 0;
  while (at < text.len) {
    unsigned char byte = (unsigned char)text.ptr[at];
    rc_utf8_char decoded = {.n_bytes = 1, .valid = true};
    bool plain = byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F;
    if (byte >= 0x80) {
      decoded = rc_utf8_decode(rc_str_from(text, at));
      plain = decoded.valid;
    }
    if (!plain) {
      rc_buf_put(buf, rc_str_slice(text, plain_from, at));
      if (decoded.valid) {
        put_json_escape(buf, byte);
      } else {
        rc_buf_put(buf, RC_STR("\xEF\xBF\xBD"));
      }
      plain_from = at + decoded.n_bytes;
    }
    at += decoded.n_bytes;
  }
  rc_buf_put(buf, rc_str_from(text, plain_from));
  rc_buf_put_byte(buf, '"');
}
