/*
 * Functions of texts and numbers. NULL: the result is not known.
 */
#include "base/buf.h"
#include "base/path.h"
#include "base/utf8.h"
#include "template/terraform_parts.h"

static rc_str text_of(rc_tf *ev, const rc_tf_call *call, uint32_t n) {
  rc_str text = RC_STR_NONE;
  return n < call->n && rc_tf_text(ev, call->arguments[n], &text) ? text : RC_STR_NONE;
}

static const rc_computed *string(rc_tf *ev, const rc_tf_call *call, rc_str text) {
  return rc_tf_string(ev, text, call->node);
}

/* ---- letters -------------------------------------------------------------------------------- */

typedef char (*letter_function)(char c, char before);

static char lower_letter(char c, char before) {
  (void)before;
  return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}
static char upper_letter(char c, char before) {
  (void)before;
  return c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
}
static char title_letter(char c, char before) {
  bool begins = before == '\0' || before == ' ' || before == '-' || before == '\t';
  return begins ? upper_letter(c, before) : c;
}

/* Letters beyond ASCII stand for a hole: what their other case is, is not known here. */
static const rc_computed *map_letters(rc_tf *ev, const rc_tf_call *call, letter_function map) {
  rc_str text = text_of(ev, call, 0);
  char *out = rc_arena_bytes(ev->arena, text.len);
  for (size_t i = 0; i < text.len; i++) {
    if (out == NULL || (unsigned char)text.ptr[i] >= 0x80) {
      return NULL;
    }
    out[i] = map(text.ptr[i], i == 0 ? '\0' : text.ptr[i - 1]);
  }
  return string(ev, call, (rc_str){out, text.len});
}

static const rc_computed *f_lower(rc_tf *ev, const rc_tf_call *call) {
  return map_letters(ev, call, lower_letter);
}
static const rc_computed *f_upper(rc_tf *ev, const rc_tf_call *call) {
  return map_letters(ev, call, upper_letter);
}
static const rc_computed *f_title(rc_tf *ev, const rc_tf_call *call) {
  return map_letters(ev, call, title_letter);
}

/* ---- cutting -------------------------------------------------------------------------------- */

static bool is_one_of(char c, rc_str set) { return rc_str_find_byte(set, c, 0) != RC_NOT_FOUND; }

static rc_str trim(rc_str text, rc_str set) {
  while (text.len > 0 && is_one_of(text.ptr[0], set)) {
    text = rc_str_from(text, 1);
  }
  while (text.len > 0 && is_one_of(text.ptr[text.len - 1], set)) {
    text = rc_str_slice(text, 0, text.len - 1);
  }
  return text;
}

static const rc_computed *f_trimspace(rc_tf *ev, const rc_tf_call *call) {
  return string(ev, call, trim(text_of(ev, call, 0), RC_STR(" \t\r\n\v\f")));
}
static const rc_computed *f_trim(rc_tf *ev, const rc_tf_call *call) {
  return string(ev, call, trim(text_of(ev, call, 0), text_of(ev, call, 1)));
}
static const rc_computed *f_chomp(rc_tf *ev, const rc_tf_call *call) {
  rc_str text = text_of(ev, call, 0);
  while (rc_str_ends_with(text, RC_STR("\n")) || rc_str_ends_with(text, RC_STR("\r"))) {
    text = rc_str_slice(text, 0, text.len - 1);
  }
  return string(ev, call, text);
}

/* The known beginning or end of a text with holes may decide. */
static const rc_computed *f_trimprefix(rc_tf *ev, const rc_tf_call *call) {
  rc_str text = text_of(ev, call, 0);
  rc_str prefix = text_of(ev, call, 1);
  if (call->arguments[0]->kind != RC_COMPUTED_STRING || rc_hole_any(prefix)) {
    return NULL;
  }
  if (rc_str_starts_with(text, prefix)) {
    return string(ev, call, rc_str_from(text, prefix.len));
  }
  return rc_hole_any(rc_str_slice(text, 0, prefix.len)) ? NULL : call->arguments[0];
}
static const rc_computed *f_trimsuffix(rc_tf *ev, const rc_tf_call *call) {
  rc_str text = text_of(ev, call, 0);
  rc_str suffix = text_of(ev, call, 1);
  if (call->arguments[0]->kind != RC_COMPUTED_STRING || rc_hole_any(suffix)) {
    return NULL;
  }
  if (rc_str_ends_with(text, suffix)) {
    return string(ev, call, rc_str_slice(text, 0, text.len - suffix.len));
  }
  size_t close = rc_str_find_last_byte(text, RC_HOLE_CLOSE);
  bool decided = close == RC_NOT_FOUND || text.len - close > suffix.len;
  return decided ? call->arguments[0] : NULL;
}

