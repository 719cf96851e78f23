/*
 * The command: everything that touches files, the terminal and the exit status. It knows the
 * library by its public header only.
 */
#ifndef RC_CLI_CLI_H
#define RC_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "rolecall.h"

typedef enum cli_status {
  CLI_OK = 0,       /* nothing at or above --fail-on */
  CLI_FINDINGS = 1, /* something is */
  CLI_UNUSABLE = 2, /* the command line or the input cannot be used */
  CLI_EXHAUSTED = 3 /* a limit or memory */
} cli_status;

typedef enum cli_fail_on {
  FAIL_ON_ERROR,
  FAIL_ON_WARNING,
  FAIL_ON_NOTE,
  FAIL_ON_NEVER
} cli_fail_on;
typedef enum cli_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } cli_color;

/* A file that a flag gives a meaning: --execution-role FILE. */
typedef struct cli_role_file {
  const char *path;
  rolecall_role_of_file role;
} cli_role_file;

typedef struct cli_command cli_command;

/* The command line, understood. Strings are those of argv. */
typedef struct cli_options {
  const cli_command *command;
  const char *format;
  cli_fail_on fail_on;
  cli_color color;
  bool quiet, help, version;
  bool write, commands;
  bool redact;
  const char *output, *map;
  const char *provider, *model, *base; /* of `ask` */
  uint32_t most_tokens, silence;       /* 0: the usual */
  bool dry_run, yes, whole;
  const char **words, **keep; /* those of `redaction` */
  rolecall_redaction_options redaction;
  rolecall_options analysis;
  cli_role_file *role_files;
  size_t n_role_files;
  const char **paths; /* of a command with options of its own: all that stands behind it */
  size_t n_paths;
} cli_options;

struct cli_command {
  const char *name;
  const char *arguments; /* "PATH..." */
  const char *summary;
  unsigned bit; /* in the option table's sets */
  cli_status (*run)(const cli_options *options);
  void (*print_help)(void); /* of a command with options of its own, else NULL */
};

extern const cli_command cli_commands[];
extern const size_t cli_n_commands;

cli_status cmd_check(const cli_options *options);
cli_status cmd_fix(const cli_options *options);
cli_status cmd_explain(const cli_options *options);
cli_status cmd_redact(const cli_options *options);
cli_status cmd_restore(const cli_options *options);
cli_status cmd_ask(const cli_options *options);
cli_status cmd_simulate(const cli_options *options);
void cmd_simulate_help(void);
cli_status cmd_serve(const cli_options *options);
void cmd_serve_help(void);

/* ---- options.c ---- */

/** Reads argv into `out`. Anything but CLI_OK has been explained on standard error. */
cli_status cli_parse(int argc, char **argv, cli_options *out);
void cli_options_free(cli_options *options);
void cli_print_help(const cli_options *options);

/** True for the words that ask for help: `--help`, `-h`. */
bool cli_is_help(const char *word);

/** The name in `names` (NULL-terminated) that `word` is probably meant to be, or NULL. */
const char *cli_nearest(const char *word, const char *const *names);

/* ---- files.c ---- */

/* A file that was read. */
typedef struct cli_file {
  char *path; /* as named in reports */
  char *bytes;
  size_t size;
  rolecall_role_of_file role;
  bool is_named; /* on the command line, and not found in a folder */
} cli_file;

typedef struct cli_files {
  cli_file *items;
  size_t n, capacity;
  uint64_t total_bytes;
  size_t n_folders, n_links;
  bool stdin_read;
  bool every_text; /* folders: all files of text, and not only what check can read */
} cli_files;

/** Reads what the options name: role files, files, folders, `-`. */
cli_status cli_files_collect(const cli_options *options, cli_files *out);
/** Overwrites what was read before it is given back. */
void cli_files_free(cli_files *files);
/** Overwrites and frees; NULL is fine. */
void cli_wipe(void *bytes, size_t size);
/** As malloc; the system is asked for large pages where a block is large. For cli_wipe or free. */
void *cli_allocate(size_t size);
/** The whole of `path` (`-`: standard input) into a new block. */
cli_status cli_read_whole(const char *path, char **bytes, size_t *size);

/* ---- disk.c ---- */

/** All of `bytes`, however often the system takes a part. False: `errno` tells. */
bool cli_write_all(int descriptor, const char *bytes, size_t size);
/** The folders that the file `path` is to lie in. False: `errno` tells. */
bool cli_make_folders(const char *path);
/** Writes `bytes` to a file of its own beside `target`, synced, with the rights that a new file
 * gets or those of the `target` that it is to replace. `*temporary` is its name from the moment it
 * exists, on failure too: the caller removes the file and frees the name. False: `errno` tells. */
bool cli_write_beside(const char *target, bool is_new, const char *bytes, size_t size,
                      char **temporary);
/** Gives `temporary` the name `target`, and refuses (EEXIST) where something has that name: link()
 * does; some file systems have no links, and there rename() is tried where nothing was seen. */
bool cli_place_new(const char *temporary, const char *target);

/* ---- lines.c ---- */

/* Lines of a file of any length, in memory for one of them. */
typedef struct cli_lines {
  const char *path; /* for complaints */
  int descriptor;
  int stop; /* unless -1: once it can be read from, the file counts as ended */
  char *buffer;
  size_t capacity, start, end;
  size_t limit; /* of a line; a longer one comes cut behind one byte too many */
  bool at_end;
} cli_lines;

