#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "aws/catalogue_parts.h"
#include "lib/files.h"

static rc_arena arena;
static rc_catalogue catalogue;

static int set_up(void **state) {
  (void)state;
  rc_arena_init(&arena, &heap);
  rc_catalogue_open_builtin(&catalogue);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rc_arena_free(&arena);
  return 0;
}

static void assert_text(rc_str text, rc_str expected) {
  assert_string_equal(c_string(&arena, text), c_string(&arena, expected));
}

static uint32_t action_of(const char *text) {
  return rc_catalogue_action_by_text(&catalogue, rc_str_from_c(text));
}

static uint32_t service_of(const char *prefix) {
  return rc_catalogue_service(&catalogue, rc_str_from_c(prefix));
}

static uint32_t key_of(const char *name) {
  return rc_catalogue_condition_key(&catalogue, RC_CATALOGUE_NONE, rc_str_from_c(name));
}

/* ---- All of it, against the text it was made from ------------------------------------------- */

static const char *const level_names[] = {"read", "list", "write", "tagging", "permissions"};
static const char *const type_names[] = {"String", "ARN", "Bool", "Numeric", "Date", "IPAddress"};

/* Where a file has been read to. */
typedef struct reading {
  uint32_t service, action, type; /* the block being read; one of the last two at most */
  uint32_t next_type, n_actions, n_types, n_keys, n_links;
  uint32_t n_arns;
  rc_catalogue_link_walk links;
} reading;

static rc_str with_case_changed(rc_str text) {
  char *copy = c_string(&arena, text);
  for (size_t i = 0; i < text.len; i++) {
    bool is_letter = (copy[i] >= 'a' && copy[i] <= 'z') || (copy[i] >= 'A' && copy[i] <= 'Z');
    copy[i] = (char)(is_letter ? copy[i] ^ 0x20 : copy[i]);
  }
  return (rc_str){copy, text.len};
}

static void expect_set(const reading *at, rc_catalogue_set set, rc_str names) {
  uint32_t n_distinct = 0, last = RC_CATALOGUE_NONE;
  while (names.len > 0) {
    rc_str name = rc_str_cut(&names, ' ');
    uint32_t key = rc_catalogue_condition_key(&catalogue, at->service, with_case_changed(name));
    assert_int_not_equal(key, RC_CATALOGUE_NONE);
    assert_true(rc_catalogue_set_has(set, key));
    n_distinct += key != last;
    last = key;
  }
  assert_int_equal(set.len, n_distinct);
}

static void read_action(reading *at, rc_str rest) {
  rc_str name = rc_str_cut(&rest, ' ');
  at->action = rc_catalogue_action(&catalogue, at->service, with_case_changed(name));
  assert_int_not_equal(at->action, RC_CATALOGUE_NONE);
  at->type = RC_CATALOGUE_NONE;
  at->n_actions++;
  assert_text(rc_catalogue_action_name(&arena, &catalogue, at->action), name);
  rc_catalogue_action_info info = rc_catalogue_action_info_of(&catalogue, at->action);
  assert_int_equal(info.service, at->service);
  assert_text(rc_str_from_c(level_names[info.level]), rest);
  assert_int_equal(info.wildcard_only, info.n_links == 0);
  assert_int_equal(at->links.left, 0);
  at->links = rc_catalogue_links_of(&catalogue, at->action);
  at->n_links += info.n_links;
}

static void read_link(reading *at, rc_str rest) {
  size_t with = rc_str_find(rest, RC_STR(" with "), 0);
  rc_str keys = with == RC_NOT_FOUND ? RC_STR_NONE : rc_str_from(rest, with + 6);
  rc_str type = rc_str_slice(rest, 0, with);
  rc_catalogue_link link;
  assert_true(rc_catalogue_link_next(&at->links, &link));
  assert_int_equal(link.required, rc_str_ends_with(type, RC_STR("*")));
  type.len -= link.required ? 1 : 0;
  assert_true(rc_str_equal_nocase(rc_catalogue_type_name(&arena, &catalogue, link.type), type));
  rc_catalogue_range types = rc_catalogue_service_types(&catalogue, at->service);
  assert_in_range(link.type, types.first, types.end - 1);
  expect_set(at, link.keys, keys);
}

