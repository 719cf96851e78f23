#include "iam/operator.h"

#include "iam/address.h"
#include "iam/binary.h"
#include "iam/date.h"
#include "iam/number.h"

/* Source: IAM JSON policy elements, Condition operators. */
static const rc_operator operators[] = {
    {RC_STR_INIT("StringEquals"), RC_TYPE_STRING, RC_EQUAL, false},
    {RC_STR_INIT("StringNotEquals"), RC_TYPE_STRING, RC_EQUAL, true},
    {RC_STR_INIT("StringEqualsIgnoreCase"), RC_TYPE_STRING_NOCASE, RC_EQUAL, false},
    {RC_STR_INIT("StringNotEqualsIgnoreCase"), RC_TYPE_STRING_NOCASE, RC_EQUAL, true},
    {RC_STR_INIT("StringLike"), RC_TYPE_STRING_LIKE, RC_EQUAL, false},
    {RC_STR_INIT("StringNotLike"), RC_TYPE_STRING_LIKE, RC_EQUAL, true},
    {RC_STR_INIT("NumericEquals"), RC_TYPE_NUMBER, RC_EQUAL, false},
    {RC_STR_INIT("NumericNotEquals"), RC_TYPE_NUMBER, RC_EQUAL, true},
    {RC_STR_INIT("NumericLessThan"), RC_TYPE_NUMBER, RC_LESS, false},
    {RC_STR_INIT("NumericLessThanEquals"), RC_TYPE_NUMBER, RC_LESS_EQUAL, false},
    {RC_STR_INIT("NumericGreaterThan"), RC_TYPE_NUMBER, RC_GREATER, false},
    {RC_STR_INIT("NumericGreaterThanEquals"), RC_TYPE_NUMBER, RC_GREATER_EQUAL, false},
    {RC_STR_INIT("DateEquals"), RC_TYPE_DATE, RC_EQUAL, false},
    {RC_STR_INIT("DateNotEquals"), RC_TYPE_DATE, RC_EQUAL, true},
    {RC_STR_INIT("DateLessThan"), RC_TYPE_DATE, RC_LESS, false},
    {RC_STR_INIT("DateLessThanEquals"), RC_TYPE_DATE, RC_LESS_EQUAL, false},
    {RC_STR_INIT("DateGreaterThan"), RC_TYPE_DATE, RC_GREATER, false},
    {RC_STR_INIT("DateGreaterThanEquals"), RC_TYPE_DATE, RC_GREATER_EQUAL, false},
    {RC_STR_INIT("Bool"), RC_TYPE_BOOL, RC_EQUAL, false},
    {RC_STR_INIT("BinaryEquals"), RC_TYPE_BINARY, RC_EQUAL, false},
    {RC_STR_INIT("IpAddress"), RC_TYPE_ADDRESS, RC_EQUAL, false},
    {RC_STR_INIT("NotIpAddress"), RC_TYPE_ADDRESS, RC_EQUAL, true},
    {RC_STR_INIT("ArnEquals"), RC_TYPE_ARN, RC_EQUAL, false},
    {RC_STR_INIT("ArnLike"), RC_TYPE_ARN, RC_EQUAL, false},
    {RC_STR_INIT("ArnNotEquals"), RC_TYPE_ARN, RC_EQUAL, true},
    {RC_STR_INIT("ArnNotLike"), RC_TYPE_ARN, RC_EQUAL, true},
    {RC_STR_INIT("Null"), RC_TYPE_NULL, RC_EQUAL, false},
};

static const struct {
  rc_str text;
  rc_quantifier quantifier;
} prefixes[] = {
    {RC_STR_INIT("ForAllValues:"), RC_FOR_ALL_VALUES},
    {RC_STR_INIT("ForAnyValue:"), RC_FOR_ANY_VALUE},
    {RC_STR_INIT(""), RC_SCALAR},
};

static const rc_str if_exists = RC_STR_INIT("IfExists");

