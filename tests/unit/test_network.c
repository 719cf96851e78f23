/* What the rules of groups, ACLs and route tables let through: prefixes, ports, and their order. */
#include "unit/model_world.h"

#include "launch/network_parts.h"

static rc_network block(const char *text) {
  rc_network out = {.v6 = true};
  assert_true(rc_network_parse(rc_str_from_c(text), &out));
  return out;
}

static const rc_net_end world_end = {.open_world = true};

/* ---- groups --------------------------------------------------------------------------------- */

static rc_net_item *item_with(world *w, rc_net_kind kind, const char *id, const rc_net_rule *rules,
                              size_t n) {
  rc_net_item *item = rc_net_item_of(&w->arena, &w->model.net, kind, rc_str_from_c(id));
  assert_non_null(item);
  for (size_t i = 0; i < n; i++) {
    rc_net_rule *rule = RC_VEC_ADD(&w->arena, &item->rules);
    assert_non_null(rule);
    *rule = rules[i];
  }
  return item;
}

static rc_net_rule out_rule(const char *peer, uint16_t from, uint16_t to) {
  return (rc_net_rule){.peer = rc_str_from_c(peer), .from = from, .to = to, .out = true,
                       .tcp = true};
}

static rc_truth group_lets(world *w, const char *peer, const rc_net_end *end) {
  const rc_net_rule rule = out_rule(peer, 443, 443);
  rc_field field = {.text = RC_STR("sg-1")};
  const rc_field_vec groups = {.items = &field, .len = 1, .cap = 1};
  rc_net_item *group = item_with(w, RC_NET_GROUP, "sg-1", NULL, 0);
  group->rules.len = 0;
  (void)item_with(w, RC_NET_GROUP, "sg-1", &rule, 1);
  return rc_net_groups_let(&w->model.net, &groups, true, 443, end).lets;
}

static void blocks_cover_blocks(void **state) {
  world *w = *state;
  rc_network inside = block("10.0.1.0/24");
  const rc_net_end end = {.blocks = &inside, .n_blocks = 1};
  assert_int_equal(group_lets(w, "0.0.0.0/0", &end), RC_YES);
  assert_int_equal(group_lets(w, "10.0.0.0/16", &end), RC_YES);
  assert_int_equal(group_lets(w, "10.0.1.0/24", &end), RC_YES);
  assert_int_equal(group_lets(w, "10.0.1.128/25", &end), RC_UNKNOWN);
  assert_int_equal(group_lets(w, "10.0.2.0/24", &end), RC_NO);
  assert_int_equal(group_lets(w, "10.0.0.0/24", &end), RC_NO);
  assert_int_equal(group_lets(w, "::/0", &end), RC_NO);
}

static void private_blocks_are_not_the_internet(void **state) {
  world *w = *state;
  assert_int_equal(group_lets(w, "10.0.0.0/8", &world_end), RC_NO);
  assert_int_equal(group_lets(w, "172.16.0.0/12", &world_end), RC_NO);
  assert_int_equal(group_lets(w, "172.32.0.0/16", &world_end), RC_UNKNOWN);
  assert_int_equal(group_lets(w, "52.94.0.0/16", &world_end), RC_UNKNOWN);
  assert_int_equal(group_lets(w, "10.0.0.0/7", &world_end), RC_UNKNOWN);
}

static void several_blocks_must_all_be_covered(void **state) {
  world *w = *state;
  const rc_network two[] = {block("10.0.1.0/24"), block("10.0.2.0/24")};
  const rc_net_end end = {.blocks = two, .n_blocks = 2};
  assert_int_equal(group_lets(w, "10.0.0.0/16", &end), RC_YES);
  assert_int_equal(group_lets(w, "10.0.2.0/24", &end), RC_UNKNOWN);
  assert_int_equal(group_lets(w, "10.0.3.0/24", &end), RC_NO);
}

