/*
 * A second IAM evaluator, as plain as can be, to compare the engine with.
 *
 * It reads the rules straight from the JSON, keeps nothing, and shares no code with src/iam. It
 * knows two values only: the context is complete, every policy is seen and nothing is a
 * placeholder. Documents are well formed; what AWS would refuse is left to the engine's own tests.
 */
#ifndef RC_TESTS_ORACLE_H
#define RC_TESTS_ORACLE_H

#include "syntax/json.h"

typedef struct oracle_key {
  rc_str name;
  const rc_str *values;
  uint32_t n_values;
  bool list;
} oracle_key;

typedef enum oracle_caller {
  ORACLE_ROLE,
  ORACLE_USER,
  ORACLE_ROOT,
  ORACLE_SERVICE,
  ORACLE_ANONYMOUS,
  ORACLE_FEDERATED_USER,
  ORACLE_PROVIDER
} oracle_caller;

enum { ORACLE_LEVELS = 3 };

/* A layer: documents, and whether it exists at all. */
typedef struct oracle_layer {
  const rc_value *documents;
  uint32_t n;
  bool exists;
} oracle_layer;

typedef struct oracle_request {
  rc_str action, resource;
  rc_str resource_account; /* of the owner; never empty unless the resource is `*` */
  bool resource_requires_policy;
  oracle_caller caller;
  rc_str caller_name; /* ARN or service */
  rc_str caller_account, session_name, parent_name, canonical_id;
  bool service_linked, caller_in_management_account, assumed_root;
  bool resource_in_management_account, resource_is_aws_managed, endpoint_is_gateway;
  bool simulator; /* as AWS's simulator, where it differs */
  oracle_layer identity, boundary, session, resource_policy, endpoint;
  oracle_layer scps[ORACLE_LEVELS], rcps[ORACLE_LEVELS];
  const oracle_key *keys;
  uint32_t n_keys;
} oracle_request;

typedef enum oracle_answer {
  ORACLE_ALLOWED,
  ORACLE_EXPLICIT_DENY,
  ORACLE_IMPLICIT_DENY
} oracle_answer;

oracle_answer oracle_decide(rc_arena *arena, const oracle_request *request);

#endif
