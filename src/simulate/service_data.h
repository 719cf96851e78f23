/*
 * What a question asks of the service catalogue. Without one nothing is known, and nothing is held
 * against the question.
 */
#ifndef RC_SIMULATE_SERVICE_DATA_H
#define RC_SIMULATE_SERVICE_DATA_H

#include "aws/catalogue.h"

/** What is wrong with an action's name, as a sentence; empty: nothing that is known. */
rc_str rc_service_data_check_action(rc_arena *arena, const rc_catalogue *catalogue,
                                    rc_str action);

/* What the catalogue said before: a batch asks it for the same few names with every line. All zero
 * at first. */
enum { RC_MEMO_SLOTS = 1024, RC_MEMO_LONGEST = 61 };

typedef struct rc_memo_slot {
  uint8_t n_service, n_name; /* no name: nothing stands here */
  uint8_t answer;
  char text[RC_MEMO_LONGEST];
} rc_memo_slot;

typedef struct rc_service_memo {
  rc_memo_slot slots[RC_MEMO_SLOTS];
} rc_service_memo;

typedef enum rc_key_shape {
  RC_KEY_SHAPE_UNKNOWN,
  RC_KEY_SHAPE_SINGLE,
  RC_KEY_SHAPE_LIST
} rc_key_shape;

/** Does the condition key have one value or a list of them, for this action? */
rc_key_shape rc_service_data_key_shape(const rc_catalogue *catalogue, rc_str action,
                                       rc_str key);

/** The two above, with what is remembered; `memo` may be NULL. */
rc_str rc_service_memo_check_action(rc_service_memo *memo, rc_arena *arena,
                                    const rc_catalogue *catalogue, rc_str action);
rc_key_shape rc_service_memo_key_shape(rc_service_memo *memo, const rc_catalogue *catalogue,
                                       rc_str action, rc_str key);

/** The pattern of the ARNs that the action is about, of the type that `resource` is of, the way
 *  AWS prints it; empty: not known. */
rc_str rc_service_data_resource_pattern(rc_arena *arena, const rc_catalogue *catalogue,
                                        rc_str action, rc_str resource);

#endif
