/* The report for programs: DESIGN.md, section 5, version 1. Members are only ever added. */
#include "report/common.h"

/* Writes members and items with their commas; what was opened last is what is written into. */
typedef struct writer {
  rc_buf *out;
  const rc_outcome *outcome;
  bool fresh; /* nothing stands in the open container yet */
} writer;

static void separate(writer *w) {
  if (!w->fresh) {
    rc_buf_put_byte(w->out, ',');
  }
  w->fresh = false;
}

static void put_key(writer *w, const char *name) {
  separate(w);
  rc_buf_put_json(w->out, rc_str_from_c(name));
  rc_buf_put_byte(w->out, ':');
}

static void open_with(writer *w, const char *key, char bracket) {
  if (key == NULL) {
    separate(w);
  } else {
    put_key(w, key);
  }
  rc_buf_put_byte(w->out, bracket);
  w->fresh = true;
}

static void close_with(writer *w, char bracket) {
  rc_buf_put_byte(w->out, bracket);
  w->fresh = false;
}

static void put_value(writer *w, rc_str text) {
  rc_buf_put_json(w->out, rc_hole_display(w->outcome->arena, text));
}

static void put_text(writer *w, const char *key, rc_str text) {
  put_key(w, key);
  put_value(w, text);
}

static void put_text_or_null(writer *w, const char *key, rc_str text) {
  put_key(w, key);
  if (text.len == 0) {
    rc_buf_put(w->out, RC_STR("null"));
  } else {
    put_value(w, text);
  }
}

static void put_number(writer *w, const char *key, uint64_t value) {
  put_key(w, key);
  rc_buf_put_u64(w->out, value);
}

static void put_bool(writer *w, const char *key, bool value) {
  put_key(w, key);
  rc_buf_put_c(w->out, value ? "true" : "false");
}

/* `key` NULL: an item of an array. Nothing is written for a span without a file. */
static void put_location(writer *w, const char *key, rc_span span) {
  const rc_source *source = rc_source_of(w->outcome, span);
  if (source == NULL) {
    return;
  }
  rc_position from = rc_source_position(source, span.start);
  rc_position to = rc_source_position(source, span.end);
  open_with(w, key, '{');
  put_text(w, "file", source->path);
  put_number(w, "line", from.line);
  put_number(w, "column", from.column);
  put_number(w, "endLine", to.line);
  put_number(w, "endColumn", to.column);
  put_number(w, "start", span.start);
  put_number(w, "end", span.end);
  close_with(w, '}');
}

/* ---- files and tasks --------------------------------------------------------------------- */

static void put_files(writer *w) {
  open_with(w, "files", '[');
  for (uint32_t i = 0; i < w->outcome->n_files; i++) {
    open_with(w, NULL, '{');
    put_text(w, "path", w->outcome->files[i].path);
    put_text(w, "kind", w->outcome->files[i].kind);
    put_number(w, "bytes", w->outcome->files[i].bytes);
    close_with(w, '}');
  }
  close_with(w, ']');
}

/* One of a list of texts: each once. */
typedef struct missing_writer {
  writer *w;
  rc_missing_vec seen;
} missing_writer;

static void put_missing_text(void *context, const rc_missing *missing) {
  missing_writer *list = context;
  rc_arena *arena = list->w->outcome->arena;
  for (RC_EACH(const rc_missing, seen, list->seen)) {
    if (rc_str_equal(seen->what, missing->what) && rc_str_equal(seen->command, missing->command)) {
      return;
    }
  }
  rc_missing *added = RC_VEC_ADD(arena, &list->seen);
  if (added == NULL) {
    return;
  }
  *added = *missing;
  separate(list->w);
  put_value(list->w, missing->command.len == 0
                         ? missing->what
                         : RC_FILL(arena, "{} ({})", missing->what, missing->command));
}

static void put_because(writer *w, const rc_verdict *verdict) {
  open_with(w, "because", '[');
  for (RC_EACH(const rc_statement *, statement, verdict->evaluation.deciding)) {
    put_location(w, NULL, rc_statement_span(*statement));
  }
  close_with(w, ']');
}

static void put_role_verdict(writer *w, rc_principal principal, const rc_verdict *verdict,
                             bool candidate) {
  const rc_role *role = rc_role_at(w->outcome, verdict->role);
  open_with(w, NULL, '{');
  put_text_or_null(w, "role", role == NULL ? RC_STR_NONE : role->name);
  put_text(w, "principal", rc_principal_name(principal));
  put_text(w, "decision", rc_decision_name(verdict->evaluation.decision));
  if (candidate) { /* not set in the task definition, but it could be */
    put_bool(w, "candidate", true);
  }
  close_with(w, '}');
}

