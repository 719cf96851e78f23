/*
 * Networks that templates make. Both languages go one way: a resource becomes an object with the
 * names of the API, which the formats of `aws ec2 describe-*` and the functions behind them read.
 *
 * What a template makes has what the input gives it, and nothing else, unless its ID is handed to
 * something that the input does not show. The rules and their reasons: docs/network.md.
 *
 * Sources: the pages of the resource types, "Return values" included; the provider's documentation.
 */
#include "read/common_listing.h"
#include "read/common_terraform.h"

/* ---- which resource says what --------------------------------------------------------------- */

typedef enum part {
  PART_WHOLE,   /* the thing itself: `format` */
  PART_TEXT,    /* one text more in a list of another thing */
  PART_ROUTE,
  PART_RULE_IN, /* of a group */
  PART_RULE_OUT,
  PART_RULE,    /* it tells its direction */
  PART_ENTRY,
  PART_MAIN,    /* the route table is the VPC's main one */
  PART_OPTIONS,
  PART_DNS,
  PART_POLICY,
  PART_MORE,    /* it adds what nobody sees */
  PART_TAKER    /* it may do anything with the IDs that it is given */
} part;

typedef struct row {
  const char *cloudformation, *terraform; /* types */
  const rc_net_format *format;
  const char *owner;  /* the member with the ID */
  const char *member; /* the text that is added */
  uint16_t at;        /* where: offsetof in rc_net_item */
  uint8_t part, kind;
} row;

/* As data sources. */
static const rc_net_format prefix_lists = {
    RC_NET_PREFIX_LIST,
    "",
    "",
    {{"GroupName", NULL, RC_NET_TEXT, offsetof(rc_net_item, name)}},
    NULL,
};

#define WHOLE(cloudformation, terraform, format, owner) \
  {cloudformation, terraform, format, owner, NULL, 0, PART_WHOLE, 0}
#define TEXT(cloudformation, terraform, kind, owner, member, field) \
  {cloudformation, terraform, NULL, owner, member, offsetof(rc_net_item, field), PART_TEXT, kind}
#define TAKES(cloudformation, terraform) \
  {cloudformation, terraform, NULL, NULL, NULL, 0, PART_TAKER, RC_N_NET_KINDS}
#define ADDS(cloudformation, terraform, kind, owner, part) \
  {cloudformation, terraform, NULL, owner, NULL, 0, part, kind}

