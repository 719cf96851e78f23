#include "oracle/both.h"

#include <string.h>

#include "lib/files.h"

void both_init(both *b, rc_arena *arena) {
  memset(b, 0, sizeof *b);
  b->arena = arena;
  b->request.context.complete = true;
  for (int i = 0; i < BOTH_LAYERS; i++) {
    b->sets[i].complete = true;
  }
}

rc_value both_json(rc_arena *arena, rc_str text) {
  rc_source *source = RC_NEW(arena, rc_source);
  rc_tree *tree;
  source->bytes = text;
  if (rc_json_parse(arena, source, &tree) != RC_OK || tree->has_errors) {
    die("cannot read this JSON: %s", c_string(arena, text));
  }
  return rc_value_first(rc_tree_root(tree));
}

const rc_policy *both_add(both *b, both_layer layer, rc_policy_kind kind, rc_str json) {
  rc_policy_set *set = &b->sets[layer];
  rc_policy *policy;
  if (set->policies.len == BOTH_POLICIES) {
    die("too many policies in one layer");
  }
  rc_value document = both_json(b->arena, json);
  b->documents[layer][set->policies.len] = document;
  if (rc_policy_compile(b->arena, document, kind, RC_STR("test"), &policy) != RC_OK) {
    die("out of memory");
  }
  const rc_policy **place = RC_VEC_ADD(b->arena, &set->policies);
  *place = policy;
  set->applies = true;
  return policy;
}

void both_add_key(both *b, rc_str name, const rc_str *values, uint32_t n, bool list) {
  rc_context *context = &b->request.context;
  if (context->n_keys == BOTH_KEYS) {
    die("too many context keys");
  }
  b->keys[context->n_keys++] = (rc_context_key){name, values, n, list};
}

static void hand_over_layers(both *b) {
  b->request.resource_policy = &b->sets[BOTH_RESOURCE];
  b->request.identity = &b->sets[BOTH_IDENTITY];
  b->request.boundary = &b->sets[BOTH_BOUNDARY];
  b->request.session = &b->sets[BOTH_SESSION];
  b->request.endpoint = &b->sets[BOTH_ENDPOINT];
  b->request.scp_levels = &b->sets[BOTH_SCP];
  b->request.rcp_levels = &b->sets[BOTH_RCP];
  b->request.n_scp_levels = b->request.n_rcp_levels = ORACLE_LEVELS;
  b->request.context.keys = b->keys;
}

rc_ruling both_decide(both *b, rc_arena *scratch) {
  rc_ruling out;
  hand_over_layers(b);
  const rc_prepared *prepared = rc_request_prepare(scratch, &b->request);
  if (prepared == NULL || rc_decide(prepared, &out) != RC_OK) {
    die("the engine failed");
  }
  return out;
}

rc_evaluation both_engine(both *b, rc_arena *scratch) {
  rc_evaluation out;
  rc_ruling verdict = both_decide(b, scratch);
  if (rc_evaluate(scratch, &b->request, &out) != RC_OK) {
    die("the engine failed");
  }
  if (out.decision != verdict.decision || out.layer != verdict.layer ||
      out.level != verdict.level) {
    die("the engine decides one way and explains another");
  }
  return out;
}

static oracle_layer layer_of(const both *b, both_layer layer) {
  const rc_policy_set *set = &b->sets[layer];
  return (oracle_layer){b->documents[layer], set->policies.len, set->applies};
}

rc_str both_account_of(rc_str arn) {
  for (int i = 0; i < 4; i++) {
    (void)rc_str_cut(&arn, ':');
  }
  return rc_str_cut(&arn, ':');
}

rc_decision both_oracle(const both *b, rc_arena *scratch) {
  static const oracle_caller callers[] = {
      [RC_CALLER_ROLE] = ORACLE_ROLE,   [RC_CALLER_SERVICE] = ORACLE_SERVICE,
      [RC_CALLER_USER] = ORACLE_USER,   [RC_CALLER_ROOT] = ORACLE_ROOT,
      [RC_CALLER_ANONYMOUS] = ORACLE_ANONYMOUS,
      [RC_CALLER_FEDERATED_USER] = ORACLE_FEDERATED_USER,
      [RC_CALLER_PROVIDER] = ORACLE_PROVIDER,
  };
  static const rc_decision answers[] = {
      [ORACLE_ALLOWED] = RC_ALLOWED,
      [ORACLE_EXPLICIT_DENY] = RC_EXPLICIT_DENY,
      [ORACLE_IMPLICIT_DENY] = RC_IMPLICIT_DENY,
  };
  const rc_request *r = &b->request;
  oracle_key keys[BOTH_KEYS + 2];
  uint32_t n = 0;
  for (; n < r->context.n_keys; n++) {
    keys[n] = (oracle_key){b->keys[n].name, b->keys[n].values, b->keys[n].n_values,
                           b->keys[n].multivalued};
  }
  rc_str account = r->caller.account.len > 0 ? r->caller.account : both_account_of(r->caller.arn);
  if (r->caller.kind != RC_CALLER_SERVICE && r->caller.kind != RC_CALLER_ANONYMOUS &&
      r->caller.kind != RC_CALLER_PROVIDER) {
    keys[n++] = (oracle_key){RC_STR("aws:PrincipalArn"), &r->caller.arn, 1, false};
    keys[n++] = (oracle_key){RC_STR("aws:PrincipalAccount"), &account, 1, false};
  }
  oracle_request q = {
      .action = r->action,
      .resource = r->resource,
      .resource_account =
          r->resource_account.len > 0 ? r->resource_account : both_account_of(r->resource),
      .resource_requires_policy = r->resource_requires_policy,
      .caller = callers[r->caller.kind],
      .caller_name = r->caller.arn,
      .caller_account = account,
      .session_name = r->caller.session_name,
      .parent_name = r->caller.parent_arn,
      .canonical_id = r->caller.canonical_id,
      .service_linked = r->caller.kind == RC_CALLER_ROLE &&
                        (r->caller.service_linked ||
                         rc_str_contains(r->caller.arn, RC_STR(":role/aws-service-role/"))),
      .caller_in_management_account = r->caller.in_management_account,
      .assumed_root = r->caller.assumed_root,
      .resource_in_management_account = r->resource_in_management_account,
      .resource_is_aws_managed = r->resource_is_aws_managed,
      .endpoint_is_gateway = r->endpoint_is_gateway,
      .simulator = r->as_simulator,
      .endpoint = layer_of(b, BOTH_ENDPOINT),
      .identity = layer_of(b, BOTH_IDENTITY),
      .boundary = layer_of(b, BOTH_BOUNDARY),
      .session = layer_of(b, BOTH_SESSION),
      .resource_policy = layer_of(b, BOTH_RESOURCE),
      .keys = keys,
      .n_keys = n,
  };
  for (int i = 0; i < ORACLE_LEVELS; i++) {
    q.scps[i] = layer_of(b, (both_layer)(BOTH_SCP + i));
    q.rcps[i] = layer_of(b, (both_layer)(BOTH_RCP + i));
  }
  return answers[oracle_decide(scratch, &q)];
}
