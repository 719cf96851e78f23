#include "iam/doubts.h"
#include "iam/operator.h"
#include "iam/scope.h"

static const rc_grants no_grant = {RC_NO, RC_NO, RC_NO};

/* Tells a role's or user's identifier: ID:session-name, or ID. */
static const rc_str user_id = RC_STR_INIT("aws:userid");

/* ---- one entry ---- */

static rc_truth equal(rc_scope *scope, rc_str entry, rc_str name) {
  return rc_scope_match(scope, entry, name, RC_MATCH_EXACT);
}

/* As above for names made of the caller's account, which the request may not tell. */
static rc_truth account_equal(rc_scope *scope, rc_str entry, rc_str name) {
  if (scope->prepared->account_told || rc_hole_any(entry)) {
    return equal(scope, entry, name);
  }
  rc_truth result = rc_text_equal(entry, name);
  if (result == RC_UNKNOWN && scope->why != NULL) {
    scope->why->missing_account = true;
  }
  return result;
}

/* As above for the session. */
static rc_truth session_equal(rc_scope *scope, rc_str entry) {
  if (scope->request->caller.session_name.len > 0 || rc_hole_any(entry)) {
    return account_equal(scope, entry, scope->prepared->session_arn);
  }
  rc_truth result = rc_text_equal(entry, scope->prepared->session_arn);
  if (result == RC_UNKNOWN && scope->why != NULL) {
    scope->why->missing_session_name = true;
  }
  return result;
}

/* The user who asked for a federated session. */
static rc_truth parent_equal(rc_scope *scope, rc_str entry) {
  if (scope->request->caller.parent_arn.len > 0 || rc_hole_any(entry)) {
    return equal(scope, entry, scope->prepared->parent_arn);
  }
  rc_truth result = rc_text_equal(entry, scope->prepared->parent_arn);
  if (result == RC_UNKNOWN && scope->why != NULL) {
    scope->why->missing_parent = true;
  }
  return result;
}

/* IAM's own identifiers of roles and users, which stored documents may hold in place of ARNs. */
static bool is_unique_id(rc_str text, rc_caller_kind of) {
  rc_str prefix = of == RC_CALLER_ROLE ? RC_STR("AROA") : RC_STR("AIDA");
  return rc_str_starts_with(text, prefix) && rc_str_find_byte(text, ':', 0) == RC_NOT_FOUND;
}

static rc_truth unique_id_fits(rc_scope *scope, rc_str entry) {
  rc_str id = scope->request->caller.unique_id;
  rc_context_key key;
  if (rc_str_is_empty(id)) {
    rc_presence presence = rc_scope_key(scope, user_id, &key);
    if (presence != RC_KEY_PRESENT || key.n_values != 1) {
      rc_scope_note_key(scope, user_id);
      return RC_UNKNOWN;
    }
    id = rc_str_slice(key.values[0], 0, rc_str_find_byte(key.values[0], ':', 0));
  }
  return equal(scope, entry, id);
}

static rc_grants aws_entry_fits(rc_scope *scope, rc_str entry) {
  const rc_caller *caller = &scope->request->caller;
  rc_grants grants = no_grant;
  grants.direct = equal(scope, entry, RC_STR("*")); /* a placeholder may stand for it */
  if (rc_str_is_empty(scope->prepared->account)) {
    return grants;
  }
  grants.account = rc_truth_or(account_equal(scope, entry, scope->prepared->account),
                               account_equal(scope, entry, scope->prepared->account_arn));
  if (caller->kind == RC_CALLER_ROOT) {
    return grants;
  }
  if (caller->kind == RC_CALLER_FEDERATED_USER) {
    grants.role = parent_equal(scope, entry);
    grants.direct = rc_truth_or(grants.direct, equal(scope, entry, scope->prepared->arn));
    return grants;
  }
  rc_truth identity = is_unique_id(entry, caller->kind) ? unique_id_fits(scope, entry)
                                                        : equal(scope, entry, scope->prepared->arn);
  if (caller->kind == RC_CALLER_USER) {
    grants.direct = rc_truth_or(grants.direct, identity);
    return grants;
  }
  grants.role = identity;
  grants.direct = rc_truth_or(grants.direct, session_equal(scope, entry));
  return grants;
}

/* `eu-west-1`, `us-gov-east-1`: blanks are dashes and the last character is a digit. */
static bool looks_like_region(rc_str label) {
  return rc_str_find_byte(label, '-', 0) != RC_NOT_FOUND &&
         rc_str_is_digits(rc_str_from(label, label.len - 1));
}

/* Is `regional` the name `plain` with a Region, as `logs.eu-west-1.amazonaws.com`? */
static bool is_regional_name(rc_str regional, rc_str plain) {
  rc_str rest = regional;
  rc_str first = rc_str_cut(&rest, '.');
  rc_str second = rc_str_cut(&rest, '.');
  bool names_region = second.len > 0 && rest.len > 0 && looks_like_region(second);
  return names_region && rc_str_equal(rc_str_cut(&plain, '.'), first) &&
         rc_str_equal(plain, rest);
}

