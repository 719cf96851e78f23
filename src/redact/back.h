/*
 * Taking back a redacted file that somebody has changed.
 *
 * What stands as it did gets its originals, byte for byte, and never went through a map. In what is
 * new, exact placeholders are restored, but for those of secrets: a secret is not carried to
 * another place than its own.
 */
#ifndef RC_REDACT_BACK_H
#define RC_REDACT_BACK_H

#include "redact/restore.h"

typedef struct rc_taken_note {
  rc_restore_kind kind; /* never RC_MISSING */
  bool withheld;        /* of RC_RESTORED: a secret that stays a placeholder */
  uint32_t start, end;  /* bytes of the text given */
  uint32_t entry;       /* as in rc_restore_note */
  rc_str written;       /* these bytes */
} rc_taken_note;

typedef struct rc_taken {
  rc_str text;
  RC_VEC_FIELDS(rc_taken_note)
} rc_taken;

/** `file`: of the redaction, NULL for a new one. `map` is the redaction's own. A byte order mark,
 *  CR before LF and the last line's end, which models leave out, come back where the file has
 *  them. */
RC_MUST_USE rc_status rc_take_back(rc_arena *arena, const rc_redaction *redaction,
                                   const rc_restore_map *map, const rc_redacted_file *file,
                                   rc_str text, rc_taken *out);

#endif
