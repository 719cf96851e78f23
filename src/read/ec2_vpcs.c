/*
 * `aws ec2 describe-vpcs`. What a VPC does about names is told by `describe-vpc-attribute`.
 */
#include "read/common_listing.h"

const rc_net_format rc_net_vpcs = {
    RC_NET_VPC,
    "Vpcs",
    "VpcId",
    {{"CidrBlockAssociationSet", "CidrBlock", RC_NET_TEXTS, offsetof(rc_net_item, cidrs)},
     {"CidrBlock", NULL, RC_NET_ONE, offsetof(rc_net_item, cidrs)},
     {"DhcpOptionsId", NULL, RC_NET_TEXT, offsetof(rc_net_item, type)},
     {"EnableDnsSupport", NULL, RC_NET_SWITCH,
      offsetof(rc_net_item, flags[RC_NET_DNS_SUPPORT])},
     {"EnableDnsHostnames", NULL, RC_NET_SWITCH,
      offsetof(rc_net_item, flags[RC_NET_DNS_HOSTNAMES])}},
    NULL,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_vpcs);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_vpcs);
}

const rc_reader rc_reader_ec2_vpcs = {"ec2-vpcs", "aws ec2 describe-vpcs", recognise, read};