/* A service goes by its plain name and by the one of its Region. */
static rc_grants service_entry_fits(rc_scope *scope, rc_str entry) {
  const rc_caller *caller = &scope->request->caller;
  rc_grants grants = no_grant;
  if (caller->kind != RC_CALLER_SERVICE) {
    return grants;
  }
  grants.direct = equal(scope, entry, caller->arn);
  if (grants.direct == RC_NO && !rc_hole_any(entry)) {
    bool same = is_regional_name(entry, caller->arn) || is_regional_name(caller->arn, entry);
    grants.direct = same ? RC_YES : RC_NO;
  }
  return grants;
}

/* S3's name for an account, which tells nothing unless the caller's own is told, too. */
static rc_grants canonical_user_fits(rc_scope *scope, rc_str entry) {
  rc_grants grants = no_grant;
  rc_str own = scope->request->caller.canonical_id;
  if (rc_str_is_empty(scope->prepared->account)) {
    return grants;
  }
  grants.account = rc_str_is_empty(own) ? RC_UNKNOWN : equal(scope, entry, own);
  if (rc_str_is_empty(own) && scope->why != NULL) {
    scope->why->missing_canonical_id = true;
  }
  return grants;
}

/* Someone whom an identity provider vouches for. */
static rc_grants provider_fits(rc_scope *scope, rc_str entry) {
  const rc_caller *caller = &scope->request->caller;
  rc_grants grants = no_grant;
  if (caller->kind == RC_CALLER_PROVIDER) {
    grants.direct = equal(scope, entry, caller->arn);
  }
  return grants;
}

static rc_grants entry_fits(rc_scope *scope, const rc_principal_entry *entry) {
  switch (entry->kind) {
    case RC_PRINCIPAL_ANY: return (rc_grants){RC_YES, RC_NO, RC_NO};
    case RC_PRINCIPAL_AWS: return aws_entry_fits(scope, entry->text.text);
    case RC_PRINCIPAL_SERVICE: return service_entry_fits(scope, entry->text.text);
    case RC_PRINCIPAL_CANONICAL_USER: return canonical_user_fits(scope, entry->text.text);
    case RC_PRINCIPAL_FEDERATED: return provider_fits(scope, entry->text.text);
  }
  return no_grant;
}

static rc_grants listed(rc_scope *scope, const rc_statement *statement, bool *everyone) {
  rc_grants all = no_grant;
  *everyone = false;
  for (RC_EACH(rc_principal_entry, entry, statement->principals)) {
    rc_grants one = entry_fits(scope, entry);
    *everyone = *everyone || entry->kind == RC_PRINCIPAL_ANY;
    all.direct = rc_truth_or(all.direct, one.direct);
    all.role = rc_truth_or(all.role, one.role);
    all.account = rc_truth_or(all.account, one.account);
  }
  return all;
}

/* ---- NotPrincipal ---- */

/* AWS checks account, role and session one after the other: each has to be in the list. */
static rc_truth is_exempt(const rc_scope *scope, rc_grants in_list) {
  switch (scope->request->caller.kind) {
    case RC_CALLER_ROLE:
      return rc_truth_and(in_list.account, rc_truth_and(in_list.role, in_list.direct));
    case RC_CALLER_USER:
    case RC_CALLER_FEDERATED_USER: return rc_truth_and(in_list.account, in_list.direct);
    case RC_CALLER_ROOT: return in_list.account;
    case RC_CALLER_SERVICE:
    case RC_CALLER_PROVIDER:
    case RC_CALLER_ANONYMOUS: break;
  }
  return in_list.direct;
}

static rc_truth not_listed(rc_scope *scope, const rc_statement *statement) {
  const rc_policy_set *boundary = scope->request->boundary;
  bool everyone;
  rc_grants in_list = listed(scope, statement, &everyone);
  if (boundary != NULL && boundary->applies) {
    return RC_YES; /* the list exempts nobody who has a permissions boundary */
  }
  return everyone ? RC_NO : rc_truth_not(is_exempt(scope, in_list));
}

/* ---- the element ---- */

/* "*" narrowed by a condition on aws:PrincipalArn names the caller as surely as its session's ARN
 * does. */
static bool names_principal_arn(const rc_statement *statement) {
  for (RC_EACH(rc_condition, condition, statement->conditions)) {
    const rc_operator *op = rc_operator_of(condition);
    bool positive = !op->negated && !condition->if_exists && op->type != RC_TYPE_NULL &&
                    condition->quantifier != RC_FOR_ALL_VALUES;
    if (positive && rc_str_equal_nocase(condition->key, RC_STR("aws:PrincipalArn"))) {
      return true;
    }
  }
  return false;
}

rc_grants rc_principal_fits(rc_scope *scope, const rc_statement *statement) {
  if (!statement->has_principal) {
    return no_grant;
  }
  if (statement->not_principal) {
    return (rc_grants){not_listed(scope, statement), RC_NO, RC_NO};
  }
  bool everyone;
  rc_grants grants = listed(scope, statement, &everyone);
  bool limited = everyone && !RC_DOUBT_STAR_OVERRIDES_LIMITS && !names_principal_arn(statement);
  return limited ? (rc_grants){RC_NO, RC_YES, RC_NO} : grants;
}
