#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aws/tables.h"
#include "lib/heap.h"

static rc_arena arena;

static int set_up(void **state) {
  (void)state;
  rc_arena_init(&arena, &(rc_allocator){.allocate = heap_take, .release = heap_give});
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rc_arena_free(&arena);
  return 0;
}

static rc_str from_placeholders(const char *text) {
  return rc_hole_from_placeholders(&arena, rc_str_from_c(text), false);
}

/* The user's spelling of `text` is `expected`. */
static void assert_text(rc_str text, const char *expected) {
  rc_str shown = rc_hole_display(&arena, text);
  char *copy = calloc(1, shown.len + 1);
  if (shown.len > 0) {
    memcpy(copy, shown.ptr, shown.len);
  }
  assert_string_equal(copy, expected);
  free(copy);
}

/* ---- ARNs ----------------------------------------------------------------------------------- */

static void takes_arns_apart(void **state) {
  (void)state;
  rc_arn arn;
  assert_true(rc_arn_parse(RC_STR("arn:aws:logs:eu-west-1:111122223333:log-group:/a:*"), &arn));
  assert_text(arn.partition, "aws");
  assert_text(arn.service, "logs");
  assert_text(arn.region, "eu-west-1");
  assert_text(arn.account, "111122223333");
  assert_text(arn.resource, "log-group:/a:*");
  assert_text(rc_arn_make(&arena, &arn), "arn:aws:logs:eu-west-1:111122223333:log-group:/a:*");
  assert_true(rc_arn_parse(RC_STR("arn:aws:s3:::bucket/key"), &arn));
  assert_text(arn.account, "");
}

static void refuses_what_is_no_arn(void **state) {
  (void)state;
  rc_arn arn;
  static const char *const texts[] = {"", "arn:aws:s3", "web", "arn:aws:iam::111122223333:",
                                      "urn:aws:iam::111122223333:role/x"};
  for (size_t i = 0; i < RC_COUNT_OF(texts); i++) {
    assert_false(rc_arn_parse(rc_str_from_c(texts[i]), &arn));
  }
  assert_false(rc_arn_parse(rc_hole_make(&arena, RC_STR("${a:b:c:d:e:f}")), &arn));
}

static void splits_arns_outside_holes(void **state) {
  (void)state;
  rc_arn arn;
  assert_true(
      rc_arn_parse(from_placeholders("arn:${AWS::Partition}:ecr:${AWS::Region}:<A>:x/y"), &arn));
  assert_text(arn.partition, "${AWS::Partition}");
  assert_text(arn.region, "${AWS::Region}");
  assert_text(arn.account, "<A>");
  assert_text(arn.resource, "x/y");
}

static void finds_role_names(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"arn:aws:iam::111122223333:role/web", "web"},
      {"arn:aws-cn:iam::111122223333:role/team/a/web", "web"},
      {"arn:aws:sts::111122223333:assumed-role/web/0123", "web"},
      {"web", "web"},
      {"service-role/web", "web"},
      {"${ROLE_ARN}", "${ROLE_ARN}"},
      {"arn:aws:iam::<ACCOUNT>:role/${NAME}-exec", "${NAME}-exec"},
      {"arn:aws:iam::111122223333:user/web", ""},
      {"arn:aws:s3:::role/web", ""},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    assert_text(rc_arn_role_name(from_placeholders(cases[i][0])), cases[i][1]);
  }
  assert_text(rc_arn_policy_name(RC_STR("arn:aws:iam::aws:policy/service-role/X")), "X");
  assert_text(rc_arn_policy_name(RC_STR("X")), "X");
}

static void knows_account_ids(void **state) {
  (void)state;
  assert_true(rc_is_account_id(RC_STR("111122223333")));
  assert_false(rc_is_account_id(RC_STR("11112222333")));
  assert_false(rc_is_account_id(RC_STR("11112222333x")));
}

