/*
 * Which packets the rules of groups, ACLs and route tables let through. Answers are YES, NO, or
 * UNKNOWN where a rule covers a part of what is asked, or holds a placeholder.
 */
#include "launch/network_parts.h"

/* ---- addresses ------------------------------------------------------------------------------ */

static bool parse_block(rc_str text, rc_network *out) {
  return rc_network_parse(text, out) && !out->v6;
}

/* Does the block hold all, none or a part of the other? */
static rc_truth covers(const rc_network *block, const rc_network *other) {
  if (block->prefix <= other->prefix) {
    return rc_network_contains(block, other) ? RC_YES : RC_NO;
  }
  return rc_network_contains(other, block) ? RC_UNKNOWN : RC_NO;
}

/* RFC 1918, 6598, 3927 and 1122: no public service has such an address. */
static bool is_private(const rc_network *block) {
  static const rc_network private_blocks[] = {
      {{10}, false, 8},       {{172, 16}, false, 12}, {{192, 168}, false, 16},
      {{100, 64}, false, 10}, {{169, 254}, false, 16}, {{127}, false, 8}};
  for (size_t i = 0; i < RC_COUNT_OF(private_blocks); i++) {
    if (covers(&private_blocks[i], block) == RC_YES) {
      return true;
    }
  }
  return false;
}

static rc_truth block_covers_end(const rc_network *block, const rc_net_end *end) {
  rc_truth all = RC_YES;
  bool any = false;
  if (block->prefix == 0) {
    return RC_YES;
  }
  if (end->anywhere) {
    return RC_UNKNOWN;
  }
  if (end->open_world) {
    return is_private(block) ? RC_NO : RC_UNKNOWN;
  }
  for (uint32_t i = 0; i < end->n_blocks; i++) {
    rc_truth one = covers(block, &end->blocks[i]);
    all = rc_truth_and(all, one);
    any = any || one != RC_NO;
  }
  return end->n_blocks == 0 ? RC_UNKNOWN : all == RC_NO && any ? RC_UNKNOWN : all;
}

/* ---- peers of security groups --------------------------------------------------------------- */

/* com.amazonaws.<region>.<service>, for "<service>" or "<region>.<service>". */
static bool is_named_after(rc_str name, rc_str service) {
  return rc_str_ends_with(name, service) && name.len > service.len &&
         name.ptr[name.len - service.len - 1] == '.';
}

/* Lists of AWS have names of this form in every partition. */
rc_truth rc_net_list_is_of(const rc_net *net, rc_str list, rc_str service) {
  const rc_net_item *item = rc_net_find(net, RC_NET_PREFIX_LIST, list);
  rc_str name = item == NULL ? RC_STR_NONE : item->name.text;
  if (name.len == 0 || rc_hole_any(name)) {
    return RC_UNKNOWN;
  }
  return rc_str_contains(name, RC_STR("com.amazonaws.")) && is_named_after(name, service)
             ? RC_YES
             : RC_NO;
}

static bool is_list_of_aws(const rc_net *net, rc_str list) {
  const rc_net_item *item = rc_net_find(net, RC_NET_PREFIX_LIST, list);
  return item != NULL && rc_str_contains(item->name.text, RC_STR("com.amazonaws."));
}

static bool is_prefix_list(const rc_net *net, rc_str peer) {
  return rc_str_starts_with(peer, RC_STR("pl-")) ||
         rc_net_find(net, RC_NET_PREFIX_LIST, peer) != NULL;
}

static rc_truth list_covers_end(const rc_net *net, rc_str list, const rc_net_end *end) {
  if (end->prefix_list.len > 0 && rc_str_equal(list, end->prefix_list)) {
    return RC_YES;
  }
  if (end->service.len > 0 && rc_net_list_is_of(net, list, end->service) != RC_UNKNOWN) {
    return rc_net_list_is_of(net, list, end->service);
  }
  return !end->anywhere && is_list_of_aws(net, list) ? RC_NO : RC_UNKNOWN;
}

