/*
 * `aws ec2 describe-vpc-endpoints`. Templates list the groups by ID alone.
 */
#include "read/common_listing.h"

static rc_status read_more(const rc_form *form, rc_value object, rc_net_item *item) {
  const rc_policy *policy = NULL;
  if (form->is_source) {
    return RC_OK; /* a template writes it in its own ways */
  }
  RC_TRY(rc_read_member_policy(form, object, RC_STR("PolicyDocument"), RC_POLICY_ENDPOINT,
                               item->id, &policy));
  item->policy = policy;
  item->policy_known = policy != NULL ? RC_KNOWN_YES : RC_KNOWN_NOT;
  return RC_OK;
}

const rc_net_format rc_net_endpoints = {
    RC_NET_ENDPOINT,
    "VpcEndpoints",
    "VpcEndpointId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"ServiceName", NULL, RC_NET_TEXT, offsetof(rc_net_item, name)},
     {"VpcEndpointType", NULL, RC_NET_TEXT, offsetof(rc_net_item, type)},
     {"State", NULL, RC_NET_TEXT, offsetof(rc_net_item, state)},
     {"SubnetIds", NULL, RC_NET_TEXTS, offsetof(rc_net_item, subnets)},
     {"RouteTableIds", NULL, RC_NET_TEXTS, offsetof(rc_net_item, tables)},
     {"Groups", "GroupId", RC_NET_TEXTS, offsetof(rc_net_item, groups)},
     {"SecurityGroupIds", NULL, RC_NET_TEXTS, offsetof(rc_net_item, groups)},
     {"PrivateDnsEnabled", NULL, RC_NET_SWITCH, offsetof(rc_net_item, flags[RC_NET_FLAG])}},
    read_more,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_endpoints);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_endpoints);
}

const rc_reader rc_reader_ec2_vpc_endpoints = {
    "ec2-vpc-endpoints", "aws ec2 describe-vpc-endpoints", recognise, read};
