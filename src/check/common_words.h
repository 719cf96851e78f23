/*
 * Words of the checks: how calls, roles and tasks are named in messages.
 */
#ifndef RC_CHECK_COMMON_WORDS_H
#define RC_CHECK_COMMON_WORDS_H

#include "check/common_denial.h"

/* The service that starts tasks and assumes both of their roles, in every partition. Source: ECS
 * Developer Guide, task IAM role. */
#define RC_TASKS_SERVICE RC_STR("ecs-tasks.amazonaws.com")

/** "`a`, `b` and `c`"; with more than four, "`a`, `b`, `c` and 3 more". */
rc_str rc_words_list(const rc_case *about, const rc_str *names, uint32_t n);

/** The actions of the calls, each once, as a list. */
rc_str rc_words_actions(const rc_case *about, const rc_call_list *calls);

/** "execution role `web-exec`" */
rc_str rc_words_role(const rc_case *about, rc_principal principal, uint32_t role);

/** "`web`": the family, or the file when the task has no name. */
rc_str rc_words_task(const rc_case *about, const rc_task *task);

/** What the calls are for: "the image of container `web`"; further causes are counted. */
rc_str rc_words_causes(const rc_case *about, const rc_call_list *calls);

/** "3 `ecr` calls" or "`ecr:BatchGetImage`": for fix summaries. */
rc_str rc_words_count(const rc_case *about, const rc_call_list *calls);

/** "statement `Sid`" or "statement 2" of a policy. */
rc_str rc_words_statement(const rc_case *about, const rc_statement *statement);

/** What `statement` (an Allow) lets its holder do besides: "push images, delete images"; empty if
 *  nothing of the table. Only actions that begin with `service` count, if one is given. */
rc_str rc_words_exposure(const rc_case *about, const rc_statement *statement, rc_str service);

/** Relates the places, other than the finding's own, that need one of the calls; the first few. */
void rc_relate_causes(const rc_case *about, rc_finding *finding, const rc_call_list *calls);

/** The safe fix of a missing grant: the calls, on their exact resources, for the role denied. */
void rc_offer_grant(const rc_case *about, rc_finding *finding, const rc_denied *denied);

/** Adds one RC_INTENT_ALLOW for each of the calls. `role` RC_NO_INDEX: for the role `role_name`. */
void rc_intend_allow(const rc_case *about, rc_finding *finding, const rc_denied *denied,
                     uint32_t role, rc_str role_name);

/** "ecr" of "ecr:BatchGetImage". */
rc_str rc_service_of(rc_str action);

/** The place to point at for a statement: `element` if it lies in a file of the user, else the
 *  policy's attachment on `role`, else `otherwise`. */
rc_span rc_place_of(const rc_role *role, const rc_statement *statement, rc_value element,
                    rc_span otherwise);

/** One line that stands for what is known of the role: the Statement member of its first policy in
 *  a file, else where it is named. RC_SPAN_NONE if no file describes it. */
rc_span rc_place_of_role(const rc_role *role);

/** Where text can be appended to a string: before its closing quote, or behind the last byte where
 *  the syntax has none. */
rc_span rc_end_of_text(rc_value value);

/** Whether a policy of the role is the user's own file. Attached ones never are. */
rc_origin rc_origin_of(const rc_role *role, const rc_policy *policy);

/** The ARN of a role when every part of it is known, if need be from the task's account; else
 *  empty. */
rc_str rc_known_role_arn(const rc_case *about, const rc_task_links *links, rc_str arn,
                         rc_str name);

#endif
