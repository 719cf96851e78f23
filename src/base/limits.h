/*
 * Every limit of the core, in one place. Reaching one is reported with its name and value.
 *
 * X(identifier, name in messages, value, unit, why this value)
 *
 * A value may be overridden at build time (-DRC_LIMIT_NESTING_VALUE=8 ...): the `tiny-limits`
 * preset does so to walk every one of these roads in the ordinary test suite.
 */
#ifndef RC_BASE_LIMITS_H
#define RC_BASE_LIMITS_H

#include <stdint.h>

#ifndef RC_LIMIT_FILE_BYTES_VALUE
#define RC_LIMIT_FILE_BYTES_VALUE (256u << 20)
#endif
#ifndef RC_LIMIT_TOTAL_BYTES_VALUE
#define RC_LIMIT_TOTAL_BYTES_VALUE (512u << 20)
#endif
#ifndef RC_LIMIT_FILES_VALUE
#define RC_LIMIT_FILES_VALUE 20000u
#endif
#ifndef RC_LIMIT_NESTING_VALUE
#define RC_LIMIT_NESTING_VALUE 512u
#endif
#ifndef RC_LIMIT_NODES_VALUE
#define RC_LIMIT_NODES_VALUE 4000000u
#endif
#ifndef RC_LIMIT_MEMORY_VALUE
#define RC_LIMIT_MEMORY_VALUE (UINT64_C(3) << 30)
#endif
#ifndef RC_LIMIT_OUTPUT_BYTES_VALUE
#define RC_LIMIT_OUTPUT_BYTES_VALUE (512u << 20)
#endif
#ifndef RC_LIMIT_FINDINGS_VALUE
#define RC_LIMIT_FINDINGS_VALUE 10000u
#endif
#ifndef RC_LIMIT_STATEMENTS_VALUE
#define RC_LIMIT_STATEMENTS_VALUE 200000u
#endif
#ifndef RC_LIMIT_MATCH_WORK_VALUE
#define RC_LIMIT_MATCH_WORK_VALUE 4000000u
#endif
#ifndef RC_LIMIT_CALLS_VALUE
#define RC_LIMIT_CALLS_VALUE 100000u
#endif
#ifndef RC_LIMIT_ORIGINS_VALUE
#define RC_LIMIT_ORIGINS_VALUE 256u
#endif
#ifndef RC_LIMIT_FIX_ROUNDS_VALUE
#define RC_LIMIT_FIX_ROUNDS_VALUE 8u
#endif
#ifndef RC_LIMIT_SYNTAX_NOTES_VALUE
#define RC_LIMIT_SYNTAX_NOTES_VALUE 100u
#endif
#ifndef RC_LIMIT_LINE_BYTES_VALUE
#define RC_LIMIT_LINE_BYTES_VALUE (8u << 20)
#endif
#ifndef RC_LIMIT_REQUEST_BYTES_VALUE
#define RC_LIMIT_REQUEST_BYTES_VALUE (4u << 20)
#endif
#ifndef RC_LIMIT_PARAMETERS_VALUE
#define RC_LIMIT_PARAMETERS_VALUE 20000u
#endif
#ifndef RC_LIMIT_SIMULATION_WORK_VALUE
#define RC_LIMIT_SIMULATION_WORK_VALUE 20000000u
#endif
#ifndef RC_LIMIT_RESPONSE_BYTES_VALUE
#define RC_LIMIT_RESPONSE_BYTES_VALUE (64u << 20)
#endif
#ifndef RC_LIMIT_RESULTS_VALUE
#define RC_LIMIT_RESULTS_VALUE 100000u
#endif
#ifndef RC_LIMIT_PROMPT_BYTES_VALUE
#define RC_LIMIT_PROMPT_BYTES_VALUE (2u << 20)
#endif
#ifndef RC_LIMIT_ANSWER_BYTES_VALUE
#define RC_LIMIT_ANSWER_BYTES_VALUE (16u << 20)
#endif

