/*
 * `name=value`, `name: value`, `"name": "value"` in plain text. Only the separators are looked for;
 * the name is read backwards from there. Each value is read once: behind a value that was hidden
 * the search goes on behind it, and a run gets no more than a few tries at values that are none.
 */
#include "base/lanes.h"
#include "redact/pairs.h"

enum {
  LONGEST_GAP = 32,    /* blanks between a separator and its value */
  MOST_TRIES = 16,     /* values of one run that turn out to be none */
  FARTHEST_KIND = 600, /* bytes around `data:` in which `kind: Secret` is looked for */
  MOST_COOKIES = 64
};

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_letter(char c) { return is_upper(c) || is_lower(c); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }
static bool is_end_of_line(char c) { return c == '\n' || c == '\r'; }
static bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

/* Names hold these; one lookup, for every byte before a separator is asked. */
static bool is_name(char c) {
  static const uint32_t bits[8] = {0, 0x03ff6000u, 0x87fffffeu, 0x07fffffeu};
  unsigned char byte = (unsigned char)c;
  return (bits[byte / 32] >> byte % 32 & 1u) != 0;
}

static char byte_at(rc_str text, size_t at) { return at < text.len ? text.ptr[at] : '\0'; }

/* ---- values --------------------------------------------------------------------------------- */

/* The first byte from `at` on that may be the quote, an escape or the line's end; or one before it.
 */
static size_t skip_plain(rc_str text, size_t at, size_t limit, char quote) {
  for (; RC_LANES_WIDE && at + RC_LANES <= limit; at += RC_LANES) {
    rc_lanes x = rc_lanes_load(text.ptr + at);
    rc_lanes signs = rc_lanes_or(rc_lanes_equal(x, quote), rc_lanes_equal(x, '\\'));
    rc_lanes ends = rc_lanes_or(rc_lanes_equal(x, '\n'), rc_lanes_equal(x, '\r'));
    uint64_t bits = rc_lanes_bits(rc_lanes_or(signs, ends));
    if (bits != 0) {
      return at + rc_lowest_bit(bits);
    }
  }
  return at;
}

/* The quote that closes the one before `start`, which `n_escapes` backslashes precede. */
static size_t find_close(rc_str text, size_t start, char quote, size_t n_escapes) {
  size_t limit = start + RC_LONGEST_PAIR_VALUE < text.len ? start + RC_LONGEST_PAIR_VALUE
                                                          : text.len;
  size_t escapes = 0;
  for (size_t i = skip_plain(text, start, limit, quote); i < limit; i++) {
    char c = text.ptr[i];
    /* A quote inside of quotes, as YAML and SQL write it. */
    bool doubled = c == '\'' && quote == c && byte_at(text, i + 1) == c && i > start;
    if (doubled) {
      i++;
    } else if (c == quote && (n_escapes > 0 ? escapes <= n_escapes : escapes % 2 == 0)) {
      return i - (n_escapes > 0 ? escapes : 0);
    }
    if (is_end_of_line(c)) {
      return i;
    }
    escapes = c == '\\' ? escapes + 1 : 0;
  }
  return limit;
}

static bool ends_value(char c, rc_pair_ends ends) {
  if (is_end_of_line(c) || c == '\0' || c == '\033') {
    return true;
  }
  if (ends == RC_ENDS_AT_LINE) {
    return false;
  }
  return is_blank(c) || is_quote(c) ||
         (ends == RC_ENDS_AT_COMMA && (c == ',' || c == ';' || c == '&'));
}

/* The first byte from `at` on that find_end has to look at; or one before it. */
static size_t skip_ordinary(rc_str text, size_t at, size_t limit) {
  for (; RC_LANES_WIDE && at + RC_LANES <= limit; at += RC_LANES) {
    rc_lanes x = rc_lanes_load(text.ptr + at);
    rc_lanes lower = rc_lanes_lower(x);
    rc_lanes signs = rc_lanes_or(rc_lanes_within(x, '\0', ' '), rc_lanes_within(x, '&', ')'));
    signs = rc_lanes_or(signs, rc_lanes_or(rc_lanes_equal(x, '"'), rc_lanes_equal(x, ',')));
    signs = rc_lanes_or(signs, rc_lanes_within(x, ';', '>'));
    signs = rc_lanes_or(signs, rc_lanes_or(rc_lanes_equal(x, '`'), rc_lanes_equal(x, '\\')));
    signs = rc_lanes_or(signs, rc_lanes_within(lower, '{', '}')); /* and square ones */
    uint64_t bits = rc_lanes_bits(signs);
    if (bits != 0) {
      return at + rc_lowest_bit(bits);
    }
  }
  return at;
}

