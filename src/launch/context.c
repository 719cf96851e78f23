#include "launch/context.h"

#include "launch/tables.h"

typedef struct keys { RC_VEC_FIELDS(rc_context_key) } keys;

static rc_context_key *find_key(keys *all, rc_str name) {
  for (RC_EACH(rc_context_key, key, *all)) {
    if (rc_str_equal_nocase(key->name, name)) {
      return key;
    }
  }
  return NULL;
}

/* A row without a value, or with one that is not known, takes back what an earlier row said. */
static void apply(rc_arena *arena, keys *all, const rc_context_rule *rule,
                  const rc_named_texts *values) {
  bool complete = rule->value.len > 0;
  rc_str text = rc_template_fill(arena, rule->value, values->items, values->len, &complete);
  rc_context_key *key = find_key(all, rule->key);
  rc_str *value = RC_NEW(arena, rc_str);
  if (key == NULL && complete) {
    key = RC_VEC_ADD(arena, all);
  }
  if (key == NULL || value == NULL) {
    return;
  }
  *value = text;
  *key = (rc_context_key){.name = rule->key, .values = value, .n_values = 1};
  if (!complete) {
    *key = all->items[--all->len];
  }
}

static rc_named_texts values_with_caller(rc_arena *arena, const rc_call *call,
                                         const rc_caller *caller) {
  rc_named_texts values = {0};
  for (uint32_t i = 0; i < call->n_values; i++) {
    rc_bind(arena, &values, call->values[i].name, call->values[i].text);
  }
  rc_bind(arena, &values, RC_STR("caller-arn"), caller->arn);
  rc_bind(arena, &values, RC_STR("caller-account"), caller->account);
  return values;
}

rc_context rc_call_context(rc_arena *arena, const rc_call *call, const rc_caller *caller) {
  bool service = caller->kind == RC_CALLER_SERVICE;
  const rc_context_rule *common = service ? rc_service_context : rc_role_context;
  size_t n_common = service ? rc_n_service_context : rc_n_role_context;
  rc_named_texts values = values_with_caller(arena, call, caller);
  keys all = {0};
  for (size_t i = 0; i < n_common; i++) {
    apply(arena, &all, &common[i], &values);
  }
  for (uint32_t i = 0; i < call->rule->n_context; i++) {
    apply(arena, &all, &call->rule->context[i], &values);
  }
  return (rc_context){.keys = all.items, .n_keys = all.len, .complete = false};
}
