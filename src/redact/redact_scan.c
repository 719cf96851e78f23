#include <string.h>

#include "base/lanes.h"
#include "redact/lexicon.h"
#include "redact/placeholder_parts.h"
#include "redact/redact_parts.h"
#include "syntax/json.h"

/* ---- scanning ------------------------------------------------------------------------------ */

/* Everything there is to find. Fails with RC_LIMIT when the tree is too large or too deep. */
static rc_status scan_json(rc_arena *scratch, rc_str path, rc_str text, rc_leaves *found,
                           rc_tree **out) {
  rc_source source = {.path = path, .bytes = text};
  rc_tree *tree = NULL;
  RC_TRY(rc_json_parse(scratch, &source, &tree));
  *out = tree;
  return rc_scan_tree(scratch, tree, found);
}

static rc_status scan_plain(rc_arena *scratch, rc_str text, rc_leaves *found) {
  rc_scan scan = {.arena = scratch,
                  .text = text,
                  .out = found,
                  .names = rc_name_cache_new(scratch),
                  .memo = rc_run_memo_new(scratch, text)};
  rc_scan_text(&scan);
  return rc_arena_status(scratch);
}

/* ---- JSON stays JSON ----------------------------------------------------------------------- */

static void push(rc_arena *arena, rc_leaves *out, rc_leaf leaf, uint32_t start, uint32_t end) {
  rc_leaf *slot = start < end ? RC_VEC_ADD(arena, out) : NULL;
  if (slot != NULL) {
    *slot = leaf;
    slot->start = start;
    slot->end = end;
  }
}

/* What stands between values, unless it is punctuation: comments may hold anything. */
static void push_between(rc_arena *arena, rc_str text, rc_leaf leaf, uint32_t start, uint32_t end,
                         rc_leaves *out) {
  for (uint32_t i = start; i < end; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    if (c > ' ' && rc_str_find_byte(RC_STR("[]{}:,\""), (char)c, 0) == RC_NOT_FOUND) {
      push(arena, out, leaf, start, end);
      return;
    }
  }
}

/* The part of a leaf inside a string or number. A number stays one. */
static void push_inside(rc_arena *arena, rc_str text, const rc_node *node, rc_leaf leaf,
                        rc_leaves *out) {
  bool is_string = node->kind == RC_STRING;
  uint32_t start = is_string ? node->start + 1 : node->start;
  uint32_t end = is_string && (node->flags & RC_NODE_INCOMPLETE) == 0 ? node->end - 1 : node->end;
  start = leaf.start > start ? leaf.start : start;
  end = leaf.end < end ? leaf.end : end;
  if (node->kind == RC_NUMBER && start < end && leaf.family != RC_FAMILY_ACCOUNT) {
    if (!rc_str_is_digits(rc_str_slice(text, start, end))) {
      return;
    }
    leaf.family = RC_FAMILY_NUMBER;
  }
  push(arena, out, leaf, start, end);
}

/* Cuts leaves where strings and numbers begin and end, and drops punctuation: a detector that knows
 * nothing of JSON may reach beyond a value. */
static void fit_leaves(rc_arena *arena, const rc_tree *tree, rc_str text, const rc_leaves *leaves,
                       rc_leaves *out) {
  uint32_t first = 0;
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    uint32_t at = leaf->start;
    if (leaf->family == RC_FAMILY_KEEP) {
      push(arena, out, *leaf, leaf->start, leaf->end);
      continue;
    }
    for (uint32_t i = first; i < tree->n_nodes && tree->nodes[i].start < leaf->end; i++) {
      const rc_node *node = &tree->nodes[i];
      bool is_value = node->kind == RC_STRING || node->kind == RC_NUMBER;
      if (!is_value || node->end <= leaf->start) {
        first = is_value || node->end <= leaf->start ? i + 1 : first;
        continue;
      }
      if (node->start > at) {
        push_between(arena, text, *leaf, at, node->start, out);
      }
      push_inside(arena, text, node, *leaf, out);
      at = node->end;
    }
    if (at < leaf->end) {
      push_between(arena, text, *leaf, at, leaf->end, out);
    }
  }
}

/* ---- learning ------------------------------------------------------------------------------ */

