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
  assert_int_equal(out.len, 7);
  assert_true(rc_str_equal(out.items[6].type, RC_CFN_EXPORT));
  assert_true(rc_str_equal(out.items[6].properties->text, out.items[0].arn));
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

/* ---- loops ---- */

static const char loops[] =
    "Parameters:\n"
    "  Names: {Type: CommaDelimitedList, Default: 'web,job-x'}\n"
    "  Open: {Type: CommaDelimitedList}\n"
    "Conditions:\n"
    "  'Fn::ForEach::Is':\n"
    "    - N\n    - !Ref Names\n    - 'Is&{N}': !Equals [!Ref N, web]\n"
    "Resources:\n"
    "  'Fn::ForEach::Roles':\n"
    "    - N\n    - !Ref Names\n"
    "    - 'Role&{N}':\n"
    "        Type: AWS::IAM::Role\n"
    "        Condition: 'Is&{N}'\n"
    "        Properties: {RoleName: !Sub '${N}-${AWS::Region}', Path: '/${N}/'}\n"
    "  'Fn::ForEach::Deep':\n"
    "    - A\n    - [x, y]\n"
    "    - 'Fn::ForEach::Deeper':\n"
    "        - B\n        - ['1', !Ref A]\n"
    "        - 'D${A}${B}': {Type: Custom::D, Properties: {V: !Sub '${A}${B}${Other}'}}\n"
    "  'Fn::ForEach::Unknown':\n"
    "    - U\n    - !Ref Open\n"
    "    - 'U${U}': {Type: Custom::U, Properties: {V: !Ref U, W: !GetAtt 'U${U}.X'}}\n"
    "  T:\n    Type: Custom::T\n    Properties:\n"
    "      R: !GetAtt Rolejobx.Arn\n"
    "      I: !If [Isjobx, one, other]\n"
    "      'Fn::ForEach::P':\n"
    "        - K\n        - !Ref Names\n        - 'k${K}': [!Ref K, !Sub 'x${K}', '${K}']\n"
    "      Q: {'Fn::ForEach::O': [K, !Ref Open, {'k${K}': 1}]}\n"
    "      S: {'Fn::ForEach::O': [K, [a], {x: !Sub '&{K}', y: !Select [0, [!Ref K]]}]}\n";

static void unrolls_loops(void **state) {
  (void)state;
  static const struct {
    const char *id, *properties;
    bool repeated;
  } wanted[] = {
      {"Roleweb", "{\"RoleName\":\"web-${AWS::Region}\",\"Path\":\"/web/\"}", false},
      {"Dx1", "{\"V\":\"x1${Other}\"}", false},
      {"Dxx", "{\"V\":\"xx${Other}\"}", false},
      {"Dy1", "{\"V\":\"y1${Other}\"}", false},
      {"Dyy", "{\"V\":\"yy${Other}\"}", false},
      {"U${U}", "{\"V\":${U},\"W\":${U${U}.X}}", true},
      {"T",
       "{\"R\":\"arn:aws:iam::${AWS::AccountId}:role/job-x/job-x-${AWS::Region}\","
       "\"I\":\"other\",\"kweb\":[\"web\",\"xweb\",\"web\"],\"kjob-x\":[\"job-x\","
       "\"xjob-x\",\"job-x\"],\"Q\":{\"k${K}\":1},"
       "\"S\":{\"x\":Fn::Sub at Resources.T.Properties.S.2.x for a,\"y\":\"a\"}}", false},
  };
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  add(&arena, &files, "t.yaml", loops);
  rc_cfn_resource_vec out = work_out(&arena, &files);
  assert_int_equal(out.len, RC_COUNT_OF(wanted));
  for (size_t i = 0; i < RC_COUNT_OF(wanted); i++) {
    rc_tree *tree = NULL;
    assert_string_equal(RC_FILL(&arena, "{}{}", out.items[i].id, ((rc_str){"", 1})).ptr,
                        wanted[i].id);
    assert_int_equal(rc_computed_tree(&arena, out.items[i].properties, &tree), RC_OK);
    rc_str got = rc_hole_display(&arena, tree->text);
    if (!rc_str_equal(got, rc_str_from_c(wanted[i].properties))) {
      fail_msg("%s: got %.*s, want %s", wanted[i].id, (int)got.len, got.ptr,
               wanted[i].properties);
    }
    assert_int_equal(out.items[i].repeated, wanted[i].repeated);
    bool loop = i + 1 < RC_COUNT_OF(wanted);
    assert_int_equal(out.items[i].properties->is_itself, !loop);
  }
  const rc_computed *open = rc_computed_get(out.items[out.len - 1].properties, RC_STR("Q"));
  assert_true(open->open);
  rc_arena_free(&arena);
}

