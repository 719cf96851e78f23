#include "redact/names.h"

#include <string.h>

#include "base/buf.h"
#include "base/lanes.h"
#include "redact/names_parts.h"

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return is_lower((char)(c | 0x20)); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_wildcard(char c) { return c == '*' || c == '?'; }

rc_names *rc_names_new(rc_arena *arena) {
  rc_names *names = RC_NEW(arena, rc_names);
  if (names != NULL) {
    names->arena = arena;
    names->told_word = RC_NO_WORD;
  }
  return names;
}

/* ---- cutting ------------------------------------------------------------------------------- */

/* The n behind digits at `at`, or `at` if there is none. */
static size_t last_of_placeholder(rc_str text, size_t at) {
  size_t digits = at;
  while (digits < text.len && digits - at < 20 && is_digit(text.ptr[digits])) {
    digits++;
  }
  return digits > at && digits < text.len && (text.ptr[digits] | 0x20) == 'n' ? digits : at;
}

/* True if digits and an n follow the N before `at`: the N is the head of a placeholder then, which
 * stands directly behind other capitals. Unless that n is a head itself: `ACTION9n1n` was
 * `ACTION9rce`. */
static bool begins_placeholder(rc_str text, size_t at) {
  size_t last = last_of_placeholder(text, at);
  return last > at && last_of_placeholder(text, last + 1) == last + 1;
}

/* Lower case, upper case, and what may begin an escape. */
enum { LO = 1, UP = 2, ES = 4 };
static const uint8_t classes[256] = {
    ['%'] = ES, ['\\'] = ES, ['A'] = UP, ['B'] = UP, ['C'] = UP, ['D'] = UP, ['E'] = UP,
    ['F'] = UP, ['G'] = UP,   ['H'] = UP, ['I'] = UP, ['J'] = UP, ['K'] = UP, ['L'] = UP,
    ['M'] = UP, ['N'] = UP,   ['O'] = UP, ['P'] = UP, ['Q'] = UP, ['R'] = UP, ['S'] = UP,
    ['T'] = UP, ['U'] = UP,   ['V'] = UP, ['W'] = UP, ['X'] = UP, ['Y'] = UP, ['Z'] = UP,
    ['a'] = LO, ['b'] = LO,   ['c'] = LO, ['d'] = LO, ['e'] = LO, ['f'] = LO, ['g'] = LO,
    ['h'] = LO, ['i'] = LO,   ['j'] = LO, ['k'] = LO, ['l'] = LO, ['m'] = LO, ['n'] = LO,
    ['o'] = LO, ['p'] = LO,   ['q'] = LO, ['r'] = LO, ['s'] = LO, ['t'] = LO, ['u'] = LO,
    ['v'] = LO, ['w'] = LO,   ['x'] = LO, ['y'] = LO, ['z'] = LO,
};

static inline uint8_t class_of(char c) { return classes[(unsigned char)c]; }

/* The end of the word that begins at `start`. */
static size_t word_end(rc_str text, size_t start) {
  const char *bytes = text.ptr;
  size_t at = start + 1;
  if (is_upper(bytes[start]) && at < text.len && is_upper(bytes[at])) {
    while (at < text.len && is_upper(bytes[at])) {
      at++;
    }
    bool splits = at < text.len && (is_lower(bytes[at]) ||
                                    (bytes[at - 1] == 'N' && begins_placeholder(text, at)));
    return splits ? at - 1 : at;
  }
  while (at < text.len && class_of(bytes[at]) == LO) {
    at++;
  }
  return at;
}

static bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/* How many bytes at `at`, no letter, hold letters that are none: `%2F`, `\n`, `\u0022`. */
static size_t escape_length(rc_str text, size_t at) {
  size_t left = text.len - at;
  const char *bytes = text.ptr + at;
  if (left >= 3 && bytes[0] == '%' && is_digit(bytes[1]) && is_hex(bytes[2])) {
    return 3;
  }
  if (left >= 2 && bytes[0] == '\\') {
    if (bytes[1] == 'n' || bytes[1] == 'r' || bytes[1] == 't') {
      return 2;
    }
    bool unicode = left >= 6 && bytes[1] == 'u' && is_hex(bytes[2]) && is_hex(bytes[3]) &&
                   is_hex(bytes[4]) && is_hex(bytes[5]);
    return unicode ? 6 : 1;
  }
  return 1;
}

