/*
 * Reading a line of a batch, cut where its policies may be known from another line: question.c the
 * parts of a line, kept.c the policies kept between lines.
 */
#ifndef RC_SIMULATE_QUESTION_PARTS_H
#define RC_SIMULATE_QUESTION_PARTS_H

#include "simulate/asked.h"
#include "simulate/service_data.h"
#include "simulate/simulate.h"

typedef struct rc_question_reader {
  rc_asked asked;
  rc_arena *arena;
  const rc_catalogue *catalogue;
  rc_service_memo *memo; /* NULL: nothing is remembered */
  rc_question *out;
} rc_question_reader;

/** Reads the member `request`. False when it is refused. */
bool rc_question_read_request(rc_question_reader *r, rc_value request);

/** Does the line say that the context is complete? False when it cannot be told. */
bool rc_question_read_completeness(rc_question_reader *r, rc_value line);

/** Notes whether the resource's own policy has to allow; says of which kind that policy is. */
rc_policy_kind rc_question_guard(rc_request *request);

/** Compiles the policies of the line. */
RC_MUST_USE rc_status rc_question_read_policies(rc_question_reader *r, rc_value line,
                                                rc_policy_kind resource_kind);

/** Points the request to the policies. */
void rc_question_join(rc_question *question);

#endif
