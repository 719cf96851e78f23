/* Edits of HCL in the style of the file: every case is parsed, edited, compared, parsed again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fix/editor.h"
#include "fix/hcl_edit.h"
#include "lib/heap.h"
#include "syntax/hcl.h"
#include "syntax/json.h"

static rc_source *source_of(rc_arena *arena, rc_str text) {
  rc_source *source = RC_NEW(arena, rc_source);
  *source = (rc_source){.path = RC_STR("main.tf"), .bytes = text};
  assert_int_equal(rc_source_index_lines(arena, source), RC_OK);
  return source;
}

static rc_tree *parse(rc_arena *arena, rc_str text) {
  rc_tree *tree = NULL;
  assert_int_equal(rc_hcl_parse(arena, source_of(arena, text), &tree), RC_OK);
  assert_int_equal(tree->n_notes, 0);
  return tree;
}

/* The first node of a kind whose text begins so. */
static rc_value find(const rc_tree *tree, rc_kind kind, const char *text) {
  for (rc_node_id id = 0; id < tree->n_nodes; id++) {
    rc_value at = {tree, id};
    if (rc_value_kind(at) == kind && rc_str_starts_with(rc_value_raw(at), rc_str_from_c(text))) {
      return at;
    }
  }
  fail_msg("no node begins with %s", text);
  return RC_VALUE_NONE;
}

/* What JSON says, `${...}` in its strings as holes. */
static void make(rc_arena *arena, rc_value value, rc_made *out) {
  rc_kind kind = rc_value_kind(value);
  out->kind = kind == RC_ARRAY    ? RC_MADE_LIST
              : kind == RC_OBJECT ? RC_MADE_OBJECT
              : kind == RC_STRING ? RC_MADE_STRING
                                  : RC_MADE_RAW;
  out->text = rc_value_text(arena, value, false);
  for (rc_value child = rc_value_first(value); !rc_value_is_none(child);
       child = rc_value_next(child)) {
    rc_made *made = rc_made_item(arena, out, RC_MADE_RAW, RC_STR_NONE);
    if (kind == RC_OBJECT) {
      made->has_key = true;
      made->key = rc_value_string(arena, child);
      child = rc_value_next(child);
    }
    make(arena, child, made);
  }
}

static rc_made made_of(rc_arena *arena, const char *json) {
  rc_tree *tree = NULL;
  rc_made made = {0};
  assert_int_equal(rc_json_parse(arena, source_of(arena, rc_str_from_c(json)), &tree), RC_OK);
  assert_int_equal(tree->n_notes, 0);
  make(arena, rc_value_first(rc_tree_root(tree)), &made);
  return made;
}

static void check(rc_arena *arena, const rc_tree *tree, rc_edits *edits, const char *expected) {
  bool ok = false;
  assert_int_equal(rc_edits_normalise(arena, tree->text, edits, &ok), RC_OK);
  assert_true(ok);
  rc_str text = rc_edits_apply(arena, tree->text, edits);
  rc_str terminated = RC_FILL(arena, "{}{}", text, ((rc_str){"", 1}));
  assert_string_equal(terminated.ptr, expected);
  (void)parse(arena, text);
}

static void appended(rc_arena *arena, const char *text, rc_kind kind, const char *where,
                     const char *json, const char *expected) {
  rc_tree *tree = parse(arena, rc_str_from_c(text));
  rc_made made = made_of(arena, json);
  rc_edits edits = {0};
  rc_value container = kind == RC_DOCUMENT ? rc_tree_root(tree) : find(tree, kind, where);
  assert_true(rc_hcl_can_edit(container));
  rc_hcl_append(arena, container, &made, &edits);
  check(arena, tree, &edits, expected);
}

/* ---- lists ---- */

static void list_on_lines(void **state) {
  appended(*state, "a = [\n  \"x\", # why\n  \"y\",\n]\n", RC_ARRAY, "", "[\"z\"]",
           "a = [\n  \"x\", # why\n  \"y\",\n  \"z\",\n]\n");
  appended(*state, "a = [\n  \"x\", # why\n  \"y\" // last\n]\n", RC_ARRAY, "", "[\"z\"]",
           "a = [\n  \"x\", # why\n  \"y\", // last\n  \"z\"\n]\n");
  appended(*state, "a = [\r\n\t\"x\"\r\n]", RC_ARRAY, "", "[\"y\", \"z\"]",
           "a = [\r\n\t\"x\",\r\n\t\"y\",\r\n\t\"z\"\r\n]");
}

