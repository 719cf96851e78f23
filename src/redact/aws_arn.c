/*
 * ARNs, also cut short and malformed ones: what stays wrong must stay wrong in the same way, or
 * the findings would change. So nothing is judged as a whole: each field gets leaves for what
 * in it identifies, and keeps for what is AWS's.
 *
 *   arn:partition:service:region:account:resource
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
#include "redact/names.h"
#include "redact/places.h"

enum { N_FIELDS = 6, PARTITION = 1, SERVICE, REGION, ACCOUNT, RESOURCE };

typedef struct arn {
  size_t start, end;
  size_t from[N_FIELDS], to[N_FIELDS]; /* the last runs to the end */
  size_t n;
} arn;

/* ---- where it ends -------------------------------------------------------------------------- */

/* Letters, digits, : / - _ . * ? + = @ $ % # ! ~ & and all beyond ASCII. */
static bool stands_in_arn(char c) {
  static const uint32_t bits[8] = {0,          0xa7ffec7au, 0x87ffffffu, 0x47fffffeu,
                                   UINT32_MAX, UINT32_MAX,  UINT32_MAX,  UINT32_MAX};
  unsigned char byte = (unsigned char)c;
  return (bits[byte / 32] >> byte % 32 & 1u) != 0;
}

static bool begins_arn(const rc_scan *scan, size_t at, size_t limit) {
  return scan->text.ptr[at] == 'a' && limit - at > 4 &&
         rc_str_starts_with(rc_scan_slice(scan, at, limit), RC_STR("arn:")) &&
         !rc_is_word_byte(scan->text.ptr[at - 1]);
}

/* Cuts at the first five colons outside templates. */
static arn take_apart(const rc_scan *scan, size_t start) {
  arn result = {.start = start, .n = 1, .from = {start}};
  size_t limit = scan->text.len - start > RC_PLACES_AHEAD ? start + RC_PLACES_AHEAD
                                                           : scan->text.len;
  size_t at = start;
  while (at < limit) {
    char c = scan->text.ptr[at];
    size_t hole = rc_begins_hole(c) ? rc_places_hole(scan->text, at, limit) : at;
    if (hole > at) {
      at = hole;
      continue;
    }
    if (!stands_in_arn(c) || (at > start && begins_arn(scan, at, limit))) {
      break;
    }
    if (c == ':' && result.n < N_FIELDS) {
      result.to[result.n - 1] = at;
      result.from[result.n++] = at + 1;
    }
    at++;
  }
  while (at > start + 4 && (scan->text.ptr[at - 1] == '.' || scan->text.ptr[at - 1] == '!')) {
    at--; /* the end of a sentence */
  }
  result.end = at;
  if (result.from[result.n - 1] > at) {
    result.from[result.n - 1] = at;
  }
  result.to[result.n - 1] = at;
  return result;
}

/* ---- what is AWS's own ---------------------------------------------------------------------- */