bool rc_names_cut(rc_str text, size_t at, size_t *start, size_t *end) {
  for (uint8_t class; at < text.len && ((class = class_of(text.ptr[at])) & (LO | UP)) == 0;) {
    at += class == ES ? escape_length(text, at) : 1;
  }
  if (at >= text.len) {
    return false;
  }
  *start = at;
  *end = word_end(text, at);
  return true;
}

/* ---- learning ------------------------------------------------------------------------------ */

uint32_t rc_names_word(rc_names *names, rc_str folded) {
  uint32_t known = rc_map_get(&names->word_of, folded);
  if (known != RC_MAP_NONE) {
    return known;
  }
  uint32_t index = names->words.len;
  rc_str letters = rc_str_copy(names->arena, folded);
  rc_name_word *word = RC_VEC_ADD(names->arena, &names->words);
  if (word == NULL ||
      rc_map_add(names->arena, &names->word_of, letters, index, NULL) != RC_OK) {
    return RC_NO_WORD;
  }
  word->letters = letters;
  return index;
}

/* In lower case. Borrows `room` when the word fits. */
static rc_str fold(rc_arena *arena, rc_str word, char room[RC_LONGEST_CUT_WORD]) {
  char *bytes = word.len <= RC_LONGEST_CUT_WORD ? room : rc_arena_bytes(arena, word.len);
  if (bytes == NULL) {
    return RC_STR_NONE;
  }
  for (size_t i = 0; i < word.len; i++) {
    bytes[i] = is_upper(word.ptr[i]) ? (char)(word.ptr[i] | 0x20) : word.ptr[i];
  }
  return (rc_str){bytes, word.len};
}

static void learn_one(rc_names *names, rc_str word, unsigned flags, uint16_t detector) {
  char room[RC_LONGEST_CUT_WORD];
  rc_str folded = fold(names->arena, word, room);
  uint32_t index = folded.len == 0 ? RC_NO_WORD : rc_names_word(names, folded);
  if (index == RC_NO_WORD) {
    return;
  }
  rc_name_word *entry = &names->words.items[index];
  bool is_public = entry->flags == 0 ? word.len < 3 || rc_is_public_word(folded)
                                     : (entry->flags & RC_WORD_PUBLIC) != 0;
  if ((entry->flags & (RC_WORD_USER | RC_WORD_FORCED)) == 0) {
    entry->detector = detector;
  }
  uint8_t all = (uint8_t)(entry->flags | flags | (is_public ? RC_WORD_PUBLIC : 0));
  names->is_settled = names->is_settled && all == entry->flags;
  entry->flags = all;
}

static unsigned roles_of(rc_str name, size_t start, size_t end) {
  bool before = start > 0 && name.ptr[start - 1] == '*';
  bool behind = end < name.len && name.ptr[end] == '*';
  if (before && behind) {
    return RC_WORD_INFIX;
  }
  return before ? RC_WORD_SUFFIX : behind ? RC_WORD_PREFIX : 0;
}

/* Capitals before a star: the last one may be the first letter of the next word, or of the same.
 * They stay, and so does the same without its last letter. */
static void learn_open_capitals(rc_names *names, rc_str word) {
  rc_str shorter = rc_str_slice(word, 0, word.len - 1);
  rc_str last = rc_str_from(word, word.len - 1);
  learn_one(names, word, RC_WORD_KEPT | RC_WORD_PREFIX, 0);
  learn_one(names, shorter, RC_WORD_KEPT, 0);
  learn_one(names, last, RC_WORD_PREFIX, 0);
}

/* Letters and wildcards from byte `at` on, up to where camelCase begins a new word; of interest if
 * a `?` is among them. Returns their end. */
