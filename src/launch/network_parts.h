/* Between the network_*.c files only. */
#ifndef RC_LAUNCH_NETWORK_PARTS_H
#define RC_LAUNCH_NETWORK_PARTS_H

#include "iam/address.h"
#include "launch/feature.h"
#include "launch/network.h"

/* ---- rules (network_rules.c) ---------------------------------------------------------------- */

/* The far end of a connection, as rules see it. */
typedef struct rc_net_end {
  bool open_world;     /* any public address; else `blocks` */
  bool anywhere;       /* it may be public or private */
  const rc_network *blocks;
  uint32_t n_blocks;   /* 0: its address is not known */
  const rc_field_vec *groups; /* its security groups; NULL: not known, or it has none */
  bool has_groups;
  bool some;           /* there are other addresses, which no ACL keeps apart */
  rc_str noun;         /* "the internet" */
  rc_str block;        /* a CIDR block that a rule for it would name */
  rc_str prefix_list;  /* that holds its addresses, as far as known */
  rc_str service;      /* what such a list is named after: "eu-west-1.s3", or "s3" alone */
} rc_net_end;

/* What a set of rules says, and which rule says it. */
typedef struct rc_net_ruling {
  rc_truth lets;
  const rc_net_rule *rule; /* may be NULL: that nothing lets it through */
  rc_str of;               /* the group or ACL */
  rc_str unseen;           /* a group whose rules the input does not show */
} rc_net_ruling;

/** May TCP pass between the holder of these groups and `end`? */
rc_net_ruling rc_net_groups_let(const rc_net *net, const rc_field_vec *groups, bool out,
                                uint16_t port, const rc_net_end *end);

/** Does the ACL let TCP ports from..to pass, all of them? UNKNOWN where some pass. */
rc_net_ruling rc_net_acl_lets(const rc_net_item *acl, bool out, uint16_t from, uint16_t to,
                              const rc_net_end *end);

/** Which route takes packets to `end`: the longest prefix. UNKNOWN where several share them, or,
 *  without a rule, where there may be one that nothing shows. */
rc_net_ruling rc_net_route_to(const rc_net *net, const rc_net_item *table, const rc_net_end *end);

/** Is the prefix list named after this service? */
rc_truth rc_net_list_is_of(const rc_net *net, rc_str list, rc_str service);

/* ---- origins (network_origin.c) ------------------------------------------------------------- */

typedef struct rc_net_origin {
  rc_str subnet;     /* may be empty */
  rc_str interface;  /* may be empty */
  rc_value value;    /* where it is told */
  const rc_field_vec *groups; /* NULL: not known */
  bool default_group; /* none was given: the VPC's default one */
  rc_net_flag public_address;
  const rc_field_vec *address; /* of a known interface */
  const rc_net_placement *placement; /* may be NULL */
  bool never_public; /* a task's interface on EC2 */
} rc_net_origin;
typedef struct rc_net_origin_vec { RC_VEC_FIELDS(rc_net_origin) } rc_net_origin_vec;

typedef struct rc_net_origins {
  rc_net_origin_vec task, agent;
  rc_net_via via;
  rc_missing_vec missing; /* where nothing tells where it starts */
  rc_str platform;
} rc_net_origins;

/** The interfaces of all instances that run tasks. */
RC_MUST_USE rc_status rc_net_instances_of(const rc_model *model, rc_net_origin_vec *out);
RC_MUST_USE rc_status rc_net_origins_of(const rc_model *model, uint32_t task,
                                        const rc_net_origin_vec *instances, rc_net_origins *out);

/* ---- hosts (network_hosts.c) ---------------------------------------------------------------- */

RC_MUST_USE rc_status rc_net_hosts_of(const rc_surroundings *around, const rc_roll_call *plan,
                                      rc_net_host_vec *out);

/* ---- the walk (network_walk.c, network_path.c, network_route.c, network_endpoint.c) --------- */