static const row rows[] = {
    WHOLE("AWS::EC2::VPC", "aws_vpc", &rc_net_vpcs, "Id"),
    WHOLE("AWS::EC2::Subnet", "aws_subnet", &rc_net_subnets, "Id"),
    WHOLE("AWS::EC2::RouteTable", "aws_route_table", &rc_net_route_tables, "Id"),
    WHOLE("", "aws_default_route_table", &rc_net_route_tables, "DefaultRouteTableId"),
    WHOLE("AWS::EC2::InternetGateway", "aws_internet_gateway", &rc_net_internet_gateways, "Id"),
    WHOLE("AWS::EC2::NatGateway", "aws_nat_gateway", &rc_net_nat_gateways, "Id"),
    WHOLE("AWS::EC2::VPCEndpoint", "aws_vpc_endpoint", &rc_net_endpoints, "Id"),
    WHOLE("AWS::EC2::SecurityGroup", "aws_security_group", &rc_net_groups, "Id"),
    WHOLE("", "aws_default_security_group", &rc_net_groups, "Id"),
    WHOLE("AWS::EC2::NetworkAcl", "aws_network_acl", &rc_net_acls, "Id"),
    WHOLE("", "aws_default_network_acl", &rc_net_acls, "DefaultNetworkAclId"),
    WHOLE("AWS::EC2::DHCPOptions", "aws_vpc_dhcp_options", &rc_net_dhcp_options, "Id"),
    WHOLE("", "aws_prefix_list", &prefix_lists, "Id"),
    WHOLE("", "aws_ec2_managed_prefix_list", &prefix_lists, "Id"),

    ADDS("AWS::EC2::Route", "aws_route", RC_NET_ROUTE_TABLE, "RouteTableId", PART_ROUTE),
    TEXT("AWS::EC2::SubnetRouteTableAssociation", "aws_route_table_association",
         RC_NET_ROUTE_TABLE, "RouteTableId", "SubnetId", subnets),
    ADDS("", "aws_main_route_table_association", RC_NET_ROUTE_TABLE, "RouteTableId", PART_MAIN),
    ADDS("AWS::EC2::VPNGatewayRoutePropagation", "aws_vpn_gateway_route_propagation",
         RC_NET_ROUTE_TABLE, "RouteTableId", PART_MORE),
    TEXT("AWS::EC2::VPCGatewayAttachment", "aws_internet_gateway_attachment",
         RC_NET_INTERNET_GATEWAY, "InternetGatewayId", "VpcId", vpcs),
    ADDS("AWS::EC2::SecurityGroupIngress", "aws_vpc_security_group_ingress_rule", RC_NET_GROUP,
         "GroupId", PART_RULE_IN),
    ADDS("AWS::EC2::SecurityGroupEgress", "aws_vpc_security_group_egress_rule", RC_NET_GROUP,
         "GroupId", PART_RULE_OUT),
    ADDS("", "aws_security_group_rule", RC_NET_GROUP, "GroupId", PART_RULE),
    ADDS("AWS::EC2::NetworkAclEntry", "aws_network_acl_rule", RC_NET_ACL, "NetworkAclId",
         PART_ENTRY),
    TEXT("AWS::EC2::SubnetNetworkAclAssociation", "aws_network_acl_association", RC_NET_ACL,
         "NetworkAclId", "SubnetId", subnets),
    TEXT("", "aws_vpc_endpoint_route_table_association", RC_NET_ENDPOINT, "VpcEndpointId",
         "RouteTableId", tables),
    TEXT("", "aws_vpc_endpoint_subnet_association", RC_NET_ENDPOINT, "VpcEndpointId", "SubnetId",
         subnets),
    TEXT("", "aws_vpc_endpoint_security_group_association", RC_NET_ENDPOINT, "VpcEndpointId",
         "GroupId", groups),
    ADDS("", "aws_vpc_endpoint_private_dns", RC_NET_ENDPOINT, "VpcEndpointId", PART_DNS),
    ADDS("", "aws_vpc_endpoint_policy", RC_NET_ENDPOINT, "VpcEndpointId", PART_POLICY),
    ADDS("AWS::EC2::VPCDHCPOptionsAssociation", "aws_vpc_dhcp_options_association", RC_NET_VPC,
         "VpcId", PART_OPTIONS),
    TEXT("AWS::EC2::VPCCidrBlock", "aws_vpc_ipv4_cidr_block_association", RC_NET_VPC, "VpcId",
         "CidrBlock", cidrs),

    TAKES("AWS::CloudFormation::Stack", "module"),
    TAKES("AWS::CloudFormation::CustomResource", "aws_cloudformation_stack"),
    TAKES("AWS::Serverless::Application", "aws_ram_resource_association"),
    TAKES("Custom::", ""),
    TAKES("Export", ""),
};

static const row *row_of(rc_str type) {
  type = rc_str_starts_with(type, RC_STR("Custom::")) ? RC_STR("Custom::") : type;
  for (size_t i = 0; i < RC_COUNT_OF(rows) && type.len > 0; i++) {
    if (rc_str_equal(type, rc_str_from_c(rows[i].terraform)) ||
        rc_str_equal(type, rc_str_from_c(rows[i].cloudformation))) {
      return &rows[i];
    }
  }
  return NULL;
}

bool rc_net_is_wanted(rc_str type) { return row_of(type) != NULL; }

/* ---- names ---------------------------------------------------------------------------------- */

static bool is_terraform(const rc_tf_resource *resource) {
  return rc_str_starts_with(resource->type, RC_STR("aws_"));
}

/* Arguments of Terraform that are not the API's name in other letters. */
static const char *const renamed[][2] = {
    {"route", "Routes"},
    {"policy", "PolicyDocument"},
    {"name", "GroupName"},
    {"security_group_id", "GroupId"},
    {"egress_only_gateway_id", "EgressOnlyInternetGatewayId"},
    {"rule_no", "RuleNumber"},
    {"action", "RuleAction"},
};

/* vpc_id -> VpcId */
static rc_str api_name(rc_arena *arena, rc_str name) {
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t i = 0; i < RC_COUNT_OF(renamed); i++) {
    if (rc_str_equal(name, rc_str_from_c(renamed[i][0]))) {
      return rc_str_from_c(renamed[i][1]);
    }
  }
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    bool first = i == 0 || name.ptr[i - 1] == '_';
    if (c != '_') {
      rc_buf_put_byte(&out, first && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
  }
  return rc_buf_str(&out);
}