static size_t learn_unit(rc_names *names, rc_str name, size_t at) {
  size_t end = at;
  bool letters = false;
  bool question = false;
  for (; end < name.len && (is_letter(name.ptr[end]) || is_wildcard(name.ptr[end])); end++) {
    if (end > at && is_lower(name.ptr[end - 1]) && is_upper(name.ptr[end])) {
      break;
    }
    letters = letters || is_letter(name.ptr[end]);
    question = question || name.ptr[end] == '?';
  }
  if (letters && question && end - at <= RC_LONGEST_CUT_WORD) {
    char room[RC_LONGEST_CUT_WORD];
    rc_str unit = rc_str_copy(names->arena, fold(names->arena, rc_str_slice(name, at, end), room));
    uint32_t index = names->units.len;
    uint32_t known = index;
    if (rc_map_add(names->arena, &names->unit_of, unit, index, &known) == RC_OK &&
        known == index) {
      rc_str *slot = RC_VEC_ADD(names->arena, &names->units);
      if (slot != NULL) {
        *slot = unit;
      }
    }
  }
  return end;
}

void rc_names_learn(rc_names *names, rc_str name, bool is_pattern, uint16_t detector) {
  size_t start;
  size_t end;
  for (size_t at = 0; rc_names_cut(name, at, &start, &end); at = end) {
    rc_str word = rc_str_slice(name, start, end);
    unsigned roles = is_pattern ? roles_of(name, start, end) : 0;
    learn_one(names, word, RC_WORD_USER | roles, detector);
    if (roles == RC_WORD_PREFIX && word.len >= 2 && is_upper(word.ptr[word.len - 1])) {
      learn_open_capitals(names, word);
    }
  }
  for (size_t at = 0; is_pattern && at < name.len;) {
    bool begins = is_letter(name.ptr[at]) || is_wildcard(name.ptr[at]);
    at = begins ? learn_unit(names, name, at) : at + 1;
  }
}

void rc_names_learn_word(rc_names *names, rc_str word, uint16_t detector) {
  size_t start;
  size_t end;
  for (size_t at = 0; rc_names_cut(word, at, &start, &end); at = end) {
    if (end - start >= 2) {
      learn_one(names, rc_str_slice(word, start, end), RC_WORD_USER | RC_WORD_FORCED, detector);
    }
  }
}

void rc_names_keep_word(rc_names *names, rc_str word) {
  size_t start;
  size_t end;
  for (size_t at = 0; rc_names_cut(word, at, &start, &end); at = end) {
    learn_one(names, rc_str_slice(word, start, end), RC_WORD_KEPT | RC_WORD_TOLD, 0);
  }
}

/* ---- numbers ------------------------------------------------------------------------------- */

enum { LOW_NUMBERS = 16 * 64 };

static rc_str number_key(uint64_t number, char room[8]) {
  memcpy(room, &number, 8);
  return (rc_str){room, 8};
}

static bool is_taken(const rc_names *names, uint64_t number) {
  char room[8];
  if (number < LOW_NUMBERS) {
    return (names->taken_low[number / 64] >> (number % 64) & 1) != 0;
  }
  return rc_map_get(&names->taken, number_key(number, room)) != RC_MAP_NONE;
}

static void take_number(rc_names *names, uint64_t number) {
  char room[8];
  if (number < LOW_NUMBERS) {
    names->taken_low[number / 64] |= UINT64_C(1) << (number % 64);
  } else if (!is_taken(names, number)) {
    rc_str key = rc_str_copy(names->arena, number_key(number, room));
    rc_status noted = rc_map_add(names->arena, &names->taken, key, 0, NULL);
    (void)noted; /* the arena tells */
  }
}

/* The number behind an n, without zeros before it; 0 if there is none that is ever given out. */
static uint64_t number_at(rc_str text, size_t at, size_t *end) {
  uint64_t number = 0;
  size_t from = at;
  for (; at < text.len && is_digit(text.ptr[at]); at++) {
    number = at - from < 9 ? number * 10 + (uint64_t)(text.ptr[at] - '0') : 0;
  }
  *end = at;
  return at == from || at - from > 9 || text.ptr[from] == '0' ? 0 : number;
}

