#include "lib/cases.h"

#include <string.h>

/* ---- pages -------------------------------------------------------------------------------- */

typedef struct reader {
  rc_arena *arena;
  page *page;
  size_t at;
  uint32_t line; /* of the text at `at` */
} reader;

/* The next line with its line end cut off; false at the end of the page. */
static bool next_line(reader *r, rc_str *line) {
  rc_str text = r->page->text;
  if (r->at >= text.len) {
    return false;
  }
  size_t end = rc_str_find_byte(text, '\n', r->at);
  *line = rc_str_slice(text, r->at, end == RC_NOT_FOUND ? text.len : end);
  r->at = end == RC_NOT_FOUND ? text.len : end + 1;
  r->line++;
  return true;
}

static size_t fence_length(rc_str line) {
  size_t length = 0;
  while (length < line.len && line.ptr[length] == '`') {
    length++;
  }
  return length >= 3 ? length : 0;
}

static rc_str next_word(rc_str *line) {
  *line = rc_str_trim(*line);
  return rc_str_cut(line, ' ');
}

static bool kind_of_word(rc_str word, block_kind *kind) {
  static const struct {
    const char *word;
    block_kind kind;
  } words[] = {{"flags", BLOCK_FLAGS},
               {"report", BLOCK_REPORT},
               {"frame", BLOCK_FRAME},
               {"fixed", BLOCK_FIXED},
               {"diagnosis", BLOCK_DIAGNOSIS}};
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    if (rc_str_equal(word, rc_str_from_c(words[i].word))) {
      *kind = words[i].kind;
      return true;
    }
  }
  return false;
}

static void take_marks(const reader *r, rc_str marks, page_block *out) {
  for (rc_str word = next_word(&marks); word.len > 0; word = next_word(&marks)) {
    if (rc_str_equal(word, RC_STR("crlf"))) {
      out->crlf = true;
    } else if (rc_str_equal(word, RC_STR("bom"))) {
      out->bom = true;
    } else if (rc_str_equal(word, RC_STR("utf16"))) {
      out->utf16 = true;
    } else if (rc_str_equal(word, RC_STR("no-newline"))) {
      out->no_newline = true;
    } else if (rc_str_equal(word, RC_STR("unfixable"))) {
      out->unfixable = true;
    } else {
      die("%s:%u: `%.*s` behind the path means nothing", r->page->path, r->line, (int)word.len,
          word.ptr);
    }
  }
}

/* Understands an info string; false for blocks that are only prose. */
static bool take_info(const reader *r, rc_str info, page_block *out) {
  rc_str first = next_word(&info);
  out->kind = BLOCK_INPUT;
  bool known = kind_of_word(first, &out->kind);
  bool has_path = !known || out->kind == BLOCK_FIXED;
  rc_str path = has_path ? next_word(&info) : RC_STR_NONE;
  if (has_path && path.len == 0 && known) {
    die("%s:%u: `fixed` needs the path of the file", r->page->path, r->line);
  }
  out->path = path.len > 0 ? c_string(r->arena, path) : NULL;
  take_marks(r, info, out);
  return known || path.len > 0;
}

static void read_block(reader *r, rc_str opening, block_vec *out) {
  size_t fence = fence_length(opening);
  page_block read = {.line = r->line};
  bool counts = take_info(r, rc_str_from(opening, fence), &read);
  read.start = r->at;
  rc_str line;
  do {
    read.end = r->at;
    if (!next_line(r, &line)) {
      die("%s:%u: this block is not closed", r->page->path, read.line);
    }
  } while (fence_length(line) < fence || rc_str_trim(line).len != fence_length(line));
  if (!counts || out == NULL) {
    return;
  }
  read.content = rc_str_slice(r->page->text, read.start, read.end);
  read.bytes = block_decode(r->arena, &read, read.content);
  page_block *added = RC_VEC_ADD(r->arena, out);
  if (added == NULL) {
    die("out of memory");
  }
  *added = read;
}

static const rc_str byte_order_mark = RC_STR_INIT("\xEF\xBB\xBF");

rc_str block_decode(rc_arena *arena, const page_block *marks, rc_str content) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  rc_buf_put(&buf, marks->bom ? byte_order_mark : RC_STR_NONE);
  rc_buf_put(&buf, marks->utf16 ? RC_STR("\xFF\xFE") : RC_STR_NONE);
  for (size_t i = 0; i < content.len; i++) {
    bool last = i + 1 == content.len;
    if (content.ptr[i] == '\n' && marks->crlf && !(last && marks->no_newline)) {
      rc_buf_put_byte(&buf, '\r');
    }
    if (!(last && marks->no_newline && content.ptr[i] == '\n')) {
      rc_buf_put_byte(&buf, content.ptr[i]);
      rc_buf_put(&buf, marks->utf16 ? RC_STR("\0") : RC_STR_NONE); /* ASCII alone is written so */
    }
  }
  return rc_buf_str(&buf);
}

