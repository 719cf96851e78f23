#include "read/common_listing.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get_nocase(object, rc_str_from_c(name));
}

static rc_str text_of(const rc_form *form, rc_value object, const char *name) {
  return rc_form_string(form, object, rc_str_from_c(name));
}

int rc_net_recognise(const rc_document *document, const rc_net_format *format) {
  rc_value list = rc_value_get(document->value, rc_str_from_c(format->list));
  rc_value first = rc_value_first(list);
  if (rc_value_kind(list) != RC_ARRAY) {
    return 0;
  }
  return rc_value_is_none(first) || !rc_value_is_none(get(first, format->id)) ? 95 : 0;
}

/* ---- members -------------------------------------------------------------------------------- */

static rc_status add_text(const rc_form *form, rc_value value, const char *name,
                          rc_field_vec *out) {
  rc_field text = rc_form_text_of(form, value, rc_str_from_c(name));
  rc_field *added = text.text.len == 0 ? NULL : RC_VEC_ADD(form->model->arena, out);
  if (added != NULL) {
    *added = text;
  }
  return rc_arena_status(form->model->arena);
}

/* What a list of texts holds may be hidden one by one: only how many there are counts. */
static bool is_open(rc_value list) {
  return rc_value_kind(list) == RC_ARRAY &&
         (rc_value_node(list)->flags & (RC_NODE_TEMPLATED | RC_NODE_INCOMPLETE)) != 0;
}

/* What stands in a list for all that is not known of it. */
static bool is_rest(const rc_form *form, rc_value item) {
  return rc_value_kind(item) == RC_PLACEHOLDER &&
         rc_str_equal(rc_value_text(form->model->arena, item, false), RC_STR("\xFE...\xFF"));
}

rc_status rc_net_read_texts(const rc_form *form, rc_value object, const char *member,
                            const char *inner, rc_field_vec *out) {
  rc_value list = get(object, member);
  if (rc_value_kind(list) == RC_PLACEHOLDER) { /* whichever these are */
    return add_text(form, list, member, out);
  }
  for (RC_CHILDREN(value, rc_form_list(form, object, rc_str_from_c(member)))) {
    if (is_rest(form, value)) {
      continue;
    }
    if (inner == NULL) {
      RC_TRY(add_text(form, value, member, out));
    } else if (rc_form_is_object(form, value, rc_str_from_c(member))) {
      RC_TRY(add_text(form, get(value, inner), inner, out));
    }
  }
  bool others = form->is_source && is_open(list);
  rc_field *added = others ? RC_VEC_ADD(form->model->arena, out) : NULL;
  if (added != NULL) {
    rc_str name = RC_FILL(form->model->arena, "\xFE<others of {}>\xFF", rc_str_from_c(member));
    *added = (rc_field){name, list};
  }
  return rc_arena_status(form->model->arena);
}

bool rc_net_may_hold_more(rc_value list) {
  bool more = rc_value_kind(list) == RC_PLACEHOLDER || is_open(list);
  for (RC_CHILDREN(item, rc_value_kind(list) == RC_ARRAY ? list : RC_VALUE_NONE)) {
    more = more || rc_value_kind(item) == RC_PLACEHOLDER;
  }
  return more;
}

static rc_status read_column(const rc_form *form, rc_value object, const rc_net_column *column,
                             rc_net_item *item) {
  void *at = (char *)item + column->at;
  rc_str member = rc_str_from_c(column->member);
  bool within = column->inner != NULL && column->shape != RC_NET_TEXTS;
  rc_value holder = within ? rc_form_object(form, object, member) : object;
  const char *name = within ? column->inner : column->member;
  rc_value value = get(holder, name);
  rc_net_flag *flag = at;
  switch (column->shape) {
    case RC_NET_TEXT:
      if (!rc_value_is_none(value)) {
        *(rc_field *)at = rc_form_text(form, holder, rc_str_from_c(name));
      }
      break;
    case RC_NET_ONE: return add_text(form, value, name, at);
    case RC_NET_TEXTS: return rc_net_read_texts(form, object, column->member, column->inner, at);
    case RC_NET_SWITCH:
      if (!rc_value_is_none(value)) {
        *flag = (rc_net_flag){rc_form_bool(form, holder, rc_str_from_c(name)), value};
      }
      break;
    case RC_NET_PRESENCE:
      *flag = (rc_net_flag){text_of(form, holder, name).len > 0 ? RC_KNOWN_YES : RC_KNOWN_NO,
                            value};
      break;
  }
  return rc_arena_status(form->model->arena);
}

