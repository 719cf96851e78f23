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

/* ---- where one text ends and the next begins --------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* `02:51:08 ...` and `[02:51:08] ...`, and no address of hardware */
static bool begins_with_time(rc_str line) {
  enum { LENGTH = 8 };
  bool is_time = line.len >= LENGTH;
  for (size_t i = 0; is_time && i < LENGTH; i++) {
    is_time = i == 2 || i == 5 ? line.ptr[i] == ':' : is_digit(line.ptr[i]);
  }
  return is_time && (line.len == LENGTH || line.ptr[LENGTH] != ':');
}

/* `2026-03-14` or `2026/03/14`, and not as the beginning of a name: that may be replaced. */
static bool begins_with_date(rc_str line) {
  enum { LENGTH = 10 };
  bool is_date = line.len >= LENGTH && (line.ptr[4] == '-' || line.ptr[4] == '/');
  for (size_t i = 0; is_date && i < LENGTH; i++) {
    is_date = i == 4 || i == 7 ? line.ptr[i] == line.ptr[4] : is_digit(line.ptr[i]);
  }
  char next = is_date && line.len > LENGTH ? line.ptr[LENGTH] : ' ';
  return is_date && (next == ' ' || next == ':' || next == ']' ||
                     ((next == 'T' || next == 't') && begins_with_time(rc_str_from(line, 11))));
}

/* `Mar 14 02:51:08 host dockerd[812]: ...` */
static bool begins_like_syslog(rc_str line) {
  return line.len >= 15 && line.ptr[3] == ' ' && line.ptr[6] == ' ' && line.ptr[9] == ':' &&
         line.ptr[12] == ':' && is_digit(line.ptr[8]);
}

/* A line that begins with a date or time, or as structured logs do, begins a new log entry. */
static bool begins_entry(rc_str line) {
  line = rc_message_skip_escapes(line);
  if (rc_str_starts_with(line, RC_STR("["))) {
    line = rc_str_from(line, 1);
  }
  return begins_with_date(line) || begins_like_syslog(line) || begins_with_time(line) ||
         rc_str_starts_with(line, RC_STR("{")) || rc_str_starts_with(line, RC_STR("level=")) ||
         rc_str_starts_with(line, RC_STR("time="));
}

static bool is_border(rc_str text, size_t newline) {
  rc_str rest = rc_str_from(text, newline + 1);
  size_t end = rc_str_find_byte(rest, '\n', 0);
  rc_str line = rc_str_slice(rest, 0, end);
  return rc_str_trim(line).len == 0 || begins_entry(line);
}

