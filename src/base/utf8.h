/*
 * UTF-8: validation, one character at a time, and how wide a character stands in a terminal.
 */
#ifndef RC_BASE_UTF8_H
#define RC_BASE_UTF8_H

#include "base/str.h"

typedef struct rc_utf8_char {
  uint32_t code;    /* U+FFFD when invalid */
  uint32_t n_bytes; /* bytes consumed, at least 1 for a non-empty string */
  bool valid;
} rc_utf8_char;

/** Decodes the first character of a non-empty string. An invalid or cut sequence consumes one
 *  byte (Unicode's "maximal subpart" is not needed: bytes are kept as they are). */
rc_utf8_char rc_utf8_decode(rc_str text);

/** Offset of the first byte that is not valid UTF-8 (surrogates and overlong forms are invalid),
 *  else RC_NOT_FOUND. Runs over ASCII eight bytes at a time. */
size_t rc_utf8_find_invalid(rc_str text);

/** Writes `code` to `out` and returns the number of bytes, 1 to 4. Surrogates become U+FFFD. */
uint32_t rc_utf8_encode(uint32_t code, char out[4]);

/** Number of characters; each invalid byte counts as one. */
size_t rc_utf8_count(rc_str text);

/** Terminal columns of a character: 0 for combining marks and zero-width ones, 2 for East Asian
 *  wide and full-width ones and emoji, else 1. Source: Unicode 15 EastAsianWidth.txt, ranges. */
uint32_t rc_utf8_width(uint32_t code);

#endif
