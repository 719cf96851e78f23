/* Text: positions, edits and their composition, unified diffs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lib/heap.h"
#include "text/diff.h"

static int set_up(void **state) {
  rc_arena *arena = calloc(1, sizeof *arena);
  const rc_allocator allocator = {NULL, heap_take, heap_give};
  rc_arena_init(arena, &allocator);
  *state = arena;
  return 0;
}

static int tear_down(void **state) {
  rc_arena *arena = *state;
  int failed = rc_arena_status(arena) != RC_OK;
  rc_arena_free(arena);
  free(arena);
  return failed;
}

static void assert_text(rc_str got, rc_str wanted) {
  if (!rc_str_equal(got, wanted)) {
    fail_msg("got\n<%.*s>\nwant\n<%.*s>", (int)got.len, got.ptr, (int)wanted.len, wanted.ptr);
  }
}

static void assert_str(rc_str got, const char *wanted) { assert_text(got, rc_str_from_c(wanted)); }

/* ---- positions ---- */

static rc_source source_of(rc_arena *arena, rc_str text) {
  rc_source source = {.path = RC_STR("f"), .bytes = text};
  assert_int_equal(rc_source_index_lines(arena, &source), RC_OK);
  const uint32_t *starts = source.line_starts;
  assert_int_equal(rc_source_index_lines(arena, &source), RC_OK);
  assert_ptr_equal(source.line_starts, starts);
  return source;
}

static void assert_position(const rc_source *source, uint32_t offset, uint32_t line,
                            uint32_t column) {
  rc_position p = rc_source_position(source, offset);
  if (p.line != line || p.column != column) {
    fail_msg("offset %u: %u:%u, not %u:%u", offset, p.line, p.column, line, column);
  }
}

static void ends_lines_at_lf_crlf_and_cr(void **state) {
  rc_source s = source_of(*state, RC_STR("ab\ncd\r\nef\rgh\n\r\n\n"));
  assert_int_equal(s.n_lines, 7);
  static const char *const texts[] = {"ab", "cd", "ef", "gh", "", "", ""};
  for (uint32_t i = 0; i < 7; i++) {
    assert_str(rc_source_line(&s, i + 1), texts[i]);
  }
  assert_str(rc_source_line(&s, 0), "ab");
  assert_str(rc_source_line(&s, 99), "");
  assert_position(&s, 0, 1, 1);
  assert_position(&s, 2, 1, 3);
  assert_position(&s, 3, 2, 1);
  assert_position(&s, 5, 2, 3);
  assert_position(&s, 6, 2, 4); /* between CR and LF */
  assert_position(&s, 7, 3, 1);
  assert_position(&s, 10, 4, 1);
  assert_position(&s, 16, 7, 1);
  assert_position(&s, 4000, 7, 1);
}

static void counts_characters_in_columns(void **state) {
  rc_source s = source_of(*state, RC_STR("\xEF\xBB\xBF\xC3\xA9\xF0\x9F\x98\x80z\n\xFF\xFEx"));
  assert_position(&s, 0, 1, 1);
  assert_position(&s, 3, 1, 1);
  assert_position(&s, 5, 1, 2);
  assert_position(&s, 7, 1, 2); /* inside the emoji */
  assert_position(&s, 9, 1, 3);
  assert_position(&s, 10, 1, 4);
  assert_position(&s, 13, 2, 3);
  assert_str(rc_source_line(&s, 1), "\xC3\xA9\xF0\x9F\x98\x80z");
}

static void knows_an_empty_file(void **state) {
  rc_source s = source_of(*state, RC_STR_NONE);
  assert_int_equal(s.n_lines, 1);
  assert_position(&s, 0, 1, 1);
  assert_str(rc_source_line(&s, 1), "");
}

/* A line of many kilobytes, in every mixture of character lengths, against plain counting. */
static void keeps_columns_right_on_long_lines(void **state) {
  static const rc_str characters[] = {RC_STR_INIT("a"), RC_STR_INIT("\xC3\xA9"),
                                      RC_STR_INIT("\xE2\x82\xAC"),
                                      RC_STR_INIT("\xF0\x9F\x98\x80"), RC_STR_INIT("\xFF")};
  rc_buf buf;
  rc_buf_init(&buf, *state);
  uint32_t seed = 7;
  while (buf.len < 20000) {
    seed = seed * 1664525u + 1013904223u;
    rc_buf_put(&buf, characters[(seed >> 16) % RC_COUNT_OF(characters)]);
  }
  rc_str text = rc_buf_str(&buf);
  rc_source s = source_of(*state, text);
  uint32_t column = 1;
  for (uint32_t at = 0; at < text.len; column++) {
    uint32_t n_bytes = rc_utf8_decode(rc_str_from(text, at)).n_bytes;
    for (uint32_t i = 0; i < n_bytes; i++) { /* inside a character counts as before it */
      assert_position(&s, at + i, 1, column);
    }
    at += n_bytes;
  }
}

