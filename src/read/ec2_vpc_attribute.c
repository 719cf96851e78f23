/*
 * `aws ec2 describe-vpc-attribute`: one attribute of one VPC at a time.
 */
#include "read/common_listing.h"

static const char *const attributes[] = {
    [RC_NET_DNS_SUPPORT] = "EnableDnsSupport",
    [RC_NET_DNS_HOSTNAMES] = "EnableDnsHostnames",
};

static rc_value attribute(rc_value object, size_t which) {
  rc_value value = rc_value_get(object, rc_str_from_c(attributes[which]));
  return rc_value_get(value, RC_STR("Value"));
}

static int recognise(const rc_document *document) {
  bool told = !rc_value_is_none(attribute(document->value, RC_NET_DNS_SUPPORT)) ||
              !rc_value_is_none(attribute(document->value, RC_NET_DNS_HOSTNAMES));
  return told && !rc_value_is_none(rc_value_get(document->value, RC_STR("VpcId"))) ? 95 : 0;
}

static rc_status read(rc_model *model, const rc_document *document) {
  const rc_form form = {.model = model};
  rc_str id = rc_form_string(&form, document->value, RC_STR("VpcId"));
  rc_net_item *vpc =
      id.len == 0 ? NULL : rc_net_item_of(model->arena, &model->net, RC_NET_VPC, id);
  for (size_t i = 0; vpc != NULL && i < RC_COUNT_OF(attributes); i++) {
    rc_value holder = rc_form_object(&form, document->value, rc_str_from_c(attributes[i]));
    rc_known is = rc_form_bool(&form, holder, RC_STR("Value"));
    if (is != RC_KNOWN_NOT) {
      vpc->flags[i] = (rc_net_flag){is, attribute(document->value, i)};
    }
  }
  return rc_arena_status(model->arena);
}

const rc_reader rc_reader_ec2_vpc_attribute = {
    "ec2-vpc-attribute", "aws ec2 describe-vpc-attribute", recognise, read};
