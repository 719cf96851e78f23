/*
 * What a template says once it is worked out: values with holes that know where they were written.
 *
 * The two template languages meet here. CloudFormation's intrinsics and Terraform's expressions are
 * worked out to `rc_computed`; rc_computed_tree turns the result into a tree like one of JSON, so
 * that readers, the policy compiler and the checks need not know that there was a template.
 *
 * A hole's name is what an author of the template would write between quotes to have that very
 * value there: `${AWS::Region}`, `${Cluster.Arn}` (`!Sub`), `${var.region}`,
 * `${aws_iam_role.web.name}` (HCL). So the same unknown is the same bytes, and a fix can write a
 * text with holes back into the file as it is.
 */
#ifndef RC_TEMPLATE_COMPUTED_H
#define RC_TEMPLATE_COMPUTED_H

#include "base/buf.h"
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
  bool secret; /* NoEcho, `sensitive`: never shown. Its text is one hole, even if it is known */
  rc_str text;
  rc_text_piece_vec pieces;       /* of `text`; none: all of it was written at `written` */
  rc_computed_member_vec members; /* of lists and objects */
  const rc_computed *json; /* of a string: what it is the JSON of (`jsonencode`) */
  rc_value written;        /* in the file's own tree; none: our own invention */
  bool is_itself;          /* as in rc_written */
};

/** A value of `kind`, standing at `written` as it is if `is_itself`; NULL when the arena failed. */
rc_computed *rc_computed_new(rc_arena *arena, rc_computed_kind kind, rc_value written,
                             bool is_itself);
/** A string, all of whose bytes are `text` (which may hold holes). */
rc_computed *rc_computed_string(rc_arena *arena, rc_str text, rc_value written, bool is_itself);
/** A hole with this name. */
rc_computed *rc_computed_unknown(rc_arena *arena, rc_str name, rc_value written);
/** Adds a member, or with an empty `key` an item. `value` may be NULL after a failure. */
void rc_computed_add(rc_arena *arena, rc_computed *to, rc_str key, rc_value key_written,
                     const rc_computed *value);
/** The first member with this key, NULL if there is none or `object` is NULL or no object. */
const rc_computed *rc_computed_get(const rc_computed *object, rc_str key);
/** True for a string, number or boolean without holes; `*text` is what it is as a string. */
bool rc_computed_known_text(const rc_computed *value, rc_str *text);

/* A text under construction that remembers where its bytes come from. */
typedef struct rc_text_builder {
  rc_buf bytes;
  rc_text_piece_vec pieces;
} rc_text_builder;

void rc_text_start(rc_text_builder *builder, rc_arena *arena);
/** Bytes that stand in the file at `at` as they are (`verbatim`), or were made of what does. */
void rc_text_put(rc_text_builder *builder, rc_str text, uint32_t at, bool verbatim);
/** The text of a string, number, boolean or hole. What was not written in file `file` counts as
 *  worked out from `at`. */
void rc_text_put_value(rc_text_builder *builder, const rc_computed *value, uint32_t file,
                       uint32_t at);
/** The string that was built. */
rc_computed *rc_text_done(const rc_text_builder *builder, rc_value written, bool is_itself);

/**
 * The value as a tree of RC_SYNTAX_COMPUTED. Absent members and items are left out; an unknown
 * value becomes RC_PLACEHOLDER; an open container gets RC_NODE_TEMPLATED; a string that is the JSON
 * of a known value becomes that value itself, as if it had stood there (readers that expect text
 * take either).
 * Fails: RC_NOMEM, or RC_LIMIT (nodes, nesting: shared values are written out each time).
 */
RC_MUST_USE rc_status rc_computed_tree(rc_arena *arena, const rc_computed *value, rc_tree **out);

#endif
