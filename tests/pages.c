/*
 * Runs the pages of docs/checks and docs/messages (lib/cases.h tells their shape) through
 * rolecall.h and compares what they promise with what happens.
 *
 *   pages [--bless] [PAGE...]
 *
 * --bless writes what happens into the blocks that are there; files that a fix touches and no
 * block names get one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cases.h"
#include "syntax/json.h"

typedef struct replacement {
  size_t start, end; /* of the page */
  rc_str text;
} replacement;
typedef struct replacement_vec { RC_VEC_FIELDS(replacement) } replacement_vec;

typedef struct runner {
  bool bless;
  unsigned n_pages, n_cases, n_compared, n_failures;
} runner;

/* One page at a time; everything about it lives in this arena. */
typedef struct session {
  runner *totals;
  rc_arena *arena;
  const page *page;
  const test_case *tested;
  const setup *setup;
  replacement_vec replacements;
  bool has_frame, has_fixed, promises_fix;
} session;

static void complain(session *s, uint32_t line, const char *what) {
  s->totals->n_failures++;
  printf("%s:%u: %s\n", s->page->path, line, what);
}

/* ---- comparing ---------------------------------------------------------------------------- */

static void split_lines(rc_arena *arena, rc_str text, text_vec *out) {
  while (text.len > 0) {
    rc_str *line = RC_VEC_ADD(arena, out);
    if (line == NULL) {
      die("out of memory");
    }
    *line = rc_str_cut(&text, '\n');
  }
}

static void print_range(char sign, const text_vec *lines, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    printf("  %c %.*s\n", sign, (int)lines->items[i].len, lines->items[i].ptr);
  }
}

/* Common head and tail are left out; the rest is shown as promised, then as found. */
static void print_difference(rc_arena *arena, rc_str promised, rc_str found) {
  text_vec a = {0};
  text_vec b = {0};
  split_lines(arena, promised, &a);
  split_lines(arena, found, &b);
  uint32_t head = 0;
  while (head < a.len && head < b.len && rc_str_equal(a.items[head], b.items[head])) {
    head++;
  }
  uint32_t tail = 0;
  while (tail < a.len - head && tail < b.len - head &&
         rc_str_equal(a.items[a.len - 1 - tail], b.items[b.len - 1 - tail])) {
    tail++;
  }
  print_range(' ', &a, head > 2 ? head - 2 : 0, head);
  print_range('-', &a, head, a.len - tail);
  print_range('+', &b, head, b.len - tail);
  if (rc_str_equal(rc_str_trim(promised), rc_str_trim(found))) {
    printf("  (only blanks at the ends differ)\n");
  }
}

static void replace(session *s, size_t start, size_t end, rc_str text) {
  replacement *added = RC_VEC_ADD(s->arena, &s->replacements);
  if (added == NULL) {
    die("out of memory");
  }
  *added = (replacement){start, end, text};
}

/* `found` is what should stand between the fences. */
static void compare_block(session *s, const page_block *promised, rc_str found) {
  s->totals->n_compared++;
  if (rc_str_equal(promised->content, found)) {
    return;
  }
  if (s->totals->bless) {
    replace(s, promised->start, promised->end, found);
    return;
  }
  complain(s, promised->line, s->tested->title);
  print_difference(s->arena, promised->content, found);
}

/* ---- what happened ------------------------------------------------------------------------ */

static rc_str report_as(session *s, rolecall_analysis *analysis, const char *format) {
  const rolecall_text_options options = {.quiet = true};
  const char *text = NULL;
  size_t size = 0;
  if (rolecall_report(analysis, format, &options, &text, &size) != ROLECALL_OK) {
    complain(s, s->tested->line, rolecall_error(analysis));
    return RC_STR_NONE;
  }
  return (rc_str){text, size};
}

