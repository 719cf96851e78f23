#include "iam/evaluate.h"

#include "iam/action_index.h"
#include "iam/doubts.h"
#include "iam/plan.h"

#include <string.h>

#define NO_LEVEL UINT32_MAX

/* What one set of policies says: a layer, or one of its levels. */
typedef struct opinion {
  rc_grants allow; /* of policies without principals, `direct` */
  rc_truth deny;
} opinion;

typedef struct layer {
  rc_iam_layer id;
  bool exists;
  rc_grants allow; /* all levels together */
  rc_truth deny;
  uint32_t denying, lacking, open; /* the first level that denies, does not allow, leaves it open */
} layer;

typedef struct decider {
  rc_scope scope;
  const rc_request *request;
  layer layers[RC_N_PLACES];
} decider;

rc_str rc_decision_name(rc_decision decision) {
  static const rc_str names[] = {
      [RC_ALLOWED] = RC_STR_INIT("allowed"),
      [RC_EXPLICIT_DENY] = RC_STR_INIT("explicitDeny"),
      [RC_IMPLICIT_DENY] = RC_STR_INIT("implicitDeny"),
      [RC_UNDECIDED] = RC_STR_INIT("unknown"),
  };
  return names[decision];
}

rc_str rc_iam_layer_name(rc_iam_layer layer_id) {
  static const rc_str names[RC_N_LAYERS] = {
      [RC_LAYER_IDENTITY] = RC_STR_INIT("identity"), [RC_LAYER_BOUNDARY] = RC_STR_INIT("boundary"),
      [RC_LAYER_SESSION] = RC_STR_INIT("session"),   [RC_LAYER_RESOURCE] = RC_STR_INIT("resource"),
      [RC_LAYER_TRUST] = RC_STR_INIT("trust"),       [RC_LAYER_SCP] = RC_STR_INIT("scp"),
      [RC_LAYER_RCP] = RC_STR_INIT("rcp"),           [RC_LAYER_ENDPOINT] = RC_STR_INIT("endpoint"),
  };
  return names[layer_id];
}

/* ---- what each layer says ---- */

static void weigh_grants(opinion *o, const rc_statement *statement, rc_grants grants) {
  if (statement->deny || statement->effect_unknown) {
    o->deny = rc_truth_or(o->deny, rc_grants_any(grants));
  }
  if (!statement->deny || statement->effect_unknown) {
    o->allow = rc_grants_or(o->allow, grants);
  }
}

static void weigh_statement(decider *d, opinion *o, const rc_statement *statement) {
  weigh_grants(o, statement, rc_statement_fits(&d->scope, statement));
}

static void weigh_indexed(decider *d, opinion *o, const rc_policy *policy, uint32_t hash) {
  const rc_action_index *index = policy->index;
  uint32_t place = hash & index->mask;
  for (uint32_t i = index->starts[place]; i < index->starts[place + 1]; i++) {
    const rc_action_item *item = &index->items[i];
    if (item->pattern.len == 0 ||
        rc_text_match(item->pattern, d->request->action, RC_MATCH_NOCASE) != RC_NO) {
      weigh_statement(d, o, &policy->statements.items[item->statement]);
    }
  }
}

static void weigh_policy(decider *d, opinion *o, const rc_policy *policy) {
  const rc_prepared *p = d->scope.prepared;
  if (policy->index == NULL || !p->action_is_plain) {
    for (RC_EACH(rc_statement, statement, policy->statements)) {
      weigh_statement(d, o, statement);
    }
    return;
  }
  uint32_t mask = policy->index->mask;
  weigh_indexed(d, o, policy, p->action_hash);
  if ((p->action_hash & mask) != (p->service_hash & mask)) {
    weigh_indexed(d, o, policy, p->service_hash);
  }
  for (uint32_t i = 0; i < policy->index->n_anywhere; i++) {
    weigh_statement(d, o, &policy->statements.items[policy->index->anywhere[i]]);
  }
}

static bool has_principals(const layer *l) {
  return l->id == RC_LAYER_RESOURCE || l->id == RC_LAYER_TRUST || l->id == RC_LAYER_ENDPOINT;
}

static void leave_open(rc_grants *grants, bool principals) {
  grants->direct = rc_truth_or(grants->direct, RC_UNKNOWN);
  if (principals) {
    grants->role = rc_truth_or(grants->role, RC_UNKNOWN);
    grants->account = rc_truth_or(grants->account, RC_UNKNOWN);
  }
}

