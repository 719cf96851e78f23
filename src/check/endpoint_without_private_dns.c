#include "check/common_fault.h"

const rc_check rc_check_endpoint_without_private_dns;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_endpoint_without_private_dns,
      .fault = RC_FAULT_PRIVATE_DNS,
      .label = "nothing finds it",
      .summary = "turn private DNS on",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_endpoint_without_private_dns = {
    .code = "RC503",
    .name = "endpoint-without-private-dns",
    .summary = "an interface endpoint is there, and its private DNS is off",
    .run = run,
};
