/*
 * What an answer is worth. Its files stand beside the given ones in an analysis of their own, and
 * our own fix in another. On standard output a proven proposal is a patch that `git apply` takes;
 * anything else is a comment, line by line.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"

static const char *const verdict_names[] = {
    [ROLECALL_NO_VERDICT] = "none",
    [ROLECALL_PROVEN] = "proven",
    [ROLECALL_WIDER] = "wider",
    [ROLECALL_NO_HELP] = "no-help",
};

static const char *const verdict_words[] = {
    [ROLECALL_NO_VERDICT] = "no change is proposed",
    [ROLECALL_PROVEN] = "proven",
    [ROLECALL_WIDER] = "wider than needed",
    [ROLECALL_NO_HELP] = "does not help",
};

static const char *const note_names[] = {
    [ROLECALL_RESTORED] = "restored", [ROLECALL_DRIFTED] = "drifted",
    [ROLECALL_NEAR] = "near",         [ROLECALL_INVENTED] = "invented",
    [ROLECALL_MISSING] = "missing",   [ROLECALL_WITHHELD] = "withheld",
};

static const char *const note_words[] = {
    [ROLECALL_DRIFTED] = "is spelled otherwise than a placeholder and was not replaced",
    [ROLECALL_NEAR] = "is nearly a placeholder and was not replaced",
    [ROLECALL_INVENTED] = "looks like a placeholder, but none of that name was given out",
    [ROLECALL_WITHHELD] = "stands for a secret, which is not carried to another place",
};

/* ---- judging ---- */

typedef struct judged {
  const cli_options *options;
  const cli_files *files;
  const ask_result *result;
  size_t n; /* proposed files */
  rolecall_analysis *whole; /* with all of them; NULL: nothing was proposed */
  rolecall_verdict verdict;
  rolecall_verdict *alone; /* of each by itself */
  rolecall_analysis *own;  /* with our fix */
} judged;

enum { ALL_FILES = -1, NO_FILE = -2 };

static rolecall_status propose(const judged *j, rolecall_analysis *analysis, long which) {
  rolecall_answer_file file;
  rolecall_status status = ROLECALL_OK;
  for (uint32_t i = 0; status == ROLECALL_OK && which != NO_FILE &&
                       rolecall_answer_get_file(j->result->answer, i, &file); i++) {
    if (which == ALL_FILES || which == (long)i) {
      status = rolecall_propose(analysis, file.path, file.bytes, file.size);
    }
  }
  return status;
}

/* An analysis of what was given, and of what is proposed for it. */
static cli_status analyse(const judged *j, long which, rolecall_analysis **out) {
  const rolecall_allocator allocator = cli_allocator();
  rolecall_options settings = j->options->analysis;
  settings.fix = true;
  *out = rolecall_new(&allocator, &settings);
  if (*out == NULL) {
    return cli_no_memory();
  }
  rolecall_status status = ROLECALL_OK;
  for (size_t i = 0; status == ROLECALL_OK && i < j->files->n; i++) {
    const cli_file *file = &j->files->items[i];
    status = rolecall_add_file(*out, file->path, file->bytes, file->size, file->role);
  }
  status = status == ROLECALL_OK ? propose(j, *out, which) : status;
  status = status == ROLECALL_OK ? rolecall_run(*out) : status;
  if (status != ROLECALL_OK) {
    cli_complain("%s", rolecall_error(*out));
  }
  return cli_status_of(status);
}

static cli_status judge_alone(judged *j) {
  cli_status status = CLI_OK;
  for (size_t i = 0; status == CLI_OK && i < j->n; i++) {
    const char *sentence = NULL;
    rolecall_analysis *analysis = NULL;
    status = analyse(j, (long)i, &analysis);
    j->alone[i] = status == CLI_OK ? rolecall_get_verdict(analysis, &sentence)
                                   : ROLECALL_NO_VERDICT;
    rolecall_free(analysis);
  }
  return status;
}

