/*
 * Task definitions, member by member. A launch never needs another image, command or environment:
 * whatever differs is told, except the execution role that was missing and the slips in references
 * that our own fix would mend in the same way.
 */
#include "base/buf.h"
#include "fix/proposal.h"

/* ---- what our own fix would do -------------------------------------------------------------- */

static bool is_within(rc_span inner, rc_span outer) {
  return inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

/* Is `after` the value `before` as an intent would have replaced a part of it? */
static bool is_replacement(rc_arena *arena, const rc_intent *intent, rc_value before,
                           rc_value after) {
  rc_span span = rc_value_span(before);
  if (intent->kind != RC_INTENT_REPLACE || rc_span_is_none(intent->place) ||
      !is_within(intent->place, span)) {
    return false;
  }
  if (before.tree->syntax == RC_SYNTAX_COMPUTED) { /* an edit of a template appends */
    return rc_str_equal(RC_FILL(arena, "{}{}", rc_value_string(arena, before), intent->value),
                        rc_value_string(arena, after));
  }
  rc_str raw = rc_value_raw(before);
  size_t start = intent->place.start - span.start;
  size_t end = intent->place.end - span.start;
  rc_str mended = RC_FILL(arena, "{}{}{}", rc_str_slice(raw, 0, start), intent->value,
                          rc_str_from(raw, end));
  return rc_str_equal(mended, rc_value_raw(after));
}

static bool is_mended(rc_verdict_notes *notes, rc_value before, rc_value after) {
  for (RC_EACH(const rc_finding, finding, *notes->before->findings)) {
    for (RC_EACH(const rc_intent, intent, finding->intents)) {
      if (is_replacement(notes->arena, intent, before, after)) {
        rc_span *span = RC_VEC_ADD(notes->arena, &notes->mended);
        if (span != NULL) {
          *span = rc_value_span(before);
        }
        return true;
      }
    }
  }
  return false;
}

/* ---- values --------------------------------------------------------------------------------- */

/* Where a walk is: `containerDefinitions[0].image`. */
typedef struct place {
  const struct place *parent;
  rc_str name;
  uint32_t index;
} place;

static void put_place(rc_buf *out, const place *at) {
  if (at->parent != NULL) {
    put_place(out, at->parent);
  }
  if (at->name.len > 0) {
    rc_buf_put(out, out->len > 0 && at->parent->parent != NULL ? RC_STR(".") : RC_STR_NONE);
    rc_buf_put(out, at->name);
  } else if (at->parent != NULL) {
    RC_BUF_FILL(out, "[{}]", rc_str_from_u64(out->arena, at->index));
  }
}

typedef struct walk {
  rc_verdict_notes *notes;
  rc_str task; /* its name, for messages */
} walk;

static void tell(const walk *w, const place *at, const char *what) {
  rc_buf text;
  rc_buf_init(&text, w->notes->arena);
  put_place(&text, at);
  rc_str where = text.len > 0 ? rc_buf_str(&text) : RC_STR("containers");
  rc_note_sentence(w->notes->arena, &w->notes->gains,
                   RC_FILL(w->notes->arena,
                           "`{}` of task `{}` {}: no call of the launch needs that", where,
                           w->task, rc_str_from_c(what)));
}

static void compare_values(const walk *w, const place *at, rc_value before, rc_value after,
                           uint32_t depth);

/* Roles are compared by whom they mean: see compare_roles. */
static bool is_role_member(const place *at, rc_str key) {
  return at->parent == NULL && (rc_str_equal_nocase(key, RC_STR("executionRoleArn")) ||
                                rc_str_equal_nocase(key, RC_STR("taskRoleArn")));
}

static uint32_t n_compared(const place *at, rc_arena *arena, rc_value object) {
  uint32_t n = 0;
  for (RC_MEMBERS(key, value, object)) {
    n += !is_role_member(at, rc_value_string(arena, key));
  }
  return n;
}

static void compare_objects(const walk *w, const place *at, rc_value before, rc_value after,
                            uint32_t depth) {
  rc_arena *arena = w->notes->arena;
  for (RC_MEMBERS(key, value, before)) {
    rc_str name = rc_value_string(arena, key);
    place inner = {.parent = at, .name = name};
    rc_value other = rc_value_get(after, name);
    if (is_role_member(at, name)) {
      continue;
    }
    if (rc_value_is_none(other)) {
      tell(w, &inner, "was taken away");
    } else {
      compare_values(w, &inner, value, other, depth + 1);
    }
  }
  bool more = false;
  for (RC_MEMBERS(key, value, after)) {
    rc_str name = rc_value_string(arena, key);
    place inner = {.parent = at, .name = name};
    if (!is_role_member(at, name) && rc_value_is_none(rc_value_get(before, name))) {
      tell(w, &inner, "was added");
      more = true;
    }
  }
  /* One name twice: which of the two counts is not for us to say. */
  if (!more && n_compared(at, arena, after) > n_compared(at, arena, before)) {
    tell(w, at, "names a member twice");
  }
}

static void compare_lists(const walk *w, const place *at, rc_value before, rc_value after,
                          uint32_t depth) {
  rc_value one = rc_value_first(before);
  rc_value other = rc_value_first(after);
  uint32_t index = 0;
  for (; !rc_value_is_none(one) && !rc_value_is_none(other); index++) {
    place inner = {.parent = at, .index = index};
    compare_values(w, &inner, one, other, depth + 1);
    one = rc_value_next(one);
    other = rc_value_next(other);
  }
  if (!rc_value_is_none(one)) {
    tell(w, at, "has fewer items than before");
  } else if (!rc_value_is_none(other)) {
    tell(w, at, "has more items than before");
  }
}

/* The depth is that of the tree, which the parser has bounded. */
static void compare_values(const walk *w, const place *at, rc_value before, rc_value after,
                           uint32_t depth) {
  rc_arena *arena = w->notes->arena;
  rc_kind kind = rc_value_kind(before);
  RC_ASSERT(depth <= RC_LIMIT_NESTING_VALUE);
  if (kind != rc_value_kind(after)) {
    tell(w, at, "was changed");
  } else if (kind == RC_OBJECT) {
    compare_objects(w, at, before, after, depth);
  } else if (kind == RC_ARRAY) {
    compare_lists(w, at, before, after, depth);
  } else {
    bool same = kind == RC_STRING ? rc_str_equal(rc_value_string(arena, before),
                                                 rc_value_string(arena, after))
                                  : rc_str_equal(rc_value_raw(before), rc_value_raw(after));
    if (!same && !is_mended(w->notes, before, after)) {
      tell(w, at, "was changed");
    }
  }
}

/* ---- roles ---------------------------------------------------------------------------------- */

static bool same_role(const rc_verdict_notes *notes, uint32_t before, uint32_t after) {
  if (before == RC_NO_INDEX || after == RC_NO_INDEX) {
    return before == after;
  }
  const rc_role *old = &notes->before->model->roles.items[before];
  const rc_role *new = &notes->after->model->roles.items[after];
  return rc_str_equal(old->name, new->name) &&
         (old->account.len == 0 || new->account.len == 0 ||
          rc_str_equal(old->account, new->account));
}

static bool same_text(rc_arena *arena, rc_str a, rc_str b) {
  return rc_str_equal(rc_hole_display(arena, a), rc_hole_display(arena, b));
}

/* A role that the template had not. */
static bool is_new_in_template(const rc_verdict_notes *notes, uint32_t role) {
  const rc_role *there =
      role == RC_NO_INDEX ? NULL : &notes->after->model->roles.items[role];
  return there != NULL && there->by_template &&
         rc_model_find_role(notes->before->model, there->arn) == RC_NO_INDEX;
}

/* Set where none was, to the role that our own fix would have chosen. */
static bool is_chosen(const rc_verdict_notes *notes, uint32_t before, uint32_t after) {
  const rc_task *old = &notes->before->model->tasks.items[before];
  const rc_task *new = &notes->after->model->tasks.items[after];
  uint32_t candidate = notes->before->model->links.items[before].candidate;
  uint32_t chosen = notes->after->model->links.items[after].execution_role;
  if (rc_field_is_set(old->execution_role)) {
    return false;
  }
  if (candidate != RC_NO_INDEX && same_role(notes, candidate, chosen)) {
    return true;
  }
  for (RC_EACH(const rc_finding, finding, *notes->before->findings)) {
    for (RC_EACH(const rc_intent, intent, finding->intents)) {
      if (intent->kind == RC_INTENT_SET_FIELD && intent->task == before &&
          (intent->value.len == 0
               ? is_new_in_template(notes, chosen)
               : same_text(notes->arena, intent->value, new->execution_role.text))) {
        return true;
      }
    }
  }
  return false;
}

static void compare_role(const walk *w, const char *member, rc_str before, rc_str after) {
  rc_arena *arena = w->notes->arena;
  if (same_text(arena, before, after)) {
    return;
  }
  rc_note_sentence(
      arena, &w->notes->gains,
      after.len == 0 ? RC_FILL(arena, "`{}` of task `{}` was taken away", rc_str_from_c(member),
                               w->task)
                     : RC_FILL(arena, "`{}` of task `{}` is `{}` now: another role, and all that "
                                      "it may do",
                               rc_str_from_c(member), w->task, after));
}

static void compare_roles(const walk *w, uint32_t before, uint32_t after) {
  const rc_task *old = &w->notes->before->model->tasks.items[before];
  const rc_task *new = &w->notes->after->model->tasks.items[after];
  if (!is_chosen(w->notes, before, after)) {
    compare_role(w, "executionRoleArn", old->execution_role.text, new->execution_role.text);
  }
  compare_role(w, "taskRoleArn", old->task_role.text, new->task_role.text);
}

/* ---- tasks ---------------------------------------------------------------------------------- */

/* The next task of file `file` from `*index` on; RC_NO_INDEX behind the last. */
static uint32_t next_task(const rc_model *model, uint32_t file, uint32_t *index) {
  while (*index < model->tasks.len) {
    uint32_t at = (*index)++;
    if (file != RC_NO_FILE && rc_value_span(model->tasks.items[at].object).file == file) {
      return at;
    }
  }
  return RC_NO_INDEX;
}

static rc_str name_of(const rc_model *model, uint32_t index) {
  const rc_task *task = &model->tasks.items[index];
  if (task->family.text.len > 0) {
    return task->family.text;
  }
  return task->containers.len > 0 && task->containers.items[0].name.text.len > 0
             ? task->containers.items[0].name.text
             : model->sources[rc_value_span(task->object).file].path;
}

/* Tasks of one file are told apart by their order. */
static void compare_file(rc_verdict_notes *notes, const rc_proposed_file *file) {
  const rc_model *before = notes->before->model;
  const rc_model *after = notes->after->model;
  uint32_t old_index = 0;
  uint32_t new_index = 0;
  for (;;) {
    uint32_t old = next_task(before, file->before, &old_index);
    uint32_t new = next_task(after, file->after, &new_index);
    place root = {.parent = NULL};
    if (old == RC_NO_INDEX && new == RC_NO_INDEX) {
      return;
    }
    if (new == RC_NO_INDEX) {
      rc_note_sentence(notes->arena, &notes->faults,
                       RC_FILL(notes->arena, "task `{}` is no longer there",
                               name_of(before, old)));
    } else if (old == RC_NO_INDEX) {
      rc_note_sentence(notes->arena, &notes->gains,
                       RC_FILL(notes->arena, "task `{}` was not there before",
                               name_of(after, new)));
    } else {
      walk w = {.notes = notes, .task = name_of(before, old)};
      compare_values(&w, &root, before->tasks.items[old].object, after->tasks.items[new].object,
                     0);
      compare_roles(&w, old, new);
    }
  }
}

rc_status rc_compare_tasks(rc_verdict_notes *notes, const rc_proposed_vec *files) {
  for (RC_EACH(const rc_proposed_file, file, *files)) {
    compare_file(notes, file);
  }
  return rc_arena_status(notes->arena);
}
