/*
 * JSON that does not exist yet: built as values, written in the style of the file it goes into.
 *
 * Everything lives in the arena. Texts may hold holes; they are written in the user's spelling.
 */
#ifndef RC_FIX_JSON_MAKE_H
#define RC_FIX_JSON_MAKE_H

#include "base/buf.h"
#include "syntax/tree.h"

typedef enum rc_made_kind {
  RC_MADE_STRING, /* `text` is the value; it is quoted and escaped when written */
  RC_MADE_RAW,    /* `text` is JSON already */
  RC_MADE_LIST,
  RC_MADE_OBJECT,
  RC_MADE_BLOCK /* HCL: `key` is type and labels as they are written, children are its body */
} rc_made_kind;

typedef struct rc_made rc_made;
typedef struct rc_made_vec { RC_VEC_FIELDS(rc_made) } rc_made_vec;

struct rc_made {
  rc_made_kind kind;
  bool has_key;
  rc_str key; /* in an object */
  rc_str text;
  rc_made_vec children;
};

/* How the neighbours are written. */
typedef struct rc_json_style {
  rc_str newline;    /* "\n" or "\r\n" */
  rc_str unit;       /* one level of indentation */
  rc_str colon;      /* between a name and its value: ": " */
  rc_str comma;      /* between neighbours on one line: ", " */
  rc_str object_pad; /* inside the braces of an object on one line */
  rc_str list_pad;
  bool lines;        /* objects stand over several lines */
  bool inner_lines;  /* so do objects inside them */
  bool list_lines;   /* so do lists of strings */
  bool in_template;  /* written into a text of HCL: holes keep their marks, rc_hcl_embed ends it */
} rc_json_style;

/** The style of files that we write from nothing. */
rc_json_style rc_json_plain_style(void);

/** A new child of `parent`, without a name and with one; NULL when the arena failed. */
rc_made *rc_made_item(rc_arena *arena, rc_made *parent, rc_made_kind kind, rc_str text);
rc_made *rc_made_member(rc_arena *arena, rc_made *parent, rc_str key, rc_made_kind kind,
                        rc_str text);

/** A copy of an existing value, to be written anew. */
rc_made rc_made_from(rc_arena *arena, rc_value value);

/** Writes `made` (with its name, if it has one), as if it began behind `indent`. */
void rc_made_put(rc_buf *buf, const rc_made *made, const rc_json_style *style, rc_str indent);

/** `made` as a whole file, with a line end at its end. */
rc_str rc_made_file(rc_arena *arena, const rc_made *made, const rc_json_style *style);

/** `made` on one line without blanks. */
rc_str rc_made_compact(rc_arena *arena, const rc_made *made);

#endif
