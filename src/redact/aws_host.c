/*
 * Hosts of AWS: labels that name a service, a Region or a kind of endpoint stay, all others
 * identify. Public endpoints have none of those. Behind some hosts the path identifies too.
 */
#include "redact/places.h"

typedef struct aws_host {
  uint16_t detector;
  bool image, queue, store;
  bool regional;  /* a Region stands in it */
  bool first_id;  /* the first label is drawn by AWS: NAMEs stand elsewhere */
  bool last_id;   /* so is the last of several labels that identify */
} aws_host;

/* ---- labels --------------------------------------------------------------------------------- */

static size_t letters_at(rc_str text, size_t at) {
  size_t n = 0;
  while (at + n < text.len && text.ptr[at + n] >= 'a' && text.ptr[at + n] <= 'z') {
    n++;
  }
  return n;
}

/* Digits and what may follow them: `1`, `1a`, `1-az4`. */
static bool ends_region(rc_str rest, bool code) {
  if (rest.len == 0 || !rc_is_digit_byte(rest.ptr[0])) {
    return false;
  }
  rest = rc_str_from(rest, 1);
  return rest.len == 0 || (code ? rc_str_starts_with(rest, RC_STR("-az"))
                                : rest.len == 1 && letters_at(rest, 0) == 1);
}

/* us-east-1, us-gov-west-1, eu-west-1a; use1, apne1-az4 as in the endpoints of caches */
bool rc_places_is_region(rc_str label) {
  size_t n = letters_at(label, 0);
  if (RC_PLACES_HAS(geographies, rc_str_slice(label, 0, n))) {
    size_t at = n, words = 0;
    while (at < label.len && label.ptr[at] == '-' && letters_at(label, at + 1) > 1) {
      at += 1 + letters_at(label, at + 1);
      words++;
    }
    return words > 0 && at < label.len && label.ptr[at] == '-' &&
           ends_region(rc_str_from(label, at + 1), false);
  }
  return (n == 3 || n == 4) && RC_PLACES_HAS(geographies, rc_str_slice(label, 0, 2)) &&
         ends_region(rc_str_from(label, n), true);
}

bool rc_places_begins_region(rc_str text) {
  size_t n = 0, dashes = 0;
  while (n < text.len && n < 20 && (letters_at(text, n) > 0 || text.ptr[n] == '-')) {
    dashes += text.ptr[n] == '-';
    n++;
  }
  return dashes >= 2 && dashes <= 3 && n < text.len && rc_is_digit_byte(text.ptr[n]) &&
         rc_places_is_region(rc_str_slice(text, 0, n + 1));
}

static bool is_known(rc_str label) {
  return label.len <= 2 || RC_PLACES_HAS(aws_labels, label) || rc_places_is_region(label) ||
         rc_str_starts_with(label, RC_STR("s3-")) ||
         (label.len <= 4 && rc_str_is_digits(label));
}

/* `ip-10-0-12-34`, `ec2-203-0-113-9`: where the address begins, 0 if it is none. */
static size_t dashed_address(rc_str label) {
  size_t at = rc_str_starts_with(label, RC_STR("ip-"))     ? 3
              : rc_str_starts_with(label, RC_STR("ec2-")) ? 4
                                                          : 0;
  size_t dashes = 0;
  for (size_t i = at; at > 0 && i < label.len; i++) {
    dashes += label.ptr[i] == '-';
    if (label.ptr[i] != '-' && !rc_is_digit_byte(label.ptr[i])) {
      return 0;
    }
  }
  return dashes == 3 ? at : 0;
}

static bool is_private_dashed(rc_str digits) {
  return rc_str_starts_with(digits, RC_STR("10-")) ||
         rc_str_starts_with(digits, RC_STR("192-168-")) ||
         rc_str_starts_with(digits, RC_STR("172-")) || rc_str_starts_with(digits, RC_STR("100-"));
}

/* Drawn by AWS: a letter behind a digit. Names end in digits, and `1XXXXXXXXXXX` is filled in
 * later. */
static bool is_drawn(rc_str part, bool *hex) {
  bool mixed = false;
  bool stands_in = true;
  char capital = '\0';
  *hex = part.len > 0;
  for (size_t i = 0; i < part.len; i++) {
    if (!rc_is_word_byte(part.ptr[i])) { /* a template */
      return false;
    }
    char c = part.ptr[i];
    capital = capital == '\0' && c >= 'A' && c <= 'Z' ? c : capital;
    stands_in = stands_in && (rc_is_digit_byte(c) || c == capital);
    *hex = *hex && rc_is_hex_byte(part.ptr[i]);
    mixed = mixed || (i > 0 && rc_is_digit_byte(part.ptr[i - 1]) && rc_is_letter_byte(part.ptr[i]));
  }
  return mixed && !stands_in && part.len >= 6;
}

