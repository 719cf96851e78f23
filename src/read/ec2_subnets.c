/*
 * `aws ec2 describe-subnets`.
 */
#include "read/common_listing.h"

const rc_net_format rc_net_subnets = {
    RC_NET_SUBNET,
    "Subnets",
    "SubnetId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"AvailabilityZone", NULL, RC_NET_TEXT, offsetof(rc_net_item, zone)},
     {"CidrBlock", NULL, RC_NET_ONE, offsetof(rc_net_item, cidrs)}},
    NULL,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_subnets);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_subnets);
}

const rc_reader rc_reader_ec2_subnets = {
    "ec2-subnets", "aws ec2 describe-subnets", recognise, read};
