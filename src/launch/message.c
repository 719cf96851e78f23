/*
 * Reading rules for error texts (facts launch-errors, section 0):
 *
 * - The wrapper is not the cause: a text is classified by its tail, its phase by the innermost
 *   stage named before the tail.
 * - An answer from AWS rules the network out: refusals and not-founds outrank time-outs.
 * - A stage without a tail is a cut text: not decidable, and never certain of anything.
 * - A tail without a stage may come from any program: no launch failure, no diagnosis.
 */
#include "launch/message_parts.h"

#include "base/buf.h"

enum {
  MOST_MATCHES = 64,  /* in one error text; more means that these are many texts */
  LONGEST_GAP = 1500, /* between two parts of one error text; ECS cuts reasons at 1024 characters */
  LONGEST_REST = 300, /* of a line behind the last match */
  LONGEST_MESSAGE = 2000
};

/* The error text that is being read: matches that lie close together. */
typedef struct reading {
  rc_arena *arena;
  const rc_message_text *text;
  rc_diagnosis_vec *out;
  rc_map *known; /* texts reported already */
  rc_message_match matches[MOST_MATCHES];
  uint32_t n;
} reading;

/* What is known of one error text while its matches are gone through. */
typedef struct verdict {
  const rc_message_match *first, *last; /* for the message's extent */
  const rc_message_match *stage;        /* innermost so far */
  const rc_message_match *alone;        /* innermost that is reported without a tail */
  const rc_message_match *denial;       /* not yet closed by a clause */
  const rc_message_match *decisive;
  rc_phase phase;
  rc_certainty certainty;
  const rc_message_match *refused; /* the denial that `decisive` is about */
  bool launch;    /* a stage that only ECS writes was named */
  bool elsewhere; /* this is about something else */
} verdict;

/* ---- where one text ends and the next begins --------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* A line that begins with a date begins a new log entry. */
static bool begins_entry(rc_str line) {
  return line.len >= 10 && is_digit(line.ptr[0]) && is_digit(line.ptr[1]) &&
         is_digit(line.ptr[2]) && is_digit(line.ptr[3]) && line.ptr[4] == '-' &&
         line.ptr[7] == '-';
}

static bool is_border(rc_str text, size_t newline) {
  rc_str rest = rc_str_from(text, newline + 1);
  size_t end = rc_str_find_byte(rest, '\n', 0);
  rc_str line = rc_str_slice(rest, 0, end);
  return rc_str_trim(line).len == 0 || begins_entry(line);
}

static bool has_border(rc_str text, size_t from, size_t to) {
  if (to > from && to - from > LONGEST_GAP) {
    return true;
  }
  rc_str window = rc_str_slice(text, 0, to);
  size_t at = from;
  while ((at = rc_str_find_byte(window, '\n', at)) != RC_NOT_FOUND) {
    if (is_border(text, at)) {
      return true;
    }
    at++;
  }
  return false;
}

static bool has_newline(rc_str text, size_t from, size_t to) {
  return rc_str_find_byte(rc_str_slice(text, 0, to), '\n', from) != RC_NOT_FOUND;
}

/* ---- the matches of one place ------------------------------------------------------------ */

static bool overlaps(const rc_message_match *a, const rc_message_match *b) {
  return a->start < b->end && b->start < a->end;
}

/* What a match says; two of different sort may share a place. */
static bool same_sort(const rc_message_match *a, const rc_message_match *b) {
  bool a_stage = a->rule->kind == RC_MESSAGE_STAGE || a->rule->kind == RC_MESSAGE_HOST;
  bool b_stage = b->rule->kind == RC_MESSAGE_STAGE || b->rule->kind == RC_MESSAGE_HOST;
  bool a_elsewhere = a->rule->kind == RC_MESSAGE_ELSEWHERE;
  bool b_elsewhere = b->rule->kind == RC_MESSAGE_ELSEWHERE;
  return a_stage == b_stage ? a_elsewhere == b_elsewhere
                            : a_elsewhere || b_elsewhere; /* `when calling the RunTask operation` */
}

static bool is_heavier(const rc_message_match *a, const rc_message_match *b) {
  return a->rule->weight != b->rule->weight ? a->rule->weight > b->rule->weight
                                            : a->start < b->start;
}

/* Of matches of one sort in one place only the most specific one stays. */
static void drop_lighter(reading *r) {
  bool is_beaten[MOST_MATCHES] = {false};
  uint32_t kept = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    bool beaten = false;
    for (uint32_t j = 0; j < r->n && !beaten; j++) {
      beaten = i != j && overlaps(&r->matches[i], &r->matches[j]) &&
               same_sort(&r->matches[i], &r->matches[j]) &&
               is_heavier(&r->matches[j], &r->matches[i]);
    }
    is_beaten[i] = beaten;
  }
  for (uint32_t i = 0; i < r->n; i++) {
    if (!is_beaten[i]) {
      r->matches[kept++] = r->matches[i];
    }
  }
  r->n = kept;
}

