/* The way back: searching, the map, what is put back and what is only told; the forms in which an
 * original may hide; memory that is given back clean. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/files.h"
#include "redact/encode.h"
#include "redact/outgoing_forms.h"
#include "redact/restore_parts.h"

static rc_arena arena;

static int set_up(void **state) {
  (void)state;
  rc_arena_init(&arena, &heap);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rc_arena_free(&arena);
  return 0;
}

static void check_text(rc_str got, const char *expected) {
  if (!rc_str_equal(got, rc_str_from_c(expected))) {
    fail_msg("got %s, expected %s", c_string(&arena, got), expected);
  }
}

/* ---- searching ------------------------------------------------------------------------------ */

static rc_finder *finder_of(const char *const *strings, uint32_t n) {
  rc_finder *finder = rc_finder_new(&arena);
  for (uint32_t i = 0; i < n; i++) {
    assert_int_equal(rc_finder_add(finder, rc_str_from_c(strings[i]), i, NULL), RC_OK);
  }
  assert_int_equal(rc_finder_build(finder), RC_OK);
  return finder;
}

static void test_finds_all(void **state) {
  (void)state;
  static const char *const strings[] = {"he", "she", "his", "hers", "e"};
  const rc_finder *finder = finder_of(strings, 5);
  rc_search search = {.finder = finder, .text = RC_STR("ushers")};
  rc_finding_place place;
  static const struct { size_t start, end; uint32_t number; } expected[] = {
      {1, 4, 1}, {2, 4, 0}, {3, 4, 4}, {2, 6, 3}};
  for (size_t i = 0; i < RC_COUNT_OF(expected); i++) {
    assert_true(rc_search_next(&search, &place));
    assert_int_equal(place.start, expected[i].start);
    assert_int_equal(place.end, expected[i].end);
    assert_int_equal(place.number, expected[i].number);
  }
  assert_false(rc_search_next(&search, &place));
}

static bool is_not_first(const void *context, rc_str text, const rc_finding_place *place) {
  (void)context;
  (void)text;
  return place->start > 0;
}

static void test_finds_apart(void **state) {
  (void)state;
  static const char *const strings[] = {"ab", "abcde", "bc", "cd"};
  const rc_finder *finder = finder_of(strings, 4);
  rc_search search = {.finder = finder, .text = RC_STR("abcdxabcde")};
  rc_finding_place place;
  assert_true(rc_search_next_apart(&search, NULL, NULL, &place));
  assert_int_equal(place.number, 0);
  assert_true(rc_search_next_apart(&search, NULL, NULL, &place));
  assert_int_equal(place.number, 3);
  assert_true(rc_search_next_apart(&search, NULL, NULL, &place));
  assert_int_equal(place.number, 1);
  assert_int_equal(place.end, 10);
  assert_false(rc_search_next_apart(&search, NULL, NULL, &place));
  search = (rc_search){.finder = finder, .text = RC_STR("abcdx")};
  assert_true(rc_search_next_apart(&search, is_not_first, NULL, &place));
  assert_int_equal(place.start, 1);
}

/* Against the obvious way, over few letters, so that much overlaps. */
static void test_finder_agrees(void **state) {
  (void)state;
  uint64_t seed = 7;
  for (unsigned round = 0; round < 400; round++) {
    char bytes[12][8] = {{0}};
    const char *strings[12];
    char text[65] = {0};
    for (size_t i = 0; i < 12; i++) {
      size_t len = 1 + next_random(&seed) % 5;
      for (size_t j = 0; j < len; j++) {
        bytes[i][j] = (char)('a' + next_random(&seed) % 3);
      }
      strings[i] = bytes[i];
    }
    for (size_t i = 0; i < 64; i++) {
      text[i] = (char)('a' + next_random(&seed) % 3);
    }
    rc_search search = {.finder = finder_of(strings, 12), .text = rc_str_from_c(text)};
    rc_finding_place place;
    size_t at = 0;
    while (rc_search_next_apart(&search, NULL, NULL, &place)) {
      for (; at <= place.start; at++) {
        size_t longest = 0;
        for (size_t i = 0; i < 12; i++) {
          size_t len = strlen(strings[i]);
          if (strncmp(text + at, strings[i], len) == 0 && len > longest) {
            longest = len;
          }
        }
        assert_int_equal(longest, at < place.start ? 0 : place.end - place.start);
      }
      at = place.end;
    }
  }
}

