/*
 * What a value is, given what its name says.
 *
 * The check plaintext-secret and redaction share rc_is_innocent: what the one reports the other
 * hides, and a placeholder is never innocent, so that hiding changes no report.
 */
#include "aws/image.h"
#include "aws/launch_words.h"
#include "base/hole.h"
#include "redact/encode.h"
#include "redact/lexicon.h"
#include "redact/places.h"

enum {
  LONGEST_NUMBER = 20,   /* longer ones are hexadecimal by chance, or codes */
  SHORTEST_NUMBER = 4,   /* shorter ones are counts and ports */
  SHORTEST_HEX = 24,     /* shorter ones get a placeholder that is plainly no number */
  SHORTEST_BLOB = 24,
  SHORTEST_PIECE = 6,    /* of a value with templating marks in it */
  SHORTEST_STRONG = 8,   /* shorter ones occur elsewhere by chance */
  SECRET_KEY_LENGTH = 40 /* of AWS */
};

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return is_upper(c) || is_lower(c); }
static bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
static bool is_base64(char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '/'; }

static bool every(rc_str text, bool (*is)(char)) {
  for (size_t i = 0; i < text.len; i++) {
    if (!is(text.ptr[i])) {
      return false;
    }
  }
  return text.len > 0;
}

static char lower(char c) { return (char)(is_upper(c) ? c - 'A' + 'a' : c); }

static bool starts_with_nocase(rc_str text, rc_str prefix) {
  return text.len >= prefix.len &&
         rc_str_equal_nocase(rc_str_slice(text, 0, prefix.len), prefix);
}

/* ---- values that are no secret -------------------------------------------------------------- */

/* Most values begin like none of the words. */
static bool may_begin(rc_str value, const uint32_t starts[32]) {
  return !RC_SPENDS_BYTES || value.len < 2 ||
         (starts[value.ptr[0] & 31] >> (value.ptr[1] & 31) & 1u) != 0;
}

static bool is_in(rc_str value, const rc_str *words, size_t n_words) {
  for (size_t i = 0; i < n_words; i++) {
    if (words[i].len == value.len && lower(words[i].ptr[0]) == lower(value.ptr[0]) &&
        rc_str_equal_nocase(value, words[i])) {
      return true;
    }
  }
  return false;
}

/* The length of the first of the words that `value` begins with, or 0. */
static size_t begins_in(rc_str value, const rc_str *words, size_t n_words, bool nocase) {
  for (size_t i = 0; i < n_words; i++) {
    bool may = value.len > 0 && (nocase ? lower(words[i].ptr[0]) == lower(value.ptr[0])
                                        : words[i].ptr[0] == value.ptr[0]);
    if (may && (nocase ? starts_with_nocase(value, words[i])
                       : rc_str_starts_with(value, words[i]))) {
      return words[i].len;
    }
  }
  return 0;
}

static bool is_no_value(rc_str value) {
  return may_begin(value, rc_starts_no_value) &&
         is_in(value, rc_words_no_value, rc_n_words_no_value);
}

/* The length of the word that says that `value` only names a secret, or 0. */
static size_t points(rc_str value) {
  return may_begin(value, rc_starts_pointer)
             ? begins_in(value, rc_words_pointer, rc_n_words_pointer, false)
             : 0;
}

/* The length of the word that says that `value` waits to be filled in, or 0. */
static size_t waits(rc_str value) {
  return may_begin(value, rc_starts_stand_in)
             ? begins_in(value, rc_words_stand_in, rc_n_words_stand_in, true)
             : 0;
}

static bool is_number_byte(char c) { return is_digit(c) || c == '.' || c == '-'; }

static bool is_number(rc_str value) {
  return value.len <= LONGEST_NUMBER && every(value, is_number_byte);
}

static bool is_one_byte_repeated(rc_str value) {
  for (size_t i = 1; i < value.len; i++) {
    if (value.ptr[i] != value.ptr[0]) {
      return false;
    }
  }
  return true;
}

static bool is_name_byte(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; }