static void read_type(reading *at, rc_str rest) {
  at->type = at->next_type++;
  at->action = RC_CATALOGUE_NONE;
  at->n_types++;
  at->n_arns = 0;
  assert_text(rc_catalogue_type_name(&arena, &catalogue, at->type), rest);
}

static void read_key(reading *at, rc_str rest) {
  rc_str name = rc_str_cut(&rest, ' ');
  uint32_t key = rc_catalogue_condition_key(&catalogue, at->service, name);
  at->n_keys++;
  assert_int_not_equal(key, RC_CATALOGUE_NONE);
  rc_catalogue_key_info info = rc_catalogue_key_info_of(&catalogue, key);
  rc_str array = RC_STR("ArrayOf");
  assert_int_equal(info.multivalued, rc_str_starts_with(rest, array));
  assert_text(rc_str_from_c(type_names[info.type]),
              rc_str_from(rest, info.multivalued ? array.len : 0));
  bool in_service = rc_catalogue_set_has(rc_catalogue_service_keys(&catalogue, at->service), key);
  assert_true(in_service || info.global);
}

static void read_keys(const reading *at, rc_str names) {
  bool of_type = at->type != RC_CATALOGUE_NONE;
  expect_set(at,
             of_type ? rc_catalogue_type_info_of(&catalogue, at->type).keys
                     : rc_catalogue_action_info_of(&catalogue, at->action).keys,
             names);
}

static void read_line(reading *at, rc_str line) {
  rc_str rest = rc_str_trim(line);
  rc_str word = rc_str_cut(&rest, ' ');
  if (rc_str_equal(word, RC_STR("service"))) {
    at->service = rc_catalogue_service(&catalogue, with_case_changed(rest));
    assert_int_not_equal(at->service, RC_CATALOGUE_NONE);
    at->next_type = rc_catalogue_service_types(&catalogue, at->service).first;
    assert_text(rc_catalogue_service_prefix(&catalogue, at->service), rest);
  } else if (rc_str_equal(word, RC_STR("title"))) {
    assert_text(rc_catalogue_service_title(&arena, &catalogue, at->service), rest);
  } else if (rc_str_equal(word, RC_STR("action"))) {
    read_action(at, rest);
  } else if (rc_str_equal(word, RC_STR("on"))) {
    read_link(at, rest);
  } else if (rc_str_equal(word, RC_STR("type"))) {
    read_type(at, rest);
  } else if (rc_str_equal(word, RC_STR("arn"))) {
    assert_text(rc_catalogue_type_arn(&arena, &catalogue, at->type, at->n_arns++), rest);
  } else if (rc_str_equal(word, RC_STR("key")) || rc_str_equal(word, RC_STR("global"))) {
    read_key(at, rest);
  } else if (rc_str_equal(word, RC_STR("keys"))) {
    read_keys(at, rest);
  }
}

static void read_back(reading *totals, const char *path) {
  rc_str text = read_file(&arena, path);
  reading at = {.service = RC_CATALOGUE_NONE};
  while (text.len > 0) {
    read_line(&at, rc_str_cut(&text, '\n'));
  }
  assert_int_equal(at.links.left, 0);
  if (at.service != RC_CATALOGUE_NONE) {
    rc_catalogue_range actions = rc_catalogue_service_actions(&catalogue, at.service);
    assert_int_equal(actions.end - actions.first, at.n_actions);
  }
  totals->n_actions += at.n_actions;
  totals->n_types += at.n_types;
  totals->n_links += at.n_links;
  totals->n_keys += at.n_keys;
}

