#include "redact/back.h"

#include "base/buf.h"

enum { MOST_WORDS_COMPARED = 1 << 18 }; /* bytes of one change that is looked at word by word */

/* Old bytes start..end of the redacted file became new bytes of the text. */
typedef struct piece {
  uint32_t start, end;
  uint32_t new_start, new_end;
} piece;

typedef struct piece_vec { RC_VEC_FIELDS(piece) } piece_vec;

typedef struct taking {
  rc_arena *arena;
  const rc_redaction *redaction;
  const rc_restore_map *map;
  const rc_redacted_file *file; /* may be NULL */
  rc_str old, text;             /* redacted, and given */
  rc_restored restored;         /* what the map says of the whole text */
  rc_taken *out;
} taking;

/* ---- shape ---------------------------------------------------------------------------------- */

static bool has_crlf(rc_str text) {
  size_t lf = rc_str_find_byte(text, '\n', 0);
  return lf != RC_NOT_FOUND && lf > 0 && text.ptr[lf - 1] == '\r';
}

static bool ends_line(rc_str text) { return text.len > 0 && text.ptr[text.len - 1] == '\n'; }

static rc_str in_shape(rc_arena *arena, rc_str old, rc_str text) {
  rc_str mark = RC_STR("\xEF\xBB\xBF");
  bool crlf = has_crlf(old) && !rc_str_contains(text, RC_STR("\r\n"));
  rc_buf out;
  rc_buf_init(&out, arena);
  if (rc_str_starts_with(old, mark) && !rc_str_starts_with(text, mark)) {
    rc_buf_put(&out, mark);
  }
  for (size_t at = 0; crlf && at < text.len;) {
    size_t lf = rc_str_find_byte(text, '\n', at);
    size_t end = lf == RC_NOT_FOUND ? text.len : lf;
    rc_buf_put(&out, rc_str_slice(text, at, end));
    rc_buf_put(&out, lf == RC_NOT_FOUND ? RC_STR_NONE : RC_STR("\r\n"));
    at = end + 1;
  }
  rc_buf_put(&out, crlf ? RC_STR_NONE : text);
  if (ends_line(old) && !ends_line(text)) {
    rc_buf_put(&out, has_crlf(old) ? RC_STR("\r\n") : RC_STR("\n"));
  }
  return rc_buf_str(&out);
}

/* ---- what changed --------------------------------------------------------------------------- */

static rc_status add_piece(taking *t, piece_vec *pieces, piece one) {
  piece *last = pieces->len > 0 ? &pieces->items[pieces->len - 1] : NULL;
  if (last != NULL && one.start <= last->end) { /* they grew together */
    last->end = one.end > last->end ? one.end : last->end;
    last->new_end = one.new_end > last->new_end ? one.new_end : last->new_end;
    return RC_OK;
  }
  piece *added = RC_VEC_ADD(t->arena, pieces);
  if (added == NULL) {
    return rc_arena_status(t->arena);
  }
  *added = one;
  return RC_OK;
}

