/*
 * The first hops of a path, and which way it goes on: through an interface endpoint, to a mount
 * target, or by the routes of the subnet. Facts: network-path 4, 6 and 7.
 */
#include "launch/network_parts.h"

enum { ANSWERS_FROM = 1024, ANSWERS_TO = UINT16_MAX };

static rc_str port_text(rc_net_walker *w) {
  return rc_str_from_u64(w->arena, w->host->rule->port);
}

/* ---- where it starts ------------------------------------------------------------------------ */

static void start(rc_net_walker *w) {
  const rc_net_item *subnet = w->ground->subnet;
  if (rc_str_starts_with(w->path->from, RC_STR("\xFE<others of"))) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_PLACE, RC_UNKNOWN, RC_STR_NONE,
                             RC_STR("the list holds others, which only a deployment tells"),
                             w->origin->value);
    rc_net_miss(w, hop, "net-placement", w->path->from);
    w->ended = true;
    return;
  }
  if (subnet == NULL) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_PLACE, RC_UNKNOWN, w->path->from,
                             RC_STR("is not described in the input"), w->origin->value);
    rc_net_miss(w, hop, "net-subnet", w->path->from);
    return;
  }
  if (subnet->cidrs.len == 0) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_PLACE, RC_UNKNOWN, subnet->id,
                             subnet->made
                                 ? RC_STR("does not tell its IPv4 addresses")
                                 : RC_STR("has no IPv4 addresses: IPv6 is not followed"),
                             subnet->value);
    rc_net_miss(w, hop, "net-subnet", subnet->id);
    w->ended = true;
    return;
  }
  rc_str zone = rc_hole_any(subnet->zone.text) ? RC_STR_NONE : subnet->zone.text;
  (void)rc_net_hop(w, RC_HOP_PLACE, RC_YES, subnet->id,
                   RC_FILL(w->arena, "has {}{}{}", subnet->cidrs.items[0].text,
                           zone.len > 0 ? RC_STR(" in ") : RC_STR_NONE, zone),
                   subnet->value);
}

/* ---- names ---------------------------------------------------------------------------------- */

typedef enum servers { SERVERS_UNKNOWN, SERVERS_AMAZON, SERVERS_OWN } servers;

static servers name_servers(const rc_net_walker *w, rc_str *own) {
  const rc_net_item *vpc = w->ground->vpc_item;
  const rc_net_item *options =
      vpc == NULL ? NULL : rc_net_find(w->net, RC_NET_DHCP_OPTIONS, vpc->type.text);
  if (options == NULL || options->cidrs.len == 0) {
    return SERVERS_UNKNOWN;
  }
  for (RC_EACH(const rc_field, server, options->cidrs)) {
    if (!rc_str_equal(server->text, RC_STR("AmazonProvidedDNS"))) {
      *own = server->text;
      return SERVERS_OWN;
    }
  }
  return SERVERS_AMAZON;
}

static void names_shut(rc_net_walker *w, const rc_net_flag *flag, rc_str vpc) {
  rc_hop *hop = rc_net_hop(w, RC_HOP_NAMES, RC_NO, vpc,
                           RC_STR("has `enableDnsSupport` off, so that no name resolves"),
                           flag->value);
  if (hop != NULL) {
    hop->fault = RC_FAULT_DNS;
    hop->help = RC_STR("its tasks ask the VPC's own resolver, which answers only while "
                       "`enableDnsSupport` is on");
  }
  rc_net_mend(w, hop, "dns-support", vpc, RC_STR_NONE, RC_STR_NONE);
  w->ended = true;
}

