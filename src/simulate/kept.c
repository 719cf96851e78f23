/*
 * Policies kept between the lines of a batch.
 *
 * Most lines are `{"request": {...}, the policies}`, and many have the same policies behind
 * different requests. What follows the request is looked up by its bytes; only when it is new is it
 * parsed and compiled. The memory for it is bounded, and what is kept depends on the lines alone.
 * Whatever is out of the ordinary (another order of members, notes of the parser, faults) is left
 * to rc_question_read, so that it is told in one way only.
 */
#include "simulate/question_parts.h"

#include <string.h>

enum {
  SETS = 1024,
  WAYS = 4, /* texts that can share a set */
  FIRST_BLOCK = 6000, /* besides the text */
  LONGEST_TEXT = 64 * 1024,
  MOST_BYTES = 64 * 1024 * 1024 /* a few thousand principals; then all is forgotten at once */
};

typedef struct entry {
  rc_arena arena; /* all is in it, this struct too */
  rc_str text;    /* what the line says behind the request */
  rc_policy_kind resource_kind;
  rc_question question; /* its policies, and whether the context is complete */
  uint32_t n_nodes;
} entry;

/* Texts that share a set; the hashes are here, so that none of the others is looked at. */
typedef struct entry_set {
  entry *ways[WAYS]; /* NULL: nothing is kept here */
  uint64_t hashes[WAYS];
  uint32_t next; /* the way to use next */
} entry_set;

struct rc_kept_table {
  entry_set sets[SETS];
  rc_service_memo memo;
};

void rc_kept_init(rc_kept *kept, const rc_allocator *allocator) {
  *kept = (rc_kept){.allocator = *allocator};
}

static void forget(rc_kept *kept, entry **place) {
  if (*place != NULL) {
    rc_arena arena = (*place)->arena;
    *place = NULL;
    kept->bytes -= arena.used;
    rc_arena_free(&arena);
  }
}

static void forget_all(rc_kept *kept) {
  for (uint32_t i = 0; i < SETS; i++) {
    for (uint32_t way = 0; way < WAYS; way++) {
      forget(kept, &kept->table->sets[i].ways[way]);
    }
  }
}

void rc_kept_free(rc_kept *kept) {
  if (kept->table != NULL) {
    forget_all(kept);
    kept->allocator.release(kept->allocator.context, kept->table, sizeof *kept->table);
    kept->table = NULL;
  }
}

static bool has_table(rc_kept *kept) {
  if (kept->table == NULL) {
    kept->table = kept->allocator.allocate(kept->allocator.context, sizeof *kept->table);
    kept->no_memory = kept->table == NULL;
    if (kept->table != NULL) {
      memset(kept->table, 0, sizeof *kept->table);
    }
  }
  return kept->table != NULL;
}

/* ---- the two parts of a line ---- */

static size_t skip_blanks(rc_str line, size_t at) {
  while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t')) {
    at++;
  }
  return at;
}

/* Offset behind `token` and the blanks before it, or RC_NOT_FOUND. */
static size_t skip(rc_str line, size_t at, rc_str token) {
  if (at == RC_NOT_FOUND) {
    return RC_NOT_FOUND;
  }
  at = skip_blanks(line, at);
  return rc_str_starts_with(rc_str_from(line, at), token) ? at + token.len : RC_NOT_FOUND;
}

/* Offset behind the string that begins at `at`, or RC_NOT_FOUND. */
static size_t string_end(rc_str line, size_t at) {
  for (;;) {
    at = rc_str_find_byte(line, '"', at + 1);
    size_t escapes = at == RC_NOT_FOUND ? 0 : at;
    while (escapes > 0 && line.ptr[escapes - 1] == '\\') {
      escapes--;
    }
    if (at == RC_NOT_FOUND || (at - escapes) % 2 == 0) {
      return at == RC_NOT_FOUND ? at : at + 1;
    }
  }
}

/* Offset behind the object that begins at `at`, if it is well formed; RC_NOT_FOUND if it does not
 * end. */
static size_t object_end(rc_str line, size_t at) {
  uint32_t depth = 0;
  while (at < line.len) {
    char c = line.ptr[at];
    if (c == '"') {
      at = string_end(line, at);
      continue;
    }
    at++;
    depth += c == '{' || c == '[';
    depth -= c == '}' || c == ']';
    if (depth == 0) {
      return at;
    }
  }
  return RC_NOT_FOUND;
}

