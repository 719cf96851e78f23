/*
 * By the routes of the subnet: a gateway endpoint, a NAT gateway, an internet gateway, or whatever
 * else a route may lead to. Facts: network-path 5.
 */
#include "launch/network_parts.h"

/* Hosts behind a gateway endpoint share a prefix list: that of S3 in one Region. */
static rc_str list_service(const rc_net_walker *w) {
  const rc_net_host *host = w->host;
  return !host->rule->is_gateway     ? RC_STR_NONE
         : host->region.len == 0 || rc_hole_any(host->region)
             ? host->rule->endpoint
             : RC_FILL(w->arena, "{}.{}", host->region, host->rule->endpoint);
}

static rc_net_end world_end(const rc_net_walker *w) {
  return (rc_net_end){
      .open_world = true,
      .service = list_service(w),
      .noun = w->host->rule->is_gateway ? RC_STR("the addresses of S3") : RC_STR("the internet"),
      .block = RC_STR("0.0.0.0/0"),
  };
}

/* ---- no way --------------------------------------------------------------------------------- */

/* Some endpoint of the VPC serves a host of this task in the same Region: then this VPC is meant to
 * do without the internet, and what is missing is an endpoint, not a route. */
static const rc_net_item *any_endpoint(const rc_net_walker *w) {
  const rc_net_items *items = &w->net->items[RC_NET_ENDPOINT];
  uint32_t at = rc_map_get(&w->net->endpoint_of_vpc, w->ground->vpc);
  for (; at < items->len; at = items->items[at].next) {
    for (RC_EACH(const rc_net_host, host, *w->hosts)) {
      rc_net_walker other = *w;
      other.host = host;
      if (host->rule->endpoint.len > 0 && rc_str_equal(host->region, w->host->region) &&
          rc_net_serves(&other, &items->items[at], host->rule->endpoint) == RC_YES) {
        return &items->items[at];
      }
    }
  }
  return NULL;
}

/* A gateway endpoint of the VPC that serves the host, whatever its route tables. */
static const rc_net_item *gateway_endpoint(const rc_net_walker *w) {
  const rc_net_items *items = &w->net->items[RC_NET_ENDPOINT];
  uint32_t at = w->host->rule->is_gateway && w->ground->vpc.len > 0
                    ? rc_map_get(&w->net->endpoint_of_vpc, w->ground->vpc)
                    : RC_MAP_NONE;
  for (; at < items->len; at = items->items[at].next) {
    const rc_net_item *endpoint = &items->items[at];
    if (rc_net_serves(w, endpoint, w->host->rule->endpoint) == RC_YES &&
        rc_str_equal_nocase(endpoint->type.text, RC_STR("Gateway"))) {
      return endpoint;
    }
  }
  return NULL;
}

static rc_str lines_of(rc_arena *arena, const rc_field_vec *texts) {
  rc_str lines = RC_STR_NONE;
  for (RC_EACH(const rc_field, field, *texts)) {
    lines = lines.len == 0 ? field->text : RC_FILL(arena, "{}\n{}", lines, field->text);
  }
  return lines;
}

static void mend_with_endpoint(rc_net_walker *w, rc_hop *hop, const rc_net_item *like) {
  if (w->host->rule->is_gateway) {
    rc_net_mend(w, hop, "gateway-endpoint", RC_STR_NONE, RC_STR_NONE, RC_STR_NONE);
    return;
  }
  const rc_field_vec *own = rc_net_own_groups(w);
  bool shared = like != NULL && like->groups.len > 0 && like->subnets.len > 0;
  rc_str group = shared                         ? like->groups.items[0].text
                 : own != NULL && own->len > 0 ? own->items[0].text
                                                : RC_STR_NONE;
  rc_net_mend(w, hop, "endpoint", group,
              shared ? lines_of(w->arena, &like->subnets) : w->origin->subnet, RC_STR_NONE);
}

