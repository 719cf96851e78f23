#include "check/common_fault.h"

const rc_check rc_check_egress_closed;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_egress_closed,
      .fault = RC_FAULT_EGRESS,
      .label = "lets nothing of this out",
      .summary = "let the call out",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_egress_closed = {
    .code = "RC507",
    .name = "egress-closed",
    .summary = "the security group of the task does not let the call out",
    .run = run,
};
