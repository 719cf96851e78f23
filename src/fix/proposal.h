/*
 * What somebody proposes instead of our own fix, and what it is worth.
 *
 * Whoever wrote it is not trusted: it may be a model that was told lies in a log. So the verdict
 * counts what changed everywhere, and not only what the plan of the launch asks about.
 */
#ifndef RC_FIX_PROPOSAL_H
#define RC_FIX_PROPOSAL_H

#include "fix/fix.h"

/* A file as an analysis has seen it. */
typedef struct rc_file_info {
  rc_str path;
  rc_str kind; /* of the reader that knew it, or "unrecognised" */
  uint64_t bytes;
} rc_file_info;

typedef enum rc_proposal_verdict {
  RC_PROPOSAL_PROVEN,  /* what was denied is allowed, and nothing beyond the plan is gained */
  RC_PROPOSAL_WIDER,   /* it helps, but something is gained or changed that the launch needs not */
  RC_PROPOSAL_NO_HELP  /* anything else */
} rc_proposal_verdict;

typedef struct rc_text_list { RC_VEC_FIELDS(rc_str) } rc_text_list;

typedef struct rc_proposal {
  rc_proposal_verdict verdict;
  rc_str sentence;
  rc_text_list reasons; /* of a proven one: what is lost, and what is left to do */
} rc_proposal;

/* One world: before, or with what is proposed. */
typedef struct rc_proposal_side {
  const rc_model *model;
  const rc_roll_call_vec *calls;
  const rc_finding_vec *findings;
  const rc_file_info *files; /* as many as the model has sources */
} rc_proposal_side;

/* A file that differs. */
typedef struct rc_proposed_file {
  uint32_t before, after; /* file numbers; `before` RC_NO_FILE: a new one */
  bool unjudged;          /* given as something that no verdict looks at */
} rc_proposed_file;
typedef struct rc_proposed_vec { RC_VEC_FIELDS(rc_proposed_file) } rc_proposed_vec;

/**
 * Judges what `files` changed. `proof` compares the same two worlds. `basic`: grants that come
 * with an AWS managed policy are no gain, as for our own fix.
 */
RC_MUST_USE rc_status rc_judge_proposal(rc_arena *arena, const rc_proposal_side *before,
                                        const rc_proposal_side *after,
                                        const rc_proposed_vec *files, const rc_proof *proof,
                                        bool basic, rc_proposal *out);

/* ---- parts ---------------------------------------------------------------------------------- */

/* Who finds fault writes it into one of these. */
typedef struct rc_verdict_notes {
  rc_arena *arena;
  const rc_proposal_side *before, *after;
  rc_text_list faults; /* it does not help, or breaks something */
  rc_text_list gains;  /* it does more than is needed */
  rc_text_list remarks;
  /* Texts of the task definitions that our own fix would replace in the same way. */
  struct { RC_VEC_FIELDS(rc_span) } mended;
} rc_verdict_notes;

/** Adds a sentence unless it is there already; beyond a hundred they are not kept. */
void rc_note_sentence(rc_arena *arena, rc_text_list *list, rc_str sentence);

/** proposal_task.c: every member of a task definition that differs, but for what mends it. */
RC_MUST_USE rc_status rc_compare_tasks(rc_verdict_notes *notes,
                                       const rc_proposed_vec *files);

/** proposal_file.c: files that no longer are what they were, or that nothing reads. */
RC_MUST_USE rc_status rc_compare_files(rc_verdict_notes *notes, const rc_proposed_vec *files);

#endif
