/* Finding and reading files. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

enum {
  HEAD = 512,                 /* bytes looked at to see whether a file can be something */
  NAMELESS_BYTES = 1 << 20,   /* a file without extension that is larger is a program */
  MOST_LINKS_TOLD = 3
};

static cli_status cannot(const char *verb, const char *path, int error) {
  cli_complain("cannot %s %s: %s", verb, cli_shown(path), strerror(error));
  return CLI_UNUSABLE;
}

/* ---- reading ---- */

void cli_wipe(void *bytes, size_t size) {
  if (bytes != NULL) {
    explicit_bzero(bytes, size);
    free(bytes);
  }
}

/* As realloc, but what is left behind is overwritten. Frees the old block in any case. */
static char *enlarge(char *buffer, size_t len, size_t capacity) {
  char *grown = cli_allocate(capacity);
  if (grown != NULL) {
    memcpy(grown, buffer, len);
  }
  cli_wipe(buffer, len);
  return grown;
}

/* Reads to the end, at most `limit` bytes; `expected` is a guess at the size. */
static cli_status read_descriptor(int descriptor, const char *path, size_t expected,
                                  uint64_t limit, char **bytes, size_t *size) {
  size_t capacity = expected + 1;
  char *buffer = cli_allocate(capacity);
  size_t len = 0;
  while (buffer != NULL) {
    ssize_t n = read(descriptor, buffer + len, capacity - len);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      int error = errno;
      cli_wipe(buffer, len);
      return cannot("read", path, error);
    }
    if (n == 0) {
      *bytes = buffer;
      *size = len;
      return CLI_OK;
    }
    len += (size_t)n;
    if (len > limit) {
      cli_wipe(buffer, len);
      return cli_exceeds(path, "file size");
    }
    if (len == capacity) {
      capacity *= 2;
      buffer = enlarge(buffer, len, capacity);
    }
  }
  return cli_no_memory();
}

static cli_status read_path(const char *path, const struct stat *info, char **bytes,
                            size_t *size) {
  uint64_t limit = cli_limit("file size", NULL);
  if (!S_ISREG(info->st_mode) && !S_ISFIFO(info->st_mode) && !S_ISSOCK(info->st_mode)) {
    cli_complain("cannot read %s: it is a device, not a file", cli_shown(path));
    return CLI_UNUSABLE;
  }
  if (S_ISREG(info->st_mode) && (uint64_t)info->st_size > limit) {
    return cli_exceeds(path, "file size");
  }
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return cannot("read", path, errno);
  }
  size_t expected = S_ISREG(info->st_mode) ? (size_t)info->st_size : HEAD;
  cli_status status = read_descriptor(descriptor, path, expected, limit, bytes, size);
  close(descriptor);
  return status;
}

cli_status cli_read_whole(const char *path, char **bytes, size_t *size) {
  struct stat info;
  if (strcmp(path, "-") == 0) {
    return read_descriptor(STDIN_FILENO, "standard input", 65535, cli_limit("file size", NULL),
                           bytes, size);
  }
  if (stat(path, &info) != 0) {
    return cannot("read", path, errno);
  }
  if (S_ISDIR(info.st_mode)) {
    cli_complain("%s is a folder; name a file", cli_shown(path));
    return CLI_UNUSABLE;
  }
  return read_path(path, &info, bytes, size);
}

/* ---- naming ---- */

/* `absolute` as seen from the current folder if it lies below it, else NULL. */
static const char *below_here(const char *absolute, const char *here) {
  size_t length = strlen(here);
  if (strncmp(absolute, here, length) != 0 || absolute[length] != '/') {
    return NULL;
  }
  return absolute[length + 1] == '\0' ? NULL : absolute + length + 1;
}

/* The name for reports and diffs, in a new block: no `./` in front, no doubled or final slashes,
 * relative where that is possible, so that a patch applies from where the command was run. */
