/*
 * A small world for tests of src/fix/: files, roles, tasks and intents built by hand, and a look at
 * what becomes of them. Functions are inline so that a test may leave some unused.
 */
#ifndef RC_TESTS_LIB_FIX_WORLD_H
#define RC_TESTS_LIB_FIX_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fix/lowering.h"
#include "syntax/json.h"

enum { MOST_FILES = 8 };

#define REPO "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web"
#define SECRET "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3"
#define ROLE "arn:aws:iam::111122223333:role/web-execution"
#define OTHER "arn:aws:ecr:eu-west-1:444455556666:repository/"
#define KEY "arn:aws:kms:eu-west-1:444455556666:key/k-1"
#define TASKS "ecs-tasks.amazonaws.com"

typedef struct world {
  size_t n_requests;
  size_t refuse_at; /* 0: never */
  rc_arena arena;
  rc_source sources[MOST_FILES];
  rc_tree *trees[MOST_FILES];
  rc_model model;
  rc_finding_vec findings;
  rc_fix_options options;
  rc_file_edits_vec edits;
  rc_command_vec commands;
} world;

static inline void *take(void *context, size_t size) {
  world *w = context;
  w->n_requests++;
  return w->n_requests == w->refuse_at ? NULL : malloc(size);
}

static inline void give(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static inline int set_up(void **state) {
  world *w = calloc(1, sizeof *w);
  rc_arena_init(&w->arena, &(rc_allocator){w, take, give});
  w->model.arena = &w->arena;
  w->model.sources = w->sources;
  rc_finding *finding = RC_VEC_ADD(&w->arena, &w->findings);
  finding->applicability = RC_FIX_SAFE;
  *state = w;
  return 0;
}

static inline int tear_down(void **state) {
  world *w = *state;
  rc_arena_free(&w->arena);
  free(w);
  return 0;
}

/* ---- building ------------------------------------------------------------------------------- */

static inline uint32_t add_file(world *w, const char *path, const char *text) {
  uint32_t file = w->model.n_sources++;
  assert_true(file < MOST_FILES);
  w->sources[file] =
      (rc_source){.path = rc_str_from_c(path), .bytes = rc_str_from_c(text), .file = file};
  assert_int_equal(rc_source_index_lines(&w->arena, &w->sources[file]), RC_OK);
  assert_int_equal(rc_json_parse(&w->arena, &w->sources[file], &w->trees[file]), RC_OK);
  return file;
}

static inline rc_value top(world *w, uint32_t file) {
  return rc_value_first(rc_tree_root(w->trees[file]));
}

static inline rc_policy *compile(world *w, uint32_t file, rc_policy_kind kind) {
  rc_policy *policy = NULL;
  assert_int_equal(rc_policy_compile(&w->arena, top(w, file), kind, RC_STR_NONE, &policy), RC_OK);
  return policy;
}

static inline uint32_t add_role(world *w, const char *arn) {
  rc_role *role = RC_VEC_ADD(&w->arena, &w->model.roles);
  *role = (rc_role){.name = rc_arn_role_name(rc_str_from_c(arn)),
                    .arn = rc_str_from_c(arn),
                    .account = RC_STR("111122223333"),
                    .span = RC_SPAN_NONE,
                    .defined = true};
  return w->model.roles.len - 1;
}

static inline void add_inline(world *w, uint32_t role, rc_origin origin, const char *name,
                       const char *path, const char *text) {
  uint32_t file = add_file(w, path, text);
  rc_inline_policy *policy = RC_VEC_ADD(&w->arena, &w->model.roles.items[role].inline_policies);
  *policy = (rc_inline_policy){.name = rc_str_from_c(name),
                               .policy = compile(w, file, RC_POLICY_IDENTITY),
                               .origin = origin,
                               .span = rc_value_span(top(w, file))};
}

static inline void set_trust(world *w, uint32_t role, rc_origin origin, const char *path,
                      const char *text) {
  uint32_t file = add_file(w, path, text);
  w->model.roles.items[role].trust = compile(w, file, RC_POLICY_TRUST);
  w->model.roles.items[role].trust_origin = origin;
}

static inline uint32_t add_task(world *w, const char *path, const char *text) {
  uint32_t file = add_file(w, path, text);
  rc_task *task = RC_VEC_ADD(&w->arena, &w->model.tasks);
  rc_value family = rc_value_get_nocase(top(w, file), RC_STR("family"));
  *task = (rc_task){.object = top(w, file)};
  task->family = (rc_field){rc_value_text(&w->arena, family, false), family};
  rc_task_links *links = RC_VEC_ADD(&w->arena, &w->model.links);
  *links = (rc_task_links){.execution_role = RC_NO_INDEX,
                           .task_role = RC_NO_INDEX,
                           .candidate = RC_NO_INDEX,
                           .account = RC_STR("111122223333")};
  return w->model.tasks.len - 1;
}

static inline rc_resource *add_resource(world *w, rc_resource_kind kind, const char *arn) {
  rc_resource *resource = rc_model_resource(&w->model, kind, rc_str_from_c(arn));
  assert_non_null(resource);
  return resource;
}

static inline rc_intent *intend(world *w, rc_intent_kind kind, uint32_t role) {
  rc_intent *intent = RC_VEC_ADD(&w->arena, &w->findings.items[0].intents);
  *intent = (rc_intent){.kind = kind, .task = RC_NO_INDEX, .role = role, .place = RC_SPAN_NONE};
  return intent;
}

static inline rc_intent *allow(world *w, uint32_t role, const char *action, const char *resource) {
  rc_intent *intent = intend(w, RC_INTENT_ALLOW, role);
  intent->action = rc_str_from_c(action);
  intent->resource = rc_str_from_c(resource);
  return intent;
}

static inline void allow_pull(world *w, uint32_t role) {
  allow(w, role, "ecr:GetAuthorizationToken", "*");
  allow(w, role, "ecr:BatchGetImage", REPO);
  allow(w, role, "ecr:GetDownloadUrlForLayer", REPO);
}

/* ---- looking -------------------------------------------------------------------------------- */

static inline void lower(world *w) {
  assert_int_equal(rc_fix_lower(&w->model, &w->findings, &w->options, &w->edits, &w->commands),
                   RC_OK);
}

static inline void check_equal(world *w, rc_str got, const char *expected) {
  if (!rc_str_equal(got, rc_str_from_c(expected))) {
    rc_str shown = RC_FILL(&w->arena, "{}{}", got, ((rc_str){"", 1}));
    fail_msg("got:\n%s\nexpected:\n%s", shown.ptr, expected);
  }
}

/* The file as it is after the edits; it must parse. */
static inline void check_file(world *w, const char *path, const char *expected) {
  for (RC_EACH(rc_file_edits, file, w->edits)) {
    if (rc_str_equal(file->path, rc_str_from_c(path))) {
      rc_str before = file->file == RC_NO_FILE ? RC_STR_NONE : w->sources[file->file].bytes;
      bool ok = false;
      assert_int_equal(rc_edits_normalise(&w->arena, before, &file->edits, &ok), RC_OK);
      assert_true(ok);
      rc_str after = rc_edits_apply(&w->arena, before, &file->edits);
      check_equal(w, after, expected);
      rc_source source = {.path = file->path, .bytes = after};
      rc_tree *tree = NULL;
      assert_int_equal(rc_source_index_lines(&w->arena, &source), RC_OK);
      assert_int_equal(rc_json_parse(&w->arena, &source, &tree), RC_OK);
      assert_false(tree->has_errors);
      return;
    }
  }
  fail_msg("%s was not changed", path);
}

static inline void check_command(world *w, const char *command, const char *undo) {
  for (RC_EACH(const rc_command, known, w->commands)) {
    if (rc_str_equal(known->command, rc_str_from_c(command))) {
      check_equal(w, known->undo, undo);
      return;
    }
  }
  for (RC_EACH(const rc_command, known, w->commands)) {
    print_message("  %.*s\n", (int)known->command.len, known->command.ptr);
  }
  fail_msg("no command %s", command);
}

/* A policy of one statement, without a blank. */
#define MINIFIED(actions, resources) \
  "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" actions ",\"Resource\":" resources "}]}"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
