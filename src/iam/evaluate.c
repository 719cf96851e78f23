#include "iam/evaluate.h"

#include "aws/arn.h"
#include "iam/doubts.h"
#include "iam/scope.h"

/* What one layer says: a set of policies and how its statements apply. */
typedef struct layer {
  rc_iam_layer id;
  const rc_policy_set *set; /* NULL: there is no such layer */
  rc_grants allow;          /* of layers without principals, `direct` */
  rc_truth deny;
} layer;

/* In the order in which AWS reports denials. */
enum { RESOURCE, IDENTITY, BOUNDARY, SESSION, N_LAYERS };

typedef struct decider {
  rc_scope scope;
  const rc_request *request;
  layer layers[N_LAYERS];
  rc_truth same_account;
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

/* ---- what each layer says ---- */

static void weigh_statement(decider *d, layer *l, const rc_statement *statement) {
  rc_grants grants = rc_statement_fits(&d->scope, statement);
  if (statement->deny || statement->effect_unknown) {
    l->deny = rc_truth_or(l->deny, rc_grants_any(grants));
  }
  if (!statement->deny || statement->effect_unknown) {
    l->allow.direct = rc_truth_or(l->allow.direct, grants.direct);
    l->allow.role = rc_truth_or(l->allow.role, grants.role);
    l->allow.account = rc_truth_or(l->allow.account, grants.account);
  }
}

static void leave_open(rc_grants *grants, bool principals) {
  grants->direct = rc_truth_or(grants->direct, RC_UNKNOWN);
  if (principals) {
    grants->role = rc_truth_or(grants->role, RC_UNKNOWN);
    grants->account = rc_truth_or(grants->account, RC_UNKNOWN);
  }
}

static void weigh_layer(decider *d, layer *l) {
  bool partial = false;
  for (uint32_t i = 0; i < l->set->policies.len; i++) {
    const rc_policy *policy = l->set->policies.items[i];
    partial = partial || policy->partial;
    for (RC_EACH(rc_statement, statement, policy->statements)) {
      weigh_statement(d, l, statement);
    }
  }
  if (partial || !l->set->complete) {
    leave_open(&l->allow, l->id == RC_LAYER_RESOURCE || l->id == RC_LAYER_TRUST);
  }
  if (partial || (RC_DOUBT_UNSEEN_POLICIES_DENY && !l->set->complete)) {
    l->deny = rc_truth_or(l->deny, RC_UNKNOWN);
  }
}

static const rc_policy_set *existing(const rc_policy_set *set) {
  return set != NULL && set->applies ? set : NULL;
}

/* The policy of the resource is a role's trust policy. */
static bool is_trust(const rc_request *request) {
  const rc_policy_set *set = existing(request->resource_policy);
  if (set != NULL && set->policies.len > 0) {
    return set->policies.items[0]->kind == RC_POLICY_TRUST;
  }
  return request->resource_requires_policy &&
         rc_str_equal_nocase(rc_str_slice(request->action, 0, 4), RC_STR("sts:"));
}

static void weigh_layers(decider *d) {
  const rc_request *request = d->request;
  d->layers[RESOURCE] = (layer){.id = is_trust(request) ? RC_LAYER_TRUST : RC_LAYER_RESOURCE,
                                .set = existing(request->resource_policy)};
  d->layers[IDENTITY] = (layer){.id = RC_LAYER_IDENTITY, .set = existing(request->identity)};
  d->layers[BOUNDARY] = (layer){.id = RC_LAYER_BOUNDARY, .set = existing(request->boundary)};
  d->layers[SESSION] = (layer){.id = RC_LAYER_SESSION, .set = existing(request->session)};
  for (int i = 0; i < N_LAYERS; i++) {
    if (d->layers[i].set != NULL) {
      weigh_layer(d, &d->layers[i]);
    }
  }
}

/* ---- how they combine ---- */

/* Who owns the resource: told, or in its ARN. An action without a resource asks nobody else. */
static rc_truth in_same_account(const decider *d) {
  rc_str owner = d->request->resource_account;
  rc_arn arn;
  if (rc_str_equal(d->request->resource, RC_STR("*"))) {
    return RC_YES;
  }
  if (rc_str_is_empty(owner) && rc_arn_parse(d->request->resource, &arn)) {
    owner = arn.account;
  }
  return rc_str_is_empty(owner) ? RC_UNKNOWN : rc_text_equal(owner, d->scope.account);
}

/* The parts of the answer, for one reading of whether the accounts are the same. */
typedef struct reading {
  bool own_policies; /* the caller has identity policies, boundary and session policy that count */
  bool needs_resource; /* the resource's policy has to say yes as well */
  rc_truth resource; /* that yes */
  rc_truth entry;    /* identity and resource policy together, before the limits */
  rc_truth boundary, session;
  rc_truth allow;
} reading;

static rc_truth limit(const layer *l) { return l->set == NULL ? RC_YES : l->allow.direct; }

static bool has_own_policies(rc_caller_kind kind) {
  return kind != RC_CALLER_SERVICE && kind != RC_CALLER_ANONYMOUS;
}

static reading read_accounts(const decider *d, bool same_account) {
  rc_grants grants = d->layers[RESOURCE].allow;
  rc_truth identity = d->request->caller.kind == RC_CALLER_ROOT ? RC_YES
                                                                : d->layers[IDENTITY].allow.direct;
  reading r = {.own_policies = has_own_policies(d->request->caller.kind),
               .needs_resource = !same_account || d->request->resource_requires_policy,
               .boundary = limit(&d->layers[BOUNDARY]),
               .session = limit(&d->layers[SESSION])};
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
    r.allow = rc_truth_or(r.allow, grants.direct);
  }
  return r;
}