static void put_roles(writer *w, const rc_call *call) {
  bool by_execution = call->principal == RC_BY_EXECUTION_ROLE;
  bool by_task = call->principal == RC_BY_TASK_ROLE;
  bool candidate = by_execution && call->verdict.role == RC_NO_INDEX;
  open_with(w, "roles", '[');
  if (!by_execution && !by_task) {
    put_role_verdict(w, call->principal, &call->verdict, false);
  }
  if (by_execution) {
    put_role_verdict(w, RC_BY_EXECUTION_ROLE, &call->verdict, false);
  }
  if (call->execution.asked && (!by_execution || candidate)) {
    put_role_verdict(w, RC_BY_EXECUTION_ROLE, &call->execution, candidate);
  }
  if (by_task || call->task.asked) {
    put_role_verdict(w, RC_BY_TASK_ROLE, by_task ? &call->verdict : &call->task, false);
  }
  close_with(w, ']');
}

static void put_call(writer *w, const rc_call *call) {
  missing_writer missing = {.w = w};
  open_with(w, NULL, '{');
  put_text(w, "id", call->rule->id);
  put_text(w, "phase", rc_phase_name(call->rule->phase));
  put_text(w, "action", call->rule->action);
  put_text(w, "resource", call->resource);
  put_text(w, "principal", rc_principal_name(call->principal));
  put_text(w, "decision", rc_decision_name(call->verdict.evaluation.decision));
  put_text(w, "required", call->required == RC_KNOWN_YES ? RC_STR("yes") : RC_STR("unknown"));
  put_bool(w, "blocksStart", call->rule->blocks_start);
  put_text(w, "causeText", call->cause_text);
  put_location(w, "cause", call->cause);
  put_because(w, &call->verdict);
  open_with(w, "missing", '[');
  rc_each_missing(call, put_missing_text, &missing);
  close_with(w, ']');
  put_roles(w, call);
  close_with(w, '}');
}

/* ---- network paths ------------------------------------------------------------------------ */

static void put_missing(writer *w, const char *name, const rc_missing_vec *list) {
  open_with(w, name, '[');
  for (RC_EACH(const rc_missing, missing, *list)) {
    open_with(w, NULL, '{');
    put_text(w, "what", missing->what);
    put_text(w, "command", missing->command);
    close_with(w, '}');
  }
  close_with(w, ']');
}

static rc_str hop_answer(rc_truth open) {
  return open == RC_YES ? RC_STR("open") : open == RC_NO ? RC_STR("blocked") : RC_STR("unknown");
}

static void put_hop(writer *w, const rc_hop *hop) {
  open_with(w, NULL, '{');
  put_text(w, "kind", rc_hop_kind_name(hop->kind));
  put_text_or_null(w, "id", hop->id);
  put_text(w, "answer", hop_answer(hop->open));
  put_text(w, "text", hop->text);
  put_location(w, "location", hop->span);
  if (hop->missing.len > 0) {
    put_missing(w, "missing", &hop->missing);
  }
  close_with(w, '}');
}

static void put_path(writer *w, const rc_net_path *path) {
  open_with(w, NULL, '{');
  put_text_or_null(w, "from", path->from);
  put_text_or_null(w, "zone", path->zone);
  put_text(w, "answer", rc_net_answer(path->open));
  put_location(w, "location", path->span);
  open_with(w, "hops", '[');
  for (RC_EACH(const rc_hop, hop, path->hops)) {
    put_hop(w, hop);
  }
  close_with(w, ']');
  close_with(w, '}');
}

static void put_host(writer *w, const rc_net_host *host) {
  open_with(w, NULL, '{');
  put_text(w, "id", host->rule->id);
  put_text(w, "host", host->name);
  put_number(w, "port", host->rule->port);
  put_text_or_null(w, "endpoint", host->rule->endpoint);
  put_text(w, "phase", rc_phase_name(host->phase));
  put_bool(w, "blocksStart", host->blocks_start);
  put_text(w, "required", host->required == RC_KNOWN_YES ? RC_STR("yes") : RC_STR("unknown"));
  put_text(w, "causeText", host->cause_text);
  put_location(w, "cause", host->cause);
  put_text(w, "answer", rc_net_answer(host->open));
  open_with(w, "paths", '[');
  for (RC_EACH(const rc_net_path, path, host->paths)) {
    put_path(w, path);
  }
  close_with(w, ']');
  close_with(w, '}');
}

