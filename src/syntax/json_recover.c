/*
 * What the parser does at a byte that is not JSON where it stands.
 *
 * INVARIANT: every call either consumes a byte or goes to a state in which that byte is consumed,
 * so that reading stays linear; looks ahead are bounded by LONGEST_MARK or end where reading goes
 * on.
 */
#include <string.h>

#include "base/utf8.h"
#include "syntax/json_parser.h"

enum { LONGEST_MARK = 256, LONGEST_HOLE = 4096, DEEPEST_MARK = 8 };

static rc_str text_of(const rc_json_parser *p) { return (rc_str){p->text, p->len}; }

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

static uint32_t skip_blanks(const rc_json_parser *p, uint32_t at) {
  while (at < p->len && rc_json_is_blank(p->text[at])) {
    at++;
  }
  return at;
}

/* ---- templating marks ---- */

/* Length of a mark from `at` to the first `close`, 0 if that is not near. */
static uint32_t closed_mark(rc_str text, uint32_t at, rc_str close) {
  rc_str window = rc_str_slice(text, 0, (size_t)at + LONGEST_MARK);
  size_t end = rc_str_find(window, close, (size_t)at + 2);
  return end == RC_NOT_FOUND ? 0 : (uint32_t)(end + close.len) - at;
}

/* `${...}` and `%{...}`: braces inside are balanced, as in `${jsonencode({ a = 1 })}`. */
static uint32_t braced_mark(rc_str text, uint32_t at) {
  uint32_t depth = 0;
  for (uint32_t i = at + 1; i < text.len && i - at < LONGEST_MARK && depth <= DEEPEST_MARK; i++) {
    if (text.ptr[i] == '{') {
      depth++;
    } else if (text.ptr[i] == '}' && --depth == 0) {
      return i + 1 - at;
    }
  }
  return 0;
}

static uint32_t dollar_name(rc_str text, uint32_t at) {
  uint32_t end = at + 1;
  while (end < text.len &&
         (is_letter(text.ptr[end]) || (end > at + 1 && is_digit(text.ptr[end])))) {
    end++;
  }
  return end - at > 1 ? end - at : 0;
}

/* `<NAME>`: what stands between the angles is up to the user, on one line and without quotes. */
static uint32_t angle_mark(rc_str text, uint32_t at) {
  uint32_t i = at + 1;
  for (; i < text.len && i - at < LONGEST_MARK && text.ptr[i] != '>'; i++) {
    char c = text.ptr[i];
    if (c == '<' || c == '"' || c == '{' || c == '}' || is_line_end(c)) {
      return 0;
    }
  }
  bool closed = i < text.len && text.ptr[i] == '>' && i - at > 1;
  return closed ? i + 1 - at : 0;
}

uint32_t rc_json_mark_length(rc_str text, uint32_t at) {
  char first = at < text.len ? text.ptr[at] : '\0';
  char second = at + 1 < text.len ? text.ptr[at + 1] : '\0';
  if (first == RC_HOLE_OPEN) {
    return (uint32_t)rc_hole_length(rc_str_slice(text, 0, (size_t)at + LONGEST_HOLE), at);
  }
  if (first == '{' && second == '{') {
    /* Three are Handlebars' raw form, or an object that begins with a mark. */
    bool triple = at + 2 < text.len && text.ptr[at + 2] == '{';
    return closed_mark(text, at, triple ? RC_STR("}}}") : RC_STR("}}"));
  }
  if (first == '{' && second == '%') {
    return closed_mark(text, at, RC_STR("%}"));
  }
  if (first == '<' && second == '%') {
    return closed_mark(text, at, RC_STR("%>"));
  }
  if ((first == '$' || first == '%') && second == '{') {
    return braced_mark(text, at);
  }
  if (first == '$') {
    return dollar_name(text, at);
  }
  return first == '<' ? angle_mark(text, at) : 0;
}

