/*
 * What a call of AWS's simulator asks: policies, actions, resources, a caller and a context.
 */
#ifndef RC_SIMULATE_CUSTOM_H
#define RC_SIMULATE_CUSTOM_H

#include "simulate/asked.h"
#include "simulate/simulate.h"

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

typedef struct rc_custom_values { RC_VEC_FIELDS(rc_value) } rc_custom_values;

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
  bool has_caller;
  rc_caller caller;
  rc_str owner; /* account of resources whose ARN names none; empty: the caller's */
  rc_context context;
  rc_name_list keys; /* that the shown policies ask for */
  /* Of SimulatePrincipalPolicy. */
  bool principal;
  rc_custom_values details; /* outputs of get-account-authorization-details */
  rc_value source;          /* the entity's entry there */
  uint32_t source_kind;
  rc_str source_name;
} rc_custom;

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

/** Evaluates every action with every resource, and appends the answer. */
RC_MUST_USE rc_status rc_custom_answer(rc_custom *custom, rc_buf *out);

/** Who owns the resource, for this caller. */
rc_str rc_custom_owner_of(const rc_custom *custom, rc_str resource);

#endif
