#include "redact/finder.h"

#define NO_OUTPUT UINT32_MAX

/* A state: what has been read is the path from the root to it. */
typedef struct state {
  uint32_t first_child, next_sibling; /* 0: none; the root is nobody's child */
  uint32_t fail;                      /* the longest proper suffix that is a state */
  uint32_t shorter; /* the longest proper suffix that is a whole string; 0: none */
  uint32_t number;  /* of the string that ends here, else NO_OUTPUT */
  uint32_t depth;
  uint8_t byte;     /* on the edge to here */
} state;

struct rc_finder {
  rc_arena *arena;
  struct { RC_VEC_FIELDS(state) } states;
  uint32_t *edges; /* hash table of states, found by their parent and byte; 0: empty */
  uint32_t *parents; /* beside it */
  bool is_crowded;   /* some edges found no slot near theirs: their parents' children are asked */
  uint32_t n_slots;
  uint32_t root[256]; /* edges of the root: where almost every byte of a text is looked up */
};

/* ---- the trie ----------------------------------------------------------------------------- */

static uint32_t slot_of(const rc_finder *finder, uint32_t from, uint8_t byte) {
  uint32_t hash = (from * 256u + byte) * 2654435761u;
  return (hash ^ hash >> 15) & (finder->n_slots - 1);
}

/* An edge stands so many slots behind its own at the most; who chooses the strings can make edges
 * meet. A state has no more than 256 children, so that a step is bounded all the same. */
#ifdef RC_ARENA_DEBUG
enum { REACH = 2 }; /* tests crowd every table */
#else
enum { REACH = 64 };
#endif

static uint32_t among_children(const rc_finder *finder, uint32_t from, uint8_t byte) {
  uint32_t child = finder->states.items[from].first_child;
  while (child != 0 && finder->states.items[child].byte != byte) {
    child = finder->states.items[child].next_sibling;
  }
  return child;
}

static uint32_t child_of(const rc_finder *finder, uint32_t from, uint8_t byte) {
  if (from == 0) {
    return finder->root[byte];
  }
  uint32_t at = slot_of(finder, from, byte);
  for (uint32_t i = 0; i < REACH; i++) {
    uint32_t slot = (at + i) & (finder->n_slots - 1);
    uint32_t child = finder->edges[slot];
    if (child == 0) {
      return 0;
    }
    if (finder->parents[slot] == from && finder->states.items[child].byte == byte) {
      return child;
    }
  }
  return finder->is_crowded ? among_children(finder, from, byte) : 0;
}

static void put_edge(rc_finder *finder, uint32_t from, uint32_t child) {
  uint8_t byte = finder->states.items[child].byte;
  if (from == 0) {
    finder->root[byte] = child;
    return;
  }
  uint32_t at = slot_of(finder, from, byte);
  for (uint32_t i = 0; i < REACH; i++) {
    uint32_t slot = (at + i) & (finder->n_slots - 1);
    if (finder->edges[slot] == 0) {
      finder->edges[slot] = child;
      finder->parents[slot] = from;
      return;
    }
  }
  finder->is_crowded = true;
}

/* The table stays at most half full. */
static rc_status make_room(rc_finder *finder) {
  uint32_t old_n = finder->n_slots;
  if (finder->states.len < old_n / 2) {
    return RC_OK;
  }
  uint32_t n_slots = old_n == 0 ? 256 : old_n * 2;
  uint32_t *edges = RC_NEW_ARRAY(finder->arena, uint32_t, n_slots);
  uint32_t *parents = RC_NEW_ARRAY(finder->arena, uint32_t, n_slots);
  if (edges == NULL || parents == NULL || n_slots < old_n) {
    return rc_arena_status(finder->arena) == RC_OK ? rc_arena_hit(finder->arena, RC_LIMIT_MEMORY)
                                                   : rc_arena_status(finder->arena);
  }
  finder->edges = edges;
  finder->parents = parents;
  finder->n_slots = n_slots;
  finder->is_crowded = false;
  const state *states = finder->states.items;
  for (uint32_t from = 1; from < finder->states.len; from++) {
    for (uint32_t c = states[from].first_child; c != 0; c = states[c].next_sibling) {
      put_edge(finder, from, c);
    }
  }
  return RC_OK;
}

static uint32_t add_state(rc_finder *finder, uint32_t from, uint8_t byte) {
  state *added = RC_VEC_ADD(finder->arena, &finder->states);
  if (added == NULL) {
    return 0;
  }
  state *parent = &finder->states.items[from];
  uint32_t number = finder->states.len - 1;
  *added = (state){.byte = byte,
                   .number = NO_OUTPUT,
                   .depth = parent->depth + 1,
                   .next_sibling = parent->first_child};
  parent->first_child = number;
  put_edge(finder, from, number);
  return number;
}

