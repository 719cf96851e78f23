/*
 * What the input says of a VPC: subnets, routes, gateways, endpoints, and what lets packets in or
 * out.
 *
 * Every thing is an item of one shape, so that readers are tables; which members a kind has stands
 * in `rc_net_kind`. Whoever reads a document fills items: rc_net_item, then its members, then, if
 * the document lists all there are, rc_net_list. IDs are compared as texts: in a template whatever
 * refers to a thing, such as a hole `aws_subnet.a.id`, is its ID. What is not told stays empty, and
 * flags stay RC_KNOWN_NOT.
 */
#ifndef RC_MODEL_NETWORK_H
#define RC_MODEL_NETWORK_H

#include "base/map.h"
#include "ecs/task.h"
#include "iam/evaluate.h"

typedef enum rc_known { RC_KNOWN_NOT, RC_KNOWN_NO, RC_KNOWN_YES } rc_known;

typedef enum rc_net_kind {
  RC_NET_VPC,              /* cidrs, type: its DHCP options, flags: DNS support, DNS hostnames */
  RC_NET_SUBNET,           /* vpc, zone, cidrs */
  RC_NET_ROUTE_TABLE,      /* vpc, subnets: associated; flags: main, IPv6; rules: routes */
  RC_NET_INTERNET_GATEWAY, /* vpcs: attached to */
  RC_NET_NAT_GATEWAY,      /* vpc, subnets: its own, state, type: public or private */
  RC_NET_ENDPOINT,         /* vpc, name: service, type, state, subnets, groups, tables, policy;
                              flags: private DNS */
  RC_NET_GROUP,            /* vpc, name, rules */
  RC_NET_ACL,              /* vpc, subnets: associated; rules */
  RC_NET_INTERFACE,        /* vpc, subnets, groups, cidrs: private addresses, type: its instance;
                              flags: public address */
  RC_NET_PREFIX_LIST,      /* name, cidrs */
  RC_NET_DHCP_OPTIONS,     /* cidrs: domain name servers */
  RC_NET_MOUNT_TARGET,     /* name: file system, vpc, subnets, state, tables: its interface */
  RC_NET_INSTANCE,         /* of a cluster: container instances; name: EC2 instance */
  RC_N_NET_KINDS
} rc_net_kind;

typedef struct rc_net_flag {
  rc_known is;
  rc_value value;
} rc_net_flag;

enum { RC_NET_DNS_SUPPORT = 0, RC_NET_DNS_HOSTNAMES = 1 }; /* of a VPC */
enum { RC_NET_IPV6 = 1 }; /* of a route table: it leads IPv6 somewhere */
enum { RC_NET_FLAG = 0, RC_NET_FLAGS = 2 }; /* the only one of other kinds */

/* One route, one rule of a group for one peer, one entry of an ACL. */
typedef struct rc_net_rule {
  rc_value value;    /* where it stands */
  rc_str peer;       /* a CIDR block, prefix list or group; a route's destination */
  rc_str target;     /* of a route: the gateway's ID, or "local" */
  rc_str target_by;  /* of a route: the member that names it, as in the API: "NatGatewayId" */
  uint32_t number;   /* of an entry: the lowest that fits decides */
  uint16_t from, to; /* ports */
  bool out;          /* egress */
  bool active;       /* a route whose target is certainly there */
  bool refuses;      /* an entry that denies; a route whose target is gone */
  bool tcp;          /* its protocol is TCP, or all */
  bool vague;        /* a placeholder hides what it is about: it may fit or not */
} rc_net_rule;
typedef struct rc_net_rule_vec { RC_VEC_FIELDS(rc_net_rule) } rc_net_rule_vec;

