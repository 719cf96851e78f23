/* Edits of JSON in the style of the file: every case is parsed, edited, compared, parsed again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fix/json_edit.h"
#include "lib/heap.h"
#include "syntax/json.h"

static rc_tree *parse(rc_arena *arena, rc_str text) {
  rc_source *source = RC_NEW(arena, rc_source);
  *source = (rc_source){.path = RC_STR("test.json"), .bytes = text};
  assert_int_equal(rc_source_index_lines(arena, source), RC_OK);
  rc_tree *tree = NULL;
  assert_int_equal(rc_json_parse(arena, source, &tree), RC_OK);
  return tree;
}

/* "Statement.0.Action"; "" is the first value of the file. */
static rc_value find(rc_value root, const char *path) {
  rc_value at = rc_value_first(root);
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

/* Applies edits in any order; dies when two are in each other's way. */
static rc_str apply(rc_arena *arena, rc_str text, rc_edits *edits) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  size_t at = 0;
  for (uint32_t i = 0; i < edits->len; i++) {
    for (uint32_t j = i + 1; j < edits->len; j++) {
      if (edits->items[j].start < edits->items[i].start) {
        rc_edit swap = edits->items[i];
        edits->items[i] = edits->items[j];
        edits->items[j] = swap;
      }
    }
    rc_edit edit = edits->items[i];
    assert_true(edit.start >= at && edit.end >= edit.start && edit.end <= text.len);
    rc_buf_put(&buf, rc_str_slice(text, at, edit.start));
    rc_buf_put(&buf, edit.text);
    at = edit.end;
  }
  rc_buf_put(&buf, rc_str_from(text, at));
  assert_int_equal(rc_buf_status(&buf), RC_OK);
  return rc_buf_str(&buf);
}

static void check_text(rc_arena *arena, rc_str got, const char *expected) {
  if (!rc_str_equal(got, rc_str_from_c(expected))) {
    rc_str shown = RC_FILL(arena, "{}{}", got, ((rc_str){"", 1}));
    fail_msg("got:\n%s\nexpected:\n%s", shown.ptr, expected);
  }
  assert_false(parse(arena, got)->has_errors);
}

/* A list of strings "a,b" as made children. */
static rc_made strings(rc_arena *arena, const char *joined) {
  rc_made list = {.kind = RC_MADE_LIST};
  rc_str rest = rc_str_from_c(joined);
  while (rest.len > 0) {
    rc_made_item(arena, &list, RC_MADE_STRING, rc_str_cut(&rest, ','));
  }
  return list;
}

static rc_made statement(rc_arena *arena) {
  rc_made list = {.kind = RC_MADE_LIST};
  rc_made *s = rc_made_item(arena, &list, RC_MADE_OBJECT, RC_STR_NONE);
  rc_made_member(arena, s, RC_STR("Effect"), RC_MADE_STRING, RC_STR("Allow"));
  rc_made *actions = rc_made_member(arena, s, RC_STR("Action"), RC_MADE_LIST, RC_STR_NONE);
  *actions = (rc_made){.kind = RC_MADE_LIST, .has_key = true, .key = RC_STR("Action")};
  rc_made_item(arena, actions, RC_MADE_STRING, RC_STR("a:B"));
  rc_made_item(arena, actions, RC_MADE_STRING, RC_STR("a:C"));
  rc_made *where = rc_made_member(arena, s, RC_STR("Condition"), RC_MADE_OBJECT, RC_STR_NONE);
  rc_made_member(arena, where, RC_STR("k"), RC_MADE_STRING, RC_STR("v"));
  return list;
}

typedef struct append_case {
  const char *text, *path, *items, *expected;
} append_case;

