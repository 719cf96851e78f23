/*
 * `aws ec2 describe-prefix-lists` and `describe-managed-prefix-lists`; the latter tells names
 * alone.
 */
#include "read/common_listing.h"

static const rc_net_format rc_net_prefix_lists = {
    RC_NET_PREFIX_LIST,
    "PrefixLists",
    "PrefixListId",
    {{"PrefixListName", NULL, RC_NET_TEXT, offsetof(rc_net_item, name)},
     {"Cidrs", NULL, RC_NET_TEXTS, offsetof(rc_net_item, cidrs)}},
    NULL,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_prefix_lists);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_prefix_lists);
}

const rc_reader rc_reader_ec2_prefix_lists = {
    "ec2-prefix-lists", "aws ec2 describe-prefix-lists", recognise, read};
