/*
 * From two texts to the edits between them, by lines or by words: Myers, "An O(ND) Difference
 * Algorithm and Its Variations", 1986, the greedy one.
 */
#include <string.h>

#include "base/map.h"
#include "text/edit.h"

/* So many lines taken out and put in are looked for; beyond that the rest is one change. What is
 * remembered of the search grows with the square: 4 MB. */
enum { MOST_STEPS = 1000 };

typedef struct line { /* or a word */
  rc_str text; /* its end included */
  uint32_t hash;
} line;

typedef struct line_vec { RC_VEC_FIELDS(line) } line_vec;

typedef struct comparison {
  rc_arena *arena;
  const line *old, *new;
  int32_t n_old, n_new;
  size_t old_start, new_start; /* bytes before these lines */
  rc_str changed;
  rc_edits *out;
} comparison;

static bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (unsigned char)c >= 0x80;
}

static size_t end_of_unit(rc_str text, size_t at, rc_unit unit) {
  if (unit == RC_BY_LINES) {
    size_t lf = rc_str_find_byte(text, '\n', at);
    return lf == RC_NOT_FOUND ? text.len : lf + 1;
  }
  size_t end = at + 1;
  while (is_of_word(text.ptr[at]) && end < text.len && is_of_word(text.ptr[end])) {
    end++;
  }
  return end;
}

static rc_status split(rc_arena *arena, rc_str text, rc_unit unit, line_vec *out) {
  for (size_t at = 0; at < text.len;) {
    size_t end = end_of_unit(text, at, unit);
    line *added = RC_VEC_ADD(arena, out);
    if (added == NULL) {
      return rc_arena_status(arena);
    }
    added->text = rc_str_slice(text, at, end);
    added->hash = rc_hash(added->text);
    at = end;
  }
  return RC_OK;
}

static bool same(const line *a, const line *b) {
  return a->hash == b->hash && rc_str_equal(a->text, b->text);
}

/* Of a text without lines there is no array either. */
static size_t bytes_of(const line *lines, int32_t from, int32_t to) {
  size_t sum = 0;
  for (int32_t i = from; i < to; i++) {
    sum += lines[i].text.len;
  }
  return sum;
}

/* Old lines `from`..`to` become new lines `new_from`..`new_to`. */
static rc_status add_edit(const comparison *c, int32_t from, int32_t to, int32_t new_from,
                          int32_t new_to) {
  rc_edit *added = RC_VEC_ADD(c->arena, c->out);
  if (added == NULL) {
    return rc_arena_status(c->arena);
  }
  size_t start = c->old_start + bytes_of(c->old, 0, from);
  size_t new_start = c->new_start + bytes_of(c->new, 0, new_from);
  *added = (rc_edit){
      .start = (uint32_t)start,
      .end = (uint32_t)(start + bytes_of(c->old, from, to)),
      .text = rc_str_slice(c->changed, new_start,
                           new_start + bytes_of(c->new, new_from, new_to)),
  };
  return RC_OK;
}

/* How far each diagonal was reached after `steps` lines taken out or put in: entry `steps + k` is
 * the old line on diagonal k. */
typedef struct reach {
  int32_t *rows[MOST_STEPS + 1];
  int32_t steps;
} reach;

static int32_t furthest(const reach *r, int32_t d, int32_t k, bool *put_in) {
  const int32_t *before = r->rows[d - 1] + (d - 1);
  *put_in = k == -d || (k != d && before[k - 1] < before[k + 1]);
  return *put_in ? before[k + 1] : before[k - 1] + 1;
}

static int32_t slide(const comparison *c, int32_t x, int32_t k) {
  int32_t y = x - k;
  while (x < c->n_old && y >= 0 && y < c->n_new && same(&c->old[x], &c->new[y])) {
    x++;
    y++;
  }
  return x;
}

/* False when the end is not within reach. */
static rc_status search(const comparison *c, reach *r, bool *found) {
  *found = false;
  for (int32_t d = 0; d <= MOST_STEPS && !*found; d++) {
    r->rows[d] = RC_NEW_ARRAY(c->arena, int32_t, (size_t)(2 * d + 1));
    if (r->rows[d] == NULL) {
      return rc_arena_status(c->arena);
    }
    for (int32_t k = -d; k <= d; k += 2) {
      bool put_in = false;
      int32_t x = d == 0 ? 0 : furthest(r, d, k, &put_in);
      x = slide(c, x, k);
      r->rows[d][d + k] = x;
      *found = *found || (x >= c->n_old && x - k >= c->n_new);
    }
    r->steps = d;
  }
  return RC_OK;
}

/* Which old lines stay is marked from the end to the beginning. */
static rc_status walk_back(const comparison *c, const reach *r, int32_t *partner) {
  int32_t x = c->n_old;
  int32_t y = c->n_new;
  for (int32_t d = r->steps; d >= 0; d--) {
    bool put_in = false;
    int32_t k = x - y;
    int32_t from = d == 0 ? 0 : furthest(r, d, k, &put_in);
    while (x > from && y > 0 && x > 0) {
      partner[--x] = --y;
    }
    if (d > 0) {
      x = put_in ? x : x - 1;
      y = put_in ? y - 1 : y;
    }
  }
  return RC_OK;
}

static rc_status add_edits(const comparison *c, const int32_t *partner) {
  int32_t y = 0;
  for (int32_t x = 0; x <= c->n_old;) {
    int32_t end = x;
    while (end < c->n_old && partner[end] < 0) {
      end++;
    }
    int32_t new_end = end < c->n_old ? partner[end] : c->n_new;
    if (end > x || new_end > y) {
      RC_TRY(add_edit(c, x, end, y, new_end));
    }
    x = end + 1;
    y = new_end + 1;
  }
  return RC_OK;
}

static rc_status compare_lines(const comparison *c) {
  bool found = false;
  reach *r = RC_NEW(c->arena, reach);
  int32_t *partner = RC_NEW_ARRAY(c->arena, int32_t, (size_t)c->n_old + 1);
  if (r == NULL || partner == NULL) {
    return rc_arena_status(c->arena);
  }
  memset(partner, 0xFF, ((size_t)c->n_old + 1) * sizeof *partner);
  RC_TRY(search(c, r, &found));
  if (!found) {
    return add_edit(c, 0, c->n_old, 0, c->n_new);
  }
  RC_TRY(walk_back(c, r, partner));
  return add_edits(c, partner);
}

rc_status rc_edits_between(rc_arena *arena, rc_str original, rc_str changed, rc_unit unit,
                           rc_edits *out) {
  line_vec old = {0};
  line_vec new = {0};
  RC_TRY(split(arena, original, unit, &old));
  RC_TRY(split(arena, changed, unit, &new));
  uint32_t head = 0;
  uint32_t tail = 0;
  while (head < old.len && head < new.len && same(&old.items[head], &new.items[head])) {
    head++;
  }
  while (tail < old.len - head && tail < new.len - head &&
         same(&old.items[old.len - 1 - tail], &new.items[new.len - 1 - tail])) {
    tail++;
  }
  comparison c = {
      .arena = arena,
      .old = old.items == NULL ? NULL : old.items + head,
      .new = new.items == NULL ? NULL : new.items + head,
      .n_old = (int32_t)(old.len - head - tail),
      .n_new = (int32_t)(new.len - head - tail),
      .old_start = bytes_of(old.items, 0, (int32_t)head),
      .changed = changed,
      .out = out,
  };
  c.new_start = c.old_start;
  return c.n_old == 0 && c.n_new == 0 ? RC_OK : compare_lines(&c);
}
