/*
 * `aws ec2 describe-internet-gateways`.
 */
#include "read/common_listing.h"

const rc_net_format rc_net_internet_gateways = {
    RC_NET_INTERNET_GATEWAY,
    "InternetGateways",
    "InternetGatewayId",
    {{"Attachments", "VpcId", RC_NET_TEXTS, offsetof(rc_net_item, vpcs)},
     {"VpcId", NULL, RC_NET_ONE, offsetof(rc_net_item, vpcs)}}, /* of Terraform */
    NULL,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_internet_gateways);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_internet_gateways);
}

const rc_reader rc_reader_ec2_internet_gateways = {
    "ec2-internet-gateways", "aws ec2 describe-internet-gateways", recognise, read};