static bool steers_template(rc_str mark) {
  static const rc_str words[] = {
      RC_STR_INIT("if"),     RC_STR_INIT("else"),  RC_STR_INIT("elif"),   RC_STR_INIT("end"),
      RC_STR_INIT("range"),  RC_STR_INIT("with"),  RC_STR_INIT("for"),    RC_STR_INIT("endif"),
      RC_STR_INIT("endfor"), RC_STR_INIT("block"), RC_STR_INIT("define"), RC_STR_INIT("set"),
      RC_STR_INIT("unless"),
  };
  bool braces = mark.len > 2 && mark.ptr[0] == '{' && mark.ptr[1] == '{';
  bool percent = mark.ptr[0] == '%' || (mark.len > 2 && mark.ptr[1] == '%' && mark.ptr[2] != '=');
  if (percent || !braces) {
    return percent;
  }
  size_t from = 2;
  while (from < mark.len && (mark.ptr[from] == '-' || mark.ptr[from] == '~' ||
                             rc_json_is_blank(mark.ptr[from]))) {
    from++;
  }
  size_t to = from;
  while (to < mark.len && is_letter(mark.ptr[to])) {
    to++;
  }
  char first = from < mark.len ? mark.ptr[from] : '\0';
  bool found = first == '#' || first == '/' || first == '!' || first == '^' || first == '$';
  for (size_t i = 0; i < RC_COUNT_OF(words) && !found; i++) {
    found = rc_str_equal(rc_str_slice(mark, from, to), words[i]);
  }
  return found && !(first == '$' && !rc_str_contains(mark, RC_STR(":=")));
}

bool rc_json_is_control_mark(rc_str text, uint32_t at) {
  uint32_t length = rc_json_mark_length(text, at);
  return length > 0 && steers_template(rc_str_slice(text, at, (size_t)at + length));
}

static rc_str mark_at(const rc_json_parser *p) {
  uint32_t length = rc_json_mark_length(text_of(p), p->at);
  return rc_str_slice(text_of(p), p->at, (size_t)p->at + length);
}

/* Passes over a mark that stands among members or items: a comma beside it may come from it. */
static void skip_mark(rc_json_parser *p, rc_str mark) {
  uint32_t length = (uint32_t)mark.len;
  rc_json_note(p, RC_JSON_MARK, p->at, p->at + length);
  p->nodes[p->open].flags |= RC_NODE_TEMPLATED;
  p->at += length;
  p->relaxed = true;
}

/* `...` where people cut an example short: passed over like a mark. */
static bool skip_ellipsis(rc_json_parser *p) {
  rc_str rest = rc_str_from(text_of(p), p->at);
  bool dots = rc_str_starts_with(rest, RC_STR("..."));
  if (!dots && !rc_str_starts_with(rest, RC_STR("\xE2\x80\xA6"))) {
    return false;
  }
  uint32_t start = p->at;
  p->at += 3;
  while (dots && rc_json_byte(p, p->at) == '.') {
    p->at++;
  }
  rc_json_note(p, RC_JSON_ELLIPSIS, start, p->at);
  p->nodes[p->open].flags |= RC_NODE_TEMPLATED;
  p->relaxed = true;
  return true;
}

/* ---- blanks that are none, comments ---- */

static bool skip_comment(rc_json_parser *p) {
  uint32_t start = p->at;
  bool block = rc_json_byte(p, start) == '/' && rc_json_byte(p, start + 1) == '*';
  bool line = rc_json_byte(p, start) == '#' ||
              (rc_json_byte(p, start) == '/' && rc_json_byte(p, start + 1) == '/');
  if (block) {
    size_t end = rc_str_find(text_of(p), RC_STR("*/"), (size_t)start + 2);
    p->at = end == RC_NOT_FOUND ? p->len : (uint32_t)end + 2;
    rc_json_note(p, end == RC_NOT_FOUND ? RC_JSON_OPEN_COMMENT : RC_JSON_COMMENT, start,
                 end == RC_NOT_FOUND ? start + 2 : p->at);
  } else if (line) {
    while (p->at < p->len && !is_line_end(p->text[p->at])) {
      p->at++;
    }
    rc_json_note(p, RC_JSON_COMMENT, start, p->at);
  }
  return block || line;
}

