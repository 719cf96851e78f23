/*
 * Terraform files: which words are Terraform's own, and which of the values are secret.
 */
#ifndef RC_REDACT_TERRAFORM_WORDS_H
#define RC_REDACT_TERRAFORM_WORDS_H

#include "base/map.h"
#include "redact/lexicon.h"

/** True for a file that Terraform reads in its own syntax, or values for one. */
bool rc_is_terraform_path(rc_str path);

/**
 * Adds to `out` what the tree of a Terraform file tells that its text alone does not: the names of
 * blocks, types, arguments, attributes and functions stay, what stands between quotes under the
 * name of a secret goes, references to values stay. `sensitive` are the names of the variables
 * that files of values and blocks of modules give secrets to.
 */
RC_MUST_USE rc_status rc_terraform_scan(rc_arena *arena, const rc_tree *tree,
                                        const rc_map *sensitive, rc_leaves *out);

/** Adds the names of the sensitive variables of a file to `names`, which borrows them. What cannot
 *  be parsed has none. */
RC_MUST_USE rc_status rc_terraform_learn_sensitive(rc_arena *arena, rc_str text, rc_map *names);

#endif
