/*
 * What a template does not have yet: a policy for a role, a role for a task. For src/fix/ only.
 *
 * Each language writes them in its own way; which one is told by the tree that the role's home or
 * the task lies in.
 */
#ifndef RC_FIX_IN_TEMPLATE_H
#define RC_FIX_IN_TEMPLATE_H

#include "fix/lowering.h"

/* A role that a template is to create for a task. */
typedef struct rc_new_role {
  uint32_t task;
  rc_str service;              /* that shall assume it */
  const rc_planned_vec *grants;
  const rc_name_list *managed; /* ARNs of AWS managed policies */
} rc_new_role;

typedef struct rc_template_writer {
  /* An inline policy more. */
  rc_status (*add_policy)(rc_lowering *lowering, const rc_role *role,
                          const rc_planned_vec *grants, rc_edits *out);
  /* AWS managed policies more. */
  rc_status (*attach)(rc_lowering *lowering, const rc_role *role, const rc_name_list *arns,
                      rc_edits *out);
  /* A role, and the member of the task that names it. */
  rc_status (*add_role)(rc_lowering *lowering, const rc_new_role *role, rc_edits *out);
} rc_template_writer;

extern const rc_template_writer rc_cfn_writer; /* template_cloudformation.c */
extern const rc_template_writer rc_terraform_writer; /* template_terraform.c */

/** Grants for a role that a template creates, or for a new one; `role` is RC_NO_INDEX then. */
RC_MUST_USE rc_status rc_template_allow(rc_lowering *lowering, uint32_t role,
                                        const rc_new_role *about);

/** The file of the template that creates the role (or, for RC_NO_INDEX, the task); RC_NO_FILE if
 *  none does. */
uint32_t rc_template_file(const rc_model *model, uint32_t role, uint32_t task);

/** Sets a member of a task; false if it is there already, or cannot be written. */
bool rc_edit_field(const rc_model *model, const rc_task *task, rc_str field, rc_str value,
                   rc_edits *out);

#endif
