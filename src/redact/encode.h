/*
 * Base64 (RFC 4648) for the map of a redaction, whose originals may be any bytes.
 */
#ifndef RC_REDACT_ENCODE_H
#define RC_REDACT_ENCODE_H

#include "base/buf.h"

/** Appends `bytes` with the standard alphabet and padding. */
void rc_buf_put_base64(rc_buf *buf, rc_str bytes);

/** Reads strictly what the function above writes; false for anything else. */
bool rc_base64_read(rc_arena *arena, rc_str text, rc_str *out);

#endif
