/*
 * The insides of the way back; restore.h is the outside.
 */
#ifndef RC_REDACT_RESTORE_PARTS_H
#define RC_REDACT_RESTORE_PARTS_H

#include "base/map.h"
#include "redact/finder.h"
#include "redact/restore.h"

/* What stands directly beside a placeholder. Where the redaction put it a letter may touch it
 * (`prodN1n`); such neighbours are written into the map, so that 192.0.2.1 is not found in
 * 192.0.2.11 and yet everything that was replaced is found. */
enum {
  RC_BESIDE_LOWER = 1,
  RC_BESIDE_UPPER = 2,
  RC_BESIDE_DIGIT = 4,
  RC_BESIDE_JOINED = 8, /* a dot or dash with a letter or digit behind it: a longer host name */
  RC_N_BESIDE = 4
};

typedef struct rc_restore_item {
  rc_str placeholder, original;
  rc_str folded; /* the placeholder in one case, with dashes as underscores */
  rc_str family; /* its name; lives in the map's text */
  uint8_t kind;  /* rc_family, RC_N_FAMILIES for an unknown one */
  uint8_t before, after; /* neighbours that were seen where the redaction put it */
  bool shares_folding;   /* another one differs from it in case or dashes only */
} rc_restore_item;

/* Longer placeholders have no near misses. */
enum { RC_LONGEST_NEAR = 64 };

/* A piece of a placeholder, and of which: see restore_odd.c. */
typedef struct rc_restore_piece {
  uint32_t item, offset;
  uint32_t next; /* the same bytes in another placeholder; UINT32_MAX: none */
} rc_restore_piece;

struct rc_restore_map {
  rc_arena *arena;
  struct { RC_VEC_FIELDS(rc_restore_item) } items;
  struct { RC_VEC_FIELDS(rc_restore_piece) } pieces;
  rc_map known;         /* what looked like a placeholder already before anything was replaced */
  struct { RC_VEC_FIELDS(rc_str) } known_texts; /* the same, in the order they were added */
  uint32_t families;    /* which occur, by bit */
  rc_finder *exact;     /* placeholders */
  rc_finder *folded;    /* placeholders in one case, with dashes as underscores */
  rc_finder *fragments; /* pieces of the folded ones */
};

/** Ready to be filled; NULL when the arena has failed. */
rc_restore_map *rc_restore_map_new(rc_arena *arena);
/** Adds an entry; `*is_double` tells that its placeholder was there with another original. */
RC_MUST_USE rc_status rc_restore_map_add(rc_restore_map *map, const rc_restore_item *item,
                                         bool *is_double);
RC_MUST_USE rc_status rc_restore_map_add_known(rc_restore_map *map, rc_str text);
/** Between the last entry and the first use. */
RC_MUST_USE rc_status rc_restore_map_finish(rc_restore_map *map);

/** The map of a finished redaction, without the detour of its JSON. */
RC_MUST_USE rc_status rc_restore_map_of(rc_arena *arena, const rc_redaction *redaction,
                                        rc_restore_map **out);

/** The neighbours of bytes start..end of `text`, for a placeholder of this family. */
uint8_t rc_beside_before(uint8_t family, rc_str text, size_t start);
uint8_t rc_beside_after(uint8_t family, rc_str text, size_t end);
/** True if the placeholder may stand at this place. */
bool rc_restore_item_fits(const rc_restore_item *item, rc_str text, size_t start, size_t end);

/** One letter case, one kind of dash. */
char rc_fold_byte(char byte);
rc_str rc_fold(rc_arena *arena, rc_str text);

/** Takes note of what is odd between two restored places: bytes from..to of `text`, whose folding
 *  is `folded`. */
RC_MUST_USE rc_status rc_restore_odd(rc_arena *arena, const rc_restore_map *map, rc_str text,
                                     rc_str folded, size_t from, size_t to, rc_restored *out);

#endif
