/*
 * The WebAssembly front of redaction. As in rolecall_wasm.c: numbers and memory, results through
 * structs of 32-bit words. Lists of words go in as strings one behind the other, each with its NUL,
 * and an empty one behind the last.
 */
#include "rolecall.h"

#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

/* Bits of rolecall_wasm_redaction_new's `flags`. */
enum { KEEP_NAMES = 1 };

typedef struct text_out {
  const char *text;
  uint32_t size;
} text_out;

typedef struct redacted_file_out {
  const char *old_path, *path, *bytes;
  uint32_t size, replaced;
} redacted_file_out;

typedef struct entry_out {
  const char *original;
  uint32_t original_size;
  const char *placeholder;
  uint32_t placeholder_size;
  const char *family, *detector;
  uint32_t count, is_secret;
} entry_out;

typedef struct leak_out {
  uint32_t start, end;
  const char *detector, *encoding;
} leak_out;

typedef struct note_out {
  uint32_t kind, start, end;
  const char *placeholder;
  uint32_t placeholder_size;
  const char *family;
  uint32_t family_size;
} note_out;

rolecall_redaction *EXPORT(rolecall_wasm_redaction_new)(const char *words, const char *keep,
                                                        uint32_t flags);
void EXPORT(rolecall_wasm_redaction_drop)(rolecall_redaction *redaction);
uint32_t EXPORT(rolecall_wasm_redaction_add_file)(rolecall_redaction *redaction, const char *path,
                                                  const void *bytes, uint32_t size);
uint32_t EXPORT(rolecall_wasm_redaction_run)(rolecall_redaction *redaction);
const char *EXPORT(rolecall_wasm_redaction_error)(const rolecall_redaction *redaction);
uint32_t EXPORT(rolecall_wasm_redaction_file)(const rolecall_redaction *redaction, uint32_t index,
                                              redacted_file_out *out);
uint32_t EXPORT(rolecall_wasm_redaction_entry)(const rolecall_redaction *redaction,
                                               uint32_t index, entry_out *out);
const char *EXPORT(rolecall_wasm_redaction_kept_word)(rolecall_redaction *redaction,
                                                      uint32_t index);
uint32_t EXPORT(rolecall_wasm_redaction_map)(rolecall_redaction *redaction, text_out *out);
uint32_t EXPORT(rolecall_wasm_redaction_text)(rolecall_redaction *redaction, const char *bytes,
                                              uint32_t size, text_out *out);
const rolecall_outgoing *EXPORT(rolecall_wasm_redaction_outgoing)(rolecall_redaction *redaction,
                                                                  const char *bytes,
                                                                  uint32_t size);
uint32_t EXPORT(rolecall_wasm_redaction_leak)(const rolecall_redaction *redaction, uint32_t index,
                                              leak_out *out);
void EXPORT(rolecall_wasm_outgoing_bytes)(const rolecall_outgoing *outgoing, text_out *out);
rolecall_restorer *EXPORT(rolecall_wasm_restorer_new)(const char *map, uint32_t size);
void EXPORT(rolecall_wasm_restorer_drop)(rolecall_restorer *restorer);
const char *EXPORT(rolecall_wasm_restorer_error)(const rolecall_restorer *restorer);
uint32_t EXPORT(rolecall_wasm_restore)(rolecall_restorer *restorer, const char *bytes,
                                       uint32_t size, text_out *out);
uint32_t EXPORT(rolecall_wasm_restorer_note)(const rolecall_restorer *restorer, uint32_t index,
                                             note_out *out);

static void *allocate(void *context, size_t size) {
  (void)context;
  return malloc(size);
}

