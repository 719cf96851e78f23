/*
 * rolecall - why an Amazon ECS task does not start, and the smallest change that makes it.
 *
 * The only public header. An analysis takes files (their bytes stay the caller's and must stay
 * unchanged until it is freed), runs once, and answers with text in one of several formats. The
 * library does no I/O, keeps no state outside the analysis, and may be used from several threads
 * as long as each analysis stays in one.
 */
#ifndef ROLECALL_H
#define ROLECALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ROLECALL_VERSION "0.1.0"

typedef struct rolecall_analysis rolecall_analysis;

typedef enum rolecall_status {
  ROLECALL_OK = 0,
  ROLECALL_NOMEM = 1, /* memory ran out */
  ROLECALL_LIMIT = 2, /* a named limit was reached: see rolecall_error */
  ROLECALL_ARG = 3    /* unusable argument, or calls in the wrong order: see rolecall_error */
} rolecall_status;

/* Where memory comes from. `allocate` returns memory aligned for any object, or NULL. */
typedef struct rolecall_allocator {
  void *context;
  void *(*allocate)(void *context, size_t size);
  void (*release)(void *context, void *block, size_t size);
} rolecall_allocator;

/* What a file is for that its content and folder do not tell. */
typedef enum rolecall_role_of_file {
  ROLECALL_FILE_ANY = 0, /* recognised by content and folder */
  ROLECALL_FILE_EXECUTION_ROLE = 1,
  ROLECALL_FILE_TASK_ROLE = 2,
  ROLECALL_FILE_BOUNDARY = 3,
  ROLECALL_FILE_SCP = 4,
  ROLECALL_FILE_PARAMETERS = 5, /* values of the parameters of CloudFormation templates */
  ROLECALL_FILE_VARIABLES = 6   /* values of the variables of Terraform's root modules */
} rolecall_role_of_file;

/* Zero-initialise; every member is optional. Strings are NUL-terminated and copied. */
typedef struct rolecall_options {
  const char *launch_type; /* FARGATE, EC2, EXTERNAL, MANAGED_INSTANCES */
  const char *region;
  const char *account;
  bool fix;                   /* also look for the patch and prove it */
  bool basic;                 /* fix with AWS managed policies */
  bool remove_from_task_role; /* fix: take launch permissions off the task role */
} rolecall_options;

typedef struct rolecall_text_options {
  bool color;
  bool quiet;
  bool commands;  /* after a fix: AWS CLI commands instead of a diff */
  bool diagnosis_only; /* what error texts mean and nothing else */
  uint32_t width; /* terminal columns, 0 for no limit */
} rolecall_text_options;

typedef struct rolecall_summary {
  uint32_t errors, warnings, notes; /* findings by severity, in the input as given */
  uint32_t unknown;                 /* calls that the input does not decide */
  uint32_t recognised;              /* files in which something was recognised */
  /* After a fix or a proposal; else the three below equal the three above. */
  uint32_t errors_left, warnings_left, notes_left;
  uint32_t changed_files; /* new ones included */
  bool proof_holds;       /* true too when there was nothing to prove */
} rolecall_summary;

/**
 * Starts an analysis. Both arguments are copied; `options` may be NULL.
 * Returns NULL when `allocator` is NULL or refuses. Options that cannot be understood
 * (an unknown launch type) are reported by rolecall_run.
 */
rolecall_analysis *rolecall_new(const rolecall_allocator *allocator,
                                const rolecall_options *options);

/** Frees the analysis and every text it returned. NULL is fine. */
void rolecall_free(rolecall_analysis *analysis);

/** Adds a file. Borrows: `bytes` until rolecall_free; `path` is copied. Order does not matter, but
 *  for parameters and variables: what is said later outweighs what was said before. */
rolecall_status rolecall_add_file(rolecall_analysis *analysis, const char *path,
                                  const void *bytes, size_t size, rolecall_role_of_file role);

/**
 * What somebody proposes as the new content of `path`; without such a file it is a new one. Before
 * rolecall_run, which then compares the input with the input in which all proposed files stand,
 * instead of looking for a fix of its own. Borrows `bytes` as above.
 */
rolecall_status rolecall_propose(rolecall_analysis *analysis, const char *path,
                                 const void *bytes, size_t size);

/** Runs everything. Once per analysis. */
rolecall_status rolecall_run(rolecall_analysis *analysis);

