/*
 * `aws ec2 describe-network-acls`.
 */
#include "read/common_listing.h"

static rc_status read_more(const rc_form *form, rc_value object, rc_net_item *item) {
  for (RC_CHILDREN(entry, rc_form_list(form, object, RC_STR("Entries")))) {
    RC_TRY(rc_net_read_entry(form, entry, item));
  }
  return RC_OK;
}

const rc_net_format rc_net_acls = {
    RC_NET_ACL,
    "NetworkAcls",
    "NetworkAclId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"Associations", "SubnetId", RC_NET_TEXTS, offsetof(rc_net_item, subnets)}},
    read_more,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_acls);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_acls);
}

const rc_reader rc_reader_ec2_network_acls = {
    "ec2-network-acls", "aws ec2 describe-network-acls", recognise, read};
