/* Prints HCL files as the JSON that independent parsers of Terraform make of them: literals as they
 * are, templates as text, everything else as `${...}` with its bytes. For tests/hcl.mjs. */
#include <stdio.h>

#include "base/buf.h"
#include "lib/files.h"
#include "syntax/hcl.h"

static void put_value(rc_buf *out, rc_value v);

static rc_value nth(rc_value v, uint32_t n) {
  rc_value child = rc_value_first(v);
  for (; n > 0; n--) {
    child = rc_value_next(child);
  }
  return child;
}

/* ---- templates ------------------------------------------------------------------------------ */

/* Marks stay escaped, so that the text is a template again. */
static void put_decoded(rc_buf *out, rc_str text, size_t from, size_t to, bool quoted) {
  rc_str whole = rc_str_slice(text, 0, to);
  for (size_t at = from; at < to;) {
    rc_hcl_piece piece = rc_hcl_piece_at(whole, at, quoted);
    bool mark = piece.n_taken == 2 && (piece.bytes[0] == '$' || piece.bytes[0] == '%');
    rc_buf_put(out, (rc_str){piece.bytes, mark ? 1 : 0});
    rc_buf_put(out, (rc_str){piece.bytes, piece.n_bytes});
    at += piece.n_taken;
  }
}

static void put_text(rc_buf *out, rc_value part, uint32_t detail) {
  rc_str text = part.tree->text;
  const rc_node *node = rc_value_node(part);
  bool quoted = (detail & RC_HCL_QUOTING_MASK) == RC_HCL_QUOTED;
  for (size_t at = node->start; at < node->end;) {
    size_t line = rc_str_find_byte(text, '\n', at);
    size_t end = line == RC_NOT_FOUND || line >= node->end ? node->end : line + 1;
    bool empty = rc_str_trim(rc_str_slice(text, at, end)).len == 0 && text.ptr[end - 1] == '\n';
    bool begins = at > 0 && text.ptr[at - 1] == '\n';
    size_t skipped = begins && !empty ? detail >> RC_HCL_QUOTING_BITS : 0;
    put_decoded(out, text, at + skipped < end ? at + skipped : end, end, quoted);
    at = end;
  }
}

static void put_parts(rc_buf *out, rc_value parent, uint32_t detail);

/* What stands in `${}`. Text in text is text, and the peer writes conditions as directives. */
static void put_interpolated(rc_buf *out, rc_value v) {
  rc_str body = RC_STR_NONE;
  switch (rc_value_kind(v)) {
    case RC_STRING:
      body = rc_hcl_body_of(v);
      put_decoded(out, body, 0, body.len, true);
      break;
    case RC_HCL_TEMPLATE: put_parts(out, v, rc_value_node(v)->detail); break;
    case RC_HCL_CONDITIONAL:
      RC_BUF_FILL(out, "%{if {}}", rc_value_raw(nth(v, 0)));
      put_interpolated(out, nth(v, 1));
      rc_buf_put_c(out, "%{else}");
      put_interpolated(out, nth(v, 2));
      rc_buf_put_c(out, "%{endif}");
      break;
    default: RC_BUF_FILL(out, "${{}}", rc_value_raw(v)); break;
  }
}

static void put_if(rc_buf *out, rc_value part, uint32_t detail) {
  RC_BUF_FILL(out, "%{if {}}", rc_value_raw(nth(part, 0)));
  put_parts(out, nth(part, 1), detail);
  if (rc_value_node(part)->count == 3) {
    rc_buf_put_c(out, "%{else}");
    put_parts(out, nth(part, 2), detail);
  }
  rc_buf_put_c(out, "%{endif}");
}

static void put_parts(rc_buf *out, rc_value parent, uint32_t detail) {
  for (RC_CHILDREN(part, parent)) {
    switch (rc_value_kind(part)) {
      case RC_HCL_TEXT: put_text(out, part, detail); break;
      case RC_HCL_INTERPOLATION: put_interpolated(out, rc_value_first(part)); break;
      case RC_HCL_IF: put_if(out, part, detail); break;
      default: rc_buf_put_c(out, "%{for}"); break;
    }
  }
}

/* ---- values --------------------------------------------------------------------------------- */

