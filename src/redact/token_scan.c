/* Where in a run tokens may begin, and whether what begins there is one. */
#include "redact/tokens.h"

/* The shortest of all tokens. */
enum { TOKEN_AT_LEAST = 16, LOOKED_AT = 200 };
enum { WORK_AT_LEAST = 4096, WORK_PER_BYTE = 4 };

/* --- Spans ----------------------------------------------------------------------------------- */

static size_t measure(const rc_token_scan *t, unsigned class, size_t at, size_t limit) {
  while (at < limit && rc_token_is(t, at, class)) at++;
  return at;
}

size_t rc_token_span_end(rc_token_scan *t, unsigned class, size_t at) {
  rc_token_span *span = t->spans;
  /* A place for each class: were it shared, two of them in turns would be measured ever again. */
  while (span < t->spans + t->n_spans && span->class != class) span++;
  if (span == t->spans + t->n_spans && t->n_spans < RC_TOKEN_SPANS) {
    t->n_spans++;
    span->class = 0;
  } else if (span == t->spans + t->n_spans) {
    span--;
  }
  if (span->class != class || at < span->start || at >= span->end) {
    size_t end = measure(t, class, at, t->text.len);
    *span = (rc_token_span){(uint32_t)at, (uint32_t)end, (uint16_t)class};
  }
  return at < span->end ? span->end : at;
}

bool rc_token_may_decode(rc_token_scan *t, size_t length) {
  if (t->work < length) return false;
  t->work -= (uint32_t)length;
  return true;
}

/* --- Shapes ---------------------------------------------------------------------------------- */

/* Where the segments that begin at `at` end; 0 if the text has another shape. */
static size_t match_segments(rc_token_scan *t, const rc_token_segment *segments, size_t at) {
  for (size_t i = 0; i < RC_TOKEN_SEGMENTS && segments[i].class != 0; i++) {
    const rc_token_segment *segment = &segments[i];
    if (segment->before != 0 && rc_token_byte(t, at++) != (uint8_t)segment->before) return 0;
    size_t end = segment->max == 0 ? rc_token_span_end(t, segment->class, at)
                                   : measure(t, segment->class, at, at + segment->max);
    if (end - at < segment->min) return 0;
    at = end;
  }
  return at;
}

/* The classes of all segments together. */
static unsigned class_of(const rc_token_shape *shape) {
  unsigned class = 0;
  for (size_t i = 0; i < RC_TOKEN_SEGMENTS; i++) class |= shape->segments[i].class;
  return class;
}

static bool is_alone(const rc_token_scan *t, size_t start) {
  return start == 0 ||
         !rc_token_is(t, start - 1, RC_BYTE_UNDERSCORE | RC_BYTE_DASH | RC_BYTE_DOT);
}

static bool holds_digit(rc_str text) {
  size_t i = 0;
  while (i < text.len && (text.ptr[i] < '0' || text.ptr[i] > '9')) i++;
  return i < text.len;
}

/* What looks like an example of the documentation stays; placeholders are among that. */
static bool holds(const rc_token_shape *shape, rc_str body) {
  if (body.len > LOOKED_AT) return true; /* or many beginnings would each look at all the rest */
  if (shape->traits & RC_TOKEN_MIXED && !rc_is_mixed(body, class_of(shape))) return false;
  if (shape->traits & RC_TOKEN_SPREAD && !rc_is_spread(body)) return false;
  if (shape->traits & RC_TOKEN_DIGIT && !holds_digit(body)) return false;
  return shape->family == RC_FAMILY_KEEP || !rc_is_sample(body);
}

static size_t match_shape(rc_token_scan *t, rc_token_rule rule, size_t start, size_t length) {
  const rc_token_shape *shape = &rc_token_shapes[rule];
  size_t body = start + length;
  if (shape->traits & RC_TOKEN_ALONE && !is_alone(t, start)) return 0;
  size_t end = match_segments(t, shape->segments, body);
  if (end == 0) return 0;
  for (int i = 0; i < 2 && shape->traits & RC_TOKEN_PADDED && rc_token_byte(t, end) == '='; i++) {
    end++;
  }
  if (rc_token_is(t, end, RC_CLASS_WORD)) return 0;
  while (end > body && rc_token_byte(t, end - 1) == '.') end--; /* the end of a sentence */
  rc_str token = rc_str_slice(t->text, start, end), tail = rc_str_slice(t->text, body, end);
  if (!holds(shape, tail)) return 0;
  if (shape->proof != RC_PROVE_NOTHING && rc_token_may_decode(t, token.len) &&
      !rc_token_is_proven((rc_token_proof)shape->proof, token, tail)) {
    return 0;
  }
  bool is_public = shape->family == RC_FAMILY_KEEP || shape->traits & RC_TOKEN_PUBLIC;
  bool is_routable = rule == RC_RULE_GITLAB && rc_str_find_byte(tail, '.', 0) != RC_NOT_FOUND;
  uint16_t detector = is_routable ? RC_DETECT_GITLAB_ROUTABLE_TOKEN : shape->detector;
  uint8_t flags = is_public ? 0 : RC_LEAF_SECRET;
  rc_family family = (rc_family)shape->family;
  size_t leaf = shape->traits & RC_TOKEN_WHOLE ? start : body;
  if (shape->traits & RC_TOKEN_WRAPPED) {
    return rc_token_wrapped(t, detector, family, flags, leaf, end);
  }
  rc_scan_leaf(t->scan, detector, family, flags, leaf, end);
  return end;
}

