/* Values that templates say, as trees that readers take; and conditions tried both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "template/computed.h"
#include "template/scenario.h"

static void *take(void *context, size_t size) {
  long *left = context;
  return left != NULL && (*left)-- <= 0 ? NULL : malloc(size);
}

static void give(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static rc_arena arena_of(long *left) {
  rc_arena arena;
  rc_arena_init(&arena, &(rc_allocator){.context = left, .allocate = take, .release = give});
  return arena;
}

#define assert_text(got, wanted)                            \
  do {                                                      \
    rc_str got_ = (got);                                    \
    assert_int_equal(got_.len, strlen(wanted));             \
    assert_memory_equal(got_.ptr, (wanted), strlen(wanted)); \
  } while (0)

/* The file that everything below says it was written in. */
static const rc_source file = {
    .path = RC_STR_INIT("a.json"),
    .bytes = RC_STR_INIT("{\"Role\": \"arn:aws:iam::X:role/web\", \"Names\": [\"a\", 1]}"),
};

static rc_tree *parse(rc_arena *arena) {
  rc_tree *tree = NULL;
  return rc_json_parse(arena, &file, &tree) == RC_OK ? tree : NULL;
}

static rc_value top(const rc_tree *tree) { return rc_value_first(rc_tree_root(tree)); }

/* {"Role": "arn:aws:iam::{hole}:role/web", "Gone": absent, "Names": [unknown, true], "Doc": ...} */
static const rc_computed *sample(rc_arena *arena, const rc_tree *tree) {
  rc_value role = rc_value_get(top(tree), RC_STR("Role"));
  rc_value names = rc_value_get(top(tree), RC_STR("Names"));
  uint32_t at = rc_value_span(role).start + 1;
  rc_text_builder text;
  rc_text_start(&text, arena);
  rc_text_put(&text, RC_STR("arn:aws:"), at, true);
  rc_text_put(&text, RC_STR("iam::"), at + 8, true);
  rc_text_put_value(&text, rc_computed_unknown(arena, RC_STR("${\"AWS\"}"), RC_VALUE_NONE), 0,
                    at + 13);
  rc_text_put(&text, RC_STR(":role/web"), at + 14, true);
  rc_computed *object = rc_computed_new(arena, RC_COMPUTED_OBJECT, top(tree), true);
  rc_computed *list = rc_computed_new(arena, RC_COMPUTED_LIST, names, false);
  rc_computed *truth = rc_computed_new(arena, RC_COMPUTED_BOOL, RC_VALUE_NONE, false);
  rc_computed *json = rc_computed_string(arena, RC_STR_NONE, names, false);
  if (truth != NULL && list != NULL && json != NULL) {
    truth->truth = true;
    list->open = true;
    json->json = list;
  }
  rc_computed_add(arena, list, RC_STR_NONE, RC_VALUE_NONE,
                  rc_computed_unknown(arena, RC_STR("${Name}"), rc_value_first(names)));
  rc_computed_add(arena, list, RC_STR_NONE, RC_VALUE_NONE, truth);
  rc_computed_add(arena, object, RC_STR("Role"), rc_value_key(role),
                  rc_text_done(&text, role, true));
  rc_computed_add(arena, object, RC_STR("Gone"), RC_VALUE_NONE,
                  rc_computed_new(arena, RC_COMPUTED_ABSENT, RC_VALUE_NONE, false));
  rc_computed_add(arena, object, RC_STR("Names"), rc_value_key(names), list);
  rc_computed_add(arena, object, RC_STR("Doc"), RC_VALUE_NONE, json);
  return object;
}

static void becomes_a_tree(void **state) {
  (void)state;
  rc_arena arena = arena_of(NULL);
  rc_tree *source = parse(&arena);
  rc_tree *tree = NULL;
  assert_int_equal(rc_computed_tree(&arena, sample(&arena, source), &tree), RC_OK);
  rc_value object = top(tree);
  assert_int_equal(rc_value_node(object)->count, 6);
  rc_value role = rc_value_get(object, RC_STR("Role"));
  assert_text(rc_value_text(&arena, role, false), "arn:aws:iam::\xFE${\"AWS\"}\xFF:role/web");
  assert_text(rc_value_string(&arena, rc_value_key(role)), "Role");
  rc_value names = rc_value_get(object, RC_STR("Names"));
  assert_int_equal(rc_value_kind(names), RC_ARRAY);
  assert_true((rc_value_node(names)->flags & RC_NODE_TEMPLATED) != 0);
  rc_value unknown = rc_value_first(names);
  assert_int_equal(rc_value_kind(unknown), RC_PLACEHOLDER);
  assert_text(rc_value_text(&arena, unknown, false), "\xFE${Name}\xFF");
  assert_true((rc_value_node(rc_value_next(unknown))->flags & RC_NODE_TRUE) != 0);
  assert_int_equal(rc_value_kind(rc_value_get(object, RC_STR("Doc"))), RC_ARRAY);
  assert_true(rc_value_is_none(rc_value_get(object, RC_STR("Gone"))));
  rc_arena_free(&arena);
}

