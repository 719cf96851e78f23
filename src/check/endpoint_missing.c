#include "check/common_fault.h"

const rc_check rc_check_endpoint_missing;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_endpoint_missing,
      .fault = RC_FAULT_ENDPOINT_MISSING,
      .label = "not among them",
      .summary = "make the endpoint",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_endpoint_missing = {
    .code = "RC502",
    .name = "endpoint-missing",
    .summary = "a subnet without a way out has no endpoint for a service of the launch",
    .run = run,
};
