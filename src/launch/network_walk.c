/*
 * From every place where a task may start to every host that it needs.
 */
#include "launch/network_parts.h"

rc_str rc_hop_kind_name(rc_hop_kind kind) {
  static const rc_str names[] = {
      [RC_HOP_PLACE] = RC_STR_INIT("place"),
      [RC_HOP_NAMES] = RC_STR_INIT("dns"),
      [RC_HOP_GROUP] = RC_STR_INIT("security-group"),
      [RC_HOP_ACL] = RC_STR_INIT("network-acl"),
      [RC_HOP_ROUTE] = RC_STR_INIT("route"),
      [RC_HOP_INTERNET_GATEWAY] = RC_STR_INIT("internet-gateway"),
      [RC_HOP_NAT_GATEWAY] = RC_STR_INIT("nat-gateway"),
      [RC_HOP_ENDPOINT] = RC_STR_INIT("endpoint"),
      [RC_HOP_POLICY] = RC_STR_INIT("endpoint-policy"),
      [RC_HOP_MOUNT_TARGET] = RC_STR_INIT("mount-target"),
      [RC_HOP_BEYOND] = RC_STR_INIT("beyond"),
  };
  return names[kind];
}

/* ---- hops ----------------------------------------------------------------------------------- */

rc_hop *rc_net_hop(rc_net_walker *w, rc_hop_kind kind, rc_truth open, rc_str id, rc_str text,
                   rc_value place) {
  rc_hop *hop = RC_VEC_ADD(w->arena, &w->path->hops);
  if (hop != NULL) {
    *hop = (rc_hop){
        .kind = kind,
        .open = open,
        .id = id,
        .text = text,
        .span = rc_value_is_none(place) ? RC_SPAN_NONE : rc_value_span(place),
        .beside = RC_SPAN_NONE,
    };
  }
  return hop;
}

static const rc_mend_rule *find_mend(rc_str id) {
  for (size_t i = 0; i < rc_n_mend_rules; i++) {
    if (rc_str_equal(rc_mend_rules[i].id, id)) {
      return &rc_mend_rules[i];
    }
  }
  return NULL;
}

void rc_net_miss(rc_net_walker *w, rc_hop *hop, const char *id, rc_str thing) {
  const rc_named_text values[] = {
      {RC_STR("thing"), thing},
      {RC_STR("vpc"), w->ground->vpc},
      {RC_STR("host"), w->host->name},
      {RC_STR("region"), w->host->region},
  };
  if (hop != NULL) {
    rc_miss(w->arena, &hop->missing, rc_str_from_c(id), values, RC_COUNT_OF(values));
  }
}

/* A command in which something is not known is none; a template may still say it. */
void rc_net_mend(rc_net_walker *w, rc_hop *hop, const char *id, rc_str thing, rc_str other,
                 rc_str third) {
  const rc_mend_rule *rule = find_mend(rc_str_from_c(id));
  const rc_net_placement *placement = w->origin->placement;
  RC_ASSERT(rule != NULL);
  if (hop == NULL || rule == NULL) {
    return;
  }
  const rc_named_text values[] = {
      {RC_STR("thing"), thing},
      {RC_STR("other"), other},
      {RC_STR("third"), third},
      {RC_STR("vpc"), w->ground->vpc},
      {RC_STR("table"), w->ground->table == NULL ? RC_STR_NONE : w->ground->table->id},
      {RC_STR("port"), rc_str_from_u64(w->arena, w->host->rule->port)},
      {RC_STR("service"), rc_net_service_name(w)},
      {RC_STR("cluster"), placement == NULL ? RC_STR_NONE : placement->cluster},
      {RC_STR("ecs-service"), placement == NULL ? RC_STR_NONE : placement->service},
  };
  bool complete = true;
  bool worded = true;
  rc_mend made = {
      .why = rc_template_fill(w->arena, rule->why, values, RC_COUNT_OF(values), &complete),
      .command =
          rc_template_shell(w->arena, rule->command, values, RC_COUNT_OF(values), &complete),
      .undo = rc_template_shell(w->arena, rule->undo, values, RC_COUNT_OF(values), &complete),
  };
  made.cloudformation =
      rc_template_fill(w->arena, rule->cloudformation, values, RC_COUNT_OF(values), &worded);
  made.terraform =
      rc_template_fill(w->arena, rule->terraform, values, RC_COUNT_OF(values), &worded);
  if (!complete || rc_hole_any(made.command)) {
    made.command = made.undo = RC_STR_NONE;
  }
  made.id = rule->id;
  made.thing = thing;
  made.other = other;
  made.port = w->host->rule->port;
  rc_mend *mend = worded || made.command.len > 0 ? RC_VEC_ADD(w->arena, &hop->mends) : NULL;
  if (mend != NULL) {
    *mend = made;
  }
}

