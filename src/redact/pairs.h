/*
 * Names and values in plain text: what pairs.c, pairs_flags.c and pairs_words.re share.
 */
#ifndef RC_REDACT_PAIRS_H
#define RC_REDACT_PAIRS_H

#include <string.h>

#include "redact/lexicon.h"

/* Where a value stands. */
typedef struct rc_pair_value {
  size_t start, end;
  size_t next; /* behind the closing quote, or `end` */
  bool quoted;
} rc_pair_value;

/* What an unquoted value ends at, besides a blank, a quote and a bracket that it did not open. */
typedef enum rc_pair_ends {
  RC_ENDS_AT_COMMA, /* , ; & and the line's end */
  RC_ENDS_AT_BLANK,
  RC_ENDS_AT_LINE /* or at ` #` */
} rc_pair_ends;

enum { RC_LONGEST_PAIR_VALUE = 8192, RC_LONGEST_PAIR_NAME = 64 };

/** The value at or behind `at`, behind blanks and an opening quote; an empty one if the line ends
 *  first. pairs.c */
rc_pair_value rc_pair_value_at(rc_str text, size_t at, rc_pair_ends ends);

typedef struct rc_pair_name {
  size_t start, end;
  size_t separator;
  bool quoted;
  bool alone;      /* nothing but blanks, `- ` and words like `export` before it on its line */
  bool gap_before; /* a blank between name and separator */
} rc_pair_name;

/** The name before the separator; false if there is none. `alone` is not told. pairs.c */
bool rc_pair_read_name(rc_str text, size_t separator, rc_pair_name *out);
/** True if nothing but blanks, `- ` and words like `export` stand before `start` on its line.
 *  pairs.c */
bool rc_pair_stands_alone(rc_str text, size_t start);
/** The name that stands beside a value, whose own name begins at `before` and which ends at
 *  `behind`. pairs_beside.c */
bool rc_pair_name_beside(rc_scan *scan, size_t before, size_t behind, rc_str *out);

/** True if `(service ` stands before `start`, as the events of ECS begin: its name follows. */
static inline bool rc_pair_is_service(rc_str text, size_t start) {
  return start >= 9 && text.ptr[start - 1] == ' ' && text.ptr[start - 2] == 'e' &&
         memcmp(text.ptr + start - 9, "(service ", 9) == 0;
}

/** `--password X`, `-u user:X`, `mysql -pX`; the run begins with a dash. pairs_flags.c */
void rc_scan_flag(rc_scan *scan, const rc_run *run);

/* What a word before a secret says. */
typedef enum rc_pair_scheme {
  RC_SCHEME_NONE,
  RC_SCHEME_BEARER, /* and others that are followed by one opaque word */
  RC_SCHEME_BASIC,
  RC_SCHEME_NEGOTIATE,
  RC_SCHEME_DIGEST
} rc_pair_scheme;

/** The scheme of an authorization header at the beginning of `text`, and its length. */
rc_pair_scheme rc_pair_scheme_at(rc_str text, size_t *length);

/* Programs whose short flags hold passwords. */
enum {
  RC_COMMAND_P_ATTACHED = 1, /* -pX */
  RC_COMMAND_P = 2,          /* -p X */
  RC_COMMAND_A = 4,          /* -a X, and --pass X */
  RC_COMMAND_W = 8,          /* -w X */
  RC_COMMAND_U = 16,         /* -u user:X */
  RC_COMMAND_UPPER_P = 32    /* -P X */
};

/** What the programs named in `line` do with short flags; RC_COMMAND_... */
unsigned rc_pair_commands(rc_str line);

/** True for `name`, `Key`, `ParameterKey`: the value beside it is a name. */
bool rc_pair_is_name_word(rc_str word);
/** True for `value`, `ParameterValue`: the name beside it tells what it is. */
bool rc_pair_is_value_word(rc_str word);

#endif
