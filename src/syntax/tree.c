#include "syntax/tree.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "syntax/json_string.h"
#include "syntax/yaml.h"

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

rc_value rc_tree_root(const rc_tree *tree) { return (rc_value){tree, 0}; }

RC_CALLED rc_value rc_value_parent(rc_value v) {
  if (rc_value_is_none(v) || v.node == 0) {
    return RC_VALUE_NONE;
  }
  return (rc_value){v.tree, rc_value_node(v)->parent};
}

rc_value rc_value_written(rc_value v, bool *is_itself) {
  bool computed = !rc_value_is_none(v) && v.tree->written != NULL;
  if (is_itself != NULL) {
    *is_itself = !computed || v.tree->written[v.node].is_itself;
  }
  return computed ? (rc_value){v.tree->written[v.node].tree, v.tree->written[v.node].node} : v;
}

rc_str rc_value_raw(rc_value v) {
  if (rc_value_is_none(v)) {
    return RC_STR_NONE;
  }
  const rc_node *node = rc_value_node(v);
  return rc_str_slice(v.tree->text, node->start, node->end);
}

/* What most strings are: between double quotes, as it stands. */
static inline bool is_plain_string(rc_value v) {
  const rc_node *node = rc_value_node(v);
  return node->kind == RC_STRING && (node->flags & (RC_NODE_ESCAPED | RC_NODE_INCOMPLETE)) == 0 &&
         node->end - node->start >= 2 && v.tree->text.ptr[node->start] == '"';
}

static inline rc_str plain_body(rc_value v) {
  const rc_node *node = rc_value_node(v);
  return (rc_str){v.tree->text.ptr + node->start + 1, node->end - node->start - 2};
}

/* Compares the decoded text of a string with `name`, of which the first `n_nocase` bytes may differ
 * in case. Needs no memory. */
static bool string_equals(rc_value string, rc_str name, size_t n_nocase) {
  rc_str body = rc_json_body_of(string);
  bool plain = (rc_value_node(string)->flags & RC_NODE_ESCAPED) == 0;
  if (plain) {
    return body.len == name.len &&
           rc_str_equal_nocase(rc_str_slice(body, 0, n_nocase), rc_str_slice(name, 0, n_nocase)) &&
           rc_str_equal(rc_str_from(body, n_nocase), rc_str_from(name, n_nocase));
  }
  size_t matched = 0;
  for (size_t at = 0; at < body.len;) {
    rc_json_piece piece = rc_json_piece_at(body, at);
    rc_str got = {piece.bytes, piece.n_bytes};
    rc_str wanted = rc_str_slice(name, matched, matched + piece.n_bytes);
    if (matched < n_nocase ? !rc_str_equal_nocase(got, wanted) : !rc_str_equal(got, wanted)) {
      return false;
    }
    matched += piece.n_bytes;
    at += piece.n_taken;
  }
  return matched == name.len;
}

bool rc_value_key_is(rc_value key, rc_str name) {
  if (!rc_value_is_none(key) && is_plain_string(key)) {
    return rc_str_equal(plain_body(key), name);
  }
  return rc_value_kind(key) == RC_STRING && string_equals(key, name, 0);
}

static size_t leading_capitals(rc_str s) {
  size_t n = 0;
  while (n < s.len && is_upper(s.ptr[n])) {
    n++;
  }
  return n;
}

static bool key_is_nocase(rc_value key, rc_str name) {
  size_t in_key = leading_capitals(rc_json_body_of(key));
  size_t in_name = leading_capitals(name);
  return string_equals(key, name, in_key > in_name ? in_key : in_name);
}

static rc_value get(rc_value object, rc_str name, bool nocase) {
  if (rc_value_kind(object) != RC_OBJECT) {
    return RC_VALUE_NONE;
  }
  for (RC_MEMBERS(key, value, object)) {
    if (nocase ? rc_value_kind(key) == RC_STRING && key_is_nocase(key, name)
               : rc_value_key_is(key, name)) {
      return value;
    }
  }
  return RC_VALUE_NONE;
}

