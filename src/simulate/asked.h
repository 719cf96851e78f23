/*
 * Reading JSON that has to have a certain form. The first fault is kept as a sentence, with the
 * member it is about; reading goes on without harm and is given up at the end.
 */
#ifndef RC_SIMULATE_ASKED_H
#define RC_SIMULATE_ASKED_H

#include "iam/policy.h"

/* As the query API tells them apart. */
typedef enum rc_fault_kind {
  RC_FAULT_INVALID_INPUT, /* what is given cannot be used */
  RC_FAULT_VALIDATION,    /* something is not given, or beyond its bounds */
  RC_FAULT_NO_SUCH_ENTITY /* what is named is not there */
} rc_fault_kind;

typedef struct rc_asked {
  rc_arena *arena;
  rc_str fault; /* the first; empty: none */
  rc_fault_kind fault_kind;
  bool literal; /* templating marks are plain text */
} rc_asked;

/** Keeps `sentence` unless there is a fault already. Returns false, for `return`. */
bool rc_asked_refuse(rc_asked *asked, rc_str sentence);
bool rc_asked_refuse_as(rc_asked *asked, rc_fault_kind kind, rc_str sentence);

/** Member `name` of an object; none when absent or `null`. One that stands twice is a fault. */
rc_value rc_asked_member(rc_asked *asked, rc_value object, rc_str name);

/** The text of a string. Placeholders are holes, unless everything is literal. */
rc_str rc_asked_text_of(const rc_asked *asked, rc_value value);

/** The member as a string; empty when absent. Another kind of value is a fault, named `path`. */
rc_str rc_asked_string_of(rc_asked *asked, rc_value object, rc_str name, rc_str path);

/** Faults the member unless it is absent or of this kind. */
bool rc_asked_expect(rc_asked *asked, rc_value value, rc_kind kind, rc_str path);

/** The member as a whole number up to `most`; false when absent. Anything else is a fault. */
bool rc_asked_number_of(rc_asked *asked, rc_value object, rc_str name, uint64_t most,
                        uint64_t *out);

/** The texts of a list of strings; none when absent. Anything else is a fault, named `path`. */
rc_str *rc_asked_strings(rc_asked *asked, rc_value object, rc_str name, uint32_t *n);

/** Parses bytes that have to be one JSON object. None, and a fault, when they are not. The tree
 *  borrows `bytes`. Fails: RC_NOMEM, RC_LIMIT. */
RC_MUST_USE rc_status rc_asked_parse(rc_asked *asked, rc_str bytes, rc_value *out);

/** Compiles a policy document. One that AWS would refuse is a fault, named `path`. */
RC_MUST_USE rc_status rc_asked_policy(rc_asked *asked, rc_value document, rc_policy_kind kind,
                                     rc_str name, rc_str path, const rc_policy **out);

#endif
