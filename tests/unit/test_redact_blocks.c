/* Keys and logins over several lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/token_texts.h"

#define DASHES "-----"

static void lines_of_a_pem_body_are_leaves(void **state) {
  static const char *const patterns[] = {
      DASHES "BEGIN RSA PRIVATE KEY" DASHES "\n[<b64>]\n[<b64>]\n[<b10>=]\n" DASHES
             "END RSA PRIVATE KEY" DASHES "\n",
      DASHES "BEGIN PRIVATE KEY" DASHES "\r\n[<b64>]\r\n[<b20>]\r\n" DASHES
             "END PRIVATE KEY" DASHES,
      "\"" DASHES "BEGIN EC PRIVATE KEY" DASHES "\\n[<b64>]\\n[<b30>==]\\n" DASHES
      "END EC PRIVATE KEY" DASHES "\\n\"",
      "\"" DASHES "BEGIN EC PRIVATE KEY" DASHES "\\\\n[<b64>]\\\\n[<b30>==]\\\\n" DASHES
      "END EC PRIVATE KEY" DASHES "\"",
      DASHES "BEGIN OPENSSH PRIVATE KEY" DASHES " [<b70>] [<b70>] [<b20>=] " DASHES
             "END OPENSSH PRIVATE KEY" DASHES,
      DASHES "BEGIN RSA PRIVATE KEY" DASHES "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,<u32>"
             "\n\n[<b64>]\n[<b9>]\n" DASHES "END RSA PRIVATE KEY" DASHES "\n",
      "key:\n    " DASHES "BEGIN ENCRYPTED PRIVATE KEY" DASHES "\n    [<b64>]\n    [<b64>]\n    "
      "[<b4>]\n    " DASHES "END ENCRYPTED PRIVATE KEY" DASHES "\n",
      /* Cut off: no END line. */
      DASHES "BEGIN PRIVATE KEY" DASHES "\n[<b64>]\n[<b64>]\n\nThe rest of the message\n",
      DASHES "BEGIN PRIVATE KEY" DASHES "\n[<b64>]\n[<b40>]",
      DASHES "BEGIN PRIVATE KEY" DASHES "\\n[<b64>]\\n[<b40>]...",
      "web_1 | " DASHES "BEGIN PRIVATE KEY" DASHES "\nweb_1 | [<b64>]\nweb_1 | [<b64>]\nweb_1 | "
      DASHES "END PRIVATE KEY" DASHES "\n",
  };
  for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
    expect_pattern(*state, RC_DETECT_PEM_PRIVATE_KEY, patterns[i]);
  }
  expect_pattern(*state, RC_DETECT_PGP_PRIVATE_KEY,
                 DASHES "BEGIN PGP PRIVATE KEY BLOCK" DASHES "\nVersion: GnuPG v2\n\n[<b64>]\n"
                 "[<b64>]\n[=Ab12]\n" DASHES "END PGP PRIVATE KEY BLOCK" DASHES "\n");
  expect_pattern(*state, RC_DETECT_CERTIFICATE,
                 DASHES "BEGIN CERTIFICATE" DASHES "\n[<b64>]\n[<b30>]\n" DASHES
                 "END CERTIFICATE" DASHES "\n");
  expect_pattern(*state, RC_DETECT_KEPT_PUBLIC_KEY,
                 DASHES "BEGIN PUBLIC KEY" DASHES "\n[<b64>]\n[<b30>]\n" DASHES
                 "END PUBLIC KEY" DASHES "\n");
}

static void each_block_ends_where_it_ends(void **state) {
  expect_pattern(*state, RC_DETECT_PEM_PRIVATE_KEY,
                 DASHES "BEGIN PRIVATE KEY" DASHES "\n[<b64>]\n" DASHES "BEGIN PRIVATE KEY" DASHES
                 "\n[<b64>]\n" DASHES "END PRIVATE KEY" DASHES "\n");
  rc_arena *arena = *state;
  made m = {.random = 1};
  assemble(&m, DASHES "BEGIN PRIVATE KEY" DASHES "\n<b64>\n" DASHES "END PRIVATE KEY" DASHES
           "\nOrdinarywordsinonelinethatarelongenough\n");
  rc_leaves leaves;
  scan_text(arena, m.text, m.len, &leaves);
  assert_int_equal(leaves.len, 1);
}

static void putty_files_lose_their_private_lines(void **state) {
  static const char pattern[] =
      "PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nComment: build\r\n"
      "Public-Lines: 2\r\n<b64>\r\n<b16>\r\nPrivate-Lines: 2\r\n[<b64>]\r\n[<b20>=]\r\n"
      "Private-MAC: [<h64>]\r\n";
  expect_pattern(*state, RC_DETECT_PUTTY_PRIVATE_KEY, pattern);
}