/* The counts are those of the version in data/catalogue; a newer one has others. */
static void holds_what_the_text_holds(void **state) {
  (void)state;
  rc_arena list_arena;
  text_vec paths = {0};
  reading totals = {0};
  rc_arena_init(&list_arena, &heap);
  list_files(&list_arena, "data/catalogue", ".txt", &paths);
  for (RC_EACH(rc_str, path, paths)) {
    read_back(&totals, c_string(&list_arena, *path));
    rc_arena_free(&arena);
    rc_arena_init(&arena, &heap);
  }
  assert_int_equal(catalogue.n_services, 456);
  assert_int_equal(paths.len, 456 + 1);
  assert_int_equal(totals.n_actions, 22091);
  assert_int_equal(catalogue.n_actions, 22091);
  assert_int_equal(totals.n_types, 2334);
  assert_int_equal(catalogue.n_types, 2334);
  assert_int_equal(totals.n_links, 21931 - 6); /* the package names six links twice */
  assert_int_equal(totals.n_keys, 2578 + 59);
  assert_int_equal(rc_catalogue_global_keys(&catalogue).len, 59);
  assert_text(rc_catalogue_date(&catalogue), RC_STR("2026-09-26"));
  assert_text(rc_catalogue_version(&catalogue), RC_STR("0.21.202609261"));
  rc_arena_free(&list_arena);
}

static void counts_levels_and_wildcard_only_actions(void **state) {
  (void)state;
  uint32_t levels[RC_N_ACCESS_LEVELS] = {0}, n_wildcard_only = 0;
  for (uint32_t action = 0; action < catalogue.n_actions; action++) {
    rc_catalogue_action_info info = rc_catalogue_action_info_of(&catalogue, action);
    levels[info.level]++;
    n_wildcard_only += info.wildcard_only;
  }
  assert_int_equal(levels[RC_ACCESS_READ], 5871);
  assert_int_equal(levels[RC_ACCESS_LIST], 3719);
  assert_int_equal(levels[RC_ACCESS_WRITE], 11357);
  assert_int_equal(levels[RC_ACCESS_TAGGING], 719);
  assert_int_equal(levels[RC_ACCESS_PERMISSIONS], 425);
  assert_int_equal(n_wildcard_only, 6724);
}

/* ---- Single actions ------------------------------------------------------------------------- */

typedef struct action_case {
  const char *action;
  const char *level;
  const char *types; /* with a star where required */
} action_case;

static const action_case launch_actions[] = {
    {"ecr:GetAuthorizationToken", "read", ""},
    {"ecr:BatchCheckLayerAvailability", "read", "repository*"},
    {"ecr:GetDownloadUrlForLayer", "read", "repository*"},
    {"ecr:BatchGetImage", "read", "repository*"},
    {"ecr:BatchImportUpstreamImage", "write", "repository*"},
    {"ecr:CreateRepository", "write", "repository*"},
    {"logs:CreateLogGroup", "write", "log-group*"},
    {"logs:CreateLogStream", "write", "log-stream*"},
    {"logs:PutLogEvents", "write", "log-stream*"},
    {"secretsmanager:GetSecretValue", "read", "Secret*"},
    {"ssm:GetParameters", "read", "parameter*"},
    {"kms:Decrypt", "write", "key*"},
    {"s3:GetObject", "read", "accesspointobject object"},
    {"sts:AssumeRole", "write", "role*"},
    {"iam:PassRole", "write", "role*"},
    {"ssmmessages:CreateControlChannel", "write", ""},
    {"ecr-public:GetAuthorizationToken", "read", ""},
    {"sts:GetServiceBearerToken", "read", ""},
};

static rc_str types_of(uint32_t action) {
  rc_str all = RC_STR_NONE;
  rc_catalogue_link_walk walk = rc_catalogue_links_of(&catalogue, action);
  for (rc_catalogue_link link; rc_catalogue_link_next(&walk, &link);) {
    all = RC_FILL(&arena, "{}{}{}{}", all, all.len > 0 ? RC_STR(" ") : RC_STR_NONE,
                  rc_catalogue_type_name(&arena, &catalogue, link.type),
                  link.required ? RC_STR("*") : RC_STR_NONE);
  }
  return all;
}

static void knows_the_actions_of_a_launch(void **state) {
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(launch_actions); i++) {
    const action_case *expected = &launch_actions[i];
    uint32_t action = action_of(expected->action);
    assert_int_not_equal(action, RC_CATALOGUE_NONE);
    rc_catalogue_action_info info = rc_catalogue_action_info_of(&catalogue, action);
    assert_string_equal(level_names[info.level], expected->level);
    assert_text(types_of(action), rc_str_from_c(expected->types));
    assert_text(rc_catalogue_action_text(&arena, &catalogue, action),
                rc_str_from_c(expected->action));
  }
}

