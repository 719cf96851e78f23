#include "redact/redact_fit.h"

#include "aws/image.h"
#include "redact/cloudformation_words.h"
#include "redact/placeholder.h"
#include "redact/places.h"
#include "syntax/hcl.h"
#include "syntax/json_string.h"

/* ---- JSON stays JSON ----------------------------------------------------------------------- */

static void push(rc_arena *arena, rc_leaves *out, rc_leaf leaf, uint32_t start, uint32_t end) {
  rc_leaf *slot = start < end ? RC_VEC_ADD(arena, out) : NULL;
  if (slot != NULL) {
    *slot = leaf;
    slot->start = start;
    slot->end = end;
  }
}

/* What is left of a leaf once it is cut; a placeholder of an earlier redaction stays. */
static void push_cut(rc_arena *arena, rc_str text, rc_leaf leaf, uint32_t start, uint32_t end,
                     rc_leaves *out) {
  if (start < end && !rc_is_placeholder((rc_family)leaf.family, rc_str_slice(text, start, end))) {
    push(arena, out, leaf, start, end);
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
static void push_inside(rc_arena *arena, rc_str text, rc_value value, rc_leaf leaf,
                        rc_leaves *out) {
  const rc_node *node = rc_value_node(value);
  rc_str body = node->kind == RC_STRING ? rc_json_body_of(value) : rc_value_raw(value);
  uint32_t start = (uint32_t)(body.ptr - value.tree->text.ptr);
  uint32_t end = start + (uint32_t)body.len;
  start = leaf.start > start ? leaf.start : start;
  end = leaf.end < end ? leaf.end : end;
  if (node->kind == RC_NUMBER && start < end && leaf.family != RC_FAMILY_ACCOUNT) {
    if (!rc_str_is_digits(rc_str_slice(text, start, end))) {
      return;
    }
    leaf.family = RC_FAMILY_NUMBER;
  }
  push_cut(arena, text, leaf, start, end, out);
}

/* Cuts leaves where strings and numbers begin and end, and drops punctuation: a detector that knows
 * nothing of JSON may reach beyond a value. */
void rc_fit_json(rc_arena *arena, const rc_tree *tree, rc_str text, const rc_leaves *leaves,
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
      push_inside(arena, text, (rc_value){tree, i}, *leaf, out);
      at = node->end;
    }
    if (at < leaf->end) {
      push_between(arena, text, *leaf, at, leaf->end, out);
    }
  }
}

/* ---- templates stay templates ---------------------------------------------------------------- */

/* Where text of the author's stands: in order, none overlapping. */
typedef struct stretch {
  uint32_t start, end;
  bool is_number;   /* and stays one */
  bool has_escapes; /* which are not cut */
} stretch;
typedef struct stretches { RC_VEC_FIELDS(stretch) } stretches;

static void add_stretch(rc_arena *arena, stretches *to, size_t start, size_t end,
                        const rc_node *node) {
  stretch *slot = start < end ? RC_VEC_ADD(arena, to) : NULL;
  if (slot != NULL) {
    *slot = (stretch){(uint32_t)start, (uint32_t)end, node != NULL && node->kind == RC_NUMBER,
                      node != NULL && (node->flags & RC_NODE_ESCAPED) != 0};
  }
}

static bool begins_comment(const rc_tree *tree, size_t at) {
  rc_str text = tree->text;
  char c = text.ptr[at];
  char next = at + 1 < text.len ? text.ptr[at + 1] : '\0';
  if (c == '#') {
    return tree->syntax == RC_SYNTAX_HCL || at == 0 || (unsigned char)text.ptr[at - 1] <= ' ';
  }
  return tree->syntax == RC_SYNTAX_HCL && c == '/' && (next == '/' || next == '*');
}

/* The comments in bytes from..to, which lie between values. */
static void add_comments(rc_arena *arena, const rc_tree *tree, size_t from, size_t to,
                         stretches *out) {
  rc_str text = rc_str_slice(tree->text, 0, to);
  for (size_t at = from; at < to; at++) {
    if (!begins_comment(tree, at)) {
      continue;
    }
    bool is_block = text.ptr[at] == '/' && text.ptr[at + 1] == '*';
    size_t end = is_block ? rc_str_find(text, RC_STR("*/"), at) : rc_str_find_byte(text, '\n', at);
    end = end == RC_NOT_FOUND ? to : end;
    add_stretch(arena, out, at, end, NULL);
    at = end;
  }
}

static bool is_leaf(const rc_tree *tree, const rc_node *node) {
  switch ((rc_kind)node->kind) {
    case RC_STRING:
    case RC_NUMBER:
    case RC_BOOL:
    case RC_HCL_TEXT: return true;
    case RC_NULL:
    case RC_ALIAS:
    case RC_PLACEHOLDER:
    case RC_HCL_NAME:
    case RC_HCL_VARIABLE: return node->start < node->end;
    default: return node->count == 0 && tree->syntax == RC_SYNTAX_YAML && node->kind == RC_ERROR;
  }
}

