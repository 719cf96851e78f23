/*
 * Where the packets of a launch start: the subnets that a service or a request names, the interface
 * that a task got, the interfaces of the instances. Facts: network-path 1 and 5.
 */
#include "launch/network_parts.h"

static bool same_texts(const rc_field_vec *a, const rc_field_vec *b) {
  for (uint32_t i = 0; a != NULL && b != NULL && i < a->len; i++) {
    if (!rc_net_has(b, a->items[i].text)) {
      return false;
    }
  }
  return (a == NULL) == (b == NULL) && (a == NULL || a->len == b->len);
}

/* Two places that no rule can tell apart are one. */
static bool is_known(const rc_net_origin_vec *all, const rc_net_origin *origin) {
  for (RC_EACH(const rc_net_origin, known, *all)) {
    if (rc_str_equal(known->subnet, origin->subnet) && same_texts(known->groups, origin->groups) &&
        known->public_address.is == origin->public_address.is) {
      return true;
    }
  }
  return false;
}

static bool has_subnet(const rc_net_origin_vec *all, rc_str subnet) {
  for (RC_EACH(const rc_net_origin, known, *all)) {
    if (rc_str_equal(known->subnet, subnet)) {
      return true;
    }
  }
  return false;
}

static rc_status add(rc_arena *arena, rc_net_origin_vec *all, const rc_net_origin *origin) {
  if (is_known(all, origin)) {
    return RC_OK;
  }
  if (all->len >= RC_LIMIT_ORIGINS_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_ORIGINS);
  }
  rc_net_origin *added = RC_VEC_ADD(arena, all);
  if (added != NULL) {
    *added = *origin;
  }
  return rc_arena_status(arena);
}

/* ---- interfaces ----------------------------------------------------------------------------- */

static rc_net_origin of_interface(const rc_net_item *interface) {
  return (rc_net_origin){
      .subnet = interface->subnets.len > 0 ? interface->subnets.items[0].text : RC_STR_NONE,
      .interface = interface->id,
      .value = interface->value,
      .groups = &interface->groups,
      .public_address = interface->flags[RC_NET_FLAG],
      .address = &interface->cidrs,
  };
}

/* Every instance of the input counts, unless the input tells which are in the cluster. */
rc_status rc_net_instances_of(const rc_model *model, rc_net_origin_vec *all) {
  rc_map members = {0};
  for (RC_EACH(const rc_net_item, item, model->net.items[RC_NET_INSTANCE])) {
    RC_TRY(rc_map_add(model->arena, &members, item->name.text, 0, NULL));
  }
  for (RC_EACH(const rc_net_item, item, model->net.items[RC_NET_INTERFACE])) {
    bool runs_tasks =
        members.len == 0 || rc_map_get(&members, item->type.text) != RC_MAP_NONE;
    if (item->type.text.len > 0 && runs_tasks) {
      const rc_net_origin origin = of_interface(item);
      RC_TRY(add(model->arena, all, &origin));
    }
  }
  return RC_OK;
}

/* ---- placements ----------------------------------------------------------------------------- */

static rc_status add_configured(const rc_model *model, const rc_net_placement *placement, bool ec2,
                                rc_net_origin_vec *all) {
  for (RC_EACH(const rc_field, subnet, placement->subnets)) {
    const rc_net_origin origin = {
        .subnet = subnet->text,
        .value = subnet->value,
        .groups = placement->groups.len > 0 ? &placement->groups : NULL,
        .default_group = placement->groups.len == 0,
        .public_address = placement->public_address,
        .placement = placement,
        .never_public = ec2,
    };
    RC_TRY(add(model->arena, all, &origin));
  }
  return RC_OK;
}

/* A task that has run tells one subnet and one interface. What a service says of the same subnet is
 * more, because interfaces are gone soon after their tasks. */
static rc_status add_attached(const rc_model *model, const rc_net_placement *placement, bool ec2,
                              rc_net_origin_vec *all) {
  for (RC_EACH(const rc_field, name, placement->interfaces)) {
    const rc_net_item *item = rc_net_find(&model->net, RC_NET_INTERFACE, name->text);
    if (item != NULL && item->subnets.len > 0) {
      const rc_net_origin origin = of_interface(item);
      RC_TRY(has_subnet(all, origin.subnet) ? RC_OK : add(model->arena, all, &origin));
    }
  }
  for (RC_EACH(const rc_field, subnet, placement->subnets)) {
    const rc_net_origin origin = {
        .subnet = subnet->text,
        .interface =
            placement->interfaces.len > 0 ? placement->interfaces.items[0].text : RC_STR_NONE,
        .value = subnet->value,
        .placement = placement,
        .never_public = ec2,
    };
    RC_TRY(has_subnet(all, subnet->text) ? RC_OK : add(model->arena, all, &origin));
  }
  return RC_OK;
}

/* What is configured first, then what was attached. */
static rc_status add_placements(const rc_model *model, uint32_t task, bool ec2,
                                rc_net_origin_vec *all, rc_str *platform) {
  for (int attached = 0; attached < 2; attached++) {
    for (uint32_t at = rc_model_next_deployment(model, task, RC_NO_INDEX); at != RC_NO_INDEX;
         at = rc_model_next_deployment(model, task, at)) {
      const rc_deployment *deployment = &model->deployments.items[at];
      bool configured = !rc_value_is_none(deployment->placement.value) &&
                        deployment->placement.interfaces.len == 0;
      if (configured && attached == 0) {
        RC_TRY(add_configured(model, &deployment->placement, ec2, all));
      } else if (!configured && attached == 1) {
        RC_TRY(add_attached(model, &deployment->placement, ec2, all));
      }
      *platform = platform->len > 0 ? *platform : deployment->platform_version;
    }
  }
  return RC_OK;
}

rc_status rc_net_origins_of(const rc_model *model, uint32_t task,
                            const rc_net_origin_vec *instances, rc_net_origins *out) {
  const rc_task_links *links = &model->links.items[task];
  bool awsvpc = rc_str_equal(model->tasks.items[task].network_mode.text, RC_STR("awsvpc"));
  bool fargate = links->launch_type == RC_LAUNCH_FARGATE;
  *out = (rc_net_origins){.via = RC_VIA_INSTANCE};
  if (links->launch_type == RC_LAUNCH_EXTERNAL || links->launch_type == RC_LAUNCH_UNKNOWN) {
    bool external = links->launch_type == RC_LAUNCH_EXTERNAL;
    out->via = external ? RC_VIA_HOST : RC_VIA_UNKNOWN;
    rc_miss(model->arena, &out->missing,
            external ? RC_STR("net-host") : RC_STR("net-platform"), NULL, 0);
    return rc_arena_status(model->arena);
  }
  if (fargate || awsvpc) {
    RC_TRY(add_placements(model, task, !fargate, &out->task, &out->platform));
  }
  if (fargate) {
    out->via = RC_VIA_TASK;
    out->agent = out->task;
  } else {
    out->agent = *instances;
  }
  if (!fargate && !awsvpc) {
    out->task = out->agent;
  }
  rc_miss(model->arena, &out->missing, fargate ? RC_STR("net-placement") : RC_STR("net-instance"),
          NULL, 0);
  return rc_arena_status(model->arena);
}
