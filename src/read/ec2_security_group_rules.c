/*
 * `aws ec2 describe-security-group-rules`: the rules of groups, one by one.
 */
#include "read/common_listing.h"

static const rc_net_format format = {
    RC_NET_GROUP, "SecurityGroupRules", "SecurityGroupRuleId", {{NULL, NULL, RC_NET_TEXT, 0}}, NULL,
};

static int recognise(const rc_document *document) { return rc_net_recognise(document, &format); }

/* A group that `describe-security-groups` shows has its rules from there. */
static rc_status read_rule(const rc_form *form, rc_value rule, bool cut) {
  rc_model *model = form->model;
  rc_str id = rc_form_string(form, rule, RC_STR("GroupId"));
  const rc_net_item *known = rc_net_find(&model->net, RC_NET_GROUP, id);
  if (id.len == 0 || (known != NULL && known->described)) {
    return RC_OK;
  }
  rc_net_item *group = rc_net_item_of(model->arena, &model->net, RC_NET_GROUP, id);
  if (group == NULL) {
    return rc_arena_status(model->arena);
  }
  bool out = rc_form_bool(form, rule, RC_STR("IsEgress")) == RC_KNOWN_YES;
  group->value = known == NULL ? rc_value_get(rule, RC_STR("GroupId")) : group->value;
  group->more = group->more || cut;
  return rc_net_read_permission(form, rule, out, group);
}

static rc_status read(rc_model *model, const rc_document *document) {
  const rc_form form = {.model = model};
  rc_value list = rc_value_get(document->value, RC_STR("SecurityGroupRules"));
  bool cut = document->value.tree->has_errors || rc_net_may_hold_more(list) ||
             rc_value_kind(rc_value_get(document->value, RC_STR("NextToken"))) != RC_NULL;
  for (RC_CHILDREN(rule, list)) {
    if (rc_form_is_object(&form, rule, RC_STR("SecurityGroupRules"))) {
      RC_TRY(read_rule(&form, rule, cut));
    }
  }
  return rc_arena_status(model->arena);
}

const rc_reader rc_reader_ec2_security_group_rules = {
    "ec2-security-group-rules", "aws ec2 describe-security-group-rules", recognise, read};
