#include "redact/resolve.h"

#include <string.h>

#include "redact/names.h"
#include "redact/placeholder.h"
#include "redact/placeholder_parts.h"
#include "redact/tokens.h"

/* ---- order --------------------------------------------------------------------------------- */

static unsigned confidence_of(const rc_leaf *leaf) {
  return rc_detector_info(leaf->detector)->confidence;
}

/* By start, the longer first, the surer first. Equal ones stay in order. */
static bool comes_after(const rc_leaf *a, const rc_leaf *b) {
  if (a->start != b->start) {
    return a->start > b->start;
  }
  if (a->end != b->end) {
    return a->end < b->end;
  }
  return confidence_of(a) < confidence_of(b);
}

static uint32_t run_end(const rc_leaf *items, uint32_t n, uint32_t start) {
  uint32_t end = start + 1;
  while (end < n && (items[end - 1].start < items[end].start ||
                     !comes_after(&items[end - 1], &items[end]))) {
    end++;
  }
  return end;
}

static void merge_runs(const rc_leaf *from, rc_leaf *to, uint32_t low, uint32_t middle,
                       uint32_t high) {
  uint32_t a = low;
  uint32_t b = middle;
  for (uint32_t at = low; at < high; at++) {
    bool take_b = a >= middle || (b < high && comes_after(&from[a], &from[b]));
    to[at] = take_b ? from[b++] : from[a++];
  }
}

/* Detectors go over one run each before the next: most leaves are only a few places off. */
enum { FEW_PLACES = 16 };

static void sort_nearby(rc_leaf *items, uint32_t n) {
  for (uint32_t i = 1; i < n; i++) {
    if (items[i - 1].start < items[i].start || !comes_after(&items[i - 1], &items[i])) {
      continue;
    }
    rc_leaf leaf = items[i];
    uint32_t at = i;
    for (; at > 0 && i - at < FEW_PLACES && comes_after(&items[at - 1], &leaf); at--) {
      items[at] = items[at - 1];
    }
    items[at] = leaf;
  }
}

/* Merges the sorted stretches that are left: those that go over the text by themselves. */
static rc_status sort_leaves(rc_arena *arena, rc_leaves *leaves) {
  uint32_t n = leaves->len;
  sort_nearby(leaves->items, n);
  if (n == 0 || run_end(leaves->items, n, 0) == n) {
    return RC_OK;
  }
  rc_leaf *other = RC_NEW_ARRAY(arena, rc_leaf, n);
  if (other == NULL) {
    return rc_arena_status(arena);
  }
  rc_leaf *items = leaves->items;
  while (run_end(items, n, 0) < n) {
    for (uint32_t low = 0; low < n;) {
      uint32_t middle = run_end(items, n, low);
      uint32_t high = middle < n ? run_end(items, n, middle) : n;
      merge_runs(items, other, low, middle, high);
      low = high;
    }
    rc_leaf *swap = items;
    items = other;
    other = swap;
  }
  if (items != leaves->items) {
    memcpy(leaves->items, items, n * sizeof *items);
  }
  return RC_OK;
}

static void push(rc_arena *arena, rc_leaves *leaves, rc_leaf leaf) {
  if (leaf.start < leaf.end) {
    rc_leaf *slot = RC_VEC_ADD(arena, leaves);
    if (slot != NULL) {
      *slot = leaf;
    }
  }
}

/* ---- what a leaf is ------------------------------------------------------------------------ */

