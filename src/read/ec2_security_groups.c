/*
 * `aws ec2 describe-security-groups`.
 */
#include "read/common_listing.h"

static rc_status read_more(const rc_form *form, rc_value object, rc_net_item *item) {
  /* As the command has them, CloudFormation, Terraform. */
  static const char *const members[] = {"IpPermissions",        "IpPermissionsEgress",
                                        "SecurityGroupIngress", "SecurityGroupEgress",
                                        "Ingress",              "Egress"};
  for (size_t i = 0; i < RC_COUNT_OF(members); i++) {
    rc_value list = rc_value_get(object, rc_str_from_c(members[i]));
    item->more = item->more || (form->is_source && rc_net_may_hold_more(list));
    for (RC_CHILDREN(rule, rc_form_list(form, object, rc_str_from_c(members[i])))) {
      RC_TRY(rc_net_read_permission(form, rule, i % 2 == 1, item));
    }
  }
  return RC_OK;
}

const rc_net_format rc_net_groups = {
    RC_NET_GROUP,
    "SecurityGroups",
    "GroupId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"GroupName", NULL, RC_NET_TEXT, offsetof(rc_net_item, name)}},
    read_more,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_groups);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_groups);
}

const rc_reader rc_reader_ec2_security_groups = {
    "ec2-security-groups", "aws ec2 describe-security-groups", recognise, read};
