/*
 * Addresses of networks. Private ones stay: they tell nothing about whose they are, and Fargate's
 * own (169.254.170.2) have to be recognised. Versions look like addresses, times like IPv6.
 *
 * Sources: RFC 6890 and its registries for addresses of special use, RFC 4291 for IPv6.
 */
#include "redact/people.h"

typedef struct ipv4 {
  unsigned octet[4];
} ipv4;

static bool read_ipv4(rc_str text, ipv4 *out) {
  size_t n = 0, digits = 0;
  unsigned value = 0;
  for (size_t i = 0; i <= text.len; i++) {
    if (i < text.len && rc_is_digit_byte(text.ptr[i])) {
      value = value * 10 + (unsigned)(text.ptr[i] - '0');
      digits++;
      continue;
    }
    if (digits == 0 || digits > 3 || value > 255 || n == 4 ||
        (digits > 1 && text.ptr[i - digits] == '0')) {
      return false;
    }
    out->octet[n++] = value;
    value = 0;
    digits = 0;
  }
  return n == 4;
}

static bool is_special(const ipv4 *a) {
  unsigned first = a->octet[0], second = a->octet[1];
  return first == 0 || first == 10 || first == 127 || first >= 224 ||
         (first == 100 && second >= 64 && second < 128) || (first == 169 && second == 254) ||
         (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168);
}

/* Resolvers that everybody may use. */
static bool is_resolver(rc_str text) {
  static const rc_str known[] = {RC_STR_INIT("8.8.8.8"), RC_STR_INIT("8.8.4.4"),
                                 RC_STR_INIT("1.1.1.1"), RC_STR_INIT("1.0.0.1"),
                                 RC_STR_INIT("9.9.9.9"), RC_STR_INIT("208.67.222.222")};
  for (size_t i = 0; i < RC_COUNT_OF(known); i++) {
    if (rc_str_equal(known[i], text)) {
      return true;
    }
  }
  return false;
}

/* ---- versions ------------------------------------------------------------------------------- */

/* The letters right before `at`, up to three other bytes between. */
static rc_str word_before(const rc_scan *scan, size_t at) {
  size_t end = at;
  while (end > 0 && at - end < 4 && !rc_is_word_byte(scan->text.ptr[end - 1]) &&
         scan->text.ptr[end - 1] != '\n') {
    end--;
  }
  size_t start = end;
  while (start > 0 && end - start < 24 && rc_is_letter_byte(scan->text.ptr[start - 1])) {
    start--;
  }
  return rc_scan_slice(scan, start, end);
}

static bool ends_nocase(rc_str text, rc_str suffix) {
  return text.len >= suffix.len &&
         rc_str_equal_nocase(rc_str_from(text, text.len - suffix.len), suffix);
}

static bool named_version(rc_str word) {
  static const rc_str names[] = {RC_STR_INIT("version"), RC_STR_INIT("ver"),
                                 RC_STR_INIT("release"), RC_STR_INIT("oid"),
                                 RC_STR_INIT("build"),   RC_STR_INIT("revision")};
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (ends_nocase(word, names[i])) {
      return true;
    }
  }
  return false;
}

static bool is_small(const ipv4 *a) {
  return a->octet[0] <= 12 && a->octet[1] < 32 && a->octet[2] < 32 && a->octet[3] < 32;
}

/* Marked as an address by what stands around it. */
static bool is_marked(const rc_scan *scan, size_t start, size_t end) {
  char next = rc_scan_byte(scan, end), before = rc_scan_before(scan, start);
  bool followed = (next == ':' || next == '/') && rc_is_digit_byte(rc_scan_byte(scan, end + 1));
  bool behind_slashes = before == '/' && start > 1 && scan->text.ptr[start - 2] == '/';
  return followed || behind_slashes || before == '@' ||
         rc_places_context(scan, start,
                           "ip ips ipv4 addr address host from client peer remote server dns cidr "
                           "source upstream listen bind gateway nat");
}