static void knows_partitions(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"eu-west-1", "aws"},         {"us-gov-west-1", "aws-us-gov"}, {"cn-north-1", "aws-cn"},
      {"us-iso-east-1", "aws-iso"}, {"us-isob-east-1", "aws-iso-b"},
      {"us-east-1", "aws"},         {"us-isof-south-1", "aws-iso-f"},
      {"eu-isoe-west-1", "aws-iso-e"}, {"eusc-de-east-1", "aws-eusc"},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    assert_text(rc_partition_of_region(rc_str_from_c(cases[i][0]))->name, cases[i][1]);
    assert_ptr_equal(rc_partition_by_name(rc_str_from_c(cases[i][1])),
                     rc_partition_of_region(rc_str_from_c(cases[i][0])));
  }
  assert_null(rc_partition_of_region(RC_STR_NONE));
  assert_null(rc_partition_of_region(from_placeholders("${AWS::Region}")));
  assert_null(rc_partition_by_name(RC_STR("aws-mars")));
}

/* ---- images --------------------------------------------------------------------------------- */

typedef struct image_case {
  const char *reference;
  rc_registry registry;
  const char *account, *region, *partition, *repository, *tag, *digest;
} image_case;

#define DIGEST "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ECR RC_REGISTRY_ECR

static const image_case good_images[] = {
    {"111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:2.1", ECR, "111122223333",
     "eu-west-1", "aws", "shop/web", "2.1", ""},
    {"111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@" DIGEST, ECR, "111122223333",
     "eu-west-1", "aws", "web", "", DIGEST},
    {"111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1@" DIGEST, ECR, "111122223333",
     "eu-west-1", "aws", "web", "1", DIGEST},
    {"111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/web", ECR, "111122223333",
     "us-gov-west-1", "aws-us-gov", "web", "", ""},
    {"111122223333.dkr-ecr.eu-west-1.on.aws/web:1", ECR, "111122223333", "eu-west-1", "aws",
     "web", "1", ""},
    {"111122223333.dkr-ecr-fips.us-east-2.on.aws/web:1", ECR, "111122223333", "us-east-2", "aws",
     "web", "1", ""},
    {"111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1", ECR, "111122223333", "cn-north-1",
     "aws-cn", "web", "1", ""},
    {"111122223333.dkr.ecr.us-iso-east-1.c2s.ic.gov/web:1", ECR, "111122223333", "us-iso-east-1",
     "aws-iso", "web", "1", ""},
    {"111122223333.dkr.ecr.us-isob-east-1.sc2s.sgov.gov/web:1", ECR, "111122223333",
     "us-isob-east-1", "aws-iso-b", "web", "1", ""},
    {"111122223333.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk/web", ECR, "111122223333",
     "eu-isoe-west-1", "aws-iso-e", "web", "", ""},
    {"111122223333.dkr.ecr.us-isof-south-1.csp.hci.ic.gov/web", ECR, "111122223333",
     "us-isof-south-1", "aws-iso-f", "web", "", ""},
    {"111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu/web", ECR, "111122223333",
     "eusc-de-east-1", "aws-eusc", "web", "", ""},
    {"${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/app:${TAG}", ECR, "${ACCOUNT}", "${REGION}",
     "aws", "app", "${TAG}", ""},
    {"<ACCOUNT>.dkr.ecr.eu-west-1.amazonaws.com/<REPO>:<TAG>", ECR, "<ACCOUNT>", "eu-west-1",
     "aws", "<REPO>", "<TAG>", ""},
    {"{{ a }}.dkr.ecr.{{ r }}.{{ s }}/app", ECR, "{{ a }}", "{{ r }}", "<partition>", "app", "",
     ""},
    {"${A}.dkr.ecr.cn-north-1.${AWS::URLSuffix}/app", ECR, "${A}", "cn-north-1", "aws-cn", "app",
     "", ""},
    {"public.ecr.aws/nginx/nginx:1", RC_REGISTRY_ECR_PUBLIC, "", "", "", "nginx/nginx", "1", ""},
    {"nginx", RC_REGISTRY_DOCKER_HUB, "", "", "", "nginx", "", ""},
    {"nginx:1.25", RC_REGISTRY_DOCKER_HUB, "", "", "", "nginx", "1.25", ""},
    {"bitnami/redis:7", RC_REGISTRY_DOCKER_HUB, "", "", "", "bitnami/redis", "7", ""},
    {"docker.io/library/nginx:1", RC_REGISTRY_DOCKER_HUB, "", "", "", "library/nginx", "1", ""},
    {"app-${ENV}:1", RC_REGISTRY_DOCKER_HUB, "", "", "", "app-${ENV}", "1", ""},
    {"ghcr.io/a/b:1", RC_REGISTRY_OTHER, "", "", "", "a/b", "1", ""},
    {"localhost:5000/a/b", RC_REGISTRY_OTHER, "", "", "", "a/b", "", ""},
    {"localhost/b", RC_REGISTRY_OTHER, "", "", "", "b", "", ""},
    {"${X}.gcr.io/p/b", RC_REGISTRY_OTHER, "", "", "", "p/b", "", ""},
    {"111122223333.dkr.ecr.eu-west-1.example.com/web", RC_REGISTRY_OTHER, "", "", "", "web", "",
     ""},
    {"<IMAGE>", RC_REGISTRY_UNKNOWN, "", "", "", "<IMAGE>", "", ""},
    {"$ECR_URI/app", RC_REGISTRY_UNKNOWN, "", "", "", "app", "", ""},
    {"${REPO}:${TAG}", RC_REGISTRY_UNKNOWN, "", "", "", "${REPO}", "${TAG}", ""},
    {"${X}.amazonaws.com/app", RC_REGISTRY_UNKNOWN, "", "", "", "app", "", ""},
};

