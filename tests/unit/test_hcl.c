/* HCL: what is read, what is said about slips, and that every tree is sound. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lib/heap.h"
#include "syntax/hcl.h"

/* ---- what must hold of every tree ---- */

static void check_tree(const rc_tree *tree) {
  assert_int_equal(tree->nodes[0].next, tree->n_nodes);
  for (rc_node_id id = 0; id < tree->n_nodes; id++) {
    const rc_node *node = &tree->nodes[id];
    uint32_t n = 0;
    uint32_t at = node->start;
    rc_node_id child = id + 1;
    for (; child < node->next; child = tree->nodes[child].next) {
      const rc_node *c = &tree->nodes[child];
      assert_int_equal(c->parent, id);
      assert_true(c->start >= at && c->end >= c->start && c->end <= node->end);
      at = c->end;
      n++;
    }
    assert_int_equal(child, node->next);
    assert_int_equal(n, node->count);
    assert_true(node->kind != RC_OBJECT || n % 2 == 0);
    assert_true(node->kind != RC_ERROR || tree->has_errors);
  }
}

static rc_tree *parse(heap_arena *f, rc_str text, bool is_template) {
  const rc_source source = {.path = RC_STR("main.tf"), .bytes = text, .file = 3};
  rc_tree *tree = NULL;
  rc_status status = is_template ? rc_hcl_parse_template(&f->arena, &source, &tree)
                                 : rc_hcl_parse(&f->arena, &source, &tree);
  assert_int_equal(status, RC_OK);
  check_tree(tree);
  return tree;
}

/* ---- a tree as text: every node as `kind(children)`, leaves as `kind<bytes>` ---- */

static const char *kind_name(rc_kind kind) {
  static const char *const names[] = {
      [RC_DOCUMENT] = "",          [RC_NULL] = "null",         [RC_BOOL] = "bool",
      [RC_NUMBER] = "num",         [RC_STRING] = "str",        [RC_ARRAY] = "list",
      [RC_OBJECT] = "obj",         [RC_ERROR] = "error",       [RC_HCL_BODY] = "body",
      [RC_HCL_BLOCK] = "block",    [RC_HCL_ATTRIBUTE] = "set", [RC_HCL_NAME] = "name",
      [RC_HCL_VARIABLE] = "var",   [RC_HCL_GET] = "get",       [RC_HCL_INDEX] = "index",
      [RC_HCL_SPLAT] = "splat",    [RC_HCL_ITEM] = "item",     [RC_HCL_CALL] = "call",
      [RC_HCL_UNARY] = "unary",    [RC_HCL_BINARY] = "binary", [RC_HCL_CONDITIONAL] = "cond",
      [RC_HCL_PARENTHESES] = "()", [RC_HCL_FOR] = "for",       [RC_HCL_TEMPLATE] = "tpl",
      [RC_HCL_PARTS] = "parts",    [RC_HCL_TEXT] = "text",     [RC_HCL_INTERPOLATION] = "$",
      [RC_HCL_IF] = "if",          [RC_HCL_REPEAT] = "repeat"};
  return names[kind];
}

static void render(rc_buf *out, rc_value v) {
  const rc_node *node = rc_value_node(v);
  rc_buf_put_c(out, kind_name(rc_value_kind(v)));
  if (node->detail != 0) {
    rc_buf_put_u64(out, node->detail);
  }
  if (node->count == 0 && node->end > node->start && v.node != 0) {
    RC_BUF_FILL(out, "<{}>", rc_value_raw(v));
  } else if (node->count > 0) {
    rc_buf_put_c(out, v.node == 0 ? "" : "(");
    for (RC_CHILDREN(child, v)) {
      if (rc_value_node(child)->parent + 1 != child.node) {
        rc_buf_put_byte(out, ' ');
      }
      render(out, child);
    }
    rc_buf_put_c(out, v.node == 0 ? "" : ")");
  }
  rc_buf_put_c(out, (node->flags & RC_NODE_INCOMPLETE) != 0 ? "~" : "");
}

