/* JSON: what is read, what is said about slips, and the way back to the file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lib/heap.h"
#include "syntax/json.h"
#include "text/edit.h"

static rc_tree *parse_str(rc_arena *arena, rc_str text) {
  const rc_source source = {.path = RC_STR("f.json"), .bytes = text, .file = 7};
  rc_tree *tree = NULL;
  assert_int_equal(rc_json_parse(arena, &source, &tree), RC_OK);
  return tree;
}

static rc_tree *parse_c(rc_arena *arena, const char *text) {
  return parse_str(arena, rc_str_from_c(text));
}

static rc_value root_value(const rc_tree *tree) { return rc_value_first(rc_tree_root(tree)); }

static void assert_str(rc_str got, const char *wanted) {
  if (!rc_str_equal(got, rc_str_from_c(wanted))) {
    fail_msg("got  <%.*s>\nwant <%s>", (int)got.len, got.ptr, wanted);
  }
}

/* ---- a tree as text: `?` stands around placeholders, `!` around errors, `~` behind what broke
 * off, `%` behind what holds templating marks ---- */

static void render(rc_buf *out, rc_value v);

static void render_children(rc_buf *out, rc_value v, const char *between) {
  size_t n = 0;
  for (RC_CHILDREN(child, v)) {
    rc_buf_put_c(out, n == 0 ? "" : rc_value_kind(v) == RC_OBJECT && n % 2 == 1 ? ":" : between);
    render(out, child);
    n++;
  }
}

static void render_around(rc_buf *out, const char *mark, rc_str text) {
  rc_buf_put_c(out, mark);
  rc_buf_put(out, text);
  rc_buf_put_c(out, mark);
}

static void render(rc_buf *out, rc_value v) {
  const rc_node *node = rc_value_node(v);
  switch (rc_value_kind(v)) {
    case RC_DOCUMENT: render_children(out, v, " "); break;
    case RC_OBJECT:
      rc_buf_put_byte(out, '{');
      render_children(out, v, ",");
      rc_buf_put_byte(out, '}');
      break;
    case RC_ARRAY:
      rc_buf_put_byte(out, '[');
      render_children(out, v, ",");
      rc_buf_put_byte(out, ']');
      break;
    case RC_NULL: rc_buf_put_c(out, "null"); break;
    case RC_BOOL: rc_buf_put_c(out, (node->flags & RC_NODE_TRUE) != 0 ? "true" : "false"); break;
    case RC_NUMBER: rc_buf_put(out, rc_value_raw(v)); break;
    case RC_STRING: render_around(out, "'", rc_value_string(out->arena, v)); break;
    case RC_PLACEHOLDER: render_around(out, "?", rc_value_raw(v)); break;
    default: render_around(out, "!", rc_value_raw(v)); break;
  }
  rc_buf_put_c(out, (node->flags & RC_NODE_INCOMPLETE) != 0 ? "~" : "");
  rc_buf_put_c(out, (node->flags & RC_NODE_TEMPLATED) != 0 ? "%" : "");
}

/* The notes as `start-end E message` lines; T for what is tolerated. */
static void render_notes(rc_buf *out, const rc_tree *tree) {
  for (uint32_t i = 0; i < tree->n_notes; i++) {
    const rc_syntax_note *note = &tree->notes[i];
    assert_int_equal(note->span.file, tree->file);
    rc_buf_put_u64(out, note->span.start);
    rc_buf_put_byte(out, '-');
    rc_buf_put_u64(out, note->span.end);
    rc_buf_put_c(out, note->severity == RC_NOTE_ERROR ? " E " : " T ");
    rc_buf_put(out, note->message);
    rc_buf_put_byte(out, '\n');
  }
}

/* ---- what must hold of every tree ---- */

static void check_children(const rc_tree *tree, rc_node_id id) {
  const rc_node *node = &tree->nodes[id];
  uint32_t n = 0;
  uint32_t at = node->start;
  rc_node_id child = id + 1;
  for (; child < node->next; child = tree->nodes[child].next) {
    const rc_node *c = &tree->nodes[child];
    bool key = (c->flags & RC_NODE_KEY) != 0;
    assert_int_equal(c->parent, id);
    assert_true(c->start >= at && c->end >= c->start && c->end <= node->end);
    assert_true(key == (node->kind == RC_OBJECT && n % 2 == 0));
    at = c->end;
    n++;
  }
  assert_int_equal(child, node->next);
  assert_int_equal(n, node->count);
  assert_true(node->kind != RC_OBJECT || n % 2 == 0);
}