/* One templating mark from the first byte to the last, by the marks it stands between. */
static bool is_template(rc_str value) {
  static const struct {
    rc_str open, close;
    bool names_only; /* nothing but a name between them */
  } marks[] = {
      {RC_STR_INIT("${"), RC_STR_INIT("}"), false},  {RC_STR_INIT("$("), RC_STR_INIT(")"), false},
      {RC_STR_INIT("{{"), RC_STR_INIT("}}"), false}, {RC_STR_INIT("(("), RC_STR_INIT("))"), false},
      {RC_STR_INIT("#{"), RC_STR_INIT("}"), false},  {RC_STR_INIT("<"), RC_STR_INIT(">"), false},
      {RC_STR_INIT("%"), RC_STR_INIT("%"), true},    {RC_STR_INIT("@"), RC_STR_INIT("@"), true},
      {RC_STR_INIT("__"), RC_STR_INIT("__"), true},  {RC_STR_INIT("$"), RC_STR_INIT(""), true},
      {RC_STR_INIT("&lt;"), RC_STR_INIT(">"), false}, /* as it stands in XML */
      {RC_STR_INIT("&lt;"), RC_STR_INIT("&gt;"), false},
  };
  char first = value.ptr[0]; /* most values begin with none of these */
  for (size_t i = 0; i < RC_COUNT_OF(marks); i++) {
    rc_str open = marks[i].open;
    rc_str close = marks[i].close;
    if (first != open.ptr[0] || value.len <= open.len + close.len ||
        !rc_str_starts_with(value, open) || !rc_str_ends_with(value, close)) {
      continue;
    }
    rc_str inner = rc_str_slice(value, open.len, value.len - close.len);
    if (marks[i].names_only ? every(inner, is_name_byte)
                            : close.len == 0 || rc_str_find(inner, close, 0) == RC_NOT_FOUND) {
      return true;
    }
  }
  return false;
}

bool rc_is_stand_in(rc_str value) {
  value = rc_str_trim(value);
  return rc_str_is_empty(value) || is_one_byte_repeated(value) || is_template(value) ||
         is_no_value(value) || waits(value) > 0;
}

/* `certs/client.pem`: folders and a file with an ending, none of which is drawn. */
static bool is_relative_path(rc_str value) {
  size_t slash = rc_str_find_last_byte(value, '/');
  size_t dot = rc_str_find_last_byte(value, '.');
  if (slash == RC_NOT_FOUND || slash == 0 || dot == RC_NOT_FOUND || dot < slash + 2) {
    return false;
  }
  rc_str ending = rc_str_from(value, dot + 1);
  return ending.len > 1 && ending.len < 6 && every(ending, is_lower) && !rc_looks_random(value);
}

/* `/run/secrets/db`, and not base64 that begins with a slash. */
static bool is_path(rc_str value) {
  static const char *const starts[] = {"/", "./", "../", "~/"};
  for (size_t i = 0; i < RC_COUNT_OF(starts); i++) {
    rc_str start = rc_str_from_c(starts[i]);
    if (rc_str_starts_with(value, start)) {
      return !rc_looks_random(rc_str_from(value, start.len));
    }
  }
  return is_relative_path(value) || (value.len > 2 && is_letter(value.ptr[0]) &&
                                     value.ptr[1] == ':' && value.ptr[2] == '\\');
}

static size_t end_of_authority(rc_str value, size_t from) {
  size_t at = from;
  while (at < value.len && value.ptr[at] != '/' && value.ptr[at] != '?' && value.ptr[at] != '#') {
    size_t hole = rc_hole_length(value, at);
    at += hole > 0 ? hole : 1;
  }
  return at;
}

/* user:pass/word@host: behind the colon is no port, and an @ and the name of a host follow. As
 * url_authority.c finds it. */
static size_t at_beyond_slash(rc_str value, size_t colon, size_t slash) {
  size_t found = RC_NOT_FOUND;
  if (colon + 1 >= slash || rc_str_is_digits(rc_str_slice(value, colon + 1, slash))) {
    return found;
  }
  for (size_t i = slash; i + 1 < value.len && (unsigned char)value.ptr[i] > ' '; i++) {
    char next = value.ptr[i + 1];
    found = value.ptr[i] == '@' && (rc_is_word_byte(next) || next == '_') ? i : found;
  }
  return found;
}

