/*
 * HCL that does not exist yet: values, attributes and blocks, written as `terraform fmt` would and
 * in the habits of the file they go into.
 *
 * Texts may hold holes, whose names are what one writes between quotes (`${aws_x.y.arn}`): a text
 * that is one hole becomes a bare expression, one of several pieces a template.
 */
#ifndef RC_FIX_HCL_MAKE_H
#define RC_FIX_HCL_MAKE_H

#include "fix/json_make.h"

/* How the neighbours are written. */
typedef struct rc_hcl_style {
  rc_str newline;    /* "\n" or "\r\n" */
  rc_str unit;       /* one level of indentation */
  rc_str colon;      /* between name and value of an object's member; " = " is aligned */
  rc_str list_pad;   /* inside the brackets of a list on one line */
  rc_str object_pad;
  bool quoted;       /* names of members stand between quotes */
  bool commas;       /* members on lines of their own end with commas */
  bool trailing;     /* the last item of a list on several lines does */
  bool list_lines;   /* lists of several strings stand over several lines */
  bool lone_lines;   /* so do lists of one */
  bool inner_lines;  /* so do objects inside objects */
  bool hug;          /* objects of a list begin on its own line: `[{` */
  bool flat;         /* objects of this list stand on one line */
  bool tight;        /* no blank line stands before the blocks of a body */
} rc_hcl_style;

/* Lines that follow each other directly align their `=`: the width of the names of such a run. */
typedef struct rc_hcl_run {
  size_t before, behind; /* of the lines around those that are written; 0: none */
  size_t first, last;    /* what the first and the last lines written have come to; 0: none */
} rc_hcl_run;

/** `made` as an expression that begins behind `indent`, at `column`. */
void rc_hcl_put_value(rc_buf *buf, const rc_made *made, const rc_hcl_style *style, rc_str indent,
                      size_t column);

/** The children of `made` as lines of a body or an object, each behind a line end and `indent`;
 *  no line end behind the last. `in_body`: attributes and blocks. `run` may be NULL. */
void rc_hcl_put_lines(rc_buf *buf, const rc_made *made, const rc_hcl_style *style, rc_str indent,
                      bool in_body, rc_hcl_run *run);

/** A name as a body or an object has it. */
rc_str rc_hcl_name_of(rc_arena *arena, rc_str key, const rc_hcl_style *style, bool in_body);

/** True if `made` stands on one line wherever it goes. */
bool rc_hcl_is_one_line(rc_arena *arena, const rc_made *made, const rc_hcl_style *style,
                        size_t column);

/** `text` between the quotes of a string, or with `heredoc` as it stands in one: holes as they are
 *  written, what would be a mark of a template doubled. */
rc_str rc_hcl_escape(rc_arena *arena, rc_str text, bool heredoc);

/* ---- hcl_embed.c: a document as text in HCL, or in a file that a template reads ---- */

/** True if `tree` was parsed from a text that a template came to. */
bool rc_hcl_holds(const rc_tree *tree);
/** New text for that document, holes and all, as it stands in the file. */
rc_str rc_hcl_embed(rc_arena *arena, const rc_tree *tree, rc_str text);

#endif