static void release(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

static const rolecall_allocator heap = {NULL, allocate, release};

/* Pointers to the strings of a list; to be freed. `*ok` is cleared when memory ran out. */
static const char **take_list(const char *list, size_t *n, bool *ok) {
  *n = 0;
  for (const char *at = list; at != NULL && *at != '\0'; at += strlen(at) + 1) {
    ++*n;
  }
  const char **items = calloc(*n + 1, sizeof *items);
  for (size_t i = 0; items != NULL && i < *n; i++) {
    items[i] = list;
    list += strlen(list) + 1;
  }
  *ok = *ok && items != NULL;
  return items;
}

static uint32_t tell_text(rolecall_status status, const char *text, size_t size, text_out *out) {
  *out = (text_out){text, (uint32_t)size};
  return status;
}

rolecall_redaction *rolecall_wasm_redaction_new(const char *words, const char *keep,
                                                uint32_t flags) {
  rolecall_redaction_options options = {.keep_names = (flags & KEEP_NAMES) != 0};
  bool ok = true;
  const char **word_list = take_list(words, &options.n_words, &ok);
  const char **keep_list = take_list(keep, &options.n_keep, &ok);
  options.words = word_list;
  options.keep = keep_list;
  rolecall_redaction *redaction = ok ? rolecall_redaction_new(&heap, &options) : NULL;
  free(word_list);
  free(keep_list);
  return redaction;
}

void rolecall_wasm_redaction_drop(rolecall_redaction *redaction) {
  rolecall_redaction_free(redaction);
}

uint32_t rolecall_wasm_redaction_add_file(rolecall_redaction *redaction, const char *path,
                                          const void *bytes, uint32_t size) {
  return rolecall_redaction_add_file(redaction, path, bytes, size);
}

uint32_t rolecall_wasm_redaction_run(rolecall_redaction *redaction) {
  return rolecall_redaction_run(redaction);
}

const char *rolecall_wasm_redaction_error(const rolecall_redaction *redaction) {
  return rolecall_redaction_error(redaction);
}

uint32_t rolecall_wasm_redaction_file(const rolecall_redaction *redaction, uint32_t index,
                                      redacted_file_out *out) {
  rolecall_redacted_file file;
  if (!rolecall_redaction_get_file(redaction, index, &file)) {
    return 0;
  }
  *out = (redacted_file_out){file.old_path, file.path, file.bytes, (uint32_t)file.size,
                             file.replaced};
  return 1;
}

uint32_t rolecall_wasm_redaction_entry(const rolecall_redaction *redaction, uint32_t index,
                                       entry_out *out) {
  rolecall_redaction_entry entry;
  if (!rolecall_redaction_get_entry(redaction, index, &entry)) {
    return 0;
  }
  *out = (entry_out){.original = entry.original,
                     .original_size = (uint32_t)entry.original_size,
                     .placeholder = entry.placeholder,
                     .placeholder_size = (uint32_t)entry.placeholder_size,
                     .family = entry.family,
                     .detector = entry.detector,
                     .count = entry.count,
                     .is_secret = entry.is_secret};
  return 1;
}

const char *rolecall_wasm_redaction_kept_word(rolecall_redaction *redaction, uint32_t index) {
  return rolecall_redaction_kept_word(redaction, index);
}

uint32_t rolecall_wasm_redaction_map(rolecall_redaction *redaction, text_out *out) {
  const char *text = NULL;
  size_t size = 0;
  rolecall_status status = rolecall_redaction_map(redaction, &text, &size);
  return tell_text(status, text, size, out);
}

uint32_t rolecall_wasm_redaction_text(rolecall_redaction *redaction, const char *bytes,
                                      uint32_t size, text_out *out) {
  const char *text = NULL;
  size_t text_size = 0;
  rolecall_status status = rolecall_redaction_text(redaction, bytes, size, &text, &text_size);
  return tell_text(status, text, text_size, out);
}

const rolecall_outgoing *rolecall_wasm_redaction_outgoing(rolecall_redaction *redaction,
                                                          const char *bytes, uint32_t size) {
  return rolecall_redaction_outgoing(redaction, bytes, size);
}

uint32_t rolecall_wasm_redaction_leak(const rolecall_redaction *redaction, uint32_t index,
                                      leak_out *out) {
  rolecall_leak leak;
  if (!rolecall_redaction_get_leak(redaction, index, &leak)) {
    return 0;
  }
  *out = (leak_out){(uint32_t)leak.start, (uint32_t)leak.end, leak.detector, leak.encoding};
  return 1;
}

void rolecall_wasm_outgoing_bytes(const rolecall_outgoing *outgoing, text_out *out) {
  size_t size = 0;
  const char *bytes = rolecall_outgoing_bytes(outgoing, &size);
  (void)tell_text(ROLECALL_OK, bytes, size, out);
}

rolecall_restorer *rolecall_wasm_restorer_new(const char *map, uint32_t size) {
  return rolecall_restorer_new(&heap, map, size);
}

void rolecall_wasm_restorer_drop(rolecall_restorer *restorer) {
  rolecall_restorer_free(restorer);
}

const char *rolecall_wasm_restorer_error(const rolecall_restorer *restorer) {
  return rolecall_restorer_error(restorer);
}

uint32_t rolecall_wasm_restore(rolecall_restorer *restorer, const char *bytes, uint32_t size,
                               text_out *out) {
  const char *text = NULL;
  size_t text_size = 0;
  rolecall_status status = rolecall_restore(restorer, bytes, size, &text, &text_size);
  return tell_text(status, text, text_size, out);
}

uint32_t rolecall_wasm_restorer_note(const rolecall_restorer *restorer, uint32_t index,
                                     note_out *out) {
  rolecall_restore_note note;
  if (!rolecall_restorer_note(restorer, index, &note)) {
    return 0;
  }
  *out = (note_out){.kind = note.kind,
                    .start = (uint32_t)note.start,
                    .end = (uint32_t)note.end,
                    .placeholder = note.placeholder,
                    .placeholder_size = (uint32_t)note.placeholder_size,
                    .family = note.family,
                    .family_size = (uint32_t)note.family_size};
  return 1;
}
