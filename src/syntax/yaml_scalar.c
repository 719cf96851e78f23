/*
 * Where scalars end, and of what type plain ones are.
 */
#include "base/utf8.h"
#include "syntax/yaml_parser.h"

/* ---- types ---------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t digits_end(rc_str s, size_t at) {
  while (at < s.len && is_digit(s.ptr[at])) {
    at++;
  }
  return at;
}

/* Decimal numbers that are the same in every version of YAML: no leading zeros, no underscores. */
static bool is_number(rc_str s) {
  size_t at = s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+') ? 1 : 0;
  size_t whole = digits_end(s, at);
  if (whole == at || (s.ptr[at] == '0' && whole - at > 1)) {
    return false;
  }
  if (whole == s.len) {
    return true;
  }
  if (s.ptr[whole] != '.') {
    return false;
  }
  size_t fraction = digits_end(s, whole + 1);
  if (fraction == s.len) {
    return true;
  }
  bool exponent = s.len - fraction > 2 && (s.ptr[fraction] | 0x20) == 'e' &&
                  (s.ptr[fraction + 1] == '-' || s.ptr[fraction + 1] == '+');
  return exponent && digits_end(s, fraction + 2) == s.len;
}

static const struct {
  rc_str word;
  rc_kind kind;
  uint32_t flags;
} words[] = {
    {RC_STR_INIT("~"), RC_NULL, 0},     {RC_STR_INIT("null"), RC_NULL, 0},
    {RC_STR_INIT("true"), RC_BOOL, RC_NODE_TRUE}, {RC_STR_INIT("false"), RC_BOOL, 0},
    {RC_STR_INIT("yes"), RC_BOOL, RC_NODE_TRUE},  {RC_STR_INIT("no"), RC_BOOL, 0},
    {RC_STR_INIT("on"), RC_BOOL, RC_NODE_TRUE},   {RC_STR_INIT("off"), RC_BOOL, 0},
};

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/* `null`, `Null` and `NULL`, but not `nULL`. */
static bool is_word(rc_str s, rc_str word) {
  if (!rc_str_equal_nocase(s, word)) {
    return false;
  }
  bool all = true;
  bool none_behind = true;
  for (size_t i = 0; i < s.len; i++) {
    all = all && (is_upper(s.ptr[i]) || s.ptr[i] == '~');
    none_behind = none_behind && (i == 0 || !is_upper(s.ptr[i]));
  }
  return all || none_behind;
}

static rc_kind type_of(rc_str s, uint32_t *flags) {
  enum { LONGEST_WORD = 5 };
  for (size_t i = 0; s.len <= LONGEST_WORD && i < RC_COUNT_OF(words); i++) {
    if (is_word(s, words[i].word)) {
      *flags |= words[i].flags;
      return words[i].kind;
    }
  }
  return is_number(s) ? RC_NUMBER : RC_STRING;
}

/* ---- plain scalars -------------------------------------------------------------------------- */

/* Whether the plain scalar ends at `at`, on a line that goes on. */
static bool ends_plain(const rc_yaml_parser *p, uint32_t at) {
  char c = p->text[at];
  if (c == ':') {
    return rc_yaml_is_gap(p, at + 1) ||
           (p->flow > 0 && rc_yaml_is_flow_mark(rc_yaml_byte(p, at + 1)));
  }
  if (c == '#') {
    return rc_yaml_is_blank(rc_yaml_byte(p, at - 1));
  }
  return p->flow > 0 && rc_yaml_is_flow_mark(c);
}

/* From `p->at` to where the scalar ends on this line, blanks behind it left out. `*stopped`: by a
 * character, not by the line. Marks of template engines are passed over whole. */
static uint32_t plain_end(rc_yaml_parser *p, bool *stopped) {
  uint32_t end = p->at;
  *stopped = false;
  for (; p->at < p->len && !rc_yaml_is_break(p->text[p->at]); p->at++) {
    if (p->text[p->at] == '{' && rc_yaml_byte(p, p->at + 1) == '{') {
      rc_str rest = rc_str_slice(rc_yaml_text_of(p), 0,
                                 rc_yaml_line_end(rc_yaml_text_of(p), p->at));
      size_t close = rc_str_find(rest, RC_STR("}}"), p->at);
      if (close != RC_NOT_FOUND) {
        p->at = (uint32_t)close + 1;
        end = p->at + 1;
        continue;
      }
    }
    if (p->at > p->line && ends_plain(p, p->at)) {
      *stopped = true;
      break;
    }
    if (!rc_yaml_is_blank(p->text[p->at])) {
      end = p->at + 1;
    }
  }
  return end;
}