static size_t find_end(rc_str text, size_t start, rc_pair_ends ends) {
  size_t limit = start + RC_LONGEST_PAIR_VALUE < text.len ? start + RC_LONGEST_PAIR_VALUE
                                                          : text.len;
  size_t depth = 0;
  size_t at = start;
  for (; (at = skip_ordinary(text, at, limit)) < limit && !ends_value(text.ptr[at], ends); at++) {
    char c = text.ptr[at];
    if (c == '<' && byte_at(text, at + 1) == '/') { /* the end of an element */
      break;
    }
    if (ends == RC_ENDS_AT_LINE) {
      if (is_blank(c) && byte_at(text, at + 1) == '#') {
        break;
      }
      continue;
    }
    bool closes = c == ')' || c == ']' || c == '}' || c == '>';
    if (closes && depth == 0) {
      break;
    }
    depth += c == '(' || c == '[' || c == '{' || c == '<' ? 1 : 0;
    depth -= closes ? 1 : 0;
    if (c == '\\' && is_quote(byte_at(text, at + 1))) { /* the end of a string in a string */
      break;
    }
  }
  while (at > start && is_blank(text.ptr[at - 1])) {
    at--;
  }
  return at;
}

/* Behind a sequence that colours what stands behind it, or `at`. */
static size_t behind_colour(rc_str text, size_t at) {
  size_t end = at + 2;
  if (byte_at(text, at) != '\033' || byte_at(text, at + 1) != '[') {
    return at;
  }
  while (is_digit(byte_at(text, end)) || byte_at(text, end) == ';') {
    end++;
  }
  return byte_at(text, end) == 'm' && end - at < LONGEST_GAP ? end + 1 : at;
}

/* How long the quote of HTML is that begins at `at`, or 0. */
static size_t html_quote(rc_str text, size_t at) {
  if (byte_at(text, at) != '&') {
    return 0;
  }
  rc_str rest = rc_str_slice(text, at, at + 6);
  return rc_str_starts_with(rest, RC_STR("&quot;"))  ? 6
         : rc_str_starts_with(rest, RC_STR("&#34;")) ? 5
         : rc_str_starts_with(rest, RC_STR("&#39;")) ? 5
                                                     : 0;
}

rc_pair_value rc_pair_value_at(rc_str text, size_t at, rc_pair_ends ends) {
  size_t limit = at + LONGEST_GAP;
  while (at < limit && is_blank(byte_at(text, at))) {
    at++;
  }
  at = behind_colour(text, at);
  size_t html = html_quote(text, at);
  if (html > 0) {
    size_t close = find_end(text, at + html, RC_ENDS_AT_COMMA);
    return (rc_pair_value){at + html, close, close, true};
  }
  size_t quote = at;
  while (byte_at(text, quote) == '\\') {
    quote++;
  }
  char c = byte_at(text, quote);
  if (is_quote(c)) {
    size_t end = find_close(text, quote + 1, c, quote - at);
    return (rc_pair_value){quote + 1, end, end + (quote - at) + 1, true};
  }
  size_t end = find_end(text, at, ends);
  return (rc_pair_value){at, end, end, false};
}

/* ---- names ---------------------------------------------------------------------------------- */

static bool is_name_opener(rc_str line) {
  static const rc_str words[] = {RC_STR_INIT("-"),   RC_STR_INIT("export"), RC_STR_INIT("ENV"),
                                 RC_STR_INIT("ARG"), RC_STR_INIT("set"),    RC_STR_INIT("SET"),
                                 RC_STR_INIT("env:")};
  line = rc_str_trim(line);
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    if (rc_str_equal(line, words[i])) {
      return true;
    }
  }
  return rc_str_is_empty(line);
}

bool rc_pair_stands_alone(rc_str text, size_t start) {
  size_t from = start;
  size_t lowest = start > RC_LONGEST_PAIR_NAME ? start - RC_LONGEST_PAIR_NAME : 0;
  while (from > lowest && !is_end_of_line(text.ptr[from - 1])) {
    from--;
  }
  return (from == 0 || is_end_of_line(text.ptr[from - 1])) &&
         is_name_opener(rc_str_slice(text, from, start));
}

/* Before a sequence that ends a colour at `end`, or `end`. */
static size_t before_colour(rc_str text, size_t end) {
  size_t at = end;
  if (end == 0 || text.ptr[end - 1] != 'm') {
    return end;
  }
  for (at--; at > 0 && end - at < LONGEST_GAP &&
             (is_digit(text.ptr[at - 1]) || text.ptr[at - 1] == ';');
       at--) {
  }
  return at >= 2 && text.ptr[at - 1] == '[' && text.ptr[at - 2] == '\033' ? at - 2 : end;
}

/* Where the bytes of names begin that end at `end`. */
static size_t name_start(rc_str text, size_t end, size_t lowest) {
  for (; RC_LANES_WIDE && end >= lowest + RC_LANES; end -= RC_LANES) {
    rc_lanes x = rc_lanes_load(text.ptr + end - RC_LANES);
    rc_lanes words = rc_lanes_or(rc_lanes_within(rc_lanes_lower(x), 'a', 'z'),
                                 rc_lanes_within(x, '0', '9'));
    rc_lanes signs = rc_lanes_or(rc_lanes_within(x, '-', '.'), rc_lanes_equal(x, '_'));
    uint64_t others = ~rc_lanes_bits(rc_lanes_or(words, signs)) & RC_LANES_MASK;
    if (others != 0) {
      return end - RC_LANES + rc_highest_bit(others) + 1;
    }
  }
  while (end > lowest && is_name(text.ptr[end - 1])) {
    end--;
  }
  return end;
}