static void sort_by_place(reading *r) {
  for (uint32_t i = 1; i < r->n; i++) {
    rc_message_match moved = r->matches[i];
    uint32_t at = i;
    while (at > 0 && r->matches[at - 1].start > moved.start) {
      r->matches[at] = r->matches[at - 1];
      at--;
    }
    r->matches[at] = moved;
  }
}

/* ---- judging ----------------------------------------------------------------------------- */

static rc_phase stage_phase(const verdict *v) {
  return v->stage == NULL ? RC_N_PHASES : v->stage->rule->phase;
}

static void decide(verdict *v, const rc_message_match *match, rc_phase phase) {
  if (v->decisive != NULL && v->decisive->rule->rank > match->rule->rank) {
    return;
  }
  v->decisive = match;
  v->phase = phase;
  v->certainty = match->rule->certainty;
  v->refused = NULL;
}

static bool stage_fits(const rc_message_rule *rule, rc_phase stage) {
  return rule->only_in == 0 || (stage < RC_N_PHASES && (rule->only_in >> stage & 1u) != 0);
}

static void take_tail(verdict *v, const rc_message_match *match) {
  if (v->stage != NULL && stage_fits(match->rule, stage_phase(v))) {
    decide(v, match, match->rule->phase_of_stage ? stage_phase(v) : match->rule->phase);
  }
}

static bool holds_hint(rc_str hints, rc_str text) {
  bool any = hints.len == 0;
  while (hints.len > 0 && !any) {
    any = rc_str_contains_nocase(text, rc_str_cut(&hints, ' '));
  }
  return any;
}

/* Is the refused call one that a launch makes, and by somebody who launches? */
static bool is_launch_denial(const verdict *v, const rc_message_match *denial, rc_phase *phase) {
  rc_str action = rc_message_capture_of(denial, RC_STR("action"));
  const rc_message_action *deployer = rc_message_deployer_action(action);
  if (deployer != NULL) {
    *phase = deployer->phase;
    return v->launch ||
           holds_hint(deployer->hints, rc_message_capture_of(denial, RC_STR("resource")));
  }
  if (v->elsewhere) {
    return false;
  }
  if (!rc_message_phase_of_action(action, stage_phase(v), phase)) {
    *phase = stage_phase(v);
    return v->launch;
  }
  rc_message_caller caller =
      rc_message_caller_of(rc_message_capture_of(denial, RC_STR("principal")));
  return v->launch || (caller != RC_CALLER_UNTOLD && caller != RC_CALLER_OTHER);
}

static void take_denial(verdict *v, const rc_message_match *match) {
  rc_phase phase = RC_N_PHASES;
  if (is_launch_denial(v, match, &phase)) {
    decide(v, match, phase);
    v->denial = v->decisive == match ? match : NULL;
    v->refused = v->denial;
  } else {
    v->elsewhere = true;
    v->denial = NULL;
  }
}

static void take_clause(verdict *v, const rc_message_match *match) {
  if (v->denial != NULL) {
    const rc_message_match *denial = v->denial;
    decide(v, match, v->phase);
    v->refused = denial;
    v->denial = NULL;
  }
}

static void take_match(verdict *v, const rc_message_match *match) {
  const rc_message_rule *rule = match->rule;
  switch (rule->kind) {
    case RC_MESSAGE_WHOLE: decide(v, match, rule->phase); break;
    case RC_MESSAGE_STAGE:
      v->launch = true;
      v->stage = match;
      v->alone = rule->alone ? match : v->alone;
      break;
    case RC_MESSAGE_HOST: v->stage = match; break;
    case RC_MESSAGE_TAIL: take_tail(v, match); break;
    case RC_MESSAGE_DENIAL: take_denial(v, match); break;
    case RC_MESSAGE_CLAUSE: take_clause(v, match); break;
    case RC_MESSAGE_ELSEWHERE: v->elsewhere = v->elsewhere || !v->launch; break;
  }
  v->first = v->first == NULL ? match : v->first;
  v->last = v->last == NULL || match->end > v->last->end ? match : v->last;
}

/* Something that is no launch may still hold a sentence that only a launch writes. */
static bool survives_elsewhere(const verdict *v) {
  const rc_message_rule *rule = v->decisive->rule;
  return (rule->kind == RC_MESSAGE_WHOLE && rule->rank > 1) || v->phase == RC_PHASE_REGISTER;
}

