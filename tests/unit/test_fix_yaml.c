/* Edits of YAML in the style of the file: every case is parsed, edited, compared, parsed again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fix/editor.h"
#include "lib/heap.h"
#include "syntax/yaml.h"

static rc_tree *parse(rc_arena *arena, rc_str text) {
  rc_source *source = RC_NEW(arena, rc_source);
  *source = (rc_source){.path = RC_STR("test.yaml"), .bytes = text};
  rc_tree *tree = NULL;
  assert_int_equal(rc_yaml_parse(arena, source, &tree), RC_OK);
  return tree;
}

/* "Statement.0.Action"; "" is the first value of the file. */
static rc_value find(rc_tree *tree, const char *path) {
  rc_value at = rc_value_first(rc_tree_root(tree));
  rc_str rest = rc_str_from_c(path);
  while (rest.len > 0) {
    rc_str step = rc_str_cut(&rest, '.');
    uint64_t index = 0;
    if (rc_str_to_u64(step, &index)) {
      at = rc_value_first(at);
      for (uint64_t i = 0; i < index; i++) {
        at = rc_value_next(at);
      }
    } else {
      at = rc_value_get(at, step);
    }
    assert_false(rc_value_is_none(at));
  }
  return at;
}

static rc_str apply(rc_arena *arena, rc_str text, rc_edits *edits) {
  bool ok = false;
  assert_int_equal(rc_edits_normalise(arena, text, edits, &ok), RC_OK);
  assert_true(ok);
  return rc_edits_apply(arena, text, edits);
}

static void check_text(rc_arena *arena, rc_str got, const char *expected) {
  if (!rc_str_equal(got, rc_str_from_c(expected))) {
    rc_str shown = RC_FILL(arena, "{}{}", got, ((rc_str){"", 1}));
    fail_msg("got:\n%s\nexpected:\n%s", shown.ptr, expected);
  }
  assert_int_equal(parse(arena, got)->n_notes, 0);
}

/* A list of strings "a,b" as made children; `<X>` is a reference. */
static rc_made strings(rc_arena *arena, const char *joined) {
  rc_made list = {.kind = RC_MADE_LIST};
  rc_str rest = rc_str_from_c(joined);
  while (rest.len > 0) {
    rc_str text = rc_str_cut(&rest, ',');
    size_t open = rc_str_find_byte(text, '<', 0);
    size_t close = rc_str_find_byte(text, '>', 0);
    if (open != RC_NOT_FOUND && close != RC_NOT_FOUND) {
      rc_str name = RC_FILL(arena, "${{}}", rc_str_slice(text, open + 1, close));
      text = RC_FILL(arena, "{}{}{}", rc_str_slice(text, 0, open), rc_hole_make(arena, name),
                     rc_str_from(text, close + 1));
    }
    rc_made_item(arena, &list, RC_MADE_STRING, text);
  }
  return list;
}

static rc_made statement(rc_arena *arena) {
  rc_made list = {.kind = RC_MADE_LIST};
  rc_made *s = rc_made_item(arena, &list, RC_MADE_OBJECT, RC_STR_NONE);
  rc_made_member(arena, s, RC_STR("Effect"), RC_MADE_STRING, RC_STR("Allow"));
  rc_made *actions = rc_made_member(arena, s, RC_STR("Action"), RC_MADE_LIST, RC_STR_NONE);
  actions->children = strings(arena, "a:B,a:C").children;
  rc_made *resource = rc_made_member(arena, s, RC_STR("Resource"), RC_MADE_STRING, RC_STR_NONE);
  resource->text = strings(arena, "<Queue.Arn>").children.items[0].text;
  return list;
}

typedef struct edit_case {
  const char *text, *path, *items, *expected;
} edit_case;

