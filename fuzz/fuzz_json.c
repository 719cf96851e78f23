/* The JSON parser: any bytes give a sound tree, and texts inside strings do too. */
#include "common.h"

#include "syntax/json.h"

enum { MOST_EMBEDDED = 8 };

/* Texts inside strings, as policies are written into parameters. */
static void walk_embedded(rc_arena *arena, const rc_tree *tree, uint32_t n_file_bytes) {
  uint32_t n = 0;
  for (rc_node_id id = 0; id < tree->n_nodes && n < MOST_EMBEDDED; id++) {
    rc_tree *inner = NULL;
    bool is_text = tree->nodes[id].kind == RC_STRING && (tree->nodes[id].flags & RC_NODE_KEY) == 0;
    if (is_text && rc_json_parse_embedded(arena, (rc_value){tree, id}, &inner) == RC_OK) {
      fuzz_walk(arena, inner, n_file_bytes);
      n++;
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rc_arena arena;
  rc_source source;
  rc_arena_init(&arena, &fuzz_heap);
  rc_tree *tree = fuzz_parse(&arena, &source, (rc_str){(const char *)data, size});
  if (tree != NULL) {
    fuzz_walk(&arena, tree, (uint32_t)size);
    walk_embedded(&arena, tree, (uint32_t)size);
  }
  rc_arena_free(&arena);
  return 0;
}
