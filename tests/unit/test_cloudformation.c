/* CloudFormation worked out: functions, parameters, conditions, names of resources, exports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/files.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/cloudformation.h"

static bool any(rc_str type) {
  (void)type;
  return true;
}

static void add(rc_arena *arena, rc_cfn_file_vec *files, const char *path, const char *text) {
  rc_source *source = RC_NEW(arena, rc_source);
  rc_tree *tree = NULL;
  *source = (rc_source){.path = rc_str_from_c(path), .bytes = rc_str_from_c(text),
                        .file = files->len};
  rc_status status = rc_str_ends_with(source->path, RC_STR(".json"))
                         ? rc_json_parse(arena, source, &tree)
                         : rc_yaml_parse(arena, source, &tree);
  assert_int_equal(status, RC_OK);
  assert_int_equal(tree->n_notes, 0);
  rc_cfn_file *file = RC_VEC_ADD(arena, files);
  *file =
      (rc_cfn_file){.source = source, .value = rc_value_first(rc_tree_root(tree))};
}

static rc_cfn_resource_vec work_out(rc_arena *arena, const rc_cfn_file_vec *files) {
  const rc_cfn_options options = {.arena = arena};
  rc_cfn_resource_vec out;
  assert_int_equal(rc_cfn_resources(&options, files, any, &out), RC_OK);
  return out;
}

/* The value of property `V` of the resource T with this body, as JSON with holes shown. */
static void assert_value(const char *declarations, const char *value, const char *wanted) {
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  rc_str text = RC_FILL(&arena,
                        "{}Resources:\n  T:\n    Type: Custom::T\n    Properties:\n"
                        "      V: {}\n{}",
                        rc_str_from_c(declarations), rc_str_from_c(value), ((rc_str){"", 1}));
  add(&arena, &files, "t.yaml", text.ptr);
  rc_cfn_resource_vec out = work_out(&arena, &files);
  const rc_computed *found = NULL;
  for (RC_EACH(const rc_cfn_resource, resource, out)) {
    if (rc_str_equal(resource->id, RC_STR("T"))) {
      found = rc_computed_get(resource->properties, RC_STR("V"));
    }
  }
  rc_tree *tree = NULL;
  rc_str got = RC_STR("absent");
  if (found != NULL) {
    assert_int_equal(rc_computed_tree(&arena, found, &tree), RC_OK);
    got = rc_hole_display(&arena, tree->text);
  }
  if (!rc_str_equal(got, rc_str_from_c(wanted))) {
    fail_msg("%s: got %.*s, want %s", value, (int)got.len, got.ptr, wanted);
  }
  rc_arena_free(&arena);
}

static const char declarations[] =
    "Parameters:\n"
    "  Env: {Type: String, Default: prod}\n"
    "  Open: {Type: String}\n"
    "  Hidden: {Type: String, NoEcho: true, Default: hunter2}\n"
    "  Looked: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}\n"
    "  Many: {Type: CommaDelimitedList, Default: 'a, b'}\n"
    "Mappings: {M: {prod: {size: 2}}}\n"
    "Conditions:\n"
    "  Prod: !Equals [!Ref Env, prod]\n"
    "  Dev: !Not [!Condition Prod]\n"
    "  Asked: !Equals [!Ref Open, x]\n"
    "  Both: !And [!Condition Prod, !Condition Asked]\n"
    "  Neither: !And [!Condition Dev, !Condition Asked]\n"
    "  Loop: !Not [!Condition Loop]\n";

