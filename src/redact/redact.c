#include "redact/redact.h"

#include "base/path.h"
#include "redact/redact_fit.h"
#include "redact/redact_parts.h"
#include "redact/terraform_words.h"

/* Rounds of writing and checking; each one bans what arose where it should not. */
enum { MOST_ROUNDS = 8 };
/* Second looks; and the size beyond which there is none: such files are logs, whose lines do not
 * depend on each other, and the time would double. */
enum { MOST_LOOKS = 4, LARGEST_SECOND_LOOK = 1 << 20 };

rc_status rc_redaction_add(rc_redaction *redaction, rc_str path, rc_str bytes) {
  rc_redacted_file *file = RC_VEC_ADD(redaction->arena, &redaction->files);
  if (file == NULL) {
    return rc_arena_status(redaction->arena);
  }
  *file = (rc_redacted_file){.path = path, .bytes = bytes, .new_path = path, .new_bytes = bytes};
  return RC_OK;
}

/* ---- before -------------------------------------------------------------------------------- */

static void sift(rc_redacted_file *files, uint32_t at, uint32_t n) {
  for (uint32_t child; (child = at * 2 + 1) < n; at = child) {
    if (child + 1 < n && rc_str_compare(files[child + 1].path, files[child].path) > 0) {
      child++;
    }
    if (rc_str_compare(files[child].path, files[at].path) <= 0) {
      return;
    }
    rc_redacted_file swap = files[at];
    files[at] = files[child];
    files[child] = swap;
  }
}

static void sort_files(rc_redacted_file *files, uint32_t n) {
  for (uint32_t i = n / 2; i > 0; i--) {
    sift(files, i - 1, n);
  }
  for (uint32_t i = n; i > 1; i--) {
    rc_redacted_file swap = files[0];
    files[0] = files[i - 1];
    files[i - 1] = swap;
    sift(files, 0, i - 1);
  }
}

static bool has_ascii_word(rc_str text) {
  size_t start = 0;
  size_t end = 0;
  bool found = false;
  for (size_t at = 0; rc_names_cut(text, at, &start, &end); at = end) {
    found = found || end - start >= 2;
  }
  for (size_t i = 0; i < text.len; i++) {
    found = found && (unsigned char)text.ptr[i] < 0x80;
  }
  return found;
}

static rc_status take_options(rc_redact_state *state, const rc_redact_options *options) {
  state->options = (rc_resolve_options){&state->keep, options->keep_names};
  for (uint32_t i = 0; i < options->n_keep; i++) {
    RC_TRY(rc_map_add(state->arena, &state->keep, options->keep[i], 0, NULL));
    rc_names_keep_word(state->names, options->keep[i]);
  }
  for (uint32_t i = 0; i < options->n_words; i++) {
    rc_str word = options->words[i];
    rc_names_learn_word(state->names, word, RC_DETECT_CUSTOM_WORD);
    if (!has_ascii_word(word) && word.len >= 2) {
      uint32_t index = state->echo_texts.len;
      uint32_t known = index;
      RC_TRY(rc_map_add(state->arena, &state->echo_of, word, index, &known));
      rc_str *text = known == index ? RC_VEC_ADD(state->arena, &state->echo_texts) : NULL;
      rc_echo_string *string =
          text == NULL ? NULL : RC_VEC_ADD(state->arena, &state->echo_strings);
      if (string != NULL) {
        *text = word;
        *string = (rc_echo_string){RC_DETECT_CUSTOM_WORD, RC_FAMILY_OPAQUE, RC_LEAF_WEAK};
      }
    }
  }
  return rc_arena_status(state->arena);
}

static rc_status prepare(rc_redaction *redaction) {
  rc_arena *arena = redaction->arena;
  rc_redact_state *state = RC_NEW(arena, rc_redact_state);
  if (state == NULL) {
    return rc_arena_status(arena);
  }
  state->arena = arena;
  state->placeholders = rc_placeholders_new(arena);
  state->names = rc_names_new(arena);
  state->bytes = RC_NEW_ARRAY(arena, rc_redact_text_state, redaction->files.len);
  state->paths = RC_NEW_ARRAY(arena, rc_redact_text_state, redaction->files.len);
  RC_TRY(rc_arena_status(arena));
  redaction->state = state;
  sort_files(redaction->files.items, redaction->files.len);
  return take_options(state, &redaction->options);
}