/* Characters are counted in steps of some kilobytes: every way in which a character can lie across
 * such a border. */
static void keeps_columns_right_across_steps(void **state) {
  for (uint32_t shift = 0; shift < 4; shift++) {
    rc_buf buf;
    rc_buf_init(&buf, *state);
    rc_buf_put_repeated(&buf, 'a', shift);
    while (buf.len < 9000) {
      rc_buf_put_c(&buf, "\xF0\x9F\x98\x80");
    }
    rc_source s = source_of(*state, rc_buf_str(&buf));
    for (uint32_t at = shift; at < 9000; at++) {
      assert_position(&s, at, 1, shift + (at - shift) / 4 + 1);
    }
  }
}

static void refuses_files_beyond_the_limit(void **state) {
  rc_arena arena;
  const rc_allocator allocator = {NULL, heap_take, heap_give};
  (void)state;
  rc_arena_init(&arena, &allocator);
  rc_source source = {.bytes = {"", (size_t)RC_LIMIT_FILE_BYTES_VALUE + 1}}; /* never looked at */
  assert_int_equal(rc_source_index_lines(&arena, &source), RC_LIMIT);
  assert_int_equal(arena.limit, RC_LIMIT_FILE_BYTES);
  rc_arena_free(&arena);
}

/* ---- edits ---- */

static rc_edits edits_of(rc_arena *arena, const rc_edit *items, size_t n) {
  rc_edits edits = {0};
  for (size_t i = 0; i < n; i++) {
    *RC_VEC_ADD(arena, &edits) = items[i];
  }
  return edits;
}

#define EDITS(arena, ...)                             \
  edits_of((arena), (const rc_edit[]){__VA_ARGS__},   \
           sizeof((const rc_edit[]){__VA_ARGS__}) / sizeof(rc_edit))

static bool normalise(rc_arena *arena, rc_str original, rc_edits *edits) {
  bool ok;
  assert_int_equal(rc_edits_normalise(arena, original, edits, &ok), RC_OK);
  return ok;
}

static void sorts_edits_and_drops_idle_ones(void **state) {
  const rc_str original = RC_STR("0123456789");
  rc_edits edits = EDITS(*state, {8, 9, RC_STR("x")}, {3, 3, RC_STR("b")}, {5, 6, RC_STR("5")},
                         {3, 3, RC_STR("a")}, {8, 9, RC_STR("x")}, {3, 4, RC_STR("")},
                         {3, 3, RC_STR("b")}, {0, 0, RC_STR("")});
  assert_true(normalise(*state, original, &edits));
  assert_int_equal(edits.len, 4);
  assert_str(rc_edits_apply(*state, original, &edits), "012ba4567x9");
}

static void refuses_edits_that_overlap(void **state) {
  const rc_str original = RC_STR("0123456789");
  rc_edits overlap = EDITS(*state, {5, 7, RC_STR("a")}, {2, 6, RC_STR("b")});
  assert_false(normalise(*state, original, &overlap));
  assert_int_equal(overlap.len, 2);
  assert_int_equal(overlap.items[0].start, 5);
  rc_edits inside = EDITS(*state, {2, 6, RC_STR("a")}, {4, 4, RC_STR("b")});
  assert_false(normalise(*state, original, &inside));
  rc_edits beyond = EDITS(*state, {2, 11, RC_STR("a")});
  assert_false(normalise(*state, original, &beyond));
  rc_edits backwards = EDITS(*state, {3, 2, RC_STR("a")});
  assert_false(normalise(*state, original, &backwards));
  rc_edits touching = EDITS(*state, {2, 6, RC_STR("a")}, {6, 6, RC_STR("b")}, {6, 7, RC_STR("c")});
  assert_true(normalise(*state, original, &touching));
  assert_str(rc_edits_apply(*state, original, &touching), "01abc789");
  rc_edits none = {0};
  assert_true(normalise(*state, original, &none));
  assert_text(rc_edits_apply(*state, original, &none), original);
}