static void check(heap_arena *f, const char *text, const char *wanted, const char *notes) {
  rc_tree *tree = parse(f, rc_str_from_c(text), false);
  rc_buf out;
  rc_buf_init(&out, &f->arena);
  render(&out, rc_tree_root(tree));
  rc_buf said;
  rc_buf_init(&said, &f->arena);
  for (uint32_t i = 0; i < tree->n_notes; i++) {
    rc_buf_put_u64(&said, tree->notes[i].span.start);
    RC_BUF_FILL(&said, " {}\n", tree->notes[i].message);
  }
  if (!rc_str_equal(rc_buf_str(&out), rc_str_from_c(wanted))) {
    fail_msg("%s\ngot  %.*s\nwant %s", text, (int)out.len, out.ptr, wanted);
  }
  if (!rc_str_equal(rc_buf_str(&said), rc_str_from_c(notes))) {
    fail_msg("%s\nsaid %.*s\nwant %s", text, (int)said.len, said.ptr, notes);
  }
}

static void test_bodies(void **state) {
  check(*state, "", "", "");
  check(*state, "\xEF\xBB\xBF" "a = 1 # x\r\nb = true // y\n/* z\n */ c = null",
        "set(name<a> num<1>) set(name<b> bool<true>) set(name<c> null<null>)", "");
  check(*state, "resource \"aws_x\" y {\n  a { b = 2 }\n}\nlocals {}\n",
        "block(name<resource> str<\"aws_x\"> name<y> body(block(name<a> body(set(name<b> "
        "num<2>))))) block(name<locals> body<{}>)",
        "");
}

static void test_operators(void **state) {
  check(*state, "a = 1 + 2 * 3 - 4",
        "set(name<a> binary10(binary9(num<1> binary11(num<2> num<3>)) num<4>))", "");
  check(*state, "a = !b && c || d == -1",
        "set(name<a> binary1(binary2(unary14(var<b>) var<c>) binary3(var<d> unary15(num<1>))))",
        "");
  check(*state, "a = b ? c : d ? e : f",
        "set(name<a> cond(var<b> var<c> cond(var<d> var<e> var<f>)))", "");
  check(*state, "a = (\n b\n ? c # no\n : d\n)",
        "set(name<a> ()(cond(var<b> var<c> var<d>)))", "");
  check(*state, "a = x-y <= 1.5e+3", "set(name<a> binary7(var<x-y> num<1.5e+3>))", "");
}

static void test_references(void **state) {
  check(*state, "a = b.c[0].d[\"e\"]",
        "set(name<a> index(get(index(get(var<b> name<c>) num<0>) name<d>) str<\"e\">))", "");
  check(*state, "a = b.0.c.1", "set(name<a> get(get(get(var<b> num<0>) name<c>) num<1>))", "");
  check(*state, "a = b[*].c[0]", "set(name<a> splat(var<b> index(get(item name<c>) num<0>)))", "");
  check(*state, "a = b.*.c[0]", "set(name<a> index(splat(var<b> get(item name<c>)) num<0>))", "");
  check(*state, "a = f(b, [1, 2]...)", "set(name<a> call1(name<f> var<b> list(num<1> num<2>)))",
        "");
  check(*state, "a = provider::x::y()", "set(name<a> call(name<provider::x::y>))", "");
}

static void test_containers(void **state) {
  check(*state, "a = {\n b = 1, \"c\" : 2\n (d) = 3\n}",
        "set(name<a> obj(var<b> num<1> str<\"c\"> num<2> ()(var<d>) num<3>))", "");
  check(*state, "a = [\n 1,\n 2, # two\n]", "set(name<a> list(num<1> num<2>))", "");
  check(*state, "a = [for x in y : x.z if x]",
        "set(name<a> for4(name<x> var<y> get(var<x> name<z>) var<x>))", "");
  check(*state, "a = {\n for k, v in y :\n k => v...\n}",
        "set(name<a> for11(name<k> name<v> var<y> var<k> var<v>))", "");
  check(*state, "a = { for = 1 }", "set(name<a> obj(var<for> num<1>))", "");
}

