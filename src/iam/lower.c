#include "iam/lower.h"

#include "base/utf8.h"

/* Capital letters whose small letters stand at a fixed distance. `step` 2: every second one, the
 * capitals at the parity of `first`. Source: Unicode 15, UnicodeData.txt, simple lower case. */
static const struct {
  uint16_t first, last, step;
  int16_t distance;
} small_letters[] = {
    {0x0041, 0x005A, 1, 32},   {0x00C0, 0x00D6, 1, 32},   {0x00D8, 0x00DE, 1, 32},
    {0x0100, 0x012E, 2, 1},    {0x0132, 0x0136, 2, 1},    {0x0139, 0x0147, 2, 1},
    {0x014A, 0x0176, 2, 1},    {0x0178, 0x0178, 1, -121}, {0x0179, 0x017D, 2, 1},
    {0x0386, 0x0386, 1, 38},   {0x0388, 0x038A, 1, 37},   {0x038C, 0x038C, 1, 64},
    {0x038E, 0x038F, 1, 63},   {0x0391, 0x03A1, 1, 32},   {0x03A3, 0x03AB, 1, 32},
    {0x0400, 0x040F, 1, 80},   {0x0410, 0x042F, 1, 32},   {0x1E9E, 0x1E9E, 1, -7615},
    {0x2126, 0x2126, 1, -7517}, {0x212A, 0x212A, 1, -8383}, {0x212B, 0x212B, 1, -8262},
};

/* Scripts with case that the table leaves out. */
static const struct {
  uint32_t first, last;
} other_cased[] = {
    {0x0180, 0x024F}, {0x0370, 0x0385}, {0x03CF, 0x03FF}, {0x0460, 0x058F},   {0x10A0, 0x10FF},
    {0x13A0, 0x13FF}, {0x1C80, 0x1CBF}, {0x1E00, 0x1FFF}, {0x2132, 0x2132},   {0x2160, 0x2188},
    {0x24B6, 0x24E9}, {0x2C00, 0x2DFF}, {0xA640, 0xA7FF}, {0xAB30, 0xABBF},   {0xFF21, 0xFF5A},
    {0x10400, 0x105FF}, {0x10C80, 0x10CFF}, {0x118A0, 0x118DF}, {0x16E40, 0x16E7F},
    {0x1E900, 0x1E943},
};

enum { CAPITAL_SIGMA = 0x3A3, FINAL_SIGMA = 0x3C2, DOTTED_CAPITAL_I = 0x130, DOT_ABOVE = 0x307 };

static uint32_t lower_code(uint32_t code) {
  for (size_t i = 0; i < RC_COUNT_OF(small_letters); i++) {
    if (code >= small_letters[i].first && code <= small_letters[i].last) {
      bool capital = (code - small_letters[i].first) % small_letters[i].step == 0;
      return capital ? (uint32_t)((int32_t)code + small_letters[i].distance) : code;
    }
  }
  return code;
}

static bool is_other_cased(uint32_t code) {
  for (size_t i = 0; i < RC_COUNT_OF(other_cased); i++) {
    if (code >= other_cased[i].first && code <= other_cased[i].last) {
      return true;
    }
  }
  return false;
}

static bool is_letter(uint32_t code) {
  return lower_code(code) != code || (code >= 'a' && code <= 'z') ||
         (code >= 0xDF && code <= 0xFF) || (code >= 0x100 && code <= 0x24F) ||
         (code >= 0x370 && code <= 0x52F) || is_other_cased(code);
}

/* Lower-casing of one text, a character at a time. */
typedef struct lowering {
  rc_str rest;
  uint32_t pending;  /* second character of a small letter that needs two */
  bool after_letter; /* for the final sigma */
} lowering;

static bool at_end(const lowering *l) { return l->rest.len == 0 && l->pending == 0; }

static uint32_t next_code(lowering *l) {
  if (l->pending != 0) {
    uint32_t code = l->pending;
    l->pending = 0;
    return code;
  }
  rc_utf8_char c = rc_utf8_decode(l->rest);
  if (!c.valid) {
    char byte = l->rest.ptr[0];
    c.code = byte == RC_LITERAL_STAR ? '*' : byte == RC_LITERAL_QUESTION ? '?' : c.code;
  }
  l->rest = rc_str_from(l->rest, c.n_bytes);
  if (c.code == DOTTED_CAPITAL_I) {
    l->pending = DOT_ABOVE;
    l->after_letter = true;
    return 'i';
  }
  bool letter_follows = l->rest.len > 0 && is_letter(rc_utf8_decode(l->rest).code);
  bool final = c.code == CAPITAL_SIGMA && l->after_letter && !letter_follows;
  l->after_letter = is_letter(c.code);
  return final ? FINAL_SIGMA : lower_code(c.code);
}

static bool is_ascii(rc_str s) {
  for (size_t at = 0; at < s.len;) {
    size_t hole = rc_hole_length(s, at);
    if (hole == 0 && (unsigned char)s.ptr[at] >= 0x80) {
      return false;
    }
    at += hole > 0 ? hole : 1;
  }
  return true;
}

static rc_truth equal_with_holes(rc_str a, rc_str b) {
  if (is_ascii(a) && is_ascii(b)) {
    return rc_text_match(a, b, RC_MATCH_EXACT_NOCASE);
  }
  return rc_str_equal(a, b) ? RC_YES : RC_UNKNOWN;
}

static bool is_all_ascii(rc_str s) {
  unsigned char all = 0;
  for (size_t i = 0; i < s.len; i++) {
    all |= (unsigned char)s.ptr[i];
  }
  return all < 0x80;
}

rc_truth rc_lower_equal(rc_str a, rc_str b) {
  if (is_all_ascii(a) && is_all_ascii(b)) {
    return rc_str_equal_nocase(a, b) ? RC_YES : RC_NO;
  }
  if (rc_hole_any(a) || rc_hole_any(b)) {
    return equal_with_holes(a, b);
  }
  lowering x = {.rest = a};
  lowering y = {.rest = b};
  rc_truth result = RC_YES;
  while (!at_end(&x) && !at_end(&y)) {
    uint32_t p = next_code(&x);
    uint32_t q = next_code(&y);
    if (p != q && !(is_other_cased(p) && is_other_cased(q))) {
      return RC_NO;
    }
    result = p == q ? result : RC_UNKNOWN;
  }
  return at_end(&x) && at_end(&y) ? result : RC_NO;
}