/* Twelve loops of ten rounds in each other would be 10^12 resources. */
static void bounds_loops(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  rc_buf text;
  rc_buf_init(&text, &arena);
  rc_buf_put_c(&text, "{\"Resources\":{\"X\":{\"Type\":\"AWS::A::B\"},");
  for (uint64_t i = 0; i < 12; i++) {
    rc_str n = rc_str_from_u64(&arena, i);
    RC_BUF_FILL(&text, "\"Fn::ForEach::L\":[\"I{}\",[0,1,2,3,4,5,6,7,8,9],{", n);
  }
  rc_buf_put_c(&text, "\"R\":{\"Type\":\"A\"}");
  for (uint64_t i = 0; i < 12; i++) {
    rc_buf_put_c(&text, "}]");
  }
  rc_buf_put_c(&text, "}}");
  rc_buf_put_byte(&text, '\0');
  add(&arena, &files, "t.json", text.ptr);
  const rc_cfn_options options = {.arena = &arena};
  rc_cfn_resource_vec out;
  assert_int_equal(rc_cfn_resources(&options, &files, any, &out), RC_LIMIT);
  assert_int_equal(arena.limit, RC_LIMIT_EVALUATION);
  rc_arena_free(&arena);
}

/* ---- nested stacks ---- */

static void nests_stacks(void **state) {
  (void)state;
  static const char parent[] =
      "Parameters: {Env: {Type: String, Default: prod}, Open: {Type: String}}\n"
      "Conditions: {Never: !Equals [a, b]}\n"
      "Resources:\n"
      "  Roles:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
      "      TemplateURL: ./parts/roles.yaml\n"
      "      Parameters: {Name: !Sub '${Env}-${Open}'}\n"
      "  Far:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
      "      TemplateURL: https://bucket.s3.amazonaws.com/parts/roles.yaml\n"
      "  Gone:\n    Type: AWS::CloudFormation::Stack\n    Condition: Never\n"
      "    Properties: {TemplateURL: parts/gone.yaml}\n"
      "  Apps:\n    Type: AWS::Serverless::Application\n    Properties:\n"
      "      Location: parts/app.yaml\n"
      "      Parameters: {Role: !GetAtt Roles.Outputs.Arn, Mine: !GetAtt Apps.Outputs.V}\n"
      "  T:\n    Type: Custom::T\n    Properties:\n"
      "      V: [!GetAtt Roles.Outputs.Arn, !GetAtt Far.Outputs.Arn, !GetAtt Apps.Outputs.V,\n"
      "          !GetAtt Roles.Outputs.None]\n";
  static const char roles[] =
      "Parameters: {Name: {Type: String}}\n"
      "Resources:\n  Role: {Type: AWS::IAM::Role, Properties: {RoleName: !Ref Name}}\n"
      "  Free: {Type: AWS::IAM::Role, Properties: {Description: !Ref AWS::StackName}}\n"
      "Outputs: {Arn: {Value: !GetAtt Role.Arn}}\n";
  static const char app[] =
      "Parameters:\n"
      "  {Role: {Type: String}, Mine: {Type: String}, Cpu: {Type: Number, Default: 256}}\n"
      "Resources:\n  A: {Type: Custom::A, Properties: {V: [!Ref Role, !Ref Mine, !Ref Cpu]}}\n"
      "Outputs: {V: {Value: !Sub 'v-${Role}'}}\n";
  static const char gone[] = "Resources:\n  G: {Type: AWS::IAM::Role}\n";
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  add(&arena, &files, "x/main.yaml", parent);
  add(&arena, &files, "x/parts/app.yaml", app);
  add(&arena, &files, "x/parts/gone.yaml", gone);
  add(&arena, &files, "x/parts/roles.yaml", roles);
  rc_cfn_resource_vec out = work_out(&arena, &files);
  rc_buf got;
  rc_buf_init(&got, &arena);
  for (RC_EACH(const rc_cfn_resource, resource, out)) {
    rc_tree *tree = NULL;
    bool stack = rc_str_contains(resource->type, RC_STR("Stack")) ||
                 rc_str_contains(resource->type, RC_STR("Application"));
    assert_int_equal(rc_computed_tree(&arena, resource->properties, &tree), RC_OK);
    if (!stack) {
      RC_BUF_FILL(&got, "{} {}\n", resource->id, rc_hole_display(&arena, tree->text));
    }
  }
  rc_str wanted = RC_STR(
      "T {\"V\":["
      "\"arn:aws:iam::${AWS::AccountId}:role/prod-${Open} of x/main.yaml\","
      "${Far.Outputs.Arn} of x/main.yaml,"
      "\"v-arn:aws:iam::${AWS::AccountId}:role/prod-${Open} of x/main.yaml\","
      "${Roles.Outputs.None} of x/main.yaml]}\n"
      "Role {\"RoleName\":\"prod-${Open} of x/main.yaml\"}\n"
      "Free {\"Description\":${AWS::StackName} of x/parts/roles.yaml in Roles}\n"
      "A {\"V\":[\"arn:aws:iam::${AWS::AccountId}:role/prod-${Open} of x/main.yaml\","
      "\"v-${Role} of x/parts/app.yaml in Apps\",\"256\"]}\n");
  if (!rc_str_equal(rc_buf_str(&got), wanted)) {
    fail_msg("got\n%.*s\nwant\n%.*s", (int)got.len, got.ptr, (int)wanted.len, wanted.ptr);
  }
  rc_arena_free(&arena);
}