static void test_templates(void **state) {
  check(*state, "a = \"x $${y} \\\" z\"", "set(name<a> str<\"x $${y} \\\" z\">)", "");
  check(*state, "a = \"x${ b }y\"", "set(name<a> tpl(text<x> $(var<b>) text<y>))", "");
  check(*state, "a = \"${b[\"c\"]}${~ d ~}\"",
        "set(name<a> tpl($(index(var<b> str<\"c\">)) $3(var<d>)))", "");
  check(*state, "a = \"%{ if b }c%{ else ~}d%{~ endif }\"",
        "set(name<a> tpl(if24(var<b> parts(text<c>) parts(text<d>))))", "");
  check(*state, "a = \"%{ for x in y ~}${x}%{ endfor }\"",
        "set(name<a> tpl(repeat2(name<x> var<y> parts($(var<x>)))))", "");
  check(*state, "a = <<EOT\n x\\n ${b}\nEOT\nc = 1",
        "set(name<a> tpl1(text< x\\n > $(var<b>) text<\n>)) set(name<c> num<1>)", "");
  check(*state, "a = <<-EOT\r\n    x\r\n\r\n      y\r\n  EOT\r\n",
        "set(name<a> tpl18(text<    x\r\n\r\n      y\r\n>))", "");
}

static void test_slips(void **state) {
  check(*state, "a = \nb = 2", "set(name<a> error)~ set(name<b> num<2>)", "4 expected a value\n");
  check(*state, "a = [1, 2 3,\n 4]\nb = 2", "set(name<a> list(num<1> num<2>)~)~ set(name<b>"
  " num<2>)",
        "10 expected `,` or `]` behind this item\n");
  check(*state, "x {\n a = f(\n}\ny {\n b = 1\n}",
        "block(name<x> body(set(name<a> call(name<f> error)~)~)) block(name<y> body(set(name<b> "
        "num<1>)))",
        "12 expected a value\n");
  check(*state, "a = \"x\nb = 1", "set(name<a> tpl(text<x>)~)~ set(name<b> num<1>)",
        "4 this string is not closed on its line\n");
  check(*state, "a = 1 2\nb = 3 }\n", "set(name<a> num<1>) set(name<b> num<3>)",
        "6 expected the end of the line behind this value\n"
        "14 nothing is open that this brace would close\n");
  check(*state, "x {\n a = 1\n", "block(name<x> body(set(name<a> num<1>))~)",
        "2 this block is not closed\n");
  check(*state, "a = <<EOT\nb\n", "set(name<a> tpl1(text<b\n>)~)~",
        "4 this heredoc is not closed\n");
  check(*state, "a = \"%{ if b }c\"", "set(name<a> tpl(if(var<b> parts(text<c>))~)~)~",
        "5 this directive is not closed\n");
  check(*state, "= 1\n\"q\" = 2\nx y\nz = 3", "block(name<x> name<y>) set(name<z> num<3>)",
        "0 expected an attribute or a block\n4 expected an attribute or a block\n"
        "15 expected `=` or `{` behind this name\n");
}

static void test_words(void **state) {
  heap_arena *f = *state;
  rc_tree *tree = parse(f, RC_STR("a = \"x\\n\\u00e9\\U0001F600$${y}%%{z}\\q\""), false);
  rc_value set = rc_value_first(rc_tree_root(tree));
  rc_str word = rc_hcl_word(&f->arena, rc_value_next(rc_value_first(set)));
  assert_true(rc_str_equal(word, RC_STR("x\n\xC3\xA9\xF0\x9F\x98\x80${y}%{z}\\q")));
}