/* The text of a leaf that may be changed; empty for words of the language. */
static rc_str text_of(rc_value leaf) {
  switch (rc_value_kind(leaf)) {
    case RC_STRING:
      return leaf.tree->syntax == RC_SYNTAX_HCL ? rc_hcl_body_of(leaf) : rc_cfn_body_of(leaf);
    case RC_NUMBER:
    case RC_HCL_TEXT: return rc_value_raw(leaf);
    default: return RC_STR_NONE;
  }
}

static void find_stretches(rc_arena *arena, const rc_tree *tree, stretches *out) {
  size_t at = 0;
  for (rc_node_id id = 1; id < tree->n_nodes; id++) {
    const rc_node *node = &tree->nodes[id];
    if (is_leaf(tree, node) && node->start >= at) {
      add_comments(arena, tree, at, node->start, out);
      rc_str text = text_of((rc_value){tree, id});
      if (text.len > 0) {
        size_t start = (size_t)(text.ptr - tree->text.ptr);
        add_stretch(arena, out, start, start + text.len, node);
      }
      at = node->end;
    }
  }
  add_comments(arena, tree, at, tree->text.len, out);
}

/* Where the escape `\u0041` begins that the byte before `at` and the one at it belong to, and its
 * end in `*end`; `at` if they belong to none. */
static uint32_t escape_around(rc_str text, uint32_t at, uint32_t *end) {
  enum { LONGEST = 10 }; /* a backslash, U and eight digits */
  uint32_t lowest = at >= LONGEST ? at - LONGEST + 1 : 0;
  uint32_t start = at;
  do {
    if (start == lowest) {
      return *end = at;
    }
    start--;
  } while (text.ptr[start] != '\\');
  char sort = rc_str_slice(text, start, start + 2).len == 2 ? text.ptr[start + 1] : '\0';
  uint32_t length = sort == 'u' ? 6 : sort == 'U' ? 10 : sort == 'x' ? 4 : 0;
  rc_str digits = rc_str_slice(text, start + 2, start + length);
  bool is_escape = length > at - start && digits.len + 2 == length;
  for (size_t i = 0; is_escape && i < digits.len; i++) {
    is_escape = rc_is_hex_byte(digits.ptr[i]);
  }
  *end = is_escape ? start + length : at;
  return is_escape ? start : at;
}

/* A word that is renamed leaves the escapes beside it, anything else takes them in. */
static void leave_escapes_whole(rc_str text, rc_leaf *leaf) {
  bool is_word = leaf->family == RC_FAMILY_NAME;
  uint32_t behind;
  uint32_t before = escape_around(text, leaf->start, &behind);
  leaf->start = is_word ? behind : before;
  before = escape_around(text, leaf->end, &behind);
  leaf->end = is_word ? before : behind;
}

static void push_in_stretch(rc_arena *arena, rc_str text, stretch in, rc_leaf leaf,
                            rc_leaves *out) {
  if (in.has_escapes) {
    leave_escapes_whole(text, &leaf);
  }
  uint32_t start = in.start > leaf.start ? in.start : leaf.start;
  uint32_t end = in.end < leaf.end ? in.end : leaf.end;
  uint32_t taken = out->len > 0 ? out->items[out->len - 1].end : 0;
  start = start > taken ? start : taken; /* an escape that the one before took in */
  if (in.is_number && leaf.family != RC_FAMILY_ACCOUNT && leaf.family != RC_FAMILY_NAME) {
    if (!rc_str_is_digits(rc_str_slice(text, start, end))) {
      return;
    }
    leaf.family = RC_FAMILY_NUMBER;
  }
  push_cut(arena, text, leaf, start, end, out);
}

rc_status rc_fit_template(rc_arena *arena, const rc_tree *tree, const rc_leaves *leaves,
                          rc_leaves *out) {
  stretches may = {0};
  find_stretches(arena, tree, &may);
  uint32_t first = 0;
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    if (leaf->family == RC_FAMILY_KEEP) {
      push(arena, out, *leaf, leaf->start, leaf->end);
      continue;
    }
    while (first < may.len && may.items[first].end <= leaf->start) {
      first++;
    }
    for (uint32_t i = first; i < may.len && may.items[i].start < leaf->end; i++) {
      push_in_stretch(arena, tree->text, may.items[i], *leaf, out);
    }
  }
  return rc_arena_status(arena);
}

/* ---- images and references stay what they are, or malformed --------------------------------- */

/* Their placeholders look like nothing that was there before: those of hosts do in hosts alone. */
static bool is_shapeless(const rc_leaf *part, uint8_t family) {
  return (family == RC_FAMILY_HOST && part->detector == RC_DETECT_IMAGE_NAME) ||
         family == RC_FAMILY_OPAQUE || family == RC_FAMILY_AWS_SECRET || family == RC_FAMILY_BLOB ||
         family == RC_FAMILY_PEM || family == RC_FAMILY_JWT || family == RC_FAMILY_BASIC;
}