/** What the failed call above ran into, as a sentence; never NULL. Owned by the analysis. */
const char *rolecall_error(const rolecall_analysis *analysis);

/**
 * Writes the report in `format` ("text", "json", ...). The text belongs to the analysis.
 * Fails: ROLECALL_ARG for an unknown format or before rolecall_run.
 */
rolecall_status rolecall_report(rolecall_analysis *analysis, const char *format,
                                const rolecall_text_options *options, const char **text,
                                size_t *size);

/** The counts behind the exit status. */
rolecall_summary rolecall_get_summary(const rolecall_analysis *analysis);

/* A finding, as far as two of them are told apart. */
typedef struct rolecall_finding {
  char code[8];         /* "RC101" */
  const char *severity; /* "error", "warning" or "note"; static memory */
  const char *path;     /* of the file it is about, owned by the analysis; NULL if about none */
  uint64_t start;       /* of its place in the file, in bytes */
} rolecall_finding;

/** The n-th finding in the input as given. False beyond the last, and before rolecall_run. */
bool rolecall_get_finding(const rolecall_analysis *analysis, uint32_t index,
                          rolecall_finding *out);

/** After a fix or a proposal: the files to write. `index` from 0; false beyond the last. Pointers
 *  as above; `is_new` tells that no such file was in the input. */
bool rolecall_changed_file(rolecall_analysis *analysis, uint32_t index, const char **path,
                           const char **bytes, size_t *size, bool *is_new);

/** The n-th file as it was given, in the order of paths, and what it was taken for
 *  ("task-definition", ..., "unrecognised"). False beyond the last, and before rolecall_run. */
bool rolecall_file_kind(const rolecall_analysis *analysis, uint32_t index, const char **path,
                        const char **kind);

/* What a proposal is worth. */
typedef enum rolecall_verdict {
  ROLECALL_NO_VERDICT = 0, /* nothing was proposed */
  ROLECALL_PROVEN = 1,     /* all that was denied is allowed, nothing beyond the launch gained */
  ROLECALL_WIDER = 2,      /* it helps, and does more than the launch needs */
  ROLECALL_NO_HELP = 3
} rolecall_verdict;

/** The verdict on what was proposed, and the sentence that says it. Owned by the analysis. */
rolecall_verdict rolecall_get_verdict(rolecall_analysis *analysis, const char **sentence);

/** The n-th sentence behind the verdict; NULL beyond the last. */
const char *rolecall_verdict_reason(rolecall_analysis *analysis, uint32_t index);

/** The page of a check or message by its code or name ("RC101", "execution-role-missing"), as
 *  Markdown; NULL if there is none. Static memory. */
const char *rolecall_page(const char *code, size_t *size);

/** The n-th limit, e.g. "file size", 268435456, "bytes". False beyond the last. Static memory. */
bool rolecall_limit_info(uint32_t index, const char **name, uint64_t *value, const char **unit);

/** The n-th check: for lists. False beyond the last. Static memory. */
bool rolecall_check_info(uint32_t index, const char **code, const char **name,
                         const char **summary);

/** The n-th output format; NULL beyond the last. */
const char *rolecall_format_name(uint32_t index);

/* ---- simulation ---------------------------------------------------------------------------- */

/*
 * A question is one JSON object: {"request": {"principal", "action", "resource": {"resource",
 * "accountId"}, "contextVariables"}, "identityPolicies": [{"name", "policy"}], "resourcePolicy",
 * "permissionBoundaryPolicies", "serviceControlPolicies": [{"orgIdentifier", "policies"}],
 * "resourceControlPolicies", "sessionPolicy", "vpcEndpointPolicies", "contextComplete"}. Members
 * nobody knows are passed over.
 */

/* Answers questions one after the other. Each simulator belongs to one thread at a time. */
typedef struct rolecall_simulator rolecall_simulator;

/** Returns NULL when `allocator` is NULL or refuses. The allocator is copied. */
rolecall_simulator *rolecall_simulator_new(const rolecall_allocator *allocator);
/** Frees the simulator and the last answer. NULL is fine. */
void rolecall_simulator_free(rolecall_simulator *simulator);

/**
 * Answers one line of a batch with one line, its line end included: {"result", "matched",
 * "missing"}, or {"error"} and then ROLECALL_ARG, ROLECALL_LIMIT or ROLECALL_NOMEM. A blank line
 * has an empty answer. `*out` is NUL-terminated and stays until the next call; what the line took
 * is given back then, so that any number of lines can be answered in the memory of the largest.
 */
