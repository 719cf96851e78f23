#include "syntax/hcl_parser.h"

#include <string.h>

bool rc_hcl_enter_brackets(rc_hcl_parser *p, bool newlines, bool *saved) {
  *saved = p->newlines;
  if (!rc_hcl_enter(p)) {
    return false;
  }
  p->newlines = newlines;
  p->brackets++;
  return true;
}

void rc_hcl_leave_brackets(rc_hcl_parser *p, bool saved) {
  p->newlines = saved;
  p->depth--;
  p->brackets -= !p->broken && p->brackets > 0;
}

static uint32_t error_item(rc_hcl_parser *p, rc_hcl_slip slip) {
  rc_hcl_break(p, slip, p->at, p->at + 1);
  return rc_hcl_open(p, RC_ERROR, p->at);
}

/* A parent around what was read before it. */
static uint32_t wrap(rc_hcl_parser *p, rc_kind kind, uint32_t child) {
  uint32_t start = child == RC_HCL_NONE ? p->at : p->items.items[child].start;
  uint32_t item = rc_hcl_open(p, kind, start);
  rc_hcl_adopt(p, item, child);
  return item;
}

/* ---- literals ------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static uint32_t digits_end(const rc_hcl_parser *p, uint32_t at) {
  while (is_digit(rc_hcl_byte(p, at))) {
    at++;
  }
  return at;
}

static uint32_t read_number(rc_hcl_parser *p) {
  uint32_t item = rc_hcl_open(p, RC_NUMBER, p->at);
  p->at = digits_end(p, p->at);
  if (rc_hcl_byte(p, p->at) == '.' && is_digit(rc_hcl_byte(p, p->at + 1))) {
    p->at = digits_end(p, p->at + 1);
  }
  if ((rc_hcl_byte(p, p->at) | 0x20) == 'e') {
    char sign = rc_hcl_byte(p, p->at + 1);
    uint32_t exponent = p->at + 1 + (sign == '-' || sign == '+');
    p->at = is_digit(rc_hcl_byte(p, exponent)) ? digits_end(p, exponent) : p->at;
  }
  rc_hcl_close(p, item, p->at);
  return item;
}

/* ---- calls and words ------------------------------------------------------------------------ */

/* `provider::name::function` */
static uint32_t function_name_end(const rc_hcl_parser *p, uint32_t at) {
  uint32_t end = rc_hcl_word_end(p, at);
  while (rc_hcl_byte(p, end) == ':' && rc_hcl_byte(p, end + 1) == ':' &&
         rc_hcl_word_end(p, end + 2) > end + 2) {
    end = rc_hcl_word_end(p, end + 2);
  }
  return end;
}

static void read_arguments(rc_hcl_parser *p, uint32_t call) {
  while (!rc_hcl_ends(p)) {
    if (rc_hcl_take(p, ')')) {
      return;
    }
    rc_hcl_adopt(p, call, rc_hcl_expression(p));
    rc_hcl_skip(p);
    if (p->len - p->at >= 3 && memcmp(p->text + p->at, "...", 3) == 0) {
      p->at += 3;
      rc_hcl_set_detail(p, call, 1);
    }
    if (rc_hcl_take(p, ')')) {
      return;
    }
    if (!rc_hcl_ends(p) && !rc_hcl_take(p, ',')) {
      rc_hcl_break(p, RC_HCL_SLIP_OPEN_CALL, p->at, p->at + 1);
    }
  }
}

static uint32_t read_call(rc_hcl_parser *p, uint32_t start, uint32_t name_end) {
  bool saved;
  uint32_t call = rc_hcl_open(p, RC_HCL_CALL, start);
  uint32_t name = rc_hcl_open(p, RC_HCL_NAME, start);
  rc_hcl_close(p, name, name_end);
  rc_hcl_adopt(p, call, name);
  p->at++; /* the parenthesis */
  if (rc_hcl_enter_brackets(p, false, &saved)) {
    read_arguments(p, call);
    rc_hcl_leave_brackets(p, saved);
  }
  rc_hcl_close(p, call, p->at);
  return call;
}

