/*
 * The laws of redaction, over every case of the pages, every example, the bundles of
 * tests/redact/bundles, and the files of folders that are named (each file is a bundle of its own,
 * or with --together each folder is one). With --only the folders alone are looked at, and memory
 * is not: for very many small files. With --damaged these are no more than bytes, and what is said
 * of bytes that go (no JSON, or an error text in the value of a secret) cannot be said behind it;
 * messages may name another fault first, and the last door may refuse.
 *
 *   redact_laws [--only|--damaged] [[--together] FOLDER...]
 *
 *   restore(redact(x)) is x, byte for byte, and nothing in it is doubtful
 *   redact(redact(x)) is redact(x)
 *   the order in which files are added changes nothing
 *   the redacted bundle gets the findings of the bundle, at the places that the edits lead to, and
 *   with the same messages once they are restored
 *   the redacted bundle, and what is reported of it, pass the last door
 *   no secret is left in memory that is given back
 *   memory that is refused is noticed, and what was taken is given back
 *
 * And of the bundles in tests/redact/bundles: every value with `sesame` in it is a secret and goes
 * as one; references stay.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cases.h"
#include "syntax/json.h"

enum { MOST_TOLD = 40, LONGEST_LINE = 600 };

typedef struct totals {
  bool leaves_memory; /* is not looked at */
  bool damaged;       /* the files are */
  unsigned long n_cases, n_failures, n_replaced, n_findings, n_limits, n_refused;
} totals;

typedef struct law {
  rc_arena arena;
  const setup *of;
  totals *t;
  rolecall_redaction *redaction;
  rolecall_restorer *restorer;
} law;

static void broken(law *l, const char *what, rc_str detail) {
  l->t->n_failures++;
  if (l->t->n_failures <= MOST_TOLD) {
    printf("%s: %s\n", l->of->name, what);
    rc_str shown = rc_str_slice(detail, 0, LONGEST_LINE);
    if (shown.len > 0) {
      printf("%.*s\n", (int)shown.len, shown.ptr);
    }
  }
}

/* ---- redacting ------------------------------------------------------------------------------ */

/* UTF-16 has bytes that are NUL, or a mark that is no UTF-8. It is refused; no other file is. */
static bool holds_no_text(const setup *of) {
  for (uint32_t i = 0; i < of->files.len; i++) {
    rc_str bytes = of->files.items[i].bytes;
    if (rc_str_find_byte(bytes, '\0', 0) != RC_NOT_FOUND ||
        rc_str_starts_with(bytes, RC_STR("\xFF\xFE")) ||
        rc_str_starts_with(bytes, RC_STR("\xFE\xFF"))) {
      return true;
    }
  }
  return false;
}

/* NULL when a limit was reached, or a file refused. */
static rolecall_redaction *redact(law *l, const setup *of, bool backwards,
                                  const rolecall_allocator *allocator) {
  rolecall_redaction *redaction = rolecall_redaction_new(allocator, NULL);
  rolecall_status status = redaction == NULL ? ROLECALL_NOMEM : ROLECALL_OK;
  for (uint32_t i = 0; i < of->files.len && status == ROLECALL_OK; i++) {
    const setup_file *file = &of->files.items[backwards ? of->files.len - 1 - i : i];
    status = rolecall_redaction_add_file(redaction, file->path, file->bytes.ptr, file->bytes.len);
  }
  if (status == ROLECALL_OK) {
    status = rolecall_redaction_run(redaction);
  }
  if (status == ROLECALL_OK) {
    return redaction;
  }
  bool is_refused = status == ROLECALL_ARG && holds_no_text(of);
  l->t->n_limits += status == ROLECALL_LIMIT;
  l->t->n_refused += is_refused;
  if (status != ROLECALL_LIMIT && !is_refused) {
    broken(l, "it cannot be redacted", RC_STR_NONE);
  }
  rolecall_redaction_free(redaction);
  return NULL;
}

static rc_str bytes_of(const rolecall_redacted_file *file) {
  return (rc_str){file->bytes, file->size};
}

/* The redacted file of the n-th given one; its number in `*number`. */
static rolecall_redacted_file file_of(const law *l, const char *old_path, uint32_t *number) {
  rolecall_redacted_file file;
  for (uint32_t i = 0; rolecall_redaction_get_file(l->redaction, i, &file); i++) {
    if (strcmp(file.old_path, old_path) == 0) {
      *number = i;
      return file;
    }
  }
  die("%s: %s is not among the redacted files", l->of->name, old_path);
}

