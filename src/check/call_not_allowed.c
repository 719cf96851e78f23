#include "aws/arn.h"
#include "base/buf.h"
#include "check/common_words.h"

const rc_check rc_check_call_not_allowed;

/* `ssm:GetParameter` beside `ssm:GetParameters`: one is the other with a few letters behind it. */
static bool is_namesake(rc_str pattern, rc_str action) {
  enum { MOST_LETTERS = 3 };
  rc_str shorter = pattern.len < action.len ? pattern : action;
  rc_str longer = pattern.len < action.len ? action : pattern;
  rc_str end = rc_str_from(longer, shorter.len);
  return end.len > 0 && end.len <= MOST_LETTERS &&
         rc_str_find_byte(pattern, '*', 0) == RC_NOT_FOUND &&
         rc_str_equal_nocase(rc_str_slice(longer, 0, shorter.len), shorter);
}

/* An action of the role that is easily taken for `action`; NULL if none is. */
static const rc_policy_text *find_namesake(const rc_role *role, rc_str action) {
  for (RC_EACH(const rc_policy *, policy, role->identity_set.policies)) {
    for (RC_EACH(const rc_statement, statement, (*policy)->statements)) {
      for (RC_EACH(const rc_policy_text, text, statement->actions)) {
        if (!statement->deny && !statement->not_action && is_namesake(text->text, action) &&
            !rc_span_is_none(rc_statement_span(statement))) {
          return text;
        }
      }
    }
  }
  return NULL;
}

/* A statement that comes close is worth showing: it is where people look first. */
static void relate_near_miss(const rc_case *about, rc_finding *finding, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  const rc_statement *near = rc_find_near_miss(about, denied->role, call);
  const rc_role *role = rc_role_at(about, denied->role);
  const rc_policy_text *namesake = find_namesake(role, call->rule->action);
  if (namesake != NULL) {
    rc_relate(about, finding, rc_value_span(namesake->value),
              RC_FILL(about->arena, "`{}` is another action", namesake->text));
  } else if (near != NULL && !rc_span_is_none(rc_statement_span(near))) {
    rc_relate(about, finding,
              rc_place_of(role, near, near->resource_value, rc_statement_span(near)),
              RC_FILL(about->arena, "{} allows `{}` on other resources only",
                      rc_words_statement(about, near), call->rule->action));
  } else if (!rc_span_is_none(rc_place_of_role(role))) {
    rc_relate(about, finding, rc_place_of_role(role),
              RC_FILL(about->arena, "no statement of `{}` allows it", role->name));
  }
}

/* "`a` on `*`; `b` and `c` on `arn:...`": each resource with the actions that it is for. */
static rc_str grants_of(const rc_case *about, const rc_denied *denied) {
  rc_buf text;
  rc_buf_init(&text, about->arena);
  for (uint32_t i = 0; i < denied->calls.len; i++) {
    rc_str resource = denied->calls.items[i]->resource;
    rc_call_list same = {0};
    bool first = true;
    for (uint32_t j = 0; j < denied->calls.len; j++) {
      const rc_call *call = denied->calls.items[j];
      bool here = rc_str_equal(call->resource, resource);
      first = first && !(here && j < i);
      const rc_call **added = here ? RC_VEC_ADD(about->arena, &same) : NULL;
      if (added != NULL) {
        *added = call;
      }
    }
    if (first) {
      RC_BUF_FILL(&text, "{}{} on `{}`", rc_str_from_c(text.len == 0 ? "" : "; "),
                  rc_words_actions(about, &same), resource);
    }
  }
  return rc_buf_str(&text);
}

/* Nothing that a policy could say lets the role reach another partition; nothing is offered. */
static bool lies_in_another_partition(const rc_case *about, const rc_call *call, uint32_t role,
                                      rc_finding *finding) {
  rc_arn from;
  rc_arn to;
  if (rc_verdict_that_counts(call)->evaluation.layer != RC_LAYER_NONE ||
      !rc_arn_parse(rc_role_at(about, role)->arn, &from) || !rc_arn_parse(call->evaluated, &to)) {
    return false;
  }
  finding->label = RC_FILL(about->arena, "lies in partition `{}`", to.partition);
  finding->help = RC_FILL(about->arena,
                          "name one in partition `{}`, where the role lies: no policy leads from "
                          "there to `{}`",
                          from.partition, to.partition);
  return true;
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const rc_denied *denied) {
  const rc_call *call = denied->calls.items[0];
  rc_str role = rc_words_role(about, call->principal, denied->role);
  rc_str actions = rc_words_actions(about, &denied->calls);
  rc_finding *finding =
      rc_report(about, findings, &rc_check_call_not_allowed,
                denied->blocks_start ? RC_ERROR_SEVERITY : RC_WARNING, call->cause,
                RC_FILL(about->arena, "{} may not call {}, which {} needs", role, actions,
                        rc_words_causes(about, &denied->calls)));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = denied->blocks_start;
  if (lies_in_another_partition(about, call, denied->role, finding)) {
    return rc_arena_status(about->arena);
  }
  finding->label = rc_str_from_c("needs a call that is not allowed");
  finding->help = RC_FILL(about->arena, "let {} call {}", role, grants_of(about, denied));
  relate_near_miss(about, finding, denied);
  rc_relate_causes(about, finding, &denied->calls);
  rc_offer_grant(about, finding, denied);
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  return rc_say_each_denied(about, findings, RC_DENIED_NOT_ALLOWED, say);
}

const rc_check rc_check_call_not_allowed = {
    .code = "RC102",
    .name = "call-not-allowed",
    .summary = "a call that the launch needs is allowed by no policy of the role that makes it",
    .run = run,
};
