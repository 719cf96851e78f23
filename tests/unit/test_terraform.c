/* Terraform: what expressions, modules and data sources are worked out to; what stays unknown. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/heap.h"
#include "syntax/hcl.h"
#include "syntax/json.h"
#include "template/terraform.h"

typedef struct file {
  const char *path, *text;
} file;

enum { MOST_FILES = 8 };

static bool wanted(rc_str type) {
  return rc_str_equal(type, RC_STR("t")) || rc_str_equal(type, RC_STR("aws_iam_role"));
}

typedef struct outcome {
  rc_status status;
  rc_tf_resource_vec resources;
  bool used[MOST_FILES];
} outcome;

static rc_status parse(rc_arena *arena, const rc_source *source, rc_tree **tree) {
  if (rc_str_ends_with(source->path, RC_STR(".tf.json"))) {
    RC_TRY(rc_json_parse(arena, source, tree));
    return rc_hcl_of_json(arena, *tree, tree);
  }
  return rc_str_ends_with(source->path, RC_STR(".json")) ? rc_json_parse(arena, source, tree)
                                                         : rc_hcl_parse(arena, source, tree);
}

/* told/1.tfvars is the first file of variables that was told. */
static uint32_t turn_of(const char *path) {
  return strncmp(path, "told/", 5) == 0 ? (uint32_t)(path[5] - '0') : 0;
}

/* Files without a path end the list. */
static outcome run(heap_arena *f, const file *files, rc_tf_options options) {
  outcome out = {.status = RC_OK};
  rc_source *sources = RC_NEW_ARRAY(&f->arena, rc_source, MOST_FILES);
  rc_tf_file_vec parsed = {0};
  uint32_t n = 0;
  for (; sources != NULL && n < MOST_FILES && files[n].path != NULL; n++) {
    sources[n] = (rc_source){.path = rc_str_from_c(files[n].path),
                             .bytes = rc_str_from_c(files[n].text),
                             .file = n};
    rc_tree *tree = NULL;
    rc_str path = sources[n].path;
    bool terraform =
        rc_str_ends_with(path, RC_STR(".tf")) || rc_str_ends_with(path, RC_STR(".tf.json")) ||
        rc_str_contains(path, RC_STR(".tfvars")) ||
        turn_of(files[n].path) > 0;
    if (!terraform || parse(&f->arena, &sources[n], &tree) != RC_OK) {
      continue;
    }
    rc_tf_file *added = RC_VEC_ADD(&f->arena, &parsed);
    if (added != NULL) {
      *added = (rc_tf_file){
          .source = &sources[n], .tree = tree, .turn = turn_of(files[n].path)};
    }
  }
  options.arena = &f->arena;
  options.sources = sources;
  options.n_sources = n;
  out.status = rc_arena_status(&f->arena);
  if (out.status == RC_OK) {
    out.status = rc_tf_resources(&options, &parsed, wanted, out.used, &out.resources);
  }
  return out;
}

static const rc_computed *value_of(const outcome *all, const char *address, const char *name) {
  for (RC_EACH(const rc_tf_resource, resource, all->resources)) {
    if (rc_str_equal(resource->address, rc_str_from_c(address))) {
      return rc_computed_get(resource->values, rc_str_from_c(name));
    }
  }
  return NULL;
}

static void expect_text(heap_arena *f, const rc_computed *value, const char *wanted_text,
                         const char *what) {
  rc_tree *tree = NULL;
  rc_str text = RC_STR("absent");
  if (value != NULL) {
    assert_int_equal(rc_computed_tree(&f->arena, value, &tree), RC_OK);
    text = rc_hole_display(&f->arena, tree->text);
  }
  if (!rc_str_equal(text, rc_str_from_c(wanted_text))) {
    fail_msg("%s\ngot  %.*s\nwant %s", what, (int)text.len, text.ptr, wanted_text);
  }
}

static void expect_of(heap_arena *f, const outcome *all, const char *address, const char *name,
                      const char *wanted_text) {
  assert_int_equal(all->status, RC_OK);
  expect_text(f, value_of(all, address, name), wanted_text, address);
}

typedef struct row {
  const char *expression, *wanted;
} row;

static void expect_rows(heap_arena *f, const char *before, const row *rows, size_t n) {
  for (size_t i = 0; i < n; i++) {
    rc_str text = RC_FILL(&f->arena, "{}\nresource \"t\" \"x\" {\n  a = {}\n}\n{}",
                          rc_str_from_c(before), rc_str_from_c(rows[i].expression),
                          ((rc_str){"", 1}));
    const file files[] = {{"main.tf", text.ptr}, {NULL, NULL}};
    outcome all = run(f, files, (rc_tf_options){0});
    assert_int_equal(all.status, RC_OK);
    expect_text(f, value_of(&all, "t.x", "a"), rows[i].wanted, rows[i].expression);
  }
}

