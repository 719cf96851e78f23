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

/* Commands work when they run step by step; undoing goes the other way. */
typedef enum rc_command_step {
  RC_STEP_ROLE,     /* roles and who may assume them */
  RC_STEP_POLICY,   /* what they may do */
  RC_STEP_NETWORK,  /* the way of their packets */
  RC_STEP_REGISTER, /* the task definition */
  RC_STEP_DEPLOY    /* new tasks */
} rc_command_step;

/* An AWS CLI command of --commands, and the one that undoes it. Both are one line for a POSIX
 * shell; `undo` is empty where what was there before is not known. */
typedef struct rc_command {
  rc_command_step step;
  rc_str command;
  rc_str undo;
  rc_str why;
} rc_command;
typedef struct rc_command_vec { RC_VEC_FIELDS(rc_command) } rc_command_vec;

/**
 * Edits for every intent of `findings` that can be lowered; `*commands` may be NULL. Adds to both;
 * a command that is there already is not added again.
 *
 * Not lowered, so that the finding stays: grants that would read back differently (a hole that is
 * no placeholder) or match more than they name; roles and resources whose names no folder can
 * have; members of bare container lists; policies of resources that are not shown (a new one would
 * replace them); the last statement of a document and the action `*` (see remove.c); edits that
 * meet others of the same round (the next round makes them).
 */
RC_MUST_USE rc_status rc_fix_lower(const rc_model *model, const rc_finding_vec *findings,
                                   const rc_fix_options *options, rc_file_edits_vec *edits,
                                   rc_command_vec *commands);

/* One line of the proof. */
typedef struct rc_proof_call {
  rc_str task;
  rc_str action, resource;
  rc_principal principal;
  rc_decision before, after;
  bool is_new; /* the plan had no such call before; `before` is RC_UNDECIDED then */
} rc_proof_call;
typedef struct rc_proof_call_vec { RC_VEC_FIELDS(rc_proof_call) } rc_proof_call_vec;

/* What a role may do afterwards and not before, or the other way round. `role` is its name; in
 * trust and resource policies the principal that the policy names. */
typedef struct rc_grant_change {
  rc_str role;
  rc_str action, resource;
  bool planned; /* some call of the plan needs exactly this */
  bool wide;    /* comes with an AWS managed policy: more than is needed, as --basic asked for */
} rc_grant_change;
typedef struct rc_grant_change_vec { RC_VEC_FIELDS(rc_grant_change) } rc_grant_change_vec;

typedef struct rc_proof {
  rc_proof_call_vec calls;
  rc_grant_change_vec gained, lost;
  /* Of the calls that a launch cannot do without, none is denied and none that was allowed is
   * unknown now; one that stays unknown is no failure, and no claim. Nothing was gained that is
   * neither planned nor wide. */
  bool holds;
} rc_proof;

/** Compares before and after. Statements are compared as grants: each (action, resource) pattern of
 *  an Allow in a role's policies, its trust policy or a resource's policy that the other side does
 *  not cover; a Deny that went counts as gained. */
RC_MUST_USE rc_status rc_prove(rc_arena *arena, const rc_model *before,
                               const rc_roll_call_vec *calls_before, const rc_model *after,
                               const rc_roll_call_vec *calls_after, rc_proof *out);

#endif
