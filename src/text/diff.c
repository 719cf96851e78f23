#include "text/diff.h"

#include <string.h>

#include "base/utf8.h"

enum { CONTEXT = 3 };

/* Lines as diffs count them: LF ends a line, and the last one may lack it. `starts` has an entry
 * behind the last line. */
typedef struct lines {
  rc_str text;
  uint32_t *starts;
  uint32_t n;
} lines;

/* Lines `old_line` up to `old_line + n_old` of the original become the lines of `text`. */
typedef struct change {
  uint32_t old_line;
  uint32_t n_old;
  uint32_t n_new;
  rc_str text;
} change;

typedef struct changes {
  RC_VEC_FIELDS(change)
} changes;

typedef struct writer {
  rc_buf *out;
  const rc_diff_style *style;
} writer;

/* ---- lines ---- */

static size_t line_end(rc_str text, size_t at) {
  size_t lf = rc_str_find_byte(text, '\n', at);
  return lf == RC_NOT_FOUND ? text.len : lf + 1;
}

static uint32_t count_lines(rc_str text) {
  uint32_t n = 0;
  for (size_t at = 0; at < text.len; at = line_end(text, at)) {
    n++;
  }
  return n;
}

static bool split_lines(rc_arena *arena, rc_str text, lines *out) {
  *out = (lines){.text = text, .n = count_lines(text)};
  out->starts = RC_NEW_ARRAY(arena, uint32_t, (size_t)out->n + 1);
  if (out->starts == NULL) {
    return false;
  }
  size_t at = 0;
  for (uint32_t i = 0; i <= out->n; i++) {
    out->starts[i] = (uint32_t)at;
    at = line_end(text, at);
  }
  return true;
}

