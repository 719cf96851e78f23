#include "template/terraform_parts.h"

#include "base/buf.h"

bool rc_tf_work(rc_tf *ev, uint64_t steps) {
  ev->work += steps;
  if (ev->work > RC_LIMIT_EVALUATION_VALUE) {
    (void)rc_arena_hit(ev->arena, RC_LIMIT_EVALUATION);
  }
  return !rc_tf_failed(ev);
}

/* ---- making --------------------------------------------------------------------------------- */

static rc_computed *make(rc_tf *ev, rc_computed_kind kind, rc_value at) {
  (void)rc_tf_work(ev, 1);
  return rc_computed_new(ev->arena, kind, at, false);
}

const rc_computed *rc_tf_null(rc_tf *ev, rc_value at) {
  return rc_tf_made(ev, make(ev, RC_COMPUTED_NULL, at));
}

const rc_computed *rc_tf_bool(rc_tf *ev, bool truth, rc_value at) {
  rc_computed *value = make(ev, RC_COMPUTED_BOOL, at);
  if (value != NULL) {
    value->truth = truth;
    value->text = truth ? RC_STR("true") : RC_STR("false");
  }
  return rc_tf_made(ev, value);
}

const rc_computed *rc_tf_number(rc_tf *ev, double number, rc_value at) {
  rc_computed *value = make(ev, RC_COMPUTED_NUMBER, at);
  if (value != NULL) {
    value->text = rc_tf_number_text(ev->arena, number);
  }
  return rc_tf_made(ev, value);
}

const rc_computed *rc_tf_string(rc_tf *ev, rc_str text, rc_value at) {
  (void)rc_tf_work(ev, text.len / RC_TF_BYTES_PER_STEP);
  rc_computed *value = make(ev, RC_COMPUTED_STRING, at);
  if (value != NULL) {
    value->text = text;
  }
  return rc_tf_made(ev, value);
}

rc_computed *rc_tf_list(rc_tf *ev, rc_value at) { return make(ev, RC_COMPUTED_LIST, at); }
rc_computed *rc_tf_object(rc_tf *ev, rc_value at) { return make(ev, RC_COMPUTED_OBJECT, at); }

void rc_tf_add_item(rc_tf *ev, rc_computed *list, const rc_computed *item) {
  if (rc_tf_work(ev, 1)) {
    rc_computed_add(ev->arena, list, RC_STR_NONE, RC_VALUE_NONE, item);
  }
}

void rc_tf_set(rc_tf *ev, rc_computed *object, rc_str key, rc_value key_written,
               const rc_computed *value) {
  if (object == NULL || !rc_tf_work(ev, 1 + object->members.len / 16)) {
    return;
  }
  for (RC_EACH(rc_computed_member, member, object->members)) {
    if (rc_str_equal(member->key, key)) {
      member->value = value;
      member->key_written = key_written;
      return;
    }
  }
  rc_computed_add(ev->arena, object, key, key_written, value);
}

const rc_computed *rc_tf_moved(rc_tf *ev, const rc_computed *value, rc_value at) {
  if ((int)value->kind == RC_TF_REFERENCE) {
    return value; /* there is more behind it */
  }
  rc_computed *copy = make(ev, value->kind, at);
  if (copy == NULL) {
    return &ev->nothing;
  }
  *copy = *value;
  if (value->kind != RC_COMPUTED_STRING || value->pieces.len == 0) {
    copy->written = at;
    copy->is_itself = false;
  }
  return copy;
}

const rc_computed *rc_tf_secret(rc_tf *ev, const rc_computed *value, const rc_computed *hole) {
  rc_computed *copy = make(ev, RC_COMPUTED_UNKNOWN, hole->written);
  if (rc_tf_is_unknown(value) || rc_tf_is_null(value) || copy == NULL) {
    return value;
  }
  *copy = *hole;
  copy->secret = true;
  return copy;
}

