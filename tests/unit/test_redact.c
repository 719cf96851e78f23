/* The bundle: what stands where something was taken out, names and wildcards, overlaps, echoes, and
 * the laws: what was redacted reads back, and redacting it again changes nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/files.h"
#include "redact/echo.h"
#include "redact/names.h"
#include "redact/placeholder_parts.h"
#include "redact/redact.h"
#include "redact/resolve.h"

static rc_arena arena;

static int set_up(void **state) {
  (void)state;
  rc_arena_init(&arena, &heap);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rc_arena_free(&arena);
  return 0;
}

static void check_text(rc_str got, const char *expected) {
  if (!rc_str_equal(got, rc_str_from_c(expected))) {
    fail_msg("got %s\nexpected %s", c_string(&arena, got), expected);
  }
}

/* ---- laws ----------------------------------------------------------------------------------- */

static rc_redaction *redact(const rc_str *files, uint32_t n, rc_redact_options options) {
  rc_redaction *redaction = RC_NEW(&arena, rc_redaction);
  redaction->arena = &arena;
  redaction->options = options;
  for (uint32_t i = 0; i < n; i++) {
    assert_int_equal(rc_redaction_add(redaction, files[2 * i], files[2 * i + 1]), RC_OK);
  }
  assert_int_equal(rc_redact(redaction), RC_OK);
  return redaction;
}

/* As simple as can be: at each place the longest placeholder that stands there. */
static rc_str restore(const rc_redaction *redaction, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, &arena);
  for (size_t at = 0; at < text.len;) {
    const rc_redaction_entry *best = NULL;
    for (RC_EACH(const rc_redaction_entry, entry, redaction->entries)) {
      if (rc_str_starts_with(rc_str_from(text, at), entry->placeholder) &&
          (best == NULL || entry->placeholder.len > best->placeholder.len)) {
        best = entry;
      }
    }
    if (best == NULL) {
      rc_buf_put_byte(&out, text.ptr[at++]);
    } else {
      rc_buf_put(&out, best->original);
      at += best->placeholder.len;
    }
  }
  return rc_buf_str(&out);
}

static void check_same(const char *what, rc_str got, rc_str expected) {
  if (!rc_str_equal(got, expected)) {
    fail_msg("%s: got\n%s\nexpected\n%s", what, c_string(&arena, got), c_string(&arena, expected));
  }
}

static uint32_t lines_of(rc_str text) {
  uint32_t n = 0;
  for (size_t i = 0; i < text.len; i++) {
    n += text.ptr[i] == '\n';
  }
  return n;
}

static void check_laws(const rc_redaction *redaction) {
  uint32_t n = redaction->files.len;
  rc_str *again = RC_NEW_ARRAY(&arena, rc_str, 2 * n);
  for (uint32_t i = 0; i < n; i++) {
    const rc_redacted_file *file = &redaction->files.items[i];
    check_same("restored", restore(redaction, file->new_bytes), file->bytes);
    check_same("restored path", restore(redaction, file->new_path), file->path);
    assert_int_equal(lines_of(file->new_bytes), lines_of(file->bytes));
    check_same("edits", rc_edits_apply(&arena, file->bytes, &file->edits), file->new_bytes);
    for (uint32_t k = 0; k < i; k++) {
      assert_false(rc_str_equal(redaction->files.items[k].new_path, file->new_path));
    }
    again[2 * i] = file->new_path;
    again[2 * i + 1] = file->new_bytes;
  }
  for (uint32_t i = 0; i < redaction->entries.len; i++) {
    for (uint32_t k = 0; k < i; k++) {
      assert_false(rc_str_equal(redaction->entries.items[i].placeholder,
                                redaction->entries.items[k].placeholder));
    }
  }
  rc_redaction *second = redact(again, n, redaction->options);
  for (uint32_t i = 0; i < n; i++) {
    const rc_redacted_file *file = &second->files.items[i];
    check_same("redacted twice", file->new_bytes, file->bytes);
    check_same("path redacted twice", file->new_path, file->path);
  }
}

/* One plain text, laws included. */
static rc_str redacted(const char *text) {
  rc_str files[] = {RC_STR("notes.txt"), rc_str_from_c(text)};
  rc_redaction *redaction = redact(files, 1, (rc_redact_options){0});
  check_laws(redaction);
  return redaction->files.items[0].new_bytes;
}

static void check_redacted(const char *text, const char *expected) {
  check_text(redacted(text), expected);
}

/* ---- placeholders --------------------------------------------------------------------------- */

static rc_str placeholder(rc_placeholders *p, rc_family family, const char *original) {
  rc_str text = rc_placeholder_of(p, family, rc_str_from_c(original));
  assert_true(text.len > 0);
  if (!rc_is_placeholder(family, text)) {
    fail_msg("%s has not the looks of its family", c_string(&arena, text));
  }
  assert_true(rc_str_equal(text, rc_placeholder_of(p, family, rc_str_from_c(original))));
  return text;
}