/* `.json`, `.tf`: what everybody uses, and no part of a name or a secret. */
static bool is_plain_extension(rc_str extension) {
  enum { SHORTEST_WORD = 3 }; /* shorter ones are not renamed */
  rc_str word = rc_str_from(extension, 1);
  return word.len < SHORTEST_WORD || rc_is_public_word(word);
}

/* The end of a file's name says what is in it: readers go by it. In `st://web.txt` it may look like
 * the end of a host. */
static rc_status keep_extension(rc_redact_state *state, rc_str path, rc_leaves *leaves) {
  rc_str file = rc_path_file(path);
  size_t start = path.len - file.len + rc_path_stem(path).len;
  rc_leaf *last = leaves->len == 0 ? NULL : &leaves->items[leaves->len - 1];
  if (last != NULL && last->family == RC_FAMILY_HOST && last->start < start && last->end > start &&
      is_plain_extension(rc_str_from(path, start))) {
    last->end = (uint32_t)start;
    last->family = RC_FAMILY_OPAQUE;
  }
  if (start == path.len || (last != NULL && start < last->end) ||
      !is_plain_extension(rc_str_from(path, start))) {
    return RC_OK;
  }
  rc_leaf *leaf = RC_VEC_ADD(state->arena, leaves);
  if (leaf != NULL) {
    *leaf = (rc_leaf){(uint32_t)start, (uint32_t)path.len, RC_DETECT_THING_NAME, RC_FAMILY_KEEP,
                      0};
  }
  return rc_arena_status(state->arena);
}

/* `1234abcd-12ab-34cd-56ef-1234567890ab`: there are no words in it. */
static bool is_uuid(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) {
      return false;
    }
  }
  return text.len == 36;
}

static void learn_parts(rc_names *names, rc_str path) {
  while (path.len > 0) {
    rc_str part = rc_str_cut(&path, '/');
    if (!is_uuid(part)) {
      rc_redact_learn_name(names, part, false, RC_DETECT_THING_NAME);
    }
  }
}

/* Folders and files are named after what is in them, where nothing else is known of them. */
static rc_status learn_path(rc_redact_state *state, rc_str path, rc_leaves *leaves) {
  size_t from = 0;
  RC_TRY(keep_extension(state, path, leaves));
  if (state->options.only_secrets) {
    return RC_OK;
  }
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    learn_parts(state->names, rc_str_slice(path, from, leaf->start));
    from = leaf->end;
  }
  learn_parts(state->names, rc_str_from(path, from));
  return rc_arena_status(state->arena);
}

static rc_status learn_sensitive(rc_redaction *redaction) {
  for (RC_EACH(const rc_redacted_file, file, redaction->files)) {
    if (rc_is_terraform_path(file->path) &&
        rc_str_contains(file->bytes, RC_STR("sensitive"))) {
      RC_TRY(rc_terraform_learn_sensitive(redaction->arena, file->bytes,
                                          &redaction->state->sensitive));
    }
  }
  return RC_OK;
}

static rc_status scan_all(rc_redaction *redaction) {
  rc_redact_state *state = redaction->state;
  RC_TRY(learn_sensitive(redaction));
  for (uint32_t i = 0; i < redaction->files.len; i++) {
    const rc_redacted_file *file = &redaction->files.items[i];
    RC_TRY(rc_redact_scan(state, RC_STR("-"), file->path, true, &state->paths[i]));
    RC_TRY(learn_path(state, file->path, &state->paths[i].leaves));
    RC_TRY(rc_redact_scan(state, file->path, file->bytes, true, &state->bytes[i]));
  }
  return RC_OK;
}

