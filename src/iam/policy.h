/*
 * An IAM policy document, compiled once, evaluated many times.
 *
 * Compiling never rejects: what the document gets wrong is in `problems`, with its place, and the
 * affected element is treated as the facts say (an invalid statement matches nothing).
 * Sources: IAM JSON policy reference; facts iam-evaluation sections 2 to 6.
 */
#ifndef RC_IAM_POLICY_H
#define RC_IAM_POLICY_H

#include "iam/text_match.h"
#include "syntax/tree.h"

typedef enum rc_policy_kind {
  RC_POLICY_IDENTITY,
  RC_POLICY_BOUNDARY,
  RC_POLICY_RESOURCE, /* repository, secret, bucket ... */
  RC_POLICY_KEY,      /* KMS key policy */
  RC_POLICY_TRUST,    /* role trust policy */
  RC_POLICY_SESSION,
  RC_POLICY_SCP,
  RC_POLICY_RCP,
  RC_POLICY_ENDPOINT
} rc_policy_kind;

/* A string of a policy element with its place. Text may hold holes and policy variables. */
typedef struct rc_policy_text {
  rc_str text;
  rc_str pattern;     /* what is matched: variables as in iam/variable.h */
  bool has_variables; /* `pattern` depends on the request */
  bool valueless;     /* in a plan: a variable in it has no value, so that it matches nothing */
  uint32_t fixed;     /* of a resource: so many bytes stand before any wildcard or hole */
  rc_str completed;   /* a short ARN with its missing segments as `*`, which it stands for too */
  rc_value value;
} rc_policy_text;

typedef struct rc_policy_texts { RC_VEC_FIELDS(rc_policy_text) } rc_policy_texts;

typedef enum rc_principal_kind {
  RC_PRINCIPAL_ANY, /* "*" or {"AWS": "*"} */
  RC_PRINCIPAL_AWS,
  RC_PRINCIPAL_SERVICE,
  RC_PRINCIPAL_FEDERATED,
  RC_PRINCIPAL_CANONICAL_USER
} rc_principal_kind;

typedef struct rc_principal_entry {
  rc_principal_kind kind;
  rc_policy_text text;
} rc_principal_entry;

typedef struct rc_principal_vec { RC_VEC_FIELDS(rc_principal_entry) } rc_principal_vec;

typedef enum rc_quantifier { RC_SCALAR, RC_FOR_ALL_VALUES, RC_FOR_ANY_VALUE } rc_quantifier;

typedef struct rc_condition {
  uint16_t operator_id; /* index in the operator table of iam/operator.c */
  rc_quantifier quantifier;
  bool if_exists;
  rc_str key; /* as written */
  rc_policy_texts values;
  rc_value place; /* the operator's member value */
} rc_condition;

typedef struct rc_condition_vec { RC_VEC_FIELDS(rc_condition) } rc_condition_vec;

typedef struct rc_statement {
  const struct rc_policy *policy;
  uint32_t index;     /* 0-based in the document */
  rc_value value;     /* the statement object */
  rc_span span;       /* and where it stands */
  rc_str sid;         /* may be empty */
  bool deny;
  bool valid;         /* false: matches nothing (see the policy's problems) */
  bool uncertain;     /* some element cannot be read: it may apply, but never for certain */
  bool effect_unknown; /* the effect is a placeholder: either */
  bool not_action, not_resource, not_principal;
  bool has_principal, has_resource;
  rc_policy_texts actions;
  rc_policy_texts resources;
  rc_principal_vec principals;
  rc_condition_vec conditions;
  rc_value action_value, resource_value; /* the elements themselves, for edits */
} rc_statement;

typedef struct rc_statement_vec { RC_VEC_FIELDS(rc_statement) } rc_statement_vec;

typedef struct rc_policy_problem {
  rc_span span;
  rc_str message;
  rc_str help;
  bool fatal;         /* AWS would refuse the document */
  bool duplicate_key; /* it is about a key that stands twice in one object */
} rc_policy_problem;

typedef struct rc_policy_problem_vec { RC_VEC_FIELDS(rc_policy_problem) } rc_policy_problem_vec;

/* Which statements can be about an action: iam/action_index.h. */
typedef struct rc_action_index rc_action_index;

typedef struct rc_policy {
  rc_policy_kind kind;
  rc_str name;        /* how messages call it; may be empty */
  rc_value document;  /* the object with Statement; for AWS managed policies a tree of its own */
  bool version_2012;  /* policy variables are active */
  rc_statement_vec statements;
  rc_policy_problem_vec problems;
  bool partial;       /* statements are there that cannot be read */
  bool refused;       /* some problem is fatal */
  rc_str managed_arn; /* set for documents known from data/ : spans are RC_SPAN_NONE */
  const rc_action_index *index; /* NULL: not worth it, all statements are looked at */
  size_t longest_variable_text; /* of the patterns that depend on the request */
  size_t most_variables;        /* in one of them */
} rc_policy;

/** Compiles the document object `document`. Fails: RC_NOMEM, RC_LIMIT. */
RC_MUST_USE rc_status rc_policy_compile(rc_arena *arena, rc_value document, rc_policy_kind kind,
                                        rc_str name, rc_policy **out);

/** Where the statement stands, RC_SPAN_NONE if it is not in the user's files. */
rc_span rc_statement_span(const rc_statement *statement);

/** True for a value that looks like a policy document: an object with `Statement`. */
bool rc_policy_recognise(rc_value value);

#endif
