#include "fix/grants.h"

#include "base/map.h"

/* ---- names and order ---------------------------------------------------------------------- */

static size_t rank_of(rc_str action) {
  size_t rank = 0;
  while (rank < rc_n_statement_names &&
         !rc_str_equal_nocase(rc_statement_names[rank].action, action)) {
    rank++;
  }
  return rank;
}

/* For an action that the table does not have: its own name, as far as a Sid may spell it. */
static rc_str sid_of(rc_arena *arena, rc_str action) {
  size_t rank = rank_of(action);
  if (rank < rc_n_statement_names) {
    return rc_statement_names[rank].sid;
  }
  rc_buf sid;
  rc_buf_init(&sid, arena);
  rc_buf_put(&sid, RC_STR("Allow"));
  size_t colon = rc_str_find_byte(action, ':', 0);
  for (size_t i = colon == RC_NOT_FOUND ? 0 : colon; i < action.len; i++) {
    char c = action.ptr[i];
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (fits) {
      rc_buf_put_byte(&sid, c);
    }
  }
  return rc_buf_str(&sid);
}

static rc_str service_of(rc_str action) { return rc_str_cut(&action, ':'); }

static int compare_actions(rc_str a, rc_str b) {
  size_t rank_a = rank_of(a);
  size_t rank_b = rank_of(b);
  return rank_a != rank_b ? (rank_a < rank_b ? -1 : 1) : rc_str_compare(a, b);
}

/* ---- lists of names ----------------------------------------------------------------------- */

void rc_add_name(rc_arena *arena, rc_name_list *list, rc_str name) {
  for (RC_EACH(const rc_str, known, *list)) {
    if (rc_str_equal(*known, name)) {
      return;
    }
  }
  rc_str *added = RC_VEC_ADD(arena, list);
  if (added != NULL) {
    *added = name;
  }
}

static void add_action(rc_arena *arena, rc_name_list *list, rc_str action) {
  uint32_t before = list->len;
  rc_add_name(arena, list, action);
  for (uint32_t i = list->len - 1; list->len > before && i > 0; i--) {
    rc_str *items = list->items;
    if (compare_actions(items[i - 1], items[i]) <= 0) {
      break;
    }
    rc_str swap = items[i];
    items[i] = items[i - 1];
    items[i - 1] = swap;
  }
}

/* ---- merging ------------------------------------------------------------------------------ */

/* Statements that may become one have the same key. Strings never hold a NUL byte of ours by
 * accident in a way that matters: at worst two statements stay apart. */
static void put_key_part(rc_buf *key, rc_str part) {
  rc_buf_put_u64(key, part.len);
  rc_buf_put_byte(key, ':');
  rc_buf_put(key, part);
}

static void put_key_list(rc_buf *key, const rc_name_list *list) {
  for (RC_EACH(const rc_str, name, *list)) {
    put_key_part(key, *name);
  }
}

typedef enum merge_by { BY_RESOURCE, BY_ACTIONS, BY_RESOURCES } merge_by;

static rc_str key_of(rc_arena *arena, const rc_planned *planned, merge_by by) {
  rc_buf key;
  rc_buf_init(&key, arena);
  put_key_part(&key, planned->condition_key);
  put_key_part(&key, planned->condition_value);
  put_key_part(&key, by == BY_RESOURCES ? service_of(planned->actions.items[0]) : planned->sid);
  put_key_list(&key, by == BY_ACTIONS ? &planned->actions : &planned->resources);
  return rc_buf_str(&key);
}

static void take_over(rc_arena *arena, rc_planned *into, const rc_planned *from, merge_by by) {
  if (by == BY_ACTIONS) {
    for (RC_EACH(const rc_str, resource, from->resources)) {
      /* Resources within one purpose are distinct: the first merge has seen to that. */
      rc_str *added = RC_VEC_ADD(arena, &into->resources);
      if (added != NULL) {
        *added = *resource;
      }
    }
    return;
  }
  for (RC_EACH(const rc_str, action, from->actions)) {
    add_action(arena, &into->actions, *action);
  }
}

