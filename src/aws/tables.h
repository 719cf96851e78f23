/*
 * Tables of this folder, made at build time from data/partitions.txt, data/registries.txt,
 * data/managed-policies.txt and data/rcp.txt.
 */
#ifndef RC_AWS_TABLES_H
#define RC_AWS_TABLES_H

#include "aws/image.h"
#include "aws/managed_policy.h"

extern const rc_partition rc_partitions[]; /* the one without region prefix first */
extern const size_t rc_n_partitions;

typedef struct rc_registry_host {
  rc_str host;
  rc_registry registry;
} rc_registry_host;

extern const rc_registry_host rc_registry_hosts[];
extern const size_t rc_n_registry_hosts;

/* <account><infix><region>.<suffix> */
typedef struct rc_ecr_infix {
  rc_str infix;
  rc_str suffix; /* empty: that of the partition */
  bool fips;
  bool dual_stack;
} rc_ecr_infix;

extern const rc_ecr_infix rc_ecr_infixes[]; /* longest infix first */
extern const size_t rc_n_ecr_infixes;

extern const rc_str rc_pull_through_prefixes[];
extern const size_t rc_n_pull_through_prefixes;
extern const rc_str rc_aws_ecr_accounts[];
extern const size_t rc_n_aws_ecr_accounts;

typedef struct rc_managed_policy_row {
  rc_managed_policy policy;
  bool partition_bound; /* holds ARNs of the partition `aws` */
} rc_managed_policy_row;

extern const rc_managed_policy_row rc_managed_policies[]; /* sorted by path and name */
extern const size_t rc_n_managed_policies;

extern const rc_str rc_rcp_services[];
extern const size_t rc_n_rcp_services;
extern const rc_str rc_rcp_exempt[]; /* actions */
extern const size_t rc_n_rcp_exempt;

#endif