static void knows_where_it_was_written(void **state) {
  (void)state;
  rc_arena arena = arena_of(NULL);
  rc_tree *source = parse(&arena);
  rc_tree *tree = NULL;
  assert_int_equal(rc_computed_tree(&arena, sample(&arena, source), &tree), RC_OK);
  rc_value role = rc_value_get(top(tree), RC_STR("Role"));
  bool is_itself = false;
  rc_value written = rc_value_written(role, &is_itself);
  assert_ptr_equal(written.tree, source);
  assert_true(is_itself);
  rc_span span = rc_value_span(role);
  assert_text(rc_str_slice(file.bytes, span.start, span.end), "\"arn:aws:iam::X:role/web\"");
  /* Bytes in the middle: behind the quote, `aws` and the end of `web`. */
  uint32_t start = rc_value_node(role)->start;
  uint32_t end = rc_value_node(role)->end;
  span = rc_tree_span(tree, start + 1 + 4, start + 1 + 7);
  assert_text(rc_str_slice(file.bytes, span.start, span.end), "aws");
  span = rc_tree_span(tree, end - 4, end - 2);
  assert_text(rc_str_slice(file.bytes, span.start, span.end), "we");
  (void)rc_value_written(rc_value_get(top(tree), RC_STR("Names")), &is_itself);
  assert_false(is_itself);
  assert_true(rc_span_is_none(rc_value_span(
      rc_value_next(rc_value_first(rc_value_get(top(tree), RC_STR("Names")))))));
  rc_arena_free(&arena);
}

/* Text with holes as JSON: a hole hides only itself, also with quotes and commas in its name. */
static void parses_text_with_holes(void **state) {
  (void)state;
  rc_arena arena = arena_of(NULL);
  rc_tree *source = parse(&arena);
  rc_computed *text = rc_computed_string(
      &arena,
      RC_STR("{\"a\": \"x\xFE${join(\", \", v)}\xFFy\\n\", \"b\": \xFE${n}\xFF, \xFE${more}\xFF, "
             "\"c\": [\xFE${i}\xFF, \"z\"], \"\xFE${k}\xFF\": \"\\\\d\"}"),
      rc_value_get(top(source), RC_STR("Role")), true);
  rc_tree *tree = NULL;
  rc_tree *inner = NULL;
  assert_int_equal(rc_computed_tree(&arena, text, &tree), RC_OK);
  assert_int_equal(rc_json_parse_embedded(&arena, top(tree), &inner), RC_OK);
  assert_int_equal(inner->n_notes, 0);
  rc_value object = top(inner);
  assert_text(rc_value_text(&arena, rc_value_get(object, RC_STR("a")), false),
              "x\xFE${join(\", \", v)}\xFFy\n");
  rc_value b = rc_value_get(object, RC_STR("b"));
  assert_int_equal(rc_value_kind(b), RC_PLACEHOLDER);
  assert_text(rc_value_text(&arena, b, true), "\xFE${n}\xFF");
  assert_true((rc_value_node(object)->flags & RC_NODE_TEMPLATED) != 0);
  rc_value c = rc_value_get(object, RC_STR("c"));
  assert_int_equal(rc_value_node(c)->count, 2);
  assert_text(rc_value_text(&arena, rc_value_first(c), false), "\xFE${i}\xFF");
  rc_value last = rc_value_get(object, RC_STR("\xFE${k}\xFF"));
  assert_text(rc_value_text(&arena, last, false), "\\d");
  rc_arena_free(&arena);
}

