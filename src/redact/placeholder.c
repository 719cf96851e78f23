#include "redact/placeholder.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "redact/placeholder_address.h"
#include "redact/placeholder_parts.h"

enum { LONGEST_IP4 = 15 };

struct rc_placeholders {
  rc_arena *arena;
  rc_map given[RC_N_FAMILIES]; /* original -> index in `texts` */
  struct { RC_VEC_FIELDS(rc_str) } texts;
  rc_map used;    /* all texts, whatever their family */
  rc_map avoided; /* what stands in the input, and what was banned */
  uint64_t counters[RC_N_FAMILIES];
  rc_addresses addresses;
};

rc_placeholders *rc_placeholders_new(rc_arena *arena) {
  rc_placeholders *made = RC_NEW(arena, rc_placeholders);
  if (made != NULL) {
    made->arena = arena;
    made->addresses.arena = arena;
  }
  return made;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* ---- what stands in the input already ------------------------------------------------------ */

void rc_placeholders_ban(rc_placeholders *placeholders, rc_str text) {
  rc_str copy = rc_str_copy(placeholders->arena, text);
  if (copy.len > 0) {
    rc_addresses_avoid(&placeholders->addresses, copy);
    rc_status noted = rc_map_add(placeholders->arena, &placeholders->avoided, copy, 0, NULL);
    (void)noted; /* the arena tells */
  }
}

static void avoid_range(rc_placeholders *placeholders, rc_str text, size_t start, size_t end) {
  if (end <= text.len) {
    rc_str found = rc_str_slice(text, start, end);
    if (rc_map_get(&placeholders->avoided, found) == RC_MAP_NONE) {
      rc_placeholders_ban(placeholders, found);
    }
  }
}

static bool ends_here(rc_str text, size_t at, rc_str head) {
  return at >= head.len && memcmp(text.ptr + at - head.len, head.ptr, head.len) == 0;
}

/* Digits start..end behind letters: the counters of families that have words in them. */
static void avoid_counter(rc_placeholders *placeholders, rc_str text, size_t start, size_t end) {
  switch (text.ptr[start - 1]) {
    case 'E':
      if (ends_here(text, start, RC_STR("EXAMPLE"))) {
        avoid_range(placeholders, text, start - 7, start + (text.ptr[start] == '9' ? 8 : 4));
      }
      break;
    case 'r':
      if (ends_here(text, start, RC_STR("user"))) {
        avoid_range(placeholders, text, start - 4, end);
      }
      break;
    case 'l':
      if (ends_here(text, start, RC_STR("mail"))) {
        avoid_range(placeholders, text, start - 4, end + 12);
      }
      break;
    case 'h':
      if (end < text.len && text.ptr[end] == '.') {
        avoid_range(placeholders, text, start - 1, end + 12);
        avoid_range(placeholders, text, start - 1, end + 17);
      }
      break;
    case 'c':
      if (ends_here(text, start, RC_STR("rc"))) {
        avoid_range(placeholders, text, start - 2, start + 4);
      }
      break;
    default: break;
  }
}

/* No further than is needed to see that it is too long for an address. */
static size_t address_end(rc_str text, size_t at) {
  size_t limit = text.len - at > LONGEST_IP4 ? at + LONGEST_IP4 : text.len;
  while (at < limit && (is_digit(text.ptr[at]) || text.ptr[at] == '.')) {
    at++;
  }
  return at;
}

void rc_placeholders_avoid_digits(rc_placeholders *placeholders, rc_str text, size_t start,
                                  size_t end) {
  rc_str digits = rc_str_slice(text, start, end);
  if (start > 0) {
    avoid_counter(placeholders, text, start, end);
  }
  if (digits.len == 12 && rc_is_placeholder(RC_FAMILY_ACCOUNT, digits)) {
    avoid_range(placeholders, text, start, end);
  } else if (digits.len >= 8 && digits.len <= RC_LONGEST_NUMBER &&
             (rc_is_placeholder(RC_FAMILY_HEX, digits) ||
              rc_is_placeholder(RC_FAMILY_NUMBER, digits))) {
    avoid_range(placeholders, text, start, end);
    avoid_range(placeholders, text, start, start + 36); /* a UUID begins so too */
  } else if (digits.len == 3 && end < text.len && text.ptr[end] == '.') {
    size_t stop = address_end(text, end);
    rc_str address = rc_str_slice(text, start, stop);
    if (address.len <= LONGEST_IP4 && rc_is_placeholder(RC_FAMILY_IP, address)) {
      avoid_range(placeholders, text, start, stop);
    }
  }
}

void rc_placeholders_avoid(rc_placeholders *placeholders, rc_str text) {
  for (size_t at = 0; at < text.len;) {
    if (!is_digit(text.ptr[at])) {
      at++;
      continue;
    }
    size_t start = at;
    while (at < text.len && is_digit(text.ptr[at])) {
      at++;
    }
    rc_placeholders_avoid_digits(placeholders, text, start, at);
  }
}

void rc_placeholders_learn_block(rc_placeholders *placeholders, rc_str address, unsigned length) {
  rc_addresses_learn(&placeholders->addresses, address, length);
}

/* ---- making -------------------------------------------------------------------------------- */

/* A head of at most 40 bytes and a number behind it: what another writing is made of. */
enum { HEADED = 64 };

/* `head`, and `value` with zeros before it, `width` digits in all (at most 20); more if it needs
 * more. Borrows `room`. */
static rc_str headed(char room[HEADED], rc_str head, uint64_t value, size_t width) {
  size_t n = 1;
  for (uint64_t rest = value / 10; rest > 0; rest /= 10) {
    n++;
  }
  n = n < width ? width : n;
  RC_ASSERT(head.len + n <= HEADED);
  memcpy(room, head.ptr, head.len);
  for (size_t at = head.len + n; at > head.len; value /= 10) {
    room[--at] = (char)('0' + value % 10);
  }
  return (rc_str){room, head.len + n};
}

/* The same without a head, and as wide as is wanted. */
static void put_padded(rc_buf *out, uint64_t value, size_t width) {
  enum { MOST = 20 };
  char room[HEADED];
  if (width > MOST) {
    rc_buf_put_repeated(out, '0', width - MOST);
  }
  rc_buf_put(out, headed(room, RC_STR(""), value, width < MOST ? width : MOST));
}

/* Four digits, or a 9 and seven more: none is the beginning of another. */
static void put_counter(rc_buf *out, uint64_t n) {
  if (n < 9000) {
    put_padded(out, n, 4);
  } else {
    put_padded(out, 90000000 + (n - 9000), 8);
  }
}

static void put_base64(rc_buf *out, rc_str text, bool url) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < text.len; i += 3) {
    size_t n = text.len - i < 3 ? text.len - i : 3;
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; k++) {
      bits = bits << 8 | (k < n ? (unsigned char)text.ptr[i + k] : 0u);
    }
    for (size_t k = 0; k < 4; k++) {
      if (k <= n) {
        rc_buf_put_byte(out, digits[bits >> (18 - 6 * k) & 63]);
      } else if (!url) {
        rc_buf_put_byte(out, '=');
      }
    }
  }
}