static uint32_t read_word(rc_hcl_parser *p) {
  static const struct {
    const char *word;
    rc_kind kind;
    uint32_t flags;
  } literals[] = {{"true", RC_BOOL, RC_NODE_TRUE}, {"false", RC_BOOL, 0}, {"null", RC_NULL, 0}};
  uint32_t start = p->at;
  for (size_t i = 0; i < RC_COUNT_OF(literals); i++) {
    if (rc_hcl_is_word(p, start, literals[i].word)) {
      uint32_t item = rc_hcl_take_word(p, literals[i].kind);
      rc_hcl_set_flags(p, item, literals[i].flags);
      return item;
    }
  }
  uint32_t name_end = function_name_end(p, start);
  p->at = name_end;
  rc_hcl_skip(p);
  if (rc_hcl_byte(p, p->at) == '(') {
    return read_call(p, start, name_end);
  }
  p->at = start;
  return rc_hcl_take_word(p, RC_HCL_VARIABLE);
}

/* ---- for expressions ------------------------------------------------------------------------ */

/* True if `for` and a name stand behind the bracket at `p->at`. */
static bool is_for(rc_hcl_parser *p) {
  uint32_t start = p->at;
  p->at++;
  rc_hcl_skip_lines(p);
  bool found = rc_hcl_is_word(p, p->at, "for");
  if (found) {
    p->at += 3;
    uint32_t behind = p->at;
    rc_hcl_skip_lines(p);
    found = p->at > behind && rc_hcl_word_end(p, p->at) > p->at;
  }
  p->at = start;
  return found;
}

void rc_hcl_for_intro(rc_hcl_parser *p, uint32_t item, bool *two) {
  rc_hcl_skip(p);
  rc_hcl_adopt(p, item, rc_hcl_take_word(p, RC_HCL_NAME));
  *two = rc_hcl_take(p, ',');
  if (*two) {
    rc_hcl_skip(p);
    rc_hcl_adopt(p, item, rc_hcl_take_word(p, RC_HCL_NAME));
  }
  rc_hcl_skip(p);
  if (!rc_hcl_is_word(p, p->at, "in")) {
    rc_hcl_break(p, RC_HCL_SLIP_BAD_FOR, p->at, p->at + 1);
    return;
  }
  p->at += 2;
  rc_hcl_adopt(p, item, rc_hcl_expression(p));
}

static void read_for_result(rc_hcl_parser *p, uint32_t item, uint32_t *detail) {
  rc_hcl_adopt(p, item, rc_hcl_expression(p));
  rc_hcl_skip(p);
  if ((*detail & RC_HCL_FOR_OBJECT) != 0 && !rc_hcl_ends(p)) {
    if (rc_hcl_byte(p, p->at) != '=' || rc_hcl_byte(p, p->at + 1) != '>') {
      rc_hcl_break(p, RC_HCL_SLIP_BAD_FOR, p->at, p->at + 1);
      return;
    }
    p->at += 2;
    rc_hcl_adopt(p, item, rc_hcl_expression(p));
    rc_hcl_skip(p);
  }
  if (p->len - p->at >= 3 && memcmp(p->text + p->at, "...", 3) == 0) {
    p->at += 3;
    *detail |= RC_HCL_FOR_GROUPS;
    rc_hcl_skip(p);
  }
  if (!rc_hcl_ends(p) && rc_hcl_is_word(p, p->at, "if")) {
    p->at += 2;
    *detail |= RC_HCL_FOR_IF;
    rc_hcl_adopt(p, item, rc_hcl_expression(p));
  }
}

