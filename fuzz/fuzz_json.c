/* The JSON parser: any bytes give a sound tree, and texts inside strings do too. */
#include "common.h"

#include "syntax/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rc_arena arena;
  rc_source source;
  rc_arena_init(&arena, &fuzz_heap);
  rc_tree *tree = fuzz_parse(&arena, &source, (rc_str){(const char *)data, size});
  if (tree != NULL) {
    fuzz_walk(&arena, tree, (uint32_t)size);
    for (rc_node_id id = 0; id < tree->n_nodes && id < 64; id++) {
      rc_tree *inner = NULL;
      if (tree->nodes[id].kind == RC_STRING &&
          rc_json_parse_embedded(&arena, (rc_value){tree, id}, &inner) == RC_OK) {
        fuzz_walk(&arena, inner, (uint32_t)size);
      }
    }
  }
  rc_arena_free(&arena);
  return 0;
}
