/* The command line. One table drives parsing and help. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum {
  CHECK = 1,
  FIX = 2,
  EXPLAIN = 4,
  LATER = 8,
  SIMULATE = 16,
  REDACT = 32,
  RESTORE = 64,
  ASK = 128,
  SERVE = 256,
  LOOK = CHECK | FIX,
  HIDE = LOOK | REDACT,
  ALL = CHECK | FIX | EXPLAIN | REDACT | RESTORE | ASK
};

const cli_command cli_commands[] = {
    {"check", "PATH...", "what stops the task, and what is too wide", CHECK, cmd_check, NULL},
    {"fix", "PATH...", "the patch that makes it start, with its proof", FIX, cmd_fix, NULL},
    {"explain", "CODE|FILE|-", "a check's page, or the meaning of an error text", EXPLAIN,
     cmd_explain, NULL},
    {"redact", "PATH...", "copies without secrets and identities, with the same verdicts", REDACT,
     cmd_redact, NULL},
    {"restore", "[FILE|-]", "puts the originals back into a text that holds placeholders", RESTORE,
     cmd_restore, NULL},
    {"ask", "PATH...", "a proposal of a language model of yours, judged", ASK, cmd_ask, NULL},
    {"simulate", "...", "IAM decisions offline, one by one or by the million", SIMULATE,
     cmd_simulate, cmd_simulate_help},
    {"serve", "[--open]", "the sandbox page on loopback", SERVE, cmd_serve, cmd_serve_help},
};
const size_t cli_n_commands = sizeof cli_commands / sizeof cli_commands[0];

/* Promised by the documentation, not in this version. */
static const char *const later_commands[] = {
    "lint", "prevent", NULL,
};

/* What an option does with its value; false: the value is none that it takes. */
typedef bool option_setter(cli_options *options, const char *value);

typedef struct option {
  const char *name;
  char letter;
  const char *value; /* name of the value in help, NULL for a flag */
  const char *help;
  unsigned commands;
  option_setter *set;
  const char *accepts; /* for the complaint about a wrong value; NULL: anything */
} option;

static bool choose(const char *value, const char *const *names, int *out) {
  for (int i = 0; names[i] != NULL; i++) {
    if (strcmp(names[i], value) == 0) {
      *out = i;
      return true;
    }
  }
  return false;
}

static bool set_format(cli_options *options, const char *value) {
  options->format = value;
  for (uint32_t i = 0; rolecall_format_name(i) != NULL; i++) {
    if (strcmp(rolecall_format_name(i), value) == 0) {
      return true;
    }
  }
  return false;
}

static bool set_fail_on(cli_options *options, const char *value) {
  static const char *const names[] = {"error", "warning", "note", "never", NULL};
  int chosen = 0;
  bool ok = choose(value, names, &chosen);
  options->fail_on = (cli_fail_on)chosen;
  return ok;
}

static bool set_color(cli_options *options, const char *value) {
  static const char *const names[] = {"auto", "always", "never", NULL};
  int chosen = 0;
  bool ok = choose(value, names, &chosen);
  options->color = (cli_color)chosen;
  return ok;
}

static bool set_launch_type(cli_options *options, const char *value) {
  static const char *const names[] = {"FARGATE", "EC2", "EXTERNAL", "MANAGED_INSTANCES", NULL};
  int chosen = 0;
  options->analysis.launch_type = value;
  return choose(value, names, &chosen);
}

static bool set_region(cli_options *options, const char *value) {
  options->analysis.region = value;
  return value[0] != '\0';
}

static bool set_account(cli_options *options, const char *value) {
  options->analysis.account = value;
  return strlen(value) == 12 && strspn(value, "0123456789") == 12;
}