#define EXPECT_ROWS(f, before, rows) \
  expect_rows((f), (before), (rows), sizeof(rows) / sizeof *(rows))

/* ---- expressions ---- */

static void test_operators(void **state) {
  static const row rows[] = {
      {"1 + 2 * 3", "7"},
      {"7 / 2", "3.5"},
      {"-7 % 2", "-1"},
      {"7 % 4", "3"},
      {"!true || 1 < 2 && \"a\" == \"a\"", "true"},
      {"[1, 2] == [1, 2]", "true"},
      {"null == null", "true"},
      {"var.u == \"a\"", "${var.u == \"a\"}"},
      {"var.u == var.u", "true"},
      {"false && var.u", "false"},
      {"var.u || true", "true"},
      {"true ? 1 : 2", "1"},
      {"var.u ? \"same\" : \"same\"", "\"same\""},
      {"var.u ? \"yes\" : \"no\"", "\"yes\""},
      {"1 == \"1\"", "false"},
  };
  EXPECT_ROWS(*state, "variable \"u\" {}", rows);
}

static void test_templates(void **state) {
  static const row rows[] = {
      {"\"a-${var.k}-${var.u}\"", "\"a-known-${var.u}\""},
      {"\"${[1]}\"", "[1]"},
      {"\"$${x}\\t\"", "\"${x}\t\""},
      {"\"%{ if var.k == \"known\" }y%{ else }n%{ endif }\"", "\"y\""},
      {"\"%{ for x in [1, 2] }<${x}>%{ endfor }\"", "\"<1><2>\""},
      {"<<-EOT\n    a\n      b ${~ 1 ~}   \n    c\n  EOT", "\"a\n  b1c\n\""},
      {"\"[${jsonencode({ a = var.u })}, ${jsonencode(2)}]\"", "[{\"a\":${var.u}},2]"},
  };
  EXPECT_ROWS(*state, "variable \"u\" {}\nvariable \"k\" {\n  default = \"known\"\n}", rows);
}

static void test_collections(void **state) {
  static const row rows[] = {
      {"[for k, v in { b = 2, a = 1 } : \"${k}${v}\"]", "[\"a1\",\"b2\"]"},
      {"{ for x in [\"a\", \"b\"] : x => upper(x) if x != \"a\" }", "{\"b\":\"B\"}"},
      {"{ for x in [\"a\", \"b\", \"a\"] : x => 1... }", "{\"a\":[1,1],\"b\":[1]}"},
      {"[for x in var.u : x]", "[...]"},
      {"{ for k, v in { a = var.u, b = 1 } : k => v if v != null }", "{\"a\":${var.u},\"b\":1}"},
      {"[{ n = 1 }, { n = 2 }][*].n", "[1,2]"},
      {"null[*]", "[]"},
      {"var.u[*].id", "${var.u[*].id}"},
      {"[1, 2][1]", "2"},
      {"[1][3]", "${[1][3]}"},
      {"{ a = { b = \"c\" } }.a[\"b\"]", "\"c\""},
      {"{ (var.u) = 1, b = 2 }", "{\"b\":2}"},
  };
  EXPECT_ROWS(*state, "variable \"u\" {}", rows);
}

