/*
 * Which words of a CloudFormation template are its author's, and which are CloudFormation's own.
 *
 * Logical names stand as member names below `Resources` and its like and in references: they are
 * renamed as other text is, in both places. Types, functions and attributes stay.
 */
#ifndef RC_REDACT_CLOUDFORMATION_WORDS_H
#define RC_REDACT_CLOUDFORMATION_WORDS_H

#include "redact/lexicon.h"

/** The template that a tree of YAML or JSON is; RC_VALUE_NONE if it is none. */
rc_value rc_cfn_template_of(const rc_tree *tree);

/** True if the name of a member of `template` was chosen by its author. */
bool rc_cfn_is_authors_key(rc_value template, rc_value key);

/** The text between the quotes of a JSON or YAML scalar; of a block its lines. */
rc_str rc_cfn_body_of(rc_value scalar);

/** Keeps types, and attributes in `Fn::GetAtt` and `Fn::Sub`, of a string without escapes. */
void rc_cfn_keep_words(rc_scan *scan, rc_value string);

/** True for the object of a parameter with `NoEcho`. */
bool rc_cfn_is_no_echo(rc_value object);

/** Hides what is literally said in a value that is a secret: not what functions refer to. `row`
 *  as in rc_scan_secret. */
void rc_cfn_hide(rc_scan *scan, rc_value value, const rc_name_row *row, uint16_t detector);

/** Adds to `out` what the tree of a template in YAML tells that its text alone does not. */
RC_MUST_USE rc_status rc_cfn_scan_yaml(rc_arena *arena, rc_value template, rc_leaves *out);

#endif
