/*
 * What a call of AWS's simulator asks: policies, actions, resources, a caller and a context.
 */
#ifndef RC_SIMULATE_CUSTOM_H
#define RC_SIMULATE_CUSTOM_H

#include "base/map.h"
#include "simulate/asked.h"
#include "simulate/simulate.h"
#include "simulate/wire.h"

/* A policy document as the answer names it. */
typedef struct rc_custom_document {
  const rc_policy *policy;
  rc_source source; /* its lines */
  rc_str id;        /* PolicyInputList.1 */
  const char *type; /* IAM Policy */
  uint32_t base;    /* where the document begins in its tree: lines count from there */
  bool shown;       /* statements of organisations' policies are never told */
} rc_custom_document;

typedef struct rc_custom_documents { RC_VEC_FIELDS(rc_custom_document) } rc_custom_documents;

/* Which of the actions are answered, and what is told of the others. */
typedef struct rc_custom_page {
  uint32_t from, to;
  bool told;       /* IsTruncated, and Marker: as the API does */
  rc_str marker;   /* of the next page; empty: there is none */
  rc_str token;    /* NextToken of the AWS CLI; empty: there is none */
} rc_custom_page;

typedef struct rc_custom {
  rc_asked asked;
  rc_arena *arena;
  const rc_catalogue *catalogue;
  rc_custom_documents documents;
  rc_policy_set identity, boundary, resource;
  rc_policy_set *levels;
  uint32_t n_levels;
  rc_str *actions, *resources;
  uint32_t n_actions, n_resources;
  bool resources_given;
  rc_custom_page page;
  bool has_caller;
  rc_caller caller;
  rc_str owner; /* account of resources whose ARN names none; empty: the caller's */
  rc_context context;
  rc_name_list keys; /* that the shown policies ask for */
  rc_map key_names;  /* the same in small letters */
  rc_operation operation;
  bool as_api; /* an answer is a page of the API's, not what the AWS CLI makes of all pages */
  /* For principals. */
  rc_accounts accounts;
  rc_value source;          /* the entity's entry there */
  uint32_t source_kind;
  rc_str source_name;
} rc_custom;

/** Is it about a user, group or role of an account? */
static inline bool rc_custom_is_principal(const rc_custom *c) {
  return c->operation == RC_SIMULATE_PRINCIPAL_POLICY ||
         c->operation == RC_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY;
}

/** Does it only ask for context keys? */
static inline bool rc_custom_is_keys(const rc_custom *c) {
  return c->operation == RC_CONTEXT_KEYS_FOR_CUSTOM_POLICY ||
         c->operation == RC_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY;
}

/** A question about what `accounts` (may be NULL) say of principals. */
RC_MUST_USE rc_status rc_custom_init(rc_custom *custom, rc_arena *arena,
                                     const rc_catalogue *catalogue, const rc_accounts *accounts,
                                     rc_operation operation);

/** Parses the input and reads it; what is wrong is in `asked.fault`. */
RC_MUST_USE rc_status rc_custom_start(rc_custom *custom, rc_str input);

/** Reads the input. What is wrong with it is in `asked.fault`. */
RC_MUST_USE rc_status rc_custom_read(rc_custom *custom, rc_value input);

/** Compiles a document that was parsed literally, and keeps it. */
RC_MUST_USE rc_status rc_custom_add_policy(rc_custom *custom, rc_policy_set *set,
                                           rc_value document, rc_policy_kind kind,
                                           rc_custom_document about);

/** Finds PolicySourceArn in the authorization details (entity.c). */
RC_MUST_USE rc_status rc_custom_find_principal(rc_custom *custom, rc_value input);
/** Adds its policies, and its boundary unless there is one already. */
RC_MUST_USE rc_status rc_custom_add_principal(rc_custom *custom);

/** Reads which page of the actions is asked for (page.c). */
RC_MUST_USE rc_status rc_custom_read_page(rc_custom *custom, rc_value input);

/** Answers; `name` is that of the outermost element, NULL in JSON. */
RC_MUST_USE rc_status rc_custom_answer(rc_custom *custom, rc_wire *out, const char *name);

/** Who owns the resource, for this caller. */
rc_str rc_custom_owner_of(const rc_custom *custom, rc_str resource);

#endif
