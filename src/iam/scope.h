/*
 * What one evaluation carries along: the request, and what left the answer open.
 */
#ifndef RC_IAM_SCOPE_H
#define RC_IAM_SCOPE_H

#include "iam/evaluate.h"

/* Where a layer stands in the order in which AWS reports denials. */
enum {
  RC_PLACE_RCP,
  RC_PLACE_SCP,
  RC_PLACE_ENDPOINT,
  RC_PLACE_RESOURCE,
  RC_PLACE_IDENTITY,
  RC_PLACE_BOUNDARY,
  RC_PLACE_SESSION,
  RC_N_PLACES
};

/* A layer as it binds the request. */
typedef struct rc_bound_layer {
  rc_iam_layer id;
  uint32_t n_sets;
  const rc_policy_set *sets; /* its levels, most layers have one; NULL: there is no such layer */
} rc_bound_layer;

/* A request and what follows from it alone, worked out once. */
struct rc_prepared {
  const rc_request *request;
  const struct rc_plan *plan; /* iam/plan.h; NULL: all statements are looked at */
  rc_truth same_account;      /* the resource belongs to the caller's account */
  bool apart;                 /* the two lie in different partitions: nothing leads across */
  bool is_free;               /* nobody needs a permission for it */
  rc_bound_layer layers[RC_N_PLACES];
  bool account_told, arn_told; /* the request says them */
  rc_str account;              /* the caller's; a hole if not told */
  rc_str arn;                  /* the caller's; a hole if not told */
  rc_str account_arn;          /* the caller's account, as principals name it */
  rc_str session_arn;          /* of a role's session; its name may be a hole */
  rc_str parent_arn;           /* of a federated user; a hole if not told */
  bool action_is_plain; /* no placeholder in it */
  size_t plain_resource; /* so many bytes of the resource stand before any placeholder */
  uint32_t action_hash, service_hash; /* as iam/action_index.h has them */
  char *room; /* for a text with the values of its variables in it */
  size_t room_size;
};

typedef struct rc_scope {
  rc_arena *arena; /* for the causes; NULL when nobody asks for them */
  const rc_prepared *prepared;
  const rc_request *request;
  rc_evaluation *why; /* where causes of unknowns are noted; NULL: nowhere */
  bool over_limit;    /* some match was given up */
} rc_scope;

/** Prepares for the request's policies and for one `beside` them, which may be NULL. */
RC_MUST_USE rc_status rc_prepare_into(rc_arena *arena, const rc_request *request,
                                      const rc_policy *beside, rc_prepared *out);

typedef enum rc_presence {
  RC_KEY_PRESENT,
  RC_KEY_MISSING, /* certainly not in the request */
  RC_KEY_UNKNOWN  /* the input does not say */
} rc_presence;

/**
 * Looks up a context key, without case. What the caller's own description tells
 * (aws:PrincipalArn, aws:PrincipalAccount) is added where the context does not give it.
 * A key given twice with different values is unknown: AWS does not say which one it takes.
 */
rc_presence rc_scope_key(const rc_scope *scope, rc_str name, rc_context_key *out);

/** Matches, and notes why the answer is open if it is. */
rc_truth rc_scope_match(rc_scope *scope, rc_str pattern, rc_str text, rc_match_mode mode);

/** Notes that the key's absence left something open. */
void rc_scope_note_key(rc_scope *scope, rc_str name);
/** Notes that a placeholder did. Returns RC_UNKNOWN. */
rc_truth rc_scope_note_hole(rc_scope *scope);

/* The causes noted so far, to go back to when they turn out not to matter. */
typedef struct rc_causes {
  uint32_t n_keys;
  bool hole, unreadable, account, session_name, parent, canonical_id;
} rc_causes;

rc_causes rc_scope_causes(const rc_scope *scope);
/** Forgets what was noted since `before` unless `result` is open. Returns `result`. */
rc_truth rc_scope_settle(rc_scope *scope, rc_causes before, rc_truth result);

/* ---- principals (principal.c) ---- */

/* What a matching statement of a resource's policy amounts to: iam-evaluation 7.3. */
typedef struct rc_grants {
  rc_truth direct;  /* names the session or user itself, or everyone: needs nothing beside */
  rc_truth role;    /* names the role: boundary and session policy limit it */
  rc_truth account; /* names the account: hands over to its identity policies */
} rc_grants;

static inline rc_truth rc_grants_any(rc_grants g) {
  return rc_truth_or(g.direct, rc_truth_or(g.role, g.account));
}

/* As above, but unknown if any way is: a certain grant to the account may have an open one to the
 * role beside it, and that one may decide. */
static inline rc_truth rc_grants_settled(rc_grants g) {
  bool open = g.direct == RC_UNKNOWN || g.role == RC_UNKNOWN || g.account == RC_UNKNOWN;
  return open ? RC_UNKNOWN : rc_grants_any(g);
}

static inline rc_grants rc_grants_or(rc_grants a, rc_grants b) {
  return (rc_grants){rc_truth_or(a.direct, b.direct), rc_truth_or(a.role, b.role),
                     rc_truth_or(a.account, b.account)};
}

static inline rc_grants rc_grants_narrow(rc_grants g, rc_truth by) {
  return (rc_grants){rc_truth_and(g.direct, by), rc_truth_and(g.role, by),
                     rc_truth_and(g.account, by)};
}

/** How the statement's Principal or NotPrincipal fits the caller. */
rc_grants rc_principal_fits(rc_scope *scope, const rc_statement *statement);

/* ---- statements (statement.c) ---- */

/** How the statement applies; for kinds without principals, in `direct`. */
rc_grants rc_statement_fits(rc_scope *scope, const rc_statement *statement);

/** Is it about the request's action? */
rc_truth rc_statement_fits_action(rc_scope *scope, const rc_statement *statement);

/** True for the kinds of policy that name principals. */
bool rc_policy_kind_has_principals(rc_policy_kind kind);

#endif