/* --- Places ---------------------------------------------------------------------------------- */

/* A token at `start`: its end, or 0. */
static size_t token_at(rc_token_scan *t, size_t start) {
  size_t length = 0;
  rc_token_rule rule = rc_token_begins(t->text.ptr + start, t->text.ptr + t->text.len, &length);
  if (rule == RC_RULE_NONE) return 0;
  t->scan->asks_around = true;
  return rule < RC_N_TOKEN_SHAPES ? match_shape(t, rule, start, length)
                                  : rc_token_special(t, rule, start, length);
}

/* Where a word may begin behind the escape at `at`: `\n`, `\x22`, `\u0022`, `%22`; `at` if there is
 * none. */
static size_t behind_escape(const rc_token_scan *t, size_t at) {
  size_t digits = 0;
  if (rc_token_byte(t, at) == '%') {
    digits = 2;
  } else {
    uint8_t kind = rc_token_byte(t, ++at);
    if (kind == 'n' || kind == 'r' || kind == 't') return at + 1;
    digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 0;
    if (digits == 0) return at - 1;
  }
  size_t end = measure(t, RC_CLASS_ANY_HEX, at + 1, at + 1 + digits);
  return end == at + 1 + digits ? end : at;
}

/* The run behind `ESC [` begins with the end of a colour: `32m`. */
static size_t behind_colour(rc_token_scan *t) {
  size_t at = t->run_start;
  uint8_t before = at == 0 ? 0 : rc_token_byte(t, at - 1);
  size_t end = measure(t, RC_CLASS_DIGIT, at, at + 3);
  if (rc_token_byte(t, end) != 'm') return at;
  t->scan->asks_around = true;
  return before == '[' || before == ';' ? end + 1 : at;
}

/* The hash of a password at `start`: its end, or 0. */
static size_t hash_at(rc_token_scan *t, size_t start) {
  size_t leaf = 0;
  size_t length = rc_password_hash_at(t->text.ptr + start, t->text.ptr + t->text.len, &leaf);
  if (length == 0) return 0;
  rc_scan_leaf(t->scan, RC_DETECT_PASSWORD_HASH, RC_FAMILY_OPAQUE, RC_LEAF_SECRET, start + leaf,
               start + length);
  return start + length;
}

/* Looks at `*at` and moves it behind what it finds there. */
static bool step(rc_token_scan *t, size_t *at) {
  uint8_t c = rc_token_byte(t, *at);
  bool is_sign = c == '$' || c == '*' || c == '\\';
  if (c == '$') t->scan->asks_around = true; /* a hash may go on behind a comma */
  size_t end = is_sign ? 0 : token_at(t, *at);
  if (end == 0 && (is_sign || c == 'p' || c == 's' || c == 'S')) end = hash_at(t, *at);
  if (end <= *at) return false;
  *at = end;
  return true;
}

static void walk(rc_token_scan *t) {
  size_t last = t->run_end - TOKEN_AT_LEAST;
  size_t at = behind_colour(t);
  if (at != t->run_start && at <= last) (void)step(t, &at);
  else at = t->run_start;
  while (at <= last) {
    uint8_t c = (uint8_t)t->text.ptr[at];
    if ((rc_byte_sorts[c] & RC_CLASS_WORD) != 0) {
      /* Nothing begins inside of a word. */
      (void)step(t, &at);
      at = measure(t, RC_CLASS_WORD, at, t->run_end);
      continue;
    }
    if ((c == '$' || c == '*' || c == '\\') && step(t, &at)) continue;
    size_t behind = c == '\\' || c == '%' ? behind_escape(t, at) : at;
    if (behind > at && behind <= last && step(t, &behind)) at = behind;
    else at++;
  }
}

void rc_scan_tokens(rc_scan *scan, const rc_run *run) {
  if ((run->traits & RC_RUN_LONG) == 0 || run->end - run->start < TOKEN_AT_LEAST) return;
  rc_token_scan t; /* its spans are many, and needed by few runs */
  t.scan = scan;
  t.text = scan->text;
  t.run_start = run->start;
  t.run_end = run->end;
  t.work = WORK_AT_LEAST + WORK_PER_BYTE * (run->end - run->start);
  t.n_spans = 0;
  t.head_end = 0;
  t.head_tries = 0;
  walk(&t);
  rc_token_run(&t, run);
}
