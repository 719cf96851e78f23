/*
 * One thing, named with more and with less detail, becomes one entity.
 *
 * A folder knows a role's name, a task definition its ARN; a repository policy's answer knows the
 * account but no Region. What is known by less is added to everything it may mean; where that is a
 * single entity, the two become one.
 */
#include "model/parts.h"

/* ---- roles ---------------------------------------------------------------------------------- */

static void absorb_trust(rc_model *model, rc_role *to, const rc_role *from) {
  if (from->trust != NULL && from->trust != to->trust) {
    rc_model_set_trust(model, to, from->trust, from->trust_origin,
                       rc_value_span(from->trust->document));
  }
  to->trust_known = to->trust_known || from->trust_known;
}

static void absorb_boundary(rc_model *model, rc_role *to, const rc_role *from) {
  if (from->boundary != NULL && from->boundary != to->boundary) {
    rc_model_set_boundary(model, to, from->boundary, rc_value_span(from->boundary->document));
  }
  if (to->boundary_arn.len == 0) {
    to->boundary_arn = from->boundary_arn;
  }
  to->boundary_known = to->boundary_known || from->boundary_known;
}

/* An empty list takes the other's elements without copying: a role named in a thousand accounts
 * must not cost a thousand copies. The shared array has no spare room, so that adding moves it. */
static rc_status absorb_inline(rc_model *model, rc_role *to, const rc_role *from) {
  if (to->inline_policies.len == 0) {
    to->inline_policies = from->inline_policies;
    to->inline_policies.cap = to->inline_policies.len;
    return RC_OK;
  }
  for (RC_EACH(const rc_inline_policy, policy, from->inline_policies)) {
    RC_TRY(rc_model_add_inline(model, to, *policy));
  }
  return RC_OK;
}

static rc_status absorb_attached(rc_model *model, rc_role *to, const rc_role *from) {
  if (to->attached.len == 0) {
    to->attached = from->attached;
    to->attached.cap = to->attached.len;
    return RC_OK;
  }
  for (RC_EACH(const rc_attached_policy, policy, from->attached)) {
    RC_TRY(rc_model_add_attached(model, to, policy->arn, policy->span));
  }
  return RC_OK;
}

rc_status rc_model_absorb_role(rc_model *model, rc_role *to, const rc_role *from) {
  if (rc_span_is_none(to->span)) {
    to->span = from->span;
  }
  if (to->folder.len == 0) {
    to->folder = from->folder;
  }
  to->defined = to->defined || from->defined;
  to->by_folder = to->by_folder || from->by_folder;
  to->snapshot = to->snapshot || from->snapshot;
  to->damaged = to->damaged || from->damaged;
  to->inline_complete = to->inline_complete || from->inline_complete;
  to->attached_complete = to->attached_complete || from->attached_complete;
  absorb_trust(model, to, from);
  absorb_boundary(model, to, from);
  RC_TRY(absorb_inline(model, to, from));
  return absorb_attached(model, to, from);
}

/* Of two descriptions the one that comes first in the input lends the place. */
static rc_status merge_role(rc_model *model, uint32_t named, uint32_t exact) {
  rc_role from = model->roles.items[named];
  rc_role *to = &model->roles.items[exact];
  if (to->defined && from.defined && named < exact) {
    to->span = from.span;
  }
  return rc_model_absorb_role(model, to, &from);
}

/* The role that is known by `role`'s name alone, RC_NO_INDEX if there is none. */
static uint32_t nameless_account(const rc_model *model, const rc_role *role) {
  if (role->account.len == 0) {
    return RC_NO_INDEX;
  }
  uint32_t found = rc_map_get(&model->role_by_name, role->name);
  return found == RC_MAP_NONE ? RC_NO_INDEX : found;
}

/* How many exact roles bear each name, and the last of them. */
typedef struct bearers {
  uint32_t n;
  uint32_t last;
} bearers;

static rc_status rebuild_roles(rc_model *model, const bearers *of) {
  rc_role_vec all = model->roles;
  model->roles = (rc_role_vec){0};
  model->role_by_name = (rc_map){0};
  uint32_t *moved = RC_NEW_ARRAY(model->arena, uint32_t, all.len);
  if (moved == NULL) {
    return rc_arena_status(model->arena);
  }
  for (uint32_t i = 0; i < all.len; i++) {
    if (of[i].n == 1) {
      continue; /* it became part of the only role of its name */
    }
    rc_role *kept = RC_VEC_ADD(model->arena, &model->roles);
    if (kept == NULL) {
      return rc_arena_status(model->arena);
    }
    *kept = all.items[i];
    moved[i] = model->roles.len - 1;
    rc_str key = rc_model_role_key(model->arena, kept->account, kept->name);
    RC_TRY(rc_map_add(model->arena, &model->role_by_name, key, moved[i], NULL));
  }
  for (uint32_t i = 0; i < all.len; i++) {
    if (of[i].n == 1) {
      RC_TRY(rc_map_add(model->arena, &model->role_by_name, all.items[i].name,
                        moved[of[i].last], NULL));
    }
  }
  return rc_arena_status(model->arena);
}

static rc_status join_roles(rc_model *model) {
  uint32_t n = model->roles.len;
  bearers *of = RC_NEW_ARRAY(model->arena, bearers, n);
  if (of == NULL) {
    return rc_arena_status(model->arena);
  }
  bool any = false;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t named = nameless_account(model, &model->roles.items[i]);
    if (named != RC_NO_INDEX) {
      of[named] = (bearers){of[named].n + 1, i};
      any = true;
      RC_TRY(merge_role(model, named, i));
    }
  }
  return any ? rebuild_roles(model, of) : RC_OK;
}