static void finds_nothing_for_unknown_actions(void **state) {
  (void)state;
  static const char *const texts[] = {
      "ecr:BatchGetImag",   "ecr:BatchGetImages", "ecr:",   "ecr",  ":GetObject", "",
      "zzz:GetObject",      "ecr:GetObject",      "ecr:*",  "s3: GetObject",
      "ecr:\xFF\xFE",       "ecr:aaaa",           "ecr:zz", "a4b:", "s3:GetObject:x",
  };
  for (size_t i = 0; i < RC_COUNT_OF(texts); i++) {
    assert_int_equal(action_of(texts[i]), RC_CATALOGUE_NONE);
  }
  uint32_t none = RC_CATALOGUE_NONE;
  assert_int_equal(rc_catalogue_action(&catalogue, none, RC_STR("GetObject")), none);
  assert_int_equal(rc_catalogue_action_name(&arena, &catalogue, none).len, 0);
  assert_int_equal(rc_catalogue_service_prefix(&catalogue, none).len, 0);
}

/* Names with a byte more, a byte less and a byte changed are found only if they are there. */
static void finds_no_neighbours(void **state) {
  (void)state;
  char near[RC_CATALOGUE_LONGEST_NAME + 1];
  for (uint32_t action = 0; action < catalogue.n_actions; action += 7) {
    rc_catalogue_text text = rc_catalogue_name_of(&catalogue, action);
    rc_str name = rc_catalogue_text_spell(text, near, sizeof near - 1);
    uint32_t service = rc_catalogue_action_info_of(&catalogue, action).service;
    near[name.len] = '~';
    rc_str longer = {near, name.len + 1};
    assert_int_equal(rc_catalogue_action(&catalogue, service, longer), RC_CATALOGUE_NONE);
    near[0] = '!';
    assert_int_equal(rc_catalogue_action(&catalogue, service, name), RC_CATALOGUE_NONE);
  }
}

static void tells_where_resource_control_policies_apply(void **state) {
  (void)state;
  uint32_t count = 0;
  for (uint32_t service = 0; service < catalogue.n_services; service++) {
    count += rc_catalogue_rcp_supported(&catalogue, service);
  }
  assert_int_equal(count, 62);
  assert_true(rc_catalogue_rcp_supported(&catalogue, service_of("S3")));
  assert_true(rc_catalogue_rcp_supported(&catalogue, service_of("secretsmanager")));
  assert_false(rc_catalogue_rcp_supported(&catalogue, service_of("ec2")));
  assert_false(rc_catalogue_rcp_supported(&catalogue, RC_CATALOGUE_NONE));
}

static void spells_arn_templates_out(void **state) {
  (void)state;
  rc_catalogue_link link;
  rc_catalogue_link_walk walk = rc_catalogue_links_of(&catalogue, action_of("logs:PutLogEvents"));
  assert_true(rc_catalogue_link_next(&walk, &link));
  assert_false(rc_catalogue_link_next(&walk, &link));
  assert_text(rc_catalogue_type_arn(&arena, &catalogue, link.type, 0),
              RC_STR("arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:"
                     "log-stream:${LogStreamName}"));
  assert_int_equal(rc_catalogue_type_arn(&arena, &catalogue, link.type, 1).len, 0);
}

/* ---- Patterns ------------------------------------------------------------------------------- */

static uint32_t count_of(const char *pattern) {
  uint32_t count = 0, last = 0;
  rc_catalogue_walk walk = rc_catalogue_walk_of(&catalogue, rc_str_from_c(pattern));
  for (uint32_t id; (id = rc_catalogue_walk_next(&walk)) != RC_CATALOGUE_NONE; count++) {
    assert_true(count == 0 || id > last);
    last = id;
  }
  assert_int_equal(rc_catalogue_walk_next(&walk), RC_CATALOGUE_NONE);
  return count;
}

