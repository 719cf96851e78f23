/*
 * Simulation behind the public header: lines of a batch, and questions that are compiled once.
 */
#include "rolecall.h"

#include <string.h>

#include "simulate/simulate.h"

static_assert((int)RC_ALLOWED == (int)ROLECALL_ALLOWED &&
                  (int)RC_EXPLICIT_DENY == (int)ROLECALL_EXPLICITLY_DENIED &&
                  (int)RC_IMPLICIT_DENY == (int)ROLECALL_IMPLICITLY_DENIED &&
                  (int)RC_UNDECIDED == (int)ROLECALL_UNKNOWN,
              "decisions have the same numbers inside and outside");

/* ---- memory that lines hand on ------------------------------------------------------------ */

enum {
#ifdef RC_ARENA_DEBUG
  MOST_KEPT = 1, /* next to nothing, so that a sanitizer sees what is used too late */
#else
  MOST_KEPT = 8,
#endif
  LARGEST_KEPT = 512 * 1024
};

/* Blocks that one line gave back and the next one takes: an arena asks for the same sizes again. */
typedef struct spare_blocks {
  rolecall_allocator allocator;
  struct {
    void *block;
    size_t size;
  } kept[MOST_KEPT];
  uint32_t n;
} spare_blocks;

static void *take_block(void *context, size_t size) {
  spare_blocks *spare = context;
  for (uint32_t i = spare->n; i > 0; i--) {
    if (spare->kept[i - 1].size == size) {
      void *block = spare->kept[i - 1].block;
      spare->kept[i - 1] = spare->kept[--spare->n];
      return block;
    }
  }
  return spare->allocator.allocate(spare->allocator.context, size);
}

static void give_block(void *context, void *block, size_t size) {
  spare_blocks *spare = context;
  if (spare->n < MOST_KEPT && size <= LARGEST_KEPT) {
    spare->kept[spare->n].block = block;
    spare->kept[spare->n++].size = size;
  } else {
    spare->allocator.release(spare->allocator.context, block, size);
  }
}

static void free_spares(spare_blocks *spare) {
  while (spare->n > 0) {
    spare->n--;
    spare->allocator.release(spare->allocator.context, spare->kept[spare->n].block,
                             spare->kept[spare->n].size);
  }
}

/* ---- lines -------------------------------------------------------------------------------- */

struct rolecall_simulator {
  spare_blocks spare;
  rc_catalogue catalogue;
  rc_kept kept;
  rc_arena arena;   /* of the line being answered */
  rc_arena answers; /* of its answer: it can say that the other one is full */
  rc_arena memory;  /* of what is remembered from one line to the next */
  rc_accounts accounts;
};

static rc_allocator spare_allocator(spare_blocks *spare) {
  return (rc_allocator){.context = spare, .allocate = take_block, .release = give_block};
}

rolecall_simulator *rolecall_simulator_new(const rolecall_allocator *allocator) {
  rolecall_simulator *simulator =
      allocator == NULL ? NULL : allocator->allocate(allocator->context, sizeof *simulator);
  if (simulator == NULL) {
    return NULL;
  }
  memset(simulator, 0, sizeof *simulator);
  simulator->spare.allocator = *allocator;
  rc_catalogue_open_builtin(&simulator->catalogue);
  rc_kept_init(&simulator->kept, &(rc_allocator){.context = allocator->context,
                                                .allocate = allocator->allocate,
                                                .release = allocator->release});
  const rc_allocator from = spare_allocator(&simulator->spare);
  rc_arena_init(&simulator->arena, &from);
  rc_arena_init(&simulator->answers, &from);
  rc_arena_init(&simulator->memory, &from);
  return simulator;
}

void rolecall_simulator_free(rolecall_simulator *simulator) {
  if (simulator == NULL) {
    return;
  }
  rc_arena_free(&simulator->arena);
  rc_arena_free(&simulator->answers);
  rc_kept_free(&simulator->kept);
  rc_arena_free(&simulator->memory);
  free_spares(&simulator->spare);
  rolecall_allocator allocator = simulator->spare.allocator;
  allocator.release(allocator.context, simulator, sizeof *simulator);
}

