/*
 * Keys over several lines: PEM, PGP, PuTTY, and JSON web keys, whose members only together tell
 * what they are. One search for what such a block begins with; a block is walked once.
 */
#include <string.h>

#include "base/lanes.h"
#include "redact/tokens.h"

/* --- PEM: each line of the body is a leaf ---------------------------------------------------- */

enum { LABEL_AT_MOST = 64, BODY_AT_MOST = 1 << 16, BROKEN_LINES = 400 };
enum { PIECE_AT_LEAST = 16, GROUP = 4 };

typedef struct block_kind {
  rc_scan *scan;
  uint16_t detector;
  uint8_t family, flags;
} block_kind;

static bool is_base64(char c) {
  return (rc_byte_sorts[(uint8_t)c] & (RC_CLASS_BASE64 | RC_BYTE_EQUALS)) != 0;
}

/* Behind the backslashes at `at` and the letter that they escape. */
static size_t behind_backslashes(rc_str text, size_t at, size_t end) {
  while (at < end && text.ptr[at] == '\\') at++;
  return at < end && memchr("nrtu", text.ptr[at], 4) != NULL ? at + 1 : at;
}

/* True if a line, indented or not, begins or ends (also with `\n`) where start..end does. */
static bool is_whole_line(rc_str text, size_t start, size_t end, size_t from, size_t to) {
  while (start > from && (text.ptr[start - 1] == ' ' || text.ptr[start - 1] == '\t')) start--;
  char before = start > from ? text.ptr[start - 1] : '\n';
  char after = end < to ? text.ptr[end] : '\n';
  return (before == '\n' || before == '\r' || before == 'n') &&
         (after == '\n' || after == '\r' || after == '\\');
}

/* A header inside of the block: `Proc-Type: 4,ENCRYPTED`. Returns the line's end, or `at`. */
static size_t behind_header(rc_str text, size_t at, size_t end) {
  static const rc_str names[] = {RC_STR_INIT("Proc-Type: "), RC_STR_INIT("DEK-Info: "),
                                 RC_STR_INIT("Version: "),   RC_STR_INIT("Comment: "),
                                 RC_STR_INIT("Hash: "),      RC_STR_INIT("Charset: ")};
  rc_str line = rc_str_slice(text, at, end);
  bool is_header = false;
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    is_header = is_header || rc_str_starts_with(line, names[i]);
  }
  while (is_header && at < end && text.ptr[at] != '\n' && text.ptr[at] != '\\') at++;
  return at;
}

/* Leaves for the pieces of base64 between `from` and `to`. */
static bool emit_pieces(const block_kind *block, size_t from, size_t to) {
  rc_str text = block->scan->text;
  bool any = false;
  for (size_t at = from; at < to;) {
    if (text.ptr[at] == '\\') {
      at = behind_backslashes(text, at, to);
      continue;
    }
    if (!is_base64(text.ptr[at])) {
      at++;
      continue;
    }
    size_t start = at;
    at = behind_header(text, start, to);
    if (at != start) continue;
    while (at < to && is_base64(text.ptr[at])) at++;
    bool is_last = text.ptr[at - 1] == '=' || is_whole_line(text, start, at, from, to);
    if (at - start < (is_last ? GROUP : PIECE_AT_LEAST)) continue;
    any = true;
    rc_scan_leaf(block->scan, block->detector, (rc_family)block->family, block->flags, start, at);
  }
  return any;
}

/* Without an END line: as long as there is nothing but base64, line by line. */
static size_t broken_end(rc_str text, size_t from, size_t limit) {
  size_t at = from, good = from;
  for (int line = 0; line < BROKEN_LINES && at < limit; line++) {
    while (at < limit && memchr(" \t\r\n\"'\\", text.ptr[at], 7) != NULL) {
      bool empty = text.ptr[at] == '\n' && at + 1 < limit && text.ptr[at + 1] == '\n' && line > 0;
      if (empty) return good;
      at = text.ptr[at] == '\\' ? behind_backslashes(text, at, limit) : at + 1;
    }
    size_t header = behind_header(text, at, limit);
    if (header != at) {
      at = header;
      continue;
    }
    size_t start = at;
    while (at < limit && is_base64(text.ptr[at])) at++;
    if (at - start < PIECE_AT_LEAST) return good;
    good = at;
  }
  return good;
}

