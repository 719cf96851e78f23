/*
 * What the makers of placeholders and those who recognise them share.
 */
#ifndef RC_REDACT_PLACEHOLDER_PARTS_H
#define RC_REDACT_PLACEHOLDER_PARTS_H

#include "redact/placeholder.h"

/* An IPv6 address by its halves: the network's and the host's. */
typedef struct rc_ip6 {
  uint64_t high, low;
} rc_ip6;

/** Four decimal octets, nothing else. */
bool rc_read_ip4(rc_str text, uint32_t *out);
/** RFC 4291, section 2.2, without zone. */
bool rc_read_ip6(rc_str text, rc_ip6 *out);

/** The account inside a key identifier: AWS puts it, shifted by seven bits, into the first 48 bits
 *  behind the prefix. False for identifiers of the old kind and for what is no account. */
bool rc_account_of_key(rc_str key, uint64_t *account);

/** The first placeholder in `text` at or behind `from` of those that nothing else looks like. */
bool rc_find_placeholder(rc_str text, size_t from, size_t *start, size_t *end);

/* Where public addresses go. */
#define RC_IP6_DOCUMENTATION 0x20010db8u      /* RFC 3849, /32 */
#define RC_IP6_DOCUMENTATION_WIDE 0x3fff0000u /* RFC 9637, /20 */

/* Beginnings of placeholders that are base64 of a text with a number at its end. */
#define RC_BLOB_HEAD "RVhBTVBMRT"                     /* EXAMPLE */
#define RC_PEM_HEAD "cm9sZWNhbGwgcGxhY2Vob2xkZXIg"    /* rolecall placeholder, blank */
#define RC_PEM_MARK "cm9sZWNhbGwg"                    /* tells one, though it be damaged */
#define RC_BASIC_HEAD "dXNlcjpFWEFNUExF"              /* user:EXAMPLE */
#define RC_JWT_HEAD "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJyYyI6" /* no algorithm; {"rc": */
#define RC_AWS_SECRET_HEAD "RC/EXAMPLE/SECRET/ACCESS/KEY/"
#define RC_UUID_HEAD "00000000-0000-4000-8000-"

#endif