rc_str block_encode(rc_arena *arena, const page_block *marks, rc_str bytes) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  if (marks->bom && rc_str_starts_with(bytes, byte_order_mark)) {
    bytes = rc_str_from(bytes, byte_order_mark.len);
  }
  for (size_t i = 0; i < bytes.len; i++) {
    bool of_pair = bytes.ptr[i] == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n';
    if (!(marks->crlf && of_pair)) {
      rc_buf_put_byte(&buf, bytes.ptr[i]);
    }
  }
  if (bytes.len > 0 && bytes.ptr[bytes.len - 1] != '\n') {
    rc_buf_put_byte(&buf, '\n');
  }
  return rc_buf_str(&buf);
}

static test_case *add_case(reader *r, rc_str title, bool reported) {
  test_case *added = RC_VEC_ADD(r->arena, &r->page->cases);
  if (added == NULL) {
    die("out of memory");
  }
  *added = (test_case){
      .title = c_string(r->arena, title), .line = r->line, .reported = reported};
  return added;
}

/* A heading of the second level: the case that it opens, or NULL. */
static test_case *take_heading(reader *r, rc_str title) {
  bool reported = rc_str_starts_with(title, RC_STR("Reported: "));
  if (!r->page->is_check || reported || rc_str_starts_with(title, RC_STR("Not reported: "))) {
    return add_case(r, title, reported);
  }
  rc_str *heading = RC_VEC_ADD(r->arena, &r->page->headings);
  if (heading != NULL) {
    *heading = title;
  }
  return NULL;
}

static void take_title(reader *r) {
  rc_str line;
  if (!next_line(r, &line) || !rc_str_starts_with(line, RC_STR("# "))) {
    die("%s:1: a page begins with `# `", r->page->path);
  }
  rc_str rest = rc_str_from(line, 2);
  r->page->code = next_word(&rest);
  r->page->name = rest;
}

/* In a page of messages, sections without a `diagnosis` block are prose. */
static void drop_prose_sections(page *of) {
  uint32_t kept = 0;
  for (RC_EACH(const test_case, tested, of->cases)) {
    bool has_diagnosis = false;
    for (RC_EACH(const page_block, b, tested->blocks)) {
      has_diagnosis = has_diagnosis || b->kind == BLOCK_DIAGNOSIS;
    }
    if (of->is_check || has_diagnosis) {
      of->cases.items[kept++] = *tested;
    }
  }
  of->cases.len = kept;
}

void parse_page(rc_arena *arena, const char *path, page *out) {
  *out = (page){.path = path, .text = read_file(arena, path)};
  out->is_check = rc_str_contains(rc_str_from_c(path), RC_STR("docs/checks/"));
  reader r = {.arena = arena, .page = out};
  test_case *open = NULL;
  take_title(&r);
  for (rc_str line; next_line(&r, &line);) {
    if (fence_length(line) > 0) {
      read_block(&r, line, open == NULL ? NULL : &open->blocks);
    } else if (rc_str_starts_with(line, RC_STR("## "))) {
      open = take_heading(&r, rc_str_trim(rc_str_from(line, 3)));
    }
  }
  drop_prose_sections(out);
}

void list_pages(rc_arena *arena, text_vec *out) {
  text_vec messages = {0};
  list_files(arena, "docs/checks", ".md", out);
  list_files(arena, "docs/messages", ".md", &messages);
  for (RC_EACH(const rc_str, path, messages)) {
    rc_str *added = RC_VEC_ADD(arena, out);
    if (added != NULL) {
      *added = *path;
    }
  }
}

/* ---- setups ------------------------------------------------------------------------------- */

static void add_setup_file(rc_arena *arena, setup *to, const char *path, rc_str bytes) {
  setup_file *added = RC_VEC_ADD(arena, &to->files);
  if (added == NULL) {
    die("out of memory");
  }
  *added = (setup_file){.path = path, .bytes = bytes};
}

/* What is told later stands behind: see rolecall_add_file. */
static void give_role(setup *to, const char *where, rc_str path, rolecall_role_of_file role) {
  for (RC_EACH(setup_file, file, to->files)) {
    if (rc_str_equal(rc_str_from_c(file->path), path)) {
      setup_file told = *file;
      told.role = role;
      uint32_t at = (uint32_t)(file - to->files.items);
      for (; at + 1 < to->files.len; at++) {
        to->files.items[at] = to->files.items[at + 1];
      }
      to->files.items[at] = told;
      return;
    }
  }
  die("%s: the flags name `%.*s`, which is no input", where, (int)path.len, path.ptr);
}

