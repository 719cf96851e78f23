/* Prints what the parser makes of YAML files, one node a line, for tests/yaml.mjs. */
#include <stdio.h>

#include "lib/files.h"
#include "syntax/yaml.h"

static void dump_scalar(rc_buf *out, rc_value v, const char *kind) {
  rc_buf_put_c(out, kind);
  rc_buf_put_c(out, (rc_value_node(v)->flags & RC_NODE_KEY) != 0 ? " key " : " value ");
  rc_buf_put_u64(out, rc_value_node(v)->start);
  rc_buf_put_byte(out, ' ');
  rc_str text = rc_value_string(out->arena, v);
  rc_buf_put_json(out, rc_value_kind(v) == RC_NULL ? rc_value_raw(v) : text);
}

/* Pieces must make up the text, and verbatim ones must stand where they say. */
static void check_pieces(rc_arena *arena, rc_value v) {
  rc_yaml_piece_vec pieces;
  rc_buf joined;
  rc_buf_init(&joined, arena);
  if (rc_yaml_pieces(arena, v, &pieces) != RC_OK) {
    die("no memory");
  }
  for (RC_EACH(const rc_yaml_piece, piece, pieces)) {
    rc_str there = rc_str_slice(v.tree->text, piece->at, piece->at + piece->text.len);
    if (piece->verbatim && !rc_str_equal(there, piece->text)) {
      die("the piece at %u does not stand there", (unsigned)piece->at);
    }
    rc_buf_put(&joined, piece->text);
  }
  if (!rc_str_equal(rc_buf_str(&joined), rc_value_string(arena, v))) {
    die("the pieces of the scalar at %u are not its text", (unsigned)rc_value_node(v)->start);
  }
}

static void dump(rc_buf *out, rc_value v) {
  static const char *const kinds[] = {
      [RC_NULL] = "null",   [RC_BOOL] = "bool",    [RC_NUMBER] = "number",
      [RC_STRING] = "str",  [RC_ARRAY] = "[",      [RC_OBJECT] = "{",
      [RC_ALIAS] = "alias", [RC_DOCUMENT] = "---", [RC_ERROR] = "error",
  };
  rc_kind kind = rc_value_kind(v);
  rc_str tag = rc_yaml_tag(v);
  if (tag.len > 0) {
    rc_buf_put(out, tag);
    rc_buf_put_byte(out, ' ');
  }
  if (kind == RC_ALIAS) {
    rc_value target = rc_yaml_target(v);
    rc_buf_put_c(out, "alias ");
    rc_buf_put_u64(out, rc_value_is_none(target) ? 0 : rc_value_node(target)->start);
    rc_buf_put_byte(out, '\n');
  } else if (kind == RC_ARRAY || kind == RC_OBJECT) {
    rc_buf_put_c(out, kinds[kind]);
    rc_buf_put_byte(out, '\n');
    for (RC_CHILDREN(child, v)) {
      dump(out, child);
    }
    rc_buf_put_c(out, kind == RC_ARRAY ? "]\n" : "}\n");
  } else {
    dump_scalar(out, v, kinds[kind]);
    rc_buf_put_byte(out, '\n');
    check_pieces(out->arena, v);
  }
}

static void dump_file(const char *path) {
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_source source = {.path = rc_str_from_c(path), .bytes = read_file(&arena, path)};
  rc_tree *tree = NULL;
  if (rc_yaml_parse(&arena, &source, &tree) != RC_OK) {
    die("%s: not parsed", path);
  }
  rc_buf out;
  rc_buf_init(&out, &arena);
  for (RC_CHILDREN(document, rc_tree_root(tree))) {
    rc_buf_put_c(&out, "document\n");
    dump(&out, document);
  }
  for (uint32_t i = 0; i < tree->n_notes; i++) {
    rc_buf_put_c(&out, "note ");
    rc_buf_put_u64(&out, tree->notes[i].span.start);
    rc_buf_put_byte(&out, ' ');
    rc_buf_put(&out, tree->notes[i].message);
    rc_buf_put_byte(&out, '\n');
  }
  printf("file %s\n%.*s", path, (int)out.len, out.len == 0 ? "" : out.ptr);
  rc_arena_free(&arena);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    dump_file(argv[i]);
  }
  return 0;
}