/* Bytes of the password; an empty range if there is none. */
static void find_password(rc_str value, size_t *start, size_t *end) {
  *start = *end = 0;
  size_t scheme = rc_str_find(value, RC_STR("://"), 0);
  if (scheme == RC_NOT_FOUND || scheme == 0) {
    return;
  }
  rc_str front = rc_str_slice(value, 0, end_of_authority(value, scheme + 3));
  size_t at = rc_str_find_last_byte(front, '@');
  size_t colon = rc_hole_find_byte(front, ':', scheme + 3);
  if (at == RC_NOT_FOUND && colon != RC_NOT_FOUND) {
    at = at_beyond_slash(value, colon, front.len);
  }
  if (at != RC_NOT_FOUND && colon != RC_NOT_FOUND && colon + 1 < at) {
    *start = colon + 1;
    *end = at;
  }
}

bool rc_is_url_with_password(rc_str value) {
  size_t start, end;
  find_password(value, &start, &end);
  rc_str password = rc_str_slice(value, start, end);
  return start < end && !is_one_byte_repeated(password) && !rc_hole_any(password);
}

bool rc_is_key_id(rc_str value) {
  bool fits = value.len == 20 || (value.len > 20 && value.len < 30 &&
                                  rc_str_ends_with(value, RC_STR("EXAMPLE")));
  if (!fits || begins_in(value, rc_words_key, rc_n_words_key, false) == 0 ||
      is_in(value, rc_words_example, rc_n_words_example)) {
    return false;
  }
  for (size_t i = 0; i < value.len; i++) {
    if (!is_upper(value.ptr[i]) && !is_digit(value.ptr[i])) {
      return false;
    }
  }
  return true;
}

/* `No token found.` */
static bool is_sentence(rc_str value) {
  size_t blanks = 0;
  for (size_t i = 0; i < value.len; i++) {
    char c = value.ptr[i];
    if (!is_letter(c) && c != ' ' && c != '\'' && (c != '.' || i + 1 < value.len)) {
      return false;
    }
    blanks += c == ' ' ? 1 : 0;
  }
  return blanks >= 2 && rc_str_ends_with(value, RC_STR("."));
}

bool rc_is_pointer(rc_str value) {
  enum { SHORTEST_PHRASE = 8 };
  return points(value) > 0 || is_path(value) ||
         (value.len >= SHORTEST_PHRASE && rc_has_launch_words(value));
}

/* What a format puts between its values. */
static bool is_between(char c) {
  return c == '[' || c == ']' || c == '{' || c == '}' || c == '(' || c == ')' || c == ',' ||
         c == ';' || c == ':' || c == '"' || c == '\'';
}

bool rc_is_innocent(rc_str value) {
  value = rc_str_trim(value);
  return rc_is_stand_in(value) || is_number(value) || is_sentence(value) ||
         every(value, is_between) ||
         rc_is_pointer(value) || rc_str_contains(value, RC_STR("://"));
}

bool rc_is_public_login(rc_str name) {
  return name.len > 0 && is_in(name, rc_words_login, rc_n_words_login);
}

/* ---- secrets -------------------------------------------------------------------------------- */

bool rc_is_strong(rc_str value) {
  if (value.len < SHORTEST_STRONG) {
    return false;
  }
  int sorts = 0;
  uint32_t changes = 0;
  bool seen[4] = {false, false, false, false};
  for (size_t i = 0; i < value.len; i++) {
    char c = value.ptr[i];
    bool joins = c == '-' || c == '_' || c == '.' || c == '/' || c == ':' || c == ' ';
    int sort = is_lower(c) ? 0 : is_upper(c) ? 1 : is_digit(c) ? 2 : joins ? -1 : 3;
    if (sort >= 0 && !seen[sort]) {
      seen[sort] = true;
      sorts++;
    }
    changes += i > 0 && is_digit(c) != is_digit(value.ptr[i - 1]) &&
                       (is_letter(c) || is_letter(value.ptr[i - 1]))
                   ? 1
                   : 0;
  }
  return sorts >= 3 || changes >= 2 || rc_looks_random(value);
}

static uint8_t flags_of(rc_str value) {
  return (uint8_t)(RC_LEAF_SECRET | (rc_is_strong(value) ? 0 : RC_LEAF_WEAK));
}

static bool is_uuid(rc_str value) {
  if (value.len != 36) {
    return false;
  }
  for (size_t i = 0; i < value.len; i++) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? value.ptr[i] != '-' : !is_hex(value.ptr[i])) {
      return false;
    }
  }
  return true;
}

static bool is_padded_base64(rc_str value) {
  size_t len = value.len;
  while (len > 0 && value.ptr[len - 1] == '=' && value.len - len < 2) {
    len--;
  }
  return value.len >= SHORTEST_BLOB && value.len % 4 == 0 && len < value.len &&
         every(rc_str_slice(value, 0, len), is_base64);
}