static uint32_t read_for(rc_hcl_parser *p, char closer) {
  bool saved;
  uint32_t item = rc_hcl_open(p, RC_HCL_FOR, p->at);
  uint32_t detail = closer == '}' ? RC_HCL_FOR_OBJECT : 0;
  bool two = false;
  p->at++;
  if (!rc_hcl_enter_brackets(p, false, &saved)) {
    return item;
  }
  rc_hcl_skip(p);
  p->at += 3; /* `for` */
  rc_hcl_for_intro(p, item, &two);
  detail |= two ? RC_HCL_FOR_TWO_NAMES : 0;
  if (!rc_hcl_ends(p) && !rc_hcl_take(p, ':')) {
    rc_hcl_break(p, RC_HCL_SLIP_BAD_FOR, p->at, p->at + 1);
  }
  if (!rc_hcl_ends(p)) {
    read_for_result(p, item, &detail);
  }
  if (!rc_hcl_ends(p) && !rc_hcl_take(p, closer)) {
    rc_hcl_break(p, RC_HCL_SLIP_BAD_FOR, p->at, p->at + 1);
  }
  rc_hcl_leave_brackets(p, saved);
  rc_hcl_set_detail(p, item, detail);
  rc_hcl_close(p, item, p->at);
  return item;
}

/* ---- containers ----------------------------------------------------------------------------- */

static uint32_t read_parentheses(rc_hcl_parser *p) {
  bool saved;
  uint32_t item = rc_hcl_open(p, RC_HCL_PARENTHESES, p->at);
  p->at++;
  if (!rc_hcl_enter_brackets(p, false, &saved)) {
    return item;
  }
  rc_hcl_adopt(p, item, rc_hcl_expression(p));
  if (!rc_hcl_ends(p) && !rc_hcl_take(p, ')')) {
    rc_hcl_break(p, RC_HCL_SLIP_OPEN_PARENTHESES, p->at, p->at + 1);
  }
  rc_hcl_leave_brackets(p, saved);
  rc_hcl_close(p, item, p->at);
  return item;
}

static uint32_t read_list(rc_hcl_parser *p) {
  bool saved;
  if (is_for(p)) {
    return read_for(p, ']');
  }
  uint32_t item = rc_hcl_open(p, RC_ARRAY, p->at);
  p->at++;
  if (!rc_hcl_enter_brackets(p, false, &saved)) {
    return item;
  }
  while (!rc_hcl_ends(p) && !rc_hcl_take(p, ']')) {
    rc_hcl_adopt(p, item, rc_hcl_expression(p));
    if (!rc_hcl_ends(p) && !rc_hcl_take(p, ',')) {
      if (rc_hcl_take(p, ']')) {
        break;
      }
      rc_hcl_break(p, RC_HCL_SLIP_OPEN_LIST, p->at, p->at + 1);
    }
  }
  rc_hcl_leave_brackets(p, saved);
  rc_hcl_close(p, item, p->at);
  return item;
}

static void read_member(rc_hcl_parser *p, uint32_t object) {
  uint32_t key = rc_hcl_expression(p);
  rc_hcl_set_flags(p, key, RC_NODE_KEY);
  rc_hcl_adopt(p, object, key);
  if (!rc_hcl_ends(p) && !rc_hcl_take(p, '=') && !rc_hcl_take(p, ':')) {
    rc_hcl_break(p, RC_HCL_SLIP_NO_KEY_VALUE, p->at, p->at + 1);
  }
  if (!rc_hcl_ends(p)) {
    rc_hcl_adopt(p, object, rc_hcl_expression(p));
  } else { /* keys and values alternate whatever happens */
    rc_hcl_adopt(p, object, rc_hcl_open(p, RC_ERROR, p->at));
  }
}

static uint32_t read_object(rc_hcl_parser *p) {
  bool saved;
  if (is_for(p)) {
    return read_for(p, '}');
  }
  uint32_t item = rc_hcl_open(p, RC_OBJECT, p->at);
  p->at++;
  if (!rc_hcl_enter_brackets(p, true, &saved)) {
    return item;
  }
  for (;;) {
    rc_hcl_skip_lines(p);
    if (rc_hcl_ends(p) || rc_hcl_take(p, '}')) {
      break;
    }
    read_member(p, item);
    rc_hcl_skip(p);
    char c = rc_hcl_byte(p, p->at);
    if (!rc_hcl_ends(p) && c != '}' && c != '\n' && !rc_hcl_take(p, ',')) {
      rc_hcl_break(p, RC_HCL_SLIP_OPEN_OBJECT, p->at, p->at + 1);
    }
  }
  rc_hcl_leave_brackets(p, saved);
  rc_hcl_close(p, item, p->at);
  return item;
}

