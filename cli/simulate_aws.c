/*
 * `simulate custom-policy`, `principal-policy` and `context-keys-for-...` with the options of the
 * AWS CLI's commands. What stands on the command line becomes the input of the API call as JSON;
 * the library reads that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

typedef enum value_kind {
  ONE,     /* one string */
  LIST,    /* strings, or a JSON list */
  ENTRIES, /* context entries: shorthand, JSON objects, or a JSON list */
  FILES,   /* names of files, whose contents are meant */
  OBJECTS, /* JSON objects, or a JSON list */
  PAGING,  /* one value, a number but for tokens, that tells which results are wanted */
  IGNORED, /* one value, of no meaning offline */
  FLAG     /* no value, of no meaning offline */
} value_kind;

/* The AWS CLI's own paging, and that of the API, which `--no-paginate` and `--marker` ask for. */
enum { MAX_ITEMS, PAGE_SIZE, STARTING_TOKEN, MARKER, N_PAGING };

typedef struct aws_option {
  const char *name;
  const char *member; /* of the API's input */
  value_kind kind;
  int paging; /* which */
} aws_option;

static const aws_option table[] = {
    {"--policy-input-list", "PolicyInputList", LIST, 0},
    {"--permissions-boundary-policy-input-list", "PermissionsBoundaryPolicyInputList", LIST, 0},
    {"--ordered-organization-policy-input-list", "OrderedOrganizationPolicyInputList", OBJECTS, 0},
    {"--action-names", "ActionNames", LIST, 0},
    {"--resource-arns", "ResourceArns", LIST, 0},
    {"--resource-policy", "ResourcePolicy", ONE, 0},
    {"--resource-owner", "ResourceOwner", ONE, 0},
    {"--caller-arn", "CallerArn", ONE, 0},
    {"--context-entries", "ContextEntries", ENTRIES, 0},
    {"--resource-handling-option", "ResourceHandlingOption", ONE, 0},
    {"--policy-source-arn", "PolicySourceArn", ONE, 0},
    {"--authorization-details", "AuthorizationDetails", FILES, 0},
    {"--max-items", "MaxItems", PAGING, MAX_ITEMS},
    {"--page-size", "PageSize", PAGING, PAGE_SIZE},
    {"--starting-token", "StartingToken", PAGING, STARTING_TOKEN},
    {"--marker", "Marker", PAGING, MARKER},
    {"--output", NULL, IGNORED, 0},
    {"--region", NULL, IGNORED, 0},
    {"--profile", NULL, IGNORED, 0},
    {"--color", NULL, IGNORED, 0},
    {"--no-cli-pager", NULL, FLAG, 0},
    {"--no-paginate", NULL, FLAG, 0},
};
enum { N_TABLE = sizeof table / sizeof table[0] };

/* ---- text that grows ---------------------------------------------------------------------- */

typedef struct text {
  char *bytes;
  size_t len, capacity;
  bool failed;
} text;

static void put(text *t, const char *bytes, size_t size) {
  if (t->capacity - t->len < size) {
    size_t capacity = (t->len + size) * 2 + 256;
    char *grown = realloc(t->bytes, capacity);
    if (grown == NULL) {
      t->failed = true;
      return;
    }
    t->bytes = grown;
    t->capacity = capacity;
  }
  if (size > 0 && !t->failed) {
    memcpy(t->bytes + t->len, bytes, size);
    t->len += size;
  }
}

static void put_c(text *t, const char *c_string) { put(t, c_string, strlen(c_string)); }

static void put_json_string(text *t, const char *bytes, size_t size) {
  put_c(t, "\"");
  for (size_t i = 0; i < size; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    char escaped[8];
    if (byte < 0x20 || byte == '"' || byte == '\\') {
      snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)byte);
      put_c(t, escaped);
    } else {
      put(t, &bytes[i], 1);
    }
  }
  put_c(t, "\"");
}

/* ---- values ------------------------------------------------------------------------------- */

typedef struct value {
  const char *bytes;
  size_t size;
  char *owned; /* the contents of a file */
} value;