const rc_computed *rc_tf_refused(rc_tf *ev, const rc_computed *hole) {
  rc_computed *copy = make(ev, RC_COMPUTED_UNKNOWN, hole->written);
  if (copy == NULL) {
    return &ev->nothing;
  }
  *copy = *hole;
  copy->truth = true;
  return copy;
}

/* ---- holes ---------------------------------------------------------------------------------- */

/* Longer names are cut, and a number makes them unlike any other: such a hole equals nothing but
 * itself. */
enum { LONGEST_NAME = 400 };

static rc_str fitting(rc_tf *ev, rc_str expression) {
  if (expression.len <= LONGEST_NAME) {
    return expression;
  }
  size_t end = LONGEST_NAME / 2;
  while (end > 0 && ((unsigned char)expression.ptr[end] & 0xC0) == 0x80) {
    end--;
  }
  return RC_FILL(ev->arena, "{}... /* {} */", rc_str_slice(expression, 0, end),
                 rc_str_from_u64(ev->arena, ++ev->serial));
}

const rc_computed *rc_tf_hole_of(rc_tf *ev, rc_str expression, rc_value at) {
  (void)rc_tf_work(ev, 1);
  rc_str name = RC_FILL(ev->arena, "${{}}", fitting(ev, expression));
  return rc_tf_made(ev, rc_computed_unknown(ev->arena, name, at));
}

const rc_computed *rc_tf_hole(rc_tf *ev, const rc_tf_instance *in, rc_str expression,
                              rc_value at) {
  if (in != NULL && in->where.len > 0) {
    expression = RC_FILL(ev->arena, "{} /* {} */", expression, in->where);
  }
  return rc_tf_hole_of(ev, expression, at);
}

static void describe(rc_tf *ev, rc_buf *out, const rc_computed *value, uint32_t depth);

/* A collection with many members goes by the reference that leads to it, and a number that tells it
 * from others that the same reference leads to elsewhere. */
static bool describe_by_reference(rc_tf *ev, rc_buf *out, const rc_computed *value) {
  enum { FEW = 3, LONGEST = 80 };
  rc_kind kind = rc_value_kind(value->written);
  rc_str text = rc_value_raw(value->written);
  if ((kind != RC_HCL_GET && kind != RC_HCL_INDEX) || value->members.len < FEW ||
      text.len > LONGEST) {
    return false;
  }
  uint32_t number = 0;
  while (number < ev->described.len && ev->described.items[number] != value->members.items) {
    number++;
  }
  (void)rc_tf_work(ev, 1 + number / 16);
  if (number == ev->described.len) {
    const rc_computed_member **added = RC_VEC_ADD(ev->arena, &ev->described);
    if (added == NULL) {
      return false;
    }
    *added = value->members.items;
  }
  RC_BUF_FILL(out, "{} /* {} */", text, rc_str_from_u64(ev->arena, number + 1));
  return true;
}

static void describe_members(rc_tf *ev, rc_buf *out, const rc_computed *value, uint32_t depth) {
  bool object = value->kind == RC_COMPUTED_OBJECT;
  rc_buf_put_c(out, object ? "{" : "[");
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    if (out->len > LONGEST_NAME) {
      break;
    }
    if (member != value->members.items) {
      rc_buf_put_c(out, ", ");
    }
    if (object) {
      rc_buf_put_json(out, member->key);
      rc_buf_put_c(out, " = ");
    }
    describe(ev, out, member->value, depth + 1);
  }
  rc_buf_put_c(out, object ? "}" : "]");
}

/* A hole between quotes stands as it is, `${...}`. */
static void describe_string(rc_tf *ev, rc_buf *out, rc_str text) {
  rc_buf quoted;
  rc_buf_init(&quoted, ev->arena);
  rc_buf_put_json(&quoted, rc_hole_display(ev->arena, rc_str_slice(text, 0, LONGEST_NAME * 2)));
  rc_buf_put(out, rc_buf_str(&quoted));
}

