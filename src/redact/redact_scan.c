#include <string.h>

#include "base/lanes.h"
#include "redact/cloudformation_words.h"
#include "redact/placeholder_parts.h"
#include "redact/redact_fit.h"
#include "redact/redact_parts.h"
#include "redact/terraform_words.h"
#include "syntax/hcl.h"
#include "syntax/json.h"
#include "syntax/yaml.h"

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

static bool may_be_template(rc_str text) {
  return rc_str_contains(text, RC_STR("Resources:")) && rc_str_contains(text, RC_STR("AWS::"));
}

/* A Terraform file or a template in YAML: as text, and then what its tree tells. RC_ARG for every
 * other text, and for what is broken. */
static rc_status scan_template(const rc_redact_state *state, rc_arena *scratch, rc_str path,
                               rc_str text, rc_leaves *found, rc_tree **out) {
  rc_source source = {.path = path, .bytes = text};
  rc_tree *tree = NULL;
  if (rc_is_terraform_path(path)) {
    RC_TRY(rc_hcl_parse(scratch, &source, &tree));
    if (tree->has_errors) {
      return RC_ARG;
    }
    RC_TRY(rc_terraform_scan(scratch, tree, &state->sensitive, found));
  } else if (may_be_template(text)) {
    RC_TRY(rc_yaml_parse(scratch, &source, &tree));
    rc_value template = rc_cfn_template_of(tree);
    if (tree->has_errors || rc_value_is_none(template)) {
      return RC_ARG;
    }
    RC_TRY(rc_cfn_scan_yaml(scratch, template, found));
  } else {
    return RC_ARG;
  }
  *out = tree;
  return scan_plain(scratch, text, found);
}

/* ---- learning ------------------------------------------------------------------------------ */

void rc_redact_learn_name(rc_names *names, rc_str name, bool is_pattern, uint16_t detector) {
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
  rc_redact_learn_name(names, name, patterns && wildcards, detector);
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

/* Of 64 bytes: digits, the letters that end the heads of placeholders, and dots. */
typedef struct number_bits {
  uint64_t digits, heads, dots;
} number_bits;

static number_bits bits_of(const char *block) {
  number_bits bits = {0, 0, 0};
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    rc_lanes x = rc_lanes_load(block + i);
    rc_lanes heads = rc_lanes_or(rc_lanes_equal(rc_lanes_lower(x), 'n'), rc_lanes_equal(x, 'E'));
    heads = rc_lanes_or(heads, rc_lanes_or(rc_lanes_equal(x, 'r'), rc_lanes_equal(x, 'l')));
    heads = rc_lanes_or(heads, rc_lanes_or(rc_lanes_equal(x, 'h'), rc_lanes_equal(x, 'c')));
    bits.digits |= rc_lanes_bits(rc_lanes_within(x, '0', '9')) << i;
    bits.heads |= rc_lanes_bits(heads) << i;
    bits.dots |= rc_lanes_bits(rc_lanes_equal(x, '.')) << i;
  }
  return bits;
}

/* What looks like a placeholder already has a number in it: digits from `at` to the last. Short
 * ones count behind the letters that end the heads of placeholders, and as parts of addresses. */
static void avoid_number(rc_redact_state *state, rc_str text, size_t at) {
  size_t end = at + 1;
  while (end < text.len && is_digit(text.ptr[end])) {
    end++;
  }
  rc_placeholders_avoid_digits(state->placeholders, text, at, end);
  if (at > 0 && (text.ptr[at - 1] | 0x20) == 'n') {
    rc_names_avoid(state->names, rc_str_slice(text, at - 1, end));
  }
}

/* Of each block so many bytes are asked whether numbers begin there; the rest shows the first eight
 * digits of these. */
enum { LONG_NUMBER = 8, NUMBER_STRIDE = RC_LANES_BLOCK - LONG_NUMBER };

/* Numbers that begin among the first bytes: those behind a head, those of eight digits at least,
 * and those of three with a dot behind them. */
