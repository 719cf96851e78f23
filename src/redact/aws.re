/*
 * ARNs, accounts, identifiers of resources and buckets: what begins each of them. Hosts are found
 * by their endings (people.re) and by their place in URLs (urls.re).
 */
#include "redact/places.h"

/* Bytes beyond the run count as NUL, which no rule begins with. */
#define YYPEEK() ((unsigned char)(at < end ? *at : '\0'))
#define YYSKIP() (++at)
#define YYBACKUP() (mark = at)
#define YYRESTORE() (at = mark)

static const char account_words[] =
    "account acct awsaccount owner registry principal payer tenant caller";

/* `word` and then nothing but punctuation up to `at`: `"AWS": "`. */
static bool stands_behind(const rc_scan *scan, size_t at, rc_str word) {
  size_t n = 0;
  while (n < 8 && n < at && !rc_is_word_byte(scan->text.ptr[at - 1 - n]) &&
         scan->text.ptr[at - 1 - n] != '\n') {
    n++;
  }
  size_t to = at - n;
  return n > 0 && to >= word.len &&
         rc_str_equal_nocase(rc_scan_slice(scan, to - word.len, to), word) &&
         !rc_is_word_byte(rc_scan_before(scan, to - word.len));
}

/* us-east-1 before `at`, and one byte between them */
static bool stands_behind_region(rc_scan *scan, size_t at) {
  rc_scan_looks_back(scan, at, 16);
  for (size_t n = 9; n <= 15 && n < at; n++) {
    size_t start = at - 1 - n;
    if (rc_places_begins_region(rc_scan_slice(scan, start, at - 1)) &&
        !rc_is_word_byte(rc_scan_before(scan, start)) &&
        rc_is_digit_byte(scan->text.ptr[at - 2])) {
      return true;
    }
  }
  return false;
}

static bool is_joint(char c) { return c == '-' || c == '/' || c == ':' || c == '.' || c == '_'; }

static bool names_account(rc_scan *scan, size_t start, size_t end) {
  char next = rc_scan_byte(scan, end);
  return rc_str_starts_with(rc_scan_slice(scan, end, scan->text.len), RC_STR(".dkr")) ||
         stands_behind(scan, start, RC_STR("aws")) ||
         stands_behind(scan, start, RC_STR("awslogs")) ||
         (is_joint(next) &&
          rc_places_begins_region(rc_scan_slice(scan, end + 1, scan->text.len))) ||
         (is_joint(rc_scan_before(scan, start)) && stands_behind_region(scan, start)) ||
         rc_places_context(scan, start, account_words);
}

/* Part of a longer number or word, of a decimal fraction, of a UUID's last group? */
static bool stands_alone(rc_scan *scan, size_t start, size_t end) {
  char before = rc_scan_before(scan, start), next = rc_scan_byte(scan, end);
  bool decimal = (next == '.' && rc_is_digit_byte(rc_scan_byte(scan, end + 1))) ||
                 (before == '.' && start > 1 && rc_is_digit_byte(scan->text.ptr[start - 2]));
  bool group = before == '-' && start > 1 && rc_is_hex_byte(scan->text.ptr[start - 2]) &&
               start > 5 && scan->text.ptr[start - 6] == '-';
  if (before == '-') {
    rc_scan_looks_back(scan, start, 6);
  }
  return !rc_is_word_byte(before) && !rc_is_word_byte(next) && before != '+' && !decimal && !group;
}

static void take_account(rc_scan *scan, size_t start, size_t end) {
  rc_str digits = rc_scan_slice(scan, start, end);
  if (stands_alone(scan, start, end) && names_account(scan, start, end) &&
      (digits.len != 12 || !rc_places_reads_as_time(digits))) {
    rc_places_account(scan, RC_DETECT_AWS_ACCOUNT, start, end);
  }
}