static void test_every_family(void **state) {
  (void)state;
  static const struct { rc_family family; const char *original, *first, *second; } rows[] = {
      {RC_FAMILY_ACCOUNT, "640188329671", "111122223333", "444455556666"},
      {RC_FAMILY_UNIQUE_ID, "AROAJ2UCCR6DPCEXAMPLX", "AROAEXAMPLE0000000001",
       "AROAEXAMPLE0000000002"},
      {RC_FAMILY_AWS_SECRET, "abcdefghijabcdefghijabcdefghijabcdefghij",
       "RC/EXAMPLE/SECRET/ACCESS/KEY/00000000001", "RC/EXAMPLE/SECRET/ACCESS/KEY/00000000002"},
      {RC_FAMILY_HOST, "db.acme.io", "h1.example.com", "h2.example.com"},
      {RC_FAMILY_EMAIL, "bob@acme.io", "mail1@example.com", "mail2@example.com"},
      {RC_FAMILY_USER, "bob", "user1", "user2"},
      {RC_FAMILY_UUID, "b2c0dd1a-57d1-4a5b-9d7e-0f6a3c1f2e4d",
       "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"},
      {RC_FAMILY_RESOURCE_ID, "0a1b2c3d4e5f60718", "00000000000000001", "00000000000000002"},
      {RC_FAMILY_HEX, "deadbeefdeadbeef", "0000000000000001", "0000000000000002"},
      {RC_FAMILY_NUMBER, "4929123412341234", "1000000000000001", "1000000000000002"},
      {RC_FAMILY_SUFFIX, "AbC12d", "rc0001", "rc0002"},
      {RC_FAMILY_OPAQUE, "hunter2", "EXAMPLE0001", "EXAMPLE0002"},
      {RC_FAMILY_BLOB, "c2VjcmV0c2VjcmV0", "RVhBTVBMRTAwMDAx", "RVhBTVBMRTAwMDAy"},
      {RC_FAMILY_PEM, "MIIEpAIBAAKCAQEA", "cm9sZWNhbGwgcGxhY2Vob2xkZXIgMDAwMDAx",
       "cm9sZWNhbGwgcGxhY2Vob2xkZXIgMDAwMDAy"},
      {RC_FAMILY_JWT, "eyJhbGciOiJIUzI1NiJ9.e30.x",
       "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJyYyI6MX0.",
       "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJyYyI6Mn0."},
      {RC_FAMILY_BASIC, "Ym9iOmh1bnRlcjI=", "dXNlcjpFWEFNUExFMDAwMDAx",
       "dXNlcjpFWEFNUExFMDAwMDAy"},
      {RC_FAMILY_MAC, "0a:1b:2c:3d:4e:5f", "02:00:00:00:00:01", "02:00:00:00:00:02"},
  };
  rc_placeholders *p = rc_placeholders_new(&arena);
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    check_text(placeholder(p, rows[i].family, rows[i].original), rows[i].first);
    char *other = c_string(&arena, rc_str_from_c(rows[i].original));
    other[strlen(other) - 1] ^= 1;
    if (rows[i].family != RC_FAMILY_RESOURCE_ID) {
      check_text(placeholder(p, rows[i].family, other), rows[i].second);
    }
    assert_false(rc_is_placeholder(rows[i].family, rc_str_from_c(rows[i].original)));
  }
  rc_placeholders_restart(p);
  check_text(placeholder(p, RC_FAMILY_OPAQUE, "other"), "EXAMPLE0001");
}

static void test_spellings(void **state) {
  (void)state;
  rc_placeholders *p = rc_placeholders_new(&arena);
  check_text(placeholder(p, RC_FAMILY_ACCOUNT, "6401-8832-9671"), "1111-2222-3333");
  check_text(placeholder(p, RC_FAMILY_ACCOUNT, "640188329671"), "111122223333");
  check_text(placeholder(p, RC_FAMILY_HOST, "db1.corp.local"), "h1.example.internal");
  check_text(placeholder(p, RC_FAMILY_HOST, "buildbox"), "h2.example.internal");
  check_text(placeholder(p, RC_FAMILY_MAC, "0a-1b-2c-3d-4e-5f"), "02-00-00-00-00-01");
  check_text(placeholder(p, RC_FAMILY_HEX, "abcdef"), "00000001");
  check_text(placeholder(p, RC_FAMILY_RESOURCE_ID, "0a1b2c3d"), "00000002"); /* not that of HEX */
}

/* Published vectors: the account of a key, and the placeholders of facts. */
static void test_keys_tell_their_account(void **state) {
  (void)state;
  uint64_t account = 0;
  assert_true(rc_account_of_key(RC_STR("ASIAY34FZKBOKMUTVV7A"), &account));
  assert_int_equal(account, 609629065308);
  rc_placeholders *p = rc_placeholders_new(&arena);
  check_text(placeholder(p, RC_FAMILY_KEY_ID, "ASIAY34FZKBOKMUTVV7A"), "ASIARTX3GSDSQEXAMPLE");
  check_text(placeholder(p, RC_FAMILY_ACCOUNT, "609629065308"), "111122223333");
  check_text(placeholder(p, RC_FAMILY_ACCOUNT, "640188329671"), "444455556666");
  rc_map seen = {0};
  for (uint32_t i = 0; i < 3000; i++) {
    char key[21];
    (void)snprintf(key, sizeof key, "AKIAY34FZKBOK%c%c%cABCD", 'A' + i % 26,
                   'A' + i / 26 % 26, 'A' + i / 676 % 26);
    rc_str text = placeholder(p, RC_FAMILY_KEY_ID, key);
    uint32_t known = 0;
    assert_int_equal(rc_map_add(&arena, &seen, text, i, &known), RC_OK);
    assert_int_equal(known, i);
    assert_true(rc_account_of_key(text, &account));
    assert_int_equal(account, 111122223333);
    assert_true(rc_str_ends_with(text, RC_STR("EXAMPLE")));
  }
  assert_false(rc_account_of_key(RC_STR("AKIAIOSFODNN7ABCDEFG"), &account));
  check_text(placeholder(p, RC_FAMILY_KEY_ID, "AKIAIOSFODNN7ABCDEFG"), "AKIAIAAAAAC5ZEXAMPLE");
}

static void test_many_accounts(void **state) {
  (void)state;
  rc_placeholders *p = rc_placeholders_new(&arena);
  rc_map seen = {0};
  for (uint32_t i = 0; i < 5000; i++) {
    char account[13];
    (void)snprintf(account, sizeof account, "62%010u", i * 7919u);
    uint32_t known = 0;
    rc_str text = placeholder(p, RC_FAMILY_ACCOUNT, account);
    assert_int_equal(text.len, 12);
    assert_int_equal(rc_map_add(&arena, &seen, text, i, &known), RC_OK);
    assert_int_equal(known, i);
  }
}