static rc_value parse_json(session *s, rc_str text) {
  rc_source *source = RC_NEW(s->arena, rc_source);
  rc_tree *tree = NULL;
  if (source == NULL) {
    die("out of memory");
  }
  *source = (rc_source){.path = RC_STR("report.json"), .bytes = text};
  if (rc_source_index_lines(s->arena, source) != RC_OK ||
      rc_json_parse(s->arena, source, &tree) != RC_OK || tree->n_notes > 0) {
    complain(s, s->tested->line, "the JSON report is not JSON");
    return RC_VALUE_NONE;
  }
  return rc_value_first(rc_tree_root(tree));
}

static rc_str member(session *s, rc_value object, const char *name) {
  return rc_value_string(s->arena, rc_value_get(object, rc_str_from_c(name)));
}

static bool is_of_page(session *s, rc_value finding) {
  return rc_str_equal(member(s, finding, "code"), s->page->code);
}

/* The `report` block: one line per finding of the page's code. */
static rc_str finding_lines(session *s, rc_value report, uint32_t *n) {
  rc_buf out;
  rc_buf_init(&out, s->arena);
  *n = 0;
  for (RC_CHILDREN(finding, rc_value_get(report, RC_STR("findings")))) {
    if (!is_of_page(s, finding)) {
      continue;
    }
    rc_value at = rc_value_get(finding, RC_STR("location"));
    *n += 1;
    RC_BUF_FILL(&out, "{}:{}:{} {} {}\n", member(s, at, "file"), member(s, at, "line"),
                member(s, at, "column"), member(s, finding, "severity"),
                member(s, finding, "message"));
    rc_value fix = rc_value_get(finding, RC_STR("fix"));
    if (rc_str_equal(member(s, fix, "applicability"), RC_STR("safe"))) {
      s->promises_fix = true;
    }
  }
  return rc_buf_str(&out);
}

/* The `diagnosis` block: line:column id phase cause certainty. */
static rc_str diagnosis_lines(session *s, rc_value report) {
  rc_buf out;
  rc_buf_init(&out, s->arena);
  for (RC_CHILDREN(diagnosis, rc_value_get(report, RC_STR("diagnosis")))) {
    rc_value at = rc_value_get(diagnosis, RC_STR("location"));
    RC_BUF_FILL(&out, "{}:{} {} {} {} {}\n", member(s, at, "line"), member(s, at, "column"),
                member(s, diagnosis, "id"), member(s, diagnosis, "phase"),
                member(s, diagnosis, "cause"), member(s, diagnosis, "certainty"));
  }
  return rc_buf_str(&out);
}

static bool begins_finding(rc_str line, rc_str code) {
  static const char *const words[] = {"error[", "warning[", "note["};
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    rc_str word = rc_str_from_c(words[i]);
    if (rc_str_starts_with(line, word) &&
        rc_str_starts_with(rc_str_from(line, word.len), code)) {
      return rc_str_starts_with(rc_str_from(line, word.len + code.len), RC_STR("]: "));
    }
  }
  return false;
}

/* The `n`-th rendering of this code in the text report: from its first line to a blank one. */
static rc_str frame_of(session *s, rc_str text, uint32_t n) {
  rc_buf out;
  rc_buf_init(&out, s->arena);
  bool inside = false;
  while (text.len > 0) {
    rc_str line = rc_str_cut(&text, '\n');
    if (begins_finding(line, s->page->code)) {
      inside = n == 0;
      n -= n == 0 ? 0 : 1;
    }
    if (inside && rc_str_trim(line).len == 0) {
      break;
    }
    if (inside) {
      RC_BUF_FILL(&out, "{}\n", line);
    }
  }
  return rc_buf_str(&out);
}

