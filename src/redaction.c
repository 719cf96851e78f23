/*
 * Redaction and the way back, behind the public header.
 */
#include <string.h>

#include "base/map.h"
#include "redact/back.h"
#include "redact/outgoing.h"
#include "redact/restore.h"
#include "redact/restore_parts.h"
#include "rolecall.h"

typedef enum stage { STAGE_ADDING, STAGE_DONE, STAGE_FAILED } stage;

enum { ERROR_ROOM = 128 };

struct rolecall_redaction {
  rolecall_allocator allocator;
  rc_arena arena;
  rc_redaction inner;
  rc_map by_path; /* only while files are added */
  uint64_t total_bytes;
  const char **new_paths; /* NUL-terminated */
  rc_leaks leaks;
  rc_restore_map *own_map; /* made when something is first taken back */
  rc_taken taken;          /* the last text that was */
  stage stage;
  char error[ERROR_ROOM];
};

struct rolecall_restorer {
  rolecall_allocator allocator;
  rc_arena arena; /* the map */
  rc_arena work;  /* the last text */
  rc_restore_map *map;
  rc_restored last;
  rc_str complaint; /* about the map */
  char error[ERROR_ROOM];
};

static const char *const family_names[RC_N_FAMILIES] = {
#define FAMILY_NAME(id, name) name,
    RC_FAMILIES(FAMILY_NAME)
#undef FAMILY_NAME
};

/* ---- errors -------------------------------------------------------------------------------- */

/* Appends as much as there is room for. */
static void append(char error[ERROR_ROOM], rc_str text) {
  size_t len = strlen(error);
  size_t n = text.len < ERROR_ROOM - 1 - len ? text.len : ERROR_ROOM - 1 - len;
  if (n > 0) {
    memcpy(error + len, text.ptr, n);
  }
  error[len + n] = '\0';
}

static void set_error(char error[ERROR_ROOM], const char *what) {
  error[0] = '\0';
  append(error, rc_str_from_c(what));
}

static rolecall_status explain(char error[ERROR_ROOM], const rc_arena *arena, rc_status status) {
  if (status == RC_LIMIT) {
    const rc_limit *limit = rc_limit_info(arena->limit);
    char digits[20];
    size_t at = sizeof digits;
    uint64_t value = limit->value;
    do {
      digits[--at] = (char)('0' + value % 10);
      value /= 10;
    } while (value != 0);
    set_error(error, "the limit on ");
    append(error, rc_str_from_c(limit->name));
    append(error, RC_STR(" of "));
    append(error, (rc_str){digits + at, sizeof digits - at});
    append(error, RC_STR(" "));
    append(error, rc_str_from_c(limit->unit));
    append(error, RC_STR(" was reached"));
    return ROLECALL_LIMIT;
  }
  if (status == RC_NOMEM) {
    set_error(error, "memory ran out");
    return ROLECALL_NOMEM;
  }
  return ROLECALL_ARG;
}

static rolecall_status fail(rolecall_redaction *redaction, rc_status status) {
  redaction->stage = STAGE_FAILED;
  return explain(redaction->error, &redaction->arena, status);
}

static rolecall_status misuse(rolecall_redaction *redaction, const char *what) {
  set_error(redaction->error, what);
  return ROLECALL_ARG;
}

/* ---- construction -------------------------------------------------------------------------- */

static rc_allocator inner_allocator(const rolecall_allocator *allocator) {
  return (rc_allocator){.context = allocator->context,
                        .allocate = allocator->allocate,
                        .release = allocator->release};
}

static const rc_str *copy_texts(rc_arena *arena, const char *const *texts, size_t n,
                                uint32_t *n_copied) {
  rc_str *copies = RC_NEW_ARRAY(arena, rc_str, n);
  *n_copied = 0;
  for (size_t i = 0; copies != NULL && i < n; i++) {
    rc_str text = rc_str_from_c(texts[i]);
    if (text.len > 0) {
      copies[(*n_copied)++] = rc_str_copy(arena, text);
    }
  }
  return copies;
}

