/*
 * Tables of this folder that are made from data/documentation-values.txt and from
 * data/public-words.txt and what else is public vocabulary.
 */
#ifndef RC_REDACT_TABLES_H
#define RC_REDACT_TABLES_H

#include "redact/detect.h"

typedef struct rc_documentation_value {
  rc_str text;
  uint32_t base; /* of a block of IPv4 addresses */
  uint8_t length;
  uint8_t family;
  bool is_ending;
} rc_documentation_value;

extern const rc_documentation_value rc_documentation_values[];
extern const uint32_t rc_n_documentation_values;

/* All public words in lower case, those of one length in one string, sorted in byte order. The
 * words of three letters are the first. */
typedef struct rc_public_word_list {
  const char *words;
  uint32_t count;
} rc_public_word_list;

enum { RC_SHORTEST_PUBLIC_WORD = 3 };
extern const rc_public_word_list rc_public_words[];
extern const uint32_t rc_n_public_words; /* lists */

#endif
