/*
 * Which of the actions are answered. The API hands out pages of MaxItems and a Marker for the next;
 * the AWS CLI puts pages together again, up to --max-items, and hands out a NextToken: base64 of
 * {"Marker": ..., "boto_truncate_amount": ...}. Scripts made for either get the same here.
 * Sources: IAM API reference; botocore, paginate.py; User Guide of the AWS CLI, pagination.
 */
#include "simulate/custom.h"
#include "syntax/json.h"

enum {
  PAGE = 100, /* IAM API reference: "If you do not include this parameter, it defaults to 100." */
  LARGEST_PAGE = 1000,
  MOST_ITEMS = INT32_MAX
};

static rc_str const marker_prefix = RC_STR_INIT("ActionNames.member.");

/* ---- markers ---- */

/* The first action of the next page, as the query API calls it. */
static rc_str marker_of(rc_arena *arena, uint32_t first) {
  return RC_FILL(arena, "{}{}", marker_prefix, rc_str_from_u64(arena, (uint64_t)first + 1));
}

static bool read_marker(rc_custom *c, rc_str marker, uint32_t *first) {
  uint64_t number = 0;
  *first = 0;
  if (rc_str_is_empty(marker)) {
    return true;
  }
  if (rc_str_starts_with(marker, marker_prefix) &&
      rc_str_to_u64(rc_str_from(marker, marker_prefix.len), &number) && number > 1 &&
      number <= c->n_actions) {
    *first = (uint32_t)(number - 1);
    return true;
  }
  return rc_asked_refuse(&c->asked, RC_FILL(c->arena, "`Marker`: `{}` is none that this question "
                                                      "was answered with", marker));
}

/* ---- base64 ---- */

static rc_str const alphabet =
    RC_STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

static rc_str base64_of(rc_arena *arena, rc_str bytes) {
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t at = 0; at < bytes.len; at += 3) {
    uint32_t group = 0;
    size_t n = bytes.len - at < 3 ? bytes.len - at : 3;
    for (size_t i = 0; i < 3; i++) {
      group = group << 8 | (i < n ? (unsigned char)bytes.ptr[at + i] : 0u);
    }
    for (size_t i = 0; i < 4; i++) {
      rc_buf_put_byte(&out, i <= n ? alphabet.ptr[group >> (18 - 6 * i) & 63] : '=');
    }
  }
  return rc_buf_str(&out);
}

/* False if it is none. */
static bool read_base64(rc_arena *arena, rc_str text, rc_str *out) {
  rc_buf bytes;
  rc_buf_init(&bytes, arena);
  uint32_t group = 0;
  size_t padding = 0;
  for (size_t at = 0; at < text.len; at++) {
    size_t digit = rc_str_find_byte(alphabet, text.ptr[at], 0);
    padding += text.ptr[at] == '=';
    if (digit == RC_NOT_FOUND ? text.ptr[at] != '=' : padding > 0) {
      return false;
    }
    group = group << 6 | (digit == RC_NOT_FOUND ? 0u : (uint32_t)digit);
    for (size_t i = 0; at % 4 == 3 && i + padding < 3; i++) {
      rc_buf_put_byte(&bytes, (char)(group >> (16 - 8 * i) & 255));
    }
  }
  *out = rc_buf_str(&bytes);
  return text.len > 0 && text.len % 4 == 0 && padding < 3;
}

/* ---- the AWS CLI ---- */

/* Where the first page begins, and how much of it was told before. */
typedef struct start {
  uint32_t first;
  uint64_t told;
} start;

/* Something else than a token is taken for a marker: so does the AWS CLI. */
static rc_status read_token(rc_custom *c, rc_str token, start *out) {
  rc_asked own = {.arena = c->arena, .literal = true};
  rc_str json = RC_STR_NONE;
  rc_str marker = token;
  rc_value object = RC_VALUE_NONE;
  if (read_base64(c->arena, token, &json)) {
    RC_TRY(rc_asked_parse(&own, json, &object));
  }
  if (!rc_value_is_none(object)) {
    marker = rc_asked_string_of(&own, object, RC_STR("Marker"), RC_STR("Marker"));
    (void)rc_asked_number_of(&own, object, RC_STR("boto_truncate_amount"), MOST_ITEMS,
                             &out->told);
    if (!rc_str_is_empty(own.fault)) {
      (void)rc_asked_refuse(&c->asked, RC_FILL(c->arena, "`StartingToken`: {}", own.fault));
    }
  }
  (void)read_marker(c, marker, &out->first);
  return rc_arena_status(c->arena);
}

