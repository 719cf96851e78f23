/* Report: code frames, harmless text, the table, the JSON document, the join with error texts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/utf8.h"
#include "lib/files.h"
#include "report/common.h"
#include "syntax/json.h"

/* An outcome over one or two files, to which a test adds what it is about. */
typedef struct stage {
  rc_arena arena;
  rc_source sources[2];
  rc_file_info files[2];
  rc_model model;
  rc_roll_call_vec roll_calls;
  rc_diagnosis_vec diagnoses;
  rc_finding_vec findings;
  rc_outcome outcome;
} stage;

static void open_stage(stage *s, rc_str first, rc_str second) {
  memset(s, 0, sizeof *s);
  rc_arena_init(&s->arena, &heap);
  const rc_str paths[] = {RC_STR_INIT("taskdef.json"), RC_STR_INIT("roles/web/policy.json")};
  const rc_str texts[] = {first, second};
  uint32_t n = second.ptr == NULL ? 1 : 2;
  for (uint32_t i = 0; i < n; i++) {
    s->sources[i] = (rc_source){.path = paths[i], .bytes = texts[i], .file = i};
    assert_int_equal(rc_source_index_lines(&s->arena, &s->sources[i]), RC_OK);
    s->files[i] = (rc_file_info){paths[i], RC_STR("policy"), texts[i].len};
  }
  s->model = (rc_model){.arena = &s->arena, .sources = s->sources, .n_sources = n};
  s->outcome = (rc_outcome){
      .arena = &s->arena,
      .sources = s->sources,
      .files = s->files,
      .n_files = n,
      .model = &s->model,
      .roll_calls = &s->roll_calls,
      .diagnoses = &s->diagnoses,
      .findings = &s->findings,
  };
}

static void close_stage(stage *s) {
  assert_int_equal(rc_arena_status(&s->arena), RC_OK);
  rc_arena_free(&s->arena);
}

static rc_finding *add_finding(stage *s, rc_span span) {
  rc_finding *finding = RC_VEC_ADD(&s->arena, &s->findings);
  assert_non_null(finding);
  *finding = (rc_finding){
      .code = RC_STR("RC999"),
      .name = RC_STR("something"),
      .severity = RC_ERROR_SEVERITY,
      .message = RC_STR("it is so"),
      .span = span,
      .label = RC_STR("here"),
  };
  return finding;
}

static rc_str frame_of(stage *s, const rc_finding *finding, uint32_t width) {
  const rc_report_options options = {.width = width};
  rc_buf out;
  rc_buf_init(&out, &s->arena);
  rc_report_put_finding(&out, &s->outcome, finding, &options);
  return rc_buf_str(&out);
}

static void assert_text(rc_str got, const char *wanted) {
  if (!rc_str_equal(got, rc_str_from_c(wanted))) {
    fail_msg("got\n%.*s\nwant\n%s", (int)got.len, got.ptr, wanted);
  }
}

/* The frame of bytes from..to of `text`. */
static void assert_frame(rc_str text, uint32_t from, uint32_t to, uint32_t width,
                         const char *wanted) {
  stage s;
  open_stage(&s, text, RC_STR_NONE);
  assert_text(frame_of(&s, add_finding(&s, (rc_span){0, from, to}), width), wanted);
  close_stage(&s);
}

/* ---- one line ---- */

static void test_one_line(void **state) {
  (void)state;
  assert_frame(RC_STR("{\n  \"a\": 1\n}\n"), 4, 7, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:2:3\n"
               "  |\n"
               "2 |   \"a\": 1\n"
               "  |   ^^^ here\n");
}

static void test_tabs_and_wide_characters(void **state) {
  (void)state;
  /* Two tabs are eight columns, each of the two ideographs two. */
  assert_frame(RC_STR("\t\t\"\xE6\x97\xA5\xE6\x9C\xAC\": x"), 12, 13, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:1:9\n"
               "  |\n"
               "1 |         \"\xE6\x97\xA5\xE6\x9C\xAC\": x\n"
               "  |                 ^ here\n");
}

static void test_combining_marks(void **state) {
  (void)state;
  assert_frame(RC_STR("e\xCC\x81x"), 3, 4, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:1:3\n"
               "  |\n"
               "1 | e\xCC\x81x\n"
               "  |  ^ here\n");
}

