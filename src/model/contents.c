/*
 * What attached policies say, and the policy sets of each role and resource.
 *
 * An attached policy's contents come from the input (authorization details, policy versions), else
 * from data/ if AWS manages it. What cannot be found leaves the set incomplete: unknown, not
 * denied.
 */
#include "aws/managed_policy.h"
#include "model/parts.h"
#include "syntax/json.h"

/* Lookups over model->pending.managed and the policies of data/ that are in use. */
typedef struct shelf {
  rc_model *model;
  rc_map by_arn;  /* into pending.managed */
  rc_map by_name; /* into pending.managed: documents without an ARN */
  rc_map from_data; /* ARN to `compiled`; with a mark in front for boundaries */
  struct { RC_VEC_FIELDS(const rc_policy *) } compiled;
} shelf;

static rc_status fill_shelf(shelf *on) {
  rc_managed_vec *managed = &on->model->pending.managed;
  for (uint32_t i = 0; i < managed->len; i++) {
    rc_map *map = managed->items[i].arn.len > 0 ? &on->by_arn : &on->by_name;
    rc_str key = managed->items[i].arn.len > 0 ? managed->items[i].arn : managed->items[i].name;
    RC_TRY(rc_map_add(on->model->arena, map, key, i, NULL));
  }
  return RC_OK;
}

/* A policy of data/ as text has no file: its spans are none. */
static rc_status compile_from_data(shelf *on, rc_str arn, rc_policy_kind kind,
                                   const rc_policy **out) {
  rc_arena *arena = on->model->arena;
  const rc_managed_policy *row = rc_managed_policy_find(arn);
  if (row == NULL) {
    return RC_OK;
  }
  rc_source *source = RC_NEW(arena, rc_source);
  rc_tree *tree = NULL;
  rc_policy *policy = NULL;
  if (source == NULL) {
    return rc_arena_status(arena);
  }
  *source = (rc_source){.path = row->path_and_name, .bytes = row->document, .file = RC_NO_FILE};
  RC_TRY(rc_json_parse(arena, source, &tree));
  RC_TRY(rc_policy_compile(arena, rc_value_first(rc_tree_root(tree)), kind,
                           rc_arn_policy_name(arn), &policy));
  policy->managed_arn = arn;
  *out = policy;
  return RC_OK;
}

static rc_status take_from_data(shelf *on, rc_str arn, rc_policy_kind kind,
                                const rc_policy **out) {
  rc_arena *arena = on->model->arena;
  rc_str key = kind == RC_POLICY_BOUNDARY ? RC_FILL(arena, "\xFF{}", arn) : arn;
  uint32_t at = rc_map_get(&on->from_data, key);
  if (at != RC_MAP_NONE) {
    *out = on->compiled.items[at];
    return RC_OK;
  }
  RC_TRY(compile_from_data(on, arn, kind, out));
  const rc_policy **kept = RC_VEC_ADD(arena, &on->compiled);
  if (kept == NULL) {
    return rc_arena_status(arena);
  }
  *kept = *out;
  return rc_map_add(arena, &on->from_data, key, on->compiled.len - 1, NULL);
}

static rc_status boundary_of(rc_model *model, rc_managed_document *document,
                             const rc_policy **out) {
  if (document->boundary == NULL) {
    rc_policy *compiled = NULL;
    RC_TRY(rc_policy_compile(model->arena, document->document, RC_POLICY_BOUNDARY,
                             document->name, &compiled));
    document->boundary = compiled;
  }
  *out = document->boundary;
  return RC_OK;
}

/* `*out` stays NULL where nothing in the input and the data shows the policy. */
static rc_status find_policy(shelf *on, rc_str arn, rc_policy_kind kind, const rc_policy **out) {
  uint32_t at = rc_map_get(&on->by_arn, arn);
  if (at == RC_MAP_NONE) {
    at = rc_map_get(&on->by_name, rc_arn_policy_name(arn));
  }
  if (at == RC_MAP_NONE) {
    return take_from_data(on, arn, kind, out);
  }
  rc_managed_document *document = &on->model->pending.managed.items[at];
  if (kind == RC_POLICY_BOUNDARY) {
    return boundary_of(on->model, document, out);
  }
  *out = document->policy;
  return RC_OK;
}

static rc_status find_all(shelf *on) {
  for (RC_EACH(rc_role, role, on->model->roles)) {
    for (RC_EACH(rc_attached_policy, attached, role->attached)) {
      if (attached->policy == NULL) {
        RC_TRY(find_policy(on, attached->arn, RC_POLICY_IDENTITY, &attached->policy));
      }
    }
    if (role->boundary == NULL && role->boundary_arn.len > 0) {
      RC_TRY(find_policy(on, role->boundary_arn, RC_POLICY_BOUNDARY, &role->boundary));
    }
  }
  return RC_OK;
}

/* ---- a policy version without a name -------------------------------------------------------- */