static cli_status judge_all(judged *j) {
  const char *sentence = NULL;
  rolecall_answer_file file;
  while (rolecall_answer_get_file(j->result->answer, (uint32_t)j->n, &file)) {
    j->n++;
  }
  j->alone = calloc(j->n + 1, sizeof *j->alone);
  cli_status status = j->alone == NULL ? cli_no_memory() : analyse(j, NO_FILE, &j->own);
  if (status == CLI_OK && j->n > 0) {
    status = analyse(j, ALL_FILES, &j->whole);
  }
  if (status == CLI_OK && j->n > 0) {
    j->verdict = rolecall_get_verdict(j->whole, &sentence);
  }
  return status == CLI_OK ? judge_alone(j) : status;
}

/* ---- text ---- */

/* A name, or a line: without what acts on a terminal. */
static void put_name(FILE *out, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    bool acts = (unsigned char)text[i] < 0x20 || text[i] == 0x7F;
    fputc(acts && text[i] != '\t' ? ' ' : text[i], out);
  }
}

/* Stays behind the mark, line by line: nothing of it is ever a patch. Colours are our own, and
 * what else acts on a terminal is taken out on the way there. */
static void put_comment(FILE *out, const char *text, size_t size, bool colored) {
  while (size > 0) {
    const char *end = memchr(text, '\n', size);
    size_t line = end == NULL ? size : (size_t)(end - text);
    fputs(line == 0 ? "#" : text[0] == '#' ? "" : "# ", out);
    if (colored) {
      fwrite(text, 1, line, out);
    } else {
      put_name(out, text, line);
    }
    fputc('\n', out);
    size -= line + (end != NULL);
    text += line + (end != NULL);
  }
}

static void put_notes(const judged *j, FILE *out, uint32_t file) {
  rolecall_restore_note note;
  for (uint32_t i = 0; rolecall_answer_note(j->result->answer, file, i, &note); i++) {
    if (note_words[note.kind] != NULL) {
      fputs("#     `", out);
      put_name(out, note.written, note.written_size);
      fprintf(out, "` %s\n", note_words[note.kind]);
    }
  }
}

static void put_head(const judged *j, FILE *out) {
  const char *text = NULL;
  size_t size = 0;
  rolecall_answer_file file;
  const rolecall_answer *answer = j->result->answer;
  fputs("# What `", out);
  put_name(out, j->result->model, strlen(j->result->model));
  fprintf(out, "` proposes: %s\n", verdict_words[j->verdict]);
  (void)rolecall_answer_summary(answer, &text, &size);
  put_comment(out, text, size, false);
  for (uint32_t i = 0; rolecall_answer_unsure(answer, i, &text, &size); i++) {
    fputs("# It is not sure about this:\n", out);
    put_comment(out, text, size, false);
  }
  for (uint32_t i = 0; rolecall_answer_get_file(answer, i, &file); i++) {
    fputs("#   ", out);
    put_name(out, file.path, strlen(file.path));
    fprintf(out, "%s%s\n", j->n > 1 ? ", by itself: " : "",
            j->n > 1 ? verdict_words[j->alone[i]] : "");
    put_notes(j, out, i);
  }
}

static cli_status put_report(const judged *j, FILE *out, rolecall_analysis *analysis,
                             const char *format, bool as_comment) {
  const rolecall_text_options text = {
      .color = cli_use_color(j->options->color),
      .quiet = j->options->quiet,
      .width = as_comment && cli_width() > 2 ? cli_width() - 2 : cli_width(),
  };
  const char *report = NULL;
  size_t size = 0;
  rolecall_status status = rolecall_report(analysis, format, &text, &report, &size);
  if (status != ROLECALL_OK) {
    cli_complain("%s", rolecall_error(analysis));
  } else if (as_comment) {
    put_comment(out, report, size, text.color);
  } else {
    fwrite(report, 1, size, out);
  }
  return cli_status_of(status);
}

static cli_status put_text(const judged *j, FILE *out) {
  bool proven = j->verdict == ROLECALL_PROVEN;
  if (j->options->quiet) {
    return proven ? put_report(j, out, j->whole, "text", false) : CLI_OK;
  }
  put_head(j, out);
  fputs("#\n", out);
  cli_status status = j->whole == NULL ? CLI_OK : put_report(j, out, j->whole, "text", !proven);
  fputs("#\n# rolecall's own fix, which `rolecall fix` prints as a patch:\n#\n", out);
  return status == CLI_OK ? put_report(j, out, j->own, "text", true) : status;
}

