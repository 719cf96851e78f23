#include "redact/echo.h"

#include <string.h>

#include "base/lanes.h"

typedef struct entry {
  rc_str text;
  uint64_t front; /* its first eight bytes, in an order that compares as they do */
  uint32_t string; /* the caller's number */
  uint32_t parent; /* the longest other one that this begins with */
  uint32_t group;  /* the first one with the same trunk */
} entry;

/* The strings that begin with the same key stand together. */
typedef struct slot {
  uint64_t key;
  uint32_t begin, end; /* empty slot: equal */
} slot;

/* Bytes without regard to case, as up to so many ranges. */
enum { MOST_RANGES = 3, MOST_PAIRS = 64 };
typedef struct byte_set {
  struct {
    char low, high;
  } ranges[MOST_RANGES];
  uint32_t n; /* 0: too many */
  uint32_t size;
} byte_set;

struct rc_echo {
  byte_set first, second; /* bytes of strings */
  bool by_sets; /* these are few enough to look for */
  entry *entries; /* sorted */
  uint32_t n;
  uint32_t key_size;
  slot *slots;
  uint32_t slot_shift, slot_mask;
  bool is_crowded; /* some keys found no slot near theirs */
  uint64_t *filter;
  uint32_t filter_shift;
  uint32_t stride; /* so many places are asked at once; 0: too short for that */
  uint64_t *grams; /* hashes of four bytes at the first places of strings */
  uint32_t grams_shift;
};

#define NO_ENTRY UINT32_MAX

enum { GRAM = 4 };

/* ---- keys ---------------------------------------------------------------------------------- */

