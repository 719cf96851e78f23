/*
 * YAML with byte ranges, as CloudFormation and Compose files use it.
 *
 * Block and flow collections, every scalar style, tags, anchors and aliases, several documents.
 * Plain scalars are typed as in YAML 1.1, but numbers that begin with a zero, other bases, base 60
 * and dates stay text: an account number is no octal number. Left out: keys that are no scalars.
 * What is not YAML is noted with what was expected, and reading goes on with the next line.
 */
#ifndef RC_SYNTAX_YAML_H
#define RC_SYNTAX_YAML_H

#include "syntax/tree.h"

/**
 * Parses the bytes of `source`. The tag of a node is `tree->tags[node->detail]`; a node begins
 * behind its tag and anchor. Keys are RC_STRING whatever they look like; a value that is not there
 * is RC_NULL of no bytes.
 * A file of another template engine (`{{ if ...`, `{% ... %}`) has one note and no values.
 * Fails: RC_NOMEM, or RC_LIMIT (nesting, nodes). Never fails because of what the bytes say.
 */
RC_MUST_USE rc_status rc_yaml_parse(rc_arena *arena, const rc_source *source, rc_tree **out);

/** The tag of a value as written (`!Ref`), empty if it has none. */
rc_str rc_yaml_tag(rc_value v);

/** What an alias stands for: a value before it, or around it; RC_VALUE_NONE if there is none. */
rc_value rc_yaml_target(rc_value alias);

/* Bytes of a decoded scalar and where they stand. */
typedef struct rc_yaml_piece {
  rc_str text;
  uint32_t at;   /* offset in the file */
  bool verbatim; /* they stand there as they are; else they were made of what does */
} rc_yaml_piece;
typedef struct rc_yaml_piece_vec { RC_VEC_FIELDS(rc_yaml_piece) } rc_yaml_piece_vec;

/** The decoded text of a scalar, piece by piece. Nothing for other kinds. */
RC_MUST_USE rc_status rc_yaml_pieces(rc_arena *arena, rc_value scalar, rc_yaml_piece_vec *out);

/** The decoded text of a scalar; borrows the file if it stands there as it is. */
rc_str rc_yaml_string(rc_arena *arena, rc_value scalar);

#endif
