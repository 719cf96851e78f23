#include "simulate/form.h"

#include "base/utf8.h"
#include "base/vec.h"

/* ---- what there is ---- */

typedef enum shape { TEXT, NUMBER, TEXTS, ENTRIES } shape;

typedef struct member {
  rc_str name;
  shape shape;
  const struct member *fields; /* of each entry; an entry without any is not sent at all */
  uint32_t n_fields;
  bool may_have_gaps; /* an entry that is not there says nothing */
} member;

static const member levels[] = {
    {.name = RC_STR_INIT("ServiceControlPolicyInputList"), .shape = TEXTS},
};

static const member entries[] = {
    {.name = RC_STR_INIT("ContextKeyName"), .shape = TEXT},
    {.name = RC_STR_INIT("ContextKeyType"), .shape = TEXT},
    {.name = RC_STR_INIT("ContextKeyValues"), .shape = TEXTS},
};

static const member members[] = {
    {.name = RC_STR_INIT("PolicyInputList"), .shape = TEXTS},
    {.name = RC_STR_INIT("PermissionsBoundaryPolicyInputList"), .shape = TEXTS},
    {.name = RC_STR_INIT("OrderedOrganizationPolicyInputList"), .shape = ENTRIES, .fields = levels,
     .n_fields = RC_COUNT_OF(levels)},
    {.name = RC_STR_INIT("ActionNames"), .shape = TEXTS},
    {.name = RC_STR_INIT("ResourceArns"), .shape = TEXTS},
    {.name = RC_STR_INIT("ResourcePolicy"), .shape = TEXT},
    {.name = RC_STR_INIT("ResourceOwner"), .shape = TEXT},
    {.name = RC_STR_INIT("CallerArn"), .shape = TEXT},
    {.name = RC_STR_INIT("ContextEntries"), .shape = ENTRIES, .fields = entries,
     .n_fields = RC_COUNT_OF(entries), .may_have_gaps = true},
    {.name = RC_STR_INIT("ResourceHandlingOption"), .shape = TEXT},
    {.name = RC_STR_INIT("PolicySourceArn"), .shape = TEXT},
    {.name = RC_STR_INIT("MaxItems"), .shape = NUMBER},
    {.name = RC_STR_INIT("Marker"), .shape = TEXT},
};

/* Of a signature, which nobody checks here. Source: IAM User Guide, signing query requests. */
static const rc_str passed_over[] = {
    RC_STR_INIT("AWSAccessKeyId"), RC_STR_INIT("Signature"),     RC_STR_INIT("SignatureMethod"),
    RC_STR_INIT("SignatureVersion"), RC_STR_INIT("Timestamp"), RC_STR_INIT("Expires"),
    RC_STR_INIT("SecurityToken"),
};

/* One parameter: members[member], its entry, that one's field, the text in it; from 1, 0: none. */
typedef struct parameter {
  uint32_t place[4];
  rc_str value;
  bool is_empty_list; /* `ActionNames=` */
} parameter;

enum { OF_MEMBER, OF_ENTRY, OF_FIELD, OF_TEXT };

typedef struct parameters { RC_VEC_FIELDS(parameter) } parameters;

typedef struct reader {
  rc_arena *arena;
  rc_form *form;
  parameters all;
  rc_buf json;
} reader;

static bool refuse(reader *r, rc_form_fault fault, const char *what, rc_str name) {
  enum { MOST_SHOWN = 100 };
  rc_str shown = rc_str_slice(name, 0, MOST_SHOWN);
  if (r->form->fault == RC_FORM_SOUND) {
    r->form->fault = fault;
    r->form->sentence = rc_str_fill(r->arena, what, &shown, 1);
  }
  return false;
}

/* ---- percent-encoding ---- */

