/*
 * The WebAssembly front of asking. As in rolecall_wasm.c: numbers and memory, results through
 * structs of 32-bit words. The module sends nothing; it makes the bytes that may be sent.
 */
#include "rolecall.h"

#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

typedef struct text_out {
  const char *text;
  uint32_t size;
} text_out;

typedef struct reply_out {
  uint32_t end;
  const char *failure;
  const char *text;
  uint32_t text_size;
  const char *words;
  uint32_t words_size;
  uint32_t tokens_in, tokens_out;
} reply_out;

typedef struct answer_file_out {
  const char *path;
  const char *bytes;
  uint32_t size;
} answer_file_out;

typedef struct answer_note_out {
  uint32_t kind, start, end;
  const char *placeholder;
  uint32_t placeholder_size;
  const char *family;
  uint32_t family_size;
  const char *written;
  uint32_t written_size;
} answer_note_out;

rolecall_asking *EXPORT(rolecall_wasm_asking_new)(void);
void EXPORT(rolecall_wasm_asking_drop)(rolecall_asking *asking);
const char *EXPORT(rolecall_wasm_asking_error)(const rolecall_asking *asking);
uint32_t EXPORT(rolecall_wasm_ask)(rolecall_asking *asking, rolecall_redaction *redaction,
                                   rolecall_analysis *analysis, const char *dialect,
                                   const char *model, const char *base, uint64_t fence,
                                   uint32_t shape, uint32_t stream, uint32_t most_tokens);
const rolecall_outgoing *EXPORT(rolecall_wasm_ask_outgoing)(const rolecall_asking *asking,
                                                            rolecall_redaction *redaction,
                                                            uint32_t part);
const char *EXPORT(rolecall_wasm_ask_address)(const rolecall_asking *asking);
rolecall_reply *EXPORT(rolecall_wasm_reply_new)(const char *dialect, uint32_t http_status);
void EXPORT(rolecall_wasm_reply_drop)(rolecall_reply *reply);
uint32_t EXPORT(rolecall_wasm_reply_feed)(rolecall_reply *reply, const char *bytes,
                                          uint32_t size);
uint32_t EXPORT(rolecall_wasm_reply_finish)(rolecall_reply *reply);
void EXPORT(rolecall_wasm_reply_get)(const rolecall_reply *reply, reply_out *out);
rolecall_answer *EXPORT(rolecall_wasm_answer_new)(rolecall_redaction *redaction, const char *text,
                                                  uint32_t size);
void EXPORT(rolecall_wasm_answer_drop)(rolecall_answer *answer);
uint32_t EXPORT(rolecall_wasm_answer_summary)(const rolecall_answer *answer, text_out *out);
uint32_t EXPORT(rolecall_wasm_answer_unsure)(const rolecall_answer *answer, uint32_t index,
                                             text_out *out);
uint32_t EXPORT(rolecall_wasm_answer_file)(const rolecall_answer *answer, uint32_t index,
                                           answer_file_out *out);
uint32_t EXPORT(rolecall_wasm_answer_note)(const rolecall_answer *answer, uint32_t file,
                                           uint32_t index, answer_note_out *out);

static void *allocate(void *context, size_t size) {
  (void)context;
  return malloc(size);
}

