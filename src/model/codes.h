/*
 * Codes and names of what the readers and the joining of their answers have to say.
 *
 * Each macro is the pair (code, name) that rc_model_report takes. A page docs/checks/<name>.md
 * explains each. Codes are never reused.
 */
#ifndef RC_MODEL_CODES_H
#define RC_MODEL_CODES_H

/* Input as such. */
#define RC_SAY_SYNTAX_ERROR "RC001", "syntax-error"         /* error; unknown files: note */
#define RC_SAY_SYNTAX_TOLERATED "RC002", "syntax-tolerated" /* note */
#define RC_SAY_DUPLICATE_KEY "RC003", "duplicate-key"       /* warning; task definitions */
#define RC_SAY_ENCODING "RC004", "encoding-not-read"        /* warning */
#define RC_SAY_DESCRIBED_TWICE "RC005", "described-twice"   /* warning */
#define RC_SAY_NOT_BOUND "RC006", "document-not-bound"      /* note */
#define RC_SAY_BINDING_INFERRED "RC007", "binding-inferred" /* note */
#define RC_SAY_DOCUMENT_FIELD "RC008", "document-field"     /* warning; answers of aws commands */
#define RC_SAY_NOT_IN_FORCE "RC009", "version-not-in-force" /* note */
#define RC_SAY_NOT_READ "RC010", "format-not-read"          /* note */
#define RC_SAY_NOT_TRIED "RC011", "condition-not-tried"     /* note */
#define RC_SAY_NOT_TAKEN "RC012", "value-not-taken"         /* warning */

/* Policy documents. */
#define RC_SAY_DUPLICATE_POLICY_KEY "RC801", "duplicate-policy-key" /* warning */
#define RC_SAY_POLICY_INVALID "RC802", "policy-invalid"             /* error */
#define RC_SAY_POLICY_DOUBTFUL "RC803", "policy-doubtful"           /* warning */

/* Task definitions. */
#define RC_SAY_TASK_FIELD "RC901", "task-definition-field" /* error */

#endif
