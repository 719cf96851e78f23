/*
 * The output of SimulateCustomPolicy. Source: IAM API reference; facts iam-evaluation 13.2.
 */
#include <assert.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "simulate/custom.h"
#include "simulate/service_data.h"

/* One action with one resource. */
typedef struct outcome {
  rc_evaluation e;
  bool cross_account;
  bool organisation_denies;
} outcome;

typedef struct answer {
  rc_custom *custom;
  rc_wire *out;
  outcome *outcomes;     /* of one action, by resource */
  rc_map documents;      /* by the bytes of the pointer to their policy */
  uint32_t *first_marks; /* of each document in `marks` */
  bool *marks;           /* the statements that are listed already, of all documents */
  uint32_t n_marks;
  rc_name_list missing;
  struct {
    const rc_custom_document *document;
    uint32_t offset;
    rc_position position;
  } last; /* that was told */
} answer;

static rc_status ask(rc_custom *c, rc_str action, rc_str resource, outcome *out) {
  rc_request request = {
      .action = action,
      .resource = resource,
      .resource_account = rc_custom_owner_of(c, resource),
      .caller = c->caller,
      .identity = &c->identity,
      .boundary = &c->boundary,
      .resource_policy = &c->resource,
      .scp_levels = c->levels,
      .n_scp_levels = c->n_levels,
      .as_simulator = true,
      .context = c->context,
  };
  RC_TRY(rc_evaluate(c->arena, &request, &out->e));
  const rc_layer_verdict *scp = &out->e.layers[RC_LAYER_SCP];
  out->organisation_denies = scp->applies && (scp->allow != RC_YES || scp->deny != RC_NO);
  out->cross_account =
      c->has_caller && !rc_str_equal(request.resource_account, c->caller.account);
  return RC_OK;
}

/* ---- decisions ---- */

/* AWS's simulator knows no fourth answer. What is open here is a wildcard too costly, or a policy
 * that AWS would have refused. */
static rc_str decision_of(const outcome *o) {
  return rc_decision_name(o->e.decision == RC_UNDECIDED ? RC_IMPLICIT_DENY : o->e.decision);
}

/* All together: denied if one is. */
static rc_str common_decision(const answer *a) {
  rc_decision worst = RC_ALLOWED;
  for (uint32_t i = 0; i < a->custom->n_resources; i++) {
    rc_decision one = a->outcomes[i].e.decision;
    worst = one == RC_EXPLICIT_DENY || worst == RC_EXPLICIT_DENY ? RC_EXPLICIT_DENY
            : one == RC_ALLOWED                                  ? worst
                                                                 : RC_IMPLICIT_DENY;
  }
  return rc_decision_name(worst);
}

/* ---- statements ---- */

static rc_str key_of(const rc_policy *const *policy) {
  return (rc_str){(const char *)policy, sizeof *policy};
}

static rc_status number_documents(answer *a) {
  const rc_custom_documents *all = &a->custom->documents;
  a->first_marks = RC_NEW_ARRAY(a->custom->arena, uint32_t, all->len);
  for (uint32_t i = 0; a->first_marks != NULL && i < all->len; i++) {
    RC_TRY(rc_map_add(a->custom->arena, &a->documents, key_of(&all->items[i].policy), i, NULL));
    a->first_marks[i] = a->n_marks;
    a->n_marks += all->items[i].policy->statements.len;
  }
  a->marks = RC_NEW_ARRAY(a->custom->arena, bool, a->n_marks);
  return rc_arena_status(a->custom->arena);
}

/* Each statement belongs to a document: there are no other policies. */
static uint32_t document_of(const answer *a, const rc_statement *statement) {
  uint32_t at = rc_map_get(&a->documents, key_of(&statement->policy));
  assert(at != RC_MAP_NONE);
  return at;
}

/* Statements are told in their order, and often stand on one long line: counting goes on from the
 * last one. */