static void takes_images_apart(void **state) {
  (void)state;
  for (size_t i = 0; i < RC_COUNT_OF(good_images); i++) {
    const image_case *c = &good_images[i];
    rc_image image = rc_image_parse(&arena, from_placeholders(c->reference));
    assert_text(image.problem, "");
    assert_int_equal(image.registry, c->registry);
    assert_text(image.account, c->account);
    assert_text(image.region, c->region);
    assert_text(image.partition, c->partition);
    assert_text(image.repository, c->repository);
    assert_text(image.tag, c->tag);
    assert_text(image.digest, c->digest);
  }
}

static void marks_fips_and_dual_stack(void **state) {
  (void)state;
  rc_image image =
      rc_image_parse(&arena, RC_STR("111122223333.dkr-ecr-fips.us-east-2.on.aws/web:1"));
  assert_true(image.fips && image.dual_stack);
  image = rc_image_parse(&arena, RC_STR("111122223333.dkr.ecr-fips.us-east-2.amazonaws.com/web"));
  assert_true(image.fips && !image.dual_stack);
  image = rc_image_parse(&arena, RC_STR("111122223333.dkr.ecr.us-east-2.amazonaws.com/web"));
  assert_false(image.fips || image.dual_stack);
  assert_text(rc_image_repository_arn(&arena, &image),
              "arn:aws:ecr:us-east-2:111122223333:repository/web");
}

static void names_what_is_wrong_with_images(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"", "blank reference"},
      {"  ", "blank reference"},
      {" nginx", "blanks around the reference"},
      {"https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/web",
       "scheme in front of the registry"},
      {"111122223333.dkr.ecr.eu-west-1.amazonaws.com/Web",
       "upper-case letter in the repository name"},
      {"my app", "blank inside the reference"},
      {"web:1:2", "more than one tag"},
      {"web:", "colon without a tag"},
      {"web:-1", "character that cannot stand in a tag"},
      {"web@sha256:12", "digest that is not `sha256:` and 64 hexadecimal digits"},
      {"web@latest", "digest that is not `sha256:` and 64 hexadecimal digits"},
      {"a//b", "empty part in the repository name"},
      {"a/b/", "empty part in the repository name"},
      {"a/-b", "separator at the edge of a part of the repository name"},
      {"a/b!c", "character that cannot stand in a repository name"},
      {"111122223333.dkr.ecr.eu-west-1.amazonaws.com", "no repository name"},
      {"111122223333.dkr.ecr.eu-west-1.amazonaws.com/", "no repository name"},
      {"aws_account_id.dkr.ecr.eu-west-1.amazonaws.com/web",
       "`aws_account_id` where the twelve digits of an account belong"},
      {"111122223333.dkr.ecr.cn-north-1.amazonaws.com/web",
       "Region `cn-north-1` under `amazonaws.com`, where its hosts end in `amazonaws.com.cn`"},
      {"arn:aws:ecr:eu-west-1:111122223333:repository/web",
       "ARN where an image reference belongs"},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    assert_text(rc_image_parse(&arena, rc_str_from_c(cases[i][0])).problem, cases[i][1]);
  }
}

