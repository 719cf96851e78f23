/* Secrets by their names, in trees and in plain text; what names say; what looks random. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/files.h"
#include "redact/lexicon.h"
#include "syntax/json.h"

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

/* ---- scanning ------------------------------------------------------------------------------- */

typedef struct scanned {
  rc_str text;
  rc_leaves leaves;
} scanned;

static scanned scan_text(const char *text) {
  scanned s = {.text = rc_str_from_c(text)};
  rc_scan scan = {.arena = &arena, .text = s.text, .out = &s.leaves};
  rc_scan_text(&scan);
  return s;
}

static scanned scan_json(const char *text) {
  scanned s = {.text = rc_str_from_c(text)};
  rc_source *source = RC_NEW(&arena, rc_source);
  source->path = RC_STR("file.json");
  source->bytes = s.text;
  rc_tree *tree;
  assert_int_equal(rc_json_parse(&arena, source, &tree), RC_OK);
  assert_int_equal(rc_scan_tree(&arena, tree, &s.leaves), RC_OK);
  return s;
}

/* The leaf of `family` that covers exactly the first `value` in the text, or NULL. */
static const rc_leaf *leaf_of(const scanned *s, rc_family family, const char *value) {
  size_t at = rc_str_find(s->text, rc_str_from_c(value), 0);
  assert_true(at != RC_NOT_FOUND);
  for (RC_EACH(const rc_leaf, leaf, s->leaves)) {
    if (leaf->family == family && leaf->start == at && leaf->end == at + strlen(value)) {
      return leaf;
    }
  }
  return NULL;
}

static void expect(const scanned *s, rc_family family, const char *value) {
  if (leaf_of(s, family, value) == NULL) {
    fail_msg("no leaf of family %d for %s in %.*s", (int)family, value, (int)s->text.len,
             s->text.ptr);
  }
}

/* Nothing in `value` is hidden. */
static void expect_open(const scanned *s, const char *value) {
  size_t at = rc_str_find(s->text, rc_str_from_c(value), 0);
  assert_true(at != RC_NOT_FOUND);
  for (RC_EACH(const rc_leaf, leaf, s->leaves)) {
    if (leaf->family != RC_FAMILY_KEEP && leaf->start < at + strlen(value) && leaf->end > at) {
      fail_msg("%.*s is hidden in %.*s", (int)(leaf->end - leaf->start), s->text.ptr + leaf->start,
               (int)s->text.len, s->text.ptr);
    }
  }
}

static const char *detector_of(const scanned *s, rc_family family, const char *value) {
  const rc_leaf *leaf = leaf_of(s, family, value);
  assert_non_null(leaf);
  return rc_detector_info(leaf->detector)->name;
}

/* ---- names ---------------------------------------------------------------------------------- */

static void test_names(void **state) {
  (void)state;
  static const struct {
    const char *name;
    rc_named says;
  } cases[] = {
      {"DB_PASSWORD", RC_NAMED_SECRET},
      {"dbPassword", RC_NAMED_SECRET},
      {"DBPassword", RC_NAMED_SECRET},
      {"db-password", RC_NAMED_SECRET},
      {"spring.datasource.password", RC_NAMED_SECRET},
      {"PGPASSWORD", RC_NAMED_SECRET},
      {"DB_PASSWORD_2", RC_NAMED_SECRET},
      {"API_KEY2", RC_NAMED_SECRET},
      {"DB_PASSWORD_PROD_OLD", RC_NAMED_SECRET},
      {"stripeApiKey", RC_NAMED_SECRET},
      {"APIKey", RC_NAMED_SECRET},
      {"pw", RC_NAMED_SECRET},
      {"x_pw", RC_NAMED_SECRET},
      {"JWT_SALT", RC_NAMED_SECRET},
      {"/acme/prod/db/password", RC_NAMED_SECRET},
      {"--db-password", RC_NAMED_SECRET},
      {"DD_API_KEY", RC_NAMED_HEX_SECRET},
      {"TWILIO_AUTH_TOKEN", RC_NAMED_HEX_SECRET},
      {"DATABASE_URL", RC_NAMED_SECRET},
      {"SECRET_NAME", RC_NAMED_IDENTITY},
      {"family", RC_NAMED_IDENTITY},
      {"awslogs-stream-prefix", RC_NAMED_IDENTITY},
      {"S3_BUCKET", RC_NAMED_IDENTITY},
      {"AWS_ACCOUNT_ID", RC_NAMED_ACCOUNT},
      {"registryId", RC_NAMED_ACCOUNT},
      {"aws:SourceAccount", RC_NAMED_ACCOUNT},
      {"DB_HOST", RC_NAMED_HOST},
      {"POSTGRES_USER", RC_NAMED_USER},
      {"launchType", RC_NAMED_PUBLIC},
      {"codeSha256", RC_NAMED_PUBLIC},
      {"md5", RC_NAMED_PUBLIC},
      {"KEY_ID", RC_NAMED_NOTHING},
      {"PUBLIC_KEY", RC_NAMED_NOTHING},
      {"NEXT_PUBLIC_MAP_TOKEN", RC_NAMED_NOTHING},
      {"MAX_TOKENS", RC_NAMED_NOTHING},
      {"TOKEN_URL", RC_NAMED_NOTHING},
      {"DB_PASSWORD_FILE", RC_NAMED_NOTHING},
      {"passwordPolicy", RC_NAMED_NOTHING},
      {"keyboard", RC_NAMED_NOTHING},
      {"keyspace", RC_NAMED_NOTHING},
      {"author_id", RC_NAMED_NOTHING},
      {"partition_key", RC_NAMED_NOTHING},
      {"BYPASS", RC_NAMED_NOTHING},
      {"cluster_prod", RC_NAMED_NOTHING},
      {"secretOptions", RC_NAMED_NOTHING},
      {"LOG_LEVEL", RC_NAMED_NOTHING},
      {"", RC_NAMED_NOTHING},
      {"_", RC_NAMED_NOTHING},
      {"123", RC_NAMED_NOTHING},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    if (rc_name_says(rc_str_from_c(cases[i].name)) != cases[i].says) {
      fail_msg("%s says %d", cases[i].name, (int)rc_name_says(rc_str_from_c(cases[i].name)));
    }
  }
}