/* The line that holds `offset`; behind the last line end that is line `n`. */
static uint32_t line_at(const lines *l, uint32_t offset) {
  uint32_t low = 0;
  uint32_t high = l->n + 1;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (l->starts[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  /* A last line without line end ends where line `n` begins, and holds that offset. */
  bool open_end = low == l->n && low > 0 && l->text.ptr[l->text.len - 1] != '\n';
  return open_end ? low - 1 : low;
}

static rc_str line_text(const lines *l, uint32_t i) {
  return rc_str_slice(l->text, l->starts[i], l->starts[i + 1]);
}

/* ---- from edits to changed lines ---- */

/* The first line that stays as it is behind an edit that ends at `end`; `whole` tells that the new
 * text before it ends with a line end. */
static uint32_t line_behind(const lines *l, uint32_t end, bool whole) {
  uint32_t line = line_at(l, end);
  return (whole && l->starts[line] == end) || line == l->n ? line : line + 1;
}

/* True if the text that `edit` leaves up to its end, from `from` on, ends with a line end. */
static bool ends_line(rc_str original, const rc_edit *edit, uint32_t from, bool before) {
  if (edit->text.len > 0) {
    return edit->text.ptr[edit->text.len - 1] == '\n';
  }
  return edit->start > from ? original.ptr[edit->start - 1] == '\n' : before;
}

/* Leaves out the lines that are equal at both ends. */
static change shrink(const lines *l, uint32_t first, uint32_t behind, rc_str text) {
  while (first < behind && text.len > 0) {
    rc_str line = rc_str_slice(text, 0, line_end(text, 0));
    if (!rc_str_equal(line, line_text(l, first))) {
      break;
    }
    text = rc_str_from(text, line.len);
    first++;
  }
  while (first < behind && text.len > 0) {
    size_t inner_lf = rc_str_find_last_byte(rc_str_slice(text, 0, text.len - 1), '\n');
    size_t start = inner_lf == RC_NOT_FOUND ? 0 : inner_lf + 1;
    if (!rc_str_equal(rc_str_from(text, start), line_text(l, behind - 1))) {
      break;
    }
    text = rc_str_slice(text, 0, start);
    behind--;
  }
  return (change){first, behind - first, count_lines(text), text};
}

/* Reads the edits from `*i` on that touch one stretch of lines, as one change. */
static change next_change(rc_arena *arena, const lines *l, const rc_edits *edits, uint32_t *i) {
  rc_buf text;
  rc_buf_init(&text, arena);
  uint32_t first = line_at(l, edits->items[*i].start);
  uint32_t behind = first;
  uint32_t at = l->starts[first];
  bool whole = true;
  do {
    const rc_edit *edit = &edits->items[*i];
    whole = ends_line(l->text, edit, at, whole);
    rc_buf_put(&text, rc_str_slice(l->text, at, edit->start));
    rc_buf_put(&text, edit->text);
    at = edit->end;
    behind = line_behind(l, at, whole);
    *i += 1;
  } while (*i < edits->len && line_at(l, edits->items[*i].start) <= behind);
  rc_buf_put(&text, rc_str_slice(l->text, at, l->starts[behind]));
  return shrink(l, first, behind, rc_buf_str(&text));
}

static void find_changes(rc_arena *arena, const lines *l, const rc_edits *edits, changes *out) {
  for (uint32_t i = 0; i < edits->len;) {
    change c = next_change(arena, l, edits, &i);
    change *slot = c.n_old + c.n_new > 0 ? RC_VEC_ADD(arena, out) : NULL;
    if (slot != NULL) {
      *slot = c;
    }
  }
}

/* ---- writing ---- */

static const char *styled(const writer *w, const char *text) {
  return w->style == NULL || text == NULL ? "" : text;
}

/* One line with its sign; what lacks its line end is marked. */
static void put_line(const writer *w, char sign, rc_str line, const char *style) {
  bool ended = line.len > 0 && line.ptr[line.len - 1] == '\n';
  const char *reset = w->style == NULL || style == NULL ? "" : styled(w, w->style->reset);
  rc_buf_put_c(w->out, styled(w, style));
  rc_buf_put_byte(w->out, sign);
  rc_buf_put(w->out, rc_str_slice(line, 0, line.len - (size_t)ended));
  rc_buf_put_c(w->out, reset);
  rc_buf_put_byte(w->out, '\n');
  if (!ended) {
    rc_buf_put(w->out, RC_STR("\\ No newline at end of file\n"));
  }
}

static void put_context(const writer *w, const lines *l, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    put_line(w, ' ', line_text(l, i), NULL);
  }
}

static void put_change(const writer *w, const lines *l, const change *c) {
  const char *removed = w->style == NULL ? NULL : w->style->removed;
  const char *added = w->style == NULL ? NULL : w->style->added;
  for (uint32_t i = 0; i < c->n_old; i++) {
    put_line(w, '-', line_text(l, c->old_line + i), removed);
  }
  for (size_t at = 0; at < c->text.len;) {
    size_t end = line_end(c->text, at);
    put_line(w, '+', rc_str_slice(c->text, at, end), added);
    at = end;
  }
}

/* `-12,7`: an empty range names the line before it; a length of one is left out. */
static void put_range(const writer *w, char sign, uint32_t line, uint32_t n) {
  rc_buf_put_byte(w->out, sign);
  rc_buf_put_u64(w->out, n == 0 ? line : (uint64_t)line + 1);
  if (n != 1) {
    rc_buf_put_byte(w->out, ',');
    rc_buf_put_u64(w->out, n);
  }
}

static void put_hunk_header(const writer *w, uint32_t old_line, uint32_t n_old, uint32_t new_line,
                            uint32_t n_new) {
  const char *style = w->style == NULL ? NULL : w->style->hunk;
  rc_buf_put_c(w->out, styled(w, style));
  rc_buf_put(w->out, RC_STR("@@ "));
  put_range(w, '-', old_line, n_old);
  rc_buf_put_byte(w->out, ' ');
  put_range(w, '+', new_line, n_new);
  rc_buf_put(w->out, RC_STR(" @@"));
  rc_buf_put_c(w->out, style == NULL ? "" : styled(w, w->style->reset));
  rc_buf_put_byte(w->out, '\n');
}

/* Writes the changes from `i` on whose contexts touch, as one hunk; returns the next. `*added` is
 * how many more lines the new text has so far than the old. */
static uint32_t put_hunk(const writer *w, const lines *l, const changes *list, uint32_t i,
                         uint32_t *added) {
  uint32_t last = i;
  uint32_t n_old = list->items[i].n_old;
  uint32_t n_new = list->items[i].n_new;
  for (; last + 1 < list->len; last++) {
    const change *c = &list->items[last];
    uint32_t gap = c[1].old_line - (c->old_line + c->n_old);
    if (gap > 2 * CONTEXT) {
      break;
    }
    n_old += gap + c[1].n_old;
    n_new += gap + c[1].n_new;
  }
  const change *first = &list->items[i];
  const change *end = &list->items[last];
  uint32_t end_line = end->old_line + end->n_old;
  uint32_t before = first->old_line < CONTEXT ? first->old_line : CONTEXT;
  uint32_t after = l->n - end_line < CONTEXT ? l->n - end_line : CONTEXT;
  uint32_t start = first->old_line - before;
  put_hunk_header(w, start, n_old + before + after, start + *added, n_new + before + after);
  for (uint32_t at = start; i <= last; i++) {
    const change *c = &list->items[i];
    put_context(w, l, at, c->old_line);
    put_change(w, l, c);
    at = c->old_line + c->n_old;
    *added += c->n_new - c->n_old; /* wraps around, and back when it is added to a line */
  }
  put_context(w, l, end_line, end_line + after);
  return i;
}

/* ---- the header ---- */

static bool needs_quotes(rc_str path) {
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.ptr[i];
    if (c < 0x20 || c == 0x7F || c == '"' || c == '\\') {
      return true;
    }
  }
  return rc_utf8_find_invalid(path) != RC_NOT_FOUND;
}

