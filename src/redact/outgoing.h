/*
 * The last door: nothing is sent that did not pass here.
 *
 * The outgoing bytes are scanned again as if they were input, and searched for every secret,
 * account, key identifier, address and e-mail of the redaction of eight bytes and more, raw and in
 * base64 (all three phases, both alphabets), percent-encoded, JSON-escaped and in hexadecimal.
 * Words of names are the rescan's: as bytes they stand in AWS's own vocabulary too. One hit
 * refuses the whole. rc_outgoing is the only type that senders take, and only rc_outgoing_check
 * makes one.
 */
#ifndef RC_REDACT_OUTGOING_H
#define RC_REDACT_OUTGOING_H

#include "redact/redact.h"

typedef struct rc_outgoing rc_outgoing;

typedef struct rc_leak {
  uint32_t start, end; /* bytes of the outgoing text */
  uint32_t entry;      /* of the redaction, or UINT32_MAX: the scanners found it */
  uint16_t detector;
  const char *encoding; /* "as it is", "base64", "percent", "JSON", "hexadecimal" */
} rc_leak;

typedef struct rc_leaks { RC_VEC_FIELDS(rc_leak) } rc_leaks;

/** `*out` is NULL when something was found, and `leaks` says what; it never holds the value. */
RC_MUST_USE rc_status rc_outgoing_check(rc_redaction *redaction, rc_str bytes, rc_outgoing **out,
                                        rc_leaks *leaks);
/** The bytes that may be sent. Borrowed. */
rc_str rc_outgoing_bytes(const rc_outgoing *outgoing);

#endif