/* ---- a redaction by hand -------------------------------------------------------------------- */

typedef struct swap {
  const char *original, *placeholder;
  rc_family family;
} swap;

/* Replaces every occurrence of the originals, in their order at each place, and keeps the books as
 * rc_redact does. */
static void redact_by_hand(rc_redaction *redaction, rc_str path, rc_str bytes, const swap *swaps,
                           uint32_t n) {
  rc_redacted_file *file = RC_VEC_ADD(&arena, &redaction->files);
  uint32_t *entries = RC_NEW_ARRAY(&arena, uint32_t, bytes.len + 1);
  *file = (rc_redacted_file){.path = path, .bytes = bytes, .new_path = path, .entries = entries};
  for (uint32_t i = redaction->entries.len; i < n; i++) {
    rc_redaction_entry *entry = RC_VEC_ADD(&arena, &redaction->entries);
    *entry = (rc_redaction_entry){.original = rc_str_from_c(swaps[i].original),
                                  .placeholder = rc_str_from_c(swaps[i].placeholder),
                                  .family = (uint8_t)swaps[i].family};
  }
  for (size_t at = 0; at < bytes.len;) {
    size_t step = 1;
    for (uint32_t i = 0; i < n; i++) {
      rc_str original = redaction->entries.items[i].original;
      if (rc_str_starts_with(rc_str_from(bytes, at), original)) {
        rc_edit *edit = RC_VEC_ADD(&arena, &file->edits);
        *edit = (rc_edit){(uint32_t)at, (uint32_t)(at + original.len),
                          redaction->entries.items[i].placeholder};
        entries[file->edits.len - 1] = i;
        redaction->entries.items[i].count++;
        step = original.len;
        break;
      }
    }
    at += step;
  }
  file->new_bytes = rc_edits_apply(&arena, bytes, &file->edits);
}

static const swap swaps[] = {
    {"999988887777", "111122223333", RC_FAMILY_ACCOUNT},
    {"acme", "n1n", RC_FAMILY_NAME},
    {"Acme", "N1n", RC_FAMILY_NAME},
    {"54.1.2.3", "192.0.2.1", RC_FAMILY_IP},
    {"hunter\\\"2\xFF", "EXAMPLE0001", RC_FAMILY_OPAQUE},
    {"db.acme-corp.example.org", "h1.example.internal", RC_FAMILY_HOST},
    {"jo@corp.example.org", "user1@example.com", RC_FAMILY_EMAIL},
};
static const rc_str bundle = RC_STR_INIT(
    "arn:aws:iam::999988887777:role/acme-exec\n"
    "prodAcme acme2 acme_x 54.1.2.3:443\r\n"
    "pw=hunter\\\"2\xFF; again hunter\\\"2\xFF\n"
    "see user7@example.com or jo@corp.example.org at db.acme-corp.example.org.\n");

static rc_restore_map *read_map(rc_str json) {
  rc_restore_map *map = NULL;
  rc_str complaint;
  assert_int_equal(rc_restore_map_read(&arena, json, &map, &complaint), RC_OK);
  if (map == NULL) {
    fail_msg("%s", c_string(&arena, complaint));
  }
  return map;
}

static rc_restore_map *map_of_bundle(rc_redaction *redaction) {
  *redaction = (rc_redaction){.arena = &arena};
  redact_by_hand(redaction, RC_STR("a.txt"), bundle, swaps, RC_COUNT_OF(swaps));
  rc_str json = rc_redaction_map(&arena, redaction);
  assert_true(json.len > 0);
  return read_map(json);
}

/* Every note but MISSING, one per line. */
static const char *notes_of(const rc_restore_map *map, const char *text, rc_restored *out) {
  static const char *const kinds[] = {"restored", "drifted", "near", "invented"};
  rc_str given = rc_str_from_c(text);
  rc_buf notes;
  rc_buf_init(&notes, &arena);
  assert_int_equal(rc_restore(&arena, map, given, out), RC_OK);
  for (uint32_t i = 0; i < out->len; i++) {
    const rc_restore_note *note = &out->items[i];
    if (note->kind == RC_MISSING) {
      continue;
    }
    rc_buf_put_c(&notes, kinds[note->kind]);
    rc_buf_put_byte(&notes, ' ');
    rc_buf_put(&notes, rc_str_slice(given, note->start, note->end));
    if (note->entry != UINT32_MAX && note->kind != RC_RESTORED) {
      rc_buf_put_c(&notes, " for ");
      rc_buf_put(&notes, map->items.items[note->entry].placeholder);
    }
    rc_buf_put_byte(&notes, '\n');
  }
  return c_string(&arena, rc_buf_str(&notes));
}