/* Three different digits, each four times; the three that documentation uses come first. Then
 * AAAA, a number and what it lacks to 9999. Returns false when all are used up. */
static bool put_account(rc_buf *out, uint64_t n) {
  static const char *const first[] = {"111122223333", "444455556666", "777788889999"};
  if (n <= RC_COUNT_OF(first)) {
    rc_buf_put_c(out, first[n - 1]);
    return true;
  }
  n -= RC_COUNT_OF(first) + 1;
  if (n < 720) {
    unsigned a = (unsigned)(n / 72);
    unsigned b = (unsigned)(n / 8 % 9);
    unsigned c = (unsigned)(n % 8);
    b += b >= a;
    unsigned low = a < b ? a : b;
    unsigned high = a < b ? b : a;
    c += c >= low;
    c += c >= high;
    rc_buf_put_repeated(out, (char)('0' + a), 4);
    rc_buf_put_repeated(out, (char)('0' + b), 4);
    rc_buf_put_repeated(out, (char)('0' + c), 4);
    return true;
  }
  n -= 720;
  rc_buf_put_repeated(out, (char)('0' + n / 10000 % 10), 4);
  put_padded(out, n % 10000, 4);
  put_padded(out, 9999 - n % 10000, 4);
  return n < 100000;
}

static void put_dashed(rc_buf *out, rc_str account) {
  rc_buf_put(out, rc_str_slice(account, 0, 4));
  rc_buf_put_byte(out, '-');
  rc_buf_put(out, rc_str_slice(account, 4, 8));
  rc_buf_put_byte(out, '-');
  rc_buf_put(out, rc_str_slice(account, 8, account.len));
}

static void put_base32(rc_buf *out, uint64_t value, int n_digits) {
  for (int i = n_digits - 1; i >= 0; i--) {
    unsigned digit = (unsigned)(value >> (5 * i)) & 31;
    rc_buf_put_byte(out, (char)(digit < 26 ? 'A' + digit : '2' + digit - 26));
  }
}

/* The prefix; then a mark, 40 bits of the account's placeholder and four bits that count; more
 * digits when those are used up. A key without account is one of the old kind. */
