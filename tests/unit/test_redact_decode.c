/* Checksums and base64 against the vectors of their standards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "redact/decode.h"

static void checksums_are_those_of_the_standards(void **state) {
  (void)state;
  assert_int_equal(rc_crc32(RC_STR("123456789")), 0xcbf43926);
  assert_int_equal(rc_crc32(RC_STR("")), 0);
  assert_true(rc_is_base62(61, RC_STR("00000z")));
  assert_true(rc_is_base62(62, RC_STR("10")));
  assert_false(rc_is_base62(62, RC_STR("0")));
  assert_false(rc_is_base62(0, RC_STR("00000-")));
  /* From BIP 173. */
  assert_true(rc_bech32_is_valid(RC_STR("A12UEL5L")));
  assert_true(rc_bech32_is_valid(RC_STR("a12uel5l")));
  assert_true(rc_bech32_is_valid(RC_STR("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")));
  assert_false(rc_bech32_is_valid(RC_STR("a12uel5m")));
  assert_false(rc_bech32_is_valid(RC_STR("1nwldj5")));
  assert_false(rc_bech32_is_valid(RC_STR("ab")));
  uint32_t number = 1;
  assert_true(rc_hex_to_u32(RC_STR("fFfFfFfF"), &number));
  assert_int_equal(number, 0xffffffff);
  assert_false(rc_hex_to_u32(RC_STR("123456789"), &number));
  assert_false(rc_hex_to_u32(RC_STR("12g"), &number));
}

static void base64_is_decoded_in_both_alphabets(void **state) {
  char out[8];
  (void)state;
  assert_int_equal(rc_base64_decode(RC_STR("aGVsbG8="), out, sizeof out), 5);
  assert_memory_equal(out, "hello", 5);
  assert_int_equal(rc_base64_decode(RC_STR("-_+/"), out, sizeof out), 3);
  assert_memory_equal(out, "\xfb\xff\xbf", 3);
  assert_int_equal(rc_base64_decode(RC_STR("aGVsbG8gd29ybGQ"), out, sizeof out), sizeof out);
  assert_int_equal(rc_base64_decode(RC_STR("a"), out, sizeof out), 0);
  assert_int_equal(rc_base64_decode(RC_STR("aG Vs"), out, sizeof out), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(checksums_are_those_of_the_standards),
      cmocka_unit_test(base64_is_decoded_in_both_alphabets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
