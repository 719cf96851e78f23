/*
 * What the checks of the network path share: each tells of hops that are shut for one reason.
 */
#ifndef RC_CHECK_COMMON_FAULT_H
#define RC_CHECK_COMMON_FAULT_H

#include "check/common_words.h"

typedef struct rc_fault_words {
  const rc_check *check;
  rc_net_fault fault;
  const char *label;   /* under the caret */
  const char *summary; /* of the fix */
} rc_fault_words;

/** One finding for each thing that shuts a path, with all hosts and places that it concerns. */
RC_MUST_USE rc_status rc_report_faults(const rc_case *about, rc_finding_vec *findings,
                                       const rc_fault_words *words);

#endif
