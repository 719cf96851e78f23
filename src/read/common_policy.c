#include "read/common_policy.h"

#include "syntax/json.h"

/* One finding for each thing that is tolerated, at its first place: a file with a comment on every
 * line has one habit, not a hundred. A slip of YAML is a habit too: tabs come on every line. */
static bool is_folded(const rc_tree *tree, uint32_t index) {
  return tree->notes[index].severity == RC_NOTE_TOLERATED || tree->syntax == RC_SYNTAX_YAML;
}

static bool are_alike(const rc_tree *tree, uint32_t a, uint32_t b) {
  return tree->notes[a].severity == tree->notes[b].severity &&
         rc_str_equal(tree->notes[a].message, tree->notes[b].message);
}

static bool said_before(const rc_tree *tree, uint32_t index) {
  for (uint32_t i = 0; i < index && is_folded(tree, index); i++) {
    if (are_alike(tree, i, index)) {
      return true;
    }
  }
  return false;
}

/* The parser of JSON counts its own. */
static rc_str help_of(rc_arena *arena, const rc_tree *tree, uint32_t index) {
  uint32_t more = 0;
  for (uint32_t i = index + 1; i < tree->n_notes && tree->syntax == RC_SYNTAX_YAML; i++) {
    more += are_alike(tree, i, index);
  }
  rc_str help = tree->notes[index].help;
  return more == 0 ? help
                   : RC_FILL(arena, tree->n_notes < RC_LIMIT_SYNTAX_NOTES_VALUE
                                        ? "{} ({} more in this file)"
                                        : "{} (at least {} more in this file)",
                             help, rc_str_from_u64(arena, more));
}

void rc_report_syntax(rc_model *model, const rc_tree *tree, rc_severity severity) {
  for (uint32_t i = 0; i < tree->n_notes; i++) {
    const rc_syntax_note *note = &tree->notes[i];
    rc_finding *finding = NULL;
    if (said_before(tree, i)) {
      continue;
    }
    if (note->severity == RC_NOTE_ERROR) {
      finding = rc_model_report(model, RC_SAY_SYNTAX_ERROR, severity, note->span, note->message);
    } else {
      finding = rc_model_report(model, RC_SAY_SYNTAX_TOLERATED, RC_NOTE, note->span, note->message);
    }
    if (finding != NULL) {
      finding->help = help_of(model->arena, tree, i);
    }
  }
}

rc_status rc_read_document(const rc_form *form, rc_value value, rc_str name, rc_value *out) {
  *out = RC_VALUE_NONE;
  switch (rc_value_kind(value)) {
    case RC_NULL:
    case RC_PLACEHOLDER:
    case RC_ERROR: return RC_OK;
    case RC_OBJECT: *out = value; return RC_OK;
    case RC_STRING: break;
    default:
      return rc_form_is_object(form, value, name) ? RC_OK : rc_arena_status(form->model->arena);
  }
  if (rc_hole_is_only(rc_value_text(form->model->arena, value, false))) {
    return rc_arena_status(form->model->arena);
  }
  rc_tree *tree = NULL;
  RC_TRY(rc_json_parse_embedded(form->model->arena, value, &tree));
  rc_report_syntax(form->model, tree, RC_ERROR_SEVERITY);
  rc_value first = rc_value_first(rc_tree_root(tree));
  if (rc_value_kind(first) == RC_OBJECT) {
    *out = first;
  }
  return RC_OK;
}

/* Duplicate keys are left to rc_report_duplicate_keys, which shows both places. */
static void report_problems(rc_model *model, const rc_policy *policy) {
  for (RC_EACH(const rc_policy_problem, problem, policy->problems)) {
    if (problem->duplicate_key) {
      continue;
    }
    rc_finding *finding =
        problem->fatal
            ? rc_model_report(model, RC_SAY_POLICY_INVALID, RC_ERROR_SEVERITY, problem->span,
                              problem->message)
            : rc_model_report(model, RC_SAY_POLICY_DOUBTFUL, RC_WARNING, problem->span,
                              problem->message);
    if (finding != NULL) {
      finding->help = problem->help;
    }
  }
}

rc_status rc_read_policy(rc_model *model, rc_value document, rc_policy_kind kind, rc_str name,
                         const rc_policy **out) {
  *out = NULL;
  if (rc_value_is_none(document)) {
    return RC_OK;
  }
  rc_policy *policy = NULL;
  RC_TRY(rc_policy_compile(model->arena, document, kind, name, &policy));
  report_problems(model, policy);
  RC_TRY(rc_report_duplicate_keys(model, document, RC_SAY_DUPLICATE_POLICY_KEY,
                                  "IAM refuses duplicate keys: keep one of the two"));
  *out = policy;
  return rc_arena_status(model->arena);
}

rc_status rc_read_member_policy(const rc_form *form, rc_value object, rc_str member,
                                rc_policy_kind kind, rc_str name, const rc_policy **out) {
  rc_value document = RC_VALUE_NONE;
  *out = NULL;
  RC_TRY(rc_read_document(form, rc_value_get(object, member), member, &document));
  return rc_read_policy(form->model, document, kind, name, out);
}

/* Nothing has been said of a waiting role before its first document. */
static rc_role *waiting(rc_role *role, rc_str name) {
  if (!role->defined) {
    role->name = name;
    role->span = RC_SPAN_NONE;
  }
  return role;
}

rc_role *rc_bound_role(rc_model *model, const rc_document *document) {
  switch (document->binding.kind) {
    case RC_BIND_EXECUTION_ROLE:
      return waiting(&model->pending.execution_role, RC_STR("execution-role"));
    case RC_BIND_TASK_ROLE: return waiting(&model->pending.task_role, RC_STR("task-role"));
    case RC_BIND_ROLE_FOLDER: return rc_model_role(model, document->binding.name);
    default: return NULL;
  }
}

bool rc_bound_by_flag(const rc_document *document) {
  return document->binding.kind == RC_BIND_EXECUTION_ROLE ||
         document->binding.kind == RC_BIND_TASK_ROLE;
}