/* ---- ground --------------------------------------------------------------------------------- */

static rc_str first_vpc(const rc_net_item *const *items, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (items[i] != NULL && items[i]->vpc.text.len > 0) {
      return items[i]->vpc.text;
    }
  }
  return RC_STR_NONE;
}

/* A subnet that no route table names uses the main one, if the input shows all tables of the VPC:
 * then its main table is among them. */
static const rc_net_item *main_table(const rc_net *net, rc_str vpc) {
  return rc_net_lists_all(net, RC_NET_ROUTE_TABLE, vpc) == NULL
             ? NULL
             : rc_net_at(net, RC_NET_ROUTE_TABLE, &net->main_table_of_vpc, vpc);
}

rc_status rc_net_ground_of(const rc_model *model, rc_str subnet, rc_net_ground *out) {
  const rc_net *net = &model->net;
  *out = (rc_net_ground){
      .subnet = rc_net_find(net, RC_NET_SUBNET, subnet),
      .table = rc_net_at(net, RC_NET_ROUTE_TABLE, &net->table_of_subnet, subnet),
      .acl = rc_net_at(net, RC_NET_ACL, &net->acl_of_subnet, subnet),
  };
  const rc_net_item *tell[] = {out->subnet, out->table, out->acl};
  out->vpc = first_vpc(tell, RC_COUNT_OF(tell));
  out->vpc_item = rc_net_find(net, RC_NET_VPC, out->vpc);
  out->endpoints = rc_net_lists_all(net, RC_NET_ENDPOINT, out->vpc);
  if (out->table == NULL && out->vpc.len > 0) {
    out->table = main_table(net, out->vpc);
    out->main_table = out->table != NULL;
  }
  return rc_arena_status(model->arena);
}

/* ---- answers -------------------------------------------------------------------------------- */

static rc_truth answer_of(const rc_hop_vec *hops) {
  rc_truth open = hops->len == 0 ? RC_UNKNOWN : RC_YES;
  for (RC_EACH(const rc_hop, hop, *hops)) {
    open = rc_truth_and(open, hop->open);
  }
  return open;
}

/* Tasks may start in any of the subnets: one bad one makes a service fail now and then. */
static rc_truth answer_of_host(const rc_net_host *host) {
  rc_truth open = host->paths.len == 0 ? RC_UNKNOWN : RC_YES;
  for (RC_EACH(const rc_net_path, path, host->paths)) {
    open = rc_truth_and(open, path->open);
  }
  return open;
}

/* ---- tasks ---------------------------------------------------------------------------------- */

/* Grounds are the same for all tasks of a subnet. */
typedef struct grounds {
  rc_map by_subnet;
  struct { RC_VEC_FIELDS(rc_net_ground) } all;
} grounds;

static rc_status ground_at(const rc_model *model, grounds *known, rc_str subnet,
                           rc_net_ground *out) {
  uint32_t at = known->all.len;
  RC_TRY(rc_map_add(model->arena, &known->by_subnet, subnet, known->all.len, &at));
  if (at < known->all.len) {
    *out = known->all.items[at];
    return RC_OK;
  }
  RC_TRY(rc_net_ground_of(model, subnet, out));
  rc_net_ground *added = RC_VEC_ADD(model->arena, &known->all);
  if (added != NULL) {
    *added = *out;
  }
  return rc_arena_status(model->arena);
}

/* "1.3.0" is not later than "1.3.0"; LATEST and what nothing tells are. */
static bool is_not_later(rc_str version, rc_str than) {
  for (int part = 0; part < 3; part++) {
    uint64_t a = 0;
    uint64_t b = 0;
    if (!rc_str_to_u64(rc_str_cut(&version, '.'), &a) ||
        !rc_str_to_u64(rc_str_cut(&than, '.'), &b) || a > b) {
      return false;
    }
    if (a < b) {
      return true;
    }
  }
  return true;
}

static rc_status walk_from(rc_net_walker *w, rc_net_host *host, const rc_net_origin *origin) {
  rc_net_path *path = RC_VEC_ADD(w->arena, &host->paths);
  if (path == NULL) {
    return rc_arena_status(w->arena);
  }
  *path = (rc_net_path){
      .from = origin->subnet.len > 0 ? origin->subnet : origin->interface,
      .zone = w->ground->subnet == NULL ? RC_STR_NONE : w->ground->subnet->zone.text,
      .span = rc_value_is_none(origin->value) ? RC_SPAN_NONE : rc_value_span(origin->value),
  };
  w->host = host;
  w->origin = origin;
  w->path = path;
  w->ended = false;
  RC_TRY(rc_net_walk_path(w));
  path->open = answer_of(&path->hops);
  return rc_arena_status(w->arena);
}

