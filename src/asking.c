/*
 * Asking a language model, behind the public header: the request, the response, the answer.
 */
#include <string.h>

#include "ask/ask.h"
#include "rolecall.h"

enum { DEFAULT_TOKENS = 8192, ERROR_ROOM = 160 };

struct rolecall_asking {
  rolecall_allocator allocator;
  rc_arena arena;
  rc_str address;
  rc_str parts[3]; /* by rolecall_ask_part; not checked yet */
  bool asked;
  char error[ERROR_ROOM];
};

struct rolecall_reply {
  rolecall_allocator allocator;
  rc_arena arena;
  rc_reply inner;
};

/* A file with its notes. */
typedef struct taken_file {
  rolecall_answer_file file;
  struct { RC_VEC_FIELDS(rolecall_restore_note) } notes;
} taken_file;

struct rolecall_answer {
  rolecall_allocator allocator;
  rc_arena arena;
  rc_answer inner;
  struct { RC_VEC_FIELDS(taken_file) } files;
};

static rc_allocator inner_allocator(const rolecall_allocator *allocator) {
  return (rc_allocator){.context = allocator->context,
                        .allocate = allocator->allocate,
                        .release = allocator->release};
}

static void *take_block(const rolecall_allocator *allocator, size_t size) {
  void *block = allocator == NULL ? NULL : allocator->allocate(allocator->context, size);
  if (block != NULL) {
    memset(block, 0, size);
  }
  return block;
}

/* ---- dialects ------------------------------------------------------------------------------ */

bool rolecall_dialect_info(uint32_t index, rolecall_dialect *out) {
  if (index >= RC_N_DIALECTS) {
    return false;
  }
  const rc_dialect_info *info = &rc_dialects[index];
  *out = (rolecall_dialect){
      .name = info->name,
      .base = info->base,
      .key_variable = info->key_variable,
      .key_header = info->key_header,
      .key_prefix = info->key_prefix,
      .header = info->header,
      .header_value = info->header_value,
      .key_optional = info->key_optional,
  };
  return true;
}

static bool find_dialect(const char *name, rc_dialect *out) {
  for (uint32_t i = 0; name != NULL && i < RC_N_DIALECTS; i++) {
    if (strcmp(rc_dialects[i].name, name) == 0) {
      *out = (rc_dialect)i;
      return true;
    }
  }
  return false;
}

/* ---- the request --------------------------------------------------------------------------- */

rolecall_asking *rolecall_asking_new(const rolecall_allocator *allocator) {
  rolecall_asking *asking = take_block(allocator, sizeof *asking);
  if (asking != NULL) {
    const rc_allocator inner = inner_allocator(allocator);
    asking->allocator = *allocator;
    rc_arena_init(&asking->arena, &inner);
  }
  return asking;
}

void rolecall_asking_free(rolecall_asking *asking) {
  if (asking != NULL) {
    rolecall_allocator allocator = asking->allocator;
    rc_arena_free(&asking->arena);
    allocator.release(allocator.context, asking, sizeof *asking);
  }
}

const char *rolecall_asking_error(const rolecall_asking *asking) { return asking->error; }

static void set_error(rolecall_asking *asking, rc_str text) {
  size_t n = text.len < ERROR_ROOM - 1 ? text.len : ERROR_ROOM - 1;
  if (n > 0) {
    memcpy(asking->error, text.ptr, n);
  }
  asking->error[n] = '\0';
}

static rolecall_status misuse(rolecall_asking *asking, const char *what) {
  set_error(asking, rc_str_from_c(what));
  return ROLECALL_ARG;
}