static void take_options(rolecall_redaction *redaction,
                         const rolecall_redaction_options *options) {
  rc_redact_options *own = &redaction->inner.options;
  if (options->n_words > RC_LIMIT_FILES_VALUE || options->n_keep > RC_LIMIT_FILES_VALUE) {
    (void)rc_arena_hit(&redaction->arena, RC_LIMIT_FILES);
    return;
  }
  own->words = copy_texts(&redaction->arena, options->words, options->n_words, &own->n_words);
  own->keep = copy_texts(&redaction->arena, options->keep, options->n_keep, &own->n_keep);
  own->keep_names = options->keep_names;
}

rolecall_redaction *rolecall_redaction_new(const rolecall_allocator *allocator,
                                           const rolecall_redaction_options *options) {
  rolecall_redaction *redaction =
      allocator == NULL ? NULL : allocator->allocate(allocator->context, sizeof *redaction);
  if (redaction == NULL) {
    return NULL;
  }
  const rc_allocator inner = inner_allocator(allocator);
  memset(redaction, 0, sizeof *redaction);
  redaction->allocator = *allocator;
  rc_arena_init(&redaction->arena, &inner);
  redaction->inner.arena = &redaction->arena;
  if (options != NULL) {
    take_options(redaction, options);
  }
  return redaction;
}

void rolecall_redaction_free(rolecall_redaction *redaction) {
  if (redaction != NULL) {
    rolecall_allocator allocator = redaction->allocator;
    rc_arena_free(&redaction->arena);
    allocator.release(allocator.context, redaction, sizeof *redaction);
  }
}

const char *rolecall_redaction_error(const rolecall_redaction *redaction) {
  return redaction->error;
}

/* A copy that ends in NUL; the slice is without it. */
static rc_str copy_path(rc_arena *arena, rc_str path) {
  char *bytes = rc_arena_bytes(arena, path.len + 1);
  if (bytes == NULL) {
    return RC_STR_NONE;
  }
  if (path.len > 0) {
    memcpy(bytes, path.ptr, path.len);
  }
  bytes[path.len] = '\0';
  return (rc_str){bytes, path.len};
}

static rc_status add_file(rolecall_redaction *redaction, rc_str path, rc_str bytes) {
  rc_arena *arena = &redaction->arena;
  uint32_t number = redaction->inner.files.len;
  rc_str own = copy_path(arena, path);
  RC_TRY(rc_arena_status(arena));
  RC_TRY(rc_map_add(arena, &redaction->by_path, own, number, NULL));
  RC_TRY(rc_redaction_add(&redaction->inner, own, bytes));
  redaction->total_bytes += bytes.len;
  return RC_OK;
}

/* Nothing would be found in UTF-16, and what reads no file with NUL bytes would read what is left
 * of it once they are gone. */
static bool is_text(rc_str bytes) {
  return rc_str_find_byte(bytes, '\0', 0) == RC_NOT_FOUND &&
         !rc_str_starts_with(bytes, RC_STR("\xFF\xFE")) &&
         !rc_str_starts_with(bytes, RC_STR("\xFE\xFF"));
}

rolecall_status rolecall_redaction_add_file(rolecall_redaction *redaction, const char *path,
                                            const void *bytes, size_t size) {
  rc_arena *arena = &redaction->arena;
  if (redaction->stage != STAGE_ADDING) {
    return misuse(redaction, "files can only be added before the redaction runs");
  }
  if (path == NULL || (bytes == NULL && size > 0)) {
    return misuse(redaction, "a file needs a path and its bytes");
  }
  if (size > RC_LIMIT_FILE_BYTES_VALUE) {
    return fail(redaction, rc_arena_hit(arena, RC_LIMIT_FILE_BYTES));
  }
  if (redaction->total_bytes + size > RC_LIMIT_TOTAL_BYTES_VALUE) {
    return fail(redaction, rc_arena_hit(arena, RC_LIMIT_TOTAL_BYTES));
  }
  if (redaction->inner.files.len >= RC_LIMIT_FILES_VALUE) {
    return fail(redaction, rc_arena_hit(arena, RC_LIMIT_FILES));
  }
  rc_str text = {bytes, size};
  if (!is_text(text)) {
    return misuse(redaction, "a file with NUL bytes or in UTF-16 cannot be redacted; turn it into "
                             "UTF-8 first");
  }
  uint32_t known = rc_map_get(&redaction->by_path, rc_str_from_c(path));
  if (known != RC_MAP_NONE) {
    return rc_str_equal(redaction->inner.files.items[known].bytes, text)
               ? ROLECALL_OK
               : misuse(redaction, "one path was given twice with different contents");
  }
  rc_status status = add_file(redaction, rc_str_from_c(path), text);
  return status == RC_OK ? ROLECALL_OK : fail(redaction, status);
}

