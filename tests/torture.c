/*
 * Hard times for every case of the pages and every example:
 *
 *   torture allocation   each request for memory is refused in turn
 *   torture damage       every input is cut at every byte, and bytes are flipped
 *   torture order        files are added in other orders, and twice
 *   torture crlf         line ends become CR LF
 *
 * Whatever happens, nothing may crash, reports are JSON, and what must be equal is equal. Where
 * trying everything would take too long, a stride is used whose start differs from case to case.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cases.h"
#include "syntax/json.h"

enum {
  FULL_SWEEP = 2000,      /* allocations of one case that are all refused in turn */
  REFUSALS_PER_CASE = 24, /* of other cases */
  CUTS_PER_FILE = 40,
  CUTS_PER_FILE_OF_EXAMPLE = 300,
  FLIPS_PER_FILE = 12,
  ORDERS_PER_CASE = 3
};

enum { MOST_LIMITS = 2 * RC_N_LIMITS, LONGEST_ERROR = 128 };

typedef struct totals {
  unsigned long n_runs;
  unsigned n_failures;
  char limits[MOST_LIMITS][LONGEST_ERROR]; /* what reaching a limit was called */
  unsigned long n_reached[MOST_LIMITS];
} totals;

static void complain(totals *t, const setup *of, const char *what) {
  t->n_failures++;
  printf("%s: %s\n", of->name, what);
}

/* ---- reports ------------------------------------------------------------------------------ */

static rc_str copy_report(rc_arena *arena, rolecall_analysis *analysis, const char *format) {
  const char *text = NULL;
  size_t size = 0;
  if (rolecall_report(analysis, format, NULL, &text, &size) != ROLECALL_OK) {
    return RC_STR_NONE;
  }
  return rc_str_copy(arena, (rc_str){text, size});
}

/* NULL when the report itself is beyond a limit, or the arena was at one before. */
static rc_tree *parse_report(rc_arena *arena, rc_str text) {
  rc_source *source = RC_NEW(arena, rc_source);
  rc_tree *tree = NULL;
  if (source == NULL) {
    return NULL;
  }
  *source = (rc_source){.path = RC_STR("report.json"), .bytes = text};
  rc_status status = rc_source_index_lines(arena, source);
  if (status == RC_OK) {
    status = rc_json_parse(arena, source, &tree);
  }
  return status == RC_OK ? tree : NULL;
}

static void count_limit(totals *t, const char *error) {
  for (size_t i = 0; i < MOST_LIMITS; i++) {
    if (t->n_reached[i] == 0) {
      (void)snprintf(t->limits[i], LONGEST_ERROR, "%s", error);
    }
    if (strncmp(t->limits[i], error, LONGEST_ERROR - 1) == 0) {
      t->n_reached[i]++;
      return;
    }
  }
}

/* An analysis either says that it reached a limit, or its report is JSON. */
static void check_outcome(totals *t, const setup *of, rolecall_analysis *analysis,
                          rolecall_status status) {
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  t->n_runs++;
  if (status == ROLECALL_OK) {
    const char *text = NULL;
    size_t size = 0;
    status = rolecall_report(analysis, "json", NULL, &text, &size);
    if (status == ROLECALL_OK) {
      const rc_tree *tree = parse_report(&arena, (rc_str){text, size});
      if (tree != NULL && (tree->n_notes > 0 || tree->nodes[0].count != 1)) {
        complain(t, of, "the report is not JSON");
      }
      (void)rolecall_report(analysis, "text", NULL, &text, &size);
    }
  }
  if (status != ROLECALL_OK && status != ROLECALL_LIMIT) {
    complain(t, of, analysis == NULL ? "no analysis" : rolecall_error(analysis));
  }
  if (status == ROLECALL_LIMIT) {
    count_limit(t, rolecall_error(analysis));
    if (strstr(rolecall_error(analysis), "limit") == NULL) {
      complain(t, of, "a limit was reached, but which one is not said");
    }
  }
  rc_arena_free(&arena);
}

static void run_once(totals *t, const setup *of, bool fix) {
  rolecall_analysis *analysis = NULL;
  rolecall_status status = setup_run(of, &public_heap, fix, &analysis);
  check_outcome(t, of, analysis, status);
  rolecall_free(analysis);
}

/* ---- allocation --------------------------------------------------------------------------- */

typedef struct failing {
  unsigned n_requests, refuse_at; /* 1-based; 0: never */
  size_t outstanding;
} failing;

static void *failing_allocate(void *context, size_t size) {
  failing *f = context;
  f->n_requests++;
  if (f->n_requests == f->refuse_at) {
    return NULL;
  }
  f->outstanding += size;
  return malloc(size);
}