static void walk_names(rc_net_walker *w) {
  rc_str own = RC_STR_NONE;
  rc_str vpc = w->ground->vpc;
  const rc_net_item *item = w->ground->vpc_item;
  const rc_net_flag unknown = {RC_KNOWN_NOT, RC_VALUE_NONE};
  const rc_net_flag *support = item == NULL ? &unknown : &item->flags[RC_NET_DNS_SUPPORT];
  servers ask = name_servers(w, &own);
  rc_hop *hop = NULL;
  if (vpc.len == 0) {
    hop = rc_net_hop(w, RC_HOP_NAMES, RC_UNKNOWN, RC_STR_NONE,
                     RC_STR("its VPC is not known"), RC_VALUE_NONE);
    rc_net_miss(w, hop, "net-subnet", w->path->from);
  } else if (support->is == RC_KNOWN_NO && ask == SERVERS_AMAZON) {
    names_shut(w, support, vpc);
  } else if (ask == SERVERS_OWN) {
    hop = rc_net_hop(w, RC_HOP_NAMES, RC_UNKNOWN, vpc,
                     RC_FILL(w->arena, "asks the name server {}", own), RC_VALUE_NONE);
    rc_net_miss(w, hop, "net-name-server", own);
  } else if (support->is == RC_KNOWN_NOT) {
    hop = rc_net_hop(w, RC_HOP_NAMES, RC_UNKNOWN, vpc,
                     RC_STR("does not tell whether names resolve"), RC_VALUE_NONE);
    rc_net_miss(w, hop, "net-dns-support", vpc);
  } else if (ask == SERVERS_UNKNOWN) {
    hop = rc_net_hop(w, RC_HOP_NAMES, RC_UNKNOWN, vpc,
                     support->is == RC_KNOWN_NO
                         ? RC_STR("has `enableDnsSupport` off: names resolve only through a "
                                  "server of your own")
                         : RC_STR("does not tell which server it asks for names"),
                     support->value);
    rc_net_miss(w, hop, "net-dhcp", vpc);
  } else {
    (void)rc_net_hop(w, RC_HOP_NAMES, RC_YES, vpc, RC_STR("resolves names"), support->value);
  }
}

/* ---- groups --------------------------------------------------------------------------------- */

const rc_field_vec *rc_net_own_groups(rc_net_walker *w) {
  if (w->origin->groups != NULL) {
    return w->origin->groups;
  }
  const rc_net_item *group = !w->origin->default_group
                                 ? NULL
                                 : rc_net_at(w->net, RC_NET_GROUP, &w->net->default_group_of_vpc,
                                             w->ground->vpc);
  rc_field_vec *only = group == NULL ? NULL : RC_NEW(w->arena, rc_field_vec);
  rc_field *field = only == NULL ? NULL : RC_VEC_ADD(w->arena, only);
  if (field == NULL) {
    return NULL;
  }
  *field = (rc_field){group->id, group->value};
  return only;
}

static void miss_groups(rc_net_walker *w, rc_hop *hop) {
  if (w->origin->default_group) {
    rc_net_miss(w, hop, "net-default-group", w->ground->vpc);
  } else if (w->origin->interface.len > 0) {
    rc_net_miss(w, hop, "net-groups", w->origin->interface);
  } else {
    rc_net_miss(w, hop, "net-placement", w->ground->vpc);
  }
}

/* What would settle a rule that fits only in part. */
static void miss_part(rc_net_walker *w, rc_hop *hop, const rc_net_ruling *ruling) {
  if (ruling->unseen.len > 0) {
    rc_net_miss(w, hop, "net-group", ruling->unseen);
  } else if (ruling->rule != NULL && rc_str_starts_with(ruling->rule->peer, RC_STR("pl-"))) {
    rc_net_miss(w, hop, "net-prefix-list", ruling->rule->peer);
  } else if (ruling->rule != NULL && ruling->rule->vague) {
    rc_net_miss(w, hop, "net-placeholder", ruling->of);
  } else {
    rc_net_miss(w, hop, "net-addresses", w->host->name);
  }
}

/* The place of what decided: the rule, else the group or ACL that has none. */
static rc_value place_of(const rc_net *net, rc_net_kind kind, const rc_net_ruling *ruling) {
  const rc_net_item *item = rc_net_find(net, kind, ruling->of);
  return ruling->rule != NULL ? ruling->rule->value : item != NULL ? item->value : RC_VALUE_NONE;
}

static rc_hop *group_hop(rc_net_walker *w, const rc_net_ruling *ruling, bool out, rc_str noun) {
  rc_str port = port_text(w);
  rc_str id = ruling->of.len > 0 ? ruling->of : ruling->unseen;
  static const char *const texts[][2] = {
      [RC_NO] = {"lets no TCP {} in from {}", "lets no TCP {} out to {}"},
      [RC_YES] = {"lets TCP {} in from {}", "lets TCP {} out to {}"},
      [RC_UNKNOWN] = {"may let TCP {} in from {}", "may let TCP {} out to {}"},
  };
  const char *text = texts[ruling->lets][out];
  rc_hop *hop = rc_net_hop(w, RC_HOP_GROUP, ruling->lets, id, RC_FILL(w->arena, text, port, noun),
                           place_of(w->net, RC_NET_GROUP, ruling));
  if (ruling->lets == RC_UNKNOWN) {
    miss_part(w, hop, ruling);
  }
  return hop;
}