/* Objects, and objects in lists: blocks lie no deeper. */
static const rc_computed *with_api_names(rc_arena *arena, const rc_computed *value, int depth) {
  bool object = value->kind == RC_COMPUTED_OBJECT;
  if ((!object && value->kind != RC_COMPUTED_LIST) || depth == 0) {
    return value;
  }
  rc_computed *made = rc_computed_new(arena, value->kind, value->written, value->is_itself);
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    rc_computed_add(arena, made, object ? api_name(arena, member->key) : RC_STR_NONE,
                    member->key_written, with_api_names(arena, member->value, depth - 1));
  }
  if (made != NULL) {
    made->open = value->open;
  }
  return made;
}

/* ---- reading -------------------------------------------------------------------------------- */

/* What is read together: all templates, all configurations, one plan. */
typedef struct batch {
  rc_model *model;
  rc_net *net;
  rc_arena *arena;
  rc_form form;
  uint32_t begin[RC_N_NET_KINDS]; /* the first item that is new */
  rc_map taken, exported;         /* IDs that others get to know */
  bool loose[RC_N_NET_KINDS];     /* some of this kind get more, and nothing tells which */
  uint32_t runs_in;               /* the file of a service; RC_NO_FILE */
  bool runs_in_several;
} batch;

typedef struct reading {
  batch *b;
  const rc_tf_resource *resource;
  const row *row;
  const rc_computed *values; /* with the names of the API */
  rc_value object, head;
} reading;

static rc_str text_of(const reading *r, const char *member) {
  return rc_tf_text_at(r->values, member);
}

static bool has(const reading *r, const char *member) {
  return rc_computed_get(r->values, rc_str_from_c(member)) != NULL;
}

/* Where the resource is named. */
static rc_value head_of(const rc_tf_resource *resource) {
  rc_value head = resource->block;
  if (rc_value_kind(head) == RC_HCL_BLOCK) {
    for (RC_CHILDREN(child, resource->block)) {
      head = rc_value_kind(child) == RC_HCL_BODY ? head : child;
    }
  }
  return head;
}

/* A value from outside of the template: no resource of it is behind that, as one may be behind a
 * data source. What several templates or modules have is told apart by a comment behind the name:
 * another one's may be meant there. */
static bool is_outside(const reading *r, rc_str id) {
  rc_str name = rc_str_from(id, 1);
  bool plain = rc_hole_is_only(id) && !rc_str_contains(id, RC_STR("/*")) &&
               !rc_str_contains(id, RC_STR("} of "));
  rc_str begin = is_terraform(r->resource) ? RC_STR("${var.") : RC_STR("${");
  return plain && rc_str_starts_with(name, begin);
}

/* Unless something was written there. */
static void standard_flag(rc_net_flag *flag, rc_known is, rc_value place) {
  if (flag->is == RC_KNOWN_NOT && rc_value_is_none(flag->value)) {
    *flag = (rc_net_flag){is, place};
  }
}

static void standard_text(rc_field *field, const char *text, rc_value place) {
  if (field->text.len == 0) {
    *field = (rc_field){rc_str_from_c(text), place};
  }
}

static void add_text(const batch *b, rc_field_vec *to, rc_str text, rc_value place) {
  rc_field *added = text.len == 0 || rc_net_has(to, text) ? NULL : RC_VEC_ADD(b->arena, to);
  if (added != NULL) {
    *added = (rc_field){text, place};
  }
}

static void add_rule(const batch *b, rc_net_item *item, rc_str peer, bool out) {
  rc_net_rule *rule = RC_VEC_ADD(b->arena, &item->rules);
  if (rule != NULL) {
    *rule = (rc_net_rule){
        .value = item->value, .peer = peer, .to = UINT16_MAX, .out = out, .tcp = true};
  }
}

static rc_status read_policy(const reading *r, rc_net_item *item) {
  const rc_tf_form form = {r->b->model, r->resource, rc_value_span(r->resource->block)};
  const rc_computed *policy = rc_computed_get(r->values, RC_STR("PolicyDocument"));
  RC_TRY(rc_tf_policy(&form, policy, RC_POLICY_ENDPOINT, item->id, &item->policy));
  bool none = policy == NULL || policy->kind == RC_COMPUTED_NULL ||
              policy->kind == RC_COMPUTED_ABSENT || policy->text.len + policy->members.len == 0;
  item->policy_known = item->policy != NULL ? RC_KNOWN_YES : none ? RC_KNOWN_NO : RC_KNOWN_NOT;
  return rc_arena_status(r->b->arena);
}