static rc_position position_of(answer *a, const rc_custom_document *document, uint32_t offset) {
  rc_position at = a->last.position;
  rc_str between = rc_str_slice(document->source.bytes, a->last.offset, offset);
  if (a->last.document == document && a->last.offset <= offset &&
      rc_str_find_byte(between, '\n', 0) == RC_NOT_FOUND &&
      rc_str_find_byte(between, '\r', 0) == RC_NOT_FOUND) {
    at.column += (uint32_t)rc_utf8_count(between);
  } else {
    at = rc_source_position(&document->source, offset);
  }
  a->last.document = document;
  a->last.offset = offset;
  a->last.position = at;
  return at;
}

static void put_position(answer *a, const char *name, const rc_custom_document *document,
                         uint32_t offset) {
  rc_position at = position_of(a, document, offset - document->base);
  rc_wire_open(a->out, name, '{');
  rc_wire_number(a->out, "Line", at.line);
  rc_wire_number(a->out, "Column", at.column);
  rc_wire_close(a->out, '}');
}

/* AWS counts a statement from the end of what stands before it: the bracket of the list, or the
 * statement before; a statement without a list from behind its own brace. */
static uint32_t start_of(const rc_statement *statement) {
  rc_value value = statement->value;
  rc_value parent = rc_value_parent(value);
  if (rc_value_kind(parent) != RC_ARRAY) {
    return rc_value_node(value)->start + 1;
  }
  uint32_t start = rc_value_node(parent)->start + 1;
  const rc_statement_vec *all = &statement->policy->statements;
  const rc_statement *before = statement - 1;
  if (statement > all->items && before->index + 1 == statement->index) {
    return rc_value_node(before->value)->end;
  }
  for (RC_CHILDREN(item, parent)) {
    if (item.node == value.node) {
      break;
    }
    start = rc_value_node(item)->end;
  }
  return start;
}

static void put_statement(answer *a, const rc_custom_document *document,
                          const rc_statement *statement) {
  rc_wire_open(a->out, NULL, '{');
  rc_wire_string(a->out, "SourcePolicyId", document->id);
  rc_wire_string(a->out, "SourcePolicyType", rc_str_from_c(document->type));
  put_position(a, "StartPosition", document, start_of(statement));
  put_position(a, "EndPosition", document, rc_value_node(statement->value)->end);
  rc_wire_close(a->out, '}');
}

static bool is_told(const answer *a, const outcome *o, const rc_statement *statement) {
  return !o->organisation_denies && o->e.decision != RC_UNDECIDED &&
         a->custom->documents.items[document_of(a, statement)].shown;
}

/* The statements of one resource, or of all of them, each once; beside a denial no allowance. */
static void put_statements(answer *a, uint32_t from, uint32_t to, bool denials_only) {
  memset(a->marks, 0, a->n_marks * sizeof *a->marks);
  rc_wire_open(a->out, "MatchedStatements", '[');
  for (uint32_t i = from; i < to; i++) {
    const outcome *o = &a->outcomes[i];
    for (uint32_t k = 0; k < o->e.deciding.len; k++) {
      const rc_statement *statement = o->e.deciding.items[k];
      uint32_t at = document_of(a, statement);
      size_t in_document = (size_t)(statement - statement->policy->statements.items);
      bool *mark = &a->marks[a->first_marks[at] + in_document];
      if (is_told(a, o, statement) && !*mark && (statement->deny || !denials_only)) {
        *mark = true;
        put_statement(a, &a->custom->documents.items[at], statement);
      }
    }
  }
  rc_wire_close(a->out, ']');
}

static bool has_statements(const answer *a, const outcome *o) {
  for (uint32_t k = 0; k < o->e.deciding.len; k++) {
    if (is_told(a, o, o->e.deciding.items[k])) {
      return true;
    }
  }
  return false;
}

/* ---- what is missing ---- */

static bool is_given(const rc_custom *c, rc_str name) {
  for (uint32_t i = 0; i < c->context.n_keys; i++) {
    if (rc_str_equal_nocase(c->context.keys[i].name, name)) {
      return true;
    }
  }
  return c->has_caller && (rc_str_equal_nocase(name, RC_STR("aws:PrincipalArn")) ||
                           rc_str_equal_nocase(name, RC_STR("aws:PrincipalAccount")));
}