/* s3://bucket/key */
static size_t take_store(rc_scan *scan, size_t start) {
  size_t end = rc_places_path_end(scan, start);
  rc_places_name(scan, RC_DETECT_AWS_BUCKET, start, end);
  return end;
}

/* arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FNAME: what is behind the account names things. */
static size_t take_encoded_arn(rc_scan *scan, size_t start, size_t limit) {
  size_t at = start, colons = 0, from = start;
  for (; at < limit && at - start < RC_PLACES_AHEAD; at++) {
    char c = scan->text.ptr[at];
    if (!rc_is_word_byte(c) && c != '%' && c != '-' && c != '_' && c != '.' && c != '*') {
      break;
    }
    if (c != '%' || at + 2 >= limit) {
      continue;
    }
    rc_str field = rc_scan_slice(scan, from, at);
    if (colons == 4 && field.len == 12 && rc_str_is_digits(field)) {
      rc_places_account(scan, RC_DETECT_AWS_ACCOUNT, from, at);
    } else if (colons > 4 && from > start && !RC_PLACES_HAS(arn_types, field)) {
      rc_places_name(scan, RC_DETECT_AWS_ARN, from, at);
    }
    colons += scan->text.ptr[at + 1] == '3';
    from = at + 3;
    at += 2;
  }
  if (colons > 4 && from < at) {
    rc_places_name(scan, RC_DETECT_AWS_ARN, from, at);
  }
  return at;
}

enum { LONGEST_SESSION = 64 };

/* AROA...:session, but for addresses, which are found as such */
static size_t take_session(rc_scan *scan, size_t start, size_t limit) {
  size_t end = start;
  bool address = false;
  while (end < limit && end - start < LONGEST_SESSION && scan->text.ptr[end] != ':' &&
         scan->text.ptr[end] != '/') {
    address = address || scan->text.ptr[end] == '@';
    end++;
  }
  if (!address) {
    rc_places_name(scan, RC_DETECT_AWS_ARN, start, end);
  }
  return end;
}

/* Where to go on: behind it, or behind the first dash, since `from-sg-0123abcd` holds one too. */
static size_t take_resource_id(rc_scan *scan, size_t start, size_t limit) {
  size_t digits = 0;
  size_t length = rc_places_resource_id(rc_scan_slice(scan, 0, limit), start, &digits);
  char before = rc_scan_before(scan, start);
  if (length == 0) {
    return rc_str_find_byte(scan->text, '-', start) + 1;
  }
  scan->asks_around = true;
  if (!rc_is_word_byte(before) && before != '_') {
    rc_scan_leaf(scan, RC_DETECT_AWS_RESOURCE_ID, RC_FAMILY_RESOURCE_ID, 0, digits,
                 start + length);
  }
  return start + length;
}

enum { NEAR = 32 };

/* Close by, be it on the line before: `name: KMS_KEY_ID`, `value: ...`. */
static bool is_named_key(rc_scan *scan, size_t start) {
  rc_scan_looks_back(scan, start, NEAR);
  rc_str before = rc_scan_slice(scan, start > NEAR ? start - NEAR : 0, start);
  return rc_str_contains_nocase(before, RC_STR("kms"));
}

/* A UUID or mrk-h{32} beside a word that says what it is the key of. */
static void take_key(rc_scan *scan, rc_family family, size_t start, size_t end) {
  scan->asks_around = true;
  char before = rc_scan_before(scan, start);
  if (!rc_is_word_byte(before) && before != '/' && !rc_is_word_byte(rc_scan_byte(scan, end)) &&
      (family == RC_FAMILY_HEX || is_named_key(scan, start))) {
    size_t digits = family == RC_FAMILY_HEX ? start + 4 : start;
    rc_scan_leaf(scan, RC_DETECT_AWS_KMS_KEY_ID, family, 0, digits, end);
  }
}

enum { SHORTEST_MESSAGE = 200 };

/* Encoded authorization failure message: what is in it is for those with the permission to decode
 * it only. */