bool rc_pair_read_name(rc_str text, size_t separator, rc_pair_name *out) {
  size_t end = separator;
  size_t lowest = separator > RC_LONGEST_PAIR_NAME ? separator - RC_LONGEST_PAIR_NAME : 0;
  char before = separator > 0 ? text.ptr[separator - 1] : '\0';
  if (before == ':' || before == '+' || before == '?') { /* := += ?= */
    end--;
  }
  *out = (rc_pair_name){.separator = separator};
  end = before_colour(text, end);
  if (before == ';') { /* &quot;name&quot;: */
    size_t length = end >= 6 && html_quote(text, end - 6) == 6   ? 6
                    : end >= 5 && html_quote(text, end - 5) == 5 ? 5
                                                                 : 0;
    out->quoted = length > 0;
    end -= length;
  }
  while (end > lowest && (is_blank(text.ptr[end - 1]) || is_quote(text.ptr[end - 1]) ||
                          text.ptr[end - 1] == ']' || text.ptr[end - 1] == '\\')) {
    out->quoted = out->quoted || is_quote(text.ptr[end - 1]);
    out->gap_before = out->gap_before || is_blank(text.ptr[end - 1]);
    end--;
  }
  size_t start = name_start(text, end, lowest);
  out->start = start;
  out->end = end;
  return start < end && end - start < RC_LONGEST_PAIR_NAME;
}

/* ---- what a name and its value are ---------------------------------------------------------- */

/* `registry auth:"The task cannot pull, exceeded ... attempts"`: behind a name amid a sentence,
 * more words than a password has, with signs between them as no words to remember have them. */
static bool is_quoted_prose(rc_str text, const rc_pair_name *name, const rc_pair_value *value) {
  enum { FEWEST_BLANKS = 9 };
  size_t blanks = 0;
  bool signs = false;
  for (size_t i = value->start + 1; i < value->end; i++) {
    bool is_end = is_blank(text.ptr[i]) && !is_blank(text.ptr[i - 1]);
    blanks += is_end;
    signs = signs || (is_end && (text.ptr[i - 1] == ',' || text.ptr[i - 1] == ':'));
  }
  bool amid = !name->quoted && name->start > 1 && is_blank(text.ptr[name->start - 1]) &&
              is_letter(text.ptr[name->start - 2]) && text.ptr[name->separator] == ':';
  return amid && signs && blanks >= FEWEST_BLANKS;
}

/* `unable to pull secrets or registry auth: ...`: ECS says so, and why stands behind it. */
static bool is_said_by_ecs(rc_str text, const rc_pair_name *name) {
  rc_str said = RC_STR("secrets or registry ");
  return name->start >= said.len && text.ptr[name->separator] == ':' &&
         rc_str_equal(rc_str_slice(text, name->start - said.len, name->start), said);
}

/* `dial tcp auth:443: refused`: a service of that name. */
static bool is_port(const rc_pair_value *value, rc_str found) {
  rc_str digits = rc_str_slice(found, 0, found.len > 0 ? found.len - 1 : 0);
  return !value->quoted && rc_str_ends_with(found, RC_STR(":")) && digits.len <= 5 &&
         rc_str_is_digits(digits);
}

/* More words follow: `invalid token: expected a string`. Then a plain word is prose. */
static bool is_prose(rc_str text, const rc_pair_name *name, const rc_pair_value *value) {
  if (value->quoted) {
    return is_quoted_prose(text, name, value);
  }
  for (size_t i = value->start; i < value->end; i++) {
    bool joins = text.ptr[i] == '\'' || (text.ptr[i] == '/' && i > value->start);
    if (!is_letter(text.ptr[i]) && !joins) { /* `i/o timeout` */
      return false;
    }
  }
  size_t at = value->end;
  while (is_blank(byte_at(text, at))) {
    at++;
  }
  if (at == value->end || !is_letter(byte_at(text, at))) {
    return false;
  }
  while (is_name(byte_at(text, at)) && at < value->end + RC_LONGEST_PAIR_NAME) {
    at++;
  }
  return byte_at(text, at) != '=' && byte_at(text, at) != ':';
}

/* `aws_db_instance.main2.password`, `module.db1.token`: with digits, so that it takes more to be no
 * password. */