/* ---- objects and lists ---------------------------------------------------------------------- */

/* A whole list tells more of what there is than one that was cut. */
static void note_listing(rc_net *net, rc_net_item *item, uint32_t listing) {
  bool better = item->listing == RC_NET_UNLISTED || net->listings.items[item->listing].cut;
  if (listing != RC_NET_UNLISTED && better) {
    item->listing = listing;
  }
}

rc_status rc_net_read_object(const rc_form *form, const rc_net_format *format, rc_value object,
                             rc_str id, uint32_t listing) {
  rc_model *model = form->model;
  rc_value place = get(object, format->id);
  id = id.len > 0 ? id : text_of(form, object, format->id);
  rc_net_item *item =
      id.len == 0 ? NULL : rc_net_item_of(model->arena, &model->net, format->kind, id);
  if (item == NULL) {
    return rc_arena_status(model->arena);
  }
  if (item->made && !form->is_source) { /* what AWS says is more than what a template says */
    *item = (rc_net_item){.kind = item->kind, .id = item->id, .listing = item->listing};
  }
  note_listing(&model->net, item, listing);
  if (item->described) {
    return RC_OK;
  }
  item->described = true;
  item->more = false;
  item->value = rc_value_is_none(place) ? object : place;
  return rc_net_read_columns(form, format, object, item);
}

rc_status rc_net_read_columns(const rc_form *form, const rc_net_format *format, rc_value object,
                              rc_net_item *item) {
  for (size_t i = 0; i < RC_COUNT_OF(format->columns) && format->columns[i].member != NULL; i++) {
    RC_TRY(read_column(form, object, &format->columns[i], item));
  }
  return format->more == NULL ? RC_OK : format->more(form, object, item);
}

rc_status rc_net_read(rc_model *model, const rc_document *document, const rc_net_format *format) {
  const rc_form form = {.model = model};
  rc_str member = rc_str_from_c(format->list);
  rc_value list = rc_value_get(document->value, member);
  rc_value next = rc_value_get(document->value, RC_STR("NextToken"));
  bool damaged = document->value.tree->has_errors ||
                 (rc_value_node(list)->flags & (RC_NODE_INCOMPLETE | RC_NODE_TEMPLATED)) != 0;
  const rc_net_listing listing = {
      .kind = format->kind,
      .value = rc_value_key(list),
      .n = rc_value_node(list)->count,
      .cut = damaged || rc_value_kind(next) != RC_NULL,
  };
  uint32_t number = rc_net_list(model->arena, &model->net, &listing);
  for (RC_CHILDREN(object, list)) {
    if (rc_form_is_object(&form, object, member)) {
      RC_TRY(rc_net_read_object(&form, format, object, RC_STR_NONE, number));
    }
  }
  return rc_arena_status(model->arena);
}

/* ---- rules ---------------------------------------------------------------------------------- */

/* The first of these members that is set. */
static rc_str first_of(const rc_form *form, rc_value object, const char *const *names, size_t n) {
  rc_str text = RC_STR_NONE;
  for (size_t i = 0; i < n && text.len == 0; i++) {
    text = text_of(form, object, names[i]);
  }
  return text;
}

static rc_net_rule *add_rule(const rc_form *form, rc_net_item *item, rc_value value, rc_str peer) {
  rc_net_rule *rule = RC_VEC_ADD(form->model->arena, &item->rules);
  if (rule != NULL) {
    *rule = (rc_net_rule){.value = value,
                          .peer = peer,
                          .to = UINT16_MAX,
                          .tcp = true,
                          .vague = rc_hole_any(peer)};
  }
  return rule;
}