static char *shown_name(const char *path) {
  char *here = path[0] == '/' ? getcwd(NULL, 0) : NULL;
  const char *relative = here == NULL ? NULL : below_here(path, here);
  const char *from = relative == NULL ? path : relative;
  while (from[0] == '.' && from[1] == '/' && from[2] != '\0') {
    from += 2;
    while (from[0] == '/' && from[1] != '\0') {
      from++;
    }
  }
  char *name = malloc(strlen(from) + 1);
  size_t len = 0;
  for (; name != NULL && *from != '\0'; from++) {
    if (from[0] != '/' || len == 0 || name[len - 1] != '/') {
      name[len++] = *from;
    }
  }
  if (name != NULL) {
    name[len > 1 && name[len - 1] == '/' ? len - 1 : len] = '\0';
  }
  free(here);
  return name;
}

static char *join(const char *folder, const char *name) {
  size_t size = strlen(folder) + strlen(name) + 2;
  char *path = malloc(size);
  if (path != NULL) {
    bool slash = folder[strlen(folder) - 1] == '/';
    snprintf(path, size, "%s%s%s", folder, slash ? "" : "/", name);
  }
  return path;
}

/* ---- collecting ---- */

static cli_status add(cli_files *files, const char *path, char *bytes, size_t size,
                      rolecall_role_of_file role) {
  if (files->n == files->capacity) {
    size_t capacity = files->capacity == 0 ? 64 : files->capacity * 2;
    cli_file *grown = realloc(files->items, capacity * sizeof *grown);
    if (grown == NULL) {
      cli_wipe(bytes, size);
      return cli_no_memory();
    }
    files->items = grown;
    files->capacity = capacity;
  }
  char *name = shown_name(path);
  if (name == NULL) {
    cli_wipe(bytes, size);
    return cli_no_memory();
  }
  files->items[files->n++] = (cli_file){name, bytes, size, role, false};
  files->total_bytes += size;
  return CLI_OK;
}

static cli_status add_read(cli_files *files, const char *path, const struct stat *info,
                           rolecall_role_of_file role) {
  char *bytes = NULL;
  size_t size = 0;
  if (files->n >= cli_limit("number of files", NULL)) {
    return cli_exceeds(path, "number of files");
  }
  uint64_t expected = S_ISREG(info->st_mode) ? (uint64_t)info->st_size : 0;
  if (files->total_bytes + expected > cli_limit("input size", NULL)) {
    return cli_exceeds(path, "input size");
  }
  cli_status status = read_path(path, info, &bytes, &size);
  return status == CLI_OK ? add(files, path, bytes, size, role) : status;
}

static bool is_one_of(const char *word, const char *const *words) {
  for (; *words != NULL; words++) {
    if (strcmp(*words, word) == 0) {
      return true;
    }
  }
  return false;
}

static bool skip_folder(const char *name) {
  static const char *const names[] = {".git", "node_modules", ".terraform", NULL};
  return is_one_of(name, names);
}

/* The first bytes that are no blanks; false when the file cannot be read: then it is tried in
 * earnest, which says why. */
static bool look_at_head(const char *path, unsigned char *first, bool *binary) {
  unsigned char head[HEAD];
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t n = descriptor < 0 ? -1 : read(descriptor, head, sizeof head);
  if (descriptor >= 0) {
    close(descriptor);
  }
  if (n < 0) {
    return false;
  }
  size_t length = (size_t)n;
  size_t at = length >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  while (at < length && strchr(" \t\r\n", head[at]) != NULL && head[at] != '\0') {
    at++;
  }
  *first = at < length ? head[at] : '\0';
  *binary = memchr(head, '\0', length) != NULL;
  return true;
}

/* Can a file found in a folder be something that rolecall reads? A file named on the command line
 * is never asked. */
static bool can_be_something(const char *path, const char *name, const struct stat *info) {
  static const char *const always[] = {".json", ".jsonc", ".txt", ".log", ".out", ".err",
                                       ".tf",   ".tfvars", ".tftpl", ".yaml", ".yml", NULL};
  static const char *const templates[] = {".tpl", ".template", ".tmpl", ".j2", NULL};
  const char *dot = strrchr(name, '.');
  bool nameless = dot == NULL || dot == name;
  unsigned char first = '\0';
  bool binary = false;
  if (!nameless && is_one_of(dot, always)) {
    return true;
  }
  if (nameless ? info->st_size > NAMELESS_BYTES || name[0] == '.' : !is_one_of(dot, templates)) {
    return false;
  }
  if (!look_at_head(path, &first, &binary)) {
    return true;
  }
  bool json = first == '{' || first == '[';
  return nameless ? !binary && first != '#' : json;
}

