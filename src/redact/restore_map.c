/*
 * The map of a redaction as JSON, and back.
 *
 *   {"version": 1,
 *    "entries": [{"placeholder": "n1n", "original": "acme", "family": "name",
 *                 "detector": "...", "count": 3, "before": "a0", "after": "A"}],
 *    "known": ["user2@example.com"],
 *    "paths": [{"path": "acme/task.json", "redacted": "n1n/task.json"}]}
 *
 * `before` and `after` are the sorts of bytes that touch the placeholder where the redaction put
 * it: a lower case, A upper case, 0 a digit, . a joint of a longer name. `known` stood in the input
 * already and looks like a placeholder or nearly like one. What is not UTF-8 stands in a member
 * with Base64 behind its name.
 */
#include "base/utf8.h"
#include "redact/encode.h"
#include "redact/restore_parts.h"
#include "syntax/json.h"

static const char beside_letters[RC_N_BESIDE] = {'a', 'A', '0', '.'};

static const rc_str family_names[RC_N_FAMILIES] = {
#define FAMILY_NAME(id, name) RC_STR_INIT(name),
    RC_FAMILIES(FAMILY_NAME)
#undef FAMILY_NAME
};

/* ---- what stands beside placeholders ------------------------------------------------------- */

/* The places of a file's placeholders in its new bytes. */
static void see_edits(const rc_redacted_file *file, rc_restore_item *items) {
  uint64_t grown = 0; /* modulo 2^64: what has been added so far, less what was taken away */
  for (uint32_t i = 0; i < file->edits.len; i++) {
    const rc_edit *edit = &file->edits.items[i];
    rc_restore_item *item = &items[file->entries[i]];
    size_t start = (size_t)(edit->start + grown);
    item->before |= rc_beside_before(item->kind, file->new_bytes, start);
    item->after |= rc_beside_after(item->kind, file->new_bytes, start + edit->text.len);
    grown += edit->text.len - (edit->end - edit->start);
  }
}

/* Paths have no edits: whatever looks like one of ours is one. */
static void see_path(const rc_finder *finder, rc_str path, rc_restore_item *items) {
  rc_search search = {.finder = finder, .text = path};
  rc_finding_place place;
  while (rc_search_next_apart(&search, NULL, NULL, &place)) {
    rc_restore_item *item = &items[place.number];
    item->before |= rc_beside_before(item->kind, path, place.start);
    item->after |= rc_beside_after(item->kind, path, place.end);
  }
}

static rc_status see_neighbours(rc_arena *arena, const rc_redaction *redaction,
                                rc_restore_item *items) {
  rc_finder *finder = rc_finder_new(arena);
  if (finder == NULL) {
    return rc_arena_status(arena);
  }
  for (uint32_t i = 0; i < redaction->entries.len; i++) {
    RC_TRY(rc_finder_add(finder, items[i].placeholder, i, NULL));
  }
  RC_TRY(rc_finder_build(finder));
  for (RC_EACH(const rc_redacted_file, file, redaction->files)) {
    see_edits(file, items);
    if (!rc_str_equal(file->path, file->new_path)) {
      see_path(finder, file->new_path, items);
    }
  }
  return RC_OK;
}

static rc_status items_of(rc_arena *arena, const rc_redaction *redaction, rc_restore_item **out) {
  *out = RC_NEW_ARRAY(arena, rc_restore_item, redaction->entries.len + 1);
  if (*out == NULL) {
    return rc_arena_status(arena);
  }
  for (uint32_t i = 0; i < redaction->entries.len; i++) {
    const rc_redaction_entry *entry = &redaction->entries.items[i];
    (*out)[i] = (rc_restore_item){
        .placeholder = entry->placeholder,
        .original = entry->original,
        .family = family_names[entry->family],
        .kind = entry->family,
    };
  }
  return see_neighbours(arena, redaction, *out);
}

rc_status rc_restore_map_of(rc_arena *arena, const rc_redaction *redaction,
                            rc_restore_map **out) {
  rc_restore_item *items = NULL;
  rc_restore_map *map = rc_restore_map_new(arena);
  RC_TRY(items_of(arena, redaction, &items));
  for (uint32_t i = 0; i < redaction->entries.len; i++) {
    bool is_double = false;
    RC_TRY(rc_restore_map_add(map, &items[i], &is_double));
    RC_ASSERT(!is_double);
  }
  RC_TRY(rc_restore_map_finish(map));
  for (RC_EACH(const rc_redacted_file, file, redaction->files)) {
    rc_restored restored;
    RC_TRY(rc_restore(arena, map, file->new_bytes, &restored));
    for (uint32_t i = 0; i < restored.len; i++) {
      const rc_restore_note *note = &restored.items[i];
      if (note->kind != RC_RESTORED && note->kind != RC_MISSING) {
        RC_TRY(rc_restore_map_add_known(
            map, rc_str_slice(file->new_bytes, note->start, note->end)));
      }
    }
  }
  *out = map;
  return rc_arena_status(arena);
}