static rc_str text_of(rc_str text, const rc_leaf *leaf) {
  return rc_str_slice(text, leaf->start, leaf->end);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Nearly all placeholders hold a number or end in EXAMPLE; the others are long base64. */
static bool may_be_placeholder(rc_str value) {
  enum { SHORTEST_BASE64 = 16 };
  size_t i = 0;
  while (i < value.len && !is_digit(value.ptr[i])) {
    i++;
  }
  return i < value.len || value.len >= SHORTEST_BASE64 ||
         rc_str_ends_with(value, RC_STR("EXAMPLE"));
}

/* What was found by its shape the first time may be found by its name the second. */
static bool is_any_placeholder(rc_family family, rc_str value) {
  static const uint8_t by_shape[] = {
      RC_FAMILY_OPAQUE, RC_FAMILY_KEY_ID, RC_FAMILY_UNIQUE_ID, RC_FAMILY_ACCOUNT,
      RC_FAMILY_HOST,   RC_FAMILY_EMAIL,  RC_FAMILY_IP,        RC_FAMILY_UUID,
      RC_FAMILY_HEX,    RC_FAMILY_NUMBER, RC_FAMILY_BLOB,      RC_FAMILY_MAC};
  bool is_one = rc_is_placeholder(family, value);
  for (size_t i = 0; !is_one && i < RC_COUNT_OF(by_shape); i++) {
    is_one = rc_is_placeholder((rc_family)by_shape[i], value);
  }
  return is_one;
}

/* The detector that says why a leaf stays; UINT16_MAX if it goes. What stands around a placeholder
 * was judged when that was put there. */
static uint16_t reason_to_stay(const rc_resolve_options *options, rc_family family, rc_str value) {
  size_t start;
  size_t end;
  enum { SHORTEST_WITHIN = 11 }; /* EXAMPLE and four digits */
  if (may_be_placeholder(value) &&
      (is_any_placeholder(family, value) ||
       (value.len >= SHORTEST_WITHIN && rc_find_placeholder(value, 0, &start, &end)))) {
    return RC_DETECT_KEPT_PLACEHOLDER;
  }
  if (rc_is_documentation(family, value) || rc_is_documentation(RC_FAMILY_KEY_ID, value) ||
      rc_is_documentation(RC_FAMILY_AWS_SECRET, value)) {
    return RC_DETECT_KEPT_DOCUMENTATION;
  }
  if (options->keep != NULL && options->keep->len > 0 &&
      rc_map_get(options->keep, value) != RC_MAP_NONE) {
    return RC_DETECT_KEPT_BY_USER;
  }
  return UINT16_MAX;
}

/* Words of the public vocabulary and little else: it stands in texts that are not about it. */
static bool is_plain(rc_str value) {
  size_t start = 0;
  size_t letters = 0;
  size_t digits = 0;
  size_t words = 0;
  for (size_t at = 0; at <= value.len; at++) {
    char c = at < value.len ? (char)(value.ptr[at] | 0x20) : ' ';
    if (c >= 'a' && c <= 'z') {
      continue;
    }
    rc_str word = rc_str_slice(value, start, at);
    bool is_public = rc_is_public_word(word);
    if (word.len >= 3 && !is_public) {
      return false;
    }
    letters += is_public ? 0 : word.len;
    words += is_public;
    digits += at < value.len && is_digit(value.ptr[at]);
    start = at + 1;
  }
  return words > 0 && letters <= 4 && digits < 4;
}

/* The end of a placeholder of a word or an account that begins at `at`, or `at`. */
static size_t weak_placeholder_end(rc_str value, size_t at) {
  rc_str account = rc_str_slice(value, at, at + 12);
  if (account.len == 12 && rc_is_placeholder(RC_FAMILY_ACCOUNT, account)) {
    return at + 12;
  }
  size_t end = at + 1;
  while ((value.ptr[at] | 0x20) == 'n' && end < value.len && is_digit(value.ptr[end])) {
    end++;
  }
  bool is_word = end < value.len &&
                 rc_is_placeholder(RC_FAMILY_NAME, rc_str_slice(value, at, end + 1));
  return is_word ? end + 1 : at;
}

/* A name looks random once its words are replaced: what is left of it counts. */
static bool is_random_without_placeholders(rc_str value) {
  size_t start = 0;
  bool found = false;
  for (size_t at = 0; at < value.len;) {
    size_t end = weak_placeholder_end(value, at);
    if (end > at) {
      if (rc_looks_random(rc_str_slice(value, start, at))) {
        return true;
      }
      found = true;
      start = end;
    }
    at = end > at ? end : at + 1;
  }
  return !found || rc_looks_random(rc_str_from(value, start));
}

/* What was decided lately: bundles say the same things over and over. */
enum { N_LATELY = 64, LONGEST_LATELY = 128 };
typedef struct decision {
  rc_str value;
  uint16_t reason;
  uint8_t family;
} decision;

typedef struct resolver {
  decision lately[N_LATELY];
  rc_arena *arena;
  rc_str text;
  const rc_resolve_options *options;
  rc_leaves takes, keeps;
} resolver;

static uint16_t decide(resolver *r, rc_family family, rc_str value) {
  if (value.len > LONGEST_LATELY) {
    return reason_to_stay(r->options, family, value);
  }
  decision *place = &r->lately[(rc_hash(value) + family) % N_LATELY];
  if (place->value.len == 0 || place->family != family || !rc_str_equal(place->value, value)) {
    *place = (decision){value, reason_to_stay(r->options, family, value), (uint8_t)family};
  }
  return place->reason;
}

/* A leaf that must go, line by line. */
static void add_take(resolver *r, rc_leaf leaf) {
  rc_str value = text_of(r->text, &leaf);
  if ((r->options->only_secrets && (leaf.flags & RC_LEAF_SECRET) == 0) ||
      (leaf.detector == RC_DETECT_RANDOM_STRING && !is_random_without_placeholders(value))) {
    return;
  }
  uint16_t reason = decide(r, (rc_family)leaf.family, value);
  if (reason != UINT16_MAX) {
    leaf.detector = reason;
    leaf.family = RC_FAMILY_KEEP;
    leaf.flags = 0;
    push(r->arena, &r->keeps, leaf);
    return;
  }
  if ((leaf.flags & RC_LEAF_SECRET) != 0 && is_plain(value)) {
    leaf.flags |= RC_LEAF_WEAK;
  }
  rc_leaf line = leaf;
  for (uint32_t at = leaf.start; at <= leaf.end; at++) {
    if (at == leaf.end || r->text.ptr[at] == '\n' || r->text.ptr[at] == '\r') {
      line.end = at;
      push(r->arena, &r->takes, line);
      line.start = at + 1;
    }
  }
}

/* ---- what must go -------------------------------------------------------------------------- */

/* Families whose placeholders say more than that something stood there. */
static uint8_t family_of_part(uint8_t family) {
  return family == RC_FAMILY_HEX || family == RC_FAMILY_BLOB ? family : RC_FAMILY_OPAQUE;
}

/* A token with a published prefix that fills a password, say: the prefix stays, so that the token
 * looks the same here and where it stands alone. */
static bool is_token_in(rc_str text, const rc_leaf *whole, const rc_leaf *part) {
  size_t length = 0;
  return part->end == whole->end && part->start > whole->start &&
         (part->flags & RC_LEAF_SECRET) != 0 && confidence_of(part) > RC_BY_CONTEXT &&
         rc_token_begins(text.ptr + whole->start, text.ptr + text.len, &length) != RC_RULE_NONE &&
         whole->start + length == part->start;
}

/* `next` begins inside `last` and comes after it in the order. */
static void unite(rc_str text, rc_leaf *last, const rc_leaf *next) {
  if (is_token_in(text, last, next)) {
    *last = *next;
    return;
  }
  bool same = last->start == next->start && last->end == next->end;
  uint8_t weak = (uint8_t)(last->flags & next->flags & RC_LEAF_WEAK);
  if (next->end > last->end) {
    last->family = RC_FAMILY_OPAQUE;
    last->end = next->end;
    last->flags = (uint8_t)(((last->flags | next->flags) & RC_LEAF_SECRET) | weak);
  } else if (same) {
    last->flags = (uint8_t)(((last->flags | next->flags) & RC_LEAF_SECRET) | weak);
  }
}

static rc_status unite_takes(resolver *r) {
  RC_TRY(sort_leaves(r->arena, &r->takes));
  uint32_t kept = 0;
  for (uint32_t i = 0; i < r->takes.len; i++) {
    rc_leaf leaf = r->takes.items[i];
    if (kept > 0 && leaf.start < r->takes.items[kept - 1].end) {
      unite(r->text, &r->takes.items[kept - 1], &leaf);
    } else {
      r->takes.items[kept++] = leaf;
    }
  }
  r->takes.len = kept;
  return RC_OK;
}

/* ---- what must stay ------------------------------------------------------------------------ */

/* Leaves the surer of two that overlap whole, and what the other has beyond it. */
static rc_status unite_keeps(resolver *r) {
  RC_TRY(sort_leaves(r->arena, &r->keeps));
  uint32_t kept = 0;
  for (uint32_t i = 0; i < r->keeps.len; i++) {
    rc_leaf leaf = r->keeps.items[i];
    rc_leaf *last = kept > 0 ? &r->keeps.items[kept - 1] : NULL;
    if (last == NULL || leaf.start >= last->end) {
      r->keeps.items[kept++] = leaf;
    } else if (leaf.end > last->end) {
      bool surer = confidence_of(&leaf) > confidence_of(last);
      if (surer && leaf.start > last->start) {
        last->end = leaf.start;
      } else if (surer) {
        *last = leaf;
        continue;
      } else {
        leaf.start = last->end;
      }
      r->keeps.items[kept++] = leaf;
    } else if (confidence_of(&leaf) > confidence_of(last) && leaf.end - leaf.start > 16) {
      last->detector = leaf.detector;
    }
  }
  r->keeps.len = kept;
  return RC_OK;
}

/* ---- both ---------------------------------------------------------------------------------- */

/* Does what must stay win over what must go, where they meet? What stands beside a secret is never
 * enough to let it stay, unless the secret is only guessed at. */
static bool stays(const rc_leaf *keep, const rc_leaf *take) {
  unsigned for_keep = confidence_of(keep);
  unsigned for_take = confidence_of(take);
  if (for_keep == RC_BY_CONTEXT && (take->flags & RC_LEAF_SECRET) != 0 &&
      take->detector != RC_DETECT_RANDOM_STRING) {
    return false;
  }
  bool covers = keep->start <= take->start && keep->end >= take->end;
  return for_keep > for_take || (covers && for_keep == for_take);
}

static rc_leaf part_of(rc_leaf leaf, uint32_t start, uint32_t end) {
  if ((start != leaf.start || end != leaf.end) && leaf.family != RC_FAMILY_KEEP) {
    leaf.family = family_of_part(leaf.family);
  }
  leaf.start = start;
  leaf.end = end;
  return leaf;
}

/* Keeps from number `*at` on, as far as they lie in bytes from..to. */
static void push_keeps(rc_arena *arena, const rc_leaves *keeps, uint32_t *at, uint32_t from,
                       uint32_t to, rc_leaves *out) {
  for (; *at < keeps->len && keeps->items[*at].start < to; (*at)++) {
    rc_leaf keep = keeps->items[*at];
    uint32_t start = keep.start < from ? from : keep.start;
    if (keep.end > to) {
      if (start < to) {
        push(arena, out, part_of(keep, start, to));
      }
      return; /* the rest comes behind `to` */
    }
    if (keep.end > start) {
      push(arena, out, part_of(keep, start, keep.end));
    }
  }
}

/* What a host has behind labels that stay is a host too (`111122223333.dkr.ecr.example.net`): with
 * something else in its place an image would not be one any more. */
static bool is_rest_of_host(rc_str text, const rc_leaf *host, uint32_t start) {
  return host->family == RC_FAMILY_HOST && start > host->start && host->end - start > 1 &&
         text.ptr[start] == '.' && text.ptr[start + 1] != '.';
}

/* One leaf that must go against the keeps from number `at` on that it meets. */
static void push_take(resolver *r, rc_leaf take, uint32_t at, rc_leaves *out) {
  uint32_t start = take.start;
  for (; at < r->keeps.len && r->keeps.items[at].start < take.end; at++) {
    rc_leaf keep = r->keeps.items[at];
    if (keep.end <= start || !stays(&keep, &take)) {
      continue;
    }
    if (keep.start > start) {
      push(r->arena, out, part_of(take, start, keep.start));
    }
    uint32_t from = keep.start > start ? keep.start : start;
    uint32_t to = keep.end < take.end ? keep.end : take.end;
    push(r->arena, out, part_of(keep, from, to));
    start = to;
  }
  if (is_rest_of_host(r->text, &take, start)) {
    take.start = ++start;
    if (rc_is_placeholder(RC_FAMILY_HOST, text_of(r->text, &take))) {
      return;
    }
  }
  push(r->arena, out, part_of(take, start, take.end));
}

static void merge(resolver *r, rc_leaves *out) {
  uint32_t at = 0;
  uint32_t from = 0;
  for (RC_EACH(rc_leaf, take, r->takes)) {
    push_keeps(r->arena, &r->keeps, &at, from, take->start, out);
    push_take(r, *take, at, out);
    from = take->end;
  }
  push_keeps(r->arena, &r->keeps, &at, from, UINT32_MAX, out);
}

/* ---- names --------------------------------------------------------------------------------- */

/* Cuts what `leaves` cover out of the names. Both sorted; names may overlap each other. */
static void clear_names(rc_arena *arena, const rc_leaves *leaves, const rc_leaves *names,
                        rc_leaves *out) {
  uint32_t first = 0;
  for (RC_EACH(const rc_leaf, name, *names)) {
    while (first < leaves->len && leaves->items[first].end <= name->start) {
      first++;
    }
    uint32_t start = name->start;
    for (uint32_t i = first; i < leaves->len && leaves->items[i].start < name->end; i++) {
      if (leaves->items[i].start > start) {
        push(arena, out, part_of(*name, start, leaves->items[i].start));
      }
      start = leaves->items[i].end > start ? leaves->items[i].end : start;
    }
    if (start < name->end) {
      push(arena, out, part_of(*name, start, name->end));
    }
  }
  for (RC_EACH(rc_leaf, leaf, *out)) {
    leaf->family = RC_FAMILY_NAME;
  }
}

/* A guess at what is random, within the name of a thing: `MyStack-TaskRole-1I34ZK7Z3QAB`. The words
 * of a name are renamed, so that patterns still match it, but nothing as long as a key is a word.
 * `names` are sorted. */
static bool is_guess_in_name(rc_str text, const rc_leaves *names, const rc_leaf *leaf) {
  enum { LONGEST_WORD = 32 };
  rc_str value = text_of(text, leaf);
  size_t word = 0;
  for (size_t i = 0; i < value.len && word < LONGEST_WORD; i++) {
    char c = (char)(value.ptr[i] | 0x20);
    word = (c >= 'a' && c <= 'z') || is_digit(value.ptr[i]) ? word + 1 : 0;
  }
  if (word == LONGEST_WORD) {
    return false;
  }
  uint32_t low = 0;
  uint32_t high = names->len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (names->items[middle].start < leaf->end) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return leaf->detector == RC_DETECT_RANDOM_STRING && low > 0 &&
         names->items[low - 1].end > leaf->start;
}

/* What it is, and not that it stays. */
static bool only_tells(const rc_leaf *leaf) {
  return leaf->detector == RC_DETECT_IMAGE_HOST || leaf->detector == RC_DETECT_IMAGE_NAME ||
         leaf->detector == RC_DETECT_IMAGE_TAG || leaf->detector == RC_DETECT_REFERENCE;
}

rc_status rc_leaves_resolve(rc_arena *arena, rc_str text, const rc_resolve_options *options,
                            rc_leaves *found, rc_leaves *out, rc_leaves *names) {
  resolver r = {.arena = arena, .text = text, .options = options};
  rc_leaves named = {0};
  *out = (rc_leaves){0};
  *names = (rc_leaves){0};
  for (RC_EACH(rc_leaf, leaf, *found)) {
    RC_ASSERT(leaf->start < leaf->end && leaf->end <= text.len);
    if (leaf->family == RC_FAMILY_KEEP) {
      if (!only_tells(leaf)) {
        push(arena, &r.keeps, *leaf);
      }
    } else if (leaf->family == RC_FAMILY_NAME && !options->only_secrets) {
      push(arena, &named, *leaf);
    }
  }
  RC_TRY(sort_leaves(arena, &named));
  for (RC_EACH(rc_leaf, leaf, *found)) {
    if (leaf->family != RC_FAMILY_KEEP && leaf->family != RC_FAMILY_NAME &&
        !is_guess_in_name(text, &named, leaf)) {
      add_take(&r, *leaf);
    }
  }
  RC_TRY(unite_takes(&r));
  RC_TRY(unite_keeps(&r));
  merge(&r, out);
  clear_names(arena, out, &named, names);
  return rc_arena_status(arena);
}

rc_status rc_leaves_of_forms(rc_arena *arena, const rc_leaves *found, rc_leaves *out) {
  *out = (rc_leaves){0};
  for (RC_EACH(const rc_leaf, leaf, *found)) {
    if (only_tells(leaf)) {
      push(arena, out, *leaf);
    }
  }
  RC_TRY(sort_leaves(arena, out));
  return rc_arena_status(arena);
}

rc_status rc_leaves_add(rc_arena *arena, rc_str text, rc_leaves *leaves,
                        const rc_leaves *more) {
  resolver r = {.arena = arena, .text = text};
  rc_leaves out = {0};
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    push(arena, leaf->family == RC_FAMILY_KEEP ? &r.keeps : &r.takes, *leaf);
  }
  for (RC_EACH(const rc_leaf, leaf, *more)) {
    push(arena, &r.takes, *leaf);
  }
  RC_TRY(unite_takes(&r));
  uint32_t at = 0;
  uint32_t from = 0;
  for (RC_EACH(rc_leaf, take, r.takes)) {
    push_keeps(arena, &r.keeps, &at, from, take->start, &out);
    push(arena, &out, *take);
    from = take->end;
  }
  push_keeps(arena, &r.keeps, &at, from, UINT32_MAX, &out);
  *leaves = out;
  return rc_arena_status(arena);
}