static const rc_computed *f_startswith(rc_tf *ev, const rc_tf_call *call) {
  return rc_tf_bool(ev, rc_str_starts_with(text_of(ev, call, 0), text_of(ev, call, 1)),
                    call->node);
}
static const rc_computed *f_endswith(rc_tf *ev, const rc_tf_call *call) {
  return rc_tf_bool(ev, rc_str_ends_with(text_of(ev, call, 0), text_of(ev, call, 1)), call->node);
}
static const rc_computed *f_strcontains(rc_tf *ev, const rc_tf_call *call) {
  return rc_tf_bool(ev, rc_str_contains(text_of(ev, call, 0), text_of(ev, call, 1)), call->node);
}

/* Offset of character `n`, or the end. */
static size_t character_offset(rc_str text, double n) {
  size_t at = 0;
  for (; n >= 1 && at < text.len; n--) {
    at += rc_utf8_decode(rc_str_from(text, at)).n_bytes;
  }
  return at;
}

static const rc_computed *f_substr(rc_tf *ev, const rc_tf_call *call) {
  rc_str text = text_of(ev, call, 0);
  double start, length;
  if (!rc_tf_to_number(call->arguments[1], &start) ||
      !rc_tf_to_number(call->arguments[2], &length)) {
    return NULL;
  }
  double count = (double)rc_utf8_count(text);
  start = start < 0 ? start + count : start;
  start = start < 0 ? 0 : start;
  size_t from = character_offset(text, start);
  size_t to = length < 0 ? text.len : character_offset(text, start + length);
  return string(ev, call, rc_str_slice(text, from, to > from ? to : from));
}

static const rc_computed *f_strrev(rc_tf *ev, const rc_tf_call *call) {
  rc_str text = text_of(ev, call, 0);
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  for (size_t end = text.len; end > 0;) {
    size_t start = end - 1;
    while (start > 0 && ((unsigned char)text.ptr[start] & 0xC0) == 0x80) {
      start--;
    }
    rc_buf_put(&out, rc_str_slice(text, start, end));
    end = start;
  }
  return string(ev, call, rc_buf_str(&out));
}

/* ---- replacing ------------------------------------------------------------------------------ */

static rc_str replaced(rc_tf *ev, rc_str text, rc_str from, rc_str to) {
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  size_t at = 0;
  for (size_t found; from.len > 0 && (found = rc_str_find(text, from, at)) != RC_NOT_FOUND;) {
    rc_buf_put(&out, rc_str_slice(text, at, found));
    rc_buf_put(&out, to);
    at = found + from.len;
    if (!rc_tf_work(ev, 1 + to.len / 64)) {
      break;
    }
  }
  rc_buf_put(&out, rc_str_from(text, at));
  return rc_buf_str(&out);
}

/* Between slashes stands a regular expression; what those match is not worked out. */
static const rc_computed *f_replace(rc_tf *ev, const rc_tf_call *call) {
  rc_str from = text_of(ev, call, 1);
  bool expression = from.len > 1 && from.ptr[0] == '/' && from.ptr[from.len - 1] == '/';
  return expression ? NULL
                    : string(ev, call, replaced(ev, text_of(ev, call, 0), from,
                                                text_of(ev, call, 2)));
}

static const rc_computed *f_indent(rc_tf *ev, const rc_tf_call *call) {
  double n = 0;
  enum { MOST = 1000 };
  if (!rc_tf_to_number(call->arguments[0], &n) || n < 0 || n > MOST) {
    return NULL;
  }
  rc_buf blanks;
  rc_buf_init(&blanks, ev->arena);
  rc_buf_put_byte(&blanks, '\n');
  rc_buf_put_repeated(&blanks, ' ', (size_t)n);
  return string(ev, call, replaced(ev, text_of(ev, call, 1), RC_STR("\n"), rc_buf_str(&blanks)));
}

/* ---- lists and texts ------------------------------------------------------------------------ */