static block_kind block_of(rc_scan *scan, rc_str label) {
  block_kind block = {scan, RC_DETECT_PEM_PRIVATE_KEY, RC_FAMILY_PEM, RC_LEAF_SECRET};
  if (rc_str_contains(label, RC_STR("PGP"))) block.detector = RC_DETECT_PGP_PRIVATE_KEY;
  rc_key_kind kind = rc_pem_kind(label);
  if (kind != RC_KEY_PRIVATE) block.flags = 0;
  if (kind == RC_KEY_CERTIFICATE) block.detector = RC_DETECT_CERTIFICATE;
  if (kind == RC_KEY_PUBLIC || kind == RC_KEY_NONE) {
    block.detector = RC_DETECT_KEPT_PUBLIC_KEY;
    block.family = RC_FAMILY_KEEP;
  }
  return block;
}

/* The block whose `-----BEGIN ` begins at `start`; returns where to go on. */
static size_t pem_block(rc_scan *scan, size_t start) {
  rc_str text = scan->text, dashes = RC_STR("-----");
  size_t label = start + 10;
  rc_str head = rc_str_slice(text, label, label + LABEL_AT_MOST);
  size_t length = rc_str_find(head, dashes, 0);
  if (length == RC_NOT_FOUND || rc_str_find_byte(rc_str_slice(head, 0, length), '\n', 0) !=
                                    RC_NOT_FOUND) {
    return label;
  }
  block_kind block = block_of(scan, rc_str_slice(head, 0, length));
  size_t from = label + length + dashes.len;
  rc_str window = rc_str_slice(text, from, from + BODY_AT_MOST);
  size_t dash = rc_str_find(window, dashes, 0);
  size_t end = dash == RC_NOT_FOUND ? from + window.len : from + dash;
  bool is_complete = dash != RC_NOT_FOUND &&
                     rc_str_starts_with(rc_str_from(text, end), RC_STR("-----END"));
  if (!is_complete) end = broken_end(text, from, end);
  (void)emit_pieces(&block, from, end);
  return end;
}

/* --- PuTTY ----------------------------------------------------------------------------------- */

enum { PUTTY_LINES = 400 };

/* The number behind `name` if the line at `at` begins with it. */
static bool says_lines(rc_str text, size_t at, rc_str name, uint64_t *lines) {
  rc_str rest = rc_str_slice(text, at, at + name.len + 6);
  if (!rc_str_starts_with(rest, name)) return false;
  size_t digits = name.len;
  while (digits < rest.len && rest.ptr[digits] >= '0' && rest.ptr[digits] <= '9') digits++;
  return rc_str_to_u64(rc_str_slice(rest, name.len, digits), lines);
}

size_t rc_token_putty(rc_token_scan *t, size_t start) {
  rc_str text = t->text, mac = RC_STR("Private-MAC: ");
  block_kind secret = {t->scan, RC_DETECT_PUTTY_PRIVATE_KEY, RC_FAMILY_PEM, RC_LEAF_SECRET};
  block_kind public = {t->scan, RC_DETECT_KEPT_PUBLIC_KEY, RC_FAMILY_KEEP, 0};
  const block_kind *block = NULL;
  uint64_t left = 0;
  size_t at = start, last = start;
  rc_scan_looks(t->scan, start, text.len);
  for (int i = 0; i < PUTTY_LINES && at < text.len; i++) {
    size_t end = rc_str_find_byte(rc_str_slice(text, at, at + 256), '\n', 0);
    end = end == RC_NOT_FOUND ? (at + 256 < text.len ? at + 256 : text.len) : at + end;
    if (i > 0 && rc_str_starts_with(rc_str_from(text, at), RC_STR("PuTTY-User-Key-File"))) break;
    if (left > 0) {
      left--;
      if (emit_pieces(block, at, end)) last = end;
    } else if (says_lines(text, at, RC_STR("Private-Lines: "), &left)) {
      block = &secret;
    } else if (says_lines(text, at, RC_STR("Public-Lines: "), &left)) {
      block = &public;
    } else if (rc_str_starts_with(rc_str_from(text, at), mac)) {
      size_t from = at + mac.len, to = from;
      while (rc_token_is(t, to, RC_CLASS_HEX)) to++;
      rc_scan_leaf(t->scan, RC_DETECT_PUTTY_PRIVATE_KEY, RC_FAMILY_HEX, RC_LEAF_SECRET, from, to);
      return to;
    }
    at = end + 1;
  }
  return last > start ? last : 0;
}

/* --- JSON web keys --------------------------------------------------------------------------- */

enum { JWK_AT_MOST = 8192, JWK_MEMBER = 2 };

/* Behind blanks, backslashes and quotes. */
static size_t behind_signs(rc_str text, size_t at, size_t end, const char *signs) {
  while (at < end && text.ptr[at] != '\0' && strchr(signs, text.ptr[at]) != NULL) at++;
  return at;
}