static int digit_of(rc_str text, size_t at) {
  if (at >= text.len) {
    return -1;
  }
  char c = text.ptr[at];
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  char low = (char)(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static bool decode(rc_arena *arena, rc_str text, rc_str *out) {
  char *bytes = rc_arena_bytes(arena, text.len);
  size_t n = 0;
  *out = RC_STR_NONE;
  for (size_t at = 0; bytes != NULL && at < text.len; at++) {
    char c = text.ptr[at] == '+' ? ' ' : text.ptr[at];
    if (c == '%') {
      int high = digit_of(text, at + 1);
      int low = digit_of(text, at + 2);
      if (high < 0 || low < 0) {
        return false;
      }
      c = (char)(high * 16 + low);
      at += 2;
    }
    bytes[n++] = c;
  }
  *out = (rc_str){bytes, n};
  return true;
}

/* Control characters are in no name, no ARN and no policy, and XML could not answer with them. */
static bool is_text(rc_str value) {
  for (size_t i = 0; i < value.len; i++) {
    unsigned char c = (unsigned char)value.ptr[i];
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
      return false;
    }
  }
  return rc_utf8_find_invalid(value) == RC_NOT_FOUND;
}

/* ---- names ---- */

static const member *find_member(const member *list, size_t n, rc_str name, uint32_t *place) {
  for (size_t i = 0; i < n; i++) {
    if (rc_str_equal(list[i].name, name)) {
      *place = (uint32_t)i + 1;
      return &list[i];
    }
  }
  return NULL;
}

/* Reads `member.N` from the front of `*rest`. */
static bool read_index(rc_str *rest, uint32_t *out) {
  enum { MOST_DIGITS = 9 };
  uint64_t number = 0;
  if (!rc_str_equal(rc_str_cut(rest, '.'), RC_STR("member"))) {
    return false;
  }
  rc_str digits = rc_str_cut(rest, '.');
  if (digits.len > MOST_DIGITS || !rc_str_to_u64(digits, &number) || digits.ptr[0] == '0') {
    return false;
  }
  *out = (uint32_t)number;
  return true;
}

/* The place of a value of `m`, of which `rest` of the name is left. */
static bool read_place(const member *m, rc_str rest, parameter *p) {
  bool is_list = m->shape == TEXTS || m->shape == ENTRIES;
  if (rc_str_is_empty(rest)) {
    p->is_empty_list = is_list;
    return !is_list || rc_str_is_empty(p->value);
  }
  if (m->shape == TEXTS) {
    return read_index(&rest, &p->place[OF_TEXT]) && rc_str_is_empty(rest);
  }
  if (m->shape != ENTRIES || !read_index(&rest, &p->place[OF_ENTRY])) {
    return false;
  }
  const member *field =
      find_member(m->fields, m->n_fields, rc_str_cut(&rest, '.'), &p->place[OF_FIELD]);
  return field != NULL && read_place(field, rest, p);
}

static bool is_passed_over(rc_str name) {
  for (size_t i = 0; i < RC_COUNT_OF(passed_over); i++) {
    if (rc_str_equal(passed_over[i], name)) {
      return true;
    }
  }
  return rc_str_starts_with(name, RC_STR("X-Amz-"));
}

/* ---- pairs ---- */

static bool take_once(reader *r, rc_str *place, rc_str name, rc_str value) {
  if (!rc_str_is_empty(*place)) {
    return refuse(r, RC_FORM_STRUCTURE, "the parameter `{}` stands twice", name);
  }
  *place = value;
  return true;
}

static bool take_pair(reader *r, rc_str name, rc_str value) {
  parameter p = {.value = value};
  rc_str rest = name;
  if (is_passed_over(name)) {
    return true;
  }
  if (!is_text(value)) {
    return refuse(r, RC_FORM_STRUCTURE, "the value of `{}` is no text in UTF-8", name);
  }
  if (rc_str_equal(name, RC_STR("Action"))) {
    return take_once(r, &r->form->action, name, value);
  }
  if (rc_str_equal(name, RC_STR("Version"))) {
    return take_once(r, &r->form->version, name, value);
  }
  const member *m = find_member(members, RC_COUNT_OF(members), rc_str_cut(&rest, '.'),
                                &p.place[OF_MEMBER]);
  if (m == NULL) {
    return refuse(r, RC_FORM_UNKNOWN, "`{}` is no parameter that this simulator knows", name);
  }
  if (rc_str_ends_with(name, RC_STR(".")) || !read_place(m, rest, &p) ||
      (m->shape == NUMBER && (value.len > 9 || !rc_str_is_digits(value)))) {
    return refuse(r, RC_FORM_STRUCTURE, "the parameter `{}` has another form", name);
  }
  parameter *added = RC_VEC_ADD(r->arena, &r->all);
  if (added != NULL) {
    *added = p;
  }
  return true;
}

static rc_status read_pairs(reader *r, rc_str body) {
  bool going = true;
  for (uint64_t n = 1; going && !rc_str_is_empty(body); n++) {
    rc_str encoded = rc_str_cut(&body, '&');
    rc_str name = RC_STR_NONE;
    rc_str value = RC_STR_NONE;
    if (rc_str_is_empty(encoded)) {
      continue;
    }
    if (r->all.len >= RC_LIMIT_PARAMETERS_VALUE) {
      return rc_arena_hit(r->arena, RC_LIMIT_PARAMETERS);
    }
    going = decode(r->arena, rc_str_cut(&encoded, '='), &name) && is_text(name) &&
            decode(r->arena, encoded, &value);
    if (!going) {
      (void)refuse(r, RC_FORM_SYNTAX, "parameter {} is not percent-encoded text",
                   rc_str_from_u64(r->arena, n));
    }
    going = going && take_pair(r, name, value);
  }
  return rc_arena_status(r->arena);
}

/* ---- order ---- */

static int compare(const parameter *a, const parameter *b) {
  for (size_t i = 0; i < RC_COUNT_OF(a->place); i++) {
    if (a->place[i] != b->place[i]) {
      return a->place[i] < b->place[i] ? -1 : 1;
    }
  }
  return 0;
}

static void merge(const parameter *from, uint32_t n_left, uint32_t n, parameter *to) {
  uint32_t left = 0;
  uint32_t right = n_left;
  for (uint32_t i = 0; i < n; i++) {
    bool take_left = right >= n || (left < n_left && compare(&from[left], &from[right]) <= 0);
    to[i] = from[take_left ? left++ : right++];
  }
}

/* Whatever order they come in, it costs n log n. */
static void sort(reader *r) {
  parameter *other = RC_NEW_ARRAY(r->arena, parameter, r->all.len);
  if (other == NULL) {
    r->all.len = 0;
  }
  for (uint32_t width = 1; width < r->all.len; width *= 2) {
    parameter *from = r->all.items;
    for (uint32_t at = 0; at < r->all.len; at += 2 * width) {
      uint32_t left = r->all.len - at;
      merge(from + at, left < width ? left : width, left < 2 * width ? left : 2 * width,
            other + at);
    }
    r->all.items = other;
    other = from;
  }
}

/* ---- JSON ---- */

/* How many parameters from `at` on have the same place down to `depth`. */
static uint32_t run_of(const reader *r, uint32_t at, uint32_t depth) {
  uint32_t n = 1;
  for (; at + n < r->all.len; n++) {
    for (uint32_t i = 0; i <= depth; i++) {
      if (r->all.items[at].place[i] != r->all.items[at + n].place[i]) {
        return n;
      }
    }
  }
  return n;
}

static void put_comma(reader *r, bool is_first) {
  if (!is_first) {
    rc_buf_put_byte(&r->json, ',');
  }
}

static bool put_texts(reader *r, const member *m, uint32_t at, uint32_t n) {
  bool sound = true;
  rc_buf_put_byte(&r->json, '[');
  if (r->all.items[at].is_empty_list) {
    sound = n == 1;
    n = 0;
  }
  for (uint32_t i = 0; sound && i < n; i++) {
    const parameter *p = &r->all.items[at + i];
    sound = p->place[OF_TEXT] == i + 1;
    put_comma(r, i == 0);
    rc_buf_put_json(&r->json, p->value);
  }
  rc_buf_put_byte(&r->json, ']');
  return sound || refuse(r, RC_FORM_STRUCTURE, "the members of `{}` have to be 1, 2, 3 ..., each "
                                               "once", m->name);
}

static bool put_value(reader *r, const member *m, uint32_t at, uint32_t n) {
  const parameter *p = &r->all.items[at];
  if (m->shape == TEXTS) {
    return put_texts(r, m, at, n);
  }
  if (n > 1) {
    return refuse(r, RC_FORM_STRUCTURE, "the parameter `{}` stands twice", m->name);
  }
  if (m->shape == NUMBER) {
    uint64_t number = 0;
    (void)rc_str_to_u64(p->value, &number);
    rc_buf_put_u64(&r->json, number);
  } else {
    rc_buf_put_json(&r->json, p->value);
  }
  return true;
}

static bool put_entry(reader *r, const member *m, uint32_t at, uint32_t n) {
  bool sound = true;
  rc_buf_put_byte(&r->json, '{');
  for (uint32_t i = 0; sound && i < n;) {
    const member *field = &m->fields[r->all.items[at + i].place[OF_FIELD] - 1];
    uint32_t n_of_field = run_of(r, at + i, OF_FIELD);
    put_comma(r, i == 0);
    rc_buf_put_json(&r->json, field->name);
    rc_buf_put_byte(&r->json, ':');
    sound = put_value(r, field, at + i, n_of_field);
    i += n_of_field;
  }
  rc_buf_put_byte(&r->json, '}');
  return sound;
}

static bool put_entries(reader *r, const member *m, uint32_t at, uint32_t n) {
  uint32_t index = 0;
  bool sound = true;
  rc_buf_put_byte(&r->json, '[');
  if (r->all.items[at].place[OF_ENTRY] == 0) {
    sound = n == 1;
    n = 0;
  }
  for (uint32_t i = 0; sound && i < n;) {
    uint32_t n_of_entry = run_of(r, at + i, OF_ENTRY);
    sound = m->may_have_gaps || r->all.items[at + i].place[OF_ENTRY] == index + 1;
    put_comma(r, i == 0);
    sound = sound && put_entry(r, m, at + i, n_of_entry);
    i += n_of_entry;
    index++;
  }
  rc_buf_put_byte(&r->json, ']');
  return sound || refuse(r, RC_FORM_STRUCTURE, "the members of `{}` have to be 1, 2, 3 ..., each "
                                               "once", m->name);
}

static void put_all(reader *r) {
  bool sound = true;
  rc_buf_put_byte(&r->json, '{');
  for (uint32_t at = 0; sound && at < r->all.len;) {
    const member *m = &members[r->all.items[at].place[OF_MEMBER] - 1];
    uint32_t n = run_of(r, at, OF_MEMBER);
    put_comma(r, at == 0);
    rc_buf_put_json(&r->json, m->name);
    rc_buf_put_byte(&r->json, ':');
    sound = m->shape == ENTRIES ? put_entries(r, m, at, n) : put_value(r, m, at, n);
    at += n;
  }
  rc_buf_put_byte(&r->json, '}');
}

rc_status rc_form_read(rc_arena *arena, rc_str body, rc_form *out) {
  reader r = {.arena = arena, .form = out};
  *out = (rc_form){.fault = RC_FORM_SOUND};
  rc_buf_init(&r.json, arena);
  if (body.len > RC_LIMIT_REQUEST_BYTES_VALUE) {
    return rc_arena_hit(arena, RC_LIMIT_REQUEST_BYTES);
  }
  RC_TRY(read_pairs(&r, body));
  if (out->fault == RC_FORM_SOUND) {
    sort(&r);
    put_all(&r);
    out->json = rc_buf_str(&r.json);
  }
  return rc_arena_status(arena);
}
