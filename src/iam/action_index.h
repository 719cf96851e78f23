/*
 * Which statements of a policy can be about an action.
 *
 * A statement stands under the hash of each action that it spells out, under the hash of the
 * service where only the action's name has wildcards, and apart where neither is fixed. Names that
 * share a hash share a place: what is found has to be matched all the same.
 */
#ifndef RC_IAM_ACTION_INDEX_H
#define RC_IAM_ACTION_INDEX_H

#include "iam/policy.h"

typedef struct rc_action_item {
  rc_str pattern; /* the action, if it has wildcards: most statements fall out here already */
  uint32_t statement;
} rc_action_item;

struct rc_action_index {
  uint32_t *starts; /* of each place in `items`; one more than there are places */
  rc_action_item *items;
  uint32_t mask;    /* places are a power of two; the last of `starts` is beyond them */
  uint32_t *anywhere;
  uint32_t n_anywhere;
};

/** Hash of the action without case, and of its service with the colon. */
uint32_t rc_action_hash(rc_str action);
uint32_t rc_action_service_hash(rc_str action);

/** Builds the policy's index if it has enough statements for one. */
RC_MUST_USE rc_status rc_action_index_make(rc_arena *arena, rc_policy *policy);

#endif