static void test_round_trip(void **state) {
  (void)state;
  rc_redaction redaction;
  const rc_restore_map *map = map_of_bundle(&redaction);
  rc_str redacted = redaction.files.items[0].new_bytes;
  rc_restored restored;
  assert_int_equal(rc_restore(&arena, map, redacted, &restored), RC_OK);
  assert_true(rc_str_equal(restored.text, bundle));
  assert_int_equal(restored.len, redaction.files.items[0].edits.len);
  for (uint32_t i = 0; i < restored.len; i++) {
    assert_int_equal(restored.items[i].kind, RC_RESTORED);
  }
}

static void test_only_exact_ones_are_replaced(void **state) {
  (void)state;
  rc_redaction redaction;
  const rc_restore_map *map = map_of_bundle(&redaction);
  static const struct { const char *text, *restored, *notes; } cases[] = {
      {"role n1n in 111122223333.", "role acme in 999988887777.",
       "restored n1n\nrestored 111122223333\n"},
      /* Part of something longer is something else. */
      {"join1n", "join1n", ""},
      {"xn1nx n1ny", "xn1nx n1ny", ""},
      {"n1nProd", "acmeProd", "restored n1n\n"},
      {"taskN1n", "taskAcme", "restored N1n\n"},
      {"evil.h1.example.internal", "evil.h1.example.internal",
       "near h1.example.internal for h1.example.internal\n"},
      /* Other spelling. */
      {"example0001", "example0001", "drifted example0001 for EXAMPLE0001\n"},
      {"N1N", "N1N", "invented N1N\n"},
      {"USER1@example.com", "USER1@example.com",
       "drifted USER1@example.com for user1@example.com\n"},
      /* Slips. */
      {"id 111122223334", "id 111122223334", "near 111122223334 for 111122223333\n"},
      {"id 11112222333 x", "id 11112222333 x", "near 11112222333 for 111122223333\n"},
      {"EXAMPEL0001", "EXAMPEL0001", "near EXAMPEL0001 for EXAMPLE0001\n"},
      {"192.0.2.11", "192.0.2.11", "near 192.0.2.11 for 192.0.2.1\n"},
      {"111199993333", "111199993333", "invented 111199993333\n"},
      {"111299993333", "111299993333", ""},
      /* Only what could have been given out is called invented. */
      {"n2n, N3n and N4N", "n2n, N3n and N4N", "invented n2n\ninvented N3n\ninvented N4N\n"},
      {"n4N n04n N0n n12", "n4N n04n N0n n12", ""},
      {"user02@example.com", "user02@example.com",
       "near user02@example.com for user1@example.com\n"},
      {"Qm3Zt8xW2vKd9LrYc/N4n+zX9qL2mVb7Kp4Tr8", "Qm3Zt8xW2vKd9LrYc/N4n+zX9qL2mVb7Kp4Tr8", ""},
      /* Stood in the input before. */
      {"user7@example.com", "user7@example.com", ""},
      {"nothing of ours", "nothing of ours", ""},
      {"", "", ""},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    rc_restored restored;
    const char *notes = notes_of(map, cases[i].text, &restored);
    if (strcmp(notes, cases[i].notes) != 0) {
      fail_msg("%s: got %s, expected %s", cases[i].text, notes, cases[i].notes);
    }
    check_text(restored.text, cases[i].restored);
  }
}

/* What was put in is not looked at again: an original may look like a placeholder. */
static void test_originals_are_not_restored(void **state) {
  (void)state;
  static const swap twisted[] = {{"n2n", "n1n", RC_FAMILY_NAME}, {"n1n", "n2n", RC_FAMILY_NAME}};
  static const rc_str text = RC_STR_INIT("n1n n2n n1n");
  rc_redaction redaction = {.arena = &arena};
  redact_by_hand(&redaction, RC_STR("a"), text, twisted, 2);
  rc_restored restored;
  const rc_restore_map *map = read_map(rc_redaction_map(&arena, &redaction));
  assert_int_equal(rc_restore(&arena, map, redaction.files.items[0].new_bytes, &restored), RC_OK);
  assert_true(rc_str_equal(restored.text, text));
}