/* Where twelve digits stand in `part` beside one capital over and over; its end if they do not. */
static size_t account_in(rc_str part) {
  size_t digits = 0;
  size_t at = part.len;
  char capital = '\0';
  for (size_t i = 0; i < part.len; i++) {
    char c = part.ptr[i];
    bool is_digit = rc_is_digit_byte(c);
    capital = capital == '\0' && c >= 'A' && c <= 'Z' ? c : capital;
    if (!is_digit && (c != capital || (digits > 0 && digits < 12))) {
      return part.len;
    }
    at = is_digit && digits == 0 ? i : at;
    digits += is_digit;
  }
  return digits == 12 && capital != '\0' ? at : part.len;
}

/* One part between dashes; false if it belongs to a name. */
static bool take_part(rc_scan *scan, const aws_host *host, size_t start, size_t end) {
  rc_str part = rc_scan_slice(scan, start, end);
  bool hex = false;
  if (rc_str_is_digits(part)) {
    if (part.len == 12) {
      rc_places_account(scan, host->detector, start, end);
    } else if (part.len >= 8) {
      rc_scan_leaf(scan, host->detector, RC_FAMILY_NUMBER, 0, start, end);
    }
    return true;
  }
  size_t digits = host->image ? account_in(part) : part.len;
  if (digits < part.len) { /* `111122223333XXXX`: what stands beside it stands in for something */
    rc_scan_leaf(scan, host->detector, RC_FAMILY_ACCOUNT, 0, start + digits, start + digits + 12);
    return true;
  }
  if (is_drawn(part, &hex)) { /* twelve digits in front of a registry would be an account */
    rc_scan_leaf(scan, host->detector, hex && !host->image ? RC_FAMILY_HEX : RC_FAMILY_OPAQUE, 0,
                 start, end);
    return true;
  }
  return false;
}

/* A label that is known to be drawn, whatever it looks like: what is behind the last dash, in
 * `cluster-ro-c9akciq32rf1` and `d-9067abc123`. False if that is no identifier. */
static bool take_id(rc_scan *scan, const aws_host *host, size_t start, size_t end) {
  size_t dash = rc_str_find_last_byte(rc_scan_slice(scan, start, end), '-');
  size_t from = dash == RC_NOT_FOUND ? start : start + dash + 1;
  bool hex = true;
  for (size_t i = from; i < end; i++) {
    if (!rc_is_word_byte(scan->text.ptr[i])) {
      return false;
    }
    hex = hex && rc_is_hex_byte(scan->text.ptr[i]);
  }
  if (end - from < 6) {
    return false;
  }
  rc_places_name(scan, host->detector, start, from);
  rc_scan_leaf(scan, host->detector, hex ? RC_FAMILY_HEX : RC_FAMILY_OPAQUE, 0, from, end);
  return true;
}

static void take_label(rc_scan *scan, const aws_host *host, size_t start, size_t end) {
  rc_str label = rc_scan_slice(scan, start, end);
  size_t address = dashed_address(label);
  if (host->image && rc_places_is_dashed_account(label)) {
    rc_places_account(scan, host->detector, start, end);
    return;
  }
  if (address > 0) {
    if (!is_private_dashed(rc_str_from(label, address))) {
      rc_scan_leaf(scan, RC_DETECT_AWS_INTERNAL_DNS, RC_FAMILY_OPAQUE, 0, start + address, end);
    }
    return;
  }
  size_t digits = 0;
  size_t id = rc_places_resource_id(rc_scan_slice(scan, 0, end), start, &digits);
  if (id > 0) {
    rc_scan_leaf(scan, RC_DETECT_AWS_RESOURCE_ID, RC_FAMILY_RESOURCE_ID, 0, digits, start + id);
    start += id;
  }
  size_t from = start;
  for (size_t at = start; at < end;) {
    size_t dash = rc_str_find_byte(rc_scan_slice(scan, 0, end), '-', at);
    size_t to = dash == RC_NOT_FOUND ? end : dash;
    if (take_part(scan, host, at, to)) {
      rc_places_name(scan, host->detector, from, at);
      from = to;
    }
    at = to + 1;
  }
  rc_places_name(scan, host->detector, from, end);
}

/* ---- which host it is ----------------------------------------------------------------------- */

