#include "check/common_fault.h"

const rc_check rc_check_network_acl_closed;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_network_acl_closed,
      .fault = RC_FAULT_ACL,
      .label = "stops it",
      .summary = "let it through",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_network_acl_closed = {
    .code = "RC508",
    .name = "network-acl-closed",
    .summary = "a network ACL stops the call or its answer",
    .run = run,
};
