/* The HCL parser: any bytes give a sound tree, as a body, as a template, and as JSON. */
#include "common.h"

#include "syntax/hcl.h"
#include "syntax/json.h"

typedef rc_status (*parse_function)(rc_arena *, const rc_source *, rc_tree **);

static void parse_and_walk(const rc_source *source, parse_function parse) {
  rc_arena arena;
  rc_tree *tree = NULL;
  rc_arena_init(&arena, &fuzz_heap);
  rc_status status = parse(&arena, source, &tree);
  fuzz_check_parsed(&arena, status, source->bytes.len);
  if (tree != NULL) {
    fuzz_walk(&arena, tree, (uint32_t)source->bytes.len);
  }
  rc_arena_free(&arena);
}

static rc_status parse_json(rc_arena *arena, const rc_source *source, rc_tree **out) {
  rc_tree *json = NULL;
  RC_TRY(rc_json_parse(arena, source, &json));
  return rc_hcl_of_json(arena, json, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const rc_source source = {.path = RC_STR("fuzz.tf"), .bytes = {(const char *)data, size}};
  parse_and_walk(&source, rc_hcl_parse);
  parse_and_walk(&source, rc_hcl_parse_template);
  parse_and_walk(&source, parse_json);
  return 0;
}