static rc_status answer_line(rolecall_simulator *simulator, rc_str line, rc_buf *out,
                             bool *refused) {
  rc_arena *arena = &simulator->arena;
  rc_question question;
  if (line.len > RC_LIMIT_LINE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_LINE_BYTES);
  }
  RC_TRY(rc_kept_question_read(&simulator->kept, arena, &simulator->catalogue, line, &question));
  *refused = !rc_str_is_empty(question.refusal);
  if (*refused) {
    rc_refusal_put(out, question.refusal);
    return rc_arena_status(out->arena);
  }
  return rc_question_answer(arena, &question, out);
}

static rc_str limit_sentence(rc_arena *arena, rc_limit_id id) {
  const rc_limit *limit = rc_limit_info(id);
  return RC_FILL(arena, "the limit on {} of {} {} was reached", rc_str_from_c(limit->name),
                 rc_str_from_u64(arena, limit->value), rc_str_from_c(limit->unit));
}

/* What stopped one line stops only this line: the answer says so, `*sentence` why. */
static rolecall_status settle(rolecall_simulator *simulator, rc_status status, bool refused,
                              rc_str *sentence) {
  if (status == RC_OK) {
    return refused ? ROLECALL_ARG : ROLECALL_OK;
  }
  if (status == RC_NOMEM || rc_arena_status(&simulator->answers) != RC_OK) {
    return ROLECALL_NOMEM;
  }
  *sentence = limit_sentence(&simulator->answers, simulator->arena.limit);
  return ROLECALL_LIMIT;
}

static void forget_last(rolecall_simulator *simulator) {
  rc_arena_free(&simulator->arena);
  rc_arena_free(&simulator->answers);
}

/* Hands out what stands in `buf`, a terminator behind it, or else the sentence `without_memory`. */
static rolecall_status give_back(rc_buf *buf, rolecall_status outcome, const char *without_memory,
                                 const char **out, size_t *out_size) {
  rc_buf_put_byte(buf, '\0');
  bool told = rc_buf_status(buf) == RC_OK && outcome != ROLECALL_NOMEM;
  *out = told ? buf->ptr : without_memory;
  *out_size = told ? buf->len - 1 : rc_str_from_c(without_memory).len;
  return told ? outcome : ROLECALL_NOMEM;
}

rolecall_status rolecall_simulate_line(rolecall_simulator *simulator, const char *bytes,
                                       size_t size, const char **out, size_t *out_size) {
  rc_str line = {bytes, size};
  rc_str sentence = RC_STR_NONE;
  bool refused = false;
  rc_status status = RC_OK;
  rc_buf buf;
  forget_last(simulator);
  rc_buf_init(&buf, &simulator->answers);
  if (!rc_str_is_empty(rc_str_trim(line))) {
    status = answer_line(simulator, line, &buf, &refused);
  }
  rolecall_status outcome = settle(simulator, status, refused, &sentence);
  if (outcome == ROLECALL_LIMIT) {
    buf.len = 0;
    rc_refusal_put(&buf, sentence);
  }
  return give_back(&buf, outcome, "{\"error\":\"memory ran out\"}\n", out, out_size);
}

/* ---- AWS's simulator ---------------------------------------------------------------------- */

/* Instead of an answer the sentence that says why there is none. */
static rolecall_status give_sentence(rc_buf *buf, rolecall_status outcome, rc_str sentence,
                                     const char **out, size_t *out_size) {
  if (outcome == ROLECALL_ARG || outcome == ROLECALL_LIMIT) {
    buf->len = 0;
    rc_buf_put(buf, sentence);
  }
  return give_back(buf, outcome, "memory ran out", out, out_size);
}

static rolecall_status simulate_api(rolecall_simulator *simulator, rc_operation operation,
                                    rc_str input, const char **out, size_t *out_size) {
  rc_str sentence = RC_STR_NONE;
  rc_buf buf;
  forget_last(simulator);
  rc_buf_init(&buf, &simulator->answers);
  rc_status status = rc_simulate_api(&simulator->arena, &simulator->catalogue,
                                     &simulator->accounts, input, operation, &buf, &sentence);
  rolecall_status outcome = settle(simulator, status, !rc_str_is_empty(sentence), &sentence);
  return give_sentence(&buf, outcome, sentence, out, out_size);
}

