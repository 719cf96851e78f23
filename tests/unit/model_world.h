/*
 * A model made of files that stand in the test: add them, link, look.
 */
#ifndef TEST_UNIT_MODEL_WORLD_H
#define TEST_UNIT_MODEL_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/heap.h"
#include "read/read.h"

enum { WORLD_FILES = 16 };

typedef struct world {
  rc_arena arena;
  rc_source sources[WORLD_FILES];
  rc_model model;
  const char *kind; /* of the file added last */
} world;

static int world_set_up(void **state) {
  world *w = calloc(1, sizeof *w);
  rc_arena_init(&w->arena, &(rc_allocator){NULL, heap_take, heap_give});
  w->model = (rc_model){.arena = &w->arena, .sources = w->sources};
  *state = w;
  return 0;
}

static int world_tear_down(void **state) {
  world *w = *state;
  rc_arena_free(&w->arena);
  free(w);
  return 0;
}

#define WORLD_TEST(f) cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

static inline void add_bytes(world *w, const char *path, rc_str bytes, rc_binding binding) {
  assert_true(w->model.n_sources < WORLD_FILES);
  rc_source *source = &w->sources[w->model.n_sources];
  *source = (rc_source){
      .path = rc_str_from_c(path), .bytes = bytes, .file = w->model.n_sources};
  w->model.n_sources++;
  assert_int_equal(rc_source_index_lines(&w->arena, source), RC_OK);
  assert_int_equal(rc_read_file(&w->model, source, binding, &w->kind), RC_OK);
}

/* A file at the place that its path says. */
static inline void add(world *w, const char *path, const char *text) {
  add_bytes(w, path, rc_str_from_c(text), rc_binding_of_path(rc_str_from_c(path)));
}

/* A file that a flag names. */
static inline void add_for(world *w, rc_binding_kind kind, const char *path, const char *text) {
  add_bytes(w, path, rc_str_from_c(text), (rc_binding){.kind = kind});
}

static inline void link_world(world *w) { assert_int_equal(rc_model_link(&w->model), RC_OK); }

/* The value is shown when the test fails. */
static inline void assert_text(rc_str got, const char *wanted) {
  char shown[512] = {0};
  memcpy(shown, got.ptr == NULL ? "" : got.ptr, got.len < 511 ? got.len : 511);
  assert_string_equal(shown, wanted);
}

static inline const rc_finding *finding_at(const world *w, uint32_t index) {
  assert_true(index < w->model.findings.len);
  return &w->model.findings.items[index];
}

/* The only finding: its code and the line and column it points at. */
static inline const rc_finding *assert_only_finding(const world *w, const char *code,
                                                    uint32_t line, uint32_t column) {
  assert_int_equal(w->model.findings.len, 1);
  const rc_finding *finding = finding_at(w, 0);
  assert_text(finding->code, code);
  rc_position at = rc_source_position(&w->sources[finding->span.file], finding->span.start);
  assert_int_equal(at.line, line);
  assert_int_equal(at.column, column);
  return finding;
}

static inline void assert_no_findings(const world *w) {
  if (w->model.findings.len > 0) {
    assert_text(finding_at(w, 0)->message, "");
  }
}

static inline const rc_role *role_named(const world *w, const char *name) {
  uint32_t index = rc_model_find_role(&w->model, rc_str_from_c(name));
  assert_true(index < w->model.roles.len);
  return &w->model.roles.items[index];
}

#endif