/* ---- writing ------------------------------------------------------------------------------- */

static void put_text(rc_buf *out, const char *name, rc_str text) {
  bool is_text = rc_utf8_find_invalid(text) == RC_NOT_FOUND;
  rc_buf_put_byte(out, '"');
  rc_buf_put_c(out, name);
  rc_buf_put_c(out, is_text ? "\": " : "Base64\": \"");
  if (is_text) {
    rc_buf_put_json(out, text);
  } else {
    rc_buf_put_base64(out, text);
    rc_buf_put_byte(out, '"');
  }
}

static void put_beside(rc_buf *out, const char *name, uint8_t beside) {
  if (beside == 0) {
    return;
  }
  rc_buf_put_c(out, name);
  for (unsigned i = 0; i < RC_N_BESIDE; i++) {
    if (((unsigned)beside >> i & 1u) != 0) {
      rc_buf_put_byte(out, beside_letters[i]);
    }
  }
  rc_buf_put_byte(out, '"');
}

static void put_entry(rc_buf *out, const rc_redaction_entry *entry, const rc_restore_item *item) {
  rc_buf_put_byte(out, '{');
  put_text(out, "placeholder", entry->placeholder);
  rc_buf_put_c(out, ", ");
  put_text(out, "original", entry->original);
  rc_buf_put_c(out, ", \"family\": ");
  rc_buf_put_json(out, item->family);
  rc_buf_put_c(out, ", \"detector\": ");
  rc_buf_put_json(out, rc_str_from_c(rc_detector_info(entry->detector)->name));
  rc_buf_put_c(out, ", \"count\": ");
  rc_buf_put_u64(out, entry->count);
  put_beside(out, ", \"before\": \"", item->before);
  put_beside(out, ", \"after\": \"", item->after);
  rc_buf_put_byte(out, '}');
}

static void put_known(rc_buf *out, const rc_restore_map *map) {
  rc_buf_put_c(out, "\n ],\n \"known\": [");
  for (uint32_t i = 0; i < map->known_texts.len; i++) {
    rc_buf_put_c(out, i == 0 ? "" : ", ");
    rc_buf_put_json(out, map->known_texts.items[i]);
  }
}

rc_str rc_redaction_map(rc_arena *arena, const rc_redaction *redaction) {
  rc_restore_map *map = NULL;
  rc_buf out;
  if (rc_restore_map_of(arena, redaction, &map) != RC_OK) {
    return RC_STR_NONE;
  }
  rc_buf_init(&out, arena);
  rc_buf_put_c(&out, "{\"version\": 1,\n \"entries\": [");
  for (uint32_t i = 0; i < redaction->entries.len; i++) {
    rc_buf_put_c(&out, i == 0 ? "\n  " : ",\n  ");
    put_entry(&out, &redaction->entries.items[i], &map->items.items[i]);
  }
  put_known(&out, map);
  rc_buf_put_c(&out, "],\n \"paths\": [");
  for (uint32_t i = 0; i < redaction->files.len; i++) {
    const rc_redacted_file *file = &redaction->files.items[i];
    rc_buf_put_c(&out, i == 0 ? "\n  {" : ",\n  {");
    put_text(&out, "path", file->path);
    rc_buf_put_c(&out, ", ");
    put_text(&out, "redacted", file->new_path);
    rc_buf_put_byte(&out, '}');
  }
  rc_buf_put_c(&out, "\n ]}\n");
  return rc_buf_status(&out) == RC_OK ? rc_buf_str(&out) : RC_STR_NONE;
}

/* ---- reading ------------------------------------------------------------------------------- */

typedef struct reader {
  rc_arena *arena;
  const rc_source *source;
  rc_restore_map *map;
  rc_str complaint; /* empty: all is well so far */
} reader;

/* Only the first complaint is kept. It holds places, never a value. */
static void complain(reader *r, uint32_t offset, const char *what) {
  rc_position at = rc_source_position(r->source, offset);
  if (r->complaint.len == 0) {
    r->complaint = RC_FILL(r->arena, "line {}, column {}: {}", rc_str_from_u64(r->arena, at.line),
                           rc_str_from_u64(r->arena, at.column), rc_str_from_c(what));
  }
}

