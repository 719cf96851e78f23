// What providers answer, whole and as a stream, in each dialect: shapes, with made-up contents.

const sse = (data, event) => `${event ? `event: ${event}\n` : ""}data: ${JSON.stringify(data)}\n\n`;

// Pieces as models give them: a few characters each.
const pieces = (text) => text.match(/[^]{1,24}/gu) ?? [];

const anthropicStops = { whole: "end_turn", cut: "max_tokens", refused: "refusal" };
const anthropic = {
  path: /^\/v1\/messages$/,
  models: { path: "/v1/models", body: { data: [{ id: "model-a" }, { id: "model-b" }] } },
  streams: (body) => JSON.parse(body).stream === true,
  whole: (text, end) => ({
    id: "msg_1",
    type: "message",
    role: "assistant",
    content: text === "" ? [] : [{ type: "text", text }],
    stop_reason: anthropicStops[end],
    usage: { input_tokens: 812, output_tokens: 97 },
  }),
  *stream(text, end) {
    const message = { id: "msg_1", role: "assistant", content: [], usage: { input_tokens: 812 } };
    yield sse({ type: "message_start", message }, "message_start");
    const block = { type: "text", text: "" };
    yield sse(
      { type: "content_block_start", index: 0, content_block: block },
      "content_block_start",
    );
    yield sse({ type: "ping" }, "ping");
    for (const part of pieces(text)) {
      const delta = { type: "text_delta", text: part };
      yield sse({ type: "content_block_delta", index: 0, delta }, "content_block_delta");
    }
    yield sse({ type: "content_block_stop", index: 0 }, "content_block_stop");
    const delta = { stop_reason: anthropicStops[end] };
    yield sse({ type: "message_delta", delta, usage: { output_tokens: 97 } }, "message_delta");
    yield sse({ type: "message_stop" }, "message_stop");
  },
  error: (type, message) => ({ type: "error", error: { type, message }, request_id: "req_1" }),
  errorEvent: (type, message) => sse({ type: "error", error: { type, message } }, "error"),
};

const openaiResponse = (text, end) => ({
  id: "resp_1",
  status: end === "cut" ? "incomplete" : "completed",
  incomplete_details: end === "cut" ? { reason: "max_output_tokens" } : null,
  error: null,
  output: [
    { type: "reasoning", summary: [] },
    {
      type: "message",
      role: "assistant",
      content:
        end === "refused"
          ? [{ type: "refusal", refusal: text }]
          : [{ type: "output_text", text, annotations: [] }],
    },
  ],
  usage: { input_tokens: 812, output_tokens: 97 },
});
const openai = {
  path: /^\/v1\/responses$/,
  models: { path: "/v1/models", body: { data: [{ id: "model-a" }, { id: "model-b" }] } },
  streams: (body) => JSON.parse(body).stream === true,
  whole: openaiResponse,
  *stream(text, end) {
    yield sse({ type: "response.created", response: { id: "resp_1" } });
    for (const delta of pieces(text)) {
      const type = end === "refused" ? "response.refusal.delta" : "response.output_text.delta";
      yield sse({ type, delta });
    }
    const type = end === "cut" ? "response.incomplete" : "response.completed";
    yield sse({ type, response: openaiResponse(text, end) });
  },
  error: (code, message) => ({ error: { message, type: code, param: null, code } }),
  errorEvent: (code, message) => sse({ type: "error", code, message, param: null }),
};

const chatStops = { whole: "stop", cut: "length", refused: "content_filter" };
const chat = {
  path: /\/chat\/completions$/,
  models: { path: "/v1/models", body: { data: [{ id: "model-a" }, { id: "model-b" }] } },
  streams: (body) => JSON.parse(body).stream === true,
  whole: (text, end) => ({
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text, refusal: null },
        finish_reason: chatStops[end],
      },
    ],
    usage: { prompt_tokens: 812, completion_tokens: 97 },
  }),
  *stream(text, end) {
    yield ": PROCESSING\n\n";
    for (const content of pieces(text)) {
      yield sse({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    }
    yield sse({ choices: [{ index: 0, delta: {}, finish_reason: chatStops[end] }] });
    yield sse({ choices: [], usage: { prompt_tokens: 812, completion_tokens: 97 } });
    yield "data: [DONE]\n\n";
  },
  error: (code, message) => ({ error: { message, type: code, code } }),
  errorEvent: (code, message) => sse({ error: { code, message }, choices: [] }),
};

const geminiStops = { whole: "STOP", cut: "MAX_TOKENS", refused: "SAFETY" };
const gemini = {
  path: /^\/v1beta\/models\/[^/]+:(streamG|g)enerateContent$/,
  models: {
    path: "/v1beta/models",
    body: { models: [{ name: "models/model-a" }, { name: "models/model-b" }] },
  },
  streams: (_body, path) => path.includes(":streamGenerateContent"),
  whole: (text, end) => ({
    candidates: [{ content: { role: "model", parts: [{ text }] }, finishReason: geminiStops[end] }],
    usageMetadata: { promptTokenCount: 812, candidatesTokenCount: 97 },
  }),
  *stream(text, end) {
    for (const part of pieces(text)) {
      yield sse({ candidates: [{ content: { role: "model", parts: [{ text: part }] } }] });
    }
    yield sse({
      candidates: [{ content: { parts: [] }, finishReason: geminiStops[end] }],
      usageMetadata: { promptTokenCount: 812, candidatesTokenCount: 97 },
    });
  },
  error: (status, message) => ({ error: { code: 400, message, status } }),
  errorEvent: (status, message) => sse({ error: { code: 500, message, status } }),
};

const ollamaStops = { whole: "stop", cut: "length", refused: "stop" };
const ollama = {
  path: /^\/api\/chat$/,
  models: { path: "/api/tags", body: { models: [{ name: "model-a" }, { name: "model-b" }] } },
  streams: (body) => JSON.parse(body).stream === true,
  whole: (text, end) => ({
    message: { role: "assistant", content: text },
    done: true,
    done_reason: ollamaStops[end],
    prompt_eval_count: 812,
    eval_count: 97,
  }),
  *stream(text, end) {
    for (const content of pieces(text)) {
      yield JSON.stringify({ message: { role: "assistant", content }, done: false }) + "\n";
    }
    const counts = { prompt_eval_count: 812, eval_count: 97 };
    const last = { message: { role: "assistant", content: "" }, done: true };
    yield JSON.stringify({ ...last, done_reason: ollamaStops[end], ...counts }) + "\n";
  },
  error: (_code, message) => ({ error: message }),
  errorEvent: (_code, message) => JSON.stringify({ error: message }) + "\n",
};

export const dialects = { anthropic, openai, chat, gemini, ollama };