static void sorts_many_edits(void **state) {
  rc_buf buf;
  rc_buf_init(&buf, *state);
  rc_buf_put_repeated(&buf, '.', 3000);
  rc_edits edits = {0};
  for (uint32_t i = 0; i < 1000; i++) {
    uint32_t at = (i * 619 % 1000) * 3; /* every multiple of three once, out of order */
    *RC_VEC_ADD((rc_arena *)*state, &edits) = (rc_edit){at, at + 1, RC_STR("x")};
  }
  assert_true(normalise(*state, rc_buf_str(&buf), &edits));
  for (uint32_t i = 0; i < 1000; i++) {
    assert_int_equal(edits.items[i].start, i * 3);
  }
}

static void trims_composed_edits(void **state) {
  const rc_str original = RC_STR("one two three");
  rc_edits first = EDITS(*state, {4, 7, RC_STR("2 and a half")});
  rc_edits second = EDITS(*state, {4, 16, RC_STR("twenty")});
  rc_edits both;
  assert_int_equal(rc_edits_compose(*state, original, &first, &second, &both), RC_OK);
  assert_int_equal(both.len, 1);
  assert_int_equal(both.items[0].start, 6);
  assert_int_equal(both.items[0].end, 7);
  assert_str(both.items[0].text, "enty");
  rc_edits back = EDITS(*state, {4, 16, RC_STR("two")});
  assert_int_equal(rc_edits_compose(*state, original, &first, &back, &both), RC_OK);
  assert_int_equal(both.len, 0);
}

static void composes_without_cutting_characters(void **state) {
  const rc_str original = RC_STR("\xC3\xA9");
  rc_edits first = EDITS(*state, {0, 2, RC_STR("x")});
  rc_edits second = EDITS(*state, {0, 1, RC_STR("\xC3\xAA")});
  rc_edits both;
  assert_int_equal(rc_edits_compose(*state, original, &first, &second, &both), RC_OK);
  assert_int_equal(both.len, 1);
  assert_str(both.items[0].text, "\xC3\xAA");
  second = EDITS(*state, {0, 1, RC_STR("\xC4\xA9")}); /* ends in the same byte */
  assert_int_equal(rc_edits_compose(*state, original, &first, &second, &both), RC_OK);
  assert_int_equal(both.len, 1);
  assert_str(both.items[0].text, "\xC4\xA9");
}

/* ---- random texts and edits, from a fixed seed ---- */

static uint32_t next_random(uint32_t *seed, uint32_t below) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % below;
}

static rc_str random_text(rc_arena *arena, uint32_t *seed, uint32_t longest) {
  static const rc_str parts[] = {RC_STR_INIT("a"), RC_STR_INIT("b"), RC_STR_INIT("\n"),
                                 RC_STR_INIT("\n"), RC_STR_INIT("\r\n"), RC_STR_INIT("cc")};
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (uint32_t n = next_random(seed, longest + 1); n > 0; n--) {
    rc_buf_put(&buf, parts[next_random(seed, RC_COUNT_OF(parts))]);
  }
  return rc_buf_str(&buf);
}

static rc_edits random_edits(rc_arena *arena, uint32_t *seed, rc_str original) {
  rc_edits edits = {0};
  uint32_t at = 0;
  uint32_t len = (uint32_t)original.len;
  for (uint32_t n = next_random(seed, 5); n > 0; n--) {
    uint32_t start = at + next_random(seed, len - at + 1);
    uint32_t longest = len - start < 6 ? len - start : 6;
    uint32_t end = start + next_random(seed, longest + 1);
    *RC_VEC_ADD(arena, &edits) = (rc_edit){start, end, random_text(arena, seed, 4)};
    at = end;
  }
  assert_true(normalise(arena, original, &edits));
  return edits;
}

static void check_is_normal(const rc_edits *edits) {
  for (uint32_t i = 1; i < edits->len; i++) {
    assert_true(edits->items[i - 1].end < edits->items[i].start);
  }
}

static void composing_is_applying_one_after_the_other(void **state) {
  rc_arena *arena = *state;
  uint32_t seed = 1;
  for (int round = 0; round < 20000; round++) {
    rc_str original = random_text(arena, &seed, 24);
    rc_edits first = random_edits(arena, &seed, original);
    rc_str middle = rc_edits_apply(arena, original, &first);
    rc_edits second = random_edits(arena, &seed, middle);
    rc_edits both;
    assert_int_equal(rc_edits_compose(arena, original, &first, &second, &both), RC_OK);
    check_is_normal(&both);
    assert_text(rc_edits_apply(arena, original, &both), rc_edits_apply(arena, middle, &second));
    rc_arena_free(arena);
  }
}

