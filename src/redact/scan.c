/*
 * The walk over a text: cut into runs, and each run shown to the scanners that its bytes may
 * concern. One table lookup for each byte; everything dearer happens to few runs.
 */
#include "base/lanes.h"
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
  const unsigned char *bytes = (const unsigned char *)text.ptr;
  uint32_t i = start;
  for (; end - i >= 4; i += 4) {
    traits |= byte_traits[bytes[i]];
    traits |= byte_traits[bytes[i + 1]];
    traits |= byte_traits[bytes[i + 2]];
    traits |= byte_traits[bytes[i + 3]];
  }
  for (; i < end; i++) {
    traits |= byte_traits[bytes[i]];
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

/* Of 64 bytes: those of runs, and the letters among them. */
typedef struct run_bits {
  uint64_t in_run, letters;
} run_bits;

static run_bits bits_of(const char *block) {
  run_bits bits = {0, 0};
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    rc_lanes x = rc_lanes_load(block + i);
    rc_lanes lower = rc_lanes_lower(x);
    rc_lanes ends = rc_lanes_within(x, '\0', ' ');
    ends = rc_lanes_or(ends, rc_lanes_within(x, '\'', ')'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '"'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, ','));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, ';'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '<'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '>'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '`'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '|'));
    ends = rc_lanes_or(ends, rc_lanes_equal(x, '\x7f'));
    ends = rc_lanes_or(ends, rc_lanes_equal(lower, '{'));
    ends = rc_lanes_or(ends, rc_lanes_equal(lower, '}'));
    bits.in_run |= rc_lanes_bits(ends) << i;
    bits.letters |= rc_lanes_bits(rc_lanes_within(lower, 'a', 'z')) << i;
  }
  bits.in_run = ~bits.in_run;
  return bits;
}

/* Shorter runs of nothing but letters concern no scanner. */
static_assert(SHORTEST_RANDOM <= 16, "those of RC_RUN_LONG are longer");

static void show_run(rc_scan *scan, size_t start, size_t end) {
  rc_run run = {(uint32_t)start, (uint32_t)end,
                traits_of(scan->text, (uint32_t)start, (uint32_t)end)};
  scan_run(scan, &run);
}

/* Both ends of runs are where a bit differs from the one before it. */
void rc_scan_range(rc_scan *scan, size_t start, size_t end) {
  char room[RC_LANES_BLOCK];
  size_t from = 0; /* of the run under way */
  uint64_t before = 0;
  for (size_t base = start; base < end; base += RC_LANES_BLOCK) {
    run_bits bits = bits_of(rc_lanes_block(scan->text.ptr + base, end - base, room));
    uint64_t others = bits.in_run & ~bits.letters;
    uint64_t edges = bits.in_run ^ (bits.in_run << 1 | before);
    for (; edges != 0; edges &= edges - 1) {
      uint32_t at = rc_lowest_bit(edges);
      if ((bits.in_run >> at & 1) != 0) {
        from = base + at;
        continue;
      }
      size_t length = base + at - from;
      uint64_t own = at == 0 ? 0 : UINT64_MAX >> (RC_LANES_BLOCK - at) & others;
      bool short_word = length < SHORTEST_RANDOM && from >= base && own >> (from - base) == 0;
      if (!short_word) {
        show_run(scan, from, base + at);
      }
    }
    before = bits.in_run >> 63;
  }
  if (before != 0) {
    show_run(scan, from, end);
  }
}

void rc_scan_text(rc_scan *scan) {
  rc_scan_blocks(scan);
  rc_scan_range(scan, 0, scan->text.len);
}