/* `items` NULL: the statement above. */
static const edit_case append_cases[] = {
    {"A: []\n", "A", "x,z", "A:\n  - x\n  - z\n"},
    {"A: []  # none\nB: 1\n", "A", "x", "A:\n  - x  # none\nB: 1\n"},
    {"B: [a, b]\nA: []\n", "A", "x", "B: [a, b]\nA: [x]\n"},
    {"A:\n- a\n", "A", "x", "A:\n- a\n- x\n"},
    {"A:\n  - a\nB: c\n", "A", "x,z", "A:\n  - a\n  - x\n  - z\nB: c\n"},
    {"A:\n  - a # why a\n\n  # of B\nB: c\n", "A", "x",
     "A:\n  - a # why a\n  - x\n\n  # of B\nB: c\n"},
    {"A:\r\n  - a\r\nB: c\r\n", "A", "x", "A:\r\n  - a\r\n  - x\r\nB: c\r\n"},
    {"A:\n  - a", "A", "x,z", "A:\n  - a\n  - x\n  - z"},
    {"A:\n  - a  \nB: c\n", "A", "x", "A:\n  - a  \n  - x\nB: c\n"},
    {"A:\n  - |\n    a\n    b\n\nB: c\n", "A", "x", "A:\n  - |\n    a\n    b\n  - x\n\nB: c\n"},
    {"A: [a, b]\n", "A", "x", "A: [a, b, x]\n"},
    {"A: ['a:b']\n", "A", "c:d,*", "A: ['a:b', 'c:d', '*']\n"},
    {"A: [\n  a,\n  b\n]\n", "A", "x", "A: [\n  a,\n  b,\n  x\n]\n"},
    {"A:\n  - \"a:b\"\n", "A", "c:d,e", "A:\n  - \"a:b\"\n  - \"c:d\"\n  - e\n"},
    {"A:\n  - a:b\n", "A", "true,12,a: b,c,'d,# e,f #g",
     "A:\n  - a:b\n  - \"true\"\n  - \"12\"\n  - \"a: b\"\n  - c\n  - \"'d\"\n  - \"# e\"\n"
     "  - \"f #g\"\n"},
    {"A:\n  - a\n", "A", "<X>,<X.Arn>,arn:<AWS::Region>:x",
     "A:\n  - a\n  - !Ref X\n  - !GetAtt X.Arn\n  - !Sub \"arn:${AWS::Region}:x\"\n"},
    {"A:\n  - !Sub '${B}:c'\n", "A", "arn:<B>:${c}", "A:\n  - !Sub '${B}:c'\n"
     "  - !Sub 'arn:${B}:${!c}'\n"},
    {"A:\n  - !Sub arn:${B}:c\n", "A", "d:<B>", "A:\n  - !Sub arn:${B}:c\n  - !Sub d:${B}\n"},
    {"A:\n  - Fn::GetAtt: [B, Arn]\n", "A", "<X>,<X.Arn>,d:<B>",
     "A:\n  - Fn::GetAtt: [B, Arn]\n  - Ref: X\n  - Fn::GetAtt:\n      - X\n      - Arn\n"
     "  - Fn::Sub: d:${B}\n"},
    {"S:\n  - Effect: Deny\n    Action: [a, b]\n", "S", NULL,
     "S:\n  - Effect: Deny\n    Action: [a, b]\n  - Effect: Allow\n    Action: [a:B, a:C]\n"
     "    Resource: !GetAtt Queue.Arn\n"},
    {"S:\n    -   Effect: Deny\n        Action:\n            - a\n", "S", NULL,
     "S:\n    -   Effect: Deny\n        Action:\n            - a\n    -   Effect: Allow\n"
     "        Action:\n            - a:B\n            - a:C\n"
     "        Resource: !GetAtt Queue.Arn\n"},
    {"S:\n- Effect: Deny\n  Action:\n  - a\n\n- Effect: Deny\n", "S", NULL,
     "S:\n- Effect: Deny\n  Action:\n  - a\n\n- Effect: Deny\n\n- Effect: Allow\n  Action:\n"
     "  - a:B\n  - a:C\n  Resource: !GetAtt Queue.Arn\n"},
    {"S:\n  - {Effect: Deny, Action: [a]}\n", "S", NULL,
     "S:\n  - {Effect: Deny, Action: [a]}\n"
     "  - {Effect: Allow, Action: [a:B, a:C], Resource: !GetAtt Queue.Arn}\n"},
    {"S: [{\"Effect\": \"Deny\", \"Ref\": \"a\"}]\n", "S", "<X.Arn>",
     "S: [{\"Effect\": \"Deny\", \"Ref\": \"a\"}, {\"Fn::GetAtt\": [\"X\", \"Arn\"]}]\n"},
    {"--- # first\nA:\n  - a\n---\nA:\n  - b\n", "A", "x",
     "--- # first\nA:\n  - a\n  - x\n---\nA:\n  - b\n"},
};