static uint32_t read_primary(rc_hcl_parser *p) {
  rc_hcl_skip(p);
  char c = rc_hcl_byte(p, p->at);
  switch (c) {
    case '(': return read_parentheses(p);
    case '[': return read_list(p);
    case '{': return read_object(p);
    case '"': return rc_hcl_quoted(p);
    case '<':
      return rc_hcl_byte(p, p->at + 1) == '<' ? rc_hcl_heredoc(p)
                                              : error_item(p, RC_HCL_SLIP_NO_EXPRESSION);
    default: break;
  }
  if (is_digit(c)) {
    return read_number(p);
  }
  return rc_hcl_word_end(p, p->at) > p->at ? read_word(p)
                                           : error_item(p, RC_HCL_SLIP_NO_EXPRESSION);
}

/* ---- what follows a value ------------------------------------------------------------------- */

static uint32_t read_traversals(rc_hcl_parser *p, uint32_t value, bool only_names);

/* What a splat takes of each item. */
static uint32_t read_each(rc_hcl_parser *p, bool only_names) {
  uint32_t each = rc_hcl_open(p, RC_HCL_ITEM, p->at);
  if (rc_hcl_enter(p)) {
    each = read_traversals(p, each, only_names);
    p->depth--;
  }
  return each;
}

/* Behind a dot. */
static uint32_t read_get(rc_hcl_parser *p, uint32_t value) {
  rc_hcl_skip(p);
  if (rc_hcl_byte(p, p->at) == '*') {
    uint32_t splat = wrap(p, RC_HCL_SPLAT, value);
    p->at++;
    rc_hcl_adopt(p, splat, read_each(p, true));
    return splat;
  }
  uint32_t name = RC_HCL_NONE;
  if (is_digit(rc_hcl_byte(p, p->at))) {
    name = rc_hcl_open(p, RC_NUMBER, p->at);
    p->at = digits_end(p, p->at);
    rc_hcl_close(p, name, p->at);
  } else {
    name = rc_hcl_take_word(p, RC_HCL_NAME);
  }
  uint32_t get = wrap(p, RC_HCL_GET, value);
  if (name == RC_HCL_NONE) {
    rc_hcl_break(p, RC_HCL_SLIP_NO_NAME, p->at, p->at + 1);
  }
  rc_hcl_adopt(p, get, name);
  return get;
}

/* Behind an opening bracket. */
static uint32_t read_index(rc_hcl_parser *p, uint32_t value) {
  bool saved;
  if (!rc_hcl_enter_brackets(p, false, &saved)) {
    return value;
  }
  rc_hcl_skip(p);
  bool splat = rc_hcl_byte(p, p->at) == '*';
  uint32_t item = wrap(p, splat ? RC_HCL_SPLAT : RC_HCL_INDEX, value);
  if (splat) {
    p->at++;
  } else {
    rc_hcl_adopt(p, item, rc_hcl_expression(p));
  }
  if (!rc_hcl_ends(p) && !rc_hcl_take(p, ']')) {
    rc_hcl_break(p, RC_HCL_SLIP_OPEN_INDEX, p->at, p->at + 1);
  }
  rc_hcl_leave_brackets(p, saved);
  rc_hcl_close(p, item, p->at);
  if (splat && !rc_hcl_ends(p)) {
    rc_hcl_adopt(p, item, read_each(p, false));
  }
  return item;
}

/* `.name`, `[index]`, `.*`, `[*]` as often as they come. Behind `.*` an index is of the whole. */
static uint32_t read_traversals(rc_hcl_parser *p, uint32_t value, bool only_names) {
  while (!rc_hcl_ends(p)) {
    uint32_t before = p->at;
    rc_hcl_skip(p);
    char c = rc_hcl_byte(p, p->at);
    char next = rc_hcl_byte(p, p->at + 1);
    bool get = c == '.' && next != '.' && !(only_names && next == '*');
    if (!get && (c != '[' || only_names)) {
      p->at = before;
      return value;
    }
    p->at++;
    value = get ? read_get(p, value) : read_index(p, value);
  }
  return value;
}

