#include "model/network.h"

rc_net_item *rc_net_item_of(rc_arena *arena, rc_net *net, rc_net_kind kind, rc_str id) {
  rc_net_items *items = &net->items[kind];
  uint32_t at = items->len;
  if (rc_map_add(arena, &net->by_id[kind], id, items->len, &at) != RC_OK) {
    return NULL;
  }
  if (at < items->len) {
    return &items->items[at];
  }
  rc_net_item *item = RC_VEC_ADD(arena, items);
  if (item != NULL) {
    *item = (rc_net_item){.kind = kind, .id = id, .listing = RC_NET_UNLISTED};
  }
  return item;
}

const rc_net_item *rc_net_find(const rc_net *net, rc_net_kind kind, rc_str id) {
  uint32_t at = id.len == 0 ? RC_MAP_NONE : rc_map_get(&net->by_id[kind], id);
  return at < net->items[kind].len ? &net->items[kind].items[at] : NULL;
}

uint32_t rc_net_list(rc_arena *arena, rc_net *net, const rc_net_listing *listing) {
  rc_net_listing *added = RC_VEC_ADD(arena, &net->listings);
  if (added == NULL) {
    return RC_NET_UNLISTED;
  }
  *added = *listing;
  return net->listings.len - 1;
}

/* Whether everything in the input that lies in a VPC lies in this one. */
static bool is_only_vpc(const rc_net *net, rc_str vpc) {
  for (int kind = 0; kind < RC_N_NET_KINDS; kind++) {
    for (RC_EACH(const rc_net_item, item, net->items[kind])) {
      rc_str other = kind == RC_NET_VPC ? item->id : item->vpc.text;
      if (other.len > 0 && !rc_str_equal(other, vpc)) {
        return false;
      }
    }
  }
  return true;
}

static const rc_net_listing *whole(const rc_net *net, uint32_t listing) {
  bool there = listing < net->listings.len && !net->listings.items[listing].cut;
  return there ? &net->listings.items[listing] : NULL;
}

const rc_net_listing *rc_net_lists_all(const rc_net *net, rc_net_kind kind, rc_str vpc) {
  for (RC_EACH(const rc_net_item, item, net->items[kind])) {
    if (vpc.len > 0 && rc_str_equal(item->vpc.text, vpc) && whole(net, item->listing) != NULL) {
      return whole(net, item->listing);
    }
  }
  for (uint32_t i = 0; i < net->listings.len && vpc.len > 0; i++) {
    const rc_net_listing *listing = whole(net, i);
    if (listing != NULL && listing->kind == kind &&
        (rc_str_equal(listing->vpc, vpc) || (listing->n == 0 && is_only_vpc(net, vpc)))) {
      return listing;
    }
  }
  return NULL;
}

/* ---- joining -------------------------------------------------------------------------------- */

static rc_status index_subnets(rc_arena *arena, rc_map *map, const rc_net_items *items) {
  for (uint32_t i = 0; i < items->len; i++) {
    for (RC_EACH(const rc_field, subnet, items->items[i].subnets)) {
      RC_TRY(rc_map_add(arena, map, subnet->text, i, NULL));
    }
  }
  return RC_OK;
}

static rc_status index_vpcs(rc_arena *arena, rc_net *net) {
  const rc_net_items *tables = &net->items[RC_NET_ROUTE_TABLE];
  const rc_net_items *groups = &net->items[RC_NET_GROUP];
  for (uint32_t i = 0; i < tables->len; i++) {
    if (tables->items[i].flags[RC_NET_FLAG].is == RC_KNOWN_YES) {
      RC_TRY(rc_map_add(arena, &net->main_table_of_vpc, tables->items[i].vpc.text, i, NULL));
    }
  }
  for (uint32_t i = 0; i < groups->len; i++) {
    if (rc_str_equal(groups->items[i].name.text, RC_STR("default"))) {
      RC_TRY(rc_map_add(arena, &net->default_group_of_vpc, groups->items[i].vpc.text, i, NULL));
    }
  }
  return RC_OK;
}

/* Each goes behind the first one of its VPC: their order does not matter. */
static rc_status chain_endpoints(rc_arena *arena, rc_net *net) {
  rc_net_items *items = &net->items[RC_NET_ENDPOINT];
  for (uint32_t i = 0; i < items->len; i++) {
    uint32_t first = i;
    items->items[i].next = UINT32_MAX;
    RC_TRY(rc_map_add(arena, &net->endpoint_of_vpc, items->items[i].vpc.text, i, &first));
    if (first != i) {
      items->items[i].next = items->items[first].next;
      items->items[first].next = i;
    }
  }
  return RC_OK;
}

rc_status rc_net_settle(rc_arena *arena, rc_net *net) {
  RC_TRY(index_subnets(arena, &net->table_of_subnet, &net->items[RC_NET_ROUTE_TABLE]));
  RC_TRY(index_subnets(arena, &net->acl_of_subnet, &net->items[RC_NET_ACL]));
  RC_TRY(index_vpcs(arena, net));
  return chain_endpoints(arena, net);
}

const rc_net_item *rc_net_at(const rc_net *net, rc_net_kind kind, const rc_map *map, rc_str key) {
  uint32_t at = key.len == 0 ? RC_MAP_NONE : rc_map_get(map, key);
  return at < net->items[kind].len ? &net->items[kind].items[at] : NULL;
}

bool rc_net_has(const rc_field_vec *texts, rc_str text) {
  for (RC_EACH(const rc_field, field, *texts)) {
    if (rc_str_equal(field->text, text)) {
      return true;
    }
  }
  return false;
}

/* An ID that is written out is of something that was there before any template. */
static bool is_definite(const rc_net *net, rc_net_kind kind, rc_str id) {
  const rc_net_item *item = rc_net_find(net, kind, id);
  return !rc_hole_any(id) || (item != NULL && (item->made || item->described));
}

rc_truth rc_net_same(const rc_net *net, rc_net_kind kind, rc_str a, rc_str b) {
  const rc_net_item *item = rc_net_find(net, kind, a);
  bool one = rc_str_equal(a, b) || (item != NULL && item == rc_net_find(net, kind, b));
  return one                                                        ? RC_YES
         : is_definite(net, kind, a) && is_definite(net, kind, b) ? RC_NO
                                                                    : RC_UNKNOWN;
}

rc_truth rc_net_among(const rc_net *net, rc_net_kind kind, const rc_field_vec *ids, rc_str text) {
  rc_truth among = RC_NO;
  for (RC_EACH(const rc_field, id, *ids)) {
    among = rc_truth_or(among, rc_net_same(net, kind, id->text, text));
  }
  return among;
}