rc_finder *rc_finder_new(rc_arena *arena) {
  rc_finder *finder = RC_NEW(arena, rc_finder);
  if (finder == NULL) {
    return NULL;
  }
  finder->arena = arena;
  state *root = RC_VEC_ADD(arena, &finder->states);
  if (root == NULL) {
    return NULL;
  }
  root->number = NO_OUTPUT;
  return finder;
}

rc_status rc_finder_add(rc_finder *finder, rc_str string, uint32_t number, uint32_t *known) {
  uint32_t at = 0;
  for (size_t i = 0; i < string.len; i++) {
    uint8_t byte = (uint8_t)string.ptr[i];
    RC_TRY(make_room(finder));
    uint32_t next = child_of(finder, at, byte);
    at = next != 0 ? next : add_state(finder, at, byte);
    if (at == 0) {
      return rc_arena_status(finder->arena);
    }
  }
  state *last = &finder->states.items[at];
  if (at != 0 && last->number == NO_OUTPUT) {
    last->number = number;
  }
  if (known != NULL) {
    *known = at == 0 ? number : last->number;
  }
  return RC_OK;
}

/* ---- the automaton ------------------------------------------------------------------------ */

static uint32_t step(const rc_finder *finder, uint32_t at, uint8_t byte) {
  for (;;) {
    uint32_t next = child_of(finder, at, byte);
    if (next != 0 || at == 0) {
      return next;
    }
    at = finder->states.items[at].fail;
  }
}

/* Breadth first: the suffixes of a state are shorter than it. */
rc_status rc_finder_build(rc_finder *finder) {
  uint32_t n = finder->states.len;
  uint32_t *queue = RC_NEW_ARRAY(finder->arena, uint32_t, n);
  if (queue == NULL) {
    return rc_arena_status(finder->arena);
  }
  state *states = finder->states.items;
  uint32_t queued = 1; /* the root stands first: its number is 0 */
  for (uint32_t i = 0; i < queued; i++) {
    uint32_t from = queue[i];
    for (uint32_t c = states[from].first_child; c != 0; c = states[c].next_sibling) {
      uint32_t fail = from == 0 ? 0 : step(finder, states[from].fail, states[c].byte);
      states[c].fail = fail;
      states[c].shorter = states[fail].number != NO_OUTPUT ? fail : states[fail].shorter;
      queue[queued++] = c;
    }
  }
  return rc_arena_status(finder->arena);
}

/* Reads one byte, or as many as lead nowhere; false at the end of the text. */
static bool advance(rc_search *search) {
  const rc_finder *finder = search->finder;
  const char *text = search->text.ptr;
  size_t at = search->at;
  if (search->state == 0) {
    while (at < search->text.len && finder->root[(uint8_t)text[at]] == 0) {
      at++;
    }
  }
  search->at = at;
  if (at >= search->text.len) {
    return false;
  }
  search->state = step(finder, search->state, (uint8_t)text[at]);
  search->at = at + 1;
  const state *reached = &finder->states.items[search->state];
  search->output = reached->number != NO_OUTPUT ? search->state : reached->shorter;
  return true;
}

static rc_finding_place take_output(rc_search *search) {
  const state *found = &search->finder->states.items[search->output];
  search->output = found->shorter;
  return (rc_finding_place){search->at - found->depth, search->at, found->number};
}

bool rc_search_next(rc_search *search, rc_finding_place *out) {
  while (search->output == 0) {
    if (!advance(search)) {
      return false;
    }
  }
  *out = take_output(search);
  return true;
}

/* Nothing that is still being read can begin at or before `start`, and so replace what was found
 * there. */
static bool is_settled(const rc_search *search, size_t start) {
  return search->at - search->finder->states.items[search->state].depth > start;
}

bool rc_search_next_apart(rc_search *search, rc_place_judge *judge, const void *context,
                          rc_finding_place *out) {
  bool found = false;
  search->state = 0;
  while (!(found && is_settled(search, out->start)) && advance(search)) {
    while (search->output != 0) {
      rc_finding_place place = take_output(search);
      bool better = !found || place.start < out->start ||
                    (place.start == out->start && place.end > out->end);
      if (better && (judge == NULL || judge(context, search->text, &place))) {
        *out = place;
        found = true;
      }
    }
  }
  if (found) {
    search->at = out->end;
  }
  return found;
}
