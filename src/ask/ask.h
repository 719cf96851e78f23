/*
 * Asking a language model that somebody pays for: what is said to it, in the dialects of those who
 * serve one, and what can be read out of what comes back.
 *
 * No I/O, no key, no randomness. What is said holds redacted text only; what comes back is not
 * trusted. Sources: the providers' references of their HTTP interfaces, as of late 2026.
 */
#ifndef RC_ASK_ASK_H
#define RC_ASK_ASK_H

#include "base/buf.h"
#include "base/map.h"
#include "syntax/tree.h"

/* ---- dialects ------------------------------------------------------------------------------- */

typedef enum rc_dialect {
  RC_ANTHROPIC,  /* Messages */
  RC_OPENAI,     /* Responses */
  RC_CHAT,       /* Chat Completions, which most others imitate */
  RC_GEMINI,     /* generateContent */
  RC_OLLAMA,     /* /api/chat, which knows the size of the context */
  RC_OPENROUTER, /* Chat Completions with its members about privacy */
  RC_N_DIALECTS
} rc_dialect;

typedef struct rc_dialect_info {
  const char *name;         /* "anthropic" */
  const char *base;         /* usual address; NULL: there is none */
  const char *path;         /* behind it; `{}` is the model */
  const char *stream_path;  /* NULL: the same */
  const char *key_variable; /* of the environment, as the provider's own tools have it */
  const char *key_header, *key_prefix;
  const char *header, *header_value; /* that must be sent too; NULL: none */
  bool key_optional;
} rc_dialect_info;

extern const rc_dialect_info rc_dialects[RC_N_DIALECTS];

/* How the shape of the answer is asked for. Who cannot do the first is asked the next way. */
typedef enum rc_ask_shape {
  RC_SHAPE_SCHEMA,
  RC_SHAPE_JSON,
  RC_SHAPE_FREE,
  RC_N_SHAPES
} rc_ask_shape;

typedef struct rc_ask_request {
  rc_dialect dialect;
  rc_str model;
  uint64_t fence; /* random, for this request alone */
  rc_ask_shape shape;
  bool stream;
  uint32_t most_tokens; /* of the answer */
} rc_ask_request;

/** The address of a request: `base` without a final slash, and the dialect's path. */
rc_str rc_ask_address(rc_arena *arena, const rc_ask_request *request, rc_str base);

/* ---- what is said --------------------------------------------------------------------------- */

typedef struct rc_ask_file {
  rc_str path;
  rc_str bytes;
  bool is_log; /* text of others, line by line: marked as such */
} rc_ask_file;
typedef struct rc_ask_files { RC_VEC_FIELDS(rc_ask_file) } rc_ask_files;

typedef struct rc_ask_prompt {
  rc_str system; /* the same for everybody, but for the fence */
  rc_str user;
} rc_ask_prompt;

/** What a report says, in few words; `report` is the one for programs. */
RC_MUST_USE rc_status rc_ask_findings(rc_arena *arena, rc_str report, rc_str *out);

/** What the model is told. `report` is what we found, as text. Fails: RC_LIMIT (prompt size),
 *  RC_ARG when the fence stands in the data already: another one is needed. */
RC_MUST_USE rc_status rc_ask_prompt_write(rc_arena *arena, uint64_t fence,
                                          const rc_ask_files *files, rc_str report,
                                          rc_ask_prompt *out);

/** Without what a person does not see: terminal sequences, control characters, zero-width and
 *  direction marks, tags. Invalid UTF-8 becomes U+FFFD; LF and tab stay. */
rc_str rc_ask_clean(rc_arena *arena, rc_str text);

/** Four words of consonants and vowels: what no scanner takes for a secret. */
rc_str rc_ask_fence(rc_arena *arena, uint64_t random);

/** The body of the request. */
void rc_ask_body_write(rc_buf *out, const rc_ask_request *request, const rc_ask_prompt *prompt);

/* ---- what comes back ------------------------------------------------------------------------ */