static void test_control_characters_are_shown(void **state) {
  (void)state;
  /* ESC, U+202E, DEL, an invalid byte, U+009B: one harmless column each. */
  assert_frame(RC_STR("\x1b[31m\xE2\x80\xAE\x7F\xC3\xC2\x9B!"), 12, 13, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:1:10\n"
               "  |\n"
               "1 | \xE2\x90\x9B[31m\xEF\xBF\xBD\xE2\x90\xA1\xEF\xBF\xBD\xEF\xBF\xBD!\n"
               "  |          ^ here\n");
}

static void test_empty_span_and_end_of_file(void **state) {
  (void)state;
  assert_frame(RC_STR("ab"), 2, 2, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:1:3\n"
               "  |\n"
               "1 | ab\n"
               "  |   ^ here\n");
  assert_frame(RC_STR("ab\n"), 3, 3, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:2:1\n"
               "  |\n"
               "2 |\n"
               "  | ^ here\n");
  assert_frame(RC_STR(""), 0, 0, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:1:1\n"
               "  |\n"
               "1 |\n"
               "  | ^ here\n");
}

static void test_bom_and_crlf(void **state) {
  (void)state;
  assert_frame(RC_STR("\xEF\xBB\xBF{ \"a\" }\r\n"), 5, 8, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:1:3\n"
               "  |\n"
               "1 | { \"a\" }\n"
               "  |   ^^^ here\n");
}

static void test_long_line_keeps_the_caret(void **state) {
  (void)state;
  stage s;
  char line[1000];
  memset(line, '.', sizeof line);
  memcpy(line + 500, "NEEDLE", 6);
  open_stage(&s, (rc_str){line, sizeof line}, RC_STR_NONE);
  assert_text(frame_of(&s, add_finding(&s, (rc_span){0, 500, 506}), 60),
              "error[RC999]: it is so\n"
              " --> taskdef.json:1:501\n"
              "  |\n"
              "1 | …" "................." "NEEDLE" ".............................…\n"
              "  | " "                  " "^^^^^^ here\n");
  close_stage(&s);
}

static void test_caret_is_cut_with_the_line(void **state) {
  (void)state;
  stage s;
  char line[1000];
  memset(line, 'x', sizeof line);
  open_stage(&s, (rc_str){line, sizeof line}, RC_STR_NONE);
  rc_str frame = frame_of(&s, add_finding(&s, (rc_span){0, 0, 1000}), 60);
  while (frame.len > 0) {
    assert_true(rc_shown_width(rc_str_cut(&frame, '\n')) <= 65);
  }
  close_stage(&s);
}

/* ---- several lines ---- */

static void test_span_over_lines(void **state) {
  (void)state;
  assert_frame(RC_STR("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n"), 9, 25, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:2:8\n"
               "  |\n"
               "2 |     \"a\": {\n"
               "  |  ________^\n"
               "3 | |     \"b\": 1\n"
               "4 | |   }\n"
               "  | |___^ here\n");
}

static void test_long_span_leaves_out_its_middle(void **state) {
  (void)state;
  assert_frame(RC_STR("[\n1,\n2,\n\n4,\n5,\n6\n]\n"), 0, 18, 0,
               "error[RC999]: it is so\n"
               " --> taskdef.json:1:1\n"
               "  |\n"
               "1 | / [\n"
               "2 | | 1,\n"
               "3 | | 2,\n"
               "... |\n"
               "8 | | ]\n"
               "  | |_^ here\n");
}

/* ---- the rest of a finding ---- */