static bool set_quiet(cli_options *o, const char *value) { return (void)value, o->quiet = true; }
static bool set_help(cli_options *o, const char *value) { return (void)value, o->help = true; }
static bool set_version(cli_options *o, const char *value) {
  return (void)value, o->version = true;
}
static bool set_write(cli_options *o, const char *value) { return (void)value, o->write = true; }
static bool set_redact(cli_options *o, const char *value) {
  return (void)value, o->redact = true;
}
static bool set_keep_names(cli_options *o, const char *value) {
  return (void)value, o->redaction.keep_names = true;
}
static bool set_output(cli_options *o, const char *value) {
  o->output = value;
  return value[0] != '\0';
}
static bool set_map(cli_options *o, const char *value) {
  o->map = value;
  return value[0] != '\0' && strcmp(value, "-") != 0;
}
static bool add_word(cli_options *o, const char *value) {
  o->words[o->redaction.n_words++] = value;
  return value[0] != '\0';
}
static bool add_keep(cli_options *o, const char *value) {
  o->keep[o->redaction.n_keep++] = value;
  return value[0] != '\0';
}
static bool set_provider(cli_options *o, const char *value) {
  rolecall_dialect dialect;
  o->provider = value;
  for (uint32_t i = 0; rolecall_dialect_info(i, &dialect); i++) {
    if (strcmp(dialect.name, value) == 0) {
      return true;
    }
  }
  return false;
}
static bool set_model(cli_options *o, const char *value) {
  o->model = value;
  return value[0] != '\0';
}
static bool set_base(cli_options *o, const char *value) {
  o->base = value;
  return value[0] != '\0';
}
/* A number from 1 to `most`. */
static bool read_number(const char *value, unsigned long most, uint32_t *out) {
  size_t length = strlen(value);
  unsigned long number = length > 9 ? 0 : strtoul(value, NULL, 10);
  *out = (uint32_t)number;
  return strspn(value, "0123456789") == length && number >= 1 && number <= most;
}
static bool set_most_tokens(cli_options *o, const char *value) {
  return read_number(value, 1000000, &o->most_tokens);
}
static bool set_silence(cli_options *o, const char *value) {
  return read_number(value, 3600, &o->silence);
}
static bool set_whole(cli_options *o, const char *value) { return (void)value, o->whole = true; }
static bool set_dry_run(cli_options *o, const char *value) {
  return (void)value, o->dry_run = true;
}
static bool set_yes(cli_options *o, const char *value) { return (void)value, o->yes = true; }
static bool set_commands(cli_options *o, const char *value) {
  return (void)value, o->commands = true;
}
static bool set_basic(cli_options *o, const char *value) {
  return (void)value, o->analysis.basic = true;
}
static bool set_remove(cli_options *o, const char *value) {
  return (void)value, o->analysis.remove_from_task_role = true;
}

static bool add_role_file(cli_options *options, const char *path, rolecall_role_of_file role) {
  options->role_files[options->n_role_files++] = (cli_role_file){path, role};
  return path[0] != '\0';
}
static bool add_execution(cli_options *o, const char *v) {
  return add_role_file(o, v, ROLECALL_FILE_EXECUTION_ROLE);
}
static bool add_task(cli_options *o, const char *v) {
  return add_role_file(o, v, ROLECALL_FILE_TASK_ROLE);
}
static bool add_boundary(cli_options *o, const char *v) {
  return add_role_file(o, v, ROLECALL_FILE_BOUNDARY);
}
static bool add_scp(cli_options *o, const char *v) {
  return add_role_file(o, v, ROLECALL_FILE_SCP);
}
/* As the AWS CLI takes it, too: file://parameters.json. */
static bool add_parameters(cli_options *o, const char *v) {
  static const char scheme[] = "file://";
  size_t skipped = strncmp(v, scheme, strlen(scheme)) == 0 ? strlen(scheme) : 0;
  return add_role_file(o, v + skipped, ROLECALL_FILE_PARAMETERS);
}
static bool add_variables(cli_options *o, const char *v) {
  return add_role_file(o, v, ROLECALL_FILE_VARIABLES);
}