typedef enum rc_answer_end {
  RC_ANSWER_OPEN,    /* more is to come */
  RC_ANSWER_WHOLE,
  RC_ANSWER_CUT,     /* the limit on its length was reached */
  RC_ANSWER_REFUSED, /* by the model or a filter in front of it */
  RC_ANSWER_FAILED   /* see `failure` */
} rc_answer_end;

/* Why there is no answer, as far as it makes a difference to what can be done. */
typedef enum rc_failure {
  RC_FAILURE_NONE,
  RC_FAILURE_KEY,       /* wrong, expired */
  RC_FAILURE_MONEY,     /* nothing left to spend */
  RC_FAILURE_FORBIDDEN, /* for this key, Region or organisation */
  RC_FAILURE_MODEL,     /* no such model, or no such address */
  RC_FAILURE_SHAPE,     /* cannot answer by schema: ask in the next shape */
  RC_FAILURE_TOO_LONG,  /* the prompt does not fit */
  RC_FAILURE_BUSY,      /* try again later */
  RC_FAILURE_REQUEST,   /* refused as it is, for another reason */
  RC_FAILURE_ELSEWHERE, /* a redirect: the key is not sent elsewhere */
  RC_FAILURE_ANSWER,    /* what came is no answer of this dialect */
  RC_FAILURE_BROKEN,    /* it broke off */
  RC_N_FAILURES
} rc_failure;

typedef struct rc_reply {
  rc_dialect dialect;
  rc_arena *arena; /* of what stays */
  rc_arena work;   /* of one event */
  unsigned http_status;
  enum { RC_REPLY_UNKNOWN, RC_REPLY_ONE, RC_REPLY_EVENTS, RC_REPLY_LINES } framing;
  rc_buf pending; /* the document, or a line that is not complete */
  rc_buf event;   /* data of the event that is coming in */
  rc_buf text, refusal;
  uint64_t seen;
  uint64_t tokens_in, tokens_out;
  rc_answer_end end;
  rc_failure failure;
  rc_str words; /* of the provider about it: cleaned, cut, not to be trusted */
} rc_reply;

/** Begins to read the response to a request in `dialect`. rc_reply_close gives back its memory. */
void rc_reply_open(rc_reply *reply, rc_arena *arena, const rc_allocator *allocator,
                   rc_dialect dialect, unsigned http_status);
void rc_reply_close(rc_reply *reply);
/** Takes the next bytes of the response's body; pieces may be of any size. Whether it is a stream
 *  of events or one document is seen from what comes. Fails: RC_LIMIT, RC_NOMEM. */
RC_MUST_USE rc_status rc_reply_feed(rc_reply *reply, rc_str bytes);
/** Nothing more comes. From now on `end` is not RC_ANSWER_OPEN. */
RC_MUST_USE rc_status rc_reply_finish(rc_reply *reply);

/* dialect_reply.c: takes what one document or event of the dialect says. */
void rc_reply_take(rc_reply *reply, rc_arena *work, rc_value object);
/* failure.c: an error object, or a status without one. */
void rc_reply_fail(rc_reply *reply, rc_arena *work, rc_value error);
/** What to do about it: a sentence. */
rc_str rc_failure_advice(rc_failure failure);
bool rc_failure_is_passing(rc_failure failure); /* worth another try, and costs nothing */

/* ---- what it says --------------------------------------------------------------------------- */

typedef struct rc_answer_file {
  rc_str path;
  rc_str content;
} rc_answer_file;

/* {"summary", "files": [{"path", "content"}], "unsure": [...]} */
typedef struct rc_answer {
  bool found; /* some object of this shape is in the text */
  rc_str summary;
  struct { RC_VEC_FIELDS(rc_answer_file) } files;
  struct { RC_VEC_FIELDS(rc_str) } unsure;
} rc_answer;

/** Reads the text of an answer; code fences and prose around the object are passed over. */
RC_MUST_USE rc_status rc_answer_read(rc_arena *arena, rc_str text, rc_answer *out);

#endif
