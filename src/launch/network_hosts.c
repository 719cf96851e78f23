/*
 * Which hosts a task needs: data/hosts.txt joined with its plan, its images and its volumes.
 */
#include "launch/network_parts.h"

rc_str rc_net_via_name(rc_net_via via) {
  static const rc_str names[] = {
      [RC_VIA_TASK] = RC_STR_INIT("task"),
      [RC_VIA_INSTANCE] = RC_STR_INIT("instance"),
      [RC_VIA_HOST] = RC_STR_INIT("host"),
      [RC_VIA_UNKNOWN] = RC_STR_INIT("unknown"),
  };
  return names[via];
}

rc_str rc_net_answer(rc_truth open) {
  return open == RC_YES ? RC_STR("reachable") : open == RC_NO ? RC_STR("blocked")
                                                              : RC_STR("unknown");
}

typedef struct finder {
  const rc_surroundings *around;
  rc_net_host_vec *out;
  rc_map by_name;
} finder;

/* What a row asks of the image behind a call. */
static rc_host_image image_kind(const rc_image *image) {
  return image == NULL ? RC_HOST_IMAGE_ANY
         : image->fips ? RC_HOST_IMAGE_FIPS
         : image->dual_stack ? RC_HOST_IMAGE_DUAL_STACK
                             : RC_HOST_IMAGE_PLAIN;
}

static const rc_image *image_of(const finder *f, uint32_t container) {
  return container < f->around->task->containers.len
             ? &f->around->task->containers.items[container].image_parts
             : NULL;
}

/* The host of this name, made if need be. */
static rc_net_host *host_of(finder *f, const rc_host_rule *rule, const rc_named_texts *values) {
  rc_arena *arena = f->around->model->arena;
  rc_str name = rc_template_fill(arena, rule->name, values->items, values->len, NULL);
  uint32_t at = f->out->len;
  if (rc_map_add(arena, &f->by_name, name, f->out->len, &at) != RC_OK) {
    return NULL;
  }
  if (at < f->out->len) {
    return &f->out->items[at];
  }
  rc_net_host *host = RC_VEC_ADD(arena, f->out);
  if (host != NULL) {
    *host = (rc_net_host){
        .rule = rule,
        .name = name,
        .region = rc_bound(values->items, values->len, RC_STR("region")),
        .partition = rc_bound(values->items, values->len, RC_STR("partition")),
        .required = RC_KNOWN_NOT,
        .phase = RC_N_PHASES,
        .cause = RC_SPAN_NONE,
    };
  }
  return host;
}

/* The first place that certainly needs it speaks for it. */
static void note_cause(rc_net_host *host, rc_phase phase, bool blocks, rc_known required,
                       rc_span cause, rc_str text) {
  bool better = host->phase == RC_N_PHASES ||
                (host->required != RC_KNOWN_YES && required == RC_KNOWN_YES);
  host->blocks_start = host->blocks_start || blocks;
  if (better) {
    host->phase = phase;
    host->required = required;
    host->cause = cause;
    host->cause_text = text;
  }
}

static void bind_region(const finder *f, rc_named_texts *values, rc_str region) {
  rc_arena *arena = f->around->model->arena;
  const rc_partition *partition = rc_partition_of_region(region);
  if (partition == NULL) {
    partition = rc_partition_by_name(f->around->partition);
  }
  rc_bind(arena, values, RC_STR("dns-suffix"),
          partition == NULL ? RC_STR_NONE : partition->dns_suffix);
  rc_bind(arena, values, RC_STR("dual-stack-suffix"),
          partition == NULL ? RC_STR_NONE : partition->dual_stack_suffix);
}

/* ---- hosts of calls ------------------------------------------------------------------------- */

static bool serves(const rc_host_rule *rule, const rc_call *call) {
  for (uint32_t i = 0; i < rule->n_calls; i++) {
    if (rc_str_equal(rule->calls[i], call->rule->id)) {
      return true;
    }
  }
  return false;
}