static uint64_t that_count(const number_bits *bits, uint64_t digit_before, uint64_t head_before) {
  uint64_t starts = bits->digits & ~(bits->digits << 1 | digit_before);
  uint64_t two = bits->digits & bits->digits >> 1;
  uint64_t four = two & two >> 2;
  uint64_t eight = four & four >> 4;
  uint64_t three = two & bits->digits >> 2 & bits->dots >> 3;
  return starts & (bits->heads << 1 | head_before | eight | three) &
         rc_lanes_first(NUMBER_STRIDE);
}

static void avoid(rc_redact_state *state, rc_str text) {
  char room[RC_LANES_BLOCK];
  uint64_t digit_before = 0;
  uint64_t head_before = 0;
  for (size_t base = 0; base < text.len; base += NUMBER_STRIDE) {
    number_bits bits = bits_of(rc_lanes_block(text.ptr + base, text.len - base, room));
    uint64_t left = that_count(&bits, digit_before, head_before);
    for (; left != 0; left &= left - 1) {
      avoid_number(state, text, base + rc_lowest_bit(left));
    }
    digit_before = bits.digits >> (NUMBER_STRIDE - 1) & 1;
    head_before = bits.heads >> (NUMBER_STRIDE - 1) & 1;
  }
}

/* ---- together ------------------------------------------------------------------------------ */

static void start_again(rc_arena *scratch) {
  rc_allocator allocator = scratch->allocator;
  rc_arena_free(scratch);
  rc_arena_init(scratch, &allocator);
}

static rc_status scan_into(rc_redact_state *state, rc_arena *scratch, rc_str path, rc_str text,
                           rc_leaves *out, rc_leaves *names, rc_leaves *forms) {
  rc_leaves found = {0};
  rc_tree *tree = NULL;
  rc_status status = rc_json_looks_like(text) && !rc_is_terraform_path(path)
                         ? scan_json(scratch, path, text, &found, &tree)
                         : scan_template(state, scratch, path, text, &found, &tree);
  if (status == RC_NOMEM) {
    return status;
  }
  if (status == RC_LIMIT) {
    start_again(scratch);
  }
  if (status != RC_OK) {
    found = (rc_leaves){0};
    RC_TRY(scan_plain(scratch, text, &found));
    RC_TRY(rc_leaves_of_forms(scratch, &found, forms));
    return rc_leaves_resolve(scratch, text, &state->options, &found, out, names);
  }
  rc_leaves resolved;
  rc_leaves named;
  RC_TRY(rc_leaves_of_forms(scratch, &found, forms));
  RC_TRY(rc_leaves_resolve(scratch, text, &state->options, &found, &resolved, &named));
  *names = named;
  if (tree->syntax == RC_SYNTAX_JSON) {
    rc_fit_json(scratch, tree, text, &resolved, out);
    return rc_arena_status(scratch);
  }
  *names = (rc_leaves){0};
  RC_TRY(rc_fit_template(scratch, tree, &resolved, out));
  return rc_fit_template(scratch, tree, &named, names);
}

static rc_leaves copy_of(rc_arena *arena, const rc_leaves *leaves) {
  rc_leaf *items = leaves->len > 0 ? RC_NEW_ARRAY(arena, rc_leaf, leaves->len) : NULL;
  if (items == NULL) {
    return (rc_leaves){0};
  }
  memcpy(items, leaves->items, leaves->len * sizeof *items);
  return (rc_leaves){.items = items, .len = leaves->len, .cap = leaves->len};
}

/* What is found lives in an arena of its own: a tree is several times the size of its text. */
rc_status rc_redact_scan(rc_redact_state *state, rc_str path, rc_str text, bool before,
                         rc_redact_text_state *to) {
  rc_arena scratch;
  rc_leaves leaves = {0};
  rc_leaves names = {0};
  rc_leaves forms = {0};
  rc_arena_init(&scratch, &state->arena->allocator);
  rc_status status = scan_into(state, &scratch, path, text, &leaves, &names, &forms);
  *to = (rc_redact_text_state){0};
  if (status == RC_OK) {
    learn(state, text, &leaves, &names, before);
    if (before) {
      avoid(state, text);
    }
    to->leaves = copy_of(state->arena, &leaves);
    to->forms = copy_of(state->arena, &forms);
    status = rc_arena_status(state->arena);
  } else if (status == RC_LIMIT) {
    (void)rc_arena_hit(state->arena, scratch.limit);
  }
  rc_arena_free(&scratch);
  return status;
}
