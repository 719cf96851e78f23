#include "iam/condition.h"
#include "iam/scope.h"
#include "iam/variable.h"

#include <string.h>

static const rc_grants no_grant = {RC_NO, RC_NO, RC_NO};

bool rc_policy_kind_has_principals(rc_policy_kind kind) {
  return kind == RC_POLICY_RESOURCE || kind == RC_POLICY_KEY || kind == RC_POLICY_TRUST ||
         kind == RC_POLICY_RCP || kind == RC_POLICY_ENDPOINT;
}

/* ---- Action ---- */

static rc_truth covers_action(rc_scope *scope, const rc_statement *statement, rc_str action) {
  rc_truth listed = RC_NO;
  for (RC_EACH(rc_policy_text, text, statement->actions)) {
    listed = rc_truth_or(listed, rc_scope_match(scope, text->text, action, RC_MATCH_NOCASE));
    if (listed == RC_YES) {
      break;
    }
  }
  return statement->not_action ? rc_truth_not(listed) : listed;
}

rc_truth rc_statement_fits_action(rc_scope *scope, const rc_statement *statement) {
  return covers_action(scope, statement, scope->request->action);
}

rc_truth rc_statement_covers_action(const rc_statement *statement, rc_str action) {
  rc_scope scope = {.why = NULL};
  return covers_action(&scope, statement, action);
}

/* ---- Resource ---- */

/* As the ARN that a short one stands for. */
static rc_truth matches_completed(rc_scope *scope, const rc_policy_text *text, rc_str resource) {
  if (text->completed.len == 0) {
    return RC_NO;
  }
  rc_truth match = rc_scope_match(scope, text->completed, resource, RC_MATCH_RESOURCE);
  return match == RC_YES && rc_hole_any(text->completed) ? rc_scope_note_hole(scope) : match;
}

static rc_truth settle_resource(const rc_statement *statement, rc_truth listed) {
  return !statement->has_resource ? RC_YES
         : statement->not_resource ? rc_truth_not(listed)
                                   : listed;
}

rc_truth rc_statement_covers_resource(const rc_statement *statement, rc_str resource) {
  rc_scope scope = {.why = NULL};
  rc_truth listed = RC_NO;
  for (RC_EACH(rc_policy_text, text, statement->resources)) {
    listed = rc_truth_or(listed, rc_text_match(text->pattern, resource, RC_MATCH_RESOURCE));
    listed = rc_truth_or(listed, matches_completed(&scope, text, resource));
  }
  return settle_resource(statement, listed);
}

static rc_truth entry_matches(rc_scope *scope, const rc_policy_text *text) {
  rc_str resource = scope->request->resource;
  rc_str pattern;
  if (!rc_variable_expand(scope, text, &pattern)) {
    return RC_NO;
  }
  rc_truth match = rc_scope_match(scope, pattern, resource, RC_MATCH_RESOURCE);
  return match == RC_YES ? match
                         : rc_truth_or(match, matches_completed(scope, text, resource));
}

/* As above with the request's values for policy variables. An entry with a variable that has none
 * matches nothing, which makes NotResource easier to match. */
static rc_truth covers_requested(rc_scope *scope, const rc_statement *statement) {
  rc_truth listed = RC_NO;
  for (RC_EACH(rc_policy_text, text, statement->resources)) {
    listed = rc_truth_or(listed, entry_matches(scope, text));
    if (listed == RC_YES) {
      break;
    }
  }
  return settle_resource(statement, listed);
}

/* ---- the statement ---- */

/* Do all resources begin otherwise than the one asked for? With many statements this is what
 * most of them come to. */
static bool begins_otherwise(const rc_scope *scope, const rc_statement *statement) {
  rc_str resource = scope->request->resource;
  size_t plain = scope->prepared->plain_resource;
  if (statement->not_resource || !statement->has_resource) {
    return false;
  }
  for (RC_EACH(rc_policy_text, text, statement->resources)) {
    size_t n = text->fixed < plain ? text->fixed : plain;
    bool too_short = text->fixed > plain && plain == resource.len;
    if (!too_short && (n == 0 || memcmp(text->pattern.ptr, resource.ptr, n) == 0)) {
      return false;
    }
  }
  return true;
}

static rc_grants elements_fit(rc_scope *scope, const rc_statement *statement) {
  if (begins_otherwise(scope, statement)) {
    return no_grant;
  }
  rc_causes before = rc_scope_causes(scope);
  rc_truth action = rc_scope_settle(
      scope, before, covers_action(scope, statement, scope->request->action));
  if (action == RC_NO) {
    return no_grant;
  }
  before = rc_scope_causes(scope);
  rc_truth resource = rc_scope_settle(scope, before, covers_requested(scope, statement));
  rc_truth rest = rc_truth_and(action, resource);
  if (rest == RC_NO) {
    return no_grant;
  }
  rc_grants grants = {RC_YES, RC_NO, RC_NO};
  if (rc_policy_kind_has_principals(statement->policy->kind)) {
    before = rc_scope_causes(scope);
    grants = rc_principal_fits(scope, statement);
    if (rc_scope_settle(scope, before, rc_grants_settled(grants)) == RC_NO) {
      return no_grant;
    }
  }
  rest = rc_truth_and(rest, rc_conditions_hold(scope, statement));
  return rc_grants_narrow(grants, rest);
}

rc_grants rc_statement_fits(rc_scope *scope, const rc_statement *statement) {
  if (!statement->valid) {
    return no_grant;
  }
  rc_causes before = rc_scope_causes(scope);
  rc_grants grants = elements_fit(scope, statement);
  if (statement->uncertain) {
    grants = rc_grants_narrow(grants, RC_UNKNOWN);
    if (scope->why != NULL) {
      scope->why->unreadable_policy = true;
    }
  }
  (void)rc_scope_settle(scope, before, rc_grants_settled(grants));
  return grants;
}

rc_status rc_statement_applies(rc_arena *arena, const rc_statement *statement,
                               const rc_request *request, rc_truth *out) {
  rc_prepared prepared;
  RC_TRY(rc_prepare_into(arena, request, statement->policy, &prepared));
  rc_scope scope = {.arena = arena, .prepared = &prepared, .request = request};
  *out = rc_grants_any(rc_statement_fits(&scope, statement));
  if (scope.over_limit) {
    return rc_arena_hit(arena, RC_LIMIT_MATCH_WORK);
  }
  return rc_arena_status(arena);
}
