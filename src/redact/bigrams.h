/*
 * How usual it is that one letter follows another in words, and when a string is too unusual for
 * its length: data/bigrams.txt, made by tools/bigrams.mjs.
 */
#ifndef RC_REDACT_BIGRAMS_H
#define RC_REDACT_BIGRAMS_H

#include <stdint.h>

typedef enum rc_alphabet {
  RC_ALPHABET_MIXED,   /* letters of both cases and digits */
  RC_ALPHABET_SINGLE,  /* letters of one case and digits */
  RC_ALPHABET_LETTERS, /* letters of both cases */
  RC_N_ALPHABETS
} rc_alphabet;

enum {
  RC_BIGRAM_SYMBOLS = 54, /* a-z, A-Z, any digit, any other byte */
  RC_BIGRAM_LENGTHS = 10
};

/* In sixteenths of a nat. */
extern const uint8_t rc_bigram_costs[RC_BIGRAM_SYMBOLS][RC_BIGRAM_SYMBOLS];
/* Scores from which on a string counts as random, by length. */
extern const int16_t rc_bigram_cuts[RC_N_ALPHABETS][RC_BIGRAM_LENGTHS];

#endif
