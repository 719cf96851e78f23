#include "simulate/service_data.h"

#include "base/buf.h"
#include "iam/text_match.h"

#include <string.h>

/* `service:Name`, without wildcards: one action. */
static rc_str check_shape(rc_arena *arena, rc_str action) {
  rc_str shown = rc_hole_display(arena, action);
  if (rc_hole_any(action)) {
    return RC_STR_NONE;
  }
  if (rc_str_find_byte(action, '*', 0) != RC_NOT_FOUND ||
      rc_str_find_byte(action, '?', 0) != RC_NOT_FOUND) {
    return RC_FILL(arena, "`{}` is a pattern; ask for one action at a time, such as "
                          "`s3:GetObject`", shown);
  }
  size_t colon = rc_str_find_byte(action, ':', 0);
  if (colon == RC_NOT_FOUND || colon == 0 || colon + 1 == action.len) {
    return RC_FILL(arena, "`{}` is no action; one reads `service:Action`, such as `s3:GetObject`",
                   shown);
  }
  return RC_STR_NONE;
}

enum { MOST_SIMILAR = 1 };

static rc_str suggest(rc_arena *arena, rc_str shown, const char *what, rc_str similar) {
  return rc_str_is_empty(similar)
             ? RC_FILL(arena, "`{}` is no {}", shown, rc_str_from_c(what))
             : RC_FILL(arena, "`{}` is no {}; did you mean `{}`?", shown, rc_str_from_c(what),
                       similar);
}

static rc_str check_name(rc_arena *arena, const rc_catalogue *catalogue, rc_str action) {
  uint32_t similar[MOST_SIMILAR];
  rc_str name = action;
  rc_str prefix = rc_str_cut(&name, ':');
  uint32_t service = rc_catalogue_service(catalogue, prefix);
  if (service == RC_CATALOGUE_NONE) {
    bool any = rc_catalogue_similar_services(catalogue, prefix, similar, MOST_SIMILAR) > 0;
    return suggest(arena, prefix, "service that is known",
                   any ? rc_catalogue_service_prefix(catalogue, similar[0]) : RC_STR_NONE);
  }
  if (rc_catalogue_action(catalogue, service, name) != RC_CATALOGUE_NONE) {
    return RC_STR_NONE;
  }
  bool any = rc_catalogue_similar_actions(catalogue, service, name, similar, MOST_SIMILAR) > 0;
  return suggest(arena, action, "action that is known",
                 any ? rc_catalogue_action_text(arena, catalogue, similar[0]) : RC_STR_NONE);
}

rc_str rc_service_data_check_action(rc_arena *arena, const rc_catalogue *catalogue,
                                    rc_str action) {
  rc_str fault = check_shape(arena, action);
  bool known = catalogue == NULL || rc_hole_any(action) || !rc_str_is_empty(fault);
  return known ? fault : check_name(arena, catalogue, action);
}

rc_key_shape rc_service_data_key_shape(const rc_catalogue *catalogue, rc_str action, rc_str key) {
  if (catalogue == NULL) {
    return RC_KEY_SHAPE_UNKNOWN;
  }
  uint32_t service = rc_catalogue_service(catalogue, rc_str_cut(&action, ':'));
  uint32_t found = rc_catalogue_condition_key(catalogue, service, key);
  if (found == RC_CATALOGUE_NONE) {
    return RC_KEY_SHAPE_UNKNOWN;
  }
  return rc_catalogue_key_info_of(catalogue, found).multivalued ? RC_KEY_SHAPE_LIST
                                                                : RC_KEY_SHAPE_SINGLE;
}

/* ---- remembered ---- */

static uint64_t mix(uint64_t hash, rc_str text) {
  const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15);
  size_t at = 0;
  for (uint64_t word; text.len - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text.ptr + at, sizeof word);
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32;
  }
  for (; at < text.len; at++) {
    hash = (hash ^ (unsigned char)text.ptr[at]) * factor;
  }
  return (hash ^ hash >> 32) + text.len;
}

static bool stands_at(const rc_service_memo *memo, uint32_t at, rc_str service, rc_str name) {
  const rc_memo_slot *slot = &memo->slots[at];
  return slot->n_service == service.len && slot->n_name == name.len &&
         memcmp(slot->text + service.len, name.ptr, name.len) == 0 &&
         rc_str_equal((rc_str){slot->text, service.len}, service);
}

/* The slot for a name of a service, one of two; `*known` tells whether it is there. RC_MEMO_SLOTS
 * when the name is too long. */
