/* The YAML parser on what is not quite YAML, on damage, and where memory or limits end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/files.h"
#include "syntax/yaml.h"

static void *take(void *context, size_t size) {
  long *left = context;
  return (*left)-- <= 0 ? NULL : malloc(size);
}

static void give(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static rc_tree *parse(rc_arena *arena, rc_str text) {
  const rc_source source = {.path = RC_STR("a.yaml"), .bytes = text};
  rc_tree *tree = NULL;
  assert_int_equal(rc_yaml_parse(arena, &source, &tree), RC_OK);
  return tree;
}

/* Every node lies in its parent, behind the one before; counts and texts can be walked. */
static void check_shape(rc_arena *arena, const rc_tree *tree) {
  for (rc_node_id id = 1; id < tree->n_nodes; id++) {
    const rc_node *node = &tree->nodes[id];
    const rc_node *parent = &tree->nodes[node->parent];
    assert_true(node->parent < id && node->next <= parent->next && node->next > id);
    assert_true(node->start <= node->end && node->end <= tree->text.len);
    assert_true(parent->start <= node->start && node->end <= parent->end);
    uint32_t n = 0;
    for (RC_CHILDREN(child, ((rc_value){tree, id}))) {
      bool key = (rc_value_node(child)->flags & RC_NODE_KEY) != 0;
      assert_int_equal(key, node->kind == RC_OBJECT && n % 2 == 0);
      assert_true(!key || rc_value_kind(child) == RC_STRING);
      n++;
    }
    assert_int_equal(n, node->count);
    assert_true(node->kind != RC_OBJECT || n % 2 == 0);
    (void)rc_value_string(arena, (rc_value){tree, id});
    (void)rc_yaml_tag((rc_value){tree, id});
  }
  for (uint32_t i = 0; i < tree->n_aliases; i++) {
    assert_true(tree->aliases[i].target < tree->aliases[i].node);
  }
}

/* The first note as `line:message`, "" if there is none. */
static void assert_first_note(const char *text, uint32_t start, const char *message) {
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_tree *tree = parse(&arena, rc_str_from_c(text));
  check_shape(&arena, tree);
  if (message == NULL) {
    assert_int_equal(tree->n_notes, 0);
  } else {
    assert_true(tree->n_notes > 0);
    assert_true(tree->has_errors);
    rc_str got = tree->notes[0].message;
    assert_int_equal(got.len, strlen(message));
    assert_memory_equal(got.ptr, message, got.len);
    assert_int_equal(tree->notes[0].span.start, start);
  }
  rc_arena_free(&arena);
}

static void says_what_was_expected(void **state) {
  (void)state;
  assert_first_note("a: 1\nb: [1, {c: d}]\n", 0, NULL);
  assert_first_note("a:\n\tb: 1\n", 3, "tab in the indentation");
  assert_first_note("a: 1\n  b: 2\n", 8, "`: ` inside a value without quotes");
  assert_first_note("a: \"x\"\n  b: 2\n", 9,
                    "this line is indented unlike those that it stands among");
  assert_first_note("a: 1\nb\nc: 2\n", 5, "expected `:` behind this key");
  assert_first_note("a: b: c\n", 4, "`: ` inside a value without quotes");
  assert_first_note("a: 1\n? b\n: c\n", 5, "expected a key");
  assert_first_note("a: - b\n", 3, "a list cannot begin behind a key on its line");
  assert_first_note("a: @b\n", 3, "no value begins with this character");
  assert_first_note("a: \"b\" c\n", 7, "expected the end of the line behind this value");
  assert_first_note("a: \"b\nc: d\n", 3, "this string is not closed");
  assert_first_note("a: [\"b\" c]\n", 8, "expected `,` or the closing bracket");
  assert_first_note("a: [b, c\n", 3, "this `[` is not closed");
  assert_first_note("a: {b: c\n", 3, "this `{` is not closed");
  assert_first_note("a: | b\n", 5, "expected the end of the line behind `|` or `>`");
  assert_first_note("a: *b\n", 3, "no anchor of this name stands before it");
  assert_first_note("a: \"\\q\"\n", 4, "unknown escape in a string");
  assert_first_note("a: \"\x80\"\n", 4, "this byte is not valid UTF-8");
}

static void reads_on_behind_a_slip(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_tree *tree = parse(&arena, RC_STR("a: \"open\nb: x: y\nc\nd: last\n"));
  rc_value object = rc_value_first(rc_tree_root(tree));
  assert_int_equal(rc_value_node(object)->count, 8);
  assert_int_equal(tree->n_notes, 3);
  rc_str b = rc_value_string(&arena, rc_value_get(object, RC_STR("b")));
  assert_true(rc_str_equal(b, RC_STR("x: y")));
  assert_true(rc_str_equal(rc_value_string(&arena, rc_value_get(object, RC_STR("d"))),
                           RC_STR("last")));
  rc_arena_free(&arena);
}