/* The same bundle after the redaction. */
static setup redacted_setup(law *l) {
  setup after = *l->of;
  memset(&after.files, 0, sizeof after.files);
  for (RC_EACH(const setup_file, file, l->of->files)) {
    uint32_t number = 0;
    rolecall_redacted_file redacted = file_of(l, file->path, &number);
    setup_file *added = RC_VEC_ADD(&l->arena, &after.files);
    *added = (setup_file){redacted.path, bytes_of(&redacted), file->role};
  }
  if (after.options.account != NULL) {
    rc_str arn = RC_FILL(&l->arena, "arn:aws:iam::{}:root",
                         rc_str_from_c(after.options.account));
    const char *text = NULL;
    size_t size = 0;
    (void)rolecall_redaction_text(l->redaction, arn.ptr, arn.len, &text, &size);
    after.options.account =
        c_string(&l->arena, rc_str_slice((rc_str){text, size}, 13, size - strlen(":root")));
  }
  return after;
}

/* ---- there and back ------------------------------------------------------------------------- */

static rc_str restored(law *l, rc_str text, bool strict) {
  const char *out = NULL;
  size_t size = 0;
  if (rolecall_restore(l->restorer, text.ptr, text.len, &out, &size) != ROLECALL_OK) {
    broken(l, "it cannot be restored", RC_STR_NONE);
    return RC_STR_NONE;
  }
  rolecall_restore_note note;
  for (uint32_t i = 0; strict && rolecall_restorer_note(l->restorer, i, &note); i++) {
    if (note.kind != ROLECALL_RESTORED && note.kind != ROLECALL_MISSING) {
      broken(l, "a place in the redacted bundle is doubtful",
             rc_str_slice(text, note.start, note.end));
    }
  }
  return rc_str_copy(&l->arena, (rc_str){out, size});
}

/* The first line in which they differ, of both. */
static rc_str difference(rc_arena *arena, rc_str a, rc_str b) {
  size_t at = 0;
  while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at]) {
    at++;
  }
  size_t from = at < 60 ? 0 : at - 60;
  return RC_FILL(arena, "  <{}>\n  <{}>", rc_str_slice(a, from, at + 60),
                 rc_str_slice(b, from, at + 60));
}

static void check_way_back(law *l) {
  rolecall_redacted_file file;
  for (uint32_t i = 0; rolecall_redaction_get_file(l->redaction, i, &file); i++) {
    const setup_file *given = l->of->files.items;
    while (strcmp(given->path, file.old_path) != 0) {
      given++;
    }
    l->t->n_replaced += file.replaced;
    rc_str back = restored(l, bytes_of(&file), true);
    if (!rc_str_equal(back, given->bytes)) {
      broken(l, "restoring does not give back what was redacted",
             difference(&l->arena, given->bytes, back));
    }
    rc_str path = restored(l, rc_str_from_c(file.path), false);
    if (!rc_str_equal(path, rc_str_from_c(file.old_path))) {
      broken(l, "restoring does not give back the path",
             difference(&l->arena, rc_str_from_c(file.old_path), path));
    }
  }
}

static void check_again(law *l, const setup *after) {
  rolecall_redaction *again = redact(l, after, false, &public_heap);
  rolecall_redacted_file file;
  for (uint32_t i = 0; again != NULL && rolecall_redaction_get_file(again, i, &file); i++) {
    const setup_file *first = after->files.items;
    while (strcmp(first->path, file.old_path) != 0) {
      first++;
    }
    if (!rc_str_equal(first->bytes, bytes_of(&file))) {
      broken(l, "a second redaction changes something",
             difference(&l->arena, first->bytes, bytes_of(&file)));
    }
    if (strcmp(file.old_path, file.path) != 0) {
      broken(l, "a second redaction changes a path",
             difference(&l->arena, rc_str_from_c(file.old_path), rc_str_from_c(file.path)));
    }
  }
  rolecall_redaction_free(again);
}

static void check_order(law *l) {
  rolecall_redaction *other = redact(l, l->of, true, &public_heap);
  rolecall_redacted_file a;
  rolecall_redacted_file b;
  for (uint32_t i = 0; other != NULL && rolecall_redaction_get_file(l->redaction, i, &a); i++) {
    if (!rolecall_redaction_get_file(other, i, &b) || strcmp(a.path, b.path) != 0 ||
        !rc_str_equal(bytes_of(&a), bytes_of(&b))) {
      broken(l, "the order of the files changes something", RC_STR_NONE);
    }
  }
  rolecall_redaction_free(other);
}

