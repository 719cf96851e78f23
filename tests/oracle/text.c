#include "oracle/text.h"

#include "base/utf8.h"

static void put_unit(oracle_units *u, uint32_t code, bool quoted) {
  if (u->n < ORACLE_UNITS) {
    u->code[u->n] = (uint16_t)code;
    u->quoted[u->n++] = quoted;
  }
}

void oracle_put_text(oracle_units *u, rc_str s, bool quoted) {
  while (s.len > 0) {
    bool ascii = (unsigned char)s.ptr[0] < 0x80;
    rc_utf8_char c = ascii ? (rc_utf8_char){.code = (unsigned char)s.ptr[0], .n_bytes = 1}
                           : rc_utf8_decode(s);
    s = rc_str_from(s, c.n_bytes);
    if (c.code >= 0x10000) {
      put_unit(u, 0xD800 + ((c.code - 0x10000) >> 10), quoted);
      put_unit(u, 0xDC00 + ((c.code - 0x10000) & 0x3FF), quoted);
    } else {
      put_unit(u, c.code, quoted);
    }
  }
}

/* ---- wildcards, by trying ---- */

static uint32_t fold_ascii(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

bool oracle_glob_at(const oracle_glob *g, int p, int p_end, int t, int t_end, int colons) {
  if (p == p_end) {
    return t == t_end;
  }
  uint16_t c = g->pattern->code[p];
  bool wildcard = g->wild && !g->pattern->quoted[p];
  bool head = g->arn_segments && colons < 5;
  if (wildcard && c == '*') {
    bool last = p + 1 == p_end || g->pattern->code[p + 1] == ':';
    for (int n = t;; n++) {
      if (oracle_glob_at(g, p + 1, p_end, n, t_end, colons)) {
        return true;
      }
      if (n == t_end || (head && !last && g->text->code[n] == ':')) {
        return false;
      }
    }
  }
  if (t == t_end) {
    return false;
  }
  uint16_t d = g->text->code[t];
  bool equal = wildcard && c == '?' ? !head || d != ':'
               : g->nocase          ? fold_ascii(c) == fold_ascii(d)
                                    : c == d;
  colons += c == ':' && !(wildcard && c == '?');
  return equal && oracle_glob_at(g, p + 1, p_end, t + 1, t_end, colons);
}

bool oracle_matches(const oracle_units *pattern, rc_str text, bool wild, bool nocase,
                    bool arn_segments) {
  oracle_units t;
  t.n = 0;
  oracle_put_text(&t, text, false);
  oracle_glob g = {pattern, &t, wild, nocase, arn_segments};
  return oracle_glob_at(&g, 0, pattern->n, 0, t.n, 0);
}

/* Offsets where the six components begin; false if there are fewer. */
static bool split_arn(const oracle_units *u, int start[7]) {
  int n = 0;
  start[0] = 0;
  for (int i = 0; i < u->n && n < 5; i++) {
    if (u->code[i] == ':') {
      start[++n] = i + 1;
    }
  }
  start[6] = u->n + 1;
  return n == 5;
}

int oracle_arn_matches(const oracle_units *pattern, const oracle_units *text) {
  int p[7];
  int t[7];
  oracle_glob g = {pattern, text, true, false, false};
  if (pattern->n == 1 && pattern->code[0] == '*' && !pattern->quoted[0]) {
    return 1;
  }
  oracle_units arn;
  arn.n = 0;
  oracle_put_text(&arn, RC_STR("arn"), false);
  oracle_glob first = {pattern, &arn, true, false, false};
  if (!split_arn(pattern, p) || !oracle_glob_at(&first, 0, p[1] - 1, 0, 3, 0)) {
    return -1;
  }
  split_arn(text, t);
  for (int i = 0; i < 6; i++) {
    if (!oracle_glob_at(&g, p[i], p[i + 1] - 1, t[i], t[i + 1] - 1, 0)) {
      return 0;
    }
  }
  return 1;
}

bool oracle_is_arn(const oracle_units *u) {
  int start[7];
  return split_arn(u, start) && start[1] == 4 && u->code[0] == 'a' && u->code[1] == 'r' &&
         u->code[2] == 'n';
}

/* ---- typed values ---- */

void oracle_lower(oracle_units *u) {
  for (int i = 0; i < u->n; i++) {
    uint16_t c = u->code[i];
    bool latin = c >= 0xC0 && c <= 0xDE && c != 0xD7;
    bool greek = c >= 0x391 && c <= 0x3A9;
    bool letter_before = i > 0 && u->code[i - 1] >= 'A';
    bool letter_after = i + 1 < u->n && u->code[i + 1] >= 'A';
    u->code[i] = c == 0x3A3 && letter_before && !letter_after ? 0x3C2
                 : latin || greek                             ? (uint16_t)(c + 32)
                 : c == 0x212A                                ? 'k'
                 : c == 0x1E9E                                ? 0xDF
                                                              : (uint16_t)fold_ascii(c);
  }
}
