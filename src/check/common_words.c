#include "check/common_words.h"

#include "base/buf.h"

rc_str rc_words_list(const rc_case *about, const rc_str *names, uint32_t n) {
  uint32_t shown = n > 4 ? 3 : n;
  rc_buf text;
  rc_buf_init(&text, about->arena);
  for (uint32_t i = 0; i < shown; i++) {
    bool last = shown == n && i + 1 == n;
    rc_buf_put_c(&text, i == 0 ? "" : last ? " and " : ", ");
    RC_BUF_FILL(&text, "`{}`", names[i]);
  }
  if (shown < n) {
    RC_BUF_FILL(&text, " and {} more", rc_str_from_u64(about->arena, n - shown));
  }
  return rc_buf_str(&text);
}

/* The distinct actions of the calls, in order. */
static rc_name_list actions_of(const rc_case *about, const rc_call_list *calls) {
  rc_name_list names = {0};
  for (RC_EACH(const rc_call *, call, *calls)) {
    bool known = false;
    for (RC_EACH(const rc_str, name, names)) {
      known = known || rc_str_equal(*name, (*call)->rule->action);
    }
    rc_str *added = known ? NULL : RC_VEC_ADD(about->arena, &names);
    if (added != NULL) {
      *added = (*call)->rule->action;
    }
  }
  return names;
}

rc_str rc_words_actions(const rc_case *about, const rc_call_list *calls) {
  rc_name_list names = actions_of(about, calls);
  return rc_words_list(about, names.items, names.len);
}

static const char *principal_words(rc_principal principal) {
  switch (principal) {
    case RC_BY_TASK_ROLE:
      return "task role";
    case RC_BY_INSTANCE_ROLE:
      return "container instance role";
    case RC_BY_EXECUTION_ROLE:
      return "execution role";
    case RC_BY_DEPLOYER:
    case RC_BY_ECS_TASKS:
      break;
  }
  return "role";
}

rc_str rc_words_role(const rc_case *about, rc_principal principal, uint32_t role) {
  return RC_FILL(about->arena, "{} `{}`", rc_str_from_c(principal_words(principal)),
                 rc_role_at(about, role)->name);
}

rc_str rc_words_task(const rc_case *about, const rc_task *task) {
  rc_span span = rc_value_is_none(task->object) ? RC_SPAN_NONE : rc_value_span(task->object);
  rc_str name = task->family.text;
  if (name.len == 0 && span.file < about->model->n_sources) {
    name = about->model->sources[span.file].path;
  }
  return RC_FILL(about->arena, "`{}`", name);
}

static bool same_span(rc_span a, rc_span b) {
  return a.file == b.file && a.start == b.start && a.end == b.end;
}

/* True if no call before number `at` has the same cause. */
static bool first_of_its_cause(const rc_call_list *calls, uint32_t at) {
  for (uint32_t i = 0; i < at; i++) {
    if (same_span(calls->items[i]->cause, calls->items[at]->cause)) {
      return false;
    }
  }
  return true;
}

/* "the image of container `web`", but "ECS Exec": a name of its own has no article. */
static rc_str with_article(const rc_case *about, rc_str cause) {
  bool name = cause.len > 0 && cause.ptr[0] >= 'A' && cause.ptr[0] <= 'Z';
  return name ? cause : RC_FILL(about->arena, "the {}", cause);
}

rc_str rc_words_causes(const rc_case *about, const rc_call_list *calls) {
  uint32_t more = 0;
  for (uint32_t i = 1; i < calls->len; i++) {
    more += first_of_its_cause(calls, i);
  }
  rc_str first = with_article(about, calls->items[0]->cause_text);
  if (more == 0) {
    return first;
  }
  return RC_FILL(about->arena, "{} and {} more", first, rc_str_from_u64(about->arena, more));
}

void rc_relate_causes(const rc_case *about, rc_finding *finding, const rc_call_list *calls) {
  enum { SHOWN = 5 }; /* a task may read dozens of secrets */
  uint32_t shown = 0;
  for (uint32_t i = 0; i < calls->len && shown < SHOWN; i++) {
    const rc_call *call = calls->items[i];
    if (first_of_its_cause(calls, i) && !same_span(call->cause, finding->span) &&
        !rc_span_is_none(call->cause)) {
      shown++;
      rc_relate(about, finding, call->cause,
                RC_FILL(about->arena, "needed by {}", with_article(about, call->cause_text)));
    }
  }
}

rc_str rc_service_of(rc_str action) { return rc_str_cut(&action, ':'); }

rc_str rc_words_count(const rc_case *about, const rc_call_list *calls) {
  rc_name_list names = actions_of(about, calls);
  rc_str first = calls->items[0]->rule->action;
  if (calls->len == 1 || names.len == 1) {
    return RC_FILL(about->arena, "`{}`", first);
  }
  bool one_service = true;
  for (RC_EACH(const rc_str, name, names)) {
    one_service = one_service && rc_str_equal(rc_service_of(*name), rc_service_of(first));
  }
  rc_str n = rc_str_from_u64(about->arena, names.len);
  return one_service ? RC_FILL(about->arena, "{} `{}` calls", n, rc_service_of(first))
                     : RC_FILL(about->arena, "{} calls", n);
}

rc_str rc_words_statement(const rc_case *about, const rc_statement *statement) {
  if (statement->sid.len > 0) {
    return RC_FILL(about->arena, "statement `{}`", statement->sid);
  }
  return RC_FILL(about->arena, "statement {}",
                 rc_str_from_u64(about->arena, (uint64_t)statement->index + 1));
}