static void test_template_files(void **state) {
  heap_arena *f = *state;
  rc_tree *tree = parse(f, RC_STR("[\"${a}\", ${ ]\n%{ for x in y }${x}%{ endfor }"), true);
  rc_value whole = rc_value_first(rc_tree_root(tree));
  assert_int_equal(rc_value_kind(whole), RC_HCL_TEMPLATE);
  assert_int_equal(rc_value_node(whole)->detail, RC_HCL_FILE);
  assert_int_equal(tree->n_notes, 1);
  rc_value last = RC_VALUE_NONE;
  for (RC_CHILDREN(part, whole)) {
    last = part;
  }
  assert_int_equal(rc_value_kind(last), RC_HCL_REPEAT);
}

/* A chain of `n` times `link` behind `head`. */
static rc_status parse_chain(heap_arena *f, const char *head, const char *link, size_t n) {
  rc_buf text;
  rc_buf_init(&text, &f->arena);
  rc_buf_put_c(&text, head);
  for (size_t i = 0; i < n; i++) {
    rc_buf_put_c(&text, link);
  }
  const rc_source source = {.bytes = rc_buf_str(&text)};
  rc_tree *tree = NULL;
  rc_status status = rc_hcl_parse(&f->arena, &source, &tree);
  if (status == RC_OK) {
    check_tree(tree);
  }
  return status;
}

static void test_nesting(void **state) {
  static const char *const links[] = {"(", "[", "{a=", "-", "f(", "\"${", "[0]", ".b", "+1",
                                      "?1:x", "[*]"};
  for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
    void *fresh = NULL;
    heap_set_up(&fresh);
    heap_arena *f = fresh;
    assert_int_equal(parse_chain(f, "a = x", links[i], 50), RC_OK);
    if (parse_chain(f, i < 6 ? "a = " : "a = x", links[i], 5000) != RC_LIMIT) {
      fail_msg("no limit met by %s", links[i]);
    }
    assert_int_equal(f->arena.limit, RC_LIMIT_NESTING);
    heap_tear_down(&fresh);
  }
  (void)state;
}

/* Damage of every kind: the parser ends, and what it makes is sound. */
static void test_damage(void **state) {
  static const char text[] =
      "resource \"a\" \"b\" {\n  c = [for x in y : { \"k\" = \"${x.z[0]}\", l = <<-E\n    t %{ if "
      "q "
      "~}u%{ else }v%{ endif }\n    E\n  }]\n  d { e = f(1, -2...) ? (g) : h[*].i }\n}\n";
  static const char junk[] = "{}[]()\"$%~\n#=<\\,.:\x80" "a0 ";
  heap_arena *f = *state;
  char *copy = malloc(sizeof text);
  for (size_t at = 0; at + 1 < sizeof text; at++) {
    (void)parse(f, (rc_str){text, at}, false);
    for (size_t j = 0; j + 1 < sizeof junk; j++) {
      memcpy(copy, text, sizeof text);
      copy[at] = junk[j];
      (void)parse(f, (rc_str){copy, sizeof text - 1}, false);
      (void)parse(f, (rc_str){copy, sizeof text - 1}, true);
    }
  }
  free(copy);
}

static void test_no_memory(void **state) {
  (void)state;
  for (size_t n = 1; n < 200; n++) {
    void *fresh = NULL;
    heap_set_up(&fresh);
    heap_arena *f = fresh;
    f->allocations.refuse_at = n;
    const rc_source source = {.bytes = RC_STR("a = \"x${b.c[0]}\"\nd { e = [for k in l : k] }")};
    rc_tree *tree = NULL;
    rc_status status = rc_hcl_parse(&f->arena, &source, &tree);
    bool refused = f->allocations.n_requests >= n;
    assert_int_equal(status, refused ? RC_NOMEM : RC_OK);
    assert_true((tree == NULL) == refused);
    heap_tear_down(&fresh);
    if (!refused) {
      return;
    }
  }
  fail();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_bodies, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_operators, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_references, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_containers, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_templates, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_slips, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_words, heap_set_up, heap_tear_down),
      cmocka_unit_test_setup_teardown(test_template_files, heap_set_up, heap_tear_down),
      cmocka_unit_test(test_nesting),
      cmocka_unit_test_setup_teardown(test_damage, heap_set_up, heap_tear_down),
      cmocka_unit_test(test_no_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
