/*
 * What a check says: plain data, no behaviour.
 */
#ifndef RC_FINDING_FINDING_H
#define RC_FINDING_FINDING_H

#include "base/vec.h"
#include "text/source.h"

typedef enum rc_severity { RC_ERROR_SEVERITY, RC_WARNING, RC_NOTE } rc_severity;

typedef struct rc_related {
  rc_span span;
  rc_str message;
} rc_related;

typedef struct rc_related_vec { RC_VEC_FIELDS(rc_related) } rc_related_vec;

/* What is not in the input, and the command that shows it. */
typedef struct rc_missing {
  rc_str what;    /* "policies of role `web-exec`" */
  rc_str command; /* "aws iam get-account-authorization-details --filter Role ..." */
} rc_missing;

typedef struct rc_missing_vec { RC_VEC_FIELDS(rc_missing) } rc_missing_vec;

typedef enum rc_applicability {
  RC_FIX_NONE,
  RC_FIX_SAFE,    /* the finding is gone afterwards and nothing beyond the plan is gained */
  RC_FIX_UNSAFE,  /* may take away what something else uses; only when asked for */
  RC_FIX_DISPLAY  /* only a person can do it; the help says how */
} rc_applicability;

typedef enum rc_intent_kind {
  RC_INTENT_ALLOW,          /* role must allow action on resource */
  RC_INTENT_RESOURCE_ALLOW, /* the policy of `target` (a repository, secret, key) must let it act */
  RC_INTENT_SET_FIELD,      /* member `field` of the task must be `value` */
  RC_INTENT_TRUST,          /* role must be assumable by service `value` */
  RC_INTENT_REPLACE,        /* bytes of `place` become `value` (already in the file's syntax) */
  RC_INTENT_REMOVE_ACTION,  /* the statement's action list loses what matches `action` */
  RC_INTENT_NETWORK,        /* the template's thing `resource`, at `place`, gets what the mend
                               `field` of data/mends.txt gives: `value`, `port` */
  RC_INTENT_COMMAND         /* `value` is an AWS CLI command that mends what no file holds; empty
                               if there is none. `target`: the hosts concerned, one a line */
} rc_intent_kind;

/* An intent names things as the model does; src/fix/ turns it into edits. Unused members are
 * empty. */
typedef struct rc_intent {
  rc_intent_kind kind;
  uint32_t task;    /* index in the model, or UINT32_MAX */
  uint32_t role;    /* index in the model, or UINT32_MAX; then `role_name` */
  rc_str role_name; /* for a role that no input describes */
  rc_str action;
  rc_str resource;        /* may hold holes; fixes print them in the user's spelling */
  rc_str condition_key;   /* optional StringEquals condition of the grant */
  rc_str condition_value;
  rc_str target; /* ARN of the resource whose policy changes */
  rc_str field;
  rc_str value;
  rc_str undo, why; /* of a command */
  uint16_t port;    /* of a rule */
  rc_span place;
} rc_intent;

typedef struct rc_intent_vec { RC_VEC_FIELDS(rc_intent) } rc_intent_vec;

typedef struct rc_finding {
  rc_str code; /* RC101 */
  rc_str name; /* execution-role-missing */
  rc_severity severity;
  bool blocks_start;
  rc_str message; /* one sentence, no final period, user's names in backticks */
  rc_str help;
  rc_span span;
  rc_span masked; /* bytes that no report may show, such as a password; empty or RC_SPAN_NONE */
  rc_str label; /* under the caret: a few words; may be empty */
  rc_related_vec related;
  rc_missing_vec missing;
  rc_applicability applicability;
  rc_str fix_summary;
  bool fix_in_template; /* the place to mend is in a template that cannot be edited there */
  rc_intent_vec intents;
} rc_finding;

typedef struct rc_finding_vec { RC_VEC_FIELDS(rc_finding) } rc_finding_vec;

#endif