/* ---- JSON ---- */

static void put_member(FILE *out, const char *before, const char *text, size_t size) {
  fputs(before, out);
  cli_put_json(out, text, size);
}

static void put_json_notes(const judged *j, FILE *out, uint32_t file) {
  rolecall_restore_note note;
  for (uint32_t i = 0; rolecall_answer_note(j->result->answer, file, i, &note); i++) {
    fprintf(out, "%s{\"kind\": \"%s\"", i == 0 ? "" : ", ", note_names[note.kind]);
    put_member(out, ", \"written\": ", note.written, note.written_size);
    put_member(out, ", \"placeholder\": ", note.placeholder, note.placeholder_size);
    fputc('}', out);
  }
}

static void put_json_head(const judged *j, FILE *out) {
  const ask_result *r = j->result;
  const char *text = NULL;
  size_t size = 0;
  rolecall_answer_file file;
  put_member(out, "{\"provider\": ", r->provider, strlen(r->provider));
  put_member(out, ",\n \"model\": ", r->model, strlen(r->model));
  put_member(out, ",\n \"address\": ", r->address, strlen(r->address));
  fprintf(out, ",\n \"requests\": %u,\n \"bytes\": %zu", r->requests, r->bytes_sent);
  fprintf(out, ",\n \"tokensIn\": %llu,\n \"tokensOut\": %llu", (unsigned long long)r->tokens_in,
          (unsigned long long)r->tokens_out);
  fprintf(out, ",\n \"verdict\": \"%s\"", verdict_names[j->verdict]);
  (void)rolecall_answer_summary(r->answer, &text, &size);
  put_member(out, ",\n \"summary\": ", text, size);
  fputs(",\n \"unsure\": [", out);
  for (uint32_t i = 0; rolecall_answer_unsure(r->answer, i, &text, &size); i++) {
    put_member(out, i == 0 ? "" : ", ", text, size);
  }
  fputs("],\n \"files\": [", out);
  for (uint32_t i = 0; rolecall_answer_get_file(r->answer, i, &file); i++) {
    put_member(out, i == 0 ? "\n  {\"path\": " : ",\n  {\"path\": ", file.path,
               strlen(file.path));
    fprintf(out, ", \"alone\": \"%s\", \"notes\": [", verdict_names[j->alone[i]]);
    put_json_notes(j, out, i);
    put_member(out, "], \"content\": ", file.bytes, file.size);
    fputc('}', out);
  }
  fputc(']', out);
}

static cli_status put_json(const judged *j, FILE *out) {
  cli_status status = CLI_OK;
  put_json_head(j, out);
  fputs(",\n \"proposal\": ", out);
  if (j->whole == NULL) {
    fputs("null", out);
  } else {
    status = put_report(j, out, j->whole, "json", false);
  }
  fputs(",\n \"own\": ", out);
  status = status == CLI_OK ? put_report(j, out, j->own, "json", false) : status;
  fputs("}\n", out);
  return status;
}

/* ---- both ---- */

static cli_status print(const judged *j) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (out == NULL) {
    return cli_no_memory();
  }
  bool json = strcmp(j->options->format, "json") == 0;
  cli_status status = json ? put_json(j, out) : put_text(j, out);
  bool whole = ferror(out) == 0;
  whole = fclose(out) == 0 && whole;
  if (status == CLI_OK) {
    status = whole ? cli_print(text, size) : cli_no_memory();
  }
  cli_wipe(text, size);
  return status;
}

cli_status ask_judge(const cli_options *options, const cli_files *files, const ask_result *result) {
  judged j = {.options = options, .files = files, .result = result};
  cli_status status = judge_all(&j);
  if (status == CLI_OK) {
    status = print(&j);
  }
  if (status == CLI_OK && j.verdict != ROLECALL_PROVEN) {
    status = CLI_FINDINGS;
  }
  rolecall_free(j.whole);
  rolecall_free(j.own);
  free(j.alone);
  return status;
}
