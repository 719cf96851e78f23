/* The tables behind the roll call, and the templates in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "launch/tables.h"
#include "launch/template.h"
#include "lib/heap.h"

static rc_arena arena;

static int set_up(void **state) {
  (void)state;
  rc_arena_init(&arena, &(rc_allocator){.allocate = heap_take, .release = heap_give});
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rc_arena_free(&arena);
  return 0;
}

static void assert_str(rc_str text, const char *expected) {
  assert_int_equal(text.len, strlen(expected));
  assert_memory_equal(text.ptr, expected, text.len);
}

static void table_is_in_launch_order(void **state) {
  (void)state;
  for (size_t i = 1; i < rc_n_call_rules; i++) {
    assert_true(rc_call_rules[i - 1].phase <= rc_call_rules[i].phase);
  }
}

static void phases_have_names(void **state) {
  (void)state;
  for (unsigned i = 0; i < RC_N_PHASES; i++) {
    rc_phase phase;
    assert_true(rc_phase_parse(rc_phase_name((rc_phase)i), &phase));
    assert_int_equal(phase, i);
  }
  rc_phase phase;
  assert_false(rc_phase_parse(RC_STR("dinner"), &phase));
}

static void asks_nobody_for_layer_availability(void **state) {
  (void)state;
  for (size_t i = 0; i < rc_n_call_rules; i++) {
    assert_false(
        rc_str_equal(rc_call_rules[i].action, RC_STR("ecr:BatchCheckLayerAvailability")));
  }
}

static void names_are_quoted_for_the_shell(void **state) {
  (void)state;
  rc_missing_vec list = {0};
  RC_MISS(&arena, &list, "trust-policy", {RC_STR("role-name"), RC_STR("a'; rm -rf $HOME")});
  assert_str(list.items[0].command, "aws iam get-role --role-name 'a'\\''; rm -rf $HOME'");
  RC_MISS(&arena, &list, "trust-policy", {RC_STR("role-name"), RC_STR("a'; rm -rf $HOME")});
  assert_int_equal(list.len, 1);
  RC_MISS(&arena, &list, "trust-policy", {RC_STR("role-name"), RC_STR_NONE});
  assert_str(list.items[1].command, "aws iam get-role --role-name '<role-name>'");
}

static void templates_tell_what_they_lack(void **state) {
  (void)state;
  const rc_named_text values[] = {{RC_STR("a"), RC_STR("x")}, {RC_STR("b"), RC_STR_NONE}};
  bool complete = true;
  assert_str(rc_template_fill(&arena, RC_STR("{a}-{a}"), values, 2, &complete), "x-x");
  assert_true(complete);
  assert_str(rc_template_fill(&arena, RC_STR("{a}-{b}"), values, 2, &complete), "x-<b>");
  assert_false(complete);
  assert_str(rc_template_fill(&arena, RC_STR("{ no end"), values, 2, NULL), "{ no end");
}

static void every_policy_lookup_has_a_command(void **state) {
  (void)state;
  for (size_t i = 0; i < rc_n_call_rules; i++) {
    rc_missing_vec list = {0};
    if (rc_call_rules[i].policy_lookup.len > 0) {
      rc_miss(&arena, &list, rc_call_rules[i].policy_lookup, NULL, 0);
      assert_int_equal(list.len, 1);
      assert_true(rc_str_starts_with(list.items[0].command, RC_STR("aws ")));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(table_is_in_launch_order),
      cmocka_unit_test(phases_have_names),
      cmocka_unit_test(asks_nobody_for_layer_availability),
      cmocka_unit_test(names_are_quoted_for_the_shell),
      cmocka_unit_test(templates_tell_what_they_lack),
      cmocka_unit_test(every_policy_lookup_has_a_command),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
