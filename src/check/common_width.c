#include "check/common_width.h"

#include "check/facts.h"

static bool covers_all_resources(const rc_statement *statement) {
  bool all = statement->not_resource;
  for (RC_EACH(const rc_policy_text, entry, statement->resources)) {
    all = all || rc_str_equal(entry->text, RC_STR("*"));
  }
  return all;
}

static bool is_everything(rc_str action) {
  return rc_str_equal(action, RC_STR("*")) || rc_str_equal(action, RC_STR("*:*"));
}

static bool is_whole_service(rc_str action) {
  return rc_str_ends_with(action, RC_STR(":*")) && !is_everything(action);
}

static bool is_unscoped_service(rc_str action) {
  for (size_t i = 0; i < rc_n_scopes; i++) {
    if (rc_str_equal(rc_scopes[i].kind, RC_STR("service")) &&
        rc_str_equal_nocase(rc_scopes[i].key, rc_service_of(action))) {
      return true;
    }
  }
  return false;
}

/* The resource type that could narrow `action`; empty if the table knows none. */
static rc_str scope_of(rc_str action) {
  for (size_t i = 0; i < rc_n_scopes; i++) {
    if (rc_str_equal(rc_scopes[i].kind, RC_STR("action")) &&
        rc_text_match(action, rc_scopes[i].key, RC_MATCH_NOCASE) == RC_YES) {
      return rc_scopes[i].text;
    }
  }
  return RC_STR_NONE;
}

static rc_width width_of(rc_str action, bool all_resources) {
  if (is_everything(action)) {
    return all_resources ? RC_WIDTH_EVERYTHING : RC_WIDTH_SERVICE_ON_SOME;
  }
  if (is_whole_service(action)) {
    return is_unscoped_service(action) ? RC_WIDTH_FINE
           : all_resources             ? RC_WIDTH_SERVICE
                                       : RC_WIDTH_SERVICE_ON_SOME;
  }
  return all_resources && scope_of(action).len > 0 ? RC_WIDTH_RESOURCES : RC_WIDTH_FINE;
}

rc_width_found rc_measure_width(const rc_case *about, const rc_statement *statement,
                                bool (*skip)(const rc_policy_text *entry)) {
  rc_width_found found = {RC_WIDTH_FINE, {0}, RC_STR_NONE};
  bool all_resources = covers_all_resources(statement);
  if (statement->deny || !statement->valid || statement->conditions.len > 0) {
    return found;
  }
  if (statement->not_action) {
    found.width = all_resources ? RC_WIDTH_ALL_BUT : RC_WIDTH_FINE;
    return found;
  }
  for (RC_EACH(const rc_policy_text, entry, statement->actions)) {
    rc_width width = skip(entry) ? RC_WIDTH_FINE : width_of(entry->text, all_resources);
    if (width == RC_WIDTH_FINE || (found.width != RC_WIDTH_FINE && width > found.width)) {
      continue;
    }
    if (width != found.width) {
      found = (rc_width_found){width, {0}, scope_of(entry->text)};
    }
    rc_str *added = RC_VEC_ADD(about->arena, &found.entries);
    if (added != NULL) {
      *added = entry->text;
    }
  }
  return found;
}

static bool is_among(const rc_width_found *found, rc_str action) {
  if (found->width == RC_WIDTH_ALL_BUT) {
    return true;
  }
  for (RC_EACH(const rc_str, entry, found->entries)) {
    if (rc_text_match(*entry, action, RC_MATCH_NOCASE) == RC_YES) {
      return true;
    }
  }
  return false;
}

rc_str rc_words_planned(const rc_case *about, uint32_t role, const rc_width_found *found) {
  rc_name_list names = {0};
  for (RC_EACH(const rc_roll_call, roll_call, *about->roll_calls)) {
    for (RC_EACH(const rc_call, call, roll_call->calls)) {
      bool by_role = call->principal == RC_BY_EXECUTION_ROLE || call->principal == RC_BY_TASK_ROLE;
      bool passed = !by_role || call->required != RC_KNOWN_YES ||
                    rc_verdict_that_counts(call)->role != role ||
                    rc_str_equal(call->resource, RC_STR("*")) ||
                    !is_among(found, call->rule->action);
      for (RC_EACH(const rc_str, name, names)) {
        passed = passed || rc_str_equal(*name, call->resource);
      }
      rc_str *added = passed ? NULL : RC_VEC_ADD(about->arena, &names);
      if (added != NULL) {
        *added = call->resource;
      }
    }
  }
  return rc_words_list(about, names.items, names.len);
}
