/*
 * From intents to edits.
 *
 * `rc_fix_lower` merges the intents of all findings, writes the smallest statements, chooses where
 * they go (the role's own policy in the user's file, else a new file roles/<name>/...) and lowers
 * them to byte edits. The pipeline (src/rolecall.c) applies them, runs again, and repeats until
 * nothing is left to do; edits are composed so that they speak of the original bytes.
 */
#ifndef RC_FIX_FIX_H
#define RC_FIX_FIX_H

#include "launch/roll_call.h"
#include "text/edit.h"

typedef struct rc_fix_options {
  bool basic;                 /* attach AWS managed policies where one exists for the purpose */
  bool remove_from_task_role; /* lower RC_FIX_UNSAFE intents too */
} rc_fix_options;

typedef struct rc_file_edits {
  uint32_t file; /* RC_NO_FILE for a new one */
  rc_str path;
  rc_edits edits; /* of a new file: one insertion at 0 */
} rc_file_edits;
typedef struct rc_file_edits_vec { RC_VEC_FIELDS(rc_file_edits) } rc_file_edits_vec;

/* An AWS CLI command of --commands, and the one that undoes it. */
typedef struct rc_command {
  rc_str command;
  rc_str undo;
  rc_str why;
} rc_command;
typedef struct rc_command_vec { RC_VEC_FIELDS(rc_command) } rc_command_vec;

/** Edits for every intent of `findings` that can be lowered; `*commands` may be NULL. */
RC_MUST_USE rc_status rc_fix_lower(const rc_model *model, const rc_finding_vec *findings,
                                   const rc_fix_options *options, rc_file_edits_vec *edits,
                                   rc_command_vec *commands);

/* One line of the proof. */
typedef struct rc_proof_call {
  rc_str task;
  rc_str action, resource;
  rc_principal principal;
  rc_decision before, after;
} rc_proof_call;
typedef struct rc_proof_call_vec { RC_VEC_FIELDS(rc_proof_call) } rc_proof_call_vec;

/* What a role may do afterwards and not before, or the other way round. */
typedef struct rc_grant_change {
  rc_str role;
  rc_str action, resource;
  bool planned; /* some call of the plan needs exactly this */
} rc_grant_change;
typedef struct rc_grant_change_vec { RC_VEC_FIELDS(rc_grant_change) } rc_grant_change_vec;

typedef struct rc_proof {
  rc_proof_call_vec calls;
  rc_grant_change_vec gained, lost;
  bool holds; /* every call that must be allowed is, and nothing unplanned was gained */
} rc_proof;

/** Compares before and after. Statements are compared as grants: each (action, resource) pattern of
 *  an Allow in a role's policies that the other side does not cover. */
RC_MUST_USE rc_status rc_prove(rc_arena *arena, const rc_model *before,
                               const rc_roll_call_vec *calls_before, const rc_model *after,
                               const rc_roll_call_vec *calls_after, rc_proof *out);

#endif
