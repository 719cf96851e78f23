/*
 * What answers of `aws ecs` hold besides their own: messages, and how a task is run.
 */
#ifndef RC_READ_COMMON_MESSAGE_H
#define RC_READ_COMMON_MESSAGE_H

#include "read/common_form.h"

/** Adds the text of member `name` of `object` as a message, if it has one. */
RC_MUST_USE rc_status rc_read_message(const rc_form *form, rc_value object, rc_str name,
                                      rc_str stop_code);

/** Adds the deployment that `object` (a task, service or deployment) tells of. `task_definition` is
 *  the name of the member that holds its task definition. */
RC_MUST_USE rc_status rc_read_deployment(const rc_form *form, rc_value object,
                                         rc_str task_definition);

#endif