rolecall_status rolecall_simulate_line(rolecall_simulator *simulator, const char *bytes,
                                       size_t size, const char **out, size_t *out_size);

/**
 * AWS's own simulator: `bytes` are the input of SimulateCustomPolicy as one JSON object, the
 * answer is its output, laid out as the AWS CLI does. On ROLECALL_ARG, ROLECALL_LIMIT and
 * ROLECALL_NOMEM the answer is a sentence that says why. Otherwise as rolecall_simulate_line.
 *
 * With MaxItems or Marker the answer is one page of the API's, with IsTruncated and Marker. Without
 * them it is what the AWS CLI makes of all pages: PaginationConfig {MaxItems, PageSize,
 * StartingToken} are its --max-items, --page-size and --starting-token.
 */
rolecall_status rolecall_simulate_custom(rolecall_simulator *simulator, const char *bytes,
                                         size_t size, const char **out, size_t *out_size);

/**
 * As above for SimulatePrincipalPolicy. The member AuthorizationDetails beside the API's own is a
 * list of texts: what `aws iam get-account-authorization-details` prints.
 */
rolecall_status rolecall_simulate_principal(rolecall_simulator *simulator, const char *bytes,
                                            size_t size, const char **out, size_t *out_size);

/** As above for GetContextKeysForCustomPolicy: which condition keys and variables policies use. */
rolecall_status rolecall_context_keys_custom(rolecall_simulator *simulator, const char *bytes,
                                             size_t size, const char **out, size_t *out_size);

/** As above for GetContextKeysForPrincipalPolicy, with AuthorizationDetails. */
rolecall_status rolecall_context_keys_principal(rolecall_simulator *simulator, const char *bytes,
                                                size_t size, const char **out,
                                                size_t *out_size);

/**
 * Remembers an account for all later questions about principals: what
 * `aws iam get-account-authorization-details` prints. Borrows: `bytes` until the simulator is
 * freed. Answers and fails as above; after a failure but ROLECALL_ARG the simulator remembers no
 * more of them.
 */
rolecall_status rolecall_simulator_add_account(rolecall_simulator *simulator, const char *bytes,
                                               size_t size, const char **out, size_t *out_size);

/**
 * A request to IAM's query API, of which the simulator's four operations are known: `form` is its
 * body, the answer is the body of the response, XML, and `*http_status` its status. There is an
 * answer whatever happens; ROLECALL_OK says that it is the result of an operation.
 */
rolecall_status rolecall_simulate_query(rolecall_simulator *simulator, const char *form,
                                        size_t size, unsigned *http_status, const char **out,
                                        size_t *out_size);

/** The body of a response to a request that is not even read: too large, not posted ... */
rolecall_status rolecall_query_refusal(rolecall_simulator *simulator, unsigned http_status,
                                       const char *sentence, const char **out,
                                       size_t *out_size);

typedef enum rolecall_decision {
  ROLECALL_ALLOWED = 0,
  ROLECALL_EXPLICITLY_DENIED = 1,
  ROLECALL_IMPLICITLY_DENIED = 2,
  ROLECALL_UNKNOWN = 3 /* something that decides is not told */
} rolecall_decision;

/*
 * A question compiled once, to be decided any number of times without taking memory. Questions
 * share nothing: each may be used in a thread of its own, one thread at a time.
 */
typedef struct rolecall_question rolecall_question;

/** Compiles; `bytes` are copied. Returns NULL when memory ran out. */
rolecall_question *rolecall_question_new(const rolecall_allocator *allocator, const char *bytes,
                                         size_t size);
void rolecall_question_free(rolecall_question *question);
/** Why the question cannot be asked, NULL if it can. Owned by the question. */
const char *rolecall_question_error(const rolecall_question *question);
/** Decides. Fails: ROLECALL_ARG for a question with an error, ROLECALL_LIMIT (wildcard work). */
rolecall_status rolecall_question_decide(const rolecall_question *question,
                                         rolecall_decision *out);

/* ---- redaction ----------------------------------------------------------------------------- */

/*
 * Takes secrets and identities out of a bundle of files and leaves the meaning in: the redacted
 * bundle gets the same verdicts. Everything that holds an original is cleared when the redaction is
 * freed; originals leave it through the map and rolecall_redaction_entry only.
 */