/* What follows from all that was found in all files. */
static rc_status conclude(rc_redaction *redaction) {
  rc_redact_state *state = redaction->state;
  RC_TRY(rc_names_settle(state->names));
  for (uint32_t i = 0; i < redaction->files.len; i++) {
    const rc_redacted_file *file = &redaction->files.items[i];
    RC_TRY(rc_redact_echo_learn(state, file->path, &state->paths[i].leaves));
    RC_TRY(rc_redact_echo_learn(state, file->bytes, &state->bytes[i].leaves));
  }
  RC_TRY(rc_redact_echo_settle(state));
  for (uint32_t i = 0; i < redaction->files.len; i++) {
    const rc_redacted_file *file = &redaction->files.items[i];
    RC_TRY(rc_redact_echo_find(state, file->path, &state->paths[i].leaves));
    RC_TRY(rc_redact_echo_find(state, file->bytes, &state->bytes[i].leaves));
  }
  return RC_OK;
}

/* ---- writing ------------------------------------------------------------------------------- */

/* The entry of an original, made on first sight; UINT32_MAX if it stays, or without memory. */
static uint32_t entry_of(rc_redaction *redaction, rc_family family, rc_str original,
                         rc_str placeholder, uint16_t detector) {
  rc_redact_state *state = redaction->state;
  uint32_t known = rc_map_get(&state->entry_of[family], original);
  if (known != RC_MAP_NONE) {
    return known;
  }
  if (placeholder.len == 0) {
    placeholder = rc_placeholder_of(state->placeholders, family, original);
    if (placeholder.len == 0 || rc_str_equal(placeholder, original)) {
      return UINT32_MAX;
    }
  }
  uint32_t index = redaction->entries.len;
  rc_redaction_entry *entry = RC_VEC_ADD(state->arena, &redaction->entries);
  if (entry == NULL ||
      rc_map_add(state->arena, &state->entry_of[family], original, index, NULL) != RC_OK) {
    return UINT32_MAX;
  }
  *entry = (rc_redaction_entry){.original = original,
                                .placeholder = placeholder,
                                .detector = detector,
                                .family = (uint8_t)family};
  return index;
}

/* Bytes start..end of the text give way to the placeholder of `entry`. */
static void add_edit(rc_redaction *redaction, rc_redact_text_state *to, size_t start, size_t end,
                     uint32_t entry, uint8_t flags) {
  if (entry == UINT32_MAX) {
    return;
  }
  rc_edit *edit = RC_VEC_ADD(redaction->arena, &to->edits);
  uint32_t *slot = RC_VEC_ADD(redaction->arena, &to->entries);
  if (edit != NULL && slot != NULL) {
    rc_redaction_entry *of = &redaction->entries.items[entry];
    of->count++;
    of->flags |= flags;
    *slot = entry;
    *edit = (rc_edit){(uint32_t)start, (uint32_t)end, of->placeholder};
  }
}

/* What stands between leaves and holds no word to rename, the last one of each hash: the same
 * stretches stand between the same leaves over and over. */
enum {
#ifdef RC_ARENA_DEBUG
  N_PLAIN = 64, /* as in scan.c */
  PLAIN_AT_LEAST = 1,
#else
  N_PLAIN = 4096,
  PLAIN_AT_LEAST = 1 << 15, /* shorter texts do not repay it */
#endif
  SHORTEST_PLAIN = 8,
  LONGEST_PLAIN = 512
};
typedef struct plain_gaps {
  struct plain_gap {
    rc_str text;
    uint32_t hash; /* compared first: the text is seldom near */
  } items[N_PLAIN];
} plain_gaps;

static struct plain_gap *plain_place(plain_gaps *plain, rc_str gap, uint32_t *hash) {
  if (plain == NULL || gap.len < SHORTEST_PLAIN || gap.len > LONGEST_PLAIN) {
    return NULL;
  }
  *hash = rc_hash(gap);
  return &plain->items[*hash % N_PLAIN];
}

static void write_gap(rc_redaction *redaction, plain_gaps *plain, rc_str text, size_t from,
                      size_t to, rc_redact_text_state *out) {
  rc_names *names = redaction->state->names;
  rc_str gap = rc_str_slice(text, from, to);
  uint32_t hash = 0;
  struct plain_gap *place = plain_place(plain, gap, &hash);
  if (place != NULL && place->hash == hash && rc_str_equal(place->text, gap)) {
    return;
  }
  bool is_plain = true;
  rc_name_piece piece;
  for (size_t at = from; rc_names_next(names, text, &at, to, &piece);) {
    is_plain = false;
    rc_str original = rc_str_slice(text, piece.start, piece.end);
    uint32_t entry =
        entry_of(redaction, RC_FAMILY_NAME, original, piece.placeholder, piece.detector);
    add_edit(redaction, out, piece.start, piece.end, entry, 0);
  }
  if (place != NULL && is_plain) {
    *place = (struct plain_gap){gap, hash};
  }
}