/* ---- ACLs ----------------------------------------------------------------------------------- */

/* A number before the entry that denies which no other entry has; 0: none was found. */
static uint32_t free_number(const rc_net_item *acl, const rc_net_ruling *ruling) {
  enum { TRIES = 64, LAST = 32766 };
  const rc_net_rule *rule = ruling->rule;
  uint32_t number = rule != NULL && rule->number <= LAST ? rule->number - 1 : LAST;
  for (uint32_t tries = 0; tries < TRIES && number > 0; tries++, number--) {
    bool taken = false;
    for (RC_EACH(const rc_net_rule, entry, acl->rules)) {
      taken = taken || entry->number == number;
    }
    if (!taken) {
      return number;
    }
  }
  return 0;
}

static void mend_acl(rc_net_walker *w, rc_hop *hop, const rc_net_item *acl,
                     const rc_net_ruling *ruling, bool out, bool answers, rc_str block) {
  static const char *const ids[2][2] = {{"acl-in", "acl-in-answers"},
                                        {"acl-out", "acl-out-answers"}};
  uint32_t number = free_number(acl, ruling);
  rc_net_mend(w, hop, ids[out][answers], acl->id,
              number == 0 ? RC_STR_NONE : rc_str_from_u64(w->arena, number), block);
}

/* One direction; `answers`: the packets that come back. */
static rc_net_ruling acl_ruling(const rc_net_walker *w, const rc_net_item *acl,
                                const rc_net_end *end, bool out, bool answers) {
  uint16_t port = w->host->rule->port;
  return rc_net_acl_lets(acl, out, answers ? ANSWERS_FROM : port, answers ? ANSWERS_TO : port,
                         end);
}

/* Both directions in one hop: what is shut first speaks. `serves`: the connection comes in. */
static void acl_hop(rc_net_walker *w, const rc_net_item *acl, const rc_net_end *end, bool serves) {
  bool answers = false;
  rc_net_ruling ruling = acl_ruling(w, acl, end, !serves, false);
  rc_net_ruling back = acl_ruling(w, acl, end, serves, true);
  rc_truth both = rc_truth_and(ruling.lets, back.lets);
  if (ruling.lets != both) {
    ruling = back;
    answers = true;
  }
  bool out = answers == serves;
  rc_str ports = answers ? RC_STR("1024-65535") : port_text(w);
  static const char *const texts[][2] = {
      [RC_NO] = {"lets no TCP {} in", "lets no TCP {} out"},
      [RC_YES] = {"lets TCP {} in and the answers out", "lets TCP {} out and the answers in"},
      [RC_UNKNOWN] = {"lets a part of TCP {} in", "lets a part of TCP {} out"},
  };
  const char *text = texts[both][both == RC_YES ? !serves : out];
  rc_hop *hop = rc_net_hop(w, RC_HOP_ACL, both, acl->id,
                           RC_FILL(w->arena, text, both == RC_YES ? port_text(w) : ports),
                           place_of(w->net, RC_NET_ACL, &ruling));
  if (hop == NULL || both == RC_YES) {
    return;
  }
  if (both == RC_UNKNOWN) {
    if (answers) {
      rc_net_miss(w, hop, "net-ports", acl->id);
    } else {
      rc_net_miss(w, hop, "net-addresses", w->host->name);
    }
    return;
  }
  hop->fault = RC_FAULT_ACL;
  hop->help = RC_STR("network ACLs do not remember connections: what goes out on one port comes "
                     "back to a port between 1024 and 65535, and both need a rule");
  mend_acl(w, hop, acl, &ruling, out, answers, end->block);
}

void rc_net_pass_acl(rc_net_walker *w, rc_str subnet, const rc_net_item *acl,
                     const rc_net_end *end, bool serves) {
  if (acl != NULL) {
    acl_hop(w, acl, end, serves);
    return;
  }
  rc_hop *hop = rc_net_hop(w, RC_HOP_ACL, RC_UNKNOWN, RC_STR_NONE,
                           RC_FILL(w->arena, "the network ACL of `{}` is not in the input", subnet),
                           RC_VALUE_NONE);
  rc_net_miss(w, hop, "net-acl", subnet);
}

/* ---- leaving and entering ------------------------------------------------------------------- */