static void test_text_functions(void **state) {
  static const row rows[] = {
      {"lower(\"AbC\")", "\"abc\""},
      {"lower(\"A${var.u}\")", "${lower(\"A${var.u}\")}"},
      {"title(\"a b-c\")", "\"A B-C\""},
      {"format(\"%s-%03d-%%\", \"a\", 7)", "\"a-007-%\""},
      {"format(\"%[2]s%[1]s\", var.u, \"x\")", "\"x${var.u}\""},
      {"format(\"%05s\", var.u)", "${format(\"%05s\", var.u)}"},
      {"formatlist(\"%s.%s\", [\"a\", \"b\"], \"x\")", "[\"a.x\",\"b.x\"]"},
      {"join(\",\", [\"a\", var.u])", "\"a,${var.u}\""},
      {"split(\"/\", \"a/b\")", "[\"a\",\"b\"]"},
      {"replace(\"a.b.c\", \".\", \"-\")", "\"a-b-c\""},
      {"replace(\"aXb\", \"/X/\", \"-\")", "${replace(\"aXb\", \"/X/\", \"-\")}"},
      {"trimsuffix(\"${var.u}:*\", \":*\")", "\"${var.u}\""},
      {"trimsuffix(\"${var.u}abc\", \"x\")", "\"${var.u}abc\""},
      {"trimprefix(\"ab\", \"a\")", "\"b\""},
      {"trimspace(\"  a \\n\")", "\"a\""},
      {"trim(\"??a?\", \"?\")", "\"a\""},
      {"substr(\"h\\u00e9llo\", 1, 3)", "\"\xC3\xA9ll\""},
      {"substr(\"hello\", -3, -1)", "\"llo\""},
      {"startswith(\"ab\", \"a\")", "true"},
      {"strrev(\"abc\")", "\"cba\""},
      {"indent(2, \"a\\nb\")", "\"a\n  b\""},
      {"base64encode(\"hello\")", "\"aGVsbG8=\""},
      {"base64decode(\"aGVsbG8=\")", "\"hello\""},
      {"basename(dirname(\"/a/b/c\"))", "\"b\""},
      {"floor(-1.5) + ceil(1.2) + abs(-3)", "3"},
      {"uuid()", "${uuid()}"},
  };
  EXPECT_ROWS(*state, "variable \"u\" {}", rows);
}

static void test_collection_functions(void **state) {
  static const row rows[] = {
      {"merge({ a = 1, b = 1 }, { b = 2 })", "{\"a\":1,\"b\":2}"},
      {"merge({ a = 1 }, var.u, { c = 3 })", "{\"a\":${merge({\"a\" = 1}, var.u, {\"c\" = "
                                             "3})[\"a\"]},\"c\":3}"},
      {"concat([1], var.u, [2])", "[1,2,...]"},
      {"flatten([[1, [2]], 3])", "[1,2,3]"},
      {"keys({ b = 1, a = 2 })", "[\"a\",\"b\"]"},
      {"values({ b = 1, a = 2 })", "[2,1]"},
      {"lookup({ a = 1 }, \"b\", 2)", "2"},
      {"lookup({ a = 1 }, var.u, 2)", "${lookup({\"a\" = 1}, var.u, 2)}"},
      {"element([1, 2], 3)", "2"},
      {"length([1, var.u]) + length(\"ab\") + length({ a = 1 })", "5"},
      {"contains([\"a\"], \"a\")", "true"},
      {"contains([var.u], \"a\")", "${contains([var.u], \"a\")}"},
      {"coalesce(null, \"\", \"x\")", "\"x\""},
      {"coalesce(var.u, \"x\")", "${coalesce(var.u, \"x\")}"},
      {"coalescelist([], [1])", "[1]"},
      {"compact([\"a\", \"\", null])", "[\"a\"]"},
      {"distinct([1, 1, 2])", "[1,2]"},
      {"toset([\"b\", \"a\", \"b\"])", "[\"a\",\"b\"]"},
      {"setproduct([1, 2], [3])", "[[1,3],[2,3]]"},
      {"setsubtract([\"a\", \"b\"], [\"a\"])", "[\"b\"]"},
      {"zipmap([\"a\"], [1])", "{\"a\":1}"},
      {"range(1, 4)", "[1,2,3]"},
      {"reverse(sort([\"a\", \"b\"]))", "[\"b\",\"a\"]"},
      {"slice([1, 2, 3], 1, 3)", "[2,3]"},
      {"chunklist([1, 2, 3], 2)", "[[1,2],[3]]"},
      {"max([1, 3]...) + min(2, 1) + sum([1, 1])", "6"},
      {"one([]) == null && alltrue([true]) && anytrue([false, true])", "true"},
      {"try({ a = 1 }.b, \"fallback\")", "\"fallback\""},
      {"try(var.u, \"fallback\")", "${var.u}"},
      {"can({ a = 1 }.b)", "false"},
      {"jsondecode(\"{\\\"a\\\": [1, true, null]}\").a", "[1,true,null]"},
      {"jsondecode(jsonencode({ a = var.u }))", "{\"a\":${var.u}}"},
      {"length(concat([1], var.u)) > 0", "true"},
      {"length(concat([1], var.u)) >= 1", "true"},
      {"length(concat([1], var.u)) != 0", "true"},
      {"length(concat([1], var.u)) > 1", "${length([1]) > 1}"},
      {"length(concat([1], var.u)) != 1", "${length([1]) != 1}"},
      {"length(concat([1], var.u)) < 1", "${length([1]) < 1}"},
      {"tostring(1)", "\"1\""},
      {"tonumber(\"1.50\") + 1", "2.5"},
      {"\"-${sensitive(\"x\")}-\"", "\"-${sensitive(/* 1 */)}-\""},
  };
  EXPECT_ROWS(*state, "variable \"u\" {}", rows);
}