static bool is_version(const rc_scan *scan, const ipv4 *a, size_t start, size_t end) {
  char before = rc_scan_before(scan, start);
  bool behind_word = (before == '/' || before == '-' || before == '_') && start > 1 &&
                     rc_is_letter_byte(scan->text.ptr[start - 2]);
  bool pinned = before == '=' && start > 1 &&
                (scan->text.ptr[start - 2] == '=' || scan->text.ptr[start - 2] == '~' ||
                 scan->text.ptr[start - 2] == '>');
  if (pinned || before == '^' || before == '~' || named_version(word_before(scan, start))) {
    return true;
  }
  if (behind_word && (before != '/' || (a->octet[2] == 0 && a->octet[3] == 0))) {
    return true;
  }
  return is_small(a) && (behind_word || !is_marked(scan, start, end));
}

/* Part of a longer number, word or dotted name? */
static bool stands_alone(const rc_scan *scan, size_t start, size_t end) {
  char before = rc_scan_before(scan, start), next = rc_scan_byte(scan, end);
  return !rc_is_word_byte(before) && before != '.' && before != '_' && !rc_is_word_byte(next) &&
         next != '_' && !(next == '.' && rc_is_word_byte(rc_scan_byte(scan, end + 1)));
}

/* The length of a block behind the address; 32 without one. */
static unsigned block_length(const rc_scan *scan, size_t end) {
  if (rc_scan_byte(scan, end) != '/' || !rc_is_digit_byte(rc_scan_byte(scan, end + 1))) {
    return 32;
  }
  unsigned length = 0;
  for (size_t at = end + 1; at < end + 4 && rc_is_digit_byte(rc_scan_byte(scan, at)); at++) {
    length = length * 10 + (unsigned)(scan->text.ptr[at] - '0');
  }
  return length;
}

size_t rc_people_ipv4(rc_scan *scan, size_t start, size_t end) {
  ipv4 address;
  rc_str text = rc_scan_slice(scan, start, end);
  if (!stands_alone(scan, start, end) || !read_ipv4(text, &address)) {
    return end;
  }
  bool block = block_length(scan, end) < 32;
  rc_people_login_before(scan, start);
  if (is_special(&address) || is_resolver(text)) {
    rc_scan_leaf(scan, RC_DETECT_IPV4_PRIVATE, RC_FAMILY_KEEP, 0, start, end);
  } else if (!is_version(scan, &address, start, end) && block_length(scan, end) >= 8) {
    rc_scan_leaf(scan, block ? RC_DETECT_CIDR : RC_DETECT_IPV4_PUBLIC, RC_FAMILY_IP, 0, start,
                 end);
  }
  return end;
}

/* ---- IPv6 ----------------------------------------------------------------------------------- */

typedef struct ipv6 {
  unsigned group[8];
  size_t n;        /* groups written */
  size_t longest;  /* digits of the longest one */
  bool shortened;  /* `::` stands in it */
} ipv6;

static bool read_group(rc_str text, size_t *at, ipv6 *out) {
  size_t digits = 0;
  unsigned value = 0;
  for (; *at < text.len && rc_is_hex_byte(text.ptr[*at]); (*at)++, digits++) {
    char c = text.ptr[*at];
    value = value * 16 + (unsigned)(rc_is_digit_byte(c) ? c - '0' : (c | 32) - 'a' + 10);
  }
  if (digits == 0 || digits > 4 || out->n == 8) {
    return false;
  }
  out->group[out->n++] = value;
  out->longest = digits > out->longest ? digits : out->longest;
  return true;
}