/* The last edit of the redaction that begins before byte `at` of what it made; UINT32_MAX: none. */
static uint32_t edit_before(const rc_redacted_file *file, uint32_t at) {
  uint32_t low = 0;
  uint32_t high = file->edits.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (file->new_starts[middle] < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? UINT32_MAX : low - 1;
}

/* A placeholder changes as a whole or not at all: how far `at` lies inside of one. */
static uint32_t inside_by(const rc_redacted_file *file, uint32_t at, uint32_t *left) {
  uint32_t i = edit_before(file, at);
  *left = 0;
  if (i == UINT32_MAX) {
    return 0;
  }
  uint32_t start = file->new_starts[i];
  uint32_t end = start + (uint32_t)file->edits.items[i].text.len;
  *left = at < end ? end - at : 0;
  return at < end ? at - start : 0;
}

/* What stands beside a change is the same on both sides, so both grow by the same. */
static piece whole_placeholders(const taking *t, piece one) {
  uint32_t left = 0;
  if (t->file == NULL) {
    return one;
  }
  uint32_t back = inside_by(t->file, one.start, &left);
  one.start -= back;
  one.new_start -= back > one.new_start ? one.new_start : back;
  (void)inside_by(t->file, one.end, &left);
  one.end += left;
  one.new_end += left;
  return one;
}

/* Edits between two texts as pieces; `old_at` and `new_at` are where the texts begin. */
static rc_status add_pieces(taking *t, const rc_edits *edits, uint32_t old_at, uint32_t new_at,
                            piece_vec *pieces) {
  int64_t shift = 0;
  for (RC_EACH(const rc_edit, edit, *edits)) {
    uint32_t new_start = new_at + (uint32_t)((int64_t)edit->start + shift);
    piece one = {
        .start = old_at + edit->start,
        .end = old_at + edit->end,
        .new_start = new_start,
        .new_end = new_start + (uint32_t)edit->text.len,
    };
    shift += (int64_t)edit->text.len - ((int64_t)edit->end - (int64_t)edit->start);
    RC_TRY(add_piece(t, pieces, whole_placeholders(t, one)));
  }
  return RC_OK;
}

static rc_status compare(taking *t, piece_vec *pieces) {
  rc_edits lines = {0};
  int64_t shift = 0;
  RC_TRY(rc_edits_between(t->arena, t->old, t->text, RC_BY_LINES, &lines));
  for (RC_EACH(const rc_edit, edit, lines)) {
    uint32_t new_start = (uint32_t)((int64_t)edit->start + shift);
    rc_edits words = {0};
    shift += (int64_t)edit->text.len - ((int64_t)edit->end - (int64_t)edit->start);
    if (edit->end - edit->start > MOST_WORDS_COMPARED || edit->text.len > MOST_WORDS_COMPARED) {
      rc_edit whole = {0, edit->end - edit->start, edit->text};
      RC_TRY(add_pieces(t, &(rc_edits){.items = &whole, .len = 1}, edit->start, new_start,
                        pieces));
      continue;
    }
    RC_TRY(rc_edits_between(t->arena, rc_str_slice(t->old, edit->start, edit->end), edit->text,
                            RC_BY_WORDS, &words));
    RC_TRY(add_pieces(t, &words, edit->start, new_start, pieces));
  }
  return RC_OK;
}

/* ---- writing -------------------------------------------------------------------------------- */

/* Where byte `at` of the redacted file, which is not inside of a placeholder, was. */
static uint32_t original_offset(const rc_redacted_file *file, uint32_t at) {
  uint32_t i = edit_before(file, at);
  if (i == UINT32_MAX) {
    return at;
  }
  const rc_edit *edit = &file->edits.items[i];
  return edit->end + (at - file->new_starts[i] - (uint32_t)edit->text.len);
}

static void put_same(const taking *t, rc_buf *out, uint32_t start, uint32_t end) {
  if (end > start) {
    rc_buf_put(out, rc_str_slice(t->file->bytes, original_offset(t->file, start),
                                 original_offset(t->file, end)));
  }
}

static bool is_secret(const taking *t, const rc_restore_note *note) {
  return note->entry < t->redaction->entries.len &&
         (t->redaction->entries.items[note->entry].flags & RC_LEAF_SECRET) != 0;
}

static void take_note(const taking *t, const rc_restore_note *note, bool withheld) {
  rc_taken_note *added = RC_VEC_ADD(t->arena, t->out);
  if (added != NULL) {
    *added = (rc_taken_note){note->kind,  withheld,
                             note->start, note->end,
                             note->entry, rc_str_slice(t->text, note->start, note->end)};
  }
}

/* New text: bytes start..end of what was given. */
static void put_new(const taking *t, rc_buf *out, uint32_t start, uint32_t end) {
  uint32_t at = start;
  for (uint32_t i = 0; i < t->restored.len; i++) {
    const rc_restore_note *note = &t->restored.items[i];
    if (note->kind == RC_MISSING || note->start < at || note->end > end) {
      continue;
    }
    bool withheld = note->kind == RC_RESTORED && is_secret(t, note);
    take_note(t, note, withheld);
    if (note->kind == RC_RESTORED && !withheld) {
      rc_str placeholder, original, family;
      rc_restore_entry(t->map, note->entry, &placeholder, &original, &family);
      rc_buf_put(out, rc_str_slice(t->text, at, note->start));
      rc_buf_put(out, original);
      at = note->end;
    }
  }
  rc_buf_put(out, rc_str_slice(t->text, at, end));
}

static rc_status write(taking *t, const piece_vec *pieces) {
  rc_buf out;
  uint32_t at = 0;
  rc_buf_init(&out, t->arena);
  for (RC_EACH(const piece, one, *pieces)) {
    put_same(t, &out, at, one->start);
    put_new(t, &out, one->new_start, one->new_end);
    at = one->end;
  }
  put_same(t, &out, at, (uint32_t)t->old.len);
  t->out->text = rc_buf_str(&out);
  return rc_arena_status(t->arena);
}

rc_status rc_take_back(rc_arena *arena, const rc_redaction *redaction, const rc_restore_map *map,
                       const rc_redacted_file *file, rc_str text, rc_taken *out) {
  taking t = {.arena = arena, .redaction = redaction, .map = map, .file = file, .out = out};
  piece_vec pieces = {0};
  *out = (rc_taken){0};
  if (text.len > RC_LIMIT_FILE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_FILE_BYTES);
  }
  t.old = file == NULL ? RC_STR_NONE : file->new_bytes;
  t.text = file == NULL ? text : in_shape(arena, t.old, text);
  RC_TRY(rc_arena_status(arena));
  RC_TRY(rc_restore(arena, map, t.text, &t.restored));
  RC_TRY(compare(&t, &pieces));
  return write(&t, &pieces);
}