static void test_missing_ones_are_told(void **state) {
  (void)state;
  rc_redaction redaction;
  const rc_restore_map *map = map_of_bundle(&redaction);
  rc_restored restored;
  assert_int_equal(rc_restore(&arena, map, RC_STR("n1n"), &restored), RC_OK);
  assert_int_equal(restored.len, RC_COUNT_OF(swaps));
  for (uint32_t i = 1; i < restored.len; i++) {
    assert_int_equal(restored.items[i].kind, RC_MISSING);
    assert_int_not_equal(restored.items[i].entry, restored.items[0].entry);
  }
}

/* Where several are near, nobody can say which was meant. */
static void test_never_guesses_between_two(void **state) {
  (void)state;
  rc_redaction redaction = {.arena = &arena};
  swap many[40];
  char texts[40][2][16];
  for (uint32_t i = 0; i < RC_COUNT_OF(many); i++) {
    (void)snprintf(texts[i][0], sizeof texts[i][0], "pass-%u-word", i + 100);
    (void)snprintf(texts[i][1], sizeof texts[i][1], "EXAMPLE%04u", i + 1);
    many[i] = (swap){texts[i][0], texts[i][1], RC_FAMILY_OPAQUE};
  }
  redact_by_hand(&redaction, RC_STR("a"), RC_STR("pass-100-word"), many, RC_COUNT_OF(many));
  const rc_restore_map *map = read_map(rc_redaction_map(&arena, &redaction));
  rc_restored restored;
  assert_string_equal(notes_of(map, "EXAMPLE00O1 EXAMPLEO001", &restored),
                      "invented EXAMPLE00O1\ninvented EXAMPLEO001\n");
  check_text(restored.text, "EXAMPLE00O1 EXAMPLEO001");
}

/* ---- bad maps ------------------------------------------------------------------------------- */

static void test_bad_maps(void **state) {
  (void)state;
#define ENTRY(placeholder, original) \
  "{\"placeholder\": \"" placeholder "\", \"original\": \"" original "\", \"family\": \"name\"}"
  static const struct { const char *json, *complaint; } cases[] = {
      {"", "line 1, column 1: this is not the map of a redaction"},
      {"[]", "line 1, column 1: this is not the map of a redaction"},
      {"{\"version\": 1,\n \"entries\": [s3cret}",
       "line 2, column 13: this is not JSON, and so not the map of a redaction"},
      {"{\"version\": 2, \"entries\": []}",
       "line 1, column 13: only maps of version 1 can be read"},
      {"{\"version\": 1, \"entries\": [{\"placeholder\": \"s3cret\"}]}",
       "line 1, column 28: an entry needs a placeholder and its original"},
      {"{\"version\": 1, \"entries\": [{\"placeholder\": \"\", \"original\": \"s3cret\"}]}",
       "line 1, column 28: an entry needs a placeholder and its original"},
      {"{\"version\": 1, \"entries\": [{\"placeholder\": \"x\", \"originalBase64\": \"s3cret\"}]}",
       "line 1, column 28: an entry needs a placeholder and its original"},
      {"{\"version\": 1, \"entries\": [" ENTRY("n1n", "s3cret") ",\n" ENTRY("n1n", "other") "]}",
       "line 2, column 1: this placeholder stands for another original already"},
  };
  for (size_t i = 0; i < RC_COUNT_OF(cases); i++) {
    rc_restore_map *map = NULL;
    rc_str complaint;
    rc_str json = rc_str_from_c(cases[i].json);
    assert_int_equal(rc_restore_map_read(&arena, json, &map, &complaint), RC_OK);
    assert_null(map);
    check_text(complaint, cases[i].complaint);
    assert_false(rc_str_contains(complaint, RC_STR("s3cret")));
  }
}

