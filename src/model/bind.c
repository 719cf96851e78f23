/*
 * Documents that do not say whose they are: given by a flag, or answers of commands that leave the
 * owner out. They are bound where the input leaves no choice, and never by guess.
 */
#include "model/parts.h"

/* ---- flags ---------------------------------------------------------------------------------- */

static const rc_str execution_role_name = RC_STR_INIT("execution-role");
const rc_str rc_model_task_role_name = RC_STR_INIT("task-role");

typedef rc_field (*field_of_task)(const rc_task *task);

static rc_field execution_field(const rc_task *task) { return task->execution_role; }
static rc_field task_field(const rc_task *task) { return task->task_role; }

/* Gives `given` once to each role that a task names there, else to a role of its own. */
static rc_status bind_to_named(rc_model *model, const rc_role *given, field_of_task field,
                               rc_str own_name) {
  rc_map seen = {0};
  for (RC_EACH(const rc_task, task, model->tasks)) {
    rc_str name = field(task).text;
    uint32_t first = 0;
    if (name.len == 0) {
      continue;
    }
    uint32_t turn = seen.len;
    RC_TRY(rc_map_add(model->arena, &seen, name, turn, &first));
    if (first != turn || seen.len == turn) {
      continue;
    }
    rc_role *role = rc_model_role(model, name);
    if (role == NULL) {
      return rc_arena_status(model->arena);
    }
    RC_TRY(rc_model_absorb_role(model, role, given));
  }
  if (seen.len > 0) {
    return RC_OK;
  }
  rc_role *role = rc_model_role(model, own_name);
  return role == NULL ? rc_arena_status(model->arena)
                      : rc_model_absorb_role(model, role, given);
}

/* The only role that some input describes, RC_NO_INDEX if there are more or none. */
static uint32_t only_role(const rc_model *model) {
  uint32_t found = RC_NO_INDEX;
  for (uint32_t i = 0; i < model->roles.len; i++) {
    if (!model->roles.items[i].defined) {
      continue;
    }
    if (found != RC_NO_INDEX) {
      return RC_NO_INDEX;
    }
    found = i;
  }
  return found == RC_NO_INDEX && model->roles.len == 1 ? 0 : found;
}

/* --boundary speaks of the execution role; where no task names one, of the only role there is. */
static rc_status bind_boundary(rc_model *model) {
  rc_pending *pending = &model->pending;
  rc_role given = {.span = RC_SPAN_NONE, .boundary = pending->boundary, .boundary_known = true};
  bool named = false;
  for (RC_EACH(const rc_task, task, model->tasks)) {
    named = named || rc_field_is_set(task->execution_role);
  }
  uint32_t only = only_role(model);
  if (!named && only != RC_NO_INDEX) {
    return rc_model_absorb_role(model, &model->roles.items[only], &given);
  }
  return bind_to_named(model, &given, execution_field, execution_role_name);
}

rc_status rc_model_bind_flags(rc_model *model) {
  rc_pending *pending = &model->pending;
  if (pending->execution_role.defined) {
    RC_TRY(bind_to_named(model, &pending->execution_role, execution_field, execution_role_name));
  }
  if (pending->task_role.defined) {
    RC_TRY(bind_to_named(model, &pending->task_role, task_field,
                         rc_model_task_role_name));
  }
  return pending->boundary == NULL ? RC_OK : bind_boundary(model);
}

/* ---- answers without an owner --------------------------------------------------------------- */

static const char bind_listing_help[] =
    "put the file into a folder `roles/<role-name>/`: the answer does not name its role";

/* Whether the listing shows attached policies; else it shows names of inline ones. */
static bool shows_attached(const rc_unbound_listing *listing) {
  return listing->contents.attached_complete || listing->contents.attached.len > 0;
}

static rc_status bind_listings(rc_model *model) {
  uint32_t n_of[2] = {0, 0};
  for (RC_EACH(const rc_unbound_listing, listing, model->pending.listings)) {
    n_of[shows_attached(listing)]++;
  }
  uint32_t only = only_role(model);
  for (RC_EACH(const rc_unbound_listing, listing, model->pending.listings)) {
    if (only == RC_NO_INDEX || n_of[shows_attached(listing)] > 1) {
      rc_model_say(model, RC_SAY_NOT_BOUND, RC_NOTE, listing->span,
                   RC_STR("this listing was left out: nothing tells which role it is of"),
                   bind_listing_help);
      continue;
    }
    rc_role *role = &model->roles.items[only];
    RC_TRY(rc_model_absorb_role(model, role, &listing->contents));
    rc_model_say(model, RC_SAY_BINDING_INFERRED, RC_NOTE, listing->span,
                 RC_FILL(model->arena, "this listing is taken for `{}`, the only role in the input",
                         role->name),
                 bind_listing_help);
  }
  return RC_OK;
}