/* No word goes over a line's end: long gaps are cut there. */
static void write_names(rc_redaction *redaction, plain_gaps *plain, rc_str text, size_t from,
                        size_t to, rc_redact_text_state *out) {
  while (plain != NULL && to - from > LONGEST_PLAIN) {
    size_t end = rc_str_find_byte(rc_str_slice(text, 0, to), '\n', from + LONGEST_PLAIN / 4);
    if (end == RC_NOT_FOUND) {
      break;
    }
    write_gap(redaction, plain, text, from, end, out);
    from = end;
  }
  write_gap(redaction, plain, text, from, to, out);
}

static rc_status write_text(rc_redaction *redaction, plain_gaps *plain, rc_str text,
                            const rc_leaves *leaves, rc_redact_text_state *to) {
  size_t at = 0;
  to->edits.len = 0;
  to->entries.len = 0;
  bool names = rc_names_are_any(redaction->state->names);
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    if (names && leaf->start > at) {
      write_names(redaction, plain, text, at, leaf->start, to);
    }
    if (leaf->family != RC_FAMILY_KEEP) {
      rc_str original = rc_str_slice(text, leaf->start, leaf->end);
      uint32_t entry = entry_of(redaction, (rc_family)leaf->family, original, RC_STR_NONE,
                                leaf->detector);
      add_edit(redaction, to, leaf->start, leaf->end, entry, leaf->flags);
    }
    at = leaf->end;
  }
  if (names) {
    write_names(redaction, plain, text, at, text.len, to);
  }
  return rc_arena_status(redaction->arena);
}

rc_status rc_redact_write(rc_redaction *redaction, rc_str text, rc_redact_text_state *to) {
  rc_arena scratch;
  rc_arena_init(&scratch, &redaction->arena->allocator);
  bool knows_gaps = RC_SPENDS_BYTES && text.len >= PLAIN_AT_LEAST;
  plain_gaps *plain = knows_gaps ? RC_NEW(&scratch, plain_gaps) : NULL;
  rc_status status = rc_arena_status(&scratch);
  rc_leaves fitted = to->leaves;
  if (status == RC_OK) {
    status = rc_fit_forms(&scratch, text, &to->forms, &to->leaves, &fitted);
  }
  status = status == RC_OK ? write_text(redaction, plain, text, &fitted, to) : status;
  rc_arena_free(&scratch);
  return status;
}

static void forget_entries(rc_redaction *redaction) {
  rc_redact_state *state = redaction->state;
  rc_placeholders_restart(state->placeholders);
  rc_names_restart(state->names);
  redaction->entries.len = 0;
  for (int i = 0; i < RC_N_FAMILIES; i++) {
    state->entry_of[i] = (rc_map){0};
  }
}

static rc_str apply(rc_redaction *redaction, rc_str text, const rc_redact_text_state *done) {
  return done->edits.len == 0 ? text : rc_edits_apply(redaction->arena, text, &done->edits);
}

static rc_status write_all(rc_redaction *redaction) {
  rc_redact_state *state = redaction->state;
  forget_entries(redaction);
  for (uint32_t i = 0; i < redaction->files.len; i++) {
    rc_redacted_file *file = &redaction->files.items[i];
    RC_TRY(rc_redact_write(redaction, file->path, &state->paths[i]));
    RC_TRY(rc_redact_write(redaction, file->bytes, &state->bytes[i]));
    file->new_path = apply(redaction, file->path, &state->paths[i]);
    file->new_bytes = apply(redaction, file->bytes, &state->bytes[i]);
    file->edits = state->bytes[i].edits;
    file->entries = state->bytes[i].entries.items;
  }
  return rc_arena_status(redaction->arena);
}

/* ---- checking ------------------------------------------------------------------------------ */