static bool is_low(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* May `text` stand in an image's name? Signs join what is low. */
static bool is_image_name(rc_str text) {
  bool was_low = false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool is_joint = c == '.' || c == '_' || c == '-' || c == '/';
    if (!is_low(c) && !(is_joint && was_low)) {
      return false;
    }
    was_low = is_low(c);
  }
  return was_low;
}

/* Is `c` replaced with what stands around it in `part`, where it is the `at`th byte? In a name and
 * a reference only what separates parts stays, in a host and a tag all that cannot stand there. */
static bool goes_in_form(const rc_leaf *part, char c, size_t at) {
  if (part->detector == RC_DETECT_IMAGE_NAME) {
    return c != '/' && c != ':';
  }
  if (part->detector == RC_DETECT_REFERENCE) {
    return c != '/' && c != ':' && c != '*' && c != '?';
  }
  if (part->detector == RC_DETECT_IMAGE_HOST) {
    return rc_image_host_may_hold(c);
  }
  return is_low(c) || (c >= 'A' && c <= 'Z') || c == '_' || (at > 0 && (c == '.' || c == '-'));
}

/* `leaf` lies in `part`. */
static void push_in_form(rc_arena *arena, rc_str text, const rc_leaf *part, rc_leaf leaf,
                          rc_leaves *out) {
  uint32_t from = leaf.start;
  bool is_host = leaf.family == RC_FAMILY_HOST; /* which could stand in a name */
  uint8_t family = is_host ? RC_FAMILY_OPAQUE : leaf.family;
  if (part->detector == RC_DETECT_IMAGE_NAME &&
      is_image_name(rc_str_slice(text, leaf.start, leaf.end))) {
    leaf.family = RC_FAMILY_HEX;
    push(arena, out, leaf, leaf.start, leaf.end);
    return;
  }
  for (uint32_t at = from; at <= leaf.end; at++) {
    if (at == leaf.end || !goes_in_form(part, text.ptr[at], at - part->start)) {
      bool is_whole = from == leaf.start && at == leaf.end;
      bool behind_dollar = from > 0 && text.ptr[from - 1] == '$'; /* no `$NAME` may arise */
      leaf.family = behind_dollar ? RC_FAMILY_HEX : is_whole ? family : RC_FAMILY_OPAQUE;
      push(arena, out, leaf, from, at);
      from = at + 1;
    }
  }
}

/* The ARN around what begins at `start`, up to `end`; false if there is none. */
static bool find_arn(rc_str text, uint32_t start, uint32_t end, rc_leaf *part) {
  enum { LONGEST = 512 };
  rc_str head = RC_STR("arn:");
  for (uint32_t at = start; at >= head.len && start - at < LONGEST; at--) {
    if (rc_str_starts_with(rc_str_slice(text, at - head.len, start), head)) {
      *part = (rc_leaf){at - (uint32_t)head.len, end, RC_DETECT_REFERENCE, RC_FAMILY_KEEP, 0};
      return true;
    }
    char before = text.ptr[at - 1];
    if ((unsigned char)before <= ' ' || before == '"' || before == '\'' || before == '\\') {
      break;
    }
  }
  return false;
}

/* The form that `leaf` must not break: one of `parts`, from number `*at` on, or an ARN. */
static bool find_form(rc_str text, const rc_leaves *parts, uint32_t *at, const rc_leaf *leaf,
                      rc_leaf *part) {
  while (*at < parts->len && parts->items[*at].end < leaf->end) {
    ++*at;
  }
  if (*at < parts->len && parts->items[*at].start <= leaf->start) {
    *part = parts->items[*at];
    rc_str whole = rc_str_slice(text, part->start, part->end);
    return is_shapeless(part, leaf->family) &&
           rc_str_find_byte(whole, '\\', 0) == RC_NOT_FOUND; /* an escape is not cut */
  }
  static const rc_leaf reference = {0, 0, RC_DETECT_REFERENCE, RC_FAMILY_KEEP, 0};
  return is_shapeless(&reference, leaf->family) && find_arn(text, leaf->start, leaf->end, part);
}

rc_status rc_fit_forms(rc_arena *arena, rc_str text, const rc_leaves *parts,
                       const rc_leaves *leaves, rc_leaves *out) {
  uint32_t at = 0;
  rc_leaf part;
  bool any = false;
  for (uint32_t i = 0; i < leaves->len && !any; i++) {
    any = find_form(text, parts, &at, &leaves->items[i], &part);
  }
  if (!any) { /* as nearly always */
    *out = *leaves;
    return RC_OK;
  }
  at = 0;
  *out = (rc_leaves){0};
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    if (find_form(text, parts, &at, leaf, &part)) {
      push_in_form(arena, text, &part, *leaf, out);
    } else {
      push(arena, out, *leaf, leaf->start, leaf->end);
    }
  }
  return rc_arena_status(arena);
}