static bool settle(verdict *v) {
  if (v->decisive == NULL) {
    v->decisive = v->elsewhere ? NULL : v->alone;
    if (v->decisive != NULL) {
      v->phase = v->stage->rule->kind == RC_MESSAGE_STAGE ? stage_phase(v) : v->alone->rule->phase;
      v->certainty = v->alone->rule->certainty;
    }
    return v->decisive != NULL;
  }
  if (v->elsewhere && !survives_elsewhere(v)) {
    return false;
  }
  /* Without a word that only ECS writes it may still be another program's text. */
  if (!v->launch && v->decisive->rule->kind != RC_MESSAGE_WHOLE) {
    v->certainty = v->certainty == RC_CERTAIN ? RC_LIKELY : RC_POSSIBLE;
  }
  return true;
}

/* ---- saying it --------------------------------------------------------------------------- */

/* Without the quotes and the punctuation of the sentence around it. */
static rc_str trimmed_name(rc_str name) {
  while (name.len > 1 && rc_str_find_byte(RC_STR(".,;)\"'\\"), name.ptr[name.len - 1], 0) !=
                             RC_NOT_FOUND) {
    name.len--;
  }
  while (name.len > 1 && rc_str_find_byte(RC_STR("(\"'\\"), name.ptr[0], 0) != RC_NOT_FOUND) {
    name = rc_str_from(name, 1);
  }
  return name;
}

static rc_str role_of(rc_str principal) {
  rc_str name = rc_arn_role_name(trimmed_name(principal));
  return name.len > 0 ? name : trimmed_name(principal);
}

/* What `{name}` stands for in a meaning. */
static rc_str lookup(const verdict *v, rc_str name) {
  if (rc_str_equal(name, RC_STR("service"))) {
    rc_str service = v->stage == NULL ? RC_STR_NONE : v->stage->rule->service;
    return service.len > 0 ? service : RC_STR("the service");
  }
  if (rc_str_equal(name, RC_STR("role"))) {
    rc_str principal = v->refused == NULL
                           ? RC_STR_NONE
                           : rc_message_capture_of(v->refused, RC_STR("principal"));
    rc_str assumed = rc_message_capture_of(v->decisive, name);
    rc_str role = principal.len > 0 ? principal : assumed;
    return role.len > 0 ? role_of(role) : RC_STR("the role");
  }
  rc_str text = rc_message_capture_of(v->decisive, name);
  if (text.len == 0 && v->refused != NULL) {
    text = rc_message_capture_of(v->refused, name);
  }
  return text.len > 0 ? trimmed_name(text) : name;
}

static rc_str fill(rc_arena *arena, const verdict *v, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  while (text.len > 0) {
    size_t open = rc_str_find_byte(text, '{', 0);
    size_t close = open == RC_NOT_FOUND ? RC_NOT_FOUND : rc_str_find_byte(text, '}', open);
    rc_buf_put(&out, rc_str_slice(text, 0, close == RC_NOT_FOUND ? text.len : open));
    if (close == RC_NOT_FOUND) {
      break;
    }
    rc_buf_put(&out, lookup(v, rc_str_slice(text, open + 1, close)));
    text = rc_str_from(text, close + 1);
  }
  return rc_buf_str(&out);
}

static rc_str help_of(rc_arena *arena, const verdict *v) {
  const rc_message_rule *rule = v->decisive->rule;
  rc_str by_address = RC_STR_NONE;
  switch (rc_message_address_of(rc_message_capture_of(v->decisive, RC_STR("address")))) {
    case RC_ADDRESS_IS_PRIVATE: by_address = rule->help_private; break;
    case RC_ADDRESS_IS_PUBLIC: by_address = rule->help_public; break;
    case RC_ADDRESS_UNTOLD: break;
  }
  rc_str help = fill(arena, v, by_address.len > 0 ? by_address : rule->help);
  rc_str who = v->refused == NULL ? RC_STR_NONE
                                  : rc_message_caller_text(rc_message_caller_of(
                                        rc_message_capture_of(v->refused, RC_STR("principal"))));
  return who.len == 0 ? help : RC_FILL(arena, "{}; {}", help, who);
}

/* One line: blanks and line ends become single blanks. */
static rc_str on_one_line(rc_arena *arena, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  bool blank = false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (is_blank && !blank && out.len > 0) {
      rc_buf_put_byte(&out, ' ');
    } else if (!is_blank) {
      rc_buf_put_byte(&out, c);
    }
    blank = is_blank;
  }
  return rc_str_trim(rc_buf_str(&out));
}