/* ---- diffs ---- */

static rc_str diff_of(rc_arena *arena, const char *path, rc_str original, const rc_edits *edits,
                      bool is_new) {
  rc_buf out;
  rc_buf_init(&out, arena);
  rc_diff_put(&out, rc_str_from_c(path), original, edits, is_new, NULL);
  return rc_buf_str(&out);
}

static void writes_a_diff_as_git_does(void **state) {
  const rc_str original = RC_STR("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n");
  rc_edits edits =
      EDITS(*state, {8, 9, RC_STR("five")}, {22, 22, RC_STR("ten\n")}, {30, 33, RC_STR_NONE});
  assert_true(normalise(*state, original, &edits));
  assert_str(diff_of(*state, "./dir/f.json", original, &edits, false),
             "diff --git a/dir/f.json b/dir/f.json\n--- a/dir/f.json\n+++ b/dir/f.json\n"
             "@@ -2,14 +2,14 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n 10\n-11\n+1ten\n+1\n 12\n"
             " 13\n-14\n 15\n");
}

static void splits_hunks_that_do_not_touch(void **state) {
  const rc_str original = RC_STR("1\n2\n3\n4\n5\n6\n7\n8\n9\na\nb\n");
  rc_edits edits = EDITS(*state, {2, 4, RC_STR_NONE}, {18, 18, RC_STR("x\n")});
  assert_str(diff_of(*state, "f", original, &edits, false),
             "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,5 +1,4 @@\n 1\n-2\n 3\n 4\n 5\n"
             "@@ -7,5 +6,6 @@\n 7\n 8\n 9\n+x\n a\n b\n");
}

static void joins_hunks_that_touch(void **state) {
  const rc_str original = RC_STR("1\n2\n3\n4\n5\n6\n7\n8\n");
  rc_edits edits = EDITS(*state, {0, 1, RC_STR("x")}, {14, 15, RC_STR("y")});
  assert_str(diff_of(*state, "f", original, &edits, false),
             "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,8 +1,8 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n"
             " 7\n-8\n+y\n");
}

static void marks_missing_line_ends(void **state) {
  rc_edits append = EDITS(*state, {3, 3, RC_STR("\nc")});
  assert_str(diff_of(*state, "f", RC_STR("a\nb"), &append, false),
             "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n a\n-b\n"
             "\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n");
  rc_edits change = EDITS(*state, {0, 1, RC_STR("x")});
  assert_str(diff_of(*state, "f", RC_STR("a\r\nb"), &change, false),
             "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-a\r\n+x\r\n b\n"
             "\\ No newline at end of file\n");
}

static void writes_new_and_emptied_files(void **state) {
  rc_edits insert = EDITS(*state, {0, 0, RC_STR("{}\n")});
  assert_str(diff_of(*state, "a b", RC_STR_NONE, &insert, true),
             "diff --git a/a b b/a b\nnew file mode 100644\n--- /dev/null\n+++ b/a b\t\n"
             "@@ -0,0 +1 @@\n+{}\n");
  rc_edits erase = EDITS(*state, {0, 4, RC_STR_NONE});
  assert_str(diff_of(*state, "q\"\t", RC_STR("a\nb\n"), &erase, false),
             "diff --git \"a/q\\\"\\t\" \"b/q\\\"\\t\"\n--- \"a/q\\\"\\t\"\n+++ \"b/q\\\"\\t\"\n"
             "@@ -1,2 +0,0 @@\n-a\n-b\n");
  assert_str(diff_of(*state, "/x\xFF", RC_STR_NONE, &insert, true),
             "diff --git \"a/x\\377\" \"b/x\\377\"\nnew file mode 100644\n--- /dev/null\n"
             "+++ \"b/x\\377\"\n@@ -0,0 +1 @@\n+{}\n");
}

static void writes_nothing_for_no_change(void **state) {
  rc_edits none = {0};
  assert_str(diff_of(*state, "f", RC_STR("a\n"), &none, false), "");
  rc_edits idle = EDITS(*state, {0, 1, RC_STR("a")});
  assert_str(diff_of(*state, "f", RC_STR("a\n"), &idle, false), "");
}

