#include "check/common_fault.h"

const rc_check rc_check_route_missing;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_route_missing,
      .fault = RC_FAULT_ROUTE,
      .label = "no way out",
      .summary = "lead the subnet out",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_route_missing = {
    .code = "RC505",
    .name = "route-missing",
    .summary = "the route table of a subnet has no route that leads to the service",
    .run = run,
};
