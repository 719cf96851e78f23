#include "check/common_words.h"
#include "read/read.h"
#include "syntax/yaml.h"

const rc_check rc_check_log_group_arn_incomplete;

/* Holes are known by their names where a template says what they are; elsewhere a placeholder may
 * come to be anything. In a template `:*` can stand behind a text, but not behind a reference. */
static bool is_exact(const rc_case *about, const rc_policy_text *entry) {
  rc_value written = rc_value_written(entry->value, NULL);
  rc_str tag = rc_yaml_tag(written);
  if (rc_value_is_none(written) || !rc_is_of_template(about->model, written.tree->file)) {
    return !rc_hole_any(entry->text);
  }
  rc_kind kind = rc_value_kind(written);
  if (written.tree->syntax == RC_SYNTAX_HCL) {
    return kind == RC_STRING || kind == RC_HCL_TEMPLATE || kind == RC_HCL_GET ||
           kind == RC_HCL_INDEX;
  }
  return kind == RC_STRING &&
         (tag.len == 0 || rc_str_equal(tag, rc_str_from_c("!Sub")));
}

/* Completing the ARN in its place grants nothing else only if the entry is this very group and the
 * statement's actions are the ones the launch needs. */
static bool may_complete(const rc_case *about, const rc_denied *denied,
                         const rc_statement *statement, const rc_policy_text *entry) {
  if (!is_exact(about, entry) || rc_hole_find_byte(entry->text, '*', 0) != RC_NOT_FOUND ||
      rc_hole_find_byte(entry->text, '?', 0) != RC_NOT_FOUND || statement->not_action) {
    return false;
  }
  for (RC_EACH(const rc_policy_text, action, statement->actions)) {
    if (!rc_needs_action(about->needs, denied->role, action->text)) {
      return false;
    }
  }
  return true;
}

static void offer_fix(const rc_case *about, rc_finding *finding, const rc_denied *denied,
                      const rc_statement *statement, const rc_policy_text *entry) {
  const rc_role *role = rc_role_at(about, denied->role);
  finding->applicability = RC_FIX_SAFE;
  rc_span document = rc_value_span(statement->policy->document);
  bool own = rc_origin_of(role, statement->policy) == RC_ORIGIN_SOURCE ||
             rc_is_of_template(about->model, document.file);
  if (!own ||
      !may_complete(about, denied, statement, entry)) {
    finding->fix_summary = RC_FILL(about->arena, "allow {} on `{}` to `{}`",
                                   rc_words_count(about, &denied->calls),
                                   denied->calls.items[0]->resource, role->name);
    rc_intend_allow(about, finding, denied, denied->role, RC_STR_NONE);
    return;
  }
  finding->fix_summary = rc_str_from_c("append `:*` to the ARN");
  rc_intent *intent = rc_intend(about, finding, RC_INTENT_REPLACE);
  if (intent != NULL) {
    intent->task = denied->roll_call->task;
    intent->role = denied->role;
    intent->place = rc_end_of_text(entry->value);
    intent->value = rc_str_from_c(":*");
  }
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  const rc_role *role = rc_role_at(about, denied->role);
  const rc_statement *statement = rc_find_log_group_near_miss(about, denied->role, call);
  const rc_policy_text *entry = rc_find_bare_log_group(statement, call);
  rc_finding *finding = rc_report(
      about, findings, &rc_check_log_group_arn_incomplete, RC_ERROR_SEVERITY,
      rc_place_of(role, statement, entry->value, call->cause),
      RC_FILL(about->arena, "{} {} allowed on the log group, but asked for on its log streams",
              rc_words_actions(about, &denied->calls),
              rc_str_from_c(denied->calls.len > 1 ? "are" : "is")));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  finding->label = rc_str_from_c("`:*` is missing at the end");
  finding->help = RC_FILL(about->arena, "the resource must be `{}`: the streams below the group",
                          call->resource);
  rc_relate_causes(about, finding, &denied->calls);
  offer_fix(about, finding, denied, statement, entry);
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  return rc_say_each_denied(about, findings, RC_DENIED_LOG_ARN, say);
}

const rc_check rc_check_log_group_arn_incomplete = {
    .code = "RC203",
    .name = "log-group-arn-incomplete",
    .summary = "log calls are allowed on the log group's ARN without the `:*` that covers its "
               "streams",
    .run = run,
};
