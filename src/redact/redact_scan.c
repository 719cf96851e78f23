#include <string.h>

#include "redact/redact_parts.h"
#include "syntax/json.h"

/* ---- scanning ------------------------------------------------------------------------------ */

/* The runs outside of strings that have to be decoded: those are the tree's to scan. */
static void scan_around_escaped(rc_scan *scan, const rc_tree *tree) {
  size_t at = 0;
  for (uint32_t i = 0; i < tree->n_nodes; i++) {
    const rc_node *node = &tree->nodes[i];
    if (node->kind == RC_STRING && (node->flags & RC_NODE_ESCAPED) != 0 && node->start >= at) {
      rc_scan_range(scan, at, node->start);
      at = node->end;
    }
  }
  rc_scan_range(scan, at, scan->text.len);
}

/* Everything there is to find. Fails with RC_LIMIT when the tree is too large or too deep. */
static rc_status scan_json(rc_arena *scratch, rc_str path, rc_str text, rc_leaves *found) {
  rc_source source = {.path = path, .bytes = text};
  rc_tree *tree = NULL;
  RC_TRY(rc_json_parse(scratch, &source, &tree));
  RC_TRY(rc_scan_tree(scratch, tree, found));
  rc_scan scan = {.arena = scratch, .text = text, .out = found};
  rc_scan_blocks(&scan);
  scan_around_escaped(&scan, tree);
  return rc_arena_status(scratch);
}

static rc_status scan_plain(rc_arena *scratch, rc_str text, rc_leaves *found) {
  rc_scan scan = {.arena = scratch, .text = text, .out = found};
  rc_scan_text(&scan);
  return rc_arena_status(scratch);
}

/* ---- learning ------------------------------------------------------------------------------ */

/* A star beside the leaf belongs to the name. */
static void learn_name(rc_names *names, rc_str text, const rc_leaf *leaf, bool patterns) {
  uint32_t start = leaf->start;
  uint32_t end = leaf->end;
  while (start > 0 && text.ptr[start - 1] == '*') {
    start--;
  }
  while (end < text.len && text.ptr[end] == '*') {
    end++;
  }
  rc_str name = rc_str_slice(text, start, end);
  bool wildcards = rc_str_find_byte(name, '*', 0) != RC_NOT_FOUND ||
                   rc_str_find_byte(name, '?', 0) != RC_NOT_FOUND;
  rc_names_learn(names, name, patterns && wildcards, leaf->detector);
}

/* The length behind an address that is a block's. */
static void learn_block(rc_placeholders *placeholders, rc_str text, const rc_leaf *leaf) {
  unsigned length = 0;
  uint32_t at = leaf->end;
  if (at + 1 >= text.len || text.ptr[at] != '/') {
    return;
  }
  for (at++; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++) {
    length = length * 10 + (unsigned)(text.ptr[at] - '0');
    if (length > 128) {
      return;
    }
  }
  if (at > leaf->end + 1) {
    rc_placeholders_learn_block(placeholders, rc_str_slice(text, leaf->start, leaf->end), length);
  }
}

/* Where words are cut and blocks lie is settled `before` the first placeholder is given out. */
static void learn(rc_redact_state *state, rc_str text, const rc_leaves *leaves,
                  const rc_leaves *names, bool before) {
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    if (before && leaf->family == RC_FAMILY_IP) {
      learn_block(state->placeholders, text, leaf);
    }
  }
  for (RC_EACH(const rc_leaf, name, *names)) {
    learn_name(state->names, text, name, before);
  }
}

/* ---- together ------------------------------------------------------------------------------ */

static rc_status scan_into(rc_redact_state *state, rc_arena *scratch, rc_str path, rc_str text,
                           rc_leaves *out, rc_leaves *names) {
  rc_leaves found = {0};
  rc_status status = RC_LIMIT;
  if (rc_json_looks_like(text)) {
    status = scan_json(scratch, path, text, &found);
    if (status == RC_NOMEM) {
      return status;
    }
  }
  if (status != RC_OK) {
    rc_allocator allocator = scratch->allocator;
    rc_arena_free(scratch);
    rc_arena_init(scratch, &allocator);
    found = (rc_leaves){0};
    RC_TRY(scan_plain(scratch, text, &found));
  }
  return rc_leaves_resolve(scratch, text, &state->options, &found, out, names);
}

/* What is found lives in an arena of its own: a tree is several times the size of its text. */
rc_status rc_redact_scan(rc_redact_state *state, rc_str path, rc_str text, bool before,
                         rc_leaves *out) {
  rc_arena scratch;
  rc_leaves leaves = {0};
  rc_leaves names = {0};
  rc_arena_init(&scratch, &state->arena->allocator);
  rc_status status = scan_into(state, &scratch, path, text, &leaves, &names);
  *out = (rc_leaves){0};
  if (status == RC_OK) {
    learn(state, text, &leaves, &names, before);
    if (before) {
      rc_placeholders_avoid(state->placeholders, text);
      rc_names_avoid(state->names, text);
    }
    rc_leaf *items = RC_NEW_ARRAY(state->arena, rc_leaf, leaves.len);
    if (items != NULL && leaves.len > 0) {
      memcpy(items, leaves.items, leaves.len * sizeof *items);
      *out = (rc_leaves){.items = items, .len = leaves.len, .cap = leaves.len};
    }
    status = rc_arena_status(state->arena);
  } else if (status == RC_LIMIT) {
    (void)rc_arena_hit(state->arena, scratch.limit);
  }
  rc_arena_free(&scratch);
  return status;
}