static void describe(rc_tf *ev, rc_buf *out, const rc_computed *value, uint32_t depth) {
  enum { DEEPEST = 8 };
  if (depth > DEEPEST) {
    rc_buf_put_repeated(out, '.', LONGEST_NAME + 1); /* too long by this */
    return;
  }
  switch ((int)value->kind) {
    case RC_COMPUTED_LIST:
    case RC_COMPUTED_OBJECT:
      if (!describe_by_reference(ev, out, value)) {
        describe_members(ev, out, value, depth);
      }
      break;
    case RC_COMPUTED_NULL:
    case RC_COMPUTED_ABSENT: rc_buf_put_c(out, "null"); break;
    case RC_COMPUTED_STRING:
      if (value->json != NULL) {
        rc_buf_put_c(out, "jsonencode(");
        describe(ev, out, value->json, depth + 1);
        rc_buf_put_c(out, ")");
      } else {
        describe_string(ev, out, value->text);
      }
      break;
    case RC_COMPUTED_BOOL: rc_buf_put_c(out, value->truth ? "true" : "false"); break;
    case RC_COMPUTED_NUMBER: rc_buf_put(out, value->text); break;
    default: { /* one hole: FE ${ name } FF */
      enum { BEFORE = 3, BEHIND = 2 };
      rc_str text = value->text;
      rc_buf_put(out, text.len < BEFORE + BEHIND
                          ? text
                          : rc_str_slice(text, BEFORE, text.len - BEHIND));
      break;
    }
  }
}

rc_str rc_tf_describe(rc_tf *ev, const rc_computed *value) {
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  describe(ev, &out, value, 0);
  return rc_buf_str(&out);
}

/* ---- looking -------------------------------------------------------------------------------- */

static bool is_whole(rc_tf *ev, const rc_computed *value, uint32_t depth) {
  if (!rc_tf_work(ev, 1) || depth > RC_LIMIT_NESTING_VALUE || value->open ||
      rc_tf_is_unknown(value)) {
    return false;
  }
  if (value->json != NULL) {
    return is_whole(ev, value->json, depth + 1);
  }
  for (RC_EACH(const rc_computed_member, member, value->members)) {
    if (!is_whole(ev, member->value, depth + 1)) {
      return false;
    }
  }
  return value->kind != RC_COMPUTED_STRING || !rc_hole_any(value->text);
}

bool rc_tf_is_whole(rc_tf *ev, const rc_computed *value) { return is_whole(ev, value, 0); }

bool rc_tf_text(rc_tf *ev, const rc_computed *value, rc_str *text) {
  switch ((int)value->kind) {
    case RC_COMPUTED_BOOL: *text = value->truth ? RC_STR("true") : RC_STR("false"); return true;
    case RC_COMPUTED_STRING:
      *text = value->json != NULL ? rc_tf_json_text(ev, value->json) : value->text;
      return true;
    case RC_COMPUTED_NUMBER:
    case RC_COMPUTED_UNKNOWN:
    case RC_TF_REFERENCE: *text = value->text; return true;
    default: *text = RC_STR_NONE; return false;
  }
}

static int equal_members(rc_tf *ev, const rc_computed *a, const rc_computed *b) {
  bool open = a->open || b->open;
  if (a->members.len != b->members.len) {
    return open ? -1 : 0;
  }
  int result = open ? -1 : 1;
  for (uint32_t i = 0; i < a->members.len; i++) {
    const rc_computed_member *one = &a->members.items[i];
    const rc_computed *other = a->kind == RC_COMPUTED_OBJECT ? rc_computed_get(b, one->key)
                                                              : b->members.items[i].value;
    int same = other == NULL ? 0 : rc_tf_equal(ev, one->value, other);
    if (same == 0) {
      return open ? -1 : 0;
    }
    result = same < 0 ? -1 : result;
  }
  return result;
}

