/*
 * The network of a template: a member of what makes a thing, or a rule more.
 */
#include "fix/lowering.h"

static bool is_hcl(rc_value object) {
  rc_value written = rc_value_written(object, NULL);
  return !rc_value_is_none(written) && written.tree->syntax == RC_SYNTAX_HCL;
}

/* VpcId -> vpc_id, where the object is one of Terraform. */
static rc_str name_in(const rc_model *model, rc_value object, const char *api) {
  rc_buf out;
  rc_buf_init(&out, model->arena);
  if (!is_hcl(object)) {
    return rc_str_from_c(api);
  }
  for (size_t i = 0; api[i] != '\0'; i++) {
    bool capital = api[i] >= 'A' && api[i] <= 'Z';
    rc_buf_put(&out, capital && i > 0 ? RC_STR("_") : RC_STR_NONE);
    rc_buf_put_byte(&out, capital ? (char)(api[i] - 'A' + 'a') : api[i]);
  }
  return rc_buf_str(&out);
}

static void set_member(const rc_model *model, rc_value object, const char *api,
                       rc_made_kind kind, rc_str text, rc_edits *out) {
  rc_value present = rc_value_get_nocase(object, rc_str_from_c(api));
  const rc_made value = {.kind = kind, .text = text};
  rc_made members = {.kind = RC_MADE_OBJECT};
  if (!rc_value_is_none(present)) {
    rc_edit_replace(model, present, &value, out);
  } else if (rc_edit_can_edit(object)) {
    rc_made_member(model->arena, &members, name_in(model, object, api), kind, text);
    rc_edit_append(model, object, &members, out);
  }
}

static rc_value home_of(const rc_model *model, rc_net_kind kind, rc_str id) {
  const rc_net_item *item = rc_net_find(&model->net, kind, id);
  return item == NULL ? RC_VALUE_NONE : item->home;
}

/* ---- rules of groups ------------------------------------------------------------------------ */

typedef struct peer {
  const char *cloudformation, *terraform; /* the member that names it */
  rc_str text;
} peer;

static void add_members(const rc_model *model, rc_made *rule, const rc_intent *intent,
                        const peer *other, bool hcl) {
  rc_arena *arena = model->arena;
  rc_str port = rc_str_from_u64(arena, intent->port);
  rc_made_member(arena, rule, hcl ? RC_STR("from_port") : RC_STR("FromPort"), RC_MADE_RAW, port);
  rc_made_member(arena, rule, hcl ? RC_STR("to_port") : RC_STR("ToPort"), RC_MADE_RAW, port);
  rc_made_member(arena, rule, hcl ? RC_STR("protocol") : RC_STR("IpProtocol"), RC_MADE_STRING,
                 RC_STR("tcp"));
  if (!hcl) {
    rc_made_member(arena, rule, rc_str_from_c(other->cloudformation), RC_MADE_STRING, other->text);
    return;
  }
  rc_made *list =
      rc_made_member(arena, rule, rc_str_from_c(other->terraform), RC_MADE_LIST, RC_STR_NONE);
  if (list != NULL) {
    rc_made_item(arena, list, RC_MADE_STRING, other->text);
  }
}

/* In Terraform a group has its rules inside or beside it, never both. */
static bool has_rules_beside(const rc_net_item *group) {
  for (RC_EACH(const rc_net_rule, rule, group->rules)) {
    if (rule->value.tree != group->home.tree) {
      return true;
    }
  }
  return false;
}

/* Two groups that name each other inside cannot be made. */
static bool names_back(const rc_model *model, rc_str group, rc_str other) {
  const rc_net_item *item = rc_net_find(&model->net, RC_NET_GROUP, other);
  for (uint32_t i = 0; item != NULL && i < item->rules.len; i++) {
    if (rc_str_equal(item->rules.items[i].peer, group)) {
      return true;
    }
  }
  return false;
}