static void put_network(writer *w, const rc_net_walk *walk) {
  open_with(w, "network", '{');
  put_text(w, "interface", rc_net_via_name(walk->via));
  open_with(w, "hosts", '[');
  for (RC_EACH(const rc_net_host, host, walk->hosts)) {
    put_host(w, host);
  }
  close_with(w, ']');
  close_with(w, '}');
}

/* ---- tasks -------------------------------------------------------------------------------- */

static rc_str role_name(const writer *w, uint32_t index) {
  const rc_role *role = rc_role_at(w->outcome, index);
  return role == NULL ? RC_STR_NONE : role->name;
}

static void put_task(writer *w, const rc_roll_call *roll_call) {
  const rc_task *task = &w->outcome->model->tasks.items[roll_call->task];
  const rc_task_links *links = &w->outcome->model->links.items[roll_call->task];
  rc_span span = rc_value_is_none(task->object) ? RC_SPAN_NONE : rc_value_span(task->object);
  const rc_source *source = rc_source_of(w->outcome, span);
  missing_writer missing = {.w = w};
  open_with(w, NULL, '{');
  put_text(w, "name", rc_task_title(w->outcome, roll_call->task));
  put_text(w, "file", source == NULL ? RC_STR_NONE : source->path);
  put_text(w, "launchType", rc_launch_type_name(links->launch_type));
  put_bool(w, "launchTypeAssumed", links->launch_type_assumed);
  put_text_or_null(w, "executionRole", role_name(w, links->execution_role));
  put_text_or_null(w, "taskRole", role_name(w, links->task_role));
  put_location(w, "location", span);
  open_with(w, "missing", '[');
  for (RC_EACH(const rc_missing, item, roll_call->missing)) {
    put_missing_text(&missing, item);
  }
  close_with(w, ']');
  open_with(w, "calls", '[');
  for (RC_EACH(const rc_call, call, roll_call->calls)) {
    put_call(w, call);
  }
  close_with(w, ']');
  const rc_net_walk *walk = rc_walk_of(w->outcome, roll_call);
  if (walk != NULL) {
    put_network(w, walk);
  }
  close_with(w, '}');
}

/* ---- diagnosis and findings -------------------------------------------------------------- */

static void put_comparison(writer *w, const rc_diagnosis *diagnosis) {
  static const char *const names[] = {
      [RC_FILES_SILENT] = NULL,
      [RC_FILES_AGREE] = "agree",
      [RC_FILES_DISAGREE] = "disagree",
      [RC_FILES_OPEN] = "open",
  };
  if (diagnosis->agreement != RC_FILES_SILENT) {
    open_with(w, "comparison", '{');
    put_text(w, "files", rc_str_from_c(names[diagnosis->agreement]));
    put_text(w, "text", diagnosis->comparison);
    close_with(w, '}');
  }
}

static void put_cure(writer *w, const rc_diagnosis *diagnosis) {
  if (diagnosis->cure_text.len == 0) {
    return;
  }
  open_with(w, "cure", '{');
  put_text(w, "text", diagnosis->cure_text);
  if (diagnosis->cure.len > 0) {
    put_key(w, "statement"); /* JSON already */
    rc_buf_put(w->out, diagnosis->cure);
  }
  close_with(w, '}');
}

static void put_diagnosis(writer *w, const rc_diagnosis *diagnosis) {
  open_with(w, NULL, '{');
  put_text(w, "message", rc_without_secrets(w->out->arena, diagnosis->message));
  put_text(w, "id", diagnosis->rule->id);
  put_text(w, "phase", rc_phase_name(diagnosis->phase));
  put_text(w, "cause", diagnosis->cause);
  put_text(w, "certainty", rc_certainty_name(diagnosis->certainty));
  put_text(w, "meaning", diagnosis->meaning);
  put_text(w, "help", diagnosis->help);
  if (diagnosis->denied_action.len > 0) {
    open_with(w, "denied", '{');
    rc_str action = diagnosis->denied_action;
    put_text(w, "service", rc_str_slice(action, 0, rc_str_find_byte(action, ':', 0)));
    put_text(w, "action", action);
    put_text_or_null(w, "resource", diagnosis->denied_resource);
    put_text_or_null(w, "principal", diagnosis->denied_principal);
    put_text_or_null(w, "policyType", diagnosis->policy_type);
    put_text_or_null(w, "policy", diagnosis->denied_policy);
    close_with(w, '}');
  }
  put_text_or_null(w, "caller", diagnosis->caller);
  put_comparison(w, diagnosis);
  put_cure(w, diagnosis);
  if (diagnosis->next.len > 0) {
    put_missing(w, "next", &diagnosis->next);
  }
  put_location(w, "location", diagnosis->span);
  open_with(w, "findings", '[');
  for (uint32_t i = 0; i < w->outcome->findings->len; i++) {
    if (rc_diagnosis_concerns(w->outcome, diagnosis, &w->outcome->findings->items[i])) {
      separate(w);
      rc_buf_put_u64(w->out, i);
    }
  }
  close_with(w, ']');
  close_with(w, '}');
}

