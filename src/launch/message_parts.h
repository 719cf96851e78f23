/* Between the message_*.c files only. */
#ifndef RC_LAUNCH_MESSAGE_PARTS_H
#define RC_LAUNCH_MESSAGE_PARTS_H

#include "launch/message.h"

enum {
  RC_MOST_CAPTURES = 4,
  /* Between two parts of one error text: ECS cuts its reasons at 1024 characters, which narrow
     terminals wrap. Lines are counted, for redaction replaces names and secrets with shorter ones,
     and of several words with one, but leaves every end of a line; and of one line so many words,
     for some programs write all that they know on one. */
  RC_MESSAGE_MOST_LINES = 24,
  RC_MESSAGE_MOST_WORDS = 200
};

typedef struct rc_message_capture {
  rc_str name;
  rc_str text;
} rc_message_capture;

/* One pattern found at one place of a text. */
typedef struct rc_message_match {
  const rc_message_rule *rule;
  const rc_message_pattern *pattern;
  size_t start, end;
  uint32_t n_captures;
  rc_message_capture captures[RC_MOST_CAPTURES];
} rc_message_match;

/* What is known of one error text while its matches are gone through. */
typedef struct rc_message_verdict {
  const rc_message_match *first, *last; /* for the message's extent */
  const rc_message_match *stage;        /* innermost so far */
  const rc_message_match *alone;        /* innermost that is reported without a tail */
  const rc_message_match *denial;       /* not yet closed by a clause */
  const rc_message_match *decisive;
  rc_phase phase;
  rc_certainty certainty;
  const rc_message_match *refused; /* the denial that `decisive` is about */
  bool launch;    /* a stage that only ECS writes was named */
  bool elsewhere; /* this is about something else */
  bool foreign;   /* ... whatever else it says */
  bool mixed;     /* a launch and a call that no launch makes this way */
} rc_message_verdict;

/** True if from..to is more than stands between two parts of one error text. */
bool rc_message_is_far(rc_str text, size_t from, size_t to);

typedef rc_status rc_message_visitor(void *context, const rc_message_match *match);

/* Four bytes that a pattern's text must hold at an even or at an odd place, as a number: first byte
 * lowest, bit 5 of each set. */
typedef struct rc_message_gram {
  uint32_t gram;
  uint16_t pattern;
  uint16_t offset; /* in the pattern */
} rc_message_gram;

/* A bit for each hash of a gram, and the grams by the upper bits of their hashes. A pattern has two
 * grams, or five if a blank is in one. */
enum {
  RC_MESSAGE_FILTER_WORDS = 1024,
  RC_MESSAGE_BUCKETS = 1024,
  RC_MESSAGE_PATTERNS = 1024,
  RC_MESSAGE_GRAMS = 5 * RC_MESSAGE_PATTERNS
};
typedef struct rc_message_filter {
  uint64_t words[RC_MESSAGE_FILTER_WORDS];
  uint16_t starts[RC_MESSAGE_BUCKETS + 2];
  rc_message_gram grams[RC_MESSAGE_GRAMS];
} rc_message_filter;

void rc_message_filter_init(rc_message_filter *filter);

/** Calls `visit` for every match of every pattern, roughly in order of place. Linear in the
 *  text. */
RC_MUST_USE rc_status rc_message_scan(const rc_message_filter *filter, rc_str text,
                                      rc_message_visitor *visit, void *context);

/** What the hole `name` stood for; empty if the rule has no such hole. */
rc_str rc_message_capture_of(const rc_message_match *match, rc_str name);

/** The name without the quotes and the punctuation of the sentence around it. */
rc_str rc_message_trim_name(rc_str name);
/** `text` without the terminal's escape sequences (colours) at its beginning. */
rc_str rc_message_skip_escapes(rc_str text);
/** Equal for texts that differ in blanks and ids alone. */
uint64_t rc_message_hash(rc_str text, const rc_message_verdict *v);
/** Fills in the diagnosis that the verdict comes to. */
void rc_message_say(rc_arena *arena, const rc_message_text *text, const rc_message_verdict *v,
                    rc_diagnosis *out);

/* Who a denial names. */
typedef enum rc_message_caller {
  RC_CALLER_UNTOLD,
  RC_CALLER_TASK,     /* the session is named like a task */
  RC_CALLER_INSTANCE, /* an EC2 instance */
  RC_CALLER_EXTERNAL, /* an ECS Anywhere host */
  RC_CALLER_OTHER     /* a person, a pipeline, something else */
} rc_message_caller;

rc_message_caller rc_message_caller_of(rc_str principal);
/** A sentence about it for the help, empty when there is nothing to say. */
rc_str rc_message_caller_text(rc_message_caller caller);

/** Who makes the calls of this phase, as the beginning of a sentence says it. */
rc_str rc_message_caller_words(const rc_message_rule *rule, rc_phase phase);
/** Does the host end in a DNS suffix of AWS? */
bool rc_message_is_aws_host(rc_str host);

/** The phase in which ECS makes this call, given the phase the text speaks of (RC_N_PHASES: none).
 *  False when no launch makes it. */
bool rc_message_phase_of_action(rc_str action, rc_phase stage, rc_phase *out);
/** The planned call with this action, preferably of that phase; NULL when no launch makes it. */
const rc_call_rule *rc_message_call_rule(rc_str action, rc_phase phase);
/** The role of the model that a principal (ARN of a role or of its session) is. */
uint32_t rc_message_find_role(const rc_model *model, rc_str principal);
/** The entry of an action of the deployer; NULL if it is none. */
const rc_message_action *rc_message_deployer_action(rc_str action);

/** Where bytes start..end of a message's text stand in the user's file. */
rc_span rc_message_span(const rc_message_text *text, size_t start, size_t end);

typedef enum rc_message_address { RC_ADDRESS_UNTOLD, RC_ADDRESS_IS_PRIVATE, RC_ADDRESS_IS_PUBLIC }
    rc_message_address;

/** What kind of address `52.1.2.3:443` is. */
rc_message_address rc_message_address_of(rc_str address);

#endif
