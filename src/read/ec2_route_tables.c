/*
 * `aws ec2 describe-route-tables`.
 */
#include "read/common_listing.h"

static rc_status read_more(const rc_form *form, rc_value object, rc_net_item *item) {
  for (RC_CHILDREN(association, rc_form_list(form, object, RC_STR("Associations")))) {
    if (rc_form_bool(form, association, RC_STR("Main")) == RC_KNOWN_YES) {
      item->flags[RC_NET_FLAG] = (rc_net_flag){RC_KNOWN_YES, association};
    }
  }
  if (form->is_source) {
    rc_value gateways = rc_value_get(object, RC_STR("PropagatingVgws"));
    item->more = rc_net_may_hold_more(rc_value_get(object, RC_STR("Routes"))) ||
                 rc_value_kind(gateways) == RC_PLACEHOLDER ||
                 !rc_value_is_none(rc_value_first(gateways));
  }
  for (RC_CHILDREN(route, rc_form_list(form, object, RC_STR("Routes")))) {
    RC_TRY(rc_net_read_route(form, route, item));
  }
  return rc_arena_status(form->model->arena);
}

const rc_net_format rc_net_route_tables = {
    RC_NET_ROUTE_TABLE,
    "RouteTables",
    "RouteTableId",
    {{"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"Associations", "SubnetId", RC_NET_TEXTS, offsetof(rc_net_item, subnets)}},
    read_more,
};

static int recognise(const rc_document *document) {
  return rc_net_recognise(document, &rc_net_route_tables);
}

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &rc_net_route_tables);
}

const rc_reader rc_reader_ec2_route_tables = {
    "ec2-route-tables", "aws ec2 describe-route-tables", recognise, read};