static bool is_reference(rc_str found) {
  static const rc_str roots[] = {RC_STR_INIT("var."), RC_STR_INIT("local."), RC_STR_INIT("data."),
                                 RC_STR_INIT("module.")};
  size_t dot = rc_str_find_byte(found, '.', 0);
  bool is_one = dot != RC_NOT_FOUND && rc_str_find_byte(found, '.', dot + 1) != RC_NOT_FOUND &&
                rc_str_find_byte(rc_str_slice(found, 0, dot), '_', 0) != RC_NOT_FOUND;
  for (size_t i = 0; i < RC_COUNT_OF(roots); i++) {
    is_one = is_one || rc_str_starts_with(found, roots[i]);
  }
  for (size_t i = 0; is_one && i < found.len && found.ptr[i] != '['; i++) {
    is_one = (is_name(found.ptr[i]) && found.ptr[i] != '-') || found.ptr[i] == '.';
  }
  return is_one;
}

/* `token = event['token']`, `password=response.Credentials.Password`, `secret=db_secret`: code, in
 * which a value without quotes is another name. */
static bool is_code(rc_str text, const rc_pair_value *value) {
  rc_str found = rc_str_slice(text, value->start, value->end);
  size_t at = 0;
  while (found.len > 0 && (rc_str_ends_with(found, RC_STR(",")) ||
                           rc_str_ends_with(found, RC_STR(";")))) {
    found.len--;
  }
  while (at < found.len && (is_letter(found.ptr[at]) || found.ptr[at] == '_')) {
    at++;
  }
  if (value->quoted || at == 0) {
    return false;
  }
  if (is_reference(found)) {
    return true;
  }
  if (at == found.len) {
    return rc_str_find_byte(found, '_', 0) != RC_NOT_FOUND &&
           rc_name_says(found) == RC_NAMED_SECRET;
  }
  char c = found.ptr[at];
  if (c == '[' || c == '(') {
    char next = byte_at(text, value->start + at + 1);
    return is_quote(next) || is_letter(next) || next == ')' || next == '{' || next == '[' ||
           value->start + at + 1 >= value->end;
  }
  while (at < found.len && (is_letter(found.ptr[at]) || found.ptr[at] == '_' ||
                            found.ptr[at] == '.')) {
    at++;
  }
  return c == '.' && (at == found.len || found.ptr[at] == '(' || found.ptr[at] == '[') &&
         found.ptr[at - 1] != '.';
}

static bool is_command(rc_str value) {
  static const rc_str starts[] = {RC_STR_INIT("$("), RC_STR_INIT("(("), RC_STR_INIT("{{"),
                                  RC_STR_INIT("${"), RC_STR_INIT("#{"), RC_STR_INIT("<(")};
  for (size_t i = 0; i < RC_COUNT_OF(starts) && value.len > 1; i++) {
    if (value.ptr[0] == starts[i].ptr[0] && value.ptr[1] == starts[i].ptr[1] &&
        value.len < 128 &&
        rc_str_find_byte(value, starts[i].ptr[1] == '{' ? '}' : ')', 0) == RC_NOT_FOUND) {
      return true;
    }
  }
  return false;
}

/* `Digest username="x", nonce="...", response="..."`: the response alone proves the password. */
static void hide_digest(rc_scan *scan, size_t start) {
  rc_scan_looks(scan, start, start + 1024);
  rc_str window = rc_str_slice(scan->text, 0, start + 1024);
  size_t at = rc_str_find(window, RC_STR("response="), start);
  if (at == RC_NOT_FOUND) {
    return;
  }
  rc_pair_value value = rc_pair_value_at(scan->text, at + 9, RC_ENDS_AT_COMMA);
  rc_scan_leaf(scan, RC_DETECT_NEGOTIATE_HEADER, RC_FAMILY_HEX, RC_LEAF_SECRET, value.start,
               value.end);
}

static uint16_t detector_of_scheme(rc_pair_scheme scheme) {
  return scheme == RC_SCHEME_BASIC       ? RC_DETECT_BASIC_HEADER
         : scheme == RC_SCHEME_NEGOTIATE ? RC_DETECT_NEGOTIATE_HEADER
                                         : RC_DETECT_BEARER_HEADER;
}

/* `Authorization: Bearer X`: the word behind the scheme. False if there is no scheme. */
static bool hide_behind_scheme(rc_scan *scan, size_t start) {
  size_t length;
  rc_pair_scheme scheme =
      rc_pair_scheme_at(rc_str_slice(scan->text, start, start + RC_LONGEST_PAIR_NAME), &length);
  if (scheme == RC_SCHEME_NONE) {
    return false;
  }
  if (scheme == RC_SCHEME_DIGEST) {
    hide_digest(scan, start + length);
    return true;
  }
  size_t end = find_end(scan->text, start + length, RC_ENDS_AT_BLANK);
  rc_str word = rc_str_slice(scan->text, start + length, end);
  size_t trailing = rc_str_ends_with(word, RC_STR(",")) || rc_str_ends_with(word, RC_STR(";"));
  /* With the scheme, so that `Basic` is known for what it is. */
  rc_scan_secret(scan, NULL, detector_of_scheme(scheme), start, end - trailing);
  return true;
}

