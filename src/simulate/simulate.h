/*
 * Questions put to the IAM engine from outside: lines of a batch, and requests in the form of AWS's
 * own simulator. Text in, text out.
 *
 * A question that cannot be asked (not JSON, a malformed ARN, an action that no service has) is
 * refused with a sentence; that is an answer too, and never a failure.
 */
#ifndef RC_SIMULATE_SIMULATE_H
#define RC_SIMULATE_SIMULATE_H

#include "aws/catalogue.h"
#include "base/buf.h"
#include "iam/evaluate.h"

/* The policy sets of an organisation, and how the question calls each level. */
typedef struct rc_level_list {
  const rc_policy_set *sets;
  const rc_str *names;
  uint32_t n;
} rc_level_list;

/* One line of a batch, compiled. It points into its arena and into the line. */
typedef struct rc_question {
  rc_request request;
  rc_policy_set identity, boundary, session, resource, endpoint;
  rc_level_list scps, rcps;
  uint32_t policies_at; /* spans of the policies count from this byte of the line */
  rc_str refusal; /* why it cannot be asked; empty: it can */
} rc_question;

/**
 * Reads `line` (borrowed) into `out`. `catalogue` tells unknown actions and which condition keys
 * are lists; NULL: any action is taken, and what is written as a list is one.
 * Fails: RC_NOMEM, RC_LIMIT.
 */
RC_MUST_USE rc_status rc_question_read(rc_arena *arena, const rc_catalogue *catalogue,
                                       rc_str line, rc_question *out);

/* Policies compiled for earlier lines: a batch asks much about few principals. */
typedef struct rc_kept {
  rc_allocator allocator;
  struct rc_kept_table *table; /* NULL until the first line */
  uint64_t bytes;
  bool no_memory; /* keeping failed for want of it, with the line just read */
} rc_kept;

void rc_kept_init(rc_kept *kept, const rc_allocator *allocator);
void rc_kept_free(rc_kept *kept);

/** As rc_question_read, with what earlier lines have in common with this one. The question lasts
 *  until the next one is read. */
RC_MUST_USE rc_status rc_kept_question_read(rc_kept *kept, rc_arena *arena,
                                            const rc_catalogue *catalogue, rc_str line,
                                            rc_question *out);

/** Asks, and appends the answer as one line of JSON. Fails: RC_NOMEM, RC_LIMIT. */
RC_MUST_USE rc_status rc_question_answer(rc_arena *arena, const rc_question *question,
                                         rc_buf *out);

/** The line `{"error": message}`. */
void rc_refusal_put(rc_buf *out, rc_str message);

/* The calls of IAM's API that belong to its simulator. */
typedef enum rc_operation {
  RC_SIMULATE_CUSTOM_POLICY,
  RC_SIMULATE_PRINCIPAL_POLICY,
  RC_CONTEXT_KEYS_FOR_CUSTOM_POLICY,
  RC_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY
} rc_operation;

/* Outputs of get-account-authorization-details, parsed. */
typedef struct rc_accounts { RC_VEC_FIELDS(rc_value) } rc_accounts;

/** Parses one (borrowed: it is read from then on) and keeps it. `*refusal` says why it cannot be
 *  read, empty if it can. Fails: RC_NOMEM, RC_LIMIT. */
RC_MUST_USE rc_status rc_accounts_add(rc_arena *arena, rc_accounts *accounts, rc_str bytes,
                                      rc_str *refusal);

/**
 * AWS's own simulator: `input` (borrowed) is the input of `operation` as JSON, for principals with
 * a member AuthorizationDetails besides. `accounts` may be NULL. Appends the output as JSON, laid
 * out as the AWS CLI does. `*refusal` says why the question cannot be asked, empty if it can.
 * Fails: RC_NOMEM, RC_LIMIT.
 */
RC_MUST_USE rc_status rc_simulate_api(rc_arena *arena, const rc_catalogue *catalogue,
                                      const rc_accounts *accounts, rc_str input,
                                      rc_operation operation, rc_buf *out, rc_str *refusal);

/**
 * The same as IAM's query API: `form` (borrowed) is the body of the request, `out` gets the body
 * of the response, `*http_status` its status. Whatever is wrong with the request is an answer.
 * Fails: RC_NOMEM, RC_LIMIT; then what stands in `out` is no answer.
 */
RC_MUST_USE rc_status rc_simulate_query(rc_arena *arena, const rc_catalogue *catalogue,
                                        const rc_accounts *accounts, rc_str form, rc_buf *out,
                                        uint32_t *http_status);

/** The body of a response that says that `form` was not answered. The code, which clients look
 *  at, goes by the status. */
void rc_query_error_put(rc_buf *out, uint32_t http_status, rc_str message, rc_str form);

#endif
