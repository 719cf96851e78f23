#include "lib/files.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void *take(void *context, size_t size) {
  (void)context;
  return malloc(size);
}

static void give_back(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

const rc_allocator heap = {NULL, take, give_back};
const rolecall_allocator public_heap = {NULL, take, give_back};

void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(2);
}

char *c_string(rc_arena *arena, rc_str text) {
  char *copy = rc_arena_bytes(arena, text.len + 1);
  if (copy == NULL) {
    die("out of memory");
  }
  if (text.len > 0) {
    memcpy(copy, text.ptr, text.len);
  }
  copy[text.len] = '\0';
  return copy;
}

rc_str read_file(rc_arena *arena, const char *path) {
  FILE *file = fopen(path, "rb");
  struct stat info;
  if (file == NULL || stat(path, &info) != 0) {
    die("%s: cannot be read", path);
  }
  size_t size = (size_t)info.st_size;
  arena->used = 0; /* the limit is one of analyses: tests may read more */
  char *bytes = rc_arena_bytes(arena, size + 1);
  if (bytes == NULL || fread(bytes, 1, size, file) != size) {
    die("%s: cannot be read", path);
  }
  fclose(file);
  return (rc_str){bytes, size};
}

void write_file(const char *path, rc_str text) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0) {
    die("%s: cannot be written", path);
  }
}

static int compare_texts(const void *a, const void *b) {
  return rc_str_compare(*(const rc_str *)a, *(const rc_str *)b);
}

static void sort_texts(text_vec *texts) {
  if (texts->len > 1) {
    qsort(texts->items, texts->len, sizeof *texts->items, compare_texts);
  }
}

static void add_text(rc_arena *arena, text_vec *out, const char *text) {
  rc_str *added = RC_VEC_ADD(arena, out);
  if (added == NULL) {
    die("out of memory");
  }
  *added = rc_str_from_c(text);
}

/* Calls for every visible entry; the recursion is as deep as our own folders. */
static void walk(rc_arena *arena, const char *folder, const char *suffix, bool folders,
                 text_vec *out) {
  DIR *dir = opendir(folder);
  if (dir == NULL) {
    return;
  }
  for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
    struct stat info;
    rc_str name = rc_str_from_c(entry->d_name);
    char *path = c_string(arena, RC_FILL(arena, "{}/{}", rc_str_from_c(folder), name));
    if (name.ptr[0] == '.' || stat(path, &info) != 0) {
      continue;
    }
    if (folders && S_ISDIR(info.st_mode)) {
      add_text(arena, out, path);
    } else if (!folders && S_ISDIR(info.st_mode)) {
      walk(arena, path, suffix, folders, out);
    } else if (!folders && rc_str_ends_with(name, rc_str_from_c(suffix))) {
      add_text(arena, out, path);
    }
  }
  closedir(dir);
}

void list_files(rc_arena *arena, const char *folder, const char *suffix, text_vec *out) {
  walk(arena, folder, suffix, false, out);
  sort_texts(out);
}

void list_folders(rc_arena *arena, const char *folder, text_vec *out) {
  walk(arena, folder, "", true, out);
  sort_texts(out);
}

uint32_t next_random(uint64_t *state) {
  *state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64, public domain, Sebastiano Vigna */
  uint64_t mixed = *state;
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((mixed ^ mixed >> 31) >> 32);
}