/* ---- the run ------------------------------------------------------------------------------- */

static rc_status run(rolecall_redaction *redaction) {
  rc_arena *arena = &redaction->arena;
  RC_TRY(rc_arena_status(arena));
  RC_TRY(rc_redact(&redaction->inner));
  redaction->new_paths = RC_NEW_ARRAY(arena, const char *, redaction->inner.files.len);
  for (uint32_t i = 0; redaction->new_paths != NULL && i < redaction->inner.files.len; i++) {
    redaction->new_paths[i] = copy_path(arena, redaction->inner.files.items[i].new_path).ptr;
  }
  return rc_arena_status(arena);
}

rolecall_status rolecall_redaction_run(rolecall_redaction *redaction) {
  if (redaction->stage != STAGE_ADDING) {
    return misuse(redaction, "a redaction runs once");
  }
  rc_status status = run(redaction);
  if (status != RC_OK) {
    return fail(redaction, status);
  }
  redaction->stage = STAGE_DONE;
  return ROLECALL_OK;
}

bool rolecall_redaction_get_file(const rolecall_redaction *redaction, uint32_t index,
                                 rolecall_redacted_file *out) {
  if (redaction->stage != STAGE_DONE || index >= redaction->inner.files.len) {
    return false;
  }
  const rc_redacted_file *file = &redaction->inner.files.items[index];
  *out = (rolecall_redacted_file){
      .old_path = file->path.ptr,
      .path = redaction->new_paths[index],
      .bytes = file->new_bytes.ptr,
      .size = file->new_bytes.len,
      .replaced = file->edits.len,
  };
  return true;
}

bool rolecall_redaction_get_entry(const rolecall_redaction *redaction, uint32_t index,
                                  rolecall_redaction_entry *out) {
  if (redaction->stage != STAGE_DONE || index >= redaction->inner.entries.len) {
    return false;
  }
  const rc_redaction_entry *entry = &redaction->inner.entries.items[index];
  *out = (rolecall_redaction_entry){
      .original = entry->original.ptr,
      .placeholder = entry->placeholder.ptr,
      .original_size = entry->original.len,
      .placeholder_size = entry->placeholder.len,
      .family = family_names[entry->family],
      .detector = rc_detector_info(entry->detector)->name,
      .count = entry->count,
      .is_secret = (entry->flags & RC_LEAF_SECRET) != 0,
  };
  return true;
}

const char *rolecall_redaction_kept_word(rolecall_redaction *redaction, uint32_t index) {
  return redaction->stage == STAGE_DONE && index < redaction->inner.n_kept_words
             ? copy_path(&redaction->arena, redaction->inner.kept_words[index]).ptr
             : NULL;
}

uint64_t rolecall_redacted_offset(const rolecall_redaction *redaction, uint32_t index,
                                  uint64_t offset) {
  if (redaction->stage != STAGE_DONE || index >= redaction->inner.files.len) {
    return 0;
  }
  const rc_redacted_file *file = &redaction->inner.files.items[index];
  uint64_t size = file->bytes.len;
  return rc_redacted_offset(file, (uint32_t)(offset < size ? offset : size));
}

/* Text in the arena as an answer; an arena that failed has none. */
static rolecall_status answer(rolecall_redaction *redaction, rc_str text, const char **out,
                              size_t *size) {
  rc_status status = rc_arena_status(&redaction->arena);
  *out = status == RC_OK ? text.ptr : NULL;
  *size = status == RC_OK ? text.len : 0;
  return status == RC_OK ? ROLECALL_OK : fail(redaction, status);
}

rolecall_status rolecall_redaction_map(rolecall_redaction *redaction, const char **text,
                                       size_t *size) {
  *text = NULL;
  *size = 0;
  if (redaction->stage != STAGE_DONE) {
    return misuse(redaction, "there is no map before the redaction has run");
  }
  return answer(redaction, rc_redaction_map(&redaction->arena, &redaction->inner), text, size);
}