static rolecall_status fail(rolecall_asking *asking, rc_status status) {
  if (status == RC_NOMEM) {
    set_error(asking, RC_STR("memory ran out"));
    return ROLECALL_NOMEM;
  }
  if (status == RC_ARG) {
    return misuse(asking, "the fence stands in the files already; another one is needed");
  }
  const rc_limit *limit = rc_limit_info(asking->arena.limit);
  rc_arena words; /* its own: the other has failed */
  rc_allocator allocator = asking->arena.allocator;
  rc_arena_init(&words, &allocator);
  set_error(asking, RC_FILL(&words, "the limit on {} of {} {} was reached; name fewer files",
                            rc_str_from_c(limit->name), rc_str_from_u64(&words, limit->value),
                            rc_str_from_c(limit->unit)));
  rc_arena_free(&words);
  return ROLECALL_LIMIT;
}

/* Recognised files only: whatever else lies in a folder is nobody's business. */
static rc_status list_files(rc_arena *arena, const rolecall_redaction *redaction,
                            const rolecall_analysis *analysis, rc_ask_files *out) {
  const char *path = NULL;
  const char *kind = NULL;
  rolecall_redacted_file file;
  rc_map kinds = {0};
  rc_str names[] = {RC_STR("unrecognised"), RC_STR("error-text")};
  for (uint32_t i = 0; rolecall_file_kind(analysis, i, &path, &kind); i++) {
    uint32_t number = 2;
    for (uint32_t j = 0; j < 2; j++) {
      number = rc_str_equal(rc_str_from_c(kind), names[j]) ? j : number;
    }
    RC_TRY(rc_map_add(arena, &kinds, rc_str_from_c(path), number, NULL));
  }
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &file); i++) {
    uint32_t number = rc_map_get(&kinds, rc_str_from_c(file.path));
    if (number == 0 || number == RC_MAP_NONE) {
      continue;
    }
    rc_ask_file *added = RC_VEC_ADD(arena, out);
    if (added == NULL) {
      return rc_arena_status(arena);
    }
    *added = (rc_ask_file){rc_str_from_c(file.path), {file.bytes, file.size}, number == 1};
  }
  return RC_OK;
}

static rc_status write_parts(rolecall_asking *asking, const rc_ask_request *request,
                             const rc_ask_files *files, rc_str report, rc_str base) {
  rc_arena *arena = &asking->arena;
  rc_ask_prompt prompt;
  rc_buf body;
  RC_TRY(rc_ask_findings(arena, report, &report));
  RC_TRY(rc_ask_prompt_write(arena, request->fence, files, report, &prompt));
  rc_buf_init(&body, arena);
  rc_ask_body_write(&body, request, &prompt);
  asking->parts[ROLECALL_ASK_BODY] = rc_buf_str(&body);
  asking->parts[ROLECALL_ASK_PROMPT] = RC_FILL(arena, "{}\n{}", prompt.system, prompt.user);
  asking->parts[ROLECALL_ASK_MODEL] = request->model;
  asking->address = RC_FILL(arena, "{}{}", rc_ask_address(arena, request, base),
                            ((rc_str){"", 1}));
  return rc_arena_status(arena);
}

static rolecall_status read_request(rolecall_asking *asking, const rolecall_ask_request *given,
                                    rc_ask_request *out) {
  rc_dialect dialect;
  if (!find_dialect(given->dialect, &dialect)) {
    return misuse(asking, "no such dialect");
  }
  if (given->shape > ROLECALL_FREELY) {
    return misuse(asking, "no such shape of an answer");
  }
  *out = (rc_ask_request){
      .dialect = dialect,
      .model = rc_str_copy(&asking->arena, rc_str_from_c(given->model)),
      .fence = given->fence,
      .shape = (rc_ask_shape)given->shape,
      .stream = given->stream,
      .most_tokens = given->most_tokens == 0 ? DEFAULT_TOKENS : given->most_tokens,
  };
  return ROLECALL_OK;
}