static rc_truth group_covers_end(const rc_net *net, rc_str group, const rc_net_end *end) {
  if (end->groups != NULL && rc_net_has(end->groups, group)) {
    return RC_YES;
  }
  if (end->open_world && !end->anywhere) {
    return RC_NO;
  }
  if (end->groups != NULL && rc_net_among(net, RC_NET_GROUP, end->groups, group) != RC_NO) {
    return RC_UNKNOWN;
  }
  return end->has_groups && end->groups == NULL ? RC_UNKNOWN
         : end->anywhere                        ? RC_UNKNOWN
                                                : RC_NO;
}

static rc_truth peer_covers_end(const rc_net *net, rc_str peer, const rc_net_end *end) {
  rc_network block;
  if (parse_block(peer, &block)) {
    return block_covers_end(&block, end);
  }
  if (is_prefix_list(net, peer)) {
    return list_covers_end(net, peer, end);
  }
  rc_truth group = group_covers_end(net, peer, end);
  bool hidden = rc_hole_any(peer) && rc_net_find(net, RC_NET_GROUP, peer) == NULL;
  return group == RC_NO && hidden ? RC_UNKNOWN : group;
}

/* ---- security groups ------------------------------------------------------------------------ */

static rc_truth covers_ports(const rc_net_rule *rule, uint16_t from, uint16_t to) {
  if (!rule->tcp || rule->to < from || rule->from > to) {
    return RC_NO;
  }
  return !rule->vague && rule->from <= from && rule->to >= to ? RC_YES : RC_UNKNOWN;
}

static void weigh_group(const rc_net *net, const rc_net_item *group, bool out, uint16_t port,
                        const rc_net_end *end, rc_net_ruling *ruling) {
  for (RC_EACH(const rc_net_rule, rule, group->rules)) {
    rc_truth fits = rule->out != out ? RC_NO : covers_ports(rule, port, port);
    fits = rc_truth_and(fits, fits == RC_NO ? RC_NO : peer_covers_end(net, rule->peer, end));
    if (fits != RC_NO && (ruling->rule == NULL || fits == RC_YES)) {
      *ruling = (rc_net_ruling){rc_truth_or(ruling->lets, fits), rule, group->id, ruling->unseen};
    }
    if (fits == RC_YES) {
      return;
    }
  }
}

rc_net_ruling rc_net_groups_let(const rc_net *net, const rc_field_vec *groups, bool out,
                                uint16_t port, const rc_net_end *end) {
  rc_net_ruling ruling = {.lets = RC_NO};
  for (uint32_t i = 0; i < groups->len && ruling.lets != RC_YES; i++) {
    const rc_net_item *group = rc_net_find(net, RC_NET_GROUP, groups->items[i].text);
    if (group == NULL) {
      ruling.unseen = groups->items[i].text;
    } else {
      ruling.of = ruling.rule == NULL ? group->id : ruling.of;
      weigh_group(net, group, out, port, end, &ruling);
      ruling.unseen = group->more && ruling.lets != RC_YES ? group->id : ruling.unseen;
    }
  }
  if (ruling.lets == RC_NO && (ruling.unseen.len > 0 || groups->len == 0)) {
    ruling.lets = RC_UNKNOWN;
  }
  return ruling;
}

/* ---- network ACLs --------------------------------------------------------------------------- */

static rc_truth entry_covers(const rc_net_rule *entry, uint16_t from, uint16_t to,
                             const rc_net_end *end) {
  rc_network block;
  rc_truth ports = covers_ports(entry, from, to);
  if (ports == RC_NO) {
    return RC_NO;
  }
  rc_truth address = parse_block(entry->peer, &block) ? block_covers_end(&block, end)
                     : rc_hole_any(entry->peer)       ? RC_UNKNOWN
                                                      : RC_NO;
  return rc_truth_and(ports, address);
}

/* The lowest number whose entry covers everything decides; an entry before it that covers a part
 * and says otherwise leaves the answer open. */
