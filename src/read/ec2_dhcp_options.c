/*
 * `aws ec2 describe-dhcp-options`: which servers the machines of a VPC ask for names.
 */
#include "read/common_listing.h"

static rc_status read_more(const rc_form *form, rc_value object, rc_net_item *item) {
  rc_str member = RC_STR("DhcpConfigurations");
  for (RC_CHILDREN(option, rc_form_list(form, object, member))) {
    if (rc_form_is_object(form, option, member) &&
        rc_str_equal(rc_form_string(form, option, RC_STR("Key")), RC_STR("domain-name-servers"))) {
      RC_TRY(rc_net_read_texts(form, option, "Values", "Value", &item->cidrs));
    }
  }
  return RC_OK;
}

const rc_net_format rc_net_dhcp_options = {
    RC_NET_DHCP_OPTIONS,
    "DhcpOptions",
    "DhcpOptionsId",
    {{"DomainNameServers", NULL, RC_NET_TEXTS, offsetof(rc_net_item, cidrs)}}, /* of templates */
    read_more,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_dhcp_options);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_dhcp_options);
}

const rc_reader rc_reader_ec2_dhcp_options = {"ec2-dhcp-options", "aws ec2 describe-dhcp-options",
                                              recognise, read};
