/*
 * Small edits of existing files, each in its own syntax, written as a careful person would write
 * them.
 *
 * Values are those of the model. Where a template was worked out, the edit lands where the value
 * was written: a container must stand there as it is, since what is worked out by a function has
 * no place to add to; a single value may be any expression. Each function adds byte edits of the
 * user's file to `out`; bytes outside stay as they are. What is built lives in the model's arena;
 * a failed arena yields edits that must not be used (check rc_arena_status). Where no edit can be
 * made, none is added.
 *
 * What is written is `rc_made`. Its texts hold holes; in a template they become references:
 * rc_edit_spelling.
 */
#ifndef RC_FIX_EDITOR_H
#define RC_FIX_EDITOR_H

#include "fix/json_make.h"
#include "model/model.h"
#include "text/edit.h"

/** False where an edit would be a guess: of a container, to change what it holds; of another value,
 *  to put something in its place or beside it. */
bool rc_edit_can_edit(rc_value value);

/** True for a template that a program writes: nothing is edited there. */
bool rc_edit_is_generated(const rc_model *model, uint32_t file);
/** True for YAML that is no template: a task definition or a policy. */
bool rc_edit_is_plain_yaml(const rc_model *model, uint32_t file);

/**
 * `text` as it is to be written in `file`. In a template: what one of its references yields is
 * that reference, and every hole is named as it is written in a string of its language. Elsewhere,
 * and for RC_NO_FILE: `text` itself, whose holes look like the user's placeholders.
 * `*ok` (may be NULL) is false if what was written would read back as something else.
 */
rc_str rc_edit_spelling(const rc_model *model, uint32_t file, rc_str text, bool *ok);

/** True if that reads back as `text`. */
bool rc_edit_can_write(const rc_model *model, uint32_t file, rc_str text);

/** Adds the children of `made` (a list or an object like `container`) behind the last child. */
void rc_edit_append(const rc_model *model, rc_value container, const rc_made *made,
                    rc_edits *out);

/** Adds the one member of `made` behind the member whose value is `after`, or as the first one. */
void rc_edit_insert_member(const rc_model *model, rc_value object, rc_value after,
                           const rc_made *made, rc_edits *out);

/** Writes `made` in the place of `value`. */
void rc_edit_replace(const rc_model *model, rc_value value, const rc_made *made, rc_edits *out);

/** Turns a single value into a list of it and the children of `made`; its own bytes stay. */
void rc_edit_wrap(const rc_model *model, rc_value value, const rc_made *made, rc_edits *out);

/** Removes the children for which `gone` says so: `gone[i]` speaks of the i-th item of an array or
 *  the i-th member of an object. */
void rc_edit_remove(const rc_model *model, rc_value container, const bool *gone, rc_edits *out);

/** Appends to the string of a template that lies at `place` (as rc_end_of_text tells it). */
void rc_edit_append_text(const rc_model *model, rc_span place, rc_str text, rc_edits *out);

/*
 * What a syntax does for the above: one row each, in the table of editor.c. Values are those of the
 * file's own tree: a container, or the child of a container (the value of a member; in HCL the
 * item or attribute as a whole). Texts of `made` are spelled.
 */
typedef struct rc_editor {
  bool (*can_edit)(rc_value value);
  /* The names of holes as they stand between the quotes of the language; false if that cannot be.
   * `source` is the file that it is written into. */
  bool (*spell)(rc_arena *arena, const rc_source *source, rc_str text, rc_str *out);
  void (*append)(rc_arena *arena, rc_value container, const rc_made *made, rc_edits *out);
  void (*insert_member)(rc_arena *arena, rc_value object, rc_value after, const rc_made *made,
                        rc_edits *out);
  void (*replace)(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out);
  void (*wrap)(rc_arena *arena, rc_value value, const rc_made *made, rc_edits *out);
  void (*remove)(rc_arena *arena, rc_value container, const bool *gone, rc_edits *out);
  void (*append_text)(rc_arena *arena, rc_value string, rc_str text, rc_edits *out);
} rc_editor;

extern const rc_editor rc_json_editor; /* json_edit.c */
extern const rc_editor rc_yaml_editor; /* yaml_edit.c */
extern const rc_editor rc_yaml_document_editor; /* yaml_embed.c: JSON in a block text of YAML */
extern const rc_editor rc_hcl_editor;  /* hcl_edit.c */
extern const rc_editor rc_hcl_document_editor; /* hcl_embed.c: JSON in a text of HCL */

/** Of a document in a text: does its byte `at` stand in the file as it is? What a reference yields
 *  does not. */
bool rc_edit_is_verbatim(const rc_tree *tree, rc_str file, uint32_t at);

/** rc_edit_spelling for a file of a Terraform configuration. */
rc_str rc_terraform_spelling(const rc_model *model, uint32_t file, rc_str text, bool *ok);

/** `spell` of CloudFormation: `${Name}`, `${Name.Attribute}`, `${AWS::Pseudo}`. */
bool rc_cfn_spell(rc_arena *arena, const rc_source *source, rc_str text, rc_str *out);
/** In templates of JSON: texts with holes as `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
rc_made rc_cfn_made(rc_arena *arena, const rc_made *made);
/** The parts of a text that is a single hole: `${Id.Attribute}`; false for other texts.
 *  `*attribute` is empty for `${Name}`. */
bool rc_cfn_is_reference(rc_str text, rc_str *id, rc_str *attribute);
/** True if the resource `id` is `other`, or needs it, by itself or through what it needs. */
bool rc_cfn_needs(rc_arena *arena, rc_value resources, rc_str id, rc_str other);
/** What stands between the quotes of `Fn::Sub`. */
rc_str rc_cfn_sub(rc_arena *arena, rc_str text);

#endif