/* Two stacks of one template: what is written there is written for both. Those that nest each
 * other, none of them on top, are stacks of their own. */
static void shares_templates(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_cfn_file_vec files = {0};
  add(&arena, &files, "a.json",
      "{\"Resources\":{\"S\":{\"Type\":\"AWS::CloudFormation::Stack\",\"Properties\":{"
      "\"TemplateURL\":\"b.json\",\"Parameters\":{\"P\":\"1\"}}},"
      "\"Z\":{\"Type\":\"AWS::CloudFormation::Stack\",\"Metadata\":{\"aws:asset:path\":"
      "\"b.json\"},\"Properties\":{\"TemplateURL\":{\"Ref\":\"X\"},"
      "\"Parameters\":{\"P\":\"2\"}}}}}");
  add(&arena, &files, "b.json",
      "{\"Parameters\":{\"P\":{\"Type\":\"Number\"}},\"Resources\":{\"R\":{\"Type\":"
      "\"AWS::X::Y\",\"Properties\":{\"V\":{\"Ref\":\"P\"}}}}}");
  rc_cfn_resource_vec out = work_out(&arena, &files);
  assert_int_equal(out.len, 4);
  assert_last(&arena, &out, "\"2\"");
  assert_true(out.items[0].properties->is_itself);
  assert_false(out.items[2].properties->is_itself);
  assert_false(out.items[3].properties->is_itself);

  static const char *const ring[] = {
      "{\"Resources\":{\"S\":{\"Type\":\"AWS::CloudFormation::Stack\",\"Properties\":{"
      "\"TemplateURL\":\"d.json\",\"V\":1}}}}",
      "{\"Resources\":{\"S\":{\"Type\":\"AWS::CloudFormation::Stack\",\"Properties\":{"
      "\"TemplateURL\":\"c.json\",\"V\":1}}}}"};
  files = (rc_cfn_file_vec){0};
  add(&arena, &files, "c.json", ring[0]);
  add(&arena, &files, "d.json", ring[1]);
  out = work_out(&arena, &files);
  assert_int_equal(out.len, 4); /* both, and what each nests */
  rc_arena_free(&arena);
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
      cmocka_unit_test(unrolls_loops),            cmocka_unit_test(bounds_loops),
      cmocka_unit_test(nests_stacks),             cmocka_unit_test(shares_templates),
      cmocka_unit_test(bounds_aliases),           cmocka_unit_test(weighs_files_of_parameters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