static bool is_document_mark(const rc_yaml_parser *p, uint32_t line) {
  rc_str rest = rc_str_slice(rc_yaml_text_of(p), line, (size_t)line + 3);
  return (rc_str_equal(rest, RC_STR("---")) || rc_str_equal(rest, RC_STR("..."))) &&
         rc_yaml_is_gap(p, line + 3);
}

/* Goes to the next line of the scalar; false, and nothing changed, if there is none. */
static bool to_next_line(rc_yaml_parser *p, int64_t indent) {
  uint32_t line = p->line;
  uint32_t at = p->at;
  while (at < p->len && rc_yaml_is_break(p->text[at])) {
    line = at = rc_yaml_behind_break(rc_yaml_text_of(p), at);
    while (rc_yaml_is_blank(rc_yaml_byte(p, at))) {
      at++;
    }
  }
  bool deep = p->flow > 0 || (int64_t)at - line > indent;
  char c = rc_yaml_byte(p, at);
  bool ends = p->flow > 0 && (rc_yaml_is_flow_mark(c) || (c == ':' && ends_plain(p, at)));
  if (at >= p->len || !deep || ends || c == '#' || is_document_mark(p, line)) {
    return false;
  }
  p->at = at;
  p->line = line;
  return true;
}

static void read_plain(rc_yaml_parser *p, int64_t indent, bool one_line, uint32_t flags,
                       const rc_yaml_props *props) {
  uint32_t start = p->at;
  bool stopped;
  uint32_t end = plain_end(p, &stopped);
  bool several = false;
  while (!stopped && !one_line && to_next_line(p, indent)) {
    uint32_t more = plain_end(p, &stopped);
    several = true;
    end = more > end ? more : end;
  }
  if (several || p->bad_utf8) {
    flags |= RC_NODE_ESCAPED;
  }
  rc_kind kind = RC_STRING;
  if ((flags & RC_NODE_KEY) == 0 && !several && props->tag == 0) {
    kind = type_of(rc_str_slice(rc_yaml_text_of(p), start, end), &flags);
  }
  (void)rc_yaml_leaf(p, kind, start, end, flags, props);
}

/* ---- quoted scalars ------------------------------------------------------------------------- */

/* Bytes that the escape at `at` takes, and whether there is such an escape. */
static uint32_t escape_length(const rc_yaml_parser *p, uint32_t at, bool *known) {
  char c = rc_yaml_byte(p, at + 1);
  uint32_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  *known = digits > 0 || rc_yaml_is_break(c) ||
           rc_str_find_byte(RC_STR("0abt\tnvfre \"/\\N_LP"), c, 0) != RC_NOT_FOUND;
  for (uint32_t i = 0; i < digits; i++) {
    char digit = rc_yaml_byte(p, at + 2 + i);
    char lower = (char)(digit | 0x20);
    *known = *known && (is_digit(digit) || (lower >= 'a' && lower <= 'f'));
  }
  return *known ? 2 + digits : 1;
}

/* Offset of the closing quote, UINT32_MAX if there is none before `limit`. */
static uint32_t find_quote(rc_yaml_parser *p, char quote, uint32_t limit, uint32_t *flags) {
  for (uint32_t at = p->at + 1; at < limit;) {
    char c = p->text[at];
    if (c == quote && quote == '\'' && rc_yaml_byte(p, at + 1) == '\'') {
      *flags |= RC_NODE_ESCAPED;
      at += 2;
    } else if (c == quote) {
      return at;
    } else if (c == '\\' && quote == '"') {
      bool known;
      uint32_t length = escape_length(p, at, &known);
      *flags |= RC_NODE_ESCAPED;
      if (!known) {
        rc_yaml_note(p, RC_YAML_ESCAPE, at, at + 2);
      }
      at += length;
    } else if (rc_yaml_is_break(c)) {
      *flags |= RC_NODE_ESCAPED;
      at++;
    } else {
      at++;
    }
  }
  return UINT32_MAX;
}

