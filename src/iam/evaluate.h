/*
 * Decides one call: may this principal do this action on this resource?
 *
 * Three-valued: a hole or an absent context key can leave the answer open. Explicit denies win over
 * unknowns only when they are certain; an unknown deny beside a certain allow is unknown.
 * No ECS here. Sources: IAM User Guide, policy evaluation logic; facts iam-evaluation 7 to 11.
 */
#ifndef RC_IAM_EVALUATE_H
#define RC_IAM_EVALUATE_H

#include "iam/policy.h"

typedef enum rc_decision {
  RC_ALLOWED,
  RC_EXPLICIT_DENY,
  RC_IMPLICIT_DENY,
  RC_UNDECIDED /* "unknown" in reports */
} rc_decision;

/* "allowed", "explicitDeny", "implicitDeny", "unknown" */
rc_str rc_decision_name(rc_decision decision);

/* The layer that decided, for a denial the one that would have to change. */
typedef enum rc_iam_layer {
  RC_LAYER_NONE,
  RC_LAYER_IDENTITY,
  RC_LAYER_BOUNDARY,
  RC_LAYER_SESSION,
  RC_LAYER_RESOURCE,
  RC_LAYER_TRUST,
  RC_LAYER_SCP,
  RC_LAYER_RCP,
  RC_LAYER_ENDPOINT
} rc_iam_layer;

enum { RC_N_LAYERS = RC_LAYER_ENDPOINT + 1 };

/* "identity", "boundary", "session", "resource", "trust", "scp", "rcp", "endpoint"; else empty */
rc_str rc_iam_layer_name(rc_iam_layer layer);

typedef struct rc_context_key {
  rc_str name; /* compared without case */
  const rc_str *values;
  uint32_t n_values;
  bool multivalued;
} rc_context_key;

typedef struct rc_context {
  const rc_context_key *keys;
  uint32_t n_keys;
  bool complete; /* a key not listed is missing, as AWS treats it; else it is unknown */
} rc_context;

typedef enum rc_caller_kind {
  RC_CALLER_ROLE, /* a session of the role */
  RC_CALLER_SERVICE,
  RC_CALLER_USER,
  RC_CALLER_ROOT,           /* the account's root user */
  RC_CALLER_ANONYMOUS,
  RC_CALLER_FEDERATED_USER, /* a session of sts:GetFederationToken; its identity policies are those
                               of the user who asked for it */
  RC_CALLER_PROVIDER        /* someone an OIDC or SAML provider vouches for; for trust policies */
} rc_caller_kind;

typedef struct rc_caller {
  rc_caller_kind kind;
  bool service_linked; /* a service-linked role; a path /aws-service-role/ in `arn` tells it too */
  bool in_management_account; /* of the organisation: no SCP binds it */
  bool assumed_root;          /* root by sts:AssumeRoot: its session policies only deny */
  rc_str arn;     /* of the role, user, root, federated user (arn:aws:sts::A:federated-user/name) or
                     provider; or service name "ecs-tasks.amazonaws.com" */
  rc_str account; /* account of the role; may be a hole or empty (unknown) */
  rc_str session_name; /* empty: any session of the role */
  rc_str unique_id;    /* AROA... or AIDA...; empty: unknown */
  rc_str parent_arn;   /* of a federated user: the user who asked for the session; empty: unknown */
  rc_str canonical_id; /* S3's name for the account; empty: unknown */
} rc_caller;

typedef struct rc_policy_list { RC_VEC_FIELDS(const rc_policy *) } rc_policy_list;

/* A set of policies of one layer, and whether the input shows all of them. A layer that exists but
 * is not shown at all applies, has no policies, and is not complete. */
typedef struct rc_policy_set {
  rc_policy_list policies;
  bool complete; /* false: policies may exist that the input does not show */
  bool applies;  /* false: there is no such layer (no boundary attached, no resource policy) */
} rc_policy_set;