static void styles_lines_by_kind(void **state) {
  const rc_diff_style style = {"<H>", "<@>", "<->", "<+>", "<0>"};
  rc_edits edits = EDITS(*state, {0, 1, RC_STR("b")});
  rc_buf out;
  rc_buf_init(&out, *state);
  rc_diff_put(&out, RC_STR("f"), RC_STR("a\nc\n"), &edits, false, &style);
  assert_str(rc_buf_str(&out),
             "<H>diff --git a/f b/f<0>\n<H>--- a/f<0>\n<H>+++ b/f<0>\n<@>@@ -1,2 +1,2 @@<0>\n"
             "<->-a<0>\n<+>+b<0>\n c\n");
}

/* ---- a patch applier that believes nothing ---- */

static rc_str take_line(rc_str *text) {
  size_t lf = rc_str_find_byte(*text, '\n', 0);
  rc_str line = rc_str_slice(*text, 0, lf == RC_NOT_FOUND ? text->len : lf + 1);
  *text = rc_str_from(*text, line.len);
  return line;
}

/* Reads `12,7` or `12`, which stands for one line, up to `stop`. */
static void read_range(rc_str *header, char stop, uint64_t *line, uint64_t *n) {
  rc_str range = rc_str_cut(header, stop);
  rc_str first = rc_str_cut(&range, ',');
  *n = 1;
  assert_true(rc_str_to_u64(first, line));
  assert_true(range.len == 0 || rc_str_to_u64(range, n));
}

typedef struct applier {
  rc_str diff, original;
  rc_buf out;
  uint64_t old_line, new_line; /* lines passed so far */
} applier;

static void pass_original_lines(applier *a, uint64_t up_to) {
  for (; a->old_line < up_to; a->old_line++, a->new_line++) {
    assert_true(a->original.len > 0);
    rc_buf_put(&a->out, take_line(&a->original));
  }
}

/* A line of a hunk, without its line end if a mark behind it says so. */
static rc_str hunk_line(applier *a) {
  rc_str line = rc_str_from(take_line(&a->diff), 1);
  if (rc_str_starts_with(a->diff, RC_STR("\\ No newline at end of file\n"))) {
    (void)take_line(&a->diff);
    return rc_str_slice(line, 0, line.len - 1);
  }
  return line;
}

static void apply_hunk(applier *a) {
  rc_str header = take_line(&a->diff);
  assert_true(rc_str_starts_with(header, RC_STR("@@ -")));
  header = rc_str_from(header, 4);
  uint64_t old_line;
  uint64_t new_line;
  uint64_t n_old;
  uint64_t n_new;
  read_range(&header, ' ', &old_line, &n_old);
  header = rc_str_from(header, 1);
  read_range(&header, ' ', &new_line, &n_new);
  pass_original_lines(a, old_line - (uint64_t)(n_old > 0));
  assert_int_equal(a->new_line, new_line - (uint64_t)(n_new > 0));
  while (n_old + n_new > 0) {
    char sign = a->diff.ptr[0];
    assert_true(sign == ' ' || sign == '-' || sign == '+');
    rc_str line = hunk_line(a);
    if (sign != '+') {
      assert_text(take_line(&a->original), line);
      a->old_line++;
      n_old--;
    }
    if (sign != '-') {
      rc_buf_put(&a->out, line);
      a->new_line++;
      n_new--;
    }
  }
}

static rc_str apply_diff(rc_arena *arena, rc_str diff, rc_str original) {
  if (diff.len == 0) {
    return original;
  }
  applier a = {.diff = diff, .original = original};
  rc_buf_init(&a.out, arena);
  assert_str(take_line(&a.diff), "diff --git a/f b/f\n");
  assert_str(take_line(&a.diff), "--- a/f\n");
  assert_str(take_line(&a.diff), "+++ b/f\n");
  while (a.diff.len > 0) {
    apply_hunk(&a);
  }
  rc_buf_put(&a.out, a.original);
  return rc_buf_str(&a.out);
}

static void applying_the_diff_is_applying_the_edits(void **state) {
  rc_arena *arena = *state;
  uint32_t seed = 99;
  for (int round = 0; round < 20000; round++) {
    rc_str original = random_text(arena, &seed, round % 2 == 0 ? 10 : 80);
    rc_edits edits = random_edits(arena, &seed, original);
    rc_str diff = diff_of(arena, "f", original, &edits, false);
    assert_text(apply_diff(arena, diff, original), rc_edits_apply(arena, original, &edits));
    rc_arena_free(arena);
  }
}

