/*
 * What everything that is written to disk needs.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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

/* Mode and, where allowed, owner of the file that is replaced; a new file gets what umask says. */
static bool copy_mode(int descriptor, const char *replaced) {
  struct stat info;
  if (replaced == NULL) {
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(descriptor, 0666 & ~mask) == 0;
  }
  if (stat(replaced, &info) != 0) {
    return false;
  }
  if (fchown(descriptor, info.st_uid, info.st_gid) != 0 && errno != EPERM) {
    return false;
  }
  return fchmod(descriptor, info.st_mode & 07777) == 0;
}

bool cli_write_beside(const char *target, bool is_new, const char *bytes, size_t size,
                      char **temporary) {
  static const char suffix[] = ".rolecall-XXXXXX";
  size_t length = strlen(target) + sizeof suffix;
  char *name = malloc(length);
  if (name == NULL) {
    errno = ENOMEM;
    return false;
  }
  snprintf(name, length, "%s%s", target, suffix);
  int descriptor = mkostemp(name, O_CLOEXEC);
  if (descriptor < 0) {
    int error = errno;
    free(name);
    errno = error;
    return false;
  }
  *temporary = name;
  bool ok = cli_write_all(descriptor, bytes, size) &&
            copy_mode(descriptor, is_new ? NULL : target) && fsync(descriptor) == 0;
  int error = errno;
  ok = close(descriptor) == 0 && ok;
  errno = error;
  return ok;
}

bool cli_place_new(const char *temporary, const char *target) {
  struct stat info;
  if (link(temporary, target) == 0) {
    return unlink(temporary) == 0;
  }
  if (errno == EEXIST || lstat(target, &info) == 0) {
    errno = EEXIST;
    return false;
  }
  return rename(temporary, target) == 0;
}