static void put_quoted_byte(rc_buf *out, unsigned char c) {
  static const char special[] = "\a\b\t\n\v\f\r\"\\";
  static const char letters[] = "abtnvfr\"\\";
  const char *found = c == '\0' ? NULL : strchr(special, c);
  if (found != NULL) {
    rc_buf_put_byte(out, '\\');
    rc_buf_put_byte(out, letters[found - special]);
  } else if (c < 0x20 || c >= 0x7F) {
    const char octal[4] = {'\\', (char)('0' + (c >> 6)), (char)('0' + (c >> 3 & 7)),
                           (char)('0' + (c & 7))};
    rc_buf_put(out, (rc_str){octal, sizeof octal});
  } else {
    rc_buf_put_byte(out, (char)c);
  }
}

/* `a/path`, in quotes with octal escapes where git would write it so. */
static void put_name(rc_buf *out, const char *prefix, rc_str path) {
  if (!needs_quotes(path)) {
    rc_buf_put_c(out, prefix);
    rc_buf_put(out, path);
    return;
  }
  rc_buf_put_byte(out, '"');
  rc_buf_put_c(out, prefix);
  for (size_t i = 0; i < path.len; i++) {
    put_quoted_byte(out, (unsigned char)path.ptr[i]);
  }
  rc_buf_put_byte(out, '"');
}

/* A name with a blank is ended by a tab, or `patch` would cut it there. */
static void put_file_line(const writer *w, const char *mark, const char *prefix, rc_str path) {
  rc_buf_put_c(w->out, styled(w, w->style == NULL ? NULL : w->style->header));
  rc_buf_put_c(w->out, mark);
  if (prefix == NULL) {
    rc_buf_put(w->out, RC_STR("/dev/null"));
  } else {
    put_name(w->out, prefix, path);
    if (!needs_quotes(path) && rc_str_find_byte(path, ' ', 0) != RC_NOT_FOUND) {
      rc_buf_put_byte(w->out, '\t');
    }
  }
  rc_buf_put_c(w->out, styled(w, w->style == NULL ? NULL : w->style->reset));
  rc_buf_put_byte(w->out, '\n');
}

/* The names stand below the root that the patch is applied in. */
static rc_str relative(rc_str path) {
  for (;;) {
    if (rc_str_starts_with(path, RC_STR("./"))) {
      path = rc_str_from(path, 2);
    } else if (rc_str_starts_with(path, RC_STR("/"))) {
      path = rc_str_from(path, 1);
    } else {
      return path;
    }
  }
}

/* git's own first line: without it, a file that is or becomes empty would be taken for a new or a
 * deleted one. */
static void put_header(const writer *w, rc_str path, bool is_new) {
  rc_buf_put_c(w->out, styled(w, w->style == NULL ? NULL : w->style->header));
  rc_buf_put(w->out, RC_STR("diff --git "));
  put_name(w->out, "a/", path);
  rc_buf_put_byte(w->out, ' ');
  put_name(w->out, "b/", path);
  rc_buf_put_c(w->out, is_new ? "\nnew file mode 100644" : "");
  rc_buf_put_c(w->out, styled(w, w->style == NULL ? NULL : w->style->reset));
  rc_buf_put_byte(w->out, '\n');
  put_file_line(w, "--- ", is_new ? NULL : "a/", path);
  put_file_line(w, "+++ ", "b/", path);
}

void rc_diff_put(rc_buf *out, rc_str path, rc_str original, const rc_edits *edits, bool is_new,
                 const rc_diff_style *style) {
  lines l;
  changes list = {0};
  writer w = {out, style};
  if (!split_lines(out->arena, original, &l)) {
    return;
  }
  find_changes(out->arena, &l, edits, &list);
  if (list.len == 0 || rc_arena_status(out->arena) != RC_OK) {
    return;
  }
  put_header(&w, relative(path), is_new);
  uint32_t added = 0;
  for (uint32_t i = 0; i < list.len;) {
    i = put_hunk(&w, &l, &list, i, &added);
  }
}