typedef struct rc_request {
  rc_str action;
  rc_str resource;         /* "*" for actions without a resource type */
  rc_str resource_account; /* owner; empty: as the resource's ARN says, else unknown */
  bool resource_requires_policy; /* KMS keys, role trust: the resource's own policy must allow */
  bool endpoint_is_gateway;      /* its policy means the root user when it names an account */
  bool resource_in_management_account; /* no RCP protects it */
  bool resource_is_aws_managed;        /* a KMS key of AWS in the account: no RCP protects it */
  bool as_simulator; /* as AWS's own simulator, where it differs: facts iam-evaluation 13.2 */
  rc_caller caller;
  const rc_policy_set *identity; /* NULL where the layer does not exist */
  const rc_policy_set *boundary;
  const rc_policy_set *session;
  const rc_policy_set *resource_policy; /* trust policy when action is sts:AssumeRole */
  /* The caller's organisation, root first, then each OU, the account last; NULL: it is in none.
   * Every level that applies must allow. Those of the resource's organisation bind no outsider. */
  const rc_policy_set *scp_levels;
  uint32_t n_scp_levels;
  /* As above for the resource's owner. They only deny: RCPFullAWSAccess stands at every level. */
  const rc_policy_set *rcp_levels;
  uint32_t n_rcp_levels;
  const rc_policy_set *endpoint; /* of the VPC endpoint that the call goes through */
  rc_context context;
} rc_request;

typedef struct rc_statement_list { RC_VEC_FIELDS(const rc_statement *) } rc_statement_list;
typedef struct rc_name_list { RC_VEC_FIELDS(rc_str) } rc_name_list;

/* What one layer says by itself. */
typedef struct rc_layer_verdict {
  bool applies;         /* false: there is no such layer, or it does not bind this call */
  rc_truth allow, deny; /* of all its levels together */
} rc_layer_verdict;

typedef struct rc_ruling {
  rc_decision decision;
  rc_iam_layer layer; /* NONE for a denial that no policy could lift: another partition */
  uint32_t level; /* of SCPs and RCPs: index in scp_levels or rcp_levels */
  rc_layer_verdict layers[RC_N_LAYERS];
} rc_ruling;

typedef struct rc_evaluation {
  rc_decision decision;
  rc_iam_layer layer;
  uint32_t level; /* as in rc_ruling */
  rc_layer_verdict layers[RC_N_LAYERS];
  rc_statement_list deciding; /* the allowing or denying statements; near misses are elsewhere */
  rc_name_list missing_keys;  /* context keys whose absence left the answer open */
  bool missing_identity, missing_boundary, missing_resource_policy; /* unseen policies did */
  bool missing_session, missing_scp, missing_rcp, missing_endpoint;
  bool missing_account;       /* whether caller and resource share an account did */
  bool missing_session_name;  /* which session of the role it is did */
  bool missing_parent;        /* who asked for the federated session did */
  bool missing_canonical_id;  /* what S3 calls the caller's account did */
  bool hole_in_the_way;       /* a placeholder did */
  bool unreadable_policy;     /* an element with a problem did */
} rc_evaluation;

/** Evaluates. Fails: RC_NOMEM, RC_LIMIT (wildcard work). */
RC_MUST_USE rc_status rc_evaluate(rc_arena *arena, const rc_request *request, rc_evaluation *out);

/* A request with what deciding needs beside it, worked out once: the caller's names and room for
 * the values of policy variables. One thread at a time. The request stays the owner's and must not
 * change; its policies may be shared. */
typedef struct rc_prepared rc_prepared;

/** Prepares. Returns NULL when the arena failed. */
const rc_prepared *rc_request_prepare(rc_arena *arena, const rc_request *request);

/** Decides without taking memory, as often as wanted. Fails: RC_LIMIT (wildcard work). */
RC_MUST_USE rc_status rc_decide(const rc_prepared *prepared, rc_ruling *out);

/** Does this one statement apply to the request (principal, action, resource, condition)? */
RC_MUST_USE rc_status rc_statement_applies(rc_arena *arena, const rc_statement *statement,
                                           const rc_request *request, rc_truth *out);

/** Does the statement's Action / NotAction element cover `action`? */
rc_truth rc_statement_covers_action(const rc_statement *statement, rc_str action);
/** Does its Resource / NotResource element cover `resource`? YES when it has none. */
rc_truth rc_statement_covers_resource(const rc_statement *statement, rc_str resource);

#endif
