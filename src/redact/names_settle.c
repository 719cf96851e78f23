/*
 * Where words are cut, and which pieces stay.
 *
 * A part of a word that stands beside a star (a fragment) has to look the same in the pattern and
 * in every word that holds it in its place. So each such word is cut at the fragment's ends, and
 * what is between them is cut as the fragment itself is. Where that cannot be, both stay.
 */
#include <string.h>

#include "redact/names_parts.h"

enum { MOST_UNIT_WORK = 4000000, MOST_WILDCARDS = 6 };

/* ---- cuts ---------------------------------------------------------------------------------- */

typedef void occurrence(rc_names *names, rc_name_word *word, rc_name_word *fragment, size_t start);

static void try_at(rc_names *names, rc_name_word *word, size_t start, size_t length,
                   unsigned role, occurrence *found) {
  uint32_t index =
      rc_map_get(&names->word_of, rc_str_slice(word->letters, start, start + length));
  if (index != RC_MAP_NONE && (names->words.items[index].flags & role) != 0) {
    found(names, word, &names->words.items[index], start);
  }
}

/* Every fragment that stands in `word` in its place, the word itself excepted. */
static void each_fragment(rc_names *names, rc_name_word *word, occurrence *found) {
  size_t n = word->letters.len;
  if (n > RC_LONGEST_CUT_WORD) {
    return;
  }
  for (size_t length = 1; length < n; length++) {
    if ((names->lengths[0] >> (length - 1) & 1) != 0) {
      try_at(names, word, 0, length, RC_WORD_PREFIX, found);
    }
    if ((names->lengths[1] >> (length - 1) & 1) != 0) {
      try_at(names, word, n - length, length, RC_WORD_SUFFIX, found);
    }
    for (size_t at = 0; (names->lengths[2] >> (length - 1) & 1) != 0 && at + length <= n; at++) {
      try_at(names, word, at, length, RC_WORD_INFIX, found);
    }
  }
}

static void cut(rc_names *names, rc_name_word *word, rc_name_word *fragment, size_t start) {
  (void)names;
  size_t end = start + fragment->letters.len;
  if (start > 0) {
    word->cuts |= UINT64_C(1) << start;
  }
  if (end < word->letters.len) {
    word->cuts |= UINT64_C(1) << end;
  }
}

/* Both stay if the fragment is cut otherwise where it stands in the word. */
static void compare(rc_names *names, rc_name_word *word, rc_name_word *fragment, size_t start) {
  (void)names;
  size_t length = fragment->letters.len;
  uint64_t inner = length == 1 ? 0 : ((UINT64_C(1) << (length - 1)) - 1) << 1;
  if (((word->cuts >> start) & inner) != fragment->cuts) {
    word->flags |= RC_WORD_KEPT;
    fragment->flags |= RC_WORD_KEPT;
  }
}

static void note_lengths(rc_names *names) {
  static const uint8_t roles[3] = {RC_WORD_PREFIX, RC_WORD_SUFFIX, RC_WORD_INFIX};
  memset(names->lengths, 0, sizeof names->lengths);
  for (RC_EACH(rc_name_word, word, names->words)) {
    size_t n = word->letters.len;
    for (size_t i = 0; i < 3; i++) {
      if ((word->flags & roles[i]) != 0 && n > 0 && n <= RC_LONGEST_CUT_WORD) {
        names->lengths[i] |= UINT64_C(1) << (n - 1);
      }
    }
  }
}

/* ---- question marks ------------------------------------------------------------------------ */

