/*
 * What tests of places and people share: each row is a text, and the same text with what must go in
 * marks: {family bytes}. What is equal on both sides must stay, and is there because it looks like
 * something.
 */
#ifndef RC_TESTS_PLACES_ROWS_H
#define RC_TESTS_PLACES_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/heap.h"
#include "redact/places.h"

static bool ends_run(char c) {
  return (unsigned char)c <= ' ' || strchr("\"'`()[]{}<>,;|", c) != NULL;
}

/* The scanners under test over all runs, as scan.c shows them. */
static void scan_all(rc_scan *scan) {
  for (size_t at = 0; at < scan->text.len;) {
    size_t end = at;
    while (end < scan->text.len && !ends_run(scan->text.ptr[end])) {
      end++;
    }
    if (end > at) {
      rc_run run = {(uint32_t)at, (uint32_t)end, ~0u};
      rc_scan_aws(scan, &run);
      rc_scan_urls(scan, &run);
      rc_scan_people(scan, &run);
    }
    at = end + 1;
  }
}

/* Secrets before names, the longer before the shorter: what the bundle makes of overlaps. */
static bool is_stronger(const rc_leaf *a, const rc_leaf *b) {
  bool a_secret = (a->flags & RC_LEAF_SECRET) != 0, b_secret = (b->flags & RC_LEAF_SECRET) != 0;
  return a_secret != b_secret ? a_secret : a->end - a->start > b->end - b->start;
}

static const char *const family_names[] = {
#define FAMILY_NAME(id, name) name,
    RC_FAMILIES(FAMILY_NAME)
#undef FAMILY_NAME
};

static size_t mark_leaf(char *out, size_t size, const rc_leaf *leaf, const char *text) {
  return (size_t)snprintf(out, size, "{%s %.*s}", family_names[leaf->family],
                          (int)(leaf->end - leaf->start), text + leaf->start);
}

static void mark_text(const rc_leaves *leaves, const char *text, char *out, size_t size) {
  size_t length = strlen(text), n = 0;
  for (size_t at = 0; at < length;) {
    const rc_leaf *best = NULL;
    for (uint32_t i = 0; i < leaves->len; i++) {
      const rc_leaf *leaf = &leaves->items[i];
      if (leaf->start == at && leaf->family != RC_FAMILY_KEEP &&
          (best == NULL || is_stronger(leaf, best))) {
        best = leaf;
      }
    }
    if (best != NULL) {
      n += mark_leaf(out + n, size - n, best, text);
      at = best->end;
    } else {
      out[n++] = text[at++];
    }
  }
  out[n] = '\0';
}

typedef struct row {
  const char *text, *marked;
} row;

static void check_rows(const row *rows, size_t n) {
  size_t faults = 0;
  for (size_t i = 0; i < n; i++) {
    rc_arena arena;
    rc_arena_init(&arena, &(rc_allocator){.allocate = heap_take, .release = heap_give});
    rc_leaves leaves = {0};
    /* A copy without a terminator: the sanitizer sees a step beyond the end. */
    size_t length = strlen(rows[i].text);
    char *bytes = malloc(length + (length == 0));
    memcpy(bytes, rows[i].text, length);
    rc_scan scan = {.arena = &arena, .text = {bytes, length}, .out = &leaves};
    scan_all(&scan);
    char marked[4096];
    mark_text(&leaves, rows[i].text, marked, sizeof marked);
    const char *expected = rows[i].marked != NULL ? rows[i].marked : rows[i].text;
    if (strcmp(marked, expected) != 0) {
      print_message("text     %s\nexpected %s\nfound    %s\n\n", rows[i].text, expected, marked);
      faults++;
    }
    free(bytes);
    rc_arena_free(&arena);
  }
  assert_int_equal(faults, 0);
}

#define CHECK(rows) check_rows((rows), sizeof(rows) / sizeof(rows)[0])

#endif
