#include "check/common_fault.h"

const rc_check rc_check_endpoint_port_closed;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_endpoint_port_closed,
      .fault = RC_FAULT_ENDPOINT_PORT,
      .label = "lets nothing of this in",
      .summary = "let the task in",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_endpoint_port_closed = {
    .code = "RC504",
    .name = "endpoint-port-closed",
    .summary = "the security group of an endpoint or a mount target does not let the task in",
    .run = run,
};