rolecall_status rolecall_redaction_text(rolecall_redaction *redaction, const char *bytes,
                                        size_t size, const char **out, size_t *out_size) {
  *out = NULL;
  *out_size = 0;
  if (redaction->stage != STAGE_DONE) {
    return misuse(redaction, "nothing can be redacted before the redaction has run");
  }
  if (bytes == NULL && size > 0) {
    return misuse(redaction, "a text needs its bytes");
  }
  if (size > RC_LIMIT_FILE_BYTES_VALUE) {
    return fail(redaction, rc_arena_hit(&redaction->arena, RC_LIMIT_FILE_BYTES));
  }
  return answer(redaction, rc_redact_text(&redaction->inner, (rc_str){bytes, size}), out,
                out_size);
}

/* ---- taking back --------------------------------------------------------------------------- */

static rc_status take_back(rolecall_redaction *redaction, uint32_t index, rc_str text) {
  rc_arena *arena = &redaction->arena;
  const rc_redacted_files *files = &redaction->inner.files;
  if (redaction->own_map == NULL) {
    RC_TRY(rc_restore_map_of(arena, &redaction->inner, &redaction->own_map));
  }
  return rc_take_back(arena, &redaction->inner, redaction->own_map,
                      index < files->len ? &files->items[index] : NULL, text, &redaction->taken);
}

rolecall_status rolecall_redaction_take_back(rolecall_redaction *redaction, uint32_t index,
                                             const char *bytes, size_t size, const char **out,
                                             size_t *out_size) {
  *out = NULL;
  *out_size = 0;
  redaction->taken = (rc_taken){0};
  if (redaction->stage != STAGE_DONE || (bytes == NULL && size > 0)) {
    return misuse(redaction, "a text is taken back when the redaction has run");
  }
  rc_str text = rc_str_copy(&redaction->arena, (rc_str){bytes, size});
  rc_status status = rc_arena_status(&redaction->arena);
  status = status == RC_OK ? take_back(redaction, index, text) : status;
  return status == RC_OK ? answer(redaction, redaction->taken.text, out, out_size)
                         : fail(redaction, status);
}

bool rolecall_redaction_note(const rolecall_redaction *redaction, uint32_t index,
                             rolecall_restore_note *out) {
  if (index >= redaction->taken.len) {
    return false;
  }
  const rc_taken_note *note = &redaction->taken.items[index];
  *out = (rolecall_restore_note){
      .kind = note->withheld ? ROLECALL_WITHHELD : (rolecall_restore_kind)note->kind,
      .start = note->start,
      .end = note->end,
      .written = note->written.ptr,
      .written_size = note->written.len,
  };
  if (note->entry != UINT32_MAX) {
    rc_str placeholder;
    rc_str original;
    rc_str family;
    rc_restore_entry(redaction->own_map, note->entry, &placeholder, &original, &family);
    out->placeholder = placeholder.ptr;
    out->placeholder_size = placeholder.len;
    out->family = family.ptr;
    out->family_size = family.len;
  }
  return true;
}

/* ---- the last door ------------------------------------------------------------------------- */

/* The public type is the core's by another name: nothing else makes one. */
const rolecall_outgoing *rolecall_redaction_outgoing(rolecall_redaction *redaction,
                                                     const char *bytes, size_t size) {
  rc_outgoing *outgoing = NULL;
  redaction->leaks = (rc_leaks){0};
  if (redaction->stage != STAGE_DONE || (bytes == NULL && size > 0)) {
    (void)misuse(redaction, "bytes are checked when the redaction has run");
    return NULL;
  }
  rc_status status =
      rc_outgoing_check(&redaction->inner, (rc_str){bytes, size}, &outgoing, &redaction->leaks);
  if (status != RC_OK) {
    (void)fail(redaction, status);
    return NULL;
  }
  return (const rolecall_outgoing *)outgoing;
}