static void peers_are_groups_and_lists(void **state) {
  world *w = *state;
  rc_field other = {.text = RC_STR("sg-2")};
  const rc_field_vec theirs = {.items = &other, .len = 1, .cap = 1};
  const rc_net_end member = {.groups = &theirs, .has_groups = true};
  const rc_net_end stranger = {.has_groups = true};
  assert_int_equal(group_lets(w, "sg-2", &member), RC_YES);
  assert_int_equal(group_lets(w, "sg-3", &member), RC_NO);
  assert_int_equal(group_lets(w, "sg-2", &stranger), RC_UNKNOWN);
  assert_int_equal(group_lets(w, "sg-2", &world_end), RC_NO);
  assert_int_equal(group_lets(w, "\xFEvar.block\xFF", &member), RC_UNKNOWN);
  rc_net_item *list = item_with(w, RC_NET_PREFIX_LIST, "pl-1", NULL, 0);
  list->name.text = RC_STR("com.amazonaws.eu-west-1.s3");
  const rc_net_end store = {.open_world = true, .service = RC_STR("s3")};
  assert_int_equal(group_lets(w, "pl-1", &store), RC_YES);
  assert_int_equal(group_lets(w, "pl-1", &world_end), RC_NO);
  assert_int_equal(group_lets(w, "pl-9", &store), RC_UNKNOWN);
}

static void ports_and_directions_count(void **state) {
  world *w = *state;
  const rc_net_rule rules[] = {out_rule("0.0.0.0/0", 80, 442), out_rule("0.0.0.0/0", 444, 9000)};
  rc_field field = {.text = RC_STR("sg-1")};
  const rc_field_vec groups = {.items = &field, .len = 1, .cap = 1};
  (void)item_with(w, RC_NET_GROUP, "sg-1", rules, 2);
  const rc_net *net = &w->model.net;
  assert_int_equal(rc_net_groups_let(net, &groups, true, 443, &world_end).lets, RC_NO);
  assert_int_equal(rc_net_groups_let(net, &groups, true, 80, &world_end).lets, RC_YES);
  assert_int_equal(rc_net_groups_let(net, &groups, false, 80, &world_end).lets, RC_NO);
  const rc_field_vec unseen = {.items = &(rc_field){.text = RC_STR("sg-9")}, .len = 1, .cap = 1};
  assert_int_equal(rc_net_groups_let(net, &unseen, true, 80, &world_end).lets, RC_UNKNOWN);
}

/* ---- ACLs ----------------------------------------------------------------------------------- */

static rc_net_rule numbered(uint32_t number, const char *peer, uint16_t from, uint16_t to,
                            bool refuses) {
  rc_net_rule rule = out_rule(peer, from, to);
  rule.number = number;
  rule.refuses = refuses;
  return rule;
}

static void lowest_number_decides(void **state) {
  world *w = *state;
  const rc_net_rule rules[] = {
      numbered(32767, "0.0.0.0/0", 0, UINT16_MAX, true),
      numbered(200, "0.0.0.0/0", 443, 443, true),
      numbered(100, "0.0.0.0/0", 0, UINT16_MAX, false),
  };
  rc_net_item *acl = item_with(w, RC_NET_ACL, "acl-1", rules, 3);
  rc_net_ruling ruling = rc_net_acl_lets(acl, true, 443, 443, &world_end);
  assert_int_equal(ruling.lets, RC_YES);
  assert_int_equal(ruling.rule->number, 100);
  acl->rules.items[1].number = 50;
  ruling = rc_net_acl_lets(acl, true, 443, 443, &world_end);
  assert_int_equal(ruling.lets, RC_NO);
  assert_int_equal(ruling.rule->number, 50);
  assert_int_equal(rc_net_acl_lets(acl, false, 443, 443, &world_end).lets, RC_NO);
}

static void part_of_a_range_is_open(void **state) {
  world *w = *state;
  const rc_net_rule rules[] = {
      numbered(100, "0.0.0.0/0", 32768, UINT16_MAX, false),
      numbered(32767, "0.0.0.0/0", 0, UINT16_MAX, true),
  };
  rc_net_item *acl = item_with(w, RC_NET_ACL, "acl-1", rules, 2);
  assert_int_equal(rc_net_acl_lets(acl, true, 1024, UINT16_MAX, &world_end).lets, RC_UNKNOWN);
  assert_int_equal(rc_net_acl_lets(acl, true, 40000, 50000, &world_end).lets, RC_YES);
  assert_int_equal(rc_net_acl_lets(acl, true, 443, 443, &world_end).lets, RC_NO);
}

static void earlier_entry_for_a_part_leaves_it_open(void **state) {
  world *w = *state;
  const rc_net_rule rules[] = {
      numbered(90, "52.0.0.0/8", 0, UINT16_MAX, true),
      numbered(95, "10.0.0.0/8", 0, UINT16_MAX, true),
      numbered(100, "0.0.0.0/0", 0, UINT16_MAX, false),
  };
  rc_net_item *acl = item_with(w, RC_NET_ACL, "acl-1", rules, 3);
  assert_int_equal(rc_net_acl_lets(acl, true, 443, 443, &world_end).lets, RC_UNKNOWN);
  rc_network inside = block("192.168.1.0/24");
  const rc_net_end end = {.blocks = &inside, .n_blocks = 1};
  assert_int_equal(rc_net_acl_lets(acl, true, 443, 443, &end).lets, RC_YES);
}