/* What a level's policies say makes what the level says, which may leave statements unseen. */
static void complete_opinion(const decider *d, const layer *l, bool complete, bool partial,
                             opinion *o) {
  if (partial || !complete) {
    leave_open(&o->allow, has_principals(l));
  }
  if (partial || (RC_DOUBT_UNSEEN_POLICIES_DENY && !complete)) {
    o->deny = rc_truth_or(o->deny, RC_UNKNOWN);
  }
  if (l->id == RC_LAYER_RCP) {
    o->allow = (rc_grants){RC_YES, RC_NO, RC_NO}; /* RCPFullAWSAccess cannot be detached */
  } else if (l->id == RC_LAYER_ENDPOINT) {
    bool root = d->request->caller.kind == RC_CALLER_ROOT;
    o->allow.account = d->request->endpoint_is_gateway && !root ? RC_NO : o->allow.account;
    o->allow = (rc_grants){rc_grants_any(o->allow), RC_NO, RC_NO};
  } else if (l->id == RC_LAYER_SESSION && d->request->caller.assumed_root) {
    o->allow.direct = RC_YES;
  }
}

/* One level says what its policies say; layers without principals say it in `direct`. */
static opinion weigh_level(decider *d, const layer *l, const rc_policy_set *set) {
  opinion o = {{RC_NO, RC_NO, RC_NO}, RC_NO};
  bool partial = false;
  for (uint32_t i = 0; i < set->policies.len; i++) {
    const rc_policy *policy = set->policies.items[i];
    partial = partial || policy->partial;
    weigh_policy(d, &o, policy);
  }
  complete_opinion(d, l, set->complete, partial, &o);
  return o;
}

/* As above, of the statements that are left in the plan. One that cannot add anything any more is
 * not looked at. */
static opinion weigh_planned(decider *d, const layer *l, const rc_plan_level *level) {
  const rc_plan *plan = d->scope.prepared->plan;
  opinion o = {{RC_NO, RC_NO, RC_NO}, RC_NO};
  for (uint32_t i = level->first_item; i < level->end_item; i++) {
    const rc_plan_item *item = &plan->items[i];
    rc_truth *side = item->deny ? &o.deny : &o.allow.direct;
    if (!item->direct) {
      weigh_grants(&o, item->statement, rc_plan_item_grants(&d->scope, plan, item));
    } else if (*side != RC_YES) {
      *side = rc_truth_or(*side, rc_plan_item_fits(&d->scope, plan, item));
    }
  }
  complete_opinion(d, l, level->complete, level->partial, &o);
  return o;
}

/* A level that denies outweighs the others; each has to allow. */
static void add_level(layer *l, uint32_t i, const opinion *o) {
  l->allow.direct = rc_truth_and(l->allow.direct, o->allow.direct);
  l->allow.role = rc_truth_and(l->allow.role, o->allow.role);
  l->allow.account = rc_truth_and(l->allow.account, o->allow.account);
  if (o->deny == RC_YES ? l->deny != RC_YES : o->deny == RC_UNKNOWN && l->deny == RC_NO) {
    l->denying = i;
  }
  l->deny = rc_truth_or(l->deny, o->deny);
  rc_truth allow = rc_grants_any(o->allow);
  if (allow == RC_NO && l->lacking == NO_LEVEL) {
    l->lacking = i;
  } else if (allow == RC_UNKNOWN && l->open == NO_LEVEL) {
    l->open = i;
  }
}

static void weigh_layers(decider *d) {
  const rc_prepared *p = d->scope.prepared;
  for (int i = 0; i < RC_N_PLACES; i++) {
    const rc_bound_layer *bound = &p->layers[i];
    layer *l = &d->layers[i];
    *l = (layer){.id = bound->id, .exists = bound->sets != NULL};
    if (l->exists) {
      l->allow = (rc_grants){RC_YES, RC_YES, RC_YES};
      l->lacking = l->open = NO_LEVEL;
    }
    for (uint32_t k = 0; p->plan == NULL && k < bound->n_sets; k++) {
      if (bound->sets[k].applies) {
        opinion o = weigh_level(d, l, &bound->sets[k]);
        add_level(l, k, &o);
      }
    }
  }
  for (uint32_t i = 0; p->plan != NULL && i < p->plan->n_levels; i++) {
    const rc_plan_level *level = &p->plan->levels[i];
    layer *l = &d->layers[level->place];
    opinion o = weigh_planned(d, l, level);
    add_level(l, level->level, &o);
  }
}

