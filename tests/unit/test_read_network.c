/* Readers of `aws ec2 describe-*` and of where tasks are placed: what enters the model. */
#include "unit/model_world.h"

static const rc_net_item *item_of(const world *w, rc_net_kind kind, const char *id) {
  const rc_net_item *item = rc_net_find(&w->model.net, kind, rc_str_from_c(id));
  assert_non_null(item);
  return item;
}

static void subnet_is_read(void **state) {
  world *w = *state;
  add(w, "s.json",
      "{\"Subnets\":[{\"SubnetId\":\"subnet-1\",\"VpcId\":\"vpc-1\",\"AvailabilityZone\":"
      "\"eu-west-1a\",\"CidrBlock\":\"10.0.1.0/24\"}]}");
  assert_string_equal(w->kind, "ec2-subnets");
  const rc_net_item *subnet = item_of(w, RC_NET_SUBNET, "subnet-1");
  assert_text(subnet->vpc.text, "vpc-1");
  assert_text(subnet->zone.text, "eu-west-1a");
  assert_int_equal(subnet->cidrs.len, 1);
  assert_int_equal(rc_value_span(subnet->value).start, 24);
}

static void routes_are_read(void **state) {
  world *w = *state;
  add(w, "r.json",
      "{\"RouteTables\":[{\"RouteTableId\":\"rtb-1\",\"VpcId\":\"vpc-1\",\"Associations\":["
      "{\"Main\":true},{\"Main\":false,\"SubnetId\":\"subnet-1\"}],\"Routes\":["
      "{\"DestinationCidrBlock\":\"10.0.0.0/16\",\"GatewayId\":\"local\",\"State\":\"active\"},"
      "{\"DestinationIpv6CidrBlock\":\"::/0\",\"EgressOnlyInternetGatewayId\":\"eigw-1\"},"
      "{\"DestinationPrefixListId\":\"pl-1\",\"GatewayId\":\"vpce-1\"},"
      "{\"DestinationCidrBlock\":\"0.0.0.0/0\",\"NatGatewayId\":\"nat-1\","
      "\"State\":\"blackhole\"}]}]}");
  const rc_net_item *table = item_of(w, RC_NET_ROUTE_TABLE, "rtb-1");
  assert_int_equal(table->flags[RC_NET_FLAG].is, RC_KNOWN_YES);
  assert_true(rc_net_has(&table->subnets, RC_STR("subnet-1")));
  assert_int_equal(table->rules.len, 3);
  assert_text(table->rules.items[1].peer, "pl-1");
  assert_text(table->rules.items[1].target, "vpce-1");
  assert_text(table->rules.items[2].target_by, "NatGatewayId");
  assert_false(table->rules.items[0].refuses);
  assert_true(table->rules.items[2].refuses);
}

static void permissions_are_read(void **state) {
  world *w = *state;
  add(w, "g.json",
      "{\"SecurityGroups\":[{\"GroupId\":\"sg-1\",\"GroupName\":\"web\",\"VpcId\":\"vpc-1\","
      "\"IpPermissions\":[{\"IpProtocol\":\"tcp\",\"FromPort\":443,\"ToPort\":444,"
      "\"IpRanges\":[{\"CidrIp\":\"10.0.0.0/16\"}],\"Ipv6Ranges\":[{\"CidrIpv6\":\"::/0\"}],"
      "\"UserIdGroupPairs\":[{\"GroupId\":\"sg-2\"}],\"PrefixListIds\":[{\"PrefixListId\":"
      "\"pl-1\"}]}],\"IpPermissionsEgress\":[{\"IpProtocol\":\"-1\",\"IpRanges\":[{\"CidrIp\":"
      "\"0.0.0.0/0\"}]},{\"IpProtocol\":\"udp\",\"FromPort\":53,\"ToPort\":53,"
      "\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}]}]}]}");
  const rc_net_rule_vec *rules = &item_of(w, RC_NET_GROUP, "sg-1")->rules;
  assert_int_equal(rules->len, 5);
  assert_int_equal(rules->items[0].from, 443);
  assert_int_equal(rules->items[0].to, 444);
  assert_false(rules->items[0].out);
  assert_text(rules->items[1].peer, "sg-2");
  assert_text(rules->items[2].peer, "pl-1");
  assert_true(rules->items[3].out && rules->items[3].tcp);
  assert_int_equal(rules->items[3].to, UINT16_MAX);
  assert_false(rules->items[4].tcp);
}