static void list_on_one_line(void **state) {
  appended(*state, "a = [\"x\"]\n", RC_ARRAY, "", "[\"y\"]", "a = [\"x\", \"y\"]\n");
  appended(*state, "a = [ \"x\", ]\n", RC_ARRAY, "", "[\"y\"]", "a = [ \"x\", \"y\", ]\n");
  appended(*state, "a = [] # none\n", RC_ARRAY, "", "[\"y\"]", "a = [\"y\"] # none\n");
}

static void texts_with_holes(void **state) {
  appended(*state, "a = [\n  \"x\",\n]\n", RC_ARRAY, "",
           "[\"${aws_x.y.arn}\", \"${aws_x.y.arn}:*\", \"a\\\"b\\\\c\", \"<NAME>\", \"%{x\"]",
           "a = [\n  \"x\",\n  aws_x.y.arn,\n  \"${aws_x.y.arn}:*\",\n  \"a\\\"b\\\\c\",\n"
           "  \"<NAME>\",\n  \"%%{x\",\n]\n");
}

static void hugging_objects(void **state) {
  appended(*state,
           "p = jsonencode({\n  Statement = [{\n    Effect   = \"Allow\"\n    Action   = \"a:b\"\n"
           "    Resource = \"*\"\n  }]\n})\n",
           RC_ARRAY, "[{",
           "[{\"Effect\": \"Allow\", \"Action\": [\"c:d\", \"c:e\"],"
           " \"Resource\": \"${r.x.arn}\"}]",
           "p = jsonencode({\n  Statement = [{\n    Effect   = \"Allow\"\n    Action   = \"a:b\"\n"
           "    Resource = \"*\"\n  }, {\n    Effect = \"Allow\"\n    Action = [\n      \"c:d\",\n"
           "      \"c:e\",\n    ]\n    Resource = r.x.arn\n  }]\n})\n");
}

static void objects_on_lines(void **state) {
  appended(*state,
           "p = jsonencode({\n  \"Statement\" : [\n    {\n      \"Effect\" : \"Allow\",\n"
           "      \"Action\" : [\"a:b\", \"a:c\"],\n      \"Resource\" : \"*\"\n    }\n  ]\n})\n",
           RC_ARRAY, "[\n", "[{\"Effect\": \"Allow\", \"Action\": [\"c:d\", \"c:e\"],"
                            " \"Resource\": \"x\"}]",
           "p = jsonencode({\n  \"Statement\" : [\n    {\n      \"Effect\" : \"Allow\",\n"
           "      \"Action\" : [\"a:b\", \"a:c\"],\n      \"Resource\" : \"*\"\n    },\n    {\n"
           "      \"Effect\" : \"Allow\",\n      \"Action\" : [\"c:d\", \"c:e\"],\n"
           "      \"Resource\" : \"x\"\n    }\n  ]\n})\n");
}

/* ---- members and attributes ---- */

static void inserted(rc_arena *arena, const char *text, rc_kind kind, const char *where,
                     rc_kind after_kind, const char *after, const char *json,
                     const char *expected) {
  rc_tree *tree = parse(arena, rc_str_from_c(text));
  rc_made made = made_of(arena, json);
  rc_edits edits = {0};
  rc_hcl_insert_member(arena, find(tree, kind, where),
                       after == NULL ? RC_VALUE_NONE : find(tree, after_kind, after), &made,
                       &edits);
  check(arena, tree, &edits, expected);
}

static void attributes_stay_aligned(void **state) {
  const char *text = "resource \"t\" \"n\" {\n  family = \"app\" # name\n  cpu    = 256\n\n"
                     "  memory = 512\n}\n";
  inserted(*state, text, RC_HCL_BLOCK, "resource", RC_HCL_ATTRIBUTE, "family",
           "{\"execution_role_arn\": \"${aws_iam_role.x.arn}\"}",
           "resource \"t\" \"n\" {\n  family             = \"app\" # name\n"
           "  execution_role_arn = aws_iam_role.x.arn\n  cpu                = 256\n\n"
           "  memory = 512\n}\n");
  inserted(*state, text, RC_HCL_BLOCK, "resource", RC_HCL_ATTRIBUTE, "cpu", "{\"a\": \"b\"}",
           "resource \"t\" \"n\" {\n  family = \"app\" # name\n  cpu    = 256\n  a      = \"b\"\n\n"
           "  memory = 512\n}\n");
  inserted(*state, text, RC_HCL_BLOCK, "resource", RC_HCL_ATTRIBUTE, NULL, "{\"a\": \"b\"}",
           "resource \"t\" \"n\" {\n  a      = \"b\"\n  family = \"app\" # name\n  cpu    = 256\n\n"
           "  memory = 512\n}\n");
}

