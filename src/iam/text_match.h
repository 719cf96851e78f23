/*
 * Wildcards against text, both possibly with holes: yes, no, or not to be told.
 *
 * A hole is any string without wildcards. YES means every filling matches, NO means none does. The
 * same hole on both sides matches itself. Holes in the first five segments of an ARN hold no colon.
 * Without holes, linear but for what a run of characters behind a star fits in vain; that, and the
 * work with holes, is bounded by RC_LIMIT_MATCH_WORK, and the answer UNKNOWN beyond.
 *
 * Two bytes that no UTF-8 text contains stand for a literal `*` and `?` in a pattern: that is how
 * `${*}`, `${?}` and the values of policy variables enter it.
 */
#ifndef RC_IAM_TEXT_MATCH_H
#define RC_IAM_TEXT_MATCH_H

#include "base/hole.h"

typedef enum rc_truth { RC_NO, RC_YES, RC_UNKNOWN } rc_truth;

static inline rc_truth rc_truth_and(rc_truth a, rc_truth b) {
  return a == RC_NO || b == RC_NO             ? RC_NO
         : a == RC_UNKNOWN || b == RC_UNKNOWN ? RC_UNKNOWN
                                              : RC_YES;
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
  RC_MATCH_ARN,      /* ArnLike: six components apart, 5.6 */
  RC_MATCH_EXACT,    /* `*` and `?` are ordinary characters */
  RC_MATCH_EXACT_NOCASE
} rc_match_mode;

#define RC_LITERAL_STAR '\xFB'
#define RC_LITERAL_QUESTION '\xFC'

/** `pattern` may hold `*` and `?`; `text` is literal. */
rc_truth rc_text_match(rc_str pattern, rc_str text, rc_match_mode mode);

/** As rc_text_match; `*over_limit` is set, and UNKNOWN returned, when the work would be too much.
 */
rc_truth rc_text_match_within(rc_str pattern, rc_str text, rc_match_mode mode, bool *over_limit);

/** Does the text have the six components of an ARN? UNKNOWN when only a hole can tell. */
rc_truth rc_text_is_arn(rc_str text);
/** As above for the pattern of an ARN; `*` alone is one too. */
rc_truth rc_pattern_is_arn(rc_str pattern);

/** Equality of two texts with holes, no wildcards. */
rc_truth rc_text_equal(rc_str a, rc_str b);

#endif