static void entries_are_read(void **state) {
  world *w = *state;
  add(w, "a.json",
      "{\"NetworkAcls\":[{\"NetworkAclId\":\"acl-1\",\"VpcId\":\"vpc-1\",\"Associations\":["
      "{\"SubnetId\":\"subnet-1\"}],\"Entries\":[{\"CidrBlock\":\"0.0.0.0/0\",\"Egress\":true,"
      "\"Protocol\":\"6\",\"PortRange\":{\"From\":1024,\"To\":65535},\"RuleAction\":\"allow\","
      "\"RuleNumber\":100},{\"CidrBlock\":\"0.0.0.0/0\",\"Egress\":false,\"Protocol\":\"-1\","
      "\"RuleAction\":\"deny\",\"RuleNumber\":32767},{\"CidrBlock\":\"0.0.0.0/0\",\"Egress\":"
      "false,\"Protocol\":\"17\",\"RuleAction\":\"allow\",\"RuleNumber\":\"${n}\"}]}]}");
  const rc_net_rule_vec *rules = &item_of(w, RC_NET_ACL, "acl-1")->rules;
  assert_int_equal(rules->len, 3);
  assert_int_equal(rules->items[0].number, 100);
  assert_int_equal(rules->items[0].from, 1024);
  assert_true(rules->items[0].out && !rules->items[0].refuses && rules->items[0].tcp);
  assert_true(!rules->items[1].out && rules->items[1].refuses && rules->items[1].tcp);
  assert_true(rules->items[2].vague && !rules->items[2].tcp);
}

static void endpoint_is_read(void **state) {
  world *w = *state;
  add(w, "e.json",
      "{\"VpcEndpoints\":[{\"VpcEndpointId\":\"vpce-1\",\"VpcEndpointType\":\"Interface\","
      "\"VpcId\":\"vpc-1\",\"ServiceName\":\"com.amazonaws.eu-west-1.ecr.api\",\"State\":"
      "\"available\",\"PolicyDocument\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\","
      "\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"*\\\",\\\"Resource\\\":\\\"*\\\"}]}\","
      "\"SubnetIds\":[\"subnet-1\",\"subnet-2\"],\"Groups\":[{\"GroupId\":\"sg-1\"}],"
      "\"PrivateDnsEnabled\":false}]}");
  const rc_net_item *endpoint = item_of(w, RC_NET_ENDPOINT, "vpce-1");
  assert_int_equal(endpoint->subnets.len, 2);
  assert_true(rc_net_has(&endpoint->groups, RC_STR("sg-1")));
  assert_int_equal(endpoint->flags[RC_NET_FLAG].is, RC_KNOWN_NO);
  assert_non_null(endpoint->policy);
}

static void vpc_is_told_by_three_answers(void **state) {
  world *w = *state;
  add(w, "1.json", "{\"VpcId\":\"vpc-1\",\"EnableDnsSupport\":{\"Value\":true}}");
  assert_string_equal(w->kind, "ec2-vpc-attribute");
  add(w, "2.json", "{\"Vpcs\":[{\"VpcId\":\"vpc-1\",\"CidrBlock\":\"10.0.0.0/16\","
                   "\"DhcpOptionsId\":\"dopt-1\"}]}");
  add(w, "3.json", "{\"VpcId\":\"vpc-1\",\"EnableDnsHostnames\":{\"Value\":false}}");
  const rc_net_item *vpc = item_of(w, RC_NET_VPC, "vpc-1");
  assert_int_equal(vpc->flags[RC_NET_DNS_SUPPORT].is, RC_KNOWN_YES);
  assert_int_equal(vpc->flags[RC_NET_DNS_HOSTNAMES].is, RC_KNOWN_NO);
  assert_text(vpc->type.text, "dopt-1");
  assert_int_equal(w->model.net.items[RC_NET_VPC].len, 1);
}

static void instance_has_an_interface(void **state) {
  world *w = *state;
  add(w, "i.json",
      "{\"Reservations\":[{\"Instances\":[{\"InstanceId\":\"i-1\",\"NetworkInterfaces\":["
      "{\"NetworkInterfaceId\":\"eni-2\",\"SubnetId\":\"subnet-1\",\"Attachment\":"
      "{\"DeviceIndex\":1}},{\"NetworkInterfaceId\":\"eni-1\",\"SubnetId\":\"subnet-1\","
      "\"VpcId\":\"vpc-1\",\"Groups\":[{\"GroupId\":\"sg-1\"}],\"Attachment\":"
      "{\"DeviceIndex\":0},\"Association\":{\"PublicIp\":\"198.51.100.7\"}}]}]}]}");
  assert_int_equal(w->model.net.items[RC_NET_INTERFACE].len, 1);
  const rc_net_item *interface = item_of(w, RC_NET_INTERFACE, "eni-1");
  assert_text(interface->type.text, "i-1");
  assert_int_equal(interface->flags[RC_NET_FLAG].is, RC_KNOWN_YES);
}