static void put_fix_commands(writer *w, const rc_intent_vec *intents) {
  open_with(w, "commands", '[');
  for (RC_EACH(const rc_intent, intent, *intents)) {
    if (intent->value.len > 0) {
      open_with(w, NULL, '{');
      put_text(w, "command", intent->value);
      put_text(w, "undo", intent->undo);
      put_text(w, "why", intent->why);
      close_with(w, '}');
    }
  }
  close_with(w, ']');
}

static void put_finding_fix(writer *w, const rc_finding *finding) {
  static const char *const names[] = {
      [RC_FIX_NONE] = NULL,
      [RC_FIX_SAFE] = "safe",
      [RC_FIX_UNSAFE] = "unsafe",
      [RC_FIX_DISPLAY] = "display",
  };
  if (finding->applicability == RC_FIX_NONE) {
    return;
  }
  open_with(w, "fix", '{');
  put_text(w, "applicability", rc_str_from_c(names[finding->applicability]));
  put_text(w, "summary", finding->fix_summary);
  if (finding->intents.len > 0 && finding->intents.items[0].kind == RC_INTENT_COMMAND) {
    put_fix_commands(w, &finding->intents);
  }
  close_with(w, '}');
}

static void put_finding(writer *w, const rc_finding *finding) {
  open_with(w, NULL, '{');
  put_text(w, "code", finding->code);
  put_text(w, "name", finding->name);
  put_text(w, "severity", rc_severity_name(finding->severity));
  put_bool(w, "blocksStart", finding->blocks_start);
  put_text(w, "message", finding->message);
  put_text(w, "help", finding->help);
  put_text(w, "label", finding->label);
  put_location(w, "location", finding->span);
  open_with(w, "related", '[');
  for (RC_EACH(const rc_related, related, finding->related)) {
    open_with(w, NULL, '{');
    put_text(w, "message", related->message);
    put_location(w, "location", related->span);
    close_with(w, '}');
  }
  close_with(w, ']');
  put_missing(w, "missing", &finding->missing);
  put_finding_fix(w, finding);
  close_with(w, '}');
}

static void put_findings(writer *w, const char *key, const rc_finding_vec *findings) {
  open_with(w, key, '[');
  for (RC_EACH(const rc_finding, finding, *findings)) {
    put_finding(w, finding);
  }
  close_with(w, ']');
}

/* ---- fix and proof ----------------------------------------------------------------------- */

static void put_fixes(writer *w) {
  open_with(w, "fixes", '[');
  for (uint32_t i = 0; w->outcome->edits != NULL && i < w->outcome->edits->len; i++) {
    const rc_file_edits *file = &w->outcome->edits->items[i];
    open_with(w, NULL, '{');
    put_text(w, "path", file->path);
    put_bool(w, "new", file->file == RC_NO_FILE);
    open_with(w, "edits", '[');
    for (RC_EACH(const rc_edit, edit, file->edits)) {
      open_with(w, NULL, '{');
      put_number(w, "start", edit->start);
      put_number(w, "end", edit->end);
      put_text(w, "text", edit->text);
      close_with(w, '}');
    }
    close_with(w, ']');
    close_with(w, '}');
  }
  close_with(w, ']');
}

static void put_grants(writer *w, const char *key, const rc_grant_change_vec *changes) {
  open_with(w, key, '[');
  for (RC_EACH(const rc_grant_change, change, *changes)) {
    open_with(w, NULL, '{');
    put_text(w, "role", change->role);
    put_text(w, "action", change->action);
    put_text(w, "resource", change->resource);
    put_bool(w, "planned", change->planned);
    close_with(w, '}');
  }
  close_with(w, ']');
}