static void put_key(rc_placeholders *placeholders, rc_buf *out, rc_str original, uint64_t n) {
  uint64_t account;
  rc_buf_put(out, rc_str_slice(original, 0, 4));
  if (!rc_account_of_key(original, &account)) {
    rc_buf_put_byte(out, 'I');
    put_base32(out, n, 8);
  } else {
    char room[HEADED];
    rc_str stand_in = headed(room, RC_STR(""), account, 12);
    if (!rc_is_documentation(RC_FAMILY_ACCOUNT, stand_in) &&
        !rc_is_placeholder(RC_FAMILY_ACCOUNT, stand_in)) {
      stand_in = rc_placeholder_of(placeholders, RC_FAMILY_ACCOUNT, stand_in);
    }
    uint64_t number = 0;
    (void)rc_str_to_u64(stand_in, &number);
    put_base32(out, (uint64_t)1 << 44 | number << 4 | (n & 15), 9);
    if (n > 15) {
      put_base32(out, n >> 4, n >> 4 < 1024 ? 2 : 7);
    }
  }
  rc_buf_put_c(out, "EXAMPLE");
}

/* As many digits as before, `first` at their head. Short ones become longer: the numbers of a
 * few digits stand everywhere. */
static void put_number(rc_buf *out, char first, rc_str original, uint64_t n) {
  size_t width = original.len < 8                   ? 8
                 : original.len > RC_LONGEST_NUMBER ? RC_LONGEST_NUMBER
                                                    : original.len;
  rc_buf_put_byte(out, first);
  put_padded(out, n, width - 1);
}

static void put_mac(rc_buf *out, rc_str original, uint64_t n) {
  char room[HEADED];
  rc_str text = headed(room, RC_STR(""), n, 10);
  rc_buf_put_c(out, "02");
  for (size_t i = 0; i + 1 < text.len; i += 2) {
    rc_buf_put_byte(out, original.len > 2 && original.ptr[2] == '-' ? '-' : ':');
    rc_buf_put(out, rc_str_slice(text, i, i + 2));
  }
}

static bool is_inner_host(rc_str host) {
  static const char *const endings[] = {".internal", ".local",   ".corp", ".lan",
                                        ".intra",    ".private", ".home"};
  for (size_t i = 0; i < RC_COUNT_OF(endings); i++) {
    rc_str ending = rc_str_from_c(endings[i]);
    if (host.len >= ending.len &&
        rc_str_equal_nocase(rc_str_from(host, host.len - ending.len), ending)) {
      return true;
    }
  }
  return rc_str_find_byte(host, '.', 0) == RC_NOT_FOUND;
}

/* base64 of `head` and a number. */
static void put_encoded(rc_buf *out, rc_str head, size_t width, uint64_t n) {
  char room[HEADED];
  rc_str text = n < 90000 ? headed(room, head, n, width)
                          : headed(room, head, 90000000 + (n - 90000), width + 3);
  put_base64(out, text, false);
}

static void put_jwt(rc_buf *out, uint64_t n) {
  char room[HEADED];
  rc_str payload = headed(room, RC_STR("{\"rc\":"), n, 1);
  room[payload.len++] = '}';
  put_base64(out, RC_STR("{\"alg\":\"none\",\"typ\":\"JWT\"}"), true);
  rc_buf_put_byte(out, '.');
  put_base64(out, payload, true);
  rc_buf_put_byte(out, '.');
}

static void put_with(rc_buf *out, const char *head, uint64_t n, const char *tail) {
  rc_buf_put_c(out, head);
  rc_buf_put_u64(out, n);
  rc_buf_put_c(out, tail);
}

