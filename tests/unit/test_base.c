/* The bottom floor: arena, strings, buffers, maps, vectors, holes, UTF-8, limits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hole.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"

/* An allocator that counts what is out and refuses the n-th request. */
typedef struct counting {
  size_t outstanding;
  size_t n_requests;
  size_t refuse_at; /* 1-based; 0: never */
} counting;

static void *count_allocate(void *context, size_t size) {
  counting *c = context;
  c->n_requests++;
  if (c->n_requests == c->refuse_at) {
    return NULL;
  }
  c->outstanding += size;
  return malloc(size);
}

static void count_release(void *context, void *block, size_t size) {
  counting *c = context;
  c->outstanding -= size;
  free(block);
}

typedef struct fixture {
  counting counts;
  rc_arena arena;
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  const rc_allocator allocator = {&f->counts, count_allocate, count_release};
  rc_arena_init(&f->arena, &allocator);
  *state = f;
  return 0;
}

/* Every test also proves that nothing stays behind. */
static int tear_down(void **state) {
  fixture *f = *state;
  rc_arena_free(&f->arena);
  int leaked = f->counts.outstanding != 0;
  free(f);
  return leaked;
}

static void assert_text(rc_str actual, const char *expected) {
  assert_int_equal(actual.len, strlen(expected));
  if (actual.len > 0) {
    assert_memory_equal(actual.ptr, expected, actual.len);
  }
}

/* ---- arena -------------------------------------------------------------------------------- */

static void arena_hands_out_aligned_writable_memory(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  for (size_t size = 0; size < 200; size++) {
    (void)rc_arena_bytes(arena, size % 3);
    unsigned char *piece = rc_arena_alloc(arena, size);
    assert_non_null(piece);
    assert_int_equal((uintptr_t)piece % 16, 0);
    memset(piece, 0xAB, size);
  }
  assert_int_equal(rc_arena_status(arena), RC_OK);
}

static void arena_pieces_do_not_overlap(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  enum { N = 500 };
  unsigned char *pieces[N];
  for (size_t i = 0; i < N; i++) {
    pieces[i] = rc_arena_alloc(arena, 200);
    memset(pieces[i], (int)(i % 251), 200);
  }
  for (size_t i = 0; i < N; i++) {
    assert_int_equal(pieces[i][0], i % 251);
    assert_int_equal(pieces[i][199], i % 251);
  }
}

static void arena_zeroes_and_rejects_overflow(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  (void)rc_arena_alloc(arena, 1000);
  const unsigned char *zeroed = rc_arena_zeroed(arena, 100, 10);
  for (size_t i = 0; i < 1000; i++) {
    assert_int_equal(zeroed[i], 0);
  }
  assert_null(rc_arena_zeroed(arena, SIZE_MAX / 2, 3));
  assert_int_equal(rc_arena_status(arena), RC_NOMEM);
}

static void arena_keeps_the_first_failure(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  assert_int_equal(rc_arena_hit(arena, RC_LIMIT_NESTING), RC_LIMIT);
  assert_int_equal(rc_arena_hit(arena, RC_LIMIT_NODES), RC_LIMIT);
  assert_int_equal(arena->limit, RC_LIMIT_NESTING);
  assert_null(rc_arena_alloc(arena, 1));
  assert_null(rc_arena_bytes(arena, 1));
  assert_null(rc_arena_grow(arena, NULL, 0, 8));
}

static void arena_reports_refused_memory(void **state) {
  fixture *f = *state;
  f->counts.refuse_at = 1;
  assert_null(rc_arena_alloc(&f->arena, 10));
  assert_int_equal(rc_arena_status(&f->arena), RC_NOMEM);
  assert_null(rc_arena_alloc(&f->arena, 10));
  assert_int_equal(f->counts.n_requests, 1);
}

static void arena_stops_at_the_memory_limit(void **state) {
  fixture *f = *state;
  f->arena.used = RC_LIMIT_MEMORY_VALUE - 100;
  assert_null(rc_arena_alloc(&f->arena, 1000));
  assert_int_equal(rc_arena_status(&f->arena), RC_LIMIT);
  assert_int_equal(f->arena.limit, RC_LIMIT_MEMORY);
  assert_int_equal(f->counts.n_requests, 0);
}

