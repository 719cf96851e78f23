#include "redact/echo.h"

#include <string.h>

typedef struct entry {
  rc_str text;
  uint32_t string; /* the caller's number */
  uint32_t parent; /* the longest other one that this begins with */
  uint32_t group;  /* the first one with the same trunk */
} entry;

/* The strings that begin with the same key stand together. */
typedef struct slot {
  uint64_t key;
  uint32_t begin, end; /* empty slot: equal */
} slot;

struct rc_echo {
  entry *entries; /* sorted */
  uint32_t n;
  uint32_t key_size;
  slot *slots;
  uint32_t slot_mask;
  uint64_t *filter;
  uint32_t filter_shift;
  uint8_t *skips; /* for each pair of bytes: how far before the next string at least */
};

#define NO_ENTRY UINT32_MAX

enum { N_PAIRS = 1 << 14 };

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

/* Pairs that share a number only cost time. */
static inline uint32_t pair_of(const char *bytes) {
  const unsigned char *b = (const unsigned char *)bytes;
  return ((uint32_t)b[0] | (uint32_t)b[1] << 7) & (N_PAIRS - 1);
}

static inline uint64_t mix(uint64_t key) { return key * UINT64_C(0x9e3779b97f4a7c15); }

static const slot *find_slot(const rc_echo *echo, uint64_t key) {
  uint32_t at = (uint32_t)(mix(key) >> 24) & echo->slot_mask;
  while (echo->slots[at].begin != echo->slots[at].end && echo->slots[at].key != key) {
    at = (at + 1) & echo->slot_mask;
  }
  return &echo->slots[at];
}

/* ---- building ------------------------------------------------------------------------------ */

static bool comes_after(const entry *a, const entry *b) {
  return rc_str_compare(a->text, b->text) > 0;
}

static void sift(entry *items, uint32_t at, uint32_t n) {
  entry moved = items[at];
  for (uint32_t child; (child = at * 2 + 1) < n; at = child) {
    if (child + 1 < n && comes_after(&items[child + 1], &items[child])) {
      child++;
    }
    if (!comes_after(&items[child], &moved)) {
      break;
    }
    items[at] = items[child];
  }
  items[at] = moved;
}

static void sort_entries(entry *items, uint32_t n) {
  for (uint32_t i = n / 2; i > 0; i--) {
    sift(items, i - 1, n);
  }
  for (uint32_t i = n; i > 1; i--) {
    entry swap = items[0];
    items[0] = items[i - 1];
    items[i - 1] = swap;
    sift(items, 0, i - 1);
  }
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

/* A pair of bytes that never ends the first key_size bytes of a string, but stands so many bytes
 * before their end in one, lets the search go on by as many. */
static void fill_skips(rc_echo *echo) {
  uint32_t most = echo->key_size - 1;
  memset(echo->skips, (int)most, N_PAIRS);
  for (uint32_t i = 0; i < echo->n; i++) {
    for (uint32_t at = 0; at < most; at++) {
      uint8_t *skip = &echo->skips[pair_of(echo->entries[i].text.ptr + at)];
      uint32_t left = most - 1 - at;
      *skip = left < *skip ? (uint8_t)left : *skip;
    }
  }
}

static bool make_tables(rc_arena *arena, rc_echo *echo) {
  uint32_t slot_bits = bits_for(echo->n, 3, 30) + 1;
  uint32_t filter_bits = bits_for(echo->n, 11, 20) + 4;
  echo->slots = RC_NEW_ARRAY(arena, slot, (size_t)1 << slot_bits);
  echo->filter = RC_NEW_ARRAY(arena, uint64_t, (size_t)1 << (filter_bits - 6));
  echo->skips = RC_NEW_ARRAY(arena, uint8_t, N_PAIRS);
  if (echo->slots == NULL || echo->filter == NULL || echo->skips == NULL) {
    return false;
  }
  fill_skips(echo);
  echo->slot_mask = (uint32_t)((UINT64_C(1) << slot_bits) - 1);
  echo->filter_shift = 64 - filter_bits;
  for (uint32_t i = 0; i < echo->n; i++) {
    uint64_t key = read_key(echo->entries[i].text.ptr, echo->key_size);
    slot *place = &echo->slots[find_slot(echo, key) - echo->slots];
    if (place->begin == place->end) {
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
    entries[i] = (entry){.text = strings[i], .string = i};
    if (strings[i].len < echo->key_size) {
      echo->key_size = (uint32_t)strings[i].len;
    }
  }
  sort_entries(entries, n);
  echo->entries = entries;
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
  uint32_t low = begin;
  while (low < end) {
    uint32_t middle = low + (end - low) / 2;
    if (rc_str_compare(rc_str_slice(echo->entries[middle].text, 0, size), wanted) <= 0) {
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

static bool match_at(const rc_echo *echo, rc_str text, size_t at, uint64_t key, rc_echo_hit *out) {
  const slot *place = find_slot(echo, key);
  if (place->begin == place->end || !match(echo, place, rc_str_from(text, at), out)) {
    return false;
  }
  out->start += at;
  out->end += at;
  return true;
}

bool rc_echo_next(const rc_echo *echo, rc_str text, size_t from, size_t to, rc_echo_hit *out) {
  if (echo->n == 0 || to > text.len || to < echo->key_size) {
    return false;
  }
  uint64_t mask = echo->key_size == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * echo->key_size)) - 1;
  size_t last = to - echo->key_size; /* where a string may begin at the latest */
  size_t fast = text.len < 8 ? 0 : text.len - 7;
  rc_str visible = rc_str_slice(text, 0, to);
  const uint64_t *filter = echo->filter;
  uint32_t shift = echo->filter_shift;
  const uint8_t *skips = echo->skips;
  uint32_t pair_at = echo->key_size - 2;
  for (size_t at = from; at <= last; at++) {
    uint32_t skip = skips[pair_of(text.ptr + at + pair_at)];
    if (skip > 0) {
      at += skip - 1;
      continue;
    }
    uint64_t key = at < fast ? read_8(text.ptr + at) & mask
                             : read_key(text.ptr + at, echo->key_size);
    if (passes(filter, shift, key) && match_at(echo, visible, at, key, out)) {
      return true;
    }
  }
  return false;
}