static void put_proof(writer *w) {
  const rc_proof *proof = w->outcome->proof;
  open_with(w, "proof", '{');
  put_bool(w, "holds", proof->holds);
  put_grants(w, "gained", &proof->gained);
  put_grants(w, "lost", &proof->lost);
  open_with(w, "calls", '[');
  for (RC_EACH(const rc_proof_call, call, proof->calls)) {
    open_with(w, NULL, '{');
    put_text(w, "task", call->task);
    put_text(w, "action", call->action);
    put_text(w, "resource", call->resource);
    put_text(w, "principal", rc_principal_name(call->principal));
    put_text(w, "before", rc_decision_name(call->before));
    put_text(w, "after", rc_decision_name(call->after));
    close_with(w, '}');
  }
  close_with(w, ']');
  close_with(w, '}');
}

static void put_proposal(writer *w) {
  static const char *const names[] = {
      [RC_PROPOSAL_PROVEN] = "proven",
      [RC_PROPOSAL_WIDER] = "wider",
      [RC_PROPOSAL_NO_HELP] = "no-help",
  };
  const rc_proposal *proposal = w->outcome->proposal;
  open_with(w, "proposal", '{');
  put_text(w, "verdict", rc_str_from_c(names[proposal->verdict]));
  put_text(w, "sentence", proposal->sentence);
  open_with(w, "reasons", '[');
  for (RC_EACH(const rc_str, reason, proposal->reasons)) {
    separate(w);
    put_value(w, *reason);
  }
  close_with(w, ']');
  close_with(w, '}');
}

static void put_commands(writer *w) {
  open_with(w, "commands", '[');
  for (RC_EACH(const rc_command, command, *w->outcome->commands)) {
    open_with(w, NULL, '{');
    put_text(w, "command", command->command);
    put_text(w, "undo", command->undo);
    put_text(w, "why", command->why);
    close_with(w, '}');
  }
  close_with(w, ']');
}

static void put_severities(writer *w, const rc_finding_vec *findings) {
  uint32_t counts[3] = {0};
  for (RC_EACH(const rc_finding, finding, *findings)) {
    counts[finding->severity]++;
  }
  put_number(w, "error", counts[RC_ERROR_SEVERITY]);
  put_number(w, "warning", counts[RC_WARNING]);
  put_number(w, "note", counts[RC_NOTE]);
}

static void put_summary(writer *w) {
  uint32_t unknown = 0;
  for (RC_EACH(const rc_roll_call, roll_call, *w->outcome->roll_calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      unknown += call->verdict.evaluation.decision == RC_UNDECIDED;
    }
  }
  open_with(w, "summary", '{');
  put_severities(w, w->outcome->findings);
  put_number(w, "unknown", unknown);
  if (w->outcome->findings_after != NULL) {
    open_with(w, "left", '{');
    put_severities(w, w->outcome->findings_after);
    close_with(w, '}');
  }
  close_with(w, '}');
}

/* Their places are in the files as edited. */
static void put_findings_after(writer *w) {
  const rc_outcome *before = w->outcome;
  rc_outcome after = *before;
  after.sources = before->sources_after;
  after.n_files = before->n_sources_after;
  w->outcome = &after;
  put_findings(w, "findingsAfter", before->findings_after);
  w->outcome = before;
}

static void write_json(rc_buf *out, const rc_outcome *outcome, const rc_report_options *options) {
  (void)options;
  writer w = {.out = out, .outcome = outcome};
  w.fresh = true;
  rc_buf_put_byte(out, '{');
  put_number(&w, "version", 1);
  put_files(&w);
  open_with(&w, "tasks", '[');
  for (RC_EACH(const rc_roll_call, roll_call, *outcome->roll_calls)) {
    put_task(&w, roll_call);
  }
  close_with(&w, ']');
  open_with(&w, "diagnosis", '[');
  for (RC_EACH(const rc_diagnosis, diagnosis, *outcome->diagnoses)) {
    put_diagnosis(&w, diagnosis);
  }
  close_with(&w, ']');
  put_findings(&w, "findings", outcome->findings);
  put_fixes(&w);
  if (outcome->proposal != NULL) {
    put_proposal(&w);
  }
  if (outcome->proof != NULL) {
    put_proof(&w);
    put_commands(&w);
    put_findings_after(&w);
  }
  put_summary(&w);
  rc_buf_put(out, RC_STR("}\n"));
}

const rc_reporter rc_reporter_json = {"json", "for programs: docs/report.schema.json", write_json};
