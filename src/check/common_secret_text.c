#include "check/common_secret_text.h"

#include "redact/lexicon.h"

static bool is_secret_name(rc_str name) {
  const rc_name_row *row = rc_name_find(name).row;
  return row != NULL && (row->flags & RC_NAME_SURE) != 0;
}

rc_secret_text rc_find_secret_text(rc_str name, rc_str value) {
  value = rc_str_trim(value);
  if (rc_is_url_with_password(value)) {
    return RC_SECRET_URL;
  }
  if (rc_str_is_empty(value) || rc_hole_any(value)) {
    return RC_SECRET_NONE;
  }
  if (rc_is_key_id(value)) {
    return RC_SECRET_AWS_KEY;
  }
  if (rc_str_starts_with(value, RC_STR("-----BEGIN ")) &&
      rc_str_contains(value, RC_STR("PRIVATE KEY-----"))) {
    return RC_SECRET_PRIVATE_KEY;
  }
  return !rc_is_innocent(value) && is_secret_name(name) ? RC_SECRET_BY_NAME : RC_SECRET_NONE;
}