static void walks_the_actions_of_a_pattern(void **state) {
  (void)state;
  assert_int_equal(count_of("*"), 22091);
  assert_int_equal(count_of("*:*"), 22091);
  assert_int_equal(count_of("ecs:*"), 81);
  assert_int_equal(count_of("ECR:*"), 60);
  assert_int_equal(count_of("ecr:batchgetimage"), 1);
  assert_int_equal(count_of("ecr:Batch?etImage"), 1);
  assert_int_equal(count_of("ecr:Batch?GetImage"), 0);
  assert_int_equal(count_of("*:GetSecretValue"), 1);
  assert_int_equal(count_of("ecr:*a*a*a*a*a*a*a*b"), 0);
  assert_int_equal(count_of("ecr"), 0);
  assert_int_equal(count_of("ecr*"), 0);
  assert_int_equal(count_of(""), 0);
  assert_int_equal(count_of("ecr?public:*") + count_of("ecr:*"), count_of("ecr*:*"));
}

static void walks_to_the_actions_in_order(void **state) {
  (void)state;
  static const char *const expected[] = {"secretsmanager:BatchGetSecretValue",
                                         "secretsmanager:GetSecretValue",
                                         "secretsmanager:PutSecretValue"};
  rc_catalogue_walk walk = rc_catalogue_walk_of(&catalogue, RC_STR("secretsmanager:*SecretValue"));
  for (size_t i = 0; i < RC_COUNT_OF(expected); i++) {
    uint32_t action = rc_catalogue_walk_next(&walk);
    assert_text(rc_catalogue_action_text(&arena, &catalogue, action), rc_str_from_c(expected[i]));
  }
  assert_int_equal(rc_catalogue_walk_next(&walk), RC_CATALOGUE_NONE);
}

/* ---- Names that are alike ------------------------------------------------------------------- */

typedef struct similar_case {
  const char *service, *name, *first; /* first: empty if nothing is like it */
} similar_case;

static const similar_case similar_cases[] = {
    {"secretsmanager", "GetSecretsValue", "GetSecretValue"},
    {"secretsmanager", "getsecretvaleu", "GetSecretValue"},
    {"ecr", "BatchGetImages", "BatchGetImage"},
    {"ecr", "GetAuthorisationToken", "GetAuthorizationToken"},
    {"ecr", "BatchGetImage", "BatchGetImage"},
    {"logs", "PutLogEvent", "PutLogEvents"},
    {"ecr", "Frobnicate", ""},
    {"ecr", "", ""},
};

static void suggests_what_was_meant(void **state) {
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(similar_cases); i++) {
    const similar_case *c = &similar_cases[i];
    uint32_t found[3];
    size_t count = rc_catalogue_similar_actions(&catalogue, service_of(c->service),
                                                rc_str_from_c(c->name), found, RC_COUNT_OF(found));
    assert_int_equal(count > 0, c->first[0] != '\0');
    if (count > 0) {
      assert_text(rc_catalogue_action_name(&arena, &catalogue, found[0]),
                  rc_str_from_c(c->first));
    }
  }
}

static void suggests_at_most_what_was_asked_for(void **state) {
  (void)state;
  uint32_t found[20];
  rc_str name = RC_STR("DescribeVpcs");
  uint32_t ec2 = service_of("ec2");
  assert_int_equal(rc_catalogue_similar_actions(&catalogue, ec2, name, found, 0), 0);
  assert_int_equal(rc_catalogue_similar_actions(&catalogue, ec2, name, found, 1), 1);
  assert_int_equal(found[0], action_of("ec2:DescribeVpcs"));
  size_t most = rc_catalogue_similar_actions(&catalogue, ec2, name, found, RC_COUNT_OF(found));
  assert_in_range(most, 2, RC_CATALOGUE_MOST_SIMILAR);
  assert_int_equal(found[0], action_of("ec2:DescribeVpcs"));
  static const char long_name[RC_CATALOGUE_LONGEST_NAME + 1] = {'x'};
  rc_str too_long = {long_name, sizeof long_name};
  assert_int_equal(rc_catalogue_similar_actions(&catalogue, ec2, too_long, found, 1), 0);
}

static void suggests_services(void **state) {
  (void)state;
  uint32_t found[3];
  assert_true(rc_catalogue_similar_services(&catalogue, RC_STR("secretmanager"), found, 3) > 0);
  assert_int_equal(found[0], service_of("secretsmanager"));
  assert_int_equal(rc_catalogue_similar_services(&catalogue, RC_STR("qqqqqqqq"), found, 3), 0);
}

/* ---- Condition keys ------------------------------------------------------------------------- */

