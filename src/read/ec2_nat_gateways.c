/*
 * `aws ec2 describe-nat-gateways`.
 */
#include "read/common_listing.h"

const rc_net_format rc_net_nat_gateways = {
    RC_NET_NAT_GATEWAY,
    "NatGateways",
    "NatGatewayId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"SubnetId", NULL, RC_NET_ONE, offsetof(rc_net_item, subnets)},
     {"State", NULL, RC_NET_TEXT, offsetof(rc_net_item, state)},
     {"ConnectivityType", NULL, RC_NET_TEXT, offsetof(rc_net_item, type)}},
    NULL,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_nat_gateways);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_nat_gateways);
}

const rc_reader rc_reader_ec2_nat_gateways = {
    "ec2-nat-gateways", "aws ec2 describe-nat-gateways", recognise, read};