static void failing_release(void *context, void *block, size_t size) {
  failing *f = context;
  f->outstanding -= size;
  free(block);
}

/* Runs with the n-th request refused and returns how many were made. */
static unsigned run_refusing(totals *t, const setup *of, unsigned refuse_at) {
  failing memory = {.refuse_at = refuse_at};
  const rolecall_allocator allocator = {&memory, failing_allocate, failing_release};
  rolecall_analysis *analysis = NULL;
  const char *text = NULL;
  size_t size = 0;
  rolecall_status status = setup_run(of, &allocator, true, &analysis);
  if (status == ROLECALL_OK) {
    status = rolecall_report(analysis, "json", NULL, &text, &size);
  }
  if (status == ROLECALL_OK) {
    status = rolecall_report(analysis, "text", NULL, &text, &size);
  }
  bool refused = refuse_at > 0 && memory.n_requests >= refuse_at;
  if (refused && status != ROLECALL_NOMEM && status != ROLECALL_LIMIT) {
    complain(t, of, "memory was refused, but nobody noticed");
    printf("  request %u of %u\n", refuse_at, memory.n_requests);
  }
  if (refused && analysis != NULL && rolecall_error(analysis)[0] == '\0') {
    complain(t, of, "memory was refused, but no error is told");
  }
  rolecall_free(analysis);
  if (memory.outstanding != 0) {
    complain(t, of, "memory was not given back");
  }
  t->n_runs++;
  return memory.n_requests;
}

static void torture_allocation(totals *t, const setup *of, uint32_t number, bool is_example) {
  unsigned n_requests = run_refusing(t, of, 0);
  unsigned wanted = is_example ? FULL_SWEEP : REFUSALS_PER_CASE;
  unsigned stride = n_requests / wanted + 1;
  for (unsigned at = 1 + number % stride; at <= n_requests; at += stride) {
    (void)run_refusing(t, of, at);
  }
}

/* ---- damage ------------------------------------------------------------------------------- */

/* Runs with file `i` replaced by exactly these bytes, in a block of their own size. */
static void run_damaged(totals *t, const setup *of, uint32_t i, rc_str bytes, bool fix) {
  setup_file *file = &of->files.items[i];
  rc_str whole = file->bytes;
  char *block = malloc(bytes.len > 0 ? bytes.len : 1);
  if (block == NULL) {
    die("out of memory");
  }
  if (bytes.len > 0) {
    memcpy(block, bytes.ptr, bytes.len);
  }
  file->bytes = (rc_str){block, bytes.len};
  run_once(t, of, fix);
  file->bytes = whole;
  free(block);
}

static void flip_bytes(totals *t, const setup *of, uint32_t i, uint64_t seed) {
  rc_str whole = of->files.items[i].bytes;
  char *copy = malloc(whole.len);
  if (copy == NULL) {
    die("out of memory");
  }
  for (unsigned round = 0; round < FLIPS_PER_FILE; round++) {
    memcpy(copy, whole.ptr, whole.len);
    for (unsigned flips = 1 + next_random(&seed) % 4; flips > 0; flips--) {
      copy[next_random(&seed) % whole.len] = (char)next_random(&seed);
    }
    run_damaged(t, of, i, (rc_str){copy, whole.len}, round % 2 == 0);
  }
  free(copy);
}

static void torture_damage(totals *t, const setup *of, uint32_t number, bool is_example) {
  for (uint32_t i = 0; i < of->files.len; i++) {
    rc_str whole = of->files.items[i].bytes;
    size_t stride = whole.len / (is_example ? CUTS_PER_FILE_OF_EXAMPLE : CUTS_PER_FILE) + 1;
    for (size_t at = number % stride; at < whole.len; at += stride) {
      run_damaged(t, of, i, rc_str_slice(whole, 0, at), at % 2 == 0);
    }
    if (whole.len > 0) {
      flip_bytes(t, of, i, UINT64_C(20240229) + number);
    }
  }
}

/* ---- order -------------------------------------------------------------------------------- */

static void shuffle_files(const setup *of, uint64_t *seed) {
  for (uint32_t i = of->files.len; i > 1; i--) {
    uint32_t other = next_random(seed) % i;
    setup_file kept = of->files.items[i - 1];
    of->files.items[i - 1] = of->files.items[other];
    of->files.items[other] = kept;
  }
}

typedef struct answers {
  rc_str json, text;
} answers;

static answers ask(totals *t, rc_arena *arena, const setup *of) {
  rolecall_analysis *analysis = NULL;
  answers got = {0};
  t->n_runs++;
  if (setup_run(of, &public_heap, true, &analysis) == ROLECALL_OK) {
    got.json = copy_report(arena, analysis, "json");
    got.text = copy_report(arena, analysis, "text");
  }
  rolecall_free(analysis);
  return got;
}