rolecall_status rolecall_simulate_custom(rolecall_simulator *simulator, const char *bytes,
                                         size_t size, const char **out, size_t *out_size) {
  return simulate_api(simulator, RC_SIMULATE_CUSTOM_POLICY, (rc_str){bytes, size}, out, out_size);
}

rolecall_status rolecall_simulate_principal(rolecall_simulator *simulator, const char *bytes,
                                            size_t size, const char **out, size_t *out_size) {
  return simulate_api(simulator, RC_SIMULATE_PRINCIPAL_POLICY, (rc_str){bytes, size}, out,
                      out_size);
}

rolecall_status rolecall_context_keys_custom(rolecall_simulator *simulator, const char *bytes,
                                             size_t size, const char **out, size_t *out_size) {
  return simulate_api(simulator, RC_CONTEXT_KEYS_FOR_CUSTOM_POLICY, (rc_str){bytes, size}, out,
                      out_size);
}

rolecall_status rolecall_context_keys_principal(rolecall_simulator *simulator, const char *bytes,
                                                size_t size, const char **out,
                                                size_t *out_size) {
  return simulate_api(simulator, RC_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY, (rc_str){bytes, size}, out,
                      out_size);
}

rolecall_status rolecall_simulator_add_account(rolecall_simulator *simulator, const char *bytes,
                                               size_t size, const char **out, size_t *out_size) {
  rc_str sentence = RC_STR_NONE;
  rc_buf buf;
  forget_last(simulator);
  rc_buf_init(&buf, &simulator->answers);
  rc_status status = rc_accounts_add(&simulator->memory, &simulator->accounts,
                                     (rc_str){bytes, size}, &sentence);
  simulator->arena.limit = simulator->memory.limit;
  rolecall_status outcome = settle(simulator, status, !rc_str_is_empty(sentence), &sentence);
  return give_sentence(&buf, outcome, sentence, out, out_size);
}

/* ---- the query API ------------------------------------------------------------------------ */

#define NO_MEMORY_RESPONSE                                                              \
  "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n"              \
  "  <Error>\n    <Type>Receiver</Type>\n    <Code>InternalFailure</Code>\n"            \
  "    <Message>memory ran out</Message>\n  </Error>\n</ErrorResponse>\n"

static bool is_too_large(rc_limit_id limit) {
  return limit == RC_LIMIT_REQUEST_BYTES || limit == RC_LIMIT_PARAMETERS ||
         limit == RC_LIMIT_RESULTS || limit == RC_LIMIT_SIMULATION_WORK ||
         limit == RC_LIMIT_RESPONSE_BYTES;
}

/* A response that grew too large takes its arena with it. */
static rc_status forgive_size(rolecall_simulator *simulator, rc_buf *buf, rc_status status) {
  if (rc_arena_status(&simulator->answers) != RC_LIMIT) {
    return status;
  }
  forget_last(simulator);
  rc_buf_init(buf, &simulator->answers);
  return rc_arena_hit(&simulator->arena, RC_LIMIT_RESPONSE_BYTES);
}

static rolecall_status answer_query(rolecall_simulator *simulator, rc_str form, rc_buf *buf,
                                    uint32_t *http_status) {
  rc_str sentence = RC_STR_NONE;
  rc_status status = rc_simulate_query(&simulator->arena, &simulator->catalogue,
                                       &simulator->accounts, form, buf, http_status);
  status = forgive_size(simulator, buf, status);
  rolecall_status outcome = settle(simulator, status, *http_status != 200, &sentence);
  if (outcome == ROLECALL_LIMIT) {
    *http_status = is_too_large(simulator->arena.limit) ? 413 : 500;
    buf->len = 0;
    rc_query_error_put(buf, *http_status, sentence, form);
  }
  return outcome;
}

rolecall_status rolecall_simulate_query(rolecall_simulator *simulator, const char *form,
                                        size_t size, unsigned *http_status, const char **out,
                                        size_t *out_size) {
  uint32_t answered = 500;
  rc_buf buf;
  forget_last(simulator);
  rc_buf_init(&buf, &simulator->answers);
  buf.max = buf.max < RC_LIMIT_RESPONSE_BYTES_VALUE ? buf.max : RC_LIMIT_RESPONSE_BYTES_VALUE;
  rolecall_status outcome = answer_query(simulator, (rc_str){form, size}, &buf, &answered);
  outcome = give_back(&buf, outcome, NO_MEMORY_RESPONSE, out, out_size);
  *http_status = outcome == ROLECALL_NOMEM ? 500 : answered;
  return outcome;
}

