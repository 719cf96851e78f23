/*
 * The body of a request to IAM's query API: `Name=value` pairs, percent-encoded, lists as
 * `Name.member.1`, structures in them as `Name.member.1.Field`. Source: AWS query protocol (Smithy,
 * "AWS query protocol": input serialization); facts iam-evaluation 13.1.
 */
#ifndef RC_SIMULATE_FORM_H
#define RC_SIMULATE_FORM_H

#include "base/buf.h"

/* What is wrong with a form, as the API's errors have it. */
typedef enum rc_form_fault {
  RC_FORM_SOUND,
  RC_FORM_SYNTAX,   /* no form */
  RC_FORM_UNKNOWN,  /* a parameter that nobody knows */
  RC_FORM_STRUCTURE /* a parameter that is known, in a shape that it does not have */
} rc_form_fault;

typedef struct rc_form {
  rc_str action, version; /* empty: not given */
  rc_str json;            /* all other parameters: the operation's input */
  rc_form_fault fault;
  rc_str sentence; /* what the fault is */
} rc_form;

/** Reads `body` (borrowed). Fails: RC_NOMEM, RC_LIMIT. */
RC_MUST_USE rc_status rc_form_read(rc_arena *arena, rc_str body, rc_form *out);

#endif