static void endpoint_missing(rc_net_walker *w, const rc_net_item *like) {
  const rc_net_listing *listing = w->ground->endpoints;
  rc_hop *hop = rc_net_hop(w, RC_HOP_ENDPOINT, RC_NO, rc_net_service_name(w),
                           RC_STR("is not among the endpoints of the VPC"),
                           listing == NULL ? RC_VALUE_NONE : listing->value);
  if (hop != NULL) {
    hop->fault = RC_FAULT_ENDPOINT_MISSING;
    hop->beside = rc_value_span(w->ground->table->value);
    hop->beside_text = RC_STR("and this route table leads nowhere outside");
    hop->help = w->host->rule->is_gateway
                    ? RC_STR("layers of ECR images lie in S3: the VPC needs the gateway endpoint, "
                             "on the route table of this subnet")
                    : RC_STR("a subnet without a way to the internet needs an interface endpoint "
                             "for every service that its tasks call");
    mend_with_endpoint(w, hop, like);
  }
}

/* The endpoint that would serve, were it not for this. */
static void near_missed(rc_net_walker *w, const rc_net_near *near) {
  const rc_net_item *endpoint = near->endpoint;
  const rc_net_flag *flag = &endpoint->flags[RC_NET_FLAG];
  const rc_net_item *vpc = w->ground->vpc_item;
  rc_value place = endpoint->value;
  rc_str text = RC_STR("has private DNS off, so that the service's name leads past it");
  bool of_vpc = near->fault == RC_FAULT_DNS;
  if (near->fault == RC_FAULT_GATEWAY) {
    text = RC_FILL(w->arena, "is in state `{}`", endpoint->state.text);
    place = endpoint->state.value;
  } else if (of_vpc) {
    text = RC_STR("has `enableDnsHostnames` off, so that names lead past its endpoints");
    place = vpc->flags[RC_NET_DNS_HOSTNAMES].value;
  } else if (!rc_value_is_none(flag->value)) {
    place = flag->value;
  }
  rc_hop *hop = rc_net_hop(w, of_vpc ? RC_HOP_NAMES : RC_HOP_ENDPOINT, RC_NO,
                           of_vpc ? w->ground->vpc : endpoint->id, text, place);
  if (hop == NULL) {
    return;
  }
  hop->fault = near->fault;
  if (near->fault == RC_FAULT_PRIVATE_DNS) {
    hop->help = RC_STR("without private DNS the service's name keeps its public addresses, unless "
                       "a private hosted zone of your own gives it to the endpoint");
    rc_net_mend(w, hop, "private-dns", endpoint->id, RC_STR_NONE, RC_STR_NONE);
  } else if (near->fault == RC_FAULT_DNS) {
    hop->help = RC_STR("private names of endpoints need both `enableDnsSupport` and "
                       "`enableDnsHostnames`");
    rc_net_mend(w, hop, "dns-hostnames", w->ground->vpc, RC_STR_NONE, RC_STR_NONE);
  } else {
    hop->help = RC_STR("only an endpoint in state `available` serves; one that is pending may wait "
                       "for the owner of the service to accept it, one that failed must be made "
                       "anew");
  }
}

/* IPv6 is not followed. Where it leads somewhere, a way that is shut to IPv4 need not matter. */
static bool may_take_ipv6(rc_net_walker *w) {
  const rc_net_item *table = w->ground->table;
  const rc_net_flag *six = &table->flags[RC_NET_IPV6];
  if (six->is != RC_KNOWN_YES) {
    return false;
  }
  rc_hop *hop = rc_net_hop(w, RC_HOP_BEYOND, RC_UNKNOWN, table->id,
                           RC_STR("has a route for IPv6, which is not followed"), six->value);
  rc_net_miss(w, hop, "net-ipv6", w->host->name);
  return true;
}

/* The hop is shut, unless an endpoint that nothing shows may serve. */
static rc_hop *shut(rc_net_walker *w, const rc_net_near *near, rc_hop_kind kind,
                    rc_net_fault fault, rc_str id, rc_str text, rc_value place) {
  bool sure = !near->unsure;
  if (may_take_ipv6(w)) {
    return NULL;
  }
  rc_hop *hop = rc_net_hop(w, kind, sure ? RC_NO : RC_UNKNOWN, id, text, place);
  if (hop == NULL) {
    return NULL;
  }
  if (!sure) {
    rc_net_miss(w, hop, "net-endpoints", w->ground->vpc);
    return NULL;
  }
  if (near->endpoint != NULL) {
    near_missed(w, near);
    return NULL; /* the route alone is no fault: the endpoint should take its place */
  }
  hop->fault = fault;
  return hop;
}