#define RC_LIMITS(X)                                                                               \
  X(FILE_BYTES, "file size", RC_LIMIT_FILE_BYTES_VALUE, "bytes",                                   \
    "spans are 32-bit; a real log of 50 MB fits five times over")                                  \
  X(TOTAL_BYTES, "input size", RC_LIMIT_TOTAL_BYTES_VALUE, "bytes",                                \
    "all files of one analysis are held at once")                                                  \
  X(FILES, "number of files", RC_LIMIT_FILES_VALUE, "files",                                       \
    "a monorepo has thousands of recognisable files, not tens of thousands")                       \
  X(NESTING, "nesting depth", RC_LIMIT_NESTING_VALUE, "levels",                                    \
    "no document of these kinds nests beyond twenty; walks may recurse to this depth")             \
  X(NODES, "number of syntax nodes", RC_LIMIT_NODES_VALUE, "nodes",                                \
    "100 MB of tree; an account's whole authorization details stay below a tenth")                 \
  X(MEMORY, "memory", RC_LIMIT_MEMORY_VALUE, "bytes", "an analysis must not take a machine down")  \
  X(OUTPUT_BYTES, "output size", RC_LIMIT_OUTPUT_BYTES_VALUE, "bytes",                             \
    "no report is longer than the largest input")                                                  \
  X(FINDINGS, "number of findings", RC_LIMIT_FINDINGS_VALUE, "findings",                           \
    "nobody reads more, and hostile input can ask for millions")                                   \
  X(STATEMENTS, "number of policy statements", RC_LIMIT_STATEMENTS_VALUE, "statements",            \
    "ten times a large account")                                                                   \
  X(MATCH_WORK, "wildcard work", RC_LIMIT_MATCH_WORK_VALUE, "steps",                               \
    "patterns with holes on both sides are matched by a table of |pattern| x |text|")              \
  X(CALLS, "number of planned calls", RC_LIMIT_CALLS_VALUE, "calls",                               \
    "a task has at most 10 containers; thousands of tasks stay below")                             \
  X(ORIGINS, "places a task starts from", RC_LIMIT_ORIGINS_VALUE, "places",                        \
    "a service names at most sixteen subnets; instances that rules treat alike count once")        \
  X(FIX_ROUNDS, "rounds of fixing", RC_LIMIT_FIX_ROUNDS_VALUE, "rounds",                           \
    "each round mends what the one before uncovered; three are the most seen")                     \
  X(SYNTAX_NOTES, "syntax messages per file", RC_LIMIT_SYNTAX_NOTES_VALUE, "messages",             \
    "after a hundred the file is not what its name says")                                          \
  X(LINE_BYTES, "line size", RC_LIMIT_LINE_BYTES_VALUE, "bytes",                                   \
    "a batch is answered in the memory of its longest line; all policies of a caller fit often")  \
  X(REQUEST_BYTES, "request size", RC_LIMIT_REQUEST_BYTES_VALUE, "bytes",                          \
    "ten policies of the largest size that IAM takes, every byte percent-encoded")                 \
  X(PARAMETERS, "number of parameters", RC_LIMIT_PARAMETERS_VALUE, "parameters",                   \
    "twenty times the actions of the largest page, and what belongs to them")                      \
  X(SIMULATION_WORK, "simulation work", RC_LIMIT_SIMULATION_WORK_VALUE, "statements",              \
    "with their conditions; the most results, each from two hundred of them, take seconds")        \
  X(RESPONSE_BYTES, "response size", RC_LIMIT_RESPONSE_BYTES_VALUE, "bytes",                       \
    "a server must not fall to one request; a hundred actions on ten resources are one megabyte")  \
  X(RESULTS, "number of results", RC_LIMIT_RESULTS_VALUE, "results",                               \
    "of one simulation: the largest page of actions, each with a hundred resources")               \
  X(PROMPT_BYTES, "prompt size", RC_LIMIT_PROMPT_BYTES_VALUE, "bytes",                             \
    "more than the largest contexts take; somebody pays for each of them")                         \
  X(ANSWER_BYTES, "answer size", RC_LIMIT_ANSWER_BYTES_VALUE, "bytes",                             \
    "of a response, events and all; what a model may write is a tenth")

typedef enum rc_limit_id {
#define RC_LIMIT_ENUM(id, name, value, unit, why) RC_LIMIT_##id,
  RC_LIMITS(RC_LIMIT_ENUM)
#undef RC_LIMIT_ENUM
  RC_N_LIMITS
} rc_limit_id;

typedef struct rc_limit {
  const char *name; /* noun phrase for messages: "nesting depth" */
  uint64_t value;
  const char *unit; /* plural noun: "levels" */
  const char *why;
} rc_limit;

/* The table behind the X-list; `id` must be below RC_N_LIMITS. */
const rc_limit *rc_limit_info(rc_limit_id id);

#endif