static const option options_table[] = {
    {"format", 'f', "FORMAT", "text or json", HIDE | RESTORE | ASK, set_format, "text or json"},
    {"fail-on", 0, "SEVERITY",
     "exit 1 from this severity on: error (default), warning, note, never", LOOK, set_fail_on,
     "error, warning, note or never"},
    {"color", 0, "WHEN", "auto (default), always or never", LOOK | EXPLAIN | ASK, set_color,
     "auto, always or never"},
    {"quiet", 'q', NULL, "findings only; the diff only; no report on standard error",
     HIDE | RESTORE | ASK, set_quiet, NULL},
    {"launch-type", 0, "TYPE", "FARGATE, EC2, EXTERNAL or MANAGED_INSTANCES", LOOK | ASK,
     set_launch_type, "FARGATE, EC2, EXTERNAL or MANAGED_INSTANCES"},
    {"region", 0, "REGION", "the Region of the task, when no file tells", LOOK | ASK, set_region,
     "a Region such as eu-west-1"},
    {"account", 0, "ID", "the account of the task, when no file tells", LOOK | ASK, set_account,
     "an account number of twelve digits"},
    {"execution-role", 0, "FILE", "a policy or trust document of the execution role", LOOK | ASK,
     add_execution, "a file"},
    {"task-role", 0, "FILE", "a policy or trust document of the task role", LOOK | ASK, add_task,
     "a file"},
    {"boundary", 0, "FILE", "the permissions boundary of the execution role", LOOK | ASK,
     add_boundary, "a file"},
    {"scp", 0, "FILE", "a service control policy of the account", LOOK | ASK, add_scp, "a file"},
    {"parameters", 0, "FILE", "values of a CloudFormation template's parameters", LOOK | ASK,
     add_parameters, "a file"},
    {"var-file", 0, "FILE", "values of Terraform's variables; the last one counts", LOOK | ASK,
     add_variables, "a file"},
    {"write", 'w', NULL, "apply the patch to the files", FIX, set_write, NULL},
    {"commands", 0, NULL, "AWS CLI commands instead of a diff, and those that undo them", FIX,
     set_commands, NULL},
    {"basic", 0, NULL, "attach the AWS managed policy instead of a scoped one", FIX, set_basic,
     NULL},
    {"remove-from-task-role", 0, NULL, "take launch permissions off the task role", FIX, set_remove,
     NULL},
    {"redact", 0, NULL, "take out secrets and identities first: the output may be shown", LOOK,
     set_redact, NULL},
    {"output", 'o', "DIR", "the folder for the copies; nothing in it is replaced", REDACT,
     set_output, "a folder"},
    {"map", 0, "FILE", "the way back: written by redaction, mode 0600; read by restore",
     HIDE | RESTORE, set_map, "a file"},
    {"word", 0, "WORD", "a name that is replaced wherever it stands", HIDE | ASK, add_word,
     "a word"},
    {"keep", 0, "VALUE", "a value that stays as it is", HIDE | ASK, add_keep, "a value"},
    {"keep-names", 0, NULL, "take out secrets only; names, hosts and addresses stay", HIDE | ASK,
     set_keep_names, NULL},
    {"provider", 0, "NAME", "anthropic, openai, gemini, openrouter, ollama; chat for all like it",
     ASK, set_provider, "anthropic, openai, gemini, openrouter, ollama or chat"},
    {"model", 'm', "MODEL", "the model's name, as the provider writes it", ASK, set_model,
     "a name"},
    {"base-url", 0, "URL", "another address than the provider's usual one", ASK, set_base,
     "an address"},
    {"dry-run", 'n', NULL, "print the exact bytes instead of sending them", ASK, set_dry_run, NULL},
    {"yes", 'y', NULL, "send without asking first", ASK, set_yes, NULL},
    {"no-stream", 0, NULL, "have the answer in one piece", ASK, set_whole, NULL},
    {"max-tokens", 0, "N", "tokens that the answer may have (8192)", ASK, set_most_tokens,
     "a number up to 1000000"},
    {"timeout", 0, "SECONDS", "of silence after which the answer is given up (120)", ASK,
     set_silence, "seconds from 1 to 3600"},
    {"help", 'h', NULL, "this text", ALL | LATER, set_help, NULL},
    {"version", 'V', NULL, "the version", ALL | LATER, set_version, NULL},
};
enum { N_OPTIONS = sizeof options_table / sizeof options_table[0] };

/* ---- did you mean ---- */

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* Edit distance with swapped neighbours counting one; words beyond 31 letters are never close. */
static size_t distance(const char *a, const char *b) {
  enum { ROOM = 32 };
  size_t rows[3][ROOM] = {{0}};
  size_t n = strlen(a);
  size_t m = strlen(b);
  if (n >= ROOM || m >= ROOM) {
    return ROOM;
  }
  for (size_t j = 0; j <= m; j++) {
    rows[0][j] = j;
  }
  for (size_t i = 1; i <= n; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    const size_t *twice = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      row[j] = smaller(smaller(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = smaller(row[j], twice[j - 2] + 1);
      }
    }
  }
  return rows[n % 3][m];
}

const char *cli_nearest(const char *word, const char *const *names) {
  const char *best = NULL;
  size_t best_distance = strlen(word) / 3 + 2;
  for (; *names != NULL; names++) {
    size_t d = distance(word, *names);
    if (d < best_distance) {
      best = *names;
      best_distance = d;
    }
  }
  return best;
}

/* ---- parsing ---- */

static const option *find_option(const char *name, size_t length) {
  for (size_t i = 0; i < N_OPTIONS; i++) {
    if (strlen(options_table[i].name) == length &&
        strncmp(options_table[i].name, name, length) == 0) {
      return &options_table[i];
    }
  }
  return NULL;
}

static const option *find_letter(char letter) {
  for (size_t i = 0; i < N_OPTIONS; i++) {
    if (options_table[i].letter == letter && letter != '\0') {
      return &options_table[i];
    }
  }
  return NULL;
}

