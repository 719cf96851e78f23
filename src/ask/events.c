/*
 * From bytes in pieces of any size to events. Three framings: one document; server-sent events (the
 * WHATWG's HTML, section 9.2); JSON objects by lines. Which one it is shows in the first byte that
 * is no blank: what was asked for and what comes need not agree, least of all in errors.
 */
#include "ask/ask.h"
#include "syntax/json.h"

void rc_reply_open(rc_reply *reply, rc_arena *arena, const rc_allocator *allocator,
                   rc_dialect dialect, unsigned http_status) {
  *reply = (rc_reply){.dialect = dialect, .arena = arena, .http_status = http_status};
  rc_arena_init(&reply->work, allocator);
  rc_buf_init(&reply->pending, arena);
  rc_buf_init(&reply->event, arena);
  rc_buf_init(&reply->text, arena);
  rc_buf_init(&reply->refusal, arena);
}

void rc_reply_close(rc_reply *reply) { rc_arena_free(&reply->work); }

static bool is_refused_status(const rc_reply *reply) {
  return reply->http_status != 0 && (reply->http_status < 200 || reply->http_status > 299);
}

/* ---- one document or event ------------------------------------------------------------------ */

/* `*is_json`: it is one value and nothing else. */
static rc_status parse(rc_reply *reply, rc_str text, rc_value *out, bool *is_json) {
  rc_source *source = RC_NEW(&reply->work, rc_source);
  rc_tree *tree = NULL;
  *out = RC_VALUE_NONE;
  *is_json = false;
  if (source == NULL) {
    return rc_arena_status(&reply->work);
  }
  source->bytes = text;
  RC_TRY(rc_json_parse(&reply->work, source, &tree));
  tree->literal = true; /* nothing in an answer is a template */
  rc_value first = rc_value_first(rc_tree_root(tree));
  *is_json = !tree->has_errors && !rc_value_is_none(first);
  *out = first;
  return RC_OK;
}

/* An answer that nests too deep, or is huge, is no answer: it is not our own limit's fault. */
static rc_status take(rc_reply *reply, rc_str text) {
  rc_allocator allocator = reply->work.allocator;
  rc_value value;
  bool is_json = false;
  rc_status status = parse(reply, text, &value, &is_json);
  if (status == RC_OK && is_json) {
    rc_reply_take(reply, &reply->work, value);
  } else if (status != RC_NOMEM && !is_refused_status(reply) && reply->end == RC_ANSWER_OPEN) {
    reply->end = RC_ANSWER_FAILED;
    reply->failure = RC_FAILURE_ANSWER;
  }
  status = status == RC_NOMEM ? status : rc_arena_status(reply->arena);
  rc_arena_free(&reply->work);
  rc_arena_init(&reply->work, &allocator);
  return status;
}

/* ---- server-sent events --------------------------------------------------------------------- */

static rc_status end_event(rc_reply *reply) {
  rc_str data = rc_str_trim(rc_buf_str(&reply->event));
  rc_status status = RC_OK;
  if (data.len > 0 && !rc_str_equal(data, RC_STR("[DONE]"))) {
    status = take(reply, data);
  }
  reply->event.len = 0;
  return status;
}

/* Fields other than `data` say nothing that the data do not say; comments begin with a colon. */
static rc_status take_event_line(rc_reply *reply, rc_str line) {
  if (line.len == 0) {
    return end_event(reply);
  }
  if (rc_str_starts_with(line, RC_STR("data:"))) {
    rc_str data = rc_str_from(line, 5);
    data = rc_str_starts_with(data, RC_STR(" ")) ? rc_str_from(data, 1) : data;
    rc_buf_put(&reply->event, data);
    rc_buf_put_byte(&reply->event, '\n');
  }
  return rc_arena_status(reply->arena);
}

