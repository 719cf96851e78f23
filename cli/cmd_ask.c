/*
 * `ask`: a language model that somebody pays for. What leaves is redacted, looked through, shown
 * and agreed to; what comes back is judged like anything else.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"

enum { MOST_TRIES = 3, LONGEST_WAIT = 120, USUAL_SILENCE = 120 };

typedef struct session {
  const cli_options *options;
  rolecall_dialect dialect;
  const char *base;
  bool usual_address, plain;
  cli_files files;
  rolecall_redaction *redaction;
  rolecall_analysis *analysis; /* of the redacted files */
  rolecall_shape shape;
  rolecall_asking *asking; /* the request in this shape */
  const rolecall_outgoing *body;
  ask_key key;
  rolecall_reply *reply;
  unsigned attempts, requests; /* with these bytes; in all */
  size_t last_told; /* bytes of the answer */
  time_t began;
} session;

static cli_status unusable(const char *sentence) {
  cli_complain("%s", sentence);
  return CLI_UNUSABLE;
}

/* ---- what would leave ---- */

static cli_status choose(session *s) {
  const cli_options *options = s->options;
  if (options->provider == NULL) {
    return unusable("whom to ask? --provider takes anthropic, openai, gemini, openrouter, ollama, "
                    "or chat for any OpenAI-compatible address");
  }
  for (uint32_t i = 0; rolecall_dialect_info(i, &s->dialect); i++) {
    if (strcmp(s->dialect.name, options->provider) == 0) {
      break;
    }
  }
  if (options->model == NULL && !options->dry_run) {
    return unusable("which model? --model takes its name, as the provider writes it; none is "
                    "built in, for names age. Without it, --dry-run prints a prompt to carry "
                    "elsewhere");
  }
  s->base = options->base != NULL ? options->base : s->dialect.base;
  if (s->base == NULL) {
    return unusable("--provider chat needs an address: --base-url, up to and with /v1");
  }
  s->usual_address = s->dialect.base != NULL && strcmp(s->base, s->dialect.base) == 0;
  return ask_address_check(s->base, &s->plain);
}

static cli_status look(session *s) {
  const rolecall_allocator allocator = cli_allocator();
  rolecall_options settings = s->options->analysis;
  char account[13] = "";
  cli_status status = cli_files_collect(s->options, &s->files);
  if (status == CLI_OK) {
    status = cli_redact(s->options, &s->files, &s->redaction);
  }
  if (status == CLI_OK) {
    status = cli_redacted_account(s->redaction, settings.account, &settings.account, account);
  }
  if (status != CLI_OK) {
    return status;
  }
  s->analysis = rolecall_new(&allocator, &settings);
  if (s->analysis == NULL) {
    return cli_no_memory();
  }
  status = cli_add_redacted(s->redaction, &s->files, s->analysis);
  if (status != CLI_OK) {
    return status;
  }
  rolecall_status run = rolecall_run(s->analysis);
  if (run != ROLECALL_OK) {
    cli_complain("%s", rolecall_error(s->analysis));
  }
  return cli_status_of(run);
}

/* Only encodings and kinds are told, never what was found. */
static cli_status tell_leaks(const session *s) {
  rolecall_leak leak;
  for (uint32_t i = 0; rolecall_redaction_get_leak(s->redaction, i, &leak); i++) {
    cli_complain("something in the request must not leave: %s, %s, at byte %zu", leak.detector,
                 leak.encoding, leak.start);
  }
  return unusable("nothing was sent");
}

/* The request in the present shape. */
static cli_status write_request(session *s) {
  const rolecall_allocator allocator = cli_allocator();
  const char *model = s->options->model;
  rolecall_ask_request request = {
      .dialect = s->dialect.name,
      .model = model == NULL ? "" : model,
      .base = s->base,
      .shape = s->shape,
      .stream = !s->options->whole,
      .most_tokens = s->options->most_tokens,
  };
  if (getrandom(&request.fence, sizeof request.fence, 0) != sizeof request.fence) {
    return unusable("the system has no random numbers");
  }
  rolecall_asking_free(s->asking);
  s->asking = rolecall_asking_new(&allocator);
  if (s->asking == NULL) {
    return cli_no_memory();
  }
  rolecall_status written = rolecall_ask(s->asking, s->redaction, s->analysis, &request);
  if (written != ROLECALL_OK) {
    cli_complain("%s", rolecall_asking_error(s->asking));
    return cli_status_of(written);
  }
  if (model != NULL &&
      rolecall_ask_outgoing(s->asking, s->redaction, ROLECALL_ASK_MODEL) == NULL) {
    return tell_leaks(s);
  }
  s->body = rolecall_ask_outgoing(s->asking, s->redaction,
                                  model == NULL ? ROLECALL_ASK_PROMPT : ROLECALL_ASK_BODY);
  return s->body == NULL ? tell_leaks(s) : CLI_OK;
}