static const rc_computed *f_split(rc_tf *ev, const rc_tf_call *call) {
  rc_str between = text_of(ev, call, 0);
  rc_str text = text_of(ev, call, 1);
  rc_computed *list = rc_tf_list(ev, call->node);
  for (size_t at = 0; between.len > 0 && !rc_tf_failed(ev);) {
    size_t found = rc_str_find(text, between, at);
    rc_tf_add_item(ev, list, string(ev, call, rc_str_slice(text, at, found)));
    if (found == RC_NOT_FOUND) {
      return list;
    }
    at = found + between.len;
  }
  return NULL;
}

static const rc_computed *f_join(rc_tf *ev, const rc_tf_call *call) {
  rc_str between = text_of(ev, call, 0);
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  bool first = true;
  for (uint32_t i = 1; i < call->n; i++) {
    const rc_computed *list = call->arguments[i];
    if (list->kind != RC_COMPUTED_LIST || list->open) {
      return NULL;
    }
    for (RC_EACH(const rc_computed_member, member, list->members)) {
      rc_str text;
      if (!rc_tf_text(ev, member->value, &text) || !rc_tf_work(ev, 1 + text.len / 64)) {
        return NULL;
      }
      rc_buf_put(&out, first ? RC_STR_NONE : between);
      rc_buf_put(&out, text);
      first = false;
    }
  }
  return string(ev, call, rc_buf_str(&out));
}

/* ---- format --------------------------------------------------------------------------------- */

/* `%[2]s`, `%05d`, `%-10s`: the number behind the bracket, flags, width. */
typedef struct verb {
  bool zeros, left;
  uint64_t width;
  char letter;
  rc_str number; /* of the argument; empty: the next one */
} verb;

static size_t read_verb(rc_str text, size_t at, verb *out) {
  *out = (verb){0};
  for (; at < text.len && is_one_of(text.ptr[at], RC_STR("0-+ #")); at++) {
    out->zeros = out->zeros || text.ptr[at] == '0';
    out->left = out->left || text.ptr[at] == '-';
  }
  for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9' && out->width < 1000; at++) {
    out->width = out->width * 10 + (uint64_t)(text.ptr[at] - '0');
  }
  if (at < text.len && text.ptr[at] == '[') {
    size_t end = rc_str_find_byte(text, ']', at);
    end = end == RC_NOT_FOUND ? text.len : end;
    out->number = rc_str_slice(text, at + 1, end);
    at = end + 1;
  }
  out->letter = at < text.len ? text.ptr[at] : '\0';
  return at + 1;
}

/* False: not one of the verbs that are known here, or not for that argument. */
static bool put_verb(rc_tf *ev, rc_buf *out, const verb *as, const rc_computed *value) {
  rc_str text;
  double number;
  if (as->letter == 'v' && rc_tf_is_collection(value)) {
    rc_buf_put(out, rc_tf_json_text(ev, value));
    return true;
  }
  if (!rc_tf_text(ev, value, &text)) {
    return false;
  }
  bool known = !rc_hole_any(text);
  switch (as->letter) {
    case 's':
    case 'v': break;
    case 't': break;
    case 'q': {
      rc_buf quoted;
      rc_buf_init(&quoted, ev->arena);
      rc_buf_put_json(&quoted, text);
      text = rc_buf_str(&quoted);
      if (!known) {
        return false;
      }
      break;
    }
    case 'd':
      if (known && (!rc_tf_to_number(value, &number) ||
                    rc_str_find_byte(text, '.', 0) != RC_NOT_FOUND)) {
        return false;
      }
      break;
    default: return false;
  }
  if (as->width > 0 && !known) {
    return false;
  }
  size_t n = as->width > text.len ? (size_t)as->width - text.len : 0;
  rc_buf_put_repeated(out, as->zeros ? '0' : ' ', as->left ? 0 : n);
  rc_buf_put(out, text);
  rc_buf_put_repeated(out, ' ', as->left ? n : 0);
  return true;
}