/* Bytes of the foreign blank at `p->at`: what copying out of web pages and editors brings along. */
static uint32_t foreign_blank(const rc_json_parser *p) {
  if (p->text[p->at] == '\0' || p->text[p->at] == '\v' || p->text[p->at] == '\f') {
    return 1;
  }
  if ((unsigned char)p->text[p->at] < 0x80) {
    return 0;
  }
  rc_utf8_char c = rc_utf8_decode(rc_str_from(text_of(p), p->at));
  bool blank = c.code == 0xA0 || c.code == 0x85 || c.code == 0xFEFF || c.code == 0x3000 ||
               (c.code >= 0x2000 && c.code <= 0x200F) || c.code == 0x2028 || c.code == 0x2029 ||
               c.code == 0x202F || c.code == 0x205F || c.code == 0x2060;
  return blank ? c.n_bytes : 0;
}

bool rc_json_skip_foreign(rc_json_parser *p) {
  if (skip_comment(p)) {
    return true;
  }
  uint32_t blank = foreign_blank(p);
  if (blank > 0) {
    rc_json_note(p, p->text[p->at] == '\0' ? RC_JSON_NUL : RC_JSON_OTHER_BLANK, p->at,
                 p->at + blank);
    p->at += blank;
  }
  return blank > 0;
}

/* ---- strings that break off ---- */

bool rc_json_line_break_is_meant(rc_json_parser *p, char quote) {
  uint32_t next_line = p->at + 1;
  if (p->at >= p->break_agreed) {
    size_t found = rc_str_find_byte(text_of(p), quote, p->at);
    if (found == RC_NOT_FOUND) {
      return false;
    }
    uint32_t close = (uint32_t)found;
    uint32_t behind = skip_blanks(p, close + 1);
    /* Behind the quote that ends a string stands `,` or a closer; behind one that begins the next
     * string stands that string. */
    char c = rc_json_byte(p, behind);
    bool ends = c == ',' || c == '}' || c == ']' || c == ':' || behind >= p->len;
    if (!ends && p->text[close - 1] != '\\') {
      return false;
    }
    p->break_agreed = close;
    rc_json_note(p, RC_JSON_LINE_BREAK, p->at, p->at + 1);
  }
  p->at = next_line;
  return true;
}

uint32_t rc_json_broken_string_end(const rc_json_parser *p, uint32_t start) {
  uint32_t end = p->at;
  while (end > start + 1 && rc_json_is_blank(p->text[end - 1])) {
    end--;
  }
  if (end > start + 1 && p->text[end - 1] == ',') {
    end--;
  }
  return end;
}

/* ---- bare words ---- */

static bool is_other_quote(char c) { return c == '\'' || c == '`'; }

/* Length of a typographic double quote at `at`, opening or closing, else 0. */
static uint32_t smart_quote(const rc_json_parser *p, uint32_t at) {
  rc_str rest = rc_str_from(text_of(p), at);
  bool found = rc_str_starts_with(rest, RC_STR("\xE2\x80\x9C")) ||
               rc_str_starts_with(rest, RC_STR("\xE2\x80\x9D"));
  return found ? 3 : 0;
}

/* True if unquoted text ends before `at`, which must not be its first byte. */
static bool ends_bare(const rc_json_parser *p, uint32_t at, bool key) {
  char c = p->text[at];
  bool comment = c == '/' && rc_json_is_blank(p->text[at - 1]);
  bool end = c == ',' || c == '}' || c == ']' || c == '"' || is_line_end(c) || c == '\0';
  bool end_of_key = c == ':' || c == '{' || c == '[' || c == '=' || rc_json_is_blank(c);
  return end || comment || (key && end_of_key);
}

/* End of the unquoted text at `p->at`: at least one byte on. Values run to the end of their item or
 * line, names to the colon. `*n_marks` counts the templating marks inside. */
static uint32_t bare_end(const rc_json_parser *p, bool key, uint32_t *n_marks) {
  uint32_t at = p->at;
  *n_marks = 0;
  while (at < p->len) {
    uint32_t mark = rc_json_mark_length(text_of(p), at);
    if (mark > 0 && (at == p->at || !rc_json_is_control_mark(text_of(p), at))) {
      *n_marks += 1;
      at += mark;
      continue;
    }
    if (at > p->at && (mark > 0 || ends_bare(p, at, key))) {
      break;
    }
    at++;
  }
  while (at > p->at + 1 && rc_json_is_blank(p->text[at - 1])) {
    at--;
  }
  return at;
}