typedef struct rolecall_redaction rolecall_redaction;

/* Zero-initialise; every member is optional. Strings are NUL-terminated and copied. */
typedef struct rolecall_redaction_options {
  const char *const *words; /* names of customers, projects ...: replaced wherever they stand */
  size_t n_words;
  const char *const *keep; /* values that stay as they are */
  size_t n_keep;
  bool keep_names; /* take out secrets only: names, hosts and addresses stay */
} rolecall_redaction_options;

/* A file before and after. Owned by the redaction; `old_...` as given. */
typedef struct rolecall_redacted_file {
  const char *old_path, *path;
  const char *bytes;
  size_t size;
  uint32_t replaced; /* places */
} rolecall_redacted_file;

/* One original, what stands for it, and why. Texts are not NUL-terminated. */
typedef struct rolecall_redaction_entry {
  const char *original, *placeholder;
  size_t original_size, placeholder_size;
  const char *family, *detector; /* static: "account", "aws-account-in-arn" */
  uint32_t count;                /* places */
  bool is_secret;                /* gives access; otherwise it identifies */
} rolecall_redaction_entry;

/** Returns NULL when `allocator` is NULL or refuses. Both arguments are copied. */
rolecall_redaction *rolecall_redaction_new(const rolecall_allocator *allocator,
                                           const rolecall_redaction_options *options);
/** Clears and frees. NULL is fine. */
void rolecall_redaction_free(rolecall_redaction *redaction);
/** As rolecall_add_file; refuses UTF-16 and NUL bytes, which are no text (ROLECALL_ARG). */
rolecall_status rolecall_redaction_add_file(rolecall_redaction *redaction, const char *path,
                                            const void *bytes, size_t size);
/** Redacts. Once per redaction. */
rolecall_status rolecall_redaction_run(rolecall_redaction *redaction);
/** As rolecall_error; never holds a part of an input. */
const char *rolecall_redaction_error(const rolecall_redaction *redaction);
/** The n-th file, in the order of the old paths. False beyond the last. */
bool rolecall_redaction_get_file(const rolecall_redaction *redaction, uint32_t index,
                                 rolecall_redacted_file *out);
/** The n-th original, in order of first appearance. False beyond the last. */
bool rolecall_redaction_get_entry(const rolecall_redaction *redaction, uint32_t index,
                                  rolecall_redaction_entry *out);
/** The n-th word that had to stay because a wildcard cuts it; NULL beyond the last. */
const char *rolecall_redaction_kept_word(rolecall_redaction *redaction, uint32_t index);
/** Where byte `offset` of the n-th file stands after the redaction; inside something that was
 *  replaced: its start. */
uint64_t rolecall_redacted_offset(const rolecall_redaction *redaction, uint32_t index,
                                  uint64_t offset);
/** The way back, as JSON: whoever has it has the originals. */
rolecall_status rolecall_redaction_map(rolecall_redaction *redaction, const char **text,
                                       size_t *size);
/** Applies the finished redaction to another text. */
rolecall_status rolecall_redaction_text(rolecall_redaction *redaction, const char *bytes,
                                        size_t size, const char **out, size_t *out_size);

/* Bytes that were found free of originals and of anything that looks secret: the only type that a
 * sender takes. */
typedef struct rolecall_outgoing rolecall_outgoing;

/* Why bytes were refused. It never holds the value. */
typedef struct rolecall_leak {
  size_t start, end;    /* bytes of the text that was checked */
  const char *detector; /* static */
  const char *encoding; /* static: "as it is", "base64", "percent", "JSON", "hexadecimal" */
} rolecall_leak;

/** NULL if anything was found, or memory ran out. Owned by the redaction, bytes included. */
const rolecall_outgoing *rolecall_redaction_outgoing(rolecall_redaction *redaction,
                                                     const char *bytes, size_t size);
/** What the last rolecall_redaction_outgoing found. False beyond the last. */
bool rolecall_redaction_get_leak(const rolecall_redaction *redaction, uint32_t index,
                                 rolecall_leak *out);
const char *rolecall_outgoing_bytes(const rolecall_outgoing *outgoing, size_t *size);

/* Puts originals back into texts. Clears what it holds when it is freed. */
typedef struct rolecall_restorer rolecall_restorer;

