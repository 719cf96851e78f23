/*
 * What stands between the placeholders of an answer and should perhaps have been one.
 *
 * Three looks, each at what the one before left over: ours in other spelling; one or two slips away
 * from exactly one of ours; the shape of one that was never given out. None of them replaces
 * anything.
 *
 * Near misses are found by pieces: two slips cannot hit all three thirds of a placeholder, so one
 * of them stands there as it should. Pieces that very many placeholders share are looked up for the
 * first few only; where one of those is near, the place is told as invented, for nobody can say
 * which was meant.
 */
#include <string.h>

#include "base/lanes.h"
#include "base/utf8.h"
#include "redact/placeholder.h"
#include "redact/restore_parts.h"

enum { MOST_SLIPS = 2, FAR = MOST_SLIPS + 1, MOST_SHARED = 16, WIDEST_BAND = 2 * MOST_SLIPS + 1 };
enum { N_TRIED = 128 };

typedef struct look {
  rc_arena *arena;
  const rc_restore_map *map;
  rc_str text, folded;
  rc_restored *out;
} look;

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static rc_status note(const look *l, rc_restore_kind kind, size_t start, size_t end,
                      uint32_t item) {
  rc_str found = rc_str_slice(l->text, start, end);
  if (rc_map_get(&l->map->known, found) != RC_MAP_NONE ||
      rc_utf8_find_invalid(found) != RC_NOT_FOUND) { /* nobody wrote that, and no map can hold it */
    return RC_OK;
  }
  rc_restore_note *added = RC_VEC_ADD(l->arena, l->out);
  if (added != NULL) {
    *added = (rc_restore_note){kind, (uint32_t)start, (uint32_t)end, item};
  }
  return rc_arena_status(l->arena);
}

/* ---- invented ----------------------------------------------------------------------------- */

/* Families whose placeholders show what they are by themselves, and the bytes that they are made
 * of. A number of twelve zeros and a one may be anything. */
typedef struct shape {
  uint8_t family;
  bool is_wide; /* more than letters and digits */
} shape;

static const shape shapes[] = {
    {RC_FAMILY_ACCOUNT, false}, {RC_FAMILY_KEY_ID, false}, {RC_FAMILY_UNIQUE_ID, false},
    {RC_FAMILY_NAME, false},    {RC_FAMILY_OPAQUE, false}, {RC_FAMILY_USER, false},
    {RC_FAMILY_EMAIL, true},    {RC_FAMILY_HOST, true},    {RC_FAMILY_IP, true},
    {RC_FAMILY_UUID, true},     {RC_FAMILY_MAC, true},
};

/* A number as it is counted: not 0, and no 0 before it. */
static bool is_counted(rc_str digits) {
  return rc_str_is_digits(digits) && digits.ptr[0] != '0';
}

/* Of what has the looks of a family: what could have been given out. `n4N` and `user01` never are,
 * nor is a counter of four digits that begins with 9: placeholder.c. */
static bool is_full_form(rc_family family, rc_str token) {
  size_t last = token.len - 1;
  switch (family) {
    case RC_FAMILY_NAME:
      return is_counted(rc_str_slice(token, 1, last)) &&
             !(token.ptr[0] == 'n' && token.ptr[last] == 'N');
    case RC_FAMILY_USER: return is_counted(rc_str_from(token, 4));
    case RC_FAMILY_HOST: return is_counted(rc_str_slice(token, 1, rc_str_find_byte(token, '.', 0)));
    case RC_FAMILY_EMAIL:
      return is_counted(rc_str_slice(token, 4, rc_str_find_byte(token, '@', 0)));
    case RC_FAMILY_OPAQUE: {
      rc_str digits = rc_str_from(token, rc_str_find(token, RC_STR("EXAMPLE"), 0) + 7);
      return (digits.len == 8) == (digits.ptr[0] == '9') && !rc_str_equal(digits, RC_STR("0000"));
    }
    default: return true;
  }
}