/* ---- a public address ----------------------------------------------------------------------- */

static rc_str configuration(rc_net_walker *w, const char *address) {
  const rc_net_placement *placement = w->origin->placement;
  rc_str subnets = RC_STR_NONE;
  rc_str groups = RC_STR_NONE;
  for (RC_EACH(const rc_field, field, placement->subnets)) {
    subnets = subnets.len == 0 ? field->text : RC_FILL(w->arena, "{},{}", subnets, field->text);
  }
  for (RC_EACH(const rc_field, field, placement->groups)) {
    groups = groups.len == 0 ? field->text : RC_FILL(w->arena, "{},{}", groups, field->text);
  }
  return RC_FILL(w->arena,
                 "awsvpcConfiguration={subnets=[{}],securityGroups=[{}],assignPublicIp={}}",
                 subnets, groups, rc_str_from_c(address));
}

static void need_address(rc_net_walker *w, const rc_net_near *near, rc_str gateway) {
  const rc_net_flag *flag = &w->origin->public_address;
  const rc_net_placement *placement = w->origin->placement;
  bool standard = flag->is == RC_KNOWN_NO && placement != NULL; /* a template that says nothing */
  rc_value place = !rc_value_is_none(flag->value) ? flag->value
                   : standard                      ? placement->value
                                                   : w->origin->value;
  if (w->origin->never_public) {
    rc_hop *hop = shut(w, near, RC_HOP_INTERNET_GATEWAY, RC_FAULT_ROUTE, w->ground->table->id,
                       RC_STR("leads to an internet gateway, and on EC2 the interface of a task "
                              "never has a public address"),
                       w->origin->value);
    if (hop != NULL) {
      hop->help = RC_STR("on EC2 only a NAT gateway leads out of the interface of a task");
    }
  } else if (flag->is == RC_KNOWN_YES) {
    (void)rc_net_hop(w, RC_HOP_INTERNET_GATEWAY, RC_YES, gateway,
                     RC_STR("leads to the internet, with a public address"), flag->value);
  } else if (flag->is == RC_KNOWN_NO) {
    rc_hop *hop = shut(w, near, RC_HOP_INTERNET_GATEWAY, RC_FAULT_PUBLIC_ADDRESS, gateway,
                       RC_STR("lets nothing out that has no public address"), place);
    if (hop != NULL) {
      hop->help = RC_STR("behind an internet gateway a task needs `assignPublicIp` ENABLED, an "
                         "instance a public address; otherwise a NAT gateway or endpoints");
    }
    if (hop != NULL && placement != NULL) {
      rc_net_mend(w, hop, "public-address", configuration(w, "ENABLED"),
                  configuration(w, "DISABLED"), RC_STR_NONE);
    }
  } else {
    rc_hop *hop = rc_net_hop(w, RC_HOP_INTERNET_GATEWAY, RC_UNKNOWN, gateway,
                             RC_STR("lets out what has a public address"), place);
    if (w->origin->interface.len > 0) {
      rc_net_miss(w, hop, "net-address", w->origin->interface);
    } else {
      rc_net_miss(w, hop, "net-placement", w->ground->vpc);
    }
  }
}

/* ---- gateways ------------------------------------------------------------------------------- */

/* A route whose state is `active` has a gateway that is there; a listing may tell more. */
static rc_truth is_attached(const rc_net_walker *w, const rc_net_rule *route, rc_str vpc) {
  const rc_net_item *gateway = rc_net_find(w->net, RC_NET_INTERNET_GATEWAY, route->target);
  if (gateway != NULL) {
    rc_truth there = rc_net_among(w->net, RC_NET_VPC, &gateway->vpcs, vpc);
    return there == RC_NO && gateway->more ? RC_UNKNOWN : there;
  }
  return route->active ? RC_YES : RC_UNKNOWN;
}

static bool is_internet(const rc_net_walker *w, const rc_net_rule *route) {
  return rc_str_starts_with(route->target, RC_STR("igw-")) ||
         rc_net_find(w->net, RC_NET_INTERNET_GATEWAY, route->target) != NULL;
}