static void torture_order(totals *t, const setup *of, uint32_t number, bool is_example) {
  (void)is_example;
  rc_arena arena;
  uint64_t seed = number;
  rc_arena_init(&arena, &heap);
  answers first = ask(t, &arena, of);
  for (unsigned round = 0; round < ORDERS_PER_CASE; round++) {
    answers again = ask(t, &arena, of);
    if (!rc_str_equal(first.json, again.json)) {
      complain(t, of, round == 0 ? "two runs differ" : "the order of files changes the JSON");
    }
    if (!rc_str_equal(first.text, again.text)) {
      complain(t, of, round == 0 ? "two runs differ" : "the order of files changes the text");
    }
    shuffle_files(of, &seed);
  }
  rc_arena_free(&arena);
}

/* ---- line ends ---------------------------------------------------------------------------- */

static rc_str with_crlf(rc_arena *arena, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\n' && (i == 0 || text.ptr[i - 1] != '\r')) {
      rc_buf_put_byte(&out, '\r');
    }
    rc_buf_put_byte(&out, text.ptr[i]);
  }
  return rc_buf_str(&out);
}

/* Codes and lines of all findings; what a different line end must not change. */
static rc_str places(rc_arena *arena, const setup *of) {
  rolecall_analysis *analysis = NULL;
  rc_buf out;
  rc_buf_init(&out, arena);
  if (setup_run(of, &public_heap, false, &analysis) == ROLECALL_OK) {
    const rc_tree *tree = parse_report(arena, copy_report(arena, analysis, "json"));
    rc_value report = tree == NULL ? RC_VALUE_NONE : rc_value_first(rc_tree_root(tree));
    for (RC_CHILDREN(finding, rc_value_get(report, RC_STR("findings")))) {
      rc_value at = rc_value_get(finding, RC_STR("location"));
      RC_BUF_FILL(&out, "{}:{}:{} {}\n",
                  rc_value_string(arena, rc_value_get(at, RC_STR("file"))),
                  rc_value_string(arena, rc_value_get(at, RC_STR("line"))),
                  rc_value_string(arena, rc_value_get(at, RC_STR("column"))),
                  rc_value_string(arena, rc_value_get(finding, RC_STR("code"))));
    }
  }
  rolecall_free(analysis);
  return rc_buf_str(&out);
}

static void torture_crlf(totals *t, const setup *of, uint32_t number, bool is_example) {
  (void)number;
  (void)is_example;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  rc_str unix_places = places(&arena, of);
  for (RC_EACH(setup_file, file, of->files)) {
    file->bytes = with_crlf(&arena, file->bytes);
  }
  rc_str dos_places = places(&arena, of);
  t->n_runs += 2;
  if (rc_arena_status(&arena) == RC_OK && !rc_str_equal(unix_places, dos_places)) {
    complain(t, of, "CR LF changes what is found");
    printf("with LF:\n%.*swith CR LF:\n%.*s", (int)unix_places.len, unix_places.ptr,
           (int)dos_places.len, dos_places.ptr);
  }
  rc_arena_free(&arena);
}

/* ---- main --------------------------------------------------------------------------------- */

typedef void torture(totals *t, const setup *of, uint32_t number, bool is_example);

static torture *find_torture(const char *name) {
  static const struct {
    const char *name;
    torture *run;
  } kinds[] = {{"allocation", torture_allocation},
               {"damage", torture_damage},
               {"order", torture_order},
               {"crlf", torture_crlf}};
  for (size_t i = 0; i < RC_COUNT_OF(kinds); i++) {
    if (strcmp(kinds[i].name, name) == 0) {
      return kinds[i].run;
    }
  }
  die("usage: torture allocation|damage|order|crlf");
}

int main(int argc, char **argv) {
  torture *run = find_torture(argc == 2 ? argv[1] : "");
  totals t = {0};
  setup_vec setups = {0};
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  all_setups(&arena, &setups);
  for (uint32_t i = 0; i < setups.len; i++) {
    const setup *of = &setups.items[i];
    run(&t, of, i, rc_str_starts_with(rc_str_from_c(of->name), RC_STR("examples/")));
  }
  for (size_t i = 0; i < MOST_LIMITS && t.n_reached[i] > 0; i++) {
    printf("%8lu times: %s\n", t.n_reached[i], t.limits[i]);
  }
  printf("%u cases, %lu runs, %u failures\n", setups.len, t.n_runs, t.n_failures);
  rc_arena_free(&arena);
  return t.n_failures > 0 || setups.len == 0;
}