typedef struct key_case {
  const char *name, *canonical;
  rc_key_type type;
  bool multivalued, open, global;
} key_case;

static const key_case key_cases[] = {
    {"aws:sourceip", "aws:SourceIp", RC_KEY_IP_ADDRESS, false, false, true},
    {"AWS:TAGKEYS", "aws:TagKeys", RC_KEY_STRING, true, false, true},
    {"aws:PrincipalArn", "aws:PrincipalArn", RC_KEY_ARN, false, false, true},
    {"aws:SecureTransport", "aws:SecureTransport", RC_KEY_BOOL, false, false, true},
    {"aws:CurrentTime", "aws:CurrentTime", RC_KEY_DATE, false, false, true},
    {"aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", RC_KEY_NUMERIC, false, false, true},
    {"aws:PrincipalTag/team", "aws:PrincipalTag/*", RC_KEY_STRING, false, true, true},
    {"aws:requesttag/a/b", "aws:RequestTag/*", RC_KEY_STRING, false, true, true},
    {"kms:ViaService", "kms:ViaService", RC_KEY_STRING, false, false, false},
    {"kms:EncryptionContext:aws:x", "kms:EncryptionContext:*", RC_KEY_STRING, false, true, false},
    {"kms:EncryptionContextKeys", "kms:EncryptionContextKeys", RC_KEY_STRING, true, false, false},
    {"s3:ExistingObjectTag/x", "s3:ExistingObjectTag/*", RC_KEY_STRING, false, true, false},
    {"ssm:resourceTag/tag-key", "ssm:resourceTag/*", RC_KEY_STRING, false, true, false},
    {"events:Metadata/x", "events:Metadata/*", RC_KEY_STRING, true, true, false},
    {"events:Metadata/x/Matcher", "events:Metadata/*/Matcher", RC_KEY_STRING, false, true, false},
    {"saml:aud", "saml:aud", RC_KEY_STRING, false, false, false},
    {"token.actions.githubusercontent.com:actor", "token.actions.githubusercontent.com:actor",
     RC_KEY_STRING, false, false, false},
    {"ec2:SourceInstanceArn", "ec2:SourceInstanceArn", RC_KEY_ARN, false, false, true},
};

static void knows_condition_keys(void **state) {
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(key_cases); i++) {
    const key_case *expected = &key_cases[i];
    uint32_t key = key_of(expected->name);
    assert_int_not_equal(key, RC_CATALOGUE_NONE);
    rc_catalogue_key_info info = rc_catalogue_key_info_of(&catalogue, key);
    assert_text(rc_catalogue_key_name(&arena, &catalogue, key),
                rc_str_from_c(expected->canonical));
    assert_int_equal(info.type, expected->type);
    assert_int_equal(info.multivalued, expected->multivalued);
    assert_int_equal(info.open, expected->open);
    assert_int_equal(info.global, expected->global);
  }
}

static void finds_nothing_for_unknown_keys(void **state) {
  (void)state;
  static const char *const names[] = {
      "",      "aws:", "aws:SourceIps", "SourceIp",         "ecr:TagKeys",
      "zzz:x", "aws",  "kms:ViaServic", "aws:PrincipalTag", "aws:PrincipalTag/"};
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    assert_int_equal(key_of(names[i]), RC_CATALOGUE_NONE);
  }
}

static void gives_a_key_the_type_that_the_service_gives_it(void **state) {
  (void)state;
  rc_str name = RC_STR("IdentityStore:userId");
  uint32_t usual = rc_catalogue_condition_key(&catalogue, RC_CATALOGUE_NONE, name);
  uint32_t own = rc_catalogue_condition_key(&catalogue, service_of("identitystore"), name);
  uint32_t other = rc_catalogue_condition_key(&catalogue, service_of("qbusiness"), name);
  assert_int_equal(usual, own);
  assert_int_not_equal(usual, other);
  assert_false(rc_catalogue_key_info_of(&catalogue, usual).multivalued);
  assert_true(rc_catalogue_key_info_of(&catalogue, other).multivalued);
}

