/*
 * Which way the undecided conditions of templates go.
 *
 * Evaluation asks as it goes. In the first run every question gets its standard answer; a further
 * run gives one of them the other answer, so that what stands in the other branch is seen too. One
 * question at a time: what only two conditions together would show is not looked for.
 */
#ifndef RC_TEMPLATE_SCENARIO_H
#define RC_TEMPLATE_SCENARIO_H

#include "base/map.h"
#include "base/vec.h"

typedef struct rc_question {
  rc_str key; /* as messages name it: "condition `IsProduction`"; none: all that are not tried */
  bool standard; /* the answer of the first run */
} rc_question;
typedef struct rc_question_vec { RC_VEC_FIELDS(rc_question) } rc_question_vec;

typedef struct rc_scenario {
  rc_arena *arena;
  rc_question_vec questions; /* in the order in which they were first asked */
  rc_map by_key;
  rc_str flipped; /* the key that gets the other answer; empty in the first run */
  const struct rc_scenario *untried; /* the first run, whose questions beyond the limit get it */
} rc_scenario;

/** All questions get their standard answer, but the one with key `flipped` (may be empty). */
void rc_scenario_start(rc_scenario *scenario, rc_arena *arena, rc_str flipped);

/** All questions get their standard answer, but those that are too many to be tried one by one:
 *  `first` has asked them. */
void rc_scenario_start_untried(rc_scenario *scenario, rc_arena *arena, const rc_scenario *first);

/** The answer to a question. The same key gets the same answer, whatever `standard` is the second
 *  time. */
bool rc_scenario_ask(rc_scenario *scenario, rc_str key, bool standard);

#endif
