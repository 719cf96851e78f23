/*
 * What everything that is written to disk needs.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

bool cli_write_all(int descriptor, const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t n = write(descriptor, bytes, size);
    if (n < 0 && errno != EINTR) {
      return false;
    }
    if (n > 0) {
      bytes += n;
      size -= (size_t)n;
    }
  }
  return true;
}

bool cli_make_folders(const char *path) {
  char *copy = strdup(path);
  if (copy == NULL) {
    errno = ENOMEM;
    return false;
  }
  bool ok = true;
  for (char *slash = strchr(copy + 1, '/'); ok && slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    ok = mkdir(copy, 0777) == 0 || errno == EEXIST;
    *slash = '/';
  }
  int error = errno;
  free(copy);
  errno = error;
  return ok;
}
