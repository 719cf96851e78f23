#include "simulate/simulate.h"

void rc_refusal_put(rc_buf *out, rc_str message) {
  rc_buf_put_c(out, "{\"error\":");
  rc_buf_put_json(out, message);
  rc_buf_put_c(out, "}\n");
}

static rc_str result_name(rc_decision decision) {
  static const rc_str names[] = {
      [RC_ALLOWED] = RC_STR_INIT("Allowed"),
      [RC_EXPLICIT_DENY] = RC_STR_INIT("ExplicitlyDenied"),
      [RC_IMPLICIT_DENY] = RC_STR_INIT("ImplicitlyDenied"),
      [RC_UNDECIDED] = RC_STR_INIT("Unknown"),
  };
  return names[decision];
}

static rc_iam_layer layer_of(const rc_policy *policy) {
  static const rc_iam_layer layers[] = {
      [RC_POLICY_IDENTITY] = RC_LAYER_IDENTITY, [RC_POLICY_BOUNDARY] = RC_LAYER_BOUNDARY,
      [RC_POLICY_RESOURCE] = RC_LAYER_RESOURCE, [RC_POLICY_KEY] = RC_LAYER_RESOURCE,
      [RC_POLICY_TRUST] = RC_LAYER_TRUST,       [RC_POLICY_SESSION] = RC_LAYER_SESSION,
      [RC_POLICY_SCP] = RC_LAYER_SCP,           [RC_POLICY_RCP] = RC_LAYER_RCP,
      [RC_POLICY_ENDPOINT] = RC_LAYER_ENDPOINT,
  };
  return layers[policy->kind];
}

/* ---- matched ---- */

static bool holds(const rc_policy_set *set, const rc_policy *policy) {
  for (uint32_t i = 0; i < set->policies.len; i++) {
    if (set->policies.items[i] == policy) {
      return true;
    }
  }
  return false;
}

static rc_str level_of(const rc_question *question, const rc_policy *policy) {
  const rc_level_list *list = policy->kind == RC_POLICY_RCP ? &question->rcps : &question->scps;
  bool levels = policy->kind == RC_POLICY_RCP || policy->kind == RC_POLICY_SCP;
  for (uint32_t i = 0; levels && i < list->n; i++) {
    if (holds(&list->sets[i], policy)) {
      return list->names[i];
    }
  }
  return RC_STR_NONE;
}

static void put_member(rc_arena *arena, rc_buf *out, const char *name, rc_str text) {
  if (!rc_str_is_empty(text)) {
    rc_buf_put_c(out, ",\"");
    rc_buf_put_c(out, name);
    rc_buf_put_c(out, "\":");
    rc_buf_put_json(out, rc_hole_display(arena, text));
  }
}

static void put_number(rc_buf *out, const char *name, uint32_t value) {
  rc_buf_put_c(out, ",\"");
  rc_buf_put_c(out, name);
  rc_buf_put_c(out, "\":");
  rc_buf_put_u64(out, value);
}

/* A statement with its place in the line: bytes from the line's first one on. */
static void put_statement(rc_arena *arena, rc_buf *out, const rc_question *question,
                          const rc_statement *statement) {
  rc_span span = rc_statement_span(statement);
  rc_buf_put_c(out, "{\"layer\":\"");
  rc_buf_put(out, rc_iam_layer_name(layer_of(statement->policy)));
  rc_buf_put_byte(out, '"');
  put_member(arena, out, "level", level_of(question, statement->policy));
  put_member(arena, out, "policy", statement->policy->name);
  put_number(out, "statement", statement->index);
  put_member(arena, out, "sid", statement->sid);
  put_number(out, "start", question->policies_at + span.start);
  put_number(out, "end", question->policies_at + span.end);
  rc_buf_put_byte(out, '}');
}

/* ---- missing ---- */

typedef struct list_writer {
  rc_arena *arena;
  rc_buf *out;
  bool any;
} list_writer;

static void put_item(list_writer *w, rc_str text) {
  if (w->any) {
    rc_buf_put_byte(w->out, ',');
  }
  w->any = true;
  rc_buf_put_json(w->out, rc_hole_display(w->arena, text));
}

static void put_missing(rc_arena *arena, rc_buf *out, const rc_evaluation *e) {
  const struct {
    bool is_missing;
    rc_str name;
  } others[] = {
      {e->missing_account, RC_STR("request.resource.accountId")},
      {e->missing_session_name, RC_STR("session of request.principal")},
      {e->missing_parent, RC_STR("request.parentUser")},
      {e->missing_canonical_id, RC_STR("request.canonicalUser")},
      {e->missing_identity, RC_STR("identityPolicies")},
      {e->missing_boundary, RC_STR("permissionBoundaryPolicies")},
      {e->missing_session, RC_STR("sessionPolicy")},
      {e->missing_resource_policy, RC_STR("resourcePolicy")},
      {e->missing_scp, RC_STR("serviceControlPolicies")},
      {e->missing_rcp, RC_STR("resourceControlPolicies")},
      {e->missing_endpoint, RC_STR("vpcEndpointPolicies")},
      {e->hole_in_the_way, RC_STR("placeholder")},
      {e->unreadable_policy, RC_STR("readable policy")},
  };
  list_writer w = {arena, out, false};
  for (uint32_t i = 0; i < e->missing_keys.len; i++) {
    put_item(&w, e->missing_keys.items[i]);
  }
  for (size_t i = 0; i < RC_COUNT_OF(others); i++) {
    if (others[i].is_missing) {
      put_item(&w, others[i].name);
    }
  }
}

/* ---- the line ---- */

/* Who would have to change: the layer that said no, and of an organisation the level. */
static void put_layer(rc_arena *arena, rc_buf *out, const rc_question *question,
                      const rc_evaluation *e) {
  const rc_level_list *list = e->layer == RC_LAYER_RCP   ? &question->rcps
                              : e->layer == RC_LAYER_SCP ? &question->scps
                                                         : NULL;
  if (e->decision == RC_ALLOWED || e->layer == RC_LAYER_NONE) {
    return;
  }
  put_member(arena, out, "layer", rc_iam_layer_name(e->layer));
  if (list != NULL && e->level < list->n) {
    put_member(arena, out, "level", list->names[e->level]);
  }
}

rc_status rc_question_answer(rc_arena *arena, const rc_question *question, rc_buf *out) {
  rc_evaluation e;
  RC_TRY(rc_evaluate(arena, &question->request, &e));
  RC_BUF_FILL(out, "{\"result\":\"{}\"", result_name(e.decision));
  put_layer(arena, out, question, &e);
  rc_buf_put_c(out, ",\"matched\":[");
  for (uint32_t i = 0; i < e.deciding.len; i++) {
    if (i > 0) {
      rc_buf_put_byte(out, ',');
    }
    put_statement(arena, out, question, e.deciding.items[i]);
  }
  rc_buf_put_c(out, "],\"missing\":[");
  put_missing(arena, out, &e);
  rc_buf_put_c(out, "]}\n");
  RC_TRY(rc_arena_status(arena));
  return rc_buf_status(out);
}
