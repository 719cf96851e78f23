/*
 * Policy documents as readers meet them: as objects, as JSON text inside a string, percent-encoded.
 */
#ifndef RC_READ_COMMON_POLICY_H
#define RC_READ_COMMON_POLICY_H

#include "base/path.h"
#include "read/common_form.h"

/** The document behind `value`: an object itself, or what the text of a string holds. RC_VALUE_NONE
 *  where there is none (null, a placeholder; anything else is reported). */
RC_MUST_USE rc_status rc_read_document(const rc_form *form, rc_value value, rc_str name,
                                       rc_value *out);

/** Compiles a document and reports what is wrong with it. `document` may be none: then `*out` is
 *  NULL. */
RC_MUST_USE rc_status rc_read_policy(rc_model *model, rc_value document, rc_policy_kind kind,
                                     rc_str name, const rc_policy **out);

/** Both: the policy in member `member` of `object`; NULL if there is none. */
RC_MUST_USE rc_status rc_read_member_policy(const rc_form *form, rc_value object, rc_str member,
                                            rc_policy_kind kind, rc_str name,
                                            const rc_policy **out);

/** Reports the notes of a tree as findings. `severity` is that of errors. */
void rc_report_syntax(rc_model *model, const rc_tree *tree, rc_severity severity);

/** The role that a document's folder or flag names, where its content does not; NULL if none does.
 *  For a flag it is the waiting role of model->pending. */
rc_role *rc_bound_role(rc_model *model, const rc_document *document);
/** True if that role was named by a flag: it is then taken as completely described. */
bool rc_bound_by_flag(const rc_document *document);

#endif
