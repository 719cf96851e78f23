#include "iam/scope.h"

#include "iam/variable.h"

/* How many names are searched for one that stands already. A request misses a handful of keys; a
 * hostile policy can name any number, and a name that stands twice does no harm. */
enum { LOOK_BACK = 256 };

/* ---- context keys ---- */

static bool same_values(const rc_context_key *a, const rc_context_key *b) {
  if (a->n_values != b->n_values || a->multivalued != b->multivalued) {
    return false;
  }
  for (uint32_t i = 0; i < a->n_values; i++) {
    if (!rc_str_equal(a->values[i], b->values[i])) {
      return false;
    }
  }
  return true;
}

/* Keys that the description of the caller holds. */
static const rc_str *caller_value(const rc_scope *scope, rc_str name) {
  static const struct {
    rc_str name;
    bool arn;
  } derived[] = {
      {RC_STR_INIT("aws:PrincipalArn"), true},
      {RC_STR_INIT("aws:PrincipalAccount"), false},
  };
  for (size_t i = 0; i < RC_COUNT_OF(derived); i++) {
    if (rc_str_equal_nocase(name, derived[i].name)) {
      bool told = derived[i].arn ? scope->prepared->arn_told : scope->prepared->account_told;
      return !told            ? NULL
             : derived[i].arn ? &scope->prepared->arn
                              : &scope->prepared->account;
    }
  }
  return NULL;
}

rc_presence rc_scope_key(const rc_scope *scope, rc_str name, rc_context_key *out) {
  const rc_context *context = &scope->request->context;
  const rc_context_key *found = NULL;
  if (rc_hole_any(name)) {
    return RC_KEY_UNKNOWN;
  }
  for (uint32_t i = 0; i < context->n_keys; i++) {
    if (!rc_str_equal_nocase(context->keys[i].name, name)) {
      continue;
    }
    if (found != NULL && !same_values(found, &context->keys[i])) {
      return RC_KEY_UNKNOWN;
    }
    found = &context->keys[i];
  }
  if (found != NULL) {
    *out = *found;
    return RC_KEY_PRESENT;
  }
  const rc_str *value = caller_value(scope, name);
  if (value != NULL) {
    *out = (rc_context_key){.name = name, .values = value, .n_values = 1};
    return RC_KEY_PRESENT;
  }
  return context->complete ? RC_KEY_MISSING : RC_KEY_UNKNOWN;
}

/* ---- causes ---- */

void rc_scope_note_key(rc_scope *scope, rc_str name) {
  if (scope->why == NULL) {
    return;
  }
  const rc_name_list *known = &scope->why->missing_keys;
  for (uint32_t back = 1; back <= known->len && back <= LOOK_BACK; back++) {
    if (rc_str_equal_nocase(known->items[known->len - back], name)) {
      return;
    }
  }
  rc_str *added = RC_VEC_ADD(scope->arena, &scope->why->missing_keys);
  if (added != NULL) {
    *added = name;
  }
}

rc_truth rc_scope_note_hole(rc_scope *scope) {
  if (scope->why != NULL) {
    scope->why->hole_in_the_way = true;
  }
  return RC_UNKNOWN;
}

rc_causes rc_scope_causes(const rc_scope *scope) {
  const rc_evaluation *why = scope->why;
  return why == NULL ? (rc_causes){.n_keys = 0}
                     : (rc_causes){.n_keys = why->missing_keys.len,
                                   .hole = why->hole_in_the_way,
                                   .unreadable = why->unreadable_policy,
                                   .account = why->missing_account,
                                   .session_name = why->missing_session_name,
                                   .parent = why->missing_parent,
                                   .canonical_id = why->missing_canonical_id};
}

rc_truth rc_scope_settle(rc_scope *scope, rc_causes before, rc_truth result) {
  if (scope->why != NULL && result != RC_UNKNOWN) {
    scope->why->missing_keys.len = before.n_keys;
    scope->why->hole_in_the_way = before.hole;
    scope->why->unreadable_policy = before.unreadable;
    scope->why->missing_account = before.account;
    scope->why->missing_session_name = before.session_name;
    scope->why->missing_parent = before.parent;
    scope->why->missing_canonical_id = before.canonical_id;
  }
  return result;
}

rc_truth rc_scope_match(rc_scope *scope, rc_str pattern, rc_str text, rc_match_mode mode) {
  rc_truth result = rc_text_match_within(pattern, text, mode, &scope->over_limit);
  bool noted = scope->why == NULL || result != RC_UNKNOWN;
  if (!noted && (rc_hole_any(text) || rc_variable_has_placeholder(pattern))) {
    (void)rc_scope_note_hole(scope);
  }
  return result;
}
