/* Checksums and inner structures that tell tokens from what only looks like them. */
#include <string.h>

#include "redact/decode.h"
#include "redact/tokens.h"

/* --- Checksums ------------------------------------------------------------------------------- */

static bool proves_base62(rc_str body) {
  return body.len == 36 &&
         rc_is_base62(rc_crc32(rc_str_slice(body, 0, 30)), rc_str_from(body, 30));
}

static bool proves_hex(rc_str token) {
  uint32_t said = 0;
  if (token.len < 16 || !rc_hex_to_u32(rc_str_from(token, token.len - 8), &said)) return false;
  return said == rc_crc32(rc_str_slice(token, 0, token.len - 8));
}

static bool proves_grafana(rc_str token) {
  uint32_t said = 0;
  if (token.len < 16 || !rc_hex_to_u32(rc_str_from(token, token.len - 8), &said)) return false;
  uint32_t crc = rc_crc32(rc_str_slice(token, 0, token.len - 9));
  return said == (crc << 24 | (crc & 0xff00) << 8 | (crc >> 8 & 0xff00) | crc >> 24);
}

static bool decodes_to(rc_str base64, rc_str wanted) {
  char bytes[32];
  size_t n = rc_base64_decode(base64, bytes, wanted.len);
  return rc_str_equal((rc_str){bytes, n}, wanted);
}

bool rc_token_is_proven(rc_token_proof proof, rc_str token, rc_str body) {
  switch (proof) {
    case RC_PROVE_NOTHING: return true;
    case RC_PROVE_CRC_BASE62: return proves_base62(body);
    case RC_PROVE_CRC_HEX: return proves_hex(token);
    case RC_PROVE_CRC_GRAFANA: return proves_grafana(token);
    case RC_PROVE_BECH32: return rc_bech32_is_valid(token);
    case RC_PROVE_BEDROCK: return decodes_to(body, RC_STR("BedrockAPIKey-"));
    case RC_PROVE_REFTKN: return decodes_to(token, RC_STR("reftkn:"));
  }
  return false;
}

/* --- JSON web tokens ------------------------------------------------------------------------- */

enum { HEADER_BYTES = 768 };

bool rc_is_jwt_header(rc_str base64, bool *encrypted) {
  char bytes[HEADER_BYTES];
  rc_str header = {bytes, rc_base64_decode(base64, bytes, sizeof bytes)};
  if (header.len < 2 || bytes[0] != '{') return false;
  *encrypted = rc_str_contains(header, RC_STR("\"enc\""));
  return rc_str_contains(header, RC_STR("\"alg\""));
}

bool rc_is_base64_jwt(rc_str base64) {
  char bytes[HEADER_BYTES];
  rc_str token = {bytes, rc_base64_decode(base64, bytes, sizeof bytes)};
  bool encrypted = false;
  size_t dot = rc_str_find_byte(token, '.', 0);
  return dot != RC_NOT_FOUND && rc_is_jwt_header(rc_str_slice(token, 0, dot), &encrypted);
}

/* --- Keys ------------------------------------------------------------------------------------ */

enum { DER_INTEGER = 2, DER_OID = 6, DER_SEQUENCE = 0x30, DER_SOME = 64 };

/* Steps over the tag and length at `*at`; returns the tag, 0 behind the end. */
static uint8_t der_enter(rc_str der, size_t *at, size_t *length) {
  if (*at + 2 > der.len) return 0;
  uint8_t tag = (uint8_t)der.ptr[*at];
  uint8_t first = (uint8_t)der.ptr[*at + 1];
  *at += 2;
  *length = first;
  if (first < 0x80) return tag;
  *length = 0;
  for (size_t n = first & 0x7f; n > 0; n--, (*at)++) {
    if (n > 4 || *at >= der.len) return 0;
    *length = *length << 8 | (uint8_t)der.ptr[*at];
  }
  return tag;
}

/* The algorithm that an inner sequence begins with. */
static rc_key_kind kind_by_algorithm(rc_str der, size_t at, size_t length) {
  static const rc_str encrypted[] = {RC_STR_INIT("\x2a\x86\x48\x86\xf7\x0d\x01\x05"),
                                     RC_STR_INIT("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01")};
  rc_str oid = rc_str_slice(der, at, at + length);
  for (size_t i = 0; i < 2; i++) {
    if (rc_str_starts_with(oid, encrypted[i])) return RC_KEY_PRIVATE;
  }
  return RC_KEY_PUBLIC;
}