static cli_status unknown_option(const char *argument, const char *name) {
  const char *names[N_OPTIONS + 1] = {NULL};
  for (size_t i = 0; i < N_OPTIONS; i++) {
    names[i] = options_table[i].name;
  }
  const char *near = cli_nearest(name, names);
  int shown = (int)strcspn(argument, "="); /* its value may be secret */
  if (near != NULL) {
    cli_complain("unknown option %.*s; did you mean --%s?", shown, argument, near);
  } else {
    cli_complain("unknown option %.*s; `rolecall --help` lists the options", shown, argument);
  }
  return CLI_UNUSABLE;
}

static cli_status unknown_command(const char *word) {
  const char *names[sizeof cli_commands / sizeof cli_commands[0] + 1] = {NULL};
  for (size_t i = 0; i < cli_n_commands; i++) {
    names[i] = cli_commands[i].name;
  }
  for (const char *const *later = later_commands; *later != NULL; later++) {
    if (strcmp(*later, word) == 0) {
      cli_complain("this version (" ROLECALL_VERSION ") does not have `%s` yet; it has check, fix, "
                   "explain, redact, restore, ask, simulate and serve", word);
      return CLI_UNUSABLE;
    }
  }
  const char *near = cli_nearest(word, names);
  if (near != NULL) {
    cli_complain("unknown command `%s`; did you mean `%s`?", word, near);
  } else {
    cli_complain("unknown command `%s`; the commands are check, fix, explain, redact, "
                 "restore, ask, simulate and serve", word);
  }
  return CLI_UNUSABLE;
}

static cli_status take_command(cli_options *out, const char *word) {
  for (size_t i = 0; i < cli_n_commands; i++) {
    if (strcmp(cli_commands[i].name, word) == 0) {
      out->command = &cli_commands[i];
      return CLI_OK;
    }
  }
  return unknown_command(word);
}

typedef struct parser {
  int argc, at;
  char **argv;
  cli_options *out;
  uint64_t used; /* which options occurred, by index */
} parser;