/* What is shut for some of the addresses behind a name works now and then. */
static void doubt(rc_net_walker *w, rc_hop *hop) {
  if (hop->open == RC_NO) {
    hop->open = RC_UNKNOWN;
    hop->fault = RC_FAULT_NONE;
    rc_net_miss(w, hop, "net-addresses", w->host->name);
  }
}

void rc_net_leave(rc_net_walker *w, const rc_net_end *end, const rc_net_end *beyond) {
  const rc_field_vec *groups = rc_net_own_groups(w);
  if (groups == NULL) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_GROUP, RC_UNKNOWN, RC_STR_NONE,
                             RC_STR("its security groups are not in the input"), w->origin->value);
    miss_groups(w, hop);
  } else {
    rc_net_ruling ruling =
        rc_net_groups_let(w->net, groups, true, w->host->rule->port, end);
    rc_hop *hop = group_hop(w, &ruling, true, end->noun);
    if (hop != NULL && ruling.lets == RC_NO) {
      hop->fault = RC_FAULT_EGRESS;
      hop->help = RC_FILL(w->arena,
                          "TCP {} must leave for {}; no rule for incoming traffic is needed, and "
                          "addresses of S3 stay public behind a gateway endpoint",
                          port_text(w), end->noun);
      rc_net_mend(w, hop, "group-egress", ruling.of, RC_STR_NONE, RC_STR_NONE);
    }
  }
  uint32_t at = w->path->hops.len;
  if (beyond != NULL) {
    rc_net_pass_acl(w, w->origin->subnet, w->ground->acl, beyond, false);
  }
  if (beyond != NULL && beyond->some && at < w->path->hops.len) {
    doubt(w, &w->path->hops.items[at]);
  }
}

/* The origin, as rules at the other end see it. */
rc_net_end rc_net_origin_end(rc_net_walker *w, rc_network *block) {
  const rc_field_vec *address = w->origin->address;
  const rc_net_item *subnet = w->ground->subnet;
  bool exact = address != NULL && address->len == 1;
  bool told = subnet != NULL && subnet->cidrs.len > 0;
  rc_str text = told ? subnet->cidrs.items[0].text : RC_STR_NONE;
  const rc_field_vec *groups = rc_net_own_groups(w);
  const rc_net_item *vpc = w->ground->vpc_item;
  bool known = rc_network_parse(exact ? address->items[0].text : text, block);
  if (!known && vpc != NULL && vpc->cidrs.len == 1) { /* it lies somewhere in there */
    known = rc_network_parse(vpc->cidrs.items[0].text, block);
  }
  return (rc_net_end){
      .blocks = block,
      .n_blocks = known ? 1 : 0,
      .groups = groups,
      .has_groups = true,
      .noun = w->who,
      .block = text,
  };
}

static void mend_entry(rc_net_walker *w, rc_hop *hop, rc_str group, const rc_net_end *from) {
  bool known = from->groups != NULL && from->groups->len > 0;
  rc_net_mend(w, hop, known ? "endpoint-group" : "endpoint-block", group,
              known ? from->groups->items[0].text : from->block, RC_STR_NONE);
}

/* The ACLs of the other end's subnets. Where some let it in and some do not, it works now and
 * then, which is neither. */
static void enter_subnets(rc_net_walker *w, const rc_field_vec *subnets, const rc_net_end *from) {
  uint32_t begin = w->path->hops.len;
  for (RC_EACH(const rc_field, subnet, *subnets)) {
    if (!rc_str_equal(subnet->text, w->origin->subnet)) {
      const rc_net_item *acl =
          rc_net_at(w->net, RC_NET_ACL, &w->net->acl_of_subnet, subnet->text);
      rc_net_pass_acl(w, subnet->text, acl, from, true);
    }
  }
  uint32_t n = w->path->hops.len - begin;
  uint32_t shut = 0;
  for (uint32_t i = begin; i < w->path->hops.len; i++) {
    shut += w->path->hops.items[i].open == RC_NO;
  }
  for (uint32_t i = begin; shut > 0 && shut < subnets->len && i < begin + n; i++) {
    doubt(w, &w->path->hops.items[i]);
  }
}