/* `items` NULL: the statement above. */
static const append_case append_cases[] = {
    {"[]", "", "x", "[\"x\"]"},
    {"[ ]\n", "", "x,y", "[\"x\", \"y\"]\n"},
    {"[\"a\"]", "", "x", "[\"a\", \"x\"]"},
    {"[\"a\",\"b\"]", "", "x", "[\"a\",\"b\",\"x\"]"},
    {"[ \"a\", \"b\" ]", "", "x", "[ \"a\", \"b\", \"x\" ]"},
    {"[\"a\", \"b\",]", "", "x", "[\"a\", \"b\", \"x\",]"},
    {"{\"k\":[\"a\"]}", "k", "x,y", "{\"k\":[\"a\",\"x\",\"y\"]}"},
    {"[\n  \"a\"\n]\n", "", "x", "[\n  \"a\",\n  \"x\"\n]\n"},
    {"[\n\t\"a\",\n\t\"b\"\n]", "", "x,y", "[\n\t\"a\",\n\t\"b\",\n\t\"x\",\n\t\"y\"\n]"},
    {"[\r\n    \"a\"\r\n]\r\n", "", "x", "[\r\n    \"a\",\r\n    \"x\"\r\n]\r\n"},
    {"\xEF\xBB\xBF[\n  \"a\"\n]", "", "x", "\xEF\xBB\xBF[\n  \"a\",\n  \"x\"\n]"},
    {"[\n  \"a\" // why a\n]", "", "x", "[\n  \"a\", // why a\n  \"x\"\n]"},
    {"[\n  \"a\", // why a\n  // more to come\n]", "", "x",
     "[\n  \"a\", // why a\n  \"x\",\n  // more to come\n]"},
    {"[\n  \"a\" /* one, two */\n  // end\n]", "", "x",
     "[\n  \"a\", /* one, two */\n  \"x\"\n  // end\n]"},
    {"[\n  \"a\"\n  , \"b\"\n]", "", "x", "[\n  \"a\"\n  , \"b\",\n  \"x\"\n]"},
    {"{\n  \"S\": []\n}", "S", NULL,
     "{\n  \"S\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\n        \"a:B\",\n"
     "        \"a:C\"\n      ],\n      \"Condition\": {\n        \"k\": \"v\"\n      }\n    }\n"
     "  ]\n}"},
    {"{\n  \"S\": [\n    // none yet\n  ]\n}", "S", "x",
     "{\n  \"S\": [\n    \"x\"\n    // none yet\n  ]\n}"},
    {"{\"S\":[{\"Effect\":\"Deny\"}]}", "S", NULL,
     "{\"S\":[{\"Effect\":\"Deny\"},{\"Effect\":\"Allow\",\"Action\":[\"a:B\",\"a:C\"],"
     "\"Condition\":{\"k\":\"v\"}}]}"},
    {"{\n  \"S\": [\n    { \"Effect\": \"Deny\", \"R\": [\"x\", \"y\"] }\n  ]\n}\n", "S", NULL,
     "{\n  \"S\": [\n    { \"Effect\": \"Deny\", \"R\": [\"x\", \"y\"] },\n"
     "    { \"Effect\": \"Allow\", \"Action\": [\"a:B\", \"a:C\"], \"Condition\": { \"k\": \"v\" "
     "} }\n"
     "  ]\n}\n"},
    {"{\n    \"S\": [{\n        \"Effect\": \"Deny\",\n        \"P\": {\"AWS\": \"*\"}\n    }]\n}",
     "S", NULL,
     "{\n    \"S\": [{\n        \"Effect\": \"Deny\",\n        \"P\": {\"AWS\": \"*\"}\n    }, {\n"
     "        \"Effect\": \"Allow\",\n        \"Action\": [\n            \"a:B\",\n"
     "            \"a:C\"\n        ],\n        \"Condition\": {\"k\": \"v\"}\n    }]\n}"},
    {"{\n  \"S\" : [\n    {\n      \"Effect\" : \"Deny\",\n      \"R\" : [\"x\", \"y\"],\n"
     "      \"P\" : { \"AWS\" : \"*\" }\n    }\n  ]\n}",
     "S", NULL,
     "{\n  \"S\" : [\n    {\n      \"Effect\" : \"Deny\",\n      \"R\" : [\"x\", \"y\"],\n"
     "      \"P\" : { \"AWS\" : \"*\" }\n    },\n    {\n      \"Effect\" : \"Allow\",\n"
     "      \"Action\" : [\"a:B\", \"a:C\"],\n      \"Condition\" : { \"k\" : \"v\" }\n    }\n"
     "  ]\n}"},
};