/* The n-th placeholder (from 1) of the family for `original`. False when the family has no more. */
static bool put(rc_placeholders *placeholders, rc_buf *out, rc_family family, rc_str original,
                uint64_t n) {
  switch (family) {
    case RC_FAMILY_ACCOUNT: return put_account(out, n);
    case RC_FAMILY_KEY_ID: put_key(placeholders, out, original, n - 1); return true;
    case RC_FAMILY_UNIQUE_ID:
      rc_buf_put(out, rc_str_slice(original, 0, 4));
      rc_buf_put_c(out, "EXAMPLE");
      put_padded(out, n, original.len > 15 && original.len < 24 ? original.len - 11 : 10);
      return true;
    case RC_FAMILY_AWS_SECRET:
      rc_buf_put_c(out, RC_AWS_SECRET_HEAD);
      put_padded(out, n, 11);
      return true;
    case RC_FAMILY_HOST:
      put_with(out, "h", n, is_inner_host(original) ? ".example.internal" : ".example.com");
      return true;
    case RC_FAMILY_EMAIL: put_with(out, "mail", n, "@example.com"); return true;
    case RC_FAMILY_USER: put_with(out, "user", n, ""); return true;
    case RC_FAMILY_UUID:
      rc_buf_put_c(out, RC_UUID_HEAD);
      put_padded(out, n, 12);
      return true;
    case RC_FAMILY_RESOURCE_ID:
    case RC_FAMILY_HEX: put_number(out, '0', original, n); return n < 100000;
    case RC_FAMILY_NUMBER: put_number(out, '1', original, n); return n < 100000;
    case RC_FAMILY_SUFFIX:
      rc_buf_put_c(out, "rc");
      if (n >= 10000) {
        rc_buf_put_byte(out, (char)('A' + (n - 10000) / 1000 % 26));
        put_padded(out, (n - 10000) % 1000, 3);
      } else {
        put_padded(out, n, 4);
      }
      return n < 36000;
    case RC_FAMILY_BLOB: put_encoded(out, RC_STR("EXAMPLE"), 5, n); return true;
    case RC_FAMILY_PEM: put_encoded(out, RC_STR("rolecall placeholder "), 6, n); return true;
    case RC_FAMILY_BASIC: put_encoded(out, RC_STR("user:EXAMPLE"), 6, n); return true;
    case RC_FAMILY_JWT: put_jwt(out, n); return true;
    case RC_FAMILY_MAC: put_mac(out, original, n); return n < 1000000;
    default:
      rc_buf_put_c(out, "EXAMPLE");
      put_counter(out, n);
      return true;
  }
}

/* The next text of the family that neither stands in the input nor was given out. */
static rc_str next_text(rc_placeholders *placeholders, rc_family family, rc_str original) {
  rc_arena *arena = placeholders->arena;
  while (rc_arena_status(arena) == RC_OK) {
    rc_buf out;
    rc_buf_init(&out, arena);
    uint64_t n = ++placeholders->counters[family];
    if (!put(placeholders, &out, family, original, n)) {
      family = RC_FAMILY_OPAQUE;
      continue;
    }
    rc_str text = rc_buf_close(&out);
    if (rc_map_get(&placeholders->avoided, text) == RC_MAP_NONE &&
        rc_map_get(&placeholders->used, text) == RC_MAP_NONE) {
      return text;
    }
  }
  return RC_STR_NONE;
}

static rc_str dashed_account(rc_placeholders *placeholders, rc_str original) {
  rc_buf plain;
  rc_buf_init(&plain, placeholders->arena);
  for (size_t i = 0; i < original.len; i++) {
    if (original.ptr[i] != '-') {
      rc_buf_put_byte(&plain, original.ptr[i]);
    }
  }
  rc_str stand_in = rc_placeholder_of(placeholders, RC_FAMILY_ACCOUNT, rc_buf_str(&plain));
  rc_buf out;
  rc_buf_init(&out, placeholders->arena);
  put_dashed(&out, stand_in);
  return rc_buf_close(&out);
}

static rc_str make(rc_placeholders *placeholders, rc_family family, rc_str original) {
  if (family == RC_FAMILY_ACCOUNT && rc_str_find_byte(original, '-', 0) != RC_NOT_FOUND) {
    return dashed_account(placeholders, original);
  }
  if (family == RC_FAMILY_IP) {
    rc_str text = rc_addresses_stand_in(&placeholders->addresses, original);
    if (text.len > 0 && (rc_str_equal(text, original) ||
                         (rc_map_get(&placeholders->used, text) == RC_MAP_NONE &&
                          rc_map_get(&placeholders->avoided, text) == RC_MAP_NONE))) {
      return text;
    }
    family = RC_FAMILY_OPAQUE;
  }
  return next_text(placeholders, family, original);
}

rc_str rc_placeholder_of(rc_placeholders *placeholders, rc_family family, rc_str original) {
  rc_arena *arena = placeholders->arena;
  uint32_t known = rc_map_get(&placeholders->given[family], original);
  if (known != RC_MAP_NONE) {
    return placeholders->texts.items[known];
  }
  rc_str text = make(placeholders, family, original);
  rc_str key = rc_str_copy(arena, original);
  uint32_t index = placeholders->texts.len;
  rc_str *slot = RC_VEC_ADD(arena, &placeholders->texts);
  if (slot == NULL || rc_map_add(arena, &placeholders->given[family], key, index, NULL) != RC_OK ||
      rc_map_add(arena, &placeholders->used, text, index, NULL) != RC_OK) {
    return RC_STR_NONE;
  }
  *slot = text;
  return text;
}

void rc_placeholders_restart(rc_placeholders *placeholders) {
  memset(placeholders->given, 0, sizeof placeholders->given);
  memset(&placeholders->used, 0, sizeof placeholders->used);
  memset(placeholders->counters, 0, sizeof placeholders->counters);
  placeholders->texts.len = 0;
  rc_addresses_restart(&placeholders->addresses);
}