typedef struct spelling {
  rc_str word;
  rc_kind kind;
  uint32_t flags;
  rc_json_slip slip;
} spelling;

/* What other languages write for JSON's literals. */
static const spelling spellings[] = {
    {RC_STR_INIT("True"), RC_BOOL, RC_NODE_TRUE, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("TRUE"), RC_BOOL, RC_NODE_TRUE, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("False"), RC_BOOL, 0, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("FALSE"), RC_BOOL, 0, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("None"), RC_NULL, 0, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("Null"), RC_NULL, 0, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("NULL"), RC_NULL, 0, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("nil"), RC_NULL, 0, RC_JSON_LITERAL_CASE},
    {RC_STR_INIT("undefined"), RC_ERROR, 0, RC_JSON_NOT_A_NUMBER},
    {RC_STR_INIT("NaN"), RC_ERROR, 0, RC_JSON_NOT_A_NUMBER},
    {RC_STR_INIT("Infinity"), RC_ERROR, 0, RC_JSON_NOT_A_NUMBER},
    {RC_STR_INIT("-Infinity"), RC_ERROR, 0, RC_JSON_NOT_A_NUMBER},
};

static spelling spelling_of(rc_str word) {
  for (size_t i = 0; i < RC_COUNT_OF(spellings); i++) {
    if (rc_str_equal(word, spellings[i].word)) {
      return spellings[i];
    }
  }
  char first = word.ptr[0];
  bool number = is_digit(first) || ((first == '-' || first == '+' || first == '.') &&
                                    word.len > 1 && (is_digit(word.ptr[1]) || word.ptr[1] == '.'));
  for (size_t i = 1; i < word.len && number; i++) {
    char c = word.ptr[i];
    number = is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '+';
  }
  return (spelling){word, RC_ERROR, 0, number ? RC_JSON_BAD_NUMBER : RC_JSON_UNQUOTED_TEXT};
}

static void read_bare_value(rc_json_parser *p) {
  uint32_t n_marks;
  uint32_t start = p->at;
  p->at = bare_end(p, false, &n_marks);
  if (n_marks > 0) {
    rc_json_note(p, RC_JSON_MARK, start, p->at);
    rc_json_add_leaf(p, RC_PLACEHOLDER, start, p->at, 0);
    return;
  }
  spelling s = spelling_of(rc_str_slice(text_of(p), start, p->at));
  rc_json_note(p, s.slip, start, p->at);
  rc_json_add_leaf(p, s.kind, start, p->at, s.flags);
}

/* A string in typographic quotes: to the next such quote on the line. */
static void read_smart_string(rc_json_parser *p, uint32_t flags) {
  uint32_t start = p->at;
  uint32_t at = start + 3;
  while (at < p->len && !is_line_end(p->text[at]) && smart_quote(p, at) == 0) {
    at++;
  }
  p->at = at + smart_quote(p, at);
  rc_json_note(p, RC_JSON_OTHER_QUOTES, start, p->at);
  rc_json_add_leaf(p, RC_STRING, start, p->at, flags | (p->bad_utf8 ? RC_NODE_ESCAPED : 0));
}

/* A string in quotes that are not JSON's; false if there is none. */
static bool read_other_string(rc_json_parser *p, uint32_t flags) {
  char c = p->text[p->at];
  if (smart_quote(p, p->at) > 0) {
    read_smart_string(p, flags);
    return true;
  }
  if (is_other_quote(c)) {
    rc_json_note(p, RC_JSON_OTHER_QUOTES, p->at, p->at + 1);
    rc_json_read_string(p, c, flags);
    return true;
  }
  return false;
}

/* A mark with quotes of its own cuts its string in two: `"{{ env "TAG" }}"`. If the string read
 * last ends inside a mark, it is read on behind that mark. */