/* Every ending that the data names can be found, and from a name as long as may be. */
static void test_every_row_is_found(void **state) {
  (void)state;
  for (uint32_t i = 0; i < rc_n_name_rows; i++) {
    const rc_name_row *row = &rc_name_rows[i];
    if (row->words == NULL || (row->flags & RC_NAME_NO_ENDING) != 0) {
      continue;
    }
    rc_str words = {row->words, row->len};
    bool excused = rc_str_contains(words, RC_STR("PUBLIC"));
    assert_true(excused || rc_name_find(words).row == row);
    rc_str longer = RC_FILL(
        &arena, "x_y_z_x_y_z_x_y_z_x_y_z_x_y_z_x_y_z_x_y_z_x_y_z_x_y_z_x_y_z_{}", words);
    const rc_name_row *found = rc_name_find(longer).row;
    assert_true(excused || found == row);
  }
}

static void test_stand_ins(void **state) {
  (void)state;
  static const char *const stand_ins[] = {
      "",         "${X}",    "$DB_PASSWORD", "{{ x }}",       "<password>", "%PW%",  "@pw@",
      "((pw))",   "$(cat x)", "changeme",    "CHANGE_ME_NOW", "your-token", "****",  "xxxxxx",
      "REDACTED", "null",    "true",         "__TOKEN__",     "#{pw}",      " tbd ", "dummy"};
  static const char *const values[] = {"admin",        "hunter2",       "$ecret!",
                                       "EXAMPLE0001",  "postgres",      "RC/EXAMPLE/SECRET",
                                       "ghp_EXAMPLE0001", "rc_secret_0001", "${A}x${B}"};
  for (size_t i = 0; i < RC_COUNT_OF(stand_ins); i++) {
    if (!rc_is_stand_in(rc_str_from_c(stand_ins[i]))) {
      fail_msg("%s stands for nothing", stand_ins[i]);
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(values); i++) {
    if (rc_is_stand_in(rc_str_from_c(values[i]))) {
      fail_msg("%s stands in", values[i]);
    }
  }
}

static void test_innocent_values(void **state) {
  (void)state;
  static const char *const innocent[] = {"4096",         "1.5",       "arn:aws:x",
                                         "/run/secrets/db",
                                         "../x",         "C:\\keys\\x", "ssm:/x",    "https://x/y",
                                         "vault:kv/x#y", "{{resolve:secretsmanager:x}}"};
  static const char *const others[] = {"correct-horse", "00000000000000000000000000000001",
                                       "00000000-0000-4000-8000-000000000001",
                                       "/kX9qL2mVb7Kp4Tr8WdYcQ5nZ"};
  for (size_t i = 0; i < RC_COUNT_OF(innocent); i++) {
    if (!rc_is_innocent(rc_str_from_c(innocent[i]))) {
      fail_msg("%s", innocent[i]);
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(others); i++) {
    if (rc_is_innocent(rc_str_from_c(others[i]))) {
      fail_msg("%s", others[i]);
    }
  }
}

/* ---- trees ---------------------------------------------------------------------------------- */

static void test_pairs_in_trees(void **state) {
  (void)state;
  static const char *const shapes[] = {
      "{\"name\": \"DB_PASSWORD\", \"value\": \"hunter2!x\"}",
      "{\"value\": \"hunter2!x\", \"name\": \"DB_PASSWORD\"}",
      "[{\"Name\": \"DB_PASSWORD\", \"Value\": \"hunter2!x\", \"Type\": \"PLAINTEXT\"}]",
      "{\"Key\": \"DB_PASSWORD\", \"Value\": \"hunter2!x\"}",
      "{\"key\": \"db-password\", \"value\": \"hunter2!x\"}",
      "{\"ParameterKey\": \"DbPassword\", \"ParameterValue\": \"hunter2!x\"}",
      "{\"Environment\": {\"Variables\": {\"DB_PASSWORD\": \"hunter2!x\"}}}",
      "{\"Name\": \"/x/y\", \"Type\": \"SecureString\", \"Value\": \"hunter2!x\"}",
      "{\"Parameters\": {\"DbPassword\": {\"Type\": \"String\", \"Default\": \"hunter2!x\"}}}",
      "{\"variables\": {\"db_password\": {\"value\": \"hunter2!x\"}}}",
      "{\"SecretString\": \"hunter2!x\"}",
      "{\"SecretString\": \"{\\\"weird\\\": \\\"hunter2!x\\\"}\"}",
      "{\"kind\": \"Secret\", \"stringData\": {\"a.b\": \"hunter2!x\"}}",
      "{\"command\": [\"server\", \"--password\", \"hunter2!x\"]}",
      "{\"env\": {\"password\": \"hunter2!x\"}}",
      "{\"command\": [\n\"mysql\",\n\"-u\",\n\"root\",\n\"-phunter2!x\"\n]}",
      "{\"log\": \"user=bob\\npassword=hunter2!x\\nfoo=bar\"}",
      "{\"a\": \"{\\\"b\\\": \\\"{\\\\\\\"password\\\\\\\": \\\\\\\"hunter2!x\\\\\\\"}\\\"}\"}",
  };
  for (size_t i = 0; i < RC_COUNT_OF(shapes); i++) {
    scanned s = scan_json(shapes[i]);
    rc_family family = strstr(shapes[i], "stringData") != NULL ? RC_FAMILY_BLOB : RC_FAMILY_OPAQUE;
    expect(&s, family, "hunter2!x");
    assert_true((leaf_of(&s, family, "hunter2!x")->flags & RC_LEAF_SECRET) != 0);
  }
}

static void test_references_stay(void **state) {
  (void)state;
  static const char *const shapes[] = {
      "{\"name\": \"DB_PASSWORD\", \"value\": \"${VALUE}\"}",
      "{\"name\": \"DB_PASSWORD\", \"value\": \"changeme\"}",
      "{\"name\": \"DB_PASSWORD_FILE\", \"value\": \"/run/secrets/db\"}",
      "{\"name\": \"REQUIRE_PASSWORD\", \"value\": \"true\"}",
      "{\"name\": \"MAX_TOKENS\", \"value\": \"4096\"}",
      "{\"name\": \"LOG_LEVEL\", \"value\": \"info\"}",
      "{\"name\": \"DB_PASSWORD\", \"value\": \"{{resolve:secretsmanager:x:SecretString:y}}\"}",
  };
  for (size_t i = 0; i < RC_COUNT_OF(shapes); i++) {
    scanned s = scan_json(shapes[i]);
    for (RC_EACH(const rc_leaf, leaf, s.leaves)) {
      assert_int_equal(leaf->flags & RC_LEAF_SECRET, 0);
    }
  }
}

static void test_families_by_value(void **state) {
  (void)state;
  scanned s = scan_json(
      "{\"a\": {\"DD_API_KEY\": \"0123456789abcdef0123456789abcdef\"},"
      "\"PIN\": \"482911\", \"token\": 48291177, \"SNYK_TOKEN\": "
      "\"1f0c7e2a-93b4-4d5e-8f6a-0b1c2d3e4f5a\", \"API_KEY\": \"aGVsbG8gd29ybGQgaGVsbG8gdw==\","
      "\"SecretAccessKey\": \"aB3dEfGh1jKlMn0pQrStUvWxYz0123456789abcd\"}");
  expect(&s, RC_FAMILY_HEX, "0123456789abcdef0123456789abcdef");
  assert_string_equal(detector_of(&s, RC_FAMILY_HEX, "0123456789abcdef0123456789abcdef"),
                      "datadog-key");
  expect(&s, RC_FAMILY_NUMBER, "482911");
  expect(&s, RC_FAMILY_NUMBER, "8291177"); /* a number in JSON may not begin with 0 */
  expect(&s, RC_FAMILY_UUID, "1f0c7e2a-93b4-4d5e-8f6a-0b1c2d3e4f5a");
  expect(&s, RC_FAMILY_BLOB, "aGVsbG8gd29ybGQgaGVsbG8gdw==");
  expect(&s, RC_FAMILY_AWS_SECRET, "aB3dEfGh1jKlMn0pQrStUvWxYz0123456789abcd");
}

static void test_keys_of_aws(void **state) {
  (void)state;
  char text[256];
  (void)snprintf(text, sizeof text, "%s%s\n\n  aB3dEfGh1jKlMn0pQrStUvWxYz/123456789abcd\n", "AKIA",
                 "Q4ZTPLMN2WXY6RS3");
  scanned s = scan_text(text);
  expect(&s, RC_FAMILY_AWS_SECRET, "aB3dEfGh1jKlMn0pQrStUvWxYz/123456789abcd");
  s = scan_json("{\"Owner\": {\"ID\": "
                "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}}");
  expect(&s, RC_FAMILY_HEX, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  s = scan_text("\"auth\": \"Ym9iOmh1bnRlcjI=\"");
  expect(&s, RC_FAMILY_BASIC, "Ym9iOmh1bnRlcjI=");
}

static void test_weak_values(void **state) {
  (void)state;
  scanned s = scan_json("{\"password\": \"postgres\", \"token\": \"sup3rs3cret\"}");
  assert_int_equal(leaf_of(&s, RC_FAMILY_OPAQUE, "postgres")->flags,
                   RC_LEAF_SECRET | RC_LEAF_WEAK);
  assert_int_equal(leaf_of(&s, RC_FAMILY_OPAQUE, "sup3rs3cret")->flags, RC_LEAF_SECRET);
}

static void test_escapes_are_whole(void **state) {
  (void)state;
  scanned s = scan_json("{\"password\": \"a\\\"b\\u0041\\\\c\\n9!\", "
                        "\"x\": \"\\tpassword=q\\\"r\"}");
  expect(&s, RC_FAMILY_OPAQUE, "a\\\"b\\u0041\\\\c\\n9!");
  for (RC_EACH(const rc_leaf, leaf, s.leaves)) {
    size_t before = 0;
    while (leaf->start > before && s.text.ptr[leaf->start - before - 1] == '\\') {
      before++;
    }
    assert_int_equal(before % 2, 0);
    size_t last = 0;
    while (leaf->end - last > leaf->start && s.text.ptr[leaf->end - last - 1] == '\\') {
      last++;
    }
    assert_int_equal(last % 2, 0);
  }
}

static void test_percent_encoded_document(void **state) {
  (void)state;
  scanned s = scan_json("{\"PolicyDocument\": \"%7B%22Statement%22%3A%7B%22Action%22%3A%22ssm%3A"
                        "Get%2A%22%2C%22password%22%3A%22hunter2%21%22%7D%7D\"}");
  expect(&s, RC_FAMILY_OPAQUE, "hunter2%21");
  expect(&s, RC_FAMILY_KEEP, "ssm%3AGet%2A");
}

static void test_vocabulary_and_names(void **state) {
  (void)state;
  scanned s = scan_json(
      "{\"family\": \"acme-billing\", \"networkMode\": \"awsvpc\", \"containerDefinitions\": ["
      "{\"name\": \"billing-api\", \"ulimits\": [{\"name\": \"nofile\", \"softLimit\": 1}],"
      "\"environment\": [{\"name\": \"ACME_MODE\", \"value\": \"fast\"}],"
      "\"secrets\": [{\"name\": \"ACME_DB\", \"valueFrom\": \"x\"}],"
      "\"mountPoints\": [{\"sourceVolume\": \"acme-data\"}],"
      "\"dockerLabels\": {\"com.acme.owner\": \"crew\"},"
      "\"logConfiguration\": {\"logDriver\": \"awslogs\", \"options\":"
      "{\"awslogs-group\": \"/ecs/acme\", \"awslogs-region\": \"eu-west-1\"}}}],"
      "\"tags\": [{\"key\": \"Unit\", \"value\": \"payments\"}]}");
  static const char *const names[] = {"acme-billing", "billing-api", "acme-data",
                                      "crew",         "/ecs/acme",   "payments"};
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    expect(&s, RC_FAMILY_NAME, names[i]);
  }
  static const char *const kept[] = {"family", "awsvpc", "nofile", "awslogs", "eu-west-1"};
  for (size_t i = 0; i < RC_COUNT_OF(kept); i++) {
    expect(&s, RC_FAMILY_KEEP, kept[i]);
  }
  expect_open(&s, "ACME_MODE");
  expect_open(&s, "ACME_DB");
  expect_open(&s, "com.acme.owner");
  assert_null(leaf_of(&s, RC_FAMILY_KEEP, "com.acme.owner"));
}

static void test_policies(void **state) {
  (void)state;
  scanned s = scan_json(
      "{\"policyText\": \"{\\\"Statement\\\":[{\\\"Action\\\":\\\"s3:GetObject\\\","
      "\\\"Principal\\\":{\\\"AWS\\\":\\\"222233334444\\\","
      "\\\"Service\\\":\\\"ecs-tasks.amazonaws.com\\\"},\\\"Condition\\\":{\\\"StringEquals\\\":"
      "{\\\"aws:SourceAccount\\\":[\\\"333344445555\\\"],\\\"sts:ExternalId\\\":\\\"ext-9x8y7z\\\","
      "\\\"aws:ResourceTag/unit\\\":\\\"payments\\\"}}}]}\", \"UserName\": \"dave\"}");
  expect(&s, RC_FAMILY_KEEP, "s3:GetObject");
  expect(&s, RC_FAMILY_ACCOUNT, "222233334444");
  expect(&s, RC_FAMILY_KEEP, "ecs-tasks.amazonaws.com");
  expect(&s, RC_FAMILY_KEEP, "StringEquals");
  expect(&s, RC_FAMILY_ACCOUNT, "333344445555");
  expect(&s, RC_FAMILY_OPAQUE, "ext-9x8y7z");
  expect(&s, RC_FAMILY_KEEP, "aws:ResourceTag/");
  expect(&s, RC_FAMILY_NAME, "payments");
  expect(&s, RC_FAMILY_NAME, "dave");
}

static void test_logins_and_keys(void **state) {
  (void)state;
  scanned s = scan_json("{\"auths\": {\"r.example.com\": {\"auth\": \"Ym9iOmh1bnRlcjI=\"}},"
                        "\"k\": {\"kty\": \"RSA\", \"n\": \"modulus\", \"d\": \"exponent\"}}");
  expect(&s, RC_FAMILY_BASIC, "Ym9iOmh1bnRlcjI=");
  expect(&s, RC_FAMILY_OPAQUE, "exponent");
  expect_open(&s, "modulus");
}

static void test_broken_trees(void **state) {
  (void)state;
  static const char *const texts[] = {
      "{",     "[\"a\\\"",        "{\"a\":{{x}},\"password\":",  "{{{x}}:1}",     "[1,{\"name\":}",
      "{\"x\"}", "{\"name\":\"a\",\"value\"", "{\"auths\":[1,\"x\"]}", "[[[\"%7B\"]]]",
      "{\"k\":\"\\u\"}",
      "{<x>, \"value\": \"y\"}", "{\"policy\": \"{\\\"a\"}",
      "{\"kind\":\"Secret\",\"data\":\"x\"}"};
  for (size_t i = 0; i < RC_COUNT_OF(texts); i++) {
    scanned s = scan_json(texts[i]);
    for (RC_EACH(const rc_leaf, leaf, s.leaves)) {
      assert_true(leaf->start < leaf->end && leaf->end <= s.text.len);
    }
  }
  scanned s = scan_json("{\"password\": \"hunter2!x\", \"broken");
  expect(&s, RC_FAMILY_OPAQUE, "hunter2!x");
}

/* ---- plain text ----------------------------------------------------------------------------- */

static void test_pairs_in_text(void **state) {
  (void)state;
  static const char *const lines[] = {
      "DB_PASSWORD=hunter2!x",
      "export DB_PASSWORD=hunter2!x",
      "export DB_PASSWORD='hunter2!x'",
      "password: hunter2!x",
      "  password: \"hunter2!x\" # comment",
      "- DB_PASSWORD=hunter2!x",
      "db.password = hunter2!x\r\nnext = 1",
      "password := hunter2!x",
      "config['db_password'] = 'hunter2!x'",
      "$password = \"hunter2!x\";",
      "{'password': 'hunter2!x', 'a': 1}",
      "{password:hunter2!x,user:x}",
      "level=info password=hunter2!x user=bob",
      "level=info password=\"hunter2!x\"",
      "{\\\"password\\\":\\\"hunter2!x\\\"}",
      "- Name: DB_PASSWORD\n  Value: hunter2!x\n",
      "- Value: hunter2!x\n  Name: DB_PASSWORD\n",
      "  name  = \"DB_PASSWORD\"\n  value = \"hunter2!x\"\n",
      "{ name = \"DB_PASSWORD\", value = \"hunter2!x\" }",
      "<password>hunter2!x</password>",
      "<add key=\"DbPassword\" value=\"hunter2!x\"/>",
      "password: |\n  hunter2!x\n",
      "ENV DB_PASSWORD=hunter2!x",
      "docker run -e DB_PASSWORD=hunter2!x nginx",
      "server --db-password hunter2!x --port 80",
      "server --db-password=hunter2!x",
      "[\"server\", \"--token\", \"hunter2!x\"]",
      "- --token\n- hunter2!x\n",
      "curl -u root:hunter2!x https://host/",
      "mysql -h db -u root -phunter2!x shop",
      "sshpass -p hunter2!x ssh host",
      "redis-cli -h host -a hunter2!x",
      "docker login -u bob -p hunter2!x registry",
      "PGPASSWORD=hunter2!x psql",
      "password=\033[31mhunter2!x\033[0m",
      "&quot;password&quot;:&quot;hunter2!x&quot;",
      "curl -H 'X-Api-Key: hunter2!x' host",
      "X-Vault-Token: hunter2!x",
      "//registry.example.com/:_authToken=hunter2!x",
      "Cookie: theme=a; sid=hunter2!x",
      "Set-Cookie: connect.sid=hunter2!x; Path=/",
      "GET /x?access_token=hunter2!x&y=1 HTTP/1.1",
      "kind: Secret\ndata:\n  a: 1\n  b: hunter2!x\n",
      "stringData:\n  b: hunter2!x\nkind: Secret\n",
  };
  for (size_t i = 0; i < RC_COUNT_OF(lines); i++) {
    scanned s = scan_text(lines[i]);
    if (leaf_of(&s, RC_FAMILY_BLOB, "hunter2!x") == NULL) {
      expect(&s, RC_FAMILY_OPAQUE, "hunter2!x");
    }
  }
}

static void test_headers(void **state) {
  (void)state;
  scanned s = scan_text("Authorization: Bearer 0123456789abcdef0123\nAuthorization: Basic "
                        "Ym9iOmh1bnRlcjI=\ngot Bearer fedcba98765432100123 there");
  expect(&s, RC_FAMILY_BASIC, "Ym9iOmh1bnRlcjI=");
  expect(&s, RC_FAMILY_OPAQUE, "0123456789abcdef0123");
  expect(&s, RC_FAMILY_OPAQUE, "fedcba98765432100123");
  s = scan_text("Authorization: Digest username=\"bob\", "
                "response=\"6629fae49393a05397450978507c4ef1\"");
  expect(&s, RC_FAMILY_HEX, "6629fae49393a05397450978507c4ef1");
  s = scan_text("Authorization: Negotiate TlRMTVNTUAADAAAAGAAYAHIAAAA");
  expect(&s, RC_FAMILY_OPAQUE, "TlRMTVNTUAADAAAAGAAYAHIAAAA");
}

static void test_text_that_stays(void **state) {
  (void)state;
  static const char *const lines[] = {
      "invalid token: expected a string",
      "docker run -p 8080:80 nginx",
      "password=$(cat /run/secret) server",
      "password=${DB_PASSWORD:-$OTHER}",
      "password: ${DB_PASSWORD}",
      "password = var.db_password",
      "password = data.aws_secretsmanager_secret_version.db.secret_string",
      "if (password == other) return",
      "Password: !Ref DbPassword",
      "token_type: bearer",
      "MAX_TOKENS=4096",
      "use Bearer token authentication with care",
      "use Basic authentication with care",
      "WWW-Authenticate: Bearer realm=\"service\"",
      "- Name: LOG_LEVEL\n  Value: info\n- Name: DB_PASSWORD\n",
      "kind: ConfigMap\ndata:\n  a: hello\n",
      "secretsmanager:GetSecretValue",
      "enable_password=false",
      "public_key: abcdef",
      "token = event['resultToken']",
      "token = response.Credentials.SessionToken,",
      "password=db_password",
      "password = get_password()",
      "token: No token found.",
      "license: Apache-2.0",
      "  - sso:ListSessions auth:ListSessions",
  };
  for (size_t i = 0; i < RC_COUNT_OF(lines); i++) {
    scanned s = scan_text(lines[i]);
    for (RC_EACH(const rc_leaf, leaf, s.leaves)) {
      if ((leaf->flags & RC_LEAF_SECRET) != 0) {
        fail_msg("%s in %s", rc_detector_info(leaf->detector)->name, lines[i]);
      }
    }
  }
}

static void test_identities_in_text(void **state) {
  (void)state;
  scanned s = scan_text("family: acme-web\nS3_BUCKET=acme-files\naccount_id = 222233334444\n");
  expect(&s, RC_FAMILY_NAME, "acme-web");
  expect(&s, RC_FAMILY_NAME, "acme-files");
  expect(&s, RC_FAMILY_ACCOUNT, "222233334444");
  s = scan_text("family: ${Env}-acme");
  expect(&s, RC_FAMILY_NAME, "-acme");
  expect_open(&s, "${Env}");
}

/* ---- what looks random ---------------------------------------------------------------------- */

static rc_str random_text(const char *alphabet, size_t length, uint64_t *state) {
  char *bytes = rc_arena_bytes(&arena, length);
  size_t n = strlen(alphabet);
  for (size_t i = 0; i < length; i++) {
    bytes[i] = alphabet[next_random(state) % n];
  }
  return (rc_str){bytes, length};
}

static double found_of(const char *alphabet, size_t length) {
  uint64_t state = 4;
  int found = 0;
  for (int i = 0; i < 2000; i++) {
    found += rc_looks_random(random_text(alphabet, length, &state)) ? 1 : 0;
  }
  return found / 20.0;
}

static bool is_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

/* Identifiers of the tests, which the model has not learnt from. */
static void count_identifiers(rc_str text, int *n, int *alarms) {
  for (size_t at = 0; at < text.len;) {
    size_t from = at;
    while (at < text.len && is_part(text.ptr[at])) {
      at++;
    }
    if (at - from >= 16 && at - from <= 60) {
      rc_str word = rc_str_slice(text, from, at);
      ++*n;
      *alarms += rc_looks_random(word) ? 1 : 0;
    }
    at += at == from ? 1 : 0;
  }
}

static void test_random_strings(void **state) {
  (void)state;
  static const char mixed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  static const char single[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  double found[] = {found_of(mixed, 16),  found_of(mixed, 20), found_of(mixed, 32),
                    found_of(single, 20), found_of(single, 32), found_of(url, 43)};
  printf("random strings found: base62 16 %.1f %%, 20 %.1f %%, 32 %.1f %%; base36 20 %.1f %%, 32 "
         "%.1f %%; base64url 43 %.1f %%\n",
         found[0], found[1], found[2], found[3], found[4], found[5]);
  assert_true(found[0] > 90 && found[1] > 95 && found[2] > 98);
  assert_true(found[3] > 98 && found[4] > 99 && found[5] > 98);
  int n = 0;
  int alarms = 0;
  text_vec paths = {0};
  list_files(&arena, "tests", ".c", &paths);
  list_files(&arena, "examples", ".json", &paths);
  for (RC_EACH(const rc_str, path, paths)) {
    if (!rc_str_contains(*path, RC_STR("redact"))) { /* those hold tokens */
      count_identifiers(read_file(&arena, c_string(&arena, *path)), &n, &alarms);
    }
  }
  printf("false alarms: %d of %d identifiers (%.2f %%)\n", alarms, n, 100.0 * alarms / n);
  assert_true(n > 1000);
  assert_true(alarms * 200 <= n);
}

static void test_what_is_not_random(void **state) {
  (void)state;
  static const char *const texts[] = {
      "my-service-production-cluster", "ip-10-0-12-34.ec2.internal",
      "0123456789abcdef0123456789abcdef", "1f0c7e2a-93b4-4d5e-8f6a-0b1c2d3e4f5a",
      "2024-01-01T00:00:00.000Z",      "com.amazonaws.ecs.capability.docker-remote-api.1.19",
      "AmazonECSTaskExecutionRolePolicy", "AWSServiceRoleForECS", "HTTP2ServerGoawayTimeout",
      "MyVpcPublicSubnet2EIP8CCBA239", "stacksets-exec-b5520cb2730c2f54b523d6375a319abb",
      ("AssetParameters5b47c8e4cbbce7e4a8085f1aa83ed9c4691b7f65927ba092d6620bbba925f391"
       "S3BucketB4102E9A")};
  for (size_t i = 0; i < RC_COUNT_OF(texts); i++) {
    if (rc_looks_random(rc_str_from_c(texts[i]))) {
      fail_msg("%s", texts[i]);
    }
  }
  scanned s = scan_text("sha512-zX9qL2mVb7Kp4Tr8WdYczX9qL2mVb7Kp4Tr8WdYc/aZ9");
  expect_open(&s, "zX9qL2mVb7Kp4Tr8WdYczX9qL2mVb7Kp4Tr8WdYc");
  s = scan_text("key zX9qL2mVb7Kp4Tr8WdYc/Qm3Zt8+x== end");
  expect(&s, RC_FAMILY_OPAQUE, "zX9qL2mVb7Kp4Tr8WdYc/Qm3Zt8+x==");
}

/* ---- what was seen before ------------------------------------------------------------------- */

/* Pieces that say something, some of them only behind or before others. */
static const char *const pieces[] = {
    "password", ": ", "=", "\"", "hunter2secret", "name", "value", "DB_PASSWORD", "\n", "\n",
    "\n", " ", " ", ",", "- ", "  ", "arn:aws:iam::111122223333:role/acme-prod", "{", "}",
    "key", "kms ", "1234abcd-12ab-34cd-56ef-1234567890ab", "AKIA", "QYLPMN5HHHFPZAM2 ",
    "Zx81kQpV", "--password", "-p", "mysql ", "machine a.example.org",
    "login jodo password 94qKjFfay", "host:5432:db:jodo:94qKjFfay", "https://jo:pw@db.acme.org/x",
    "data:", "kind: Secret", "a: b3BlbnNlc2FtZQ==", "|", "94qKjFfay0Zx7", "Bearer ", "\033[32m",
    "32m", "(service ", "acme-api", "us-east-1", "444455556666", "phone ", "Value: ",
    "+49 30 901820", "415-555-0132", "10.1.2.3", "203.0.113.9", "sha256:", "</password>",
    "<password>", "2024-03-01T12:34:56.789Z", "2024-03-01T12:34:56", ",789", "db.acme.org",
    "md5 ", "0123456789abcdef0123456789abcdef", "user ", "from ", "?token=", "&sig=", "\\n",
    "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "\r\n",
};

static uint32_t draw(uint32_t *seed, uint32_t n) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % n;
}

static int by_place(const void *a, const void *b) {
  const rc_leaf *x = a;
  const rc_leaf *y = b;
  const uint32_t left[] = {x->start, x->end, x->detector, x->family, x->flags};
  const uint32_t right[] = {y->start, y->end, y->detector, y->family, y->flags};
  for (size_t i = 0; i < RC_COUNT_OF(left); i++) {
    if (left[i] != right[i]) {
      return left[i] < right[i] ? -1 : 1;
    }
  }
  return 0;
}

static rc_leaves scan_with(rc_str text, rc_run_memo *memo) {
  rc_leaves leaves = {0};
  rc_scan scan = {.arena = &arena, .text = text, .out = &leaves, .memo = memo};
  rc_scan_text(&scan);
  qsort(leaves.items, leaves.len, sizeof *leaves.items, by_place);
  return leaves;
}

/* With and without memory the same is found. */
static void expect_same(rc_str text) {
  rc_run_memo *memo = rc_run_memo_new(&arena, text);
  assert_non_null(memo);
  rc_leaves again = scan_with(text, memo);
  rc_leaves once = scan_with(text, NULL);
  assert_true(once.len > 0);
  for (uint32_t i = 0; i < once.len && i < again.len; i++) {
    if (by_place(&once.items[i], &again.items[i]) != 0) {
      uint32_t at = once.items[i].start < 80 ? 0 : once.items[i].start - 80;
      fail_msg("%.*s", 160, text.ptr + at);
    }
  }
  assert_int_equal(once.len, again.len);
  rc_arena_free(&arena);
}

/* What lines of logs begin with: `0` is any digit, `f` any hexadecimal one. */
static const char *const stamps[] = {
    "0000-00-00T00:00:00.000Z ", "0000-00-00T00:00:00Z ffffffff ", "[0000-00-00 00:00:00,000] ",
    "[0000000000.000] ", "ffffffff ", "0000/00/00 00:00:00 [ffff] ", "0 ", "[0000] ", "0f ",
    "ffffffff-ffff-ffff-ffff-ffffffffffff\t", "000000000000 ", "0000-00-00T00:00:00+00:00  ",
    "10.0.0.0 ", "0000-0000-0000 ", "415-555-0000 ", "+49 30 ", "aws:0000 ",
};

static size_t put_stamp(char *to, uint32_t *seed) {
  size_t len = 0;
  for (const char *form = stamps[draw(seed, RC_COUNT_OF(stamps))]; *form != '\0'; form++) {
    uint32_t digit = draw(seed, *form == '0' ? 10 : 16);
    to[len++] = *form == '0' || *form == 'f' ? "0123456789abcdef"[digit] : *form;
  }
  return len;
}

/* The same messages behind other stamps. */
static void what_was_said_before_is_found_again(void **state) {
  (void)state;
  enum { N_MESSAGES = 24, LONGEST = 400 };
  static char text[70000];
  static char messages[N_MESSAGES][LONGEST];
  uint32_t seed = 5;
  for (int round = 0; round < 40; round++) {
    for (size_t i = 0; i < N_MESSAGES; i++) {
      size_t len = 0;
      for (uint32_t n = 1 + draw(&seed, 7); n > 0; n--) {
        const char *piece = pieces[draw(&seed, RC_COUNT_OF(pieces))];
        if (strchr(piece, '\n') == NULL && len + strlen(piece) < LONGEST - 1) {
          memcpy(messages[i] + len, piece, strlen(piece));
          len += strlen(piece);
        }
      }
      messages[i][len] = '\0';
    }
    size_t len = 0;
    while (len < sizeof text - 1000) {
      for (uint32_t n = draw(&seed, 4); n > 0; n--) {
        len += put_stamp(text + len, &seed);
      }
      const char *message = messages[draw(&seed, N_MESSAGES)];
      memcpy(text + len, message, strlen(message));
      len += strlen(message);
      text[len++] = '\n';
    }
    expect_same((rc_str){text, len});
  }
}

static void what_was_seen_before_is_found_again(void **state) {
  (void)state;
  static char text[70000];
  uint32_t seed = 1;
  for (int round = 0; round < 12; round++) {
    size_t len = 0;
    uint32_t n_pieces = 8 + draw(&seed, RC_COUNT_OF(pieces) - 8);
    uint32_t first = draw(&seed, RC_COUNT_OF(pieces));
    while (len < sizeof text - 200) {
      uint32_t which = (first + draw(&seed, n_pieces)) % RC_COUNT_OF(pieces);
      const char *piece = pieces[draw(&seed, 5) == 0 ? 8 : which];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    expect_same((rc_str){text, len});
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_every_row_is_found, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_stand_ins, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_innocent_values, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_pairs_in_trees, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_references_stay, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_families_by_value, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_keys_of_aws, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_weak_values, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_escapes_are_whole, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_percent_encoded_document, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_vocabulary_and_names, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_policies, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_logins_and_keys, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_broken_trees, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_pairs_in_text, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_headers, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_text_that_stays, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_identities_in_text, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_random_strings, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_what_is_not_random, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_was_seen_before_is_found_again, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_was_said_before_is_found_again, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
