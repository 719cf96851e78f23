/* Hashes of passwords, which guessing opens: crypt(3) methods, argon2, pbkdf2, scrypt, SCRAM.
 * Dollars may be doubled (compose files) or behind backslashes (shells). */
#include <string.h>

#include "redact/tokens.h"

/*!re2c
  re2c:api = custom;
  re2c:api:style = free-form;
  re2c:yyfill:enable = 0;
  re2c:define:YYCTYPE = "unsigned char";
  re2c:define:YYPEEK = "(at < end ? (unsigned char)*at : 0)";
  re2c:define:YYSKIP = "++at;";
  re2c:define:YYBACKUP = "marker = at;";
  re2c:define:YYRESTORE = "at = marker;";
  re2c:define:YYSHIFT = "at += @@{shift};";

  d = [0-9];
  s = "\\"{0,2} "$"{1,2};
  sep = ":" | s;
  cost = ("v=" d+ s)? "m=" d+ ",t=" d+ ",p=" d+ s;
*/

/* Salt and hash: so many parts, between dollars or colons, the last one of at least so many bytes.
 */
typedef struct hash_tail {
  uint8_t parts, least;
} hash_tail;

static bool is_of_part(char c) {
  unsigned class = RC_CLASS_BASE64 | RC_BYTE_DOT | RC_BYTE_EQUALS;
  return (rc_byte_sorts[(uint8_t)c] & class) != 0;
}

/* Where the tail that begins at `at` ends; NULL if it is another. */
static const char *tail_end(const char *at, const char *end, hash_tail tail) {
  const char *start = at;
  for (unsigned i = 0; i < tail.parts; i++) {
    for (int n = 0; i > 0 && n < 4 && at < end && memchr("\\$:", *at, 3) != NULL; n++) at++;
    for (start = at; at < end && is_of_part(*at);) at++;
    if (at == start) return NULL;
  }
  return at - start >= tail.least ? at : NULL;
}

size_t rc_password_hash_at(const char *text, const char *end, size_t *leaf) {
  const char *at = text, *marker = text;
  hash_tail tail = {0, 0};
  /*!re2c
    * { return 0; }

    s "2" [abxy]? s d{2} s { tail.parts = 1; tail.least = 53; goto found; }
    s "argon2" ("id" | "i" | "d") s cost { tail.parts = 2; tail.least = 16; goto found; }
    s [56] s ("rounds=" d+ s)? { tail.parts = 2; tail.least = 43; goto found; }
    s ("1" | "apr1") s { tail.parts = 2; tail.least = 22; goto found; }
    s [PH] s { tail.parts = 1; tail.least = 31; goto found; }
    s ("y" | "gy") s [0-9A-Za-z./]+ s { tail.parts = 2; tail.least = 43; goto found; }
    s "7" s { tail.parts = 2; tail.least = 43; goto found; }
    s "pbkdf2" ("-sha" d+)? s d+ s { tail.parts = 2; tail.least = 20; goto found; }
    "pbkdf2" [:_] "sha" d+ sep (d+ s)? { tail.parts = 2; tail.least = 20; goto found; }
    "scrypt:" d+ ":" d+ ":" d+ s { tail.parts = 2; tail.least = 64; goto found; }
    "SCRAM-SHA-" d+ s d+ ":" { tail.parts = 3; tail.least = 20; goto found; }
    "*" / [0-9A-F]{40} { *leaf = 1; return 41; }
  */
found:
  *leaf = (size_t)(at - text);
  at = tail_end(at, end, tail);
  return at == NULL ? 0 : (size_t)(at - text);
}