/** Opens `path`; `-` is standard input. cli_lines_close whatever comes back. */
cli_status cli_lines_open(const char *path, cli_lines *out);
void cli_lines_close(cli_lines *lines);
/** True if the next line is here already: asking for it will not wait. */
bool cli_lines_ready(const cli_lines *lines);
/** The next line without its end, until the next call; NULL behind the last. */
cli_status cli_lines_next(cli_lines *lines, const char **line, size_t *size);
/** The same, with all whole lines behind it that are here already: several, with their ends between
 *  them. It waits for no more than the first. */
cli_status cli_lines_next_here(cli_lines *lines, const char **block, size_t *size);

/* ---- write.c ---- */

/** Writes every changed file of a fix, or none. */
cli_status cli_write_changes(rolecall_analysis *analysis, const cli_files *files);
/** Writes every redacted file to its place below `folder`, or none; replaces nothing. With a `map`
 *  of `map_size` bytes that is written first, to `map_path`. */
cli_status cli_write_copies(const rolecall_redaction *redaction, const char *folder,
                            const char *map_path, const char *map, size_t map_size);
/** A new file that nobody else may read; where something is already it refuses. */
cli_status cli_write_map(const char *path, const char *map, size_t size);

/* ---- out.c ---- */

/** `rolecall: <message>` on standard error. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** From now on cli_shown hides the paths of the command line: complaints may be shown to others. */
void cli_hide_paths(void);
/** `path`, or words that stand for it. */
const char *cli_shown(const char *path);
/** Writes to standard output; a failure is explained once and ends in CLI_UNUSABLE. */
cli_status cli_print(const char *text, size_t size);
/** A string of JSON, quotes included. */
void cli_put_json(FILE *out, const char *text, size_t size);
bool cli_use_color(cli_color choice);
uint32_t cli_width(void); /* of the terminal on standard output, 0 if it is none */

/* ---- run.c ---- */

/* Files and the analysis over them. */
typedef struct cli_run {
  cli_files files;
  rolecall_redaction *redaction; /* --redact: the analysis looks at the files in it */
  rolecall_analysis *analysis;
} cli_run;

/** Collects the files and runs the analysis. cli_run_free whatever comes back. */
cli_status cli_run_start(const cli_options *options, bool fix, cli_run *out);
void cli_run_free(cli_run *run);
/** Prints the report in the chosen format. CLI_UNUSABLE, explained, when nothing in the input was
 *  recognised. */
cli_status cli_run_report(const cli_run *run, const cli_options *options,
                          const rolecall_text_options *text);
/* ---- redacted.c ---- */

/** Starts and runs a redaction of `files`, which it borrows. Free it whatever comes back. */
cli_status cli_redact(const cli_options *options, const cli_files *files,
                      rolecall_redaction **out);
/** Adds the redacted files to an analysis, each with the meaning that a flag gave it. */
cli_status cli_add_redacted(const rolecall_redaction *redaction, const cli_files *files,
                            rolecall_analysis *analysis);
/** The account of --account as the redaction writes it; NULL if there is none. */
cli_status cli_redacted_account(rolecall_redaction *redaction, const char *account,
                                const char **out, char room[13]);
/** Says why a call failed. */
cli_status cli_redaction_failed(const rolecall_redaction *redaction, rolecall_status status);
/** True if a file can be redacted: neither UTF-16 nor one with NUL bytes. */
bool cli_is_text(const cli_file *file);

/* ---- stays.c ---- */

enum { CLI_MOST_DIFFERENCES = 10, CLI_LONGEST_SHOWN_PATH = 256 };

/* A finding that only the originals get, or only the copies. */
typedef struct cli_difference {
  char code[8];
  bool is_new; /* the copies get it */
  char path[CLI_LONGEST_SHOWN_PATH]; /* of the copy, cut if it is longer; empty without a place */
  unsigned long line; /* the same in both; 0 without a place */
} cli_difference;

/* What the findings of the originals and those of the copies have in common. */
typedef struct cli_stays {
  bool compared; /* false: more than 4 MiB, or a limit was reached */
  size_t n_same, n_differences;
  cli_difference differences[CLI_MOST_DIFFERENCES]; /* the first of them */
} cli_stays;

/** Analyses the files and their copies, of which there are `n_copies`, and compares the findings by
 *  code, severity and place. */
void cli_compare_findings(const cli_files *files, const rolecall_redaction *redaction,
                          size_t n_copies, cli_stays *out);

/* ---- run.c ---- */

/** The exit status of a call's. */
cli_status cli_status_of(rolecall_status status);
/** Does one of these counts reach --fail-on? */
bool cli_fails(cli_fail_on limit, uint32_t errors, uint32_t warnings, uint32_t notes);
/** The value of a limit by its name, UINT64_MAX if there is none. */
uint64_t cli_limit(const char *name, const char **unit);
/** Says that a limit was reached and where. Returns CLI_EXHAUSTED. */
cli_status cli_exceeds(const char *path, const char *limit);
cli_status cli_no_memory(void);
/** The C library's memory. */
rolecall_allocator cli_allocator(void);

#endif