static bool has_shape(const look *l, rc_str token, bool is_wide) {
  for (size_t i = 0; i < RC_COUNT_OF(shapes); i++) {
    rc_family family = (rc_family)shapes[i].family;
    bool occurs = (l->map->families >> family & 1u) != 0;
    if (occurs && shapes[i].is_wide == is_wide && rc_is_placeholder(family, token) &&
        is_full_form(family, token)) {
      return true;
    }
  }
  return false;
}

static bool is_base64(char c) { return is_word(c) || c == '+' || c == '/' || c == '='; }

/* Between signs of base64 three letters say nothing: `...Qm3/N4n+zX9...`. */
static bool is_drawn(const look *l, size_t start, size_t end) {
  enum { FARTHEST = 64 };
  size_t from = start;
  size_t to = end;
  while (from > 0 && start - from < FARTHEST && is_base64(l->text.ptr[from - 1])) {
    from--;
  }
  while (to < l->text.len && to - end < FARTHEST && is_base64(l->text.ptr[to])) {
    to++;
  }
  return rc_looks_random(rc_str_slice(l->text, from, start)) ||
         rc_looks_random(rc_str_slice(l->text, end, to));
}

static bool is_wide_byte(char c) {
  return is_word(c) || c == '.' || c == '-' || c == ':' || c == '@';
}

/* All of these shapes have a number in them, or end in EXAMPLE: most words need no further look. */
static bool may_have_shape(rc_str token) {
  for (size_t i = 0; i < token.len; i++) {
    if (token.ptr[i] >= '0' && token.ptr[i] <= '9') {
      return true;
    }
  }
  return rc_str_ends_with(token, RC_STR("EXAMPLE"));
}

static rc_status look_for_words(const look *l, size_t from, size_t to) {
  for (size_t at = from; at < to;) {
    size_t end = at;
    while (end < to && is_word(l->text.ptr[end])) {
      end++;
    }
    if (end > at && has_shape(l, rc_str_slice(l->text, at, end), false) && !is_drawn(l, at, end)) {
      RC_TRY(note(l, RC_INVENTED, at, end, UINT32_MAX));
    }
    at = end + 1;
  }
  return RC_OK;
}

/* The widest tokens first; where one is no placeholder, the words in it may be. */
static rc_status look_for_invented(const look *l, size_t from, size_t to) {
  for (size_t at = from; at < to;) {
    size_t end = at;
    while (end < to && is_wide_byte(l->text.ptr[end])) {
      end++;
    }
    size_t last = end;
    while (last > at && !is_word(l->text.ptr[last - 1])) {
      last--; /* the dot behind a sentence */
    }
    rc_str token = rc_str_slice(l->text, at, last);
    if (!may_have_shape(token)) {
      at = end + 1;
      continue;
    }
    if (has_shape(l, token, true)) {
      RC_TRY(note(l, RC_INVENTED, at, last, UINT32_MAX));
    } else {
      RC_TRY(look_for_words(l, at, last));
    }
    at = end + 1;
  }
  return RC_OK;
}

/* ---- nearly right ------------------------------------------------------------------------- */