/* Another attribute of the resource that a hole is the ID of: of `${aws_vpc.a.id}` or `${Vpc}`. */
static rc_str sibling(const reading *r, const char *attribute) {
  rc_str id = text_of(r, "Id");
  rc_str end = is_terraform(r->resource) ? RC_STR(".id") : RC_STR("}");
  size_t at = rc_hole_any(id) ? rc_str_find(id, end, 0) : RC_NOT_FOUND;
  size_t behind = at + (is_terraform(r->resource) ? end.len : 0);
  return at == RC_NOT_FOUND ? RC_STR_NONE
                            : RC_FILL(r->b->arena, "{}{}{}", rc_str_slice(id, 0, at),
                                      rc_str_from_c(attribute), rc_str_from(id, behind));
}

/* A state tells of what is there already: others may have added to it since it was made. */
static bool is_there(const reading *r) {
  return r->resource->generated && !rc_hole_any(text_of(r, "Id"));
}

/* What comes with every VPC; some resource may take it over. */
static void come_along(const reading *r, rc_net_kind kind, const char *terraform,
                       const char *cloudformation, rc_field_vec *to) {
  bool named = cloudformation != NULL; /* the main route table is no attribute */
  rc_str id = is_terraform(r->resource) ? text_of(r, terraform)
              : named                   ? sibling(r, cloudformation)
                                        : RC_FILL(r->b->arena, "\xFEmain route table of {}\xFF",
                                                  rc_hole_display(r->b->arena, text_of(r, "Id")));
  rc_net_item *item =
      id.len == 0 ? NULL : rc_net_item_of(r->b->arena, r->b->net, kind, id);
  if (item != NULL && !item->described && !item->made) {
    item->made = true;
    item->value = r->head;
    item->vpc = (rc_field){text_of(r, "Id"), r->head};
    item->flags[RC_NET_FLAG].is = kind != RC_NET_GROUP ? RC_KNOWN_YES : RC_KNOWN_NOT; /* main */
  }
  add_text(r->b, to, id, r->head);
}

/* In a new VPC the default one, by two names; in one that is there it may be another by now. */
static rc_status add_main_table(const reading *r, rc_net_item *vpc) {
  const char *first = is_there(r) ? "MainRouteTableId" : "DefaultRouteTableId";
  come_along(r, RC_NET_ROUTE_TABLE, first, NULL, &vpc->tables);
  rc_map *by_id = &r->b->net->by_id[RC_NET_ROUTE_TABLE];
  rc_str other = text_of(r, "MainRouteTableId");
  uint32_t at = vpc->tables.len == 0 ? RC_MAP_NONE : rc_map_get(by_id, vpc->tables.items[0].text);
  return at == RC_MAP_NONE || other.len == 0 ? rc_arena_status(r->b->arena)
                                             : rc_map_add(r->b->arena, by_id, other, at, NULL);
}

/* What AWS and the provider make of what is not set. */
static rc_status read_standards(const reading *r, rc_net_item *item) {
  rc_net_flag *flags = item->flags;
  rc_str type = r->resource->type;
  switch (item->kind) {
    case RC_NET_VPC:
      standard_flag(&flags[RC_NET_DNS_SUPPORT], RC_KNOWN_YES, r->head);
      standard_flag(&flags[RC_NET_DNS_HOSTNAMES], RC_KNOWN_NO, r->head);
      RC_TRY(add_main_table(r, item));
      come_along(r, RC_NET_GROUP, "DefaultSecurityGroupId", ".DefaultSecurityGroup",
                 &item->groups);
      come_along(r, RC_NET_ACL, "DefaultNetworkAclId", ".DefaultNetworkAcl", &item->subnets);
      break;
    case RC_NET_ENDPOINT:
      standard_text(&item->type, "Gateway", r->head);
      standard_text(&item->state, "available", r->head);
      if (is_terraform(r->resource)) {
        standard_flag(&flags[RC_NET_FLAG], RC_KNOWN_NO, r->head);
      }
      return read_policy(r, item);
    case RC_NET_NAT_GATEWAY: standard_text(&item->state, "available", r->head); break;
    case RC_NET_GROUP:
      if (rc_str_equal(type, RC_STR("aws_default_security_group"))) {
        item->name.text = RC_STR("default");
      }
      if (!is_terraform(r->resource) && !has(r, "SecurityGroupEgress")) {
        flags[RC_NET_FLAG] = (rc_net_flag){RC_KNOWN_YES, r->head}; /* AWS's own: see below */
      }
      break;
    default: break;
  }
  return rc_arena_status(r->b->arena);
}