/* Statements with equal keys become the first of them. */
static rc_status merge(rc_arena *arena, const rc_planned_vec *in, merge_by by,
                       rc_planned_vec *out) {
  rc_map seen = {0};
  *out = (rc_planned_vec){0};
  for (RC_EACH(const rc_planned, planned, *in)) {
    uint32_t at = RC_MAP_NONE;
    RC_TRY(rc_map_add(arena, &seen, key_of(arena, planned, by), out->len, &at));
    if (at < out->len) {
      take_over(arena, &out->items[at], planned, by);
      continue;
    }
    rc_planned *added = RC_VEC_ADD(arena, out);
    if (added == NULL) {
      return rc_arena_status(arena);
    }
    *added = *planned;
  }
  return rc_arena_status(arena);
}

static rc_status single_statements(rc_arena *arena, const rc_grant_vec *grants,
                                   rc_planned_vec *out) {
  for (RC_EACH(const rc_grant, grant, *grants)) {
    rc_planned *planned = RC_VEC_ADD(arena, out);
    if (planned == NULL) {
      return rc_arena_status(arena);
    }
    *planned = (rc_planned){
        .sid = sid_of(arena, grant->action),
        .condition_key = grant->condition_key,
        .condition_value = grant->condition_value,
    };
    rc_add_name(arena, &planned->actions, grant->action);
    rc_add_name(arena, &planned->resources, grant->resource);
  }
  return rc_arena_status(arena);
}

/* Stable; statements are few once they are merged. */
static void sort_statements(rc_planned_vec *statements) {
  for (uint32_t i = 1; i < statements->len; i++) {
    rc_planned moving = statements->items[i];
    uint32_t at = i;
    while (at > 0 && rank_of(statements->items[at - 1].actions.items[0]) >
                         rank_of(moving.actions.items[0])) {
      statements->items[at] = statements->items[at - 1];
      at--;
    }
    statements->items[at] = moving;
  }
}

rc_status rc_plan_statements(rc_arena *arena, const rc_grant_vec *grants, rc_planned_vec *out) {
  rc_planned_vec single = {0};
  rc_planned_vec by_resource = {0};
  rc_planned_vec by_actions = {0};
  RC_TRY(single_statements(arena, grants, &single));
  RC_TRY(merge(arena, &single, BY_RESOURCE, &by_resource));
  RC_TRY(merge(arena, &by_resource, BY_ACTIONS, &by_actions));
  sort_statements(&by_actions);
  return merge(arena, &by_actions, BY_RESOURCES, out);
}

/* ---- habits of a document ----------------------------------------------------------------- */

static rc_value next_statement(rc_value statements, rc_value at) {
  bool list = rc_value_kind(statements) == RC_ARRAY;
  if (rc_value_is_none(at)) {
    return list ? rc_value_first(statements) : statements;
  }
  return list ? rc_value_next(at) : RC_VALUE_NONE;
}

static void see_lone(rc_value element, bool *strings, bool *lists) {
  rc_kind kind = rc_value_kind(element);
  *strings = *strings || kind == RC_STRING;
  *lists = *lists || (kind == RC_ARRAY && rc_value_node(element)->count == 1);
}

rc_statement_style rc_statement_style_of(rc_value statements) {
  rc_statement_style style = {.model = RC_VALUE_NONE};
  bool any = false;
  bool strings = false;
  bool lists = false;
  if (rc_value_is_none(statements)) {
    style.with_sid = true;
    return style;
  }
  for (rc_value at = next_statement(statements, RC_VALUE_NONE); !rc_value_is_none(at);
       at = next_statement(statements, at)) {
    any = true;
    style.model = at;
    style.with_sid = style.with_sid || !rc_value_is_none(rc_value_get(at, RC_STR("Sid")));
    see_lone(rc_value_get(at, RC_STR("Action")), &strings, &lists);
    see_lone(rc_value_get(at, RC_STR("Resource")), &strings, &lists);
  }
  style.with_sid = style.with_sid || !any;
  style.lone_lists = lists && !strings;
  return style;
}