static void unaligned_lines_are_left(void **state) {
  inserted(*state, "r \"t\" {\n  ab = 1\n  c = 2\n}\n", RC_HCL_BLOCK, "r", RC_HCL_ATTRIBUTE, "c",
           "{\"longer\": 3}", "r \"t\" {\n  ab = 1\n  c = 2\n  longer = 3\n}\n");
  inserted(*state, "r \"t\" {\n  ab = 1\n  c  = [\n    2\n  ]\n}\n", RC_HCL_BLOCK, "r",
           RC_HCL_ATTRIBUTE, "c", "{\"longer\": 3}",
           "r \"t\" {\n  ab = 1\n  c  = [\n    2\n  ]\n  longer = 3\n}\n");
}

static void heredocs_are_passed(void **state) {
  inserted(*state, "r \"t\" {\n  a  = 1\n  bc = <<-X\n    a = 1\n  X\n  d = 2\n}\n", RC_HCL_BLOCK,
           "r", RC_HCL_ATTRIBUTE, "bc", "{\"e\": true}",
           "r \"t\" {\n  a  = 1\n  bc = <<-X\n    a = 1\n  X\n  e = true\n  d = 2\n}\n");
  appended(*state, "a = [\n  <<X\n1\nX\n]\n", RC_ARRAY, "", "[\"y\"]",
           "a = [\n  <<X\n1\nX\n  ,\n  \"y\"\n]\n");
}

static void empty_and_short_bodies(void **state) {
  inserted(*state, "r \"t\" {}\n", RC_HCL_BLOCK, "r", RC_HCL_ATTRIBUTE, NULL, "{\"a\": \"b\"}",
           "r \"t\" {\n  a = \"b\"\n}\n");
  inserted(*state, "r \"t\" { x = 1 }\n", RC_HCL_BLOCK, "r", RC_HCL_ATTRIBUTE, NULL,
           "{\"a\": \"b\"}", "r \"t\" {\n  x = 1\n  a = \"b\"\n}\n");
  inserted(*state, "r \"t\" {\n  # nothing\n}\n", RC_HCL_BLOCK, "r", RC_HCL_ATTRIBUTE, NULL,
           "{\"a\": \"b\"}", "r \"t\" {\n  a = \"b\"\n  # nothing\n}\n");
}

static void members_of_objects(void **state) {
  inserted(*state, "o = { a = 1, b = 2 }\n", RC_OBJECT, "{", RC_NUMBER, "1", "{\"c\": 3}",
           "o = { a = 1, c = 3, b = 2 }\n");
  inserted(*state, "o = {\n  a   = 1\n  bcd = 2 # two\n}\n", RC_OBJECT, "{", RC_NUMBER, "2",
           "{\"aws:x\": {\"k\": \"v\"}, \"z\": 1}",
           "o = {\n  a   = 1\n  bcd = 2 # two\n  \"aws:x\" = {\n    k = \"v\"\n  }\n  z = 1\n}\n");
  inserted(*state, "o = {\n  a = 1,\n  b = 2\n}\n", RC_OBJECT, "{", RC_NUMBER, "2",
           "{\"c\": 3}", "o = {\n  a = 1,\n  b = 2,\n  c = 3\n}\n");
}

/* ---- blocks ---- */