static void test_append(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(append_cases); i++) {
    const edit_case *c = &append_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_value container = find(parse(arena, text), c->path);
    rc_made items = c->items == NULL ? statement(arena) : strings(arena, c->items);
    rc_edits edits = {0};
    assert_true(rc_yaml_editor.can_edit(container));
    rc_yaml_editor.append(arena, container, &items, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

/* `items` tells the member behind which it goes. */
static const edit_case insert_cases[] = {
    {"A: 1\nB: 2\n", "", "A", "A: 1\nK: !Ref V\nB: 2\n"},
    {"A: 1 # one\nB: 2\n", "", "A", "A: 1 # one\nK: !Ref V\nB: 2\n"},
    {"A: 1\nB: 2", "", "B", "A: 1\nB: 2\nK: !Ref V"},
    {"A: 1\nB: 2\n", "", NULL, "K: !Ref V\nA: 1\nB: 2\n"},
    {"A:\n  - B: 2\n    C: 3\n", "A.0", NULL, "A:\n  - K: !Ref V\n    B: 2\n    C: 3\n"},
    {"A:\n  B:\n    - c\n    - d\n\n  E: f\n", "A", "B",
     "A:\n  B:\n    - c\n    - d\n\n  K: !Ref V\n\n  E: f\n"},
    {"A: {B: 1, C: 2}\n", "A", "B", "A: {B: 1, K: !Ref V, C: 2}\n"},
    {"A: {B: 1}\n", "A", NULL, "A: {K: !Ref V, B: 1}\n"},
    {"A: {}\nB: 1\n", "A", NULL, "A:\n  K: !Ref V\nB: 1\n"},
    {"A: {\"B\": 1}\n", "A", "B", "A: {\"B\": 1, \"K\": !Ref V}\n"},
};

static void test_insert_member(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(insert_cases); i++) {
    const edit_case *c = &insert_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_value object = find(parse(arena, text), c->path);
    rc_value after =
        c->items == NULL ? RC_VALUE_NONE : rc_value_get(object, rc_str_from_c(c->items));
    rc_made made = {.kind = RC_MADE_OBJECT};
    rc_made_member(arena, &made, RC_STR("K"), RC_MADE_STRING, rc_hole_make(arena, RC_STR("${V}")));
    rc_edits edits = {0};
    rc_yaml_editor.insert_member(arena, object, after, &made, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

static const edit_case replace_cases[] = {
    {"A: b\n", "A", "x", "A: x\n"},
    {"A: !Sub \"b\" # why\n", "A", "<X.Arn>", "A: !GetAtt X.Arn # why\n"},
    {"A:\nB: c\n", "A", "<X>", "A: !Ref X\nB: c\n"},
    {"A: ''\n", "A", "<X>", "A: !Ref X\n"},
    {"A:\n  Fn::GetAtt: [B, Arn]\nC: d\n", "A", "x", "A: x\nC: d\n"},
    {"A:\n  - b\n", "A.0", "x", "A:\n  - x\n"},
    {"A: {B: c, D: e}\n", "A.B", "<X.Arn>", "A: {B: !GetAtt X.Arn, D: e}\n"},
};

static void test_replace(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(replace_cases); i++) {
    const edit_case *c = &replace_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_made items = strings(arena, c->items);
    rc_edits edits = {0};
    rc_yaml_editor.replace(arena, find(parse(arena, text), c->path), &items.children.items[0],
                           &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

/* `items` NULL: the statement. */
static const edit_case wrap_cases[] = {
    {"A: a:b\n", "A", "x", "A:\n  - a:b\n  - x\n"},
    {"A: a:b # why\nC: d\n", "A", "x", "A:\n  - a:b # why\n  - x\nC: d\n"},
    {"B:\n- c\nA: a", "A", "x", "B:\n- c\nA:\n- a\n- x"},
    {"B: [c, d]\nA: !GetAtt X.Arn\n", "A", "*", "B: [c, d]\nA: [!GetAtt X.Arn, \"*\"]\n"},
    {"B: [c, d]\nA: !Sub x:${Y}:z\n", "A", "*",
     "B: [c, d]\nA:\n  - !Sub x:${Y}:z\n  - \"*\"\n"},
    {"S: {A: a, B: c}\n", "S.A", "x", "S: {A: [a, x], B: c}\n"},
    {"A:\n  Fn::GetAtt:\n    - X\n    - Arn\nC: d\n", "A", "x",
     "A:\n  - Fn::GetAtt:\n      - X\n      - Arn\n  - x\nC: d\n"},
    {"S:\n  Effect: Deny\n\n  Action:\n    - a\nC: d\n", "S", NULL,
     "S:\n  - Effect: Deny\n\n    Action:\n      - a\n  - Effect: Allow\n    Action:\n"
     "      - a:B\n      - a:C\n    Resource: !GetAtt Queue.Arn\nC: d\n"},
};

static void test_wrap(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(wrap_cases); i++) {
    const edit_case *c = &wrap_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_made items = c->items == NULL ? statement(arena) : strings(arena, c->items);
    rc_edits edits = {0};
    rc_yaml_editor.wrap(arena, find(parse(arena, text), c->path), &items, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

/* `items` has an `x` for each item that goes. */
static const edit_case remove_cases[] = {
    {"A:\n  - a\n  - b\n  - c\n", "A", ".x.", "A:\n  - a\n  - c\n"},
    {"A:\n  - a # of a\n  - b # of b\nC: d\n", "A", ".x", "A:\n  - a # of a\nC: d\n"},
    {"A:\n  - a\n  - b", "A", ".x", "A:\n  - a"},
    {"A:\n- B: c\n  D: e\n- F: g\n", "A", "x.", "A:\n- F: g\n"},
    {"A:\n  - a\n  - b\nC: d\n", "A", "xx", "A: []\nC: d\n"},
    {"A: [a, b, c]\n", "A", "x.x", "A: [b]\n"},
    {"A: [!Ref B, !GetAtt C.D]\n", "A", "x.", "A: [!GetAtt C.D]\n"},
    {"A: [a]\n", "A", "x", "A: []\n"},
    {"A:\r\n  - a\r\n  - b\r\n", "A", "x.", "A:\r\n  - b\r\n"},
};

static void test_remove(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(remove_cases); i++) {
    const edit_case *c = &remove_cases[i];
    rc_str text = rc_str_from_c(c->text);
    bool gone[8] = {0};
    for (size_t k = 0; c->items[k] != '\0'; k++) {
      gone[k] = c->items[k] == 'x';
    }
    rc_edits edits = {0};
    rc_yaml_editor.remove(arena, find(parse(arena, text), c->path), gone, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

static const edit_case text_cases[] = {
    {"A: a:b\n", "A", ":*", "A: a:b:*\n"},
    {"A: \"a:b\"\n", "A", ":*", "A: \"a:b:*\"\n"},
    {"A: !Sub 'a:${B}' # why\n", "A", ":*", "A: !Sub 'a:${B}:*' # why\n"},
    {"A: |\n  a:b\n", "A", ":*", "A: |\n  a:b:*\n"},
    {"A: a:b # why\n", "A", "::", "A: \"a:b::\" # why\n"},
    {"B: 'c'\nA: a:b\n", "A", "::", "B: 'c'\nA: 'a:b::'\n"},
};

static void test_append_text(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(text_cases); i++) {
    const edit_case *c = &text_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_edits edits = {0};
    rc_yaml_editor.append_text(arena, find(parse(arena, text), c->path), rc_str_from_c(c->items),
                               &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

/* What an alias shares, and a file with slips, would change in more places, or by a guess. */
static void test_what_is_left_alone(void **state) {
  rc_arena *arena = *state;
  rc_tree *shared = parse(arena, RC_STR("A: &x\n  B: [c]\nD: *x\nE: [f]\nG: &y [h]\n"));
  assert_false(rc_yaml_editor.can_edit(find(shared, "A")));
  assert_false(rc_yaml_editor.can_edit(find(shared, "A.B")));
  assert_false(rc_yaml_editor.can_edit(find(shared, "D")));
  assert_true(rc_yaml_editor.can_edit(find(shared, "E")));
  assert_true(rc_yaml_editor.can_edit(find(shared, "G")));
  rc_tree *broken = parse(arena, RC_STR("A: [b]\nC\n"));
  assert_false(rc_yaml_editor.can_edit(find(broken, "A")));
  assert_false(rc_yaml_editor.can_edit(RC_VALUE_NONE));
}

/* Whatever the layout: the container has one item more, and no other one has changed. */
static void test_edits_of_any_layout_mean_what_they_should(void **state) {
  static const char *const texts[] = {
      "A:\n  - b\n  - - c\n    - d\n  -\n    E: f\n    G:\n    - h\n",
      "A:\n  ? x\n  : y\n",
      "# head\nA: # of A\n  # of b\n  - b # beside b\n  # behind b\nC:\n    D: [e, 'f', \"g\"]\n",
      "A: >-\n  folded\n  text\nB:\n  - >\n    c\n\n  - |+\n    d\n\nE:\n  - f\n",
      "- A: b\n  C:\n    - d\n- E\n",
      "A: {b: [c, {d: e}], f: {}}\nG: []\n",
      "A: !If [B, [c], !Ref 'AWS::NoValue']\nD:\n  Fn::If:\n    - E\n    - - f\n    - - g\n",
  };
  rc_arena *arena = *state;
  rc_made added = strings(arena, "new");
  for (size_t i = 0; i < RC_COUNT_OF(texts); i++) {
    rc_str text = rc_str_from_c(texts[i]);
    rc_tree *tree = parse(arena, text);
    for (rc_node_id id = 1; id < tree->n_nodes; id++) {
      rc_value v = {tree, id};
      rc_edits edits = {0};
      if (rc_value_kind(v) != RC_ARRAY || !rc_yaml_editor.can_edit(v)) {
        continue;
      }
      rc_yaml_editor.append(arena, v, &added, &edits);
      rc_tree *after = parse(arena, apply(arena, text, &edits));
      assert_int_equal(after->n_notes, 0);
      assert_int_equal(after->n_nodes, tree->n_nodes + 1);
      assert_int_equal(after->nodes[id].count, tree->nodes[id].count + 1);
      for (rc_node_id k = 1; k < tree->nodes[id].next; k++) {
        rc_value before = {tree, k};
        rc_value now = {after, k};
        assert_int_equal(rc_value_kind(before), rc_value_kind(now));
        assert_true(rc_str_equal(rc_value_string(arena, before), rc_value_string(arena, now)));
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_append, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_insert_member, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_replace, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_wrap, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_remove, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_append_text, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_what_is_left_alone, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_edits_of_any_layout_mean_what_they_should, heap_set_up,
                                      heap_tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