/* A list of prefixes that comes with a gateway endpoint. */
static void add_prefix_list(const reading *r, rc_field name) {
  rc_str told = text_of(r, "PrefixListId");
  rc_str id = told.len > 0 ? told : sibling(r, ".prefix_list_id");
  rc_net_item *list =
      id.len == 0 ? NULL : rc_net_item_of(r->b->arena, r->b->net, RC_NET_PREFIX_LIST, id);
  if (list != NULL && !list->described) {
    list->described = list->made = true;
    list->name = name;
  }
}

/* What takes a thing over that came with the VPC has the ID of that thing too. */
static rc_str id_of(const reading *r) {
  const rc_net_item *vpc = rc_net_find(r->b->net, RC_NET_VPC, text_of(r, "VpcId"));
  bool group = rc_str_equal(r->resource->type, RC_STR("aws_default_security_group"));
  return group && vpc != NULL && vpc->groups.len > 0 ? vpc->groups.items[0].text
                                                     : text_of(r, r->row->owner);
}

static rc_status read_whole(const reading *r) {
  const rc_net_format *format = r->row->format;
  rc_net *net = r->b->net;
  rc_str own = text_of(r, "Id");
  rc_str id = id_of(r);
  const rc_net_item *known = rc_net_find(net, format->kind, id);
  if (id.len == 0 || (known != NULL && known->described)) {
    return RC_OK;
  }
  RC_TRY(rc_net_read_object(&r->b->form, format, r->object, id, RC_NET_UNLISTED));
  rc_net_item *item = rc_net_item_of(r->b->arena, net, format->kind, id);
  if (item == NULL) {
    return rc_arena_status(r->b->arena);
  }
  item->made = true;
  item->value = r->head;
  item->home = r->object;
  item->more = item->more || (is_there(r) && (format->kind == RC_NET_VPC ||
                                              format->kind == RC_NET_SUBNET));
  uint32_t number = (uint32_t)(item - net->items[format->kind].items);
  RC_TRY(rc_map_add(r->b->arena, &net->by_id[format->kind], own, number, NULL));
  RC_TRY(read_standards(r, item));
  if (format->kind == RC_NET_ENDPOINT && rc_str_equal(item->type.text, RC_STR("Gateway"))) {
    add_prefix_list(r, item->name);
  }
  bool lost = format->kind == RC_NET_ENDPOINT &&
              rc_net_find(net, RC_NET_VPC, item->vpc.text) == NULL &&
              !is_outside(r, item->vpc.text);
  r->b->loose[format->kind] = r->b->loose[format->kind] || lost ||
                              (r->resource->others && format->kind == RC_NET_ENDPOINT);
  return rc_arena_status(r->b->arena);
}

/* In the place of the one that came along. */
static void make_main(const reading *r, rc_net_item *table) {
  const rc_net_item *vpc = rc_net_find(r->b->net, RC_NET_VPC, text_of(r, "VpcId"));
  for (uint32_t i = 0; vpc != NULL && i < vpc->tables.len; i++) {
    uint32_t at = rc_map_get(&r->b->net->by_id[RC_NET_ROUTE_TABLE], vpc->tables.items[i].text);
    if (at < r->b->net->items[RC_NET_ROUTE_TABLE].len) {
      r->b->net->items[RC_NET_ROUTE_TABLE].items[at].flags[RC_NET_FLAG].is = RC_KNOWN_NOT;
    }
  }
  table->flags[RC_NET_FLAG] = (rc_net_flag){RC_KNOWN_YES, r->head};
}

static rc_status add_part(const reading *r, rc_net_item *item) {
  const rc_form *form = &r->b->form;
  rc_field_vec *texts = (rc_field_vec *)(void *)((char *)item + r->row->at);
  switch ((part)r->row->part) {
    case PART_TEXT: add_text(r->b, texts, text_of(r, r->row->member), r->head); break;
    case PART_ROUTE: return rc_net_read_route(form, r->object, item);
    case PART_RULE_IN: return rc_net_read_permission(form, r->object, false, item);
    case PART_RULE_OUT: return rc_net_read_permission(form, r->object, true, item);
    case PART_RULE:
      return rc_net_read_permission(form, r->object,
                                    rc_str_equal(text_of(r, "Type"), RC_STR("egress")), item);
    case PART_ENTRY: return rc_net_read_entry(form, r->object, false, item);
    case PART_MAIN: make_main(r, item); break;
    case PART_OPTIONS: item->type = rc_form_text(form, r->object, RC_STR("DhcpOptionsId")); break;
    case PART_DNS:
      item->flags[RC_NET_FLAG] =
          (rc_net_flag){rc_form_bool(form, r->object, RC_STR("PrivateDnsEnabled")), r->head};
      break;
    case PART_POLICY: return read_policy(r, item);
    case PART_MORE: item->more = true; break;
    case PART_WHOLE:
    case PART_TAKER: break;
  }
  return rc_arena_status(r->b->arena);
}