static bool is_primitive(const rc_computed *value) {
  return value->kind == RC_COMPUTED_BOOL || value->kind == RC_COMPUTED_NUMBER ||
         value->kind == RC_COMPUTED_STRING;
}

static int equal_text(rc_str a, rc_str b) {
  if (rc_str_equal(a, b)) {
    return 1;
  }
  return rc_hole_any(a) || rc_hole_any(b) ? -1 : 0;
}

int rc_tf_equal(rc_tf *ev, const rc_computed *a, const rc_computed *b) {
  rc_str one, other;
  if (!rc_tf_work(ev, 1)) {
    return -1;
  }
  if (rc_tf_is_unknown(a) || rc_tf_is_unknown(b)) {
    bool same = rc_tf_is_unknown(a) && rc_tf_is_unknown(b) && rc_str_equal(a->text, b->text);
    bool null = rc_tf_is_null(a) || rc_tf_is_null(b);
    bool made = null && ((int)a->kind == RC_TF_REFERENCE || (int)b->kind == RC_TF_REFERENCE);
    return same ? 1 : made ? 0 : -1;
  }
  if (rc_tf_is_null(a) || rc_tf_is_null(b)) {
    return rc_tf_is_null(a) && rc_tf_is_null(b);
  }
  double x, y;
  if (a->kind == RC_COMPUTED_NUMBER && b->kind == RC_COMPUTED_NUMBER &&
      rc_tf_to_number(a, &x) && rc_tf_to_number(b, &y)) {
    return !(x < y) && !(x > y);
  }
  if (is_primitive(a) && is_primitive(b) && rc_tf_text(ev, a, &one) && rc_tf_text(ev, b, &other)) {
    return a->kind == b->kind ? equal_text(one, other) : 0;
  }
  return a->kind == b->kind ? equal_members(ev, a, b) : 0;
}

/* ---- numbers -------------------------------------------------------------------------------- */

bool rc_tf_parse_number(rc_str text, double *number) {
  size_t at = 0;
  bool negative = text.len > 0 && text.ptr[0] == '-';
  double value = 0;
  at += negative;
  size_t digits = 0;
  for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++, digits++) {
    value = value * 10 + (text.ptr[at] - '0');
  }
  if (at < text.len && text.ptr[at] == '.') {
    double unit = 1;
    for (at++; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++, digits++) {
      value = value * 10 + (text.ptr[at] - '0');
      unit *= 10;
    }
    value /= unit;
  }
  if (digits > 0 && at + 1 < text.len && (text.ptr[at] | 0x20) == 'e') {
    uint64_t power = 0;
    bool down = text.ptr[at + 1] == '-';
    rc_str rest = rc_str_from(text, at + 1 + (down || text.ptr[at + 1] == '+'));
    if (!rc_str_to_u64(rest, &power) || power > 308) {
      return false;
    }
    for (; power > 0; power--) {
      value = down ? value / 10 : value * 10;
    }
    at = text.len;
  }
  *number = negative ? -value : value;
  return digits > 0 && at == text.len;
}

bool rc_tf_to_number(const rc_computed *value, double *number) {
  return (value->kind == RC_COMPUTED_NUMBER || value->kind == RC_COMPUTED_STRING) &&
         rc_tf_parse_number(value->text, number);
}