/* A word, or for file://PATH what the file holds. */
static cli_status read_value(const char *word, bool is_file, value *out) {
  static const char file[] = "file://";
  *out = (value){word, strlen(word), NULL};
  bool is_url = strncmp(word, file, strlen(file)) == 0;
  if (!is_url && !is_file) {
    return CLI_OK;
  }
  cli_status status =
      cli_read_whole(is_url ? word + strlen(file) : word, &out->owned, &out->size);
  out->bytes = out->owned;
  return status;
}

static char first_sign(const value *v) {
  for (size_t i = 0; i < v->size; i++) {
    if (strchr(" \t\r\n", v->bytes[i]) == NULL || v->bytes[i] == '\0') {
      return v->bytes[i];
    }
  }
  return '\0';
}

/* ---- shorthand: ContextKeyName=a,ContextKeyValues=b,c,ContextKeyType=stringList ------------- */

/* The length of `Name=` if one of the entry's members begins here, else 0. */
static size_t member_here(const char *at, size_t left) {
  static const char *const names[] = {"ContextKeyName=", "ContextKeyValues=", "ContextKeyType=",
                                      NULL};
  for (const char *const *name = names; *name != NULL; name++) {
    size_t length = strlen(*name);
    if (left >= length && memcmp(at, *name, length) == 0) {
      return length;
    }
  }
  return 0;
}

/* One value, up to a comma or the list's bracket; quotes keep both. Returns what it took. */
static size_t put_short_value(text *t, const char *at, size_t left) {
  char quote = left > 0 && (at[0] == '"' || at[0] == '\'') ? at[0] : '\0';
  size_t end = quote != '\0' ? 1 : 0;
  while (end < left && (quote != '\0' ? at[end] != quote : at[end] != ',' && at[end] != ']')) {
    end++;
  }
  size_t skip = quote != '\0' ? 1 : 0;
  put_json_string(t, at + skip, end - skip);
  return quote != '\0' && end < left ? end + 1 : end;
}

/* The values of one member: a list in brackets, or values until the next member's name. */
static size_t put_short_values(text *t, const char *at, size_t left) {
  size_t n = left > 0 && at[0] == '[' ? 1 : 0;
  bool first = true;
  put_c(t, "[");
  while (n < left && at[n] != ']') {
    if (!first) {
      put_c(t, ",");
    }
    first = false;
    n += put_short_value(t, at + n, left - n);
    if (n < left && at[n] == ',' && member_here(at + n + 1, left - n - 1) == 0) {
      n++;
    } else {
      break;
    }
  }
  put_c(t, "]");
  return n < left && at[n] == ']' ? n + 1 : n;
}

static cli_status put_shorthand(text *t, const value *v) {
  const char *at = v->bytes;
  size_t left = v->size;
  put_c(t, "{");
  while (left > 0) {
    size_t name = member_here(at, left);
    if (name == 0) {
      cli_complain("--context-entries: `%.*s` does not read ContextKeyName=KEY,"
                   "ContextKeyValues=VALUE,ContextKeyType=TYPE", (int)v->size, v->bytes);
      return CLI_UNUSABLE;
    }
    bool values = memcmp(at, "ContextKeyValues", strlen("ContextKeyValues")) == 0;
    put_json_string(t, at, name - 1);
    put_c(t, ":");
    size_t n = values ? put_short_values(t, at + name, left - name)
                      : put_short_value(t, at + name, left - name);
    at += name + n;
    left -= name + n;
    if (left > 0 && at[0] == ',') {
      at++;
      left--;
      put_c(t, ",");
    }
  }
  put_c(t, "}");
  return CLI_OK;
}

/* ---- the command line --------------------------------------------------------------------- */

typedef struct command_line {
  const char *const *words;
  size_t n, at;
  text json;
  bool used[N_TABLE];
  const char *paging[N_PAGING];
  bool no_paginate;
} command_line;

static const aws_option *find_option(const char *word, size_t length) {
  for (size_t i = 0; i < N_TABLE; i++) {
    if (strlen(table[i].name) == length && strncmp(table[i].name, word, length) == 0) {
      return &table[i];
    }
  }
  return NULL;
}