static bool has_border(rc_str text, size_t from, size_t to) {
  if (rc_message_is_far(text, from, to)) {
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
  return a->pattern->weight != b->pattern->weight ? a->pattern->weight > b->pattern->weight
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

static rc_phase stage_phase(const rc_message_verdict *v) {
  return v->stage == NULL ? RC_N_PHASES : v->stage->rule->phase;
}

static void decide(rc_message_verdict *v, const rc_message_match *match, rc_phase phase) {
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

static void take_tail(rc_message_verdict *v, const rc_message_match *match) {
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
static bool is_launch_denial(const rc_message_verdict *v, const rc_message_match *denial,
                             rc_phase *phase) {
  rc_str action = rc_message_trim_name(rc_message_capture_of(denial, RC_STR("action")));
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
  rc_str principal = rc_message_trim_name(rc_message_capture_of(denial, RC_STR("principal")));
  rc_message_caller caller = rc_message_caller_of(principal);
  return v->launch || (caller != RC_CALLER_UNTOLD && caller != RC_CALLER_OTHER);
}

static void take_denial(rc_message_verdict *v, const rc_message_match *match) {
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

static void take_clause(rc_message_verdict *v, const rc_message_match *match) {
  if (v->denial != NULL) {
    const rc_message_match *denial = v->denial;
    decide(v, match, v->phase);
    v->refused = denial;
    v->denial = NULL;
  }
}

static void take_match(rc_message_verdict *v, const rc_message_match *match) {
  const rc_message_rule *rule = match->rule;
  if (rule->only == RC_ONLY_WITHIN_LAUNCH && !v->launch) {
    return;
  }
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
    case RC_MESSAGE_ELSEWHERE:
      v->elsewhere = v->elsewhere || !v->launch;
      v->foreign = v->foreign || (!v->launch && rule->rank > 0);
      v->mixed = v->mixed || v->launch;
      break;
  }
  v->first = v->first == NULL ? match : v->first;
  v->last = v->last == NULL || match->end > v->last->end ? match : v->last;
}

/* Something that is no launch may still hold a sentence that only a launch writes. */
static bool survives_elsewhere(const rc_message_verdict *v) {
  const rc_message_rule *rule = v->decisive->rule;
  bool own_words = rule->kind == RC_MESSAGE_WHOLE && rule->rank > 1;
  return !v->foreign && (own_words || v->phase == RC_PHASE_REGISTER);
}

static bool settle(rc_message_verdict *v) {
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
  /* AWS's own sentence may come first and the call that failed behind it. */
  if (v->decisive->rule->phase_of_stage && v->stage->start > v->decisive->start) {
    v->phase = stage_phase(v);
  }
  /* Without a word that only ECS writes it may still be another program's text. */
  bool own_words = v->decisive->rule->kind == RC_MESSAGE_WHOLE && !v->decisive->rule->shared;
  if (!v->launch && !own_words) {
    v->certainty = v->certainty == RC_CERTAIN ? RC_LIKELY : RC_POSSIBLE;
  }
  /* An emulator of ECS, say, that makes the calls of a launch in a way of its own. */
  if (v->mixed && v->certainty == RC_CERTAIN && v->phase != RC_PHASE_REGISTER) {
    v->certainty = RC_LIKELY;
  }
  return true;
}

/* ---- saying it --------------------------------------------------------------------------- */

/* A service that retries all night writes the same with other task and request ids. In another file
 * it is told again: which file comes first goes by names, and those are replaced by redaction. */
static rc_status add_diagnosis(reading *r, const rc_message_verdict *v) {
  const uint64_t told[2] = {r->text->span.file, rc_message_hash(r->text->text, v)};
  rc_str key = {(const char *)told, sizeof told};
  if (rc_map_get(r->known, key) != RC_MAP_NONE) {
    return RC_OK;
  }
  RC_TRY(rc_map_add(r->arena, r->known, rc_str_copy(r->arena, key), r->out->len, NULL));
  if (r->out->len >= RC_LIMIT_FINDINGS_VALUE) {
    return rc_arena_hit(r->arena, RC_LIMIT_FINDINGS);
  }
  rc_diagnosis *added = RC_VEC_ADD(r->arena, r->out);
  if (added != NULL) {
    rc_message_say(r->arena, r->text, v, added);
    added->sameness = told[1];
  }
  return rc_arena_status(r->arena);
}

static rc_status finish(reading *r, rc_message_verdict *v) {
  rc_message_verdict done = *v;
  *v = (rc_message_verdict){0};
  return settle(&done) ? add_diagnosis(r, &done) : RC_OK;
}

/* Does `match` begin another error text, although nothing but a line end stands between? */
static bool begins_another(const reading *r, const rc_message_verdict *v,
                           const rc_message_match *match) {
  if (v->last == NULL) {
    return false;
  }
  bool new_line = match->start > v->last->end &&
                  has_newline(r->text->text, v->last->end, match->start);
  switch (match->rule->kind) {
    case RC_MESSAGE_STAGE:
      return match->rule->opens &&
             (new_line || (v->decisive != NULL && match->start >= v->last->end));
    case RC_MESSAGE_DENIAL:
      return new_line && v->decisive != NULL && v->decisive->rule->rank > 1;
    case RC_MESSAGE_WHOLE: return new_line && v->decisive != NULL;
    case RC_MESSAGE_ELSEWHERE: return new_line;
    case RC_MESSAGE_HOST:
    case RC_MESSAGE_TAIL:
    case RC_MESSAGE_CLAUSE: break;
  }
  return false;
}

/* `Essential container in task exited` beside an error says nothing more than the error. */
static bool is_symptom_beside(const rc_message_verdict *v, const rc_message_match *next) {
  return v->decisive != NULL && v->decisive->rule->kind == RC_MESSAGE_WHOLE &&
         v->decisive->rule->rank <= 1 && next->rule->kind == RC_MESSAGE_STAGE;
}

static rc_status flush(reading *r) {
  rc_message_verdict v = {0};
  sort_by_place(r);
  drop_lighter(r);
  for (uint32_t i = 0; i < r->n; i++) {
    if (begins_another(r, &v, &r->matches[i])) {
      if (is_symptom_beside(&v, &r->matches[i])) {
        v = (rc_message_verdict){0};
      }
      RC_TRY(finish(r, &v));
    }
    take_match(&v, &r->matches[i]);
  }
  RC_TRY(finish(r, &v));
  r->n = 0;
  return RC_OK;
}

/* Words such as AGENT mean something only where nothing stands beside them, behind those with a
 * colon anything. */
static bool is_whole_reason(const reading *r, const rc_message_match *match) {
  rc_str text = r->text->text;
  rc_str rest = rc_str_trim(rc_str_from(text, match->end));
  return r->text->tree != NULL && match->start == 0 &&
         (text.ptr[match->end - 1] == ':' || rest.len == 0 || rc_str_equal(rest, RC_STR(".")));
}

static bool holds_condition(const rc_message_match *match) {
  switch (match->rule->only) {
    case RC_ONLY_ANY:
    case RC_ONLY_WITHIN_LAUNCH: break; /* the text before it tells, once all is found */
    case RC_ONLY_ONE_SEGMENT: {
      rc_str image = rc_message_capture_of(match, RC_STR("image"));
      return rc_str_find_byte(image, '/', 0) == RC_NOT_FOUND;
    }
    case RC_ONLY_UNKNOWN_SUFFIX:
      return !rc_message_is_aws_host(rc_message_capture_of(match, RC_STR("host")));
  }
  return true;
}

/* `ecr:BatchGetIm` at the end of a text is no action, but the beginning of one. */
static bool is_cut_action(const reading *r, const rc_message_match *match) {
  rc_phase phase = RC_N_PHASES;
  rc_str action = rc_message_trim_name(rc_message_capture_of(match, RC_STR("action")));
  return match->rule->kind == RC_MESSAGE_DENIAL &&
         rc_str_trim(rc_str_from(r->text->text, match->end)).len == 0 &&
         rc_message_deployer_action(action) == NULL &&
         !rc_message_phase_of_action(action, RC_N_PHASES, &phase);
}

/* The same words with an ellipsis of one character behind them. */
static const rc_message_rule *rule_of(const rc_message_match *match) {
  rc_str resource = rc_message_capture_of(match, RC_STR("resource"));
  if (match->rule->kind != RC_MESSAGE_DENIAL ||
      !rc_str_contains(resource, RC_STR("\xE2\x80\xA6"))) {
    return match->rule;
  }
  for (size_t i = 0; i < rc_n_message_rules; i++) {
    if (rc_str_equal(rc_message_rules[i].id, RC_STR("denied-cut"))) {
      return &rc_message_rules[i];
    }
  }
  return match->rule;
}

static rc_status see(void *context, const rc_message_match *match) {
  reading *r = context;
  if ((match->pattern->exact && !is_whole_reason(r, match)) || !holds_condition(match) ||
      is_cut_action(r, match)) {
    return RC_OK;
  }
  size_t reached = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    reached = r->matches[i].end > reached ? r->matches[i].end : reached;
  }
  if (r->n == MOST_MATCHES ||
      (r->n > 0 && match->start > reached && has_border(r->text->text, reached, match->start))) {
    RC_TRY(flush(r));
  }
  r->matches[r->n] = *match;
  r->matches[r->n++].rule = rule_of(match);
  return RC_OK;
}

rc_status rc_diagnose(const rc_model *model, rc_diagnosis_vec *out) {
  rc_map known = {0};
  rc_message_filter filter;
  rc_message_filter_init(&filter);
  for (RC_EACH(const rc_message_text, text, model->messages)) {
    reading r = {.arena = model->arena, .text = text, .out = out, .known = &known};
    RC_TRY(rc_message_scan(&filter, text->text, see, &r));
    RC_TRY(flush(&r));
  }
  return rc_arena_status(model->arena);
}