/* True if the path may go on behind it. */
static bool attached(rc_net_walker *w, const rc_net_near *near, const rc_net_rule *route,
                     rc_str vpc) {
  rc_truth there = is_attached(w, route, vpc);
  const rc_net_item *gateway = rc_net_find(w->net, RC_NET_INTERNET_GATEWAY, route->target);
  if (there == RC_NO) {
    rc_hop *hop = shut(w, near, RC_HOP_INTERNET_GATEWAY, RC_FAULT_GATEWAY, route->target,
                       RC_FILL(w->arena, "is not attached to `{}`", vpc), gateway->value);
    if (hop != NULL) {
      hop->help = RC_STR("an internet gateway serves the one VPC that it is attached to");
      rc_net_mend(w, hop, "attach-gateway", route->target, RC_STR_NONE, RC_STR_NONE);
    }
    return false;
  }
  if (there == RC_UNKNOWN) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_INTERNET_GATEWAY, RC_UNKNOWN, route->target,
                             RC_STR("may be attached to the VPC"), route->value);
    rc_net_miss(w, hop, "net-internet-gateway", route->target);
  }
  return true;
}

static void beyond(rc_net_walker *w, const rc_net_rule *route) {
  static const char *const rows[] = {"beyond-TransitGatewayId", "beyond-VpcPeeringConnectionId",
                                     "beyond-InstanceId", "beyond-NetworkInterfaceId",
                                     "beyond-VpcEndpointId"};
  rc_str target = route->target.len > 0 ? route->target : route->peer;
  rc_hop *hop = rc_net_hop(w, RC_HOP_BEYOND, RC_UNKNOWN, target,
                           RC_STR("leads out of what describes this VPC"), route->value);
  const char *row = "beyond";
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    rc_str member = rc_str_from(rc_str_from_c(rows[i]), sizeof "beyond-" - 1);
    row = rc_str_equal(route->target_by, member) ? rows[i] : row;
  }
  rc_net_miss(w, hop, row, target);
}

/* ---- NAT gateways --------------------------------------------------------------------------- */

/* Some subnet of the VPC whose route table leads to an internet gateway: where a NAT gateway can
 * work. */
static rc_str public_subnet(const rc_net_walker *w) {
  const rc_net_end world = world_end(w);
  for (RC_EACH(const rc_net_item, table, w->net->items[RC_NET_ROUTE_TABLE])) {
    rc_net_ruling ruling = rc_net_route_to(w->net, table, &world);
    if (table->subnets.len > 0 && rc_str_equal(table->vpc.text, w->ground->vpc) &&
        ruling.lets == RC_YES && is_internet(w, ruling.rule)) {
      return table->subnets.items[0].text;
    }
  }
  return RC_STR_NONE;
}

static void nat_shut(rc_net_walker *w, const rc_net_near *near, const rc_net_item *nat,
                     rc_str text, rc_value place) {
  rc_hop *hop = shut(w, near, RC_HOP_NAT_GATEWAY, RC_FAULT_GATEWAY, nat->id, text, place);
  if (hop != NULL) {
    hop->help = RC_STR("a NAT gateway leads out if it is available and public, and lies in a "
                       "subnet whose own route leads to an internet gateway");
    rc_net_mend(w, hop, "nat-gateway", public_subnet(w), RC_STR_NONE, RC_STR_NONE);
  }
}

/* What stands around the NAT gateway: its subnet's ACL lets the task in and the world out. */
static void nat_acl(rc_net_walker *w, const rc_net_ground *ground, rc_str subnet) {
  rc_network block;
  rc_net_end from = rc_net_origin_end(w, &block);
  const rc_net_end world = world_end(w);
  if (rc_str_equal(subnet, w->origin->subnet)) {
    return;
  }
  rc_net_pass_acl(w, subnet, ground->acl, &from, true);
  if (ground->acl != NULL) {
    rc_net_pass_acl(w, subnet, ground->acl, &world, false);
  }
}

static void other_routes(rc_net_walker *w, const rc_net_item *table, rc_str subnet) {
  rc_hop *hop = rc_net_hop(w, RC_HOP_ROUTE, RC_UNKNOWN, table->id,
                           RC_STR("may have routes that the input does not show"), table->value);
  rc_net_miss(w, hop, "net-routes", subnet);
}

