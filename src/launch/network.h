/*
 * The network path: from where a task starts, hop by hop, to every host that its launch needs.
 *
 * data/hosts.txt says which hosts. Each path is walked from each subnet or interface that the task
 * may start from. A hop is open, shut, or not to be told; nothing that the input does not show
 * makes a hop shut. How a packet travels, and what is taken as complete: docs/network.md. Facts:
 * network-path, sections 1 to 7.
 */
#ifndef RC_LAUNCH_NETWORK_H
#define RC_LAUNCH_NETWORK_H

#include "launch/template.h"

/* ---- tables --------------------------------------------------------------------------------- */

typedef enum rc_host_of {
  RC_HOST_OF_CALLS,
  RC_HOST_OF_DOCKER_HUB,
  RC_HOST_OF_ECR_PUBLIC,
  RC_HOST_OF_REGISTRY,
  RC_HOST_OF_EFS,
  RC_HOST_OF_INSTANCE
} rc_host_of;

typedef enum rc_host_image {
  RC_HOST_IMAGE_ANY,
  RC_HOST_IMAGE_PLAIN,
  RC_HOST_IMAGE_DUAL_STACK,
  RC_HOST_IMAGE_FIPS
} rc_host_image;

/* One row of data/hosts.txt. */
typedef struct rc_host_rule {
  rc_str id;
  rc_str name; /* template */
  const rc_str *calls;
  uint32_t n_calls;
  rc_host_of thing;
  rc_host_image image;
  rc_str endpoint; /* "ecr.api"; empty: none serves it */
  bool is_gateway, is_mounted, from_task;
  uint16_t port;
  rc_str fargate_until;
  rc_str policy_action, policy_resource; /* template */
  rc_str unproven;
} rc_host_rule;

extern const rc_host_rule rc_host_rules[];
extern const size_t rc_n_host_rules;

/* One row of data/mends.txt. */
typedef struct rc_mend_rule {
  rc_str id, why, command, undo; /* templates */
  rc_str cloudformation, terraform;
} rc_mend_rule;

extern const rc_mend_rule rc_mend_rules[];
extern const size_t rc_n_mend_rules;

/* ---- paths ---------------------------------------------------------------------------------- */

typedef enum rc_hop_kind {
  RC_HOP_PLACE, /* where the path starts */
  RC_HOP_NAMES, /* the VPC's resolver */
  RC_HOP_GROUP, /* a security group, out or in */
  RC_HOP_ACL,
  RC_HOP_ROUTE,
  RC_HOP_INTERNET_GATEWAY,
  RC_HOP_NAT_GATEWAY,
  RC_HOP_ENDPOINT,
  RC_HOP_POLICY, /* of the endpoint */
  RC_HOP_MOUNT_TARGET,
  RC_HOP_BEYOND, /* outside of what describes a VPC */
  RC_N_HOPS
} rc_hop_kind;

rc_str rc_hop_kind_name(rc_hop_kind kind); /* "security-group" */

/* Why a hop is shut: each is told by one check. */
typedef enum rc_net_fault {
  RC_FAULT_NONE,
  RC_FAULT_ENDPOINT_MISSING,
  RC_FAULT_PRIVATE_DNS,
  RC_FAULT_ENDPOINT_PORT,
  RC_FAULT_ROUTE,
  RC_FAULT_PUBLIC_ADDRESS,
  RC_FAULT_EGRESS,
  RC_FAULT_ACL,
  RC_FAULT_DNS,
  RC_FAULT_POLICY,
  RC_FAULT_GATEWAY
} rc_net_fault;

/* What opens the hop: a command, or a change of the template that makes it. */
typedef struct rc_mend {
  rc_str why, command, undo; /* empty where not all of it is known */
  rc_str id, thing, other;   /* as of rc_net_mend */
  uint16_t port;
  rc_str cloudformation, terraform; /* what has to stand in a template; may be empty */
} rc_mend;
typedef struct rc_mend_vec { RC_VEC_FIELDS(rc_mend) } rc_mend_vec;

typedef struct rc_hop {
  rc_hop_kind kind;
  rc_truth open;
  rc_str id;   /* of the thing; may be empty */
  rc_str text; /* what it does, as a phrase behind its ID: "lets no TCP 443 out" */
  rc_span span;
  rc_missing_vec missing; /* what would tell, where it is not to be told */
  rc_net_fault fault;     /* of a hop that is shut */
  rc_str help;
  rc_span beside;     /* a second place that makes it so */
  rc_str beside_text;
  rc_mend_vec mends;
} rc_hop;
typedef struct rc_hop_vec { RC_VEC_FIELDS(rc_hop) } rc_hop_vec;

typedef struct rc_net_path {
  rc_str from; /* subnet or interface */
  rc_str zone; /* may be empty */
  rc_span span;
  rc_truth open;
  rc_hop_vec hops;
} rc_net_path;
typedef struct rc_net_path_vec { RC_VEC_FIELDS(rc_net_path) } rc_net_path_vec;

typedef struct rc_call_refs { RC_VEC_FIELDS(const rc_call *) } rc_call_refs;

typedef struct rc_net_host {
  const rc_host_rule *rule;
  rc_str name; /* may hold holes */
  rc_str region, partition;
  rc_phase phase;
  bool blocks_start;
  rc_known required;
  rc_span cause; /* what in the task definition needs it */
  rc_str cause_text;
  rc_call_refs calls; /* that go there; none for hosts that no call needs */
  rc_truth open; /* from everywhere; NO if from anywhere it is shut */
  rc_net_path_vec paths;
} rc_net_host;
typedef struct rc_net_host_vec { RC_VEC_FIELDS(rc_net_host) } rc_net_host_vec;

typedef enum rc_net_via { RC_VIA_TASK, RC_VIA_INSTANCE, RC_VIA_HOST, RC_VIA_UNKNOWN } rc_net_via;

rc_str rc_net_via_name(rc_net_via via); /* "task" */

typedef struct rc_net_walk {
  uint32_t task;
  rc_net_via via; /* whose interface carries the pull */
  rc_net_host_vec hosts;
} rc_net_walk;
typedef struct rc_net_walk_vec { RC_VEC_FIELDS(rc_net_walk) } rc_net_walk_vec;

/** Walks for every task. Empty when the input tells nothing of any network. */
RC_MUST_USE rc_status rc_net_walks(const rc_model *model, const rc_roll_call_vec *roll_calls,
                                   rc_net_walk_vec *out);

/** "reachable", "blocked", "unknown" */
rc_str rc_net_answer(rc_truth open);

#endif
