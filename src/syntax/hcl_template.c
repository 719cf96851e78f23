#include "base/utf8.h"
#include "syntax/hcl_parser.h"

/* The text around the marks: where it ends depends on what it stands in. */
typedef struct surroundings {
  rc_hcl_quoting quoting;
  rc_str word; /* that ends a heredoc */
} surroundings;

/* What ended a stretch of parts. */
typedef enum part_end { AT_END, AT_ELSE, AT_CLOSE } part_end;

static part_end read_parts(rc_hcl_parser *p, const surroundings *in, uint32_t parent);

/* ---- marks ---------------------------------------------------------------------------------- */

static uint32_t take_strip_left(rc_hcl_parser *p) {
  bool strip = rc_hcl_byte(p, p->at) == '~';
  p->at += strip;
  return strip ? RC_HCL_STRIP_LEFT : 0;
}

/* The end of a mark, with what it strips. */
static uint32_t take_mark_end(rc_hcl_parser *p) {
  uint32_t strip = 0;
  rc_hcl_skip_lines(p);
  if (rc_hcl_byte(p, p->at) == '~') {
    strip = RC_HCL_STRIP_RIGHT;
    p->at++;
  }
  if (rc_hcl_byte(p, p->at) == '}') {
    p->at++;
  } else if (!rc_hcl_ends(p)) {
    rc_hcl_break(p, RC_HCL_SLIP_OPEN_MARK, p->at, p->at + 1);
  }
  return strip;
}

static void read_interpolation(rc_hcl_parser *p, uint32_t parent) {
  bool saved;
  uint32_t item = rc_hcl_open(p, RC_HCL_INTERPOLATION, p->at);
  p->at += 2;
  uint32_t strip = take_strip_left(p);
  if (!rc_hcl_enter_brackets(p, false, &saved)) {
    return;
  }
  rc_hcl_adopt(p, item, rc_hcl_expression(p));
  if (!rc_hcl_ends(p)) {
    strip |= take_mark_end(p);
  }
  rc_hcl_leave_brackets(p, saved);
  rc_hcl_set_detail(p, item, strip);
  rc_hcl_close(p, item, p->at);
  rc_hcl_adopt(p, parent, item);
}

/* The word behind `%{` or `%{~` at `p->at`; `*strip` tells which. */
static uint32_t directive_word(rc_hcl_parser *p, uint32_t *strip) {
  uint32_t at = p->at;
  p->at += 2;
  *strip = take_strip_left(p);
  rc_hcl_skip_lines(p);
  uint32_t word = p->at;
  p->at = at;
  return word;
}

/* Passes over `%{ word }`. */
static uint32_t take_plain_mark(rc_hcl_parser *p) {
  uint32_t strip = 0;
  p->at = directive_word(p, &strip);
  p->at = rc_hcl_word_end(p, p->at);
  return strip | take_mark_end(p);
}

static part_end read_branch(rc_hcl_parser *p, const surroundings *in, uint32_t parent) {
  uint32_t parts = rc_hcl_open(p, RC_HCL_PARTS, p->at);
  part_end end = AT_END;
  if (rc_hcl_enter(p)) {
    end = read_parts(p, in, parts);
    p->depth--;
  }
  rc_hcl_close(p, parts, p->at);
  rc_hcl_adopt(p, parent, parts);
  return end;
}

/* The part of a directive's first mark behind its word. */
static uint32_t read_head(rc_hcl_parser *p, uint32_t item, bool is_for) {
  bool saved;
  bool two = false;
  uint32_t strip = 0;
  if (!rc_hcl_enter_brackets(p, false, &saved)) {
    return 0;
  }
  if (is_for) {
    rc_hcl_for_intro(p, item, &two);
  } else {
    rc_hcl_adopt(p, item, rc_hcl_expression(p));
  }
  if (!rc_hcl_ends(p)) {
    strip = take_mark_end(p);
  }
  rc_hcl_leave_brackets(p, saved);
  return strip;
}

static void read_block_directive(rc_hcl_parser *p, const surroundings *in, uint32_t parent,
                                 bool is_for) {
  uint32_t start = p->at;
  uint32_t detail = 0;
  uint32_t item = rc_hcl_open(p, is_for ? RC_HCL_REPEAT : RC_HCL_IF, start);
  p->at = rc_hcl_word_end(p, directive_word(p, &detail));
  detail |= read_head(p, item, is_for);
  part_end end = rc_hcl_ends(p) ? AT_END : read_branch(p, in, item);
  if (end == AT_ELSE && !is_for) {
    detail |= take_plain_mark(p) << 2;
    end = read_branch(p, in, item);
  }
  if (end == AT_CLOSE) {
    unsigned marks = p->items.len > 0 && item != RC_HCL_NONE && !is_for &&
                             p->items.items[p->items.items[item].first].next !=
                                 p->items.items[item].last
                         ? 4
                         : 2;
    detail |= take_plain_mark(p) << marks;
  } else if (!rc_hcl_ends(p)) {
    rc_hcl_break(p, RC_HCL_SLIP_OPEN_DIRECTIVE, start, start + 2);
  }
  rc_hcl_set_detail(p, item, detail);
  rc_hcl_close(p, item, p->at);
  rc_hcl_adopt(p, parent, item);
}