static rc_family family_of(rc_str value) {
  if (is_uuid(value)) {
    return RC_FAMILY_UUID;
  }
  if (value.len >= SHORTEST_HEX && every(value, is_hex)) {
    return RC_FAMILY_HEX;
  }
  return is_padded_base64(value) ? RC_FAMILY_BLOB : RC_FAMILY_OPAQUE;
}

/* The digits stay a number, and so are hidden run by run. */
static void hide_number(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  for (size_t at = start; at < end;) {
    size_t from = at;
    while (at < end && is_digit(scan->text.ptr[at])) {
      at++;
    }
    if (at - from >= SHORTEST_NUMBER) {
      rc_scan_leaf(scan, detector, RC_FAMILY_NUMBER, RC_LEAF_SECRET | RC_LEAF_WEAK, from, at);
    }
    at += at == from ? 1 : 0;
  }
}

/* What stands between templating marks, if it could be part of a secret. */
static void hide_piece(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  rc_str piece = rc_str_slice(scan->text, start, end);
  if (piece.len >= SHORTEST_PIECE && rc_is_strong(piece)) {
    rc_scan_leaf(scan, detector, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, start, end);
  }
}

typedef void piece_hider(rc_scan *scan, uint16_t detector, size_t start, size_t end);

/* Calls `hide` for what stands outside of templating marks; false if there are none. */
static bool hide_around_holes(rc_scan *scan, uint16_t detector, size_t start, size_t end,
                              piece_hider *hide) {
  rc_str text = rc_str_slice(scan->text, start, end);
  size_t from = 0;
  bool found = false;
  for (size_t at = 0; at < text.len;) {
    size_t length = rc_hole_placeholder_length(text, at, false);
    if (length == 0) {
      at++;
      continue;
    }
    hide(scan, detector, start + from, start + at);
    found = true;
    at += length;
    from = at;
  }
  if (found) {
    hide(scan, detector, start + from, end);
  }
  return found;
}

/* Behind `Bearer `, `Basic ` and the like, or `start`. */
static size_t behind_scheme(rc_str text, size_t start, size_t end, bool *is_basic) {
  static const rc_str schemes[] = {
      RC_STR_INIT("Bearer "), RC_STR_INIT("Basic "),     RC_STR_INIT("Token "),
      RC_STR_INIT("ApiKey "), RC_STR_INIT("Negotiate "), RC_STR_INIT("NTLM "),
      RC_STR_INIT("Digest "), RC_STR_INIT("Splunk "),    RC_STR_INIT("GenieKey "),
  };
  rc_str value = rc_str_slice(text, start, end);
  for (size_t i = 0; i < RC_COUNT_OF(schemes); i++) {
    if (starts_with_nocase(value, schemes[i])) {
      *is_basic = i == 1;
      for (start += schemes[i].len; start < end && text.ptr[start] == ' '; start++) {
      }
      return start;
    }
  }
  return start;
}

/* base64 of user:password. */
static bool is_basic_login(rc_scan *scan, rc_str value) {
  rc_str plain;
  if (value.len < 4 || value.len > 4096 || !rc_base64_read(scan->arena, value, &plain)) {
    return false;
  }
  size_t colon = rc_str_find_byte(plain, ':', 0);
  return colon != RC_NOT_FOUND && colon > 0;
}

void rc_scan_login(rc_scan *scan, size_t start, size_t end) {
  if (is_basic_login(scan, rc_str_slice(scan->text, start, end))) {
    rc_scan_leaf(scan, RC_DETECT_BASIC_HEADER, RC_FAMILY_BASIC, RC_LEAF_SECRET, start, end);
  }
}

static bool is_list(rc_str value) {
  return rc_str_contains_nocase(value, RC_STR("password=")) ||
         rc_str_contains_nocase(value, RC_STR("pwd=")) ||
         rc_str_contains_nocase(value, RC_STR("AccountKey=")) ||
         rc_str_contains_nocase(value, RC_STR("password ")) ||
         rc_str_contains_nocase(value, RC_STR("Credential="));
}

