/*
 * Writing redacted copies and the map. All copies are prepared beside their places and only then
 * linked into them; what is there already is never replaced, and when one place turns out to be
 * taken the others are given up again. The map comes first: no copy may exist without its way back.
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

typedef struct copy {
  char *target;
  char *temporary; /* NULL before it exists and when it is gone again */
  const char *bytes;
  size_t size;
  bool done;
} copy;

typedef struct copies {
  copy *items;
  size_t n;
} copies;

static cli_status refuse(const char *path, const char *why) {
  cli_complain("%s was not written: %s; nothing was written", path, why);
  return CLI_UNUSABLE;
}

/* ---- the map ---- */

cli_status cli_write_map(const char *path, const char *map, size_t size) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return refuse("the map", errno == EEXIST ? "a file of its name exists already"
                                             : strerror(errno));
  }
  /* The mode that open() was asked for, whatever a default ACL makes of it. */
  bool ok = fchmod(descriptor, 0600) == 0 && cli_write_all(descriptor, map, size) &&
            fsync(descriptor) == 0;
  int error = errno;
  ok = close(descriptor) == 0 && ok;
  if (!ok) {
    (void)unlink(path);
    return refuse("the map", strerror(error));
  }
  return CLI_OK;
}

/* ---- where copies go ---- */

/* `path` below `folder`: absolute paths lose their root, `..` and `.` their meaning. */
static char *place_below(const char *folder, const char *path) {
  size_t room = strlen(folder) + strlen(path) + sizeof "/standard-input";
  char *place = malloc(room);
  if (place == NULL) {
    return NULL;
  }
  if (strcmp(path, "-") == 0) {
    path = "standard-input";
  }
  size_t len = strlen(folder);
  memcpy(place, folder, len);
  while (*path != '\0') {
    size_t part = strcspn(path, "/");
    bool is_step = part == 0 || (part == 1 && path[0] == '.') ||
                   (part == 2 && path[0] == '.' && path[1] == '.');
    if (!is_step) {
      place[len++] = '/';
      memcpy(place + len, path, part);
      len += part;
    }
    path += part + (path[part] == '/' ? 1 : 0);
  }
  place[len] = '\0';
  return place;
}

static int by_target(const void *a, const void *b) {
  return strcmp(((const copy *)a)->target, ((const copy *)b)->target);
}

static cli_status gather(const rolecall_redaction *redaction, const char *folder, copies *all) {
  rolecall_redacted_file file;
  size_t n = 0;
  while (rolecall_redaction_get_file(redaction, (uint32_t)n, &file)) {
    n++;
  }
  all->items = calloc(n + 1, sizeof *all->items);
  for (; all->items != NULL && all->n < n; all->n++) {
    copy *c = &all->items[all->n];
    (void)rolecall_redaction_get_file(redaction, (uint32_t)all->n, &file);
    *c = (copy){.target = place_below(folder, file.path), .bytes = file.bytes, .size = file.size};
    if (c->target == NULL) {
      return cli_no_memory();
    }
  }
  if (all->items == NULL) {
    return cli_no_memory();
  }
  qsort(all->items, all->n, sizeof *all->items, by_target);
  for (size_t i = 1; i < all->n; i++) {
    if (strcmp(all->items[i].target, all->items[i - 1].target) == 0) {
      return refuse(all->items[i].target, "two files would stand there");
    }
  }
  return CLI_OK;
}

/* ---- writing ---- */

static cli_status prepare(copy *c) {
  struct stat info;
  if (lstat(c->target, &info) == 0) {
    return refuse(c->target, "a file of this name exists already");
  }
  bool ok = cli_make_folders(c->target) &&
            cli_write_beside(c->target, true, c->bytes, c->size, &c->temporary);
  return ok ? CLI_OK : refuse(c->target, strerror(errno));
}

static bool put_in_place(copy *c) {
  if (!cli_place_new(c->temporary, c->target)) {
    return false;
  }
  free(c->temporary);
  c->temporary = NULL;
  return true;
}

static cli_status commit(copies *all) {
  for (size_t i = 0; i < all->n; i++) {
    copy *c = &all->items[i];
    if (!put_in_place(c)) {
      int error = errno;
      for (size_t done = 0; done < i; done++) {
        (void)unlink(all->items[done].target);
      }
      return refuse(c->target, strerror(error));
    }
    c->done = true;
  }
  return CLI_OK;
}

static void discard(copies *all) {
  for (size_t i = 0; i < all->n; i++) {
    if (all->items[i].temporary != NULL) {
      (void)unlink(all->items[i].temporary);
      free(all->items[i].temporary);
    }
    free(all->items[i].target);
  }
  free(all->items);
}

/* ---- the map must not travel with the copies ---- */

static bool is_below(const char *folder, const char *file) {
  char *copy_of_file = strdup(file);
  char *slash = copy_of_file == NULL ? NULL : strrchr(copy_of_file, '/');
  if (slash != NULL) {
    slash[slash == copy_of_file ? 1 : 0] = '\0';
  }
  char *inner = realpath(slash == NULL ? "." : copy_of_file, NULL);
  char *outer = realpath(folder, NULL);
  size_t length = outer == NULL ? 0 : strlen(outer);
  bool below = inner != NULL && outer != NULL && strncmp(inner, outer, length) == 0 &&
               (inner[length] == '\0' || inner[length] == '/');
  free(copy_of_file);
  free(inner);
  free(outer);
  return below;
}

static cli_status prepare_all(copies *all, const char *folder, const char *map_path) {
  cli_status status = CLI_OK;
  if (all->n > 0 && !cli_make_folders(all->items[0].target)) {
    status = refuse(all->items[0].target, strerror(errno));
  }
  if (status == CLI_OK && map_path != NULL && is_below(folder, map_path)) {
    return refuse("the map", "it would stand among the copies, and whoever has it has the "
                             "originals");
  }
  for (size_t i = 0; status == CLI_OK && i < all->n; i++) {
    status = prepare(&all->items[i]);
  }
  return status;
}

cli_status cli_write_copies(const rolecall_redaction *redaction, const char *folder,
                            const char *map_path, const char *map, size_t map_size) {
  copies all = {0};
  cli_status status = gather(redaction, folder, &all);
  if (status == CLI_OK) {
    status = prepare_all(&all, folder, map_path);
  }
  if (status == CLI_OK && map_path != NULL) {
    status = cli_write_map(map_path, map, map_size);
    if (status != CLI_OK) {
      map_path = NULL; /* what is there is not ours */
    }
  }
  if (status == CLI_OK) {
    status = commit(&all);
    if (status != CLI_OK && map_path != NULL) {
      (void)unlink(map_path);
    }
  }
  discard(&all);
  return status;
}
