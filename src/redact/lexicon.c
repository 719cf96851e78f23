#include "redact/lexicon.h"

#include <string.h>

#include "base/map.h"

/* Longer names are judged by their end. */
enum { LONGEST_NAME = 96, MOST_TAILS = 3 };

typedef struct normal_name {
  char bytes[2 * LONGEST_NAME];
  size_t len;
} normal_name;

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* A new word begins at `i`: `dbPassword`, `DBPassword`, `s3Bucket`. */
static bool begins_word(rc_str name, size_t i) {
  if (i == 0 || !is_upper(name.ptr[i])) {
    return false;
  }
  char before = name.ptr[i - 1];
  return is_lower(before) ||
         (is_digit(before) && i + 1 < name.len && is_lower(name.ptr[i + 1])) ||
         (is_upper(before) && i + 1 < name.len && is_lower(name.ptr[i + 1]) &&
          !(i + 2 == name.len && name.ptr[i + 1] == 's')); /* the s of `IDs` begins nothing */
}

/* `dbPassword`, `db-password` and `db.password` are DB_PASSWORD. */
static void normalise(rc_str name, normal_name *out) {
  out->len = 0;
  if (name.len > LONGEST_NAME) {
    name = rc_str_from(name, name.len - LONGEST_NAME);
  }
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    if (begins_word(name, i)) {
      out->bytes[out->len++] = '_';
    }
    bool plain = is_upper(c) || is_lower(c) || is_digit(c);
    c = (char)(is_lower(c) ? c - 'a' + 'A' : plain ? c : '_');
    if (c != '_' || (out->len > 0 && out->bytes[out->len - 1] != '_')) {
      out->bytes[out->len++] = c;
    }
  }
  if (out->len > 0 && out->bytes[out->len - 1] == '_') {
    out->len--;
  }
}

static bool has_word(rc_str name, rc_str word) {
  while (name.len > 0) {
    if (rc_str_equal(rc_str_cut(&name, '_'), word)) {
      return true;
    }
  }
  return false;
}

static const rc_name_row *row_at(uint32_t hash, rc_str words) {
  uint32_t mask = rc_n_name_rows - 1;
  for (uint32_t at = (hash ^ hash >> 15) & mask; rc_name_rows[at].words != NULL;
       at = (at + 1) & mask) {
    const rc_name_row *row = &rc_name_rows[at];
    if (row->len == words.len && memcmp(row->words, words.ptr, words.len) == 0) {
      return row;
    }
  }
  return NULL;
}

/* Most names end in no way that the table knows: three letters tell. */
static bool may_be_known(rc_str name) {
  if (!RC_SPENDS_BYTES) {
    return true;
  }
  uint32_t hash = 0;
  for (size_t i = 0; i < 3; i++) {
    unsigned char c = i < name.len ? (unsigned char)name.ptr[name.len - 1 - i] : '_';
    hash = hash * 31 + c;
  }
  hash %= RC_NAME_FILTER_BITS;
  return (rc_name_filter[hash / 32] >> hash % 32 & 1u) != 0;
}

bool rc_name_may_end(const char letters[3]) {
  char upper[3];
  for (size_t i = 0; i < 3; i++) {
    upper[i] = (char)(letters[i] & ~0x20);
  }
  return may_be_known((rc_str){upper, 3});
}

/* What the endings of a name say. */
typedef struct endings {
  rc_name_found found;
  const rc_name_row *tail; /* the last word is one to be passed over */
} endings;

/* The hash runs from the last byte to the first, as in the generator, and so meets every ending. */
static endings find_endings(rc_str name) {
  endings all = {{NULL, NULL}, NULL};
  if (name.len == 0 || !may_be_known(name)) {
    return all;
  }
  uint32_t hash = 0x811c9dc5u;
  bool last_word = true;
  for (size_t i = name.len; i-- > 0;) {
    hash = (hash ^ (unsigned char)name.ptr[i]) * 0x01000193u;
    if (i > 0 && name.ptr[i - 1] != '_') {
      continue;
    }
    const rc_name_row *row = row_at(hash, rc_str_from(name, i));
    if (row != NULL && (row->flags & RC_NAME_NO_ENDING) == 0) {
      all.found.row = row;
    }
    if (row != NULL && last_word && (row->flags & RC_NAME_TAIL) != 0 && i > 0) {
      all.tail = row;
    }
    all.found.member = i == 0 ? row : NULL;
    last_word = false;
  }
  return all;
}