void rc_names_avoid(rc_names *names, rc_str text) {
  for (size_t at = 1; at < text.len; at++) {
    if ((text.ptr[at - 1] | 0x20) == 'n' && is_digit(text.ptr[at])) {
      uint64_t number = number_at(text, at, &at);
      if (number != 0) {
        take_number(names, number);
      }
    }
  }
}

void rc_names_ban(rc_names *names, rc_str text) { rc_names_avoid(names, text); }

void rc_names_restart(rc_names *names) {
  names->next_number = 0;
  names->told_word = RC_NO_WORD;
  for (RC_EACH(rc_stem, stem, names->stems)) {
    stem->number = 0;
    memset(stem->texts, 0, sizeof stem->texts);
  }
}

static rc_str text_of(rc_names *names, rc_stem *stem, rc_case spelling) {
  if (stem->number == 0) {
    do {
      names->next_number++;
    } while (is_taken(names, names->next_number));
    stem->number = names->next_number;
  }
  rc_str *text = &stem->texts[spelling];
  if (text->len == 0) {
    rc_buf out;
    rc_buf_init(&out, names->arena);
    rc_buf_put_c(&out, stem->is_guarded ? "0" : "");
    rc_buf_put_byte(&out, spelling == RC_LOWER ? 'n' : 'N');
    rc_buf_put_u64(&out, stem->number);
    rc_buf_put_byte(&out, spelling == RC_UPPER ? 'N' : 'n');
    rc_buf_put_c(&out, stem->is_guarded ? "0" : "");
    *text = rc_buf_close(&out);
  }
  return *text;
}

/* ---- finding ------------------------------------------------------------------------------- */

bool rc_names_are_settled(const rc_names *names) { return names->is_settled; }

bool rc_names_are_any(const rc_names *names) { return names->n_renamed > 0; }

/* The entry of a word that is renamed, by its bytes in any case. */
static uint32_t find_renamed(const rc_names *names, const char *bytes, size_t length) {
  char room[RC_LONGEST_CUT_WORD];
  rc_str word = {bytes, length};
  rc_str folded = fold(names->arena, word, room);
  uint32_t index = rc_map_get(&names->word_of, folded);
  return index != RC_MAP_NONE && names->words.items[index].n_pieces > 0 ? index : RC_NO_WORD;
}

/* The next piece that is replaced of the word being told; false when it has no more. */
static bool tell_piece(rc_names *names, rc_str text, rc_name_piece *out) {
  const rc_name_word *word = &names->words.items[names->told_word];
  while (names->told_piece < word->n_pieces) {
    const rc_piece piece = names->pieces.items[word->first_piece + names->told_piece++];
    rc_stem *stem = &names->stems.items[piece.stem];
    if (stem->stays) {
      continue;
    }
    const char *bytes = text.ptr + names->told_start;
    rc_case spelling = is_lower(bytes[piece.start])                          ? RC_LOWER
                       : word->letters.len > 1 && is_lower(bytes[1])         ? RC_CAPITALISED
                                                                             : RC_UPPER;
    *out = (rc_name_piece){.start = names->told_start + piece.start,
                           .end = names->told_start + piece.end,
                           .placeholder = text_of(names, stem, spelling),
                           .detector = word->detector};
    return true;
  }
  names->told_word = RC_NO_WORD;
  return false;
}

/* Of 64 bytes, at whose first a word may begin: where words begin, and what begins behind the last
 * letter of one. Certain for the first `certain` bytes. Those that are not `asked` are taken for
 * NULs. */
typedef struct word_bits {
  uint64_t starts, bounds;
  uint32_t certain;
} word_bits;

