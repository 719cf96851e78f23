/*
 * Runs a fuzz target once over files and folders, without libFuzzer: what it found stays found.
 *
 *   replay_json PATH...
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common.h"

/* The bytes lie in a block of exactly their size, so that a sanitizer sees a step beyond. */
static void replay_file(const char *path, size_t size) {
  FILE *file = fopen(path, "rb");
  uint8_t *bytes = malloc(size > 0 ? size : 1);
  if (file == NULL || bytes == NULL || fread(bytes, 1, size, file) != size) {
    fprintf(stderr, "%s: cannot be read\n", path);
    exit(2);
  }
  fclose(file);
  (void)LLVMFuzzerTestOneInput(bytes, size);
  free(bytes);
}

static unsigned replay(const char *path) {
  struct stat info;
  if (stat(path, &info) != 0) {
    return 0;
  }
  if (!S_ISDIR(info.st_mode)) {
    replay_file(path, (size_t)info.st_size);
    return 1;
  }
  unsigned n = 0;
  DIR *dir = opendir(path);
  for (struct dirent *entry = dir == NULL ? NULL : readdir(dir); entry != NULL;
       entry = readdir(dir)) {
    char inner[4096];
    int length = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
    if (entry->d_name[0] != '.' && length > 0 && (size_t)length < sizeof inner) {
      n += replay(inner);
    }
  }
  if (dir != NULL) {
    closedir(dir);
  }
  return n;
}

int main(int argc, char **argv) {
  unsigned n = 0;
  for (int i = 1; i < argc; i++) {
    n += replay(argv[i]);
  }
  printf("%u inputs replayed\n", n);
  return n == 0;
}