static void arena_grows_and_keeps_contents(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  char *text = rc_arena_grow(arena, NULL, 0, 8);
  memcpy(text, "12345678", 8);
  text = rc_arena_grow(arena, text, 8, 64);
  assert_memory_equal(text, "12345678", 8);
  (void)rc_arena_alloc(arena, 16); /* no longer the last piece: must be copied */
  char *moved = rc_arena_grow(arena, text, 64, 100000);
  assert_ptr_not_equal(moved, text);
  assert_memory_equal(moved, "12345678", 8);
  memset(moved, 'x', 100000);
}

static void arena_gives_back_what_a_large_piece_leaves(void **state) {
  fixture *f = *state;
  size_t size = 8u << 20;
  char *text = rc_arena_grow(&f->arena, NULL, 0, size);
  memset(text, 'x', size);
  const char *small = rc_arena_alloc(&f->arena, 64);
  for (int i = 0; i < 3; i++) {
    text = rc_arena_grow(&f->arena, text, size, size * 2);
    memset(text + size, 'x', size);
    size *= 2;
  }
  assert_non_null(small);
  assert_true(f->counts.outstanding < size + (6u << 20));
  assert_int_equal(f->arena.used, f->counts.outstanding);
  for (size_t i = 0; i < size; i += 4096) {
    assert_int_equal(text[i], 'x');
  }
}

/* ---- strings ------------------------------------------------------------------------------ */

static void strings_compare(void **state) {
  (void)state;
  assert_true(rc_str_equal(RC_STR_NONE, RC_STR("")));
  assert_false(rc_str_equal(RC_STR("a"), RC_STR("A")));
  assert_true(rc_str_equal_nocase(RC_STR("Ab-Z"), RC_STR("aB-z")));
  assert_false(rc_str_equal_nocase(RC_STR("@"), RC_STR("`")));
  assert_true(rc_str_compare(RC_STR("a"), RC_STR("ab")) < 0);
  assert_true(rc_str_compare(RC_STR("b"), RC_STR("ab")) > 0);
  assert_true(rc_str_compare(RC_STR("\xFF"), RC_STR("a")) > 0);
  assert_int_equal(rc_str_compare(RC_STR_NONE, RC_STR("")), 0);
  assert_true(rc_str_starts_with(RC_STR("arn:aws"), RC_STR("arn:")));
  assert_false(rc_str_starts_with(RC_STR("ar"), RC_STR("arn:")));
  assert_true(rc_str_ends_with(RC_STR("a.json"), RC_STR(".json")));
  assert_false(rc_str_ends_with(RC_STR("json"), RC_STR(".json")));
  assert_true(rc_str_ends_with(RC_STR("x"), RC_STR_NONE));
}

static void strings_search(void **state) {
  (void)state;
  rc_str text = RC_STR("one two two");
  assert_int_equal(rc_str_find_byte(text, 't', 5), 8);
  assert_int_equal(rc_str_find_byte(text, 'o', 99), RC_NOT_FOUND);
  assert_int_equal(rc_str_find_last_byte(text, 'o'), 10);
  assert_int_equal(rc_str_find_last_byte(RC_STR_NONE, 'o'), RC_NOT_FOUND);
  assert_int_equal(rc_str_find(text, RC_STR("two"), 0), 4);
  assert_int_equal(rc_str_find(text, RC_STR("two"), 5), 8);
  assert_int_equal(rc_str_find(text, RC_STR("two!"), 0), RC_NOT_FOUND);
  assert_int_equal(rc_str_find(text, RC_STR_NONE, 11), 11);
  assert_int_equal(rc_str_find(text, RC_STR_NONE, 12), RC_NOT_FOUND);
  assert_true(rc_str_contains_nocase(text, RC_STR("E TW")));
  assert_false(rc_str_contains_nocase(RC_STR("tw"), RC_STR("two")));
  assert_true(rc_str_contains_nocase(RC_STR_NONE, RC_STR_NONE));
  static const char *const with[] = {"exec", "web-Exec", "webExecRole", "ECSExec", "EXEC_1",
                                     "executes, exec"};
  static const char *const without[] = {"", "exe", "webexec", "execs", "ECSEXEC", "EXECs"};
  for (size_t i = 0; i < RC_COUNT_OF(with); i++) {
    assert_true(rc_str_contains_words(rc_str_from_c(with[i]), RC_STR("exec")));
    assert_false(rc_str_contains_words(rc_str_from_c(without[i]), RC_STR("exec")));
  }
  assert_true(rc_str_contains_words(RC_STR("a: {containerDefinitions: []}"),
                                    RC_STR("containerDefinitions:")));
}