/* What goes to a thing that is not known may go to any. */
static rc_status read_part(const reading *r) {
  rc_net_kind kind = (rc_net_kind)r->row->kind;
  rc_str owner = text_of(r, r->row->owner);
  const rc_net_item *known = rc_net_find(r->b->net, kind, owner);
  bool lost = known == NULL && !is_outside(r, owner) && (owner.len == 0 || rc_hole_any(owner));
  r->b->loose[kind] = r->b->loose[kind] || lost || r->resource->others;
  rc_net_item *item =
      owner.len == 0 || (known != NULL && known->described && !known->made)
          ? NULL
          : rc_net_item_of(r->b->arena, r->b->net, kind, owner);
  if (item == NULL) {
    return rc_arena_status(r->b->arena);
  }
  item->more = item->more || (!item->made && !item->described);
  return add_part(r, item);
}

/* Every unknown in it, by itself. */
static rc_status take(batch *b, rc_map *to, const rc_computed *value, uint32_t depth) {
  if (value == NULL || depth > RC_LIMIT_NESTING_VALUE) {
    return RC_OK;
  }
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    RC_TRY(take(b, to, member->value, depth + 1));
  }
  for (size_t at = 0; at < value->text.len; at++) {
    size_t length = rc_hole_length(value->text, at);
    if (length > 0) {
      RC_TRY(rc_map_add(b->arena, to, rc_str_slice(value->text, at, at + length), 0, NULL));
      at += length - 1;
    }
  }
  return RC_OK;
}

/* Whose turn it is: VPCs, what lies in them, what is added to that. */
static int turn_of(const row *as) {
  return as->part != PART_WHOLE ? 2 : as->format->kind == RC_NET_VPC ? 0 : 1;
}

static rc_status read_resource(batch *b, const rc_tf_resource *resource, const row *as) {
  reading r = {b, resource, as, resource->values, RC_VALUE_NONE, head_of(resource)};
  rc_tree *tree = NULL;
  bool list = rc_str_ends_with(resource->type, RC_STR("prefix_list"));
  if (resource->data != list) {
    return RC_OK;
  }
  if (as->part == PART_TAKER) {
    bool export = rc_str_equal(resource->type, RC_CFN_EXPORT);
    return take(b, export ? &b->exported : &b->taken, resource->values, 0);
  }
  if (is_terraform(resource)) {
    enum { BLOCKS = 3 };
    r.values = with_api_names(b->arena, resource->values, BLOCKS);
  }
  if (r.values == NULL) {
    return rc_arena_status(b->arena);
  }
  RC_TRY(rc_computed_tree(b->arena, r.values, &tree));
  r.object = rc_value_first(rc_tree_root(tree));
  return as->part == PART_WHOLE ? read_whole(&r) : read_part(&r);
}

/* ---- what that comes to --------------------------------------------------------------------- */

/* A resource as a whole is handed over as often as its ID. */
static bool is_taken(const batch *b, const rc_map *by, rc_str id) {
  rc_str end = RC_STR(".id");
  size_t at = rc_str_find(id, end, 0);
  rc_str whole = at == RC_NOT_FOUND ? RC_STR_NONE
                                    : RC_FILL(b->arena, "{}{}", rc_str_slice(id, 0, at),
                                              rc_str_from(id, at + end.len));
  return rc_map_get(by, id) != RC_MAP_NONE || rc_map_get(by, whole) != RC_MAP_NONE;
}

/* What a template exports, others can use once it is there: too late for its own tasks, but not
 * for those of other templates. */
static bool runs_elsewhere(const batch *b, const rc_net_item *item) {
  return b->runs_in_several ||
         (b->runs_in != RC_NO_FILE && b->runs_in != rc_value_span(item->value).file);
}

static void find_runs(batch *b) {
  b->runs_in = RC_NO_FILE;
  for (RC_EACH(const rc_deployment, deployment, b->model->deployments)) {
    rc_value place = deployment->placement.value;
    uint32_t file = rc_value_is_none(place) ? b->runs_in : rc_value_span(place).file;
    b->runs_in_several = b->runs_in_several || (b->runs_in != RC_NO_FILE && b->runs_in != file);
    b->runs_in = file;
  }
}

