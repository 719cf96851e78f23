#include "redact/restore_parts.h"

#include "base/buf.h"
#include "redact/placeholder.h"

/* ---- neighbours --------------------------------------------------------------------------- */

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }

/* Bytes that make one whole of what stands on both sides of them. */
static bool is_joint(uint8_t family, char c) {
  switch (family) {
    case RC_FAMILY_HOST: return c == '.' || c == '-' || c == '_';
    case RC_FAMILY_EMAIL: return c == '.' || c == '-' || c == '_' || c == '+';
    case RC_FAMILY_IP: return c == '.';
    case RC_FAMILY_UUID:
    case RC_FAMILY_MAC: return c == '-' || c == ':';
    default: return false;
  }
}

static uint8_t beside(uint8_t family, char near, char behind) {
  if (is_word(near)) {
    return is_lower(near) ? RC_BESIDE_LOWER : is_upper(near) ? RC_BESIDE_UPPER : RC_BESIDE_DIGIT;
  }
  return is_joint(family, near) && is_word(behind) ? RC_BESIDE_JOINED : 0;
}

uint8_t rc_beside_before(uint8_t family, rc_str text, size_t start) {
  return start == 0 ? 0
                    : beside(family, text.ptr[start - 1], start < 2 ? ' ' : text.ptr[start - 2]);
}

uint8_t rc_beside_after(uint8_t family, rc_str text, size_t end) {
  return end >= text.len ? 0
                         : beside(family, text.ptr[end],
                                  end + 1 >= text.len ? ' ' : text.ptr[end + 1]);
}

/* In names a word may also touch another one where camelCase parts them: nobody but the writer
 * of an answer puts a placeholder there, and it can be meant in one way only. */
static bool is_camel_before(const rc_restore_item *item, uint8_t near) {
  return item->kind == RC_FAMILY_NAME && near == RC_BESIDE_LOWER && item->placeholder.len > 0 &&
         item->placeholder.ptr[0] == 'N';
}

static bool is_camel_after(const rc_restore_item *item, uint8_t near) {
  return item->kind == RC_FAMILY_NAME && near == RC_BESIDE_UPPER && item->placeholder.len > 0 &&
         item->placeholder.ptr[item->placeholder.len - 1] == 'n';
}

bool rc_restore_item_fits(const rc_restore_item *item, rc_str text, size_t start, size_t end) {
  uint8_t before = rc_beside_before(item->kind, text, start);
  uint8_t after = rc_beside_after(item->kind, text, end);
  return ((before & ~item->before) == 0 || is_camel_before(item, before)) &&
         ((after & ~item->after) == 0 || is_camel_after(item, after));
}

char rc_fold_byte(char byte) {
  return is_upper(byte) ? (char)(byte - 'A' + 'a') : byte == '-' ? '_' : byte;
}

rc_str rc_fold(rc_arena *arena, rc_str text) {
  char *bytes = rc_arena_bytes(arena, text.len);
  for (size_t i = 0; bytes != NULL && i < text.len; i++) {
    bytes[i] = rc_fold_byte(text.ptr[i]);
  }
  return (rc_str){bytes, bytes == NULL ? 0 : text.len};
}

/* ---- the map in memory -------------------------------------------------------------------- */

enum {
  SHORTEST_NEAR = 9, /* below, one slip of the pen away from a placeholder is any word */
  N_PIECES = 3       /* two slips cannot hit all three */
};

rc_restore_map *rc_restore_map_new(rc_arena *arena) {
  rc_restore_map *map = RC_NEW(arena, rc_restore_map);
  if (map == NULL) {
    return NULL;
  }
  map->arena = arena;
  map->exact = rc_finder_new(arena);
  map->folded = rc_finder_new(arena);
  map->fragments = rc_finder_new(arena);
  return rc_arena_status(arena) == RC_OK ? map : NULL;
}

static rc_status add_pieces(rc_restore_map *map, uint32_t item, rc_str folded) {
  for (uint32_t i = 0; i < N_PIECES; i++) {
    size_t start = folded.len * i / N_PIECES;
    rc_str bytes = rc_str_slice(folded, start, folded.len * (i + 1) / N_PIECES);
    uint32_t number = map->pieces.len;
    uint32_t first = number;
    rc_restore_piece *piece = RC_VEC_ADD(map->arena, &map->pieces);
    if (piece == NULL) {
      return rc_arena_status(map->arena);
    }
    *piece = (rc_restore_piece){item, (uint32_t)start, UINT32_MAX};
    RC_TRY(rc_finder_add(map->fragments, bytes, number, &first));
    if (first != number) { /* behind the first of its chain: order does not matter */
      rc_restore_piece *head = &map->pieces.items[first];
      piece->next = head->next;
      head->next = number;
    }
  }
  return RC_OK;
}