static cli_status search(cli_files *files, const char *path);

/* Links to files are followed, links to folders are not: they may lead back, or out of the folder
 * that was named, and a fix would write there. */
static cli_status visit(cli_files *files, const char *folder, const char *name) {
  struct stat link;
  struct stat info;
  char *path = join(folder, name);
  cli_status status = CLI_OK;
  if (path == NULL) {
    return cli_no_memory();
  }
  if (lstat(path, &link) != 0 || stat(path, &info) != 0) {
    /* A link that leads nowhere is not what anybody asked for. */
    status = errno == ENOENT || errno == ELOOP ? CLI_OK : cannot("read", path, errno);
  } else if (S_ISDIR(info.st_mode) && S_ISLNK(link.st_mode)) {
    if (files->n_links++ < MOST_LINKS_TOLD) {
      cli_complain("passed over %s: it is a link to a folder; name it to have it read",
                   cli_shown(path));
    }
  } else if (S_ISDIR(info.st_mode)) {
    status = skip_folder(name) ? CLI_OK : search(files, path);
  } else if (S_ISREG(info.st_mode) &&
             (files->every_text || can_be_something(path, name, &info))) {
    status = add_read(files, path, &info, ROLECALL_FILE_ANY);
  }
  free(path);
  return status;
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static cli_status search(cli_files *files, const char *path) {
  struct dirent **entries = NULL;
  cli_status status = CLI_OK;
  if (++files->n_folders > cli_limit("number of files", NULL)) {
    return cli_exceeds(path, "number of files");
  }
  int n = scandir(path, &entries, NULL, by_bytes);
  if (n < 0) {
    return cannot("search", path, errno);
  }
  for (int i = 0; i < n; i++) {
    const char *name = entries[i]->d_name;
    if (status == CLI_OK && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
      status = visit(files, path, name);
    }
    free(entries[i]);
  }
  free(entries);
  return status;
}

static cli_status collect_stdin(cli_files *files, rolecall_role_of_file role) {
  char *bytes = NULL;
  size_t size = 0;
  if (files->stdin_read) {
    cli_complain("standard input was named twice");
    return CLI_UNUSABLE;
  }
  files->stdin_read = true;
  cli_status status = cli_read_whole("-", &bytes, &size);
  return status == CLI_OK ? add(files, "-", bytes, size, role) : status;
}

static cli_status collect_named(cli_files *files, const char *path, const struct stat *info,
                                rolecall_role_of_file role) {
  cli_status status = add_read(files, path, info, role);
  if (status == CLI_OK) {
    files->items[files->n - 1].is_named = true;
  }
  return status;
}

static cli_status collect(cli_files *files, const char *path, rolecall_role_of_file role) {
  struct stat info;
  if (strcmp(path, "-") == 0) {
    return collect_stdin(files, role);
  }
  if (stat(path, &info) != 0) {
    return cannot("read", path, errno);
  }
  if (!S_ISDIR(info.st_mode)) {
    return collect_named(files, path, &info, role);
  }
  if (role != ROLECALL_FILE_ANY) {
    cli_complain("%s is a folder; this option takes a file", cli_shown(path));
    return CLI_UNUSABLE;
  }
  return search(files, path);
}

cli_status cli_files_collect(const cli_options *options, cli_files *out) {
  cli_status status = CLI_OK;
  for (size_t i = 0; status == CLI_OK && i < options->n_role_files; i++) {
    status = collect(out, options->role_files[i].path, options->role_files[i].role);
  }
  for (size_t i = 0; status == CLI_OK && i < options->n_paths; i++) {
    status = collect(out, options->paths[i], ROLECALL_FILE_ANY);
  }
  return status;
}

void cli_files_free(cli_files *files) {
  for (size_t i = 0; i < files->n; i++) {
    free(files->items[i].path);
    cli_wipe(files->items[i].bytes, files->items[i].size);
  }
  free(files->items);
}
