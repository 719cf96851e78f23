/*
 * Writing a fix. Everything is prepared and checked first: temporary files beside their targets,
 * written and synced; only then they are renamed. A reader never sees half a file, and a file that
 * changed since it was read stays as it is.
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

typedef struct change {
  const char *path; /* as in reports; relative to the current folder */
  char *target;     /* behind links */
  char *temporary;  /* NULL until it exists */
  const char *bytes;
  size_t size;
  bool is_new;
  bool done;
} change;

typedef struct changes {
  change *items;
  size_t n;
} changes;

static cli_status refuse(const char *path, const char *why) {
  cli_complain("%s was not written: %s; no file was changed", path, why);
  return CLI_UNUSABLE;
}

static const cli_file *original_of(const cli_files *files, const char *path) {
  for (size_t i = 0; i < files->n; i++) {
    if (strcmp(files->items[i].path, path) == 0) {
      return &files->items[i];
    }
  }
  return NULL;
}

/* The bytes on disk must still be those that were read. */
static cli_status check_unchanged(const change *c, const cli_file *original) {
  char *bytes = NULL;
  size_t size = 0;
  cli_status status = cli_read_whole(c->target, &bytes, &size);
  if (status != CLI_OK) {
    return status;
  }
  bool same = size == original->size && memcmp(bytes, original->bytes, size) == 0;
  cli_wipe(bytes, size);
  return same ? CLI_OK : refuse(c->path, "it was changed by someone else since it was read");
}

static cli_status locate(change *c, const cli_files *files) {
  struct stat info;
  if (c->is_new) {
    c->target = strdup(c->path);
    if (c->target == NULL) {
      return cli_no_memory();
    }
    return lstat(c->path, &info) == 0 ? refuse(c->path, "a file of this name exists already")
                                      : CLI_OK;
  }
  const cli_file *original = original_of(files, c->path);
  if (original == NULL || strcmp(c->path, "-") == 0) {
    return refuse(c->path, "standard input cannot be written; name the file instead");
  }
  c->target = realpath(c->path, NULL);
  if (c->target == NULL) {
    return refuse(c->path, strerror(errno));
  }
  if (stat(c->target, &info) != 0 || !S_ISREG(info.st_mode)) {
    return refuse(c->path, "it is not an ordinary file");
  }
  return access(c->target, W_OK) != 0 ? refuse(c->path, strerror(errno))
                                      : check_unchanged(c, original);
}

static cli_status prepare(change *c) {
  return cli_write_beside(c->target, c->is_new, c->bytes, c->size, &c->temporary)
             ? CLI_OK
             : refuse(c->path, strerror(errno));
}

static void sync_folder(const char *path) {
  char *copy = strdup(path);
  char *slash = copy == NULL ? NULL : strrchr(copy, '/');
  if (slash != NULL) {
    slash[slash == copy ? 1 : 0] = '\0';
  }
  int descriptor = open(slash == NULL ? "." : copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    (void)fsync(descriptor); /* some file systems have no such thing */
    close(descriptor);
  }
  free(copy);
}

static bool put_in_place(const change *c) {
  return c->is_new ? cli_place_new(c->temporary, c->target)
                   : rename(c->temporary, c->target) == 0;
}

static cli_status partly_written(const changes *all, const change *failed, int error) {
  cli_complain("%s was not written: %s", failed->path, strerror(error));
  for (size_t i = 0; i < all->n; i++) {
    cli_complain("%s %s", all->items[i].path,
                 all->items[i].done ? "was written" : "was not written");
  }
  return CLI_UNUSABLE;
}

static cli_status commit(changes *all, const cli_files *files) {
  for (size_t i = 0; i < all->n; i++) {
    change *c = &all->items[i];
    cli_status status = c->is_new ? CLI_OK : check_unchanged(c, original_of(files, c->path));
    if (status != CLI_OK) {
      return status;
    }
  }
  for (size_t i = 0; i < all->n; i++) {
    change *c = &all->items[i];
    if (!put_in_place(c)) {
      return partly_written(all, c, errno);
    }
    free(c->temporary);
    c->temporary = NULL;
    c->done = true;
    sync_folder(c->target);
  }
  for (size_t i = 0; i < all->n; i++) {
    cli_complain("%s %s", all->items[i].is_new ? "created" : "changed", all->items[i].path);
  }
  return CLI_OK;
}

static void discard(changes *all) {
  for (size_t i = 0; i < all->n; i++) {
    if (all->items[i].temporary != NULL) {
      (void)unlink(all->items[i].temporary);
      free(all->items[i].temporary);
    }
    free(all->items[i].target);
  }
  free(all->items);
}

static cli_status gather(rolecall_analysis *analysis, changes *all) {
  uint32_t n = rolecall_get_summary(analysis).changed_files;
  all->items = calloc((size_t)n + 1, sizeof *all->items);
  if (all->items == NULL) {
    return cli_no_memory();
  }
  for (uint32_t i = 0; i < n; i++) {
    change *c = &all->items[all->n];
    if (rolecall_changed_file(analysis, i, &c->path, &c->bytes, &c->size, &c->is_new)) {
      all->n++;
    }
  }
  return CLI_OK;
}

static cli_status prepare_all(changes *all, const cli_files *files) {
  cli_status status = CLI_OK;
  for (size_t i = 0; status == CLI_OK && i < all->n; i++) {
    status = locate(&all->items[i], files);
  }
  for (size_t i = 0; status == CLI_OK && i < all->n; i++) {
    if (all->items[i].is_new && !cli_make_folders(all->items[i].target)) {
      status = refuse(all->items[i].path, strerror(errno));
    }
    if (status == CLI_OK) {
      status = prepare(&all->items[i]);
    }
  }
  return status;
}

cli_status cli_write_changes(rolecall_analysis *analysis, const cli_files *files) {
  changes all = {0};
  cli_status status = gather(analysis, &all);
  if (status == CLI_OK) {
    status = prepare_all(&all, files);
  }
  if (status == CLI_OK) {
    status = commit(&all, files);
  }
  discard(&all);
  return status;
}
