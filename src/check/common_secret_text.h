/*
 * Tells secrets from ordinary settings by name and value, with the words of data/secret-names.txt.
 * A placeholder of redaction still counts: what was hidden is reported as before.
 */
#ifndef RC_CHECK_COMMON_SECRET_TEXT_H
#define RC_CHECK_COMMON_SECRET_TEXT_H

#include "base/hole.h"

typedef enum rc_secret_text {
  RC_SECRET_NONE,
  RC_SECRET_BY_NAME,
  RC_SECRET_AWS_KEY,
  RC_SECRET_URL,        /* scheme://user:password@host */
  RC_SECRET_PRIVATE_KEY /* PEM */
} rc_secret_text;

/** What gives an environment variable away as a secret. Values with placeholders, references,
 *  paths, numbers and plain words such as `none` are none. */
rc_secret_text rc_find_secret_text(rc_str name, rc_str value);

#endif