static void find_open(batch *b, rc_net_kind kind) {
  rc_net_items *items = &b->net->items[kind];
  for (uint32_t i = b->begin[kind]; i < items->len; i++) {
    rc_net_item *item = &items->items[i];
    const rc_net_item *vpc = rc_net_find(b->net, RC_NET_VPC, item->vpc.text);
    /* What a state lists of routes and rules is all that AWS told. */
    bool listed = item->described && !rc_hole_any(item->id);
    bool found = (kind == RC_NET_ROUTE_TABLE || !item->described) && !listed;
    if (item->made) {
      item->more = item->more || b->loose[kind] || is_taken(b, &b->taken, item->id) ||
                   (found && vpc != NULL && vpc->more) ||
                   (is_taken(b, &b->exported, item->id) && runs_elsewhere(b, item));
    }
  }
}

/* A group without rules for what leaves lets everything out. Whether that stays where rules stand
 * beside it, the sources do not agree on. */
static void fill_group(batch *b, rc_net_item *group) {
  bool out = false;
  for (RC_EACH(const rc_net_rule, rule, group->rules)) {
    out = out || rule->out;
  }
  group->more = group->more || out;
  if (!out) {
    add_rule(b, group, RC_STR("0.0.0.0/0"), true);
  }
}

/* The default one of the VPC, as AWS makes it, if nothing has taken it over. */
static void fill_default(batch *b, rc_net_item *item) {
  rc_str all = RC_STR("0.0.0.0/0");
  bool open = item->kind == RC_NET_GROUP && item->flags[RC_NET_FLAG].is == RC_KNOWN_YES;
  if (item->made && item->described && open) {
    fill_group(b, item);
  }
  if (!item->made || item->described) {
    return;
  }
  item->described = true;
  item->name.text = item->kind == RC_NET_GROUP ? RC_STR("default") : item->name.text;
  if (item->more) {
    return;
  }
  if (item->kind == RC_NET_GROUP) {
    add_rule(b, item, item->id, false);
    add_rule(b, item, all, true);
  } else if (item->kind == RC_NET_ACL) {
    add_rule(b, item, all, false);
    add_rule(b, item, all, true);
  }
}

/* Subnets that nothing else is given to have the VPC's own one, unless something may be that is not
 * seen. */
static rc_status add_unassociated(batch *b, rc_net_kind kind) {
  rc_net *net = b->net;
  rc_net_items *items = &net->items[kind];
  rc_map associated = {0};
  rc_map own = {0}; /* of VPCs */
  bool loose = b->loose[kind];
  for (uint32_t i = 0; i < items->len; i++) {
    for (RC_EACH(const rc_field, subnet, items->items[i].subnets)) {
      const rc_net_item *known = rc_net_find(net, RC_NET_SUBNET, subnet->text);
      loose = loose || (known == NULL && rc_hole_any(subnet->text));
      RC_TRY(rc_map_add(b->arena, &associated, subnet->text, 0, NULL));
    }
    if (items->items[i].flags[RC_NET_FLAG].is == RC_KNOWN_YES) {
      RC_TRY(rc_map_add(b->arena, &own, items->items[i].vpc.text, i, NULL));
    }
  }
  for (uint32_t i = b->begin[RC_NET_SUBNET]; i < net->items[RC_NET_SUBNET].len && !loose; i++) {
    const rc_net_item *subnet = &net->items[RC_NET_SUBNET].items[i];
    const rc_net_item *vpc = rc_net_find(net, RC_NET_VPC, subnet->vpc.text);
    uint32_t at = vpc == NULL || vpc->more ? RC_MAP_NONE : rc_map_get(&own, vpc->id);
    if (subnet->made && !subnet->more && at < items->len &&
        rc_map_get(&associated, subnet->id) == RC_MAP_NONE) {
      add_text(b, &items->items[at].subnets, subnet->id, subnet->value);
    }
  }
  return rc_arena_status(b->arena);
}

static void settle_vpc(batch *b, rc_net_item *vpc) {
  rc_str amazon = RC_STR("AmazonProvidedDNS");
  if (!vpc->made) {
    return;
  }
  if (!vpc->more && !b->loose[RC_NET_ENDPOINT]) {
    const rc_net_listing all = {
        .kind = RC_NET_ENDPOINT, .value = vpc->value, .n = 1, .vpc = vpc->id};
    (void)rc_net_list(b->arena, b->net, &all);
  }
  if (vpc->type.text.len == 0) {
    vpc->type.text = amazon;
    rc_net_item *options = rc_net_item_of(b->arena, b->net, RC_NET_DHCP_OPTIONS, amazon);
    if (options != NULL) {
      add_text(b, &options->cidrs, amazon, vpc->value);
    }
  }
}