/* `*` any letters, `?` one. */
static bool matches(rc_str pattern, rc_str word) {
  size_t at = 0;
  size_t star = RC_NOT_FOUND;
  size_t resume = 0;
  size_t i = 0;
  while (i < word.len) {
    if (at < pattern.len && pattern.ptr[at] == '*') {
      star = ++at;
      resume = i;
    } else if (at < pattern.len && (pattern.ptr[at] == '?' || pattern.ptr[at] == word.ptr[i])) {
      at++;
      i++;
    } else if (star != RC_NOT_FOUND) {
      at = star;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (at < pattern.len && pattern.ptr[at] == '*') {
    at++;
  }
  return at == pattern.len;
}

static bool is_wildcard(char c) { return c == '*' || c == '?'; }

static void keep_words_of(rc_names *names, rc_str part) {
  size_t start;
  size_t end;
  for (size_t at = 0; rc_names_cut(part, at, &start, &end); at = end) {
    uint32_t index = rc_map_get(&names->word_of, rc_str_slice(part, start, end));
    if (index != RC_MAP_NONE) {
      names->words.items[index].flags |= RC_WORD_KEPT;
    }
  }
}

/* Words that `part` of a unit matches with a `?` for one of their letters. */
static void match_part(rc_names *names, rc_str part, uint64_t *work) {
  if (!rc_str_contains(part, RC_STR("?"))) {
    return;
  }
  for (uint32_t i = 0; i < names->words.len && *work > 0; i++) {
    rc_name_word *word = &names->words.items[i];
    uint64_t cost = part.len + word->letters.len;
    *work = *work < cost ? 0 : *work - cost;
    if (word->letters.len <= RC_LONGEST_CUT_WORD && matches(part, word->letters)) {
      word->flags |= RC_WORD_KEPT;
      keep_words_of(names, part);
    }
  }
}

/* A wildcard may also stand for what separates words: any part of a unit between two of them, or
 * an end, may meet one word. */
static void match_unit(rc_names *names, rc_str unit, uint64_t *work) {
  size_t n_wildcards = 0;
  for (size_t i = 0; i < unit.len; i++) {
    n_wildcards += is_wildcard(unit.ptr[i]);
  }
  if (n_wildcards > MOST_WILDCARDS) {
    return;
  }
  for (size_t start = 0; start < unit.len; start++) {
    for (size_t end = start + 1; end <= unit.len; end++) {
      bool left = start == 0 || is_wildcard(unit.ptr[start - 1]);
      bool right = end == unit.len || is_wildcard(unit.ptr[end]);
      size_t from;
      size_t to;
      rc_str part = rc_str_slice(unit, start, end);
      if (left && right && rc_names_cut(part, 0, &from, &to)) {
        match_part(names, part, work);
      }
    }
  }
}

/* ---- pieces -------------------------------------------------------------------------------- */

static bool is_fragment(const rc_names *names, rc_str letters) {
  uint32_t index = rc_map_get(&names->word_of, letters);
  return index != RC_MAP_NONE && (names->words.items[index].flags &
                                  (RC_WORD_PREFIX | RC_WORD_SUFFIX | RC_WORD_INFIX)) != 0;
}

static uint32_t stem_for(rc_names *names, rc_str letters) {
  uint32_t index = names->stems.len;
  uint32_t known = index;
  if (rc_map_add(names->arena, &names->stem_of, letters, index, &known) != RC_OK) {
    return RC_NO_WORD;
  }
  if (known == index) {
    rc_stem *stem = RC_VEC_ADD(names->arena, &names->stems);
    if (stem == NULL) {
      return RC_NO_WORD;
    }
    stem->letters = letters;
  }
  return known;
}

/* The end of the piece of `word` that begins at `start`. */
static size_t piece_end(const rc_name_word *word, size_t start) {
  size_t end = start + 1;
  while (end < word->letters.len &&
         (end >= RC_LONGEST_CUT_WORD || (word->cuts >> end & 1) == 0)) {
    end++;
  }
  return end;
}

static bool is_forced(const rc_name_word *word) { return (word->flags & RC_WORD_FORCED) != 0; }

/* Decides what stays: words of the vocabulary and kept ones with all their pieces, and fragments
 * that are too short or public. */
static void mark_staying(rc_names *names) {
  for (RC_EACH(rc_name_word, word, names->words)) {
    bool stays = (word->flags & (RC_WORD_PUBLIC | RC_WORD_KEPT)) != 0 && !is_forced(word);
    /* Short words stay by themselves; their letters as a piece of another word do not. */
    if (!stays || (word->letters.len < 3 && !is_fragment(names, word->letters) &&
                   (word->flags & RC_WORD_KEPT) == 0)) {
      continue;
    }
    bool is_plain_public = word->cuts == 0 && !is_fragment(names, word->letters) &&
                           (word->flags & RC_WORD_KEPT) == 0;
    for (size_t at = 0; !is_plain_public && at < word->letters.len;) {
      size_t end = piece_end(word, at);
      uint32_t stem = stem_for(names, rc_str_slice(word->letters, at, end));
      if (stem != RC_NO_WORD) {
        names->stems.items[stem].stays = true;
      }
      at = end;
    }
  }
}

static void free_forced(rc_names *names) {
  for (RC_EACH(rc_name_word, word, names->words)) {
    for (size_t at = 0; is_forced(word) && at < word->letters.len;) {
      size_t end = piece_end(word, at);
      uint32_t stem = stem_for(names, rc_str_slice(word->letters, at, end));
      if (stem != RC_NO_WORD) {
        names->stems.items[stem].stays = false;
      }
      at = end;
    }
  }
}

static bool is_renamed(const rc_name_word *word) {
  return (word->flags & RC_WORD_USER) != 0 &&
         ((word->flags & (RC_WORD_PUBLIC | RC_WORD_KEPT)) == 0 || is_forced(word));
}

static void make_pieces(rc_names *names, rc_name_word *word) {
  word->first_piece = names->pieces.len;
  word->n_pieces = 0;
  for (size_t at = 0; at < word->letters.len;) {
    size_t end = piece_end(word, at);
    uint32_t stem = stem_for(names, rc_str_slice(word->letters, at, end));
    rc_piece *piece = RC_VEC_ADD(names->arena, &names->pieces);
    if (piece == NULL || stem == RC_NO_WORD) {
      word->n_pieces = 0;
      return;
    }
    *piece = (rc_piece){(uint32_t)at, (uint32_t)end, stem};
    word->n_pieces++;
    at = end;
  }
}

/* A piece beside one that stays needs its guard, in every word. */
static void guard_pieces(rc_names *names, const rc_name_word *word) {
  for (uint32_t i = 1; i < word->n_pieces; i++) {
    const rc_piece *piece = &names->pieces.items[word->first_piece + i];
    rc_stem *left = &names->stems.items[piece[-1].stem];
    rc_stem *right = &names->stems.items[piece->stem];
    if (left->stays != right->stays) {
      (left->stays ? right : left)->is_guarded = true;
    }
  }
}

/* ---- together ------------------------------------------------------------------------------ */

static void filter_word(rc_names *names, const rc_name_word *word) {
  size_t n = word->letters.len;
  uint32_t length = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
  const char *letters = word->letters.ptr;
  uint32_t bit = rc_names_filter_index(letters[0], letters[n > 1], letters[n - 1]);
  names->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
  names->shortest = length < names->shortest ? length : names->shortest;
  names->longest = length > names->longest ? length : names->longest;
  names->n_renamed++;
}

static void tell_kept(rc_names *names) {
  const unsigned of_interest = RC_WORD_KEPT | RC_WORD_PUBLIC | RC_WORD_TOLD | RC_WORD_USER;
  for (RC_EACH(rc_name_word, word, names->words)) {
    if ((word->flags & of_interest) == (RC_WORD_KEPT | RC_WORD_USER) && !is_forced(word)) {
      word->flags |= RC_WORD_TOLD;
      rc_str *slot = RC_VEC_ADD(names->arena, &names->kept);
      if (slot != NULL) {
        *slot = word->letters;
      }
    }
  }
}

rc_status rc_names_settle(rc_names *names) {
  uint64_t work = MOST_UNIT_WORK;
  if (names->is_settled) {
    return rc_arena_status(names->arena);
  }
  names->is_settled = true;
  note_lengths(names);
  for (RC_EACH(rc_name_word, word, names->words)) {
    word->cuts = 0;
    each_fragment(names, word, cut);
  }
  for (RC_EACH(rc_name_word, word, names->words)) {
    each_fragment(names, word, compare);
  }
  for (RC_EACH(rc_str, unit, names->units)) {
    match_unit(names, *unit, &work);
  }
  tell_kept(names);
  mark_staying(names);
  free_forced(names);
  if (names->filter == NULL) {
    names->filter = RC_NEW_ARRAY(names->arena, uint64_t, 32768 / 64);
  }
  if (names->filter == NULL) {
    return rc_arena_status(names->arena);
  }
  names->pieces.len = 0;
  names->n_renamed = 0;
  names->shortest = UINT32_MAX;
  names->longest = 0;
  for (RC_EACH(rc_name_word, word, names->words)) {
    word->n_pieces = 0;
    if (is_renamed(word)) {
      make_pieces(names, word);
    }
  }
  for (RC_EACH(rc_name_word, word, names->words)) {
    guard_pieces(names, word);
    if (word->n_pieces > 0) {
      filter_word(names, word);
    }
  }
  return rc_arena_status(names->arena);
}