static void ban(rc_redact_state *state, const rc_redaction_entry *entry) {
  if (entry->family == RC_FAMILY_NAME) {
    rc_names_ban(state->names, entry->placeholder);
  } else {
    rc_placeholders_ban(state->placeholders, entry->placeholder);
  }
}

/* All placeholders, the short ones and those of words apart: where all are long, few places have to
 * be asked, and the others begin alike. */
enum { SHORT, LONG, N_READERS };
enum { LONG_AT_LEAST = 8 };
typedef struct reader {
  rc_echo *echo;
  rc_str *texts;
  uint32_t *entries; /* for each text */
  uint32_t n;
} reader;

static rc_status make_readers(rc_redaction *redaction, rc_arena *arena, reader *readers) {
  uint32_t n = redaction->entries.len;
  for (int i = 0; i < N_READERS; i++) {
    readers[i] = (reader){.texts = RC_NEW_ARRAY(arena, rc_str, n),
                          .entries = RC_NEW_ARRAY(arena, uint32_t, n)};
  }
  RC_TRY(rc_arena_status(arena));
  for (uint32_t i = 0; i < n; i++) {
    const rc_redaction_entry *entry = &redaction->entries.items[i];
    bool is_word = entry->family == RC_FAMILY_NAME;
    reader *to = &readers[is_word || entry->placeholder.len < LONG_AT_LEAST ? SHORT : LONG];
    to->texts[to->n] = entry->placeholder;
    to->entries[to->n++] = i;
  }
  for (int i = 0; i < N_READERS; i++) {
    readers[i].echo = rc_echo_new(arena, readers[i].texts, readers[i].n);
  }
  return rc_arena_status(arena);
}

/* A walk over the placeholders in a text, from left to right, the longest of those with one start.
 */
typedef struct reading {
  const reader *readers;
  rc_str text;
  rc_echo_hit next[N_READERS]; /* start: the end of the text when there is none */
} reading;

static void read_on(reading *r, size_t from) {
  for (int i = 0; i < N_READERS; i++) {
    if (r->next[i].start < from &&
        !rc_echo_next(r->readers[i].echo, r->text, from, r->text.len, &r->next[i])) {
      r->next[i] = (rc_echo_hit){.start = SIZE_MAX};
    }
  }
}

static bool read_next(reading *r, rc_echo_hit *hit) {
  int by = 0;
  for (int i = 1; i < N_READERS; i++) {
    const rc_echo_hit *next = &r->next[i];
    const rc_echo_hit *first = &r->next[by];
    by = next->start < first->start || (next->start == first->start && next->end > first->end)
             ? i
             : by;
  }
  *hit = r->next[by];
  if (hit->start == SIZE_MAX) {
    return false;
  }
  hit->string = r->readers[by].entries[hit->string];
  read_on(r, hit->end);
  return true;
}

/* Reads `text` as a restoration does, and bans each placeholder that is seen where none was put. */
static bool reads_back(rc_redaction *redaction, const reader *readers, rc_str text,
                       const rc_redact_text_state *done) {
  reading r = {.readers = readers, .text = text};
  rc_echo_hit hit;
  bool fine = true;
  uint32_t next = 0;
  int64_t shift = 0;
  for (int i = 0; i < N_READERS; i++) {
    if (!rc_echo_next(readers[i].echo, text, 0, text.len, &r.next[i])) {
      r.next[i] = (rc_echo_hit){.start = SIZE_MAX};
    }
  }
  while (read_next(&r, &hit)) {
    while (next < done->edits.len &&
           (size_t)(done->edits.items[next].start + shift) < hit.start) {
      shift += (int64_t)done->edits.items[next].text.len -
               (done->edits.items[next].end - done->edits.items[next].start);
      next++;
    }
    const rc_edit *edit = next < done->edits.len ? &done->edits.items[next] : NULL;
    bool expected = edit != NULL && (size_t)(edit->start + shift) == hit.start &&
                    edit->text.len == hit.end - hit.start;
    if (!expected) {
      ban(redaction->state, &redaction->entries.items[hit.string]);
      fine = false;
    }
  }
  return fine;
}