static void test_second_place_and_notes(void **state) {
  (void)state;
  stage s;
  open_stage(&s, RC_STR("{ \"image\": \"x\" }\n"),
             RC_STR("\n\n\n\n\n\n\n\n\n  \"Action\": \"ecr:*\"\n"));
  rc_finding *finding = add_finding(&s, (rc_span){0, 11, 14});
  rc_related *second = RC_VEC_ADD(&s.arena, &finding->related);
  *second = (rc_related){{1, 21, 28}, RC_STR("granted here")};
  rc_related *nowhere = RC_VEC_ADD(&s.arena, &finding->related);
  *nowhere = (rc_related){RC_SPAN_NONE, RC_STR("a managed policy says so")};
  rc_missing *missing = RC_VEC_ADD(&s.arena, &finding->missing);
  *missing = (rc_missing){RC_STR("the key"), RC_STR("aws kms describe-key")};
  finding->help = RC_STR("do this");
  finding->applicability = RC_FIX_SAFE;
  finding->fix_summary = RC_STR("allow `a:B` to `\xFE<ROLE>\xFF`");
  assert_text(frame_of(&s, finding, 0),
              "error[RC999]: it is so\n"
              "  --> taskdef.json:1:12\n"
              "   |\n"
              " 1 | { \"image\": \"x\" }\n"
              "   |            ^^^ here\n"
              "   |\n"
              "  ::: roles/web/policy.json:10:13\n"
              "   |\n"
              "10 |   \"Action\": \"ecr:*\"\n"
              "   |             ------- granted here\n"
              "   |\n"
              "   = note: a managed policy says so\n"
              "   = not shown: the key\n"
              "   = to see it: aws kms describe-key\n"
              "   = help: do this\n"
              "   = fix: allow `a:B` to `<ROLE>`\n");
  close_stage(&s);
}

static void test_finding_without_a_place(void **state) {
  (void)state;
  stage s;
  open_stage(&s, RC_STR("{}"), RC_STR_NONE);
  rc_finding *finding = add_finding(&s, RC_SPAN_NONE);
  finding->severity = RC_WARNING;
  finding->message = RC_STR("a\nb\x1b[2J");
  finding->help = RC_STR("help");
  assert_text(frame_of(&s, finding, 0),
              "warning[RC999]: a\xE2\x90\x8A" "b\xE2\x90\x9B[2J\n"
              "  = help: help\n");
  close_stage(&s);
}

static void test_color_changes_nothing_else(void **state) {
  (void)state;
  stage s;
  open_stage(&s, RC_STR("{\n  \"a\": 1\n}\n"), RC_STR_NONE);
  const rc_finding *finding = add_finding(&s, (rc_span){0, 4, 7});
  rc_str plain = frame_of(&s, finding, 0);
  const rc_report_options options = {.color = true};
  rc_buf colored, bare;
  rc_buf_init(&colored, &s.arena);
  rc_buf_init(&bare, &s.arena);
  rc_report_put_finding(&colored, &s.outcome, finding, &options);
  rc_str text = rc_buf_str(&colored);
  assert_true(text.len > plain.len);
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\x1b') {
      i = rc_str_find_byte(text, 'm', i);
    } else {
      rc_buf_put_byte(&bare, text.ptr[i]);
    }
  }
  assert_true(rc_str_equal(rc_buf_str(&bare), plain));
  close_stage(&s);
}

/* ---- text in columns ---- */

static void test_cutting_keeps_both_ends(void **state) {
  (void)state;
  stage s;
  open_stage(&s, RC_STR(""), RC_STR_NONE);
  rc_buf out;
  rc_buf_init(&out, &s.arena);
  const rc_str arn = RC_STR("arn:aws:ecr:eu-west-1:111122223333:repository/shop/web");
  rc_put_shown_within(&out, arn, 20);
  assert_text(rc_buf_str(&out), "…repository/shop/web");
  rc_buf_init(&out, &s.arena);
  rc_put_shown_within(&out, arn, 40);
  assert_text(rc_buf_str(&out), "arn:aws:ecr:e…223333:repository/shop/web");
  assert_int_equal(rc_shown_width(rc_buf_str(&out)), 40);
  rc_buf_init(&out, &s.arena);
  rc_put_shown_within(&out, RC_STR("short"), 20);
  assert_text(rc_buf_str(&out), "short");
  rc_buf_init(&out, &s.arena);
  rc_put_wrapped(&out, RC_STR("one two three four"), 4, 4, 12);
  assert_text(rc_buf_str(&out), "one two\n    three\n    four");
  close_stage(&s);
}

/* ---- JSON ---- */

static rc_str json_of(stage *s) {
  const rc_report_options options = {0};
  rc_buf out;
  rc_buf_init(&out, &s->arena);
  rc_reporter_find(RC_STR("json"))->write(&out, &s->outcome, &options);
  return rc_buf_str(&out);
}

