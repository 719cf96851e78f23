/* `restore`: originals for placeholders on standard output, and on standard error what else was
 * seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { LONGEST_SHOWN = 80 };

typedef struct given {
  const char *bytes;
  size_t size;
} given;

typedef struct counts {
  unsigned long restored, doubtful, missing;
} counts;

static counts count(const rolecall_restorer *restorer) {
  rolecall_restore_note note;
  counts c = {0};
  for (uint32_t i = 0; rolecall_restorer_note(restorer, i, &note); i++) {
    c.restored += note.kind == ROLECALL_RESTORED;
    c.missing += note.kind == ROLECALL_MISSING;
    c.doubtful += note.kind != ROLECALL_RESTORED && note.kind != ROLECALL_MISSING;
  }
  return c;
}

/* Lines and columns for places that come in order; columns count bytes that begin characters. */
typedef struct place {
  size_t at;
  unsigned long line, column;
} place;

static void move_to(place *p, given text, size_t target) {
  for (; p->at < target; p->at++) {
    if (text.bytes[p->at] == '\n') {
      p->line++;
      p->column = 1;
    } else if (((unsigned char)text.bytes[p->at] & 0xC0) != 0x80) {
      p->column++;
    }
  }
}

/* ---- for people ---- */

static void show(const char *bytes, size_t size) {
  size_t shown = size < LONGEST_SHOWN ? size : LONGEST_SHOWN;
  fprintf(stderr, "`%.*s%s`", (int)shown, bytes, shown < size ? "..." : "");
}

static void tell_note(const rolecall_restore_note *note, const place *at, given text) {
  fprintf(stderr, "  %lu:%lu: ", at->line, at->column);
  show(text.bytes + note->start, note->end - note->start);
  if (note->kind == ROLECALL_INVENTED) {
    fputs(" looks like a placeholder, but none was given out by this name", stderr);
  } else {
    fputs(note->kind == ROLECALL_DRIFTED ? " is another spelling of " : " is nearly ", stderr);
    show(note->placeholder, note->placeholder_size);
    fputs(", and was left as it is", stderr);
  }
  fputc('\n', stderr);
}

static void tell_missing(const rolecall_restorer *restorer, const counts *c) {
  rolecall_restore_note note;
  bool first = true;
  if (c->missing == 0) {
    return;
  }
  fputs("  not in this text: ", stderr);
  for (uint32_t i = 0; rolecall_restorer_note(restorer, i, &note); i++) {
    if (note.kind == ROLECALL_MISSING) {
      fprintf(stderr, "%s%.*s", first ? "" : ", ", (int)note.placeholder_size, note.placeholder);
      first = false;
    }
  }
  fputc('\n', stderr);
}

static void tell(const rolecall_restorer *restorer, given text, const counts *c) {
  rolecall_restore_note note;
  place at = {0, 1, 1};
  cli_complain("%lu restored, %lu doubtful, %lu of the map not in this text", c->restored,
               c->doubtful, c->missing);
  for (uint32_t i = 0; rolecall_restorer_note(restorer, i, &note); i++) {
    if (note.kind != ROLECALL_RESTORED && note.kind != ROLECALL_MISSING) {
      move_to(&at, text, note.start);
      tell_note(&note, &at, text);
    }
  }
  tell_missing(restorer, c);
}

/* ---- for programs ---- */

static void put_json(const char *name, const char *bytes, size_t size) {
  fprintf(stderr, ", \"%s\": \"", name);
  for (size_t i = 0; i < size; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    if (byte < 0x20) {
      fprintf(stderr, "\\u%04x", (unsigned)byte);
    } else {
      fprintf(stderr, byte == '"' || byte == '\\' ? "\\%c" : "%c", byte);
    }
  }
  fputc('"', stderr);
}

static void tell_json(const rolecall_restorer *restorer, given text, const counts *c) {
  static const char *const kinds[] = {"restored", "drifted", "near", "invented", "missing"};
  rolecall_restore_note note;
  place at = {0, 1, 1};
  fprintf(stderr, "{\"restored\": %lu, \"doubtful\": %lu, \"missing\": %lu,\n \"notes\": [",
          c->restored, c->doubtful, c->missing);
  for (uint32_t i = 0; rolecall_restorer_note(restorer, i, &note); i++) {
    fprintf(stderr, "%s\n  {\"kind\": \"%s\"", i == 0 ? "" : ",", kinds[note.kind]);
    if (note.kind != ROLECALL_MISSING) {
      move_to(&at, text, note.start);
      fprintf(stderr, ", \"line\": %lu, \"column\": %lu", at.line, at.column);
      put_json("text", text.bytes + note.start, note.end - note.start);
    }
    if (note.placeholder != NULL) {
      put_json("placeholder", note.placeholder, note.placeholder_size);
      put_json("family", note.family, note.family_size);
    }
    fputc('}', stderr);
  }
  fputs("]}\n", stderr);
}

/* ---- the pass ---- */

static cli_status put_out(const cli_options *options, rolecall_restorer *restorer, given text) {
  const char *out = NULL;
  size_t size = 0;
  rolecall_status status = rolecall_restore(restorer, text.bytes, text.size, &out, &size);
  if (status != ROLECALL_OK) {
    const char *error = rolecall_restorer_error(restorer);
    cli_complain("%s", error == NULL ? "memory ran out" : error);
    return cli_status_of(status);
  }
  const counts c = count(restorer);
  cli_status printed = cli_print(out, size);
  if (!options->quiet && strcmp(options->format, "json") == 0) {
    tell_json(restorer, text, &c);
  } else if (!options->quiet) {
    tell(restorer, text, &c);
  }
  return printed == CLI_OK && c.doubtful > 0 ? CLI_FINDINGS : printed;
}

static cli_status open_map(const char *path, rolecall_restorer **out) {
  const rolecall_allocator allocator = cli_allocator();
  char *map = NULL;
  size_t size = 0;
  cli_status status = cli_read_whole(path, &map, &size);
  if (status != CLI_OK) {
    return status;
  }
  *out = rolecall_restorer_new(&allocator, map, size);
  cli_wipe(map, size);
  if (*out == NULL) {
    return cli_no_memory();
  }
  if (rolecall_restorer_error(*out) != NULL) {
    cli_complain("%s: %s", path, rolecall_restorer_error(*out));
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

cli_status cmd_restore(const cli_options *options) {
  rolecall_restorer *restorer = NULL;
  char *bytes = NULL;
  size_t size = 0;
  if (options->map == NULL || options->n_paths > 1) {
    cli_complain("`rolecall restore` needs --map and the file that redaction wrote, and one text: "
                 "a file or `-`");
    return CLI_UNUSABLE;
  }
  cli_status status = open_map(options->map, &restorer);
  if (status == CLI_OK) {
    status = cli_read_whole(options->n_paths == 0 ? "-" : options->paths[0], &bytes, &size);
  }
  if (status == CLI_OK) {
    status = put_out(options, restorer, (given){bytes, size});
  }
  cli_wipe(bytes, size);
  rolecall_restorer_free(restorer);
  return status;
}
