/* Scanners as rows of bytes: what tools/pack_scanner.mjs makes of the code that re2c writes.
 *
 * A row is a state. Its first byte says how many ranges of bytes lead on, its second whether what
 * was read so far is kept as a match (0: it is not; n: as the match n - 1), then come the way of
 * all other bytes, and each range: first byte, last byte, way; in the order of bytes. A way has
 * two bytes, the lower first: 0 is the next row, less than RC_AUTOMATON_ROWS leaves the automaton
 * by this exit, anything else is the place of a row behind RC_AUTOMATON_ROWS.
 *
 * RC_AUTOMATON_CHAIN as a first byte makes the row several states that each want one byte. Behind
 * it stand their number, the way of all other bytes, the way behind the last, and the bytes. */
#ifndef RC_REDACT_AUTOMATON_H
#define RC_REDACT_AUTOMATON_H

#include <stdint.h>

enum { RC_AUTOMATON_ROWS = 256, RC_AUTOMATON_CHAIN = 255 };

typedef struct rc_automaton_walk {
  const char *at;   /* the byte that was looked at last; those before it are taken */
  const char *mark; /* behind the longest match that was kept */
  unsigned accept;  /* which one it is */
  unsigned exit;
} rc_automaton_walk;

/* From the first row. Bytes beyond the text count as NUL. */
rc_automaton_walk rc_automaton_run(const uint8_t *rows, const char *at, const char *end);

#endif
