#include "ask/ask.h"

const rc_dialect_info rc_dialects[RC_N_DIALECTS] = {
    [RC_ANTHROPIC] = {.name = "anthropic",
                      .base = "https://api.anthropic.com/v1",
                      .path = "/messages",
                      .key_variable = "ANTHROPIC_API_KEY",
                      .key_header = "x-api-key",
                      .key_prefix = "",
                      .header = "anthropic-version",
                      .header_value = "2023-06-01"},
    [RC_OPENAI] = {.name = "openai",
                   .base = "https://api.openai.com/v1",
                   .path = "/responses",
                   .key_variable = "OPENAI_API_KEY",
                   .key_header = "authorization",
                   .key_prefix = "Bearer "},
    [RC_CHAT] = {.name = "chat",
                 .path = "/chat/completions",
                 .key_header = "authorization",
                 .key_prefix = "Bearer ",
                 .key_optional = true},
    [RC_GEMINI] = {.name = "gemini",
                   .base = "https://generativelanguage.googleapis.com/v1beta",
                   .path = "/models/{}:generateContent",
                   .stream_path = "/models/{}:streamGenerateContent?alt=sse",
                   .key_variable = "GEMINI_API_KEY",
                   .key_header = "x-goog-api-key",
                   .key_prefix = ""},
    [RC_OLLAMA] = {.name = "ollama",
                   .base = "http://localhost:11434",
                   .path = "/api/chat",
                   .key_header = "authorization",
                   .key_prefix = "Bearer ",
                   .key_optional = true},
    [RC_OPENROUTER] = {.name = "openrouter",
                       .base = "https://openrouter.ai/api/v1",
                       .path = "/chat/completions",
                       .key_variable = "OPENROUTER_API_KEY",
                       .key_header = "authorization",
                       .key_prefix = "Bearer "},
};

/* As a segment of a path: a name with a slash in it must not lead elsewhere. */
static rc_str percent_encoded(rc_arena *arena, rc_str text) {
  static const char digits[] = "0123456789ABCDEF";
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '-' || c == '_' || c == '.';
    if (plain) {
      rc_buf_put_byte(&out, (char)c);
    } else {
      const char escaped[] = {'%', digits[c >> 4], digits[c & 15]};
      rc_buf_put(&out, (rc_str){escaped, sizeof escaped});
    }
  }
  return rc_buf_str(&out);
}

rc_str rc_ask_address(rc_arena *arena, const rc_ask_request *request, rc_str base) {
  const rc_dialect_info *info = &rc_dialects[request->dialect];
  const char *path =
      request->stream && info->stream_path != NULL ? info->stream_path : info->path;
  while (base.len > 0 && base.ptr[base.len - 1] == '/') {
    base.len--;
  }
  rc_str tail = rc_str_from_c(path);
  size_t at = rc_str_find(tail, RC_STR("{}"), 0);
  if (at != RC_NOT_FOUND) {
    tail = RC_FILL(arena, "{}{}{}", rc_str_slice(tail, 0, at),
                   percent_encoded(arena, request->model), rc_str_from(tail, at + 2));
  }
  return RC_FILL(arena, "{}{}", base, tail);
}