/* The error text from its first match to its last one, and on request what is left of that line. */
static rc_str message_of(const reading *r, const verdict *v, bool rest_of_line) {
  rc_str text = r->text->text;
  size_t end = v->last->end;
  for (size_t n = 0; rest_of_line && n < LONGEST_REST && end < text.len; n++) {
    if (text.ptr[end] == '\n' || text.ptr[end] == '"') {
      break;
    }
    end++;
  }
  if (end - v->first->start > LONGEST_MESSAGE) {
    end = v->first->start + LONGEST_MESSAGE;
  }
  return on_one_line(r->arena, rc_str_slice(text, v->first->start, end));
}

/* A clause decides together with the denial before it. */
static size_t decisive_start(const verdict *v) {
  return v->refused != NULL ? v->refused->start : v->decisive->start;
}

static rc_status add_diagnosis(reading *r, const verdict *v) {
  /* Request ids and the like behind the text do not make it another one. */
  rc_str key = RC_FILL(r->arena, "{} {}", v->decisive->rule->id, message_of(r, v, false));
  uint32_t index = r->out->len;
  RC_TRY(rc_map_add(r->arena, r->known, key, index, &index));
  if (index != r->out->len) {
    return RC_OK;
  }
  if (r->out->len >= RC_LIMIT_FINDINGS_VALUE) {
    return rc_arena_hit(r->arena, RC_LIMIT_FINDINGS);
  }
  rc_diagnosis *added = RC_VEC_ADD(r->arena, r->out);
  if (added == NULL) {
    return rc_arena_status(r->arena);
  }
  *added = (rc_diagnosis){
      .rule = v->decisive->rule,
      .message = message_of(r, v, true),
      .phase = v->phase,
      .cause = v->decisive->rule->cause,
      .certainty = v->certainty,
      .meaning = fill(r->arena, v, v->decisive->rule->meaning),
      .help = help_of(r->arena, v),
      .span = rc_message_span(r->text, decisive_start(v), v->decisive->end),
  };
  if (v->refused != NULL) {
    added->denied_action = trimmed_name(rc_message_capture_of(v->refused, RC_STR("action")));
    added->denied_resource = trimmed_name(rc_message_capture_of(v->refused, RC_STR("resource")));
    added->denied_principal = trimmed_name(rc_message_capture_of(v->refused, RC_STR("principal")));
  }
  return rc_arena_status(r->arena);
}

static rc_status finish(reading *r, verdict *v) {
  verdict done = *v;
  *v = (verdict){0};
  return settle(&done) ? add_diagnosis(r, &done) : RC_OK;
}

/* Does `match` begin another error text, although nothing but a line end stands between? */
static bool begins_another(const reading *r, const verdict *v, const rc_message_match *match) {
  if (v->last == NULL) {
    return false;
  }
  bool new_line = match->start > v->last->end &&
                  has_newline(r->text->text, v->last->end, match->start);
  switch (match->rule->kind) {
    case RC_MESSAGE_STAGE: return match->rule->opens && (new_line || v->decisive != NULL);
    case RC_MESSAGE_DENIAL: return new_line && v->refused != NULL;
    case RC_MESSAGE_WHOLE: return new_line && v->decisive != NULL;
    case RC_MESSAGE_HOST:
    case RC_MESSAGE_TAIL:
    case RC_MESSAGE_CLAUSE:
    case RC_MESSAGE_ELSEWHERE: break;
  }
  return false;
}

static rc_status flush(reading *r) {
  verdict v = {0};
  sort_by_place(r);
  drop_lighter(r);
  for (uint32_t i = 0; i < r->n; i++) {
    if (begins_another(r, &v, &r->matches[i])) {
      RC_TRY(finish(r, &v));
    }
    take_match(&v, &r->matches[i]);
  }
  RC_TRY(finish(r, &v));
  r->n = 0;
  return RC_OK;
}

static rc_status see(void *context, const rc_message_match *match) {
  reading *r = context;
  size_t reached = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    reached = r->matches[i].end > reached ? r->matches[i].end : reached;
  }
  if (r->n == MOST_MATCHES ||
      (r->n > 0 && match->start > reached && has_border(r->text->text, reached, match->start))) {
    RC_TRY(flush(r));
  }
  r->matches[r->n++] = *match;
  return RC_OK;
}

rc_status rc_diagnose(const rc_model *model, rc_diagnosis_vec *out) {
  rc_map known = {0};
  for (RC_EACH(const rc_message_text, text, model->messages)) {
    reading r = {.arena = model->arena, .text = text, .out = out, .known = &known};
    RC_TRY(rc_message_scan(text->text, see, &r));
    RC_TRY(flush(&r));
  }
  return rc_arena_status(model->arena);
}