bool rolecall_redaction_get_leak(const rolecall_redaction *redaction, uint32_t index,
                                 rolecall_leak *out) {
  if (index >= redaction->leaks.len) {
    return false;
  }
  const rc_leak *leak = &redaction->leaks.items[index];
  *out = (rolecall_leak){
      .start = leak->start,
      .end = leak->end,
      .detector = rc_detector_info(leak->detector)->name,
      .encoding = leak->encoding,
  };
  return true;
}

const char *rolecall_outgoing_bytes(const rolecall_outgoing *outgoing, size_t *size) {
  rc_str bytes = rc_outgoing_bytes((const rc_outgoing *)outgoing);
  *size = bytes.len;
  return bytes.ptr;
}

/* ---- the way back -------------------------------------------------------------------------- */

rolecall_restorer *rolecall_restorer_new(const rolecall_allocator *allocator, const char *map,
                                         size_t size) {
  rolecall_restorer *restorer =
      allocator == NULL ? NULL : allocator->allocate(allocator->context, sizeof *restorer);
  if (restorer == NULL) {
    return NULL;
  }
  const rc_allocator inner = inner_allocator(allocator);
  memset(restorer, 0, sizeof *restorer);
  restorer->allocator = *allocator;
  rc_arena_init(&restorer->arena, &inner);
  rc_arena_init(&restorer->work, &inner);
  rc_str text = {map, map == NULL ? 0 : size};
  rc_status status = size > RC_LIMIT_FILE_BYTES_VALUE
                         ? rc_arena_hit(&restorer->arena, RC_LIMIT_FILE_BYTES)
                         : RC_OK;
  if (status == RC_OK) { /* the map's bytes are the caller's, and borrowed by what is read */
    text = rc_str_copy(&restorer->arena, text);
    status = rc_arena_status(&restorer->arena);
  }
  if (status == RC_OK) {
    status = rc_restore_map_read(&restorer->arena, text, &restorer->map, &restorer->complaint);
  }
  if (status == RC_NOMEM) {
    rolecall_restorer_free(restorer);
    return NULL;
  }
  if (status != RC_OK) {
    (void)explain(restorer->error, &restorer->arena, status);
  }
  append(restorer->error, restorer->complaint);
  return restorer;
}

void rolecall_restorer_free(rolecall_restorer *restorer) {
  if (restorer != NULL) {
    rolecall_allocator allocator = restorer->allocator;
    rc_arena_free(&restorer->work);
    rc_arena_free(&restorer->arena);
    allocator.release(allocator.context, restorer, sizeof *restorer);
  }
}

const char *rolecall_restorer_error(const rolecall_restorer *restorer) {
  return restorer->error[0] == '\0' ? NULL : restorer->error;
}

rolecall_status rolecall_restore(rolecall_restorer *restorer, const char *bytes, size_t size,
                                 const char **out, size_t *out_size) {
  *out = NULL;
  *out_size = 0;
  if (restorer->map == NULL || (bytes == NULL && size > 0)) {
    return ROLECALL_ARG;
  }
  const rc_allocator inner = inner_allocator(&restorer->allocator);
  rc_arena_free(&restorer->work);
  rc_arena_init(&restorer->work, &inner);
  rc_status status =
      rc_restore(&restorer->work, restorer->map, (rc_str){bytes, size}, &restorer->last);
  if (status != RC_OK) {
    restorer->last = (rc_restored){0};
    return explain(restorer->error, &restorer->work, status);
  }
  *out = restorer->last.text.ptr;
  *out_size = restorer->last.text.len;
  return ROLECALL_OK;
}

bool rolecall_restorer_note(const rolecall_restorer *restorer, uint32_t index,
                            rolecall_restore_note *out) {
  if (index >= restorer->last.len) {
    return false;
  }
  const rc_restore_note *note = &restorer->last.items[index];
  *out = (rolecall_restore_note){.kind = (rolecall_restore_kind)note->kind,
                                 .start = note->start,
                                 .end = note->end};
  if (note->entry != UINT32_MAX) {
    rc_str placeholder;
    rc_str original;
    rc_str family;
    rc_restore_entry(restorer->map, note->entry, &placeholder, &original, &family);
    out->placeholder = placeholder.ptr;
    out->placeholder_size = placeholder.len;
    out->family = family.ptr;
    out->family_size = family.len;
  }
  return true;
}
