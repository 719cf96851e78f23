/*
 * What the lowerings of single intents share. For src/fix/ only.
 *
 * Every change is staged as a whole: a change whose bytes touch those of an earlier one of the same
 * round is left out, and the next round, which sees the file as it is then, makes it.
 */
#ifndef RC_FIX_LOWERING_H
#define RC_FIX_LOWERING_H

#include "base/path.h"
#include "fix/editor.h"
#include "fix/fix.h"
#include "fix/json_edit.h"
#include "fix/grants.h"

typedef struct rc_lowering {
  const rc_model *model;
  rc_arena *arena;
  const rc_fix_options *options;
  rc_file_edits_vec *edits;
  rc_command_vec *commands; /* may be NULL */
  const rc_policy **basic;  /* contents of rc_basic_policies; made when first needed */
} rc_lowering;

typedef struct rc_intent_refs { RC_VEC_FIELDS(const rc_intent *) } rc_intent_refs;

/* ---- lowering.c ---- */

/** Takes the edits over unless they are in the way of others. Empty edits are refused too. */
bool rc_stage(rc_lowering *lowering, uint32_t file, rc_edits *edits);

/** Takes a new file over unless its path is taken, or a file beside it has the same text. */
bool rc_stage_new(rc_lowering *lowering, rc_str path, rc_str text);

/* ---- draft.c: a document that is to become a file ---- */

/* A policy that no file of the user holds: what is deployed, or nothing yet. It is edited like a
 * file, so that both roads write the same statements. */
typedef struct rc_draft {
  rc_str text;
  const rc_policy *policy;
} rc_draft;

RC_MUST_USE rc_status rc_draft_begin(rc_lowering *lowering, rc_value document,
                                     rc_policy_kind kind, uint32_t task, rc_draft *out);
/** The text after the edits; empty if they do not fit together. */
RC_MUST_USE rc_status rc_draft_end(rc_lowering *lowering, const rc_draft *draft, rc_edits *edits,
                                   rc_str *out);

/** Adds the children of `added` to a list, or makes a list of a single value and them. */
void rc_add_to_element(const rc_model *model, rc_value element, const rc_made *added,
                       rc_edits *out);

/* ---- one file per kind of intent ---- */

/** RC_INTENT_ALLOW, and RC_INTENT_TRUST of roles that do not exist yet. */
RC_MUST_USE rc_status rc_lower_allow(rc_lowering *lowering, const rc_intent_refs *intents);
/** RC_INTENT_TRUST of roles in the model. */
RC_MUST_USE rc_status rc_lower_trust(rc_lowering *lowering, const rc_intent *intent);
RC_MUST_USE rc_status rc_lower_resource(rc_lowering *lowering, const rc_intent_refs *intents);
RC_MUST_USE rc_status rc_lower_field(rc_lowering *lowering, const rc_intent *intent);
RC_MUST_USE rc_status rc_lower_replace(rc_lowering *lowering, const rc_intent *intent);
RC_MUST_USE rc_status rc_lower_remove(rc_lowering *lowering, const rc_intent_refs *intents);

/** Adds what lets `service` assume a role to its trust policy: to the services that are let do so
 *  without a condition, else as a statement, for one account if it is known. */
void rc_edit_trust(const rc_model *model, const rc_policy *trust, rc_str service, rc_str account,
                   rc_edits *edits);

/* ---- attach.c ---- */

/** The first policy of data/statements.txt that allows the grant and that the role does not have;
 *  empty if there is none. */
RC_MUST_USE rc_status rc_find_basic(rc_lowering *lowering, uint32_t role, const rc_grant *grant,
                                    rc_str *arn);
/** Writes the attachments to the file that lists the role's managed policies. */
RC_MUST_USE rc_status rc_attach(rc_lowering *lowering, uint32_t role, rc_str name, rc_str folder,
                                const rc_name_list *arns);

/* ---- place.c: where files lie ---- */

/** The folder of a role's own files: as bound, else roles/<name> beside the task definition; empty
 *  if the name cannot be a folder's. `role` and `task` may be RC_NO_INDEX. */
rc_str rc_role_folder(const rc_model *model, uint32_t role, rc_str name, uint32_t task);
/** The same for repositories, secrets and keys. */
rc_str rc_resource_folder(const rc_model *model, const rc_resource *resource, uint32_t task);
/** `folder/stem.json`, or with a number behind the stem if that file is there already. */
rc_str rc_free_path(const rc_lowering *lowering, rc_str folder, rc_str stem);
/** RC_NO_FILE if no file of the input has this path. */
uint32_t rc_file_at(const rc_model *model, rc_str path);
/** The name an inline policy has in AWS: as shown, else that of its file. */
rc_str rc_inline_name(const rc_inline_policy *policy, rc_str path);
/** The style for a new file beside the task definition: its indentation and line ends. */
rc_json_style rc_new_file_style(const rc_model *model, uint32_t task);
/** The account a task runs in; empty if it is not known. */
rc_str rc_task_account(const rc_model *model, uint32_t task);
/** True if `span` lies in a file that holds the output of an aws command. */
bool rc_is_snapshot_file(const rc_model *model, uint32_t file);

/* ---- command.c: the same change as AWS CLI commands ---- */

/** A word for a POSIX shell that stands for exactly `text`, on one line; empty if there is none. */
rc_str rc_shell_word(rc_arena *arena, rc_str text);

/* What a document is the policy of. */
typedef enum rc_document_use {
  RC_USE_INLINE, /* an inline policy of role `owner` */
  RC_USE_TRUST,
  RC_USE_NEW_ROLE, /* the trust policy that a role is made with */
  RC_USE_REPOSITORY,
  RC_USE_SECRET,
  RC_USE_KEY
} rc_document_use;

typedef struct rc_document_command {
  rc_document_use use;
  rc_str owner;  /* role name, or the resource's name, ARN or id */
  rc_str region; /* of a resource; may be empty or have holes */
  rc_str account;
  rc_str policy_name; /* inline policies */
  rc_str path;        /* of the document */
  rc_value previous;  /* what it replaces, as far as known */
  bool replaces;      /* there was one, known or not */
} rc_document_command;

void rc_command_document(rc_lowering *lowering, const rc_document_command *about);
void rc_command_attach(rc_lowering *lowering, rc_str role, rc_str arn);
void rc_command_delete_inline(rc_lowering *lowering, rc_str role, rc_str policy, rc_value previous);
void rc_command_register(rc_lowering *lowering, uint32_t task, rc_str field, rc_str value);
void rc_command_deploy(rc_lowering *lowering, uint32_t task);
/** RC_INTENT_NETWORK. */
RC_MUST_USE rc_status rc_lower_network(rc_lowering *lowering, const rc_intent *intent);
/** RC_INTENT_COMMAND. */
RC_MUST_USE rc_status rc_lower_command(rc_lowering *lowering, const rc_intent *intent);

#endif
