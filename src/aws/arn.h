/*
 * Amazon Resource Names and partitions. Parts may hold holes.
 */
#ifndef RC_AWS_ARN_H
#define RC_AWS_ARN_H

#include "base/hole.h"

typedef struct rc_arn {
  rc_str partition, service, region, account, resource; /* slices of the parsed string */
} rc_arn;

/** Splits `arn:partition:service:region:account:resource` at the first five colons outside holes.
 *  False if `text` does not have that shape (a value that is one hole has not). */
bool rc_arn_parse(rc_str text, rc_arn *out);
rc_str rc_arn_make(rc_arena *arena, const rc_arn *parts);

/** The role name of `arn:P:iam::A:role/path/NAME`, `arn:P:sts::A:assumed-role/NAME/session` or a
 *  bare name; empty if `text` is another kind of ARN. */
rc_str rc_arn_role_name(rc_str text);
/** Last path segment of a managed policy ARN or the whole of a bare name. */
rc_str rc_arn_policy_name(rc_str text);

/* One row of data/partitions. */
typedef struct rc_partition {
  rc_str name;          /* aws-cn */
  rc_str dns_suffix;    /* amazonaws.com.cn */
  rc_str dual_stack_suffix; /* suffix of dual-stack API hosts; may be empty */
  rc_str region_prefix; /* cn- ; empty in the default row `aws` */
  rc_str via_suffix;    /* of kms:ViaService; empty where no source tells */
  bool pull_through;    /* ECR pull-through cache exists there */
} rc_partition;

/** The partition of a Region name; `aws` for unknown prefixes. NULL when `region` has holes or is
 *  empty. */
const rc_partition *rc_partition_of_region(rc_str region);
const rc_partition *rc_partition_by_name(rc_str name);

/** Twelve digits. */
bool rc_is_account_id(rc_str text);
/** True if `account` tells which account is meant: its number, or a hole that names its own place
 *  in a comment and so is no other's (template/terraform.h). */
bool rc_tells_account(rc_str account);

#endif