static void goes_on_behind_a_scheme(void **state) {
  (void)state;
  rc_image image = rc_image_parse(
      &arena, RC_STR("https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1"));
  assert_int_equal(image.registry, RC_REGISTRY_ECR);
  assert_text(image.repository, "web");
}

static bool may_pull_through(const char *reference) {
  rc_image image = rc_image_parse(&arena, rc_str_from_c(reference));
  return rc_image_may_pull_through(&image);
}

static void suspects_pull_through_rules(void **state) {
  (void)state;
  assert_true(may_pull_through("111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/a/b:1"));
  assert_false(may_pull_through("111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub:1"));
  assert_false(may_pull_through("111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/docker-hub"));
  assert_false(
      may_pull_through("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/docker-hub/a:1"));
  assert_false(may_pull_through("docker.io/docker-hub/a"));
}

static void knows_the_accounts_of_aws(void **state) {
  (void)state;
  for (size_t i = 0; i < rc_n_aws_ecr_accounts; i++) {
    assert_true(rc_ecr_account_is_aws(rc_aws_ecr_accounts[i]));
  }
  assert_true(rc_ecr_account_is_aws(RC_STR("840364872350")));
  assert_true(rc_ecr_account_is_aws(RC_STR("694911143906")));
  assert_false(rc_ecr_account_is_aws(RC_STR("111122223333")));
  assert_false(rc_ecr_account_is_aws(RC_STR_NONE));
}

/* ---- managed policies ----------------------------------------------------------------------- */

static void finds_managed_policies(void **state) {
  (void)state;
  const rc_managed_policy *policy = rc_managed_policy_find(
      RC_STR("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"));
  assert_non_null(policy);
  assert_text(policy->version, "v1");
  assert_text(policy->date, "2017-11-16");
  assert_true(rc_str_contains(policy->document, RC_STR("\"ecr:GetAuthorizationToken\"")));
  assert_false(rc_str_contains(policy->document, RC_STR("logs:CreateLogGroup")));
  for (size_t i = 0; i < rc_n_managed_policies; i++) {
    rc_str name = rc_managed_policies[i].policy.path_and_name;
    rc_str arn = RC_FILL(&arena, "arn:aws:iam::aws:policy/{}", name);
    assert_ptr_equal(rc_managed_policy_find(arn), &rc_managed_policies[i].policy);
  }
}

static void keeps_to_what_was_read(void **state) {
  (void)state;
  assert_non_null(rc_managed_policy_find(
      RC_STR("arn:aws-cn:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly")));
  /* Its document holds ARNs of the partition `aws`. */
  assert_null(rc_managed_policy_find(RC_STR("arn:aws-cn:iam::aws:policy/SecretsManagerReadWrite")));
  assert_null(
      rc_managed_policy_find(RC_STR("arn:aws:iam::111122223333:policy/AdministratorAccess")));
  assert_null(rc_managed_policy_find(
      RC_STR("arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy")));
  assert_null(rc_managed_policy_find(RC_STR("AdministratorAccess")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(takes_arns_apart),
      cmocka_unit_test(refuses_what_is_no_arn),
      cmocka_unit_test(splits_arns_outside_holes),
      cmocka_unit_test(finds_role_names),
      cmocka_unit_test(knows_account_ids),
      cmocka_unit_test(knows_partitions),
      cmocka_unit_test(takes_images_apart),
      cmocka_unit_test(marks_fips_and_dual_stack),
      cmocka_unit_test(names_what_is_wrong_with_images),
      cmocka_unit_test(goes_on_behind_a_scheme),
      cmocka_unit_test(suspects_pull_through_rules),
      cmocka_unit_test(knows_the_accounts_of_aws),
      cmocka_unit_test(finds_managed_policies),
      cmocka_unit_test(keeps_to_what_was_read),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