static void tells_which_keys_an_action_takes(void **state) {
  (void)state;
  uint32_t get_secret = action_of("secretsmanager:GetSecretValue");
  assert_true(rc_catalogue_action_takes(&catalogue, get_secret,
                                        key_of("secretsmanager:VersionStage")));
  assert_true(rc_catalogue_action_takes(&catalogue, get_secret, key_of("aws:SourceIp")));
  assert_false(rc_catalogue_action_takes(&catalogue, get_secret, key_of("kms:ViaService")));
  /* by the resource type only */
  uint32_t pull = action_of("ecr:BatchGetImage");
  assert_int_equal(rc_catalogue_action_info_of(&catalogue, pull).keys.len, 0);
  assert_true(rc_catalogue_action_takes(&catalogue, pull, key_of("ecr:ResourceTag/team")));
  /* by the link to a resource type only: volumes of an instance */
  uint32_t run = action_of("ec2:RunInstances");
  assert_true(rc_catalogue_action_takes(&catalogue, run, key_of("ec2:VolumeSize")));
  assert_false(rc_catalogue_action_takes(&catalogue, run, RC_CATALOGUE_NONE));
}

/* ---- Bytes from elsewhere ------------------------------------------------------------------- */

static unsigned char *copy_of_bytes(size_t size) {
  unsigned char *copy = malloc(size);
  assert_non_null(copy);
  memcpy(copy, rc_catalogue_bytes, size);
  return copy;
}

static void opens_bytes_that_were_loaded(void **state) {
  (void)state;
  rc_catalogue loaded;
  unsigned char *copy = copy_of_bytes(rc_n_catalogue_bytes);
  assert_true(rc_catalogue_open(&loaded, copy, rc_n_catalogue_bytes));
  rc_str text = RC_STR("ecr:batchgetimage");
  assert_int_equal(rc_catalogue_action_by_text(&loaded, text), action_of("ecr:BatchGetImage"));
  copy[7] ^= 1; /* another layout */
  assert_false(rc_catalogue_open(&loaded, copy, rc_n_catalogue_bytes));
  free(copy);
}

static void refuses_bytes_that_are_not_whole(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, 8, 12, RC_CATALOGUE_HEADER_SIZE - 1,
                                 RC_CATALOGUE_HEADER_SIZE, 1000, 100000};
  for (size_t i = 0; i < RC_COUNT_OF(sizes); i++) {
    rc_catalogue loaded;
    unsigned char *copy = copy_of_bytes(sizes[i]);
    assert_false(rc_catalogue_open(&loaded, copy, sizes[i]));
    assert_int_equal(loaded.n_services, 0);
    assert_int_equal(rc_catalogue_service(&loaded, RC_STR("ecr")), RC_CATALOGUE_NONE);
    free(copy);
  }
}

static void ask_everything(const rc_catalogue *any, uint32_t number) {
  static const char *const patterns[] = {"ecr:*", "s*:Get*", "logs:*"};
  uint32_t action = number % (any->n_actions + 1), found[4];
  rc_str pattern = rc_str_from_c(patterns[number % RC_COUNT_OF(patterns)]);
  rc_catalogue_walk walk = rc_catalogue_walk_of(any, pattern);
  for (int i = 0; i < 50 && rc_catalogue_walk_next(&walk) != RC_CATALOGUE_NONE; i++) {
  }
  rc_catalogue_link_walk links = rc_catalogue_links_of(any, action);
  for (rc_catalogue_link link; rc_catalogue_link_next(&links, &link);) {
    rc_catalogue_type_arn(&arena, any, link.type, 0);
  }
  rc_catalogue_action_text(&arena, any, action);
  rc_catalogue_action_by_text(any, RC_STR("logs:CreateLogGroup"));
  rc_catalogue_service_title(&arena, any, number % (any->n_services + 1));
  rc_catalogue_similar_actions(any, number % (any->n_services + 1), RC_STR("Get"), found, 4);
  uint32_t key = rc_catalogue_condition_key(any, 3, RC_STR("kms:EncryptionContext:x"));
  rc_catalogue_action_takes(any, action, key);
  rc_catalogue_key_name(&arena, any, number % (any->n_keys + 1));
  rc_catalogue_date(any);
  rc_catalogue_version(any);
}

