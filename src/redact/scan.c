/*
 * The walk over a text: cut into runs, and each run shown to the scanners that its bytes may
 * concern. One table lookup for each byte; everything dearer happens to few runs.
 */
#include "redact/detect.h"

/* Traits of each byte; 0 ends a run. */
#define L RC_RUN_LOWER
#define U RC_RUN_UPPER
#define D RC_RUN_DIGIT
#define O RC_RUN_OTHER
#define DOT RC_RUN_DOT
#define COL RC_RUN_COLON
#define SLA RC_RUN_SLASH
#define EQ RC_RUN_EQUALS
#define DSH RC_RUN_DASH
#define UND RC_RUN_UNDERSCORE
#define PCT RC_RUN_PERCENT
#define BSL RC_RUN_BACKSLASH
#define AT RC_RUN_AT
static const uint16_t byte_traits[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, O, 0, O, O, PCT, O, 0, 0, 0, O, O, 0, DSH, DOT, SLA,
    D, D, D, D, D, D, D, D, D, D, COL, 0, 0, EQ, 0, O,
    AT, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, U, U, U, U, 0, BSL, 0, O, UND,
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, O, 0,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
};
#undef L
#undef U
#undef D
#undef O
#undef DOT
#undef COL
#undef SLA
#undef EQ
#undef DSH
#undef UND
#undef PCT
#undef BSL
#undef AT

typedef void run_scanner(rc_scan *scan, const rc_run *run);

/* Who is shown which runs: those of at least `shortest` bytes that have one of the traits. */
typedef struct interest {
  run_scanner *scanner;
  uint32_t traits;
  uint32_t shortest;
} interest;

static const interest interests[] = {
    {rc_scan_tokens, RC_RUN_LONG, 16},
    {rc_scan_aws, RC_RUN_DIGIT | RC_RUN_COLON | RC_RUN_DOT | RC_RUN_SLASH, 6},
    {rc_scan_urls, RC_RUN_COLON | RC_RUN_EQUALS | RC_RUN_AT | RC_RUN_PERCENT, 5},
    {rc_scan_people,
     RC_RUN_DIGIT | RC_RUN_DOT | RC_RUN_AT | RC_RUN_COLON | RC_RUN_SLASH | RC_RUN_BACKSLASH |
         RC_RUN_EQUALS,
     3},
    {rc_scan_pairs, RC_RUN_EQUALS | RC_RUN_COLON | RC_RUN_DASH | RC_RUN_SLASH, 1},
};

/* Shorter strings are guessed at by nobody. */
enum { SHORTEST_RANDOM = 10 };

void rc_scan_leaf(rc_scan *scan, uint16_t detector, rc_family family, uint8_t flags, size_t start,
                  size_t end) {
  RC_ASSERT(start <= end && end <= scan->text.len);
  if (start >= end || end > scan->text.len) {
    return;
  }
  rc_leaf *leaf = RC_VEC_ADD(scan->arena, scan->out);
  if (leaf == NULL) {
    return;
  }
  *leaf = (rc_leaf){.start = scan->map == NULL ? (uint32_t)start : scan->map[start],
                    .end = scan->map == NULL ? (uint32_t)end : scan->map[end],
                    .detector = detector,
                    .family = (uint8_t)family,
                    .flags = flags};
}

static uint32_t traits_of(rc_str text, uint32_t start, uint32_t end) {
  uint32_t traits = end - start >= 16 ? RC_RUN_LONG : 0;
  for (uint32_t i = start; i < end; i++) {
    traits |= byte_traits[(unsigned char)text.ptr[i]];
  }
  return traits;
}

static void guess(rc_scan *scan, uint32_t start, uint32_t end) {
  if (end - start >= SHORTEST_RANDOM) {
    rc_run piece = {start, end, traits_of(scan->text, start, end)};
    rc_scan_random(scan, &piece);
  }
}

/* Shows the bigram model what the leaves from number `first` on have left of the run. Leaves are
 * few, and their offsets are those of the file: with a map nothing can be told from them but that
 * there are some. */
static void guess_the_rest(rc_scan *scan, const rc_run *run, uint32_t first) {
  uint32_t last = scan->out->len;
  if (first == last) {
    rc_scan_random(scan, run);
    return;
  }
  if (scan->map != NULL) {
    return;
  }
  uint32_t at = run->start;
  for (uint32_t i = first; i < last && at < run->end; i++) {
    const rc_leaf leaf = scan->out->items[i];
    if (leaf.start >= at && leaf.start < run->end) {
      guess(scan, at, leaf.start);
    }
    at = leaf.end > at ? leaf.end : at;
  }
  if (at < run->end) {
    guess(scan, at, run->end);
  }
}

static void scan_run(rc_scan *scan, const rc_run *run) {
  uint32_t length = run->end - run->start;
  uint32_t first = scan->out->len;
  for (size_t i = 0; i < RC_COUNT_OF(interests); i++) {
    if ((run->traits & interests[i].traits) != 0 && length >= interests[i].shortest) {
      interests[i].scanner(scan, run);
    }
  }
  if (length >= SHORTEST_RANDOM) {
    guess_the_rest(scan, run, first);
  }
}

void rc_scan_range(rc_scan *scan, size_t start, size_t end) {
  const unsigned char *bytes = (const unsigned char *)scan->text.ptr;
  size_t at = start;
  while (at < end) {
    uint32_t traits = byte_traits[bytes[at]];
    if (traits == 0) {
      at++;
      continue;
    }
    size_t from = at++;
    for (uint32_t more; at < end && (more = byte_traits[bytes[at]]) != 0; at++) {
      traits |= more;
    }
    if (at - from >= 16) {
      traits |= RC_RUN_LONG;
    }
    rc_run run = {(uint32_t)from, (uint32_t)at, traits};
    scan_run(scan, &run);
  }
}

void rc_scan_text(rc_scan *scan) {
  rc_scan_blocks(scan);
  rc_scan_range(scan, 0, scan->text.len);
}
