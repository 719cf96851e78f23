/*
 * JSON with byte ranges, as people and tools really write it.
 *
 * Strict JSON is the fast path. Accepted with a note (RC_NOTE_TOLERATED): a BOM, line and block
 * comments, trailing commas, several top-level values, templating marks where a value or member
 * stands. What tends to come in numbers (comments, unquoted names) is noted once, with a count.
 * Anything else that is not JSON is an RC_NOTE_ERROR with what was expected; the parser skips to
 * the next sensible place, so that one slip does not hide the rest.
 */
#ifndef RC_SYNTAX_JSON_H
#define RC_SYNTAX_JSON_H

#include "syntax/tree.h"

/**
 * A cheap look at the beginning: behind a BOM, blanks, comments and templating marks stands `{` or
 * `[`, and what follows it could be JSON. False for `[2024-01-01 ...` and other plain text. UTF-16
 * counts too, so that the parser gets to say what is wrong with it.
 */
bool rc_json_looks_like(rc_str bytes);

/**
 * Parses the bytes of `source` (offsets in the tree count from the file's first byte, BOM
 * included).
 * Fails: RC_NOMEM, or RC_LIMIT (nesting, nodes). Never fails because of what the bytes say.
 */
RC_MUST_USE rc_status rc_json_parse(rc_arena *arena, const rc_source *source, rc_tree **out);

/**
 * Parses the text inside the string `string` of another tree as JSON: policy documents in
 * `policyText`, `Policy`, `ResourcePolicy`, percent-encoded `PolicyDocument`. Text that begins with
 * `%7B` is percent-decoded first. Positions lead back to the file around it.
 */
RC_MUST_USE rc_status rc_json_parse_embedded(rc_arena *arena, rc_value string, rc_tree **out);

/** `text` written so that it may stand inside `tree`'s file at the place of one of its own bytes:
 *  unchanged for a plain tree, escaped for an embedded one. For edits. */
rc_str rc_json_escape_for(rc_arena *arena, const rc_tree *tree, rc_str text);

#endif