/* The first layer that has the value `wanted` where the answer needed a yes. */
static rc_iam_layer find_gap(const decider *d, const reading *r, rc_truth wanted) {
  if (!r->own_policies || (r->entry == wanted && r->needs_resource && r->resource == wanted)) {
    return d->layers[RESOURCE].id;
  }
  return r->entry == wanted      ? RC_LAYER_IDENTITY
         : r->boundary == wanted ? RC_LAYER_BOUNDARY
         : r->session == wanted  ? RC_LAYER_SESSION
                                 : d->layers[RESOURCE].id;
}

/* ---- the decision ---- */

static rc_truth worst_deny(const decider *d, rc_iam_layer *layer_id) {
  rc_truth deny = RC_NO;
  for (int i = 0; i < N_LAYERS; i++) {
    const layer *l = &d->layers[i];
    if (l->deny == RC_YES || (l->deny == RC_UNKNOWN && deny == RC_NO)) {
      *layer_id = deny == RC_YES ? *layer_id : l->id;
      deny = l->deny;
    }
  }
  return deny;
}

static rc_iam_layer granting_layer(const decider *d, const reading *r) {
  bool identity = d->layers[IDENTITY].allow.direct == RC_YES && r->own_policies;
  rc_grants grants = d->layers[RESOURCE].allow;
  bool resource_alone = d->request->resource_requires_policy &&
                        (grants.direct == RC_YES || grants.role == RC_YES);
  bool root = d->request->caller.kind == RC_CALLER_ROOT && !r->needs_resource;
  return root || (identity && !resource_alone) ? RC_LAYER_IDENTITY : d->layers[RESOURCE].id;
}