/* Without groups an endpoint has the VPC's default one; a gateway lies in its subnet's VPC. */
static void settle_things(batch *b) {
  rc_net *net = b->net;
  for (RC_EACH(rc_net_item, endpoint, net->items[RC_NET_ENDPOINT])) {
    const rc_net_item *vpc = rc_net_find(net, RC_NET_VPC, endpoint->vpc.text);
    bool none = endpoint->made && !endpoint->more && endpoint->groups.len == 0;
    if (none && vpc != NULL && vpc->groups.len > 0) {
      add_text(b, &endpoint->groups, vpc->groups.items[0].text, endpoint->value);
    }
  }
  for (RC_EACH(rc_net_item, nat, net->items[RC_NET_NAT_GATEWAY])) {
    const rc_net_item *subnet =
        nat->subnets.len == 0 ? NULL
                              : rc_net_find(net, RC_NET_SUBNET, nat->subnets.items[0].text);
    nat->vpc = nat->made && subnet != NULL ? subnet->vpc : nat->vpc;
  }
}

/* Transforms of AWS's own make no networks. */
static bool is_macro(rc_value transform) {
  bool own = rc_value_kind(transform) != RC_STRING ||
             rc_str_contains(rc_value_raw(transform), RC_STR("AWS::"));
  for (RC_CHILDREN(item, transform)) {
    own = own && !is_macro(item);
  }
  return !own;
}

/* Where a file has slips, or a macro makes resources, more may be there than was read. */
static bool is_damaged(const rc_model *model) {
  for (RC_EACH(const rc_tf_file, file, model->pending.terraform)) {
    if (file->tree->has_errors) {
      return true;
    }
  }
  for (RC_EACH(const rc_cfn_file, file, model->pending.cloudformation)) {
    bool macro = is_macro(rc_value_get(file->value, RC_STR("Transform")));
    for (RC_MEMBERS(key, resource, rc_value_get(file->value, RC_STR("Resources")))) {
      macro = macro || rc_str_contains(rc_value_raw(key), RC_STR("Fn::"));
    }
    if (macro || file->value.tree == NULL || file->value.tree->has_errors) {
      return true;
    }
  }
  return false;
}

static rc_status settle(batch *b) {
  static const rc_net_kind kinds[] = {RC_NET_VPC,   RC_NET_SUBNET, RC_NET_ROUTE_TABLE,
                                      RC_NET_GROUP, RC_NET_ACL,    RC_NET_INTERNET_GATEWAY,
                                      RC_NET_ENDPOINT};
  bool damaged = is_damaged(b->model);
  find_runs(b);
  for (size_t i = 0; i < RC_COUNT_OF(kinds); i++) {
    b->loose[kinds[i]] = b->loose[kinds[i]] || damaged;
    find_open(b, kinds[i]);
  }
  for (int kind = 0; kind < RC_N_NET_KINDS; kind++) {
    rc_net_items *items = &b->net->items[kind];
    for (uint32_t i = b->begin[kind]; i < items->len; i++) {
      fill_default(b, &items->items[i]);
    }
  }
  RC_TRY(add_unassociated(b, RC_NET_ROUTE_TABLE));
  RC_TRY(add_unassociated(b, RC_NET_ACL));
  for (uint32_t i = b->begin[RC_NET_VPC]; i < b->net->items[RC_NET_VPC].len; i++) {
    settle_vpc(b, &b->net->items[RC_NET_VPC].items[i]);
  }
  settle_things(b);
  return rc_arena_status(b->arena);
}

rc_status rc_read_net_resources(rc_model *model, const rc_tf_resource_vec *resources) {
  enum { TURNS = 3 };
  batch b = {.model = model,
             .net = &model->net,
             .arena = model->arena,
             .form = {.model = model, .coerces = true, .is_source = true, .quiet = true}};
  for (int kind = 0; kind < RC_N_NET_KINDS; kind++) {
    b.begin[kind] = model->net.items[kind].len;
  }
  for (int turn = 0; turn < TURNS; turn++) {
    for (RC_EACH(const rc_tf_resource, resource, *resources)) {
      const row *as = row_of(resource->type);
      if (as != NULL && turn_of(as) == turn) {
        RC_TRY(read_resource(&b, resource, as));
      }
    }
  }
  return settle(&b);
}