static bool read_on_behind_mark(rc_json_parser *p) {
  rc_node last = p->nodes[p->n_nodes - 1];
  if (last.kind != RC_STRING || last.end != p->last_end || p->text[last.start] != '"' ||
      (last.flags & RC_NODE_INCOMPLETE) != 0) {
    return false;
  }
  uint32_t nearest = last.end - last.start > LONGEST_MARK ? last.end - LONGEST_MARK : last.start;
  for (uint32_t at = last.end - 1; at > nearest; at--) {
    uint32_t behind = at + rc_json_mark_length(text_of(p), at);
    if (p->text[at] != '$' && p->text[at] != '{' && p->text[at] != '<') {
      continue;
    }
    if (behind > last.end) {
      rc_json_note(p, RC_JSON_MARK, at, behind);
      rc_json_remove_leaf(p);
      p->at = behind;
      rc_json_read_string_rest(p, '"', last.start, last.flags);
      return true;
    }
  }
  return false;
}

/* ---- by state ---- */

static bool is_closer(char c) { return c == '}' || c == ']'; }

static void add_missing_value(rc_json_parser *p) {
  const rc_node *key = &p->nodes[p->n_nodes - 1];
  rc_json_note(p, RC_JSON_NO_VALUE_MEMBER, key->start, key->end);
  rc_json_add_leaf(p, RC_ERROR, p->at, p->at, 0);
}

/* True if `"name":` stands at `at`. A guess is enough: escapes are not minded. */
static bool begins_member(const rc_json_parser *p, uint32_t at) {
  rc_str window = rc_str_slice(text_of(p), 0, (size_t)at + LONGEST_MARK);
  size_t close = rc_json_byte(p, at) == '"' ? rc_str_find_byte(window, '"', (size_t)at + 1)
                                            : RC_NOT_FOUND;
  return close != RC_NOT_FOUND && rc_json_byte(p, skip_blanks(p, (uint32_t)close + 1)) == ':';
}

/* True if what follows the wrong closer at `p->at` could only follow the right one: a member, where
 * the container around takes members and the one around that does not, or the reverse. */
static bool is_mistyped_closer(const rc_json_parser *p, bool array) {
  const rc_node *outer = &p->nodes[p->nodes[p->open].parent];
  bool outer_array = outer->kind == RC_ARRAY;
  bool outermost_array = p->nodes[outer->parent].kind == RC_ARRAY;
  bool outermost_object = p->nodes[outer->parent].kind == RC_OBJECT;
  if (array ? outer->kind != RC_OBJECT || outermost_object : !outer_array || outermost_array) {
    return false;
  }
  uint32_t comma = skip_blanks(p, p->at + 1);
  uint32_t next = skip_blanks(p, comma + 1);
  return rc_json_byte(p, comma) == ',' &&
         (array ? begins_member(p, next) : rc_json_byte(p, next) == '{');
}

/* A closer of the other kind: what it closes may lie further out, and then the innermost container
 * has lost its own. */
static void close_mismatched(rc_json_parser *p) {
  bool array = rc_json_open_kind(p) == RC_ARRAY;
  uint32_t start = p->nodes[p->open].start;
  bool outer_matches = array ? p->depth > p->open_arrays : p->open_arrays > 0;
  if (outer_matches && !is_mistyped_closer(p, array)) {
    rc_json_note(p, array ? RC_JSON_OPEN_ARRAY : RC_JSON_OPEN_OBJECT, start, start + 1);
    uint32_t end = p->last_end > start ? p->last_end : start + 1;
    rc_json_close(p, end, RC_NODE_INCOMPLETE);
    return;
  }
  rc_json_note(p, array ? RC_JSON_WRONG_CLOSER_ARRAY : RC_JSON_WRONG_CLOSER_OBJECT, p->at,
               p->at + 1);
  p->at++;
  rc_json_close(p, p->at, 0);
}

/* Passes over text outside any value, to the next line that begins like a document. */
static void skip_prose(rc_json_parser *p) {
  uint32_t start = p->at;
  uint32_t line_end = 0;
  while (p->at < p->len) {
    while (p->at < p->len && !is_line_end(p->text[p->at])) {
      p->at++;
    }
    line_end = line_end == 0 ? p->at : line_end;
    while (p->at < p->len && rc_json_is_blank(p->text[p->at])) {
      p->at++;
    }
    char c = rc_json_byte(p, p->at);
    if (c == '{' || c == '[') {
      break;
    }
  }
  rc_json_note(p, RC_JSON_NOT_JSON, start, line_end);
}