/* Whole numbers as they are, others with as many digits as make a difference. */
rc_str rc_tf_number_text(rc_arena *arena, double number) {
  enum { MOST_DECIMALS = 12 };
  const double most = 9007199254740992.0; /* 2^53: above it not every whole number exists */
  bool negative = number < 0;
  double size = negative ? -number : number;
  if (!(size < most)) {
    size = most; /* no count, size or port is so large */
  }
  uint64_t whole = (uint64_t)size;
  double rest = size - (double)whole;
  uint64_t decimals = 0;
  uint32_t n = 0;
  for (; n < MOST_DECIMALS && rest > 1e-12; n++) {
    rest *= 10;
    uint64_t digit = (uint64_t)(rest + 1e-9);
    decimals = decimals * 10 + digit;
    rest -= (double)digit;
  }
  rc_buf out;
  rc_buf_init(&out, arena);
  rc_buf_put_c(&out, negative ? "-" : "");
  rc_buf_put_u64(&out, whole);
  if (n > 0) {
    rc_str digits = rc_str_from_u64(arena, decimals);
    rc_buf_put_byte(&out, '.');
    rc_buf_put_repeated(&out, '0', n > digits.len ? n - digits.len : 0);
    rc_buf_put(&out, digits);
  }
  return rc_buf_str(&out);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

/* Between quotes; holes go over as they are. */
static void put_json_string(rc_tf *ev, rc_buf *out, rc_str text) {
  if (!rc_hole_any(text)) {
    rc_buf_put_json(out, text);
    return;
  }
  rc_buf_put_byte(out, '"');
  for (size_t at = 0; at < text.len;) {
    size_t open = rc_str_find_byte(text, RC_HOLE_OPEN, at);
    size_t end = open == RC_NOT_FOUND ? text.len : open;
    rc_buf plain;
    rc_buf_init(&plain, ev->arena);
    rc_buf_put_json(&plain, rc_str_slice(text, at, end));
    rc_str quoted = rc_buf_str(&plain);
    rc_buf_put(out, rc_str_slice(quoted, 1, quoted.len > 0 ? quoted.len - 1 : 0));
    size_t hole = end < text.len ? rc_hole_length(text, end) : 0;
    rc_buf_put(out, rc_str_slice(text, end, end + hole));
    at = hole > 0 ? end + hole : text.len;
  }
  rc_buf_put_byte(out, '"');
}

static void put_json(rc_tf *ev, rc_buf *out, const rc_computed *value, uint32_t depth) {
  if (depth > RC_LIMIT_NESTING_VALUE) {
    (void)rc_arena_hit(ev->arena, RC_LIMIT_NESTING);
  }
  if (!rc_tf_work(ev, 1)) {
    return;
  }
  bool object = value->kind == RC_COMPUTED_OBJECT;
  switch ((int)value->kind) {
    case RC_COMPUTED_NULL:
    case RC_COMPUTED_ABSENT: rc_buf_put_c(out, "null"); break;
    case RC_COMPUTED_BOOL: rc_buf_put_c(out, value->truth ? "true" : "false"); break;
    case RC_COMPUTED_STRING: {
      rc_str text = RC_STR_NONE;
      (void)rc_tf_text(ev, value, &text);
      put_json_string(ev, out, text);
      break;
    }
    case RC_COMPUTED_LIST:
    case RC_COMPUTED_OBJECT:
      rc_buf_put_c(out, object ? "{" : "[");
      for (RC_EACH(const rc_computed_member, member, value->members)) {
        rc_buf_put_c(out, member == value->members.items ? "" : ",");
        if (object) {
          put_json_string(ev, out, member->key);
          rc_buf_put_byte(out, ':');
        }
        put_json(ev, out, member->value, depth + 1);
      }
      rc_buf_put_c(out, object ? "}" : "]");
      break;
    default: rc_buf_put(out, value->text); break;
  }
}

rc_str rc_tf_json_text(rc_tf *ev, const rc_computed *value) {
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  put_json(ev, &out, value, 0);
  return rc_buf_str(&out);
}

static const rc_computed *of_json(rc_arena *arena, rc_value json, uint32_t depth) {
  rc_kind kind = rc_value_kind(json);
  static const rc_computed_kind kinds[] = {
      [RC_NULL] = RC_COMPUTED_NULL,     [RC_BOOL] = RC_COMPUTED_BOOL,
      [RC_NUMBER] = RC_COMPUTED_NUMBER, [RC_STRING] = RC_COMPUTED_STRING,
      [RC_ARRAY] = RC_COMPUTED_LIST,    [RC_OBJECT] = RC_COMPUTED_OBJECT,
  };
  bool known = kind >= RC_NULL && kind <= RC_OBJECT && depth <= RC_LIMIT_NESTING_VALUE;
  rc_computed *value =
      rc_computed_new(arena, known ? kinds[kind] : RC_COMPUTED_UNKNOWN, json, true);
  if (value == NULL) {
    return NULL;
  }
  uint32_t flags = rc_value_is_none(json) ? 0 : rc_value_node(json)->flags;
  value->open = (flags & (RC_NODE_TEMPLATED | RC_NODE_INCOMPLETE)) != 0;
  value->truth = (flags & RC_NODE_TRUE) != 0;
  if (kind == RC_ARRAY) {
    for (RC_CHILDREN(item, json)) {
      rc_computed_add(arena, value, RC_STR_NONE, RC_VALUE_NONE, of_json(arena, item, depth + 1));
    }
  } else if (kind == RC_OBJECT) {
    for (RC_MEMBERS(key, item, json)) {
      rc_computed_add(arena, value, rc_value_string(arena, key), key,
                      of_json(arena, item, depth + 1));
    }
  } else if (kind != RC_NULL) {
    value->text = kind == RC_PLACEHOLDER ? rc_value_text(arena, json, true)
                                         : rc_value_string(arena, json);
  }
  if (value->kind == RC_COMPUTED_UNKNOWN && !rc_hole_is_only(value->text)) {
    value->text = rc_hole_make(arena, RC_STR("${jsondecode()}"));
  }
  return value;
}

const rc_computed *rc_tf_of_json(rc_arena *arena, rc_value json) {
  return of_json(arena, json, 0);
}

/* ---- order ---------------------------------------------------------------------------------- */

/* Merge sort, bottom up; equal ones keep their order. */
void rc_tf_sort(rc_tf *ev, rc_computed_member_vec *members,
                int (*order)(const rc_computed_member *, const rc_computed_member *)) {
  uint32_t n = members->len;
  rc_computed_member *from = members->items;
  rc_computed_member *spare = n < 2 ? NULL : RC_NEW_ARRAY(ev->arena, rc_computed_member, n);
  for (uint32_t width = 1; spare != NULL && width < n; width *= 2) {
    for (uint32_t start = 0; start < n; start += 2 * width) {
      uint32_t middle = n - start < width ? n : start + width;
      uint32_t end = n - start < 2 * width ? n : start + 2 * width;
      uint32_t left = start;
      uint32_t right = middle;
      for (uint32_t at = start; at < end; at++) {
        bool take_left =
            right == end || (left < middle && order(&from[left], &from[right]) <= 0);
        spare[at] = from[take_left ? left++ : right++];
      }
    }
    rc_computed_member *other = from;
    from = spare;
    spare = other;
  }
  members->items = from;
}

static int by_key(const rc_computed_member *a, const rc_computed_member *b) {
  return rc_str_compare(a->key, b->key);
}

const rc_computed *rc_tf_sorted(rc_tf *ev, const rc_computed *value) {
  if (value->kind != RC_COMPUTED_OBJECT || value->members.len < 2) {
    return value;
  }
  rc_computed *copy = rc_tf_object(ev, value->written);
  rc_computed_member *items =
      RC_NEW_ARRAY(ev->arena, rc_computed_member, value->members.len);
  if (copy == NULL || items == NULL || !rc_tf_work(ev, value->members.len)) {
    return &ev->nothing;
  }
  *copy = *value;
  for (uint32_t i = 0; i < value->members.len; i++) {
    items[i] = value->members.items[i];
  }
  copy->members = (rc_computed_member_vec){items, value->members.len, value->members.len};
  rc_tf_sort(ev, &copy->members, by_key);
  return copy;
}