/* ---- agreement ---- */

static void tell_request(const session *s) {
  rolecall_redaction_entry entry;
  size_t size = 0;
  unsigned n = 0;
  (void)rolecall_outgoing_bytes(s->body, &size);
  while (rolecall_redaction_get_entry(s->redaction, n, &entry)) {
    n++;
  }
  if (s->options->model == NULL) {
    cli_complain("a prompt of %zu bytes, to be carried elsewhere", size);
  } else {
    cli_complain("%zu bytes for %s", size, rolecall_ask_address(s->asking));
  }
  cli_complain("%u %s of your files hidden in it", n, n == 1 ? "value" : "values");
}

static cli_status agree(const session *s) {
  char *line = NULL;
  size_t size = 0;
  if (s->options->yes) {
    return CLI_OK;
  }
  tell_request(s);
  cli_status status =
      ask_terminal("Send it? With --dry-run every byte is shown [y/N] ", false, &line, &size);
  if (status == CLI_UNUSABLE) {
    return unusable("nothing was sent: where nobody can be asked, --yes says that it may be");
  }
  bool yes = status == CLI_OK && size > 0 && (line[0] == 'y' || line[0] == 'Y');
  free(line);
  return status != CLI_OK ? status : yes ? CLI_OK : unusable("nothing was sent");
}

/* ---- one attempt ---- */

static bool shows_progress(const session *s) {
  return !s->options->quiet && isatty(STDERR_FILENO);
}

static void tell_progress(session *s, size_t size) {
  if (shows_progress(s) && (size == 0 || size - s->last_told >= 64)) {
    fprintf(stderr, "\r\x1b[Krolecall: %zu bytes of an answer, %ld s", size,
            (long)(time(NULL) - s->began));
    s->last_told = size;
  }
}

static void end_progress(const session *s) {
  if (shows_progress(s)) {
    fputs("\r\x1b[K", stderr);
  }
}

static bool take(void *context, unsigned http_status, const char *bytes, size_t size) {
  const rolecall_allocator allocator = cli_allocator();
  session *s = context;
  rolecall_reply_state said;
  if (s->reply == NULL) {
    s->reply = rolecall_reply_new(&allocator, s->dialect.name, http_status);
  }
  if (s->reply == NULL || rolecall_reply_feed(s->reply, bytes, size) != ROLECALL_OK) {
    return false;
  }
  rolecall_reply_get(s->reply, &said);
  tell_progress(s, said.text_size);
  return true;
}

static cli_status send_once(session *s, ask_sent *sent) {
  const rolecall_allocator allocator = cli_allocator();
  const ask_order order = {
      .address = rolecall_ask_address(s->asking),
      .body = s->body,
      .dialect = &s->dialect,
      .key = &s->key,
      .plain = s->plain,
      .silence = s->options->silence == 0 ? USUAL_SILENCE : s->options->silence,
      .take = take,
      .context = s,
  };
  rolecall_reply_free(s->reply);
  s->reply = NULL;
  s->last_told = 0;
  s->began = time(NULL);
  s->attempts++;
  s->requests++;
  tell_progress(s, 0);
  cli_status status = ask_http_post(&order, sent);
  end_progress(s);
  if (status == CLI_OK && s->reply == NULL && sent->http_status != 0 && !sent->broken) {
    /* nothing but a status */
    s->reply = rolecall_reply_new(&allocator, s->dialect.name, sent->http_status);
  }
  if (s->reply != NULL) {
    (void)rolecall_reply_finish(s->reply); /* its state tells what became of it */
  }
  return status;
}

/* ---- all attempts ---- */

/* What the provider says may quote the key, and is not to be trusted. */
static void tell_words(const session *s, const char *words, size_t size) {
  char *safe = size == 0 ? NULL : ask_key_hide(&s->key, words, size);
  if (safe != NULL) {
    cli_complain("it says: %s", safe);
  }
  free(safe);
}

static cli_status no_response(const session *s, const ask_sent *sent) {
  char *safe = ask_key_hide(&s->key, sent->trouble, strlen(sent->trouble));
  cli_complain("%s could not be asked: %s", s->base, safe == NULL ? "memory ran out" : safe);
  free(safe);
  return CLI_UNUSABLE;
}

static void rest(long seconds) {
  struct timespec left = {seconds, 0};
  while (nanosleep(&left, &left) != 0) {
  }
}

/* The same bytes again, after a while. False: it makes no sense. */
static bool wait_for_more(const session *s, const rolecall_reply_state *said,
                          const ask_sent *sent) {
  long wait = sent->retry_after > 0 ? sent->retry_after : 1L << s->attempts;
  if (!said->passing || s->attempts >= MOST_TRIES || wait > LONGEST_WAIT) {
    return false;
  }
  cli_complain("the provider is busy; asked again in %ld s (%u of %d)", wait, s->attempts + 1,
               MOST_TRIES);
  rest(wait);
  return true;
}

