/* Standard output and standard error. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

void cli_complain(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  flockfile(stderr);
  fputs("rolecall: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  funlockfile(stderr);
  va_end(arguments);
}

static bool paths_are_hidden;

void cli_hide_paths(void) { paths_are_hidden = true; }

const char *cli_shown(const char *path) {
  return paths_are_hidden ? "one of the given paths" : path;
}

static cli_status explain_failure(int error) {
  if (error != EPIPE) { /* whoever reads has had enough: not worth a word */
    cli_complain("cannot write to standard output: %s", strerror(error));
  }
  return CLI_UNUSABLE;
}

static cli_status write_all(const char *text, size_t size) {
  while (size > 0) {
    ssize_t n = write(STDOUT_FILENO, text, size);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      return explain_failure(errno);
    }
    text += n;
    size -= (size_t)n;
  }
  return CLI_OK;
}

/* Length of a colour sequence ESC [ digits and semicolons m, else 0. */
static size_t color_length(const char *text, size_t size) {
  size_t at = 2;
  if (size < 3 || text[0] != '\x1b' || text[1] != '[') {
    return 0;
  }
  while (at < size && (text[at] == ';' || (text[at] >= '0' && text[at] <= '9'))) {
    at++;
  }
  return at < size && text[at] == 'm' ? at + 1 : 0;
}

static bool is_harmful(unsigned char byte) {
  return (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
}

/* A diff holds the user's bytes as they are. In a pipe they must stay so; in a terminal control
 * characters among them must not act. UTF-8 forms of C1 (C2 80..9F) act in some terminals too. */
static cli_status print_to_terminal(const char *text, size_t size) {
  char *safe = malloc(size > 0 ? size * 3 : 1);
  if (safe == NULL) {
    return cli_no_memory();
  }
  size_t len = 0;
  for (size_t at = 0; at < size;) {
    unsigned char byte = (unsigned char)text[at];
    size_t color = color_length(text + at, size - at);
    if (color > 0) {
      memcpy(safe + len, text + at, color);
      len += color;
      at += color;
    } else if (is_harmful(byte)) {
      const char sign[3] = {'\xE2', '\x90', (char)(0x80 + (byte == 0x7F ? 0x21 : byte))};
      memcpy(safe + len, sign, sizeof sign);
      len += sizeof sign;
      at++;
    } else if (byte == 0xC2 && at + 1 < size && (unsigned char)text[at + 1] < 0xA0) {
      memcpy(safe + len, "\xEF\xBF\xBD", 3);
      len += 3;
      at += 2;
    } else {
      safe[len++] = text[at++];
    }
  }
  cli_status status = write_all(safe, len);
  cli_wipe(safe, size * 3);
  return status;
}

cli_status cli_print(const char *text, size_t size) {
  return isatty(STDOUT_FILENO) ? print_to_terminal(text, size) : write_all(text, size);
}

void cli_put_json(FILE *out, const char *text, size_t size) {
  fputc('"', out);
  for (size_t i = 0; i < size; i++) {
    unsigned char byte = (unsigned char)text[i];
    if (byte < 0x20) {
      fprintf(out, "\\u%04x", (unsigned)byte);
    } else {
      fprintf(out, byte == '"' || byte == '\\' ? "\\%c" : "%c", byte);
    }
  }
  fputc('"', out);
}

bool cli_use_color(cli_color choice) {
  const char *no_color = getenv("NO_COLOR"); /* https://no-color.org: set and not empty */
  const char *term = getenv("TERM");
  if (choice != COLOR_AUTO) {
    return choice == COLOR_ALWAYS;
  }
  if (no_color != NULL && no_color[0] != '\0') {
    return false;
  }
  return isatty(STDOUT_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);
}

uint32_t cli_width(void) {
  struct winsize size;
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) {
    return 0;
  }
  return size.ws_col;
}