static void private_members_of_web_keys_are_leaves(void **state) {
  expect_pattern(*state, RC_DETECT_JWK_PRIVATE_KEY,
                 "{\"kty\":\"RSA\",\"n\":\"<U80>\",\"e\":\"AQAB\",\"d\":\"[<U80>]\",\"p\": "
                 "\"[<U40>]\",\n\"q\" : \"[<U40>]\",\"dp\":\"[<U40>]\"}");
  expect_pattern(*state, RC_DETECT_JWK_PRIVATE_KEY,
                 "{\"d\":\"[<U43>]\",\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"<U43>\"}");
  expect_pattern(*state, RC_DETECT_JWK_PRIVATE_KEY,
                 "{\"k\":\"[<U43>]\",\"kid\":\"kty\",\"kty\":\"oct\"}");
  expect_pattern(*state, RC_DETECT_JWK_PRIVATE_KEY,
                 "\"{\\\"kty\\\":\\\"EC\\\",\\\"d\\\":\\\"[<U43>]\\\"}\"");
  static const char *const without[] = {
      "{\"kty\":\"RSA\",\"n\":\"<U80>\",\"e\":\"AQAB\"}",
      "{\"kty\":\"EC\",\"k\":\"<U43>\"}",
      "{\"d\":\"<U43>\"} {\"kty\":\"EC\"}",
      "pretty kty \"d\":\"<U43>\"",
  };
  for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
    made m = {.random = 3};
    assemble(&m, without[i]);
    rc_leaves leaves;
    scan_text(*state, m.text, m.len, &leaves);
    assert_false(has_detector(&leaves, RC_DETECT_JWK_PRIVATE_KEY));
  }
}

static void base64_goes_on_in_the_next_lines(void **state) {
  expect_pattern(*state, RC_DETECT_AWS_SESSION_TOKEN,
                 "token: [IQoJb3JpZ2luX2Vj<b60>]\n  [<b76>]\n  [<b76>]\n  [<b12>=]\nregion: x\n");
  expect_pattern(*state, RC_DETECT_BASE64_PRIVATE_KEY,
                 "[<64:-----BEGIN PRIVATE KEY-----\n><b38>]\n[<b76>]\n[<b76>]\n");
  expect_pattern(*state, RC_DETECT_DER_PRIVATE_KEY, "\"[" PKCS8 "<b24>]\\n[<b64>]\\n[<b40>]\\n\"");
}

/* --- Files of logins ------------------------------------------------------------------------- */

static void logins_of_netrc_and_pgpass_are_leaves(void **state) {
  expect_pattern(*state, RC_DETECT_NETRC, "machine x.example login [jodo] password [<w9>]\n");
  expect_pattern(*state, RC_DETECT_NETRC,
                 "# mine\nmachine x.example\n  login [jodo]\n  password [<w5>]\n"
                 "machine y.example login [kim] password [<w12>]\n");
  expect_pattern(*state, RC_DETECT_NETRC, "default login [jo@x.example] password [<w9>]");
  expect_pattern(*state, RC_DETECT_PGPASS, "db.example:5432:orders:[jodo]:[<w9>]\r\n");
  expect_pattern(*state, RC_DETECT_PGPASS, "*:*:*:[jodo]:[<w12>]");
  static const char *const without[] = {
      "machine learning login for password recovery",
      "machine x.example login ${USER} macdef",
      "aa:bb:cc:dd:ee",
      "12:5432:orders:jodo:<w9>",
      "say db.example:5432:orders:jodo:<w9>",
      "db.example:5432:orders:jodo:",
      "db.example:5432:orders:jodo:a:b",
      "https://db.example:5432:orders:jodo",
      "*:*:*:*:${PASSWORD}",
      "arn:aws:iam::123456789012:role/x",
  };
  for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
    made m = {.random = 3};
    if (strchr(without[i], '$') != NULL) put_all(&m, without[i]);
    else assemble(&m, without[i]);
    rc_leaves leaves;
    scan_text(*state, m.text, m.len, &leaves);
    for (uint32_t k = 0; k < leaves.len; k++) assert_int_equal(leaves.items[k].flags, 0);
  }
}

/* --- Running --------------------------------------------------------------------------------- */

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_arena, tear_down_arena)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(lines_of_a_pem_body_are_leaves),
      TEST(each_block_ends_where_it_ends),
      TEST(putty_files_lose_their_private_lines),
      TEST(private_members_of_web_keys_are_leaves),
      TEST(base64_goes_on_in_the_next_lines),
      TEST(logins_of_netrc_and_pgpass_are_leaves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