/* ---- findings ------------------------------------------------------------------------------- */

/* Is `code` said of what is replaced: of its syntax, or from within? */
static bool is_of_gone(law *l, rc_str path, rc_str offset, rc_str code) {
  uint32_t number = 0;
  uint64_t start = 0;
  (void)file_of(l, c_string(&l->arena, path), &number);
  (void)rc_str_to_u64(offset, &start);
  return rc_str_equal(code, RC_STR("RC001")) ||
         (start > 0 && rolecall_redacted_offset(l->redaction, number, start) ==
                           rolecall_redacted_offset(l->redaction, number, start - 1));
}

/* A place in the bundle as given, where the redaction moved it. */
static rc_str moved(law *l, rc_str path, rc_str offset) {
  uint32_t number = 0;
  uint64_t start = 0;
  rolecall_redacted_file file = file_of(l, c_string(&l->arena, path), &number);
  (void)rc_str_to_u64(offset, &start);
  return RC_FILL(&l->arena, "{}:{}", rc_str_from_c(file.path),
                 rc_str_from_u64(&l->arena, rolecall_redacted_offset(l->redaction, number, start)));
}

static int compare_texts(const void *a, const void *b) {
  return rc_str_compare(*(const rc_str *)a, *(const rc_str *)b);
}

static rc_str join_sorted(rc_arena *arena, text_vec *lines) {
  rc_buf out;
  rc_buf_init(&out, arena);
  if (lines->len > 1) {
    qsort(lines->items, lines->len, sizeof *lines->items, compare_texts);
  }
  for (RC_EACH(const rc_str, line, *lines)) {
    rc_buf_put(&out, *line);
    rc_buf_put_byte(&out, '\n');
  }
  return rc_buf_str(&out);
}

static rc_str member(law *l, rc_value object, const char *name) {
  return rc_value_string(&l->arena, rc_value_get(object, rc_str_from_c(name)));
}

typedef struct answers {
  bool says_of_gone;       /* something of bytes that go */
  rc_str places, messages; /* a finding a line, sorted */
  rc_str report;
} answers;

/* `is_redacted`: the places are right as they are, the messages have to be restored. */
static bool ask(law *l, const setup *of, bool is_redacted, answers *out) {
  rolecall_analysis *analysis = NULL;
  const char *text = NULL;
  size_t size = 0;
  text_vec places = {0};
  text_vec messages = {0};
  rolecall_status status = setup_run(of, &public_heap, false, &analysis);
  if (status == ROLECALL_OK) {
    status = rolecall_report(analysis, "json", NULL, &text, &size);
  }
  rc_source *source = RC_NEW(&l->arena, rc_source);
  rc_tree *tree = NULL;
  *source = (rc_source){.bytes = rc_str_copy(&l->arena, (rc_str){text, size})};
  rolecall_free(analysis);
  out->report = source->bytes;
  if (status != ROLECALL_OK || rc_source_index_lines(&l->arena, source) != RC_OK ||
      rc_json_parse(&l->arena, source, &tree) != RC_OK) {
    return false;
  }
  rc_value report = rc_value_first(rc_tree_root(tree));
  for (RC_CHILDREN(finding, rc_value_get(report, RC_STR("findings")))) {
    rc_value at = rc_value_get(finding, RC_STR("location"));
    rc_str path = member(l, at, "file");
    rc_str start = member(l, at, "start");
    rc_str place = RC_STR("nowhere");
    out->says_of_gone = out->says_of_gone ||
                        (!is_redacted && path.len > 0 &&
                         is_of_gone(l, path, start, member(l, finding, "code")));
    if (path.len > 0) {
      place = is_redacted ? RC_FILL(&l->arena, "{}:{}", path, start) : moved(l, path, start);
    }
    rc_str message = member(l, finding, "message");
    *(rc_str *)RC_VEC_ADD(&l->arena, &places) = RC_FILL(
        &l->arena, "{} {} {}", place, member(l, finding, "code"), member(l, finding, "severity"));
    *(rc_str *)RC_VEC_ADD(&l->arena, &messages) =
        is_redacted ? restored(l, message, false) : message;
    l->t->n_findings += !is_redacted;
  }
  out->places = join_sorted(&l->arena, &places);
  out->messages = join_sorted(&l->arena, &messages);
  return true;
}