/* What others know better: keys between their BEGIN and END, documents, signed requests. */
static bool is_structured(rc_str value) {
  return rc_str_starts_with(value, RC_STR("-----BEGIN")) || value.ptr[0] == '{' ||
         value.ptr[0] == '[' || rc_str_starts_with(value, RC_STR("AWS4-HMAC")) || is_list(value);
}

/* The path and the parameters of a URL that gives access to whoever has it. */
static void hide_path_of_url(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  rc_str value = rc_str_slice(scan->text, start, end);
  size_t host = rc_str_find(value, RC_STR("://"), 0);
  size_t path = host == RC_NOT_FOUND ? value.len : end_of_authority(value, host + 3);
  if (path + 1 < value.len) {
    hide_piece(scan, detector, start + path + 1, end);
  }
}

static uint16_t detector_for(const rc_name_row *row, uint16_t otherwise) {
  return row == NULL || row->detector == RC_NAME_NO_DETECTOR ? otherwise : row->detector;
}

static void hide_secret(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  bool basic = false;
  start = behind_scheme(scan->text, start, end, &basic);
  rc_str value = rc_str_slice(scan->text, start, end);
  if (rc_str_is_empty(value) || rc_is_stand_in(value)) {
    return;
  }
  bool login = detector == RC_DETECT_DOCKER_AUTH && is_basic_login(scan, value);
  if (detector == RC_DETECT_DOCKER_AUTH && !login) { /* `auth` of anything else */
    detector = RC_DETECT_SECRET_BY_NAME;
  }
  if (is_number(value)) {
    hide_number(scan, detector, start, end);
  } else if (login) {
    rc_scan_leaf(scan, detector, RC_FAMILY_BASIC, RC_LEAF_SECRET, start, end);
  } else if (basic && is_basic_login(scan, value)) {
    rc_scan_login(scan, start, end);
  } else if (!hide_around_holes(scan, detector, start, end, hide_piece)) {
    rc_family family = family_of(value);
    if (detector == RC_DETECT_AWS_SECRET_ACCESS_KEY && value.len == SECRET_KEY_LENGTH &&
        every(value, is_base64)) {
      family = RC_FAMILY_AWS_SECRET;
    }
    rc_scan_leaf(scan, detector, family, flags_of(value), start, end);
  }
}

static void trim(rc_str text, size_t *start, size_t *end) {
  while (*start < *end && (unsigned char)text.ptr[*start] <= ' ') {
    ++*start;
  }
  while (*end > *start && (unsigned char)text.ptr[*end - 1] <= ' ') {
    --*end;
  }
}

/* `a=b; c=d`: the values. */
static void hide_cookies(rc_scan *scan, size_t start, size_t end) {
  while (start < end) {
    rc_str rest = rc_str_slice(scan->text, 0, end);
    size_t equals = rc_str_find_byte(rest, '=', start);
    size_t stop = rc_str_find_byte(rest, ';', start);
    stop = stop == RC_NOT_FOUND ? end : stop;
    if (equals < stop && stop - equals > SHORTEST_PIECE) {
      hide_secret(scan, RC_DETECT_COOKIE, equals + 1, stop);
    }
    start = stop + 1;
  }
}

/* What a value begins with that makes it no secret stays, though an address of mail or a host may
 * begin with it too: `your-key@example.com`. */
static void keep_excuse(rc_scan *scan, size_t start, rc_str value) {
  size_t length = waits(value) > 0 ? waits(value) : points(value);
  if (length > 0) {
    rc_scan_leaf(scan, RC_DETECT_KEPT_EXCUSE, RC_FAMILY_KEEP, 0, start, start + length);
  }
}

void rc_scan_secret(rc_scan *scan, const rc_name_row *row, uint16_t otherwise, size_t start,
                    size_t end) {
  trim(scan->text, &start, &end);
  rc_str value = rc_str_slice(scan->text, start, end);
  uint16_t detector = detector_for(row, otherwise);
  if (rc_str_is_empty(value) || is_structured(value)) {
    return;
  }
  if (rc_is_key_id(rc_str_slice(value, 0, 20))) { /* known by itself, and so is what follows it */
    return;
  }
  if (detector == RC_DETECT_COOKIE && rc_str_find_byte(value, '=', 0) != RC_NOT_FOUND) {
    hide_cookies(scan, start, end);
    return;
  }
  if (rc_str_contains(value, RC_STR("://"))) {
    if (detector == RC_DETECT_WEBHOOK_URL) {
      hide_path_of_url(scan, detector, start, end);
    }
    return;
  }
  if (!is_number(value) && rc_is_innocent(value)) {
    keep_excuse(scan, start, value);
    return;
  }
  hide_secret(scan, detector, start, end);
}