static void test_base64(void **state) {
  (void)state;
  uint64_t seed = 3;
  for (size_t len = 0; len < 40; len++) {
    char bytes[40];
    for (size_t i = 0; i < len; i++) {
      bytes[i] = (char)next_random(&seed);
    }
    rc_buf buf;
    rc_str back;
    rc_buf_init(&buf, &arena);
    rc_buf_put_base64(&buf, (rc_str){bytes, len});
    assert_true(rc_base64_read(&arena, rc_buf_str(&buf), &back));
    assert_true(rc_str_equal(back, (rc_str){bytes, len}));
  }
  rc_str none;
  assert_false(rc_base64_read(&arena, RC_STR("abc"), &none));
  assert_false(rc_base64_read(&arena, RC_STR("ab!="), &none));
  assert_false(rc_base64_read(&arena, RC_STR("a==="), &none));
}

/* ---- forms ---------------------------------------------------------------------------------- */

typedef struct wanted {
  rc_str text;
  const char *encoding;
  bool found;
} wanted;

static rc_status look_for_form(void *context, rc_str written, const char *encoding) {
  wanted *w = context;
  if (rc_str_contains(w->text, written) && encoding == w->encoding) {
    w->found = true;
  }
  return RC_OK;
}

static void check_form(rc_str original, rc_str text, const char *encoding) {
  wanted w = {.text = text, .encoding = encoding};
  assert_int_equal(rc_forms_of(&arena, original, look_for_form, &w), RC_OK);
  if (!w.found) {
    fail_msg("%s is not found as %s", c_string(&arena, text), encoding);
  }
}

static void test_forms(void **state) {
  (void)state;
  rc_str original = RC_STR("p/w \"<\xC3\xBC>&?~x");
  static const char *const fronts[] = {"", "a", "ab", "abc"};
  for (size_t i = 0; i < RC_COUNT_OF(fronts); i++) {
    rc_buf buf;
    rc_buf_init(&buf, &arena);
    rc_buf_put_base64(&buf, RC_FILL(&arena, "{}{}rest", rc_str_from_c(fronts[i]), original));
    check_form(original, rc_buf_str(&buf), rc_form_base64);
    for (size_t j = 0; j < buf.len; j++) {
      buf.ptr[j] = buf.ptr[j] == '+' ? '-' : buf.ptr[j] == '/' ? '_' : buf.ptr[j];
    }
    check_form(original, rc_buf_str(&buf), rc_form_base64);
  }
  check_form(original, RC_STR("?x=p%2Fw%20%22%3C%C3%BC%3E%26%3F~x"), rc_form_percent);
  check_form(original, RC_STR("?x=p/w+%22%3c%c3%bc%3e%26%3f~x"), rc_form_percent);
  check_form(original, RC_STR("\"p/w \\\"<\xC3\xBC>&?~x\""), rc_form_json);
  check_form(original, RC_STR("\"p\\/w \\\"\\u003c\xC3\xBC\\u003e\\u0026?~x\""), rc_form_json);
  check_form(original, RC_STR("p/w \\\\\\\"<\xC3\xBC>&?~x"), rc_form_json);
  check_form(original, RC_STR("702f7720223cc3bc3e263f7e78"), rc_form_hex);
  check_form(RC_STR("a\\u0040bcdefgh"), RC_STR("a@bcdefgh"), rc_form_plain);
  check_form(RC_STR("a%40bcdefgh"), RC_STR("a@bcdefgh"), rc_form_plain);
}

/* ---- memory --------------------------------------------------------------------------------- */

typedef struct watcher {
  const char *secret;
  size_t n_released;
  bool dirty;
} watcher;

static void *watched_allocate(void *context, size_t size) {
  (void)context;
  return calloc(1, size);
}

static void watched_release(void *context, void *block, size_t size) {
  watcher *w = context;
  w->n_released++;
  if (rc_str_contains((rc_str){block, size}, rc_str_from_c(w->secret))) {
    w->dirty = true;
  }
  free(block);
}

static void test_arena_is_wiped(void **state) {
  (void)state;
  watcher w = {.secret = "hunter2-and-more"};
  rc_arena watched;
  rc_arena_init(&watched, &(rc_allocator){&w, watched_allocate, watched_release});
  rc_buf buf;
  rc_buf_init(&buf, &watched);
  for (unsigned i = 0; i < 20000; i++) { /* grows out of several blocks */
    rc_buf_put_c(&buf, w.secret);
  }
  (void)rc_str_copy(&watched, rc_str_from_c(w.secret));
  rc_arena_free(&watched);
  assert_true(w.n_released > 2);
  assert_false(w.dirty);
}

/* Whatever is done with a file, nothing of it is left in what is given back. One value has to be
 * decoded. */