static void compare_check(session *s, rolecall_analysis *analysis) {
  rc_value report = parse_json(s, report_as(s, analysis, "json"));
  rc_str text = report_as(s, analysis, "text");
  uint32_t n_findings = 0;
  uint32_t n_frames = 0;
  bool has_report = false;
  rc_str found = finding_lines(s, report, &n_findings);
  for (RC_EACH(const page_block, promised, s->tested->blocks)) {
    if (promised->kind == BLOCK_REPORT) {
      has_report = true;
      compare_block(s, promised, found);
    } else if (promised->kind == BLOCK_FRAME) {
      s->has_frame = true;
      compare_block(s, promised, frame_of(s, text, n_frames++));
    } else if (promised->kind == BLOCK_DIAGNOSIS) {
      compare_block(s, promised, diagnosis_lines(s, report));
    }
  }
  if (s->page->is_check && s->tested->reported && !has_report) {
    complain(s, s->tested->line, "a case that reports needs a `report` block");
  }
  if (s->page->is_check && s->tested->reported != (n_findings > 0)) {
    complain(s, s->tested->line, s->tested->title);
    printf("  the heading promises %s; found:\n%.*s", s->tested->reported ? "a finding" : "none",
           (int)found.len, found.ptr);
  }
}

/* ---- fixes -------------------------------------------------------------------------------- */

static const page_block *fixed_block(const session *s, const char *path) {
  for (RC_EACH(const page_block, promised, s->tested->blocks)) {
    if (promised->kind == BLOCK_FIXED && strcmp(promised->path, path) == 0) {
      return promised;
    }
  }
  return NULL;
}

static bool has_block(const session *s, block_kind kind) {
  for (RC_EACH(const page_block, b, s->tested->blocks)) {
    if (b->kind == kind) {
      return true;
    }
  }
  return false;
}

static void add_fixed_block(session *s, const char *path, rc_str bytes) {
  const page_block *last = &s->tested->blocks.items[s->tested->blocks.len - 1];
  size_t end = rc_str_find_byte(s->page->text, '\n', last->end) + 1;
  const page_block plain = {.kind = BLOCK_FIXED};
  replace(s, end, end,
          RC_FILL(s->arena, "\n```fixed {}\n{}```\n", rc_str_from_c(path),
                  block_encode(s->arena, &plain, bytes)));
}

/* The inputs as they stand after the fix. */
static void apply_fix(session *s, rolecall_analysis *analysis, setup *after) {
  const char *path = NULL;
  const char *bytes = NULL;
  size_t size = 0;
  bool is_new = false;
  setup fresh = *s->setup;
  fresh.files.items = NULL;
  fresh.files.len = fresh.files.cap = 0;
  for (RC_EACH(const setup_file, file, s->setup->files)) {
    *RC_VEC_ADD(s->arena, &fresh.files) = *file;
  }
  for (uint32_t i = 0; rolecall_changed_file(analysis, i, &path, &bytes, &size, &is_new); i++) {
    const setup_file changed = {.path = path, .bytes = {bytes, size}};
    bool known = false;
    for (RC_EACH(setup_file, file, fresh.files)) {
      if (strcmp(file->path, path) == 0) {
        file->bytes = changed.bytes;
        known = true;
      }
    }
    if (known == is_new) {
      complain(s, s->tested->line, "a changed file is called new and is not, or the reverse");
    }
    if (!known) {
      *RC_VEC_ADD(s->arena, &fresh.files) = changed;
    }
  }
  *after = fresh;
}

static bool is_changed(rolecall_analysis *analysis, const char *wanted) {
  const char *path = NULL;
  const char *bytes = NULL;
  size_t size = 0;
  bool is_new = false;
  for (uint32_t i = 0; rolecall_changed_file(analysis, i, &path, &bytes, &size, &is_new); i++) {
    if (strcmp(path, wanted) == 0) {
      return true;
    }
  }
  return false;
}

static void compare_fixed(session *s, rolecall_analysis *analysis) {
  const char *path = NULL;
  const char *bytes = NULL;
  size_t size = 0;
  bool is_new = false;
  for (uint32_t i = 0; rolecall_changed_file(analysis, i, &path, &bytes, &size, &is_new); i++) {
    const page_block *promised = fixed_block(s, path);
    if (promised != NULL) {
      compare_block(s, promised, block_encode(s->arena, promised, (rc_str){bytes, size}));
    } else if (s->totals->bless) {
      add_fixed_block(s, path, (rc_str){bytes, size});
    } else {
      complain(s, s->tested->line, s->tested->title);
      printf("  the fix also writes %s, which no block shows:\n%.*s", path, (int)size, bytes);
    }
  }
  for (RC_EACH(const page_block, promised, s->tested->blocks)) {
    if (promised->kind == BLOCK_FIXED && !is_changed(analysis, promised->path)) {
      complain(s, promised->line, "the fix leaves this file alone");
    }
  }
}

