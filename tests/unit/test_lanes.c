/* Every question to 64 bytes against the same question to each byte. test_lanes_portable.c asks the
 * other half of lanes.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/lanes.h"

enum { LOW, HIGH, N_BOUNDS };

/* Bounds at both ends of ASCII, and ranges that letters, digits and blanks have. */
static const char ranges[][N_BOUNDS] = {
    {'\0', ' '}, {'\0', '\0'}, {'a', 'z'},      {'A', 'Z'},    {'0', '9'},
    {'\'', ')'}, {'~', '\x7f'}, {'\x7f', '\x7f'}, {'\0', '\x7f'}, {' ', '/'},
};

typedef struct answers {
  uint64_t within, in, equal, either, lower;
} answers;

static answers ask_lanes(const char *block, const char range[N_BOUNDS]) {
  answers all = {0, 0, 0, 0, 0};
  rc_lanes_range prepared = rc_lanes_range_of(range[LOW], range[HIGH]);
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    rc_lanes x = rc_lanes_load(block + i);
    rc_lanes within = rc_lanes_within(x, range[LOW], range[HIGH]);
    all.within |= rc_lanes_bits(within) << i;
    all.in |= rc_lanes_bits(rc_lanes_in(x, prepared)) << i;
    all.equal |= rc_lanes_bits(rc_lanes_equal(x, range[LOW])) << i;
    all.either |= rc_lanes_bits(rc_lanes_or(within, rc_lanes_equal(x, '-'))) << i;
    all.lower |= rc_lanes_bits(rc_lanes_within(rc_lanes_lower(x), range[LOW], range[HIGH])) << i;
  }
  return all;
}

static answers ask_bytes(const char *block, const char range[N_BOUNDS]) {
  answers all = {0, 0, 0, 0, 0};
  unsigned low = (unsigned char)range[LOW];
  unsigned high = (unsigned char)range[HIGH];
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i++) {
    unsigned byte = (unsigned char)block[i];
    unsigned lower = byte | 0x20;
    uint64_t bit = UINT64_C(1) << i;
    bool within = byte >= low && byte <= high;
    all.within |= within ? bit : 0;
    all.in |= within ? bit : 0;
    all.equal |= byte == low ? bit : 0;
    all.either |= within || byte == '-' ? bit : 0;
    all.lower |= lower >= low && lower <= high ? bit : 0;
  }
  return all;
}

static void lanes_answer_as_bytes_do(void **state) {
  (void)state;
  for (unsigned first = 0; first < 256; first++) {
    for (unsigned step = 1; step < 256; step += 2) {
      char block[RC_LANES_BLOCK];
      for (unsigned i = 0; i < RC_LANES_BLOCK; i++) {
        block[i] = (char)(unsigned char)(first + i * step);
      }
      size_t k = (first + step) % (sizeof ranges / sizeof ranges[0]);
      answers lanes = ask_lanes(block, ranges[k]);
      answers bytes = ask_bytes(block, ranges[k]);
      assert_memory_equal(&lanes, &bytes, sizeof lanes);
    }
  }
}

static void the_last_block_is_filled_with_nuls(void **state) {
  char text[RC_LANES_BLOCK];
  char room[RC_LANES_BLOCK];
  (void)state;
  memset(text, 'x', sizeof text);
  assert_ptr_equal(rc_lanes_block(text, sizeof text, room), text);
  for (size_t left = 0; left < sizeof text; left++) {
    const char *block = rc_lanes_block(text + sizeof text - left, left, room);
    answers all = ask_lanes(block, (const char[N_BOUNDS]){'x', 'x'});
    assert_true(all.equal == (UINT64_C(1) << left) - 1);
  }
}

static void the_lowest_bit_is_found(void **state) {
  (void)state;
  for (uint32_t i = 0; i < 64; i++) {
    assert_int_equal(rc_lowest_bit(UINT64_C(1) << i), i);
    assert_int_equal(rc_lowest_bit(UINT64_MAX << i), i);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lanes_answer_as_bytes_do),
      cmocka_unit_test(the_last_block_is_filled_with_nuls),
      cmocka_unit_test(the_lowest_bit_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