/* ---- writing ------------------------------------------------------------------------------ */

static bool sid_taken(rc_arena *arena, rc_str sid, const rc_made *list, rc_value taken) {
  for (RC_EACH(const rc_made, statement, list->children)) {
    for (RC_EACH(const rc_made, member, statement->children)) {
      bool is_sid = rc_str_equal(member->key, RC_STR("Sid"));
      if (is_sid && rc_str_equal_nocase(member->text, sid)) {
        return true;
      }
    }
  }
  if (rc_value_is_none(taken)) {
    return false;
  }
  for (rc_value at = next_statement(taken, RC_VALUE_NONE); !rc_value_is_none(at);
       at = next_statement(taken, at)) {
    rc_str other = rc_value_string(arena, rc_value_get(at, RC_STR("Sid")));
    if (rc_str_equal_nocase(other, sid)) {
      return true;
    }
  }
  return false;
}

static rc_str free_sid(rc_arena *arena, rc_str sid, const rc_made *list, rc_value taken) {
  rc_str candidate = sid;
  for (uint64_t n = 2; sid_taken(arena, candidate, list, taken); n++) {
    candidate = RC_FILL(arena, "{}{}", sid, rc_str_from_u64(arena, n));
    if (candidate.len == 0) {
      break;
    }
  }
  return candidate;
}

static void put_names(rc_arena *arena, rc_made *object, rc_str key, const rc_name_list *names,
                      bool lone_lists) {
  if (names->len == 1 && !lone_lists) {
    rc_made_member(arena, object, key, RC_MADE_STRING, names->items[0]);
    return;
  }
  rc_made *list = rc_made_member(arena, object, key, RC_MADE_LIST, RC_STR_NONE);
  if (list != NULL) {
    for (RC_EACH(const rc_str, name, *names)) {
      rc_made_item(arena, list, RC_MADE_STRING, *name);
    }
  }
}

static void put_pair(rc_arena *arena, rc_made *object, rc_str key, rc_str name, rc_str value) {
  rc_made *inner = rc_made_member(arena, object, key, RC_MADE_OBJECT, RC_STR_NONE);
  if (inner != NULL) {
    rc_made_member(arena, inner, name, RC_MADE_STRING, value);
  }
}

static void put_condition(rc_arena *arena, rc_made *object, const rc_planned *planned) {
  rc_made *condition =
      rc_made_member(arena, object, RC_STR("Condition"), RC_MADE_OBJECT, RC_STR_NONE);
  if (condition != NULL) {
    put_pair(arena, condition, RC_STR("StringEquals"), planned->condition_key,
             planned->condition_value);
  }
}

static void move_member(rc_arena *arena, rc_made *from, rc_str key, rc_made *to) {
  for (RC_EACH(rc_made, member, from->children)) {
    if (member->has_key && rc_str_equal(member->key, key)) {
      rc_made *moved = rc_made_item(arena, to, member->kind, member->text);
      if (moved != NULL) {
        *moved = *member;
      }
      member->has_key = false;
      return;
    }
  }
}

/* Members that `model` has come in its order, the others behind them. */
static void order_members(rc_arena *arena, rc_made *object, rc_value model) {
  if (rc_value_kind(model) != RC_OBJECT) {
    return;
  }
  rc_made ordered = {.kind = RC_MADE_OBJECT};
  for (RC_MEMBERS(key, value, model)) {
    move_member(arena, object, rc_value_string(arena, key), &ordered);
  }
  for (RC_EACH(rc_made, member, object->children)) {
    if (member->has_key) {
      rc_made *moved = rc_made_item(arena, &ordered, member->kind, member->text);
      if (moved != NULL) {
        *moved = *member;
      }
    }
  }
  object->children = ordered.children;
}