static bool ends_with_json(const char *path) {
  return rc_str_ends_with(rc_str_from_c(path), RC_STR(".json"));
}

static bool parses(session *s, rc_str bytes) {
  rc_source source = {.path = RC_STR("fixed.json"), .bytes = bytes};
  rc_tree *tree = NULL;
  return rc_source_index_lines(s->arena, &source) == RC_OK &&
         rc_json_parse(s->arena, &source, &tree) == RC_OK && !tree->has_errors;
}

static rc_str bytes_before(const session *s, const char *path) {
  for (RC_EACH(const setup_file, file, s->setup->files)) {
    if (strcmp(file->path, path) == 0) {
      return file->bytes;
    }
  }
  return RC_STR("{}");
}

static void check_files_parse(session *s, const setup *after) {
  for (RC_EACH(const setup_file, file, after->files)) {
    if (ends_with_json(file->path) && !parses(s, file->bytes) &&
        parses(s, bytes_before(s, file->path))) {
      complain(s, s->tested->line, "a file that parsed no longer does after the fix");
    }
  }
}

static void check_nothing_left(session *s, rolecall_analysis *second) {
  const char *path = NULL;
  const char *bytes = NULL;
  size_t size = 0;
  bool is_new = false;
  for (uint32_t i = 0; rolecall_changed_file(second, i, &path, &bytes, &size, &is_new); i++) {
    complain(s, s->tested->line, "a second fix still changes something");
    printf("  %s:\n", path);
    print_difference(s->arena, is_new ? RC_STR_NONE : bytes_before(s, path),
                     (rc_str){bytes, size});
  }
}

static void check_cured(session *s, rolecall_analysis *first, rolecall_analysis *second) {
  uint32_t n_left = 0;
  rc_str left = finding_lines(s, parse_json(s, report_as(s, second, "json")), &n_left);
  if (n_left > 0) {
    complain(s, s->tested->line, "the finding is still there after the fix");
    printf("%.*s", (int)left.len, left.ptr);
  }
  if (!rolecall_get_summary(first).proof_holds) {
    complain(s, s->tested->line, "the proof of the fix does not hold");
  }
}

/* What must hold for every fix: files parse, the finding is gone, a second run changes nothing. */
static void check_fixed_world(session *s, rolecall_analysis *first, const setup *after) {
  rolecall_analysis *second = NULL;
  bool cured = has_block(s, BLOCK_FIXED);
  for (RC_EACH(const page_block, promised, s->tested->blocks)) {
    cured = cured && !promised->unfixable;
  }
  check_files_parse(s, after);
  if (setup_run(after, &public_heap, true, &second) != ROLECALL_OK) {
    complain(s, s->tested->line, second == NULL ? "out of memory" : rolecall_error(second));
  } else {
    check_nothing_left(s, second);
    if (cured) {
      check_cured(s, first, second);
    }
  }
  rolecall_free(second);
}

static void compare_fix(session *s) {
  rolecall_analysis *analysis = NULL;
  if (setup_run(s->setup, &public_heap, true, &analysis) != ROLECALL_OK) {
    complain(s, s->tested->line, analysis == NULL ? "out of memory" : rolecall_error(analysis));
  } else {
    setup after;
    apply_fix(s, analysis, &after);
    if (has_block(s, BLOCK_FIXED)) {
      s->has_fixed = true;
      compare_fixed(s, analysis);
    }
    check_fixed_world(s, analysis, &after);
  }
  rolecall_free(analysis);
}

/* ---- pages -------------------------------------------------------------------------------- */