/* Where the suffix of AWS begins in `host`, its dot included; RC_NOT_FOUND if it has none. */
static size_t find_suffix(rc_str host) {
  for (size_t at = 0; at < host.len;) {
    if (RC_PLACES_HAS(aws_suffixes, rc_str_from(host, at))) {
      return at > 0 ? at - 1 : 0;
    }
    size_t dot = rc_str_find_byte(host, '.', at);
    at = dot == RC_NOT_FOUND ? host.len : dot + 1;
  }
  return RC_NOT_FOUND;
}

static void look_at_label(aws_host *host, rc_str label) {
  static const struct {
    rc_str label;
    uint16_t detector;
  } rows[] = {{RC_STR_INIT("rds"), RC_DETECT_AWS_RDS_ENDPOINT},
              {RC_STR_INIT("cache"), RC_DETECT_AWS_CACHE_ENDPOINT},
              {RC_STR_INIT("dkr"), RC_DETECT_AWS_IMAGE_URI},
              {RC_STR_INIT("dkr-ecr"), RC_DETECT_AWS_IMAGE_URI},
              {RC_STR_INIT("dkr-ecr-fips"), RC_DETECT_AWS_IMAGE_URI},
              {RC_STR_INIT("sqs"), RC_DETECT_AWS_QUEUE_URL},
              {RC_STR_INIT("queue"), RC_DETECT_AWS_QUEUE_URL},
              {RC_STR_INIT("s3"), RC_DETECT_AWS_BUCKET}};
  host->first_id = host->first_id || rc_str_equal(label, RC_STR("execute-api")) ||
                   rc_str_equal(label, RC_STR("lambda-url"));
  host->last_id = host->last_id || rc_str_equal(label, RC_STR("rds")) ||
                  rc_str_equal(label, RC_STR("cache")) || rc_str_equal(label, RC_STR("kafka"));
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    bool same = rc_str_equal_nocase(rows[i].label, label);
    if (same || (rows[i].detector == RC_DETECT_AWS_BUCKET &&
                 rc_str_starts_with(label, RC_STR("s3-")))) {
      host->detector = rows[i].detector;
    }
  }
  host->image = host->detector == RC_DETECT_AWS_IMAGE_URI;
  host->queue = host->detector == RC_DETECT_AWS_QUEUE_URL;
  host->store = host->detector == RC_DETECT_AWS_BUCKET;
}

static aws_host describe(rc_str host, size_t suffix) {
  aws_host result = {.detector = RC_DETECT_AWS_ENDPOINT};
  rc_str end = rc_str_from(host, suffix);
  if (rc_str_contains_nocase(end, RC_STR("signin")) ||
      rc_str_contains_nocase(end, RC_STR("awsapps"))) {
    result.detector = RC_DETECT_AWS_SIGN_IN;
    result.first_id = rc_str_starts_with(host, RC_STR("d-"));
  } else if (rc_str_equal_nocase(end, RC_STR(".cloudfront.net"))) {
    result.first_id = true;
  } else if (rc_str_ends_with(end, RC_STR("internal"))) {
    result.detector = RC_DETECT_AWS_INTERNAL_DNS;
  }
  rc_str labels = rc_str_slice(host, 0, suffix);
  while (labels.len > 0) {
    rc_str label = rc_str_cut(&labels, '.');
    look_at_label(&result, label);
    result.regional = result.regional || rc_places_is_region(label);
  }
  return result;
}

/* ---- the path behind it --------------------------------------------------------------------- */

static bool stands_in_path(char c) {
  return rc_is_word_byte(c) || c == '/' || c == '-' || c == '_' || c == '.' || c == '%' ||
         c == '+' || c == '=' || c == '~' || c == '!' || c == '*';
}

enum { MOST_TEMPLATES = 6 };

size_t rc_places_path_end(const rc_scan *scan, size_t at) {
  size_t templates = 0;
  size_t limit = scan->text.len - at > RC_PLACES_AHEAD / 2 ? at + RC_PLACES_AHEAD / 2
                                                           : scan->text.len;
  while (at < limit) {
    size_t hole = rc_places_hole(scan->text, at, limit);
    templates += hole > at;
    if (templates > MOST_TEMPLATES || (hole == at && !stands_in_path(scan->text.ptr[at]))) {
      break;
    }
    at = hole > at ? hole : at + 1;
  }
  return at;
}

static bool stands_in_tag(char c) {
  return rc_is_word_byte(c) || c == '-' || c == '_' || c == '.' || c == ':';
}