static rc_status nat_subnet(rc_net_walker *w, const rc_net_near *near, const rc_net_item *nat) {
  rc_net_ground ground;
  const rc_net_end world = world_end(w);
  rc_str subnet = nat->subnets.len > 0 ? nat->subnets.items[0].text : RC_STR_NONE;
  RC_TRY(rc_net_ground_of(w->model, subnet, &ground));
  if (ground.table == NULL) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_ROUTE, RC_UNKNOWN, RC_STR_NONE,
                             RC_FILL(w->arena, "the route table of `{}` is not in the input",
                                     subnet),
                             nat->value);
    rc_net_miss(w, hop, "net-routes", subnet);
    return rc_arena_status(w->arena);
  }
  rc_net_ruling ruling = rc_net_route_to(w->net, ground.table, &world);
  rc_str table = ground.table->id;
  if (ruling.rule == NULL && ruling.lets == RC_UNKNOWN) {
    other_routes(w, ground.table, subnet);
  } else if (ruling.lets == RC_NO || (ruling.lets == RC_YES && ruling.rule->refuses)) {
    nat_shut(w, near, nat,
             RC_FILL(w->arena, "lies in `{}`, whose `{}` leads to no internet gateway", subnet,
                     table),
             ground.table->value);
  } else if (ruling.lets == RC_YES && is_internet(w, ruling.rule)) {
    nat_acl(w, &ground, subnet);
    if (attached(w, near, ruling.rule, w->ground->vpc)) {
      (void)rc_net_hop(w, RC_HOP_INTERNET_GATEWAY, RC_YES, ruling.rule->target,
                       RC_STR("leads to the internet"), ruling.rule->value);
    }
  } else if (rc_str_equal(ruling.rule->target_by, RC_STR("NatGatewayId"))) {
    nat_shut(w, near, nat,
             RC_FILL(w->arena, "lies in `{}`, whose `{}` leads to a NAT gateway itself", subnet,
                     table),
             ruling.rule->value);
  } else {
    beyond(w, ruling.rule);
  }
  return rc_arena_status(w->arena);
}

static rc_status through_nat(rc_net_walker *w, const rc_net_near *near, const rc_net_rule *route) {
  const rc_net_item *nat = rc_net_find(w->net, RC_NET_NAT_GATEWAY, route->target);
  rc_truth available = nat == NULL ? RC_UNKNOWN : rc_net_is_available(nat);
  if (available == RC_NO) {
    nat_shut(w, near, nat, RC_FILL(w->arena, "is in state `{}`", nat->state.text),
             nat->state.value);
    return rc_arena_status(w->arena);
  }
  if (nat != NULL && rc_str_equal_nocase(nat->type.text, RC_STR("private"))) {
    nat_shut(w, near, nat, RC_STR("is a private one, which leads to no public address"),
             nat->type.value);
    return rc_arena_status(w->arena);
  }
  rc_hop *hop = rc_net_hop(w, RC_HOP_NAT_GATEWAY, available, route->target,
                           available == RC_YES ? RC_STR("is available")
                                               : RC_STR("is not described in the input"),
                           nat == NULL ? route->value : nat->value);
  if (available == RC_UNKNOWN) {
    rc_net_miss(w, hop, "net-nat", route->target);
  }
  return nat == NULL ? rc_arena_status(w->arena) : nat_subnet(w, near, nat);
}

/* ---- routes --------------------------------------------------------------------------------- */

static rc_str public_nat(const rc_net_walker *w) {
  for (RC_EACH(const rc_net_item, nat, w->net->items[RC_NET_NAT_GATEWAY])) {
    if (rc_str_equal(nat->vpc.text, w->ground->vpc) && rc_net_is_available(nat) == RC_YES &&
        !rc_str_equal_nocase(nat->type.text, RC_STR("private"))) {
      return nat->id;
    }
  }
  return RC_STR_NONE;
}

/* Some route leads to another network of the user's. Endpoints may stand there, with a private
 * hosted zone that gives their names to this VPC: a common way to share them. */