void rc_net_enter(rc_net_walker *w, rc_net_fault fault, const rc_field_vec *groups,
                  const rc_field_vec *subnets, rc_str noun) {
  rc_network block;
  rc_net_end from = rc_net_origin_end(w, &block);
  rc_net_ruling ruling = rc_net_groups_let(w->net, groups, false, w->host->rule->port, &from);
  rc_hop *hop = group_hop(w, &ruling, false, w->who);
  if (hop != NULL && ruling.lets == RC_UNKNOWN && from.groups == NULL) {
    miss_groups(w, hop);
  }
  if (hop != NULL && ruling.lets == RC_NO) {
    hop->fault = fault;
    hop->help = RC_FILL(w->arena, "a security group of {} must let TCP {} in from {}", noun,
                        port_text(w), w->who);
    mend_entry(w, hop, ruling.of, &from);
  }
  enter_subnets(w, subnets, &from);
}

/* ---- which way ------------------------------------------------------------------------------ */

/* An interface endpoint takes the name of its service over if all of this holds. */
static rc_truth takes_over(const rc_net_walker *w, const rc_net_item *endpoint,
                           rc_net_fault *fault) {
  const rc_net_item *vpc = w->ground->vpc_item;
  rc_known private_dns = endpoint->flags[RC_NET_FLAG].is;
  rc_known hostnames = vpc == NULL ? RC_KNOWN_NOT : vpc->flags[RC_NET_DNS_HOSTNAMES].is;
  rc_truth available = rc_net_is_available(endpoint);
  *fault = available == RC_NO             ? RC_FAULT_GATEWAY
           : private_dns == RC_KNOWN_NO   ? RC_FAULT_PRIVATE_DNS
           : hostnames == RC_KNOWN_NO     ? RC_FAULT_DNS
                                          : RC_FAULT_NONE;
  if (*fault != RC_FAULT_NONE) {
    return RC_NO;
  }
  return available == RC_YES && private_dns == RC_KNOWN_YES && hostnames == RC_KNOWN_YES
             ? RC_YES
             : RC_UNKNOWN;
}

static bool is_interface(const rc_net_item *endpoint) {
  return rc_str_equal_nocase(endpoint->type.text, RC_STR("Interface"));
}

typedef struct choice {
  const rc_net_item *endpoint; /* that takes the name over */
  const rc_net_item *doubtful; /* that may */
  rc_net_near near;
} choice;

static choice choose_endpoint(const rc_net_walker *w) {
  choice chosen = {.endpoint = NULL};
  const rc_net_items *items = &w->net->items[RC_NET_ENDPOINT];
  uint32_t at = w->ground->vpc.len == 0 ? RC_MAP_NONE
                                        : rc_map_get(&w->net->endpoint_of_vpc, w->ground->vpc);
  for (; at < items->len; at = items->items[at].next) {
    const rc_net_item *endpoint = &items->items[at];
    rc_net_fault fault = RC_FAULT_NONE;
    rc_truth serves = rc_net_serves(w, endpoint, w->host->rule->endpoint);
    bool maybe = serves == RC_UNKNOWN || rc_hole_any(endpoint->type.text);
    if (serves == RC_NO || (!is_interface(endpoint) && !maybe)) {
      continue;
    }
    rc_truth takes = !is_interface(endpoint)
                         ? RC_UNKNOWN
                         : rc_truth_and(serves, takes_over(w, endpoint, &fault));
    if (takes == RC_YES) {
      chosen.endpoint = endpoint;
    } else if (takes == RC_UNKNOWN) {
      chosen.doubtful = endpoint;
    } else if (serves == RC_YES) {
      chosen.near = (rc_net_near){endpoint, fault, false};
    }
  }
  return chosen;
}

static void doubt_hop(rc_net_walker *w, const rc_net_item *endpoint) {
  const rc_net_item *vpc = w->ground->vpc_item;
  rc_hop *hop = rc_net_hop(w, RC_HOP_ENDPOINT, RC_UNKNOWN, endpoint->id,
                           RC_STR("may answer for it"), endpoint->value);
  if (rc_net_serves(w, endpoint, w->host->rule->endpoint) == RC_UNKNOWN) {
    rc_net_miss(w, hop, "task-region", w->ground->vpc);
  } else if (vpc == NULL || vpc->flags[RC_NET_DNS_HOSTNAMES].is == RC_KNOWN_NOT) {
    rc_net_miss(w, hop, "net-dns-hostnames", w->ground->vpc);
  } else {
    rc_net_miss(w, hop, "net-endpoints", w->ground->vpc);
  }
}