static cli_status unknown_option(const char *word) {
  const char *names[N_TABLE + 1] = {NULL};
  if (strncmp(word, "--query", strlen("--query")) == 0) {
    cli_complain("--query is not offered: send the output through jq, for example "
                 "`| jq '.EvaluationResults[].EvalDecision'`");
    return CLI_UNUSABLE;
  }
  for (size_t i = 0; i < N_TABLE; i++) {
    names[i] = table[i].name;
  }
  const char *near = cli_nearest(word, names);
  if (near != NULL) {
    cli_complain("`%s` is not understood here; did you mean %s?", word, near);
  } else {
    cli_complain("`%s` is not understood here; `rolecall simulate --help` tells what is", word);
  }
  return CLI_UNUSABLE;
}

static cli_status put_element(command_line *line, const aws_option *option, const value *v) {
  char first = first_sign(v);
  if (option->kind == ENTRIES && first != '{') {
    return put_shorthand(&line->json, v);
  }
  if (option->kind == OBJECTS && first != '{') {
    cli_complain("%s takes JSON: [{\"ServiceControlPolicyInputList\": [\"POLICY\", ...]}, ...]",
                 option->name);
    return CLI_UNUSABLE;
  }
  if (option->kind == LIST || option->kind == ONE || option->kind == FILES) {
    put_json_string(&line->json, v->bytes, v->size);
  } else {
    put(&line->json, v->bytes, v->size);
  }
  return CLI_OK;
}

/* The words behind an option, as a JSON list; a single word that is one already stays. */
static cli_status put_list(command_line *line, const aws_option *option, size_t n) {
  cli_status status = CLI_OK;
  for (size_t i = 0; status == CLI_OK && i < n; i++) {
    value v;
    bool files = option->kind == FILES;
    status = read_value(line->words[line->at + i], files, &v);
    bool is_list = status == CLI_OK && !files && n == 1 && first_sign(&v) == '[';
    if (is_list) {
      put(&line->json, v.bytes, v.size);
    } else if (status == CLI_OK) {
      put_c(&line->json, i == 0 ? "[" : ",");
      status = put_element(line, option, &v);
    }
    if (!is_list && i + 1 == n) {
      put_c(&line->json, "]");
    }
    free(v.owned);
  }
  line->at += n;
  return status;
}

static cli_status put_one(command_line *line, const aws_option *option) {
  value v;
  cli_status status = read_value(line->words[line->at++], false, &v);
  if (status == CLI_OK) {
    status = put_element(line, option, &v);
  }
  free(v.owned);
  return status;
}

static cli_status check_ignored(const aws_option *option, const char *word) {
  if (strcmp(option->name, "--output") == 0 && strcmp(word, "json") != 0) {
    cli_complain("--output %s is not offered; the output is JSON", word);
    return CLI_UNUSABLE;
  }
  return CLI_OK;
}

static void put_member(command_line *line, const char *name) {
  put_c(&line->json, line->json.len > 1 ? "," : "");
  put_json_string(&line->json, name, strlen(name));
  put_c(&line->json, ":");
}

static cli_status take_paging(command_line *line, const aws_option *option) {
  const char *word = line->words[line->at++];
  bool is_number = option->paging == MAX_ITEMS || option->paging == PAGE_SIZE;
  if (is_number && (strspn(word, "0123456789") != strlen(word) || word[0] == '\0')) {
    cli_complain("%s takes a whole number, not `%s`", option->name, word);
    return CLI_UNUSABLE;
  }
  while (is_number && word[0] == '0' && word[1] != '\0') {
    word++; /* JSON has no numbers that begin so */
  }
  line->paging[option->paging] = word;
  return CLI_OK;
}

/* As the AWS CLI does: its own paging, unless --no-paginate or --marker asks for a page of the
 * API's; then --max-items is the API's, too. */