static void check_findings(law *l, const setup *after, rc_str *report) {
  answers before = {0};
  answers behind = {0};
  *report = RC_STR_NONE;
  if (!ask(l, l->of, false, &before) || !ask(l, after, true, &behind)) {
    l->t->n_limits++;
    return;
  }
  *report = behind.report;
  if (l->t->damaged &&
      (before.says_of_gone || rc_str_contains(behind.places, RC_STR(" RC001 ")))) {
    return;
  }
  if (!rc_str_equal(before.places, behind.places)) {
    broken(l, "other findings after the redaction",
           RC_FILL(&l->arena, "{}--- became\n{}", before.places, behind.places));
  } else if (!l->t->damaged && !rc_str_equal(before.messages, behind.messages)) {
    broken(l, "other messages after the redaction",
           difference(&l->arena, before.messages, behind.messages));
  }
}

/* ---- the last door -------------------------------------------------------------------------- */

static void check_door(law *l, rc_str bytes, const char *what) {
  if (rolecall_redaction_outgoing(l->redaction, bytes.ptr, bytes.len) != NULL) {
    return;
  }
  rolecall_leak leak;
  if (!rolecall_redaction_get_leak(l->redaction, 0, &leak)) {
    l->t->n_limits++;
    return;
  }
  size_t from = leak.start < 40 ? 0 : leak.start - 40;
  broken(l, what,
         RC_FILL(&l->arena, "  {}, {}: {}", rc_str_from_c(leak.detector),
                 rc_str_from_c(leak.encoding), rc_str_slice(bytes, from, leak.end + 20)));
}

/* ---- memory --------------------------------------------------------------------------------- */

typedef struct watcher {
  const text_vec *secrets;
  bool dirty;
} watcher;

static void *clean_allocate(void *context, size_t size) {
  (void)context;
  return calloc(1, size);
}

static void watching_release(void *context, void *block, size_t size) {
  watcher *w = context;
  for (RC_EACH(const rc_str, secret, *w->secrets)) {
    w->dirty = w->dirty || rc_str_contains((rc_str){block, size}, *secret);
  }
  free(block);
}

static void check_memory(law *l) {
  enum { SHORTEST = 8, MOST = 6 };
  text_vec secrets = {0};
  rolecall_redaction_entry entry;
  for (uint32_t i = 0; rolecall_redaction_get_entry(l->redaction, i, &entry); i++) {
    if (entry.is_secret && entry.original_size >= SHORTEST && secrets.len < MOST) {
      *(rc_str *)RC_VEC_ADD(&l->arena, &secrets) =
          rc_str_copy(&l->arena, (rc_str){entry.original, entry.original_size});
    }
  }
  if (secrets.len == 0) {
    return;
  }
  watcher w = {.secrets = &secrets};
  const rolecall_allocator allocator = {&w, clean_allocate, watching_release};
  rolecall_redaction *redaction = redact(l, l->of, false, &allocator);
  const char *map = NULL;
  size_t size = 0;
  if (redaction != NULL && rolecall_redaction_map(redaction, &map, &size) == ROLECALL_OK) {
    rolecall_restorer_free(rolecall_restorer_new(&allocator, map, size));
  }
  rolecall_redaction_free(redaction);
  rolecall_analysis *analysis = NULL;
  if (setup_run(l->of, &allocator, true, &analysis) == ROLECALL_OK) {
    (void)rolecall_report(analysis, "json", NULL, &map, &size);
  }
  rolecall_free(analysis);
  if (w.dirty) {
    broken(l, "memory that held a secret was given back as it was", RC_STR_NONE);
  }
}

/* ---- refusals ------------------------------------------------------------------------------- */

typedef struct failing {
  unsigned n_requests, refuse_at; /* 1-based; 0: never */
  size_t outstanding;
} failing;