static void test_append(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(append_cases); i++) {
    const append_case *c = &append_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_value container = find(rc_tree_root(parse(arena, text)), c->path);
    rc_made items = c->items == NULL ? statement(arena) : strings(arena, c->items);
    rc_edits edits = {0};
    rc_json_append(arena, container, &items, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

typedef struct member_case {
  const char *text, *after, *expected;
} member_case;

static const member_case member_cases[] = {
    {"{}", NULL, "{\"new\": \"v\"}"},
    {"{ \"a\": 1 }", NULL, "{ \"new\": \"v\", \"a\": 1 }"},
    {"{\"a\":1}", NULL, "{\"new\":\"v\",\"a\":1}"},
    {"{\"a\":1}", "a", "{\"a\":1,\"new\":\"v\"}"},
    {"{\"a\":1,\"b\":2}", "a", "{\"a\":1,\"new\":\"v\",\"b\":2}"},
    {"{\"a\": 1, \"b\": 2}", "a", "{\"a\": 1, \"new\": \"v\", \"b\": 2}"},
    {"{\n  \"a\": 1,\n  \"b\": 2\n}\n", "a", "{\n  \"a\": 1,\n  \"new\": \"v\",\n  \"b\": 2\n}\n"},
    {"{\n  \"a\": 1,\n  \"b\": 2\n}\n", "b", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"new\": \"v\"\n}\n"},
    {"{\n\t\"a\": 1\n}", NULL, "{\n\t\"new\": \"v\",\n\t\"a\": 1\n}"},
    {"{ // the task\n  \"a\": 1\n}", NULL, "{ // the task\n  \"new\": \"v\",\n  \"a\": 1\n}"},
    {"{\r\n  \"a\": 1, // first\r\n  \"b\": 2\r\n}", "a",
     "{\r\n  \"a\": 1, // first\r\n  \"new\": \"v\",\r\n  \"b\": 2\r\n}"},
    {"{\n  \"a\": 1, \"b\": 2,\n  \"c\": 3\n}", "a",
     "{\n  \"a\": 1,\n  \"new\": \"v\", \"b\": 2,\n  \"c\": 3\n}"},
    {"{\n  \"a\": {\n    \"x\": 1\n  },\n  \"b\": 2\n}", "a",
     "{\n  \"a\": {\n    \"x\": 1\n  },\n  \"new\": \"v\",\n  \"b\": 2\n}"},
};

static void test_insert_member(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(member_cases); i++) {
    const member_case *c = &member_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_value object = find(rc_tree_root(parse(arena, text)), "");
    rc_value after = c->after == NULL ? RC_VALUE_NONE
                                      : rc_value_get(object, rc_str_from_c(c->after));
    rc_made made = {.kind = RC_MADE_OBJECT};
    rc_made_member(arena, &made, RC_STR("new"), RC_MADE_STRING, RC_STR("v"));
    rc_edits edits = {0};
    rc_json_insert_member(arena, object, after, &made, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

static const append_case wrap_cases[] = {
    {"{\"a\":\"x\",\"b\":1}", "a", "y", "{\"a\":[\"x\",\"y\"],\"b\":1}"},
    {"{ \"a\": \"x\" }", "a", "y,z", "{ \"a\": [\"x\", \"y\", \"z\"] }"},
    {"{\n  \"a\": \"x\",\n  \"b\": [\"1\", \"2\"]\n}", "a", "y",
     "{\n  \"a\": [\"x\", \"y\"],\n  \"b\": [\"1\", \"2\"]\n}"},
    {"{\n  \"a\": \"x\" // why\n}", "a", "y",
     "{\n  \"a\": [\n    \"x\",\n    \"y\"\n  ] // why\n}"},
    {"{\r\n\t\"a\": \"x\"\r\n}", "a", "y",
     "{\r\n\t\"a\": [\r\n\t\t\"x\",\r\n\t\t\"y\"\r\n\t]\r\n}"},
    {"{\n  \"a\": \"0123456789012345678901234567890123456789\",\n  \"b\": [\"1\", \"2\"]\n}", "a",
     "0123456789012345678901234567890123456789,0123456789",
     "{\n  \"a\": [\n    \"0123456789012345678901234567890123456789\",\n"
     "    \"0123456789012345678901234567890123456789\",\n    \"0123456789\"\n  ],\n"
     "  \"b\": [\"1\", \"2\"]\n}"},
    {"{\n  \"S\": {\n    \"E\": \"x\",\n\n    \"A\": \"y\"\n  }\n}\n", "S", NULL,
     "{\n  \"S\": [\n    {\n      \"E\": \"x\",\n\n      \"A\": \"y\"\n    },\n    {\n"
     "      \"Effect\": \"Allow\",\n      \"Action\": [\n        \"a:B\",\n        \"a:C\"\n"
     "      ],\n      \"Condition\": {\n        \"k\": \"v\"\n      }\n    }\n  ]\n}\n"},
    {"{\"S\": {\"E\": \"x\"}}", "S", "y", "{\"S\": [{\"E\": \"x\"}, \"y\"]}"},
};

static void test_wrap(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(wrap_cases); i++) {
    const append_case *c = &wrap_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_value value = find(rc_tree_root(parse(arena, text)), c->path);
    rc_made items = c->items == NULL ? statement(arena) : strings(arena, c->items);
    rc_edits edits = {0};
    rc_json_wrap(arena, value, &items, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

typedef struct remove_case {
  const char *text, *path, *gone, *expected;
} remove_case;

static const remove_case remove_cases[] = {
    {"[\"a\", \"b\", \"c\"]", "", "100", "[\"b\", \"c\"]"},
    {"[\"a\", \"b\", \"c\"]", "", "010", "[\"a\", \"c\"]"},
    {"[\"a\", \"b\", \"c\"]", "", "001", "[\"a\", \"b\"]"},
    {"[\"a\", \"b\", \"c\"]", "", "011", "[\"a\"]"},
    {"[\"a\", \"b\", \"c\"]", "", "101", "[\"b\"]"},
    {"[ \"a\", \"b\", ]", "", "01", "[ \"a\", ]"},
    {"[\"a\"]", "", "1", "[]"},
    {"[\n  \"a\",\n  \"b\",\n  \"c\"\n]", "", "100", "[\n  \"b\",\n  \"c\"\n]"},
    {"[\n  \"a\",\n  \"b\",\n  \"c\"\n]", "", "010", "[\n  \"a\",\n  \"c\"\n]"},
    {"[\n  \"a\",\n  \"b\",\n  \"c\"\n]", "", "001", "[\n  \"a\",\n  \"b\"\n]"},
    {"[\r\n  \"a\",\r\n  \"b\"\r\n]\r\n", "", "01", "[\r\n  \"a\"\r\n]\r\n"},
    {"[\n  \"a\", // one\n  \"b\", // two\n  \"c\" // three\n]", "", "010",
     "[\n  \"a\", // one\n  \"c\" // three\n]"},
    {"[\n  \"a\", // one\n  \"b\" // two\n]", "", "01", "[\n  \"a\" // one\n]"},
    {"[\n  \"a\",\n  \"b\",\n]", "", "01", "[\n  \"a\",\n]"},
    {"{\n  \"a\": 1,\n  \"b\": [\n    2\n  ],\n  \"c\": 3\n}", "", "010",
     "{\n  \"a\": 1,\n  \"c\": 3\n}"},
    {"{\"a\":1,\"b\":2}", "", "01", "{\"a\":1}"},
    {"{\n  \"S\": [{\n    \"a\": 1\n  }, {\n    \"b\": 2\n  }]\n}", "S", "01",
     "{\n  \"S\": [{\n    \"a\": 1\n  }]\n}"},
    {"{\n  \"S\": [{\n    \"a\": 1\n  }, {\n    \"b\": 2\n  }]\n}", "S", "10",
     "{\n  \"S\": [{\n    \"b\": 2\n  }]\n}"},
};

static void test_remove(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(remove_cases); i++) {
    const remove_case *c = &remove_cases[i];
    rc_str text = rc_str_from_c(c->text);
    rc_value container = find(rc_tree_root(parse(arena, text)), c->path);
    bool gone[8] = {false};
    for (size_t j = 0; c->gone[j] != '\0'; j++) {
      gone[j] = c->gone[j] == '1';
    }
    rc_edits edits = {0};
    rc_json_remove(arena, container, gone, &edits);
    check_text(arena, apply(arena, text, &edits), c->expected);
  }
}

static void test_replace_writes_holes_as_the_user_did(void **state) {
  rc_arena *arena = *state;
  rc_str text = RC_STR("{ \"a\": \"\" }");
  rc_value value = find(rc_tree_root(parse(arena, text)), "a");
  rc_made made = {.kind = RC_MADE_STRING,
                  .text = RC_FILL(arena, "arn:{}:\"x\"", rc_hole_make(arena, RC_STR("${env}")))};
  rc_edits edits = {0};
  rc_json_replace(arena, value, &made, &edits);
  check_text(arena, apply(arena, text, &edits), "{ \"a\": \"arn:${env}:\\\"x\\\"\" }");
}

/* A policy as JSON text inside a JSON string: the edit is escaped like what is around it. */
static void test_embedded(void **state) {
  rc_arena *arena = *state;
  rc_str text = RC_STR("{\"doc\": \"{\\\"S\\\": [\\\"a\\\"]}\"}");
  rc_value string = find(rc_tree_root(parse(arena, text)), "doc");
  rc_tree *inner = NULL;
  assert_int_equal(rc_json_parse_embedded(arena, string, &inner), RC_OK);
  rc_made items = strings(arena, "x");
  rc_edits edits = {0};
  rc_json_append(arena, find(rc_tree_root(inner), "S"), &items, &edits);
  check_text(arena, apply(arena, text, &edits),
             "{\"doc\": \"{\\\"S\\\": [\\\"a\\\", \\\"x\\\"]}\"}");
}

static void test_broken_files_are_left_alone(void **state) {
  rc_arena *arena = *state;
  rc_value broken = find(rc_tree_root(parse(arena, RC_STR("{\"a\": [1, 2"))), "");
  assert_false(rc_json_can_edit(broken));
  assert_true(rc_json_can_edit(find(rc_tree_root(parse(arena, RC_STR("{\"a\": 1}"))), "")));
  assert_false(rc_json_can_edit(RC_VALUE_NONE));
}

static void test_copy_of_a_value(void **state) {
  rc_arena *arena = *state;
  rc_str text = RC_STR("{ \"a\" : [1, {\"b\": \"x\\u00e9\"}, true],\n \"c\": {} }");
  rc_made made = rc_made_from(arena, find(rc_tree_root(parse(arena, text)), ""));
  check_text(arena, rc_made_compact(arena, &made),
             "{\"a\":[1,{\"b\":\"x\\u00e9\"},true],\"c\":{}}");
  rc_json_style plain = rc_json_plain_style();
  check_text(arena, rc_made_file(arena, &made, &plain),
             "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\\u00e9\"\n    },\n    true\n  ],\n"
             "  \"c\": {}\n}\n");
}

/* ---- any layout ----------------------------------------------------------------------------- */

static uint32_t next(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return (uint32_t)(*seed >> 32);
}

static void put_gap(rc_buf *buf, uint64_t *seed, uint32_t layout) {
  static const char *const gaps[] = {"",         " ",       "\n",          "\r\n  ", "\n\t",
                                     " /* c */ ", "// l\n", " // [1, 2\n  ", "\n\n    "};
  rc_buf_put_c(buf, gaps[next(seed) % (layout == 0 ? 1 : layout == 1 ? 2 : RC_COUNT_OF(gaps))]);
}

/* An array of n strings or an object of n members, as badly laid out as `layout` allows. */
static void put_container(rc_buf *buf, uint64_t *seed, uint32_t layout, bool object, uint32_t n,
                          uint32_t depth) {
  rc_buf_put_byte(buf, object ? '{' : '[');
  for (uint32_t i = 0; i < n; i++) {
    put_gap(buf, seed, layout);
    if (object) {
      rc_buf_put(buf, RC_STR("\"k"));
      rc_buf_put_u64(buf, i);
      rc_buf_put(buf, RC_STR("\":"));
      put_gap(buf, seed, layout);
    }
    if (depth > 0 && next(seed) % 3 == 0) {
      put_container(buf, seed, layout, next(seed) % 2 == 0, next(seed) % 4, depth - 1);
    } else {
      rc_buf_put(buf, RC_STR("\"v,"));
      rc_buf_put_u64(buf, next(seed) % 10);
      rc_buf_put_byte(buf, '"');
    }
    put_gap(buf, seed, layout);
    bool trailing = layout > 1 && next(seed) % 4 == 0;
    rc_buf_put_c(buf, i + 1 < n || trailing ? "," : "");
  }
  put_gap(buf, seed, layout);
  rc_buf_put_byte(buf, object ? '}' : ']');
}

static rc_str compact(rc_arena *arena, rc_str text) {
  rc_made made = rc_made_from(arena, find(rc_tree_root(parse(arena, text)), ""));
  return rc_made_compact(arena, &made);
}

/* What the edit should mean, done on a copy of the value. */
static void change_copy(rc_arena *arena, rc_made *copy, const rc_made *added, const bool *gone) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < copy->children.len; i++) {
    if (!gone[i]) {
      copy->children.items[kept++] = copy->children.items[i];
    }
  }
  copy->children.len = kept;
  for (uint32_t i = 0; i < added->children.len; i++) {
    rc_made *to = rc_made_item(arena, copy, RC_MADE_STRING, RC_STR_NONE);
    *to = added->children.items[i];
  }
}

static void test_edits_of_any_layout_mean_what_they_should(void **state) {
  rc_arena *arena = *state;
  for (uint64_t round = 1; round <= 20000; round++) {
    rc_arena_free(arena);
    rc_arena_init(arena, &(rc_allocator){NULL, heap_take, heap_give});
    uint64_t seed = round * UINT64_C(0x9E3779B97F4A7C15);
    bool object = next(&seed) % 2 == 0;
    rc_buf buf;
    rc_buf_init(&buf, arena);
    put_container(&buf, &seed, next(&seed) % 3, object, next(&seed) % 5, 2);
    rc_str text = rc_buf_str(&buf);
    rc_value container = find(rc_tree_root(parse(arena, text)), "");
    assert_true(rc_json_can_edit(container));
    rc_made copy = rc_made_from(arena, container);
    rc_made added = {.kind = object ? RC_MADE_OBJECT : RC_MADE_LIST};
    bool gone[8] = {false};
    rc_edits edits = {0};
    if (next(&seed) % 2 == 0) {
      *rc_made_item(arena, &added, RC_MADE_STRING, RC_STR_NONE) = (rc_made){
          .kind = RC_MADE_STRING, .has_key = object, .key = RC_STR("new"), .text = RC_STR("x")};
      rc_json_append(arena, container, &added, &edits);
    } else {
      for (uint32_t i = 0; i < copy.children.len; i++) {
        gone[i] = next(&seed) % 2 == 0;
      }
      rc_json_remove(arena, container, gone, &edits);
    }
    change_copy(arena, &copy, &added, gone);
    rc_str after = apply(arena, text, &edits);
    rc_str wanted = rc_made_compact(arena, &copy);
    if (parse(arena, after)->has_errors || !rc_str_equal(compact(arena, after), wanted)) {
      fail_msg("round %llu:\n%.*s\nbecame\n%.*s\nand not\n%.*s", (unsigned long long)round,
               (int)text.len, text.ptr, (int)after.len, after.ptr, (int)wanted.len, wanted.ptr);
    }
  }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, heap_set_up, heap_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(test_append),
      TEST(test_insert_member),
      TEST(test_wrap),
      TEST(test_remove),
      TEST(test_replace_writes_holes_as_the_user_did),
      TEST(test_embedded),
      TEST(test_broken_files_are_left_alone),
      TEST(test_copy_of_a_value),
      TEST(test_edits_of_any_layout_mean_what_they_should),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
