/*
 * Comparison without case as StringEqualsIgnoreCase does it: both sides are lower-cased, with the
 * final form of sigma by its place; they are not case-folded (`ß` is not `SS`).
 */
#ifndef RC_IAM_LOWER_H
#define RC_IAM_LOWER_H

#include "iam/text_match.h"

/**
 * Are the two texts equal after lower-casing? Policy documents hold no character above U+00FF; for
 * those, and for Greek, Cyrillic and Latin letters up to U+017F, the answer is certain. Texts that
 * differ only in letters of other scripts that have case, or in holes, are UNKNOWN.
 */
rc_truth rc_lower_equal(rc_str a, rc_str b);

#endif