/* ---- names of things ------------------------------------------------------------------------ */

void rc_scan_identity(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  trim(scan->text, &start, &end);
  rc_str value = rc_str_slice(scan->text, start, end);
  bool is_other = rc_str_is_empty(value) || is_number(value) ||
                  points(value) > 0 || rc_str_contains(value, RC_STR("://")) || is_uuid(value) ||
                  is_no_value(value) || value.ptr[0] == '{' ||
                  value.ptr[0] == '[';
  /* Accounts and identifiers in it are what they are in ARNs. */
  if (!is_other && !hide_around_holes(scan, detector, start, end, rc_places_name)) {
    rc_places_name(scan, detector, start, end);
  }
}

static void image_piece(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  rc_scan_leaf(scan, detector, RC_FAMILY_NAME, 0, start, end);
}

static bool is_tag_byte(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

/* A tag that is too long stays too long, and so the image malformed, whatever was in it. */
static void take_tag(rc_scan *scan, size_t start, size_t end) {
  rc_str tag = rc_str_slice(scan->text, start, end);
  if (tag.len == 12 && rc_str_is_digits(tag) && !rc_places_reads_as_time(tag)) {
    rc_places_account(scan, RC_DETECT_AWS_ACCOUNT, start, end);
  } else if (tag.len > RC_LONGEST_TAG && every(tag, is_tag_byte)) {
    rc_scan_leaf(scan, RC_DETECT_OVERLONG_TAG, RC_FAMILY_HEX, RC_LEAF_SECRET, start, end);
  } else if (start < end) {
    rc_scan_leaf(scan, RC_DETECT_IMAGE_TAG, RC_FAMILY_KEEP, 0, start, end);
  }
}

/* `org/app:tag`, `ghcr.io/org/app@sha256:...`: the path, without a registry's host and the tag.
 * What has no organisation is one of Docker's own. */
static void name_image(rc_scan *scan, size_t start, size_t end) {
  rc_str value = rc_str_slice(scan->text, start, end);
  if (rc_str_contains(value, RC_STR("://")) || rc_is_stand_in(value)) {
    return;
  }
  size_t slash = rc_str_find_byte(value, '/', 0);
  rc_str host = rc_str_slice(value, 0, slash == RC_NOT_FOUND ? 0 : slash);
  bool has_host = rc_str_find_byte(host, '.', 0) != RC_NOT_FOUND ||
                  rc_str_find_byte(host, ':', 0) != RC_NOT_FOUND;
  size_t from = start + (has_host ? slash + 1 : 0);
  size_t digest = rc_str_find_byte(value, '@', from - start);
  rc_str path = rc_str_slice(scan->text, from, digest == RC_NOT_FOUND ? end : start + digest);
  size_t last = rc_str_find_last_byte(path, '/');
  size_t tag = rc_str_find_byte(path, ':', last == RC_NOT_FOUND ? 0 : last);
  size_t to = from + (tag == RC_NOT_FOUND ? path.len : tag);
  if (has_host) {
    rc_scan_leaf(scan, RC_DETECT_IMAGE_HOST, RC_FAMILY_KEEP, 0, start, start + host.len);
  }
  size_t mark = rc_str_find(host, RC_STR(".dkr"), 0);
  if (mark != RC_NOT_FOUND) {
    rc_places_registry_owner(scan, start, start + mark);
  }
  if (slash == RC_NOT_FOUND) {
    rc_scan_leaf(scan, RC_DETECT_IMAGE_NAME, RC_FAMILY_KEEP, 0, from, to);
  } else if (from < to && !hide_around_holes(scan, RC_DETECT_IMAGE_NAME, from, to, image_piece)) {
    image_piece(scan, RC_DETECT_IMAGE_NAME, from, to);
  }
  if (tag != RC_NOT_FOUND) {
    take_tag(scan, to + 1, from + path.len);
  }
}

static void hide_account(rc_scan *scan, size_t start, size_t end) {
  rc_str value = rc_str_slice(scan->text, start, end);
  if (rc_places_is_dashed_account(value) || (value.len == 12 && rc_str_is_digits(value))) {
    rc_scan_leaf(scan, RC_DETECT_AWS_ACCOUNT, RC_FAMILY_ACCOUNT, 0, start, end);
  }
}

/* A host without a dot: what has one is known for a host anywhere. */
static void name_host(rc_scan *scan, size_t start, size_t end) {
  rc_str value = rc_str_slice(scan->text, start, end);
  bool plain = !rc_str_is_empty(value) && rc_str_find_byte(value, '.', 0) == RC_NOT_FOUND &&
               rc_str_find_byte(value, ':', 0) == RC_NOT_FOUND &&
               rc_str_find_byte(value, '/', 0) == RC_NOT_FOUND &&
               rc_str_find_byte(value, ';', 0) == RC_NOT_FOUND && /* a list of settings */
               !rc_str_equal_nocase(value, RC_STR("localhost"));
  if (plain) {
    rc_scan_identity(scan, RC_DETECT_INTERNAL_HOST, start, end);
  }
}

static bool is_login_byte(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-' || c == '+' || c == '\\';
}

static void hide_user(rc_scan *scan, size_t start, size_t end) {
  rc_str value = rc_str_slice(scan->text, start, end);
  if (every(value, is_login_byte) && !is_number(value) && !rc_is_stand_in(value) &&
      !rc_is_public_login(value)) {
    rc_scan_leaf(scan, RC_DETECT_USER_NAME, RC_FAMILY_USER, 0, start, end);
  }
}

static bool is_vocabulary_byte(char c) {
  return is_base64(c) || c == '-' || c == '_' || c == '.' || c == ':' || c == '*' || c == '?' ||
         c == '=';
}

void rc_scan_vocabulary(rc_scan *scan, size_t start, size_t end) {
  rc_str value = rc_str_slice(scan->text, start, end);
  if (rc_str_find_byte(value, ':', 0) != RC_NOT_FOUND) { /* an action, whatever got into it */
    rc_scan_leaf(scan, RC_DETECT_REFERENCE, RC_FAMILY_KEEP, 0, start, end);
  }
  if (every(value, is_vocabulary_byte) && !rc_str_starts_with(value, RC_STR("arn:")) &&
      !rc_str_contains(value, RC_STR("://"))) {
    rc_scan_leaf(scan, RC_DETECT_KEPT_VOCABULARY, RC_FAMILY_KEEP, 0, start, end);
  }
}

static void hide_hex(rc_scan *scan, const rc_name_row *row, size_t start, size_t end) {
  rc_str value = rc_str_slice(scan->text, start, end);
  if (value.len >= SHORTEST_HEX && every(value, is_hex)) {
    rc_scan_leaf(scan, detector_for(row, RC_DETECT_SECRET_BY_NAME), RC_FAMILY_HEX, RC_LEAF_SECRET,
                 start, end);
  } else {
    rc_scan_secret(scan, row, RC_DETECT_SECRET_BY_NAME, start, end);
  }
}

void rc_scan_named(rc_scan *scan, const rc_name_row *row, uint16_t otherwise, size_t start,
                   size_t end) {
  if (row == NULL || start >= end) {
    return;
  }
  trim(scan->text, &start, &end);
  switch ((rc_named)row->named) {
    case RC_NAMED_NOTHING: break;
    case RC_NAMED_SECRET: rc_scan_secret(scan, row, otherwise, start, end); break;
    case RC_NAMED_HEX_SECRET: hide_hex(scan, row, start, end); break;
    case RC_NAMED_IDENTITY:
      rc_scan_identity(scan, detector_for(row, RC_DETECT_THING_NAME), start, end);
      break;
    case RC_NAMED_ACCOUNT: hide_account(scan, start, end); break;
    case RC_NAMED_HOST: name_host(scan, start, end); break;
    case RC_NAMED_USER: hide_user(scan, start, end); break;
    case RC_NAMED_IMAGE: name_image(scan, start, end); break;
    case RC_NAMED_REFERENCE:
      rc_scan_leaf(scan, RC_DETECT_REFERENCE, RC_FAMILY_KEEP, 0, start, end);
      break;
    case RC_NAMED_PUBLIC: rc_scan_vocabulary(scan, start, end); break;
  }
}

void rc_scan_value(rc_scan *scan, rc_str name, size_t start, size_t end) {
  rc_scan_named(scan, rc_name_find(name).row, RC_DETECT_SECRET_BY_NAME, start, end);
}