static const rc_net_rule *way_elsewhere(const rc_net_walker *w) {
  static const char *const inward[] = {"NatGatewayId", "EgressOnlyInternetGatewayId"};
  for (RC_EACH(const rc_net_rule, route, w->ground->table->rules)) {
    bool inside = rc_str_equal(route->target, RC_STR("local")) || is_internet(w, route) ||
                  rc_str_starts_with(route->target, RC_STR("vpce-")) ||
                  rc_net_find(w->net, RC_NET_ENDPOINT, route->target) != NULL;
    for (size_t i = 0; i < RC_COUNT_OF(inward); i++) {
      inside = inside || rc_str_equal(route->target_by, rc_str_from_c(inward[i]));
    }
    if (!inside && !route->refuses) {
      return route;
    }
  }
  return NULL;
}

/* Nothing leads out: an endpoint is missing where endpoints are the way, else a route. */
static void no_route(rc_net_walker *w, const rc_net_near *near) {
  const rc_net_item *table = w->ground->table;
  const rc_net_item *gateway = gateway_endpoint(w);
  const rc_net_item *like = any_endpoint(w);
  bool by_endpoint = w->host->rule->endpoint.len > 0 && like != NULL && gateway == NULL &&
                     near->endpoint == NULL && !near->unsure && w->host->region.len > 0;
  const rc_net_rule *elsewhere = w->host->rule->endpoint.len > 0 ? way_elsewhere(w) : NULL;
  rc_str text = w->host->rule->is_gateway ? RC_STR("has no route to S3 and none to the internet")
                                          : RC_STR("has no route to the internet");
  if (may_take_ipv6(w)) {
    return;
  }
  if (elsewhere != NULL) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_BEYOND, RC_UNKNOWN, elsewhere->target,
                             RC_STR("may lead to an endpoint in another network"),
                             elsewhere->value);
    rc_net_miss(w, hop, "net-hosted-zones", w->host->name);
    return;
  }
  rc_hop *hop = shut(w, near, RC_HOP_ROUTE, by_endpoint ? RC_FAULT_NONE : RC_FAULT_ROUTE, table->id,
                     text, table->value);
  if (by_endpoint) {
    endpoint_missing(w, like);
  } else if (hop != NULL && gateway != NULL) {
    hop->help = RC_STR("a gateway endpoint serves the subnets whose route table it is on");
    hop->beside = rc_value_span(gateway->value);
    hop->beside_text = RC_STR("this endpoint is not on that route table");
    rc_net_mend(w, hop, "gateway-route", gateway->id, table->id, RC_STR_NONE);
  } else if (hop != NULL) {
    hop->help = w->host->rule->endpoint.len > 0
                    ? RC_STR("the subnet needs a route to a NAT gateway, or endpoints for every "
                             "service that its tasks call; endpoints do not reach another Region")
                    : RC_STR("no endpoint serves this host: the subnet needs a route to a NAT "
                             "gateway, or the image a copy in a private ECR repository");
    rc_net_mend(w, hop, "route-nat", public_nat(w), RC_STR_NONE, RC_STR_NONE);
  }
}

static void black_hole(rc_net_walker *w, const rc_net_near *near, const rc_net_rule *route) {
  rc_hop *hop = shut(w, near, RC_HOP_ROUTE, RC_FAULT_ROUTE, w->ground->table->id,
                     RC_FILL(w->arena, "sends {} to `{}`, which is gone", route->peer,
                             route->target),
                     route->value);
  if (hop != NULL) {
    hop->help = RC_STR("a route in state `blackhole` drops what it takes");
    rc_net_mend(w, hop, "route-replace", public_nat(w), route->peer, RC_STR_NONE);
  }
}

static rc_status through_gateway_endpoint(rc_net_walker *w, const rc_net_item *endpoint,
                                          const rc_net_near *near) {
  if (rc_net_serves(w, endpoint, w->host->rule->endpoint) != RC_YES) {
    rc_str bucket = w->host->name;
    rc_hop *doubt = rc_net_hop(w, RC_HOP_ENDPOINT, RC_UNKNOWN, endpoint->id,
                               RC_STR("leads to S3 of its own Region alone"), endpoint->value);
    rc_net_miss(w, doubt, "net-region", rc_str_cut(&bucket, '.'));
    return rc_arena_status(w->arena);
  }
  rc_truth available = rc_net_is_available(endpoint);
  if (available == RC_NO) {
    const rc_net_near none = {.unsure = near->unsure};
    rc_hop *hop = shut(w, &none, RC_HOP_ENDPOINT, RC_FAULT_GATEWAY, endpoint->id,
                       RC_FILL(w->arena, "is in state `{}`", endpoint->state.text),
                       endpoint->state.value);
    if (hop != NULL) {
      hop->help = RC_STR("only an endpoint in state `available` serves");
    }
    return rc_arena_status(w->arena);
  }
  rc_hop *hop = rc_net_hop(w, RC_HOP_ENDPOINT, available, endpoint->id,
                           RC_STR("leads to S3 from this route table"), endpoint->value);
  if (available == RC_UNKNOWN) {
    rc_net_miss(w, hop, "net-endpoints", w->ground->vpc);
  }
  return rc_net_policy_hop(w, endpoint);
}

