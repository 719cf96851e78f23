/*
 * Through an endpoint: what serves what, its state, its security groups and its policy.
 */
#include "base/buf.h"
#include "launch/network_parts.h"

/* Answers write `available`, the reference `Available`. Pending ones and those that failed are out
 * of service; a template does not tell. */
rc_truth rc_net_is_available(const rc_net_item *item) {
  rc_str state = item->state.text;
  return state.len == 0 || rc_hole_any(state)                ? RC_UNKNOWN
         : rc_str_equal_nocase(state, RC_STR("available")) ? RC_YES
                                                             : RC_NO;
}

/* com.amazonaws.<region>.<service>; in China it begins with cn. */
rc_truth rc_net_serves(const rc_net_walker *w, const rc_net_item *endpoint, rc_str service) {
  rc_str name = endpoint->name.text;
  bool known = w->host->region.len > 0;
  rc_str cn = RC_STR("cn.");
  if (!rc_str_ends_with(name, service) && !rc_hole_any(name)) {
    return RC_NO;
  }
  name = rc_str_from(name, rc_str_starts_with(name, cn) ? cn.len : 0);
  rc_str region = known ? w->host->region : rc_hole_make(w->arena, RC_STR("<region>"));
  return rc_text_equal(name, RC_FILL(w->arena, "com.amazonaws.{}.{}", region, service));
}

rc_str rc_net_service_name(const rc_net_walker *w) {
  bool china = rc_str_equal(w->host->partition, RC_STR("aws-cn"));
  return RC_FILL(w->arena, "{}com.amazonaws.{}.{}", china ? RC_STR("cn.") : RC_STR_NONE,
                 w->host->region, w->host->rule->endpoint);
}

/* ---- the way through ------------------------------------------------------------------------ */

/* The blocks of the endpoint's subnets; all of them must be known to say something of them. */
static rc_net_end end_of(rc_net_walker *w, const rc_net_item *endpoint, bool without_own) {
  rc_network *blocks = RC_NEW_ARRAY(w->arena, rc_network, endpoint->subnets.len + 1);
  rc_net_end end = {.groups = &endpoint->groups,
                    .has_groups = true,
                    .noun = RC_FILL(w->arena, "`{}`", endpoint->id)};
  bool all = blocks != NULL;
  uint32_t n = 0;
  for (RC_EACH(const rc_field, id, endpoint->subnets)) {
    const rc_net_item *subnet = rc_net_find(w->net, RC_NET_SUBNET, id->text);
    bool own = without_own && rc_str_equal(id->text, w->origin->subnet);
    if (own || !all) {
      continue;
    }
    all = subnet != NULL && subnet->cidrs.len > 0 &&
          rc_network_parse(subnet->cidrs.items[0].text, &blocks[n]);
    end.block = all ? subnet->cidrs.items[0].text : RC_STR_NONE;
    n++;
  }
  end.blocks = blocks;
  end.n_blocks = all ? n : 0;
  return end;
}

rc_status rc_net_through_endpoint(rc_net_walker *w, const rc_net_item *endpoint) {
  const rc_net_end end = end_of(w, endpoint, false);
  rc_net_end others = end_of(w, endpoint, true);
  others.some = rc_net_has(&endpoint->subnets, w->origin->subnet);
  rc_net_leave(w, &end, others.some && endpoint->subnets.len == 1 ? NULL : &others);
  (void)rc_net_hop(w, RC_HOP_ENDPOINT, RC_YES, endpoint->id,
                   RC_FILL(w->arena, "answers for {} in the VPC", w->host->rule->endpoint),
                   endpoint->value);
  rc_net_enter(w, RC_FAULT_ENDPOINT_PORT, &endpoint->groups, &endpoint->subnets, end.noun);
  return rc_net_policy_hop(w, endpoint);
}

/* ---- policies ------------------------------------------------------------------------------- */

typedef struct policy_case {
  rc_net_walker *w;
  const rc_net_item *endpoint;
  rc_policy_set set;
  rc_truth lets;
  rc_str action, resource; /* the first that does not get through, else the first */
  const rc_statement *statement; /* a Deny behind it; NULL: no Allow */
} policy_case;

static void weigh(policy_case *c, rc_truth lets, rc_str action, rc_str resource,
                  const rc_evaluation *why) {
  rc_truth all = rc_truth_and(c->lets, lets);
  if (c->action.len == 0 || all != c->lets) {
    c->action = action;
    c->resource = resource;
    c->statement = NULL;
    for (RC_EACH(const rc_statement *, statement, why->deciding)) {
      bool its = (*statement)->policy == c->endpoint->policy && (*statement)->deny;
      c->statement = its ? *statement : c->statement;
    }
  }
  c->lets = all;
}

/* Calls that no role of the plan makes: layers of an image are fetched with an address that ECR has
 * signed, and the agent has the role of its instance. */
static rc_status weigh_other(policy_case *c) {
  rc_net_walker *w = c->w;
  const rc_host_rule *rule = w->host->rule;
  const rc_named_text values[] = {
      {RC_STR("partition"), w->host->partition},
      {RC_STR("region"), w->host->region},
      {RC_STR("layer"), rc_hole_make(w->arena, RC_STR("<layer>"))},
  };
  rc_evaluation why = {.decision = RC_UNDECIDED};
  rc_request request = {
      .action = rule->policy_action,
      .resource = rc_template_fill(w->arena, rule->policy_resource, values, RC_COUNT_OF(values),
                                   NULL),
      .caller = {.kind = RC_CALLER_ROLE,
                 .arn = rc_hole_make(w->arena, RC_STR("<caller>")),
                 .account = rc_hole_make(w->arena, RC_STR("<account of the caller>"))},
      .endpoint = &c->set,
      .endpoint_is_gateway = rule->is_gateway,
  };
  RC_TRY(rc_evaluate(w->arena, &request, &why));
  const rc_layer_verdict *said = &why.layers[RC_LAYER_ENDPOINT];
  weigh(c, rc_truth_and(said->allow, rc_truth_not(said->deny)), request.action, request.resource,
        &why);
  return RC_OK;
}