static rc_value parsed(stage *s, rc_str text) {
  rc_source *source = RC_NEW(&s->arena, rc_source);
  rc_tree *tree = NULL;
  assert_non_null(source);
  *source = (rc_source){.path = RC_STR("report"), .bytes = text};
  assert_int_equal(rc_source_index_lines(&s->arena, source), RC_OK);
  assert_int_equal(rc_json_parse(&s->arena, source, &tree), RC_OK);
  assert_int_equal(tree->n_notes, 0);
  return rc_value_first(rc_tree_root(tree));
}

static void test_json_survives_any_text(void **state) {
  (void)state;
  stage s;
  open_stage(&s, RC_STR("a\xFF\nb"), RC_STR_NONE);
  rc_finding *finding = add_finding(&s, (rc_span){0, 3, 4});
  finding->message = RC_STR("quote \" backslash \\ bell \x07 bad \xC3( hole \xFE<X>\xFF");
  assert_int_equal(rc_utf8_find_invalid(json_of(&s)), RC_NOT_FOUND);
  rc_value report = parsed(&s, json_of(&s));
  rc_value first = rc_value_first(rc_value_get(report, RC_STR("findings")));
  assert_text(rc_value_string(&s.arena, rc_value_get(first, RC_STR("message"))),
              "quote \" backslash \\ bell \x07 bad \xEF\xBF\xBD( hole <X>");
  rc_value at = rc_value_get(first, RC_STR("location"));
  assert_text(rc_value_raw(rc_value_get(at, RC_STR("line"))), "2");
  assert_text(rc_value_raw(rc_value_get(at, RC_STR("column"))), "1");
  assert_text(rc_value_raw(rc_value_get(at, RC_STR("start"))), "3");
  close_stage(&s);
}

static void test_json_leaves_out_what_is_not_there(void **state) {
  (void)state;
  stage s;
  open_stage(&s, RC_STR("{}"), RC_STR_NONE);
  add_finding(&s, RC_SPAN_NONE);
  rc_value report = parsed(&s, json_of(&s));
  rc_value first = rc_value_first(rc_value_get(report, RC_STR("findings")));
  assert_true(rc_value_is_none(rc_value_get(first, RC_STR("location"))));
  assert_true(rc_value_is_none(rc_value_get(first, RC_STR("fix"))));
  assert_true(rc_value_is_none(rc_value_get(report, RC_STR("proof"))));
  assert_false(rc_value_is_none(rc_value_get(report, RC_STR("fixes"))));
  assert_text(rc_value_raw(rc_value_get(report, RC_STR("version"))), "1");
  close_stage(&s);
}

/* ---- the join ---- */

static const rc_call_rule pull_rule = {
    .phase = RC_PHASE_MANIFEST,
    .action = RC_STR_INIT("ecr:BatchGetImage"),
};

static void add_pull(stage *s) {
  rc_roll_call *roll_call = RC_VEC_ADD(&s->arena, &s->roll_calls);
  rc_call *call = RC_VEC_ADD(&s->arena, &roll_call->calls);
  call->rule = &pull_rule;
}

static rc_intent *add_intent(stage *s, rc_finding *finding, rc_intent_kind kind) {
  rc_intent *intent = RC_VEC_ADD(&s->arena, &finding->intents);
  assert_non_null(intent);
  intent->kind = kind;
  return intent;
}

static void test_join_by_cause_and_phase(void **state) {
  (void)state;
  stage s;
  open_stage(&s, RC_STR("{}"), RC_STR_NONE);
  add_pull(&s);
  rc_finding *finding = add_finding(&s, (rc_span){0, 0, 2});
  finding->blocks_start = true;
  finding->code = RC_STR("RC102");
  add_intent(&s, finding, RC_INTENT_ALLOW)->action = RC_STR("ecr:BatchGetImage");
  rc_diagnosis refused = {.phase = RC_PHASE_MANIFEST, .cause = RC_STR("identity-policy-missing")};
  rc_diagnosis timed_out = {.phase = RC_PHASE_MANIFEST, .cause = RC_STR("network")};
  rc_diagnosis secret = {.phase = RC_PHASE_SECRETS, .cause = RC_STR("identity-policy-missing")};
  rc_diagnosis other = refused;
  other.denied_action = RC_STR("ecr:GetAuthorizationToken");
  assert_true(rc_diagnosis_concerns(&s.outcome, &refused, finding));
  assert_false(rc_diagnosis_concerns(&s.outcome, &timed_out, finding));
  assert_false(rc_diagnosis_concerns(&s.outcome, &secret, finding));
  assert_false(rc_diagnosis_concerns(&s.outcome, &other, finding));
  finding->blocks_start = false;
  assert_false(rc_diagnosis_concerns(&s.outcome, &refused, finding));
  close_stage(&s);
}