static rc_status along(rc_net_walker *w, const rc_net_near *near, const rc_net_rule *route) {
  const rc_net_item *endpoint = rc_net_find(w->net, RC_NET_ENDPOINT, route->target);
  if (route->refuses) {
    black_hole(w, near, route);
    return rc_arena_status(w->arena);
  }
  (void)rc_net_hop(w, RC_HOP_ROUTE, RC_YES, w->ground->table->id,
                   RC_FILL(w->arena, "sends {} to `{}`{}", route->peer, route->target,
                           w->ground->main_table ? RC_STR(" (the VPC's main table)") : RC_STR_NONE),
                   route->value);
  if (endpoint != NULL && w->host->rule->is_gateway &&
      rc_str_equal_nocase(endpoint->type.text, RC_STR("Gateway"))) {
    return through_gateway_endpoint(w, endpoint, near);
  }
  if (rc_str_equal(route->target_by, RC_STR("NatGatewayId"))) {
    return through_nat(w, near, route);
  }
  if (!is_internet(w, route)) {
    beyond(w, route);
  } else if (attached(w, near, route, w->ground->vpc)) {
    need_address(w, near, route->target);
  }
  return rc_arena_status(w->arena);
}

rc_status rc_net_by_route(rc_net_walker *w, const rc_net_near *near) {
  const rc_net_item *table = w->ground->table;
  rc_net_end end = world_end(w);
  rc_net_ruling ruling = {.lets = RC_UNKNOWN};
  if (table != NULL) {
    ruling = rc_net_route_to(w->net, table, &end);
  }
  const rc_net_item *gateway = gateway_endpoint(w);
  rc_truth listed = gateway == NULL || table == NULL
                        ? RC_NO
                        : rc_net_among(w->net, RC_NET_ROUTE_TABLE, &gateway->tables, table->id);
  const rc_net_near doubtful = {near->endpoint, near->fault, true};
  near = listed == RC_UNKNOWN ? &doubtful : near;
  if (ruling.rule != NULL && w->host->rule->is_gateway &&
      !rc_str_equal(ruling.rule->peer, RC_STR("0.0.0.0/0"))) {
    end.prefix_list = ruling.rule->peer;
  }
  end.anywhere = near->unsure;
  rc_net_leave(w, &end, &end);
  if (table == NULL) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_ROUTE, RC_UNKNOWN, RC_STR_NONE,
                             RC_STR("the route table of the subnet is not in the input"),
                             RC_VALUE_NONE);
    rc_net_miss(w, hop, "net-routes", w->origin->subnet);
    return rc_arena_status(w->arena);
  }
  if (listed == RC_YES && (ruling.rule == NULL || end.prefix_list.len == 0)) {
    return through_gateway_endpoint(w, gateway, near);
  }
  if (ruling.lets == RC_NO) {
    no_route(w, near);
    return rc_arena_status(w->arena);
  }
  if (ruling.lets == RC_UNKNOWN && ruling.rule == NULL) {
    other_routes(w, table, w->origin->subnet);
    return rc_arena_status(w->arena);
  }
  if (ruling.lets == RC_UNKNOWN) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_ROUTE, RC_UNKNOWN, table->id,
                             RC_STR("has routes that lead a part of it elsewhere"),
                             ruling.rule->value);
    if (rc_str_starts_with(ruling.rule->peer, RC_STR("pl-"))) {
      rc_net_miss(w, hop, "net-prefix-list", ruling.rule->peer);
    } else {
      rc_net_miss(w, hop, "net-addresses", w->host->name);
    }
    return rc_arena_status(w->arena);
  }
  return along(w, near, ruling.rule);
}