/* `a=b; c=d`: every value, to the end of the line or of the quotes. Returns how far it came. */
static size_t hide_cookies(rc_scan *scan, size_t at, size_t end, bool first_only) {
  for (int i = 0; i < MOST_COOKIES && at < end; i++) {
    rc_str rest = rc_str_slice(scan->text, 0, end);
    size_t equals = rc_str_find_byte(rest, '=', at);
    if (equals == RC_NOT_FOUND) {
      return end;
    }
    rc_pair_value value = rc_pair_value_at(rest, equals + 1, RC_ENDS_AT_COMMA);
    if (value.end - value.start >= 6) {
      rc_scan_secret(scan, NULL, RC_DETECT_COOKIE, value.start, value.end);
    }
    at = value.next > equals ? value.next : equals + 1;
    if (first_only) {
      return at;
    }
  }
  return at;
}

static bool is_cookie(const rc_name_row *row, rc_str name, bool *is_set) {
  *is_set = rc_str_equal_nocase(name, RC_STR("Set-Cookie"));
  return row->detector == RC_DETECT_COOKIE &&
         (*is_set || rc_str_equal_nocase(name, RC_STR("Cookie")));
}

/* `|` and `>-` of YAML, `<<EOF` of HCL and shells. */
static bool is_block_mark(rc_str value) {
  bool heredoc = value.len > 2 && value.len < LONGEST_GAP && value.ptr[0] == '<' &&
                 value.ptr[1] == '<' && rc_str_find_byte(value, '>', 0) == RC_NOT_FOUND;
  return heredoc ||
         (value.len <= 2 && value.len > 0 && (value.ptr[0] == '|' || value.ptr[0] == '>'));
}

/* `password: |` and the value on the next line. */
static void step_into_block(rc_scan *scan, rc_pair_value *value) {
  rc_str text = scan->text;
  size_t at = value->end;
  rc_scan_looks(scan, at, text.len);
  while (is_end_of_line(byte_at(text, at))) {
    at++;
  }
  if (is_blank(byte_at(text, at))) {
    *value = rc_pair_value_at(text, at, RC_ENDS_AT_LINE);
  }
}

/* How far an unquoted value goes, by what stands around the name. */
static rc_pair_ends ends_for(rc_str text, const rc_pair_name *name) {
  bool gap = name->gap_before || is_blank(byte_at(text, name->separator + 1));
  return !name->alone || name->quoted ? RC_ENDS_AT_COMMA
         : gap                        ? RC_ENDS_AT_LINE
                                      : RC_ENDS_AT_BLANK;
}

/* Values that begin inside values that were none, as in `a=b=c`: a few are tried, so that each byte
 * is read a bounded number of times. */
static bool is_tired(rc_scan *scan, size_t at) {
  if (at >= scan->pairs_read) {
    scan->pairs_tries = 0;
    return false;
  }
  return ++scan->pairs_tries > MOST_TRIES;
}

static void note_read(rc_scan *scan, size_t end) {
  scan->pairs_read = end > scan->pairs_read ? (uint32_t)end : scan->pairs_read;
}

/* What the place of a secret says of it: the address of a seed, the file of a registry's client. */
static uint16_t detector_by_place(rc_scan *scan, const rc_pair_name *name) {
  rc_str text = scan->text;
  rc_str before = rc_str_slice(text, name->start > 256 ? name->start - 256 : 0, name->start);
  char joint = before.len > 0 ? before.ptr[before.len - 1] : '\0';
  if (joint == '?' || joint == '&') {
    rc_scan_looks_back(scan, name->start, 256);
    size_t blank = rc_str_find_last_byte(before, ' ');
    before = rc_str_from(before, blank == RC_NOT_FOUND ? 0 : blank);
    return rc_str_contains(before, RC_STR("otpauth://")) ? RC_DETECT_OTP_SEED
                                                         : RC_DETECT_URL_PARAMETER;
  }
  return joint == ':' || byte_at(text, name->start) == '_' ? RC_DETECT_PACKAGE_REGISTRY_LOGIN
                                                           : RC_DETECT_SECRET_BY_NAME;
}

/* Brackets, commas and blanks (`\n` included) between the strings of JSON that stands in a string:
 * the quote in front of them closed one. */
static bool is_between_strings(rc_str value) {
  for (size_t i = 0; i < value.len; i++) {
    bool escape = value.ptr[i] == '\\' && i + 1 < value.len &&
                  rc_str_find_byte(RC_STR("nrt\"\\"), value.ptr[i + 1], 0) != RC_NOT_FOUND;
    if (!escape && rc_str_find_byte(RC_STR(" {}[](),"), value.ptr[i], 0) == RC_NOT_FOUND) {
      return false;
    }
    i += escape;
  }
  return true;
}

/* `token::"}],`: the quote ended a string, and what stands behind it closes what is around that. */
static bool is_closing(rc_str value) {
  size_t n = 0;
  while (n < value.len && (value.ptr[n] == '}' || value.ptr[n] == ']' || value.ptr[n] == ',')) {
    n++;
  }
  return n > 1;
}

