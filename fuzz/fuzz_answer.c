/*
 * What a provider sends and a model says. The bytes are: one of dialect and status, one of the size
 * of pieces, then the body of a response. Its text, or the body itself, is read as an answer.
 *
 * Pieces make no difference; what is said of others is clean; a secret goes to no new place.
 */
#include "common.h"

#include <string.h>

static const char *const dialects[] = {"anthropic", "openai", "chat",
                                       "gemini",    "ollama", "openrouter"};
static const unsigned statuses[] = {200, 0, 400, 401, 404, 429, 529, 307};

/* Spelled in two halves: no file of ours holds what looks like a credential. */
#define SECRET "hunter2-" "Vx9qLm2Zs-tr0ub4dor"
static const char taskdef[] =
    "{\n  \"family\": \"web\",\n  \"executionRoleArn\": \"arn:aws:iam::739184620517:role/exec\",\n"
    "  \"containerDefinitions\": [{\"name\": \"web\", \"image\": \"web:1\", \"environment\": [\n"
    "    {\"name\": \"SMTP_PASSWORD\", \"value\": \"" SECRET "\"}]}]\n}\n";

/* ---- the response --------------------------------------------------------------------------- */

static rolecall_reply *receive(uint8_t kind, rc_str body, size_t piece) {
  rolecall_reply *reply =
      rolecall_reply_new(&fuzz_public_heap, dialects[(kind & 7) % RC_COUNT_OF(dialects)],
                         statuses[kind >> 3 & 7]);
  must(reply != NULL, "there is memory");
  rolecall_status status = ROLECALL_OK;
  for (size_t at = 0; status == ROLECALL_OK && at < body.len; at += piece) {
    rc_str part = rc_str_slice(body, at, at + piece < body.len ? at + piece : body.len);
    status = rolecall_reply_feed(reply, part.ptr, part.len);
  }
  status = status == ROLECALL_OK ? rolecall_reply_finish(reply) : status;
  must(status == ROLECALL_OK || status == ROLECALL_LIMIT, "only limits stop a reply");
  return reply;
}

static rc_str words_of(const rolecall_reply_state *said) {
  return (rc_str){said->words, said->words_size};
}

static rc_str text_of(const rolecall_reply_state *said) {
  return (rc_str){said->text, said->text_size};
}

static bool has_control(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
      return true;
    }
  }
  return false;
}

static void check_reply(const rolecall_reply_state *said) {
  bool failed = said->end == ROLECALL_REPLY_FAILED;
  must(said->end != ROLECALL_REPLY_OPEN, "a finished reply has an end");
  must(failed == (strcmp(said->failure, "none") != 0), "failures have a name");
  must(failed == (said->advice[0] != '\0'), "and advice");
  must(said->end != ROLECALL_REPLY_WHOLE || said->text_size > 0, "a whole answer says something");
  must(!has_control(words_of(said)), "words of others are clean");
  must(rc_str_find_byte(text_of(said), '\xFE', 0) == RC_NOT_FOUND, "text is UTF-8");
}

static void check_alike(const rolecall_reply_state *a, const rolecall_reply_state *b) {
  must(a->end == b->end && strcmp(a->failure, b->failure) == 0, "pieces change no end");
  must(rc_str_equal(text_of(a), text_of(b)), "pieces change no text");
  must(rc_str_equal(words_of(a), words_of(b)), "pieces change no words");
  must(a->tokens_in == b->tokens_in && a->tokens_out == b->tokens_out, "nor numbers");
}

/* ---- the answer ----------------------------------------------------------------------------- */

static bool names_known_file(const rolecall_redaction *redaction, const char *path) {
  rolecall_redacted_file file;
  return rolecall_redaction_get_file(redaction, 0, &file) && strcmp(file.old_path, path) == 0;
}

static void check_answer(const rolecall_redaction *redaction, const rolecall_answer *answer,
                         bool says_secret) {
  rolecall_answer_file file;
  rolecall_restore_note note;
  const char *text = NULL;
  size_t size = 0;
  const rc_str secret = RC_STR(SECRET);
  bool found = rolecall_answer_summary(answer, &text, &size);
  must(text != NULL && (found || size == 0), "a summary is a text");
  must(!has_control((rc_str){text, size}), "summaries are clean");
  must(says_secret || !rc_str_contains((rc_str){text, size}, secret), "prose holds no secret");
  for (uint32_t i = 0; rolecall_answer_unsure(answer, i, &text, &size); i++) {
    must(says_secret || !rc_str_contains((rc_str){text, size}, secret), "prose holds no secret");
  }
  for (uint32_t i = 0; rolecall_answer_get_file(answer, i, &file); i++) {
    must(found && file.path[0] != '\0', "files have paths");
    for (const char *c = file.path; *c != '\0'; c++) {
      must((unsigned char)*c >= 0x20, "paths are one line");
    }
    must(says_secret || names_known_file(redaction, file.path) ||
             !rc_str_contains((rc_str){file.bytes, file.size}, secret),
         "secrets are not carried to a new file");
    for (uint32_t j = 0; rolecall_answer_note(answer, i, j, &note); j++) {
      must(note.start <= note.end && note.written != NULL, "notes have a place");
    }
  }
}

static void read_answer(rc_str text) {
  rolecall_redaction *redaction = rolecall_redaction_new(&fuzz_public_heap, NULL);
  must(redaction != NULL, "there is memory");
  must(rolecall_redaction_add_file(redaction, "taskdef.json", taskdef, sizeof taskdef - 1) ==
               ROLECALL_OK &&
           rolecall_redaction_run(redaction) == ROLECALL_OK,
       "the file is redacted");
  rolecall_answer *answer = rolecall_answer_new(&fuzz_public_heap, redaction, text.ptr, text.len);
  must(answer != NULL, "there is memory");
  /* Whoever writes it in pieces (escapes) has it already: half of it is enough to tell. */
  check_answer(redaction, answer, rc_str_contains(text, RC_STR("hunter2")) ||
                                      rc_str_contains(text, RC_STR("\\u")));
  rolecall_answer_free(answer);
  rolecall_redaction_free(redaction);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) {
    return 0;
  }
  rc_str body = {(const char *)data + 2, size - 2};
  size_t pieces[] = {1, (size_t)data[1] + 1, body.len + 1};
  rolecall_reply *replies[RC_COUNT_OF(pieces)];
  rolecall_reply_state said[RC_COUNT_OF(pieces)];
  for (size_t i = 0; i < RC_COUNT_OF(pieces); i++) {
    replies[i] = receive(data[0], body, pieces[i]);
    rolecall_reply_get(replies[i], &said[i]);
    check_reply(&said[i]);
    check_alike(&said[0], &said[i]);
  }
  read_answer(text_of(&said[0]));
  read_answer(body);
  for (size_t i = 0; i < RC_COUNT_OF(pieces); i++) {
    rolecall_reply_free(replies[i]);
  }
  return 0;
}