typedef enum rolecall_restore_kind {
  ROLECALL_RESTORED = 0,
  ROLECALL_DRIFTED = 1,  /* a placeholder in other spelling: a suggestion, nothing was replaced */
  ROLECALL_NEAR = 2,     /* one or two characters away from exactly one: as above */
  ROLECALL_INVENTED = 3, /* looks like a placeholder, but none was given out */
  ROLECALL_MISSING = 4,  /* given out, but not in this text */
  ROLECALL_WITHHELD = 5  /* of rolecall_redaction_take_back: a secret, not carried elsewhere */
} rolecall_restore_kind;

typedef struct rolecall_restore_note {
  rolecall_restore_kind kind;
  size_t start, end;       /* bytes of the text given */
  const char *placeholder; /* not NUL-terminated; NULL for an invented one */
  size_t placeholder_size;
  const char *family; /* not NUL-terminated either */
  size_t family_size;
  const char *written; /* of rolecall_redaction_take_back: the bytes at this place */
  size_t written_size;
} rolecall_restore_note;

/** Reads a map. NULL when memory ran out; a bad map is told by rolecall_restorer_error. */
rolecall_restorer *rolecall_restorer_new(const rolecall_allocator *allocator, const char *map,
                                         size_t size);
void rolecall_restorer_free(rolecall_restorer *restorer);
/** NULL if the map could be read and no text failed since. Owned by the restorer. */
const char *rolecall_restorer_error(const rolecall_restorer *restorer);
/** One pass; `*out` stays until the next call. */
rolecall_status rolecall_restore(rolecall_restorer *restorer, const char *bytes, size_t size,
                                 const char **out, size_t *out_size);
/** What the last rolecall_restore did and saw, in order of place. False beyond the last. */
bool rolecall_restorer_note(const rolecall_restorer *restorer, uint32_t index,
                            rolecall_restore_note *out);

/**
 * Puts originals back into a changed copy of the redaction's n-th file, or into a new text (`index`
 * beyond the last). What stands as it did gets its own originals; in what is new exact placeholders
 * are restored, but for those of secrets. `*out` stays until the redaction is freed.
 */
rolecall_status rolecall_redaction_take_back(rolecall_redaction *redaction, uint32_t index,
                                             const char *bytes, size_t size, const char **out,
                                             size_t *out_size);
/** What the last rolecall_redaction_take_back saw in what is new; places are those of the text
 *  given, in the file's shape of lines. False beyond the last. */
bool rolecall_redaction_note(const rolecall_redaction *redaction, uint32_t index,
                             rolecall_restore_note *out);

/* ---- asking a language model --------------------------------------------------------------- */

/*
 * What is said to a model that somebody pays for, and what can be read out of what it answers.
 * Nothing here knows a key, and nothing sends: the bytes that may leave are a rolecall_outgoing.
 */
typedef struct rolecall_asking rolecall_asking;

/* How the shape of the answer is asked for; who cannot do one is asked in the next. */
typedef enum rolecall_shape {
  ROLECALL_BY_SCHEMA = 0,
  ROLECALL_AS_JSON = 1,
  ROLECALL_FREELY = 2
} rolecall_shape;

typedef struct rolecall_ask_request {
  const char *dialect; /* see rolecall_dialect_info */
  const char *model;    /* may be empty while only the prompt is wanted */
  const char *base;     /* address before the dialect's own path; NULL: the usual one */
  uint64_t fence;       /* random, for this request alone */
  rolecall_shape shape;
  bool stream;
  uint32_t most_tokens; /* of the answer; 0: 8192 */
} rolecall_ask_request;

/* How a dialect is spoken over HTTP. Static memory; members may be NULL where there is nothing. */
typedef struct rolecall_dialect {
  const char *name;
  const char *base;
  const char *key_variable; /* of the environment */
  const char *key_header, *key_prefix;
  const char *header, *header_value; /* to be sent besides `content-type: application/json` */
  bool key_optional;
} rolecall_dialect;

/** The n-th dialect. False beyond the last. */
bool rolecall_dialect_info(uint32_t index, rolecall_dialect *out);

/** Returns NULL when `allocator` is NULL or refuses. */
rolecall_asking *rolecall_asking_new(const rolecall_allocator *allocator);
/** Clears and frees. NULL is fine. */
void rolecall_asking_free(rolecall_asking *asking);
/** Why the last call failed; never NULL. */
const char *rolecall_asking_error(const rolecall_asking *asking);

