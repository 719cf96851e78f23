/*
 * What the files of names share: the dictionary, and how text is cut into words.
 */
#ifndef RC_REDACT_NAMES_PARTS_H
#define RC_REDACT_NAMES_PARTS_H

#include "redact/names.h"

enum {
  RC_WORD_USER = 1,    /* to be replaced, unless something keeps it */
  RC_WORD_FORCED = 2,  /* of the user's list */
  RC_WORD_KEPT = 4,    /* wanted to stay, or cut in ways that no renaming survives */
  RC_WORD_PUBLIC = 8,  /* of the vocabulary, or too short */
  RC_WORD_PREFIX = 16, /* stands before a star somewhere */
  RC_WORD_SUFFIX = 32, /* stands behind a star */
  RC_WORD_INFIX = 64,  /* stands between stars */
  RC_WORD_TOLD = 128   /* is in the list of kept words */
};

/* Longer words are renamed as a whole: their cuts would not fit a machine word. */
enum { RC_LONGEST_CUT_WORD = 64 };

/* What is replaced as one: a word, or a piece of one. */
typedef struct rc_stem {
  rc_str letters; /* in lower case */
  uint64_t number; /* 0: not yet given */
  rc_str texts[3]; /* by rc_case */
  bool stays;
  bool is_guarded; /* written 0n1n0 */
} rc_stem;

typedef enum rc_case { RC_LOWER, RC_CAPITALISED, RC_UPPER } rc_case;

typedef struct rc_name_word {
  rc_str letters; /* in lower case */
  uint64_t cuts;  /* bit i: cut before letter i */
  uint32_t first_piece, n_pieces; /* 0 of those that stay */
  uint16_t detector;
  uint8_t flags;
} rc_name_word;

typedef struct rc_piece {
  uint32_t start, end; /* letters of the word */
  uint32_t stem;
} rc_piece;

struct rc_names {
  rc_arena *arena;
  struct { RC_VEC_FIELDS(rc_name_word) } words;
  struct { RC_VEC_FIELDS(rc_stem) } stems;
  struct { RC_VEC_FIELDS(rc_piece) } pieces;
  struct { RC_VEC_FIELDS(rc_str) } units; /* letters and wildcards between `?` and what else ends */
  rc_map word_of, stem_of, unit_of;
  rc_map taken; /* numbers that stand in the input, as bytes */
  rc_kept_words kept;
  uint64_t lengths[3]; /* of prefixes, suffixes, infixes: bit i for i + 1 letters */
  uint64_t next_number;
  uint64_t taken_low[16]; /* the first numbers, as bits */
  bool is_settled; /* nothing was learned since */
  uint32_t n_renamed;
  uint32_t shortest, longest; /* of renamed words */
  uint64_t *filter;           /* by first, second and last letter */
  /* A word whose pieces are being told. */
  uint32_t told_word, told_piece;
  size_t told_start, told_at;
  const char *told_text;
};

#define RC_NO_WORD UINT32_MAX

/** The entry of a word in lower case, made if needed; RC_NO_WORD when the arena has failed. */
uint32_t rc_names_word(rc_names *names, rc_str folded);

/** Bit of the filter. Both letters and digits of 5 bits. */
static inline uint32_t rc_names_filter_index(char first, char second, char last) {
  return ((uint32_t)(unsigned char)first & 31) << 10 |
         ((uint32_t)(unsigned char)second & 31) << 5 | ((uint32_t)(unsigned char)last & 31);
}

#endif