static word_bits bits_of(const char *block, uint64_t asked) {
  uint64_t lower = 0;
  uint64_t upper = 0;
  uint64_t escapes = 0;
  for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
    rc_lanes x = rc_lanes_load(block + i);
    rc_lanes signs = rc_lanes_or(rc_lanes_equal(x, '%'), rc_lanes_equal(x, '\\'));
    lower |= rc_lanes_bits(rc_lanes_within(x, 'a', 'z')) << i;
    upper |= rc_lanes_bits(rc_lanes_within(x, 'A', 'Z')) << i;
    escapes |= rc_lanes_bits(signs) << i;
  }
  lower &= asked;
  upper &= asked;
  escapes &= asked;
  uint64_t letters = lower | upper;
  uint64_t behind = letters << 1;
  uint64_t starts =
      (letters & ~behind) | (upper & lower << 1) | (upper & upper << 1 & lower >> 1);
  uint64_t below_escape = (escapes & (~escapes + 1)) - 1;
  return (word_bits){.starts = starts & below_escape,
                     .bounds = starts | (behind & ~letters),
                     .certain = escapes == 0 ? RC_LANES_BLOCK : rc_lowest_bit(escapes)};
}

/* The last letter may be the head of a placeholder: see word_end. */
static bool may_hold_placeholder(rc_str text, size_t start, size_t end) {
  return text.ptr[end - 1] == 'N' && end - start > 1 && end < text.len && is_digit(text.ptr[end]);
}

/* Takes note of a word that is renamed, to tell its pieces. */
static bool is_renamed(rc_names *names, rc_str text, size_t start, size_t end) {
  size_t length = end - start;
  const char *bytes = text.ptr + start;
  uint32_t bit = rc_names_filter_index(bytes[0], bytes[length > 1], bytes[length - 1]);
  uint64_t passes = names->filter[bit / 64] >> (bit % 64) & 1;
  uint64_t fits = (uint64_t)(length >= names->shortest) & (uint64_t)(length <= names->longest);
  if ((passes & fits) == 0) { /* one branch for both, which is nearly always taken */
    return false;
  }
  names->told_word = find_renamed(names, bytes, length);
  names->told_piece = 0;
  names->told_start = start;
  names->told_at = end;
  names->told_text = text.ptr;
  return names->told_word != RC_NO_WORD;
}

/* Moves `*at`, where a word may begin, behind the next word; true if that is renamed. */
static bool is_next_renamed(rc_names *names, rc_str text, size_t *at) {
  size_t start;
  if (!rc_names_cut(text, *at, &start, at)) {
    *at = text.len;
    return false;
  }
  return is_renamed(names, text, start, *at);
}

/* The same over the words of 64 bytes up to the first that is renamed, if there is one. What these
 * bytes alone do not tell is cut one by one. */
static bool find_in_block(rc_names *names, rc_str text, size_t *at, size_t readable) {
  char room[RC_LANES_BLOCK];
  size_t base = *at;
  word_bits bits = bits_of(rc_lanes_block(text.ptr + base, readable - base, room),
                           rc_lanes_first(text.len - base));
  bool one_by_one = bits.certain < RC_LANES_BLOCK;
  *at = base + bits.certain;
  for (uint64_t left = bits.starts; left != 0; left &= left - 1) {
    uint32_t bit = rc_lowest_bit(left);
    uint64_t behind = bits.bounds & ~(left ^ (left - 1)); /* above the lowest of `left` */
    size_t start = base + bit;
    size_t end = behind == 0 ? start : base + rc_lowest_bit(behind);
    if (behind == 0 || may_hold_placeholder(text, start, end)) {
      one_by_one = behind != 0 || bit == 0;
      *at = start;
      break;
    }
    if (is_renamed(names, text, start, end)) {
      *at = end;
      return true;
    }
  }
  return one_by_one && is_next_renamed(names, text, at);
}

bool rc_names_next(rc_names *names, rc_str text, size_t *at, size_t end, rc_name_piece *out) {
  size_t readable = text.len;
  text = rc_str_slice(text, 0, end);
  if (names->told_word != RC_NO_WORD) {
    if (names->told_text == text.ptr && names->told_at == *at && tell_piece(names, text, out)) {
      return true;
    }
    names->told_word = RC_NO_WORD;
  }
  if (names->n_renamed == 0) {
    *at = text.len;
    return false;
  }
  while (*at < text.len) {
    if (find_in_block(names, text, at, readable) && tell_piece(names, text, out)) {
      return true;
    }
  }
  *at = text.len;
  return false;
}

const rc_kept_words *rc_names_kept(const rc_names *names) { return &names->kept; }