/* `*` of the pattern stands for anything; one pass with one way back. */
static bool matches(rc_str pattern, rc_str text) {
  size_t p = 0, t = 0, star = RC_NOT_FOUND, mark = 0;
  while (t < text.len) {
    if (p < pattern.len && pattern.ptr[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.len && pattern.ptr[p] == text.ptr[t]) {
      p++;
      t++;
    } else if (star != RC_NOT_FOUND) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.len && pattern.ptr[p] == '*') {
    p++;
  }
  return p == pattern.len;
}

static bool is_public(rc_str service, rc_str resource) {
  if (service.len == 0) {
    return false;
  }
  for (size_t i = 0; i < rc_n_public_arns; i++) {
    rc_str row = rc_public_arns[i];
    if (row.len > service.len && row.ptr[service.len] == ' ' && row.ptr[0] == service.ptr[0] &&
        rc_str_starts_with(row, service) &&
        matches(rc_str_from(row, service.len + 1), resource)) {
      return true;
    }
  }
  return false;
}

static void keep(rc_scan *scan, size_t start, size_t end) {
  rc_scan_leaf(scan, RC_DETECT_KEPT_VOCABULARY, RC_FAMILY_KEEP, 0, start, end);
}

/* ---- identifiers of resources --------------------------------------------------------------- */

size_t rc_places_resource_id(rc_str text, size_t at, size_t *digits) {
  size_t i = at;
  while (i < text.len && i - at < 20 && text.ptr[i] >= 'a' && text.ptr[i] <= 'z') {
    i++;
  }
  /* `subnet-cidr-assoc-`: up to two more words */
  for (int more = 0; i < text.len && i > at && text.ptr[i] == '-'; more++) {
    size_t n = 0;
    while (n < 18 && i + 1 + n < text.len && rc_is_hex_byte(text.ptr[i + 1 + n])) {
      n++;
    }
    bool whole = i + 1 + n == text.len || (!rc_is_word_byte(text.ptr[i + 1 + n]) &&
                                           text.ptr[i + 1 + n] != '_');
    if ((n == 8 || n == 17) && whole &&
        RC_PLACES_HAS(resource_prefixes, rc_str_slice(text, at, i))) {
      *digits = i + 1;
      return i + 1 + n - at;
    }
    size_t word = i + 1;
    while (word < text.len && word - i < 10 && text.ptr[word] >= 'a' && text.ptr[word] <= 'z') {
      word++;
    }
    if (more == 2 || word == i + 1) {
      return 0;
    }
    i = word;
  }
  return 0;
}

/* ---- resources ------------------------------------------------------------------------------ */

static bool all_of(rc_str text, bool (*is)(char)) {
  for (size_t i = 0; i < text.len; i++) {
    if (!is(text.ptr[i])) {
      return false;
    }
  }
  return text.len > 0;
}

/* Drawn by AWS, or a word that the user put behind a dash? Of six random letters and digits, one in
 * a hundred looks like `orders` or `acme01`. */
static bool is_drawn_suffix(rc_str text) {
  size_t letters = 0;
  size_t capitals = 0;
  while (letters < text.len && rc_is_letter_byte(text.ptr[letters])) {
    capitals += text.ptr[letters] >= 'A' && text.ptr[letters] <= 'Z';
    letters++;
  }
  bool is_word = letters > 0 && rc_str_is_digits(rc_str_from(text, letters));
  is_word = is_word || letters == text.len;
  return !is_word || (capitals > 0 && !rc_is_public_word(rc_str_slice(text, 0, letters)));
}

/* secret:NAME-AbCdEf, and what ECS puts behind it: `:json-key:version-stage:version-id` */
static void secret_name(rc_scan *scan, size_t start, size_t end) {
  size_t to = start;
  while (to < end && scan->text.ptr[to] != ':') {
    size_t hole = rc_places_hole(scan->text, to, end);
    to = hole > to ? hole : to + 1;
  }
  if (to - start > 7 && scan->text.ptr[to - 7] == '-' &&
      all_of(rc_scan_slice(scan, to - 6, to), rc_is_word_byte) &&
      is_drawn_suffix(rc_scan_slice(scan, to - 6, to))) {
    rc_places_name(scan, RC_DETECT_AWS_SECRET_ARN, start, to - 7);
    rc_scan_leaf(scan, RC_DETECT_AWS_SECRET_ARN, RC_FAMILY_SUFFIX, 0, to - 6, to);
  } else {
    rc_places_name(scan, RC_DETECT_AWS_SECRET_ARN, start, to);
  }
}

/* key/UUID and key/mrk-h{32} */
static bool key_id(rc_scan *scan, size_t start, size_t end) {
  bool many = rc_str_starts_with(rc_scan_slice(scan, start, end), RC_STR("mrk-"));
  size_t from = many ? start + 4 : start;
  rc_str digits = rc_scan_slice(scan, from, end);
  if (digits.len != (many ? 32u : 36u)) {
    return false;
  }
  for (size_t i = 0; i < digits.len; i++) {
    bool dash = !many && (i == 8 || i == 13 || i == 18 || i == 23);
    if (dash ? digits.ptr[i] != '-' : !rc_is_hex_byte(digits.ptr[i])) {
      return false;
    }
  }
  rc_scan_leaf(scan, RC_DETECT_AWS_KMS_KEY_ID, many ? RC_FAMILY_HEX : RC_FAMILY_UUID, 0, from,
               end);
  return true;
}

/* assumed-role/ROLE/SESSION: people's sessions are named by their addresses. */
static void session_name(rc_scan *scan, size_t start, size_t end) {
  rc_str rest = rc_scan_slice(scan, start, end);
  size_t slash = rc_str_find_last_byte(rest, '/');
  size_t at = slash == RC_NOT_FOUND ? RC_NOT_FOUND : rc_str_find_byte(rest, '@', slash);
  if (at == RC_NOT_FOUND || at == slash + 1 || rc_str_find_byte(rest, '.', at) == RC_NOT_FOUND) {
    rc_places_name(scan, RC_DETECT_AWS_ARN, start, end);
    return;
  }
  rc_places_name(scan, RC_DETECT_AWS_ARN, start, start + slash);
  rc_scan_leaf(scan, RC_DETECT_EMAIL, RC_FAMILY_EMAIL, 0, start + slash + 1, end);
}

/* Length of `type/` or `type:` at the start of a resource, 0 if users name the first part. */
static size_t type_length(rc_str service, rc_str account, rc_str resource) {
  size_t n = 0;
  while (n < resource.len && (rc_is_letter_byte(resource.ptr[n]) || resource.ptr[n] == '-' ||
                              (n > 0 && rc_is_digit_byte(resource.ptr[n])))) {
    n++;
  }
  if (n == 0 || n == resource.len || (resource.ptr[n] != '/' && resource.ptr[n] != ':') ||
      !RC_PLACES_HAS(arn_types, rc_str_slice(resource, 0, n)) ||
      RC_PLACES_HAS(arn_untyped, service) ||
      (account.len == 0 && RC_PLACES_HAS(arn_bare, service))) {
    return 0;
  }
  return n + 1;
}

static bool begins_with(rc_str text, const char *prefix) {
  return rc_str_starts_with(text, rc_str_from_c(prefix));
}

static void take_resource(rc_scan *scan, rc_str service, rc_str account, size_t start,
                          size_t end) {
  rc_str resource = rc_scan_slice(scan, start, end);
  if (resource.len == 0) {
    return;
  }
  if (is_public(service, resource)) {
    keep(scan, start, end);
    return;
  }
  size_t type = type_length(service, account, resource);
  bool is_s3 = rc_str_equal(service, RC_STR("s3"));
  if (type > 0) {
    keep(scan, start, start + type);
  }
  size_t from = start + type;
  if (begins_with(resource, "secret:")) {
    secret_name(scan, from, end);
  } else if (begins_with(resource, "assumed-role/")) {
    session_name(scan, from, end);
  } else if (!begins_with(resource, "key/") || !key_id(scan, from, end)) {
    rc_places_name(scan, is_s3 ? RC_DETECT_AWS_BUCKET : RC_DETECT_AWS_ARN, from, end);
  }
}

/* ---- fields --------------------------------------------------------------------------------- */

static bool is_lower_dash_digit(char c) {
  return (c >= 'a' && c <= 'z') || rc_is_digit_byte(c) || c == '-' || c == '*';
}

/* Is it of AWS's making? Regions end in a digit, but for patterns. */
static bool is_own_word(size_t i, rc_str field) {
  if (i == ACCOUNT) {
    return rc_str_equal(field, RC_STR("aws"));
  }
  char last = field.ptr[field.len - 1];
  return all_of(field, is_lower_dash_digit) &&
         (i == PARTITION ? rc_str_starts_with(field, RC_STR("aws"))
                         : i == SERVICE || rc_is_digit_byte(last) || last == '*');
}

static bool is_digits_or_wild(char c) { return rc_is_digit_byte(c) || c == '*' || c == '?'; }

/* A field before the resource: empty, a template, a short word of AWS's, an account, or the
 * resource, where a colon is missing before it. */
static void take_field(rc_scan *scan, const arn *parts, size_t i) {
  size_t start = parts->from[i], end = parts->to[i];
  rc_str field = rc_scan_slice(scan, start, end);
  if (field.len == 0) {
    return;
  }
  if (rc_str_is_digits(field)) {
    if (field.len == 12) {
      rc_places_account(scan, RC_DETECT_AWS_ACCOUNT, start, end);
    } else if (field.len > 8) {
      rc_scan_leaf(scan, RC_DETECT_AWS_ACCOUNT, RC_FAMILY_NUMBER, 0, start, end);
    }
  } else if (all_of(field, is_digits_or_wild)) {
    return;
  } else if (is_own_word(i, field)) {
    keep(scan, start, end);
  } else {
    take_resource(scan, rc_scan_slice(scan, parts->from[SERVICE], parts->to[SERVICE]),
                  RC_STR_NONE, start, end);
  }
}

/* Looks at nothing outside of it. */
static void take_arn(rc_scan *scan, const arn *parts) {
  rc_str account = parts->n > ACCOUNT
                       ? rc_scan_slice(scan, parts->from[ACCOUNT], parts->to[ACCOUNT])
                       : RC_STR_NONE;
  if (rc_str_equal(account, RC_STR("aws")) && parts->n == N_FIELDS) {
    keep(scan, parts->start, parts->end);
    return;
  }
  keep(scan, parts->start, parts->from[PARTITION]);
  for (size_t i = PARTITION; i < parts->n && i < RESOURCE; i++) {
    if (i == ACCOUNT && rc_places_is_dashed_account(account)) {
      rc_places_account(scan, RC_DETECT_AWS_ACCOUNT, parts->from[i], parts->to[i]);
    } else {
      take_field(scan, parts, i);
    }
  }
  if (parts->n == N_FIELDS) {
    take_resource(scan, rc_scan_slice(scan, parts->from[SERVICE], parts->to[SERVICE]), account,
                  parts->from[RESOURCE], parts->end);
  }
}

size_t rc_places_arn(rc_scan *scan, size_t start) {
  arn parts = take_apart(scan, start);
  if (parts.n >= 3 && !rc_scan_again(scan, RC_PIECE_ARN, start, parts.end)) {
    uint32_t first = scan->out->len;
    take_arn(scan, &parts);
    rc_scan_note(scan, RC_PIECE_ARN, start, parts.end, first);
  }
  return parts.end;
}