void rc_made_statement(rc_arena *arena, rc_made *list, const rc_planned *planned,
                       const rc_statement_style *style, const rc_statement_extra *extra,
                       rc_value taken) {
  rc_made object = {.kind = RC_MADE_OBJECT};
  if (style->with_sid) {
    rc_made_member(arena, &object, RC_STR("Sid"), RC_MADE_STRING,
                   free_sid(arena, planned->sid, list, taken));
  }
  rc_made_member(arena, &object, RC_STR("Effect"), RC_MADE_STRING, RC_STR("Allow"));
  if (extra != NULL && extra->principal_kind.len > 0) {
    put_pair(arena, &object, RC_STR("Principal"), extra->principal_kind, extra->principal);
  }
  put_names(arena, &object, RC_STR("Action"), &planned->actions, style->lone_lists);
  if (extra == NULL || !extra->without_resource) {
    put_names(arena, &object, RC_STR("Resource"), &planned->resources, style->lone_lists);
  }
  if (planned->condition_key.len > 0) {
    put_condition(arena, &object, planned);
  }
  order_members(arena, &object, style->model);
  rc_made *added = rc_made_item(arena, list, RC_MADE_OBJECT, RC_STR_NONE);
  if (added != NULL) {
    *added = object;
  }
}

rc_made rc_made_policy(rc_arena *arena, rc_value document) {
  if (!rc_value_is_none(rc_value_get(document, RC_STR("Statement")))) {
    return rc_made_from(arena, document);
  }
  rc_made policy = {.kind = RC_MADE_OBJECT};
  rc_made_member(arena, &policy, RC_STR("Version"), RC_MADE_STRING, RC_STR("2012-10-17"));
  rc_made_member(arena, &policy, RC_STR("Statement"), RC_MADE_LIST, RC_STR_NONE);
  return policy;
}

/* ---- comparing ---------------------------------------------------------------------------- */

bool rc_condition_is(rc_arena *arena, rc_value value, rc_str key, rc_str wanted) {
  if (rc_value_is_none(value)) {
    return key.len == 0;
  }
  rc_value operator_name = rc_value_first(value);
  if (rc_value_kind(value) != RC_OBJECT || rc_value_node(value)->count != 2 ||
      !rc_value_key_is(operator_name, RC_STR("StringEquals"))) {
    return false;
  }
  rc_value pair = rc_value_next(operator_name);
  if (rc_value_kind(pair) != RC_OBJECT || rc_value_node(pair)->count != 2) {
    return false;
  }
  rc_value name = rc_value_first(pair);
  rc_value only = rc_value_next(name);
  if (rc_value_kind(only) == RC_ARRAY && rc_value_node(only)->count == 1) {
    only = rc_value_first(only);
  }
  return rc_str_equal_nocase(rc_value_string(arena, name), key) &&
         rc_value_kind(only) == RC_STRING &&
         rc_str_equal(rc_value_text(arena, only, true), wanted);
}

/* The text with the holes that are wildcards of their own, `??????`, taken as literal. */
static rc_str with_wildcards(rc_arena *arena, rc_str text) {
  rc_str mark = RC_STR("\xFE??????\xFF");
  size_t at = rc_str_find(text, mark, 0);
  return at == RC_NOT_FOUND ? text
                            : RC_FILL(arena, "{}??????{}", rc_str_slice(text, 0, at),
                                      rc_str_from(text, at + mark.len));
}

bool rc_reads_back(rc_arena *arena, rc_str text) {
  text = with_wildcards(arena, text);
  rc_str shown = rc_hole_display(arena, text);
  return rc_str_equal(rc_hole_from_placeholders(arena, shown, true), text);
}