static uint32_t memo_slot(rc_service_memo *memo, rc_str service, rc_str name, bool *known) {
  *known = false;
  if (memo == NULL || service.len + name.len > RC_MEMO_LONGEST || name.len == 0) {
    return RC_MEMO_SLOTS;
  }
  uint32_t first = (uint32_t)(mix(mix(0, service), name) % RC_MEMO_SLOTS);
  uint32_t second = first ^ 1;
  bool in_first = stands_at(memo, first, service, name);
  *known = in_first || stands_at(memo, second, service, name);
  bool take_first = in_first || (!*known && memo->slots[first].n_name == 0);
  return take_first ? first : second;
}

static void remember(rc_service_memo *memo, uint32_t at, rc_str service, rc_str name,
                     uint32_t answer) {
  if (at == RC_MEMO_SLOTS) {
    return;
  }
  memo->slots[at].n_service = (uint8_t)service.len;
  memo->slots[at].n_name = (uint8_t)name.len;
  memo->slots[at].answer = (uint8_t)answer;
  if (service.len > 0) {
    memcpy(memo->slots[at].text, service.ptr, service.len);
  }
  memcpy(memo->slots[at].text + service.len, name.ptr, name.len);
}

/* An action in order is remembered as a name without a service. */
rc_str rc_service_memo_check_action(rc_service_memo *memo, rc_arena *arena,
                                    const rc_catalogue *catalogue, rc_str action) {
  bool known;
  uint32_t at = memo_slot(memo, RC_STR_NONE, action, &known);
  if (known) {
    return RC_STR_NONE;
  }
  rc_str fault = rc_service_data_check_action(arena, catalogue, action);
  if (rc_str_is_empty(fault)) {
    remember(memo, at, RC_STR_NONE, action, 0);
  }
  return fault;
}

rc_key_shape rc_service_memo_key_shape(rc_service_memo *memo, const rc_catalogue *catalogue,
                                       rc_str action, rc_str key) {
  bool known;
  rc_str service = rc_str_cut(&(rc_str){action.ptr, action.len}, ':');
  uint32_t at = service.len == 0 ? RC_MEMO_SLOTS : memo_slot(memo, service, key, &known);
  if (at != RC_MEMO_SLOTS && known) {
    return (rc_key_shape)memo->slots[at].answer;
  }
  rc_key_shape shape = rc_service_data_key_shape(catalogue, action, key);
  remember(memo, at, service, key, shape);
  return shape;
}

/* ---- resources ---- */

/* AWS fills in its own partition. */
static rc_str with_partition(rc_arena *arena, rc_str pattern) {
  static const rc_str partition = RC_STR_INIT("arn:${Partition}:");
  return rc_str_starts_with(pattern, partition)
             ? RC_FILL(arena, "arn:aws:{}", rc_str_from(pattern, partition.len))
             : pattern;
}

/* The pattern with `*` for every `${Name}`. */
static rc_str as_wildcards(rc_arena *arena, rc_str pattern) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (size_t at = 0; at < pattern.len; at++) {
    size_t end = rc_str_starts_with(rc_str_from(pattern, at), RC_STR("${"))
                     ? rc_str_find_byte(pattern, '}', at)
                     : RC_NOT_FOUND;
    rc_buf_put_byte(&buf, end == RC_NOT_FOUND ? pattern.ptr[at] : '*');
    at = end == RC_NOT_FOUND ? at : end;
  }
  return rc_buf_str(&buf);
}

rc_str rc_service_data_resource_pattern(rc_arena *arena, const rc_catalogue *catalogue,
                                        rc_str action, rc_str resource) {
  uint32_t found = catalogue == NULL ? RC_CATALOGUE_NONE
                                     : rc_catalogue_action_by_text(catalogue, action);
  if (found == RC_CATALOGUE_NONE) {
    return RC_STR_NONE;
  }
  rc_catalogue_link link;
  rc_catalogue_link_walk links = rc_catalogue_links_of(catalogue, found);
  while (rc_catalogue_link_next(&links, &link)) {
    uint32_t n = rc_catalogue_type_info_of(catalogue, link.type).n_arns;
    for (uint32_t i = 0; i < n; i++) {
      rc_str pattern = rc_catalogue_type_arn(arena, catalogue, link.type, i);
      if (rc_text_match(as_wildcards(arena, pattern), resource, RC_MATCH_RESOURCE) == RC_YES) {
        return with_partition(arena, pattern);
      }
    }
  }
  return RC_STR_NONE;
}