/* The reading that stands; with unknown accounts the one that does not allow, if one does not. */
static reading choose_reading(const decider *d, rc_truth *allow, bool *accounts_matter) {
  reading same = read_accounts(d, true);
  reading other = read_accounts(d, false);
  *accounts_matter = false;
  if (d->same_account != RC_UNKNOWN) {
    reading r = d->same_account == RC_YES ? same : other;
    *allow = r.allow;
    return r;
  }
  *accounts_matter = same.allow != other.allow;
  *allow = *accounts_matter ? RC_UNKNOWN : same.allow;
  return same.allow == RC_YES ? other : same;
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

static void explain_layer(decider *d, const layer *l, interest in, rc_evaluation *out) {
  if (l->set == NULL) {
    return;
  }
  for (uint32_t i = 0; i < l->set->policies.len; i++) {
    const rc_policy *policy = l->set->policies.items[i];
    bool wanted = in.fits == RC_UNKNOWN && policy->partial;
    out->unreadable_policy = out->unreadable_policy || wanted;
    for (RC_EACH(rc_statement, statement, policy->statements)) {
      bool effect = statement->effect_unknown || (statement->deny ? in.denies : in.allows);
      if (!effect) {
        continue;
      }
      d->scope.why = in.fits == RC_UNKNOWN ? out : NULL;
      if (rc_grants_any(rc_statement_fits(&d->scope, statement)) == in.fits) {
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
  for (int i = 0; i < N_LAYERS; i++) {
    if (denied || i == RESOURCE || i == IDENTITY) {
      explain_layer(d, &d->layers[i], (interest){RC_YES, !denied, denied}, out);
    }
  }
}

/* Which policies that the input does not show could still allow. */
static void explain_unseen(const decider *d, rc_evaluation *out) {
  bool *flags[N_LAYERS] = {&out->missing_resource_policy, &out->missing_identity,
                           &out->missing_boundary, &out->missing_session};
  for (int i = 0; i < N_LAYERS; i++) {
    const layer *l = &d->layers[i];
    *flags[i] = l->set != NULL && !l->set->complete && rc_grants_any(l->allow) != RC_YES;
  }
}

static void explain_open(decider *d, rc_truth allow, rc_evaluation *out) {
  for (int i = 0; i < N_LAYERS; i++) {
    bool allows = allow == RC_UNKNOWN && rc_grants_any(d->layers[i].allow) == RC_UNKNOWN;
    explain_layer(d, &d->layers[i], (interest){RC_UNKNOWN, allows, true}, out);
  }
  if (allow == RC_UNKNOWN) {
    explain_unseen(d, out);
  }
}

/* Actions that nobody needs a permission for. Source: AWS STS API reference, GetCallerIdentity. */
static bool is_free(const rc_request *request) {
  return request->caller.kind != RC_CALLER_ANONYMOUS &&
         rc_str_equal_nocase(request->action, RC_STR("sts:GetCallerIdentity"));
}

static void decide(decider *d, rc_evaluation *out) {
  weigh_layers(d);
  d->same_account = in_same_account(d);
  rc_truth allow;
  bool accounts_matter;
  reading r = choose_reading(d, &allow, &accounts_matter);
  rc_truth deny = worst_deny(d, &out->layer);
  if (deny == RC_YES) {
    out->decision = RC_EXPLICIT_DENY;
  } else if (allow == RC_NO) {
    out->decision = RC_IMPLICIT_DENY;
    out->layer = find_gap(d, &r, RC_NO);
  } else if (deny == RC_UNKNOWN || allow == RC_UNKNOWN) {
    out->decision = RC_UNDECIDED;
    out->missing_account = accounts_matter;
    out->layer = deny == RC_UNKNOWN ? out->layer : find_gap(d, &r, r.allow);
    explain_open(d, allow, out);
    return;
  } else {
    out->decision = RC_ALLOWED;
    out->layer = granting_layer(d, &r);
  }
  explain_certain(d, out);
}

rc_status rc_evaluate(rc_arena *arena, const rc_request *request, rc_evaluation *out) {
  decider d = {.request = request};
  *out = (rc_evaluation){.decision = RC_ALLOWED};
  if (is_free(request)) {
    return RC_OK;
  }
  rc_scope_init(&d.scope, arena, request);
  decide(&d, out);
  if (d.scope.over_limit) {
    return rc_arena_hit(arena, RC_LIMIT_MATCH_WORK);
  }
  return rc_arena_status(arena);
}