/* Judges what stands behind the name; the place behind it if something was hidden, else 0. */
static size_t judge(rc_scan *scan, const rc_pair_name *name, const rc_name_row *row, size_t at) {
  rc_str text = scan->text;
  rc_pair_value value = rc_pair_value_at(text, at, ends_for(text, name));
  note_read(scan, value.end);
  char quote = name->start > 0 ? text.ptr[name->start - 1] : '\0';
  if (is_quote(quote) && !name->quoted && byte_at(text, at) == quote) {
    return 0; /* `PASSWORD=` in quotes */
  }
  uint32_t before = scan->out->len;
  bool is_set;
  if (is_cookie(row, rc_str_slice(text, name->start, name->end), &is_set)) {
    if (value.start < scan->cookies_read) {
      return 0; /* of a header before this one in the line */
    }
    size_t end = value.quoted ? value.end : find_end(text, value.start, RC_ENDS_AT_LINE);
    note_read(scan, end);
    rc_str line = rc_str_slice(text, value.start, end);
    size_t stop = rc_str_find_byte(line, '"', 0);
    stop = stop == RC_NOT_FOUND ? rc_str_find_byte(line, '\'', 0) : stop;
    end = stop == RC_NOT_FOUND ? end : value.start + stop;
    scan->cookies_read = (uint32_t)hide_cookies(scan, value.start, end, is_set);
    return scan->out->len > before ? end : 0;
  }
  if (is_block_mark(rc_str_slice(text, value.start, value.end))) {
    step_into_block(scan, &value);
  }
  rc_str found = rc_str_slice(text, value.start, value.end);
  char joint = name->start > 0 ? text.ptr[name->start - 1] : '\0';
  size_t hash = rc_str_find_byte(found, '#', 0);
  if ((joint == '?' || joint == '&') && hash != RC_NOT_FOUND) { /* of a URL */
    value.end = value.next = value.start + hash;
    found = rc_str_slice(text, value.start, value.end);
  }
  if (row->named == RC_NAMED_SECRET && !value.quoted && hide_behind_scheme(scan, value.start)) {
    return scan->out->len > before ? value.end : 0;
  }
  if (value.start >= value.end || is_port(&value, found) || is_closing(found) ||
      is_said_by_ecs(text, name) || is_prose(text, name, &value) || is_between_strings(found) ||
      is_command(found) || (row->named == RC_NAMED_SECRET && is_code(text, &value))) {
    return 0;
  }
  rc_scan_named(scan, row, detector_by_place(scan, name), value.start, value.end);
  bool holds_more = row->named == RC_NAMED_REFERENCE; /* than what it refers to */
  return scan->out->len > before && !holds_more ? value.next : 0;
}

/* ---- a name and a value that stand side by side --------------------------------------------- */

static size_t judge_beside(rc_scan *scan, const rc_pair_name *name, size_t at) {
  rc_str beside;
  rc_scan_looks(scan, 0, scan->text.len);
  rc_pair_value value = rc_pair_value_at(scan->text, at, ends_for(scan->text, name));
  note_read(scan, value.end);
  bool found = value.start < value.end &&
               rc_pair_name_beside(scan, name->start, value.next, &beside);
  const rc_name_row *row = found ? rc_name_find_again(scan->names, beside).row : NULL;
  if (is_block_mark(rc_str_slice(scan->text, value.start, value.end))) {
    step_into_block(scan, &value);
  }
  if (row == NULL || is_command(rc_str_slice(scan->text, value.start, value.end)) ||
      is_prose(scan->text, name, &value) ||
      (row->named == RC_NAMED_SECRET && is_code(scan->text, &value))) {
    return 0;
  }
  uint32_t before = scan->out->len;
  rc_scan_named(scan, row, RC_DETECT_SECRET_PAIR, value.start, value.end);
  return scan->out->len > before ? value.next : 0;
}

/* ---- Kubernetes ----------------------------------------------------------------------------- */

static bool is_in_secret(rc_scan *scan, size_t at) {
  rc_str text = scan->text;
  rc_scan_looks(scan, 0, text.len);
  size_t from = at > FARTHEST_KIND ? at - FARTHEST_KIND : 0;
  rc_str window = rc_str_slice(text, from, at + FARTHEST_KIND);
  size_t kind = rc_str_find(window, RC_STR("kind: Secret"), 0);
  if (kind == RC_NOT_FOUND || is_name(byte_at(window, kind + 12))) {
    return false;
  }
  size_t low = kind < at - from ? kind : at - from;
  size_t high = kind < at - from ? at - from : kind;
  return !rc_str_contains(rc_str_slice(window, low, high), RC_STR("\n---"));
}

static size_t indent_of(rc_str text, size_t line) {
  size_t at = line;
  while (byte_at(text, at) == ' ') {
    at++;
  }
  return at - line;
}