typedef struct rc_net_item {
  rc_net_kind kind;
  uint32_t next;     /* endpoint of the same VPC; made by rc_net_settle */
  uint32_t listing;  /* the answer that describes it; RC_NET_UNLISTED */
  bool described;    /* its document has been read; another one of the same thing adds nothing */
  bool made;         /* a template of the input tells of it */
  bool more;         /* it may have rules, subnets, endpoints ... that the input does not show */
  rc_str id;
  rc_value value;    /* the ID where it is described, or the whole of it */
  rc_value home;     /* of a template: its members, with the names of the API */
  rc_field vpc, name, type, state, zone;
  rc_field_vec cidrs, subnets, groups, tables, vpcs;
  rc_net_rule_vec rules;
  rc_net_flag flags[RC_NET_FLAGS];
  const rc_policy *policy;
  rc_known policy_known; /* NO: there is none, which allows everything */
} rc_net_item;
typedef struct rc_net_items { RC_VEC_FIELDS(rc_net_item) } rc_net_items;

#define RC_NET_UNLISTED UINT32_MAX

/* A document that lists things of one kind. */
typedef struct rc_net_listing {
  rc_net_kind kind;
  rc_value value; /* the list */
  uint32_t n;     /* items in it */
  bool cut;       /* it says that it goes on: a NextToken */
  rc_str vpc;     /* known to hold all of this VPC; empty: see rc_net_lists_all */
} rc_net_listing;
typedef struct rc_net_listing_vec { RC_VEC_FIELDS(rc_net_listing) } rc_net_listing_vec;

typedef struct rc_net {
  rc_net_items items[RC_N_NET_KINDS];
  rc_map by_id[RC_N_NET_KINDS];
  rc_net_listing_vec listings;
  /* Made by rc_net_settle: numbers of items. */
  rc_map table_of_subnet, acl_of_subnet, main_table_of_vpc, default_group_of_vpc;
  rc_map endpoint_of_vpc; /* the first of a chain */
} rc_net;

/* Where tasks are started, as a service, a task or a request to start one says it. */
typedef struct rc_net_placement {
  rc_value value; /* the awsvpcConfiguration, or the attachments of a task */
  rc_field_vec subnets, groups, interfaces;
  rc_net_flag public_address; /* assignPublicIp */
  rc_str cluster, service;    /* for commands; may be empty */
} rc_net_placement;

/** The item with this ID, added if need be. NULL: the arena failed. Good until the next is added.
 */
rc_net_item *rc_net_item_of(rc_arena *arena, rc_net *net, rc_net_kind kind, rc_str id);
/** NULL if nothing tells of it. */
const rc_net_item *rc_net_find(const rc_net *net, rc_net_kind kind, rc_str id);

/** Says that a document lists things of this kind; returns its number for rc_net_item.listing. */
uint32_t rc_net_list(rc_arena *arena, rc_net *net, const rc_net_listing *listing);

/**
 * The listing that shows all things of this kind that the VPC has; NULL where none does. A listing
 * that is not cut counts for the VPCs that it has something of: the command prints all of a Region
 * unless a filter was given, and a filter by VPC is the usual one. An empty one counts if the whole
 * input speaks of one VPC only.
 */
const rc_net_listing *rc_net_lists_all(const rc_net *net, rc_net_kind kind, rc_str vpc);

/** Joins what belongs together; to be called once, after all readers. */
RC_MUST_USE rc_status rc_net_settle(rc_arena *arena, rc_net *net);

/** The item that one of the maps above leads to; NULL if there is none. */
const rc_net_item *rc_net_at(const rc_net *net, rc_net_kind kind, const rc_map *map, rc_str key);

bool rc_net_has(const rc_field_vec *texts, rc_str text);

/** Do two IDs mean the same thing? Holes of two things that are described are two, and neither is
 *  an ID that is written out; what else a hole stands for is not known. */
rc_truth rc_net_same(const rc_net *net, rc_net_kind kind, rc_str a, rc_str b);
/** Is `text` among the IDs? */
rc_truth rc_net_among(const rc_net *net, rc_net_kind kind, const rc_field_vec *ids, rc_str text);

#endif