static void leaves_other_engines_alone(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_tree *tree = parse(&arena, RC_STR("a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}\n"));
  assert_int_equal(tree->n_nodes, 1);
  assert_int_equal(tree->n_notes, 1);
  tree = parse(&arena, RC_STR("a: [b{{{{{{{{{{{{{{c]\nd: {e{{f: 1}\n"));
  check_shape(&arena, tree);
  assert_true(tree->n_nodes < 40);
  tree = parse(&arena, RC_STR("a: {{ .Values.x }}:1\n"));
  rc_value a = rc_value_get(rc_value_first(rc_tree_root(tree)), RC_STR("a"));
  assert_true(rc_str_equal(rc_value_string(&arena, a), RC_STR("{{ .Values.x }}:1")));
  assert_int_equal(tree->n_notes, 0);
  rc_arena_free(&arena);
}

static void aliases_lead_to_the_last_anchor(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_tree *tree = parse(&arena, RC_STR("a: &x 1\nb: *x\nc: &x 2\nd: *x\n"));
  rc_value object = rc_value_first(rc_tree_root(tree));
  rc_value b = rc_yaml_target(rc_value_get(object, RC_STR("b")));
  rc_value d = rc_yaml_target(rc_value_get(object, RC_STR("d")));
  assert_true(rc_str_equal(rc_value_raw(b), RC_STR("1")));
  assert_true(rc_str_equal(rc_value_raw(d), RC_STR("2")));
  assert_true(rc_value_is_none(rc_yaml_target(object)));
  rc_arena_free(&arena);
}

static void stops_at_limits(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  enum { DEEP = RC_LIMIT_NESTING_VALUE + 1 };
  char *text = malloc(2 * DEEP);
  for (size_t i = 0; i < DEEP; i++) {
    memcpy(text + 2 * i, "- ", 2);
  }
  rc_source source = {.bytes = {text, 2 * DEEP}};
  rc_tree *tree = NULL;
  assert_int_equal(rc_yaml_parse(&arena, &source, &tree), RC_LIMIT);
  assert_int_equal(arena.limit, RC_LIMIT_NESTING);
  free(text);
  rc_arena_free(&arena);
}

/* Cut off everywhere, with every byte in turn replaced by one that means something. */
static void survives_damage(void **state) {
  (void)state;
  static const char *const files[] = {"tests/yaml/collections.yaml", "tests/yaml/scalars.yaml"};
  static const char marks[] = ":-[]{}'\"|>&*!#\t\n? ,\x80";
  for (size_t f = 0; f < RC_COUNT_OF(files); f++) {
    rc_arena arena;
    rc_arena_init(&arena, &heap);
    rc_str text = read_file(&arena, files[f]);
    char *copy = malloc(text.len);
    for (size_t i = 0; i < text.len; i++) {
      rc_arena own;
      rc_arena_init(&own, &heap);
      check_shape(&own, parse(&own, rc_str_slice(text, 0, i)));
      memcpy(copy, text.ptr, text.len);
      copy[i] = marks[i % (sizeof marks - 1)];
      check_shape(&own, parse(&own, (rc_str){copy, text.len}));
      rc_arena_free(&own);
    }
    free(copy);
    rc_arena_free(&arena);
  }
}

static void reports_every_refused_allocation(void **state) {
  (void)state;
  rc_arena whole;
  rc_arena_init(&whole, &heap);
  const rc_source source = {.bytes = read_file(&whole, "tests/yaml/collections.yaml")};
  rc_status status = RC_NOMEM;
  for (long n = 0; status != RC_OK; n++) {
    long left = n;
    rc_arena arena;
    rc_arena_init(&arena, &(rc_allocator){.context = &left, .allocate = take, .release = give});
    rc_tree *tree = NULL;
    status = rc_yaml_parse(&arena, &source, &tree);
    assert_true(status == RC_OK || (status == RC_NOMEM && tree == NULL));
    rc_arena_free(&arena);
  }
  rc_arena_free(&whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(says_what_was_expected),
      cmocka_unit_test(reads_on_behind_a_slip),
      cmocka_unit_test(leaves_other_engines_alone),
      cmocka_unit_test(aliases_lead_to_the_last_anchor),
      cmocka_unit_test(stops_at_limits),
      cmocka_unit_test(survives_damage),
      cmocka_unit_test(reports_every_refused_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
