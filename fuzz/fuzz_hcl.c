/* The HCL parser: any bytes give a sound tree, as a body and as a template. */
#include "common.h"

#include "syntax/hcl.h"

typedef rc_status (*parse_function)(rc_arena *, const rc_source *, rc_tree **);

static void parse_and_walk(const rc_source *source, parse_function parse) {
  rc_arena arena;
  rc_tree *tree = NULL;
  rc_arena_init(&arena, &fuzz_heap);
  rc_status status = parse(&arena, source, &tree);
  must(status == RC_OK || status == RC_LIMIT, "parsing fails only at a limit");
  if (tree != NULL) {
    fuzz_walk(&arena, tree, (uint32_t)source->bytes.len);
  }
  rc_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const rc_source source = {.path = RC_STR("fuzz.tf"), .bytes = {(const char *)data, size}};
  parse_and_walk(&source, rc_hcl_parse);
  parse_and_walk(&source, rc_hcl_parse_template);
  return 0;
}