static void works_out_functions(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"!Ref Env", "\"prod\""},
      {"{Ref: Open}", "${Open}"},
      {"!Ref Hidden", "${Hidden}"},
      {"!Ref Looked", "${Looked}"},
      {"!Ref Many", "[\"a\",\"b\"]"},
      {"!Ref AWS::Region", "${AWS::Region}"},
      {"!Ref Nothing", "${Nothing}"},
      {"!Sub 'a-${Env}-${Open}-${!x}-${A.B}'", "\"a-prod-${Open}-${x}-${A.B}\""},
      {"!Sub ['${x}/${Env}', {x: !Ref Open}]", "\"${Open}/prod\""},
      {"{'Fn::Sub': '${AWS::Region}'}", "\"${AWS::Region}\""},
      {"!Join [':', [a, !Ref Open, !Ref 'AWS::NoValue', 1]]", "\"a:${Open}:1\""},
      {"!Join [',', !Ref Many]", "\"a,b\""},
      {"!Select [1, !Split ['/', 'a/b/c']]", "\"b\""},
      {"!Select [1, !Ref Open]", "Fn::Select at Resources.T.Properties.V"},
      {"!FindInMap [M, !Ref Env, size]", "2"},
      {"!FindInMap [M, none, size, {DefaultValue: 3}]", "3"},
      {"!If [Prod, a, b]", "\"a\""},
      {"!If [Dev, a, b]", "\"b\""},
      {"!If [Asked, a, b]", "Fn::If at Resources.T.Properties.V"},
      {"!If [Both, a, b]", "Fn::If at Resources.T.Properties.V"},
      {"!If [Neither, a, b]", "\"b\""},
      {"!If [Loop, a, b]", "Fn::If at Resources.T.Properties.V"},
      {"!If [Dev, a, !Ref 'AWS::NoValue']", "Fn::If at Resources.T.Properties.V"},
      {"!Ref AWS::NoValue", "absent"},
      {"{'Fn::Length': [1, 2]}", "2"},
      {"{'Fn::ToJsonString': {a: !Ref Env}}", "{\"a\":\"prod\"}"},
      {"!Cidr [a, 1, 2]", "Fn::Cidr at Resources.T.Properties.V"},
      {"'{{resolve:ssm:x}}-y'", "\"{{resolve:ssm:x}}-y\""},
      {"'arn:aws:iam::<ACCOUNT>:role/x'", "\"arn:aws:iam::<ACCOUNT>:role/x\""},
      {"{a: &x [1], b: *x}", "{\"a\":[1],\"b\":[1]}"},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    assert_value(declarations, cases[i][0], cases[i][1]);
  }
}

static const char resources[] =
    "Resources:\n"
    "  Role: {Type: AWS::IAM::Role, Properties: {RoleName: !Sub '${AWS::Region}-web', Path: /a/}}\n"
    "  Free: {Type: AWS::IAM::Role}\n"
    "  Repo: {Type: AWS::ECR::Repository, Properties: {RepositoryName: shop/web}}\n"
    "  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: db}}\n"
    "  Loop: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref Loop}}\n"
    "  Gone: {Type: AWS::IAM::Role, Condition: Never}\n"
    "  T:\n    Type: Custom::T\n    Properties:\n"
    "      A: [!GetAtt Role.Arn, !Ref Role, !Ref Free, !GetAtt Repo.RepositoryUri, !Ref Secret,\n"
    "          !GetAtt Free.Arn, !GetAtt Other.Thing]\n"
    "Conditions: {Never: !Equals [a, b]}\n"
    "Outputs: {Role: {Value: !GetAtt Role.Arn, Export: {Name: !Sub 'web-role'}}}\n";

static void names_resources(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  add(&arena, &files, "a.yaml", resources);
  rc_cfn_resource_vec out = work_out(&arena, &files);
  assert_int_equal(out.len, 6);
  rc_tree *tree = NULL;
  assert_int_equal(rc_computed_tree(&arena, out.items[5].properties, &tree), RC_OK);
  rc_str got = rc_hole_display(&arena, tree->text);
  rc_str wanted = RC_STR(
      "{\"A\":[\"arn:aws:iam::${AWS::AccountId}:role/a/${AWS::Region}-web\","
      "\"${AWS::Region}-web\",\"${Free}\","
      "\"${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/shop/web\","
      "\"arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:db-"
      "??????\","
      "\"arn:aws:iam::${AWS::AccountId}:role/${Free}\",${Other.Thing}]}");
  assert_true(rc_str_equal(got, wanted));
  rc_arena_free(&arena);
}

/* What another template exports is known, and names of two templates are not mixed up. */
static void joins_templates(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  add(&arena, &files, "a.yaml", resources);
  add(&arena, &files, "b.json",
      "{\"Parameters\":{\"P\":{\"Type\":\"String\",\"Default\":\"no\"}},\"Resources\":{\"U\":"
      "{\"Type\":\"Custom::U\",\"Properties\":{\"R\":{\"Fn::ImportValue\":\"web-role\"},"
      "\"P\":{\"Ref\":\"P\"},\"Free\":{\"Ref\":\"Free\"}}}}}");
  add(&arena, &files, "p.json", "[{\"ParameterKey\":\"P\",\"ParameterValue\":\"given\"}]");
  rc_cfn_resource_vec out = work_out(&arena, &files);
  rc_tree *tree = NULL;
  assert_int_equal(rc_computed_tree(&arena, out.items[out.len - 1].properties, &tree), RC_OK);
  rc_str got = rc_hole_display(&arena, tree->text);
  assert_true(rc_str_equal(
      got, RC_STR("{\"R\":\"arn:aws:iam::${AWS::AccountId}:role/a/"
                  "${AWS::Region}-web\","
                  "\"P\":\"given\",\"Free\":${Free} of b.json}")));
  rc_arena_free(&arena);
}