static rc_status walk_service(rc_net_walker *w) {
  choice chosen = choose_endpoint(w);
  if (chosen.endpoint != NULL && !w->host->rule->is_gateway && w->host->rule->unproven.len == 0) {
    return rc_net_through_endpoint(w, chosen.endpoint);
  }
  const rc_net_item *doubtful = chosen.endpoint != NULL ? chosen.endpoint : chosen.doubtful;
  if (doubtful != NULL) {
    if (w->host->rule->is_gateway || w->host->rule->unproven.len > 0) {
      rc_hop *hop = rc_net_hop(w, RC_HOP_ENDPOINT, RC_UNKNOWN, doubtful->id,
                               RC_STR("may answer for it"), doubtful->value);
      rc_net_miss(w, hop, "net-interface-endpoint", doubtful->id);
    } else {
      doubt_hop(w, doubtful);
    }
    chosen.near.unsure = true;
  } else if (w->ground->endpoints == NULL) {
    rc_str vpc = w->ground->vpc;
    rc_hop *hop = rc_net_hop(w, RC_HOP_ENDPOINT, RC_UNKNOWN, RC_STR_NONE,
                             RC_STR("the endpoints of the VPC are not in the input"),
                             RC_VALUE_NONE);
    rc_net_miss(w, hop, "net-endpoints", vpc);
    chosen.near.unsure = true;
  }
  return rc_net_by_route(w, &chosen.near);
}

/* ---- mount targets -------------------------------------------------------------------------- */

/* The file system's name leads to the mount target in the zone of whoever asks. */
static const rc_net_item *mount_target(const rc_net_walker *w) {
  rc_str zone = w->ground->subnet == NULL ? RC_STR_NONE : w->ground->subnet->zone.text;
  for (RC_EACH(const rc_net_item, item, w->net->items[RC_NET_MOUNT_TARGET])) {
    bool its = item->name.text.len > 0 && rc_str_starts_with(w->host->name, item->name.text);
    if (its && zone.len > 0 && rc_str_equal(item->zone.text, zone)) {
      return item;
    }
  }
  return NULL;
}

static void walk_mount(rc_net_walker *w) {
  const rc_net_item *target = mount_target(w);
  const rc_net_item *interface =
      target == NULL || target->tables.len == 0
          ? NULL
          : rc_net_find(w->net, RC_NET_INTERFACE, target->tables.items[0].text);
  rc_network block;
  if (target == NULL) {
    rc_str name = w->host->name;
    rc_hop *hop = rc_net_hop(w, RC_HOP_MOUNT_TARGET, RC_UNKNOWN, RC_STR_NONE,
                             RC_STR("no mount target of this zone is in the input"), RC_VALUE_NONE);
    rc_net_miss(w, hop, "net-mount-targets", rc_str_cut(&name, '.'));
    return;
  }
  const rc_net_end end = {
      .blocks = &block,
      .n_blocks = target->cidrs.len > 0 && rc_network_parse(target->cidrs.items[0].text, &block),
      .groups = interface == NULL ? NULL : &interface->groups,
      .has_groups = true,
      .noun = RC_FILL(w->arena, "`{}`", target->id),
      .block = target->cidrs.len > 0 ? target->cidrs.items[0].text : RC_STR_NONE,
  };
  rc_net_leave(w, &end, rc_net_has(&target->subnets, w->origin->subnet) ? NULL : &end);
  (void)rc_net_hop(w, RC_HOP_MOUNT_TARGET, rc_net_is_available(target), target->id,
                   RC_STR("serves the file system in this zone"), target->value);
  if (interface != NULL) {
    rc_net_enter(w, RC_FAULT_ENDPOINT_PORT, &interface->groups, &target->subnets, end.noun);
    return;
  }
  rc_hop *hop = rc_net_hop(w, RC_HOP_GROUP, RC_UNKNOWN, RC_STR_NONE,
                           RC_STR("its security groups are not in the input"), target->value);
  rc_net_miss(w, hop, "net-mount-groups", target->id);
}

rc_status rc_net_walk_path(rc_net_walker *w) {
  const rc_net_near none = {.endpoint = NULL};
  start(w);
  if (!w->ended) {
    walk_names(w);
  }
  if (w->ended) {
    return rc_arena_status(w->arena);
  }
  if (w->host->rule->is_mounted) {
    walk_mount(w);
    return rc_arena_status(w->arena);
  }
  return w->host->rule->endpoint.len > 0 ? walk_service(w) : rc_net_by_route(w, &none);
}
