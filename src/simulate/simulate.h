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

/**
 * AWS's own simulator: `input` (borrowed) is the input of SimulateCustomPolicy as JSON; or of
 * SimulatePrincipalPolicy when `principal`, with a member AuthorizationDetails. Appends the
 * output as JSON, laid out as the AWS CLI does. `*refusal` says why the question cannot be asked,
 * empty if it can. Fails: RC_NOMEM, RC_LIMIT.
 */
RC_MUST_USE rc_status rc_simulate_custom(rc_arena *arena, const rc_catalogue *catalogue,
                                         rc_str input, bool principal, rc_buf *out,
                                         rc_str *refusal);

#endif