static const char watched_file[] =
    "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"app\", \"image\": \"nginx\","
    " \"environment\": [{\"name\": \"DB_PASSWORD\", \"value\": \"Tulip7-Qx92-vWk\"},"
    " {\"name\": \"API_TOKEN\", \"value\": \"Tulip7\\u002dQx92-vWk\"}]}]}\n";

static void test_redaction_is_wiped(void **state) {
  (void)state;
  watcher w = {.secret = "Tulip7-Qx92-vWk"};
  const rolecall_allocator allocator = {&w, watched_allocate, watched_release};
  rolecall_redaction *redaction = rolecall_redaction_new(&allocator, NULL);
  const char *text = NULL;
  size_t size = 0;
  assert_int_equal(rolecall_redaction_add_file(redaction, "taskdef.json", watched_file,
                                               strlen(watched_file)),
                   ROLECALL_OK);
  assert_int_equal(rolecall_redaction_run(redaction), ROLECALL_OK);
  assert_int_equal(rolecall_redaction_map(redaction, &text, &size), ROLECALL_OK);
  assert_true(rc_str_contains((rc_str){text, size}, rc_str_from_c(w.secret)));
  assert_int_equal(rolecall_redaction_text(redaction, w.secret, strlen(w.secret), &text, &size),
                   ROLECALL_OK);
  assert_null(rolecall_redaction_outgoing(redaction, w.secret, strlen(w.secret)));
  rolecall_redaction_free(redaction);
  assert_true(w.n_released > 2);
  assert_false(w.dirty);
}

static void test_analysis_is_wiped(void **state) {
  (void)state;
  watcher w = {.secret = "Tulip7-Qx92-vWk"};
  const rolecall_allocator allocator = {&w, watched_allocate, watched_release};
  rolecall_analysis *analysis = rolecall_new(&allocator, NULL);
  const char *text = NULL;
  size_t size = 0;
  assert_int_equal(rolecall_add_file(analysis, "taskdef.json", watched_file,
                                     strlen(watched_file), ROLECALL_FILE_ANY),
                   ROLECALL_OK);
  assert_int_equal(rolecall_run(analysis), ROLECALL_OK);
  assert_int_equal(rolecall_report(analysis, "json", NULL, &text, &size), ROLECALL_OK);
  assert_false(rc_str_contains((rc_str){text, size}, rc_str_from_c(w.secret)));
  rolecall_free(analysis);
  assert_true(w.n_released > 0);
  assert_false(w.dirty);
}

static void test_restorer_is_wiped(void **state) {
  (void)state;
  static const char json[] =
      "{\"version\": 1, \"entries\": [" ENTRY("n1n", "hunter2-and-more") "]}";
  watcher w = {.secret = "hunter2-and-more"};
  const rolecall_allocator allocator = {&w, watched_allocate, watched_release};
  rolecall_restorer *restorer = rolecall_restorer_new(&allocator, json, strlen(json));
  const char *out = NULL;
  size_t size = 0;
  assert_null(rolecall_restorer_error(restorer));
  assert_int_equal(rolecall_restore(restorer, "a n1n b", 7, &out, &size), ROLECALL_OK);
  check_text((rc_str){out, size}, "a hunter2-and-more b");
  assert_int_equal(rolecall_restore(restorer, "n1n", 3, &out, &size), ROLECALL_OK);
  rolecall_restore_note note;
  assert_true(rolecall_restorer_note(restorer, 0, &note));
  assert_int_equal(note.kind, ROLECALL_RESTORED);
  check_text((rc_str){note.family, note.family_size}, "name");
  assert_false(rolecall_restorer_note(restorer, 1, &note));
  rolecall_restorer_free(restorer);
  assert_false(w.dirty);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_finds_all),
      TEST(test_finds_apart),
      TEST(test_finder_agrees),
      TEST(test_round_trip),
      TEST(test_only_exact_ones_are_replaced),
      TEST(test_originals_are_not_restored),
      TEST(test_missing_ones_are_told),
      TEST(test_never_guesses_between_two),
      TEST(test_bad_maps),
      TEST(test_base64),
      TEST(test_forms),
      TEST(test_arena_is_wiped),
      TEST(test_redaction_is_wiped),
      TEST(test_analysis_is_wiped),
      TEST(test_restorer_is_wiped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