/* ---- how they combine ---- */

/* The parts of the answer, for one reading of whether the accounts are the same. */
typedef struct reading {
  bool own_policies; /* the caller has identity policies, boundary and session policy that count */
  bool needs_resource; /* the resource's policy has to say yes as well */
  rc_truth resource; /* that yes */
  rc_truth entry;    /* identity and resource policy together, before the limits */
  rc_truth boundary, session;
  rc_truth allow;
} reading;

static rc_truth limit(const layer *l) { return l->exists ? l->allow.direct : RC_YES; }

/* A federated user has no permissions but those that its session policies leave of the user's. */
static rc_truth session_limit(const decider *d) {
  bool none = !d->layers[RC_PLACE_SESSION].exists &&
              d->request->caller.kind == RC_CALLER_FEDERATED_USER;
  return none && !RC_DOUBT_FEDERATED_DEFAULT_SESSION ? RC_NO : limit(&d->layers[RC_PLACE_SESSION]);
}

static bool has_own_policies(rc_caller_kind kind) {
  return kind != RC_CALLER_SERVICE && kind != RC_CALLER_ANONYMOUS && kind != RC_CALLER_PROVIDER;
}

static reading read_accounts(const decider *d, bool same_account) {
  rc_grants grants = d->layers[RC_PLACE_RESOURCE].allow;
  bool root = d->request->caller.kind == RC_CALLER_ROOT;
  rc_truth identity = root ? RC_YES : d->layers[RC_PLACE_IDENTITY].allow.direct;
  reading r = {.own_policies = has_own_policies(d->request->caller.kind),
               .needs_resource = !same_account || d->request->resource_requires_policy,
               .boundary = limit(&d->layers[RC_PLACE_BOUNDARY]),
               .session = session_limit(d)};
  if (!r.own_policies) {
    r.needs_resource = true;
    r.resource = r.entry = r.allow = grants.direct;
    return r;
  }
  r.resource = rc_grants_any(grants);
  if (!same_account) {
    r.entry = rc_truth_and(identity, r.resource);
  } else if (r.needs_resource) {
    r.entry = rc_truth_or(grants.role, rc_truth_and(grants.account, identity));
  } else {
    r.entry = rc_truth_or(grants.role, identity);
  }
  r.allow = rc_truth_and(r.entry, rc_truth_and(r.boundary, r.session));
  if (same_account) {
    /* AWS's simulator takes any grant of the resource's policy, one to the account included. */
    rc_truth enough = d->request->as_simulator ? r.resource : grants.direct;
    r.allow = rc_truth_or(r.allow, enough);
  }
  return r;
}

/* The first layer that has the value `wanted` where the answer needed a yes. */
static rc_iam_layer find_gap(const decider *d, const reading *r, rc_truth wanted) {
  if (!r->own_policies || (r->entry == wanted && r->needs_resource && r->resource == wanted)) {
    return d->layers[RC_PLACE_RESOURCE].id;
  }
  return r->entry == wanted      ? RC_LAYER_IDENTITY
         : r->boundary == wanted ? RC_LAYER_BOUNDARY
         : r->session == wanted  ? RC_LAYER_SESSION
                                 : d->layers[RC_PLACE_RESOURCE].id;
}

/* ---- the decision ---- */

static rc_truth worst_deny(const decider *d, rc_iam_layer *layer_id, uint32_t *level) {
  rc_truth deny = RC_NO;
  for (int i = 0; i < RC_N_PLACES; i++) {
    const layer *l = &d->layers[i];
    if (l->deny == RC_YES ? deny != RC_YES : l->deny == RC_UNKNOWN && deny == RC_NO) {
      *layer_id = l->id;
      *level = l->denying;
      deny = l->deny;
    }
  }
  return deny;
}

static rc_iam_layer granting_layer(const decider *d, const reading *r) {
  bool identity = d->layers[RC_PLACE_IDENTITY].allow.direct == RC_YES && r->own_policies;
  rc_grants grants = d->layers[RC_PLACE_RESOURCE].allow;
  bool resource_alone = d->request->resource_requires_policy &&
                        (grants.direct == RC_YES || grants.role == RC_YES);
  bool root = d->request->caller.kind == RC_CALLER_ROOT && !r->needs_resource;
  return root || (identity && !resource_alone) ? RC_LAYER_IDENTITY
                                               : d->layers[RC_PLACE_RESOURCE].id;
}

