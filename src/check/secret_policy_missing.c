#include "check/common_resource_side.h"

const rc_check rc_check_secret_policy_missing;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  const rc_resource_side side = {
      .check = &rc_check_secret_policy_missing,
      .kind = RC_RESOURCE_SECRET,
      .noun = "secret",
      .why = "across accounts both sides must allow, and the secret must be encrypted with a "
             "customer managed "
             "key whose policy names the role too",
  };
  return rc_report_resource_side(about, findings, &side);
}

const rc_check rc_check_secret_policy_missing = {
    .code = "RC403",
    .name = "secret-policy-missing",
    .summary = "the policy of a secret in another account does not let the role read it",
    .run = run,
};
