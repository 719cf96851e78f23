#include "iam/action_index.h"

/* Looking at this few statements takes no longer than finding them. */
enum { FEW_STATEMENTS = 8 };

static char lower(char c) { return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

/* FNV-1a. */
uint32_t rc_action_hash(rc_str action) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < action.len; i++) {
    hash = (hash ^ (unsigned char)lower(action.ptr[i])) * 16777619u;
  }
  return hash ^ hash >> 15;
}

static rc_str service_of(rc_str action) {
  size_t colon = rc_str_find_byte(action, ':', 0);
  return colon == RC_NOT_FOUND ? RC_STR_NONE : rc_str_slice(action, 0, colon + 1);
}

uint32_t rc_action_service_hash(rc_str action) { return rc_action_hash(service_of(action)); }

/* ---- where an action of a statement belongs ---- */

static bool is_fixed(rc_str text) {
  return rc_str_find_byte(text, '*', 0) == RC_NOT_FOUND &&
         rc_str_find_byte(text, '?', 0) == RC_NOT_FOUND && !rc_hole_any(text);
}

/* False if it belongs nowhere in particular. */
static bool place_of(rc_str action, uint32_t *hash) {
  rc_str service = service_of(action);
  if (is_fixed(action)) {
    *hash = rc_action_hash(action);
    return true;
  }
  *hash = rc_action_hash(service);
  return service.len > 0 && is_fixed(service);
}

static bool belongs_anywhere(const rc_statement *statement) {
  uint32_t hash;
  if (statement->not_action || !statement->valid) {
    return true;
  }
  for (RC_EACH(rc_policy_text, action, statement->actions)) {
    if (!place_of(action->text, &hash)) {
      return true;
    }
  }
  return statement->actions.len == 0;
}

/* ---- building ---- */

static rc_status allocate(rc_arena *arena, const rc_policy *policy, rc_action_index *index) {
  size_t n_items = 0;
  size_t places = 1;
  for (RC_EACH(rc_statement, statement, policy->statements)) {
    n_items += statement->actions.len;
  }
  while (places < n_items) {
    places *= 2;
  }
  index->mask = (uint32_t)(places - 1);
  index->starts = RC_NEW_ARRAY(arena, uint32_t, places + 2);
  index->items = RC_NEW_ARRAY(arena, rc_action_item, n_items);
  index->anywhere = RC_NEW_ARRAY(arena, uint32_t, policy->statements.len);
  return rc_arena_status(arena);
}

/* Counts the places' items, then puts them there: `starts` is shifted by one place meanwhile. */
static void fill(const rc_policy *policy, rc_action_index *index, bool counting) {
  for (RC_EACH(rc_statement, statement, policy->statements)) {
    if (belongs_anywhere(statement)) {
      if (counting) {
        index->anywhere[index->n_anywhere++] = statement->index;
      }
      continue;
    }
    for (RC_EACH(rc_policy_text, action, statement->actions)) {
      uint32_t hash = 0;
      (void)place_of(action->text, &hash);
      uint32_t *start = &index->starts[(hash & index->mask) + (counting ? 2 : 1)];
      if (!counting) {
        index->items[*start] = (rc_action_item){
            is_fixed(action->text) ? RC_STR_NONE : action->text, statement->index};
      }
      ++*start;
    }
  }
}

rc_status rc_action_index_make(rc_arena *arena, rc_policy *policy) {
  if (policy->statements.len <= FEW_STATEMENTS) {
    return RC_OK;
  }
  rc_action_index *index = RC_NEW(arena, rc_action_index);
  if (index == NULL) {
    return rc_arena_status(arena);
  }
  RC_TRY(allocate(arena, policy, index));
  fill(policy, index, true);
  for (uint32_t i = 1; i <= index->mask + 1; i++) {
    index->starts[i + 1] += index->starts[i];
  }
  fill(policy, index, false);
  policy->index = index;
  return RC_OK;
}