static void check_tree(const rc_tree *tree) {
  for (rc_node_id i = 0; i < tree->n_nodes; i++) {
    const rc_node *node = &tree->nodes[i];
    bool container =
        node->kind == RC_ARRAY || node->kind == RC_OBJECT || node->kind == RC_DOCUMENT;
    assert_true(node->next > i && node->next <= tree->n_nodes);
    assert_true(node->end <= tree->text.len);
    assert_true(container || node->next == i + 1);
    assert_true(node->kind != RC_ERROR || tree->has_errors);
    check_children(tree, i);
  }
  for (uint32_t i = 1; i < tree->n_notes; i++) {
    assert_true(tree->notes[i - 1].span.start <= tree->notes[i].span.start);
  }
}

/* ---- reading ---- */

typedef struct reading {
  const char *text;
  const char *tree;
  const char *notes;
} reading;

static void check_readings(rc_arena *arena, const reading *cases, size_t n) {
  for (size_t i = 0; i < n; i++) {
    rc_tree *tree = parse_c(arena, cases[i].text);
    check_tree(tree);
    rc_buf out;
    rc_buf_init(&out, arena);
    render(&out, rc_tree_root(tree));
    rc_buf notes;
    rc_buf_init(&notes, arena);
    render_notes(&notes, tree);
    if (!rc_str_equal(rc_buf_str(&out), rc_str_from_c(cases[i].tree)) ||
        !rc_str_equal(rc_buf_str(&notes), rc_str_from_c(cases[i].notes))) {
      fail_msg("%s\ngot  %.*s\nwant %s\ngot  %.*s\nwant %s", cases[i].text, (int)out.len, out.ptr,
               cases[i].tree, (int)notes.len, notes.ptr, cases[i].notes);
    }
    bool errors = strstr(cases[i].notes, " E ") != NULL;
    assert_true(tree->has_errors == errors);
  }
}