/* PGPASSWORD: the word without its boundary. Only where nothing longer is known. */
static const rc_name_row *find_anywhere(rc_str name) {
  for (size_t i = 0; i < rc_n_words_anywhere; i++) {
    if (rc_str_ends_with(name, rc_words_anywhere[i])) {
      return find_endings(rc_words_anywhere[i]).found.row;
    }
  }
  return NULL;
}

static bool is_secret(const rc_name_row *row) {
  return row != NULL && (row->named == RC_NAMED_SECRET || row->named == RC_NAMED_HEX_SECRET);
}

static bool is_excused(rc_str name) {
  for (size_t i = 0; i < rc_n_words_not_with; i++) {
    if (has_word(name, rc_words_not_with[i])) {
      return true;
    }
  }
  return false;
}

/* `DB_PASSWORD_2` and `API_KEY2`: as without the number. */
static rc_str without_number(rc_str name) {
  size_t len = name.len;
  while (len > 0 && is_digit(name.ptr[len - 1])) {
    len--;
  }
  len -= len > 0 && len < name.len && name.ptr[len - 1] == '_' ? 1 : 0;
  return rc_str_slice(name, 0, len);
}

/* `PASSWORD_OLD` is a password; `cluster-prod` is not the name of a cluster's name. */
static const rc_name_row *find_before_tails(rc_str name, const rc_name_row *tail) {
  for (int i = 0; i < MOST_TAILS && tail != NULL; i++) {
    name = rc_str_slice(name, 0, name.len - tail->len - 1);
    endings all = find_endings(name);
    const rc_name_row *row = all.found.row != NULL ? all.found.row : find_anywhere(name);
    if (row != NULL) {
      return is_secret(row) ? row : NULL;
    }
    tail = all.tail;
  }
  return NULL;
}

rc_name_found rc_name_find(rc_str name) {
  normal_name normal;
  normalise(name, &normal);
  rc_str whole = {normal.bytes, normal.len};
  endings all = find_endings(whole);
  if (all.found.row == NULL && whole.len > 0 && is_digit(whole.ptr[whole.len - 1])) {
    const rc_name_row *member = all.found.member;
    rc_str shorter = without_number(whole);
    all = find_endings(shorter);
    all.found.member = member;
    whole = all.found.row == NULL && all.tail == NULL ? shorter : whole;
    all.found.row = all.found.row == NULL ? find_before_tails(shorter, all.tail) : all.found.row;
  } else if (all.found.row == NULL) {
    all.found.row = find_before_tails(whole, all.tail);
  }
  if (all.found.row == NULL && may_be_known(whole)) {
    all.found.row = find_anywhere(whole);
  }
  if (is_secret(all.found.row) && is_excused((rc_str){normal.bytes, normal.len})) {
    all.found.row = NULL;
  }
  return all.found;
}

enum { N_CACHED = 512 };

struct rc_name_cache {
  struct {
    rc_str name;
    rc_name_found found;
  } items[N_CACHED]; /* by hash; the last one of each */
};

rc_name_cache *rc_name_cache_new(rc_arena *arena) { return RC_NEW(arena, rc_name_cache); }

rc_name_found rc_name_find_again(rc_name_cache *cache, rc_str name) {
  if (cache == NULL || name.len == 0) {
    return rc_name_find(name);
  }
  uint32_t slot = rc_hash(name) % N_CACHED;
  if (cache->items[slot].name.len != name.len ||
      memcmp(cache->items[slot].name.ptr, name.ptr, name.len) != 0) {
    cache->items[slot].name = name;
    cache->items[slot].found = rc_name_find(name);
  }
  return cache->items[slot].found;
}

rc_named rc_name_says(rc_str name) {
  const rc_name_row *row = rc_name_find(name).row;
  return row == NULL ? RC_NAMED_NOTHING : (rc_named)row->named;
}
