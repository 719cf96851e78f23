#include "redact/automaton.h"

#include <stdbool.h>

static unsigned way_at(const uint8_t *bytes) {
  return (unsigned)bytes[0] | (unsigned)bytes[1] << 8;
}

static uint8_t byte_at(const char *at, const char *end) {
  return at < end ? (uint8_t)*at : 0;
}

/* The way of `byte`; the row ends behind the ranges. */
static unsigned way_of_state(const uint8_t *row, uint8_t byte) {
  const uint8_t *range = row + 4, *last = range + 4 * row[0];
  while (range < last && range[1] < byte) range += 4;
  return way_at(range < last && range[0] <= byte ? range + 2 : row + 2);
}

static unsigned way_of_chain(const uint8_t *row, rc_automaton_walk *walk, const char *end) {
  unsigned left = row[1];
  for (const uint8_t *wanted = row + 6; byte_at(walk->at, end) == *wanted; wanted++) {
    if (--left == 0) return way_at(row + 4);
    walk->at++;
  }
  return way_at(row + 2);
}

rc_automaton_walk rc_automaton_run(const uint8_t *rows, const char *at, const char *end) {
  rc_automaton_walk walk = {.at = at, .mark = at};
  const uint8_t *row = rows;
  while (true) {
    bool is_chain = row[0] == RC_AUTOMATON_CHAIN;
    unsigned way = is_chain ? way_of_chain(row, &walk, end)
                            : way_of_state(row, byte_at(walk.at, end));
    if (way >= RC_AUTOMATON_ROWS) {
      row = rows + (way - RC_AUTOMATON_ROWS);
    } else if (way == 0) {
      row += is_chain ? 6 + row[1] : 4 + 4 * row[0];
    } else {
      walk.exit = way;
      return walk;
    }
    walk.at++;
    if (row[0] != RC_AUTOMATON_CHAIN && row[1] != 0) {
      walk.mark = walk.at;
      walk.accept = row[1] - 1u;
    }
  }
}