/* `*fine` tells whether every text reads back. */
static rc_status check_all(rc_redaction *redaction, bool *fine) {
  rc_arena scratch;
  reader readers[N_READERS];
  *fine = true;
  if (redaction->entries.len == 0) {
    return RC_OK;
  }
  rc_arena_init(&scratch, &redaction->arena->allocator);
  rc_status status = make_readers(redaction, &scratch, readers);
  for (uint32_t i = 0; status == RC_OK && i < redaction->files.len; i++) {
    const rc_redacted_file *file = &redaction->files.items[i];
    bool path = reads_back(redaction, readers, file->new_path, &redaction->state->paths[i]);
    bool bytes = reads_back(redaction, readers, file->new_bytes, &redaction->state->bytes[i]);
    *fine = *fine && path && bytes;
  }
  if (status == RC_LIMIT) {
    (void)rc_arena_hit(redaction->arena, scratch.limit);
  }
  rc_arena_free(&scratch);
  return status;
}

/* ---- together ------------------------------------------------------------------------------ */

static rc_status finish(rc_redaction *redaction) {
  const rc_kept_words *kept = rc_names_kept(redaction->state->names);
  redaction->kept_words = kept->items;
  redaction->n_kept_words = kept->len;
  for (RC_EACH(rc_redacted_file, file, redaction->files)) {
    uint32_t *starts = RC_NEW_ARRAY(redaction->arena, uint32_t, file->edits.len);
    if (starts == NULL) {
      return rc_arena_status(redaction->arena);
    }
    int64_t shift = 0;
    for (uint32_t i = 0; i < file->edits.len; i++) {
      const rc_edit *edit = &file->edits.items[i];
      starts[i] = (uint32_t)(edit->start + shift);
      shift += (int64_t)edit->text.len - (edit->end - edit->start);
    }
    file->new_starts = starts;
  }
  return RC_OK;
}

static rc_status write_until_fine(rc_redaction *redaction) {
  bool fine = false;
  for (int round = 0; !fine && round < MOST_ROUNDS; round++) {
    RC_TRY(write_all(redaction));
    RC_TRY(check_all(redaction, &fine));
  }
  return RC_OK;
}

static bool is_looked_at_again(const rc_redaction *redaction) {
  uint64_t size = 0;
  for (RC_EACH(const rc_redacted_file, file, redaction->files)) {
    size += file->bytes.len;
  }
  return !redaction->is_second && redaction->entries.len > 0 && size <= LARGEST_SECOND_LOOK;
}

rc_status rc_redact(rc_redaction *redaction) {
  RC_TRY(prepare(redaction));
  RC_TRY(scan_all(redaction));
  bool more = true;
  for (int looks = 0; more; looks++) {
    RC_TRY(conclude(redaction));
    RC_TRY(write_until_fine(redaction));
    more = false;
    if (looks < MOST_LOOKS && is_looked_at_again(redaction)) {
      RC_TRY(rc_redact_look_again(redaction, &more));
    }
  }
  return finish(redaction);
}

rc_str rc_redact_text(rc_redaction *redaction, rc_str text) {
  rc_redact_state *state = redaction->state;
  rc_redact_text_state done = {0};
  text = rc_str_copy(redaction->arena, text); /* entries borrow it */
  if (state == NULL || rc_redact_scan(state, RC_STR("-"), text, false, &done) != RC_OK ||
      rc_names_settle(state->names) != RC_OK ||
      rc_redact_echo_find(state, text, &done.leaves) != RC_OK ||
      rc_redact_write(redaction, text, &done) != RC_OK) {
    return RC_STR_NONE;
  }
  return apply(redaction, text, &done);
}

uint32_t rc_redacted_offset(const rc_redacted_file *file, uint32_t offset) {
  uint32_t low = 0;
  uint32_t high = file->edits.len;
  while (low < high) { /* the first edit that begins behind `offset` */
    uint32_t middle = low + (high - low) / 2;
    if (file->edits.items[middle].start <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) {
    return offset;
  }
  const rc_edit *edit = &file->edits.items[low - 1];
  uint32_t start = file->new_starts[low - 1];
  return offset < edit->end ? start : start + (uint32_t)edit->text.len + (offset - edit->end);
}