/* The only attached policy whose contents are not known; empty if there are several or none. */
static rc_str only_unknown(const rc_model *model) {
  rc_str found = RC_STR_NONE;
  for (RC_EACH(const rc_role, role, model->roles)) {
    for (RC_EACH(const rc_attached_policy, attached, role->attached)) {
      if (attached->policy != NULL || rc_str_equal(attached->arn, found)) {
        continue;
      }
      if (found.len > 0) {
        return RC_STR_NONE;
      }
      found = attached->arn;
    }
  }
  return found;
}

/* The documents without an ARN whose guessed name no attached policy bears. */
static uint32_t only_nameless(const rc_model *model, const rc_map *used_names) {
  uint32_t found = RC_NO_INDEX;
  for (uint32_t i = 0; i < model->pending.managed.len; i++) {
    const rc_managed_document *document = &model->pending.managed.items[i];
    if (document->arn.len > 0 || document->bare ||
        rc_map_get(used_names, document->name) != RC_MAP_NONE) {
      continue;
    }
    if (found != RC_NO_INDEX) {
      return RC_NO_INDEX;
    }
    found = i;
  }
  return found;
}

static rc_status collect_names(const rc_model *model, rc_map *names) {
  for (RC_EACH(const rc_role, role, model->roles)) {
    for (RC_EACH(const rc_attached_policy, attached, role->attached)) {
      RC_TRY(rc_map_add(model->arena, names, rc_arn_policy_name(attached->arn), 0, NULL));
    }
    if (role->boundary_arn.len > 0) {
      RC_TRY(rc_map_add(model->arena, names, rc_arn_policy_name(role->boundary_arn), 0, NULL));
    }
  }
  return RC_OK;
}

static rc_status release_bare(rc_model *model, const rc_map *used_names) {
  for (RC_EACH(const rc_managed_document, document, model->pending.managed)) {
    if (document->bare && rc_map_get(used_names, document->name) == RC_MAP_NONE) {
      RC_TRY(rc_model_add_loose(model, &model->loose, document->policy, document->span));
    }
  }
  return RC_OK;
}

static void note_nameless(rc_model *model, const rc_map *used_names) {
  for (RC_EACH(const rc_managed_document, document, model->pending.managed)) {
    if (document->arn.len == 0 && !document->bare &&
        rc_map_get(used_names, document->name) == RC_MAP_NONE) {
      rc_model_say(model, RC_SAY_NOT_BOUND, RC_NOTE, document->span,
                   RC_STR("this policy version was left out: nothing tells which policy it is of"),
                   "give the file the policy's name: <policy-name>.json");
    }
  }
}

static rc_status bind_only_version(rc_model *model) {
  rc_map used_names = {0};
  RC_TRY(collect_names(model, &used_names));
  RC_TRY(release_bare(model, &used_names));
  rc_str arn = only_unknown(model);
  uint32_t document = only_nameless(model, &used_names);
  if (arn.len == 0 || document == RC_NO_INDEX) {
    note_nameless(model, &used_names);
    return RC_OK;
  }
  const rc_managed_document *version = &model->pending.managed.items[document];
  for (RC_EACH(rc_role, role, model->roles)) {
    for (RC_EACH(rc_attached_policy, attached, role->attached)) {
      if (attached->policy == NULL) {
        attached->policy = version->policy;
      }
    }
  }
  rc_model_say(model, RC_SAY_BINDING_INFERRED, RC_NOTE, version->span,
               RC_FILL(model->arena,
                       "this policy version is taken for `{}`, the only attached policy whose "
                       "contents are not in the input",
                       arn),
               "a file name equal to the policy's name says it without doubt");
  return rc_arena_status(model->arena);
}

rc_status rc_model_find_contents(rc_model *model) {
  shelf on = {.model = model};
  RC_TRY(fill_shelf(&on));
  RC_TRY(find_all(&on));
  return model->pending.managed.len > 0 ? bind_only_version(model) : RC_OK;
}

/* ---- sets ----------------------------------------------------------------------------------- */

/* A document that broke off may say more than could be read. */
static bool is_whole(const rc_policy *policy) {
  return policy->document.tree == NULL || !policy->document.tree->has_errors;
}

static rc_status put(rc_arena *arena, rc_policy_set *set, const rc_policy *policy) {
  if (policy == NULL) {
    set->complete = false;
    return RC_OK;
  }
  const rc_policy **added = RC_VEC_ADD(arena, &set->policies);
  if (added == NULL) {
    return rc_arena_status(arena);
  }
  *added = policy;
  set->complete = set->complete && is_whole(policy);
  return RC_OK;
}

/* Whether `next` says more about an inline policy of the same name than `known` does. */
static bool inline_outweighs(const rc_inline_policy *known, const rc_inline_policy *next) {
  if (known->policy == NULL || next->policy == NULL) {
    return known->policy == NULL && next->policy != NULL;
  }
  return known->origin == RC_ORIGIN_SNAPSHOT && next->origin == RC_ORIGIN_SOURCE;
}

