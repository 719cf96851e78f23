/*
 * Texts and wildcards as the oracle takes them: UTF-16, compared by trying.
 */
#ifndef RC_TESTS_ORACLE_TEXT_H
#define RC_TESTS_ORACLE_TEXT_H

#include "base/str.h"

enum { ORACLE_UNITS = 2000 };

/* Text as UTF-16. `quoted` units came out of a policy variable and are never wildcards. */
typedef struct oracle_units {
  uint16_t code[ORACLE_UNITS];
  bool quoted[ORACLE_UNITS];
  int n;
} oracle_units;

typedef struct oracle_glob {
  const oracle_units *pattern, *text;
  bool wild, nocase, arn_segments; /* of a Resource: wildcards mind the first five colons */
} oracle_glob;

void oracle_put_text(oracle_units *u, rc_str s, bool quoted);
bool oracle_glob_at(const oracle_glob *g, int p, int p_end, int t, int t_end, int colons);
bool oracle_matches(const oracle_units *pattern, rc_str text, bool wild, bool nocase,
                    bool arn_segments);
/** 1 matches, 0 does not, -1 the pattern is no ARN. */
int oracle_arn_matches(const oracle_units *pattern, const oracle_units *text);
bool oracle_is_arn(const oracle_units *u);
/** Lower case of what the cases use: ASCII, Latin-1, basic Greek, three letters from beyond. */
void oracle_lower(oracle_units *u);

#endif