static void test_network_causes(void **state) {
  (void)state;
  assert_true(rc_cause_is_network(RC_STR("network")));
  assert_true(rc_cause_is_network(RC_STR("dns")));
  assert_true(rc_cause_is_network(RC_STR("nacl")));
  assert_false(rc_cause_is_network(RC_STR("endpoint-policy")));
  assert_false(rc_cause_is_network(RC_STR("kms")));
  assert_false(rc_cause_is_network(RC_STR("undecidable")));
}

/* ---- after a fix ---- */

static void test_fix_output_is_a_patch_with_remarks(void **state) {
  (void)state;
  stage s;
  rc_file_edits_vec edits = {0};
  rc_command_vec commands = {0};
  rc_finding_vec after = {0};
  rc_proof proof = {.holds = true};
  open_stage(&s, RC_STR("{\n}\n"), RC_STR_NONE);
  rc_file_edits *file = RC_VEC_ADD(&s.arena, &edits);
  *file = (rc_file_edits){.file = 0, .path = RC_STR("taskdef.json")};
  rc_edit *edit = RC_VEC_ADD(&s.arena, &file->edits);
  *edit = (rc_edit){1, 1, RC_STR(" \"a\": 1")};
  rc_proof_call *call = RC_VEC_ADD(&s.arena, &proof.calls);
  *call = (rc_proof_call){.action = RC_STR("ecr:X"),
                          .resource = RC_STR("*\ninjected"),
                          .before = RC_IMPLICIT_DENY,
                          .after = RC_ALLOWED};
  s.outcome.edits = &edits;
  s.outcome.commands = &commands;
  s.outcome.proof = &proof;
  s.outcome.findings_after = &after;
  const rc_report_options options = {0};
  rc_buf out;
  rc_buf_init(&out, &s.arena);
  rc_reporter_find(RC_STR("text"))->write(&out, &s.outcome, &options);
  assert_text(rc_buf_str(&out),
              "diff --git a/taskdef.json b/taskdef.json\n"
              "--- a/taskdef.json\n"
              "+++ b/taskdef.json\n"
              "@@ -1,2 +1,2 @@\n"
              "-{\n"
              "+{ \"a\": 1\n"
              " }\n"
              "#\n"
              "# Calls before and after:\n"
              "#   denied  -> allowed  ecr:X *\xE2\x90\x8Ainjected\n"
              "#\n"
              "# Gained: nothing\n"
              "#\n"
              "# Lost: nothing\n"
              "#\n"
              "# The proof holds: every call is allowed, and nothing beyond the launch was "
              "gained\n");
  close_stage(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_line),
      cmocka_unit_test(test_tabs_and_wide_characters),
      cmocka_unit_test(test_combining_marks),
      cmocka_unit_test(test_control_characters_are_shown),
      cmocka_unit_test(test_empty_span_and_end_of_file),
      cmocka_unit_test(test_bom_and_crlf),
      cmocka_unit_test(test_long_line_keeps_the_caret),
      cmocka_unit_test(test_caret_is_cut_with_the_line),
      cmocka_unit_test(test_span_over_lines),
      cmocka_unit_test(test_long_span_leaves_out_its_middle),
      cmocka_unit_test(test_second_place_and_notes),
      cmocka_unit_test(test_finding_without_a_place),
      cmocka_unit_test(test_color_changes_nothing_else),
      cmocka_unit_test(test_cutting_keeps_both_ends),
      cmocka_unit_test(test_json_survives_any_text),
      cmocka_unit_test(test_json_leaves_out_what_is_not_there),
      cmocka_unit_test(test_join_by_cause_and_phase),
      cmocka_unit_test(test_network_causes),
      cmocka_unit_test(test_fix_output_is_a_patch_with_remarks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
