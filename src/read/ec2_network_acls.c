/*
 * `aws ec2 describe-network-acls`.
 */
#include "read/common_listing.h"

/* Blocks of Terraform tell the direction by their name. */
static rc_status read_more(const rc_form *form, rc_value object, rc_net_item *item) {
  static const char *const members[] = {"Entries", "Ingress", "Egress"};
  for (size_t i = 0; i < RC_COUNT_OF(members); i++) {
    rc_value list = rc_value_get(object, rc_str_from_c(members[i]));
    item->more = item->more || (form->is_source && rc_net_may_hold_more(list));
    for (RC_CHILDREN(entry, rc_form_list(form, object, rc_str_from_c(members[i])))) {
      RC_TRY(rc_net_read_entry(form, entry, i == 2, item));
    }
  }
  return RC_OK;
}

const rc_net_format rc_net_acls = {
    RC_NET_ACL,
    "NetworkAcls",
    "NetworkAclId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"Associations", "SubnetId", RC_NET_TEXTS, offsetof(rc_net_item, subnets)},
     {"SubnetIds", NULL, RC_NET_TEXTS, offsetof(rc_net_item, subnets)}}, /* of Terraform */
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