static cli_status apply(parser *p, const option *o, const char *value) {
  p->used |= UINT64_C(1) << (o - options_table);
  if (o->value != NULL && value == NULL) {
    if (p->at + 1 >= p->argc) {
      cli_complain("option --%s needs a value: %s", o->name, o->accepts);
      return CLI_UNUSABLE;
    }
    value = p->argv[++p->at];
  } else if (o->value == NULL && value != NULL) {
    cli_complain("option --%s takes no value", o->name);
    return CLI_UNUSABLE;
  }
  if (!o->set(p->out, value)) {
    /* Not what was given: a slip may have put something else here, a password perhaps. */
    cli_complain("this is no value of --%s; it takes %s", o->name,
                 o->accepts == NULL ? "none" : o->accepts);
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

static cli_status parse_long(parser *p, const char *argument) {
  const char *name = argument + 2;
  const char *equals = strchr(name, '=');
  size_t length = equals == NULL ? strlen(name) : (size_t)(equals - name);
  const option *o = find_option(name, length);
  return o == NULL ? unknown_option(argument, name)
                   : apply(p, o, equals == NULL ? NULL : equals + 1);
}

static cli_status parse_letters(parser *p, const char *argument) {
  for (const char *letter = argument + 1; *letter != '\0'; letter++) {
    const option *o = find_letter(*letter);
    if (o == NULL) {
      return unknown_option(argument, argument + 1);
    }
    bool inline_value = o->value != NULL && letter[1] != '\0';
    cli_status status = apply(p, o, inline_value ? letter + 1 : NULL);
    if (status != CLI_OK || inline_value) {
      return status;
    }
  }
  return CLI_OK;
}

static cli_status parse_argument(parser *p, const char *argument, bool options_end) {
  if (!options_end && argument[0] == '-' && argument[1] == '-') {
    return parse_long(p, argument);
  }
  if (!options_end && argument[0] == '-' && argument[1] != '\0') {
    return parse_letters(p, argument);
  }
  if (p->out->command == NULL) {
    return take_command(p->out, argument);
  }
  p->out->paths[p->out->n_paths++] = argument;
  return CLI_OK;
}

/* The words behind a command that reads its options itself. */
static void take_rest(parser *p) {
  while (p->at + 1 < p->argc) {
    p->out->paths[p->out->n_paths++] = p->argv[++p->at];
  }
}

bool cli_is_help(const char *word) {
  return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* What the options of check and fix ask of each other. */
static cli_status check_redaction_fits(const cli_options *o) {
  const rolecall_redaction_options *r = &o->redaction;
  bool looks = (o->command->bit & LOOK) != 0;
  if (looks && !o->redact && (o->map != NULL || r->n_words + r->n_keep > 0 || r->keep_names)) {
    cli_complain("--map, --word, --keep and --keep-names go with --redact");
    return CLI_UNUSABLE;
  }
  if (o->redact && o->write) {
    cli_complain("--write changes the files as they are, --redact shows a change without what is "
                 "secret in it; take one of them");
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

static cli_status check_options_fit(const parser *p) {
  for (size_t i = 0; i < N_OPTIONS; i++) {
    bool used = (p->used >> i & 1) != 0;
    if (used && (options_table[i].commands & p->out->command->bit) == 0) {
      cli_complain("option --%s is not one of `rolecall %s`; `rolecall %s --help` lists them",
                   options_table[i].name, p->out->command->name, p->out->command->name);
      return CLI_UNUSABLE;
    }
  }
  bool may_be_none = p->out->command->print_help != NULL || p->out->command->arguments[0] == '[';
  if (p->out->n_paths == 0 && !may_be_none) {
    cli_complain("`rolecall %s` needs %s", p->out->command->name, p->out->command->arguments);
    return CLI_UNUSABLE;
  }
  return check_redaction_fits(p->out);
}

cli_status cli_parse(int argc, char **argv, cli_options *out) {
  size_t room = (size_t)argc + 1;
  *out = (cli_options){.format = "text"};
  out->paths = calloc(room, sizeof *out->paths);
  out->role_files = calloc(room, sizeof *out->role_files);
  out->words = calloc(room, sizeof *out->words);
  out->keep = calloc(room, sizeof *out->keep);
  if (out->paths == NULL || out->role_files == NULL || out->words == NULL || out->keep == NULL) {
    return cli_no_memory();
  }
  out->redaction.words = out->words;
  out->redaction.keep = out->keep;
  parser p = {.argc = argc, .at = 1, .argv = argv, .out = out};
  bool options_end = false;
  for (; p.at < argc; p.at++) {
    if (!options_end && strcmp(argv[p.at], "--") == 0) {
      options_end = true;
      continue;
    }
    cli_status status = parse_argument(&p, argv[p.at], options_end);
    if (status != CLI_OK) {
      return status;
    }
    if (out->command != NULL && out->command->print_help != NULL) {
      take_rest(&p);
    }
  }
  if (out->help || out->version) {
    return CLI_OK;
  }
  if (out->command == NULL) {
    cli_complain("which command? check, fix, explain, redact, restore, ask, simulate or serve; "
                 "`rolecall --help` tells more");
    return CLI_UNUSABLE;
  }
  return check_options_fit(&p);
}

void cli_options_free(cli_options *options) {
  free(options->paths);
  free(options->role_files);
  free(options->words);
  free(options->keep);
}

/* ---- help ---- */

static void print_options(unsigned commands) {
  puts("\nOptions:");
  for (size_t i = 0; i < N_OPTIONS; i++) {
    const option *o = &options_table[i];
    if ((o->commands & commands) != 0) {
      char names[48];
      snprintf(names, sizeof names, "--%s%s%s", o->name, o->value == NULL ? "" : " ",
               o->value == NULL ? "" : o->value);
      printf("  %c%c%s %-25s %s\n", o->letter == 0 ? ' ' : '-', o->letter == 0 ? ' ' : o->letter,
             o->letter == 0 ? " " : ",", names, o->help);
    }
  }
}

void cli_print_help(const cli_options *options) {
  const cli_command *command = options->command;
  if (command != NULL && command->print_help != NULL) {
    command->print_help();
    return;
  }
  if (command != NULL) {
    printf("rolecall %s %s\n\n  %s\n", command->name, command->arguments, command->summary);
    print_options(command->bit);
    return;
  }
  puts("rolecall: why an Amazon ECS task does not start, and the smallest change that makes it\n");
  for (size_t i = 0; i < cli_n_commands; i++) {
    printf("  rolecall %-8s %-12s %s\n", cli_commands[i].name, cli_commands[i].arguments,
           cli_commands[i].summary);
  }
  puts("\nPATH is a file, a folder or `-` for standard input. What a file is, is recognised from\n"
       "its content: task definitions, IAM documents, the output of aws commands, error text.");
  print_options(ALL);
  puts("\nExit status: 0 nothing at or above --fail-on, 1 something is, 2 the input or the\n"
       "command line cannot be used, 3 a limit or memory was exhausted.");
}
