#include "text/source.h"

#include <string.h>

#include "base/utf8.h"

enum { WORD = sizeof(uint64_t), MARK_DISTANCE = 4096 };

static const uint64_t ONES = UINT64_C(0x0101010101010101);
static const uint64_t HIGHS = UINT64_C(0x8080808080808080);

/* True if some byte of `word` is CR, LF, or within the range the trick takes along with them: a
 * false alarm costs eight single steps, a miss cannot happen. */
static bool may_hold_line_end(uint64_t word) {
  uint64_t lf = word ^ (ONES * '\n');
  uint64_t cr = word ^ (ONES * '\r');
  return ((((lf - ONES) & ~lf) | ((cr - ONES) & ~cr)) & HIGHS) != 0;
}

/* Offset behind the line end that comes first at or after `at`; the text's length + 1 if none. */
static size_t next_line_start(rc_str text, size_t at) {
  while (at < text.len) {
    uint64_t word;
    if (text.len - at >= WORD) {
      memcpy(&word, text.ptr + at, WORD);
      if (!may_hold_line_end(word)) {
        at += WORD;
        continue;
      }
    }
    size_t stop = text.len - at < WORD ? text.len : at + WORD;
    for (; at < stop; at++) {
      if (text.ptr[at] == '\n') {
        return at + 1;
      }
      if (text.ptr[at] == '\r') {
        return at + 1 + (size_t)(at + 1 < text.len && text.ptr[at + 1] == '\n');
      }
    }
  }
  return text.len + 1;
}

/* The highest bit of each byte that equals `c`, and no other bit. */
static uint64_t equal_bytes(uint64_t word, char c) {
  uint64_t differs = word ^ (ONES * (unsigned char)c);
  return ~(((differs & ~HIGHS) + ~HIGHS) | differs) & HIGHS;
}

/* At least as many as there are lines: a CR LF pair counts twice. */
static size_t most_lines(rc_str text) {
  size_t n = 1;
  size_t at = 0;
  for (; text.len - at >= WORD; at += WORD) {
    uint64_t word;
    memcpy(&word, text.ptr + at, WORD);
    uint64_t ends = equal_bytes(word, '\n') | equal_bytes(word, '\r');
    n += (size_t)(((ends >> 7) * ONES) >> 56);
  }
  for (; at < text.len; at++) {
    n += (size_t)(text.ptr[at] == '\n' || text.ptr[at] == '\r');
  }
  return n;
}

/* Writes the line starts to `out` and returns how many there are. */
static size_t find_lines(rc_str text, uint32_t *out) {
  size_t n = 0;
  for (size_t start = 0; start <= text.len; start = next_line_start(text, start)) {
    out[n++] = (uint32_t)start;
  }
  return n;
}

static bool is_ascii(rc_str text) {
  uint64_t seen = 0;
  size_t at = 0;
  for (; text.len - at >= WORD; at += WORD) {
    uint64_t word;
    memcpy(&word, text.ptr + at, WORD);
    seen |= word;
  }
  for (; at < text.len; at++) {
    seen |= (unsigned char)text.ptr[at];
  }
  return (seen & HIGHS) == 0;
}

/* Counts characters once, so that a position on a line of megabytes does not count them again. */
static rc_status mark_characters(rc_arena *arena, rc_source *source) {
  rc_str text = source->bytes;
  size_t n = text.len / MARK_DISTANCE + 1;
  rc_source_mark *marks = RC_NEW_ARRAY(arena, rc_source_mark, n);
  if (marks == NULL) {
    return rc_arena_status(arena);
  }
  uint32_t n_chars = 0;
  size_t filled = 0;
  for (size_t at = 0; at < text.len; n_chars++) {
    if (at >= filled * MARK_DISTANCE) {
      marks[filled++] = (rc_source_mark){(uint32_t)at, n_chars};
    }
    at += rc_utf8_decode(rc_str_from(text, at)).n_bytes;
  }
  source->marks = marks;
  source->n_marks = (uint32_t)filled;
  return RC_OK;
}

rc_status rc_source_index_lines(rc_arena *arena, rc_source *source) {
  if (source->line_starts != NULL) {
    return RC_OK;
  }
  if (source->bytes.len > RC_LIMIT_FILE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_FILE_BYTES);
  }
  uint32_t *starts = RC_NEW_ARRAY(arena, uint32_t, most_lines(source->bytes));
  if (starts == NULL) {
    return rc_arena_status(arena);
  }
  size_t n = find_lines(source->bytes, starts);
  if (!is_ascii(source->bytes)) {
    RC_TRY(mark_characters(arena, source));
  }
  source->line_starts = starts;
  source->n_lines = (uint32_t)n;
  return RC_OK;
}

static bool has_bom(rc_str text) { return rc_str_starts_with(text, RC_STR("\xEF\xBB\xBF")); }

/* Index of the line that holds `offset`. INVARIANT: line_starts[0] == 0. */
static uint32_t line_of(const rc_source *source, uint32_t offset) {
  uint32_t low = 0;
  uint32_t high = source->n_lines;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (source->line_starts[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/* Number of characters that begin at or behind `from`, a boundary, and end at or before `to`. */
static uint32_t count_characters(const rc_source *source, uint32_t from, uint32_t to) {
  size_t at = from;
  uint32_t n = 0;
  while (at < to) {
    at += rc_utf8_decode(rc_str_from(source->bytes, at)).n_bytes;
    n += (uint32_t)(at <= to);
  }
  return n;
}

/* Number of characters of the file that end at or before `offset`. */
static uint32_t characters_before(const rc_source *source, uint32_t offset) {
  uint32_t i = offset / MARK_DISTANCE;
  i = i < source->n_marks ? i : source->n_marks - 1;
  /* A mark may stand up to three bytes behind its multiple of the distance. */
  i -= (uint32_t)(source->marks[i].offset > offset);
  uint32_t from = source->marks[i].offset;
  return source->marks[i].characters + count_characters(source, from, offset);
}

/* Number of characters between the start of a line and a place in it. */
static uint32_t characters_of_line(const rc_source *source, uint32_t start, uint32_t offset) {
  if (source->n_marks == 0) {
    return offset - start;
  }
  /* Marks are for long lines: in others they are farther away than the start. */
  return offset - start < MARK_DISTANCE
             ? count_characters(source, start, offset)
             : characters_before(source, offset) - characters_before(source, start);
}

rc_position rc_source_position(const rc_source *source, uint32_t offset) {
  RC_ASSERT(source->line_starts != NULL);
  if (offset > source->bytes.len) {
    offset = (uint32_t)source->bytes.len;
  }
  uint32_t line = line_of(source, offset);
  uint32_t column = characters_of_line(source, source->line_starts[line], offset) + 1;
  if (line == 0 && column > 1 && has_bom(source->bytes)) {
    column--;
  }
  return (rc_position){line + 1, column};
}

rc_str rc_source_line(const rc_source *source, uint32_t line) {
  RC_ASSERT(source->line_starts != NULL);
  uint32_t i = line == 0 ? 0 : line - 1;
  i = i < source->n_lines ? i : source->n_lines - 1;
  size_t start = source->line_starts[i];
  size_t end = i + 1 < source->n_lines ? source->line_starts[i + 1] : source->bytes.len;
  if (end > start && source->bytes.ptr[end - 1] == '\n') {
    end--;
  }
  if (end > start && source->bytes.ptr[end - 1] == '\r') {
    end--;
  }
  start += i == 0 && has_bom(source->bytes) ? 3 : 0;
  return rc_str_slice(source->bytes, start, end);
}