static void strings_cut(void **state) {
  (void)state;
  rc_str rest = RC_STR("a:b:");
  assert_text(rc_str_cut(&rest, ':'), "a");
  assert_text(rc_str_cut(&rest, ':'), "b");
  assert_text(rest, "");
  rest = RC_STR("plain");
  assert_text(rc_str_cut(&rest, ':'), "plain");
  assert_text(rest, "");
  assert_text(rc_str_slice(RC_STR("abc"), 1, 99), "bc");
  assert_text(rc_str_slice(RC_STR("abc"), 2, 1), "");
  assert_text(rc_str_from(RC_STR("abc"), 3), "");
  assert_text(rc_str_trim(RC_STR(" \t\r\n a b \n")), "a b");
  assert_text(rc_str_trim(RC_STR(" \n ")), "");
}

static void strings_hold_numbers(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  uint64_t value = 7;
  assert_true(rc_str_to_u64(RC_STR("18446744073709551615"), &value));
  assert_true(value == UINT64_MAX);
  assert_false(rc_str_to_u64(RC_STR("18446744073709551616"), &value));
  assert_false(rc_str_to_u64(RC_STR(""), &value));
  assert_false(rc_str_to_u64(RC_STR("1a"), &value));
  assert_true(value == UINT64_MAX);
  assert_text(rc_str_from_u64(arena, 0), "0");
  assert_text(rc_str_from_u64(arena, UINT64_MAX), "18446744073709551615");
}

static void strings_fill_templates(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  assert_text(RC_FILL(arena, "{} may not `{}`", RC_STR("web"), RC_STR("ecr:{}")),
              "web may not `ecr:{}`");
  assert_text(RC_FILL(arena, "{}{}", RC_STR_NONE, RC_STR("x")), "x");
  (void)rc_arena_hit(arena, RC_LIMIT_NODES);
  assert_text(RC_FILL(arena, "{}", RC_STR("lost")), "");
  assert_text(rc_str_copy(arena, RC_STR("lost")), "");
}

/* ---- buffers ------------------------------------------------------------------------------ */

static void buffers_collect_text(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  assert_int_equal(rc_buf_str(&buf).len, 0);
  rc_buf_put_c(&buf, "n=");
  rc_buf_put_u64(&buf, 40);
  rc_buf_put_byte(&buf, ' ');
  rc_buf_put_repeated(&buf, '-', 3);
  RC_BUF_FILL(&buf, "[{}|{}]", RC_STR("a"), RC_STR("b"));
  assert_text(rc_buf_str(&buf), "n=40 ---[a|b]");
  assert_int_equal(rc_buf_status(&buf), RC_OK);
}

static void buffers_grow_beyond_a_block(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (int i = 0; i < 20000; i++) {
    rc_buf_put(&buf, RC_STR("0123456789"));
    if (i % 1000 == 0) {
      (void)rc_arena_alloc(arena, 8);
    }
  }
  rc_str text = rc_buf_str(&buf);
  assert_int_equal(text.len, 200000);
  for (size_t i = 0; i < text.len; i++) {
    assert_int_equal(text.ptr[i], "0123456789"[i % 10]);
  }
}

static void buffers_stop_at_their_maximum(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  buf.max = 5;
  rc_buf_put(&buf, RC_STR("12345"));
  assert_int_equal(rc_buf_status(&buf), RC_OK);
  rc_buf_put_byte(&buf, '6');
  assert_int_equal(rc_buf_status(&buf), RC_LIMIT);
  assert_int_equal(arena->limit, RC_LIMIT_OUTPUT_BYTES);
  assert_text(rc_buf_str(&buf), "12345");
}