/* `data:` of a Secret: the values of the deeper lines behind it. */
static size_t hide_data(rc_scan *scan, const rc_pair_name *name) {
  rc_str text = scan->text;
  size_t line = name->start;
  while (line > 0 && !is_end_of_line(text.ptr[line - 1])) {
    line--;
  }
  size_t outer = name->start - line;
  size_t at = name->separator + 1;
  while (at < text.len) {
    while (at < text.len && !is_end_of_line(text.ptr[at])) {
      at++;
    }
    while (is_end_of_line(byte_at(text, at))) {
      at++;
    }
    size_t indent = indent_of(text, at);
    if (at >= text.len || indent <= outer) {
      break;
    }
    rc_str rest = rc_str_slice(text, at + indent, at + indent + 4 * RC_LONGEST_PAIR_NAME);
    size_t colon = rc_str_find_byte(rest, ':', 0);
    bool is_member = colon != RC_NOT_FOUND && colon <= RC_LONGEST_PAIR_NAME;
    size_t from = at + indent + (is_member ? colon + 1 : 0);
    rc_pair_value value = rc_pair_value_at(text, from, RC_ENDS_AT_LINE);
    rc_str found = rc_str_slice(text, value.start, value.end);
    if (!rc_is_stand_in(found) && !is_block_mark(found)) {
      rc_scan_leaf(scan, RC_DETECT_KUBERNETES_SECRET, RC_FAMILY_BLOB, RC_LEAF_SECRET, value.start,
                   value.end);
    }
    at = value.end > at ? value.end : at + 1;
  }
  return at;
}

static bool is_data_word(rc_str word) {
  return word.len >= 4 && word.ptr[word.len - 1] == 'a' &&
         (rc_str_equal(word, RC_STR("data")) || rc_str_equal(word, RC_STR("stringData")));
}

static bool is_data(rc_scan *scan, const rc_pair_name *name) {
  rc_str text = scan->text;
  return is_end_of_line(byte_at(text, name->separator + 1)) &&
         is_data_word(rc_str_slice(text, name->start, name->end)) &&
         rc_pair_stands_alone(text, name->start) && is_in_secret(scan, name->start);
}

/* ---- separators ----------------------------------------------------------------------------- */

/* More than a word stands behind the separator: not `auth:ListSessions`, `secret:NAME:json-key`. */
static bool may_be_close_pair(rc_scan *scan, size_t separator, size_t run_end) {
  rc_str text = scan->text;
  size_t at = separator + 1;
  while (is_letter(byte_at(text, at)) || byte_at(text, at) == '*') {
    at++;
  }
  char next = byte_at(text, at);
  scan->asks_around = scan->asks_around || at >= run_end;
  return next != '\0' && next != ':' && !is_blank(next) && !is_end_of_line(next) &&
         !is_quote(next);
}

/* A colon without a blank behind it is part of an ARN, a time, an image, an address; of a pair
 * only where the name says so and nothing is joined to it on the left. */
static bool is_close_pair(rc_str text, const rc_pair_name *name, const rc_name_row *row) {
  char before = name->start > 0 ? text.ptr[name->start - 1] : '\n';
  bool variable = before == '{' && name->start > 1 && text.ptr[name->start - 2] == '$';
  bool joined = variable || before == ':' || before == '/' || before == '@' || before == '.' ||
                before == '+';
  return row != NULL && (row->named == RC_NAMED_SECRET || row->named == RC_NAMED_HEX_SECRET) &&
         !joined;
}

/* Where the value may begin, or 0 if the byte at `at` separates nothing. */
static size_t behind_separator(rc_str text, size_t at) {
  char c = text.ptr[at];
  char next = byte_at(text, at + 1);
  char before = at > 0 ? text.ptr[at - 1] : '\0';
  if (c == ':') { /* `Secret::Type` is a name; `userPassword:: dGhl` is how LDIF writes base64 */
    bool joins = next == ':' || next == '=' || (next == '/' && byte_at(text, at + 2) == '/') ||
                 (before == ':' && !is_blank(next));
    return joins ? 0 : at + 1;
  }
  if (before == '=' || before == '!' || before == '<' || before == '>' || next == '=') {
    return 0;
  }
  return next == '>' ? at + 2 : at + 1;
}

static bool is_behind_quote(rc_str text, size_t at) {
  while (at > 0 && is_blank(text.ptr[at - 1])) {
    at--;
  }
  return at > 0 && is_quote(text.ptr[at - 1]);
}

/* Most separators stand behind names that say nothing: the last three letters of most of them
 * tell. `data` and `value` say something by themselves. */
