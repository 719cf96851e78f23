/*
 * Tokens for tests, assembled from their shapes, with checksums that hold or do not: no token
 * stands in a test as it is. In a pattern, <w36> are 36 drawn bytes of class w (see token_texts.c),
 * [ and ] bound the leaf that is expected, <crc62>, <crchex>, <crcle> and <bech32> append a
 * checksum of what stands before, <64:text> is base64 of a text.
 */
#ifndef TESTS_TOKEN_TEXTS_H
#define TESTS_TOKEN_TEXTS_H

#include "redact/tokens.h"

enum { MADE_AT_MOST = 8192, LEAVES_AT_MOST = 8 };

typedef struct made {
  char text[MADE_AT_MOST];
  size_t len;
  size_t starts[LEAVES_AT_MOST], ends[LEAVES_AT_MOST];
  size_t n_leaves;
  uint32_t random;
} made;

typedef struct token_sample {
  uint16_t detector;
  const char *pattern;
} token_sample;

#define S(detector, pattern) {RC_DETECT_##detector, pattern}

/* What a private and a public key in DER begin with. */
#define PKCS8 "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj"
#define SPKI "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC"

void put(made *m, char c);
void put_all(made *m, const char *text);
void assemble(made *m, const char *pattern);

/** Blocks and tokens alone, as scan.c calls them. */
void scan_text(rc_arena *arena, const char *text, size_t len, rc_leaves *leaves);
bool has_leaf(const rc_leaves *leaves, uint16_t detector, size_t start, size_t end);
bool has_detector(const rc_leaves *leaves, uint16_t detector);
/** True if anything but what stays is found. */
bool has_any(const rc_leaves *leaves);

/** Tells what is missing; the number of missing leaves. */
int expect_leaves(rc_arena *arena, const token_sample *sample, const made *m);
/** Every leaf of the pattern is found, and none holds a line end. */
void expect_pattern(rc_arena *arena, uint16_t detector, const char *pattern);

int set_up_arena(void **state);
int tear_down_arena(void **state);

#endif