/* The only key in the input whose policy is not shown yet. */
static uint32_t only_key(const rc_model *model) {
  uint32_t found = RC_NO_INDEX;
  for (uint32_t i = 0; i < model->resources.len; i++) {
    if (model->resources.items[i].kind != RC_RESOURCE_KEY) {
      continue;
    }
    if (found != RC_NO_INDEX) {
      return RC_NO_INDEX;
    }
    found = i;
  }
  return found;
}

static void bind_key_policies(rc_model *model) {
  rc_loose_vec *policies = &model->pending.key_policies;
  uint32_t only = policies->len == 1 ? only_key(model) : RC_NO_INDEX;
  for (RC_EACH(const rc_loose_policy, policy, *policies)) {
    if (only == RC_NO_INDEX) {
      rc_model_say(model, RC_SAY_NOT_BOUND, RC_NOTE, policy->span,
                   RC_STR("this key policy was left out: nothing tells which key it is of"),
                   "put the file into a folder `keys/<key-id>/`, or name it <key-id>.json");
      continue;
    }
    rc_resource *key = &model->resources.items[only];
    rc_model_set_resource_policy(model, key, policy->policy, RC_ORIGIN_SNAPSHOT, policy->span);
    rc_model_say(model, RC_SAY_BINDING_INFERRED, RC_NOTE, policy->span,
                 RC_FILL(model->arena,
                         "this policy is taken for key `{}`, the only one in the input", key->name),
                 "a folder `keys/<key-id>/` says it without doubt");
  }
}

rc_status rc_model_bind_unowned(rc_model *model) {
  RC_TRY(bind_listings(model));
  bind_key_policies(model);
  return rc_arena_status(model->arena);
}

/* ---- bare policies without an owner --------------------------------------------------------- */

static bool is_of_role(const rc_loose_policy *loose) {
  return loose->policy->kind != RC_POLICY_RESOURCE && loose->policy->kind != RC_POLICY_KEY;
}

static rc_str loose_message(rc_arena *arena, uint32_t n_others, bool of_role) {
  rc_str whose = of_role ? RC_STR("role") : RC_STR("resource");
  if (n_others == 0) {
    return RC_FILL(arena, "this policy was left out: nothing tells which {} it is of", whose);
  }
  return RC_FILL(arena,
                 "this policy and {} more were left out: nothing tells which {}s they are of",
                 rc_str_from_u64(arena, n_others), whose);
}

/* One finding for all of a sort: a folder of policies is one thing to say, not three hundred. The
 * first few of the others are named. */
static void note_sort(rc_model *model, bool of_role) {
  enum { NAMED = 5 };
  const rc_loose_policy *first = NULL;
  rc_related_vec others = {0};
  uint32_t n = 0;
  for (RC_EACH(const rc_loose_policy, loose, model->loose)) {
    if (is_of_role(loose) != of_role) {
      continue;
    }
    rc_related *related =
        n > 0 && n <= NAMED ? RC_VEC_ADD(model->arena, &others) : NULL;
    if (related != NULL) {
      *related = (rc_related){.span = loose->span, .message = RC_STR("left out too")};
    }
    first = n++ == 0 ? loose : first;
  }
  rc_finding *finding =
      n == 0 ? NULL
             : rc_model_report(model, RC_SAY_NOT_BOUND, RC_NOTE, first->span,
                               loose_message(model->arena, n - 1, of_role));
  if (finding != NULL) {
    finding->help =
        of_role ? RC_STR("put it into a folder `roles/<role-name>/`, or name it with "
                         "`--execution-role` or `--task-role`")
                : RC_STR("put it into a folder `repositories/<name>/`, `secrets/<name>/` or "
                         "`keys/<id>/`");
    finding->related = others;
  }
}

/* Without a task there is nothing that a policy could be bound to, and nobody asked. */
void rc_model_note_loose(rc_model *model) {
  if (model->tasks.len > 0) {
    note_sort(model, true);
    note_sort(model, false);
  }
}
