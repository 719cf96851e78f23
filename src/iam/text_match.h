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

#include <string.h>

typedef enum rc_truth { RC_NO, RC_YES, RC_UNKNOWN } rc_truth;

/* Two bits for each pair of truths, in a byte for each first one: without branches, because what
 * policies say is what a processor cannot foresee. */
static inline rc_truth rc_truth_look_up(uint32_t table, rc_truth a, rc_truth b) {
  return (rc_truth)(table >> (8 * (uint32_t)a + 2 * (uint32_t)b) & 3u);
}
/* NO with any is NO; YES with any is that one; UNKNOWN with NO is NO, else UNKNOWN. */
RC_INLINE rc_truth rc_truth_and(rc_truth a, rc_truth b) {
  return rc_truth_look_up(0x282400u, a, b);
}
/* NO with any is that one; YES with any is YES; UNKNOWN with YES is YES, else UNKNOWN. */
RC_INLINE rc_truth rc_truth_or(rc_truth a, rc_truth b) {
  return rc_truth_look_up(0x261524u, a, b);
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

/** True for ordinary characters and wildcards: no holes, no literal `*` or `?`. */
bool rc_text_is_plain(rc_str text);

/* Patterns of Resource elements that need less than the whole of matching. Both sides plain. */
typedef enum rc_pattern_shape {
  RC_SHAPE_ANY,    /* `*` */
  RC_SHAPE_EXACT,  /* no wildcard */
  RC_SHAPE_BEGINS, /* one `*`, at the end */
  RC_SHAPE_OTHER
} rc_pattern_shape;

rc_pattern_shape rc_pattern_shape_of_resource(rc_str pattern);

/** As rc_text_match_within with RC_MATCH_RESOURCE, of a plain pattern that has this shape and a
 *  plain text. */
static inline rc_truth rc_pattern_match_shaped(rc_pattern_shape shape, rc_str pattern, rc_str text,
                                               bool *over_limit) {
  if (shape == RC_SHAPE_OTHER) {
    return rc_text_match_within(pattern, text, RC_MATCH_RESOURCE, over_limit);
  }
  size_t n = pattern.len - (shape != RC_SHAPE_EXACT);
  bool long_enough = shape == RC_SHAPE_EXACT ? text.len == n : text.len >= n;
  return long_enough && memcmp(pattern.ptr, text.ptr, n) == 0 ? RC_YES : RC_NO;
}

/** Does the text have the six components of an ARN? UNKNOWN when only a hole can tell. */
rc_truth rc_text_is_arn(rc_str text);
/** As above for the pattern of an ARN; `*` alone is one too. */
rc_truth rc_pattern_is_arn(rc_str pattern);

/** Equality of two texts with holes, no wildcards. */
rc_truth rc_text_equal(rc_str a, rc_str b);

#endif