static void release(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static const rolecall_allocator heap = {NULL, allocate, release};

rolecall_asking *rolecall_wasm_asking_new(void) { return rolecall_asking_new(&heap); }

void rolecall_wasm_asking_drop(rolecall_asking *asking) { rolecall_asking_free(asking); }

const char *rolecall_wasm_asking_error(const rolecall_asking *asking) {
  return rolecall_asking_error(asking);
}

uint32_t rolecall_wasm_ask(rolecall_asking *asking, rolecall_redaction *redaction,
                           rolecall_analysis *analysis, const char *dialect, const char *model,
                           const char *base, uint64_t fence, uint32_t shape, uint32_t stream,
                           uint32_t most_tokens) {
  const rolecall_ask_request request = {
      .dialect = dialect,
      .model = model,
      .base = base,
      .fence = fence,
      .shape = shape > ROLECALL_FREELY ? ROLECALL_FREELY : (rolecall_shape)shape,
      .stream = stream != 0,
      .most_tokens = most_tokens,
  };
  return rolecall_ask(asking, redaction, analysis, &request);
}

const rolecall_outgoing *rolecall_wasm_ask_outgoing(const rolecall_asking *asking,
                                                    rolecall_redaction *redaction,
                                                    uint32_t part) {
  return part > ROLECALL_ASK_MODEL
             ? NULL
             : rolecall_ask_outgoing(asking, redaction, (rolecall_ask_part)part);
}

const char *rolecall_wasm_ask_address(const rolecall_asking *asking) {
  return rolecall_ask_address(asking);
}

rolecall_reply *rolecall_wasm_reply_new(const char *dialect, uint32_t http_status) {
  return rolecall_reply_new(&heap, dialect, http_status);
}

void rolecall_wasm_reply_drop(rolecall_reply *reply) { rolecall_reply_free(reply); }

uint32_t rolecall_wasm_reply_feed(rolecall_reply *reply, const char *bytes, uint32_t size) {
  return rolecall_reply_feed(reply, bytes, size);
}

uint32_t rolecall_wasm_reply_finish(rolecall_reply *reply) {
  return rolecall_reply_finish(reply);
}

void rolecall_wasm_reply_get(const rolecall_reply *reply, reply_out *out) {
  rolecall_reply_state said;
  rolecall_reply_get(reply, &said);
  *out = (reply_out){.end = said.end,
                     .failure = said.failure,
                     .text = said.text,
                     .text_size = (uint32_t)said.text_size,
                     .words = said.words,
                     .words_size = (uint32_t)said.words_size,
                     .tokens_in = (uint32_t)said.tokens_in,
                     .tokens_out = (uint32_t)said.tokens_out};
}

rolecall_answer *rolecall_wasm_answer_new(rolecall_redaction *redaction, const char *text,
                                          uint32_t size) {
  return rolecall_answer_new(&heap, redaction, text, size);
}

void rolecall_wasm_answer_drop(rolecall_answer *answer) { rolecall_answer_free(answer); }

uint32_t rolecall_wasm_answer_summary(const rolecall_answer *answer, text_out *out) {
  size_t size = 0;
  bool found = rolecall_answer_summary(answer, &out->text, &size);
  out->size = (uint32_t)size;
  return found;
}

uint32_t rolecall_wasm_answer_unsure(const rolecall_answer *answer, uint32_t index,
                                     text_out *out) {
  size_t size = 0;
  bool found = rolecall_answer_unsure(answer, index, &out->text, &size);
  out->size = (uint32_t)size;
  return found;
}

uint32_t rolecall_wasm_answer_file(const rolecall_answer *answer, uint32_t index,
                                   answer_file_out *out) {
  rolecall_answer_file file;
  if (!rolecall_answer_get_file(answer, index, &file)) {
    return 0;
  }
  *out = (answer_file_out){file.path, file.bytes, (uint32_t)file.size};
  return 1;
}

uint32_t rolecall_wasm_answer_note(const rolecall_answer *answer, uint32_t file, uint32_t index,
                                   answer_note_out *out) {
  rolecall_restore_note note;
  if (!rolecall_answer_note(answer, file, index, &note)) {
    return 0;
  }
  *out = (answer_note_out){.kind = (uint32_t)note.kind,
                           .start = (uint32_t)note.start,
                           .end = (uint32_t)note.end,
                           .placeholder = note.placeholder,
                           .placeholder_size = (uint32_t)note.placeholder_size,
                           .family = note.family,
                           .family_size = (uint32_t)note.family_size,
                           .written = note.written,
                           .written_size = (uint32_t)note.written_size};
  return 1;
}