static rc_status take_line(rc_reply *reply, rc_str line) {
  if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
    line.len--;
  }
  if (reply->framing == RC_REPLY_EVENTS) {
    return take_event_line(reply, line);
  }
  line = rc_str_trim(line);
  return line.len > 0 ? take(reply, line) : RC_OK;
}

static rc_status feed_lines(rc_reply *reply, rc_str bytes) {
  while (bytes.len > 0) {
    size_t lf = rc_str_find_byte(bytes, '\n', 0);
    rc_buf_put(&reply->pending, rc_str_slice(bytes, 0, lf == RC_NOT_FOUND ? bytes.len : lf));
    RC_TRY(rc_arena_status(reply->arena));
    if (lf == RC_NOT_FOUND) {
      return RC_OK;
    }
    RC_TRY(take_line(reply, rc_buf_str(&reply->pending)));
    reply->pending.len = 0;
    bytes = rc_str_from(bytes, lf + 1);
  }
  return RC_OK;
}

/* ---- pieces --------------------------------------------------------------------------------- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static void choose_framing(rc_reply *reply, char first) {
  bool document = first == '{' || first == '[' || first == '<' || is_refused_status(reply);
  bool lines = reply->dialect == RC_OLLAMA && first == '{' && !is_refused_status(reply);
  reply->framing = lines ? RC_REPLY_LINES : document ? RC_REPLY_ONE : RC_REPLY_EVENTS;
}

rc_status rc_reply_feed(rc_reply *reply, rc_str bytes) {
  reply->seen += bytes.len;
  if (reply->seen > RC_LIMIT_ANSWER_BYTES_VALUE) {
    return rc_arena_hit(reply->arena, RC_LIMIT_ANSWER_BYTES);
  }
  if (reply->framing == RC_REPLY_UNKNOWN) {
    while (bytes.len > 0 && is_blank(bytes.ptr[0])) {
      bytes = rc_str_from(bytes, 1);
    }
    if (bytes.len == 0) {
      return RC_OK;
    }
    choose_framing(reply, bytes.ptr[0]);
  }
  if (reply->framing != RC_REPLY_ONE) {
    return feed_lines(reply, bytes);
  }
  rc_buf_put(&reply->pending, bytes);
  return rc_arena_status(reply->arena);
}

static void conclude(rc_reply *reply) {
  if (is_refused_status(reply) && reply->failure == RC_FAILURE_NONE) {
    rc_reply_fail(reply, &reply->work, RC_VALUE_NONE);
  }
  if (reply->end == RC_ANSWER_OPEN) {
    reply->end = RC_ANSWER_FAILED;
    reply->failure = reply->seen == 0 || reply->text.len == 0 ? RC_FAILURE_ANSWER
                                                              : RC_FAILURE_BROKEN;
  }
  if (reply->end == RC_ANSWER_WHOLE && reply->text.len == 0) {
    reply->end = reply->refusal.len > 0 ? RC_ANSWER_REFUSED : RC_ANSWER_FAILED;
    reply->failure = reply->refusal.len > 0 ? RC_FAILURE_NONE : RC_FAILURE_ANSWER;
  }
  if (reply->end == RC_ANSWER_REFUSED && reply->refusal.len > 0) {
    reply->words = rc_ask_clean(reply->arena, rc_buf_str(&reply->refusal));
  }
}

rc_status rc_reply_finish(rc_reply *reply) {
  rc_str rest = rc_buf_str(&reply->pending);
  if (reply->framing == RC_REPLY_ONE && rest.len > 0) {
    RC_TRY(take(reply, rest));
  } else if (reply->framing != RC_REPLY_UNKNOWN) {
    RC_TRY(rest.len > 0 ? take_line(reply, rest) : RC_OK);
    RC_TRY(reply->framing == RC_REPLY_EVENTS ? end_event(reply) : RC_OK);
  }
  reply->pending.len = 0;
  conclude(reply);
  return rc_arena_status(reply->arena);
}
