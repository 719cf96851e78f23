/*
 * What a template says once it is worked out: values with holes that know where they were written.
 *
 * The two template languages meet here. CloudFormation's intrinsics and Terraform's expressions are
 * worked out to `rc_computed`; rc_computed_tree turns the result into a tree like one of JSON, so that
 * readers, the policy compiler and the checks need not know that there was a template.
 *
 * A hole's name is what an author of the template would write between quotes to have that very
 * value there: `${AWS::Region}`, `${Cluster.Arn}` (`!Sub`), `${var.region}`,
 * `${aws_iam_role.web.name}` (HCL). So the same unknown is the same bytes, and a fix can write a
 * text with holes back into the file as it is.
 */
#ifndef RC_TEMPLATE_COMPUTED_H
#define RC_TEMPLATE_COMPUTED_H

#include "syntax/tree.h"

typedef enum rc_computed_kind {
  RC_COMPUTED_UNKNOWN, /* of any type; `text` is one hole */
  RC_COMPUTED_ABSENT,  /* AWS::NoValue; an attribute that is null in HCL */
  RC_COMPUTED_NULL,
  RC_COMPUTED_BOOL,
  RC_COMPUTED_NUMBER, /* `text` as written or as HCL prints it */
  RC_COMPUTED_STRING, /* `text`, perhaps with holes */
  RC_COMPUTED_LIST,
  RC_COMPUTED_OBJECT
} rc_computed_kind;

/* Bytes of a text and where they came from: those of one piece lie side by side in the file if it
 * is verbatim, else all of them stand for what was written at `at`. */
typedef struct rc_text_piece {
  uint32_t len; /* bytes of the text */
  uint32_t at;  /* offset in the file of `written` */
  bool verbatim;
} rc_text_piece;
typedef struct rc_text_piece_vec { RC_VEC_FIELDS(rc_text_piece) } rc_text_piece_vec;

typedef struct rc_computed rc_computed;

typedef struct rc_computed_member {
  rc_str key; /* objects */
  rc_value key_written;
  const rc_computed *value;
} rc_computed_member;
typedef struct rc_computed_member_vec { RC_VEC_FIELDS(rc_computed_member) } rc_computed_member_vec;

/* Immutable once made, and shared: the same value may stand in many places. */
struct rc_computed {
  rc_computed_kind kind;
  bool truth;
  bool open; /* a list or object that may have more in it than is known (a `for` over a hole) */
  bool secret; /* NoEcho, `sensitive`: never shown */
  rc_str text;
  rc_text_piece_vec pieces;       /* of `text`; none: all of it was written at `written` */
  rc_computed_member_vec members; /* of lists and objects */
  const rc_computed *json; /* of a string: what it is the JSON of (`jsonencode`); text is made late */
  rc_value written;        /* in the file's own tree; none: our own invention */
  bool is_itself;          /* as in rc_written */
};

/**
 * The value as a tree of RC_SYNTAX_COMPUTED. Absent members and items are left out; an unknown value
 * becomes RC_PLACEHOLDER; an open container gets RC_NODE_TEMPLATED; a string that is the JSON of a
 * known value becomes that value itself, as if it had stood there (readers that expect text take
 * either).
 * Fails: RC_NOMEM, or RC_LIMIT (nodes, nesting: shared values are written out each time they occur).
 */
RC_MUST_USE rc_status rc_computed_tree(rc_arena *arena, const rc_computed *value, rc_tree **out);

#endif
