/*
 * Small edits of existing HCL, written as a careful person would write them.
 *
 * Containers are lists, objects, bodies (or their blocks) and whole files. Each function adds byte
 * edits of the user's file to `out`. Neighbours give the layout: indentation, line ends, commas,
 * how names are written; the `=` of lines that follow each other stay aligned as `terraform fmt`
 * aligns them. Comments stay with the line they stand on. What is built lives in the arena; a
 * failed arena yields edits that must not be used.
 */
#ifndef RC_FIX_HCL_EDIT_H
#define RC_FIX_HCL_EDIT_H

#include "fix/hcl_make.h"
#include "text/edit.h"

/** False where an edit would be a guess: the parser met errors, or the value breaks off. */
bool rc_hcl_can_edit(rc_value value);

/** How things inside and around `container` are written. */
rc_hcl_style rc_hcl_style_of(rc_value container);

/** Adds the children of `made` behind the last child: items of a list, members of an object,
 *  attributes and blocks of a body. Items without names that go into a body are statements of a
 *  policy, and become `statement` blocks. */
void rc_hcl_append(rc_arena *arena, rc_value container, const rc_made *made, rc_edits *out);

/** Adds the children of `made` behind the member whose value is `after` (in a body: behind this
 *  attribute or block), or as the first ones. */
void rc_hcl_insert_member(rc_arena *arena, rc_value container, rc_value after, const rc_made *made,
                          rc_edits *out);

/** Writes `made` in the place of the expression `value`, or of the value of an attribute. */
void rc_hcl_replace(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out);

/** Turns a single value into a list of it and the children of `made`; its own bytes stay. */
void rc_hcl_wrap(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out);

/** Removes the children for which `gone` says so. */
void rc_hcl_remove(rc_arena *arena, rc_value container, const bool *gone, rc_edits *out);

/** Appends to the text that ends at `place`, before its quote; of another expression a template is
 *  made: `"${aws_x.y.arn}:*"`. */
void rc_hcl_append_text(rc_arena *arena, const rc_tree *tree, rc_span place, rc_str text,
                        rc_edits *out);

/* ---- hcl_style.c ---- */

/** A policy statement as the block of data source `aws_iam_policy_document`; `body` is where it
 *  goes, for the habits of its neighbours. */
rc_made rc_hcl_statement_block(rc_arena *arena, const rc_made *statement, rc_value body);

#endif