rc_value rc_value_get(rc_value object, rc_str name) { return get(object, name, false); }

rc_value rc_value_get_nocase(rc_value object, rc_str name) { return get(object, name, true); }

rc_value rc_value_key(rc_value member_value) {
  rc_value parent = rc_value_parent(member_value);
  bool is_key = !rc_value_is_none(member_value) &&
                (rc_value_node(member_value)->flags & RC_NODE_KEY) != 0;
  if (rc_value_kind(parent) != RC_OBJECT || is_key) {
    return RC_VALUE_NONE;
  }
  return (rc_value){member_value.tree, member_value.node - 1}; /* keys are leaves */
}

rc_span rc_tree_span(const rc_tree *tree, uint32_t start, uint32_t end) {
  RC_ASSERT(start <= end && end <= tree->text.len);
  if (tree->map != NULL) {
    /* Pieces of a text that was put together need not stand in its order. */
    uint32_t from = tree->map[start];
    return (rc_span){tree->file, from, tree->map[end] > from ? tree->map[end] : from};
  }
  return (rc_span){tree->file, start, end};
}

rc_span rc_value_span(rc_value v) {
  rc_value written = rc_value_written(v, NULL);
  if (rc_value_is_none(written)) {
    return RC_SPAN_NONE;
  }
  const rc_node *node = rc_value_node(written);
  return rc_tree_span(written.tree, node->start, node->end);
}

static rc_str decode(rc_arena *arena, rc_str body, bool holes) {
  rc_buf out;
  rc_buf_init(&out, arena);
  size_t copied = 0;
  for (size_t at = 0; at < body.len;) {
    char c = body.ptr[at];
    if (c != '\\' && (unsigned char)c < 0x80) {
      at++;
      continue;
    }
    size_t hole = holes ? rc_hole_length(body, at) : 0;
    if (hole > 0) {
      at += hole;
      continue;
    }
    rc_json_piece piece = rc_json_piece_at(body, at);
    rc_buf_put(&out, rc_str_slice(body, copied, at));
    rc_buf_put(&out, (rc_str){piece.bytes, piece.n_bytes});
    at += piece.n_taken;
    copied = at;
  }
  rc_buf_put(&out, rc_str_from(body, copied));
  return rc_buf_str(&out);
}

rc_str rc_value_string(rc_arena *arena, rc_value v) {
  if (!rc_value_is_none(v) && is_plain_string(v)) {
    return plain_body(v);
  }
  if (!rc_value_is_none(v) && v.tree->syntax == RC_SYNTAX_YAML) {
    return rc_yaml_string(arena, v);
  }
  switch (rc_value_kind(v)) {
    case RC_STRING: {
      bool plain = (rc_value_node(v)->flags & RC_NODE_ESCAPED) == 0;
      return plain ? rc_json_body_of(v) : decode(arena, rc_json_body_of(v), v.tree->holes);
    }
    case RC_NUMBER:
    case RC_BOOL: return rc_value_raw(v);
    default: return RC_STR_NONE;
  }
}

rc_str rc_value_text(rc_arena *arena, rc_value v, bool policy_variables) {
  if (!rc_value_is_none(v) && is_plain_string(v)) {
    return v.tree->literal ? plain_body(v)
                           : rc_hole_from_placeholders(arena, plain_body(v), policy_variables);
  }
  if (rc_value_kind(v) != RC_PLACEHOLDER && !rc_value_is_none(v) && v.tree->literal) {
    return rc_value_string(arena, v);
  }
  if (rc_value_kind(v) != RC_PLACEHOLDER) {
    return rc_hole_from_placeholders(arena, rc_value_string(arena, v), policy_variables);
  }
  rc_str raw = rc_value_raw(v);
  if (v.tree->holes) {
    return rc_hole_is_only(raw) ? raw : rc_hole_make(arena, rc_hole_display(arena, raw));
  }
  bool valid = rc_utf8_find_invalid(raw) == RC_NOT_FOUND;
  return rc_hole_make(arena, valid ? raw : decode(arena, raw, false));
}