/* ---- modules and variables ---- */

static void test_variables(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"r/main.tf",
       "variable \"a\" { default = 1 }\nvariable \"b\" {}\nvariable \"c\" {\n  type = object({ x = "
       "string, y = optional(number, 7) })\n}\nvariable \"s\" {\n  type = string\n  sensitive = "
       "true\n}\nresource \"t\" \"x\" {\n  a = var.a\n  b = var.b\n  c = var.c\n  s = var.s\n}\n"},
      {"r/terraform.tfvars", "a = 2\nb = \"first\"\nc = { x = 5 }\ns = \"hidden\"\n"},
      {"r/z.auto.tfvars.json", "{\"b\": \"last\"}"},
      {"r/zz.auto.tfvars.json", ""},
      {"r/other/dev.tfvars", "a = 3\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "a", "3");
  expect_of(f, &all, "t.x", "b", "\"last\"");
  expect_of(f, &all, "t.x", "c", "{\"x\":\"5\",\"y\":7}");
  expect_of(f, &all, "t.x", "s", "${var.s}");
  assert_true(value_of(&all, "t.x", "s")->secret);
}

/* The same configuration in JSON: texts are templates, some members are blocks. */
static void test_json_syntax(void **state) {
  heap_arena *f = *state;
  static const char text[] =
      "{\"//\": {\"metadata\": 1}, \"terraform\": {\"backend\": {}},"
      "\"provider\": {\"aws\": [{\"region\": \"eu-west-1\"},"
      "{\"alias\": \"cn\", \"region\": \"cn-north-1\"}]},"
      "\"variable\": {\"list\": {\"type\": \"list(string)\", \"default\": [\"a\", \"b\"]},"
      "\"volume\": {\"default\": {\"volume\": [1]}}},"
      "\"locals\": {\"volume\": {\"x\": 1}, \"open\": \"${data.x.y.z}\"},"
      "\"module\": {\"m\": {\"source\": \"./mod\", \"in\": \"${var.list[1]}\","
      "\"providers\": {\"aws\": \"aws.cn\"}}},"
      "\"resource\": {\"aws_iam_role\": {\"r\": {\"name\": \"r\", \"provider\": \"aws.cn\"}},"
      "\"t\": {\"x\": [{\"//\": {\"a\": 1},"
      "\"a\": \"${join(\\\"-\\\", [\\\"p}\\\", \\\"${var.list[0]}\\\"])}\","
      "\"b\": \"say \\\"${upper(\\\"hi\\\")}\\\" $${x} \\\\ \\n\","
      "\"c\": {\"${var.list[0]}\": [true, null, 1.5]},"
      "\"d\": \"${local.volume.x}\","
      "\"e\": \"${aws_iam_role.r.arn}\","
      "\"f\": \"${module.m.out}\","
      "\"g\": \"${local.open}\","
      "\"volume\": [{\"name\": \"one\", \"authorization_config\": {\"iam\": \"ON\"}}],"
      "\"dynamic\": {\"statement\": {\"for_each\": \"${var.list}\", \"content\":"
      "{\"sid\": \"${statement.value}\"}}}"
      "}]}}}";
  const file files[] = {
      {"main.tf.json", text},
      {"mod/main.tf", "variable \"in\" {}\noutput \"out\" { value = \"<${var.in}>\" }\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){.account = RC_STR("111122223333")});
  static const char *const wanted[][2] = {
      {"a", "\"p}-a\""},
      {"b", "\"say \"HI\" ${x} \\ \n\""},
      {"c", "{\"a\":[true,null,1.5]}"},
      {"d", "1"},
      {"e", "\"arn:aws-cn:iam::${data.aws_caller_identity.current.account_id /* aws.cn */}"
            ":role/r\""},
      {"f", "\"<b>\""},
      {"g", "${data.x.y.z}"},
      {"volume", "[{\"name\":\"one\",\"authorization_config\":[{\"iam\":\"ON\"}]}]"},
      {"statement", "[{\"sid\":\"a\"},{\"sid\":\"b\"}]"},
  };
  for (size_t i = 0; i < RC_COUNT_OF(wanted); i++) {
    expect_of(f, &all, "t.x", wanted[i][0], wanted[i][1]);
  }
  rc_span span = rc_value_span(value_of(&all, "t.x", "d")->written);
  assert_memory_equal(text + span.start, "local.volume.x", 5);
}

/* A resource as a whole, where an attribute of it should stand. */
static void test_whole_resource(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf", "resource \"s\" \"y\" {}\nresource \"t\" \"x\" {\n  a = jsonencode([{ b = s.y "
                  "}])\n}\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "a", "[{\"b\":${s.y}}]");
}

/* Those that were told outweigh those that Terraform finds, the last one most; and what nobody told
 * does not count beside them. */
static void test_told_variables(void **state) {
  heap_arena *f = *state;
  rc_given_notes notes = {0};
  const file files[] = {
      {"r/main.tf",
       "variable \"a\" { default = 0 }\nvariable \"b\" { default = 0 }\n"
       "variable \"c\" { default = 0 }\nvariable \"d\" { default = 0 }\n"
       "variable \"n\" {\n  type = number\n  default = 0\n}\n"
       "resource \"t\" \"x\" {\n  v = [var.a, var.b, var.c, var.d, var.n]\n}\n"},
      {"r/x.auto.tfvars", "a = 1\nb = 1\nc = 1\n"},
      {"r/other.tfvars", "d = 9\n"},
      {"told/2.tfvars", "b = 2\nn = \"many\"\n"},
      {"told/1.json", "{\"b\": 3, \"c\": 3, \"e\": \"correct horse\"}"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){.notes = &notes});
  expect_of(f, &all, "t.x", "v", "[1,2,3,0,${var.n}]");
  uint32_t n_hidden = 0;
  uint32_t n_amiss = 0;
  for (RC_EACH(const rc_given_note, note, notes)) {
    n_amiss += note->message.len > 0;
    n_hidden += !rc_span_is_none(note->hidden);
  }
  assert_int_equal(n_amiss, 2);
  assert_int_equal(n_hidden, 1);
}

/* `any` in a collection is one type: where one member is a string, others become such. */
static void test_members_of_any_type(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf",
       "variable \"o\" {\n  type = list(any)\n  default = [{ n = \"a\", v = \"b\", w = 1 }, { n = "
       "\"c\", v = 2, w = true }]\n}\n"
       "variable \"m\" {\n  type = map(any)\n  default = { a = 1, b = \"x\" }\n}\n"
       "variable \"n\" {\n  type = list(any)\n  default = [1, 2]\n}\n"
       "resource \"t\" \"x\" {\n  o = var.o\n  m = var.m\n  n = var.n\n}\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "o",
            "[{\"n\":\"a\",\"v\":\"b\",\"w\":1},{\"n\":\"c\",\"v\":\"2\",\"w\":true}]");
  expect_of(f, &all, "t.x", "m", "{\"a\":\"1\",\"b\":\"x\"}");
  expect_of(f, &all, "t.x", "n", "[1,2]");
}

static void test_modules(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf",
       "module \"m\" {\n  source = \"./mods/one\"\n  for_each = { a = 1, b = 2 }\n  n = "
       "each.value\n}\nmodule \"far\" {\n  source = \"example/far/aws\"\n}\nresource \"t\" "
       "\"out\" {\n  "
       "a = module.m[\"b\"].doubled\n  b = [for m in module.m : m.doubled]\n  c = "
       "module.far.id\n}\n"},
      {"mods/one/main.tf",
       "variable \"n\" {}\nvariable \"missing\" {}\noutput \"doubled\" { value = local.d "
       "}\nlocals { d = "
       "var.n * 2 }\nresource \"t\" \"in\" {\n  a = local.d\n  b = var.missing\n  c = "
       "file(\"${path.module}/x.txt\")\n}\n"},
      {"mods/one/x.txt", "text"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.out", "a", "4");
  expect_of(f, &all, "t.out", "b", "[2,4]");
  expect_of(f, &all, "t.out", "c", "${module.far.id}");
  expect_of(f, &all, "module.m[\"a\"].t.in", "a", "2");
  expect_of(f, &all, "module.m[\"b\"].t.in", "b", "${var.missing /* module.m[\"b\"] */}");
  expect_of(f, &all, "module.m[\"b\"].t.in", "c", "\"text\"");
  assert_true(all.used[2] && !all.used[0]);
}

/* The same expression of two roots is not the same value. */
static void test_two_roots(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"dev/main.tf", "variable \"v\" {}\nresource \"t\" \"x\" { a = var.v }\n"},
      {"prod/main.tf", "variable \"v\" {}\nresource \"t\" \"y\" { a = var.v }\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "a", "${var.v /* dev */}");
  expect_of(f, &all, "t.y", "a", "${var.v /* prod */}");
}

static void test_instances(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf",
       "variable \"u\" {}\nresource \"t\" \"n\" {\n  count = 2\n  a = count.index\n}\nresource "
       "\"t\" "
       "\"e\" {\n  for_each = toset([\"p\"])\n  a = each.key\n  dynamic \"blk\" {\n    for_each = "
       "[1, 2]\n"
       "    content { v = blk.value }\n  }\n}\nresource \"t\" \"unknown\" {\n  for_each = var.u\n "
       " a = "
       "each.value\n}\nresource \"t\" \"none\" {\n  count = false ? 1 : 0\n}\nresource \"t\" "
       "\"r\" {\n  a = "
       "t.n[1].a\n  b = t.n[*].a\n  c = t.e[\"p\"].id\n  d = length(t.none)\n  e = "
       "try(t.none[0].a, \"-\")\n}\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.n[1]", "a", "1");
  expect_of(f, &all, "t.e[\"p\"]", "a", "\"p\"");
  expect_of(f, &all, "t.e[\"p\"]", "blk", "[{\"v\":1},{\"v\":2}]");
  expect_of(f, &all, "t.unknown[each.key /* var.u */]", "a", "${each.value /* var.u */}");
  expect_of(f, &all, "t.r", "a", "1");
  expect_of(f, &all, "t.r", "b", "[0,1]");
  expect_of(f, &all, "t.r", "c", "${t.e[\"p\"].id}");
  expect_of(f, &all, "t.r", "d", "0");
  expect_of(f, &all, "t.r", "e", "\"-\"");
}

/* ---- AWS ---- */

static void test_attributes(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf",
       "provider \"aws\" { region = \"eu-west-1\" }\nprovider \"aws\" {\n  alias = \"cn\"\n  "
       "region = "
       "\"cn-north-1\"\n}\nresource \"aws_iam_role\" \"r\" {\n  name = \"r\"\n  path = "
       "\"/p/\"\n}\nresource "
       "\"aws_ecr_repository\" \"e\" {\n  name = \"app\"\n  provider = aws.cn\n}\nresource "
       "\"aws_ssm_parameter\" \"s\" { name = \"/a/b\" }\ndata \"aws_region\" \"here\" "
       "{}\nresource \"t\" "
       "\"x\" {\n  a = aws_iam_role.r.arn\n  b = aws_ecr_repository.e.repository_url\n  c = "
       "aws_ssm_parameter.s.arn\n  d = data.aws_region.here.name\n  e = "
       "aws_iam_role.r.unique_id\n  "
       "f = aws_kms_key.k.arn\n  g = aws_iam_role.r\n}\nresource \"aws_kms_key\" \"k\" {}\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){.account = RC_STR("111122223333")});
  expect_of(f, &all, "t.x", "a", "\"arn:aws:iam::111122223333:role/p/r\"");
  expect_of(f, &all, "t.x", "b",
            "\"${data.aws_caller_identity.current.account_id /* aws.cn */}.dkr.ecr.cn-north-1."
            "amazonaws.com.cn/app\"");
  expect_of(f, &all, "t.x", "c", "\"arn:aws:ssm:eu-west-1:111122223333:parameter/a/b\"");
  expect_of(f, &all, "t.x", "d", "\"eu-west-1\"");
  expect_of(f, &all, "t.x", "e", "${aws_iam_role.r.unique_id}");
  expect_of(f, &all, "t.x", "f",
            "\"arn:aws:kms:eu-west-1:111122223333:key/${aws_kms_key.k.key_id}\"");
  expect_of(f, &all, "t.x", "g", "${aws_iam_role.r}");
}

static void test_policy_documents(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf",
       "data \"aws_iam_policy_document\" \"a\" {\n  statement {\n    sid = \"S\"\n    actions = "
       "[\"x:A\"]\n    resources = [\"arn:&{aws:username}\"]\n    condition {\n      test = "
       "\"StringEquals\"\n      variable = \"aws:x\"\n      values = [\"1\"]\n    }\n  }\n}\ndata "
       "\"aws_iam_policy_document\" \"b\" {\n  source_policy_documents = "
       "[data.aws_iam_policy_document.a.json]\n  override_policy_documents = [jsonencode({ "
       "Statement = [{ "
       "Sid = \"T\", Effect = \"Deny\" }] })]\n  statement {\n    sid = \"T\"\n    actions = "
       "[\"x:B\"]\n  }\n  statement {\n    effect = \"Deny\"\n    principals {\n      type = "
       "\"*\"\n      "
       "identifiers = [\"*\"]\n    }\n  }\n}\nresource \"t\" \"x\" {\n  a = "
       "data.aws_iam_policy_document.a.json\n  b = data.aws_iam_policy_document.b.json\n}\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "a",
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"S\",\"Effect\":\"Allow\","
            "\"Action\":"
            "[\"x:A\"],\"Resource\":[\"arn:${aws:username}\"],"
            "\"Condition\":{\"StringEquals\":{\"aws:x\":"
            "[\"1\"]}}}]}");
  expect_of(f, &all, "t.x", "b",
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"S\",\"Effect\":\"Allow\","
            "\"Action\":"
            "[\"x:A\"],\"Resource\":[\"arn:${aws:username}\"],"
            "\"Condition\":{\"StringEquals\":{\"aws:x\":"
            "[\"1\"]}}},{\"Sid\":\"T\",\"Effect\":\"Deny\"},{\"Effect\":\"Deny\","
            "\"Principal\":\"*\"}]}");
}

