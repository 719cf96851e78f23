/*
 * `aws ec2 describe-network-interfaces`: of tasks, and of the instances that run them.
 */
#include "read/common_listing.h"

const rc_net_format rc_net_interfaces = {
    RC_NET_INTERFACE,
    "NetworkInterfaces",
    "NetworkInterfaceId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"SubnetId", NULL, RC_NET_ONE, offsetof(rc_net_item, subnets)},
     {"Groups", "GroupId", RC_NET_TEXTS, offsetof(rc_net_item, groups)},
     {"PrivateIpAddress", NULL, RC_NET_ONE, offsetof(rc_net_item, cidrs)},
     {"Attachment", "InstanceId", RC_NET_TEXT, offsetof(rc_net_item, type)},
     {"Association", "PublicIp", RC_NET_PRESENCE, offsetof(rc_net_item, flags[RC_NET_FLAG])}},
    NULL,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_interfaces);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_interfaces);
}

const rc_reader rc_reader_ec2_network_interfaces = {
    "ec2-network-interfaces", "aws ec2 describe-network-interfaces", recognise, read};