static void statements_become_blocks(void **state) {
  appended(*state,
           "data \"d\" \"x\" {\n  statement {\n    sid       = \"One\"\n    actions   = [\"a:b\"]\n"
           "    resources = [\"*\"]\n  }\n}\n",
           RC_HCL_BODY, "{\n  statement",
           "[{\"Sid\": \"Two\", \"Effect\": \"Allow\", \"Action\": [\"c:d\", \"c:e\"],"
           " \"Resource\": \"${r.x.arn}\","
           " \"Condition\": {\"StringEquals\": {\"aws:y\": \"z\"}}}]",
           "data \"d\" \"x\" {\n  statement {\n    sid       = \"One\"\n    actions   = [\"a:b\"]\n"
           "    resources = [\"*\"]\n  }\n\n  statement {\n    sid = \"Two\"\n    actions = [\n"
           "      \"c:d\",\n      \"c:e\",\n    ]\n    resources = [r.x.arn]\n\n    condition {\n"
           "      test     = \"StringEquals\"\n      variable = \"aws:y\"\n"
           "      values   = [\"z\"]\n    }\n  }\n}\n");
  appended(*state, "data \"d\" \"x\" {\n}\n", RC_HCL_BODY, "{",
           "[{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s\"}, \"Action\": \"c:d\"}]",
           "data \"d\" \"x\" {\n  statement {\n    effect  = \"Allow\"\n    actions = [\"c:d\"]\n\n"
           "    principals {\n      type        = \"Service\"\n      identifiers = [\"s\"]\n"
           "    }\n  }\n}\n");
}

static void objects_on_one_line(void **state) {
  appended(*state, "a = [\n  { a = 1, b = [\"x\", \"y\"] },\n]\n", RC_ARRAY, "[\n",
           "[{\"a\": 2, \"b\": [\"z\", \"w\"]}]",
           "a = [\n  { a = 1, b = [\"x\", \"y\"] },\n  { a = 2, b = [\"z\", \"w\"] },\n]\n");
  appended(*state, "a = [{ a = 1 }]\n", RC_ARRAY, "[", "[{\"a\": 2}]",
           "a = [{ a = 1 }, { a = 2 }]\n");
}

static void blocks_stand_as_close_as_others(void **state) {
  appended(*state,
           "data \"d\" \"x\" {\n  statement {\n    actions = [\"a:b\"]\n  }\n  statement {\n"
           "    actions = [\"a:c\"]\n  }\n}\n",
           RC_HCL_BODY, "{\n  statement", "[{\"Action\": \"c:d\"}]",
           "data \"d\" \"x\" {\n  statement {\n    actions = [\"a:b\"]\n  }\n  statement {\n"
           "    actions = [\"a:c\"]\n  }\n  statement {\n    actions = [\"c:d\"]\n  }\n}\n");
}

static void blocks_of_files(void **state) {
  rc_arena *arena = *state;
  const char *text = "a = 1\nresource \"r\" \"x\" {\n}\nresource \"r\" \"y\" {\n}";
  rc_tree *tree = parse(arena, rc_str_from_c(text));
  rc_made made = {.kind = RC_MADE_LIST};
  rc_made *block =
      rc_made_member(arena, &made, RC_STR("resource \"r\" \"z\""), RC_MADE_BLOCK, RC_STR_NONE);
  rc_made_member(arena, block, RC_STR("n"), RC_MADE_RAW, RC_STR("1"));
  rc_edits behind = {0};
  rc_hcl_insert_member(arena, rc_tree_root(tree), find(tree, RC_HCL_BLOCK, "resource \"r\" \"x"),
                       &made, &behind);
  check(arena, tree, &behind,
        "a = 1\nresource \"r\" \"x\" {\n}\n\nresource \"r\" \"z\" {\n  n = 1\n}\n\n"
        "resource \"r\" \"y\" {\n}");
  rc_edits last = {0};
  rc_hcl_append(arena, rc_tree_root(tree), &made, &last);
  check(arena, tree, &last,
        "a = 1\nresource \"r\" \"x\" {\n}\nresource \"r\" \"y\" {\n}\n\n"
        "resource \"r\" \"z\" {\n  n = 1\n}");
}

/* ---- changing ---- */

static void wrapped(rc_arena *arena, const char *text, const char *value, const char *json,
                    const char *expected) {
  rc_tree *tree = parse(arena, rc_str_from_c(text));
  rc_made made = made_of(arena, json);
  rc_edits edits = {0};
  rc_hcl_wrap(arena, find(tree, value[0] == '{' ? RC_OBJECT : RC_STRING, value), &made, &edits);
  check(arena, tree, &edits, expected);
}