/* What surrounds a subnet; the same for every host. Members are NULL where nothing tells. */
typedef struct rc_net_ground {
  rc_str vpc; /* empty: not known */
  const rc_net_item *subnet, *vpc_item, *table, *acl;
  bool main_table; /* `table` is the VPC's main one */
  const rc_net_listing *endpoints; /* that lists all of the VPC */
} rc_net_ground;

typedef struct rc_net_walker {
  const rc_model *model;
  const rc_net *net;
  rc_arena *arena;
  const rc_net_host *host;
  const rc_net_origin *origin;
  const rc_net_ground *ground;
  const rc_net_host_vec *hosts; /* all of the task */
  rc_net_path *path;
  rc_str who;  /* starts the packets: "the task" */
  bool ended; /* nothing behind this hop can matter */
} rc_net_walker;

RC_MUST_USE rc_status rc_net_ground_of(const rc_model *model, rc_str subnet, rc_net_ground *out);

/** Adds a hop; NULL: the arena failed. */
rc_hop *rc_net_hop(rc_net_walker *w, rc_hop_kind kind, rc_truth open, rc_str id, rc_str text,
                   rc_value place);
/** Says what is missing of a hop (which may be NULL), by a row of data/commands.txt: `{thing}` and,
 *  of the path, `{vpc}`, `{host}`, `{region}`. */
void rc_net_miss(rc_net_walker *w, rc_hop *hop, const char *id, rc_str thing);
/** Adds a command of data/mends.txt to a hop (which may be NULL) if all that it needs is known:
 *  `{thing}`, `{other}`, `{third}` and, of the path, `{vpc}`, `{table}`, `{port}`, `{service}`,
 *  `{cluster}`, `{ecs-service}`. */
void rc_net_mend(rc_net_walker *w, rc_hop *hop, const char *id, rc_str thing, rc_str other,
                 rc_str third);

/** The path from one origin to one host. */
RC_MUST_USE rc_status rc_net_walk_path(rc_net_walker *w);

/** What leaves the origin: its groups, and the ACL of its subnet both ways. `beyond` is the part of
 *  `end` that lies outside of the subnet, which alone an ACL sees; NULL: nothing does. */
void rc_net_leave(rc_net_walker *w, const rc_net_end *end, const rc_net_end *beyond);
/** The same at the other end: what lets the origin in. */
void rc_net_enter(rc_net_walker *w, rc_net_fault fault, const rc_field_vec *groups,
                  const rc_field_vec *subnets, rc_str noun);
/** A hop for the ACL of a subnet. `serves`: the connection comes in. */
void rc_net_pass_acl(rc_net_walker *w, rc_str subnet, const rc_net_item *acl,
                     const rc_net_end *end, bool serves);
/** The origin, as rules at the other end see it; `block` is room for its address. */
rc_net_end rc_net_origin_end(rc_net_walker *w, rc_network *block);
/** The groups of the origin; NULL where nothing tells. */
const rc_field_vec *rc_net_own_groups(rc_net_walker *w);

/** Through an interface endpoint. */
RC_MUST_USE rc_status rc_net_through_endpoint(rc_net_walker *w, const rc_net_item *endpoint);
/** By the routes of the subnet: a gateway endpoint, or out of the VPC. `near` is an endpoint that
 *  would serve the host if `fault` were mended; `unsure`: there may be one that nothing shows. */
typedef struct rc_net_near {
  const rc_net_item *endpoint;
  rc_net_fault fault;
  bool unsure;
} rc_net_near;
RC_MUST_USE rc_status rc_net_by_route(rc_net_walker *w, const rc_net_near *near);

/** What the policy of an endpoint says of the calls that go through it. */
RC_MUST_USE rc_status rc_net_policy_hop(rc_net_walker *w, const rc_net_item *endpoint);

/** Is this endpoint in service? */
rc_truth rc_net_is_available(const rc_net_item *endpoint);
/** Does the endpoint serve `service` in the Region of the host? */
rc_truth rc_net_serves(const rc_net_walker *w, const rc_net_item *endpoint, rc_str service);
/** The name of the service that serves the host: "com.amazonaws.eu-west-1.ecr.api". */
rc_str rc_net_service_name(const rc_net_walker *w);

#endif
