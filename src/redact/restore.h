/*
 * The way back: the map as JSON, placeholders to originals, and what an answer did to them.
 */
#ifndef RC_REDACT_RESTORE_H
#define RC_REDACT_RESTORE_H

#include "redact/redact.h"

/** The map of a redaction: {"version": 1, "entries": [{"placeholder", "original" or
 *  "originalBase64", "family", "detector", "count"}], "paths": [{"path", "redacted"}]}. */
rc_str rc_redaction_map(rc_arena *arena, const rc_redaction *redaction);

typedef struct rc_restore_map rc_restore_map;

/** Reads a map; `*complaint` is a sentence with the position when it is none. */
RC_MUST_USE rc_status rc_restore_map_read(rc_arena *arena, rc_str json, rc_restore_map **out,
                                          rc_str *complaint);

/* What became of a placeholder. */
typedef enum rc_restore_kind {
  RC_RESTORED, /* exactly ours: replaced */
  RC_DRIFTED,  /* ours in other spelling (case, dash for underscore): suggested only */
  RC_NEAR,     /* one or two characters from exactly one of ours: suggested only */
  RC_INVENTED, /* the looks of a placeholder, not in the map */
  RC_MISSING   /* in the map, nowhere in the text; `start` and `end` are 0 */
} rc_restore_kind;

typedef struct rc_restore_note {
  rc_restore_kind kind;
  uint32_t start, end; /* bytes of the text given */
  uint32_t entry;      /* of the map; UINT32_MAX for an invented one */
} rc_restore_note;

typedef struct rc_restored {
  rc_str text;
  RC_VEC_FIELDS(rc_restore_note)
} rc_restored;

/** One pass from left to right, longest placeholder first; what was put in is not looked at again.
 *  Only exact placeholders are replaced. */
RC_MUST_USE rc_status rc_restore(rc_arena *arena, const rc_restore_map *map, rc_str text,
                                 rc_restored *out);

/** Entry of a map, for messages. Borrows the map. */
void rc_restore_entry(const rc_restore_map *map, uint32_t entry, rc_str *placeholder,
                      rc_str *original, rc_str *family);

#endif