/* A bare name leads to the only role that bears it, if that role is known with its account. */
static rc_status index_names(rc_model *model) {
  rc_map first_of = {0};
  bool *shared = RC_NEW_ARRAY(model->arena, bool, model->roles.len);
  if (shared == NULL) {
    return rc_arena_status(model->arena);
  }
  for (uint32_t i = 0; i < model->roles.len; i++) {
    uint32_t first = i;
    RC_TRY(rc_map_add(model->arena, &first_of, model->roles.items[i].name, i, &first));
    shared[first] = shared[first] || first != i;
  }
  for (uint32_t i = 0; i < model->roles.len; i++) {
    rc_str name = model->roles.items[i].name;
    if (!shared[i] && rc_map_get(&first_of, name) == i) {
      RC_TRY(rc_map_add(model->arena, &model->role_by_name, name, i, NULL));
    }
  }
  return RC_OK;
}

/* ---- resources ------------------------------------------------------------------------------ */

static void absorb_policy(rc_model *model, rc_resource *to, const rc_resource *from) {
  if (from->policy != NULL && from->policy != to->policy) {
    rc_model_set_resource_policy(model, to, from->policy, from->policy_origin,
                                 rc_value_span(from->policy->document));
  }
  if (to->policy_known == RC_KNOWN_NOT) {
    to->policy_known = from->policy_known;
  }
}

static void absorb_resource(rc_model *model, rc_resource *to, const rc_resource *from) {
  absorb_policy(model, to, from);
  if (rc_span_is_none(to->span)) {
    to->span = from->span;
  }
  if (to->folder.len == 0) {
    to->folder = from->folder;
  }
  if (to->exists == RC_KNOWN_NOT) {
    to->exists = from->exists;
  }
  if (to->customer_key == RC_KNOWN_NOT) {
    to->customer_key = from->customer_key;
    to->key_arn = from->key_arn;
  }
  if (to->parameter_type.len == 0) {
    to->parameter_type = from->parameter_type;
  }
  to->aws_managed_key = to->aws_managed_key || from->aws_managed_key;
  to->default_policy = to->default_policy || from->default_policy;
}

static uint32_t detail_of(const rc_resource *resource) {
  return (resource->account.len > 0 ? 1u : 0u) + (resource->region.len > 0 ? 1u : 0u);
}

/* The resource of the same name with exactly this account and Region (empty: unknown). */
static uint32_t find_less(const rc_model *model, const rc_resource *resource, rc_str account,
                          rc_str region) {
  rc_resource like = *resource;
  like.account = account;
  like.region = region;
  return rc_model_exact_resource(model, &like);
}

/* The places that know one thing less pass on what they took from the place that knows neither. */
static void absorb_less(rc_model *model, uint32_t index, bearers *of) {
  const rc_resource self = model->resources.items[index];
  const rc_str places[][2] = {
      {self.account, RC_STR_NONE}, {RC_STR_NONE, self.region}, {RC_STR_NONE, RC_STR_NONE}};
  bool passed_on = false;
  for (size_t i = 0; i < RC_COUNT_OF(places) && (i < 2 || !passed_on); i++) {
    uint32_t less = find_less(model, &self, places[i][0], places[i][1]);
    if (less == RC_NO_INDEX || less == index ||
        detail_of(&model->resources.items[less]) >= detail_of(&self)) {
      continue;
    }
    passed_on = detail_of(&model->resources.items[less]) == 1;
    if (of[less].n == 0 || of[less].last != index) {
      of[less] = (bearers){of[less].n + 1, index};
      absorb_resource(model, &model->resources.items[index], &model->resources.items[less]);
    }
  }
}

static rc_status rebuild_resources(rc_model *model, const bearers *of) {
  rc_resource_vec all = model->resources;
  model->resources = (rc_resource_vec){0};
  model->resource_by_key = (rc_map){0};
  model->aliases = (rc_alias_vec){0};
  for (uint32_t i = 0; i < all.len; i++) {
    if (of[i].n == 1) {
      continue;
    }
    rc_resource *kept = RC_VEC_ADD(model->arena, &model->resources);
    if (kept == NULL) {
      return rc_arena_status(model->arena);
    }
    *kept = all.items[i];
    RC_TRY(rc_model_index_resource(model, model->resources.len - 1));
  }
  return RC_OK;
}

/* Less detail first, so that what a name alone tells reaches all that bear it. */
static rc_status join_resources(rc_model *model) {
  uint32_t n = model->resources.len;
  bearers *of = RC_NEW_ARRAY(model->arena, bearers, n);
  if (of == NULL) {
    return rc_arena_status(model->arena);
  }
  for (uint32_t detail = 1; detail <= 2; detail++) {
    for (uint32_t i = 0; i < n; i++) {
      if (detail_of(&model->resources.items[i]) == detail) {
        absorb_less(model, i, of);
      }
    }
  }
  bool any = false;
  for (uint32_t i = 0; i < n; i++) {
    any = any || of[i].n == 1;
  }
  return any ? rebuild_resources(model, of) : RC_OK;
}

rc_status rc_model_join(rc_model *model) {
  RC_TRY(join_roles(model));
  RC_TRY(index_names(model));
  return join_resources(model);
}
