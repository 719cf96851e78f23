/* Asking while memory runs out: everybody notices, and everything is given back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "rolecall.h"

enum { MOST_REFUSALS = 400 };

typedef struct failing {
  unsigned n_requests, refuse_at; /* 1-based; 0: never */
  size_t outstanding;
} failing;

static void *failing_allocate(void *context, size_t size) {
  failing *f = context;
  f->n_requests++;
  if (f->n_requests == f->refuse_at) {
    return NULL;
  }
  f->outstanding += size;
  return malloc(size);
}

static void failing_release(void *context, void *block, size_t size) {
  failing *f = context;
  f->outstanding -= size;
  free(block);
}

static rolecall_allocator allocator_of(failing *memory) {
  return (rolecall_allocator){memory, failing_allocate, failing_release};
}

/* Does something with this memory: ROLECALL_NOMEM when it noticed a refusal. */
typedef rolecall_status attempt(failing *memory);

static void refuse_in_turn(attempt *try) {
  failing memory = {0};
  assert_int_equal(try(&memory), ROLECALL_OK);
  assert_int_equal(memory.outstanding, 0);
  unsigned n = memory.n_requests;
  unsigned stride = n / MOST_REFUSALS + 1;
  assert_true(n > 3);
  for (unsigned at = 1; at <= n; at += stride) {
    memory = (failing){.refuse_at = at};
    rolecall_status status = try(&memory);
    if (status != ROLECALL_NOMEM || memory.outstanding != 0) {
      fail_msg("request %u of %u: status %d, %zu bytes left", at, n, (int)status,
               memory.outstanding);
    }
  }
}

/* ---- what is asked -------------------------------------------------------------------------- */

static const char taskdef[] =
    "{\n  \"family\": \"globex-web\",\n  \"containerDefinitions\": [\n"
    "    {\"name\": \"web\", \"image\": \"739184620517.dkr.ecr.eu-west-1.amazonaws.com/web:1\"}]\n"
    "}\n";

static rolecall_redaction *redact(const rolecall_allocator *allocator) {
  static const char *const words[] = {"globex"};
  rolecall_redaction *redaction = rolecall_redaction_new(
      allocator, &(rolecall_redaction_options){.words = words, .n_words = 1});
  assert_non_null(redaction);
  assert_int_equal(
      rolecall_redaction_add_file(redaction, "globex.json", taskdef, sizeof taskdef - 1),
      ROLECALL_OK);
  assert_int_equal(rolecall_redaction_run(redaction), ROLECALL_OK);
  return redaction;
}

static rolecall_analysis *analyse(const rolecall_redaction *redaction,
                                  const rolecall_allocator *allocator) {
  rolecall_analysis *analysis = rolecall_new(allocator, NULL);
  rolecall_redacted_file file;
  assert_true(rolecall_redaction_get_file(redaction, 0, &file));
  assert_int_equal(
      rolecall_add_file(analysis, file.path, file.bytes, file.size, ROLECALL_FILE_ANY),
      ROLECALL_OK);
  assert_int_equal(rolecall_run(analysis), ROLECALL_OK);
  return analysis;
}

static rolecall_status try_asking(failing *memory) {
  failing plenty = {0};
  const rolecall_allocator enough = allocator_of(&plenty);
  const rolecall_allocator scarce = allocator_of(memory);
  rolecall_redaction *redaction = redact(&enough);
  rolecall_analysis *analysis = analyse(redaction, &enough);
  rolecall_asking *asking = rolecall_asking_new(&scarce);
  rolecall_status status = ROLECALL_NOMEM;
  if (asking != NULL) {
    const rolecall_ask_request request = {.dialect = "openai", .model = "m", .fence = 7};
    status = rolecall_ask(asking, redaction, analysis, &request);
    assert_true((status == ROLECALL_OK) == (rolecall_asking_error(asking)[0] == '\0'));
    const rolecall_outgoing *body = rolecall_ask_outgoing(asking, redaction, ROLECALL_ASK_BODY);
    assert_true((body != NULL) == (status == ROLECALL_OK));
  }
  rolecall_asking_free(asking);
  rolecall_free(analysis);
  rolecall_redaction_free(redaction);
  assert_int_equal(plenty.outstanding, 0);
  return status;
}