static rc_status find_missing(answer *a) {
  const rc_custom *c = a->custom;
  for (RC_EACH(const rc_str, key, c->keys)) {
    rc_str *added = is_given(c, *key) ? NULL : RC_VEC_ADD(c->arena, &a->missing);
    if (added != NULL) {
      *added = *key;
    }
  }
  return rc_arena_status(c->arena);
}

static void put_missing(answer *a, bool told) {
  rc_wire_open(a->out, "MissingContextValues", '[');
  for (uint32_t i = 0; told && i < a->missing.len; i++) {
    rc_wire_string(a->out, NULL, a->missing.items[i]);
  }
  rc_wire_close(a->out, ']');
}

/* ---- details ---- */

static bool permits(const rc_layer_verdict *layer) {
  return !layer->applies || (layer->allow == RC_YES && layer->deny == RC_NO);
}

static void put_boundary(answer *a, const outcome *o) {
  if (a->custom->boundary.applies) {
    rc_wire_open(a->out, "PermissionsBoundaryDecisionDetail", '{');
    rc_wire_bool(a->out, "AllowedByPermissionsBoundary",
                     permits(&o->e.layers[RC_LAYER_BOUNDARY]));
    rc_wire_close(a->out, '}');
  }
}

static void put_organisation(answer *a, const outcome *o) {
  if (a->custom->n_levels > 0) {
    rc_wire_open(a->out, "OrganizationsDecisionDetail", '{');
    rc_wire_bool(a->out, "AllowedByOrganizations", !o->organisation_denies);
    rc_wire_close(a->out, '}');
  }
}

static void put_detail(answer *a, const char *name, const rc_layer_verdict *layer) {
  if (layer->applies) {
    rc_wire_entry(a->out, name,
                  rc_decision_name(layer->deny == RC_YES    ? RC_EXPLICIT_DENY
                                   : layer->allow == RC_YES ? RC_ALLOWED
                                                            : RC_IMPLICIT_DENY));
  }
}

/* There when resources are named, and filled when one lies in another account. */
static void put_details(answer *a, const outcome *o) {
  rc_wire_open(a->out, "EvalDecisionDetails", '{');
  if (o->cross_account) {
    put_detail(a, "IAM Policy", &o->e.layers[RC_LAYER_IDENTITY]);
    put_detail(a, "Resource Policy", &o->e.layers[RC_LAYER_RESOURCE]);
    put_detail(a, "Permissions Boundary Policy", &o->e.layers[RC_LAYER_BOUNDARY]);
  }
  rc_wire_close(a->out, '}');
}

/* ---- results ---- */

static void put_resource_result(answer *a, uint32_t i) {
  const outcome *o = &a->outcomes[i];
  rc_wire_open(a->out, NULL, '{');
  rc_wire_string(a->out, "EvalResourceName", a->custom->resources[i]);
  rc_wire_string(a->out, "EvalResourceDecision", decision_of(o));
  if (has_statements(a, o)) {
    put_statements(a, i, i + 1, o->e.decision == RC_EXPLICIT_DENY);
  }
  put_missing(a, !o->organisation_denies);
  if (o->cross_account) {
    put_details(a, o);
  }
  put_boundary(a, o);
  rc_wire_close(a->out, '}');
}

/* One resource is named as it is; for several AWS prints the pattern of their type. */
static void put_resource_name(answer *a, rc_str action) {
  rc_str name = a->custom->n_resources == 1
                    ? a->custom->resources[0]
                    : rc_service_data_resource_pattern(a->custom->arena, a->custom->catalogue,
                                                       action, a->custom->resources[0]);
  if (!rc_str_is_empty(name)) {
    rc_wire_string(a->out, "EvalResourceName", name);
  }
}

/* The one that stands for all: the first that is not allowed, else the first. */
static const outcome *leading_outcome(const answer *a) {
  for (uint32_t i = 0; i < a->custom->n_resources; i++) {
    if (a->outcomes[i].e.decision != RC_ALLOWED) {
      return &a->outcomes[i];
    }
  }
  return &a->outcomes[0];
}