static void complain_of(reader *r, rc_value value, const char *what) {
  complain(r, rc_value_span(value).start, what);
}

/* The text of a member, whichever way it is written; false, and nothing said, without one. */
static bool read_text(reader *r, rc_value object, const char *name, rc_str *out) {
  rc_value plain = rc_value_get(object, rc_str_from_c(name));
  rc_value coded =
      rc_value_get(object, RC_FILL(r->arena, "{}Base64", rc_str_from_c(name)));
  if (rc_value_kind(plain) == RC_STRING && rc_value_is_none(coded)) {
    *out = rc_value_string(r->arena, plain);
    return true;
  }
  return rc_value_kind(coded) == RC_STRING && rc_value_is_none(plain) &&
         rc_base64_read(r->arena, rc_value_string(r->arena, coded), out);
}

static uint8_t read_beside(reader *r, rc_value entry, const char *name) {
  rc_str letters = rc_value_string(r->arena, rc_value_get(entry, rc_str_from_c(name)));
  uint8_t beside = 0;
  for (unsigned i = 0; i < RC_N_BESIDE; i++) {
    if (rc_str_find_byte(letters, beside_letters[i], 0) != RC_NOT_FOUND) {
      beside |= (uint8_t)(1u << i);
    }
  }
  return beside;
}

static uint8_t family_of(rc_str name) {
  uint8_t i = 0;
  while (i < RC_N_FAMILIES && !rc_str_equal(family_names[i], name)) {
    i++;
  }
  return i;
}

static rc_status read_entry(reader *r, rc_value entry) {
  rc_restore_item item = {0};
  bool is_double = false;
  if (!read_text(r, entry, "placeholder", &item.placeholder) || item.placeholder.len == 0 ||
      !read_text(r, entry, "original", &item.original)) {
    complain_of(r, entry, "an entry needs a placeholder and its original");
    return rc_arena_status(r->arena);
  }
  item.family = rc_value_string(r->arena, rc_value_get(entry, RC_STR("family")));
  item.kind = family_of(item.family);
  item.before = read_beside(r, entry, "before");
  item.after = read_beside(r, entry, "after");
  RC_TRY(rc_restore_map_add(r->map, &item, &is_double));
  if (is_double) {
    complain_of(r, entry, "this placeholder stands for another original already");
  }
  return RC_OK;
}

static rc_status read_top(reader *r, rc_value top) {
  rc_value version = rc_value_get(top, RC_STR("version"));
  rc_value entries = rc_value_get(top, RC_STR("entries"));
  if (rc_value_kind(top) != RC_OBJECT || rc_value_kind(entries) != RC_ARRAY) {
    complain(r, 0, "this is not the map of a redaction");
    return RC_OK;
  }
  if (!rc_str_equal(rc_value_string(r->arena, version), RC_STR("1"))) {
    complain_of(r, rc_value_is_none(version) ? top : version,
                "only maps of version 1 can be read");
    return RC_OK;
  }
  for (RC_CHILDREN(entry, entries)) {
    RC_TRY(read_entry(r, entry));
  }
  for (RC_CHILDREN(text, rc_value_get(top, RC_STR("known")))) {
    RC_TRY(rc_restore_map_add_known(r->map, rc_value_string(r->arena, text)));
  }
  return rc_restore_map_finish(r->map);
}

rc_status rc_restore_map_read(rc_arena *arena, rc_str json, rc_restore_map **out,
                              rc_str *complaint) {
  rc_source *source = RC_NEW(arena, rc_source);
  rc_tree *tree = NULL;
  *out = NULL;
  *complaint = RC_STR_NONE;
  if (source == NULL) {
    return rc_arena_status(arena);
  }
  *source = (rc_source){.path = RC_STR("map"), .bytes = json};
  RC_TRY(rc_source_index_lines(arena, source));
  RC_TRY(rc_json_parse(arena, source, &tree));
  reader r = {.arena = arena, .source = source, .map = rc_restore_map_new(arena)};
  if (r.map == NULL) {
    return rc_arena_status(arena);
  }
  if (tree->has_errors) {
    const rc_syntax_note *note = tree->notes;
    while (note->severity != RC_NOTE_ERROR) {
      note++;
    }
    complain(&r, note->span.start, "this is not JSON, and so not the map of a redaction");
  } else {
    RC_TRY(read_top(&r, rc_value_first(rc_tree_root(tree))));
  }
  *complaint = r.complaint;
  *out = r.complaint.len == 0 ? r.map : NULL;
  return rc_arena_status(arena);
}