static bool same(rc_str a, rc_str b, bool any_case) {
  return any_case ? rc_str_equal_nocase(a, b) : rc_str_equal(a, b);
}

/* Takes `written` apart with the given notion of equal names; index in `prefixes` in `*prefix`. */
static bool take_apart(rc_str written, bool any_case, size_t *prefix, rc_condition *out) {
  *prefix = 0;
  while (!same(rc_str_slice(written, 0, prefixes[*prefix].text.len), prefixes[*prefix].text,
               any_case)) {
    ++*prefix;
  }
  rc_str name = rc_str_from(written, prefixes[*prefix].text.len);
  size_t suffix = name.len >= if_exists.len ? name.len - if_exists.len : name.len;
  out->quantifier = prefixes[*prefix].quantifier;
  out->if_exists = same(rc_str_from(name, suffix), if_exists, any_case);
  name = out->if_exists ? rc_str_slice(name, 0, suffix) : name;
  for (size_t i = 0; i < RC_COUNT_OF(operators); i++) {
    if (same(name, operators[i].name, any_case)) {
      out->operator_id = (uint16_t)i;
      return true;
    }
  }
  return false;
}

rc_operator_reading rc_operator_read(rc_str written, rc_condition *out) {
  size_t prefix;
  if (!take_apart(written, false, &prefix, out)) {
    return RC_OPERATOR_UNKNOWN;
  }
  bool modified = out->quantifier != RC_SCALAR || out->if_exists;
  return modified && rc_operator_of(out)->type == RC_TYPE_NULL ? RC_OPERATOR_MODIFIED_NULL
                                                               : RC_OPERATOR_READ;
}

const rc_operator *rc_operator_of(const rc_condition *condition) {
  return &operators[condition->operator_id];
}

rc_str rc_operator_respell(rc_arena *arena, rc_str written) {
  size_t prefix;
  rc_condition read;
  if (!take_apart(written, true, &prefix, &read)) {
    return RC_STR_NONE;
  }
  return RC_FILL(arena, "{}{}{}", prefixes[prefix].text, rc_operator_of(&read)->name,
                 read.if_exists ? if_exists : RC_STR_NONE);
}

bool rc_type_takes_variables(rc_value_type type) {
  return type <= RC_TYPE_STRING_LIKE || type == RC_TYPE_ARN;
}

static bool is_bool(rc_str text) {
  return rc_str_equal_nocase(text, RC_STR("true")) || rc_str_equal_nocase(text, RC_STR("false"));
}

bool rc_operand_is_readable(rc_value_type type, rc_str text) {
  rc_number number;
  int64_t instant;
  rc_network network;
  if (rc_hole_any(text)) {
    return true;
  }
  switch (type) {
    case RC_TYPE_NUMBER: return rc_number_parse(text, &number);
    case RC_TYPE_DATE: return rc_date_parse(text, &instant);
    case RC_TYPE_BOOL:
    case RC_TYPE_NULL: return is_bool(text);
    case RC_TYPE_BINARY: return rc_binary_is_valid(text);
    case RC_TYPE_ADDRESS: return rc_network_parse(text, &network);
    case RC_TYPE_ARN: return rc_pattern_is_arn(text) != RC_NO;
    case RC_TYPE_STRING:
    case RC_TYPE_STRING_NOCASE:
    case RC_TYPE_STRING_LIKE: return true;
  }
  return true;
}

const char *rc_type_name(rc_value_type type) {
  static const char *const names[] = {
      [RC_TYPE_STRING] = "a string",
      [RC_TYPE_STRING_NOCASE] = "a string",
      [RC_TYPE_STRING_LIKE] = "a string",
      [RC_TYPE_NUMBER] = "a number",
      [RC_TYPE_DATE] = "a date",
      [RC_TYPE_BOOL] = "`true` or `false`",
      [RC_TYPE_BINARY] = "base64",
      [RC_TYPE_ADDRESS] = "an IP address or network",
      [RC_TYPE_ARN] = "an ARN",
      [RC_TYPE_NULL] = "`true` or `false`",
  };
  return names[type];
}
