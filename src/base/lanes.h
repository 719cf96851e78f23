/*
 * Sixty-four bytes at a time: which of them are of a class, as the bits of a word.
 *
 * The questions are written once over lanes, which are the registers of SSE2 where the compiler has
 * them for sure (x86-64) and a machine word of eight bytes elsewhere. Both give the same bits; with
 * RC_LANES_PORTABLE the words are used everywhere, and tests/unit/test_lanes.c compares.
 */
#ifndef RC_BASE_LANES_H
#define RC_BASE_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/status.h"

#if defined(__SSE2__) && !defined(RC_LANES_PORTABLE)

#include <emmintrin.h>

typedef __m128i rc_lanes;
enum { RC_LANES = 16 };

static inline rc_lanes rc_lanes_load(const char *bytes) {
  return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}
static inline rc_lanes rc_lanes_or(rc_lanes a, rc_lanes b) { return _mm_or_si128(a, b); }
/** Bytes equal to `c`, an ASCII character. */
static inline rc_lanes rc_lanes_equal(rc_lanes x, char c) {
  return _mm_cmpeq_epi8(x, _mm_set1_epi8(c));
}
/** Bytes from `low` to `high`, ASCII characters. */
static inline rc_lanes rc_lanes_within(rc_lanes x, char low, char high) {
  rc_lanes above = _mm_sub_epi8(x, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8((char)(high - low))), above);
}
/* A range of ASCII characters that is not known when the code is compiled. */
typedef struct rc_lanes_range {
  rc_lanes low, width;
} rc_lanes_range;
static inline rc_lanes_range rc_lanes_range_of(char low, char high) {
  return (rc_lanes_range){_mm_set1_epi8(low), _mm_set1_epi8((char)(high - low))};
}
static inline rc_lanes rc_lanes_in(rc_lanes x, rc_lanes_range range) {
  rc_lanes above = _mm_sub_epi8(x, range.low);
  return _mm_cmpeq_epi8(_mm_min_epu8(above, range.width), above);
}
/** With bit 5 set: letters in lower case, and a few signs changed. */
static inline rc_lanes rc_lanes_lower(rc_lanes x) { return _mm_or_si128(x, _mm_set1_epi8(0x20)); }
/** One bit for each byte, the first byte's the lowest. */
static inline uint64_t rc_lanes_bits(rc_lanes x) { return (uint32_t)_mm_movemask_epi8(x); }

#else

typedef uint64_t rc_lanes;
enum { RC_LANES = 8 };

#define RC_LANES_ALL(byte) (UINT64_C(0x0101010101010101) * (uint8_t)(byte))

static inline rc_lanes rc_lanes_load(const char *bytes) {
  const unsigned char *b = (const unsigned char *)bytes;
  return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
         (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}
static inline rc_lanes rc_lanes_or(rc_lanes a, rc_lanes b) { return a | b; }
/* The highest bit of each byte is the answer; no sum of seven bits reaches the next byte. */
RC_INLINE rc_lanes rc_lanes_within(rc_lanes x, char low, char high) {
  uint64_t ascii = x & RC_LANES_ALL(0x7f);
  uint64_t from_low = ascii + RC_LANES_ALL(0x80 - low);
  uint64_t beyond_high = ascii + RC_LANES_ALL(0x7f - high);
  return from_low & ~beyond_high & ~x;
}
RC_INLINE rc_lanes rc_lanes_equal(rc_lanes x, char c) { return rc_lanes_within(x, c, c); }
typedef struct rc_lanes_range {
  rc_lanes from_low, beyond_high;
} rc_lanes_range;
static inline rc_lanes_range rc_lanes_range_of(char low, char high) {
  return (rc_lanes_range){RC_LANES_ALL(0x80 - low), RC_LANES_ALL(0x7f - high)};
}
static inline rc_lanes rc_lanes_in(rc_lanes x, rc_lanes_range range) {
  uint64_t ascii = x & RC_LANES_ALL(0x7f);
  return (ascii + range.from_low) & ~(ascii + range.beyond_high) & ~x;
}
static inline rc_lanes rc_lanes_lower(rc_lanes x) { return x | RC_LANES_ALL(0x20); }
RC_INLINE uint64_t rc_lanes_bits(rc_lanes x) {
  return ((x >> 7 & RC_LANES_ALL(1)) * UINT64_C(0x0102040810204080)) >> 56;
}

#endif

enum { RC_LANES_BLOCK = 64 };

/* Lanes are wide enough to repay a look at so many bytes where few are asked for at a time. */
enum { RC_LANES_WIDE = RC_LANES >= 16 };

/* The bits that rc_lanes_bits may set. */
#define RC_LANES_MASK ((UINT64_C(1) << RC_LANES) - 1)

/** The 64 bytes at `bytes`, or as many as there are with NULs behind them in `room`. */
RC_INLINE const char *rc_lanes_block(const char *bytes, size_t left, char room[RC_LANES_BLOCK]) {
  if (left >= RC_LANES_BLOCK) {
    return bytes;
  }
  memset(room, 0, RC_LANES_BLOCK);
  memcpy(room, bytes, left);
  return room;
}

/** The bits of the first `n` bytes of a block, at least one. */
static inline uint64_t rc_lanes_first(size_t n) {
  return UINT64_MAX >> (RC_LANES_BLOCK - (n < RC_LANES_BLOCK ? n : RC_LANES_BLOCK));
}

/** The number of the highest bit that is set; `bits` is not 0. */
static inline uint32_t rc_highest_bit(uint64_t bits) {
#if defined(__GNUC__)
  return 63 - (uint32_t)__builtin_clzll(bits);
#else
  uint32_t n = 0;
  for (; bits > 1; bits >>= 1) {
    n++;
  }
  return n;
#endif
}

/** The number of the lowest bit that is set; `bits` is not 0. */
static inline uint32_t rc_lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
  return (uint32_t)__builtin_ctzll(bits);
#else
  uint32_t n = 0;
  for (; (bits & 1) == 0; bits >>= 1) {
    n++;
  }
  return n;
#endif
}

#endif