static void check_headings(session *s) {
  static const char *const wanted[] = {"What broke",      "Why",
                                       "Blast radius",    "How exposed and how urgent",
                                       "Verify first",    "Basic fix",
                                       "Least-privilege fix", "Prevention"};
  bool same = s->page->headings.len == RC_COUNT_OF(wanted);
  for (uint32_t i = 0; same && i < RC_COUNT_OF(wanted); i++) {
    same = rc_str_equal(s->page->headings.items[i], rc_str_from_c(wanted[i]));
  }
  if (!same) {
    complain(s, 1, "the sections before the cases must be:");
    for (size_t i = 0; i < RC_COUNT_OF(wanted); i++) {
      printf("  ## %s\n", wanted[i]);
    }
  }
}

static void check_shape(session *s) {
  unsigned n_reported = 0;
  for (RC_EACH(const test_case, tested, s->page->cases)) {
    n_reported += tested->reported;
  }
  rc_str file = RC_FILL(s->arena, "docs/checks/{}.md", s->page->name);
  if (!rc_str_ends_with(rc_str_from_c(s->page->path), file)) {
    complain(s, 1, "the title must be the code and the name of the file");
  }
  if (n_reported == 0 || n_reported == s->page->cases.len) {
    complain(s, 1, "a page needs a case `## Reported:` and one `## Not reported:`");
  }
  if (!s->has_frame) {
    complain(s, 1, "a page needs a `frame` block");
  }
  if (s->promises_fix && !s->has_fixed) {
    complain(s, 1, "findings of this page can be fixed: a `fixed` block must show it");
  }
  check_headings(s);
}

static void run_case(session *s, const test_case *tested) {
  rolecall_analysis *analysis = NULL;
  setup prepared;
  s->tested = tested;
  s->setup = &prepared;
  s->totals->n_cases++;
  setup_of_case(s->arena, s->page, tested, &prepared);
  if (setup_run(&prepared, &public_heap, false, &analysis) != ROLECALL_OK) {
    complain(s, tested->line, analysis == NULL ? "out of memory" : rolecall_error(analysis));
  } else {
    compare_check(s, analysis);
  }
  rolecall_free(analysis);
  compare_fix(s);
}

static int compare_replacements(const void *a, const void *b) {
  size_t left = ((const replacement *)a)->start;
  size_t right = ((const replacement *)b)->start;
  return (left > right) - (left < right);
}

static void rewrite(session *s) {
  replacement_vec *all = &s->replacements;
  rc_buf out;
  size_t at = 0;
  if (all->len == 0) {
    return;
  }
  qsort(all->items, all->len, sizeof *all->items, compare_replacements);
  rc_buf_init(&out, s->arena);
  for (RC_EACH(const replacement, r, *all)) {
    rc_buf_put(&out, rc_str_slice(s->page->text, at, r->start));
    rc_buf_put(&out, r->text);
    at = r->end;
  }
  rc_buf_put(&out, rc_str_from(s->page->text, at));
  write_file(s->page->path, rc_buf_str(&out));
  printf("%s: %u blocks rewritten\n", s->page->path, all->len);
}

static void run_page(runner *totals, const char *path) {
  rc_arena arena;
  page parsed;
  rc_arena_init(&arena, &heap);
  parse_page(&arena, path, &parsed);
  session s = {.totals = totals, .arena = &arena, .page = &parsed};
  totals->n_pages++;
  for (RC_EACH(const test_case, tested, parsed.cases)) {
    run_case(&s, tested);
  }
  if (parsed.is_check) {
    check_shape(&s);
  }
  rewrite(&s);
  rc_arena_free(&arena);
}

int main(int argc, char **argv) {
  runner totals = {0};
  text_vec paths = {0};
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--bless") == 0) {
      totals.bless = true;
    } else {
      *RC_VEC_ADD(&arena, &paths) = rc_str_from_c(argv[i]);
    }
  }
  if (paths.len == 0) {
    list_pages(&arena, &paths);
  }
  for (RC_EACH(const rc_str, path, paths)) {
    run_page(&totals, path->ptr);
  }
  rc_arena_free(&arena);
  printf("%u pages, %u cases, %u blocks compared, %u failures\n", totals.n_pages, totals.n_cases,
         totals.n_compared, totals.n_failures);
  return totals.n_failures > 0 || totals.n_pages == 0;
}
