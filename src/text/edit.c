#include "text/edit.h"

#include <string.h>

#include "base/buf.h"

/* ---- normalising ---- */

static bool comes_after(const rc_edit *a, const rc_edit *b) {
  return a->start != b->start ? a->start > b->start : a->end > b->end;
}

/* Merges the sorted runs [low, middle) and [middle, high) of `from` into `to`; stable. */
static void merge_runs(const rc_edit *from, rc_edit *to, uint32_t low, uint32_t middle,
                       uint32_t high) {
  uint32_t a = low;
  uint32_t b = middle;
  for (uint32_t at = low; at < high; at++) {
    bool take_b = a >= middle || (b < high && comes_after(&from[a], &from[b]));
    to[at] = take_b ? from[b++] : from[a++];
  }
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Merge sort from the bottom up, between two buffers; returns the one that holds the result. */
static rc_edit *sort_edits(rc_edit *items, rc_edit *scratch, uint32_t n) {
  for (uint32_t run = 1; run < n; run = run > n / 2 ? n : run * 2) {
    for (uint32_t low = 0; low < n;) {
      uint32_t middle = low + least(run, n - low);
      uint32_t high = middle + least(run, n - middle);
      merge_runs(items, scratch, low, middle, high);
      low = high;
    }
    rc_edit *swap = items;
    items = scratch;
    scratch = swap;
  }
  return items;
}

static bool same_edit(const rc_edit *a, const rc_edit *b) {
  return a->start == b->start && a->end == b->end && rc_str_equal(a->text, b->text);
}

static bool is_no_op(rc_str original, const rc_edit *edit) {
  return rc_str_equal(rc_str_slice(original, edit->start, edit->end), edit->text);
}

/* True if an edit equal to `edit` is among the `n` kept ones; those at its place stand last. */
static bool is_kept(const rc_edit *kept, uint32_t n, const rc_edit *edit) {
  for (; n > 0 && kept[n - 1].start == edit->start; n--) {
    if (same_edit(&kept[n - 1], edit)) {
      return true;
    }
  }
  return false;
}

/* Drops duplicates and no-ops in place; returns the new length. */
static uint32_t drop_idle(rc_str original, rc_edit *items, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (!is_no_op(original, &items[i]) && !is_kept(items, kept, &items[i])) {
      items[kept++] = items[i];
    }
  }
  return kept;
}

rc_status rc_edits_normalise(rc_arena *arena, rc_str original, rc_edits *edits, bool *ok) {
  *ok = false;
  uint32_t n = edits->len;
  for (uint32_t i = 0; i < n; i++) {
    if (edits->items[i].start > edits->items[i].end || edits->items[i].end > original.len) {
      return RC_OK;
    }
  }
  if (n == 0) {
    *ok = true;
    return RC_OK;
  }
  rc_edit *items = RC_NEW_ARRAY(arena, rc_edit, n);
  rc_edit *scratch = RC_NEW_ARRAY(arena, rc_edit, n);
  if (items == NULL || scratch == NULL) {
    return rc_arena_status(arena);
  }
  memcpy(items, edits->items, n * sizeof *items);
  items = sort_edits(items, scratch, n);
  uint32_t kept = drop_idle(original, items, n);
  for (uint32_t i = 1; i < kept; i++) {
    if (items[i].start < items[i - 1].end) {
      return RC_OK;
    }
  }
  edits->items = items;
  edits->len = kept;
  edits->cap = n;
  *ok = true;
  return RC_OK;
}

static size_t size_after(rc_str original, const rc_edits *edits) {
  size_t size = original.len;
  for (RC_EACH(const rc_edit, edit, *edits)) {
    size += edit->text.len - (edit->end - edit->start);
  }
  return size;
}

rc_str rc_edits_apply(rc_arena *arena, rc_str original, const rc_edits *edits) {
  if (edits->len == 0) {
    return original;
  }
  rc_buf out;
  rc_buf_init(&out, arena);
  rc_buf_reserve(&out, size_after(original, edits));
  size_t copied = 0;
  for (RC_EACH(const rc_edit, edit, *edits)) {
    rc_buf_put(&out, rc_str_slice(original, copied, edit->start));
    rc_buf_put(&out, edit->text);
    copied = edit->end;
  }
  rc_buf_put(&out, rc_str_from(original, copied));
  return rc_buf_str(&out);
}

/* ---- composing ---- */

/* A stretch of a text: bytes of the original, or new ones (then `start` is unused). */
typedef struct piece {
  bool is_original;
  uint32_t start;
  rc_str text;
} piece;

typedef struct pieces {
  RC_VEC_FIELDS(piece)
} pieces;

static void add_piece(rc_arena *arena, pieces *list, piece p) {
  piece *slot = p.text.len > 0 ? RC_VEC_ADD(arena, list) : NULL;
  if (slot != NULL) {
    *slot = p;
  }
}

