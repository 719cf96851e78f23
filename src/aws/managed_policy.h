/*
 * Contents of AWS managed policies, from data/managed-policies, as of the dates given there.
 */
#ifndef RC_AWS_MANAGED_POLICY_H
#define RC_AWS_MANAGED_POLICY_H

#include "base/str.h"

typedef struct rc_managed_policy {
  rc_str path_and_name; /* "service-role/AmazonECSTaskExecutionRolePolicy" */
  rc_str version;       /* "v1" */
  rc_str date;          /* of that version: "2017-11-16" */
  rc_str source;        /* where it was read */
  rc_str document;      /* the policy document as JSON text */
} rc_managed_policy;

/** The policy behind `arn:<any partition>:iam::aws:policy/...`, or NULL when it is not in the data.
 *  A policy that is not AWS managed is never found; nor, outside the partition `aws` where they
 *  were read, one whose document holds ARNs. */
const rc_managed_policy *rc_managed_policy_find(rc_str arn);

#endif
