/*
 * The roll call as a table: one row a call, one column a role. The cell of the role that makes the
 * call is marked, so that nobody gives the permission to the wrong one.
 */
#include "report/common.h"

enum { N_COLUMNS = 5, LEAST_RESOURCE = 24, LEAST_CELL = 11 };

typedef enum column {
  COLUMN_EXECUTION,
  COLUMN_CANDIDATE, /* what the verdicts would be with the role that could serve */
  COLUMN_TASK,
  COLUMN_INSTANCE,
  COLUMN_DEPLOYER
} column;

typedef struct table {
  rc_buf *out;
  const rc_outcome *outcome;
  const rc_roll_call *roll_call;
  const rc_task_links *links;
  const rc_ink *ink;
  bool used[N_COLUMNS];
  rc_str title[N_COLUMNS];
  rc_str name[N_COLUMNS];
  size_t width[N_COLUMNS];
  size_t phase_width, call_width, resource_width;
} table;

static column column_of(const table *t, const rc_call *call) {
  switch (call->principal) {
    case RC_BY_TASK_ROLE: return COLUMN_TASK;
    case RC_BY_INSTANCE_ROLE: return COLUMN_INSTANCE;
    case RC_BY_DEPLOYER: return COLUMN_DEPLOYER;
    case RC_BY_ECS_TASKS: {
      uint32_t role = call->verdict.role;
      bool task = role != RC_NO_INDEX && role == t->links->task_role &&
                  role != t->links->execution_role;
      return task ? COLUMN_TASK : COLUMN_EXECUTION;
    }
    case RC_BY_EXECUTION_ROLE: break;
  }
  return COLUMN_EXECUTION;
}

/* What a cell says; NULL where nobody was asked. */
static const rc_verdict *cell_of(const table *t, const rc_call *call, column at) {
  if (column_of(t, call) == at) {
    return &call->verdict;
  }
  column execution =
      t->links->execution_role == RC_NO_INDEX ? COLUMN_CANDIDATE : COLUMN_EXECUTION;
  if (at == execution) {
    return call->execution.asked ? &call->execution : NULL;
  }
  return at == COLUMN_TASK && call->task.asked ? &call->task : NULL;
}

static rc_str cell_text(const rc_verdict *verdict) {
  switch (verdict->evaluation.decision) {
    case RC_ALLOWED: return RC_STR("✓ allowed");
    case RC_EXPLICIT_DENY:
    case RC_IMPLICIT_DENY: return RC_STR("✗ denied");
    case RC_UNDECIDED: break;
  }
  return RC_STR("? unknown");
}

static const char *cell_ink(const table *t, const rc_verdict *verdict) {
  switch (verdict->evaluation.decision) {
    case RC_ALLOWED: return t->ink->good;
    case RC_EXPLICIT_DENY:
    case RC_IMPLICIT_DENY: return t->ink->error;
    case RC_UNDECIDED: break;
  }
  return t->ink->unknown;
}

static rc_str call_text(const table *t, const rc_call *call) {
  if (call->required == RC_KNOWN_YES) {
    return call->rule->action;
  }
  return RC_FILL(t->outcome->arena, "{} (if needed)", call->rule->action);
}

static const rc_task *task_of(const table *t) {
  return &t->outcome->model->tasks.items[t->roll_call->task];
}