/* What stands between placeholders of an earlier redaction. */
static void learn_between(rc_names *names, rc_str name, bool is_pattern, uint16_t detector) {
  size_t at = 0;
  size_t start;
  size_t end;
  while (rc_find_placeholder(name, at, &start, &end)) {
    rc_names_learn(names, rc_str_slice(name, at, start), is_pattern, detector);
    at = end;
  }
  rc_names_learn(names, rc_str_from(name, at), is_pattern, detector);
}

/* A star beside the leaf belongs to the name. */
static rc_str name_of(rc_str text, const rc_leaf *leaf) {
  uint32_t start = leaf->start;
  uint32_t end = leaf->end;
  while (start > 0 && text.ptr[start - 1] == '*') {
    start--;
  }
  while (end < text.len && text.ptr[end] == '*') {
    end++;
  }
  return rc_str_slice(text, start, end);
}

static void learn_name(rc_names *names, rc_str name, uint16_t detector, bool patterns) {
  bool wildcards = rc_str_find_byte(name, '*', 0) != RC_NOT_FOUND ||
                   rc_str_find_byte(name, '?', 0) != RC_NOT_FOUND;
  learn_between(names, name, patterns && wildcards, detector);
}

/* To learn a name again changes nothing, and texts say the same ones over and over. */
enum { N_LEARNED = 1024 };

static void learn_names(rc_names *names, rc_str text, const rc_leaves *leaves, bool patterns) {
  rc_str learned[N_LEARNED] = {RC_STR_NONE}; /* the last one of each hash */
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    rc_str name = name_of(text, leaf);
    rc_str *known = &learned[rc_hash(name) % N_LEARNED];
    if (!rc_str_equal(*known, name)) {
      *known = name;
      learn_name(names, name, leaf->detector, patterns);
    }
  }
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
  learn_names(state->names, text, names, before);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Which of 64 bytes are digits. */
static uint64_t digits_of(const char *block) {
  uint64_t digits = 0;
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    digits |= rc_lanes_bits(rc_lanes_within(rc_lanes_load(block + i), '0', '9')) << i;
  }
  return digits;
}

/* What looks like a placeholder already has a number in it: digits from `at` to the last. Short
 * ones count behind the letters that end the heads of placeholders, and as parts of addresses. */
static void avoid_number(rc_redact_state *state, rc_str text, size_t at) {
  size_t end = at + 1;
  while (end < text.len && is_digit(text.ptr[end])) {
    end++;
  }
  char before = at > 0 ? text.ptr[at - 1] : '\0';
  bool is_letter = (before | 0x20) >= 'a' && (before | 0x20) <= 'z';
  if (!is_letter && end - at < 8 && end - at != 3) {
    return;
  }
  rc_placeholders_avoid_digits(state->placeholders, text, at, end);
  if (at > 0 && (text.ptr[at - 1] | 0x20) == 'n') {
    rc_names_avoid(state->names, rc_str_slice(text, at - 1, end));
  }
}

static void avoid(rc_redact_state *state, rc_str text) {
  char room[RC_LANES_BLOCK];
  uint64_t before = 0;
  for (size_t base = 0; base < text.len; base += RC_LANES_BLOCK) {
    uint64_t digits = digits_of(rc_lanes_block(text.ptr + base, text.len - base, room));
    for (uint64_t left = digits & ~(digits << 1 | before); left != 0; left &= left - 1) {
      avoid_number(state, text, base + rc_lowest_bit(left));
    }
    before = digits >> 63;
  }
}

/* ---- together ------------------------------------------------------------------------------ */

static rc_status scan_into(rc_redact_state *state, rc_arena *scratch, rc_str path, rc_str text,
                           rc_leaves *out, rc_leaves *names) {
  rc_leaves found = {0};
  rc_tree *tree = NULL;
  rc_status status =
      rc_json_looks_like(text) ? scan_json(scratch, path, text, &found, &tree) : RC_ARG;
  if (status == RC_NOMEM) {
    return status;
  }
  if (status == RC_LIMIT) {
    rc_allocator allocator = scratch->allocator;
    rc_arena_free(scratch);
    rc_arena_init(scratch, &allocator);
  }
  if (status != RC_OK) {
    found = (rc_leaves){0};
    RC_TRY(scan_plain(scratch, text, &found));
    return rc_leaves_resolve(scratch, text, &state->options, &found, out, names);
  }
  rc_leaves resolved;
  RC_TRY(rc_leaves_resolve(scratch, text, &state->options, &found, &resolved, names));
  fit_leaves(scratch, tree, text, &resolved, out);
  return rc_arena_status(scratch);
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
      avoid(state, text);
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