/* ---- edits between two texts ---- */

static uint32_t n_changed_lines(const rc_edits *edits) {
  uint32_t n = 0;
  for (RC_EACH(const rc_edit, edit, *edits)) {
    n += edit->end - edit->start + (uint32_t)edit->text.len;
  }
  return n;
}

static void finds_the_edits_between_two_texts(void **state) {
  static const struct {
    const char *old, *new;
    uint32_t n_edits, n_bytes;
  } rows[] = {
      {"", "", 0, 0},
      {"a\n", "a\n", 0, 0},
      {"", "a\n", 1, 2},
      {"a\n", "", 1, 2},
      {"a\n", "a", 1, 3},
      {"a\nb\nc\n", "a\nc\n", 1, 2},
      {"a\nb\nc\n", "a\nx\nb\nc\n", 1, 2},
      {"a\nb\nc\nd\ne\n", "x\nb\nc\nd\ny\n", 2, 8},
      {"a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", 4, 10},
  };
  rc_arena *arena = *state;
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    rc_edits edits = {0};
    rc_str old = rc_str_from_c(rows[i].old);
    assert_int_equal(rc_edits_between(arena, old, rc_str_from_c(rows[i].new), RC_BY_LINES,
                                      &edits), RC_OK);
    assert_str(rc_edits_apply(arena, old, &edits), rows[i].new);
    assert_int_equal(edits.len, rows[i].n_edits);
    assert_int_equal(n_changed_lines(&edits), rows[i].n_bytes);
  }
}

static void edits_between_make_the_other_text(void **state) {
  rc_arena *arena = *state;
  uint32_t seed = 7;
  for (int round = 0; round < 20000; round++) {
    rc_str old = random_text(arena, &seed, round % 2 == 0 ? 10 : 80);
    rc_str new = random_text(arena, &seed, round % 3 == 0 ? 10 : 80);
    rc_edits edits = {0};
    bool ok = false;
    assert_int_equal(rc_edits_between(arena, old, new, round % 5 == 0 ? RC_BY_WORDS : RC_BY_LINES,
                                      &edits), RC_OK);
    assert_text(rc_edits_apply(arena, old, &edits), new);
    uint32_t before = edits.len;
    assert_int_equal(rc_edits_normalise(arena, old, &edits, &ok), RC_OK);
    assert_true(ok && edits.len == before);
    rc_arena_free(arena);
  }
}

/* Two files with nothing in common must not take the square of their lines. */
static void gives_up_on_texts_that_share_nothing(void **state) {
  rc_arena *arena = *state;
  rc_buf old, new;
  rc_buf_init(&old, arena);
  rc_buf_init(&new, arena);
  for (uint64_t i = 0; i < 5000; i++) {
    RC_BUF_FILL(&old, "{}\n", rc_str_from_u64(arena, i));
    RC_BUF_FILL(&new, "x{}\n", rc_str_from_u64(arena, i));
  }
  rc_edits edits = {0};
  assert_int_equal(rc_edits_between(arena, rc_buf_str(&old), rc_buf_str(&new), RC_BY_LINES,
                                    &edits), RC_OK);
  assert_int_equal(edits.len, 1);
  assert_text(rc_edits_apply(arena, rc_buf_str(&old), &edits), rc_buf_str(&new));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(ends_lines_at_lf_crlf_and_cr),
      TEST(counts_characters_in_columns),
      TEST(knows_an_empty_file),
      TEST(keeps_columns_right_on_long_lines),
      TEST(keeps_columns_right_across_steps),
      TEST(refuses_files_beyond_the_limit),
      TEST(sorts_edits_and_drops_idle_ones),
      TEST(refuses_edits_that_overlap),
      TEST(sorts_many_edits),
      TEST(trims_composed_edits),
      TEST(composes_without_cutting_characters),
      TEST(composing_is_applying_one_after_the_other),
      TEST(writes_a_diff_as_git_does),
      TEST(splits_hunks_that_do_not_touch),
      TEST(joins_hunks_that_touch),
      TEST(marks_missing_line_ends),
      TEST(writes_new_and_emptied_files),
      TEST(writes_nothing_for_no_change),
      TEST(styles_lines_by_kind),
      TEST(applying_the_diff_is_applying_the_edits),
      TEST(finds_the_edits_between_two_texts),
      TEST(edits_between_make_the_other_text),
      TEST(gives_up_on_texts_that_share_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