/* The middle text as pieces. */
static void cut_original(rc_arena *arena, rc_str original, const rc_edits *edits, pieces *out) {
  uint32_t copied = 0;
  for (RC_EACH(const rc_edit, edit, *edits)) {
    add_piece(arena, out, (piece){true, copied, rc_str_slice(original, copied, edit->start)});
    add_piece(arena, out, (piece){false, 0, edit->text});
    copied = edit->end;
  }
  add_piece(arena, out, (piece){true, copied, rc_str_from(original, copied)});
}

/* A walk over pieces by the offset in the text they make. */
typedef struct walk {
  const pieces *list;
  uint32_t i;
  size_t inside; /* bytes of piece `i` already passed */
} walk;

/* Passes over `n` bytes; adds them to `out` unless that is NULL. */
static void advance(rc_arena *arena, walk *w, size_t n, pieces *out) {
  while (n > 0 && w->i < w->list->len) {
    const piece *p = &w->list->items[w->i];
    size_t left = p->text.len - w->inside;
    size_t taken = n < left ? n : left;
    if (out != NULL) {
      rc_str part = rc_str_slice(p->text, w->inside, w->inside + taken);
      add_piece(arena, out, (piece){p->is_original, p->start + (uint32_t)w->inside, part});
    }
    w->inside += taken;
    n -= taken;
    if (w->inside == p->text.len) {
      w->i++;
      w->inside = 0;
    }
  }
}

static bool continues_character(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

/* Takes off what `edit` leaves as it is at both ends, but never cuts a character in two. */
static rc_edit trim(rc_str original, rc_edit edit) {
  rc_str old = rc_str_slice(original, edit.start, edit.end);
  size_t shorter = old.len < edit.text.len ? old.len : edit.text.len;
  size_t front = 0;
  while (front < shorter && old.ptr[front] == edit.text.ptr[front]) {
    front++;
  }
  while (front > 0 && ((front < old.len && continues_character(old.ptr[front])) ||
                       (front < edit.text.len && continues_character(edit.text.ptr[front])))) {
    front--;
  }
  size_t back = 0;
  while (back < shorter - front &&
         old.ptr[old.len - 1 - back] == edit.text.ptr[edit.text.len - 1 - back]) {
    back++;
  }
  while (back > 0 && continues_character(old.ptr[old.len - back])) {
    back--;
  }
  return (rc_edit){edit.start + (uint32_t)front, edit.end - (uint32_t)back,
                   rc_str_slice(edit.text, front, edit.text.len - back)};
}

/* Joins the new pieces from `*i` on, up to the next original one. */
static rc_str new_text(rc_arena *arena, const pieces *list, uint32_t *i) {
  rc_str only = list->items[*i].text;
  if (*i + 1 >= list->len || list->items[*i + 1].is_original) {
    *i += 1;
    return only;
  }
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (; *i < list->len && !list->items[*i].is_original; *i += 1) {
    rc_buf_put(&buf, list->items[*i].text);
  }
  return rc_buf_str(&buf);
}

/* What lies between the original pieces of the final text is edited; they keep their order. */
static void add_edits(rc_arena *arena, rc_str original, const pieces *final_text, rc_edits *out) {
  uint32_t at = 0;
  uint32_t i = 0;
  for (;;) {
    while (i < final_text->len && final_text->items[i].is_original &&
           final_text->items[i].start == at) {
      at += (uint32_t)final_text->items[i++].text.len;
    }
    if (i >= final_text->len && at >= original.len) {
      return;
    }
    rc_str text = RC_STR_NONE;
    if (i < final_text->len && !final_text->items[i].is_original) {
      text = new_text(arena, final_text, &i);
    }
    uint32_t end = i < final_text->len ? final_text->items[i].start : (uint32_t)original.len;
    rc_edit edit = trim(original, (rc_edit){at, end, text});
    rc_edit *slot = is_no_op(original, &edit) ? NULL : RC_VEC_ADD(arena, out);
    if (slot != NULL) {
      *slot = edit;
    }
    at = end;
  }
}

rc_status rc_edits_compose(rc_arena *arena, rc_str original, const rc_edits *first,
                           const rc_edits *second, rc_edits *out) {
  pieces middle = {0};
  pieces final_text = {0};
  cut_original(arena, original, first, &middle);
  walk w = {.list = &middle};
  uint32_t passed = 0;
  for (RC_EACH(const rc_edit, edit, *second)) {
    advance(arena, &w, edit->start - passed, &final_text);
    add_piece(arena, &final_text, (piece){false, 0, edit->text});
    advance(arena, &w, edit->end - edit->start, NULL);
    passed = edit->end;
  }
  advance(arena, &w, SIZE_MAX, &final_text);
  RC_TRY(rc_arena_status(arena)); /* pieces that found no room would read as removed text */
  rc_edits made = {0};
  add_edits(arena, original, &final_text, &made);
  RC_TRY(rc_arena_status(arena));
  *out = made;
  return RC_OK;
}