static void placement_is_read(void **state) {
  world *w = *state;
  add(w, "svc.json",
      "{\"services\":[{\"serviceArn\":\"arn:aws:ecs:eu-west-1:111122223333:service/c/web\","
      "\"serviceName\":\"web\",\"clusterArn\":\"c\",\"taskDefinition\":\"web:1\","
      "\"capacityProviderStrategy\":[{\"capacityProvider\":\"FARGATE_SPOT\"}],"
      "\"networkConfiguration\":{\"awsvpcConfiguration\":{\"subnets\":[\"subnet-1\","
      "\"subnet-2\"],\"securityGroups\":[\"sg-1\"],\"assignPublicIp\":\"DISABLED\"}}}]}");
  add(w, "task.json",
      "{\"tasks\":[{\"taskArn\":\"t\",\"lastStatus\":\"STOPPED\",\"taskDefinitionArn\":\"web:1\","
      "\"attachments\":[{\"type\":\"ElasticNetworkInterface\",\"details\":[{\"name\":\"subnetId\","
      "\"value\":\"subnet-2\"},{\"name\":\"networkInterfaceId\",\"value\":\"eni-1\"}]}]}]}");
  add(w, "run.json",
      "{\"taskDefinition\":\"web\",\"launchType\":\"FARGATE\",\"networkConfiguration\":{"
      "\"awsvpcConfiguration\":{\"subnets\":[\"subnet-3\"],\"assignPublicIp\":\"ENABLED\"}}}");
  assert_string_equal(w->kind, "ecs-run");
  assert_int_equal(w->model.deployments.len, 3);
  const rc_deployment *all = w->model.deployments.items;
  assert_int_equal(all[0].launch_type, RC_LAUNCH_FARGATE);
  assert_int_equal(all[0].placement.subnets.len, 2);
  assert_int_equal(all[0].placement.public_address.is, RC_KNOWN_NO);
  assert_text(all[0].placement.service, "web");
  assert_text(all[1].placement.subnets.items[0].text, "subnet-2");
  assert_text(all[1].placement.interfaces.items[0].text, "eni-1");
  assert_int_equal(all[2].placement.public_address.is, RC_KNOWN_YES);
}

/* ---- what a listing leaves out -------------------------------------------------------------- */

static void whole_listing_tells_what_is_absent(void **state) {
  world *w = *state;
  add(w, "e.json", "{\"VpcEndpoints\":[{\"VpcEndpointId\":\"vpce-1\",\"VpcId\":\"vpc-1\"}]}");
  assert_non_null(rc_net_lists_all(&w->model.net, RC_NET_ENDPOINT, RC_STR("vpc-1")));
  assert_null(rc_net_lists_all(&w->model.net, RC_NET_ENDPOINT, RC_STR("vpc-2")));
  assert_null(rc_net_lists_all(&w->model.net, RC_NET_ROUTE_TABLE, RC_STR("vpc-1")));
}

static void cut_listing_tells_nothing_of_the_rest(void **state) {
  world *w = *state;
  add(w, "e.json", "{\"VpcEndpoints\":[{\"VpcEndpointId\":\"vpce-1\",\"VpcId\":\"vpc-1\"}],"
                   "\"NextToken\":\"abc\"}");
  assert_null(rc_net_lists_all(&w->model.net, RC_NET_ENDPOINT, RC_STR("vpc-1")));
}

static void empty_listing_is_of_the_only_vpc(void **state) {
  world *w = *state;
  add(w, "e.json", "{\"VpcEndpoints\":[]}");
  assert_string_equal(w->kind, "ec2-vpc-endpoints");
  add(w, "s.json", "{\"Subnets\":[{\"SubnetId\":\"subnet-1\",\"VpcId\":\"vpc-1\"}]}");
  assert_non_null(rc_net_lists_all(&w->model.net, RC_NET_ENDPOINT, RC_STR("vpc-1")));
  add(w, "t.json", "{\"Subnets\":[{\"SubnetId\":\"subnet-2\",\"VpcId\":\"vpc-2\"}]}");
  assert_null(rc_net_lists_all(&w->model.net, RC_NET_ENDPOINT, RC_STR("vpc-1")));
}

static void wrong_types_are_reported(void **state) {
  world *w = *state;
  add(w, "g.json",
      "{\"SecurityGroups\":[{\"GroupId\":\"sg-1\",\"IpPermissions\":[{\"IpProtocol\":\"tcp\","
      "\"FromPort\":true,\"IpRanges\":[{\"CidrIp\":17}]}]},7]}");
  assert_true(w->model.findings.len >= 3);
  assert_text(w->model.findings.items[0].code, "RC008");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WORLD_TEST(subnet_is_read),
      WORLD_TEST(routes_are_read),
      WORLD_TEST(permissions_are_read),
      WORLD_TEST(entries_are_read),
      WORLD_TEST(endpoint_is_read),
      WORLD_TEST(vpc_is_told_by_three_answers),
      WORLD_TEST(instance_has_an_interface),
      WORLD_TEST(placement_is_read),
      WORLD_TEST(whole_listing_tells_what_is_absent),
      WORLD_TEST(cut_listing_tells_nothing_of_the_rest),
      WORLD_TEST(empty_listing_is_of_the_only_vpc),
      WORLD_TEST(wrong_types_are_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
