/*
 * A file as given: its path, its bytes, and where its lines begin.
 */
#ifndef RC_TEXT_SOURCE_H
#define RC_TEXT_SOURCE_H

#include "base/str.h"

#define RC_NO_FILE UINT32_MAX

/* Bytes `start` up to, not including, `end` of file number `file` (the index in the analysis). */
typedef struct rc_span {
  uint32_t file;
  uint32_t start;
  uint32_t end;
} rc_span;

#define RC_SPAN_NONE ((rc_span){RC_NO_FILE, 0, 0})
static inline bool rc_span_is_none(rc_span span) { return span.file == RC_NO_FILE; }

/* 1-based. Columns count characters; an invalid byte counts as one. A CR LF pair, a lone LF and a
 * lone CR each end a line. */
typedef struct rc_position {
  uint32_t line;
  uint32_t column;
} rc_position;

/* How many characters stand before a place. */
typedef struct rc_source_mark {
  uint32_t offset;
  uint32_t characters;
} rc_source_mark;

typedef struct rc_source {
  rc_str path;  /* as the caller named it; `-` for standard input */
  rc_str bytes; /* borrowed until the analysis is freed */
  uint32_t file;
  const uint32_t *line_starts; /* offsets; line 1 begins at line_starts[0] == 0 */
  uint32_t n_lines;
  const rc_source_mark *marks; /* every few kilobytes; none in a file of plain ASCII */
  uint32_t n_marks;
} rc_source;

/** Fills in `line_starts`. Needed before the two functions below; doing it again is free. */
RC_MUST_USE rc_status rc_source_index_lines(rc_arena *arena, rc_source *source);

/** Where `offset` (clamped to the file) stands. A leading BOM has no column of its own. */
rc_position rc_source_position(const rc_source *source, uint32_t offset);

/** The text of a line, without its line end and without a BOM before it. `line` is clamped to what
 *  exists. */
rc_str rc_source_line(const rc_source *source, uint32_t line);

#endif