static void bounds_nesting(void **state) {
  (void)state;
  rc_arena arena = arena_of(NULL);
  const rc_computed *inner = rc_computed_new(&arena, RC_COMPUTED_NULL, RC_VALUE_NONE, false);
  for (uint32_t i = 0; i <= RC_LIMIT_NESTING_VALUE; i++) {
    rc_computed *list = rc_computed_new(&arena, RC_COMPUTED_LIST, RC_VALUE_NONE, false);
    rc_computed_add(&arena, list, RC_STR_NONE, RC_VALUE_NONE, inner);
    inner = list;
  }
  rc_tree *tree = NULL;
  assert_int_equal(rc_computed_tree(&arena, inner, &tree), RC_LIMIT);
  assert_int_equal(arena.limit, RC_LIMIT_NESTING);
  rc_arena_free(&arena);
}

/* A value that occurs twice in a value that occurs twice ...: written out it has 2^40 nodes. */
static void bounds_nodes(void **state) {
  (void)state;
  rc_arena arena = arena_of(NULL);
  const rc_computed *inner = rc_computed_new(&arena, RC_COMPUTED_NULL, RC_VALUE_NONE, false);
  for (uint32_t i = 0; i < 40; i++) {
    rc_computed *list = rc_computed_new(&arena, RC_COMPUTED_LIST, RC_VALUE_NONE, false);
    rc_computed_add(&arena, list, RC_STR_NONE, RC_VALUE_NONE, inner);
    rc_computed_add(&arena, list, RC_STR_NONE, RC_VALUE_NONE, inner);
    inner = list;
  }
  rc_tree *tree = NULL;
  assert_int_equal(rc_computed_tree(&arena, inner, &tree), RC_LIMIT);
  assert_int_equal(arena.limit, RC_LIMIT_NODES);
  rc_arena_free(&arena);
}

static void reports_every_refused_allocation(void **state) {
  (void)state;
  for (long n = 0;; n++) {
    long left = n;
    rc_arena arena = arena_of(&left);
    rc_tree *source = parse(&arena);
    rc_tree *tree = NULL;
    rc_status status = RC_NOMEM;
    if (source != NULL) {
      status = rc_computed_tree(&arena, sample(&arena, source), &tree);
    }
    assert_true(status == RC_OK || (status == RC_NOMEM && tree == NULL));
    rc_arena_free(&arena);
    if (status == RC_OK) {
      return;
    }
  }
}

static void knows_texts(void **state) {
  (void)state;
  rc_arena arena = arena_of(NULL);
  rc_str text = RC_STR_NONE;
  rc_computed *string = rc_computed_string(&arena, RC_STR("web"), RC_VALUE_NONE, true);
  assert_true(rc_computed_known_text(string, &text));
  assert_text(text, "web");
  string->secret = true;
  assert_false(rc_computed_known_text(string, &text));
  assert_false(rc_computed_known_text(NULL, &text));
  assert_false(
      rc_computed_known_text(rc_computed_unknown(&arena, RC_STR("${A}"), RC_VALUE_NONE), &text));
  assert_null(rc_computed_get(string, RC_STR("web")));
  rc_arena_free(&arena);
}

static void answers_as_asked(void **state) {
  (void)state;
  rc_arena arena = arena_of(NULL);
  rc_scenario scenario;
  rc_scenario_start(&scenario, &arena, RC_STR_NONE);
  assert_true(rc_scenario_ask(&scenario, RC_STR("a"), true));
  assert_false(rc_scenario_ask(&scenario, RC_STR("b"), false));
  assert_true(rc_scenario_ask(&scenario, RC_STR("a"), false)); /* as the first time */
  assert_int_equal(scenario.questions.len, 2);
  rc_scenario_start(&scenario, &arena, RC_STR("b"));
  assert_true(rc_scenario_ask(&scenario, RC_STR("a"), true));
  assert_true(rc_scenario_ask(&scenario, RC_STR("b"), false));
  assert_int_equal(scenario.questions.len, 2);
  assert_false(scenario.questions.items[1].standard);
  rc_arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(becomes_a_tree),
      cmocka_unit_test(knows_where_it_was_written),
      cmocka_unit_test(parses_text_with_holes),
      cmocka_unit_test(bounds_nesting),
      cmocka_unit_test(bounds_nodes),
      cmocka_unit_test(reports_every_refused_allocation),
      cmocka_unit_test(knows_texts),
      cmocka_unit_test(answers_as_asked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
