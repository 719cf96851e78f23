#include "aws/arn.h"

bool rc_arn_parse(rc_str text, rc_arn *out) {
  rc_str parts[6];
  size_t from = 0;
  for (int i = 0; i < 5; i++) {
    size_t colon = rc_hole_find_byte(text, ':', from);
    if (colon == RC_NOT_FOUND) {
      return false;
    }
    parts[i] = rc_str_slice(text, from, colon);
    from = colon + 1;
  }
  parts[5] = rc_str_from(text, from);
  if (!rc_str_equal(parts[0], RC_STR("arn")) || parts[5].len == 0) {
    return false;
  }
  *out = (rc_arn){.partition = parts[1],
                  .service = parts[2],
                  .region = parts[3],
                  .account = parts[4],
                  .resource = parts[5]};
  return true;
}

rc_str rc_arn_make(rc_arena *arena, const rc_arn *parts) {
  return RC_FILL(arena, "arn:{}:{}:{}:{}:{}", parts->partition, parts->service, parts->region,
                 parts->account, parts->resource);
}

/* What is behind the last slash outside holes. */
static rc_str last_segment(rc_str path) {
  size_t at = 0;
  size_t slash = rc_hole_find_byte(path, '/', 0);
  while (slash != RC_NOT_FOUND) {
    at = slash + 1;
    slash = rc_hole_find_byte(path, '/', at);
  }
  return rc_str_from(path, at);
}

static bool cut_prefix(rc_str *text, rc_str prefix) {
  bool found = rc_str_starts_with(*text, prefix);
  if (found) {
    *text = rc_str_from(*text, prefix.len);
  }
  return found;
}

/* The session name follows the role; a path never stands in the ARN of a session. */
static rc_str role_of_session(rc_str resource) {
  size_t slash = rc_hole_find_byte(resource, '/', 0);
  return rc_str_slice(resource, 0, slash);
}

rc_str rc_arn_role_name(rc_str text) {
  rc_arn arn;
  if (!rc_arn_parse(text, &arn)) {
    return last_segment(text);
  }
  if (rc_str_equal(arn.service, RC_STR("iam")) && cut_prefix(&arn.resource, RC_STR("role/"))) {
    return last_segment(arn.resource);
  }
  if (rc_str_equal(arn.service, RC_STR("sts")) &&
      cut_prefix(&arn.resource, RC_STR("assumed-role/"))) {
    return role_of_session(arn.resource);
  }
  return RC_STR_NONE;
}

rc_str rc_arn_policy_name(rc_str text) {
  rc_arn arn;
  return last_segment(rc_arn_parse(text, &arn) ? arn.resource : text);
}

bool rc_is_account_id(rc_str text) { return text.len == 12 && rc_str_is_digits(text); }

bool rc_tells_account(rc_str account) {
  return rc_is_account_id(account) ||
         (rc_hole_is_only(account) && rc_str_contains(account, RC_STR(" /* ")));
}
