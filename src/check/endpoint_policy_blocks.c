#include "check/common_fault.h"

const rc_check rc_check_endpoint_policy_blocks;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_endpoint_policy_blocks,
      .fault = RC_FAULT_POLICY,
      .label = "does not let it through",
      .summary = "allow the call in the policy of the endpoint",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_endpoint_policy_blocks = {
    .code = "RC510",
    .name = "endpoint-policy-blocks",
    .summary = "the policy of an endpoint does not let a call of the launch through",
    .run = run,
};