static rc_status add_for_call(finder *f, const rc_host_rule *rule, const rc_call *call) {
  const rc_image *image = image_of(f, call->container);
  rc_named_texts values = {0};
  if (rule->image != RC_HOST_IMAGE_ANY && image_kind(image) != rule->image) {
    return RC_OK;
  }
  for (uint32_t i = 0; i < call->n_values; i++) {
    rc_bind(f->around->model->arena, &values, call->values[i].name, call->values[i].text);
  }
  bind_region(f, &values, call->resource_region);
  rc_bind(f->around->model->arena, &values, RC_STR("image-host"),
          image == NULL ? RC_STR_NONE : image->host);
  rc_net_host *host = host_of(f, rule, &values);
  if (host == NULL) {
    return rc_arena_status(f->around->model->arena);
  }
  note_cause(host, call->rule->phase, call->rule->blocks_start, call->required, call->cause,
             call->cause_text);
  const rc_call **added = RC_VEC_ADD(f->around->model->arena, &host->calls);
  if (added != NULL) {
    *added = call;
  }
  return rc_arena_status(f->around->model->arena);
}

/* ---- hosts of other things ------------------------------------------------------------------ */

static rc_status add_thing(finder *f, const rc_host_rule *rule, const char *name, rc_str text,
                           rc_phase phase, rc_span cause, rc_str cause_text) {
  rc_arena *arena = f->around->model->arena;
  rc_named_texts values = {0};
  rc_bind(arena, &values, RC_STR("region"), f->around->region);
  rc_bind(arena, &values, RC_STR("partition"), f->around->partition);
  rc_bind(arena, &values, rc_str_from_c(name), text);
  bind_region(f, &values, f->around->region);
  rc_net_host *host = host_of(f, rule, &values);
  if (host != NULL) {
    note_cause(host, phase, true, RC_KNOWN_YES, cause, cause_text);
  }
  return rc_arena_status(arena);
}

static rc_host_of thing_of(const rc_image *image) {
  switch (image->registry) {
    case RC_REGISTRY_DOCKER_HUB: return RC_HOST_OF_DOCKER_HUB;
    case RC_REGISTRY_ECR_PUBLIC: return RC_HOST_OF_ECR_PUBLIC;
    case RC_REGISTRY_OTHER: return RC_HOST_OF_REGISTRY;
    case RC_REGISTRY_ECR:
    case RC_REGISTRY_UNKNOWN: break;
  }
  return RC_HOST_OF_CALLS;
}

static rc_status add_images(finder *f, const rc_host_rule *rule) {
  for (RC_EACH(const rc_container, container, f->around->task->containers)) {
    const rc_image *image = &container->image_parts;
    if (thing_of(image) == rule->thing && rc_field_is_set(container->image)) {
      RC_TRY(add_thing(f, rule, "image-host", image->host, RC_PHASE_MANIFEST,
                       rc_value_span(container->image.value),
                       RC_FILL(f->around->model->arena, "image of container `{}`",
                               container->name.text)));
    }
  }
  return RC_OK;
}

static rc_status add_volumes(finder *f, const rc_host_rule *rule) {
  for (RC_EACH(const rc_volume, volume, f->around->task->volumes)) {
    if (rc_field_is_set(volume->efs_file_system)) {
      RC_TRY(add_thing(f, rule, "file-system", volume->efs_file_system.text, RC_PHASE_VOLUMES,
                       rc_value_span(volume->efs_file_system.value),
                       RC_FILL(f->around->model->arena, "volume `{}`", volume->name.text)));
    }
  }
  return RC_OK;
}

static rc_status add_other(finder *f, const rc_host_rule *rule) {
  const rc_task *task = f->around->task;
  if (rule->thing == RC_HOST_OF_EFS) {
    return add_volumes(f, rule);
  }
  if (rule->thing != RC_HOST_OF_INSTANCE) {
    return add_images(f, rule);
  }
  return f->around->links->launch_type != RC_LAUNCH_EC2
             ? RC_OK
             : add_thing(f, rule, "", RC_STR_NONE, RC_PHASE_PLACE,
                         rc_value_is_none(task->object) ? RC_SPAN_NONE
                                                        : rc_value_span(task->object),
                         RC_STR("agent of the container instance"));
}

rc_status rc_net_hosts_of(const rc_surroundings *around, const rc_roll_call *plan,
                          rc_net_host_vec *out) {
  finder f = {.around = around, .out = out};
  for (size_t i = 0; i < rc_n_host_rules; i++) {
    const rc_host_rule *rule = &rc_host_rules[i];
    if (rule->thing != RC_HOST_OF_CALLS) {
      RC_TRY(add_other(&f, rule));
      continue;
    }
    for (RC_EACH(const rc_call, call, plan->calls)) {
      if (serves(rule, call)) {
        RC_TRY(add_for_call(&f, rule, call));
      }
    }
  }
  return rc_arena_status(around->model->arena);
}