static void take_message(rc_scan *scan, const rc_run *run) {
  for (size_t at = run->start; at < run->end; at++) {
    char c = scan->text.ptr[at];
    if (!rc_is_word_byte(c) && c != '-' && c != '_') {
      return;
    }
  }
  if (rc_places_context(scan, run->start, "encoded")) {
    rc_scan_leaf(scan, RC_DETECT_AWS_AUTHORIZATION_MESSAGE, RC_FAMILY_BLOB, RC_LEAF_SECRET,
                 run->start, run->end);
  }
}

/* The rules below begin nowhere else: most runs are told by their traits. */
static bool may_match(const rc_run *run) {
  uint32_t t = run->traits, length = run->end - run->start;
  bool letters = (t & (RC_RUN_LOWER | RC_RUN_UPPER)) != 0, digits = (t & RC_RUN_DIGIT) != 0;
  return (letters && (t & (RC_RUN_COLON | RC_RUN_PERCENT)) != 0 && length > 3) ||
         (digits && length >= 12) ||
         (digits && (t & RC_RUN_DASH) != 0 && letters && length >= 10);
}

void rc_scan_aws(rc_scan *scan, const rc_run *run) {
  if (run->end - run->start >= SHORTEST_MESSAGE) {
    take_message(scan, run);
  }
  if (!may_match(run)) {
    return;
  }
  const char *text = scan->text.ptr;
  const char *at = text + run->start, *end = text + run->end, *mark = at;
  while (at < end) {
    size_t start = (size_t)(at - text);
    char before = rc_scan_before(scan, start);
    /*!re2c
      re2c:api = custom;
      re2c:api:style = functions;
      re2c:yyfill:enable = 0;
      re2c:define:YYCTYPE = "unsigned char";
      re2c:indent:top = 2;

      digit = [0-9];
      hex = [0-9a-fA-F];
      word = [A-Za-z0-9];
      lower = [a-z];

      "arn:" {
        scan->asks_around = true;
        if (!rc_is_word_byte(before)) {
          at = text + rc_places_arn(scan, start);
        }
        continue;
      }
      "arn%3" [aA] {
        scan->asks_around = true;
        at = text + take_encoded_arn(scan, start, run->end);
        continue;
      }
      "s3" [an]? "://" {
        scan->asks_around = true;
        at = text + take_store(scan, (size_t)(at - text));
        continue;
      }
      digit{12} | digit{4} "-" digit{4} "-" digit{4} {
        scan->asks_around = true;
        take_account(scan, start, (size_t)(at - text));
        continue;
      }
      digit{13} digit* { continue; }
      lower{1,16} ("-" lower{2,9}){0,2} "-" hex{8} {
        at = text + take_resource_id(scan, start, run->end);
        continue;
      }
      "/v2/credentials/" hex{8} "-" hex{4} "-" hex{4} "-" hex{4} "-" hex{12} {
        size_t to = (size_t)(at - text);
        rc_scan_leaf(scan, RC_DETECT_AWS_SIGN_IN, RC_FAMILY_UUID, RC_LEAF_SECRET, to - 36, to);
        continue;
      }
      hex{8} "-" hex{4} "-" hex{4} "-" hex{4} "-" hex{12} {
        take_key(scan, RC_FAMILY_UUID, start, (size_t)(at - text));
        continue;
      }
      "mrk-" hex{32} {
        take_key(scan, RC_FAMILY_HEX, start, (size_t)(at - text));
        continue;
      }
      "sha256:" hex{64} {
        size_t to = (size_t)(at - text);
        rc_scan_leaf(scan, RC_DETECT_KEPT_DIGEST, RC_FAMILY_KEEP, 0, to - 64, to);
        continue;
      }
      ("AROA" | "AIDA" | "ASIA") word{16,18} ":" {
        scan->asks_around = true;
        at = text + take_session(scan, (size_t)(at - text), run->end);
        continue;
      }
      word+ { continue; }
      [^] { continue; }
    */
  }
}