static void buffers_write_json_strings(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_buf_put_json(&buf, RC_STR("a\"\\\n\r\t\x01\x7F\xC3\xA4\xFF/\xE2\x82"));
  assert_text(rc_buf_str(&buf),
              "\"a\\\"\\\\\\n\\r\\t\\u0001\\u007f\xC3\xA4\xEF\xBF\xBD/\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void buffers_give_back_room(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_buf_put_c(&buf, "n12n");
  rc_str text = rc_buf_close(&buf);
  assert_text(text, "n12n");
  assert_ptr_equal(arena->at, text.ptr + text.len);
  rc_buf_put_c(&buf, " and more"); /* a closed one still takes text */
  assert_text(rc_buf_str(&buf), "n12n and more");
}

static void arenas_drop_large_pieces(void **state) {
  enum { LARGE = 5 << 20 };
  rc_arena *arena = &((fixture *)*state)->arena;
  void *first = rc_arena_alloc(arena, LARGE);
  void *second = rc_arena_alloc(arena, LARGE);
  uint64_t used = arena->used;
  assert_non_null(first);
  assert_non_null(second);
  rc_arena_drop(arena, second, LARGE); /* the newest block stays */
  assert_int_equal(arena->used, used);
  rc_arena_drop(arena, first, LARGE);
  assert_true(arena->used <= used - LARGE);
  assert_non_null(rc_arena_alloc(arena, 1));
}

/* ---- maps and vectors --------------------------------------------------------------------- */

static void maps_find_what_was_added(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_map map = {0};
  assert_true(rc_map_get(&map, RC_STR("x")) == RC_MAP_NONE);
  for (uint32_t i = 0; i < 5000; i++) {
    assert_int_equal(rc_map_add(arena, &map, rc_str_from_u64(arena, i), i, NULL), RC_OK);
  }
  for (uint32_t i = 0; i < 5000; i++) {
    assert_int_equal(rc_map_get(&map, rc_str_from_u64(arena, i)), i);
  }
  assert_true(rc_map_get(&map, RC_STR("5000")) == RC_MAP_NONE);
  assert_int_equal(map.len, 5000);
}

static void maps_keep_the_first_value(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_map map = {0};
  uint32_t stands = 0;
  assert_int_equal(rc_map_add(arena, &map, RC_STR(""), 3, &stands), RC_OK);
  assert_int_equal(stands, 3);
  assert_int_equal(rc_map_add(arena, &map, RC_STR_NONE, 4, &stands), RC_OK);
  assert_int_equal(stands, 3);
  assert_int_equal(map.len, 1);
}

/* Keys that all want one slot, as somebody may choose them: of one length, and some that begin
 * others. */
static void maps_bear_keys_that_meet(void **state) {
  enum { N = 1000, MASK = (1 << 11) - 1 }; /* as many slots */
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_map map = {0};
  rc_str keys[N];
  uint64_t next = 0;
  for (uint32_t i = 0; i < N; i++) {
    do {
      char text[32];
      int n = snprintf(text, sizeof text, next % 2 == 0 ? "%08x" : "%x", (unsigned)next);
      keys[i] = rc_str_copy(arena, (rc_str){text, (size_t)n});
      next++;
    } while ((rc_hash(keys[i]) & MASK) != 7);
    uint32_t stands = 0;
    assert_int_equal(rc_map_add(arena, &map, keys[i], i, &stands), RC_OK);
    assert_int_equal(stands, i);
    assert_int_equal(rc_map_add(arena, &map, keys[i], i + 1, &stands), RC_OK);
    assert_int_equal(stands, i);
  }
  uint32_t in_table = 0;
  for (uint32_t i = 0; i < map.n_slots; i++) {
    in_table += map.slots[i].value_plus_one != 0;
  }
  assert_int_equal(in_table, RC_MAP_REACH);
  assert_int_equal(map.len, N);
  for (uint32_t i = 0; i < N; i++) {
    assert_int_equal(rc_map_get(&map, keys[i]), i);
    assert_true(rc_map_get(&map, rc_str_slice(keys[i], 0, 7)) == RC_MAP_NONE ||
                keys[i].len <= 7);
  }
}

typedef struct number_vec { RC_VEC_FIELDS(uint32_t) } number_vec;

static void vectors_grow_and_zero(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  number_vec numbers = {0};
  for (uint32_t i = 0; i < 3000; i++) {
    uint32_t *added = i % 3 == 0 ? rc_vec_add(arena, &numbers.items, sizeof *numbers.items)
                                 : RC_VEC_ADD(arena, &numbers);
    assert_int_equal(*added, 0);
    *added = i;
    (void)rc_arena_bytes(arena, i % 2);
  }
  uint32_t sum = 0;
  for (RC_EACH(const uint32_t, number, numbers)) {
    sum += *number;
  }
  assert_int_equal(sum, 2999 * 3000 / 2);
}

static void vectors_report_failure(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  number_vec numbers = {0};
  (void)rc_arena_hit(arena, RC_LIMIT_NODES);
  assert_null(RC_VEC_ADD(arena, &numbers));
  assert_null(rc_vec_add(arena, &numbers.items, sizeof *numbers.items));
  assert_int_equal(numbers.len, 0);
  for (RC_EACH(const uint32_t, number, numbers)) {
    fail_msg("an empty vector has no element, but %u", *number);
  }
}

/* ---- holes -------------------------------------------------------------------------------- */

static void holes_equal_themselves(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_str hole = rc_hole_make(arena, RC_STR("${account}"));
  assert_true(rc_hole_any(hole));
  assert_true(rc_hole_is_only(hole));
  assert_int_equal(rc_hole_length(hole, 0), hole.len);
  assert_int_equal(rc_hole_length(hole, 1), 0);
  assert_text(rc_hole_display(arena, hole), "${account}");
  rc_str joined = RC_FILL(arena, "a:{}:b", hole);
  assert_false(rc_hole_is_only(joined));
  assert_false(rc_hole_is_only(RC_FILL(arena, "{}{}", hole, hole)));
  assert_text(rc_hole_display(arena, joined), "a:${account}:b");
  rc_str plain = RC_STR("plain");
  assert_ptr_equal(rc_hole_display(arena, plain).ptr, plain.ptr);
}

static void holes_hide_their_inside(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  rc_str text = RC_FILL(arena, "x{}:y", rc_hole_make(arena, RC_STR("${a:b}")));
  assert_int_equal(rc_hole_find_byte(text, ':', 0), 9);
  assert_int_equal(rc_hole_find_byte(text, ':', 10), RC_NOT_FOUND);
}

/* What a placeholder text becomes, holes shown as [name]. */
static void assert_placeholders(rc_arena *arena, const char *text, bool variables,
                                const char *expected) {
  rc_str found = rc_hole_from_placeholders(arena, rc_str_from_c(text), variables);
  char *shown = rc_arena_bytes(arena, found.len + 1);
  for (size_t i = 0; i < found.len; i++) {
    char byte = found.ptr[i];
    shown[i] = byte == RC_HOLE_OPEN ? '[' : byte == RC_HOLE_CLOSE ? ']' : byte;
  }
  shown[found.len] = '\0';
  assert_string_equal(shown, expected);
}

static void placeholders_become_holes(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  assert_placeholders(arena, "arn:${a}:{{ b }}/<C_d>$E", false, "arn:[${a}]:[{{ b }}]/[<C_d>][$E]");
  assert_placeholders(arena, "a<b", false, "a<b");
  assert_placeholders(arena, "<1>", false, "<1>");
  assert_placeholders(arena, "$1 ${} $a {x} {{", false, "$1 ${} $a {x} {{");
  assert_placeholders(arena, "<a b-c.d>", false, "[<a b-c.d>]");
  assert_placeholders(arena, "<a/b>", false, "<a/b>");
  assert_placeholders(arena, "", false, "");
}

static void policy_variables_stay(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  assert_placeholders(arena, "${aws:username}/${*}/${x}", true, "${aws:username}/${*}/[${x}]");
  assert_placeholders(arena, "${aws:username}", false, "[${aws:username}]");
}

static void invalid_bytes_never_become_marks(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  assert_placeholders(arena, "a\xFE" "b\xFF" "c", false, "a\xEF\xBF\xBD" "b\xEF\xBF\xBD" "c");
  rc_str dirty = rc_hole_from_placeholders(arena, RC_STR("${a\xFE}"), false);
  size_t marks = 0;
  for (size_t i = 0; i < dirty.len; i++) {
    marks += dirty.ptr[i] == RC_HOLE_OPEN;
  }
  assert_int_equal(marks, 0);
}

static void longest_placeholder_is_bounded(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  char text[300];
  memset(text, 'a', sizeof text);
  memcpy(text, "${", 2);
  text[sizeof text - 1] = '}';
  rc_str whole = {text, sizeof text};
  assert_false(rc_hole_any(rc_hole_from_placeholders(arena, whole, false)));
}

/* ---- UTF-8 -------------------------------------------------------------------------------- */

static void utf8_round_trips_every_character(void **state) {
  (void)state;
  for (uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 97) {
    char bytes[4];
    uint32_t n = rc_utf8_encode(code, bytes);
    rc_utf8_char back = rc_utf8_decode((rc_str){bytes, n});
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    assert_true(back.valid);
    assert_int_equal(back.n_bytes, n);
    assert_int_equal(back.code, surrogate ? 0xFFFD : code);
  }
}

static void utf8_refuses_invalid_bytes(void **state) {
  (void)state;
  static const char *const bad[] = {
      "\x80",         "\xC0\x80",         "\xC1\xBF",
      "\xE0\x9F\xBF", "\xED\xA0\x80",     "\xF0\x8F\xBF\xBF",
      "\xF5",         "\xF4\x90\x80\x80", "\xC3",
      "\xE2\x82",     "\xFE",             "\xFF",
  };
  for (size_t i = 0; i < RC_COUNT_OF(bad); i++) {
    rc_utf8_char c = rc_utf8_decode(rc_str_from_c(bad[i]));
    assert_false(c.valid);
    assert_int_equal(c.n_bytes, 1);
    assert_int_equal(rc_utf8_find_invalid(rc_str_from_c(bad[i])), 0);
  }
}

static void utf8_finds_the_first_invalid_byte(void **state) {
  rc_arena *arena = &((fixture *)*state)->arena;
  char *text = rc_arena_bytes(arena, 64);
  for (size_t at = 0; at < 64; at++) {
    memset(text, 'a', 64);
    text[at] = '\xFF';
    assert_int_equal(rc_utf8_find_invalid((rc_str){text, 64}), at);
    assert_int_equal(rc_utf8_find_invalid((rc_str){text, at}), RC_NOT_FOUND);
  }
  assert_int_equal(rc_utf8_count(RC_STR("a\xC3\xA4\xE2\x82\xAC\xFF")), 4);
}

static void utf8_knows_widths(void **state) {
  (void)state;
  assert_int_equal(rc_utf8_width('a'), 1);
  assert_int_equal(rc_utf8_width(0xE4), 1);
  assert_int_equal(rc_utf8_width(0x301), 0);
  assert_int_equal(rc_utf8_width(0x200D), 0);
  assert_int_equal(rc_utf8_width(0x4E2D), 2);
  assert_int_equal(rc_utf8_width(0xFF21), 2);
  assert_int_equal(rc_utf8_width(0x1F600), 2);
  assert_int_equal(rc_utf8_width(0xE0100), 0);
  assert_int_equal(rc_utf8_width(0x10FFFF), 1);
}

/* ---- limits ------------------------------------------------------------------------------- */

static void limits_say_what_they_are(void **state) {
  (void)state;
  for (unsigned id = 0; id < RC_N_LIMITS; id++) {
    const rc_limit *limit = rc_limit_info((rc_limit_id)id);
    assert_true(strlen(limit->name) > 0 && strlen(limit->unit) > 0 && strlen(limit->why) > 20);
    assert_true(limit->value > 0);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(arena_hands_out_aligned_writable_memory),
      TEST(arena_pieces_do_not_overlap),
      TEST(arena_zeroes_and_rejects_overflow),
      TEST(arena_keeps_the_first_failure),
      TEST(arena_reports_refused_memory),
      TEST(arena_stops_at_the_memory_limit),
      TEST(arena_grows_and_keeps_contents),
      TEST(arena_gives_back_what_a_large_piece_leaves),
      TEST(strings_compare),
      TEST(strings_search),
      TEST(strings_cut),
      TEST(strings_hold_numbers),
      TEST(strings_fill_templates),
      TEST(buffers_collect_text),
      TEST(buffers_grow_beyond_a_block),
      TEST(buffers_stop_at_their_maximum),
      TEST(buffers_write_json_strings),
      TEST(maps_find_what_was_added),
      TEST(maps_keep_the_first_value),
      TEST(maps_bear_keys_that_meet),
      TEST(buffers_give_back_room),
      TEST(arenas_drop_large_pieces),
      TEST(vectors_grow_and_zero),
      TEST(vectors_report_failure),
      TEST(holes_equal_themselves),
      TEST(holes_hide_their_inside),
      TEST(placeholders_become_holes),
      TEST(policy_variables_stay),
      TEST(invalid_bytes_never_become_marks),
      TEST(longest_placeholder_is_bounded),
      TEST(utf8_round_trips_every_character),
      TEST(utf8_refuses_invalid_bytes),
      TEST(utf8_finds_the_first_invalid_byte),
      TEST(utf8_knows_widths),
      TEST(limits_say_what_they_are),
  };
  return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