/* The reading that stands; with unknown accounts the one that does not allow, if one does not. */
static reading choose_reading(const decider *d, rc_truth *allow, bool *accounts_matter) {
  bool apart = d->scope.prepared->apart;
  rc_truth same = apart ? RC_NO : d->scope.prepared->same_account;
  reading r = read_accounts(d, same != RC_NO);
  r.allow = apart ? RC_NO : r.allow;
  *allow = r.allow;
  *accounts_matter = false;
  if (same == RC_UNKNOWN) {
    reading other = read_accounts(d, false);
    *accounts_matter = r.allow != other.allow;
    *allow = *accounts_matter ? RC_UNKNOWN : r.allow;
    r = r.allow == RC_YES ? other : r;
  }
  return r;
}

/* The filters outside the accounts: each has to allow. */
static rc_truth filters_allow(const decider *d) {
  return rc_truth_and(limit(&d->layers[RC_PLACE_SCP]), limit(&d->layers[RC_PLACE_ENDPOINT]));
}

/* The layer to change, for a missing Allow or an open one. */
static void name_gap(const decider *d, const reading *r, rc_truth wanted, rc_ruling *out) {
  const layer *scp = &d->layers[RC_PLACE_SCP];
  if (d->scope.prepared->apart) {
    out->layer = RC_LAYER_NONE;
  } else if (limit(scp) == wanted) {
    out->layer = RC_LAYER_SCP;
    out->level = wanted == RC_NO ? scp->lacking : scp->open;
  } else if (limit(&d->layers[RC_PLACE_ENDPOINT]) == wanted) {
    out->layer = RC_LAYER_ENDPOINT;
  } else {
    out->layer = find_gap(d, r, wanted == RC_NO ? RC_NO : r->allow);
  }
}

/* What stays of a decision for its explanation. */
typedef struct outcome {
  rc_truth allow, deny;
  bool accounts_matter;
} outcome;

static outcome decide(decider *d, rc_ruling *out) {
  outcome o;
  weigh_layers(d);
  reading r = choose_reading(d, &o.allow, &o.accounts_matter);
  o.allow = rc_truth_and(o.allow, filters_allow(d));
  o.accounts_matter = o.accounts_matter && o.allow == RC_UNKNOWN;
  o.deny = worst_deny(d, &out->layer, &out->level);
  if (o.deny == RC_YES) {
    out->decision = RC_EXPLICIT_DENY;
  } else if (o.allow == RC_NO) {
    out->decision = RC_IMPLICIT_DENY;
    out->level = 0;
    name_gap(d, &r, RC_NO, out);
  } else if (o.deny == RC_UNKNOWN || o.allow == RC_UNKNOWN) {
    out->decision = RC_UNDECIDED;
    if (o.deny != RC_UNKNOWN) {
      name_gap(d, &r, RC_UNKNOWN, out);
    }
  } else {
    out->decision = RC_ALLOWED;
    out->layer = granting_layer(d, &r);
  }
  for (int i = 0; i < RC_N_PLACES; i++) {
    const layer *l = &d->layers[i];
    if (l->exists) {
      out->layers[l->id] = (rc_layer_verdict){true, rc_grants_any(l->allow), l->deny};
    }
  }
  return o;
}

rc_status rc_decide(const rc_prepared *prepared, rc_ruling *out) {
  *out = (rc_ruling){.decision = RC_ALLOWED};
  if (prepared->is_free) {
    return RC_OK;
  }
  decider d = {.request = prepared->request,
               .scope = {.prepared = prepared, .request = prepared->request}};
  (void)decide(&d, out);
  return d.scope.over_limit ? RC_LIMIT : RC_OK;
}

/* ---- why ---- */

static void add_deciding(decider *d, rc_evaluation *out, const rc_statement *statement) {
  const rc_statement **place = RC_VEC_ADD(d->scope.arena, &out->deciding);
  if (place != NULL) {
    *place = statement;
  }
}

/* What the explanation of a decision lists. */
typedef struct interest {
  rc_truth fits; /* statements that apply for certain, or those that may */
  bool allows, denies;
} interest;

