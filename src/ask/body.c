/*
 * Bodies of requests, one shape for each dialect. No sampling parameters: newer interfaces refuse
 * them, and none needs them.
 */
#include "ask/ask.h"

/* The subset that all providers take: every member required, none beyond, no bounds. */
#define TEXT "{\"type\":\"string\"}"
#define CLOSED ",\"additionalProperties\":false}"
#define SCHEMA                                                                                  \
  "{\"type\":\"object\",\"properties\":{\"summary\":" TEXT                                      \
  ",\"files\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"path\":" TEXT \
  ",\"content\":" TEXT "},\"required\":[\"path\",\"content\"]" CLOSED                           \
  "},\"unsure\":{\"type\":\"array\",\"items\":" TEXT                                            \
  "}},\"required\":[\"summary\",\"files\",\"unsure\"]" CLOSED

static void put_pair(rc_buf *out, const char *before, rc_str text) {
  rc_buf_put_c(out, before);
  rc_buf_put_json(out, text);
}

static void put_flag(rc_buf *out, const char *before, bool value) {
  rc_buf_put_c(out, before);
  rc_buf_put_c(out, value ? "true" : "false");
}

static void put_number(rc_buf *out, const char *before, uint64_t value) {
  rc_buf_put_c(out, before);
  rc_buf_put_u64(out, value);
}

/* The shape of the answer, as each dialect says it. */
static void put_shape(rc_buf *out, rc_ask_shape shape, const char *schema, const char *json) {
  if (shape == RC_SHAPE_SCHEMA) {
    rc_buf_put_c(out, schema);
  } else if (shape == RC_SHAPE_JSON) {
    rc_buf_put_c(out, json);
  }
}

/* ---- dialects ------------------------------------------------------------------------------- */

static void put_anthropic(rc_buf *out, const rc_ask_request *r, const rc_ask_prompt *prompt) {
  put_pair(out, "{\"model\":", r->model);
  put_number(out, ",\"max_tokens\":", r->most_tokens);
  put_pair(out, ",\"system\":", prompt->system);
  put_pair(out, ",\"messages\":[{\"role\":\"user\",\"content\":", prompt->user);
  rc_buf_put_c(out, "}]");
  put_shape(out, r->shape,
            ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" SCHEMA "}}", "");
  put_flag(out, ",\"stream\":", r->stream);
  rc_buf_put_byte(out, '}');
}

/* Without `store` the answer would be kept for retrieval. */
static void put_openai(rc_buf *out, const rc_ask_request *r, const rc_ask_prompt *prompt) {
  put_pair(out, "{\"model\":", r->model);
  put_pair(out, ",\"instructions\":", prompt->system);
  put_pair(out, ",\"input\":", prompt->user);
  put_number(out, ",\"store\":false,\"max_output_tokens\":", r->most_tokens);
  put_shape(out, r->shape,
            ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"fix\",\"strict\":true,"
            "\"schema\":" SCHEMA "}}",
            ",\"text\":{\"format\":{\"type\":\"json_object\"}}");
  put_flag(out, ",\"stream\":", r->stream);
  rc_buf_put_byte(out, '}');
}

static void put_messages(rc_buf *out, const rc_ask_prompt *prompt) {
  put_pair(out, ",\"messages\":[{\"role\":\"system\",\"content\":", prompt->system);
  put_pair(out, "},{\"role\":\"user\",\"content\":", prompt->user);
  rc_buf_put_c(out, "}]");
}

static void put_chat(rc_buf *out, const rc_ask_request *r, const rc_ask_prompt *prompt) {
  put_pair(out, "{\"model\":", r->model);
  put_messages(out, prompt);
  put_number(out, ",\"max_tokens\":", r->most_tokens);
  put_shape(out, r->shape,
            ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"fix\","
            "\"strict\":true,\"schema\":" SCHEMA "}}",
            ",\"response_format\":{\"type\":\"json_object\"}");
  if (r->dialect == RC_OPENROUTER) { /* only to those that keep nothing and know these members */
    rc_buf_put_c(out, ",\"provider\":{\"data_collection\":\"deny\",\"zdr\":true,"
                      "\"require_parameters\":true}");
  }
  put_flag(out, ",\"stream\":", r->stream);
  if (r->stream) {
    rc_buf_put_c(out, ",\"stream_options\":{\"include_usage\":true}");
  }
  rc_buf_put_byte(out, '}');
}

static void put_gemini(rc_buf *out, const rc_ask_request *r, const rc_ask_prompt *prompt) {
  put_pair(out, "{\"systemInstruction\":{\"parts\":[{\"text\":", prompt->system);
  put_pair(out, "}]},\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":", prompt->user);
  put_number(out, "}]}],\"generationConfig\":{\"maxOutputTokens\":", r->most_tokens);
  put_shape(out, r->shape,
            ",\"responseMimeType\":\"application/json\",\"responseJsonSchema\":" SCHEMA,
            ",\"responseMimeType\":\"application/json\"");
  rc_buf_put_c(out, "}}");
}

/* Its context is small unless told otherwise, and what does not fit is cut without a word. Three
 * bytes a token is more than English and JSON need. */
static uint64_t context_of(const rc_ask_request *r, const rc_ask_prompt *prompt) {
  enum { STEP = 4096 };
  uint64_t tokens = (prompt->system.len + prompt->user.len) / 3 + r->most_tokens;
  return (tokens + STEP - 1) / STEP * STEP;
}

static void put_ollama(rc_buf *out, const rc_ask_request *r, const rc_ask_prompt *prompt) {
  put_pair(out, "{\"model\":", r->model);
  put_messages(out, prompt);
  put_shape(out, r->shape, ",\"format\":" SCHEMA, ",\"format\":\"json\"");
  put_number(out, ",\"options\":{\"num_ctx\":", context_of(r, prompt));
  put_number(out, ",\"num_predict\":", r->most_tokens);
  put_flag(out, "},\"stream\":", r->stream);
  rc_buf_put_byte(out, '}');
}

void rc_ask_body_write(rc_buf *out, const rc_ask_request *request, const rc_ask_prompt *prompt) {
  static void (*const writers[])(rc_buf *, const rc_ask_request *, const rc_ask_prompt *) = {
      [RC_ANTHROPIC] = put_anthropic, [RC_OPENAI] = put_openai, [RC_CHAT] = put_chat,
      [RC_GEMINI] = put_gemini,       [RC_OLLAMA] = put_ollama, [RC_OPENROUTER] = put_chat,
  };
  writers[request->dialect](out, request, prompt);
}
