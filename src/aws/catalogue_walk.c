#include "aws/catalogue_parts.h"

/* ---- Patterns ------------------------------------------------------------------------------- */

/* `*` and `?` as in policies. Only the last `*` needs to be tried again, so that the work stays
 * below |pattern| x |text|, and names are short. */
static bool matches(rc_str pattern, rc_str text) {
  size_t p = 0, t = 0, star = RC_NOT_FOUND, retry = 0;
  while (t < text.len) {
    if (p < pattern.len && pattern.ptr[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.len && (pattern.ptr[p] == '?' || rc_catalogue_lower(pattern.ptr[p]) ==
                                                                rc_catalogue_lower(text.ptr[t]))) {
      p++;
      t++;
    } else if (star != RC_NOT_FOUND) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.len && pattern.ptr[p] == '*') {
    p++;
  }
  return p == pattern.len;
}

rc_catalogue_walk rc_catalogue_walk_of(const rc_catalogue *catalogue, rc_str pattern) {
  rc_str name = pattern;
  rc_str prefix = rc_str_cut(&name, ':');
  if (rc_str_equal(pattern, RC_STR("*"))) {
    name = pattern;
  }
  return (rc_catalogue_walk){
      .catalogue = catalogue,
      .service_pattern = prefix,
      .name_pattern = name,
      .service = RC_CATALOGUE_NONE, /* before the first one */
  };
}

/* Makes the next service that the pattern means the one being walked. */
static bool enter_service(rc_catalogue_walk *walk) {
  const rc_catalogue *catalogue = walk->catalogue;
  while (++walk->service < catalogue->n_services) {
    rc_str prefix = rc_catalogue_service_prefix(catalogue, walk->service);
    if (matches(walk->service_pattern, prefix)) {
      rc_catalogue_range actions = rc_catalogue_service_actions(catalogue, walk->service);
      uint32_t names_at = rc_catalogue_service_names(catalogue, walk->service);
      rc_catalogue_part names = catalogue->parts[RC_PART_NAMES];
      walk->action = actions.first;
      walk->end = actions.end;
      walk->at = names.at + (names_at < names.size ? names_at : names.size);
      return true;
    }
  }
  walk->service--; /* stays behind the last one however often the walk is asked */
  return false;
}

uint32_t rc_catalogue_walk_next(rc_catalogue_walk *walk) {
  for (;;) {
    if (walk->action == walk->end && !enter_service(walk)) {
      return RC_CATALOGUE_NONE;
    }
    while (walk->action < walk->end) {
      char buffer[RC_CATALOGUE_LONGEST_NAME];
      rc_catalogue_text text =
          rc_catalogue_text_behind(walk->catalogue, RC_PART_NAMES, walk->at);
      walk->at = text.end;
      walk->action++;
      if (matches(walk->name_pattern, rc_catalogue_text_spell(text, buffer, sizeof buffer))) {
        return walk->action - 1;
      }
    }
  }
}

/* ---- Names that are alike ------------------------------------------------------------------- */

/* The best found so far, in order. */
typedef struct ranking {
  uint32_t *ids;
  size_t len, cap;
  size_t distances[RC_CATALOGUE_MOST_SIMILAR];
} ranking;

static void rank(ranking *best, uint32_t id, size_t distance) {
  size_t at = best->len;
  while (at > 0 && best->distances[at - 1] > distance) {
    at--;
  }
  if (at == best->cap) {
    return;
  }
  best->len += best->len < best->cap ? 1 : 0;
  for (size_t i = best->len - 1; i > at; i--) {
    best->ids[i] = best->ids[i - 1];
    best->distances[i] = best->distances[i - 1];
  }
  best->ids[at] = id;
  best->distances[at] = distance;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* Rows of the table behind distance_of: what stands in a row follows from the two before it. */
typedef struct distance_rows {
  size_t cells[3][RC_CATALOGUE_LONGEST_NAME + 1];
} distance_rows;

/* Fills row `i`, at least 1, and returns the smallest number in it. */
static size_t fill_row(distance_rows *rows, rc_str a, rc_str b, size_t i) {
  size_t *row = rows->cells[i % 3];
  const size_t *above = rows->cells[(i + 2) % 3], *second_above = rows->cells[(i + 1) % 3];
  unsigned char here = rc_catalogue_lower(a.ptr[i - 1]);
  size_t least = row[0] = i;
  for (size_t j = 1; j <= b.len; j++) {
    unsigned char there = rc_catalogue_lower(b.ptr[j - 1]);
    row[j] = smaller(smaller(above[j], row[j - 1]) + 1, above[j - 1] + (here == there ? 0 : 1));
    if (i > 1 && j > 1 && here == rc_catalogue_lower(b.ptr[j - 2]) &&
        there == rc_catalogue_lower(a.ptr[i - 2])) {
      row[j] = smaller(row[j], second_above[j - 2] + 1);
    }
    least = smaller(least, row[j]);
  }
  return least;
}

/* Steps that make `a` of `b`: a byte put in, left out or replaced, two neighbours exchanged; more
 * than `most` are not counted. `b` fits RC_CATALOGUE_LONGEST_NAME. */
static size_t distance_of(rc_str a, rc_str b, size_t most) {
  distance_rows rows;
  size_t least = 0;
  for (size_t j = 0; j <= b.len; j++) {
    rows.cells[0][j] = j;
  }
  for (size_t i = 1; i <= a.len; i++) {
    size_t least_above = least;
    least = fill_row(&rows, a, b, i);
    if (least > most && least_above > most) {
      return most + 1;
    }
  }
  return rows.cells[a.len % 3][b.len];
}

/* A quarter of the name may be wrong, and at least one byte. */
static void consider(ranking *best, uint32_t id, rc_str name, rc_str candidate) {
  size_t longest = name.len / 4 + 1;
  size_t more = name.len > candidate.len ? name.len - candidate.len : candidate.len - name.len;
  if (more > longest) {
    return;
  }
  size_t distance = distance_of(name, candidate, longest);
  if (distance <= longest) {
    rank(best, id, distance);
  }
}

static ranking ranking_of(uint32_t *out, size_t n_out) {
  return (ranking){.ids = out, .cap = smaller(n_out, RC_CATALOGUE_MOST_SIMILAR)};
}

size_t rc_catalogue_similar_actions(const rc_catalogue *catalogue, uint32_t service, rc_str name,
                                    uint32_t *out, size_t n_out) {
  ranking best = ranking_of(out, n_out);
  if (service >= catalogue->n_services || name.len > RC_CATALOGUE_LONGEST_NAME) {
    return 0;
  }
  rc_catalogue_range actions = rc_catalogue_service_actions(catalogue, service);
  rc_catalogue_text text = rc_catalogue_name_of(catalogue, actions.first);
  for (uint32_t id = actions.first; id < actions.end; id++) {
    char buffer[RC_CATALOGUE_LONGEST_NAME];
    consider(&best, id, name, rc_catalogue_text_spell(text, buffer, sizeof buffer));
    text = rc_catalogue_text_behind(catalogue, RC_PART_NAMES, text.end);
  }
  return best.len;
}

size_t rc_catalogue_similar_services(const rc_catalogue *catalogue, rc_str prefix, uint32_t *out,
                                     size_t n_out) {
  ranking best = ranking_of(out, n_out);
  if (prefix.len > RC_CATALOGUE_LONGEST_NAME) {
    return 0;
  }
  for (uint32_t id = 0; id < catalogue->n_services; id++) {
    rc_str candidate = rc_catalogue_service_prefix(catalogue, id);
    if (candidate.len <= RC_CATALOGUE_LONGEST_NAME) {
      consider(&best, id, prefix, candidate);
    }
  }
  return best.len;
}