static void put_key(rc_buf *out, rc_value key) {
  rc_str word = rc_hcl_word(out->arena, key);
  if (rc_value_kind(key) == RC_HCL_TEMPLATE) {
    rc_buf text;
    rc_buf_init(&text, out->arena);
    put_parts(&text, key, rc_value_node(key)->detail);
    rc_buf_put_json(out, rc_buf_str(&text));
    return;
  }
  rc_kind kind = rc_value_kind(key);
  bool plain = word.len > 0 || kind == RC_STRING;
  rc_str raw = rc_value_raw(key);
  rc_buf_put_json(out, plain                ? word
                       : kind == RC_HCL_GET ? raw
                                            : RC_FILL(out->arena, "${{}}", raw));
}

static void put_container(rc_buf *out, rc_value v) {
  bool object = rc_value_kind(v) == RC_OBJECT;
  uint32_t n = 0;
  rc_buf_put_c(out, object ? "{" : "[");
  for (RC_CHILDREN(child, v)) {
    bool key = object && n % 2 == 0;
    rc_buf_put_c(out, n == 0 ? "" : object && !key ? ":" : ",");
    if (key) {
      put_key(out, child);
    } else {
      put_value(out, child);
    }
    n++;
  }
  rc_buf_put_c(out, object ? "}" : "]");
}

static void put_value(rc_buf *out, rc_value v) {
  rc_value first = rc_value_first(v);
  rc_buf text;
  rc_buf_init(&text, out->arena);
  switch (rc_value_kind(v)) {
    case RC_NULL:
    case RC_BOOL:
    case RC_NUMBER: rc_buf_put(out, rc_value_raw(v)); return;
    case RC_ARRAY:
    case RC_OBJECT: put_container(out, v); return;
    case RC_STRING: {
      rc_str body = rc_hcl_body_of(v);
      put_decoded(&text, body, 0, body.len, true);
      break;
    }
    case RC_HCL_TEMPLATE:
      if (rc_value_node(v)->count == 1 && rc_value_kind(first) == RC_HCL_INTERPOLATION) {
        put_value(out, rc_value_first(first));
        return;
      }
      put_parts(&text, v, rc_value_node(v)->detail);
      break;
    case RC_HCL_UNARY:
      if (rc_value_kind(first) == RC_NUMBER) {
        rc_buf_put(out, rc_value_raw(v));
        return;
      }
      RC_BUF_FILL(&text, "${{}}", rc_value_raw(v));
      break;
    default: RC_BUF_FILL(&text, "${{}}", rc_value_raw(v)); break;
  }
  rc_buf_put_json(out, rc_buf_str(&text));
}

/* ---- bodies: a list of [path, value], so that nothing needs to be gathered ------------------- */

static void put_body(rc_buf *out, rc_value body) {
  uint32_t n = 0;
  rc_buf_put_byte(out, '[');
  for (RC_CHILDREN(item, body)) {
    rc_buf_put_c(out, n++ == 0 ? "[[" : ",[[");
    rc_value last = RC_VALUE_NONE;
    uint32_t words = 0;
    for (RC_CHILDREN(child, item)) {
      if (!rc_value_is_none(last)) {
        rc_buf_put_c(out, words++ == 0 ? "" : ",");
        rc_buf_put_json(out, rc_hcl_word(out->arena, last));
      }
      last = child;
    }
    bool block = rc_value_kind(item) == RC_HCL_BLOCK;
    rc_buf_put_c(out, block ? "],true," : "],false,");
    if (block) {
      put_body(out, last);
    } else {
      put_value(out, last);
    }
    rc_buf_put_byte(out, ']');
  }
  rc_buf_put_byte(out, ']');
}

static int print_file(const char *path) {
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_buf out;
  rc_buf_init(&out, &arena);
  rc_tree *tree = NULL;
  const rc_source source = {.path = rc_str_from_c(path), .bytes = read_file(&arena, path)};
  int status = 1;
  if (rc_hcl_parse(&arena, &source, &tree) == RC_OK) {
    if (tree->has_errors) {
      rc_buf_put_c(&out, "null");
    } else {
      put_body(&out, rc_tree_root(tree));
    }
    rc_buf_put_byte(&out, '\n');
    status = fwrite(out.ptr, 1, out.len, stdout) == out.len ? 0 : 1;
  }
  rc_arena_free(&arena);
  return status;
}

int main(int argc, char **argv) {
  int status = 0;
  for (int i = 1; i < argc; i++) {
    status |= print_file(argv[i]);
  }
  return status;
}
