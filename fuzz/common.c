#include "common.h"

#include <stdio.h>
#include <stdlib.h>

#include "syntax/json.h"

static void *take(void *context, size_t size) {
  (void)context;
  return malloc(size);
}

static void give_back(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

const rc_allocator fuzz_heap = {NULL, take, give_back};
const rolecall_allocator fuzz_public_heap = {NULL, take, give_back};

void must(bool holds, const char *what) {
  if (!holds) {
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
  }
}

void fuzz_check_parsed(const rc_arena *arena, rc_status status, size_t size) {
  enum { MOST_NODES_OF_BYTE = 8 };
  must(status == RC_OK || status == RC_LIMIT, "parsing fails only at a limit");
  must(status == RC_OK || arena->limit != RC_LIMIT_NODES ||
           size > RC_LIMIT_NODES_VALUE / MOST_NODES_OF_BYTE,
       "nodes are as many as bytes may have");
}

rc_tree *fuzz_parse(rc_arena *arena, rc_source *source, rc_str bytes) {
  rc_tree *tree = NULL;
  *source = (rc_source){.path = RC_STR("fuzz.json"), .bytes = bytes};
  rc_status status = rc_source_index_lines(arena, source);
  if (status == RC_OK) {
    status = rc_json_parse(arena, source, &tree);
  }
  fuzz_check_parsed(arena, status, bytes.len);
  return status == RC_OK ? tree : NULL;
}

static void check_node(const rc_tree *tree, rc_node_id id) {
  const rc_node *node = &tree->nodes[id];
  must(node->start <= node->end && node->end <= tree->text.len, "nodes lie in the text");
  must(node->next > id && node->next <= tree->n_nodes, "a subtree ends behind its node");
  if (id > 0) {
    const rc_node *parent = &tree->nodes[node->parent];
    must(node->parent < id && node->next <= parent->next, "nodes lie in their parent's range");
    must(node->start >= parent->start && node->end <= parent->end, "children lie in parents");
  }
}

void fuzz_walk(rc_arena *arena, const rc_tree *tree, uint32_t n_file_bytes) {
  for (rc_node_id id = 0; id < tree->n_nodes; id++) {
    check_node(tree, id);
    rc_value value = {tree, id};
    uint32_t n_children = 0;
    for (RC_CHILDREN(child, value)) {
      must(rc_value_parent(child).node == id, "children know their parent");
      n_children++;
    }
    must(n_children == tree->nodes[id].count, "children are counted");
    must(rc_value_span(value).end <= n_file_bytes, "spans lie in the file");
    must(rc_str_find_byte(rc_value_string(arena, value), '\xFE', 0) == RC_NOT_FOUND,
         "decoded text is valid UTF-8");
    (void)rc_value_text(arena, value, id % 2 == 0);
  }
  for (uint32_t i = 0; i < tree->n_notes; i++) {
    must(tree->notes[i].span.end <= n_file_bytes, "notes lie in the file");
    must(tree->notes[i].message.len > 0, "notes say something");
  }
}