static void *failing_allocate(void *context, size_t size) {
  failing *f = context;
  if (++f->n_requests == f->refuse_at) {
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

/* Redacts, writes the map and asks the last door, with the n-th request for memory refused; returns
 * how many were made. */
static unsigned run_refusing(law *l, unsigned refuse_at) {
  failing memory = {.refuse_at = refuse_at};
  const rolecall_allocator allocator = {&memory, failing_allocate, failing_release};
  rolecall_redaction *redaction = rolecall_redaction_new(&allocator, NULL);
  rolecall_status status = redaction == NULL ? ROLECALL_NOMEM : ROLECALL_OK;
  const char *map = NULL;
  size_t size = 0;
  for (uint32_t i = 0; i < l->of->files.len && status == ROLECALL_OK; i++) {
    const setup_file *file = &l->of->files.items[i];
    status = rolecall_redaction_add_file(redaction, file->path, file->bytes.ptr, file->bytes.len);
  }
  status = status == ROLECALL_OK ? rolecall_redaction_run(redaction) : status;
  status = status == ROLECALL_OK ? rolecall_redaction_map(redaction, &map, &size) : status;
  if (status == ROLECALL_OK && rolecall_redaction_outgoing(redaction, "x", 1) == NULL) {
    status = ROLECALL_NOMEM;
  }
  bool refused = refuse_at > 0 && memory.n_requests >= refuse_at;
  if (refused != (status == ROLECALL_NOMEM)) {
    broken(l, "memory was refused, but nobody noticed", RC_STR_NONE);
  }
  rolecall_redaction_free(redaction);
  if (memory.outstanding != 0) {
    broken(l, "memory was not given back", RC_STR_NONE);
  }
  return memory.n_requests;
}

static void check_refusals(law *l) {
  enum { REFUSALS = 12 };
  unsigned n = run_refusing(l, 0);
  unsigned stride = n / REFUSALS + 1;
  for (unsigned at = 1 + (unsigned)l->t->n_cases % stride; at <= n; at += stride) {
    (void)run_refusing(l, at);
  }
}

/* ---- planted secrets ------------------------------------------------------------------------ */

static unsigned long count(rc_str text, rc_str part) {
  unsigned long n = 0;
  size_t at = 0;
  while ((at = rc_str_find(text, part, at)) != RC_NOT_FOUND) {
    n++;
    at += part.len;
  }
  return n;
}

static void check_planted(law *l) {
  static const rc_str references[] = {
      RC_STR_INIT("${"),       RC_STR_INIT("!Ref "),    RC_STR_INIT("!If ["),
      RC_STR_INIT("!Join ["),  RC_STR_INIT("!Sub |"),   RC_STR_INIT(">-"),
      RC_STR_INIT("var."),     RC_STR_INIT("local."),   RC_STR_INIT("<<"),
      RC_STR_INIT("coalesce"), RC_STR_INIT("\"Ref\":"), RC_STR_INIT("jsonencode("),
      RC_STR_INIT("\"aws_lightsail_instance\""), RC_STR_INIT("BlueprintId"),
      RC_STR_INIT("blueprint_id"), RC_STR_INIT("AWS::Lightsail::")};
  unsigned long planted = 0;
  unsigned long hidden = 0;
  rolecall_redacted_file file;
  rolecall_redaction_entry entry;
  for (uint32_t i = 0; rolecall_redaction_get_file(l->redaction, i, &file); i++) {
    const setup_file *given = l->of->files.items;
    while (strcmp(given->path, file.old_path) != 0) {
      given++;
    }
    planted += count(given->bytes, RC_STR("sesame"));
    for (size_t r = 0; r < RC_COUNT_OF(references); r++) {
      if (count(given->bytes, references[r]) != count(bytes_of(&file), references[r])) {
        broken(l, "a reference does not stay", references[r]);
      }
    }
  }
  for (uint32_t i = 0; rolecall_redaction_get_entry(l->redaction, i, &entry); i++) {
    rc_str original = {entry.original, entry.original_size};
    bool is_planted = rc_str_contains(original, RC_STR("sesame"));
    hidden += is_planted && entry.is_secret ? entry.count : 0;
  }
  if (planted == 0 || planted != hidden) {
    broken(l, "not all planted secrets go as secrets",
           RC_FILL(&l->arena, "  {} of {}", rc_str_from_u64(&l->arena, hidden),
                   rc_str_from_u64(&l->arena, planted)));
  }
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void check_laws(totals *t, const setup *of, bool is_planted) {
  law l = {.of = of, .t = t};
  const char *map = NULL;
  size_t size = 0;
  t->n_cases++;
  rc_arena_init(&l.arena, &heap);
  l.redaction = redact(&l, of, false, &public_heap);
  if (l.redaction != NULL &&
      rolecall_redaction_map(l.redaction, &map, &size) == ROLECALL_OK) {
    l.restorer = rolecall_restorer_new(&public_heap, map, size);
    if (l.restorer == NULL || rolecall_restorer_error(l.restorer) != NULL) {
      broken(&l, "the map cannot be read", rc_str_from_c(rolecall_restorer_error(l.restorer)));
    } else {
      rc_str report;
      const setup after = redacted_setup(&l);
      check_way_back(&l);
      check_again(&l, &after);
      check_order(&l);
      check_findings(&l, &after, &report);
      for (uint32_t i = 0; !t->damaged && i < after.files.len; i++) {
        check_door(&l, after.files.items[i].bytes, "the redacted bundle may not leave");
      }
      if (!t->damaged) {
        check_door(&l, report, "the report of the redacted bundle may not leave");
      }
      if (!t->leaves_memory) {
        check_memory(&l);
        check_refusals(&l);
      }
      if (is_planted) {
        check_planted(&l);
      }
    }
  }
  rolecall_restorer_free(l.restorer);
  rolecall_redaction_free(l.redaction);
  rc_arena_free(&l.arena);
}

/* ---- folders -------------------------------------------------------------------------------- */

static void check_folder(totals *t, const char *folder) {
  rc_arena arena;
  text_vec paths = {0};
  rc_arena_init(&arena, &heap);
  list_files(&arena, folder, "", &paths);
  for (RC_EACH(const rc_str, path, paths)) {
    rc_str bytes = read_file(&arena, path->ptr);
    if (rc_str_find_byte(bytes, '\0', 0) != RC_NOT_FOUND) {
      continue;
    }
    setup one = {.name = path->ptr};
    setup_file *file = RC_VEC_ADD(&arena, &one.files);
    *file = (setup_file){path->ptr + strlen(folder), bytes, ROLECALL_FILE_ANY};
    file->path += file->path[0] == '/';
    check_laws(t, &one, false);
  }
  rc_arena_free(&arena);
}

/* All files of a folder as one bundle. */
static void check_together(totals *t, const char *folder, bool is_planted) {
  rc_arena arena;
  text_vec paths = {0};
  setup together = {.name = folder};
  rc_arena_init(&arena, &heap);
  list_files(&arena, folder, "", &paths);
  for (RC_EACH(const rc_str, path, paths)) {
    rc_str bytes = read_file(&arena, path->ptr);
    if (rc_str_find_byte(bytes, '\0', 0) == RC_NOT_FOUND) {
      setup_file *file = RC_VEC_ADD(&arena, &together.files);
      *file = (setup_file){path->ptr + strlen(folder) + 1, bytes, ROLECALL_FILE_ANY};
    }
  }
  if (together.files.len > 0) {
    check_laws(t, &together, is_planted);
  }
  rc_arena_free(&arena);
}

/* False if there was nothing to look at. */
static bool check_own(totals *t) {
  setup_vec setups = {0};
  text_vec bundles = {0};
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  all_setups(&arena, &setups);
  list_folders(&arena, "tests/redact/bundles", &bundles);
  for (RC_EACH(const setup, of, setups)) {
    check_laws(t, of, false);
  }
  for (RC_EACH(const rc_str, bundle, bundles)) {
    check_together(t, bundle->ptr, true);
  }
  bool looked = setups.len > 0 && bundles.len > 0;
  rc_arena_free(&arena);
  return looked;
}

int main(int argc, char **argv) {
  bool damaged = argc > 1 && strcmp(argv[1], "--damaged") == 0;
  bool only = damaged || (argc > 1 && strcmp(argv[1], "--only") == 0);
  totals t = {.leaves_memory = only, .damaged = damaged};
  bool together = false;
  bool looked = only || check_own(&t);
  for (int i = only ? 2 : 1; i < argc; i++) {
    if (strcmp(argv[i], "--together") == 0) {
      together = true;
    } else if (together) {
      check_together(&t, argv[i], false);
    } else {
      check_folder(&t, argv[i]);
    }
  }
  printf("%lu bundles, %lu places replaced, %lu findings, %lu at a limit, %lu refused, "
         "%lu failures\n",
         t.n_cases, t.n_replaced, t.n_findings, t.n_limits, t.n_refused, t.n_failures);
  return t.n_failures > 0 || t.n_cases == 0 || !looked;
}