static void put_result(answer *a, rc_str action) {
  const rc_custom *c = a->custom;
  const outcome *leading = leading_outcome(a);
  rc_str decision = common_decision(a);
  rc_wire_open(a->out, NULL, '{');
  rc_wire_string(a->out, "EvalActionName", action);
  put_resource_name(a, action);
  rc_wire_string(a->out, "EvalDecision", decision);
  put_statements(a, 0, c->n_resources,
                 rc_str_equal(decision, rc_decision_name(RC_EXPLICIT_DENY)));
  put_missing(a, c->n_resources == 1 && !leading->organisation_denies);
  put_organisation(a, leading);
  put_boundary(a, leading);
  if (c->resources_given) {
    put_details(a, leading);
    rc_wire_open(a->out, "ResourceSpecificResults", '[');
    for (uint32_t i = 0; i < c->n_resources && rc_buf_status(a->out->buf) == RC_OK; i++) {
      put_resource_result(a, i);
    }
    rc_wire_close(a->out, ']');
  }
  rc_wire_close(a->out, '}');
}

/* ---- all of it ---- */

static void put_page(rc_wire *out, const rc_custom_page *page) {
  if (page->told) {
    rc_wire_bool(out, "IsTruncated", !rc_str_is_empty(page->marker));
    if (!rc_str_is_empty(page->marker)) {
      rc_wire_string(out, "Marker", page->marker);
    }
  }
}

/* Hostile questions multiply: so many results, each from so many statements and conditions. */
static rc_status check_work(const rc_custom *c) {
  uint64_t results = (uint64_t)(c->page.to - c->page.from) * c->n_resources;
  uint64_t each = c->n_levels;
  if (results > RC_LIMIT_RESULTS_VALUE) {
    return rc_arena_hit(c->arena, RC_LIMIT_RESULTS);
  }
  for (RC_EACH(const rc_custom_document, document, c->documents)) {
    for (RC_EACH(const rc_statement, statement, document->policy->statements)) {
      each += 1u + statement->conditions.len;
    }
  }
  return results * each > RC_LIMIT_SIMULATION_WORK_VALUE
             ? rc_arena_hit(c->arena, RC_LIMIT_SIMULATION_WORK)
             : RC_OK;
}

static rc_status put_results(rc_custom *c, rc_wire *out) {
  answer a = {.custom = c, .out = out};
  RC_TRY(check_work(c));
  a.outcomes = RC_NEW_ARRAY(c->arena, outcome, c->n_resources);
  RC_TRY(number_documents(&a));
  RC_TRY(find_missing(&a));
  rc_wire_open(out, "EvaluationResults", '[');
  for (uint32_t k = c->page.from; k < c->page.to; k++) {
    for (uint32_t i = 0; i < c->n_resources; i++) {
      RC_TRY(ask(c, c->actions[k], c->resources[i], &a.outcomes[i]));
    }
    put_result(&a, c->actions[k]);
    RC_TRY(rc_buf_status(out->buf));
  }
  rc_wire_close(out, ']');
  return RC_OK;
}

static void put_keys(const rc_custom *c, rc_wire *out) {
  rc_wire_open(out, "ContextKeyNames", '[');
  for (RC_EACH(const rc_str, key, c->keys)) {
    rc_wire_string(out, NULL, *key);
  }
  rc_wire_close(out, ']');
}

/* IAM tells of the page first, the AWS CLI last. */
rc_status rc_custom_answer(rc_custom *c, rc_wire *out, const char *name) {
  rc_wire_open(out, name, '{');
  if (rc_custom_is_keys(c)) {
    put_keys(c, out);
  } else {
    if (out->xml) {
      put_page(out, &c->page);
    }
    RC_TRY(put_results(c, out));
    if (!out->xml) {
      put_page(out, &c->page);
    }
    if (!rc_str_is_empty(c->page.token)) {
      rc_wire_string(out, "NextToken", c->page.token);
    }
  }
  rc_wire_close(out, '}');
  RC_TRY(rc_arena_status(c->arena));
  return rc_buf_status(out->buf);
}