static inline uint64_t read_8(const char *bytes) {
  const unsigned char *b = (const unsigned char *)bytes;
  return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
         (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static uint64_t read_key(const char *bytes, uint32_t size) {
  uint64_t key = 0;
  for (uint32_t i = 0; i < size; i++) {
    key |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
  }
  return key;
}

static inline uint32_t read_gram(const char *bytes) {
  const unsigned char *b = (const unsigned char *)bytes;
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t mix(uint64_t key) { return key * UINT64_C(0x9e3779b97f4a7c15); }

/* A key stands so many slots behind its own at the most: who chooses the strings can make their
 * keys meet. */
#ifdef RC_ARENA_DEBUG
enum { REACH = 2 }; /* tests crowd every table */
#else
enum { REACH = 64 };
#endif

/* The slot of `key`, or an empty one for it; NULL if there is neither in reach of its own. */
static slot *find_slot(const rc_echo *echo, uint64_t key) {
  uint32_t at = (uint32_t)(mix(key) >> echo->slot_shift); /* of the high bits: all bytes count */
  for (uint32_t i = 0; i < REACH; i++) {
    slot *place = &echo->slots[(at + i) & echo->slot_mask];
    if (place->begin == place->end || place->key == key) {
      return place;
    }
  }
  return NULL;
}

/* ---- building ------------------------------------------------------------------------------ */

static uint64_t front_of(rc_str text) {
  uint64_t front = 0;
  for (size_t i = 0; i < 8; i++) {
    front = front << 8 | (i < text.len ? (unsigned char)text.ptr[i] : 0u);
  }
  return front;
}

static bool comes_after(const entry *a, const entry *b) {
  return a->front != b->front ? a->front > b->front : rc_str_compare(a->text, b->text) > 0;
}

static void merge(const entry *from, entry *to, uint32_t low, uint32_t middle, uint32_t high) {
  uint32_t a = low;
  uint32_t b = middle;
  for (uint32_t at = low; at < high; at++) {
    bool take_b = a >= middle || (b < high && comes_after(&from[a], &from[b]));
    to[at] = take_b ? from[b++] : from[a++];
  }
}

/* Returns the sorted ones, in `items` or in a new array; NULL when the arena has failed. */
static entry *sort_entries(rc_arena *arena, entry *items, uint32_t n) {
  entry *other = RC_NEW_ARRAY(arena, entry, n);
  for (uint64_t width = 1; other != NULL && width < n; width *= 2) {
    for (uint64_t low = 0; low < n; low += 2 * width) {
      uint64_t middle = low + width < n ? low + width : n;
      uint64_t high = middle + width < n ? middle + width : n;
      merge(items, other, (uint32_t)low, (uint32_t)middle, (uint32_t)high);
    }
    entry *swap = items;
    items = other;
    other = swap;
  }
  return other == NULL ? NULL : items;
}

static rc_str trunk_of(rc_str text) { return rc_str_slice(text, 0, RC_ECHO_TRUNK); }

static void link_entries(rc_echo *echo) {
  for (uint32_t i = 0; i < echo->n; i++) {
    entry *e = &echo->entries[i];
    uint32_t parent = i == 0 ? NO_ENTRY : i - 1;
    while (parent != NO_ENTRY && !rc_str_starts_with(e->text, echo->entries[parent].text)) {
      parent = echo->entries[parent].parent;
    }
    e->parent = parent;
    bool joins = i > 0 && e->text.len > RC_ECHO_TRUNK &&
                 rc_str_equal(trunk_of(e->text), trunk_of(echo->entries[i - 1].text));
    e->group = joins ? echo->entries[i - 1].group : i;
  }
}

static uint32_t bits_for(uint32_t n, uint32_t least, uint32_t most) {
  uint32_t bits = least;
  while (bits < most && (UINT64_C(1) << bits) < n) {
    bits++;
  }
  return bits;
}

/* Wherever a string begins, four of its first bytes stand at a multiple of the stride: at one of as
 * many places in it. */
static bool make_grams(rc_arena *arena, rc_echo *echo) {
  if (echo->key_size <= GRAM) {
    return true;
  }
  echo->stride = echo->key_size - GRAM + 1;
  uint32_t bits = bits_for(echo->n, 11, 18) + 6;
  echo->grams_shift = 64 - bits;
  echo->grams = RC_NEW_ARRAY(arena, uint64_t, (size_t)1 << (bits - 6));
  for (uint32_t i = 0; echo->grams != NULL && i < echo->n; i++) {
    for (uint32_t at = 0; at < echo->stride; at++) {
      uint64_t bit = mix(read_gram(echo->entries[i].text.ptr + at)) >> echo->grams_shift;
      echo->grams[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
  }
  return echo->grams != NULL;
}

/* `seen` are bytes with bit 5 set. */
static byte_set set_of(const bool seen[256]) {
  byte_set set = {.n = 0};
  for (int c = 0; c < 256; c++) {
    if (!seen[c]) {
      continue;
    }
    bool joins = c > 0 && seen[c - 1];
    if (c >= 0x80 || (!joins && set.n == MOST_RANGES)) {
      return (byte_set){.n = 0};
    }
    set.n += joins ? 0 : 1;
    set.ranges[set.n - 1].low = joins ? set.ranges[set.n - 1].low : (char)c;
    set.ranges[set.n - 1].high = (char)c;
    set.size++;
  }
  return set;
}

static void fill_sets(rc_echo *echo) {
  bool seen[2][256] = {{false}};
  for (uint32_t i = 0; i < echo->n; i++) {
    const char *bytes = echo->entries[i].text.ptr;
    seen[0][(unsigned char)bytes[0] | 0x20] = true;
    seen[1][(unsigned char)bytes[1] | 0x20] = true;
  }
  echo->first = set_of(seen[0]);
  echo->second = set_of(seen[1]);
  echo->by_sets = echo->first.n > 0 && echo->second.n > 0 &&
                  echo->first.size * echo->second.size <= MOST_PAIRS;
}

static bool make_tables(rc_arena *arena, rc_echo *echo) {
  uint32_t slot_bits = bits_for(echo->n, 3, 30) + 1;
  uint32_t filter_bits = bits_for(echo->n, 11, 20) + 4;
  echo->slots = RC_NEW_ARRAY(arena, slot, (size_t)1 << slot_bits);
  echo->filter = RC_NEW_ARRAY(arena, uint64_t, (size_t)1 << (filter_bits - 6));
  if (echo->slots == NULL || echo->filter == NULL || !make_grams(arena, echo)) {
    return false;
  }
  fill_sets(echo);
  echo->slot_mask = (uint32_t)((UINT64_C(1) << slot_bits) - 1);
  echo->slot_shift = 64 - slot_bits;
  echo->filter_shift = 64 - filter_bits;
  for (uint32_t i = 0; i < echo->n; i++) {
    uint64_t key = read_key(echo->entries[i].text.ptr, echo->key_size);
    slot *place = find_slot(echo, key);
    if (place == NULL) {
      echo->is_crowded = true;
    } else if (place->begin == place->end) {
      *place = (slot){key, i, i + 1};
    } else {
      place->end = i + 1;
    }
    uint64_t bit = mix(key) >> echo->filter_shift;
    echo->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
  }
  return true;
}

rc_echo *rc_echo_new(rc_arena *arena, const rc_str *strings, uint32_t n) {
  rc_echo *echo = RC_NEW(arena, rc_echo);
  entry *entries = RC_NEW_ARRAY(arena, entry, n);
  if (echo == NULL || entries == NULL) {
    return NULL;
  }
  echo->key_size = 8;
  for (uint32_t i = 0; i < n; i++) {
    RC_ASSERT(strings[i].len >= 2);
    entries[i] = (entry){.text = strings[i], .front = front_of(strings[i]), .string = i};
    if (strings[i].len < echo->key_size) {
      echo->key_size = (uint32_t)strings[i].len;
    }
  }
  echo->entries = sort_entries(arena, entries, n);
  if (echo->entries == NULL) {
    return NULL;
  }
  echo->n = n;
  link_entries(echo);
  return make_tables(arena, echo) ? echo : NULL;
}

/* ---- searching ----------------------------------------------------------------------------- */

static size_t common_length(rc_str a, rc_str b) {
  size_t n = a.len < b.len ? a.len : b.len;
  size_t i = 0;
  while (i < n && a.ptr[i] == b.ptr[i]) {
    i++;
  }
  return i;
}

/* The last of entries begin..end that does not come after `text`, compared by `size` bytes; `begin`
 * if all do. */
static uint32_t predecessor(const rc_echo *echo, uint32_t begin, uint32_t end, rc_str text,
                            size_t size) {
  rc_str wanted = rc_str_slice(text, 0, size);
  uint64_t front = front_of(wanted); /* `size` is never less */
  uint32_t low = begin;
  while (low < end) {
    uint32_t middle = low + (end - low) / 2;
    const entry *e = &echo->entries[middle];
    if (e->front != front ? e->front < front
                          : rc_str_compare(rc_str_slice(e->text, 0, size), wanted) <= 0) {
      low = middle + 1;
    } else {
      end = middle;
    }
  }
  return low > begin ? low - 1 : begin;
}

/* The longest entry that `text` begins with, among `from` and those it begins with. */
static uint32_t longest_of(const rc_echo *echo, uint32_t from, size_t common) {
  while (from != NO_ENTRY && echo->entries[from].text.len > common) {
    from = echo->entries[from].parent;
  }
  return from;
}

/* `text` begins where the strings of `place` may; all of it may be looked at. */
static bool match(const rc_echo *echo, const slot *place, rc_str text, rc_echo_hit *out) {
  uint32_t found = predecessor(echo, place->begin, place->end, text, RC_ECHO_TRUNK);
  size_t common = common_length(trunk_of(echo->entries[found].text), text);
  *out = (rc_echo_hit){.start = 0};
  if (common == RC_ECHO_TRUNK && echo->entries[found].text.len > RC_ECHO_TRUNK) {
    found = predecessor(echo, echo->entries[found].group, found + 1, text, SIZE_MAX);
    common = common_length(echo->entries[found].text, text);
    out->is_part = true;
    out->end = common;
    out->string = echo->entries[found].string;
  }
  found = longest_of(echo, found, common);
  if (found != NO_ENTRY && (!out->is_part || echo->entries[found].text.len > RC_ECHO_TRUNK)) {
    out->is_part = false;
    out->end = echo->entries[found].text.len;
    out->string = echo->entries[found].string;
  }
  return out->end > 0;
}

static inline bool passes(const uint64_t *filter, uint32_t shift, uint64_t key) {
  uint64_t bit = mix(key) >> shift;
  return (filter[bit / 64] >> (bit % 64) & 1) != 0;
}

/* The first entry whose key, as the front of a string, is not below `front`. */
static uint32_t first_at(const rc_echo *echo, uint64_t front) {
  uint32_t low = 0;
  for (uint32_t high = echo->n; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (echo->entries[middle].front < front) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The strings that begin with `key`, which are those that `text` may begin with. */
static slot strings_of(const rc_echo *echo, rc_str text, uint64_t key) {
  const slot *place = find_slot(echo, key);
  if (place != NULL || !echo->is_crowded) {
    return place != NULL ? *place : (slot){key, 0, 0};
  }
  uint64_t front = front_of(rc_str_slice(text, 0, echo->key_size));
  uint64_t step = UINT64_C(1) << 8 * (8 - echo->key_size);
  bool is_last = front > UINT64_MAX - step; /* of all keys */
  return (slot){key, first_at(echo, front), is_last ? echo->n : first_at(echo, front + step)};
}

static bool match_at(const rc_echo *echo, rc_str text, size_t at, uint64_t key, rc_echo_hit *out) {
  rc_str here = rc_str_from(text, at);
  slot strings = strings_of(echo, here, key);
  if (strings.begin == strings.end || !match(echo, &strings, here, out)) {
    return false;
  }
  out->start += at;
  out->end += at;
  return true;
}

/* A search under way: where strings may begin at the latest, and what tells whether they do. */
typedef struct search {
  const rc_echo *echo;
  rc_str text; /* what may be looked at */
  size_t last;
  size_t fast; /* from here on eight bytes cannot be read at once */
  uint64_t mask;
} search;

static inline bool try_at(const search *s, size_t at, rc_echo_hit *out) {
  const rc_echo *echo = s->echo;
  const char *bytes = s->text.ptr + at;
  uint64_t key = at < s->fast ? read_8(bytes) & s->mask : read_key(bytes, echo->key_size);
  return passes(echo->filter, echo->filter_shift, key) && match_at(echo, s->text, at, key, out);
}

/* A set as lanes; unused ranges repeat the first. */
typedef struct lane_set {
  rc_lanes_range ranges[MOST_RANGES];
} lane_set;

static lane_set lanes_of(const byte_set *set) {
  lane_set lanes;
  for (uint32_t i = 0; i < MOST_RANGES; i++) {
    uint32_t k = i < set->n ? i : 0;
    lanes.ranges[i] = rc_lanes_range_of(set->ranges[k].low, set->ranges[k].high);
  }
  return lanes;
}

static inline uint64_t bits_in(rc_lanes x, const lane_set *set) {
  rc_lanes in = rc_lanes_in(x, set->ranges[0]);
  for (uint32_t i = 1; i < MOST_RANGES; i++) {
    in = rc_lanes_or(in, rc_lanes_in(x, set->ranges[i]));
  }
  return rc_lanes_bits(in);
}

/* Strings that begin with few different bytes: 64 places at a time are asked for those. */
static bool search_by_sets(const search *s, size_t from, rc_echo_hit *out) {
  char room[RC_LANES_BLOCK];
  const lane_set first = lanes_of(&s->echo->first);
  const lane_set second = lanes_of(&s->echo->second);
  for (size_t base = from; base <= s->last; base += RC_LANES_BLOCK) {
    const char *block = rc_lanes_block(s->text.ptr + base, s->text.len - base, room);
    uint64_t places = 0;
    uint64_t behind = 0;
    for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
      rc_lanes x = rc_lanes_lower(rc_lanes_load(block + i));
      places |= bits_in(x, &first) << i;
      behind |= bits_in(x, &second) << i;
    }
    places &= behind >> 1 | UINT64_C(1) << 63; /* what stands behind the block is not asked */
    for (; places != 0; places &= places - 1) {
      size_t at = base + rc_lowest_bit(places);
      if (at > s->last) {
        return false;
      }
      if (try_at(s, at, out)) {
        return true;
      }
    }
  }
  return false;
}

/* The first string that begins at one of the places from..to. */
static bool try_all(const search *s, size_t from, size_t to, rc_echo_hit *out) {
  for (size_t at = from; at <= to && at <= s->last; at++) {
    if (try_at(s, at, out)) {
      return true;
    }
  }
  return false;
}

static bool search_by_grams(const search *s, size_t from, rc_echo_hit *out) {
  const uint64_t *grams = s->echo->grams;
  uint32_t shift = s->echo->grams_shift;
  size_t stride = s->echo->stride;
  size_t last = s->last + stride - 1; /* four bytes can be read there */
  for (size_t at = from; at <= last; at += stride) {
    if (passes(grams, shift, read_gram(s->text.ptr + at))) {
      size_t lowest = at - from < stride ? from : at - stride + 1;
      if (try_all(s, lowest, at, out)) {
        return true;
      }
    }
  }
  return false;
}

bool rc_echo_next(const rc_echo *echo, rc_str text, size_t from, size_t to, rc_echo_hit *out) {
  if (echo->n == 0 || to > text.len || to < echo->key_size) {
    return false;
  }
  search s = {.echo = echo,
              .text = rc_str_slice(text, 0, to),
              .last = to - echo->key_size,
              .fast = to < 8 ? 0 : to - 7,
              .mask = echo->key_size == 8 ? UINT64_MAX
                                          : (UINT64_C(1) << (8 * echo->key_size)) - 1};
  if (from > s.last) {
    return false;
  }
  return echo->by_sets       ? search_by_sets(&s, from, out)
         : echo->stride > 0 ? search_by_grams(&s, from, out)
                            : try_all(&s, from, s.last, out);
}