static void single_values_become_lists(void **state) {
  wrapped(*state, "o = {\n  Effect   = \"Allow\"\n  Action   = \"a:b\"\n  Resource = \"*\"\n}\n",
          "\"a:b\"", "[\"a:c\"]",
          "o = {\n  Effect = \"Allow\"\n  Action = [\n    \"a:b\",\n    \"a:c\",\n  ]\n"
          "  Resource = \"*\"\n}\n");
  wrapped(*state, "o = {\n  Ab  = [\"x\", \"y\"]\n  Act = \"a:b\"\n}\n", "\"a:b\"", "[\"a:c\"]",
          "o = {\n  Ab  = [\"x\", \"y\"]\n  Act = [\"a:b\", \"a:c\"]\n}\n");
  wrapped(*state, "o = {\n  S = {\n    a = 1\n  }\n}\n", "{\n    a", "[{\"a\": 2}]",
          "o = {\n  S = [{\n    a = 1\n  }, {\n    a = 2\n  }]\n}\n");
}

static void values_are_replaced(void **state) {
  rc_arena *arena = *state;
  rc_tree *tree = parse(arena, RC_STR("r \"t\" {\n  role = \"x\" # who\n}\n"));
  rc_made made = made_of(arena, "\"${aws_iam_role.y.name}\"");
  rc_edits edits = {0};
  rc_hcl_replace(arena, find(tree, RC_STRING, "\"x"), &made, &edits);
  check(arena, tree, &edits, "r \"t\" {\n  role = aws_iam_role.y.name # who\n}\n");
}

static void removed(rc_arena *arena, const char *text, rc_kind kind, const char *where,
                    const char *which, const char *expected) {
  bool gone[8] = {false};
  for (size_t i = 0; which[i] != '\0'; i++) {
    gone[i] = which[i] == 'x';
  }
  rc_tree *tree = parse(arena, rc_str_from_c(text));
  rc_edits edits = {0};
  rc_hcl_remove(arena, find(tree, kind, where), gone, &edits);
  check(arena, tree, &edits, expected);
}

static void texts_are_appended(void **state) {
  rc_arena *arena = *state;
  rc_tree *tree = parse(arena, RC_STR("a = [x.y.arn, \"z\", \"${x.y}\"]\n"));
  rc_value places[] = {find(tree, RC_HCL_GET, "x.y.arn"), find(tree, RC_STRING, "\"z"),
                       find(tree, RC_HCL_TEMPLATE, "\"$")};
  rc_edits edits = {0};
  for (size_t i = 0; i < RC_COUNT_OF(places); i++) {
    rc_hcl_editor.append_text(arena, places[i], RC_STR(":*"), &edits);
  }
  check(arena, tree, &edits, "a = [\"${x.y.arn}:*\", \"z:*\", \"${x.y}:*\"]\n");
}

static void children_are_removed(void **state) {
  removed(*state, "a = [\n  \"x\", # x\n  \"y\",\n  \"z\"\n]\n", RC_ARRAY, "", "x-x",
          "a = [\n  \"y\",\n]\n");
  removed(*state, "a = [\"x\", \"y\", \"z\"]\n", RC_ARRAY, "", "-xx", "a = [\"x\"]\n");
  removed(*state, "a = [\"x\", \"y\", \"z\"]\n", RC_ARRAY, "", "x--", "a = [\"y\", \"z\"]\n");
  removed(*state, "a = [{\n  b = 1\n  }, {\n  b = 2\n}]\n", RC_ARRAY, "", "-x",
          "a = [{\n  b = 1\n  }]\n");
  removed(*state,
          "d \"x\" {\n  a = 1\n\n  # one\n  statement {\n    b = 1\n  }\n\n  statement {\n"
          "    b = 2\n  }\n}\n",
          RC_HCL_BODY, "", "--x",
          "d \"x\" {\n  a = 1\n\n  # one\n  statement {\n    b = 1\n  }\n}\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(list_on_lines, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(list_on_one_line, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(texts_with_holes, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(hugging_objects, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(objects_on_lines, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(attributes_stay_aligned, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(unaligned_lines_are_left, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(heredocs_are_passed, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(empty_and_short_bodies, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(members_of_objects, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(statements_become_blocks, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(objects_on_one_line, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(blocks_stand_as_close_as_others, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(blocks_of_files, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(single_values_become_lists, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(values_are_replaced, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(children_are_removed, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(texts_are_appended, heap_set_up, heap_tear_down),
  };
  return cmocka_run_group_tests_name("fix_hcl", tests, NULL, NULL);
}