static cli_status put_paging(command_line *line) {
  const char *const *paging = line->paging;
  bool as_api = line->no_paginate || paging[MARKER] != NULL;
  if (as_api && (paging[STARTING_TOKEN] != NULL || paging[PAGE_SIZE] != NULL)) {
    cli_complain("%s cannot stand beside --no-paginate or --marker",
                 paging[STARTING_TOKEN] != NULL ? "--starting-token" : "--page-size");
    return CLI_UNUSABLE;
  }
  if (!as_api) {
    put_member(line, "PaginationConfig");
    put_c(&line->json, "{");
  }
  for (size_t i = 0; i < N_TABLE; i++) {
    int which = table[i].paging;
    const char *word = table[i].kind == PAGING ? paging[which] : NULL;
    if (as_api && table[i].kind == PAGING && which == MAX_ITEMS && word == NULL) {
      word = "100"; /* of the API, when nobody says */
    }
    if (word != NULL) {
      const char *end = line->json.bytes + line->json.len;
      put_c(&line->json, end[-1] == '{' ? "" : ",");
      put_json_string(&line->json, table[i].member, strlen(table[i].member));
      put_c(&line->json, ":");
      if (which == MAX_ITEMS || which == PAGE_SIZE) {
        put_c(&line->json, word);
      } else {
        put_json_string(&line->json, word, strlen(word));
      }
    }
  }
  put_c(&line->json, as_api ? "" : "}");
  return CLI_OK;
}

static cli_status take_option(command_line *line) {
  const char *word = line->words[line->at];
  const aws_option *option = find_option(word, strlen(word));
  if (option == NULL) {
    return unknown_option(word);
  }
  line->at++;
  size_t n = 0;
  while (line->at + n < line->n && strncmp(line->words[line->at + n], "--", 2) != 0) {
    n++;
  }
  bool many = option->kind == LIST || option->kind == ENTRIES || option->kind == OBJECTS ||
              option->kind == FILES;
  if (option->kind == FLAG ? n > 0 : many ? n == 0 : n != 1) {
    cli_complain("option %s takes %s", option->name,
                 option->kind == FLAG ? "no value" : many ? "one value or more" : "one value");
    return CLI_UNUSABLE;
  }
  if (option->kind == FLAG || option->kind == IGNORED) {
    line->at += n;
    line->no_paginate = line->no_paginate || strcmp(option->name, "--no-paginate") == 0;
    return n == 0 ? CLI_OK : check_ignored(option, line->words[line->at - 1]);
  }
  if (line->used[option - table]) {
    cli_complain("option %s stands twice", option->name);
    return CLI_UNUSABLE;
  }
  line->used[option - table] = true;
  if (option->kind == PAGING) {
    return take_paging(line, option);
  }
  put_member(line, option->member);
  return many ? put_list(line, option, n) : put_one(line, option);
}

static cli_status print_answer(const text *json, const simulate_command *command) {
  const rolecall_allocator allocator = cli_allocator();
  rolecall_simulator *simulator = rolecall_simulator_new(&allocator);
  const char *answer = NULL;
  size_t size = 0;
  if (simulator == NULL) {
    return cli_no_memory();
  }
  rolecall_status got = command->ask(simulator, json->bytes, json->len, &answer, &size);
  cli_status status = CLI_OK;
  if (got == ROLECALL_OK) {
    status = cli_print(answer, size);
  } else {
    cli_complain("%.*s", (int)size, answer);
    status = got == ROLECALL_ARG ? CLI_UNUSABLE : CLI_EXHAUSTED;
  }
  rolecall_simulator_free(simulator);
  return status;
}

/* The commands for context keys have no pages; --no-paginate is taken everywhere. */
static cli_status finish_options(command_line *line, const simulate_command *command) {
  if (command->is_paged) {
    return put_paging(line);
  }
  for (size_t i = 0; i < N_TABLE; i++) {
    if (table[i].kind == PAGING && line->used[i]) {
      cli_complain("`simulate %s` has no pages and no %s", command->name, table[i].name);
      return CLI_UNUSABLE;
    }
  }
  return CLI_OK;
}

cli_status simulate_aws(const char *const *words, size_t n, const simulate_command *command) {
  command_line line = {.words = words, .n = n};
  cli_status status = CLI_OK;
  put_c(&line.json, "{");
  while (status == CLI_OK && line.at < n) {
    status = take_option(&line);
  }
  if (status == CLI_OK && !line.json.failed) {
    status = finish_options(&line, command);
  }
  put_c(&line.json, "}");
  if (status == CLI_OK) {
    status = line.json.failed ? cli_no_memory() : print_answer(&line.json, command);
  }
  free(line.json.bytes);
  return status;
}
