/*
 * Wildcards against text, both possibly with holes: yes, no, or not to be told.
 *
 * A hole is any string. YES means every filling matches, NO means none does. The same hole on both
 * sides matches itself. Linear when there are no holes; else bounded by RC_LIMIT_MATCH_WORK.
 */
#ifndef RC_IAM_TEXT_MATCH_H
#define RC_IAM_TEXT_MATCH_H

#include "base/hole.h"

typedef enum rc_truth { RC_NO, RC_YES, RC_UNKNOWN } rc_truth;

static inline rc_truth rc_truth_and(rc_truth a, rc_truth b) {
  return a == RC_NO || b == RC_NO ? RC_NO : a == RC_UNKNOWN || b == RC_UNKNOWN ? RC_UNKNOWN : RC_YES;
}
static inline rc_truth rc_truth_or(rc_truth a, rc_truth b) {
  return a == RC_YES || b == RC_YES ? RC_YES
         : a == RC_UNKNOWN || b == RC_UNKNOWN ? RC_UNKNOWN
                                              : RC_NO;
}
static inline rc_truth rc_truth_not(rc_truth a) {
  return a == RC_YES ? RC_NO : a == RC_NO ? RC_YES : RC_UNKNOWN;
}

typedef enum rc_match_mode {
  RC_MATCH_PLAIN,    /* StringLike: `*` and `?` anywhere */
  RC_MATCH_NOCASE,   /* actions: ASCII letters without case */
  RC_MATCH_RESOURCE, /* Resource elements: ARN segments, iam-evaluation 3.2 (rules 1-8) */
  RC_MATCH_ARN       /* ArnLike: six components apart, 5.6 */
} rc_match_mode;

/** `pattern` may hold `*` and `?`; `text` is literal. */
rc_truth rc_text_match(rc_str pattern, rc_str text, rc_match_mode mode);

/** Equality of two texts with holes, no wildcards. */
rc_truth rc_text_equal(rc_str a, rc_str b);

#endif