rc_status rc_net_read_route(const rc_form *form, rc_value object, rc_net_item *table) {
  static const char *const destinations[] = {"DestinationCidrBlock", "DestinationPrefixListId",
                                             "CidrBlock"};
  /* Both an instance and its interface may stand there: the first that is set counts. */
  static const char *const targets[] = {
      "GatewayId",    "NatGatewayId",       "TransitGatewayId",
      "InstanceId",   "NetworkInterfaceId", "VpcPeeringConnectionId",
      "VpcEndpointId", "LocalGatewayId",    "CarrierGatewayId",
      "CoreNetworkArn", "EgressOnlyInternetGatewayId"};
  rc_str to = first_of(form, object, destinations, RC_COUNT_OF(destinations));
  rc_net_rule *route = to.len == 0 ? NULL : add_rule(form, table, object, to);
  rc_value six = get(object, "DestinationIpv6CidrBlock");
  six = rc_value_is_none(six) ? get(object, "Ipv6CidrBlock") : six;
  bool local = rc_str_equal(text_of(form, object, "GatewayId"), RC_STR("local"));
  if (rc_value_kind(six) != RC_NULL && rc_value_raw(six).len > 2 && !local) {
    table->flags[RC_NET_IPV6] = (rc_net_flag){RC_KNOWN_YES, six};
  }
  if (route == NULL) {
    return rc_arena_status(form->model->arena);
  }
  route->vague = rc_hole_any(to) && rc_value_is_none(get(object, "DestinationPrefixListId"));
  route->active = rc_str_equal(text_of(form, object, "State"), RC_STR("active"));
  route->refuses = rc_str_equal(text_of(form, object, "State"), RC_STR("blackhole"));
  for (size_t i = 0; i < RC_COUNT_OF(targets) && route->target.len == 0; i++) {
    route->target = text_of(form, object, targets[i]);
    route->target_by = rc_str_from_c(targets[i]);
  }
  return rc_arena_status(form->model->arena);
}

typedef enum number { NUMBER_ABSENT, NUMBER_HIDDEN, NUMBER_READ } number;

/* A number, or digits in a string; -1 is "all", as if it were absent. */
static number read_number(const rc_form *form, rc_value object, const char *name, uint64_t *out) {
  rc_value value = get(object, name);
  rc_kind kind = rc_value_kind(value);
  rc_str text = rc_value_text(form->model->arena, value, false);
  if (kind == RC_NULL || rc_str_equal(text, RC_STR("-1"))) {
    return NUMBER_ABSENT;
  }
  if (rc_str_to_u64(text, out)) {
    return NUMBER_READ;
  }
  if (kind != RC_PLACEHOLDER && !rc_hole_any(text)) {
    rc_form_fault(form, rc_value_span(value),
                  RC_FILL(form->model->arena, "`{}` must be a number", rc_str_from_c(name)), "");
  }
  return NUMBER_HIDDEN;
}

static void read_ports(const rc_form *form, rc_value object, const char *low, const char *high,
                       rc_net_rule *rule) {
  uint64_t from = 0;
  uint64_t to = UINT16_MAX;
  bool hidden = read_number(form, object, low, &from) == NUMBER_HIDDEN;
  hidden = read_number(form, object, high, &to) == NUMBER_HIDDEN || hidden;
  rule->from = (uint16_t)(from < UINT16_MAX ? from : UINT16_MAX);
  rule->to = (uint16_t)(to < UINT16_MAX ? to : UINT16_MAX);
  rule->vague = rule->vague || hidden;
}

/* As a name, or as the number of the Internet's protocols; with all of them ports do not count. */
static bool read_protocol(const rc_form *form, rc_value object, rc_net_rule *rule) {
  static const char *const tcp[] = {"-1", "all", "tcp", "6"};
  enum { N_ALL = 2 };
  rc_value value = get(object, "IpProtocol");
  value = rc_value_is_none(value) ? get(object, "Protocol") : value;
  rc_str text = rc_value_text(form->model->arena, value, false);
  bool all = false;
  rule->vague = rule->vague || rc_hole_any(text);
  rule->tcp = rc_hole_any(text);
  for (size_t i = 0; i < RC_COUNT_OF(tcp); i++) {
    bool is = rc_str_equal_nocase(text, rc_str_from_c(tcp[i]));
    rule->tcp = rule->tcp || is;
    all = all || (is && i < N_ALL);
  }
  return all;
}

