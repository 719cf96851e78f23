#include "redact/outgoing.h"

#include "base/map.h"
#include "redact/finder.h"
#include "redact/outgoing_forms.h"

struct rc_outgoing {
  rc_str bytes; /* a copy: what was checked is what is sent */
};

/* One form of one original. */
typedef struct form {
  uint32_t entry;
  const char *encoding;
} form;

typedef struct forms {
  rc_arena *arena;
  rc_finder *finder;
  struct { RC_VEC_FIELDS(form) } items;
  uint32_t entry; /* whose forms are being told */
} forms;

enum { SHORTEST_FORM = 8 }; /* a shorter one stands in any text by chance */

/* ---- what is looked for -------------------------------------------------------------------- */

/* Words of names are the rescan's: as bytes they stand in the vocabulary of AWS too. */
static bool is_looked_for(const rc_redaction_entry *entry) {
  if (entry->original.len < SHORTEST_FORM) {
    return false;
  }
  if ((entry->flags & RC_LEAF_SECRET) != 0) {
    return (entry->flags & RC_LEAF_WEAK) == 0;
  }
  switch ((rc_family)entry->family) {
    case RC_FAMILY_ACCOUNT:
    case RC_FAMILY_KEY_ID:
    case RC_FAMILY_UNIQUE_ID:
    case RC_FAMILY_EMAIL:
    case RC_FAMILY_IP: return true;
    default: return false;
  }
}

static rc_status take_form(void *context, rc_str written, const char *encoding) {
  forms *all = context;
  if (written.len < SHORTEST_FORM) {
    return RC_OK;
  }
  uint32_t number = all->items.len;
  uint32_t known = number;
  RC_TRY(rc_finder_add(all->finder, written, number, &known));
  if (known == number) {
    form *added = RC_VEC_ADD(all->arena, &all->items);
    if (added == NULL) {
      return rc_arena_status(all->arena);
    }
    *added = (form){all->entry, encoding};
  }
  return RC_OK;
}

static rc_status gather_forms(rc_arena *arena, const rc_redaction *redaction, forms *out) {
  *out = (forms){.arena = arena, .finder = rc_finder_new(arena)};
  RC_TRY(rc_arena_status(arena));
  for (uint32_t i = 0; i < redaction->entries.len; i++) {
    out->entry = i;
    if (is_looked_for(&redaction->entries.items[i])) {
      RC_TRY(rc_forms_of(arena, redaction->entries.items[i].original, take_form, out));
    }
  }
  return rc_finder_build(out->finder);
}

/* ---- looking ------------------------------------------------------------------------------- */

static rc_status add_leak(rc_arena *arena, rc_leaks *leaks, rc_leak leak) {
  rc_leak *added = RC_VEC_ADD(arena, leaks);
  if (added != NULL) {
    *added = leak;
  }
  return rc_arena_status(arena);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* An identity is no longer one as a part of something longer: twelve digits of thirty. */
static bool stands_apart(rc_str text, const rc_finding_place *place) {
  return (place->start == 0 || !is_word(text.ptr[place->start - 1])) &&
         (place->end == text.len || !is_word(text.ptr[place->end]));
}

static rc_status search_forms(rc_arena *arena, const rc_redaction *redaction, rc_str bytes,
                              rc_leaks *leaks) {
  forms all;
  rc_finding_place place;
  RC_TRY(gather_forms(arena, redaction, &all));
  rc_search search = {.finder = all.finder, .text = bytes};
  while (rc_search_next(&search, &place)) {
    const form *found = &all.items.items[place.number];
    const rc_redaction_entry *entry = &redaction->entries.items[found->entry];
    bool is_secret = (entry->flags & RC_LEAF_SECRET) != 0;
    if (is_secret || found->encoding != rc_form_plain || stands_apart(bytes, &place)) {
      RC_TRY(add_leak(redaction->arena, leaks,
                      (rc_leak){(uint32_t)place.start, (uint32_t)place.end, found->entry,
                                entry->detector, found->encoding}));
    }
  }
  return RC_OK;
}

/* Names are taken out for where they stand, and what goes out besides the bundle (a report, a
 * question) has names of its own: those count that the redaction replaced elsewhere. */
static bool is_names_of_others(const rc_map *originals, const rc_redaction_entry *entry) {
  bool is_name = entry->family == RC_FAMILY_NAME || entry->family == RC_FAMILY_USER;
  return is_name && rc_map_get(originals, entry->original) == RC_MAP_NONE;
}

static rc_status gather_originals(rc_arena *arena, const rc_redaction *redaction, rc_map *out) {
  for (RC_EACH(const rc_redaction_entry, entry, redaction->entries)) {
    RC_TRY(rc_map_add(arena, out, entry->original, 0, NULL));
  }
  return RC_OK;
}

/* As if it were input: there must be nothing left to take out. */
static rc_status scan_again(rc_arena *arena, const rc_redaction *redaction, rc_str bytes,
                            rc_leaks *leaks) {
  rc_redaction again = {.arena = arena, .options = redaction->options};
  rc_map originals = {0};
  RC_TRY(gather_originals(arena, redaction, &originals));
  RC_TRY(rc_redaction_add(&again, RC_STR("-"), bytes));
  RC_TRY(rc_redact(&again));
  for (RC_EACH(const rc_redacted_file, file, again.files)) {
    for (uint32_t i = 0; i < file->edits.len; i++) {
      const rc_edit *edit = &file->edits.items[i];
      const rc_redaction_entry *entry = &again.entries.items[file->entries[i]];
      if (is_names_of_others(&originals, entry)) {
        continue;
      }
      RC_TRY(add_leak(redaction->arena, leaks,
                      (rc_leak){edit->start, edit->end, UINT32_MAX, entry->detector,
                                rc_form_plain}));
    }
  }
  return RC_OK;
}

/* A failure inside the scratch arena is the redaction's: it knows which limit. */
static rc_status look(rc_redaction *redaction, rc_str bytes, rc_leaks *leaks) {
  rc_arena scratch;
  rc_arena_init(&scratch, &redaction->arena->allocator);
  rc_status status = search_forms(&scratch, redaction, bytes, leaks);
  if (status == RC_OK) {
    status = scan_again(&scratch, redaction, bytes, leaks);
  }
  if (status == RC_LIMIT && rc_arena_status(&scratch) == RC_LIMIT) {
    (void)rc_arena_hit(redaction->arena, scratch.limit);
  }
  rc_arena_free(&scratch);
  return status;
}

rc_status rc_outgoing_check(rc_redaction *redaction, rc_str bytes, rc_outgoing **out,
                            rc_leaks *leaks) {
  rc_arena *arena = redaction->arena;
  *out = NULL;
  *leaks = (rc_leaks){0};
  if (bytes.len > RC_LIMIT_FILE_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_FILE_BYTES);
  }
  RC_TRY(look(redaction, bytes, leaks));
  if (leaks->len > 0) {
    return RC_OK;
  }
  rc_outgoing *made = RC_NEW(arena, rc_outgoing);
  if (made == NULL) {
    return rc_arena_status(arena);
  }
  made->bytes = rc_str_copy(arena, bytes);
  RC_TRY(rc_arena_status(arena));
  *out = made;
  return RC_OK;
}

rc_str rc_outgoing_bytes(const rc_outgoing *outgoing) { return outgoing->bytes; }