static bool take_switch(setup *to, rc_str flag) {
  if (rc_str_equal(flag, RC_STR("--basic"))) {
    to->options.basic = true;
  } else if (rc_str_equal(flag, RC_STR("--remove-from-task-role"))) {
    to->options.remove_from_task_role = true;
  } else {
    return false;
  }
  return true;
}

static bool take_text_option(rc_arena *arena, setup *to, rc_str flag, rc_str value) {
  const char **place = rc_str_equal(flag, RC_STR("--launch-type")) ? &to->options.launch_type
                       : rc_str_equal(flag, RC_STR("--region"))    ? &to->options.region
                       : rc_str_equal(flag, RC_STR("--account"))   ? &to->options.account
                                                                   : NULL;
  if (place != NULL) {
    *place = c_string(arena, value);
  }
  return place != NULL;
}

static rolecall_role_of_file role_of_flag(rc_str flag) {
  static const char *const flags[] = {[ROLECALL_FILE_EXECUTION_ROLE] = "--execution-role",
                                      [ROLECALL_FILE_TASK_ROLE] = "--task-role",
                                      [ROLECALL_FILE_BOUNDARY] = "--boundary",
                                      [ROLECALL_FILE_SCP] = "--scp",
                                      [ROLECALL_FILE_PARAMETERS] = "--parameters",
                                      [ROLECALL_FILE_VARIABLES] = "--var-file"};
  for (size_t i = 1; i < RC_COUNT_OF(flags); i++) {
    if (rc_str_equal(flag, rc_str_from_c(flags[i]))) {
      return (rolecall_role_of_file)i;
    }
  }
  return ROLECALL_FILE_ANY;
}

static void take_flags(rc_arena *arena, setup *to, rc_str flags) {
  flags = rc_str_trim(flags);
  for (rc_str flag = next_word(&flags); flag.len > 0; flag = next_word(&flags)) {
    if (take_switch(to, flag)) {
      continue;
    }
    rc_str value = next_word(&flags);
    rolecall_role_of_file role = role_of_flag(flag);
    if (role != ROLECALL_FILE_ANY) {
      give_role(to, to->name, value, role);
    } else if (!take_text_option(arena, to, flag, value)) {
      die("%s: unknown flag `%.*s`", to->name, (int)flag.len, flag.ptr);
    }
  }
}

void setup_of_case(rc_arena *arena, const page *from, const test_case *tested, setup *out) {
  rc_str name = RC_FILL(arena, "{}:{}: {}", rc_str_from_c(from->path),
                        rc_str_from_u64(arena, tested->line), rc_str_from_c(tested->title));
  *out = (setup){.name = c_string(arena, name)};
  for (RC_EACH(const page_block, input, tested->blocks)) {
    if (input->kind == BLOCK_INPUT) {
      add_setup_file(arena, out, input->path, input->bytes);
    }
  }
  for (RC_EACH(const page_block, flags, tested->blocks)) {
    if (flags->kind == BLOCK_FLAGS) {
      take_flags(arena, out, flags->content);
    }
  }
}

static setup *add_setup(rc_arena *arena, setup_vec *out) {
  setup *added = RC_VEC_ADD(arena, out);
  if (added == NULL) {
    die("out of memory");
  }
  return added;
}

static void add_example(rc_arena *arena, rc_str folder, setup *out) {
  text_vec files = {0};
  *out = (setup){.name = folder.ptr};
  list_files(arena, folder.ptr, "", &files);
  for (RC_EACH(const rc_str, path, files)) {
    add_setup_file(arena, out, path->ptr, read_file(arena, path->ptr));
  }
}

void all_setups(rc_arena *arena, setup_vec *out) {
  text_vec paths = {0};
  list_pages(arena, &paths);
  for (RC_EACH(const rc_str, path, paths)) {
    page parsed;
    parse_page(arena, path->ptr, &parsed);
    for (RC_EACH(const test_case, tested, parsed.cases)) {
      setup_of_case(arena, &parsed, tested, add_setup(arena, out));
    }
  }
  text_vec folders = {0};
  list_folders(arena, "examples", &folders);
  for (RC_EACH(const rc_str, folder, folders)) {
    add_example(arena, *folder, add_setup(arena, out));
  }
}

rolecall_status setup_run(const setup *of, const rolecall_allocator *allocator, bool fix,
                          rolecall_analysis **out) {
  rolecall_options options = of->options;
  options.fix = fix;
  *out = rolecall_new(allocator, &options);
  if (*out == NULL) {
    return ROLECALL_NOMEM;
  }
  for (RC_EACH(const setup_file, file, of->files)) {
    rolecall_status status =
        rolecall_add_file(*out, file->path, file->bytes.ptr, file->bytes.len, file->role);
    if (status != ROLECALL_OK) {
      return status;
    }
  }
  return rolecall_run(*out);
}