/* Tags and digests tell nothing and are needed to tell images apart. */
static void keep_tag(rc_scan *scan, size_t at) {
  char mark = rc_scan_byte(scan, at);
  if (mark != ':' && mark != '@') {
    return;
  }
  size_t end = at + 1;
  bool digit = false;
  while (end - at < 160 && stands_in_tag(rc_scan_byte(scan, end))) {
    digit = digit || rc_is_digit_byte(scan->text.ptr[end]);
    end++;
  }
  if (digit) {
    bool digest = mark == '@';
    rc_scan_leaf(scan, digest ? RC_DETECT_KEPT_DIGEST : RC_DETECT_KEPT_VERSION, RC_FAMILY_KEEP,
                 0, at + 1, end);
  }
  if (mark == ':' && rc_scan_byte(scan, end) == '@') {
    keep_tag(scan, end);
  }
}

static size_t take_path(rc_scan *scan, const aws_host *host, size_t at) {
  if (rc_scan_byte(scan, at) == ':') {
    do {
      at++;
    } while (rc_is_digit_byte(rc_scan_byte(scan, at)));
  }
  if (rc_scan_byte(scan, at) != '/') {
    return at;
  }
  size_t end = rc_places_path_end(scan, ++at);
  size_t digits = at;
  while (digits < end && rc_is_digit_byte(scan->text.ptr[digits])) {
    digits++;
  }
  if (digits - at == 12 && (digits == end || scan->text.ptr[digits] == '/')) {
    rc_places_account(scan, host->detector, at, digits);
    at = digits;
  }
  if (host->image || host->queue || host->store) {
    rc_places_name(scan, host->detector, at, end);
  }
  if (host->image) {
    keep_tag(scan, end);
  }
  return host->image || host->queue || host->store ? end : at;
}

/* A service as principal: `ecs-tasks.amazonaws.com`, `delivery.logs.amazonaws.com`. Hosts of
 * users' own things name a Region or hold an address, but for buckets, and for registries whose
 * Region is misspelt. */
static bool is_principal(const aws_host *host, rc_str text, size_t suffix) {
  return !host->regional && !host->store && !host->image && suffix > 0 &&
         !rc_str_contains(rc_str_slice(text, 0, suffix), RC_STR("compute")) &&
         rc_str_starts_with(rc_str_from(text, suffix), RC_STR(".amazonaws."));
}

/* ACCOUNT.dkr.ecr.${REGION}.amazonaws.com: the template ended the run. */
static bool behind_template(rc_scan *scan, size_t start) {
  rc_scan_looks_back(scan, start, RC_PLACES_BACK);
  char close = start > 1 && scan->text.ptr[start - 1] == '.' ? scan->text.ptr[start - 2] : '\0';
  size_t from = start > RC_PLACES_BACK ? start - RC_PLACES_BACK : 0;
  return (close == '}' || close == '>' || close == ')') &&
         rc_str_contains(rc_scan_slice(scan, from, start), RC_STR(".dkr"));
}

static void take_labels(rc_scan *scan, const aws_host *host, size_t start, size_t end) {
  rc_str text = rc_scan_slice(scan, start, end);
  size_t from = 0, to = 0; /* the last label that identifies, until another one follows */
  size_t n = 0;
  for (size_t at = 0; at < text.len;) {
    size_t dot = rc_str_find_byte(text, '.', at);
    size_t label_end = dot == RC_NOT_FOUND ? text.len : dot;
    if (!is_known(rc_str_slice(text, at, label_end))) {
      if (n++ > 0) {
        take_label(scan, host, start + from, start + to);
      }
      from = at;
      to = label_end;
    }
    at = label_end + 1;
  }
  bool is_id = n == 1 ? host->first_id : n > 1 && host->last_id;
  if (n > 0 && !(is_id && take_id(scan, host, start + from, start + to))) {
    take_label(scan, host, start + from, start + to);
  }
}

void rc_places_registry_owner(rc_scan *scan, size_t start, size_t end) {
  const aws_host host = {.detector = RC_DETECT_AWS_IMAGE_URI, .image = true};
  take_labels(scan, &host, start, end);
}

size_t rc_places_aws_host(rc_scan *scan, size_t start, size_t end) {
  rc_str text = rc_scan_slice(scan, start, end);
  size_t suffix = find_suffix(text);
  if (suffix == RC_NOT_FOUND || RC_PLACES_HAS(public_registries, text)) {
    return 0;
  }
  aws_host host = describe(text, suffix);
  uint32_t before = scan->out->len;
  if (suffix == 0 && behind_template(scan, start)) {
    host.image = true;
    host.detector = RC_DETECT_AWS_IMAGE_URI;
  }
  if (!is_principal(&host, text, suffix)) {
    take_labels(scan, &host, start, start + suffix);
  }
  if (scan->out->len == before) {
    rc_scan_leaf(scan, RC_DETECT_KEPT_VOCABULARY, RC_FAMILY_KEEP, 0, start, end);
  }
  return take_path(scan, &host, end);
}