/* A directive. AT_END: it was read; else `else` or the end of the one around it stands here. */
static part_end read_directive(rc_hcl_parser *p, const surroundings *in, uint32_t parent) {
  uint32_t strip = 0;
  uint32_t word = directive_word(p, &strip);
  if (rc_hcl_is_word(p, word, "else")) {
    return AT_ELSE;
  }
  if (rc_hcl_is_word(p, word, "endif") || rc_hcl_is_word(p, word, "endfor")) {
    return AT_CLOSE;
  }
  bool is_for = rc_hcl_is_word(p, word, "for");
  if (!is_for && !rc_hcl_is_word(p, word, "if")) {
    rc_hcl_break(p, RC_HCL_SLIP_BAD_DIRECTIVE, word, word + 1);
    return AT_END;
  }
  read_block_directive(p, in, parent, is_for);
  return AT_END;
}

/* ---- text ----------------------------------------------------------------------------------- */

static bool begins_line(const rc_hcl_parser *p, uint32_t at) {
  return at > 0 && p->text[at - 1] == '\n';
}

/* True if the line at `at` is the one that ends the heredoc. */
static bool is_last_line(const rc_hcl_parser *p, const surroundings *in, uint32_t at) {
  rc_str text = {p->text, p->len};
  size_t end = rc_str_find_byte(text, '\n', at);
  rc_str line = rc_str_slice(text, at, end == RC_NOT_FOUND ? p->len : end);
  return rc_str_equal(rc_str_trim(line), in->word);
}

static bool text_ends(const rc_hcl_parser *p, const surroundings *in, uint32_t at) {
  switch (in->quoting) {
    case RC_HCL_QUOTED: return p->text[at] == '"' || p->text[at] == '\n';
    case RC_HCL_FILE: return false;
    default: return begins_line(p, at) && is_last_line(p, in, at);
  }
}

/* Up to the next mark or the end. */
static void read_text(rc_hcl_parser *p, const surroundings *in, uint32_t parent) {
  uint32_t start = p->at;
  while (p->at < p->len && !text_ends(p, in, p->at)) {
    char c = p->text[p->at];
    char next = rc_hcl_byte(p, p->at + 1);
    if ((c == '$' || c == '%') && next == c && rc_hcl_byte(p, p->at + 2) == '{') {
      p->at += 3;
    } else if ((c == '$' || c == '%') && next == '{') {
      break;
    } else {
      bool escape = c == '\\' && in->quoting == RC_HCL_QUOTED && next != '\n' && next != '\0';
      p->at += escape ? 2 : 1;
    }
  }
  if (p->at > start) {
    uint32_t item = rc_hcl_open(p, RC_HCL_TEXT, start);
    rc_hcl_close(p, item, p->at);
    rc_hcl_adopt(p, parent, item);
  }
}

static part_end read_parts(rc_hcl_parser *p, const surroundings *in, uint32_t parent) {
  while (!rc_hcl_ends(p)) {
    read_text(p, in, parent);
    if (p->at >= p->len || text_ends(p, in, p->at)) {
      return AT_END;
    }
    if (p->text[p->at] == '$') {
      read_interpolation(p, parent);
      continue;
    }
    part_end end = read_directive(p, in, parent);
    if (end != AT_END) {
      return end;
    }
  }
  return AT_END;
}

/* At the outermost level nothing is open that `%{ else }` or an end could belong to. */
static void read_all_parts(rc_hcl_parser *p, const surroundings *in, uint32_t parent) {
  if (read_parts(p, in, parent) != AT_END) {
    rc_hcl_break(p, RC_HCL_SLIP_BAD_DIRECTIVE, p->at, p->at + 2);
  }
}

/* ---- the three kinds ------------------------------------------------------------------------ */

/* A template of text alone is a plain string. */
static void simplify(rc_hcl_parser *p, uint32_t item) {
  if (item == RC_HCL_NONE) {
    return;
  }
  rc_hcl_item *made = &p->items.items[item];
  bool plain = made->first == RC_HCL_NONE ||
               (made->first == made->last && p->items.items[made->first].kind == RC_HCL_TEXT);
  if (!plain) {
    return;
  }
  rc_str raw = {p->text + made->start, made->end - made->start};
  made->kind = RC_STRING;
  made->first = made->last = RC_HCL_NONE;
  made->height = 0;
  bool escaped = rc_str_find_byte(raw, '\\', 0) != RC_NOT_FOUND ||
                 rc_str_contains(raw, RC_STR("$${")) || rc_str_contains(raw, RC_STR("%%{")) ||
                 rc_utf8_find_invalid(raw) != RC_NOT_FOUND; /* is read as U+FFFD */
  made->flags |= escaped ? RC_NODE_ESCAPED : 0;
}