static void test_asking(void **state) {
  (void)state;
  refuse_in_turn(try_asking);
}

/* ---- what comes back ------------------------------------------------------------------------ */

#define DATA(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"}}]}\n\n"
static const char stream[] =
    DATA("one ") DATA("two ") DATA("three")
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

static rolecall_status try_reply(failing *memory) {
  const rolecall_allocator scarce = allocator_of(memory);
  rolecall_reply *reply = rolecall_reply_new(&scarce, "chat", 200);
  rolecall_reply_state said;
  rolecall_status status = reply == NULL ? ROLECALL_NOMEM : ROLECALL_OK;
  for (size_t at = 0; status == ROLECALL_OK && at < sizeof stream - 1; at += 7) {
    size_t left = sizeof stream - 1 - at;
    status = rolecall_reply_feed(reply, stream + at, left < 7 ? left : 7);
  }
  status = status == ROLECALL_OK ? rolecall_reply_finish(reply) : status;
  if (reply != NULL) {
    rolecall_reply_get(reply, &said);
    assert_int_equal(said.end,
                     status == ROLECALL_OK ? ROLECALL_REPLY_WHOLE : ROLECALL_REPLY_FAILED);
  }
  rolecall_reply_free(reply);
  return status;
}

static void test_reply(void **state) {
  (void)state;
  refuse_in_turn(try_reply);
}

static const char answer_text[] =
    "Sure: {\"summary\":\"globex lacks a role\",\"files\":[{\"path\":\"roles/a/p.json\","
    "\"content\":\"{}\\n\"},{\"path\":\"x.json\",\"content\":\"[]\"}],\"unsure\":[\"why\"]}";

static rolecall_status read_answer(const rolecall_allocator *allocator,
                                   rolecall_redaction *redaction) {
  rolecall_answer *answer =
      rolecall_answer_new(allocator, redaction, answer_text, sizeof answer_text - 1);
  rolecall_answer_file file;
  const char *text = NULL;
  size_t size = 0;
  if (answer == NULL) {
    return ROLECALL_NOMEM;
  }
  assert_true(rolecall_answer_summary(answer, &text, &size));
  assert_int_equal(size, strlen("globex lacks a role"));
  assert_true(rolecall_answer_get_file(answer, 1, &file));
  assert_string_equal(file.path, "x.json");
  rolecall_answer_free(answer);
  return ROLECALL_OK;
}

static rolecall_status try_answer(failing *memory) {
  failing plenty = {0};
  const rolecall_allocator enough = allocator_of(&plenty);
  const rolecall_allocator scarce = allocator_of(memory);
  rolecall_redaction *redaction = redact(&enough);
  rolecall_status status = read_answer(&scarce, redaction);
  rolecall_redaction_free(redaction);
  return status;
}

/* Originals are put back in the redaction's memory. */
static rolecall_status try_restoring(failing *memory) {
  failing plenty = {0};
  unsigned refuse_at = memory->refuse_at;
  const rolecall_allocator enough = allocator_of(&plenty);
  const rolecall_allocator scarce = allocator_of(memory);
  memory->refuse_at = 0;
  rolecall_redaction *redaction = redact(&scarce);
  memory->n_requests = 0;
  memory->refuse_at = refuse_at;
  rolecall_status status = read_answer(&enough, redaction);
  memory->refuse_at = 0;
  rolecall_redaction_free(redaction);
  assert_int_equal(plenty.outstanding, 0);
  return status;
}

static void test_answer(void **state) {
  (void)state;
  refuse_in_turn(try_answer);
}

static void test_restoring(void **state) {
  (void)state;
  refuse_in_turn(try_restoring);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_asking),
      cmocka_unit_test(test_reply),
      cmocka_unit_test(test_answer),
      cmocka_unit_test(test_restoring),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
