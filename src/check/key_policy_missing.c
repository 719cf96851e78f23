#include "check/common_resource_side.h"

const rc_check rc_check_key_policy_missing;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  const rc_resource_side side = {
      .check = &rc_check_key_policy_missing,
      .kind = RC_RESOURCE_KEY,
      .noun = "key",
      .why = "a key obeys its own policy first: it must name the role, or in the same account "
             "leave the decision to IAM by naming the account; a grant, which no policy shows, "
             "would do as well (`aws kms list-grants`)",
  };
  return rc_report_resource_side(about, findings, &side);
}

const rc_check rc_check_key_policy_missing = {
    .code = "RC402",
    .name = "key-policy-missing",
    .summary = "the policy of a KMS key does not let the role decrypt what the launch needs",
    .run = run,
};