static bool read_ipv6(rc_str text, ipv6 *out) {
  size_t at = 0;
  *out = (ipv6){.n = 0};
  if (rc_str_starts_with(text, RC_STR("::"))) {
    out->shortened = true;
    at = 2;
  }
  while (at < text.len) {
    ipv4 tail;
    if (read_ipv4(rc_str_from(text, at), &tail)) {
      out->n += 2;
      return out->shortened ? out->n < 8 : out->n == 8;
    }
    if (!read_group(text, &at, out)) {
      return false;
    }
    if (at == text.len) {
      break;
    }
    if (text.ptr[at] != ':' || at + 1 == text.len) {
      return false;
    }
    if (text.ptr[++at] == ':') {
      if (out->shortened) {
        return false;
      }
      out->shortened = true;
      at++;
    }
  }
  return out->shortened ? out->n < 8 : out->n == 8;
}

/* Loopback, link-local, unique local, multicast; and what holds too little to be one. */
static bool stays(const ipv6 *a, rc_str text) {
  unsigned first = a->n > 0 ? a->group[0] : 0;
  bool starts_empty = text.ptr[0] == ':';
  bool digit = false;
  for (size_t i = 0; i < text.len; i++) {
    digit = digit || rc_is_digit_byte(text.ptr[i]);
  }
  return a->n < 2 || !digit || (a->longest < 3 && a->n < 4) || starts_empty ||
         (first & 0xffc0u) == 0xfe80u || (first & 0xfe00u) == 0xfc00u ||
         (first & 0xff00u) == 0xff00u || (!a->shortened && a->longest < 3);
}

static bool is_pairs(rc_str text, char mark) {
  if (text.len != 17) {
    return false;
  }
  for (size_t i = 0; i < text.len; i++) {
    if (i % 3 == 2 ? text.ptr[i] != mark : !rc_is_hex_byte(text.ptr[i])) {
      return false;
    }
  }
  return true;
}

static void take_mac(rc_scan *scan, size_t start, size_t end) {
  rc_str text = rc_scan_slice(scan, start, end);
  bool same = true;
  for (size_t i = 0; i < text.len; i++) {
    same = same && (i % 3 == 2 || text.ptr[i] == text.ptr[0]);
  }
  rc_str example = RC_STR("00:00:5e:00:53"); /* RFC 9542 */
  bool documented = rc_str_equal_nocase(rc_str_slice(text, 0, example.len), example);
  if (!same && !documented) { /* neither broadcast nor nothing */
    rc_scan_leaf(scan, RC_DETECT_MAC_ADDRESS, RC_FAMILY_MAC, 0, start, end);
  }
}

size_t rc_people_colons(rc_scan *scan, size_t start, size_t end) {
  char before = rc_scan_before(scan, start), next = rc_scan_byte(scan, end);
  if (rc_is_word_byte(before) || before == ':' || before == '.' || before == '_' ||
      rc_is_word_byte(next) || next == '_') {
    return end;
  }
  size_t to = end;
  while (to > start && (scan->text.ptr[to - 1] == '.' ||
                        (scan->text.ptr[to - 1] == ':' && to - start > 2 &&
                         scan->text.ptr[to - 2] != ':'))) {
    to--;
  }
  rc_str text = rc_scan_slice(scan, start, to);
  ipv6 address;
  if (text.len > 7 && rc_str_equal_nocase(rc_str_slice(text, 0, 7), RC_STR("::ffff:")) &&
      rc_str_find_byte(text, '.', 0) != RC_NOT_FOUND) {
    return rc_people_ipv4(scan, start + 7, to);
  }
  if (is_pairs(text, ':')) {
    take_mac(scan, start, to);
  } else if (text.len > 3 && read_ipv6(text, &address) && !stays(&address, text)) {
    bool block = next == '/' && to == end && rc_is_digit_byte(rc_scan_byte(scan, end + 1));
    rc_scan_leaf(scan, block ? RC_DETECT_CIDR : RC_DETECT_IPV6, RC_FAMILY_IP, 0, start, to);
  }
  return end;
}

size_t rc_people_mac(rc_scan *scan, size_t start, size_t end) {
  char before = rc_scan_before(scan, start), next = rc_scan_byte(scan, end);
  if (!rc_is_word_byte(before) && before != '-' && !rc_is_word_byte(next) && next != '-') {
    take_mac(scan, start, end);
  }
  return end;
}