static const rc_computed *format(rc_tf *ev, const rc_tf_call *call,
                                 const rc_computed *const *arguments) {
  rc_str text = text_of(ev, call, 0);
  uint64_t next = 1;
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  if (rc_hole_any(text)) {
    return NULL;
  }
  for (size_t at = 0; at < text.len;) {
    size_t mark = rc_str_find_byte(text, '%', at);
    rc_buf_put(&out, rc_str_slice(text, at, mark));
    if (mark == RC_NOT_FOUND) {
      break;
    }
    verb as;
    at = read_verb(text, mark + 1, &as);
    if (as.letter == '%') {
      rc_buf_put_byte(&out, '%');
      continue;
    }
    uint64_t which = next;
    if (as.number.len > 0 && !rc_str_to_u64(as.number, &which)) {
      return NULL;
    }
    if (which == 0 || which >= call->n || !put_verb(ev, &out, &as, arguments[which])) {
      return NULL;
    }
    next = which + 1;
  }
  return string(ev, call, rc_buf_str(&out));
}

static const rc_computed *f_format(rc_tf *ev, const rc_tf_call *call) {
  return format(ev, call, call->arguments);
}

/* Lists among the arguments are gone through side by side. */
static const rc_computed *f_formatlist(rc_tf *ev, const rc_tf_call *call) {
  uint32_t n = RC_NO_NODE;
  for (uint32_t i = 1; i < call->n; i++) {
    const rc_computed *value = call->arguments[i];
    if (value->kind == RC_COMPUTED_UNKNOWN || value->open) {
      return NULL;
    }
    if (value->kind == RC_COMPUTED_LIST) {
      n = value->members.len < n ? value->members.len : n;
    }
  }
  rc_computed *list = rc_tf_list(ev, call->node);
  const rc_computed **row = RC_NEW_ARRAY(ev->arena, const rc_computed *, call->n);
  n = n == RC_NO_NODE ? 1 : n;
  for (uint32_t k = 0; row != NULL && k < n && !rc_tf_failed(ev); k++) {
    for (uint32_t i = 0; i < call->n; i++) {
      const rc_computed *value = call->arguments[i];
      row[i] = i > 0 && value->kind == RC_COMPUTED_LIST ? value->members.items[k].value : value;
    }
    const rc_computed *text = format(ev, call, row);
    if (text == NULL) {
      return NULL;
    }
    rc_tf_add_item(ev, list, text);
  }
  return list;
}

/* ---- encodings ------------------------------------------------------------------------------ */

static const char base64_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static const rc_computed *f_base64encode(rc_tf *ev, const rc_tf_call *call) {
  rc_str text = text_of(ev, call, 0);
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  for (size_t at = 0; at < text.len; at += 3) {
    uint32_t bits = 0;
    size_t n = text.len - at < 3 ? text.len - at : 3;
    for (size_t i = 0; i < 3; i++) {
      bits = bits << 8 | (i < n ? (unsigned char)text.ptr[at + i] : 0u);
    }
    for (size_t i = 0; i < 4; i++) {
      rc_buf_put_byte(&out, i <= n ? base64_letters[bits >> (18 - 6 * i) & 63] : '=');
    }
  }
  return string(ev, call, rc_buf_str(&out));
}

static const rc_computed *f_base64decode(rc_tf *ev, const rc_tf_call *call) {
  rc_str text = text_of(ev, call, 0);
  rc_str letters = {base64_letters, 64};
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  uint32_t bits = 0;
  uint32_t n_bits = 0;
  for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
    size_t value = rc_str_find_byte(letters, text.ptr[i], 0);
    if (value == RC_NOT_FOUND) {
      return NULL;
    }
    bits = bits << 6 | (uint32_t)value;
    n_bits += 6;
    if (n_bits >= 8) {
      n_bits -= 8;
      rc_buf_put_byte(&out, (char)(bits >> n_bits & 0xFF));
    }
  }
  rc_str decoded = rc_buf_str(&out);
  return rc_utf8_find_invalid(decoded) == RC_NOT_FOUND ? string(ev, call, decoded) : NULL;
}

static const rc_computed *f_basename(rc_tf *ev, const rc_tf_call *call) {
  return string(ev, call, rc_path_file(text_of(ev, call, 0)));
}
static const rc_computed *f_dirname(rc_tf *ev, const rc_tf_call *call) {
  rc_str folder = rc_path_folder(text_of(ev, call, 0));
  return string(ev, call, folder.len == 0  ? RC_STR(".")
                          : folder.len == 1 ? folder
                                            : rc_str_slice(folder, 0, folder.len - 1));
}
/* Paths of the analysis are what files are looked up by; the working folder is not known. */
static const rc_computed *f_abspath(rc_tf *ev, const rc_tf_call *call) {
  return string(ev, call, rc_path_join(ev->arena, RC_STR_NONE, text_of(ev, call, 0)));
}

