#include "check/common_fault.h"

const rc_check rc_check_gateway_broken;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_gateway_broken,
      .fault = RC_FAULT_GATEWAY,
      .label = "leads nowhere",
      .summary = "mend the gateway",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_gateway_broken = {
    .code = "RC511",
    .name = "gateway-broken",
    .summary = "a NAT gateway, internet gateway or endpoint on the way does not work",
    .run = run,
};