static uint64_t read_8(const char *bytes) {
  const unsigned char *b = (const unsigned char *)bytes;
  return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
         (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* How many of the `n` bytes are equal up to the first that is not. */
static size_t common_length(const char *a, const char *b, size_t n) {
  size_t i = 0;
  for (; n - i >= 8; i += 8) {
    uint64_t differences = read_8(a + i) ^ read_8(b + i);
    if (differences != 0) {
      return i + rc_lowest_bit(differences) / 8;
    }
  }
  while (i < n && a[i] == b[i]) {
    i++;
  }
  return i;
}

static size_t common_ending(rc_str a, rc_str b) {
  size_t n = a.len < b.len ? a.len : b.len;
  size_t i = 0;
  while (i < n && a.ptr[a.len - 1 - i] == b.ptr[b.len - 1 - i]) {
    i++;
  }
  return i;
}

/* How many bytes have to be changed, added or left out to make `a` of `b`; `most + 1` for more than
 * `most`. What is equal at both ends costs none; then one slip must be where they differ first. */
static unsigned count_slips(rc_str a, rc_str b, unsigned most) {
  size_t shorter = a.len < b.len ? a.len : b.len;
  size_t longer = a.len < b.len ? b.len : a.len;
  if (longer - shorter > most) {
    return most + 1;
  }
  size_t same = common_length(a.ptr, b.ptr, shorter);
  if (same == longer) {
    return 0;
  }
  if (most == 0) {
    return 1;
  }
  a = rc_str_from(a, same);
  b = rc_str_from(b, same);
  same = common_ending(a, b);
  a.len -= same;
  b.len -= same;
  if (a.len <= 1 && b.len <= 1) {
    return 1;
  }
  unsigned least = most;
  if (most > 1) {
    unsigned changed = count_slips(rc_str_from(a, 1), rc_str_from(b, 1), most - 1);
    unsigned missing = count_slips(rc_str_from(a, 1), b, most - 1);
    unsigned added = count_slips(a, rc_str_from(b, 1), most - 1);
    least = changed < missing ? changed : missing;
    least = added < least ? added : least;
  }
  return least + 1;
}

/* The best candidate so far for one place. */
typedef struct near_miss {
  size_t start, end;
  uint32_t item;
  unsigned distance; /* FAR: nothing yet */
  bool is_open;      /* another one is near too, or may be */
  uint32_t number;   /* of this search, from 1 */
  /* What was tried lately, by hash: the same pieces stand again and again in what is all zeros. */
  struct {
    size_t start;
    uint32_t item, search;
  } tried[N_TRIED];
} near_miss;

static void start_search(near_miss *best) {
  best->distance = FAR;
  best->is_open = false;
  best->number++;
}

static bool was_tried(near_miss *best, uint32_t item, size_t start) {
  size_t slot = (item + start * 7) % N_TRIED;
  bool was = best->tried[slot].search == best->number && best->tried[slot].item == item &&
             best->tried[slot].start == start;
  best->tried[slot].search = best->number;
  best->tried[slot].item = item;
  best->tried[slot].start = start;
  return was;
}

/* A word of any placeholder begins here. */
static bool is_front(rc_str text, size_t at, size_t from) {
  return is_word(text.ptr[at]) && (at == from || !is_word(text.ptr[at - 1]));
}

/* One ends before here; base64 ends in `=`. */
static bool is_back(rc_str text, size_t at, size_t to) {
  char last = text.ptr[at - 1];
  return (is_word(last) || last == '=') && (at == to || !is_word(text.ptr[at]));
}

static void take_if_better(near_miss *best, size_t start, size_t end, uint32_t item,
                           unsigned slips) {
  best->is_open = best->is_open || (best->distance < FAR && best->item != item);
  bool is_longer = slips == best->distance && end - start > best->end - best->start;
  if (slips < best->distance || is_longer) {
    best->start = start;
    best->end = end;
    best->item = item;
    best->distance = slips;
  }
}

/* Places where placeholders of one length may begin and end around a piece of theirs: bits from
 * `first_front` and from `first_back` on. */
typedef struct ends {
  size_t first_front, first_back;
  unsigned fronts, backs;
  uint32_t offset, length; /* of the piece in them, and of them */
} ends;

static ends ends_of(const look *l, uint32_t offset, uint32_t length, size_t piece_at, size_t from,
                    size_t to) {
  size_t middle = piece_at >= from + offset ? piece_at - offset : from;
  size_t first = middle >= from + MOST_SLIPS ? middle - MOST_SLIPS : from;
  ends e = {.first_front = first, .first_back = first + length - MOST_SLIPS};
  e.offset = offset;
  e.length = length;
  for (size_t at = first; at <= middle + MOST_SLIPS && at < to; at++) {
    e.fronts |= (unsigned)is_front(l->text, at, from) << (at - first);
  }
  size_t last = middle + length + 2 * MOST_SLIPS;
  for (size_t at = e.first_back; e.fronts != 0 && at <= last && at <= to; at++) {
    e.backs |= (unsigned)is_back(l->text, at, to) << (at - e.first_back);
  }
  return e;
}

/* Tries the places that begin at one of the fronts and end at one of the backs. */
static void try_item(const look *l, uint32_t item, const ends *e, near_miss *best) {
  rc_str wanted = l->map->items.items[item].folded;
  size_t start = e->first_front;
  for (unsigned fronts = e->fronts; fronts != 0; start++, fronts >>= 1) {
    unsigned backs = e->backs >> (start - e->first_front) & ((1u << WIDEST_BAND) - 1);
    if ((fronts & 1u) == 0 || backs == 0 || was_tried(best, item, start)) {
      continue;
    }
    size_t end = start + wanted.len - MOST_SLIPS;
    for (; backs != 0; end++, backs >>= 1) {
      rc_str found = {l->folded.ptr + start, end - start};
      unsigned slips = (backs & 1u) == 0 ? FAR : count_slips(wanted, found, MOST_SLIPS);
      if (slips < FAR) {
        take_if_better(best, start, end, item, slips);
      }
    }
  }
}

static void try_piece(const look *l, uint32_t number, size_t piece_at, size_t from, size_t to,
                      near_miss *best) {
  unsigned tried = 0;
  ends e = {.length = 0}; /* placeholders that share a piece look alike */
  for (; number != UINT32_MAX && tried < MOST_SHARED && !best->is_open; tried++) {
    const rc_restore_piece *piece = &l->map->pieces.items[number];
    uint32_t length = (uint32_t)l->map->items.items[piece->item].folded.len;
    if (piece->offset != e.offset || length != e.length) {
      e = ends_of(l, piece->offset, length, piece_at, from, to);
    }
    if (e.fronts != 0 && e.backs != 0) {
      try_item(l, piece->item, &e, best);
    }
    number = piece->next;
  }
  best->is_open = best->is_open || (number != UINT32_MAX && best->distance < FAR);
}

/* Where a piece stood of which nothing is near, by hash: texts say the same things again. Around it
 * are `REACH` bytes on each side that can have been looked at. */
enum { N_BARREN = RC_SPENDS_BYTES ? 1024 : 1, REACH = RC_LONGEST_NEAR + 2 * MOST_SLIPS };
typedef struct barren_place {
  size_t at;
  uint32_t piece_plus_one;
} barren_place;

/* The place to look at for this one; NULL near the ends of what may be looked at. */
static barren_place *barren_of(barren_place *places, const look *l, uint32_t piece, size_t at,
                               size_t from, size_t to) {
  enum { AROUND = 16 };
  if (!RC_SPENDS_BYTES || at < from + REACH || to - at < REACH) {
    return NULL;
  }
  return &places[(rc_hash(rc_str_slice(l->folded, at - AROUND, at + AROUND)) + piece) % N_BARREN];
}

static bool is_barren(const barren_place *known, const look *l, uint32_t piece, size_t at) {
  return known != NULL && known->piece_plus_one == piece + 1 &&
         memcmp(l->folded.ptr + known->at - REACH, l->folded.ptr + at - REACH,
                2 * (size_t)REACH) == 0;
}

/* Where a word began last, told forwards: long words hold many pieces, and no front. */
typedef struct last_front {
  size_t at, told; /* up to `told` */
} last_front;

/* No placeholder whose piece stands at `at` can begin near. */
static bool is_far_from_front(const look *l, size_t at, size_t from, size_t to, last_front *last) {
  size_t end = at + MOST_SLIPS < to ? at + MOST_SLIPS : to - 1;
  for (; last->told <= end; last->told++) {
    last->at = is_front(l->text, last->told, from) ? last->told : last->at;
  }
  return at > from + RC_LONGEST_NEAR + MOST_SLIPS && at > last->at + RC_LONGEST_NEAR + MOST_SLIPS;
}

/* A piece does not read the same from place to place only because letters in front of it are
 * missing: all pieces that stand in one place speak of it together. */
static rc_status look_for_near(const look *l, size_t from, size_t to) {
  rc_search search = {.finder = l->map->fragments, .text = rc_str_slice(l->folded, from, to)};
  rc_finding_place place;
  near_miss best = {.number = 0};
  barren_place barren[N_BARREN] = {{0}};
  last_front last = {from, from};
  size_t done = from;
  start_search(&best);
  while (rc_search_next(&search, &place)) {
    size_t at = from + place.start;
    if (best.distance < FAR && at >= best.end) {
      RC_TRY(look_for_invented(l, done, best.start));
      RC_TRY(note(l, best.is_open ? RC_INVENTED : RC_NEAR, best.start, best.end,
                  best.is_open ? UINT32_MAX : best.item));
      done = best.end;
      start_search(&best);
    }
    if (at < done || best.is_open || is_far_from_front(l, at, done, to, &last)) {
      continue;
    }
    barren_place *known = barren_of(barren, l, place.number, at, done, to);
    if (is_barren(known, l, place.number, at)) {
      continue;
    }
    bool is_first = best.distance == FAR;
    try_piece(l, place.number, at, done, to, &best);
    if (known != NULL && is_first && best.distance == FAR) {
      *known = (barren_place){at, place.number + 1};
    }
  }
  if (best.distance < FAR) {
    RC_TRY(look_for_invented(l, done, best.start));
    RC_TRY(note(l, best.is_open ? RC_INVENTED : RC_NEAR, best.start, best.end,
                best.is_open ? UINT32_MAX : best.item));
    done = best.end;
  }
  return look_for_invented(l, done, to);
}

/* ---- other spelling ----------------------------------------------------------------------- */

/* The judge of the folded search sees folded text, where upper case is gone: it asks the text
 * itself. */
static bool is_drift(const void *context, rc_str folded, const rc_finding_place *place) {
  const look *l = context;
  size_t base = (size_t)(folded.ptr - l->folded.ptr);
  const rc_restore_item *item = &l->map->items.items[place->number];
  return rc_restore_item_fits(item, l->text, base + place->start, base + place->end);
}

static bool is_exact(const look *l, uint32_t item, size_t start, size_t end) {
  return rc_str_equal(l->map->items.items[item].placeholder, rc_str_slice(l->text, start, end));
}

rc_status rc_restore_odd(rc_arena *arena, const rc_restore_map *map, rc_str text, rc_str folded,
                         size_t from, size_t to, rc_restored *out) {
  if (from >= to) {
    return RC_OK;
  }
  const look l = {.arena = arena, .map = map, .text = text, .folded = folded, .out = out};
  rc_search search = {.finder = map->folded, .text = rc_str_slice(folded, from, to)};
  rc_finding_place place;
  size_t done = from;
  while (rc_search_next_apart(&search, is_drift, &l, &place)) {
    size_t start = from + place.start;
    size_t end = from + place.end;
    const rc_restore_item *item = &map->items.items[place.number];
    if (is_exact(&l, place.number, start, end)) {
      continue; /* ours, but in no place for it: the next looks tell */
    }
    RC_TRY(look_for_near(&l, done, start));
    RC_TRY(note(&l, item->shares_folding ? RC_INVENTED : RC_DRIFTED, start, end,
                item->shares_folding ? UINT32_MAX : place.number));
    done = end;
  }
  return look_for_near(&l, done, to);
}
