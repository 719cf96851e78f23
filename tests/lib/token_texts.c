#include "lib/token_texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "redact/decode.h"

/* --- Assembling ------------------------------------------------------------------------------ */

static const struct {
  char letter;
  const char *bytes;
} classes[] = {
    {'d', "0123456789"},
    {'h', "0123456789abcdef"},
    {'x', "0123456789abcdefABCDEF"},
    {'X', "0123456789ABCDEF"},
    {'l', "0123456789abcdefghijklmnopqrstuvwxyz"},
    {'u', "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {'a', "abcdefghijklmnopqrstuvwxyz"},
    {'t', "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {'w', "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
    {'U', "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"},
    {'b', "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/"},
    {'c', "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}};

static uint32_t draw(made *m) {
  m->random = m->random * 1664525u + 1013904223u;
  return m->random >> 8;
}

void put(made *m, char c) {
  assert_true(m->len + 1 < MADE_AT_MOST);
  m->text[m->len++] = c;
  m->text[m->len] = '\0';
}

void put_all(made *m, const char *text) {
  while (*text != '\0') put(m, *text++);
}

static void put_drawn(made *m, char letter, size_t n) {
  for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
    if (classes[i].letter != letter) continue;
    size_t size = strlen(classes[i].bytes);
    size_t start = m->len;
    /* The ends are letters or digits, so that what stands around makes no longer token of it; a
     * digit, a lower and an upper letter are among them where the class has such. */
    size_t plain = strchr("Ub", letter) != NULL ? 62 : size;
    for (size_t k = 0; k < n; k++) {
      bool is_end = k == 0 || k + 1 == n;
      put(m, classes[i].bytes[draw(m) % (is_end ? plain : size)]);
    }
    if (n > 4 && letter != 'a') m->text[start + 1] = letter == 't' ? '7' : '4';
    if (n > 4 && strchr("wUbc", letter) != NULL) {
      m->text[start + 2] = 'q';
      m->text[start + 3] = 'K';
    }
    return;
  }
  fail_msg("no class %c", letter);
}

static void put_base64(made *m, const char *text, size_t n) {
  static const char alphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint32_t bits = 0, n_bits = 0;
  for (size_t i = 0; i < n; i++) {
    bits = bits << 8 | (uint8_t)text[i];
    for (n_bits += 8; n_bits >= 6; n_bits -= 6) put(m, alphabet[bits >> (n_bits - 6) & 63]);
  }
  if (n_bits > 0) put(m, alphabet[bits << (6 - n_bits) & 63]);
}

static void put_crc62(made *m) {
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  char digits[7] = "";
  uint32_t crc = rc_crc32((rc_str){m->text + m->len - 30, 30});
  for (int i = 5; i >= 0; i--, crc /= 62) digits[i] = alphabet[crc % 62];
  put_all(m, digits);
}

static void put_crc_hex(made *m, size_t from, bool from_behind) {
  char digits[9];
  uint32_t crc = rc_crc32((rc_str){m->text + from, m->len - from});
  if (from_behind) {
    crc = crc << 24 | (crc & 0xff00) << 8 | (crc >> 8 & 0xff00) | crc >> 24;
    put(m, '_');
  }
  (void)snprintf(digits, sizeof digits, from_behind ? "%08x" : "%08X", crc);
  put_all(m, digits);
}

static void put_bech32(made *m, size_t from) {
  static const char alphabet[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
  for (int i = 0; i < 52; i++) put(m, alphabet[draw(m) % 32]);
  /* The checksum is found digit by digit: every one of six has to be right for all to be. */
  static const uint32_t generator[5] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  static const char hrp[] = "age-secret-key-";
  uint8_t values[128];
  size_t n = 0;
  for (const char *p = hrp; *p != '\0'; p++) values[n++] = (uint8_t)*p >> 5;
  values[n++] = 0;
  for (const char *p = hrp; *p != '\0'; p++) values[n++] = (uint8_t)*p & 31;
  for (size_t i = from + 16; i < m->len; i++) {
    values[n++] = (uint8_t)(strchr(alphabet, m->text[i]) - alphabet);
  }
  for (int i = 0; i < 6; i++) values[n++] = 0;
  uint32_t sum = 1;
  for (size_t i = 0; i < n; i++) {
    uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ values[i];
    for (uint32_t k = 0; k < 5; k++) sum ^= (top >> k & 1) != 0 ? generator[k] : 0;
  }
  sum ^= 1;
  for (int i = 0; i < 6; i++) put(m, alphabet[sum >> (5 * (5 - i)) & 31]);
}

/* What stands between < and >. */
static void put_directive(made *m, const char *word, size_t n, size_t from) {
  if (n > 3 && memcmp(word, "64:", 3) == 0) put_base64(m, word + 3, n - 3);
  else if (n == 5 && memcmp(word, "crc62", 5) == 0) put_crc62(m);
  else if (n == 6 && memcmp(word, "crchex", 6) == 0) put_crc_hex(m, from, false);
  else if (n == 5 && memcmp(word, "crcle", 5) == 0) put_crc_hex(m, from, true);
  else if (n == 6 && memcmp(word, "bech32", 6) == 0) put_bech32(m, from);
  else put_drawn(m, word[0], (size_t)strtoul(word + 1, NULL, 10));
}

void assemble(made *m, const char *pattern) {
  size_t from = m->len;
  for (const char *p = pattern; *p != '\0'; p++) {
    if (*p == '<') {
      const char *end = strchr(p, '>');
      put_directive(m, p + 1, (size_t)(end - p - 1), from);
      p = end;
    } else if (*p == '[') {
      assert_true(m->n_leaves < LEAVES_AT_MOST);
      m->starts[m->n_leaves] = m->len;
    } else if (*p == ']') {
      m->ends[m->n_leaves++] = m->len;
    } else {
      put(m, *p);
    }
  }
}

/* --- Scanning -------------------------------------------------------------------------------- */

/* As scan.c cuts it, for the scanners under test alone. */
static void scan_tokens(rc_scan *scan) {
  rc_scan_blocks(scan);
  for (size_t at = 0; at < scan->text.len;) {
    rc_run run = {(uint32_t)at, (uint32_t)at, 0};
    for (; at < scan->text.len; at++) {
      unsigned char c = (unsigned char)scan->text.ptr[at];
      if (c <= ' ' || c == 127 || strchr("\"'`()[]{}<>,;|", c) != NULL) break;
      if (c >= '0' && c <= '9') run.traits |= RC_RUN_DIGIT;
      else if (c >= 'a' && c <= 'z') run.traits |= RC_RUN_LOWER;
      else if (c >= 'A' && c <= 'Z') run.traits |= RC_RUN_UPPER;
      else if (c == '=') run.traits |= RC_RUN_EQUALS;
      else if (strchr(".:/@-_%\\", c) == NULL) run.traits |= RC_RUN_OTHER;
    }
    run.end = (uint32_t)at;
    if (run.end - run.start >= 16) run.traits |= RC_RUN_LONG;
    if (run.end > run.start) rc_scan_tokens(scan, &run);
    at++;
  }
}

void scan_text(rc_arena *arena, const char *text, size_t len, rc_leaves *leaves) {
  /* A block of its own, so that the sanitizer sees who reads behind the end. */
  char *copy = malloc(len + 1);
  assert_non_null(copy);
  memcpy(copy, text, len);
  char *exact = realloc(copy, len > 0 ? len : 1);
  assert_non_null(exact);
  *leaves = (rc_leaves){0};
  rc_scan scan = {.arena = arena, .text = {exact, len}, .out = leaves};
  scan_tokens(&scan);
  free(exact);
}

bool has_leaf(const rc_leaves *leaves, uint16_t detector, size_t start, size_t end) {
  for (uint32_t i = 0; i < leaves->len; i++) {
    const rc_leaf *leaf = &leaves->items[i];
    if (leaf->detector == detector && leaf->start == start && leaf->end == end) return true;
  }
  return false;
}

bool has_detector(const rc_leaves *leaves, uint16_t detector) {
  uint32_t i = 0;
  while (i < leaves->len && leaves->items[i].detector != detector) i++;
  return i < leaves->len;
}

bool has_any(const rc_leaves *leaves) {
  uint32_t i = 0;
  while (i < leaves->len && leaves->items[i].family == RC_FAMILY_KEEP) i++;
  return i < leaves->len;
}

int expect_leaves(rc_arena *arena, const token_sample *sample, const made *m) {
  int missing = 0;
  rc_leaves leaves;
  scan_text(arena, m->text, m->len, &leaves);
  for (size_t i = 0; i < m->n_leaves; i++) {
    if (has_leaf(&leaves, sample->detector, m->starts[i], m->ends[i])) continue;
    for (uint32_t k = 0; k < leaves.len; k++) {
      const rc_leaf *leaf = &leaves.items[k];
      print_error("found %s %u..%u\n", rc_detector_info(leaf->detector)->name, leaf->start,
                  leaf->end);
    }
    missing++;
    print_error("no %s at %zu..%zu of `%s` (%s)\n", rc_detector_info(sample->detector)->name,
                m->starts[i], m->ends[i], m->text, sample->pattern);
  }
  return missing;
}

void expect_pattern(rc_arena *arena, uint16_t detector, const char *pattern) {
  token_sample sample = {detector, pattern};
  made m = {.random = 7};
  assemble(&m, pattern);
  assert_true(m.n_leaves > 0);
  assert_int_equal(expect_leaves(arena, &sample, &m), 0);
  rc_leaves leaves;
  scan_text(arena, m.text, m.len, &leaves);
  for (uint32_t i = 0; i < leaves.len; i++) {
    const rc_leaf *leaf = &leaves.items[i];
    assert_null(memchr(m.text + leaf->start, '\n', leaf->end - leaf->start));
    assert_null(memchr(m.text + leaf->start, '\\', leaf->end - leaf->start));
  }
}

/* --- Arenas ---------------------------------------------------------------------------------- */

static void *take(void *context, size_t size) {
  (void)context;
  return malloc(size);
}

static void give_back(void *context, void *block, size_t size) {
  (void)context;
  (void)size;
  free(block);
}

int set_up_arena(void **state) {
  rc_arena *arena = calloc(1, sizeof *arena);
  const rc_allocator allocator = {NULL, take, give_back};
  rc_arena_init(arena, &allocator);
  *state = arena;
  return 0;
}

int tear_down_arena(void **state) {
  rc_arena *arena = *state;
  int failed = rc_arena_status(arena) != RC_OK;
  rc_arena_free(arena);
  free(arena);
  return failed;
}
