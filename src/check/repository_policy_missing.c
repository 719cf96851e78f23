#include "check/common_resource_side.h"

const rc_check rc_check_repository_policy_missing;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  const rc_resource_side side = {
      .check = &rc_check_repository_policy_missing,
      .kind = RC_RESOURCE_REPOSITORY,
      .noun = "repository",
      .why = "across accounts both sides must allow: a statement in the repository policy must "
             "name the role "
             "or its account",
  };
  return rc_report_resource_side(about, findings, &side);
}

const rc_check rc_check_repository_policy_missing = {
    .code = "RC401",
    .name = "repository-policy-missing",
    .summary = "the policy of an image's repository in another account does not let the role pull",
    .run = run,
};
