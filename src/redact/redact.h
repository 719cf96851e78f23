/*
 * Redaction of a bundle of files: secrets and identities out, meaning in.
 *
 * Two walks. The first scans every file and learns (leaves, words, what already looks like a
 * placeholder); the second goes through the files in the order of their paths and replaces. A value
 * found secret in one place is replaced wherever it occurs in the bundle (echo.c), unless it is
 * weak. Line ends are never touched, so that a line keeps its number.
 *
 * What was made is looked at once more, as if it were input: where words are replaced, what stands
 * beside them may look otherwise. What is found then is taken out of the original as well.
 *
 * The laws: restore(redact(x)) == x byte for byte; redact(redact(x)) == redact(x); the findings
 * of the
 * redacted bundle are those of the bundle, at the places that the edits lead to.
 */
#ifndef RC_REDACT_REDACT_H
#define RC_REDACT_REDACT_H

#include "redact/detect.h"
#include "text/edit.h"

/* One original and what stands for it. */
typedef struct rc_redaction_entry {
  rc_str original;
  rc_str placeholder;
  uint16_t detector; /* of the first leaf */
  uint8_t family;
  uint8_t flags;     /* RC_LEAF_... of all leaves together */
  uint32_t count;    /* places, in all files and their paths */
} rc_redaction_entry;

typedef struct rc_redaction_entries { RC_VEC_FIELDS(rc_redaction_entry) } rc_redaction_entries;

typedef struct rc_redacted_file {
  rc_str path, bytes;         /* as given, borrowed */
  rc_str new_path, new_bytes; /* in the arena, or borrowed where nothing changed */
  rc_edits edits;             /* normalised; bytes -> new_bytes */
  const uint32_t *entries;    /* for each edit, its entry */
  const uint32_t *new_starts; /* for each edit, where its text begins in new_bytes */
} rc_redacted_file;

typedef struct rc_redacted_files { RC_VEC_FIELDS(rc_redacted_file) } rc_redacted_files;

typedef struct rc_redact_options {
  const rc_str *words; /* names of customers, projects, products: replaced in any case */
  uint32_t n_words;
  const rc_str *keep;  /* values that the person wants to stay as they are */
  uint32_t n_keep;
  bool keep_names;     /* secrets only: names, hosts and addresses stay */
} rc_redact_options;

typedef struct rc_redaction {
  rc_arena *arena;
  rc_redact_options options;
  rc_redacted_files files;      /* sorted by path */
  rc_redaction_entries entries; /* in order of first appearance */
  rc_str *kept_words;           /* names that stay because a pattern cuts them: to be told */
  uint32_t n_kept_words;
  bool is_second; /* this is the second look at what another redaction made */
  struct rc_redact_state *state; /* what rc_redact_text needs; NULL before rc_redact */
} rc_redaction;

/** Adds a file; borrows path and bytes. Before rc_redact only. */
RC_MUST_USE rc_status rc_redaction_add(rc_redaction *redaction, rc_str path, rc_str bytes);

/** Does it. `redaction` was zero-initialised except for `arena` and `options`. Fails: RC_NOMEM,
 *  RC_LIMIT. What cannot be parsed is scanned as plain text. */
RC_MUST_USE rc_status rc_redact(rc_redaction *redaction);

/** Applies the finished redaction to another text (an error sentence, a path). What is met for the
 *  first time is replaced as well and becomes an entry. */
rc_str rc_redact_text(rc_redaction *redaction, rc_str text);

/** Where byte `offset` of the original file stands in the new one; inside an edit: its start. */
uint32_t rc_redacted_offset(const rc_redacted_file *file, uint32_t offset);

#endif