static rc_status add_permission(const rc_form *form, rc_value object, rc_value place, rc_str peer,
                                bool out, rc_net_item *group) {
  rc_net_rule *rule = peer.len == 0 ? NULL : add_rule(form, group, place, peer);
  if (rule != NULL) {
    rule->out = out;
    rule->vague = false; /* a peer that is hidden may be a group's ID, which equals itself */
    if (!read_protocol(form, object, rule)) {
      read_ports(form, object, "FromPort", "ToPort", rule);
    }
  }
  return rc_arena_status(form->model->arena);
}

rc_status rc_net_read_permission(const rc_form *form, rc_value object, bool out,
                                 rc_net_item *group) {
  /* As the command prints them, and as Terraform lists them. */
  static const char *const listed[][2] = {{"IpRanges", "CidrIp"},
                                          {"UserIdGroupPairs", "GroupId"},
                                          {"PrefixListIds", "PrefixListId"},
                                          {"CidrBlocks", NULL},
                                          {"SecurityGroups", NULL}};
  /* Where a rule has one peer, beside its ports. */
  static const char *const single[] = {"CidrIp",
                                       "CidrIpv4",
                                       "PrefixListId",
                                       "SourceSecurityGroupId",
                                       "SourcePrefixListId",
                                       "DestinationSecurityGroupId",
                                       "DestinationPrefixListId",
                                       "ReferencedSecurityGroupId"};
  rc_value referenced = rc_form_object(form, object, RC_STR("ReferencedGroupInfo"));
  for (size_t i = 0; i < RC_COUNT_OF(listed); i++) {
    rc_value list = get(object, listed[i][0]);
    if (rc_value_kind(list) == RC_PLACEHOLDER) {
      rc_str hidden = rc_value_text(form->model->arena, list, false);
      RC_TRY(add_permission(form, object, object, hidden, out, group));
    }
    group->more = group->more || (form->is_source && is_open(list));
    for (RC_CHILDREN(peer, rc_form_list(form, object, rc_str_from_c(listed[i][0])))) {
      if (is_rest(form, peer)) {
        continue;
      }
      bool nested = rc_value_kind(peer) == RC_OBJECT && listed[i][1] != NULL;
      rc_str text = nested ? text_of(form, peer, listed[i][1])
                           : rc_value_text(form->model->arena, peer, false);
      RC_TRY(add_permission(form, object, nested ? peer : object, text, out, group));
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(single); i++) {
    RC_TRY(add_permission(form, object, object, text_of(form, object, single[i]), out, group));
  }
  RC_TRY(add_permission(form, object, object, text_of(form, referenced, "GroupId"), out, group));
  return rc_form_bool(form, object, RC_STR("Self")) != RC_KNOWN_YES
             ? RC_OK
             : add_permission(form, object, object, group->id, out, group);
}

rc_status rc_net_read_entry(const rc_form *form, rc_value object, bool out, rc_net_item *acl) {
  uint64_t order = 0;
  rc_str peer = text_of(form, object, "CidrBlock");
  rc_net_rule *rule = peer.len == 0 ? NULL : add_rule(form, acl, object, peer);
  if (rule == NULL) {
    return rc_arena_status(form->model->arena); /* IPv6 */
  }
  rc_str action = text_of(form, object, "RuleAction");
  rc_value range = rc_form_object(form, object, RC_STR("PortRange"));
  bool ranged = !rc_value_is_none(range);
  bool hidden = read_number(form, object, "RuleNumber", &order) != NUMBER_READ;
  rule->number = order < UINT32_MAX ? (uint32_t)order : UINT32_MAX;
  rule->out = out || rc_form_bool(form, object, RC_STR("Egress")) == RC_KNOWN_YES;
  rule->refuses = !rc_str_equal_nocase(action, RC_STR("allow"));
  rule->vague = rule->vague || hidden || rc_hole_any(action);
  if (!read_protocol(form, object, rule)) {
    read_ports(form, ranged ? range : object, ranged ? "From" : "FromPort",
               ranged ? "To" : "ToPort", rule);
  }
  return rc_arena_status(form->model->arena);
}
