#include "check/common_fault.h"

const rc_check rc_check_dns_off;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_dns_off,
      .fault = RC_FAULT_DNS,
      .label = "turned off",
      .summary = "turn the attribute on",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_dns_off = {
    .code = "RC509",
    .name = "dns-off",
    .summary = "an attribute of the VPC keeps names from resolving",
    .run = run,
};