static void recover_top(rc_json_parser *p) {
  char c = p->text[p->at];
  rc_str mark = mark_at(p);
  if (c == '{' || (c == '<' && mark.len > 1 && mark.ptr[1] == '%')) { /* else `{` were no slip */
    if (steers_template(mark)) {
      skip_mark(p, mark);
    } else {
      read_bare_value(p);
    }
  } else if (c == ',') {
    rc_json_note(p, RC_JSON_COMMA_BETWEEN_VALUES, p->at, p->at + 1);
    p->at++;
  } else if (is_closer(c)) {
    rc_json_note(p, RC_JSON_STRAY_CLOSER, p->at, p->at + 1);
    p->at++;
  } else {
    skip_prose(p);
  }
}

static void add_missing_name(rc_json_parser *p) {
  rc_json_note(p, RC_JSON_NO_NAME, p->at, p->at + 1);
  rc_json_add_leaf(p, RC_ERROR, p->at, p->at, RC_NODE_KEY);
  p->state = RC_JSON_MEMBER;
}

static void read_bare_key(rc_json_parser *p, rc_str mark) {
  uint32_t n_marks;
  uint32_t end = bare_end(p, true, &n_marks);
  uint32_t behind = skip_blanks(p, end);
  if (mark.len > 0 && rc_json_byte(p, behind) != ':') {
    skip_mark(p, mark);
    return;
  }
  rc_json_note(p, n_marks > 0 ? RC_JSON_MARK : RC_JSON_UNQUOTED_NAME, p->at, end);
  uint32_t start = p->at;
  p->at = end;
  rc_json_add_leaf(p, n_marks > 0 ? RC_PLACEHOLDER : RC_STRING, start, end,
                   RC_NODE_KEY | (p->bad_utf8 ? RC_NODE_ESCAPED : 0u));
}

static void recover_key(rc_json_parser *p) {
  char c = p->text[p->at];
  rc_str mark = mark_at(p);
  if (mark.len > 0) {
    read_bare_key(p, mark);
  } else if (c == '}') {
    if (p->state == RC_JSON_KEY && !p->relaxed) {
      rc_json_note(p, RC_JSON_TRAILING_COMMA, p->comma, p->comma + 1);
    }
    p->at++;
    rc_json_close(p, p->at, 0);
  } else if (c == ']') {
    p->state = RC_JSON_AFTER;
  } else if (c == ',') {
    if (!p->relaxed) {
      rc_json_note(p, RC_JSON_EXTRA_COMMA, p->at, p->at + 1);
    }
    p->at++;
  } else if (c == '{' || c == '[') {
    add_missing_name(p);
  } else if (c == ':') {
    add_missing_name(p);
    p->at++;
  } else if (!read_other_string(p, RC_NODE_KEY)) {
    read_bare_key(p, mark);
  }
}

static void recover_colon(rc_json_parser *p) {
  const rc_node *key = &p->nodes[p->n_nodes - 1];
  char c = p->text[p->at];
  if (c == ',' || is_closer(c)) {
    add_missing_value(p);
    return;
  }
  if (read_on_behind_mark(p)) {
    return;
  }
  rc_json_note(p, RC_JSON_NO_COLON, key->start, key->end);
  while (rc_json_byte(p, p->at) == '=' || rc_json_byte(p, p->at) == '>') {
    p->at++;
  }
  p->state = RC_JSON_MEMBER;
}

static void recover_member(rc_json_parser *p) {
  char c = p->text[p->at];
  rc_str mark = mark_at(p);
  if (mark.len > 0 && steers_template(mark)) {
    skip_mark(p, mark);
  } else if (mark.len > 0) {
    read_bare_value(p);
  } else if (c == ',' || is_closer(c)) {
    add_missing_value(p);
  } else if (c == ':') {
    rc_json_note(p, RC_JSON_EXTRA_COLON, p->at, p->at + 1);
    p->at++;
  } else if (!read_other_string(p, 0)) {
    read_bare_value(p);
  }
}