static void reads_json(void **state) {
  static const reading cases[] = {
      {"", "", ""},
      {" \r\n\t", "", ""},
      {"{}", "{}", ""},
      {"[]", "[]", ""},
      {"{\"a\":{\"b\":[{},[],1]}}", "{'a':{'b':[{},[],1]}}", ""},
      {"[0,-0,12,-3.25,1e9,1E-9,2.5e+10]", "[0,-0,12,-3.25,1e9,1E-9,2.5e+10]", ""},
      {"[true,false,null]", "[true,false,null]", ""},
      {"\"top\"", "'top'", ""},
      {" { \"a\" : 1 ,\n        \t \"b\" : [ 2 , 3 ] } ", "{'a':1,'b':[2,3]}", ""},
      {"[\"\",\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "['','\"\\/\b\f\n\r\t']", ""},
      {"[\"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\"]",
       "['A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80']", ""},
      {"[\"longer than eight bytes, and a \\\"quote\\\" behind\"]",
       "['longer than eight bytes, and a \"quote\" behind']", ""},
      {"{\"a\":1,\"a\":2}", "{'a':1,'a':2}", ""},
  };
  check_readings(&((heap_arena *)*state)->arena, cases, RC_COUNT_OF(cases));
}

static void tolerates_what_people_write(void **state) {
  static const reading cases[] = {
      {"\xEF\xBB\xBF{}", "{}", "0-3 T the file begins with a byte order mark\n"},
      {"{\"a\":1,}", "{'a':1}", "6-7 T trailing comma\n"},
      {"[{},]", "[{}]", "3-4 T trailing comma\n"},
      {"// x\n[1, # y\n 2 /* z */]", "[1,2]", "0-4 T comment in a JSON file\n"},
      {"{} {}\n{}", "{} {} {}", "3-4 T several JSON values in one file\n"},
      {"{\"a\":{{ x }},\"b\":${y},\"c\":<Z>,\"d\":$W}",
       "{'a':?{{ x }}?,'b':?${y}?,'c':?<Z>?,'d':?$W?}",
       "5-12 T templating mark\n"},
      {"{\"a\":${x}00 , \"b\":<CPU>}", "{'a':?${x}00?,'b':?<CPU>?}", "5-11 T templating mark\n"},
      {"{{{if .x}}\"a\":1,{{end}}\"b\":2}", "{'a':1,'b':2}%", "1-10 T templating mark\n"},
      {"{\"a\":1 {{- with .x }}, \"b\":2{{ end }}}", "{'a':1,'b':2}%",
       "7-21 T templating mark\n"},
      {"{\"a\":1, ${more}}", "{'a':1}%", "8-15 T templating mark\n"},
      {"{${key}: 1, {{ k }}: 2}", "{?${key}?:1,?{{ k }}?:2}", "1-7 T templating mark\n"},
      {"[{% for x in y %}1,{% endfor %}${z}]", "[1,?${z}?]%", "1-17 T templating mark\n"},
      {"[1 ${x} {{ y }}]", "[1,?${x} {{ y }}?]", "3-15 T templating mark\n"},
      {"[\"${jsonencode({ a = 1 })}\", ${jsonencode({ a = 1 })}]",
       "['${jsonencode({ a = 1 })}',?${jsonencode({ a = 1 })}?]", "29-53 T templating mark\n"},
      {"{\"a\":\"{{ env \"X\" }}:{{ env \"Y\" }}\"}", "{'a':'{{ env \"X\" }}:{{ env \"Y\" }}'}",
       "6-19 T templating mark\n"},
  };
  check_readings(&((heap_arena *)*state)->arena, cases, RC_COUNT_OF(cases));
}

static void reports_slips_in_structure(void **state) {
  static const reading cases[] = {
      {"{\"a\":1 \"b\":2}", "{'a':1,'b':2}", "5-6 E expected `,` or `}` after this member\n"},
      {"{\"a\":[1] \"b\":2}", "{'a':[1],'b':2}", "7-8 E expected `,` or `}` after this member\n"},
      {"[1 2]", "[1,2]", "1-2 E expected `,` or `]` after this item\n"},
      {"{\"a\":1;\"b\":2}", "{'a':1,'b':2}", "5-6 E expected `,` or `}` after this member\n"},
      {"{\"a\" 1}", "{'a':1}", "1-4 E expected `:` after this member name\n"},
      {"{\"a\"=>1}", "{'a':1}", "1-4 E expected `:` after this member name\n"},
      {"{\"a\"::1}", "{'a':1}", "5-6 E expected a value\n"},
      {"{\"a\",\"b\":1}", "{'a':!!,'b':1}", "1-4 E this member has no value\n"},
      {"{\"a\":}", "{'a':!!}", "1-4 E this member has no value\n"},
      {"{\"a\":1,,\"b\":2}", "{'a':1,'b':2}", "7-8 E expected a member name in double quotes\n"},
      {"{{\"a\":1}", "{!!:{'a':1}}~",
       "0-1 E this `{` is not closed\n1-2 E expected a member name in double quotes\n"},
      {"{:1}", "{!!:1}", "1-2 E expected a member name in double quotes\n"},
      {"[1,,2]", "[1,2]", "3-4 E expected a value\n"},
      {"{\"a\":1}}", "{'a':1}", "7-8 E nothing is open that this bracket would close\n"},
      {"{},{}", "{} {}",
       "2-3 E expected the end of the file or another value\n3-4 T several JSON values in one "
       "file\n"},
      {"{\"a\":[1,2}", "{'a':[1,2]~}", "5-6 E this `[` is not closed\n"},
      {"[{\"a\":1]", "[{'a':1}~]", "1-2 E this `{` is not closed\n"},
      {"{\"a\":1]", "{'a':1}", "6-7 E expected `}`, found `]`\n"},
      {"[{\"a\":[1},\"b\":2}]", "[{'a':[1],'b':2}]", "8-9 E expected `]`, found `}`\n"},
      {"{\"s\":[{\"a\":1],{\"b\":2}]}", "{'s':[{'a':1},{'b':2}]}",
       "12-13 E expected `}`, found `]`\n"},
      {"{\"a\":{\"b\":[1", "{'a':{'b':[1]~}~}~", "10-11 E this `[` is not closed\n"},
      {"{\"a\":", "{'a':!!}~", "0-1 E this `{` is not closed\n"},
      {"[....]", "[]%", "1-5 E something is left out here\n"},
      {"[1, ..., 2]", "[1,2]%", "4-7 E something is left out here\n"},
      {"prose\n{\"a\":1}\nmore", "{'a':1}",
       "0-5 E expected a JSON value\n14-18 E expected a JSON value\n"},
      {"[1] /* open", "[1]", "4-6 E this comment is not closed\n"},
  };
  check_readings(&((heap_arena *)*state)->arena, cases, RC_COUNT_OF(cases));
}

static void reports_slips_in_values(void **state) {
  static const reading cases[] = {
      {"{'a':'it\\'s',b:`c`}", "{'a':'it's','b':'c'}",
       "1-2 E JSON strings stand in double quotes\n13-14 E this member name is not quoted\n"},
      {"{\xE2\x80\x9Ck\xE2\x80\x9D:1}", "{'k':1}", "1-8 E JSON strings stand in double quotes\n"},
      {"[True,FALSE,None,NaN]", "[true,false,null,!NaN!]",
       "1-5 E expected a value in JSON's spelling\n6-11 E expected a value in JSON's spelling\n"
       "12-16 E expected a value in JSON's spelling\n17-20 E JSON has no such value\n"},
      {"[01,+1,.5,1.]", "[!01!,!+1!,!.5!,!1.!]",
       "1-3 E this is not a JSON number\n4-6 E this is not a JSON number\n"
       "7-9 E this is not a JSON number\n10-12 E this is not a JSON number\n"},
      {"{\"a\":nginx:latest, \"b\":1}", "{'a':!nginx:latest!,'b':1}",
       "5-17 E this text is not quoted\n"},
      {"[\"a\\xb\",\"\\ud800\",\"\\u12\"]", "['a\\xb','\xEF\xBF\xBD','\\u12']",
       "3-5 E unknown escape in a string\n9-15 E half of a surrogate pair in a string\n"
       "18-20 E unknown escape in a string\n"},
      {"[\"a\tb\",\"\x01\"]", "['a\tb','\x01']", "3-4 E control character inside a string\n"},
      {"[\"a\nb\", 1]", "['a\nb',1]", "3-4 E line break inside a string\n"},
      {"[\"a\nb\r\nc\n\"]", "['a\nb\r\nc\n']", "3-4 E line break inside a string\n"},
      {"{\"a\":\"b,\n\"c\":1}", "{'a':'b'~,'c':1}",
       "5-7 E this string is not closed on its line\n"},
      {"{\"a\":\"b\r\n}", "{'a':'b'~}", "5-7 E this string is not closed on its line\n"},
      {"[\"a", "['a'~]~", "1-3 E this string is not closed\n"},
      {"[\"a\\\"", "['a\"'~]~", "1-5 E this string is not closed\n"},
      {"[\"\xFF\",\"b\"]", "['\xEF\xBF\xBD','b']", "2-3 E this byte is not valid UTF-8\n"},
      {"\xC2\xA0[1]", "[1]", "0-2 E this blank is not one that JSON knows\n"},
  };
  check_readings(&((heap_arena *)*state)->arena, cases, RC_COUNT_OF(cases));
}

static void reads_nul_and_utf16_without_harm(void **state) {
  heap_arena *f = *state;
  rc_tree *tree = parse_str(&f->arena, RC_STR("{\"a\":\"x\0y\",\0\"b\":2}\0"));
  assert_str(rc_value_raw(rc_value_get(root_value(tree), RC_STR("b"))), "2");
  assert_int_equal(tree->n_notes, 1);
  assert_str(tree->notes[0].message, "NUL byte");
  assert_true(rc_str_ends_with(tree->notes[0].help, RC_STR("(2 more in this file)")));

  const rc_str utf16[] = {RC_STR("\xFF\xFE{\0}\0"), RC_STR("\xFE\xFF\0{\0}"),
                          RC_STR("{\0\"\0a\0\"\0:\0001\0}\0")};
  for (size_t i = 0; i < RC_COUNT_OF(utf16); i++) {
    tree = parse_str(&f->arena, utf16[i]);
    assert_int_equal(tree->n_nodes, 1);
    assert_int_equal(tree->n_notes, 1);
    assert_str(tree->notes[0].message, "this file is UTF-16, not UTF-8");
    assert_true(rc_json_looks_like(utf16[i]));
  }
}

static void counts_what_repeats(void **state) {
  heap_arena *f = *state;
  rc_tree *tree = parse_c(&f->arena, "{a:1,b:2,c:3,}");
  assert_int_equal(tree->n_notes, 2);
  assert_str(tree->notes[0].help, "put it in double quotes (2 more in this file)");
  assert_str(tree->notes[1].message, "trailing comma");
}

static void stops_adding_notes_at_the_limit(void **state) {
  heap_arena *f = *state;
  rc_buf text;
  rc_buf_init(&text, &f->arena);
  rc_buf_put_byte(&text, '[');
  for (uint32_t i = 0; i < 3 * RC_LIMIT_SYNTAX_NOTES_VALUE; i++) {
    rc_buf_put_c(&text, "01,");
  }
  rc_buf_put_c(&text, "1]");
  rc_tree *tree = parse_str(&f->arena, rc_buf_str(&text));
  assert_int_equal(tree->n_notes, RC_LIMIT_SYNTAX_NOTES_VALUE);
  assert_int_equal(rc_value_node(root_value(tree))->count, 3 * RC_LIMIT_SYNTAX_NOTES_VALUE + 1);
}

static rc_status parse_repeated(rc_arena *arena, const char *part, size_t times) {
  rc_buf text;
  rc_buf_init(&text, arena);
  for (size_t i = 0; i < times; i++) {
    rc_buf_put_c(&text, part);
  }
  const rc_source source = {.bytes = rc_buf_str(&text)};
  rc_tree *tree;
  return rc_json_parse(arena, &source, &tree);
}

static void stops_at_the_nesting_limit(void **state) {
  heap_arena *f = *state;
  assert_int_equal(parse_repeated(&f->arena, "[", RC_LIMIT_NESTING_VALUE), RC_OK);
  assert_int_equal(parse_repeated(&f->arena, "[", RC_LIMIT_NESTING_VALUE + 1), RC_LIMIT);
  rc_arena_free(&f->arena);
  assert_int_equal(parse_repeated(&f->arena, "{\"a\":", 100000), RC_LIMIT);
  assert_int_equal(f->arena.limit, RC_LIMIT_NESTING);
}

static void stops_at_the_node_limit(void **state) {
  heap_arena *f = *state;
  assert_int_equal(parse_repeated(&f->arena, "1 ", RC_LIMIT_NODES_VALUE), RC_LIMIT);
  assert_int_equal(f->arena.limit, RC_LIMIT_NODES);
}

static void stops_at_the_file_limit(void **state) {
  heap_arena *f = *state;
  const rc_source source = {.bytes = {"", (size_t)RC_LIMIT_FILE_BYTES_VALUE + 1}}; /* not read */
  rc_tree *tree;
  assert_int_equal(rc_json_parse(&f->arena, &source, &tree), RC_LIMIT);
  assert_int_equal(f->arena.limit, RC_LIMIT_FILE_BYTES);
}

/* ---- the tree ---- */

static void finds_members(void **state) {
  heap_arena *f = *state;
  rc_tree *tree = parse_c(&f->arena, "{\"family\":1,\"EFSVolumeConfiguration\":2,"
                                     "\"f\\u0061m\":3,\"family\":4}");
  rc_value object = root_value(tree);
  assert_str(rc_value_raw(rc_value_get(object, RC_STR("family"))), "1");
  assert_str(rc_value_raw(rc_value_get(object, RC_STR("fam"))), "3");
  assert_true(rc_value_is_none(rc_value_get(object, RC_STR("Family"))));
  assert_true(rc_value_is_none(rc_value_get(object, RC_STR("famil"))));
  assert_true(rc_value_is_none(rc_value_get(RC_VALUE_NONE, RC_STR("a"))));
  assert_str(rc_value_raw(rc_value_get_nocase(object, RC_STR("Family"))), "1");
  assert_str(rc_value_raw(rc_value_get_nocase(object, RC_STR("efsVolumeConfiguration"))), "2");
  assert_true(rc_value_is_none(rc_value_get_nocase(object, RC_STR("efsVolumeconfiguration"))));
  assert_true(rc_value_is_none(rc_value_get_nocase(object, RC_STR("faMily"))));
}

static void walks_between_keys_and_values(void **state) {
  heap_arena *f = *state;
  rc_tree *tree = parse_c(&f->arena, "{\"a\":[1,{\"b\":2}],\"c\":3}");
  rc_value object = root_value(tree);
  rc_value array = rc_value_get(object, RC_STR("a"));
  rc_value inner = rc_value_next(rc_value_first(array));
  assert_int_equal(rc_value_kind(inner), RC_OBJECT);
  assert_true(rc_value_is_none(rc_value_next(inner)));
  assert_true(rc_value_key_is(rc_value_key(array), RC_STR("a")));
  assert_true(rc_value_key_is(rc_value_key(rc_value_get(object, RC_STR("c"))), RC_STR("c")));
  assert_true(rc_value_is_none(rc_value_key(inner)));
  assert_true(rc_value_is_none(rc_value_key(rc_value_first(object))));
  assert_int_equal(rc_value_parent(inner).node, array.node);
  assert_true(rc_value_is_none(rc_value_parent(rc_tree_root(tree))));
  rc_span span = rc_value_span(inner);
  assert_int_equal(span.file, 7);
  assert_int_equal(span.start, 8);
  assert_int_equal(span.end, 15);
}

static void makes_placeholders_holes(void **state) {
  heap_arena *f = *state;
  rc_tree *tree = parse_c(&f->arena, "[\"a/${x}\",<IMAGE>,\"${aws:username}\",12,\"\xFF\"]");
  rc_value v = root_value(tree);
  assert_str(rc_value_text(&f->arena, v = rc_value_first(v), false), "a/\xFE${x}\xFF");
  assert_str(rc_value_text(&f->arena, v = rc_value_next(v), false), "\xFE<IMAGE>\xFF");
  assert_str(rc_value_string(&f->arena, v), "");
  assert_str(rc_value_text(&f->arena, v = rc_value_next(v), true), "${aws:username}");
  assert_str(rc_value_text(&f->arena, v = rc_value_next(v), true), "12");
  assert_str(rc_value_text(&f->arena, v = rc_value_next(v), true), "\xEF\xBF\xBD");
}

/* ---- documents inside strings ---- */

static rc_tree *parse_inner(rc_arena *arena, const rc_tree *outer, const char *name) {
  rc_tree *inner = NULL;
  rc_value string = rc_value_get(root_value(outer), rc_str_from_c(name));
  assert_int_equal(rc_json_parse_embedded(arena, string, &inner), RC_OK);
  check_tree(inner);
  return inner;
}

/* The bytes of the file that a value stands in. */
static rc_str in_file(const char *file, rc_value v) {
  rc_span span = rc_value_span(v);
  return rc_str_slice(rc_str_from_c(file), span.start, span.end);
}

static void reads_json_inside_a_string(void **state) {
  heap_arena *f = *state;
  const char *file = "{\"p\": \"{\\\"A\\\":\\n\\\"\\u00e9\\\\n\\\", \\\"B\\\" 2}\"}";
  rc_tree *inner = parse_inner(&f->arena, parse_c(&f->arena, file), "p");
  rc_value a = rc_value_get(root_value(inner), RC_STR("A"));
  assert_int_equal(inner->embedding, RC_EMBEDDED_JSON_STRING);
  assert_str(rc_value_string(&f->arena, a), "\xC3\xA9\n");
  assert_str(in_file(file, a), "\\\"\\u00e9\\\\n\\\"");
  assert_str(in_file(file, root_value(inner)),
             "{\\\"A\\\":\\n\\\"\\u00e9\\\\n\\\", \\\"B\\\" 2}");
  assert_int_equal(inner->n_notes, 1);
  assert_int_equal(inner->notes[0].span.file, 7);
  rc_span span = inner->notes[0].span;
  assert_str(rc_str_slice(rc_str_from_c(file), span.start, span.end), "\\\"B\\\"");
}

static void reads_percent_encoded_json(void **state) {
  heap_arena *f = *state;
  const char *file = "{\"p\":\"%7B%22A%22%3A%20%22b%25%22%7d\",\"q\":\"%20%7b%7D\"}";
  rc_tree *outer = parse_c(&f->arena, file);
  rc_tree *inner = parse_inner(&f->arena, outer, "p");
  rc_value a = rc_value_get(root_value(inner), RC_STR("A"));
  assert_int_equal(inner->embedding, RC_EMBEDDED_PERCENT);
  assert_str(rc_value_string(&f->arena, a), "b%");
  assert_str(in_file(file, a), "%22b%25%22");
  assert_str(in_file(file, root_value(parse_inner(&f->arena, outer, "q"))), "%7b%7D");
}

/* Replaces a value two strings deep and reads the file again. */
static void edits_through_two_strings(void **state) {
  heap_arena *f = *state;
  const char *file =
      "{\"o\":\"{\\\"i\\\":\\\"{\\\\\\\"x\\\\\\\": 1, \\\\\\\"y\\\\\\\": 2}\\\"}\"}";
  rc_tree *inner =
      parse_inner(&f->arena, parse_inner(&f->arena, parse_c(&f->arena, file), "o"), "i");
  rc_span span = rc_value_span(rc_value_get(root_value(inner), RC_STR("x")));
  assert_str(rc_str_slice(rc_str_from_c(file), span.start, span.end), "1");

  rc_edit edit = {span.start, span.end,
                  rc_json_escape_for(&f->arena, inner, RC_STR("\"q\\\\\xC3\xA9\""))};
  rc_edits edits = {&edit, 1, 1};
  rc_str edited = rc_edits_apply(&f->arena, rc_str_from_c(file), &edits);
  rc_tree *again =
      parse_inner(&f->arena, parse_inner(&f->arena, parse_str(&f->arena, edited), "o"), "i");
  assert_false(again->has_errors);
  rc_value x = rc_value_get(root_value(again), RC_STR("x"));
  assert_str(rc_value_string(&f->arena, x), "q\\\xC3\xA9");
  assert_str(rc_value_raw(rc_value_get(root_value(again), RC_STR("y"))), "2");
}

static void escapes_for_the_file_around(void **state) {
  heap_arena *f = *state;
  rc_tree *outer = parse_c(&f->arena, "{\"j\":\"{}\",\"p\":\"%7B%7D\"}");
  const rc_str text = RC_STR("{ \"a-b_c.d~\": 1 }\n");
  assert_str(rc_json_escape_for(&f->arena, outer, text), "{ \"a-b_c.d~\": 1 }\n");
  assert_str(rc_json_escape_for(&f->arena, parse_inner(&f->arena, outer, "j"), text),
             "{ \\\"a-b_c.d~\\\": 1 }\\n");
  assert_str(rc_json_escape_for(&f->arena, parse_inner(&f->arena, outer, "p"), text),
             "%7B%20%22a-b_c.d~%22%3A%201%20%7D%0A");
}

/* ---- recognising ---- */

static void recognises_json_by_its_beginning(void **state) {
  (void)state;
  static const char *const yes[] = {
      "{}", "[]", " \n{\"a\"", "\xEF\xBB\xBF[{", "// c\n/* d */ { \"a\": 1}", "{ 'a': 1 }",
      "{ a: 1 }", "{{- /* helm */ -}}\n{ \"a\": 1 }", "[\"x\"]", "[1, 2]", "[ # c\n {", "{",
      "{\xC2\xA0\"a\":1}", "{\xE2\x80\x9Ck", "{ ${x}"};
  static const char *const no[] = {
      "", "hello", "[INFO] started", "[2024-01-01 10:00:00] error", "[error] x", "\"a\"", "12",
      "null", "resource \"aws_iam_role\" \"x\" {", "AWSTemplateFormatVersion: x", "{ not json }",
      "{{ x }}", "<html>"};
  for (size_t i = 0; i < RC_COUNT_OF(yes); i++) {
    if (!rc_json_looks_like(rc_str_from_c(yes[i]))) {
      fail_msg("not recognised: %s", yes[i]);
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(no); i++) {
    if (rc_json_looks_like(rc_str_from_c(no[i]))) {
      fail_msg("recognised: %s", no[i]);
    }
  }
}

/* ---- hostile ---- */

static const char sample[] =
    "\xEF\xBB\xBF{ \"family\": \"app\", // c\n \"cpu\": <CPU>, \"n\": [ -1.5e3, true, null, ],\n"
    " {{ if .x }}\"image\": \"a\\u00e9\\ud83d\\ude00{{ env \"T\" }}\",{{ end }} key: 'v',\n"
    " \"policy\": \"{\\\"Version\\\": \\\"2012\\\", \\\"S\\\": [{}]}\" \"x\": [1 2},\n"
    " \"s\": \"open\n"
    "} ] ... \xE2\x80\x9Cq\xE2\x80\x9D \xFF";

static void read_all(rc_arena *arena, rc_str text) {
  rc_tree *tree = parse_str(arena, text);
  check_tree(tree);
  for (rc_node_id i = 0; i < tree->n_nodes; i++) {
    rc_value v = {tree, i};
    rc_tree *inner = NULL;
    (void)rc_value_text(arena, v, true);
    if (rc_value_kind(v) == RC_STRING) {
      assert_int_equal(rc_json_parse_embedded(arena, v, &inner), RC_OK);
      check_tree(inner);
    }
  }
  (void)rc_json_looks_like(text);
}

/* Copies into a block of its own, so that the sanitizer sees reading beyond the end. */
static void read_copy(rc_arena *arena, const char *text, size_t len) {
  char *copy = malloc(len + (size_t)(len == 0));
  memcpy(copy, text, len);
  read_all(arena, (rc_str){copy, len});
  rc_arena_free(arena);
  free(copy);
}

static void survives_truncation_at_every_byte(void **state) {
  heap_arena *f = *state;
  for (size_t len = 0; len < sizeof sample; len++) {
    read_copy(&f->arena, sample, len);
  }
}

static void survives_damage(void **state) {
  heap_arena *f = *state;
  static const char bytes[] = "{}[],:\"'\\\n \t$<%#/`0-tfn.=;\xFF\xC3\xE2\x80";
  uint32_t seed = 12345;
  for (int round = 0; round < 20000; round++) {
    char text[sizeof sample];
    memcpy(text, sample, sizeof sample);
    for (int i = 0; i < 4; i++) {
      seed = seed * 1664525u + 1013904223u;
      text[(seed >> 8) % (sizeof sample - 1)] = bytes[(seed >> 20) % sizeof bytes];
    }
    read_copy(&f->arena, text, sizeof sample - 1);
  }
}

static void reports_every_refused_allocation(void **state) {
  heap_arena *f = *state;
  rc_buf big;
  rc_buf_init(&big, &f->arena);
  for (int i = 0; i < 3000; i++) { /* more than one block, and nodes that have to grow */
    rc_buf_put_c(&big, "[1,2,3,4,'x',\"\\n\"]");
  }
  bool done = false;
  for (size_t refuse_at = 1; !done; refuse_at++) {
    heap_refusal allocations = {.refuse_at = refuse_at};
    const rc_allocator allocator = {&allocations, heap_take, heap_give};
    rc_arena arena;
    rc_arena_init(&arena, &allocator);
    const rc_source source = {.bytes = rc_buf_str(&big)};
    rc_tree *tree = NULL;
    rc_status status = rc_json_parse(&arena, &source, &tree);
    done = allocations.n_requests < refuse_at;
    assert_int_equal(status, done ? RC_OK : RC_NOMEM);
    assert_true((tree != NULL) == done);
    rc_arena_free(&arena);
    assert_true(refuse_at < 1000);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, heap_set_up, heap_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(reads_json),
      TEST(tolerates_what_people_write),
      TEST(reports_slips_in_structure),
      TEST(reports_slips_in_values),
      TEST(reads_nul_and_utf16_without_harm),
      TEST(counts_what_repeats),
      TEST(stops_adding_notes_at_the_limit),
      TEST(stops_at_the_nesting_limit),
      TEST(stops_at_the_node_limit),
      TEST(stops_at_the_file_limit),
      TEST(finds_members),
      TEST(walks_between_keys_and_values),
      TEST(makes_placeholders_holes),
      TEST(reads_json_inside_a_string),
      TEST(reads_percent_encoded_json),
      TEST(edits_through_two_strings),
      TEST(escapes_for_the_file_around),
      TEST(recognises_json_by_its_beginning),
      TEST(survives_truncation_at_every_byte),
      TEST(survives_damage),
      TEST(reports_every_refused_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