/* Where the request of a usual line ends, before a comma; else RC_NOT_FOUND. */
static size_t request_end(rc_str line) {
  size_t at = skip(line, skip(line, skip(line, 0, RC_STR("{")), RC_STR("\"request\"")),
                   RC_STR(":"));
  at = at == RC_NOT_FOUND ? at : skip_blanks(line, at);
  if (at == RC_NOT_FOUND || at >= line.len || line.ptr[at] != '{') {
    return RC_NOT_FOUND;
  }
  at = object_end(line, at);
  at = at == RC_NOT_FOUND ? at : skip_blanks(line, at);
  return at < line.len && line.ptr[at] == ',' ? at : RC_NOT_FOUND;
}

static bool is_ascii(rc_str text) {
  uint64_t all = 0;
  size_t at = 0;
  for (uint64_t word; text.len - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text.ptr + at, sizeof word);
    all |= word;
  }
  for (; at < text.len; at++) {
    all |= (unsigned char)text.ptr[at];
  }
  return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* Nothing in it has to be decoded, and none of its strings can hold a templating mark. */
static bool is_literal(rc_str text) {
  return rc_str_find_byte(text, '\\', 0) == RC_NOT_FOUND &&
         rc_str_find_byte(text, '$', 0) == RC_NOT_FOUND &&
         rc_str_find_byte(text, '<', 0) == RC_NOT_FOUND &&
         !rc_str_contains(text, RC_STR("{{")) && is_ascii(text);
}

/* Parses a part of a line that was made an object by itself. None if there is anything to say. */
static rc_value parse_part(rc_asked *asked, rc_str text) {
  rc_value object = RC_VALUE_NONE;
  asked->literal = is_literal(text);
  if (rc_asked_parse(asked, text, &object) != RC_OK || rc_value_is_none(object) ||
      object.tree->n_notes > 0) {
    return RC_VALUE_NONE;
  }
  return object;
}

/* The line up to its request, closed behind it. */
static rc_str first_part(rc_arena *arena, rc_str line, size_t end) {
  char *copy = rc_arena_bytes(arena, end + 1);
  if (copy == NULL) {
    return RC_STR_NONE;
  }
  memcpy(copy, line.ptr, end);
  copy[end] = '}';
  return (rc_str){copy, end + 1};
}

/* The rest, with the comma made a bracket: offsets stay what they are. */
static rc_str second_part(rc_arena *arena, rc_str text) {
  rc_str copy = rc_str_copy(arena, text);
  if (copy.len > 0) {
    ((char *)(uintptr_t)copy.ptr)[0] = '{';
  }
  return copy;
}

/* ---- what is kept ---- */

/* Four chains, so that multiplying one need not wait for another. */
static uint64_t hash_of(rc_str text) {
  const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15);
  uint64_t chains[4] = {text.len, 1, 2, 3};
  size_t at = 0;
  for (; text.len - at >= sizeof chains; at += sizeof chains) {
    uint64_t words[4];
    memcpy(words, text.ptr + at, sizeof words);
    for (int i = 0; i < 4; i++) {
      chains[i] = (chains[i] ^ words[i]) * factor;
      chains[i] ^= chains[i] >> 32;
    }
  }
  for (; at < text.len; at++) {
    chains[0] = (chains[0] ^ (unsigned char)text.ptr[at]) * factor;
  }
  uint64_t hash = chains[0];
  for (int i = 1; i < 4; i++) {
    hash = (hash ^ hash >> 29 ^ chains[i]) * factor;
  }
  return hash ^ hash >> 32;
}

/* The text of an entry begins with a bracket where the line has its comma. */
static bool is_same(const entry *e, rc_str text, rc_policy_kind kind) {
  return e->resource_kind == kind && e->text.len == text.len &&
         memcmp(e->text.ptr + 1, text.ptr + 1, text.len - 1) == 0;
}

