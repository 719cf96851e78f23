/*
 * What documents and events of each dialect say: text, an end, a refusal, an error, tokens. A
 * member that is not there, or is not what it should be, is passed over.
 */
#include "ask/ask.h"

/* ---- members -------------------------------------------------------------------------------- */

static rc_value get(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static rc_value in(rc_value object, const char *outer, const char *name) {
  return get(get(object, outer), name);
}

static rc_str text_of(rc_arena *work, rc_value value) {
  return rc_value_kind(value) == RC_STRING ? rc_value_string(work, value) : RC_STR_NONE;
}

static rc_str text_at(rc_arena *work, rc_value object, const char *name) {
  return text_of(work, get(object, name));
}

static void take_number(rc_arena *work, rc_value value, uint64_t *into) {
  uint64_t number = 0;
  if (rc_value_kind(value) == RC_NUMBER && rc_str_to_u64(rc_value_string(work, value), &number)) {
    *into = number;
  }
}

static bool is_true(rc_value value) {
  return rc_value_kind(value) == RC_BOOL && (rc_value_node(value)->flags & RC_NODE_TRUE) != 0;
}

static bool is_something(rc_value value) {
  return !rc_value_is_none(value) && rc_value_kind(value) != RC_NULL;
}

/* ---- ends ----------------------------------------------------------------------------------- */

typedef struct end_word {
  const char *word;
  rc_answer_end end;
} end_word;

/* Words of all dialects; none means two things. */
static const end_word end_words[] = {
    {"end_turn", RC_ANSWER_WHOLE},
    {"stop_sequence", RC_ANSWER_WHOLE},
    {"stop", RC_ANSWER_WHOLE},
    {"STOP", RC_ANSWER_WHOLE},
    {"completed", RC_ANSWER_WHOLE},
    {"max_tokens", RC_ANSWER_CUT},
    {"model_context_window_exceeded", RC_ANSWER_CUT},
    {"max_output_tokens", RC_ANSWER_CUT},
    {"length", RC_ANSWER_CUT},
    {"MAX_TOKENS", RC_ANSWER_CUT},
    {"refusal", RC_ANSWER_REFUSED},
    {"content_filter", RC_ANSWER_REFUSED},
    {"SAFETY", RC_ANSWER_REFUSED},
    {"RECITATION", RC_ANSWER_REFUSED},
    {"LANGUAGE", RC_ANSWER_REFUSED},
    {"BLOCKLIST", RC_ANSWER_REFUSED},
    {"PROHIBITED_CONTENT", RC_ANSWER_REFUSED},
    {"SPII", RC_ANSWER_REFUSED},
};

/* A reason that is none of these (a tool was called ...) is no answer to us. */
static void take_end(rc_reply *reply, rc_str word) {
  if (word.len == 0 || reply->end == RC_ANSWER_FAILED) {
    return;
  }
  for (size_t i = 0; i < RC_COUNT_OF(end_words); i++) {
    if (rc_str_equal(word, rc_str_from_c(end_words[i].word))) {
      reply->end = end_words[i].end;
      return;
    }
  }
  reply->end = RC_ANSWER_FAILED;
  reply->failure = RC_FAILURE_ANSWER;
  reply->words = rc_ask_clean(reply->arena, rc_str_slice(word, 0, 100));
}

/* ---- dialects ------------------------------------------------------------------------------- */

static void take_anthropic_usage(rc_reply *reply, rc_arena *work, rc_value usage) {
  take_number(work, get(usage, "input_tokens"), &reply->tokens_in);
  take_number(work, get(usage, "output_tokens"), &reply->tokens_out);
}

static void take_anthropic(rc_reply *reply, rc_arena *work, rc_value o) {
  for (RC_CHILDREN(part, get(o, "content"))) {
    if (rc_str_equal(text_at(work, part, "type"), RC_STR("text"))) {
      rc_buf_put(&reply->text, text_at(work, part, "text"));
    }
  }
  rc_value delta = get(o, "delta");
  if (rc_str_equal(text_at(work, delta, "type"), RC_STR("text_delta"))) {
    rc_buf_put(&reply->text, text_at(work, delta, "text"));
  }
  take_anthropic_usage(reply, work, get(o, "usage"));
  take_anthropic_usage(reply, work, in(o, "message", "usage"));
  take_end(reply, text_at(work, o, "stop_reason"));
  take_end(reply, text_at(work, delta, "stop_reason"));
}

static void take_openai_output(rc_reply *reply, rc_arena *work, rc_value output) {
  for (RC_CHILDREN(item, output)) {
    for (RC_CHILDREN(part, get(item, "content"))) {
      rc_str type = text_at(work, part, "type");
      if (rc_str_equal(type, RC_STR("output_text"))) {
        rc_buf_put(&reply->text, text_at(work, part, "text"));
      } else if (rc_str_equal(type, RC_STR("refusal"))) {
        rc_buf_put(&reply->refusal, text_at(work, part, "refusal"));
      }
    }
  }
}

static void take_openai_response(rc_reply *reply, rc_arena *work, rc_value response) {
  rc_str status = text_at(work, response, "status");
  if (reply->text.len == 0 && reply->refusal.len == 0) { /* no deltas came before */
    take_openai_output(reply, work, get(response, "output"));
  }
  take_number(work, in(response, "usage", "input_tokens"), &reply->tokens_in);
  take_number(work, in(response, "usage", "output_tokens"), &reply->tokens_out);
  if (rc_str_equal(status, RC_STR("incomplete"))) {
    take_end(reply, text_at(work, get(response, "incomplete_details"), "reason"));
    reply->end = reply->end == RC_ANSWER_OPEN ? RC_ANSWER_CUT : reply->end;
  } else if (rc_str_equal(status, RC_STR("completed"))) {
    take_end(reply, status);
  } else if (rc_str_equal(status, RC_STR("failed")) && is_something(get(response, "error"))) {
    rc_reply_fail(reply, work, get(response, "error"));
  }
}

static void take_openai(rc_reply *reply, rc_arena *work, rc_value o) {
  rc_str type = text_at(work, o, "type");
  if (rc_str_equal(type, RC_STR("response.output_text.delta"))) {
    rc_buf_put(&reply->text, text_at(work, o, "delta"));
  } else if (rc_str_equal(type, RC_STR("response.refusal.delta"))) {
    rc_buf_put(&reply->refusal, text_at(work, o, "delta"));
  } else if (rc_str_equal(type, RC_STR("error"))) {
    rc_reply_fail(reply, work, o);
  } else if (type.len == 0) {
    take_openai_response(reply, work, o);
  } else if (rc_str_equal(type, RC_STR("response.completed")) ||
             rc_str_equal(type, RC_STR("response.incomplete")) ||
             rc_str_equal(type, RC_STR("response.failed"))) {
    take_openai_response(reply, work, get(o, "response"));
  }
}

/* Content is text, or parts of text. */
static void put_content(rc_buf *into, rc_arena *work, rc_value content) {
  rc_buf_put(into, text_of(work, content));
  if (rc_value_kind(content) == RC_ARRAY) {
    for (RC_CHILDREN(part, content)) {
      rc_buf_put(into, text_at(work, part, "text"));
    }
  }
}

static void take_message(rc_reply *reply, rc_arena *work, rc_value message) {
  put_content(&reply->text, work, get(message, "content"));
  rc_buf_put(&reply->refusal, text_at(work, message, "refusal"));
}

static void take_chat(rc_reply *reply, rc_arena *work, rc_value o) {
  rc_value choices = get(o, "choices");
  rc_value choice = rc_value_kind(choices) == RC_ARRAY ? rc_value_first(choices) : RC_VALUE_NONE;
  take_message(reply, work, get(choice, "message"));
  take_message(reply, work, get(choice, "delta"));
  take_number(work, in(o, "usage", "prompt_tokens"), &reply->tokens_in);
  take_number(work, in(o, "usage", "completion_tokens"), &reply->tokens_out);
  if (is_something(get(choice, "error"))) {
    rc_reply_fail(reply, work, get(choice, "error"));
  }
  take_end(reply, text_at(work, choice, "finish_reason"));
}

static void take_gemini(rc_reply *reply, rc_arena *work, rc_value o) {
  rc_value candidates = get(o, "candidates");
  rc_value candidate =
      rc_value_kind(candidates) == RC_ARRAY ? rc_value_first(candidates) : RC_VALUE_NONE;
  for (RC_CHILDREN(part, in(candidate, "content", "parts"))) {
    if (!is_true(get(part, "thought"))) {
      rc_buf_put(&reply->text, text_at(work, part, "text"));
    }
  }
  take_number(work, in(o, "usageMetadata", "promptTokenCount"), &reply->tokens_in);
  take_number(work, in(o, "usageMetadata", "candidatesTokenCount"), &reply->tokens_out);
  rc_str blocked = text_of(work, in(o, "promptFeedback", "blockReason"));
  if (blocked.len > 0) {
    reply->end = RC_ANSWER_REFUSED;
    rc_buf_put(&reply->refusal, blocked);
  }
  take_end(reply, text_at(work, candidate, "finishReason"));
}

static void take_ollama(rc_reply *reply, rc_arena *work, rc_value o) {
  take_message(reply, work, get(o, "message"));
  take_number(work, get(o, "prompt_eval_count"), &reply->tokens_in);
  take_number(work, get(o, "eval_count"), &reply->tokens_out);
  if (is_true(get(o, "done"))) {
    rc_str reason = text_at(work, o, "done_reason");
    take_end(reply, reason.len > 0 ? reason : RC_STR("stop"));
  }
}

static void take_object(rc_reply *reply, rc_arena *work, rc_value object) {
  static void (*const readers[])(rc_reply *, rc_arena *, rc_value) = {
      [RC_ANTHROPIC] = take_anthropic, [RC_OPENAI] = take_openai, [RC_CHAT] = take_chat,
      [RC_GEMINI] = take_gemini,       [RC_OLLAMA] = take_ollama, [RC_OPENROUTER] = take_chat,
  };
  if (reply->end == RC_ANSWER_FAILED || rc_value_kind(object) != RC_OBJECT) {
    return;
  }
  bool refused = reply->http_status != 0 && reply->http_status >= 300;
  if (is_something(get(object, "error"))) {
    rc_reply_fail(reply, work, get(object, "error"));
  } else if (refused) {
    rc_reply_fail(reply, work, object);
  } else {
    readers[reply->dialect](reply, work, object);
  }
}

void rc_reply_take(rc_reply *reply, rc_arena *work, rc_value value) {
  if (rc_value_kind(value) != RC_ARRAY) {
    take_object(reply, work, value);
    return;
  }
  for (RC_CHILDREN(item, value)) { /* Gemini's stream without `alt=sse` */
    take_object(reply, work, item);
  }
}