/* A path of one hop, where no VPC of the user's carries it or nothing tells which. */
static rc_status without_origin(rc_net_walker *w, rc_net_host *host, rc_truth open,
                                const char *text, const rc_missing_vec *missing) {
  rc_net_path *path = RC_VEC_ADD(w->arena, &host->paths);
  if (path == NULL) {
    return rc_arena_status(w->arena);
  }
  *path = (rc_net_path){.span = RC_SPAN_NONE, .open = open};
  w->path = path;
  rc_hop *hop =
      rc_net_hop(w, RC_HOP_PLACE, open, RC_STR_NONE, rc_str_from_c(text), RC_VALUE_NONE);
  if (hop != NULL && missing != NULL) {
    hop->missing = *missing;
  }
  return rc_arena_status(w->arena);
}

typedef struct round {
  rc_net_walker walker;
  grounds grounds;
  rc_net_origin_vec instances;
} round;

static rc_status walk_host(round *r, const rc_net_origins *origins, rc_net_host *host) {
  rc_net_walker *w = &r->walker;
  const rc_net_origin_vec *from = host->rule->from_task ? &origins->task : &origins->agent;
  w->who = origins->via == RC_VIA_TASK || host->rule->from_task ? RC_STR("the task")
                                                                : RC_STR("the instance");
  if (origins->via == RC_VIA_TASK && host->rule->fargate_until.len > 0 &&
      is_not_later(origins->platform, host->rule->fargate_until)) {
    return without_origin(w, host, RC_YES,
                          "an interface of Fargate's own carries it in this platform version",
                          NULL);
  }
  if (from->len == 0) {
    return without_origin(w, host, RC_UNKNOWN, "nothing tells where the packets start",
                          &origins->missing);
  }
  for (RC_EACH(const rc_net_origin, origin, *from)) {
    rc_net_ground ground;
    RC_TRY(ground_at(w->model, &r->grounds, origin->subnet, &ground));
    w->ground = &ground;
    RC_TRY(walk_from(w, host, origin));
  }
  return RC_OK;
}

/* A launch type that is only assumed leaves open whose interface it is. */
static void leave_open(rc_arena *arena, rc_net_host *host) {
  for (RC_EACH(rc_net_path, path, host->paths)) {
    for (RC_EACH(rc_hop, hop, path->hops)) {
      if (hop->open == RC_NO) {
        hop->open = RC_UNKNOWN;
        hop->fault = RC_FAULT_NONE;
        rc_miss(arena, &hop->missing, RC_STR("net-platform"), NULL, 0);
        path->open = RC_UNKNOWN;
      }
    }
  }
}

static rc_status walk_task(round *r, const rc_roll_call *plan, rc_net_walk *walk) {
  const rc_model *model = r->walker.model;
  rc_surroundings around = rc_task_surroundings(model, plan->task);
  rc_net_origins origins;
  walk->task = plan->task;
  RC_TRY(rc_net_origins_of(model, plan->task, &r->instances, &origins));
  RC_TRY(rc_net_hosts_of(&around, plan, &walk->hosts));
  walk->via = origins.via;
  r->walker.hosts = &walk->hosts;
  for (RC_EACH(rc_net_host, host, walk->hosts)) {
    RC_TRY(walk_host(r, &origins, host));
    if (around.links->launch_type_assumed) {
      leave_open(model->arena, host);
    }
    host->open = answer_of_host(host);
  }
  return rc_arena_status(model->arena);
}

/* Without any of it nothing is said: most input is about permissions alone. */
static bool tells_of_network(const rc_model *model) {
  for (int kind = 0; kind < RC_N_NET_KINDS; kind++) {
    if (model->net.items[kind].len > 0) {
      return true;
    }
  }
  return model->net.listings.len > 0;
}

rc_status rc_net_walks(const rc_model *model, const rc_roll_call_vec *roll_calls,
                       rc_net_walk_vec *out) {
  round r = {.walker = {.model = model, .net = &model->net, .arena = model->arena}};
  *out = (rc_net_walk_vec){0};
  if (!tells_of_network(model)) {
    return RC_OK;
  }
  RC_TRY(rc_net_instances_of(model, &r.instances));
  for (RC_EACH(const rc_roll_call, plan, *roll_calls)) {
    rc_net_walk walk = {0};
    RC_TRY(walk_task(&r, plan, &walk));
    rc_net_walk *added = RC_VEC_ADD(model->arena, out);
    if (added == NULL) {
      return rc_arena_status(model->arena);
    }
    *added = walk;
  }
  return RC_OK;
}