static void test_template_files(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf",
       "variable \"u\" {}\ndata \"template_file\" \"t\" {\n  template = file(\"t.tpl\")\n  vars = "
       "{ n = "
       "var.u, l = 1 }\n}\nresource \"t\" \"x\" {\n  a = templatefile(\"t.tpl\", { n = \"v\", l = "
       "[1, 2] "
       "})\n  b = data.template_file.t.rendered\n  c = file(\"missing.txt\")\n}\n"},
      {"t.tpl", "{\"n\": \"${n}\", \"l\": ${jsonencode(l)}}"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "a", "\"{\"n\": \"v\", \"l\": [1,2]}\"");
  expect_of(f, &all, "t.x", "b", "\"{\"n\": \"${var.u}\", \"l\": 1}\"");
  expect_of(f, &all, "t.x", "c", "${file(\"missing.txt\")}");
  const rc_computed *decoded = rc_tf_decode(&f->arena, value_of(&all, "t.x", "b"));
  expect_text(f, decoded, "{\"n\":\"${var.u}\",\"l\":1}", "decoded");
  rc_span span = rc_value_span(rc_computed_get(decoded, RC_STR("l"))->written);
  assert_int_equal(span.file, 1);
  assert_int_equal(span.start, 19);
}

/* Places lead into the file that was read. */
static void test_yaml(void **state) {
  heap_arena *f = *state;
  static const char yaml[] = "web:\n  port: 80 # http\n  hosts: [a, 'b']\n";
  const file files[] = {
      {"main.tf",
       "variable \"u\" {}\nlocals { all = yamldecode(file(\"values.yaml\")) }\n"
       "resource \"t\" \"x\" {\n"
       "  a = local.all.web.hosts\n  b = local.all\n  c = yamldecode(\"x: [\")\n"
       "  d = yamldecode(\"a: ${var.u}\")\n  e = yamldecode(\"x: !Ref y\")\n"
       "  f = yamldecode(<<-E\n    k: v\n  E\n  ).k\n}\n"},
      {"values.yaml", yaml},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "a", "[\"a\",\"b\"]");
  expect_of(f, &all, "t.x", "b", "{\"web\":{\"port\":80,\"hosts\":[\"a\",\"b\"]}}");
  expect_of(f, &all, "t.x", "c", "${yamldecode(\"x: [\")}");
  expect_of(f, &all, "t.x", "d", "${yamldecode(\"a: ${var.u}\")}");
  expect_of(f, &all, "t.x", "e", "${yamldecode(\"x: !Ref y\")}");
  expect_of(f, &all, "t.x", "f", "\"v\"");
  const rc_computed *hosts = value_of(&all, "t.x", "a");
  rc_span span = rc_value_span(hosts->members.items[1].value->written);
  assert_int_equal(span.file, 1);
  assert_int_equal(span.start, strstr(yaml, "'b'") - yaml);
}