/* ---- numbers -------------------------------------------------------------------------------- */

static double floor_of(double number) {
  const double most = 9007199254740992.0;
  double size = number < 0 ? -number : number;
  double whole = size < most ? (double)(uint64_t)size : size;
  return number >= 0 ? whole : whole < size ? -whole - 1 : -whole;
}
static double ceil_of(double number) { return -floor_of(-number); }
static double abs_of(double number) { return number < 0 ? -number : number; }
static double sign_of(double number) { return (number > 0) - (number < 0); }

static const rc_computed *of_number(rc_tf *ev, const rc_tf_call *call, double (*f)(double)) {
  double number;
  return rc_tf_to_number(call->arguments[0], &number) ? rc_tf_number(ev, f(number), call->node)
                                                      : NULL;
}
static const rc_computed *f_floor(rc_tf *ev, const rc_tf_call *call) {
  return of_number(ev, call, floor_of);
}
static const rc_computed *f_ceil(rc_tf *ev, const rc_tf_call *call) {
  return of_number(ev, call, ceil_of);
}
static const rc_computed *f_abs(rc_tf *ev, const rc_tf_call *call) {
  return of_number(ev, call, abs_of);
}
static const rc_computed *f_signum(rc_tf *ev, const rc_tf_call *call) {
  return of_number(ev, call, sign_of);
}

static const rc_computed *f_parseint(rc_tf *ev, const rc_tf_call *call) {
  rc_str base = text_of(ev, call, 1);
  double number;
  bool decimal = rc_str_equal(base, RC_STR("10")) &&
                 rc_tf_parse_number(text_of(ev, call, 0), &number);
  return decimal ? rc_tf_number(ev, number, call->node) : NULL;
}

const rc_tf_function_row rc_tf_text_functions[] = {
    {RC_STR_INIT("lower"), 1, 1, false, f_lower},
    {RC_STR_INIT("upper"), 1, 1, false, f_upper},
    {RC_STR_INIT("title"), 1, 1, false, f_title},
    {RC_STR_INIT("trimspace"), 1, 1, false, f_trimspace},
    {RC_STR_INIT("trim"), 2, 2, false, f_trim},
    {RC_STR_INIT("trimprefix"), 2, 2, true, f_trimprefix},
    {RC_STR_INIT("trimsuffix"), 2, 2, true, f_trimsuffix},
    {RC_STR_INIT("chomp"), 1, 1, false, f_chomp},
    {RC_STR_INIT("startswith"), 2, 2, false, f_startswith},
    {RC_STR_INIT("endswith"), 2, 2, false, f_endswith},
    {RC_STR_INIT("strcontains"), 2, 2, false, f_strcontains},
    {RC_STR_INIT("substr"), 3, 3, false, f_substr},
    {RC_STR_INIT("strrev"), 1, 1, false, f_strrev},
    {RC_STR_INIT("replace"), 3, 3, false, f_replace},
    {RC_STR_INIT("indent"), 2, 2, false, f_indent},
    {RC_STR_INIT("split"), 2, 2, false, f_split},
    {RC_STR_INIT("join"), 2, 255, true, f_join},
    {RC_STR_INIT("format"), 1, 255, true, f_format},
    {RC_STR_INIT("formatlist"), 1, 255, true, f_formatlist},
    {RC_STR_INIT("base64encode"), 1, 1, false, f_base64encode},
    {RC_STR_INIT("base64decode"), 1, 1, false, f_base64decode},
    {RC_STR_INIT("basename"), 1, 1, false, f_basename},
    {RC_STR_INIT("dirname"), 1, 1, false, f_dirname},
    {RC_STR_INIT("abspath"), 1, 1, false, f_abspath},
    {RC_STR_INIT("floor"), 1, 1, false, f_floor},
    {RC_STR_INIT("ceil"), 1, 1, false, f_ceil},
    {RC_STR_INIT("abs"), 1, 1, false, f_abs},
    {RC_STR_INIT("signum"), 1, 1, false, f_signum},
    {RC_STR_INIT("parseint"), 2, 2, false, f_parseint},
};
const size_t rc_tf_n_text_functions = RC_COUNT_OF(rc_tf_text_functions);