/* The value of property V of the last resource. */
static void assert_last(rc_arena *arena, const rc_cfn_resource_vec *out, const char *wanted) {
  const rc_computed *found =
      rc_computed_get(out->items[out->len - 1].properties, RC_STR("V"));
  rc_tree *tree = NULL;
  assert_non_null(found);
  assert_int_equal(rc_computed_tree(arena, found, &tree), RC_OK);
  rc_str got = rc_hole_display(arena, tree->text);
  if (!rc_str_equal(got, rc_str_from_c(wanted))) {
    fail_msg("got %.*s, want %s", (int)got.len, got.ptr, wanted);
  }
}

/* Of files that were told the last one counts; of those that were found, what all agree on. */
static void weighs_files_of_parameters(void **state) {
  (void)state;
  static const char template[] =
      "Parameters:\n"
      "  A: {Type: String, Default: a}\n  B: {Type: String, Default: b}\n"
      "  C: {Type: String, Default: c}\n  D: {Type: Number, Default: 4}\n"
      "  E: {Type: String, NoEcho: true}\n"
      "Resources:\n  T:\n    Type: Custom::T\n    Properties:\n"
      "      V: !Sub '${A} ${B} ${C} ${D} ${E}'\n";
  static const char first[] =
      "[{\"ParameterKey\":\"A\",\"ParameterValue\":\"1\"},"
      "{\"ParameterKey\":\"B\",\"ParameterValue\":\"1\"},"
      "{\"ParameterKey\":\"E\",\"ParameterValue\":\"hunter2\"},"
      "{\"ParameterKey\":\"C\",\"UsePreviousValue\":true}]";
  static const char second[] = "{\"Parameters\":{\"A\":\"2\",\"B\":\"1\",\"D\":\"x\"}}";
  static const struct {
    uint32_t turns[2];
    const char *wanted;
  } cases[] = {
      {{0, 0}, "\"${A} 1 ${C} ${D} ${E}\""},
      {{1, 2}, "\"2 1 ${C} ${D} ${E}\""},
      {{2, 1}, "\"1 1 ${C} ${D} ${E}\""},
      {{0, 1}, "\"2 1 c ${D} ${E}\""}, /* one that was only found does not count beside it */
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    rc_arena arena;
    rc_arena_init(&arena, &heap);
    rc_cfn_file_vec files = {0};
    add(&arena, &files, "t.yaml", template);
    add(&arena, &files, "p1.json", first);
    add(&arena, &files, "p2.json", second);
    files.items[1].turn = cases[i].turns[0];
    files.items[2].turn = cases[i].turns[1];
    rc_cfn_resource_vec out = work_out(&arena, &files);
    assert_last(&arena, &out, cases[i].wanted);
    rc_arena_free(&arena);
  }
}

static void knows_positions_in_texts(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  const char *text = "Resources:\n  T:\n    Type: Custom::T\n    Properties:\n      V: !Sub |\n"
                     "        one ${AWS::Region}\n        two\n";
  add(&arena, &files, "a.yaml", text);
  rc_cfn_resource_vec out = work_out(&arena, &files);
  const rc_computed *value = rc_computed_get(out.items[0].properties, RC_STR("V"));
  rc_tree *tree = NULL;
  assert_int_equal(rc_computed_tree(&arena, value, &tree), RC_OK);
  size_t two = rc_str_find(tree->text, RC_STR("two"), 0);
  rc_span span = rc_tree_span(tree, (uint32_t)two, (uint32_t)two + 3);
  assert_int_equal(span.start, strstr(text, "two") - text);
  assert_int_equal(span.end, span.start + 3);
  rc_arena_free(&arena);
}

/* Each level stands twice in the next: worked out it would be 2^40 values. */
static void bounds_aliases(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  rc_buf text;
  rc_buf_init(&text, &arena);
  rc_buf_put_c(&text, "Resources:\n  T:\n    Type: Custom::T\n    Properties:\n"
                      "      L0: &l0 [x, x]\n");
  for (uint64_t i = 1; i <= 40; i++) {
    rc_str level = rc_str_from_u64(&arena, i);
    rc_str below = rc_str_from_u64(&arena, i - 1);
    RC_BUF_FILL(&text, "      L{}: &l{} [*l{}, *l{}]\n", level, level, below, below);
  }
  rc_buf_put_byte(&text, '\0');
  add(&arena, &files, "a.yaml", text.ptr);
  const rc_cfn_options options = {.arena = &arena};
  rc_cfn_resource_vec out;
  assert_int_equal(rc_cfn_resources(&options, &files, any, &out), RC_LIMIT);
  assert_int_equal(arena.limit, RC_LIMIT_EVALUATION);
  rc_arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(works_out_functions),      cmocka_unit_test(names_resources),
      cmocka_unit_test(joins_templates),          cmocka_unit_test(knows_positions_in_texts),
      cmocka_unit_test(bounds_aliases),           cmocka_unit_test(weighs_files_of_parameters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
