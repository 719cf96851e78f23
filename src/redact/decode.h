/*
 * Encodings and checksums that prove what a token is.
 */
#ifndef RC_REDACT_DECODE_H
#define RC_REDACT_DECODE_H

#include "base/str.h"

/** CRC-32 as in ISO 3309 (the one of zip and gzip). */
uint32_t rc_crc32(rc_str bytes);

/** True if `digits` are `value` in base 62 (0-9, A-Z, a-z), filled with zeros from the left. */
bool rc_is_base62(uint32_t value, rc_str digits);

/** The number of up to eight hexadecimal digits of any case. False when it is none. */
bool rc_hex_to_u32(rc_str digits, uint32_t *out);

/** True if the checksum of a Bech32 text (BIP 173) holds; of any length and case. */
bool rc_bech32_is_valid(rc_str text);

/**
 * Decodes base64 of either alphabet from the start of `text` until a byte that is not of it, a
 * padding, or a full `out`. Returns the number of bytes written; bits of an unfinished group that
 * make no whole byte are dropped.
 */
size_t rc_base64_decode(rc_str text, char *out, size_t capacity);

#endif