static void set_line(rc_yaml_parser *p, uint32_t from, uint32_t to) {
  for (uint32_t at = from; at < to; at++) {
    if (rc_yaml_is_break(p->text[at])) {
      p->line = rc_yaml_behind_break(rc_yaml_text_of(p), at);
    }
  }
}

static void read_quoted(rc_yaml_parser *p, bool one_line, uint32_t flags,
                        const rc_yaml_props *props) {
  uint32_t start = p->at;
  char quote = p->text[start];
  uint32_t line_end = rc_yaml_line_end(rc_yaml_text_of(p), start);
  uint32_t limit = one_line || p->quotes_broken ? line_end : p->len;
  uint32_t close = find_quote(p, quote, limit, &flags);
  flags |= p->bad_utf8 ? RC_NODE_ESCAPED : 0u;
  if (close == UINT32_MAX) {
    rc_yaml_note(p, RC_YAML_OPEN_QUOTE, start, start + 1);
    p->quotes_broken = p->quotes_broken || !one_line;
    p->at = line_end;
    (void)rc_yaml_leaf(p, RC_STRING, start, p->at, flags | RC_NODE_INCOMPLETE, props);
    return;
  }
  p->at = close + 1;
  set_line(p, start, close);
  (void)rc_yaml_leaf(p, RC_STRING, start, p->at, flags, props);
}

void rc_yaml_read_scalar(rc_yaml_parser *p, int64_t indent, bool one_line, uint32_t flags,
                         const rc_yaml_props *props) {
  char c = p->text[p->at];
  if (c == '"' || c == '\'') {
    read_quoted(p, one_line, flags, props);
  } else {
    read_plain(p, indent, one_line, flags, props);
  }
}

/* ---- block scalars -------------------------------------------------------------------------- */

/* Passes over what stands behind `|`; `*step` is the indentation that it tells, 0 for none. */
static void read_header(rc_yaml_parser *p, uint32_t *step, bool *keep) {
  *step = 0;
  *keep = false;
  for (p->at++; !rc_yaml_is_gap(p, p->at); p->at++) {
    char c = p->text[p->at];
    if (c >= '1' && c <= '9' && *step == 0) {
      *step = (uint32_t)(c - '0');
    } else if (c == '+' || c == '-') {
      *keep = c == '+';
    } else {
      break;
    }
  }
  uint32_t end = p->at;
  while (rc_yaml_is_blank(rc_yaml_byte(p, p->at))) {
    p->at++;
  }
  uint32_t line_end = rc_yaml_line_end(rc_yaml_text_of(p), p->at);
  bool comment = rc_yaml_byte(p, p->at) == '#' && p->at > end;
  if (p->at < line_end && !comment) {
    rc_yaml_note(p, RC_YAML_HEADER, p->at, line_end);
  }
  p->at = line_end;
}

/* A line belongs to the scalar if it is blank or indented by `least` or more. The first that is not
 * blank settles `least` where the header did not. */
void rc_yaml_read_block_scalar(rc_yaml_parser *p, int64_t indent, const rc_yaml_props *props) {
  rc_str text = rc_yaml_text_of(p);
  uint32_t start = p->at;
  uint32_t step;
  bool keep;
  read_header(p, &step, &keep);
  int64_t least = (indent < 0 ? 0 : indent) + step;
  bool settled = step > 0;
  uint32_t end = p->at;
  while (p->at < p->len) {
    uint32_t line = rc_yaml_behind_break(text, p->at);
    uint32_t at = line;
    while (rc_yaml_byte(p, at) == ' ' && (!settled || (int64_t)at - line < least)) {
      at++;
    }
    uint32_t line_end = rc_yaml_line_end(text, at);
    bool blank = at == line_end;
    if (!blank && !settled && (int64_t)at - line > indent) {
      least = (int64_t)at - line;
      settled = true;
    }
    bool inside = blank || (settled && (int64_t)at - line >= least && !is_document_mark(p, line));
    if (!inside) {
      break;
    }
    p->at = line_end;
    p->line = line;
    end = blank && !keep ? end : line_end;
  }
  if (keep) {
    end = p->at = rc_yaml_behind_break(text, p->at);
    p->line = end;
  }
  (void)rc_yaml_leaf(p, RC_STRING, start, end, RC_NODE_ESCAPED, props);
}
