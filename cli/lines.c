/* Reading line by line: standard input may never end. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

enum { CHUNK = 1 << 16 };

static cli_status cannot_read(const cli_lines *lines, int error) {
  cli_complain("cannot read %s: %s", lines->path, strerror(error));
  return CLI_UNUSABLE;
}

cli_status cli_lines_open(const char *path, cli_lines *out) {
  bool standard_input = strcmp(path, "-") == 0;
  *out = (cli_lines){.path = standard_input ? "standard input" : path,
                     .descriptor = STDIN_FILENO,
                     .stop = -1,
                     .limit = (size_t)cli_limit("line size", NULL)};
  if (!standard_input) {
    out->descriptor = open(path, O_RDONLY | O_CLOEXEC);
  }
  return out->descriptor < 0 ? cannot_read(out, errno) : CLI_OK;
}

void cli_lines_close(cli_lines *lines) {
  if (lines->descriptor > STDIN_FILENO) {
    close(lines->descriptor);
  }
  free(lines->buffer);
}

static char *line_end(const cli_lines *lines) {
  return lines->end == lines->start
             ? NULL
             : memchr(lines->buffer + lines->start, '\n', lines->end - lines->start);
}

bool cli_lines_ready(const cli_lines *lines) { return line_end(lines) != NULL; }

/* Makes room behind what has been read of the line. Never more than one line and a chunk. */
static bool make_room(cli_lines *lines) {
  size_t kept = lines->end - lines->start;
  if (lines->start > 0) {
    memmove(lines->buffer, lines->buffer + lines->start, kept);
    lines->start = 0;
    lines->end = kept;
  }
  if (lines->capacity - lines->end >= CHUNK) {
    return true;
  }
  size_t capacity = lines->capacity == 0 ? 2 * CHUNK : lines->capacity * 2;
  char *grown = realloc(lines->buffer, capacity);
  if (grown == NULL) {
    return false;
  }
  lines->buffer = grown;
  lines->capacity = capacity;
  return true;
}

/* Waits for input, or for the word that nobody wants it any more. */
static bool is_stopped(const cli_lines *lines) {
  struct pollfd waited[] = {{.fd = lines->descriptor, .events = POLLIN},
                            {.fd = lines->stop, .events = POLLIN}};
  if (lines->stop < 0) {
    return false;
  }
  while (poll(waited, 2, -1) < 0 && errno == EINTR) {
  }
  return waited[1].revents != 0;
}

static cli_status read_more(cli_lines *lines) {
  ssize_t n;
  if (!make_room(lines)) {
    return cli_no_memory();
  }
  if (is_stopped(lines)) {
    lines->at_end = true;
    return CLI_OK;
  }
  do {
    n = read(lines->descriptor, lines->buffer + lines->end, CHUNK);
  } while (n < 0 && errno == EINTR);
  if (n < 0) {
    return cannot_read(lines, errno);
  }
  lines->at_end = n == 0;
  lines->end += (size_t)n;
  return CLI_OK;
}

/* The line is too long, and was cut already: passes over the rest of it. */
static cli_status skip_line(cli_lines *lines, size_t *size) {
  *size = lines->limit + 1;
  while (line_end(lines) == NULL && !lines->at_end) {
    if (lines->end - lines->start > *size) {
      lines->end = lines->start + *size;
    }
    size_t before = lines->end - lines->start;
    cli_status status = read_more(lines);
    if (status != CLI_OK) {
      return status;
    }
    const char *end = lines->end - lines->start == before
                          ? NULL
                          : memchr(lines->buffer + lines->start + before, '\n',
                                   lines->end - lines->start - before);
    if (end != NULL) {
      /* What is behind the line moves up to where the line was cut. */
      size_t rest = (size_t)(lines->buffer + lines->end - end);
      memmove(lines->buffer + lines->start + *size, end, rest);
      lines->end = lines->start + *size + rest;
      return CLI_OK;
    }
  }
  return CLI_OK;
}

cli_status cli_lines_next(cli_lines *lines, const char **line, size_t *size) {
  bool too_long = false;
  *line = NULL;
  *size = 0;
  while (line_end(lines) == NULL && !lines->at_end && !too_long) {
    cli_status status = read_more(lines);
    if (status != CLI_OK) {
      return status;
    }
    too_long = lines->end - lines->start > lines->limit && line_end(lines) == NULL;
  }
  if (too_long) {
    cli_status status = skip_line(lines, size);
    if (status != CLI_OK) {
      return status;
    }
  }
  const char *end = line_end(lines);
  if (lines->end == lines->start) {
    return CLI_OK;
  }
  *line = lines->buffer + lines->start;
  *size = end != NULL ? (size_t)(end - *line) : lines->end - lines->start;
  lines->start += *size + (end != NULL ? 1 : 0);
  return CLI_OK;
}

cli_status cli_lines_next_here(cli_lines *lines, const char **block, size_t *size) {
  cli_status status = cli_lines_next(lines, block, size);
  size_t rest = lines->end - lines->start;
  const char *last = status != CLI_OK || *block == NULL || rest == 0
                         ? NULL
                         : memrchr(lines->buffer + lines->start, '\n', rest);
  if (last != NULL) {
    *size = (size_t)(last - *block);
    lines->start = (size_t)(last - lines->buffer) + 1;
  }
  return status;
}