rolecall_status rolecall_query_refusal(rolecall_simulator *simulator, unsigned http_status,
                                       const char *sentence, const char **out,
                                       size_t *out_size) {
  rc_buf buf;
  forget_last(simulator);
  rc_buf_init(&buf, &simulator->answers);
  rc_query_error_put(&buf, http_status, rc_str_from_c(sentence), RC_STR_NONE);
  return give_back(&buf, ROLECALL_OK, NO_MEMORY_RESPONSE, out, out_size);
}

/* ---- questions ---------------------------------------------------------------------------- */

/* Questions are many and small. No multiples of a page, so that thousands of them do not fall on
 * the same lines of the processor's cache. */
enum { SMALL_BLOCK = 3000, PLAN_BLOCK = 1300 };

/* All that a decision reads stands together: this struct, and behind it the block of the plan. */
struct rolecall_question {
  const rc_prepared *prepared;
  rc_question question;
  const char *error;
  rolecall_allocator allocator;
  rc_arena plan_arena;
  rc_arena arena;
};

static const char *c_string(rc_arena *arena, rc_str text) {
  char *copy = rc_arena_bytes(arena, text.len + 1);
  if (copy == NULL) {
    return NULL;
  }
  memcpy(copy, text.ptr, text.len);
  copy[text.len] = '\0';
  return copy;
}

static rc_status compile(rolecall_question *question, rc_str line) {
  rc_arena *arena = &question->arena;
  if (line.len > RC_LIMIT_LINE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_LINE_BYTES);
  }
  rc_catalogue catalogue;
  rc_catalogue_open_builtin(&catalogue);
  RC_TRY(rc_question_read(arena, &catalogue, rc_str_copy(arena, line), &question->question));
  if (!rc_str_is_empty(question->question.refusal)) {
    question->error = c_string(arena, question->question.refusal);
  } else {
    question->prepared = rc_request_prepare(&question->plan_arena, &question->question.request);
    RC_TRY(rc_arena_status(&question->plan_arena));
  }
  return rc_arena_status(arena);
}

rolecall_question *rolecall_question_new(const rolecall_allocator *allocator, const char *bytes,
                                         size_t size) {
  rolecall_question *question =
      allocator == NULL ? NULL : allocator->allocate(allocator->context, sizeof *question);
  if (question == NULL) {
    return NULL;
  }
  memset(question, 0, sizeof *question);
  question->allocator = *allocator;
  const rc_allocator from = {.context = allocator->context,
                             .allocate = allocator->allocate,
                             .release = allocator->release};
  rc_arena_init(&question->plan_arena, &from);
  question->plan_arena.first_block = PLAN_BLOCK;
  (void)rc_arena_alloc(&question->plan_arena, 0);
  rc_arena_init(&question->arena, &from);
  question->arena.first_block = SMALL_BLOCK;
  rc_status status = compile(question, (rc_str){bytes, size});
  if (status == RC_LIMIT) {
    question->error = "a limit was reached";
  } else if (status != RC_OK) {
    rolecall_question_free(question);
    return NULL;
  }
  return question;
}

void rolecall_question_free(rolecall_question *question) {
  if (question != NULL) {
    rc_arena_free(&question->plan_arena);
    rc_arena_free(&question->arena);
    rolecall_allocator allocator = question->allocator;
    allocator.release(allocator.context, question, sizeof *question);
  }
}

const char *rolecall_question_error(const rolecall_question *question) { return question->error; }

rolecall_status rolecall_question_decide(const rolecall_question *question,
                                         rolecall_decision *out) {
  rc_ruling verdict;
  *out = ROLECALL_UNKNOWN;
  if (question->prepared == NULL) {
    return ROLECALL_ARG;
  }
  if (rc_decide(question->prepared, &verdict) != RC_OK) {
    return ROLECALL_LIMIT;
  }
  *out = (rolecall_decision)verdict.decision;
  return ROLECALL_OK;
}