/* ---- routes --------------------------------------------------------------------------------- */

static rc_net_rule route_to(const char *block_text, const char *target) {
  return (rc_net_rule){.peer = rc_str_from_c(block_text), .target = rc_str_from_c(target),
                       .target_by = RC_STR("GatewayId")};
}

static const char *target_of(const world *w, const rc_net_item *table, const rc_net_end *end) {
  rc_net_ruling ruling = rc_net_route_to(&w->model.net, table, end);
  return ruling.lets == RC_UNKNOWN ? "?" : ruling.lets == RC_NO ? "-" : ruling.rule->target.ptr;
}

static void longest_prefix_counts(void **state) {
  world *w = *state;
  const rc_net_rule rules[] = {
      route_to("0.0.0.0/0", "igw-1"), route_to("10.0.0.0/8", "tgw-1"),
      route_to("10.0.0.0/16", "local"), route_to("10.0.1.0/24", "pcx-1")};
  rc_net_item *table = item_with(w, RC_NET_ROUTE_TABLE, "rtb-1", rules, 4);
  rc_network here = block("10.0.1.5");
  const rc_net_end end = {.blocks = &here, .n_blocks = 1};
  assert_string_equal(target_of(w, table, &end), "pcx-1");
  here = block("10.0.9.9");
  assert_string_equal(target_of(w, table, &end), "local");
  here = block("10.9.9.9");
  assert_string_equal(target_of(w, table, &end), "tgw-1");
  assert_string_equal(target_of(w, table, &world_end), "igw-1");
  table->rules.items[0].peer = RC_STR("11.0.0.0/8");
  here = block("12.0.0.1");
  assert_string_equal(target_of(w, table, &end), "-");
  assert_string_equal(target_of(w, table, &world_end), "?");
}

static void longer_route_for_a_part_leaves_it_open(void **state) {
  world *w = *state;
  const rc_net_rule rules[] = {route_to("0.0.0.0/0", "igw-1"), route_to("52.0.0.0/8", "tgw-1")};
  rc_net_item *table = item_with(w, RC_NET_ROUTE_TABLE, "rtb-1", rules, 2);
  assert_string_equal(target_of(w, table, &world_end), "?");
  table->rules.items[1].target = RC_STR("igw-1");
  assert_string_equal(target_of(w, table, &world_end), "igw-1");
}

static void prefix_list_beats_the_default_route(void **state) {
  world *w = *state;
  const rc_net_rule rules[] = {route_to("0.0.0.0/0", "nat-1"), route_to("pl-1", "vpce-1")};
  rc_net_item *table = item_with(w, RC_NET_ROUTE_TABLE, "rtb-1", rules, 2);
  rc_net_item *endpoint = item_with(w, RC_NET_ENDPOINT, "vpce-1", NULL, 0);
  const rc_net_end store = {.open_world = true, .service = RC_STR("s3")};
  endpoint->name.text = RC_STR("com.amazonaws.eu-west-1.s3");
  assert_string_equal(target_of(w, table, &store), "vpce-1");
  assert_string_equal(target_of(w, table, &world_end), "nat-1");
  const rc_net_end here = {.open_world = true, .service = RC_STR("eu-west-1.s3")};
  const rc_net_end there = {.open_world = true, .service = RC_STR("eu-west-2.s3")};
  assert_string_equal(target_of(w, table, &here), "vpce-1");
  assert_string_equal(target_of(w, table, &there), "nat-1");
  endpoint->name.text = RC_STR("com.amazonaws.eu-west-1.dynamodb");
  assert_string_equal(target_of(w, table, &store), "nat-1");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WORLD_TEST(blocks_cover_blocks),
      WORLD_TEST(private_blocks_are_not_the_internet),
      WORLD_TEST(several_blocks_must_all_be_covered),
      WORLD_TEST(peers_are_groups_and_lists),
      WORLD_TEST(ports_and_directions_count),
      WORLD_TEST(lowest_number_decides),
      WORLD_TEST(part_of_a_range_is_open),
      WORLD_TEST(earlier_entry_for_a_part_leaves_it_open),
      WORLD_TEST(longest_prefix_counts),
      WORLD_TEST(longer_route_for_a_part_leaves_it_open),
      WORLD_TEST(prefix_list_beats_the_default_route),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