static void test_avoids_what_is_there(void **state) {
  (void)state;
  rc_placeholders *p = rc_placeholders_new(&arena);
  rc_placeholders_avoid(p, RC_STR("111122223333 EXAMPLE0001 user1 mail1@example.com 192.0.2.7 "
                                  "00000000-0000-4000-8000-000000000001 h1.example.com rc0001 "
                                  "0000000000000001"));
  check_text(placeholder(p, RC_FAMILY_ACCOUNT, "640188329671"), "444455556666");
  check_text(placeholder(p, RC_FAMILY_OPAQUE, "hunter2"), "EXAMPLE0002");
  check_text(placeholder(p, RC_FAMILY_USER, "bob"), "user2");
  check_text(placeholder(p, RC_FAMILY_EMAIL, "bob@acme.io"), "mail2@example.com");
  check_text(placeholder(p, RC_FAMILY_HOST, "db.acme.io"), "h2.example.com");
  check_text(placeholder(p, RC_FAMILY_IP, "52.1.2.3"), "198.51.100.3");
  check_text(placeholder(p, RC_FAMILY_SUFFIX, "AbC12d"), "rc0002");
  check_text(placeholder(p, RC_FAMILY_UUID, "b2c0dd1a-57d1-4a5b-9d7e-0f6a3c1f2e4d"),
             "00000000-0000-4000-8000-000000000002");
  check_text(placeholder(p, RC_FAMILY_HEX, "deadbeefdeadbeef"), "0000000000000002");
}

/* No placeholder of a counter is the beginning of another. */
static void test_counters_are_prefix_free(void **state) {
  (void)state;
  rc_placeholders *p = rc_placeholders_new(&arena);
  rc_str last = RC_STR_NONE;
  for (uint32_t i = 0; i < 12000; i++) {
    rc_str text = placeholder(p, RC_FAMILY_OPAQUE, c_string(&arena, rc_str_from_u64(&arena, i)));
    if (i == 8998 || i == 8999 || i == 11999) {
      last = text;
    }
    assert_true(text.len == (i < 8999 ? 11u : 15u));
  }
  check_text(last, "EXAMPLE90003000");
}

static void test_addresses_keep_their_blocks(void **state) {
  (void)state;
  rc_placeholders *p = rc_placeholders_new(&arena);
  rc_placeholders_learn_block(p, RC_STR("52.10.3.0"), 24);
  rc_placeholders_learn_block(p, RC_STR("52.10.3.64"), 26);
  rc_placeholders_learn_block(p, RC_STR("54.32.0.0"), 12);
  rc_placeholders_learn_block(p, RC_STR("54.33.0.0"), 16);
  rc_placeholders_learn_block(p, RC_STR("128.0.0.0"), 1);
  rc_placeholders_learn_block(p, RC_STR("2600:1f18:5::"), 48);
  check_text(placeholder(p, RC_FAMILY_IP, "52.10.3.0"), "192.0.2.0");
  check_text(placeholder(p, RC_FAMILY_IP, "52.10.3.64"), "192.0.2.64");
  check_text(placeholder(p, RC_FAMILY_IP, "54.33.0.0"), "240.1.0.0");
  check_text(placeholder(p, RC_FAMILY_IP, "54.47.1.2"), "240.15.1.2");
  check_text(placeholder(p, RC_FAMILY_IP, "54.48.1.2"), "198.51.100.2");
  check_text(placeholder(p, RC_FAMILY_IP, "8.8.8.8"), "203.0.113.8");
  check_text(placeholder(p, RC_FAMILY_IP, "9.9.9.9"), "198.18.0.9");
  check_text(rc_placeholder_of(p, RC_FAMILY_IP, RC_STR("128.0.0.0")), "128.0.0.0");
  check_text(placeholder(p, RC_FAMILY_IP, "2600:1f18:5:7::12"), "2001:db8:0:7::1");
  check_text(placeholder(p, RC_FAMILY_IP, "2600:1f18:5::"), "2001:db8::");
  check_text(placeholder(p, RC_FAMILY_IP, "2a05:d018:1:2:3:4:5:6"), "2001:db8:1::2");
}

static void test_documentation_stays(void **state) {
  (void)state;
  static const struct { rc_family family; const char *value; bool expected; } rows[] = {
      {RC_FAMILY_ACCOUNT, "123456789012", true},
      {RC_FAMILY_ACCOUNT, "123456789013", false},
      {RC_FAMILY_KEY_ID, "AKIAIOSFODNN7EXAMPLE", true},
      {RC_FAMILY_AWS_SECRET, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true},
      {RC_FAMILY_HOST, "example.com", true},
      {RC_FAMILY_HOST, "www.Example.com", true},
      {RC_FAMILY_HOST, "myexample.com", false},
      {RC_FAMILY_EMAIL, "jane@example.org", true},
      {RC_FAMILY_EMAIL, "jane@acme.org", false},
      {RC_FAMILY_IP, "192.0.2.255", true},
      {RC_FAMILY_IP, "192.0.3.1", false},
      {RC_FAMILY_UUID, "1234abcd-12ab-34cd-56ef-1234567890ab", true},
  };
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    assert_int_equal(rc_is_documentation(rows[i].family, rc_str_from_c(rows[i].value)),
                     rows[i].expected);
  }
}

