/*
 * `aws logs get-log-events` and `filter-log-events`: what a program wrote, line by line. The log of
 * the agent, and events that a rule of EventBridge sends to CloudWatch Logs, come this way.
 */
#include "read/common_message.h"

static bool is_event(rc_value value) {
  return rc_value_kind(rc_value_get(value, RC_STR("message"))) == RC_STRING &&
         !rc_value_is_none(rc_value_get(value, RC_STR("timestamp")));
}

static int recognise(const rc_document *document) {
  rc_value first = rc_value_first(rc_value_get(document->value, RC_STR("events")));
  return is_event(first) ? 90 : 0;
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_form form = {.model = model};
  for (RC_CHILDREN(event, rc_form_list(&form, document->value, RC_STR("events")))) {
    if (is_event(event)) {
      RC_TRY(rc_read_message(&form, event, RC_STR("message"), RC_STR_NONE));
    }
  }
  return RC_OK;
}

const rc_reader rc_reader_log_events = {"log-events", "aws logs: events", recognise, read};