/* `told`: how many items of the page are told already, or RC_NOT_FOUND: it was told to its end. */
static rc_str token_of(rc_arena *arena, uint32_t first, size_t told) {
  rc_buf json;
  rc_buf_init(&json, arena);
  rc_buf_put_c(&json, "{\"Marker\": ");
  if (first == 0) {
    rc_buf_put_c(&json, "null");
  } else {
    rc_buf_put_json(&json, marker_of(arena, first));
  }
  if (told != RC_NOT_FOUND) {
    rc_buf_put_c(&json, ", \"boto_truncate_amount\": ");
    rc_buf_put_u64(&json, told);
  }
  rc_buf_put_byte(&json, '}');
  return base64_of(arena, rc_buf_str(&json));
}

static uint32_t least(uint64_t a, uint64_t b) { return (uint32_t)(a < b ? a : b); }

/* Pages one after the other, as the AWS CLI asks for them: the token names the page in which there
 * was enough. */
static void put_together(rc_custom *c, start from, uint32_t page_size, uint64_t most) {
  rc_custom_page *page = &c->page;
  uint64_t told = from.told;
  uint32_t of_first = least(page_size, c->n_actions - from.first);
  page->from = page->to = from.first + least(told, of_first);
  for (uint32_t first = from.first;; first += page_size) {
    uint32_t size = least(page_size, c->n_actions - first);
    uint32_t skipped = least(told, size);
    uint64_t left = most - (page->to - page->from);
    if (size - skipped > left) {
      page->to += (uint32_t)left;
      page->token = token_of(c->arena, first, (size_t)(left + told));
      return;
    }
    page->to += size - skipped;
    told = 0;
    if (size == c->n_actions - first) {
      return;
    }
    if (page->to - page->from == most) {
      page->token = token_of(c->arena, first + size, RC_NOT_FOUND);
      return;
    }
  }
}

static rc_status read_config(rc_custom *c, rc_value config) {
  uint64_t most = MOST_ITEMS;
  uint64_t page_size = PAGE;
  start from = {.first = 0};
  rc_str token = rc_asked_string_of(&c->asked, config, RC_STR("StartingToken"),
                                    RC_STR("StartingToken"));
  (void)rc_asked_number_of(&c->asked, config, RC_STR("MaxItems"), MOST_ITEMS, &most);
  if (rc_asked_number_of(&c->asked, config, RC_STR("PageSize"), LARGEST_PAGE, &page_size) &&
      page_size == 0) {
    (void)rc_asked_refuse_as(&c->asked, RC_FAULT_VALIDATION,
                             RC_STR("`PageSize` has to be at least 1"));
  }
  if (!rc_str_is_empty(token)) {
    RC_TRY(read_token(c, token, &from));
  }
  if (rc_str_is_empty(c->asked.fault)) {
    put_together(c, from, (uint32_t)page_size, most);
  }
  return rc_arena_status(c->arena);
}

/* ---- the API ---- */

static void read_api_page(rc_custom *c, uint64_t size, rc_str marker) {
  rc_custom_page *page = &c->page;
  page->told = true;
  if (size == 0) {
    (void)rc_asked_refuse_as(&c->asked, RC_FAULT_VALIDATION,
                             RC_STR("`MaxItems` has to be at least 1"));
  }
  if (!read_marker(c, marker, &page->from)) {
    return;
  }
  page->to = page->from + least(size, c->n_actions - page->from);
  if (page->to < c->n_actions) {
    page->marker = marker_of(c->arena, page->to);
  }
}

rc_status rc_custom_read_page(rc_custom *c, rc_value input) {
  uint64_t size = PAGE;
  rc_asked *asked = &c->asked;
  rc_value config = rc_asked_member(asked, input, RC_STR("PaginationConfig"));
  rc_value marker = rc_asked_member(asked, input, RC_STR("Marker"));
  bool has_size = rc_asked_number_of(asked, input, RC_STR("MaxItems"), LARGEST_PAGE, &size);
  if (c->n_actions == 0 ||
      !rc_asked_expect(asked, config, RC_OBJECT, RC_STR("PaginationConfig"))) {
    return rc_arena_status(c->arena);
  }
  if (c->as_api || has_size || !rc_value_is_none(marker)) {
    read_api_page(c, size, rc_asked_string_of(asked, input, RC_STR("Marker"), RC_STR("Marker")));
    return rc_arena_status(c->arena);
  }
  return read_config(c, config);
}