rolecall_status rolecall_ask(rolecall_asking *asking, rolecall_redaction *redaction,
                             rolecall_analysis *analysis, const rolecall_ask_request *request) {
  const char *report = NULL;
  size_t size = 0;
  rc_ask_request own;
  rc_ask_files files = {0};
  if (asking->asked) {
    return misuse(asking, "a request is written once");
  }
  asking->asked = true;
  rolecall_status told = rolecall_report(analysis, "json", NULL, &report, &size);
  if (told != ROLECALL_OK) {
    set_error(asking, rc_str_from_c(rolecall_error(analysis)));
    return told;
  }
  rolecall_status read = read_request(asking, request, &own);
  if (read != ROLECALL_OK) {
    return read;
  }
  const char *base = request->base != NULL ? request->base : rc_dialects[own.dialect].base;
  rc_status status = list_files(&asking->arena, redaction, analysis, &files);
  if (status == RC_OK && files.len == 0) {
    return misuse(asking, "nothing was recognised that one could ask about");
  }
  if (status == RC_OK) {
    status = write_parts(asking, &own, &files, (rc_str){report, size}, rc_str_from_c(base));
  }
  if (status != RC_OK) { /* some part may be whole: it is not to be sent */
    memset(asking->parts, 0, sizeof asking->parts);
    return fail(asking, status);
  }
  return ROLECALL_OK;
}

const rolecall_outgoing *rolecall_ask_outgoing(const rolecall_asking *asking,
                                               rolecall_redaction *redaction,
                                               rolecall_ask_part part) {
  rc_str text = (size_t)part < RC_COUNT_OF(asking->parts) ? asking->parts[part] : RC_STR_NONE;
  return text.len == 0 ? NULL : rolecall_redaction_outgoing(redaction, text.ptr, text.len);
}

const char *rolecall_ask_address(const rolecall_asking *asking) {
  return asking->address.len > 0 ? asking->address.ptr : "";
}

/* ---- the response -------------------------------------------------------------------------- */

rolecall_reply *rolecall_reply_new(const rolecall_allocator *allocator, const char *dialect,
                                   unsigned http_status) {
  rc_dialect number;
  if (!find_dialect(dialect, &number)) {
    return NULL;
  }
  rolecall_reply *reply = take_block(allocator, sizeof *reply);
  if (reply != NULL) {
    const rc_allocator inner = inner_allocator(allocator);
    reply->allocator = *allocator;
    rc_arena_init(&reply->arena, &inner);
    rc_reply_open(&reply->inner, &reply->arena, &inner, number, http_status);
  }
  return reply;
}

void rolecall_reply_free(rolecall_reply *reply) {
  if (reply != NULL) {
    rolecall_allocator allocator = reply->allocator;
    rc_reply_close(&reply->inner);
    rc_arena_free(&reply->arena);
    allocator.release(allocator.context, reply, sizeof *reply);
  }
}

static rolecall_status status_of(rc_status status) {
  switch (status) {
    case RC_OK: return ROLECALL_OK;
    case RC_NOMEM: return ROLECALL_NOMEM;
    case RC_LIMIT: return ROLECALL_LIMIT;
    case RC_ARG: break;
  }
  return ROLECALL_ARG;
}

/* What is too long is no answer; what came of it is not used. */
static rolecall_status spoil(rolecall_reply *reply, rc_status status) {
  if (status != RC_OK) {
    reply->inner.end = RC_ANSWER_FAILED;
    reply->inner.failure = RC_FAILURE_ANSWER;
  }
  return status_of(status);
}

rolecall_status rolecall_reply_feed(rolecall_reply *reply, const char *bytes, size_t size) {
  return spoil(reply, rc_reply_feed(&reply->inner, (rc_str){bytes, size}));
}

rolecall_status rolecall_reply_finish(rolecall_reply *reply) {
  rc_status status = rc_arena_status(&reply->arena);
  return spoil(reply, status == RC_OK ? rc_reply_finish(&reply->inner) : status);
}