static bool may_be_named(rc_str text, size_t at) {
  at -= at > 0 && is_quote(text.ptr[at - 1]) ? 1 : 0;
  if (at < 3) {
    return true;
  }
  const char *end = text.ptr + at - 3;
  bool lower = is_lower(end[0]) && is_lower(end[1]) && is_lower(end[2]);
  bool upper = is_upper(end[0]) && is_upper(end[1]) && is_upper(end[2]);
  char last = (char)(end[2] | 0x20);
  return !(lower || upper) || rc_name_may_end(end) || ((end[1] | 0x20) == 't' && last == 'a') ||
         ((end[1] | 0x20) == 'u' && last == 'e');
}

/* `32m:`: what precedes the digits tells whether they are the end of a colour. */
static bool ends_as_colour(rc_str text, size_t at) {
  return at >= 2 && text.ptr[at - 1] == 'm' && is_digit(text.ptr[at - 2]);
}

/* The place behind what was hidden, else 0. */
static size_t try_separator(rc_scan *scan, const rc_run *run, size_t at, bool *tried) {
  rc_str text = scan->text;
  rc_pair_name name;
  scan->asks_around = scan->asks_around || at == run->start;
  if (!may_be_named(text, at)) {
    return 0;
  }
  size_t from = behind_separator(text, at);
  char next = byte_at(text, from);
  bool open = text.ptr[at] == '=' || is_blank(next) || is_quote(next) || next == '\\' ||
              next == '\033' || is_end_of_line(next) || html_quote(text, from) > 0;
  if (from == 0 || (!open && !may_be_close_pair(scan, at, run->end)) ||
      (scan->in_tree && is_behind_quote(text, at)) || !rc_pair_read_name(text, at, &name)) {
    return 0;
  }
  scan->asks_around = scan->asks_around || name.start < run->start || ends_as_colour(text, at);
  rc_str word = rc_str_slice(text, name.start, name.end);
  bool beside = rc_pair_is_value_word(word);
  const rc_name_row *row = beside ? NULL : rc_name_find_again(scan->names, word).row;
  bool is_inside = !open && from < run->end && name.start > run->start;
  bool says = (beside || row != NULL) && (open || is_close_pair(text, &name, row));
  scan->asks_around = scan->asks_around || says || is_data_word(word) ||
                      ((beside || row != NULL) && !is_inside);
  if (open && is_data(scan, &name)) {
    return hide_data(scan, &name);
  }
  if (!says) {
    return 0;
  }
  if (is_tired(scan, from)) {
    return 0;
  }
  *tried = true;
  name.alone = !name.quoted && rc_pair_stands_alone(text, name.start);
  return beside ? judge_beside(scan, &name, from) : judge(scan, &name, row, from);
}

/* `<password>X</password>`: the run is `/password`. */
static void judge_element(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  rc_str name = rc_str_slice(text, run->start + 1, run->end);
  const rc_name_row *row = rc_name_find_again(scan->names, name).row;
  size_t end = run->start - 1; /* of the value: its byte is `<` */
  size_t lowest = end > 4 * RC_LONGEST_PAIR_NAME ? end - 4 * RC_LONGEST_PAIR_NAME : 0;
  size_t start = end;
  while (start > lowest && text.ptr[start - 1] != '>' && text.ptr[start - 1] != '<') {
    start--;
  }
  rc_scan_looks(scan, start > 0 ? start - 1 : 0, end);
  if (row != NULL && start > 0 && text.ptr[start - 1] == '>' && start < end) {
    rc_scan_named(scan, row, RC_DETECT_SECRET_BY_NAME, start, end);
  }
}

/* The first separator from `at` on, or `end` or something beyond it. */
static size_t find_separator(rc_str text, size_t at, size_t end) {
  for (; RC_LANES_WIDE && at < end && text.len - at >= RC_LANES; at += RC_LANES) {
    rc_lanes x = rc_lanes_load(text.ptr + at);
    uint64_t bits =
        rc_lanes_bits(rc_lanes_or(rc_lanes_equal(x, ':'), rc_lanes_equal(x, '=')));
    if (bits != 0) {
      return at + rc_lowest_bit(bits);
    }
  }
  while (at < end && text.ptr[at] != ':' && text.ptr[at] != '=') {
    at++;
  }
  return at;
}

void rc_scan_pairs(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  char first = text.ptr[run->start];
  if (first == '-') {
    rc_scan_flag(scan, run);
  }
  scan->asks_around = first == '-' || first == '/';
  if (rc_pair_is_service(text, run->start)) {
    rc_scan_identity(scan, RC_DETECT_THING_NAME, run->start, run->end);
  }
  if (first == '/' && run->start > 0 && text.ptr[run->start - 1] == '<') {
    judge_element(scan, run);
  }
  if ((run->traits & (RC_RUN_EQUALS | RC_RUN_COLON)) == 0) {
    return;
  }
  int tries = 0;
  for (size_t at = run->start; tries < MOST_TRIES;) {
    at = find_separator(text, at, run->end);
    if (at >= run->end) {
      return;
    }
    bool tried = false;
    size_t next = try_separator(scan, run, at, &tried);
    tries += tried && next == 0 ? 1 : 0;
    at = next > at ? next : at + 1;
  }
}