uint32_t rc_hcl_quoted(rc_hcl_parser *p) {
  const surroundings in = {.quoting = RC_HCL_QUOTED};
  uint32_t start = p->at++;
  uint32_t item = rc_hcl_open(p, RC_HCL_TEMPLATE, start);
  read_all_parts(p, &in, item);
  if (rc_hcl_byte(p, p->at) == '"' && !p->broken) {
    p->at++;
  } else if (!rc_hcl_ends(p)) {
    rc_hcl_break(p, RC_HCL_SLIP_OPEN_STRING, start, p->at);
  }
  rc_hcl_close(p, item, p->at);
  if (!p->broken) {
    simplify(p, item);
  }
  return item;
}

static uint32_t blanks_of(rc_str line, bool *only_blanks) {
  uint32_t n = 0;
  while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t')) {
    n++;
  }
  rc_str rest = rc_str_trim(rc_str_from(line, n));
  *only_blanks = rest.len == 0 && rc_str_ends_with(line, RC_STR("\n"));
  return n;
}

/* Blanks that all lines of an indented heredoc begin with. Empty lines do not count. */
static uint32_t indentation(const rc_hcl_parser *p, uint32_t start, uint32_t end) {
  enum { MOST = (1 << (16 - RC_HCL_QUOTING_BITS)) - 1 };
  rc_str text = {p->text, end};
  uint32_t least = MOST;
  for (uint32_t at = start; at < end;) {
    size_t line_end = rc_str_find_byte(text, '\n', at);
    uint32_t next = line_end == RC_NOT_FOUND ? end : (uint32_t)line_end + 1;
    bool empty = false;
    uint32_t n = blanks_of(rc_str_slice(text, at, next), &empty);
    least = !empty && n < least ? n : least;
    at = next;
  }
  return least == MOST ? 0 : least;
}

static void set_quoting(rc_hcl_parser *p, uint32_t item, rc_hcl_quoting quoting,
                        uint32_t blanks) {
  rc_hcl_set_detail(p, item, (uint32_t)quoting | blanks << RC_HCL_QUOTING_BITS);
}

uint32_t rc_hcl_heredoc(rc_hcl_parser *p) {
  uint32_t start = p->at;
  uint32_t item = rc_hcl_open(p, RC_HCL_TEMPLATE, start);
  surroundings in = {.quoting = RC_HCL_HEREDOC};
  p->at += 2;
  if (rc_hcl_byte(p, p->at) == '-') {
    in.quoting = RC_HCL_INDENTED;
    p->at++;
  }
  uint32_t word_end = rc_hcl_word_end(p, p->at);
  in.word = (rc_str){p->text + p->at, word_end - p->at};
  p->at = word_end + (rc_hcl_byte(p, word_end) == '\r');
  if (in.word.len == 0 || rc_hcl_byte(p, p->at) != '\n') {
    rc_hcl_break(p, RC_HCL_SLIP_BAD_HEREDOC, start, p->at);
    return item;
  }
  uint32_t text_start = ++p->at;
  read_all_parts(p, &in, item);
  uint32_t text_end = p->at;
  if (p->at < p->len && !p->broken) {
    while (p->text[p->at] == ' ' || p->text[p->at] == '\t') {
      p->at++;
    }
    p->at += (uint32_t)in.word.len;
  } else if (!rc_hcl_ends(p)) {
    rc_hcl_break(p, RC_HCL_SLIP_OPEN_HEREDOC, start, text_start);
  }
  bool indented = in.quoting == RC_HCL_INDENTED;
  set_quoting(p, item, in.quoting, indented ? indentation(p, text_start, text_end) : 0);
  rc_hcl_close(p, item, p->at);
  return item;
}

uint32_t rc_hcl_template_file(rc_hcl_parser *p) {
  const surroundings in = {.quoting = RC_HCL_FILE};
  uint32_t item = rc_hcl_open(p, RC_HCL_TEMPLATE, p->at);
  while (p->arena->status == RC_OK) {
    read_all_parts(p, &in, item);
    if (!p->broken || p->at >= p->len) {
      break;
    }
    /* the rest of a mark that cannot be read is text */
    p->broken = false;
    p->brackets = 0;
    p->newlines = true;
    p->at++;
  }
  set_quoting(p, item, RC_HCL_FILE, 0);
  rc_hcl_close(p, item, p->len);
  return item;
}
