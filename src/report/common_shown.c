/* Text of the user, made harmless for a terminal. */
#include "report/common.h"

#include "base/utf8.h"

enum { BOTH_ENDS_FROM = 40 }; /* columns that are enough for a beginning and an end */

typedef struct code_range {
  uint32_t first, last;
} code_range;

/* Format characters that turn the reading direction, hide text or break lines. Source: Unicode 15,
 * general categories Cf, Zl, Zp; "Trojan Source", CVE-2021-42574. Joiners of emoji stay. */
static const code_range hidden[] = {
    {0x0080, 0x009F}, {0x00AD, 0x00AD}, {0x061C, 0x061C}, {0x180E, 0x180E},
    {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
    {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

static bool is_hidden(uint32_t code) {
  for (size_t i = 0; i < RC_COUNT_OF(hidden); i++) {
    if (code >= hidden[i].first && code <= hidden[i].last) {
      return true;
    }
  }
  return false;
}

static void show_code(rc_shown_char *out, uint32_t code) {
  out->text = (rc_str){out->room, rc_utf8_encode(code, out->room)};
  out->width = 1;
}

void rc_shown_decode(rc_str text, rc_shown_char *out) {
  rc_utf8_char c = rc_utf8_decode(text);
  out->n_bytes = c.n_bytes > 0 ? c.n_bytes : 1;
  if (c.code == '\t') {
    out->text = RC_STR("    ");
    out->width = 4;
  } else if (c.code < 0x20) {
    show_code(out, 0x2400 + c.code); /* the control pictures: U+241B for ESC */
  } else if (c.code == 0x7F) {
    show_code(out, 0x2421);
  } else if (!c.valid || is_hidden(c.code)) {
    show_code(out, 0xFFFD);
  } else {
    out->text = rc_str_slice(text, 0, c.n_bytes);
    out->width = rc_utf8_width(c.code);
  }
}

static bool is_hole_mark(char byte) { return byte == RC_HOLE_OPEN || byte == RC_HOLE_CLOSE; }

/* Next character of a value, past hole marks; false at the end. */
static bool next_shown(rc_str *rest, rc_shown_char *out) {
  while (rest->len > 0 && is_hole_mark(rest->ptr[0])) {
    *rest = rc_str_from(*rest, 1);
  }
  if (rest->len == 0) {
    return false;
  }
  rc_shown_decode(*rest, out);
  *rest = rc_str_from(*rest, out->n_bytes);
  return true;
}

void rc_put_shown(rc_buf *out, rc_str text) {
  rc_shown_char c;
  while (next_shown(&text, &c)) {
    rc_buf_put(out, c.text);
  }
}

size_t rc_shown_width(rc_str text) {
  size_t width = 0;
  rc_shown_char c;
  while (next_shown(&text, &c)) {
    width += c.width;
  }
  return width;
}

void rc_put_shown_within(rc_buf *out, rc_str text, size_t width) {
  size_t whole = rc_shown_width(text);
  if (whole <= width || width == 0) {
    rc_put_shown(out, text);
    return;
  }
  /* The end of an ARN says more than its beginning. */
  size_t head = width < BOTH_ENDS_FROM ? 0 : (width - 1) / 3;
  size_t tail_from = whole - (width - 1 - head);
  size_t at = 0;
  bool gap = false;
  rc_shown_char c;
  while (next_shown(&text, &c)) {
    if (at + c.width <= head || at >= tail_from) {
      rc_buf_put(out, c.text);
    } else if (!gap) {
      rc_buf_put(out, RC_STR("…"));
      gap = true;
    }
    at += c.width;
  }
}

void rc_put_wrapped(rc_buf *out, rc_str text, size_t column, size_t indent, size_t width) {
  bool first = true;
  while (text.len > 0) {
    rc_str word = rc_str_cut(&text, ' ');
    size_t word_width = rc_shown_width(word);
    if (!first && width > 0 && column + 1 + word_width > width && column > indent) {
      rc_buf_put_byte(out, '\n');
      rc_buf_put_repeated(out, ' ', indent);
      column = indent;
    } else if (!first) {
      rc_buf_put_byte(out, ' ');
      column++;
    }
    rc_put_shown(out, word);
    column += word_width;
    first = false;
  }
}