rc_status rc_restore_map_add(rc_restore_map *map, const rc_restore_item *item, bool *is_double) {
  uint32_t number = map->items.len;
  uint32_t known = number;
  *is_double = false;
  RC_TRY(rc_finder_add(map->exact, item->placeholder, number, &known));
  if (known != number) {
    *is_double = !rc_str_equal(map->items.items[known].original, item->original);
    return RC_OK;
  }
  rc_restore_item *added = RC_VEC_ADD(map->arena, &map->items);
  if (added == NULL) {
    return rc_arena_status(map->arena);
  }
  *added = *item;
  map->families |= item->kind < RC_N_FAMILIES ? UINT32_C(1) << item->kind : 0;
  rc_str folded = rc_fold(map->arena, item->placeholder);
  added->folded = folded;
  RC_TRY(rc_finder_add(map->folded, folded, number, &known));
  if (known != number) {
    map->items.items[known].shares_folding = true;
  }
  if (folded.len < SHORTEST_NEAR || folded.len > RC_LONGEST_NEAR) {
    return rc_arena_status(map->arena);
  }
  return add_pieces(map, number, folded);
}

rc_status rc_restore_map_add_known(rc_restore_map *map, rc_str text) {
  uint32_t number = map->known_texts.len;
  uint32_t stands = 0;
  RC_TRY(rc_map_add(map->arena, &map->known, text, number, &stands));
  rc_str *added = stands == number ? RC_VEC_ADD(map->arena, &map->known_texts) : NULL;
  if (added != NULL) {
    *added = text;
  }
  return rc_arena_status(map->arena);
}

rc_status rc_restore_map_finish(rc_restore_map *map) {
  RC_TRY(rc_finder_build(map->exact));
  RC_TRY(rc_finder_build(map->folded));
  return rc_finder_build(map->fragments);
}

void rc_restore_entry(const rc_restore_map *map, uint32_t entry, rc_str *placeholder,
                      rc_str *original, rc_str *family) {
  const rc_restore_item *item = &map->items.items[entry];
  *placeholder = item->placeholder;
  *original = item->original;
  *family = item->family;
}

/* ---- the pass ----------------------------------------------------------------------------- */

static bool fits(const void *context, rc_str text, const rc_finding_place *place) {
  const rc_restore_map *map = context;
  return rc_restore_item_fits(&map->items.items[place->number], text, place->start, place->end);
}

static rc_status note_missing(rc_arena *arena, const rc_restore_map *map, rc_restored *out) {
  bool *seen = RC_NEW_ARRAY(arena, bool, map->items.len + 1);
  if (seen == NULL) {
    return rc_arena_status(arena);
  }
  for (uint32_t i = 0; i < out->len; i++) {
    if (out->items[i].kind == RC_RESTORED) {
      seen[out->items[i].entry] = true;
    }
  }
  for (uint32_t i = 0; i < map->items.len; i++) {
    rc_restore_note *note = seen[i] ? NULL : RC_VEC_ADD(arena, out);
    if (note != NULL) {
      *note = (rc_restore_note){.kind = RC_MISSING, .entry = i};
    }
  }
  return rc_arena_status(arena);
}

rc_status rc_restore(rc_arena *arena, const rc_restore_map *map, rc_str text, rc_restored *out) {
  if (text.len > RC_LIMIT_FILE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_FILE_BYTES);
  }
  rc_str folded = rc_fold(arena, text);
  rc_search search = {.finder = map->exact, .text = text};
  rc_finding_place place;
  rc_buf restored;
  size_t from = 0;
  *out = (rc_restored){0};
  rc_buf_init(&restored, arena);
  RC_TRY(rc_arena_status(arena));
  while (rc_search_next_apart(&search, fits, map, &place)) {
    RC_TRY(rc_restore_odd(arena, map, text, folded, from, place.start, out));
    rc_restore_note *note = RC_VEC_ADD(arena, out);
    if (note == NULL) {
      return rc_arena_status(arena);
    }
    *note = (rc_restore_note){RC_RESTORED, (uint32_t)place.start, (uint32_t)place.end,
                              place.number};
    rc_buf_put(&restored, rc_str_slice(text, from, place.start));
    rc_buf_put(&restored, map->items.items[place.number].original);
    from = place.end;
  }
  RC_TRY(rc_restore_odd(arena, map, text, folded, from, text.len, out));
  rc_buf_put(&restored, rc_str_from(text, from));
  RC_TRY(note_missing(arena, map, out));
  out->text = rc_buf_str(&restored);
  return rc_arena_status(arena);
}