/* True for members that only a private key has; `k` is the key itself of a symmetric one. */
static bool is_private_member(rc_str name, bool is_symmetric) {
  static const rc_str names[] = {RC_STR_INIT("d"),  RC_STR_INIT("p"),  RC_STR_INIT("q"),
                                 RC_STR_INIT("dp"), RC_STR_INIT("dq"), RC_STR_INIT("qi")};
  if (is_symmetric) return rc_str_equal(name, RC_STR("k"));
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (rc_str_equal(name, names[i])) return true;
  }
  return false;
}

/* The members of the object between `at` and `end`. */
/* The modulus, the exponent and the point: what everybody may see. */
static bool is_public_member(rc_str name) {
  return name.len == 1 && (name.ptr[0] == 'x' || name.ptr[0] == 'y' || name.ptr[0] == 'n');
}

static void jwk_members(rc_scan *scan, size_t at, size_t end, bool is_symmetric) {
  rc_str text = scan->text;
  while (at < end) {
    if (text.ptr[at] != '"') {
      at++;
      continue;
    }
    size_t name = ++at;
    while (at < end && at - name <= JWK_MEMBER && text.ptr[at] >= 'a' && text.ptr[at] <= 'z') at++;
    rc_str member = rc_str_slice(text, name, at);
    size_t value = behind_signs(text, at, end, "\\\"");
    bool is_public = is_public_member(member);
    if (value == at || !(is_public || is_private_member(member, is_symmetric))) continue;
    value = behind_signs(text, value, end, " \t\r\n:");
    value = behind_signs(text, value, end, "\\\"");
    at = value;
    while (at < end && rc_byte_sorts[(uint8_t)text.ptr[at]] & RC_CLASS_ANY_BASE64) at++;
    if (at - value < PIECE_AT_LEAST) continue;
    if (is_public) {
      rc_scan_leaf(scan, RC_DETECT_KEPT_PUBLIC_KEY, RC_FAMILY_KEEP, 0, value, at);
    } else {
      rc_scan_leaf(scan, RC_DETECT_JWK_PRIVATE_KEY, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, value, at);
    }
  }
}

/* The object around the `kty` at `at`, not before `from`; returns where to go on. */
static size_t jwk(rc_scan *scan, size_t at, size_t from) {
  rc_str text = scan->text;
  char after = at + 3 < text.len ? text.ptr[at + 3] : 0;
  if (at == 0 || text.ptr[at - 1] != '"' || (after != '"' && after != '\\')) return at + 3;
  size_t start = at, end = at, limit = at + JWK_AT_MOST;
  while (start > from && at - start < JWK_AT_MOST && text.ptr[start - 1] != '{') start--;
  while (end < text.len && end < limit && text.ptr[end] != '}') end++;
  rc_str type = rc_str_slice(text, at + 3, at + 16);
  jwk_members(scan, start, end, rc_str_contains(type, RC_STR("oct\"")) ||
                                    rc_str_contains(type, RC_STR("oct\\")));
  return end;
}

/* --- The search ------------------------------------------------------------------------------ */

/* The first two dashes side by side at or behind `at`, or the text's end. */
static size_t find_dashes(rc_str text, size_t at) {
  char room[RC_LANES_BLOCK];
  for (; at < text.len; at += RC_LANES_BLOCK - 1) {
    const char *block = rc_lanes_block(text.ptr + at, text.len - at, room);
    uint64_t bits = 0;
    for (uint32_t i = 0; i < RC_LANES_BLOCK; i += RC_LANES) {
      bits |= rc_lanes_bits(rc_lanes_equal(rc_lanes_load(block + i), '-')) << i;
    }
    bits &= bits >> 1;
    if (bits != 0) return at + rc_lowest_bit(bits);
  }
  return text.len;
}

static void pem_blocks(rc_scan *scan) {
  rc_str text = scan->text;
  for (size_t at = find_dashes(text, 0); at < text.len; at = find_dashes(text, at)) {
    size_t start = at;
    while (at < text.len && text.ptr[at] == '-') at++;
    if (at - start >= 5 && rc_str_starts_with(rc_str_from(text, at), RC_STR("BEGIN"))) {
      at = pem_block(scan, at - 5);
    }
  }
}

static void web_keys(rc_scan *scan) {
  size_t at = 0, from = 0;
  while ((at = rc_str_find(scan->text, RC_STR("kty"), at)) != RC_NOT_FOUND) {
    size_t next = jwk(scan, at, from);
    if (next > at + 3) from = next;
    at = next;
  }
}

void rc_scan_blocks(rc_scan *scan) {
  pem_blocks(scan);
  web_keys(scan);
  if (!rc_scan_goes_by_lines(scan)) rc_scan_logins(scan);
}