static void recover_item(rc_json_parser *p) {
  char c = p->text[p->at];
  if (c == ']') {
    if (p->state == RC_JSON_ITEM && !p->relaxed) {
      rc_json_note(p, RC_JSON_TRAILING_COMMA, p->comma, p->comma + 1);
    }
    p->at++;
    rc_json_close(p, p->at, 0);
  } else if (c == '}') {
    p->state = RC_JSON_AFTER;
  } else if (c == ',') {
    if (!p->relaxed) {
      rc_json_note(p, RC_JSON_NO_VALUE_ITEM, p->at, p->at + 1);
    }
    p->at++;
    p->state = RC_JSON_ITEM;
  } else {
    recover_member(p);
  }
}

/* True if a member or item may begin at `p->at`, so that all it lacks is the comma before it. */
static bool begins_next(const rc_json_parser *p, bool array) {
  char c = p->text[p->at];
  if (c == '"' || c == '{' || c == '[' || is_other_quote(c) || smart_quote(p, p->at) > 0) {
    return true;
  }
  if (array) {
    return is_letter(c) || is_digit(c) || c == '-';
  }
  uint32_t n_marks;
  return is_letter(c) && rc_json_byte(p, skip_blanks(p, bare_end(p, true, &n_marks))) == ':';
}

static void recover_after(rc_json_parser *p) {
  bool array = rc_json_open_kind(p) == RC_ARRAY;
  rc_str mark = mark_at(p);
  if (is_closer(p->text[p->at])) {
    close_mismatched(p);
  } else if (mark.len > 0 && array && !steers_template(mark)) {
    p->state = RC_JSON_ITEM;
  } else if (mark.len > 0) {
    skip_mark(p, mark);
  } else if (!read_on_behind_mark(p)) {
    if (!p->relaxed) {
      rc_json_note(p, array ? RC_JSON_NO_COMMA_ARRAY : RC_JSON_NO_COMMA_OBJECT, p->last_end - 1,
                   p->last_end);
    }
    if (begins_next(p, array)) {
      p->state = array ? RC_JSON_ITEM : RC_JSON_KEY;
    } else {
      uint32_t n_marks;
      p->at = bare_end(p, false, &n_marks);
      p->relaxed = true;
    }
  }
}

void rc_json_recover(rc_json_parser *p) {
  bool among_others = p->state != RC_JSON_TOP && p->state != RC_JSON_COLON &&
                      p->state != RC_JSON_MEMBER;
  if (among_others && skip_ellipsis(p)) {
    return;
  }
  switch (p->state) {
    case RC_JSON_TOP: recover_top(p); return;
    case RC_JSON_FIRST_KEY:
    case RC_JSON_KEY: recover_key(p); return;
    case RC_JSON_COLON: recover_colon(p); return;
    case RC_JSON_MEMBER: recover_member(p); return;
    case RC_JSON_FIRST_ITEM:
    case RC_JSON_ITEM: recover_item(p); return;
    case RC_JSON_AFTER: recover_after(p); return;
  }
}

/* What was cut off last has been reported; that the brackets around it are open then follows. */
static bool is_end_explained(const rc_json_parser *p) {
  const rc_node *last = &p->nodes[p->n_nodes - 1];
  bool open_string = (last->flags & RC_NODE_INCOMPLETE) != 0 && last->end == p->len;
  return open_string || p->times[RC_JSON_OPEN_COMMENT] > 0;
}

static void note_open_end(rc_json_parser *p) {
  rc_json_slip slip = rc_json_open_kind(p) == RC_ARRAY ? RC_JSON_OPEN_ARRAY : RC_JSON_OPEN_OBJECT;
  uint32_t start = p->nodes[p->open].start;
  rc_str help = RC_STR("the file ends inside it; add the closing bracket, or is the file cut off?");
  if (p->depth > 1) {
    help = RC_FILL(p->arena, "the file ends with {} brackets open; is it cut off?",
                   rc_str_from_u64(p->arena, p->depth));
  }
  rc_json_note_help(p, slip, start, start + 1, help);
}

void rc_json_finish(rc_json_parser *p) {
  if (p->open == 0) {
    return;
  }
  if (!is_end_explained(p)) {
    note_open_end(p);
  }
  if (p->state == RC_JSON_COLON || p->state == RC_JSON_MEMBER) {
    rc_json_add_leaf(p, RC_ERROR, p->len, p->len, 0);
  }
  while (p->open != 0) {
    rc_json_close(p, p->len, RC_NODE_INCOMPLETE);
  }
}