/**
 * Writes a request. `redaction` has run, and `analysis` has run over its redacted files: what it
 * recognised is shown to the model, and what it found is told. Once per rolecall_asking.
 */
rolecall_status rolecall_ask(rolecall_asking *asking, rolecall_redaction *redaction,
                             rolecall_analysis *analysis, const rolecall_ask_request *request);

typedef enum rolecall_ask_part {
  ROLECALL_ASK_BODY = 0,   /* of the request */
  ROLECALL_ASK_PROMPT = 1, /* the same for a person who asks elsewhere */
  ROLECALL_ASK_MODEL = 2   /* its name: in some dialects it stands in the address */
} rolecall_ask_part;

/** A part of the request that has passed the last door; NULL as rolecall_redaction_outgoing. */
const rolecall_outgoing *rolecall_ask_outgoing(const rolecall_asking *asking,
                                               rolecall_redaction *redaction,
                                               rolecall_ask_part part);

/** Where the request goes. Somebody chose the host; the model in it has to pass the door too. */
const char *rolecall_ask_address(const rolecall_asking *asking);

/* The response to a request, while it comes in. */
typedef struct rolecall_reply rolecall_reply;

typedef enum rolecall_reply_end {
  ROLECALL_REPLY_OPEN = 0,
  ROLECALL_REPLY_WHOLE = 1,
  ROLECALL_REPLY_CUT = 2,     /* at the limit on its tokens */
  ROLECALL_REPLY_REFUSED = 3, /* by the model, or a filter */
  ROLECALL_REPLY_FAILED = 4
} rolecall_reply_end;

/* Members point into the reply, until the next call about it. Texts are not NUL-terminated. */
typedef struct rolecall_reply_state {
  rolecall_reply_end end;
  const char *failure; /* static: "key", "busy", ...; "none" unless it failed */
  const char *advice;  /* static: a sentence about it */
  bool passing;        /* worth another try */
  const char *text;
  size_t text_size;
  const char *words; /* of the provider, cleaned; not to be trusted, and it may hold a key */
  size_t words_size;
  uint64_t tokens_in, tokens_out; /* 0: not told */
} rolecall_reply_state;

/** `http_status` 0: not known. NULL when the dialect is not known, or memory ran out. */
rolecall_reply *rolecall_reply_new(const rolecall_allocator *allocator, const char *dialect,
                                   unsigned http_status);
void rolecall_reply_free(rolecall_reply *reply);
/** Takes the next bytes of the body, in pieces of any size, streamed or whole. */
rolecall_status rolecall_reply_feed(rolecall_reply *reply, const char *bytes, size_t size);
/** Nothing more comes. */
rolecall_status rolecall_reply_finish(rolecall_reply *reply);
void rolecall_reply_get(const rolecall_reply *reply, rolecall_reply_state *out);

/* What an answer proposes, with originals put back. */
typedef struct rolecall_answer rolecall_answer;

/* Texts are not NUL-terminated, but `path` is. */
typedef struct rolecall_answer_file {
  const char *path;
  const char *bytes;
  size_t size;
} rolecall_answer_file;

/** Reads the text of an answer. NULL when memory ran out. The redaction is the one of the request,
 *  and must outlive the answer. */
rolecall_answer *rolecall_answer_new(const rolecall_allocator *allocator,
                                     rolecall_redaction *redaction, const char *text,
                                     size_t size);
void rolecall_answer_free(rolecall_answer *answer);
/** False when nothing in the text can be read as a proposal; `summary` is never NULL. */
bool rolecall_answer_summary(const rolecall_answer *answer, const char **summary, size_t *size);
/** The n-th thing that the model was not sure about. False beyond the last. */
bool rolecall_answer_unsure(const rolecall_answer *answer, uint32_t index, const char **text,
                            size_t *size);
/** The n-th proposed file. False beyond the last. */
bool rolecall_answer_get_file(const rolecall_answer *answer, uint32_t index,
                              rolecall_answer_file *out);
/** The n-th note about placeholders in the n-th file. False beyond the last. */
bool rolecall_answer_note(const rolecall_answer *answer, uint32_t file, uint32_t index,
                          rolecall_restore_note *out);

#ifdef __cplusplus
}
#endif

#endif
