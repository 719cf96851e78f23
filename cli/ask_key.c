/* The key: where it comes from, and where it must not get to. */
#define _GNU_SOURCE
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const char any_provider[] = "ROLECALL_API_KEY";

enum { LINE_ROOM = 4096 };

/* ---- the terminal ---- */

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
enum { N_SIGNALS = sizeof ending_signals / sizeof ending_signals[0] };

static volatile sig_atomic_t caught; /* while the echo is off */

static void note_signal(int number) { caught = number; }

/* The answer up to the line's end. EINTR ends it when a signal came. */
static bool ask_line(int terminal, const char *question, char *line, size_t *size) {
  size_t length = strlen(question);
  *size = 0;
  if (write(terminal, question, length) != (ssize_t)length) {
    return false;
  }
  for (char c = '\0'; *size < LINE_ROOM - 1;) {
    ssize_t n = read(terminal, &c, 1);
    if (n < 0 && errno == EINTR && caught == 0) {
      continue;
    }
    if (n <= 0 || c == '\n') {
      line[*size] = '\0';
      return n > 0;
    }
    line[(*size)++] = c;
  }
  return false;
}

/* The echo goes before the question comes: what is typed at once is neither shown nor, as switching
 * throws away what was typed before, lost. Whatever happens, the terminal gets its echo back before
 * the process ends. */
static bool ask_hidden(int terminal, const char *question, char *line, size_t *size) {
  struct sigaction action = {.sa_handler = note_signal};
  struct sigaction before[N_SIGNALS];
  struct termios shown;
  if (tcgetattr(terminal, &shown) != 0) {
    return false;
  }
  struct termios hidden = shown;
  hidden.c_lflag &= ~(tcflag_t)ECHO;
  hidden.c_lflag |= ECHONL;
  sigemptyset(&action.sa_mask);
  caught = 0;
  for (int i = 0; i < N_SIGNALS; i++) {
    sigaction(ending_signals[i], &action, &before[i]);
  }
  bool read = tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 &&
              ask_line(terminal, question, line, size);
  tcsetattr(terminal, TCSAFLUSH, &shown);
  for (int i = 0; i < N_SIGNALS; i++) {
    sigaction(ending_signals[i], &before[i], NULL);
  }
  if (caught != 0) {
    cli_wipe(line, LINE_ROOM);
    raise(caught);
    _exit(CLI_UNUSABLE); /* it was stopped and goes on: what was typed is gone */
  }
  return read;
}

cli_status ask_terminal(const char *question, bool hidden, char **out, size_t *size) {
  int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  *out = NULL;
  if (terminal < 0) {
    return CLI_UNUSABLE;
  }
  char *line = calloc(1, LINE_ROOM);
  cli_status status = line == NULL ? cli_no_memory() : CLI_UNUSABLE;
  if (line != NULL && (hidden ? ask_hidden(terminal, question, line, size)
                              : ask_line(terminal, question, line, size))) {
    status = CLI_OK;
  }
  close(terminal);
  if (status == CLI_OK) {
    *out = line;
  } else if (line != NULL) {
    cli_wipe(line, LINE_ROOM);
  }
  return status;
}

/* ---- the key ---- */

void ask_key_free(ask_key *key) {
  cli_wipe(key->text, key->size + 1);
  *key = (ask_key){0};
}

static cli_status refuse(const char *why) {
  cli_complain("%s", why);
  return CLI_UNUSABLE;
}

static bool is_aws_access_key(const char *text, size_t size) {
  return size == 20 && (strncmp(text, "AKIA", 4) == 0 || strncmp(text, "ASIA", 4) == 0);
}

/* No word of it is ever printed, not even of one that cannot be used. */
static cli_status take(const char *text, size_t size, ask_key *out) {
  for (size_t i = 0; i < size; i++) {
    if (text[i] < 0x21 || text[i] > 0x7E) {
      return refuse("a key has neither spaces nor letters beyond ASCII");
    }
  }
  if (size == 0) {
    return refuse("the key is empty");
  }
  if (is_aws_access_key(text, size)) {
    return refuse("this is an AWS access key and is not taken; use an API key of the provider, for "
                  "Bedrock a short-term one");
  }
  out->text = malloc(size + 1);
  if (out->text == NULL) {
    return cli_no_memory();
  }
  memcpy(out->text, text, size);
  out->text[size] = '\0';
  out->size = size;
  return CLI_OK;
}

static cli_status prompt(const char *variable, ask_key *out) {
  char *line = NULL;
  size_t size = 0;
  cli_status status = ask_terminal("Key (it is not shown): ", true, &line, &size);
  if (status == CLI_UNUSABLE) {
    cli_complain("there is no key: set %s in the environment, or run this in a terminal, which is "
                 "asked for it", variable);
    return status;
  }
  if (status == CLI_OK) {
    status = take(line, size, out);
    cli_wipe(line, LINE_ROOM);
  }
  return status;
}

cli_status ask_key_get(const rolecall_dialect *dialect, bool usual_address, ask_key *out) {
  *out = (ask_key){0};
  const char *variable =
      usual_address && dialect->key_variable != NULL ? dialect->key_variable : any_provider;
  const char *found = getenv(any_provider);
  found = found == NULL || found[0] == '\0' ? getenv(variable) : found;
  if (found != NULL && found[0] != '\0') {
    return take(found, strlen(found), out);
  }
  return dialect->key_optional ? CLI_OK : prompt(variable, out);
}

bool ask_key_stands_in(const ask_key *key, const char *bytes, size_t size) {
  return key->size > 0 && size > 0 && memmem(bytes, size, key->text, key->size) != NULL;
}

char *ask_key_hide(const ask_key *key, const char *text, size_t size) {
  static const char instead[] = "[your key]";
  size_t n = 0;
  /* Each byte at most grows to what stands for a key of one byte. */
  char *out = malloc(size * (sizeof instead - 1) + 1);
  for (size_t at = 0; out != NULL && at < size;) {
    if (key->size > 0 && size - at >= key->size && memcmp(text + at, key->text, key->size) == 0) {
      memcpy(out + n, instead, sizeof instead - 1);
      n += sizeof instead - 1;
      at += key->size;
      continue;
    }
    unsigned char byte = (unsigned char)text[at++];
    out[n++] = byte < 0x20 || byte == 0x7F ? ' ' : (char)byte;
  }
  if (out != NULL) {
    out[n] = '\0';
  }
  return out;
}