static void explain_level(decider *d, const rc_policy_set *set, interest in, rc_evaluation *out) {
  for (uint32_t i = 0; i < set->policies.len; i++) {
    const rc_policy *policy = set->policies.items[i];
    bool wanted = in.fits == RC_UNKNOWN && policy->partial;
    out->unreadable_policy = out->unreadable_policy || wanted;
    for (RC_EACH(rc_statement, statement, policy->statements)) {
      bool effect = statement->effect_unknown || (statement->deny ? in.denies : in.allows);
      if (!effect) {
        continue;
      }
      d->scope.why = in.fits == RC_UNKNOWN ? out : NULL;
      rc_grants grants = rc_statement_fits(&d->scope, statement);
      rc_truth fits = in.fits == RC_UNKNOWN ? rc_grants_settled(grants) : rc_grants_any(grants);
      if (fits == in.fits) {
        add_deciding(d, out, statement);
      }
      d->scope.why = NULL;
    }
  }
}

static void explain_certain(decider *d, rc_evaluation *out) {
  if (out->decision == RC_IMPLICIT_DENY) {
    return;
  }
  bool denied = out->decision == RC_EXPLICIT_DENY;
  for (int i = 0; i < RC_N_PLACES; i++) {
    const rc_bound_layer *l = &d->scope.prepared->layers[i];
    for (uint32_t k = 0; k < l->n_sets; k++) {
      if (l->sets[k].applies && (denied || i == RC_PLACE_RESOURCE || i == RC_PLACE_IDENTITY)) {
        explain_level(d, &l->sets[k], (interest){RC_YES, !denied, denied}, out);
      }
    }
  }
}

/* Policies that the input does not show could still allow. */
static void explain_unseen(const layer *l, const rc_policy_set *set, rc_evaluation *out) {
  bool *flags[RC_N_LAYERS] = {[RC_LAYER_IDENTITY] = &out->missing_identity,
                              [RC_LAYER_BOUNDARY] = &out->missing_boundary,
                              [RC_LAYER_SESSION] = &out->missing_session,
                              [RC_LAYER_RESOURCE] = &out->missing_resource_policy,
                              [RC_LAYER_TRUST] = &out->missing_resource_policy,
                              [RC_LAYER_SCP] = &out->missing_scp,
                              [RC_LAYER_RCP] = &out->missing_rcp,
                              [RC_LAYER_ENDPOINT] = &out->missing_endpoint};
  *flags[l->id] = *flags[l->id] || !set->complete;
}

static void explain_open(decider *d, rc_truth allow, rc_evaluation *out) {
  for (int i = 0; i < RC_N_PLACES; i++) {
    const layer *l = &d->layers[i];
    const rc_bound_layer *bound = &d->scope.prepared->layers[i];
    for (uint32_t k = 0; k < bound->n_sets; k++) {
      const rc_policy_set *set = &bound->sets[k];
      if (!set->applies) {
        continue;
      }
      rc_truth allows = rc_grants_settled(weigh_level(d, l, set).allow);
      bool matters = allow == RC_UNKNOWN && allows == RC_UNKNOWN;
      explain_level(d, set, (interest){RC_UNKNOWN, matters, true}, out);
      if (allow == RC_UNKNOWN && allows != RC_YES) {
        explain_unseen(l, set, out);
      }
    }
  }
}

rc_status rc_evaluate(rc_arena *arena, const rc_request *request, rc_evaluation *out) {
  rc_prepared prepared;
  rc_ruling verdict = {.decision = RC_ALLOWED};
  *out = (rc_evaluation){.decision = RC_ALLOWED};
  RC_TRY(rc_prepare_into(arena, request, NULL, &prepared));
  if (prepared.is_free) {
    return RC_OK;
  }
  decider d = {.request = request,
               .scope = {.arena = arena, .prepared = &prepared, .request = request}};
  outcome o = decide(&d, &verdict);
  out->decision = verdict.decision;
  out->layer = verdict.layer;
  out->level = verdict.level;
  memcpy(out->layers, verdict.layers, sizeof out->layers);
  if (out->decision == RC_UNDECIDED) {
    out->missing_account = o.accounts_matter;
    explain_open(&d, o.allow, out);
  } else {
    explain_certain(&d, out);
  }
  if (d.scope.over_limit) {
    return rc_arena_hit(arena, RC_LIMIT_MATCH_WORK);
  }
  return rc_arena_status(arena);
}