static void test_reads_ip6(void **state) {
  (void)state;
  static const char *const good[] = {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
                                     "::ffff:1.2.3.4", "fe80::1", "1:2:3:4:5:6:1.2.3.4"};
  static const char *const bad[] = {"", ":", "1", "1:2", ":::", "1::2::3", "12:34:56",
                                    "1:2:3:4:5:6:7:8:9", "g::1", "12345::", "1:", "1::2:",
                                    "1:2:3:4:5:6:7::8", "1.2.3.4"};
  rc_ip6 ip;
  for (size_t i = 0; i < RC_COUNT_OF(good); i++) {
    if (!rc_read_ip6(rc_str_from_c(good[i]), &ip)) {
      fail_msg("%s is an address", good[i]);
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(bad); i++) {
    if (rc_read_ip6(rc_str_from_c(bad[i]), &ip)) {
      fail_msg("%s is no address", bad[i]);
    }
  }
  assert_true(rc_read_ip6(RC_STR("2600:1f18::1:2"), &ip));
  assert_true(ip.high == 0x26001f1800000000u && ip.low == 0x10002u);
}

/* ---- names ---------------------------------------------------------------------------------- */

/* Learns names (patterns, as far as they hold wildcards), and renames `text`. */
static rc_str renamed_by(rc_names *names, const char *text) {
  rc_buf out;
  rc_str whole = rc_str_from_c(text);
  rc_name_piece piece;
  size_t done = 0;
  rc_buf_init(&out, &arena);
  assert_int_equal(rc_names_settle(names), RC_OK);
  for (size_t at = 0; rc_names_next(names, whole, &at, whole.len, &piece); done = piece.end) {
    assert_true(piece.start >= done && piece.end > piece.start);
    rc_buf_put(&out, rc_str_slice(whole, done, piece.start));
    rc_buf_put(&out, piece.placeholder);
  }
  rc_buf_put(&out, rc_str_from(whole, done));
  return rc_buf_str(&out);
}

static rc_names *names_of(const char *const *learned, size_t n) {
  rc_names *names = rc_names_new(&arena);
  for (size_t i = 0; i < n; i++) {
    rc_names_learn(names, rc_str_from_c(learned[i]), true, RC_DETECT_THING_NAME);
  }
  return names;
}

#define NAMES(...) \
  names_of((const char *const[]){__VA_ARGS__}, \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void test_renames_words(void **state) {
  (void)state;
  rc_names *names = NAMES("acme-billing-prod", "AcmeTaskRole2");
  check_text(renamed_by(names, "acme-billing-prod/Acme_ACME2 acmeX acmes"),
             "n1n-n2n-prod/N1n_N1N2 n1nX acmes");
  check_text(renamed_by(names, "AcmeECSTask ECSAcme billing.acme"),
             "N1nECSTask ECSN1n n2n.n1n");
  check_text(renamed_by(names, "acme%2Fbilling \"x\\nacme\\u0020billing"),
             "n1n%2Fn2n \"x\\nn1n\\u0020n2n");
}

static void test_skips_numbers_that_are_there(void **state) {
  (void)state;
  rc_names *names = NAMES("acme-billing");
  rc_names_avoid(names, RC_STR("n1 vpn2x N01 n3000 n99999999999999"));
  check_text(renamed_by(names, "n1acme billing"), "n1n3n n4n");
  rc_names_ban(names, RC_STR("n4n"));
  rc_names_restart(names);
  check_text(renamed_by(names, "n1acme billing"), "n1n3n n5n");
}

/* Every name that a pattern matches, it matches afterwards, and no other. */
static void test_wildcards_cut(void **state) {
  (void)state;
  check_text(renamed_by(NAMES("acm*", "acme-prod", "acmecorp"), "acm* acme-prod acmecorp acm"),
             "n1n* n1nn2n-prod n1nn3n n1n");
  check_text(renamed_by(NAMES("*corp", "acmecorp", "corp-x"), "*corp acmecorp corp"),
             "*n1n n2nn1n n1n");
  check_text(renamed_by(NAMES("*acme*", "myacmecorp", "acme"), "*acme* myacmecorp acme"),
             "*n1n* n2nn1nn3n n1n");
  check_text(renamed_by(NAMES("acm*", "*orp", "acmecorp"), "acm* *orp acmecorp"),
             "n1n* *n2n n1nn3nn2n");
  check_text(renamed_by(NAMES("acme-*", "acme-prod"), "acme-* acme-prod"), "n1n-* n1n-prod");
}

/* Short parts and parts of public words stay, and nothing grows together with them. */
static void test_wildcards_at_public_words(void **state) {
  (void)state;
  check_text(renamed_by(NAMES("ac*", "acme-prod"), "ac* acme"), "ac* ac0n1n0");
  check_text(renamed_by(NAMES("pro*", "prod-x", "prometheum"), "pro* prod prometheum"),
             "pro* prod pro0n1n0");
  check_text(renamed_by(NAMES("acme*", "*prod", "acmeprod"), "acme* *prod acmeprod prod"),
             "0n1n0* *prod 0n1n0prod prod");
  check_text(renamed_by(NAMES("acmeP*", "acmePlum", "acmeProd"), "acmeP* acmePlum acmeProd"),
             "n1nP* n1nP0n2n0 n1nProd");
}

static void test_disagreeing_cuts_stay(void **state) {
  (void)state;
  rc_names *names = NAMES("acmec*", "*corp", "acmecorp-billing");
  check_text(renamed_by(names, "acmec* *corp acmecorp-billing"), "acmec* *corp acmecorp-n1n");
  assert_int_equal(rc_names_kept(names)->len, 3);
  names = NAMES("acm?", "acme-billing", "zork?x", "zork-y");
  check_text(renamed_by(names, "acm? acme billing zork?x zork-y"), "acm? acme n1n n2n?x n2n-y");
  names = NAMES("ACMEC*", "ACMECorp-billing");
  check_text(renamed_by(names, "ACMEC* ACMECorp billing"), "ACMEC* ACMEC0n1n0 n2n");
}

static void test_words_of_the_user(void **state) {
  (void)state;
  rc_names *names = NAMES("acme-hp");
  rc_names_learn_word(names, RC_STR("HP Service"), RC_DETECT_CUSTOM_WORD);
  rc_names_keep_word(names, RC_STR("acme"));
  check_text(renamed_by(names, "acme hp the service HP"), "acme n1n the n2n N1N");
}

static void test_public_words(void **state) {
  (void)state;
  static const char *const yes[] = {"prod", "Service", "EXECUTION", "the", "fargate", "manifest",
                                    "unable", "registry", "example", "authorized",
                                    /* of is_named_after_execution, and of boundaries */
                                    "exec", "executor", "executionrole", "taskexecution",
                                    "taskexecutionrole", "ecsexecution", "ecsexecutionrole",
                                    "ecstaskexecution", "ecstaskexecutionrole", "boundary",
                                    "permissionsboundary"};
  static const char *const no[] = {"acme", "ab", "", "billing", "payments", "contoso"};
  for (size_t i = 0; i < RC_COUNT_OF(yes); i++) {
    if (!rc_is_public_word(rc_str_from_c(yes[i]))) {
      fail_msg("%s is public", yes[i]);
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(no); i++) {
    assert_false(rc_is_public_word(rc_str_from_c(no[i])));
  }
}

/* `*` any bytes, `?` one. */
static bool glob(const char *pattern, const char *text) {
  if (*pattern == '*') {
    return glob(pattern + 1, text) || (*text != '\0' && glob(pattern, text + 1));
  }
  return *pattern == '\0' ? *text == '\0'
                          : *text != '\0' && (*pattern == '?' || *pattern == *text) &&
                                glob(pattern + 1, text + 1);
}

/* Random names and patterns of few letters: matching is the same before and after, and different
 * names stay different. */
static void test_renaming_keeps_matches(void **state) {
  (void)state;
  static const char letters[] = "aaabbbcAB--1**?";
  uint64_t seed = 11;
  for (int round = 0; round < 3000; round++) {
    char texts[8][12];
    char *after[8];
    rc_names *names = rc_names_new(&arena);
    for (int i = 0; i < 8; i++) {
      uint32_t n = 2 + next_random(&seed) % 7;
      for (uint32_t k = 0; k < n; k++) {
        texts[i][k] = letters[next_random(&seed) % (i < 3 ? 15 : 12)];
      }
      texts[i][n] = '\0';
      rc_names_learn(names, rc_str_from_c(texts[i]), i < 3, RC_DETECT_THING_NAME);
    }
    for (int i = 0; i < 8; i++) {
      after[i] = c_string(&arena, renamed_by(names, texts[i]));
    }
    for (int i = 0; i < 3; i++) {
      for (int k = 3; k < 8; k++) {
        if (glob(texts[i], texts[k]) && !glob(after[i], after[k])) {
          fail_msg("%s matches %s, but %s does not match %s", texts[i], texts[k], after[i],
                   after[k]);
        }
      }
    }
    for (int i = 0; i < 8; i++) {
      for (int k = 0; k < i; k++) {
        assert_int_equal(strcmp(texts[i], texts[k]) == 0, strcmp(after[i], after[k]) == 0);
      }
    }
  }
}

/* ---- echo ----------------------------------------------------------------------------------- */

static void check_hit(const rc_echo *echo, const char *text, size_t from, size_t start, size_t end,
                      uint32_t string) {
  rc_echo_hit hit;
  rc_str whole = rc_str_from_c(text);
  assert_true(rc_echo_next(echo, whole, from, whole.len, &hit));
  assert_int_equal(hit.start, start);
  assert_int_equal(hit.end, end);
  assert_int_equal(hit.string, string);
}

static void test_echo_takes_the_longest(void **state) {
  (void)state;
  const rc_str strings[] = {RC_STR("secret-one"), RC_STR("secret-one-and-two"),
                            RC_STR("secret-zz"), RC_STR("one-and-")};
  const rc_echo *echo = rc_echo_new(&arena, strings, 4);
  rc_echo_hit hit;
  check_hit(echo, "x secret-one-and-two", 0, 2, 20, 1);
  check_hit(echo, "x secret-one-and-twx", 0, 2, 12, 0);
  check_hit(echo, "x secret-one-and-twx", 3, 9, 17, 3);
  check_hit(echo, "secret-zz", 0, 0, 9, 2);
  assert_false(rc_echo_next(echo, RC_STR("secret-z secret-on"), 0, 18, &hit));
  assert_false(rc_echo_next(echo, RC_STR("secret-zz"), 0, 8, &hit));
  assert_false(rc_echo_next(rc_echo_new(&arena, strings, 0), RC_STR("secret-zz"), 0, 9, &hit));
}

static void test_echo_finds_trunks(void **state) {
  (void)state;
  char long_one[201];
  char long_two[201];
  memset(long_one, 'a', 200);
  memset(long_two, 'a', 200);
  long_one[200] = long_two[200] = '\0';
  long_one[199] = 'b';
  long_two[150] = 'c';
  const rc_str strings[] = {rc_str_copy(&arena, rc_str_from_c(long_one)),
                            rc_str_copy(&arena, rc_str_from_c(long_two))};
  const rc_echo *echo = rc_echo_new(&arena, strings, 2);
  check_hit(echo, long_two, 0, 0, 200, 1);
  rc_echo_hit hit;
  long_two[160] = 'd';
  assert_true(rc_echo_next(echo, rc_str_from_c(long_two), 0, 200, &hit));
  assert_true(hit.is_part && hit.start == 0 && hit.end >= 150);
  assert_false(rc_echo_next(echo, rc_str_from_c(long_one), 110, 199, &hit));
}

/* Against a search that tries everything. */
static void test_echo_as_naive(void **state) {
  (void)state;
  uint64_t seed = 7;
  for (int round = 0; round < 400; round++) {
    rc_str strings[12];
    uint32_t n = 0;
    uint32_t shortest = 2 + next_random(&seed) % 9;
    while (n < 12) {
      char bytes[24];
      uint32_t length = shortest + next_random(&seed) % 10;
      for (uint32_t k = 0; k < length; k++) {
        bytes[k] = (char)('a' + next_random(&seed) % 2);
      }
      rc_str made = rc_str_copy(&arena, (rc_str){bytes, length});
      bool known = false;
      for (uint32_t k = 0; k < n; k++) {
        known = known || rc_str_equal(strings[k], made);
      }
      strings[n] = made;
      n += known && n > 4 ? 0 : !known;
      if (known && n > 4) {
        break;
      }
    }
    char text[200];
    for (size_t k = 0; k < sizeof text; k++) {
      text[k] = (char)('a' + next_random(&seed) % 2);
    }
    const rc_echo *echo = rc_echo_new(&arena, strings, n);
    rc_str whole = {text, sizeof text};
    for (size_t from = 0; from < sizeof text; from += 7) {
      uint32_t best = UINT32_MAX;
      size_t at = from;
      for (; at < sizeof text && best == UINT32_MAX; at++) {
        for (uint32_t k = 0; k < n; k++) {
          if (rc_str_starts_with(rc_str_from(whole, at), strings[k]) &&
              (best == UINT32_MAX || strings[k].len > strings[best].len)) {
            best = k;
          }
        }
      }
      rc_echo_hit hit;
      bool found = rc_echo_next(echo, whole, from, whole.len, &hit);
      assert_int_equal(found, best != UINT32_MAX);
      if (found) {
        assert_int_equal(hit.start, at - 1);
        assert_int_equal(hit.string, best);
      }
    }
  }
}

/* ---- overlaps ------------------------------------------------------------------------------- */

static const char *resolved(const char *text, const rc_leaf *leaves, uint32_t n) {
  rc_leaves found = {0};
  rc_leaves out;
  rc_leaves names;
  rc_resolve_options options = {NULL, false};
  for (uint32_t i = 0; i < n; i++) {
    rc_leaf *added = RC_VEC_ADD(&arena, &found);
    assert_non_null(added);
    *added = leaves[i];
  }
  assert_int_equal(
      rc_leaves_resolve(&arena, rc_str_from_c(text), &options, &found, &out, &names), RC_OK);
  rc_buf told;
  rc_buf_init(&told, &arena);
  for (uint32_t i = 0; i < out.len + names.len; i++) {
    const rc_leaf *leaf = i < out.len ? &out.items[i] : &names.items[i - out.len];
    rc_buf_put_c(&told, leaf->family == RC_FAMILY_KEEP   ? "k"
                        : leaf->family == RC_FAMILY_NAME ? "n"
                        : leaf->family == RC_FAMILY_HOST ? "h"
                                                         : "t");
    rc_buf_put_u64(&told, leaf->start);
    rc_buf_put_c(&told, "-");
    rc_buf_put_u64(&told, leaf->end);
    rc_buf_put_c(&told, " ");
  }
  return c_string(&arena, rc_buf_str(&told));
}

#define RESOLVED(text, ...)                                 \
  resolved(text, (const rc_leaf[]){__VA_ARGS__},            \
           sizeof((const rc_leaf[]){__VA_ARGS__}) / sizeof(rc_leaf))
/* Sure by context, by shape, by proof. */
#define WEAK(start, end) {start, end, RC_DETECT_SECRET_BY_CONTEXT, RC_FAMILY_OPAQUE, 1}
#define SURE(start, end) {start, end, RC_DETECT_EMAIL, RC_FAMILY_HOST, 0}
#define PROVEN(start, end) {start, end, RC_DETECT_AWS_BEDROCK_KEY, RC_FAMILY_OPAQUE, 1}
#define KEEP(start, end) {start, end, RC_DETECT_KEPT_VOCABULARY, RC_FAMILY_KEEP, 0}
#define KEEP_SURE(start, end) {start, end, RC_DETECT_KEPT_DIGEST, RC_FAMILY_KEEP, 0}
#define NAME(start, end) {start, end, RC_DETECT_THING_NAME, RC_FAMILY_NAME, 0}
#define RC_DETECT_SECRET_BY_CONTEXT RC_DETECT_FOUND_ELSEWHERE

static void test_overlaps(void **state) {
  (void)state;
  static const char text[] = "abcdefghijklmnopqrstuvwxyz";
  assert_string_equal(RESOLVED(text, WEAK(0, 9), SURE(2, 5)), "t0-9 ");
  assert_string_equal(RESOLVED(text, WEAK(0, 5), SURE(0, 5)), "h0-5 ");
  assert_string_equal(RESOLVED(text, WEAK(0, 5), SURE(3, 9)), "t0-9 ");
  assert_string_equal(RESOLVED(text, SURE(7, 9), WEAK(0, 5)), "t0-5 h7-9 ");
  assert_string_equal(RESOLVED(text, KEEP(0, 9), WEAK(2, 5)), "k0-2 t2-5 k5-9 ");
  assert_string_equal(RESOLVED(text, KEEP(0, 9), SURE(2, 5)), "k0-2 h2-5 k5-9 ");
  assert_string_equal(RESOLVED(text, KEEP_SURE(2, 5), WEAK(0, 9)), "t0-2 k2-5 t5-9 ");
  assert_string_equal(RESOLVED(text, KEEP(2, 5), WEAK(0, 9)), "t0-9 ");
  assert_string_equal(RESOLVED(text, KEEP_SURE(2, 5), PROVEN(0, 9)), "t0-9 ");
  assert_string_equal(RESOLVED(text, KEEP(5, 12), WEAK(0, 9)), "t0-9 k9-12 ");
  assert_string_equal(RESOLVED(text, KEEP(0, 5), KEEP_SURE(3, 9), WEAK(2, 12)),
                      "k0-2 t2-3 k3-9 t9-12 ");
  assert_string_equal(RESOLVED(text, NAME(0, 12), WEAK(2, 4), KEEP(6, 7)),
                      "t2-4 k6-7 n0-2 n4-6 n7-12 ");
  assert_string_equal(RESOLVED("ab\ncd\r\nef", WEAK(0, 9)), "t0-2 t3-5 t7-9 ");
  assert_string_equal(RESOLVED("x ghp_EXAMPLE0001 y", WEAK(2, 17)), "k2-17 ");
}

/* ---- bundles -------------------------------------------------------------------------------- */

#define TASK \
  "{\n  \"family\": \"acme-billing\",\n" \
  "  \"executionRoleArn\": \"arn:aws:iam::640188329671:role/acme-exec\",\n" \
  "  \"containerDefinitions\": [{\"name\": \"acmeapi\", \"image\": " \
  "\"640188329671.dkr.ecr.eu-west-1.amazonaws.com/acme/billing:1.2.3\",\n" \
  "    \"environment\": [{\"name\": \"DB_PASSWORD\", \"value\": \"Tr0ub4dor&3-x!\"}]}]\n}\n"
#define POLICY \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" \
  "\"secretsmanager:GetSecretValue\",\"Resource\":" \
  "\"arn:aws:secretsmanager:eu-west-1:640188329671:secret:acme/*\"}]}"
#define NOTES \
  "account 640188329671, mail bob@acme-mail.io\r\n" \
  "acme says Tr0ub4dor&3-x! to n1n and 111122223333, EXAMPLE0001\n"

static void test_bundle(void **state) {
  (void)state;
  rc_str files[] = {RC_STR("taskdef.json"), RC_STR(TASK), RC_STR("roles/acme-exec/policy.json"),
                    RC_STR(POLICY), RC_STR("notes.txt"), RC_STR(NOTES)};
  rc_redaction *redaction = redact(files, 3, (rc_redact_options){0});
  check_laws(redaction);
  const rc_redacted_file *first = &redaction->files.items[0];
  check_text(first->path, "notes.txt");
  check_text(first->new_bytes, "account 444455556666, mail mail1@example.com\r\n"
                               "n2n says EXAMPLE0002 to n1n and 111122223333, EXAMPLE0001\n");
  check_text(redaction->files.items[1].new_path, "roles/n2n-exec/policy.json");
  check_text(redaction->files.items[1].new_bytes,
             "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
             "\"secretsmanager:GetSecretValue\",\"Resource\":"
             "\"arn:aws:secretsmanager:eu-west-1:444455556666:secret:n2n/*\"}]}");
  rc_str done = redaction->files.items[2].new_bytes;
  assert_true(rc_str_contains(done, RC_STR("\"family\": \"n2n-n3n\"")));
  assert_true(rc_str_contains(done, RC_STR("role/n2n-exec")));
  assert_true(rc_str_contains(done, RC_STR("444455556666.dkr.ecr.eu-west-1.amazonaws.com/n2n/n3n:"
                                           "1.2.3")));
  assert_true(rc_str_contains(done, RC_STR("\"value\": \"EXAMPLE0002\"")));
  assert_false(rc_str_contains_nocase(done, RC_STR("acme")));

  /* Offsets lead along. */
  assert_int_equal(rc_redacted_offset(first, 0), 0);
  assert_int_equal(rc_redacted_offset(first, 8), 8);
  assert_int_equal(rc_redacted_offset(first, 12), 8);
  assert_int_equal(rc_redacted_offset(first, 20), 20);
  size_t old_at = rc_str_find(first->bytes, RC_STR(" says"), 0);
  size_t new_at = rc_str_find(first->new_bytes, RC_STR(" says"), 0);
  assert_int_equal(rc_redacted_offset(first, (uint32_t)old_at), new_at);

  /* Another text, with the same words and a new one. */
  rc_str sentence = rc_redact_text(
      redaction, RC_STR("role arn:aws:iam::640188329671:role/acme-zork of acme, Tr0ub4dor&3-x!"));
  check_text(sentence, "role arn:aws:iam::444455556666:role/n2n-n5n of n2n, EXAMPLE0002");
}

/* The order in which files are named does not matter. */
static void test_order_of_files(void **state) {
  (void)state;
  rc_str files[] = {RC_STR("taskdef.json"), RC_STR(TASK), RC_STR("roles/acme-exec/policy.json"),
                    RC_STR(POLICY), RC_STR("notes.txt"), RC_STR(NOTES)};
  rc_str turned[] = {files[4], files[5], files[0], files[1], files[2], files[3]};
  rc_redaction *one = redact(files, 3, (rc_redact_options){0});
  rc_redaction *other = redact(turned, 3, (rc_redact_options){0});
  assert_int_equal(one->entries.len, other->entries.len);
  for (uint32_t i = 0; i < 3; i++) {
    check_same("path", other->files.items[i].new_path, one->files.items[i].new_path);
    check_same("bytes", other->files.items[i].new_bytes, one->files.items[i].new_bytes);
  }
}

static void test_options(void **state) {
  (void)state;
  static const rc_str words[] = {RC_STR_INIT("Zork"), RC_STR_INIT("\xe6\x97\xa5\xe6\x9c\xac")};
  static const rc_str keep[] = {RC_STR_INIT("640188329671"), RC_STR_INIT("billing")};
  rc_str files[] = {RC_STR("a.json"), RC_STR(TASK), RC_STR("b.txt"),
                    RC_STR("zork, ZORK-2 and \xe6\x97\xa5\xe6\x9c\xac, bob@acme-mail.io")};
  rc_redaction *redaction = redact(
      files, 2, (rc_redact_options){.words = words, .n_words = 2, .keep = keep, .n_keep = 2});
  check_laws(redaction);
  rc_str done = redaction->files.items[0].new_bytes;
  assert_true(rc_str_contains(done, RC_STR("640188329671")));
  assert_true(rc_str_contains(done, RC_STR("n1n-billing")));
  rc_str text = redaction->files.items[1].new_bytes;
  assert_false(rc_str_contains_nocase(text, RC_STR("zork")));
  assert_false(rc_str_contains(text, words[1]));

  redaction = redact(files, 2, (rc_redact_options){.keep_names = true});
  check_laws(redaction);
  done = redaction->files.items[0].new_bytes;
  assert_true(rc_str_contains(done, RC_STR("acme-billing")));
  assert_true(rc_str_contains(done, RC_STR("640188329671")));
  assert_true(rc_str_contains(done, RC_STR("EXAMPLE0001")));
  assert_false(rc_str_contains(done, RC_STR("Tr0ub4dor")));
}

/* Numbers stay numbers, and no detector takes punctuation of JSON. */
static void test_json_stays_json(void **state) {
  (void)state;
  rc_str done = redacted("{\"password\": 8437219, \"owner\": 640188329671, \"x\": [\"a\"]}");
  assert_false(rc_str_contains(done, RC_STR("8437219")));
  assert_false(rc_str_contains(done, RC_STR("640188329671")));
  assert_false(rc_str_contains(done, RC_STR("EXAMPLE")));
}

static void test_texts(void **state) {
  (void)state;
  check_redacted("", "");
  check_redacted("\n", "\n");
  check_redacted("nothing to see here", "nothing to see here");
  check_redacted("from 52.1.2.3 and 52.1.2.4/32 to 10.0.0.1",
                 "from 192.0.2.3 and 192.0.2.4/32 to 10.0.0.1");
  check_redacted("arn:aws:s3:::acm* arn:aws:s3:::acme-logs",
                 "arn:aws:s3:::n1n* arn:aws:s3:::n1nn2n-logs");
  check_redacted("arn:aws:iam::640188329671:role/x 640188329671 (640188329671) 6401883296710",
                 "arn:aws:iam::111122223333:role/x 111122223333 (111122223333) 6401883296710");
  check_redacted("arn:aws:iam::640188329671:role/a1n b2 n arn:aws:s3:::n1-acme-n",
                 "arn:aws:iam::111122223333:role/a1n b2 n arn:aws:s3:::n1-n2n-n");
}

/* Memory that runs out at the n-th request. */
typedef struct short_heap { uint32_t left; } short_heap;

static void *short_allocate(void *context, size_t size) {
  short_heap *of = context;
  if (of->left == 0) {
    return NULL;
  }
  of->left--;
  return heap.allocate(heap.context, size);
}

static void short_release(void *context, void *block, size_t size) {
  (void)context;
  heap.release(heap.context, block, size);
}

static void test_without_memory(void **state) {
  (void)state;
  rc_status status = RC_NOMEM;
  for (uint32_t room = 0; status != RC_OK; room += 1 + room / 40) {
    short_heap of = {room};
    rc_allocator allocator = {&of, short_allocate, short_release};
    rc_arena small;
    rc_arena_init(&small, &allocator);
    rc_redaction redaction = {.arena = &small};
    status = rc_redaction_add(&redaction, RC_STR("a.json"), RC_STR(TASK));
    if (status == RC_OK) {
      status = rc_redaction_add(&redaction, RC_STR("b.txt"), RC_STR(NOTES));
    }
    if (status == RC_OK) {
      status = rc_redact(&redaction);
    }
    assert_true(status == RC_OK || status == RC_NOMEM);
    if (status == RC_OK) {
      of.left = room % 17;
      rc_str text = rc_redact_text(&redaction, RC_STR(POLICY));
      assert_false(rc_str_contains(text, RC_STR("640188329671")));
    }
    rc_arena_free(&small);
    assert_true(room < 1000000);
  }
}

/* What kept text and placeholders would form together is seen, and other numbers are given out. */
static void test_nothing_grows_together(void **state) {
  (void)state;
  rc_str files[] = {RC_STR("a.txt"),
                    RC_STR("arn:aws:s3:::acme-x 0arn:aws:s3:::acme1n n1acme2n n01n N1N 1n1n "
                           "arn:aws:s3:::nacme1nacme-zork0")};
  check_laws(redact(files, 1, (rc_redact_options){0}));
}

/* Random bundles out of parts that concern redaction. */
static void test_laws_at_random(void **state) {
  (void)state;
  static const char *const parts[] = {
      "arn:aws:iam::640188329671:role/", "acme", "Acme", "ACME", "billing", "prod", "*", "?", "-",
      "/", "n1n", "EXAMPLE0001", "111122223333", "640188329671", "\n", " ", " ", "52.1.2.3",
      "/24", "bob@acme-mail.io", "DB_PASSWORD=", "Tr0ub4dor&3-x!", "AKIAYVP4CIPPERUVIFXG", "\"",
      "{", "}", ":", ",", "arn:aws:s3:::", "acm*", "*cme", "0", "n", "1", "192.0.2.3",
      "https://bob:s3cr3tpassw0rd@db.acme.io/x", "i-0a1b2c3d4e5f60718", "ghp_", "EXAMPLE",
      "\\n", "%2F", "user1", "h1.example.com", "secret:acme/x-AbC12d"};
  uint64_t seed = 3;
  for (int round = 0; round < 300; round++) {
    rc_buf text;
    rc_buf_init(&text, &arena);
    uint32_t n = next_random(&seed) % 30;
    for (uint32_t i = 0; i < n; i++) {
      rc_buf_put_c(&text, parts[next_random(&seed) % RC_COUNT_OF(parts)]);
    }
    rc_str files[] = {RC_STR("x/acme.txt"), rc_buf_str(&text)};
    check_laws(redact(files, 1, (rc_redact_options){0}));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_every_family, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_spellings, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_keys_tell_their_account, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_many_accounts, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_avoids_what_is_there, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_counters_are_prefix_free, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_addresses_keep_their_blocks, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_documentation_stays, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_reads_ip6, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_renames_words, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_skips_numbers_that_are_there, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_wildcards_cut, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_wildcards_at_public_words, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_disagreeing_cuts_stay, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_words_of_the_user, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_public_words, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_renaming_keeps_matches, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_echo_takes_the_longest, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_echo_finds_trunks, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_echo_as_naive, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_overlaps, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_bundle, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_order_of_files, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_options, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_json_stays_json, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_texts, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_nothing_grows_together, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_without_memory, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_laws_at_random, set_up, tear_down),
  };
  return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
