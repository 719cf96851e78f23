#include "check/common_fault.h"

const rc_check rc_check_public_address_missing;

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  static const rc_fault_words words = {
      .check = &rc_check_public_address_missing,
      .fault = RC_FAULT_PUBLIC_ADDRESS,
      .label = "no public address",
      .summary = "give it a public address",
  };
  return rc_report_faults(about, findings, &words);
}

const rc_check rc_check_public_address_missing = {
    .code = "RC506",
    .name = "public-address-missing",
    .summary = "behind an internet gateway a task has no public address",
    .run = run,
};