/* The tree is the line's: what is compiled keeps no more than spans of it. */
static bool compile(entry *e, rc_arena *arena, rc_arena *scratch, const rc_catalogue *catalogue) {
  rc_question_reader r = {
      .asked = {.arena = arena}, .arena = arena, .catalogue = catalogue, .out = &e->question};
  rc_value object = parse_part(&(rc_asked){.arena = scratch}, e->text);
  if (rc_value_is_none(object) ||
      !rc_value_is_none(rc_value_get(object, RC_STR("request"))) ||
      !rc_question_read_completeness(&r, object) ||
      rc_question_read_policies(&r, object, e->resource_kind) != RC_OK) {
    return false;
  }
  e->n_nodes = object.tree->n_nodes;
  return rc_str_is_empty(r.asked.fault) && rc_arena_status(arena) == RC_OK;
}

/* NULL when the text cannot be kept. */
static entry *make_entry(rc_kept *kept, rc_str text, rc_policy_kind kind, rc_arena *scratch,
                         const rc_catalogue *catalogue) {
  rc_arena arena;
  rc_arena_init(&arena, &kept->allocator);
  arena.first_block = 2 * text.len + FIRST_BLOCK;
  entry *e = RC_NEW(&arena, entry);
  if (e != NULL) {
    e->resource_kind = kind;
    e->text = second_part(&arena, text);
  }
  if (e == NULL || !compile(e, &arena, scratch, catalogue)) {
    kept->no_memory = rc_arena_status(&arena) == RC_NOMEM;
    rc_arena_free(&arena);
    return NULL;
  }
  e->arena = arena;
  return e;
}

static const entry *look_up(rc_kept *kept, rc_str text, rc_policy_kind kind, rc_arena *scratch,
                            const rc_catalogue *catalogue) {
  uint64_t hash = hash_of(text);
  entry_set *set = &kept->table->sets[hash % SETS];
  for (uint32_t i = 0; i < WAYS; i++) {
    if (set->ways[i] != NULL && set->hashes[i] == hash && is_same(set->ways[i], text, kind)) {
      return set->ways[i];
    }
  }
  if (kept->bytes > MOST_BYTES) {
    forget_all(kept);
  }
  entry *made = make_entry(kept, text, kind, scratch, catalogue);
  if (made != NULL) {
    uint32_t way = set->next++ % WAYS;
    forget(kept, &set->ways[way]);
    set->ways[way] = made;
    set->hashes[way] = hash;
    kept->bytes += made->arena.used;
  }
  return made;
}

static void take_policies(const entry *e, size_t at, rc_question *out) {
  const rc_question *from = &e->question;
  out->identity = from->identity;
  out->boundary = from->boundary;
  out->session = from->session;
  out->resource = from->resource;
  out->endpoint = from->endpoint;
  out->scps = from->scps;
  out->rcps = from->rcps;
  out->request.context.complete = from->request.context.complete;
  out->policies_at = (uint32_t)at;
  rc_question_join(out);
}

/* ---- the line ---- */

static bool read_parts(rc_kept *kept, rc_arena *arena, const rc_catalogue *catalogue, rc_str line,
                       rc_question *out) {
  size_t end = request_end(line);
  if (end == RC_NOT_FOUND || line.len - end > LONGEST_TEXT || end > LONGEST_TEXT ||
      !has_table(kept)) {
    return false;
  }
  rc_question_reader r = {.asked = {.arena = arena},
                          .arena = arena,
                          .catalogue = catalogue,
                          .memo = &kept->table->memo,
                          .out = out};
  rc_value object = parse_part(&r.asked, first_part(arena, line, end));
  rc_value request = rc_asked_member(&r.asked, object, RC_STR("request"));
  if (rc_value_kind(request) != RC_OBJECT || !rc_question_read_request(&r, request) ||
      !rc_str_is_empty(r.asked.fault)) {
    return false;
  }
  const entry *e = look_up(kept, rc_str_from(line, end), rc_question_guard(&out->request), arena,
                           catalogue);
  if (e == NULL || object.tree->n_nodes + e->n_nodes > RC_LIMIT_NODES_VALUE) {
    return false;
  }
  take_policies(e, end, out);
  return true;
}

rc_status rc_kept_question_read(rc_kept *kept, rc_arena *arena, const rc_catalogue *catalogue,
                                rc_str line, rc_question *out) {
  *out = (rc_question){.refusal = RC_STR_NONE};
  kept->no_memory = false;
  bool read = read_parts(kept, arena, catalogue, line, out);
  RC_TRY(rc_arena_status(arena));
  if (read || kept->no_memory) {
    return read ? RC_OK : RC_NOMEM;
  }
  return rc_question_read(arena, catalogue, line, out);
}