static rc_status weigh_calls(policy_case *c) {
  for (RC_EACH(const rc_call *, call, c->w->host->calls)) {
    rc_evaluation why = {.decision = RC_UNDECIDED};
    rc_truth lets = RC_UNKNOWN;
    RC_TRY(rc_judge_endpoint(c->w->model, *call, &c->set, c->w->host->rule->is_gateway, &why,
                             &lets));
    if ((*call)->required == RC_KNOWN_YES || lets == RC_YES) {
      weigh(c, lets, (*call)->rule->action, (*call)->evaluated, &why);
    }
  }
  return RC_OK;
}

/* The policy with one statement more, as one line; empty if it cannot be read whole. */
static rc_str with_statement(const policy_case *c, rc_str *before) {
  rc_arena *arena = c->w->arena;
  rc_value document = c->endpoint->policy->document;
  rc_value old = rc_value_get(document, RC_STR("Statement"));
  bool list = rc_value_kind(old) == RC_ARRAY;
  rc_str raw = rc_str_trim(rc_value_raw(old));
  rc_buf added;
  if (document.tree->has_errors || (!list && rc_value_kind(old) != RC_OBJECT) ||
      rc_str_find_byte(raw, '\n', 0) != RC_NOT_FOUND) {
    return RC_STR_NONE;
  }
  *before = rc_value_raw(document);
  raw = list ? rc_str_trim(rc_str_slice(raw, 1, raw.len - 1)) : raw;
  const rc_named_text values[] = {
      {RC_STR("partition"), c->w->host->partition},
      {RC_STR("region"), c->w->host->region},
      {RC_STR("layer"), RC_STR("*")},
  };
  const rc_host_rule *rule = c->w->host->rule;
  rc_str resource = rule->policy_action.len > 0
                        ? rc_template_fill(arena, rule->policy_resource, values,
                                           RC_COUNT_OF(values), NULL)
                        : c->resource;
  rc_buf_init(&added, arena);
  rc_buf_put(&added, RC_STR("{\"Version\":\"2012-10-17\",\"Statement\":["));
  rc_buf_put(&added, raw);
  rc_buf_put(&added, raw.len > 0 ? RC_STR(",") : RC_STR_NONE);
  rc_buf_put(&added, RC_STR("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"));
  rc_buf_put_json(&added, c->action);
  rc_buf_put(&added, RC_STR(",\"Resource\":"));
  rc_buf_put_json(&added, resource);
  rc_buf_put(&added, RC_STR("}]}"));
  return rc_buf_str(&added);
}

static void policy_shut(policy_case *c, rc_hop *hop) {
  rc_str before = RC_STR_NONE;
  rc_str after = c->statement != NULL ? RC_STR_NONE : with_statement(c, &before);
  hop->fault = RC_FAULT_POLICY;
  hop->help = c->w->host->rule->policy_action.len > 0 && c->w->host->rule->is_gateway
                  ? RC_STR("layers are fetched with an address that ECR has signed: the policy "
                           "must allow `s3:GetObject` on the layer bucket to every principal")
                  : RC_STR("an endpoint's policy limits whatever goes through it, besides the "
                           "policies of the role");
  rc_net_mend(c->w, hop, "endpoint-policy", c->endpoint->id, after, before);
}

rc_status rc_net_policy_hop(rc_net_walker *w, const rc_net_item *endpoint) {
  policy_case c = {.w = w, .endpoint = endpoint, .lets = RC_YES};
  const rc_policy **only = RC_VEC_ADD(w->arena, &c.set.policies);
  if (only == NULL) {
    return rc_arena_status(w->arena);
  }
  if (endpoint->policy_known == RC_KNOWN_NO) {
    (void)rc_net_hop(w, RC_HOP_POLICY, RC_YES, endpoint->id,
                     RC_STR("has no policy of its own, which lets the calls through"),
                     endpoint->value);
    return rc_arena_status(w->arena);
  }
  if (endpoint->policy == NULL) {
    rc_hop *hop = rc_net_hop(w, RC_HOP_POLICY, RC_UNKNOWN, endpoint->id,
                             RC_STR("does not tell its policy"), endpoint->value);
    rc_net_miss(w, hop, "net-endpoint-policy", endpoint->id);
    return rc_arena_status(w->arena);
  }
  *only = endpoint->policy;
  c.set.applies = true;
  c.set.complete = true;
  RC_TRY(w->host->rule->policy_action.len > 0 ? weigh_other(&c) : weigh_calls(&c));
  const char *text = c.lets == RC_YES  ? "has a policy that lets {} through"
                     : c.lets == RC_NO ? "has a policy that does not let `{}` through"
                                       : "has a policy that may not let `{}` through";
  rc_str what = c.lets == RC_YES ? RC_STR("the calls") : c.action;
  rc_value place = c.statement != NULL
                       ? c.statement->value
                       : rc_value_get(endpoint->policy->document, RC_STR("Statement"));
  rc_hop *hop = rc_net_hop(w, RC_HOP_POLICY, c.lets, endpoint->id, RC_FILL(w->arena, text, what),
                           place);
  if (hop != NULL && c.lets == RC_NO) {
    policy_shut(&c, hop);
  } else if (c.lets == RC_UNKNOWN) {
    rc_net_miss(w, hop, "net-endpoint-policy", endpoint->id);
  }
  return rc_arena_status(w->arena);
}