/* ---- operators ------------------------------------------------------------------------------ */

/* Longer ones first. Level 1 binds least. */
static const struct {
  char text[3];
  uint8_t level;
  uint8_t operation;
} operators[] = {
    {"||", 1, RC_HCL_OR},         {"&&", 2, RC_HCL_AND},           {"==", 3, RC_HCL_EQUAL},
    {"!=", 3, RC_HCL_NOT_EQUAL},  {"<=", 4, RC_HCL_LESS_EQUAL},    {">=", 4, RC_HCL_GREATER_EQUAL},
    {"<", 4, RC_HCL_LESS},        {">", 4, RC_HCL_GREATER},        {"+", 5, RC_HCL_ADD},
    {"-", 5, RC_HCL_SUBTRACT},    {"*", 6, RC_HCL_MULTIPLY},       {"/", 6, RC_HCL_DIVIDE},
    {"%", 6, RC_HCL_MODULO},
};
enum { HIGHEST_LEVEL = 6 };

/* Index of the operator at `p->at`, RC_COUNT_OF(operators) if there is none. */
static size_t operator_at(const rc_hcl_parser *p) {
  rc_str rest = rc_str_slice((rc_str){p->text, p->len}, p->at, p->at + 2);
  size_t i = 0;
  while (i < RC_COUNT_OF(operators) &&
         !rc_str_starts_with(rest, rc_str_from_c(operators[i].text))) {
    i++;
  }
  return i;
}

static uint32_t read_unary(rc_hcl_parser *p) {
  rc_hcl_skip(p);
  uint32_t start = p->at;
  char c = rc_hcl_byte(p, start);
  bool is_not = c == '!' && rc_hcl_byte(p, start + 1) != '=';
  if (c != '-' && !is_not) {
    return read_traversals(p, read_primary(p), false);
  }
  uint32_t item = rc_hcl_open(p, RC_HCL_UNARY, start);
  rc_hcl_set_detail(p, item, is_not ? RC_HCL_NOT : RC_HCL_NEGATE);
  p->at++;
  if (rc_hcl_enter(p)) {
    rc_hcl_adopt(p, item, read_unary(p));
    p->depth--;
  }
  return item;
}

/* Operators that bind at least as much as `level`. Recursion is bounded by the levels. */
static uint32_t read_binary(rc_hcl_parser *p, unsigned level) {
  uint32_t left = read_unary(p);
  while (!rc_hcl_ends(p)) {
    uint32_t before = p->at;
    rc_hcl_skip(p);
    size_t found = operator_at(p);
    if (found == RC_COUNT_OF(operators) || operators[found].level < level) {
      p->at = before;
      break;
    }
    p->at += (uint32_t)rc_str_from_c(operators[found].text).len;
    uint32_t item = wrap(p, RC_HCL_BINARY, left);
    rc_hcl_set_detail(p, item, operators[found].operation);
    rc_hcl_adopt(p, item, read_binary(p, operators[found].level + 1u));
    left = item;
  }
  return left;
}

static uint32_t read_conditional(rc_hcl_parser *p) {
  uint32_t condition = read_binary(p, 1);
  uint32_t before = p->at;
  rc_hcl_skip(p);
  if (rc_hcl_ends(p) || rc_hcl_byte(p, p->at) != '?') {
    p->at = before;
    return condition;
  }
  p->at++;
  uint32_t item = wrap(p, RC_HCL_CONDITIONAL, condition);
  rc_hcl_adopt(p, item, rc_hcl_expression(p));
  if (rc_hcl_ends(p)) {
    return item;
  }
  if (!rc_hcl_take(p, ':')) {
    rc_hcl_break(p, RC_HCL_SLIP_NO_ELSE, p->at, p->at + 1);
    return item;
  }
  rc_hcl_adopt(p, item, rc_hcl_expression(p));
  return item;
}

uint32_t rc_hcl_expression(rc_hcl_parser *p) {
  if (!rc_hcl_enter(p)) {
    return RC_HCL_NONE;
  }
  uint32_t item = read_conditional(p);
  p->depth--;
  return item;
}