static cli_status tell_failure(const session *s, const rolecall_reply_state *said,
                               const ask_sent *sent) {
  switch (said->end) {
    case ROLECALL_REPLY_CUT:
      return unusable("the answer was cut off at the limit on its tokens, and nothing of it is "
                      "used; --max-tokens raises it");
    case ROLECALL_REPLY_REFUSED: cli_complain("the model refused to answer"); break;
    default:
      cli_complain("%s (HTTP status %u%s%s)", said->advice, sent->http_status,
                   sent->broken ? ", " : "", sent->broken ? sent->trouble : "");
  }
  tell_words(s, said->words, said->words_size);
  return CLI_UNUSABLE;
}

/* A simpler shape has other bytes: they are agreed to again. */
static cli_status simplify(session *s) {
  cli_complain("the model cannot answer in the shape that was asked for; asking in a simpler way");
  s->shape = (rolecall_shape)(s->shape + 1);
  s->attempts = 0;
  cli_status status = write_request(s);
  return status == CLI_OK ? agree(s) : status;
}

/* Until there is an answer, or no hope for one. */
static cli_status ask(session *s, rolecall_reply_state *said) {
  for (;;) {
    ask_sent sent;
    cli_status status = send_once(s, &sent);
    if (status != CLI_OK || s->reply == NULL) {
      return status != CLI_OK ? status : no_response(s, &sent);
    }
    rolecall_reply_get(s->reply, said);
    if (said->end == ROLECALL_REPLY_WHOLE) {
      return CLI_OK;
    }
    if (strcmp(said->failure, "shape") == 0 && s->shape < ROLECALL_FREELY) {
      status = simplify(s);
    } else if (!wait_for_more(s, said, &sent)) {
      status = tell_failure(s, said, &sent);
    }
    if (status != CLI_OK) {
      return status;
    }
  }
}

/* ---- the answer ---- */

static cli_status judge(session *s, const rolecall_reply_state *said) {
  const rolecall_allocator allocator = cli_allocator();
  ask_result result = {
      .provider = s->dialect.name,
      .model = s->options->model,
      .address = rolecall_ask_address(s->asking),
      .requests = s->requests,
      .tokens_in = said->tokens_in,
      .tokens_out = said->tokens_out,
  };
  const char *summary = NULL;
  size_t size = 0;
  (void)rolecall_outgoing_bytes(s->body, &result.bytes_sent);
  if (ask_key_stands_in(&s->key, said->text, said->text_size)) {
    return unusable("the answer holds your key and is not shown; take another key");
  }
  rolecall_answer *answer =
      rolecall_answer_new(&allocator, s->redaction, said->text, said->text_size);
  if (answer == NULL) {
    return cli_no_memory();
  }
  result.answer = answer;
  cli_status status =
      rolecall_answer_summary(answer, &summary, &size)
          ? ask_judge(s->options, &s->files, &result)
          : unusable("there is no proposal that can be read in the answer; nothing of it is used");
  rolecall_answer_free(answer);
  return status;
}

static cli_status show(const session *s) {
  size_t size = 0;
  const char *bytes = rolecall_outgoing_bytes(s->body, &size);
  if (!s->options->quiet) {
    tell_request(s);
  }
  return cli_print(bytes, size);
}

static cli_status converse(session *s) {
  rolecall_reply_state said = {0};
  size_t size = 0;
  if (!ask_http_is_built_in()) {
    return ask_http_post(NULL, NULL);
  }
  cli_status status = agree(s);
  if (status == CLI_OK) {
    status = ask_key_get(&s->dialect, s->usual_address, &s->key);
  }
  if (status == CLI_OK) {
    const char *bytes = rolecall_outgoing_bytes(s->body, &size);
    status = ask_key_stands_in(&s->key, bytes, size)
                 ? unusable("your key stands in the files; nothing was sent")
                 : ask(s, &said);
  }
  return status == CLI_OK ? judge(s, &said) : status;
}

cli_status cmd_ask(const cli_options *options) {
  session s = {.options = options};
  cli_status status = choose(&s);
  if (status == CLI_OK) {
    status = look(&s);
  }
  if (status == CLI_OK) {
    status = write_request(&s);
  }
  if (status == CLI_OK) {
    status = options->dry_run ? show(&s) : converse(&s);
  }
  rolecall_reply_free(s.reply);
  rolecall_asking_free(s.asking);
  ask_key_free(&s.key);
  rolecall_free(s.analysis);
  rolecall_redaction_free(s.redaction);
  cli_files_free(&s.files);
  return status;
}
