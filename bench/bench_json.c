/* Prints the least time of JSON to tree in ns, and its memory: `bench_json FILE ROUNDS`. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* One parse of the whole file; what the arena took, or 0 when the file cannot be parsed. */
static uint64_t parse_once(rc_str bytes) {
  const rc_allocator heap = {NULL, take, give_back};
  rc_arena arena;
  rc_tree *tree = NULL;
  rc_source source = {.path = RC_STR("bench.json"), .bytes = bytes};
  rc_arena_init(&arena, &heap);
  rc_status status = rc_json_parse(&arena, &source, &tree);
  uint64_t used = status == RC_OK && !tree->has_errors ? arena.used : 0;
  rc_arena_free(&arena);
  return used;
}

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    fprintf(stderr, "usage: bench_json FILE ROUNDS\n");
    return 2;
  }
  size_t size = (size_t)ftell(file);
  char *bytes = malloc(size + 1);
  rewind(file);
  if (bytes == NULL || fread(bytes, 1, size, file) != size) {
    return 2;
  }
  fclose(file);
  double best = 1e300;
  uint64_t used = 0;
  for (long round = strtol(argv[2], NULL, 10); round > 0; round--) {
    double start = now();
    used = parse_once((rc_str){bytes, size});
    double taken = now() - start;
    best = taken < best ? taken : best;
  }
  printf("%.0f %llu\n", best, (unsigned long long)used);
  free(bytes);
  return used == 0;
}