void rolecall_reply_get(const rolecall_reply *reply, rolecall_reply_state *out) {
  static const char *const names[RC_N_FAILURES] = {
      [RC_FAILURE_NONE] = "none",           [RC_FAILURE_KEY] = "key",
      [RC_FAILURE_MONEY] = "money",         [RC_FAILURE_FORBIDDEN] = "forbidden",
      [RC_FAILURE_MODEL] = "model",         [RC_FAILURE_SHAPE] = "shape",
      [RC_FAILURE_TOO_LONG] = "too-long",   [RC_FAILURE_BUSY] = "busy",
      [RC_FAILURE_REQUEST] = "request",     [RC_FAILURE_ELSEWHERE] = "elsewhere",
      [RC_FAILURE_ANSWER] = "answer",       [RC_FAILURE_BROKEN] = "broken",
  };
  const rc_reply *inner = &reply->inner;
  *out = (rolecall_reply_state){
      .end = (rolecall_reply_end)inner->end,
      .failure = names[inner->failure],
      .advice = rc_failure_advice(inner->failure).ptr,
      .passing = rc_failure_is_passing(inner->failure),
      .text = inner->text.ptr,
      .text_size = inner->text.len,
      .words = inner->words.ptr,
      .words_size = inner->words.len,
      .tokens_in = inner->tokens_in,
      .tokens_out = inner->tokens_out,
  };
}

/* ---- the answer ---------------------------------------------------------------------------- */

static rc_status status_back(rolecall_status status) {
  return status == ROLECALL_OK ? RC_OK : status == ROLECALL_NOMEM ? RC_NOMEM : RC_LIMIT;
}

/* Prose of a model with originals in the place of placeholders. */
static rc_status take_prose(rolecall_answer *answer, rolecall_redaction *redaction, rc_str *text) {
  const char *out = NULL;
  size_t size = 0;
  RC_TRY(status_back(rolecall_redaction_take_back(redaction, UINT32_MAX, text->ptr, text->len,
                                                  &out, &size)));
  *text = rc_str_trim(rc_ask_clean(&answer->arena, (rc_str){out, size}));
  return rc_arena_status(&answer->arena);
}

static const char *terminated(rc_arena *arena, rc_str text) {
  rc_str copy = RC_FILL(arena, "{}{}", text, ((rc_str){"", 1}));
  return copy.len > 0 ? copy.ptr : "";
}

/* The number of the redacted file at this path, UINT32_MAX for a new one. */
static uint32_t file_at(const rolecall_redaction *redaction, rc_str path) {
  rolecall_redacted_file file;
  for (uint32_t i = 0; rolecall_redaction_get_file(redaction, i, &file); i++) {
    if (rc_str_equal(rc_str_from_c(file.path), path)) {
      return i;
    }
  }
  return UINT32_MAX;
}

/* A line's end in a path could begin a line of a patch. */
static bool has_control(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if ((unsigned char)text.ptr[i] < 0x20) {
      return true;
    }
  }
  return false;
}

/* Empty for a path that no file should have. */
static rc_status path_of(rolecall_answer *answer, rolecall_redaction *redaction, uint32_t index,
                         rc_str path, const char **out) {
  rolecall_redacted_file file;
  if (rolecall_redaction_get_file(redaction, index, &file)) {
    *out = terminated(&answer->arena, rc_str_from_c(file.old_path));
  } else {
    RC_TRY(take_prose(answer, redaction, &path));
    *out = has_control(path) ? "" : terminated(&answer->arena, path);
  }
  return rc_arena_status(&answer->arena);
}

/* A file that is named twice: the last one counts, as it does in JSON. */
static taken_file *place_for(rolecall_answer *answer, const char *path) {
  for (RC_EACH(taken_file, known, answer->files)) {
    if (strcmp(known->file.path, path) == 0) {
      return known;
    }
  }
  return RC_VEC_ADD(&answer->arena, &answer->files);
}

