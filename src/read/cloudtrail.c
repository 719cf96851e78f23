/*
 * CloudTrail: log files, single records, `aws cloudtrail lookup-events`, and "AWS API Call via
 * CloudTrail" events of EventBridge. Their `errorMessage` is the answer that AWS gave.
 */
#include "read/common_message.h"

static rc_value get(rc_value object, const char *name) {
  return rc_value_get_nocase(object, rc_str_from_c(name));
}

static bool is_record(rc_value value) {
  return rc_value_kind(value) == RC_OBJECT && !rc_value_is_none(get(value, "eventSource")) &&
         !rc_value_is_none(get(value, "eventName")) &&
         !rc_value_is_none(get(value, "eventVersion"));
}

/* `lookup-events` gives each record as text in a string. */
static bool is_looked_up(rc_value value) {
  return rc_value_kind(get(value, "CloudTrailEvent")) == RC_STRING;
}

static bool is_any(rc_value value) {
  return is_record(value) || is_looked_up(value) || is_record(get(value, "detail"));
}

/* The list of records in a document that holds one; none otherwise. */
static rc_value list_of(rc_value value) {
  if (rc_value_kind(value) == RC_ARRAY) {
    return value;
  }
  rc_value records = get(value, "Records");
  return rc_value_is_none(records) ? get(value, "Events") : records;
}

static int recognise(const rc_document *document) {
  if (is_any(document->value)) {
    return 95;
  }
  return is_any(rc_value_first(list_of(document->value))) ? 95 : 0;
}

static rc_status read_one(const rc_form *form, rc_value value) {
  rc_value record = is_record(value) ? value : get(value, "detail");
  rc_str code = rc_form_string(form, record, RC_STR("errorCode"));
  RC_TRY(rc_read_message(form, value, RC_STR("CloudTrailEvent"), RC_STR_NONE));
  return code.len == 0 ? RC_OK
                       : rc_read_message(form, record, RC_STR("errorMessage"), RC_STR_NONE);
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  if (is_any(document->value)) {
    return read_one(&form, document->value);
  }
  for (RC_CHILDREN(value, list_of(document->value))) {
    if (is_any(value)) {
      RC_TRY(read_one(&form, value));
    }
  }
  return RC_OK;
}

const rc_reader rc_reader_cloudtrail = {"cloudtrail", "CloudTrail records", recognise, read};
