/*
 * The WebAssembly front: rolecall.h for a host that sees only numbers and memory.
 *
 * Strings go in as pointers to NUL-terminated bytes that the host wrote into memory of
 * rolecall_wasm_alloc; results come out through structs of 32-bit words that the host reads. The
 * module imports nothing: memory grows inside it.
 */
#include "memory.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

/* Bits of rolecall_wasm_new's `flags`. */
enum { FIX = 1, BASIC = 2, REMOVE_FROM_TASK_ROLE = 4 };
/* Bits of rolecall_wasm_report's `flags`. */
enum { COLOR = 1, QUIET = 2, COMMANDS = 4 };

typedef struct text_out {
  const char *text;
  uint32_t size;
} text_out;

typedef struct changed_file_out {
  const char *path;
  const char *bytes;
  uint32_t size;
  uint32_t is_new;
} changed_file_out;

typedef struct summary_out {
  uint32_t errors, warnings, notes, unknown, recognised;
  uint32_t errors_left, warnings_left, notes_left, changed_files, proof_holds;
} summary_out;

typedef struct check_out {
  const char *code, *name, *summary;
} check_out;

void *EXPORT(rolecall_wasm_alloc)(uint32_t size);
void EXPORT(rolecall_wasm_free)(void *block);
const char *EXPORT(rolecall_wasm_version)(void);
rolecall_analysis *EXPORT(rolecall_wasm_new)(const char *launch_type, const char *region,
                                             const char *account, uint32_t flags);
void EXPORT(rolecall_wasm_drop)(rolecall_analysis *analysis);
uint32_t EXPORT(rolecall_wasm_add_file)(rolecall_analysis *analysis, const char *path,
                                        const void *bytes, uint32_t size, uint32_t role);
uint32_t EXPORT(rolecall_wasm_propose)(rolecall_analysis *analysis, const char *path,
                                       const void *bytes, uint32_t size);
uint32_t EXPORT(rolecall_wasm_run)(rolecall_analysis *analysis);
const char *EXPORT(rolecall_wasm_error)(const rolecall_analysis *analysis);
uint32_t EXPORT(rolecall_wasm_report)(rolecall_analysis *analysis, const char *format,
                                      uint32_t flags, uint32_t width, text_out *out);
void EXPORT(rolecall_wasm_summary)(const rolecall_analysis *analysis, summary_out *out);
uint32_t EXPORT(rolecall_wasm_changed_file)(rolecall_analysis *analysis, uint32_t index,
                                            changed_file_out *out);
uint32_t EXPORT(rolecall_wasm_check_info)(uint32_t index, check_out *out);

void *rolecall_wasm_alloc(uint32_t size) { return rc_wasm_take(size); }

void rolecall_wasm_free(void *block) { rc_wasm_release(block); }

const char *rolecall_wasm_version(void) { return ROLECALL_VERSION; }

rolecall_analysis *rolecall_wasm_new(const char *launch_type, const char *region,
                                     const char *account, uint32_t flags) {
  const rolecall_options options = {
      .launch_type = launch_type,
      .region = region,
      .account = account,
      .fix = (flags & FIX) != 0,
      .basic = (flags & BASIC) != 0,
      .remove_from_task_role = (flags & REMOVE_FROM_TASK_ROLE) != 0,
  };
  return rolecall_new(&rc_wasm_heap, &options);
}

void rolecall_wasm_drop(rolecall_analysis *analysis) { rolecall_free(analysis); }

uint32_t rolecall_wasm_add_file(rolecall_analysis *analysis, const char *path, const void *bytes,
                                uint32_t size, uint32_t role) {
  if (role > ROLECALL_FILE_VARIABLES) {
    return ROLECALL_ARG;
  }
  return rolecall_add_file(analysis, path, bytes, size, (rolecall_role_of_file)role);
}

uint32_t rolecall_wasm_propose(rolecall_analysis *analysis, const char *path, const void *bytes,
                               uint32_t size) {
  return rolecall_propose(analysis, path, bytes, size);
}

uint32_t rolecall_wasm_run(rolecall_analysis *analysis) { return rolecall_run(analysis); }

const char *rolecall_wasm_error(const rolecall_analysis *analysis) {
  return rolecall_error(analysis);
}

uint32_t rolecall_wasm_report(rolecall_analysis *analysis, const char *format, uint32_t flags,
                              uint32_t width, text_out *out) {
  const rolecall_text_options options = {
      .color = (flags & COLOR) != 0,
      .quiet = (flags & QUIET) != 0,
      .commands = (flags & COMMANDS) != 0,
      .width = width,
  };
  size_t size = 0;
  out->text = NULL;
  rolecall_status status = rolecall_report(analysis, format, &options, &out->text, &size);
  out->size = (uint32_t)size;
  return status;
}

void rolecall_wasm_summary(const rolecall_analysis *analysis, summary_out *out) {
  rolecall_summary s = rolecall_get_summary(analysis);
  *out = (summary_out){
      .errors = s.errors,
      .warnings = s.warnings,
      .notes = s.notes,
      .unknown = s.unknown,
      .recognised = s.recognised,
      .errors_left = s.errors_left,
      .warnings_left = s.warnings_left,
      .notes_left = s.notes_left,
      .changed_files = s.changed_files,
      .proof_holds = s.proof_holds,
  };
}

uint32_t rolecall_wasm_changed_file(rolecall_analysis *analysis, uint32_t index,
                                    changed_file_out *out) {
  size_t size = 0;
  bool is_new = false;
  if (!rolecall_changed_file(analysis, index, &out->path, &out->bytes, &size, &is_new)) {
    return 0;
  }
  out->size = (uint32_t)size;
  out->is_new = is_new;
  return 1;
}

uint32_t rolecall_wasm_check_info(uint32_t index, check_out *out) {
  return rolecall_check_info(index, &out->code, &out->name, &out->summary);
}
