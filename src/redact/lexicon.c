#include "redact/lexicon.h"

#include <string.h>

/* Longer names are judged by their end. */
enum { LONGEST_NAME = 96, MOST_TAILS = 3 };

typedef struct normal_name {
  char bytes[2 * LONGEST_NAME];
  size_t len;
} normal_name;

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* A new word begins at `i`: `dbPassword`, `DBPassword`. */
static bool begins_word(rc_str name, size_t i) {
  if (i == 0 || !is_upper(name.ptr[i])) {
    return false;
  }
  char before = name.ptr[i - 1];
  return is_lower(before) ||
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
  while (out->len > 0 && (out->bytes[out->len - 1] == '_' || is_digit(out->bytes[out->len - 1]))) {
    out->len--;
  }
}

static bool ends_with_word(rc_str name, rc_str word) {
  return rc_str_ends_with(name, word) && name.len > word.len &&
         name.ptr[name.len - word.len - 1] == '_';
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

/* The hash runs from the last byte to the first, as in the generator, and so meets every ending. */
static rc_name_found find_ending(rc_str name) {
  rc_name_found found = {NULL, NULL};
  uint32_t hash = 0x811c9dc5u;
  for (size_t i = name.len; i-- > 0;) {
    hash = (hash ^ (unsigned char)name.ptr[i]) * 0x01000193u;
    if (i > 0 && name.ptr[i - 1] != '_') {
      continue;
    }
    const rc_name_row *row = row_at(hash, rc_str_from(name, i));
    if (row != NULL && (row->flags & RC_NAME_MEMBER_ONLY) == 0) {
      found.row = row;
    }
    found.member = i == 0 ? row : NULL;
  }
  return found;
}

/* PGPASSWORD: the word without its boundary. Only where nothing longer is known. */
static const rc_name_row *find_anywhere(rc_str name) {
  for (size_t i = 0; i < rc_n_words_anywhere; i++) {
    if (rc_str_ends_with(name, rc_words_anywhere[i])) {
      return find_ending(rc_words_anywhere[i]).row;
    }
  }
  return NULL;
}

static bool cut_tail(rc_str *name) {
  for (size_t i = 0; i < rc_n_words_tail; i++) {
    if (ends_with_word(*name, rc_words_tail[i])) {
      *name = rc_str_slice(*name, 0, name->len - rc_words_tail[i].len - 1);
      return true;
    }
  }
  return false;
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

rc_name_found rc_name_find(rc_str name) {
  normal_name normal;
  normalise(name, &normal);
  rc_str left = {normal.bytes, normal.len};
  rc_name_found found = find_ending(left);
  for (int i = 0; i < MOST_TAILS && found.row == NULL; i++) {
    found.row = find_anywhere(left);
    if (found.row != NULL || !cut_tail(&left)) {
      break;
    }
    found.row = find_ending(left).row;
    /* `PASSWORD_OLD` is a password; `cluster-prod` is not the name of a cluster's name. */
    found.row = is_secret(found.row) ? found.row : NULL;
  }
  if (is_secret(found.row) && is_excused((rc_str){normal.bytes, normal.len})) {
    found.row = NULL;
  }
  return found;
}

rc_named rc_name_says(rc_str name) {
  const rc_name_row *row = rc_name_find(name).row;
  return row == NULL ? RC_NAMED_NOTHING : (rc_named)row->named;
}
