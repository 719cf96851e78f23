/*
 * One request for both evaluators.
 */
#ifndef RC_TESTS_ORACLE_BOTH_H
#define RC_TESTS_ORACLE_BOTH_H

#include "iam/evaluate.h"
#include "oracle/oracle.h"

typedef enum both_layer {
  BOTH_RESOURCE,
  BOTH_IDENTITY,
  BOTH_BOUNDARY,
  BOTH_SESSION,
  BOTH_ENDPOINT,
  BOTH_SCP, /* the first of as many levels as the oracle knows */
  BOTH_RCP = BOTH_SCP + ORACLE_LEVELS,
  BOTH_LAYERS = BOTH_RCP + ORACLE_LEVELS
} both_layer;

enum { BOTH_POLICIES = 8, BOTH_KEYS = 16 };

typedef struct both {
  rc_arena *arena;
  rc_policy_set sets[BOTH_LAYERS];
  rc_value documents[BOTH_LAYERS][BOTH_POLICIES];
  rc_context_key keys[BOTH_KEYS];
  rc_request request;
} both;

/** An empty request: no layers, complete context. */
void both_init(both *b, rc_arena *arena);
/** Parses JSON; the first value in it. */
rc_value both_json(rc_arena *arena, rc_str text);
/** Adds a document to a layer, which then exists. Returns it compiled. */
const rc_policy *both_add(both *b, both_layer layer, rc_policy_kind kind, rc_str json);
void both_add_key(both *b, rc_str name, const rc_str *values, uint32_t n, bool list);

/** The fifth part of an ARN. */
rc_str both_account_of(rc_str arn);

/** Asks the engine for a decision only. */
rc_ruling both_decide(both *b, rc_arena *scratch);
/** Asks the engine for all it knows, and that both ways of asking have one answer. */
rc_evaluation both_engine(both *b, rc_arena *scratch);
/** Asks the oracle, in the engine's words. */
rc_decision both_oracle(const both *b, rc_arena *scratch);

#endif
