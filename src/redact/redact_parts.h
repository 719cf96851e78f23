/*
 * The steps of a redaction: scan, learn, find again, write, check.
 */
#ifndef RC_REDACT_REDACT_PARTS_H
#define RC_REDACT_REDACT_PARTS_H

#include "base/map.h"
#include "redact/echo.h"
#include "redact/names.h"
#include "redact/placeholder.h"
#include "redact/redact.h"
#include "redact/resolve.h"

/* A text of the bundle (a file's bytes or its path) and what was found in it. */
typedef struct rc_redact_text_state {
  rc_leaves leaves; /* resolved: what goes, and what stays */
  rc_leaves forms; /* parts of images, and references: rc_leaves_of_forms */
  rc_edits edits;
  struct { RC_VEC_FIELDS(uint32_t) } entries; /* for each edit */
} rc_redact_text_state;

/* A string that is replaced wherever it stands. */
typedef struct rc_echo_string {
  uint16_t detector;
  uint8_t family;
  uint8_t flags;
} rc_echo_string;

typedef struct rc_redact_state {
  rc_arena *arena;
  rc_resolve_options options;
  rc_map keep;
  rc_map sensitive; /* the names of Terraform's variables that are */
  rc_placeholders *placeholders;
  rc_names *names;
  rc_redact_text_state *bytes, *paths; /* of each file */
  rc_map echo_of;                      /* string -> its number */
  struct { RC_VEC_FIELDS(rc_str) } echo_texts;
  struct { RC_VEC_FIELDS(rc_echo_string) } echo_strings;
  rc_echo *echo; /* NULL: there is nothing to find again */
  rc_map entry_of[RC_N_FAMILIES];
} rc_redact_state;

/** Scans `text`, resolves what is found and learns the words of names. `before` anything is given
 *  out, wildcards, blocks of addresses and what looks like a placeholder are taken note of too.
 *  redact_scan.c */
RC_MUST_USE rc_status rc_redact_scan(rc_redact_state *state, rc_str path, rc_str text, bool before,
                                     rc_redact_text_state *to);

/** Learns the words of a name that stand between placeholders of an earlier redaction.
 *  redact_scan.c */
void rc_redact_learn_name(rc_names *names, rc_str name, bool is_pattern, uint16_t detector);

/** Takes note of what goes in `text` to find it elsewhere. redact_echo.c */
RC_MUST_USE rc_status rc_redact_echo_learn(rc_redact_state *state, rc_str text,
                                           const rc_leaves *leaves);
/** Between learning and finding. */
RC_MUST_USE rc_status rc_redact_echo_settle(rc_redact_state *state);
/** Adds to `leaves` what stands in `text` and was found elsewhere. */
RC_MUST_USE rc_status rc_redact_echo_find(rc_redact_state *state, rc_str text, rc_leaves *leaves);

/** Redacts what was made, and adds what is found to the leaves of the original. `*more` tells
 *  whether there was anything; all has to be written again then. redact_again.c */
RC_MUST_USE rc_status rc_redact_look_again(rc_redaction *redaction, bool *more);

/** Makes the edits of one text, and entries for what is new. redact.c */
RC_MUST_USE rc_status rc_redact_write(rc_redaction *redaction, rc_str text,
                                      rc_redact_text_state *to);

#endif