/* ---- what cannot be worked out ---- */

static bool answer_no(void *context, rc_str key, bool standard) {
  rc_str *asked = context;
  *asked = key;
  return !standard;
}

static void test_questions(void **state) {
  heap_arena *f = *state;
  rc_str asked = RC_STR_NONE;
  const file files[] = {
      {"main.tf", "variable \"u\" {}\nresource \"t\" \"x\" { a = var.u == \"p\" ? 1 : 2 }\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){.ask = answer_no, .context = &asked});
  expect_of(f, &all, "t.x", "a", "2");
  assert_true(rc_str_equal(asked, RC_STR("condition `var.u == \"p\"`")));
}

static void test_cycles(void **state) {
  heap_arena *f = *state;
  const file files[] = {
      {"main.tf",
       "locals {\n  a = local.b\n  b = \"x${local.a}\"\n}\nresource \"t\" \"x\" {\n  a = "
       "local.a\n  b = "
       "t.y.b\n}\nresource \"t\" \"y\" { b = t.x.b }\n"},
      {NULL, NULL},
  };
  outcome all = run(f, files, (rc_tf_options){0});
  expect_of(f, &all, "t.x", "a", "\"x${local.a}\"");
  expect_of(f, &all, "t.y", "b", "${t.y.b}");
}

static void test_bombs(void **state) {
  static const struct {
    const char *text;
    rc_limit_id limit;
  } bombs[] = {
      {"resource \"t\" \"x\" { a = range(100000000) }", RC_LIMIT_EVALUATION},
      {"resource \"t\" \"x\" { count = 100000000 }", RC_LIMIT_EVALUATION},
      {"locals {\n  a = range(1000)\n  b = setproduct(local.a, local.a, local.a)\n}\nresource"
      " \"t\" "
       "\"x\" { a = local.b }",
       RC_LIMIT_EVALUATION},
      {"locals {\n  a = [for x in range(3000) : [for y in range(9000) : x]]\n}\nresource \"t\""
      " \"x\" { a = "
       "local.a }",
       RC_LIMIT_EVALUATION},
      {"module \"m\" { source = \"./\" }\nresource \"t\" \"x\" {}", RC_N_LIMITS},
      {"module \"a\" { source = \"./m\" }", RC_LIMIT_NESTING},
  };
  for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
    void *fresh = NULL;
    heap_set_up(&fresh);
    heap_arena *f = fresh;
    const file files[] = {{"main.tf", bombs[i].text},
                          {"m/main.tf", "module \"m\" { source = \"../m\" }"},
                          {NULL, NULL}};
    outcome all = run(f, files, (rc_tf_options){0});
    bool limited = bombs[i].limit != RC_N_LIMITS;
    assert_int_equal(all.status, limited ? RC_LIMIT : RC_OK);
    if (limited) {
      assert_int_equal(f->arena.limit, bombs[i].limit);
    }
    heap_tear_down(&fresh);
  }
  (void)state;
}

static void test_no_memory(void **state) {
  static const file files[] = {
      {"main.tf",
       "variable \"u\" { type = map(string) }\nmodule \"m\" {\n  source = \"./m\"\n  v = [for k, "
       "v in var.u "
       ": \"${k}-${v}\"]\n}\ndata \"aws_iam_policy_document\" \"p\" {\n  statement { actions = "
       "[\"a:b\"] "
       "}\n}\nresource \"t\" \"x\" {\n  a = jsondecode(templatefile(\"t.tpl\", { a = merge({ a = "
       "1 }, var.u) "
       "}))\n  b = data.aws_iam_policy_document.p.json\n  c = <<-E\n    x ${upper(\"y\")}\n  "
       "E\n}\n"},
      {"m/main.tf", "variable \"v\" {}\nresource \"aws_iam_role\" \"r\" { name = join(\",\","
      " var.v) }\n"},
      {"t.tpl", "{\"a\": ${jsonencode(a)}}"},
      {"terraform.tfvars", "u = { k = \"v\" }\n"},
      {NULL, NULL},
  };
  (void)state;
  for (size_t n = 1; n < 5000; n++) {
    void *fresh = NULL;
    heap_set_up(&fresh);
    heap_arena *f = fresh;
    f->allocations.refuse_at = n;
    outcome all = run(f, files, (rc_tf_options){0});
    bool refused = f->allocations.n_requests >= n;
    assert_int_equal(all.status, refused ? RC_NOMEM : RC_OK);
    if (!refused) {
      f->allocations.refuse_at = 0; /* of the looking, too */
      expect_of(f, &all, "t.x", "a", "{\"a\":{\"a\":1,\"k\":\"v\"}}");
      expect_of(f, &all, "module.m.aws_iam_role.r", "name", "\"k-v\"");
      heap_tear_down(&fresh);
      return;
    }
    heap_tear_down(&fresh);
  }
  fail();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, heap_set_up, heap_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_operators),
      TEST(test_templates),
      TEST(test_collections),
      TEST(test_text_functions),
      TEST(test_collection_functions),
      TEST(test_variables),
      TEST(test_told_variables),
      TEST(test_members_of_any_type),
      TEST(test_modules),
      TEST(test_two_roots),
      TEST(test_instances),
      TEST(test_attributes),
      TEST(test_policy_documents),
      TEST(test_template_files),
      TEST(test_questions),
      TEST(test_cycles),
      TEST(test_json_syntax),
      TEST(test_yaml),
      TEST(test_whole_resource),
      cmocka_unit_test(test_bombs),
      cmocka_unit_test(test_no_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