static rc_status take_file(rolecall_answer *answer, rolecall_redaction *redaction,
                           const rc_answer_file *given) {
  rc_str path = rc_str_starts_with(given->path, RC_STR("./")) ? rc_str_from(given->path, 2)
                                                              : given->path;
  uint32_t index = file_at(redaction, path);
  const char *own_path = "";
  RC_TRY(path_of(answer, redaction, index, path, &own_path));
  taken_file *file = own_path[0] == '\0' ? NULL : place_for(answer, own_path);
  if (file == NULL) {
    return rc_arena_status(&answer->arena);
  }
  *file = (taken_file){.file = {.path = own_path}};
  RC_TRY(status_back(rolecall_redaction_take_back(redaction, index, given->content.ptr,
                                                  given->content.len, &file->file.bytes,
                                                  &file->file.size)));
  rolecall_restore_note note;
  for (uint32_t i = 0; rolecall_redaction_note(redaction, i, &note); i++) {
    rolecall_restore_note *added = RC_VEC_ADD(&answer->arena, &file->notes);
    if (added != NULL) {
      *added = note;
    }
  }
  return rc_arena_status(&answer->arena);
}

static rc_status read(rolecall_answer *answer, rolecall_redaction *redaction, rc_str text) {
  rc_answer *inner = &answer->inner;
  text = rc_str_copy(&answer->arena, text);
  RC_TRY(rc_arena_status(&answer->arena));
  RC_TRY(rc_answer_read(&answer->arena, text, inner));
  RC_TRY(take_prose(answer, redaction, &inner->summary));
  for (RC_EACH(rc_str, sentence, inner->unsure)) {
    RC_TRY(take_prose(answer, redaction, sentence));
  }
  for (RC_EACH(const rc_answer_file, file, inner->files)) {
    RC_TRY(take_file(answer, redaction, file));
  }
  return rc_arena_status(&answer->arena);
}

rolecall_answer *rolecall_answer_new(const rolecall_allocator *allocator,
                                     rolecall_redaction *redaction, const char *text,
                                     size_t size) {
  rolecall_answer *answer = take_block(allocator, sizeof *answer);
  if (answer == NULL) {
    return NULL;
  }
  const rc_allocator inner = inner_allocator(allocator);
  answer->allocator = *allocator;
  rc_arena_init(&answer->arena, &inner);
  rc_status status = read(answer, redaction, (rc_str){text, size});
  if (status == RC_NOMEM) {
    rolecall_answer_free(answer);
    return NULL;
  }
  if (status != RC_OK) { /* nests too deep, is too large: nothing that we would use */
    answer->inner = (rc_answer){0};
    answer->files.len = 0;
  }
  return answer;
}

void rolecall_answer_free(rolecall_answer *answer) {
  if (answer != NULL) {
    rolecall_allocator allocator = answer->allocator;
    rc_arena_free(&answer->arena);
    allocator.release(allocator.context, answer, sizeof *answer);
  }
}

bool rolecall_answer_summary(const rolecall_answer *answer, const char **summary, size_t *size) {
  *summary = answer->inner.summary.len == 0 ? "" : answer->inner.summary.ptr;
  *size = answer->inner.summary.len;
  return answer->inner.found;
}

bool rolecall_answer_unsure(const rolecall_answer *answer, uint32_t index, const char **text,
                            size_t *size) {
  if (index >= answer->inner.unsure.len) {
    return false;
  }
  *text = answer->inner.unsure.items[index].ptr;
  *size = answer->inner.unsure.items[index].len;
  return true;
}

bool rolecall_answer_get_file(const rolecall_answer *answer, uint32_t index,
                              rolecall_answer_file *out) {
  if (index >= answer->files.len) {
    return false;
  }
  *out = answer->files.items[index].file;
  return true;
}

bool rolecall_answer_note(const rolecall_answer *answer, uint32_t file, uint32_t index,
                          rolecall_restore_note *out) {
  if (file >= answer->files.len || index >= answer->files.items[file].notes.len) {
    return false;
  }
  *out = answer->files.items[file].notes.items[index];
  return true;
}
