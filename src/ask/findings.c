/*
 * What was found, for a reader that pays by the word: out of the report as JSON, since the one for
 * people cuts long lines, and half a placeholder is none.
 */
#include "ask/ask.h"
#include "syntax/json.h"

typedef struct writer {
  rc_arena *arena;
  rc_buf out;
} writer;

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static rc_str text_at(writer *w, rc_value object, const char *name) {
  return rc_value_string(w->arena, get(object, name));
}

static rc_str or_none(rc_str text) { return text.len > 0 ? text : RC_STR("none"); }

static void put_calls(writer *w, rc_value calls) {
  for (RC_CHILDREN(call, calls)) {
    RC_BUF_FILL(&w->out, "  {}: {} on {} by the {}\n", text_at(w, call, "decision"),
                text_at(w, call, "action"), text_at(w, call, "resource"),
                text_at(w, call, "principal"));
    for (RC_CHILDREN(missing, get(call, "missing"))) {
      RC_BUF_FILL(&w->out, "    not known: {}\n", rc_value_string(w->arena, missing));
    }
  }
}

static void put_tasks(writer *w, rc_value tasks) {
  for (RC_CHILDREN(task, tasks)) {
    RC_BUF_FILL(&w->out, "task {} ({}, launch type {}), execution role {}, task role {}; calls:\n",
                text_at(w, task, "name"), text_at(w, task, "file"),
                text_at(w, task, "launchType"), or_none(text_at(w, task, "executionRole")),
                or_none(text_at(w, task, "taskRole")));
    put_calls(w, get(task, "calls"));
  }
}

static void put_diagnoses(writer *w, rc_value diagnoses) {
  for (RC_CHILDREN(diagnosis, diagnoses)) {
    RC_BUF_FILL(&w->out, "error text ({}): {}\n", text_at(w, diagnosis, "cause"),
                text_at(w, diagnosis, "meaning"));
  }
}

static void put_findings(writer *w, rc_value findings) {
  for (RC_CHILDREN(finding, findings)) {
    rc_value place = get(finding, "location");
    RC_BUF_FILL(&w->out, "{} {} at {}:{}: {}", text_at(w, finding, "severity"),
                text_at(w, finding, "code"), text_at(w, place, "file"), text_at(w, place, "line"),
                text_at(w, finding, "message"));
    rc_str help = text_at(w, finding, "help");
    RC_BUF_FILL(&w->out, "{}{}\n", help.len > 0 ? RC_STR("; ") : RC_STR_NONE, help);
  }
}

rc_status rc_ask_findings(rc_arena *arena, rc_str report, rc_str *out) {
  rc_source *source = RC_NEW(arena, rc_source);
  rc_tree *tree = NULL;
  writer w = {.arena = arena};
  if (source == NULL) {
    return rc_arena_status(arena);
  }
  source->bytes = report;
  RC_TRY(rc_json_parse(arena, source, &tree));
  tree->literal = true;
  rc_value root = rc_value_first(rc_tree_root(tree));
  rc_buf_init(&w.out, arena);
  put_tasks(&w, get(root, "tasks"));
  put_diagnoses(&w, get(root, "diagnosis"));
  put_findings(&w, get(root, "findings"));
  *out = rc_buf_str(&w.out);
  return rc_arena_status(arena);
}