static void report_same_name(rc_model *model, const rc_role *role, const rc_inline_policy *known,
                             const rc_inline_policy *next) {
  bool one_place = known->span.file == next->span.file && known->span.start == next->span.start;
  if (known->origin != RC_ORIGIN_SOURCE || next->origin != RC_ORIGIN_SOURCE || one_place) {
    return;
  }
  rc_finding *finding = rc_model_report(
      model, RC_SAY_DESCRIBED_TWICE, RC_WARNING, next->span,
      RC_FILL(model->arena, "role `{}` has a second inline policy `{}` here; the first one counts",
              role->name, next->name));
  rc_related *related =
      finding == NULL ? NULL : RC_VEC_ADD(model->arena, &finding->related);
  if (related != NULL) {
    finding->help = RC_STR("name only the files that belong together, or take one of the two away");
    *related = (rc_related){.span = known->span, .message = RC_STR("the first one")};
  }
}

/* One inline policy a name: what a listing names, an answer shows and a file holds is the same. */
static rc_status drop_repeated_inline(rc_model *model, rc_role *role) {
  rc_map by_name = {0};
  rc_inline_vec all = role->inline_policies;
  if (all.len < 2) {
    return RC_OK;
  }
  role->inline_policies = (rc_inline_vec){0};
  for (RC_EACH(const rc_inline_policy, policy, all)) {
    uint32_t at = role->inline_policies.len;
    if (policy->name.len > 0) {
      RC_TRY(rc_map_add(model->arena, &by_name, policy->name, at, &at));
    }
    if (at == role->inline_policies.len) {
      RC_TRY(rc_model_add_inline(model, role, *policy));
      continue;
    }
    rc_inline_policy *known = &role->inline_policies.items[at];
    if (inline_outweighs(known, policy)) {
      *known = *policy;
    } else if (known->policy != policy->policy) {
      report_same_name(model, role, known, policy);
    }
  }
  return RC_OK;
}

static rc_status drop_repeated_attached(rc_model *model, rc_role *role) {
  rc_map by_arn = {0};
  rc_attached_vec all = role->attached;
  if (all.len < 2) {
    return RC_OK;
  }
  role->attached = (rc_attached_vec){0};
  for (RC_EACH(const rc_attached_policy, policy, all)) {
    uint32_t at = 0;
    uint32_t next = role->attached.len;
    RC_TRY(rc_map_add(model->arena, &by_arn, policy->arn, next, &at));
    if (at == next) {
      rc_attached_policy *kept = RC_VEC_ADD(model->arena, &role->attached);
      if (kept == NULL) {
        return rc_arena_status(model->arena);
      }
      *kept = *policy;
    }
  }
  return RC_OK;
}

/* A folder describes its role completely, unless an answer of AWS shows that the role exists
 * beside the folder: then the folder may hold no more than one added policy. */
static void settle_completeness(rc_role *role) {
  if (role->by_folder && !role->snapshot) {
    role->inline_complete = true;
    role->attached_complete = true;
    role->boundary_known = true;
  }
}

static rc_status build_identity(rc_model *model, rc_role *role) {
  rc_policy_set *set = &role->identity_set;
  *set = (rc_policy_set){
      .applies = true,
      .complete = role->inline_complete && role->attached_complete && !role->damaged,
  };
  for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
    RC_TRY(put(model->arena, set, policy->policy));
  }
  for (RC_EACH(const rc_attached_policy, policy, role->attached)) {
    RC_TRY(put(model->arena, set, policy->policy));
  }
  return RC_OK;
}

static rc_status build_role_sets(rc_model *model, rc_role *role) {
  settle_completeness(role);
  RC_TRY(drop_repeated_inline(model, role));
  RC_TRY(drop_repeated_attached(model, role));
  RC_TRY(build_identity(model, role));
  role->boundary_set = (rc_policy_set){.complete = true};
  if (role->boundary != NULL || role->boundary_arn.len > 0) {
    role->boundary_set.applies = true;
    RC_TRY(put(model->arena, &role->boundary_set, role->boundary));
  }
  role->trust_set = (rc_policy_set){.applies = true, .complete = role->trust_known};
  return put(model->arena, &role->trust_set, role->trust);
}

static rc_status build_resource_set(rc_model *model, rc_resource *resource) {
  bool none = resource->policy_known == RC_KNOWN_NO;
  resource->policy_set = (rc_policy_set){.applies = !none, .complete = true};
  return none ? RC_OK : put(model->arena, &resource->policy_set, resource->policy);
}

rc_status rc_model_build_sets(rc_model *model) {
  for (RC_EACH(rc_role, role, model->roles)) {
    RC_TRY(build_role_sets(model, role));
  }
  for (RC_EACH(rc_resource, resource, model->resources)) {
    RC_TRY(build_resource_set(model, resource));
  }
  return rc_arena_status(model->arena);
}
