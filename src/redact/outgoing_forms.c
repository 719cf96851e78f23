#include "redact/outgoing_forms.h"

#include "base/buf.h"
#include "syntax/json_string.h"

const char rc_form_plain[] = "as it is";
const char rc_form_base64[] = "base64";
const char rc_form_percent[] = "percent";
const char rc_form_json[] = "JSON";
const char rc_form_hex[] = "hexadecimal";

/* Where the forms go. */
typedef struct sink {
  rc_arena *arena;
  rc_form_taker *take;
  void *context;
} sink;

static rc_status tell(const sink *to, const rc_buf *form, const char *encoding) {
  RC_TRY(rc_buf_status(form));
  return to->take(to->context, rc_buf_str(form), encoding);
}

/* ---- hexadecimal --------------------------------------------------------------------------- */

static void put_hex(rc_buf *buf, char byte, bool upper) {
  const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  rc_buf_put_byte(buf, digits[(unsigned char)byte >> 4]);
  rc_buf_put_byte(buf, digits[(unsigned char)byte & 15u]);
}

static rc_status tell_hex(const sink *to, rc_str value) {
  for (unsigned upper = 0; upper < 2; upper++) {
    rc_buf form;
    rc_buf_init(&form, to->arena);
    for (size_t i = 0; i < value.len; i++) {
      put_hex(&form, value.ptr[i], upper != 0);
    }
    RC_TRY(tell(to, &form, rc_form_hex));
  }
  return RC_OK;
}

/* ---- base64 -------------------------------------------------------------------------------- */

static uint32_t byte_at(rc_str value, size_t phase, size_t at) {
  return at < phase || at - phase >= value.len ? 0u : (unsigned char)value.ptr[at - phase];
}

/* The letters that depend on the value alone, whatever stands before and behind it. */
static rc_status tell_phase(const sink *to, rc_str value, size_t phase, const char *last_two) {
  static const char most[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  size_t first = (phase * 8 + 5) / 6;
  size_t end = (phase + value.len) * 8 / 6;
  rc_buf form;
  rc_buf_init(&form, to->arena);
  for (size_t letter = first; letter < end; letter++) {
    size_t bit = letter * 6;
    uint32_t two = byte_at(value, phase, bit / 8) << 8 | byte_at(value, phase, bit / 8 + 1);
    uint32_t six = two >> (10 - bit % 8) & 63u;
    rc_buf_put_byte(&form, six < 62 ? most[six] : last_two[six - 62]);
  }
  return tell(to, &form, rc_form_base64);
}

static rc_status tell_base64(const sink *to, rc_str value) {
  for (size_t phase = 0; phase < 3; phase++) {
    RC_TRY(tell_phase(to, value, phase, "+/"));
    RC_TRY(tell_phase(to, value, phase, "-_"));
  }
  return RC_OK;
}

/* ---- percent signs ------------------------------------------------------------------------- */

enum { LOWER_DIGITS = 1, SLASH_STAYS = 2, PLUS_FOR_BLANK = 4, N_STYLES = 8 };

static bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

static rc_status tell_percent(const sink *to, rc_str value) {
  for (unsigned style = 0; style < N_STYLES; style++) {
    rc_buf form;
    rc_buf_init(&form, to->arena);
    for (size_t i = 0; i < value.len; i++) {
      char c = value.ptr[i];
      if (is_unreserved(c) || (c == '/' && (style & SLASH_STAYS) != 0)) {
        rc_buf_put_byte(&form, c);
      } else if (c == ' ' && (style & PLUS_FOR_BLANK) != 0) {
        rc_buf_put_byte(&form, '+');
      } else {
        rc_buf_put_byte(&form, '%');
        put_hex(&form, c, (style & LOWER_DIGITS) == 0);
      }
    }
    RC_TRY(tell(to, &form, rc_form_percent));
  }
  return RC_OK;
}

static unsigned digit_of(char c) {
  return c >= '0' && c <= '9'   ? (unsigned)(c - '0')
         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                : 16;
}

static rc_str percent_decoded(rc_arena *arena, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t i = 0; i < text.len; i++) {
    bool coded = text.ptr[i] == '%' && i + 2 < text.len && digit_of(text.ptr[i + 1]) < 16 &&
                 digit_of(text.ptr[i + 2]) < 16;
    rc_buf_put_byte(&out, coded ? (char)(digit_of(text.ptr[i + 1]) << 4 |
                                         digit_of(text.ptr[i + 2]))
                                : text.ptr[i]);
    i += coded ? 2 : 0;
  }
  return rc_buf_str(&out);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

enum { ESCAPED_SLASH = 1, ESCAPED_MARKUP = 2, N_JSON_STYLES = 4 };

static void put_escaped(rc_buf *form, rc_str value, unsigned style) {
  rc_buf plain;
  rc_buf_init(&plain, form->arena);
  rc_buf_put_json(&plain, value);
  rc_str text = rc_buf_str(&plain);
  text = rc_str_slice(text, 1, text.len < 2 ? 1 : text.len - 1);
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool is_markup = c == '<' || c == '>' || c == '&' || c == '\'';
    if (is_markup && (style & ESCAPED_MARKUP) != 0) {
      rc_buf_put_c(form, "\\u00");
      put_hex(form, c, false);
    } else {
      rc_buf_put_c(form, c == '/' && (style & ESCAPED_SLASH) != 0 ? "\\" : "");
      rc_buf_put_byte(form, c);
    }
  }
}

/* Twice: a document in a string of another one. */
static rc_status tell_json(const sink *to, rc_str value) {
  for (unsigned style = 0; style < N_JSON_STYLES; style++) {
    rc_buf once;
    rc_buf twice;
    rc_buf_init(&once, to->arena);
    rc_buf_init(&twice, to->arena);
    put_escaped(&once, value, style);
    put_escaped(&twice, rc_buf_str(&once), style);
    RC_TRY(tell(to, &once, rc_form_json));
    RC_TRY(tell(to, &twice, rc_form_json));
  }
  return RC_OK;
}

static rc_str json_decoded(rc_arena *arena, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t i = 0; i < text.len;) {
    rc_json_piece piece = rc_json_piece_at(text, i);
    rc_buf_put(&out, piece.valid ? (rc_str){piece.bytes, piece.n_bytes}
                                 : rc_str_slice(text, i, i + piece.n_taken));
    i += piece.n_taken;
  }
  return rc_buf_str(&out);
}

/* ---- all of them --------------------------------------------------------------------------- */

static rc_status tell_all(const sink *to, rc_str value) {
  RC_TRY(to->take(to->context, value, rc_form_plain));
  RC_TRY(tell_base64(to, value));
  RC_TRY(tell_percent(to, value));
  RC_TRY(tell_json(to, value));
  return tell_hex(to, value);
}

rc_status rc_forms_of(rc_arena *arena, rc_str original, rc_form_taker *take, void *context) {
  const sink to = {.arena = arena, .take = take, .context = context};
  RC_TRY(tell_all(&to, original));
  if (rc_str_find_byte(original, '\\', 0) != RC_NOT_FOUND) {
    RC_TRY(tell_all(&to, json_decoded(arena, original)));
  }
  if (rc_str_find_byte(original, '%', 0) != RC_NOT_FOUND) {
    RC_TRY(tell_all(&to, percent_decoded(arena, original)));
  }
  return rc_arena_status(arena);
}