static rc_str name_of(const table *t, uint32_t role) {
  const rc_role *found = rc_role_at(t->outcome, role);
  if (found != NULL) {
    return found->name;
  }
  return task_of(t)->bare_containers ? RC_STR("not shown") : RC_STR("none set");
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static void name_columns(table *t) {
  t->title[COLUMN_EXECUTION] = RC_STR("execution role");
  t->title[COLUMN_TASK] = RC_STR("task role");
  t->title[COLUMN_INSTANCE] = RC_STR("instance role");
  t->title[COLUMN_DEPLOYER] = RC_STR("deployer");
  t->title[COLUMN_CANDIDATE] = RC_STR("with this one");
  t->name[COLUMN_EXECUTION] = name_of(t, t->links->execution_role);
  t->name[COLUMN_CANDIDATE] = name_of(t, t->links->candidate);
  t->used[COLUMN_CANDIDATE] =
      t->links->execution_role == RC_NO_INDEX && t->links->candidate != RC_NO_INDEX;
  t->name[COLUMN_TASK] = name_of(t, t->links->task_role);
  t->used[COLUMN_EXECUTION] = true;
  t->used[COLUMN_TASK] = true;
}

static void measure(table *t, uint32_t width) {
  t->phase_width = rc_shown_width(RC_STR("phase"));
  t->call_width = rc_shown_width(RC_STR("call"));
  t->resource_width = rc_shown_width(RC_STR("resource"));
  for (RC_EACH(const rc_call, call, t->roll_call->calls)) {
    column at = column_of(t, call);
    t->used[at] = true;
    if (rc_role_at(t->outcome, call->verdict.role) != NULL && t->name[at].len == 0) {
      t->name[at] = name_of(t, call->verdict.role);
    }
    t->phase_width = larger(t->phase_width, rc_shown_width(rc_phase_name(call->rule->phase)));
    t->call_width = larger(t->call_width, rc_shown_width(call_text(t, call)));
    t->resource_width = larger(t->resource_width, rc_shown_width(call->resource));
  }
  size_t taken = 2 + t->phase_width + 2 + t->call_width + 2;
  for (size_t i = 0; i < N_COLUMNS; i++) {
    size_t names = larger(rc_shown_width(t->title[i]), rc_shown_width(t->name[i]) + 2);
    t->width[i] = larger(names, LEAST_CELL);
    taken += t->used[i] ? 2 + t->width[i] : 0;
  }
  if (width > 0 && taken + t->resource_width > width) {
    t->resource_width = width > taken + LEAST_RESOURCE ? width - taken : LEAST_RESOURCE;
  }
}

/* Text, filled up with blanks to `width`. */
static void put_padded(rc_buf *out, rc_str text, size_t width) {
  size_t taken = rc_shown_width(text);
  rc_put_shown_within(out, text, width);
  rc_buf_put_repeated(out, ' ', taken < width ? width - taken : 0);
}

static void drop_trailing_blanks(rc_buf *out) {
  while (out->len > 0 && out->ptr[out->len - 1] == ' ') {
    out->len--;
  }
}

static void put_heads(const table *t) {
  rc_buf_put(t->out, RC_STR("  "));
  put_padded(t->out, RC_STR("phase"), t->phase_width + 2);
  put_padded(t->out, RC_STR("call"), t->call_width + 2);
  put_padded(t->out, RC_STR("resource"), t->resource_width);
  for (size_t i = 0; i < N_COLUMNS; i++) {
    if (t->used[i]) {
      rc_buf_put(t->out, RC_STR("  "));
      put_padded(t->out, t->title[i], t->width[i]);
    }
  }
  drop_trailing_blanks(t->out);
  rc_buf_put_byte(t->out, '\n');
  rc_buf_put_repeated(t->out, ' ', 2 + t->phase_width + 2 + t->call_width + 2 + t->resource_width);
  for (size_t i = 0; i < N_COLUMNS; i++) {
    if (t->used[i]) {
      rc_buf_put(t->out, RC_STR("  "));
      put_padded(t->out, t->name[i], t->width[i]);
    }
  }
  drop_trailing_blanks(t->out);
  rc_buf_put_byte(t->out, '\n');
}

static void put_cell(const table *t, const rc_call *call, column at) {
  const rc_verdict *verdict = cell_of(t, call, at);
  bool calls = column_of(t, call) == at;
  rc_str text = verdict == NULL ? RC_STR("-") : cell_text(verdict);
  rc_buf_put(t->out, calls ? RC_STR("  > ") : RC_STR("    "));
  rc_buf_put_c(t->out, verdict == NULL || !calls ? t->ink->faint : cell_ink(t, verdict));
  rc_buf_put(t->out, text);
  rc_buf_put_c(t->out, t->ink->reset);
  size_t taken = rc_shown_width(text) + 2;
  rc_buf_put_repeated(t->out, ' ', taken < t->width[at] ? t->width[at] - taken : 0);
}

static void put_row(const table *t, const rc_call *call) {
  rc_buf_put(t->out, RC_STR("  "));
  put_padded(t->out, rc_phase_name(call->rule->phase), t->phase_width + 2);
  put_padded(t->out, call_text(t, call), t->call_width + 2);
  put_padded(t->out, call->resource, t->resource_width);
  for (size_t i = 0; i < N_COLUMNS; i++) {
    if (t->used[i]) {
      put_cell(t, call, (column)i);
    }
  }
  drop_trailing_blanks(t->out);
  rc_buf_put_byte(t->out, '\n');
}

static void put_role_line(const table *t, const char *what, uint32_t role, rc_str remark) {
  rc_buf_put_c(t->out, what);
  rc_put_shown(t->out, name_of(t, role));
  rc_buf_put(t->out, remark);
  rc_buf_put_byte(t->out, '\n');
}

static rc_str candidate_remark(const table *t) {
  if (t->links->execution_role != RC_NO_INDEX) {
    return RC_STR_NONE;
  }
  if (t->links->several_candidates) {
    return RC_STR(" (several roles in the input could serve)");
  }
  const rc_role *candidate = rc_role_at(t->outcome, t->links->candidate);
  return candidate == NULL
             ? RC_STR_NONE
             : RC_FILL(t->outcome->arena, " (`{}` could serve)",
                       rc_hole_display(t->outcome->arena, candidate->name));
}

static void put_task_head(const table *t) {
  const rc_task *task = task_of(t);
  rc_buf_put_c(t->out, t->ink->strong);
  rc_buf_put(t->out, RC_STR("task `"));
  rc_put_shown(t->out, rc_task_title(t->outcome, t->roll_call->task));
  rc_buf_put(t->out, RC_STR("`"));
  rc_buf_put_c(t->out, t->ink->reset);
  if (!rc_value_is_none(task->object)) {
    rc_buf_put(t->out, RC_STR("  "));
    rc_put_place(t->out, t->outcome, rc_value_span(task->object));
  }
  rc_buf_put(t->out, RC_STR("\n  launch type     "));
  rc_buf_put(t->out, rc_launch_type_name(t->links->launch_type));
  if (t->links->launch_type_assumed && t->links->launch_type != RC_LAUNCH_UNKNOWN) {
    rc_buf_put(t->out, task->n_compatibilities > 1
                           ? RC_STR(" (assumed: the task definition allows several)")
                           : RC_STR(" (assumed: nothing in the input says so)"));
  }
  rc_buf_put_byte(t->out, '\n');
  put_role_line(t, "  execution role  ", t->links->execution_role, candidate_remark(t));
  put_role_line(t, "  task role       ", t->links->task_role, RC_STR_NONE);
}

/* ---- what is missing --------------------------------------------------------------------- */

typedef struct missing_list {
  rc_arena *arena;
  rc_missing_vec seen;
} missing_list;

static void remember(void *context, const rc_missing *missing) {
  missing_list *list = context;
  for (RC_EACH(const rc_missing, seen, list->seen)) {
    if (rc_str_equal(seen->what, missing->what) && rc_str_equal(seen->command, missing->command)) {
      return;
    }
  }
  rc_missing *added = RC_VEC_ADD(list->arena, &list->seen);
  if (added != NULL) {
    *added = *missing;
  }
}

static void put_missing(const table *t) {
  missing_list list = {.arena = t->outcome->arena};
  for (RC_EACH(const rc_missing, missing, t->roll_call->missing)) {
    remember(&list, missing);
  }
  for (RC_EACH(const rc_call, call, t->roll_call->calls)) {
    rc_each_missing(call, remember, &list);
  }
  if (list.seen.len == 0) {
    return;
  }
  rc_buf_put(t->out, RC_STR("\n  unknown, because the input does not show\n"));
  for (RC_EACH(const rc_missing, missing, list.seen)) {
    rc_buf_put(t->out, RC_STR("    "));
    rc_put_shown(t->out, missing->what);
    rc_buf_put_byte(t->out, '\n');
    if (missing->command.len > 0) {
      rc_buf_put(t->out, RC_STR("      "));
      rc_put_shown(t->out, missing->command);
      rc_buf_put_byte(t->out, '\n');
    }
  }
}

void rc_put_roll_call(rc_buf *out, const rc_outcome *outcome, const rc_roll_call *roll_call,
                      const rc_report_options *options) {
  table t = {
      .out = out,
      .outcome = outcome,
      .roll_call = roll_call,
      .links = &outcome->model->links.items[roll_call->task],
      .ink = rc_ink_of(options->color),
  };
  name_columns(&t);
  put_task_head(&t);
  if (roll_call->calls.len == 0) {
    rc_buf_put(out, RC_STR("\n  no AWS call is needed before this task runs\n"));
    return;
  }
  measure(&t, options->width);
  rc_buf_put_byte(out, '\n');
  put_heads(&t);
  for (RC_EACH(const rc_call, call, roll_call->calls)) {
    put_row(&t, call);
  }
  rc_buf_put(out, RC_STR("  (> marks the role that makes the call)\n"));
  put_missing(&t);
}
