#include "base/buf.h"
#include "check/common_words.h"
#include "check/facts.h"

static bool is_exposed(const rc_statement *statement, rc_str service, const rc_fact *row) {
  return (service.len == 0 || rc_str_equal(rc_service_of(row->key), service)) &&
         rc_statement_covers_action(statement, row->key) == RC_YES;
}

rc_str rc_words_exposure(const rc_case *about, const rc_statement *statement, rc_str service) {
  enum { SHOWN = 6 };
  rc_str words[SHOWN] = {RC_STR_NONE};
  uint32_t n = 0;
  for (size_t i = 0; i < rc_n_exposures; i++) {
    if (is_exposed(statement, service, &rc_exposures[i])) {
      words[n < SHOWN ? n : SHOWN - 1] = rc_exposures[i].text;
      n++;
    }
  }
  rc_buf text;
  rc_buf_init(&text, about->arena);
  for (uint32_t i = 0; i < n && i < SHOWN; i++) {
    bool last = i + 1 == n || i + 1 == SHOWN;
    rc_buf_put_c(&text, i == 0 ? "" : last ? " and " : ", ");
    rc_buf_put(&text, n > SHOWN && last ? rc_str_from_c("more") : words[i]);
  }
  return rc_buf_str(&text);
}

void rc_intend_allow(const rc_case *about, rc_finding *finding, const rc_denied *denied,
                     uint32_t role, rc_str role_name) {
  for (RC_EACH(const rc_call *, call, denied->calls)) {
    rc_intent *intent = rc_intend(about, finding, RC_INTENT_ALLOW);
    if (intent == NULL) {
      return;
    }
    intent->task = denied->roll_call->task;
    intent->role = role;
    intent->role_name = role_name;
    intent->action = (*call)->rule->action;
    intent->resource = (*call)->resource;
    intent->condition_key = (*call)->condition_key;
    intent->condition_value = (*call)->condition_value;
  }
}

void rc_offer_grant(const rc_case *about, rc_finding *finding, const rc_denied *denied) {
  finding->applicability = RC_FIX_SAFE;
  finding->fix_summary =
      RC_FILL(about->arena, "allow {} to `{}`", rc_words_count(about, &denied->calls),
              rc_role_at(about, denied->role)->name);
  rc_intend_allow(about, finding, denied, denied->role, RC_STR_NONE);
}

/* Documents known from data/ are in no file of the user: what is, is their attachment. */
rc_span rc_place_of(const rc_role *role, const rc_statement *statement, rc_value element,
                    rc_span otherwise) {
  if (!rc_span_is_none(rc_statement_span(statement))) {
    return rc_value_is_none(element) ? rc_statement_span(statement) : rc_value_span(element);
  }
  for (RC_EACH(const rc_attached_policy, attached, role->attached)) {
    if (attached->policy == statement->policy && !rc_span_is_none(attached->span)) {
      return attached->span;
    }
  }
  return otherwise;
}

rc_span rc_end_of_text(rc_value value) {
  rc_span span = rc_value_span(value);
  rc_str raw = rc_value_raw(value);
  bool quoted = raw.len > 1 && (raw.ptr[0] == '"' || raw.ptr[0] == '\'');
  span.end -= quoted ? 1 : 0;
  span.start = span.end;
  return span;
}

rc_origin rc_origin_of(const rc_role *role, const rc_policy *policy) {
  for (RC_EACH(const rc_inline_policy, inline_policy, role->inline_policies)) {
    if (inline_policy->policy == policy) {
      return inline_policy->origin;
    }
  }
  return RC_ORIGIN_SNAPSHOT;
}

rc_str rc_known_role_arn(const rc_case *about, const rc_task_links *links, rc_str arn,
                         rc_str name) {
  if (arn.len > 0 && !rc_hole_any(arn)) {
    return arn;
  }
  if (!rc_is_account_id(links->account) || rc_hole_any(name)) {
    return RC_STR_NONE;
  }
  const rc_partition *partition = rc_partition_of_region(links->region);
  return RC_FILL(about->arena, "arn:{}:iam::{}:role/{}",
                 partition == NULL ? rc_str_from_c("aws") : partition->name, links->account, name);
}

static rc_span statement_member(const rc_policy *policy) {
  rc_value statements = policy == NULL || policy->managed_arn.len > 0
                            ? RC_VALUE_NONE
                            : rc_value_get(policy->document, RC_STR("Statement"));
  return rc_value_is_none(statements) ? RC_SPAN_NONE : rc_value_span(rc_value_key(statements));
}

rc_span rc_place_of_role(const rc_role *role) {
  rc_span place = RC_SPAN_NONE;
  for (RC_EACH(const rc_inline_policy, inline_policy, role->inline_policies)) {
    place = rc_span_is_none(place) ? statement_member(inline_policy->policy) : place;
  }
  place = rc_span_is_none(place) ? statement_member(role->trust) : place;
  return rc_span_is_none(place) ? role->span : place;
}