/* PKCS#1, SEC1 and PKCS#8 begin with version 0 or 1, PKCS#12 with 3; an encrypted key with the
 * algorithm of its password, a public one with its own, a certificate with another sequence. */
rc_key_kind rc_der_kind(rc_str base64) {
  char bytes[DER_SOME];
  rc_str der = {bytes, rc_base64_decode(base64, bytes, sizeof bytes)};
  size_t at = 0, whole = 0, length = 0;
  if (der_enter(der, &at, &whole) != DER_SEQUENCE || whole < 32) return RC_KEY_NONE;
  uint8_t tag = der_enter(der, &at, &length);
  if (tag == DER_INTEGER && length == 1 && at < der.len) {
    uint8_t version = (uint8_t)bytes[at++];
    tag = der_enter(der, &at, &length);
    bool goes_on = tag == DER_INTEGER || tag == DER_SEQUENCE || tag == 4;
    return goes_on && (version <= 1 || version == 3) ? RC_KEY_PRIVATE : RC_KEY_NONE;
  }
  if (tag == DER_INTEGER) return RC_KEY_PUBLIC;
  if (tag != DER_SEQUENCE || length > whole) return RC_KEY_NONE;
  tag = der_enter(der, &at, &length);
  if (tag == DER_OID) return kind_by_algorithm(der, at, length);
  return tag == 0xa0 || tag == DER_INTEGER ? RC_KEY_CERTIFICATE : RC_KEY_NONE;
}

rc_key_kind rc_pem_kind(rc_str label) {
  if (rc_str_contains(label, RC_STR("PRIVATE KEY"))) return RC_KEY_PRIVATE;
  if (rc_str_contains(label, RC_STR("PGP PUBLIC")) ||
      rc_str_contains(label, RC_STR("CERTIFICATE"))) {
    return RC_KEY_CERTIFICATE;
  }
  if (rc_str_contains(label, RC_STR("PUBLIC KEY")) ||
      rc_str_contains(label, RC_STR("PARAMETERS")) || rc_str_contains(label, RC_STR("PGP "))) {
    return RC_KEY_PUBLIC;
  }
  return rc_str_contains(label, RC_STR("PKCS")) ? RC_KEY_CERTIFICATE : RC_KEY_NONE;
}

/* --- Looks ----------------------------------------------------------------------------------- */

enum { SAMPLE_AT_MOST = 160, SAMPLE_REPEATED = 7, SAMPLE_DIFFERENT = 3 };

/* How often each byte occurs. */
static void count_bytes(rc_str value, uint8_t counts[256]) {
  memset(counts, 0, 256);
  for (size_t i = 0; i < value.len; i++) {
    uint8_t *count = &counts[(uint8_t)value.ptr[i]];
    if (*count < UINT8_MAX) (*count)++;
  }
}

bool rc_is_sample(rc_str value) {
  uint8_t counts[256];
  uint32_t different = 0, repeated = 1;
  if (value.len == 0 || value.len > SAMPLE_AT_MOST) return false;
  for (size_t i = 1; i < value.len; i++) {
    repeated = value.ptr[i] == value.ptr[i - 1] ? repeated + 1 : 1;
    if (repeated >= SAMPLE_REPEATED) return true;
  }
  count_bytes(value, counts);
  for (size_t c = 0; c < 256; c++) different += counts[c] > 0;
  return different <= SAMPLE_DIFFERENT || rc_str_contains_nocase(value, RC_STR("example"));
}

bool rc_is_mixed(rc_str value, unsigned class) {
  unsigned seen = 0;
  for (size_t i = 0; i < value.len; i++) seen |= rc_byte_sorts[(uint8_t)value.ptr[i]];
  if ((seen & RC_CLASS_DIGIT) == 0) return false;
  unsigned lower = RC_BYTE_HEX_LOWER | RC_BYTE_LOWER, upper = RC_BYTE_HEX_UPPER | RC_BYTE_UPPER;
  return ((class & lower) == 0 || (seen & lower) != 0) &&
         ((class & upper) == 0 || (seen & upper) != 0);
}

bool rc_is_spread(rc_str value) {
  uint8_t counts[256];
  uint32_t different = 0;
  count_bytes(value, counts);
  for (uint32_t c = 0; c < 256; c++) {
    if (counts[c] == 0) continue;
    if (c >= '0' && c <= '9') return true;
    different++;
  }
  /* Words repeat their letters; sixteen drawn ones hold twelve different ones as a rule. Of what
   * begins as identifiers do, ASIAPACIFIC... alone is a word. */
  return different >= 13 || (different >= 8 && !rc_str_contains(value, RC_STR("PACIFIC")));
}