rc_net_ruling rc_net_acl_lets(const rc_net_item *acl, bool out, uint16_t from, uint16_t to,
                              const rc_net_end *end) {
  const rc_net_rule *decides = NULL;
  rc_net_ruling ruling = {.lets = RC_NO, .of = acl->id};
  for (RC_EACH(const rc_net_rule, entry, acl->rules)) {
    if (entry->out == out && entry_covers(entry, from, to, end) == RC_YES &&
        (decides == NULL || entry->number < decides->number)) {
      decides = entry;
    }
  }
  ruling.rule = decides;
  ruling.lets = decides != NULL && !decides->refuses ? RC_YES : RC_NO;
  if (acl->more) {
    ruling.lets = RC_UNKNOWN;
    return ruling;
  }
  for (RC_EACH(const rc_net_rule, entry, acl->rules)) {
    bool before = decides == NULL || entry->number < decides->number || entry->vague;
    bool otherwise = entry->vague || entry->refuses == (ruling.lets == RC_YES);
    if (entry->out == out && before && otherwise && entry != decides &&
        entry_covers(entry, from, to, end) != RC_NO) {
      ruling.rule = entry;
      ruling.lets = RC_UNKNOWN;
      break;
    }
  }
  return ruling;
}

/* ---- route tables --------------------------------------------------------------------------- */

/* How specific a route is; a prefix list of AWS beats the default route. */
static rc_truth route_covers(const rc_net *net, const rc_net_rule *route, const rc_net_end *end,
                             uint32_t *prefix) {
  rc_network block;
  *prefix = 33; /* before every block */
  if (parse_block(route->peer, &block)) {
    *prefix = block.prefix;
    return block_covers_end(&block, end);
  }
  if (rc_str_equal(route->target, RC_STR("local"))) {
    return RC_NO; /* a block of the VPC: of IPv6, or hidden */
  }
  const rc_net_item *endpoint = rc_net_find(net, RC_NET_ENDPOINT, route->target);
  rc_truth covered = list_covers_end(net, route->peer, end);
  if (covered != RC_UNKNOWN || (endpoint == NULL && !rc_str_starts_with(route->target,
                                                                        RC_STR("vpce-")))) {
    return covered;
  }
  if (end->service.len == 0) {
    return RC_NO; /* gateway endpoints are for S3 and DynamoDB alone */
  }
  rc_str name = endpoint == NULL ? RC_STR_NONE : endpoint->name.text;
  return name.len == 0 || rc_hole_any(name)    ? RC_UNKNOWN
         : is_named_after(name, end->service) ? RC_YES
                                              : RC_NO;
}

/* Of the routes that cover everything the longest prefix; a longer one that covers a part leaves it
 * open, unless both lead the same way. */
rc_net_ruling rc_net_route_to(const rc_net *net, const rc_net_item *table, const rc_net_end *end) {
  rc_net_ruling ruling = {.lets = RC_NO, .of = table->id};
  uint32_t best = 0;
  uint32_t prefix = 0;
  for (RC_EACH(const rc_net_rule, route, table->rules)) {
    if (!route->vague && route_covers(net, route, end, &prefix) == RC_YES &&
        (ruling.rule == NULL || prefix > best)) {
      ruling.rule = route;
      ruling.lets = RC_YES;
      best = prefix;
    }
  }
  for (RC_EACH(const rc_net_rule, route, table->rules)) {
    rc_truth covered = route->vague ? RC_UNKNOWN : route_covers(net, route, end, &prefix);
    bool same = ruling.rule != NULL && rc_str_equal(route->target, ruling.rule->target) &&
                route->refuses == ruling.rule->refuses;
    if (covered == RC_UNKNOWN && !same && (ruling.rule == NULL || route->vague || prefix > best)) {
      ruling.lets = RC_UNKNOWN;
      ruling.rule = ruling.rule == NULL ? route : ruling.rule;
    }
  }
  if (ruling.lets == RC_NO && table->more) {
    ruling.lets = RC_UNKNOWN; /* and no rule says so */
  }
  return ruling;
}
