/*
 * Why there is no answer. Statuses decide, and where they are used for several things, the code or
 * the words of the error.
 */
#include "ask/ask.h"

enum { MOST_WORDS = 500 };

typedef struct failure_row {
  rc_failure failure;
  unsigned status;  /* 0: any */
  const char *word; /* in the error's type, code, status or words, lower case; NULL: none needed */
} failure_row;

/* The first that fits. Words before statuses: 429 may mean that no money is left, 400 anything. */
static const failure_row rows[] = {
    {RC_FAILURE_MONEY, 0, "insufficient_quota"},
    {RC_FAILURE_MONEY, 0, "billing_error"},
    {RC_FAILURE_MONEY, 0, "credit balance"},
    {RC_FAILURE_KEY, 400, "api_key_invalid"},
    {RC_FAILURE_KEY, 400, "api key not valid"},
    {RC_FAILURE_BUSY, 0, "overloaded_error"},
    {RC_FAILURE_BUSY, 0, "rate_limit"},
    {RC_FAILURE_BUSY, 0, "resource_exhausted"},
    {RC_FAILURE_TOO_LONG, 0, "context_length"},
    {RC_FAILURE_TOO_LONG, 0, "context length"},
    {RC_FAILURE_TOO_LONG, 0, "context window"},
    {RC_FAILURE_TOO_LONG, 0, "prompt is too long"},
    {RC_FAILURE_TOO_LONG, 0, "request_too_large"},
    {RC_FAILURE_TOO_LONG, 413, NULL},
    {RC_FAILURE_SHAPE, 400, "schema"},
    {RC_FAILURE_SHAPE, 400, "response_format"},
    {RC_FAILURE_SHAPE, 400, "output_config"},
    {RC_FAILURE_SHAPE, 400, "responsemimetype"},
    {RC_FAILURE_SHAPE, 422, "response_format"},
    {RC_FAILURE_KEY, 401, NULL},
    {RC_FAILURE_KEY, 0, "authentication_error"},
    {RC_FAILURE_MONEY, 402, NULL},
    {RC_FAILURE_FORBIDDEN, 403, NULL},
    {RC_FAILURE_MODEL, 404, NULL},
    {RC_FAILURE_MODEL, 405, NULL},
    {RC_FAILURE_BUSY, 408, NULL},
    {RC_FAILURE_BUSY, 429, NULL},
};

static const char *const advice[RC_N_FAILURES] = {
    [RC_FAILURE_NONE] = "",
    [RC_FAILURE_KEY] = "the key was not accepted; check that it is whole, not expired, and belongs "
                       "to this provider",
    [RC_FAILURE_MONEY] = "the account behind the key has nothing left to spend",
    [RC_FAILURE_FORBIDDEN] = "the key may not do this: the model or the Region may be closed to it",
    [RC_FAILURE_MODEL] = "there is no such model, or no such address",
    [RC_FAILURE_SHAPE] = "the model cannot answer in the shape that was asked for",
    [RC_FAILURE_TOO_LONG] = "the prompt does not fit into the model's context; name fewer files",
    [RC_FAILURE_BUSY] = "the provider is busy; try again later",
    [RC_FAILURE_REQUEST] = "the provider refused the request",
    [RC_FAILURE_ELSEWHERE] = "the provider sends elsewhere, and the key is not taken there; "
                             "correct the address",
    [RC_FAILURE_ANSWER] = "what came back is no answer of this kind of interface; check the "
                          "address and the dialect",
    [RC_FAILURE_BROKEN] = "the answer broke off; ask again",
};

rc_str rc_failure_advice(rc_failure failure) { return rc_str_from_c(advice[failure]); }

bool rc_failure_is_passing(rc_failure failure) { return failure == RC_FAILURE_BUSY; }

/* What the error calls itself, in one line: type, code, status, message. */
static rc_str names_of(rc_arena *work, rc_value error, rc_str *message) {
  static const char *const members[] = {"type", "code", "status", "reason"};
  rc_buf names;
  rc_buf_init(&names, work);
  *message = RC_STR_NONE;
  if (rc_value_kind(error) == RC_STRING) {
    *message = rc_value_string(work, error);
  }
  for (size_t i = 0; i < RC_COUNT_OF(members); i++) {
    rc_value value = rc_value_get(error, rc_str_from_c(members[i]));
    rc_buf_put(&names, rc_value_string(work, value));
    rc_buf_put_byte(&names, ' ');
  }
  for (RC_CHILDREN(detail, rc_value_get(error, RC_STR("details")))) {
    rc_buf_put(&names, rc_value_string(work, rc_value_get(detail, RC_STR("reason"))));
    rc_buf_put_byte(&names, ' ');
  }
  rc_value said = rc_value_get(error, RC_STR("message"));
  if (rc_value_kind(said) == RC_STRING) {
    *message = rc_value_string(work, said);
  }
  rc_buf_put(&names, *message);
  return rc_buf_str(&names);
}

static rc_failure classify(unsigned status, rc_str names) {
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    if ((rows[i].status == 0 || rows[i].status == status) &&
        (rows[i].word == NULL || rc_str_contains_nocase(names, rc_str_from_c(rows[i].word)))) {
      return rows[i].failure;
    }
  }
  if (status >= 300 && status < 400) {
    return RC_FAILURE_ELSEWHERE;
  }
  return status >= 500 ? RC_FAILURE_BUSY : RC_FAILURE_REQUEST;
}

/* Errors inside of a stream come behind status 200, and say their own. */
static unsigned status_of(const rc_reply *reply, rc_arena *work, rc_value error) {
  uint64_t code = 0;
  rc_value value = rc_value_get(error, RC_STR("code"));
  if (reply->http_status < 300 && rc_value_kind(value) == RC_NUMBER &&
      rc_str_to_u64(rc_value_string(work, value), &code) && code >= 300 && code < 600) {
    return (unsigned)code;
  }
  return reply->http_status;
}

void rc_reply_fail(rc_reply *reply, rc_arena *work, rc_value error) {
  rc_str message;
  rc_str names = names_of(work, error, &message);
  if (reply->end == RC_ANSWER_FAILED && reply->failure != RC_FAILURE_ANSWER) {
    return; /* the first one tells */
  }
  reply->end = RC_ANSWER_FAILED;
  reply->failure = classify(status_of(reply, work, error), names);
  reply->words = rc_str_trim(rc_ask_clean(reply->arena, rc_str_slice(message, 0, MOST_WORDS)));
}