/* The sanitizers see every byte that is read beyond the copy. */
static void never_reads_beyond_tampered_bytes(void **state) {
  (void)state;
  uint64_t random = 20260926;
  size_t size = rc_n_catalogue_bytes;
  unsigned char *copy = copy_of_bytes(size);
  for (int round = 0; round < 1000; round++) {
    rc_catalogue any;
    uint32_t first = next_random(&random);
    for (int i = 0; i < 64; i++) {
      /* half of the hits in the header and the numbers of the parts behind it */
      uint32_t at = 12 + next_random(&random) % (i % 2 == 0 ? 40000 : (uint32_t)size - 12);
      copy[i == 0 ? 12 + first % (RC_CATALOGUE_HEADER_SIZE - 12) : at] ^=
          (unsigned char)(1u << next_random(&random) % 8);
    }
    if (!rc_catalogue_open(&any, copy, size)) {
      memcpy(copy, rc_catalogue_bytes, RC_CATALOGUE_HEADER_SIZE);
      assert_true(rc_catalogue_open(&any, copy, size));
    }
    ask_everything(&any, first);
    memcpy(copy, rc_catalogue_bytes, size);
    rc_arena_free(&arena);
    rc_arena_init(&arena, &heap);
  }
  free(copy);
}

/* ---- Size and time -------------------------------------------------------------------------- */

static void stays_small_and_quick(void **state) {
  (void)state;
  static_assert(RC_CATALOGUE_MOST_BYTES <= 700000, "what was promised");
  assert_in_range(rc_n_catalogue_bytes, 1, RC_CATALOGUE_MOST_BYTES);
  enum { rounds = 200000 };
  rc_str texts[256];
  for (uint32_t i = 0; i < RC_COUNT_OF(texts); i++) {
    uint32_t action = (uint32_t)((uint64_t)i * catalogue.n_actions / RC_COUNT_OF(texts));
    texts[i] = with_case_changed(rc_catalogue_action_text(&arena, &catalogue, action));
  }
  clock_t start = clock();
  uint32_t n_found = 0;
  for (uint32_t i = 0; i < rounds; i++) {
    n_found += rc_catalogue_action_by_text(&catalogue, texts[i % 256]) != RC_CATALOGUE_NONE;
  }
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  double each = seconds * 1e9 / rounds;
  printf("catalogue: %zu bytes, %.0f ns to find an action by its text\n", rc_n_catalogue_bytes,
         each);
  assert_int_equal(n_found, rounds);
  assert_true(each < 20000); /* with sanitizers, on a busy machine */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(holds_what_the_text_holds, set_up, tear_down),
      cmocka_unit_test_setup_teardown(counts_levels_and_wildcard_only_actions, set_up, tear_down),
      cmocka_unit_test_setup_teardown(knows_the_actions_of_a_launch, set_up, tear_down),
      cmocka_unit_test_setup_teardown(finds_nothing_for_unknown_actions, set_up, tear_down),
      cmocka_unit_test_setup_teardown(finds_no_neighbours, set_up, tear_down),
      cmocka_unit_test_setup_teardown(tells_where_resource_control_policies_apply, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(spells_arn_templates_out, set_up, tear_down),
      cmocka_unit_test_setup_teardown(walks_the_actions_of_a_pattern, set_up, tear_down),
      cmocka_unit_test_setup_teardown(walks_to_the_actions_in_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(suggests_what_was_meant, set_up, tear_down),
      cmocka_unit_test_setup_teardown(suggests_at_most_what_was_asked_for, set_up, tear_down),
      cmocka_unit_test_setup_teardown(suggests_services, set_up, tear_down),
      cmocka_unit_test_setup_teardown(knows_condition_keys, set_up, tear_down),
      cmocka_unit_test_setup_teardown(finds_nothing_for_unknown_keys, set_up, tear_down),
      cmocka_unit_test_setup_teardown(gives_a_key_the_type_that_the_service_gives_it, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(tells_which_keys_an_action_takes, set_up, tear_down),
      cmocka_unit_test_setup_teardown(opens_bytes_that_were_loaded, set_up, tear_down),
      cmocka_unit_test_setup_teardown(refuses_bytes_that_are_not_whole, set_up, tear_down),
      cmocka_unit_test_setup_teardown(never_reads_beyond_tampered_bytes, set_up, tear_down),
      cmocka_unit_test_setup_teardown(stays_small_and_quick, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