static void add_rule(const rc_model *model, const rc_intent *intent, bool out, const peer *other,
                     rc_edits *edits) {
  const rc_net_item *group = rc_net_find(&model->net, RC_NET_GROUP, intent->resource);
  rc_value home = home_of(model, RC_NET_GROUP, intent->resource);
  const char *member = out ? "SecurityGroupEgress" : "SecurityGroupIngress";
  rc_made made = {.kind = RC_MADE_OBJECT};
  bool hcl = is_hcl(home);
  if (group == NULL || !rc_edit_can_edit(home) || names_back(model, group->id, other->text) ||
      (hcl && has_rules_beside(group))) {
    return;
  }
  rc_value list = rc_value_get(home, rc_str_from_c(member));
  rc_made *rule = NULL;
  if (hcl) {
    rule = rc_made_member(model->arena, &made, out ? RC_STR("egress") : RC_STR("ingress"),
                          RC_MADE_BLOCK, RC_STR_NONE);
  } else if (rc_value_is_none(list)) {
    rc_made *only = rc_made_member(model->arena, &made, rc_str_from_c(member), RC_MADE_LIST,
                                   RC_STR_NONE);
    rule = only == NULL ? NULL : rc_made_item(model->arena, only, RC_MADE_OBJECT, RC_STR_NONE);
  } else if (rc_edit_can_edit(list)) {
    made.kind = RC_MADE_LIST;
    rule = rc_made_item(model->arena, &made, RC_MADE_OBJECT, RC_STR_NONE);
  }
  if (rule != NULL) {
    add_members(model, rule, intent, other, hcl);
    rc_edit_append(model, made.kind == RC_MADE_LIST ? list : home, &made, edits);
  }
}

/* ---- what is to be done --------------------------------------------------------------------- */

/* The service that the finding is about. */
static void set_address(const rc_model *model, const rc_intent *intent, rc_edits *edits) {
  for (RC_EACH(const rc_deployment, deployment, model->deployments)) {
    rc_value object = deployment->placement.value;
    rc_span span = rc_value_is_none(object) ? RC_SPAN_NONE : rc_value_span(object);
    if (span.file == intent->place.file && span.start <= intent->place.start &&
        intent->place.end <= span.end) {
      bool hcl = is_hcl(object);
      set_member(model, object, "AssignPublicIp", hcl ? RC_MADE_RAW : RC_MADE_STRING,
                 hcl ? RC_STR("true") : RC_STR("ENABLED"), edits);
      return;
    }
  }
}

static void add_table(const rc_model *model, const rc_intent *intent, rc_edits *edits) {
  rc_value home = home_of(model, RC_NET_ENDPOINT, intent->resource);
  rc_value list = rc_value_get(home, RC_STR("RouteTableIds"));
  rc_made made = {.kind = RC_MADE_LIST};
  if (rc_value_kind(list) == RC_ARRAY && rc_edit_can_edit(list)) {
    rc_made_item(model->arena, &made, RC_MADE_STRING, intent->value);
    rc_edit_append(model, list, &made, edits);
  }
}

rc_status rc_lower_network(rc_lowering *lowering, const rc_intent *intent) {
  static const struct {
    rc_str field;
    rc_net_kind kind;
    const char *member;
  } switches[] = {
      {RC_STR_INIT("private-dns"), RC_NET_ENDPOINT, "PrivateDnsEnabled"},
      {RC_STR_INIT("dns-support"), RC_NET_VPC, "EnableDnsSupport"},
      {RC_STR_INIT("dns-hostnames"), RC_NET_VPC, "EnableDnsHostnames"},
  };
  static const struct {
    rc_str field;
    bool out;
    peer other;
  } rules[] = {
      {RC_STR_INIT("group-egress"), true, {"CidrIp", "cidr_blocks", RC_STR_INIT("0.0.0.0/0")}},
      {RC_STR_INIT("endpoint-block"), false, {"CidrIp", "cidr_blocks", RC_STR_INIT("")}},
      {RC_STR_INIT("endpoint-group"),
       false,
       {"SourceSecurityGroupId", "security_groups", RC_STR_INIT("")}},
  };
  const rc_model *model = lowering->model;
  rc_edits edits = {0};
  if (rc_str_equal(intent->field, RC_STR("public-address"))) {
    set_address(model, intent, &edits);
  } else if (rc_str_equal(intent->field, RC_STR("gateway-route"))) {
    add_table(model, intent, &edits);
  }
  for (size_t i = 0; i < RC_COUNT_OF(switches); i++) {
    rc_value home = home_of(model, switches[i].kind, intent->resource);
    if (rc_str_equal(intent->field, switches[i].field) && !rc_value_is_none(home)) {
      set_member(model, home, switches[i].member, RC_MADE_RAW, RC_STR("true"), &edits);
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(rules); i++) {
    peer other = rules[i].other;
    other.text = other.text.len > 0 ? other.text : intent->value;
    if (rc_str_equal(intent->field, rules[i].field)) {
      add_rule(model, intent, rules[i].out, &other, &edits);
    }
  }
  if (edits.len > 0) {
    (void)rc_stage(lowering, intent->place.file, &edits);
  }
  return rc_arena_status(lowering->arena);
}
