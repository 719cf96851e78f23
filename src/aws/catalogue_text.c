#include "aws/catalogue_parts.h"

#include <string.h>

static rc_str word_of(const rc_catalogue *catalogue, uint32_t index) {
  const rc_catalogue_part *pool = &catalogue->parts[RC_PART_WORDS];
  uint32_t start = rc_catalogue_u16(catalogue, RC_PART_WORD_OFFSETS, 2 * index);
  uint32_t end = rc_catalogue_u16(catalogue, RC_PART_WORD_OFFSETS, 2 * index + 2);
  if (start >= end || end > pool->size) {
    return RC_STR_NONE;
  }
  return (rc_str){(const char *)pool->at + start, end - start};
}

bool rc_catalogue_text_word(rc_catalogue_text *text, rc_str *word) {
  if (text->at == text->end) {
    return false;
  }
  uint32_t n_short = text->catalogue->n_short;
  uint32_t index = *text->at++;
  if (index >= n_short && text->at < text->end) {
    index = n_short + (index - n_short) * 256 + *text->at++;
  }
  *word = word_of(text->catalogue, index);
  return true;
}

bool rc_catalogue_text_equals(rc_catalogue_text text, rc_str name) {
  const char *at = name.ptr;
  size_t left = name.len;
  rc_str word;
  while (rc_catalogue_text_word(&text, &word)) {
    if (word.len > left) {
      return false;
    }
    for (size_t i = 0; i < word.len; i++) {
      if (rc_catalogue_lower(word.ptr[i]) != rc_catalogue_lower(at[i])) {
        return false;
      }
    }
    at += word.len;
    left -= word.len;
  }
  return left == 0;
}

rc_str rc_catalogue_text_spell(rc_catalogue_text text, char *buffer, size_t size) {
  size_t len = 0;
  rc_str word;
  while (rc_catalogue_text_word(&text, &word)) {
    if (word.len > size - len) {
      return RC_STR_NONE;
    }
    if (word.len > 0) {
      memcpy(buffer + len, word.ptr, word.len);
      len += word.len;
    }
  }
  return (rc_str){buffer, len};
}

rc_str rc_catalogue_text_copy(rc_arena *arena, rc_catalogue_text text) {
  size_t len = 0;
  rc_str word;
  for (rc_catalogue_text walk = text; rc_catalogue_text_word(&walk, &word);) {
    len += word.len;
  }
  char *bytes = rc_arena_bytes(arena, len);
  return bytes != NULL ? rc_catalogue_text_spell(text, bytes, len) : RC_STR_NONE;
}

unsigned char rc_catalogue_print_of(rc_str name) {
  uint32_t hash = RC_CATALOGUE_HASH_START;
  for (size_t i = 0; i < name.len; i++) {
    hash = rc_catalogue_hash(hash, name.ptr[i]);
  }
  return rc_catalogue_print(hash);
}

uint32_t rc_catalogue_next_print(const rc_catalogue *catalogue, rc_catalogue_part_id part,
                                 uint32_t from, uint32_t end, unsigned char print) {
  const rc_catalogue_part *prints = &catalogue->parts[part];
  uint32_t limit = end < prints->size ? end : prints->size;
  if (from >= limit) {
    return RC_CATALOGUE_NONE;
  }
  const unsigned char *hit = memchr(prints->at + from, print, limit - from);
  return hit != NULL ? (uint32_t)(hit - prints->at) : RC_CATALOGUE_NONE;
}
