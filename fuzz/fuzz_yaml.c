/* The YAML parser: any bytes give a sound tree whose scalars can be decoded; and templates made of
 * it are worked out. */
#include "common.h"

#include "syntax/yaml.h"
#include "template/cloudformation.h"

static bool any(rc_str type) {
  (void)type;
  return true;
}

static rc_status work_out(rc_arena *arena, const rc_source *source, const rc_tree *tree) {
  const rc_cfn_options options = {.arena = arena};
  rc_cfn_file_vec files = {0};
  rc_cfn_resource_vec out;
  for (RC_CHILDREN(value, rc_tree_root(tree))) {
    rc_tree *plain = NULL;
    rc_status status = rc_yaml_plain(arena, value, &plain);
    must(status == RC_OK || status == RC_LIMIT, "a plain document fails only at a limit");
    if (status != RC_OK) {
      return status;
    }
    rc_cfn_file *file = rc_cfn_is_template(value) ? RC_VEC_ADD(arena, &files) : NULL;
    if (file != NULL) {
      *file = (rc_cfn_file){.source = source, .value = value};
    }
  }
  return rc_cfn_resources(&options, &files, any, &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const rc_source source = {.path = RC_STR("fuzz.yaml"), .bytes = {(const char *)data, size}};
  rc_arena arena;
  rc_tree *tree = NULL;
  rc_arena_init(&arena, &fuzz_heap);
  rc_status status = rc_yaml_parse(&arena, &source, &tree);
  fuzz_check_parsed(&arena, status, size);
  if (tree != NULL) {
    fuzz_walk(&arena, tree, (uint32_t)source.bytes.len);
    status = work_out(&arena, &source, tree);
    must(status == RC_OK || status == RC_LIMIT, "working out fails only at a limit");
  }
  rc_arena_free(&arena);
  return 0;
}
