/* The words of a diagnosis: names out of the text into the sentences of its rule. */
#include "launch/message_parts.h"

#include "base/buf.h"

enum {
  LONGEST_REST = 300, /* of a line behind the last match */
  LONGEST_MESSAGE = 2000
};

/* Without the quotes and the punctuation of the sentence around it. */
rc_str rc_message_trim_name(rc_str name) {
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
  rc_str name = rc_arn_role_name(rc_message_trim_name(principal));
  return name.len > 0 ? name : rc_message_trim_name(principal);
}

/* What `{name}` stands for in a meaning. */
static rc_str lookup(const rc_message_verdict *v, rc_str name) {
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
  return text.len > 0 ? rc_message_trim_name(text) : name;
}

static rc_str fill(rc_arena *arena, const rc_message_verdict *v, rc_str text) {
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

static rc_str help_of(rc_arena *arena, const rc_message_verdict *v) {
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

/* ---- the text itself --------------------------------------------------------------------- */

/* What is left of the line behind the last match. */
static size_t rest_of_line(rc_str text, size_t end) {
  for (size_t n = 0; n < LONGEST_REST && end < text.len; n++) {
    if (text.ptr[end] == '\n' || text.ptr[end] == '"') {
      break;
    }
    end++;
  }
  return end;
}

/* One line without colours: blanks and line ends become single blanks. */
static rc_str on_one_line(rc_arena *arena, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  bool blank = false;
  while (text.len > 0) {
    rc_str plain = rc_message_skip_escapes(text);
    char c = plain.len > 0 ? plain.ptr[0] : ' ';
    bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (is_blank && !blank && out.len > 0) {
      rc_buf_put_byte(&out, ' ');
    } else if (!is_blank) {
      rc_buf_put_byte(&out, c);
    }
    blank = is_blank;
    text = rc_str_from(plain, 1);
  }
  return rc_str_trim(rc_buf_str(&out));
}

/* The error text from its first match to the end of the line of its last one. */
static rc_str message_of(rc_arena *arena, rc_str text, const rc_message_verdict *v) {
  size_t end = rest_of_line(text, v->last->end);
  if (end - v->first->start > LONGEST_MESSAGE) {
    end = v->first->start + LONGEST_MESSAGE;
  }
  return on_one_line(arena, rc_str_slice(text, v->first->start, end));
}

/* ---- the same again ---------------------------------------------------------------------- */

static bool is_id_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
}

/* Length of the id at `at`: of a task, a request, an instance. Account ids are none: they have
 * twelve digits, and tell one role from another. */
static size_t id_length(rc_str text, size_t at) {
  enum { SHORTEST_ID = 16 };
  size_t n = 0;
  while (at + n < text.len && is_id_char(text.ptr[at + n])) {
    n++;
  }
  return n >= SHORTEST_ID ? n : 0;
}

uint64_t rc_message_hash(rc_str text, const rc_message_verdict *v) {
  uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)(v->decisive->rule - rc_message_rules);
  size_t end = v->last->end;
  if (end - v->first->start > LONGEST_MESSAGE) {
    end = v->first->start + LONGEST_MESSAGE;
  }
  for (size_t at = v->first->start; at < end; at++) {
    char c = text.ptr[at];
    size_t id = id_length(rc_str_slice(text, 0, end), at);
    if (id > 0) {
      at += id - 1;
      c = '#';
    }
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      hash = (hash ^ (unsigned char)c) * UINT64_C(1099511628211);
    }
  }
  return hash;
}

/* ---- all of it --------------------------------------------------------------------------- */

/* A clause decides together with the denial before it. */
static size_t decisive_start(const rc_message_verdict *v) {
  return v->refused != NULL ? v->refused->start : v->decisive->start;
}

static rc_str name_of(rc_arena *arena, const rc_message_match *match, const char *hole) {
  rc_str name = rc_message_capture_of(match, rc_str_from_c(hole));
  return rc_message_trim_name(on_one_line(arena, name));
}

void rc_message_say(rc_arena *arena, const rc_message_text *text, const rc_message_verdict *v,
                    rc_diagnosis *out) {
  const rc_message_rule *rule = v->decisive->rule;
  *out = (rc_diagnosis){
      .rule = rule,
      .message = message_of(arena, text->text, v),
      .phase = v->phase,
      .cause = rule->cause,
      .certainty = v->certainty,
      .meaning = fill(arena, v, rule->meaning),
      .help = help_of(arena, v),
      .caller = rc_message_caller_words(rule, v->phase),
      .span = rc_message_span(text, decisive_start(v), v->decisive->end),
  };
  out->named_role = name_of(arena, v->decisive, "role");
  if (v->refused != NULL) {
    out->by_deny = rc_str_starts_with(v->decisive->pattern->text, RC_STR("with an explicit deny"));
    out->policy_type = rule->policy;
    rc_str policy = name_of(arena, v->decisive, "policy");
    out->denied_policy = rc_str_starts_with(policy, RC_STR("arn:")) ? policy : RC_STR_NONE;
    out->denied_action = name_of(arena, v->refused, "action");
    out->denied_resource = name_of(arena, v->refused, "resource");
    out->denied_principal = name_of(arena, v->refused, "principal");
  }
}
