/*
 * Strict base64, compared by what it stands for.
 */
#ifndef RC_IAM_BINARY_H
#define RC_IAM_BINARY_H

#include "base/str.h"

/** Standard alphabet, padded, nothing else. */
bool rc_binary_is_valid(rc_str text);

/** True if both are valid and stand for the same bytes. */
bool rc_binary_equal(rc_str a, rc_str b);

#endif
